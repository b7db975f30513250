//! Events as GeoJSON (RFC 7946): a point for one place, several points for several, `null` where no place is known.
//!
//! A point is the middle of a town, region or country, never the spot of an impact: no source here gives that.

use super::{export::Answer, row::Row};
use crate::{
    domain::{Detail, Event, Kind, Place, Status},
    urls,
};
use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Value, json};

/// One event on the map.
#[derive(Debug, Serialize)]
pub struct Feature<'a> {
    #[serde(rename = "type")]
    what: &'static str,
    id: String,
    geometry: Option<Value>,
    properties: Properties<'a>,
}

/// One level deep: programs for maps make a table of them.
#[derive(Debug, Serialize)]
struct Properties<'a> {
    kind: Kind,
    headline: &'a str,
    status: Option<Status>,
    act: Option<&'static str>,
    edtf: &'a str,
    earliest: Option<Date>,
    latest: Option<Date>,
    date: String,
    place: Option<&'a str>,
    places: Vec<&'a str>,
    country: Option<&'a str>,
    negotiation: Option<&'a str>,
    participants: Vec<String>,
    killed: Option<u64>,
    injured: Option<u64>,
    articles: u32,
    independent: u32,
    url: String,
}

/// One event's feature.
pub fn feature<'a>(answer: &Answer, row: &'a Row) -> Feature<'a> {
    let event: &Event = &row.event;
    let content = &event.content;
    let mut places: Vec<&Place> = Vec::new();
    for place in content.place.iter().chain(&content.places) {
        if places.iter().all(|p| p.id != place.id) {
            places.push(place);
        }
    }
    let act = match &content.detail {
        Detail::Statement(said) => Some(said.act.as_str()),
        _ => None,
    };
    let (killed, injured) = match &content.detail {
        Detail::Strike(strike) => (strike.casualties.killed, strike.casualties.injured),
        _ => (None, None),
    };
    Feature {
        what: "Feature",
        id: event.id.to_string(),
        geometry: geometry(&places),
        properties: Properties {
            kind: content.kind,
            headline: &content.headline,
            status: content.status,
            act,
            edtf: content.date.edtf(),
            earliest: content.date.earliest(),
            latest: content.date.latest(),
            date: content.date.label(),
            place: content.place.as_ref().map(|p| p.name.as_str()),
            country: content.place.as_ref().and_then(|p| p.country.as_deref()),
            places: places.iter().map(|p| p.name.as_str()).collect(),
            negotiation: event.negotiation.as_ref().map(|n| n.name.as_str()),
            participants: content.participants.iter().map(|p| format!("{}: {}", p.role, p.actor.name)).collect(),
            killed: killed.map(|toll| toll.best),
            injured: injured.map(|toll| toll.best),
            articles: event.sources.articles,
            independent: event.sources.independent,
            url: answer.url(&urls::event(event.id)),
        },
    }
}

/// Degrees east come first (RFC 7946, 3.1.1). Degrees that no place on earth has are left out.
fn geometry(places: &[&Place]) -> Option<Value> {
    let on_earth = |(lat, lon): &(f64, f64)| lat.abs() <= 90.0 && lon.abs() <= 180.0;
    let points: Vec<[f64; 2]> =
        places.iter().filter_map(|p| p.lat.zip(p.lon)).filter(on_earth).map(|(lat, lon)| [lon, lat]).collect();
    match points.as_slice() {
        [] => None,
        [one] => Some(json!({ "type": "Point", "coordinates": one })),
        many => Some(json!({ "type": "MultiPoint", "coordinates": many })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::{
        export::{Format, tests::written},
        row::tests::an_event,
    };

    #[test]
    fn an_event_reads_as_it_should() {
        insta::assert_snapshot!(written(Format::GeoJson, vec![an_event()]));
    }

    #[test]
    fn places_become_points() {
        let place = |id: &str, at: Option<(f64, f64)>| Place {
            id: id.to_owned(),
            name: id.to_owned(),
            country: None,
            lat: at.map(|a| a.0),
            lon: at.map(|a| a.1),
        };
        let mut event = an_event();
        let places = [place("a", Some((50.0, 36.2))), place("a", Some((50.0, 36.2))), place("b", Some((-33.9, 151.2)))];
        event.content.place = Some(places[0].clone());
        event.content.places = places.to_vec();
        let nowhere = place("c", None);
        let mut lost = an_event();
        lost.content.place = Some(nowhere.clone());
        lost.content.places = vec![nowhere, place("moon", Some((120.0, f64::NAN)))];
        let read: geojson::FeatureCollection =
            written(Format::GeoJson, vec![event, lost]).parse().expect("a feature collection");
        let points = read.features[0].geometry.as_ref().expect("points");
        assert_eq!(
            serde_json::to_value(points).expect("JSON"),
            json!({ "type": "MultiPoint", "coordinates": [[36.2, 50.0], [151.2, -33.9]] })
        );
        assert!(read.features[1].geometry.is_none());
        assert_eq!(read.foreign_members.expect("an end")["end"]["count"], 2);
    }
}

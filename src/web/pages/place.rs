//! One place: where it is, what lies near it, and what happened there.

use super::{
    FactValue,
    thing::{self, Thing},
};
use crate::{
    domain::page::{Lookup, PlaceFull},
    render::{
        json,
        locator::{self, Locator, View},
    },
    urls,
    web::{
        AppState,
        error::Error,
        params::{Named, NoQuery},
        respond,
    },
};
use axum::{extract::State, http::HeaderMap, response::Response};

/// So many places near it are shown.
const NEAR: i64 = 40;

/// `GET /places/{slug}` and `/places/{slug}.json`.
pub(crate) async fn get(
    State(state): State<AppState>,
    named: Named,
    _: NoQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    match state.pipeline.store().place(named.slug("place")?).await? {
        Lookup::Found(full) if named.json => respond::json_with_etag(&headers, json::place(&full)?),
        Lookup::Found(full) => {
            let map = map(&state, &full).await?;
            thing::show(&state, Thing { map, ..thing_of(full) }).await
        }
        Lookup::Moved(to) => Ok(respond::moved(&urls::place(&to), named.json)),
        Lookup::Gone => Err(Error::Gone("place")),
        Lookup::Unknown => Err(Error::NotFound("place")),
    }
}

async fn map(state: &AppState, full: &PlaceFull) -> Result<Option<Locator>, Error> {
    let Some(view) = View::around(&full.place) else { return Ok(None) };
    let near = state.pipeline.store().near(view.sides(), &full.place.id, NEAR).await?;
    Ok(Some(locator::locator(&view, &full.place, &near)))
}

pub(super) fn thing_of(full: PlaceFull) -> Thing {
    let PlaceFull { place, by_kind } = full;
    let at = place.lat.zip(place.lon).map(|(lat, lon)| FactValue::plain(coordinates(lat, lon)));
    Thing {
        section: "Places",
        sort: "Place".to_owned(),
        key: "place",
        page: urls::place(&place.id),
        facts: vec![
            super::fact("Country", thing::country(place.country.as_deref())),
            super::fact("Where", at.into_iter().collect()),
        ],
        name: place.name,
        slug: place.id,
        by_kind,
        ..Thing::default()
    }
}

/// `46.20° N, 6.15° E`.
fn coordinates(lat: f64, lon: f64) -> String {
    let side = |n: f64, plus, minus| format!("{:.2}° {}", n.abs(), if n < 0.0 { minus } else { plus });
    format!("{}, {}", side(lat, "N", "S"), side(lon, "E", "W"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_name_their_side() {
        assert_eq!(coordinates(46.2, 6.15), "46.20° N, 6.15° E");
        assert_eq!(coordinates(-34.6, -58.381), "34.60° S, 58.38° W");
    }
}

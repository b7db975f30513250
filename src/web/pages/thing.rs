//! One actor, place or negotiation: facts, counts, and its latest events.

use super::{Alternate, Fact, FactValue, Frame, by_kind, fact, html};
use crate::{
    domain::{
        Actor, Kind,
        filter::{Choice, TimelineFilter, Undated},
        page::{ActorFull, Lookup, NegotiationFull, PlaceFull},
    },
    render::{
        json,
        picture::{self, Drawn},
        row::Row,
        words,
    },
    urls,
    web::{
        AppState, assets,
        error::Error,
        params::{Named, NoQuery, Pairs},
        respond,
    },
};
use askama::Template;
use axum::{extract::State, http::HeaderMap, response::Response};

/// How many events such a page shows.
const LATEST: u32 = 10;

/// The page of one thing.
#[derive(Debug, Template)]
#[template(path = "thing.html")]
struct ThingPage {
    frame: Frame,
    picture: Option<Drawn>,
    sort: String,
    total: String,
    timeline: String,
    json: String,
    facts: Vec<Fact>,
    latest: Vec<Row>,
}

/// What the three sorts of things have in common.
struct Thing {
    name: String,
    section: &'static str,
    sort: String,
    key: &'static str,
    slug: String,
    page: String,
    facts: Vec<Option<Fact>>,
    by_kind: Vec<(Kind, u64)>,
}

/// `GET /actors/{slug}` and `/actors/{slug}.json`.
pub(crate) async fn actor(
    State(state): State<AppState>,
    named: Named,
    _: NoQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    match state.pipeline.store().actor(named.slug("actor")?).await? {
        Lookup::Found(full) if named.json => respond::json_with_etag(&headers, json::actor(&full)?),
        Lookup::Found(full) => show(&state, of_actor(full), None).await,
        Lookup::Moved(to) => Ok(respond::moved(&urls::actor(&to), named.json)),
        Lookup::Gone => Err(Error::Gone("actor")),
        Lookup::Unknown => Err(Error::NotFound("actor")),
    }
}

/// `GET /places/{slug}` and `/places/{slug}.json`.
pub(crate) async fn place(
    State(state): State<AppState>,
    named: Named,
    _: NoQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    match state.pipeline.store().place(named.slug("place")?).await? {
        Lookup::Found(full) if named.json => respond::json_with_etag(&headers, json::place(&full)?),
        Lookup::Found(full) => show(&state, of_place(full), None).await,
        Lookup::Moved(to) => Ok(respond::moved(&urls::place(&to), named.json)),
        Lookup::Gone => Err(Error::Gone("place")),
        Lookup::Unknown => Err(Error::NotFound("place")),
    }
}

/// `GET /negotiations/{slug}` and `/negotiations/{slug}.json`.
pub(crate) async fn negotiation(
    State(state): State<AppState>,
    named: Named,
    pairs: Pairs,
    headers: HeaderMap,
) -> Result<Response, Error> {
    pairs.only(if named.json { &[] } else { &["bars", "by"] })?;
    let switches = pairs.filter()?;
    match state.pipeline.store().negotiation(named.slug("negotiation")?).await? {
        Lookup::Found(full) if named.json => respond::json_with_etag(&headers, json::negotiation(&full)?),
        Lookup::Found(full) => {
            let slug = full.negotiation.id.clone();
            let filter =
                TimelineFilter { negotiation: Choice { any: vec![slug.clone()], not: Vec::new() }, ..switches };
            let picture = state.pipeline.store().picture(&filter).await?;
            // The page is of one negotiation whatever its picture counts, so only the switches stand in its address.
            let page = |f: &TimelineFilter| {
                let switches = TimelineFilter { bars: f.bars, by: f.by, ..TimelineFilter::default() };
                urls::with_query(&urls::negotiation(&slug), switches.pairs())
            };
            let drawn = picture.and_then(|p| picture::draw(&p, &filter, &page));
            show(&state, of_negotiation(full), drawn).await
        }
        Lookup::Moved(to) => Ok(respond::moved(&urls::negotiation(&to), named.json)),
        Lookup::Gone => Err(Error::Gone("negotiation")),
        Lookup::Unknown => Err(Error::NotFound("negotiation")),
    }
}

fn of_actor(full: ActorFull) -> Thing {
    let ActorFull { actor, titles, by_kind } = full;
    let affiliation = actor.affiliation.iter().map(|a| FactValue::link(a.name.clone(), urls::actor(&a.id))).collect();
    Thing {
        section: "Actors",
        sort: words::title(actor.kind.as_str()),
        key: "actor",
        page: urls::actor(&actor.id),
        facts: vec![
            fact("Acts for", affiliation),
            fact("Named as", titles.into_iter().map(FactValue::plain).collect()),
            fact("Country", country(actor.country.as_deref())),
        ],
        name: actor.name,
        slug: actor.id,
        by_kind,
    }
}

fn of_place(full: PlaceFull) -> Thing {
    let PlaceFull { place, by_kind } = full;
    let at = place.lat.zip(place.lon).map(|(lat, lon)| FactValue::plain(format!("{lat:.3}, {lon:.3}")));
    Thing {
        section: "Places",
        sort: "Place".to_owned(),
        key: "place",
        page: urls::place(&place.id),
        facts: vec![
            fact("Country", country(place.country.as_deref())),
            fact("Degrees north, east", at.into_iter().collect()),
        ],
        name: place.name,
        slug: place.id,
        by_kind,
    }
}

fn of_negotiation(full: NegotiationFull) -> Thing {
    let NegotiationFull { negotiation, parties, mediators, from, to, by_kind } = full;
    let days = match to {
        Some(to) => format!("{} to {}", words::day(from), words::day(to)),
        None => format!("since {}", words::day(from)),
    };
    let party = |a: Actor| FactValue::link(a.name, urls::actor(&a.id));
    Thing {
        section: "Negotiations",
        sort: "Negotiation".to_owned(),
        key: "negotiation",
        page: urls::negotiation(&negotiation.id),
        facts: vec![
            fact("Parties", parties.into_iter().map(party).collect()),
            fact("Also at the table, or mediating", mediators.into_iter().map(party).collect()),
            fact("Days", vec![FactValue::plain(days)]),
        ],
        name: negotiation.name,
        slug: negotiation.id,
        by_kind,
    }
}

fn country(code: Option<&str>) -> Vec<FactValue> {
    code.map(|c| FactValue::link(c, urls::timeline_of("country", c))).into_iter().collect()
}

async fn show(state: &AppState, thing: Thing, picture: Option<Drawn>) -> Result<Response, Error> {
    let slug = Choice { any: vec![thing.slug.clone()], not: Vec::new() };
    let mut filter = TimelineFilter { limit: LATEST, undated: Undated::Exclude, ..TimelineFilter::default() };
    match thing.key {
        "actor" => filter.actor = slug,
        "place" => filter.place = slug,
        _ => filter.negotiation = slug,
    }
    let latest = state.pipeline.store().timeline(&filter).await?.events.items;
    let json = format!("{}.json", thing.page);
    html(
        &ThingPage::new(thing, picture, latest.into_iter().map(Row::from).collect(), state.options.demo),
        &[respond::link(&json, "alternate")],
    )
}

impl ThingPage {
    fn new(thing: Thing, picture: Option<Drawn>, latest: Vec<Row>, demo: bool) -> ThingPage {
        let counts = by_kind(thing.key, &thing.slug, &thing.by_kind);
        let total: u64 = thing.by_kind.iter().map(|(_, n)| n).sum();
        let mut frame = Frame::new(thing.name, thing.section, demo);
        frame.alternates.push(Alternate::json(&thing.page));
        frame.scripts.extend(picture.is_some().then(|| assets::url("picture.js")));
        ThingPage {
            frame,
            picture,
            sort: thing.sort,
            total: words::counted(total, "event"),
            timeline: urls::timeline_of(thing.key, &thing.slug),
            json: format!("{}.json", thing.page),
            facts: thing.facts.into_iter().chain([fact("Events", counts)]).flatten().collect(),
            latest,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::check, *};
    use crate::{
        domain::{Place, event::NegotiationRef},
        render::row::tests::{an_actor, an_event},
    };

    fn samples() -> Vec<Thing> {
        let hostile = || check::HOSTILE.to_owned();
        let place =
            |name: &str| Place { id: hostile(), name: name.to_owned(), country: None, lat: Some(1.0), lon: Some(-2.5) };
        let by_kind = vec![(Kind::Strike, 12_000), (Kind::Round, 1)];
        vec![
            of_place(PlaceFull { place: place("Kharkiv"), by_kind: vec![] }),
            of_place(PlaceFull { place: place(&"long ".repeat(400)), by_kind: by_kind.clone() }),
            of_actor(ActorFull { actor: an_actor(check::HOSTILE), titles: vec![hostile()], by_kind: by_kind.clone() }),
            of_negotiation(NegotiationFull {
                negotiation: NegotiationRef { id: hostile(), name: hostile() },
                parties: vec![an_actor("Ukraine"), an_actor(check::HOSTILE)],
                mediators: vec![an_actor(check::HOSTILE)],
                from: jiff::civil::date(2026, 1, 1),
                to: None,
                by_kind,
            }),
        ]
    }

    #[test]
    fn samples_hold_together() {
        for thing in samples() {
            check::page(&ThingPage::new(thing, None, vec![], true));
        }
        for thing in samples() {
            let html = check::page(&ThingPage::new(thing, None, vec![Row::from(an_event())], false));
            assert!(html.contains("Russia launches 29 missiles"));
        }
    }
}

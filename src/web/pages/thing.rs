//! One actor or place: facts, counts, and its latest events.

use super::{Alternate, Fact, FactValue, Frame, by_kind, fact, html};
use crate::{
    domain::{
        Kind,
        filter::{Choice, TimelineFilter, Undated},
        page::{ActorFull, Lookup, PlaceFull},
    },
    render::{json, row::Row, words},
    urls,
    web::{
        AppState,
        error::Error,
        params::{Named, NoQuery},
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
    sort: String,
    total: String,
    timeline: String,
    json: String,
    facts: Vec<Fact>,
    latest: Vec<Row>,
}

/// What the two sorts of things have in common.
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
        Lookup::Found(full) => show(&state, of_actor(full)).await,
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
        Lookup::Found(full) => show(&state, of_place(full)).await,
        Lookup::Moved(to) => Ok(respond::moved(&urls::place(&to), named.json)),
        Lookup::Gone => Err(Error::Gone("place")),
        Lookup::Unknown => Err(Error::NotFound("place")),
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

fn country(code: Option<&str>) -> Vec<FactValue> {
    code.map(|c| FactValue::link(c, urls::timeline_of("country", c))).into_iter().collect()
}

async fn show(state: &AppState, thing: Thing) -> Result<Response, Error> {
    let slug = Choice { any: vec![thing.slug.clone()], not: Vec::new() };
    let mut filter = TimelineFilter { limit: LATEST, undated: Undated::Exclude, ..TimelineFilter::default() };
    match thing.key {
        "actor" => filter.actor = slug,
        _ => filter.place = slug,
    }
    let latest = state.pipeline.store().timeline(&filter).await?.events.items;
    let exports = Alternate::exports(&TimelineFilter { undated: Undated::default(), ..filter });
    let page = ThingPage::new(thing, latest.into_iter().map(Row::from).collect(), exports, state.options.demo);
    let links = respond::alternates(page.frame.alternates.iter().map(|a| (a.href.as_str(), a.media)));
    html(&page, &links)
}

impl ThingPage {
    fn new(thing: Thing, latest: Vec<Row>, exports: Vec<Alternate>, demo: bool) -> ThingPage {
        let counts = by_kind(thing.key, &thing.slug, &thing.by_kind);
        let total: u64 = thing.by_kind.iter().map(|(_, n)| n).sum();
        let mut frame = Frame::new(thing.name, thing.section, demo);
        frame.alternates.push(Alternate::json(&thing.page));
        frame.alternates.extend(exports);
        ThingPage {
            frame,
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
        domain::Place,
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
            of_actor(ActorFull { actor: an_actor(check::HOSTILE), titles: vec![hostile()], by_kind }),
        ]
    }

    #[test]
    fn samples_hold_together() {
        for thing in samples() {
            check::page(&ThingPage::new(thing, vec![], vec![], true));
        }
        for thing in samples() {
            let html = check::page(&ThingPage::new(
                thing,
                vec![Row::from(an_event())],
                Alternate::exports(&TimelineFilter::default()),
                false,
            ));
            assert!(html.contains("Russia launches 29 missiles"));
        }
    }
}

//! What the pages of an actor, a place and an outlet have in common: facts, counts, and the latest events.

use super::{Alternate, Fact, FactValue, Frame, actor::ActorSheet, by_kind, fact, html, outlet::OutletSheet};
use crate::{
    domain::{
        Kind,
        filter::{Choice, TimelineFilter, Undated},
    },
    render::{locator::Locator, row::Row, words},
    urls,
    web::{AppState, error::Error, respond},
};
use askama::Template;
use axum::response::Response;

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
    actor: Option<ActorSheet>,
    map: Option<Locator>,
    outlet: Option<OutletSheet>,
    latest: Vec<Row>,
}

/// An actor, a place or an outlet.
#[derive(Debug, Default)]
pub(super) struct Thing {
    pub(super) name: String,
    /// The section of the site.
    pub(super) section: &'static str,
    /// What stands above its name.
    pub(super) sort: String,
    /// The key of the filter that finds its events.
    pub(super) key: &'static str,
    pub(super) slug: String,
    /// Its address.
    pub(super) page: String,
    pub(super) facts: Vec<Option<Fact>>,
    /// How many events, by kind.
    pub(super) by_kind: Vec<(Kind, u64)>,
    /// What only one sort of thing has.
    pub(super) actor: Option<ActorSheet>,
    /// See there.
    pub(super) map: Option<Locator>,
    /// See there.
    pub(super) outlet: Option<OutletSheet>,
}

/// The country of a thing, as a way to everything of that country.
pub(super) fn country(code: Option<&str>) -> Vec<FactValue> {
    code.map(|c| FactValue::link(c, urls::timeline_of("country", c))).into_iter().collect()
}

/// The page of a thing.
pub(super) async fn show(state: &AppState, thing: Thing) -> Result<Response, Error> {
    let slug = Choice::only(thing.slug.clone());
    let mut filter = TimelineFilter { limit: LATEST, undated: Undated::Exclude, ..TimelineFilter::default() };
    match thing.key {
        "actor" => filter.actor = slug,
        "outlet" => filter.outlet = slug,
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
            actor: thing.actor,
            map: thing.map,
            outlet: thing.outlet,
            facts: thing.facts.into_iter().chain([fact("Events", counts)]).flatten().collect(),
            latest,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{actor, check, outlet, place},
        *,
    };
    use crate::{
        domain::{
            Act, Place, Role, Topic,
            page::{ActorFull, Outlet, PlaceFull},
            profile::{Independence, NearPlace, OutletFull, Profile, RevisedArticle, Stretch},
        },
        render::{
            locator::{View, locator},
            row::tests::{an_actor, an_event},
        },
    };

    fn hostile() -> String {
        check::HOSTILE.to_owned()
    }

    fn a_place(name: &str) -> Place {
        Place { id: hostile(), name: name.to_owned(), country: None, lat: Some(1.0), lon: Some(-2.5) }
    }

    fn an_outlet(name: &str) -> OutletFull {
        OutletFull {
            outlet: Outlet { id: name.to_owned(), name: name.to_owned() },
            articles: 12,
            undated: 1,
            days: None,
            by_kind: vec![(Kind::Strike, 3)],
            independence: Independence { events: 3, alone: 1, confirmed: 1, copied: 1 },
            revised: 1,
            changed: vec![RevisedArticle {
                id: crate::domain::ArticleId(3),
                title: name.to_owned(),
                published_at: None,
                revisions: 2,
            }],
            corrected: 0,
        }
    }

    fn samples() -> Vec<Thing> {
        let by_kind = vec![(Kind::Strike, 12_000), (Kind::Round, 1)];
        let full = ActorFull { actor: an_actor(check::HOSTILE), titles: vec![hostile()], by_kind: by_kind.clone() };
        let stretch = Stretch { events: 2, first: None, last: None };
        let profile = Profile {
            roles: vec![(Role::Speaker, stretch)],
            titles: vec![(hostile(), stretch)],
            said: vec![(Some(Topic::Energy), Act::Reject, 2), (None, Act::Deny, 1)],
            rounds: vec![an_event()],
            people: vec![(an_actor(check::HOSTILE), Some(hostile()), 3)],
        };
        let of_place = |full: PlaceFull| {
            let view = View::around(&full.place).expect("coordinates");
            let other = Place { lat: Some(2.0), ..a_place(check::HOSTILE) };
            let near = NearPlace { place: Place { id: "other".to_owned(), ..other }, events: 3 };
            Thing { map: Some(locator(&view, &full.place, &[near])), ..place::thing_of(full) }
        };
        vec![
            of_place(PlaceFull { place: a_place("Kharkiv"), by_kind: vec![] }),
            of_place(PlaceFull { place: a_place(&"long ".repeat(400)), by_kind }),
            Thing { actor: Some(ActorSheet::of(&full.actor, &profile)), ..actor::thing_of(full) },
            outlet::thing_of(an_outlet(check::HOSTILE)),
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

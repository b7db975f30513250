//! One negotiation: where it stands, its picture, the ladder of its rounds, and what each party last said on each issue.

use super::{Alternate, Fact, FactValue, Frame, by_kind, fact, html};
use crate::{
    domain::{
        Actor,
        filter::{Choice, TimelineFilter, Undated},
        page::{Lookup, NegotiationFull},
        picture::Picture,
        vocab::Bin,
    },
    render::{
        issues::{self, Grid},
        json,
        ladder::{self, Standing, Step},
        picture::{self, Drawn},
        row::Row,
        words,
    },
    urls,
    web::{
        AppState, assets,
        error::Error,
        params::{Named, Pairs},
        respond,
    },
};
use askama::Template;
use axum::{extract::State, http::HeaderMap, response::Response};

/// How many events such a page shows in full.
const LATEST: u32 = 10;

/// The page.
#[derive(Debug, Template)]
#[template(path = "negotiation.html")]
struct NegotiationPage {
    frame: Frame,
    picture: Option<Drawn>,
    total: String,
    timeline: String,
    json: String,
    facts: Vec<Fact>,
    ladder: Vec<Step>,
    grid: Grid,
    latest: Vec<Row>,
}

/// What the page is made from, besides the negotiation itself.
struct Parts {
    picture: Option<Drawn>,
    ladder: Vec<Step>,
    standing: Standing,
    grid: Grid,
    latest: Vec<Row>,
}

/// `GET /negotiations/{slug}` and `/negotiations/{slug}.json`.
pub(crate) async fn get(
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
            let parts = parts(&state, &full, switches).await?;
            let page = NegotiationPage::new(full, parts, state.options.demo);
            let links = respond::alternates(page.frame.alternates.iter().map(|a| (a.href.as_str(), a.media)));
            html(&page, &links)
        }
        Lookup::Moved(to) => Ok(respond::moved(&urls::negotiation(&to), named.json)),
        Lookup::Gone => Err(Error::Gone("negotiation")),
        Lookup::Unknown => Err(Error::NotFound("negotiation")),
    }
}

async fn parts(state: &AppState, full: &NegotiationFull, switches: TimelineFilter) -> Result<Parts, Error> {
    let store = state.pipeline.store();
    let slug = full.negotiation.id.clone();
    let filter = TimelineFilter { negotiation: Choice::only(slug.clone()), ..switches };
    let shown = store.picture(&filter).await?;
    // What lies between two rounds is counted by the day, whatever the picture shows.
    let daily = match &shown {
        Some(picture) if picture.by != Bin::Day => {
            store.picture(&TimelineFilter { by: Some(Bin::Day), ..filter.clone() }).await?
        }
        other => other.clone(),
    };
    let today = state.pipeline.clock().today();
    // The page is of one negotiation whatever its picture counts, so only the switches stand in its address.
    let page = |f: &TimelineFilter| {
        let switches = TimelineFilter { bars: f.bars, by: f.by, ..TimelineFilter::default() };
        urls::with_query(&urls::negotiation(&slug), switches.pairs())
    };
    let table: Vec<String> = full.parties.iter().chain(&full.mediators).map(|a| a.id.clone()).collect();
    let latest = TimelineFilter { limit: LATEST, undated: Undated::Exclude, ..filter.without_looks() };
    let of = |p: &Option<Picture>| p.as_ref().map(|p| (ladder::ladder(p), ladder::standing(p, today)));
    let (ladder, standing) = of(&daily).unwrap_or_default();
    Ok(Parts {
        picture: shown.and_then(|p| picture::draw(&p, &filter, &page)),
        ladder,
        standing,
        grid: issues::grid(store.positions(&filter).await?, &table, &filter),
        latest: store.timeline(&latest).await?.events.items.into_iter().map(Row::from).collect(),
    })
}

impl NegotiationPage {
    fn new(full: NegotiationFull, parts: Parts, demo: bool) -> NegotiationPage {
        let NegotiationFull { negotiation, parties, mediators, from, to, by_kind: counts } = full;
        let Parts { picture, ladder, standing, grid, latest } = parts;
        let days = match to {
            Some(to) => format!("{} to {}", words::day(from), words::day(to)),
            None => format!("since {}", words::day(from)),
        };
        let party = |a: Actor| FactValue::link(a.name, urls::actor(&a.id));
        let link = |(text, href): (String, String)| FactValue::link(text, href);
        let next = standing.next.map_or_else(|| FactValue::plain("none planned that is known"), link);
        let page = urls::negotiation(&negotiation.id);
        let total: u64 = counts.iter().map(|(_, n)| n).sum();
        let mut frame = Frame::new(negotiation.name, "Negotiations", demo);
        let own = Choice::only(negotiation.id.clone());
        frame.alternates.push(Alternate::json(&page));
        frame.alternates.extend(Alternate::exports(&TimelineFilter { negotiation: own, ..TimelineFilter::default() }));
        frame.scripts.extend(picture.is_some().then(|| assets::url("picture.js")));
        let facts = [
            fact("Parties", parties.into_iter().map(party).collect()),
            fact("Also at the table, or mediating", mediators.into_iter().map(party).collect()),
            fact("Last round", standing.last.map(link).into_iter().collect()),
            fact("Next round", vec![next]),
            fact("Open deadlines", standing.open.into_iter().map(link).collect()),
            fact("Days", vec![FactValue::plain(days)]),
            fact("Events", by_kind("negotiation", &negotiation.id, &counts)),
        ];
        NegotiationPage {
            frame,
            picture,
            total: words::counted(total, "event"),
            timeline: urls::timeline_of("negotiation", &negotiation.id),
            json: format!("{page}.json"),
            facts: facts.into_iter().flatten().collect(),
            ladder,
            grid,
            latest,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::check, *};
    use crate::{
        domain::{Kind, event::NegotiationRef},
        render::{
            ladder::Rung,
            row::tests::{an_actor, an_event},
        },
    };

    fn full(name: &str) -> NegotiationFull {
        NegotiationFull {
            negotiation: NegotiationRef { id: name.to_owned(), name: name.to_owned() },
            parties: vec![an_actor("Ukraine"), an_actor(name)],
            mediators: vec![an_actor(name)],
            from: jiff::civil::date(2026, 1, 1),
            to: None,
            by_kind: vec![(Kind::Strike, 12_000), (Kind::Round, 1)],
        }
    }

    fn empty() -> Parts {
        Parts { picture: None, ladder: vec![], standing: Standing::default(), grid: Grid::default(), latest: vec![] }
    }

    #[test]
    fn samples_hold_together() {
        let nothing = check::page(&NegotiationPage::new(full("Talks"), empty(), true));
        assert!(nothing.contains("none planned that is known") && nothing.contains("No dated events yet"));
        let hostile = || check::HOSTILE.to_owned();
        let rung = Rung {
            number: Some(2),
            title: hostile(),
            href: "/events/1".to_owned(),
            status: Some(("s-held", "concluded".to_owned())),
            parties: hostile(),
            planned: vec![hostile()],
            outcome: Some(hostile()),
            sources: "1 article".to_owned(),
        };
        let parts = Parts {
            ladder: vec![Step::Rung(rung), Step::Between(hostile())],
            standing: Standing {
                last: Some((hostile(), "/events/1".to_owned())),
                next: Some((hostile(), "/events/2".to_owned())),
                open: vec![(hostile(), "/events/3".to_owned())],
            },
            latest: vec![Row::from(an_event())],
            ..empty()
        };
        let html = check::page(&NegotiationPage::new(full(check::HOSTILE), parts, false));
        assert!(html.contains("Open deadlines") && html.contains("<span class=\"ord\">2</span>"));
    }
}

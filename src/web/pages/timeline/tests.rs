//! Samples of the timeline's page.

use super::{super::check, *};
use crate::{
    domain::{EventId, Kind, Seq, filter::Cursor, page::FacetValue},
    render::row::tests::an_event,
};
use jiff::civil::date;

fn filter(query: &str) -> TimelineFilter {
    TimelineFilter::parse(form_urlencoded::parse(query.as_bytes())).expect(query)
}

fn page(events: usize, undated: usize) -> TimelinePage {
    let event = |id: usize| Event { id: EventId(id as i64 + 1), ..an_event() };
    let open = |id: usize| {
        let mut event = event(events + id);
        event.content.date = crate::domain::When::unknown(crate::domain::Basis::Published);
        event.content.headline = check::HOSTILE.to_owned();
        event
    };
    TimelinePage {
        events: Page { items: (0..events).map(event).collect(), next: None },
        undated: (0..undated).map(open).collect(),
        totals: Totals {
            by_kind: vec![(Kind::Strike, (events + undated) as u64)],
            undated: undated as u64,
            uncertain: 3,
            days: Some((date(2026, 2, 16), date(2026, 2, 17))),
        },
        seq: Seq(7),
    }
}

fn shown(query: &str, page: TimelinePage, drops: Vec<Drop>) -> String {
    let value = |n: u64| FacetValue { value: format!("v{n}"), label: check::HOSTILE.to_owned(), count: n };
    let facets = [
        Facet {
            key: "kind",
            values: vec![FacetValue { value: "strike".to_owned(), label: "Strike".to_owned(), count: 2 }],
            more: 0,
        },
        Facet { key: "actor", values: (1..40).rev().map(value).collect(), more: 12 },
    ];
    let names = [("actor", "x".to_owned(), check::HOSTILE.to_owned())];
    let view = View {
        filter: &filter(query),
        names: &names,
        facets: &facets,
        today: date(2026, 4, 24),
        picture: None,
        demo: true,
    };
    check::page(&TimelineView::new(view, page, drops))
}

#[test]
fn samples_hold_together() {
    let nothing = || TimelinePage { totals: Totals::default(), ..page(0, 0) };
    let drop = Drop {
        key: "place",
        label: check::HOSTILE.to_owned(),
        not: true,
        href: "/".to_owned(),
        found: "3 events".to_owned(),
    };
    for html in [
        shown("", page(2, 0), vec![]),
        shown("kind=strike&actor=-x&actor=x&q=%22%3E%3Cscript%3E", page(200, 50), vec![]),
        shown("from=2026-02-01&to=2026-02-28&undated=only&sort=oldest", page(0, 3), vec![]),
        shown("place=-kharkiv", nothing(), vec![drop]),
    ] {
        assert!(html.contains("<h1>") && html.contains("Demonstration."));
    }
    for articles in [true, false] {
        check::page(&FirstPage::new(check::HOSTILE.to_owned(), articles, false));
    }
}

#[test]
fn the_heading_is_the_title() {
    let html = shown("kind=strike", page(2, 0), vec![]);
    let heading = "2 strikes, 16–17 February 2026";
    assert!(html.contains(&format!("<h1>{heading}</h1>")), "{html}");
    assert!(html.contains(&format!("<title>{heading} · Demarche</title>")));
    assert!(html.contains("<h2 id=\"d-2026-02-16\">"));
    assert!(html.contains("href=\"/timeline.csv?kind=strike\""));
    assert!(html.contains("3 more without a certain date"));
}

#[test]
fn an_empty_answer_says_which_filter_emptied_it() {
    let nothing = TimelinePage { totals: Totals::default(), ..page(0, 0) };
    let drop = Drop {
        key: "place",
        label: "Kharkiv".to_owned(),
        not: false,
        href: "/?kind=strike".to_owned(),
        found: "23 events".to_owned(),
    };
    let html = shown("kind=strike&place=kharkiv", nothing, vec![drop]);
    assert!(html.contains("Drop “place Kharkiv”") && html.contains("23 events"), "{html}");
}

#[test]
fn pages_lead_on_and_back() {
    let filter = filter("kind=strike");
    let cursor = Cursor { key: Some(20_500), id: EventId(2), filter_hash: filter.hash() };
    let mut first = page(2, 0);
    first.events.next = Some(cursor);
    let html = shown("kind=strike", first, vec![]);
    assert!(html.contains(&format!("rel=\"next\" href=\"/?kind=strike&#38;cursor={}\"", cursor.encode())), "{html}");
    let html = shown(&format!("kind=strike&cursor={}", cursor.encode()), page(2, 0), vec![]);
    assert!(html.contains("Back to the first page"));
}

#[test]
fn merged_slugs_move_the_reader() {
    let named = |slug: &str| vec![("actor", slug.to_owned(), "Name".to_owned())];
    let moved = with_new_slugs(&filter("actor=-old&kind=strike"), &named("new")).expect("it moved");
    assert_eq!(moved.to_query(), "kind=strike&actor=-new");
    assert_eq!(with_new_slugs(&filter("actor=new"), &named("new")), None);
    assert_eq!(with_new_slugs(&filter("actor=unknown"), &[]), None);
}

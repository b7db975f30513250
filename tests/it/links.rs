//! Claims, denials and replies through the whole program.

use crate::{
    consolidation::everything,
    store::{article, pipeline, state, strike_on},
    support::{App, build},
};
use demarche::{
    domain::{Event, EventId, LinkType},
    pipeline::intake::{self, Submission},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const DENIAL: &str = "Russia's defence ministry denied striking the building in Kharkiv.";

fn said(act: &str, exact: &str) -> Value {
    let ministry = json!({"id": "russian-defence-ministry", "name": "Russian defence ministry", "kind": "organisation",
        "affiliation": {"id": "russia", "name": "Russia", "country": "RU"}});
    json!({"kind": "statement", "date": {"edtf": "2026-02-18"}, "statement": {"speaker": "Russian defence ministry", "act": act, "reported": true},
        "participants": [{"role": "speaker", "actor": ministry}], "evidence": [{"exact": exact}]})
}

fn of_strike(url: &str, town: &str) -> Submission {
    let exact = format!("A strike on {town} killed four people.");
    article(url, "A", "2026-02-17", &exact, &json!([strike_on(town, &exact)]))
}

fn of_denial(url: &str) -> Submission {
    article(url, "B", "2026-02-18", DENIAL, &json!([said("deny", DENIAL)]))
}

/// Each link as (what it is, the other's headline), by the headline of the event that has it.
fn links(events: &[Event]) -> BTreeSet<(String, LinkType, String)> {
    let headline = |id: EventId| {
        events
            .iter()
            .find(|e| e.id == id)
            .unwrap_or_else(|| panic!("{id} is linked to and not there"))
            .content
            .headline
            .clone()
    };
    events
        .iter()
        .flat_map(|e| e.links.iter().map(|l| (e.content.headline.clone(), l.kind, headline(l.event))))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_strike_knows_its_denial_and_the_denial_its_strike() {
    let app = App::spawn().await;
    app.pipeline.submit(of_strike("https://a.example/1", "Kharkiv")).await.expect("stored");
    app.pipeline.submit(of_denial("https://b.example/1")).await.expect("stored");
    let strike = app.get("/api/v1/events/1").await.json();
    assert_eq!(strike["links"], json!([{"type": "denial", "event": "2", "reason": "names its place"}]));
    assert_eq!(
        app.get("/api/v1/events/2").await.json()["links"],
        json!([{"type": "about", "event": "1", "reason": "names its place"}])
    );
    let page = app.get("/events/1").await.body;
    assert!(
        page.contains("Claims and denials") && page.contains("denied by") && page.contains("href=\"/events/2\""),
        "{page}"
    );
    assert!(app.get("/events/2").await.body.contains(">about</span> <a href=\"/events/1\""));
    // The strike changed when the denial came, and the feed says so.
    let ops: Vec<(i64, String)> = sqlx::query_as("select event_id, op from changes order by seq")
        .fetch_all(app.pipeline.store().pool())
        .await
        .expect("rows");
    let ops: Vec<(i64, &str)> = ops.iter().map(|(id, op)| (*id, op.as_str())).collect();
    assert_eq!(ops, [(1, "create"), (2, "create"), (1, "update")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn links_follow_what_comes_and_goes() {
    let pipeline = pipeline().await;
    pipeline.submit(of_denial("https://b.example/1")).await.expect("stored");
    pipeline.submit(of_strike("https://a.example/1", "Kharkiv")).await.expect("stored");
    assert_eq!(links(&everything(&pipeline).await).len(), 2, "the denial came first");
    // The article has another text now, and tells of another town.
    pipeline.submit(of_strike("https://a.example/1", "Odesa")).await.expect("stored");
    assert!(links(&everything(&pipeline).await).is_empty());
    pipeline.submit(of_strike("https://a.example/1", "Kharkiv (twice)")).await.expect("stored");
    pipeline.submit(of_strike("https://c.example/1", "Kharkiv")).await.expect("stored");
    assert_eq!(links(&everything(&pipeline).await).len(), 2);
    // And the denial is taken back.
    let nothing = article("https://b.example/1", "B", "2026-02-19", "We were wrong.", &json!([]));
    pipeline.submit(nothing).await.expect("stored");
    assert!(links(&everything(&pipeline).await).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn two_that_fit_equally_are_neither_until_one_goes() {
    let pipeline = pipeline().await;
    let strike = |exact: &str, injured: u64| {
        let mut strike = strike_on("Kharkiv", exact);
        strike["participants"] =
            json!([state("attacker", "russia", "Russia", "RU"), state("target", "ukraine", "Ukraine", "UA")]);
        strike["strike"] = json!({"weapons": [{"type": "missile", "count": injured}]});
        strike
    };
    // One article tells of two strikes on one town: they stay two.
    let (one, two) = ("The first strike on Kharkiv came at dawn.", "A second strike on Kharkiv came at noon.");
    let body = format!("{one} {two}");
    let both = article("https://a.example/1", "A", "2026-02-17", &body, &json!([strike(one, 2), strike(two, 30)]));
    pipeline.submit(both).await.expect("stored");
    pipeline.submit(of_denial("https://b.example/1")).await.expect("stored");
    assert!(links(&everything(&pipeline).await).is_empty(), "either could be meant");
    let only = article("https://a.example/1", "A", "2026-02-17", one, &json!([strike(one, 2)]));
    pipeline.submit(only).await.expect("stored");
    assert_eq!(links(&everything(&pipeline).await).len(), 2, "now there is only one");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_order_in_which_articles_arrive_leaves_no_trace() {
    let now = "2026-04-24T12:00:00Z".parse().expect("an instant");
    let read = |value: &Value| intake::from_json(value.to_string().as_bytes(), now).expect("a good sample");
    for set in ["ukraine", "middle-east"] {
        let mut samples: Vec<Submission> = build::samples(set).iter().map(read).collect();
        // Of two texts of one address the later one alone: which of them is current does not depend on their order.
        let mut seen = BTreeSet::new();
        samples.reverse();
        samples.retain(|s| s.article.url.as_ref().is_none_or(|url| seen.insert(url.clone())));
        let mut all = Vec::new();
        for way in 0..3 {
            let pipeline = pipeline().await;
            let mut samples = samples.clone();
            match way {
                0 => drop(pipeline.submit_all(samples).await.expect("stored")),
                _ => {
                    samples.sort_by_key(|s| s.article.text.as_str().len() * (7919 * way) % 1009);
                    for sample in samples {
                        pipeline.submit(sample).await.expect("stored");
                    }
                }
            }
            all.push(links(&everything(&pipeline).await));
        }
        assert!(!all[0].is_empty(), "{set}: the samples tell of denials");
        assert_eq!(all[0], all[1], "{set}");
        assert_eq!(all[0], all[2], "{set}");
    }
}

//! The timeline's page and its other formats, over events the sender supplied: what the rules find is
//! no matter here.

use crate::support::App;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn state(role: &str, id: &str, name: &str) -> Value {
    json!({"role": role, "actor": {"id": id, "name": name, "kind": "state", "country": null}})
}

fn article(url: &str, outlet: &str, published: &str, body: &str, events: &Value) -> Value {
    json!({
        "url": url, "outlet": outlet, "title": format!("News from {outlet}"), "published_at": published,
        "body": body, "extract": false, "events": events,
    })
}

/// Two articles: a round, a barrage with two figures, a strike in a town, a statement, an undated deadline.
pub(crate) async fn fill(app: &App) {
    let round = |status: &str, date: Value, exact: &str| {
        json!({
            "kind": "round", "status": status, "headline": "Talks in Geneva", "date": date, "round": {"level": "delegations"},
            "place": {"id": "geneva", "name": "Geneva", "country": "CH"},
            "participants": [state("party", "arland", "Arland"), state("party", "borduria", "Borduria")],
            "evidence": [{"exact": exact}],
        })
    };
    let barrage = |drones: u64, by: &str, exact: &str| {
        json!({
            "kind": "strike", "headline": format!("Borduria launches {drones} drones"),
            "date": {"edtf": "2026-02-16/2026-02-17", "earliest": "2026-02-16", "latest": "2026-02-17", "precision": "day"},
            "place": {"id": "arland-land", "name": "Arland", "country": null},
            "participants": [state("attacker", "borduria", "Borduria"), state("target", "arland", "Arland")],
            "topics": ["energy"], "strike": {"weapons": [{"type": "drone", "count": drones}]},
            "figures": [{"measure": "launched", "weapon": "drone", "value": drones, "claimed_by": by, "evidence": 0}],
            "evidence": [{"exact": exact}],
        })
    };
    let statement = json!({
        "kind": "statement", "headline": "Jane Roe rejects the plan", "date": {"edtf": "2026-02-10"},
        "participants": [{"role": "speaker", "title": "foreign minister of Arland",
            "actor": {"id": "jane-roe", "name": "Jane Roe", "kind": "person", "country": null}}],
        "statement": {"speaker": "Jane Roe", "quote": "We will not sign this.", "act": "reject"},
        "evidence": [{"exact": "“We will not sign this,” Jane Roe said."}],
    });
    let one = article(
        "https://one.example/a",
        "One Wire",
        "2026-02-17T10:00:00Z",
        "Talks opened in Geneva.\n\nBorduria launched 396 drones. Four died in Tarn.\n\n“We will not sign this,” Jane Roe said.",
        &json!([
            round("ongoing", json!({"edtf": "2026-02-17"}), "Talks opened in Geneva."),
            barrage(396, "arland", "Borduria launched 396 drones."),
            {"kind": "strike", "headline": "A strike on Tarn", "date": {"edtf": "2026-02-14"}, "strike": {},
             "place": {"id": "tarn", "name": "Tarn", "country": null}, "evidence": [{"exact": "Four died in Tarn."}]},
            statement,
        ]),
    );
    let two = article(
        "https://two.example/b",
        "Two Post",
        "2026-02-18T18:00:00Z",
        "Talks in Geneva ended. Some 400 drones were launched at Arland.",
        &json!([
            round("concluded", json!({"edtf": "2026-02-17"}), "Talks in Geneva ended."),
            barrage(400, "borduria", "Some 400 drones were launched at Arland."),
            {"kind": "deadline", "headline": "A deal by some day", "deadline": {"what": "a deal"},
             "evidence": [{"exact": "These words are not in the text."}]},
        ]),
    );
    app.post_article(&one).await.expect(201);
    app.post_article(&two).await.expect(201);
}

async fn page(app: &App, path: &str) -> String {
    app.get_with(path, &[("Accept", "text/html")]).await.expect(200).body
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fresh_installation_shows_the_line_that_fills_it() {
    let app = App::spawn().await;
    let html = page(&app, "/").await;
    assert!(html.contains("<h1>No articles yet</h1>"));
    assert!(html.contains(&format!("http://{}/api/v1/articles?published_at=", app.address)), "{html}");
    let none = app.get("/timeline.json").await.expect(200).json();
    assert_eq!((&none["data"], &none["next"]), (&json!([]), &Value::Null));
}

#[tokio::test(flavor = "multi_thread")]
async fn events_stand_under_their_days_and_quiet_days_fold() {
    let app = App::spawn().await;
    fill(&app).await;
    let html = page(&app, "/").await;
    let title = "2 strikes, 1 round, 1 statement and 1 other event, 10–17 February 2026";
    for expected in [
        format!("<h1>{title}</h1>").as_str(),
        &format!("<title>{title} · Demarche</title>"),
        "<h2 id=\"d-2026-02-17\">",
        "<h2 id=\"d-2026-02-10\">",
        "11 February – 13 February: 3 days without recorded events",
        "Sunday 15 February: no recorded events",
        "night of 16–17 February 2026",
        "“We will not sign this.”",
        "1 event carries no date that the text supports.",
        "A deal by some day",
        "2 articles · 2 independent",
    ] {
        assert!(html.contains(expected), "{expected} in {html}");
    }
    let order: Vec<usize> =
        ["d-2026-02-17\">", "d-2026-02-16\">", "d-2026-02-14\">", "d-2026-02-10\">", "id=\"undated\""]
            .iter()
            .map(|id| html.find(id).unwrap_or_else(|| panic!("{id}")))
            .collect();
    assert!(order.is_sorted(), "newest first, undated last: {order:?}");
    let oldest = page(&app, "/?sort=oldest").await;
    assert!(oldest.find("d-2026-02-10\">") < oldest.find("d-2026-02-17\">"));
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_are_chips_that_remove_themselves() {
    let app = App::spawn().await;
    fill(&app).await;
    let html = page(&app, "/?kind=strike&place=-tarn&actor=borduria&role=attacker").await;
    assert!(html.contains("<h1>1 strike, 16–17 February 2026, Borduria as attacker, not Tarn</h1>"), "{html}");
    assert!(
        html.contains("href=\"/?actor=borduria&#38;role=attacker&#38;place=-tarn\" aria-label=\"Remove: kind strike\""),
        "{html}"
    );
    assert!(html.contains("<b>not</b> <span class=\"key\">place</span> <s>Tarn</s>"));
    assert!(!html.contains("A strike on Tarn") && !html.contains("Talks in Geneva</a>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn facets_count_under_the_other_filters() {
    let app = App::spawn().await;
    fill(&app).await;
    let list = app.get("/api/v1/events?kind=strike&facet=kind&facet=place").await.expect(200).json();
    let facet = |key: &str, value: &str| {
        let values = list["facets"][key].as_array().expect(key);
        values.iter().find(|v| v["value"] == value).map_or(0, |v| v["count"].as_u64().expect("a count"))
    };
    assert_eq!((facet("kind", "strike"), facet("kind", "round"), facet("kind", "deadline")), (2, 1, 1));
    assert_eq!((facet("place", "tarn"), facet("place", "geneva")), (1, 0));
    assert!(list["facets"].get("actor").is_none(), "only those asked for");
    app.get("/api/v1/events?facet=weather").await.expect(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_answer_names_the_filter_that_emptied_it() {
    let app = App::spawn().await;
    fill(&app).await;
    let html = page(&app, "/?kind=strike&place=geneva").await;
    assert!(html.contains("<h1>No strikes, Geneva</h1>"), "{html}");
    assert!(html.contains("href=\"/?kind=strike\">Drop “place Geneva”</a> <span class=\"small\">2 events"), "{html}");
    assert!(html.contains("href=\"/?place=geneva\">Drop “kind strike”</a> <span class=\"small\">1 event"));
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_go_through_every_event_once() {
    let app = App::spawn().await;
    fill(&app).await;
    for sort in ["newest", "oldest", "reported"] {
        let mut path = format!("/api/v1/events?sort={sort}&limit=2");
        let mut seen = Vec::new();
        loop {
            let answer = app.get(&path).await.expect(200);
            let list = answer.json();
            seen.extend(
                list["data"].as_array().expect("a list").iter().map(|e| e["id"].as_str().expect("an id").to_owned()),
            );
            let Some(cursor) = list["next"].as_str() else { break };
            let link = answer.header("link");
            assert!(link.contains("rel=\"next\"") && link.contains(cursor), "{link}");
            path = link.split(['<', '>']).nth(1).expect("an address").to_owned();
            assert!(seen.len() < 20, "it ends");
        }
        assert_eq!(seen.len(), 5, "{sort}: {seen:?}");
        assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 5);
    }
    let html = page(&app, "/?limit=2").await;
    let next = html
        .split("rel=\"next\" href=\"")
        .nth(1)
        .and_then(|h| h.split('"').next())
        .expect("a next page")
        .replace("&#38;", "&");
    assert!(page(&app, &next).await.contains("Back to the first page"));
    let other = next.replace("limit=2", "kind=round");
    assert!(app.get(&other).await.expect(422).body.contains("another filter"));
}

#[tokio::test(flavor = "multi_thread")]
async fn exports_hold_the_whole_answer_and_say_when_they_end() {
    let app = App::spawn().await;
    fill(&app).await;
    let lines = app.get("/timeline.ndjson").await.expect(200).lines();
    let (end, events) = lines.split_last().expect("an end");
    assert_eq!((&end["end"], &end["count"]), (&json!(true), &json!(5)));
    assert_eq!(events.len(), 5);
    let listed = app.get("/timeline.json").await.expect(200).json();
    assert_eq!(listed["data"], Value::Array(events.to_vec()), "the same events in the same shape");
    let csv = app.get("/timeline.csv?kind=strike").await.expect(200);
    assert!(csv.header("content-type").starts_with("text/csv"));
    let mut reader = csv::Reader::from_reader(csv.body.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("rows");
    assert_eq!(rows.len(), 3, "two events and the end");
    let two = app.get("/timeline.ndjson?limit=2").await.expect(200).lines();
    assert_eq!(two.len(), 3, "two events and the end");
    app.get("/timeline.csv?limit=x").await.expect(400);
}

//! Articles in: new, again, changed, late, by the batch, with events of the sender's own.

use crate::support::{App, an_article, sample};
use demarche::web::Options;
use serde_json::{Value, json};

async fn articles(app: &App) -> usize {
    app.get("/api/v1/articles?limit=200").await.expect(200).json()["data"].as_array().expect("a list").len()
}

async fn events(app: &App) -> Vec<Value> {
    app.get("/api/v1/events?limit=200").await.expect(200).json()["data"].as_array().expect("a list").clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_article_is_created_with_its_events_and_their_sentences() {
    let app = App::spawn().await;
    let article = an_article().json();
    let answer = app.post_article(&article).await.expect(201).json();
    assert_eq!(answer["result"], "created", "{answer}");
    let found = answer["events"].as_array().expect("events");
    assert!(found.iter().any(|e| e["kind"] == "round") && found.iter().any(|e| e["kind"] == "strike"), "{answer}");
    let body: Vec<char> = article["body"].as_str().expect("a body").chars().collect();
    for event in found {
        for evidence in event["evidence"].as_array().expect("evidence") {
            let at = |key: &str| evidence[key].as_u64().expect("a place") as usize;
            let words: String = body[at("start")..at("end")].iter().collect();
            assert_eq!(evidence["exact"], words.as_str());
        }
    }
    let id = answer["article"]["id"].as_str().expect("its number");
    let stored = app.get(&format!("/api/v1/articles/{id}")).await.expect(200).json();
    assert!(stored.to_string().contains("Example Wire"), "{stored}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_again_changes_nothing() {
    let app = App::spawn().await;
    let article = an_article().json();
    app.post_article(&article).await.expect(201);
    let before = events(&app).await;
    let again = app.post_article(&article).await.expect(200).json();
    assert_eq!(again["result"], "unchanged", "{again}");
    assert_eq!(events(&app).await, before);
    assert_eq!(articles(&app).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn changed_text_at_the_same_address_is_a_revision() {
    let app = App::spawn().await;
    let first = sample("ukraine/04-miners-bus-v1");
    let corrected = sample("ukraine/05-miners-bus-v2-corrected");
    assert_eq!(first["url"], corrected["url"], "the sample is about that");
    app.post_article(&first).await.expect(201);
    let revised = app.post_article(&corrected).await.expect(200).json();
    assert_eq!(revised["result"], "revised", "{revised}");
    assert_eq!(articles(&app).await, 1);
    // An older revision that arrives late is stored as old: the corrected toll stays.
    let now = events(&app).await;
    let late = app.post_article(&first).await.expect(200).json();
    assert_eq!(late["result"], "unchanged", "{late}");
    assert_eq!(events(&app).await, now);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_shows_and_stores_nothing() {
    let app = App::spawn().await;
    let answer = app.post("/api/v1/articles?dry_run=true", "application/json", an_article().json().to_string()).await;
    let answer = answer.expect(200).json();
    assert!(!answer["events"].as_array().expect("events").is_empty(), "{answer}");
    assert_eq!((articles(&app).await, events(&app).await.len()), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn text_and_pages_take_their_metadata_from_the_address() {
    let app = App::spawn().await;
    let path = "/api/v1/articles?outlet=Plain%20Wire&published_at=2026-02-18&title=Talks";
    let body = "Russia launched 29 missiles and 396 drones at Ukraine overnight, the air force said.";
    app.post(path, "text/plain; charset=utf-8", body).await.expect(201);
    let page = format!("<!doctype html><title>Other</title><article><h1>Other</h1><p>{body}</p></article>");
    app.post("/api/v1/articles?outlet=Html%20Wire&published_at=2026-02-18", "text/html", page).await.expect(201);
    let listed = app.get("/api/v1/articles").await.expect(200).body;
    assert!(listed.contains("Plain Wire") && listed.contains("Html Wire"), "{listed}");
    let strikes = app.get("/api/v1/events?kind=strike").await.expect(200).json();
    assert_eq!(strikes["data"].as_array().map(Vec::len), Some(1), "one night, two reports: {strikes}");
    assert_eq!(strikes["data"][0]["sources"]["articles"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn events_of_the_sender_join_and_the_rules_can_be_left_out() {
    let app = App::spawn().await;
    let quoted = "The two delegations will meet again in Muscat on 3 March.";
    let event = |exact: &str| {
        json!({
            "kind": "round", "status": "scheduled", "headline": "Talks in Muscat",
            "date": {"edtf": "2026-03-03", "earliest": "2026-03-03", "latest": "2026-03-03", "precision": "day"},
            "place": {"id": "muscat", "name": "Muscat", "country": "OM"},
            "participants": [{"role": "party", "actor": {"id": "iran", "name": "Iran", "kind": "state", "country": "IR"}}],
            "round": {}, "evidence": [{"exact": exact}]
        })
    };
    let body = format!("A short note. {quoted} Nothing else is known.");
    let article = an_article().saying(&body).with("extract", false);
    let with = article.clone().with("events", json!([event(quoted), event("These words are not in the text.")])).json();
    let answer = app.post_article(&with).await.expect(201).json();
    let all: Vec<&Value> = answer["events"].as_array().expect("events").iter().collect();
    assert!(!all.is_empty() && all.iter().all(|e| e["kind"] == "round"), "{answer}");
    let evidence: Vec<&Value> = all.iter().flat_map(|e| e["evidence"].as_array().expect("evidence")).collect();
    let located = evidence.iter().find(|e| e["exact"] == quoted).expect("the sentence");
    assert_eq!(located["start"], 14);
    let missing = evidence.iter().find(|e| e["exact"] == "These words are not in the text.").expect("the words");
    assert_eq!((&missing["start"], &missing["end"]), (&Value::Null, &Value::Null), "no source sentence");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_stored_whole() {
    let app = App::spawn().await;
    let lines = [sample("ukraine/01-three-way-talks-open"), sample("ukraine/02-missiles-between-two-days")];
    let batch: String = lines.iter().map(|l| format!("{l}\n")).collect();
    let answer = app.post("/api/v1/articles", "application/x-ndjson", &batch).await.expect(201);
    let last = answer.lines().pop().expect("a last line");
    assert_eq!(last["summary"], json!({"received": 2, "created": 2, "revised": 0, "unchanged": 0, "rejected": 0}));
    let again = app.post("/api/v1/articles", "application/x-ndjson", &batch).await;
    let last = again.lines().pop().expect("a last line");
    assert_eq!(last["summary"]["unchanged"], 2);
    assert_eq!(articles(&app).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_with_a_bad_line_stores_nothing_and_names_the_line() {
    let app = App::spawn().await;
    let (good, bad) = (an_article().json(), an_article().published("2026-02-31").at("https://a.example/2").json());
    let refused = app.post("/api/v1/articles", "application/x-ndjson", format!("{good}\n\n{bad}\nnot json\n")).await;
    let refused = refused.expect(422).json();
    let lines: Vec<u64> =
        refused["errors"].as_array().expect("errors").iter().filter_map(|e| e["line"].as_u64()).collect();
    assert_eq!(lines, [3, 4], "{refused}");
    assert_eq!(articles(&app).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partial_batch_answers_line_by_line_in_order() {
    let app = App::spawn().await;
    let good = an_article().json();
    let other = an_article().at("https://b.example/1").from("Other Wire").json();
    let bad = an_article().published("2026-02-31").json();
    let batch = format!("{good}\n{bad}\n{good}\n{other}\n");
    let answer = app.post("/api/v1/articles?mode=partial", "application/x-ndjson", batch).await.expect(207);
    let lines = answer.lines();
    let results: Vec<&str> = lines.iter().filter_map(|l| l["result"].as_str()).collect();
    assert_eq!(results, ["created", "rejected", "unchanged", "created"], "{}", answer.body);
    let summary = json!({"received": 4, "created": 2, "revised": 0, "unchanged": 1, "rejected": 1});
    assert_eq!(lines.last().expect("a last line")["summary"], summary, "the end marker");
    assert_eq!(articles(&app).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_article_twice_in_one_batch_is_one_article() {
    let app = App::spawn().await;
    let article = an_article().json();
    let answer =
        app.post("/api/v1/articles", "application/x-ndjson", format!("{article}\n{article}\n")).await.expect(201);
    let last = answer.lines().pop().expect("a last line");
    assert_eq!((&last["summary"]["created"], &last["summary"]["unchanged"]), (&json!(1), &json!(1)), "{last}");
    assert_eq!(articles(&app).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_token_only_this_machine_writes() {
    let app = App::spawn().await;
    let body = an_article().json().to_string();
    let json_type = ("Content-Type", "application/json");
    for header in [
        ("Forwarded", "for=192.0.2.1"),
        ("X-Forwarded-For", "192.0.2.1"),
        ("Host", "demarche.example"),
        ("Origin", "https://evil.example"),
        ("Sec-Fetch-Site", "cross-site"),
    ] {
        app.post_with("/api/v1/articles", &[json_type, header], &body).await.expect(403);
    }
    assert_eq!(articles(&app).await, 0);
    app.post_with("/api/v1/articles", &[json_type], &body).await.expect(201);

    let public = App::spawn_with(Options::default()).await;
    public.post_with("/api/v1/articles", &[json_type], &body).await.expect(403);
    let wrong = ("Authorization", "Bearer dmr_nobody");
    app.post_with("/api/v1/articles", &[json_type, wrong], &body).await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_order_of_arrival_does_not_matter() {
    let names = ["01-three-way-talks-open", "02-missiles-between-two-days", "03-first-round-ends"];
    let told = |events: Vec<Value>| {
        let mut all: Vec<String> = events
            .iter()
            .map(|e| {
                let mut sentences: Vec<&str> =
                    e["evidence"].as_array().expect("evidence").iter().filter_map(|s| s["exact"].as_str()).collect();
                sentences.sort_unstable();
                format!("{} {} {} {sentences:?}", e["kind"], e["headline"], e["date"])
            })
            .collect();
        all.sort_unstable();
        all
    };
    let mut seen = Vec::new();
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let app = App::spawn().await;
        for at in order {
            app.post_article(&sample(&format!("ukraine/{}", names[at]))).await.expect(201);
        }
        seen.push(told(events(&app).await));
    }
    assert!(!seen[0].is_empty());
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0], seen[2]);
}

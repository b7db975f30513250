//! `/live`: how many events of a selection are new, as they come.

use crate::support::{App, an_article};
use demarche::{
    clock::Clock,
    extract::Lexicon,
    pipeline::{Pipeline, intake},
    store::Store,
};
use serde_json::{Value, json};
use std::{sync::mpsc::Receiver, time::Duration};

const SOON: Duration = Duration::from_secs(20);

/// An article with one event of this kind.
fn article(n: u32, kind: &str) -> Value {
    let body = format!("Sentence number {n} of an article about something.");
    let mut event = json!({
        "kind": kind, "headline": format!("Event {n}"), "date": {"edtf": format!("2026-02-1{n}")},
        "place": {"id": format!("place-{n}"), "name": format!("Place {n}"), "country": null},
        "evidence": [{"exact": body}],
    });
    event[kind] = json!({});
    an_article()
        .at(&format!("https://wire.example/{n}"))
        .saying(&body)
        .with("extract", false)
        .with("events", json!([event]))
        .json()
}

/// The next message, as (its id, its data).
fn next(lines: &Receiver<String>) -> (String, Value) {
    let mut id = String::new();
    loop {
        let line = lines.recv_timeout(SOON).expect("a message in time");
        if let Some(value) = line.strip_prefix("id: ") {
            value.clone_into(&mut id);
        }
        if let Some(data) = line.strip_prefix("data: ") {
            return (id, serde_json::from_str(data).expect("JSON"));
        }
    }
}

/// Another process over the same database.
async fn another(app: &App) -> Pipeline {
    let store = Store::connect(app.database.clone(), 2).await.expect("the database");
    Pipeline::new(store, Lexicon::builtin(), Clock::fixed(app.pipeline.clock().now()))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_is_told_what_is_new_in_the_selection() {
    let app = App::spawn().await;
    app.post_article(&article(1, "deadline")).await.expect(201);
    let page = app.get_with("/?kind=strike&kind=deadline", &[("Accept", "text/html")]).await.expect(200).body;
    let seq = app.pipeline.store().seq().await.expect("a number").0;
    let live = format!("/live?kind=strike&#38;kind=deadline&#38;after={seq}");
    assert!(page.contains(&format!("data-live=\"{live}\"")), "{page}");
    let lines = app.lines(&live.replace("&#38;", "&"), &[]);
    app.post_article(&article(2, "strike")).await.expect(201);
    let (id, news) = next(&lines);
    assert_eq!((&news["new"], &news["changed"], &news["text"]), (&json!(1), &json!(0), &json!("1 new event")));
    // Through another process, and counted from where the page stands.
    let other = another(&app).await;
    let sent = intake::from_json(article(3, "strike").to_string().as_bytes(), other.clock().now()).expect("sound");
    other.submit_all(vec![sent]).await.expect("stored");
    let (later, news) = next(&lines);
    assert_eq!(news["new"], 2);
    assert!(later.parse::<i64>().expect("a number") > id.parse::<i64>().expect("a number"));
    // What is none of the selection's business is not counted.
    app.post_article(&json!({"url": "https://wire.example/4", "outlet": "Wire", "title": "T", "published_at": "2026-02-18",
        "body": "They agreed.", "extract": false, "events": [{"kind": "agreement", "headline": "A deal", "agreement": {"type": "other"},
        "evidence": [{"exact": "They agreed."}]}]})).await.expect(201);
    let (_, news) = next(&lines);
    assert_eq!((&news["new"], &news["changed"]), (&json!(2), &json!(0)));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_back_misses_nothing_and_hears_nothing_twice() {
    let app = App::spawn().await;
    let lines = app.lines("/live?after=0", &[]);
    app.post_article(&article(1, "strike")).await.expect(201);
    let (id, _) = next(&lines);
    drop(lines);
    app.post_article(&article(2, "strike")).await.expect(201);
    let (_, news) = next(&app.lines("/live?after=0", &[("Last-Event-ID", &id)]));
    assert_eq!(news["new"], 2, "counted from where the page stands, told at once");
    let seq = app.pipeline.store().seq().await.expect("a number").0.to_string();
    let quiet = app.lines("/live?after=0", &[("Last-Event-ID", &seq)]);
    let mut heard = Vec::new();
    while let Ok(line) = quiet.recv_timeout(Duration::from_millis(1_500)) {
        heard.push(line);
    }
    assert!(heard.iter().any(|l| l.starts_with("retry:")) && heard.iter().all(|l| !l.starts_with("data")), "{heard:?}");
    let (_, news) = next(&app.lines("/live?after=0", &[("Last-Event-ID", "nonsense")]));
    assert_eq!(news["new"], 2);
    app.get("/live?after=999999").await.expect(422);
    app.get("/live?after=x").await.expect(400);
    app.get("/live?colour=red").await.expect(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_who_wait_hold_no_connection() {
    let app = App::spawn().await;
    let waiting: Vec<Receiver<String>> = (0..40).map(|_| app.lines("/live?after=0", &[])).collect();
    for lines in &waiting {
        lines.recv_timeout(SOON).expect("a greeting");
    }
    // The pool has four connections.
    app.post_article(&article(1, "strike")).await.expect(201);
    app.get("/timeline.json").await.expect(200);
    for lines in &waiting {
        assert_eq!(next(lines).1["new"], 1);
    }
}

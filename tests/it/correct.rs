//! Corrections and additions: what analysts rule, through the API.

mod outlive;
mod refused;
mod reverted;

use crate::{
    store::{barrage, round, strike_on},
    support::{Answer, App},
};
use serde_json::{Value, json};

const GENEVA: &str = "Talks opened in Geneva.";
const BARRAGE: &str = "Russia launched 396 drones.";
const ODESA: &str = "Four died in Odesa.";

fn article(url: &str, outlet: &str, published: &str, body: &str, events: &Value) -> Value {
    json!({
        "url": url, "outlet": outlet, "title": "A title", "published_at": published, "body": body, "extract": false,
        "events": events,
    })
}

fn one() -> Value {
    let date = json!({"edtf": "2026-02-17"});
    article(
        "https://one.example/a",
        "One Wire",
        "2026-02-17T10:00:00Z",
        &format!("{GENEVA} {BARRAGE} {ODESA} Envoys dined by the lake."),
        &json!([round("ongoing", &date, "Geneva", GENEVA), barrage(396, BARRAGE), strike_on("Odesa", ODESA)]),
    )
}

/// Tells of the same round, a day later, and of the same barrage.
fn two() -> Value {
    article(
        "https://two.example/b",
        "Two Post",
        "2026-02-18T18:00:00Z",
        "Talks in Geneva ended. Some 400 drones were launched at Ukraine.",
        &json!([
            round("concluded", &json!({"edtf": "2026-02-17/2026-02-18"}), "Geneva", "Talks in Geneva ended."),
            barrage(400, "Some 400 drones were launched at Ukraine."),
        ]),
    )
}

/// Another round, months later.
fn three() -> Value {
    let date = json!({"edtf": "2026-04-02"});
    article(
        "https://three.example/c",
        "Three News",
        "2026-04-02T18:00:00Z",
        "Delegations met in Vienna.",
        &json!([round("ongoing", &date, "Vienna", "Delegations met in Vienna.")]),
    )
}

fn ids(answer: &Answer) -> Vec<String> {
    answer.json()["events"].as_array().expect("events").iter().map(|e| text(&e["id"])).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

/// What the API says of an event.
async fn event(app: &App, id: &str) -> Value {
    app.get(&format!("/api/v1/events/{id}")).await.expect(200).json()
}

/// The same without what every change moves.
async fn bare(app: &App, id: &str) -> Value {
    let mut event = event(app, id).await;
    for moving in ["seq", "updated_at"] {
        event[moving] = Value::Null;
    }
    event
}

async fn log(app: &App, event: &str) -> Vec<Value> {
    let answer = app.get(&format!("/api/v1/corrections?event={event}")).await.expect(200);
    answer.json()["data"].as_array().expect("a list").clone()
}

async fn act(app: &App, id: &str, what: &str, mut body: Value) -> Answer {
    if body.get("reason").is_none() {
        body["reason"] = json!("a test");
    }
    app.post_json(&format!("/api/v1/events/{id}/{what}"), &body).await
}

async fn patch(app: &App, id: &str, mut body: Value) -> Answer {
    body["reason"] = json!("a test");
    app.patch_with(&format!("/api/v1/events/{id}"), &[], &body).await
}

async fn revert(app: &App, done: &Answer) -> Answer {
    let id = text(&done.json()["correction"]["id"]);
    app.post_json(&format!("/api/v1/corrections/{id}/revert"), &json!({"reason": "it was right"})).await
}

/// The change feed without its documents: (number, event, operation).
async fn feed(app: &App) -> Vec<(i64, i64, String)> {
    let store = app.pipeline.store();
    let rows = sqlx::query_as("select seq, event_id, op from changes order by seq").fetch_all(store.pool()).await;
    let rows: Vec<(i64, i64, String)> = rows.expect("the feed");
    assert!(rows.iter().zip(1..).all(|((seq, ..), nth)| *seq == nth), "without a gap: {rows:?}");
    rows
}

/// Two articles: a round and a barrage that both tell of, and a strike within it.
async fn filled() -> (App, Vec<String>) {
    let app = App::spawn().await;
    let ids = ids(&app.post_article(&one()).await.expect(201));
    app.post_article(&two()).await.expect(201);
    (app, ids)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrected_field_stays_whatever_comes_and_the_sources_stay_beside_it() {
    let app = App::spawn().await;
    let ids = ids(&app.post_article(&one()).await.expect(201));
    let round = &ids[0];
    let fields = json!({
        "status": "scheduled", "date": "2026-02-19", "place": {"name": "Bern", "country": "CH"},
        "participants": [{"role": "party", "actor": "ukraine"}, {"role": "party", "actor": "russia"},
            {"role": "mediator", "actor": {"name": "Switzerland", "kind": "state", "country": "CH"}}],
        "topics": ["prisoners"], "round": {"ordinal": 4}, "negotiation": null,
    });
    let done = patch(&app, round, fields).await.expect(200).json();
    assert_eq!((&done["correction"]["author"], &done["correction"]["action"]), (&json!("local"), &json!("field")));
    assert_eq!(done["correction"]["change"]["/status"], json!({"from": "ongoing", "to": "scheduled"}));
    let right = |event: &Value| {
        assert_eq!((&event["status"], &event["date"]["edtf"]), (&json!("scheduled"), &json!("2026-02-19")));
        assert_eq!((&event["place"]["id"], &event["places"][0]["id"]), (&json!("bern"), &json!("bern")));
        assert_eq!((&event["round"]["ordinal"], &event["topics"]), (&json!(4), &json!(["prisoners"])));
        assert_eq!(
            (&event["participants"][2]["actor"]["id"], &event["negotiation"]),
            (&json!("switzerland"), &Value::Null)
        );
        assert_eq!(event["participants"][0]["actor"]["name"], "Ukraine", "found by its key");
        assert!(text(&event["headline"]).contains("Bern"), "the line follows the fields: {}", event["headline"]);
    };
    right(&event(&app, round).await);

    // Another article says otherwise, and the first one is revised.
    app.post_article(&two()).await.expect(201);
    let mut revised = one();
    revised["body"] = json!(format!("Updated. {GENEVA} {BARRAGE}"));
    revised["modified_at"] = json!("2026-02-18T20:00:00Z");
    revised["events"].as_array_mut().expect("events").truncate(2);
    app.post_article(&revised).await.expect(200);
    let now = event(&app, round).await;
    right(&now);
    assert_eq!(now["sources"]["articles"], 2);
    let said = |field: &str| now["corrected"].as_array().expect("a list").iter().find(|c| c["field"] == field).cloned();
    assert_eq!(said("/status").expect("corrected")["sources"], "concluded");
    assert_eq!(said("/place").expect("corrected")["sources"]["id"], "geneva");
    assert_eq!(said("/negotiation").expect("corrected")["sources"]["id"], "ukraine-russia-2026");
    assert!(said("/headline").is_none());
    let filtered = app.get("/api/v1/events?place=bern&status=scheduled").await.expect(200).json();
    assert_eq!(filtered["data"][0]["id"], json!(round), "filters go by the corrected values");
    let mentions = app.get(&format!("/api/v1/events/{round}/mentions")).await.expect(200).json();
    assert!(mentions["data"].as_array().expect("a list").iter().all(|m| m["place"]["id"] == "geneva"), "{mentions}");
}

#[tokio::test(flavor = "multi_thread")]
async fn merged_events_stay_one_and_a_revert_gives_the_other_back() {
    let (app, ids) = filled().await;
    let vienna = self::ids(&app.post_article(&three()).await.expect(201)).remove(0);
    let (geneva, seen) = (&ids[0], bare(&app, &vienna).await);
    patch(&app, &vienna, json!({"round": {"level": "experts"}})).await.expect(200);
    let done = act(&app, geneva, "merge", json!({"with": [vienna]})).await.expect(200);
    assert_eq!(
        (&done.json()["correction"]["change"]["kept"], &done.json()["event"]["id"]),
        (&json!(geneva), &json!(geneva))
    );
    let gone = app.get(&format!("/api/v1/events/{vienna}")).await.expect(308);
    assert_eq!(gone.header("location"), format!("/api/v1/events/{geneva}"));
    let one = event(&app, geneva).await;
    assert_eq!(
        (&one["sources"]["articles"], &one["round"]["level"]),
        (&json!(3), &json!("experts")),
        "what was ruled of it goes along"
    );
    assert!(act(&app, &vienna, "dismiss", json!({})).await.expect(409).body.contains("was merged into event"));
    assert!(feed(&app).await.iter().any(|(_, id, op)| id.to_string() == vienna && op == "merge"));

    // The other article gets a new text: the ruling finds the sentence again.
    let mut revised = three();
    revised["body"] = json!("Correction. Delegations met in Vienna. They dined.");
    revised["modified_at"] = json!("2026-04-03T08:00:00Z");
    let again = app.post_article(&revised).await.expect(200);
    assert_eq!(self::ids(&again), std::slice::from_ref(geneva));

    let back = revert(&app, &done).await.expect(200).json();
    assert_eq!((&back["event"]["id"], &back["other"]["id"]), (&json!(geneva), &json!(vienna)));
    let level = text(&log(&app, &vienna).await.iter().find(|c| c["action"] == "field").expect("logged")["id"]);
    app.post_json(&format!("/api/v1/corrections/{level}/revert"), &json!({"reason": "no"})).await.expect(200);
    let mut now = bare(&app, &vienna).await;
    now["evidence"][0]["start"] = seen["evidence"][0]["start"].clone();
    now["evidence"][0]["end"] = seen["evidence"][0]["end"].clone();
    assert_eq!(now, seen, "as it was, but for the place in the new text");
    assert_eq!(event(&app, geneva).await["sources"]["articles"], 2);
    assert!(log(&app, geneva).await.iter().any(|c| c["action"] == "revert"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merge_into_an_event_keeps_that_number() {
    let (app, ids) = filled().await;
    let vienna = self::ids(&app.post_article(&three()).await.expect(201)).remove(0);
    let done = act(&app, &ids[0], "merge", json!({"into": vienna})).await.expect(200).json();
    assert_eq!((&done["event"]["id"], &done["event"]["sources"]["articles"]), (&json!(vienna), &json!(3)));
    app.get(&format!("/events/{}", ids[0])).await.expect(308);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_split_off_stays_apart_until_that_is_reverted() {
    let (app, ids) = filled().await;
    let (round, seen) = (&ids[0], bare(&app, &ids[0]).await);
    let mentions = app.get(&format!("/api/v1/events/{round}/mentions")).await.expect(200).json();
    let first = text(&mentions["data"][0]["id"]);
    // The one that came first is split off; the number stays with the rest.
    let done = act(&app, round, "split", json!({"mentions": [first]})).await.expect(200);
    let (rest, off) = (done.json()["event"].clone(), done.json()["other"].clone());
    assert_eq!((&rest["id"], &rest["status"]), (&json!(round), &json!("concluded")));
    assert_eq!((&off["status"], &off["sources"]["articles"]), (&json!("ongoing"), &json!(1)));
    let off = text(&off["id"]);

    // A revision of each article does not bring them together again.
    for (mut article, when) in [(one(), "2026-02-19T08:00:00Z"), (two(), "2026-02-19T09:00:00Z")] {
        article["body"] = json!(format!("Updated. {}", text(&article["body"])));
        article["modified_at"] = json!(when);
        app.post_article(&article).await.expect(200);
    }
    assert_eq!(event(&app, round).await["sources"]["articles"], 1);
    assert_eq!(event(&app, &off).await["sources"]["articles"], 1);
    assert_eq!(log(&app, &off).await.len(), 1, "the log of what was split off begins with that");

    revert(&app, &done).await.expect(200);
    let now = bare(&app, round).await;
    assert_eq!(
        (&now["status"], &now["headline"], &now["history"]),
        (&seen["status"], &seen["headline"], &seen["history"])
    );
    app.get(&format!("/api/v1/events/{off}")).await.expect(308);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dismissed_event_is_gone_with_its_reason_and_comes_back_when_restored() {
    let (app, ids) = filled().await;
    let (barrage, odesa) = (&ids[1], &ids[2]);
    let seen = (bare(&app, barrage).await, bare(&app, odesa).await);
    assert_eq!(seen.1["part_of"], json!(barrage));
    let done = act(&app, barrage, "dismiss", json!({"reason": "a misread tally"})).await.expect(200).json();
    assert_eq!(done["event"], Value::Null);
    for path in [format!("/api/v1/events/{barrage}"), format!("/events/{barrage}.json"), format!("/events/{barrage}")] {
        let gone = app.get(&path).await.expect(410);
        assert!(gone.body.contains("a misread tally") && gone.body.contains("/api/v1/corrections"), "{}", gone.body);
    }
    let strikes = app.get("/api/v1/events?kind=strike").await.expect(200).json();
    assert_eq!(strikes["data"].as_array().expect("a list").len(), 1);
    assert_eq!(event(&app, odesa).await["part_of"], Value::Null);
    assert!(!app.get("/api/v1/articles/1").await.expect(200).body.contains(&format!("\"event\":\"{barrage}\"")));
    assert_eq!(feed(&app).await.iter().filter(|(_, id, op)| id.to_string() == *barrage && op == "delete").count(), 1);
    assert_eq!(act(&app, barrage, "dismiss", json!({})).await.status, 410);
    assert_eq!(patch(&app, barrage, json!({"topics": []})).await.status, 410);

    // More of the same comes in and changes nothing: it belongs to what was dismissed.
    let before = feed(&app).await;
    let more = barrage_by("https://four.example/d", "Russia sent 398 drones.", 398);
    let stored = app.post_article(&more).await.expect(201).json();
    assert_eq!(stored["events"], json!([]));
    assert_eq!(feed(&app).await, before);

    let back = act(&app, barrage, "restore", json!({"reason": "it was right"})).await.expect(200);
    let now = event(&app, barrage).await;
    assert_eq!((&back.json()["event"]["id"], &now["sources"]["articles"]), (&json!(barrage), &json!(3)));
    assert_eq!(now["topics"], seen.0["topics"]);
    assert_eq!(bare(&app, odesa).await, seen.1, "part of it again");
    assert!(act(&app, barrage, "restore", json!({})).await.expect(409).body.contains("on the timeline"));
    let last = feed(&app).await.into_iter().rfind(|(_, id, _)| id.to_string() == *barrage).expect("told");
    assert_eq!(last.2, "create");
    // Reverting the restoration dismisses it again.
    revert(&app, &back).await.expect(200);
    app.get(&format!("/api/v1/events/{barrage}")).await.expect(410);
}

fn barrage_by(url: &str, sentence: &str, drones: u64) -> Value {
    article(url, "Four Times", "2026-02-18T20:00:00Z", sentence, &json!([barrage(drones, sentence)]))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_reviewed_can_be_asked_for() {
    let (app, ids) = filled().await;
    act(&app, &ids[0], "review", json!({"review": "reviewed"})).await.expect(200);
    assert_eq!(event(&app, &ids[0]).await["review"], "reviewed");
    let list = app.get("/api/v1/events?review=reviewed&facet=review").await.expect(200).json();
    assert_eq!((list["data"].as_array().expect("a list").len(), &list["data"][0]["id"]), (1, &json!(ids[0])));
    let values = list["facets"]["review"].as_array().expect("values").clone();
    let counts: Vec<_> = values.iter().map(|v| (text(&v["value"]), v["count"].as_u64())).collect();
    assert_eq!(counts, [("unreviewed".to_owned(), Some(2)), ("reviewed".to_owned(), Some(1))]);
    let rest = app.get("/api/v1/events?review=-reviewed").await.expect(200).json();
    assert_eq!(rest["data"].as_array().expect("a list").len(), 2);
    assert!(app.get("/api/v1/events?review=read").await.expect(400).body.contains("unreviewed"));
    let page = app.get("/?review=reviewed").await.expect(200);
    assert!(page.body.contains("reviewed"), "the heading says it");
    // A later report leaves the mark.
    let mut third = two();
    third["url"] = json!("https://five.example/e");
    app.post_article(&third).await.expect(201);
    assert_eq!(event(&app, &ids[0]).await["review"], "reviewed");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_added_event_follows_its_sentence() {
    let (app, _) = filled().await;
    let sentence = "Envoys dined by the lake.";
    let body = json!({
        "article": "1", "exact": sentence, "reason": "the rules missed it", "kind": "statement", "date": "2026-02-17",
        "participants": [{"role": "speaker", "actor": "russia"}],
        "statement": {"speaker": "Russia", "act": "announce", "reported": true},
    });
    let done = app.post_json("/api/v1/events", &body).await.expect(201);
    let made = done.json()["event"].clone();
    let id = text(&made["id"]);
    assert_eq!(done.header("location"), format!("/api/v1/events/{id}"));
    assert_eq!((&made["evidence"][0]["exact"], &made["evidence"][0]["rule"]), (&json!(sentence), &json!("analyst")));
    assert_eq!(made["evidence"][0]["start"], 72);
    assert_eq!(made["participants"][0]["actor"]["name"], "Russia");

    // The sentence moves, goes, and comes again.
    let revised = async |body: &str, when: &str| {
        let mut article = one();
        article["body"] = json!(body);
        article["modified_at"] = json!(when);
        article["events"] = json!([]);
        app.post_article(&article).await.expect(200);
    };
    revised(&format!("Late news. {sentence}"), "2026-02-18T08:00:00Z").await;
    assert_eq!(event(&app, &id).await["evidence"][0]["start"], 11);
    revised("Late news.", "2026-02-18T09:00:00Z").await;
    app.get(&format!("/api/v1/events/{id}")).await.expect(410);
    revised(&format!("{sentence} Late news."), "2026-02-18T10:00:00Z").await;
    assert_eq!(event(&app, &id).await["evidence"][0]["start"], 0);

    let back = revert(&app, &done).await.expect(200);
    assert_eq!(back.json()["event"], Value::Null);
    app.get(&format!("/api/v1/events/{id}")).await.expect(410);
    revert(&app, &back).await.expect(200);
    assert_eq!(event(&app, &id).await["evidence"][0]["start"], 0);
}

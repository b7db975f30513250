//! Tracks of talks by API: made, changed, removed; and every event where it belongs.

use crate::{
    store::{article, now, round, state, strike_on},
    support::{Answer, App},
};
use demarche::{
    clock::Clock,
    extract::Lexicon,
    pipeline::{Pipeline, intake},
    store::{Scope, Store},
};
use serde_json::{Value, json};

const PATH: &str = "/api/v1/negotiations";

async fn send(app: &App, method: &str, path: &str, body: &Value) -> Answer {
    app.send(method, path, &[("Content-Type", "application/json")], body.to_string()).await
}

fn border_talks() -> Value {
    json!({"name": "Thailand–Cambodia border talks", "parties": ["thailand", "cambodia"], "mediators": ["malaysia"],
        "from": "2025-07-01", "to": "2026-12-31"})
}

/// Two states meet.
fn meeting(day: &str, status: &str, exact: &str) -> Value {
    json!({"kind": "round", "status": status, "date": {"edtf": day}, "round": {}, "place": {"name": "Poipet", "country": "KH"},
        "participants": [state("party", "thailand", "Thailand", "TH"), state("party", "cambodia", "Cambodia", "KH")],
        "evidence": [{"exact": exact}]})
}

async fn store_rounds(app: &App, days: &[&str]) {
    for (nth, day) in days.iter().enumerate() {
        let exact = format!("They met for the {nth}. time.");
        let url = format!("https://a.example/{nth}");
        let sent = article(&url, "A", day, &exact, &json!([meeting(day, "concluded", &exact)]));
        app.pipeline.submit(sent).await.expect("stored");
    }
}

async fn of_track(app: &App, slug: &str) -> Vec<Value> {
    let answer = app.get(&format!("/api/v1/events?negotiation={slug}&sort=oldest")).await.expect(200).json();
    answer["data"].as_array().expect("a list").clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_track_takes_in_the_events_of_its_parties() {
    let app = App::spawn().await;
    store_rounds(&app, &["2026-01-10", "2026-01-20", "2026-02-10"]).await;
    let other = "Russia hit Kharkiv.";
    app.pipeline
        .submit(article("https://a.example/s", "A", "2026-02-17", other, &json!([strike_on("Kharkiv", other)])))
        .await
        .expect("stored");
    let seq = app.pipeline.store().seq().await.expect("a seq").0;

    let made = send(&app, "POST", PATH, &border_talks()).await.expect(201);
    let slug = "thailand-cambodia-border-talks";
    assert_eq!(made.header("location"), format!("/negotiations/{slug}"));
    let json = made.json();
    assert_eq!((&json["id"], &json["from"], &json["to"]), (&json!(slug), &json!("2025-07-01"), &json!("2026-12-31")));
    assert_eq!((&json["parties"][1]["name"], &json["mediators"][0]["id"]), (&json!("Cambodia"), &json!("malaysia")));
    assert_eq!(json["by_kind"]["round"], 3);
    assert_eq!(app.get(&format!("{PATH}/{slug}")).await.expect(200).json(), json);

    let rounds = of_track(&app, slug).await;
    assert_eq!(rounds.len(), 3);
    assert_eq!(rounds[0]["negotiation"]["name"], "Thailand–Cambodia border talks");
    // No source counts these rounds; the track does.
    let numbers: Vec<&Value> = rounds.iter().map(|r| &r["round"]["track_ordinal"]).collect();
    assert_eq!(numbers, [1, 2, 3]);
    let page = app.get(&format!("/events/{}", rounds[2]["id"].as_str().expect("an id"))).await.expect(200).body;
    assert!(page.contains("third round of these parties"), "{page}");
    let page = app.get(&format!("/negotiations/{slug}")).await.expect(200).body;
    assert!(page.contains("Malaysia") && page.contains("3 events on the timeline"), "{page}");
    let listed = app.get(PATH).await.json();
    assert!(listed["data"].as_array().expect("a list").iter().any(|n| n["id"] == slug && n["events"] == 3), "{listed}");

    // Each of the three is in the change feed, and nothing else.
    let rows: Vec<(i64, String, Value)> =
        sqlx::query_as("select seq, op, doc from changes where seq > $1 order by seq")
            .bind(seq)
            .fetch_all(app.pipeline.store().pool())
            .await
            .expect("rows");
    assert_eq!(rows.len(), 3);
    for (nth, (at, op, doc)) in rows.iter().enumerate() {
        assert_eq!((*at, op.as_str()), (seq + 1 + i64::try_from(nth).expect("small"), "update"));
        assert_eq!((&doc["negotiation"]["id"], &doc["seq"]), (&json!(slug), &json!(at)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn other_processes_see_a_new_track_at_once() {
    let app = App::spawn().await;
    // Another process on the same database, started before the track was made.
    let store = Store::connect(app.database.clone(), 2).await.expect("connected");
    let other = Pipeline::new(store, Lexicon::builtin(), Clock::fixed(now()));
    send(&app, "POST", PATH, &border_talks()).await.expect(201);
    let exact = "They met.";
    let sent =
        article("https://a.example/1", "A", "2026-02-10", exact, &json!([meeting("2026-02-10", "concluded", exact)]));
    let stored = other.submit(sent).await.expect("stored");
    assert_eq!(stored.events[0].negotiation.as_ref().map(|n| n.id.as_str()), Some("thailand-cambodia-border-talks"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_track_is_changed_and_removed_and_its_events_follow() {
    let app = App::spawn().await;
    store_rounds(&app, &["2026-01-10", "2026-01-20", "2026-02-10"]).await;
    let mut talks = border_talks();
    talks["id"] = json!("border");
    send(&app, "POST", PATH, &talks).await.expect(201);
    let later =
        send(&app, "PATCH", &format!("{PATH}/border"), &json!({"from": "2026-01-15", "to": null, "name": "Border"}))
            .await;
    let later = later.expect(200).json();
    assert_eq!((&later["name"], &later["to"], &later["by_kind"]["round"]), (&json!("Border"), &Value::Null, &json!(2)));
    assert_eq!(of_track(&app, "border").await[0]["negotiation"]["name"], "Border");
    send(&app, "PATCH", &format!("{PATH}/border"), &json!({"parties": ["laos", "vietnam"]})).await.expect(200);
    assert!(of_track(&app, "border").await.is_empty(), "none of them sat at that table");
    send(&app, "PATCH", &format!("{PATH}/border"), &json!({"parties": ["thailand", "cambodia"]})).await.expect(200);
    assert_eq!(of_track(&app, "border").await.len(), 2);

    let ids: Vec<String> =
        of_track(&app, "border").await.iter().map(|e| e["id"].as_str().expect("an id").to_owned()).collect();
    send(&app, "DELETE", &format!("{PATH}/border"), &Value::Null).await.expect(204);
    app.get("/negotiations/border").await.expect(410);
    send(&app, "PATCH", &format!("{PATH}/border"), &json!({})).await.expect(410);
    app.get("/api/v1/events?negotiation=border").await.expect(422);
    for id in &ids {
        assert_eq!(app.get(&format!("/api/v1/events/{id}")).await.expect(200).json()["negotiation"], Value::Null);
    }
    // The same id may be used again.
    send(&app, "POST", PATH, &talks).await.expect(201);
    assert_eq!(of_track(&app, "border").await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ships_can_be_changed_but_not_removed_and_keeps_the_change() {
    let app = App::spawn().await;
    let exact = "Talks in Geneva.";
    let geneva = round("concluded", &json!({"edtf": "2026-02-17"}), "Geneva", exact);
    app.pipeline
        .submit(article("https://a.example/1", "A", "2026-02-18", exact, &json!([geneva])))
        .await
        .expect("stored");
    assert_eq!(of_track(&app, "ukraine-russia-2026").await.len(), 1);
    let refused = send(&app, "DELETE", &format!("{PATH}/ukraine-russia-2026"), &Value::Null).await.expect(409);
    assert!(refused.json()["detail"].as_str().is_some_and(|d| d.contains("ships")), "{}", refused.body);
    send(&app, "PATCH", &format!("{PATH}/ukraine-russia-2026"), &json!({"name": "Talks on Ukraine"})).await.expect(200);
    // As at every start of the program.
    app.pipeline.store().migrate().await.expect("migrated");
    assert_eq!(app.get(&format!("{PATH}/ukraine-russia-2026")).await.json()["name"], "Talks on Ukraine");
    assert_eq!(of_track(&app, "ukraine-russia-2026").await[0]["negotiation"]["name"], "Talks on Ukraine");
    // One that is made on purpose is meant before one that ships.
    let own = json!({"id": "geneva", "name": "Geneva", "parties": ["russia", "ukraine"], "from": "2026-02-01"});
    send(&app, "POST", PATH, &own).await.expect(201);
    assert_eq!((of_track(&app, "geneva").await.len(), of_track(&app, "ukraine-russia-2026").await.len()), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_is_told_and_changes_nothing() {
    let app = App::spawn().await;
    send(&app, "POST", PATH, &border_talks()).await.expect(201);
    let with = |key: &str, value: Value| {
        let mut body = border_talks();
        body["id"] = json!("another");
        body[key] = value;
        body
    };
    let cases = [
        (with("parties", json!(["thailand", "atlantis"])), 422, "/parties/1", "unknown actor `atlantis`"),
        (with("mediators", json!(["nobody"])), 422, "/mediators/0", "unknown actor"),
        (with("parties", json!(["thailand"])), 422, "/parties", "at least two"),
        (with("parties", json!(["thailand", "thailand"])), 422, "/parties/1", "twice"),
        (with("to", json!("2025-06-30")), 422, "/to", "before the first"),
        (with("from", json!("2026-02-31")), 422, "/from", "no such day"),
        (with("from", json!("soon")), 400, "/from", "not a day"),
        (with("name", json!(" ")), 422, "/name", "needs a name"),
        (with("id", json!("A track")), 422, "/id", "small letters"),
        (with("colour", json!("red")), 400, "/colour", "unknown field"),
    ];
    for (body, status, pointer, why) in cases {
        let refused = send(&app, "POST", PATH, &body).await.expect(status).json();
        let fault = &refused["errors"][0];
        assert_eq!(fault["pointer"], pointer, "{refused}");
        assert!(fault["detail"].as_str().is_some_and(|d| d.contains(why)), "{refused}");
    }
    let taken = send(&app, "POST", PATH, &border_talks()).await.expect(409).json();
    assert!(taken["detail"].as_str().is_some_and(|d| d.contains("is taken by “Thailand–Cambodia")), "{taken}");
    send(&app, "PATCH", &format!("{PATH}/nowhere"), &json!({})).await.expect(404);
    send(&app, "DELETE", &format!("{PATH}/nowhere"), &Value::Null).await.expect(404);
    let text = app.send("POST", PATH, &[("Content-Type", "text/plain")], border_talks().to_string()).await.expect(415);
    assert!(text.body.contains("application/json"), "{}", text.body);
    app.get(&format!("{PATH}/another")).await.expect(404);

    // Only analysts change tracks.
    let store = app.pipeline.store();
    for (name, secret, scope) in [("crawler", "dmr_c", Scope::Ingest), ("analyst", "dmr_a", Scope::Curate)] {
        store.create_token(name, secret, &[scope], None, now()).await.expect("a token");
    }
    let as_who = |secret: &str| {
        let bearer = format!("Bearer {secret}");
        let app = &app;
        async move {
            let headers = [("Content-Type", "application/json"), ("Authorization", bearer.as_str())];
            app.send("PATCH", &format!("{PATH}/thailand-cambodia-border-talks"), &headers, "{}".to_owned()).await
        }
    };
    as_who("dmr_c").await.expect(403);
    as_who("dmr_a").await.expect(200);
    send(&app, "POST", PATH, &border_talks()).await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_count_is_not_taken_from_outside() {
    let app = App::spawn().await;
    let exact = "They met.";
    let mut meeting = meeting("2026-02-10", "concluded", exact);
    meeting["round"] = json!({"ordinal": null, "track_ordinal": 7});
    let body =
        json!({"url": "https://a.example/1", "title": "t", "body": exact, "extract": false, "events": [meeting]});
    let read = intake::from_json(body.to_string().as_bytes(), now()).expect("what came out may be sent in");
    app.pipeline.submit(read).await.expect("stored");
    assert_eq!(app.get("/api/v1/events/1").await.json()["round"]["track_ordinal"], Value::Null, "it is on no track");
}

//! The change feed, and what it says when articles are revised and withdrawn: a client that only reads the
//! feed ends with the very events that the timeline lists.

use crate::support::{App, an_article, sample, samples};
use demarche::{store::Scope, web::Options};
use serde_json::{Map, Value, json};
use std::{collections::BTreeSet, time::Duration};

/// The feed from `after` to its end, as a client reads it, part by part.
async fn feed(app: &App, after: i64, limit: usize) -> Vec<Value> {
    let (mut all, mut after) = (Vec::new(), after);
    loop {
        let part = app.get(&format!("/api/v1/changes?after={after}&limit={limit}")).await.expect(200);
        let json = part.json();
        let data = json["data"].as_array().expect("changes").clone();
        assert!(data.len() <= limit);
        all.extend(data);
        let Some(next) = json["next"].as_i64() else {
            assert!(!part.header("link").contains("rel=\"next\""));
            let last = all.last().map_or(after, |c| c["seq"].as_i64().expect("a number"));
            assert_eq!(json["seq"], last, "the end is where the last change is");
            return all;
        };
        assert!(part.header("link").contains(&format!("after={next}&limit={limit}>; rel=\"next\"")));
        after = next;
    }
}

/// What a client has that applies one change after the other.
fn replay(changes: &[Value]) -> Map<String, Value> {
    let mut copy = Map::new();
    for change in changes {
        let event = change["event"].as_str().expect("an event").to_owned();
        match change["op"].as_str().expect("an op") {
            "create" | "update" => drop(copy.insert(event, change["doc"].clone())),
            "merge" | "delete" => drop(copy.remove(&event)),
            other => panic!("{other}"),
        }
    }
    copy
}

/// Every event that the timeline lists.
async fn listed(app: &App) -> Map<String, Value> {
    let (mut all, mut cursor) = (Map::new(), String::new());
    loop {
        let page = app.get(&format!("/api/v1/events?limit=200{cursor}")).await.expect(200).json();
        for event in page["data"].as_array().expect("events") {
            all.insert(event["id"].as_str().expect("an id").to_owned(), event.clone());
        }
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}

/// The feed has no gap, and its replay is the timeline.
async fn in_step(app: &App) -> Vec<Value> {
    let changes = feed(app, 0, 37).await;
    let numbers: Vec<i64> = changes.iter().map(|c| c["seq"].as_i64().expect("a number")).collect();
    assert_eq!(numbers, (1..=numbers.len() as i64).collect::<Vec<_>>(), "no gap, no twin, in order");
    let (copy, listed) = (replay(&changes), listed(app).await);
    assert_eq!(copy.keys().collect::<BTreeSet<_>>(), listed.keys().collect::<BTreeSet<_>>());
    for (id, event) in &listed {
        let mut event = event.clone();
        // Counted when it is read: a copy counts for itself.
        if let Some(round) = event.get_mut("round").and_then(Value::as_object_mut) {
            round.remove("track_ordinal");
        }
        assert_eq!(copy[id], event, "event {id}");
    }
    changes
}

fn ops(changes: &[Value], event: &str) -> Vec<String> {
    let of = changes.iter().filter(|c| c["event"] == event);
    of.map(|c| c["op"].as_str().expect("an op").to_owned()).collect()
}

/// An article with events of its own, which the rules don't read.
fn sent(url: &str, outlet: &str, published: &str, body: &str, events: Value) -> Value {
    let article = an_article().at(url).from(outlet).published(published).saying(body);
    article.with("title", format!("News from {outlet}")).with("extract", false).with("events", events).json()
}

fn strike(killed: u64, exact: &str) -> Value {
    json!({
        "kind": "strike", "date": {"edtf": "2026-02-17"}, "place": {"name": "Odesa", "country": "UA"},
        "participants": [
            {"role": "attacker", "actor": {"id": "russia", "name": "Russia", "kind": "state", "country": "RU"}},
            {"role": "claimant", "actor": {"id": "jane-roe", "name": "Jane Roe", "kind": "person"}},
        ],
        "strike": {"casualties": {"killed": {"best": killed, "low": killed, "high": killed}}},
        "figures": [{"measure": "killed", "value": killed, "claimed_by": "jane-roe", "evidence": 0}],
        "evidence": [{"exact": exact}],
    })
}

fn talks(exact: &str) -> Value {
    json!({
        "kind": "round", "status": "ongoing", "date": {"edtf": "2026-02-17"}, "round": {},
        "place": {"name": "Geneva", "country": "CH"},
        "participants": [
            {"role": "party", "actor": {"id": "ukraine", "name": "Ukraine", "kind": "state", "country": "UA"}},
            {"role": "party", "actor": {"id": "russia", "name": "Russia", "kind": "state", "country": "RU"}},
        ],
        "evidence": [{"exact": exact}],
    })
}

async fn post(app: &App, article: &Value) -> Value {
    let answer = app.post_article(article).await;
    assert!(answer.status == 200 || answer.status == 201, "{}", answer.body);
    answer.json()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_follows_the_feed_is_the_timeline() {
    let app = App::spawn().await;
    assert_eq!(app.get("/api/v1/changes").await.expect(200).json(), json!({"data": [], "next": null, "seq": 0}));
    for article in samples("ukraine") {
        post(&app, &article).await;
    }
    in_step(&app).await;
    // Revisions: another text at known addresses, and the first one again.
    for article in samples("ukraine").into_iter().take(6) {
        let mut shorter = article.clone();
        let body = article["body"].as_str().expect("a text");
        let cut = body.char_indices().nth(body.chars().count() / 2).map_or(0, |(at, _)| at);
        shorter["body"] = json!(&body[..cut]);
        shorter["modified_at"] = json!("2026-04-24T10:00:00Z");
        post(&app, &shorter).await;
        post(&app, &article).await;
    }
    in_step(&app).await;
    for id in [2, 5, 9, 13] {
        app.delete_with(&format!("/api/v1/articles/{id}?reason=taken%20back"), &[], "").await.expect(200);
    }
    let changes = in_step(&app).await;
    for op in ["create", "update", "delete"] {
        assert!(changes.iter().any(|c| c["op"] == op), "a change of the sort {op}");
    }
    // Updates say what changed: what an update does not name is as it was before.
    let mut before = Map::new();
    for change in &changes {
        let event = change["event"].as_str().expect("an event").to_owned();
        assert_eq!(change["op"] == "update", change["fields"].is_array(), "{change}");
        if let (Some(old), Some(new), Some(fields)) =
            (before.get(&event).and_then(Value::as_object), change["doc"].as_object(), change["fields"].as_array())
        {
            assert!(!fields.is_empty(), "{change}");
            let differing =
                new.keys().filter(|k| old.get(*k) != new.get(*k) && !matches!(k.as_str(), "seq" | "updated_at"));
            let gone = old.keys().filter(|k| !new.contains_key(*k));
            let expected: BTreeSet<&str> = differing.chain(gone).map(String::as_str).collect();
            assert_eq!(fields.iter().filter_map(Value::as_str).collect::<BTreeSet<_>>(), expected);
        }
        before.insert(event, change["doc"].clone());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn merged_events_say_where_they_went() {
    let app = App::spawn().await;
    let plan = |n: u32, day: &str, exact: &str, history: Value| {
        let mut round = talks(exact);
        round["status"] = json!("scheduled");
        round["date"] = json!({"edtf": day});
        round["place"] = Value::Null;
        round["history"] = history;
        let (url, outlet) = (format!("https://{n}.example/"), format!("Outlet {n}"));
        sent(&url, &outlet, &format!("2026-02-1{n}"), exact, json!([round]))
    };
    let a = post(&app, &plan(1, "2026-02-14", "A round on 14 February.", json!([]))).await;
    let b = post(&app, &plan(2, "2026-02-28", "A round on 28 February.", json!([]))).await;
    let moved = json!([{"status": "postponed", "date": {"edtf": "2026-02-14"}}]);
    post(&app, &plan(3, "2026-02-28", "It was moved from 14 to 28 February.", moved)).await;
    let changes = in_step(&app).await;
    let merge = changes.iter().find(|c| c["op"] == "merge").expect("two became one");
    let both = [&a["events"][0]["id"], &b["events"][0]["id"]];
    assert!(both.contains(&&merge["event"]) && both.contains(&&merge["merged_into"]), "{merge}");
    assert_eq!((&merge["doc"], merge["event"] == merge["merged_into"]), (&Value::Null, false));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_feed_has_no_gap_with_eight_writers_at_once() {
    let app = std::sync::Arc::new(App::spawn().await);
    let mut articles = samples("ukraine");
    articles.extend(samples("middle-east"));
    let mut writers = Vec::new();
    for writer in 0..8 {
        let own: Vec<Value> = articles.iter().skip(writer).step_by(8).cloned().collect();
        let app = std::sync::Arc::clone(&app);
        writers.push(tokio::spawn(async move {
            for (nth, mut article) in own.into_iter().enumerate() {
                post(&app, &article).await;
                let body = article["body"].as_str().expect("a text").to_owned();
                article["body"] = json!(format!("{body}\n\nThe desk adds a line, {nth}."));
                article["modified_at"] = json!("2026-04-24T11:00:00Z");
                let id = post(&app, &article).await["article"]["id"].as_str().expect("an id").to_owned();
                if nth == 1 {
                    let reason = r#"{"reason":"sent by mistake"}"#;
                    app.delete_with(&format!("/api/v1/articles/{id}"), &[], reason).await.expect(200);
                }
            }
        }));
    }
    // And one who follows while they write: whatever is read once never changes its place.
    let mut followed: Vec<Value> = Vec::new();
    while writers.iter().any(|w| !w.is_finished()) {
        let after = followed.last().map_or(0, |c| c["seq"].as_i64().expect("a number"));
        followed.extend(feed(&app, after, 100).await);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    for writer in writers {
        writer.await.expect("a writer ends well");
    }
    let changes = in_step(&app).await;
    let order = |changes: &[Value]| -> Vec<String> {
        changes.iter().map(|c| format!("{} {} {}", c["seq"], c["event"], c["op"])).collect()
    };
    assert_eq!(order(&followed), order(&changes)[..followed.len()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_asked_of_the_feed_is_said() {
    let app = App::spawn().await;
    post(&app, &an_article().json()).await;
    for (query, status, told) in [
        ("aftr=1", 400, "did you mean `after`?"),
        ("after=-1", 400, "a whole number from 0"),
        ("after=x", 400, "a whole number from 0"),
        ("after=1&after=2", 400, "more than once"),
        ("limit=0", 400, "from 1 to 1000"),
        ("limit=1001", 400, "from 1 to 1000"),
        ("wait=31", 400, "from 0 to 30"),
        ("kind=strike", 400, "unknown parameter `kind`"),
        ("after=999999", 422, "Begin again with after=0"),
    ] {
        let answer = app.get(&format!("/api/v1/changes?{query}")).await.expect(status);
        assert!(answer.header("content-type").starts_with("application/problem+json"), "{query}");
        assert!(answer.json()["detail"].as_str().expect("detail").contains(told), "{query}: {}", answer.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_may_wait_for_the_next_change() {
    let app = std::sync::Arc::new(App::spawn().await);
    post(&app, &an_article().json()).await;
    let seq = app.get("/api/v1/changes").await.json()["seq"].as_i64().expect("a number");
    let nothing = app.get(&format!("/api/v1/changes?after={seq}&wait=1")).await.expect(200).json();
    assert_eq!(nothing, json!({"data": [], "next": null, "seq": seq}), "nothing came within a second");
    let waiting = {
        let app = std::sync::Arc::clone(&app);
        tokio::spawn(async move { app.get(&format!("/api/v1/changes?after={seq}&wait=30")).await.expect(200).json() })
    };
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!waiting.is_finished(), "there is nothing yet");
    post(&app, &sample("ukraine/21-kharkiv-seven-dead")).await;
    let came = tokio::time::timeout(Duration::from_secs(10), waiting).await.expect("in time").expect("an answer");
    assert_eq!(came["data"][0]["seq"], seq + 1);
}

/// Every row of the database that holds this word.
async fn rows_with(app: &App, word: &str) -> Vec<String> {
    let pool = app.pipeline.store().pool();
    let tables: Vec<String> =
        sqlx::query_scalar("select tablename::text from pg_tables where schemaname = 'public' order by 1")
            .fetch_all(pool)
            .await
            .expect("the tables");
    let mut found = Vec::new();
    for table in tables {
        let mut query = sqlx::QueryBuilder::<sqlx::Postgres>::new("select t::text from ");
        query.push(&table).push(" t where t::text ilike ").push_bind(format!("%{word}%"));
        let rows: Vec<String> = query.build_query_scalar().fetch_all(pool).await.expect("its rows");
        found.extend(rows.into_iter().map(|row| format!("{table}: {row}")));
    }
    found
}

const WHY: &str = r#"{"reason":"the outlet took the report back"}"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_article_leaves_no_word_behind() {
    let app = App::spawn().await;
    let url = "https://one.example/a";
    let first = "Zebulon died in Odesa, four people in all. Quuxmoor talks opened.";
    let both = json!([strike(4, "Zebulon died in Odesa, four people in all."), talks("Quuxmoor talks opened.")]);
    let one = post(&app, &sent(url, "One Wire", "2026-02-17T10:00:00Z", first, both)).await;
    let (raid, round) = (one["events"][0]["id"].clone(), one["events"][1]["id"].clone());
    // A revision, and another article on the strike alone.
    let again = "Zebulon died in Odesa, five people in all. Quuxmoor talks opened.";
    let both = json!([strike(5, "Zebulon died in Odesa, five people in all."), talks("Quuxmoor talks opened.")]);
    post(&app, &sent(url, "One Wire", "2026-02-17T12:00:00Z", again, both)).await;
    let other = "Rescuers in Odesa counted four dead.";
    let two = sent("https://two.example/b", "Two Post", "2026-02-18T10:00:00Z", other, json!([strike(4, other)]));
    let two = post(&app, &two).await;
    assert_eq!(two["events"][0]["id"], raid);
    assert!(!rows_with(&app, "zebulon").await.is_empty() && !rows_with(&app, "quuxmoor").await.is_empty());

    let id = one["article"]["id"].as_str().expect("an id");
    let before = feed(&app, 0, 100).await.len();
    let done = app.delete_with(&format!("/api/v1/articles/{id}"), &[], WHY).await.expect(200).json();
    assert_eq!((&done["result"], &done["article"]), (&json!("withdrawn"), &json!(id)));
    let told: Vec<(&Value, &Value)> =
        done["changes"].as_array().expect("changes").iter().map(|c| (&c["event"], &c["op"])).collect();
    assert!(told.contains(&(&raid, &json!("update"))) && told.contains(&(&round, &json!("delete"))), "{done}");

    for word in ["zebulon", "quuxmoor", "news from one wire"] {
        assert_eq!(rows_with(&app, word).await, Vec::<String>::new(), "{word}");
    }
    let changes = in_step(&app).await;
    assert_eq!(changes.len(), before + told.len());
    assert_eq!(ops(&changes, round.as_str().expect("an id")), ["create", "update", "delete"]);
    for change in &changes[..before] {
        let rests = change["erased"] == true;
        assert_eq!(rests, change["doc"].is_null() && change["op"] != "delete" && change["op"] != "merge", "{change}");
    }
    let left = app.get(&format!("/events/{}.json", raid.as_str().expect("an id"))).await.expect(200).json();
    assert_eq!((&left["sources"]["articles"], &left["figures"][0]["value"]), (&json!(1), &json!(4)));
    app.get(&format!("/events/{}", round.as_str().expect("an id"))).await.expect(410);

    // Where it was, the reason stands; and it does not come back.
    for path in ["/articles/", "/api/v1/articles/"] {
        for tail in ["", "/revisions", "/revisions/1"] {
            let answer = app.get(&format!("{path}{id}{tail}")).await.expect(410);
            assert!(answer.body.contains("the outlet took the report back"), "{}", answer.body);
        }
    }
    let page = app.get_with(&format!("/articles/{id}"), &[("Accept", "text/html")]).await.expect(410);
    assert!(page.body.contains("the outlet took the report back"), "{}", page.body);
    let refused = app.post_article(&sent(url, "One Wire", "2026-02-19", "Another text.", json!([]))).await.expect(410);
    assert!(refused.body.contains("does not come back"), "{}", refused.body);
    let twice = app.delete_with(&format!("/api/v1/articles/{id}"), &[], WHY).await.expect(410);
    assert!(twice.body.contains("took the report back"), "{}", twice.body);
    let articles = app.get("/api/v1/articles").await.expect(200).json();
    assert_eq!(articles["data"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        app.get("/api/v1/actors").await.expect(200).body.matches("\"jane-roe\"").count(),
        1,
        "the other names her"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_only_a_withdrawn_article_names_is_forgotten() {
    let app = App::spawn().await;
    let body = "Four died in Odesa.";
    // An event without a sentence names no article, and its words are the sender's.
    let mut bare = strike(4, body);
    bare["headline"] = json!("Xylomorph in Odesa");
    bare["evidence"] = json!([]);
    bare["figures"] = json!([]);
    let one = post(&app, &sent("https://one.example/a", "One", "2026-02-17", body, json!([bare]))).await;
    app.get("/actors/jane-roe").await.expect(200);
    let id = one["article"]["id"].as_str().expect("an id");
    app.delete_with(&format!("/api/v1/articles/{id}?reason=x"), &[], "").await.expect(200);
    app.get("/actors/jane-roe").await.expect(404);
    assert_eq!(rows_with(&app, "xylomorph").await, Vec::<String>::new());
    in_step(&app).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_with_a_withdrawn_article_names_its_line() {
    let app = App::spawn().await;
    let one = post(&app, &an_article().json()).await;
    let id = one["article"]["id"].as_str().expect("an id");
    app.delete_with(&format!("/api/v1/articles/{id}"), &[], WHY).await.expect(200);
    let lines = format!("{}\n{}\n", an_article().at("https://new.example/").json(), an_article().json());
    let all = app.post("/api/v1/articles", "application/x-ndjson", &lines).await.expect(422).json();
    assert_eq!((&all["errors"][0]["line"], &all["summary"]["rejected"]), (&json!(2), &json!(1)), "{all}");
    let partial = app.post("/api/v1/articles?mode=partial", "application/x-ndjson", &lines).await.expect(207);
    let lines = partial.lines();
    assert_eq!((&lines[0]["result"], &lines[1]["result"]), (&json!("created"), &json!("rejected")));
    assert!(lines[1].to_string().contains("does not come back"), "{}", lines[1]);
    // Without an address it is known by outlet and text.
    let bare = an_article().without("url").json();
    let bare_id = post(&app, &bare).await["article"]["id"].as_str().expect("an id").to_owned();
    app.delete_with(&format!("/api/v1/articles/{bare_id}"), &[], WHY).await.expect(200);
    app.post_article(&bare).await.expect(410);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_needs_an_article_a_reason_and_a_right() {
    let app = App::spawn_with(Options { loopback: true, ..Options::default() }).await;
    let one = post(&app, &an_article().json()).await;
    let path = format!("/api/v1/articles/{}", one["article"]["id"].as_str().expect("an id"));
    let refused = |tail: &str, body: &'static str, status: u16, told: &'static str| {
        let (path, app) = (format!("{path}{tail}"), &app);
        async move {
            let answer = app.delete_with(&path, &[], body).await.expect(status);
            assert!(answer.body.contains(told), "{path} {body}: {}", answer.body);
        }
    };
    refused("", "", 422, "say why").await;
    refused("", "{}", 422, "/reason").await;
    refused("?reason=%20", "", 422, "say why").await;
    refused("?why=x", "", 400, "unknown parameter").await;
    refused("?reason=a", r#"{"reason":"b"}"#, 422, "say it once").await;
    refused("", r#"{"reson":"b"}"#, 400, "unknown field").await;
    refused("", "because", 400, "not valid JSON").await;
    app.delete_with("/api/v1/articles/99?reason=x", &[], "").await.expect(404);
    app.delete_with("/api/v1/articles/x?reason=x", &[], "").await.expect(404);
    let elsewhere = [("Origin", "https://evil.example")];
    app.delete_with(&format!("{path}?reason=x"), &elsewhere, "").await.expect(403);
    app.get(&path).await.expect(200);

    let now = app.pipeline.clock().now();
    for (name, scope) in [("reader", Scope::Read), ("curator", Scope::Curate)] {
        app.pipeline.store().create_token(name, name, &[scope], None, now).await.expect("a token");
    }
    app.delete_with(&format!("{path}?reason=x"), &[], "").await.expect(401);
    let answer =
        app.delete_with(&format!("{path}?reason=x"), &[("Authorization", "Bearer reader")], "").await.expect(403);
    assert!(answer.body.contains("`ingest` or `curate`"), "{}", answer.body);
    let done = app.delete_with(&path, &[("Authorization", "Bearer curator")], WHY).await.expect(200).json();
    assert_eq!(done["by"], "curator");
}

//! The ways in: packed bodies, feeds, articles by their address, requests that are sent twice, senders who go away.

use crate::{
    store::now,
    support::{App, an_article},
};
use demarche::{
    store::{HEARTBEAT, Scope},
    web::Options,
};
use flate2::{Compression, write::GzEncoder};
use serde_json::{Value, json};
use std::{
    io::Write as _,
    net::{Shutdown, TcpStream},
    time::{Duration, Instant},
};

const ARTICLES: &str = "/api/v1/articles";
const JSON: (&str, &str) = ("Content-Type", "application/json");
const NDJSON: (&str, &str) = ("Content-Type", "application/x-ndjson");

async fn articles(app: &App) -> usize {
    app.get(ARTICLES).await.expect(200).json()["data"].as_array().expect("a list").len()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).expect("packed");
    packed.finish().expect("packed")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).expect("packed")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_may_be_packed() {
    let app = App::spawn().await;
    let article = an_article().json().to_string();
    let packed =
        [("gzip", gzip(article.as_bytes())), ("zstd", zstd(article.as_bytes())), ("GZIP", gzip(article.as_bytes()))];
    for ((coding, body), (status, result)) in
        packed.iter().zip([(201, "created"), (200, "unchanged"), (200, "unchanged")])
    {
        let answer = app.post_with(ARTICLES, &[JSON, ("Content-Encoding", coding)], body).await.expect(status);
        assert_eq!(answer.json()["result"], result, "{coding}");
    }
    let lines: String =
        (0..3).map(|n| format!("{}\n", an_article().at(&format!("https://wire.example/{n}")).json())).collect();
    let path = format!("{ARTICLES}?mode=partial");
    let told =
        app.post_with(&path, &[NDJSON, ("Content-Encoding", "zstd")], zstd(lines.as_bytes())).await.expect(207).lines();
    assert_eq!(told.last().expect("a summary")["summary"]["created"], 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_can_not_be_unpacked_is_refused_and_its_size_is_that_of_what_is_inside() {
    let app = App::spawn_with(Options { loopback: true, body_limit: 20_000, ..Options::default() }).await;
    for coding in ["br", "deflate", "gzip, gzip", "nonsense"] {
        let refused = app.post_with(ARTICLES, &[JSON, ("Content-Encoding", coding)], "x").await.expect(415);
        assert!(refused.body.contains("zstd"), "{}", refused.body);
        assert_eq!(refused.header("accept-encoding"), "gzip, zstd");
    }
    let packed = gzip(an_article().json().to_string().as_bytes());
    for (coding, body) in
        [("gzip", b"no gzip".to_vec()), ("zstd", packed.clone()), ("gzip", packed[..packed.len() / 2].to_vec())]
    {
        let refused = app.post_with(ARTICLES, &[JSON, ("Content-Encoding", coding)], body).await.expect(400);
        assert!(refused.body.contains("unpacked"), "{}", refused.body);
    }
    let bomb = vec![b'x'; 5_000_000];
    for (coding, body) in [("gzip", gzip(&bomb)), ("zstd", zstd(&bomb))] {
        app.post_with(
            &format!("{ARTICLES}?outlet=W"),
            &[("Content-Type", "text/plain"), ("Content-Encoding", coding)],
            body,
        )
        .await
        .expect(413);
    }
    // What came before the break is stored and told; there is no summary, so nobody takes it for the whole.
    let lines: String = (0..50)
        .map(|n| format!("{}\n", an_article().at(&format!("https://wire.example/{n}")).with("extract", false).json()))
        .collect();
    let mut broken = zstd(lines.as_bytes());
    broken.truncate(broken.len() - 5);
    let told = app
        .post_with(&format!("{ARTICLES}?mode=partial"), &[NDJSON, ("Content-Encoding", "zstd")], broken)
        .await
        .expect(207)
        .lines();
    let last = told.last().expect("a line");
    assert_eq!(last["result"], "failed", "{last}");
    assert!(last["detail"].as_str().expect("words").contains("unpacked"), "{last}");
    let stored = told.iter().filter(|line| line["result"] == "created").count();
    assert_eq!(articles(&app).await, stored);
}

const FEED: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?><rss version=\"2.0\"><channel><title>Example Wire</title>
    <item><title>Geneva round ends</title><link>https://wire.example/1</link><pubDate>Wed, 18 Feb 2026 14:05:00 GMT</pubDate>
      <description>&lt;p&gt;Delegations from Ukraine and Russia held a second day of talks in Geneva on Wednesday.&lt;/p&gt;</description></item>
    <item><title>Strike on Kharkiv</title><link>https://wire.example/2</link><pubDate>Thu, 19 Feb 2026 09:00:00 +0200</pubDate>
      <description>Russia struck Kharkiv on Thursday, killing four people, the mayor said.</description></item>
    <item><title>No text</title><link>https://wire.example/3</link></item></channel></rss>";

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_is_taken_as_a_batch_of_its_entries() {
    let app = App::spawn().await;
    let refused = app.post(ARTICLES, "application/rss+xml", FEED).await.expect(422).json();
    assert_eq!((&refused["errors"][0]["line"], articles(&app).await), (&json!(3), 0), "{refused}");
    let path = format!("{ARTICLES}?mode=partial&outlet=The%20Wire");
    let told = app.post(&path, "text/xml; charset=utf-8", FEED).await.expect(207).lines();
    assert_eq!(told.len(), 4, "{told:?}");
    assert_eq!(told[3]["summary"], json!({"received": 3, "created": 2, "revised": 0, "unchanged": 0, "rejected": 1}));
    let first = app
        .get(&format!("/api/v1/articles/{}", told[0]["article"]["id"].as_str().expect("a number")))
        .await
        .expect(200)
        .json();
    assert_eq!((&first["url"], &first["outlet"]), (&json!("https://wire.example/1"), &json!("The Wire")));
    let events = app.get("/api/v1/events?kind=round&kind=strike").await.expect(200).json();
    let days: Vec<&Value> = events["data"].as_array().expect("events").iter().map(|e| &e["date"]["latest"]).collect();
    assert_eq!(days, [&json!("2026-02-19"), &json!("2026-02-18")], "{events}");
    let again = app.post(&path, "application/rss+xml", FEED).await.expect(207).lines();
    assert_eq!(again[3]["summary"]["unchanged"], 2);
    app.post(ARTICLES, "application/atom+xml", "<html></html>").await.expect(400);
    app.post(&format!("{ARTICLES}?published_at=2026-02-18"), "application/rss+xml", FEED).await.expect(422);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_can_be_put_to_its_address() {
    let app = App::spawn().await;
    let path = format!("{ARTICLES}?url=https%3A%2F%2Fwire.example%2Fgeneva");
    let article = an_article().without("url");
    let put = async |path: &str, sort: &str, body: String| app.send("PUT", path, &[("Content-Type", sort)], body).await;
    let first = put(&path, "application/json", article.clone().json().to_string()).await.expect(201).json();
    assert_eq!(first["article"]["url"], "https://wire.example/geneva");
    let again = put(&path, "application/json", article.clone().json().to_string()).await.expect(200).json();
    assert_eq!((&again["result"], &again["article"]["id"]), (&json!("unchanged"), &first["article"]["id"]));
    let text =
        put(&format!("{path}&published_at=2026-02-18"), "text/plain", "Envoys met in Geneva on Tuesday.".to_owned())
            .await;
    assert_eq!(text.expect(200).json()["result"], "revised");
    let other = article.at("https://wire.example/other").json().to_string();
    let refused = put(&path, "application/json", other).await.expect(422);
    assert!(refused.body.contains("/url"), "{}", refused.body);
    put(ARTICLES, "application/json", "{}".to_owned()).await.expect(400);
    put(&path, "application/x-ndjson", "{}".to_owned()).await.expect(415);
    assert_eq!(articles(&app).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_with_a_key_is_done_once() {
    let app = App::spawn().await;
    let article = an_article().json().to_string();
    let send = async |key: &str, body: &str| app.post_with(ARTICLES, &[JSON, ("Idempotency-Key", key)], body).await;
    let first = send("\"a-1\"", &article).await.expect(201);
    assert_eq!(first.header("idempotent-replayed"), "");
    let again = send("a-1", &article).await.expect(201);
    assert_eq!((again.header("idempotent-replayed"), &again.body), ("true", &first.body));
    assert_eq!(again.header("location"), first.header("location"));
    send("a-2", &article).await.expect(200);
    let other = an_article().saying("Envoys met in Geneva on Tuesday.").json().to_string();
    assert!(send("a-1", &other).await.expect(422).body.contains("key of its own"));
    for wrong in ["\"\"", "two words"] {
        send(wrong, &article).await.expect(400);
    }
    // What was refused changed nothing, so the same key may try again.
    send("a-3", "{").await.expect(400);
    send("a-3", &article).await.expect(200);
    let batch =
        app.post_with(&format!("{ARTICLES}?mode=partial"), &[NDJSON, ("Idempotency-Key", "a-4")], &article).await;
    assert!(batch.expect(422).body.contains("mode=partial"));

    // A correction is no upsert: without a key it would be logged twice.
    let body = json!({"review": "reviewed", "reason": "Checked"}).to_string();
    for replayed in ["", "true"] {
        let done = app.post_with("/api/v1/events/1/review", &[JSON, ("Idempotency-Key", "c-1")], &body).await;
        assert!(done.status < 300, "{}", done.body);
        assert_eq!(done.header("idempotent-replayed"), replayed);
    }
    let log = app.get("/api/v1/corrections").await.expect(200).json();
    assert_eq!(log["data"].as_array().expect("a list").len(), 1);

    // A withdrawal takes the words out of the answers too.
    let id = first.json()["article"]["id"].as_str().expect("a number").to_owned();
    app.delete_with(&format!("{ARTICLES}/{id}?reason=mistake"), &[], "").await.expect(200);
    send("a-1", &article).await.expect(410);
    let kept: i64 = sqlx::query_scalar("select count(*) from idempotency_keys")
        .fetch_one(app.pipeline.store().pool())
        .await
        .expect("a number");
    assert_eq!(kept, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_belong_to_their_token_and_are_forgotten_after_a_day() {
    let app = App::spawn().await;
    let store = app.pipeline.store();
    for name in ["one", "two"] {
        store.create_token(name, name, &[Scope::Ingest], None, now()).await.expect("made");
    }
    let article = an_article().json().to_string();
    let send = async |token: &str| {
        let token = format!("Bearer {token}");
        app.post_with(ARTICLES, &[JSON, ("Idempotency-Key", "k"), ("Authorization", &token)], &article).await
    };
    send("one").await.expect(201);
    assert_eq!(send("two").await.expect(200).header("idempotent-replayed"), "");
    assert_eq!(send("one").await.expect(201).header("idempotent-replayed"), "true");
    send("nobody").await.expect(401);
    sqlx::query("update idempotency_keys set made_at = made_at - interval '25 hours'")
        .execute(store.pool())
        .await
        .expect("aged");
    assert_eq!(send("one").await.expect(200).header("idempotent-replayed"), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn while_one_is_working_the_other_waits_and_who_is_gone_leaves_the_key() {
    let app = App::spawn().await;
    let pool = app.pipeline.store().pool();
    let article = an_article().json().to_string();
    let send = async || app.post_with(ARTICLES, &[JSON, ("Idempotency-Key", "k")], &article).await;
    send().await.expect(201);
    // As it stands while the answer is being made, and after its maker was killed.
    let working = "update idempotency_keys set status = null, headers = null, body = null, seen_at = clock_timestamp()";
    sqlx::query(working).execute(pool).await.expect("set back");
    let refused = send().await.expect(409);
    assert_eq!(refused.header("retry-after"), "1");
    sqlx::query("update idempotency_keys set seen_at = seen_at - interval '1 minute'")
        .execute(pool)
        .await
        .expect("aged");
    send().await.expect(200);
    assert!(HEARTBEAT < Duration::from_secs(20), "more often than the time after which a worker is gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_at_once_are_one() {
    let app = App::spawn().await;
    let article = an_article().json().to_string();
    let send = || app.post_with(ARTICLES, &[JSON, ("Idempotency-Key", "k")], &article);
    let answers = [send().await, send().await];
    let (a, b, c) = tokio::join!(send(), send(), send());
    for answer in answers.iter().chain([&a, &b, &c]) {
        assert!(matches!(answer.status, 201 | 409), "{}: {}", answer.status, answer.body);
    }
    let revisions: i64 = sqlx::query_scalar("select count(*) from article_revisions")
        .fetch_one(app.pipeline.store().pool())
        .await
        .expect("a number");
    assert_eq!(revisions, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sender_who_goes_away_in_the_middle_leaves_whole_articles() {
    let app = App::spawn().await;
    let line = |n: usize| format!("{}\n", an_article().at(&format!("https://wire.example/{n}")).json());
    let (whole, half) = (line(0) + &line(1) + &line(2), line(3));
    for query in ["?mode=partial", ""] {
        let mut stream = TcpStream::connect(app.address).expect("a connection");
        let head = format!(
            "POST {ARTICLES}{query} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/x-ndjson\r\nContent-Length: {}\r\n\r\n",
            app.address,
            whole.len() + half.len()
        );
        stream.write_all(head.as_bytes()).expect("sent");
        stream.write_all(whole.as_bytes()).expect("sent");
        stream.write_all(&half.as_bytes()[..half.len() / 2]).expect("sent");
        if query.is_empty() {
            stream.shutdown(Shutdown::Both).expect("gone");
        } else {
            let begun = Instant::now();
            while articles(&app).await < 3 {
                assert!(begun.elapsed() < Duration::from_secs(60), "lines that came are not stored");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        drop(stream);
    }
    // The half line is nobody's article, and the batch that was all or nothing is nothing.
    app.get("/healthz").await.expect(200);
    let told = app.post(&format!("{ARTICLES}?mode=partial"), NDJSON.1, whole + &half).await.expect(207).lines();
    let summary = &told.last().expect("a line")["summary"];
    assert_eq!((&summary["unchanged"], &summary["created"]), (&json!(3), &json!(1)), "{summary}");
}

//! What must be refused, or survived, and how it is told.

use crate::support::{Answer, App, an_article, postgres};
use demarche::web::Options;
use serde_json::Value;

const ARTICLES: &str = "/api/v1/articles";

async fn stored(app: &App) -> usize {
    app.get(ARTICLES).await.expect(200).json()["data"].as_array().expect("a list").len()
}

/// The problem document of a refusal; its one fault where there is a list.
fn problem(answer: &Answer) -> Value {
    assert!(answer.header("content-type").starts_with("application/problem+json"), "{}", answer.header("content-type"));
    let problem = answer.json();
    assert_eq!(problem["status"], answer.status, "{problem}");
    assert!(problem["title"].is_string() && problem["detail"].is_string(), "{problem}");
    problem
}

/// Posts and expects a refusal with this status whose text has these words; nothing is stored.
async fn refuse(body: impl AsRef<[u8]>, content_type: &str, status: u16, words: &[&str]) {
    let app = App::spawn().await;
    let answer = app.post(ARTICLES, content_type, body).await.expect(status);
    let told = problem(&answer).to_string();
    for word in words {
        assert!(told.contains(word), "`{word}` is missing: {told}");
    }
    assert_eq!(stored(&app).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn text_that_is_not_utf8_is_refused_and_a_declared_charset_honoured() {
    refuse(b"Talks in Gen\xe8ve", "text/plain", 400, &["UTF-8"]).await;
    let app = App::spawn().await;
    let path = "/api/v1/articles?outlet=W&published_at=2026-02-18";
    let answer = app.post(path, "text/plain; charset=windows-1252", b"Talks began in Gen\xe8ve on Tuesday.").await;
    let id = answer.expect(201).json()["article"]["id"].as_str().expect("its number").to_owned();
    let article = app.get(&format!("/api/v1/articles/{id}")).await.expect(200).body;
    assert!(article.contains("Genève"), "{article}");
    app.post(path, "text/plain; charset=klingon", b"x").await.expect(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_body_is_refused() {
    refuse("", "application/json", 400, &[]).await;
    refuse("", "text/plain", 422, &["empty"]).await;
    refuse(" \n\t ", "text/plain", 422, &["empty"]).await;
    refuse(an_article().saying(" \u{200b}").json().to_string(), "application/json", 422, &["/body"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_json_is_told_with_its_line() {
    refuse("{\n  \"body\": \"x\",\n  oops\n}", "application/json", 400, &["\"line\":3"]).await;
    refuse("[]", "application/json", 400, &[]).await;
    refuse("null", "application/json", 400, &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_field_and_a_wrong_type_are_told() {
    refuse(an_article().with("colour", "red").json().to_string(), "application/json", 400, &["colour"]).await;
    refuse(an_article().with("title", 7).json().to_string(), "application/json", 400, &[]).await;
    refuse(an_article().without("body").json().to_string(), "application/json", 400, &["body"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dates_that_can_not_be_are_refused() {
    let of = |when: &str| an_article().published(when).json().to_string();
    refuse(of("2026-02-31"), "application/json", 422, &["/published_at", "2026-02-31"]).await;
    refuse(of("2031-02-18"), "application/json", 422, &["/published_at"]).await;
    refuse(of("yesterday"), "application/json", 400, &["/published_at", "yesterday"]).await;
    refuse(of("2026-02-18T14:05:00"), "application/json", 400, &["/published_at"]).await;
    // The clock of these tests stands on 24 April 2026: a day ahead may be a matter of time zones.
    let app = App::spawn().await;
    app.post(ARTICLES, "application/json", of("2026-04-25")).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn too_much_is_refused_and_a_megabyte_on_one_line_is_not() {
    let app = App::spawn().await;
    let long = "Talks went on in Geneva on Tuesday. ".repeat(300_000);
    assert!(long.len() > 10_000_000);
    let refused = app.post("/api/v1/articles?outlet=W", "text/plain", &long).await.expect(413);
    assert!(problem(&refused).to_string().contains("MB"), "{}", refused.body);
    assert_eq!(stored(&app).await, 0);
    app.post("/api/v1/articles?outlet=W&published_at=2026-02-18", "text/plain", &long[..1_000_000]).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_are_those_that_were_set() {
    let app = App::spawn_with(Options { loopback: true, body_limit: 100, batch_lines: 2, ..Options::default() }).await;
    app.post(ARTICLES, "text/plain", "x".repeat(101)).await.expect(413);
    let line = an_article().json().to_string();
    let many = format!("{line}\n{line}\n{line}\n");
    let refused = app.post(ARTICLES, "application/x-ndjson", many).await.expect(413);
    assert!(refused.body.contains("mode=partial"), "{}", refused.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn deep_html_is_survived() {
    let app = App::spawn().await;
    let depth = 50_000;
    let page = format!(
        "<!doctype html><body>{}<p>Talks began in Geneva on Tuesday, officials said.</p>{}</body>",
        "<div>".repeat(depth),
        "</div>".repeat(depth)
    );
    let answer = app.post("/api/v1/articles?outlet=W&published_at=2026-02-18", "text/html", page).await;
    assert!(matches!(answer.status, 201 | 422), "{}: {}", answer.status, answer.body);
    app.get("/healthz").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_in_a_title_stays_text() {
    let app = App::spawn().await;
    let attack = "<script>alert(1)</script><img src=x onerror=alert(2)>";
    let article = an_article().with("title", attack).from(attack).json();
    let answer = app.post_article(&article).await.expect(201).json();
    let id = answer["article"]["id"].as_str().expect("its number");
    let mut pages = vec!["/".to_owned(), format!("/articles/{id}"), "/?q=%3Cscript%3Ealert(1)%3C/script%3E".to_owned()];
    pages.extend(
        answer["events"].as_array().expect("events").iter().map(|e| format!("/events/{}", e["id"].as_str().unwrap())),
    );
    for page in pages {
        let html = app.get_with(&page, &[("Accept", "text/html")]).await.expect(200);
        assert!(!html.body.contains("<script>alert") && !html.body.contains("<img src=x"), "{page}");
        assert!(html.header("content-security-policy").contains("default-src"), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nul_bytes_never_reach_the_database() {
    let app = App::spawn().await;
    let article = an_article().with("title", "A\u{0}B").saying("Talks began\u{0} in Geneva on Tuesday.").json();
    let answer = app.post_article(&article).await;
    assert!(matches!(answer.status, 201 | 422), "{}: {}", answer.status, answer.body);
    let binary = app.post("/api/v1/articles?outlet=W", "text/plain", b"Talks\0 began.").await;
    assert!(matches!(binary.status, 201 | 400 | 422), "{}: {}", binary.status, binary.body);
    app.get("/readyz").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_content_type_or_none_is_refused() {
    refuse("x", "application/pdf", 415, &["application/json", "text/plain"]).await;
    let app = App::spawn().await;
    app.post_with(ARTICLES, &[], "x").await.expect(415);
}

#[tokio::test(flavor = "multi_thread")]
async fn parameters_are_refused_with_what_is_allowed() {
    let app = App::spawn().await;
    for (path, status, words) in [
        ("/api/v1/events?kind=strik", 400, vec!["strik", "strike"]),
        ("/api/v1/events?colour=red", 400, vec!["colour", "kind"]),
        ("/api/v1/events?from=2026-02-31", 422, vec!["2026-02-31"]),
        ("/api/v1/events?limit=0", 400, vec!["limit"]),
        ("/api/v1/events?cursor=nonsense", 400, vec!["cursor"]),
        ("/api/v1/events/abc", 404, vec![]),
        ("/api/v1/events/999", 404, vec![]),
        ("/nothing/here", 404, vec![]),
    ] {
        let answer = app.get(path).await;
        // Which of the two malformed and impossible values are is the filter's affair, never 200 or 500.
        let right = answer.status == status || (status == 400 && answer.status == 422);
        assert!(right, "{path}: {} {}", answer.status, answer.body);
        words.iter().for_each(|word| assert!(answer.body.contains(word), "{path}: {}", answer.body));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_goes_away_is_told_and_nothing_is_half_written() {
    let app = App::spawn().await;
    app.post_article(&an_article().json()).await.expect(201);
    let second = an_article().at("https://b.example/2").from("Other Wire").json();

    postgres::take_away(&app.database).await;
    let away = app.post_article(&second).await.expect(503);
    assert_eq!(problem(&away)["status"], 503);
    assert!(!away.body.contains("pg_"), "nothing of the cause is told: {}", away.body);
    app.get("/readyz").await.expect(503);
    app.get("/healthz").await.expect(200);
    app.get("/").await.expect(503);

    postgres::bring_back(&app.database).await;
    assert_eq!(stored(&app).await, 1);
    app.post_article(&second).await.expect(201);
    assert_eq!(stored(&app).await, 2);
}

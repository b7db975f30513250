//! Pages that were made before are given again, and never after anything was written.

use crate::{support::App, timeline::fill};
use serde_json::json;
use sqlx::{Connection as _, PgConnection};

const PAGES: [&str; 8] = [
    "/",
    "/?kind=strike",
    "/actors/borduria",
    "/places/geneva",
    "/timeline.json",
    "/events/1",
    "/articles/1",
    "/about",
];

async fn tags(app: &App) -> Vec<String> {
    let mut tags = Vec::new();
    for page in PAGES {
        tags.push(app.get(page).await.expect(200).header("etag").to_owned());
    }
    assert!(tags.iter().all(|tag| tag.contains('"')), "{tags:?}");
    tags
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_the_same_until_something_is_written() {
    let app = App::spawn().await;
    fill(&app).await;
    let first = tags(&app).await;
    for (page, tag) in PAGES.iter().zip(&first) {
        let again = app.get(page).await.expect(200);
        assert_eq!(again.header("etag"), tag, "{page}");
        assert!(!again.header("content-type").is_empty() && again.body.len() > 100, "{page}");
        let known = app.get_with(page, &[("If-None-Match", tag)]).await.expect(304);
        assert_eq!(known.body, "", "{page}");
    }
    // An actor's name is written by nobody's event.
    let mut connection = PgConnection::connect_with(&app.database).await.expect("the test's database");
    let rename = "update actors set name = 'New Borduria' where slug = 'borduria'";
    sqlx::query(rename).execute(&mut connection).await.expect("renamed");
    assert!(app.get("/actors/borduria").await.expect(200).body.contains("<h1>New Borduria"), "at once");
    assert!(app.get("/").await.expect(200).body.contains("New Borduria"), "among the facets");
    let event = json!([{"kind": "strike", "headline": "A strike on Borduria", "date": {"edtf": "2026-02-19"},
        "strike": {}, "evidence": [{"exact": "Borduria was struck."}]}]);
    let article = json!({"url": "https://one.example/c", "outlet": "One Wire", "title": "News",
        "published_at": "2026-02-19T10:00:00Z", "body": "Borduria was struck.", "extract": false, "events": event});
    app.post_article(&article).await.expect(201);
    assert!(app.get("/").await.expect(200).body.contains("A strike on Borduria"), "at once");
    assert!(app.get_with("/", &[("If-None-Match", &first[0])]).await.expect(200).body.contains("A strike on Borduria"));
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_gets_the_form_they_can_read() {
    let app = App::spawn().await;
    fill(&app).await;
    let plain = app.get_with("/?kind=strike", &[("Accept-Encoding", "identity")]).await.expect(200);
    let gzip = app.get_with("/?kind=strike", &[("Accept-Encoding", "gzip")]).await.expect(200);
    assert_eq!(plain.body, gzip.body);
    assert_ne!(plain.header("etag"), gzip.header("etag"), "two forms have two strong tags (RFC 9110, 8.8.1)");
    for answer in [&plain, &gzip] {
        assert!(answer.header("vary").contains("accept-encoding"), "{:?}", answer.headers);
    }
    // What is refused is refused each time, to each in their own form.
    for _ in 0..2 {
        let page = app.get_with("/?kind=flood", &[("Accept", "text/html")]).await.expect(400);
        assert!(page.body.contains("<html"), "{}", page.body);
        let problem = app.get_with("/?kind=flood", &[("Accept", "application/json")]).await.expect(400);
        assert_eq!(problem.json()["status"], 400);
        app.get("/actors/nobody").await.expect(404);
    }
}

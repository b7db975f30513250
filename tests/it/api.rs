//! Reading by programs: tags, parameters, methods, rights. Sending articles is in `ingest` and `badinput`.

use crate::{support::App, timeline::fill};
use demarche::{store::Scope, web::Options};

#[tokio::test(flavor = "multi_thread")]
async fn lists_have_the_shape_scripts_rest_on() {
    let app = App::spawn().await;
    fill(&app).await;
    let list = app.get("/api/v1/events?limit=3").await.expect(200).json();
    assert_eq!(list["data"].as_array().map(Vec::len), Some(3));
    assert!(list["next"].is_string() && list["facets"]["kind"][0]["count"].is_u64(), "{list}");
    for path in ["articles", "actors", "places", "negotiations", "outlets"] {
        let list = app.get(&format!("/api/v1/{path}")).await.expect(200).json();
        assert!(list["data"].is_array() && list["next"].is_null(), "{path}: {list}");
        let refused = app.get(&format!("/api/v1/{path}?colour=red")).await.expect(400).json();
        assert!(refused["detail"].as_str().is_some_and(|d| d.contains("colour")), "{path}: {refused}");
    }
    let article = app.get("/api/v1/articles/1").await.expect(200).json();
    assert!(article["text"].as_str().is_some_and(|t| t.contains("Talks opened")), "{article}");
    assert!(article["events"][0]["event"].is_string() && article["events"][0]["evidence"].is_array(), "{article}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_reader_has_is_not_sent_again() {
    let app = App::spawn().await;
    fill(&app).await;
    for path in ["/api/v1/events/1", "/events/1.json", "/api/v1/articles/1", "/api/v1/events?kind=strike"] {
        let first = app.get(path).await.expect(200);
        let tag = first.header("etag").to_owned();
        assert_eq!(tag.starts_with("W/"), path.contains('?'), "{path}: {tag}");
        let again = app.get_with(path, &[("If-None-Match", &tag)]).await.expect(304);
        assert!(again.body.is_empty());
        assert_eq!(again.header("etag"), tag);
        app.get_with(path, &[("If-None-Match", "\"other\"")]).await.expect(200);
    }
    let list = "/api/v1/events?kind=strike";
    let before = app.get(list).await.expect(200).header("etag").to_owned();
    let other = app.get("/api/v1/events?kind=round").await.expect(200);
    assert_ne!(other.header("etag"), before);
    let more = crate::support::an_article().at("https://three.example/c").json();
    app.post_article(&more).await.expect(201);
    app.get_with(list, &[("If-None-Match", &before)]).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_the_same_everywhere() {
    let app = App::spawn().await;
    fill(&app).await;
    let api = app.get("/api/v1/events/1").await.expect(200).json();
    assert_eq!(app.get("/events/1.json").await.expect(200).json(), api);
    let list = app.get("/timeline.json").await.expect(200).json();
    assert!(list["data"].as_array().is_some_and(|all| all.contains(&api)), "{list}");
    for key in [
        "id",
        "kind",
        "headline",
        "status",
        "date",
        "place",
        "participants",
        "figures",
        "history",
        "evidence",
        "sources",
        "seq",
    ] {
        assert!(api.get(key).is_some(), "{key}: {api}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_method_is_told_which_are_taken() {
    let app = App::spawn().await;
    let answer = app.post("/api/v1/actors", "application/json", "{}").await.expect(405);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert!(answer.header("allow").contains("GET"), "{:?}", answer.headers);
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_open_what_their_scopes_name() {
    let app = App::spawn_with(Options { read_token_required: true, ..Options::default() }).await;
    let store = app.pipeline.store();
    let now = app.pipeline.clock().now();
    for (name, scope) in [("reader", Scope::Read), ("sender", Scope::Ingest)] {
        store.create_token(name, &format!("dmr_{name}"), &[scope], None, now).await.expect("a token");
    }
    let send = |token: &'static str| {
        let article = crate::support::an_article().json().to_string();
        let app = &app;
        async move {
            app.post_with(
                "/api/v1/articles",
                &[("Content-Type", "application/json"), ("Authorization", token)],
                article,
            )
            .await
        }
    };
    let refused = app.get("/api/v1/events").await.expect(401);
    assert!(refused.header("www-authenticate").starts_with("Bearer"));
    app.get("/healthz").await.expect(200);
    app.get_with("/api/v1/events", &[("Authorization", "Bearer dmr_nobody")]).await.expect(401);
    app.get_with("/api/v1/events", &[("Authorization", "Bearer dmr_sender")]).await.expect(403);
    app.get_with("/api/v1/events", &[("Authorization", "Bearer dmr_reader")]).await.expect(200);
    assert!(send("Bearer dmr_reader").await.expect(403).body.contains("`ingest`"));
    send("Basic dXNlcjpwdw==").await.expect(401);
    send("Bearer dmr_sender").await.expect(201);
    app.post("/api/v1/articles", "application/json", "{}").await.expect(401);
}

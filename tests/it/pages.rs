//! Every page but the timeline: one event, one article, one actor, place, negotiation, and their lists.

use crate::{
    support::{Answer, App, an_article},
    timeline::fill,
};
use demarche::web::Options;
use serde_json::Value;

const HTML: (&str, &str) = ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");

async fn page(app: &App, path: &str) -> String {
    let answer: Answer = app.get_with(path, &[HTML]).await.expect(200);
    assert!(answer.header("content-type").starts_with("text/html"), "{path}");
    answer.body
}

async fn events(app: &App) -> Vec<Value> {
    app.get("/api/v1/events").await.expect(200).json()["data"].as_array().expect("a list").clone()
}

async fn event_titled(app: &App, words: &str) -> Value {
    let all = events(app).await;
    let found = all.iter().find(|e| e["headline"].as_str().is_some_and(|h| h.contains(words)));
    found.unwrap_or_else(|| panic!("no event `{words}` in {all:?}")).clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sentence_leads_to_its_mark_in_the_article() {
    let app = App::spawn().await;
    fill(&app).await;
    let event = event_titled(&app, "Tarn").await;
    let html = page(&app, &format!("/events/{}", event["id"].as_str().expect("an id"))).await;
    assert!(html.contains("Four died in Tarn."));
    let evidence = &event["evidence"][0];
    let (start, end) = (&evidence["start"], &evidence["end"]);
    let article = evidence["article"]["id"].as_str().expect("an article");
    assert!(html.contains(&format!("href=\"/articles/{article}#s{start}-{end}\"")), "{html}");
    let text = page(&app, &format!("/articles/{article}")).await;
    let mark = text.split(&format!("id=\"s{start}-{end}\"")).nth(1).expect("the mark");
    assert!(
        mark.starts_with("></span><a class=\"hl k-strike\"") && mark.contains(">Four died in Tarn.<sup>"),
        "{text}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_stand_side_by_side() {
    let app = App::spawn().await;
    fill(&app).await;
    let event = event_titled(&app, "drones").await;
    let html = page(&app, &format!("/events/{}", event["id"].as_str().expect("an id"))).await;
    assert!(html.contains("<tr class=\"differs\"><th scope=\"row\">Drones launched</th>"), "{html}");
    for claimant in ["Arland", "Borduria"] {
        assert!(html.contains(&format!("<th scope=\"col\"><b>{claimant}</b></th>")), "{claimant}");
    }
    assert!(html.contains("data-by=\"Arland\">396<sup") && html.contains("data-by=\"Borduria\">400<sup"), "{html}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_round_shows_its_steps_with_the_article_behind_each() {
    let app = App::spawn().await;
    fill(&app).await;
    let event = event_titled(&app, "Geneva").await;
    let html = page(&app, &format!("/events/{}", event["id"].as_str().expect("an id"))).await;
    assert!(html.contains("concluded") && html.contains("<ol class=\"steps k-round\">"), "{html}");
    assert!(html.contains(">One Wire</a>") && html.contains(">Two Post</a>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn events_without_a_sentence_say_so_on_both_pages() {
    let app = App::spawn().await;
    fill(&app).await;
    let event = event_titled(&app, "A deal").await;
    let html = page(&app, &format!("/events/{}", event["id"].as_str().expect("an id"))).await;
    assert!(html.contains("no source sentence"), "{html}");
    let article = event["evidence"][0]["article"]["id"].as_str().expect("an article");
    let text = page(&app, &format!("/articles/{article}")).await;
    assert!(text.contains("No source sentence") && text.contains("A deal by some day"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_list_leads_to_its_things() {
    let app = App::spawn().await;
    fill(&app).await;
    for (list, link) in [("/actors", "/actors/borduria"), ("/places", "/places/geneva"), ("/articles", "/articles/1")] {
        assert!(page(&app, list).await.contains(&format!("<a href=\"{link}\">")), "{list}");
        assert!(page(&app, link).await.contains("<h1>"), "{link}");
        assert_eq!(app.get(&format!("{link}.json")).await.expect(200).header("content-type"), "application/json");
    }
    page(&app, "/negotiations").await;
    let actor = page(&app, "/actors/borduria").await;
    assert!(actor.contains("href=\"/?kind=strike&#38;actor=borduria\">1 strike</a>"), "{actor}");
    assert!(actor.contains("Borduria launches"), "its latest events");
    let json = app.get("/actors/borduria.json").await.expect(200).json();
    assert_eq!((&json["name"], &json["by_kind"]["round"]), (&"Borduria".into(), &1.into()));
    let first = app.get("/api/v1/places?limit=1").await.expect(200);
    let next = first.header("link").split(['<', '>']).nth(1).expect("a next part").to_owned();
    assert_ne!(app.get(&next).await.expect(200).json()["data"], first.json()["data"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn browsers_are_told_on_a_page_and_programs_by_a_problem() {
    let app = App::spawn().await;
    for (path, status) in [
        ("/nothing", 404),
        ("/events/7", 404),
        ("/events/x", 404),
        ("/articles/7", 404),
        ("/actors/nobody", 404),
        ("/places/nowhere", 404),
        ("/negotiations/none", 404),
        ("/?kind=strik", 400),
        ("/articles?foo=1", 400),
        ("/events/7?foo=1", 400),
        ("/?from=2026-02-31", 422),
    ] {
        let shown = app.get_with(path, &[HTML]).await.expect(status);
        assert!(shown.header("content-type").starts_with("text/html") && shown.body.contains("<h1>"), "{path}");
        let told = app.get(path).await.expect(status);
        assert_eq!(told.header("content-type"), "application/problem+json", "{path}");
        assert_eq!(told.json()["status"], status);
    }
    let program = app.get_with("/api/v1/events/7", &[HTML]).await.expect(404);
    assert_eq!(program.header("content-type"), "application/problem+json");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_bind_browsers_and_load_nothing_from_elsewhere() {
    let app = App::spawn_with(Options { loopback: true, demo: true, ..Options::default() }).await;
    app.post_article(&an_article().json()).await.expect(201);
    for path in ["/", "/articles/1", "/actors", "/nothing"] {
        let answer = app.get_with(path, &[HTML]).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "other hosts hear nothing");
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        assert!(answer.body.contains("<b>Demonstration.</b>"), "{path} has the banner");
        for loaded in answer.body.split(" src=\"").skip(1) {
            assert!(loaded.starts_with('/'), "{path} loads {}", &loaded[..40]);
        }
        let style = answer
            .body
            .split("rel=\"stylesheet\" href=\"")
            .nth(1)
            .and_then(|s| s.split('"').next())
            .expect("a stylesheet");
        let css = app.get(style).await.expect(200);
        assert!(css.header("cache-control").contains("immutable") && css.body.contains("light-dark("));
    }
}

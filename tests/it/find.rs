//! Actors and places by name: what programs are told, and where the form beside the list leads.

use crate::support::App;
use serde_json::{Value, json};

fn person(id: &str, name: &str) -> Value {
    json!({"role": "speaker", "actor": {"id": id, "name": name, "kind": "person", "country": "AL"}})
}

/// Three speakers, one of them twice, a group, and two places.
async fn fill(app: &App) {
    let said = |n: usize, who: Value, place: Value| {
        json!({
            "kind": "statement", "headline": format!("Words {n}"), "date": {"edtf": format!("2026-02-1{n}")},
            "participants": [who.clone()], "place": place, "statement": {"speaker": who["actor"]["name"], "quote": format!("Words number {n}."), "act": "assess"},
            "evidence": [{"exact": format!("Words number {n}.")}],
        })
    };
    let tarn = json!({"id": "tarn", "name": "Tarn", "country": "AL"});
    let bay = json!({"id": "bay-of-tarvik", "name": "Bay of Tarvik", "country": null});
    let group = json!({"role": "speaker", "actor": {"id": "zelen-front", "name": "Zelen Front", "kind": "armed-group", "country": null}});
    let article = json!({
        "url": "https://one.example/names", "outlet": "One Wire", "title": "Names", "published_at": "2026-02-20T10:00:00Z",
        "body": "Words number 1. Words number 2. Words number 3. Words number 4.", "extract": false,
        "events": [
            said(1, person("istvan-zelnik", "István Želnik"), tarn.clone()),
            said(2, person("istvan-zelnik", "István Želnik"), tarn),
            said(3, person("jane-roe", "Jane Roe"), bay.clone()),
            said(4, group, bay),
        ],
    });
    app.post_article(&article).await.expect(201);
}

async fn names(app: &App, path: &str) -> Vec<String> {
    let answer = app.get(path).await.expect(200).json();
    assert_eq!(answer["next"], Value::Null, "names are found at once");
    let name = |one: &Value| one["name"].as_str().expect("a name").to_owned();
    answer["data"].as_array().expect("a list").iter().map(name).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn names_are_found_by_the_beginnings_of_their_words() {
    let app = App::spawn().await;
    fill(&app).await;
    assert_eq!(names(&app, "/api/v1/actors?q=zel").await, ["István Želnik", "Zelen Front"], "the most frequent first");
    assert_eq!(names(&app, "/api/v1/actors?q=%C5%BEel").await, ["István Želnik"], "as it is written");
    assert_eq!(names(&app, "/api/v1/actors?q=ISTVAN+ZE").await, ["István Želnik"]);
    assert_eq!(names(&app, "/api/v1/actors?q=zelen+front").await, ["Zelen Front"], "called exactly so");
    assert_eq!(names(&app, "/api/v1/actors?q=zel&limit=1").await, ["István Želnik"]);
    assert_eq!(names(&app, "/api/v1/actors?q=elnik").await, [""; 0], "not the middle of a word");
    assert_eq!(names(&app, "/api/v1/places?q=tar").await, ["Bay of Tarvik", "Tarn"]);
    let found = app.get("/api/v1/actors?q=zelnik").await.expect(200).json();
    let expected =
        json!({"id": "istvan-zelnik", "name": "István Želnik", "kind": "person", "country": "AL", "events": 2});
    assert_eq!(found["data"], json!([expected]));
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_name_begins_so_those_spelled_alike_are_told() {
    let app = App::spawn().await;
    fill(&app).await;
    assert_eq!(names(&app, "/api/v1/actors?q=zelnick").await, ["István Želnik"]);
    assert_eq!(names(&app, "/api/v1/actors?q=jnae+roe").await, ["Jane Roe"]);
    assert_eq!(names(&app, "/api/v1/places?q=tarvick").await, ["Bay of Tarvik"]);
    assert_eq!(names(&app, "/api/v1/places?q=oslo").await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_and_empty_names_are_answered() {
    let app = App::spawn().await;
    fill(&app).await;
    for q in ["%27%29%3A%2A+%7C", "%26%21", "%3A%2A", "%3Cb%3E", "%F0%9F%95%8A", "%E2%80%AE"] {
        assert_eq!(names(&app, &format!("/api/v1/actors?q={q}")).await, [""; 0], "{q}");
    }
    assert_eq!(app.get("/api/v1/actors?q=").await.expect(200).json()["data"].as_array().map(Vec::len), Some(3));
    let long = app.get(&format!("/api/v1/actors?q={}", "a".repeat(101))).await.expect(400);
    assert!(long.body.contains("at most 100 letters"), "{}", long.body);
    assert!(app.get("/api/v1/places?q=tar&cursor=1.tarn").await.expect(422).body.contains("does not go with `q`"));
    app.get("/api/v1/outlets?q=wire").await.expect(400);
    app.get("/api/v1/actors?q=a%00b").await.expect(200);
}

/// Where the form leads: the address, or the page.
async fn sent(app: &App, path: &str) -> Result<String, String> {
    let answer = app.get_with(path, &[("Accept", "text/html")]).await;
    match answer.status {
        303 => Ok(answer.header("location").to_owned()),
        _ => Err(answer.expect(200).body),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_adds_who_is_meant_and_asks_where_several_are() {
    let app = App::spawn().await;
    fill(&app).await;
    let to = |path: &'static str| sent(&app, path);
    assert_eq!(to("/find/actor?name=jane").await.as_deref(), Ok("/?actor=jane-roe"));
    assert_eq!(
        to("/find/actor?name=zelen-front&sort=oldest&kind=statement&actor=jane-roe&actor=-zelen-front")
            .await
            .as_deref(),
        Ok("/?kind=statement&actor=jane-roe&actor=zelen-front&sort=oldest"),
        "in the order of the timeline's own addresses, and refused no more"
    );
    assert_eq!(to("/find/place?name=BAY+OF+TARVIK&q=").await.as_deref(), Ok("/?place=bay-of-tarvik"));
    assert_eq!(to("/find/place?name=&place=tarn").await.as_deref(), Ok("/?place=tarn"), "nothing typed, nothing added");

    let several = to("/find/actor?name=zel&kind=statement").await.expect_err("a choice");
    assert!(several.contains("2 actors. Choose one"), "{several}");
    for link in
        ["/?kind=statement&#38;actor=istvan-zelnik\"", "/?kind=statement&#38;actor=-zelen-front\"", "armed group"]
    {
        assert!(several.contains(link), "{link} in {several}");
    }
    let alike = to("/find/actor?name=zelnick").await.expect_err("a guess is no choice");
    assert!(
        alike.contains("No actor is called so. These are spelled alike") && alike.contains("István Želnik"),
        "{alike}"
    );
    let none = to("/find/place?name=%3Cscript%3E").await.expect_err("nothing");
    assert!(none.contains("No place is called so, and none is spelled alike") && !none.contains("<script>"), "{none}");

    app.get("/find/topic?name=energy").await.expect(404);
    app.get("/find/actor?name=jane&kind=strik").await.expect(400);
    app.get("/find/actor?name=jane&actor=nobody").await.expect(422);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_timeline_has_both_fields_with_the_filter_in_them() {
    let app = App::spawn().await;
    fill(&app).await;
    let html = sent(&app, "/?place=tarn&kind=round").await.expect_err("a page");
    for part in
        ["action=\"/find/actor\" data-names=\"/api/v1/actors\"", "action=\"/find/place\" data-names=\"/api/v1/places\""]
    {
        let form = html.split(part).nth(1).and_then(|rest| rest.split("</form>").next()).expect(part);
        assert!(
            form.contains("name=\"place\" value=\"tarn\"") && form.contains("name=\"kind\" value=\"round\""),
            "{form}"
        );
    }
    assert!(html.contains("<bdi>Tarn</bdi>"), "what is asked for stands there though nothing is left of it: {html}");
}

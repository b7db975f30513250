//! The forms that correct events: the same changes as through the API, from a browser.

use crate::support::App;
use demarche::store::Scope;
use serde_json::{Value, json};

pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// A service with one article and one event in it, and a browser that is signed in: its cookie.
pub(crate) async fn signed_in(scope: Scope) -> (App, String) {
    let app = App::spawn().await;
    let article = json!({
        "url": "https://wire.example/talks", "title": "Talks", "outlet": "Wire", "published_at": "2026-02-18",
        "body": "Envoys of Freedonia and Sylvania met in Geneva on Tuesday.\n\nA bridge near Geneva was closed.",
        "extract": false,
        "events": [{
            "kind": "round", "status": "concluded", "date": { "edtf": "2026-02-17" }, "round": {},
            "place": { "name": "Geneva", "country": "CH" },
            "participants": [
                { "role": "party", "actor": { "name": "Freedonia", "kind": "organisation" } },
                { "role": "party", "actor": { "name": "Sylvania", "kind": "organisation" } }],
            "evidence": [{ "exact": "Envoys of Freedonia and Sylvania met in Geneva on Tuesday." }],
        }],
    });
    app.post_article(&article).await.expect(201);
    let secret = demarche::store::tokens::new_secret().expect("randomness");
    let store = app.pipeline.store();
    store.create_token("desk", &secret, &[scope], None, app.pipeline.clock().now()).await.expect("made");
    let answer = app.post("/session", FORM, format!("token={secret}")).await.expect(303);
    let cookie = answer.header("set-cookie").split(';').next().expect("a pair").to_owned();
    (app, cookie)
}

pub(crate) fn hidden<'a>(page: &'a str, name: &str) -> &'a str {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).expect("a hidden field");
    rest.split('"').next().expect("its end")
}

pub(crate) fn encoded(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

async fn event(app: &App, id: &str) -> Value {
    app.get(&format!("/api/v1/events/{id}")).await.expect(200).json()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_changes_what_differs_and_takes_it_back() {
    let (app, cookie) = signed_in(Scope::Curate).await;
    let path = "/events/1/correct";
    let page = app.get_with(path, &[("Cookie", &cookie)]).await.expect(200);
    let (csrf, seq) = (hidden(&page.body, "csrf"), hidden(&page.body, "seq"));
    let headers = [("Cookie", cookie.as_str()), ("Content-Type", FORM)];
    let form =
        [("csrf", csrf), ("seq", seq), ("action", "fields"), ("date", "2026-02-16"), ("reason", "the minutes say so")];
    let before = event(&app, "1").await;
    app.post_with(path, &headers, encoded(&form[1..])).await.expect(403);
    assert_eq!(event(&app, "1").await, before, "without the form's word nothing changes");

    let answer = app.post_with(path, &headers, encoded(&form)).await.expect(303);
    assert_eq!(answer.header("location"), "/events/1");
    let after = event(&app, "1").await;
    assert_eq!(after["date"]["edtf"], "2026-02-16");
    assert_eq!(after["status"], "concluded", "the other fields stay");
    let shown = app.get("/events/1").await.expect(200);
    assert!(shown.body.contains("the minutes say so") && shown.body.contains("<b>desk</b> changed"), "{}", shown.body);
    app.post_with(path, &headers, encoded(&form)).await.expect(412);

    let log = app.get("/corrections").await.expect(200);
    assert!(log.body.contains("Correction 1 on <a href=\"/events/1\">"), "{}", log.body);
    let back = [("csrf", csrf), ("action", "revert"), ("correction", "1"), ("reason", "they were misread")];
    app.post_with(path, &headers, encoded(&back)).await.expect(303);
    assert_eq!(event(&app, "1").await["date"], before["date"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_review_dismiss_restore_and_add() {
    let (app, cookie) = signed_in(Scope::Curate).await;
    let path = "/events/1/correct";
    let headers = [("Cookie", cookie.as_str()), ("Content-Type", FORM)];
    let page = app.get_with(path, &[("Cookie", &cookie)]).await.expect(200);
    let csrf = hidden(&page.body, "csrf").to_owned();
    let send = |pairs: Vec<(&'static str, &'static str)>| {
        let mut all = vec![("csrf", csrf.as_str())];
        all.extend(pairs);
        encoded(&all)
    };
    app.post_with(path, &headers, send(vec![("action", "review"), ("review", "reviewed"), ("reason", "read")]))
        .await
        .expect(303);
    assert_eq!(event(&app, "1").await["review"], "reviewed");
    app.post_with(path, &headers, send(vec![("action", "dismiss"), ("reason", "no meeting")])).await.expect(303);
    app.get("/events/1").await.expect(410);
    let gone = app.get_with(path, &[("Cookie", &cookie)]).await.expect(200);
    assert!(gone.body.contains("Restore this event"));
    app.post_with(path, &headers, send(vec![("action", "restore"), ("reason", "a meeting")])).await.expect(303);
    app.get("/events/1").await.expect(200);
    app.post_with(path, &headers, send(vec![("action", "review"), ("review", "unreviewed"), ("reason", "")]))
        .await
        .expect(422);

    let sentence = "A bridge near Geneva was closed.";
    let form = vec![
        ("exact", sentence),
        ("kind", "measure"),
        ("type", "other"),
        ("status", "in-force"),
        ("date", "2026-02-18"),
        ("place", "geneva"),
        ("participants", "subject freedonia"),
        ("reason", "it was a sanction"),
    ];
    let added = app.post_with("/articles/1/add", &headers, send(form)).await.expect(303);
    let new = event(&app, added.header("location").trim_start_matches("/events/")).await;
    assert_eq!(new["kind"], "measure");
    assert_eq!(new["evidence"][0]["exact"], sentence);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_signed_in_is_led_there_and_who_may_not_is_told_so() {
    let (app, cookie) = signed_in(Scope::Ingest).await;
    let away = app.get("/events/1/correct").await.expect(303);
    assert_eq!(away.header("location"), "/session?back=%2Fevents%2F1%2Fcorrect");
    app.post("/events/1/correct", FORM, "action=dismiss&reason=x").await.expect(401);
    let refused = app.get_with("/events/1/correct", &[("Cookie", &cookie)]).await.expect(403);
    assert!(refused.body.contains("curate"), "{}", refused.body);
    app.get("/events/1").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn this_machine_corrects_without_a_token_while_there_is_none() {
    let app = App::spawn().await;
    let article = json!({ "title": "A", "published_at": "2026-02-18", "body": "One said so.", "extract": false, "events": [
        { "kind": "statement", "date": { "edtf": "2026-02-18" },
          "statement": { "speaker": "One", "quote": null, "reported": true, "act": "assess" },
          "evidence": [{ "exact": "One said so." }] }] });
    app.post_article(&article).await.expect(201);
    app.get("/events/1/correct").await.expect(200);
    let form = encoded(&[("action", "fields"), ("act", "deny"), ("reason", "read again")]);
    let strange = [("Content-Type", FORM), ("Origin", "https://other.example")];
    app.post_with("/events/1/correct", &strange, &form).await.expect(403);
    app.post("/events/1/correct", FORM, &form).await.expect(303);
    assert_eq!(event(&app, "1").await["statement"]["act"], "deny");
}

//! What can't be corrected, and by whom.

use super::{GENEVA, event, feed, filled, ids, log, one};
use crate::support::App;
use demarche::{store::Scope, web::Options};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn what_can_not_be_is_told_and_nothing_is_changed() {
    let (app, ids) = filled().await;
    let (round, strike) = (&ids[0], &ids[1]);
    let before = (event(&app, round).await, event(&app, strike).await, feed(&app).await);
    let e = |id: &str, what: &str| format!("/api/v1/events/{id}/{what}");
    let whole = format!("/api/v1/events/{round}");
    let why = "wrong";
    let cases: Vec<(&str, String, Value, u16, Vec<&str>)> = vec![
        // A field that does not exist, or not here.
        (
            "PATCH",
            whole.clone(),
            json!({"reason": why, "colour": "red"}),
            400,
            vec!["/colour", "\"allowed\":[\"/headline\""],
        ),
        (
            "PATCH",
            whole.clone(),
            json!({"reason": why, "round": {"ordnal": 3}}),
            400,
            vec!["/round/ordnal", "/round/ordinal"],
        ),
        ("PATCH", whole.clone(), json!({"reason": why, "strike": {"damage": []}}), 422, vec!["/strike"]),
        ("PATCH", whole.clone(), json!({"reason": why, "figures": []}), 400, vec!["/figures"]),
        ("PATCH", whole.clone(), json!({"reason": why, "round": null}), 400, vec!["field by field"]),
        ("PATCH", whole.clone(), json!({"reason": why}), 422, vec!["/headline"]),
        // Values that can't be.
        ("PATCH", whole.clone(), json!({"reason": why, "status": "ended"}), 400, vec!["/status"]),
        ("PATCH", whole.clone(), json!({"reason": why, "status": "lifted"}), 422, vec!["/status", "concluded"]),
        ("PATCH", whole.clone(), json!({"reason": why, "date": "2026-02-31"}), 422, vec!["/date"]),
        ("PATCH", whole.clone(), json!({"reason": why, "headline": " "}), 422, vec!["/headline"]),
        (
            "PATCH",
            whole.clone(),
            json!({"reason": why, "participants": [{"role": "party", "actor": "atlantis"}]}),
            422,
            vec!["/participants/0/actor", "atlantis"],
        ),
        ("PATCH", whole.clone(), json!({"reason": why, "place": "atlantis"}), 422, vec!["/place", "atlantis"]),
        ("PATCH", whole.clone(), json!({"reason": why, "negotiation": "atlantis"}), 422, vec!["/negotiation"]),
        ("PATCH", whole.clone(), json!({"reason": why, "round": {"ordinal": -1}}), 400, vec!["/round/ordinal"]),
        (
            "PATCH",
            format!("/api/v1/events/{strike}"),
            json!({"reason": why, "strike": {"casualties": {"killed": {"best": 9, "low": 1, "high": 3}}}}),
            422,
            vec!["/strike/casualties/killed"],
        ),
        // No reason, or too much of one.
        ("PATCH", whole.clone(), json!({"status": "concluded"}), 422, vec!["/reason"]),
        (
            "PATCH",
            whole.clone(),
            json!({"status": "concluded", "reason": "x".repeat(501)}),
            422,
            vec!["/reason", "500"],
        ),
        ("PATCH", whole.clone(), json!([1]), 400, vec!["object"]),
        // Into itself, with another kind, with one that is not there.
        ("POST", e(round, "merge"), json!({"reason": why, "into": round}), 422, vec!["itself"]),
        ("POST", e(round, "merge"), json!({"reason": why, "with": [round]}), 422, vec!["itself"]),
        ("POST", e(round, "merge"), json!({"reason": why, "into": strike}), 422, vec!["/into", "a round", "a strike"]),
        ("POST", e(round, "merge"), json!({"reason": why, "with": ["999"]}), 422, vec!["999"]),
        ("POST", e(round, "merge"), json!({"reason": why}), 400, vec!["into"]),
        ("POST", e(round, "merge"), json!({"reason": why, "with": ["x"]}), 400, vec!["/with/0"]),
        ("POST", e(round, "split"), json!({"reason": why, "articles": ["999"]}), 422, vec!["/articles", "999"]),
        ("POST", e(round, "split"), json!({"reason": why, "articles": ["1", "2"]}), 422, vec!["none would remain"]),
        ("POST", e(round, "split"), json!({"reason": why, "mentions": []}), 422, vec!["/mentions"]),
        ("POST", e(round, "split"), json!({"reason": why}), 400, vec!["mentions"]),
        ("POST", e(round, "restore"), json!({"reason": why}), 409, vec!["on the timeline"]),
        ("POST", e(round, "review"), json!({"reason": why, "review": "unreviewed"}), 409, vec!["already"]),
        ("POST", e(round, "review"), json!({"reason": why, "review": "read"}), 400, vec!["reviewed"]),
        ("POST", e(round, "dismiss"), json!({"reason": why, "for": "ever"}), 400, vec!["/for"]),
        // Nobody of this number.
        ("PATCH", "/api/v1/events/999".to_owned(), json!({"reason": why, "status": "concluded"}), 404, vec!["event"]),
        ("PATCH", "/api/v1/events/x".to_owned(), json!({"reason": why, "status": "concluded"}), 404, vec!["event"]),
        ("POST", e("999", "merge"), json!({"reason": why, "into": round}), 404, vec!["event"]),
        ("POST", e("999", "dismiss"), json!({"reason": why}), 404, vec!["event"]),
        ("POST", "/api/v1/corrections/999/revert".to_owned(), json!({"reason": why}), 404, vec!["correction"]),
        // Additions.
        (
            "POST",
            "/api/v1/events".to_owned(),
            json!({"reason": why, "article": "999", "exact": "x", "kind": "round"}),
            404,
            vec!["article"],
        ),
        (
            "POST",
            "/api/v1/events".to_owned(),
            json!({"reason": why, "article": "1", "exact": "They never met.", "kind": "round"}),
            422,
            vec!["/exact"],
        ),
        (
            "POST",
            "/api/v1/events".to_owned(),
            json!({"reason": why, "article": "1", "start": 9000, "end": 9010, "kind": "round"}),
            422,
            vec!["/start"],
        ),
        (
            "POST",
            "/api/v1/events".to_owned(),
            json!({"reason": why, "article": "1", "exact": GENEVA}),
            400,
            vec!["kind"],
        ),
        (
            "POST",
            "/api/v1/events".to_owned(),
            json!({"reason": why, "article": "1", "exact": GENEVA, "kind": "picnic"}),
            400,
            vec!["/kind"],
        ),
        (
            "POST",
            "/api/v1/events".to_owned(),
            json!({"reason": why, "exact": GENEVA, "kind": "round"}),
            400,
            vec!["/article"],
        ),
    ];
    for (method, path, body, status, words) in cases {
        let answer = match method {
            "PATCH" => app.patch_with(&path, &[], &body).await,
            _ => app.post_json(&path, &body).await,
        };
        assert_eq!(answer.status, status, "{method} {path} {body}: {}", answer.body);
        assert!(answer.header("content-type").starts_with("application/problem+json"), "{path} {body}");
        for word in words {
            assert!(answer.body.contains(word), "{method} {path} {body}: no `{word}` in {}", answer.body);
        }
    }
    let text = app.post("/api/v1/events/1/dismiss", "text/plain", r#"{"reason":"x"}"#).await.expect(415);
    assert!(text.body.contains("application/json"), "{}", text.body);
    assert_eq!((event(&app, round).await, event(&app, strike).await, feed(&app).await), before);
    assert!(log(&app, round).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_tag_is_refused_with_the_tag_of_now() {
    let (app, ids) = filled().await;
    let path = format!("/api/v1/events/{}", ids[0]);
    let old = app.get(&path).await.expect(200).header("etag").to_owned();
    let body = json!({"status": "collapsed", "reason": "they left"});
    let done = app.patch_with(&path, &[("If-Match", &old)], &body).await.expect(200);
    let now = app.get(&path).await.expect(200).header("etag").to_owned();
    assert_eq!(done.header("etag"), now, "the answer carries the tag of the event");
    for stale in [old.as_str(), "\"0\"", &format!("W/{now}")] {
        let refused = app.patch_with(&path, &[("If-Match", stale)], &json!({"status": null, "reason": "x"})).await;
        assert_eq!((refused.status, refused.header("etag")), (412, now.as_str()), "{}", refused.body);
    }
    assert_eq!(event(&app, &ids[0]).await["status"], "collapsed");
    for good in [now.as_str(), "*"] {
        let body = json!({"review": if good == "*" { "unreviewed" } else { "reviewed" }, "reason": "read"});
        let headers = [("Content-Type", "application/json"), ("If-Match", good)];
        app.post_with(&format!("{path}/review"), &headers, body.to_string()).await.expect(200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn corrections_are_made_by_name_and_with_the_right_to() {
    let app = App::spawn_with(Options { loopback: true, ..Options::default() }).await;
    let id = ids(&app.post_article(&one()).await.expect(201)).remove(0);
    let store = app.pipeline.store();
    let now = app.pipeline.clock().now();
    store.create_token("desk", "dmr_desk", &[Scope::Curate], None, now).await.expect("made");
    store.create_token("wire", "dmr_wire", &[Scope::Ingest], None, now).await.expect("made");
    let path = format!("/api/v1/events/{id}");
    let body = json!({"status": "concluded", "reason": "they left"});
    app.patch_with(&path, &[], &body).await.expect(401);
    assert!(
        app.patch_with(&path, &[("Authorization", "Bearer dmr_wire")], &body).await.expect(403).body.contains("curate")
    );
    app.patch_with(&path, &[("Authorization", "Bearer dmr_desk")], &body).await.expect(200);
    let entry = log(&app, &id).await.remove(0);
    assert_eq!(
        (&entry["author"], &entry["reason"], &entry["at"]),
        (&json!("desk"), &json!("they left"), &json!("2026-04-24T12:00:00Z"))
    );
}

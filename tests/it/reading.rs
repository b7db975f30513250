//! What readers can ask for beside the filter: some fields, counts, an event as it was; and from where they may ask.

use crate::{
    readme::fill,
    support::{App, contract},
};
use serde_json::{Value, json};

/// The keys of an object.
fn keys(value: &Value) -> Vec<&str> {
    value.as_object().map(|o| o.keys().map(String::as_str).collect()).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_shown_as_it_stood_after_a_change() {
    let app = App::spawn().await;
    fill(&app).await;
    let path = "/api/v1/events/7";
    let now = app.get(path).await.expect(200).json();
    let change = json!({"status": "postponed", "reason": "Both sides said so later."});
    app.patch_with(path, &[], &change).await.expect(200);
    let seq = now["seq"].as_i64().expect("a number");
    let then = app.get(&format!("{path}?as_of={seq}")).await.expect(200);
    assert_eq!((&then.json()["status"], &then.json()["seq"]), (&json!("concluded"), &json!(seq)));
    assert_eq!(contract::faults(&contract::operation("getEvent"), &then), [""; 0]);
    let last = app.get("/api/v1/changes?after=0&limit=1000").await.json()["seq"].as_i64().expect("a number");
    assert_eq!(app.get(&format!("{path}?as_of={last}")).await.expect(200).json()["status"], "postponed");
    let tag = then.header("etag").to_owned();
    app.get_with(&format!("{path}?as_of={seq}"), &[("If-None-Match", &tag)]).await.expect(304);

    let early = app.get(&format!("{path}?as_of=1")).await.expect(404).json();
    assert!(early["detail"].as_str().is_some_and(|d| d.contains("was not there yet")), "{early}");
    let ahead = app.get(&format!("{path}?as_of=99999")).await.expect(422).json();
    assert_eq!(ahead["errors"][0]["parameter"], "as_of");
    app.get(&format!("{path}?as_of=yesterday")).await.expect(400);
    app.get("/api/v1/events/999?as_of=1").await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_merged_or_dismissed_is_told_as_of_then() {
    let app = App::spawn().await;
    fill(&app).await;
    let before = app.get("/api/v1/changes?after=0&limit=1000").await.json()["seq"].as_i64().expect("a number");
    app.post_json("/api/v1/events/5/merge", &json!({"into": "3", "reason": "One round."})).await.expect(200);
    app.post_json("/api/v1/events/6/dismiss", &json!({"reason": "A drill."})).await.expect(200);
    let after = app.get("/api/v1/changes?after=0&limit=1000").await.json()["seq"].as_i64().expect("a number");
    app.get("/api/v1/events/6").await.expect(410);
    for id in [5, 6] {
        app.get(&format!("/api/v1/events/{id}?as_of={before}")).await.expect(200);
    }
    app.get(&format!("/api/v1/events/6?as_of={after}")).await.expect(410);
    let moved = app.get(&format!("/api/v1/events/5?as_of={after}&fields=id")).await.expect(308);
    assert_eq!(moved.header("location"), format!("/api/v1/events/3?as_of={after}&fields=id"));
}

#[tokio::test(flavor = "multi_thread")]
async fn words_of_a_withdrawn_article_are_not_told_as_of_before() {
    let app = App::spawn().await;
    fill(&app).await;
    let before = app.get("/api/v1/events/7").await.expect(200).json()["seq"].as_i64().expect("a number");
    app.delete_with("/api/v1/articles/7?reason=Taken+back", &[], "").await.expect(200);
    let erased = app.get(&format!("/api/v1/events/7?as_of={before}")).await.expect(410).json();
    assert!(erased["detail"].as_str().is_some_and(|d| d.contains("withdrawn")), "{erased}");
    app.get("/api/v1/events/7").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_fields_that_were_asked_for_come() {
    let app = App::spawn().await;
    fill(&app).await;
    let list = app.get("/api/v1/events?limit=3&fields=id&fields=headline").await.expect(200);
    assert_eq!(keys(&list.json()["data"][0]), ["id", "headline"]);
    assert!(list.header("link").contains("fields=id&fields=headline"), "{}", list.header("link"));
    let whole = app.get("/api/v1/events?limit=3").await.expect(200);
    assert_ne!(list.header("etag"), whole.header("etag"));
    let one = app.get("/api/v1/events/7?fields=date").await.expect(200);
    assert_eq!(keys(&one.json()), ["date"]);
    for (path, field) in [("articles", "title"), ("actors", "name"), ("places", "country"), ("outlets", "events")] {
        let list = app.get(&format!("/api/v1/{path}?fields={field}")).await.expect(200).json();
        assert_eq!(keys(&list["data"][0]), [field], "{path}");
    }
    let next = app.get("/api/v1/articles?limit=2&fields=id").await.expect(200);
    assert!(next.header("link").contains("fields=id"), "{}", next.header("link"));
    for path in
        ["events?fields=headlin", "events/7?fields=headlin", "articles?fields=text", "events?fields=id,headline"]
    {
        let refused = app.get(&format!("/api/v1/{path}")).await.expect(400).json();
        assert!(refused["errors"][0]["allowed"].as_array().is_some_and(|a| a.contains(&json!("id"))), "{refused}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn events_are_counted_on_request() {
    let app = App::spawn().await;
    fill(&app).await;
    let list = app.get("/api/v1/events?limit=2&total=true").await.expect(200).json();
    assert_eq!((list["total"].as_u64(), list["data"].as_array().map(Vec::len)), (Some(12), Some(2)));
    assert!(app.get("/api/v1/events?limit=2").await.json().get("total").is_none());
    let second = list["next"].as_str().expect("a next part");
    let rest = app.get(&format!("/api/v1/events?limit=2&total=true&cursor={second}")).await.expect(200).json();
    assert_eq!(rest["total"], 12, "on every part the same");

    let counts = |answer: &Value| -> Vec<(String, u64)> {
        let of = |v: &Value| (v["value"].as_str().expect("a value").to_owned(), v["count"].as_u64().expect("a count"));
        answer["data"].as_array().expect("groups").iter().map(of).collect()
    };
    let kinds = app.get("/api/v1/events?group_by=kind").await.expect(200);
    assert_eq!(contract::faults(&contract::operation("listEvents"), &kinds), [""; 0]);
    assert_eq!(counts(&kinds.json()), [("round".to_owned(), 11), ("strike".to_owned(), 1)]);
    assert_eq!((&kinds.json()["total"], &kinds.json()["more"]), (&json!(12), &json!(0)));
    let own = app.get("/api/v1/events?group_by=kind&kind=strike").await.expect(200).json();
    assert_eq!(counts(&own), [("strike".to_owned(), 1)], "all filters hold, also that of the key itself");
    let months = app.get("/api/v1/events?group_by=month&sort=oldest").await.expect(200).json();
    assert_eq!(counts(&months), [("2026-01".to_owned(), 11), ("2026-02".to_owned(), 1)]);
    let weeks = app.get("/api/v1/events?group_by=week&limit=2").await.expect(200).json();
    assert_eq!((counts(&weeks)[0].0.as_str(), weeks["more"].as_u64().is_some_and(|n| n > 0)), ("2026-W06", true));
    let actors = app.get("/api/v1/events?group_by=actor").await.expect(200).json();
    assert_eq!(counts(&actors), [("russia".to_owned(), 11), ("ukraine".to_owned(), 11)]);
    let tag = kinds.header("etag").to_owned();
    app.get_with("/api/v1/events?group_by=kind", &[("If-None-Match", &tag)]).await.expect(304);
    app.get("/api/v1/events?group_by=colour").await.expect(400);
    app.get("/api/v1/events?group_by=kind&group_by=day").await.expect(400);
    app.get("/api/v1/events?group_by=kind&fields=id").await.expect(422);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_elsewhere_may_read_what_is_public_and_write_nothing() {
    let app = App::spawn().await;
    fill(&app).await;
    let elsewhere = ("Origin", "https://reader.example");
    let public = ("Host", "timeline.example");
    let open = "access-control-allow-origin";
    for path in ["/api/v1/events", "/timeline.csv", "/events/7.json", "/api/v1/events/999", "/api/v1/events?kind=x"] {
        let answer = app.get_with(path, &[elsewhere, public]).await;
        assert_eq!(answer.header(open), "*", "{path}");
        assert!(answer.header("access-control-expose-headers").contains("ETag"), "{path}");
        assert!(answer.header("access-control-allow-credentials").is_empty(), "{path}");
    }
    // What a browser finds on the machine that it runs on is for that machine's own pages.
    assert_eq!(app.get_with("/api/v1/events", &[elsewhere]).await.expect(200).header(open), "");
    let own = app.get_with("/api/v1/events", &[("Origin", "http://localhost:3000")]).await.expect(200);
    assert_eq!(own.header(open), "*");
    // Pages are for people.
    assert_eq!(app.get_with("/", &[elsewhere, public]).await.expect(200).header(open), "");

    let asked = |method: &'static str, host: &'static str| {
        let app = &app;
        async move {
            app.options("/api/v1/events", &[elsewhere, ("Host", host), ("Access-Control-Request-Method", method)]).await
        }
    };
    let read = asked("GET", "timeline.example").await.expect(204);
    assert_eq!((read.header(open), read.header("access-control-allow-methods")), ("*", "GET, HEAD"));
    assert!(!read.header("access-control-allow-headers").to_lowercase().contains("authorization"));
    let write = asked("POST", "timeline.example").await.expect(204);
    assert!(!write.header("access-control-allow-methods").contains("POST"), "a browser sends nothing then");
    assert_eq!(asked("GET", "localhost").await.expect(204).header(open), "");
    let sent = app.post_with("/api/v1/articles", &[elsewhere, public, ("Content-Type", "text/plain")], "x").await;
    assert_eq!((sent.status, sent.header(open)), (403, ""));
}

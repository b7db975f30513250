//! Corrections when the rules read the articles again, and when an article is withdrawn.

use super::{GENEVA, act, bare, event, filled, ids, log, patch, revert, text};
use crate::support::{App, an_article};
use demarche::store::Due;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn corrections_outlive_another_reading_by_the_rules() {
    let app = App::spawn().await;
    let found = ids(&app.post_article(&an_article().json()).await.expect(201));
    let copy = an_article().at("https://other.example/geneva").from("Other Wire").json();
    assert_eq!(ids(&app.post_article(&copy).await.expect(201)), found, "the same events");
    let of = async |kind: &str| {
        let list = app.get(&format!("/api/v1/events?kind={kind}")).await.expect(200).json();
        text(&list["data"][0]["id"])
    };
    let (round, strike, said) = (of("round").await, of("strike").await, of("statement").await);
    patch(&app, &round, json!({"status": "collapsed", "round": {"ordinal": 9}})).await.expect(200);
    let off = act(&app, &said, "split", json!({"articles": ["2"]})).await.expect(200).json();
    let off = text(&off["other"]["id"]);
    act(&app, &strike, "dismiss", json!({})).await.expect(200);
    let added = json!({
        "article": "1", "exact": "The discussions were difficult but businesslike,", "kind": "deadline",
        "reason": "missed", "deadline": {"what": "a deal"},
    });
    let added = text(&app.post_json("/api/v1/events", &added).await.expect(201).json()["event"]["id"]);
    let all = [&round, &said, &off, &added];
    let mut before = Vec::new();
    for id in all {
        before.push(bare(&app, id).await);
    }

    // As if older rules had read them with another result.
    let older =
        "update mentions set content = jsonb_set(content, '{headline}', '\"Older rules\"') where origin = 'rules'";
    sqlx::query(older).execute(app.pipeline.store().pool()).await.expect("older");
    let report = app.pipeline.reextract(Due { since: None, force: true }, |_| ()).await.expect("read again");
    assert_eq!((report.read, report.changed), (2, 2));
    for (id, before) in all.into_iter().zip(before) {
        assert_eq!(bare(&app, id).await, before);
    }
    app.get(&format!("/api/v1/events/{strike}")).await.expect(410);
    assert_eq!(app.get("/api/v1/events?kind=strike").await.expect(200).json()["data"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_article_takes_its_words_out_of_the_log() {
    let (app, ids) = filled().await;
    let split = act(&app, &ids[0], "split", json!({"articles": ["1"]})).await.expect(200);
    let said = json!({"article": "1", "exact": GENEVA, "kind": "deadline", "reason": "missed"});
    let added = app.post_json("/api/v1/events", &said).await.expect(201);
    let id = text(&added.json()["event"]["id"]);
    let gone = app.delete_with("/api/v1/articles/1?reason=taken%20back", &[], "").await;
    assert_eq!(gone.status, 200, "{}", gone.body);
    app.get(&format!("/api/v1/events/{id}")).await.expect(410);
    let log = log(&app, &id).await;
    assert_eq!((log.len(), log[0]["change"].get("exact")), (1, None), "{log:?}");
    let words: i64 = sqlx::query_scalar(
        "select count(*) from correction_anchors where article_id = 1 and anchor::text like '%Geneva%'",
    )
    .fetch_one(app.pipeline.store().pool())
    .await
    .expect("a count");
    assert_eq!(words, 0);
    assert_eq!(event(&app, &ids[0]).await["sources"]["articles"], 1);
    // Neither can come back, and both say so.
    revert(&app, &split).await.expect(200);
    let back = revert(&app, &added).await.expect(200);
    assert!(revert(&app, &back).await.expect(409).body.contains("stands no more"));
    for change in ["restore", "dismiss"] {
        assert!(act(&app, &id, change, json!({})).await.expect(410).body.contains("withdrawn"));
    }
}

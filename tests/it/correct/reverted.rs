//! Taking corrections back.

use super::{GENEVA, act, bare, event, feed, filled, log, patch, revert, text, three};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn any_correction_and_its_revert_leave_the_event_as_it_was() {
    let (app, ids) = filled().await;
    let vienna = super::ids(&app.post_article(&three()).await.expect(201)).remove(0);
    let all = [&ids[0], &ids[1], &ids[2], &vienna];
    let everything = async || {
        let mut out = Vec::new();
        for id in all {
            out.push(bare(&app, id).await);
        }
        out
    };
    let before = everything().await;
    let patches = [
        json!({"headline": "Another line"}),
        json!({"date": null, "topics": null}),
        json!({"date": {"edtf": "2026-02~"}, "place": null}),
        json!({"places": [{"name": "Bern", "country": "CH"}]}),
        json!({"participants": [], "negotiation": null}),
    ];
    for id in all {
        for body in &patches {
            let done = patch(&app, id, body.clone()).await.expect(200);
            assert_ne!(everything().await, before, "{body}");
            revert(&app, &done).await.expect(200);
            assert_eq!(everything().await, before, "{body}");
        }
    }
    for (id, what, body) in [
        (&ids[0], "merge", json!({"with": [vienna]})),
        (&ids[0], "merge", json!({"into": vienna})),
        (&vienna, "merge", json!({"into": ids[0]})),
        (&ids[1], "merge", json!({"with": [ids[2]]})),
        (&ids[0], "split", json!({"articles": ["1"]})),
        (&ids[0], "split", json!({"articles": ["2"]})),
        (&ids[1], "split", json!({"articles": ["1"]})),
        (&ids[1], "dismiss", json!({})),
        (&ids[2], "dismiss", json!({})),
        (&ids[0], "review", json!({"review": "reviewed"})),
    ] {
        let done = act(&app, id, what, body.clone()).await.expect(200);
        revert(&app, &done).await.expect(200);
        assert_eq!(everything().await, before, "{what} {body}");
    }
    feed(&app).await;
    let said = json!({"article": "1", "exact": GENEVA, "reason": "x", "kind": "round", "date": "2026-02-17",
        "place": "geneva", "participants": [{"role": "party", "actor": "russia"}, {"role": "party", "actor": "ukraine"}]});
    let added = app.post_json("/api/v1/events", &said).await.expect(201);
    assert_eq!(added.json()["event"]["id"], json!(ids[0]), "it tells of the same");
    revert(&app, &added).await.expect(200);
    assert_eq!(everything().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_later_of_two_corrections_holds_and_reverting_it_gives_the_earlier_one_back() {
    let (app, ids) = filled().await;
    let first = patch(&app, &ids[0], json!({"status": "collapsed"})).await.expect(200);
    let second = patch(&app, &ids[0], json!({"status": "postponed", "headline": "Talks put off"})).await.expect(200);
    let status = async || event(&app, &ids[0]).await["status"].clone();
    assert_eq!(status().await, "postponed");
    let back = revert(&app, &second).await.expect(200);
    assert_eq!(status().await, "collapsed");
    assert!(revert(&app, &second).await.expect(409).body.contains("reverted already"));
    // Taking the revert back.
    let again = revert(&app, &back).await.expect(200);
    assert_eq!(
        (status().await, event(&app, &ids[0]).await["headline"].clone()),
        (json!("postponed"), json!("Talks put off"))
    );
    assert!(revert(&app, &again).await.expect(409).body.contains("revert correction 2 itself"));
    revert(&app, &first).await.expect(200);
    assert_eq!(status().await, "postponed");
    let log = log(&app, &ids[0]).await;
    let told: Vec<_> = log.iter().map(|c| (text(&c["action"]), c["reverted_by"].clone())).collect();
    let id = |n: i64| json!(n.to_string());
    assert_eq!(
        told,
        [("field", id(5)), ("field", Value::Null), ("revert", id(4)), ("revert", Value::Null), ("revert", Value::Null)]
            .map(|(a, b)| (a.to_owned(), b))
    );
    let page = app.get("/api/v1/corrections?limit=2&after=1").await.expect(200);
    assert_eq!((page.json()["data"][0]["id"].clone(), page.json()["next"].clone()), (id(2), id(3)));
    assert!(page.header("link").contains("after=3"), "{}", page.header("link"));
}

//! Ten thousand bodies that are not what they say they are: every one is answered, none with a fault of ours.

use crate::{
    fuzz::random::Random,
    support::{App, an_article},
};
use std::sync::Arc;

const BODIES: u64 = 10_000;
/// As many senders at once.
const SENDERS: u64 = 8;

/// Addresses that take a body, with the method and what they take.
const DOORS: [(&str, &str, &str); 14] = [
    ("POST", "/api/v1/articles", "application/json"),
    ("POST", "/api/v1/articles", "application/x-ndjson"),
    ("POST", "/api/v1/articles?mode=partial", "application/x-ndjson"),
    ("POST", "/api/v1/articles?dry_run=true", "text/html"),
    ("POST", "/api/v1/articles?dry_run=true&published_at=2026-02-18", "text/plain"),
    ("POST", "/api/v1/articles", "application/rss+xml"),
    ("PUT", "/api/v1/articles?url=https://wire.example/put", "application/json"),
    ("POST", "/api/v1/events", "application/json"),
    ("PATCH", "/api/v1/events/1", "application/merge-patch+json"),
    ("POST", "/api/v1/events/1/merge", "application/json"),
    ("POST", "/api/v1/events/1/split", "application/json"),
    ("POST", "/api/v1/events/1/review", "application/json"),
    ("POST", "/api/v1/corrections/1/revert", "application/json"),
    ("POST", "/api/v1/negotiations", "application/json"),
];

/// Bodies that would be taken somewhere.
fn sound() -> Vec<Vec<u8>> {
    let article = an_article().json().to_string();
    let with_event = an_article()
        .with(
            "events",
            serde_json::json!([{"kind": "round", "date": "2026-02-17", "evidence": [{"exact": "talks in Geneva"}]}]),
        )
        .json()
        .to_string();
    [
        article.as_str(),
        with_event.as_str(),
        r#"{"status":"concluded","date":"2026-02-17/2026-02-18","round":{"ordinal":2},"reason":"Both said so"}"#,
        r#"{"into":"3","with":["8","9"],"reason":"The same meeting"}"#,
        r#"{"articles":["12"],"mentions":[1,2],"reason":"Another day"}"#,
        r#"{"name":"Border talks","parties":["thailand","cambodia"],"mediators":["malaysia"],"from":"2025-07-01","to":null}"#,
        r#"{"article":"1","exact":"talks in Geneva","kind":"round","date":"2026-02-20","place":"geneva","reason":"Missed"}"#,
        "<rss version=\"2.0\"><channel><title>W</title><item><link>https://w.example/1</link><description>Talks.</description></item></channel></rss>",
        "<!doctype html><html><body><article><h1>T</h1><p>Envoys met in Geneva on Tuesday.</p></article></body></html>",
        "{\"body\":\"x\"}\n{\"body\":\"y\"}\n",
    ]
    .iter()
    .map(|s| s.as_bytes().to_vec())
    .collect()
}

/// Words that readers of bodies stumble over.
const STONES: [&str; 16] = [
    "\u{0}",
    "\\u0000",
    "\\ud800",
    "1e999",
    "-0",
    "99999999999999999999",
    "null",
    "[]",
    "{}",
    "\"\"",
    "]]>",
    "<![CDATA[",
    "\u{feff}",
    "&#0;",
    "\\u202e",
    "true",
];

/// A body with some damage.
fn damaged(sound: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut body = sound[random.below(sound.len())].clone();
    for _ in 0..=random.below(3) {
        let at = random.below(body.len());
        match random.below(7) {
            0 => body.truncate(at),
            1 => body.splice(at..at, STONES[random.below(STONES.len())].bytes()).for_each(drop),
            2 => {
                let end = (at + random.below(40)).min(body.len());
                body.drain(at..end);
            }
            3 => {
                if let Some(byte) = body.get_mut(at) {
                    *byte = random.below(256) as u8;
                }
            }
            4 => body
                .splice(at..at, std::iter::repeat_n([b'[', b'{', b'"', b'<'][random.below(4)], random.below(400)))
                .for_each(drop),
            5 => {
                let other = &sound[random.below(sound.len())];
                body.extend_from_slice(&other[random.below(other.len())..]);
            }
            _ => body = (0..random.below(300)).map(|_| random.below(256) as u8).collect(),
        }
    }
    body
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_damaged_bodies_are_answered_without_a_fault_of_ours() {
    let app = Arc::new(App::spawn().await);
    app.post_article(&an_article().json()).await.expect(201);
    let sound = Arc::new(sound());
    let senders: Vec<_> = (0..SENDERS)
        .map(|sender| {
            let (app, sound) = (Arc::clone(&app), Arc::clone(&sound));
            tokio::spawn(async move {
                let (mut random, mut refused) = (Random::new(sender), 0);
                for nth in 0..BODIES / SENDERS {
                    let body = damaged(&sound, &mut random);
                    let (method, path, sort) = DOORS[random.below(DOORS.len())];
                    let sort = if random.one_in(10) { DOORS[random.below(DOORS.len())].2 } else { sort };
                    let mut headers = vec![("Content-Type", sort)];
                    if random.one_in(12) {
                        headers.push(("Content-Encoding", if random.one_in(2) { "gzip" } else { "zstd" }));
                    }
                    let answer = app.send(method, path, &headers, &body).await;
                    let shown =
                        || format!("{sender}/{nth} {method} {path} {headers:?} {:?}", String::from_utf8_lossy(&body));
                    assert!(answer.status < 500, "{} for {}: {}", answer.status, shown(), answer.body);
                    if answer.status >= 400 {
                        refused += 1;
                        let problem = answer.json();
                        assert!(
                            problem["detail"].as_str().is_some_and(|d| !d.is_empty()),
                            "{}: {}",
                            shown(),
                            answer.body
                        );
                    } else if answer.status == 207 {
                        let failed = answer.lines().into_iter().find(|l| l["result"] == "failed");
                        let ours = failed.filter(|l| !l["detail"].as_str().is_some_and(|d| d.contains("unpacked")));
                        assert_eq!(ours, None, "{}", shown());
                    }
                }
                refused
            })
        })
        .collect();
    let mut refused = 0;
    for sender in senders {
        refused += sender.await.expect("no sender found a fault");
    }
    assert!(refused > BODIES / 2, "only {refused} were damaged enough to be refused");
    app.get("/readyz").await.expect(200);
}

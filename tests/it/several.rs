//! Several `demarche serve` over one database: what one is told, the others show.

use crate::support::{Program, an_article, postgres, program::url};
use serde_json::{Value, json};
use std::{
    io::{BufRead as _, BufReader},
    sync::mpsc::{self, Receiver},
    thread,
    time::Duration,
};

const SOON: Duration = Duration::from_secs(20);

/// An article with one strike.
fn article(n: u32) -> Value {
    let body = format!("Sentence number {n} of an article about a strike.");
    let event = json!([{"kind": "strike", "headline": format!("Strike number {n}"), "date": {"edtf": format!("2026-02-1{n}")},
        "strike": {}, "place": {"id": format!("place-{n}"), "name": format!("Place {n}"), "country": null},
        "evidence": [{"exact": body}]}]);
    let url = format!("https://wire.example/{n}");
    an_article().at(&url).saying(&body).with("extract", false).with("events", event).json()
}

/// The lines of a stream, as they come.
pub(crate) fn lines(url: String) -> Receiver<String> {
    let (send, receive) = mpsc::channel();
    thread::spawn(move || {
        let answer = ureq::get(url).header("Accept-Encoding", "identity").call().expect("the service answers");
        // Broken off where the service ends with its test; given up where nobody listens any more.
        for line in BufReader::new(answer.into_body().into_reader()).lines().map_while(Result::ok) {
            if send.send(line).is_err() {
                return;
            }
        }
    });
    receive
}

#[tokio::test(flavor = "multi_thread")]
async fn two_that_start_at_once_make_one_schema() {
    let database = postgres::empty_database().await;
    let both: Vec<Program> = thread::scope(|scope| {
        let start = || Program::serve(&database, &[]);
        let started: Vec<_> = (0..2).map(|_| scope.spawn(start)).collect();
        started.into_iter().map(|program| program.join().expect("it starts")).collect()
    });
    assert_eq!(both[0].post("/api/v1/articles", &article(1)).0, 201);
    assert!(both[1].get("/timeline.json").1.contains("Strike number 1"));
    for program in both {
        assert!(program.stop().success());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_is_told_is_live_at_the_other() {
    let database = postgres::database().await;
    let (one, other) = (Program::serve(&database, &[]), Program::serve(&database, &[]));
    let live = lines(format!("{}/live?after=0", other.url));
    live.recv_timeout(SOON).expect("a greeting");
    let waiting = format!("{}/api/v1/changes?after=0&wait=30", other.url);
    let waiting = thread::spawn(move || ureq::get(waiting).call().expect("an answer").body_mut().read_to_string());
    assert_eq!(one.post("/api/v1/articles", &article(1)).0, 201);
    let news = loop {
        let line = live.recv_timeout(SOON).expect("news in time");
        if let Some(data) = line.strip_prefix("data: ") {
            break serde_json::from_str::<Value>(data).expect("JSON");
        }
    };
    assert_eq!(news["new"], 1, "{news}");
    let feed: Value = serde_json::from_str(&waiting.join().expect("joined").expect("a body")).expect("JSON");
    assert_eq!((&feed["data"][0]["op"], &feed["seq"]), (&json!("create"), &news["seq"]), "{feed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn kept_pages_are_made_anew_at_the_other() {
    let database = postgres::database().await;
    let (one, other) = (Program::serve(&database, &[]), Program::serve(&database, &[]));
    assert_eq!(one.post("/api/v1/articles", &article(1)).0, 201);
    let html = [("Accept", "text/html")];
    for n in 2..=5 {
        // Kept by both.
        for program in [&one, &other, &one, &other] {
            let (status, page) = program.get_with("/", &html);
            assert_eq!(status, 200);
            assert!(!page.contains(&format!("Strike number {n}")), "{page}");
        }
        let writer = if n % 2 == 0 { &one } else { &other };
        assert_eq!(writer.post("/api/v1/articles", &article(n)).0, 201);
        for program in [&one, &other] {
            for path in ["/", "/timeline.json", "/?kind=strike"] {
                let (_, page) = program.get_with(path, &html);
                assert!(
                    page.contains(&format!("Strike number {n}")),
                    "{path} at once, wherever it was written: {page}"
                );
            }
        }
    }
    // A token that one revokes is worth nothing at the other.
    let token = |arguments: &[&str]| {
        let out = crate::support::program::demarche(arguments).env("DATABASE_URL", url(&database)).output();
        String::from_utf8(out.expect("the program runs").stdout).expect("UTF-8").trim().to_owned()
    };
    let secret = format!("Bearer {}", token(&["token", "create", "reader", "--scope", "read"]));
    let asked = [("X-Forwarded-For", "192.0.2.1"), ("Authorization", secret.as_str())];
    assert_eq!([&one, &other].map(|program| program.get_with("/metrics", &asked).0), [200, 200]);
    token(&["token", "revoke", "reader"]);
    assert_eq!([&one, &other].map(|program| program.get_with("/metrics", &asked).0), [401, 401]);
}

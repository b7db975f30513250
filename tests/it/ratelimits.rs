//! How often one address and one token may ask, and what a refusal says.

use crate::support::{Answer, App, an_article};
use demarche::web::{Network, Options};
use serde_json::json;
use std::num::NonZeroU32;

fn options(reads: u32, writes: u32, proxies: &[&str]) -> Options {
    let proxies: Vec<Network> = proxies.iter().map(|p| p.parse().expect("a network")).collect();
    Options {
        loopback: true,
        reads_a_minute: NonZeroU32::new(reads),
        writes_a_minute: NonZeroU32::new(writes),
        proxies,
        ..Options::default()
    }
}

/// What an answer says is left.
fn left(answer: &Answer) -> &str {
    answer.header("ratelimit").split(';').nth(1).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_too_often_is_told_when_to_come_again() {
    let app = App::spawn_with(options(3, 2, &[])).await;
    for expected in ["r=2", "r=1", "r=0"] {
        let answer = app.get("/timeline.json").await.expect(200);
        assert_eq!(answer.header("ratelimit-policy"), "\"reads\";q=3;w=60");
        assert_eq!(left(&answer), expected, "{:?}", answer.headers);
    }
    let refused = app.get("/timeline.json").await.expect(429);
    assert_eq!(refused.header("content-type"), "application/problem+json");
    let seconds: u32 = refused.header("retry-after").parse().expect("seconds");
    assert!((1..=20).contains(&seconds), "a third of a minute: {seconds}");
    assert!(refused.json()["detail"].as_str().is_some_and(|d| d.contains("3 a minute")), "{}", refused.body);
    assert!(refused.header("ratelimit").starts_with("\"reads\";r=0;t="), "{:?}", refused.headers);
    let page = app.get_with("/", &[("Accept", "text/html")]).await.expect(429);
    assert!(page.body.contains("<html"), "{}", page.body);

    // Writes are counted apart, and what a page is made of and an operator's programs ask is not.
    for path in ["/healthz", "/readyz", "/metrics", "/theme.css"] {
        assert_eq!(left(&app.get(path).await.expect(200)), "", "{path}");
    }
    for _ in 0..2 {
        let answer = app.post_article(&an_article().json()).await;
        assert!(answer.status < 300 && answer.header("ratelimit-policy") == "\"writes\";q=2;w=60", "{answer:?}");
    }
    app.post_article(&an_article().json()).await.expect(429);
    // The refusal arrives although the body was not read.
    let large = json!({"body": "word ".repeat(40_000)});
    app.post_article(&large).await.expect(429);
    let figures = app.get("/metrics").await.expect(200).body;
    assert!(figures.contains("demarche_http_rate_limited_total{limit=\"reads\"}"), "{figures}");
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_trusted_proxy_each_reader_counts_alone() {
    let app = App::spawn_with(options(1, 1, &["127.0.0.0/8"])).await;
    let from = async |address: &str| app.get_with("/timeline.json", &[("X-Forwarded-For", address)]).await.status;
    assert_eq!(from("192.0.2.1").await, 200);
    assert_eq!(from("192.0.2.2").await, 200);
    assert_eq!(from("192.0.2.1").await, 429);
    assert_eq!(from("192.0.2.9, 192.0.2.2").await, 429, "what the reader wrote itself is not believed");
    assert_eq!(from("2001:db8::1").await, 200);
    assert_eq!(from("2001:db8::2").await, 429, "one network of 64 bits");

    let direct = App::spawn_with(options(1, 1, &[])).await;
    direct.get_with("/timeline.json", &[("X-Forwarded-For", "192.0.2.1")]).await.expect(200);
    direct.get_with("/timeline.json", &[("X-Forwarded-For", "192.0.2.2")]).await.expect(429);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_limit_nothing_is_said_of_one() {
    let app = App::spawn().await;
    for _ in 0..20 {
        let answer = app.get("/timeline.json").await.expect(200);
        assert!(!answer.headers.contains_key("ratelimit"), "{:?}", answer.headers);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_came_by_tls_is_told_to_stay_there() {
    let app = App::spawn_with(Options { hsts: 300, ..options(0, 0, &["127.0.0.1"]) }).await;
    let told = async |headers: &[(&str, &str)]| {
        app.get_with("/", headers).await.expect(200).header("strict-transport-security").to_owned()
    };
    assert_eq!(told(&[("X-Forwarded-Proto", "https")]).await, "max-age=300");
    assert_eq!(told(&[("X-Forwarded-Proto", "http")]).await, "");
    assert_eq!(told(&[]).await, "");
    let stranger = App::spawn_with(options(0, 0, &["192.0.2.1"])).await;
    let answer = stranger.get_with("/", &[("X-Forwarded-Proto", "https")]).await.expect(200);
    assert_eq!(answer.header("strict-transport-security"), "", "said by nobody who is trusted");
}

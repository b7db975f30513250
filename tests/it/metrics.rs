//! `/metrics`: what it says after requests whose number is known, and to whom.

use crate::{
    several::lines,
    support::{App, Program, an_article, postgres},
};
use demarche::{store::Scope, web::Options};
use serde_json::json;
use std::time::Duration;

/// The value of a figure, by its name with its labels; none where it is not there.
fn figure(text: &str, name: &str) -> Option<f64> {
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.parse().ok())
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_those_of_what_was_asked() {
    let database = postgres::database().await;
    let program = Program::serve(&database, &[]);
    let event =
        json!([{"kind": "strike", "headline": "A strike", "strike": {}, "evidence": [{"exact": "One was struck."}]}]);
    let article = an_article().saying("One was struck.").with("events", event).with("extract", true).json();
    assert_eq!(program.post("/api/v1/articles", &article).0, 201);
    assert_eq!(program.post("/api/v1/articles", &article).0, 200);
    for path in ["/events/1", "/events/1.json", "/events/999", "/no/such/page"] {
        program.get(path);
    }
    let live = lines(format!("{}/live", program.url));
    live.recv_timeout(Duration::from_secs(20)).expect("a greeting");
    let (status, text) = program.get("/metrics");
    assert_eq!(status, 200, "{text}");
    let asked = |route: &str, method: &str, status: &str| {
        let labels = format!("{{route=\"{route}\",method=\"{method}\",status=\"{status}\"}}");
        figure(&text, &format!("demarche_http_request_duration_seconds_count{labels}"))
    };
    assert_eq!(asked("/api/v1/articles", "POST", "2xx"), Some(2.0), "{text}");
    assert_eq!(asked("/events/{id}", "GET", "2xx"), Some(2.0), "{text}");
    assert_eq!(asked("/events/{id}", "GET", "4xx"), Some(1.0), "{text}");
    assert_eq!(asked("none", "GET", "4xx"), Some(1.0), "{text}");
    assert!(!text.contains("/events/999") && !text.contains("/no/such/page"), "no address: {text}");
    for (name, value) in [
        ("demarche_articles_total{result=\"created\"}", 1.0),
        ("demarche_articles_total{result=\"unchanged\"}", 1.0),
        ("demarche_extraction_duration_seconds_count", 2.0),
        ("demarche_events{kind=\"strike\"}", 1.0),
        ("demarche_events{kind=\"round\"}", 0.0),
        ("demarche_database_up", 1.0),
        ("demarche_database_connections_max{pool=\"requests\"}", 16.0),
        ("demarche_http_requests_in_flight", 1.0),
        ("demarche_live_readers", 1.0),
    ] {
        assert_eq!(figure(&text, name), Some(value), "{name}: {text}");
    }
    assert!(figure(&text, "demarche_http_connections").is_some_and(|n| n >= 1.0), "{text}");
    assert!(text.contains("demarche_http_request_duration_seconds_bucket{"), "a histogram: {text}");
    assert!(text.contains(&format!("demarche_build_info{{version=\"{}\"}} 1", env!("CARGO_PKG_VERSION"))), "{text}");
    assert!(program.stop().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn from_elsewhere_a_token_is_needed() {
    let app = App::spawn().await;
    let told = app.get("/metrics").await.expect(200);
    assert!(told.header("content-type").starts_with("text/plain; version=0.0.4"), "{:?}", told.headers);
    let proxied = [("X-Forwarded-For", "192.0.2.7")];
    app.get_with("/metrics", &proxied).await.expect(401);
    let now = app.pipeline.clock().now();
    for (name, scope) in [("prometheus", Scope::Read), ("script", Scope::Ingest)] {
        app.pipeline.store().create_token(name, &format!("dmr_{name}"), &[scope], None, now).await.expect("a token");
    }
    let with = |token: &'static str| [proxied[0], ("Authorization", token)];
    app.get_with("/metrics", &with("Bearer dmr_prometheus")).await.expect(200);
    app.get_with("/metrics", &with("Bearer dmr_script")).await.expect(403);
    app.get_with("/metrics", &with("Bearer dmr_nobody")).await.expect(401);
    app.get("/metrics?format=json").await.expect(400);

    let closed = App::spawn_with(Options { loopback: true, read_token_required: true, ..Options::default() }).await;
    closed.get("/metrics").await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_away_is_a_figure_too() {
    let database = postgres::database().await;
    let program = Program::serve(&database, &[]);
    postgres::take_away(&database).await;
    let (status, text) = program.get("/metrics");
    assert_eq!((status, figure(&text, "demarche_database_up")), (200, Some(0.0)), "{text}");
    postgres::bring_back(&database).await;
    let (_, text) = program.get("/metrics");
    assert_eq!(figure(&text, "demarche_database_up"), Some(1.0), "{text}");
}

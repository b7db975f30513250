//! `GET /metrics`: figures for Prometheus (text format 0.0.4), of this process alone.
//!
//! Routes are told by their pattern, never by their address: what readers ask for is theirs, and a figure per address
//! would have no end. Figures that are counted as things happen are kept by one recorder for the whole program; those
//! that can be looked at are looked at when somebody asks.

use super::{AppState, auth, error::Error, params::NoQuery};
use crate::store::Standing;
use axum::{
    extract::{MatchedPath, Request},
    http::{Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
    routing::{MethodRouter, get},
};
use metrics::{Gauge, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::{
    sync::{Arc, LazyLock},
    time::{Duration, Instant},
};
use tokio::sync::Mutex;
use tracing::warn;

/// Where it is served.
pub(super) const PATH: &str = "/metrics";

/// Upper bounds in seconds: an answer that was kept takes under a millisecond, a busy page some tenths.
const BUCKETS: [f64; 14] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];
/// Between two times that what was measured is put together: else it would pile up while nobody asks.
const UPKEEP: Duration = Duration::from_secs(5);
/// Counting a million events takes a while: this long the last count is good enough.
const COUNT_AGAIN: Duration = Duration::from_secs(60);

static RECORDER: LazyLock<PrometheusHandle> = LazyLock::new(|| {
    let recorder = PrometheusBuilder::new().set_buckets(&BUCKETS).unwrap_or_default().build_recorder();
    let handle = recorder.handle();
    if metrics::set_global_recorder(recorder).is_err() {
        warn!("something else in this program records its figures: /metrics stays empty");
    }
    describe();
    handle
});

fn describe() {
    describe_histogram!("demarche_http_request_duration_seconds", "From the request's head to the answer's head.");
    describe_gauge!("demarche_http_requests_in_flight", "Requests whose answer has not begun.");
    describe_gauge!("demarche_http_connections", "Open connections.");
    describe_gauge!("demarche_live_readers", "Readers of /live.");
    describe_counter!("demarche_http_rate_limited_total", "Requests that were refused because there were too many.");
    describe_gauge!("demarche_database_up", "Whether the database answered just now (1) or not (0).");
    describe_gauge!("demarche_replica_in_step", "Whether the replica is read (1), or away or behind (0).");
    describe_counter!("demarche_reads_total", "Reads that a replica may answer, by who did.");
    describe_gauge!("demarche_database_connections", "Connections to the database, by pool and whether they are used.");
    describe_gauge!("demarche_database_connections_max", "How many connections a pool may have.");
    describe_histogram!("demarche_extraction_duration_seconds", "How long the rules took over an article.");
    describe_counter!("demarche_articles_total", "Articles that were stored, by what became of them.");
    describe_gauge!("demarche_events", "Events of the timeline by kind, counted once a minute at most.");
    describe_gauge!("demarche_build_info", "Always 1; the label says which version runs.");
}

/// Begins to record. Does nothing the second time.
pub(super) fn begin() {
    LazyLock::force(&RECORDER);
}

/// Puts together what was measured, for as long as the service runs.
pub(super) async fn keep_up() {
    loop {
        tokio::time::sleep(UPKEEP).await;
        RECORDER.run_upkeep();
    }
}

/// Counts one up for as long as it lives.
pub(super) struct Present(Gauge);

impl Present {
    pub(super) fn new(gauge: Gauge) -> Present {
        gauge.increment(1);
        Present(gauge)
    }

    /// An open connection.
    pub(super) fn connection() -> Present {
        Present::new(gauge!("demarche_http_connections"))
    }

    /// A reader who waits for news.
    pub(super) fn live_reader() -> Present {
        Present::new(gauge!("demarche_live_readers"))
    }
}

impl Drop for Present {
    fn drop(&mut self) {
        self.0.decrement(1);
    }
}

/// Measures how long each answer takes to begin.
pub(super) async fn measure(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let route = route.unwrap_or_else(|| "none".to_owned());
    let method = word(request.method());
    let begun = Instant::now();
    let _present = Present::new(gauge!("demarche_http_requests_in_flight"));
    let response = next.run(request).await;
    let labels = [("route", route), ("method", method.to_owned()), ("status", class(response.status()).to_owned())];
    histogram!("demarche_http_request_duration_seconds", &labels).record(begun.elapsed());
    response
}

/// A method that somebody made up would be a label without end.
fn word(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

fn class(status: StatusCode) -> &'static str {
    match status.as_u16() / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}

/// When events were last counted.
type Counted = Arc<Mutex<Option<Instant>>>;

/// `GET /metrics`.
pub(super) fn route() -> MethodRouter<AppState> {
    let counted = Counted::default();
    get(async move |state: axum::extract::State<AppState>, _: NoQuery, request: Request| {
        let (head, _) = request.into_parts();
        auth::may_measure(&state.0, &head).await?;
        look(&state.0, &counted).await;
        Ok::<_, Error>(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], RECORDER.render()).into_response())
    })
}

/// Looks at what can be looked at. A database that is away is a figure too, and no reason to give none.
async fn look(state: &AppState, counted: &Counted) {
    let store = state.pipeline.store();
    let up = store.ping().await.is_ok();
    gauge!("demarche_database_up").set(if up { 1.0 } else { 0.0 });
    gauge!("demarche_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    if let Some(replica) = store.replica() {
        let standing = replica.standing(store).await;
        gauge!("demarche_replica_in_step").set(if standing == Standing::InStep { 1.0 } else { 0.0 });
    }
    for pool in store.pools() {
        let of = |used| gauge!("demarche_database_connections", "pool" => pool.name, "state" => used);
        of("idle").set(pool.idle);
        of("used").set(pool.open.saturating_sub(pool.idle));
        gauge!("demarche_database_connections_max", "pool" => pool.name).set(pool.most);
    }
    if !up {
        return;
    }
    let mut counted = counted.lock().await;
    if counted.is_some_and(|at| at.elapsed() < COUNT_AGAIN) {
        return;
    }
    match store.events_by_kind().await {
        Ok(kinds) => {
            for (kind, events) in kinds {
                // Exact up to 2^53.
                gauge!("demarche_events", "kind" => kind.as_str()).set(events as f64);
            }
            *counted = Some(Instant::now());
        }
        Err(error) => warn!(%error, "the events could not be counted"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_come_from_short_lists() {
        assert_eq!(word(&Method::from_bytes(b"BREW").expect("a method")), "other");
        assert_eq!((word(&Method::GET), class(StatusCode::NOT_MODIFIED)), ("GET", "3xx"));
        assert_eq!((class(StatusCode::IM_A_TEAPOT), class(StatusCode::BAD_GATEWAY)), ("4xx", "5xx"));
    }
}

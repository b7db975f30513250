//! What surrounds every handler. From the outside in: a request's number, the log, figures, compression,
//! headers that bind browsers, the face of errors, a net under panics, how often somebody may ask, the right to read.

use super::{
    AppState,
    api::body::drain,
    auth, client, cors,
    error::{CODINGS, Error, Failure, Item},
    limits::{self, Limits},
    metrics,
    pages::problem::ProblemPage,
    reach, replica,
};
use crate::{render::json::Summary, urls};
use anyhow::anyhow;
use askama::Template as _;
use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::{Next, from_fn, from_fn_with_state},
    response::{Html, IntoResponse, Response},
};
use problem_details::ProblemDetails;
use serde::Serialize;
use std::{
    any::Any,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    request_id::{MakeRequestId, PropagateRequestIdLayer, RequestId, SetRequestIdLayer},
    trace::{DefaultOnResponse, TraceLayer},
};
use tracing::{Level, error, info_span, warn};

/// Nothing may be loaded, run or asked but what is our own, nothing may be run from inside a page, nobody may frame us.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";

/// Puts every layer around the routes.
pub(super) fn wrap(routes: Router, state: &AppState) -> Router {
    let span = |request: &Request| {
        // The path without the query: what analysts search for is theirs.
        let id = request.extensions().get::<RequestId>().and_then(|id| id.header_value().to_str().ok()).unwrap_or("");
        info_span!("request", method = %request.method(), path = request.uri().path(), id)
    };
    let trace = TraceLayer::new_for_http()
        .make_span_with(span)
        .on_response(DefaultOnResponse::new().level(Level::INFO))
        .on_failure(());
    let limits = Limits::new(state.options.reads_a_minute, state.options.writes_a_minute);
    routes
        .layer(from_fn_with_state(state.clone(), reach::tell))
        .layer(from_fn(unasked))
        .layer(from_fn_with_state(state.clone(), guard))
        .layer(from_fn_with_state((state.clone(), limits), limits::hold))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(state.clone(), replica::wrote))
        .layer(from_fn_with_state(state.clone(), present))
        .layer(from_fn(cors::share))
        .layer(from_fn(harden))
        .layer(from_fn_with_state(state.clone(), tls))
        .layer(CompressionLayer::new())
        .layer(from_fn(metrics::measure))
        .layer(trace)
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(Numbers::default()))
        .layer(from_fn(clean))
}

/// Makes request numbers: unguessable where the system gives random bytes, counted where it does not.
#[derive(Clone, Default)]
struct Numbers(Arc<AtomicU64>);

impl MakeRequestId for Numbers {
    fn make_request_id<B>(&mut self, _: &axum::http::Request<B>) -> Option<RequestId> {
        let mut bytes = self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        // Without random bytes the counter stays: still a number to look for in the log.
        let _ = getrandom::fill(&mut bytes);
        let id: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
        HeaderValue::try_from(id).ok().map(RequestId::new)
    }
}

/// Drops a request number from outside that does not look like one: it goes into the log and onto a page.
async fn clean(mut request: Request, next: Next) -> Response {
    let fits = |v: &HeaderValue| v.len() <= 64 && v.as_bytes().iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-');
    if request.headers().get("x-request-id").is_some_and(|v| !fits(v)) {
        request.headers_mut().remove("x-request-id");
    }
    next.run(request).await
}

/// Reads and drops bodies where none is taken, so that the refusal arrives.
async fn unasked(request: Request, next: Next) -> Response {
    if request.method().is_safe() || takes_body(request.uri().path()) {
        return next.run(request).await;
    }
    let (head, body) = request.into_parts();
    drain(body, &head.headers).await;
    next.run(Request::from_parts(head, Body::empty())).await
}

/// Refuses bodies that are packed in a way nobody here can unpack.
pub(super) async fn coded(mut request: Request, next: Next) -> Result<Response, Error> {
    let sent = request.headers().get_all(header::CONTENT_ENCODING).iter();
    let sent: Vec<String> = sent.map(|c| String::from_utf8_lossy(c.as_bytes()).trim().to_ascii_lowercase()).collect();
    // Names of codings know no capitals (RFC 9110, 8.4.1); the layer behind this one knows small letters only.
    let known = CODINGS.iter().find(|coding| sent == [**coding]);
    if sent.iter().all(|coding| coding.is_empty() || coding == "identity") {
        request.headers_mut().remove(header::CONTENT_ENCODING);
    } else if let Some(coding) = known {
        request.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    } else {
        let (head, body) = request.into_parts();
        drain(body, &head.headers).await;
        return Err(Error::UnsupportedCoding(sent.join(", ")));
    }
    Ok(next.run(request).await)
}

/// Whether something is taken at this address: articles, corrections, additions.
fn takes_body(path: &str) -> bool {
    let within = |root: &str| path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let form = (path.starts_with("/events/") && path.ends_with("/correct"))
        || (path.starts_with("/articles/") && path.ends_with("/add"));
    form || [
        urls::API_ARTICLES,
        urls::API_EVENTS,
        urls::API_CORRECTIONS,
        urls::API_NEGOTIATIONS,
        urls::SESSION,
        urls::VIEWS,
    ]
    .into_iter()
    .any(within)
}

/// Refuses readers without a token where reading needs one. Health checks and the stylesheet stay open; who may
/// have the figures is decided there.
async fn guard(State(state): State<AppState>, request: Request, next: Next) -> Result<Response, Error> {
    let path = request.uri().path();
    let open = path.starts_with("/static/")
        || matches!(path, "/healthz" | "/readyz" | "/theme.css" | metrics::PATH | urls::SESSION);
    if !open && request.method().is_safe() {
        auth::may_read(&state, request.headers()).await?;
    }
    Ok(next.run(request).await)
}

/// Headers that bind browsers.
async fn harden(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
    headers.append(header::VARY, HeaderValue::from_static("accept"));
    response
}

/// Keeps browsers that came by TLS there.
async fn tls(State(state): State<AppState>, request: Request, next: Next) -> Response {
    client::stay_with_tls(&state.options.proxies, state.options.hsts, request, next).await
}

/// Turns a panic into an opaque failure; its message goes into the log.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands it over")]
fn panicked(cause: Box<dyn Any + Send + 'static>) -> Response {
    let said = (cause.downcast_ref::<String>().map(String::as_str)).or(cause.downcast_ref::<&str>().copied());
    Error::Internal(anyhow!("panic: {}", said.unwrap_or("without a message"))).into_response()
}

/// The members of a problem beyond RFC 9457's own.
#[derive(Debug, Serialize)]
struct More {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Item>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<Summary>,
}

/// Shows failures: logs the cause once, and tells the reader in the reader's own format.
async fn present(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let page = wants_page(request.headers(), request.uri().path());
    let path = request.uri().path().to_owned();
    let id = request.extensions().get::<RequestId>().and_then(|id| id.header_value().to_str().ok()).map(str::to_owned);
    let mut response = next.run(request).await;
    let status = response.status();
    let failure = match response.extensions_mut().remove::<Failure>() {
        Some(failure) => failure,
        // A layer below answered with a bare status: method, time limit.
        None if (status.is_client_error() || status.is_server_error())
            && !response.headers().contains_key(header::CONTENT_TYPE) =>
        {
            Failure::of(status)
        }
        // And one of axum's own extractors, in plain words of its own.
        None if matches!(status, StatusCode::BAD_REQUEST | StatusCode::NOT_FOUND) && is_plain(response.headers()) => {
            Failure::of(status)
        }
        None => return response,
    };
    let reference = status.is_server_error().then(|| id.unwrap_or_default());
    let cause = failure.cause.as_ref().map(|c| format!("{c:#}"));
    match (status, &cause) {
        (StatusCode::SERVICE_UNAVAILABLE, cause) => warn!(path, ?cause, "the request could not be served just now"),
        (status, cause) if status.is_server_error() => error!(path, ?cause, "the request failed"),
        _ => {}
    }
    let mut shown =
        if page { as_page(&state, &failure, reference.as_deref()) } else { as_problem(&failure, reference) };
    for (name, value) in response.headers() {
        if ![header::CONTENT_TYPE, header::CONTENT_LENGTH, header::CONTENT_ENCODING].contains(name) {
            shown.headers_mut().insert(name, value.clone());
        }
    }
    if status == StatusCode::SERVICE_UNAVAILABLE {
        shown.headers_mut().entry(header::RETRY_AFTER).or_insert(HeaderValue::from_static("5"));
    }
    shown.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    shown
}

fn is_plain(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|t| t.as_bytes().starts_with(b"text/plain"))
}

fn as_problem(failure: &Failure, reference: Option<String>) -> Response {
    ProblemDetails::from_status_code(failure.status)
        .with_detail(failure.detail.clone())
        .with_extensions(More { errors: failure.errors.clone(), reference, summary: failure.summary })
        .into_response()
}

fn as_page(state: &AppState, failure: &Failure, reference: Option<&str>) -> Response {
    let page = ProblemPage::new(state.options.demo, failure, reference);
    match page.render() {
        Ok(html) => (failure.status, Html(html)).into_response(),
        Err(_) => {
            let mut plain = Response::new(Body::from(failure.detail.clone()));
            *plain.status_mut() = failure.status;
            plain
        }
    }
}

/// Whether the reader is a browser looking at a page.
fn wants_page(headers: &HeaderMap, path: &str) -> bool {
    let program = path.starts_with("/api/") || path.ends_with(".json") || path.starts_with("/timeline.");
    let accepts = |v: &HeaderValue| v.to_str().is_ok_and(|v| v.contains("text/html"));
    !program && headers.get_all(header::ACCEPT).iter().any(accepts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepting(accept: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(accept))])
    }

    #[test]
    fn browsers_get_pages_and_programs_get_problems() {
        assert!(wants_page(&accepting("text/html,application/xhtml+xml,*/*;q=0.8"), "/events/7"));
        assert!(!wants_page(&accepting("*/*"), "/events/7"), "curl");
        assert!(!wants_page(&accepting("application/json"), "/events/7"));
        assert!(!wants_page(&HeaderMap::new(), "/events/7"));
        assert!(!wants_page(&accepting("text/html"), "/api/v1/events"));
        assert!(!wants_page(&accepting("text/html"), "/timeline.json"));
        assert!(!wants_page(&accepting("text/html"), "/timeline.ics"));
    }

    #[test]
    fn request_numbers_differ() {
        let mut numbers = Numbers::default();
        let request = axum::http::Request::new(());
        let mut make = || numbers.make_request_id(&request).map(|id| id.header_value().clone());
        assert_ne!(make(), make());
    }

    #[tokio::test]
    async fn a_problem_names_its_parts() {
        let failure = Failure::from(Error::Parameters(vec![crate::domain::filter::Problem::unknown_word(
            "kind",
            "strik",
            &["strike"],
        )]));
        let response = as_problem(&failure, None);
        assert_eq!(response.status(), StatusCode::BAD_REQUEST);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
        let body = axum::body::to_bytes(response.into_body(), 10_000).await.expect("a body");
        let json: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
        assert_eq!(json["status"], 400);
        assert_eq!(json["errors"][0]["parameter"], "kind");
        assert_eq!(json["errors"][0]["allowed"][0], "strike");
        assert!(json["detail"].as_str().expect("detail").contains("did you mean"));
    }
}

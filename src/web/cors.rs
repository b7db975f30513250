//! Reading from other websites' pages (CORS): whatever is public may be read there too, without anybody's credentials.
//! Nothing can be written so, and what a service on the reader's own machine holds stays with that machine's pages.

use super::auth;
use crate::urls;
use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse as _, Response},
};

/// Request headers that a page elsewhere may set.
const TAKEN: &str = "If-None-Match, Last-Event-ID";
/// Answer headers that a page elsewhere may read, beside those it always may.
const SHOWN: &str = "ETag, Link, Location, Retry-After, Content-Disposition, Deprecation, Sunset, RateLimit, RateLimit-Policy, X-Request-Id";
/// So many seconds a browser need not ask again.
const REMEMBERED: &str = "86400";

/// Lets pages elsewhere read what programs read.
pub(super) async fn share(request: Request, next: Next) -> Response {
    if !is_for_programs(request.uri().path()) {
        return next.run(request).await;
    }
    let (head, body) = request.into_parts();
    let open = is_open(&head);
    let asks = head.method == Method::OPTIONS && head.headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let reads = head.method.is_safe();
    let mut response =
        if asks { StatusCode::NO_CONTENT.into_response() } else { next.run(Request::from_parts(head, body)).await };
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("origin"));
    let mut put = |name: HeaderName, value: &'static str| headers.insert(name, HeaderValue::from_static(value));
    if open && (asks || reads) {
        put(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    }
    if open && asks {
        put(header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD");
        put(header::ACCESS_CONTROL_ALLOW_HEADERS, TAKEN);
        put(header::ACCESS_CONTROL_MAX_AGE, REMEMBERED);
    } else if open && reads {
        put(header::ACCESS_CONTROL_EXPOSE_HEADERS, SHOWN);
    }
    response
}

/// Whether something at this address is read by programs.
pub(super) fn is_for_programs(path: &str) -> bool {
    path.starts_with("/api/v1/") || path.ends_with(".json") || path.starts_with("/timeline.") || path == urls::LIVE
}

/// Whether any page may read the answer. Any website can have a browser ask the machine that it runs on: there, only
/// pages of that machine may.
fn is_open(head: &Parts) -> bool {
    !auth::is_of_this_machine(head) || own_page(&head.headers)
}

/// Whether the page that asks is one of this machine.
fn own_page(headers: &HeaderMap) -> bool {
    let origin = headers.get(header::ORIGIN).and_then(|o| o.to_str().ok());
    let host = origin.and_then(|o| o.strip_prefix("http://").or_else(|| o.strip_prefix("https://")));
    host.is_some_and(auth::is_loopback_host)
}

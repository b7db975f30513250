//! `Idempotency-Key`: a request that is sent twice, because its answer was lost, is done once
//! (draft-ietf-httpapi-idempotency-key-header-07).
//!
//! What was done is kept with its answer for a day and told again; what was refused changed nothing, and may be
//! tried again under the same key.

use super::{
    AppState,
    api::body::{drain, whole},
    auth,
    error::Error,
};
use crate::{
    pipeline::intake::{Fault, Rejection},
    store::{Begun, HEARTBEAT, KeptAnswer, KeyOf, Scope, Store},
};
use anyhow::Context as _;
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use sha2::{Digest as _, Sha256};
use tracing::{Instrument as _, warn};

/// The header a request carries.
const KEY: &str = "idempotency-key";
/// The header of an answer that was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
/// Headers that belong to what was done.
const KEPT: [HeaderName; 3] = [header::CONTENT_TYPE, header::LOCATION, header::ETAG];
/// Longer keys are no keys.
const LONGEST: usize = 255;

/// Does a write that carries a key, or tells what came of it before.
pub(super) async fn once(State(state): State<AppState>, request: Request, next: Next) -> Result<Response, Error> {
    if ![Method::POST, Method::PATCH, Method::PUT].contains(request.method()) || !request.headers().contains_key(KEY) {
        return Ok(next.run(request).await);
    }
    let (head, body) = request.into_parts();
    let of = match admit(&state, &head).await {
        Ok(of) => of,
        Err(refusal) => {
            drain(body, &head.headers).await;
            return Err(refusal);
        }
    };
    let body = whole(body, state.options.batch_limit, state.options.timeout, "").await?;
    let store = state.pipeline.store();
    match store.begin_once(&of, &fingerprint(&head, &body)).await? {
        Begun::New => {
            let request = Request::from_parts(head, Body::from(body));
            let run = run(store.clone(), of.clone(), request, next).in_current_span();
            // Ends also where the sender has gone: the answer is there when it asks again.
            match tokio::spawn(run).await.context("a request with an Idempotency-Key") {
                Ok(answer) => answer,
                Err(cause) => {
                    store.end_once(&of, None).await?;
                    Err(Error::Internal(cause))
                }
            }
        }
        Begun::Answered(answer) => Ok(again(answer)),
        Begun::Running => {
            let detail = "a request with this `Idempotency-Key` is still being worked on: ask again in a moment";
            let mut response = Error::Conflict(detail.to_owned()).into_response();
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            Ok(response)
        }
        Begun::Another => Err(unfit(
            Fault::Impossible,
            "this `Idempotency-Key` came before with another request: every request needs a key of its own",
        )),
    }
}

/// Whose key it is; decided before the body is read.
async fn admit(state: &AppState, head: &Parts) -> Result<KeyOf, Error> {
    let token = auth::writer(state, head, &[Scope::Ingest, Scope::Curate]).await?.map(|info| info.id);
    let key = key(&head.headers)?;
    let query = head.uri.query().unwrap_or_default();
    if form_urlencoded::parse(query.as_bytes()).any(|(name, value)| name == "mode" && value == "partial") {
        return Err(unfit(
            Fault::Impossible,
            "`mode=partial` answers while it reads, so it takes no `Idempotency-Key`; send what was cut off again: \
             articles that are stored are `unchanged`",
        ));
    }
    Ok(KeyOf { token, key })
}

/// The key, as a structured field's string (RFC 9651) or as it is.
fn key(headers: &HeaderMap) -> Result<String, Error> {
    let sent = headers.get(KEY).and_then(|v| v.to_str().ok()).map(str::trim).unwrap_or_default();
    let bare = sent.strip_prefix('"').and_then(|s| s.strip_suffix('"')).unwrap_or(sent);
    let fits = (1..=LONGEST).contains(&bare.len()) && bare.bytes().all(|b| b.is_ascii_graphic() && b != b'"');
    let detail = "`Idempotency-Key` is 1 to 255 visible ASCII characters, such as a UUID in quotes";
    fits.then(|| bare.to_owned()).ok_or_else(|| unfit(Fault::Malformed, detail))
}

fn unfit(fault: Fault, detail: &str) -> Error {
    Error::Rejected(Rejection { fault, ..Rejection::unreadable(detail) })
}

/// What was asked: the same key with anything else is a mistake of the sender.
fn fingerprint(head: &Parts, body: &[u8]) -> Vec<u8> {
    let sort = head.headers.get(header::CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    let condition = head.headers.get(header::IF_MATCH).map_or(&b""[..], HeaderValue::as_bytes);
    let address = head.uri.path_and_query().map_or("", |a| a.as_str());
    let mut hash = Sha256::new();
    for part in [head.method.as_str().as_bytes(), address.as_bytes(), sort, condition, body] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().to_vec()
}

/// Has the request done, and keeps its answer where something was.
async fn run(store: Store, of: KeyOf, request: Request, next: Next) -> Result<Response, Error> {
    let mut done = std::pin::pin!(next.run(request));
    let mut pulse = tokio::time::interval(HEARTBEAT);
    pulse.tick().await;
    let response = loop {
        tokio::select! {
            response = &mut done => break response,
            _ = pulse.tick() => {
                if let Err(error) = store.still_once(&of).await {
                    warn!(%error, "a request that is being worked on could not be marked so");
                }
            }
        }
    };
    if !response.status().is_success() {
        store.end_once(&of, None).await?;
        return Ok(response);
    }
    let (head, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.context("an answer broke off").map_err(Error::Internal)?;
    let text = |name: &HeaderName| Some((name.to_string(), head.headers.get(name)?.to_str().ok()?.to_owned()));
    let headers = KEPT.iter().filter_map(text).collect();
    let answer = KeptAnswer { status: head.status.as_u16(), headers, body: body.to_vec() };
    store.end_once(&of, Some(&answer)).await?;
    Ok(Response::from_parts(head, Body::from(body)))
}

/// The answer that was given before.
fn again(answer: KeptAnswer) -> Response {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    for (name, value) in &answer.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(sent: &'static str) -> Option<String> {
        key(&HeaderMap::from_iter([(HeaderName::from_static(KEY), HeaderValue::from_static(sent))])).ok()
    }

    #[test]
    fn a_key_is_a_short_word_in_quotes_or_without() {
        assert_eq!(
            of("\"8e03978e-40d5-43dd-bc93-6894a57f9324\"").as_deref(),
            Some("8e03978e-40d5-43dd-bc93-6894a57f9324")
        );
        assert_eq!(of("batch-7").as_deref(), Some("batch-7"));
        for wrong in ["", "\"\"", "two words", "\"a", "a\"b"] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn anything_else_is_another_request() {
        let head = |method: &str, address: &str| {
            let request = Request::builder().method(method).uri(address).body(()).expect("a request");
            request.into_parts().0
        };
        let one = fingerprint(&head("POST", "/api/v1/articles"), b"x");
        assert_eq!(one, fingerprint(&head("POST", "/api/v1/articles"), b"x"));
        for other in [
            fingerprint(&head("POST", "/api/v1/articles?dry_run=true"), b"x"),
            fingerprint(&head("PUT", "/api/v1/articles"), b"x"),
            fingerprint(&head("POST", "/api/v1/articles"), b"y"),
        ] {
            assert_ne!(one, other);
        }
    }
}

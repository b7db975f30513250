//! One error for every handler. It says what went wrong; [`super::middleware::present`] shows it, as
//! RFC 9457 `application/problem+json` to programs and as a page to browsers, and logs the cause once.

use crate::{
    domain::filter::{Fault, Problem},
    pipeline::intake::{Fault as IntakeFault, Rejection},
    render::json::Summary,
    store::StoreError,
};
use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use std::sync::Arc;

/// Anything that ends a request without the answer that was asked for.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// Parameters of the address: 400, or 422 where they are well formed but can't be.
    #[error("the address has parameters that can't be used")]
    Parameters(Vec<Problem>),
    /// The body of one article: 400 or 422.
    #[error("the article can't be taken")]
    Rejected(Rejection),
    /// There is nothing at this address: 404.
    #[error("there is no such {0} here")]
    NotFound(&'static str),
    /// There was nothing here yet: 404, with when it came.
    #[error("{0}")]
    NotYet(String),
    /// It was here and is no more: 410.
    #[error("this {0} was here and is no more")]
    Gone(&'static str),
    /// It was withdrawn, or dismissed by an analyst: 410, with the reason.
    #[error("this was withdrawn")]
    Withdrawn(String),
    /// It fits the state of things no more: 409.
    #[error("{0}")]
    Conflict(String),
    /// It changed since the sender looked at it; the tag it has now: 412.
    #[error("the event has changed since you looked at it")]
    Stale(String),
    /// A body that should have been JSON: 415.
    #[error("only JSON is taken here")]
    NotJson(Option<String>),
    /// A body of a sort that is not taken: 415.
    #[error("this content type is not taken here")]
    UnsupportedType(Option<String>),
    /// A body whose sender fell silent: 408.
    #[error("{0}")]
    Silent(String),
    /// Many articles where one has its place: 415.
    #[error("one article is taken here")]
    OneOnly,
    /// A body packed in a way that is not taken: 415.
    #[error("this content coding is not taken here")]
    UnsupportedCoding(String),
    /// A body over the limit: 413.
    #[error("the body is too large")]
    TooLarge(String),
    /// No token, or one nobody knows: 401.
    #[error("{0}")]
    Unauthorised(String),
    /// A token without the right, or a write from where none is taken: 403.
    #[error("{0}")]
    Forbidden(String),
    /// Asked too often: 429.
    #[error("{0}")]
    TooMany(String),
    /// The database is away: 503.
    #[error("the database can't be reached")]
    Unavailable(#[source] StoreError),
    /// The database's disk is full: 507.
    #[error("the database's disk is full")]
    Full(#[source] StoreError),
    /// A fault of ours: an opaque 500.
    #[error("an unexpected fault")]
    Internal(#[source] anyhow::Error),
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Error {
        match error {
            StoreError::Unavailable(_) => Error::Unavailable(error),
            StoreError::Full(_) => Error::Full(error),
            StoreError::UnknownSlug { key, ref value } => {
                let detail = format!("unknown {key} `{value}`: nothing here has this name in its address");
                Error::Parameters(vec![Problem::impossible(key, detail)])
            }
            StoreError::Withdrawn(_) => Error::Withdrawn(error.to_string()),
            other => Error::Internal(other.into()),
        }
    }
}

impl From<askama::Error> for Error {
    fn from(error: askama::Error) -> Error {
        Error::Internal(error.into())
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Error {
        Error::Internal(error.into())
    }
}

impl From<Vec<Problem>> for Error {
    fn from(problems: Vec<Problem>) -> Error {
        Error::Parameters(problems)
    }
}

/// What a reader is told, before it is known whether the reader is a browser or a program. Travels as
/// an extension of the response.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    /// The status of the answer.
    pub(crate) status: StatusCode,
    /// What went wrong, in one sentence.
    pub(crate) detail: String,
    /// Every single fault, where there can be several.
    pub(crate) errors: Vec<Item>,
    /// The tag of what there is instead.
    pub(crate) tag: Option<String>,
    /// The count of a batch of which nothing was stored.
    pub(crate) summary: Option<Summary>,
    /// What goes into the log and never to the reader.
    pub(crate) cause: Option<Arc<anyhow::Error>>,
}

/// One of several faults.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(crate) struct Item {
    /// What was wrong, in one sentence.
    pub(crate) detail: String,
    /// The parameter of the address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) parameter: Option<String>,
    /// JSON pointer into the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pointer: Option<String>,
    /// The line of the body, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) line: Option<usize>,
    /// What would have been allowed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) allowed: Vec<&'static str>,
}

impl Item {
    /// What is wrong with a line of the body.
    pub(crate) fn line(line: usize, detail: &str) -> Item {
        Item { detail: detail.to_owned(), parameter: None, pointer: None, line: Some(line), allowed: Vec::new() }
    }
}

impl From<Problem> for Item {
    fn from(problem: Problem) -> Item {
        Item {
            detail: problem.detail,
            parameter: Some(problem.parameter),
            pointer: None,
            line: None,
            allowed: problem.allowed,
        }
    }
}

impl From<Rejection> for Item {
    fn from(rejection: Rejection) -> Item {
        let Rejection { pointer, line, detail, allowed, .. } = rejection;
        Item { detail, parameter: None, pointer, line, allowed }
    }
}

/// The content types `POST /api/v1/articles` takes.
pub(crate) const ACCEPTED: [&str; 7] = [
    "application/json",
    "application/x-ndjson",
    "text/plain",
    "text/html",
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
];
/// The content codings a body may have.
pub(crate) const CODINGS: [&str; 2] = ["gzip", "zstd"];

impl Failure {
    /// A failure with nothing but a status, for answers that a layer below made.
    pub(crate) fn of(status: StatusCode) -> Failure {
        let detail = match status {
            StatusCode::METHOD_NOT_ALLOWED => {
                "this address does not take that method; the `Allow` header lists those it takes"
            }
            StatusCode::NOT_FOUND => "there is nothing at this address",
            StatusCode::SERVICE_UNAVAILABLE => "the answer took too long and was given up; ask again, or ask for less",
            StatusCode::PAYLOAD_TOO_LARGE => "the body is too large",
            status if status.is_server_error() => {
                "something went wrong here; the reference leads to the cause in the log"
            }
            _ => "the request could not be understood",
        };
        Failure { status, detail: detail.to_owned(), errors: Vec::new(), tag: None, summary: None, cause: None }
    }

    /// A batch of which nothing was stored, with every line that is wrong.
    pub(crate) fn lines(errors: Vec<Item>, summary: Summary) -> Failure {
        let detail = format!(
            "{} of {} lines can't be taken, so nothing was stored; with `mode=partial` the others would be",
            summary.rejected, summary.received
        );
        Failure { errors, summary: Some(summary), ..Failure::said(StatusCode::UNPROCESSABLE_ENTITY, detail) }
    }

    fn said(status: StatusCode, detail: impl Into<String>) -> Failure {
        Failure { detail: detail.into(), ..Failure::of(status) }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        match error {
            Error::Parameters(problems) => {
                let impossible = problems.iter().all(|p| p.fault == Fault::Impossible);
                let status = if impossible { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::BAD_REQUEST };
                let errors: Vec<Item> = problems.into_iter().map(Item::from).collect();
                Failure { errors: errors.clone(), ..Failure::said(status, summed(&errors)) }
            }
            Error::Rejected(rejection) => {
                let status = match rejection.fault {
                    IntakeFault::Malformed => StatusCode::BAD_REQUEST,
                    IntakeFault::Impossible => StatusCode::UNPROCESSABLE_ENTITY,
                };
                let errors = vec![Item::from(rejection)];
                Failure { errors: errors.clone(), ..Failure::said(status, summed(&errors)) }
            }
            Error::NotFound(what) => Failure::said(StatusCode::NOT_FOUND, format!("there is no such {what} here")),
            Error::NotYet(detail) => Failure::said(StatusCode::NOT_FOUND, detail),
            Error::Gone(what) => Failure::said(
                StatusCode::GONE,
                format!("this {what} was here and is no more: what it rested on was withdrawn or changed"),
            ),
            Error::Withdrawn(detail) => Failure::said(StatusCode::GONE, detail),
            Error::Conflict(detail) => Failure::said(StatusCode::CONFLICT, detail),
            Error::Stale(tag) => {
                let detail = format!(
                    "the event has changed since you looked at it, so nothing was done; its ETag is now {tag}: read it \
                     again and send that as `If-Match`"
                );
                Failure { tag: Some(tag), ..Failure::said(StatusCode::PRECONDITION_FAILED, detail) }
            }
            Error::NotJson(sent) => {
                let sent = sent.map_or("there was no Content-Type".to_owned(), |s| format!("`{s}` is not taken here"));
                Failure::said(StatusCode::UNSUPPORTED_MEDIA_TYPE, format!("{sent}; send application/json"))
            }
            Error::UnsupportedType(sent) => {
                let sent = sent.map_or("there was no Content-Type".to_owned(), |s| format!("`{s}` is not taken here"));
                let detail = format!("{sent}; send one of: {}", ACCEPTED.join(", "));
                Failure::said(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail)
            }
            Error::OneOnly => Failure::said(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "one article has its place at an address: send application/json, text/plain or text/html; many go to POST",
            ),
            Error::Silent(detail) => Failure::said(StatusCode::REQUEST_TIMEOUT, detail),
            Error::UnsupportedCoding(sent) => {
                let detail = format!("the body is packed as `{sent}`; taken are gzip, zstd and bodies as they are");
                Failure::said(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail)
            }
            Error::TooLarge(detail) => Failure::said(StatusCode::PAYLOAD_TOO_LARGE, detail),
            Error::Unauthorised(detail) => Failure::said(StatusCode::UNAUTHORIZED, detail),
            Error::Forbidden(detail) => Failure::said(StatusCode::FORBIDDEN, detail),
            Error::TooMany(detail) => Failure::said(StatusCode::TOO_MANY_REQUESTS, detail),
            Error::Unavailable(cause) => Failure {
                cause: Some(Arc::new(cause.into())),
                ..Failure::said(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "the database can't be reached just now; try again shortly",
                )
            },
            Error::Full(cause) => Failure {
                cause: Some(Arc::new(cause.into())),
                ..Failure::said(
                    StatusCode::INSUFFICIENT_STORAGE,
                    "the disk of the database is full, so nothing was stored; send it again when its operator has made room",
                )
            },
            Error::Internal(cause) => {
                Failure { cause: Some(Arc::new(cause)), ..Failure::of(StatusCode::INTERNAL_SERVER_ERROR) }
            }
        }
    }
}

/// One fault in its own words, several as a count before their list.
fn summed(errors: &[Item]) -> String {
    match errors {
        [one] => one.detail.clone(),
        many => {
            let all: Vec<&str> = many.iter().map(|e| e.detail.as_str()).collect();
            format!("{} faults: {}", many.len(), all.join(" · "))
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        let headers = response.headers_mut();
        match self.status {
            StatusCode::SERVICE_UNAVAILABLE => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
            }
            StatusCode::UNAUTHORIZED => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"demarche\""));
            }
            StatusCode::UNSUPPORTED_MEDIA_TYPE => {
                for (name, taken) in
                    [(HeaderName::from_static("accept-post"), &ACCEPTED[..]), (header::ACCEPT_ENCODING, &CODINGS[..])]
                {
                    if let Ok(taken) = HeaderValue::try_from(taken.join(", ")) {
                        headers.insert(name, taken);
                    }
                }
            }
            _ => {}
        }
        if let Some(tag) = self.tag.as_ref().and_then(|t| HeaderValue::try_from(t).ok()) {
            response.headers_mut().insert(header::ETAG, tag);
        }
        response.extensions_mut().insert(self);
        response
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        Failure::from(self).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::filter::TimelineFilter;

    fn failure(query: &str) -> Failure {
        let problems = TimelineFilter::parse(form_urlencoded::parse(query.as_bytes())).expect_err(query);
        Failure::from(Error::from(problems))
    }

    #[test]
    fn impossible_values_are_422_and_malformed_ones_400() {
        assert_eq!(failure("from=2026-02-31").status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(failure("from=2026-02-31&kind=x").status, StatusCode::BAD_REQUEST);
        let both = failure("kind=strik&limit=999");
        assert_eq!(both.errors.len(), 2);
        assert!(both.detail.starts_with("2 faults: unknown kind `strik`"), "{}", both.detail);
    }

    #[test]
    fn a_fault_of_ours_tells_the_reader_nothing() {
        let failure = Failure::from(Error::Internal(anyhow::anyhow!("password is hunter2")));
        assert_eq!(failure.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(!failure.detail.contains("hunter2"));
        assert!(failure.cause.is_some_and(|c| c.to_string().contains("hunter2")), "the log gets it");
    }

    #[test]
    fn what_is_taken_instead_is_listed() {
        let failure = Failure::from(Error::UnsupportedType(Some("image/png".to_owned())));
        for accepted in ACCEPTED {
            assert!(failure.detail.contains(accepted), "{}", failure.detail);
        }
        let response = failure.into_response();
        assert_eq!(response.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
        assert!(response.headers().contains_key("accept-post"));
    }
}

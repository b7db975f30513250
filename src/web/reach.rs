//! How much of an article a reader may see. The texts are other people's: to strangers, the sentences that events rest
//! on and the way to the source are shown, and not the whole.

use super::{
    AppState,
    auth::{bearer, is_of_this_machine, known},
    error::Error,
    options::PublicText,
    session,
};
use crate::urls;
use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderValue, header, request::Parts},
    middleware::Next,
    response::Response,
};
use std::convert::Infallible;

/// How much of a text an answer may hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Reach {
    /// The sentences that events rest on.
    #[default]
    Excerpts,
    /// All of it.
    Whole,
}

impl Reach {
    /// All of it?
    pub(crate) fn is_whole(self) -> bool {
        self == Reach::Whole
    }
}

impl<S: Sync> FromRequestParts<S> for Reach {
    type Rejection = Infallible;

    async fn from_request_parts(head: &mut Parts, _: &S) -> Result<Reach, Infallible> {
        Ok(head.extensions.get().copied().unwrap_or_default())
    }
}

/// Notes on a request for an article how much of it may be shown.
pub(super) async fn tell(State(state): State<AppState>, request: Request, next: Next) -> Result<Response, Error> {
    let path = request.uri().path();
    let within = |root: &str| path.strip_prefix(root).is_some_and(|rest| rest.starts_with('/'));
    if !request.method().is_safe() || !(within(urls::ARTICLES) || within(urls::API_ARTICLES)) {
        return Ok(next.run(request).await);
    }
    let (mut head, body) = request.into_parts();
    let reach = reach(&state, &head).await?;
    head.extensions.insert(reach);
    let mut response = next.run(Request::from_parts(head, body)).await;
    if state.options.public_text == PublicText::Excerpts {
        let headers = response.headers_mut();
        headers.append(header::VARY, HeaderValue::from_static("authorization, cookie"));
        if reach.is_whole() {
            headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
        }
    }
    Ok(response)
}

async fn reach(state: &AppState, head: &Parts) -> Result<Reach, Error> {
    if state.options.public_text == PublicText::Full || is_of_this_machine(head) {
        return Ok(Reach::Whole);
    }
    if session::current(state, &head.headers).await?.is_some() {
        return Ok(Reach::Whole);
    }
    // What another scheme says is meant for a proxy before this service.
    if let Ok(Some(secret)) = bearer(&head.headers) {
        known(state, secret).await?;
        return Ok(Reach::Whole);
    }
    Ok(Reach::Excerpts)
}

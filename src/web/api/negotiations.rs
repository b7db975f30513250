//! Negotiations by API: made, changed, removed (scope `curate`).

use super::body::{drain, whole};
use crate::{
    domain::page::Lookup,
    pipeline::negotiations::TrackError,
    render::json,
    store::Scope,
    urls,
    web::{AppState, auth, error::Error, params::NoQuery, respond},
};
use axum::{
    body::Bytes,
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

/// A description of a track is short.
const LIMIT: usize = 64 * 1024;

impl From<TrackError> for Error {
    fn from(error: TrackError) -> Error {
        match error {
            TrackError::Unknown => Error::NotFound("negotiation"),
            TrackError::Removed => Error::Gone("negotiation"),
            TrackError::Conflict(detail) => Error::Conflict(detail),
            TrackError::Rejected(rejection) => Error::Rejected(rejection),
            TrackError::Store(error) => error.into(),
        }
    }
}

/// `GET /api/v1/negotiations/{slug}`.
pub(crate) async fn one(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    _: NoQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    respond::json_with_etag(&headers, told(&state, &slug).await?)
}

/// `POST /api/v1/negotiations`.
pub(crate) async fn post(State(state): State<AppState>, _: NoQuery, request: Request) -> Result<Response, Error> {
    let body = admitted(&state, request, true).await?;
    let slug = state.pipeline.make_track(&body).await?;
    let mut response = respond::json(told(&state, &slug).await?);
    *response.status_mut() = StatusCode::CREATED;
    if let Ok(place) = HeaderValue::try_from(urls::negotiation(&slug)) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

/// `PATCH /api/v1/negotiations/{slug}`.
pub(crate) async fn patch(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    _: NoQuery,
    request: Request,
) -> Result<Response, Error> {
    let body = admitted(&state, request, true).await?;
    state.pipeline.change_track(&slug, &body).await?;
    Ok(respond::json(told(&state, &slug).await?))
}

/// `DELETE /api/v1/negotiations/{slug}`.
pub(crate) async fn delete(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    _: NoQuery,
    request: Request,
) -> Result<Response, Error> {
    admitted(&state, request, false).await?;
    state.pipeline.remove_track(&slug).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn told(state: &AppState, slug: &str) -> Result<Vec<u8>, Error> {
    match state.pipeline.store().negotiation(slug).await? {
        Lookup::Found(full) => Ok(json::negotiation(&full)?),
        Lookup::Moved(_) | Lookup::Unknown => Err(Error::NotFound("negotiation")),
        Lookup::Gone => Err(Error::Gone("negotiation")),
    }
}

/// The body, once it is known that its sender may change the tracks.
async fn admitted(state: &AppState, request: Request, wanted: bool) -> Result<Bytes, Error> {
    let (head, body) = request.into_parts();
    let allowed = auth::may_write(state, &head, Scope::Curate).await;
    let sent = head.headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
    // A change may be called what it is (RFC 7396).
    let taken = ["application/json", "application/merge-patch+json"];
    let json = sent.is_some_and(|s| {
        let essence = s.split(';').next().unwrap_or_default().trim();
        taken.iter().any(|t| essence.eq_ignore_ascii_case(t))
    });
    let refusal = match allowed {
        Err(refusal) => Some(refusal),
        Ok(()) if wanted && !json => Some(Error::NotJson(sent.map(str::to_owned))),
        Ok(()) => None,
    };
    if let Some(refusal) = refusal {
        drain(body, &head.headers).await;
        return Err(refusal);
    }
    whole(body, LIMIT, state.options.timeout, "").await
}

//! `DELETE /api/v1/articles/{id}`: an article is withdrawn, with a reason.

use super::body::{drain, whole};
use crate::{
    domain::ArticleId,
    pipeline::withdraw::{Reason, Withdrawn},
    render::json,
    store::{Scope, Store},
    web::{AppState, auth, error::Error, params::Pairs, respond},
};
use axum::{
    extract::{Path, Request, State},
    http::request::Parts,
    response::Response,
};

/// So many bytes a reason's JSON may have.
const LIMIT: usize = 64 * 1024;

/// `DELETE /api/v1/articles/{id}`.
pub(crate) async fn delete(
    State(state): State<AppState>,
    Path(id): Path<String>,
    pairs: Pairs,
    request: Request,
) -> Result<Response, Error> {
    let (head, body) = request.into_parts();
    let (id, by) = match admit(&state, &id, &pairs, &head).await {
        Ok(admitted) => admitted,
        Err(refusal) => {
            drain(body, &head.headers).await;
            return Err(refusal);
        }
    };
    let bytes = whole(body, LIMIT, state.options.timeout, "").await?;
    let reason = Reason::read(&bytes, pairs.one("reason")?).map_err(Error::Rejected)?;
    match state.pipeline.withdraw(id, &reason, by.as_deref()).await? {
        Withdrawn::Done { withdrawal, changes } => Ok(respond::json(json::withdrawn(&withdrawal, &changes)?)),
        Withdrawn::Before(before) => Err(Error::Withdrawn(before.to_string())),
        Withdrawn::Unknown => Err(Error::NotFound("article")),
    }
}

/// What is decided before the body is read: who asks, and for which article.
async fn admit(state: &AppState, id: &str, pairs: &Pairs, head: &Parts) -> Result<(ArticleId, Option<String>), Error> {
    let scopes = [Scope::Ingest, Scope::Curate];
    let by = auth::may_write_with(state, head, &scopes).await?;
    pairs.only(&["reason"])?;
    pairs.one("reason")?;
    let id = id.parse().map_err(|_| Error::NotFound("article"))?;
    Ok((id, by))
}

/// What is said where a withdrawn article was.
///
/// # Errors
/// The store's.
pub(crate) async fn gone(store: &Store, id: ArticleId) -> Result<Error, Error> {
    Ok(store.withdrawal(id).await?.map_or(Error::Gone("article"), |was| Error::Withdrawn(was.to_string())))
}

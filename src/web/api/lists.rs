//! Lists of articles, actors, places, negotiations and outlets, and single articles.

use crate::{
    domain::{called::Called, filter::Problem, page::Lookup},
    render::json::{self, List},
    urls,
    web::{
        AppState,
        error::Error,
        pages::{
            listing::{next_href, read_article_cursor, read_cursor, write_cursor},
            timeline::find::called,
        },
        params::{NoQuery, Pairs},
        reach::Reach,
        respond,
    },
};
use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use serde::Serialize;

/// The parameters lists take.
const PAGING: &[&str] = &["cursor", "limit"];
/// Those of lists that can be asked for a name.
const NAMED: &[&str] = &["cursor", "limit", "q"];

fn list<T: Serialize>(path: &str, pairs: &Pairs, data: &[T], next: Option<String>) -> Result<Response, Error> {
    let href = next_href(path, pairs, next.clone());
    Ok(respond::with_next(respond::json(serde_json::to_vec(&List { data, next, facets: None })?), href))
}

/// `GET /api/v1/articles`.
pub(crate) async fn articles(State(state): State<AppState>, pairs: Pairs) -> Result<Response, Error> {
    pairs.only(PAGING)?;
    let page = state.pipeline.store().articles(read_article_cursor(&pairs)?, pairs.limit()?).await?;
    list(urls::API_ARTICLES, &pairs, &page.items, page.next.map(|c| c.to_string()))
}

/// `GET /api/v1/articles/{id}`.
pub(crate) async fn article(
    State(state): State<AppState>,
    Path(id): Path<String>,
    _: NoQuery,
    reach: Reach,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let id = id.parse().map_err(|_| Error::NotFound("article"))?;
    match state.pipeline.store().article(id).await? {
        Lookup::Found(full) => respond::json_with_etag(&headers, json::article(&full, reach.is_whole())?),
        Lookup::Moved(to) => Ok(respond::moved(&urls::api_article(to), false)),
        Lookup::Gone => Err(super::withdraw::gone(state.pipeline.store(), id).await?),
        Lookup::Unknown => Err(Error::NotFound("article")),
    }
}

/// The name asked for, where one is. What is found by name comes at once, without further pages.
fn asked_name(pairs: &Pairs) -> Result<Option<Option<Called>>, Error> {
    let Some(name) = pairs.one("q")? else { return Ok(None) };
    if pairs.one("cursor")?.is_some() {
        let detail = "`cursor` does not go with `q`: names are found at once, up to `limit`";
        return Err(vec![Problem::malformed("cursor", detail)].into());
    }
    Ok(Some(called("q", name)?))
}

/// `GET /api/v1/actors`; with `q`, those whose names begin so, else those whose names are spelled alike.
pub(crate) async fn actors(State(state): State<AppState>, pairs: Pairs) -> Result<Response, Error> {
    pairs.only(NAMED)?;
    if let Some(asked) = asked_name(&pairs)? {
        let found = match asked {
            Some(called) => state.pipeline.actors_called(&called, pairs.limit()?).await?.items,
            None => Vec::new(),
        };
        return list(urls::API_ACTORS, &pairs, &found, None);
    }
    let page = state.pipeline.store().actors(read_cursor(&pairs)?, pairs.limit()?).await?;
    list(urls::API_ACTORS, &pairs, &page.items, page.next.as_ref().map(write_cursor))
}

/// `GET /api/v1/places`, likewise.
pub(crate) async fn places(State(state): State<AppState>, pairs: Pairs) -> Result<Response, Error> {
    pairs.only(NAMED)?;
    if let Some(asked) = asked_name(&pairs)? {
        let found = match asked {
            Some(called) => state.pipeline.places_called(&called, pairs.limit()?).await?.items,
            None => Vec::new(),
        };
        return list(urls::API_PLACES, &pairs, &found, None);
    }
    let page = state.pipeline.store().places(read_cursor(&pairs)?, pairs.limit()?).await?;
    list(urls::API_PLACES, &pairs, &page.items, page.next.as_ref().map(write_cursor))
}

/// `GET /api/v1/negotiations`.
pub(crate) async fn negotiations(State(state): State<AppState>, pairs: Pairs) -> Result<Response, Error> {
    pairs.only(&[])?;
    list("/api/v1/negotiations", &pairs, &state.pipeline.store().negotiations().await?, None)
}

/// `GET /api/v1/outlets`.
pub(crate) async fn outlets(State(state): State<AppState>, pairs: Pairs) -> Result<Response, Error> {
    pairs.only(&[])?;
    list("/api/v1/outlets", &pairs, &state.pipeline.store().outlets().await?, None)
}

//! Lists of articles, actors, places, negotiations and outlets, and single articles.

use crate::{
    domain::{called::Called, filter::Problem, page::Lookup},
    render::json::{self, List},
    urls,
    web::{
        AppState,
        error::Error,
        fields::{FIELDS, Fields},
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

/// A list of things of this shape, with the fields that were asked for.
struct Asked {
    path: &'static str,
    pairs: Pairs,
    fields: Fields,
}

impl Asked {
    fn of(path: &'static str, shape: &str, mut pairs: Pairs, takes: &[&'static str]) -> Result<Asked, Error> {
        let fields = Fields::take(&mut pairs, shape)?;
        let takes: Vec<&'static str> = takes.iter().copied().chain([FIELDS]).collect();
        pairs.only(&takes)?;
        Ok(Asked { path, pairs, fields })
    }

    fn answer<T: Serialize>(&self, data: &[T], next: Option<String>) -> Result<Response, Error> {
        let href = next_href(self.path, &self.pairs, self.fields.pairs(), next.clone());
        let body = if self.fields.is_all() {
            serde_json::to_vec(&List { data, next, total: None, facets: None })?
        } else {
            serde_json::to_vec(&List { data: &self.fields.of_all(data)?, next, total: None, facets: None })?
        };
        Ok(respond::with_next(respond::json(body), href))
    }
}

/// `GET /api/v1/articles`.
pub(crate) async fn articles(State(state): State<AppState>, pairs: Pairs) -> Result<Response, Error> {
    let asked = Asked::of(urls::API_ARTICLES, "ArticleSummary", pairs, PAGING)?;
    let page = state.pipeline.store().articles(read_article_cursor(&asked.pairs)?, asked.pairs.limit()?).await?;
    asked.answer(&page.items, page.next.map(|c| c.to_string()))
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
        return Err(vec![Problem::impossible("cursor", detail)].into());
    }
    Ok(Some(called("q", name)?))
}

/// `GET /api/v1/actors`; with `q`, those whose names begin so, else those whose names are spelled alike.
pub(crate) async fn actors(State(state): State<AppState>, pairs: Pairs) -> Result<Response, Error> {
    let asked = Asked::of(urls::API_ACTORS, "CountedActor", pairs, NAMED)?;
    let limit = asked.pairs.limit()?;
    if let Some(name) = asked_name(&asked.pairs)? {
        let found = match name {
            Some(called) => state.pipeline.actors_called(&called, limit).await?.items,
            None => Vec::new(),
        };
        return asked.answer(&found, None);
    }
    let page = state.pipeline.store().actors(read_cursor(&asked.pairs)?, limit).await?;
    asked.answer(&page.items, page.next.as_ref().map(write_cursor))
}

/// `GET /api/v1/places`, likewise.
pub(crate) async fn places(State(state): State<AppState>, pairs: Pairs) -> Result<Response, Error> {
    let asked = Asked::of(urls::API_PLACES, "CountedPlace", pairs, NAMED)?;
    let limit = asked.pairs.limit()?;
    if let Some(name) = asked_name(&asked.pairs)? {
        let found = match name {
            Some(called) => state.pipeline.places_called(&called, limit).await?.items,
            None => Vec::new(),
        };
        return asked.answer(&found, None);
    }
    let page = state.pipeline.store().places(read_cursor(&asked.pairs)?, limit).await?;
    asked.answer(&page.items, page.next.as_ref().map(write_cursor))
}

/// `GET /api/v1/negotiations`.
pub(crate) async fn negotiations(State(state): State<AppState>, pairs: Pairs) -> Result<Response, Error> {
    let asked = Asked::of(urls::API_NEGOTIATIONS, "CountedNegotiation", pairs, &[])?;
    asked.answer(&state.pipeline.store().negotiations().await?, None)
}

/// `GET /api/v1/outlets`.
pub(crate) async fn outlets(State(state): State<AppState>, pairs: Pairs) -> Result<Response, Error> {
    let asked = Asked::of("/api/v1/outlets", "CountedOutlet", pairs, &[])?;
    asked.answer(&state.pipeline.store().outlets().await?, None)
}

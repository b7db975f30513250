//! The texts that stood at one address: `/api/v1/articles/{id}/revisions`, and one of them with what it changed.

use crate::{
    domain::{
        ArticleId, Text,
        filter::Problem,
        page::{ArticleFull, Lookup},
        revision::Revision,
    },
    render::json::{self, List},
    store::Store,
    urls,
    web::{
        AppState,
        api::withdraw::gone,
        error::Error,
        params::{Named, NoQuery, Pairs},
        reach::Reach,
        respond,
    },
};
use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};

/// Two texts of one article.
#[derive(Debug)]
pub(crate) struct Compared {
    /// The article as it is now.
    pub(crate) article: ArticleFull,
    /// Every revision, in the order of arrival.
    pub(crate) all: Vec<Revision>,
    /// Which of them is shown.
    pub(crate) shown: usize,
    /// Its text.
    pub(crate) text: Text,
    /// Which it is compared with, and that one's text; `None` for the first of all.
    pub(crate) against: Option<(usize, Text)>,
}

/// The article and its revisions.
///
/// # Errors
/// Where there is no such article, or it was withdrawn.
pub(crate) async fn all(store: &Store, id: ArticleId) -> Result<(ArticleFull, Vec<Revision>), Error> {
    match store.article(id).await? {
        Lookup::Found(article) => Ok((article, store.revisions(id).await?)),
        Lookup::Gone => Err(gone(store, id).await?),
        Lookup::Moved(_) | Lookup::Unknown => Err(Error::NotFound("article")),
    }
}

/// One revision beside the one that stood there when it came, or the one that is asked for.
///
/// # Errors
/// As [`all`]; where there is no such revision; where `against` names none.
pub(crate) async fn compared(
    store: &Store,
    id: ArticleId,
    number: u32,
    against: Option<&str>,
) -> Result<Compared, Error> {
    let (article, all) = all(store, id).await?;
    let place = |number: u32| all.iter().position(|r| r.revision == number);
    let shown = place(number).ok_or(Error::NotFound("revision"))?;
    let other = match against {
        Some(asked) => Some(asked.parse().ok().and_then(place).ok_or_else(|| {
            let shown: String = asked.chars().filter(|c| !c.is_control()).take(80).collect();
            let detail = format!("`against` must be the number of a revision, 1 to {}, not `{shown}`", all.len());
            // Of its form, but there is no such revision.
            let number = asked.bytes().all(|b| b.is_ascii_digit());
            vec![if number { Problem::impossible("against", detail) } else { Problem::malformed("against", detail) }]
        })?),
        None => all[shown].beside.and_then(place),
    };
    let mut texts = Vec::new();
    for revision in [Some(shown), other].into_iter().flatten().map(|at| all[at].revision) {
        texts.push(store.revision_text(id, revision).await?.ok_or(Error::NotFound("revision"))?);
    }
    let against = other.zip(texts.get(1).cloned());
    let text = texts.into_iter().next().ok_or(Error::NotFound("revision"))?;
    Ok(Compared { article, all, shown, text, against })
}

/// `GET /api/v1/articles/{id}/revisions`.
pub(crate) async fn list(
    State(state): State<AppState>,
    Path(id): Path<String>,
    _: NoQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let id = id.parse().map_err(|_| Error::NotFound("article"))?;
    as_list(state.pipeline.store(), id, &headers).await
}

/// The list, newest first.
///
/// # Errors
/// As [`all`].
pub(crate) async fn as_list(store: &Store, id: ArticleId, headers: &HeaderMap) -> Result<Response, Error> {
    let (_, mut data) = all(store, id).await?;
    data.reverse();
    respond::json_with_etag(headers, serde_json::to_vec(&List { data: &data, next: None, total: None, facets: None })?)
}

/// `GET /api/v1/articles/{id}/revisions/{n}`.
pub(crate) async fn one(
    State(state): State<AppState>,
    Path((id, number)): Path<(String, String)>,
    pairs: Pairs,
    reach: Reach,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (id, number) = read(&id, &Named { key: number, json: true })?;
    pairs.only(&["against"])?;
    as_one(&compared(state.pipeline.store(), id, number, pairs.one("against")?).await?, reach, &headers)
}

/// The numbers of an article and of a revision.
///
/// # Errors
/// Where one of them is no number.
pub(crate) fn read(id: &str, number: &Named) -> Result<(ArticleId, u32), Error> {
    let id = id.parse().map_err(|_| Error::NotFound("article"))?;
    let plain = number.key.bytes().all(|b| b.is_ascii_digit()) && !number.key.starts_with('0');
    let number = number.key.parse().ok().filter(|_| plain).ok_or(Error::NotFound("revision"))?;
    Ok((id, number))
}

/// One revision with its text and what it changed.
///
/// # Errors
/// When the value can't be written as JSON.
pub(crate) fn as_one(compared: &Compared, reach: Reach, headers: &HeaderMap) -> Result<Response, Error> {
    let against = compared.against.as_ref().map(|(at, text)| (compared.all[*at].revision, text));
    let article = &compared.article.article;
    let page = urls::revision(article.id, compared.all[compared.shown].revision);
    let body = json::revision(article, &compared.all[compared.shown], &compared.text, against, page, reach.is_whole())?;
    respond::json_with_etag(headers, body)
}

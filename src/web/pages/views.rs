//! Saved views: questions with a name. Whoever may correct events may keep one; everybody may use them.

use super::{Frame, html};
use crate::{
    domain::{filter::TimelineFilter, page::View},
    pipeline::intake::Rejection,
    render::words,
    urls,
    web::{
        AppState,
        error::Error,
        params::{NoQuery, Pairs},
        session::{self, Curator},
    },
};
use askama::Template;
use axum::{
    extract::{Path, Request, State},
    response::{IntoResponse as _, Redirect, Response},
};

/// Letters a name may have.
const LONGEST: usize = 80;
/// So many views are enough to choose from; more are a mistake of a script.
const MOST: u64 = 500;

/// A view as it stands in the list.
#[derive(Debug)]
struct Line {
    name: String,
    href: String,
    subject: String,
    made: String,
    remove: String,
}

#[derive(Debug, Template)]
#[template(path = "views.html")]
struct ViewsPage {
    frame: Frame,
    views: Vec<Line>,
    curator: Option<Curator>,
    sign_in: String,
    /// What is to be kept, and in words.
    query: String,
    subject: String,
}

/// What a stored question asks; the whole timeline where a later version of the program can't read it any more.
fn filter_of(query: &str) -> TimelineFilter {
    Pairs::read(query).filter().unwrap_or_default()
}

async fn subject(state: &AppState, filter: &TimelineFilter) -> Result<String, Error> {
    Ok(filter.subject(&state.pipeline.store().names(filter).await?))
}

/// `GET /views`: all of them, and a form that keeps the question in the address.
pub(crate) async fn list(State(state): State<AppState>, pairs: Pairs, request: Request) -> Result<Response, Error> {
    let filter = pairs.filter()?.first_page();
    let (head, _) = request.into_parts();
    // Who may not keep one may still read.
    let curator = session::curator(&state, &head).await.unwrap_or_default();
    let mut views = Vec::new();
    for View { slug, name, query, made_by, made_at } in state.pipeline.store().views().await? {
        views.push(Line {
            name,
            href: format!("{}/{slug}", urls::VIEWS),
            subject: subject(&state, &filter_of(&query)).await?,
            made: format!("kept by {made_by}, {}", words::instant(made_at)),
            remove: format!("{}/{slug}/remove", urls::VIEWS),
        });
    }
    let query = filter.to_query();
    let page = ViewsPage {
        frame: Frame::new("Saved views", "", state.options.demo),
        views,
        sign_in: urls::with_query(urls::SESSION, [("back", format!("{}?{query}", urls::VIEWS))]),
        subject: subject(&state, &filter).await?,
        query,
        curator,
    };
    Ok(session::private(html(&page, &[])?))
}

/// `GET /views/{slug}`: on to the question.
pub(crate) async fn open(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    _: NoQuery,
) -> Result<Response, Error> {
    let query = state.pipeline.store().view(&slug).await?.ok_or(Error::NotFound("view"))?;
    let to = if query.is_empty() { urls::TIMELINE.to_owned() } else { format!("{}?{query}", urls::TIMELINE) };
    Ok(Redirect::temporary(&to).into_response())
}

/// `POST /views`: keeps one.
pub(crate) async fn keep(State(state): State<AppState>, _: NoQuery, request: Request) -> Result<Response, Error> {
    let (curator, mut form) = session::form(&state, request).await?;
    let name = form.take("name").pop().unwrap_or_default().trim().to_owned();
    let query = form.take("query").pop().unwrap_or_default();
    let wrong = |detail: &str| Error::Rejected(Rejection::malformed("/name", detail));
    if name.is_empty() || name.chars().count() > LONGEST {
        return Err(wrong("give it a name of 1 to 80 letters, by which others will know it"));
    }
    let store = state.pipeline.store();
    if store.count_views().await? >= MOST {
        return Err(wrong("500 views are kept already: remove some that nobody uses"));
    }
    let query = Pairs::read(&query).filter()?.first_page().to_query();
    match store.keep_view(&name, &query, &curator.name, state.pipeline.clock().now()).await? {
        Some(_) => Ok(session::see_other(urls::VIEWS)),
        None => Err(wrong("this name is taken by another view: choose another, or remove that one first")),
    }
}

/// `POST /views/{slug}/remove`.
pub(crate) async fn remove(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    _: NoQuery,
    request: Request,
) -> Result<Response, Error> {
    session::form(&state, request).await?;
    if !state.pipeline.store().drop_view(&slug).await? {
        return Err(Error::NotFound("view"));
    }
    Ok(session::see_other(urls::VIEWS))
}

#[cfg(test)]
mod tests {
    use super::{super::check, *};

    #[test]
    fn names_of_others_are_text() {
        let hostile = || check::HOSTILE.to_owned();
        let page = ViewsPage {
            frame: Frame::new("Saved views", "", false),
            views: vec![Line {
                name: hostile(),
                href: "/views/x".to_owned(),
                subject: hostile(),
                made: hostile(),
                remove: "/views/x/remove".to_owned(),
            }],
            curator: Some(Curator { name: hostile(), csrf: "w".to_owned() }),
            sign_in: "/session".to_owned(),
            query: hostile(),
            subject: hostile(),
        };
        assert!(check::page(&page).contains("Keep this view"));
    }

    #[test]
    fn what_cannot_be_read_any_more_is_everything() {
        assert_eq!(filter_of("kind=strike").to_query(), "kind=strike");
        assert_eq!(filter_of("kind=duel").to_query(), "");
    }
}

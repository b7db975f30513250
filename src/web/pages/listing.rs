//! Lists of articles, actors, places, negotiations and outlets.

use super::{Frame, html};
use crate::{
    domain::{
        Actor, ArticleId, Place,
        event::NegotiationRef,
        page::{ArticleSummary, Listed, Outlet},
    },
    render::words,
    store::ListCursor,
    urls,
    web::{AppState, error::Error, params::Pairs},
};
use askama::Template;
use axum::{extract::State, response::Response};

/// A list.
#[derive(Debug, Template)]
#[template(path = "listing.html")]
struct ListPage {
    frame: Frame,
    columns: &'static [&'static str],
    rows: Vec<ListRow>,
    next: Option<String>,
    empty: &'static str,
}

#[derive(Debug, Default)]
struct ListRow {
    name: String,
    href: String,
    cells: Vec<String>,
    events: String,
    timeline: String,
}

/// The parameters lists take.
const PAGING: &[&str] = &["cursor", "limit"];

/// The cursor of a list of named things, as it stands in an address.
pub(crate) fn write_cursor((events, slug): &ListCursor) -> String {
    format!("{events}.{slug}")
}

/// Reads it back.
pub(crate) fn read_cursor(pairs: &Pairs) -> Result<Option<ListCursor>, Error> {
    let read = |text: &str| {
        let (events, slug) = text.split_once('.')?;
        let fits = !slug.is_empty() && !slug.chars().any(char::is_control);
        // The store counts in signed numbers.
        let events: u64 = events.parse().ok().filter(|n| i64::try_from(*n).is_ok())?;
        fits.then(|| (events, slug.to_owned()))
    };
    pairs.one("cursor")?.map(|text| read(text).ok_or_else(bad_cursor)).transpose()
}

/// The cursor of the list of articles.
pub(crate) fn read_article_cursor(pairs: &Pairs) -> Result<Option<ArticleId>, Error> {
    pairs.one("cursor")?.map(|text| text.parse().map_err(|_| bad_cursor())).transpose()
}

fn bad_cursor() -> Error {
    let detail = "`cursor` is not one this service gave out; start again without it";
    vec![crate::domain::filter::Problem::malformed("cursor", detail)].into()
}

/// The address of the next part of a list, the limit and these kept.
pub(crate) fn next_href(
    path: &str,
    pairs: &Pairs,
    kept: impl IntoIterator<Item = (&'static str, String)>,
    cursor: Option<String>,
) -> Option<String> {
    let limit = pairs.0.iter().filter(|(k, v)| k == "limit" && !v.is_empty()).map(|(_, v)| ("limit", v.clone()));
    Some(urls::with_query(path, limit.chain(kept).chain([("cursor", cursor?)])))
}

/// `GET /articles`.
pub(crate) async fn articles(State(state): State<AppState>, pairs: Pairs) -> Result<Response, Error> {
    pairs.only(PAGING)?;
    let page = state.pipeline.store().articles(read_article_cursor(&pairs)?, pairs.limit()?).await?;
    html(
        &ListPage {
            frame: Frame::new("Articles", "Articles", state.options.demo),
            columns: &["Article", "Outlet", "Published", "Events"],
            rows: page.items.iter().map(of_article).collect(),
            next: next_href(urls::ARTICLES, &pairs, [], page.next.map(|c| c.to_string())),
            empty: "No articles yet. The timeline's page says how to send one.",
        },
        &[],
    )
}

fn of_article(summary: &ArticleSummary) -> ListRow {
    let article = &summary.article;
    ListRow {
        name: if article.title.trim().is_empty() {
            format!("Untitled article {}", article.id)
        } else {
            article.title.clone()
        },
        href: urls::article(article.id),
        cells: vec![
            article.outlet.clone().unwrap_or_default(),
            article.published_at.map_or_else(|| "unknown".to_owned(), |p| words::day(p.day())),
        ],
        events: words::grouped(u64::from(summary.events)),
        timeline: String::new(),
    }
}

/// `GET /actors`.
pub(crate) async fn actors(State(state): State<AppState>, pairs: Pairs) -> Result<Response, Error> {
    pairs.only(PAGING)?;
    let page = state.pipeline.store().actors(read_cursor(&pairs)?, pairs.limit()?).await?;
    html(
        &ListPage {
            frame: Frame::new("Actors", "Actors", state.options.demo),
            columns: &["Actor", "Sort", "Country", "Events"],
            rows: page.items.iter().map(of_actor).collect(),
            next: next_href(urls::ACTORS, &pairs, [], page.next.as_ref().map(write_cursor)),
            empty: "No actors yet: they appear with the first events.",
        },
        &[],
    )
}

fn of_actor(listed: &Listed<Actor>) -> ListRow {
    let actor = &listed.item;
    ListRow {
        name: actor.name.clone(),
        href: urls::actor(&actor.id),
        cells: vec![actor.kind.as_str().replace('-', " "), actor.country.clone().unwrap_or_default()],
        events: words::grouped(listed.events),
        timeline: urls::timeline_of("actor", &actor.id),
    }
}

/// `GET /places`.
pub(crate) async fn places(State(state): State<AppState>, pairs: Pairs) -> Result<Response, Error> {
    pairs.only(PAGING)?;
    let page = state.pipeline.store().places(read_cursor(&pairs)?, pairs.limit()?).await?;
    html(
        &ListPage {
            frame: Frame::new("Places", "Places", state.options.demo),
            columns: &["Place", "Country", "Events"],
            rows: page.items.iter().map(of_place).collect(),
            next: next_href(urls::PLACES, &pairs, [], page.next.as_ref().map(write_cursor)),
            empty: "No places yet: they appear with the first events.",
        },
        &[],
    )
}

fn of_place(listed: &Listed<Place>) -> ListRow {
    let place = &listed.item;
    ListRow {
        name: place.name.clone(),
        href: urls::place(&place.id),
        cells: vec![place.country.clone().unwrap_or_default()],
        events: words::grouped(listed.events),
        timeline: urls::timeline_of("place", &place.id),
    }
}

/// `GET /negotiations`.
pub(crate) async fn negotiations(State(state): State<AppState>, pairs: Pairs) -> Result<Response, Error> {
    pairs.only(&[])?;
    let all = state.pipeline.store().negotiations().await?;
    html(
        &ListPage {
            frame: Frame::new("Negotiations", "Negotiations", state.options.demo),
            columns: &["Negotiation", "Events"],
            rows: all.iter().map(of_negotiation).collect(),
            next: None,
            empty: "No negotiations yet: they appear with the first rounds.",
        },
        &[],
    )
}

fn of_negotiation(listed: &Listed<NegotiationRef>) -> ListRow {
    ListRow {
        name: listed.item.name.clone(),
        href: urls::negotiation(&listed.item.id),
        cells: Vec::new(),
        events: words::grouped(listed.events),
        timeline: urls::timeline_of("negotiation", &listed.item.id),
    }
}

/// `GET /outlets`.
pub(crate) async fn outlets(State(state): State<AppState>, pairs: Pairs) -> Result<Response, Error> {
    pairs.only(&[])?;
    let all = state.pipeline.store().outlets().await?;
    html(
        &ListPage {
            frame: Frame::new("Outlets", "Articles", state.options.demo),
            columns: &["Outlet", "Events"],
            rows: all.iter().map(of_outlet).collect(),
            next: None,
            empty: "No outlets yet: they appear with the first articles that name theirs.",
        },
        &[],
    )
}

fn of_outlet(listed: &Listed<Outlet>) -> ListRow {
    ListRow {
        name: listed.item.name.clone(),
        href: urls::outlet(&listed.item.id),
        cells: Vec::new(),
        events: words::grouped(listed.events),
        timeline: urls::timeline_of("outlet", &listed.item.id),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::check, *};
    use crate::render::row::tests::{an_actor, an_article};

    #[test]
    fn samples_hold_together() {
        let mut untitled = an_article(check::HOSTILE);
        untitled.title.clear();
        let summary = |article| ArticleSummary { article, events: 3, recorded_at: jiff::Timestamp::UNIX_EPOCH };
        let lists = [
            vec![],
            vec![of_article(&summary(an_article("Wire"))), of_article(&summary(untitled))],
            (0..200).map(|_| of_actor(&Listed { item: an_actor(check::HOSTILE), events: 10_000 })).collect(),
            vec![of_actor(&Listed { item: an_actor(&"long ".repeat(500)), events: 1 })],
        ];
        for rows in lists {
            let empty = rows.is_empty();
            let html = check::page(&ListPage {
                frame: Frame::new(check::HOSTILE, "Actors", true),
                columns: &["Actor", "Sort", "Country", "Events"],
                rows,
                next: Some(urls::with_query("/actors", [("cursor", check::HOSTILE)])),
                empty: "Nothing yet.",
            });
            assert_eq!(html.contains("Nothing yet."), empty);
        }
    }

    #[test]
    fn cursors_read_back_and_others_are_refused() {
        let cursor = (12, "abu-dhabi.x".to_owned());
        let pairs = Pairs::read(&urls::with_query("", [("cursor", write_cursor(&cursor))])[1..]);
        assert_eq!(read_cursor(&pairs).expect("ours"), Some(cursor));
        for wrong in [
            "cursor=x",
            "cursor=1.",
            "cursor=-1.a",
            "cursor=1.a%00",
            "cursor=99999999999999999999.a",
            "cursor=18446744073709551615.a",
        ] {
            assert!(read_cursor(&Pairs::read(wrong)).is_err(), "{wrong}");
        }
        assert!(read_article_cursor(&Pairs::read("cursor=07")).is_err());
        assert_eq!(
            next_href("/places", &Pairs::read("limit=5"), [], Some("3.a".to_owned())).as_deref(),
            Some("/places?limit=5&cursor=3.a")
        );
    }
}

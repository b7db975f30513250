//! The texts that stood at one address, and what each changed: in the text, and of events.

use super::{Alternate, Frame, html};
use crate::{
    domain::{
        Kind,
        page::ArticleFull,
        revision::{Moves, Revision, Told},
    },
    render::{
        diff::{self, Piece, Pieces},
        words,
    },
    urls,
    web::{
        AppState,
        api::revisions::{Compared, all, as_list, as_one, compared, read},
        error::Error,
        params::{Named, NoQuery, Pairs},
        reach::Reach,
        respond,
    },
};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};

/// `GET /articles/{id}/revisions`.
pub(crate) async fn list(State(state): State<AppState>, Path(id): Path<String>, _: NoQuery) -> Result<Response, Error> {
    let id = id.parse().map_err(|_| Error::NotFound("article"))?;
    let (article, all) = all(state.pipeline.store(), id).await?;
    let page = RevisionsPage::new(&article, &all, state.options.demo);
    html(&page, &[respond::link(&format!("{}.json", urls::revisions(id)), "alternate")])
}

/// `GET /articles/{id}/revisions.json`.
pub(crate) async fn list_json(
    State(state): State<AppState>,
    Path(id): Path<String>,
    _: NoQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let id = id.parse().map_err(|_| Error::NotFound("article"))?;
    as_list(state.pipeline.store(), id, &headers).await
}

/// `GET /articles/{id}/revisions/{n}` and `/articles/{id}/revisions/{n}.json`.
pub(crate) async fn one(
    State(state): State<AppState>,
    Path((id, number)): Path<(String, String)>,
    pairs: Pairs,
    reach: Reach,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let named = Named::of(&number);
    let (id, number) = read(&id, &named)?;
    pairs.only(&["against"])?;
    let compared = compared(state.pipeline.store(), id, number, pairs.one("against")?).await?;
    if named.json {
        return as_one(&compared, reach, &headers);
    }
    let page = RevisionPage::new(&compared, state.options.demo, reach);
    html(&page, &[respond::link(&format!("{}.json", urls::revision(id, number)), "alternate")])
}

/// What a text did to events, in words.
#[derive(Debug)]
struct Deeds {
    /// Heading, and the events under it.
    groups: Vec<(&'static str, Vec<Deed>)>,
    same: String,
}

#[derive(Debug)]
struct Deed {
    kind: Kind,
    href: String,
    headline: String,
    fields: String,
}

impl Deeds {
    fn of(moves: &Moves) -> Deeds {
        let deed = |told: &Told| Deed {
            kind: told.kind,
            href: urls::event(told.event),
            headline: if told.headline.trim().is_empty() {
                words::title(told.kind.as_str())
            } else {
                told.headline.clone()
            },
            fields: told.fields.iter().map(|f| f.replace('_', " ")).collect::<Vec<_>>().join(", "),
        };
        let groups = [
            ("Came with it", &moves.came),
            ("Told otherwise", &moves.changed),
            ("Left with the text before", &moves.left),
        ];
        let groups = groups.into_iter().filter(|(_, list)| !list.is_empty());
        let same = moves.same as u64;
        Deeds {
            groups: groups.map(|(name, list)| (name, list.iter().map(deed).collect())).collect(),
            same: if same > 0 { format!("{} told as before.", words::counted(same, "event")) } else { String::new() },
        }
    }
}

/// The list of an article's texts.
#[derive(Debug, Template)]
#[template(path = "revisions.html")]
struct RevisionsPage {
    frame: Frame,
    article: String,
    article_href: String,
    json: String,
    lines: Vec<Line>,
}

#[derive(Debug)]
struct Line {
    number: u32,
    href: String,
    current: bool,
    made: String,
    recorded: String,
    length: String,
    note: String,
    deeds: Deeds,
}

fn title(article: &ArticleFull) -> &str {
    if article.article.title.trim().is_empty() { "Untitled article" } else { &article.article.title }
}

fn made(revision: &Revision) -> String {
    match (revision.modified_at, revision.published_at) {
        (Some(at), _) => format!("changed {}", words::published(at)),
        (None, Some(at)) => format!("published {}", words::published(at)),
        (None, None) => "the sender gave no date".to_owned(),
    }
}

/// Where a text stands among the others.
fn note(revision: &Revision) -> String {
    match (revision.replaced, revision.beside) {
        (Some(other), _) => format!("took the place of revision {other}"),
        (None, Some(other)) => {
            format!("came late: it is older than revision {other}, so it never was the article’s text")
        }
        (None, None) => "the first text".to_owned(),
    }
}

impl RevisionsPage {
    fn new(article: &ArticleFull, all: &[Revision], demo: bool) -> RevisionsPage {
        let id = article.article.id;
        let mut frame = Frame::new(format!("Revisions of “{}”", title(article)), "Articles", demo);
        frame.alternates.push(Alternate::json(&urls::revisions(id)));
        let line = |r: &Revision| Line {
            number: r.revision,
            href: urls::revision(id, r.revision),
            current: r.current,
            made: made(r),
            recorded: words::instant(r.recorded_at),
            length: words::counted(r.characters, "character"),
            note: note(r),
            deeds: Deeds::of(&r.events),
        };
        RevisionsPage {
            frame,
            article: title(article).to_owned(),
            article_href: urls::article(id),
            json: format!("{}.json", urls::revisions(id)),
            lines: all.iter().rev().map(line).collect(),
        }
    }
}

/// One text and what it changed.
#[derive(Debug, Template)]
#[template(path = "revision.html")]
struct RevisionPage {
    frame: Frame,
    outlet: String,
    article: String,
    article_href: String,
    list_href: String,
    json: String,
    number: u32,
    of: usize,
    current: bool,
    made: String,
    recorded: String,
    note: String,
    /// The number of the other text.
    against: Option<u32>,
    /// Other texts to compare it with: number, address.
    others: Vec<(u32, String)>,
    tally: String,
    title: Option<Pieces>,
    /// Whether the text is not to be shown.
    withheld: bool,
    blocks: Vec<Block>,
    deeds: Option<Deeds>,
}

#[derive(Debug)]
enum Block {
    /// A paragraph in which something differs.
    Changed(Pieces),
    /// Paragraphs in which nothing does: in words how many, and their texts.
    Same(String, Vec<String>),
}

impl RevisionPage {
    fn new(compared: &Compared, demo: bool, reach: Reach) -> RevisionPage {
        let Compared { article, all, shown, text, against } = compared;
        let (id, revision) = (article.article.id, &all[*shown]);
        let number = revision.revision;
        let mut frame = Frame::new(format!("Revision {number} of “{}”", title(article)), "Articles", demo);
        frame.alternates.push(Alternate::json(&urls::revision(id, number)));
        let paragraphs = match against {
            Some((_, other)) => diff::difference(other.as_str(), text.as_str()),
            None => diff::difference(text.as_str(), text.as_str()),
        };
        let (added, removed) = diff::tally(&paragraphs);
        let other = against.as_ref().map(|(at, _)| &all[*at]);
        let tally = match (other, added + removed) {
            (None, _) => String::new(),
            (Some(_), 0) => "The words are the same; spaces or line ends differ.".to_owned(),
            (Some(_), _) => format!("{} added, {} removed.", words::counted(added, "word"), words::grouped(removed)),
        };
        let usual = other.is_some_and(|o| Some(o.revision) == revision.replaced);
        let others = all.iter().filter(|r| r.revision != number && Some(r.revision) != other.map(|o| o.revision));
        RevisionPage {
            frame,
            outlet: article.article.outlet.clone().unwrap_or_default(),
            article: title(article).to_owned(),
            article_href: urls::article(id),
            list_href: urls::revisions(id),
            json: format!("{}.json", urls::revision(id, number)),
            number,
            of: all.len(),
            current: revision.current,
            made: made(revision),
            recorded: words::instant(revision.recorded_at),
            note: note(revision),
            against: other.map(|o| o.revision),
            others: others
                .map(|r| (r.revision, format!("{}?against={}", urls::revision(id, number), r.revision)))
                .collect(),
            tally,
            title: other
                .filter(|o| o.title != revision.title)
                .map(|o| diff::difference(&o.title, &revision.title).into_iter().flatten().collect()),
            withheld: !reach.is_whole(),
            blocks: if !reach.is_whole() {
                Vec::new()
            } else if other.is_some() {
                blocks(paragraphs)
            } else {
                paragraphs.into_iter().map(Block::Changed).collect()
            },
            // What it did to events is told of the text whose place it took, and of no other.
            deeds: (usual || other.is_none()).then(|| Deeds::of(&revision.events)),
        }
    }
}

/// Neighbours without a difference are told together.
fn blocks(paragraphs: Vec<Pieces>) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    for pieces in paragraphs {
        if !diff::is_same(&pieces) {
            out.push(Block::Changed(pieces));
            continue;
        }
        let text = pieces.iter().filter_map(|p| match p {
            Piece::Same(text) => Some(text.as_str()),
            Piece::Added(_) | Piece::Removed(_) => None,
        });
        let text: String = text.collect();
        match out.last_mut() {
            Some(Block::Same(words, texts)) => {
                texts.push(text);
                *words = told(texts.len());
            }
            _ => out.push(Block::Same(told(1), vec![text])),
        }
    }
    out
}

fn told(n: usize) -> String {
    format!("{} as before", words::counted(n as u64, "paragraph"))
}

#[cfg(test)]
mod tests {
    use super::{super::check, *};
    use crate::{
        domain::{ArticleId, EventId, Text, article::Format},
        render::row::tests::an_article,
    };

    fn article(title: &str) -> ArticleFull {
        ArticleFull {
            article: crate::domain::ArticleRef {
                id: ArticleId(3),
                title: title.to_owned(),
                ..an_article("Harbour Wire")
            },
            byline: None,
            modified: None,
            language: None,
            format: Format::Text,
            content_hash: String::new(),
            revision: 2,
            revisions: 2,
            recorded_at: "2026-02-18T00:00:00Z".parse().expect("an instant"),
            mentions: vec![],
            notes: vec![],
            text: Text::freeze(""),
        }
    }

    fn revision(number: u32, replaced: Option<u32>, beside: Option<u32>, told: &str) -> Revision {
        let told = |fields: &[&str]| Told {
            event: EventId(7),
            kind: Kind::Strike,
            headline: told.to_owned(),
            fields: fields.iter().map(|f| (*f).to_owned()).collect(),
        };
        Revision {
            revision: number,
            current: number == 2,
            replaced,
            beside,
            title: format!("Title {number}"),
            byline: None,
            published_at: None,
            modified_at: Some("2026-02-17T12:00:00Z".parse().expect("an instant")),
            recorded_at: "2026-02-18T00:00:00Z".parse().expect("an instant"),
            content_hash: String::new(),
            characters: 1_400,
            events: Moves { came: vec![told(&[])], changed: vec![told(&["figures"])], left: vec![told(&[])], same: 3 },
        }
    }

    fn revisions(told: &str) -> Vec<Revision> {
        vec![revision(1, None, None, told), revision(2, Some(1), Some(1), told), revision(3, None, Some(2), told)]
    }

    fn page(shown: usize, old: Option<&str>, new: &str, told: &str) -> String {
        let against = old.map(|old| (usize::from(shown == 2), Text::freeze(old)));
        let compared =
            Compared { article: article(told), all: revisions(told), shown, text: Text::freeze(new), against };
        check::page(&RevisionPage::new(&compared, true, Reach::Whole))
    }

    #[test]
    fn samples_hold_together() {
        for told in ["Four died", check::HOSTILE, "", &"very long ".repeat(400)] {
            check::page(&RevisionsPage::new(&article(told), &revisions(told), true));
            for (shown, old) in [(0, None), (1, Some("One.\n\nTwo.")), (2, Some(check::HOSTILE))] {
                page(shown, old, &format!("One.\n\n{told}"), told);
            }
        }
    }

    #[test]
    fn what_was_added_and_removed_is_said_and_not_only_coloured() {
        let html = page(
            1,
            Some("A drone killed 15 miners.\n\nTalks go on.\n\nNo more."),
            "A drone killed 12 miners.\n\nTalks go on.\n\nNo more.",
            "x",
        );
        assert!(html.contains("<del><span class=\"vh\">removed: </span>15</del>"), "{html}");
        assert!(html.contains("<ins><span class=\"vh\">added: </span>12</ins>"), "{html}");
        assert!(html.contains("2 paragraphs as before"), "{html}");
        assert!(html.contains("1 word added, 1 removed."), "{html}");
    }

    #[test]
    fn a_text_that_came_late_says_so() {
        let html = check::page(&RevisionsPage::new(&article("x"), &revisions("x"), false));
        assert!(html.contains("came late: it is older than revision 2"), "{html}");
    }
}

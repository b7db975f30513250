//! One article: the whole frozen text, every piece of evidence marked, and beside each paragraph what
//! was found in it.

use super::{Alternate, Frame, html, outward};
use crate::{
    domain::{
        ArticleId, EventId, Kind, Mention,
        page::{ArticleFull, Lookup},
    },
    render::{
        json,
        marks::{Mark, Paragraph, paragraphs},
        words,
    },
    store::slug,
    urls,
    web::{
        AppState,
        api::withdraw::gone,
        error::Error,
        params::{Named, NoQuery},
        reach::Reach,
        respond,
    },
};
use askama::Template;
use axum::{extract::State, http::HeaderMap, response::Response};

/// `GET /articles/{id}` and `/articles/{id}.json`.
pub(crate) async fn get(
    State(state): State<AppState>,
    named: Named,
    _: NoQuery,
    reach: Reach,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let id: ArticleId = named.id("article")?;
    let full = match state.pipeline.store().article(id).await? {
        Lookup::Found(full) => full,
        Lookup::Moved(to) => return Ok(respond::moved(&urls::article(to), named.json)),
        Lookup::Gone => return Err(gone(state.pipeline.store(), id).await?),
        Lookup::Unknown => return Err(Error::NotFound("article")),
    };
    if named.json {
        return respond::json_with_etag(&headers, json::article(&full, reach.is_whole())?);
    }
    let page = ArticlePage::new(&full, state.options.demo, reach);
    html(&page, &[respond::link(&format!("{}.json", urls::article(id)), "alternate")])
}

/// An article's page.
#[derive(Debug, Template)]
#[template(path = "article.html")]
struct ArticlePage {
    frame: Frame,
    outlet: String,
    /// The page of its outlet.
    outlet_href: Option<String>,
    byline: String,
    published: Option<(String, String)>,
    source: Option<String>,
    json: String,
    add: String,
    revision: u32,
    revisions: u32,
    revisions_href: String,
    found: String,
    recorded: String,
    kinds: Vec<Kind>,
    paragraphs: Vec<Para>,
    /// Whether only the sentences of events are shown.
    withheld: bool,
    unplaced: Vec<Note>,
    notes: Vec<String>,
}

#[derive(Debug)]
struct Para {
    pieces: Vec<Piece>,
    notes: Vec<Note>,
}

#[derive(Debug)]
struct Piece {
    text: String,
    /// Names of marks that begin here: events link to them.
    anchors: Vec<String>,
    mark: Option<Link>,
    /// Numbers of the events whose marks end here.
    ends: Vec<usize>,
}

#[derive(Debug)]
struct Link {
    kind: Kind,
    href: String,
    /// Said where marks overlap: every event this piece speaks of.
    title: String,
}

/// What stands in the margin.
#[derive(Clone, Debug)]
struct Note {
    number: usize,
    kind: Kind,
    href: String,
    headline: String,
    small: String,
}

/// An event of this article, with its number in order of appearance.
struct Found<'a> {
    event: EventId,
    mention: &'a Mention,
    number: usize,
}

impl Found<'_> {
    fn note(&self) -> Note {
        let content = &self.mention.content;
        let status = content.status.map(|s| format!("{} · ", s.as_str().replace('-', " "))).unwrap_or_default();
        Note {
            number: self.number,
            kind: content.kind,
            href: urls::event(self.event),
            headline: headline(self.mention),
            small: format!("{status}{}", content.date.label()),
        }
    }
}

fn headline(mention: &Mention) -> String {
    let headline = mention.content.headline.trim();
    if headline.is_empty() { words::title(mention.content.kind.as_str()) } else { headline.to_owned() }
}

impl ArticlePage {
    fn new(full: &ArticleFull, demo: bool, reach: Reach) -> ArticlePage {
        let spans = |m: &Mention| -> Vec<(u32, u32)> { m.evidence.iter().filter_map(|e| e.start.zip(e.end)).collect() };
        let mut found: Vec<Found<'_>> =
            full.mentions.iter().map(|(event, mention)| Found { event: *event, mention, number: 0 }).collect();
        found.sort_by_key(|f| spans(f.mention).into_iter().min().unwrap_or((u32::MAX, 0)));
        // One number for one event, though several mentions of an article may have become part of it.
        let mut numbered: Vec<EventId> = Vec::new();
        for f in &mut found {
            let known = numbered.iter().position(|e| *e == f.event);
            f.number = known.unwrap_or_else(|| {
                numbered.push(f.event);
                numbered.len() - 1
            }) + 1;
        }
        let mut marks: Vec<Mark> = Vec::new();
        for (owner, f) in found.iter().enumerate() {
            let spans = spans(f.mention).into_iter().filter_map(|(a, b)| full.text.span_of_code_points(a, b));
            for span in spans.filter(|s| !s.is_empty()) {
                let mark = Mark { span, owner };
                if !marks.iter().any(|m| m.span == span && found[m.owner].number == f.number) {
                    marks.push(mark);
                }
            }
        }
        let mut anchored: Vec<String> = Vec::new();
        let mut paras: Vec<Para> =
            paragraphs(&full.text, &marks).iter().map(|p| para(p, &marks, &found, full, &mut anchored)).collect();
        if !reach.is_whole() {
            paras = excerpts(paras);
        }
        let mut kinds: Vec<Kind> = marks.iter().map(|m| found[m.owner].mention.content.kind).collect();
        kinds.sort();
        kinds.dedup();
        let unplaced = (found.iter().enumerate())
            .filter(|(owner, _)| !marks.iter().any(|m| m.owner == *owner))
            .filter(|(_, f)| !marks.iter().any(|m| found[m.owner].number == f.number))
            .map(|(_, f)| f.note());
        let article = &full.article;
        let title = if article.title.trim().is_empty() { "Untitled article" } else { &article.title };
        let mut frame = Frame::new(title, "Articles", demo);
        frame.alternates.push(Alternate::json(&urls::article(article.id)));
        ArticlePage {
            frame,
            outlet_href: article.outlet.as_deref().map(|name| urls::outlet(&slug(name))),
            outlet: article.outlet.clone().unwrap_or_default(),
            byline: full.byline.clone().filter(|b| article.outlet.as_ref() != Some(b)).unwrap_or_default(),
            published: article.published_at.map(|p| (p.to_string(), words::published(p))),
            source: outward(article.url.as_deref()),
            json: format!("{}.json", urls::article(article.id)),
            add: urls::add_event(article.id),
            revision: full.revision,
            revisions: full.revisions,
            revisions_href: urls::revisions(article.id),
            found: format!("{} found", words::counted(numbered.len() as u64, "event")),
            recorded: words::instant(full.recorded_at),
            kinds,
            paragraphs: paras,
            withheld: !reach.is_whole(),
            unplaced: unplaced.collect(),
            notes: full.notes.clone(),
        }
    }
}

/// Only the sentences that events rest on.
fn excerpts(paras: Vec<Para>) -> Vec<Para> {
    let mut told: Vec<Para> = paras.into_iter().filter(|p| p.pieces.iter().any(|piece| piece.mark.is_some())).collect();
    for piece in told.iter_mut().flat_map(|p| &mut p.pieces).filter(|p| p.mark.is_none() && !p.text.trim().is_empty()) {
        piece.text = " … ".to_owned();
    }
    told
}

fn para(
    cut: &Paragraph<'_>,
    marks: &[Mark],
    found: &[Found<'_>],
    full: &ArticleFull,
    anchored: &mut Vec<String>,
) -> Para {
    let of = |mark: &usize| &found[marks[*mark].owner];
    let mut notes: Vec<Note> = Vec::new();
    let pieces = cut
        .pieces
        .iter()
        .map(|piece| {
            for mark in &piece.marks {
                let note = of(mark).note();
                if !notes.iter().any(|n| n.number == note.number) {
                    notes.push(note);
                }
            }
            let mut anchors = Vec::new();
            for mark in &piece.begins {
                let (start, end) = full.text.code_points(marks[*mark].span);
                let name = urls::span_anchor(start, end);
                if !anchored.contains(&name) {
                    anchored.push(name.clone());
                    anchors.push(name);
                }
            }
            let mark = piece.marks.first().map(|shortest| {
                let all: Vec<String> = piece.marks.iter().map(|m| headline(of(m).mention)).collect();
                Link {
                    kind: of(shortest).mention.content.kind,
                    href: urls::event(of(shortest).event),
                    title: if all.len() > 1 { all.join(" · ") } else { String::new() },
                }
            });
            let mut ends: Vec<usize> = piece.ends.iter().map(|m| of(m).number).collect();
            ends.sort_unstable();
            ends.dedup();
            Piece { text: piece.text.to_owned(), anchors, mark, ends }
        })
        .collect();
    notes.sort_by_key(|n| n.number);
    Para { pieces, notes }
}

#[cfg(test)]
mod tests {
    use super::{super::check, *};
    use crate::{
        domain::{Evidence, Text, article::Format},
        render::row::tests::{an_article, an_event},
    };

    fn article(text: &str, exacts: &[&str]) -> ArticleFull {
        let text = Text::freeze(text);
        let mention = |(n, exact): (usize, &&str)| {
            let at = text.find(exact).map(|s| text.code_points(s));
            let (start, end) = (at.map(|a| a.0), at.map(|a| a.1));
            let evidence = Evidence { exact: (*exact).to_owned(), start, end, rule: "client".to_owned() };
            let mut content = an_event().content;
            content.headline = format!("Event {n} {}", check::HOSTILE);
            let mention = Mention { content, history: vec![], part_of: None, evidence: vec![evidence], trace: vec![] };
            (EventId(n as i64 + 1), mention)
        };
        ArticleFull {
            article: an_article(check::HOSTILE),
            byline: Some(check::HOSTILE.to_owned()),
            modified: None,
            language: None,
            format: Format::Text,
            content_hash: String::new(),
            revision: 1,
            revisions: 2,
            recorded_at: "2026-02-18T00:00:00Z".parse().expect("an instant"),
            mentions: exacts.iter().enumerate().map(mention).collect(),
            notes: vec![check::HOSTILE.to_owned()],
            text,
        }
    }

    fn samples() -> Vec<ArticleFull> {
        let mut bare = article("", &[]);
        bare.article.title.clear();
        bare.article.published_at = None;
        vec![
            bare,
            article(
                "Talks began on Monday.\n\nThey ended on Tuesday, without a text.",
                &["Talks began", "ended on Tuesday", "not there"],
            ),
            article(&"A very long sentence about talks. ".repeat(3_000), &["very long"]),
            article(&format!("{} and {}", check::HOSTILE, check::HOSTILE), &["<script>alert(1)</script>", "script"]),
        ]
    }

    #[test]
    fn samples_hold_together() {
        for full in samples() {
            check::page(&ArticlePage::new(&full, true, Reach::Whole));
        }
    }

    #[test]
    fn every_sentence_is_marked_and_numbered() {
        let html = check::page(&ArticlePage::new(&samples()[1], false, Reach::Whole));
        assert!(html.contains("<span class=\"at\" id=\"s0-11\"></span><a class=\"hl k-strike\" href=\"/events/1\">Talks began<sup>1</sup></a> on Monday."), "{html}");
        assert!(html.contains("No source sentence") && html.contains("href=\"/events/3\""));
    }

    #[test]
    fn overlapping_marks_lose_no_text() {
        let full = article("one two three four five", &["one two three", "three four", "two three four five"]);
        let html = check::page(&ArticlePage::new(&full, false, Reach::Whole));
        for (anchor, event) in [("s0-13", 1), ("s8-18", 2), ("s4-23", 3)] {
            assert!(html.contains(&format!("id=\"{anchor}\"")), "{anchor}: {html}");
            assert!(html.contains(&format!("href=\"/events/{event}\"")), "{event}");
        }
        let body = html.split("<div class=\"para\"><p>").nth(1).and_then(|p| p.split("</p>").next()).expect("the text");
        let text: String = body.split('<').map(|p| p.split_once('>').map_or(p, |(_, t)| t)).collect();
        assert_eq!(text.replace(['1', '2', '3'], ""), "one two three four five");
    }

    #[test]
    fn strangers_see_the_sentences_of_events_only() {
        let full = article(
            "Talks began on Monday. It rained.\n\nNobody said why.\n\nThey ended on Tuesday.",
            &["Talks began", "ended on Tuesday"],
        );
        let html = check::page(&ArticlePage::new(&full, false, Reach::Excerpts));
        for shown in ["Talks began", "ended on Tuesday", "id=\"s0-11\"", "Only the sentences"] {
            assert!(html.contains(shown), "{shown}: {html}");
        }
        for withheld in ["Monday", "rained", "said why", "They"] {
            assert!(!html.contains(withheld), "{withheld}: {html}");
        }
    }

    #[test]
    fn two_mentions_of_one_event_share_a_number() {
        let mut full = article("alpha beta", &["alpha", "beta"]);
        full.mentions[1].0 = full.mentions[0].0;
        let page = ArticlePage::new(&full, false, Reach::Whole);
        assert_eq!(page.found, "1 event found");
        assert_eq!(page.paragraphs[0].notes.len(), 1);
    }
}

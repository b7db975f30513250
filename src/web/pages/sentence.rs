//! The sentences behind an event, with the words marked in them that its fields rest on.

use super::{figures::letter_of, outward};
use crate::{
    domain::{ArticleId, Event, SourcedEvidence, Trace, page::Explained},
    render::words,
    urls,
};

/// Longer spans are clauses, and mark nothing.
const LONGEST: usize = 60;

/// A sentence.
#[derive(Debug)]
pub(crate) struct Sentence {
    /// Under which letter figures point to it.
    pub(crate) letter: String,
    /// Its words, cut where a mark begins or ends: (whether it is marked, the words).
    pub(crate) pieces: Vec<(bool, String)>,
    pub(crate) outlet: String,
    pub(crate) published: String,
    /// Whether it stands in the text of the article.
    pub(crate) in_text: bool,
    pub(crate) href: String,
    /// The article where it was published.
    pub(crate) source: Option<String>,
}

/// The sentences of an event, in the order of its evidence.
pub(crate) fn sentences(event: &Event, explained: &[Explained]) -> Vec<Sentence> {
    let one = |(n, e): (usize, &SourcedEvidence)| {
        let span = e.start.zip(e.end);
        let marks = span.map(|span| marks(span, e.article.id, explained)).unwrap_or_default();
        Sentence {
            letter: letter_of(n),
            pieces: pieces(&e.exact, &marks),
            outlet: e.article.outlet.clone().unwrap_or_else(|| "Outlet not stated".to_owned()),
            published: e.article.published_at.map_or_else(|| "publication date unknown".to_owned(), words::published),
            in_text: span.is_some(),
            href: span.map_or_else(|| urls::article(e.article.id), |(a, b)| urls::article_span(e.article.id, a, b)),
            source: outward(e.article.url.as_deref()),
        }
    };
    event.evidence.iter().enumerate().map(one).collect()
}

/// Which code points of a sentence its event's numbers, dates and the like rest on; who takes part is in every
/// sentence, and would mark too much.
fn marks((start, end): (u32, u32), article: ArticleId, explained: &[Explained]) -> Vec<(usize, usize)> {
    fn walk(trace: &[Trace], inside: &dyn Fn(&Trace) -> Option<(usize, usize)>, out: &mut Vec<(usize, usize)>) {
        for t in trace {
            let who = ["participants", "topics", "statement.speaker"].iter().any(|field| t.field.starts_with(field));
            if !who {
                out.extend(inside(t));
                walk(&t.children, inside, out);
            }
        }
    }
    let all = (end - start) as usize;
    let inside = |t: &Trace| {
        let within = start <= t.start && t.start < t.end && t.end <= end;
        let (from, to) = ((t.start.checked_sub(start)?) as usize, (t.end.checked_sub(start)?) as usize);
        (within && to - from <= LONGEST && (to - from) * 2 <= all).then_some((from, to))
    };
    let mut found = Vec::new();
    for of in explained.iter().filter(|e| e.article.id == article) {
        walk(&of.trace, &inside, &mut found);
    }
    found.sort_unstable();
    let mut marks: Vec<(usize, usize)> = Vec::new();
    for (from, to) in found {
        match marks.last_mut().filter(|(_, end)| from <= *end) {
            Some((_, end)) => *end = to.max(*end),
            None => marks.push((from, to)),
        }
    }
    marks
}

/// Words cut at these code points.
fn pieces(exact: &str, marks: &[(usize, usize)]) -> Vec<(bool, String)> {
    let mut pieces: Vec<(bool, String)> = Vec::new();
    for (at, letter) in exact.chars().enumerate() {
        let marked = marks.iter().any(|(from, to)| (*from..*to).contains(&at));
        match pieces.last_mut().filter(|(m, _)| *m == marked) {
            Some((_, words)) => words.push(letter),
            None => pieces.push((marked, letter.to_string())),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::row::tests::{an_article, an_event};

    fn trace(field: &str, start: u32, end: u32, children: Vec<Trace>) -> Trace {
        Trace { field: field.to_owned(), rule: "a.rule".to_owned(), exact: String::new(), start, end, children }
    }

    #[test]
    fn numbers_and_dates_are_marked_and_whole_sentences_are_not() {
        let event = an_event();
        let trace = vec![
            trace("status", 0, 62, vec![]),
            trace("strike.weapons", 16, 27, vec![trace("figures.0", 16, 18, vec![])]),
            trace("participants.0", 0, 6, vec![]),
            trace("date", 53, 62, vec![]),
            trace("place", 90, 99, vec![]),
        ];
        let explained = Explained { article: an_article("Harbour Wire"), trace };
        let sentences = sentences(&event, &[explained]);
        let marked: Vec<&str> = sentences[0].pieces.iter().filter(|(m, _)| *m).map(|(_, w)| w.as_str()).collect();
        assert_eq!(marked, ["29 missiles", "overnight"]);
        let whole: String = sentences[0].pieces.iter().map(|(_, w)| w.as_str()).collect();
        assert_eq!(whole, event.evidence[0].exact);
    }
}

//! What is said in quotation marks.
//!
//! Curly, straight, low and angular double marks, and single marks where they can't be apostrophes.
//! Only the outermost quotation is kept, so the list never overlaps. One left open ends with its
//! paragraph; when the next paragraph opens with a mark again, that is its continuation.

use super::token::Doc;
use crate::domain::Span;

/// A stretch of direct speech; one per pair of marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The words inside the marks.
    pub inner: Span,
    /// With the marks.
    pub outer: Span,
    /// Its sentence (the one in which it opens).
    pub sentence: usize,
    /// The quote of which this is a continuation (split by its attribution, or carried on in the
    /// next paragraph), as an index into the same list.
    pub continues: Option<usize>,
}

/// What a mark at one place can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Open,
    Close,
    /// A straight or turned-round mark that opens or closes as needed.
    Either,
    SingleOpen,
    /// Closes a single quotation, or is an apostrophe.
    SingleClose,
}

/// The longest attribution between two parts of one quotation, in bytes.
const LONGEST_ATTRIBUTION: usize = 160;

/// Every quotation, in text order. Scare quotes are here too: the statement frame tells them apart.
pub fn find(doc: &Doc) -> Vec<Quote> {
    let mut quotes: Vec<Quote> = Vec::new();
    let mut carried: Option<usize> = None;
    let mut first = 0;
    while let Some(sentence) = doc.sentences.get(first) {
        let after = first + doc.sentences[first..].partition_point(|s| s.paragraph <= sentence.paragraph);
        let last = after.max(first + 1) - 1;
        let (start, end) = (sentence.span.start(), doc.sentences[last].span.end());
        let text = doc.text.as_str().get(start..end).unwrap_or_default();
        let before = quotes.len();
        let mut unclosed = false;
        for (inner, outer, closed) in pairs(text) {
            let at = |range: (usize, usize)| doc.text.span(start + range.0, start + range.1);
            let (Some(inner), Some(outer)) = (at(inner), at(outer)) else { continue };
            unclosed = !closed;
            let position = doc.sentences.partition_point(|s| s.span.end() <= outer.start()).min(last);
            let opens_paragraph = quotes.len() == before && text[..outer.start() - start].trim().is_empty();
            let continues = carried.filter(|_| opens_paragraph).or_else(|| {
                let previous = quotes.len().checked_sub(1).filter(|p| *p >= before)?;
                split(doc, &quotes[previous], outer, position).then_some(previous)
            });
            quotes.push(Quote { inner, outer, sentence: position, continues });
        }
        carried = if unclosed { quotes.len().checked_sub(1) } else { None };
        first = last + 1;
    }
    quotes
}

/// Whether a quotation goes on from the one before, after its attribution: the first part ends with a comma.
fn split(doc: &Doc, previous: &Quote, outer: Span, sentence: usize) -> bool {
    let part = doc.text.slice(previous.inner).trim_end();
    let between = doc.text.as_str().get(previous.outer.end()..outer.start()).unwrap_or_default();
    let comma = part.ends_with([',', '–', '—']) || between.starts_with(',');
    previous.sentence == sentence && comma && between.len() < LONGEST_ATTRIBUTION
}

/// Inner and outer bytes of a quotation, and whether a closing mark was found.
type Pair = ((usize, usize), (usize, usize), bool);

/// The quotations of one paragraph: inner and outer byte ranges, and whether a closing mark was found.
fn pairs(text: &str) -> Vec<Pair> {
    let marks = marks(text);
    // For every mark, whether a mark that can close a single quotation follows before one opens.
    let mut closable = vec![false; marks.len()];
    let mut ahead = false;
    for (i, (.., mark)) in marks.iter().enumerate().rev() {
        closable[i] = ahead;
        match mark {
            Mark::SingleClose => ahead = true,
            Mark::SingleOpen => ahead = false,
            _ => {}
        }
    }
    let mut out = Vec::new();
    let mut open: Option<(usize, usize, bool)> = None;
    for (i, &(at, len, mark)) in marks.iter().enumerate() {
        match (open, mark) {
            (None, Mark::Open) => open = Some((at, len, false)),
            (None, Mark::Either) if may_open(text, at, len) => open = Some((at, len, false)),
            (None, Mark::SingleOpen) if closable[i] => open = Some((at, len, true)),
            (Some((from, skip, false)), Mark::Close | Mark::Either) => {
                out.push(((from + skip, at), (from, at + len), true));
                open = None;
            }
            (Some((from, skip, false)), Mark::Open) => {
                if !may_open(text, at, len) {
                    // An opening mark where only a closing one makes sense.
                    out.push(((from + skip, at), (from, at + len), true));
                    open = None;
                } else if !nests(text, from) {
                    // The earlier quotation was never closed.
                    let end = text[..at].trim_end().len().max(from + skip);
                    out.push(((from + skip, end), (from, end), true));
                    open = Some((at, len, false));
                }
            }
            (Some((from, skip, true)), Mark::SingleClose) if !(closable[i] && possessive(text, at, len)) => {
                out.push(((from + skip, at), (from, at + len), true));
                open = None;
            }
            _ => {}
        }
    }
    if let Some((from, skip, false)) = open {
        out.push(((from + skip, text.len()), (from, text.len()), false));
    }
    out.retain(|((start, end), ..)| text.get(*start..*end).is_some_and(|inner| inner.contains(char::is_alphanumeric)));
    // "rock 'n' roll".
    out.retain(|((start, end), (from, _), _)| end - start > 1 || !text[*from..].starts_with(['‘', '\'']));
    out
}

/// Angular marks nest in each other; the English ones alternate with single marks instead.
fn nests(text: &str, open: usize) -> bool {
    text[open..].starts_with('«')
}

/// Every mark with its place, its length and what it can be there.
fn marks(text: &str) -> Vec<(usize, usize, Mark)> {
    let mut out = Vec::new();
    // Every mark is one of these bytes or begins with one.
    let starts = text.bytes().enumerate().filter(|(_, b)| matches!(b, b'"' | b'\'' | 0xc2 | 0xe2));
    for (at, c) in starts.filter_map(|(at, _)| Some((at, text.get(at..)?.chars().next()?))) {
        let before = text[..at].chars().next_back().unwrap_or(' ');
        let after = text[at + c.len_utf8()..].chars().next().unwrap_or(' ');
        let starts = before.is_whitespace() || matches!(before, '(' | '[' | '—' | '–' | '“' | '"' | '«' | '/' | ':');
        let mark = match c {
            '“' | '„' | '«' | '‟' => Some(Mark::Open),
            // "”We will sign,” he said": turned round at the start.
            '”' if starts && after.is_alphanumeric() => Some(Mark::Either),
            '”' | '»' => Some(Mark::Close),
            // After a digit it is an inch or a second of arc.
            '"' if before.is_ascii_digit() && !after.is_whitespace() && !after.is_ascii_punctuation() => None,
            '"' => Some(Mark::Either),
            '‘' | '\'' if starts && after.is_alphabetic() => Some(Mark::SingleOpen),
            '’' | '\'' if !before.is_whitespace() && !after.is_alphanumeric() => Some(Mark::SingleClose),
            _ => None,
        };
        out.extend(mark.map(|mark| (at, c.len_utf8(), mark)));
    }
    out
}

/// Whether words can start after this mark: no space follows, and none of the words before touch it.
fn may_open(text: &str, at: usize, len: usize) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at + len..].chars().next();
    after.is_some_and(|c| !c.is_whitespace())
        && !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | ',' | '!' | '?'))
}

/// Whether this mark can be the apostrophe of a plural ("the envoys' work"): after an s, before a small letter.
fn possessive(text: &str, at: usize, len: usize) -> bool {
    let mut after = text[at + len..].chars();
    text[..at].ends_with(['s', 'S']) && after.next() == Some(' ') && after.next().is_some_and(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::super::sentence;
    use super::*;
    use crate::domain::Text;
    use proptest::prelude::*;

    /// The inner words of every quotation; a continuation has a plus before it.
    fn check(text: &str, expect: &[&str]) {
        let doc = sentence::read(&Text::freeze(text));
        let got: Vec<String> = find(&doc)
            .iter()
            .map(|q| format!("{}{}", if q.continues.is_some() { "+" } else { "" }, doc.text.slice(q.inner)))
            .collect();
        assert_eq!(got, expect, "{text}");
    }

    #[test]
    fn marks_of_every_kind() {
        check("“We met,” the envoy said.", &["We met,"]);
        check("\"We met,\" the envoy said, \"and parted.\"", &["We met,", "+and parted."]);
        check("He called it \"useful\" and \"frank\".", &["useful", "frank"]);
        check(
            "‘We met,’ the envoy said. ‘It’s the envoys’ work, and it isn’t done.’",
            &["We met,", "It’s the envoys’ work, and it isn’t done."],
        );
        check("'We met,' the envoy said.", &["We met,"]);
        check("”We met,” the envoy said. He called it ”useful”.", &["We met,", "useful"]);
        check("The envoy said after the long day: «We met».", &["We met"]);
        check("„We met“, the envoy said.", &["We met"]);
        check("“We met\", the envoy said.", &["We met"]);
        check("“We met“, the envoy said.", &["We met"]);
        check("“They said ‘no’ to us,” he said.", &["They said ‘no’ to us,"]);
        check("‘They said “no” to us,’ he said.", &["They said “no” to us,"]);
        check("The plan (“a bridge”) was dropped.", &["a bridge"]);
    }

    #[test]
    fn carried_over_paragraphs() {
        check(
            "“We met in the morning.\n\n“We parted at night,” he said.",
            &["We met in the morning.", "+We parted at night,"],
        );
        check("“We met in the morning, he said.\n\nNothing else happened.", &["We met in the morning, he said."]);
        check("He said: “We met.\n\nThe “plan” was dropped.", &["We met.", "plan"]);
    }

    #[test]
    fn apostrophes_are_no_marks() {
        check("Ukraine's army and the envoys' drivers waited; it's late.", &[]);
        check("The ’90s were long, and the rock ‘n’ roll was loud.", &[]);
        check("The '90s peace, the ministers' hopes.", &[]);
        check("A 5'10\" envoy spoke.", &[]);
        check("There is “” nothing.", &[]);
    }

    proptest! {
        #[test]
        fn any_text_gives_spans_in_order(s in "([\"'“”‘’«»„ \\n.,a-zA-Zé]|\\PC){0,200}") {
            let doc = sentence::read(&Text::freeze(&s));
            let quotes = find(&doc);
            let mut end = 0;
            for (i, q) in quotes.iter().enumerate() {
                prop_assert!(q.outer.contains(q.inner) && !q.inner.is_empty());
                prop_assert!(q.outer.start() >= end);
                prop_assert!(q.continues.is_none_or(|c| c < i) && q.sentence < doc.sentences.len());
                end = q.outer.end();
            }
        }
    }

    #[test]
    fn many_marks_give_no_more_quotations_than_there_are() {
        let n = 5_000;
        for mark in ["“", "\"", "‘a", "a’ ", "«", "'a' "] {
            let doc = sentence::read(&Text::freeze(&format!("Words {}", mark.repeat(n))));
            assert!(find(&doc).len() <= n, "{mark}");
        }
    }
}

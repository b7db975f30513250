//! Blocks, boilerplate, sentences.
//!
//! A block is a paragraph: lines up to an empty line, or one line where lines are paragraphs. A
//! sentence never ends inside quotation marks that close within the same paragraph, so that
//! "“One. Two,” he said." is one sentence with its attribution.

use super::{
    boilerplate,
    token::{self, Doc, Sentence},
};
use crate::domain::Text;
use std::ops::Range;

/// Quotations longer than this many bytes may be cut into sentences.
const LONG_QUOTE: usize = 420;

/// Sentences longer than this many bytes are cut.
const LONG_SENTENCE: usize = 3_000;

/// Words that are followed by a full stop without ending a sentence, before a capital too.
const TITLES: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "gen", "maj", "col", "lt", "capt", "sgt", "cpl", "cmdr", "adm", "brig", "gov",
    "sen", "rep", "rev", "hon", "pres", "amb", "sec", "st", "mt", "ft", "vs", "fr", "messrs", "supt", "insp", "det",
];

/// Words that are followed by a full stop before a number.
const BEFORE_NUMBERS: &[&str] = &[
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "no", "nos", "art", "p", "pp",
    "approx", "ca",
];

/// Capitalised words that open a sentence rather than go on with a name after "U.S." or "Inc.".
const OPENERS: &[&str] = &[
    "the",
    "a",
    "an",
    "he",
    "she",
    "it",
    "they",
    "we",
    "i",
    "in",
    "on",
    "at",
    "but",
    "and",
    "this",
    "that",
    "these",
    "those",
    "there",
    "his",
    "her",
    "its",
    "their",
    "as",
    "after",
    "before",
    "if",
    "when",
    "while",
    "both",
    "no",
    "meanwhile",
    "however",
    "earlier",
    "later",
    "some",
    "for",
    "from",
    "by",
    "to",
    "with",
    "since",
    "under",
    "one",
];

/// Verbs by which a sentence goes on after a quotation that ends in a question or exclamation mark.
const SPEECH: &[&str] = &[
    "said",
    "says",
    "asked",
    "told",
    "added",
    "wrote",
    "replied",
    "writes",
    "asks",
    "adds",
    "warned",
    "declared",
    "exclaimed",
];

/// Cuts a frozen text into paragraphs, sentences and tokens; leaves boilerplate out.
pub fn read(text: &Text) -> Doc {
    let s = text.as_str();
    let blocks = blocks(s);
    let kept = boilerplate::keep(s, &blocks);
    // News has a word or a mark to some five bytes; a text that has more makes room as it goes.
    let mut doc = Doc::new(text.clone(), s.len() / 5);
    let mut words = token::Words::new();
    let mut searched = 0;
    for (paragraph, block) in kept.iter().cloned().enumerate() {
        let mut skip = block.start;
        let body = has_stop(&s[block.clone()]);
        if doc.dateline.is_none() && searched < 3 && body {
            searched += 1;
            if let Some(end) = dateline_end(&s[block.clone()]) {
                skip = block.start + end;
                doc.dateline = text.span(block.start, skip);
            }
        }
        // "The minister wrote:", with her words in the next paragraph, is no heading.
        let next = kept.get(paragraph + 1).map_or("", |next| &s[next.clone()]);
        let leads = s[block.clone()].ends_with(':') && next.starts_with(['“', '"', '‘', '«', '„', '”']);
        let heading = !body && !leads && s[block.clone()].split_whitespace().count() <= 24;
        for part in sentences(s, skip..block.end) {
            let start = if part.start == skip_space(s, skip, block.end) { block.start } else { part.start };
            let Some(span) = text.span(start, part.end) else { continue };
            let first = doc.tokens.len();
            token::tokens(text, doc.sentences.len(), (part.start, part.end), &mut words, &mut doc.tokens);
            if doc.tokens.len() > first {
                doc.sentences.push(Sentence { span, tokens: first..doc.tokens.len(), paragraph, heading });
            }
        }
    }
    doc
}

fn skip_space(s: &str, start: usize, end: usize) -> usize {
    end - s[start..end].trim_start().len()
}

/// The paragraphs, without the white space around them. Lines are paragraphs, unless they look
/// wrapped by hand: long, without a full stop, and followed by a line that goes on in lower case.
fn blocks(s: &str) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    let mut gap = true;
    for line in s.split('\n') {
        let trimmed = line.trim();
        let start = at + (line.len() - line.trim_start().len());
        at += line.len() + 1;
        if trimmed.is_empty() {
            gap = true;
            continue;
        }
        let range = start..start + trimmed.len();
        match out.last_mut() {
            Some(last) if !gap && wrapped(&s[last.clone()], trimmed) => last.end = range.end,
            _ => out.push(range),
        }
        gap = false;
    }
    out
}

fn wrapped(before: &str, line: &str) -> bool {
    let last_line = before.rsplit('\n').next().unwrap_or(before);
    let open = last_line.chars().next_back().is_some_and(|c| c.is_alphanumeric() || matches!(c, ',' | '-' | ';'));
    let tight = (55..=100).contains(&last_line.chars().count());
    let goes_on = line.chars().next().is_some_and(char::is_lowercase);
    // A line that ends at a full stop may still be inside a paragraph wrapped by hand.
    last_line.len() >= 45
        && ((open && goes_on) || (tight && before.contains('\n')) || (tight && open && has_stop(line)))
}

/// Whether a text ends as sentences do.
fn has_stop(s: &str) -> bool {
    let end =
        s.trim_end_matches(|c: char| matches!(c, '”' | '’' | '"' | '\'' | ')' | ']' | '»' | '*') || c.is_whitespace());
    end.ends_with(['.', '!', '?', '…', ':', ';']) || s.contains(". ")
}

/// The end of a dateline without a dash: "Kuala Lumpur, Aug 7 (IANS) Envoys met", "TUNIS (Wire) Envoys met".
fn bracketed_dateline(head: &str) -> Option<usize> {
    let open = head.find('(')?;
    let close = open + head[open..].find(") ")?;
    let before = head[..open].trim_end();
    let words: Vec<&str> = before.split([' ', ',', '/', '.']).filter(|w| !w.is_empty()).collect();
    let named = |w: &&str| w.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let loud = before.chars().any(char::is_alphabetic) && before.chars().all(|c| !c.is_lowercase());
    let dated = before.contains(',') && words.last().is_some_and(|w| w.chars().all(|c| c.is_ascii_digit()));
    let followed = head[close + 2..].starts_with(|c: char| c.is_uppercase() || "“\"‘'".contains(c));
    ((loud || dated) && (1..=6).contains(&words.len()) && words.iter().all(named) && followed && close - open < 60)
        .then_some(close + 1)
}

/// The end of a dateline with its dash: "GENEVA, Feb. 17 (Harbour Wire) —", "Geneva –".
fn dateline_end(block: &str) -> Option<usize> {
    let head_end = block.char_indices().nth(90).map_or(block.len(), |(i, _)| i);
    let head = &block[..head_end];
    if let Some(end) = bracketed_dateline(head) {
        return Some(end);
    }
    let (dash, width) = [" — ", " – ", " -- ", " - ", "— "]
        .iter()
        .filter_map(|d| head.find(d).map(|at| (at, d.trim_end().len())))
        .min()?;
    let place = &head[..dash];
    let bare = place.find('(').map_or(place, |at| &place[..at]).trim_end();
    let words: Vec<&str> = bare.split([' ', ',', '/']).filter(|w| !w.is_empty()).collect();
    let loud = words
        .first()
        .is_some_and(|w| w.chars().filter(|c| c.is_alphabetic()).count() >= 3 && w.chars().all(|c| !c.is_lowercase()));
    let plain = words.iter().all(|w| {
        w.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit())
            || ["de", "of", "the", "el"].contains(w)
    });
    let followed = block[after_agency(block, dash + width)..]
        .trim_start()
        .chars()
        .next()
        .is_some_and(|c| c.is_uppercase() || "“\"‘'".contains(c) || c.is_ascii_digit());
    let limit = if place.contains('(') {
        9
    } else if loud {
        7
    } else {
        4
    };
    (!words.is_empty() && words.len() <= limit && plain && followed && !place.contains(['“', '"', '.', '?'])
        || loud && followed && words.len() <= 7)
        .then(|| after_agency(block, dash + width))
}

/// "CAIRO — (AP) — An aid worker …": past the agency and its dash.
fn after_agency(block: &str, end: usize) -> usize {
    let rest = block[end..].trim_start();
    let close = rest.strip_prefix('(').and_then(|r| r.find(')')).filter(|at| *at < 30);
    let tail = close.map(|at| rest[at + 2..].trim_start());
    let dash = tail.and_then(|t| ["—", "–", "--", "-"].iter().find_map(|d| t.strip_prefix(d)));
    dash.map_or(end, |t| block.len() - t.len())
}

/// The sentences of one block.
fn sentences(s: &str, block: Range<usize>) -> Vec<Range<usize>> {
    let quotes = quotations(s, &block);
    let mut out = Vec::new();
    let mut start = skip_space(s, block.start, block.end);
    let (mut quote, mut from) = (0, block.start);
    // The first bytes of all marks that may end a sentence; no other character has them inside.
    let mark = |byte: &u8| matches!(byte, b'.' | b'!' | b'?' | 0xe2);
    while let Some(at) = s.as_bytes()[from..block.end].iter().position(mark).map(|n| from + n) {
        let rest = &s[at..block.end];
        if !rest.starts_with(['.', '!', '?', '…']) {
            from = at + rest.chars().next().map_or(1, char::len_utf8);
            continue;
        }
        let closing = |c: char| matches!(c, '.' | '!' | '?' | '…' | '”' | '’' | '"' | '\'' | ')' | ']' | '»');
        let end = block.end - rest.trim_start_matches(closing).len();
        from = end;
        while quotes.get(quote).is_some_and(|q| q.end <= at) {
            quote += 1;
        }
        let inside = quotes.get(quote).is_some_and(|q| q.start < at && end < q.end);
        if !inside && breaks(s, &block, at, end) {
            out.push(start..end);
            start = skip_space(s, end, block.end);
        }
    }
    if start < block.end {
        out.push(start..block.end);
    }
    out.into_iter().flat_map(|range| pieces(s, range)).collect()
}

/// A sentence nobody would write, cut at white space: rules look at whole sentences, and their work
/// must not grow with the square of a text without full stops.
fn pieces(s: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = range.start;
    while range.end - start > LONG_SENTENCE {
        let mut limit = start + LONG_SENTENCE;
        while !s.is_char_boundary(limit) {
            limit -= 1;
        }
        let cut = s[start..limit].rfind(char::is_whitespace).filter(|at| *at > 0).map_or(limit, |at| start + at);
        out.push(start..cut);
        start = skip_space(s, cut, range.end);
    }
    if start < range.end {
        out.push(start..range.end);
    }
    out
}

/// Whether a sentence ends with the mark at `at`, whose closing marks reach to `end`.
fn breaks(s: &str, block: &Range<usize>, at: usize, end: usize) -> bool {
    let rest = &s[end..block.end];
    if rest.trim().is_empty() {
        return true;
    }
    let Some(next) = rest.trim_start().chars().find(|c| !matches!(c, '“' | '‘' | '"' | '\'' | '(' | '[' | '«'))
    else {
        return true;
    };
    if !rest.starts_with(char::is_whitespace) || next.is_lowercase() {
        return false;
    }
    let opens = || rest.split_whitespace().next().map(bare).is_some_and(|w| OPENERS.contains(&w.as_str()));
    let speaks = |word: &str| SPEECH.contains(&bare(word).as_str());
    let quoted = end > at + 1;
    if quoted && rest.split_whitespace().skip(1).take(3).any(speaks) && !opens() {
        // “What do they want?” Zelensky asked.
        let names = rest.split_whitespace().take(5).take_while(|w| w.starts_with(char::is_uppercase)).count();
        if rest.split_whitespace().take(5).nth(names).is_some_and(speaks) {
            return false;
        }
    }
    if !s[at..].starts_with('.') || quoted {
        return true;
    }
    let before = &s[block.start..at];
    let word_start = before
        .rfind(|c: char| c.is_whitespace() || matches!(c, '(' | '“' | '"' | '‘' | '—' | '–'))
        .map_or(0, |i| i + before[i..].chars().next().map_or(1, char::len_utf8));
    let word = &before[word_start..];
    let lower = word.to_lowercase();
    if TITLES.contains(&lower.as_str()) && word.starts_with(char::is_uppercase) || lower == "vs" {
        return false;
    }
    if BEFORE_NUMBERS.contains(&lower.as_str()) && next.is_ascii_digit() {
        return false;
    }
    let initial = word.chars().count() == 1 && word.starts_with(char::is_uppercase);
    let dotted =
        word.contains('.') && word.split('.').all(|p| p.chars().count() == 1 && p.starts_with(char::is_alphabetic));
    if initial {
        return opens();
    }
    if dotted || ["inc", "ltd", "co", "corp", "jr", "sr"].contains(&lower.as_str()) {
        return opens() || matches!(rest.trim_start().chars().next(), Some('“' | '"'));
    }
    true
}

fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// Quotations that close within the block and are not overlong, with their marks, in order.
fn quotations(s: &str, block: &Range<usize>) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    // Nothing can open: most paragraphs quote nobody. These are the first bytes of every opening mark.
    if !s.as_bytes()[block.clone()].iter().any(|b| matches!(b, b'"' | 0xc2 | 0xe2)) {
        return out;
    }
    let mut open: Option<(usize, char)> = None;
    let marks = block.clone().filter(|at| matches!(s.as_bytes()[*at], b'"' | 0xc2 | 0xe2));
    for (at, c) in marks.filter_map(|at| Some((at, s.get(at..)?.chars().next()?))) {
        let previous = s[block.start..at].chars().next_back().unwrap_or(' ');
        let next = s[at + c.len_utf8()..block.end].chars().next().unwrap_or(' ');
        match (c, open) {
            ('“' | '‘' | '«', None) => open = Some((at, c)),
            // A new opening mark: the one before was never closed.
            ('“', Some((_, '“'))) => open = Some((at, c)),
            ('"', None) if !next.is_whitespace() && !previous.is_alphanumeric() => open = Some((at, c)),
            // "”We came,” she said": turned round at the start.
            ('”', None) if previous.is_whitespace() && next.is_alphanumeric() => open = Some((at, '“')),
            ('”', Some((from, '“'))) | ('»', Some((from, '«'))) => {
                out.push(from..at + c.len_utf8());
                open = None;
            }
            ('"', Some((from, '"'))) => {
                out.push(from..at + 1);
                open = None;
            }
            ('’', Some((from, '‘'))) if !next.is_alphanumeric() => {
                out.push(from..at + c.len_utf8());
                open = None;
            }
            _ => {}
        }
    }
    out.retain(|q| q.len() <= LONG_QUOTE);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expect: &[&str]) {
        let text = Text::freeze(input);
        let doc = read(&text);
        let got: Vec<&str> = doc.sentences.iter().map(|s| text.slice(s.span)).collect();
        assert_eq!(got, expect);
    }

    #[test]
    fn abbreviations_do_not_end_sentences() {
        check("Gen. Roe met Col. Doe on Feb. 3. They spoke.", &["Gen. Roe met Col. Doe on Feb. 3.", "They spoke."]);
        check("The U.S. Senate voted. It passed.", &["The U.S. Senate voted.", "It passed."]);
        check("He flew to the U.S. The trip was short.", &["He flew to the U.S.", "The trip was short."]);
        check(
            "J. Doe left St. Petersburg at 10.40 p.m. on Monday.",
            &["J. Doe left St. Petersburg at 10.40 p.m. on Monday."],
        );
        check("Growth was 4.5 per cent. Mr. Roe smiled.", &["Growth was 4.5 per cent.", "Mr. Roe smiled."]);
        check("They meet in Feb. The rest waits.", &["They meet in Feb.", "The rest waits."]);
    }

    #[test]
    fn quotations_stay_with_their_attribution() {
        check(
            "“We came. We talked,” she said. Then they left.",
            &["“We came. We talked,” she said.", "Then they left."],
        );
        check("”We came. We talked,” she said.", &["”We came. We talked,” she said."]);
        check("“Why now?” he asked. Nobody knew.", &["“Why now?” he asked.", "Nobody knew."]);
        check("“Why now?” Jane Roe asked.", &["“Why now?” Jane Roe asked."]);
        check("\"It is over.\" The hall emptied.", &["\"It is over.\"", "The hall emptied."]);
        check(
            "He called it “unclosed. Then he left. All slept.",
            &["He called it “unclosed.", "Then he left.", "All slept."],
        );
    }

    #[test]
    fn lines_are_paragraphs_unless_wrapped_by_hand() {
        check("First line.\nSecond line.", &["First line.", "Second line."]);
        check("A subhead\nRoe spoke. Doe left.", &["A subhead", "Roe spoke.", "Doe left."]);
        check(
            "The delegations arrived at the hotel on the lake shortly before\nnoon and went straight in.",
            &["The delegations arrived at the hotel on the lake shortly before\nnoon and went straight in."],
        );
        check("11.35 It's over. No date.", &["11.35 It's over.", "No date."]);
    }

    #[test]
    fn datelines_are_known() {
        let of = |s: &str| {
            let doc = read(&Text::freeze(s));
            (doc.dateline.map(|d| doc.text.slice(d).to_owned()), doc.lower(0).to_owned())
        };
        assert_eq!(
            of("GENEVA, Feb. 17 (Harbour Wire) — Envoys met."),
            (Some("GENEVA, Feb. 17 (Harbour Wire) —".into()), "envoys".into())
        );
        assert_eq!(of("Geneva – The latest round ended."), (Some("Geneva –".into()), "the".into()));
        assert_eq!(of("KYIV, Ukraine (AP) — A raid began."), (Some("KYIV, Ukraine (AP) —".into()), "a".into()));
        assert_eq!(of("CAIRO — (AP) — A raid began."), (Some("CAIRO — (AP) —".into()), "a".into()));
        assert_eq!(of("The raid — (as told) — was one."), (None, "the".into()));
        assert_eq!(of("The talks – difficult ones – ended."), (None, "the".into()));
        assert_eq!(of("Roe spoke at length – Then he left."), (None, "roe".into()));
    }
}

//! A frozen text cut into paragraphs and marked pieces.
//!
//! Spans may overlap, nest and cross paragraphs; every piece knows each mark that covers it, the
//! shortest first, and where a mark begins or ends. Joined together the pieces are the text.

use crate::domain::{Span, Text};
use std::{collections::BTreeSet, ops::Range};

/// A mark to draw: a span and what it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Where.
    pub span: Span,
    /// The caller's number for what it belongs to.
    pub owner: usize,
}

/// A piece of a paragraph under the same marks throughout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece<'t> {
    /// The words.
    pub text: &'t str,
    /// Indices of the marks that cover it, the shortest first.
    pub marks: Vec<usize>,
    /// Indices of the marks whose first drawn piece this is.
    pub begins: Vec<usize>,
    /// Indices of the marks whose last drawn piece this is.
    pub ends: Vec<usize>,
}

/// A paragraph and its pieces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph<'t> {
    /// Its pieces in order.
    pub pieces: Vec<Piece<'t>>,
}

/// Cuts a text. Paragraphs are divided by blank lines; where there is none, by line ends.
pub fn paragraphs<'t>(text: &'t Text, marks: &[Mark]) -> Vec<Paragraph<'t>> {
    let whole = text.as_str();
    let ranges = blocks(whole);
    // A mark that lies over a gap between paragraphs begins in its first and ends in its last one.
    let drawn = |mark: &Mark| {
        let hit = |r: &&Range<usize>| mark.span.start() < r.end && r.start < mark.span.end();
        let first = ranges.iter().find(hit).map(|r| r.start.max(mark.span.start()));
        let last = ranges.iter().rev().find(hit).map(|r| r.end.min(mark.span.end()));
        first.zip(last)
    };
    let drawn: Vec<Option<(usize, usize)>> = marks.iter().map(drawn).collect();
    ranges
        .iter()
        .map(|block| {
            let inside: Vec<usize> = (0..marks.len())
                .filter(|i| marks[*i].span.start() < block.end && block.start < marks[*i].span.end())
                .filter(|i| !marks[*i].span.is_empty())
                .collect();
            let mut cuts: BTreeSet<usize> = [block.start, block.end].into();
            cuts.extend(
                inside
                    .iter()
                    .flat_map(|i| [marks[*i].span.start().max(block.start), marks[*i].span.end().min(block.end)]),
            );
            let cuts: Vec<usize> = cuts.into_iter().collect();
            let pieces = cuts.windows(2).map(|w| {
                let (a, b) = (w[0], w[1]);
                let mut covering: Vec<usize> =
                    inside.iter().copied().filter(|i| marks[*i].span.start() < b && a < marks[*i].span.end()).collect();
                covering.sort_by_key(|i| (marks[*i].span.len(), *i));
                let at = |i: &&usize, begin: bool| {
                    drawn[**i].is_some_and(|(first, last)| if begin { first == a } else { last == b })
                };
                Piece {
                    text: whole.get(a..b).unwrap_or_default(),
                    begins: covering.iter().filter(|i| at(i, true)).copied().collect(),
                    ends: covering.iter().filter(|i| at(i, false)).copied().collect(),
                    marks: covering,
                }
            });
            Paragraph { pieces: pieces.collect() }
        })
        .collect()
}

/// The byte ranges of paragraphs, without the line ends around them.
fn blocks(text: &str) -> Vec<Range<usize>> {
    let blank = text.lines().any(|line| line.trim().is_empty());
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    let mut open = false;
    for line in text.split_inclusive('\n') {
        let (start, end) = (at, at + line.trim_end().len());
        at += line.len();
        if line.trim().is_empty() {
            open = false;
        } else if let Some(last) = out.last_mut().filter(|_| blank && open) {
            last.end = end;
        } else {
            out.push(start..end);
            open = true;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marked(text: &str, spans: &[&str]) -> Vec<Vec<(String, usize)>> {
        let text = Text::freeze(text);
        let marks: Vec<Mark> =
            (spans.iter().enumerate()).map(|(owner, s)| Mark { span: text.find(s).expect(s), owner }).collect();
        paragraphs(&text, &marks)
            .iter()
            .map(|p| p.pieces.iter().map(|s| (s.text.to_owned(), s.marks.len())).collect())
            .collect()
    }

    #[test]
    fn overlapping_marks_split_into_pieces() {
        let pieces = marked("one two three four", &["one two three", "two three four", "three"]);
        let of = |s: &str, n| (s.to_owned(), n);
        assert_eq!(pieces, [[of("one ", 1), of("two ", 2), of("three", 3), of(" four", 1)]]);
    }

    #[test]
    fn a_mark_crosses_paragraphs_and_ends_once() {
        let text = Text::freeze("a b\n\nc d\n\ne f");
        let mark = Mark { span: text.find("b\n\nc d\n\ne").expect("there"), owner: 0 };
        let paras = paragraphs(&text, &[mark]);
        assert_eq!(paras.len(), 3);
        let begins: usize = paras.iter().flat_map(|p| &p.pieces).map(|s| s.begins.len()).sum();
        let ends: usize = paras.iter().flat_map(|p| &p.pieces).map(|s| s.ends.len()).sum();
        assert_eq!((begins, ends), (1, 1));
        assert_eq!(paras[1].pieces.len(), 1);
        assert_eq!(paras[1].pieces[0].marks, [0]);
    }

    #[test]
    fn single_line_ends_divide_only_texts_without_blank_lines() {
        assert_eq!(marked("a\nb\nc", &[]).len(), 3);
        let wrapped = marked("a\nb\n\nc", &[]);
        assert_eq!(wrapped, [[("a\nb".to_owned(), 0)], [("c".to_owned(), 0)]]);
    }

    proptest! {
        #[test]
        fn pieces_joined_are_the_text(s in "[aé \\n]{0,60}", spans in proptest::collection::vec((0usize..120, 0usize..120), 0..6)) {
            let text = Text::freeze(&s);
            let marks: Vec<Mark> = (spans.iter())
                .filter_map(|(a, b)| text.span(*a.min(b), *a.max(b)))
                .map(|span| Mark { span, owner: 0 })
                .collect();
            let joined: String = paragraphs(&text, &marks).iter().flat_map(|p| &p.pieces).map(|p| p.text).collect();
            let bare = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(bare(&joined), bare(text.as_str()));
            for piece in paragraphs(&text, &marks).iter().flat_map(|p| &p.pieces) {
                prop_assert!(!piece.text.is_empty());
            }
        }
    }
}

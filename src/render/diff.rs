//! The difference between two texts: by sentence, and within sentences that changed by word.
//!
//! ```
//! use demarche::render::diff::{Piece, difference};
//! let found = difference("Four died. Talks go on.", "Five died. Talks go on.");
//! assert_eq!(found[0][0], Piece::Removed("Four".to_owned()));
//! assert_eq!(found[0][1], Piece::Added("Five".to_owned()));
//! assert_eq!(found[0][2], Piece::Same(" died. Talks go on.".to_owned()));
//! ```

use serde::Serialize;
use similar::{Algorithm, DiffTag, capture_diff_slices};

/// Words that both texts have, or only one of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(tag = "op", content = "text", rename_all = "kebab-case")]
pub enum Piece {
    /// Both.
    Same(String),
    /// Only the new one.
    Added(String),
    /// Only the old one.
    Removed(String),
}

/// The pieces of one paragraph; joined without the removed ones they are the new text's words.
pub type Pieces = Vec<Piece>;

/// So many tokens are compared at most: the cost grows with the square of how much differs.
const MOST: usize = 4_000;
/// Of sentences that share less than this part of the longer one's words, one was not made from the other,
const ALIKE: f64 = 0.4;
/// unless they share so much of the shorter one: then sentences were added to it, or taken from it.
const HELD: f64 = 0.6;

/// What differs, by the paragraphs of both texts. Spaces and line ends make no difference.
pub fn difference(old: &str, new: &str) -> Vec<Pieces> {
    let (old, new) = (sentences(old), sentences(new));
    let mut all: Pieces = Vec::new();
    for (tag, was, is) in compare(&old, &new) {
        let (was, is) = (&old[was], &new[is]);
        match tag {
            DiffTag::Equal => push(&mut all, Piece::Same(is.concat())),
            DiffTag::Delete => push(&mut all, Piece::Removed(was.concat())),
            DiffTag::Insert => push(&mut all, Piece::Added(is.concat())),
            DiffTag::Replace => rewritten(&was.concat(), &is.concat(), &mut all),
        }
    }
    paragraphs(all)
}

/// Whether nothing but spaces and line ends differs.
pub fn is_same(pieces: &[Piece]) -> bool {
    let plain = |p: &Piece| match p {
        Piece::Same(_) => true,
        Piece::Added(text) | Piece::Removed(text) => text.trim().is_empty(),
    };
    pieces.iter().all(plain)
}

/// How many words were added and removed.
pub fn tally(paragraphs: &[Pieces]) -> (u64, u64) {
    let (mut added, mut removed) = (0, 0);
    for piece in paragraphs.iter().flatten() {
        match piece {
            Piece::Same(_) => {}
            Piece::Added(text) => added += text.split_whitespace().count() as u64,
            Piece::Removed(text) => removed += text.split_whitespace().count() as u64,
        }
    }
    (added, removed)
}

type Op = (DiffTag, std::ops::Range<usize>, std::ops::Range<usize>);

/// Two lists of tokens, compared without the spaces around them.
fn compare(old: &[&str], new: &[&str]) -> Vec<Op> {
    let bare = |tokens: &[&str]| tokens.iter().map(|t| t.trim().to_owned()).collect::<Vec<_>>();
    let (old, new) = (bare(old), bare(new));
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (was, is) = (head..old.len() - tail, head..new.len() - tail);
    let mut ops = vec![(DiffTag::Equal, 0..head, 0..head)];
    if was.len() + is.len() > MOST {
        ops.push((DiffTag::Replace, was.clone(), is.clone()));
    } else {
        let found = capture_diff_slices(Algorithm::Myers, &old[was.clone()], &new[is.clone()]);
        ops.extend(found.iter().map(|op| {
            let (tag, a, b) = op.as_tag_tuple();
            (tag, a.start + head..a.end + head, b.start + head..b.end + head)
        }));
    }
    ops.push((DiffTag::Equal, was.end..old.len(), is.end..new.len()));
    ops.retain(|(_, a, b)| !a.is_empty() || !b.is_empty());
    ops
}

/// Sentences that took the place of others: word by word where they were made from them.
fn rewritten(old: &str, new: &str, all: &mut Pieces) {
    let (was, is) = (words(old), words(new));
    let ops = if was.len() + is.len() > MOST { Vec::new() } else { compare(&was, &is) };
    let shared: usize = ops.iter().filter(|(tag, ..)| *tag == DiffTag::Equal).map(|(_, a, _)| a.len()).sum();
    let part = |of: usize| shared as f64 / of.max(1) as f64;
    if part(was.len().max(is.len())) < ALIKE && part(was.len().min(is.len())) < HELD {
        push(all, Piece::Removed(old.to_owned()));
        push(all, Piece::Added(new.to_owned()));
        return;
    }
    let last = ops.len() - 1;
    // What was taken out and put in since the last words that both have.
    let (mut out, mut put) = (String::new(), String::new());
    for (nth, (tag, a, b)) in ops.into_iter().enumerate() {
        let lonely = tag == DiffTag::Equal && a.len() == 1 && nth > 0 && nth < last;
        if tag == DiffTag::Equal && !lonely {
            flush(&mut out, &mut put, all);
            push(all, Piece::Same(is[b].concat()));
        } else {
            // A single word between two changes would only chop them up.
            out += &was[a].concat();
            put += &is[b].concat();
        }
    }
    flush(&mut out, &mut put, all);
}

/// Words taken out and put in; the space behind both belongs to neither.
fn flush(out: &mut String, put: &mut String, all: &mut Pieces) {
    let (out, put) = (std::mem::take(out), std::mem::take(put));
    if out.is_empty() || put.is_empty() {
        push(all, Piece::Removed(out));
        push(all, Piece::Added(put));
        return;
    }
    push(all, Piece::Removed(out.trim_end().to_owned()));
    push(all, Piece::Added(put.trim_end().to_owned()));
    push(all, Piece::Same(put[put.trim_end().len()..].to_owned()));
}

fn push(all: &mut Pieces, piece: Piece) {
    match (all.last_mut(), piece) {
        (Some(Piece::Same(last)), Piece::Same(text))
        | (Some(Piece::Added(last)), Piece::Added(text))
        | (Some(Piece::Removed(last)), Piece::Removed(text)) => last.push_str(&text),
        (_, Piece::Same(text) | Piece::Added(text) | Piece::Removed(text)) if text.is_empty() => {}
        (_, piece) => all.push(piece),
    }
}

/// Cuts at line ends, in whichever text they are; paragraphs without words are left out.
fn paragraphs(pieces: Pieces) -> Vec<Pieces> {
    let mut out: Vec<Pieces> = vec![Vec::new()];
    for piece in pieces {
        let (make, text): (fn(String) -> Piece, String) = match piece {
            Piece::Same(text) => (Piece::Same, text),
            Piece::Added(text) => (Piece::Added, text),
            Piece::Removed(text) => (Piece::Removed, text),
        };
        for (nth, line) in text.split('\n').enumerate() {
            if nth > 0 {
                out.push(Vec::new());
            }
            if let Some(last) = out.last_mut() {
                push(last, make(line.to_owned()));
            }
        }
    }
    let empty = |pieces: &Pieces| {
        pieces.iter().all(|p| match p {
            Piece::Same(text) | Piece::Added(text) | Piece::Removed(text) => text.trim().is_empty(),
        })
    };
    out.retain(|pieces| !empty(pieces));
    out
}

/// Sentences, each with the space behind it. Rough is enough: what is cut too early is compared in two parts.
fn sentences(text: &str) -> Vec<&str> {
    let closing = |c: char| matches!(c, '"' | '\'' | '”' | '’' | ')' | '»');
    let ends = |before: &str| before.trim_end_matches(closing).ends_with(['.', '!', '?', '…']);
    pieces(text, |before, space, after| {
        space.contains('\n') || (ends(before) && after.starts_with(|c: char| !c.is_lowercase()))
    })
}

/// Words, each with the space behind it.
fn words(text: &str) -> Vec<&str> {
    pieces(text, |_, _, _| true)
}

/// Cuts behind those spaces where `cut` says so, by the text before, the space and the text behind it.
fn pieces(text: &str, cut: impl Fn(&str, &str, &str) -> bool) -> Vec<&str> {
    let mut out = Vec::new();
    let (mut start, mut at) = (0, 0);
    while let Some(space) = text[at..].find(char::is_whitespace).map(|n| at + n) {
        let rest = text[space..].trim_start();
        let behind = text.len() - rest.len();
        if !rest.is_empty() && cut(&text[start..space], &text[space..behind], rest) {
            out.push(&text[start..behind]);
            start = behind;
        }
        at = behind;
        if rest.is_empty() {
            break;
        }
    }
    if start < text.len() {
        out.push(&text[start..]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// `[-removed-]` and `{+added+}`, paragraphs divided by ` / `.
    fn shown(old: &str, new: &str) -> String {
        let piece = |p: &Piece| match p {
            Piece::Same(text) => text.clone(),
            Piece::Added(text) => format!("{{+{text}+}}"),
            Piece::Removed(text) => format!("[-{text}-]"),
        };
        let paragraph = |p: &Pieces| p.iter().map(piece).collect::<String>();
        difference(old, new).iter().map(paragraph).collect::<Vec<_>>().join(" / ")
    }

    #[test]
    fn words_are_compared_within_sentences_that_were_rewritten() {
        assert_eq!(
            shown(
                "A drone hit a bus, killing 15 miners. Talks go on.",
                "A drone hit a bus, killing 12 miners. Talks go on."
            ),
            "A drone hit a bus, killing [-15-]{+12+} miners. Talks go on."
        );
        assert_eq!(shown("Talks go on.", "Talks go on. Nobody said more."), "Talks go on. {+Nobody said more.+}");
        assert_eq!(shown("One. Two. Three.", "One. Three."), "One. [-Two. -]Three.");
        assert_eq!(shown("", "New."), "{+New.+}");
        assert_eq!(shown("Same.", "Same."), "Same.");
    }

    #[test]
    fn a_sentence_that_was_written_anew_is_not_chopped_up() {
        assert_eq!(
            shown("The governor spoke of four dead in the town.", "Five people died, rescuers reported on Monday."),
            "[-The governor spoke of four dead in the town.-]{+Five people died, rescuers reported on Monday.+}"
        );
    }

    #[test]
    fn paragraphs_come_and_go_whole() {
        assert_eq!(shown("One.\n\nTwo.", "One.\n\nOne and a half.\n\nTwo."), "One. / {+One and a half.+} / Two.");
        assert_eq!(shown("One. Two.", "One.\n\nTwo."), "One. / Two.");
        assert!(difference("One. Two.", "One.\nTwo.").iter().all(|p| is_same(p)));
        assert_eq!(tally(&difference("Four died on Monday.", "Five people died on Monday.")), (2, 1));
    }

    #[test]
    fn abbreviations_do_no_harm() {
        assert_eq!(
            sentences("He met Mr. Roe. “Yes.” Then 3.5 km on."),
            ["He met Mr. ", "Roe. ", "“Yes.” ", "Then 3.5 km on."]
        );
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_from_it(old in "([abc]{1,2}[. \n]{1,2}){0,12}", new in "([abc]{1,2}[. \n]{1,2}){0,12}") {
            let (mut was, mut is) = (String::new(), String::new());
            for piece in difference(&old, &new).into_iter().flat_map(|p| p.into_iter().chain([Piece::Same(" ".to_owned())])) {
                match piece {
                    Piece::Same(text) => { was += &text; is += &text; }
                    Piece::Added(text) => is += &text,
                    Piece::Removed(text) => was += &text,
                }
            }
            let bare = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(bare(&was), bare(&old));
            prop_assert_eq!(bare(&is), bare(&new));
        }
    }
}

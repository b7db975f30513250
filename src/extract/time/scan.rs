//! A sentence as the calendar rules see it: runs of letters, runs of digits and single marks, so
//! that "23-24", "2nd" and "10.40" need no agreement with the tokeniser.

use super::words::{WORDS, month};
use std::borrow::Cow;

/// A run of letters, a run of digits, or a mark.
#[derive(Clone, Debug)]
pub(super) struct Piece<'t> {
    pub(super) start: usize,
    pub(super) end: usize,
    /// In lower case.
    low: Cow<'t, str>,
    pub(super) capital: bool,
    /// Whether white space stands before it.
    spaced: bool,
}

/// The pieces of one sentence.
#[derive(Debug)]
pub(super) struct Pieces<'t> {
    pub(super) all: Vec<Piece<'t>>,
    text: &'t str,
}

/// A text with its ASCII letters in lower case, made once for all of its sentences.
#[derive(Debug)]
pub(super) struct Lowered<'t> {
    text: &'t str,
    low: String,
}

impl<'t> Lowered<'t> {
    pub(super) fn of(text: &'t str) -> Lowered<'t> {
        Lowered { text, low: text.to_ascii_lowercase() }
    }
}

#[derive(PartialEq, Clone, Copy, Debug)]
enum Class {
    Letter,
    Digit,
    Space,
    Mark,
}

/// The class of the character that begins at a byte, and how many bytes it has.
fn class(text: &str, at: usize) -> Option<(Class, usize)> {
    let byte = *text.as_bytes().get(at)?;
    Some(match byte {
        b'a'..=b'z' | b'A'..=b'Z' => (Class::Letter, 1),
        b'0'..=b'9' => (Class::Digit, 1),
        b' ' | b'\t'..=b'\r' => (Class::Space, 1),
        0..=0x7f => (Class::Mark, 1),
        _ => match text.get(at..)?.chars().next()? {
            c if c.is_alphabetic() => (Class::Letter, c.len_utf8()),
            c if c.is_whitespace() => (Class::Space, c.len_utf8()),
            c => (Class::Mark, c.len_utf8()),
        },
    })
}

/// A piece with letters that are not ASCII, in lower case, its apostrophe or dash made plain.
fn lower(piece: &str) -> String {
    let mut chars = piece.chars();
    let mut low = match chars.next() {
        Some('–' | '—' | '‑' | '‐' | '−') => "-".to_owned(),
        Some('’' | '‘' | 'ʼ') => "'".to_owned(),
        first => first.into_iter().flat_map(char::to_lowercase).collect(),
    };
    low.extend(chars.flat_map(char::to_lowercase));
    low
}

impl<'t> Pieces<'t> {
    /// Cuts the bytes `from..to` of a text.
    pub(super) fn of(whole: &'t Lowered<'_>, from: usize, to: usize) -> Pieces<'t> {
        let part = whole.text.get(..to).unwrap_or_default();
        let mut all: Vec<Piece<'t>> = Vec::with_capacity(to.saturating_sub(from) / 4);
        let (mut at, mut spaced) = (from, true);
        while let Some((here, width)) = class(part, at) {
            let start = at;
            at += width;
            if here == Class::Space {
                spaced = true;
                continue;
            }
            let mut ascii = width == 1;
            while here != Class::Mark
                && let Some((next, width)) = class(part, at)
                && next == here
            {
                ascii &= width == 1;
                at += width;
            }
            let word = part.get(start..at).unwrap_or_default();
            let low = if ascii {
                Cow::Borrowed(whole.low.get(start..at).unwrap_or_default())
            } else {
                Cow::Owned(lower(word))
            };
            all.push(Piece { start, end: at, low, capital: word.starts_with(char::is_uppercase), spaced });
            spaced = false;
        }
        Pieces { all, text: whole.text }
    }

    /// The lower-cased piece, or nothing past the end. Dashes are `-`, apostrophes `'`.
    pub(super) fn low(&self, i: usize) -> &str {
        self.all.get(i).map_or("", |p| &p.low)
    }

    /// The piece so many before.
    pub(super) fn back(&self, i: usize, by: usize) -> &str {
        i.checked_sub(by).map_or("", |j| self.low(j))
    }

    pub(super) fn capital(&self, i: usize) -> bool {
        self.all.get(i).is_some_and(|p| p.capital)
    }

    /// Whether the piece follows the one before without a space.
    pub(super) fn tight(&self, i: usize) -> bool {
        self.all.get(i).is_some_and(|p| !p.spaced)
    }

    /// A number of at most four digits.
    pub(super) fn number(&self, i: usize) -> Option<i64> {
        let piece = self.all.get(i)?;
        let digits = piece.low.as_bytes().first().is_some_and(u8::is_ascii_digit);
        if digits && piece.end - piece.start <= 4 { piece.low.parse().ok() } else { None }
    }

    /// How many characters the piece has.
    pub(super) fn width(&self, i: usize) -> usize {
        self.all.get(i).map_or(0, |p| p.end - p.start)
    }

    pub(super) fn word(&self, i: usize) -> bool {
        self.low(i).starts_with(char::is_alphabetic)
    }

    /// Whether these words stand here, a space apart in `words`.
    pub(super) fn are(&self, i: usize, words: &str) -> Option<usize> {
        let (mut at, mut rest) = (i, words);
        loop {
            let low = &*self.all.get(at)?.low;
            // Most phrases fail at a first letter: nothing is compared before that is known.
            if low.as_bytes().first() != rest.as_bytes().first() {
                return None;
            }
            rest = rest.strip_prefix(low)?;
            at += 1;
            if rest.is_empty() {
                return Some(at);
            }
            rest = rest.strip_prefix(' ')?;
        }
    }

    /// The first of these phrases that stands here.
    pub(super) fn any(&self, i: usize, phrases: &[&str]) -> Option<usize> {
        phrases.iter().find_map(|w| self.are(i, w))
    }

    /// Whether a run of words looks like a month's name used as one: "may" and "march" are verbs too.
    pub(super) fn month(&self, i: usize) -> Option<(i8, usize)> {
        let m = month(self.low(i)).filter(|_| self.capital(i))?;
        let dot = self.low(i + 1) == "." && self.width(i) <= 4 && self.tight(i + 1) && self.number(i + 2).is_some();
        Some((m, if dot { i + 2 } else { i + 1 }))
    }

    /// The words from one piece to another as they stand in the text.
    pub(super) fn text(&self, from: usize, to: usize) -> &'t str {
        match (self.all.get(from), to.checked_sub(1).and_then(|i| self.all.get(i))) {
            (Some(a), Some(b)) => self.text.get(a.start..b.end).unwrap_or_default(),
            _ => "",
        }
    }
}

/// On which side of the anchor a day without its own date lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Past,
    Future,
    /// It was planned for then; it may have passed.
    Planned,
    /// Planned once: the nearest.
    Nearest,
    /// No verb says.
    Open,
}

/// Reads the side from the verb that governs the words from `start` to `end`: the nearest before
/// them in their clause, else the nearest after them.
pub(super) fn side(p: &Pieces<'_>, start: usize, end: usize) -> Side {
    let moved = |n: usize| WORDS.moved.contains(p.back(start, n));
    if p.back(start, 1) == "from" && (2..=6).any(moved) {
        return Side::Nearest;
    }
    // "The ministry on Sunday issued a warning": the verb stands right behind. An auxiliary there may
    // be the verb of something else ("the talks due on Sunday have been called off").
    let auxiliary = matches!(p.low(end), "has" | "have" | "had" | "was" | "were" | "is" | "are" | "did" | "been");
    // "The talks that began on Monday will go on": the verb before says when.
    let verb_before = start >= 2 && cue(p, start - 2) == Some(Side::Past);
    // "Met on Tuesday ahead of a summit": the summit lies ahead.
    let before_another = p.low(end) == "ahead" && p.low(end + 1) == "of";
    if p.back(start, 1) == "on"
        && !auxiliary
        && !verb_before
        && !before_another
        && let Some(side) = cue(p, end)
    {
        return side;
    }
    let mut i = start;
    while i > 0 {
        i -= 1;
        if matches!(p.low(i), ";" | ":") {
            break;
        }
        if let Some(side) = cue(p, i) {
            // What was planned and then called off may have been for a day that is over.
            let off = side == Side::Planned
                && (end..p.all.len().min(end + 8))
                    .any(|j| WORDS.called_off.contains(p.low(j)) && matches!(p.back(j, 1), "was" | "were"));
            return if off { Side::Nearest } else { side };
        }
    }
    (end..p.all.len()).take_while(|i| !matches!(p.low(*i), ";")).find_map(|i| cue(p, i)).unwrap_or(Side::Open)
}

fn cue(p: &Pieces<'_>, i: usize) -> Option<Side> {
    let w = p.low(i);
    let words = &*WORDS;
    let before = |n: usize| p.back(i, n);
    if w == "to" && p.word(i + 1) && !p.capital(i + 1) {
        let near = (1..=3).any(|n| words.intention.contains(before(n)));
        let stay = (1..=2).any(|n| matches!(before(n), "was" | "were"));
        return match p.low(i + 1) {
            "the" | "a" | "an" | "death" | "prison" | "jail" | "court" => None,
            _ if stay => Some(Side::Nearest),
            "have" => Some(Side::Past),
            // "Two hundred were freed, the rest to follow on Friday".
            "follow" if p.word(i.wrapping_sub(1)) => Some(Side::Future),
            _ if near => Some(Side::Future),
            _ => None,
        };
    }
    // "Face-to-face", "US-brokered talks": no verbs.
    let joined = (p.low(i + 1) == "-" && p.tight(i + 1)) || (before(1) == "-" && p.tight(i));
    if (p.capital(i) && i > 0) || joined {
        return None;
    }
    // "Will have lunch this week": the word before says when.
    if w == "have"
        && matches!(before(1), "will" | "shall" | "would" | "may" | "might" | "could" | "should" | "must" | "to")
    {
        return None;
    }
    let modal = matches!(w, "would" | "should" | "could" | "might" | "must" | "may");
    if modal && (1..=3).any(|n| p.low(i + n) == "have") {
        return Some(Side::Past);
    }
    // "Nobody could be found on Friday".
    if w == "could"
        && (p.low(i + 1) == "not" || (1..=6).any(|n| matches!(before(n), "neither" | "nor" | "nobody" | "none")))
    {
        return Some(Side::Past);
    }
    // "A record set on Monday", "he set aside his plans": nothing was set for a day.
    if w == "set"
        && !matches!(p.low(i + 1), "for" | "to")
        && !(1..=2).any(|n| matches!(before(n), "is" | "are" | "be" | "was" | "were" | "been"))
    {
        return (!matches!(p.low(i + 1), "," | "of")).then_some(Side::Past);
    }
    // "The hearing is at noon on Monday".
    if matches!(w, "is" | "are")
        && matches!(p.low(i + 1), "at" | "on")
        && (p.number(i + 2).is_some() || super::words::weekday(p.low(i + 2)).is_some())
    {
        return Some(Side::Future);
    }
    if w == "effective" {
        return Some(Side::Nearest);
    }
    // "The case is heard in May".
    if words.staged.contains(w) && matches!(before(1), "is" | "are") {
        return Some(Side::Future);
    }
    // "The ministers meet on Friday"; "to meet" and "did not meet" are told by the word before.
    if words.present.contains(w) {
        let told = (1..=3).any(|n| matches!(before(n), "to" | "did" | "didn" | "not" | "never"))
            || matches!(before(1), "the" | "a" | "its" | "their" | "this" | "that");
        return (!told).then_some(Side::Future);
    }
    if matches!(w, "planned" | "scheduled" | "set" | "due" | "expected" | "slated" | "proposed") {
        let former = (1..=3).any(|n| words.former.contains(before(n)));
        let present = (1..=2).any(|n| matches!(before(n), "is" | "are" | "now" | "be"));
        return Some(if former && !present { Side::Nearest } else { Side::Planned });
    }
    // "is travelling to Geneva on Thursday".
    if w.ends_with("ing") && matches!(before(1), "is" | "are" | "be") {
        return Some(Side::Future);
    }
    if words.moved.contains(w) && (1..=6).any(|n| matches!(p.low(i + n), "to" | "until" | "till")) {
        return Some(Side::Future);
    }
    // "Signed a plan to end the war on Tuesday": the plan's words do not say when.
    if w == "plan" && (1..=2).any(|n| matches!(before(n), "a" | "an" | "the" | "this" | "that")) {
        return None;
    }
    if words.future.contains(w) {
        return Some(Side::Future);
    }
    // "Will be held", "is to be signed": the verb before says when.
    if matches!(before(1), "be" | "to") {
        return None;
    }
    let ed = w.len() > 3 && w.ends_with("ed") && !words.not_past.contains(w);
    (ed || words.past.contains(w)).then_some(Side::Past)
}

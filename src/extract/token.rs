//! Words, numbers and punctuation.

use super::hash::{Keyed, key};
use crate::domain::{Span, Text};
use std::{
    ops::{Deref, Range},
    rc::Rc,
};

/// What a token looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// Letters, with inner apostrophes and hyphens ("al-Bashir", "Sana'a", "F-16", "M23"); a dotted
    /// abbreviation is one word with its dots ("U.S.", "p.m."); a possessive "'s" is a token of its own.
    Word,
    /// Digits, with inner separators ("1,300", "4.5", "10:40", "2026-02-17"). Letters that follow at
    /// once are the next token ("20" + "th", "7" + "pm"), and so is any hyphen outside a full date.
    Number,
    /// One mark.
    Mark,
}

/// A word, a number or a mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where.
    pub span: Span,
    /// What it looks like.
    pub shape: Shape,
    /// Lower case, typographic apostrophes made plain: what rules compare.
    pub lower: Word,
    /// Whether its first letter is a capital.
    pub capital: bool,
    /// Its sentence.
    sentence: u32,
}

impl Token {
    /// Whether it is this word or mark, given in lower case.
    pub fn is(&self, word: &str) -> bool {
        &*self.lower == word
    }

    /// Whether it is one of these, given in lower case.
    pub fn is_any(&self, words: &[&str]) -> bool {
        words.contains(&&*self.lower)
    }
}

/// A token's letters, which know by what key lists of words are asked for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    text: Rc<str>,
    key: u64,
    /// Whether a hyphen is in it.
    compound: bool,
}

impl Word {
    fn of(text: &str) -> Word {
        Word { text: text.into(), key: key(text), compound: text.as_bytes().contains(&b'-') }
    }

    /// The last part of a word with hyphens ("member" of "nine-member").
    pub(super) fn last_part(&self) -> Option<&str> {
        if self.compound { self.text.rsplit_once('-').map(|(_, last)| last) } else { None }
    }

    /// Whether a hyphen is in it.
    pub(super) fn is_compound(&self) -> bool {
        self.compound
    }
}

impl Deref for Word {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl Keyed for Word {
    fn text(&self) -> &str {
        &self.text
    }

    #[inline]
    fn key(&self) -> u64 {
        self.key
    }
}

/// A sentence, or a headline, subhead or list item that stands for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Where, without the white space around it.
    pub span: Span,
    /// Its tokens in [`Doc::tokens`].
    pub tokens: Range<usize>,
    /// Its paragraph, counted from 0.
    pub paragraph: usize,
    /// Whether it is a line of its own without a full stop: a headline, subhead or caption.
    pub heading: bool,
}

/// A text cut into sentences and tokens. Boilerplate (breadcrumbs, share lines, comment forms,
/// "you may also like") is in [`Doc::text`], but in no sentence.
#[derive(Clone, Debug)]
pub struct Doc {
    /// The frozen text.
    pub text: Text,
    /// All tokens of all sentences, in order.
    pub tokens: Vec<Token>,
    /// In order.
    pub sentences: Vec<Sentence>,
    /// The dateline ("GENEVA, Feb. 17 (Harbour Wire) —"), where the first sentence opens with one.
    /// It is part of the first sentence's span, but not of its tokens.
    pub dateline: Option<Span>,
    /// What stands past the end.
    nothing: Word,
}

impl Doc {
    /// A text of which nothing is read yet, with room for so many tokens.
    pub(super) fn new(text: Text, tokens: usize) -> Doc {
        let tokens = Vec::with_capacity(tokens);
        Doc { text, tokens, sentences: Vec::new(), dateline: None, nothing: Word::of("") }
    }

    /// A sentence's tokens.
    pub fn tokens_of(&self, sentence: usize) -> &[Token] {
        self.sentences.get(sentence).map_or(&[], |s| &self.tokens[s.tokens.clone()])
    }

    /// The sentence in which a token stands; past the end, the number of sentences.
    pub fn sentence_of(&self, token: usize) -> usize {
        self.tokens.get(token).map_or(self.sentences.len(), |t| t.sentence as usize)
    }

    /// A token in lower case; empty past the end, so that rules may look ahead freely.
    pub fn lower(&self, token: usize) -> &str {
        self.tokens.get(token).map_or("", |t| &t.lower)
    }

    /// The same as a word that lists are asked for.
    pub(super) fn form(&self, token: usize) -> &Word {
        self.tokens.get(token).map_or(&self.nothing, |t| &t.lower)
    }

    /// What the text has for a token, in its own case.
    pub fn word(&self, token: usize) -> &str {
        self.tokens.get(token).map_or("", |t| self.text.slice(t.span))
    }

    /// The span over a run of tokens; `None` for an empty run.
    pub fn span_of(&self, tokens: Range<usize>) -> Option<Span> {
        let run = self.tokens.get(tokens)?;
        Some(run.first()?.span.cover(run.last()?.span))
    }

    /// The tokens that lie wholly inside a span.
    pub fn tokens_in(&self, span: Span) -> Range<usize> {
        let start = self.tokens.partition_point(|t| t.span.start() < span.start());
        let end = self.tokens.partition_point(|t| t.span.end() <= span.end());
        start..end.max(start)
    }
}

/// The words that were made last: most words of a text stand in it many times, and share their letters.
#[derive(Debug)]
pub(super) struct Words(Vec<Option<Word>>);

impl Words {
    /// So many are kept, each at the place that its key tells.
    const KEPT: usize = 512;
    /// Longer words are rare.
    const LONG: usize = 32;

    /// None yet.
    pub(super) fn new() -> Words {
        Words(vec![None; Words::KEPT])
    }

    /// A word in lower case, with plain apostrophes.
    fn lower(&mut self, word: &str) -> Word {
        if word.is_ascii() && word.len() <= Words::LONG {
            let mut letters = [0; Words::LONG];
            let letters = &mut letters[..word.len()];
            letters.copy_from_slice(word.as_bytes());
            letters.make_ascii_lowercase();
            if let Ok(lower) = std::str::from_utf8(letters) {
                return self.made(lower);
            }
        }
        self.made(&word.to_lowercase().replace(['’', 'ʼ', '‘'], "'"))
    }

    fn made(&mut self, lower: &str) -> Word {
        let key = key(lower);
        let place = &mut self.0[(key >> 32) as usize % Words::KEPT];
        match place {
            Some(known) if known.key == key && *known.text == *lower => known.clone(),
            _ => place.insert(Word::of(lower)).clone(),
        }
    }
}

/// Cuts the text between two bytes into the tokens of a sentence.
pub(super) fn tokens(
    text: &Text,
    sentence: usize,
    (start, end): (usize, usize),
    words: &mut Words,
    out: &mut Vec<Token>,
) {
    let s = text.as_str();
    // A text has fewer sentences than bytes, and those fit.
    let sentence = u32::try_from(sentence).unwrap_or(u32::MAX);
    let mut at = start;
    while at < end {
        if let Some(stop) = plain_end(s.as_bytes(), at, end)
            && let Some(span) = text.span(at, stop)
        {
            let capital = s.as_bytes()[at].is_ascii_uppercase();
            out.push(Token { span, shape: Shape::Word, lower: words.lower(&s[at..stop]), capital, sentence });
            at = stop + usize::from(stop < end && s.as_bytes()[stop] == b' ');
            continue;
        }
        let Some(c) = s[at..end].chars().next() else { return };
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        let (stop, shape) = if c.is_ascii_digit() {
            (number_end(s, at, end), Shape::Number)
        } else if c.is_alphanumeric() {
            (word_end(s, at, end), Shape::Word)
        } else if is_possessive(s, at, end) {
            (at + c.len_utf8() + 1, Shape::Word)
        } else {
            (at + c.len_utf8(), Shape::Mark)
        };
        if let Some(span) = text.span(at, stop) {
            let word = &s[at..stop];
            out.push(Token { span, shape, lower: words.lower(word), capital: c.is_uppercase(), sentence });
        }
        at = stop;
    }
}

/// Whether a possessive "'s" stands here, at the end of a word.
fn is_possessive(s: &str, at: usize, end: usize) -> bool {
    let mut rest = s[at..end].chars();
    matches!(rest.next(), Some('\'' | '’'))
        && matches!(rest.next(), Some('s' | 'S'))
        && !rest.next().is_some_and(char::is_alphanumeric)
        && s[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '.')
}

fn number_end(s: &str, at: usize, end: usize) -> usize {
    let bytes = &s.as_bytes()[at..end];
    let digits = |from: usize| bytes[from.min(bytes.len())..].iter().take_while(|b| b.is_ascii_digit()).count();
    if digits(0) == 4 && bytes.get(4) == Some(&b'-') && digits(5) == 2 && bytes.get(7) == Some(&b'-') && digits(8) == 2
    {
        return at + 10;
    }
    let mut len = digits(0);
    while matches!(bytes.get(len), Some(b',' | b'.' | b':')) && digits(len + 1) > 0 {
        len += 1 + digits(len + 1);
    }
    at + len
}

/// Where a word of Latin letters and digits ends that starts here: most words of a text. `None` where marks
/// or other letters may belong to it.
fn plain_end(bytes: &[u8], at: usize, end: usize) -> Option<usize> {
    let rest = bytes.get(at..end)?;
    if !rest.first()?.is_ascii_alphabetic() {
        return None;
    }
    let len = rest.iter().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(rest.len());
    let ends = match rest.get(len) {
        // "U.S." has a full stop after each letter.
        Some(b'.') => len > 1,
        Some(b) => b.is_ascii() && !matches!(b, b'-' | b'\''),
        None => true,
    };
    ends.then_some(at + len)
}

fn word_end(s: &str, at: usize, end: usize) -> usize {
    if let Some(stop) = dotted_end(s, at, end) {
        return stop;
    }
    let plain = s.as_bytes()[at..end].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
    // Most words end at a plain mark or a space.
    if s.as_bytes()[at..end].get(plain).is_none_or(|b| b.is_ascii() && !matches!(b, b'-' | b'\'')) {
        return at + plain;
    }
    let mut chars = s[at..end].char_indices().peekable();
    let mut stop = at;
    while let Some((i, c)) = chars.next() {
        let here = at + i;
        match c {
            c if c.is_alphanumeric() || is_combining(c) => stop = here + c.len_utf8(),
            '-' | '\u{2010}' | '\u{2011}' | '\'' | '’' | 'ʼ' => {
                let joined = chars.peek().is_some_and(|(_, n)| n.is_alphanumeric());
                if !joined || is_possessive(s, here, end) {
                    break;
                }
            }
            _ => break,
        }
    }
    stop
}

/// Where a dotted abbreviation ("U.S.", "p.m.", "e.g.") that starts here ends.
fn dotted_end(s: &str, at: usize, end: usize) -> Option<usize> {
    let b = &s.as_bytes()[at..end];
    let mut len = 0;
    while b.get(len).is_some_and(u8::is_ascii_alphabetic) && b.get(len + 1) == Some(&b'.') {
        len += 2;
    }
    (len >= 4 && !b.get(len).is_some_and(u8::is_ascii_alphanumeric)).then_some(at + len)
}

fn is_combining(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expect: &[&str]) {
        let text = Text::freeze(input);
        let mut out = Vec::new();
        tokens(&text, 0, (0, text.as_str().len()), &mut Words::new(), &mut out);
        let got: Vec<&str> = out.iter().map(|t| &*t.lower).collect();
        assert_eq!(got, expect, "{input}");
    }

    #[test]
    fn words_numbers_and_marks() {
        check("Kyiv’s air force", &["kyiv", "'s", "air", "force"]);
        check("the U.S.'s plan, at 7pm", &["the", "u.s.", "'s", "plan", ",", "at", "7", "pm"]);
        check("the sides' envoys don’t", &["the", "sides", "'", "envoys", "don't"]);
        check("1,300 at 10:40 on 2026-02-17.", &["1,300", "at", "10:40", "on", "2026-02-17", "."]);
        check("a 20-point plan, 10-15 days", &["a", "20", "-", "point", "plan", ",", "10", "-", "15", "days"]);
        check("M23 and F-16s in Sana'a", &["m23", "and", "f-16s", "in", "sana'a"]);
        check("20th, 3.5, (8", &["20", "th", ",", "3.5", ",", "(", "8"]);
        check("“Yes,” he said", &["“", "yes", ",", "”", "he", "said"]);
    }
}

//! Phrases of the data files, matched on whole words.

use super::{
    hash::{WordMap, WordSet},
    token::Token,
};
use serde::Deserialize;
use std::ops::Deref;

/// A text in which phrases are looked for: words a space apart, and where each of them begins.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    text: String,
    words: Vec<Start>,
}

/// Where a word begins, and how.
#[derive(Clone, Copy, Debug)]
struct Start {
    at: u32,
    beginning: u16,
}

impl Start {
    /// A word that begins here; how is read when all of it is there.
    fn at(byte: usize) -> Start {
        // No sentence has four gigabytes.
        Start { at: u32::try_from(byte).unwrap_or(u32::MAX), beginning: 0 }
    }
}

impl Deref for Line {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl Line {
    /// These words as they are.
    pub(crate) fn of<'w>(words: impl IntoIterator<Item = &'w str, IntoIter: Clone>) -> Line {
        let words = words.into_iter();
        let (mut bytes, mut many) = (0, 0);
        words.clone().for_each(|word| (bytes, many) = (bytes + word.len() + 1, many + 1));
        let mut line = Line { text: String::with_capacity(bytes), words: Vec::with_capacity(many) };
        for word in words {
            if !line.text.is_empty() {
                line.text.push(' ');
            }
            line.words.push(Start::at(line.text.len()));
            line.text.push_str(word);
        }
        line.close();
        line
    }

    /// Whether a phrase of at least one word stands in it, as whole words.
    pub(crate) fn has(&self, phrase: &str) -> bool {
        let (bytes, wanted) = (self.text.as_bytes(), phrase.as_bytes());
        let letter = |at: usize| wanted.get(at).copied().unwrap_or(b' ');
        let opens = beginning(letter(0), letter(1));
        let ends = |at: usize| matches!(bytes.get(at + wanted.len()), None | Some(b' '));
        let stands = |at: usize| bytes.get(at..).is_some_and(|rest| rest.starts_with(wanted)) && ends(at);
        !wanted.is_empty() && self.words.iter().any(|word| word.beginning == opens && stands(word.at as usize))
    }

    /// Reads how its words begin, when all of them are there.
    fn close(&mut self) {
        let bytes = self.text.as_bytes();
        let letter = |at: usize| bytes.get(at).copied().unwrap_or(b' ');
        for word in &mut self.words {
            word.beginning = beginning(letter(word.at as usize), letter(word.at as usize + 1));
        }
    }
}

/// Phrases that are looked for together, at every word of a text. A word that begins with other
/// letters than all of them costs a look at its first two.
#[derive(Clone, Debug, Default)]
struct Finder {
    phrases: Vec<Box<str>>,
    /// A bit for each beginning that a phrase has, see [`beginning`].
    beginnings: [u64; 16],
    /// How many bits are set before each of those sixteen numbers.
    before: [u16; 16],
    /// For each beginning that a phrase has, where its phrases start in `order`; and the end of all.
    starts: Vec<u32>,
    /// The phrases by their beginning.
    order: Vec<(Head, usize)>,
}

/// The low bits of the first two letters, which tell all small letters apart: a number below 1024.
fn beginning(first: u8, second: u8) -> u16 {
    (u16::from(first & 31) << 5) | u16::from(second & 31)
}

/// The first eight bytes of a phrase, and which of them count where it is shorter: most phrases that
/// begin as a word does are told from it by these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Head {
    bytes: u64,
    mask: u64,
}

/// The eight bytes from a place on, with nothing past the end.
fn eight(bytes: &[u8], at: usize) -> u64 {
    let rest = bytes.get(at..).unwrap_or_default();
    if let Some(all) = rest.first_chunk::<8>() {
        return u64::from_le_bytes(*all);
    }
    rest.iter().rev().fold(0, |all, byte| all << 8 | u64::from(*byte))
}

impl Head {
    fn of(phrase: &str) -> Head {
        let mask = if phrase.len() < 8 { (1 << (8 * phrase.len())) - 1 } else { u64::MAX };
        Head { bytes: eight(phrase.as_bytes(), 0), mask }
    }
}

impl Finder {
    /// A finder of these phrases; of an `open` one a single letter may go on with any other.
    fn of<'p>(phrases: impl Iterator<Item = &'p str>, open: bool) -> Finder {
        let mut finder = Finder::default();
        let mut order: Vec<(u16, usize)> = Vec::new();
        for (i, phrase) in phrases.enumerate() {
            finder.phrases.push(phrase.into());
            match phrase.as_bytes() {
                [] => {}
                [first] if open => order.extend((0..32).map(|second| (beginning(*first, second), i))),
                [first] => order.push((beginning(*first, b' '), i)),
                [first, second, ..] => order.push((beginning(*first, *second), i)),
            }
        }
        order.sort_unstable();
        for (at, (of, i)) in order.iter().enumerate() {
            let (word, bit) = (usize::from(of / 64), 1 << (of % 64));
            if finder.beginnings[word] & bit == 0 {
                finder.beginnings[word] |= bit;
                // No list has four thousand million phrases.
                finder.starts.push(u32::try_from(at).unwrap_or(u32::MAX));
                finder.before[word + 1..].iter_mut().for_each(|n| *n += 1);
            }
            finder.order.push((Head::of(&finder.phrases[*i]), *i));
        }
        finder.starts.push(u32::try_from(order.len()).unwrap_or(u32::MAX));
        finder
    }

    /// The phrases with a beginning.
    fn with(&self, beginning: u16) -> &[(Head, usize)] {
        let (word, bit) = (usize::from(beginning / 64), 1 << (beginning % 64));
        let Some(bits) = self.beginnings.get(word).filter(|bits| *bits & bit != 0) else { return &[] };
        let nth = usize::from(self.before[word]) + (bits & (bit - 1)).count_ones() as usize;
        let at = |n: usize| self.starts.get(n).map(|at| *at as usize);
        at(nth).zip(at(nth + 1)).and_then(|(from, to)| self.order.get(from..to)).unwrap_or(&[])
    }

    /// Every phrase that begins at a word of a text, and where.
    fn all_in<'t>(&'t self, line: &'t Line) -> impl Iterator<Item = (usize, usize)> {
        let bytes = line.text.as_bytes();
        let fits = |b: u16| self.beginnings[usize::from(b) / 64] & (1 << (b % 64)) != 0;
        line.words.iter().filter(move |word| fits(word.beginning)).flat_map(move |word| {
            let (at, here) = (word.at as usize, eight(bytes, word.at as usize));
            let near = self.with(word.beginning).iter();
            let near = near.filter(move |(head, _)| (here ^ head.bytes) & head.mask == 0);
            let stands = move |i: usize| {
                let phrase = self.phrases[i].as_bytes();
                phrase.len() <= 8 || bytes[at..].starts_with(phrase)
            };
            near.map(move |(_, i)| (*i, at)).filter(move |(i, _)| stands(*i))
        })
    }
}

/// Several phrases of which one is enough.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub(crate) struct Phrases(Finder);

impl From<Vec<String>> for Phrases {
    fn from(words: Vec<String>) -> Phrases {
        // "must " is a word, "retaliat" (from "retaliat*") the beginning of one.
        let ready = |w: &String| match w.to_lowercase().strip_suffix('*') {
            Some(stem) => stem.to_owned(),
            None => format!("{} ", w.to_lowercase()),
        };
        let ready: Vec<String> = words.iter().map(ready).collect();
        Phrases(Finder::of(ready.iter().map(String::as_str), true))
    }
}

impl Phrases {
    /// Whether one of the phrases is in a text made by [`words`].
    pub(crate) fn any_in(&self, words: &Line) -> bool {
        self.0.all_in(words).next().is_some()
    }
}

/// Several lists of phrases that are looked for together, in one pass.
#[derive(Debug, Default)]
pub(crate) struct Table {
    finder: Finder,
    /// For each phrase, its list.
    list_of: Vec<usize>,
}

impl Table {
    /// A table of these lists, of which only the first 64 are looked for.
    pub(crate) fn of<'p>(lists: impl IntoIterator<Item = &'p Phrases>) -> Table {
        let lists: Vec<&Phrases> = lists.into_iter().take(64).collect();
        let list_of = lists.iter().enumerate().flat_map(|(i, list)| list.0.phrases.iter().map(move |_| i)).collect();
        let all = lists.iter().flat_map(|list| &list.0.phrases).map(|phrase| &**phrase);
        Table { finder: Finder::of(all, true), list_of }
    }

    /// The lists of which a phrase stands in a text made by [`words`], in their order.
    pub(crate) fn lists_in(&self, words: &Line) -> impl Iterator<Item = usize> + use<> {
        let found = self.finder.all_in(words).fold(0u64, |all, (phrase, _)| all | 1 << self.list_of[phrase]);
        (0..64).filter(move |list| found & (1 << list) != 0)
    }
}

/// Several lists of phrases that are looked for together as whole words in a text of tokens joined by
/// single spaces, where marks are words too.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub(crate) struct Whole {
    finder: Finder,
    /// For each phrase, its list.
    list_of: Vec<usize>,
    /// The longest word of each phrase.
    telling: WordSet,
}

impl From<Vec<String>> for Whole {
    fn from(phrases: Vec<String>) -> Whole {
        Whole::of([&phrases])
    }
}

impl Whole {
    /// These lists.
    pub(crate) fn of<L: AsRef<[P]>, P: AsRef<str>>(lists: impl IntoIterator<Item = L>) -> Whole {
        let mut phrases: Vec<Box<str>> = Vec::new();
        let mut list_of = Vec::new();
        for (n, list) in lists.into_iter().enumerate() {
            for phrase in list.as_ref().iter().map(AsRef::as_ref) {
                phrases.push(phrase.into());
                list_of.push(n);
            }
        }
        let longest = |phrase: &str| phrase.split(' ').max_by_key(|word| word.len()).map(str::to_owned);
        let telling: Vec<String> = phrases.iter().filter_map(|phrase| longest(phrase)).collect();
        let finder = Finder::of(phrases.iter().map(|phrase| &**phrase), false);
        Whole { finder, list_of, telling: telling.into() }
    }

    /// Whether one of the phrases may stand among these tokens, for who has no line of them yet: the
    /// longest word of one does.
    pub(crate) fn may_stand_in(&self, tokens: &[Token]) -> bool {
        tokens.iter().any(|t| self.telling.contains(&t.lower))
    }

    /// What stands in a text: the number of the list, the phrase and where it begins.
    pub(crate) fn all_in<'t>(&'t self, line: &'t Line) -> impl Iterator<Item = (usize, &'t str, usize)> {
        self.finder.all_in(line).filter_map(move |(i, at)| {
            let phrase = &*self.finder.phrases[i];
            let ends = line.as_bytes().get(at + phrase.len()).is_none_or(|b| *b == b' ');
            ends.then_some((self.list_of[i], phrase, at))
        })
    }

    /// Whether one of the phrases stands in a text.
    pub(crate) fn any_in(&self, line: &Line) -> bool {
        self.all_in(line).next().is_some()
    }

    /// The first of the lists of which a phrase stands in a text.
    pub(crate) fn first_list_in(&self, line: &Line) -> Option<usize> {
        self.all_in(line).map(|(list, ..)| list).min()
    }
}

/// Forms of one or more words, looked up by the first: what starts at a token is found without
/// trying every form.
#[derive(Clone, Debug)]
pub(crate) struct Forms<T>(WordMap<Vec<(Vec<String>, T)>>);

impl<T> Forms<T> {
    /// Of these forms, words a space apart, those that come first in the list first.
    pub(crate) fn of<'f>(forms: impl IntoIterator<Item = (&'f String, T)>) -> Forms<T> {
        let mut map: WordMap<Vec<(Vec<String>, T)>> = WordMap::default();
        for (form, meaning) in forms {
            let words: Vec<String> = form.split(' ').map(str::to_owned).collect();
            if let Some(first) = words.first() {
                map.entry(first.clone()).push((words, meaning));
            }
        }
        Forms(map)
    }

    /// The same with the longest forms first.
    #[must_use]
    pub(crate) fn longest_first(mut self) -> Forms<T> {
        self.0.values_mut().for_each(|list| list.sort_by_key(|(form, _)| std::cmp::Reverse(form.len())));
        self
    }

    /// The words with which forms begin.
    pub(crate) fn openers(&self) -> impl Iterator<Item = &String> {
        self.0.keys()
    }

    /// The forms that start at this token, with the number of their words.
    pub(crate) fn at<'f>(&'f self, tokens: &[Token], at: usize) -> impl Iterator<Item = (&'f T, usize)> {
        let rest = tokens.get(at..).unwrap_or_default();
        let list = rest.first().and_then(|t| self.0.get(&t.lower)).map_or(&[][..], Vec::as_slice);
        let stands = move |form: &[String]| {
            form.len() <= rest.len() && form.iter().zip(rest).skip(1).all(|(w, t)| *t.lower == **w)
        };
        list.iter().filter(move |(form, _)| stands(form)).map(|(form, meaning)| (meaning, form.len()))
    }

    /// The first of the forms that start at this token and end before another.
    pub(crate) fn first_at(&self, tokens: &[Token], at: usize, end: usize) -> Option<(&T, usize)> {
        // Nothing more is asked of most words.
        self.0.get(&tokens.get(at)?.lower)?;
        self.at(tokens, at).find(|(_, len)| at.saturating_add(*len) <= end)
    }
}

/// A text in lower case with one space between words and at both ends, marks left out.
pub(crate) fn words(text: &str) -> Line {
    let bytes = text.as_bytes();
    let mut line: Vec<u8> = Vec::with_capacity(bytes.len() + 2);
    let mut words = Vec::with_capacity(bytes.len() / 4);
    line.push(b' ');
    let (mut at, mut space) = (0, true);
    while let Some(byte) = bytes.get(at) {
        let plain = PLAIN[usize::from(*byte)];
        if plain != 0 {
            if space {
                words.push(Start::at(line.len()));
            }
            line.push(plain);
            (at, space) = (at + 1, false);
            continue;
        }
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
        at += c.len_utf8();
        if !c.is_ascii() && c.is_alphanumeric() {
            if space {
                words.push(Start::at(line.len()));
            }
            for low in c.to_lowercase() {
                line.extend_from_slice(low.encode_utf8(&mut [0; 4]).as_bytes());
            }
            space = false;
        } else if matches!(c, '’' | '\'') {
            if !space {
                line.push(b'\'');
            }
        } else if !space {
            line.push(b' ');
            space = true;
        }
    }
    if !space {
        line.push(b' ');
    }
    // Whole characters were put in, so it is a text.
    let mut line = Line { text: String::from_utf8(line).unwrap_or_default(), words };
    line.close();
    line
}

/// What each byte that stands inside words becomes there; 0 for all others.
const PLAIN: [u8; 256] = {
    let mut plain = [0; 256];
    let mut byte = 0u8;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() || byte == b'-' {
            plain[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    plain
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_tell_of_each_list_whether_it_is_met() {
        let list = |w: &[&str]| Phrases::from(w.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>());
        let table = Table::of(&[list(&["will never", "never"]), list(&["we will"]), list(&["perhaps"])]);
        assert_eq!(table.lists_in(&words("We will never, ever yield")).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(Table::default().lists_in(&words(" ")).count(), 0);
    }

    #[test]
    fn whole_phrases_are_words_of_their_own() {
        let lists = Whole::of([&["put off", "off"][..], &["", "talks ,"], &["ut"]]);
        let line = |text: &str| Line::of(text.split(' '));
        let all =
            |text: &str| lists.all_in(&line(text)).map(|(list, p, at)| format!("{list} {p} {at}")).collect::<Vec<_>>();
        assert_eq!(all("they put off talks , put offers"), ["0 put off 5", "0 off 9", "1 talks , 13"]);
        assert_eq!(all("offs but"), [""; 0]);
        assert_eq!((lists.any_in(&line("off")), lists.any_in(&line("offs"))), (true, false));
        let first = |text: &str| lists.first_list_in(&line(text));
        assert_eq!((first("talks , off"), first("talks , on")), (Some(0), Some(1)));
        assert!(!Whole::default().any_in(&line("off")));
    }

    #[test]
    fn forms_are_found_by_their_first_word() {
        let forms = ["set", "set up", "set up shop"].map(str::to_owned);
        let forms = Forms::of(forms.iter().zip(0..)).longest_first();
        let doc = crate::extract::sentence::read(&crate::domain::Text::freeze("They set up camp"));
        let got: Vec<_> = forms.at(&doc.tokens, 1).collect();
        assert_eq!(got, [(&1, 2), (&0, 1)]);
        assert_eq!(forms.at(&doc.tokens[..2], 1).count(), 1);
        assert_eq!(forms.at(&doc.tokens, 3).count() + forms.at(&doc.tokens, 9).count(), 0);
    }

    #[test]
    fn a_stem_of_one_letter_is_one() {
        let phrases = Phrases::from(vec!["x*".to_owned(), "é*".to_owned()]);
        let found = |text: &str| phrases.any_in(&words(text));
        assert_eq!((found("an xenon lamp"), found("an x"), found("élan"), found("axe")), (true, true, true, false));
    }

    #[test]
    fn phrases_match_whole_words() {
        let phrases = Phrases::from(vec!["must".to_owned(), "retaliat*".to_owned(), "ready to".to_owned()]);
        for (text, expect) in [
            ("They must go.", true),
            ("mustard", false),
            ("“We will retaliate!”", true),
            ("Ready, to a point", true),
            ("already told", false),
            ("", false),
        ] {
            assert_eq!(phrases.any_in(&words(text)), expect, "{text}");
        }
    }
}

//! Phrases of the data files, matched on whole words.

use super::{hash::WordMap, token::Token};
use serde::Deserialize;

/// Phrases that are looked for together, at every word of a text. A word that begins with other
/// letters than all of them costs a look at its first two.
#[derive(Clone, Debug, Default)]
struct Finder {
    phrases: Vec<Box<str>>,
    /// A bit for each beginning that a phrase has, see [`beginning`].
    beginnings: [u64; 16],
    /// The phrases by their beginning.
    order: Vec<(usize, usize)>,
}

/// The low bits of the first two letters, which tell all small letters apart: a number below 1024.
fn beginning(first: u8, second: u8) -> usize {
    (usize::from(first & 31) << 5) | usize::from(second & 31)
}

impl Finder {
    /// A finder of these phrases; of an `open` one a single letter may go on with any other.
    fn of<'p>(phrases: impl Iterator<Item = &'p str>, open: bool) -> Finder {
        let mut finder = Finder::default();
        for (i, phrase) in phrases.enumerate() {
            finder.phrases.push(phrase.into());
            match phrase.as_bytes() {
                [] => {}
                [first] if open => finder.order.extend((0..32).map(|second| (beginning(*first, second), i))),
                [first] => finder.order.push((beginning(*first, b' '), i)),
                [first, second, ..] => finder.order.push((beginning(*first, *second), i)),
            }
        }
        finder.order.sort_unstable();
        for (at, _) in &finder.order {
            finder.beginnings[at / 64] |= 1 << (at % 64);
        }
        finder
    }

    /// Every phrase that begins at a word of a text of words a space apart, and where.
    fn all_in<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (usize, usize)> {
        let bytes = text.as_bytes();
        let mut next = Some(0);
        let words = std::iter::from_fn(move || {
            let at = next?;
            next = bytes[at..].iter().position(|b| *b == b' ').map(|n| at + n + 1);
            Some(at)
        });
        let letter = move |at: usize| bytes.get(at).copied().unwrap_or(b' ');
        let begins = words.map(move |at| (at, beginning(letter(at), letter(at + 1))));
        begins.filter(|(_, b)| self.beginnings[b / 64] & (1 << (b % 64)) != 0).flat_map(move |(at, b)| {
            let from = self.order.partition_point(|(of, _)| *of < b);
            let those = self.order[from..].iter().take_while(move |(of, _)| *of == b);
            those.map(move |(_, i)| (*i, at)).filter(move |(i, _)| bytes[at..].starts_with(self.phrases[*i].as_bytes()))
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
    pub(crate) fn any_in(&self, words: &str) -> bool {
        // The text begins with a space, and its first word after it.
        self.0.all_in(words).any(|(_, at)| at > 0)
    }
}

/// Several lists of phrases that are looked for together, in one pass.
#[derive(Debug, Default)]
pub(crate) struct Table {
    finder: Finder,
    /// For each phrase, its list.
    list_of: Vec<usize>,
    lists: usize,
}

impl Table {
    /// A table of these lists.
    pub(crate) fn of<'p>(lists: impl IntoIterator<Item = &'p Phrases>) -> Table {
        let lists: Vec<&Phrases> = lists.into_iter().collect();
        let list_of = lists.iter().enumerate().flat_map(|(i, list)| list.0.phrases.iter().map(move |_| i)).collect();
        let all = lists.iter().flat_map(|list| &list.0.phrases).map(|phrase| &**phrase);
        Table { finder: Finder::of(all, true), list_of, lists: lists.len() }
    }

    /// For each list, where the first of its phrases stands in a text made by [`words`]: the place of
    /// the space before it.
    pub(crate) fn first_in(&self, words: &str) -> Vec<Option<usize>> {
        let mut first: Vec<Option<usize>> = vec![None; self.lists];
        for (phrase, at) in self.finder.all_in(words) {
            if let Some(space) = at.checked_sub(1) {
                first[self.list_of[phrase]].get_or_insert(space);
            }
        }
        first
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
        Whole { finder: Finder::of(phrases.iter().map(|phrase| &**phrase), false), list_of }
    }

    /// What stands in a text: the number of the list, the phrase and where it begins.
    pub(crate) fn all_in<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (usize, &'t str, usize)> {
        self.finder.all_in(text).filter_map(move |(i, at)| {
            let phrase = &*self.finder.phrases[i];
            let ends = text.as_bytes().get(at + phrase.len()).is_none_or(|b| *b == b' ');
            ends.then_some((self.list_of[i], phrase, at))
        })
    }

    /// Whether one of the phrases stands in a text.
    pub(crate) fn any_in(&self, text: &str) -> bool {
        self.all_in(text).next().is_some()
    }

    /// The first of the lists of which a phrase stands in a text.
    pub(crate) fn first_list_in(&self, text: &str) -> Option<usize> {
        self.all_in(text).map(|(list, ..)| list).min()
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
                map.entry(first.clone()).or_default().push((words, meaning));
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

    /// The forms that start at this token, with the number of their words.
    pub(crate) fn at<'f>(&'f self, tokens: &[Token], at: usize) -> impl Iterator<Item = (&'f T, usize)> {
        let rest = tokens.get(at..).unwrap_or_default();
        let list = rest.first().and_then(|t| self.0.get(&t.lower)).map_or(&[][..], Vec::as_slice);
        let stands = move |form: &[String]| {
            form.len() <= rest.len() && form.iter().zip(rest).skip(1).all(|(w, t)| *t.lower == **w)
        };
        list.iter().filter(move |(form, _)| stands(form)).map(|(form, meaning)| (meaning, form.len()))
    }
}

/// A text in lower case with one space between words and at both ends, marks left out.
pub(crate) fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push(' ');
    let mut space = true;
    for c in text.chars() {
        match c {
            'a'..='z' | '0'..='9' | '-' => out.push(c),
            'A'..='Z' => out.push(c.to_ascii_lowercase()),
            '’' | '\'' if !space => out.push('\''),
            c if !c.is_ascii() && c.is_alphanumeric() => out.extend(c.to_lowercase()),
            _ => {
                if !space {
                    out.push(' ');
                }
                space = true;
                continue;
            }
        }
        space = false;
    }
    if !space {
        out.push(' ');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_tell_where_each_list_is_met_first() {
        let list = |w: &[&str]| Phrases::from(w.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>());
        let table = Table::of(&[list(&["will never", "never"]), list(&["we will"]), list(&["perhaps"])]);
        assert_eq!(table.first_in(&words("We will never, ever yield")), [Some(3), Some(0), None]);
        assert_eq!(Table::default().first_in(" "), []);
    }

    #[test]
    fn whole_phrases_are_words_of_their_own() {
        let lists = Whole::of([&["put off", "off"][..], &["", "talks ,"], &["ut"]]);
        let all = |text: &str| lists.all_in(text).map(|(list, p, at)| format!("{list} {p} {at}")).collect::<Vec<_>>();
        assert_eq!(all("they put off talks , put offers"), ["0 put off 5", "0 off 9", "1 talks , 13"]);
        assert_eq!(all("offs but"), [""; 0]);
        assert_eq!((lists.any_in("off"), lists.any_in("offs")), (true, false));
        assert_eq!((lists.first_list_in("talks , off"), lists.first_list_in("talks , on")), (Some(0), Some(1)));
        assert!(!Whole::default().any_in("off"));
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

//! Phrases of the data files, matched on whole words.

use super::{hash::WordMap, token::Token};
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use serde::Deserialize;

/// Several phrases of which one is enough.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub(crate) struct Phrases {
    ready: Vec<String>,
    automaton: Option<AhoCorasick>,
}

impl From<Vec<String>> for Phrases {
    fn from(words: Vec<String>) -> Phrases {
        // " must " is a word, " retaliat" (from "retaliat*") the beginning of one.
        let ready = |w: &String| match w.to_lowercase().strip_suffix('*') {
            Some(stem) => format!(" {stem}"),
            None => format!(" {} ", w.to_lowercase()),
        };
        let ready: Vec<String> = words.iter().map(ready).collect();
        let automaton = automaton(ready.iter(), MatchKind::LeftmostFirst);
        Phrases { ready, automaton }
    }
}

/// One automaton over many phrases: every text is read once, however many there are.
fn automaton<P: AsRef<[u8]>>(phrases: impl Iterator<Item = P>, kind: MatchKind) -> Option<AhoCorasick> {
    // Every phrase starts with a space, so that looking for first bytes ahead gains nothing. An
    // automaton fails to build only where the phrases need more than 2³¹ states.
    let mut builder = AhoCorasick::builder();
    builder.match_kind(kind).kind(Some(AhoCorasickKind::DFA)).prefilter(false).build(phrases).ok()
}

impl Phrases {
    /// Whether one of the phrases is in a text made by [`words`].
    pub(crate) fn any_in(&self, words: &str) -> bool {
        self.automaton.as_ref().is_some_and(|a| a.is_match(words))
    }
}

/// Several lists of phrases that are looked for together, in one pass.
#[derive(Debug, Default)]
pub(crate) struct Table {
    automaton: Option<AhoCorasick>,
    /// For each phrase, its list.
    list_of: Vec<usize>,
    lists: usize,
}

impl Table {
    /// A table of these lists.
    pub(crate) fn of<'p>(lists: impl IntoIterator<Item = &'p Phrases>) -> Table {
        let lists: Vec<&Phrases> = lists.into_iter().collect();
        let list_of = lists.iter().enumerate().flat_map(|(i, list)| list.ready.iter().map(move |_| i)).collect();
        let all = lists.iter().flat_map(|list| &list.ready);
        Table { automaton: automaton(all, MatchKind::Standard), list_of, lists: lists.len() }
    }

    /// For each list, where the first of its phrases stands in a text made by [`words`].
    pub(crate) fn first_in(&self, words: &str) -> Vec<Option<usize>> {
        let mut first: Vec<Option<usize>> = vec![None; self.lists];
        let Some(automaton) = &self.automaton else { return first };
        for found in automaton.find_overlapping_iter(words) {
            let slot = &mut first[self.list_of[found.pattern().as_usize()]];
            *slot = Some(slot.map_or(found.start(), |at| at.min(found.start())));
        }
        first
    }
}

/// Several lists of phrases that are looked for together as whole words in a text of tokens joined by
/// single spaces, where marks are words too.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub(crate) struct Whole {
    automaton: Option<AhoCorasick>,
    /// Each phrase with its list.
    phrases: Vec<(Box<str>, usize)>,
}

impl From<Vec<String>> for Whole {
    fn from(phrases: Vec<String>) -> Whole {
        Whole::of([&phrases])
    }
}

impl Whole {
    /// These lists.
    pub(crate) fn of<L: AsRef<[P]>, P: AsRef<str>>(lists: impl IntoIterator<Item = L>) -> Whole {
        let mut phrases: Vec<(Box<str>, usize)> = Vec::new();
        for (n, list) in lists.into_iter().enumerate() {
            phrases.extend(list.as_ref().iter().map(AsRef::as_ref).filter(|p| !p.is_empty()).map(|p| (p.into(), n)));
        }
        let automaton = automaton(phrases.iter().map(|(p, _)| p.as_bytes()), MatchKind::Standard);
        Whole { automaton, phrases }
    }

    /// What stands in a text: the number of the list, the phrase and where it begins.
    pub(crate) fn all_in<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (usize, &'t str, usize)> {
        let bytes = text.as_bytes();
        let whole = move |start: usize, end: usize| {
            (start == 0 || bytes[start - 1] == b' ') && bytes.get(end).is_none_or(|b| *b == b' ')
        };
        let all = self.automaton.iter().flat_map(move |a| a.find_overlapping_iter(text));
        all.filter(move |m| whole(m.start(), m.end())).map(|m| {
            let (phrase, list) = &self.phrases[m.pattern().as_usize()];
            (*list, &**phrase, m.start())
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
        let list = rest.first().and_then(|t| self.0.get(&*t.lower)).map_or(&[][..], Vec::as_slice);
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

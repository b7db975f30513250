//! Names in a text: one look per capitalised word.
//!
//! Names begin with a capital or, a few of them, with a small letter ("al-", "von der"). So only
//! such words are looked up, by the first word of every name; the longest name that fits wins. A
//! name counts at word boundaries and in its own case, so that "turkey" is a bird and "us" a pronoun.

use super::{Hit, Lexicon, Name};
use crate::extract::hash::WordMap;

/// The names by their first words.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// First word in ASCII lower case → the names that begin with it, the longest first.
    by_word: WordMap<Vec<u32>>,
    /// First words of names that begin with a small letter.
    small: WordMap<()>,
    /// The letters with which those begin, see [`letter`].
    letters: u32,
}

/// A bit for the first letter of a word.
fn letter(word: &str) -> u32 {
    word.bytes().next().map_or(0, |first| 1 << (first & 31))
}

impl Index {
    pub(super) fn of(names: &[Name]) -> Index {
        let mut index = Index::default();
        for (at, name) in names.iter().enumerate() {
            let word = first_word(&name.text);
            let Ok(at) = u32::try_from(at) else { continue };
            if word.starts_with(char::is_lowercase) {
                index.letters |= letter(word);
                index.small.entry(word.to_ascii_lowercase());
            }
            index.by_word.entry(word.to_ascii_lowercase()).push(at);
        }
        for list in index.by_word.values_mut() {
            list.sort_by_key(|at| std::cmp::Reverse(names[*at as usize].text.len()));
        }
        index
    }
}

/// The letters and digits at the start of a text.
fn first_word(text: &str) -> &str {
    let plain = text.bytes().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(text.len());
    if text.as_bytes().get(plain).is_none_or(u8::is_ascii) {
        return &text[..plain];
    }
    let end = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
    &text[..end]
}

impl Lexicon {
    /// Every known name between two bytes of a text, in order, never overlapping.
    pub fn hits<'l>(&'l self, text: &str, start: usize, end: usize) -> Vec<Hit<'l>> {
        let Some(part) = text.get(start..end) else { return Vec::new() };
        let mut out = Vec::new();
        let mut lower = String::with_capacity(32);
        let mut at = 0;
        while at < part.len() {
            let rest = &part[at..];
            let word = first_word(rest);
            if word.is_empty() {
                at += rest.chars().next().map_or(1, char::len_utf8);
                continue;
            }
            let next = at + word.len();
            // Lower-case words are most of a text: they are told apart by their first letter alone.
            let small = word.starts_with(char::is_lowercase);
            if small && (!matches!(word.len(), 2..=12) || self.index.letters & letter(word) == 0) {
                at = next;
                continue;
            }
            lower.clear();
            lower.push_str(word);
            lower.make_ascii_lowercase();
            let known = if small && !self.index.small.contains_key(lower.as_str()) {
                None
            } else {
                self.index.by_word.get(lower.as_str())
            };
            let found = known.into_iter().flatten().map(|i| &self.names[*i as usize]).find(|name| {
                rest.get(..name.text.len()).is_some_and(|found| {
                    found.eq_ignore_ascii_case(&name.text)
                        && fits_case(&name.text, found)
                        && !rest[found.len()..].starts_with(char::is_alphanumeric)
                        && (!name.careful || is_where(part, at, at + found.len()))
                        && (name.near.is_empty() || is_near(text, start + at, &name.near))
                })
            });
            match found {
                Some(name) => {
                    let stop = at + name.text.len();
                    out.push(Hit { start: start + at, end: start + stop, senses: &name.senses });
                    at = stop;
                }
                None => at = next,
            }
        }
        out
    }
}

/// Whether a match is written as the name is, or all in capitals.
fn fits_case(name: &str, found: &str) -> bool {
    name == found
        || (name.len() > 3 && found.chars().all(|c| !c.is_lowercase()))
        || (name.len() > 4 && name.starts_with(char::is_lowercase) && found.get(1..) == name.get(1..))
}

/// Whether one of the names stands in the text not far from a place in it.
fn is_near(text: &str, at: usize, names: &[String]) -> bool {
    /// Some three pages to either side: an article, but not the whole of a long collection.
    const FAR: usize = 10_000;
    let start = (at.saturating_sub(FAR)..=at).find(|i| text.is_char_boundary(*i)).unwrap_or(at);
    let end = (at..=text.len().min(at + FAR)).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(at);
    text.get(start..end).is_some_and(|around| names.iter().any(|name| around.contains(name.as_str())))
}

/// Whether the words around a name that is also a person's or a common word make it a place: "in
/// Vladimir", "the town of Split", not "Vladimir Roe" nor "in Charlotte Roe's words".
fn is_where(text: &str, start: usize, end: usize) -> bool {
    const WHERE: &[&str] = &["in", "at", "near", "outside", "around", "across", "into", "from", "central", "downtown"];
    const TOWN: &[&str] = &["city", "town", "village", "port", "region", "province", "district", "state", "island"];
    let mut before = text[..start].split_whitespace().rev();
    let last = before.next().unwrap_or_default();
    let said = WHERE.contains(&last) || last == "of" && before.next().is_some_and(|w| TOWN.contains(&w));
    let named = text[end..].strip_prefix(' ').is_some_and(|rest| rest.starts_with(char::is_uppercase));
    said && !named && !text[end..].starts_with('-')
}

//! Sets and maps of words, made for asking of every word of a text whether it is in this list or that.
//!
//! A word is told by its [`key`], a plain mixture of its first and last bytes: the keys here are those
//! of our own lists, so that nothing need resist words chosen to collide. A token knows its key, so that
//! it is computed once for all lists. Of the words that are not in a list nearly all are told by one bit
//! of its filter. A text can only look words up, it never adds any.

use serde::Deserialize;
use std::{collections::HashMap, sync::OnceLock};

/// An odd number with its bits well spread (2⁶⁴ divided by π).
const FACTOR: u64 = 0x517c_c1b7_2722_0a95;

/// A number that words which differ hardly ever share: made of the length and five letters, without a
/// question that the processor would have to guess the answer to. Words that do share it are told apart
/// by their letters.
#[inline(never)]
pub(crate) fn key(word: &str) -> u64 {
    let bytes = word.as_bytes();
    let len = bytes.len();
    let last = len.wrapping_sub(1);
    let at = |i: usize| bytes.get(i).map_or(0, |b| u64::from(*b));
    let ends = at(0) | at(1) << 8 | at(last) << 16 | at(last.wrapping_sub(1)) << 24;
    (ends | at(len / 2) << 32 | (len as u64) << 40).wrapping_mul(FACTOR)
}

/// What can be looked up: a text, or a token's word with the key it knows already.
pub(crate) trait Keyed {
    /// The word.
    fn text(&self) -> &str;
    /// Its [`key`].
    fn key(&self) -> u64 {
        key(self.text())
    }
}

impl Keyed for str {
    fn text(&self) -> &str {
        self
    }
}

impl Keyed for String {
    fn text(&self) -> &str {
        self
    }
}

impl<K: Keyed + ?Sized> Keyed for &K {
    fn text(&self) -> &str {
        (**self).text()
    }

    fn key(&self) -> u64 {
        (**self).key()
    }
}

/// A list of words, mostly read from a data file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub(crate) struct WordSet(WordMap<()>);

impl From<Vec<String>> for WordSet {
    fn from(words: Vec<String>) -> WordSet {
        let mut set = WordMap::default();
        words.into_iter().for_each(|word| *set.entry(word) = ());
        WordSet(set)
    }
}

impl WordSet {
    /// Whether a word is in the list.
    #[inline]
    pub(crate) fn contains<W: Keyed + ?Sized>(&self, word: &W) -> bool {
        self.0.get(word).is_some()
    }

    /// Every word.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &String> {
        self.0.keys()
    }
}

/// A list of words that stands in the program itself.
#[derive(Debug)]
pub(crate) struct List {
    words: &'static [&'static str],
    set: OnceLock<WordSet>,
}

impl List {
    /// The list of these words.
    pub(crate) const fn of(words: &'static [&'static str]) -> List {
        List { words, set: OnceLock::new() }
    }

    /// Whether a word is in the list.
    pub(crate) fn contains<W: Keyed + ?Sized>(&self, word: &W) -> bool {
        self.set.get_or_init(|| self.words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>().into()).contains(word)
    }
}

/// So many words share one number of a filter, and each sets one of its 64 bits: of sixteen words that are
/// not in a list fifteen are told by it.
const SHARE: usize = 4;

/// What a data file says of each word.
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "HashMap<String, V>", bound(deserialize = "V: Deserialize<'de>"))]
pub(crate) struct WordMap<V> {
    entries: Vec<(String, V)>,
    /// A bit for the key of each word, in the number for the key's top bits. A power of two.
    filter: Vec<u64>,
    /// The entries, each at the place that its key tells or at the first free one behind that, counted
    /// from 1; 0 where there is none. A power of two, and at least twice as many as entries.
    slots: Vec<u32>,
    /// By how many bits a key is cut to be a place in the filter.
    cut: u32,
}

impl<V> Default for WordMap<V> {
    fn default() -> WordMap<V> {
        WordMap { entries: Vec::new(), filter: Vec::new(), slots: Vec::new(), cut: 63 }
    }
}

impl<V> From<HashMap<String, V>> for WordMap<V> {
    fn from(words: HashMap<String, V>) -> WordMap<V> {
        // In the order of their letters, so that the same file is the same map on every start.
        let mut entries: Vec<(String, V)> = words.into_iter().collect();
        entries.sort_by(|(a, _), (b, _)| a.cmp(b));
        let mut map = WordMap { entries, ..WordMap::default() };
        map.file();
        map
    }
}

impl<V> WordMap<V> {
    /// What is said of a word.
    #[inline]
    pub(crate) fn get<W: Keyed + ?Sized>(&self, word: &W) -> Option<&V> {
        let key = word.key();
        if self.may_have(key) { self.find(word.text(), key).map(|at| &self.entries[at].1) } else { None }
    }

    /// Whether anything is said of a word.
    pub(crate) fn contains_key<W: Keyed + ?Sized>(&self, word: &W) -> bool {
        self.get(word).is_some()
    }

    /// What is said of a word, for adding to it.
    pub(crate) fn entry(&mut self, word: String) -> &mut V
    where
        V: Default,
    {
        let key = key(&word);
        let at = self.find(&word, key).unwrap_or_else(|| {
            self.entries.push((word, V::default()));
            let at = self.entries.len() - 1;
            if self.entries.len() * 2 > self.slots.len() {
                self.file();
            } else {
                self.put(at, key);
            }
            at
        });
        &mut self.entries[at].1
    }

    /// Every word.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &String> {
        self.entries.iter().map(|(word, _)| word)
    }

    /// Every word with what is said of it.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&String, &V)> {
        self.entries.iter().map(|(word, of)| (word, of))
    }

    /// What is said of every word.
    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.entries.iter_mut().map(|(_, of)| of)
    }

    /// Whether a word with this key may be here: for nearly every word this is all that is asked.
    #[inline(always)]
    fn may_have(&self, key: u64) -> bool {
        self.filter.get((key >> self.cut) as usize).is_some_and(|bits| bits >> (key >> 24 & 63) & 1 != 0)
    }

    #[inline(never)]
    fn find(&self, word: &str, key: u64) -> Option<usize> {
        let mut slot = top(key, self.slots.len());
        loop {
            let at = (*self.slots.get(slot)? as usize).checked_sub(1)?;
            if self.entries[at].0 == word {
                return Some(at);
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
    }

    /// Files every entry anew, with room for as many again.
    fn file(&mut self) {
        let room = self.entries.len().next_power_of_two() * 4;
        self.slots = vec![0; room];
        self.filter = vec![0; (self.entries.len().next_power_of_two() / SHARE).max(2)];
        self.cut = 64 - self.filter.len().ilog2();
        for at in 0..self.entries.len() {
            self.put(at, key(&self.entries[at].0));
        }
    }

    fn put(&mut self, at: usize, key: u64) {
        self.filter[(key >> self.cut) as usize] |= 1 << (key >> 24 & 63);
        let mut slot = top(key, self.slots.len());
        while self.slots[slot] != 0 {
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        // No list has four thousand million words.
        self.slots[slot] = u32::try_from(at + 1).unwrap_or(u32::MAX);
    }
}

/// A place among so many by the top bits of a key, which a multiplication mixes best.
fn top(key: u64, many: usize) -> usize {
    // Places are counted in 32 bits, and so are the bits of the key that are used.
    (((key >> 32) * many as u64) >> 32) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn words_that_differ_have_keys_apart() {
        let files =
            [include_str!("data/rounds.toml"), include_str!("data/cities.toml"), include_str!("data/people.toml")];
        let files = files.concat().to_lowercase();
        let words: HashSet<&str> = files.split(|c: char| !c.is_alphanumeric()).collect();
        let keys: HashSet<u64> = words.iter().map(|w| key(w)).collect();
        assert!(words.len() > 4_000 && keys.len() * 100 > words.len() * 98, "{} of {}", keys.len(), words.len());
        let mut slots = vec![0u32; 1 << 14];
        words.iter().for_each(|w| slots[top(key(w), 1 << 14)] += 1);
        assert!(slots.iter().all(|n| *n < 12), "{:?}", slots.iter().max());
        let short = ["", "a", "b", "aa", "ab", "ba", "aba", "abb", "bab", "abab", "ababa", "ababab", "abababa"];
        let keys: HashSet<u64> = short.iter().map(|w| key(w)).collect();
        assert_eq!(keys.len(), short.len());
    }

    #[test]
    fn a_set_holds_what_was_put_in() {
        const LONG: &str = "a form of more than thirty-one letters";
        let words = ["said", "said that", "é", "", LONG];
        let set = WordSet::from(words.map(str::to_owned).to_vec());
        for word in words {
            assert!(set.contains(word) && set.contains(&word.to_owned()), "{word}");
        }
        let mut map: WordMap<usize> = WordMap::default();
        words.iter().enumerate().for_each(|(i, word)| *map.entry((*word).to_owned()) = i);
        assert_eq!((map.get("said that"), map.get("told"), map.keys().count()), (Some(&1), None, words.len()));
        static LIST: List = List::of(&["said", LONG]);
        assert!(LIST.contains(&"said") && LIST.contains(LONG));
        for word in ["sai", "told", "said tha", "Said", "a form of more than thirty-two letters"] {
            assert!(!set.contains(word) && !LIST.contains(word), "{word}");
        }
    }
}

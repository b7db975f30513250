//! Sets and maps of words, with a hash made for short keys.
//!
//! Rules ask of every word of a text whether it is in this list or that. The standard hash resists
//! keys chosen to collide; the keys here are the lists of our own files, so that a plain multiply
//! and rotate over eight bytes at a time (as in Firefox's and rustc's `FxHash`) is safe and several
//! times faster. A text can only look words up, it never adds any.

use serde::Deserialize;
use std::{
    collections::{HashMap, HashSet, hash_map::Entry},
    hash::{BuildHasherDefault, Hasher},
    sync::OnceLock,
};

/// The shapes of a list's words: a word that has none of them is not in the list. A shape is made of
/// the length, the first two letters and the last, and costs less than a hash.
#[derive(Clone, Copy, Debug, Default)]
struct Shapes([u64; 32]);

impl Shapes {
    fn of(word: &str) -> (usize, u64) {
        let (len, bytes) = (word.len(), word.as_bytes());
        let at = |i: usize| bytes.get(i).map_or(0, |b| usize::from(*b));
        let mixed = len * 0x11b + at(0) * 0x25d + at(1) * 0x3b1 + at(len.wrapping_sub(1)) * 0x1f3;
        (mixed / 64 % 32, 1 << (mixed % 64))
    }

    fn add(&mut self, word: &str) {
        let (slot, bit) = Shapes::of(word);
        self.0[slot] |= bit;
    }

    /// Whether the list may have this word.
    fn fit(&self, word: &str) -> bool {
        let (slot, bit) = Shapes::of(word);
        self.0[slot] & bit != 0
    }
}

/// A list of words, mostly read from a data file. Words that are not in it are mostly told by their
/// shape alone.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub(crate) struct WordSet {
    words: HashSet<String, BuildHasherDefault<WordHasher>>,
    shapes: Shapes,
}

impl From<Vec<String>> for WordSet {
    fn from(words: Vec<String>) -> WordSet {
        let mut shapes = Shapes::default();
        words.iter().for_each(|word| shapes.add(word));
        WordSet { words: words.into_iter().collect(), shapes }
    }
}

impl WordSet {
    /// Whether a word is in the list.
    pub(crate) fn contains<W: AsRef<str> + ?Sized>(&self, word: &W) -> bool {
        let word = word.as_ref();
        self.shapes.fit(word) && self.words.contains(word)
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
    pub(crate) fn contains<W: AsRef<str> + ?Sized>(&self, word: &W) -> bool {
        self.set.get_or_init(|| self.words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>().into()).contains(word)
    }
}

type Map<V> = HashMap<String, V, BuildHasherDefault<WordHasher>>;

/// What a data file says of each word.
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "Map<V>", bound(deserialize = "V: Deserialize<'de>"))]
pub(crate) struct WordMap<V> {
    words: Map<V>,
    shapes: Shapes,
}

impl<V> Default for WordMap<V> {
    fn default() -> WordMap<V> {
        WordMap { words: Map::default(), shapes: Shapes::default() }
    }
}

impl<V> From<Map<V>> for WordMap<V> {
    fn from(words: Map<V>) -> WordMap<V> {
        let mut shapes = Shapes::default();
        words.keys().for_each(|word| shapes.add(word));
        WordMap { words, shapes }
    }
}

impl<V> WordMap<V> {
    /// What is said of a word.
    pub(crate) fn get(&self, word: &str) -> Option<&V> {
        if self.shapes.fit(word) { self.words.get(word) } else { None }
    }

    /// Whether anything is said of a word.
    pub(crate) fn contains_key(&self, word: &str) -> bool {
        self.get(word).is_some()
    }

    /// The place of a word, for adding to it.
    pub(crate) fn entry(&mut self, word: String) -> Entry<'_, String, V> {
        self.shapes.add(&word);
        self.words.entry(word)
    }

    /// Every word.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &String> {
        self.words.keys()
    }

    /// Every word with what is said of it.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&String, &V)> {
        self.words.iter()
    }

    /// What is said of every word.
    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.words.values_mut()
    }
}

/// See the module.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct WordHasher(u64);

/// An odd number with its bits well spread (2⁶⁴ divided by π).
const FACTOR: u64 = 0x517c_c1b7_2722_0a95;

impl WordHasher {
    fn add(&mut self, part: u64) {
        self.0 = (self.0.rotate_left(5) ^ part).wrapping_mul(FACTOR);
    }
}

impl Hasher for WordHasher {
    fn write(&mut self, mut bytes: &[u8]) {
        while let Some((part, rest)) = bytes.split_first_chunk::<8>() {
            self.add(u64::from_le_bytes(*part));
            bytes = rest;
        }
        if let Some((part, rest)) = bytes.split_first_chunk::<4>() {
            self.add(u64::from(u32::from_le_bytes(*part)));
            bytes = rest;
        }
        for byte in bytes {
            self.add(u64::from(*byte));
        }
    }

    fn write_u8(&mut self, part: u8) {
        self.add(u64::from(part));
    }

    fn write_u32(&mut self, part: u32) {
        self.add(u64::from(part));
    }

    fn write_u64(&mut self, part: u64) {
        self.add(part);
    }

    fn write_usize(&mut self, part: usize) {
        self.add(part as u64);
    }

    fn finish(&self) -> u64 {
        // The table takes its slot from the low bits, which a multiplication mixes least.
        self.0.rotate_left(26)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::hash::BuildHasher;

    #[test]
    fn words_that_differ_little_hash_apart() {
        let build = BuildHasherDefault::<WordHasher>::default();
        let words: Vec<String> = (0..20_000).map(|n| format!("word{n}s")).collect();
        let mut slots = vec![0u32; 1 << 15];
        words.iter().for_each(|w| slots[build.hash_one(w) as usize % (1 << 15)] += 1);
        assert!(slots.iter().all(|n| *n < 12), "{:?}", slots.iter().max());
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
        words.iter().enumerate().for_each(|(i, word)| *map.entry((*word).to_owned()).or_default() = i);
        assert_eq!((map.get("said that"), map.get("told"), map.keys().count()), (Some(&1), None, words.len()));
        static LIST: List = List::of(&["said", LONG]);
        assert!(LIST.contains(&"said") && LIST.contains(LONG));
        for word in ["sai", "told", "said tha", "Said", "a form of more than thirty-two letters"] {
            assert!(!set.contains(word) && !LIST.contains(word), "{word}");
        }
    }
}

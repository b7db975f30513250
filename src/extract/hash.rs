//! Sets and maps of words, with a hash made for short keys.
//!
//! Rules ask of every word of a text whether it is in this list or that. The standard hash resists
//! keys chosen to collide; the keys here are the lists of our own files, so that a plain multiply
//! and rotate over eight bytes at a time (as in Firefox's and rustc's `FxHash`) is safe and several
//! times faster. A text can only look words up, it never adds any.

use serde::Deserialize;
use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasherDefault, Hasher},
    sync::OnceLock,
};

/// A list of words, mostly read from a data file. Words that are not in it are mostly told by their
/// first letter and length alone.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub(crate) struct WordSet {
    words: HashSet<String, BuildHasherDefault<WordHasher>>,
    /// For the low bits of a first byte, a bit for each length that words with it have.
    lengths: [u32; 32],
}

impl From<Vec<String>> for WordSet {
    fn from(words: Vec<String>) -> WordSet {
        let mut lengths = [0; 32];
        for word in &words {
            let (slot, bit) = shape(word);
            lengths[slot] |= bit;
        }
        WordSet { words: words.into_iter().collect(), lengths }
    }
}

/// The place of a word's first letter, and a bit for its length.
fn shape(word: &str) -> (usize, u32) {
    let first = word.bytes().next().unwrap_or_default();
    (usize::from(first & 31), 1 << word.len().min(31))
}

impl WordSet {
    /// Whether a word is in the list.
    pub(crate) fn contains<W: AsRef<str> + ?Sized>(&self, word: &W) -> bool {
        let word = word.as_ref();
        let (slot, bit) = shape(word);
        self.lengths[slot] & bit != 0 && self.words.contains(word)
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

/// What a data file says of each word.
pub(crate) type WordMap<V> = HashMap<String, V, BuildHasherDefault<WordHasher>>;

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
        static LIST: List = List::of(&["said", LONG]);
        assert!(LIST.contains(&"said") && LIST.contains(LONG));
        for word in ["sai", "told", "said tha", "Said", "a form of more than thirty-two letters"] {
            assert!(!set.contains(word) && !LIST.contains(word), "{word}");
        }
    }
}

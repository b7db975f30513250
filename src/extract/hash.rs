//! Sets and maps of words, with a hash made for short keys.
//!
//! Rules ask of every word of a text whether it is in this list or that. The standard hash resists
//! keys chosen to collide; the keys here are the lists of our own files, so that a plain multiply
//! and rotate over eight bytes at a time (as in Firefox's and rustc's `FxHash`) is safe and several
//! times faster. A text can only look words up, it never adds any.

use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasherDefault, Hasher},
};

/// A list of words read from a data file.
pub(crate) type WordSet = HashSet<String, BuildHasherDefault<WordHasher>>;
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
        let set: WordSet = ["said", "said that", "é", ""].map(str::to_owned).into();
        for word in ["said", "said that", "é", ""] {
            assert!(set.contains(word));
        }
        assert!(!set.contains("sai") && !set.contains("said tha"));
    }
}

//! How alike two texts are.

use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;

/// Words that say nothing about what a sentence is about (English function words).
const EMPTY: &[&str] = &[
    "a", "about", "after", "all", "also", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can",
    "for", "from", "had", "has", "have", "he", "her", "his", "if", "in", "is", "it", "its", "not", "of", "on", "or",
    "our", "said", "says", "she", "so", "that", "the", "their", "them", "there", "they", "this", "to", "was", "we",
    "were", "which", "who", "will", "with", "would", "you",
];

/// The words of a text in order, folded: letters and digits only, lower case.
pub(super) fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’')
        .map(|w| w.trim_matches(['\'', '’']).to_lowercase())
        .filter(|w| !w.is_empty())
        .collect()
}

/// The different words that carry meaning.
pub(super) fn content_words(text: &str) -> BTreeSet<String> {
    words(text).into_iter().filter(|w| !EMPTY.contains(&w.as_str())).collect()
}

/// Shared words over all words: 0 for nothing in common, 1 for the same set.
pub(super) fn similarity(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f64 {
    let all = a.union(b).count();
    if all == 0 { 0.0 } else { a.intersection(b).count() as f64 / all as f64 }
}

/// So many words in a row are the same quotation.
const RUN: usize = 4;

/// Every run of four words of which at least two carry meaning, as a number: "we are going to" is said by
/// everybody, "we are going home" is somebody's own.
pub(super) fn telling_runs(words: &[String]) -> BTreeSet<u64> {
    let telling = |run: &&[String]| run.iter().filter(|w| !EMPTY.contains(&w.as_str())).count() >= 2;
    words.windows(RUN).filter(telling).map(fnv).collect()
}

/// SHA-256 of a frozen text, in hex.
pub fn text_hash(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |s, b| s + &format!("{b:02x}"))
}

/// So few words give too few runs to compare: such a text is a copy of the very same words only.
const SHORT: usize = 20;

/// A fingerprint of a whole text that is nearly the same for nearly the same text: SimHash
/// (Charikar, "Similarity estimation techniques from rounding algorithms", 2002) over runs of three words.
pub fn fingerprint(text: &str) -> u64 {
    let words = words(text);
    if words.len() < SHORT {
        return fnv(&words);
    }
    let mut sums = [0i32; 64];
    for run in words.windows(3) {
        let hash = fnv(run);
        for (bit, sum) in sums.iter_mut().enumerate() {
            *sum += if hash >> bit & 1 == 1 { 1 } else { -1 };
        }
    }
    sums.iter().enumerate().fold(0, |all, (bit, sum)| if *sum > 0 { all | 1 << bit } else { all })
}

/// Whether two fingerprints are of copies of one text. Unrelated texts differ in 32 bits, give or take 4.
fn is_copy(a: u64, b: u64) -> bool {
    (a ^ b).count_ones() <= 12
}

/// How many texts there are among these fingerprints that don't go back to one another: copies of copies
/// are of one family, in whichever order they are given.
pub fn families(fingerprints: &[u64]) -> usize {
    let mut left: Vec<u64> = fingerprints.to_vec();
    let mut families = 0;
    while let Some(first) = left.pop() {
        families += 1;
        let mut family = vec![first];
        while let Some(one) = family.pop() {
            let (copies, others): (Vec<u64>, Vec<u64>) = left.into_iter().partition(|other| is_copy(one, *other));
            left = others;
            family.extend(copies);
        }
    }
    families
}

/// FNV-1a, then a finaliser that spreads it over all bits (that of MurmurHash3).
pub(super) fn fnv<S: AsRef<str>>(run: &[S]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325u64;
    for byte in run.iter().flat_map(|w| w.as_ref().bytes().chain([b' '])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash = (hash ^ hash >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ hash >> 33).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ hash >> 33
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_with_small_changes_is_a_copy() {
        let text: String = (0..200).map(|i| format!("word{} ", i * 7 % 53 + i)).collect();
        let copy = text.replacen("word9 ", "other ", 1) + "The agency adds a line.";
        let other: String = (0..200).map(|i| format!("thing{} ", i * 5 % 61 + i)).collect();
        assert!(is_copy(fingerprint(&text), fingerprint(&copy)));
        assert!(!is_copy(fingerprint(&text), fingerprint(&other)));
        assert_eq!(fingerprint(""), fingerprint(" "));
    }

    #[test]
    fn short_texts_are_copies_only_word_for_word() {
        let of = |texts: &[&str]| families(&texts.iter().map(|t| fingerprint(t)).collect::<Vec<_>>());
        assert_eq!(of(&["Talks opened in Geneva.", "talks opened, in Geneva"]), 1);
        assert_eq!(of(&["Talks opened in Geneva.", "Talks opened in Geneva on Tuesday."]), 2);
        assert_eq!(of(&["Four died in Odesa.", "Five died in Odesa.", "Four died in Odesa."]), 2);
        assert_eq!(of(&[]), 0);
    }

    #[test]
    fn copies_of_copies_are_one_family_in_any_order() {
        // Each differs from the next in 10 bits, the ends in 20.
        let (a, b, c) = (0u64, (1 << 10) - 1, (1 << 20) - 1);
        assert!(is_copy(a, b) && is_copy(b, c) && !is_copy(a, c));
        for order in [[a, b, c], [a, c, b], [c, a, b], [b, c, a]] {
            assert_eq!(families(&order), 1);
        }
        assert_eq!(families(&[a, c, !a]), 3);
    }

    #[test]
    fn runs_are_told_by_words_that_carry_meaning() {
        let shared = |a: &str, b: &str| {
            let (a, b) = (telling_runs(&words(a)), telling_runs(&words(b)));
            a.intersection(&b).count()
        };
        assert_eq!(shared("we will not give up land, ever", "“Not give up land” he said"), 1);
        assert_eq!(shared("we will not be there for you", "they said we will not be there for long"), 0);
        assert_eq!(shared("one", ""), 0);
    }
}

//! Names and sentences as they are compared: letters without marks, small, single spaces.

use unicode_normalization::UnicodeNormalization as _;

/// Spellings of one name that transliteration varies. In this order, each over the whole.
const SPELLINGS: &[(&str, &str)] =
    &[("yy", "y"), ("iy", "y"), ("sybiga", "sybiha"), ("araqchi", "araghchi"), ("umierov", "umerov")];

/// Folds a text for comparison. What has no ASCII letter or digit at its base is dropped.
pub(super) fn fold(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.nfkd().filter(char::is_ascii) {
        let c = c.to_ascii_lowercase();
        if c.is_ascii_lowercase() || c.is_ascii_digit() {
            plain.push(c);
        } else if !plain.is_empty() && !plain.ends_with(' ') {
            plain.push(' ');
        }
    }
    let plain = plain.trim_end().to_owned();
    SPELLINGS.iter().fold(plain, |text, (one, usual)| text.replace(one, usual))
}

/// The first so many letters of a folded text.
pub(super) fn head(folded: &str, letters: usize) -> &str {
    folded.get(..letters).unwrap_or(folded)
}

/// Whether a folded text has this word.
pub(super) fn has_word(text: &str, word: &str) -> bool {
    !word.is_empty() && text.split(' ').any(|w| w == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_marks() {
        for (text, expect) in [
            ("Zelenskyy", "zelensky"),
            ("Andriy  Sybiga", "andry sybiha"),
            ("Côte d’Ivoire", "cote divoire"),
            ("Port-au-Prince,\n“Haiti”", "port au prince haiti"),
            ("— ", ""),
            ("½ a day", "12 a day"),
        ] {
            assert_eq!(fold(text), expect, "{text}");
        }
    }

    #[test]
    fn a_word_is_whole() {
        assert!(has_word("port au prince", "au") && !has_word("port au prince", "por") && !has_word("", ""));
        assert_eq!(head("abc", 2), "ab");
        assert_eq!(head("abc", 9), "abc");
    }
}

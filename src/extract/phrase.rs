//! Phrases of the data files, matched on whole words.

use serde::Deserialize;

/// Several phrases of which one is enough.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub(crate) struct Phrases(Vec<String>);

impl From<Vec<String>> for Phrases {
    fn from(words: Vec<String>) -> Phrases {
        // " must " is a word, " retaliat" (from "retaliat*") the beginning of one.
        let ready = |w: &String| match w.to_lowercase().strip_suffix('*') {
            Some(stem) => format!(" {stem}"),
            None => format!(" {} ", w.to_lowercase()),
        };
        Phrases(words.iter().map(ready).collect())
    }
}

impl Phrases {
    /// Where the first of the phrases stands in a text made by [`words`].
    pub(crate) fn first_in(&self, words: &str) -> Option<usize> {
        self.0.iter().filter_map(|phrase| words.find(phrase.as_str())).min()
    }

    /// Whether one of the phrases is in a text made by [`words`].
    pub(crate) fn any_in(&self, words: &str) -> bool {
        self.0.iter().any(|phrase| words.contains(phrase.as_str()))
    }
}

/// A text in lower case with one space between words and at both ends, marks left out.
pub(crate) fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push(' ');
    for c in text.chars() {
        match c {
            '’' | '\'' if !out.ends_with(' ') => out.push('\''),
            c if c.is_alphanumeric() || c == '-' => out.extend(c.to_lowercase()),
            _ if !out.ends_with(' ') => out.push(' '),
            _ => {}
        }
    }
    if !out.ends_with(' ') {
        out.push(' ');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

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

//! What a sentence is about, by trigger words (`data/topics.toml`).

use super::phrase::{Phrases, Table, words};
use crate::domain::Topic;
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Debug, Default, Deserialize)]
struct File {
    topic: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
struct Entry {
    name: Topic,
    any: Phrases,
}

// The tests read the file too: one that can't be read never ships.
static FILE: LazyLock<File> = LazyLock::new(|| toml::from_str(include_str!("data/topics.toml")).unwrap_or_default());
static TABLE: LazyLock<Table> = LazyLock::new(|| Table::of(FILE.topic.iter().map(|t| &t.any)));

/// The topics of a text, in the order of the vocabulary; none where no trigger word is in it.
pub(crate) fn of(text: &str) -> Vec<Topic> {
    let first = TABLE.first_in(&words(text));
    FILE.topic.iter().zip(first).filter(|(_, at)| at.is_some()).map(|(t, _)| t.name).collect()
}

/// The topics of the first text that has any, at most three; [`Topic::Other`] where none has.
pub(crate) fn of_first<'t>(texts: impl IntoIterator<Item = &'t str>) -> Vec<Topic> {
    let mut found = texts.into_iter().map(of).find(|t| !t.is_empty()).unwrap_or_else(|| vec![Topic::Other]);
    found.truncate(3);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_covers_the_vocabulary() {
        for topic in Topic::ALL.iter().filter(|t| **t != Topic::Other) {
            assert!(FILE.topic.iter().any(|entry| entry.name == *topic), "{topic}");
        }
    }

    #[test]
    fn trigger_words_say_what_it_is_about() {
        let check = |text: &str, expect: &[Topic]| assert_eq!(of(text), expect, "{text}");
        check("Both sides freed prisoners.", &[Topic::Prisoners, Topic::Process]);
        check("The truce held.", &[Topic::Ceasefire]);
        check("The weather was mild.", &[]);
        check("Talks on enrichment stalled.", &[Topic::Nuclear, Topic::Process]);
        assert_eq!(of_first(["The weather was mild.", "A loan for them"]), [Topic::Economy]);
        assert_eq!(of_first(["The weather was mild."]), [Topic::Other]);
    }
}

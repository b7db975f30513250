//! What a sentence is about, by trigger words (`data/topics.toml`).

use super::{
    Annotated,
    phrase::{Phrases, Table, words},
};
use crate::domain::{Span, Topic};
use serde::Deserialize;
use std::{borrow::Cow, cell::OnceCell, sync::LazyLock};

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
static FILE: LazyLock<File> = LazyLock::new(|| super::lexicon::words::read("topics").unwrap_or_default());
static TABLE: LazyLock<Table> = LazyLock::new(|| Table::of(FILE.topic.iter().map(|t| &t.any)));

/// The topics of a text, in the order of the vocabulary; none where no trigger word is in it.
pub(crate) fn of(text: &str) -> Vec<Topic> {
    TABLE.lists_in(&words(text)).filter_map(|list| FILE.topic.get(list)).map(|t| t.name).collect()
}

/// The topics of the first text that has any, at most three; [`Topic::Other`] where none has.
pub(crate) fn of_first<'t>(texts: impl IntoIterator<Item = &'t str>) -> Vec<Topic> {
    let mut found = texts.into_iter().map(of).find(|t| !t.is_empty()).unwrap_or_else(|| vec![Topic::Other]);
    found.truncate(3);
    found
}

/// The topics of an article's sentences, each read when it is first asked for: a sentence is asked for
/// by every event that rests on it.
#[derive(Debug)]
pub(crate) struct OfSentences(Vec<OnceCell<Vec<Topic>>>);

impl OfSentences {
    /// For so many sentences.
    pub(crate) fn new(sentences: usize) -> OfSentences {
        OfSentences(vec![OnceCell::new(); sentences])
    }
}

impl Annotated<'_> {
    /// The topics of a sentence.
    pub(crate) fn topics_in(&self, sentence: usize) -> &[Topic] {
        let read = || self.sentence_span(sentence).map_or_else(Vec::new, |span| of(self.doc.text.slice(span)));
        self.topics.0.get(sentence).map_or(&[], |cell| cell.get_or_init(read))
    }

    /// The topics of a stretch of the text; mostly that is a sentence.
    pub(crate) fn topics_of(&self, sentence: usize, span: Span) -> Cow<'_, [Topic]> {
        if self.sentence_span(sentence) == Some(span) {
            return Cow::Borrowed(self.topics_in(sentence));
        }
        Cow::Owned(of(self.doc.text.slice(span)))
    }
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

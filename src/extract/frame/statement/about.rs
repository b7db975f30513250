//! What a statement is about: its own words, its sentence, else what was spoken of before it.

use super::{super::super::topics, Book, Draft};
use crate::domain::{Span, Topic};

/// So many sentences back something may be spoken of that a statement without a word of its own is about.
const BACK: usize = 4;
/// Of a statement so many topics are told.
const MOST: usize = 3;

impl Book<'_> {
    /// Gives a statement its topics. Those that are not told by its own sentence come with the words
    /// before it that tell them.
    pub(super) fn tell_topics(&self, draft: &mut Draft, said: &str, sentence: usize) {
        let own = topics::of(said);
        // Where the words themselves only speak of talks or fighting, the sentence may say of what.
        let general = |topics: &[Topic]| topics.iter().all(|t| matches!(t, Topic::Process | Topic::Military));
        let whole = || self.found.topics_in(sentence);
        let wider = own.is_empty() || general(&own) && !general(whole());
        let mut told = if wider { whole().to_vec() } else { own };
        if told.is_empty()
            && let Some((span, before)) = self.spoken_of(sentence)
        {
            draft.because("topics", span, "topic.before");
            told = before;
        }
        if told.is_empty() {
            told.push(Topic::Other);
        }
        told.truncate(MOST);
        draft.content.topics = told;
    }

    /// The nearest sentence before this one that has a topic, else the article's first.
    fn spoken_of(&self, sentence: usize) -> Option<(Span, Vec<Topic>)> {
        let near = (sentence.saturating_sub(BACK)..sentence).rev();
        let lead = (0..sentence).find(|i| self.found.doc.sentences.get(*i).is_some_and(|s| !s.heading));
        near.chain(lead).find_map(|i| {
            let (span, told) = (self.found.sentence_span(i)?, self.found.topics_in(i));
            (!told.is_empty()).then(|| (span, told.to_vec()))
        })
    }
}

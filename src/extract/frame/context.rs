//! What frames ask of an annotated article: who, where, how many and when in a sentence, and who
//! stands nearest.

use super::super::{
    Annotated,
    actor::{ActorMention, Naming},
    attribution::Attribution,
    number::Number,
    place::PlaceMention,
    quote::Quote,
    time::{TimeExpr, TimeKind},
    token::{Doc, Token},
};
use crate::domain::Span;
use jiff::civil::Date;

/// For each sentence, where its part of a list in text order begins; one entry more for the end.
#[derive(Debug)]
pub(in crate::extract) struct Starts(Vec<u32>);

impl Starts {
    /// The beginnings of a list in an article of so many sentences.
    pub(in crate::extract) fn of<T>(list: &[T], sentences: usize, of: impl Fn(&T) -> usize) -> Starts {
        let mut starts = Vec::with_capacity(sentences + 1);
        let mut at = 0;
        for sentence in 0..=sentences {
            while list.get(at).is_some_and(|x| of(x) < sentence) {
                at += 1;
            }
            // No list has more members than the text has bytes, and those fit.
            starts.push(u32::try_from(at).unwrap_or(u32::MAX));
        }
        Starts(starts)
    }

    /// The part of the list that lies in one sentence.
    fn part<'l, T>(&self, list: &'l [T], sentence: usize) -> &'l [T] {
        let at = |i: usize| self.0.get(i).map(|n| *n as usize);
        at(sentence).zip(at(sentence + 1)).and_then(|(start, end)| list.get(start..end)).unwrap_or(&[])
    }
}

/// For each token, whether it stands inside quotation marks.
pub(in crate::extract) fn quoted(doc: &Doc, quotes: &[Quote]) -> Vec<bool> {
    let mut after = 0;
    let stands = |t: &Token| {
        while quotes.get(after).is_some_and(|q| q.outer.start() <= t.span.start()) {
            after += 1;
        }
        after > 0 && quotes[..after].iter().rev().take(3).any(|q| q.outer.contains(t.span))
    };
    doc.tokens.iter().map(stands).collect()
}

impl Annotated<'_> {
    /// The actors named in a sentence.
    pub(crate) fn actors_in(&self, sentence: usize) -> &[ActorMention] {
        self.starts.actors.part(&self.actors, sentence)
    }

    /// The places named in a sentence.
    pub(crate) fn places_in(&self, sentence: usize) -> &[PlaceMention] {
        self.starts.places.part(&self.places, sentence)
    }

    /// The counts in a sentence.
    pub(crate) fn numbers_in(&self, sentence: usize) -> &[Number] {
        self.starts.numbers.part(&self.numbers, sentence)
    }

    /// The times in a sentence.
    pub(crate) fn times_in(&self, sentence: usize) -> &[TimeExpr] {
        self.starts.times.part(&self.times, sentence)
    }

    /// The first calendar date of a sentence.
    pub(crate) fn date_in(&self, sentence: usize) -> Option<&TimeExpr> {
        self.times_in(sentence).iter().find(|t| t.kind == TimeKind::Date && !t.when.is_unknown())
    }

    /// The quotations that open in a sentence.
    pub(crate) fn quotes_in(&self, sentence: usize) -> &[Quote] {
        self.starts.quotes.part(&self.quotes, sentence)
    }

    /// The attributions whose cue stands in a sentence.
    pub(crate) fn attributions_in(&self, sentence: usize) -> &[Attribution] {
        self.starts.attributions.part(&self.attributions, sentence)
    }

    /// Whether a token stands inside quotation marks.
    pub(crate) fn is_quoted(&self, token: usize) -> bool {
        self.quoted.get(token).is_some_and(|q| *q)
    }

    /// Whether somebody with this id is named anywhere in the article, rather than only pointed to.
    pub(crate) fn is_named(&self, id: &str) -> bool {
        let named = || self.actors.iter().filter(|a| a.naming == Naming::Name).map(|a| a.actor.id.clone()).collect();
        self.named.get_or_init(named).contains(id)
    }

    /// The last actor of the same sentence that ends at or before a token.
    pub(crate) fn actor_before(&self, token: usize) -> Option<&ActorMention> {
        let sentence = self.doc.sentence_of(token);
        self.actors_in(sentence).iter().rev().find(|a| a.tokens.end <= token)
    }

    /// The first actor of the same sentence that starts at or after a token.
    pub(crate) fn actor_after(&self, token: usize) -> Option<&ActorMention> {
        let sentence = self.doc.sentence_of(token);
        self.actors_in(sentence).iter().find(|a| a.tokens.start >= token)
    }

    /// A sentence's tokens.
    pub(crate) fn tokens_of(&self, sentence: usize) -> &[Token] {
        self.doc.tokens_of(sentence)
    }

    /// A sentence's span.
    pub(crate) fn sentence_span(&self, sentence: usize) -> Option<Span> {
        self.doc.sentences.get(sentence).map(|s| s.span)
    }

    /// The civil day of publication.
    pub(crate) fn published_day(&self) -> Option<Date> {
        self.metadata.published.map(crate::domain::Published::day)
    }
}

//! What frames ask of an annotated article: who, where, how many and when in a sentence, and who
//! stands nearest.

use super::super::{
    Annotated,
    actor::ActorMention,
    number::Number,
    place::PlaceMention,
    quote::Quote,
    time::{TimeExpr, TimeKind},
    token::Token,
};
use crate::domain::Span;
use jiff::civil::Date;

/// The part of a list that lies in one sentence; the list is in text order.
fn slice_of<T>(list: &[T], sentence: usize, of: impl Fn(&T) -> usize) -> &[T] {
    let start = list.partition_point(|x| of(x) < sentence);
    let end = list.partition_point(|x| of(x) <= sentence);
    list.get(start..end).unwrap_or(&[])
}

impl Annotated<'_> {
    /// The actors named in a sentence.
    pub(crate) fn actors_in(&self, sentence: usize) -> &[ActorMention] {
        slice_of(&self.actors, sentence, |a| a.sentence)
    }

    /// The places named in a sentence.
    pub(crate) fn places_in(&self, sentence: usize) -> &[PlaceMention] {
        slice_of(&self.places, sentence, |p| p.sentence)
    }

    /// The counts in a sentence.
    pub(crate) fn numbers_in(&self, sentence: usize) -> &[Number] {
        slice_of(&self.numbers, sentence, |n| n.sentence)
    }

    /// The times in a sentence.
    pub(crate) fn times_in(&self, sentence: usize) -> &[TimeExpr] {
        slice_of(&self.times, sentence, |t| t.sentence)
    }

    /// The first calendar date of a sentence.
    pub(crate) fn date_in(&self, sentence: usize) -> Option<&TimeExpr> {
        self.times_in(sentence).iter().find(|t| t.kind == TimeKind::Date && !t.when.is_unknown())
    }

    /// The quotations that open in a sentence.
    pub(crate) fn quotes_in(&self, sentence: usize) -> &[Quote] {
        slice_of(&self.quotes, sentence, |q| q.sentence)
    }

    /// Whether a token stands inside quotation marks.
    pub(crate) fn is_quoted(&self, token: usize) -> bool {
        let Some(t) = self.doc.tokens.get(token) else { return false };
        let after = self.quotes.partition_point(|q| q.outer.start() <= t.span.start());
        after > 0 && self.quotes[..after].iter().rev().take(3).any(|q| q.outer.contains(t.span))
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

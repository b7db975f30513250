//! Where: towns, regions, countries and sites, told apart from metonyms by their grammar.

use super::{actor::ActorMention, lexicon::Lexicon, token::Doc};
use crate::domain::{Place, Span};
use std::ops::Range;

/// What sort of place it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the words are their own explanation")]
pub enum PlaceKind {
    Country,
    Region,
    City,
    Site,
}

/// A place at one place in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceMention {
    /// The name.
    pub span: Span,
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Its sentence.
    pub sentence: usize,
    /// Where.
    pub place: Place,
    /// What sort.
    pub kind: PlaceKind,
    /// The preposition before it ("in", "at", "near", "on", "into", "from" …), lower case.
    pub preposition: Option<&'static str>,
    /// The rule that found it.
    pub rule: &'static str,
}

/// Every place, in text order. A country or capital that acts ("Moscow is demanding") is an actor and not here.
pub fn find(_doc: &Doc, _actors: &[ActorMention], _lexicon: &Lexicon) -> Vec<PlaceMention> {
    todo!("helper A1")
}

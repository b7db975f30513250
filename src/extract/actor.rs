//! Who is named: lexicon names, people by pattern, surnames, roles, pronouns, metonyms.

use super::{lexicon::Lexicon, token::Doc};
use crate::domain::{Actor, Span};
use std::ops::Range;

/// How an actor is named at this place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Naming {
    /// By name, in full or in part.
    Name,
    /// A capital or a seat of power that stands for its government ("Moscow is demanding").
    Metonym,
    /// By nationality ("the Ukrainian delegation", "Russian drones"): the state behind it.
    Demonym,
    /// By office or function only ("the envoy", "another spokesperson"), resolved where possible.
    RoleOnly,
    /// "he", "she", "they".
    Pronoun,
}

/// An actor at one place in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActorMention {
    /// The whole phrase, with title ("Ukrainian Foreign Minister Andriy Sybiga").
    pub span: Span,
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Its sentence.
    pub sentence: usize,
    /// Who.
    pub actor: Actor,
    /// Office or function as the article gives it.
    pub title: Option<String>,
    /// How it is named here.
    pub naming: Naming,
    /// The rule that found it.
    pub rule: &'static str,
}

/// Every actor, in text order; phrases never overlap.
pub fn find(_doc: &Doc, _lexicon: &Lexicon) -> Vec<ActorMention> {
    todo!("helper A1")
}

//! From marked text to events: one file per kind.

use super::{Annotated, Extraction, Lexicon};
use crate::domain::{Content, Span, Step};

/// A mention while it is being built: spans instead of code points.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// What is said; `figures[..].evidence` indexes `evidence`.
    pub content: Content,
    /// Steps the article itself tells, oldest first.
    pub history: Vec<Step>,
    /// The sentences it rests on, most telling first, each with the rule that used it.
    pub evidence: Vec<(Span, &'static str)>,
    /// Field, words, rule.
    pub trace: Vec<Why>,
    /// The wider barrage, as the evidence span of its draft.
    pub part_of: Option<Span>,
}

/// Why a field is what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// The field as it is called in JSON (`date`, `strike.weapons.0`).
    pub field: String,
    /// The words it rests on.
    pub span: Span,
    /// The rule.
    pub rule: &'static str,
}

/// Finds every event in an annotated article.
pub fn find(_found: &mut Annotated<'_>, _lexicon: &Lexicon) -> Extraction {
    todo!("helper A1: round + strike + statement + agreement + deadline + measure, merged, turned into mentions")
}

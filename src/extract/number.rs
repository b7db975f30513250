//! How many: digits and words, with their hedge.

use super::token::Doc;
use crate::domain::{Qualifier, Span};
use std::ops::Range;

/// A count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value {
    /// How many.
    pub n: u64,
    /// How it is hedged.
    pub qualifier: Qualifier,
}

/// A count at one place in the text ("over 370", "nearly four hundred", "a dozen", "another 15").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// The phrase with its hedge.
    pub span: Span,
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Its sentence.
    pub sentence: usize,
    /// How many.
    pub value: Value,
    /// The rule that read it.
    pub rule: &'static str,
}

/// Every count, in text order. Dates, clock times, money, percentages, distances, ages and ordinals are not counts.
pub fn find(_doc: &Doc) -> Vec<Number> {
    todo!("helper A1")
}

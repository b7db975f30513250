//! When: every time expression of English news, resolved as far as the text supports.

use super::{Metadata, token::Doc};
use crate::domain::{Span, When};
use jiff::civil::Date;
use std::ops::Range;

/// What a time expression denotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeKind {
    /// A point or stretch on the calendar.
    Date,
    /// A length ("two days of talks", "nearly four-year").
    Duration,
    /// A repetition ("every day", "weekly").
    Set,
    /// On the calendar, but not to be pinned down ("recent weeks").
    Vague,
}

/// A time expression at one place in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeExpr {
    /// The words.
    pub span: Span,
    /// Their tokens.
    pub tokens: Range<usize>,
    /// Their sentence.
    pub sentence: usize,
    /// What they denote.
    pub kind: TimeKind,
    /// The resolved date; [`When::is_unknown`] for durations, sets and what stays open.
    pub when: When,
    /// The rule that read it, such as `time.weekday.past`.
    pub rule: &'static str,
}

/// What relative expressions are reckoned from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Anchor {
    /// The civil day of publication.
    pub published: Option<Date>,
    /// The day in the dateline.
    pub dateline: Option<Date>,
}

impl Anchor {
    /// Reads the dateline and the metadata.
    pub fn of(_doc: &Doc, _metadata: &Metadata) -> Anchor {
        todo!("helper A2")
    }
}

/// Every time expression, in text order; spans never overlap.
pub fn find(_doc: &Doc, _anchor: &Anchor) -> Vec<TimeExpr> {
    todo!("helper A2")
}

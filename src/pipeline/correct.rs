//! Corrections and additions: what an analyst rules over the timeline, in one transaction with everything that
//! follows from it.
//!
//! Each has a reason and an author and is written to the public log (`Store::corrections`). A correction that can't
//! be made is a [`CorrectError`], and then nothing was changed.

use super::intake::Rejection;
use crate::{
    domain::{Event, EventId, correction::Correction},
    store::StoreError,
};

/// A correction that was made.
#[derive(Clone, Debug)]
pub struct Corrected {
    /// Its entry in the log.
    pub correction: Correction,
    /// The event as it is now; `None` where it is no more.
    pub event: Option<Event>,
    /// The second event that it made: what was split off, or what a reverted merge gave back.
    pub other: Option<Event>,
}

/// Why a correction was not made.
#[derive(Debug, thiserror::Error)]
pub enum CorrectError {
    /// There is no such event, article or correction.
    #[error("there is no such {0} here")]
    Unknown(&'static str),
    /// The event is now part of this one.
    #[error("this event is now part of event {0}")]
    Moved(EventId),
    /// The event was withdrawn with its mentions, or dismissed.
    #[error("{0}")]
    Gone(String),
    /// It changed since the sender looked at it; this is how it is now.
    #[error("the event has changed since you looked at it")]
    Stale(Box<Event>),
    /// It fits what is asked for no more: reviewed already, reverted already.
    #[error("{0}")]
    Conflict(String),
    /// What was sent can't be taken.
    #[error("{0}")]
    Rejected(Rejection),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

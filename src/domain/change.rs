//! The change feed: what happened to events, in the order in which it happened.

use super::{
    event::Event,
    ids::{EventId, Seq},
};
use jiff::Timestamp;
use serde::Serialize;
use std::str::FromStr;

/// What happened to an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeOp {
    /// It is new, or came back.
    Create,
    /// It says something else now.
    Update,
    /// It turned out to be another, which follows with a change of its own where that says more now.
    Merge,
    /// Nothing is left of it.
    Delete,
}

impl FromStr for ChangeOp {
    type Err = UnknownOp;

    fn from_str(word: &str) -> Result<ChangeOp, UnknownOp> {
        match word {
            "create" => Ok(ChangeOp::Create),
            "update" => Ok(ChangeOp::Update),
            "merge" => Ok(ChangeOp::Merge),
            "delete" => Ok(ChangeOp::Delete),
            other => Err(UnknownOp(other.to_owned())),
        }
    }
}

/// A word that names no sort of change.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is no sort of change")]
pub struct UnknownOp(String);

/// One row of the feed.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Change {
    /// Its number: they begin at 1 and have no gaps.
    pub seq: Seq,
    /// To which event.
    pub event: EventId,
    /// What.
    pub op: ChangeOp,
    /// When.
    pub at: Timestamp,
    /// Of an update, the top-level fields that differ from the row before of this event, in the order of
    /// the alphabet. `seq` and `updated_at` always do, and are left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fields: Option<Vec<String>>,
    /// Of a merge, the event it is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<EventId>,
    /// The event as it then was; `None` after a merge or a deletion, and where it was erased.
    pub doc: Option<Event>,
    /// Whether `doc` was erased, because it held words of an article that was withdrawn since. A later row
    /// of the same event says how it stands.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub erased: bool,
}

/// Part of the feed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Feed {
    /// Changes in order.
    pub changes: Vec<Change>,
    /// The last change there is.
    pub seq: Seq,
}

/// How an event stood after some change.
#[derive(Clone, Debug, PartialEq)]
pub enum Stood {
    /// There never was one.
    Unknown,
    /// It came later, with this change.
    Later(Seq),
    /// So.
    So(Box<Event>),
    /// It was another then.
    Moved(EventId),
    /// Nothing was left of it then.
    Gone,
    /// Nobody can say any more: it held words of an article that was withdrawn since.
    Erased,
}

/// How much of an answer came or changed after some change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fresh {
    /// Events that were not there before.
    pub new: u64,
    /// Events that were there, and say something else now.
    pub changed: u64,
    /// The last change there is.
    pub seq: Seq,
}

impl Feed {
    /// Where the next part begins: after this. `None` at the end.
    pub fn next(&self) -> Option<Seq> {
        self.changes.last().map(|last| last.seq).filter(|last| *last < self.seq)
    }
}

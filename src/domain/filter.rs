//! A question to the timeline: parsed from an address, written back to one, said in words.

use super::{
    ids::EventId,
    vocab::{Act, Kind, Role, Status, Topic},
};
use jiff::civil::Date;

/// Values of one key: any of `any`, none of `not`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Choice<T> {
    /// At least one of these, if there are any.
    pub any: Vec<T>,
    /// None of these.
    pub not: Vec<T>,
}

impl<T> Default for Choice<T> {
    fn default() -> Self {
        Choice { any: Vec::new(), not: Vec::new() }
    }
}

impl<T> Choice<T> {
    /// Whether it asks for nothing.
    pub fn is_empty(&self) -> bool {
        self.any.is_empty() && self.not.is_empty()
    }
}

/// What to do with events that have neither a first nor a last day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Undated {
    /// Show them on their own shelf.
    #[default]
    Include,
    /// Show nothing else.
    Only,
    /// Leave them out.
    Exclude,
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    /// By the day of the event, latest first.
    #[default]
    Newest,
    /// By the day of the event, earliest first.
    Oldest,
    /// By the moment of the first report, latest first.
    Reported,
}

/// Which events, in which order. The same for the page, the API and every export.
///
/// Repeated keys mean OR, different keys AND; `role` and `actor` bind to the same participant.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "named as the parameters of DESIGN §5")]
pub struct TimelineFilter {
    pub kind: Choice<Kind>,
    pub actor: Choice<String>,
    pub role: Choice<Role>,
    pub place: Choice<String>,
    pub country: Choice<String>,
    pub negotiation: Choice<String>,
    pub topic: Choice<Topic>,
    pub status: Choice<Status>,
    pub act: Choice<Act>,
    pub outlet: Choice<String>,
    /// First day, inclusive.
    pub from: Option<Date>,
    /// Last day, inclusive.
    pub to: Option<Date>,
    /// Words to look for in headlines, quotes and evidence.
    pub q: Option<String>,
    pub undated: Undated,
    pub sort: Sort,
    /// 1 to 200.
    pub limit: u32,
    pub cursor: Option<Cursor>,
}

/// Where the next page starts: after this event. Opaque outside; bound to the filter it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cursor {
    /// The last event's key in the sort order: days (or microseconds, for `reported`) since 1970-01-01;
    /// `None` on the undated shelf.
    pub key: Option<i64>,
    /// The last event.
    pub id: EventId,
    /// Of the filter without cursor and limit.
    pub filter_hash: u64,
}

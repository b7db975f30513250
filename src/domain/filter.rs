//! A question to the timeline: parsed from an address, written back to one, said in words.
//!
//! ```
//! use demarche::domain::filter::TimelineFilter;
//! let filter = TimelineFilter::parse([("kind", "strike"), ("topic", "-energy"), ("q", "")]).unwrap();
//! assert_eq!(filter.to_query(), "kind=strike&topic=-energy");
//! let problems = TimelineFilter::parse([("kind", "strik")]).unwrap_err();
//! assert!(problems[0].detail.contains("did you mean `strike`?"));
//! ```

mod parse;
mod words;

pub use parse::{Fault, Problem};
pub use words::{Name, grouped, plural};

use super::{
    ids::EventId,
    vocab::{Act, Bars, Bin, Density, Kind, Review, Role, Status, Topic},
};
use jiff::civil::Date;
use sha2::{Digest, Sha256};

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
    /// This value and no other.
    pub fn only(value: T) -> Choice<T> {
        Choice { any: vec![value], not: Vec::new() }
    }

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

impl Undated {
    /// Every value, the default first.
    pub const ALL: &'static [Undated] = &[Undated::Include, Undated::Only, Undated::Exclude];

    /// The word for this value.
    pub const fn as_str(self) -> &'static str {
        match self {
            Undated::Include => "include",
            Undated::Only => "only",
            Undated::Exclude => "exclude",
        }
    }
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

impl Sort {
    /// Every value, the default first.
    pub const ALL: &'static [Sort] = &[Sort::Newest, Sort::Oldest, Sort::Reported];

    /// The word for this value.
    pub const fn as_str(self) -> &'static str {
        match self {
            Sort::Newest => "newest",
            Sort::Oldest => "oldest",
            Sort::Reported => "reported",
        }
    }
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
    pub review: Choice<Review>,
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
    /// What the picture's bars count.
    pub bars: Bars,
    /// How many days stand together in the picture; `None` leaves it to the range.
    pub by: Option<Bin>,
    /// How close together the events of a page stand.
    pub density: Density,
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

impl Default for TimelineFilter {
    fn default() -> Self {
        TimelineFilter {
            kind: Choice::default(),
            actor: Choice::default(),
            role: Choice::default(),
            place: Choice::default(),
            country: Choice::default(),
            negotiation: Choice::default(),
            topic: Choice::default(),
            status: Choice::default(),
            act: Choice::default(),
            outlet: Choice::default(),
            review: Choice::default(),
            from: None,
            to: None,
            q: None,
            undated: Undated::default(),
            sort: Sort::default(),
            limit: TimelineFilter::LIMIT,
            cursor: None,
            bars: Bars::Launched,
            by: None,
            density: Density::Open,
        }
    }
}

impl TimelineFilter {
    /// The parameters that leave events out; the rest only say how the others are shown.
    pub const NARROWING: &'static [&'static str] = Self::KEYS.split_at(15).0;

    /// The parameters that stand once; the others may be repeated.
    const SINGLE: &'static [&'static str] = Self::KEYS.split_at(11).1;

    /// Every parameter, in the order in which [`TimelineFilter::to_query`] writes them.
    pub const KEYS: &'static [&'static str] = &[
        "kind",
        "actor",
        "role",
        "place",
        "country",
        "negotiation",
        "topic",
        "status",
        "act",
        "outlet",
        "review",
        "from",
        "to",
        "q",
        "undated",
        "sort",
        "limit",
        "cursor",
        "bars",
        "by",
        "density",
    ];
    /// How many events a page has where nothing is said.
    pub const LIMIT: u32 = 50;
    /// How many it may have at most.
    pub const MAX_LIMIT: u32 = 200;

    /// Whether it leaves no event out.
    pub fn is_unfiltered(&self) -> bool {
        self.conditions().is_empty()
    }

    /// The parameters that leave events out, without those that only say how the others are shown.
    pub fn conditions(&self) -> Vec<(&'static str, String)> {
        self.pairs().into_iter().filter(|(key, _)| Self::NARROWING.contains(key)).collect()
    }

    /// Every parameter that differs from its default, in the order of [`TimelineFilter::KEYS`].
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut out = Vec::new();
        put(&mut out, "kind", &self.kind, |v| v.as_str());
        put(&mut out, "actor", &self.actor, |v| v);
        put(&mut out, "role", &self.role, |v| v.as_str());
        put(&mut out, "place", &self.place, |v| v);
        put(&mut out, "country", &self.country, |v| v);
        put(&mut out, "negotiation", &self.negotiation, |v| v);
        put(&mut out, "topic", &self.topic, |v| v.as_str());
        put(&mut out, "status", &self.status, |v| v.as_str());
        put(&mut out, "act", &self.act, |v| v.as_str());
        put(&mut out, "outlet", &self.outlet, |v| v);
        put(&mut out, "review", &self.review, |v| v.as_str());
        let mut one = |key, value: Option<String>| out.extend(value.map(|v| (key, v)));
        one("from", self.from.map(|d| d.to_string()));
        one("to", self.to.map(|d| d.to_string()));
        one("q", self.q.clone());
        one("undated", (self.undated != Undated::default()).then(|| self.undated.as_str().to_owned()));
        one("sort", (self.sort != Sort::default()).then(|| self.sort.as_str().to_owned()));
        one("limit", (self.limit != Self::LIMIT).then(|| self.limit.to_string()));
        one("cursor", self.cursor.map(Cursor::encode));
        one("bars", (self.bars != Bars::Launched).then(|| self.bars.as_str().to_owned()));
        one("by", self.by.map(|by| by.as_str().to_owned()));
        one("density", (self.density != Density::Open).then(|| self.density.as_str().to_owned()));
        out
    }

    /// The values that are asked for or refused under one of the keys that may be repeated.
    pub fn values(&self, key: &str) -> Vec<String> {
        let own = self.pairs().into_iter().filter(|(k, _)| *k == key && !Self::SINGLE.contains(k));
        let mut values: Vec<String> =
            own.map(|(_, value)| value.strip_prefix('-').map_or_else(|| value.clone(), str::to_owned)).collect();
        values.sort();
        values.dedup();
        values
    }

    /// The query string, without a leading `?`; [`TimelineFilter::parse`] reads it back. Equal filters
    /// have equal queries.
    pub fn to_query(&self) -> String {
        encode(self.pairs())
    }

    /// The same question without what only a page knows, its picture's switches and its density: for feeds and exports.
    #[must_use]
    pub fn without_looks(&self) -> TimelineFilter {
        TimelineFilter { bars: Bars::Launched, by: None, density: Density::Open, ..self.clone() }
    }

    /// The same question from its first page on.
    #[must_use]
    pub fn first_page(&self) -> TimelineFilter {
        TimelineFilter { cursor: None, ..self.clone() }
    }

    /// A number that names this question: the same on every machine and in every build, whatever the
    /// order of its values; limit, cursor and the looks of a page don't count. The first 8 bytes of a SHA-256.
    pub fn hash(&self) -> u64 {
        let question = TimelineFilter { limit: Self::LIMIT, cursor: None, ..self.without_looks() };
        let digest = Sha256::digest(question.to_query());
        digest.iter().take(8).fold(0, |n, byte| n << 8 | u64::from(*byte))
    }
}

/// Pairs as a query string, without a leading `?`.
pub fn encode<K: AsRef<str>, V: AsRef<str>>(pairs: impl IntoIterator<Item = (K, V)>) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

fn put<T>(out: &mut Vec<(&'static str, String)>, key: &'static str, choice: &Choice<T>, word: impl Fn(&T) -> &str) {
    out.extend(choice.any.iter().map(|v| (key, word(v).to_owned())));
    out.extend(choice.not.iter().map(|v| (key, format!("-{}", word(v)))));
}

impl Cursor {
    /// As it stands in an address: hexadecimal digits, to be handed back unchanged.
    pub fn encode(self) -> String {
        let (hash, id) = (self.filter_hash, self.id.0);
        match self.key {
            Some(key) => format!("{hash:016x}{id:016x}{key:016x}"),
            None => format!("{hash:016x}{id:016x}"),
        }
    }

    /// Whether it looks like one.
    fn is_of_its_form(text: &str) -> bool {
        text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) && matches!(text.len(), 32 | 48)
    }

    /// Reads one back; `None` for what [`Cursor::encode`] never writes.
    pub fn decode(text: &str) -> Option<Cursor> {
        let plain = Self::is_of_its_form(text);
        let part = |n: usize| u64::from_str_radix(text.get(n * 16..n * 16 + 16)?, 16).ok();
        let cursor = plain.then_some(Cursor {
            filter_hash: part(0)?,
            id: EventId(part(1)?.cast_signed()),
            key: part(2).map(u64::cast_signed),
        })?;
        (cursor.id.0 > 0).then_some(cursor)
    }
}

//! Honest dates: what a source supports and no more.
//!
//! ```
//! use demarche::domain::{Basis, When};
//! use jiff::civil::date;
//! let night = When::night(date(2026, 2, 17), Basis::Published).with_text("overnight");
//! assert_eq!(night.edtf(), "2026-02-16/2026-02-17");
//! assert_eq!(night.label(), "night of 16–17 February 2026");
//! assert_eq!(When::before(date(2026, 2, 17), Basis::Explicit).edtf(), "/2026-02-17");
//! ```
//!
//! The value is kept in EDTF (ISO 8601-2:2019, levels 0 to 2): an interval `a/b` lasts from `a` to
//! `b`; one of a set `[a..b]` happened at some time between; `~` is "about"; an empty side is unknown.

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

/// How finely a source dates something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words are their own explanation")]
pub enum Precision {
    Time,
    Day,
    Days,
    Week,
    Month,
    Season,
    Year,
}

/// What a date rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// The text says it in full.
    Explicit,
    /// Reckoned from the day of publication, or that day itself.
    Published,
    /// Reckoned from the dateline ("GENEVA, Feb. 17").
    Dateline,
    /// Reckoned from another time in the same text.
    EarlierMention,
    /// A client said so.
    Client,
}

/// When something happened, is due or was said.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "WhenJson", try_from = "WhenJson")]
pub struct When {
    edtf: String,
    earliest: Option<Date>,
    latest: Option<Date>,
    precision: Precision,
    text: Option<String>,
    basis: Basis,
}

/// A date that contradicts itself.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WhenError {
    /// The first day is after the last.
    #[error("`earliest` ({0}) is after `latest` ({1})")]
    Reversed(Date, Date),
    /// The EDTF value can't be read.
    #[error(
        "`{0}` is not an EDTF date this service can read (ISO 8601-2, for example 2026-02-17, 2026-02-16/2026-02-17, 2026-06~, /2026-02-17)"
    )]
    Edtf(String),
}

impl When {
    /// Nothing is known: the undated shelf.
    pub fn unknown(basis: Basis) -> When {
        When { edtf: String::new(), earliest: None, latest: None, precision: Precision::Day, text: None, basis }
    }

    /// One day.
    pub fn day(day: Date, basis: Basis) -> When {
        Self::bounded(day.to_string(), day, day, Precision::Day, basis)
    }

    /// A clock time on one day, in the place's own time.
    pub fn at(day: Date, time: Time, basis: Basis) -> When {
        let edtf = format!("{day}T{:02}:{:02}:00", time.hour(), time.minute());
        Self::bounded(edtf, day, day, Precision::Time, basis)
    }

    /// The night that ends on this day.
    pub fn night(morning: Date, basis: Basis) -> When {
        let evening = morning.yesterday().unwrap_or(morning);
        Self::bounded(format!("{evening}/{morning}"), evening, morning, Precision::Day, basis)
    }

    /// It lasted from one day to another; the days may come in either order.
    pub fn lasting(a: Date, b: Date, basis: Basis) -> When {
        let (first, last) = (a.min(b), a.max(b));
        if first == last {
            return Self::day(first, basis);
        }
        Self::bounded(format!("{first}/{last}"), first, last, Precision::Days, basis)
    }

    /// At some time between two days.
    pub fn between(a: Date, b: Date, precision: Precision, basis: Basis) -> When {
        let (first, last) = (a.min(b), a.max(b));
        Self::bounded(format!("[{first}..{last}]"), first, last, precision, basis)
    }

    /// On this day or before it.
    pub fn before(day: Date, basis: Basis) -> When {
        When { earliest: None, ..Self::bounded(format!("/{day}"), day, day, Precision::Day, basis) }
    }

    /// On this day or after it.
    pub fn after(day: Date, basis: Basis) -> When {
        When { latest: None, ..Self::bounded(format!("{day}/"), day, day, Precision::Day, basis) }
    }

    fn bounded(edtf: String, earliest: Date, latest: Date, precision: Precision, basis: Basis) -> When {
        When { edtf, earliest: Some(earliest), latest: Some(latest), precision, text: None, basis }
    }

    /// The same, with the words of the text it was read from.
    #[must_use]
    pub fn with_text(mut self, text: impl Into<String>) -> When {
        self.text = Some(text.into());
        self
    }

    /// The EDTF value; empty where nothing is known.
    pub fn edtf(&self) -> &str {
        &self.edtf
    }
    /// The first day it may lie on.
    pub fn earliest(&self) -> Option<Date> {
        self.earliest
    }
    /// The last day it may lie on.
    pub fn latest(&self) -> Option<Date> {
        self.latest
    }
    /// How finely it is dated.
    pub fn precision(&self) -> Precision {
        self.precision
    }
    /// The words in the text.
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }
    /// What it rests on.
    pub fn basis(&self) -> Basis {
        self.basis
    }
    /// Whether neither bound is known.
    pub fn is_unknown(&self) -> bool {
        self.earliest.is_none() && self.latest.is_none()
    }
    /// The day it is sorted under: the earliest, else the latest.
    pub fn sort_day(&self) -> Option<Date> {
        self.earliest.or(self.latest)
    }
}

/// The JSON of a date: DESIGN's `date` object.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WhenJson {
    edtf: Option<String>,
    #[serde(default)]
    earliest: Option<Date>,
    #[serde(default)]
    latest: Option<Date>,
    #[serde(default)]
    precision: Option<Precision>,
    #[serde(default)]
    label: Option<String>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    basis: Option<Basis>,
}

impl From<When> for WhenJson {
    fn from(when: When) -> WhenJson {
        WhenJson {
            label: Some(when.label()),
            edtf: (!when.edtf.is_empty()).then_some(when.edtf),
            earliest: when.earliest,
            latest: when.latest,
            precision: Some(when.precision),
            text: when.text,
            basis: Some(when.basis),
        }
    }
}

impl TryFrom<WhenJson> for When {
    type Error = WhenError;

    fn try_from(json: WhenJson) -> Result<When, WhenError> {
        let basis = json.basis.unwrap_or(Basis::Client);
        if let (Some(a), Some(b)) = (json.earliest, json.latest)
            && a > b
        {
            return Err(WhenError::Reversed(a, b));
        }
        let when = match (json.edtf, json.earliest, json.latest) {
            (Some(edtf), None, None) => return Err(WhenError::Edtf(edtf)),
            (Some(edtf), earliest, latest) => {
                When { edtf, earliest, latest, precision: json.precision.unwrap_or(Precision::Day), text: None, basis }
            }
            (None, Some(a), Some(b)) => When::lasting(a, b, basis),
            (None, Some(a), None) => When::after(a, basis),
            (None, None, Some(b)) => When::before(b, basis),
            (None, None, None) => When::unknown(basis),
        };
        Ok(When { text: json.text, ..when })
    }
}

impl When {
    /// The date in words, such as `night of 16–17 February 2026` or `before 17 February 2026`.
    pub fn label(&self) -> String {
        let (earliest, latest) = match (self.earliest, self.latest) {
            (None, None) => return "date unknown".to_owned(),
            (None, Some(b)) => return format!("by {}", long(b)),
            (Some(a), None) => return format!("from {}", long(a)),
            (Some(a), Some(b)) => (a, b),
        };
        let range = range(earliest, latest);
        match self.precision {
            Precision::Day if latest == earliest.tomorrow().unwrap_or(latest) && earliest != latest => {
                format!("night of {range}")
            }
            _ if self.edtf.starts_with('[') => format!("between {} and {}", long(earliest), long(latest)),
            _ => range,
        }
    }
}

/// `17 February 2026`.
fn long(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// `16–17 February 2026`, `28 February – 2 March 2026`, or one day.
fn range(a: Date, b: Date) -> String {
    match () {
        () if a == b => long(a),
        () if (a.year(), a.month()) == (b.year(), b.month()) => format!("{}–{}", a.day(), long(b)),
        () if a.year() == b.year() => format!("{} – {}", a.strftime("%-d %B"), long(b)),
        () => format!("{} – {}", long(a), long(b)),
    }
}

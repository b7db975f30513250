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
//! The subset that is needed is parsed here: which bounds a value has, how precise it is and what
//! it is called are rules of this domain, not of the standard.

mod edtf;
mod label;
#[cfg(test)]
mod tests;

pub use edtf::Season;

use edtf::{Parsed, Shape};
use jiff::{
    civil::{Date, Time},
    tz::Offset,
};

use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How finely a source dates something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
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

impl Precision {
    /// The word for this precision.
    pub const fn as_str(self) -> &'static str {
        match self {
            Precision::Time => "time",
            Precision::Day => "day",
            Precision::Days => "days",
            Precision::Week => "week",
            Precision::Month => "month",
            Precision::Season => "season",
            Precision::Year => "year",
        }
    }
}

/// What a date rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
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
    // Both are shared by copies: a time is handed on many times while a text is read.
    edtf: Arc<str>,
    earliest: Option<Date>,
    latest: Option<Date>,
    precision: Precision,
    text: Option<Arc<str>>,
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
    /// The bounds, or the precision, are not those of the EDTF value.
    #[error(
        "{field} `{sent}` does not agree with `edtf` `{edtf}`, which gives `{meant}`; send one of them, or both alike"
    )]
    Disagree {
        /// `earliest`, `latest` or `precision`.
        field: &'static str,
        /// What was sent there.
        sent: String,
        /// The EDTF value.
        edtf: String,
        /// What the EDTF value stands for.
        meant: String,
    },
}

impl When {
    /// Nothing is known: the undated shelf.
    pub fn unknown(basis: Basis) -> When {
        When { edtf: Arc::default(), earliest: None, latest: None, precision: Precision::Day, text: None, basis }
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

    /// A clock time on one day, with the place's distance from UTC (whole minutes; seconds are dropped).
    pub fn at_offset(day: Date, time: Time, offset: Offset, basis: Basis) -> When {
        let mut when = Self::at(day, time, basis);
        when.edtf = format!("{}{}", when.edtf, edtf::offset_suffix(offset)).into();
        when
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

    /// Some time in the week, Monday to Sunday, in which this day lies.
    pub fn week(day: Date, basis: Basis) -> When {
        let monday = edtf::plus_days(day, -i64::from(day.weekday().to_monday_zero_offset()));
        Self::between(monday, edtf::plus_days(monday, 6), Precision::Week, basis)
    }

    /// A month; `None` if there is no such month.
    pub fn month(year: i16, month: i8, basis: Basis) -> Option<When> {
        Self::read(&format!("{year:04}-{month:02}"), basis).ok()
    }

    /// A year of four digits; `None` if it is not.
    pub fn year(year: i16, basis: Basis) -> Option<When> {
        Self::read(&format!("{year:04}"), basis).ok()
    }

    /// A season. Winter is counted to the year in which it begins; months are those of the
    /// meteorological seasons of the northern half of the earth, which is how agencies write.
    pub fn season(year: i16, season: Season, basis: Basis) -> Option<When> {
        Self::read(&format!("{year:04}-{}", season.code()), basis).ok()
    }

    /// About then: a `~`, and bounds wider by one day, month, season or year on either side.
    /// Only plain days, months, seasons and years can be "about"; the rest stays as it is.
    #[must_use]
    pub fn about(self) -> When {
        match Self::read(&format!("{}~", self.edtf), self.basis) {
            Ok(about) => When { text: self.text, ..about },
            Err(_) => self,
        }
    }

    /// About then, but not later ("by the beginning of this summer": a June that may come early).
    #[must_use]
    pub fn about_or_before(self) -> When {
        let latest = self.latest;
        When { latest, ..self.about() }
    }

    /// Reads an EDTF value (ISO 8601-2 levels 0 and 1, and the one-of sets and groupings of months of
    /// level 2); days of a year that is not four digits are refused.
    ///
    /// # Errors
    /// [`WhenError::Edtf`] if it can't be read, [`WhenError::Reversed`] if it ends before it begins.
    pub fn parse_edtf(edtf: &str) -> Result<When, WhenError> {
        Self::read(edtf, Basis::Client)
    }

    fn read(value: &str, basis: Basis) -> Result<When, WhenError> {
        let parsed = edtf::parse(value)?;
        let (earliest, latest) = parsed.bounds();
        let precision = parsed.precision();
        Ok(When { edtf: value.into(), earliest, latest, precision, text: None, basis })
    }

    /// What the EDTF value stands for; `None` where nothing is known.
    fn parsed(&self) -> Option<Parsed> {
        edtf::parse(&self.edtf).ok()
    }

    /// The same, resting on something else.
    #[must_use]
    pub fn with_basis(mut self, basis: Basis) -> When {
        self.basis = basis;
        self
    }

    fn bounded(edtf: String, earliest: Date, latest: Date, precision: Precision, basis: Basis) -> When {
        When { edtf: edtf.into(), earliest: Some(earliest), latest: Some(latest), precision, text: None, basis }
    }

    /// The same, with the words of the text it was read from.
    #[must_use]
    pub fn with_text(mut self, text: impl Into<Arc<str>>) -> When {
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
    /// The clock time, and its distance from UTC where that is known; without it, it is the place's own time.
    pub fn clock(&self) -> Option<(Time, Option<Offset>)> {
        match self.parsed()?.shape {
            Shape::Time(time, offset) => Some((time, offset)),
            _ => None,
        }
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

impl utoipa::PartialSchema for When {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        WhenJson::schema()
    }
}

impl utoipa::ToSchema for When {
    fn schemas(schemas: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>)>) {
        WhenJson::schemas(schemas);
    }
}

/// A date, as honest as its source: EDTF (ISO 8601-2), its first and last day, and what it rests on.
#[derive(Serialize, Deserialize, utoipa::ToSchema)]
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
            edtf: (!when.edtf.is_empty()).then(|| when.edtf.to_string()),
            earliest: when.earliest,
            latest: when.latest,
            precision: Some(when.precision),
            text: when.text.map(|text| text.to_string()),
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
            (Some(edtf), earliest, latest) => When::read(&edtf, basis)?.agreeing(earliest, latest, json.precision)?,
            (None, Some(a), Some(b)) => When::lasting(a, b, basis),
            (None, Some(a), None) => When::after(a, basis),
            (None, None, Some(b)) => When::before(b, basis),
            (None, None, None) => When::unknown(basis),
        };
        Ok(When { text: json.text.map(Into::into), ..when })
    }
}

impl When {
    /// Takes over bounds and precision that were sent beside the EDTF value, if they agree with it.
    fn agreeing(
        mut self,
        earliest: Option<Date>,
        latest: Option<Date>,
        precision: Option<Precision>,
    ) -> Result<When, WhenError> {
        let parsed = edtf::parse(&self.edtf)?;
        let wide = (self.earliest, self.latest);
        for (field, sent, meant, own) in
            [("earliest", earliest, wide.0, &mut self.earliest), ("latest", latest, wide.1, &mut self.latest)]
        {
            let Some(sent) = sent else { continue };
            let inside = |day: Date| wide.0.is_none_or(|a| a <= day) && wide.1.is_none_or(|b| day <= b);
            // "About" leaves room: a text may narrow it ("about June, but not after it").
            if meant != Some(sent) && !(parsed.about && inside(sent)) {
                return Err(WhenError::Disagree {
                    field,
                    sent: sent.to_string(),
                    edtf: self.edtf.to_string(),
                    meant: meant.map_or_else(|| "unknown".to_owned(), |d| d.to_string()),
                });
            }
            *own = Some(sent);
        }
        if let Some(sent) = precision {
            if !parsed.allows(sent) {
                return Err(WhenError::Disagree {
                    field: "precision",
                    sent: sent.as_str().to_owned(),
                    edtf: self.edtf.to_string(),
                    meant: self.precision.as_str().to_owned(),
                });
            }
            self.precision = sent;
        }
        Ok(self)
    }
}

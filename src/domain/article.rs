//! Articles as they come in and as events refer to them.

use super::{ids::ArticleId, span::Text};
use jiff::{
    Timestamp,
    civil::Date,
    fmt::temporal::DateTimeParser,
    tz::{Offset, TimeZone},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::{fmt, str::FromStr};

/// When an article was published or changed: an instant in the offset that was sent, or a bare day.
///
/// The offset is kept, because the civil day ("on Tuesday") can't be told from the instant alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Published {
    /// An instant, in the offset it was sent with.
    Instant(Timestamp, Offset),
    /// Only the day is known.
    Day(Date),
}

/// A publication date that can't be read, or that does not exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PublishedError {
    /// Not of the form.
    #[error(
        "`{0}` is neither a date (2026-02-18) nor an instant with its offset (2026-02-18T14:05:00Z, 2026-02-18T16:05:00+02:00)"
    )]
    Form(String),
    /// Of the form, but no such day or hour.
    #[error("`{0}` does not exist: there is no such day or hour")]
    Impossible(String),
}

impl Published {
    /// The civil day in the offset that was sent: what "today" means in the text.
    pub fn day(self) -> Date {
        match self {
            Published::Instant(at, offset) => offset.to_datetime(at).date(),
            Published::Day(day) => day,
        }
    }

    /// A point on the time line to sort by: a bare day counts as its first moment in UTC.
    pub fn instant(self) -> Timestamp {
        match self {
            Published::Instant(at, _) => at,
            Published::Day(day) => day.to_zoned(TimeZone::UTC).map_or(Timestamp::MIN, |z| z.timestamp()),
        }
    }
}

impl fmt::Display for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Published::Instant(at, offset) if *offset == Offset::UTC => at.fmt(f),
            Published::Instant(at, offset) => at.display_with_offset(*offset).fmt(f),
            Published::Day(day) => day.fmt(f),
        }
    }
}

impl FromStr for Published {
    type Err = PublishedError;

    fn from_str(s: &str) -> Result<Self, PublishedError> {
        let shape: String = s.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
        let impossible = || PublishedError::Impossible(s.to_owned());
        if shape == "0000-00-00" {
            return s.parse().map(Published::Day).map_err(|_| impossible());
        }
        let head_ok = ["0000-00-00T00:00", "0000-00-00t00:00", "0000-00-00 00:00"].iter().any(|h| shape.starts_with(h));
        let form = || PublishedError::Form(s.to_owned());
        if !head_ok || s.contains('[') {
            return Err(form());
        }
        let pieces = DateTimeParser::new().parse_pieces(s).map_err(|_| impossible())?;
        let offset = pieces.to_numeric_offset().ok_or_else(form)?;
        let at: Timestamp = s.parse().map_err(|_| impossible())?;
        Ok(Published::Instant(at, offset))
    }
}

impl utoipa::PartialSchema for Published {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        let form = "^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ][0-9]{2}:[0-9]{2}.*)?$";
        super::shape::written("A day, or an instant with its offset.", form, "2026-02-18T14:05:00Z")
    }
}

impl utoipa::ToSchema for Published {}

impl Serialize for Published {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Published {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(D::Error::custom)
    }
}

/// How the body was sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words are their own explanation")]
pub enum Format {
    #[default]
    Text,
    Html,
}

/// An article that may be stored: read, normalised and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewArticle {
    /// Its address; without one, it is known by outlet and content.
    pub url: Option<String>,
    /// Its headline; empty where there is none.
    pub title: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// Who wrote it.
    pub byline: Option<String>,
    /// When it was published.
    pub published: Option<Published>,
    /// When this revision was made.
    pub modified: Option<Published>,
    /// BCP 47 tag, where the sender gave one.
    pub language: Option<String>,
    /// How the body was sent.
    pub format: Format,
    /// The frozen text.
    pub text: Text,
    /// The body as it was sent, where that was not plain text.
    pub source: Option<String>,
}

/// An article as an event refers to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ArticleRef {
    /// Its number here.
    pub id: ArticleId,
    /// Its address.
    pub url: Option<String>,
    /// Its headline.
    pub title: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// When.
    pub published_at: Option<Published>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_day_is_that_of_the_offset_that_was_sent() {
        let late: Published = "2026-02-18T00:30:00+02:00".parse().expect("an instant");
        assert_eq!(late.day(), date(2026, 2, 18));
        assert_eq!(late.instant().to_string(), "2026-02-17T22:30:00Z");
        assert_eq!(late.to_string(), "2026-02-18T00:30:00+02:00");
        let utc: Published = "2026-02-18T14:05:00Z".parse().expect("an instant");
        assert_eq!(utc.to_string(), "2026-02-18T14:05:00Z");
    }

    #[test]
    fn what_does_not_exist_is_told_from_what_is_malformed() {
        let of = |s: &str| s.parse::<Published>().expect_err(s);
        for impossible in ["2026-02-31", "2026-13-01", "2026-02-18T25:00:00Z", "2026-02-31T10:00:00Z"] {
            assert!(matches!(of(impossible), PublishedError::Impossible(_)), "{impossible}");
        }
        for form in ["yesterday", "18.02.2026", "2026-02-18T14:05:00", "2026-2-8", ""] {
            assert!(matches!(of(form), PublishedError::Form(_)), "{form}");
        }
    }
}

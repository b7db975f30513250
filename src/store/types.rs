//! Small conversions between domain values and columns.

use super::StoreError;
use crate::{consolidate::text_hash, domain::Published};
use jiff::{
    Timestamp,
    civil::Date,
    tz::{Offset, TimeZone},
};
use jiff_sqlx::ToSqlx as _;

/// A publication date in three columns: the instant to sort by, the civil day, and the offset in
/// seconds; without an offset only the day is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    pub(super) at: Option<jiff_sqlx::Timestamp>,
    pub(super) day: Option<jiff_sqlx::Date>,
    pub(super) offset: Option<i32>,
}

impl Moment {
    pub(super) fn of(published: Option<Published>) -> Moment {
        Moment {
            at: published.map(|p| p.instant().to_sqlx()),
            day: published.map(|p| p.day().to_sqlx()),
            offset: published.and_then(|p| match p {
                Published::Instant(_, offset) => Some(offset.seconds()),
                Published::Day(_) => None,
            }),
        }
    }

    pub(super) fn read(self) -> Option<Published> {
        match (self.at, self.day, self.offset) {
            (Some(at), _, Some(seconds)) => {
                Some(Published::Instant(at.to_jiff(), Offset::from_seconds(seconds).unwrap_or(Offset::UTC)))
            }
            (_, Some(day), None) => Some(Published::Day(day.to_jiff())),
            _ => None,
        }
    }
}

/// Days since 1970-01-01: the key of a cursor.
pub(super) fn day_number(day: Date) -> i64 {
    day.to_zoned(TimeZone::UTC).map_or(0, |z| z.timestamp().as_second().div_euclid(86_400))
}

/// The day of such a number. Cursors come from outside: a number beyond the years 0 to 9999, which
/// Postgres would refuse, is cut to their ends.
pub(super) fn number_day(number: i64) -> Date {
    Offset::UTC.to_datetime(number_instant(number.saturating_mul(86_400_000_000))).date()
}

/// The instant of so many microseconds since 1970-01-01, cut in the same way.
pub(super) fn number_instant(microseconds: i64) -> Timestamp {
    const YEAR_0: i64 = -62_167_219_200_000_000;
    const YEAR_9999: i64 = 253_370_764_800_000_000;
    Timestamp::from_microsecond(microseconds.clamp(YEAR_0, YEAR_9999)).unwrap_or_default()
}

/// A word of a closed vocabulary, as it was written.
pub(super) fn word<T>(word: &str) -> Result<T, StoreError>
where
    T: std::str::FromStr,
    T::Err: std::error::Error + Send + Sync + 'static,
{
    word.parse().map_err(StoreError::decode)
}

/// A count out of the database, which are never negative.
pub(super) fn count(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

/// The slug of a name; where nothing of it can stand in an address, the beginning of its hash.
pub(super) fn slug_or_hash(name: &str) -> String {
    match slug(name) {
        slug if slug.is_empty() => text_hash(name)[..12].to_owned(),
        slug => slug,
    }
}

/// A slug from a name: what is not a letter or digit becomes a hyphen.
pub(crate) fn slug(name: &str) -> String {
    use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};
    let plain: String = name.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    plain.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_moment_reads_back_as_it_was_sent() {
        for sent in ["2026-02-18", "2026-02-18T00:30:00+02:00", "2026-02-18T00:30:00Z"] {
            let published: Published = sent.parse().expect("a moment");
            assert_eq!(Moment::of(Some(published)).read(), Some(published), "{sent}");
        }
        assert_eq!(Moment::of(None).read(), None);
    }

    #[test]
    fn days_have_numbers() {
        for day in [date(1970, 1, 1), date(1969, 12, 31), date(2026, 2, 18)] {
            assert_eq!(number_day(day_number(day)), day);
        }
        assert_eq!(day_number(date(1970, 1, 2)), 1);
        assert_eq!((number_day(i64::MIN), number_day(i64::MAX)), (date(0, 1, 1), date(9999, 1, 1)));
    }
}

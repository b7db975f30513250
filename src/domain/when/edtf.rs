//! Reading EDTF (ISO 8601-2:2019).

use super::{Precision, WhenError};
use jiff::{
    ToSpan,
    civil::{Date, Time, date},
    tz::Offset,
};

/// A season of the northern half of the earth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the words are their own explanation")]
pub enum Season {
    Spring,
    Summer,
    Autumn,
    Winter,
}

impl Season {
    /// The number that ISO 8601-2 gives it in the place of a month.
    pub const fn code(self) -> u8 {
        match self {
            Season::Spring => 21,
            Season::Summer => 22,
            Season::Autumn => 23,
            Season::Winter => 24,
        }
    }
}

/// What an EDTF value looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A clock time; with its distance from UTC, if it was written.
    Time(Time, Option<Offset>),
    /// One day.
    Day,
    /// One month.
    Month,
    /// A group of months by its number in ISO 8601-2, and the year it is counted to.
    Group(u8, i16),
    /// One year, a decade or a century.
    Year,
    /// `a/b`, both sides known.
    Interval(Precision),
    /// `[a..b]`, both sides known.
    OneOf,
    /// One side is unknown.
    Open,
}

/// A value that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parsed {
    pub(super) shape: Shape,
    /// The days it names, without the leeway of "about".
    pub(super) core: (Option<Date>, Option<Date>),
    /// `~` or `%`.
    pub(super) about: bool,
    /// `?` or `%`.
    pub(super) uncertain: bool,
}

impl Parsed {
    /// First and last day, with the leeway of "about": one more of its own unit on either side.
    pub(super) fn bounds(&self) -> (Option<Date>, Option<Date>) {
        let (Some(a), Some(b), true) = (self.core.0, self.core.1, self.about) else { return self.core };
        let months = match self.shape {
            Shape::Month => 1,
            Shape::Group(..) => months_between(a, b),
            Shape::Year => 12,
            _ => return (Some(plus_days(a, -1)), Some(plus_days(b, 1))),
        };
        let first = a.checked_sub(months.months()).unwrap_or(a);
        let last = b.checked_add(months.months()).map_or(b, Date::last_of_month);
        (Some(first), Some(last))
    }

    /// The precision where none is sent beside the value.
    pub(super) fn precision(&self) -> Precision {
        match self.shape {
            Shape::Time(..) => Precision::Time,
            Shape::Day | Shape::Open => Precision::Day,
            Shape::Month => Precision::Month,
            Shape::Group(..) => Precision::Season,
            Shape::Year => Precision::Year,
            Shape::Interval(p) => p,
            Shape::OneOf => Precision::Days,
        }
    }

    /// Whether this precision may stand beside the value.
    pub(super) fn allows(&self, sent: Precision) -> bool {
        match self.shape {
            Shape::Time(..) | Shape::Day | Shape::Month | Shape::Group(..) | Shape::Year => sent == self.precision(),
            // A night is written as an interval of two days.
            Shape::Interval(Precision::Days) if sent == Precision::Day => {
                matches!(self.core, (Some(a), Some(b)) if plus_days(a, 1) == b)
            }
            Shape::Interval(_) => sent >= Precision::Days,
            Shape::OneOf | Shape::Open => sent >= Precision::Day,
        }
    }
}

/// Reads a value.
pub(super) fn parse(value: &str) -> Result<Parsed, WhenError> {
    let wrong = || WhenError::Edtf(value.to_owned());
    if let Some(inside) = value.strip_prefix('[') {
        let (a, b) = inside.strip_suffix(']').and_then(|s| s.split_once("..")).ok_or_else(wrong)?;
        return range(a, b, |_| Shape::OneOf, value);
    }
    if let Some((a, b)) = value.split_once('/') {
        let open = |s: &str| if s == ".." { String::new() } else { s.to_owned() };
        return range(&open(a), &open(b), Shape::Interval, value);
    }
    single(value).ok_or_else(wrong)
}

/// Two sides, of which one may be empty.
fn range(a: &str, b: &str, shape: impl Fn(Precision) -> Shape, value: &str) -> Result<Parsed, WhenError> {
    let wrong = || WhenError::Edtf(value.to_owned());
    let side = |s: &str| match s {
        "" => Ok(None),
        s => single(s).filter(|p| !matches!(p.shape, Shape::Time(..))).map(Some).ok_or_else(wrong),
    };
    let (first, last) = (side(a)?, side(b)?);
    let precision = match first.or(last).ok_or_else(wrong)?.shape {
        Shape::Month => Precision::Month,
        Shape::Group(..) => Precision::Season,
        Shape::Year => Precision::Year,
        _ => Precision::Days,
    };
    let core = (first.and_then(|p| p.bounds().0), last.and_then(|p| p.bounds().1));
    if let (Some(a), Some(b)) = core
        && a > b
    {
        return Err(WhenError::Reversed(a, b));
    }
    let shape = if first.is_some() && last.is_some() { shape(precision) } else { Shape::Open };
    Ok(Parsed { shape, core, about: false, uncertain: false })
}

/// One date, with its qualifier.
fn single(value: &str) -> Option<Parsed> {
    let (bare, about, uncertain) = match value.as_bytes().last()? {
        b'~' => (&value[..value.len() - 1], true, false),
        b'?' => (&value[..value.len() - 1], false, true),
        b'%' => (&value[..value.len() - 1], true, true),
        _ => (value, false, false),
    };
    let (shape, first, last) = plain(bare)?;
    if about && matches!(shape, Shape::Time(..)) {
        return None;
    }
    Some(Parsed { shape, core: (Some(first), Some(last)), about, uncertain })
}

fn plain(value: &str) -> Option<(Shape, Date, Date)> {
    let form: String = value.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let number = |from: usize, to: usize| value.get(from..to)?.parse::<i16>().ok();
    match form.as_str() {
        "0000-00-00" => {
            let day: Date = value.parse().ok()?;
            Some((Shape::Day, day, day))
        }
        "0000-00" | "0000-00-XX" => {
            let (year, month) = (number(0, 4)?, number(5, 7)?);
            if (1..=12).contains(&month) {
                let first = Date::new(year, month as i8, 1).ok()?;
                return Some((Shape::Month, first, first.last_of_month()));
            }
            if form.len() > 7 {
                return None;
            }
            let (starts, length) = group(month)?;
            let first = Date::new(year, starts, 1).ok()?;
            let last = first.checked_add((length - 1).months()).ok()?.last_of_month();
            Some((Shape::Group(month as u8, year), first, last))
        }
        "0000" | "0000-XX" | "0000-XX-XX" => {
            let year = number(0, 4)?;
            Some((Shape::Year, Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?))
        }
        "000X" | "00XX" => {
            let digits = form.bytes().filter(|b| *b == b'X').count();
            let years = if digits == 1 { 10 } else { 100 };
            let year = number(0, 4 - digits)? * years;
            Some((Shape::Year, Date::new(year, 1, 1).ok()?, Date::new(year + years - 1, 12, 31).ok()?))
        }
        _ if form.starts_with("0000-00-00T00:00:00") => {
            let day: Date = value.get(..10)?.parse().ok()?;
            let clock = |from: usize| value.get(from..from + 2)?.parse::<i8>().ok();
            let time = Time::new(clock(11)?, clock(14)?, clock(17)?, 0).ok()?;
            let offset = offset(value.get(19..)?)?;
            Some((Shape::Time(time, offset), day, day))
        }
        _ => None,
    }
}

/// `Z`, `+02`, `+05:30`, or nothing.
fn offset(suffix: &str) -> Option<Option<Offset>> {
    let form: String = suffix.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let number = |from: usize| suffix.get(from..from + 2)?.parse::<i32>().ok();
    let seconds = match form.as_str() {
        "" => return Some(None),
        "Z" => return Some(Some(Offset::UTC)),
        "+00" | "-00" => number(1)? * 3600,
        "+00:00" | "-00:00" => number(1)? * 3600 + Some(number(4)?).filter(|m| *m < 60)? * 60,
        _ => return None,
    };
    let seconds = if suffix.starts_with('-') { -seconds } else { seconds };
    Some(Some(Offset::from_seconds(seconds).ok().filter(|_| seconds.abs() <= 14 * 3600)?))
}

/// An offset as EDTF writes it.
pub(super) fn offset_suffix(offset: Offset) -> String {
    let minutes = offset.seconds() / 60;
    if minutes == 0 {
        return "Z".to_owned();
    }
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

/// First month and number of months of a group of months, by its number in ISO 8601-2.
fn group(code: i16) -> Option<(i8, i32)> {
    Some(match code {
        21 | 25 | 31 => (3, 3),
        22 | 26 | 32 => (6, 3),
        23 | 27 | 29 => (9, 3),
        24 | 28 | 30 => (12, 3),
        33..=36 => ((code as i8 - 33) * 3 + 1, 3),
        37..=39 => ((code as i8 - 37) * 4 + 1, 4),
        40 | 41 => ((code as i8 - 40) * 6 + 1, 6),
        _ => return None,
    })
}

/// The name of a group of months.
pub(super) fn group_name(code: u8) -> &'static str {
    match code {
        21 | 25 | 29 => "spring",
        22 | 26 | 30 => "summer",
        23 | 27 | 31 => "autumn",
        24 | 28 | 32 => "winter",
        33 => "first quarter of",
        34 => "second quarter of",
        35 => "third quarter of",
        36 => "fourth quarter of",
        37 => "first third of",
        38 => "second third of",
        39 => "last third of",
        40 => "first half of",
        _ => "second half of",
    }
}

fn months_between(a: Date, b: Date) -> i32 {
    (i32::from(b.year()) - i32::from(a.year())) * 12 + i32::from(b.month()) - i32::from(a.month()) + 1
}

/// So many days later, or earlier; stays at the edge of the calendar.
pub(super) fn plus_days(day: Date, days: i64) -> Date {
    day.checked_add(days.days()).unwrap_or(if days < 0 { Date::MIN } else { Date::MAX })
}

/// Whether these are the first and last day of whole months.
pub(super) fn whole_months(a: Date, b: Date) -> bool {
    a.day() == 1 && b == date(b.year(), b.month(), 1).last_of_month()
}

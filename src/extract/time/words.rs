//! Words of the calendar.

use super::scan::Pieces;
use crate::{
    domain::Season,
    extract::hash::{WordMap, WordSet},
};
use jiff::civil::Weekday;
use serde::Deserialize;
use std::sync::LazyLock;

/// What `data/time.toml` holds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub(super) future: WordSet,
    pub(super) intention: WordSet,
    pub(super) moved: WordSet,
    pub(super) former: WordSet,
    pub(super) past: WordSet,
    pub(super) not_past: WordSet,
    pub(super) zones: WordMap<i32>,
}

/// The words that ship with this version.
pub(super) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/time.toml")).unwrap_or_else(|e| panic!("data/time.toml: {e}"))
});

/// A length of time that dates are reckoned in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// Seconds to hours: finer than a day.
    Clock,
    /// An hour.
    Hour,
    Day,
    Week,
    Fortnight,
    Month,
    Quarter,
    Year,
    Decade,
}

pub(super) fn unit(word: &str) -> Option<Unit> {
    Some(match word {
        "second" | "seconds" | "minute" | "minutes" => Unit::Clock,
        "hour" | "hours" => Unit::Hour,
        "day" | "days" | "night" | "nights" => Unit::Day,
        "week" | "weeks" => Unit::Week,
        "fortnight" | "fortnights" => Unit::Fortnight,
        "month" | "months" => Unit::Month,
        "quarter" | "quarters" => Unit::Quarter,
        "year" | "years" => Unit::Year,
        "decade" | "decades" => Unit::Decade,
        _ => return None,
    })
}

pub(super) fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" => Weekday::Monday,
        "tuesday" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday,
        "thursday" => Weekday::Thursday,
        "friday" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        _ => return None,
    })
}

/// A month, by its full name or the abbreviation that agencies use.
pub(super) fn month(word: &str) -> Option<i8> {
    Some(match word {
        "january" | "jan" => 1,
        "february" | "feb" => 2,
        "march" | "mar" => 3,
        "april" | "apr" => 4,
        "may" => 5,
        "june" | "jun" => 6,
        "july" | "jul" => 7,
        "august" | "aug" => 8,
        "september" | "sept" | "sep" => 9,
        "october" | "oct" => 10,
        "november" | "nov" => 11,
        "december" | "dec" => 12,
        _ => return None,
    })
}

pub(super) fn season(word: &str) -> Option<Season> {
    Some(match word {
        "spring" => Season::Spring,
        "summer" => Season::Summer,
        "autumn" | "fall" => Season::Autumn,
        "winter" => Season::Winter,
        _ => return None,
    })
}

pub(super) fn part_of_day(word: &str) -> bool {
    matches!(word, "morning" | "afternoon" | "evening" | "night" | "noon" | "midday" | "lunchtime")
}

/// A number below a hundred in words; "a" counts as one.
fn small(word: &str) -> Option<i64> {
    Some(match word {
        "a" | "an" | "one" => 1,
        "two" | "couple" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        "eleven" => 11,
        "twelve" => 12,
        "thirteen" => 13,
        "fourteen" => 14,
        "fifteen" => 15,
        "sixteen" => 16,
        "seventeen" => 17,
        "eighteen" => 18,
        "nineteen" => 19,
        "twenty" => 20,
        "thirty" => 30,
        "forty" => 40,
        "fifty" => 50,
        "sixty" => 60,
        "ninety" => 90,
        _ => return None,
    })
}

/// A count in digits or words ("3", "three", "twenty-four", "a", "a couple of"); `None` inside for
/// "several" and the like. Gives the piece after it.
pub(super) fn count(p: &Pieces<'_>, i: usize) -> Option<(Option<i64>, usize)> {
    if let Some(n) = p.number(i) {
        // "1,300" and "4.5" are not counts of days that anything is reckoned from.
        let tail = matches!(p.low(i + 1), "," | ".") && p.number(i + 2).is_some() && p.tight(i + 1);
        return (!tail).then_some((Some(n), i + 1));
    }
    match p.low(i) {
        "several" | "few" | "some" | "many" => return Some((None, i + 1)),
        "a" if p.low(i + 1) == "few" => return Some((None, i + 2)),
        "a" if p.low(i + 1) == "couple" => {
            return Some((Some(2), if p.low(i + 2) == "of" { i + 3 } else { i + 2 }));
        }
        _ => {}
    }
    let n = small(p.low(i))?;
    match p.low(i + 1) {
        "-" if n >= 20 => match small(p.low(i + 2)).filter(|m| *m < 10) {
            Some(m) => Some((Some(n + m), i + 3)),
            None => Some((Some(n), i + 1)),
        },
        _ => Some((Some(n), i + 1)),
    }
}

/// "first" to "fourth".
pub(super) fn ordinal(word: &str) -> Option<i8> {
    Some(match word {
        "first" => 1,
        "second" => 2,
        "third" => 3,
        "fourth" => 4,
        _ => return None,
    })
}

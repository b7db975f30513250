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
    pub(super) called_off: WordSet,
    pub(super) staged: WordSet,
    pub(super) present: WordSet,
    pub(super) hedges: WordMap<String>,
    pub(super) references: WordMap<String>,
    pub(super) zones: WordMap<i32>,
    pub(super) holidays: WordMap<String>,
}

/// The words that ship with this version.
pub(super) static WORDS: LazyLock<Words> =
    LazyLock::new(|| crate::extract::lexicon::words::read("time").unwrap_or_else(|e| panic!("data/time.toml: {e}")));

/// A length of time that dates are reckoned in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Weekend,
    Week,
    Fortnight,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
}

impl Unit {
    /// Whether it is finer than a day.
    pub(super) fn is_clock(self) -> bool {
        matches!(self, Unit::Second | Unit::Minute | Unit::Hour)
    }
}

pub(super) fn unit(word: &str) -> Option<Unit> {
    Some(match word {
        "second" | "seconds" => Unit::Second,
        "minute" | "minutes" => Unit::Minute,
        "hour" | "hours" => Unit::Hour,
        "day" | "days" | "night" | "nights" => Unit::Day,
        "weekend" | "weekends" => Unit::Weekend,
        "week" | "weeks" => Unit::Week,
        "fortnight" | "fortnights" => Unit::Fortnight,
        "month" | "months" => Unit::Month,
        "quarter" | "quarters" => Unit::Quarter,
        "year" | "years" => Unit::Year,
        "decade" | "decades" => Unit::Decade,
        "century" | "centuries" => Unit::Century,
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

/// A stretch of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DayPart {
    Morning,
    Noon,
    Afternoon,
    Evening,
    Night,
    Midnight,
}

pub(super) fn part_of_day(word: &str) -> Option<DayPart> {
    Some(match word {
        "morning" | "dawn" => DayPart::Morning,
        "noon" | "midday" | "lunchtime" => DayPart::Noon,
        "afternoon" => DayPart::Afternoon,
        "evening" | "dusk" => DayPart::Evening,
        "night" => DayPart::Night,
        "midnight" => DayPart::Midnight,
        _ => return None,
    })
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
        "seventy" => 70,
        "eighty" => 80,
        "ninety" => 90,
        _ => return None,
    })
}

/// How many units there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Amount {
    /// So many.
    N(i64),
    /// So many and a half.
    Half(i64),
    /// "Several" and the like.
    Many,
}

impl Amount {
    /// The whole number, where there is one.
    pub(super) fn whole(self) -> Option<i64> {
        match self {
            Amount::N(n) => Some(n),
            Amount::Half(_) | Amount::Many => None,
        }
    }
}

/// A count in digits or words ("3", "three", "twenty-four", "a hundred", "2 1/2", "a couple of",
/// "several"), and the piece after it.
pub(super) fn count(p: &Pieces<'_>, i: usize) -> Option<(Amount, usize)> {
    if let Some(n) = p.number(i) {
        return digits(p, i, n);
    }
    match p.low(i) {
        "several" | "few" | "some" | "many" | "numerous" => return Some((Amount::Many, i + 1)),
        "a" if matches!(p.low(i + 1), "few" | "several") => return Some((Amount::Many, i + 2)),
        "dozens" | "hundreds" | "thousands" | "tens" | "scores" if p.low(i + 1) == "of" => {
            return Some((Amount::Many, i + 2));
        }
        "couple" | "dozen" => {
            let end = if p.low(i + 1) == "of" { i + 2 } else { i + 1 };
            return Some((Amount::N(if p.low(i) == "dozen" { 12 } else { 2 }), end));
        }
        "a" if matches!(p.low(i + 1), "couple" | "dozen" | "half") => {
            return if p.low(i + 1) == "half" {
                Some((Amount::Half(0), if p.low(i + 2) == "-" { i + 3 } else { i + 2 }))
            } else {
                count(p, i + 1)
            };
        }
        "half" if matches!(p.low(i + 1), "a" | "an") && p.low(i + 2) != "dozen" => {
            return Some((Amount::Half(0), i + 2));
        }
        "half" if p.low(i + 2) == "dozen" => return Some((Amount::N(6), i + 3)),
        _ => {}
    }
    let mut n = small(p.low(i))?;
    let mut at = i + 1;
    // "Twenty-four" and "twenty four", but not "twenty one-day trips".
    let dash = usize::from(p.low(at) == "-");
    if n >= 20
        && let Some(m) = small(p.low(at + dash)).filter(|m| *m < 10 && !matches!(p.low(at + dash), "a" | "an"))
        && (dash == 1 || p.low(at + 1) != "-")
    {
        (n, at) = (n + m, at + dash + 1);
    }
    for (word, times) in [("hundred", 100), ("thousand", 1000)] {
        if p.low(at) == word {
            (n, at) = (n * times, at + 1);
        }
    }
    if let Some(end) = p.are(at, "and a half") {
        return Some((Amount::Half(n), end));
    }
    Some((Amount::N(n), at))
}

fn digits(p: &Pieces<'_>, i: usize, n: i64) -> Option<(Amount, usize)> {
    let tail = p.number(i + 2).filter(|_| p.tight(i + 1) && p.tight(i + 2));
    match (p.low(i + 1), tail) {
        (",", Some(more)) if p.width(i + 2) == 3 && n < 1000 => Some((Amount::N(n * 1000 + more), i + 3)),
        (".", Some(5)) if p.width(i + 2) == 1 => Some((Amount::Half(n), i + 3)),
        (",", Some(_)) | (".", Some(_)) => None,
        _ if p.are(i + 1, "1 / 2").is_some() => Some((Amount::Half(n), i + 4)),
        _ if p.low(i + 1) == "½" => Some((Amount::Half(n), i + 2)),
        _ => match p.are(i + 1, "and a half") {
            Some(end) => Some((Amount::Half(n), end)),
            None => Some((Amount::N(n), i + 1)),
        },
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

/// Where a word points that says no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reference {
    Past,
    Present,
    Future,
    /// It is a length, as ISO 8601 writes it.
    Span(&'static str),
}

/// The words after the first, and where they point.
type Pointers = Vec<(Vec<&'static str>, Reference)>;

/// The words that point, by the first of them; longer ones come first.
pub(super) static REFERENCES: LazyLock<WordMap<Pointers>> = LazyLock::new(|| {
    let mut all: Vec<(&'static str, &'static str)> =
        WORDS.references.iter().map(|(words, to)| (words.as_str(), to.as_str())).collect();
    all.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
    let mut by_first: WordMap<Pointers> = WordMap::default();
    for (words, to) in all {
        let mut words = words.split(' ');
        let to = match to {
            "PAST_REF" => Reference::Past,
            "PRESENT_REF" => Reference::Present,
            "FUTURE_REF" => Reference::Future,
            span => Reference::Span(span),
        };
        by_first.entry(words.next().unwrap_or_default().to_owned()).push((words.collect(), to));
    }
    by_first
});

/// Words that open an expression only with others of the calendar behind them.
const SMALL: &str = "the a an this that these those another some in at its on";

/// Words of the calendar.
const LISTED: &str = "\
        january jan february feb march mar april apr may june jun july jul august aug september sept sep october \
        oct november nov december dec monday tuesday wednesday thursday friday saturday sunday \
        mondays tuesdays wednesdays thursdays fridays saturdays sundays \
        second seconds minute minutes hour hours day days night nights weekend weekends week weeks fortnight \
        fortnights month months quarter quarters year years decade decades century centuries \
        spring summer autumn fall winter morning afternoon evening noon midday midnight \
        one two couple three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen \
        seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred dozen dozens \
        hundreds thousands tens scores several few many numerous half \
        first third fourth final latest opening closing initial full fiscal \
        last past previous prior preceding recent current next coming following upcoming ensuing same very \
        earlier later early late mid beginning start end middle overnight during through yesterday today tonight tomorrow \
        mon tue tues wed weds thu thur thurs fri sat sun q h \
        hourlong daylong weeklong monthlong yearlong daily nightly weekly fortnightly biweekly monthly hourly yearly annually every each once twice per \
        fifteenth sixteenth seventeenth eighteenth nineteenth twentieth \
        twenties thirties forties fifties sixties seventies eighties nineties";

/// Every word that may open an expression, so that the rules are tried nowhere else. Figures open
/// one too.
pub(super) static OPENERS: LazyLock<WordSet> = LazyLock::new(|| {
    let references = WORDS.references.keys().filter_map(|words| words.split(' ').next());
    set(SMALL.split(' ').chain(LISTED.split_whitespace()).chain(tables()).chain(references))
});

/// After an article it is a word behind that tells that an expression may begin.
pub(super) static TELLING: LazyLock<WordSet> = LazyLock::new(|| {
    let references = WORDS.references.keys().flat_map(|words| words.split(' '));
    let all = LISTED.split_whitespace().chain(["latter", "close", "turn"]).chain(tables()).chain(references);
    let small = |word: &&str| SMALL.split(' ').any(|s| s == *word);
    set(all.filter(|word| !small(word)))
});

/// The second words of hedges that have more than one ("at least").
pub(super) static HEDGED_ON: LazyLock<WordSet> =
    LazyLock::new(|| set(WORDS.hedges.keys().filter_map(|words| words.split(' ').nth(1))));

/// The first words of holidays.
pub(super) static HOLIDAY: LazyLock<WordSet> =
    LazyLock::new(|| set(WORDS.holidays.keys().filter_map(|name| name.split([' ', '\'']).next())));

/// The first words of hedges and holidays.
fn tables() -> impl Iterator<Item = &'static str> {
    let words = &*WORDS;
    words.hedges.keys().chain(words.holidays.keys()).filter_map(|w| w.split([' ', '\'']).next())
}

fn set(words: impl Iterator<Item = &'static str>) -> WordSet {
    words.map(str::to_owned).collect::<Vec<_>>().into()
}

//! The shapes of time expressions. Each function reads one family at one piece and gives the piece
//! after it; what the words mean on the calendar is for `resolve`.

mod calendar;
mod counted;

use super::{
    scan::Pieces,
    words::{Unit, WORDS, ordinal, part_of_day, season, unit, weekday},
};
use crate::domain::Season;
use calendar::{dated_weekday, dates, iso, months, year_number, years};
use counted::{clock, counted, relative, repeated, same_day, vague};
use jiff::civil::{Time, Weekday};

/// Which one of a kind that comes round again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// Nothing says: the verb does.
    Bare,
    Last,
    This,
    Next,
}

/// A part of a longer stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    Start,
    Early,
    Mid,
    Late,
    End,
    /// "Earlier this month".
    SoFar,
    /// "Later this month".
    Rest,
}

/// Day and month, perhaps a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) year: Option<i16>,
    pub(super) month: i8,
    pub(super) day: i8,
}

/// What the words say, before it is laid on a calendar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Phrase {
    Day(Day),
    /// From one to the other; `or` is one of the two.
    Days {
        from: Day,
        to: Day,
        or: bool,
    },
    Month {
        year: Option<i16>,
        which: Which,
        month: i8,
        part: Part,
    },
    Year {
        year: i16,
        part: Part,
    },
    Season {
        year: Option<i16>,
        which: Which,
        season: Season,
        part: Part,
    },
    /// Quarter or half, by the number ISO 8601-2 gives it.
    Group {
        year: Option<i16>,
        code: u8,
    },
    Weekday {
        day: Weekday,
        which: Which,
        night: bool,
    },
    Weekdays {
        from: Weekday,
        to: Weekday,
    },
    /// So many days from the anchor.
    Relative {
        days: i64,
        night: bool,
    },
    /// The night that ends on the anchor, or on this day.
    Overnight(Option<Weekday>),
    /// "Overnight into ,": the day was lost.
    OvernightLost,
    Ago {
        n: i64,
        unit: Unit,
        about: bool,
    },
    /// From the time named before.
    Later {
        n: i64,
        unit: Unit,
    },
    In {
        n: i64,
        unit: Unit,
    },
    Within {
        n: i64,
        unit: Unit,
    },
    /// The last or coming stretch of so many units, counted from the anchor.
    Stretch {
        n: i64,
        unit: Unit,
    },
    /// This, last or next week, month, quarter or year.
    Current {
        which: Which,
        unit: Unit,
        part: Part,
    },
    Weekend(Which),
    WeekendOf(Day),
    /// "That day", "the same day".
    SameDay,
    Clock {
        time: Time,
        offset: Option<i32>,
    },
    Duration,
    Set,
    Vague,
}

/// What stands at a piece: the piece after it, the meaning, the rule.
pub(super) type Match = (usize, Phrase, &'static str);

/// The reading of the first family that fits at this piece.
pub(super) fn read(p: &Pieces<'_>, i: usize) -> Option<Match> {
    let families = [
        iso,
        dated_weekday,
        dates,
        overnight,
        relative,
        weekend,
        weekdays,
        current,
        seasons,
        months,
        clock,
        same_day,
        counted,
        repeated,
        vague,
        years,
    ];
    families.iter().find_map(|family| family(p, i))
}

/// "Overnight", "overnight into Tuesday", "on the night of", "last night".
fn overnight(p: &Pieces<'_>, i: usize) -> Option<Match> {
    if p.low(i) == "overnight" {
        let rule = "time.night.overnight";
        if let Some(at) = p.any(i + 1, &["into", "to", "on", "from"]) {
            if let Some(day) = weekday(p.low(at)) {
                if let Some(into) = p.any(at + 1, &["to", "into", "-"])
                    && let Some(day) = weekday(p.low(into))
                {
                    return Some((into + 1, Phrase::Overnight(Some(day)), rule));
                }
                let ends = p.low(i + 1) != "from";
                return ends.then_some((at + 1, Phrase::Overnight(Some(day)), rule));
            }
            if matches!(p.low(at), "," | "." | "") {
                return Some((at, Phrase::OvernightLost, "time.night.lost"));
            }
        }
        if let Some(day) = weekday(p.low(i + 1)) {
            return Some((i + 2, Phrase::Overnight(Some(day)), rule));
        }
        // "An overnight raid" is one as well.
        return Some((i + 1, Phrase::Overnight(None), rule));
    }
    if let Some(at) = p.any(i, &["last night", "in the night", "during the night", "through the night"]) {
        let into = p.any(at, &["to", "into"]).and_then(|at| weekday(p.low(at)).map(|d| (at + 1, d)));
        return match into {
            Some((end, day)) => Some((end, Phrase::Overnight(Some(day)), "time.night.into")),
            None if p.low(at).ends_with("ing") || p.low(at) == "of" => None,
            None => Some((at, Phrase::Overnight(None), "time.night.last")),
        };
    }
    let at = p.any(i, &["night to", "night into"])?;
    let day = weekday(p.low(at))?;
    Some((at + 1, Phrase::Overnight(Some(day)), "time.night.into"))
}

fn which(word: &str) -> Option<Which> {
    Some(match word {
        "last" | "past" | "previous" => Which::Last,
        "this" | "current" => Which::This,
        "next" | "coming" | "following" => Which::Next,
        _ => return None,
    })
}

/// "This weekend", "the weekend", "the weekend of March 21".
fn weekend(p: &Pieces<'_>, i: usize) -> Option<Match> {
    if p.low(i) == "weekend" {
        if let Some((end, Phrase::Day(day), _)) = p.are(i + 1, "of").and_then(|at| dates(p, at)) {
            return Some((end, Phrase::WeekendOf(day), "time.weekend.of"));
        }
        return Some((i + 1, Phrase::Weekend(Which::Bare), "time.weekend"));
    }
    let w = which(p.low(i))?;
    (p.low(i + 1) == "weekend").then_some((i + 2, Phrase::Weekend(w), "time.weekend"))
}

/// "Wednesday", "last Tuesday", "Friday night", "Wednesday and Thursday", "Thursday to Monday".
fn weekdays(p: &Pieces<'_>, i: usize) -> Option<Match> {
    let (w, mut at) = match which(p.low(i)) {
        Some(w) if weekday(p.low(i + 1)).is_some() => (w, i + 1),
        _ => (Which::Bare, i),
    };
    let day = weekday(p.low(at)).filter(|_| p.capital(at))?;
    at += 1;
    let night = p.low(at) == "night";
    if part_of_day(p.low(at)) {
        at += 1;
    }
    let next = p.any(at, &["and on", "and", "to", "-", "through", "or", "into"]);
    let between = matches!(p.back(i, 1), "between" | "from" | "late" | "early");
    if let Some(next) = next
        && let Some(to) = weekday(p.low(next))
        && p.capital(next)
        && (p.low(at) != "or" || between)
        && p.low(next + 1) != "'"
    {
        let end = if part_of_day(p.low(next + 1)) { next + 2 } else { next + 1 };
        // "From Sunday to Wednesday" after "moved" are two dates.
        let moved = (1..=6).any(|n| WORDS.moved.contains(p.back(i, n)));
        if !moved {
            if night && matches!(p.low(at), "to" | "into") {
                return Some((end, Phrase::Overnight(Some(to)), "time.night.into"));
            }
            return Some((end, Phrase::Weekdays { from: day, to }, "time.weekday.range"));
        }
    }
    if let Some(next) = p.are(at, "week").filter(|_| w == Which::Bare) {
        // "Tuesday week" is British for the one after.
        return Some((next, Phrase::Weekday { day, which: Which::Next, night: false }, "time.weekday.next"));
    }
    if let Some(week) = p.any(at, &["of last week", "last week"]) {
        return Some((week, Phrase::Weekday { day, which: Which::Last, night }, "time.weekday.last"));
    }
    if let Some(week) = p.any(at, &["of next week", "next week"]) {
        return Some((week, Phrase::Weekday { day, which: Which::Next, night }, "time.weekday.next"));
    }
    let rule = match w {
        Which::Last => "time.weekday.last",
        Which::Next => "time.weekday.next",
        Which::This => "time.weekday.this",
        Which::Bare => "time.weekday",
    };
    Some((at, Phrase::Weekday { day, which: w, night }, rule))
}

/// "Earlier", "later", "the start of", "mid-" and their like before a longer stretch.
fn part(p: &Pieces<'_>, i: usize) -> (Part, usize) {
    let table: [(&[&str], Part); 7] = [
        (&["the beginning of", "the start of", "beginning of", "start of", "at the turn of"], Part::Start),
        (&["the end of", "end of", "the close of"], Part::End),
        (&["the middle of", "middle of", "mid -", "mid"], Part::Mid),
        (&["earlier in", "earlier"], Part::SoFar),
        (&["later in", "later"], Part::Rest),
        (&["early in", "early"], Part::Early),
        (&["late in", "late"], Part::Late),
    ];
    table.iter().find_map(|(words, part)| p.any(i, words).map(|at| (*part, at))).unwrap_or((Part::Whole, i))
}

/// "This week", "last month", "earlier this year", "the end of the month", "before the month is out".
fn current(p: &Pieces<'_>, i: usize) -> Option<Match> {
    let (part, at) = part(p, i);
    let rule = "time.current";
    if p.low(at) == "the" && part != Part::Whole {
        let u = unit(p.low(at + 1)).filter(|u| matches!(u, Unit::Week | Unit::Month | Unit::Quarter | Unit::Year))?;
        return Some((at + 2, Phrase::Current { which: Which::This, unit: u, part }, rule));
    }
    if let Some(end) = p.any(at, &["the week is out", "the month is out", "the year is out"]) {
        let u = unit(p.low(at + 1))?;
        return Some((end, Phrase::Current { which: Which::This, unit: u, part: Part::End }, rule));
    }
    for (words, u) in [("month's end", Unit::Month), ("year's end", Unit::Year), ("week's end", Unit::Week)] {
        let spaced = words.replace('\'', " ' ");
        if let Some(end) = p.are(at, &spaced) {
            return Some((end, Phrase::Current { which: Which::This, unit: u, part: Part::End }, rule));
        }
    }
    let the = if p.low(at) == "the" { at + 1 } else { at };
    let w = which(p.low(the))?;
    let u = unit(p.low(the + 1)).filter(|u| matches!(u, Unit::Week | Unit::Month | Unit::Quarter | Unit::Year))?;
    if p.low(the + 1).ends_with('s') {
        return None;
    }
    // "The past week" ends today; "last week" is one of the calendar.
    if matches!(p.low(the), "past" | "coming" | "following") && the > at {
        let n = if p.low(the) == "past" { -1 } else { 1 };
        return Some((the + 2, Phrase::Stretch { n, unit: u }, "time.stretch"));
    }
    Some((the + 2, Phrase::Current { which: w, unit: u, part }, rule))
}

/// "This summer", "spring 2026", "the beginning of this summer", "the second quarter of 2026".
fn seasons(p: &Pieces<'_>, i: usize) -> Option<Match> {
    let the = if p.low(i) == "the" { i + 1 } else { i };
    if let Some(n) = ordinal(p.low(the)).filter(|_| matches!(p.low(the + 1), "quarter" | "half")) {
        let code = if p.low(the + 1) == "half" { 39 + n.min(2) as u8 } else { 32 + n as u8 };
        let at = if p.low(the + 2) == "of" { the + 3 } else { the + 2 };
        return match year_number(p, at) {
            Some((year, end)) => Some((end, Phrase::Group { year: Some(year), code }, "time.quarter")),
            None if p.are(at, "the year").is_some() => {
                Some((at + 2, Phrase::Group { year: None, code }, "time.quarter"))
            }
            None => None,
        };
    }
    let (part, at) = part(p, i);
    let at = if p.low(at) == "the" { at + 1 } else { at };
    let w = which(p.low(at));
    let name = if w.is_some() { at + 1 } else { at };
    let named = season(p.low(name))?;
    let after = name + 1;
    let year_at = if p.low(after) == "of" { after + 1 } else { after };
    if let Some((year, end)) = year_number(p, year_at) {
        let phrase = Phrase::Season { year: Some(year), which: Which::Bare, season: named, part };
        return Some((end, phrase, "time.season"));
    }
    // "Fall" and "spring" are verbs, "winter clothes" no date: something must say it is one.
    let said = w.is_some()
        || (matches!(p.back(i, 1), "in" | "by" | "until" | "since" | "before" | "during") && p.low(after) != "of");
    let noun = at == i + 1 || w.is_some() || part != Part::Whole || p.low(name) != "fall";
    let which = w.unwrap_or(Which::Bare);
    (said && noun || part != Part::Whole).then_some((
        after,
        Phrase::Season { year: None, which, season: named, part },
        "time.season",
    ))
}

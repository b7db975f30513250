//! The shapes of time expressions. Each function reads one family at one piece and gives the piece
//! after it; what the words mean on the calendar is for `resolve`.

use super::{
    scan::Pieces,
    words::{Unit, WORDS, count, ordinal, part_of_day, season, unit, weekday},
};
use crate::domain::Season;
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

/// "2026-02-18", "18.02.2026", "18/2/2026".
fn iso(p: &Pieces<'_>, i: usize) -> Option<Match> {
    let sign = p.low(i + 1);
    if !matches!(sign, "-" | "." | "/") || p.low(i + 3) != sign || !(i + 1..i + 5).all(|j| p.tight(j)) {
        return None;
    }
    let (a, b, c) = (p.number(i)?, p.number(i + 2)?, p.number(i + 4)?);
    let (year, month, day) = match (p.width(i), p.width(i + 4), sign) {
        (4, 2, "-") => (a, b, c),
        // Both halves of the world write slashes; only a day over 12 tells which.
        (_, 4, "/") if b > 12 => (c, a, b),
        (_, 4, ".") => (c, b, a),
        (_, 4, "/") if a > 12 => (c, b, a),
        _ => return None,
    };
    let day = Day { year: Some(narrow(year)?), month: i8::try_from(month).ok()?, day: i8::try_from(day).ok()? };
    valid(day).then_some((i + 5, Phrase::Day(day), "time.date.numeric"))
}

fn narrow(n: i64) -> Option<i16> {
    i16::try_from(n).ok().filter(|y| (1000..=2999).contains(y))
}

fn valid(d: Day) -> bool {
    jiff::civil::Date::new(d.year.unwrap_or(2000), d.month, d.day).is_ok()
}

/// "Thursday, 26 February 2026": the date outweighs the weekday.
fn dated_weekday(p: &Pieces<'_>, i: usize) -> Option<Match> {
    weekday(p.low(i))?;
    let mut at = i + 1;
    if let Some(next) = p.any(at, &["and", "to", "-"])
        && weekday(p.low(next)).is_some()
    {
        at = next + 1;
    }
    if p.low(at) == "," {
        at += 1;
    }
    if p.low(at) == "the" {
        at += 1;
    }
    dates(p, at)
}

/// "18", "3rd", "18th"; not "18 per cent" or "18 people".
fn day_number(p: &Pieces<'_>, i: usize) -> Option<(i8, usize)> {
    let n = p.number(i).filter(|n| (1..=31).contains(n) && p.width(i) <= 2)?;
    let suffix = p.tight(i + 1) && matches!(p.low(i + 1), "st" | "nd" | "rd" | "th");
    Some((n as i8, if suffix { i + 2 } else { i + 1 }))
}

fn year_number(p: &Pieces<'_>, i: usize) -> Option<(i16, usize)> {
    let n = p.number(i).filter(|n| (1900..=2099).contains(n) && p.width(i) == 4)?;
    Some((n as i16, i + 1))
}

/// What joins two days: whether it is a choice, and the piece after it.
fn joined(p: &Pieces<'_>, i: usize) -> Option<(bool, usize)> {
    match p.low(i) {
        "-" | "and" | "to" | "through" | "until" | "till" => Some((false, i + 1)),
        "or" => Some((true, i + 1)),
        _ => None,
    }
}

/// All orders of day and month, ranges of them, with or without a year.
fn dates(p: &Pieces<'_>, i: usize) -> Option<Match> {
    let (from, mut to, or, mut at) = month_first(p, i).or_else(|| day_first(p, i))?;
    let mut year = None;
    let comma = if p.low(at) == "," { at + 1 } else { at };
    if let Some((y, next)) = year_number(p, comma) {
        (year, at) = (Some(y), next);
    } else if p.are(at, "last year").is_some() {
        at += 2;
        year = Some(-1);
    } else if let Some((_, next)) = joined(p, at)
        && let Some((_, Phrase::Day(Day { year: Some(y), .. }) | Phrase::Days { to: Day { year: Some(y), .. }, .. }, _)) =
            dates(p, next)
        && y > 0
    {
        // "January 23-24 and February 4-5, 2026": one year for both.
        year = Some(y);
    }
    let mut from = from;
    from.year = year;
    if let Some(to) = &mut to {
        to.year = year;
        if let Some(y) = year.filter(|y| *y > 0)
            && (to.month, to.day) < (from.month, from.day)
        {
            from.year = Some(y - 1);
        }
    }
    match to {
        Some(to) if valid(from) && valid(to) => Some((at, Phrase::Days { from, to, or }, "time.date.range")),
        None if valid(from) => Some((at, Phrase::Day(from), "time.date.day")),
        _ => None,
    }
}

type Dated = (Day, Option<Day>, bool, usize);

/// "February 18", "Feb. 4-5", "March 5 to 9", "January 30 to February 2".
fn month_first(p: &Pieces<'_>, i: usize) -> Option<Dated> {
    let (month, at) = p.month(i)?;
    let at = if p.low(at) == "the" { at + 1 } else { at };
    let (day, at) = day_number(p, at)?;
    if p.low(at) == ":" || (p.low(at) == "." && p.tight(at + 1) && p.number(at + 1).is_some()) {
        return None;
    }
    let from = Day { year: None, month, day };
    if let Some((or, next)) = joined(p, at) {
        let last = match (day_number(p, next), p.month(next)) {
            // "February 4 and 5" is a stretch, "March 5 and 300 people" is not.
            (Some((d, end)), _) if d > day && !counts_things(p, end) => Some((Day { day: d, ..from }, end)),
            (_, Some((m, after))) if !matches!(p.low(at), "and") => {
                day_number(p, after).map(|(d, end)| (Day { year: None, month: m, day: d }, end))
            }
            _ => None,
        };
        if let Some((to, end)) = last {
            return Some((from, Some(to), or, end));
        }
    }
    Some((from, None, false, at))
}

/// "18 February", "the 18th of February", "27 and 28 February", "28 February to 2 March".
fn day_first(p: &Pieces<'_>, i: usize) -> Option<Dated> {
    let month_after = |at: usize| p.month(if p.low(at) == "of" { at + 1 } else { at });
    let (day, at) = day_number(p, i)?;
    if let Some((month, end)) = month_after(at) {
        let from = Day { year: None, month, day };
        if let Some((or, next)) = joined(p, end).filter(|_| p.low(end) != "and")
            && let Some((d, at)) = day_number(p, next)
            && let Some((m, end)) = month_after(at)
        {
            return Some((from, Some(Day { year: None, month: m, day: d }), or, end));
        }
        return Some((from, None, false, end));
    }
    let (or, next) = joined(p, at)?;
    let (last, at) = day_number(p, next).filter(|(d, _)| *d > day)?;
    let (month, end) = month_after(at)?;
    let of = |day| Day { year: None, month, day };
    Some((of(day), Some(of(last)), or, end))
}

/// Whether a number before this piece counts people or things rather than days.
fn counts_things(p: &Pieces<'_>, i: usize) -> bool {
    let next = p.low(i);
    next == "per"
        || next == "%"
        || (p.word(i) && !p.capital(i) && next.ends_with('s') && !matches!(next, "as" | "was" | "is" | "has"))
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

/// "Yesterday", "today", "tonight", "the day before yesterday".
fn relative(p: &Pieces<'_>, i: usize) -> Option<Match> {
    let table: [(&str, i64); 13] = [
        ("the day before yesterday", -2),
        ("the day after tomorrow", 2),
        ("yesterday", -1),
        ("today", 0),
        ("tonight", 0),
        ("tomorrow", 1),
        ("this morning", 0),
        ("this afternoon", 0),
        ("this evening", 0),
        ("earlier in the day", 0),
        ("later in the day", 0),
        ("the previous day", -1),
        ("the past day", -1),
    ];
    let (end, days) = table.iter().find_map(|(w, d)| p.are(i, w).map(|end| (end, *d)))?;
    if p.are(i, "the previous day").is_some() && !matches!(p.back(i, 1), "over" | "in" | "during") {
        return Some((end, Phrase::Later { n: -1, unit: Unit::Day }, "time.earlier.day"));
    }
    let night = p.low(i) == "tonight" || p.low(end) == "night";
    let end = if part_of_day(p.low(end)) { end + 1 } else { end };
    Some((end, Phrase::Relative { days, night }, "time.relative.day"))
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

/// "February 2026", "early March", "in January", "last October", "by June".
fn months(p: &Pieces<'_>, i: usize) -> Option<Match> {
    let (part, at) = part(p, i);
    let w = which(p.low(at));
    let name = if w.is_some() { at + 1 } else { at };
    let (month, after) = p.month(name)?;
    // A day would have been read before.
    let year_at = if matches!(p.low(after), "of" | ",") { after + 1 } else { after };
    if let Some((year, end)) = year_number(p, year_at) {
        return Some((end, Phrase::Month { year: Some(year), which: Which::Bare, month, part }, "time.month"));
    }
    if let Some(end) =
        p.any(after, &["last year", "this year", "next year", "of last year", "of this year", "of next year"])
    {
        let w = which(p.back(end, 2)).unwrap_or(Which::This);
        let year = match w {
            Which::Last => -1,
            Which::Next => 1,
            _ => 0,
        };
        return Some((end, Phrase::Month { year: Some(year), which: Which::Bare, month, part }, "time.month"));
    }
    let before = p.back(i, 1);
    let said = matches!(
        before,
        "in" | "since"
            | "by"
            | "until"
            | "till"
            | "before"
            | "after"
            | "of"
            | "from"
            | "during"
            | "for"
            | "between"
            | "and"
            | "to"
            | "through"
            | "back"
            | "or"
    );
    let verb = matches!(p.low(name), "may" | "march") && p.low(name) != "";
    let possessive = p.low(after) == "'" && p.low(after + 1) == "s";
    let noun =
        w.is_some() || part != Part::Whole || (said && !(verb && matches!(before, "and" | "to" | "or" | "of" | "for")));
    let loose = !verb && (possessive || matches!(p.low(after), "date" | "deadline"));
    (noun || loose).then_some((
        after,
        Phrase::Month { year: None, which: w.unwrap_or(Which::Bare), month, part },
        "time.month",
    ))
}

/// "2014" after a word that wants a year, "early 2025", "the end of 2025".
fn years(p: &Pieces<'_>, i: usize) -> Option<Match> {
    let (part, at) = part(p, i);
    let (year, end) = year_number(p, at)?;
    let said = matches!(
        p.back(at, 1),
        "in" | "since"
            | "until"
            | "by"
            | "of"
            | "from"
            | "during"
            | "before"
            | "after"
            | "to"
            | "between"
            | "until"
            | "through"
    ) || part != Part::Whole;
    let sign = matches!(p.low(end), "%" | "," | ".") && p.tight(end + 1) && p.number(end + 1).is_some();
    (said && !sign && !counts_things(p, end) && p.low(end) != "people").then_some((
        end,
        Phrase::Year { year, part },
        "time.year",
    ))
}

/// "10:40", "4 a.m. Tehran time", "half past ten", "four o'clock"; "08.15" opening a live entry.
fn clock(p: &Pieces<'_>, i: usize) -> Option<Match> {
    let rule = "time.clock";
    let half = |word: &str| p.are(i, word).and_then(|at| count(p, at));
    if let Some((Some(hour), end)) = half("half past") {
        return clocked(p, hour, 30, end, rule);
    }
    let spoken = p.number(i).map_or_else(|| count(p, i), |n| Some((Some(n), i + 1)));
    let (hour, at) = spoken.and_then(|(n, at)| Some((n?, at))).filter(|(n, _)| (0..24).contains(n))?;
    if p.low(i) == "a" || p.low(i) == "an" {
        return None;
    }
    if let Some(end) = p.are(at, "o ' clock") {
        return clocked(p, hour, 0, end, rule);
    }
    let digits = p.number(i).is_some();
    if digits
        && matches!(p.low(at), ":" | ".")
        && p.tight(at)
        && p.tight(at + 1)
        && p.width(at + 1) == 2
        && let Some(minute) = p.number(at + 1).filter(|m| *m < 60)
    {
        let stamp = i == 0 && p.width(i) == 2 && p.capital(at + 2);
        let point = p.low(at) == ".";
        let half_day = meridiem(p, at + 2).is_some();
        if !point || stamp || half_day {
            return clocked(p, hour, minute, at + 2, if stamp { "time.clock.stamp" } else { rule });
        }
        return None;
    }
    meridiem(p, at).filter(|_| digits).and_then(|_| clocked(p, hour, 0, at, rule))
}

/// "a.m.", "pm": hours to add, and the piece after it.
fn meridiem(p: &Pieces<'_>, at: usize) -> Option<(i64, usize)> {
    for (words, add) in [("a . m .", 0), ("p . m .", 12), ("am", 0), ("pm", 12), ("a . m", 0), ("p . m", 12)] {
        if let Some(end) = p.are(at, words) {
            return Some((add, end));
        }
    }
    None
}

fn clocked(p: &Pieces<'_>, hour: i64, minute: i64, at: usize, rule: &'static str) -> Option<Match> {
    let (mut hour, mut at) = (hour, at);
    if let Some((add, end)) = meridiem(p, at) {
        hour = hour % 12 + add;
        at = end;
    }
    let mut offset = None;
    if let Some(minutes) = WORDS.zones.get(p.low(at)) {
        (offset, at) = (Some(*minutes), at + 1);
    } else if p.capital(at) && p.low(at + 1) == "time" {
        at += 2;
    } else if let Some(end) = p.are(at, "local time") {
        at = end;
    }
    let time = Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0).ok()?;
    Some((at, Phrase::Clock { time, offset }, rule))
}

fn same_day(p: &Pieces<'_>, i: usize) -> Option<Match> {
    let end = p.any(i, &["that day", "the same day", "that same day", "the very day"])?;
    Some((end, Phrase::SameDay, "time.earlier.same"))
}

/// Counted units: "two weeks ago", "three days later", "in a week", "within 10 to 15 days", "two days".
fn counted(p: &Pieces<'_>, i: usize) -> Option<Match> {
    if let Some(end) =
        p.any(i, &["the following day", "the next day", "a day later", "the day after", "the morning after"])
    {
        return (p.low(end) != "tomorrow").then_some((end, Phrase::Later { n: 1, unit: Unit::Day }, "time.later"));
    }
    if let Some(end) = p.any(i, &["a day earlier", "a day before", "the day before", "on the eve"]) {
        return Some((end, Phrase::Later { n: -1, unit: Unit::Day }, "time.earlier.day"));
    }
    if let Some(at) =
        p.any(i, &["the last", "the past", "the previous", "the next", "the coming", "the following", "next", "past"])
        && let Some((n, at)) = count(p, at)
        && let Some((u, end)) = unit(p.low(at)).map(|u| (u, at + 1))
        && p.low(at) != p.low(i)
    {
        let back = matches!(p.back(at, 2), "last" | "past" | "previous")
            || matches!(p.low(i + 1), "last" | "past" | "previous");
        let Some(n) = n else { return Some((end, Phrase::Vague, "time.vague")) };
        return Some((end, Phrase::Stretch { n: if back { -n } else { n }, unit: u }, "time.stretch"));
    }
    let hedge = p.any(
        i,
        &[
            "about",
            "around",
            "nearly",
            "almost",
            "roughly",
            "some",
            "over",
            "more than",
            "less than",
            "under",
            "at least",
            "up to",
        ],
    );
    let about = hedge.is_some();
    let first = hedge.unwrap_or(i);
    let (n, mut at) = count(p, first)?;
    let mut n = n;
    if matches!(p.low(at), "to" | "or" | "-")
        && let Some((more, next)) = count(p, at + 1)
        && unit(p.low(if p.low(next) == "-" { next + 1 } else { next })).is_some()
    {
        (n, at) = (more, next);
    }
    if p.low(at) == "-" {
        at += 1;
    }
    let unit = unit(p.low(at))?;
    let plain = p.low(at - 1) != "-";
    at += 1;
    if let Some(end) = p.are(at, "and a half") {
        at = end;
    }
    let Some(n) = n else {
        // "Several days ago" is past, but no day.
        let end = p.any(at, &["ago", "later", "earlier"]).unwrap_or(at);
        return Some((end, if end > at { Phrase::Vague } else { Phrase::Duration }, "time.vague.count"));
    };
    if plain {
        if let Some(end) = p.any(at, &["ago"]) {
            return Some((end, Phrase::Ago { n, unit, about }, "time.ago"));
        }
        if let Some(end) = p.any(at, &["later", "afterwards"]) {
            return Some((end, Phrase::Later { n, unit }, "time.later"));
        }
        if let Some(end) = p.any(at, &["earlier", "before that"]) {
            return Some((end, Phrase::Later { n: -n, unit }, "time.earlier"));
        }
        let before = p.back(i, 1);
        let ends = !matches!(p.low(at), "of");
        if before == "within" || (before == "next" && p.back(i, 2) == "the") {
            return Some((at, Phrase::Within { n, unit }, "time.within"));
        }
        if before == "in"
            && ends
            && !matches!(p.low(i), "under" | "less" | "over" | "more")
            && p.low(i) != "some"
            && unit != Unit::Clock
        {
            return Some((at, Phrase::In { n, unit }, "time.in"));
        }
    }
    Some((at, Phrase::Duration, "time.duration"))
}

/// "Every day", "daily", "each week".
fn repeated(p: &Pieces<'_>, i: usize) -> Option<Match> {
    let rule = "time.set";
    if matches!(p.low(i), "daily" | "weekly" | "monthly" | "yearly" | "annually" | "nightly") {
        return Some((i + 1, Phrase::Set, rule));
    }
    if matches!(p.low(i), "every" | "each") {
        let one = unit(p.low(i + 1)).is_some() || weekday(p.low(i + 1)).is_some() || part_of_day(p.low(i + 1));
        if one {
            return Some((i + 2, Phrase::Set, rule));
        }
        return count(p, i + 1).and_then(|(_, at)| unit(p.low(at)).map(|_| (at + 1, Phrase::Set, rule)));
    }
    let plural = p.low(i).strip_suffix('s').and_then(weekday).filter(|_| p.back(i, 1) == "on");
    plural.map(|_| (i + 1, Phrase::Set, rule))
}

/// On the calendar somewhere, but nowhere in particular.
fn vague(p: &Pieces<'_>, i: usize) -> Option<Match> {
    let the = if p.low(i) == "the" { i + 1 } else { i };
    let rule = "time.vague";
    if matches!(p.low(the), "recent" | "coming" | "past" | "following" | "preceding" | "previous" | "last" | "next")
        && unit(p.low(the + 1)).is_some()
        && p.low(the + 1).ends_with('s')
    {
        return Some((the + 2, Phrase::Vague, rule));
    }
    let end = p.any(
        the,
        &["near future", "not too distant future", "foreseeable future", "time being", "recent past", "coming future"],
    )?;
    Some((end, Phrase::Vague, rule))
}

//! What comes round: weekdays, weekends and nights.

use super::{
    super::{
        scan::Pieces,
        words::{DayPart, WORDS, ordinal, part_of_day, weekday},
    },
    Match, Phrase, Repeat, Set, Which,
    calendar::year_number,
    dates, which,
};

/// "Overnight", "overnight into Tuesday", "on the night of", "last night".
pub(super) fn overnight(p: &Pieces<'_>, i: usize) -> Option<Match> {
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

/// "This weekend", "the weekend", "the weekend of March 21", "the week of March 6".
pub(super) fn weekend(p: &Pieces<'_>, i: usize) -> Option<Match> {
    if let Some(at) = p.any(i, &["the week of", "the week beginning", "the week starting"]) {
        let (end, phrase, _) = dates(p, at)?;
        let Phrase::Day(day) = phrase else { return None };
        return Some((end, Phrase::WeekOf(day), "time.week.of"));
    }
    if let Some(found) = week_of_month(p, i) {
        return Some(found);
    }
    if p.low(i) == "weekend" {
        if let Some((end, Phrase::Day(day) | Phrase::Days { from: day, .. }, _)) =
            p.are(i + 1, "of").and_then(|at| dates(p, at))
        {
            return Some((end, Phrase::WeekendOf(day), "time.weekend.of"));
        }
        return Some((i + 1, Phrase::Weekend(Which::Bare), "time.weekend"));
    }
    let the = if p.low(i) == "the" { i + 1 } else { i };
    let w = which(p.low(the))?;
    (p.low(the + 1) == "weekend").then_some((the + 2, Phrase::Weekend(w), "time.weekend"))
}

/// "The first week of April", "the last week of May 2026".
fn week_of_month(p: &Pieces<'_>, i: usize) -> Option<Match> {
    let the = if p.low(i) == "the" { i + 1 } else { i };
    if p.low(the + 1) != "week" || !matches!(p.low(the + 2), "of" | "in") {
        return None;
    }
    let n = match p.low(the) {
        "last" | "final" => 5,
        word => ordinal(word)?,
    };
    let (month, after) = p.month(the + 3)?;
    let (year, end) = year_number(p, after).map_or((None, after), |(y, end)| (Some(y), end));
    Some((end, Phrase::WeekOfMonth { n, month, year }, "time.week.of-month"))
}

/// "Wednesday", "last Tuesday", "early Friday", "Friday night", "Wednesday and Thursday", "Thursday to
/// Monday".
pub(super) fn weekdays(p: &Pieces<'_>, i: usize) -> Option<Match> {
    let early = usize::from(matches!(p.low(i), "early" | "late"));
    let first = i + early;
    let named = |at: usize| weekday(p.low(at)).is_some();
    let (w, mut at) = match p.low(first) {
        "the" if which(p.low(first + 1)).is_some() && named(first + 2) => (which(p.low(first + 1))?, first + 2),
        "this" if which(p.low(first + 1)).is_some() && named(first + 2) => (which(p.low(first + 1))?, first + 2),
        word if which(word).is_some() && named(first + 1) => (which(word)?, first + 1),
        _ => (Which::Bare, first),
    };
    let day = weekday(p.low(at)).filter(|_| p.capital(at))?;
    at += 1;
    if let Some(part) = p.low(at).strip_suffix('s').and_then(part_of_day) {
        let set = Set { what: Repeat::Weekday(day), part: Some(part) };
        return Some((at + 1, Phrase::Set(set), "time.set"));
    }
    let part = part_of_day(p.low(at));
    let night = part == Some(DayPart::Night);
    if part.is_some() {
        at += 1;
    }
    let next = p.any(at, &["and on", "and", "to", "-", "through", "or", "into"]);
    let between = early == 1 || matches!(p.back(i, 1), "between" | "from");
    if let Some(next) = next
        && let Some(to) = weekday(p.low(next))
        && p.capital(next)
        && (p.low(at) != "or" || between)
        && p.low(next + 1) != "'"
    {
        let end = if part_of_day(p.low(next + 1)).is_some() { next + 2 } else { next + 1 };
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
        return Some((next, Phrase::Weekday { day, which: Which::Next, part: None }, "time.weekday.next"));
    }
    if let Some(week) = p.any(at, &["of last week", "last week"]) {
        return Some((week, Phrase::Weekday { day, which: Which::Last, part }, "time.weekday.last"));
    }
    if let Some(week) = p.any(at, &["of next week", "next week"]) {
        return Some((week, Phrase::Weekday { day, which: Which::Next, part }, "time.weekday.next"));
    }
    if let Some(week) = p.any(at, &["of this week", "this week"]) {
        return Some((week, Phrase::Weekday { day, which: Which::This, part }, "time.weekday.this"));
    }
    let rule = match w {
        Which::Last => "time.weekday.last",
        Which::Next => "time.weekday.next",
        Which::This => "time.weekday.this",
        Which::Bare => "time.weekday",
    };
    Some((at, Phrase::Weekday { day, which: w, part }, rule))
}

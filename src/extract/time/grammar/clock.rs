//! Times of day.

use super::{
    super::{
        scan::Pieces,
        words::{DayPart, WORDS, count, part_of_day},
    },
    Match, Phrase,
};
use jiff::civil::Time;

/// "10:40", "4 a.m. Tehran time", "half past ten", "four o'clock", "4 in the morning"; "08.15" opening
/// a live entry.
pub(super) fn clock(p: &Pieces<'_>, i: usize) -> Option<Match> {
    let rule = "time.clock";
    if let Some((amount, end)) = p.are(i, "half past").and_then(|at| count(p, at)) {
        return clocked(p, amount.whole()?, 30, end, rule);
    }
    let spoken = p.number(i).map_or_else(|| count(p, i), |n| Some((super::Amount::N(n), i + 1)));
    let (hour, at) = spoken.and_then(|(n, at)| Some((n.whole()?, at))).filter(|(n, _)| (0..24).contains(n))?;
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
    // "1430 GMT", "0900 local time".
    if digits && p.width(i) == 4 {
        return None;
    }
    if in_part(p, at).is_some() && hour <= 12 && matches!(p.back(i, 1), "at" | "around" | "about" | "by" | "until") {
        return clocked(p, hour, 0, at, rule);
    }
    meridiem(p, at).filter(|_| digits).and_then(|_| clocked(p, hour, 0, at, rule))
}

/// "1430 GMT", "0900 local time": four figures are a time where a zone follows.
pub(super) fn military(p: &Pieces<'_>, i: usize) -> Option<Match> {
    let n = p.number(i).filter(|n| p.width(i) == 4 && n / 100 < 24 && n % 100 < 60)?;
    let zone = WORDS.zones.contains_key(p.low(i + 1)) || p.are(i + 1, "local time").is_some();
    let hours = p.low(i + 1) == "hours" && WORDS.zones.contains_key(p.low(i + 2));
    let at = if hours { i + 2 } else { i + 1 };
    (zone || hours).then(|| clocked(p, n / 100, n % 100, at, "time.clock"))?
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

/// "In the morning", "at night": hours to add to one up to twelve, and the piece after it.
fn in_part(p: &Pieces<'_>, at: usize) -> Option<(i64, usize)> {
    for (words, add) in [("in the morning", 0), ("in the afternoon", 12), ("in the evening", 12), ("at night", 12)] {
        if let Some(end) = p.are(at, words) {
            return Some((add, end));
        }
    }
    None
}

fn clocked(p: &Pieces<'_>, hour: i64, minute: i64, at: usize, rule: &'static str) -> Option<Match> {
    let (mut hour, mut at) = (hour, at);
    if let Some((add, end)) = meridiem(p, at).or_else(|| in_part(p, at)) {
        if hour <= 12 {
            hour = hour % 12 + add;
        }
        at = end;
    }
    let mut offset = None;
    if let Some(minutes) = WORDS.zones.get(p.low(at)) {
        (offset, at) = (Some(*minutes), at + 1);
    } else if p.capital(at) && p.width(at) == 2 && matches!(p.low(at), "et" | "ct" | "mt" | "pt") {
        // American zones that stand for two, by the season.
        at += 1;
    } else if p.capital(at) && p.low(at + 1) == "time" {
        at += 2;
    } else if p.capital(at) && p.capital(at + 1) && p.low(at + 2) == "time" {
        at += 3;
    } else if let Some(end) = p.are(at, "local time") {
        at = end;
    }
    // The same moment on another clock: "6 p.m. local time (1500 GMT)".
    let time = Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0).ok()?;
    Some((at, Phrase::Clock { time, offset }, rule))
}

/// "The morning of April 4", "the night of 10 February 2026".
pub(super) fn part_of_date(p: &Pieces<'_>, i: usize) -> Option<Match> {
    let the = if p.low(i) == "the" { i + 1 } else { i };
    let part = part_of_day(p.low(the))?;
    let (end, phrase, _) = p.are(the + 1, "of").and_then(|at| super::dates(p, at))?;
    let Phrase::Day(day) = phrase else { return None };
    Some((end, Phrase::PartOfDate { part, day }, "time.date.part"))
}

/// "Noon", "midnight", "mid-afternoon", "the morning".
pub(super) fn part_of_today(p: &Pieces<'_>, i: usize) -> Option<Match> {
    if let Some(found) = military(p, i) {
        return Some(found);
    }
    let rule = "time.clock.part";
    if matches!(p.low(i), "noon" | "midday" | "midnight") {
        return Some((i + 1, Phrase::PartOfDay(part_of_day(p.low(i))?), rule));
    }
    let at = p.any(i, &["mid -", "mid", "early", "late", "the early", "the late"]).unwrap_or(i);
    if at > i && matches!(p.low(at), "morning" | "afternoon" | "evening") {
        return Some((at + 1, Phrase::PartOfDay(part_of_day(p.low(at))?), rule));
    }
    let part = p.are(i, "the").and_then(|at| part_of_day(p.low(at)))?;
    let led = matches!(p.back(i, 1), "in" | "during" | "by" | "until" | "on")
        && p.low(i + 2) != "of"
        && part != DayPart::Night;
    led.then_some((i + 2, Phrase::PartOfDay(part), "time.loose.part"))
}

//! What is counted from somewhere, clock times, lengths and repetitions.

use super::{
    super::{
        scan::Pieces,
        words::{Unit, WORDS, count, part_of_day, unit, weekday},
    },
    Match, Phrase,
};
use jiff::civil::Time;

/// "10:40", "4 a.m. Tehran time", "half past ten", "four o'clock"; "08.15" opening a live entry.
pub(super) fn clock(p: &Pieces<'_>, i: usize) -> Option<Match> {
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

/// Counted units: "two weeks ago", "three days later", "in a week", "within 10 to 15 days", "two days".
pub(super) fn counted(p: &Pieces<'_>, i: usize) -> Option<Match> {
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
pub(super) fn repeated(p: &Pieces<'_>, i: usize) -> Option<Match> {
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
pub(super) fn vague(p: &Pieces<'_>, i: usize) -> Option<Match> {
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

pub(super) fn same_day(p: &Pieces<'_>, i: usize) -> Option<Match> {
    let end = p.any(i, &["that day", "the same day", "that same day", "the very day"])?;
    Some((end, Phrase::SameDay, "time.earlier.same"))
}

/// "Yesterday", "today", "tonight", "the day before yesterday".
pub(super) fn relative(p: &Pieces<'_>, i: usize) -> Option<Match> {
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

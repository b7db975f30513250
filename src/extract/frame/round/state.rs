//! Where a meeting stands, its number, length, level and outcome, from the words around it.

use super::near_days;
use super::words::{WORDS, days, has, has_any, joined, ordinal};
use crate::{
    domain::{RoundFormat, Status, When},
    extract::{Annotated, time::TimeKind, token::Token},
};
use jiff::ToSpan;

pub(super) fn negated(tokens: &[Token], at: usize) -> bool {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let before = (1..=5).map(|n| at.checked_sub(n).map_or("", word)).take_while(|w| !matches!(*w, "," | ";" | ":"));
    // "No … (…) level talks between": a long name may stand between.
    let far = (6..=14)
        .map(|n| at.checked_sub(n).map_or("", word))
        .take_while(|w| !matches!(*w, "," | ";" | ":" | "that" | "said" | "but" | "after"))
        .any(|w| w == "no")
        && !before.clone().any(|w| matches!(w, "," | ";" | "but" | "after" | "with" | "for" | "the" | "a"));
    let no = far || before.clone().any(|w| matches!(w, "no" | "neither" | "nobody" | "without"));
    let text = joined(tokens);
    no || has(&text, "no date") || has(&text, "nobody has set") || has(&text, "neither dates")
}

pub(super) fn is_old(part: &str) -> bool {
    has_any(part, &WORDS.old.planned)
}

/// Whether a sentence tells of a move from one date to another.
pub(super) fn moves(text: &str) -> bool {
    [
        "but",
        "would now",
        "will now",
        "now",
        "instead",
        "moved",
        "rescheduled",
        "delayed",
        "slipped",
        "was held",
        "postponed",
    ]
    .iter()
    .any(|w| has(text, w))
}

/// The ordinal of the meeting in a stretch of a sentence: "the third round", "a fourth", "the first on".
pub(super) fn ordinal_in(tokens: &[Token], from: usize, to: usize) -> Option<u32> {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    // The one that stands nearest to the date.
    for at in (from..to).rev() {
        let Some(n) = ordinal(word(at)) else { continue };
        // Not "the second day", "for the first time", "the first of two days".
        let near = (1..=3).any(|k| {
            let w = word(at + k);
            WORDS.nouns.contains(w) || matches!(w, "high-level")
        });
        let alone = matches!(word(at + 1), "on" | "in" | "was" | "," | "planned");
        let article = matches!(at.checked_sub(1).map_or("", word), "the" | "a" | "and" | "been" | "that");
        let stage = matches!(word(at + 1), "day" | "time" | "of" | "phase" | "stage" | "deputy" | "half");
        if (near || (alone && article)) && !stage {
            return Some(n);
        }
    }
    None
}

/// Where a meeting stands, from its words and its date.
pub(super) fn status(text: &str, date: Option<&When>, today: Option<jiff::civil::Date>, ahead: bool) -> Status {
    let told = WORDS.statuses(text);
    let says = |s| told.contains(&s);
    for settled in [Status::Cancelled, Status::Collapsed] {
        if says(settled) {
            return settled;
        }
    }
    let held = ["was held", "took place", "were held", "had met", "have met"].iter().any(|w| has(text, w));
    let moved_on = ["would now take place", "will now"].iter().any(|w| has(text, w));
    if says(Status::Postponed) && !held && !moved_on {
        return Status::Postponed;
    }
    let past = date.and_then(When::latest).zip(today).is_some_and(|(d, t)| d < t);
    let now = date.is_some_and(|d| d.earliest().zip(today).is_some_and(|(a, t)| a <= t) && d.latest() >= today);
    let future =
        date.is_some_and(|d| d.earliest().zip(today).is_some_and(|(a, t)| a > t)) || (today.is_none() && ahead);
    if past {
        return Status::Concluded;
    }
    if now {
        let started = says(Status::Ongoing);
        return match () {
            () if started && !has(text, "ended") && !has(text, "concluded") && !has(text, "broke up") => {
                Status::Ongoing
            }
            () if says(Status::Concluded) => Status::Concluded,
            () if says(Status::Proposed) => Status::Proposed,
            () if says(Status::Scheduled) => Status::Scheduled,
            () => Status::Concluded,
        };
    }
    let firm = [
        "will hold",
        "will be held",
        "scheduled",
        "planned",
        "set for",
        "due",
        "will take place",
        "agreed to",
        "will see",
        "will meet",
    ]
    .iter()
    .any(|w| has(text, w));
    if future {
        return if says(Status::Proposed) && !firm { Status::Proposed } else { Status::Scheduled };
    }
    match () {
        // "Would again be held" is no "held".
        () if has(text, "be held") && !held && !says(Status::Proposed) => Status::Scheduled,
        () if has(text, "soon") && date.is_none() => Status::Proposed,
        () if says(Status::Proposed) && !firm => Status::Proposed,
        () if says(Status::Scheduled) && !says(Status::Concluded) => Status::Scheduled,
        () if says(Status::Proposed) => Status::Proposed,
        () if says(Status::Ongoing) && !says(Status::Concluded) => Status::Ongoing,
        () => Status::Concluded,
    }
}

/// "Two days of talks ended on Thursday": the day before belongs to them. "The first of two days":
/// so does the day after.
pub(super) fn stretch(found: &Annotated<'_>, sentence: usize, text: &str, date: &When, status: Status) -> When {
    let night = date.earliest().zip(date.latest()).filter(|(a, b)| a < b && near_days(*a, *b) == 1);
    let Some(day) = date.earliest().filter(|d| Some(*d) == date.latest() || night.is_some()) else {
        return date.clone();
    };
    let length = found.times_in(sentence).iter().filter(|t| t.kind == TimeKind::Duration).find_map(|t| {
        let words = found.doc.text.slice(t.span).to_lowercase();
        let mut parts = words.split([' ', '-']);
        let n = days(parts.next()?)?;
        (parts.next()?.starts_with("day") && (2..=10).contains(&n)).then_some(n)
    });
    // "The second and last day of the round": the days before belong to it.
    let nth = [("second", 1), ("third", 2), ("fourth", 3)].into_iter().find_map(|(word, before)| {
        let tails = ["day of", "and last day", "and final day", "and closing day", "straight day"];
        tails.iter().any(|t| has(text, &format!("{word} {t}"))).then_some(before)
    });
    let words = date.text().unwrap_or_default().to_owned();
    // "Overnight into Sunday …, on the very day when they were to meet".
    if let Some((_, day)) = night.filter(|_| ["on the day", "on the very day"].iter().any(|w| has(text, w))) {
        return When::day(day, date.basis()).with_text(words);
    }
    if let Some(first) = nth.filter(|_| night.is_none()).and_then(|n: i64| day.checked_sub(n.days()).ok()) {
        return When::lasting(first, day, date.basis()).with_text(words);
    }
    let Some(n) = length else { return date.clone() };
    let span = (n - 1).days();
    let other = if text.contains("first of") {
        day.checked_add(span)
    } else if status == Status::Concluded
        && (text.contains(" of talks") || text.contains(" of negotiations") || text.contains("after "))
    {
        day.checked_sub(span)
    } else {
        return date.clone();
    };
    other.map_or_else(|_| date.clone(), |o| When::lasting(day, o, date.basis()).with_text(words))
}

pub(super) fn format(text: &str) -> Option<RoundFormat> {
    let any = |words: &[&str]| words.iter().any(|w| has(text, w));
    match () {
        () if any(&["indirect"]) => Some(RoundFormat::Indirect),
        () if any(&["three-way", "trilateral", "tripartite"]) => Some(RoundFormat::Trilateral),
        () if any(&["multilateral", "four-way"]) => Some(RoundFormat::Multilateral),
        () if any(&["bilateral", "two-way", "one-on-one", "face-to-face"]) => Some(RoundFormat::Bilateral),
        () => None,
    }
}

pub(super) fn level(text: &str) -> Option<&'static str> {
    let any = |words: &[&str]| words.iter().any(|w| has(text, w));
    match () {
        () if any(&["summit", "leaders", "presidents"]) => Some("leaders"),
        () if any(&["foreign ministers", "defence ministers", "ministerial"]) => Some("ministers"),
        () if any(&["experts", "technical", "expert-level", "working groups"]) => Some("experts"),
        () => None,
    }
}

/// What came of it, in the words of the source: "without a deal", "failed to yield a breakthrough".
pub(super) fn outcome(found: &Annotated<'_>, tokens: &[Token]) -> Option<String> {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let starts = |i: usize| {
        matches!(
            (word(i), word(i + 1), word(i + 2)),
            ("without", "a" | "an" | "any", _)
                | ("failed", "to", _)
                | ("with", "no", _)
                | ("agreed", "on", _)
                | ("agreed", "to", _)
        )
    };
    let at = (0..tokens.len()).find(|i| starts(*i))?;
    let end = (at..tokens.len()).find(|i| matches!(word(*i), "," | ";" | ".")).unwrap_or(tokens.len());
    let (first, last) = (tokens.get(at)?, tokens.get(end.checked_sub(1)?)?);
    let span = found.doc.text.span(first.span.start(), last.span.end())?;
    Some(found.doc.text.slice(span).to_owned())
}

pub(super) fn settled(text: &str) -> bool {
    WORDS.statuses(text).iter().any(|s| matches!(s, Status::Cancelled | Status::Postponed | Status::Collapsed))
        || has(text, "took place")
        || has(text, "lasted")
}

//! Where a meeting stands, its number, length, level and outcome, from the words around it.

use super::{
    near_days,
    open::{owing, some_time},
    table::clause,
    words::{WORDS, days, has, joined, ordinal},
};
use crate::{
    domain::{RoundFormat, Status, When},
    extract::{
        Annotated,
        phrase::{Line, Whole},
        time::TimeKind,
        token::Token,
    },
};
use jiff::ToSpan;
use std::{ops::Range, sync::LazyLock};

pub(super) fn negated(tokens: &[Token], at: usize) -> bool {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    // "Took no questions after the talks" denies none.
    let before = (1..=5)
        .map(|n| at.checked_sub(n).map_or("", word))
        .take_while(|w| !matches!(*w, "," | ";" | ":" | "after" | "during" | "following"));
    // "No … (…) level talks between": a long name may stand between.
    let far = (6..=14)
        .map(|n| at.checked_sub(n).map_or("", word))
        .take_while(|w| !matches!(*w, "," | ";" | ":" | "that" | "said" | "but" | "after"))
        .any(|w| w == "no")
        && !before.clone().any(|w| matches!(w, "," | ";" | "but" | "after" | "with" | "for" | "the" | "a"));
    let no = far || before.clone().any(|w| matches!(w, "no" | "neither" | "nobody" | "without"));
    // "They have not met", "did not hold talks", "are yet to meet".
    let verb = WORDS.verbs.contains(word(at));
    let not = before.clone().take(if verb { 3 } else { 4 }).any(|w| matches!(w, "not" | "never" | "n't" | "cannot"));
    let holds = before.clone().take(3).any(|w| matches!(w, "hold" | "held" | "have" | "had" | "attend" | "join"));
    let yet = before.clone().take(3).any(|w| w == "yet") && before.clone().next() == Some("to");
    let no = no || yet || not && (verb || holds);
    static OPEN: LazyLock<Whole> = LazyLock::new(|| Whole::of([["no date", "nobody has set", "neither dates"]]));
    no || OPEN.may_stand_in(tokens) && OPEN.any_in(&joined(tokens))
}

pub(super) fn is_old(part: &Line) -> bool {
    WORDS.old.planned.any_in(part)
}

/// Whether a sentence tells of a move from one date to another.
pub(super) fn moves(text: &Line) -> bool {
    static WORDS_OF_IT: LazyLock<Whole> = LazyLock::new(|| {
        Whole::of([[
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
        ]])
    });
    WORDS_OF_IT.any_in(text)
}

/// The ordinal of the meeting in a stretch of a sentence: "the third round", "a fourth", "the first on".
pub(super) fn ordinal_in(tokens: &[Token], from: usize, to: usize) -> Option<u32> {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    // The one that stands nearest to the date.
    for at in (from..to).rev() {
        let Some(n) = ordinal(word(at)) else { continue };
        // Not "the second day", "for the first time", "the first of two days".
        // Nor "first proposed the meeting".
        let near =
            (1..=3).take_while(|k| !matches!(word(at + k), "the" | "a" | "an" | "this" | "his" | "their")).any(|k| {
                let w = word(at + k);
                WORDS.nouns.contains(w) || matches!(w, "high-level")
            });
        let alone = matches!(word(at + 1), "on" | "in" | "was" | "," | "planned");
        let article = matches!(at.checked_sub(1).map_or("", word), "the" | "a" | "and" | "been" | "that");
        let stage = matches!(word(at + 1), "day" | "time" | "of" | "phase" | "stage" | "deputy" | "half");
        // "The first direct talks in more than 40 years" are not counted.
        let since = n == 1
            && (at + 2..at + 20).any(|k| {
                matches!(word(k), "years" | "decades" | "months" | "weeks")
                    && word(k + 1) != "of"
                    && (at..k).any(|j| matches!(word(j), "in" | "for"))
            });
        if (near || (alone && article)) && !stage && !since {
            return Some(n);
        }
    }
    None
}

/// The words that tell where the meeting at a token stands: its clause, with the date, up to words
/// that only go along with it (", with hopes of").
pub(super) fn scope(tokens: &[Token], trigger: usize, date: Option<&Range<usize>>) -> Range<usize> {
    let mut range = clause(tokens, trigger);
    // "Might stand in as hosts of the next round": the verb is before the "as".
    let met = |t: &Token| t.is_any(&["held", "met", "gathered", "sat", "opened", "began", "resumed", "were", "was"]);
    let clear = tokens.get(range.clone()).is_some_and(|ts| ts.iter().any(met));
    if range.start > 1 && !clear && tokens.get(range.start - 1).is_some_and(|t| t.is("as")) {
        range.start = clause(tokens, range.start - 2).start;
    }
    if let Some(date) = date {
        range = range.start.min(date.start)..range.end.max(date.end);
    }
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let floor = date.map_or(trigger, |d| d.end.max(trigger));
    // ", which is backed by X, have resumed": the clause goes on behind it.
    let closes = |i: usize| {
        matches!(
            word(i + 1),
            "which" | "who" | "whose" | "where" | "led" | "backed" | "mediated" | "hosted" | "brokered"
        ) && (i + 2..(i + 26).min(range.end)).any(|k| {
            word(k) == ","
                && matches!(
                    word(k + 1),
                    "have"
                        | "has"
                        | "had"
                        | "was"
                        | "were"
                        | "is"
                        | "are"
                        | "will"
                        | "would"
                        | "ended"
                        | "resumed"
                        | "began"
                        | "concluded"
                        | "opened"
                        | "started"
                )
        })
    };
    let stop = (floor..range.end).find(|i| {
        word(*i) == ","
            && !closes(*i)
            && (matches!(word(i + 1), "the" | "a")
                && (i + 2..i + 4).any(|k| matches!(word(k), "that" | "which" | "where"))
                || matches!(
                    word(i + 1),
                    "with" | "hoping" | "seeking" | "aiming" | "and" | "but" | "which" | "who" | "in"
                ))
    });
    range.start..stop.unwrap_or(range.end)
}

/// The words of a sentence that may settle the meeting at a token: not those of a clause that tells of other
/// talks ("two months after talks were suspended, …", "… after an earlier meeting was called off"), nor those of
/// what has not come ("if the talks are delayed").
pub(super) fn settling(tokens: &[Token], own: usize) -> Line {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let opens = |i: usize| {
        let reach = match word(i) {
            "after" | "following" | "if" | "unless" => 7,
            "since" => 12,
            _ => return false,
        };
        (i + 1..i + reach).take_while(|k| !matches!(word(*k), "," | ";")).any(|k| WORDS.nouns.contains(word(k)))
    };
    let mut kept: Vec<&Token> = Vec::with_capacity(tokens.len());
    let mut from = 0;
    while from < tokens.len() {
        let end = (from..tokens.len()).find(|i| opens(*i)).unwrap_or(tokens.len());
        kept.extend(&tokens[from..end]);
        let close = (end..tokens.len()).find(|i| matches!(word(*i), "," | ";")).unwrap_or(tokens.len());
        if (end..close).contains(&own) {
            kept.extend(&tokens[end..close]);
        }
        from = close.max(end + 1);
    }
    joined(kept.iter().copied())
}

/// Whether words that settle a meeting are said of something else: "his departure has been delayed".
fn of_others(text: &str, phrase: &str) -> bool {
    let Some(at) = text.find(phrase) else { return false };
    let mut before = text[..at].rsplit(' ').filter(|w| !w.is_empty());
    if phrase == "suspended" {
        // "The suspended sanctions": no verb.
        let aux = before.clone().next().is_some_and(|w| {
            matches!(w, "was" | "were" | "been" | "be" | "is" | "are" | "has" | "have" | "had" | "'s" | "being")
        });
        let mut after = text[at + phrase.len()..].split(' ').filter(|w| !w.is_empty());
        let next = after.next().unwrap_or_default();
        // "Suspended ceasefire talks hosted by …".
        let talks = after.take(2).any(|w| WORDS.talks.contains(w));
        let object = matches!(
            next,
            "" | "the"
                | "their"
                | "its"
                | "his"
                | "all"
                | "talks"
                | "negotiations"
                | "in"
                | "on"
                | "until"
                | "after"
                | "over"
                | "by"
                | "indefinitely"
                | "pending"
                | "its participation"
                | ","
                | "."
        );
        if !aux && !object && !talks {
            return true;
        }
    }
    // "Rooms that had been set aside".
    if phrase == "had been set" {
        let next = text[at + phrase.len()..].split(' ').find(|w| !w.is_empty()).unwrap_or_default();
        if matches!(next, "aside" | "up" | "apart" | "out" | "down" | "ablaze" | "free") {
            return true;
        }
    }
    // "A suspension of tariffs".
    if phrase.ends_with(" of") {
        let after = text[at + phrase.len()..].split(' ').filter(|w| !w.is_empty()).take(4);
        return !after.into_iter().any(|w| WORDS.nouns.contains(w));
    }
    before.by_ref().take(3).any(|w| WORDS.else_subjects.contains(w))
}

/// Where a meeting stands, from its words and its date. `text` is what settles it, `near` its own clause.
pub(super) fn status(
    text: &Line,
    near: &Line,
    date: Option<&When>,
    today: Option<jiff::civil::Date>,
    ahead: bool,
) -> Status {
    let owing = owing(near);
    let near = owing.as_ref().unwrap_or(near);
    // "Dismissed reports that the talks had been delayed": they were not.
    let denied = WORDS.denied.any_in(text);
    let whole = if denied { Vec::new() } else { WORDS.statuses(text, of_others) };
    let told = WORDS.statuses(near, of_others);
    let says = |s| told.contains(&s);
    for settled in [Status::Cancelled, Status::Collapsed] {
        if whole.contains(&settled) {
            return settled;
        }
    }
    let held = WORDS.was_held.any_in(text);
    let moved_on = has(text, "would now take place") || has(text, "will now");
    if whole.contains(&Status::Postponed) && !held && !moved_on {
        return Status::Postponed;
    }
    let days = |d: &When| today.zip(d.latest()).map_or(0, |(t, l)| near_days(l, t));
    let past = date.and_then(When::latest).zip(today).is_some_and(|(d, t)| d < t);
    let now = date.is_some_and(|d| d.earliest().zip(today).is_some_and(|(a, t)| a <= t) && d.latest() >= today);
    let future =
        date.is_some_and(|d| d.earliest().zip(today).is_some_and(|(a, t)| a > t)) || (today.is_none() && ahead);
    let firm = WORDS.firm.any_in(near);
    let over = WORDS.over.any_in(near);
    // "Concluded the first day of talks": there is another.
    let first_day = ["first day of", "opening day of", "day one of"].iter().any(|w| has(near, w));
    let (over, running) = (over && !first_day, WORDS.running.any_in(near) || first_day);
    if past {
        // "Resumed on Monday", told on Tuesday: they go on.
        // "Last Sunday negotiations began", told on Wednesday.
        let began = ["began", "opened", "started", "kicked off", "have begun", "has begun"];
        let began = !first_day && began.iter().any(|w| has(near, w));
        let fresh = date.is_some_and(|d| days(d) <= if began { 4 } else { 2 });
        return if fresh && !over && running { Status::Ongoing } else { Status::Concluded };
    }
    if now {
        let last_hours = ["end today", "ends today", "conclude today", "concludes today", "finish today"];
        if !over && last_hours.iter().any(|w| has(near, w)) {
            return Status::Ongoing;
        }
        return match () {
            () if !over && (running || says(Status::Ongoing)) => Status::Ongoing,
            () if firm && !held => Status::Scheduled,
            () if says(Status::Concluded) => Status::Concluded,
            () if says(Status::Proposed) => Status::Proposed,
            () if says(Status::Scheduled) => Status::Scheduled,
            // "Delegations meet in X today".
            () if has(near, "meet") || has(near, "meets") => Status::Scheduled,
            () => Status::Concluded,
        };
    }
    if future {
        let denied = WORDS.denied.any_in(near);
        return if denied || (says(Status::Proposed) && !firm) { Status::Proposed } else { Status::Scheduled };
    }
    match () {
        () if !over && running && !firm => Status::Ongoing,
        () if date.is_none() && some_time(near) => Status::Proposed,
        // "Would again be held" is no "held".
        () if has(near, "be held") && !held && !says(Status::Proposed) => Status::Scheduled,
        () if says(Status::Proposed) && !firm => Status::Proposed,
        () if firm && !held && !over => Status::Scheduled,
        () if says(Status::Scheduled) && !says(Status::Concluded) => Status::Scheduled,
        () if says(Status::Proposed) => Status::Proposed,
        () if says(Status::Ongoing) && !says(Status::Concluded) => Status::Ongoing,
        () => Status::Concluded,
    }
}

/// "Two days of talks ended on Thursday": the day before belongs to them. "The first of two days":
/// so does the day after.
pub(super) fn stretch(found: &Annotated<'_>, sentence: usize, text: &Line, date: &When, status: Status) -> When {
    let night = date.earliest().zip(date.latest()).filter(|(a, b)| a < b && near_days(*a, *b) == 1);
    let Some(day) = date.earliest().filter(|d| Some(*d) == date.latest() || night.is_some()) else {
        return date.clone();
    };
    let length = found.times_in(sentence).iter().filter(|t| t.kind == TimeKind::Duration).find_map(|t| {
        let words = found.doc.text.slice(t.span).to_lowercase();
        // "Is to last three days", "over two days".
        let (words, over) = match words.strip_prefix("over ") {
            Some(rest) => (rest, true),
            None => (words.strip_prefix("last ").unwrap_or(&words), false),
        };
        let mut parts = words.split([' ', '-']);
        let n = days(parts.next()?)?;
        let lead = if over { "over" } else { found.doc.lower(t.tokens.start.wrapping_sub(1)) };
        (parts.next()?.starts_with("day") && (2..=10).contains(&n)).then_some((n, lead))
    });
    // "The second and last day of the round": the days before belong to it.
    let tails = ["day of", "and last day", "and final day", "and closing day", "straight day"];
    let nth = [("second ", 1), ("third ", 2), ("fourth ", 3)].into_iter().find_map(|(word, before)| {
        let follows = |at: usize| {
            let rest = &text[at + word.len()..];
            tails.iter().any(|t| rest.strip_prefix(t).is_some_and(|r| r.is_empty() || r.starts_with(' ')))
        };
        let starts = |at: usize| at == 0 || text.as_bytes()[at - 1] == b' ';
        text.match_indices(word).any(|(at, _)| starts(at) && follows(at)).then_some(before)
    });
    let words = date.text().unwrap_or_default().to_owned();
    // "Overnight into Sunday …, on the very day when they were to meet".
    if let Some((_, day)) = night.filter(|_| ["on the day", "on the very day"].iter().any(|w| has(text, w))) {
        return When::day(day, date.basis()).with_text(words);
    }
    if let Some(first) = nth.filter(|_| night.is_none()).and_then(|n: i64| day.checked_sub(n.days()).ok()) {
        return When::lasting(first, day, date.basis()).with_text(words);
    }
    let Some((n, lead)) = length else { return date.clone() };
    let span = (n - 1).days();
    let ahead = matches!(status, Status::Scheduled | Status::Proposed | Status::Ongoing)
        && (text.contains("-day ") || text.contains("for ") || text.contains("last ") || text.contains(" days of "))
        && !text.contains("after ");
    // "Met on Friday for two days", but "held over two days, they ended on Friday".
    let over = WORDS.over.any_in(text);
    let met_for = status == Status::Concluded && !over && matches!(lead, "for" | "over");
    let other = if text.contains("first of") || ahead || met_for {
        day.checked_add(span)
    } else if status == Status::Concluded
        && (text.contains(" of talks")
            || text.contains(" of negotiations")
            || text.contains("after ")
            || lead == "over")
    {
        day.checked_sub(span)
    } else {
        return date.clone();
    };
    other.map_or_else(|_| date.clone(), |o| When::lasting(day.min(o), day.max(o), date.basis()).with_text(words))
}

pub(super) fn format(text: &Line) -> Option<RoundFormat> {
    const FORMATS: [RoundFormat; 4] =
        [RoundFormat::Indirect, RoundFormat::Trilateral, RoundFormat::Multilateral, RoundFormat::Bilateral];
    static LISTS: LazyLock<Whole> = LazyLock::new(|| {
        Whole::of([
            &["indirect", "indirectly", "proximity talks", "proximity", "shuttle diplomacy", "shuttled between"][..],
            &["three-way", "trilateral", "tripartite", "three-party"],
            &["multilateral", "four-way", "quadrilateral", "five-party", "six-party"],
            &[
                "bilateral",
                "two-way",
                "one-on-one",
                "face-to-face",
                "tete-a-tete",
                "direct talks",
                "direct negotiations",
                "head-to-head",
            ],
        ])
    });
    LISTS.first_list_in(text).and_then(|at| FORMATS.get(at).copied())
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

pub(super) fn settled(text: &Line) -> bool {
    if WORDS.denied.any_in(text) {
        return false;
    }
    WORDS
        .statuses(text, of_others)
        .iter()
        .any(|s| matches!(s, Status::Cancelled | Status::Postponed | Status::Collapsed))
        || has(text, "took place")
        || has(text, "lasted")
}

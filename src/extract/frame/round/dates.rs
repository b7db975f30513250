//! Which dates of a sentence are those of its meeting, and which days they name.

use super::{
    govern, near_days,
    slot::Slot,
    words::{WORDS, has},
};
use crate::{
    domain::{Precision, Span, Status, When},
    extract::{
        Annotated,
        phrase::Line,
        time::{Relation, TimeExpr, TimeKind},
        token::Token,
    },
};
use jiff::{ToSpan, civil::Date};

/// Whether a time may be that of a meeting rather than of words about it, or background.
pub(super) fn of_meeting(time: &TimeExpr, all: &[TimeExpr], base: usize, tokens: &[Token]) -> bool {
    let found_before = |start: usize| all.iter().any(|t| t.tokens.end + 1 == base + start);
    let (start, end) = (time.tokens.start - base, time.tokens.end - base);
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let back = |n: usize| start.checked_sub(n).map_or("", word);
    if time.kind != TimeKind::Date || time.named.is_unknown() || time.relation == Relation::After {
        return false;
    }
    // "Friday (5 May)": told already.
    if back(1) == "(" && found_before(start) {
        return false;
    }
    if time.rule.starts_with("time.night") || time.rule == "time.clock.stamp" {
        return false;
    }
    // "Earlier in the day" is the day spoken of.
    if time.named.text().is_some_and(|t| t.ends_with("the day")) {
        return false;
    }
    // The day of "a deadline set for …" is none of theirs.
    let due =
        (0..start).rev().map(word).find(|w| WORDS.nouns.contains(*w) || matches!(*w, "deadline" | "ultimatum" | ";"));
    if matches!(due, Some("deadline" | "ultimatum")) {
        return false;
    }
    // "Is to visit X this week to discuss the talks": the days of the visit.
    if (1..=4).map(back).take_while(|w| !matches!(*w, "," | ";")).any(|w| matches!(w, "visit" | "visits" | "visited")) {
        return false;
    }
    let seems = (1..=10).map(back).take_while(|w| !matches!(*w, "," | ";")).any(|w| matches!(w, "appeared" | "seemed"));
    if seems {
        return false;
    }
    // "Since 18 February, when the third round ended".
    let since_round = time.relation == Relation::Since && (word(end) != "," || word(end + 1) == "when");
    if time.relation == Relation::Since && !(since_round && time.rule == "time.date.day") {
        return false;
    }
    if time.named.precision() >= Precision::Season
        || (word(end) == "'s" && time.named.precision() >= Precision::Month && !WORDS.nouns.contains(word(end + 1)))
    {
        return false;
    }
    // "We expect a resolution by Thursday": not the day of a meeting told further back.
    let meeting = |w: &str| WORDS.nouns.contains(w) || WORDS.verbs.contains(w) || WORDS.happen.contains(w);
    if time.relation == Relation::By && !(1..=8).map(back).take_while(|w| !matches!(*w, ";" | ",")).any(meeting) {
        return false;
    }
    govern::owner(tokens, start, end) != govern::Owner::Other
}

/// "At 7 pm": the hour of a day told elsewhere.
pub(super) fn bare_clock(time: &TimeExpr) -> bool {
    time.rule.starts_with("time.clock")
        && time.named.text().is_some_and(|t| {
            let t = t.to_lowercase();
            ![
                "day", "today", "tomorrow", "night", "january", "february", "march", "april", "may", "june", "july",
                "august",
            ]
            .iter()
            .chain(&["september", "october", "november", "december", "evening", "morning"])
            .any(|w| t.contains(w))
        })
}

/// "Had been scheduled for 20 November", told in December: last November, not the next.
pub(super) fn looking_back(day: &When, text: &Line, today: Option<Date>) -> When {
    let back = [
        "had been",
        "was to have",
        "were to have",
        "was due",
        "were due",
        "were to",
        "was to",
        "former",
        "last",
        "previous",
        "began",
        "started",
        "included",
        "agreed to",
    ];
    let last_year = |d: Date| d.checked_sub(1.years()).ok();
    let dated = day.earliest().zip(day.latest()).zip(today);
    let Some(((first, last), today)) = dated.filter(|((a, _), t)| near_days(*a, *t) > 200 && a > t) else {
        return day.clone();
    };
    let bare = !day.text().unwrap_or_default().split(|c: char| !c.is_ascii_digit()).any(|n| n.len() == 4);
    if !bare || !back.iter().any(|w| has(text, w)) {
        return day.clone();
    }
    match (last_year(first), last_year(last)) {
        (Some(a), Some(b)) if a <= today => {
            let words = day.text().unwrap_or_default().to_owned();
            let moved = if a == b { When::day(a, day.basis()) } else { When::lasting(a, b, day.basis()) };
            moved.with_text(words)
        }
        _ => day.clone(),
    }
}

/// "In September he called off the talks": what ends them follows the date.
pub(super) fn called_off_then(tokens: &[Token], end: usize) -> bool {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    (end..end + 8).take_while(|i| !matches!(word(*i), "," | ";")).any(|i| {
        matches!(word(i), "cancelled" | "canceled" | "suspended" | "halted" | "postponed" | "scrapped")
            || matches!((word(i), word(i + 1)), ("called" | "broke" | "put", "off") | ("broke", "down"))
    })
}

/// "Held since 14 August", "under way since Monday": not "the first since 14 August".
pub(super) fn goes_on_since(tokens: &[Token], start: usize) -> bool {
    let back = |n: usize| start.checked_sub(n).and_then(|i| tokens.get(i)).map_or("", |t| &*t.lower);
    let lead = usize::from(back(1) != "since") + 2;
    matches!(
        back(lead),
        "held"
            | "underway"
            | "way"
            | "ongoing"
            | "going"
            | "running"
            | "meeting"
            | "gathered"
            | "continuing"
            | "place"
            | "negotiating"
            | "talking"
            | "convened"
            | "progress"
            | "there"
            | "session"
    ) && !(1..=12).any(|n| matches!(back(n), "no" | "not" | "never"))
}

/// "Originally meant to start on Wednesday", "the talks, first planned for Monday": a plan that did not hold.
pub(super) fn was_meant(tokens: &[Token], start: usize) -> bool {
    let back = |n: usize| start.checked_sub(n).and_then(|i| tokens.get(i)).map_or("", |t| &*t.lower);
    (1..=8).take_while(|n| !matches!(back(*n), "," | ";" | "")).any(|n| {
        matches!(back(n), "meant" | "scheduled" | "planned" | "due" | "set" | "supposed" | "slated" | "intended")
            && matches!(back(n + 1), "originally" | "initially" | "first" | "earlier" | "previously")
    })
}

/// Whether a term up to which talks were to begin is over: there it tells of no meeting.
pub(super) fn lapsed(named: &When, text: &Line, today: Option<Date>) -> bool {
    let day = looking_back(named, text, today);
    day.latest().zip(today).is_some_and(|(d, t)| d < t)
}

/// "A possible summit in October", told in July beside what has happened: this year's.
pub(super) fn looking_ahead(day: When, tokens: &[Token], own: usize, today: Option<Date>) -> When {
    let back = |n: usize| own.checked_sub(n).and_then(|i| tokens.get(i)).map_or("", |t| &*t.lower);
    let hoped = (1..=4).map(back).any(|w| {
        matches!(w, "potential" | "possible" | "future" | "upcoming" | "planned" | "proposed" | "next" | "coming")
    });
    let bare = !day.text().unwrap_or_default().split(|c: char| !c.is_ascii_digit()).any(|n| n.len() == 4);
    let bounds = day.earliest().zip(day.latest()).zip(today).filter(|((_, b), t)| hoped && bare && b < t);
    let Some(((a, b), t)) = bounds.filter(|((_, b), t)| near_days(*b, *t) > 150) else { return day };
    let next = |d: Date| d.checked_add(1.years()).ok();
    match (next(a), next(b)) {
        (Some(a), Some(b)) if a > t => {
            When::between(a, b, day.precision(), day.basis()).with_text(day.text().unwrap_or_default())
        }
        _ => day,
    }
}

/// So many words back the verb may stand that put a meeting off.
const PUT_OFF: usize = 20;

/// Whether the date that starts at a token is the day on which a meeting was put off.
pub(super) fn put_off(tokens: &[Token], start: usize) -> bool {
    let back = |n: usize| start.checked_sub(n).and_then(|i| tokens.get(i)).map_or("", |t| &*t.lower);
    // "Oslo called off the round, which would have been the sixth, on Saturday."
    let ends = tokens.get(start + 1).is_none_or(|t| matches!(&*t.lower, "." | ",")) && back(1) == "on";
    let named = |n: usize| start.checked_sub(n).and_then(|i| tokens.get(i)).is_some_and(|t| t.capital || t.is("the"));
    let own = |n: usize| match back(n) {
        "for" | "planned" | "scheduled" | "due" | "set" | "to" | "until" | "after" | "that" | ";" => true,
        // "Called off the round and met on Saturday", but "talks between Chile and Peru".
        "and" => !named(n - 1),
        _ => false,
    };
    let called = (2..=PUT_OFF).take_while(|n| !own(*n)).any(|n| {
        let verb =
            matches!((back(n), back(n - 1)), ("called" | "put", "off")) || matches!(back(n), "cancelled" | "canceled");
        verb && !matches!(back(n + 1), "was" | "were" | "been" | "be")
    });
    if ends && called {
        return true;
    }
    matches!(back(1), "on" | "in")
        && matches!(
            (back(3), back(2)),
            ("called" | "put", "off") | (_, "cancelled" | "canceled" | "postponed" | "suspended" | "scrapped")
        )
}

/// The days that a date names: "before the end of the month", of a meeting to come, is any day from now.
pub(super) fn named(time: &TimeExpr, day: &When, status: Status, today: Option<Date>) -> When {
    let told = time.evening();
    if *day != told {
        return day.clone();
    }
    let open = matches!(time.relation, Relation::Before | Relation::By)
        && status.is_planned()
        && time.named.precision() > Precision::Day;
    let from = today.and_then(|t| t.tomorrow().ok());
    match from.zip(time.named.latest()).filter(|(a, b)| open && a < b) {
        Some((a, b)) => When::between(a, b, time.named.precision(), time.named.basis())
            .with_text(time.named.text().unwrap_or_default()),
        None => told,
    }
}

/// "After three days of talks": how many, and where that stands.
fn days_of_talks<'f>(found: &'f Annotated<'_>, sentence: usize) -> Option<(i64, &'f TimeExpr)> {
    let doc = &found.doc;
    let count = found.times_in(sentence).iter().find(|t| {
        let led = (1..=4).any(|n| doc.lower(t.tokens.start.wrapping_sub(n)) == "after");
        let talks = (t.tokens.end..t.tokens.end + 6).any(|i| WORDS.nouns.contains(doc.form(i)));
        t.kind == TimeKind::Duration && led && talks
    })?;
    let days: i64 = count.timexes.first()?.value.strip_prefix('P')?.strip_suffix('D')?.parse().ok()?;
    (2..=10).contains(&days).then_some((days, count))
}

/// "Reached a deal on Friday after three days of talks": the days up to that one.
pub(super) fn after_days(found: &Annotated<'_>, sentence: usize) -> Option<When> {
    let (days, count) = days_of_talks(found, sentence)?;
    let told = |t: &&TimeExpr| {
        t.kind == TimeKind::Date && !t.ahead && t.tokens.end <= count.tokens.start && t.relation == Relation::On
    };
    let end = found.times_in(sentence).iter().rev().find(told)?.evening();
    let last = end.earliest().filter(|d| Some(*d) == end.latest())?;
    let first = last.checked_sub((days - 1).days()).ok()?;
    Some(When::lasting(first, last, end.basis()).with_text(end.text().unwrap_or_default()))
}

/// "Signed on Thursday after three days of talks", which "opened on Monday": the three days from Monday,
/// not those up to Thursday.
pub(super) fn from_opening(found: &Annotated<'_>, slots: &[Slot]) -> Option<When> {
    let opens = |s: &&Slot| found.tokens_of(s.sentence).iter().any(|t| t.is_any(&["opened", "began", "started"]));
    let dated = |s: &Slot| {
        let (date, _) = s.date.as_ref()?;
        let day = date.earliest().filter(|d| Some(*d) == date.latest())?;
        Some((day, date.clone(), s.sentence))
    };
    let (first, date, at) = slots.iter().filter(opens).find_map(dated)?;
    let days = slots.iter().filter(|s| s.sentence != at).find_map(|s| days_of_talks(found, s.sentence))?.0;
    let last = first.checked_add((days - 1).days()).ok()?;
    let over = found.published_day().is_none_or(|p| last <= p);
    over.then(|| When::lasting(first, last, date.basis()).with_text(date.text().unwrap_or_default()))
}

/// "Agreed on Friday during talks in X", "on Monday signed … as delegations met": what was done there gives
/// the day. Talks after which somebody spoke were on that day too, where the sentence names no other.
pub(super) fn occasion(
    found: &Annotated<'_>,
    sentence: usize,
    tokens: &[Token],
    trigger: usize,
) -> Option<(When, Span)> {
    if days_of_talks(found, sentence).is_some() {
        return None;
    }
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let base = found.doc.sentences.get(sentence)?.tokens.start;
    let near = (1..=12).filter_map(|n| trigger.checked_sub(n)).take_while(|i| !matches!(word(*i), "," | ";" | ":"));
    let lead = near.into_iter().find(|i| {
        let held = || {
            WORDS.verbs.contains(word(trigger)) || (*i..trigger).any(|k| matches!(word(k), "held" | "hold" | "holding"))
        };
        match word(*i) {
            "during" | "at" | "after" | "following" => trigger - i <= 6,
            "as" | "while" | "when" => held(),
            _ => false,
        }
    })?;
    let times = found.times_in(sentence);
    let mut told = times.iter().filter(|t| t.kind == TimeKind::Date && !found.is_quoted(t.tokens.start));
    let time = told.next().filter(|_| told.next().is_none())?;
    let day = time.evening();
    let today = found.published_day()?;
    let single = day.earliest() == day.latest() && day.latest().is_some_and(|d| d <= today);
    let apart = |i: usize| matches!(word(i), "that" | ";" | ":") || WORDS.nouns.contains(word(i));
    let end = time.tokens.end.checked_sub(base)?;
    let led = time.relation == Relation::On && single && end <= lead && !(end..lead).any(apart);
    led.then_some((day, time.span))
}

/// "Today", "this evening": the day of whoever says so.
fn today_in_words(time: &TimeExpr) -> bool {
    let text = time.named.text().unwrap_or_default().to_lowercase();
    ["today", "tonight", "this morning", "this afternoon", "this evening"].iter().any(|w| text.ends_with(w))
}

/// "On 24 July he wrote that “I met them this evening”": the evening of that day.
pub(super) fn written_on(found: &Annotated<'_>, sentence: usize, time: &TimeExpr) -> Option<When> {
    if !(found.is_quoted(time.tokens.start) && today_in_words(time)) {
        return None;
    }
    let before = found.times_in(sentence).iter().rev().find(|b| b.tokens.end <= time.tokens.start)?;
    let day = before.named.latest().filter(|d| before.named.earliest() == Some(*d))?;
    Some(When::day(day, before.named.basis()).with_text(before.named.text().unwrap_or_default()))
}

/// "Agreed to swap prisoners and reconvene in May", told in June: a plan, whatever came of it.
pub(super) fn only_agreed(tokens: &[Token], own: usize) -> bool {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let bare = matches!(word(own), "meet" | "reconvene" | "convene" | "gather" | "resume" | "return" | "sit");
    let agreed = |i: usize| matches!((word(i), word(i + 1)), ("agreed", "to"));
    bare && (own.saturating_sub(30)..own).any(agreed)
}

/// "A few hours before the start of the talks", "ahead of the talks".
pub(super) fn before_start(tokens: &[Token], trigger: usize) -> bool {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let led = (1..=6).filter_map(|n| trigger.checked_sub(n)).take_while(|i| !matches!(word(*i), "," | ";"));
    led.into_iter().any(|i| {
        matches!(word(i), "before" | "ahead") && matches!(word(i.wrapping_sub(1)), "hours" | "hour" | "minutes" | "day")
    })
}

/// Words by which talks end, in the present tense or with what announces it.
const ENDING: &[&str] = &[
    "concludes",
    "wraps up",
    "will wrap up",
    "will conclude",
    "is to conclude",
    "are to conclude",
    "is to end",
    "are to end",
    "is to wrap up",
    "are to wrap up",
    "due to end",
    "due to conclude",
    "due to finish",
    "due to wrap up",
    "expected to end",
    "expected to conclude",
    "expected to wrap up",
    "scheduled to end",
    "scheduled to conclude",
    "set to end",
    "set to conclude",
    "set to wrap up",
];

/// "The meeting concludes on Monday", "talks that are due to end tomorrow": they go on up to that day.
pub(super) fn ends_then(tokens: &[Token], clause: &Line, start: usize) -> bool {
    let word = |n: usize| start.checked_sub(n).and_then(|i| tokens.get(i)).map_or("", |t| &*t.lower);
    let lead = if word(1) == "on" { 2 } else { 1 };
    let verb = matches!(word(lead), "ends" | "end" | "finishes" | "finish" | "closes" | "conclude" | "adjourn")
        || matches!((word(lead + 1), word(lead)), ("wrap" | "wraps", "up"));
    // "At the end on Monday" names no verb.
    verb && !matches!(word(lead + 1), "the" | "an" | "not" | "did") || ENDING.iter().any(|w| has(clause, w))
}

/// "Two previous rounds of mediated talks".
pub(super) fn of_previous(tokens: &[Token]) -> bool {
    tokens.windows(2).any(|w| {
        w[0].is_any(&["previous", "earlier", "past", "prior", "preceding"]) && WORDS.nouns.contains(&w[1].lower)
    })
}

pub(super) fn stopped(status: Status) -> bool {
    matches!(status, Status::Postponed | Status::Cancelled)
}

/// Up to where the words after a date still belong to it.
pub(super) fn tail(tokens: &[Token], end: usize, until: usize) -> usize {
    let stop = (end..until).find(|i| matches!(&*tokens[*i].lower, ";" | ":"));
    let and = |i: &usize| &*tokens[*i].lower == "and" && until < tokens.len();
    let comma = |i: &usize| &*tokens[*i].lower == "," && until < tokens.len();
    let near = (end..until).find(|i| and(i) || comma(i));
    stop.or(near).unwrap_or(until)
}

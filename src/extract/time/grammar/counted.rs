//! What is counted from somewhere, and lengths.

use super::{
    super::{
        scan::Pieces,
        words::{Amount, DayPart, Unit, count, part_of_day, unit},
    },
    Match, Phrase, hedge,
};

/// Words that may stand between a count and its unit: "eight trading days", "two more weeks".
const BETWEEN: [&str; 18] = [
    "more",
    "full",
    "consecutive",
    "straight",
    "trading",
    "business",
    "working",
    "whole",
    "additional",
    "long",
    "further",
    "calendar",
    "successive",
    "solid",
    "short",
    "extra",
    "or so",
    "crucial",
];

/// Words before "last" that make it a verb.
const LASTS: [&str; 11] = ["to", "will", "would", "could", "may", "might", "should", "can", "must", "not", "shall"];

/// A count with its unit: the last figure of a span ("10 to 15 days"), the unit, whether it is an
/// adjective ("two-day"), and the piece after it.
fn measure(p: &Pieces<'_>, i: usize) -> Option<(Amount, Unit, bool, usize)> {
    let (mut amount, mut at) = count(p, i)?;
    let dash = |at: usize| if p.low(at) == "-" { at + 1 } else { at };
    if matches!(p.low(at), "to" | "or" | "-" | "and")
        && let Some((more, next)) = count(p, at + 1)
        && unit(p.low(dash(next))).is_some()
        && (p.low(at) != "and" || p.back(i, 1) == "between")
        && !matches!(p.low(at + 1), "a" | "an")
    {
        (amount, at) = (more, next);
    }
    if BETWEEN.contains(&p.low(at)) {
        at += 1;
    }
    let compound = p.low(at) == "-";
    at = dash(at);
    let name = p.low(at);
    let u = unit(name)?;
    let plural = name.ends_with('s');
    let article = matches!(p.low(i), "a" | "an");
    // "A second" and "one second" are ordinals as a rule, "a quarter" is a fraction.
    if (u == Unit::Second && !plural)
        || (u == Unit::Quarter
            && (article || (p.low(at + 1) == "of" && amount != Amount::Many) || amount == Amount::N(1)))
    {
        return None;
    }
    // "One day" may be any; "some day", "many a week" and "few year" count nothing.
    if amount == Amount::Many && !plural && !compound {
        return None;
    }
    // "The 1988 quarter", "year-earlier", "day-by-day".
    let year = p.number(i).is_some_and(|n| n > 1000) && !plural;
    if year || (p.low(at + 1) == "-" && p.tight(at + 1) && p.tight(at + 2) && p.word(at + 2) && !compound) {
        return None;
    }
    // "12 Day", "three Nights": a title.
    if p.capital(at) && !p.capital(i) && i > 0 {
        return None;
    }
    let mut end = at + 1;
    if let Some(half) = p.are(end, "and a half") {
        (amount, end) = (amount.whole().map_or(amount, Amount::Half), half);
    }
    if let Some(next) = p.any(end, &["or so", "or more", "or less", "or longer", "or two", "or three"]) {
        end = next;
    }
    // Ages are no lengths of anything that happened.
    if p.any(end, &["- old", "old", "of age", "- olds"]).is_some() || p.back(i, 1) == "aged" {
        return None;
    }
    Some((amount, u, compound, end))
}

/// Counted units: "two weeks ago", "three days later", "in a week", "within 10 to 15 days", "two days".
pub(super) fn counted(p: &Pieces<'_>, i: usize) -> Option<Match> {
    let named = matches!(p.low(i), "the" | "a" | "on");
    if named
        && let Some(end) =
            p.any(i, &["the following day", "the next day", "a day later", "the day after", "the morning after"])
    {
        return (p.low(end) != "tomorrow").then_some((end, Phrase::Later { n: 1, unit: Unit::Day }, "time.later"));
    }
    if matches!(p.low(i), "this" | "the")
        && let Some(at) = p.any(i, &["this time", "the same time"])
        && let Some(end) = p.any(at, &["last year", "a year ago", "last month", "last week"])
    {
        let (n, unit) = match p.low(end - 1) {
            "month" => (1, Unit::Month),
            "week" => (1, Unit::Week),
            _ => (12, Unit::Month),
        };
        return Some((end, Phrase::Ago { n, unit, about: true }, "time.ago"));
    }
    if named && let Some(end) = p.any(i, &["a day earlier", "a day before", "the day before", "on the eve"]) {
        return Some((end, Phrase::Later { n: -1, unit: Unit::Day }, "time.earlier.day"));
    }
    if named
        && let Some(day) = p.any(i, &["the next", "the following", "the previous"])
        && part_of_day(p.low(day)).is_some()
    {
        let n = if p.low(i + 1) == "previous" { -1 } else { 1 };
        return Some((day + 1, Phrase::Later { n, unit: Unit::Day }, "time.later"));
    }
    if let Some(found) = stretch(p, i) {
        return Some(found);
    }
    let hedged = hedge(p, i);
    let about = hedged.is_some();
    let first = hedged.unwrap_or(i);
    let (amount, unit, compound, at) = measure(p, first)?;
    if p.low(i) == "some" && hedged == Some(i) && amount == Amount::Many {
        return None;
    }
    let end = |words: &[&str]| if compound { None } else { p.any(at, words) };
    // A year and a half is eighteen months.
    let (n, unit) = match amount {
        Amount::Half(n) if unit == Unit::Year => (Some(n * 12 + 6), Unit::Month),
        _ => (amount.whole(), unit),
    };
    if let Some(end) = end(&["ago"]) {
        let rule = "time.ago";
        return Some(
            n.map_or((end, Phrase::Past, "time.vague.count"), |n| (end, Phrase::Ago { n, unit, about }, rule)),
        );
    }
    if let Some(end) = end(&["later", "afterwards", "afterward", "after that"]) {
        let rule = "time.later";
        return Some(n.map_or((end, Phrase::Future, "time.vague.count"), |n| (end, Phrase::Later { n, unit }, rule)));
    }
    if let Some(end) = end(&["earlier", "before that", "previously"]) {
        let rule = "time.earlier";
        return Some(n.map_or((end, Phrase::Past, "time.vague.count"), |n| (end, Phrase::Later { n: -n, unit }, rule)));
    }
    // "Two years before." looks back from what was told; "two years before the war" is a length.
    if let Some(end) = end(&["before"]).filter(|end| !p.word(*end))
        && let Some(n) = n
    {
        return Some((end, Phrase::Later { n: -n, unit }, "time.earlier"));
    }
    if let Some(end) = end(&["from now", "hence"]) {
        return Some(n.map_or((end, Phrase::Future, "time.vague.count"), |n| (end, Phrase::In { n, unit }, "time.in")));
    }
    if hedged.is_some() && super::loose_hedge(p.low(i)) {
        return None;
    }
    let Some(n) = n else {
        return Some((at, Phrase::Duration { amount, unit }, "time.vague.count"));
    };
    if !compound {
        let before = p.back(i, 1);
        if before == "within" || (before == "next" && p.back(i, 2) == "the") {
            return Some((at, Phrase::Within { n, unit }, "time.within"));
        }
        if before == "in"
            && p.low(at) != "of"
            && !matches!(p.low(i), "under" | "less" | "over" | "more" | "some")
            && !matches!(unit, Unit::Second | Unit::Minute)
        {
            return Some((at, Phrase::In { n, unit }, "time.in"));
        }
    }
    let amount = if amount.whole().is_some() { Amount::N(n) } else { amount };
    let unit =
        if matches!(amount, Amount::Half(_)) { super::super::words::unit(p.low(at - 1)).unwrap_or(unit) } else { unit };
    Some((at, Phrase::Duration { amount, unit }, "time.duration"))
}

/// "The past three weeks", "the next few days", "the first nine months", "recent weeks".
fn stretch(p: &Pieces<'_>, i: usize) -> Option<Match> {
    let the = if matches!(p.low(i), "the" | "these" | "those" | "this") { i + 1 } else { i };
    let word = p.low(the);
    // "Is to last three days", "will last two weeks": how long, not when.
    if word == "last" && the == i && LASTS.contains(&p.back(i, 1)) {
        let (amount, unit, _, end) = measure(p, the + 1)?;
        return Some((end, Phrase::Duration { amount, unit }, "time.duration"));
    }
    let direction = match word {
        "last" | "past" | "previous" | "preceding" | "recent" | "prior" => Some(true),
        "next" | "coming" | "following" | "upcoming" | "ensuing" => Some(false),
        "first" | "final" | "latest" | "opening" | "closing" | "initial" | "full" => None,
        _ => return None,
    };
    if let Some((amount, unit, compound, end)) = measure(p, the + 1) {
        if matches!(p.low(the + 1), "a" | "an") || p.low(end) == "ago" || compound {
            return None;
        }
        return Some(match direction {
            Some(back) => (end, Phrase::Stretch { amount, unit, back }, "time.stretch"),
            None => (end, Phrase::Duration { amount, unit }, "time.duration"),
        });
    }
    // "Recent weeks", "the coming days".
    direction?;
    let u = unit(p.low(the + 1))?;
    p.low(the + 1).ends_with('s').then_some((the + 2, Phrase::Duration { amount: Amount::Many, unit: u }, "time.vague"))
}

/// Lengths that nobody counted: "for weeks", "months ago", "hours later", "a day-long siege".
pub(super) fn lone(p: &Pieces<'_>, i: usize) -> Option<Match> {
    let one = match p.low(i) {
        "hourlong" => Some(Unit::Hour),
        "daylong" => Some(Unit::Day),
        "weeklong" => Some(Unit::Week),
        "monthlong" => Some(Unit::Month),
        "yearlong" => Some(Unit::Year),
        _ => None,
    };
    if let Some(unit) = one {
        return Some((i + 1, Phrase::Duration { amount: Amount::N(1), unit }, "time.duration"));
    }
    // "The weeks ahead", "in the years to come".
    let the = if p.low(i) == "the" { i + 1 } else { i };
    if let Some(unit) = unit(p.low(the)).filter(|_| p.low(the).ends_with('s'))
        && let Some(end) = p.any(the + 1, &["ahead", "to come"])
        && p.low(end) != "of"
    {
        return Some((end, Phrase::Duration { amount: Amount::Many, unit }, "time.vague"));
    }
    let u = unit(p.low(i)).filter(|_| !p.capital(i) || i == 0)?;
    let plural = p.low(i).ends_with('s');
    if p.are(i + 1, "- long").is_some() {
        let amount = if plural { Amount::Many } else { Amount::N(1) };
        return Some((i + 3, Phrase::Duration { amount, unit: u }, "time.duration"));
    }
    if !plural {
        return None;
    }
    let rule = "time.loose.length";
    if p.low(i + 1) == "ago" {
        return Some((i + 2, Phrase::Past, rule));
    }
    if matches!(p.low(i + 1), "later" | "earlier") {
        let phrase = if p.low(i + 1) == "later" { Phrase::Future } else { Phrase::Past };
        return Some((i + 2, phrase, rule));
    }
    let led = matches!(p.back(i, 1), "for" | "in" | "within" | "after" | "took" | "take" | "takes" | "lasted" | "over");
    let followed = matches!(p.low(i + 1), "after" | "before" | "of");
    let long = i > 0 && matches!(u, Unit::Week | Unit::Month | Unit::Hour | Unit::Day);
    (led || (followed && long)).then_some((i + 1, Phrase::Duration { amount: Amount::Many, unit: u }, rule))
}

/// "That day", "the same day", "earlier that day", "that night", "the same evening".
pub(super) fn same_day(p: &Pieces<'_>, i: usize) -> Option<Match> {
    let at = p.any(i, &["earlier", "later"]).unwrap_or(i);
    let end = p.any(at, &["that same", "the same", "that", "the very"])?;
    let part = match p.low(end) {
        "day" => None,
        word => Some(part_of_day(word).filter(|_| p.low(at) != "the" || p.low(end - 1) == "same")?),
    };
    let told = matches!(p.low(end - 1), "same" | "very");
    Some((end + 1, Phrase::SameDay { part, told }, "time.earlier.same"))
}

/// "Yesterday", "today", "tonight", "the day before yesterday", "late yesterday".
pub(super) fn relative(p: &Pieces<'_>, i: usize) -> Option<Match> {
    let table: [(&str, i64); 14] = [
        ("the day before yesterday", -2),
        ("the day after tomorrow", 2),
        ("yesterday", -1),
        ("today", 0),
        ("tonight", 0),
        ("tomorrow", 1),
        ("this morning", 0),
        ("this afternoon", 0),
        ("this evening", 0),
        ("this very day", 0),
        ("earlier in the day", 0),
        ("later in the day", 0),
        ("the previous day", -1),
        ("the past day", -1),
    ];
    let early = usize::from(matches!(p.low(i), "early" | "late"));
    let at = i + early;
    if !matches!(p.low(at), "the" | "yesterday" | "today" | "tonight" | "tomorrow" | "this" | "earlier" | "later") {
        return None;
    }
    let (end, days) = table.iter().find_map(|(w, d)| p.are(at, w).map(|end| (end, *d)))?;
    if p.are(at, "the previous day").is_some() && !matches!(p.back(i, 1), "over" | "in" | "during") {
        return Some((end, Phrase::Later { n: -1, unit: Unit::Day }, "time.earlier.day"));
    }
    // "USA Today" and other names.
    if p.capital(at) && at > 0 && p.capital(at - 1) && p.word(at - 1) {
        return None;
    }
    let part = match p.low(at) {
        "tonight" => Some(DayPart::Night),
        "this" => part_of_day(p.low(at + 1)),
        _ => part_of_day(p.low(end)),
    };
    let end = if part_of_day(p.low(end)).is_some() { end + 1 } else { end };
    Some((end, Phrase::Relative { days, part }, "time.relative.day"))
}

//! What a date belongs to: a meeting, somebody's words, or something else that happened.
//!
//! The nearest word before the date that can carry one decides ("signed on Friday" against "met on
//! Friday"). Where a date opens its clause or stands between subject and verb ("the minister on
//! Friday signed"), the verb after it does.

use super::{trigger::of_one_body, words::WORDS};
use crate::extract::token::Token;

/// What a date belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// The meeting named or told by this token, counted in the sentence.
    Meeting(usize),
    /// Something else.
    Other,
    /// Nothing near says.
    Open,
}

/// Words that open a clause of their own.
const CLAUSE: &[&str] =
    &["after", "before", "when", "while", "because", "since", "although", "though", "as", "where", "whereas", "if"];

/// How far a word may stand from the date it carries.
const REACH: usize = 16;

/// What the date at `start..end` belongs to; both are counted in the sentence.
pub(super) fn owner(tokens: &[Token], start: usize, end: usize) -> Owner {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    if in_dateline(tokens, start, end) {
        return Owner::Other;
    }
    // "The 19 July declaration", "Friday's attack", "the agreement of 28 July".
    let possessive = usize::from(word(end) == "'s");
    let next = end + possessive;
    // "Last month's talks", "the Monday meeting".
    if let Some(at) = (next..next + 3).take_while(|i| plain(tokens, *i)).find(|i| WORDS.nouns.contains(word(*i)))
        && (possessive == 1 || at == next)
    {
        return Owner::Meeting(at);
    }
    if (next..next + 3).take_while(|i| plain(tokens, *i)).any(|i| WORDS.else_nouns.contains(word(i)))
        && (possessive == 1 || back(tokens, start, 1) == "the" || tokens.get(next).is_some_and(|t| t.capital))
    {
        return Owner::Other;
    }
    // "Ahead of an August 12 tariff deadline": the term's day.
    if (next..next + 3)
        .take_while(|i| plain(tokens, *i))
        .any(|i| matches!(word(i), "deadline" | "ultimatum" | "cutoff"))
    {
        return Owner::Other;
    }
    let lead = usize::from(matches!(back(tokens, start, 1), "on" | "in" | "late" | "early" | "this" | "last" | "the"));
    if back(tokens, start, 1) == "of" && WORDS.else_nouns.contains(back(tokens, start, 2)) {
        return Owner::Other;
    }
    // "8 August as a target", "by 8 August at the latest" of a plan.
    if word(end) == "as" && (end + 1..end + 5).any(|i| matches!(word(i), "target" | "deadline" | "date")) {
        return Owner::Other;
    }
    // "Had suggested Oslo for Monday": the day that goes with the town.
    let town = (2..=5).take_while(|n| start.checked_sub(*n).is_some_and(|i| tokens[i].capital)).count();
    if back(tokens, start, 1) == "for"
        && town > 0
        && matches!(back(tokens, start, town + 2), "suggested" | "proposed" | "offered" | "floated" | "named")
    {
        return Owner::Open;
    }
    if glued(tokens, start) {
        return Owner::Other;
    }
    let first = start - lead.min(start);
    let opens = first == 0 || matches!(word(first - 1), "," | ";" | ":" | "—" | "–" | "and" | "but" | "\"" | "“");
    // "…, on Friday, and said" closes the clause before it.
    if opens && (first == 0 || !matches!(word(end), "," | "." | ";" | "and" | "”" | "\"")) {
        // "Yesterday they surprised everybody": a clause of its own.
        let pronoun = matches!(word(end), "he" | "she" | "they" | "it" | "we");
        match after(tokens, end, if pronoun { 4 } else { REACH }) {
            Owner::Open if pronoun => return Owner::Other,
            Owner::Open => {}
            found => return found,
        }
    }
    let (segment, comma) = before(tokens, start, start.saturating_sub(REACH), true);
    if segment != Owner::Open {
        return segment;
    }
    // "The president on Friday signed": between subject and verb.
    let verb = end + usize::from(matches!(word(end), "also" | "again" | "then"));
    if let Some(found) = carrier(tokens, verb) {
        return found;
    }
    // ", with the goal of a new government by April": what goes along with the talks has a day of its own.
    let segment = (0..start).rev().find(|i| word(*i) == ",").map_or(0, |i| i + 1);
    if comma && matches!(word(segment), "with" | "despite" | "amid") {
        return Owner::Other;
    }
    if comma && word(verb).len() > 4 && word(verb).ends_with("ed") {
        return Owner::Other;
    }
    match before(tokens, start, start.saturating_sub(REACH), false).0 {
        Owner::Open if start <= 3 => after(tokens, end, REACH),
        found => found,
    }
}

/// "BELGRADE, 24 June – The envoy …", "SEOUL, Nov. 26 (agency) —": the day on which the piece was written.
fn in_dateline(tokens: &[Token], start: usize, end: usize) -> bool {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let town = start.checked_sub(2).filter(|i| word(i + 1) == "," && tokens[*i].capital);
    let dash = |i: usize| matches!(word(i), "-" | "–" | "—" | "--");
    let end = end + usize::from(matches!(word(end), "." | ","));
    let agency = if word(end) == "(" { (end + 1..end + 7).find(|k| word(*k) == ")") } else { None };
    let led = start <= 14 && (dash(end) || agency.is_some_and(|i| start <= 4 || dash(i + 1)));
    // "… level BANGKOK, December 24." where a heading runs into it.
    let led_by = |i: usize| i.checked_sub(1).map_or("", word);
    town.is_some_and(|i| {
        led || end >= tokens.len() && !matches!(led_by(i), "in" | "at" | "to" | "of" | "and" | "from" | "")
    })
}

/// "A truce agreement on 20 January", "heavy clashes in X on Monday night": where no meeting leads to it.
fn glued(tokens: &[Token], start: usize) -> bool {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let skipped = (0..start).rev().take(7).find(|i| {
        let t = &tokens[*i];
        !(t.capital || matches!(&*t.lower, "in" | "on" | "at" | "near" | "across" | "of" | "the" | "late" | "early"))
    });
    let Some(noun) = skipped.filter(|i| WORDS.else_nouns.contains(word(*i))) else { return false };
    let lead = (noun.saturating_sub(8)..noun).rev();
    for i in lead {
        match word(i) {
            "follow" | "follows" | "followed" | "following" | "after" | "since" | "amid" | "despite" => return true,
            w if WORDS.nouns.contains(w) || WORDS.happen.contains(w) || WORDS.verbs.contains(w) => return false,
            _ => {}
        }
    }
    true
}

fn back(tokens: &[Token], start: usize, n: usize) -> &str {
    start.checked_sub(n).and_then(|i| tokens.get(i)).map_or("", |t| &*t.lower)
}

fn plain(tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_some_and(|t| t.lower.chars().all(|c| c.is_alphabetic() || c == '-'))
        && !matches!(&*tokens[at].lower, "in" | "at" | "on" | "and" | "to" | "for" | "with" | "after" | "before")
}

/// The nearest carrier before a token, and whether a comma stopped the look.
fn before(tokens: &[Token], start: usize, stop: usize, in_segment: bool) -> (Owner, bool) {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let mut verbal = false;
    for i in (stop..start).rev() {
        let w = word(i);
        if matches!(w, ";" | ":") {
            return (Owner::Open, false);
        }
        if w == "," && in_segment {
            return (Owner::Open, true);
        }
        // "In the conflict that flared up last month".
        let relative = matches!(w, "that" | "which" | "who") && !WORDS.saying.contains(back(tokens, i, 1));
        if verbal && (relative || CLAUSE.contains(&w)) {
            return (Owner::Other, false);
        }
        if let Some(found) = carrier(tokens, i) {
            return (found, false);
        }
        // "Their first contact since the sinking of a ship in March".
        if w == "since" && i + 2 < start {
            return (Owner::Other, false);
        }
        verbal |= w.len() > 4 && w.ends_with("ed") && word(i + 1) != "by" && !WORDS.nouns.contains(back(tokens, i, 1));
    }
    (Owner::Open, false)
}

/// The nearest carrier after a token.
fn after(tokens: &[Token], end: usize, reach: usize) -> Owner {
    for i in end..(end + reach).min(tokens.len()) {
        if matches!(&*tokens[i].lower, ";" | ":") {
            break;
        }
        if let Some(found) = carrier(tokens, i) {
            return found;
        }
    }
    Owner::Open
}

/// What a word makes of a date near it.
fn carrier(tokens: &[Token], i: usize) -> Option<Owner> {
    let form = &tokens.get(i)?.lower;
    let w: &str = form;
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    if WORDS.nouns.contains(form) && !WORDS.other_meetings.contains(back(tokens, i, 1)) {
        return Some(if of_one_body(tokens, i) || announced(tokens, i) { Owner::Other } else { Owner::Meeting(i) });
    }
    // "The release of 300 prisoners in April".
    if WORDS.else_subjects.contains(form) && word(i + 1) == "of" {
        return Some(Owner::Other);
    }
    // "The attack on the base on 2 January", but "talks on the invasion on Monday".
    if WORDS.incidents.contains(form) {
        let matter = (1..=4).map(|n| back(tokens, i, n)).take_while(|b| !matches!(*b, "," | "after" | "following"));
        let matter =
            matter.into_iter().any(|b| matches!(b, "on" | "over" | "about" | "end" | "ending" | "stop" | "to"));
        return (!matter).then_some(Owner::Other);
    }
    // "Concluding a peace agreement by 18 August": the text's day.
    if w.starts_with("conclud")
        && (i + 1..i + 5)
            .take_while(|k| !matches!(word(*k), "," | "on" | "by" | "in" | "with" | "without"))
            .any(|k| matches!(word(k), "agreement" | "agreements" | "deal" | "accord" | "treaty" | "pact" | "truce"))
    {
        return Some(Owner::Other);
    }
    // "The unrest that broke out in May".
    if matches!(w, "broke" | "breaks" | "broken") && word(i + 1) == "out" {
        return Some(Owner::Other);
    }
    // "Launched a second round of talks".
    if matches!(w, "launched" | "launch" | "launches")
        && (i + 1..i + 7).take_while(|k| word(*k) != ",").any(|k| WORDS.nouns.contains(word(k)))
    {
        return Some(Owner::Meeting(i));
    }
    if WORDS.saying.contains(form) || WORDS.else_verbs.contains(form) {
        return Some(Owner::Other);
    }
    // "Went to X" is a way to a meeting, "went on a tirade" is not; "took place" is one, "took a decision" is not.
    match w {
        "went" | "sent" => {
            let to = (i + 1..i + 4).any(|k| word(k) == "to");
            return Some(if to { Owner::Meeting(i) } else { Owner::Other });
        }
        "take" | "took" | "taken" | "taking" if word(i + 1) != "place" => return Some(Owner::Other),
        _ => {}
    }
    if !(WORDS.happen.contains(form) || WORDS.verbs.contains(form)) {
        return None;
    }
    // "The ceasefire began on Friday", "clashes that started on Monday": not a meeting's.
    let subject = (i.saturating_sub(5)..i).rev().find(|j| {
        !matches!(
            word(*j),
            "had"
                | "has"
                | "have"
                | "was"
                | "were"
                | "is"
                | "are"
                | "be"
                | "been"
                | "to"
                | "will"
                | "would"
                | "that"
                | "which"
                | "due"
                | "set"
                | "also"
                | "again"
                | "first"
                | "already"
                | "scheduled"
                | "expected"
                | "then"
                | "took"
                | "take"
                | "taken"
        )
    });
    if let Some(j) = subject.filter(|j| WORDS.else_nouns.contains(word(*j))) {
        // "The round on ending the war began": the talks did.
        let within = (1..=4)
            .take_while(|n| !CLAUSE.contains(&back(tokens, j, *n)))
            .any(|n| matches!(back(tokens, j, n), "of" | "on" | "about" | "over" | "for" | "ending" | "end"))
            && (j.saturating_sub(12)..j).any(|k| WORDS.nouns.contains(word(k)));
        if !within {
            return Some(Owner::Other);
        }
    }
    // "A ceasefire is to take effect".
    if matches!(word(i + 1), "effect" | "force") {
        return Some(Owner::Other);
    }
    Some(Owner::Meeting(i))
}

/// "Proposed the meeting last month", "announced the resumption of talks": the day is that of the word,
/// where no preposition leads it back to the meeting.
fn announced(tokens: &[Token], noun: usize) -> bool {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    if matches!(word(noun + 1), "on" | "in" | "for" | "at" | "from" | "of" | "with" | "between" | "to" | "that") {
        return false;
    }
    let light = |w: &str| {
        matches!(w, "the" | "a" | "an" | "of" | "their" | "its" | "his" | "her" | "resumption" | "suspension")
            || matches!(w, "start" | "launch" | "end" | "opening" | "cancellation" | "postponement" | "next" | "new")
            || matches!(w, "peace" | "direct" | "indirect" | "further" | "fresh" | "another" | "joint" | "ceasefire")
    };
    let lead = (1..=8).map(|n| back(tokens, noun, n)).find(|w| !light(w));
    lead.is_some_and(|w| WORDS.proposing.contains(w))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{Published, Text},
        extract::{Annotated, Lexicon, Metadata, sentence},
    };
    use jiff::civil::date;

    /// The word that carries the first date of a sentence; "" for another event, "-" where nothing says.
    fn check(text: &str, expect: &str) {
        let text = Text::freeze(text);
        let metadata = Metadata { published: Some(Published::Day(date(2026, 2, 18))), ..Metadata::default() };
        let doc = sentence::read(&text);
        let found = Annotated::of(&doc, &metadata, Lexicon::builtin());
        let tokens = found.tokens_of(0);
        let time = found.date_in(0).expect("a date");
        let got = match owner(tokens, time.tokens.start, time.tokens.end) {
            Owner::Meeting(at) => &*tokens[at].lower,
            Owner::Other => "",
            Owner::Open => "-",
        };
        assert_eq!(got, expect, "{}", text.as_str());
    }

    #[test]
    fn dates_of_meetings() {
        check("The talks in Nairobi on Monday led nowhere.", "talks");
        check("Sudan and Ethiopia on Monday met in Nairobi.", "met");
        check("On Monday, delegations of Sudan and Ethiopia held a first session in Nairobi.", "held");
        check("Sudan has agreed to hold talks with Ethiopia in Nairobi on Friday.", "talks");
        check("The talks, which began on Monday, go on.", "began");
        check("Monday's talks in Nairobi led nowhere.", "talks");
    }

    #[test]
    fn dates_of_something_else() {
        check("The minister said on Monday that talks would go on.", "");
        check("On Monday the minister told reporters that talks would go on.", "");
        check("At the close of the talks, the president on Monday went home.", "");
        check("Talks follow the truce agreement of 28 January.", "");
        check("The talks are about the deal signed on Monday in Nairobi.", "");
        check("Talks go on after the ceasefire began on Monday.", "");
        check("The talks build on the 19 January declaration of principles.", "");
    }
}

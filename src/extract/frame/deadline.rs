//! Deadlines: a date by which somebody wants something done by somebody.
//!
//! A sentence gives one if it has a date to come that is led by "by", "until" or "within" (or so
//! many days that somebody is given) and a word of demanding (`data/deadlines.toml`). The date of
//! the event is the window in which it falls due.

use super::{
    super::{
        Annotated, Lexicon,
        actor::Naming,
        hash::WordSet,
        phrase::{Line, Whole},
        time::{Relation, TimeExpr, TimeKind},
        token::Token,
        topics,
    },
    Draft,
    sides::{Foes, side},
};
use crate::domain::{Actor, Deadline, Detail, Precision, Role, When};
use jiff::{ToSpan, civil::Date};
use serde::Deserialize;
use std::sync::{Arc, LazyLock};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    cues: Vec<String>,
    giving: WordSet,
    lengthening: WordSet,
    ending: WordSet,
    others: WordSet,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    crate::extract::lexicon::words::read("deadlines").unwrap_or_else(|e| panic!("data/deadlines.toml: {e}"))
});

/// The cues, looked for together.
static CUES: LazyLock<Whole> = LazyLock::new(|| Whole::of([&WORDS.cues]));

/// Every one in the article, in text order.
pub(super) fn find(found: &Annotated<'_>, lexicon: &Lexicon, foes: &Foes) -> Vec<Draft> {
    let mut out: Vec<Draft> = Vec::new();
    for sentence in 0..found.doc.sentences.len() {
        for time in found.times_in(sentence) {
            let Some(draft) = read(found, lexicon, sentence, time, foes) else { continue };
            // A second sentence on the same date is on the same deadline.
            match out.iter_mut().find(|d| same(&d.content.date, &draft.content.date)) {
                Some(first) => {
                    for (span, rule) in draft.evidence {
                        first.rest_on(span, rule);
                    }
                    for p in draft.content.participants {
                        if !first.content.actors(p.role).any(|a| a.id == p.actor.id) && p.role == Role::Addressee {
                            first.content.participants.push(p);
                        }
                    }
                }
                None => out.push(draft),
            }
        }
    }
    out
}

fn same(a: &When, b: &When) -> bool {
    (a.earliest(), a.latest()) == (b.earliest(), b.latest())
}

fn read(found: &Annotated<'_>, lexicon: &Lexicon, sentence: usize, time: &TimeExpr, foes: &Foes) -> Option<Draft> {
    let tokens = found.tokens_of(sentence);
    let base = found.doc.sentences.get(sentence)?.tokens.start;
    let (start, end) = (time.tokens.start.checked_sub(base)?, time.tokens.end.checked_sub(base)?);
    let (due, rule) = due(found, tokens, start, end, time)?;
    let text = Line::of(tokens.iter().map(|t| &*t.lower));
    let until = time.relation == Relation::Until;
    let cue = CUES.any_in(&text) || until && tokens.get(..start)?.iter().any(|t| WORDS.lengthening.contains(&t.lower));
    let before = tokens.get(start.saturating_sub(6)..start)?;
    let named = rule == "deadline.named";
    let ends = rule == "deadline.expires";
    if !(cue || named || ends) || before.iter().any(|t| WORDS.others.contains(&t.lower)) {
        return None;
    }
    let span = found.sentence_span(sentence)?;
    let (demander, mut addressees) = people(found, lexicon, sentence, base, start);
    let what = what(found, tokens, start, end).filter(|_| !ends);
    if demander.is_none() && addressees.is_empty() && !(ends || named && what.is_some()) {
        return None;
    }
    // "That the war should end by …": those who fight it.
    let war = tokens.iter().any(|t| t.is_any(&["war", "fighting", "hostilities", "conflict"]));
    if addressees.is_empty() && war {
        addressees = foes.of(found, lexicon).to_vec();
        addressees.retain(|a| demander.as_ref().is_none_or(|d| d.id != a.id));
    }
    let mut draft = Draft::new(Detail::Deadline(Deadline { what }), due, span, rule);
    for topic in topics::of_first([found.doc.text.slice(span)]) {
        draft.add_topic(topic);
    }
    draft.because("date", time.span, time.rule);
    if let Some(demander) = &demander {
        draft.add(Role::Demander, demander, None);
    }
    for addressee in &addressees {
        draft.add(Role::Addressee, addressee, None);
    }
    Some(draft)
}

/// When it falls due, and by which rule.
fn due(
    found: &Annotated<'_>,
    tokens: &[Token],
    start: usize,
    end: usize,
    time: &TimeExpr,
) -> Option<(When, &'static str)> {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let back = |n: usize| start.checked_sub(n).map_or("", word);
    let today = found.published_day();
    let over = |w: &When| w.latest().zip(today).is_some_and(|(d, t)| d < t);
    if time.kind == TimeKind::Date && !time.named.is_unknown() {
        if time.named.precision() >= Precision::Year || over(&time.named) {
            return None;
        }
        let by = matches!(time.relation, Relation::By | Relation::Until) && word(end) != "'s";
        if by {
            return Some((time.named.clone(), "deadline.by"));
        }
        // "Had told them to agree within 60 days": counted from a day that the sentence doesn't name.
        if time.rule == "time.within" && tokens.get(..start)?.iter().any(|t| matches!(&*t.lower, "had")) {
            let words = found.doc.text.slice(time.span);
            return Some((When::unknown(time.named.basis()).with_text(words), "deadline.within.past"));
        }
        if time.rule == "time.within" {
            return Some((time.named.clone(), "deadline.within"));
        }
        // "The truce is set to expire on 18 October": whoever wants more of it has until then.
        let expires = (1..=5).any(|n| WORDS.ending.contains(back(n)));
        if expires && time.relation == Relation::On && time.named.precision() <= Precision::Month {
            return Some((time.named.clone(), "deadline.expires"));
        }
        // "A deadline to sell, currently set for 17 September".
        let set = back(1) == "for"
            && matches!(back(2), "set" | "fixed" | "scheduled")
            && tokens.get(..start)?.iter().any(|t| matches!(&*t.lower, "deadline" | "ultimatum"));
        let named = set
            || matches!(word(end), "deadline" | "date")
            || (back(1) == "of" || back(1) == "for") && matches!(back(2), "deadline" | "ultimatum");
        return named.then(|| (time.named.clone(), "deadline.named"));
    }
    // "A two-day ultimatum": the length stands before the word.
    let named =
        matches!(word(end), "ultimatum" | "deadline" | "notice") || matches!(word(end + 1), "ultimatum" | "deadline");
    if time.kind == TimeKind::Duration && named {
        let words = found.doc.text.slice(time.span).to_lowercase();
        let days = length(&words)?;
        let past = tokens.get(..start)?.iter().any(|t| matches!(&*t.lower, "had" | "last" | "earlier" | "previous"));
        let last = today.filter(|_| !past).and_then(|day| day.checked_add(days.days()).ok());
        let basis = time.when.basis();
        let when = last.map_or_else(|| When::unknown(basis), |day| When::day(day, basis));
        return Some((when.with_text(words), "deadline.named"));
    }
    // "Gave Kyiv two days to restart": counted from the day it was said, else from today.
    if time.kind == TimeKind::Duration && matches!(word(end), "to") {
        let given = (1..=4).any(|n| WORDS.giving.contains(back(n)));
        let words = found.doc.text.slice(time.span).to_lowercase();
        let days = length(&words)?;
        let said = found
            .times_in(time.sentence)
            .iter()
            .rev()
            .find(|t| {
                t.tokens.end <= time.tokens.start && t.kind == TimeKind::Date && t.named.precision() == Precision::Day
            })
            .and_then(|t| t.named.earliest());
        let from: Date = said.or(today)?;
        let last = from.checked_add(days.days()).ok()?;
        return given.then(|| (When::day(last, time.when.basis()).with_text(words), "deadline.given"));
    }
    None
}

/// A length in whole days ("two days", "72 hours", "a week").
fn length(words: &str) -> Option<i64> {
    let mut parts = words.split([' ', '-']);
    let first = parts.next()?;
    let names = ["a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let n = names.iter().position(|w| *w == first).and_then(|i| i64::try_from(i + 1).ok());
    let n = n.or_else(|| first.parse().ok())?;
    match parts.next()?.trim_end_matches('s') {
        "day" => Some(n),
        "hour" => Some((n + 23) / 24),
        "week" => Some(7 * n),
        _ => None,
    }
}

/// Who sets it, and for whom.
fn people(
    found: &Annotated<'_>,
    lexicon: &Lexicon,
    sentence: usize,
    base: usize,
    start: usize,
) -> (Option<Arc<Actor>>, Vec<Arc<Actor>>) {
    let tokens = found.tokens_of(sentence);
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let stands = |i: usize, cue: &str| cue.split(' ').enumerate().all(|(n, w)| word(i + n) == w);
    let cue =
        (0..tokens.len()).find(|i| WORDS.cues.iter().any(|c| stands(*i, c)) || WORDS.lengthening.contains(word(*i)));
    let mut demander = None;
    let mut out: Vec<Arc<Actor>> = Vec::new();
    for m in found.actors_in(sentence) {
        let (from, to) = (m.tokens.start - base, m.tokens.end - base);
        let says = matches!(word(to), "said" | "says" | "wrote" | "told") && cue != Some(to);
        let opening =
            (1..=2).any(|n| from.checked_sub(n).is_some_and(|i| matches!(word(i), "according" | "to"))) && from <= 4;
        if says || opening {
            continue;
        }
        let Some(side) = side(m, lexicon) else { continue };
        let first = cue.is_some_and(|c| to <= c + 1);
        if first && demander.is_none() {
            demander = Some(side);
        } else if from < start + 12 && !out.iter().any(|a| a.id == side.id) && m.naming != Naming::Pronoun {
            out.push(side);
        }
    }
    out.retain(|a| demander.as_ref().is_none_or(|d| d.id != a.id));
    (demander, out)
}

/// What is wanted, as words that go after "to": those after the date ("until Monday to reopen it"),
/// after "deadline" ("a deadline to sell it"), or between "to" or "must" and the date. Nothing where
/// the clause has another shape, or is cut through a quotation.
fn what(found: &Annotated<'_>, tokens: &[Token], start: usize, end: usize) -> Option<String> {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let stop = |i: usize| matches!(word(i), "," | ";" | ":" | "." | "”" | "\"" | "(" | "—");
    let named = (0..tokens.len()).find(|i| matches!(word(*i), "deadline" | "ultimatum") && word(i + 1) == "to");
    let (from, to) = if word(end) == "to" {
        (end + 1, (end..tokens.len()).find(|i| stop(*i)).unwrap_or(tokens.len()))
    } else if let Some(at) = named {
        (at + 2, (at..tokens.len()).find(|i| stop(*i)).unwrap_or(tokens.len()))
    } else {
        let verb = (0..start).rev().take_while(|i| !stop(*i)).find(|i| {
            let infinitive = word(*i) == "to" && !matches!(word(i.wrapping_sub(1)), "is" | "are" | "was" | "were");
            (infinitive || word(*i) == "must") && *i + 1 < start
        })?;
        let lead = (verb + 1..start).rev().find(|i| {
            !matches!(
                word(*i),
                "by" | "until" | "within" | "before" | "than" | "later" | "no" | "the" | "end" | "of" | "next"
            )
        });
        (verb + 1, lead? + 1)
    };
    if to < from + 2 || to > from + 16 || matches!(word(from), "the" | "a" | "an" | "it" | "its" | "this") {
        return None;
    }
    let (first, last) = (tokens.get(from)?, tokens.get(to - 1)?);
    let span = found.doc.text.span(first.span.start(), last.span.end())?;
    let words = found.doc.text.slice(span);
    let capital = words.chars().next().is_some_and(char::is_uppercase);
    (!capital && !words.contains(['“', '”', '"', '‘'])).then(|| words.to_owned())
}

#[cfg(test)]
mod tests {
    use crate::{
        domain::{Detail, Role, Text},
        extract::{Lexicon, Metadata, extract},
    };

    /// When each deadline falls due, and for whom.
    #[track_caller]
    fn check(input: &str, expect: &[(&str, &str)]) {
        let metadata = Metadata { published: "2026-02-17".parse().ok(), ..Metadata::default() };
        let found = extract(&Text::freeze(input), &metadata, Lexicon::builtin());
        let deadlines = found.mentions.iter().filter(|m| matches!(m.content.detail, Detail::Deadline(_)));
        let got: Vec<(String, String)> = deadlines
            .map(|m| {
                let whom: Vec<_> = m.content.actors(Role::Addressee).map(|a| a.id.clone()).collect();
                (m.content.date.edtf().to_owned(), whom.join("+"))
            })
            .collect();
        let got: Vec<_> = got.iter().map(|(d, w)| (d.as_str(), w.as_str())).collect();
        assert_eq!(got, expect, "{input}");
    }

    #[test]
    fn what_runs_out_is_due() {
        check("The truce between Kenya and Uganda is set to expire on 18 March.", &[("2026-03-18", "kenya+uganda")]);
        check("The mandate of the observers expires on 1 March.", &[("2026-03-01", "")]);
        // What has run out is none, nor what merely ends.
        check("The truce between Kenya and Uganda expired on 1 February.", &[]);
        check("The festival in Kenya ends on 1 March.", &[]);
    }

    #[test]
    fn a_length_may_stand_before_the_word() {
        check("Kenya issued a two-day ultimatum to Uganda to reopen the bridge.", &[("2026-02-19", "uganda")]);
        check("Kenya gave Uganda a 48-hour deadline to reopen the bridge.", &[("2026-02-19", "uganda")]);
        check("Kenya and Uganda held a two-day meeting to reopen the bridge.", &[]);
    }

    #[test]
    fn what_was_agreed_may_be_due() {
        check("Kenya and Uganda agreed to reopen the bridge by 1 March.", &[("2026-03-01", "uganda")]);
        check("By 1 March the snow in Kenya melts.", &[]);
    }
}

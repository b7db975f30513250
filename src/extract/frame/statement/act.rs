//! What a statement does: by the participle beside its verb, by the verb, else by its own words.

use super::{
    super::super::{
        actor::Naming,
        acts::{Acts, By, LOOSE, Stretch, Told, WEAK},
        speech::Speech,
    },
    Book,
    attribution::{Attribution, Speaker, span_of},
};
use crate::domain::{Act, Actor, ActorKind, Span};
use std::ops::Range;

/// An act with the words that tell it and the rule that read them.
pub(super) struct Why {
    pub(super) act: Act,
    pub(super) span: Option<Span>,
    pub(super) rule: &'static str,
}

/// What is said of others, and so denied rather than rejected.
const CLAIMS: &[&str] = &[
    "claim",
    "claims",
    "accusation",
    "accusations",
    "allegation",
    "allegations",
    "report",
    "reports",
    "charge",
    "charges",
    "rumour",
    "rumours",
    "rumor",
    "rumors",
    "suggestion",
    "suggestions",
    "assertion",
    "assertions",
    "speculation",
];

/// Who speaks for a government.
const OFFICERS: &[&str] =
    &["minister", "ministry", "president", "official", "spokes", "government", "premier", "office"];

/// Words in marks up to this number amid a longer report are part of the report.
const FEW: usize = 4;

impl Book<'_> {
    /// What a statement does.
    pub(super) fn act(&self, by: &Attribution, quotes: &[usize], complement: Option<Span>, sentence: usize) -> Why {
        let why = |act, tokens: Range<usize>, rule| Why { act, span: span_of(self.found, tokens), rule };
        // "“…,” she asked, accusing Norland".
        let until = self.found.doc.sentences.get(sentence).map_or(by.verb.end, |s| s.tokens.end);
        let beside = (by.verb.end..until.min(by.verb.end + 3)).filter(|i| !self.found.is_quoted(*i));
        for at in beside {
            if let Some(act) = Speech::get().participle(self.lower(at)) {
                return why(act, at..at + 1, "statement.act.participle");
            }
        }
        let told = self.told(&by.speaker, quotes, complement);
        let content = told.as_ref().map(|t| t.act);
        match (by.act, told) {
            // "If they come, he warned, they would feel our strength."
            (Some(Act::Warn), Some(told)) if content == Some(Act::Threaten) => {
                why(Act::Threaten, told.tokens, "statement.act.words")
            }
            // "Refused to come unless they were paid".
            // "Blamed the blast on a leak": nobody is accused.
            (Some(Act::Accuse), _) if self.blames_a_thing(by, until) => {
                why(Act::Explain, by.verb.clone(), "statement.act.cause")
            }
            // "Described the talks as intense, noting the points on the table": judged first.
            (None, Some(Told { act: Act::Explain | Act::Announce, .. }))
                if by.leans == Some(Act::Assess) && self.lower(by.verb.start).starts_with("describ") =>
            {
                why(Act::Assess, by.verb.clone(), "statement.act.verb-leans")
            }
            (Some(Act::Reject), _) if self.is_condition(by, until) => {
                why(Act::Demand, by.verb.clone(), "statement.act.condition")
            }
            // "Reiterated its commitment".
            (None, Some(told))
                if content == Some(Act::Promise) && self.lower(by.verb.start).starts_with("reiterat") =>
            {
                why(Act::Confirm, told.tokens, "statement.act.again")
            }
            (Some(Act::Reject), _) if self.answers_claim(by) => why(Act::Deny, by.verb.clone(), "statement.act.claim"),
            (Some(act), _) => why(act, by.verb.clone(), "statement.act.verb"),
            (None, Some(Told { rank: WEAK.., .. }) | None) if by.leans.is_some() => {
                why(by.leans.unwrap_or(Act::Assess), by.verb.clone(), "statement.act.verb-leans")
            }
            (None, Some(told)) => why(told.act, told.tokens, "statement.act.words"),
            (None, None) => {
                let quoted = !quotes.is_empty() && !self.is_mere_word(quotes, complement);
                let whole = self.found.doc.sentences.get(sentence).map(|s| s.tokens.clone()).filter(|_| quoted);
                let around = whole.and_then(|range| {
                    self.told_in(&by.speaker, [Stretch { tokens: range, marks: false, goes_on: false }])
                });
                match around {
                    Some(told) => why(told.act, told.tokens, "statement.act.around"),
                    None if quoted => why(Act::Assess, by.verb.clone(), "statement.act.plain-quote"),
                    None => why(Act::Announce, by.verb.clone(), "statement.act.plain-report"),
                }
            }
        }
    }

    /// What the words of a statement do: those in marks, else those of the report.
    fn told(&self, speaker: &Speaker, quotes: &[usize], complement: Option<Span>) -> Option<Told> {
        let reported = || {
            let tokens = self.found.doc.tokens_in(complement?);
            self.told_in(speaker, [Stretch { tokens, marks: false, goes_on: false }])
        };
        if self.is_mere_word(quotes, complement) {
            return reported().or_else(|| self.told_in_quotes(speaker, quotes));
        }
        match self.told_in_quotes(speaker, quotes) {
            Some(told) if told.rank < LOOSE => Some(told),
            told => told.into_iter().chain(reported()).min_by_key(|t| t.rank),
        }
    }

    /// What quoted words do.
    pub(super) fn told_in_quotes(&self, speaker: &Speaker, quotes: &[usize]) -> Option<Told> {
        let stretch = |q: &usize| {
            let tokens = self.found.doc.tokens_in(self.found.quotes.get(*q)?.inner);
            let goes_on = self.goes_on(speaker, tokens.start);
            Some(Stretch { tokens, marks: true, goes_on })
        };
        self.told_in(speaker, quotes.iter().filter_map(stretch))
    }

    fn told_in(&self, speaker: &Speaker, stretches: impl IntoIterator<Item = Stretch>) -> Option<Told> {
        Acts::get().told(&self.found.doc.tokens, stretches, |token| self.side(speaker, token))
    }

    /// "He was “ready to talk”", "the ministry would “respond”": whether quoted words go on with a clause
    /// whose subject is the speaker's side.
    fn goes_on(&self, speaker: &Speaker, start: usize) -> bool {
        let small = self.found.doc.tokens.get(start).is_some_and(|t| !t.capital);
        let mut before = start.saturating_sub(8)..start;
        let verb = before.clone().rev().take(4).any(|i| {
            matches!(self.lower(i), "is" | "was" | "are" | "were" | "will" | "would" | "to" | "has" | "had" | "have")
        });
        let own = before.rfind(|i| {
            matches!(self.lower(*i), "he" | "she" | "it" | "they" | "that" | ".") || self.side(speaker, *i).is_some()
        });
        let is_own =
            |i: usize| matches!(self.lower(i), "he" | "she" | "it" | "they") || self.side(speaker, i) == Some(By::Own);
        small && verb && own.is_some_and(is_own)
    }

    /// A few words in marks amid a report are the report's own.
    fn is_mere_word(&self, quotes: &[usize], complement: Option<Span>) -> bool {
        let count = |span: Span| self.text(span).split_whitespace().count();
        let Some(clause) = complement else { return false };
        let inside =
            |q: &usize| self.found.quotes.get(*q).is_some_and(|q| clause.contains(q.inner) && count(q.inner) < FEW);
        !quotes.is_empty() && quotes.iter().all(inside) && count(clause) > 2 * FEW
    }

    /// "Dismissed the reports", "rejected as baseless the accusation".
    fn answers_claim(&self, by: &Attribution) -> bool {
        (by.verb.end..by.verb.end + 5).any(|i| CLAIMS.contains(&self.lower(i)))
    }

    /// "Blamed bad weather for the delay", "blamed the blast on a leak": what is blamed is nobody.
    fn blames_a_thing(&self, by: &Attribution, until: usize) -> bool {
        const THINGS: &[&str] = &[
            "weather",
            "fog",
            "storm",
            "storms",
            "rain",
            "fault",
            "faults",
            "error",
            "errors",
            "leak",
            "failure",
            "malfunction",
            "logistics",
            "bureaucracy",
            "delays",
            "chemicals",
            "containers",
            "fire",
            "accident",
            "misunderstanding",
            "mismanagement",
            "shortage",
            "shortages",
            "poor",
            "bad",
            "technical",
            "logistical",
        ];
        let blame = self.lower(by.verb.start).starts_with("blam");
        let mut object = (by.verb.end..until.min(by.verb.end + 8))
            .take_while(|i| !matches!(self.lower(*i), ";" | "," | "." | "but" | "while"));
        let all = self.found.actors.partition_point(|a| a.tokens.start < by.verb.end);
        let named = self.found.actors.get(all).is_some_and(|a| a.tokens.start < until.min(by.verb.end + 5));
        blame && !named && object.any(|i| THINGS.contains(&self.lower(i)))
    }

    /// "Refused to talk unless …", "ruled out a truce unless …": what would change their mind is asked for.
    fn is_condition(&self, by: &Attribution, until: usize) -> bool {
        (by.verb.end..until.min(by.verb.end + 16))
            .filter(|i| !self.found.is_quoted(*i))
            .take_while(|i| !matches!(self.lower(*i), ";" | "but" | "and"))
            .any(|i| self.lower(i) == "unless")
    }

    /// Whether a token names the speaker's side or another; `None` where it names no side.
    fn side(&self, speaker: &Speaker, token: usize) -> Option<By> {
        let actors = &self.found.actors;
        let after = actors.partition_point(|a| a.tokens.end <= token);
        let named = actors.get(after).filter(|a| a.tokens.contains(&token) && a.naming != Naming::Pronoun);
        if let Some(named) = named {
            // Nothing is known of the side of "the spokesman" whom nobody has named.
            let unknown = speaker.actor.country.is_none() && speaker.actor.affiliation.is_none();
            if unknown && named.actor.kind == ActorKind::State && speaker.actor.kind != ActorKind::ArmedGroup {
                return None;
            }
            return Some(if is_side_of(&named.actor, &speaker.actor) { By::Own } else { By::Other });
        }
        // "The government will see to it", said by a minister: theirs.
        let officer = || {
            let words =
                format!("{} {}", speaker.actor.name, speaker.title.as_deref().unwrap_or_default()).to_lowercase();
            OFFICERS.iter().any(|w| words.contains(w)) && speaker.actor.kind != ActorKind::ArmedGroup
        };
        let the = |i: usize| matches!(self.lower(i), "the" | "this");
        if self.lower(token) == "government" && token.checked_sub(1).is_some_and(the) && officer() {
            return Some(By::Own);
        }
        // What a body says of "it" and "they" is said of itself, where nothing else is named.
        let body = speaker.actor.kind != ActorKind::Person || super::subject::is_several(&speaker.actor);
        (body && !self.found.is_quoted(token) && matches!(self.lower(token), "it" | "its" | "they")).then_some(By::Own)
    }
}

/// Whether two actors stand on one side: one state, one body, or one for which the other acts.
fn is_side_of(one: &Actor, other: &Actor) -> bool {
    let body = |a: &Actor| a.affiliation.as_ref().map(|f| f.id.clone());
    let state = one.country.is_some() && one.country == other.country;
    // A state and an armed group in it are two sides.
    let group = (one.kind == ActorKind::ArmedGroup) != (other.kind == ActorKind::ArmedGroup);
    one.id == other.id
        || state && !group
        || body(one).is_some_and(|b| b == other.id || Some(b) == body(other))
        || body(other).is_some_and(|b| b == one.id)
}

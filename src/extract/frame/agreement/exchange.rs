//! "The two countries exchanged prisoners", "each released two hundred prisoners of war".

use super::{Reader, Told, WORDS};
use crate::domain::{ActorKind, AgreementType, Status};
use std::ops::Range;

/// How far the captives may stand from the verb that frees them, in tokens.
const REACH: usize = 12;

impl Reader<'_, '_> {
    /// The exchange that the sentence tells of.
    pub(super) fn exchange(&self) -> Option<Told> {
        self.freed().or_else(|| self.home()).or_else(|| self.swap())
    }

    /// A verb of giving back with captives, given by one side to another.
    fn freed(&self) -> Option<Told> {
        let doc = self.found.doc;
        let near = |at: usize| at.saturating_sub(REACH).max(self.tokens.start)..(at + REACH).min(self.tokens.end);
        for at in self.tokens.clone() {
            let Some((len, ())) = WORDS.freed.at(doc, at, self.tokens.end) else { continue };
            if self.found.is_quoted(at) {
                continue;
            }
            // Arms may be traded for captives; captives are exchanged where they are what the verb has behind it.
            let object = at + len..(at + len + 6).min(self.tokens.end);
            if self.lower(at) == "traded" && WORDS.captives.first_in(doc, object).is_none() {
                continue;
            }
            let each = (at.saturating_sub(4)..at).any(|i| matches!(self.lower(i), "each" | "both"));
            let captive = WORDS.captives.first_in(doc, near(at)).map(|(i, n, ())| i..i + n);
            // "Each country freed 157", after a sentence on prisoners.
            let told = || {
                (self.sentence.saturating_sub(2)..self.sentence).any(|s| {
                    doc.sentences.get(s).is_some_and(|e| WORDS.captives.first_in(doc, e.tokens.clone()).is_some())
                })
            };
            let counted = || self.found.numbers_in(self.sentence).iter().any(|n| near(at).contains(&n.tokens.start));
            let Some(matter) = captive.or_else(|| (each && counted() && told()).then(|| at..at + len)) else {
                continue;
            };
            let mutual = each
                || matches!(self.lower(at), "exchanged" | "swapped" | "traded")
                || self.tokens.clone().any(|i| matches!(self.lower(i), "exchange" | "swap" | "return" | "mutual"));
            if !mutual && self.groups() < 2 {
                continue;
            }
            let agreed = WORDS.agreed.first_in(doc, self.tokens.start..at).map(|(i, n, ())| i..i + n);
            // "Will each release 40 under a deal agreed on Monday".
            let under = (at + len..self.tokens.end).find(|i| self.lower(*i) == "under");
            let behind = under.and_then(|u| WORDS.agreed.first_in(doc, u + 1..(u + 6).min(self.tokens.end)));
            let agreed = agreed.or(behind.map(|(i, n, ())| i..i + n));
            let base = matches!(self.lower(at), "release" | "free" | "hand" | "return");
            let status = match (self.wished(at) || base, agreed) {
                (true, Some(step)) if !self.wished(step.start) => (Status::Agreed, step),
                (true, _) => continue,
                (false, _) => (Status::CarriedOut, at..at + len),
            };
            return Some(self.given(status.0, status.1, matter));
        }
        None
    }

    /// "Three hundred soldiers came home in an exchange".
    fn home(&self) -> Option<Told> {
        let doc = self.found.doc;
        let (at, len, ()) = WORDS.home.first_in(doc, self.tokens.clone())?;
        let (swap, n, ()) = WORDS
            .swap
            .first_in(doc, self.tokens.clone())
            .or_else(|| WORDS.captives.first_in(doc, self.tokens.clone()))?;
        (!self.wished(at)).then(|| self.given(Status::CarriedOut, at..at + len, swap..swap + n))
    }

    /// "Reached agreement on a prisoner swap", "an exchange of prisoners took place".
    fn swap(&self) -> Option<Told> {
        let doc = self.found.doc;
        let (at, len, ()) = WORDS.swap.first_in(doc, self.tokens.clone())?;
        // A bare "exchange" may be of anything.
        let captives = || WORDS.captives.first_in(doc, at..(at + 8).min(self.tokens.end)).is_some();
        if self.found.is_quoted(at) || len == 1 && !captives() {
            return None;
        }
        let around = at.saturating_sub(8).max(self.tokens.start)..(at + len + 8).min(self.tokens.end);
        let real = |step: &Range<usize>| {
            let between = step.end.min(at + len)..at.max(step.start);
            !self.wished(step.start) && !self.apart(between)
        };
        let done = || {
            let own = around.clone().find_map(|i| WORDS.done.at(doc, i, around.end).map(|(n, ())| i..i + n))?;
            // "In an exchange", "held" and the like need the words right beside it.
            (own.start.abs_diff(at) <= 6).then_some(own)
        };
        let agreed = || {
            // "An exchange deal" is a noun: another word must say that it was reached.
            let noun = |i: usize| i == at + len && !matches!(self.lower(i), "agreed");
            around
                .clone()
                .filter(|i| !noun(*i))
                .find_map(|i| WORDS.agreed.at(doc, i, around.end).map(|(n, ())| i..i + n))
        };
        if self.hoped(at + len) {
            return None;
        }
        if let Some(step) = agreed().filter(real) {
            let early = step.start.saturating_sub(2).max(self.tokens.start)..step.end.max(at);
            let initial = early
                .into_iter()
                .any(|i| matches!(self.lower(i), "initial" | "preliminary" | "tentative" | "principle"));
            let status = if initial { Status::InPrinciple } else { Status::Agreed };
            return Some(self.given(status, step, at..at + len));
        }
        let step = done().filter(real)?;
        Some(self.given(Status::CarriedOut, step, at..at + len))
    }

    /// Whether the sentence, so far, speaks of one that is hoped for or on the agenda.
    fn hoped(&self, end: usize) -> bool {
        let words = [
            "would",
            "will",
            "no",
            "hopes",
            "hoped",
            "agenda",
            "if",
            "could",
            "discussed",
            "proposed",
            "urged",
            "stalled",
            "possible",
        ];
        (self.tokens.start..end).any(|i| words.contains(&self.lower(i)))
    }

    /// How many states and groups the sentence names.
    fn groups(&self) -> usize {
        let mut ids: Vec<&str> = Vec::new();
        for m in self.found.actors_in(self.sentence) {
            let group = matches!(m.actor.kind, ActorKind::State | ActorKind::ArmedGroup);
            if group && !ids.contains(&m.actor.id.as_str()) {
                ids.push(&m.actor.id);
            }
        }
        ids.len()
    }

    fn given(&self, status: Status, step: Range<usize>, matter: Range<usize>) -> Told {
        let kind = AgreementType::PrisonerExchange;
        Told { kind, status, step, matter, rule: "agreement.exchange", sides: 0 }
    }
}

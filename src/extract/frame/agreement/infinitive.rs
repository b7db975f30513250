//! "The two sides agreed to reopen the bridge": an agreement to do something, by two sides.

use super::{Reader, Told, WORDS};
use crate::domain::{ActorKind, AgreementType, Status};
use std::ops::Range;

/// How many tokens of what they agreed to do are looked at.
const REACH: usize = 14;

/// Verbs of agreeing to do something.
pub(super) const VERBS: &[&str] = &["agreed", "pledged"];

impl Reader<'_, '_> {
    /// What two sides agreed to do.
    pub(super) fn infinitive(&self) -> Option<Told> {
        let at = self
            .tokens
            .clone()
            .find(|i| VERBS.contains(&self.lower(*i)) && self.lower(i + 1) == "to" && !self.found.is_quoted(*i))?;
        // "According to the document both sides have agreed to …": its terms.
        let text =
            |i: usize| matches!(self.lower(i), "document" | "agreement" | "declaration" | "accord" | "text" | "deal");
        let terms = self.lower(self.tokens.start) == "according" || self.lower(self.tokens.start) == "under";
        if terms && (self.tokens.start..at).any(text) {
            return None;
        }
        let verb = at + 2;
        let word = self.found.doc.tokens.get(verb)?;
        // "Agreed to a truce" is told by its noun; "agreed to meet" is about the talks.
        let plain = word.lower.chars().all(|c| c.is_ascii_lowercase() || c == '-');
        if !plain
            || matches!(&*word.lower, "a" | "an" | "the" | "this" | "its" | "their" | "by")
            || WORDS.infinitive.talk.contains(&word.lower)
        {
            return None;
        }
        if self.lower(at) == "pledged" || self.wished(at) || self.sides_before(at) < 2 {
            return None;
        }
        let rest = verb..(verb + REACH).min(self.tokens.end);
        let matter: Range<usize> =
            verb..rest.end.min(rest.clone().find(|i| matches!(self.lower(*i), "," | ";" | ".")).unwrap_or(rest.end));
        let has = |set: &crate::extract::hash::WordSet| matter.clone().any(|i| set.contains(self.lower(i)));
        let captives = WORDS.captives.first_in(self.found.doc, matter.clone()).is_some();
        let kind = if captives && WORDS.freed.at(self.found.doc, verb, self.tokens.end).is_some() {
            AgreementType::PrisonerExchange
        } else if WORDS.infinitive.halt.contains(self.lower(verb)) && has(&WORDS.infinitive.fire)
            || WORDS.infinitive.keep.contains(self.lower(verb))
                && matter.clone().take(5).any(|i| super::step::is_ceasefire(self.found.doc, i))
                && !matter.clone().any(|i| WORDS.lists.trade.contains(self.lower(i)))
        {
            AgreementType::Ceasefire
        } else {
            AgreementType::Other
        };
        Some(Told { kind, status: Status::Agreed, step: at..at + 1, matter, rule: "agreement.to-do", sides: 2 })
    }

    /// How many sides stand before the verb, in its clause; "the two sides" are two.
    fn sides_before(&self, verb: usize) -> usize {
        let clause = super::clause_before(self.found, self.tokens.clone(), verb);
        if (clause..verb).any(|i| WORDS.lists.both.contains(self.lower(i))) {
            return 2;
        }
        let mut ids: Vec<&str> = Vec::new();
        for m in self.found.actors_in(self.sentence) {
            let group = matches!(m.actor.kind, ActorKind::State | ActorKind::ArmedGroup);
            let subject = m.tokens.start >= clause && m.tokens.end <= verb && !super::aside(self.found, m);
            if group && subject && !ids.contains(&m.actor.id.as_str()) {
                ids.push(&m.actor.id);
            }
        }
        ids.len()
    }
}

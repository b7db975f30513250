//! Organisations and armed groups by the form of their names, and acronyms that stand for them.

use super::{
    Naming, Reader,
    words::{ARMED, BODIES, HEADS, NOT_NAMES, ROLES, VERBS},
};
use crate::{
    domain::{Actor, ActorKind},
    extract::{
        lexicon::{Sense, slug},
        token::Shape,
    },
};
use std::{ops::Range, sync::Arc};

impl Reader<'_> {
    /// An organisation by the form of its name: "the Karsk Liberation Front (KLF)", "Ta Region Army".
    pub(super) fn organisation(&mut self, at: usize, end: usize, sentence: usize) -> Option<usize> {
        let token = &self.doc.tokens[at];
        if !token.capital || token.shape != Shape::Word {
            return None;
        }
        let word = self.doc.word(at);
        if self.registry.has_acronyms()
            && let Some(actor) = self.registry.acronym(word).cloned()
        {
            self.push(at..at + 1, sentence, actor, None, Naming::Name, "actor.acronym");
            return Some(at + 1);
        }
        // "Envoys of Sudan and the Karsk Front" are people of two sides, not one name.
        if (BODIES.contains(&token.lower) || ROLES.contains(&token.lower))
            && matches!(self.doc.lower(at + 1), "of" | "for" | "from")
        {
            return None;
        }
        let run = self.title_case(at, end);
        if run.len() >= 2 {
            if let Some(next) = self.named_organisation(&run, end, sentence) {
                return Some(next);
            }
        } else if is_acronym(word) && self.names_in(&(at..at + 1)).is_empty() && !NOT_NAMES.contains(&token.lower) {
            let next = self.doc.lower(at + 1);
            let speaks = VERBS.contains(next) && !self.doc.tokens.get(at + 1).is_some_and(|t| t.capital);
            let owns = BODIES.contains(next) || next == "fighters";
            let led = at > 0 && matches!(self.doc.lower(at - 1), "the") || self.opens(at);
            if led && (speaks || owns) {
                let actor = organisation(word.to_owned(), ActorKind::Organisation);
                self.registry.remember_acronym(word, &actor);
                self.push(at..at + 1, sentence, actor, None, Naming::Name, "actor.acronym.new");
                return Some(at + 1);
            }
        }
        None
    }

    /// Capitals with "of", "for", "the" and "and" between, up to the last word that may end an organisation's name.
    fn title_case(&self, at: usize, end: usize) -> Range<usize> {
        let mut stop = at;
        let mut i = at;
        while i < end && i < at + 12 {
            let token = &self.doc.tokens[i];
            let word = &*token.lower;
            let joins = i > at && matches!(word, "of" | "for" | "the" | "and" | "de" | "'s" | "'");
            if !(token.capital && token.shape == Shape::Word || joins) {
                break;
            }
            if token.capital
                && NOT_NAMES.contains(word)
                && !matches!(
                    word,
                    "people"
                        | "peace"
                        | "arab"
                        | "african"
                        | "islamic"
                        | "eastern"
                        | "western"
                        | "northern"
                        | "southern"
                        | "european"
                )
            {
                break;
            }
            if HEADS.contains(word) && i > at {
                stop = i + 1;
            }
            i += 1;
        }
        // An acronym in brackets closes the name whatever its last word.
        let last = (at..i).rev().find(|k| self.doc.tokens[*k].capital).map_or(at, |k| k + 1);
        if self.bracketed(last, end).is_some() { at..last } else { at..stop }
    }

    /// The acronym in brackets at a token.
    fn bracketed(&self, at: usize, end: usize) -> Option<&str> {
        let word = self.doc.word(at + 1);
        (at + 2 < end && self.doc.lower(at) == "(" && self.doc.lower(at + 2) == ")" && is_acronym(word)).then_some(word)
    }

    fn named_organisation(&mut self, run: &Range<usize>, end: usize, sentence: usize) -> Option<usize> {
        // What the lexicon knows whole is not read again; a longer name is another one.
        let known = self.names_in(run);
        let whole = known.iter().any(|n| {
            let first = n.tokens.start <= run.start + usize::from(self.doc.lower(run.start) == "the");
            // "Norland and the Karsk Front": two names.
            let second = n.tokens.start > run.start + 1
                && self.doc.lower(n.tokens.start - 1) == "the"
                && self.doc.lower(n.tokens.start - 2) == "and";
            n.tokens.end == run.end && (first || second)
        });
        if whole {
            return None;
        }
        let demonym = known.first().filter(|n| {
            n.tokens.start == run.start && n.senses.iter().any(|s| matches!(s, Sense::Demonym(_) | Sense::Actor(_)))
        });
        let acronym = self.bracketed(run.end, end).map(str::to_owned);
        let words: Vec<&str> = run.clone().map(|i| self.doc.lower(i)).collect();
        let last = words.last().copied().unwrap_or_default();
        let rebel = words.iter().any(|w| {
            matches!(
                *w,
                "liberation"
                    | "resistance"
                    | "revolutionary"
                    | "independence"
                    | "insurgent"
                    | "patriotic"
                    | "jihad"
                    | "self-defense"
                    | "self-defence"
            )
        });
        let armed = rebel || ARMED.contains(last) && demonym.is_none();
        let letter = |a: &str| {
            let first = a.chars().next().map(|c| c.to_ascii_lowercase());
            words.iter().any(|w| w.chars().next() == first)
        };
        let acronym = acronym.filter(|a| letter(a));
        let next = self.doc.tokens.get(run.end).filter(|_| run.end < end);
        let acts = next.is_some_and(|t| !t.capital && VERBS.contains(&t.lower));
        let led = run.start > 0 && matches!(self.doc.lower(run.start - 1), "the" | "of" | "by" | "with");
        let plain = HEADS.contains(last) && (acts || led) && demonym.is_none_or(|n| n.tokens.end + 1 != run.end);
        if !(acronym.is_some() || armed && run.len() > 1 || plain && acts) {
            return None;
        }
        // A ministry or a state's army is a body of that state; phrases of bodies find those.
        if demonym.is_some() && !rebel && (acronym.is_none() || BODIES.contains(last)) {
            return None;
        }
        // A treaty, a dam or a group of islands may have an acronym too, and a state's army is its body.
        const TEXTS: &[&str] = &[
            "agreement",
            "treaty",
            "plan",
            "accord",
            "accords",
            "declaration",
            "protocol",
            "act",
            "action",
            "dam",
            "framework",
            "process",
            "mechanism",
            "memorandum",
            "zone",
            "resolution",
            "pact",
            "law",
            "talks",
            "summit",
            "dialogue",
            "index",
            "express",
            "pipeline",
            "project",
            "system",
        ];
        let named = run.clone().any(|i| HEADS.contains(self.doc.form(i)) || self.doc.lower(i) == "bureau");
        let of_state = BODIES.contains(last) || matches!(last, "army" | "navy" | "force" | "forces");
        let national =
            of_state && !rebel && known.iter().any(|n| n.senses.iter().any(|s| matches!(s, Sense::Demonym(_))));
        if !named || TEXTS.contains(&last) || national {
            return None;
        }
        let kind = if armed { ActorKind::ArmedGroup } else { ActorKind::Organisation };
        let mut actor = organisation(self.text(run.clone()), kind);
        if let Some(acronym) = &acronym {
            // Where the lexicon knows the acronym, it knows the group.
            if let Some(known) = self.names_in(&(run.end + 1..run.end + 2)).iter().find_map(|n| {
                n.senses.iter().find_map(|s| match s {
                    Sense::Actor(i) => Some(self.lexicon.actor(*i).actor.clone()),
                    _ => None,
                })
            }) {
                actor = known;
            }
            self.registry.remember_acronym(acronym, &actor);
        }
        let stop = run.end + if acronym.is_some() { 3 } else { 0 };
        self.push(run.clone(), sentence, actor, None, Naming::Name, "actor.organisation");
        Some(stop)
    }
}

fn organisation(name: String, kind: ActorKind) -> Arc<Actor> {
    Arc::new(Actor { id: slug(&name), name, kind, country: None, affiliation: None })
}

/// "KLF", "M30", "FARC-EP": capitals and digits, no more than eight.
fn is_acronym(word: &str) -> bool {
    (2..=8).contains(&word.len())
        && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-')
        && word.chars().filter(char::is_ascii_uppercase).count() >= 2
}

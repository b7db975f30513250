//! Ministries, armies and delegations, whom offices belong to, and groups spoken of again.

use super::{
    Naming, Reader,
    phrase::Phrase,
    words::{self, GROUP_ADJECTIVES, GROUP_NOUNS, VERBS},
};
use crate::{
    domain::{Actor, ActorKind, Affiliation},
    extract::{
        lexicon::{Sense, slug},
        token::Shape,
    },
};
use std::{ops::Range, sync::Arc};

/// A group is spoken of again within so many sentences.
const FAR: usize = 40;

impl Reader<'_> {
    /// "Ukraine's air force", "the Russian delegation", "local authorities".
    pub(super) fn body(&mut self, phrase: &Phrase, sentence: usize) -> Option<usize> {
        let tokens = phrase.tokens.clone();
        let mut whole = tokens.start..phrase.reach.unwrap_or(tokens.end);
        let mut owner = self.owner(&whole);
        owner = owner.or_else(|| self.whose(phrase, sentence));
        let words = phrase.words(self.doc);
        let last = words.last().map_or("", String::as_str);
        let of_state = words::OF_STATE.contains(last);
        let key = self.body_key(phrase, &words);
        if owner.is_none() {
            whole = tokens.start..phrase.reach.filter(|_| phrase.of).unwrap_or(tokens.end);
            // "the regular army" is the army, "the military" too.
            let again = self.registry.body(&key).or_else(|| {
                let bare = words.len() > 1
                    && words[..words.len() - 1].iter().all(|w| {
                        matches!(
                            w.as_str(),
                            "regular" | "national" | "state" | "new" | "current" | "interim" | "transitional"
                        )
                    });
                let other = match last {
                    "army" => "military",
                    "military" => "army",
                    _ => last,
                };
                bare.then(|| self.registry.body(last))
                    .flatten()
                    .or_else(|| (words.len() == 1 || bare).then(|| self.registry.body(other)).flatten())
            });
            if let Some(actor) = again {
                self.push(whole.clone(), sentence, actor, None, Naming::RoleOnly, "actor.body.again");
                return Some(whole.end);
            }
            if of_state || !(phrase.bare_body(self.doc) || phrase.definite) {
                return None;
            }
        }
        let state =
            owner.as_ref().and_then(|o| self.lexicon.state(o.country.as_deref()?).filter(|s| s.id == o.id)).cloned();
        // The fighters and delegates of a group are the group, as a state's are the state.
        let group =
            owner.as_ref().filter(|_| of_state || words::FIGHTERS.contains(last)).and_then(|o| self.armed(&o.id));
        if let Some(actor) = state.as_ref().filter(|_| of_state).or(group.as_ref()).cloned() {
            self.push(whole.clone(), sentence, actor, None, Naming::Demonym, "actor.body.state");
            return Some(whole.end);
        }
        let name = match (&owner, state.as_ref().and_then(|s| self.lexicon.adjective(s.country.as_deref()?))) {
            (_, Some(adjective)) => format!("{adjective} {key}"),
            (Some(owner), None) => format!("{} {key}", owner.name),
            (None, None) => key.clone(),
        };
        let actor = Actor {
            id: slug(&name),
            name,
            kind: ActorKind::Organisation,
            country: owner.as_ref().and_then(|o| o.country.clone()),
            affiliation: owner,
        };
        let actor = Arc::new(actor);
        if actor.affiliation.is_some() {
            self.registry.remember_body(&key, &actor);
        }
        self.push(whole.clone(), sentence, actor, None, Naming::Name, "actor.body");
        Some(whole.end)
    }

    /// The words by which a body is told from others: "Ministry of Foreign Affairs" is a "foreign ministry".
    fn body_key(&self, phrase: &Phrase, words: &[String]) -> String {
        let key = words.join(" ").replace("defense", "defence");
        let (Some(end), true) = (phrase.reach, phrase.of) else { return key };
        let of: Vec<&str> = (phrase.tokens.end + 1..end)
            .map(|i| self.doc.lower(i))
            .filter(|w| !matches!(*w, "the" | "national" | "affairs" | "and"))
            .map(|w| match w {
                "defense" => "defence",
                "external" => "foreign",
                w => w,
            })
            .collect();
        format!("{} {key}", of.join(" "))
    }

    /// A group that fights, by its id: as the lexicon or as this article knows it.
    fn armed(&self, id: &str) -> Option<Arc<Actor>> {
        self.lexicon
            .person(id)
            .map(|known| &known.actor)
            .filter(|a| a.kind == ActorKind::ArmedGroup)
            .cloned()
            .or_else(|| Some(self.out.get(*self.armed.get(id)?)?.actor.clone()))
    }

    /// The body or state that an office belongs to, by the names in its title: the first before the
    /// office, or the first in its complement. Where an envoy is sent is no owner.
    pub(super) fn owner(&self, tokens: &Range<usize>) -> Option<Affiliation> {
        let of = |a: &Actor| Affiliation { id: a.id.clone(), name: a.name.clone(), country: a.country.clone() };
        let mut place = None;
        let names = self.names_in(tokens);
        for (i, name) in names.iter().enumerate() {
            if name.partial || name.tokens.start < tokens.start {
                continue;
            }
            if self.is_complement(name.tokens.start, tokens.start) {
                break;
            }
            // "the Turkish Cypriot leader" speaks for a community, not for Turkey.
            let both = |k: usize| names.get(k).is_some_and(|n| n.senses.iter().any(|s| matches!(s, Sense::Demonym(_))));
            if both(i) && both(i + 1) && names[i + 1].tokens.start == name.tokens.end {
                let community = self.text(name.tokens.start..names[i + 1].tokens.end);
                return Some(Affiliation { id: slug(&community), name: community, country: None });
            }
            for sense in name.senses {
                match *sense {
                    Sense::Actor(i) | Sense::Demonym(i) | Sense::Seat(i) => {
                        let actor = &self.lexicon.actor(i).actor;
                        return match actor.kind {
                            ActorKind::State | ActorKind::ArmedGroup => Some(of(actor)),
                            ActorKind::Person => actor.affiliation.clone(),
                            ActorKind::Organisation => Some(actor.affiliation.clone().unwrap_or_else(|| of(actor))),
                        };
                    }
                    Sense::Place(i) => {
                        let code = self.lexicon.place(i).0.country.as_deref().unwrap_or_default();
                        place = place.or_else(|| self.lexicon.affiliation(code));
                    }
                }
            }
        }
        place.or_else(|| self.owning_group(tokens))
    }

    /// "of the group", "the group's": the group the article spoke of, and acronyms it explained.
    fn owning_group(&self, tokens: &Range<usize>) -> Option<Affiliation> {
        let of = |a: &Actor| Affiliation { id: a.id.clone(), name: a.name.clone(), country: a.country.clone() };
        if self.registry.has_acronyms()
            && let Some(actor) = tokens.clone().find_map(|i| self.registry.acronym(self.doc.word(i)))
        {
            return Some(of(actor));
        }
        let noun = tokens.clone().find(|i| {
            matches!(self.doc.lower(*i), "group" | "movement" | "militia" | "rebels")
                && (tokens.start..*i).any(|k| self.doc.lower(k) == "the" || k == tokens.start)
        })?;
        self.latest_group(noun, None).map(|a| of(&a))
    }

    /// Whether a name in a title says where somebody is sent or what about, not whom they serve.
    fn is_complement(&self, at: usize, start: usize) -> bool {
        let mut before = at;
        while before > start && matches!(self.doc.lower(before - 1), "the" | "a" | "an" | "former" | "neighbouring") {
            before -= 1;
        }
        if before <= start {
            return false;
        }
        let whom = before.checked_sub(2).filter(|i| *i >= start).map_or("", |i| self.doc.lower(i));
        match self.doc.lower(before - 1) {
            "for" => {
                !(whom.starts_with("spokes")
                    || matches!(whom, "negotiator" | "analyst" | "lawyer" | "officer" | "official"))
            }
            "to" => !matches!(whom, "adviser" | "advisor" | "aide" | "assistant" | "deputy" | "close" | "counsellor"),
            "on" | "with" | "against" | "over" | "about" | "from" => whom != "familiar",
            _ => false,
        }
    }

    /// The last state that acted before this point, for "its air force".
    pub(super) fn context_state(&self, sentence: usize) -> Option<Affiliation> {
        self.out.iter().rev().take_while(|m| m.sentence + 3 > sentence).find_map(|m| match m.actor.kind {
            ActorKind::State if matches!(m.naming, Naming::Name | Naming::Metonym | Naming::Demonym) => {
                Some(Affiliation {
                    id: m.actor.id.clone(),
                    name: m.actor.name.clone(),
                    country: m.actor.country.clone(),
                })
            }
            ActorKind::Organisation => m.actor.affiliation.clone(),
            _ => None,
        })
    }

    /// "the group", "the Yemeni rebel group", "the rebels": the armed group spoken of last.
    pub(super) fn group_again(&mut self, at: usize, end: usize, sentence: usize) -> Option<usize> {
        if !matches!(self.doc.lower(at), "the" | "that" | "this") {
            return None;
        }
        let mut i = at + 1;
        let mut country = None;
        while i < end && i < at + 5 && !GROUP_NOUNS.contains(self.doc.form(i)) {
            let state = self.names.whole(i).filter(|n| n.tokens.len() == 1).and_then(|n| {
                n.senses.iter().find_map(|s| match s {
                    Sense::Demonym(d) | Sense::Actor(d) => self.lexicon.actor(*d).actor.country.clone(),
                    _ => None,
                })
            });
            let told = GROUP_ADJECTIVES.contains(self.doc.form(i))
                || self
                    .doc
                    .form(i)
                    .last_part()
                    .is_some_and(|w| matches!(w, "backed" | "aligned" | "allied" | "linked" | "led"));
            if state.is_none() && !told {
                return None;
            }
            country = country.or(state);
            i += 1;
        }
        if i >= end || !GROUP_NOUNS.contains(self.doc.form(i)) {
            return None;
        }
        // "the group chat", "the rebel stronghold": the noun belongs to another.
        let next = &self.doc.tokens.get(i + 1).filter(|_| i + 1 < end);
        let free = next.is_none_or(|t| {
            t.shape != Shape::Word
                || t.is("'s")
                || VERBS.contains(&t.lower)
                || t.is_any(&[
                    "in",
                    "on",
                    "at",
                    "to",
                    "and",
                    "or",
                    "but",
                    "of",
                    "that",
                    "which",
                    "who",
                    "with",
                    "from",
                    "for",
                    "by",
                    "as",
                    "also",
                    "after",
                    "before",
                    "until",
                    "over",
                    "would",
                    "could",
                    "can",
                    "may",
                    "might",
                    "are",
                    "were",
                    "have",
                    "seized",
                    "launched",
                    "took",
                    "went",
                    "freed",
                    "agreed",
                    "released",
                    "captured",
                    "attacked",
                    "fired",
                    "controls",
                    "control",
                    "holds",
                    "hold",
                    "if",
                    "when",
                    "while",
                    "since",
                    "during",
                    "completely",
                ])
                || t.lower.ends_with("ed")
        });
        if !free {
            return None;
        }
        let actor = self.latest_group(at, country.as_deref())?;
        self.push(at..i + 1, sentence, actor, None, Naming::RoleOnly, "actor.group.again");
        Some(i + 1)
    }

    /// The armed group named last before a token, of this country where one is told; else, not
    /// far back, another organisation.
    fn latest_group(&self, at: usize, country: Option<&str>) -> Option<Arc<Actor>> {
        let sentence = self.doc.sentence_of(at);
        let mut before =
            self.out.iter().rev().take_while(|m| m.sentence + FAR > sentence).filter(|m| m.tokens.end <= at);
        let own = |a: &Arc<Actor>| match (country, a.country.as_deref()) {
            (Some(c), Some(theirs)) => c == theirs,
            _ => true,
        };
        // "An M30 official said the group …": the group he speaks for.
        let group = |m: &super::ActorMention| match m.actor.kind {
            ActorKind::ArmedGroup => Some(m.actor.clone()),
            ActorKind::Person => {
                m.actor.affiliation.as_ref().filter(|a| a.id != slug(&m.actor.name)).and_then(|a| self.armed(&a.id))
            }
            _ => None,
        };
        let armed = before.clone().filter_map(group).find(own);
        armed.or_else(|| {
            before
                .find(|m| {
                    m.actor.kind == ActorKind::Organisation
                        && m.actor.affiliation.is_none()
                        && m.sentence + 2 >= sentence
                        && m.rule != "actor.body"
                        && country.is_none()
                })
                .map(|m| m.actor.clone())
        })
    }
}

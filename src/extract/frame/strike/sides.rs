//! Who attacked whom, by one clause, and who says so.

use super::{
    Maker,
    clause::{Clause, Cue, Reader},
    words::{ATTACK_NOUNS, CLAIMS, COUNTING, weapon},
};
use crate::{
    domain::{Actor, ActorKind},
    extract::actor::{ActorMention, Naming},
};
use std::ops::Range;

impl Reader<'_, '_> {
    /// The attackers and the target a clause names.
    pub(super) fn sides(&self, sentence: usize, clause: &Range<usize>, cues: &[(usize, Cue)], out: &mut Clause) {
        let actors: Vec<&ActorMention> = self
            .found
            .actors_in(sentence)
            .iter()
            .filter(|a| clause.contains(&a.tokens.start) && !self.found.is_quoted(a.tokens.start))
            .collect();
        // "Ukrainian drones", "Israeli air strikes", "a Russian attack".
        let adjective = actors.iter().find(|a| {
            a.naming == Naming::Demonym
                && side(&a.actor)
                && (a.tokens.end..(a.tokens.end + 4).min(clause.end))
                    .take_while(|i| !matches!(self.lower(*i), "," | "of" | "on" | "in" | "and" | "said"))
                    .any(|i| ATTACK_NOUNS.contains(&self.lower(i)))
        });
        let interceptor = |i: usize| cues.iter().any(|(k, c)| *c == Cue::Intercept && *k == i);
        let verb = cues.iter().find(|(i, c)| {
            *c != Cue::Intercept && !self.is_passive(*i) && !interceptor(*i) && !COUNTING.contains(&self.lower(*i))
        });
        if let Some(a) = adjective {
            out.attacker = state(&a.actor);
            out.allies = self.joined_to(a, &actors);
        } else if let Some((i, _)) = verb {
            let subject = actors
                .iter()
                .rev()
                .find(|a| a.tokens.end <= *i && side_or_force(a) && *i - a.tokens.end < 9 && !self.is_object(a, *i));
            out.attacker = subject.and_then(|a| self.state_behind(&a.actor));
            out.allies = subject.map_or_else(Vec::new, |a| self.joined_to(a, &actors));
        }
        let after = cues.iter().filter(|(_, c)| *c != Cue::Intercept).map(|(i, _)| *i).min();
        let target = actors.iter().find(|a| {
            side(&a.actor)
                && a.naming != Naming::Pronoun
                && !out.allies.iter().any(|x| x.id == a.actor.id)
                && out.attacker.as_ref().is_none_or(|x| x.id != a.actor.id)
                && (matches!(
                    self.lower(a.tokens.start.wrapping_sub(1)),
                    "at" | "against"
                        | "on"
                        | "targeting"
                        | "in"
                        | "attacked"
                        | "struck"
                        | "hit"
                        | "bombed"
                        | "bombing"
                        | "across"
                        | "toward"
                        | "towards"
                ) && after.is_none_or(|i| i < a.tokens.start || !out.arms.is_empty())
                    // "bombed three Iranian sites".
                    || a.naming == Naming::Demonym
                        && cues.iter().any(|(i, c)| *c == Cue::Attack && *i < a.tokens.start && *i + 4 > a.tokens.start))
        });
        out.target = target.and_then(|a| state(&a.actor));
        if out.target.is_none() {
            let country = out
                .places
                .iter()
                .find_map(|p| p.country.clone())
                .filter(|c| out.attacker.as_ref().and_then(|a| a.country.as_ref()) != Some(c));
            out.target = country.and_then(|c| self.lexicon.state(&c).cloned());
        }
    }

    /// Sides named before another with only "and" between them.
    fn joined_to(&self, last: &ActorMention, actors: &[&ActorMention]) -> Vec<Actor> {
        let (mut out, mut start) = (Vec::new(), last.tokens.start);
        for a in actors.iter().rev().filter(|a| a.tokens.end <= last.tokens.start) {
            let between = a.tokens.end..start;
            let plain = !between.is_empty()
                && between.len() <= 3
                && between.clone().all(|i| matches!(self.lower(i), "and" | "," | "the"))
                && between.clone().any(|i| matches!(self.lower(i), "and" | ","));
            match self.state_behind(&a.actor) {
                Some(ally) if plain && side_or_force(a) && ally.id != last.actor.id => out.push(ally),
                _ => break,
            }
            start = a.tokens.start;
        }
        out
    }

    fn is_passive(&self, verb: usize) -> bool {
        verb > 0 && matches!(self.lower(verb - 1), "was" | "were" | "been" | "being" | "are" | "is")
            || verb > 1
                && matches!(self.lower(verb - 2), "was" | "were" | "been")
                && self.lower(verb - 1).ends_with("ly")
    }

    /// Whether an actor before a verb is not its subject: "said", "over Ukraine were" stand between.
    fn is_object(&self, actor: &ActorMention, verb: usize) -> bool {
        (actor.tokens.end..verb)
            .any(|i| matches!(self.lower(i), "said" | "says" | "reported" | "wrote" | "when" | "after"))
            || self.lower(actor.tokens.end) == "'s"
                && !actor.naming.eq(&Naming::Demonym)
                && !(actor.tokens.end..verb).any(|i| {
                    weapon(self.lower(i), "").is_some() || matches!(self.lower(i), "force" | "military" | "army")
                })
    }

    fn state_behind(&self, actor: &Actor) -> Option<Actor> {
        state(actor).or_else(|| self.lexicon.state(actor.country.as_deref()?).cloned())
    }
}

impl Maker<'_, '_> {
    /// Who says so in a sentence.
    pub(super) fn claimant(&self, sentence: usize) -> Option<Actor> {
        let actors = self.found.actors_in(sentence);
        let lower = |i: usize| self.found.doc.lower(i);
        let says = |a: &&ActorMention| {
            let (start, end) = (a.tokens.start, a.tokens.end);
            let after = (end..end + 3).find(|i| {
                !matches!(lower(*i), "," | "in" | "turn" | "also" | "later" | "for" | "its" | "part" | "has" | "had")
            });
            let verb = after.is_some_and(|i| CLAIMS.contains(&lower(i)))
                || (lower(end) == "'s" && matches!(lower(end + 1), "accusation" | "claim" | "count" | "figures"));
            let before = start > 0
                && (CLAIMS[..8].contains(&lower(start - 1))
                    || (lower(start - 1) == "to" && lower(start.wrapping_sub(2)) == "according")
                    || (lower(start - 1) == "by" && lower(end) == "'s"));
            verb || before
        };
        let last = actors.iter().rev().find(says).map(|a| a.actor.clone());
        last.or_else(|| {
            // "Ukraine's accusation that …", "Russia, in turn, accused …".
            let accuse = self
                .found
                .doc
                .sentences
                .get(sentence)?
                .tokens
                .clone()
                .find(|i| matches!(lower(*i), "accused" | "accusing" | "accusation"))?;
            self.found.actor_before(accuse).map(|a| a.actor.clone())
        })
    }
}

/// Whether an actor can be a side of a strike.
pub(super) fn side(actor: &Actor) -> bool {
    matches!(actor.kind, ActorKind::State | ActorKind::ArmedGroup)
}

fn side_or_force(mention: &ActorMention) -> bool {
    let force = |id: &str| ["force", "military", "army", "forces", "navy"].iter().any(|w| id.ends_with(w));
    side(&mention.actor) || mention.actor.kind == ActorKind::Organisation && force(&mention.actor.id)
}

fn state(actor: &Actor) -> Option<Actor> {
    side(actor).then(|| actor.clone())
}

//! Whom an attack was on, by one clause.

use super::{
    clause::{Clause, Reader},
    cue::Cue,
    sides::side_or_force,
    words::Class,
};
use crate::{
    domain::{Actor, ActorKind},
    extract::actor::{ActorMention, Naming},
};
use std::{ops::Range, sync::Arc};

/// Words after which a side is what is attacked.
const AT: &[&str] = &[
    "at",
    "against",
    "on",
    "onto",
    "upon",
    "into",
    "targeting",
    "in",
    "inside",
    "across",
    "over",
    "toward",
    "towards",
    "near",
    "attacked",
    "struck",
    "hit",
    "hits",
    "bombed",
    "bombing",
    "hitting",
    "striking",
    "outside",
    "within",
];

impl Reader<'_, '_> {
    /// The target a clause names, or the country in which the attack was.
    pub(super) fn target(
        &self,
        actors: &[&ActorMention],
        clause: &Range<usize>,
        cues: &[(usize, Cue)],
        attacker: Option<&ActorMention>,
        out: &mut Clause,
    ) {
        let first = cues.iter().filter(|(_, c)| *c != Cue::Intercept).map(|(i, _)| *i).min();
        let other =
            |a: &Actor| out.attacker.as_ref().is_none_or(|x| x.id != a.id) && !out.allies.iter().any(|x| x.id == a.id);
        let fits = |a: &&&ActorMention| {
            side_or_force(a)
                && a.naming != Naming::Pronoun
                && attacker.is_none_or(|x| x.tokens != a.tokens)
                && self.power_behind(a).is_some_and(|p| other(&p))
        };
        let object = |a: &&&ActorMention| {
            let start = a.tokens.start;
            let after = first.is_none_or(|i| i < start || !out.arms.is_empty());
            let led = (1..=4).any(|k| {
                start >= clause.start + k
                    && AT.contains(&self.lower(start - k))
                    && (start + 1 - k..start).all(|j| self.is_inner(j))
            });
            // "The shelling of Dolna's port".
            let of = cues.iter().any(|(i, c)| {
                let gerund = *c == Cue::Noun && (self.lower(*i).ends_with("ing") || self.lower(*i) == "bombardment");
                gerund && self.lower(i + 1) == "of" && (i + 2..=i + 3).contains(&start)
            });
            // "bombed three Iranian sites", "19 Pakistani soldiers were killed".
            let direct = cues.iter().any(|(i, c)| {
                matches!(c, Cue::Attack) && *i < start && start <= i + 4 && (i + 1..start).all(|j| self.is_inner(j))
            });
            after && (led || of) && !self.is_speaker(a)
                || direct && (a.naming == Naming::Demonym || !self.is_passive(first.unwrap_or(start)))
        };
        let passive = |a: &&&ActorMention| {
            a.naming == Naming::Demonym
                && cues.iter().any(|(i, c)| {
                    matches!(c, Cue::Attack) && self.is_passive(*i) && a.tokens.end < *i && *i <= a.tokens.end + 6
                })
        };
        // "Somalia came under a heavy rocket attack".
        let under = cues.iter().filter(|(_, c)| *c == Cue::Noun).find_map(|(i, _)| {
            let at = (i.saturating_sub(7).max(clause.start)..*i).rev().find(|k| self.lower(*k) == "under")?;
            let come = matches!(
                self.lower(at.wrapping_sub(1)),
                "came" | "come" | "comes" | "was" | "were" | "been" | "are" | "is"
            );
            come.then(|| actors.iter().filter(fits).rev().find(|a| a.tokens.end < at && a.tokens.end + 4 > at))
                .flatten()
        });
        let named = under
            .or_else(|| actors.iter().filter(fits).find(object))
            .or_else(|| actors.iter().filter(fits).find(passive));
        out.came_under = under.is_some();
        out.target = named.and_then(|a| self.power_behind(a));
        // "A United Nations helicopter was attacked", "attacked a UN convoy": a body of several states.
        if out.target.is_none() {
            out.target = self.struck_body(actors, clause, cues);
        }
        // "Chadian air defences intercepted a missile of the rebels".
        if out.target.is_none() && out.attacker.is_some() {
            let down = cues.iter().filter(|(_, c)| *c == Cue::Intercept).map(|(i, _)| *i);
            let by = down.filter(|i| !self.is_passive(*i)).find_map(|i| self.subject(i, clause, actors));
            out.target = by.and_then(|a| self.power_behind(a)).filter(|t| other(t));
        }
        if out.target.is_none() {
            let group = out.attacker.as_ref().is_none_or(|a| a.kind == ActorKind::ArmedGroup);
            let own = out.attacker.as_ref().and_then(|a| a.country.clone());
            let country =
                out.places.iter().find_map(|p| p.country.clone()).filter(|c| group || own.as_ref() != Some(c));
            out.target = country.and_then(|c| self.lexicon.state(&c).cloned()).filter(|t| other(t));
            // Those who attack at home attack whom they are known to fight.
            let at_home = out.attacker.as_ref().zip(out.target.as_ref());
            if let Some((a, _)) =
                at_home.filter(|(a, t)| a.country == t.country && !self.lexicon.are_foes(&a.id, &t.id))
            {
                let foe = actors.iter().filter(fits).map(|x| &x.actor).find(|x| self.lexicon.are_foes(&x.id, &a.id));
                out.target = foe.cloned();
            }
        }
        if out.target.is_none() {
            // "killed three Hezbollah militants", "four Syrians were killed".
            let victim = |a: &&&ActorMention| {
                (a.tokens.end..(a.tokens.end + 3).min(clause.end))
                    .any(|i| self.class(i).is(Class::PEOPLE.or(Class::KILLED).or(Class::INJURED)))
                    && !out.tolls.is_empty()
                    && !self.is_speaker(a)
            };
            out.target = actors.iter().filter(fits).find(victim).and_then(|a| self.power_behind(a));
        }
    }

    /// The body whose people or things were attacked, where it belongs to no state.
    fn struck_body(
        &self,
        actors: &[&ActorMention],
        clause: &Range<usize>,
        cues: &[(usize, Cue)],
    ) -> Option<Arc<Actor>> {
        let thing = |i: usize| {
            self.class(i).is(Class::BUILT.or(Class::PEOPLE))
                || matches!(self.lower(i), "helicopter" | "plane" | "aircraft")
        };
        let body = |a: &&&ActorMention| {
            a.actor.kind == ActorKind::Organisation
                && a.actor.country.is_none()
                && a.actor.affiliation.is_none()
                && a.naming == Naming::Name
                && self.found.doc.tokens[a.tokens.start].capital
                && !self.is_speaker(a)
        };
        actors.iter().filter(body).find_map(|a| {
            let (start, end) = (a.tokens.start, a.tokens.end);
            let thing = (end..(end + 3).min(clause.end)).find(|i| thing(*i))?;
            let struck = cues.iter().filter(|(_, c)| *c == Cue::Attack).any(|(i, _)| {
                self.is_passive(*i) && *i > thing || *i < start && start <= i + 3 && !self.is_passive(*i)
            });
            struck.then(|| a.actor.clone())
        })
    }

    /// Whether a word may stand between a preposition and the name of a side.
    pub(super) fn is_inner(&self, i: usize) -> bool {
        let t = &self.found.doc.tokens[i];
        let w = &*t.lower;
        matches!(
            w,
            "the"
                | "a"
                | "an"
                | "two"
                | "three"
                | "four"
                | "five"
                | "six"
                | "some"
                | "several"
                | "its"
                | "many"
                | "other"
                | "military"
                | "civilian"
                | "key"
                | "major"
        ) || t.lower.chars().all(|c| c.is_ascii_digit())
            || w.ends_with("ern")
            || w.ends_with("-held")
            || w.ends_with("-controlled")
            || w.ends_with("-backed")
            || matches!(
                w,
                "besieged"
                    | "occupied"
                    | "neighbouring"
                    | "neighboring"
                    | "territory"
                    | "of"
                    | "inside"
                    | "government"
                    | "positions"
                    | "alleged"
                    | "suspected"
            )
    }

    /// "said" and the like right after a name: who tells, not who is hit.
    fn is_speaker(&self, a: &ActorMention) -> bool {
        (a.tokens.end..a.tokens.end + 2).any(|i| self.class(i).is(Class::CLAIM))
    }
}

//! Where a clause tells of an attack: verbs and nouns, and whether they happened.

use super::{clause::Reader, words::Class};
use crate::extract::actor::Naming;
use std::ops::Range;

/// What a word tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cue {
    /// Weapons are launched.
    Launch,
    /// Something is attacked, by a verb.
    Attack,
    /// An attack is named, by a noun.
    Noun,
    /// Weapons are brought down.
    Intercept,
}

/// Verbs of launching that say so only right after the weapon ("a shell landed in a field").
const LANDED: &[&str] = &["landed", "landing", "fell", "falling", "exploded", "exploding", "detonated", "detonating"];

impl Reader<'_, '_> {
    /// Every word of a clause that tells of an attack that happened.
    pub(super) fn cues(&self, clause: &Range<usize>) -> Vec<(usize, Cue)> {
        clause.clone().filter_map(|i| self.cue(i, clause).map(|cue| (i, cue))).collect()
    }

    fn cue(&self, i: usize, clause: &Range<usize>) -> Option<Cue> {
        let (class, word) = (self.class(i), self.lower(i));
        const ANY: Class =
            Class::LAUNCH.or(Class::ATTACK).or(Class::NOUN).or(Class::RESULT).or(Class::INTERCEPT).or(Class::KILLED);
        let down =
            matches!(self.lower(i + 1), "down") && matches!(word, "shot" | "brought" | "shooting" | "taken" | "shoot");
        let fire = self.is_fire(i);
        if !(class.is(ANY) || down || fire) || self.is_quoted(i) {
            return None;
        }
        if fire {
            return (!self.is_unreal(i, clause)).then_some(Cue::Noun);
        }
        let near = |back: usize, ahead: usize| {
            let run = i.saturating_sub(back).max(clause.start)..(i + ahead).min(clause.end);
            run.clone().any(|k| k != i && self.class(k).is(Class::ARMS))
        };
        if down || class.is(Class::INTERCEPT) && near(12, 9) {
            // "274 of them downed" says nothing of what follows.
            let them = !down && (i.saturating_sub(2)..i).any(|k| self.lower(k) == "them");
            let unreal = word == "shoot" && self.is_unreal(i, clause);
            return (!them && !unreal).then_some(Cue::Intercept);
        }
        if class.is(Class::NOUN) && self.is_noun(i, clause) {
            return (!self.is_averted(i, clause) && !self.is_compound(i)).then_some(Cue::Noun);
        }
        if self.is_unreal(i, clause) {
            return None;
        }
        if LANDED.contains(&word) {
            return near(6, 1).then_some(Cue::Launch);
        }
        if word == "shot" {
            let kills = matches!(self.lower(i + 1), "dead" | "at") || self.lower(i + 2) == "killed";
            return (kills && (self.has_fighter_before(i, clause) || self.is_by_fighters(i, clause)))
                .then_some(Cue::Attack);
        }
        // "Fired indiscriminately at a patrol".
        if word == "fired" && !near(8, 9) {
            let skip = usize::from(self.lower(i + 1).ends_with("ly"));
            let at = matches!(self.lower(i + 1 + skip), "at" | "on" | "upon" | "into");
            let armed = (clause.start..i).any(|k| self.class(k).is(Class::FORCE));
            let thing = (i + 2..i + 9).any(|k| self.class(k).is(Class::BUILT.or(Class::PEOPLE).or(Class::FORCE)));
            return (at && armed && thing).then_some(Cue::Attack);
        }
        if class.is(Class::LAUNCH) && near(8, 9) {
            // Drones "deployed at an airport" or "sent to an ally" attack nobody.
            let moved = matches!(word, "deployed" | "deploying" | "sent" | "sending") && !self.is_aimed(i, clause);
            let words = matches!(word, "used" | "using" | "put" | "gave")
                && (i + 1..(i + 5).min(clause.end))
                    .any(|k| matches!(self.lower(k), "figure" | "word" | "words" | "term"));
            return (!moved && !words).then_some(Cue::Launch);
        }
        if class.is(Class::ATTACK.or(Class::RESULT)) && !class.is(Class::NOUN) || class.is(Class::ATTACK) {
            let set = word != "set"
                || matches!(self.lower(i + 1), "fire" | "ablaze" | "alight")
                || matches!(self.lower(i + 3), "alight" | "ablaze");
            return (set && !self.is_label(i, clause) && !self.is_figurative(i, clause)).then_some(Cue::Attack);
        }
        let kills = matches!(word, "killed" | "kills" | "massacred" | "assassinated");
        let whom = self.takes_object(i + 1)
            || self.found.numbers_in(self.found.doc.sentence_of(i)).iter().any(|n| n.tokens.start == i + 1);
        let killers = whom && self.has_fighter_before(i, clause) || self.is_by_fighters(i, clause);
        (kills && killers).then_some(Cue::Attack)
    }

    /// "Killed by suspected militants", "shot dead by troops".
    fn is_by_fighters(&self, i: usize, clause: &Range<usize>) -> bool {
        let by = (i + 1..(i + 3).min(clause.end)).find(|k| self.lower(*k) == "by");
        by.is_some_and(|by| {
            (by + 1..(by + 7).min(clause.end))
                .take_while(|k| !matches!(self.lower(*k), "," | "in" | "on" | "at" | "near" | "a" | "the"))
                .any(|k| self.class(k).is(Class::FORCE) || self.lower(k) == "armed")
        })
    }

    /// Whether something is attacked with what is launched: "sent 30 drones against", "at", "to strike".
    fn is_aimed(&self, i: usize, clause: &Range<usize>) -> bool {
        (i + 1..clause.end).any(|k| {
            matches!(self.lower(k), "against" | "targeting" | "toward" | "towards" | "into" | "over")
                || self.lower(k) == "at" && self.class(k - 1).is(Class::ARMS) && self.lower(i).starts_with("sen")
                || self.lower(k) == "to" && self.class(k + 1).is(Class::ATTACK)
                || self.class(k).is(Class::ATTACK.or(Class::KILLED)) && !self.class(k).is(Class::NOUN)
        })
    }

    /// "opened fire", "rocket fire", "came under fire" in a place.
    fn is_fire(&self, i: usize) -> bool {
        let firing = self.lower(i) == "firing" && matches!(self.lower(i + 1), "by" | "from" | "across" | "along");
        if self.lower(i) != "fire" && !firing || i == 0 {
            return false;
        }
        let before = self.lower(i - 1);
        self.class(i - 1).is(Class::ARMS)
            || matches!(
                before,
                "opened"
                    | "opening"
                    | "sniper"
                    | "machine-gun"
                    | "gun"
                    | "tank"
                    | "small-arms"
                    | "cross-border"
                    | "anti-tank"
            )
    }

    /// "targets", "hits" and "strikes" as plain nouns: "the targets of".
    fn is_label(&self, i: usize, clause: &Range<usize>) -> bool {
        if i == clause.start
            || !matches!(self.lower(i), "attacks" | "hits" | "targets" | "strikes" | "strike" | "attack")
        {
            return false;
        }
        let nation = self.side_ending_at(i).is_some_and(|a| a.naming == Naming::Demonym);
        nation
            || self.class(i - 1).is(Class::ARMS.or(Class::FORCE)) && self.lower(i) == "targets"
            || self.is_modifier(i - 1)
    }

    /// Whether a word only describes what follows, or stands before a noun anyway.
    fn is_modifier(&self, i: usize) -> bool {
        let word = self.lower(i);
        matches!(
            word,
            "the"
                | "a"
                | "an"
                | "of"
                | "any"
                | "these"
                | "those"
                | "this"
                | "that"
                | "such"
                | "air"
                | "by"
                | "in"
                | "under"
                | "its"
                | "their"
                | "his"
                | "our"
                | "'s"
                | "and"
                | "or"
                | "more"
                | "several"
                | "two"
                | "three"
                | "further"
                | "new"
                | "other"
                | "another"
                | "fresh"
                | "latest"
                | "last"
                | "recent"
                | "deadly"
                | "major"
                | "massive"
                | "heavy"
                | "military"
                | "joint"
                | "suicide"
                | "overnight"
                | "cross-border"
                | "with"
                | "from"
                | "after"
                | "following"
                | "for"
                | "on"
                | "first"
                | "second"
                | "third"
                | "alleged"
                | "suspected"
                | "retaliatory"
                | "ground"
                | "terror"
                | "terrorist"
                | "rebel"
                | "militant"
                | "surprise"
                | "double-tap"
                | "targeted"
                | "precision"
                | "aerial"
                | "naval"
                | "early"
                | "morning"
                | "separate"
                | "similar"
                | "previous"
                | "earlier"
                | "no"
        ) || word.ends_with("ous")
            || word.ends_with("ive")
            || word.ends_with("-scale")
            || self.class(i).is(Class::ARMS)
    }

    /// Whether a word that may be verb or noun is a noun here.
    fn is_noun(&self, i: usize, clause: &Range<usize>) -> bool {
        if !self.class(i).is(Class::ATTACK) {
            return true;
        }
        if i == clause.start {
            return !self.takes_object(i + 1);
        }
        let before = self.lower(i - 1);
        if self.lower(i).ends_with("ing") {
            let described = self.side_ending_at(i).is_some_and(|a| a.naming == Naming::Demonym)
                || self.is_modifier(i - 1) && !matches!(before, "and" | "after" | "by" | "from" | "of" | "for" | "in");
            return described || !self.takes_object(i + 1) && before != "after";
        }
        if self.class(i - 1).is(Class::UNREAL) {
            let response = before == "to"
                && i >= 2
                && matches!(self.lower(i - 2), "response" | "due" | "reaction" | "prior" | "halt" | "end");
            return response || matches!(before, "against" | "without");
        }
        let subject = self.side_ending_at(i).is_some_and(|a| a.naming == Naming::Name)
            || self.class(i - 1).is(Class::FORCE.or(Class::ARMS)) && before.ends_with('s')
            || matches!(before, "they" | "it" | "who" | "we");
        !(subject && self.takes_object(i + 1))
    }

    /// Whether an object may start here: "the", "a", a name, a number, an adjective of nationality.
    fn takes_object(&self, i: usize) -> bool {
        matches!(
            self.lower(i),
            "the"
                | "a"
                | "an"
                | "its"
                | "their"
                | "his"
                | "several"
                | "at"
                | "two"
                | "three"
                | "civilian"
                | "civilians"
                | "targets"
                | "military"
                | "ships"
        ) || self.found.doc.tokens.get(i).is_some_and(|t| t.capital)
            || self.class(i).is(Class::BUILT.or(Class::PEOPLE))
    }

    /// "strike force", "attack drone", "raid sirens": the noun only describes another.
    fn is_compound(&self, i: usize) -> bool {
        self.class(i + 1).is(Class::ARMS)
            || matches!(
                self.lower(i + 1),
                "force"
                    | "group"
                    | "sirens"
                    | "siren"
                    | "alert"
                    | "alerts"
                    | "warning"
                    | "warnings"
                    | "capability"
                    | "capabilities"
                    | "helicopter"
                    | "plan"
                    | "plans"
                    | "threat"
                    | "threats"
            )
    }

    /// Whether somebody who fights stands right before a verb.
    fn has_fighter_before(&self, i: usize, clause: &Range<usize>) -> bool {
        let back = (i.saturating_sub(3).max(clause.start)..i).rev();
        let passive = i > clause.start
            && matches!(self.lower(i - 1), "was" | "were" | "been" | "being" | "are" | "is" | "be" | "and");
        !passive
            && back
                .take_while(|k| {
                    !matches!(
                        self.lower(*k),
                        "," | "that" | "of" | "in" | "said" | "were" | "was" | "at" | "by" | "against"
                    )
                })
                .any(|k| {
                    self.class(k).is(Class::FORCE)
                        || self.lower(k) == "armed" && self.class(k + 1).is(Class::PEOPLE)
                        || self.side_ending_at(k + 1).is_some()
                })
    }

    /// Whether a verb did not happen: may, threatens to, denies.
    fn is_unreal(&self, i: usize, clause: &Range<usize>) -> bool {
        let modal = (i.saturating_sub(3).max(clause.start)..i).rev().any(|k| {
            if !self.class(k).is(Class::UNREAL) {
                return false;
            }
            // "used drones to strike", "went on to attack", "continued to shell": it happened.
            !(self.lower(k) == "to" && k + 2 >= i && self.is_done_before(k, clause))
        });
        modal || self.is_averted(i, clause)
    }

    fn is_done_before(&self, to: usize, clause: &Range<usize>) -> bool {
        let back = to.saturating_sub(6).max(clause.start)..to;
        let set = |w: &str| {
            matches!(
                w,
                "used"
                    | "using"
                    | "sent"
                    | "scrambled"
                    | "launched"
                    | "flew"
                    | "on"
                    | "continued"
                    | "continues"
                    | "began"
                    | "managed"
                    | "proceeded"
                    | "attempted"
                    | "tried"
                    | "resumed"
            )
        };
        back.rev().take_while(|k| !matches!(self.lower(*k), "," | "said")).any(|k| set(self.lower(k)))
    }

    /// Whether an attack is only feared, planned, forbidden or denied.
    fn is_averted(&self, i: usize, clause: &Range<usize>) -> bool {
        let noun = self.class(i).is(Class::NOUN);
        let start = i.saturating_sub(if noun { 5 } else { 6 }).max(clause.start);
        let plain = |k: &usize| {
            !matches!(self.lower(*k), "," | ";" | "after" | "following" | "by" | "in" | "during" | "when" | "said" | "and")
                // "a pause in strikes".
                || self.lower(*k) == "in" && *k > clause.start && self.class(*k - 1).is(Class::FEARED)
        };
        let feared = (start..i).rev().take_while(plain).any(|k| {
            self.class(k).is(Class::FEARED)
                && !matches!(self.lower(k + 1), "dead" | "killed")
                && !(k > clause.start && matches!(self.lower(k - 1), "peace" | "ceasefire" | "truce"))
        });
        let none = noun
            && i > clause.start
            && matches!(self.lower(i - 1), "no" | "any" | "future" | "if" | "without" | "would-be")
            || noun
                && i > clause.start + 1
                && matches!(self.lower(i - 2), "no" | "any" | "future" | "without" | "another");
        let another = i > clause.start + 1 && self.lower(i - 2) == "another" && self.is_past_ahead(i, clause);
        let denied = (i.saturating_sub(9).max(clause.start)..i)
            .rev()
            .take_while(|k| !matches!(self.lower(*k), "," | "after" | "following" | "when" | "while"))
            .any(|k| self.class(k).is(Class::DENIED));
        feared || none && !another || denied
    }

    /// Whether the sentence goes on in the past: "another attack killed five".
    fn is_past_ahead(&self, i: usize, clause: &Range<usize>) -> bool {
        (i + 1..(i + 8).min(clause.end))
            .any(|k| self.class(k).is(Class::KILLED.or(Class::INJURED)) || self.lower(k).ends_with("ed"))
    }

    /// "Sanctions hit", "hit by a flood": it hurts without any weapon.
    fn is_figurative(&self, i: usize, clause: &Range<usize>) -> bool {
        let run = i.saturating_sub(5).max(clause.start)..(i + 6).min(clause.end);
        let armed = run.clone().any(|k| self.class(k).is(Class::ARMS));
        !armed && run.clone().any(|k| self.class(k).is(Class::FIGURATIVE))
            || matches!(self.lower(i), "hit" | "hits")
                && matches!(self.lower(i + 1), "out" | "back" | "a")
                && self.lower(i + 2) != "at"
                && !armed
                && self.lower(i + 1) == "out"
            || matches!(self.lower(i), "hit" | "struck" | "attacked")
                && matches!(self.lower(i + 1), "back")
                && !armed
                && !(i + 2..(i + 7).min(clause.end)).any(|k| self.class(k).is(Class::BUILT))
    }
}

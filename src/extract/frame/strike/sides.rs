//! Who attacked whom, by one clause, and who says so.

use super::{
    Maker,
    clause::{Clause, Reader},
    cue::Cue,
    words::Class,
};
use crate::{
    domain::{Actor, ActorKind},
    extract::{
        actor::{ActorMention, Naming},
        lexicon::Sense,
    },
};
use std::{ops::Range, sync::Arc};

/// How far from its noun or verb an attacker or a target may stand, in tokens.
const REACH: usize = 12;

impl<'f> Reader<'f, '_> {
    /// The attackers and the target a clause names.
    pub(super) fn sides(&self, sentence: usize, clause: &Range<usize>, cues: &[(usize, Cue)], out: &mut Clause) {
        let actors: Vec<&ActorMention> = self
            .found
            .actors_in(sentence)
            .iter()
            .filter(|a| {
                clause.contains(&a.tokens.start)
                    && !self.is_quoted(a.tokens.start)
                    && !matches!(self.lower(a.tokens.start), "their" | "its" | "his" | "her" | "our")
            })
            .collect();
        let acts = |c: Cue| c != Cue::Intercept;
        let by_noun = self.owner(clause);
        let by_verb = || {
            let verb = cues.iter().find(|(i, c)| {
                acts(*c) && *c != Cue::Noun && !self.is_passive(*i) && !self.class(*i).is(Class::COUNTING)
            });
            verb.and_then(|(i, _)| self.subject(*i, clause, &actors))
        };
        let by_agent = || cues.iter().filter(|(_, c)| acts(*c)).find_map(|(i, _)| self.agent(*i, clause, &actors));
        let by_support = || {
            let nouns = cues.iter().filter(|(_, c)| *c == Cue::Noun);
            nouns.filter_map(|(i, _)| self.carrier(*i, clause)).find_map(|verb| self.subject(verb, clause, &actors))
        };
        let attacker =
            by_noun.or_else(by_agent).or_else(by_verb).or_else(by_support).or_else(|| self.blamed(clause, &actors));
        if let Some(a) = attacker {
            out.attacker = self.power_behind(a);
            out.allies = self.joined_to(a, &actors);
        } else {
            out.attacker = self.origin(sentence, clause, cues);
        }
        self.target(&actors, clause, cues, attacker, out);
    }

    /// Who owns the attack: "Israeli air strikes", "Pakistan's raid", "an RSF drone attack".
    fn owner(&self, clause: &Range<usize>) -> Option<&'f ActorMention> {
        clause.clone().find_map(|i| {
            let class = self.class(i);
            let head = class.is(Class::ARMS)
                || class.is(Class::NOUN) && !self.is_quoted(i)
                || self.lower(i) == "fire"
                || class.is(Class::ATTACK) && class.is(Class::NOUN);
            if !head || self.is_quoted(i) || class.is(Class::CLASH) {
                return None;
            }
            let mut k = i;
            for _ in 0..7 {
                if k <= clause.start {
                    return None;
                }
                if let Some(a) = self.side_ending_at(k) {
                    let possessive = self.lower(k) == "'s";
                    // "Syria strikes" may be strikes on Syria; "US strikes" and "Kenya army strikes" are not.
                    let arm = self.class(k).is(Class::FORCE);
                    let bare = a.naming == Naming::Name
                        && a.actor.kind == ActorKind::State
                        && !possessive
                        && !arm
                        && !matches!(self.lower(k - 1), "us" | "uk" | "u.s." | "u.k.");
                    return (!(bare || self.is_struck_side(a))).then_some(a);
                }
                k -= 1;
                let describes = self.lower(k) == "'s"
                    || self.class(k).is(Class::ARMS.or(Class::NOUN).or(Class::FORCE))
                    || self.is_describing(k);
                if !describes {
                    return None;
                }
            }
            None
        })
    }

    /// Whether a side stands right after a word that makes it what is attacked: "bombed Iranian missile sites".
    fn is_struck_side(&self, a: &ActorMention) -> bool {
        let start = a.tokens.start;
        let after =
            |k: usize| start >= k && self.class(start - k).is(Class::ATTACK) && !self.class(start - k).is(Class::NOUN);
        after(1)
            || after(2) && self.is_inner(start - 1)
            || start > 0 && matches!(self.lower(start - 1), "against" | "targeting" | "destroyed" | "destroying")
    }

    /// Whether a word describes an attack between its owner and its noun.
    fn is_describing(&self, i: usize) -> bool {
        let t = &self.found.doc.tokens[i];
        let w = &*t.lower;
        const PLAIN: &[&str] = &[
            "air",
            "suicide",
            "car",
            "truck",
            "overnight",
            "deadly",
            "joint",
            "rebel",
            "militia",
            "militant",
            "border",
            "cross-border",
            "new",
            "fresh",
            "latest",
            "massive",
            "large",
            "large-scale",
            "intense",
            "daily",
            "night",
            "dawn",
            "naval",
            "navy",
            "troop",
            "ground",
            "heavy",
            "long-range",
            "short-range",
            "kamikaze",
            "attack",
            "first",
            "second",
            "third",
            "ballistic",
            "cruise",
            "guided",
            "glide",
            "precision",
            "surprise",
            "earlier",
            "separate",
            "alleged",
            "combat",
            "strike",
            "hypersonic",
            "anti-ship",
            "anti-tank",
            "retaliatory",
            "defence",
            "defense",
            "enemy",
            "artillery",
            "tank",
            "sniper",
            "terror",
            "terrorist",
            "own",
            "early",
            "morning",
            "bunker-busting",
            "state-of-the-art",
            "and",
        ];
        PLAIN.contains(&w) || w.ends_with("ive") && w.len() > 5 || w.ends_with("ous") || w.contains('-') && w.len() > 3
    }

    /// The subject of a verb: the nearest side before it that is no object of something else.
    pub(super) fn subject<'m>(
        &self,
        verb: usize,
        clause: &Range<usize>,
        actors: &[&'m ActorMention],
    ) -> Option<&'m ActorMention> {
        // "said it had fired", "claimed they targeted": who says so did it.
        let back = verb.saturating_sub(4).max(clause.start)..verb;
        let pronoun = back
            .clone()
            .rev()
            .take_while(|k| !matches!(self.lower(*k), "," | "and"))
            .find(|k| matches!(self.lower(*k), "it" | "they" | "he" | "its" | "their"));
        if let Some(at) = pronoun {
            let said = (clause.start..at).rev().take(4).find(|k| self.class(*k).is(Class::CLAIM))?;
            return actors
                .iter()
                .rev()
                .find(|a| a.tokens.end <= said && said - a.tokens.end < 8 && self.power_behind(a).is_some())
                .copied();
        }
        actors
            .iter()
            .rev()
            .filter(|a| a.tokens.end <= verb && verb - a.tokens.end < REACH)
            .find(|a| side_or_force(a) && !self.is_object(a, verb, clause))
            .copied()
    }

    /// Whether an actor before a verb is not its subject: "said", "over Ukraine were" stand between.
    fn is_object(&self, actor: &ActorMention, verb: usize, clause: &Range<usize>) -> bool {
        let between = actor.tokens.end..verb;
        let said = between.clone().any(|i| {
            self.class(i).is(Class::TOLD)
                || matches!(self.lower(i), "when" | "after" | "that" | "as" | "before" | "until") && i != verb - 1
        });
        let possessive = self.lower(actor.tokens.end) == "'s"
            && actor.naming != Naming::Demonym
            && !between.clone().any(|i| self.class(i).is(Class::ARMS.or(Class::FORCE)));
        let start = actor.tokens.start;
        let before = |k: usize| if start >= clause.start + k { self.lower(start - k) } else { "" };
        let led = |w: &str| {
            matches!(
                w,
                "in" | "at"
                    | "on"
                    | "over"
                    | "against"
                    | "near"
                    | "into"
                    | "to"
                    | "from"
                    | "with"
                    | "for"
                    | "across"
                    | "targeting"
                    | "inside"
            )
        };
        let object = led(before(1)) || matches!(before(1), "the" | "a" | "an") && led(before(2));
        // "A blast in Dolna, Chad, killed two": where it was.
        let comma = before(1) == "," && self.found.places_in(actor.sentence).iter().any(|p| p.tokens.end + 1 == start);
        let object = object || comma && self.lower(actor.tokens.end) == ",";
        // "Had killed a Hezbollah fighter and destroyed a depot": whom the first verb struck did not do the second.
        let article = usize::from(matches!(before(1), "the" | "a" | "an"));
        let struck = start > clause.start + article && {
            let class = self.class(start - 1 - article);
            class.is(Class::KILLED.or(Class::ATTACK).or(Class::RESULT)) && !class.is(Class::NOUN)
        };
        said || possessive || object || struck
    }

    /// Who did it, after the attack: "by the Rapid Support Forces", "blamed on Rwanda".
    fn agent(&self, cue: usize, clause: &Range<usize>, actors: &[&'f ActorMention]) -> Option<&'f ActorMention> {
        for by in cue + 1..(cue + 2 * REACH).min(clause.end) {
            let word = self.lower(by);
            // "…, which is used by the rebels as a base".
            if matches!(word, "which" | "who" | "whose") {
                return None;
            }
            let blamed = word == "on" && matches!(self.lower(by - 1), "blamed" | "pinned")
                || word == "to" && matches!(self.lower(by - 1), "attributed" | "belonging" | "linked");
            if !(word == "by" || blamed) {
                continue;
            }
            let verb = self.lower(by - 1);
            if !self.found.doc.tokens[by - 1].lower.chars().all(char::is_alphanumeric) && !blamed {
                continue;
            }
            let acted = by - 1 == cue
                || self.class(by - 1).is(Class::ATTACK
                    .or(Class::CARRY)
                    .or(Class::LAUNCH)
                    .or(Class::KILLED)
                    .or(Class::NOUN)
                    .or(Class::INTERCEPT))
                || matches!(
                    verb,
                    "out" | "operated" | "backed" | "controlled" | "flown" | "planted" | "responsibility" | "up"
                )
                || !(verb.ends_with("ed") || verb.ends_with("en"));
            if !blamed && !acted {
                return None;
            }
            let who = actors.iter().find(|a| {
                a.tokens.start > by && a.tokens.start <= by + 7 && side_or_force(a) && self.lower(a.tokens.end) != "'s"
                    || a.tokens.start > by
                        && a.tokens.start <= by + 7
                        && side_or_force(a)
                        && self.class(a.tokens.end + 1).is(Class::FORCE)
            });
            let Some(who) = who else { continue };
            let plain = (by + 1..who.tokens.start)
                .all(|k| !matches!(self.lower(k), "," | "in" | "on" | "at" | "after" | "who" | "that" | "'s"));
            if plain {
                // "By the Sudanese Rapid Support Forces": the group, not its country.
                let light = |k: usize| {
                    matches!(self.lower(k), "paramilitary" | "rebel" | "militant" | "insurgent" | "armed" | "group")
                };
                let group = actors.iter().find(|a| {
                    who.naming == Naming::Demonym
                        && (who.tokens.end..=who.tokens.end + 2).contains(&a.tokens.start)
                        && (who.tokens.end..a.tokens.start).all(light)
                        && a.actor.kind == ActorKind::ArmedGroup
                });
                return Some(group.copied().unwrap_or(*who));
            }
        }
        None
    }

    /// The verb of carrying out before a noun of attack: "carried out air strikes".
    fn carrier(&self, noun: usize, clause: &Range<usize>) -> Option<usize> {
        let back = (noun.saturating_sub(8).max(clause.start)..noun).rev();
        let verb = back.take_while(|k| !matches!(self.lower(*k), "," | "after" | "following")).find(|k| {
            self.class(*k).is(Class::CARRY) || matches!(self.lower(*k), "responsibility" | "behind" | "responsible")
        })?;
        // "claimed responsibility": who claims it did it.
        Some(if self.lower(verb) == "responsibility" && verb > clause.start { verb - 1 } else { verb })
    }

    /// Who is accused: "accused Rwanda of shelling", "blamed the ELN for the attack".
    fn blamed(&self, clause: &Range<usize>, actors: &[&'f ActorMention]) -> Option<&'f ActorMention> {
        let verb = clause
            .clone()
            .find(|i| matches!(self.lower(*i), "accused" | "accuses" | "accusing" | "blamed" | "blames" | "blaming"))?;
        let who = actors.iter().find(|a| a.tokens.start > verb && a.tokens.start <= verb + 4 && side_or_force(a))?;
        let charge =
            (who.tokens.end..(who.tokens.end + 4).min(clause.end)).any(|i| matches!(self.lower(i), "of" | "for"));
        charge.then_some(*who)
    }

    /// The country weapons came from: "a rocket fired from Cambodia".
    fn origin(&self, sentence: usize, clause: &Range<usize>, cues: &[(usize, Cue)]) -> Option<Arc<Actor>> {
        let launch = cues.iter().any(|(_, c)| matches!(c, Cue::Launch | Cue::Noun | Cue::Intercept));
        let place = self.found.places_in(sentence).iter().find(|p| {
            clause.contains(&p.tokens.start)
                && p.preposition == Some("from")
                && (p.tokens.start.saturating_sub(3)..p.tokens.start)
                    .any(|k| self.class(k).is(Class::LAUNCH.or(Class::ARMS).or(Class::NOUN)) || self.lower(k) == "fire")
        })?;
        launch.then(|| self.lexicon.state(place.place.country.as_deref()?).cloned()).flatten()
    }

    /// Sides named before another with only "and" between them.
    fn joined_to(&self, last: &ActorMention, actors: &[&ActorMention]) -> Vec<Arc<Actor>> {
        let (mut out, mut start) = (Vec::new(), last.tokens.start);
        for a in actors.iter().rev().filter(|a| a.tokens.end <= last.tokens.start) {
            let between = a.tokens.end..start;
            let plain = !between.is_empty()
                && between.len() <= 3
                && between.clone().all(|i| matches!(self.lower(i), "and" | "," | "the"))
                && between.clone().any(|i| matches!(self.lower(i), "and" | ","));
            match self.power_behind(a) {
                Some(ally) if plain && side_or_force(a) && ally.id != last.actor.id => out.push(ally),
                _ => break,
            }
            start = a.tokens.start;
        }
        out
    }

    /// Whether a verb stands in the passive.
    pub(super) fn is_passive(&self, verb: usize) -> bool {
        let be = |w: &str| matches!(w, "was" | "were" | "been" | "being" | "are" | "is" | "be");
        verb > 0 && be(self.lower(verb - 1))
            || verb > 1
                && be(self.lower(verb - 2))
                && (self.lower(verb - 1).ends_with("ly") || matches!(self.lower(verb - 1), "also" | "hit" | "then"))
    }

    /// The side that is named right before a token.
    pub(super) fn side_ending_at(&self, token: usize) -> Option<&'f ActorMention> {
        let actors = self.found.actors_in(self.found.doc.sentence_of(token.saturating_sub(1)));
        actors.iter().find(|a| a.tokens.end == token && side_or_force(a) && a.naming != Naming::Pronoun)
    }

    /// The state or group an actor fights for.
    pub(super) fn power_behind(&self, mention: &ActorMention) -> Option<Arc<Actor>> {
        let actor = &mention.actor;
        // "Houthi rebels", "the Lebanese group" are no arm of the state they live in.
        const IRREGULAR: &[&str] = &[
            "rebels",
            "militants",
            "insurgents",
            "militia",
            "militias",
            "separatists",
            "fighters",
            "guerrillas",
            "gunmen",
            "jihadists",
            "paramilitaries",
            "mercenaries",
            "extremists",
        ];
        let irregular = |w: &str| IRREGULAR.contains(&w);
        let group = |w: &str| {
            irregular(w)
                || matches!(w, "group" | "movement" | "rebel" | "militant" | "terrorist" | "insurgent" | "paramilitary")
        };
        let adjective = mention.naming == Naming::Demonym && actor.kind == ActorKind::State;
        if adjective && group(self.lower(mention.tokens.end))
            || irregular(self.lower(mention.tokens.end.wrapping_sub(1))) && actor.kind == ActorKind::State
        {
            return None;
        }
        if side(actor) {
            return Some(actor.clone());
        }
        if actor.id.rsplit('-').next().is_some_and(irregular) {
            // "Houthi rebels" are the Houthis, "Yemeni rebels" nobody in particular.
            let (start, end) = (mention.span.start(), mention.span.end());
            let hits = self.lexicon.hits(self.found.doc.text.as_str(), start, end);
            let named = hits.iter().flat_map(|h| h.senses).filter_map(|s| match s {
                Sense::Actor(i) | Sense::Demonym(i) => Some(&self.lexicon.actor(*i).actor),
                Sense::Seat(_) | Sense::Place(_) => None,
            });
            return named.into_iter().find(|a| a.kind == ActorKind::ArmedGroup).cloned();
        }
        if let Some(group) =
            actor.affiliation.as_ref().and_then(|a| self.lexicon.person(&a.id)).filter(|k| side(&k.actor))
        {
            return Some(group.actor.clone());
        }
        self.lexicon.state(actor.country.as_deref()?).cloned()
    }
}

impl Maker<'_, '_> {
    /// Who says so in a sentence.
    pub(super) fn claimant(&self, sentence: usize) -> Option<Arc<Actor>> {
        let reader = &self.reader;
        let actors = self.found.actors_in(sentence);
        let lower = |i: usize| self.found.doc.lower(i);
        let says = |a: &&ActorMention| {
            let (start, end) = (a.tokens.start, a.tokens.end);
            let after = (end..end + 3).find(|i| {
                !matches!(lower(*i), "," | "in" | "turn" | "also" | "later" | "for" | "its" | "part" | "has" | "had")
            });
            let verb = after.is_some_and(|i| reader.class(i).is(Class::CLAIM))
                || (lower(end) == "'s" && matches!(lower(end + 1), "accusation" | "claim" | "count" | "figures"));
            let before = start > 0
                && (reader.class(start - 1).is(Class::TOLD)
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

pub(super) fn side_or_force(mention: &ActorMention) -> bool {
    const FORCES: &[&str] = &[
        "force",
        "military",
        "army",
        "forces",
        "navy",
        "rebels",
        "militants",
        "militia",
        "fighters",
        "troops",
        "guard",
        "guards",
        "soldiers",
        "pentagon",
        "command",
        "defence-forces",
        "defense-forces",
        "idf",
        "junta",
        "regime",
        "coalition",
        "paramilitaries",
    ];
    side(&mention.actor)
        || mention.actor.kind == ActorKind::Organisation && FORCES.iter().any(|w| mention.actor.id.ends_with(w))
}

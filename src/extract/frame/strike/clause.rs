//! What one clause says of a strike: weapons, tolls, sides, places, time.

use super::{
    sides::side,
    words::{ATTACK, ATTACK_NOUNS, BLASTS, BUILT, INJURED, INTERCEPT, KILLED, LAUNCH, NO_STRIKE, UNREAL, weapon},
};
use crate::{
    domain::{Actor, ActorKind, FigureMeasure, Precision, Span, Weapon, When},
    extract::{
        Annotated, Lexicon,
        actor::Naming,
        hash::List,
        number::Value,
        place::{PlaceKind, PlaceMention},
        time::{Relation, TimeExpr, TimeKind},
    },
};
use std::ops::Range;

/// A weapon in the text with its count.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Arms {
    pub(super) weapon: Weapon,
    pub(super) count: Option<Value>,
    pub(super) intercepted: bool,
    pub(super) span: Span,
    pub(super) token: usize,
}

/// A toll in the text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Toll {
    pub(super) measure: FigureMeasure,
    pub(super) value: Value,
    pub(super) span: Span,
}

/// Everything a clause says.
#[derive(Clone, Debug, Default)]
pub(super) struct Clause {
    pub(super) arms: Vec<Arms>,
    pub(super) tolls: Vec<Toll>,
    pub(super) attacker: Option<Actor>,
    /// Who attacked together with the attacker.
    pub(super) allies: Vec<Actor>,
    pub(super) target: Option<Actor>,
    pub(super) places: Vec<crate::domain::Place>,
    pub(super) local: bool,
    pub(super) when: Option<When>,
    pub(super) when_span: Option<Span>,
    pub(super) damage: Vec<String>,
    /// It tells of an attack by itself, not only by what stands before it.
    pub(super) violent: bool,
    /// It says when, how many, or exactly where.
    pub(super) telling: bool,
    /// A thing or place "was hit".
    pub(super) fresh: bool,
    /// It counts for a whole country.
    pub(super) national: bool,
    /// It says "in the morning" and the like.
    pub(super) part_of_day: bool,
    /// It says "within hours" or "hours later".
    pub(super) hours_later: bool,
}

/// A reader of clauses.
pub(super) struct Reader<'f, 'd> {
    pub(super) found: &'f Annotated<'d>,
    pub(super) lexicon: &'f Lexicon,
}

/// Where in a clause something happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cue {
    Launch,
    Attack,
    Intercept,
}

impl Reader<'_, '_> {
    pub(super) fn lower(&self, i: usize) -> &str {
        self.found.doc.lower(i)
    }

    /// The clauses of a sentence that may have different attackers.
    pub(super) fn split(&self, sentence: usize) -> Vec<Range<usize>> {
        let tokens = self.found.doc.sentences[sentence].tokens.clone();
        let mut out = Vec::new();
        let mut start = tokens.start;
        for i in tokens.clone() {
            let cut = match self.lower(i) {
                "while" | "whereas" | ";" => i > tokens.start + 3,
                // "Six people died: four in the port, …": the total, then its parts.
                ":" => self.is_total(start..i) && i > start + 1,
                // "a raid that had drawn a Syrian barrage on Turkey".
                "drawn" | "drew" | "prompted" | "triggered" | "provoked" => self.answers(i + 1, tokens.end),
                "and" if self.lower(i.wrapping_sub(1)) == "," => self.starts_attack(i + 1, tokens.end),
                _ => false,
            };
            if cut && i > start {
                out.push(start..i);
                start = i + 1;
            }
        }
        out.push(start..tokens.end);
        out
    }

    /// Whether a stretch only counts people hurt.
    fn is_total(&self, range: Range<usize>) -> bool {
        let hurt = range.clone().any(|i| KILLED.contains(&self.lower(i)) || INJURED.contains(&self.lower(i)));
        hurt && !range.clone().any(|i| weapon(self.lower(i), "").is_some() || ATTACK_NOUNS.contains(&self.lower(i)))
    }

    /// Whether a nation's attack follows as the answer to another.
    fn answers(&self, at: usize, end: usize) -> bool {
        let nation = self.found.actor_after(at).filter(|a| a.tokens.start <= at + 2 && a.naming == Naming::Demonym);
        nation
            .is_some_and(|a| (a.tokens.end..(a.tokens.end + 3).min(end)).any(|i| ATTACK_NOUNS.contains(&self.lower(i))))
    }

    /// Whether another side's attack starts here ("Iranian missiles …", "a submarine fired …").
    fn starts_attack(&self, at: usize, end: usize) -> bool {
        let named = self.found.actor_after(at).is_some_and(|a| a.tokens.start <= at + 1 && side(&a.actor));
        named && (at..end.min(at + 7)).any(|i| LAUNCH.contains(&self.lower(i)) || ATTACK.contains(&self.lower(i)))
    }

    /// Whether the sentence is a tally or no strike at all.
    pub(super) fn is_other(&self, sentence: usize) -> bool {
        let text = self.found.doc.text.slice(self.found.doc.sentences[sentence].span);
        let times = self.found.times_in(sentence);
        let dated = |t: &&TimeExpr| t.kind == TimeKind::Date && !t.when.is_unknown();
        let short = |t: &TimeExpr| {
            t.when.precision() <= Precision::Days && !matches!(t.relation, Relation::Since | Relation::Until)
        };
        // A total "since" some day, or over a month, unless the sentence also has a day of its own.
        let own_day = times.iter().filter(dated).any(short);
        let after_since = |t: &TimeExpr| {
            t.relation == Relation::Since
                || (t.tokens.start.saturating_sub(2)..t.tokens.start).any(|i| self.lower(i) == "since")
        };
        let own_day = own_day && times.iter().filter(dated).any(|t| short(t) && !after_since(t));
        // "… since, by the ministry's count": since what was told before.
        let bare = self.found.doc.sentences[sentence].tokens.clone().any(|i| {
            self.lower(i) == "since"
                && (matches!(self.lower(i + 1), "," | "." | ";" | "then") || self.lower(i.wrapping_sub(1)) == "ever")
        });
        let since = !own_day && (bare || times.iter().any(after_since));
        let long = !own_day
            && times.iter().any(|t| dated(&t) && t.when.precision() > Precision::Week && t.relation == Relation::On);
        let stretch = self.found.doc.sentences[sentence].tokens.clone().any(|i| {
            matches!(self.lower(i), "days" | "weeks" | "months" | "years")
                && self.lower(i + 1) == "of"
                && (i + 2..i + 5).any(|k| ATTACK_NOUNS.contains(&self.lower(k)))
        });
        let counted = self.found.numbers_in(sentence).iter().any(|n| n.value.n >= 50);
        NO_STRIKE.any_in(text) || self.is_blast(sentence) || stretch || (since && counted) || (long && counted)
    }

    /// An explosion or a fire that nobody is said to have caused with any weapon.
    fn is_blast(&self, sentence: usize) -> bool {
        let any = |list: &List| self.found.tokens_of(sentence).iter().any(|t| list.contains(&*t.lower));
        static CAUSED: List =
            List::of(&["attacked", "struck", "shelled", "bombed", "targeted", "downed", "intercepted", "attack"]);
        any(&BLASTS) && !any(&ATTACK_NOUNS) && !any(&CAUSED)
    }

    fn cues(&self, clause: &Range<usize>) -> Vec<(usize, Cue)> {
        let mut out = Vec::new();
        for i in clause.clone() {
            let word = self.lower(i);
            if self.found.is_quoted(i) {
                continue;
            }
            let two = matches!((word, self.lower(i + 1)), ("shot" | "brought" | "shooting" | "taken", "down"))
                || matches!((word, self.lower(i + 1)), ("shoot", "down"));
            let arms_near = || {
                (i.saturating_sub(if INTERCEPT.contains(&word) { 12 } else { 8 }).max(clause.start)
                    ..(i + 9).min(clause.end))
                    .any(|k| weapon(self.lower(k), "").is_some())
            };
            let unreal = (i.saturating_sub(3).max(clause.start)..i).any(|k| UNREAL.contains(&self.lower(k)))
                && !(matches!(self.lower(i.wrapping_sub(1)), "to")
                    && matches!(self.lower(i.wrapping_sub(2)), "on" | "continued" | "began"));
            if unreal && !two && !INTERCEPT.contains(&word) {
                continue;
            }
            // "274 of them downed" says nothing of what follows.
            if INTERCEPT.contains(&word) && (i.saturating_sub(2)..i).any(|k| matches!(self.lower(k), "them")) {
                continue;
            }
            if two || (INTERCEPT.contains(&word) && arms_near()) {
                out.push((i, Cue::Intercept));
            } else if LAUNCH.contains(&word) && arms_near() {
                out.push((i, Cue::Launch));
            } else if ATTACK.contains(&word)
                && !(word == "set"
                    && !matches!(self.lower(i + 1), "fire" | "ablaze" | "alight")
                    && !matches!(self.lower(i + 3), "alight" | "ablaze"))
                && !self.is_noun(i, clause)
            {
                out.push((i, Cue::Attack));
            }
        }
        out
    }

    /// "attacks", "hits", "bombing" after an article, adjective of nationality or number are nouns.
    fn is_noun(&self, i: usize, clause: &Range<usize>) -> bool {
        if !matches!(self.lower(i), "attacks" | "hits" | "bombing" | "shelling" | "attack") || i == clause.start {
            return false;
        }
        let nation = self
            .found
            .actors_in(self.found.doc.sentence_of(i))
            .iter()
            .any(|a| a.tokens.end == i && a.naming == Naming::Demonym);
        nation
            || matches!(
                self.lower(i - 1),
                "the"
                    | "a"
                    | "an"
                    | "of"
                    | "any"
                    | "drone"
                    | "missile"
                    | "these"
                    | "such"
                    | "air"
                    | "by"
                    | "in"
                    | "under"
            )
            || self.lower(i - 1) == "to" && !matches!(self.lower(i.wrapping_sub(2)), "on" | "continued" | "began")
    }

    /// Reads a clause.
    pub(super) fn read(&self, sentence: usize, clause: &Range<usize>) -> Clause {
        let cues = self.cues(clause);
        let mut out = Clause { arms: self.arms(sentence, clause, &cues), ..Clause::default() };
        out.tolls = self.tolls(sentence, clause, &out.arms);
        self.times(sentence, clause, &mut out);
        self.places(sentence, clause, &mut out);
        self.sides(sentence, clause, &cues, &mut out);
        self.damage(clause, &mut out);
        let attack_noun = clause.clone().any(|i| ATTACK_NOUNS.contains(&self.lower(i)) && !self.found.is_quoted(i));
        let acted = cues.iter().any(|(_, c)| *c != Cue::Attack)
            || cues
                .iter()
                .any(|(i, c)| *c == Cue::Attack && (self.hits_something(*i, clause) || out.attacker.is_some()));
        out.violent = acted && (!out.arms.is_empty() || cues.iter().any(|(_, c)| *c == Cue::Attack))
            || attack_noun && (out.attacker.is_some() || !out.arms.is_empty()) && !out.tolls.is_empty();
        out.fresh = cues.iter().any(|(i, c)| *c == Cue::Attack && self.hits_something(*i, clause));
        let counted = out.arms.iter().any(|a| a.count.is_some());
        out.telling = counted
            || !out.tolls.is_empty()
            || out.when.is_some() && (out.attacker.is_some() || out.local)
            || out.fresh
                && (out.local || out.attacker.is_some() && out.target.is_some() && self.hits_built(&cues, clause));
        out.national = self.is_national(clause, &out);
        out
    }

    fn hits_built(&self, cues: &[(usize, Cue)], clause: &Range<usize>) -> bool {
        let near = |at: usize| (at + 1..(at + 4).min(clause.end)).any(|i| BUILT.contains(&self.lower(i)));
        cues.iter().any(|(i, c)| *c == Cue::Attack && near(*i))
    }

    /// "across the country", "nationwide", or several places and "others": a count for all of it.
    fn is_national(&self, clause: &Range<usize>, out: &Clause) -> bool {
        let land = |i: usize| matches!(self.lower(i), "country" | "nation" | "territory");
        clause.clone().any(|i| {
            self.lower(i) == "nationwide"
                || land(i)
                    && matches!(self.lower(i.wrapping_sub(1)), "the" | "whole")
                    && matches!(self.lower(i.wrapping_sub(2)), "across" | "in" | "throughout" | "over" | "the")
                || matches!(self.lower(i), "across" | "throughout")
                    && self
                        .found
                        .places_in(self.found.doc.sentence_of(i))
                        .iter()
                        .any(|p| p.tokens.start == i + 1 && p.kind == PlaceKind::Country)
                || self.lower(i) == "other"
                    && matches!(self.lower(i + 1), "places" | "cities" | "towns" | "areas" | "regions")
        }) && out.arms.is_empty()
    }

    /// Whether an attack verb has a thing, a place or a side for its object, or stands in the passive.
    fn hits_something(&self, at: usize, clause: &Range<usize>) -> bool {
        let after = at + 1..(at + 9).min(clause.end);
        let passive =
            at > clause.start && matches!(self.lower(at - 1), "was" | "were" | "been" | "being" | "is" | "are");
        let thing = after.clone().any(|i| BUILT.contains(&self.lower(i)));
        let sentence = self.found.doc.sentence_of(at);
        let named = self.found.places_in(sentence).iter().any(|p| after.contains(&p.tokens.start))
            || self.found.actors_in(sentence).iter().any(|a| a.tokens.start == at + 1 && side(&a.actor));
        let subject = (at.saturating_sub(8).max(clause.start)..at).any(|i| BUILT.contains(&self.lower(i)))
            || self.found.places_in(sentence).iter().any(|p| p.tokens.end <= at && p.tokens.end + 2 >= at)
            || (at.saturating_sub(8).max(clause.start)..at).any(|i| weapon(self.lower(i), "").is_some());
        thing || named || passive && subject
    }

    fn places(&self, sentence: usize, clause: &Range<usize>, out: &mut Clause) {
        let fits = |p: &&PlaceMention| {
            clause.contains(&p.tokens.start)
                && !matches!(p.preposition, Some("from" | "by" | "between"))
                && !self.found.is_quoted(p.tokens.start)
                && !self.is_aside(sentence, clause, p.tokens.start)
        };
        for p in self.found.places_in(sentence).iter().filter(fits) {
            // "the defence ministry in Moscow", "prosecutors in X said" say where the speaker is.
            if self
                .found
                .actors_in(sentence)
                .iter()
                .any(|a| a.span.overlaps(p.span) && a.actor.kind != ActorKind::State)
            {
                continue;
            }
            if p.kind != PlaceKind::Country {
                out.local = true;
            }
            out.places.push(p.place.clone());
        }
    }

    /// Whether a place is that of talks, or of a part of a count ("38 over Crimea").
    fn is_aside(&self, sentence: usize, clause: &Range<usize>, at: usize) -> bool {
        const TALKS: &[&str] = &[
            "talks",
            "meeting",
            "met",
            "round",
            "meet",
            "negotiations",
            "session",
            "sat",
            "set",
            "left",
            "arrived",
            "envoys",
        ];
        let before = at.saturating_sub(6).max(clause.start)..at;
        let parts =
            self.found.numbers_in(sentence).iter().any(|n| {
                n.tokens.end + 1 == at || n.tokens.end + 2 == at && matches!(self.lower(at - 1), "the" | "of")
            });
        let plain = self.found.numbers_in(sentence).iter().filter(|n| clause.contains(&n.tokens.start)).count();
        // "half of them aimed at the capital" says where a part went.
        let part = (clause.start..at).any(|i| {
            matches!(self.lower(i), "half" | "most" | "some" | "many" | "several")
                && self.lower(i + 1) == "of"
                && matches!(self.lower(i + 2), "them" | "which")
        });
        part || before.clone().any(|i| TALKS.contains(&self.lower(i)))
            || parts
                && plain > 1
                && matches!(self.lower(at.saturating_sub(1)), "over" | "above" | "the")
                && before.clone().any(|i| matches!(self.lower(i), "over" | "above"))
    }
}

//! What one clause says of a strike: weapons, tolls, sides, places, time.

use super::words::{ATTACK, ATTACK_NOUNS, BUILT, COUNTING, INTERCEPT, LAUNCH, OTHERWISE, TALLIES, UNREAL, weapon};
use crate::{
    domain::{Actor, ActorKind, Basis, FigureMeasure, Precision, Span, Weapon, When},
    extract::{
        Annotated,
        actor::{ActorMention, Naming},
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
}

/// A reader of clauses.
pub(super) struct Reader<'f, 'd> {
    pub(super) found: &'f Annotated<'d>,
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

    /// Whether another side's attack starts here ("Iranian missiles …", "a submarine fired …").
    fn starts_attack(&self, at: usize, end: usize) -> bool {
        let named = self.found.actor_after(at).is_some_and(|a| a.tokens.start <= at + 1 && side(&a.actor));
        named && (at..end.min(at + 7)).any(|i| LAUNCH.contains(&self.lower(i)) || ATTACK.contains(&self.lower(i)))
    }

    /// Whether the sentence is a tally or no strike at all.
    pub(super) fn is_other(&self, sentence: usize) -> bool {
        let text = self.found.doc.text.slice(self.found.doc.sentences[sentence].span).to_lowercase().replace('’', "'");
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
        let since = !own_day && times.iter().any(after_since);
        let long = !own_day
            && times.iter().any(|t| dated(&t) && t.when.precision() > Precision::Week && t.relation == Relation::On);
        let stretch = self.found.doc.sentences[sentence].tokens.clone().any(|i| {
            matches!(self.lower(i), "days" | "weeks" | "months" | "years")
                && self.lower(i + 1) == "of"
                && (i + 2..i + 5).any(|k| ATTACK_NOUNS.contains(&self.lower(k)))
        });
        let counted = self.found.numbers_in(sentence).iter().any(|n| n.value.n >= 50);
        OTHERWISE.iter().any(|o| text.contains(o))
            || TALLIES.iter().any(|o| text.contains(o))
            || stretch
            || (since && counted)
            || (long && counted)
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
                    | "to"
            )
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
            || out.fresh && out.local;
        out
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

    fn times(&self, sentence: usize, clause: &Range<usize>, out: &mut Clause) {
        let plain = |t: &&TimeExpr| {
            t.kind == TimeKind::Date
                && !t.when.is_unknown()
                && !matches!(t.relation, Relation::Since | Relation::By)
                && !t.ahead
        };
        // "in the night" counts back from the day of publication; the clock of a live page is that of the entry.
        let night = clause.clone().find(|i| {
            self.lower(*i) == "night"
                && matches!(self.lower(i.wrapping_sub(1)), "the" | "last")
                && self.lower(i.wrapping_sub(2)) != "of"
        });
        let entry = |t: &TimeExpr| night.is_some() && t.when.precision() == Precision::Time;
        let mut times = self.found.times_in(sentence).iter().filter(plain).filter(|t| !entry(t));
        let pick = times
            .clone()
            .find(|t| clause.contains(&t.tokens.start))
            .or_else(|| times.next().filter(|t| t.tokens.start < clause.start));
        if let Some(time) = pick {
            // "overnight into , killing": the day after "into" was lost.
            let end = time.tokens.end;
            let lost = (self.lower(end) == "into"
                && self.found.doc.tokens.get(end + 1).is_some_and(|t| t.shape == crate::extract::token::Shape::Mark))
                || self.lower(end.wrapping_sub(1)) == "into";
            let words = self.found.doc.text.slice(time.span);
            let open = self.found.published_day().filter(|_| lost).map(|p| When::before(p, Basis::Published));
            // "hours after Tuesday's session" may be past midnight.
            let start = time.tokens.start;
            let hours = (start.saturating_sub(4).max(clause.start)..start)
                .any(|i| self.lower(i) == "hours" && self.lower(i + 1) == "after");
            let later = time.when.earliest().filter(|_| hours && time.when.precision() <= Precision::Day);
            let later =
                later.and_then(|d| Some(When::between(d, d.tomorrow().ok()?, Precision::Day, time.when.basis())));
            out.when = Some(open.or(later).map_or_else(|| time.when.clone(), |w| w.with_text(words)));
            out.when_span = Some(time.span);
        } else if let (Some(at), Some(p)) = (night, self.found.published_day()) {
            out.when = Some(When::night(p, Basis::Published).with_text(self.found.doc.word(at)));
            out.when_span = self.found.doc.span_of(at..at + 1);
        }
    }

    /// Whether a sentence speaks of an attack at all.
    pub(super) fn mentions_attack(&self, sentence: usize) -> bool {
        const SIGNS: &[&str] = &["sirens", "attacked", "violent", "blasts", "explosions"];
        self.found.tokens_of(sentence).iter().any(|t| ATTACK_NOUNS.contains(&&*t.lower) || SIGNS.contains(&&*t.lower))
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
        before.clone().any(|i| TALKS.contains(&self.lower(i)))
            || parts
                && plain > 1
                && matches!(self.lower(at.saturating_sub(1)), "over" | "above" | "the")
                && before.clone().any(|i| matches!(self.lower(i), "over" | "above"))
    }

    fn sides(&self, sentence: usize, clause: &Range<usize>, cues: &[(usize, Cue)], out: &mut Clause) {
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
        } else if let Some((i, _)) = verb {
            let subject = actors
                .iter()
                .rev()
                .find(|a| a.tokens.end <= *i && side_or_force(a) && *i - a.tokens.end < 9 && !self.is_object(a, *i));
            out.attacker = subject.and_then(|a| self.state_behind(&a.actor));
        }
        let after = cues.iter().filter(|(_, c)| *c != Cue::Intercept).map(|(i, _)| *i).min();
        let target = actors.iter().find(|a| {
            side(&a.actor)
                && a.naming != Naming::Pronoun
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
            out.target = country.and_then(|c| crate::extract::Lexicon::builtin().state(&c).cloned());
        }
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
        state(actor).or_else(|| crate::extract::Lexicon::builtin().state(actor.country.as_deref()?).cloned())
    }

    fn damage(&self, clause: &Range<usize>, out: &mut Clause) {
        const CUT: &[&str] = &[
            "disrupting",
            "disrupted",
            "damaging",
            "damaged",
            "knocked",
            "cutting",
            "cut",
            "knocking",
            "damage",
            "destroying",
            "wrecked",
            "fires",
            "fire",
            "blackouts",
            "outages",
        ];
        const WHAT: &[(&str, &str)] = &[
            ("power", "power supply"),
            ("electricity", "power supply"),
            ("energy", "energy facilities"),
            ("heating", "heating"),
            ("water", "water supply"),
            ("residential", "homes"),
            ("apartment", "homes"),
            ("homes", "homes"),
            ("houses", "homes"),
            ("hospital", "hospital"),
            ("refinery", "refinery"),
            ("railway", "railway"),
            ("port", "port"),
            ("school", "school"),
            ("dormitory", "homes"),
            ("depot", "depot"),
            ("depots", "depot"),
            ("substation", "power supply"),
            ("airport", "airport"),
            ("pipeline", "pipeline"),
        ];
        let cut = clause.clone().any(|i| CUT.contains(&self.lower(i)) || ATTACK.contains(&self.lower(i)));
        if cut {
            for i in clause.clone() {
                if let Some((_, what)) = WHAT.iter().find(|(w, _)| *w == self.lower(i))
                    && !out.damage.iter().any(|d| d == what)
                {
                    out.damage.push((*what).to_owned());
                }
            }
        }
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

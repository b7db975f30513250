//! What one clause says of a strike: weapons, tolls, sides, places, time.

use super::{
    super::news,
    cue::Cue,
    part::Part,
    sides::side,
    words::{Class, WORDS},
};
use crate::{
    domain::{Actor, ActorKind, FigureMeasure, Span, Weapon, When},
    extract::{
        Annotated, Lexicon,
        number::Value,
        place::{PlaceKind, PlaceMention},
    },
};
use jiff::civil::Date;
use std::{ops::Range, sync::Arc};

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
    /// The upper end, where the text gives two ("seven to eight").
    pub(super) high: Option<u64>,
    pub(super) span: Span,
}

/// Everything a clause says.
#[derive(Clone, Debug, Default)]
pub(super) struct Clause {
    pub(super) arms: Vec<Arms>,
    pub(super) tolls: Vec<Toll>,
    pub(super) attacker: Option<Arc<Actor>>,
    /// Who attacked together with the attacker.
    pub(super) allies: Vec<Arc<Actor>>,
    pub(super) target: Option<Arc<Actor>>,
    pub(super) places: Vec<crate::domain::Place>,
    pub(super) local: bool,
    pub(super) when: Option<When>,
    /// The clause itself says when, not the sentence around it.
    pub(super) when_own: bool,
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
    /// It is told only as what came before another: "in response to strikes on a town".
    pub(super) earlier: bool,
    /// Its only sign of an attack is "the attack": one told before.
    pub(super) again: bool,
    /// It tells of one attack: "an air strike on a village".
    pub(super) single: bool,
    /// It tells of one besides those told: "another raid", "elsewhere".
    pub(super) another: bool,
    /// Its attack comes from afar: shelling, a barrage, an air strike.
    pub(super) from_afar: bool,
    /// A side "came under" the attack.
    pub(super) came_under: bool,
    /// Counts of the weapons told before, each with the token it starts at: "put the number at 14, Qatar at 19".
    pub(super) recounts: Vec<(usize, Value, Span)>,
    /// It names a side at all.
    pub(super) sided: bool,
    /// Those who attacked are gunmen, or the like, of no named side.
    pub(super) gunmen: bool,
    /// Those who attacked are a state's, which is not named: "the junta", "government jets".
    pub(super) of_state: bool,
    /// It says that it is another one: "separately".
    pub(super) separate: bool,
    /// It tells of a clash of two sides: who attacked is open.
    pub(super) clash: bool,
    /// It says that a toll has gone up.
    pub(super) risen: bool,
    /// It sets its count against another ("while activists said 60").
    pub(super) rival: bool,
    /// Those of a side who fight were killed in it, whoever did it.
    pub(super) in_combat: bool,
    /// It says "within hours" or "hours later".
    pub(super) hours_later: bool,
}

/// A reader of clauses.
pub(super) struct Reader<'f, 'd> {
    pub(super) found: &'f Annotated<'d>,
    pub(super) lexicon: &'f Lexicon,
    classes: Vec<Class>,
    /// For every sentence whether what it quotes is a report ("Two people were killed," the governor said).
    reports: Vec<bool>,
    /// The day on which the article was written, where it appeared the day after.
    pub(super) written: Option<Date>,
}

impl Clause {
    /// Whether its tolls are those of a war rather than of one attack.
    pub(super) fn is_a_war_toll(&self) -> bool {
        self.tolls.iter().any(|t| t.value.n >= 1_000)
    }
}

impl<'f, 'd> Reader<'f, 'd> {
    /// A reader of an article.
    pub(super) fn new(found: &'f Annotated<'d>, lexicon: &'f Lexicon) -> Reader<'f, 'd> {
        let mut reader = Reader {
            found,
            lexicon,
            classes: WORDS.classes(found.doc),
            reports: Vec::new(),
            written: news::written(found),
        };
        reader.reports = (0..found.doc.sentences.len()).map(|s| reader.is_report(s)).collect();
        reader
    }

    /// Whether a token stands in quotation marks that hold no report.
    pub(super) fn is_quoted(&self, token: usize) -> bool {
        self.found.is_quoted(token) && !self.reports.get(self.found.doc.sentence_of(token)).copied().unwrap_or(false)
    }

    /// Whether a quotation tells plainly how many were hurt, as officials do, and not what "we" feel or want.
    fn is_report(&self, sentence: usize) -> bool {
        if self.found.quotes_in(sentence).is_empty() {
            return false;
        }
        let tokens = self.found.doc.sentences[sentence].tokens.clone();
        let has = |words: &[&str]| tokens.clone().any(|i| words.contains(&self.lower(i)));
        let near = |i: usize| (i.saturating_sub(6)..i + 7).any(|k| self.class(k).is(Class::KILLED.or(Class::INJURED)));
        let told = self
            .found
            .numbers_in(sentence)
            .iter()
            .any(|n| self.found.is_quoted(n.tokens.start) && near(n.tokens.start));
        let attack = tokens
            .clone()
            .any(|i| self.found.is_quoted(i) && self.class(i).is(Class::NOUN.or(Class::ATTACK).or(Class::ARMS)));
        told && attack && !has(&["we", "our", "us", "i", "will", "must", "should", "never", "every", "always"])
    }

    pub(super) fn lower(&self, i: usize) -> &str {
        self.found.doc.lower(i)
    }

    /// What a word may be.
    pub(super) fn class(&self, i: usize) -> Class {
        self.classes.get(i).copied().unwrap_or_default()
    }

    /// What every word of the article may be.
    pub(super) fn classes(&self) -> &[Class] {
        &self.classes
    }

    /// Whether a sentence has any word of violence at all.
    pub(super) fn is_telling(&self, sentence: usize) -> bool {
        let tokens = self.found.doc.sentences[sentence].tokens.clone();
        tokens
            .clone()
            .any(|i| self.class(i).is(Class::TELLING) || matches!(self.lower(i), "fire" | "toll" | "number" | "figure"))
    }

    /// Reads a clause.
    pub(super) fn read(&self, sentence: usize, part: &Part) -> Clause {
        let clause = &part.tokens;
        let cues = self.cues(clause);
        let mut out = Clause { arms: self.arms(sentence, clause, &cues), earlier: part.earlier, ..Clause::default() };
        out.tolls = self.tolls(sentence, clause, &out.arms);
        self.times(sentence, clause, &mut out);
        self.places(sentence, clause, &mut out);
        self.sides(sentence, clause, &cues, &mut out);
        self.damage(clause, &mut out);
        let hits = |i: usize| self.hits_something(i, clause);
        let verbs = || cues.iter().filter(|(_, c)| *c == Cue::Attack);
        let nouns = || cues.iter().filter(|(_, c)| *c == Cue::Noun);
        let fired = cues.iter().any(|(_, c)| matches!(c, Cue::Launch | Cue::Intercept));
        let acted = fired || verbs().any(|(i, _)| hits(*i) || out.attacker.is_some());
        let armed = !out.arms.is_empty();
        let sided = out.attacker.is_some() || out.target.is_some() || out.local;
        out.violent = acted && (armed || verbs().next().is_some())
            || (nouns().next().is_some() || armed && cues.is_empty() && self.is_armed_toll(clause))
                && (out.attacker.is_some() || armed || out.local)
                && !out.tolls.is_empty()
            || (out.came_under || nouns().any(|(i, _)| self.lands(*i, clause))) && sided;
        // "accused each other of", "traded fire with each other": no one strike of either.
        let mutual = clause.clone().any(|i| {
            self.lower(i) == "each" && self.lower(i + 1) == "other"
                || self.lower(i) == "one" && self.lower(i + 1) == "another"
        });
        out.violent &= !mutual || armed && out.arms.iter().any(|a| a.count.is_some());
        out.fresh = verbs().any(|(i, _)| hits(*i));
        let counted = out.arms.iter().any(|a| a.count.is_some());
        let subject_is = |words: &[&str]| {
            matches!(self.lower(clause.start), "the" | "this") && words.contains(&self.lower(clause.start + 1))
        };
        // "The strike hit one of the tents": the one told before is the subject.
        let subject = matches!(self.lower(clause.start), "the" | "this" | "that" | "these" | "both")
            && (clause.start + 1..(clause.start + 4).min(clause.end)).any(|i| nouns().any(|(n, _)| *n == i))
            && verbs().any(|(i, _)| *i < clause.start + 6);
        // "According to local media, the drone fired two missiles": the one told before, too.
        let the_arm = (clause.start..(clause.start + 9).min(clause.end)).any(|i| {
            let led = i == clause.start || matches!(self.lower(i - 1), "," | "said" | "that");
            let named = matches!(
                self.lower(i + 1),
                "drone" | "missile" | "rocket" | "strike" | "attack" | "raid" | "airstrike"
            );
            led && self.lower(i) == "the"
                && named
                && cues.iter().any(|(k, c)| matches!(c, Cue::Attack | Cue::Launch) && (i + 2..i + 5).contains(k))
        });
        let incident = subject_is(&["incident"]) || the_arm;
        // "The attack, carried out by X, hit the market": the one told before, with who did it.
        let named = self.lower(clause.start) == "the"
            && (clause.start + 1..(clause.start + 4).min(clause.end)).any(|i| {
                nouns().any(|(n, _)| *n == i)
                    && self.lower(i + 1) == ","
                    && matches!(self.lower(i + 2), "carried" | "conducted" | "claimed" | "blamed" | "attributed")
            });
        out.again = (subject || incident) && out.attacker.is_none()
            || named
            || !acted
                && !out.came_under
                && nouns().next().is_some()
                && nouns().all(|(i, _)| self.is_told_before(*i, clause, out.attacker.is_none()));
        out.telling = counted
            || !out.tolls.is_empty()
            || out.when.is_some() && (out.attacker.is_some() || out.local || out.came_under) && !out.again
            || out.fresh
                && (out.local || out.attacker.is_some() && out.target.is_some() && self.hits_built(&cues, clause))
            || nouns().any(|(i, _)| self.lands(*i, clause)) && out.attacker.is_some() && out.local && !out.again;
        out.national = self.is_national(clause, &out);
        let one = |i: usize| matches!(self.lower(i), "a" | "an");
        out.single = nouns()
            .any(|(i, _)| !self.lower(*i).ends_with('s') && (i.saturating_sub(6).max(clause.start)..*i).any(one));
        let has = |words: &[&str]| clause.clone().any(|i| words.contains(&self.lower(i)));
        out.another = has(&[
            "another",
            "separate",
            "separately",
            "second",
            "also",
            "meanwhile",
            "elsewhere",
            "other",
            "earlier",
            "later",
        ]);
        out.from_afar = nouns().any(|(i, _)| {
            let air = |k: usize| matches!(self.lower(k), "air" | "missile" | "drone" | "aerial" | "rocket");
            matches!(
                self.lower(*i),
                "shelling" | "barrage" | "barrages" | "bombardment" | "airstrike" | "airstrikes" | "salvo" | "raid"
            ) || (i.saturating_sub(2).max(clause.start)..*i).any(air)
        }) || verbs()
            .any(|(i, _)| matches!(self.lower(*i), "hit" | "shelled" | "bombarded" | "struck"));
        // "Earlier on Tuesday a raid killed six": another one, unless it only goes on.
        let turn = matches!(self.lower(clause.start), "earlier" | "later" | "meanwhile" | "hours") && !out.again;
        out.separate = has(&["separately", "elsewhere"]) || turn && (counted || !out.tolls.is_empty());
        out.sided = clause.clone().any(|i| self.side_ending_at(i + 1).is_some_and(|a| self.power_behind(a).is_some()));
        out.gunmen = self.is_by_gunmen(clause, &cues);
        out.of_state = self.is_by_rulers(clause, &cues);
        out.clash = nouns().any(|(i, _)| self.class(*i).is(Class::CLASH)) && verbs().next().is_none();
        out.risen = has(&["rose", "risen", "climbed", "reached", "rises", "increased", "updated", "higher"]);
        out.rival = has(&["while", "whereas", "however", "disputed"]);
        out.recounts = if armed || !out.tolls.is_empty() { Vec::new() } else { self.recounts(sentence, clause) };
        out.in_combat = self.is_in_combat(sentence, clause, &out);
        out
    }

    /// "At least 15 Somali soldiers were killed near the border on Monday".
    fn is_in_combat(&self, sentence: usize, clause: &Range<usize>, out: &Clause) -> bool {
        if out.is_a_war_toll() {
            return false;
        }
        let fighters = |i: usize| {
            matches!(
                self.lower(i),
                "soldiers"
                    | "soldier"
                    | "troops"
                    | "fighters"
                    | "militants"
                    | "fighter"
                    | "militant"
                    | "servicemen"
                    | "peacekeepers"
                    | "paramilitaries"
            )
        };
        let killed = clause.clone().any(|i| self.lower(i) == "killed" && self.is_passive(i));
        killed
            && out.when.is_some()
            && out.tolls.iter().any(|t| {
                let at = self.found.doc.tokens_in(t.span).end;
                t.measure == FigureMeasure::Killed
                    && (at..at + 4).any(fighters)
                    && self
                        .found
                        .actors_in(sentence)
                        .iter()
                        .any(|a| a.tokens.start >= at && a.tokens.start <= at + 2 && side(&a.actor))
            })
    }

    /// "killed by shelling", "a missile killed two": a weapon is what hurt them.
    fn is_armed_toll(&self, clause: &Range<usize>) -> bool {
        clause.clone().any(|i| self.class(i).is(Class::ARMS) && !self.is_quoted(i))
    }

    /// Whether a noun of attack says where or on whom it came down, or who did it.
    fn lands(&self, noun: usize, clause: &Range<usize>) -> bool {
        let at = |i: usize| {
            matches!(
                self.lower(i),
                "on" | "against"
                    | "at"
                    | "in"
                    | "near"
                    | "by"
                    | "targeting"
                    | "across"
                    | "along"
                    | "over"
                    | "into"
                    | "between"
            )
        };
        // "The shelling of the port".
        let of = self.lower(noun).ends_with("ing") || self.lower(noun) == "bombardment";
        of && self.lower(noun + 1) == "of"
            || (noun + 1..(noun + 6).min(clause.end)).take_while(|i| self.lower(*i) != ",").any(at)
            || (noun + 1..(noun + 3).min(clause.end))
                .any(|i| self.class(i).is(Class::ATTACK.or(Class::KILLED).or(Class::INJURED)))
    }

    /// "the attack", "those strikes": one told before.
    fn is_told_before(&self, noun: usize, clause: &Range<usize>, owned: bool) -> bool {
        let back = (noun.saturating_sub(3).max(clause.start)..noun).rev();
        let told = |w: &str| matches!(w, "the" | "this" | "that" | "these" | "those" | "both" | "such");
        back.map(|k| self.lower(k)).any(|w| told(w) || owned && matches!(w, "its" | "their"))
    }

    fn hits_built(&self, cues: &[(usize, Cue)], clause: &Range<usize>) -> bool {
        let near = |at: usize| (at + 1..(at + 4).min(clause.end)).any(|i| self.class(i).is(Class::BUILT));
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
        let passive = at > clause.start && self.is_passive(at);
        let thing = after.clone().any(|i| self.class(i).is(Class::BUILT))
            || after.clone().take(4).any(|i| self.class(i).is(Class::PEOPLE));
        let sentence = self.found.doc.sentence_of(at);
        let named = self.found.places_in(sentence).iter().any(|p| after.contains(&p.tokens.start))
            || self.found.actors_in(sentence).iter().any(|a| a.tokens.start == at + 1 && side(&a.actor));
        let subject = (at.saturating_sub(8).max(clause.start)..at)
            .any(|i| self.class(i).is(Class::BUILT.or(Class::PEOPLE)))
            || self.found.places_in(sentence).iter().any(|p| p.tokens.end <= at && p.tokens.end + 2 >= at)
            || (at.saturating_sub(8).max(clause.start)..at).any(|i| self.class(i).is(Class::ARMS));
        thing || named || passive && subject
    }

    fn places(&self, sentence: usize, clause: &Range<usize>, out: &mut Clause) {
        let fits = |p: &&PlaceMention| {
            clause.contains(&p.tokens.start)
                && !matches!(p.preposition, Some("from" | "by" | "between" | "through" | "via"))
                && !self.is_quoted(p.tokens.start)
                && !self.is_aside(sentence, clause, p.tokens.start)
                && !self.is_background(clause, p.tokens.start)
        };
        let mut seat = None;
        for p in self.found.places_in(sentence).iter().filter(fits) {
            // "the defence ministry in Moscow", "prosecutors in X said" say where the speaker is.
            if self
                .found
                .actors_in(sentence)
                .iter()
                .any(|a| a.span.overlaps(p.span) && a.actor.kind != ActorKind::State)
            {
                // "Governor Ann Doe of Kisumu said two people were killed": in Kisumu, if nothing else is named.
                let local = (p.tokens.start.saturating_sub(3)..p.tokens.end + 2)
                    .any(|i| matches!(self.lower(i), "governor" | "mayor"));
                if local && p.kind != PlaceKind::Country {
                    seat = seat.or(Some(p.place.clone()));
                }
                continue;
            }
            // "KHARTOUM: The army said …".
            if self.found.doc.sentences[sentence].tokens.start == p.tokens.start && self.lower(p.tokens.end) == ":" {
                continue;
            }
            if p.kind != PlaceKind::Country {
                out.local = true;
            }
            out.places.push(p.place.clone());
        }
        if let Some(place) = seat.filter(|_| !out.local && !out.tolls.is_empty()) {
            out.local = true;
            out.places.push(place);
        }
    }

    /// "The attacks came days after troops left Berbera": what comes after tells of another time.
    fn is_background(&self, clause: &Range<usize>, at: usize) -> bool {
        (clause.start..at).any(|i| {
            matches!(self.lower(i), "after" | "before")
                && matches!(
                    self.lower(i.wrapping_sub(1)),
                    "days" | "day" | "weeks" | "week" | "months" | "month" | "years" | "year"
                )
        })
    }

    /// Whether a place is that of talks, or of a part of a count ("38 over Crimea").
    fn is_aside(&self, sentence: usize, clause: &Range<usize>, at: usize) -> bool {
        const TALKS: &[&str] = &[
            "talks",
            "hosted",
            "meeting",
            "met",
            "round",
            "meet",
            "negotiations",
            "session",
            "sat",
            "left",
            "arrived",
            "envoys",
            "due",
            "face",
            "departed",
            "headed",
            "heading",
            "travelled",
            "traveled",
            "flew",
            "visit",
            "visited",
            "trip",
            "return",
            "returned",
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
        let set = |i: usize| self.lower(i) == "set" && matches!(self.lower(i + 1), "for" | "to" | "in");
        part || before.clone().any(|i| TALKS.contains(&self.lower(i)) || set(i))
            || parts
                && plain > 1
                && matches!(self.lower(at.saturating_sub(1)), "over" | "above" | "the")
                && before.clone().any(|i| matches!(self.lower(i), "over" | "above"))
    }
}

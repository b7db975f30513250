//! "Signed a peace agreement", "a truce took effect": what was agreed, with the verb that is its own.

use super::{Reader, Told, table::Table};
use crate::{
    domain::{AgreementType, Status},
    extract::{hash::WordSet, token::Doc},
};
use serde::Deserialize;
use std::{ops::Range, sync::LazyLock};

/// How far a verb may stand from what was agreed, in tokens.
const REACH: usize = 9;
/// The same where "between A and B" stands in the gap, or a relative clause.
const FAR: usize = 18;

/// Nouns that mean a truce told of before.
const HALTS: &[&str] = &["halt", "pause", "lull"];

/// What sort of thing was agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Matter {
    Ceasefire,
    Text,
    Deal,
}

/// Where the words of a step stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Place {
    Before,
    After,
    Both,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    nouns: Nouns,
    step: Vec<Step>,
    exchange: ExchangeFile,
    infinitive: Infinitive,
    words: WordLists,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Nouns {
    ceasefire: Vec<String>,
    text: Vec<String>,
    deal: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    status: Status,
    place: Place,
    forms: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExchangeFile {
    captives: Vec<String>,
    freed: Vec<String>,
    home: Vec<String>,
    noun: Vec<String>,
    done: Vec<String>,
    agreed: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Infinitive {
    pub(super) talk: WordSet,
    pub(super) halt: WordSet,
    pub(super) fire: WordSet,
    pub(super) keep: WordSet,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WordLists {
    unreal: WordSet,
    none: WordSet,
    early: WordSet,
    pub(super) trade: WordSet,
    pub(super) apart: WordSet,
    pub(super) both: WordSet,
    pub(super) reached: WordSet,
    pub(super) talks: WordSet,
    pub(super) background: WordSet,
}

/// `data/agreements.toml`, ready to be matched.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) nouns: Table<Matter>,
    steps: Table<(Status, Place)>,
    pub(super) captives: Table<()>,
    pub(super) freed: Table<()>,
    pub(super) home: Table<()>,
    pub(super) swap: Table<()>,
    pub(super) done: Table<()>,
    pub(super) agreed: Table<()>,
    pub(super) infinitive: Infinitive,
    pub(super) lists: WordLists,
    /// A sentence without one of these tells of no agreement: the first words for what is agreed and for
    /// what is exchanged, and the verbs of agreeing to do something.
    pub(super) telling: WordSet,
}

// The tests read the file too: one that can't be read never ships.
pub(super) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let file: File = crate::extract::lexicon::words::read("agreements").unwrap_or_default();
    let nouns = &file.nouns;
    let nouns = [(&nouns.ceasefire, Matter::Ceasefire), (&nouns.text, Matter::Text), (&nouns.deal, Matter::Deal)];
    let exchange = &file.exchange;
    let nouns = Table::of(nouns.into_iter().flat_map(|(list, of)| list.iter().map(move |form| (form, of))));
    let (freed, home, swap) =
        (Table::plain(&exchange.freed), Table::plain(&exchange.home), Table::plain(&exchange.noun));
    let plain = HALTS.iter().chain(super::infinitive::VERBS).map(|w| (*w).to_owned());
    let exchanged = freed.openers().chain(home.openers()).chain(swap.openers());
    let telling: Vec<String> = nouns.openers().chain(exchanged).cloned().chain(plain).collect();
    Words {
        nouns,
        steps: Table::of(file.step.iter().flat_map(|s| s.forms.iter().map(move |form| (form, (s.status, s.place))))),
        captives: Table::plain(&exchange.captives),
        freed,
        home,
        swap,
        done: Table::plain(&exchange.done),
        agreed: Table::plain(&exchange.agreed),
        infinitive: file.infinitive,
        lists: file.words,
        telling: telling.into(),
    }
});

/// Whether a word or phrase for a ceasefire starts at a token.
pub(super) fn is_ceasefire(doc: &Doc, token: usize) -> bool {
    matches!(WORDS.nouns.at(doc, token, usize::MAX), Some((_, Matter::Ceasefire)))
}

/// Words at one place of the sentence.
pub(super) struct Hit<T> {
    pub(super) tokens: Range<usize>,
    pub(super) of: T,
}

impl Reader<'_, '_> {
    /// Every agreement of the sentence with the step that is nearest to it.
    pub(super) fn steps(&self) -> Vec<Told> {
        let mut nouns: Vec<Hit<Matter>> = Vec::new();
        let mut steps: Vec<Hit<(Status, Place)>> = Vec::new();
        let mut at = self.tokens.start;
        while at < self.tokens.end {
            let doc = self.found.doc;
            if let Some((len, of)) = WORDS.nouns.at(doc, at, self.tokens.end).or_else(|| self.halt(at)) {
                nouns.push(Hit { tokens: at..at + len, of });
                at += len;
            } else if let Some((len, of)) = WORDS.steps.at(doc, at, self.tokens.end) {
                // What is said in quotation marks is not told by the article.
                if !self.found.is_quoted(at) {
                    steps.push(Hit { tokens: at..at + len, of });
                }
                at += len;
            } else {
                at += 1;
            }
        }
        if steps.is_empty() {
            return Vec::new();
        }
        nouns.iter().enumerate().filter_map(|(n, noun)| self.told(noun, &nouns, n, &steps)).collect()
    }

    fn told(
        &self,
        noun: &Hit<Matter>,
        nouns: &[Hit<Matter>],
        n: usize,
        steps: &[Hit<(Status, Place)>],
    ) -> Option<Told> {
        // "A ceasefire deal", "a truce agreement": the last word is the noun, the first says of what sort.
        let compound = nouns.get(n + 1).is_some_and(|next| next.tokens.start == noun.tokens.end);
        if compound || !self.is_real_noun(noun) {
            return None;
        }
        // Other words of the sentence for what was agreed part a verb from this one.
        let between = |gap: &Range<usize>| {
            nouns
                .iter()
                .any(|o| gap.contains(&o.tokens.start) && o.tokens.end < noun.tokens.start && !self.of(o.tokens.end))
        };
        let near = steps.iter().filter_map(|step| {
            let (status, place) = step.of;
            let (gap, before) = if step.tokens.end <= noun.tokens.start {
                (step.tokens.end..noun.tokens.start, true)
            } else {
                (noun.tokens.end..step.tokens.start, false)
            };
            let fits = match (place, before) {
                (Place::Before, true) | (Place::After, false) => true,
                (Place::Both, true) => !self.is_passive(step.tokens.start),
                (Place::Both, false) => self.is_participle(&gap, step.tokens.start),
                _ => false,
            };
            // A truce holds or begins; of a deal these words say little.
            let vague = noun.of != Matter::Ceasefire
                && matches!(self.lower(step.tokens.end - 1), "held" | "began" | "started" | "begun");
            // "Talks aimed at a truce have ended": it is the talks that have.
            let of_talks = !before && self.is_of_talks(noun.tokens.start);
            let carried = status == Status::CarriedOut && noun.of == Matter::Ceasefire;
            // "Agreed to go on with preparations for a treaty": none yet.
            let ahead = before
                && gap.clone().any(|i| {
                    WORDS.lists.talks.contains(self.lower(i))
                        || self.lower(i) != "may" && WORDS.lists.unreal.contains(self.lower(i))
                });
            let ok = fits
                && !(ahead || of_talks || carried || vague && status == Status::InForce)
                && self.holds(&gap, before, step.tokens.end - step.tokens.start)
                && !between(&gap)
                && !self.is_unreal(
                    if before { step.tokens.clone() } else { noun.tokens.end..step.tokens.end },
                    before,
                    status,
                );
            let small = gap.clone().filter(|i| matches!(self.lower(*i), "the" | "a" | "an" | "this" | "that")).count();
            // "The truce in force since May collapsed": since when it was in force is told beside its end.
            let since = if self.lower(step.tokens.end - 1) == "since" { FAR } else { 0 };
            ok.then_some(((gap.len() + since - small, !before), step.tokens.clone(), status))
        });
        let (_, step, status) = near.min_by_key(|(far, ..)| *far)?;
        let matter = self.whole(noun);
        let signs = |i: usize| {
            matches!(
                self.lower(i),
                "signed" | "sign" | "signs" | "signing" | "inked" | "initialled" | "initialed" | "pen"
            )
        };
        let signed = step.clone().any(signs);
        let kind = match self.kind(noun) {
            AgreementType::Other if signed && !self.is_about_goods(noun) => AgreementType::SignedText,
            kind => kind,
        };
        // A deal that is announced has been reached; a truce that is announced may be one side's.
        let reached = status == Status::Announced && noun.of != Matter::Ceasefire && step.end <= noun.tokens.start;
        let status = if reached { Status::Agreed } else { status };
        // "An initial agreement" is reached, but it is not final.
        let early =
            (noun.tokens.start.saturating_sub(4)..noun.tokens.start).any(|i| WORDS.lists.early.contains(self.lower(i)));
        let principle = self.lower(step.end) == "in" && self.lower(step.end + 1) == "principle";
        let alone = matches!(self.lower(step.start), "agreed" | "accepted" | "accepts" | "agrees")
            && (noun.tokens.end..noun.tokens.end + 6).any(|i| self.lower(i) == "proposed");
        let status =
            if status == Status::Agreed && (early || principle || alone) { Status::InPrinciple } else { status };
        // "In line with a declaration signed before": told where it is said when.
        if self.is_background(noun.tokens.start) && !self.has_day(noun.tokens.start, step.end) {
            return None;
        }
        // A deal needs both its sides, or it may be any business; a truce is told of one side too.
        let sides = if kind == AgreementType::Ceasefire { 1 } else { 2 };
        Some(Told { kind, status, step, matter, rule: "agreement.step", sides })
    }

    /// "The halt", "the pause", after a sentence on a truce: that truce.
    fn halt(&self, at: usize) -> Option<(usize, Matter)> {
        if !HALTS.contains(&self.lower(at)) || at.checked_sub(1).map_or("", |i| self.lower(i)) != "the" {
            return None;
        }
        let doc = self.found.doc;
        let told = |s: usize| {
            let mut tokens = doc.sentences.get(s).map_or(0..0, |e| e.tokens.clone());
            tokens.any(|i| matches!(WORDS.nouns.at(doc, i, usize::MAX), Some((_, Matter::Ceasefire))))
        };
        (self.sentence.saturating_sub(2)..self.sentence).any(told).then_some((1, Matter::Ceasefire))
    }

    /// "of", "on", "to" and the like behind a noun: what follows is part of the same thing.
    fn of(&self, token: usize) -> bool {
        matches!(self.lower(token), "of" | "on" | "to" | "for" | "," | "and")
    }

    /// The noun with the one that says of what sort it is ("ceasefire deal").
    pub(super) fn whole(&self, noun: &Hit<Matter>) -> Range<usize> {
        let before = noun.tokens.start.checked_sub(1).filter(|i| self.tokens.contains(i));
        let pair = before.is_some_and(|i| WORDS.nouns.at(self.found.doc, i, i + 1).is_some());
        if pair { noun.tokens.start - 1..noun.tokens.end } else { noun.tokens.clone() }
    }

    /// Whether there is such a thing: not "no truce", "any deal", "truce talks", "ceasefire violations".
    pub(super) fn is_real_noun(&self, noun: &Hit<Matter>) -> bool {
        let near = noun.tokens.start.saturating_sub(4).max(self.tokens.start)..noun.tokens.start;
        let none = near
            .rev()
            .take_while(|i| !matches!(self.lower(*i), "," | "the" | ";"))
            .any(|i| WORDS.lists.none.contains(self.lower(i)));
        let led = noun.tokens.start.checked_sub(1).map_or("", |i| self.lower(i));
        let behind = matches!(
            self.lower(noun.tokens.end),
            "talks"
                | "negotiations"
                | "violations"
                | "violation"
                | "proposal"
                | "proposals"
                | "line"
                | "plan"
                | "plans"
                | "negotiators"
                | "monitors"
                | "monitoring"
                | "efforts"
                | "bid"
                | "offer"
                | "terms"
                | "breaches"
                | "hopes"
        );
        let quoted = self.found.is_quoted(noun.tokens.start)
            && !self.found.doc.lower(noun.tokens.start.saturating_sub(2)).starts_with(['“', '"'])
            && !self.found.doc.lower(noun.tokens.start.saturating_sub(1)).starts_with(['“', '"']);
        !(none || behind || quoted || matches!(led, "great" | "good"))
    }

    /// What was agreed, by the words around the noun.
    pub(super) fn kind(&self, noun: &Hit<Matter>) -> AgreementType {
        let doc = self.found.doc;
        if self.is_about_goods(noun) {
            return AgreementType::Other;
        }
        if noun.of == Matter::Ceasefire {
            return AgreementType::Ceasefire;
        }
        let before = noun.tokens.start.saturating_sub(3).max(self.tokens.start)..noun.tokens.start;
        let behind = noun.tokens.end..(noun.tokens.end + 9).min(self.tokens.end);
        let of = behind
            .clone()
            .take_while(|i| !matches!(self.lower(*i), "," | ";" | "." | "after" | "between" | "as" | "by"))
            .count();
        let behind = behind.start..behind.start + of;
        let leads = |i: usize| matches!(self.lower(i), "on" | "for" | "to" | "of" | "that" | "under" | "whereby");
        // "An understanding on how a truce should be watched": no truce yet.
        let means = behind.clone().take(4).any(|i| {
            matches!(self.lower(i), "how" | "whether" | "what" | "who" | "monitoring" | "verifying" | "mechanism")
        });
        let purpose =
            !means && leads(behind.start) || !means && self.lower(behind.start) == "with" && behind.clone().any(leads);
        let truce = |r: Range<usize>| {
            r.into_iter().any(|i| matches!(WORDS.nouns.at(doc, i, self.tokens.end), Some((_, Matter::Ceasefire))))
        };
        if truce(before.clone()) || purpose && truce(behind.clone()) {
            return AgreementType::Ceasefire;
        }
        let captive = |r: Range<usize>| {
            WORDS.captives.first_in(doc, r.clone()).is_some()
                || WORDS.swap.first_in(doc, r).is_some_and(|(_, len, ())| len > 1)
        };
        if captive(before.clone()) || purpose && captive(behind) {
            return AgreementType::PrisonerExchange;
        }
        // "The full deal", after a sentence on prisoners: theirs.
        let definite = noun.of == Matter::Deal && before.clone().any(|i| self.lower(i) == "the");
        let last = self.sentence.checked_sub(1).and_then(|s| doc.sentences.get(s)).map(|e| e.tokens.clone());
        if definite && last.is_some_and(|t| WORDS.captives.first_in(doc, t).is_some()) {
            return AgreementType::PrisonerExchange;
        }
        noun.of.kind()
    }

    /// "A trade truce", "a minerals deal".
    fn is_about_goods(&self, noun: &Hit<Matter>) -> bool {
        let near = noun.tokens.start.saturating_sub(2).max(self.tokens.start)..noun.tokens.start;
        // A truce of tariffs, whatever it is called.
        let duties = || self.tokens.clone().any(|i| matches!(self.lower(i), "tariff" | "tariffs" | "trade" | "duties"));
        near.into_iter().any(|i| WORDS.lists.trade.contains(self.lower(i))) || noun.of == Matter::Ceasefire && duties()
    }

    /// Whether verb and noun are of one clause.
    fn holds(&self, gap: &Range<usize>, before: bool, words: usize) -> bool {
        let has = |w: &[&str]| gap.clone().any(|i| w.contains(&self.lower(i)));
        let reach = if has(&["between", "which", "that", "of", ","]) { FAR } else { REACH };
        // Behind a noun, a preposition is of the noun ("a truce over the holiday").
        let of_noun = |i: usize| !before && matches!(self.lower(i), "over" | "about" | "under" | "against" | "into");
        let apart = gap.clone().any(|i| WORDS.lists.apart.contains(self.lower(i)) && !of_noun(i));
        if gap.len() > reach || apart {
            return false;
        }
        let commas = gap.clone().filter(|i| self.lower(*i) == ",").count();
        if before {
            // A verb before its noun has only words of that noun between: no preposition but "of".
            let loose = has(&["in", "at", "from", "with", "by", "for", "said", "who", "which"]) && words < 2;
            let second = has(&["and"]) && gap.len() > 5;
            return commas == 0 && !loose && !second;
        }
        commas % 2 == 0 || gap.len() <= 2
    }

    /// "Was signed": then nothing follows it that was signed.
    fn is_passive(&self, verb: usize) -> bool {
        let led = verb.checked_sub(1).map_or("", |i| self.lower(i));
        matches!(led, "was" | "were" | "been" | "be" | "being" | "the" | "a" | "an" | "newly" | "recently")
    }

    /// A participle behind its noun: "was signed", "signed in Rome", "that the president announced".
    fn is_participle(&self, gap: &Range<usize>, verb: usize) -> bool {
        let led = verb.checked_sub(1).map_or("", |i| self.lower(i));
        if gap.is_empty()
            || matches!(
                led,
                "was"
                    | "were"
                    | "been"
                    | "being"
                    | "first"
                    | "jointly"
                    | "formally"
                    | "finally"
                    | "recently"
                    | ","
                    | "already"
                    | "both"
                    | "initially"
                    | "originally"
            )
        {
            return true;
        }
        let actors = self.found.actors_in(self.sentence);
        let follows = actors.iter().any(|a| a.tokens.end == verb && a.tokens.start >= gap.start);
        // Whoever stands right before it does it: then it must be a relative clause, with or without "that".
        let contact = actors.iter().any(|a| a.tokens.end == verb && a.tokens.start == gap.start);
        let relative = gap.clone().any(|i| matches!(self.lower(i), "that" | "which"));
        let between = gap.clone().any(|i| self.lower(i) == "between");
        if follows {
            contact || relative || between && self.lower(verb + 1) != "a"
        } else {
            gap.len() <= 4 && !relative
        }
    }

    /// Whether it is denied, wished for or only planned, by the words before the verb.
    fn is_unreal(&self, verb: Range<usize>, before: bool, status: Status) -> bool {
        if before
            && self.lower(self.tokens.start) == "if"
            && !(self.tokens.start..verb.start).any(|i| self.lower(i) == ",")
        {
            return true;
        }
        let first = if before { verb.start.saturating_sub(6).max(self.tokens.start) } else { verb.start };
        let end = if before { verb.start } else { verb.end };
        let clause = (first..end)
            .rev()
            .take_while(|i| !before || !matches!(self.lower(*i), "," | ";" | "that" | ":" | "—" | "but" | "”" | "\""));
        // The words of a step may hold such a word themselves ("was not prolonged").
        let own = |i: usize| WORDS.steps.at(self.found.doc, i, self.tokens.end).is_some();
        let listed = clause.into_iter().any(|i| {
            let word = self.lower(i);
            let not = word.ends_with("n't") || word.ends_with("n’t") || WORDS.lists.unreal.contains(word);
            let step = !before && (verb.start..verb.end).any(|k| own(k) && i >= k);
            // "to" before a verb is its infinitive; before a name it is a direction.
            let direction = word == "to" && (!before || i + 1 != verb.start);
            not && !step && !direction
        });
        let planned = status == Status::Announced && before;
        listed && !planned
    }
}

impl Reader<'_, '_> {
    /// Whether the words before a verb deny it or wish for it.
    pub(super) fn wished(&self, verb: usize) -> bool {
        self.is_unreal(verb..verb + 1, true, Status::Agreed)
    }
}

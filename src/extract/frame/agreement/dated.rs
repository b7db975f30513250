//! "The 5 May agreement", "the truce of 28 July": what was agreed before and is known by its day.

use super::{Reader, Told, WORDS, step::Hit};
use crate::{
    domain::{Precision, Status},
    extract::time::{TimeExpr, TimeKind},
};
use std::ops::Range;

/// How far before what is agreed the word for the talks about it may stand, in tokens.
const TALKS: usize = 12;
/// So many tokens may stand between what was agreed and its day.
const NEAR: usize = 10;

impl Reader<'_, '_> {
    /// An agreement that is named with its day and no verb of its own.
    pub(super) fn dated(&self) -> Option<Told> {
        self.tokens.clone().find_map(|at| {
            let doc = self.found.doc;
            let (len, of) = WORDS.nouns.at(doc, at, self.tokens.end)?;
            let compound = WORDS.nouns.at(doc, at + len, self.tokens.end).is_some();
            let noun = Hit { tokens: at..at + len, of };
            let step = self.own_day(&noun.tokens).filter(|_| !compound && !self.found.is_quoted(at))?;
            // A truce that is broken or ignored has been agreed; one that is proposed has not.
            let open = (at.saturating_sub(4).max(self.tokens.start)..at)
                .any(|i| matches!(self.lower(i), "proposed" | "planned" | "failed" | "draft" | "offered"));
            if open || !self.is_real_noun(&noun) || self.is_of_talks(at) {
                return None;
            }
            let (kind, matter) = (self.kind(&noun), self.whole(&noun));
            Some(Told { kind, status: Status::Agreed, step, matter, rule: "agreement.dated", sides: 2 })
        })
    }

    /// The day or month right before or behind what was agreed ("the 5 May truce", "a truce of 5 May").
    fn own_day(&self, noun: &Range<usize>) -> Option<Range<usize>> {
        let leads = |i: usize| matches!(self.lower(i), "on" | "of" | "from" | "dated");
        let own = |t: &&TimeExpr| {
            let behind = t.tokens.start == noun.end && leads(t.tokens.start)
                || t.tokens.start == noun.end + 1 && leads(noun.end);
            let first = t.tokens.end <= noun.start && noun.start <= t.tokens.end + 2;
            let article = t.tokens.start.checked_sub(1).is_some_and(|i| matches!(self.lower(i), "the" | "a" | "that"));
            let owner = first && matches!(self.lower(t.tokens.end), "'s" | "’s");
            (behind || first && article || owner) && self.is_day(t)
        };
        self.found.times_in(self.sentence).iter().find(own).map(|t| t.tokens.clone())
    }

    /// Whether a time is a day or a month that has come.
    fn is_day(&self, time: &TimeExpr) -> bool {
        let ahead = time.when.latest().zip(self.found.published_day()).is_some_and(|(d, p)| d > p);
        time.kind == TimeKind::Date && !time.when.is_unknown() && !ahead && time.when.precision() <= Precision::Month
    }

    /// Whether the article says when, close to what was agreed and behind it, or within it.
    pub(super) fn has_day(&self, noun: usize, step: usize) -> bool {
        let near = noun.saturating_sub(4)..step + NEAR;
        self.found.times_in(self.sentence).iter().any(|t| near.contains(&t.tokens.start) && self.is_day(t))
    }

    /// Whether what is told has a day of its own.
    pub(super) fn is_dated(&self, told: &Told) -> bool {
        self.has_day(told.matter.start, told.step.end)
    }

    /// "In line with a declaration", "under the accord": what was agreed is only named.
    pub(super) fn is_background(&self, noun: usize) -> bool {
        let led = self.led(noun);
        led.is_some_and(|i| {
            WORDS.lists.background.contains(self.lower(i))
                || matches!(
                    (self.lower(i.saturating_sub(1)), self.lower(i)),
                    ("line" | "accordance" | "keeping" | "compliance", "with") | ("part" | "terms" | "breach", "of")
                )
        })
    }

    /// "Talks aimed at reaching a truce", "the meeting on a deal": the talks are what a verb behind it tells of.
    pub(super) fn is_of_talks(&self, noun: usize) -> bool {
        let Some(led) = self.led(noun) else { return false };
        let reaching = self.lower(led).ends_with("ing");
        let first = led.saturating_sub(TALKS).max(self.tokens.start);
        let open = (first..led).rev().take_while(|i| !matches!(self.lower(*i), "," | ";" | "that" | "said"));
        let talks = open.into_iter().any(|i| WORDS.lists.talks.contains(self.lower(i)));
        let on = matches!(self.lower(led), "on" | "for" | "about" | "towards" | "toward" | "at" | "over" | "reach");
        talks && (reaching || on)
    }

    /// The word that leads the phrase of a noun: a preposition or a participle at most four tokens before it.
    fn led(&self, noun: usize) -> Option<usize> {
        let near = noun.saturating_sub(5).max(self.tokens.start)..noun;
        near.rev().find(|i| {
            let word = self.lower(*i);
            word.len() > 4 && word.ends_with("ing")
                || WORDS.lists.background.contains(word)
                || matches!(
                    word,
                    "on" | "of"
                        | "for"
                        | "with"
                        | "about"
                        | "towards"
                        | "toward"
                        | "at"
                        | "over"
                        | "to"
                        | "in"
                        | "reach"
                )
                || matches!(word, "," | ";" | "and")
        })
    }
}

//! Sentences that tell of violence but of no single strike: totals, accidents, figures of speech.

use super::{
    clause::Reader,
    words::{Class, WORDS},
};
use crate::{
    domain::Precision,
    extract::time::{Relation, TimeExpr, TimeKind},
};

impl Reader<'_, '_> {
    /// Whether the sentence is a tally or no strike at all.
    pub(super) fn is_other(&self, sentence: usize) -> bool {
        let tokens = self.found.doc.sentences[sentence].tokens.clone();
        let times = self.found.times_in(sentence);
        let dated = |t: &&TimeExpr| t.kind == TimeKind::Date && !t.when.is_unknown();
        let short = |t: &TimeExpr| {
            t.when.precision() <= Precision::Days && !matches!(t.relation, Relation::Since | Relation::Until)
        };
        let after_since = |t: &TimeExpr| {
            t.relation == Relation::Since
                || (t.tokens.start.saturating_sub(2)..t.tokens.start).any(|i| self.lower(i) == "since")
        };
        // A total "since" some day, or over a month, unless the sentence also has a day of its own.
        let own_day = times.iter().filter(dated).any(|t| short(t) && !after_since(t));
        // "… since, by the ministry's count": since what was told before.
        let bare = tokens.clone().any(|i| {
            self.lower(i) == "since"
                && (matches!(self.lower(i + 1), "," | "." | ";" | "then") || self.lower(i.wrapping_sub(1)) == "ever")
        });
        let since = !own_day && (bare || times.iter().any(after_since));
        let long = !own_day
            && times.iter().any(|t| dated(&t) && t.when.precision() > Precision::Week && t.relation == Relation::On);
        let stretch = tokens.clone().any(|i| {
            matches!(self.lower(i), "days" | "weeks" | "months" | "years")
                && self.lower(i + 1) == "of"
                && (i + 2..i + 5).any(|k| self.class(k).is(Class::NOUN.or(Class::ARMS)))
        });
        let counted = self.found.numbers_in(sentence).iter().any(|n| n.value.n >= 50);
        let (doc, classes) = (self.found.doc, self.classes());
        let opens = |i: &usize| self.class(*i).is(Class::OPENS) && !self.is_quoted(*i);
        let run: Vec<usize> = tokens.filter(opens).collect();
        WORDS.is_otherwise(doc, classes, &run)
            || self.is_blast(sentence)
            || self.is_war(sentence)
            || !own_day && (WORDS.has_tally(doc, classes, &run) || WORDS.recalls_a_war(doc, classes, &run))
            || WORDS.has_tally(doc, classes, &run) && counted
            || stretch
            || (since && counted)
            || (long && counted)
            || (long && self.is_campaign(sentence))
    }

    /// "Began last November to launch missiles", "has been shelling the town since May": what goes on for months.
    fn is_campaign(&self, sentence: usize) -> bool {
        let tokens = self.found.doc.sentences[sentence].tokens.clone();
        let acts = |i: usize| self.class(i).is(Class::LAUNCH.or(Class::ATTACK).or(Class::CARRY));
        tokens.clone().any(|i| {
            let starts = matches!(self.lower(i), "began" | "begun" | "started" | "beginning" | "have" | "has" | "had")
                && (!matches!(self.lower(i), "have" | "has" | "had") || self.lower(i + 1) == "been");
            starts
                && (i + 1..(i + 8).min(tokens.end))
                    .any(|k| acts(k) && (self.lower(k - 1) == "to" || self.lower(k).ends_with("ing")))
        })
    }

    /// An explosion or a fire that nobody is said to have caused with any weapon.
    fn is_blast(&self, sentence: usize) -> bool {
        let any = |class: Class| self.found.doc.sentences[sentence].tokens.clone().any(|i| self.class(i).is(class));
        const CAUSED: &[&str] =
            &["attacked", "struck", "shelled", "bombed", "targeted", "downed", "intercepted", "attack"];
        let caused = || self.found.tokens_of(sentence).iter().any(|t| t.is_any(CAUSED));
        any(Class::BLAST) && !any(Class::NOUN.or(Class::ARMS)) && !caused()
    }

    /// "A war that has killed thousands": the total of a conflict.
    fn is_war(&self, sentence: usize) -> bool {
        const WARS: &[&str] = &[
            "war",
            "conflict",
            "fighting",
            "violence",
            "insurgency",
            "unrest",
            "hostilities",
            "rebellion",
            "uprising",
            "insurrection",
            "crisis",
            "campaign",
        ];
        let tokens = self.found.doc.sentences[sentence].tokens.clone();
        tokens.clone().any(|i| {
            WARS.contains(&self.lower(i))
                && (i + 1..(i + 5).min(tokens.end)).any(|k| {
                    matches!(self.lower(k), "has" | "have" | "had")
                        && (k + 1..k + 3).any(|m| matches!(self.lower(m), "killed" | "left" | "claimed" | "cost"))
                })
        })
    }
}

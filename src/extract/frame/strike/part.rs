//! The parts of a sentence that may tell of different attacks.

use super::{clause::Reader, words::Class};
use crate::extract::actor::Naming;
use std::ops::Range;

/// A part of a sentence that may have an attacker of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// Its tokens.
    pub(super) tokens: Range<usize>,
    /// Whether it tells what came before the rest ("after", "in response to").
    pub(super) earlier: bool,
}

impl Reader<'_, '_> {
    /// The clauses of a sentence that may have different attackers.
    pub(super) fn split(&self, sentence: usize) -> Vec<Part> {
        let tokens = self.found.doc.sentences[sentence].tokens.clone();
        let mut out = Vec::new();
        let (mut start, mut earlier) = (tokens.start, false);
        for i in tokens.clone() {
            let mut next_earlier = false;
            let cut = match self.lower(i) {
                "while" | "whereas" | ";" => i > tokens.start + 3,
                // "Six people died: four in the port, …": the total, then its parts.
                ":" => self.is_total(start..i) && i > start + 1,
                // "a raid that had drawn a Syrian barrage on Turkey".
                "drawn" | "drew" | "prompted" | "triggered" | "provoked" => self.answers(i + 1, tokens.end),
                "and" => {
                    self.starts_attack(i + 1, tokens.end)
                        && (self.lower(i.wrapping_sub(1)) == "," || self.has_attack(start..i))
                }
                "after" | "following" | "response" | "retaliation" | "revenge" | "reprisal" => {
                    next_earlier = true;
                    self.looks_back(start..i, i + 1..tokens.end)
                        || self.came_later(start..i) && self.has_attack(i + 1..tokens.end)
                }
                _ => false,
            };
            if cut && i > start {
                out.push(Part { tokens: start..i, earlier });
                start = i + 1;
                earlier = next_earlier;
            }
        }
        out.push(Part { tokens: start..tokens.end, earlier });
        out
    }

    /// Whether a stretch only counts people hurt.
    fn is_total(&self, range: Range<usize>) -> bool {
        let any = |c: Class| range.clone().any(|i| self.class(i).is(c));
        any(Class::KILLED.or(Class::INJURED)) && !any(Class::ARMS.or(Class::NOUN))
    }

    /// Whether a nation's attack follows as the answer to another.
    fn answers(&self, at: usize, end: usize) -> bool {
        let nation = self.found.actor_after(at).filter(|a| a.tokens.start <= at + 2 && a.naming == Naming::Demonym);
        nation.is_some_and(|a| {
            (a.tokens.end..(a.tokens.end + 3).min(end)).any(|i| self.class(i).is(Class::NOUN.or(Class::ARMS)))
        })
    }

    /// Whether another side's attack starts here ("Iranian missiles …", "a submarine fired …").
    fn starts_attack(&self, at: usize, end: usize) -> bool {
        let named = (at + 1..=at + 4).any(|k| self.side_ending_at(k).is_some());
        let acts = |i: usize| {
            self.class(i).is(Class::LAUNCH.or(Class::ATTACK)) && !self.class(i).is(Class::NOUN)
                || matches!(self.lower(i), "scrambled" | "responded" | "retaliated")
        };
        named && (at..end.min(at + 7)).any(acts)
    }

    /// Whether a stretch tells of an attack and of somebody or something to do with it.
    fn has_attack(&self, range: Range<usize>) -> bool {
        range.clone().any(|i| {
            self.class(i).is(Class::NOUN.or(Class::ATTACK))
                || self.class(i).is(Class::LAUNCH) && range.clone().any(|k| self.class(k).is(Class::ARMS))
        })
    }

    /// "The strike came only days", before "after": what follows was another one.
    fn came_later(&self, before: Range<usize>) -> bool {
        let near = |i: usize, n: usize| i + n >= before.end;
        let mut words = (before.end.saturating_sub(8).max(before.start)..before.end).rev();
        words.any(|i| near(i, 2) && matches!(self.lower(i), "days" | "day" | "weeks" | "week" | "months" | "hours"))
            && words.any(|i| matches!(self.lower(i), "came" | "comes" | "happened" | "occurred"))
    }

    /// Whether "after" and the like part two attacks: one on each side, each with somebody of its own.
    fn looks_back(&self, before: Range<usize>, after: Range<usize>) -> bool {
        let sided = |r: Range<usize>| r.clone().any(|k| self.side_ending_at(k + 1).is_some());
        let tolled = |r: Range<usize>| r.clone().any(|k| self.class(k).is(Class::KILLED.or(Class::INJURED)));
        let cause = matches!(self.lower(after.start), "being" | "it" | "they" | "he" | "she");
        !cause
            && self.has_attack(before.clone())
            && self.has_attack(after.clone())
            && sided(before)
            && (sided(after.clone()) || tolled(after))
    }
}

//! How many: weapons launched and brought down, people killed and hurt.

use super::{
    clause::{Arms, Cue, Reader, Toll},
    words::{ATTACK_NOUNS, INJURED, INTERCEPT, KILLED, PEOPLE, weapon},
};
use crate::{
    domain::{FigureMeasure, Qualifier},
    extract::number::Value,
};
use std::ops::Range;

impl Reader<'_, '_> {
    /// Weapons with their counts, launched and intercepted told apart.
    pub(super) fn arms(&self, sentence: usize, clause: &Range<usize>, cues: &[(usize, Cue)]) -> Vec<Arms> {
        let mut out: Vec<Arms> = Vec::new();
        let numbers = self.found.numbers_in(sentence);
        for i in clause.clone() {
            let before = if i > clause.start { self.lower(i - 1) } else { "" };
            let Some(kind) = weapon(self.lower(i), before).filter(|_| !self.found.is_quoted(i)) else { continue };
            // "missile attack", "drone raid", "power outage": the weapon is only an adjective.
            let adjective = ATTACK_NOUNS.contains(&self.lower(i + 1)) && weapon(self.lower(i + 1), "").is_none()
                || matches!(self.lower(i + 1), "and" | ",")
                    && weapon(self.lower(i + 2), "").is_some()
                    && ATTACK_NOUNS.contains(&self.lower(i + 3))
                    && !self.lower(i).ends_with('s');
            let number = numbers
                .iter()
                .rfind(|n| n.tokens.end <= i && n.tokens.start >= clause.start && self.reaches(n.tokens.end, i));
            let one = || {
                let mut k = i;
                while k > clause.start && i - k < 4 {
                    k -= 1;
                    match self.lower(k) {
                        "a" | "an" => return true,
                        w if !self.found.doc.tokens[k].capital
                            && !w.ends_with("ic")
                            && !matches!(
                                w,
                                "cruise" | "attack" | "combat" | "guided" | "russian" | "glide" | "kamikaze"
                            ) =>
                        {
                            return false;
                        }
                        _ => {}
                    }
                }
                false
            };
            let singular = matches!(self.lower(i), "drone" | "missile" | "bomb" | "rocket" | "shell" | "bomber");
            let count = number
                .map(|n| n.value)
                .or_else(|| (singular && !adjective && one()).then_some(Value { n: 1, qualifier: Qualifier::Exact }));
            if adjective && count.is_none() && out.iter().any(|a| a.weapon == kind) {
                continue;
            }
            let count = if adjective { None } else { count };
            let Some(span) =
                self.found.doc.span_of(number.filter(|_| count.is_some()).map_or(i, |n| n.tokens.start)..i + 1)
            else {
                continue;
            };
            out.push(Arms { weapon: kind, count, intercepted: self.is_intercepted(i, cues), span, token: i });
        }
        // "274 of them downed", "of which 33 were stopped", "the drones shot down at 86".
        for n in numbers.iter().filter(|n| clause.contains(&n.tokens.start)) {
            let rest = n.tokens.end..(n.tokens.end + 5).min(clause.end);
            let pronoun = self.lower(n.tokens.end) == "of" && matches!(self.lower(n.tokens.end + 1), "them" | "which");
            let which = n.tokens.start >= 2 && self.lower(n.tokens.start - 1) == "which";
            let down = cues.iter().any(|(i, c)| *c == Cue::Intercept && rest.contains(i))
                || pronoun && rest.clone().any(|i| INTERCEPT.contains(&self.lower(i)));
            let last = out.iter().rfind(|a| a.token < n.tokens.start && a.count.is_some()).cloned();
            if let (true, true, Some(last)) = (pronoun || which, down, last) {
                out.push(Arms { count: Some(n.value), intercepted: true, span: n.span, ..last });
            } else if let at = self.lower(n.tokens.start.wrapping_sub(1))
                && matches!(at, "at" | ":")
                && self.lower(n.tokens.end) != "%"
                && let Some(arm) = out.iter_mut().find(|a| {
                    a.count.is_none()
                        && a.token < n.tokens.start
                        // "missiles followed in two waves: fewer than 30, by a first count".
                        && (at == ":" && matches!(self.lower(n.tokens.end), "," | ".") || a.intercepted && n.tokens.start - a.token < 12)
                })
            {
                arm.count = Some(n.value);
                arm.span = n.span;
            }
        }
        out
    }

    /// Whether only describing words stand between a number and a weapon ("370 attack drones", "33 of the missiles").
    fn reaches(&self, from: usize, to: usize) -> bool {
        const INNER: &[&str] = &[
            "of",
            "the",
            "attack",
            "combat",
            "strike",
            "enemy",
            "guided",
            "ballistic",
            "cruise",
            "aerial",
            "glide",
            "and",
            "different",
            "stealth",
            "new",
            "more",
            "other",
            "further",
            "additional",
        ];
        to >= from
            && to - from <= 4
            && (from..to).all(|i| {
                let t = &self.found.doc.tokens[i];
                let w = &*t.lower;
                let adjective = w.ends_with("ing")
                    || w.ends_with("ic")
                    || w.ends_with("al")
                    || w.ends_with("ian")
                    || w.ends_with("ish")
                    || w.ends_with("type")
                    || w.ends_with("range")
                    || t.capital
                    || w.contains('-');
                (INNER.contains(&w) || adjective) && !matches!(w, "-") || w == "-"
            })
            && !(from..to).any(|i| self.lower(i) == "and" && weapon(self.lower(i - 1), "").is_some())
    }

    fn is_intercepted(&self, at: usize, cues: &[(usize, Cue)]) -> bool {
        let next = cues.iter().find(|(i, _)| *i > at);
        if let Some((i, Cue::Intercept)) = next
            && !(at..*i).any(|k| matches!(self.lower(k), "," | ";" | "said" | "which"))
            && *i - at < 12
        {
            return true;
        }
        matches!(cues.iter().rfind(|(i, _)| *i < at), Some((_, Cue::Intercept)))
            && !matches!(next, Some((i, Cue::Launch)) if *i < at + 4)
    }

    /// Who was killed and hurt.
    pub(super) fn tolls(&self, sentence: usize, clause: &Range<usize>, arms: &[Arms]) -> Vec<Toll> {
        let mut out: Vec<Toll> = Vec::new();
        let measure = |w: &str| {
            if KILLED.contains(&w) {
                Some(FigureMeasure::Killed)
            } else if INJURED.contains(&w) {
                Some(FigureMeasure::Injured)
            } else {
                None
            }
        };
        for n in self.found.numbers_in(sentence) {
            if !clause.contains(&n.tokens.start)
                || arms.iter().any(|a| a.span.overlaps(n.span))
                || self.found.is_quoted(n.tokens.start)
            {
                continue;
            }
            let (from, to) = (n.tokens.start, n.tokens.end);
            let mut said = None;
            // "killing four", "wounded at least 12", "killed as many as 5".
            for k in 1..=2 {
                if from >= clause.start + k
                    && let Some(m) = measure(self.lower(from - k))
                        .filter(|_| !matches!(self.lower(from - k), "dead" | "hurt" | "hospital" | "died"))
                    && (k == 1 || matches!(self.lower(from - 1), "another" | "some" | "about" | "around" | "all"))
                {
                    said = Some(m);
                }
            }
            if said.is_none() {
                // "seven people were killed", "five were injured", "One dead", "two of them children" is no toll.
                for k in to..(to + 9).min(clause.end) {
                    let w = self.lower(k);
                    if let Some(m) = measure(w) {
                        said = Some(m);
                        break;
                    }
                    // "most of people", "four members of one family" go on.
                    let inner = w == "of"
                        && (PEOPLE.contains(&self.lower(k + 1))
                            || self.lower(k.wrapping_sub(1)) == "members"
                            || PEOPLE.contains(&self.lower(k.wrapping_sub(1))));
                    let stop = matches!(
                        w,
                        "." | ";"
                            | ":"
                            | "nobody"
                            | "no"
                            | "none"
                            | "got"
                            | "of"
                            | "who"
                            | "said"
                            | "%"
                            | "drones"
                            | "missiles"
                            | "hours"
                            | "locations"
                            | "sites"
                    ) && !inner
                        || (w == "," && k > to + 2)
                        || self.found.numbers_in(sentence).iter().any(|o| o.tokens.start == k);
                    if stop {
                        break;
                    }
                }
            }
            // "a second wounded" and "the dead" aside; "put the number of wounded at a dozen".
            if said.is_none() && self.lower(from.wrapping_sub(1)) == "at" {
                said = (from.saturating_sub(10).max(clause.start)..from).rev().find_map(|k| measure(self.lower(k)));
            }
            if said.is_none() && matches!(self.lower(from.wrapping_sub(1)), "of" | "to" | "was" | "spoke") {
                let toll = (from.saturating_sub(5).max(clause.start)..from).any(|k| matches!(self.lower(k), "toll"));
                said = toll.then_some(FigureMeasure::Killed);
            }
            if let Some(measure) = said {
                out.push(Toll { measure, value: n.value, span: n.span });
            }
        }
        // "A woman died", "a nine-year-old boy was hurt".
        for i in clause.clone() {
            if PEOPLE.contains(&self.lower(i))
                && !self.lower(i).ends_with('s')
                && !matches!(self.lower(i), "people" | "men" | "women" | "children")
            {
                let article = (i.saturating_sub(6).max(clause.start)..i)
                    .rev()
                    .take_while(|k| !matches!(self.lower(*k), "," | "and" | "."))
                    .any(|k| matches!(self.lower(k), "a" | "an"));
                let fate = (i + 1..(i + 8).min(clause.end))
                    .take_while(|k| !matches!(self.lower(*k), "," | "." | "and"))
                    .find_map(|k| measure(self.lower(k)));
                if let (true, Some(measure), Some(span)) = (article, fate, self.found.doc.span_of(i..i + 1))
                    && !out.iter().any(|t| t.measure == measure)
                {
                    out.push(Toll { measure, value: Value { n: 1, qualifier: Qualifier::Exact }, span });
                }
            }
        }
        out
    }
}

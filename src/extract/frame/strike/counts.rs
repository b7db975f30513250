//! How many: weapons launched and brought down, people killed and hurt.

use super::{
    clause::{Arms, Reader, Toll},
    cue::Cue,
    words::{Class, weapon},
};
use crate::{
    domain::{FigureMeasure, Qualifier, Span},
    extract::number::{Number, Value},
};
use std::ops::Range;

impl Reader<'_, '_> {
    /// Weapons with their counts, launched and intercepted told apart.
    pub(super) fn arms(&self, sentence: usize, clause: &Range<usize>, cues: &[(usize, Cue)]) -> Vec<Arms> {
        let mut out: Vec<Arms> = Vec::new();
        let numbers = self.found.numbers_in(sentence);
        for i in clause.clone() {
            let before = if i > clause.start { self.lower(i - 1) } else { "" };
            let Some(kind) = weapon(self.lower(i), before).filter(|_| !self.is_quoted(i)) else { continue };
            // "missile attack", "drone raid", "power outage": the weapon is only an adjective.
            let adjective = self.class(i + 1).is(Class::NOUN.or(Class::ARMS))
                && weapon(self.lower(i + 1), "").is_none()
                || matches!(self.lower(i + 1), "and" | ",")
                    && weapon(self.lower(i + 2), "").is_some()
                    && self.class(i + 3).is(Class::NOUN.or(Class::ARMS))
                    && !self.lower(i).ends_with('s');
            let number = numbers
                .iter()
                .rfind(|n| n.tokens.end <= i && n.tokens.start >= clause.start && self.reaches(n.tokens.end, i))
                // "Shahed-131/136 drones": a make, no count.
                .filter(|n| n.tokens.start == 0 || !matches!(self.lower(n.tokens.start - 1), "/" | "-"));
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
            let intercepted = self.is_intercepted(i, cues);
            // "Shot down 48 out of 53 drones": so many came, and so many of them were stopped.
            let of = number.filter(|_| intercepted && count.is_some()).and_then(|n| {
                let at = n.tokens.start;
                let end = match (self.lower(at.wrapping_sub(2)), self.lower(at.wrapping_sub(1))) {
                    ("out", "of") => at.checked_sub(2)?,
                    (_, "of") => at.checked_sub(1)?,
                    _ => return None,
                };
                numbers.iter().find(|m| m.tokens.end == end && m.value.n <= n.value.n)
            });
            if let Some(stopped) = of {
                out.push(Arms { weapon: kind, count, intercepted: false, span, token: i });
                out.push(Arms {
                    weapon: kind,
                    count: Some(stopped.value),
                    intercepted: true,
                    span: stopped.span.cover(span),
                    token: i,
                });
                continue;
            }
            out.push(Arms { weapon: kind, count, intercepted, span, token: i });
        }
        // "274 of them downed", "of which 33 were stopped", "the drones shot down at 86".
        for n in numbers.iter().filter(|n| clause.contains(&n.tokens.start)) {
            let rest = n.tokens.end..(n.tokens.end + 5).min(clause.end);
            let pronoun = self.lower(n.tokens.end) == "of" && matches!(self.lower(n.tokens.end + 1), "them" | "which");
            let which = n.tokens.start >= 2 && self.lower(n.tokens.start - 1) == "which";
            let down = cues.iter().any(|(i, c)| *c == Cue::Intercept && rest.contains(i))
                || pronoun && rest.clone().any(|i| self.class(i).is(Class::INTERCEPT));
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

    /// "put the number at 14": counts without their noun.
    pub(super) fn recounts(&self, sentence: usize, clause: &Range<usize>) -> Vec<(usize, Value, Span)> {
        let number = clause.clone().find(|i| matches!(self.lower(*i), "number" | "figure" | "total"));
        let Some(number) = number.filter(|i| self.lower(*i + 1) != "of") else { return Vec::new() };
        let after =
            self.found.numbers_in(sentence).iter().filter(|n| n.tokens.start > number && n.tokens.start < clause.end);
        let at = |i: usize| matches!(self.lower(i - 1), "at" | "as");
        after.filter(|n| at(n.tokens.start)).map(|n| (n.tokens.start, n.value, n.span)).collect()
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
        let numbers = self.found.numbers_in(sentence);
        // A count that waits for what befell the counted: "five officers and three civilians were injured".
        let mut waiting: Option<(Value, Span)> = None;
        for n in numbers {
            if !clause.contains(&n.tokens.start)
                || arms.iter().any(|a| a.span.overlaps(n.span))
                || self.is_quoted(n.tokens.start)
                || self.is_part(n.tokens.start, clause)
                || self.is_age(n.tokens.start)
            {
                waiting = None;
                continue;
            }
            if numbers.iter().any(|m| m.tokens.end + 1 == n.tokens.start && self.upper_end(m, numbers).is_some()) {
                continue;
            }
            let end =
                numbers.iter().find(|m| m.tokens.start == n.tokens.end + 1 && self.upper_end(n, numbers).is_some());
            let fate = self.fate(n.tokens.start..end.map_or(n.tokens.end, |m| m.tokens.end), clause, numbers);
            if let Some(measure) = fate {
                let (mut value, mut span) = (n.value, n.span);
                if let Some((first, start)) = waiting.take() {
                    value.n += first.n;
                    span = start.cover(span);
                } else if self.is_one_more_before(n.tokens.start, clause) {
                    value.n += 1;
                }
                let high = self.upper_end(n, numbers);
                out.push(Toll { measure, value, high, span });
            } else {
                let people =
                    (n.tokens.end..(n.tokens.end + 3).min(clause.end)).find(|i| self.class(*i).is(Class::PEOPLE));
                let joined = people.is_some_and(|i| matches!(self.lower(i + 1), "and" | ","));
                waiting = joined.then_some((n.value, n.span));
            }
        }
        self.single_tolls(clause, &mut out);
        out
    }

    /// The upper end of "seven to eight", "10-12", "between 10 and 15".
    fn upper_end(&self, n: &Number, numbers: &[Number]) -> Option<u64> {
        let next = numbers.iter().find(|m| m.tokens.start == n.tokens.end + 1)?;
        let joined = matches!(self.lower(n.tokens.end), "to" | "-" | "–" | "or")
            || self.lower(n.tokens.end) == "and" && n.tokens.start > 0 && self.lower(n.tokens.start - 1) == "between";
        (joined && next.value.n > n.value.n).then_some(next.value.n)
    }

    fn measure(&self, i: usize) -> Option<FigureMeasure> {
        let class = self.class(i);
        if class.is(Class::KILLED) {
            Some(FigureMeasure::Killed)
        } else if class.is(Class::INJURED) {
            Some(FigureMeasure::Injured)
        } else {
            None
        }
    }

    /// What befell those a number counts.
    fn fate(&self, tokens: Range<usize>, clause: &Range<usize>, numbers: &[Number]) -> Option<FigureMeasure> {
        let (from, to) = (tokens.start, tokens.end);
        // "killed and 21 wounded": what follows at once is theirs.
        if let Some(m) =
            self.measure(to).filter(|_| !matches!(self.lower(to), "hospital" | "lives" | "lost" | "bodies"))
        {
            return Some(m);
        }
        // "killing four", "wounded at least 12", "killed as many as 5", "claimed the lives of nine", "deaths of 16".
        for k in 1..=3 {
            if from >= clause.start + k
                && let Some(m) = self.measure(from - k).filter(|_| {
                    !matches!(
                        self.lower(from - k),
                        "dead" | "hurt" | "hospital" | "died" | "bodies" | "succumbed" | "casualties"
                    )
                })
                && (from + 1 - k..from).all(|j| {
                    matches!(
                        self.lower(j),
                        "another" | "some" | "about" | "around" | "all" | "of" | "a" | "further" | "the" | "to"
                    )
                })
            {
                let lives = self.lower(from - k) != "lives" || self.lower(from - 1) == "of";
                let passive = k == 1 && from >= clause.start + 2 && matches!(self.lower(from - 2), "was" | "were");
                if lives && !passive {
                    return Some(m);
                }
            }
        }
        // "seven people were killed", "five were injured", "One dead"; "two of them children" is no toll.
        let mut skip = to;
        for k in to..(to + 24).min(clause.end) {
            if k < skip {
                continue;
            }
            // "four guards, who had just come on duty, were killed": the aside between is passed over.
            if self.lower(k) == "," && self.is_aside_opener(k + 1) {
                let close = (k + 1..(k + 14).min(clause.end)).find(|j| self.lower(*j) == ",");
                let Some(close) = close else { break };
                skip = close + 1;
                continue;
            }
            if k - to > 9 && skip == to || k >= skip + 9 {
                break;
            }
            let w = self.lower(k);
            if let Some(m) = self.measure(k) {
                // "12 people in hospital"; "40 wounded soldiers were freed" counts no new wounds.
                let told = !matches!(w, "lost" | "lives") || w == "lives" && k <= to + 1;
                return told.then_some(m);
            }
            // "most of people", "four members of one family" go on.
            let inner = w == "of"
                && (self.class(k + 1).is(Class::PEOPLE)
                    || self.lower(k.wrapping_sub(1)) == "members"
                    || self.class(k.wrapping_sub(1)).is(Class::PEOPLE)
                    || matches!(self.lower(k + 1), "its" | "their" | "the"));
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
                    | "hours"
                    | "locations"
                    | "sites"
                    | "where"
                    | "missing"
                    | "when"
                    | "after"
                    | "houses"
                    | "homes"
                    | "buildings"
                    | "that"
                    | "which"
                    | "fled"
                    | "displaced"
                    | "arrested"
            ) && !inner
                || self.class(k).is(Class::ARMS)
                || k <= to + 2
                    && self.class(k).is(Class::BUILT)
                    && !self.class(k + 1).is(Class::PEOPLE.or(Class::BUILT))
                || (w == "," && k > to + 2)
                || numbers.iter().any(|o| o.tokens.start == k) && !self.is_part(k, clause);
            if stop {
                break;
            }
        }
        let before = self.lower(from.wrapping_sub(1));
        // "put the number of wounded at a dozen"; "left five dead" is met above.
        if before == "at" {
            return (from.saturating_sub(10).max(clause.start)..from).rev().find_map(|k| self.measure(k));
        }
        if matches!(before, "of" | "to" | "was" | "spoke") {
            let toll = (from.saturating_sub(11).max(clause.start)..from).rev().find(|k| self.lower(*k) == "toll");
            let hurt = |at: usize| (at.saturating_sub(8).max(clause.start)..at).rev().find_map(|k| self.measure(k));
            return toll.map(|at| hurt(at).unwrap_or(FigureMeasure::Killed));
        }
        // "claimed nine lives", "13 sustained injuries": the words stand apart.
        let sustained = matches!(self.lower(to), "sustained" | "suffered");
        (sustained && (to + 1..(to + 4).min(clause.end)).any(|k| self.lower(k) == "injuries"))
            .then_some(FigureMeasure::Injured)
    }

    /// "including women", "who had fled", "most of them children": an aside opens.
    fn is_aside_opener(&self, i: usize) -> bool {
        matches!(
            self.lower(i),
            "including"
                | "among"
                | "most"
                | "mostly"
                | "many"
                | "who"
                | "which"
                | "all"
                | "some"
                | "one"
                | "two"
                | "three"
                | "several"
        ) && (matches!(self.lower(i), "including" | "among" | "who" | "which" | "mostly") || self.lower(i + 1) == "of")
    }

    /// "including five children", "among them three women", "two of them": part of another count.
    fn is_part(&self, number: usize, clause: &Range<usize>) -> bool {
        let back = number.saturating_sub(5).max(clause.start)..number;
        let plain = |k: &usize| {
            !matches!(
                self.lower(*k),
                "killed" | "killing" | "wounded" | "injured" | "wounding" | "injuring" | "." | ";"
            ) && !self.class(*k).is(Class::KILLED)
        };
        back.rev().take_while(plain).any(|k| matches!(self.lower(k), "including" | "includes" | "include" | "among"))
    }

    /// "a man around 30", "a woman of 68".
    fn is_age(&self, number: usize) -> bool {
        (1..=3).any(|k| {
            number >= k
                && matches!(self.lower(number - k), "man" | "woman" | "boy" | "girl")
                && (number + 1 - k..number).all(|j| matches!(self.lower(j), "of" | "aged" | "around" | "about"))
        }) || number > 0 && self.lower(number - 1) == "aged"
    }

    /// "a farmer and four workers were killed": somebody with an article before "and" and the number.
    fn is_one_more_before(&self, number: usize, clause: &Range<usize>) -> bool {
        if number < clause.start + 3 || self.lower(number - 1) != "and" {
            return false;
        }
        let start = number.saturating_sub(8).max(clause.start);
        let back = start..number - 1;
        let run: Vec<usize> =
            back.rev().take_while(|k| !matches!(self.lower(*k), "," | "and" | "." | "said" | "that")).collect();
        let article = run.iter().position(|k| matches!(self.lower(*k), "a" | "an"));
        let person = article.is_some_and(|at| {
            run[..at].iter().any(|k| self.class(*k).is(Class::PEOPLE) && !self.lower(*k).ends_with('s'))
        });
        person && !run.iter().any(|k| self.measure(*k).is_some())
    }

    /// "A woman died", "a nine-year-old boy was hurt", "killing a nurse".
    fn single_tolls(&self, clause: &Range<usize>, out: &mut Vec<Toll>) {
        for i in clause.clone() {
            let word = self.lower(i);
            // "one civilian was killed and another was injured".
            if matches!(word, "another") && matches!(self.lower(i + 1), "was" | "is" | "died") {
                let fate = self.measure(i + 2).or_else(|| self.measure(i + 1));
                if let (Some(measure), Some(span)) = (fate, self.found.doc.span_of(i..i + 1))
                    && !out.iter().any(|t| t.measure == measure)
                {
                    out.push(Toll { measure, value: Value { n: 1, qualifier: Qualifier::Exact }, high: None, span });
                }
            }
            if !self.class(i).is(Class::PEOPLE)
                || word.ends_with('s')
                || matches!(
                    word,
                    "people"
                        | "men"
                        | "women"
                        | "children"
                        | "police"
                        | "personnel"
                        | "crew"
                        | "family"
                        | "elderly"
                        | "couple"
                        | "servicemen"
                        | "policemen"
                        | "gunmen"
                        | "fishermen"
                )
                || self.is_quoted(i)
            {
                continue;
            }
            // "a military commander" is one, "a police officer" too: the last noun counts.
            if self.class(i + 1).is(Class::PEOPLE) {
                continue;
            }
            let article = (i.saturating_sub(6).max(clause.start)..i)
                .rev()
                .take_while(|k| !matches!(self.lower(*k), "," | "and" | "." | "of" | "in" | "on" | "said" | "'s"))
                .find(|k| matches!(self.lower(*k), "a" | "an" | "another"));
            let Some(article) = article else { continue };
            let fate = (i + 1..(i + 8).min(clause.end))
                .take_while(|k| !matches!(self.lower(*k), "," | "." | "and" | "who" | "said" | "that"))
                .find_map(|k| self.measure(k))
                .filter(|_| {
                    !matches!(self.lower(i + 1), "killed" | "died" | "wounded" | "killing") || self.lower(i + 2) != "at"
                });
            // "killed a nurse", "wounding a guard"; "killed in a" is no toll.
            let object = (article > clause.start).then(|| self.measure(article - 1)).flatten().filter(|_| {
                !matches!(
                    self.lower(article - 1),
                    "dead" | "hospital" | "died" | "injuries" | "casualties" | "deaths" | "lives"
                )
            });
            if let (Some(measure), Some(span)) = (object.or(fate), self.found.doc.span_of(i..i + 1))
                && !out.iter().any(|t| t.measure == measure)
            {
                // "a woman in her 60s and a man of 30 were killed": two.
                let with = object.is_none() && self.is_one_more_before(article, clause);
                let n = if with { 2 } else { 1 };
                out.push(Toll { measure, value: Value { n, qualifier: Qualifier::Exact }, high: None, span });
            }
        }
    }
}

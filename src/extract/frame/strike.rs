//! Strikes: who attacked whom, with what, and what came of it.
//!
//! A sentence tells of a strike when weapons are launched, used or brought down in it, when a side
//! or its weapons hit something, or when it gives a toll right after such a sentence. Totals over
//! weeks or a war, figures of speech and labour disputes are left out.

mod clause;
mod complete;
mod counts;
mod cue;
mod damage;
mod date;
mod otherwise;
mod part;
mod same;
mod sides;
mod target;
#[cfg(test)]
mod tests;
mod whose;
mod words;

use super::{
    super::{Annotated, Lexicon},
    Draft,
};
use crate::domain::{
    Actor, Basis, Casualties, Detail, Figure, FigureMeasure, Qualifier, Role, Strike, Toll, Topic, WeaponCount, When,
};
use clause::{Clause, Reader};
use date::overlap;
use sides::side;
use std::sync::Arc;

/// How many sentences after a strike a bare toll may still belong to it.
const REACH: usize = 3;

/// Every strike in the article, in text order.
pub(super) fn find(found: &Annotated<'_>, lexicon: &Lexicon) -> Vec<Draft> {
    let reader = Reader::new(found, lexicon);
    // `None` for a sentence that is no strike: what follows it goes on about that.
    let mut clauses: Vec<(usize, Option<Clause>)> = Vec::new();
    for sentence in 0..found.doc.sentences.len() {
        if found.doc.sentences[sentence].heading || !reader.is_telling(sentence) {
            continue;
        }
        if reader.is_other(sentence) {
            clauses.push((sentence, None));
            continue;
        }
        clauses.extend(reader.split(sentence).iter().map(|part| (sentence, Some(reader.read(sentence, part)))));
    }
    let told = || clauses.iter().filter_map(|(_, c)| c.as_ref());
    let pair = |c: &Clause| c.attacker.clone().zip(c.target.clone()).filter(|_| c.violent);
    let (main, night) = date::main_times(told().filter(|c| !reader.is_old(c)));
    let pairs = told().filter_map(pair).collect();
    let mut maker = Maker {
        found,
        lexicon,
        reader,
        drafts: Vec::new(),
        sides: sides(found),
        pairs,
        last: None,
        single: None,
        aside: false,
        main,
        night,
    };
    for (sentence, clause) in clauses {
        match clause.filter(|c| !maker.reader.is_history(c)) {
            Some(clause) => maker.take(sentence, clause),
            // What follows a total or an accident goes on about that: a bare toll there is of no strike.
            None => maker.aside = true,
        }
    }
    maker.finish()
}

struct Maker<'f, 'd> {
    found: &'f Annotated<'d>,
    lexicon: &'f Lexicon,
    reader: Reader<'f, 'd>,
    drafts: Vec<Draft>,
    /// Every state and group of the article, the most named first.
    sides: Vec<(usize, Arc<Actor>)>,
    /// Attacker and target of the plain sentences, for those that name one side only.
    pairs: Vec<(Arc<Actor>, Arc<Actor>)>,
    /// The draft and sentence of the last strike.
    last: Option<(usize, usize)>,
    /// The last strike, where it was told as one ("an air strike on a village").
    single: Option<usize>,
    /// The last sentence told of something else than a strike.
    aside: bool,
    /// When most of the article's attacks were.
    main: Option<When>,
    /// The first night of attack in the article.
    night: Option<When>,
}

impl<'f, 'd> Maker<'f, 'd> {
    fn take(&mut self, sentence: usize, clause: Clause) {
        let near = self.last.filter(|(_, s)| sentence <= s + REACH && self.paragraphs(*s, sentence) <= 1);
        let toll_only = !clause.violent && !clause.tolls.is_empty();
        let hurt = toll_only && !clause.is_a_war_toll() && near.is_some() && !self.aside;
        let claimant = self.claimant(sentence);
        if let Some((index, then)) = near.filter(|_| !clause.recounts.is_empty()) {
            if sentence == then + 1 {
                self.recount(index, sentence, &clause);
            }
            return;
        }
        let again = clause.again && !clause.national;
        let fits = |d: &usize| again && self.is_same_day(*d, &clause);
        let told = near.map(|(d, _)| d).filter(fits).or_else(|| self.told_at(&clause).filter(fits));
        if let Some(index) = told {
            // "The attack, which took place on Monday …": more on the strike told before.
            if clause.when_own || clause.local || !clause.tolls.is_empty() {
                self.extend(index, sentence, &clause, claimant.as_deref());
            }
            self.last = Some((index, sentence));
            self.aside = false;
            return;
        }
        // Thousands are not killed in one strike, unless the text says on which day.
        let war = clause.is_a_war_toll() && !clause.when_own;
        if war || !((clause.violent && clause.telling) || hurt || clause.in_combat) {
            return;
        }
        let mut clause = clause;
        self.complete(sentence, &mut clause, claimant.as_deref(), near.map(|(d, _)| d));
        // "An armed group raided a village in X on Saturday".
        let placed = clause.local && (!clause.tolls.is_empty() || clause.gunmen && clause.fresh && clause.when_own);
        // "Armed men killed eleven in the same area last Thursday".
        let placed = placed || clause.gunmen && clause.when_own && !clause.tolls.is_empty() && near.is_some();
        if clause.attacker.is_none() && clause.target.is_none() && !placed {
            return;
        }
        let whole = if clause.national && (!clause.violent || clause.again) { self.whole(&clause) } else { None };
        // "Missiles followed on Friday night", after the drones of Friday morning: two.
        let then = clause.when.as_ref().filter(|_| clause.when_own);
        let whole = whole.filter(|d| then.is_none_or(|w| date::may_be_one(w, &self.drafts[*d].content.date)));
        let joined = whole.or_else(|| near.filter(|(d, s)| self.continues(*d, *s, sentence, &clause)).map(|(d, _)| d));
        let index = match joined {
            Some(index) => {
                self.extend(index, sentence, &clause, claimant.as_deref());
                index
            }
            None => {
                let Some(draft) = self.draft(sentence, &clause, claimant.as_deref(), near.map(|(d, _)| d)) else {
                    return;
                };
                self.drafts.push(draft);
                self.drafts.len() - 1
            }
        };
        // What came before is told in passing: the article goes on about the rest.
        if !clause.earlier {
            self.aside = false;
            self.single = clause.single.then_some(index);
            self.last = Some((index, sentence));
        }
    }

    /// The last strike told before on a place of a clause, or by and on its sides.
    fn told_at(&self, clause: &Clause) -> Option<usize> {
        let named = clause.attacker.is_some() && clause.target.is_some();
        let there = |d: &Draft| {
            let shared =
                clause.places.iter().any(|p| self.is_local(p) && d.content.places.iter().any(|q| q.id == p.id));
            shared || named && !clause.local
        };
        let from = self.drafts.len().saturating_sub(6);
        (from..self.drafts.len()).rev().find(|i| there(&self.drafts[*i]))
    }

    /// Whether a clause that says "the attack" may mean the strike of a draft.
    fn is_same_day(&self, index: usize, clause: &Clause) -> bool {
        let draft = &self.drafts[index];
        let told = draft.content.date.text().is_some();
        let dated =
            !told || clause.when.as_ref().filter(|_| clause.when_own).is_none_or(|w| overlap(w, &draft.content.date));
        let sided = |role: Role, a: &Option<Arc<Actor>>| {
            a.as_ref().is_none_or(|a| draft.content.actors(role).next().is_none_or(|d| self.are_one(d, a)))
        };
        dated
            && sided(Role::Attacker, &clause.attacker)
            && (clause.attacker.is_none() || sided(Role::Target, &clause.target))
    }

    /// Whether two names are of one side: a state and its army, not a state and those who fight it.
    fn are_one(&self, a: &Actor, b: &Actor) -> bool {
        a.id == b.id || a.country.is_some() && a.country == b.country && !self.lexicon.are_foes(&a.id, &b.id)
    }

    /// Gives the weapons told before the counts of those who say how many there were.
    fn recount(&mut self, index: usize, sentence: usize, clause: &Clause) {
        let Some(span) = self.found.sentence_span(sentence) else { return };
        let draft = &mut self.drafts[index];
        let Detail::Strike(strike) = &draft.content.detail else { return };
        let [arm] = strike.weapons.as_slice() else { return };
        let (weapon, open) = (arm.weapon, arm.count.is_none());
        let Some(evidence) = draft.rest_on(span, "strike.recount").filter(|_| open) else { return };
        for (at, value, words) in &clause.recounts {
            draft.because("strike.weapons", *words, "strike.recount");
            draft.add_figure(Figure {
                measure: FigureMeasure::Launched,
                weapon: Some(weapon),
                value: value.n,
                qualifier: value.qualifier,
                claimed_by: self.found.actor_before(*at).map(|a| a.actor.id.clone()),
                evidence: Some(evidence),
                article: None,
                updates: Vec::new(),
            });
        }
        // Where the counts differ, that of those where it struck is the count, and none where they gave none.
        let agreed = clause.recounts.iter().all(|(_, v, _)| v.n == clause.recounts[0].1.n);
        let mut struck: Vec<&str> = draft.content.places.iter().filter_map(|p| p.country.as_deref()).collect();
        struck.extend(draft.content.actors(Role::Target).filter_map(|a| a.country.as_deref()));
        let theirs = |at: usize| {
            let by = self.found.actor_before(at).and_then(|a| a.actor.country.as_deref());
            by.is_some_and(|c| struck.contains(&c))
        };
        let mut own = clause.recounts.iter().filter(|(at, _, _)| theirs(*at));
        let own = own.next().filter(|_| own.next().is_none());
        let count = own.or(clause.recounts.first().filter(|_| agreed));
        if let (Detail::Strike(strike), Some((_, value, _))) = (&mut draft.content.detail, count) {
            strike.weapons = vec![WeaponCount { weapon, count: Some(value.n), qualifier: value.qualifier }];
        }
    }

    /// The last barrage on the country a count speaks of.
    fn whole(&self, clause: &Clause) -> Option<usize> {
        let target = |d: &Draft| {
            let target = d.content.actors(Role::Target).next();
            clause.target.as_ref().is_none_or(|c| target.is_some_and(|t| t.id == c.id))
        };
        (0..self.drafts.len()).rev().find(|i| is_wide(&self.drafts[*i]) && target(&self.drafts[*i]))
    }

    fn paragraphs(&self, a: usize, b: usize) -> usize {
        let of = |s: usize| self.found.doc.sentences.get(s).map_or(0, |s| s.paragraph);
        of(b).saturating_sub(of(a))
    }

    /// Whether a governor, mayor or "in the region" makes a toll one of a part of the country.
    fn is_told_locally(&self, sentence: usize) -> bool {
        const LOCAL: &[&str] = &["governor", "mayor", "regional", "local", "district"];
        let actors = self.found.actors_in(sentence).iter();
        actors.filter_map(|a| a.title.as_deref()).any(|t| t.to_lowercase().split(' ').any(|w| LOCAL.contains(&w)))
            || self
                .found
                .tokens_of(sentence)
                .windows(3)
                .any(|w| w[0].is("in") && w[1].is("the") && w[2].is_any(&["region", "district", "city", "capital"]))
    }

    fn is_local(&self, place: &crate::domain::Place) -> bool {
        place.country.as_deref().and_then(|c| self.lexicon.state(c)).is_none_or(|s| s.id != place.id)
    }

    fn draft(&self, sentence: usize, clause: &Clause, claimant: Option<&Actor>, near: Option<usize>) -> Option<Draft> {
        let span = self.found.sentence_span(sentence)?;
        let rule = if clause.arms.iter().any(|a| a.count.is_some()) {
            "strike.launch.count"
        } else if clause.violent {
            "strike.attack"
        } else {
            "strike.toll"
        };
        let date = self.date(sentence, clause, near);
        let mut draft = Draft::new(Detail::Strike(Strike::default()), date, span, rule);
        if let Some(time) = clause.when_span {
            draft.because("date", time, "strike.date");
        }
        if let Some(attacker) = &clause.attacker {
            draft.add(Role::Attacker, attacker, None);
            for ally in &clause.allies {
                draft.add(Role::Attacker, ally, None);
            }
        }
        if let Some(target) = &clause.target {
            draft.add(Role::Target, target, None);
        }
        draft.add_topic(Topic::Military);
        self.fill(&mut draft, 0, clause, claimant);
        if draft.content.places.is_empty()
            && let Some(country) =
                clause.target.as_ref().and_then(|t| self.lexicon.country_place(t.country.as_deref()?))
        {
            draft.add_place(country);
        }
        Some(draft)
    }

    /// Adds what a clause tells to the strike it goes on about.
    fn extend(&mut self, index: usize, sentence: usize, clause: &Clause, claimant: Option<&Actor>) {
        let Some(span) = self.found.sentence_span(sentence) else { return };
        let Some(evidence) = self.drafts[index].rest_on(span, "strike.more") else { return };
        // Taken out while it is filled; what stands in its place is thrown away.
        let empty = Draft::new(Detail::Strike(Strike::default()), When::unknown(Basis::Published), span, "strike.more");
        let mut draft = std::mem::replace(&mut self.drafts[index], empty);
        let open = draft.content.actors(Role::Attacker).next().is_none();
        if let Some(attacker) = clause.attacker.as_ref().filter(|_| open) {
            draft.add(Role::Attacker, attacker, None);
        }
        if draft.content.date.text().is_none()
            && let Some(when) = &clause.when
        {
            draft.content.date = when.clone();
        }
        self.fill(&mut draft, evidence, clause, claimant);
        self.drafts[index] = draft;
    }

    /// Adds weapons, tolls, places, damage and figures of a clause to a draft.
    fn fill(&self, draft: &mut Draft, evidence: usize, clause: &Clause, claimant: Option<&Actor>) {
        if let Some(claimant) = claimant {
            draft.add(Role::Claimant, claimant, None);
        }
        for place in clause.places.iter().filter(|p| self.is_local(p)) {
            draft.add_place(place);
        }
        let claimed_by = claimant.map(|c| c.id.clone());
        // Another source's count is a rival one; a lower count by nobody else is of a part.
        let rival = |m: FigureMeasure| {
            draft.content.figures.iter().any(|f| f.measure == m && f.claimed_by != claimed_by) && claimed_by.is_some()
                || clause.rival
        };
        let rivals = [rival(FigureMeasure::Killed), rival(FigureMeasure::Injured)];
        let mut figures = Vec::new();
        let mut why = Vec::new();
        let Detail::Strike(strike) = &mut draft.content.detail else { return };
        for arm in &clause.arms {
            let list = if arm.intercepted { &mut strike.intercepted } else { &mut strike.weapons };
            let entry = WeaponCount {
                weapon: arm.weapon,
                count: arm.count.map(|c| c.n),
                qualifier: arm.count.map_or(Qualifier::Exact, |c| c.qualifier),
            };
            match list.iter_mut().find(|w| w.weapon == arm.weapon) {
                Some(old) if old.count.is_none() => *old = entry,
                Some(_) => {}
                None => list.push(entry),
            }
            if let Some(count) = arm.count {
                let measure = if arm.intercepted { FigureMeasure::Intercepted } else { FigureMeasure::Launched };
                why.push((
                    if arm.intercepted { "strike.intercepted" } else { "strike.weapons" },
                    arm.span,
                    "strike.arms",
                ));
                figures.push(Figure {
                    measure,
                    weapon: Some(arm.weapon),
                    value: count.n,
                    qualifier: count.qualifier,
                    claimed_by: claimed_by.clone(),
                    evidence: Some(evidence),
                    article: None,
                    updates: Vec::new(),
                });
            }
        }
        for toll in &clause.tolls {
            add_toll(
                &mut strike.casualties,
                toll,
                rivals[usize::from(toll.measure != FigureMeasure::Killed)],
                clause.risen,
            );
            why.push(("strike.casualties", toll.span, "strike.toll"));
            figures.push(Figure {
                measure: toll.measure,
                weapon: None,
                value: toll.value.n,
                qualifier: toll.value.qualifier,
                claimed_by: claimed_by.clone(),
                evidence: Some(evidence),
                article: None,
                updates: Vec::new(),
            });
        }
        for damage in &clause.damage {
            if !strike.damage.contains(damage) {
                strike.damage.push(damage.clone());
            }
        }
        let energy = strike
            .damage
            .iter()
            .any(|d| matches!(d.as_str(), "power supply" | "energy facilities" | "refinery" | "pipeline" | "heating"));
        for figure in figures {
            draft.add_figure(figure);
        }
        for (field, span, rule) in why {
            draft.because(field, span, rule);
        }
        if energy {
            draft.add_topic(Topic::Energy);
        }
    }

    /// A town's strike inside a wider barrage points at it.
    fn finish(mut self) -> Vec<Draft> {
        let (wide, parts): (Vec<usize>, Vec<usize>) = (0..self.drafts.len()).partition(|i| is_wide(&self.drafts[*i]));
        for i in parts {
            let d = &self.drafts[i];
            if !d.content.places.iter().any(|p| self.is_local(p)) {
                continue;
            }
            let whole = wide.iter().map(|w| &self.drafts[*w]).find(|o| {
                same_side(d, o, Role::Attacker)
                    && same_side(d, o, Role::Target)
                    && overlap(&d.content.date, &o.content.date)
            });
            if let Some(whole) = whole {
                self.drafts[i].part_of = whole.evidence.first().map(|(s, _)| *s);
            }
        }
        self.drafts
    }
}

/// Whether a strike is told with the counts of a whole barrage.
fn is_wide(draft: &Draft) -> bool {
    let Detail::Strike(s) = &draft.content.detail else { return false };
    s.weapons.iter().chain(&s.intercepted).filter_map(|w| w.count).max().unwrap_or(0) >= 10
}

/// Every state and group an article names, the most named first.
fn sides(found: &Annotated<'_>) -> Vec<(usize, Arc<Actor>)> {
    let mut counts: Vec<(usize, Arc<Actor>)> = Vec::new();
    for mention in found.actors.iter().filter(|m| side(&m.actor)) {
        match counts.iter_mut().find(|(_, a)| a.id == mention.actor.id) {
            Some((n, _)) => *n += 1,
            None => counts.push((1, mention.actor.clone())),
        }
    }
    counts.sort_by_key(|c| std::cmp::Reverse(c.0));
    counts
}

fn same_side(a: &Draft, b: &Draft, role: Role) -> bool {
    let pair = a.content.actors(role).next().zip(b.content.actors(role).next());
    pair.is_some_and(|(a, b)| a.id == b.id)
}

/// Adds a count of people. A rival count widens the spread; a higher one by the same source is news; a lower
/// one by nobody else counts a part.
fn add_toll(casualties: &mut Casualties, toll: &clause::Toll, rival: bool, risen: bool) {
    let slot = if toll.measure == FigureMeasure::Killed { &mut casualties.killed } else { &mut casualties.injured };
    let (n, high) = (toll.value.n, toll.high.unwrap_or(toll.value.n));
    *slot = Some(match *slot {
        None => Toll { best: n, low: n, high },
        Some(old) if risen && n > old.best => Toll { best: n, low: old.low, high: old.high.max(high) },
        Some(old) => {
            Toll { best: old.best, low: if rival { old.low.min(n) } else { old.low }, high: old.high.max(high) }
        }
    });
}

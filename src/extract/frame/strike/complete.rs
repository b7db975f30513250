//! Sides that only the rest of the article tells.

use super::{Maker, clause::Clause, sides::side};
use crate::domain::{Actor, ActorKind, Role, Weapon};
use std::sync::Arc;

impl Maker<'_, '_> {
    /// Fills in a side that only the rest of the article tells.
    pub(super) fn complete(&self, sentence: usize, clause: &mut Clause, claimant: Option<&Actor>, near: Option<usize>) {
        let claims = claimant.and_then(|c| self.lexicon.state(c.country.as_deref()?)).cloned();
        let local = clause.places.iter().find(|p| self.is_local(p)).and_then(|p| p.country.clone());
        if let Some(d) = near {
            // A bare toll belongs to the strike before it; so does a strike on the same country by nobody named.
            let (a, t) = (self.told_as(Role::Attacker, d), self.told_as(Role::Target, d));
            let there = |x: &Option<Arc<Actor>>| x.as_ref().is_some_and(|x| local.is_none() || x.country == local);
            // "An air strike killed ten. A jet dropped three bombs": nobody else is named.
            if clause.attacker.is_none() && self.single == Some(d) && !clause.sided && local.is_none() {
                clause.attacker = a.clone();
                clause.target = clause.target.take().or_else(|| t.clone());
            }
            if clause.attacker.is_none() && (!clause.violent || local.is_some()) {
                if there(&t) && clause.target.as_ref().is_none_or(|x| t.as_ref().is_some_and(|t| self.are_one(t, x))) {
                    clause.attacker = a;
                    clause.target = t;
                } else if there(&a)
                    && local.is_some()
                    && a.as_ref().map(|a| &a.country) != t.as_ref().map(|t| &t.country)
                {
                    clause.attacker = t;
                    clause.target = a;
                }
            }
        }
        // "The junta dropped two bombs": the state that the article is about.
        if clause.attacker.is_none() && clause.of_state {
            let country = clause.places.iter().find_map(|p| p.country.as_deref());
            let here = country.and_then(|c| self.lexicon.state(c)).cloned();
            let fights = |a: &Arc<Actor>| self.sides.iter().any(|(_, b)| self.lexicon.are_foes(&a.id, &b.id));
            let state = self.sides.iter().map(|(_, a)| a).find(|a| a.kind == ActorKind::State && fights(a));
            clause.attacker = here.or_else(|| state.cloned());
            let own = |t: &Actor| clause.attacker.as_ref().is_some_and(|a| a.country == t.country && a.kind == t.kind);
            clause.target = clause.target.take().filter(|t| !own(t));
        }
        if clause.attacker.is_some() && clause.target.is_none() {
            let attacker = clause.attacker.clone();
            clause.target =
                claims.clone().filter(|c| attacker.as_ref().is_some_and(|a| a.id != c.id && a.country != c.country));
            if clause.target.is_none() {
                clause.target = self
                    .pairs
                    .iter()
                    .rev()
                    .find(|(a, _)| Some(&a.id) == attacker.as_ref().map(|a| &a.id))
                    .map(|(_, t)| t.clone());
            }
            if clause.target.is_none() {
                clause.target = self.adversary(attacker.as_ref());
            }
        }
        if clause.attacker.is_none() && !clause.clash && !clause.of_state {
            if clause.target.is_none() {
                // Who brings weapons down, or counts the hurt, tells of an attack on itself.
                let here = near.filter(|_| !clause.violent || !clause.sided);
                let before = here.and_then(|d| self.told_as(Role::Target, d));
                clause.target = claims.or(before).or_else(|| self.sufferer(sentence));
            }
            let target = clause.target.clone();
            let fits = |t: &Actor| target.as_ref().is_some_and(|x| self.are_one(x, t));
            let other = |x: &Actor| target.as_ref().is_none_or(|t| t.id != x.id);
            // Who set off a bomb or opened fire is not guessed.
            let military = |w: Weapon| !matches!(w, Weapon::Bomb | Weapon::Mine | Weapon::Other);
            let hidden = clause.violent
                && (clause.gunmen
                    || !clause.arms.is_empty() && !clause.arms.iter().any(|a| military(a.weapon) || a.count.is_some()));
            if hidden {
                return;
            }
            let pairs = || self.pairs.iter().rev();
            clause.attacker = pairs().find(|(a, t)| fits(t) && other(a)).map(|(a, _)| a.clone());
            if clause.attacker.is_none() {
                clause.attacker = pairs().find(|(a, t)| fits(a) && other(t)).map(|(_, t)| t.clone());
            }
            // Between states drones and missiles are the foe's; which side of a civil war shelled a town is not guessed.
            let armed = clause.arms.iter().any(|a| military(a.weapon)) || clause.from_afar || !clause.violent;
            if clause.attacker.is_none() && armed {
                let foe = self.adversary(clause.target.as_ref());
                clause.attacker = foe.filter(|f| clause.target.as_ref().is_some_and(|t| t.country != f.country));
            }
        }
    }

    /// The first whom a strike told before has in a role.
    fn told_as(&self, role: Role, draft: usize) -> Option<Arc<Actor>> {
        self.drafts[draft].content.actors(role).next().cloned().map(Arc::new)
    }

    /// A state named in the sentence whose known foe the article mentions ("From Ukraine: 126 drones …").
    fn sufferer(&self, sentence: usize) -> Option<Arc<Actor>> {
        let places =
            self.found.places_in(sentence).iter().filter_map(|p| self.lexicon.state(p.place.country.as_deref()?));
        let actors = self.found.actors_in(sentence).iter().map(|a| &a.actor).filter(|a| side(a));
        let foe = |a: &&Arc<Actor>| self.sides.iter().any(|(_, s)| self.lexicon.are_foes(&s.id, &a.id));
        places.chain(actors).find(foe).cloned()
    }

    /// The other side of the war the article is about: a known foe that the article names more than in passing.
    fn adversary(&self, target: Option<&Arc<Actor>>) -> Option<Arc<Actor>> {
        let target = target?;
        let foes = self.sides.iter().filter(|(_, a)| self.lexicon.are_foes(&a.id, &target.id));
        let named: Vec<&(usize, Arc<Actor>)> = foes.collect();
        match named.as_slice() {
            [] => None,
            [(_, only)] => Some(only.clone()),
            [(most, first), (next, _), ..] => (most > next).then(|| first.clone()),
        }
    }
}

//! Whether a clause goes on about a strike told before.

use super::{
    Maker,
    clause::{Arms, Clause},
    date,
};
use crate::domain::{Actor, Detail, FigureMeasure, Role, WeaponCount};
use std::sync::Arc;

impl Maker<'_, '_> {
    /// Whether a clause goes on about the strike of a draft.
    pub(super) fn continues(&self, index: usize, then: usize, sentence: usize, clause: &Clause) -> bool {
        let draft = &self.drafts[index];
        let same = |role: Role, actor: &Option<Arc<Actor>>| {
            actor.as_ref().is_none_or(|a| draft.content.actors(role).next().is_none_or(|d| self.are_one(d, a)))
        };
        // Who attacks by name goes on about no clash of which nobody knows who began it.
        let open = draft.content.actors(Role::Attacker).next().is_none() && clause.attacker.is_some() && clause.violent;
        if open || !same(Role::Attacker, &clause.attacker) || !same(Role::Target, &clause.target) {
            return false;
        }
        // A count for a whole country is not one of a town, nor the other way round.
        let wide = |n: u64| n >= 10;
        let Detail::Strike(strike) = &draft.content.detail else { return false };
        let draft_wide = strike.weapons.iter().chain(&strike.intercepted).filter_map(|w| w.count).any(wide);
        let clause_wide = clause.arms.iter().filter_map(|a| a.count).any(|c| wide(c.n));
        let draft_local = draft.content.places.iter().any(|p| self.is_local(p));
        if clause_wide && !draft_wide && draft_local && !clause.places.iter().any(|p| self.is_local(p)) {
            return false;
        }
        let counted = clause.arms.iter().any(|a| a.count.is_some());
        if draft_wide && !counted && !clause.tolls.is_empty() && self.is_told_locally(sentence) {
            return false;
        }
        if clause.separate && sentence != then {
            return false;
        }
        let dated = clause.when.as_ref().is_none_or(|w| date::may_be_one(w, &draft.content.date));
        // "All nine drones were shot down within the region": those that were counted already.
        let all = self.found.tokens_of(sentence).first().is_some_and(|t| t.is("all")) && sentence != then;
        let again = |list: &[WeaponCount], a: &Arms| {
            list.iter().any(|w| w.weapon == a.weapon && w.count.is_some() && w.count == a.count.map(|c| c.n))
        };
        if all
            && !clause.arms.is_empty()
            && clause.arms.iter().all(|a| again(&strike.intercepted, a) || again(&strike.weapons, a))
        {
            return dated;
        }
        let local: Vec<_> = draft.content.places.iter().filter(|p| self.is_local(p)).collect();
        let here: Vec<_> = clause.places.iter().filter(|p| self.is_local(p)).collect();
        // "An air strike killed ten. A jet dropped three bombs on …": the one strike, now with its place.
        // "In southern Lebanon", then the village.
        let vague = |p: &crate::domain::Place| {
            let first = p.name.split(' ').next().unwrap_or_default().to_lowercase();
            matches!(
                &*first,
                "southern" | "northern" | "eastern" | "western" | "central" | "south" | "north" | "east" | "west"
            )
        };
        let found = local.iter().all(|p| vague(p))
            && !draft_wide
            && self.single == Some(index)
            && clause.tolls.is_empty()
            && !clause.another;
        let placed = here.is_empty() || found || here.iter().any(|p| local.iter().any(|q| q.id == p.id));
        // One sentence that tells of two launches tells of two strikes, unless the sides are the same.
        let counted = |list: &[WeaponCount]| list.iter().any(|w| w.count.is_some());
        let launched = clause.arms.iter().any(|a| a.count.is_some() && !a.intercepted);
        let more = counted(&strike.weapons)
            && launched
            && clause.arms.iter().any(|a| {
                let told = |w: &WeaponCount| w.weapon == a.weapon && w.count == a.count.map(|c| c.n);
                a.count.is_some() && !a.intercepted && !strike.weapons.iter().any(told)
            });
        let tolled = clause.tolls.iter().any(|t| match t.measure {
            FigureMeasure::Killed => strike.casualties.killed.is_some_and(|k| k.best != t.value.n),
            _ => strike.casualties.injured.is_some_and(|k| k.best != t.value.n),
        });
        dated
            && placed
            && !(more && sentence != then)
            && !(tolled && clause.violent && clause.fresh && here.is_empty() && sentence != then)
    }
}

//! When two strikes told in one article are one, and what they are together.

use super::{may_coincide, same_actors};
use crate::{
    domain::{Casualties, Role, Strike, Toll, WeaponCount},
    extract::frame::Draft,
};

/// A barrage, not one drone: from this count on a strike speaks for a whole country.
const WIDE: u64 = 10;

/// Whether two strikes are certainly one.
pub(super) fn same(a: &Draft, x: &Strike, b: &Draft, y: &Strike) -> bool {
    if !same_actors(a, b, Role::Attacker) || !may_coincide(&a.content.date, &b.content.date) {
        return false;
    }
    // The same count of the same weapon by the same attacker is the same barrage.
    let big = |s: &Strike| counts(&s.weapons).filter(|(_, c)| *c > 2).collect::<Vec<_>>();
    if big(x).iter().any(|w| big(y).contains(w)) {
        return true;
    }
    let dated = a.content.date.earliest().is_some() && b.content.date.earliest().is_some();
    if !dated
        || !same_actors(a, b, Role::Target)
        || differ(&x.weapons, &y.weapons)
        || differ(&x.intercepted, &y.intercepted)
        || tolls_differ(&x.casualties, &y.casualties)
    {
        return false;
    }
    match (town(a), town(b)) {
        // A bare toll is as like as not that of a part of the country ("in the region").
        (None, None) => {
            let armed = |s: &Strike| !s.weapons.is_empty() || !s.intercepted.is_empty();
            // Nor is one missile a barrage.
            let small = |s: &Strike| !wide(s) && counts(&s.weapons).next().is_some();
            if wide(x) && small(y) || small(x) && wide(y) {
                return false;
            }
            armed(x) && armed(y) || a.content.figures.is_empty() || b.content.figures.is_empty()
        }
        (Some(p), Some(q)) => p == q,
        // A summary without any figure, and the barrage it sums up.
        (None, Some(_)) => a.content.figures.is_empty() && wide(y),
        (Some(_), None) => b.content.figures.is_empty() && wide(x),
    }
}

/// Adds what the second tells.
pub(super) fn join(old: &mut Strike, new: &Strike) {
    for (into, from) in [(&mut old.weapons, &new.weapons), (&mut old.intercepted, &new.intercepted)] {
        for w in from {
            match into.iter_mut().find(|o| o.weapon == w.weapon) {
                Some(o) if o.count.is_none() => *o = *w,
                Some(_) => {}
                None => into.push(*w),
            }
        }
    }
    let wider = |a: Option<Toll>, b: Option<Toll>| match (a, b) {
        (Some(a), Some(b)) => Some(Toll { best: a.best, low: a.low.min(b.low), high: a.high.max(b.high) }),
        (a, b) => a.or(b),
    };
    old.casualties.killed = wider(old.casualties.killed, new.casualties.killed);
    old.casualties.injured = wider(old.casualties.injured, new.casualties.injured);
    for damage in &new.damage {
        if !old.damage.contains(damage) {
            old.damage.push(damage.clone());
        }
    }
}

fn counts(list: &[WeaponCount]) -> impl Iterator<Item = (crate::domain::Weapon, u64)> {
    list.iter().filter_map(|w| w.count.map(|c| (w.weapon, c)))
}

fn wide(strike: &Strike) -> bool {
    counts(&strike.weapons).chain(counts(&strike.intercepted)).any(|(_, c)| c >= WIDE)
}

/// Whether two lists count the same weapon differently.
fn differ(a: &[WeaponCount], b: &[WeaponCount]) -> bool {
    counts(a).any(|(w, c)| counts(b).any(|(v, d)| w == v && c != d))
}

fn tolls_differ(a: &Casualties, b: &Casualties) -> bool {
    let apart = |a: Option<Toll>, b: Option<Toll>| a.zip(b).is_some_and(|(a, b)| a.best != b.best);
    apart(a.killed, b.killed) || apart(a.injured, b.injured)
}

/// The main place, unless it is the whole country of the target.
fn town(draft: &Draft) -> Option<&str> {
    let place = draft.content.place.as_ref()?.id.as_str();
    (!draft.content.actors(Role::Target).any(|t| t.id == place)).then_some(place)
}

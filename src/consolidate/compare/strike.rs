//! Strikes: by whom, on whom, where, with what, and within which night.

use super::{Reason, STRIKE_DAYS, TELLING_COUNT, because, may_meet, national, same_place, who};
use crate::{
    consolidate::window,
    domain::{Content, Detail, Kind, Role, Weapon, WeaponCount, When},
};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn strikes(x: &Content, y: &Content) -> Option<Reason> {
    let attackers = (who(x, &[Role::Attacker]), who(y, &[Role::Attacker]));
    let targets = (who(x, &[Role::Target]), who(y, &[Role::Target]));
    let same_attacker = !attackers.0.is_disjoint(&attackers.1);
    let same_target = !targets.0.is_disjoint(&targets.1);
    let same_place = same_place(x.place.as_ref(), y.place.as_ref());
    if eve(&x.date, &y.date) && tolls(x).is_disjoint(&tolls(y)) {
        return None;
    }
    match () {
        () if !national(x)
            && same_place
            && (same_attacker || same_target || attackers.0.is_empty() || attackers.1.is_empty()) =>
        {
            because(8, "same place and the same time")
        }
        () if national(x) && same_attacker && same_target => because(7, "same sides and the same time"),
        () if national(x) && (same_attacker || same_target) => because(5, "same side and the same time"),
        () => None,
    }
}

pub(super) fn strikes_conflict(x: &Content, y: &Content) -> bool {
    let sides = [Role::Attacker, Role::Target].iter().any(|role| !may_meet(&who(x, &[*role]), &who(y, &[*role])));
    let long = |c: &Content| window::length(&c.date).is_none_or(|days| days > STRIKE_DAYS);
    let one_time = !long(x) && !long(y) && window::nested(&x.date, &y.date);
    if sides || !(one_time || told_by_number(x, y)) {
        return true;
    }
    if national(x) != national(y) {
        return true;
    }
    if !national(x) && !same_place(x.place.as_ref(), y.place.as_ref()) {
        return true;
    }
    let (Detail::Strike(a), Detail::Strike(b)) = (&x.detail, &y.detail) else { return true };
    weapons_contradict(&a.weapons, &b.weapons)
}

/// A night and the day before it. Nights are told of on their morning, so that the two are one strike only
/// where they give the same numbers; else every night would be linked with the next through the day between.
fn eve(x: &When, y: &When) -> bool {
    let before = |night: &When, day: &When| match (window::bounded(night), window::bounded(day)) {
        (Some((first, last)), Some((a, b))) => window::days(first, last) == 1 && a == b && a == first,
        _ => false,
    };
    before(x, y) || before(y, x)
}

/// Every number that is told of a strike.
fn tolls(content: &Content) -> BTreeSet<(Option<Weapon>, u64)> {
    let Detail::Strike(s) = &content.detail else { return BTreeSet::new() };
    let weapons = s.weapons.iter().filter_map(|w| Some((Some(w.weapon), w.count?)));
    let people = [s.casualties.killed, s.casualties.injured].into_iter().flatten().map(|toll| (None, toll.best));
    weapons.chain(people).collect()
}

/// One has its days, the other only says that it was before some day soon after, and gives the very same
/// numbers: at least two, or one that is no everyday number.
fn told_by_number(x: &Content, y: &Content) -> bool {
    let soon = |dated: &Content, back: &Content| {
        let end = back.date.latest().filter(|_| back.date.earliest().is_none());
        let days = window::bounded(&dated.date).filter(|(a, b)| window::days(*a, *b) < STRIKE_DAYS);
        days.zip(end).is_some_and(|((_, last), end)| (0..STRIKE_DAYS).contains(&window::days(last, end)))
    };
    let counts = |c: &Content| -> BTreeSet<(Weapon, u64)> {
        let Detail::Strike(s) = &c.detail else { return BTreeSet::new() };
        s.weapons.iter().filter_map(|w| Some((w.weapon, w.count?))).collect()
    };
    let (m, n) = (counts(x), counts(y));
    let shared: Vec<_> = m.intersection(&n).collect();
    (soon(x, y) || soon(y, x)) && (shared.len() >= 2 || shared.iter().any(|(_, count)| *count >= TELLING_COUNT))
}

/// Reports hedge on what kind of missile it was.
fn family(weapon: Weapon) -> Weapon {
    match weapon {
        Weapon::BallisticMissile | Weapon::CruiseMissile => Weapon::Missile,
        Weapon::GlideBomb => Weapon::Bomb,
        other => other,
    }
}

/// Different weapons altogether, or more than twice as many of the same.
fn weapons_contradict(a: &[WeaponCount], b: &[WeaponCount]) -> bool {
    let counts = |list: &[WeaponCount]| {
        let mut all: BTreeMap<Weapon, Option<u64>> = BTreeMap::new();
        for w in list {
            let sum = all.entry(family(w.weapon)).or_insert(Some(0));
            *sum = sum.zip(w.count).map(|(sum, n)| sum.saturating_add(n));
        }
        all
    };
    let (a, b) = (counts(a), counts(b));
    if a.is_empty() || b.is_empty() {
        return false;
    }
    let shared: Vec<_> = a.iter().filter_map(|(weapon, n)| Some((*n, *b.get(weapon)?))).collect();
    shared.is_empty()
        || shared.iter().any(|(m, n)| {
            m.zip(*n).is_some_and(|(m, n)| m.min(n).saturating_mul(2) < m.max(n) && m.max(n) - m.min(n) > 3)
        })
}

/// Whether one strike is part of a wider one: the same sides, a town inside the country, in its time.
pub fn is_part_of(part: &Content, whole: &Content) -> bool {
    let same = |role| {
        let (p, w) = (who(part, &[role]), who(whole, &[role]));
        (!p.is_disjoint(&w), may_meet(&p, &w))
    };
    let ((by, by_ok), (on, on_ok)) = (same(Role::Attacker), same(Role::Target));
    let country = |c: &Content| {
        let target = c.actors(Role::Target).find_map(|a| a.country.clone());
        c.place.as_ref().and_then(|p| p.country.clone()).or(target)
    };
    let inside = match (country(part), country(whole)) {
        (Some(p), Some(w)) => p == w,
        _ => true,
    };
    let window = window::bounded(&part.date).zip(window::bounded(&whole.date));
    part.kind == Kind::Strike
        && whole.kind == Kind::Strike
        && !national(part)
        && national(whole)
        && by
        && by_ok
        && on_ok
        && (on || inside)
        && window.is_some_and(|((p1, p2), (w1, w2))| w1 <= p1 && p2 <= w2 && window::days(w1, w2) < STRIKE_DAYS)
}

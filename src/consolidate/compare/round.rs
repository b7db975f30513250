//! Whether two mentions are of one round.

use super::{
    CLOSED_DAYS, Input, OPEN_SLOT_DAYS, ORDINAL_DAYS, PLANNING_DAYS, Reason, apart, because, is_held, kept_apart,
    looked_back_on, may_be_one_place, one_table, other_place, same_place, who, window,
};
use crate::domain::{Detail, Kind, Published, Role, Round, Status, Step, When};
use jiff::civil::Date;
use std::collections::BTreeSet;

pub(super) fn rounds(a: &Input, b: &Input) -> Option<Reason> {
    let (x, y) = (&a.mention.content, &b.mention.content);
    let (Detail::Round(m), Detail::Round(n)) = (&x.detail, &y.detail) else { return None };
    let (p, q) = (who(x, &[Role::Party]), who(y, &[Role::Party]));
    let same_parties = !p.is_empty() && p == q;
    // "Ukraine and Russia" and "Ukraine, Russia and the United States" may sit in one room.
    let shared = p.intersection(&q).count();
    let near_parties = same_parties || shared >= 2;
    let same_place = same_place(x.place.as_ref(), y.place.as_ref());
    let days = window::overlap(&x.date, &y.date);
    let gap = window::gap(&x.date, &y.date);
    let ordinal = m.ordinal.is_some() && m.ordinal == n.ordinal;
    let near = apart(a, b).is_none_or(|days| days <= ORDINAL_DAYS);
    let (held, other_held) = (is_held(x.status), is_held(y.status));
    if held && other_held {
        return match () {
            () if same_parties && days => because(9, "same parties and overlapping days"),
            () if same_place && days => because(8, "same venue and overlapping days"),
            () if near_parties && ordinal && days => because(8, "same number and overlapping days"),
            // One reports the first day's session, the other the second's.
            () if same_parties && may_be_one_place(x, y) && gap == Some(1) => {
                because(6, "same parties and consecutive days")
            }
            // One tells it without its days: the number has to do.
            () if near_parties && ordinal && near && gap.is_none() => because(5, "same parties and the same number"),
            () => None,
        };
    }
    if !near_parties && !same_place {
        return None;
    }
    let agreed = days && closed(&x.date, &y.date);
    let window = gap.is_some_and(|days| days <= PLANNING_DAYS);
    match () {
        () if agreed && same_place && same_parties => because(9, "planned for the same days and venue"),
        () if !held && !other_held && same_parties && same_place && window => {
            because(8, "same parties and venue, within one planning window")
        }
        () if agreed && (same_place || same_parties) => because(7, "planned for the same days"),
        () if !held && !other_held && same_parties && same_place && looked_back_on(&x.date, &y.date) => {
            because(6, "same parties and venue, looked back on")
        }
        () if moved(&a.mention.history, &y.date) || moved(&b.mention.history, &x.date) => {
            because(7, "moved from one day to the other")
        }
        () if ordinal && near && near_parties && may_be_one_place(x, y) => {
            because(6, "same parties and the same number")
        }
        () if agreed && near_parties => because(5, "planned for the same days"),
        () if !held && !other_held && same_parties && window => because(4, "same parties, within one planning window"),
        // A table of its own (experts, ministers) meets some days before or after it was to.
        () if held != other_held && same_parties && m.level.is_some() && m.level == n.level && window => {
            because(4, "same parties and level, some days from the plan")
        }
        // The number may have been given to another venue in the meantime.
        () if ordinal && near && near_parties => because(4, "same parties and the same number"),
        () if same_parties && open_slot(a, b) => because(3, "same parties, a round still without its day"),
        () => None,
    }
}

/// Both close enough to a day to say that they agree.
fn closed(a: &When, b: &When) -> bool {
    [a, b].iter().all(|w| window::length(w).is_some_and(|days| days <= CLOSED_DAYS))
}

fn moved(history: &[Step], date: &When) -> bool {
    history.iter().any(|step| closed(&step.date, date) && window::overlap(&step.date, date))
}

/// One is a plan without a day, and the other comes soon after it was made.
fn open_slot(a: &Input, b: &Input) -> bool {
    let summits = [a, b].iter().all(|x| matches!(&x.mention.content.detail, Detail::Round(r) if is_summit(r)));
    let open = |x: &Input| window::length(&x.mention.content.date).is_none_or(|days| days > CLOSED_DAYS);
    let follows = |plan: &Input, other: &Input| {
        if is_held(plan.mention.content.status) || !open(plan) {
            return false;
        }
        let Some(told) = plan.published.map(Published::day) else { return false };
        let day =
            other.mention.content.date.sort_day().filter(|_| !open(other)).or(other.published.map(Published::day));
        // Leaders are said to be about to meet for weeks before anybody names a day.
        let reach = if open(other) && !summits { PLANNING_DAYS } else { OPEN_SLOT_DAYS };
        day.is_some_and(|day| (0..=reach).contains(&window::days(told, day)))
    };
    follows(a, b) || follows(b, a)
}

/// Leaders meet at a table of their own.
fn is_summit(round: &Round) -> bool {
    round.level.as_deref() == Some("leaders")
}

pub(super) fn rounds_conflict(a: &Input, b: &Input) -> bool {
    let (x, y) = (&a.mention.content, &b.mention.content);
    let (Detail::Round(m), Detail::Round(n)) = (&x.detail, &y.detail) else { return true };
    let differ = |p: Option<u32>, q: Option<u32>| p.is_some() && q.is_some() && p != q;
    let (p, q) = (who(x, &[Role::Party]), who(y, &[Role::Party]));
    if differ(m.ordinal, n.ordinal) || !one_table(&p, &q) {
        return true;
    }
    if is_summit(m) != is_summit(n) || m.level.as_ref().zip(n.level.as_ref()).is_some_and(|(p, q)| p != q) {
        return true;
    }
    let (held, other_held) = (is_held(x.status), is_held(y.status));
    // An article that tells of a round and of a plan, of two venues or two tables, or twice of a round
    // in one state tells of two rounds: the steps of one are joined before they come here, and differ in
    // their status.
    if kept_apart(a, b) && (held != other_held || x.status == y.status || other_place(x, y) || p != q) {
        return true;
    }
    let apart = window::gap(&x.date, &y.date).is_some_and(|days| days > 0);
    match (held, other_held) {
        // Sessions of consecutive days in one place are one round.
        (true, true) => window::gap(&x.date, &y.date).is_some_and(|days| days > 1) || other_place(x, y),
        (false, false) => false,
        (true, false) => after(a, b, apart),
        (false, true) => after(b, a, apart),
    }
}

/// A plan told of after the round was over, and not for its days, is for another round; and so is a
/// plan for another venue once the round has begun.
fn after(held: &Input, plan: &Input, apart: bool) -> bool {
    let (begun, over) = (held.mention.content.date.sort_day(), held.mention.content.date.latest());
    let told = plan.published.map(Published::day);
    let for_its_days = window::overlap(&held.mention.content.date, &plan.mention.content.date);
    // "On Tuesday in Switzerland" is no other venue than Geneva.
    let country = |x: &Input| x.mention.content.place.as_ref().and_then(|place| place.country.clone());
    let elsewhere = other_place(&held.mention.content, &plan.mention.content)
        && !(for_its_days
            && closed(&held.mention.content.date, &plan.mention.content.date)
            && country(held).is_some()
            && country(held) == country(plan));
    (apart || !for_its_days) && over.zip(told).is_some_and(|(over, told)| told > over)
        || elsewhere && begun.zip(told).is_some_and(|(begun, told)| told >= begun)
}

/// Which plans were made before a round that was held, and which after it: they are plans for two rounds.
pub(in crate::consolidate) struct Sittings {
    /// For each mention, the rounds held after it was planned.
    before: Vec<BTreeSet<usize>>,
    /// For each mention, the rounds that were over when it was planned.
    behind: Vec<BTreeSet<usize>>,
}

impl Sittings {
    /// Looks at every plan beside every round that was held and is `linked` to it, by whatever way.
    pub(in crate::consolidate) fn of(order: &[&Input], linked: impl Fn(usize, usize) -> bool) -> Sittings {
        let round = |x: &Input| x.mention.content.kind == Kind::Round;
        let (held, plans): (Vec<usize>, Vec<usize>) =
            (0..order.len()).filter(|i| round(order[*i])).partition(|i| is_held(order[*i].mention.content.status));
        let mut sittings =
            Sittings { before: vec![BTreeSet::new(); order.len()], behind: vec![BTreeSet::new(); order.len()] };
        for plan in plans {
            for held in &held {
                let days = window::bounded(&order[*held].mention.content.date);
                let Some(days) = days.filter(|_| linked(plan, *held) && same_table(order[*held], order[plan])) else {
                    continue;
                };
                if planned_before(order[plan], days) {
                    sittings.before[plan].insert(*held);
                } else if planned_behind(order[plan], days) {
                    sittings.behind[plan].insert(*held);
                }
            }
        }
        sittings
    }

    /// Whether the table met between the two plans.
    pub(in crate::consolidate) fn between(&self, i: usize, j: usize) -> bool {
        !self.before[i].is_disjoint(&self.behind[j]) || !self.before[j].is_disjoint(&self.behind[i])
    }
}

/// Whether everybody the plan names sat there, at its level.
fn same_table(held: &Input, plan: &Input) -> bool {
    let (x, y) = (&held.mention.content, &plan.mention.content);
    let (Detail::Round(m), Detail::Round(n)) = (&x.detail, &y.detail) else { return false };
    let (p, q) = (who(x, &[Role::Party]), who(y, &[Role::Party]));
    q.len() >= 2 && q.is_subset(&p) && m.level == n.level
}

/// Told before the round began, and not for days after it.
fn planned_before(plan: &Input, (begun, over): (Date, Date)) -> bool {
    let date = &plan.mention.content.date;
    let told = plan.published.map(Published::day).or(date.latest());
    told.is_some_and(|told| told < begun) && window::bounded(date).is_none_or(|(first, _)| first <= over)
}

/// Told when the round was over, for other days. What was called off may be a look back at an older plan.
fn planned_behind(plan: &Input, (begun, over): (Date, Date)) -> bool {
    let date = &plan.mention.content.date;
    let told = plan.published.map(Published::day).or(date.earliest());
    let ahead = match window::bounded(date) {
        Some((first, _)) => first > over,
        None => {
            date.latest().is_none_or(|last| last > over) && plan.mention.content.status.is_some_and(Status::is_planned)
        }
    };
    told.is_some_and(|told| told > over) && ahead && date.earliest().is_none_or(|first| first > begun)
}

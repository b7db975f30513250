//! What is in force over the events that are being worked out: constraints on mentions, values of fields, dismissals.

use crate::{
    consolidate::Constraints,
    domain::{
        CorrectionId, EventId, MentionId, Review,
        correction::{Action, Ruling, Values},
    },
    store::{Anchored, InForce, Loaded},
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Which mention each anchor is: (place in the list of anchors, the mention's key). Of several that fit, the likest,
/// and no mention twice for one ruling.
pub(in crate::pipeline) fn matched(anchors: &[&Anchored], loaded: &[&Loaded]) -> Vec<(usize, i64)> {
    let mut fits: Vec<(u32, usize, i64)> = Vec::new();
    for (nth, anchored) in anchors.iter().enumerate() {
        for l in loaded.iter().filter(|l| l.article.id == anchored.article) {
            let id = MentionId(l.input.key);
            let likeness = anchored.anchor.likeness(id, &l.input.mention, &l.input.content_hash);
            fits.extend(likeness.map(|n| (n, nth, l.input.key)));
        }
    }
    fits.sort_by_key(|(likeness, nth, key)| (std::cmp::Reverse(*likeness), *nth, *key));
    let (mut anchors_done, mut mentions_done) = (BTreeSet::new(), BTreeSet::new());
    let mut out = Vec::new();
    for (_, nth, key) in fits {
        if !anchors_done.contains(&nth) && !mentions_done.contains(&key) {
            anchors_done.insert(nth);
            mentions_done.insert(key);
            out.push((nth, key));
        }
    }
    out.sort_unstable();
    out
}

/// The anchors of each ruling, the newest ruling first.
pub(in crate::pipeline) fn by_ruling(anchors: &[Anchored]) -> Vec<(Action, Vec<&Anchored>)> {
    let mut rulings: BTreeMap<CorrectionId, (Action, Vec<&Anchored>)> = BTreeMap::new();
    for anchored in anchors {
        rulings.entry(anchored.correction).or_insert_with(|| (anchored.action, Vec::new())).1.push(anchored);
    }
    rulings.into_values().rev().collect()
}

/// Mentions that are ruled to be together, as disjoint sets.
#[derive(Default)]
struct Together {
    of: HashMap<i64, i64>,
}

impl Together {
    fn root(&self, mention: i64) -> i64 {
        let mut at = mention;
        while let Some(up) = self.of.get(&at) {
            at = *up;
        }
        at
    }
    fn join(&mut self, a: i64, b: i64) {
        let (a, b) = (self.root(a), self.root(b));
        if a != b {
            self.of.insert(a.max(b), a.min(b));
        }
    }
}

/// Pairs that are ruled to be together or apart. Where rulings contradict each other the newer one holds.
pub(in crate::pipeline) fn constraints(anchors: &[Anchored], loaded: &[&Loaded]) -> Constraints {
    let mut out = Constraints::default();
    let mut together = Together::default();
    for (action, anchors) in by_ruling(anchors) {
        let mut sides: BTreeMap<i32, Vec<i64>> = BTreeMap::new();
        for (nth, key) in matched(&anchors, loaded) {
            // The parts of a merge are one side: they belong together.
            let side = if action == Action::Merge { 0 } else { anchors[nth].side };
            sides.entry(side).or_default().push(key);
        }
        for side in sides.values() {
            for pair in side.windows(2) {
                let (a, b) = (together.root(pair[0]), together.root(pair[1]));
                let apart = out.cannot_link.iter().any(|(x, y)| {
                    let (x, y) = (together.root(*x), together.root(*y));
                    (x, y) == (a, b) || (y, x) == (a, b)
                });
                if !apart {
                    together.join(a, b);
                    out.must_link.push((pair[0], pair[1]));
                }
            }
        }
        let sides: Vec<Vec<i64>> = sides.into_values().collect();
        for (nth, side) in sides.iter().enumerate() {
            for (a, b) in side.iter().flat_map(|a| sides[nth + 1..].iter().flatten().map(move |b| (*a, *b))) {
                if together.root(a) != together.root(b) {
                    out.cannot_link.push((a, b));
                }
            }
        }
    }
    out
}

/// What is in force over events.
#[derive(Debug, Default)]
pub(in crate::pipeline) struct Force {
    rows: Vec<InForce>,
    /// Those that are ruled to be none.
    pub(in crate::pipeline) dismissed: BTreeSet<EventId>,
}

impl Force {
    pub(in crate::pipeline) fn of(rows: Vec<InForce>) -> Force {
        let dismissed = rows.iter().filter(|r| r.action == Action::Dismiss && r.merged_into.is_none());
        Force { dismissed: dismissed.map(|r| r.event).collect(), rows }
    }

    /// What holds for an event that now consists of these numbers, the first its own. What was ruled over one that
    /// was merged into it holds too, unless that one stands by itself again.
    pub(in crate::pipeline) fn over(&self, numbers: &[EventId], standing: &BTreeSet<EventId>) -> Vec<Ruling> {
        let of = |row: &&InForce| {
            numbers.contains(&row.event)
                || (row.merged_into.is_some_and(|into| numbers.contains(&into)) && !standing.contains(&row.event))
        };
        let rows = self.rows.iter().filter(|r| r.action == Action::Field).filter(of);
        rows.map(|row| (row.id, values(&row.change))).collect()
    }

    /// Whether an event was marked as reviewed.
    pub(in crate::pipeline) fn review(&self, event: EventId) -> Review {
        let last = self.rows.iter().rev().find(|r| r.action == Action::Review && r.event == event);
        last.and_then(|r| r.change.get("review")?.as_str()?.parse().ok()).unwrap_or(Review::Unreviewed)
    }

    /// Events that were dismissed take in what is new, but no mention of another event, and none of theirs goes
    /// elsewhere.
    pub(in crate::pipeline) fn close(&self, constraints: &mut Constraints, of: &[(i64, Option<EventId>)]) {
        for (mention, event) in of.iter().filter(|(_, e)| e.is_some_and(|e| self.dismissed.contains(&e))) {
            let others = of.iter().filter(|(_, other)| other.is_some() && other != event);
            constraints.cannot_link.extend(others.map(|(other, _)| (*mention, *other)));
        }
    }
}

/// Field → the value it was given, out of the log's `{"/status":{"from":…,"to":…}}`.
fn values(change: &Value) -> Values {
    let fields = change.as_object().into_iter().flatten();
    fields.filter_map(|(field, v)| Some((field.clone(), v.get("to")?.clone()))).collect()
}

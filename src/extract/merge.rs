//! Several sentences on one event become one mention.
//!
//! Frames already join what they tell of one event in a row; here duplicates over the article meet:
//! the same agreement with the same status told twice, the same strike told again.

mod strike;

use super::frame::Draft;
use crate::domain::{Actor, ActorKind, Detail, Kind, Role, Span, When};
use std::collections::HashSet;

/// An event is told again within so many others, or is taken for another one.
const LOOK_BACK: usize = 256;

/// Joins drafts of the same event within the article; keeps their order by first sentence.
pub fn merge(mut drafts: Vec<Draft>) -> Vec<Draft> {
    drafts.sort_by_key(Draft::position);
    let counted: HashSet<Span> = drafts.iter().filter(|d| d.content.kind == Kind::Strike).flat_map(counted).collect();
    drafts.retain(|d| !only_counts(d, &counted));
    let mut out: Vec<Draft> = Vec::with_capacity(drafts.len());
    // Those of a kind that may be told twice: most events are none, and need no comparison.
    let mut agreements: Vec<usize> = Vec::new();
    let mut strikes: Vec<usize> = Vec::new();
    for draft in drafts {
        let list = match draft.content.kind {
            Kind::Agreement => &mut agreements,
            Kind::Strike => &mut strikes,
            _ => {
                out.push(draft);
                continue;
            }
        };
        let near = list.partition_point(|i| i + LOOK_BACK < out.len());
        match list[near..].iter().find(|i| same(&out[**i], &draft)) {
            Some(i) => join(&mut out[*i], draft),
            None => {
                list.push(out.len());
                out.push(draft);
            }
        }
    }
    out
}

/// The sentences from which a strike has figures.
fn counted(strike: &Draft) -> Vec<Span> {
    let used = strike.content.figures.iter().filter_map(|f| f.evidence);
    used.filter_map(|i| strike.evidence.get(i).map(|(span, _)| *span)).collect()
}

/// Whether a statement says no more than the figures of a strike: then its speaker is the claimant
/// there, unless it is somebody with a name, whom a reader looks for among the statements too.
fn only_counts(draft: &Draft, counted: &HashSet<Span>) -> bool {
    let Detail::Statement(s) = &draft.content.detail else { return false };
    let named = |a: &Actor| {
        let mut words = a.name.split_whitespace();
        a.kind == ActorKind::Person && words.clone().count() > 1 && words.all(|w| w.starts_with(char::is_uppercase))
    };
    s.quote.is_none()
        && !draft.content.actors(Role::Speaker).any(named)
        && draft.evidence.first().is_some_and(|(span, _)| counted.contains(span))
}

/// Whether two drafts are certainly one event.
fn same(a: &Draft, b: &Draft) -> bool {
    if a.content.kind != b.content.kind || a.content.status != b.content.status {
        return false;
    }
    match (&a.content.detail, &b.content.detail) {
        (Detail::Agreement(x), Detail::Agreement(y)) => {
            x.agreement == y.agreement
                && same_actors(a, b, Role::Signatory)
                && may_coincide(&a.content.date, &b.content.date)
        }
        (Detail::Strike(x), Detail::Strike(y)) => strike::same(a, x, b, y),
        _ => false,
    }
}

/// Whether two drafts have the same actors in a role, in whatever order.
pub(super) fn same_actors(a: &Draft, b: &Draft, role: Role) -> bool {
    fn ids(draft: &Draft, role: Role) -> impl Iterator<Item = &str> {
        draft.content.actors(role).map(|a| a.id.as_str())
    }
    fn sorted(draft: &Draft, role: Role) -> Vec<&str> {
        let mut all: Vec<&str> = ids(draft, role).collect();
        all.sort_unstable();
        all
    }
    if ids(a, role).eq(ids(b, role)) {
        return true;
    }
    let several = |d| ids(d, role).nth(1).is_some();
    several(a) && several(b) && sorted(a, role) == sorted(b, role)
}

pub(super) fn may_coincide(a: &When, b: &When) -> bool {
    let before = |x: &When, y: &When| x.latest().zip(y.earliest()).is_none_or(|(x, y)| x >= y);
    before(a, b) && before(b, a)
}

fn join(old: &mut Draft, new: Draft) {
    if let (Detail::Strike(x), Detail::Strike(y)) = (&mut old.content.detail, &new.content.detail) {
        strike::join(x, y);
    }
    let places: Vec<_> = new.evidence.into_iter().map(|(span, rule)| old.rest_on(span, rule)).collect();
    if places.iter().all(Option::is_none) {
        return;
    }
    for mut figure in new.content.figures {
        figure.evidence = figure.evidence.and_then(|i| places.get(i).copied().flatten());
        old.add_figure(figure);
    }
    for p in &new.content.participants {
        old.add(p.role, &p.actor, p.title.as_deref());
    }
    for place in &new.content.places {
        old.add_place(place);
    }
    for topic in new.content.topics {
        old.add_topic(topic);
    }
    old.part_of = old.part_of.or(new.part_of);
    if old.content.date.earliest().is_none() && new.content.date.earliest().is_some() {
        old.content.date = new.content.date;
    }
    old.history.extend(new.history);
    old.trace.extend(new.trace);
}

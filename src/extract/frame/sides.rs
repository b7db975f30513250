//! Whose agreement, deadline or measure it is: the states and groups behind those who are named.

use super::super::{
    Annotated, Lexicon,
    actor::{ActorMention, Naming},
    time::{Relation, TimeExpr, TimeKind},
};
use crate::domain::{Actor, ActorKind, Place, Span};
use std::{cell::OnceCell, ops::Range, sync::Arc};

/// Words that say, after an actor or before it, that it brokers.
const BROKERS: &[&str] = &["mediators", "mediator", "mediation", "brokered", "auspices", "facilitation", "mediating"];

/// An actor with the words that name it.
pub(super) type Named = (Arc<Actor>, Span);

/// The state or group that an actor is or acts for.
pub(super) fn side(m: &ActorMention, lexicon: &Lexicon) -> Option<Arc<Actor>> {
    match m.actor.kind {
        ActorKind::State | ActorKind::ArmedGroup => Some(m.actor.clone()),
        _ => {
            let group = m.actor.affiliation.as_ref().and_then(|a| lexicon.person(&a.id)).map(|k| &k.actor);
            if let Some(group) = group.filter(|a| a.kind == ActorKind::ArmedGroup) {
                return Some(group.clone());
            }
            let body = m.actor.affiliation.as_ref().and_then(|a| a.country.as_deref());
            lexicon.state(body.or(m.actor.country.as_deref())?).cloned()
        }
    }
}

/// The foes that an article is about, found out at most once.
#[derive(Debug, Default)]
pub(super) struct Foes(OnceCell<Vec<Arc<Actor>>>);

impl Foes {
    /// The two foes that the article names most; empty where it names no foes.
    pub(super) fn of(&self, found: &Annotated<'_>, lexicon: &Lexicon) -> &[Arc<Actor>] {
        self.0.get_or_init(|| {
            let mut counts: Vec<(usize, Arc<Actor>)> = Vec::new();
            for side in found.actors.iter().filter_map(|m| side(m, lexicon)) {
                match counts.iter_mut().find(|(_, a)| Arc::ptr_eq(a, &side) || a.id == side.id) {
                    Some((n, _)) => *n += 1,
                    None => counts.push((1, side)),
                }
            }
            counts.sort_by_key(|(n, _)| std::cmp::Reverse(*n));
            let pair = counts.iter().enumerate().find_map(|(i, (_, a))| {
                let (_, b) = counts.get(i + 1..)?.iter().find(|(_, b)| lexicon.are_foes(&a.id, &b.id))?;
                Some(vec![a.clone(), b.clone()])
            });
            pair.unwrap_or_default()
        })
    }
}

/// Whether an actor brokers here ("brokered by Qatar and Egypt", "US-brokered", "under Omani mediation").
pub(super) fn brokers(found: &Annotated<'_>, m: &ActorMention) -> bool {
    let lower = |i: usize| found.doc.lower(i);
    let hyphened = ["-brokered", "-mediated", "-led", "-sponsored", "-facilitated", "-backed"];
    let word = lower(m.tokens.start);
    if hyphened.iter().any(|h| word.contains(h) || lower(m.tokens.end).starts_with(h)) {
        return true;
    }
    let hyphen = |i: usize| lower(i) == "-" && matches!(lower(i + 1), "brokered" | "mediated" | "sponsored" | "led");
    if hyphen(m.tokens.end) {
        return true;
    }
    // "mediators Qatar and Egypt", "brokered by the United States, Qatar and Egypt": names in a row.
    let mut at = m.tokens.start;
    let row = |i: usize| matches!(lower(i), "," | "and" | "the" | "both" | "as" | "well") || names(found, i);
    for _ in 0..12 {
        let Some(before) = at.checked_sub(1) else { break };
        if !row(before) {
            break;
        }
        at = before;
    }
    let led = |n: usize| at.checked_sub(n).map_or("", lower);
    if led(1) == "by"
        && matches!(led(2), "brokered" | "mediated" | "facilitated" | "negotiated" | "hosted" | "sponsored")
        || matches!(led(1), "mediators" | "mediator" | "brokers" | "through")
        || matches!(led(1), "of" | "by") && matches!(led(2), "mediation" | "auspices" | "facilitation" | "mediators")
        || matches!(led(1), "named")
    {
        return true;
    }
    let after = m.tokens.end..m.tokens.end + 6;
    after
        .clone()
        .take_while(|i| !matches!(lower(*i), "," | ";" | "said" | "which"))
        .any(|i| BROKERS.contains(&lower(i)))
}

/// Whether a token is part of an actor's name.
fn names(found: &Annotated<'_>, token: usize) -> bool {
    let at = found.actors.partition_point(|a| a.tokens.end <= token);
    found.actors.get(at).is_some_and(|a| a.tokens.start <= token)
}

/// Whether an actor is only where something happens, or who tells of it.
pub(super) fn aside(found: &Annotated<'_>, m: &ActorMention) -> bool {
    let lower = |i: usize| found.doc.lower(i);
    let mut before = m.tokens.start;
    while before > 0 && matches!(lower(before - 1), "the" | "a" | "an") {
        before -= 1;
    }
    let led = before.checked_sub(1).map_or("", lower);
    matches!(led, "in" | "at" | "from" | "across" | "near" | "inside" | "outside")
        || matches!(lower(m.tokens.end), "said" | "says" | "told" | "wrote" | "reported")
        || matches!(led, "to") && before.checked_sub(2).map_or("", lower) == "according"
        || m.naming == Naming::Pronoun
}

/// Times of a sentence that date something: not a length, not part of a name, not since when.
pub(super) fn dates<'f>(found: &'f Annotated<'_>, sentence: usize) -> impl Iterator<Item = &'f TimeExpr> {
    found.times_in(sentence).iter().filter(move |t| {
        let named = || found.actors_in(sentence).iter().any(|a| a.span.contains(t.span));
        t.kind == TimeKind::Date && !t.when.is_unknown() && t.relation != Relation::Since && !named()
    })
}

/// The town in the dateline, with its words.
pub(super) fn dateline(found: &Annotated<'_>, lexicon: &Lexicon) -> Option<(Place, Span)> {
    use super::super::lexicon::Sense;
    let span = found.doc.dateline?;
    let text = &found.doc.text;
    lexicon.hits(text.as_str(), span.start(), span.end()).into_iter().find_map(|hit| {
        let place = hit.senses.iter().find_map(|s| match s {
            Sense::Place(at) => Some(lexicon.place(*at).0.clone()),
            _ => None,
        })?;
        Some((place, text.span(hit.start, hit.end)?))
    })
}

/// The words of a range that stand in a clause: up to a mark that ends it.
pub(super) fn clause_before(found: &Annotated<'_>, sentence: Range<usize>, at: usize) -> usize {
    let ends = |i: &usize| matches!(found.doc.lower(*i), ";" | ":" | "—" | "that" | "said" | "because" | "while");
    (sentence.start..at).rev().find(ends).map_or(sentence.start, |i| i + 1)
}

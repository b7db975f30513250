//! Which events a statement is about, and which statement it answers: denials, confirmations, claims and
//! replies. A pure function of a set of events, and of no order.
//!
//! A wrong denial is worse than a missing one. So every rule asks for a side that may speak of it, for the
//! right days, for a word that says what is meant ("strike", "talks", "truce"), and for one thing that tells
//! this event from others: its place, or the article that tells of both. Where two events fit equally well,
//! neither is meant.
//!
//! [`claim_keys`] bounds the search, as blocking keys do for mentions: a statement and an event that share no
//! key are never compared.

mod about;
mod keys;
mod reply;
#[cfg(test)]
mod tests;
mod text;

pub use keys::{ClaimKey, Side, claim_keys};

use crate::domain::{Event, EventId, Kind, LinkType};

/// What a statement is to another event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The event it is about, or the statement it answers.
    pub about: EventId,
    /// As what.
    pub kind: LinkType,
    /// Why, in plain words.
    pub reason: &'static str,
}

/// A reason to link, the stronger the better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ground {
    strength: u8,
    kind: LinkType,
    reason: &'static str,
}

/// What this statement claims, denies, confirms or answers, of these events: at most one event and one
/// statement. Anything but a statement claims nothing.
pub fn claims(statement: &Event, others: &[&Event]) -> Vec<Claim> {
    if statement.content.kind != Kind::Statement {
        return Vec::new();
    }
    let others: Vec<&Event> = others.iter().copied().filter(|o| o.id != statement.id).collect();
    let about = others.iter().filter_map(|o| about::ground(statement, o, &others).map(|ground| (o.id, ground)));
    let reply = others.iter().filter_map(|o| reply::ground(statement, o).map(|ground| (o.id, ground)));
    [only_best(about.collect()), only_best(reply.collect())].into_iter().flatten().collect()
}

/// The strongest, unless there are two of them.
fn only_best(mut found: Vec<(EventId, Ground)>) -> Option<Claim> {
    found.sort_by_key(|(_, ground)| std::cmp::Reverse(ground.strength));
    let (about, best) = *found.first()?;
    let alone = found.get(1).is_none_or(|(_, next)| next.strength < best.strength);
    alone.then_some(Claim { about, kind: best.kind, reason: best.reason })
}

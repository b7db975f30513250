//! Keeping claims, denials, confirmations and replies in step with the events.
//!
//! Links are derived: what a statement is about follows from the statement and from every event it could be
//! about. So when an event comes, changes or goes, each statement that meets it is worked out anew, against
//! everything that it meets. The order in which articles come leaves no trace.

use crate::{
    consolidate::{ClaimKey, Side, claim_keys, claims},
    domain::{Event, EventId, Kind, Link, LinkType, NegotiationRef, correction},
    store::{Op, StoreError, Writer, negotiations::Tracks},
};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// From a statement to what it is about.
struct Edge {
    from: EventId,
    to: EventId,
    kind: LinkType,
    reason: &'static str,
}

/// Sets the links of the events that are being worked out, and adds to `beside` others that change with them.
/// `old` are the events as they were, `retired` those that go.
pub(super) async fn link(
    writer: &mut Writer,
    events: &mut [Event],
    beside: &mut Vec<Event>,
    old: &HashMap<EventId, Event>,
    retired: &[EventId],
) -> Result<(), StoreError> {
    let own: BTreeSet<EventId> = events.iter().map(|e| e.id).chain(retired.iter().copied()).collect();
    // A statement that could not choose between two may choose when one of them goes: so what an event was counts too.
    let was = old.values().filter(|e| own.contains(&e.id));
    let keys: BTreeSet<ClaimKey> = events.iter().chain(was.clone()).flat_map(claim_keys).collect();
    let partners: BTreeSet<EventId> = events.iter().chain(was).flat_map(|e| &e.links).map(|l| l.event).collect();
    let mut known: BTreeMap<EventId, Event> = BTreeMap::new();
    let add = |known: &mut BTreeMap<EventId, Event>, more: Vec<Event>| {
        known.extend(more.into_iter().filter(|e| !own.contains(&e.id)).map(|e| (e.id, e)));
    };
    if !keys.is_empty() {
        add(&mut known, writer.meeting(&keys.into_iter().collect::<Vec<_>>()).await?);
    }
    let unread: Vec<EventId> = partners.into_iter().filter(|id| !own.contains(id) && !known.contains_key(id)).collect();
    if !unread.is_empty() {
        add(&mut known, writer.live_events(&unread).await?);
    }
    if known.is_empty() && !events.iter().any(|e| e.content.kind == Kind::Statement) {
        events.iter_mut().for_each(|e| e.links.clear());
        return Ok(());
    }

    let asked: BTreeSet<EventId> = known.values().filter(|e| e.content.kind == Kind::Statement).map(|e| e.id).collect();
    let about: BTreeSet<ClaimKey> =
        asked.iter().flat_map(|id| claim_keys(&known[id])).filter(|(side, _)| *side == Side::About).collect();
    if !about.is_empty() {
        let more = writer.meeting(&about.into_iter().collect::<Vec<_>>()).await?;
        for event in more.into_iter().filter(|e| !own.contains(&e.id)) {
            known.entry(event.id).or_insert(event);
        }
    }
    let edges = edges(events, &known, &asked);

    let statements: HashSet<EventId> =
        events.iter().filter(|e| e.content.kind == Kind::Statement).map(|e| e.id).chain(asked).collect();
    for event in events.iter_mut() {
        // Everything it was linked to was worked out anew.
        event.links.clear();
        put(event, &edges);
    }
    for event in known.into_values() {
        let mut now = event.clone();
        now.links.retain(|link| {
            let from = if link.kind == LinkType::About { event.id } else { link.event };
            !statements.contains(&from) && !own.contains(&link.event)
        });
        put(&mut now, &edges);
        if now.links != event.links {
            match beside.iter_mut().find(|e| e.id == now.id) {
                Some(there) => there.links = now.links,
                None => beside.push(now),
            }
        }
    }
    Ok(())
}

/// Brings what is derived from other events into step: tracks and links of every event of these texts. For
/// events that were stored by an earlier version, or before a track was known.
pub(super) async fn refresh(writer: &mut Writer, revisions: &[i64]) -> Result<(), StoreError> {
    let mut events = writer.events_of(revisions).await?;
    let old: HashMap<EventId, Event> = events.iter().map(|e| (e.id, e.clone())).collect();
    let tracks = writer.tracks().await?;
    for event in &mut events {
        event.negotiation = assigned(&tracks, event);
    }
    let mut beside = Vec::new();
    link(writer, &mut events, &mut beside, &old, &[]).await?;
    writer.put_claim_keys(&events.iter().collect::<Vec<_>>()).await?;
    let differs = |e: &Event| old.get(&e.id) != Some(e);
    let mut changed: Vec<(Event, Op)> =
        events.into_iter().filter(differs).chain(beside).map(|e| (e, Op::Update)).collect();
    writer.put_events(&mut changed).await
}

/// The track an event belongs to: as an analyst ruled, else by its parties.
pub(super) fn assigned(tracks: &Tracks, event: &Event) -> Option<NegotiationRef> {
    let ruled = event.corrected.iter().any(|c| c.field == correction::NEGOTIATION);
    if ruled { event.negotiation.clone() } else { tracks.choose(&event.content) }
}

/// What each statement is about, of everything it shares a key with.
fn edges(events: &[Event], known: &BTreeMap<EventId, Event>, asked: &BTreeSet<EventId>) -> Vec<Edge> {
    let mut of: HashMap<String, BTreeSet<EventId>> = HashMap::new();
    let by_id: BTreeMap<EventId, &Event> = events.iter().chain(known.values()).map(|e| (e.id, e)).collect();
    for event in by_id.values() {
        for (_, key) in claim_keys(event).into_iter().filter(|(side, _)| *side == Side::Of) {
            of.entry(key).or_default().insert(event.id);
        }
    }
    let statements =
        events.iter().filter(|e| e.content.kind == Kind::Statement).chain(asked.iter().map(|id| &known[id]));
    let mut edges = Vec::new();
    for statement in statements {
        let about = claim_keys(statement).into_iter().filter(|(side, _)| *side == Side::About);
        let met: BTreeSet<EventId> = about.filter_map(|(_, key)| of.get(&key)).flatten().copied().collect();
        let others: Vec<&Event> = met.iter().map(|id| by_id[id]).collect();
        let found = claims(statement, &others).into_iter();
        edges.extend(found.map(|c| Edge { from: statement.id, to: c.about, kind: c.kind, reason: c.reason }));
    }
    edges
}

/// Adds the links of an event at both of their ends, in one order.
fn put(event: &mut Event, edges: &[Edge]) {
    let link = |kind, event, reason: &str| Link { kind, event, reason: reason.to_owned() };
    for edge in edges {
        if edge.to == event.id {
            event.links.push(link(edge.kind, edge.from, edge.reason));
        } else if edge.from == event.id {
            event.links.push(link(LinkType::About, edge.to, edge.reason));
        }
    }
    event.links.sort_by_key(|l| (l.kind, l.event));
}

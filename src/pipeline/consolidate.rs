//! Bringing the events into step with the mentions that came and went.

use super::{
    correct::rulings::{self, Force},
    links, micros,
};
use crate::{
    consolidate::{self, Input, Merged, families, is_part_of},
    domain::{
        ArticleId, CorrectionId, Event, EventId, Kind, Mention, Review, Seq, SourcedEvidence, Sources,
        correction::{self, Corrected, Ruling},
    },
    store::{Anchored, Loaded, Member, Op, Origin, StoreError, Writer, negotiations::Tracks},
};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    time::Instant,
};
use tracing::debug;

/// What a write did to the mentions.
#[derive(Debug, Default)]
pub(super) struct Touched {
    /// New current mentions.
    pub(super) new: Vec<i64>,
    /// Events that new mentions inherit from those they replace: mention → event.
    pub(super) inherited: HashMap<i64, EventId>,
    /// Events that lost a mention.
    pub(super) bereft: BTreeSet<EventId>,
    /// Those among the inherited that had no mention left: deleted, unless they come back now.
    pub(super) deleted: BTreeSet<EventId>,
    /// Mentions whose event an analyst ruled: they count for that one only, or for none.
    pub(super) ruled: HashMap<i64, Option<EventId>>,
    /// Numbers that stay where several meet in one event.
    pub(super) preferred: BTreeSet<EventId>,
}

impl Touched {
    /// Matches an article's new mentions to those they replace.
    pub(super) fn inherit(&mut self, old: Vec<(Mention, EventId)>, new: &[Mention], ids: &[i64]) {
        self.bereft.extend(old.iter().map(|(_, event)| *event));
        self.hand_down(old, new, ids);
    }

    /// Matches what is still unmatched to what still earlier texts of the article said, each with its event
    /// and whether that was deleted for want of mentions: it comes back under its number.
    pub(super) fn revive(&mut self, former: Vec<(Mention, EventId, bool)>, new: &[Mention], ids: &[i64]) {
        self.deleted.extend(former.iter().filter(|(.., deleted)| *deleted).map(|(_, event, _)| *event));
        self.hand_down(former.into_iter().map(|(mention, event, _)| (mention, event)).collect(), new, ids);
    }

    /// By kind, and by the same sentence, or by headline, or by place in the text. Each old one is inherited
    /// from once.
    fn hand_down(&mut self, old: Vec<(Mention, EventId)>, new: &[Mention], ids: &[i64]) {
        let mut left: Vec<Option<(Mention, EventId)>> = old.into_iter().map(Some).collect();
        let same_words = |a: &Mention, b: &Mention| {
            a.evidence.iter().any(|x| b.evidence.iter().any(|y| !x.exact.is_empty() && x.exact == y.exact))
        };
        let same_place = |a: &Mention, b: &Mention| {
            let spans = |m: &Mention| m.evidence.iter().filter_map(|e| e.start.zip(e.end)).collect::<Vec<_>>();
            spans(a).iter().any(|(s, e)| spans(b).iter().any(|(t, f)| s < f && t < e))
        };
        let same_headline = |a: &Mention, b: &Mention| a.content.headline == b.content.headline;
        for nth in 0..3 {
            let test = |a: &Mention, b: &Mention| match nth {
                0 => same_words(a, b),
                1 => same_headline(a, b),
                _ => same_place(a, b),
            };
            for (mention, id) in
                new.iter().zip(ids).filter(|(_, id)| !self.inherited.contains_key(id)).collect::<Vec<_>>()
            {
                let fits = |slot: &&mut Option<(Mention, EventId)>| {
                    slot.as_ref().is_some_and(|(o, _)| o.content.kind == mention.content.kind && test(o, mention))
                };
                if let Some((_, event)) = left.iter_mut().find(fits).and_then(Option::take) {
                    self.inherited.insert(*id, event);
                }
            }
        }
    }
}

/// Works out anew every event that these mentions can have changed.
pub(super) async fn bring_up_to_date(writer: &mut Writer, touched: Touched) -> Result<(), StoreError> {
    let start = Instant::now();
    let (loaded, anchors) = component(writer, &touched).await?;
    let searched = start.elapsed();
    let inputs: Vec<Input> = loaded.iter().map(|l| l.input.clone()).collect();
    let by_key: HashMap<i64, &Loaded> = loaded.iter().map(|l| (l.input.key, l)).collect();

    // Who was what: as an analyst ruled, by the mentions themselves, and by those they replace.
    let old_of = |key: &i64| match touched.ruled.get(key) {
        Some(ruled) => *ruled,
        None => by_key[key].event.or(touched.inherited.get(key).copied()),
    };
    let mut old_ids: BTreeSet<EventId> = touched.bereft.clone();
    old_ids.extend(loaded.iter().filter_map(|l| l.event));
    old_ids.extend(touched.ruled.values().flatten());
    let was: Vec<(i64, Option<EventId>)> = inputs.iter().map(|i| (i.key, old_of(&i.key))).collect();
    let asked: Vec<i64> = was.iter().filter_map(|(_, e)| *e).chain(old_ids.iter().copied()).map(|e| e.0).collect();
    let force = Force::of(writer.in_force(&asked).await?);
    let mut constraints = rulings::constraints(&anchors, &loaded.iter().collect::<Vec<_>>());
    force.close(&mut constraints, &was);
    let clusters = consolidate::partition(&inputs, &constraints);
    let divided = start.elapsed() - searched;

    let votes: Vec<BTreeMap<EventId, usize>> = clusters
        .iter()
        .map(|cluster| {
            let mut votes = BTreeMap::new();
            for event in cluster.members.iter().filter_map(old_of) {
                *votes.entry(event).or_default() += 1;
            }
            votes
        })
        .collect();
    // Of a deleted event only what comes back matters; every number with a vote goes somewhere.
    old_ids.extend(votes.iter().flat_map(BTreeMap::keys));
    let heirs = heirs(&votes, &touched.deleted, &touched.preferred);
    let standing: BTreeSet<EventId> = heirs.iter().filter_map(|h| h.first()).copied().collect();

    let ids: Vec<i64> = old_ids.iter().map(|e| e.0).collect();
    let old: HashMap<EventId, Event> = writer.events(&ids).await?.into_iter().map(|e| (e.id, e)).collect();
    let fresh = writer.new_event_ids(heirs.iter().filter(|h| h.is_empty()).count()).await?;
    let mut fresh = fresh.into_iter();
    let tracks = writer.tracks().await?;
    let mut events = Vec::with_capacity(clusters.len());
    let mut all_members = Vec::with_capacity(loaded.len());
    let mut of_mention = HashMap::new();
    let (mut merged, mut successor) = (Vec::new(), HashMap::new());
    // Dismissed ones keep their mentions, and what is like them, off the timeline.
    let mut hidden = BTreeSet::new();
    for (cluster, heirs) in clusters.iter().zip(&heirs) {
        let id = heirs.first().copied().or_else(|| fresh.next()).ok_or(StoreError::Nothing)?;
        let members: Vec<&Loaded> = cluster.members.iter().map(|key| by_key[key]).collect();
        if force.dismissed.contains(&id) {
            hidden.insert(id);
        } else {
            let numbers: Vec<EventId> = std::iter::once(id).chain(heirs.iter().skip(1).copied()).collect();
            events.push(compose(
                id,
                &members,
                old.get(&id),
                &tracks,
                &force.over(&numbers, &standing),
                force.review(id),
            ));
        }
        for ((mention, reason), position) in cluster.members.iter().zip(&cluster.reasons).zip(0..) {
            of_mention.insert(*mention, id);
            all_members.push(Member { mention: *mention, event: id, position, reason });
        }
        for loser in heirs.iter().skip(1) {
            merged.push((*loser, id));
            successor.insert(*loser, id);
        }
    }
    let kept: BTreeSet<EventId> = events.iter().map(|e| e.id).chain(successor.keys().copied()).collect();
    let gone: Vec<EventId> = old_ids.difference(&kept).filter(|e| !hidden.contains(e)).copied().collect();
    // What is off the timeline already can't leave it once more.
    let leaving = !gone.is_empty() || !hidden.is_empty();
    let off = if leaving { writer.off_timeline(&asked).await? } else { BTreeSet::new() };

    let retired: Vec<EventId> = gone.iter().chain(&hidden).copied().chain(successor.keys().copied()).collect();
    let mut beside = nest(writer, &mut events, &retired, &successor, &loaded, &of_mention).await?;
    links::link(writer, &mut events, &mut beside, &old, &retired).await?;
    let mut changed: Vec<(Event, Op)> = Vec::new();
    for event in events {
        match old.get(&event.id).filter(|_| !touched.deleted.contains(&event.id)) {
            // To who follows the changes, one that comes back is as new as one that is new.
            None => changed.push((event, Op::Create)),
            Some(before) if says_other(before, &event) => changed.push((event, Op::Update)),
            Some(_) => {}
        }
    }
    changed.extend(beside.into_iter().map(|event| (event, Op::Update)));
    let composed = start.elapsed() - divided - searched;
    writer.put_events(&mut changed).await?;
    writer.assign(&all_members).await?;
    for (loser, into) in merged {
        writer.retire_event(loser, Op::Merge(into)).await?;
    }
    for event in gone.into_iter().chain(hidden.iter().copied()).filter(|e| !off.contains(e)) {
        writer.retire_event(event, Op::Delete).await?;
    }
    writer.hide(&hidden).await?;
    debug!(
        new = touched.new.len() as u64,
        component = loaded.len() as u64,
        written = changed.len() as u64,
        search_us = micros(searched),
        divide_us = micros(divided),
        compose_us = micros(composed),
        write_us = micros(start.elapsed() - composed - divided - searched),
        "brought up to date"
    );
    Ok(())
}

/// Every current mention that can have a say: what is linked to a new one, to what is linked to it, and
/// so on; whatever else is part of the same events; and what was ruled to be one with them, or not. And these rulings.
async fn component(writer: &mut Writer, touched: &Touched) -> Result<(Vec<Loaded>, Vec<Anchored>), StoreError> {
    let mut component: Vec<Loaded> = Vec::new();
    let mut seen: HashSet<i64> = HashSet::new();
    let mut events: BTreeSet<EventId> = touched.bereft.clone();
    let mut asked: BTreeSet<EventId> = BTreeSet::new();
    let mut frontier: Vec<i64> = touched.new.clone();
    // Read, but not known to belong: a later one may yet link it.
    let mut read: HashMap<i64, Loaded> = HashMap::new();
    let mut anchors: Vec<Anchored> = Vec::new();
    let mut articles: BTreeSet<ArticleId> = BTreeSet::new();
    loop {
        // What is sure to belong comes in whole.
        let fresh: Vec<i64> = frontier.iter().copied().filter(|id| !seen.contains(id)).collect();
        read_more(writer, &fresh, &mut read).await?;
        // Of this turn's only: who was compared with the others was found not to be linked to them.
        let mut by_key: HashMap<i64, BTreeSet<usize>> = HashMap::new();
        let mut asked_keys: BTreeSet<i64> = BTreeSet::new();
        for loaded in fresh.iter().filter_map(|id| read.remove(id)) {
            seen.insert(loaded.input.key);
            events.extend(loaded.event);
            let keys = loaded.input.keys();
            asked_keys.extend(&keys.asked);
            for key in &keys.filed {
                by_key.entry(*key).or_default().insert(component.len());
            }
            component.push(loaded);
        }
        let new_events: Vec<i64> = events.difference(&asked).map(|e| e.0).collect();
        asked.extend(events.iter().copied());
        if fresh.is_empty() && new_events.is_empty() {
            return Ok((component, anchors));
        }
        let new_articles: Vec<i64> =
            component.iter().map(|l| l.article.id).filter(|a| articles.insert(*a)).map(|a| a.0).collect();
        let known: BTreeSet<CorrectionId> = anchors.iter().map(|a| a.correction).collect();
        anchors.extend(writer.rulings_on(&new_articles).await?.into_iter().filter(|a| !known.contains(&a.correction)));
        let ruled = ruled_with(writer, &anchors, &component, &mut read).await?;
        let mut ids = writer.neighbours(&asked_keys.into_iter().collect::<Vec<_>>(), &new_events).await?;
        ids.retain(|id| !seen.contains(id));
        ids.sort_unstable();
        read_more(writer, &ids, &mut read).await?;
        let belongs = |candidate: &&Loaded| {
            let linked = || {
                let keys = &candidate.input.keys().asked;
                let met: BTreeSet<usize> = keys.iter().filter_map(|key| by_key.get(key)).flatten().copied().collect();
                met.into_iter().any(|at| consolidate::linked(&component[at].input, &candidate.input))
            };
            candidate.event.is_some_and(|e| events.contains(&e)) || linked()
        };
        frontier = ids.iter().filter_map(|id| read.get(id)).filter(belongs).map(|c| c.input.key).collect();
        frontier.extend(ruled);
    }
}

/// Mentions over which was ruled together with one of these.
async fn ruled_with(
    writer: &mut Writer,
    anchors: &[Anchored],
    component: &[Loaded],
    read: &mut HashMap<i64, Loaded>,
) -> Result<Vec<i64>, StoreError> {
    if anchors.is_empty() {
        return Ok(Vec::new());
    }
    let articles: BTreeSet<i64> = anchors.iter().map(|a| a.article.0).collect();
    let mut ids = writer.current_mentions(&articles.into_iter().collect::<Vec<_>>()).await?;
    let own: HashSet<i64> = component.iter().map(|l| l.input.key).collect();
    ids.retain(|id| !own.contains(id));
    read_more(writer, &ids, read).await?;
    let all: Vec<&Loaded> = component.iter().chain(ids.iter().filter_map(|id| read.get(id))).collect();
    let mut out = Vec::new();
    for (_, anchors) in rulings::by_ruling(anchors) {
        let matched = rulings::matched(&anchors, &all);
        if matched.iter().any(|(_, key)| own.contains(key)) {
            out.extend(matched.into_iter().map(|(_, key)| key).filter(|key| !own.contains(key)));
        }
    }
    Ok(out)
}

/// Reads those of these mentions that were not read yet.
async fn read_more(writer: &mut Writer, ids: &[i64], read: &mut HashMap<i64, Loaded>) -> Result<(), StoreError> {
    let unread: Vec<i64> = ids.iter().copied().filter(|id| !read.contains_key(id)).collect();
    if !unread.is_empty() {
        read.extend(writer.mentions(&unread).await?.into_iter().map(|l| (l.input.key, l)));
    }
    Ok(())
}

/// An event's number goes to the cluster with most of its old mentions (the first such); of several
/// numbers that meet in one cluster the one with most mentions there is kept (the lowest such), and the
/// others are merged into it. A deleted event comes back only where no living one is; a preferred number is kept
/// before all others. Numbers per cluster, the one to keep first.
fn heirs(
    votes: &[BTreeMap<EventId, usize>],
    deleted: &BTreeSet<EventId>,
    preferred: &BTreeSet<EventId>,
) -> Vec<Vec<EventId>> {
    let mut best: BTreeMap<EventId, (usize, usize)> = BTreeMap::new();
    for (cluster, votes) in votes.iter().enumerate() {
        for (event, n) in votes {
            let there = best.entry(*event).or_insert((cluster, *n));
            if *n > there.1 {
                *there = (cluster, *n);
            }
        }
    }
    let mut heirs: Vec<Vec<(usize, EventId)>> = vec![Vec::new(); votes.len()];
    for (event, (cluster, n)) in best {
        heirs[cluster].push((n, event));
    }
    let sorted = |mut list: Vec<(usize, EventId)>| {
        list.sort_by_key(|(n, event)| {
            (deleted.contains(event), !preferred.contains(event), std::cmp::Reverse(*n), *event)
        });
        list.into_iter().map(|(_, event)| event).collect()
    };
    heirs.into_iter().map(sorted).collect()
}

/// The event these mentions make, with what analysts ruled over it and what only the old one knows.
fn compose(
    id: EventId,
    members: &[&Loaded],
    before: Option<&Event>,
    tracks: &Tracks,
    rulings: &[Ruling],
    review: Review,
) -> Event {
    let inputs: Vec<&Input> = members.iter().map(|l| &l.input).collect();
    let Merged { content, history, evidence } = consolidate::merge(&inputs);
    let (content, mut corrected) = correction::apply(&content, rulings);
    let mut negotiation = tracks.choose(&content);
    if let Some((correction, ruled)) = correction::negotiation(rulings) {
        let sources = negotiation.map_or(Value::Null, |n| json!(n));
        corrected.push(Corrected { field: correction::NEGOTIATION.to_owned(), sources, correction });
        negotiation = ruled;
    }
    let articles: BTreeMap<ArticleId, &Loaded> = members.iter().map(|l| (l.article.id, *l)).collect();
    let evidence = evidence.into_iter().filter_map(|(article, e)| {
        let article = articles.get(&article)?.article.clone();
        Some(SourcedEvidence { article, exact: e.exact, start: e.start, end: e.end, rule: e.rule })
    });
    let recorded = members.iter().map(|l| l.recorded_at).min().unwrap_or_default();
    Event {
        id,
        negotiation,
        history,
        part_of: before.and_then(|b| b.part_of),
        links: before.map(|b| b.links.clone()).unwrap_or_default(),
        review,
        corrected,
        evidence: evidence.collect(),
        sources: sources(&articles),
        first_reported_at: consolidate::first_published(&inputs).unwrap_or(recorded),
        updated_at: before.map_or(recorded, |b| b.updated_at),
        seq: before.map_or(Seq(0), |b| b.seq),
        content,
    }
}

fn sources(articles: &BTreeMap<ArticleId, &Loaded>) -> Sources {
    let outlets: BTreeSet<&str> = articles.values().filter_map(|l| l.article.outlet.as_deref()).collect();
    let nameless = articles.values().filter(|l| l.article.outlet.is_none()).count();
    let texts: Vec<u64> = articles.values().map(|l| l.fingerprint).collect();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Sources {
        articles: count(articles.len()),
        outlets: count(outlets.len() + nameless),
        independent: count(families(&texts)),
    }
}

/// Whether a reader would see a difference.
fn says_other(before: &Event, now: &Event) -> bool {
    let same_stamp = Event { seq: before.seq, updated_at: before.updated_at, ..now.clone() };
    *before != same_stamp
}

/// Puts strikes into the wider barrages they are part of: as their article says, else by sides, days and
/// places. Sets it in the events that are being worked out; returns others that change with them.
async fn nest(
    writer: &mut Writer,
    events: &mut [Event],
    retired: &[EventId],
    successor: &HashMap<EventId, EventId>,
    loaded: &[Loaded],
    of_mention: &HashMap<i64, EventId>,
) -> Result<Vec<Event>, StoreError> {
    let own: HashSet<EventId> = events.iter().map(|e| e.id).collect();
    let affected: HashSet<EventId> = own.iter().chain(retired).copied().collect();
    let ids: Vec<i64> = affected.iter().map(|e| e.0).collect();
    let told: Vec<&Event> = events.iter().filter(|e| e.content.kind == Kind::Strike).collect();
    if told.is_empty() && retired.is_empty() {
        return Ok(Vec::new());
    }
    let mut strikes = writer.strikes_beside(&ids, &told).await?;
    strikes.retain(|e| !affected.contains(&e.id));
    strikes.extend(told.into_iter().cloned());
    let mut said = said_parts(writer, loaded, of_mention).await?;
    said.retain(|_, whole| !retired.contains(whole));
    let live: HashSet<EventId> = strikes.iter().map(|e| e.id).collect();
    let mut whole_of: HashMap<EventId, Option<EventId>> = HashMap::new();
    for strike in &strikes {
        let fits = strikes.iter().filter(|whole| whole.id != strike.id && is_part_of(&strike.content, &whole.content));
        // The narrowest barrage around it; of equal ones the oldest.
        let length = |e: &Event| {
            e.content.date.earliest().zip(e.content.date.latest()).map(|(a, b)| a.until(b).map_or(0, |s| s.get_days()))
        };
        let found = fits.min_by_key(|whole| (length(whole), whole.id)).map(|whole| whole.id);
        let whole = said.get(&strike.id).copied().filter(|w| said.get(w) != Some(&strike.id)).or(found);
        let now = match strike.part_of {
            // Worked out anew in this write: what it said before counts no more.
            _ if affected.contains(&strike.id) => whole,
            // Its whole went into another, or is gone.
            Some(old) if affected.contains(&old) && !live.contains(&old) => successor.get(&old).copied().or(whole),
            Some(old) => Some(old),
            None => whole,
        };
        whole_of.insert(strike.id, now.filter(|whole| *whole != strike.id));
    }
    for event in &mut *events {
        event.part_of = whole_of.get(&event.id).copied().flatten();
    }
    let others = strikes.into_iter().filter(|e| !own.contains(&e.id)).filter_map(|strike| {
        let now = whole_of.get(&strike.id).copied().flatten();
        (now != strike.part_of).then_some(Event { part_of: now, ..strike })
    });
    Ok(others.collect())
}

/// What articles themselves say of their own strikes: part → whole.
async fn said_parts(
    writer: &mut Writer,
    loaded: &[Loaded],
    of_mention: &HashMap<i64, EventId>,
) -> Result<BTreeMap<EventId, EventId>, StoreError> {
    let mut event_at: HashMap<(i64, Origin, i32), EventId> = HashMap::new();
    for l in loaded {
        event_at.extend(of_mention.get(&l.input.key).map(|event| ((l.revision, l.origin, l.position), *event)));
    }
    let strikes = loaded.iter().filter(|l| l.input.mention.content.kind == Kind::Strike);
    let asked: Vec<((i64, Origin, i32), EventId)> = strikes
        .filter_map(|l| {
            let whole = i32::try_from(l.input.mention.part_of?).ok()?;
            Some(((l.revision, l.origin, whole), *of_mention.get(&l.input.key)?))
        })
        .collect();
    // The whole may be an event that this write has nothing to do with.
    let elsewhere: Vec<_> = asked.iter().map(|(whole, _)| *whole).filter(|w| !event_at.contains_key(w)).collect();
    if !elsewhere.is_empty() {
        let revisions: Vec<i64> = elsewhere.iter().map(|w| w.0).collect();
        let origins: Vec<Origin> = elsewhere.iter().map(|w| w.1).collect();
        let positions: Vec<i32> = elsewhere.iter().map(|w| w.2).collect();
        event_at.extend(writer.events_at(&revisions, &origins, &positions).await?);
    }
    let mut said: BTreeMap<EventId, EventId> = BTreeMap::new();
    for (whole, part) in asked {
        if let Some(whole) = event_at.get(&whole).filter(|whole| **whole != part) {
            said.entry(part).and_modify(|w| *w = (*w).min(*whole)).or_insert(*whole);
        }
    }
    Ok(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn votes(of: &[&[(i64, usize)]]) -> Vec<BTreeMap<EventId, usize>> {
        of.iter().map(|v| v.iter().map(|(e, n)| (EventId(*e), *n)).collect()).collect()
    }

    #[test]
    fn a_number_goes_where_most_of_its_mentions_went() {
        let ids = |of: &[&[(i64, usize)]]| {
            heirs(&votes(of), &BTreeSet::from([EventId(1)]), &BTreeSet::from([EventId(12)]))
                .into_iter()
                .map(|v| v.into_iter().map(|e| e.0).collect::<Vec<_>>())
                .collect::<Vec<_>>()
        };
        // Split: the larger part keeps the number. Tie: the first part.
        assert_eq!(ids(&[&[(7, 1)], &[(7, 2)]]), [vec![], vec![7]]);
        assert_eq!(ids(&[&[(7, 1)], &[(7, 1)]]), [vec![7], vec![]]);
        // Merge: most mentions keep, then the lowest number.
        assert_eq!(ids(&[&[(3, 1), (9, 2)]]), [vec![9, 3]]);
        assert_eq!(ids(&[&[(9, 1), (3, 1)]]), [vec![3, 9]]);
        // Number 1 was deleted: it comes back where nobody else is, else it goes into the living one.
        assert_eq!(ids(&[&[(1, 1)], &[(9, 1)]]), [vec![1], vec![9]]);
        assert_eq!(ids(&[&[(1, 2), (9, 1)]]), [vec![9, 1]]);
        // Number 12 is to stay.
        assert_eq!(ids(&[&[(9, 3), (12, 1), (1, 7)]]), [vec![12, 9, 1]]);
    }
}

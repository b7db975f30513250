//! Bringing the events into step with the mentions that came and went.

use crate::{
    consolidate::{self, Constraints, Input, Merged, blocking_keys, is_copy, is_part_of},
    domain::{
        ArticleId, Content, Event, EventId, Kind, Mention, Review, Seq, SourcedEvidence, Sources, event::NegotiationRef,
    },
    store::{Loaded, Op, StoreError, Writer, negotiations::Tracks},
};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What a write did to the mentions.
#[derive(Debug, Default)]
pub(super) struct Touched {
    /// New current mentions.
    pub(super) new: Vec<i64>,
    /// Events that new mentions inherit from those they replace: mention → event.
    pub(super) inherited: HashMap<i64, EventId>,
    /// Events that lost a mention.
    pub(super) bereft: BTreeSet<EventId>,
}

impl Touched {
    /// Matches an article's new mentions to those they replace: by kind, and by the same sentence, or by
    /// headline. Each old one is inherited from once.
    pub(super) fn inherit(&mut self, old: Vec<(Mention, EventId)>, new: &[Mention], ids: &[i64]) {
        self.bereft.extend(old.iter().map(|(_, event)| *event));
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
    let loaded = component(writer, &touched).await?;
    let inputs: Vec<Input> = loaded.iter().map(|l| l.input.clone()).collect();
    let by_key: HashMap<i64, &Loaded> = loaded.iter().map(|l| (l.input.key, l)).collect();
    let clusters = consolidate::partition(&inputs, &Constraints::default());

    // Who was what: by the mentions themselves, and by those they replace.
    let old_of = |key: &i64| by_key[key].event.or(touched.inherited.get(key).copied());
    let mut old_ids: BTreeSet<EventId> = touched.bereft.clone();
    old_ids.extend(loaded.iter().filter_map(|l| l.event));
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
    let heirs = heirs(&votes);

    let ids: Vec<i64> = old_ids.iter().map(|e| e.0).collect();
    let old: HashMap<EventId, Event> = writer.events(&ids).await?.into_iter().map(|e| (e.id, e)).collect();
    let mut id_of_cluster = Vec::new();
    let mut kept = HashSet::new();
    for heirs in &heirs {
        let id = match heirs.first() {
            Some(id) => *id,
            None => writer.new_event_id().await?,
        };
        kept.insert(id);
        id_of_cluster.push(id);
    }
    // Rows of new events must be there before mentions and parts point to them.
    let mut affected = Vec::new();
    let mut successor = HashMap::new();
    for (cluster, id) in clusters.iter().zip(&id_of_cluster) {
        let members: Vec<&Loaded> = cluster.members.iter().map(|key| by_key[key]).collect();
        let before = old.get(id);
        let mut event = compose(*id, &members, before);
        affected.push(*id);
        if before.is_none_or(|before| says_other(before, &event)) {
            let op = if before.is_some() { Op::Update } else { Op::Create };
            writer.put_event(&mut event, op).await?;
        }
        let reasons: Vec<String> = cluster.reasons.iter().map(|r| (*r).to_owned()).collect();
        writer.assign(*id, &cluster.members, &reasons).await?;
    }
    for (heirs, into) in heirs.iter().zip(&id_of_cluster) {
        for merged in heirs.iter().skip(1) {
            writer.retire_event(*merged, Op::Merge(*into)).await?;
            kept.insert(*merged);
            affected.push(*merged);
            successor.insert(*merged, *into);
        }
    }
    for gone in old_ids.difference(&kept.into_iter().collect()) {
        affected.push(*gone);
        writer.retire_event(*gone, Op::Delete).await?;
    }
    nest(writer, &affected, &successor, &loaded).await
}

/// Every current mention that can have a say: what is linked to a new one, to what is linked to it, and
/// so on; and whatever else is part of the same events.
async fn component(writer: &mut Writer, touched: &Touched) -> Result<Vec<Loaded>, StoreError> {
    let mut component: Vec<Loaded> = Vec::new();
    let mut seen: HashSet<i64> = HashSet::new();
    let mut by_key: HashMap<String, Vec<usize>> = HashMap::new();
    let mut events: BTreeSet<EventId> = touched.bereft.clone();
    let mut asked: BTreeSet<EventId> = BTreeSet::new();
    let mut frontier: Vec<i64> = touched.new.clone();
    let mut sure: HashSet<i64> = frontier.iter().copied().collect();
    loop {
        // What is sure to belong comes in whole.
        let fresh: Vec<i64> = frontier.iter().copied().filter(|id| !seen.contains(id)).collect();
        for loaded in writer.mentions(&fresh).await? {
            seen.insert(loaded.input.key);
            events.extend(loaded.event);
            for key in blocking_keys(&loaded.input.mention) {
                by_key.entry(key).or_default().push(component.len());
            }
            component.push(loaded);
        }
        let new_events: Vec<i64> = events.difference(&asked).map(|e| e.0).collect();
        asked.extend(events.iter().copied());
        if fresh.is_empty() && new_events.is_empty() {
            return Ok(component);
        }
        let ids: Vec<i64> =
            writer.neighbours(&fresh, &new_events).await?.into_iter().filter(|id| !seen.contains(id)).collect();
        let candidates = writer.mentions(&ids).await?;
        frontier = candidates
            .iter()
            .filter(|c| {
                let linked = || {
                    blocking_keys(&c.input.mention)
                        .iter()
                        .filter_map(|key| by_key.get(key))
                        .flatten()
                        .any(|at| consolidate::linked(&component[*at].input, &c.input))
                };
                sure.contains(&c.input.key) || c.event.is_some_and(|e| events.contains(&e)) || linked()
            })
            .map(|c| c.input.key)
            .collect();
        sure.extend(&frontier);
    }
}

/// An event's number goes to the cluster with most of its old mentions (the first such); of several
/// numbers that meet in one cluster the one with most mentions there is kept (the lowest such), and the
/// others are merged into it. Numbers per cluster, the one to keep first.
fn heirs(votes: &[BTreeMap<EventId, usize>]) -> Vec<Vec<EventId>> {
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
        list.sort_by_key(|(n, event)| (std::cmp::Reverse(*n), *event));
        list.into_iter().map(|(_, event)| event).collect()
    };
    heirs.into_iter().map(sorted).collect()
}

/// The event these mentions make, with what only the old one knows.
fn compose(id: EventId, members: &[&Loaded], before: Option<&Event>) -> Event {
    let inputs: Vec<&Input> = members.iter().map(|l| &l.input).collect();
    let Merged { content, history, evidence } = consolidate::merge(&inputs);
    let articles: BTreeMap<ArticleId, &Loaded> = members.iter().map(|l| (l.article.id, *l)).collect();
    let evidence = evidence.into_iter().filter_map(|(article, e)| {
        let article = articles.get(&article)?.article.clone();
        Some(SourcedEvidence { article, exact: e.exact, start: e.start, end: e.end, rule: e.rule })
    });
    let recorded = members.iter().map(|l| l.recorded_at).min().unwrap_or_default();
    Event {
        id,
        negotiation: negotiation(&content),
        history,
        part_of: before.and_then(|b| b.part_of),
        links: before.map(|b| b.links.clone()).unwrap_or_default(),
        review: before.map_or(Review::Unreviewed, |b| b.review),
        evidence: evidence.collect(),
        sources: sources(&articles),
        first_reported_at: consolidate::first_published(&inputs).unwrap_or(recorded),
        updated_at: before.map_or(recorded, |b| b.updated_at),
        seq: before.map_or(Seq(0), |b| b.seq),
        content,
    }
}

fn negotiation(content: &Content) -> Option<NegotiationRef> {
    Tracks::builtin().choose(content)
}

fn sources(articles: &BTreeMap<ArticleId, &Loaded>) -> Sources {
    let outlets: BTreeSet<&str> = articles.values().filter_map(|l| l.article.outlet.as_deref()).collect();
    let nameless = articles.values().filter(|l| l.article.outlet.is_none()).count();
    let mut texts: Vec<u64> = Vec::new();
    for loaded in articles.values() {
        if !texts.iter().any(|other| is_copy(*other, loaded.fingerprint)) {
            texts.push(loaded.fingerprint);
        }
    }
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Sources {
        articles: count(articles.len()),
        outlets: count(outlets.len() + nameless),
        independent: count(texts.len()),
    }
}

/// Whether a reader would see a difference.
fn says_other(before: &Event, now: &Event) -> bool {
    let same_stamp = Event { seq: before.seq, updated_at: before.updated_at, ..now.clone() };
    *before != same_stamp
}

/// Puts strikes into the wider barrages they are part of: as their article says, else by sides, days and places.
async fn nest(
    writer: &mut Writer,
    affected: &[EventId],
    successor: &HashMap<EventId, EventId>,
    loaded: &[Loaded],
) -> Result<(), StoreError> {
    let ids: Vec<i64> = affected.iter().map(|e| e.0).collect();
    let strikes = writer.strikes_beside(&ids).await?;
    if strikes.is_empty() {
        return Ok(());
    }
    // What an article itself says of its own strikes.
    let told: Vec<&Loaded> = loaded.iter().filter(|l| l.input.mention.content.kind == Kind::Strike).collect();
    let asked: Vec<(i64, i32, &Loaded)> =
        told.iter().filter_map(|l| Some((l.revision, i32::try_from(l.input.mention.part_of?).ok()?, *l))).collect();
    let (revisions, positions): (Vec<i64>, Vec<i32>) = asked.iter().map(|(r, p, _)| (*r, *p)).unzip();
    let whole_of: HashMap<(i64, i32), EventId> =
        writer.events_at(&revisions, &positions).await?.into_iter().map(|(r, p, e)| ((r, p), e)).collect();
    let parts: (Vec<i64>, Vec<i32>) = asked.iter().map(|(r, _, l)| (*r, l.position)).unzip();
    let part_at: HashMap<(i64, i32), EventId> =
        writer.events_at(&parts.0, &parts.1).await?.into_iter().map(|(r, p, e)| ((r, p), e)).collect();
    let mut said: BTreeMap<EventId, EventId> = BTreeMap::new();
    for (revision, whole, part) in &asked {
        if let (Some(whole), Some(part)) =
            (whole_of.get(&(*revision, *whole)), part_at.get(&(*revision, part.position)))
            && whole != part
        {
            said.entry(*part).and_modify(|w| *w = (*w).min(*whole)).or_insert(*whole);
        }
    }
    let live: HashSet<EventId> = strikes.iter().map(|e| e.id).collect();
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
        if now != strike.part_of && now != Some(strike.id) {
            let mut changed = Event { part_of: now, ..strike.clone() };
            writer.put_event(&mut changed, Op::Update).await?;
        }
    }
    Ok(())
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
            heirs(&votes(of)).into_iter().map(|v| v.into_iter().map(|e| e.0).collect::<Vec<_>>()).collect::<Vec<_>>()
        };
        // Split: the larger part keeps the number. Tie: the first part.
        assert_eq!(ids(&[&[(7, 1)], &[(7, 2)]]), [vec![], vec![7]]);
        assert_eq!(ids(&[&[(7, 1)], &[(7, 1)]]), [vec![7], vec![]]);
        // Merge: most mentions keep, then the lowest number.
        assert_eq!(ids(&[&[(3, 1), (9, 2)]]), [vec![9, 3]]);
        assert_eq!(ids(&[&[(9, 1), (3, 1)]]), [vec![3, 9]]);
    }
}

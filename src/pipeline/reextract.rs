//! Reading stored articles again with the rules of this version.
//!
//! Each batch is read first, in parallel and outside of any transaction; then one short transaction takes
//! what the rules found before out of the timeline and puts in what they find now. Events keep their
//! numbers, as with a new text of an article; what clients and analysts added is not touched. So it can
//! run beside a service, can be broken off at any moment, and goes on where it was when it is run again.

use super::{
    Pipeline,
    consolidate::{Touched, bring_up_to_date},
    links, side_by_side,
};
use crate::{
    domain::{ArticleId, Event, EventId},
    extract::{self, Extraction, Metadata, RULESET},
    store::{Due, Op, Origin, Reading, Said, StoreError, StoredText, Writer},
};
use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

/// So many articles are written in one transaction: other writers wait for less than a second.
const BATCH: i64 = 50;

/// What reading again came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Articles that were read.
    pub read: u64,
    /// Those in which something else was found than before.
    pub changed: u64,
    /// Events that are new.
    pub created: u64,
    /// Events that say something else now.
    pub updated: u64,
    /// Events in which no article supports anything any more.
    pub withdrawn: u64,
    /// Events that turned out to be another.
    pub merged: u64,
}

/// What would become of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It would be new.
    Created,
    /// It would say something else.
    Updated,
    /// Nothing would support it.
    Withdrawn,
    /// It would go into this one.
    Merged(EventId),
}

/// An event that would be another.
#[derive(Clone, Debug)]
pub struct WouldChange {
    /// What would become of it.
    pub change: Change,
    /// What it says now; `None` for a new one.
    pub before: Option<Event>,
    /// What it would say; of a withdrawn or merged one, what it said last. The number of a new one is not its own yet.
    pub after: Event,
}

/// What became of each event, over all batches.
#[derive(Debug, Default)]
struct Ledger(BTreeMap<EventId, Op>);

impl Ledger {
    fn add(&mut self, changes: Vec<(EventId, Op)>) {
        for (event, op) in changes {
            let gone = matches!(op, Op::Delete | Op::Merge(_));
            match self.0.get(&event) {
                // It came in this run, and stays new or was never there.
                Some(Op::Create) if gone => drop(self.0.remove(&event)),
                Some(Op::Create) => {}
                // It went in this run, and came back.
                Some(Op::Delete | Op::Merge(_)) if op == Op::Create => drop(self.0.insert(event, Op::Update)),
                _ => drop(self.0.insert(event, op)),
            }
        }
    }

    fn count(&self, report: &mut Report) {
        for op in self.0.values() {
            *match op {
                Op::Create => &mut report.created,
                Op::Update => &mut report.updated,
                Op::Merge(_) => &mut report.merged,
                Op::Delete => &mut report.withdrawn,
            } += 1;
        }
    }
}

impl Pipeline {
    /// How many articles are due to be read again.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where the database can't be reached.
    pub async fn count_due(&self, due: Due) -> Result<u64, StoreError> {
        self.store.count_due(due, RULESET).await
    }

    /// Reads again what is due, and brings the timeline into step. `step` is told after each batch how many
    /// articles it held.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where the database can't be reached; whole batches are stored until then.
    pub async fn reextract(&self, due: Due, mut step: impl FnMut(u64)) -> Result<Report, StoreError> {
        let (mut report, mut ledger, mut after) = (Report::default(), Ledger::default(), ArticleId(0));
        while let Some(batch) = self.next_batch(due, &mut after).await? {
            let mut writer = self.store.write(self.clock.now()).await?;
            let begun = writer.seq();
            for (text, found) in replace(&mut writer, due, &batch, &mut report).await? {
                writer.was_read(text.revision, RULESET, &found.notes).await?;
            }
            ledger.add(writer.written(begun).await?);
            writer.commit().await?;
            step(batch.len() as u64);
        }
        ledger.count(&mut report);
        Ok(report)
    }

    /// What [`Pipeline::reextract`] would do, event by event. Nothing is written, and nobody waits: the work
    /// is done on copies of the tables.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where the database can't be reached.
    pub async fn rehearse_reextract(
        &self,
        due: Due,
        mut step: impl FnMut(u64),
    ) -> Result<(Report, Vec<WouldChange>), StoreError> {
        let (mut report, mut after) = (Report::default(), ArticleId(0));
        let mut writer = self.store.rehearse(self.clock.now()).await?;
        while let Some(batch) = self.next_batch(due, &mut after).await? {
            replace(&mut writer, due, &batch, &mut report).await?;
            step(batch.len() as u64);
        }
        let mut changes = Vec::new();
        for difference in writer.differences().await? {
            let (count, change) = match difference.op {
                Op::Create => (&mut report.created, Change::Created),
                Op::Update => (&mut report.updated, Change::Updated),
                Op::Merge(into) => (&mut report.merged, Change::Merged(into)),
                Op::Delete => (&mut report.withdrawn, Change::Withdrawn),
            };
            *count += 1;
            changes.push(WouldChange { change, before: difference.before, after: difference.now });
        }
        Ok((report, changes))
    }

    /// The next articles with what the rules find in them; `after` moves on.
    async fn next_batch(&self, due: Due, after: &mut ArticleId) -> Result<Option<Batch>, StoreError> {
        let texts: Vec<Arc<StoredText>> =
            self.store.due(due, RULESET, *after, BATCH).await?.into_iter().map(Arc::new).collect();
        let Some(last) = texts.last() else { return Ok(None) };
        *after = last.article;
        let lexicon = self.lexicon;
        let found = side_by_side(&texts, move |text: &StoredText| {
            let title = (!text.title.is_empty()).then(|| text.title.clone());
            let metadata = Metadata { title, outlet: text.outlet.clone(), published: text.published };
            extract::extract(&text.text, &metadata, lexicon)
        })
        .await?;
        Ok(Some(texts.into_iter().zip(found).collect()))
    }
}

/// Texts with what the rules find in them now.
type Batch = Vec<(Arc<StoredText>, Extraction)>;

/// Puts what was found in the place of what was found before. Returns those that were still due.
async fn replace<'b>(
    writer: &mut Writer,
    due: Due,
    batch: &'b Batch,
    report: &mut Report,
) -> Result<Vec<(&'b StoredText, &'b Extraction)>, StoreError> {
    let revisions: Vec<i64> = batch.iter().map(|(text, _)| text.revision).collect();
    let still: HashSet<i64> = writer.still_due(&revisions, due, RULESET).await?.into_iter().collect();
    let mut touched = Touched::default();
    let mut done = Vec::with_capacity(batch.len());
    for (text, found) in batch.iter().filter(|(text, _)| still.contains(&text.revision)) {
        report.read += 1;
        done.push((&**text, found));
        let (before, number) = writer.last_reading(text.revision).await?;
        if before == found.mentions {
            continue;
        }
        report.changed += 1;
        let withdrawn = writer.withdraw(text.revision, Some(Origin::Rules)).await?;
        let reading =
            Reading { revision: text.revision, current: true, published: text.published, ruleset: RULESET, number };
        let origins = vec![Origin::Rules; found.mentions.len()];
        let said = Said { reading, mentions: &found.mentions, origins: &origins };
        let ids: Vec<i64> = writer.insert_mentions(&[said]).await?.into_iter().flatten().collect();
        touched.inherit(withdrawn, &found.mentions, &ids);
        let bereft: Vec<i64> = touched.bereft.iter().map(|e| e.0).collect();
        let former = writer.former(text.article, &bereft).await?;
        touched.revive(former, &found.mentions, &ids);
        touched.new.extend(ids);
    }
    if !touched.new.is_empty() || !touched.bereft.is_empty() {
        bring_up_to_date(writer, touched).await?;
    }
    let read: Vec<i64> = done.iter().map(|(text, _)| text.revision).collect();
    links::refresh(writer, &read).await?;
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_event_is_counted_once_for_what_became_of_it() {
        let mut ledger = Ledger::default();
        let event = EventId;
        ledger.add(vec![
            (event(1), Op::Create),
            (event(2), Op::Update),
            (event(3), Op::Delete),
            (event(4), Op::Create),
        ]);
        ledger.add(vec![
            (event(1), Op::Update),
            (event(2), Op::Merge(event(1))),
            (event(3), Op::Create),
            (event(4), Op::Delete),
        ]);
        let mut report = Report::default();
        ledger.count(&mut report);
        assert_eq!(report, Report { created: 1, updated: 1, merged: 1, ..Report::default() });
    }
}

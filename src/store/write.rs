//! The one writer: articles, mentions and the rows of events, under one lock.

use super::{Replica, Store, StoreError, mentions::Origin};
use crate::{
    consolidate::blocking_keys,
    domain::{EventId, Mention, Published, Seq},
};
use jiff::Timestamp;
use sqlx::{Postgres, Transaction, types::Json};
use std::{collections::HashMap, sync::Arc};
use tokio::sync::OwnedMutexGuard;

/// The key of the writers' advisory lock: "demarche" in ASCII, as one number.
const LOCK: i64 = i64::from_be_bytes(*b"demarche");

/// A transaction that nobody else writes beside.
///
/// The lock covers the reads that a write rests on, the write itself and the number it takes in the
/// change feed. In READ COMMITTED the reads after the lock see everything that the holder before
/// committed; so commits are in the order of the feed, and two writers never wait for each other's rows.
#[derive(Debug)]
pub(crate) struct Writer {
    pub(super) tx: Transaction<'static, Postgres>,
    pub(super) now: Timestamp,
    pub(super) seq: i64,
    /// Outlets met in this transaction.
    pub(super) outlets: HashMap<String, i64>,
    /// Whether any correction was ever made: until then nothing asks for one.
    pub(super) ruled: bool,
    /// Told when the transaction is done: it lacks this then.
    replica: Option<Arc<Replica>>,
    /// Given back after the transaction has ended.
    _turn: Option<OwnedMutexGuard<()>>,
}

/// One reading of a text: whose mentions are stored.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    /// The revision.
    pub(crate) revision: i64,
    /// Whether that is the article's current one: only then its mentions are part of events.
    pub(crate) current: bool,
    /// When its article was published.
    pub(crate) published: Option<Published>,
    /// The version of the rules.
    pub(crate) ruleset: i32,
    /// Counts the readings of the revision, from 1.
    pub(crate) number: i32,
}

/// What one reading of a text says, each mention with who made it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Said<'a> {
    /// The reading.
    pub(crate) reading: Reading,
    /// Its mentions.
    pub(crate) mentions: &'a [Mention],
    /// As many as mentions.
    pub(crate) origins: &'a [Origin],
}

impl Store {
    /// Waits for its turn and begins to write.
    pub(crate) async fn write(&self, now: Timestamp) -> Result<Writer, StoreError> {
        let turn = Arc::clone(&self.turn).lock_owned().await;
        let mut tx = self.pool.begin().await?;
        // A write finds everything by its keys. So a plan made once serves every write, and one that reads a
        // whole table is never right, whatever the statistics say of a table that grows.
        sqlx::query!(
            "select pg_advisory_xact_lock($1), set_config('plan_cache_mode', 'force_generic_plan', true) as plans,
                 set_config('enable_seqscan', 'off', true) as scans",
            LOCK
        )
        .fetch_one(&mut *tx)
        .await?;
        Ok(Writer { _turn: Some(turn), replica: self.replica.clone(), ..Writer::on(tx, now).await? })
    }
}

impl Writer {
    /// A writer on a transaction that is ready for it.
    pub(super) async fn on(mut tx: Transaction<'static, Postgres>, now: Timestamp) -> Result<Writer, StoreError> {
        let state = sqlx::query!(r#"select seq, exists (select from corrections) as "ruled!" from change_counter"#)
            .fetch_one(&mut *tx)
            .await?;
        // Postgres keeps microseconds; what is compared later must not know more.
        let now = Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now);
        Ok(Writer { tx, now, seq: state.seq, outlets: HashMap::new(), ruled: state.ruled, replica: None, _turn: None })
    }
}

impl Writer {
    /// Makes everything visible, and wakes who listens for changes.
    pub(crate) async fn commit(mut self) -> Result<Seq, StoreError> {
        let moved = sqlx::query_scalar!("update change_counter set seq = $1 where seq < $1 returning seq", self.seq)
            .fetch_optional(&mut *self.tx)
            .await?;
        if let Some(seq) = moved {
            sqlx::query!("select pg_notify('demarche_changes', $1)", seq.to_string()).execute(&mut *self.tx).await?;
        }
        self.tx.commit().await?;
        if let Some(replica) = self.replica {
            replica.lacks();
        }
        Ok(Seq(self.seq))
    }

    /// Stores what revisions say, each revision at most once. Returns the numbers of their mentions, in the same order.
    pub(crate) async fn insert_mentions(&mut self, said: &[Said<'_>]) -> Result<Vec<Vec<i64>>, StoreError> {
        let rows = || {
            said.iter().flat_map(|s| s.mentions.iter().zip(s.origins).zip(0i32..).map(|(row, at)| (s.reading, row, at)))
        };
        if rows().next().is_none() {
            return Ok(vec![Vec::new(); said.len()]);
        }
        let made = sqlx::query!(
            "insert into mentions (revision_id, ruleset, reading, origin, position, content)
             select * from unnest($1::bigint[], $2::int[], $3::int[], $4::text[], $5::int[], $6::jsonb[])
             returning id, revision_id, position",
            &rows().map(|(reading, ..)| reading.revision).collect::<Vec<_>>(),
            &rows().map(|(reading, ..)| reading.ruleset).collect::<Vec<_>>(),
            &rows().map(|(reading, ..)| reading.number).collect::<Vec<_>>(),
            rows().map(|(_, (_, origin), _)| origin.as_str()).collect::<Vec<_>>() as _,
            &rows().map(|(.., at)| at).collect::<Vec<_>>(),
            rows().map(|(_, (mention, _), _)| Json(mention)).collect::<Vec<_>>() as _,
        )
        .fetch_all(&mut *self.tx)
        .await?;
        let mut of: HashMap<i64, Vec<(i32, i64)>> = HashMap::new();
        for row in made {
            of.entry(row.revision_id).or_default().push((row.position, row.id));
        }
        let in_order = |said: &Said<'_>| {
            let mut ids = of.remove(&said.reading.revision).unwrap_or_default();
            ids.sort_unstable();
            ids.into_iter().map(|(_, id)| id).collect()
        };
        let ids: Vec<Vec<i64>> = said.iter().map(in_order).collect();
        let mut keys = Vec::new();
        for (said, ids) in said.iter().zip(&ids).filter(|(said, _)| said.reading.current) {
            let of = |mention| blocking_keys(mention, said.reading.published);
            keys.extend(ids.iter().zip(said.mentions).map(|(id, mention)| (*id, of(mention))));
        }
        self.file(keys).await?;
        Ok(ids)
    }

    /// Takes a revision's mentions out of the timeline, all of them or those of one origin; they stay on
    /// record, with the event each was part of. Returns both.
    pub(crate) async fn withdraw(
        &mut self,
        revision: i64,
        of: Option<Origin>,
    ) -> Result<Vec<(Mention, EventId)>, StoreError> {
        let origin = of.map(Origin::as_str);
        sqlx::query!(
            "delete from mention_keys k using mentions m where m.id = k.mention_id and m.revision_id = $1
                 and ($2::text is null or m.origin = $2)",
            revision,
            origin,
        )
        .execute(&mut *self.tx)
        .await?;
        let rows = sqlx::query!(
            r#"with gone as (
                   delete from event_mentions e using mentions m where m.id = e.mention_id and m.revision_id = $1
                       and ($2::text is null or m.origin = $2)
                   returning e.mention_id, e.event_id),
               kept as (
                   insert into withdrawn_mentions (mention_id, event_id) select mention_id, event_id from gone
                   on conflict (mention_id) do update set event_id = excluded.event_id)
               select gone.event_id, m.position, m.content as "content: Json<Mention>"
               from gone join mentions m on m.id = gone.mention_id"#,
            revision,
            origin,
        )
        .fetch_all(&mut *self.tx)
        .await?;
        let mut rows: Vec<_> = rows.into_iter().map(|r| (r.position, r.content.0, EventId(r.event_id))).collect();
        rows.sort_by_key(|(position, ..)| *position);
        Ok(rows.into_iter().map(|(_, mention, event)| (mention, event)).collect())
    }
}

//! Reading from a copy that follows the database (streaming replication), for as long as it is in step.
//!
//! Whoever has written something through this program, or was told of news by it, must find it. So the copy is asked how far it
//! has come (`pg_last_wal_replay_lsn`) whenever something was written since the last look, and has to have come as far
//! as the database was then (`pg_current_wal_insert_lsn`); else the database itself is read. What other programs write
//! is known from the news they send (LISTEN/NOTIFY). Nothing but that is waited for: what nobody here was told of may
//! come a moment later.

use super::{Store, StoreError};
use sqlx::postgres::PgConnectOptions;
use std::{
    sync::{
        Arc, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{sync::watch, time::timeout};
use tracing::{info, warn};

/// How long the copy may take to say how far it is: it has nothing to look up.
const ANSWER_WITHIN: Duration = Duration::from_millis(300);
/// What was known is asked again after this long, though nothing was written: it may be gone, or another server now.
const ASK_AGAIN: Duration = Duration::from_secs(1);
/// A copy in step is a few milliseconds behind a write; so long it is waited for.
const PATIENCE: Duration = Duration::from_millis(30);
/// Between two questions in that time.
const STEP: Duration = Duration::from_millis(3);

/// How the copy stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It has all that anybody here knows of.
    InStep,
    /// It lacks something that was written.
    Behind,
    /// It does not answer.
    Away,
    /// It is no copy of this database: another server's, or one that follows nobody any more.
    Stranger,
}

impl Standing {
    /// In words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Standing::InStep => "in step",
            Standing::Behind => "behind",
            Standing::Away => "away",
            Standing::Stranger => "not a copy of this database",
        }
    }
}

/// A copy that follows the database.
#[derive(Debug)]
pub struct Replica {
    reads: Store,
    /// Counts what was written: a look at how far the copy has to be is good for as long as this stands still.
    writes: AtomicU64,
    known: tokio::sync::Mutex<Known>,
    news: std::sync::Mutex<watch::Receiver<u64>>,
}

#[derive(Debug, Default)]
struct Known {
    /// How far it has to be, as a place in the log, after so many writes.
    needed: i64,
    seen: Option<u64>,
    standing: Option<Standing>,
    asked: Option<Instant>,
    /// The server it must be a copy of.
    system: Option<i64>,
    /// When the database itself was last asked in vain.
    silent: Option<Instant>,
}

impl Store {
    /// The same store, with a copy to read from. It need not be there yet, nor always.
    #[must_use]
    pub fn with_replica(mut self, options: PgConnectOptions, max_connections: u32) -> Store {
        let replica = Replica {
            reads: Store::lazily(options, max_connections, ASK_AGAIN),
            writes: AtomicU64::new(0),
            known: tokio::sync::Mutex::new(Known::default()),
            news: std::sync::Mutex::new(self.news()),
        };
        self.replica = Some(Arc::new(replica));
        self
    }

    /// The copy to read from, where there is one.
    pub fn replica(&self) -> Option<&Arc<Replica>> {
        self.replica.as_ref()
    }

    /// Something was written: the copy has to have it before it is read again.
    pub fn wrote(&self) {
        if let Some(replica) = &self.replica {
            replica.lacks();
        }
    }

    /// How far the log goes, and whose it is.
    async fn end_of_log(&self) -> Result<(i64, i64), StoreError> {
        let row = sqlx::query!(
            r#"select (pg_current_wal_insert_lsn() - '0/0')::bigint as "lsn!", system_identifier as "system!" from pg_control_system()"#
        )
        .fetch_one(&self.pool)
        .await?;
        Ok((row.lsn, row.system))
    }

    /// How far this server has followed another's log, and whose it is; none where it follows nobody.
    async fn followed(&self) -> Result<Option<(i64, i64)>, StoreError> {
        let row = sqlx::query!(
            r#"select case when pg_is_in_recovery() then (pg_last_wal_replay_lsn() - '0/0')::bigint end as lsn,
                   system_identifier as "system!" from pg_control_system()"#
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(row.lsn.map(|lsn| (lsn, row.system)))
    }
}

fn recent(at: Instant) -> bool {
    at.elapsed() < ASK_AGAIN
}

impl Replica {
    /// The store that reads there.
    pub fn store(&self) -> &Store {
        &self.reads
    }

    /// Something was written that it may not have.
    pub(super) fn lacks(&self) {
        self.writes.fetch_add(1, Ordering::AcqRel);
    }

    /// It was read and failed: it is asked how it stands before it is read again.
    pub async fn failed(&self) {
        let mut known = self.known.lock().await;
        self.found(&mut known, Standing::Away);
    }

    /// How it stands now, for a reader of `primary`'s timeline.
    pub async fn standing(&self, primary: &Store) -> Standing {
        let heard = {
            let mut news = self.news.lock().unwrap_or_else(PoisonError::into_inner);
            let heard = news.has_changed().unwrap_or(false);
            if heard {
                news.borrow_and_update();
            }
            heard
        };
        if heard {
            self.lacks();
        }
        let mut known = self.known.lock().await;
        // Counted before the look: what is written during it is looked for again.
        let writes = self.writes.load(Ordering::Acquire);
        let written = known.seen != Some(writes);
        let silent = known.silent.is_some_and(recent);
        if written && !silent {
            match timeout(ANSWER_WITHIN, primary.end_of_log()).await {
                Ok(Ok((needed, system))) => {
                    known.needed = known.needed.max(needed);
                    (known.system, known.seen, known.silent) = (Some(system), Some(writes), None);
                }
                // While the database is away, what the copy has is all there is.
                Ok(Err(StoreError::Unavailable(_))) | Err(_) => known.silent = Some(Instant::now()),
                Ok(Err(error)) => {
                    warn!(%error, "how far the database's log goes can't be known, so its copy can't be read");
                    self.found(&mut known, Standing::Stranger);
                    return Standing::Stranger;
                }
            }
        }
        // One that is away or behind is not asked by every reader.
        let unasked = silent || !written || known.standing != Some(Standing::InStep);
        if let Some(standing) = known.standing.filter(|_| unasked && known.asked.is_some_and(recent)) {
            return standing;
        }
        let was = known.standing;
        let begun = Instant::now();
        loop {
            let now = self.ask(&known).await;
            if now == Standing::Behind && was == Some(Standing::InStep) && begun.elapsed() < PATIENCE {
                tokio::time::sleep(STEP).await;
                continue;
            }
            self.found(&mut known, now);
            return now;
        }
    }

    async fn ask(&self, known: &Known) -> Standing {
        match timeout(ANSWER_WITHIN, self.reads.followed()).await {
            Ok(Ok(Some((_, system)))) if known.system.is_some_and(|own| own != system) => Standing::Stranger,
            Ok(Ok(Some((lsn, _)))) if lsn >= known.needed => Standing::InStep,
            Ok(Ok(Some(_))) => Standing::Behind,
            Ok(Ok(None)) => Standing::Stranger,
            Ok(Err(_)) | Err(_) => Standing::Away,
        }
    }

    fn found(&self, known: &mut Known, now: Standing) {
        if known.standing != Some(now) {
            match now {
                Standing::InStep => info!("the replica is in step: it is read"),
                _ => warn!(replica = now.as_str(), "the replica is not read; the database itself is"),
            }
        }
        known.standing = Some(now);
        known.asked = Some(Instant::now());
    }
}

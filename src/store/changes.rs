//! The change feed, and the news that there is more of it.

use super::{Store, StoreError, types::word};
use crate::domain::{
    Event, EventId, Seq,
    change::{Change, ChangeOp, Feed, Stood},
};
use sqlx::{
    PgPool,
    postgres::{PgListener, PgPoolOptions},
    types::Json,
};
use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};
use tokio::sync::watch;

impl Store {
    /// The changes after this number, oldest first, and the number of the last one there is.
    ///
    /// One statement sees one state of the database, and commits are in the order of the numbers: what is
    /// read here has no gap that somebody could still fill.
    pub async fn changes(&self, after: Seq, limit: u32) -> Result<Feed, StoreError> {
        let rows = sqlx::query!(
            r#"select k.seq as "last!", c.seq as "seq?", c.event_id as "event_id?", c.op as "op?", c.fields, c.merged_into,
                   c.at as "at?: jiff_sqlx::Timestamp", c.doc as "doc?: Json<Event>", c.erased_at is not null as "erased!"
               from change_counter k
               left join (select * from changes where seq > $1 order by seq limit $2) c on true
               order by c.seq"#,
            after.0,
            i64::from(limit),
        )
        .fetch_all(&self.pool)
        .await?;
        let mut feed =
            Feed { changes: Vec::with_capacity(rows.len()), seq: Seq(rows.first().map_or(0, |row| row.last)) };
        for row in rows {
            let (Some(seq), Some(event), Some(op), Some(at)) = (row.seq, row.event_id, row.op, row.at) else {
                continue;
            };
            feed.changes.push(Change {
                seq: Seq(seq),
                event: EventId(event),
                op: word(&op)?,
                at: at.to_jiff(),
                fields: row.fields,
                merged_into: row.merged_into.map(EventId),
                doc: row.doc.map(|doc| doc.0),
                erased: row.erased,
            });
        }
        Ok(feed)
    }

    /// How an event stood after a change, as its row of that time keeps it.
    pub async fn event_as_of(&self, id: EventId, seq: Seq) -> Result<Stood, StoreError> {
        let row = sqlx::query!(
            r#"select f.seq as first, c.op as "op?", c.merged_into, c.doc as "doc?: Json<Event>"
               from (select min(seq) as seq from changes where event_id = $1) f
               left join lateral (
                   select * from changes where event_id = $1 and seq <= $2 order by seq desc limit 1) c on true"#,
            id.0,
            seq.0,
        )
        .fetch_one(&self.pool)
        .await?;
        let Some(first) = row.first else { return Ok(Stood::Unknown) };
        let Some(op) = row.op else { return Ok(Stood::Later(Seq(first))) };
        Ok(match (word(&op)?, row.merged_into, row.doc) {
            (ChangeOp::Merge, Some(into), _) => Stood::Moved(EventId(into)),
            (ChangeOp::Merge | ChangeOp::Delete, ..) => Stood::Gone,
            (ChangeOp::Create | ChangeOp::Update, _, Some(doc)) => Stood::So(Box::new(doc.0)),
            (ChangeOp::Create | ChangeOp::Update, _, None) => Stood::Erased,
        })
    }

    /// Wakes whenever the timeline may have changed, here or through another process. The first to ask
    /// starts the one listener that this process has.
    pub fn news(&self) -> watch::Receiver<u64> {
        let listening = self.news.0.get_or_init(|| {
            let (told, news) = watch::channel(0);
            tokio::spawn(listen(self.pool.clone(), told));
            news
        });
        listening.clone()
    }
}

/// Where the listener of this process tells its news.
#[derive(Clone, Debug, Default)]
pub(super) struct News(Arc<OnceLock<watch::Receiver<u64>>>);

/// Between two attempts to listen.
const PAUSE: Duration = Duration::from_secs(1);

/// Listens until nobody is left who could be told.
async fn listen(pool: PgPool, told: watch::Sender<u64>) {
    // A connection of its own: it is held for ever, and those of the pool are for requests.
    let own = PgPoolOptions::new().max_connections(1).connect_lazy_with((*pool.connect_options()).clone());
    drop(pool);
    loop {
        tokio::select! {
            () = told.closed() => return,
            () = hear(&own, &told) => {}
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Passes notifications on, until the database goes away.
async fn hear(own: &PgPool, told: &watch::Sender<u64>) {
    let Ok(mut listener) = PgListener::connect_with(own).await else { return };
    if listener.listen("demarche_changes").await.is_err() {
        return;
    }
    // What was missed before this, nobody knows: whoever waits has to look.
    told.send_modify(|n| *n += 1);
    while listener.try_recv().await.is_ok() {
        told.send_modify(|n| *n += 1);
    }
}

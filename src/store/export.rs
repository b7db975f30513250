//! A whole answer, read in parts from one snapshot.
//!
//! A cursor of Postgres runs the question once and hands it out as it is asked for, so that neither side
//! ever holds more than one part, however long the answer is.

use super::{
    Store, StoreError,
    timeline::{self, DocRow},
    tracks::RoundNumbers,
    types::count,
};
use crate::domain::{
    Event, EventId, Seq,
    filter::{TimelineFilter, Undated},
};
use jiff::Timestamp;
use sqlx::{Postgres, Transaction};
use std::collections::HashMap;

/// So many events are one part.
const PART: usize = 100;
/// The same, as a statement.
const FETCH: &str = "fetch forward 100 from answer";
const DECLARE: &str = "declare answer no scroll cursor for ";

/// A whole answer on its way.
///
/// It holds a connection until its last part is read, which for a short answer is at once.
#[derive(Debug)]
pub struct Export {
    tx: Option<Transaction<'static, Postgres>>,
    asked: TimelineFilter,
    /// What is still to be read, the next last.
    waiting: Vec<Half>,
    /// Whether the cursor stands in one of them.
    open: bool,
    /// So many events may still be handed out.
    left: u64,
    numbers: RoundNumbers,
    closing: sqlx::PgPool,
    /// The last change that the snapshot includes.
    pub seq: Seq,
    /// The name of this database, which no other has.
    pub installation: String,
    /// How many events have neither a first nor a last day, with those that the filter leaves out for that alone.
    pub undated: u64,
    /// When one of the events changed last; `None` where there is none.
    pub updated: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug)]
enum Half {
    Dated,
    Undated,
}

impl Store {
    /// Opens an answer: dated events in the order asked for, then undated ones; at most `most`, from the
    /// filter's cursor on. The filter's own limit is that of a page, and says nothing here.
    ///
    /// # Errors
    /// [`StoreError::UnknownSlug`] for an actor, place, negotiation or outlet that nobody has;
    /// [`StoreError::Unavailable`] where too many answers are read at once.
    pub async fn export(&self, filter: &TimelineFilter, most: Option<u32>) -> Result<Export, StoreError> {
        let mut tx = self.exports.begin().await?;
        sqlx::query!("set transaction isolation level repeatable read, read only").execute(&mut *tx).await?;
        let seq = sqlx::query_scalar!("select seq from change_counter").fetch_one(&mut *tx).await?;
        let installation =
            sqlx::query_scalar!(r#"select id::text as "id!" from installation"#).fetch_one(&mut *tx).await?;
        let asked = super::names::resolve(&mut tx, filter).await?;
        // Those that are left out for want of a date are counted too.
        let undated = if asked.undated == Undated::Exclude { Undated::Include } else { asked.undated };
        let (undated, updated) = timeline::outline(&mut tx, &TimelineFilter { undated, ..asked.clone() }).await?;
        let on_shelf = asked.cursor.is_some_and(|c| c.key.is_none());
        let waiting = match asked.undated {
            Undated::Only => vec![Half::Undated],
            Undated::Exclude if on_shelf => Vec::new(),
            Undated::Exclude => vec![Half::Dated],
            Undated::Include if on_shelf => vec![Half::Undated],
            Undated::Include => vec![Half::Undated, Half::Dated],
        };
        Ok(Export {
            tx: Some(tx),
            asked,
            waiting,
            open: false,
            left: most.map_or(u64::MAX, u64::from),
            numbers: RoundNumbers::default(),
            closing: self.exports.clone(),
            seq: Seq(seq),
            installation,
            undated,
            updated,
        })
    }
}

impl Export {
    /// The next events; none at the end.
    ///
    /// # Errors
    /// When the database goes away.
    pub async fn part(&mut self) -> Result<Vec<Event>, StoreError> {
        while let Some(tx) = self.tx.as_mut().filter(|_| self.left > 0 && (self.open || !self.waiting.is_empty())) {
            if !self.open {
                let Some(half) = self.waiting.pop() else { break };
                let mut sql = match half {
                    Half::Dated => timeline::dated_in_order(DECLARE, &self.asked),
                    // A cursor among the dated events is no place on the shelf.
                    Half::Undated => {
                        let cursor = self.asked.cursor.filter(|c| c.key.is_none());
                        let asked = TimelineFilter { cursor, ..self.asked.clone() };
                        timeline::undated_in_order(DECLARE, &asked)
                    }
                };
                sql.build().persistent(false).execute(&mut **tx).await?;
                self.open = true;
            }
            // Not kept as a prepared statement: the cursor it reads from is another one each time.
            let rows: Vec<DocRow> = sqlx::query_as(FETCH).persistent(false).fetch_all(&mut **tx).await?;
            if rows.len() < PART {
                sqlx::query("close answer").persistent(false).execute(&mut **tx).await?;
                self.open = false;
            }
            let mut events: Vec<Event> = rows.into_iter().map(|row| row.doc.0).collect();
            events.truncate(usize::try_from(self.left).unwrap_or(usize::MAX));
            self.left -= events.len() as u64;
            if !events.is_empty() {
                self.numbers.give(tx, &mut events).await?;
                return Ok(events);
            }
        }
        self.end().await?;
        Ok(Vec::new())
    }

    /// Whether every event was handed out; the next part is then empty.
    pub fn is_over(&self) -> bool {
        self.left == 0 || (!self.open && self.waiting.is_empty())
    }

    /// Gives the connection back.
    ///
    /// # Errors
    /// When the database went away.
    pub async fn end(&mut self) -> Result<(), StoreError> {
        if let Some(tx) = self.tx.take() {
            tx.commit().await?;
        }
        Ok(())
    }

    /// How often what a calendar shows of each of these events was changed: its date, status, place or headline,
    /// or whether it is there at all. It only ever grows. Those that were never changed are left out.
    ///
    /// # Errors
    /// When the database goes away, or the answer has ended.
    pub async fn revisions(&mut self, events: &[Event]) -> Result<HashMap<EventId, u32>, StoreError> {
        let Some(tx) = self.tx.as_mut() else { return Err(StoreError::Nothing) };
        let rows = sqlx::query!(
            r#"select event_id, count(*) - 1 as "times!" from changes
               where event_id = any ($1) and (op <> 'update' or fields && array['date', 'status', 'place', 'headline'])
               group by event_id having count(*) > 1"#,
            &events.iter().map(|e| e.id.0).collect::<Vec<_>>(),
        )
        .fetch_all(&mut **tx)
        .await?;
        Ok(rows.into_iter().map(|r| (EventId(r.event_id), u32::try_from(count(r.times)).unwrap_or(u32::MAX))).collect())
    }

    /// Done when the store is being closed, so that nobody waits for a slow reader then.
    pub fn closing(&self) -> impl Future<Output = ()> + use<> {
        self.closing.close_event()
    }
}

//! The log of corrections, and what of it is in force.

use super::{Store, StoreError, types::word};
use crate::domain::{CorrectionId, EventId, Seq, correction::Correction, page::Page};
use serde_json::Value;

struct CorrectionRow {
    id: i64,
    event_id: i64,
    action: String,
    change: Value,
    reason: String,
    made_by: String,
    made_at: jiff_sqlx::Timestamp,
    undoes: Option<i64>,
    reverted_by: Option<i64>,
    seq: i64,
}

impl TryFrom<CorrectionRow> for Correction {
    type Error = StoreError;

    fn try_from(row: CorrectionRow) -> Result<Correction, StoreError> {
        Ok(Correction {
            id: CorrectionId(row.id),
            event: EventId(row.event_id),
            action: word(&row.action)?,
            change: row.change,
            reason: row.reason,
            author: row.made_by,
            at: row.made_at.to_jiff(),
            undoes: row.undoes.map(CorrectionId),
            reverted_by: row.reverted_by.map(CorrectionId),
            seq: Seq(row.seq),
        })
    }
}

impl Store {
    /// The log, oldest first, behind `after`; of one event with all that was merged into it or split off it, or of
    /// all events. At most `limit` entries.
    pub async fn corrections(
        &self,
        event: Option<EventId>,
        after: Option<CorrectionId>,
        limit: u32,
    ) -> Result<Page<Correction, CorrectionId>, StoreError> {
        let limit = i64::from(limit.max(1));
        let rows = sqlx::query_as!(
            CorrectionRow,
            r#"select c.id, c.event_id, c.action, c.change, c.reason, c.made_by, c.made_at as "made_at: _", c.undoes,
                   c.reverted_by, c.seq
               from corrections c
               where c.id > $2 and ($1::bigint is null or c.event_id = $1
                   or c.event_id in (select id from events where merged_into = $1)
                   or c.id in (select correction_id from correction_anchors where event_id = $1)
                   or c.undoes in (select correction_id from correction_anchors where event_id = $1))
               order by c.id limit $3"#,
            event.map(|e| e.0),
            after.map_or(0, |c| c.0),
            limit + 1,
        )
        .fetch_all(&self.pool)
        .await?;
        let mut items = rows.into_iter().map(TryInto::try_into).collect::<Result<Vec<Correction>, _>>()?;
        Ok(super::lists::cut(&mut items, limit, |last| last.id))
    }

    /// One entry of the log.
    pub async fn correction(&self, id: CorrectionId) -> Result<Option<Correction>, StoreError> {
        let row = sqlx::query_as!(
            CorrectionRow,
            r#"select id, event_id, action, change, reason, made_by, made_at as "made_at: _", undoes, reverted_by, seq
               from corrections where id = $1"#,
            id.0
        )
        .fetch_optional(&self.pool)
        .await?;
        row.map(TryInto::try_into).transpose()
    }

    /// The ruling by which this event is none, if that is so.
    pub async fn dismissal(&self, event: EventId) -> Result<Option<Correction>, StoreError> {
        let row = sqlx::query_as!(
            CorrectionRow,
            r#"select id, event_id, action, change, reason, made_by, made_at as "made_at: _", undoes, reverted_by, seq
               from corrections where event_id = $1 and action = 'dismiss' and reverted_by is null order by id limit 1"#,
            event.0
        )
        .fetch_optional(&self.pool)
        .await?;
        row.map(TryInto::try_into).transpose()
    }
}

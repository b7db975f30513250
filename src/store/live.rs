//! How much of a question's answer is new: what a reader who looks at an older state is told.

use super::{Store, StoreError, timeline, types::count};
use crate::domain::{Seq, change::Fresh, filter::TimelineFilter};
use sqlx::{FromRow, QueryBuilder};

#[derive(FromRow)]
struct FreshRow {
    all: i64,
    new: i64,
}

impl Store {
    /// What changed in the answer to this question after `after`; `None` where nothing at all has changed after
    /// `told`. It takes a connection only for as long as it looks, and few look at once, so that any number of
    /// readers may wait for news.
    ///
    /// # Errors
    /// [`StoreError::UnknownSlug`] for an actor, place, negotiation or outlet that nobody has.
    pub async fn fresh(&self, filter: &TimelineFilter, after: Seq, told: Seq) -> Result<Option<Fresh>, StoreError> {
        // Never closed; were it, nobody would have to wait.
        let _turn = self.looks.acquire().await;
        let mut tx = self.pool.begin().await?;
        sqlx::query!("set transaction isolation level repeatable read, read only").execute(&mut *tx).await?;
        let seq = sqlx::query_scalar!("select seq from change_counter").fetch_one(&mut *tx).await?;
        if seq <= told.0 {
            return Ok(None);
        }
        let asked = super::names::resolve(&mut tx, filter).await?;
        let mut sql = QueryBuilder::new(
            "select count(*) as \"all\", count(*) filter (where n.new) as new
             from (select event_id, bool_or(op = 'create') as new from changes where seq > ",
        );
        sql.push_bind(after.0).push(" group by event_id) n join events e on e.id = n.event_id where ");
        timeline::answer_conditions(&mut sql, &asked);
        let row: FreshRow = sql.build_query_as().fetch_one(&mut *tx).await?;
        tx.commit().await?;
        let new = count(row.new);
        Ok(Some(Fresh { new, changed: count(row.all) - new, seq: Seq(seq) }))
    }
}

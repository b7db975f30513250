//! Events that analysts added from a sentence: the mentions they are, and how they follow their article.

use super::{StoreError, types::Moment, write::Writer};
use crate::{
    consolidate::blocking_keys,
    domain::{ArticleId, CorrectionId, EventId, Mention, Text},
};
use serde_json::Value;

impl Writer {
    /// Stores what an analyst added to a revision, behind what the rules found there. Returns its number.
    pub(crate) async fn insert_addition(
        &mut self,
        revision: i64,
        ruleset: i32,
        mention: &Mention,
    ) -> Result<i64, StoreError> {
        let content = serde_json::to_value(mention).map_err(StoreError::decode)?;
        let id = sqlx::query_scalar!(
            "insert into mentions (revision_id, ruleset, origin, position, content)
             select $1, $2, 'analyst', coalesce(max(position) + 1, 0), $3 from mentions where revision_id = $1
             returning id",
            revision,
            ruleset,
            content,
        )
        .fetch_one(&mut *self.tx)
        .await?;
        let row = sqlx::query!(
            r#"select published_at as "at: jiff_sqlx::Timestamp", published_day as "day: jiff_sqlx::Date",
                   published_offset as "offset"
               from article_revisions where id = $1"#,
            revision
        )
        .fetch_one(&mut *self.tx)
        .await?;
        let published = Moment { at: row.at, day: row.day, offset: row.offset }.read();
        self.file(vec![(id, blocking_keys(mention, published))]).await?;
        Ok(id)
    }

    /// An article's current revision and its text; `None` where there is no such article, or where it was deleted.
    pub(crate) async fn current_text(&mut self, id: ArticleId) -> Result<Option<(i64, Text)>, StoreError> {
        let row = sqlx::query!(
            "select r.id, r.text from articles a join article_revisions r on r.id = a.current_revision
             where a.id = $1 and a.deleted_at is null",
            id.0
        )
        .fetch_optional(&mut *self.tx)
        .await?;
        Ok(row.map(|r| (r.id, Text::freeze(&r.text))))
    }

    /// What analysts added to an article: the additions in force, the oldest first.
    pub(crate) async fn additions(&mut self, article: ArticleId) -> Result<Vec<(CorrectionId, Value)>, StoreError> {
        if !self.ruled {
            return Ok(Vec::new());
        }
        let rows = sqlx::query!(
            "select c.id, c.change from corrections c join correction_anchors x on x.correction_id = c.id
             where x.article_id = $1 and c.action = 'add' and c.reverted_by is null order by c.id",
            article.0
        )
        .fetch_all(&mut *self.tx)
        .await?;
        Ok(rows.into_iter().map(|r| (CorrectionId(r.id), r.change)).collect())
    }

    /// Erases what the log holds of the words of an article that was withdrawn: its sentences find nothing any more.
    pub(crate) async fn forget_rulings(&mut self, article: ArticleId) -> Result<(), StoreError> {
        sqlx::query!(
            "update corrections c set change = c.change - 'exact' - 'event' from correction_anchors x
             where x.correction_id = c.id and x.article_id = $1 and c.action = 'add'",
            article.0
        )
        .execute(&mut *self.tx)
        .await?;
        sqlx::query!(
            r#"update correction_anchors set anchor = anchor || '{"headline":"","evidence":[],"content_hash":""}'
               where article_id = $1"#,
            article.0
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Says which corrections added these mentions.
    pub(crate) async fn added_by(&mut self, mentions: &[(i64, CorrectionId)]) -> Result<(), StoreError> {
        let (ids, by): (Vec<i64>, Vec<i64>) = mentions.iter().map(|(id, by)| (*id, by.0)).unzip();
        sqlx::query!(
            "update mentions m set correction_id = a.correction
             from unnest($1::bigint[], $2::bigint[]) as a (id, correction) where m.id = a.id",
            &ids,
            &by
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Takes what a correction added off the timeline again; returns the events that lose it.
    pub(crate) async fn withdraw_added(&mut self, correction: CorrectionId) -> Result<Vec<EventId>, StoreError> {
        sqlx::query!(
            "delete from mention_keys k using mentions m where m.id = k.mention_id and m.correction_id = $1",
            correction.0
        )
        .execute(&mut *self.tx)
        .await?;
        let events = sqlx::query_scalar!(
            "with gone as (
                 delete from event_mentions e using mentions m where m.id = e.mention_id and m.correction_id = $1
                 returning e.mention_id, e.event_id),
             kept as (
                 insert into withdrawn_mentions (mention_id, event_id) select mention_id, event_id from gone
                 on conflict (mention_id) do update set event_id = excluded.event_id)
             select event_id from gone",
            correction.0
        )
        .fetch_all(&mut *self.tx)
        .await?;
        Ok(events.into_iter().map(EventId).collect())
    }
}

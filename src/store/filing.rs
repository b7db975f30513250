//! Under which keys mentions are filed, and filing all of them anew when the rules for keys have changed.

use super::{Store, StoreError, types::Moment, write::Writer};
use crate::{
    consolidate::{BlockingKeys, KEYS, blocking_keys},
    domain::Mention,
};
use jiff::Timestamp;
use sqlx::types::Json;

/// So many mentions are filed anew at a time.
const AT_ONCE: i64 = 2_000;

impl Writer {
    /// Files mentions, each under its keys.
    pub(super) async fn file(&mut self, mentions: Vec<(i64, BlockingKeys)>) -> Result<(), StoreError> {
        let (ids, keys): (Vec<i64>, Vec<i64>) =
            mentions.into_iter().flat_map(|(id, keys)| keys.filed.into_iter().map(move |key| (id, key))).unzip();
        if ids.is_empty() {
            return Ok(());
        }
        sqlx::query!(
            "insert into mention_keys (mention_id, key) select * from unnest($1::bigint[], $2::bigint[])",
            &ids,
            &keys
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Files those current mentions that come after `after`; the last of them, none where there was none.
    async fn file_more(&mut self, after: i64) -> Result<Option<i64>, StoreError> {
        let rows = sqlx::query!(
            r#"select m.id, m.content as "content: Json<Mention>", r.published_at as "at: jiff_sqlx::Timestamp",
                   r.published_day as "day: jiff_sqlx::Date", r.published_offset as "offset"
               from mentions m
               join event_mentions e on e.mention_id = m.id
               join article_revisions r on r.id = m.revision_id
               where m.id > $1 order by m.id limit $2"#,
            after,
            AT_ONCE
        )
        .fetch_all(&mut *self.tx)
        .await?;
        let last = rows.last().map(|row| row.id);
        let keys = rows.into_iter().map(|row| {
            let published = Moment { at: row.at, day: row.day, offset: row.offset }.read();
            (row.id, blocking_keys(&row.content.0, published))
        });
        self.file(keys.collect()).await?;
        Ok(last)
    }
}

impl Store {
    /// Files every current mention anew, where an earlier version of the rules made the keys. In one
    /// transaction: no writer ever sees some filed by the old rules and some by the new.
    pub(super) async fn file_anew(&self) -> Result<(), StoreError> {
        if sqlx::query_scalar!("select keys from change_counter").fetch_one(&self.pool).await? == KEYS {
            return Ok(());
        }
        // Nothing is dated here.
        let mut writer = self.write(Timestamp::UNIX_EPOCH).await?;
        // Another process may have done it while this one waited.
        if sqlx::query_scalar!("select keys from change_counter").fetch_one(&mut *writer.tx).await? == KEYS {
            return Ok(());
        }
        sqlx::query!("truncate mention_keys").execute(&mut *writer.tx).await?;
        let mut last = Some(0);
        while let Some(after) = last {
            last = writer.file_more(after).await?;
        }
        sqlx::query!("update change_counter set keys = $1", KEYS).execute(&mut *writer.tx).await?;
        writer.commit().await?;
        Ok(())
    }
}

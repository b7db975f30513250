//! Articles as readers see them.

use super::{
    Store, StoreError,
    types::{Moment, count},
};
use crate::domain::{
    ArticleId, ArticleRef, EventId, Mention, Text,
    article::Format,
    page::{ArticleFull, ArticleSummary, Listed, Lookup, Outlet, Page},
    revision::{self, Revision},
};
use sqlx::types::Json;
use std::collections::HashMap;

fn small(n: i64) -> u32 {
    u32::try_from(n).unwrap_or(0)
}

impl Store {
    /// One article in its current revision.
    pub async fn article(&self, id: ArticleId) -> Result<Lookup<ArticleFull, ArticleId>, StoreError> {
        let row = sqlx::query!(
            r#"select a.url, a.deleted_at is not null as "gone!", o.name as "outlet?", r.id as revision, r.number, r.content_hash,
                   r.title, r.byline, r.language, r.format, r.text, r.notes as "notes: Json<Vec<String>>",
                   r.published_at as "published_at: jiff_sqlx::Timestamp", r.published_day as "published_day: jiff_sqlx::Date",
                   r.published_offset, r.modified_at as "modified_at: jiff_sqlx::Timestamp",
                   r.modified_day as "modified_day: jiff_sqlx::Date", r.modified_offset,
                   r.recorded_at as "recorded_at: jiff_sqlx::Timestamp",
                   (select count(*) from article_revisions x where x.article_id = a.id) as "revisions!"
               from articles a
               join article_revisions r on r.id = a.current_revision
               left join outlets o on o.id = a.outlet_id
               where a.id = $1"#,
            id.0
        )
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(Lookup::Unknown) };
        if row.gone {
            return Ok(Lookup::Gone);
        }
        let mentions = sqlx::query!(
            r#"select e.event_id, m.content as "content: Json<Mention>"
               from mentions m join event_mentions e on e.mention_id = m.id
               join events v on v.id = e.event_id and v.live where m.revision_id = $1 order by m.position"#,
            row.revision
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(Lookup::Found(ArticleFull {
            article: ArticleRef {
                id,
                url: row.url,
                title: row.title,
                outlet: row.outlet,
                published_at: Moment { at: row.published_at, day: row.published_day, offset: row.published_offset }
                    .read(),
            },
            byline: row.byline,
            modified: Moment { at: row.modified_at, day: row.modified_day, offset: row.modified_offset }.read(),
            language: row.language,
            format: if row.format == "html" { Format::Html } else { Format::Text },
            text: Text::freeze(&row.text),
            content_hash: row.content_hash,
            revision: u32::try_from(row.number).unwrap_or(1),
            revisions: small(row.revisions),
            recorded_at: row.recorded_at.to_jiff(),
            mentions: mentions.into_iter().map(|m| (EventId(m.event_id), m.content.0)).collect(),
            notes: row.notes.0,
        }))
    }

    /// Every text that stood at an article's address, in the order of arrival, with what it did to events.
    pub async fn revisions(&self, id: ArticleId) -> Result<Vec<Revision>, StoreError> {
        let rows = sqlx::query!(
            r#"select r.id, r.number, r.id = a.current_revision as "current!", r.title, r.byline, r.content_hash,
                   char_length(r.text) as "characters!", r.published_at as "published_at: jiff_sqlx::Timestamp",
                   r.published_day as "published_day: jiff_sqlx::Date", r.published_offset,
                   r.modified_at as "modified_at: jiff_sqlx::Timestamp", r.modified_day as "modified_day: jiff_sqlx::Date",
                   r.modified_offset, r.recorded_at as "recorded_at: jiff_sqlx::Timestamp"
               from articles a join article_revisions r on r.article_id = a.id where a.id = $1 order by r.number"#,
            id.0
        )
        .fetch_all(&self.pool)
        .await?;
        // A mention of a text that was replaced remembers the event it was part of; that may be another by now.
        // Of several readings of one text by the rules the last one counts.
        let mentions = sqlx::query!(
            r#"select m.revision_id, coalesce(e.merged_into, e.id) as "event!", m.content as "content: Json<Mention>"
               from article_revisions r
               join articles a on a.id = r.article_id
               join mentions m on m.revision_id = r.id
               left join event_mentions em on em.mention_id = m.id
               left join withdrawn_mentions w on w.mention_id = m.id
               join events e on e.id = coalesce(em.event_id, w.event_id)
               where r.article_id = $1 and case when r.id = a.current_revision then em.mention_id is not null
                   else m.reading = (select max(x.reading) from mentions x where x.revision_id = r.id and x.origin = m.origin)
               end
               order by m.position"#,
            id.0
        )
        .fetch_all(&self.pool)
        .await?;
        let mut told: HashMap<i64, Vec<(EventId, Mention)>> = HashMap::new();
        for row in mentions {
            told.entry(row.revision_id).or_default().push((EventId(row.event), row.content.0));
        }
        let made: Vec<_> =
            rows.iter().map(|r| r.modified_at.or(r.published_at).map(jiff_sqlx::Timestamp::to_jiff)).collect();
        let order = revision::succession(&made);
        let said = |revision: i64| told.get(&revision).map_or(&[][..], Vec::as_slice);
        let revisions = rows.iter().zip(order).map(|(row, (before, newer))| Revision {
            revision: u32::try_from(row.number).unwrap_or(1),
            current: row.current,
            replaced: before.filter(|_| newer).map(|b| u32::try_from(rows[b].number).unwrap_or(1)),
            beside: before.map(|b| u32::try_from(rows[b].number).unwrap_or(1)),
            title: row.title.clone(),
            byline: row.byline.clone(),
            published_at: Moment { at: row.published_at, day: row.published_day, offset: row.published_offset }.read(),
            modified_at: Moment { at: row.modified_at, day: row.modified_day, offset: row.modified_offset }.read(),
            recorded_at: row.recorded_at.to_jiff(),
            content_hash: row.content_hash.clone(),
            characters: u64::try_from(row.characters).unwrap_or(0),
            events: match before.filter(|_| newer) {
                Some(before) => revision::moves(said(rows[before].id), said(row.id)),
                // The first text; or one that never was the article's, of which no event ever knew.
                None => revision::moves(&[], said(row.id)),
            },
        });
        Ok(revisions.collect())
    }

    /// The frozen text of one revision.
    pub async fn revision_text(&self, id: ArticleId, number: u32) -> Result<Option<Text>, StoreError> {
        let text = sqlx::query_scalar!(
            "select text from article_revisions where article_id = $1 and number = $2",
            id.0,
            i32::try_from(number).unwrap_or(i32::MAX)
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(text.map(|text| Text::freeze(&text)))
    }

    /// Articles, most recently published first, undated ones last by number.
    pub async fn articles(
        &self,
        after: Option<ArticleId>,
        limit: u32,
    ) -> Result<Page<ArticleSummary, ArticleId>, StoreError> {
        let limit = i64::from(limit.max(1));
        let rows = sqlx::query!(
            r#"with listed as (
                   select a.id, a.url, a.outlet_id, a.recorded_at, r.id as revision, r.title, r.published_at, r.published_day,
                       r.published_offset, coalesce(r.published_at, '-infinity') as key
                   from articles a join article_revisions r on r.id = a.current_revision where a.deleted_at is null)
               select l.id, l.url, l.title, o.name as "outlet?", l.published_at as "published_at: jiff_sqlx::Timestamp",
                   l.published_day as "published_day: jiff_sqlx::Date", l.published_offset,
                   l.recorded_at as "recorded_at: jiff_sqlx::Timestamp",
                   (select count(distinct e.event_id) from mentions m join event_mentions e on e.mention_id = m.id
                    join events v on v.id = e.event_id and v.live where m.revision_id = l.revision) as "events!"
               from listed l left join outlets o on o.id = l.outlet_id
               where $1::bigint is null or (l.key, l.id) < (select key, id from listed where id = $1)
               order by l.key desc, l.id desc limit $2"#,
            after.map(|a| a.0),
            limit + 1,
        )
        .fetch_all(&self.pool)
        .await?;
        let mut items: Vec<ArticleSummary> = rows
            .into_iter()
            .map(|row| ArticleSummary {
                article: ArticleRef {
                    id: ArticleId(row.id),
                    url: row.url,
                    title: row.title,
                    outlet: row.outlet,
                    published_at: Moment { at: row.published_at, day: row.published_day, offset: row.published_offset }
                        .read(),
                },
                events: small(row.events),
                recorded_at: row.recorded_at.to_jiff(),
            })
            .collect();
        Ok(super::lists::cut(&mut items, limit, |last| last.article.id))
    }

    /// Every outlet, most events first.
    pub async fn outlets(&self) -> Result<Vec<Listed<Outlet>>, StoreError> {
        let rows = sqlx::query!(
            r#"select o.slug, o.name, count(e.event_id) as "events!" from outlets o
               left join event_outlets e on e.outlet = o.slug group by o.slug, o.name order by 3 desc, 1"#
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows
            .into_iter()
            .map(|r| Listed { item: Outlet { id: r.slug, name: r.name }, events: count(r.events) })
            .collect())
    }
}

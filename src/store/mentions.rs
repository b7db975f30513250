//! Mentions with what consolidation needs to know of their articles.

use super::{Store, StoreError, types::Moment, write::Writer};
use crate::{
    consolidate::{Folded, Input},
    domain::page::Explained,
    domain::{ArticleId, ArticleRef, EventId, Mention, Trace},
};
use jiff::Timestamp;
use sqlx::types::Json;

/// Who made a mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Origin {
    /// The rules. Another reading replaces it.
    Rules,
    /// The client who sent the article.
    Client,
    /// An analyst who marked a sentence.
    Analyst,
}

impl Origin {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Origin::Rules => "rules",
            Origin::Client => "client",
            Origin::Analyst => "analyst",
        }
    }

    fn read(word: &str) -> Origin {
        match word {
            "client" => Origin::Client,
            "analyst" => Origin::Analyst,
            // The column holds no other word: `mentions_origin_check`.
            _ => Origin::Rules,
        }
    }
}

/// A mention of a current revision.
#[derive(Clone, Debug)]
pub(crate) struct Loaded {
    /// For consolidation.
    pub(crate) input: Input,
    /// Its article.
    pub(crate) article: ArticleRef,
    /// Its revision.
    pub(crate) revision: i64,
    /// Who made it.
    pub(crate) origin: Origin,
    /// Its place among the revision's mentions of this origin.
    pub(crate) position: i32,
    /// Of the revision's text.
    pub(crate) fingerprint: u64,
    /// When the article was first stored.
    pub(crate) recorded_at: Timestamp,
    /// The event it is part of now.
    pub(crate) event: Option<EventId>,
}

/// A mention as part of an event.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member {
    /// Its number.
    pub(crate) mention: i64,
    /// The event's.
    pub(crate) event: EventId,
    /// Its place among the event's mentions.
    pub(crate) position: i32,
    /// Why it is one of them.
    pub(crate) reason: &'static str,
}

struct MentionRow {
    id: i64,
    revision_id: i64,
    origin: String,
    position: i32,
    content: Json<Mention>,
    event_id: Option<i64>,
    article_id: i64,
    url: Option<String>,
    title: String,
    outlet: Option<String>,
    content_hash: String,
    fingerprint: i64,
    published_at: Option<jiff_sqlx::Timestamp>,
    published_day: Option<jiff_sqlx::Date>,
    published_offset: Option<i32>,
    recorded_at: jiff_sqlx::Timestamp,
}

impl From<MentionRow> for Loaded {
    fn from(row: MentionRow) -> Loaded {
        let published = Moment { at: row.published_at, day: row.published_day, offset: row.published_offset }.read();
        let article = ArticleId(row.article_id);
        Loaded {
            input: Input {
                key: row.id,
                article,
                published,
                content_hash: row.content_hash,
                outlet: row.outlet.clone(),
                mention: row.content.0,
                folded: Folded::default(),
            },
            article: ArticleRef {
                id: article,
                url: row.url,
                title: row.title,
                outlet: row.outlet,
                published_at: published,
            },
            revision: row.revision_id,
            origin: Origin::read(&row.origin),
            position: row.position,
            fingerprint: row.fingerprint.cast_unsigned(),
            recorded_at: row.recorded_at.to_jiff(),
            event: row.event_id.map(EventId),
        }
    }
}

impl Writer {
    /// These mentions.
    pub(crate) async fn mentions(&mut self, ids: &[i64]) -> Result<Vec<Loaded>, StoreError> {
        let rows = sqlx::query_as!(
            MentionRow,
            r#"select m.id, m.revision_id, m.origin, m.position, m.content as "content: Json<Mention>", e.event_id as "event_id?",
                   r.article_id, a.url, r.title, o.name as "outlet?", r.content_hash, r.fingerprint,
                   r.published_at as "published_at: _", r.published_day as "published_day: _", r.published_offset,
                   a.recorded_at as "recorded_at: _"
               from mentions m
               join article_revisions r on r.id = m.revision_id
               join articles a on a.id = r.article_id
               left join outlets o on o.id = a.outlet_id
               left join event_mentions e on e.mention_id = m.id
               where m.id = any ($1) order by m.id"#,
            ids
        )
        .fetch_all(&mut *self.tx)
        .await?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// Current mentions that are filed under one of these blocking keys, or are part of one of these events.
    pub(crate) async fn neighbours(&mut self, keys: &[i64], events: &[i64]) -> Result<Vec<i64>, StoreError> {
        Ok(sqlx::query_scalar!(
            r#"select mention_id as "id!" from mention_keys where key = any ($1)
               union select mention_id from event_mentions where event_id = any ($2)"#,
            keys,
            events
        )
        .fetch_all(&mut *self.tx)
        .await?)
    }

    /// The numbers of a revision's mentions.
    pub(crate) async fn mentions_of(&mut self, revision: i64) -> Result<Vec<i64>, StoreError> {
        Ok(sqlx::query_scalar!("select id from mentions where revision_id = $1", revision)
            .fetch_all(&mut *self.tx)
            .await?)
    }

    /// Says which event each mention is part of, its place there and why; of these events there are no others.
    pub(crate) async fn assign(&mut self, members: &[Member]) -> Result<(), StoreError> {
        let mentions: Vec<i64> = members.iter().map(|m| m.mention).collect();
        let events: Vec<i64> = members.iter().map(|m| m.event.0).collect();
        let positions: Vec<i32> = members.iter().map(|m| m.position).collect();
        let reasons: Vec<String> = members.iter().map(|m| m.reason.to_owned()).collect();
        sqlx::query!(
            "insert into event_mentions (mention_id, event_id, position, reason)
             select * from unnest($1::bigint[], $2::bigint[], $3::int[], $4::text[])
             on conflict (mention_id) do update
                 set event_id = excluded.event_id, position = excluded.position, reason = excluded.reason
                 where (event_mentions.event_id, event_mentions.position, event_mentions.reason)
                     is distinct from (excluded.event_id, excluded.position, excluded.reason)",
            &mentions,
            &events,
            &positions,
            &reasons,
        )
        .execute(&mut *self.tx)
        .await?;
        // By the mentions and not by the evidence: a client may supply an event without a sentence. Which events
        // an article ever was part of is never forgotten: its words may have to be erased there.
        sqlx::query!(
            "with told as (
                 select distinct member.event, r.article_id from unnest($1::bigint[], $2::bigint[]) as member (mention, event)
                 join mentions m on m.id = member.mention join article_revisions r on r.id = m.revision_id),
             known as (insert into article_events (article_id, event_id) select article_id, event from told on conflict do nothing),
             wanted as (
                 select distinct told.event, o.slug from told
                 join articles a on a.id = told.article_id join outlets o on o.id = a.outlet_id),
             gone as (
                 delete from event_outlets where event_id = any ($2)
                 and (event_id, outlet) not in (select event, slug from wanted))
             insert into event_outlets (event_id, outlet) select event, slug from wanted on conflict do nothing",
            &mentions,
            &events,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// What earlier texts of an article said, the latest first, with the event it was part of; `true` where
    /// that event has no mention any more. Only of such events, and of those named.
    pub(crate) async fn former(
        &mut self,
        article: ArticleId,
        events: &[i64],
    ) -> Result<Vec<(Mention, EventId, bool)>, StoreError> {
        let rows = sqlx::query!(
            r#"select m.content as "content: Json<Mention>", w.event_id, e.deleted_at is not null as "gone!"
               from article_revisions r
               join mentions m on m.revision_id = r.id
               join withdrawn_mentions w on w.mention_id = m.id
               join events e on e.id = w.event_id
               where r.article_id = $1 and (e.deleted_at is not null or w.event_id = any ($2))
               order by r.number desc, m.reading desc, m.position"#,
            article.0,
            events
        )
        .fetch_all(&mut *self.tx)
        .await?;
        Ok(rows.into_iter().map(|r| (r.content.0, EventId(r.event_id), r.gone)).collect())
    }

    /// The events of current mentions, by revision, origin and place: what `part_of` within an article points to.
    pub(crate) async fn events_at(
        &mut self,
        revisions: &[i64],
        origins: &[Origin],
        positions: &[i32],
    ) -> Result<Vec<((i64, Origin, i32), EventId)>, StoreError> {
        let rows = sqlx::query!(
            r#"select m.revision_id, m.origin, m.position, e.event_id
               from unnest($1::bigint[], $2::text[], $3::int[]) as asked (revision, origin, position)
               join mentions m on m.revision_id = asked.revision and m.origin = asked.origin
                   and m.position = asked.position
               join event_mentions e on e.mention_id = m.id
               join events v on v.id = e.event_id and v.deleted_at is null"#,
            revisions,
            origins.iter().map(|o| o.as_str()).collect::<Vec<_>>() as _,
            positions,
        )
        .fetch_all(&mut *self.tx)
        .await?;
        Ok(rows
            .into_iter()
            .map(|r| ((r.revision_id, Origin::read(&r.origin), r.position), EventId(r.event_id)))
            .collect())
    }
}

impl Store {
    /// Rules and words behind an event's fields, by article.
    pub async fn explain(&self, id: EventId) -> Result<Vec<Explained>, StoreError> {
        let rows = sqlx::query!(
            r#"select m.content -> 'trace' as "trace: Json<Vec<Trace>>", r.article_id, a.url, r.title, o.name as "outlet?",
                   r.published_at as "published_at: jiff_sqlx::Timestamp", r.published_day as "published_day: jiff_sqlx::Date",
                   r.published_offset
               from event_mentions e
               join mentions m on m.id = e.mention_id
               join article_revisions r on r.id = m.revision_id
               join articles a on a.id = r.article_id
               left join outlets o on o.id = a.outlet_id
               where e.event_id = $1 order by e.position"#,
            id.0
        )
        .fetch_all(&self.pool)
        .await?;
        let explained = rows.into_iter().map(|row| Explained {
            article: ArticleRef {
                id: ArticleId(row.article_id),
                url: row.url,
                title: row.title,
                outlet: row.outlet,
                published_at: Moment { at: row.published_at, day: row.published_day, offset: row.published_offset }
                    .read(),
            },
            trace: row.trace.map(|t| t.0).unwrap_or_default(),
        });
        Ok(explained.collect())
    }
}

//! The one writer: articles, mentions and the rows of events, under one lock.

use super::{
    Store, StoreError,
    mentions::Origin,
    types::{Moment, slug},
};
use crate::{
    consolidate::{blocking_keys, fingerprint, text_hash},
    domain::{ArticleId, EventId, Mention, NewArticle, Published, Seq, article::Format, revision},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
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
    outlets: HashMap<String, i64>,
    /// Whether any correction was ever made: until then nothing asks for one.
    pub(super) ruled: bool,
    /// Given back after the transaction has ended.
    _turn: Option<OwnedMutexGuard<()>>,
}

/// What storing an article came to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StoredArticle {
    /// Its number.
    pub(crate) id: ArticleId,
    /// The revision with this text.
    pub(crate) revision: i64,
    /// What was there before.
    pub(crate) before: Before,
    /// Whether this text is now the article's.
    pub(crate) current: bool,
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

/// What was there before an article came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Before {
    /// Nothing.
    Nothing,
    /// This very text.
    Same,
    /// Another text; the revision that was current.
    Other(Option<i64>),
    /// It was withdrawn, and nothing was stored: it has no revision.
    Withdrawn,
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
        Ok(Writer { _turn: Some(turn), ..Writer::on(tx, now).await? })
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
        Ok(Writer { tx, now, seq: state.seq, outlets: HashMap::new(), ruled: state.ruled, _turn: None })
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
        Ok(Seq(self.seq))
    }

    async fn outlet(&mut self, name: &str) -> Result<i64, StoreError> {
        if let Some(known) = self.outlets.get(name) {
            return Ok(*known);
        }
        let slug = match slug(name) {
            slug if slug.is_empty() => text_hash(name)[..12].to_owned(),
            slug => slug,
        };
        let id = sqlx::query_scalar!(
            "with made as (insert into outlets (slug, name) values ($1, $2) on conflict (slug) do nothing returning id)
             select id as \"id!\" from made union all select id from outlets where slug = $1 limit 1",
            slug,
            name,
        )
        .fetch_one(&mut *self.tx)
        .await?;
        self.outlets.insert(name.to_owned(), id);
        Ok(id)
    }

    /// Stores an article, or a revision of one that is known by its address, else by outlet and text.
    /// `ruleset` is the version of the rules that read it, none where it was not to be read.
    pub(crate) async fn store_article(
        &mut self,
        new: &NewArticle,
        notes: &[String],
        ruleset: Option<i32>,
    ) -> Result<StoredArticle, StoreError> {
        let hash = text_hash(new.text.as_str());
        let outlet = match &new.outlet {
            Some(name) => Some(self.outlet(name).await?),
            None => None,
        };
        let content_key = new.url.is_none().then_some(&hash);
        let known = sqlx::query!(
            "select id, current_revision, deleted_at is not null as \"withdrawn!\" from articles
             where url = $1 or ($1::text is null and url is null and outlet_id is not distinct from $2 and content_key = $3)",
            new.url,
            outlet,
            content_key,
        )
        .fetch_optional(&mut *self.tx)
        .await?;
        let (id, before) = match known {
            Some(row) if row.withdrawn => {
                let before = Before::Withdrawn;
                return Ok(StoredArticle { id: ArticleId(row.id), revision: 0, before, current: false });
            }
            Some(row) => {
                let same = sqlx::query_scalar!(
                    "select id from article_revisions where article_id = $1 and content_hash = $2",
                    row.id,
                    hash
                )
                .fetch_optional(&mut *self.tx)
                .await?;
                if let Some(revision) = same {
                    let current = row.current_revision == Some(revision);
                    return Ok(StoredArticle { id: ArticleId(row.id), revision, before: Before::Same, current });
                }
                (row.id, Before::Other(row.current_revision))
            }
            None => {
                let id = sqlx::query_scalar!(
                    "insert into articles (url, outlet_id, content_key, recorded_at) values ($1, $2, $3, $4) returning id",
                    new.url,
                    outlet,
                    content_key,
                    self.now.to_sqlx() as _,
                )
                .fetch_one(&mut *self.tx)
                .await?;
                (id, Before::Nothing)
            }
        };
        let revision = self.insert_revision(id, new, &hash, notes, ruleset).await?;
        let current = match before {
            Before::Other(Some(old)) => self.is_newer(old, new).await?,
            _ => true,
        };
        if current {
            sqlx::query!(
                "update articles set current_revision = $2, outlet_id = coalesce($3, outlet_id) where id = $1",
                id,
                revision,
                outlet
            )
            .execute(&mut *self.tx)
            .await?;
        }
        Ok(StoredArticle { id: ArticleId(id), revision, before, current })
    }

    async fn insert_revision(
        &mut self,
        article: i64,
        new: &NewArticle,
        hash: &str,
        notes: &[String],
        ruleset: Option<i32>,
    ) -> Result<i64, StoreError> {
        let (published, modified) = (Moment::of(new.published), Moment::of(new.modified));
        let format = match new.format {
            Format::Text => "text",
            Format::Html => "html",
        };
        let id = sqlx::query_scalar!(
            "insert into article_revisions (article_id, number, content_hash, title, byline, language, fingerprint, format,
                 text, source, published_at, published_day, published_offset, modified_at, modified_day, modified_offset,
                 notes, recorded_at, ruleset)
             values ($1, (select count(*) + 1 from article_revisions where article_id = $1), $2, $3, $4, $5, $6, $7, $8, $9,
                 $10, $11, $12, $13, $14, $15, $16, $17, $18)
             returning id",
            article,
            hash,
            new.title,
            new.byline,
            new.language,
            fingerprint(new.text.as_str()).cast_signed(),
            format,
            new.text.as_str(),
            new.source,
            published.at as _,
            published.day as _,
            published.offset,
            modified.at as _,
            modified.day as _,
            modified.offset,
            Json(notes) as _,
            self.now.to_sqlx() as _,
            ruleset,
        )
        .fetch_one(&mut *self.tx)
        .await?;
        Ok(id)
    }

    /// Whether this text takes the place of the current revision.
    async fn is_newer(&mut self, current: i64, new: &NewArticle) -> Result<bool, StoreError> {
        let made = new.modified.or(new.published).map(Published::instant);
        let old = sqlx::query_scalar!(
            r#"select coalesce(modified_at, published_at) as "at: jiff_sqlx::Timestamp" from article_revisions where id = $1"#,
            current
        )
        .fetch_one(&mut *self.tx)
        .await?;
        Ok(revision::is_newer(made, old.map(jiff_sqlx::Timestamp::to_jiff)))
    }

    /// Stores what a revision says, each with who made it. Returns the mentions' numbers, in their order.
    pub(crate) async fn insert_mentions(
        &mut self,
        reading: Reading,
        mentions: &[Mention],
        origins: &[Origin],
    ) -> Result<Vec<i64>, StoreError> {
        let contents: Vec<serde_json::Value> =
            mentions.iter().map(serde_json::to_value).collect::<Result<_, _>>().map_err(StoreError::decode)?;
        let mut ids: Vec<_> = sqlx::query!(
            "insert into mentions (revision_id, ruleset, reading, origin, position, content)
             select $1, $2, $3, origin, nth - 1, content
             from unnest($4::text[], $5::jsonb[]) with ordinality as m (origin, content, nth)
             returning id, position",
            reading.revision,
            reading.ruleset,
            reading.number,
            origins.iter().map(|o| o.as_str()).collect::<Vec<_>>() as _,
            &contents,
        )
        .fetch_all(&mut *self.tx)
        .await?;
        ids.sort_by_key(|row| row.position);
        let ids: Vec<i64> = ids.into_iter().map(|row| row.id).collect();
        if reading.current {
            self.file(ids.iter().zip(mentions).map(|(id, mention)| (*id, blocking_keys(mention, reading.published))))
                .await?;
        }
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

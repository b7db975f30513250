//! Taking an article's words out of every table, and remembering that this was done and why.

use super::{Store, StoreError, types::word, write::Writer};
use crate::domain::{ArticleId, EventId, Seq, change::ChangeOp, page::Withdrawal};
use jiff_sqlx::ToSqlx as _;

/// How an article stands before it is withdrawn.
#[derive(Clone, Debug)]
pub(crate) enum ArticleState {
    /// There never was one of this number.
    Unknown,
    /// It was withdrawn before.
    Withdrawn(Withdrawal),
    /// It is here.
    Here,
}

/// What an article said before its mentions went.
#[derive(Clone, Debug, Default)]
pub(crate) struct Forgotten {
    /// The events that lost a mention: they have to be worked out anew.
    pub(crate) events: Vec<EventId>,
    /// Slugs of the actors it named.
    actors: Vec<String>,
    /// Whether one of its mentions had no sentence. A state of an event does not name the article then.
    nameless: bool,
}

impl Writer {
    /// How an article stands.
    pub(crate) async fn article_state(&mut self, id: ArticleId) -> Result<ArticleState, StoreError> {
        let row = sqlx::query!(
            r#"select deleted_at as "at: jiff_sqlx::Timestamp", withdrawn_reason, withdrawn_by from articles where id = $1"#,
            id.0
        )
        .fetch_optional(&mut *self.tx)
        .await?;
        let Some(row) = row else { return Ok(ArticleState::Unknown) };
        Ok(match (row.at, row.withdrawn_reason) {
            (Some(at), Some(reason)) => {
                ArticleState::Withdrawn(Withdrawal { article: id, at: at.to_jiff(), reason, by: row.withdrawn_by })
            }
            _ => ArticleState::Here,
        })
    }

    /// Takes out everything that an article says, in whichever of its revisions.
    pub(crate) async fn forget_mentions(&mut self, id: ArticleId) -> Result<Forgotten, StoreError> {
        let events = sqlx::query_scalar!(
            "select distinct e.event_id from event_mentions e join mentions m on m.id = e.mention_id
             join article_revisions r on r.id = m.revision_id where r.article_id = $1 order by 1",
            id.0
        )
        .fetch_all(&mut *self.tx)
        .await?;
        let gone = sqlx::query!(
            r#"with gone as (
                   delete from mentions m using article_revisions r where r.id = m.revision_id and r.article_id = $1
                   returning m.id, m.content),
               unfiled as (delete from mention_keys k using gone where k.mention_id = gone.id)
               select coalesce(bool_or(content -> 'evidence' -> 0 is null), false) as "nameless!",
                   coalesce(array_agg(distinct p -> 'actor' ->> 'id') filter (where p is not null), '{}') as "actors!"
               from gone left join lateral jsonb_array_elements(content -> 'participants') p on true"#,
            id.0
        )
        .fetch_one(&mut *self.tx)
        .await?;
        Ok(Forgotten {
            events: events.into_iter().map(EventId).collect(),
            actors: gone.actors,
            nameless: gone.nameless,
        })
    }

    /// Erases an article's words: in its revisions, in events that are no more, in the states that the
    /// change feed kept of events it was part of; and actors that nobody else names. What is left says that
    /// it was withdrawn, when and why. Its events must have been worked out anew before: how those stand now
    /// is not touched.
    pub(crate) async fn erase(
        &mut self,
        id: ArticleId,
        forgotten: &Forgotten,
        reason: &str,
        by: Option<&str>,
    ) -> Result<Withdrawal, StoreError> {
        let now = self.now;
        sqlx::query!(
            "update changes c set doc = null, erased_at = $3
             from article_events a join events e on e.id = a.event_id
             where a.article_id = $1 and c.event_id = a.event_id and c.doc is not null
                 and not (e.live and c.seq = e.seq) and ($2 or names_article(c.doc, $1))",
            id.0,
            forgotten.nameless,
            now.to_sqlx() as _,
        )
        .execute(&mut *self.tx)
        .await?;
        sqlx::query!(
            "update events e set doc = '{}', headline = '', search = ''
             from article_events a
             where a.article_id = $1 and e.id = a.event_id and not e.live and ($2 or names_article(e.doc, $1))",
            id.0,
            forgotten.nameless,
        )
        .execute(&mut *self.tx)
        .await?;
        sqlx::query!(
            "delete from actors a where slug = any ($1)
                 and not exists (select from event_actors e where e.actor = a.slug)
                 and not exists (select from negotiation_parties p where p.actor = a.slug)
                 and not exists (select from actor_aliases x where x.actor = a.slug or x.alias = a.slug)",
            &forgotten.actors
        )
        .execute(&mut *self.tx)
        .await?;
        self.forget_rulings(id).await?;
        // They are told in the words of articles. Who sends one of those requests again has it done again.
        sqlx::query!("delete from idempotency_keys where status is not null").execute(&mut *self.tx).await?;
        // The hash stays: without an address it is by this that the article would be known again.
        sqlx::query!(
            "update article_revisions set title = '', byline = null, text = '', source = null, notes = '[]', fingerprint = 0
             where article_id = $1",
            id.0
        )
        .execute(&mut *self.tx)
        .await?;
        sqlx::query!(
            "update articles set deleted_at = $2, withdrawn_reason = $3, withdrawn_by = $4 where id = $1",
            id.0,
            now.to_sqlx() as _,
            reason,
            by,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(Withdrawal { article: id, at: now, reason: reason.to_owned(), by: by.map(str::to_owned) })
    }

    /// What this write has put into the change feed so far.
    pub(crate) async fn own_changes(&mut self) -> Result<Vec<(Seq, EventId, ChangeOp)>, StoreError> {
        // The counter moves with the commit.
        let rows = sqlx::query!(
            "select seq, event_id, op from changes where seq > (select seq from change_counter) order by seq"
        )
        .fetch_all(&mut *self.tx)
        .await?;
        rows.into_iter().map(|row| Ok((Seq(row.seq), EventId(row.event_id), word(&row.op)?))).collect()
    }
}

impl Store {
    /// When and why an article was withdrawn; `None` where it was not.
    pub async fn withdrawal(&self, id: ArticleId) -> Result<Option<Withdrawal>, StoreError> {
        let row = sqlx::query!(
            r#"select deleted_at as "at!: jiff_sqlx::Timestamp", withdrawn_reason as "reason!", withdrawn_by
               from articles where id = $1 and deleted_at is not null"#,
            id.0
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(|row| Withdrawal { article: id, at: row.at.to_jiff(), reason: row.reason, by: row.withdrawn_by }))
    }
}

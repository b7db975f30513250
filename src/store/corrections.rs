//! The log of corrections, and what of it is in force.

use super::{
    Store, StoreError,
    types::{Moment, word},
    write::Writer,
};
use crate::domain::{
    Actor, ActorKind, ArticleId, ArticleRef, CorrectionId, Event, EventId, Mention, MentionId, NegotiationRef, Place,
    Seq,
    correction::{Action, Anchor, Correction, EventMention},
    page::Page,
};
use jiff_sqlx::ToSqlx as _;
use serde_json::Value;
use sqlx::types::Json;
use std::collections::BTreeSet;

/// How an event stands.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    /// As it is now, or was last; `None` where that was erased, because it held words of an article that was withdrawn.
    pub(crate) event: Option<Event>,
    /// Where it was merged into.
    pub(crate) merged_into: Option<EventId>,
    /// Whether it is off the timeline: dismissed, or without any mention left.
    pub(crate) deleted: bool,
}

/// A correction of an event's fields or standing that is in force.
#[derive(Clone, Debug)]
pub(crate) struct InForce {
    /// The log's entry.
    pub(crate) id: CorrectionId,
    /// The event it was made on.
    pub(crate) event: EventId,
    /// What that event was merged into.
    pub(crate) merged_into: Option<EventId>,
    /// `field`, `dismiss` or `review`.
    pub(crate) action: Action,
    /// Its values.
    pub(crate) change: Value,
}

/// One mention that a ruling is about.
#[derive(Clone, Debug)]
pub(crate) struct Anchored {
    /// The ruling.
    pub(crate) correction: CorrectionId,
    /// `merge` or `split`.
    pub(crate) action: Action,
    /// Which group of the ruling.
    pub(crate) side: i32,
    /// That group's event, where it has one.
    pub(crate) event: Option<EventId>,
    /// The mention's article.
    pub(crate) article: ArticleId,
    /// What to find it by.
    pub(crate) anchor: Anchor,
}

/// An entry to write into the log.
#[derive(Clone, Debug)]
pub(crate) struct Draft<'a> {
    /// The event it is made on.
    pub(crate) event: EventId,
    /// What is done.
    pub(crate) action: Action,
    /// The values.
    pub(crate) change: Value,
    /// Why.
    pub(crate) reason: &'a str,
    /// By whom.
    pub(crate) author: &'a str,
    /// What it takes back.
    pub(crate) undoes: Option<CorrectionId>,
}

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

    /// An event's mentions, in the order in which they count.
    pub async fn mentions_of_event(&self, event: EventId) -> Result<Vec<EventMention>, StoreError> {
        let rows = sqlx::query!(
            r#"select m.id, m.content as "content: Json<Mention>", e.reason, r.article_id, a.url, r.title, o.name as "outlet?",
                   r.published_at as "published_at: jiff_sqlx::Timestamp", r.published_day as "published_day: jiff_sqlx::Date",
                   r.published_offset
               from event_mentions e
               join mentions m on m.id = e.mention_id
               join article_revisions r on r.id = m.revision_id
               join articles a on a.id = r.article_id
               left join outlets o on o.id = a.outlet_id
               where e.event_id = $1 order by e.position"#,
            event.0
        )
        .fetch_all(&self.pool)
        .await?;
        let mention = rows.into_iter().map(|row| EventMention {
            id: MentionId(row.id),
            article: ArticleRef {
                id: ArticleId(row.article_id),
                url: row.url,
                title: row.title,
                outlet: row.outlet,
                published_at: Moment { at: row.published_at, day: row.published_day, offset: row.published_offset }
                    .read(),
            },
            reason: row.reason,
            mention: Mention { trace: Vec::new(), ..row.content.0 },
        });
        Ok(mention.collect())
    }
}

impl Writer {
    /// How an event stands; `None` for one that never was.
    pub(crate) async fn standing(&mut self, id: EventId) -> Result<Option<Standing>, StoreError> {
        let row = sqlx::query!(
            r#"select nullif(doc, '{}') as "doc: Json<Event>", merged_into, deleted_at is not null as "deleted!"
               from events where id = $1"#,
            id.0
        )
        .fetch_optional(&mut *self.tx)
        .await?;
        Ok(row.map(|r| Standing {
            event: r.doc.map(|d| d.0),
            merged_into: r.merged_into.map(EventId),
            deleted: r.deleted,
        }))
    }

    /// Corrections of fields and standing that are in force over these events and over what was merged into them,
    /// the oldest first.
    pub(crate) async fn in_force(&mut self, events: &[i64]) -> Result<Vec<InForce>, StoreError> {
        if !self.ruled {
            return Ok(Vec::new());
        }
        let rows = sqlx::query!(
            r#"select c.id, c.event_id, c.action, c.change, e.merged_into
               from corrections c join events e on e.id = c.event_id
               where c.reverted_by is null and c.action in ('field', 'dismiss', 'review')
                 and c.event_id in (
                     select unnest($1::bigint[]) union all select id from events where merged_into = any ($1))
               order by c.id"#,
            events
        )
        .fetch_all(&mut *self.tx)
        .await?;
        let read = rows.into_iter().map(|r| {
            Ok(InForce {
                id: CorrectionId(r.id),
                event: EventId(r.event_id),
                merged_into: r.merged_into.map(EventId),
                action: word(&r.action)?,
                change: r.change,
            })
        });
        read.collect()
    }

    /// Every anchor of the merges and splits in force that name a mention of one of these articles.
    pub(crate) async fn rulings_on(&mut self, articles: &[i64]) -> Result<Vec<Anchored>, StoreError> {
        if !self.ruled {
            return Ok(Vec::new());
        }
        let of = sqlx::query_scalar!(
            r#"select distinct c.id from correction_anchors x join corrections c on c.id = x.correction_id
               where x.article_id = any ($1) and c.reverted_by is null and c.action in ('merge', 'split')"#,
            articles
        )
        .fetch_all(&mut *self.tx)
        .await?;
        if of.is_empty() { Ok(Vec::new()) } else { self.anchors(&of).await }
    }

    /// The anchors of these corrections, in their order.
    pub(crate) async fn anchors(&mut self, corrections: &[i64]) -> Result<Vec<Anchored>, StoreError> {
        let rows = sqlx::query!(
            r#"select x.correction_id, c.action, x.side, x.event_id, x.article_id, x.anchor as "anchor: Json<Anchor>"
               from correction_anchors x join corrections c on c.id = x.correction_id
               where x.correction_id = any ($1) order by x.correction_id, x.position"#,
            corrections
        )
        .fetch_all(&mut *self.tx)
        .await?;
        let read = rows.into_iter().map(|r| {
            Ok(Anchored {
                correction: CorrectionId(r.correction_id),
                action: word(&r.action)?,
                side: r.side,
                event: r.event_id.map(EventId),
                article: ArticleId(r.article_id),
                anchor: r.anchor.0,
            })
        });
        read.collect()
    }

    /// The mentions of these articles that are part of an event.
    pub(crate) async fn current_mentions(&mut self, articles: &[i64]) -> Result<Vec<i64>, StoreError> {
        Ok(sqlx::query_scalar!(
            "select m.id from articles a join mentions m on m.revision_id = a.current_revision
             join event_mentions e on e.mention_id = m.id where a.id = any ($1) order by m.id",
            articles
        )
        .fetch_all(&mut *self.tx)
        .await?)
    }

    /// One entry of the log.
    pub(crate) async fn correction(&mut self, id: CorrectionId) -> Result<Option<Correction>, StoreError> {
        let row = sqlx::query_as!(
            CorrectionRow,
            r#"select id, event_id, action, change, reason, made_by, made_at as "made_at: _", undoes, reverted_by, seq
               from corrections where id = $1"#,
            id.0
        )
        .fetch_optional(&mut *self.tx)
        .await?;
        row.map(TryInto::try_into).transpose()
    }

    /// Writes an entry, and into the entry it takes back which one that was. What is not known before the events
    /// are worked out, [`Writer::conclude`] adds.
    pub(crate) async fn record(&mut self, draft: &Draft<'_>) -> Result<CorrectionId, StoreError> {
        let id = sqlx::query_scalar!(
            "insert into corrections (event_id, action, change, reason, made_by, made_at, undoes, seq)
             values ($1, $2, $3, $4, $5, $6, $7, $8) returning id",
            draft.event.0,
            draft.action.as_str(),
            draft.change,
            draft.reason,
            draft.author,
            self.now.to_sqlx() as _,
            draft.undoes.map(|c| c.0),
            self.seq,
        )
        .fetch_one(&mut *self.tx)
        .await?;
        if let Some(undone) = draft.undoes {
            sqlx::query!("update corrections set reverted_by = $2 where id = $1", undone.0, id)
                .execute(&mut *self.tx)
                .await?;
        }
        self.ruled = true;
        Ok(CorrectionId(id))
    }

    /// Puts an entry into force again.
    pub(crate) async fn reinstate(&mut self, id: CorrectionId) -> Result<(), StoreError> {
        sqlx::query!("update corrections set reverted_by = null where id = $1", id.0).execute(&mut *self.tx).await?;
        Ok(())
    }

    /// What became of an entry, known only at the end: its values, and the timeline's position.
    pub(crate) async fn conclude(&mut self, id: CorrectionId, change: &Value) -> Result<(), StoreError> {
        sqlx::query!("update corrections set change = $2, seq = $3 where id = $1", id.0, change, self.seq)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    /// Remembers the mentions a ruling is about: (group, its event, article, anchor).
    pub(crate) async fn anchor(
        &mut self,
        correction: CorrectionId,
        anchors: &[(i32, Option<EventId>, ArticleId, Anchor)],
    ) -> Result<(), StoreError> {
        sqlx::query!(
            "insert into correction_anchors (correction_id, position, side, event_id, article_id, anchor)
             select $1, nth - 1, side, event, article, anchor
             from unnest($2::int[], $3::bigint[], $4::bigint[], $5::jsonb[]) with ordinality
                 as a (side, event, article, anchor, nth)",
            correction.0,
            anchors.iter().map(|(side, ..)| *side).collect::<Vec<_>>() as _,
            anchors.iter().map(|(_, event, ..)| event.map(|e| e.0)).collect::<Vec<_>>() as _,
            anchors.iter().map(|(_, _, article, _)| article.0).collect::<Vec<_>>() as _,
            anchors.iter().map(|(.., anchor)| Json(anchor)).collect::<Vec<_>>() as _,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Says which event a group of a ruling became.
    pub(crate) async fn name_side(
        &mut self,
        correction: CorrectionId,
        side: i32,
        event: EventId,
    ) -> Result<(), StoreError> {
        sqlx::query!(
            "update correction_anchors set event_id = $3 where correction_id = $1 and side = $2",
            correction.0,
            side,
            event.0
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// An actor by its key, or by one it had before it was merged.
    pub(crate) async fn actor(&mut self, slug: &str) -> Result<Option<Actor>, StoreError> {
        let row = sqlx::query!(
            r#"select slug, name, kind, country, affiliation as "affiliation: Json<crate::domain::Affiliation>" from actors
               where slug = coalesce((select actor from actor_aliases where alias = $1), $1)"#,
            slug
        )
        .fetch_optional(&mut *self.tx)
        .await?;
        let read = |word: &str| {
            let kinds = [ActorKind::State, ActorKind::Organisation, ActorKind::ArmedGroup, ActorKind::Person];
            kinds.into_iter().find(|k| k.as_str() == word)
        };
        Ok(row.and_then(|r| {
            Some(Actor {
                id: r.slug,
                name: r.name,
                kind: read(&r.kind)?,
                country: r.country,
                affiliation: r.affiliation.map(|a| a.0),
            })
        }))
    }

    /// A place by its key, or by one it had before it was merged.
    pub(crate) async fn place(&mut self, slug: &str) -> Result<Option<Place>, StoreError> {
        let row = sqlx::query!(
            "select slug, name, country, lat, lon from places
             where slug = coalesce((select place from place_aliases where alias = $1), $1)",
            slug
        )
        .fetch_optional(&mut *self.tx)
        .await?;
        Ok(row.map(|r| Place { id: r.slug, name: r.name, country: r.country, lat: r.lat, lon: r.lon }))
    }

    /// A negotiation by its key.
    pub(crate) async fn negotiation(&mut self, slug: &str) -> Result<Option<NegotiationRef>, StoreError> {
        let row = sqlx::query!("select slug, name from negotiations where slug = $1 and removed_at is null", slug)
            .fetch_optional(&mut *self.tx)
            .await?;
        Ok(row.map(|r| NegotiationRef { id: r.slug, name: r.name }))
    }

    /// Those of these events that are off the timeline: dismissed, merged, or without any mention left.
    pub(crate) async fn off_timeline(&mut self, events: &[i64]) -> Result<BTreeSet<EventId>, StoreError> {
        let ids = sqlx::query_scalar!("select id from events where id = any ($1) and not live", events)
            .fetch_all(&mut *self.tx)
            .await?;
        Ok(ids.into_iter().map(EventId).collect())
    }

    /// Takes dismissed events out of the counts of their outlets, where [`Writer::assign`] put them.
    pub(crate) async fn hide(&mut self, events: &BTreeSet<EventId>) -> Result<(), StoreError> {
        if events.is_empty() {
            return Ok(());
        }
        let ids: Vec<i64> = events.iter().map(|e| e.0).collect();
        sqlx::query!("delete from event_outlets where event_id = any ($1)", &ids).execute(&mut *self.tx).await?;
        Ok(())
    }
}

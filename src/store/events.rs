//! Events: one document each, and the rows that filters need.

use super::{Store, StoreError, write::Writer};
use crate::domain::{Act, Detail, Event, EventId, page::Lookup};
use jiff_sqlx::ToSqlx as _;
use sqlx::types::Json;

/// What a change in the feed is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    /// A new event.
    Create,
    /// One that says something else now.
    Update,
    /// One that turned out to be another.
    Merge(EventId),
    /// One without any mention left.
    Delete,
}

/// What full-text search looks at: the headline first, then the words of the sources, then the names.
fn search_text(event: &Event) -> (String, String) {
    let content = &event.content;
    let mut words = Vec::new();
    if let Detail::Statement(s) = &content.detail {
        words.extend(s.quote.as_deref());
        words.push(&s.speaker);
    }
    words.extend(event.evidence.iter().map(|e| e.exact.as_str()));
    words.extend(content.participants.iter().map(|p| p.actor.name.as_str()));
    words.extend(content.places.iter().map(|p| p.name.as_str()));
    let mut text = words.join("\n");
    // A tsvector holds at most 1 MB; an event of thousands of sentences is found by its first ones.
    let mut end = text.len().min(200_000);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
    (content.headline.clone(), text)
}

impl Writer {
    /// A number for a new event.
    pub(crate) async fn new_event_id(&mut self) -> Result<EventId, StoreError> {
        let id = sqlx::query_scalar!(r#"select nextval(pg_get_serial_sequence('events', 'id')) as "id!""#)
            .fetch_one(&mut *self.tx)
            .await?;
        Ok(EventId(id))
    }

    /// These events as they are now, by number; merged and deleted ones too.
    pub(crate) async fn events(&mut self, ids: &[i64]) -> Result<Vec<Event>, StoreError> {
        let docs =
            sqlx::query_scalar!(r#"select doc as "doc: Json<Event>" from events where id = any ($1) order by id"#, ids)
                .fetch_all(&mut *self.tx)
                .await?;
        Ok(docs.into_iter().map(|doc| doc.0).collect())
    }

    /// Writes an event whole: its row, its join rows and its change. Gives it its new `seq` and `updated_at`.
    pub(crate) async fn put_event(&mut self, event: &mut Event, op: Op) -> Result<(), StoreError> {
        self.seq += 1;
        event.seq.0 = self.seq;
        event.updated_at = self.now;
        let content = &event.content;
        let act: Option<Act> = if let Detail::Statement(s) = &content.detail { Some(s.act) } else { None };
        let (headline, words) = search_text(event);
        sqlx::query!(
            "insert into events (id, kind, status, act, earliest, latest, headline, negotiation, part_of, review,
                 first_reported_at, updated_at, seq, doc, search)
             overriding system value
             values ($1, $2, $3, $4, $5, $6, $7, (select slug from negotiations where slug = $8), $9, $10, $11, $12, $13, $14,
                 setweight(to_tsvector('english', $15), 'A') || to_tsvector('english', $16))
             on conflict (id) do update set kind = excluded.kind, status = excluded.status, act = excluded.act,
                 earliest = excluded.earliest, latest = excluded.latest, headline = excluded.headline,
                 negotiation = excluded.negotiation, part_of = excluded.part_of, review = excluded.review,
                 first_reported_at = excluded.first_reported_at, updated_at = excluded.updated_at, seq = excluded.seq,
                 doc = excluded.doc, search = excluded.search, merged_into = null, deleted_at = null",
            event.id.0,
            content.kind.as_str(),
            content.status.map(super::super::domain::vocab::Status::as_str),
            act.map(Act::as_str),
            content.date.earliest().map(jiff_sqlx::ToSqlx::to_sqlx) as _,
            content.date.latest().map(jiff_sqlx::ToSqlx::to_sqlx) as _,
            content.headline,
            event.negotiation.as_ref().map(|n| n.id.as_str()),
            event.part_of.map(|e| e.0),
            match event.review {
                crate::domain::Review::Unreviewed => "unreviewed",
                crate::domain::Review::Reviewed => "reviewed",
            },
            event.first_reported_at.to_sqlx() as _,
            event.updated_at.to_sqlx() as _,
            event.seq.0,
            Json(&*event) as _,
            headline,
            words,
        )
        .execute(&mut *self.tx)
        .await?;
        self.put_actors(event).await?;
        self.put_places(event).await?;
        self.put_topics(event).await?;
        self.log(event.id, op, Some(event)).await
    }

    async fn put_actors(&mut self, event: &Event) -> Result<(), StoreError> {
        let participants = &event.content.participants;
        let column =
            |of: fn(&crate::domain::Participant) -> Option<String>| participants.iter().map(of).collect::<Vec<_>>();
        let slugs: Vec<String> = participants.iter().map(|p| p.actor.id.clone()).collect();
        let names: Vec<String> = participants.iter().map(|p| p.actor.name.clone()).collect();
        let kinds: Vec<String> = participants.iter().map(|p| p.actor.kind.as_str().to_owned()).collect();
        let roles: Vec<String> = participants.iter().map(|p| p.role.as_str().to_owned()).collect();
        let countries = column(|p| p.actor.country.clone());
        let titles = column(|p| p.title.clone());
        let affiliations: Vec<Option<serde_json::Value>> =
            participants.iter().map(|p| serde_json::to_value(p.actor.affiliation.as_ref()?).ok()).collect();
        sqlx::query!(
            "insert into actors (slug, name, kind, country, affiliation)
             select distinct on (slug) slug, name, kind, country, affiliation
             from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::jsonb[]) as a (slug, name, kind, country, affiliation)
             order by slug
             on conflict (slug) do update set country = coalesce(actors.country, excluded.country),
                 affiliation = coalesce(actors.affiliation, excluded.affiliation)
             where (actors.country is null and excluded.country is not null)
                or (actors.affiliation is null and excluded.affiliation is not null)",
            &slugs,
            &names,
            &kinds,
            &countries as _,
            &affiliations as _,
        )
        .execute(&mut *self.tx)
        .await?;
        sqlx::query!("delete from event_actors where event_id = $1", event.id.0).execute(&mut *self.tx).await?;
        sqlx::query!(
            "insert into event_actors (event_id, actor, role, kind, day, title)
             select distinct on (actor, role) $1::bigint, actor, role, $5::text, $6::date, title
             from unnest($2::text[], $3::text[], $4::text[]) as p (actor, role, title)",
            event.id.0,
            &slugs,
            &roles,
            &titles as _,
            event.content.kind.as_str(),
            event.content.date.sort_day().map(jiff_sqlx::ToSqlx::to_sqlx) as _,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn put_places(&mut self, event: &Event) -> Result<(), StoreError> {
        let mut places: Vec<_> = event.content.place.iter().chain(&event.content.places).collect();
        places.sort_by(|a, b| a.id.cmp(&b.id));
        places.dedup_by(|a, b| a.id == b.id);
        let slugs: Vec<String> = places.iter().map(|p| p.id.clone()).collect();
        let names: Vec<String> = places.iter().map(|p| p.name.clone()).collect();
        let countries: Vec<Option<String>> = places.iter().map(|p| p.country.clone()).collect();
        let lats: Vec<Option<f64>> = places.iter().map(|p| p.lat).collect();
        let lons: Vec<Option<f64>> = places.iter().map(|p| p.lon).collect();
        sqlx::query!(
            "insert into places (slug, name, country, lat, lon)
             select * from unnest($1::text[], $2::text[], $3::text[], $4::float8[], $5::float8[])
             on conflict (slug) do update set country = coalesce(places.country, excluded.country),
                 lat = coalesce(places.lat, excluded.lat), lon = coalesce(places.lon, excluded.lon)
             where (places.country is null and excluded.country is not null)
                or (places.lat is null and excluded.lat is not null)",
            &slugs,
            &names,
            &countries as _,
            &lats as _,
            &lons as _,
        )
        .execute(&mut *self.tx)
        .await?;
        sqlx::query!("delete from event_places where event_id = $1", event.id.0).execute(&mut *self.tx).await?;
        sqlx::query!(
            "insert into event_places (event_id, place, country)
             select $1, place, country from unnest($2::text[], $3::text[]) as p (place, country)",
            event.id.0,
            &slugs,
            &countries as _,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn put_topics(&mut self, event: &Event) -> Result<(), StoreError> {
        let topics: Vec<String> = event.content.topics.iter().map(|t| t.as_str().to_owned()).collect();
        sqlx::query!(
            "with gone as (delete from event_topics where event_id = $1 and topic <> all ($2))
             insert into event_topics (event_id, topic) select distinct $1::bigint, topic from unnest($2::text[]) as t (topic)
             on conflict do nothing",
            event.id.0,
            &topics
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Takes an event off the timeline: merged into another, or without any mention left. Its number stays.
    pub(crate) async fn retire_event(&mut self, id: EventId, op: Op) -> Result<(), StoreError> {
        self.seq += 1;
        let into = if let Op::Merge(into) = op { Some(into.0) } else { None };
        sqlx::query!(
            "update events set merged_into = $2, deleted_at = case when $2::bigint is null then $3::timestamptz end,
                 updated_at = $3, seq = $4, part_of = null where id = $1",
            id.0,
            into,
            self.now.to_sqlx() as _,
            self.seq,
        )
        .execute(&mut *self.tx)
        .await?;
        // Whoever was merged into this one follows, so that no redirect has two steps.
        if let Some(into) = into {
            sqlx::query!("update events set merged_into = $2 where merged_into = $1 and id <> $2", id.0, into)
                .execute(&mut *self.tx)
                .await?;
        }
        sqlx::query!("delete from event_actors where event_id = $1", id.0).execute(&mut *self.tx).await?;
        sqlx::query!("delete from event_places where event_id = $1", id.0).execute(&mut *self.tx).await?;
        sqlx::query!("delete from event_topics where event_id = $1", id.0).execute(&mut *self.tx).await?;
        sqlx::query!("delete from event_outlets where event_id = $1", id.0).execute(&mut *self.tx).await?;
        self.log(id, op, None).await
    }

    async fn log(&mut self, id: EventId, op: Op, doc: Option<&Event>) -> Result<(), StoreError> {
        let (word, into) = match op {
            Op::Create => ("create", None),
            Op::Update => ("update", None),
            Op::Merge(into) => ("merge", Some(into.0)),
            Op::Delete => ("delete", None),
        };
        sqlx::query!(
            "insert into changes (seq, event_id, op, merged_into, doc, at) values ($1, $2, $3, $4, $5, $6)",
            self.seq,
            id.0,
            word,
            into,
            doc.map(Json) as _,
            self.now.to_sqlx() as _,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Live strikes that could be a part of one of these, or the whole of one: same attacker, overlapping days.
    pub(crate) async fn strikes_beside(&mut self, ids: &[i64]) -> Result<Vec<Event>, StoreError> {
        let docs = sqlx::query_scalar!(
            r#"select o.doc as "doc!: Json<Event>" from events o where o.live and o.kind = 'strike' and (
                   o.id = any ($1)
                   or o.part_of = any ($1)
                   or exists (
                       select from event_actors mine
                       join events e on e.id = mine.event_id and e.live and e.kind = 'strike'
                       join event_actors theirs on theirs.actor = mine.actor and theirs.role = 'attacker' and theirs.event_id = o.id
                       where mine.event_id = any ($1) and mine.role = 'attacker'
                         and o.earliest <= e.latest and e.earliest <= o.latest))
               order by o.id"#,
            ids
        )
        .fetch_all(&mut *self.tx)
        .await?;
        Ok(docs.into_iter().map(|doc| doc.0).collect())
    }
}

impl Store {
    /// One event.
    pub async fn event(&self, id: EventId) -> Result<Lookup<Event, EventId>, StoreError> {
        let row = sqlx::query!(
            r#"select doc as "doc: Json<Event>", merged_into, deleted_at is not null as "gone!" from events where id = $1"#,
            id.0
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(match row {
            None => Lookup::Unknown,
            Some(row) => match row.merged_into {
                Some(into) => Lookup::Moved(EventId(into)),
                None if row.gone => Lookup::Gone,
                None => Lookup::Found(row.doc.0),
            },
        })
    }

    /// Strikes inside this barrage.
    pub async fn parts_of(&self, id: EventId) -> Result<Vec<Event>, StoreError> {
        let docs = sqlx::query_scalar!(
            r#"select doc as "doc: Json<Event>" from events where part_of = $1 and live order by sort_day, id"#,
            id.0
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(docs.into_iter().map(|doc| doc.0).collect())
    }

    /// Every live event an article takes part in, in the order of its sentences.
    pub(crate) async fn events_of_article(&self, id: crate::domain::ArticleId) -> Result<Vec<Event>, StoreError> {
        let docs = sqlx::query_scalar!(
            r#"select e.doc as "doc: Json<Event>" from events e join (
                   select em.event_id, min(m.position) as position
                   from event_mentions em join mentions m on m.id = em.mention_id
                   join article_revisions r on r.id = m.revision_id
                   where r.article_id = $1 group by em.event_id) p on p.event_id = e.id
               where e.live order by p.position"#,
            id.0
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(docs.into_iter().map(|doc| doc.0).collect())
    }
}

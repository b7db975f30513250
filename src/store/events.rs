//! Events: one document each, and the rows that filters need.

use super::{Store, StoreError, write::Writer};
use crate::{
    consolidate::STRIKE_DAYS,
    domain::{Affiliation, ArticleId, Detail, Event, EventId, Participant, Place, Role, Status, page::Lookup},
};
use jiff::Span;
use jiff_sqlx::ToSqlx as _;
use sqlx::types::Json;
use std::collections::HashMap;

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

impl Op {
    fn as_str(self) -> &'static str {
        match self {
            Op::Create => "create",
            Op::Update => "update",
            Op::Merge(_) => "merge",
            Op::Delete => "delete",
        }
    }
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
    /// Numbers for so many new events, ascending.
    pub(crate) async fn new_event_ids(&mut self, count: usize) -> Result<Vec<EventId>, StoreError> {
        if count == 0 {
            return Ok(Vec::new());
        }
        let mut ids = sqlx::query_scalar!(
            r#"select nextval(pg_get_serial_sequence('events', 'id')) as "id!" from generate_series(1, $1::bigint)"#,
            i64::try_from(count).unwrap_or(i64::MAX)
        )
        .fetch_all(&mut *self.tx)
        .await?;
        ids.sort_unstable();
        Ok(ids.into_iter().map(EventId).collect())
    }

    /// These events as they are now, by number; merged and deleted ones too, but for those whose words were
    /// erased with an article.
    pub(crate) async fn events(&mut self, ids: &[i64]) -> Result<Vec<Event>, StoreError> {
        let docs = sqlx::query_scalar!(
            r#"select doc as "doc: Json<Event>" from events where id = any ($1) and doc <> '{}' order by id"#,
            ids
        )
        .fetch_all(&mut *self.tx)
        .await?;
        Ok(docs.into_iter().map(|doc| doc.0).collect())
    }

    /// Writes events whole: their rows, join rows and changes, in one statement for each table. Gives them
    /// their new `seq`, in this order, and `updated_at`. A part may stand before its whole.
    pub(crate) async fn put_events(&mut self, events: &mut [(Event, Op)]) -> Result<(), StoreError> {
        if events.is_empty() {
            return Ok(());
        }
        for (event, _) in events.iter_mut() {
            self.seq += 1;
            event.seq.0 = self.seq;
            event.updated_at = self.now;
        }
        let events = &*events;
        let ids: Vec<i64> = events.iter().map(|(e, _)| e.id.0).collect();
        self.put_rows(&ids, events).await?;
        self.put_actors(&ids, events).await?;
        self.put_places(&ids, events).await?;
        self.put_topics(&ids, events).await?;
        self.put_claim_keys(&events.iter().map(|(e, _)| e).collect::<Vec<_>>()).await?;
        let seqs: Vec<i64> = events.iter().map(|(e, _)| e.seq.0).collect();
        let ops: Vec<String> = events.iter().map(|(_, op)| op.as_str().to_owned()).collect();
        // Their documents are in the table by now: what was sent once is not sent again.
        sqlx::query!(
            "insert into changes (seq, event_id, op, doc, at, fields)
             select c.seq, c.event_id, c.op, e.doc, $4, case when c.op = 'update' then changed_fields(b.doc, e.doc) end
             from unnest($1::bigint[], $2::bigint[], $3::text[]) as c (seq, event_id, op)
             join events e on e.id = c.event_id
             left join lateral (
                 select doc from changes where event_id = c.event_id and doc is not null order by seq desc limit 1) b
                 on c.op = 'update'",
            &seqs,
            &ids,
            &ops,
            self.now.to_sqlx() as _,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn put_rows(&mut self, ids: &[i64], events: &[(Event, Op)]) -> Result<(), StoreError> {
        fn column<'e, T>(events: &'e [(Event, Op)], of: impl Fn(&'e Event) -> T) -> Vec<T> {
            events.iter().map(|(event, _)| of(event)).collect()
        }
        let act = |e: &Event| match &e.content.detail {
            Detail::Statement(s) => Some(s.act.as_str()),
            _ => None,
        };
        let (headlines, words): (Vec<String>, Vec<String>) = events.iter().map(|(e, _)| search_text(e)).unzip();
        sqlx::query!(
            "insert into events (id, kind, status, act, earliest, latest, headline, negotiation, part_of, review,
                 first_reported_at, updated_at, seq, doc, search)
             overriding system value
             select e.id, e.kind, e.status, e.act, e.earliest, e.latest, e.headline, n.slug, e.part_of, e.review,
                 e.first_reported_at, $15, e.seq, e.doc,
                 setweight(to_tsvector('english', e.headline), 'A') || to_tsvector('english', e.words)
             from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::date[], $6::date[], $7::text[], $8::text[],
                 $9::bigint[], $10::text[], $11::timestamptz[], $12::bigint[], $13::jsonb[], $14::text[])
                 as e (id, kind, status, act, earliest, latest, headline, negotiation, part_of, review, first_reported_at,
                     seq, doc, words)
             left join negotiations n on n.slug = e.negotiation
             on conflict (id) do update set kind = excluded.kind, status = excluded.status, act = excluded.act,
                 earliest = excluded.earliest, latest = excluded.latest, headline = excluded.headline,
                 negotiation = excluded.negotiation, part_of = excluded.part_of, review = excluded.review,
                 first_reported_at = excluded.first_reported_at, updated_at = excluded.updated_at, seq = excluded.seq,
                 doc = excluded.doc, search = excluded.search, merged_into = null, deleted_at = null",
            ids,
            column(events, |e| e.content.kind.as_str()) as _,
            column(events, |e| e.content.status.map(Status::as_str)) as _,
            column(events, act) as _,
            column(events, |e| e.content.date.earliest().map(jiff_sqlx::ToSqlx::to_sqlx)) as _,
            column(events, |e| e.content.date.latest().map(jiff_sqlx::ToSqlx::to_sqlx)) as _,
            &headlines,
            column(events, |e| e.negotiation.as_ref().map(|n| n.id.as_str())) as _,
            column(events, |e| e.part_of.map(|whole| whole.0)) as _,
            column(events, |e| e.review.as_str()) as _,
            column(events, |e| e.first_reported_at.to_sqlx()) as _,
            column(events, |e| e.seq.0) as _,
            column(events, Json) as _,
            &words,
            self.now.to_sqlx() as _,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn put_actors(&mut self, ids: &[i64], events: &[(Event, Op)]) -> Result<(), StoreError> {
        let rows: Vec<(&Event, &Participant)> =
            events.iter().flat_map(|(e, _)| e.content.participants.iter().map(move |p| (e, p))).collect();
        let slugs: Vec<&str> = rows.iter().map(|(_, p)| p.actor.id.as_str()).collect();
        let affiliations: Vec<Option<Json<&Affiliation>>> =
            rows.iter().map(|(_, p)| p.actor.affiliation.as_ref().map(Json)).collect();
        sqlx::query!(
            "insert into actors (slug, name, kind, country, affiliation)
             select distinct on (slug) slug, name, kind, country, affiliation
             from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::jsonb[]) with ordinality
                 as a (slug, name, kind, country, affiliation, nth)
             order by slug, country is null, affiliation is null, nth
             on conflict (slug) do update set country = coalesce(actors.country, excluded.country),
                 affiliation = coalesce(actors.affiliation, excluded.affiliation)
             where (actors.country is null and excluded.country is not null)
                or (actors.affiliation is null and excluded.affiliation is not null)",
            &slugs as _,
            rows.iter().map(|(_, p)| p.actor.name.as_str()).collect::<Vec<_>>() as _,
            rows.iter().map(|(_, p)| p.actor.kind.as_str()).collect::<Vec<_>>() as _,
            rows.iter().map(|(_, p)| p.actor.country.as_deref()).collect::<Vec<_>>() as _,
            affiliations as _,
        )
        .execute(&mut *self.tx)
        .await?;
        sqlx::query!("delete from event_actors where event_id = any ($1)", ids).execute(&mut *self.tx).await?;
        sqlx::query!(
            "insert into event_actors (event_id, actor, role, kind, day, title)
             select distinct on (event, actor, role) event, actor, role, kind, day, title
             from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::date[], $6::text[]) with ordinality
                 as p (event, actor, role, kind, day, title, nth)
             order by event, actor, role, nth",
            rows.iter().map(|(e, _)| e.id.0).collect::<Vec<_>>() as _,
            &slugs as _,
            rows.iter().map(|(_, p)| p.role.as_str()).collect::<Vec<_>>() as _,
            rows.iter().map(|(e, _)| e.content.kind.as_str()).collect::<Vec<_>>() as _,
            rows.iter().map(|(e, _)| e.content.date.sort_day().map(jiff_sqlx::ToSqlx::to_sqlx)).collect::<Vec<_>>()
                as _,
            rows.iter().map(|(_, p)| p.title.as_deref()).collect::<Vec<_>>() as _,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn put_places(&mut self, ids: &[i64], events: &[(Event, Op)]) -> Result<(), StoreError> {
        let rows: Vec<(i64, &Place)> = events
            .iter()
            .flat_map(|(e, _)| e.content.place.iter().chain(&e.content.places).map(|p| (e.id.0, p)))
            .collect();
        let slugs: Vec<&str> = rows.iter().map(|(_, p)| p.id.as_str()).collect();
        let countries: Vec<Option<&str>> = rows.iter().map(|(_, p)| p.country.as_deref()).collect();
        sqlx::query!(
            "insert into places (slug, name, country, lat, lon)
             select distinct on (slug) slug, name, country, lat, lon
             from unnest($1::text[], $2::text[], $3::text[], $4::float8[], $5::float8[]) with ordinality
                 as p (slug, name, country, lat, lon, nth)
             order by slug, country is null, lat is null, nth
             on conflict (slug) do update set country = coalesce(places.country, excluded.country),
                 lat = coalesce(places.lat, excluded.lat), lon = coalesce(places.lon, excluded.lon)
             where (places.country is null and excluded.country is not null)
                or (places.lat is null and excluded.lat is not null)",
            &slugs as _,
            rows.iter().map(|(_, p)| p.name.as_str()).collect::<Vec<_>>() as _,
            &countries as _,
            rows.iter().map(|(_, p)| p.lat).collect::<Vec<_>>() as _,
            rows.iter().map(|(_, p)| p.lon).collect::<Vec<_>>() as _,
        )
        .execute(&mut *self.tx)
        .await?;
        sqlx::query!("delete from event_places where event_id = any ($1)", ids).execute(&mut *self.tx).await?;
        sqlx::query!(
            "insert into event_places (event_id, place, country)
             select distinct on (event, place) event, place, country
             from unnest($1::bigint[], $2::text[], $3::text[]) with ordinality as p (event, place, country, nth)
             order by event, place, nth",
            rows.iter().map(|(event, _)| *event).collect::<Vec<_>>() as _,
            &slugs as _,
            &countries as _,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn put_topics(&mut self, ids: &[i64], events: &[(Event, Op)]) -> Result<(), StoreError> {
        let (of, topics): (Vec<i64>, Vec<String>) =
            events.iter().flat_map(|(e, _)| e.content.topics.iter().map(|t| (e.id.0, t.as_str().to_owned()))).unzip();
        sqlx::query!("delete from event_topics where event_id = any ($1)", ids).execute(&mut *self.tx).await?;
        sqlx::query!(
            "insert into event_topics (event_id, topic)
             select distinct event, topic from unnest($1::bigint[], $2::text[]) as t (event, topic)",
            &of,
            &topics
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// The numbers of every live event that these articles take part in, in the order of their sentences.
    pub(crate) async fn event_ids_of_articles(
        &mut self,
        articles: &[i64],
    ) -> Result<HashMap<ArticleId, Vec<EventId>>, StoreError> {
        let rows = sqlx::query!(
            r#"select r.article_id, em.event_id from article_revisions r
               join mentions m on m.revision_id = r.id join event_mentions em on em.mention_id = m.id
               where r.article_id = any ($1)
               group by r.article_id, em.event_id order by r.article_id, min(m.position), em.event_id"#,
            articles
        )
        .fetch_all(&mut *self.tx)
        .await?;
        let mut all: HashMap<ArticleId, Vec<EventId>> = HashMap::new();
        for row in rows {
            all.entry(ArticleId(row.article_id)).or_default().push(EventId(row.event_id));
        }
        Ok(all)
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
        sqlx::query!("delete from claim_keys where event_id = $1", id.0).execute(&mut *self.tx).await?;
        sqlx::query!(
            "insert into changes (seq, event_id, op, merged_into, at) values ($1, $2, $3, $4, $5)",
            self.seq,
            id.0,
            op.as_str(),
            into,
            self.now.to_sqlx() as _,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Stored live strikes that are one of these or a part of one, or that could be a part or the whole of
    /// one of these strikes as they are now told: same attacker, and begun within days of one another.
    pub(crate) async fn strikes_beside(&mut self, ids: &[i64], strikes: &[&Event]) -> Result<Vec<Event>, StoreError> {
        // A part begins within the days of its whole, which are fewer than this.
        let reach = Span::new().days(STRIKE_DAYS);
        let by = strikes.iter().flat_map(|e| {
            let first = e.content.date.earliest();
            let (from, to) = (first.map(|d| d.saturating_sub(reach)), first.map(|d| d.saturating_add(reach)));
            e.content.actors(Role::Attacker).filter_map(move |a| Some((a.id.as_str(), from?, to?)))
        });
        let by: Vec<_> = by.collect();
        let docs = sqlx::query_scalar!(
            r#"select o.doc as "doc!: Json<Event>" from events o where o.live and o.kind = 'strike' and o.id in (
                   select unnest($1::bigint[])
                   union select id from events where part_of = any ($1)
                   union select theirs.event_id
                       from unnest($2::text[], $3::date[], $4::date[]) as mine (actor, first, last)
                       join event_actors theirs on theirs.kind = 'strike' and theirs.actor = mine.actor
                           and theirs.day between mine.first and mine.last
                       where theirs.role = 'attacker')
               order by o.id"#,
            ids,
            by.iter().map(|(actor, ..)| *actor).collect::<Vec<_>>() as _,
            by.iter().map(|(_, first, _)| first.to_sqlx()).collect::<Vec<_>>() as _,
            by.iter().map(|(.., last)| last.to_sqlx()).collect::<Vec<_>>() as _,
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
            // Only of a living event: of others the words may have been erased.
            r#"select case when live then doc end as "doc: Json<Event>", merged_into from events where id = $1"#,
            id.0
        )
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(Lookup::Unknown) };
        Ok(match (row.merged_into, row.doc) {
            (Some(into), _) => Lookup::Moved(EventId(into)),
            (None, None) => Lookup::Gone,
            (None, Some(doc)) => {
                let mut event = doc.0;
                super::tracks::number_rounds(&mut *self.pool.acquire().await?, [&mut event]).await?;
                Lookup::Found(event)
            }
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
    pub(crate) async fn events_of_article(&self, id: ArticleId) -> Result<Vec<Event>, StoreError> {
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

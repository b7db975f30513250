//! Reading stored texts again: which are due, what they said so far, and a rehearsal of the whole.

use super::{Op, Store, StoreError, types::Moment, write::Writer};
use crate::domain::{ArticleId, Event, EventId, Mention, Published, Text};
use jiff::{Timestamp, civil::Date};
use sqlx::{FromRow, postgres::PgPoolOptions, types::Json};

/// Copies of every table that bringing the events into step writes to, under the same names: temporary
/// tables stand before the others. `events_before` stays as it is, to compare with.
const COPIES: &str = r"do $$
    declare name text; columns text; home text := current_schema();
    begin
        foreach name in array array['mentions', 'mention_keys', 'event_mentions', 'withdrawn_mentions', 'article_events', 'events',
            'event_actors', 'event_places', 'event_topics', 'event_outlets', 'claim_keys', 'actors', 'places', 'changes']
        loop
            execute format('create temporary table %I (like %I.%I including all) on commit drop', name, home, name);
            if name <> 'changes' then
                select string_agg(quote_ident(attname), ', ') into columns from pg_attribute
                    where attrelid = format('%I.%I', home, name)::regclass
                    and attnum > 0 and not attisdropped and attgenerated = '';
                execute format('insert into pg_temp.%I (%s) overriding system value select %s from %I.%I',
                    name, columns, columns, home, name);
                execute format('analyze pg_temp.%I', name);
            end if;
        end loop;
        perform setval(pg_get_serial_sequence('pg_temp.mentions', 'id'), (select coalesce(max(id), 1) from pg_temp.mentions));
        perform setval(pg_get_serial_sequence('pg_temp.events', 'id'), (select coalesce(max(id), 1) from pg_temp.events));
        create temporary table events_before on commit drop as select id, doc, live from pg_temp.events;
    end $$";

#[derive(FromRow)]
struct DifferenceRow {
    now: Json<Event>,
    before: Option<Json<Event>>,
    merged_into: Option<i64>,
    gone: bool,
}
/// Which stored texts to read again: always only current ones, and never one that was not to be read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Due {
    /// Only articles published since this day (UTC); undated ones by when they were stored.
    pub since: Option<Date>,
    /// Also those that these rules or newer ones read already.
    pub force: bool,
}

/// A stored text, with what is known besides.
#[derive(Clone, Debug)]
pub(crate) struct StoredText {
    pub(crate) article: ArticleId,
    pub(crate) revision: i64,
    pub(crate) title: String,
    pub(crate) outlet: Option<String>,
    pub(crate) published: Option<Published>,
    pub(crate) text: Text,
}

/// An event after a write and, where it was there, before it.
#[derive(Clone, Debug)]
pub(crate) struct Difference {
    pub(crate) op: Op,
    pub(crate) before: Option<Event>,
    /// Of a deleted or merged event what it last said.
    pub(crate) now: Event,
}

impl Store {
    /// How many texts are due.
    pub(crate) async fn count_due(&self, due: Due, ruleset: i32) -> Result<u64, StoreError> {
        let n = sqlx::query_scalar!(
            r#"select count(*) as "n!" from articles a join article_revisions r on r.id = a.current_revision
               where a.deleted_at is null and r.ruleset is not null and ($2 or r.ruleset < $1)
                   and ($3::date is null or coalesce(r.published_at, r.recorded_at) >= $3::date::timestamp at time zone 'UTC')"#,
            ruleset,
            due.force,
            due.since.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(super::types::count(n))
    }

    /// The next texts that are due, in the order of their articles' numbers.
    pub(crate) async fn due(
        &self,
        due: Due,
        ruleset: i32,
        after: ArticleId,
        limit: i64,
    ) -> Result<Vec<StoredText>, StoreError> {
        let rows = sqlx::query!(
            r#"select a.id as article, r.id as revision, r.title, o.name as "outlet?", r.text,
                   r.published_at as "published_at: jiff_sqlx::Timestamp", r.published_day as "published_day: jiff_sqlx::Date",
                   r.published_offset
               from articles a join article_revisions r on r.id = a.current_revision
               left join outlets o on o.id = a.outlet_id
               where a.deleted_at is null and r.ruleset is not null and ($2 or r.ruleset < $1)
                   and ($3::date is null or coalesce(r.published_at, r.recorded_at) >= $3::date::timestamp at time zone 'UTC')
                   and a.id > $4
               order by a.id limit $5"#,
            ruleset,
            due.force,
            due.since.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
            after.0,
            limit,
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows
            .into_iter()
            .map(|row| StoredText {
                article: ArticleId(row.article),
                revision: row.revision,
                title: row.title,
                outlet: row.outlet,
                published: Moment { at: row.published_at, day: row.published_day, offset: row.published_offset }.read(),
                text: Text::freeze(&row.text),
            })
            .collect())
    }

    /// A writer whose writes nobody sees and nobody waits for: it works on copies of the tables, and is
    /// dropped in the end. It reads one snapshot, takes no lock, and has a connection of its own, since
    /// a statement that was prepared on another one would still mean the real tables.
    pub(crate) async fn rehearse(&self, now: Timestamp) -> Result<Writer, StoreError> {
        let options = (*self.pool.connect_options()).clone();
        let own = PgPoolOptions::new().max_connections(1).connect_with(options).await?;
        let mut tx = own.begin().await?;
        sqlx::query!("set transaction isolation level repeatable read").execute(&mut *tx).await?;
        sqlx::query(COPIES).execute(&mut *tx).await?;
        Writer::on(tx, now).await
    }
}

impl Writer {
    /// Which of these are still what they were when they were read: current, and not read by others meanwhile.
    pub(crate) async fn still_due(
        &mut self,
        revisions: &[i64],
        due: Due,
        ruleset: i32,
    ) -> Result<Vec<i64>, StoreError> {
        Ok(sqlx::query_scalar!(
            "select r.id from articles a join article_revisions r on r.id = a.current_revision
             where r.id = any ($1) and a.deleted_at is null and r.ruleset is not null and ($3 or r.ruleset < $2)",
            revisions,
            ruleset,
            due.force,
        )
        .fetch_all(&mut *self.tx)
        .await?)
    }

    /// What the rules found in a current revision when they last read it, and the number of its next reading.
    pub(crate) async fn last_reading(&mut self, revision: i64) -> Result<(Vec<Mention>, i32), StoreError> {
        let rows = sqlx::query!(
            r#"select m.content as "content: Json<Mention>" from mentions m join event_mentions e on e.mention_id = m.id
               where m.revision_id = $1 and m.origin = 'rules' order by m.position"#,
            revision
        )
        .fetch_all(&mut *self.tx)
        .await?;
        let next = sqlx::query_scalar!(
            r#"select coalesce(max(reading), 0) + 1 as "next!" from mentions where revision_id = $1 and origin = 'rules'"#,
            revision
        )
        .fetch_one(&mut *self.tx)
        .await?;
        Ok((rows.into_iter().map(|r| r.content.0).collect(), next))
    }

    /// Notes that these rules have read a text, and what they left open.
    pub(crate) async fn was_read(&mut self, revision: i64, ruleset: i32, notes: &[String]) -> Result<(), StoreError> {
        sqlx::query!(
            "update article_revisions set ruleset = $2, notes = $3 where id = $1",
            revision,
            ruleset,
            Json(notes) as _
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// What this write has put into the change feed so far, the last change of each event.
    pub(crate) async fn written(&mut self, since: i64) -> Result<Vec<(EventId, Op)>, StoreError> {
        let rows = sqlx::query!("select event_id, op, merged_into from changes where seq > $1 order by seq", since)
            .fetch_all(&mut *self.tx)
            .await?;
        let op = |word: &str, into: Option<i64>| match (word, into) {
            ("create", _) => Op::Create,
            ("merge", Some(into)) => Op::Merge(EventId(into)),
            ("delete", _) => Op::Delete,
            _ => Op::Update,
        };
        Ok(rows.into_iter().map(|r| (EventId(r.event_id), op(&r.op, r.merged_into))).collect())
    }

    /// Where it stands in the change feed.
    pub(crate) const fn seq(&self) -> i64 {
        self.seq
    }

    /// Of a rehearsal: every event that would be another, by number; new ones last.
    pub(crate) async fn differences(&mut self) -> Result<Vec<Difference>, StoreError> {
        // Not checked when compiling: the table to compare with exists only in a rehearsal.
        let rows: Vec<DifferenceRow> = sqlx::query_as(
            "select n.doc as now, o.doc as before, n.merged_into, n.deleted_at is not null as gone
             from events n left join events_before o on o.id = n.id and o.live
             where n.id in (select event_id from changes) order by o.id is null, n.id",
        )
        .fetch_all(&mut *self.tx)
        .await?;
        let told = |row: DifferenceRow| {
            let (before, now) = (row.before.map(|b| b.0), row.now.0);
            let op = match (row.merged_into, row.gone, &before) {
                // One that came and went within the rehearsal was never there.
                (Some(_), ..) | (None, true, _) if before.is_none() => return None,
                (Some(into), ..) => Op::Merge(EventId(into)),
                (None, true, _) => Op::Delete,
                (None, false, None) => Op::Create,
                (None, false, Some(_)) => Op::Update,
            };
            Some(Difference { op, before, now })
        };
        Ok(rows.into_iter().filter_map(told).collect())
    }
}

//! A filter as SQL: the only statements that are put together at run time. Every value is bound.

use super::{
    Store, StoreError,
    types::{count, day_number, number_day, number_instant, word},
};
use crate::domain::{
    Event, Kind, Seq,
    filter::{Choice, Cursor, Sort, TimelineFilter, Undated},
    page::{Page, TimelinePage, Totals},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::{FromRow, PgConnection, Postgres, QueryBuilder, types::Json};

/// How many undated events the shelf holds.
const SHELF: i64 = 50;

/// Which events by their dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dates {
    /// Dated ones inside `from`..`to`.
    Inside,
    /// Those without a day.
    None,
    /// Both, as `undated` says.
    Both,
    /// Those whose one known day lies outside, while the open side may reach in.
    Uncertain,
}

#[derive(FromRow)]
pub(super) struct DocRow {
    pub(super) doc: Json<Event>,
}

#[derive(FromRow)]
struct OutlineRow {
    undated: i64,
    updated: Option<jiff_sqlx::Timestamp>,
}

#[derive(FromRow)]
struct TotalRow {
    kind: String,
    all: i64,
    undated: i64,
    first: Option<jiff_sqlx::Date>,
    last: Option<jiff_sqlx::Date>,
}

impl Store {
    /// Dated events of one page, the undated shelf (first page only), totals. All from one snapshot.
    ///
    /// # Errors
    /// [`StoreError::UnknownSlug`] for an actor, place, negotiation or outlet that nobody has.
    pub async fn timeline(&self, filter: &TimelineFilter) -> Result<TimelinePage, StoreError> {
        let mut tx = self.pool.begin().await?;
        sqlx::query!("set transaction isolation level repeatable read, read only").execute(&mut *tx).await?;
        let seq = sqlx::query_scalar!("select seq from change_counter").fetch_one(&mut *tx).await?;
        let asked = super::names::resolve(&mut tx, filter).await?;
        let mut events = match filter.undated {
            Undated::Only => Page { items: Vec::new(), next: None },
            Undated::Include | Undated::Exclude => dated(&mut tx, &asked, filter).await?,
        };
        super::tracks::number_rounds(&mut tx, &mut events.items).await?;
        // A cursor without a day stands on the shelf: the shelf goes on behind it.
        let shelved = filter.cursor.is_none_or(|c| c.key.is_none());
        let undated =
            if shelved && filter.undated != Undated::Exclude { shelf(&mut tx, &asked).await? } else { Vec::new() };
        let totals = totals(&mut tx, &asked).await?;
        tx.commit().await?;
        Ok(TimelinePage { events, undated, totals, seq: Seq(seq) })
    }
}

impl Store {
    /// The counts of a filter's answer, without its events.
    ///
    /// # Errors
    /// [`StoreError::UnknownSlug`] as for the timeline.
    pub async fn totals(&self, filter: &TimelineFilter) -> Result<Totals, StoreError> {
        let mut connection = self.pool.acquire().await?;
        let asked = super::names::resolve(&mut connection, filter).await?;
        totals(&mut connection, &asked).await
    }
}

/// Every dated event behind the cursor, in the order asked for. `before` stands before the `select`.
pub(super) fn dated_in_order(before: &'static str, asked: &TimelineFilter) -> QueryBuilder<Postgres> {
    let mut sql = QueryBuilder::new(before);
    sql.push("select e.doc from events e where ");
    conditions(&mut sql, asked, Dates::Inside, None);
    if let Some(Cursor { key: Some(key), id, .. }) = asked.cursor {
        let (behind, day) = match asked.sort {
            Sort::Newest => (" and (e.sort_day, e.id) < (", Some(number_day(key))),
            Sort::Oldest => (" and (e.sort_day, e.id) > (", Some(number_day(key))),
            Sort::Reported => (" and (e.first_reported_at, e.id) < (", None),
        };
        sql.push(behind);
        match day {
            Some(day) => sql.push_bind(day.to_sqlx()),
            None => sql.push_bind(number_instant(key).to_sqlx()),
        };
        sql.push(", ").push_bind(id.0).push(")");
    }
    sql.push(match asked.sort {
        Sort::Newest => " order by e.sort_day desc, e.id desc",
        Sort::Oldest => " order by e.sort_day, e.id",
        Sort::Reported => " order by e.first_reported_at desc, e.id desc",
    });
    sql
}

/// Every undated event behind the cursor, the newest number first.
pub(super) fn undated_in_order(before: &'static str, asked: &TimelineFilter) -> QueryBuilder<Postgres> {
    let mut sql = QueryBuilder::new(before);
    sql.push("select e.doc from events e where ");
    conditions(&mut sql, asked, Dates::None, None);
    if let Some(cursor) = asked.cursor {
        sql.push(" and e.id < ").push_bind(cursor.id.0);
    }
    sql.push(" order by e.id desc");
    sql
}

/// How many events of an answer have no day, and when one of them changed last.
pub(super) async fn outline(
    connection: &mut PgConnection,
    asked: &TimelineFilter,
) -> Result<(u64, Option<Timestamp>), StoreError> {
    let mut sql = QueryBuilder::new(
        "select count(*) filter (where e.sort_day is null) as undated, max(e.updated_at) as updated from events e where ",
    );
    conditions(&mut sql, asked, Dates::Both, None);
    let row: OutlineRow = sql.build_query_as().fetch_one(connection).await?;
    Ok((count(row.undated), row.updated.map(jiff_sqlx::Timestamp::to_jiff)))
}

async fn dated(
    connection: &mut PgConnection,
    asked: &TimelineFilter,
    given: &TimelineFilter,
) -> Result<Page<Event>, StoreError> {
    let mut sql = dated_in_order("", asked);
    sql.push(" limit ");
    let limit = asked.limit.clamp(1, TimelineFilter::MAX_LIMIT);
    // One more than asked for tells whether there is a next page.
    sql.push_bind(i64::from(limit) + 1);
    let mut items: Vec<Event> =
        sql.build_query_as::<DocRow>().fetch_all(connection).await?.into_iter().map(|row| row.doc.0).collect();
    let more = items.len() > limit as usize;
    items.truncate(limit as usize);
    let next = items.last().filter(|_| more).map(|last| cursor_after(given, last));
    Ok(Page { items, next })
}

async fn shelf(connection: &mut PgConnection, asked: &TimelineFilter) -> Result<Vec<Event>, StoreError> {
    let mut sql = undated_in_order("", asked);
    sql.push(" limit ").push_bind(SHELF);
    Ok(sql.build_query_as::<DocRow>().fetch_all(connection).await?.into_iter().map(|row| row.doc.0).collect())
}

async fn totals(connection: &mut PgConnection, asked: &TimelineFilter) -> Result<Totals, StoreError> {
    let mut sql = QueryBuilder::new(
        "select e.kind, count(*) as \"all\", count(*) filter (where e.sort_day is null) as undated, \
             min(e.sort_day) as first, max(coalesce(e.latest, e.earliest)) as last from events e where ",
    );
    conditions(&mut sql, asked, Dates::Both, None);
    sql.push(" group by e.kind");
    let rows: Vec<TotalRow> = sql.build_query_as().fetch_all(&mut *connection).await?;
    let mut totals = Totals::default();
    for row in rows {
        totals.by_kind.push((word::<Kind>(&row.kind)?, count(row.all)));
        totals.undated += count(row.undated);
        if let (Some(first), Some(last)) =
            (row.first.map(jiff_sqlx::Date::to_jiff), row.last.map(jiff_sqlx::Date::to_jiff))
        {
            let (a, b) = totals.days.unwrap_or((first, last));
            totals.days = Some((a.min(first), b.max(last)));
        }
    }
    totals.by_kind.sort();
    if asked.from.is_some() || asked.to.is_some() {
        let mut sql = QueryBuilder::new("select count(*) from events e where ");
        conditions(&mut sql, asked, Dates::Uncertain, None);
        totals.uncertain = count(sql.build_query_scalar::<i64>().fetch_one(connection).await?);
    }
    Ok(totals)
}

/// The conditions of a facet: those of the whole answer, without the facet's own key.
pub(super) fn facet_conditions(sql: &mut QueryBuilder<Postgres>, asked: &TimelineFilter, own: &'static str) {
    conditions(sql, asked, Dates::Both, Some(own));
}

/// The conditions of the whole answer, dated and undated.
pub(super) fn answer_conditions(sql: &mut QueryBuilder<Postgres>, asked: &TimelineFilter) {
    conditions(sql, asked, Dates::Both, None);
}

/// Everything a filter asks of an event `e`, as one conjunction.
pub(super) fn conditions(
    sql: &mut QueryBuilder<Postgres>,
    asked: &TimelineFilter,
    dates: Dates,
    without: Option<&str>,
) {
    sql.push("e.live");
    let with = |key: &str| without != Some(key);
    if with("kind") {
        column(sql, "e.kind", &words(&asked.kind, Kind::as_str));
    }
    if with("status") {
        column(sql, "e.status", &words(&asked.status, super::super::domain::vocab::Status::as_str));
    }
    if with("act") {
        column(sql, "e.act", &words(&asked.act, super::super::domain::vocab::Act::as_str));
    }
    if with("review") {
        column(sql, "e.review", &words(&asked.review, super::super::domain::vocab::Review::as_str));
    }
    if with("negotiation") {
        column(sql, "e.negotiation", &asked.negotiation);
    }
    if with("place") {
        joined(sql, "event_places j", "j.place", &asked.place);
    }
    if with("country") {
        joined(sql, "event_places j", "j.country", &asked.country);
    }
    if with("topic") {
        joined(sql, "event_topics j", "j.topic", &words(&asked.topic, super::super::domain::vocab::Topic::as_str));
    }
    if with("outlet") {
        joined(sql, "event_outlets j", "j.outlet", &asked.outlet);
    }
    // The facets of actors and of roles bind one to the other themselves.
    if with("actor") && with("role") {
        participants(sql, asked);
    }
    if let Some(q) = &asked.q {
        sql.push(" and e.search @@ websearch_to_tsquery('english', ").push_bind(q.clone()).push(")");
    }
    match dates {
        Dates::Inside => {
            sql.push(" and e.sort_day is not null");
            window(sql, asked);
        }
        Dates::None => {
            sql.push(" and e.sort_day is null");
        }
        Dates::Both => match asked.undated {
            Undated::Only => {
                sql.push(" and e.sort_day is null");
            }
            Undated::Exclude => {
                sql.push(" and e.sort_day is not null");
                window(sql, asked);
            }
            Undated::Include => {
                sql.push(" and (e.sort_day is null or (true");
                window(sql, asked);
                sql.push("))");
            }
        },
        Dates::Uncertain => uncertain(sql, asked),
    }
}

/// With both bounds known an event is inside if it overlaps; with one, if that bound is inside.
fn window(sql: &mut QueryBuilder<Postgres>, asked: &TimelineFilter) {
    if let Some(from) = asked.from {
        sql.push(" and coalesce(e.latest, e.earliest) >= ").push_bind(from.to_sqlx());
    }
    if let Some(to) = asked.to {
        sql.push(" and coalesce(e.earliest, e.latest) <= ").push_bind(to.to_sqlx());
    }
}

/// "From a day before the window on, end unknown", "by a day after the window, start unknown".
fn uncertain(sql: &mut QueryBuilder<Postgres>, asked: &TimelineFilter) {
    sql.push(" and (false");
    if let Some(from) = asked.from {
        sql.push(" or (e.latest is null and e.earliest < ").push_bind(from.to_sqlx()).push(")");
    }
    if let Some(to) = asked.to {
        sql.push(" or (e.earliest is null and e.latest > ").push_bind(to.to_sqlx()).push(")");
    }
    sql.push(")");
}

/// A role and an actor asked for together are of the same participant.
fn participants(sql: &mut QueryBuilder<Postgres>, asked: &TimelineFilter) {
    let (actor, role) = (&asked.actor, words(&asked.role, super::super::domain::vocab::Role::as_str));
    let any_actor = !actor.any.is_empty();
    if any_actor || !role.any.is_empty() {
        sql.push(" and exists (select from event_actors j where j.event_id = e.id");
        if any_actor {
            sql.push(" and j.actor = any (").push_bind(actor.any.clone()).push(")");
        }
        if !role.any.is_empty() {
            sql.push(" and j.role = any (").push_bind(role.any.clone()).push(")");
        }
        sql.push(")");
    }
    if !actor.not.is_empty() {
        sql.push(" and not exists (select from event_actors j where j.event_id = e.id and j.actor = any (");
        sql.push_bind(actor.not.clone()).push(")");
        // "Speakers, but not this one": the role binds here too.
        if !role.any.is_empty() {
            sql.push(" and j.role = any (").push_bind(role.any.clone()).push(")");
        }
        sql.push(")");
    }
    if !role.not.is_empty() {
        sql.push(" and not exists (select from event_actors j where j.event_id = e.id and j.role = any (");
        sql.push_bind(role.not.clone()).push(")");
        // "Russia, but not as a speaker": so does the actor.
        if any_actor {
            sql.push(" and j.actor = any (").push_bind(actor.any.clone()).push(")");
        }
        sql.push(")");
    }
}

fn words<T: Copy>(choice: &Choice<T>, word: impl Fn(T) -> &'static str) -> Choice<String> {
    let owned = |list: &[T]| list.iter().map(|v| word(*v).to_owned()).collect();
    Choice { any: owned(&choice.any), not: owned(&choice.not) }
}

fn column(sql: &mut QueryBuilder<Postgres>, name: &'static str, choice: &Choice<String>) {
    if !choice.any.is_empty() {
        sql.push(" and ").push(name).push(" = any (").push_bind(choice.any.clone()).push(")");
    }
    if !choice.not.is_empty() {
        // An event without a value does not have the unwanted one.
        sql.push(" and (").push(name).push(" is null or ").push(name).push(" <> all (");
        sql.push_bind(choice.not.clone()).push("))");
    }
}

fn joined(sql: &mut QueryBuilder<Postgres>, table: &'static str, name: &'static str, choice: &Choice<String>) {
    for (list, exists) in [(&choice.any, " and exists"), (&choice.not, " and not exists")] {
        if !list.is_empty() {
            sql.push(exists).push(" (select from ").push(table).push(" where j.event_id = e.id and ").push(name);
            sql.push(" = any (").push_bind(list.clone()).push("))");
        }
    }
}

/// Where the page after this event starts.
fn cursor_after(filter: &TimelineFilter, event: &Event) -> Cursor {
    let key = match filter.sort {
        Sort::Newest | Sort::Oldest => event.content.date.sort_day().map(day_number),
        Sort::Reported => Some(event.first_reported_at.as_microsecond()),
    };
    Cursor { key, id: event.id, filter_hash: filter.hash() }
}

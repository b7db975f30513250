//! How many events each value of a filter key would leave. One statement per facet, which omits the
//! facet's own key; behind one method, so that an index in memory can take its place.

use super::{
    Store, StoreError,
    timeline::{answer_conditions, facet_conditions},
    types::count,
};
use crate::domain::{
    Seq,
    filter::{Sort, TimelineFilter},
    page::{Facet, FacetValue, Groups},
    vocab::Role,
};
use sqlx::{FromRow, PgConnection, Postgres, QueryBuilder};

/// How many values a facet shows.
const SHOWN: usize = 50;

#[derive(FromRow)]
struct ValueRow {
    value: String,
    label: String,
    events: i64,
    of: i64,
}

/// Where a facet's values are: the value, its label, the join that leads there.
fn source(key: &str) -> Option<(&'static str, &'static str, &'static str)> {
    Some(match key {
        "kind" => ("e.kind", "e.kind", ""),
        "status" => ("e.status", "e.status", ""),
        "act" => ("e.act", "e.act", ""),
        "review" => ("e.review", "e.review", ""),
        "topic" => ("j.topic", "j.topic", " join event_topics j on j.event_id = e.id"),
        "country" => ("j.country", "j.country", " join event_places j on j.event_id = e.id"),
        "role" => ("j.role", "j.role", " join event_actors j on j.event_id = e.id"),
        "actor" => ("n.slug", "n.name", " join event_actors j on j.event_id = e.id join actors n on n.slug = j.actor"),
        "place" => ("n.slug", "n.name", " join event_places j on j.event_id = e.id join places n on n.slug = j.place"),
        "negotiation" => ("n.slug", "n.name", " join negotiations n on n.slug = e.negotiation"),
        "outlet" => {
            ("n.slug", "n.name", " join event_outlets j on j.event_id = e.id join outlets n on n.slug = j.outlet")
        }
        _ => return None,
    })
}

impl Store {
    /// Facet counts, each under the other active filters. A key that has no facet gives none.
    ///
    /// # Errors
    /// [`StoreError::UnknownSlug`] as for the timeline.
    pub async fn facets(&self, filter: &TimelineFilter, keys: &[&'static str]) -> Result<Vec<Facet>, StoreError> {
        let mut connection = self.pool.acquire().await?;
        let asked = super::names::resolve(&mut connection, filter).await?;
        let mut facets = Vec::new();
        for key in keys {
            if let Some(facet) = facet(&mut connection, &asked, key).await? {
                facets.push(facet);
            }
        }
        Ok(facets)
    }
}

/// How a day is written so that events of one stretch of time have the same value.
fn stretch(key: &str) -> Option<&'static str> {
    Some(match key {
        "day" => "to_char(e.sort_day, 'YYYY-MM-DD')",
        "week" => "to_char(e.sort_day, 'IYYY-\"W\"IW')",
        "month" => "to_char(e.sort_day, 'YYYY-MM')",
        "year" => "to_char(e.sort_day, 'YYYY')",
        _ => return None,
    })
}

impl Store {
    /// The events of an answer, counted by a facet's key or by `day`, `week`, `month` or `year`: the filter's `limit` says
    /// how many values there are at most, and its order that of days. A key that nothing is counted by gives none.
    ///
    /// # Errors
    /// [`StoreError::UnknownSlug`] as for the timeline.
    pub async fn groups(&self, filter: &TimelineFilter, key: &'static str) -> Result<Option<Groups>, StoreError> {
        let (by_day, found) = match stretch(key) {
            Some(day) => (true, Some((day, day, ""))),
            None => (false, source(key)),
        };
        let Some((value, label, join)) = found else { return Ok(None) };
        let mut tx = self.pool.begin().await?;
        sqlx::query!("set transaction isolation level repeatable read, read only").execute(&mut *tx).await?;
        let seq = sqlx::query_scalar!("select seq from change_counter").fetch_one(&mut *tx).await?;
        let asked = super::names::resolve(&mut tx, filter).await?;
        let mut sql = QueryBuilder::new("select count(*) from events e where ");
        answer_conditions(&mut sql, &asked);
        let total = count(sql.build_query_scalar::<i64>().fetch_one(&mut *tx).await?);
        let mut sql = QueryBuilder::new("select value, label, events, count(*) over () as of from (select ");
        sql.push(value).push(" as value, ").push(label).push(" as label, count(distinct e.id) as events from events e");
        sql.push(join).push(" where ").push(value).push(" is not null and ");
        answer_conditions(&mut sql, &asked);
        bound(&mut sql, &asked, key);
        sql.push(" group by 1, 2) counted order by ");
        sql.push(match (by_day, asked.sort) {
            (true, Sort::Oldest) => "value",
            (true, Sort::Newest | Sort::Reported) => "value desc",
            (false, _) => "events desc, value",
        });
        sql.push(" limit ").push_bind(i64::from(filter.limit));
        let rows: Vec<ValueRow> = sql.build_query_as().fetch_all(&mut *tx).await?;
        tx.commit().await?;
        let more = rows.first().map_or(0, |row| count(row.of)) - rows.len() as u64;
        let value = |row: ValueRow| FacetValue { value: row.value, label: row.label, count: count(row.events) };
        Ok(Some(Groups { values: rows.into_iter().map(value).collect(), more, total, seq: Seq(seq) }))
    }
}

/// A role and an actor asked for together are of the same participant: actors are counted in the roles asked for and
/// in none of those refused, roles for the actors asked for and for none of those refused.
fn bound(sql: &mut QueryBuilder<Postgres>, asked: &TimelineFilter, key: &str) {
    let roles = |list: &[Role]| list.iter().map(ToString::to_string).collect::<Vec<String>>();
    let (own, other, any, not) = match key {
        "actor" => ("actor", "role", roles(&asked.role.any), roles(&asked.role.not)),
        "role" => ("role", "actor", asked.actor.any.clone(), asked.actor.not.clone()),
        _ => return,
    };
    if !any.is_empty() {
        sql.push(" and j.").push(other).push(" = any (").push_bind(any).push(")");
    }
    if !not.is_empty() {
        sql.push(" and not exists (select from event_actors r where r.event_id = e.id and r.").push(own);
        sql.push(" = j.").push(own).push(" and r.").push(other).push(" = any (").push_bind(not).push("))");
    }
}

async fn facet(
    connection: &mut PgConnection,
    asked: &TimelineFilter,
    key: &'static str,
) -> Result<Option<Facet>, StoreError> {
    let Some((value, label, join)) = source(key) else { return Ok(None) };
    let mut sql = QueryBuilder::new(
        "select value, label, events, of from (select value, label, events, count(*) over () as of, \
             row_number() over (order by events desc, value) as nth from (select ",
    );
    // An actor with two roles is one value of one event.
    sql.push(value).push(" as value, ").push(label).push(" as label, count(distinct e.id) as events from events e");
    sql.push(join).push(" where ").push(value).push(" is not null and ");
    facet_conditions(&mut sql, asked, key);
    bound(&mut sql, asked, key);
    // What is asked for stands there, however rare it is.
    sql.push(" group by 1, 2) counted) ranked where nth <= ").push_bind(SHOWN as i64);
    sql.push(" or value = any (").push_bind(asked.values(key)).push(") order by nth");
    let rows: Vec<ValueRow> = sql.build_query_as().fetch_all(connection).await?;
    let of = rows.first().map_or(0, |row| count(row.of));
    let more = of - rows.len() as u64;
    let values = rows.into_iter().map(|row| FacetValue {
        value: row.value,
        label: row.label,
        count: count(row.events).min(FacetValue::CAP),
    });
    Ok(Some(Facet { key, values: values.collect(), more }))
}

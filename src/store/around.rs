//! Events beside an event: those it is linked to, and those of the days around it.

use super::{Store, StoreError};
use crate::domain::{Event, EventId};
use jiff_sqlx::ToSqlx as _;
use sqlx::types::Json;

impl Store {
    /// These events as far as they live, by day.
    pub async fn events_by_id(&self, ids: &[EventId]) -> Result<Vec<Event>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
        let docs = sqlx::query_scalar!(
            r#"select doc as "doc: Json<Event>" from events where id = any ($1) and live order by sort_day, id"#,
            &ids
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(docs.into_iter().map(|doc| doc.0).collect())
    }

    /// What else happened in the days around an event at its places or with its parties: those at a shared place
    /// first, then the nearest; statements are left to the timeline. Not these events, nor parts of a wider one.
    pub async fn around(&self, event: &Event, not: &[EventId], limit: i64) -> Result<Vec<Event>, StoreError> {
        let Some((first, last)) = event.days_around() else { return Ok(Vec::new()) };
        let content = &event.content;
        // The place of a whole country says no more than its name among the parties.
        let sides = event.sides();
        let places = content.place.iter().chain(&content.places).map(|p| p.id.clone());
        let places: Vec<String> = places.filter(|p| !sides.contains(p)).collect();
        // Each event of these days is looked up by its number: with a plain `exists`, Postgres may rather gather every
        // event that a party ever had.
        let docs = sqlx::query_scalar!(
            r#"select e.doc as "doc: Json<Event>"
               from events e
               cross join lateral (select coalesce((
                   select true from event_places p where p.event_id = e.id and p.place = any ($5) limit 1), false) as shared) here
               where e.live and e.sort_day between $2 and $3 and e.kind <> 'statement' and e.part_of is null
                   and e.id <> $1 and e.id <> all ($7)
                   and (here.shared or (
                       select true from event_actors a
                       where a.event_id = e.id and a.role <> 'claimant' and a.actor = any ($6) limit 1))
               order by here.shared desc, abs(e.sort_day - $4), e.id limit $8"#,
            event.id.0,
            first.to_sqlx() as _,
            last.to_sqlx() as _,
            content.date.sort_day().map(jiff_sqlx::ToSqlx::to_sqlx) as _,
            &places,
            &sides,
            &not.iter().map(|id| id.0).collect::<Vec<_>>(),
            limit,
        )
        .fetch_all(&self.pool)
        .await?;
        let mut events: Vec<Event> = docs.into_iter().map(|doc| doc.0).collect();
        events.sort_by_key(|e| (e.content.date.sort_day(), e.id));
        Ok(events)
    }
}

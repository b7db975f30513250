//! What the parties said on each topic: every statement by day and act, and the last one in full.

use super::{
    Store, StoreError,
    picture::SIDES,
    timeline::{Dates, conditions},
    types::word,
};
use crate::domain::{
    Event, EventId,
    filter::TimelineFilter,
    picture::{Position, Said, Side},
};
use sqlx::{FromRow, QueryBuilder, types::Json};
use std::collections::BTreeMap;

/// So many statements are looked at, the latest.
const MOST: i64 = 2000;

#[derive(FromRow)]
struct SaidRow {
    topic: String,
    party: String,
    party_name: String,
    id: i64,
    day: jiff_sqlx::Date,
    act: String,
}

#[derive(FromRow)]
struct DocRow {
    doc: Json<Event>,
}

impl Store {
    /// The positions that a filter's statements show, by topic and party. Statements without a day, without a topic
    /// or by nobody's speaker show none.
    ///
    /// # Errors
    /// [`StoreError::UnknownSlug`] as for the timeline.
    pub async fn positions(&self, filter: &TimelineFilter) -> Result<Vec<Position>, StoreError> {
        let mut connection = self.pool.acquire().await?;
        let asked = TimelineFilter { cursor: None, ..super::names::resolve(&mut connection, filter).await? };
        let mut sql = QueryBuilder::new(SIDES);
        sql.push(
            " select distinct t.topic, s.party, n.name as party_name, e.id, e.sort_day as day, e.act \
             from events e join event_topics t on t.event_id = e.id \
             join event_actors j on j.event_id = e.id and j.role = 'speaker' \
             join sides s on s.slug = j.actor join actors n on n.slug = s.party \
             where e.kind = 'statement' and e.act is not null and ",
        );
        conditions(&mut sql, &asked, Dates::Inside, None);
        sql.push(" order by e.sort_day desc, e.id desc limit ").push_bind(MOST);
        let rows: Vec<SaidRow> = sql.build_query_as().fetch_all(&mut *connection).await?;
        let mut found: BTreeMap<(String, String), (String, Vec<Said>)> = BTreeMap::new();
        for row in rows {
            let said = Said { event: EventId(row.id), day: row.day.to_jiff(), act: word(&row.act)? };
            found.entry((row.topic, row.party)).or_insert_with(|| (row.party_name, Vec::new())).1.push(said);
        }
        let last: Vec<i64> = found.values().filter_map(|(_, said)| said.first()).map(|s| s.event.0).collect();
        let mut sql = QueryBuilder::new("select e.doc from events e where e.id = any (");
        sql.push_bind(last).push(")");
        let docs: Vec<DocRow> = sql.build_query_as().fetch_all(&mut *connection).await?;
        let docs: BTreeMap<EventId, Event> = docs.into_iter().map(|row| (row.doc.0.id, row.doc.0)).collect();
        let mut positions = Vec::new();
        for ((topic, party), (name, said)) in found {
            let Some(last) = said.first().and_then(|s| docs.get(&s.event)).cloned() else { continue };
            positions.push(Position { topic: word(&topic)?, party: Side { id: party, name }, last, said });
        }
        Ok(positions)
    }
}

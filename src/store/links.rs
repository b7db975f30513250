//! The keys under which statements and events meet.

use super::{StoreError, write::Writer};
use crate::{
    consolidate::{ClaimKey, Side, claim_keys},
    domain::{Event, EventId},
};
use sqlx::types::Json;

impl Writer {
    /// Writes the keys of these events anew.
    pub(crate) async fn put_claim_keys(&mut self, events: &[&Event]) -> Result<(), StoreError> {
        let ids: Vec<i64> = events.iter().map(|e| e.id.0).collect();
        let keys: Vec<(i64, ClaimKey)> =
            events.iter().flat_map(|e| claim_keys(e).into_iter().map(|key| (e.id.0, key))).collect();
        sqlx::query!(
            "with wanted as (select * from unnest($2::bigint[], $3::text[], $4::text[]) as k (event_id, side, key)),
             gone as (
                 delete from claim_keys
                 where event_id = any ($1) and (event_id, side, key) not in (select event_id, side, key from wanted))
             insert into claim_keys (event_id, side, key) select event_id, side, key from wanted on conflict do nothing",
            &ids,
            &keys.iter().map(|(id, _)| *id).collect::<Vec<_>>(),
            keys.iter().map(|(_, (side, _))| side.as_str()).collect::<Vec<_>>() as _,
            keys.iter().map(|(_, (_, key))| key.as_str()).collect::<Vec<_>>() as _,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Live events that meet one of these keys from the other side.
    pub(crate) async fn meeting(&mut self, keys: &[ClaimKey]) -> Result<Vec<Event>, StoreError> {
        let other = |side: &Side| match side {
            Side::About => Side::Of.as_str(),
            Side::Of => Side::About.as_str(),
        };
        let docs = sqlx::query_scalar!(
            r#"select e.doc as "doc: Json<Event>" from events e where e.live and e.id in (
                   select k.event_id from unnest($1::text[], $2::text[]) as asked (side, key)
                   join claim_keys k on k.key = asked.key and k.side = asked.side)"#,
            keys.iter().map(|(side, _)| other(side)).collect::<Vec<_>>() as _,
            keys.iter().map(|(_, key)| key.as_str()).collect::<Vec<_>>() as _,
        )
        .fetch_all(&mut *self.tx)
        .await?;
        Ok(docs.into_iter().map(|doc| doc.0).collect())
    }

    /// Live events that these revisions take part in.
    pub(crate) async fn events_of(&mut self, revisions: &[i64]) -> Result<Vec<Event>, StoreError> {
        let docs = sqlx::query_scalar!(
            r#"select e.doc as "doc: Json<Event>" from events e where e.live and e.id in (
                   select em.event_id from event_mentions em join mentions m on m.id = em.mention_id
                   where m.revision_id = any ($1)) order by e.id"#,
            revisions
        )
        .fetch_all(&mut *self.tx)
        .await?;
        Ok(docs.into_iter().map(|doc| doc.0).collect())
    }

    /// Those of these events that are live.
    pub(crate) async fn live_events(&mut self, ids: &[EventId]) -> Result<Vec<Event>, StoreError> {
        let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
        let docs =
            sqlx::query_scalar!(r#"select doc as "doc: Json<Event>" from events where id = any ($1) and live"#, &ids)
                .fetch_all(&mut *self.tx)
                .await?;
        Ok(docs.into_iter().map(|doc| doc.0).collect())
    }
}

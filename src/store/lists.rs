//! Actors and places: one by its slug, and all of them by number of events.

use super::{
    ListCursor, Store, StoreError,
    types::{count, word},
};
use crate::domain::{
    Actor, ActorKind, Affiliation, Kind, Place, Seq,
    page::{ActorFull, Listed, Lookup, Page, PlaceFull},
};
use sqlx::types::Json;

/// Cuts a list that was read one item too long, and says where the next part starts.
pub(super) fn cut<T, C>(items: &mut Vec<T>, limit: i64, key: impl Fn(&T) -> C) -> Page<T, C> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(key);
    Page { items: std::mem::take(items), next }
}

pub(super) struct ActorRow {
    pub(super) slug: String,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) country: Option<String>,
    pub(super) affiliation: Option<Json<Affiliation>>,
}

impl From<ActorRow> for Actor {
    fn from(row: ActorRow) -> Actor {
        let kind = match row.kind.as_str() {
            "state" => ActorKind::State,
            "armed-group" => ActorKind::ArmedGroup,
            "person" => ActorKind::Person,
            // The column holds no other word: `actors_kind_check`.
            _ => ActorKind::Organisation,
        };
        Actor { id: row.slug, name: row.name, kind, country: row.country, affiliation: row.affiliation.map(|a| a.0) }
    }
}

pub(super) fn kinds(rows: Vec<(String, i64)>) -> Result<Vec<(Kind, u64)>, StoreError> {
    let mut kinds = rows
        .into_iter()
        .map(|(kind, n)| Ok((word(&kind)?, count(n))))
        .collect::<Result<Vec<(Kind, u64)>, StoreError>>()?;
    kinds.sort();
    Ok(kinds)
}

/// A state of the database: nothing was written as long as it is the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Stamp(String);

#[cfg(test)]
impl Stamp {
    /// One for a test.
    pub(crate) fn new(lsn: &str) -> Stamp {
        Stamp(lsn.to_owned())
    }
}

impl Store {
    /// An actor.
    pub async fn actor(&self, slug: &str) -> Result<Lookup<ActorFull, String>, StoreError> {
        let row = sqlx::query_as!(
            ActorRow,
            r#"select slug, name, kind, country, affiliation as "affiliation: Json<Affiliation>" from actors where slug = $1
                   and not exists (select from actor_aliases where alias = $1)"#,
            slug
        )
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else {
            let moved = sqlx::query_scalar!("select actor from actor_aliases where alias = $1", slug)
                .fetch_optional(&self.pool)
                .await?;
            return Ok(moved.map_or(Lookup::Unknown, Lookup::Moved));
        };
        let titles = sqlx::query_scalar!(
            r#"select title as "title!" from event_actors where actor = $1 and title is not null
               group by title order by count(*) desc, title limit 20"#,
            slug
        )
        .fetch_all(&self.pool)
        .await?;
        let by_kind = sqlx::query!(
            r#"select kind, count(distinct event_id) as "events!" from event_actors where actor = $1 group by kind"#,
            slug
        )
        .fetch_all(&self.pool)
        .await?;
        let by_kind = kinds(by_kind.into_iter().map(|r| (r.kind, r.events)).collect())?;
        Ok(Lookup::Found(ActorFull { actor: row.into(), titles, by_kind }))
    }

    /// A place.
    pub async fn place(&self, slug: &str) -> Result<Lookup<PlaceFull, String>, StoreError> {
        let row = sqlx::query!(
            "select slug, name, country, lat, lon from places where slug = $1
                 and not exists (select from place_aliases where alias = $1)",
            slug
        )
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else {
            let moved = sqlx::query_scalar!("select place from place_aliases where alias = $1", slug)
                .fetch_optional(&self.pool)
                .await?;
            return Ok(moved.map_or(Lookup::Unknown, Lookup::Moved));
        };
        let by_kind = sqlx::query!(
            r#"select e.kind, count(*) as "events!" from event_places p join events e on e.id = p.event_id
               where p.place = $1 and e.live group by e.kind"#,
            slug
        )
        .fetch_all(&self.pool)
        .await?;
        let by_kind = kinds(by_kind.into_iter().map(|r| (r.kind, r.events)).collect())?;
        let place = Place { id: row.slug, name: row.name, country: row.country, lat: row.lat, lon: row.lon };
        Ok(Lookup::Found(PlaceFull { place, by_kind }))
    }

    /// Actors by number of events.
    pub async fn actors(
        &self,
        after: Option<ListCursor>,
        limit: u32,
    ) -> Result<Page<Listed<Actor>, ListCursor>, StoreError> {
        let limit = i64::from(limit.max(1));
        let (events, slug) = after.map_or((None, None), |(n, slug)| (i64::try_from(n).ok(), Some(slug)));
        let rows = sqlx::query!(
            r#"select a.slug, a.name, a.kind, a.country, a.affiliation as "affiliation: Json<Affiliation>", c.events as "events!"
               from (select actor, count(distinct event_id) as events from event_actors group by actor) c
               join actors a on a.slug = c.actor
               where $1::bigint is null or c.events < $1 or (c.events = $1 and a.slug > $2)
               order by c.events desc, a.slug limit $3"#,
            events,
            slug,
            limit + 1,
        )
        .fetch_all(&self.pool)
        .await?;
        let mut items: Vec<Listed<Actor>> = rows
            .into_iter()
            .map(|r| Listed {
                events: count(r.events),
                item: ActorRow {
                    slug: r.slug,
                    name: r.name,
                    kind: r.kind,
                    country: r.country,
                    affiliation: r.affiliation,
                }
                .into(),
            })
            .collect();
        Ok(cut(&mut items, limit, |last| (last.events, last.item.id.clone())))
    }

    /// Places by number of events.
    pub async fn places(
        &self,
        after: Option<ListCursor>,
        limit: u32,
    ) -> Result<Page<Listed<Place>, ListCursor>, StoreError> {
        let limit = i64::from(limit.max(1));
        let (events, slug) = after.map_or((None, None), |(n, slug)| (i64::try_from(n).ok(), Some(slug)));
        let rows = sqlx::query!(
            r#"select p.slug, p.name, p.country, p.lat, p.lon, c.events as "events!"
               from (select place, count(*) as events from event_places group by place) c
               join places p on p.slug = c.place
               where $1::bigint is null or c.events < $1 or (c.events = $1 and p.slug > $2)
               order by c.events desc, p.slug limit $3"#,
            events,
            slug,
            limit + 1,
        )
        .fetch_all(&self.pool)
        .await?;
        let mut items: Vec<Listed<Place>> = rows
            .into_iter()
            .map(|r| Listed {
                events: count(r.events),
                item: Place { id: r.slug, name: r.name, country: r.country, lat: r.lat, lon: r.lon },
            })
            .collect();
        Ok(cut(&mut items, limit, |last| (last.events, last.item.id.clone())))
    }

    /// The last change.
    pub async fn seq(&self) -> Result<Seq, StoreError> {
        Ok(Seq(sqlx::query_scalar!("select seq from change_counter").fetch_one(&self.pool).await?))
    }

    /// The state of the whole database; `None` where the server doesn't say.
    ///
    /// It is the place in PostgreSQL's log up to which changes were made (documentation, 9.28.3 and 9.28.4): every
    /// change of any table moves it before it can be seen, so that what was read after it was asked for
    /// holds for as long as it is the same.
    pub(crate) async fn stamp(&self) -> Result<Option<Stamp>, StoreError> {
        let asked = sqlx::query_scalar!(
            r#"select (case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_insert_lsn() end)
               ::text as "lsn?""#
        );
        match asked.fetch_one(&self.pool).await {
            Ok(lsn) => Ok(lsn.map(Stamp)),
            // Some hosted servers don't have it, or don't allow it.
            Err(sqlx::Error::Database(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query_scalar!(r#"select 1 as "one!""#).fetch_one(&self.pool).await?;
        Ok(())
    }
}

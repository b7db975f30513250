//! Actors, places and negotiations: one by its slug, and all of them by number of events.

use super::{
    ListCursor, Store, StoreError,
    types::{count, word},
};
use crate::domain::{
    Actor, ActorKind, Affiliation, Kind, Place, Seq,
    event::NegotiationRef,
    page::{ActorFull, Listed, Lookup, NegotiationFull, Page, PlaceFull},
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

struct ActorRow {
    slug: String,
    name: String,
    kind: String,
    country: Option<String>,
    affiliation: Option<Json<Affiliation>>,
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

fn kinds(rows: Vec<(String, i64)>) -> Result<Vec<(Kind, u64)>, StoreError> {
    let mut kinds = rows
        .into_iter()
        .map(|(kind, n)| Ok((word(&kind)?, count(n))))
        .collect::<Result<Vec<(Kind, u64)>, StoreError>>()?;
    kinds.sort();
    Ok(kinds)
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

    /// A negotiation.
    pub async fn negotiation(&self, slug: &str) -> Result<Lookup<NegotiationFull, String>, StoreError> {
        let row = sqlx::query!("select slug, name from negotiations where slug = $1", slug)
            .fetch_optional(&self.pool)
            .await?;
        let Some(row) = row else { return Ok(Lookup::Unknown) };
        // A party that no article named yet is shown by its key; every party of a track is a state or a body.
        let parties = sqlx::query_as!(
            ActorRow,
            r#"select p.actor as slug, coalesce(a.name, initcap(replace(p.actor, '-', ' '))) as "name!",
                   coalesce(a.kind, 'organisation') as "kind!", a.country as "country?", a.affiliation as "affiliation?: Json<Affiliation>"
               from negotiation_parties p left join actors a on a.slug = p.actor where p.negotiation = $1 order by p.position"#,
            slug
        )
        .fetch_all(&self.pool)
        .await?;
        let by_kind = sqlx::query!(
            r#"select kind, count(*) as "events!" from events where negotiation = $1 and live group by kind"#,
            slug
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(Lookup::Found(NegotiationFull {
            negotiation: NegotiationRef { id: row.slug, name: row.name },
            parties: parties.into_iter().map(Into::into).collect(),
            by_kind: kinds(by_kind.into_iter().map(|r| (r.kind, r.events)).collect())?,
        }))
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

    /// Every negotiation, most events first.
    pub async fn negotiations(&self) -> Result<Vec<Listed<NegotiationRef>>, StoreError> {
        let rows = sqlx::query!(
            r#"select n.slug, n.name, count(e.id) as "events!" from negotiations n
               left join events e on e.negotiation = n.slug and e.live group by n.slug, n.name order by 3 desc, 1"#
        )
        .fetch_all(&self.pool)
        .await?;
        let listed =
            |r: (String, String, i64)| Listed { item: NegotiationRef { id: r.0, name: r.1 }, events: count(r.2) };
        Ok(rows.into_iter().map(|r| listed((r.slug, r.name, r.events))).collect())
    }

    /// The last change.
    pub async fn seq(&self) -> Result<Seq, StoreError> {
        Ok(Seq(sqlx::query_scalar!("select seq from change_counter").fetch_one(&self.pool).await?))
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query_scalar!(r#"select 1 as "one!""#).fetch_one(&self.pool).await?;
        Ok(())
    }
}

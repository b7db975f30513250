//! What an actor did over time, what lies near a place, and how an outlet tells its news.

use super::{
    Store, StoreError,
    lists::{ActorRow, kinds},
    types::{Moment, count, word},
};
use crate::domain::{
    Act, Actor, ActorKind, Affiliation, ArticleId, Event, Place, Role,
    page::Outlet,
    profile::{Independence, NEAR_CAP, NearPlace, OutletFull, Profile, RevisedArticle, Stretch},
};
use sqlx::types::Json;

/// So many rounds, offices, people and changed articles are listed.
const LISTED: i64 = 12;

fn stretch(events: i64, first: Option<jiff_sqlx::Date>, last: Option<jiff_sqlx::Date>) -> Stretch {
    let day = |d: Option<jiff_sqlx::Date>| d.map(jiff_sqlx::Date::to_jiff);
    Stretch { events: count(events), first: day(first), last: day(last) }
}

impl Store {
    /// An actor over time.
    pub async fn profile(&self, actor: &Actor) -> Result<Profile, StoreError> {
        let roles = sqlx::query!(
            r#"select role, count(*) as "events!", min(day) as "first: jiff_sqlx::Date", max(day) as "last: jiff_sqlx::Date"
               from event_actors where actor = $1 group by role"#,
            actor.id
        )
        .fetch_all(&self.pool)
        .await?;
        let mut roles = roles
            .into_iter()
            .map(|r| Ok((word(&r.role)?, stretch(r.events, r.first, r.last))))
            .collect::<Result<Vec<(Role, Stretch)>, StoreError>>()?;
        roles.sort_by_key(|(role, _)| Role::ALL.iter().position(|r| r == role));
        let titles = sqlx::query!(
            r#"select title as "title!", count(distinct event_id) as "events!", min(day) as "first: jiff_sqlx::Date",
                   max(day) as "last: jiff_sqlx::Date"
               from event_actors where actor = $1 and title is not null
               group by title order by max(day) desc nulls last, 2 desc, title limit $2"#,
            actor.id,
            LISTED,
        )
        .fetch_all(&self.pool)
        .await?;
        let said = sqlx::query!(
            r#"select t.topic as "topic?", e.act as "act!", count(*) as "statements!"
               from event_actors j join events e on e.id = j.event_id and e.live and e.act is not null
               left join event_topics t on t.event_id = e.id
               where j.actor = $1 and j.role = 'speaker' group by 1, 2"#,
            actor.id
        )
        .fetch_all(&self.pool)
        .await?;
        let said = said
            .into_iter()
            .map(|r| Ok((r.topic.map(|t| word(&t)).transpose()?, word::<Act>(&r.act)?, count(r.statements))))
            .collect::<Result<_, StoreError>>()?;
        let rounds = sqlx::query_scalar!(
            r#"select e.doc as "doc: Json<Event>" from events e where e.live and e.id in (
                   select event_id from event_actors where kind = 'round' and actor = $1 and day is not null
                   group by event_id, day order by day desc, event_id desc limit $2)
               order by e.sort_day desc, e.id desc"#,
            actor.id,
            LISTED,
        )
        .fetch_all(&self.pool)
        .await?;
        let mut rounds: Vec<Event> = rounds.into_iter().map(|doc| doc.0).collect();
        super::tracks::number_rounds(&mut *self.pool.acquire().await?, &mut rounds).await?;
        let people = if actor.kind == ActorKind::Person { Vec::new() } else { self.people_of(actor).await? };
        let titles = titles.into_iter().map(|r| (r.title, stretch(r.events, r.first, r.last))).collect();
        Ok(Profile { roles, titles, said, rounds, people })
    }

    /// Who acts for a state or body: by affiliation; for a state also its other people by country.
    async fn people_of(&self, actor: &Actor) -> Result<Vec<(Actor, Option<String>, u64)>, StoreError> {
        let country = actor.country.as_deref().filter(|_| actor.kind == ActorKind::State);
        let rows = sqlx::query!(
            r#"select a.slug, a.name, a.kind, a.country, a.affiliation as "affiliation: Json<Affiliation>", n.title,
                   n.events as "events!"
               from (select slug from actors where affiliation ->> 'id' = $1
                     union select slug from actors where country = $2) as own
               join actors a on a.slug = own.slug and a.kind = 'person'
               cross join lateral (
                   select max(j.title) as title, count(distinct j.event_id) as events from event_actors j
                   where j.actor = a.slug) n
               where n.events > 0 order by n.events desc, a.slug limit $3"#,
            actor.id,
            country,
            LISTED,
        )
        .fetch_all(&self.pool)
        .await?;
        let person = |row: ActorRow| Actor::from(row);
        Ok(rows
            .into_iter()
            .map(|r| {
                let (slug, name, kind, country, affiliation) = (r.slug, r.name, r.kind, r.country, r.affiliation);
                (person(ActorRow { slug, name, kind, country, affiliation }), r.title, count(r.events))
            })
            .collect())
    }

    /// Places with events in a rectangle of degrees (south, north, west, east; the last two may lie beyond the date
    /// line), those with most events first. Whole states are left out: their middle is where nothing happened.
    pub async fn near(&self, sides: [f64; 4], not: &str, limit: i64) -> Result<Vec<NearPlace>, StoreError> {
        let [south, north, west, east] = sides;
        let rows = sqlx::query!(
            r#"select p.slug, p.name, p.country, p.lat, p.lon, n.events as "events!"
               from places p
               cross join lateral (select count(*) as events from (
                   select from event_places x where x.place = p.slug limit $7) as them) n
               where p.lat between $1 and $2
                   and (p.lon between $3 and $4 or p.lon + 360 between $3 and $4 or p.lon - 360 between $3 and $4)
                   and p.slug <> $5 and n.events > 0
                   and not exists (select from actors a where a.slug = p.slug and a.kind = 'state')
                   and not exists (select from place_aliases x where x.alias = p.slug)
               order by n.events desc, p.slug limit $6"#,
            south,
            north,
            west,
            east,
            not,
            limit,
            NEAR_CAP,
        )
        .fetch_all(&self.pool)
        .await?;
        let near = |place: Place, events: i64| NearPlace { place, events: count(events) };
        Ok(rows
            .into_iter()
            .map(|r| near(Place { id: r.slug, name: r.name, country: r.country, lat: r.lat, lon: r.lon }, r.events))
            .collect())
    }

    /// An outlet.
    pub async fn outlet(&self, slug: &str) -> Result<Option<OutletFull>, StoreError> {
        let row = sqlx::query!(
            r#"select o.id, o.slug, o.name, count(a.id) as "articles!",
                   count(a.id) filter (where r.published_day is null) as "undated!",
                   count(a.id) filter (where r.number > 1) as "revised!",
                   min(r.published_day) as "first: jiff_sqlx::Date", max(r.published_day) as "last: jiff_sqlx::Date"
               from outlets o
               left join articles a on a.outlet_id = o.id and a.deleted_at is null
               left join article_revisions r on r.id = a.current_revision
               where o.slug = $1 group by o.id, o.slug, o.name"#,
            slug
        )
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let by_kind = sqlx::query!(
            r#"select e.kind, count(*) as "events!" from event_outlets o join events e on e.id = o.event_id and e.live
               where o.outlet = $1 group by e.kind"#,
            slug
        )
        .fetch_all(&self.pool)
        .await?;
        let told = sqlx::query!(
            r#"select count(*) as "events!", count(*) filter (where outlets = 1) as "alone!",
                   count(*) filter (where outlets > 1 and independent > 1) as "confirmed!",
                   count(*) filter (where outlets > 1 and independent <= 1) as "copied!",
                   count(*) filter (where corrected) as "corrected!"
               from (select (e.doc #>> '{sources,outlets}')::int as outlets, (e.doc #>> '{sources,independent}')::int as independent,
                         exists (select from corrections c where c.event_id = e.id and c.action = 'field'
                             and c.reverted_by is null) as corrected
                     from event_outlets o join events e on e.id = o.event_id and e.live
                     where o.outlet = $1 order by o.event_id desc limit $2) as latest"#,
            slug,
            Independence::MOST,
        )
        .fetch_one(&self.pool)
        .await?;
        let changed = sqlx::query!(
            r#"select a.id, r.title, r.published_at as "published_at: jiff_sqlx::Timestamp",
                   r.published_day as "published_day: jiff_sqlx::Date", r.published_offset, n.revisions as "revisions!"
               from articles a join article_revisions r on r.id = a.current_revision
               cross join lateral (
                   select count(*) as revisions from article_revisions x where x.article_id = a.id) n
               where a.outlet_id = $1 and a.deleted_at is null and n.revisions > 1
               order by r.recorded_at desc, a.id desc limit $2"#,
            row.id,
            LISTED,
        )
        .fetch_all(&self.pool)
        .await?;
        let moment = |at, day, offset| Moment { at, day, offset }.read();
        Ok(Some(OutletFull {
            outlet: Outlet { id: row.slug, name: row.name },
            articles: count(row.articles),
            undated: count(row.undated),
            days: row.first.zip(row.last).map(|(a, b)| (a.to_jiff(), b.to_jiff())),
            by_kind: kinds(by_kind.into_iter().map(|r| (r.kind, r.events)).collect())?,
            independence: Independence {
                events: count(told.events),
                alone: count(told.alone),
                confirmed: count(told.confirmed),
                copied: count(told.copied),
            },
            revised: count(row.revised),
            changed: changed
                .into_iter()
                .map(|r| RevisedArticle {
                    id: ArticleId(r.id),
                    title: r.title,
                    published_at: moment(r.published_at, r.published_day, r.published_offset),
                    revisions: u32::try_from(r.revisions).unwrap_or(0),
                })
                .collect(),
            corrected: count(told.corrected),
        }))
    }
}

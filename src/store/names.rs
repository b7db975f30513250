//! The slugs of a filter: checked, followed to where they were merged, and called by their names.

use super::{Store, StoreError, write::Writer};
use crate::domain::filter::{Choice, TimelineFilter};
use sqlx::PgConnection;
use std::collections::{BTreeMap, HashMap};

/// What a slug leads to: the slug it has now, and its name.
type Found = HashMap<String, (String, String)>;

fn all(choice: &Choice<String>) -> Vec<String> {
    choice.any.iter().chain(&choice.not).cloned().collect()
}

async fn actors(connection: &mut PgConnection, slugs: &[String]) -> Result<Found, StoreError> {
    let rows = sqlx::query!(
        r#"select asked as "asked!", a.slug as "slug!", a.name as "name!" from unnest($1::text[]) as asked
           join actors a on a.slug = coalesce((select actor from actor_aliases where alias = asked), asked)"#,
        slugs
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|r| (r.asked, (r.slug, r.name))).collect())
}

async fn places(connection: &mut PgConnection, slugs: &[String]) -> Result<Found, StoreError> {
    let rows = sqlx::query!(
        r#"select asked as "asked!", p.slug as "slug!", p.name as "name!" from unnest($1::text[]) as asked
           join places p on p.slug = coalesce((select place from place_aliases where alias = asked), asked)"#,
        slugs
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|r| (r.asked, (r.slug, r.name))).collect())
}

async fn negotiations(connection: &mut PgConnection, slugs: &[String]) -> Result<Found, StoreError> {
    let rows = sqlx::query!("select slug, name from negotiations where slug = any ($1) and removed_at is null", slugs)
        .fetch_all(connection)
        .await?;
    Ok(rows.into_iter().map(|r| (r.slug.clone(), (r.slug, r.name))).collect())
}

async fn outlets(connection: &mut PgConnection, slugs: &[String]) -> Result<Found, StoreError> {
    let rows =
        sqlx::query!("select slug, name from outlets where slug = any ($1)", slugs).fetch_all(connection).await?;
    Ok(rows.into_iter().map(|r| (r.slug.clone(), (r.slug, r.name))).collect())
}

async fn find(connection: &mut PgConnection, key: &str, slugs: &[String]) -> Result<Found, StoreError> {
    match key {
        _ if slugs.is_empty() => Ok(Found::new()),
        "actor" => actors(connection, slugs).await,
        "place" => places(connection, slugs).await,
        "negotiation" => negotiations(connection, slugs).await,
        _ => outlets(connection, slugs).await,
    }
}

/// The same question, with every slug as it is called now.
pub(super) async fn resolve(
    connection: &mut PgConnection,
    filter: &TimelineFilter,
) -> Result<TimelineFilter, StoreError> {
    let mut asked = filter.clone();
    for (key, choice) in [
        ("actor", &mut asked.actor),
        ("place", &mut asked.place),
        ("negotiation", &mut asked.negotiation),
        ("outlet", &mut asked.outlet),
    ] {
        let found = find(connection, key, &all(choice)).await?;
        for slug in choice.any.iter_mut().chain(&mut choice.not) {
            match found.get(slug) {
                Some((now, _)) => slug.clone_from(now),
                None => return Err(StoreError::UnknownSlug { key, value: slug.clone() }),
            }
        }
    }
    Ok(asked)
}

impl Writer {
    /// Other names of known actors, so that addresses and filters with them lead on. One under which
    /// somebody is already known stays theirs.
    pub(crate) async fn put_actor_aliases(&mut self, aliases: &BTreeMap<&str, &str>) -> Result<(), StoreError> {
        if aliases.is_empty() {
            return Ok(());
        }
        sqlx::query!(
            "insert into actor_aliases (alias, actor)
             select a.alias, a.actor from unnest($1::text[], $2::text[]) as a (alias, actor)
             join actors known on known.slug = a.actor
             where not exists (select from actors own where own.slug = a.alias)
             on conflict (alias) do nothing",
            &aliases.keys().copied().collect::<Vec<_>>() as _,
            &aliases.values().copied().collect::<Vec<_>>() as _,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }
}

impl Store {
    /// What readers call the filter's slugs: (key, slug, name). For chips and headings; merged slugs
    /// come back under their new slug.
    ///
    /// # Errors
    /// [`StoreError::UnknownSlug`] for one that nobody has.
    pub async fn names(&self, filter: &TimelineFilter) -> Result<Vec<(&'static str, String, String)>, StoreError> {
        let mut names = Vec::new();
        if [&filter.actor, &filter.place, &filter.negotiation, &filter.outlet].iter().all(|c| c.is_empty()) {
            return Ok(names);
        }
        let mut connection = self.pool.acquire().await?;
        let connection = &mut *connection;
        for (key, choice) in [
            ("actor", &filter.actor),
            ("place", &filter.place),
            ("negotiation", &filter.negotiation),
            ("outlet", &filter.outlet),
        ] {
            let slugs = all(choice);
            let found = find(connection, key, &slugs).await?;
            for slug in slugs {
                match found.get(&slug) {
                    Some((now, name)) => names.push((key, now.clone(), name.clone())),
                    None => return Err(StoreError::UnknownSlug { key, value: slug }),
                }
            }
        }
        Ok(names)
    }
}

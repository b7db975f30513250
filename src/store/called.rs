//! Actors and places by the beginnings of their names, and by names that are spelled alike.

use super::{Store, StoreError, lists::ActorRow, types::count};
use crate::domain::{
    Actor, Affiliation, Place,
    called::Called,
    page::{FacetValue, Listed},
};
use sqlx::types::Json;

/// Names that are held against misspelled words: those with the same first letters.
const COMPARED: i64 = 5000;

/// Every word, or its beginning, as a question to a list of words. They hold letters and digits only.
fn all_begun(called: &Called) -> String {
    called.words().iter().map(|word| format!("{word}:*")).collect::<Vec<_>>().join(" & ")
}

/// Words with the first letter of one of them.
fn first_letters(called: &Called) -> String {
    let first = called.words().iter().filter_map(|word| word.chars().next());
    first.map(|letter| format!("{letter}:*")).collect::<Vec<_>>().join(" | ")
}

/// The slugs of the names that are spelled most alike, the nearest first.
fn nearest(called: &Called, names: impl Iterator<Item = (String, String)>, most: usize) -> Vec<String> {
    let alike = |(slug, name): (String, String)| {
        let slips = [called.slips(&name), called.slips(&slug)].into_iter().flatten().min()?;
        Some((slips, slug))
    };
    let mut found: Vec<(usize, String)> = names.filter_map(alike).collect();
    found.sort();
    found.into_iter().map(|(_, slug)| slug).take(most).collect()
}

impl Store {
    /// Actors who have a name of which every one of these words is a word or begins one; those called exactly so
    /// first, then by number of events, which is counted up to [`FacetValue::CAP`].
    ///
    /// # Errors
    /// As the database fails.
    pub async fn actors_called(&self, called: &Called, most: u32) -> Result<Vec<Listed<Actor>>, StoreError> {
        let slugs = sqlx::query_scalar!(
            r#"select a.slug as "slug!" from actors a where a.words @@ to_tsquery('simple', $1)
                   and not exists (select from actor_aliases x where x.alias = a.slug)
               union select x.actor from actor_aliases x where x.words @@ to_tsquery('simple', $1)"#,
            all_begun(called),
        )
        .fetch_all(&self.pool)
        .await?;
        self.actors_listed(&slugs, called.text(), most).await
    }

    /// The slugs of actors whose names are spelled nearly so.
    ///
    /// # Errors
    /// As the database fails.
    pub async fn actors_spelled_like(&self, called: &Called, most: usize) -> Result<Vec<String>, StoreError> {
        let names = sqlx::query!(
            "select a.slug, a.name from actors a where a.words @@ to_tsquery('simple', $1)
                 and not exists (select from actor_aliases x where x.alias = a.slug) limit $2",
            first_letters(called),
            COMPARED,
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(nearest(called, names.into_iter().map(|r| (r.slug, r.name)), most))
    }

    /// Those of these actors who take part in something, in the order of [`Store::actors_called`].
    ///
    /// # Errors
    /// As the database fails.
    pub async fn actors_listed(
        &self,
        slugs: &[String],
        exactly: &str,
        most: u32,
    ) -> Result<Vec<Listed<Actor>>, StoreError> {
        // Whoever takes part in half of all events is not counted to the end: twice the cap, because of two roles.
        let rows = sqlx::query!(
            r#"select a.slug, a.name, a.kind, a.country, a.affiliation as "affiliation: Json<Affiliation>", c.events as "events!"
               from actors a, lateral (select count(distinct r.event_id) as events
                   from (select event_id from event_actors where actor = a.slug limit 2 * $4::bigint) r) c
               where a.slug = any ($1) and c.events > 0
               order by (a.slug = $2 or lower(a.name) = lower($2)) desc, c.events desc, a.slug limit $3"#,
            slugs,
            exactly,
            i64::from(most),
            FacetValue::CAP.cast_signed(),
        )
        .fetch_all(&self.pool)
        .await?;
        let listed = rows.into_iter().map(|r| Listed {
            events: count(r.events).min(FacetValue::CAP),
            item: ActorRow { slug: r.slug, name: r.name, kind: r.kind, country: r.country, affiliation: r.affiliation }
                .into(),
        });
        Ok(listed.collect())
    }

    /// Places with such a name, as [`Store::actors_called`].
    ///
    /// # Errors
    /// As the database fails.
    pub async fn places_called(&self, called: &Called, most: u32) -> Result<Vec<Listed<Place>>, StoreError> {
        let slugs = sqlx::query_scalar!(
            r#"select p.slug as "slug!" from places p where p.words @@ to_tsquery('simple', $1)
                   and not exists (select from place_aliases x where x.alias = p.slug)
               union select x.place from place_aliases x where x.words @@ to_tsquery('simple', $1)"#,
            all_begun(called),
        )
        .fetch_all(&self.pool)
        .await?;
        self.places_listed(&slugs, called.text(), most).await
    }

    /// The slugs of places whose names are spelled nearly so.
    ///
    /// # Errors
    /// As the database fails.
    pub async fn places_spelled_like(&self, called: &Called, most: usize) -> Result<Vec<String>, StoreError> {
        let names = sqlx::query!(
            "select p.slug, p.name from places p where p.words @@ to_tsquery('simple', $1)
                 and not exists (select from place_aliases x where x.alias = p.slug) limit $2",
            first_letters(called),
            COMPARED,
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(nearest(called, names.into_iter().map(|r| (r.slug, r.name)), most))
    }

    /// Those of these places where something happened, in the order of [`Store::places_called`].
    ///
    /// # Errors
    /// As the database fails.
    pub async fn places_listed(
        &self,
        slugs: &[String],
        exactly: &str,
        most: u32,
    ) -> Result<Vec<Listed<Place>>, StoreError> {
        let rows = sqlx::query!(
            r#"select p.slug, p.name, p.country, p.lat, p.lon, c.events as "events!"
               from places p, lateral (select count(*) as events
                   from (select from event_places where place = p.slug limit $4) r) c
               where p.slug = any ($1) and c.events > 0
               order by (p.slug = $2 or lower(p.name) = lower($2)) desc, c.events desc, p.slug limit $3"#,
            slugs,
            exactly,
            i64::from(most),
            FacetValue::CAP.cast_signed(),
        )
        .fetch_all(&self.pool)
        .await?;
        let listed = rows.into_iter().map(|r| Listed {
            events: count(r.events),
            item: Place { id: r.slug, name: r.name, country: r.country, lat: r.lat, lon: r.lon },
        });
        Ok(listed.collect())
    }
}

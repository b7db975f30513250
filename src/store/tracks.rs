//! Tracks of talks in the database: read and written, with the events around them, and the rounds counted.

use super::{
    Store, StoreError,
    lists::{ActorRow, kinds},
    negotiations::{Found, Party, Seeds, Track, Tracks},
    types::count,
    write::Writer,
};
use crate::domain::{
    Actor, Affiliation, Detail, Event, EventId, NegotiationRef, Round, Status,
    page::{Listed, Lookup, NegotiationFull},
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use sqlx::types::Json;
use std::collections::{BTreeMap, BTreeSet, HashMap};

impl Writer {
    /// Every track as it is now.
    pub(crate) async fn tracks(&mut self) -> Result<Tracks, StoreError> {
        let rows = sqlx::query!(
            r#"select n.slug, n.name, n.first_day as "first: jiff_sqlx::Date", n.last_day as "last: jiff_sqlx::Date",
                   n.made_at is not null as "made!", p.actor, p.principal, p.country
               from negotiations n join negotiation_parties p on p.negotiation = n.slug
               where n.removed_at is null order by n.slug, p.position"#
        )
        .fetch_all(&mut *self.tx)
        .await?;
        let mut tracks: Vec<Track> = Vec::new();
        for row in rows {
            let party = Party { actor: row.actor, principal: row.principal, country: row.country };
            match tracks.last_mut().filter(|t| t.id == row.slug) {
                Some(track) => track.parties.push(party),
                None => tracks.push(Track {
                    id: row.slug,
                    name: row.name,
                    first: row.first.to_jiff(),
                    last: row.last.map(jiff_sqlx::Date::to_jiff),
                    parties: vec![party],
                    made: row.made,
                }),
            }
        }
        Ok(Tracks::of(tracks))
    }

    /// What there is under a slug.
    pub(crate) async fn track(&mut self, slug: &str) -> Result<Found, StoreError> {
        let removed = sqlx::query_scalar!(
            r#"select removed_at is not null as "removed!" from negotiations where slug = $1"#,
            slug
        )
        .fetch_optional(&mut *self.tx)
        .await?;
        Ok(match removed {
            None => Found::Nothing,
            Some(true) => Found::Removed,
            Some(false) => {
                let track = self.tracks().await?.tracks.into_iter().find(|t| t.id == slug);
                track.map_or(Found::Nothing, Found::Track)
            }
        })
    }

    /// Writes a track, new or changed by API.
    pub(crate) async fn put_track(&mut self, track: &Track) -> Result<(), StoreError> {
        sqlx::query!(
            "insert into negotiations (slug, name, first_day, last_day, made_at, changed_at)
             values ($1, $2, $3, $4, case when $5 then $6::timestamptz end, $6)
             on conflict (slug) do update set name = excluded.name, first_day = excluded.first_day,
                 last_day = excluded.last_day, changed_at = excluded.changed_at, removed_at = null",
            track.id,
            track.name,
            track.first.to_sqlx() as _,
            track.last.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
            track.made,
            self.now.to_sqlx() as _,
        )
        .execute(&mut *self.tx)
        .await?;
        put_parties(&mut self.tx, track).await?;
        Ok(())
    }

    /// Takes a track away; its slug stays known.
    pub(crate) async fn remove_track(&mut self, slug: &str) -> Result<(), StoreError> {
        sqlx::query!("update negotiations set removed_at = $2 where slug = $1", slug, self.now.to_sqlx() as _)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    /// Makes sure that somebody at a table has a page, although no event names them yet.
    pub(crate) async fn know_actor(&mut self, actor: &Actor) -> Result<(), StoreError> {
        sqlx::query!(
            "insert into actors (slug, name, kind, country, affiliation) values ($1, $2, $3, $4, $5) on conflict do nothing",
            actor.id,
            actor.name,
            actor.kind.as_str(),
            actor.country,
            actor.affiliation.as_ref().map(Json) as _,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Which of these actors are known here, as they are known.
    pub(crate) async fn known_actors(&mut self, slugs: &[String]) -> Result<BTreeMap<String, Actor>, StoreError> {
        let rows = sqlx::query_as!(
            ActorRow,
            r#"select slug, name, kind, country, affiliation as "affiliation: Json<Affiliation>"
               from actors where slug = any ($1)"#,
            slugs
        )
        .fetch_all(&mut *self.tx)
        .await?;
        Ok(rows.into_iter().map(|row| (row.slug.clone(), row.into())).collect())
    }

    /// Live events that a track can have a say over: of the track itself, or with one of its parties, or
    /// somebody of theirs, on a day of the track. By number, after this one.
    pub(crate) async fn events_around(
        &mut self,
        tracks: &[Track],
        after: EventId,
        limit: i64,
    ) -> Result<Vec<Event>, StoreError> {
        let parties: Vec<String> = tracks.iter().flat_map(|t| &t.parties).map(|p| p.actor.clone()).collect();
        let countries: Vec<String> = tracks.iter().flat_map(|t| &t.parties).filter_map(|p| p.country.clone()).collect();
        let slugs: Vec<String> = tracks.iter().map(|t| t.id.clone()).collect();
        let first = tracks.iter().map(|t| t.first).min();
        let last = tracks.iter().map(|t| t.last).max_by_key(|last| last.unwrap_or(Date::MAX)).flatten();
        let docs = sqlx::query_scalar!(
            r#"select e.doc as "doc: Json<Event>" from events e
               where e.live and e.id > $5 and (e.negotiation = any ($1) or (
                   ($6::date is null or e.latest is null or e.latest >= $6)
                   and ($7::date is null or coalesce(e.earliest, e.latest) is null or coalesce(e.earliest, e.latest) <= $7)
                   and (exists (select from event_actors j join actors a on a.slug = j.actor
                           where j.event_id = e.id and (a.slug = any ($2) or a.country = any ($3)
                               or a.affiliation ->> 'id' = any ($2) or a.affiliation ->> 'country' = any ($3)))
                       or (e.kind = 'strike'
                           and exists (select from event_places p where p.event_id = e.id and p.country = any ($3))))))
               order by e.id limit $4"#,
            &slugs,
            &parties,
            &countries,
            limit,
            after.0,
            first.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
            last.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
        )
        .fetch_all(&mut *self.tx)
        .await?;
        Ok(docs.into_iter().map(|doc| doc.0).collect())
    }
}

impl Writer {
    /// Writes to which track these events belong now, and nothing else of them, with a change each.
    pub(crate) async fn put_negotiations(&mut self, events: &mut [Event]) -> Result<(), StoreError> {
        if events.is_empty() {
            return Ok(());
        }
        for event in events.iter_mut() {
            self.seq += 1;
            event.seq.0 = self.seq;
            event.updated_at = self.now;
        }
        sqlx::query!(
            "with put as (
                 update events e set negotiation = n.negotiation, doc = n.doc, seq = n.seq, updated_at = $5
                 from unnest($1::bigint[], $2::text[], $3::jsonb[], $4::bigint[]) as n (id, negotiation, doc, seq)
                 where e.id = n.id returning e.id, e.seq, e.doc)
             insert into changes (seq, event_id, op, doc, at, fields)
             select seq, id, 'update', doc, $5, array['negotiation'] from put",
            &events.iter().map(|e| e.id.0).collect::<Vec<_>>(),
            events.iter().map(|e| e.negotiation.as_ref().map(|n| n.id.as_str())).collect::<Vec<_>>() as _,
            events.iter().map(Json).collect::<Vec<_>>() as _,
            &events.iter().map(|e| e.seq.0).collect::<Vec<_>>(),
            self.now.to_sqlx() as _,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }
}

impl Writer {
    /// Counts this event among the rounds of its track, as readers see it.
    pub(crate) async fn number_round(&mut self, event: &mut Event) -> Result<(), StoreError> {
        number_rounds(&mut self.tx, std::iter::once(event)).await
    }
}

/// A round and the number that its sources give it.
type GivenNumber = (i64, Option<u32>);

/// The numbers of rounds of some tracks. An answer that is read in parts counts each track once.
#[derive(Clone, Debug, Default)]
pub(super) struct RoundNumbers {
    tracks: BTreeSet<String>,
    numbers: HashMap<i64, u32>,
}

/// Numbers the held rounds whose number no source gives, among those at the main table of their track.
pub(super) async fn number_rounds(
    connection: &mut sqlx::PgConnection,
    events: impl IntoIterator<Item = &mut Event>,
) -> Result<(), StoreError> {
    RoundNumbers::default().give(connection, events).await
}

impl RoundNumbers {
    /// The same; counts only tracks that were not counted before.
    pub(super) async fn give(
        &mut self,
        connection: &mut sqlx::PgConnection,
        events: impl IntoIterator<Item = &mut Event>,
    ) -> Result<(), StoreError> {
        let unnumbered = |e: &Event| {
            matches!(e.content.detail, Detail::Round(Round { ordinal: None, .. }))
                && e.content.status.is_some_and(Status::is_held)
                && e.content.date.sort_day().is_some()
        };
        let rounds: Vec<(&mut Event, String)> = events
            .into_iter()
            .filter(|e| unnumbered(e))
            .filter_map(|e| e.negotiation.clone().map(|track| (e, track.id)))
            .collect();
        let uncounted: BTreeSet<String> =
            rounds.iter().map(|(_, track)| track.clone()).filter(|track| !self.tracks.contains(track)).collect();
        if !uncounted.is_empty() {
            self.count(connection, uncounted).await?;
        }
        for (event, _) in rounds {
            if let Detail::Round(round) = &mut event.content.detail {
                round.track_ordinal = self.numbers.get(&event.id.0).copied();
            }
        }
        Ok(())
    }

    async fn count(&mut self, connection: &mut sqlx::PgConnection, tracks: BTreeSet<String>) -> Result<(), StoreError> {
        let rows = sqlx::query!(
            r#"select e.id, e.negotiation as "track!", (e.doc #>> '{round,ordinal}')::int as ordinal,
               array(select a.actor from event_actors a where a.event_id = e.id and a.role = 'party' order by a.actor) as "table!"
           from events e
           where e.negotiation = any ($1) and e.live and e.kind = 'round' and e.status in ('ongoing', 'concluded', 'collapsed')
               and e.sort_day is not null
           order by e.sort_day, e.id"#,
            &tracks.iter().cloned().collect::<Vec<_>>(),
        )
        .fetch_all(connection)
        .await?;
        let mut of_track: HashMap<String, Vec<Table>> = HashMap::new();
        for row in rows {
            let round = (row.id, row.ordinal.and_then(|n| u32::try_from(n).ok()));
            let tables = of_track.entry(row.track).or_default();
            match tables.iter_mut().find(|t| t.parties == row.table) {
                Some(table) => table.rounds.push(round),
                None => tables.push(Table { parties: row.table, rounds: vec![round] }),
            }
        }
        self.numbers.extend(of_track.values().filter_map(|tables| main(tables)).flat_map(|t| counted(&t.rounds)));
        self.tracks.extend(tracks);
        Ok(())
    }
}

/// The rounds of a track at which the same parties sat, in the order of their days.
#[derive(Debug)]
struct Table {
    parties: Vec<String>,
    rounds: Vec<GivenNumber>,
}

/// The table whose rounds are the track's own: sources number most of them, or it met most often, or first.
/// Meetings of others beside it are not counted: two "first rounds" of one track would be one too many.
fn main(tables: &[Table]) -> Option<&Table> {
    let given = |table: &Table| table.rounds.iter().filter(|(_, given)| given.is_some()).count();
    // Of equals the last is taken, which is the first from the other end.
    tables.iter().rev().max_by_key(|table| (given(table), table.rounds.len()))
}

/// Goes on counting from the last number that a source gives, over rounds in the order of their days. Where a
/// later round has that number or a lower one from its sources, our count is wrong, and none is given.
fn counted(rounds: &[GivenNumber]) -> Vec<(i64, u32)> {
    let mut last = 0;
    let mut out: Vec<(i64, u32)> = Vec::new();
    for (id, given) in rounds {
        match given {
            Some(n) => {
                out.retain(|(_, counted)| counted < n);
                last = *n;
            }
            None => {
                last += 1;
                out.push((*id, last));
            }
        }
    }
    out
}

/// Writes who sits at the table of a track, and nobody else.
async fn put_parties(connection: &mut sqlx::PgConnection, track: &Track) -> Result<(), StoreError> {
    let actors: Vec<&str> = track.parties.iter().map(|p| p.actor.as_str()).collect();
    sqlx::query!(
        "delete from negotiation_parties where negotiation = $1 and actor <> all ($2::text[])",
        track.id,
        &actors as _,
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "insert into negotiation_parties (negotiation, actor, principal, country, position)
         select $1, actor, principal, country, nth
         from unnest($2::text[], $3::bool[], $4::text[]) with ordinality as p (actor, principal, country, nth)
         on conflict (negotiation, actor) do update
             set principal = excluded.principal, country = excluded.country, position = excluded.position",
        track.id,
        &actors as _,
        &track.parties.iter().map(|p| p.principal).collect::<Vec<_>>(),
        track.parties.iter().map(|p| p.country.as_deref()).collect::<Vec<_>>() as _,
    )
    .execute(&mut *connection)
    .await?;
    Ok(())
}

impl Store {
    /// Brings the rows of the tracks into step with those that ship with this version, but for those that
    /// were changed by API since.
    pub(super) async fn seed_negotiations(&self) -> Result<(), StoreError> {
        let mut tx = self.pool.begin().await?;
        for track in Seeds::tracks() {
            let ours = sqlx::query_scalar!(
                "insert into negotiations (slug, name, first_day, last_day) values ($1, $2, $3, $4)
                 on conflict (slug) do update
                     set name = excluded.name, first_day = excluded.first_day, last_day = excluded.last_day
                     where negotiations.changed_at is null
                 returning slug",
                track.id,
                track.name,
                track.first.to_sqlx() as _,
                track.last.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
            )
            .fetch_optional(&mut *tx)
            .await?;
            if ours.is_some() {
                put_parties(&mut tx, &track).await?;
            }
        }
        tx.commit().await?;
        Ok(())
    }

    /// A negotiation.
    pub async fn negotiation(&self, slug: &str) -> Result<Lookup<NegotiationFull, String>, StoreError> {
        let row = sqlx::query!(
            r#"select slug, name, first_day as "first: jiff_sqlx::Date", last_day as "last: jiff_sqlx::Date",
                   removed_at is not null as "removed!" from negotiations where slug = $1"#,
            slug
        )
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(Lookup::Unknown) };
        if row.removed {
            return Ok(Lookup::Gone);
        }
        // A party that no article named yet is shown by its key; every party of a track is a state or a body.
        let seated = async |principal: bool| {
            let rows = sqlx::query_as!(
                ActorRow,
                r#"select p.actor as slug, coalesce(a.name, initcap(replace(p.actor, '-', ' '))) as "name!",
                       coalesce(a.kind, 'organisation') as "kind!", a.country as "country?", a.affiliation as "affiliation?: Json<Affiliation>"
                   from negotiation_parties p left join actors a on a.slug = p.actor
                   where p.negotiation = $1 and p.principal = $2 order by p.position"#,
                slug,
                principal,
            )
            .fetch_all(&self.pool)
            .await?;
            Ok::<Vec<Actor>, StoreError>(rows.into_iter().map(Into::into).collect())
        };
        let by_kind = sqlx::query!(
            r#"select kind, count(*) as "events!" from events where negotiation = $1 and live group by kind"#,
            slug
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(Lookup::Found(NegotiationFull {
            negotiation: NegotiationRef { id: row.slug, name: row.name },
            parties: seated(true).await?,
            mediators: seated(false).await?,
            from: row.first.to_jiff(),
            to: row.last.map(jiff_sqlx::Date::to_jiff),
            by_kind: kinds(by_kind.into_iter().map(|r| (r.kind, r.events)).collect())?,
        }))
    }

    /// Every negotiation, most events first.
    pub async fn negotiations(&self) -> Result<Vec<Listed<NegotiationRef>>, StoreError> {
        let rows = sqlx::query!(
            r#"select n.slug, n.name, count(e.id) as "events!" from negotiations n
               left join events e on e.negotiation = n.slug and e.live
               where n.removed_at is null group by n.slug, n.name order by 3 desc, 1"#
        )
        .fetch_all(&self.pool)
        .await?;
        let listed =
            |r: (String, String, i64)| Listed { item: NegotiationRef { id: r.0, name: r.1 }, events: count(r.2) };
        Ok(rows.into_iter().map(|r| listed((r.slug, r.name, r.events))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_are_counted_on_from_those_that_sources_number() {
        assert_eq!(counted(&[(1, None), (2, None)]), [(1, 1), (2, 2)]);
        assert_eq!(counted(&[(1, Some(1)), (2, None), (3, Some(3)), (4, None)]), [(2, 2), (4, 4)]);
        // Two before the second: one of them is no round of its own.
        assert_eq!(counted(&[(1, None), (2, None), (3, Some(2))]), [(1, 1)]);
        assert_eq!(counted(&[(1, None), (2, Some(1))]), []);
    }

    #[test]
    fn the_table_that_sources_number_is_the_tracks_own() {
        let table =
            |party: &str, rounds: &[GivenNumber]| Table { parties: vec![party.to_owned()], rounds: rounds.to_vec() };
        let of = |tables: &[Table]| main(tables).map(|t| t.parties[0].clone()).unwrap_or_default();
        assert_eq!(of(&[]), "");
        assert_eq!(of(&[table("first", &[(1, None)]), table("second", &[(2, None)])]), "first");
        assert_eq!(of(&[table("once", &[(1, None)]), table("twice", &[(2, None), (3, None)])]), "twice");
        assert_eq!(of(&[table("often", &[(1, None), (2, None)]), table("numbered", &[(3, Some(3))])]), "numbered");
    }
}

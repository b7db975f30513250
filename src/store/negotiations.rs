//! Tracks of talks, and which of them an event belongs to.

use super::{Store, StoreError};
use crate::domain::{Actor, Content, Kind, NegotiationRef};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use serde::Deserialize;
use std::{
    collections::{BTreeSet, HashMap},
    sync::LazyLock,
};

/// A track, as `data/negotiations.toml` describes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Track {
    /// Its slug.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its first day.
    pub first: Date,
    /// Its last day; `None` while it goes on.
    #[serde(default)]
    pub last: Option<Date>,
    /// Parties without one of which an event is not of this track.
    pub principals: Vec<String>,
    /// Others at the table, and mediators.
    pub others: Vec<String>,
}

/// Every track, and which party a country is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tracks {
    negotiation: Vec<Track>,
    countries: HashMap<String, String>,
}

impl Tracks {
    /// The tracks that ship with this version.
    pub fn builtin() -> &'static Tracks {
        static TRACKS: LazyLock<Tracks> = LazyLock::new(|| {
            // A test reads the file, so a build that ships can read it.
            toml::from_str(include_str!("data/negotiations.toml"))
                .unwrap_or(Tracks { negotiation: Vec::new(), countries: HashMap::new() })
        });
        &TRACKS
    }

    /// The track an event belongs to, by who takes part in it.
    ///
    /// Two parties, one of them a principal, are enough; one principal alone is, if it sits on no other
    /// track of that time. Where two tracks fit equally well, it is neither's.
    pub fn choose(&self, content: &Content) -> Option<NegotiationRef> {
        let mut parties: BTreeSet<&str> = content.participants.iter().flat_map(|p| self.parties_of(&p.actor)).collect();
        if content.kind == Kind::Strike {
            // Where a strike hits is a side to it, named or not.
            let hit = content.places.iter().chain(&content.place).filter_map(|p| p.country.as_ref());
            parties.extend(hit.filter_map(|c| self.countries.get(c)).map(String::as_str));
        }
        let active = |t: &&Track| {
            content.date.latest().is_none_or(|day| t.first <= day)
                && content
                    .date
                    .earliest()
                    .or(content.date.latest())
                    .is_none_or(|day| t.last.is_none_or(|last| day <= last))
        };
        let mut best: Option<(usize, &Track)> = None;
        let mut tied = false;
        for track in self.negotiation.iter().filter(active) {
            let present = |list: &[String]| list.iter().filter(|p| parties.contains(p.as_str())).count();
            let (principals, others) = (present(&track.principals), present(&track.others));
            let alone = || {
                let elsewhere = |t: &&Track| {
                    t.id != track.id && t.principals.iter().chain(&t.others).any(|p| parties.contains(p.as_str()))
                };
                !self.negotiation.iter().filter(active).any(|t| elsewhere(&t))
            };
            if principals == 0 || (principals + others < 2 && !alone()) {
                continue;
            }
            let score = 2 * principals + others;
            match best {
                Some((top, _)) if top == score => tied = true,
                Some((top, _)) if top > score => {}
                _ => (best, tied) = (Some((score, track)), false),
            }
        }
        best.filter(|_| !tied).map(|(_, t)| NegotiationRef { id: t.id.clone(), name: t.name.clone() })
    }

    /// Itself, whom it acts for, and the party of its country.
    fn parties_of<'a>(&'a self, actor: &'a Actor) -> impl Iterator<Item = &'a str> {
        let country = actor.country.as_ref().or(actor.affiliation.as_ref().and_then(|a| a.country.as_ref()));
        std::iter::once(actor.id.as_str())
            .chain(actor.affiliation.as_ref().map(|a| a.id.as_str()))
            .chain(country.and_then(|c| self.countries.get(c)).map(String::as_str))
    }
}

impl Store {
    /// Brings the rows of the tracks into step with those that ship with this version.
    pub(super) async fn seed_negotiations(&self) -> Result<(), StoreError> {
        let mut tx = self.pool.begin().await?;
        for track in &Tracks::builtin().negotiation {
            sqlx::query!(
                "insert into negotiations (slug, name, first_day, last_day) values ($1, $2, $3, $4)
                 on conflict (slug) do update
                     set name = excluded.name, first_day = excluded.first_day, last_day = excluded.last_day",
                track.id,
                track.name,
                track.first.to_sqlx() as _,
                track.last.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
            )
            .execute(&mut *tx)
            .await?;
            let parties: Vec<String> = track.principals.iter().chain(&track.others).cloned().collect();
            sqlx::query!(
                "insert into negotiation_parties (negotiation, actor, principal, position)
                 select $1, actor, nth <= $3, nth from unnest($2::text[]) with ordinality as p (actor, nth)
                 on conflict (negotiation, actor) do update
                     set principal = excluded.principal, position = excluded.position",
                track.id,
                &parties,
                track.principals.len() as i64,
            )
            .execute(&mut *tx)
            .await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ActorKind, Basis, Detail, Participant, Role, Strike, When};
    use jiff::civil::date;

    fn event(day: Date, actors: &[(&str, &str)]) -> Content {
        let participants = actors.iter().map(|(id, country)| Participant {
            role: Role::Party,
            actor: Actor {
                id: (*id).to_owned(),
                name: (*id).to_owned(),
                kind: ActorKind::State,
                country: (!country.is_empty()).then(|| (*country).to_owned()),
                affiliation: None,
            },
            title: None,
        });
        Content {
            kind: Kind::Strike,
            headline: String::new(),
            status: None,
            date: When::day(day, Basis::Explicit),
            place: None,
            places: Vec::new(),
            participants: participants.collect(),
            topics: Vec::new(),
            detail: Detail::Strike(Strike::default()),
            figures: Vec::new(),
        }
    }

    #[test]
    fn an_event_joins_by_its_parties_and_its_day() {
        let read: Tracks = toml::from_str(include_str!("data/negotiations.toml")).expect("the file that ships");
        let of = |day, actors: &[(&str, &str)]| read.choose(&event(day, actors)).map(|n| n.id);
        let (y25, y26) = (date(2025, 6, 1), date(2026, 2, 17));
        assert_eq!(of(y26, &[("russia", "RU"), ("ukraine", "UA")]).as_deref(), Some("ukraine-russia-2026"));
        assert_eq!(of(y25, &[("russia", "RU"), ("ukraine", "UA")]).as_deref(), Some("ukraine-russia-2025"));
        // A person counts for the party of its country; one party alone is enough where it sits on one track only.
        assert_eq!(of(y26, &[("jane-roe", "UA")]).as_deref(), Some("ukraine-russia-2026"));
        assert_eq!(of(y25, &[("iran", "IR"), ("united-states", "US")]).as_deref(), Some("iran-us-2025"));
        assert_eq!(of(y25, &[("hamas", ""), ("israel", "IL")]).as_deref(), Some("gaza-2025"));
        // On several tracks, or on none: neither's.
        assert_eq!(of(y26, &[("united-states", "US")]), None);
        assert_eq!(of(y26, &[("france", "FR"), ("brazil", "BR")]), None);
    }
}

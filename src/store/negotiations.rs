//! Tracks of talks, and which of them an event belongs to. Those that ship with the program are seeded
//! from `data/negotiations.toml`; others are made by API. What holds is in the database: every process
//! reads it under the writers' lock, so that all of them see a new track at once.

use crate::domain::{Actor, Content, Kind, NegotiationRef};
use jiff::civil::Date;
use serde::Deserialize;
use std::{
    collections::{BTreeSet, HashMap},
    sync::LazyLock,
};

/// A track, as `data/negotiations.toml` describes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seed {
    id: String,
    name: String,
    first: Date,
    #[serde(default)]
    last: Option<Date>,
    principals: Vec<String>,
    others: Vec<String>,
}

/// The file: tracks, and which party a country is.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Seeds {
    negotiation: Vec<Seed>,
    countries: HashMap<String, String>,
}

impl Seeds {
    fn builtin() -> &'static Seeds {
        static SEEDS: LazyLock<Seeds> = LazyLock::new(|| {
            // A test reads the file, so a build that ships can read it.
            toml::from_str(include_str!("data/negotiations.toml")).unwrap_or_default()
        });
        &SEEDS
    }

    /// Every track that ships.
    pub(super) fn tracks() -> Vec<Track> {
        let seeds = Seeds::builtin();
        seeds.negotiation.iter().map(|seed| seeds.track(seed)).collect()
    }

    fn track(&self, seed: &Seed) -> Track {
        let country = |actor: &String| {
            self.countries.iter().filter(|(_, party)| *party == actor).map(|(code, _)| code.clone()).min()
        };
        let party =
            |principal: bool| move |actor: &String| Party { actor: actor.clone(), principal, country: country(actor) };
        Track {
            id: seed.id.clone(),
            name: seed.name.clone(),
            first: seed.first,
            last: seed.last,
            parties: seed.principals.iter().map(party(true)).chain(seed.others.iter().map(party(false))).collect(),
            made: false,
        }
    }
}

/// A track of talks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Track {
    /// Its slug.
    pub(crate) id: String,
    /// Its name.
    pub(crate) name: String,
    /// Its first day.
    pub(crate) first: Date,
    /// Its last day; `None` while it goes on.
    pub(crate) last: Option<Date>,
    /// Who sits at the table, principals first.
    pub(crate) parties: Vec<Party>,
    /// Made by API, not shipped.
    pub(crate) made: bool,
}

/// Somebody at the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Party {
    /// The actor's slug.
    pub(crate) actor: String,
    /// Without one of these an event is not of the track: a mediator's other business is not.
    pub(crate) principal: bool,
    /// The country for whose people it stands.
    pub(crate) country: Option<String>,
}

/// What there is under a slug.
#[derive(Clone, Debug)]
pub(crate) enum Found {
    /// Nothing.
    Nothing,
    /// One that was removed.
    Removed,
    /// A track.
    Track(Track),
}

/// Every track.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tracks {
    pub(super) tracks: Vec<Track>,
    /// Which party the people of a country stand for.
    countries: HashMap<String, String>,
}

impl Tracks {
    /// These tracks, with whom the people of a country stand for on any of them.
    pub(super) fn of(tracks: Vec<Track>) -> Tracks {
        let mut countries = HashMap::new();
        // What ships goes first: a track made later does not change whom a minister of a country stands for elsewhere.
        for party in tracks.iter().filter(|t| !t.made).chain(tracks.iter().filter(|t| t.made)).flat_map(|t| &t.parties)
        {
            if let Some(code) = &party.country {
                countries.entry(code.clone()).or_insert_with(|| party.actor.clone());
            }
        }
        Tracks { tracks, countries }
    }

    /// The track an event belongs to, by who takes part in it.
    ///
    /// Two parties, one of them a principal, are enough; one principal alone is, if it sits on no other
    /// track of that time. Of two tracks that fit equally well, one that was made by API is meant; else
    /// it is neither's.
    pub(crate) fn choose(&self, content: &Content) -> Option<NegotiationRef> {
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
        let sits = |t: &Track| t.parties.iter().any(|p| parties.contains(p.actor.as_str()));
        let mut best: Option<((usize, bool), &Track)> = None;
        let mut tied = false;
        for track in self.tracks.iter().filter(active) {
            let present = |principal: bool| {
                track.parties.iter().filter(|p| p.principal == principal && parties.contains(p.actor.as_str())).count()
            };
            let (principals, others) = (present(true), present(false));
            let alone = || !self.tracks.iter().filter(active).any(|t| t.id != track.id && sits(t));
            if principals == 0 || (principals + others < 2 && !alone()) {
                continue;
            }
            let score = (2 * principals + others, track.made);
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
        let seeds: Seeds = toml::from_str(include_str!("data/negotiations.toml")).expect("the file that ships");
        let shipped: Vec<Track> = seeds.negotiation.iter().map(|seed| seeds.track(seed)).collect();
        let read = Tracks::of(shipped.clone());
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

        // One that somebody made is meant before one that ships; of two that were made, neither.
        let party = |actor: &str, code: &str| Party {
            actor: actor.to_owned(),
            principal: true,
            country: Some(code.to_owned()),
        };
        let made = |id: &str| Track {
            id: id.to_owned(),
            name: id.to_owned(),
            first: date(2026, 2, 1),
            last: Some(date(2026, 2, 28)),
            parties: vec![party("russia", "RU"), party("ukraine", "UA")],
            made: true,
        };
        let both = event(y26, &[("russia", "RU"), ("ukraine", "UA")]);
        let with = |more: &[&str]| {
            Tracks::of(shipped.iter().cloned().chain(more.iter().map(|id| made(id))).collect())
                .choose(&both)
                .map(|n| n.id)
        };
        assert_eq!(with(&["geneva"]).as_deref(), Some("geneva"));
        assert_eq!(with(&["geneva", "again"]), None);
        let talks = Track { parties: vec![party("france", "FR"), party("brazil", "BR")], ..made("paris") };
        let more = Tracks::of(shipped.iter().cloned().chain([talks]).collect());
        let of_two = more.choose(&event(y26, &[("jane-doe", "BR"), ("france", "FR")]));
        assert_eq!(of_two.map(|n| n.id).as_deref(), Some("paris"));
    }
}

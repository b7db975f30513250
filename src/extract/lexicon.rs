//! Names and their meaning, read once from `data/*.toml`.
//!
//! One automaton (Aho–Corasick, leftmost-longest) finds every name in one pass over the text. A hit
//! counts only at word boundaries and with a capital where the name has one, so that "turkey" is a
//! bird and "us" a pronoun.

use super::place::PlaceKind;
use crate::domain::{Actor, ActorKind, Affiliation, Place};
use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;
use std::{collections::HashMap, sync::LazyLock};
use unicode_normalization::UnicodeNormalization;

/// What a name may mean. One name may mean several things: "Kyiv" is a town and stands for a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// The state or organisation itself, or a person: an index into the actors.
    Actor(usize),
    /// The adjective of a state or group ("Ukrainian", "Houthi").
    Demonym(usize),
    /// A capital or a seat of power that may stand for the state behind it.
    Seat(usize),
    /// A place: an index into the places.
    Place(usize),
}

/// Somebody known by name.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownActor {
    /// Who.
    pub actor: Actor,
    /// A person's office, where the lexicon knows it.
    pub role: Option<String>,
}

/// Everything the rules know by name. Built once, shared by every thread.
#[derive(Debug)]
pub struct Lexicon {
    actors: Vec<KnownActor>,
    places: Vec<(Place, PlaceKind)>,
    countries: HashMap<String, usize>,
    adjectives: HashMap<String, String>,
    capitals: HashMap<String, String>,
    pairs: Vec<[String; 2]>,
    automaton: Option<AhoCorasick>,
    names: Vec<(String, Vec<Sense>)>,
}

/// A name found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit<'l> {
    /// First byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// What it may mean.
    pub senses: &'l [Sense],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Country {
    code: String,
    id: String,
    name: String,
    #[serde(default)]
    adjectives: Vec<String>,
    capital: Option<String>,
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    seats: Vec<String>,
    lat: f64,
    lon: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Spot {
    id: String,
    name: String,
    country: Option<String>,
    #[serde(default)]
    also: Vec<String>,
    lat: f64,
    lon: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    id: String,
    name: String,
    #[serde(default)]
    armed: bool,
    country: Option<String>,
    #[serde(default)]
    also: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    id: String,
    name: String,
    #[serde(rename = "for")]
    acts_for: String,
    role: Option<String>,
    #[serde(default)]
    also: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct Data {
    pairs: Vec<[String; 2]>,
    country: Vec<Country>,
    city: Vec<Spot>,
    region: Vec<Spot>,
    organisation: Vec<Body>,
    person: Vec<Person>,
}

const FILES: [&str; 6] = [
    include_str!("data/conflicts.toml"),
    include_str!("data/countries.toml"),
    include_str!("data/cities.toml"),
    include_str!("data/regions.toml"),
    include_str!("data/organisations.toml"),
    include_str!("data/people.toml"),
];

static BUILTIN: LazyLock<Lexicon> = LazyLock::new(Lexicon::read);

fn files() -> Data {
    let mut data = Data::default();
    for file in FILES {
        // The files are compiled in and a test reads each of them, so none is skipped in practice.
        let part: Data = toml::from_str(file).unwrap_or_default();
        data.pairs.extend(part.pairs);
        data.country.extend(part.country);
        data.city.extend(part.city);
        data.region.extend(part.region);
        data.organisation.extend(part.organisation);
        data.person.extend(part.person);
    }
    data
}

impl Lexicon {
    /// Reads the files that ship with this version, every time it is called: for measuring. Use
    /// [`Lexicon::builtin`] for everything else.
    pub fn read() -> Lexicon {
        Lexicon::build(files())
    }

    /// The lexicon that ships with this version.
    pub fn builtin() -> &'static Lexicon {
        &BUILTIN
    }

    /// Somebody known.
    pub fn actor(&self, index: usize) -> &KnownActor {
        &self.actors[index]
    }

    /// A known person, by id.
    pub fn person(&self, id: &str) -> Option<&KnownActor> {
        self.actors.iter().find(|k| k.actor.id == id)
    }

    /// Whether two states or groups are known to fight each other.
    pub fn are_foes(&self, a: &str, b: &str) -> bool {
        self.pairs.iter().any(|[x, y]| (x == a && y == b) || (x == b && y == a))
    }

    /// A known place.
    pub fn place(&self, index: usize) -> &(Place, PlaceKind) {
        &self.places[index]
    }

    /// The state with this ISO 3166-1 code.
    pub fn state(&self, code: &str) -> Option<&Actor> {
        self.countries.get(code).map(|i| &self.actors[*i].actor)
    }

    /// The usual adjective of a state ("Ukrainian").
    pub fn adjective(&self, code: &str) -> Option<&str> {
        self.adjectives.get(code).map(String::as_str)
    }

    /// The capital of the country with this code, as a place.
    pub fn capital_place(&self, code: &str) -> Option<&Place> {
        let name = self.capitals.get(code)?;
        let city = |(p, k): &&(Place, PlaceKind)| *k == PlaceKind::City && p.name == *name;
        self.places.iter().filter(city).find(|(p, _)| p.country.as_deref() == Some(code)).map(|(p, _)| p)
    }

    /// The country as a place.
    pub fn country_place(&self, code: &str) -> Option<&Place> {
        let state = self.state(code)?;
        self.places.iter().find(|(p, k)| *k == PlaceKind::Country && p.id == state.id).map(|(p, _)| p)
    }

    /// Every known name between two bytes of a text, in order, never overlapping.
    pub fn hits<'l>(&'l self, text: &str, start: usize, end: usize) -> Vec<Hit<'l>> {
        let (Some(automaton), Some(part)) = (&self.automaton, text.get(start..end)) else { return Vec::new() };
        let mut out = Vec::new();
        let mut at = 0;
        while let Some(m) = automaton.find(aho_corasick::Input::new(part).range(at..)) {
            let (name, senses) = &self.names[m.pattern().as_usize()];
            let found = &part[m.range()];
            if is_bounded(part, m.start(), m.end()) && fits_case(name, found) {
                out.push(Hit { start: start + m.start(), end: start + m.end(), senses });
                at = m.end();
            } else {
                // A longer name that only began like a word may hide a shorter one inside.
                at = m.start() + part[m.start()..].chars().next().map_or(1, char::len_utf8);
            }
        }
        out
    }

    fn build(data: Data) -> Lexicon {
        let mut lexicon = Lexicon {
            actors: Vec::new(),
            places: Vec::new(),
            countries: HashMap::new(),
            adjectives: HashMap::new(),
            capitals: HashMap::new(),
            pairs: data.pairs,
            automaton: None,
            names: Vec::new(),
        };
        let mut names: HashMap<String, Vec<Sense>> = HashMap::new();
        let mut order: Vec<String> = Vec::new();
        let mut name = |text: &str, sense: Sense| {
            let senses = names.entry(text.to_owned()).or_insert_with(|| {
                order.push(text.to_owned());
                Vec::new()
            });
            if !senses.contains(&sense) {
                senses.push(sense);
            }
        };
        for c in data.country {
            let code = Some(c.code.clone());
            let capital_of = c.code.clone();
            let actor = Actor {
                id: c.id.clone(),
                name: c.name.clone(),
                kind: ActorKind::State,
                country: code.clone(),
                affiliation: None,
            };
            let who = lexicon.actors.len();
            lexicon.actors.push(KnownActor { actor, role: None });
            lexicon.countries.insert(c.code.clone(), who);
            let place = Place { id: c.id, name: c.name.clone(), country: code, lat: Some(c.lat), lon: Some(c.lon) };
            let at = lexicon.places.len();
            lexicon.places.push((place, PlaceKind::Country));
            for n in c.also.iter().chain([&c.name]) {
                name(n, Sense::Actor(who));
                name(n, Sense::Place(at));
            }
            for a in &c.adjectives {
                name(a, Sense::Demonym(who));
                if a.ends_with(['n', 'i', 'k', 't', 'b', 'e', 'r']) && !a.ends_with("ese") {
                    name(&format!("{a}s"), Sense::Demonym(who));
                }
            }
            if let Some(first) = c.adjectives.into_iter().next() {
                lexicon.adjectives.insert(c.code, first);
            }
            for n in c.seats.iter().chain(&c.capital) {
                name(n, Sense::Seat(who));
            }
            if let Some(capital) = c.capital {
                lexicon.capitals.insert(capital_of, capital);
            }
        }
        for (spots, kind) in [(data.city, PlaceKind::City), (data.region, PlaceKind::Region)] {
            for s in spots {
                let at = lexicon.places.len();
                for n in s.also.iter().chain([&s.name]) {
                    name(n, Sense::Place(at));
                }
                let place = Place { id: s.id, name: s.name, country: s.country, lat: Some(s.lat), lon: Some(s.lon) };
                lexicon.places.push((place, kind));
            }
        }
        let mut bodies: HashMap<String, usize> = HashMap::new();
        for b in data.organisation {
            let who = lexicon.actors.len();
            for n in b.also.iter().chain([&b.name]) {
                name(n, Sense::Actor(who));
            }
            bodies.insert(b.id.clone(), who);
            let kind = if b.armed { ActorKind::ArmedGroup } else { ActorKind::Organisation };
            let affiliation = (kind == ActorKind::Organisation)
                .then_some(())
                .and(b.country.as_deref())
                .and_then(|c| lexicon.affiliation(c));
            let actor = Actor { id: b.id, name: b.name, kind, country: b.country, affiliation };
            lexicon.actors.push(KnownActor { actor, role: None });
        }
        for p in data.person {
            let who = lexicon.actors.len();
            for n in p.also.iter().chain([&p.name]) {
                name(n, Sense::Actor(who));
            }
            let affiliation = lexicon.affiliation(&p.acts_for).or_else(|| {
                let body = &lexicon.actors[*bodies.get(&p.acts_for)?].actor;
                Some(Affiliation { id: body.id.clone(), name: body.name.clone(), country: body.country.clone() })
            });
            let country = affiliation.as_ref().and_then(|a| a.country.clone());
            let actor = Actor { id: p.id, name: p.name, kind: ActorKind::Person, country, affiliation };
            lexicon.actors.push(KnownActor { actor, role: p.role });
        }
        lexicon.names = order
            .into_iter()
            .map(|n| {
                let senses = names.remove(&n).unwrap_or_default();
                (n, senses)
            })
            .collect();
        lexicon.automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .ascii_case_insensitive(true)
            .build(lexicon.names.iter().map(|(n, _)| n))
            .ok();
        lexicon
    }

    /// The state with this code, as somebody's affiliation.
    pub fn affiliation(&self, code: &str) -> Option<Affiliation> {
        let state = self.state(code)?;
        Some(Affiliation { id: state.id.clone(), name: state.name.clone(), country: state.country.clone() })
    }
}

/// Whether no letter or digit touches the match from outside.
fn is_bounded(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
}

/// Whether a match is written as the name is, or all in capitals.
fn fits_case(name: &str, found: &str) -> bool {
    name == found
        || (name.len() > 3 && found.chars().all(|c| !c.is_lowercase()))
        || (name.len() > 4 && name.starts_with(char::is_lowercase) && found.get(1..) == name.get(1..))
}

/// The key of somebody or something that the lexicon does not know: the folded name
/// ("Andriy Sybiga" → `andriy-sybiga`).
pub fn slug(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.nfkd().flat_map(char::to_lowercase) {
        match c {
            'ı' => out.push('i'),
            'ł' => out.push('l'),
            'ø' => out.push('o'),
            'đ' => out.push('d'),
            'ß' => out.push_str("ss"),
            c if c.is_alphanumeric() => out.push(c),
            '\'' | '’' | '\u{300}'..='\u{36f}' => {}
            _ if !out.ends_with('-') && !out.is_empty() => out.push('-'),
            _ => {}
        }
    }
    out.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_reads() {
        for file in FILES {
            toml::from_str::<Data>(file).expect("a lexicon file");
        }
        let lexicon = Lexicon::builtin();
        assert!(lexicon.countries.len() >= 195, "{}", lexicon.countries.len());
        assert!(lexicon.automaton.is_some());
        for (place, _) in &lexicon.places {
            assert!(place.country.as_deref().is_none_or(|c| lexicon.state(c).is_some()), "{place:?}");
            assert!(
                place.lat.is_some_and(|l| l.abs() <= 90.0) && place.lon.is_some_and(|l| l.abs() <= 180.0),
                "{place:?}"
            );
        }
        let mut ids: Vec<_> = lexicon.actors.iter().map(|a| &a.actor.id).collect();
        ids.sort();
        assert!(ids.windows(2).all(|w| w[0] != w[1]), "an actor's id stands twice");
        for id in lexicon.pairs.iter().flatten() {
            assert!(lexicon.actors.iter().any(|a| a.actor.id == *id), "{id} fights, but is not known");
        }
        assert!(lexicon.actors.iter().all(|a| a.actor.kind != ActorKind::Person || a.actor.affiliation.is_some()));
    }

    #[test]
    fn names_are_whole_words_in_their_own_case() {
        let check = |text: &str, expect: &[&str]| {
            let hits = Lexicon::builtin().hits(text, 0, text.len());
            let got: Vec<_> = hits.iter().map(|h| &text[h.start..h.end]).collect();
            assert_eq!(got, expect, "{text}");
        };
        check("Envoys from Iran and the US met in Abu Dhabi", &["Iran", "US", "Abu Dhabi"]);
        check("Tell us of the turkey on the chad side", &[]);
        check("KYIV and Kiev, Ukrainians", &["KYIV", "Kiev", "Ukrainians"]);
        check("Niger and Nigeria and Guinea-Bissau", &["Niger", "Nigeria", "Guinea-Bissau"]);
        check("Romeo loves Romeoville", &[]);
    }

    #[test]
    fn slugs_fold() {
        assert_eq!(slug("Andriy Sybiga"), "andriy-sybiga");
        assert_eq!(slug("Sana'a – Şırnak"), "sanaa-sirnak");
        assert_eq!(slug("  "), "");
    }
}

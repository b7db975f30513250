//! Names and their meaning, read once from `data/*.toml`.
//!
//! [`Lexicon::hits`] finds the names of a text, `fold` knows their spellings, `office` who held an
//! office on a day; `check` says what is wrong with a deployment's own files, and `words` adds to the
//! lists of trigger words.

mod build;
mod check;
mod data;
mod find;
mod fold;
mod office;
pub(in crate::extract) mod words;

use super::{hash::WordMap, place::PlaceKind};
use crate::domain::{Actor, Affiliation, Place};
pub use check::{Finding, Report};
use data::{Data, OfficeWords};
pub use fold::{name_key, slug};
use jiff::civil::Date;
pub use office::Office;
use std::{
    collections::HashMap,
    sync::{Arc, LazyLock},
};

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
    pub actor: Arc<Actor>,
    /// A person's present or last office, where the lexicon knows it. [`KnownActor::role_on`] asks for a day.
    pub role: Option<String>,
    /// The offices a person holds and held.
    pub offices: Vec<Office>,
    /// The day up to which the dates of office were checked.
    checked: Option<Date>,
}

/// A name that is looked for.
#[derive(Debug)]
struct Name {
    text: String,
    senses: Vec<Sense>,
    /// It is also a person's or a common word, and counts only after "in", "near" and the like.
    careful: bool,
    /// Names of a country, of which one must stand not far away; empty where the name counts anywhere.
    near: Vec<String>,
}

/// Everything the rules know by name. Built once, shared by every thread.
#[derive(Debug)]
pub struct Lexicon {
    actors: Vec<KnownActor>,
    ids: WordMap<usize>,
    places: Vec<(Place, PlaceKind)>,
    countries: WordMap<usize>,
    country_places: HashMap<String, usize>,
    adjectives: HashMap<String, String>,
    capitals: HashMap<String, String>,
    /// Each pair once, under one of its two.
    foes: HashMap<String, Vec<String>>,
    office_words: Vec<OfficeWords>,
    /// Country code or body's id → people and the number of their office.
    holders: HashMap<String, Vec<(usize, usize)>>,
    names: Vec<Name>,
    index: find::Index,
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

const FILES: [&str; 8] = [
    include_str!("../data/conflicts.toml"),
    include_str!("../data/countries.toml"),
    include_str!("../data/cities.toml"),
    include_str!("../data/regions.toml"),
    include_str!("../data/sites.toml"),
    include_str!("../data/organisations.toml"),
    include_str!("../data/people.toml"),
    include_str!("../data/offices.toml"),
];

static BUILTIN: LazyLock<Lexicon> = LazyLock::new(Lexicon::read);

fn files() -> Data {
    let mut data = Data::default();
    for file in FILES {
        // The files are compiled in and a test reads each of them, so none is skipped in practice.
        data.extend(toml::from_str(file).unwrap_or_default());
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

    /// What ships with this version and a deployment's own files, each given by its name and its
    /// text. Trigger words among them hold for the whole process, and must be given before the first
    /// text is read; they can be given once.
    ///
    /// # Errors
    ///
    /// Everything that is wrong in the files, in which case nothing is taken from them.
    pub fn with(files: &[(String, String)]) -> Result<Lexicon, Vec<Finding>> {
        let (mut data, report) = check::read(files);
        if !report.findings.is_empty() {
            return Err(report.findings);
        }
        if !words::add(std::mem::take(&mut data.words)) {
            let file = files.first().map_or_else(String::new, |(name, _)| name.clone());
            let what = "trigger words were already added in this process".to_owned();
            return Err(vec![Finding { file, line: 1, what }]);
        }
        Ok(Lexicon::build(data))
    }

    /// What a deployment's files hold, and what is wrong in them.
    pub fn check(files: &[(String, String)]) -> Report {
        check::read(files).1
    }

    /// Somebody known.
    pub fn actor(&self, index: usize) -> &KnownActor {
        &self.actors[index]
    }

    /// A known person, organisation or state, by id.
    pub fn person(&self, id: &str) -> Option<&KnownActor> {
        self.ids.get(id).map(|i| &self.actors[*i])
    }

    /// Whether two states or groups are known to fight each other or to dispute something.
    pub fn are_foes(&self, a: &str, b: &str) -> bool {
        let pair = |x: &str, y: &str| self.foes.get(x).is_some_and(|of| of.iter().any(|id| id == y));
        pair(a, b) || pair(b, a)
    }

    /// A known place.
    pub fn place(&self, index: usize) -> &(Place, PlaceKind) {
        &self.places[index]
    }

    /// The state with this ISO 3166-1 code.
    pub fn state(&self, code: &str) -> Option<&Arc<Actor>> {
        self.countries.get(code).map(|i| &self.actors[*i].actor)
    }

    /// The usual adjective of a state ("Ukrainian").
    pub fn adjective(&self, code: &str) -> Option<&str> {
        self.adjectives.get(code).map(String::as_str)
    }

    /// The country as a place.
    pub fn country_place(&self, code: &str) -> Option<&Place> {
        self.country_places.get(code).map(|i| &self.places[*i].0)
    }

    /// The capital of the country with this code, as a place, where it is among the towns known.
    pub fn capital_place(&self, code: &str) -> Option<&Place> {
        let name = self.capitals.get(code)?;
        let is_capital =
            |p: &Place, k: PlaceKind| k == PlaceKind::City && p.name == *name && p.country.as_deref() == Some(code);
        self.places.iter().find(|(p, k)| is_capital(p, *k)).map(|(p, _)| p)
    }

    /// The state with this code, as somebody's affiliation.
    pub fn affiliation(&self, code: &str) -> Option<Affiliation> {
        let state = self.state(code)?;
        Some(Affiliation { id: state.id.clone(), name: state.name.clone(), country: state.country.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ActorKind;
    use std::collections::HashSet;

    #[test]
    fn every_file_reads() {
        for file in FILES {
            toml::from_str::<Data>(file).expect("a lexicon file");
        }
        let lexicon = Lexicon::builtin();
        assert!(lexicon.countries.keys().count() >= 195, "{}", lexicon.countries.keys().count());
        for (place, _) in &lexicon.places {
            assert!(place.country.as_deref().is_none_or(|c| lexicon.state(c).is_some()), "{place:?}");
            assert!(
                place.lat.is_some_and(|l| l.abs() <= 90.0) && place.lon.is_some_and(|l| l.abs() <= 180.0),
                "{place:?}"
            );
        }
        for id in lexicon.foes.iter().flat_map(|(a, b)| b.iter().chain([a])) {
            assert!(lexicon.person(id).is_some(), "{id} fights, but is not known");
        }
        assert!(lexicon.actors.iter().all(|a| a.actor.kind != ActorKind::Person || a.actor.affiliation.is_some()));
    }

    #[test]
    fn no_entry_of_the_files_stands_twice() {
        let data = files();
        let mut actors = HashSet::new();
        let id = |id: &Option<String>, name: &str| id.clone().unwrap_or_else(|| slug(name));
        let spots = [&data.city, &data.region, &data.site];
        let mut places = HashSet::new();
        for spot in spots.into_iter().flatten().map(toml::Spanned::get_ref) {
            assert!(places.insert(id(&spot.id, &spot.name)), "{} stands twice", spot.name);
        }
        for (i, n) in (data.country.iter().map(toml::Spanned::get_ref).map(|c| (&c.id, &c.name)))
            .chain(data.organisation.iter().map(toml::Spanned::get_ref).map(|b| (&b.id, &b.name)))
            .chain(data.person.iter().map(toml::Spanned::get_ref).map(|p| (&p.id, &p.name)))
        {
            assert!(actors.insert(id(i, n)), "{n} stands twice");
        }
        for person in data.person.iter().map(toml::Spanned::get_ref) {
            for office in &person.offices {
                let known = |class: &String| data.office.iter().any(|o| o.get_ref().class == *class);
                assert!(office.class.as_ref().is_none_or(|c| c == "spokesperson" || known(c)), "{office:?}");
                assert!(office.from.zip(office.to).is_none_or(|(from, to)| from <= to), "{person:?}");
            }
        }
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
        check("Spaniards and Turks in Split, not Split views", &["Spaniards", "Turks", "Split"]);
    }

    #[test]
    fn names_that_others_have_too_count_near_their_country() {
        let lexicon = Lexicon::builtin();
        let who = |text: &str| {
            let hits = lexicon.hits(text, 0, text.len());
            let ids = hits.iter().flat_map(|h| h.senses).filter_map(|s| match s {
                Sense::Actor(i) => Some(lexicon.actor(*i).actor.id.clone()),
                _ => None,
            });
            ids.collect::<Vec<_>>()
        };
        assert_eq!(who("The Foreign Office regretted it."), Vec::<String>::new());
        assert!(who("The Foreign Office in Islamabad regretted it.").contains(&"pakistani-foreign-office".to_owned()));
        assert!(who("The British told the Foreign Office.").contains(&"foreign-office".to_owned()));
        assert!(who("The ADF raided a village in the Congolese forest.").contains(&"adf".to_owned()));
        assert_eq!(who("Canberra sent the ADF."), Vec::<String>::new());
    }

    #[test]
    fn one_person_in_several_spellings() {
        let lexicon = Lexicon::builtin();
        let who = |text: &str| match lexicon.hits(text, 0, text.len()).first()?.senses.first()? {
            Sense::Actor(i) => Some(lexicon.actor(*i).actor.id.as_str()),
            _ => None,
        };
        for (text, id) in [
            ("Andrey Sybiga", "andrii-sybiha"),
            ("Abbas Araqchi", "abbas-araghchi"),
            ("Recep Tayyip Erdogan", "recep-tayyip-erdogan"),
            ("Ahmad al-Sharaa", "ahmed-al-sharaa"),
            ("Ahmed Al Sharaa", "ahmed-al-sharaa"),
            ("Sergey Lavrov", "sergei-lavrov"),
            ("Zelenskiy", "volodymyr-zelenskyy"),
            ("Nicolás Maduro", "nicolas-maduro"),
        ] {
            assert_eq!(who(text), Some(id), "{text}");
        }
    }
}

//! From the entries of lexicon files to names, actors and places.

use super::{
    KnownActor, Lexicon, Name, Office, Sense,
    data::{Body, Country, Data, OfficeRow, Person, Spot},
    find::Index,
    fold::{full_names, slug, variants},
};
use crate::{
    domain::{Actor, ActorKind, Affiliation, Place},
    extract::{hash::WordMap, place::PlaceKind},
};
use jiff::civil::Date;
use std::collections::HashMap;

/// The names under construction, in the order in which they come.
#[derive(Default)]
struct Names {
    /// A name and, where it counts only there, the country that must be named.
    at: HashMap<(String, Option<String>), usize>,
    list: Vec<Name>,
}

impl Names {
    fn add(&mut self, text: &str, sense: Sense, careful: bool) {
        self.add_at(text, None, sense, careful);
    }

    /// Adds a name that counts only near one of the names of a country.
    fn add_near(&mut self, text: &str, country: Option<(&str, Vec<String>)>, sense: Sense) {
        let code = country.as_ref().map(|(code, _)| (*code).to_owned());
        let at = self.add_at(text, code, sense, false);
        self.list[at].near = country.map(|(_, names)| names).unwrap_or_default();
    }

    fn add_at(&mut self, text: &str, near: Option<String>, sense: Sense, careful: bool) -> usize {
        let at = *self.at.entry((text.to_owned(), near)).or_insert_with(|| {
            self.list.push(Name { text: text.to_owned(), senses: Vec::new(), careful: true, near: Vec::new() });
            self.list.len() - 1
        });
        let name = &mut self.list[at];
        // A name that is safe in one meaning is looked for everywhere.
        name.careful &= careful;
        if !name.senses.contains(&sense) {
            name.senses.push(sense);
        }
        at
    }

    fn has(&self, text: &str) -> bool {
        self.at.contains_key(&(text.to_owned(), None))
    }

    /// Adds the spellings that follow by rule, where no file has given them a meaning of their own.
    fn vary(&mut self) {
        let given = self.list.len();
        for at in 0..given {
            let (senses, careful) = (self.list[at].senses.clone(), self.list[at].careful);
            if !self.list[at].near.is_empty() {
                continue;
            }
            // The rules are for names of people, places and groups; nationalities are listed.
            if senses.iter().all(|s| matches!(s, Sense::Demonym(_))) {
                continue;
            }
            for text in variants(&self.list[at].text) {
                if self.at.get(&(text.clone(), None)).is_none_or(|i| *i >= given) {
                    for sense in &senses {
                        self.add(&text, *sense, careful);
                    }
                }
            }
        }
    }
}

impl Lexicon {
    pub(super) fn build(data: Data) -> Lexicon {
        let mut lexicon = Lexicon {
            actors: Vec::new(),
            ids: WordMap::default(),
            places: Vec::new(),
            countries: WordMap::default(),
            country_places: HashMap::new(),
            adjectives: HashMap::new(),
            capitals: HashMap::new(),
            foes: HashMap::new(),
            office_words: data.office.into_iter().map(toml::Spanned::into_inner).collect(),
            holders: HashMap::new(),
            names: Vec::new(),
            index: Index::default(),
        };
        let mut names = Names::default();
        for [a, b] in data.pairs.into_iter().map(toml::Spanned::into_inner) {
            lexicon.foes.entry(a).or_default().push(b);
        }
        for country in data.country {
            lexicon.add_country(country.into_inner(), &mut names);
        }
        let kinds = [(data.city, PlaceKind::City), (data.region, PlaceKind::Region), (data.site, PlaceKind::Site)];
        for (spots, kind) in kinds {
            for spot in spots {
                lexicon.add_spot(spot.into_inner(), kind, &mut names);
            }
        }
        for body in data.organisation {
            lexicon.add_body(body.into_inner(), &mut names);
        }
        for person in data.person {
            lexicon.add_person(person.into_inner(), data.checked, &mut names);
        }
        for (id, also) in data.aliases {
            lexicon.add_aliases(&id, also.get_ref(), &mut names);
        }
        names.vary();
        lexicon.names = names.list;
        lexicon.index = Index::of(&lexicon.names);
        lexicon
    }

    /// Keeps somebody under the id; the later entry of an id holds.
    fn keep(&mut self, known: KnownActor) -> usize {
        if let Some(at) = self.ids.get(&known.actor.id) {
            self.actors[*at] = known;
            return *at;
        }
        *self.ids.entry(known.actor.id.clone()) = self.actors.len();
        self.actors.push(known);
        self.actors.len() - 1
    }

    /// Keeps a place under the id; the later entry of an id holds.
    fn keep_place(&mut self, place: Place, kind: PlaceKind) -> usize {
        let same = |(p, k): &(Place, PlaceKind)| p.id == place.id && *k == kind;
        if let Some(at) = self.places.iter().position(same) {
            self.places[at] = (place, kind);
            return at;
        }
        self.places.push((place, kind));
        self.places.len() - 1
    }

    fn add_country(&mut self, c: Country, names: &mut Names) {
        let id = c.id.unwrap_or_else(|| slug(&c.name));
        let code = Some(c.code.clone());
        let actor = Actor {
            id: id.clone(),
            name: c.name.clone(),
            kind: ActorKind::State,
            country: code.clone(),
            affiliation: None,
        };
        let who = self.keep(KnownActor { actor: actor.into(), role: None, offices: Vec::new(), checked: None });
        *self.countries.entry(c.code.clone()) = who;
        let place = Place { id, name: c.name.clone(), country: code, lat: Some(c.lat), lon: Some(c.lon) };
        let at = self.keep_place(place, PlaceKind::Country);
        self.country_places.insert(c.code.clone(), at);
        for n in c.also.iter().chain([&c.name]) {
            names.add(n, Sense::Actor(who), false);
            names.add(n, Sense::Place(at), false);
        }
        for a in &c.adjectives {
            names.add(a, Sense::Demonym(who), false);
            if a.ends_with(['n', 'i', 'k', 't', 'b', 'e', 'r']) && !a.ends_with("ese") {
                names.add(&format!("{a}s"), Sense::Demonym(who), false);
            }
        }
        for p in &c.people {
            names.add(p, Sense::Demonym(who), false);
        }
        let code = c.code;
        if let Some(first) = c.adjectives.into_iter().next() {
            self.adjectives.insert(code.clone(), first);
        }
        for n in c.seats.iter().chain(&c.capital) {
            names.add(n, Sense::Seat(who), false);
        }
        self.capitals.extend(c.capital.map(|capital| (code, capital)));
    }

    fn add_spot(&mut self, s: Spot, kind: PlaceKind, names: &mut Names) {
        let id = s.id.unwrap_or_else(|| slug(&s.name));
        let place = Place { id, name: s.name.clone(), country: s.country, lat: Some(s.lat), lon: Some(s.lon) };
        let at = self.keep_place(place, kind);
        for n in s.also.iter().chain([&s.name]) {
            names.add(n, Sense::Place(at), s.careful);
        }
    }

    fn add_body(&mut self, b: Body, names: &mut Names) {
        let kind = if b.armed { ActorKind::ArmedGroup } else { ActorKind::Organisation };
        // A ministry speaks for its state; an armed group in a country does not.
        let affiliation = b.country.as_deref().filter(|_| !b.armed).and_then(|c| self.affiliation(c));
        let id = b.id.unwrap_or_else(|| slug(&b.name));
        let actor = Actor { id, name: b.name.clone(), kind, country: b.country, affiliation };
        let who = self.keep(KnownActor { actor: actor.into(), role: None, offices: Vec::new(), checked: None });
        for n in b.also.iter().chain([&b.name]) {
            names.add(n, Sense::Actor(who), false);
        }
        let code = self.actors[who].actor.country.clone();
        for n in &b.near {
            names.add_near(n, code.as_deref().map(|c| (c, self.names_of(c))), Sense::Actor(who));
        }
    }

    fn add_person(&mut self, p: Person, checked: Option<Date>, names: &mut Names) {
        let affiliation = self.affiliation(&p.acts_for).or_else(|| {
            let body = &self.person(&p.acts_for)?.actor;
            Some(Affiliation { id: body.id.clone(), name: body.name.clone(), country: body.country.clone() })
        });
        let country = affiliation.as_ref().and_then(|a| a.country.clone());
        let id = p.id.unwrap_or_else(|| slug(&p.name));
        let actor = Actor { id, name: p.name.clone(), kind: ActorKind::Person, country, affiliation };
        let office = |o: OfficeRow| Office {
            role: o.role,
            class: o.class,
            of: o.acts_for.unwrap_or_else(|| p.acts_for.clone()),
            from: o.from,
            to: o.to,
        };
        let offices: Vec<Office> = p.offices.into_iter().map(office).collect();
        let role = offices.first().map(|o| o.role.clone());
        let who = self.keep(KnownActor { actor: actor.into(), role, offices, checked });
        for (at, office) in self.actors[who].offices.iter().enumerate() {
            let of = self.holders.entry(office.of.clone()).or_default();
            if !of.contains(&(who, at)) {
                of.push((who, at));
            }
        }
        for n in p.also.iter().chain([&p.name]) {
            names.add(n, Sense::Actor(who), false);
        }
        let code = self.actors[who].actor.country.clone();
        for n in &p.near {
            names.add_near(n, code.as_deref().map(|c| (c, self.names_of(c))), Sense::Actor(who));
        }
        for n in full_names(&p.name, &[p.also, p.near].concat()) {
            if !names.has(&n) {
                names.add(&n, Sense::Actor(who), false);
            }
        }
    }

    /// The names by which a text speaks of a country: its name, its first adjective and its capital.
    fn names_of(&self, code: &str) -> Vec<String> {
        let name = self.state(code).map(|s| s.name.clone());
        let capital = self.capitals.get(code).cloned();
        name.into_iter().chain(self.adjectives.get(code).cloned()).chain(capital).collect()
    }

    fn add_aliases(&mut self, id: &str, also: &[String], names: &mut Names) {
        let mut senses: Vec<Sense> = self.ids.get(id).map(|i| Sense::Actor(*i)).into_iter().collect();
        senses.extend((0..self.places.len()).filter(|i| self.places[*i].0.id == id).map(Sense::Place));
        for name in also {
            for sense in &senses {
                names.add(name, *sense, false);
            }
        }
    }
}

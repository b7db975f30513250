//! Which of several places a name means: Tripoli of Libya or of Lebanon, Moscow or "Moscow, Idaho".

use crate::{
    domain::Place,
    extract::{
        actor::Name,
        lexicon::{Lexicon, Sense, slug},
        place::PlaceKind,
        token::Doc,
    },
};
use std::collections::HashMap;

/// What tells: the names around, and the countries that the article speaks of.
pub(super) struct Which<'d> {
    doc: &'d Doc,
    names: &'d [Name<'d>],
    lexicon: &'d Lexicon,
    /// How often the article names each country; counted when it is first asked for.
    countries: Option<HashMap<&'d str, usize>>,
}

impl<'d> Which<'d> {
    pub(super) fn new(doc: &'d Doc, names: &'d [Name<'d>], lexicon: &'d Lexicon) -> Which<'d> {
        Which { doc, names, lexicon, countries: None }
    }

    /// The place that a name means, and whether words around it had to tell. In this order: a
    /// country or region after a comma; the place before a comma; the countries of the sentence;
    /// those of the article; the one whose key is the plain name.
    pub(super) fn place(&mut self, at: usize) -> Option<(Place, PlaceKind, bool)> {
        let name = &self.names[at];
        let all: Vec<usize> = places(name).collect();
        let first = *all.first()?;
        let get = |i: usize, told: bool| {
            let (place, kind) = self.lexicon.place(i);
            Some((place.clone(), *kind, told))
        };
        let in_country = |code: &str| {
            let mut those = all.iter().filter(|i| self.lexicon.place(**i).0.country.as_deref() == Some(code));
            those.next().copied().filter(|_| those.next().is_none())
        };
        if let Some((code, region)) = self.after_comma(name.tokens.end) {
            if let Some(i) = in_country(code) {
                return get(i, all.len() > 1);
            }
            // "Moscow, Idaho" is a town we know nothing more of. A country may follow as the next of a
            // list ("in Geneva, Qatar and Egypt"), a region of another country rarely.
            let town = all.iter().all(|i| self.lexicon.place(*i).1 == PlaceKind::City);
            if let (Some(region), true) = (region, town) {
                let known = &self.lexicon.place(first).0;
                let id = slug(&format!("{} {}", known.name, region.name));
                let place = Place {
                    id,
                    name: known.name.clone(),
                    country: region.country.clone(),
                    lat: region.lat,
                    lon: region.lon,
                };
                return Some((place, PlaceKind::City, true));
            }
        }
        if all.len() < 2 {
            return get(first, false);
        }
        let before = at.checked_sub(1).map(|i| &self.names[i]).filter(|b| {
            b.tokens.end + 1 == name.tokens.start && self.doc.lower(b.tokens.end) == "," && !is_state(b, self.lexicon)
        });
        if let Some(before) = before
            && let Some(i) = places(before).find_map(|p| in_country(self.lexicon.place(p).0.country.as_deref()?))
        {
            return get(i, true);
        }
        if let Some(i) = self.by_sentence(at, &all) {
            return get(i, true);
        }
        if let Some(i) = self.by_article(&all) {
            return get(i, true);
        }
        let plain = |i: &usize| {
            let place = &self.lexicon.place(*i).0;
            place.id == slug(&place.name)
        };
        get(all.iter().copied().find(plain).unwrap_or(first), false)
    }

    /// The country told by ", Norland" or ", Northern Province" after a place.
    pub(super) fn country_after(&self, end: usize) -> Option<&'d str> {
        self.after_comma(end).map(|(code, _)| code)
    }

    /// The country of the name after a comma, with the region where it is one.
    fn after_comma(&self, end: usize) -> Option<(&'d str, Option<&'d Place>)> {
        if self.doc.lower(end) != "," {
            return None;
        }
        let k = self.names.partition_point(|n| n.tokens.start <= end);
        let name = self.names.get(k).filter(|n| n.tokens.start == end + 1 && !n.partial)?;
        // A list goes on with "and": "in Geneva, Oman and Egypt".
        let listed = matches!(self.doc.lower(name.tokens.end), "and" | "or" | "'s");
        name.senses.iter().find_map(|s| match *s {
            Sense::Actor(i) if !listed => {
                let actor = &self.lexicon.actor(i).actor;
                (actor.kind == crate::domain::ActorKind::State).then_some((actor.country.as_deref()?, None))
            }
            Sense::Place(i) => {
                let (place, kind) = self.lexicon.place(i);
                (*kind == PlaceKind::Region).then_some((place.country.as_deref()?, Some(place)))
            }
            _ => None,
        })
    }

    /// The one candidate in a country that the same sentence names.
    fn by_sentence(&self, at: usize, all: &[usize]) -> Option<usize> {
        let sentence = self.doc.sentences.get(self.doc.sentence_of(self.names[at].tokens.start))?.tokens.clone();
        let start = self.names.partition_point(|n| n.tokens.start < sentence.start);
        let here = self.names.get(start..)?.iter().take_while(|n| n.tokens.start < sentence.end);
        let told: Vec<&str> =
            here.filter(|n| n.tokens != self.names[at].tokens).flat_map(|n| countries(n, self.lexicon)).collect();
        let mut fit =
            all.iter().filter(|i| self.lexicon.place(**i).0.country.as_deref().is_some_and(|c| told.contains(&c)));
        fit.next().copied().filter(|_| fit.next().is_none())
    }

    /// The candidate in the country that the article names most, if it names one more than the others.
    fn by_article(&mut self, all: &[usize]) -> Option<usize> {
        let (names, lexicon) = (self.names, self.lexicon);
        let counts = self.countries.get_or_insert_with(|| {
            let mut counts = HashMap::new();
            for code in names.iter().flat_map(|n| countries(n, lexicon)) {
                *counts.entry(code).or_default() += 1;
            }
            counts
        });
        let count =
            |i: usize| lexicon.place(i).0.country.as_deref().and_then(|c| counts.get(c)).copied().unwrap_or_default();
        let most = all.iter().copied().max_by_key(|i| count(*i))?;
        let clear = all.iter().filter(|i| **i != most).all(|i| count(*i) < count(most));
        clear.then_some(most)
    }
}

fn places(name: &Name<'_>) -> impl Iterator<Item = usize> {
    name.senses.iter().filter_map(|s| if let Sense::Place(i) = s { Some(*i) } else { None })
}

fn is_state(name: &Name<'_>, lexicon: &Lexicon) -> bool {
    name.senses.iter().any(|s| matches!(s, Sense::Actor(i) if lexicon.actor(*i).actor.country.is_some()))
}

/// The countries a name tells of for certain: none where it may mean places in several.
fn countries<'l>(name: &Name<'_>, lexicon: &'l Lexicon) -> Option<&'l str> {
    let mut found = None;
    for sense in name.senses {
        let code = match *sense {
            Sense::Actor(i) | Sense::Demonym(i) | Sense::Seat(i) => lexicon.actor(i).actor.country.as_deref(),
            Sense::Place(i) => lexicon.place(i).0.country.as_deref(),
        };
        match (found, code) {
            (Some(a), Some(b)) if a != b => return None,
            (None, Some(_)) => found = code,
            _ => {}
        }
    }
    found
}

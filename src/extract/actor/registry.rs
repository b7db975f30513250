//! Who is who in one article: people by every part of their name, bodies by their words, acronyms.

use super::{
    offices::Office,
    words::{FAMILY_FIRST, PARTICLES},
};
use crate::{domain::Actor, extract::lexicon::slug};
use std::{cell::RefCell, collections::HashMap, rc::Rc, sync::Arc};

/// How somebody is spoken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gender {
    /// "he".
    He,
    /// "she".
    She,
}

/// Who is who in one article.
#[derive(Debug, Default)]
pub(super) struct Registry {
    people: Vec<Person>,
    /// People by id.
    ids: HashMap<String, usize>,
    /// People by the folded parts of their names.
    parts: HashMap<String, Vec<usize>>,
    /// Who was named, in order; the same person again and again.
    order: Vec<usize>,
    /// Bodies by their words without owner, with how often each was named.
    bodies: HashMap<String, Vec<(Arc<Actor>, usize)>>,
    acronyms: HashMap<String, Arc<Actor>>,
    /// The parts of the names that were asked for: most are asked for again and again.
    read: RefCell<HashMap<String, Rc<[String]>>>,
}

/// So many of those named last are asked whether an office is theirs.
const RECENT: usize = 200;

/// Somebody the article names.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) actor: Arc<Actor>,
    pub(super) title: Option<String>,
    pub(super) gender: Option<Gender>,
    /// Their offices, as titles and the lexicon tell.
    pub(super) offices: Vec<Office>,
    parts: Vec<String>,
    /// The latest sentence that names them in full or in part.
    seen: usize,
}

impl Registry {
    /// The body meant by these words without owner: the one named most often with them.
    pub(super) fn body(&self, key: &str) -> Option<Arc<Actor>> {
        let all = self.bodies.get(key)?;
        let most = all.iter().map(|(_, n)| *n).max()?;
        all.iter().find(|(_, n)| *n == most).map(|(actor, _)| actor.clone())
    }

    pub(super) fn remember_body(&mut self, key: &str, actor: &Arc<Actor>) {
        let all = self.bodies.entry(key.to_owned()).or_default();
        match all.iter_mut().find(|(known, _)| known.id == actor.id) {
            Some((_, n)) => *n += 1,
            None => all.push((actor.clone(), 1)),
        }
    }

    pub(super) fn acronym(&self, word: &str) -> Option<&Arc<Actor>> {
        // Most articles explain none, and every word of a phrase asks.
        if self.acronyms.is_empty() { None } else { self.acronyms.get(word) }
    }

    /// How many acronyms the article has explained so far.
    pub(super) fn acronyms(&self) -> usize {
        self.acronyms.len()
    }

    pub(super) fn remember_acronym(&mut self, word: &str, actor: &Arc<Actor>) {
        self.acronyms.entry(word.to_owned()).or_insert_with(|| actor.clone());
    }

    /// Whether somebody was named already.
    pub(super) fn knows(&self, id: &str) -> bool {
        self.ids.contains_key(id)
    }

    /// Adds an office to somebody named.
    pub(super) fn hold(&mut self, id: &str, title: &str) {
        if let Some(i) = self.ids.get(id) {
            self.people[*i].hold(title);
        }
    }

    pub(super) fn has_acronyms(&self) -> bool {
        !self.acronyms.is_empty()
    }

    /// Goes back to the beginning of the article, with all that was learnt.
    pub(super) fn rewind(&mut self) {
        for person in &mut self.people {
            person.seen = 0;
        }
        self.order.clear();
    }

    /// Those named before, the latest first; nobody who was named long ago.
    pub(super) fn recent(&self) -> impl Iterator<Item = &Person> {
        self.order.iter().rev().take(RECENT).map(|i| &self.people[*i])
    }

    /// Everybody the article names, also further on, as far as anybody asks.
    pub(super) fn people(&self) -> impl Iterator<Item = &Person> {
        self.people.iter().take(RECENT)
    }

    pub(super) fn by_id(&self, id: &str) -> Option<&Person> {
        self.ids.get(id).map(|i| &self.people[*i])
    }

    /// The words of a name as they are compared.
    fn parts_of(&self, name: &str) -> Rc<[String]> {
        if let Some(known) = self.read.borrow().get(name) {
            return known.clone();
        }
        let parts: Rc<[String]> = parts(name).into();
        self.read.borrow_mut().insert(name.to_owned(), parts.clone());
        parts
    }

    /// Whom a part of a name means: the last name before the first, then the one named last.
    pub(super) fn by_part(&self, name: &str) -> Option<&Person> {
        let wanted = self.parts_of(name);
        let last = wanted.last()?;
        let rank = |p: &Person| -> Option<u8> {
            let n = p.parts.len();
            let at = (0..n).find(|i| p.parts[*i..].starts_with(&wanted))?;
            let eastern = || FAMILY_FIRST.contains(&p.actor.name.split(' ').next().unwrap_or_default().to_lowercase());
            Some(match at {
                _ if at + wanted.len() == n => 3,
                0 if eastern() => 3,
                0 => 2,
                _ => 1,
            })
        };
        self.parts
            .get(last)?
            .iter()
            .filter_map(|i| {
                let p = &self.people[*i];
                // Somebody with an office before somebody without: the wife before the minister is rare.
                rank(p).map(|r| (r, p.title.is_some(), p.seen, std::cmp::Reverse(*i)))
            })
            .max()
            .map(|(_, _, _, i)| &self.people[i.0])
    }

    /// The person with the same family name and the same first letter: another spelling of the same name.
    pub(super) fn by_spelling(&self, name: &str) -> Option<&Person> {
        let wanted = self.parts_of(name);
        let (first, last) = (wanted.first()?.chars().next(), wanted.last()?);
        let junior = is_junior(last);
        self.parts.get(last)?.iter().rev().map(|i| &self.people[*i]).find(|p| {
            !junior && p.parts.last() == Some(last) && p.parts.first().and_then(|w| w.chars().next()) == first
        })
    }

    /// Adds a person or what is newly known of one; gives back all that is known.
    pub(super) fn learn(
        &mut self,
        actor: Arc<Actor>,
        title: Option<&str>,
        gender: Option<Gender>,
        sentence: usize,
    ) -> (Arc<Actor>, Option<String>) {
        if let Some(index) = self.ids.get(&actor.id).copied() {
            self.order.push(index);
            let known = &mut self.people[index];
            if known.actor.affiliation.is_none() {
                let known = Arc::make_mut(&mut known.actor);
                known.affiliation.clone_from(&actor.affiliation);
                known.country.clone_from(&actor.country);
            }
            if let Some(title) = title
                && known.title.as_deref() != Some(title)
            {
                known.hold(title);
                known.title.get_or_insert_with(|| title.to_owned());
            }
            known.gender = known.gender.or(gender);
            known.seen = sentence;
            return (known.actor.clone(), title.map(str::to_owned).or_else(|| known.title.clone()));
        }
        let index = self.people.len();
        let parts = parts(&actor.name);
        for part in &parts {
            let of = self.parts.entry(part.clone()).or_default();
            if !of.contains(&index) {
                of.push(index);
            }
        }
        self.ids.insert(actor.id.clone(), index);
        self.order.push(index);
        let title = title.map(str::to_owned);
        let mut person =
            Person { actor: actor.clone(), title: title.clone(), gender, offices: Vec::new(), parts, seen: sentence };
        if let Some(title) = &title {
            person.hold(title);
        }
        self.people.push(person);
        (actor, title)
    }
}

impl Person {
    /// Adds an office; nobody holds more than a few in one article.
    pub(super) fn hold(&mut self, title: &str) {
        let office = Office::read(title);
        if self.offices.len() < 6 && !self.offices.contains(&office) {
            self.offices.push(office);
        }
    }
}

/// "Jr." and the like, which tell a son from his father.
fn is_junior(part: &str) -> bool {
    matches!(part, "jr" | "sr" | "ii" | "iii")
}

/// The words of a name as they are compared, without particles and initials.
fn parts(name: &str) -> Vec<String> {
    // "al-Khulaifi" and "Al Khulaifi" are the same; "Jae-myung" is one word.
    let bare = |w: &'_ str| match w.split_once('-') {
        Some((p, _)) if PARTICLES.contains(&p.to_lowercase()) => p.len() + 1,
        _ => 0,
    };
    let all: Vec<&str> = name.split_whitespace().map(|w| &w[bare(w)..]).collect();
    let kept: Vec<String> = all
        .iter()
        .filter(|w| !PARTICLES.contains(&w.to_lowercase()) && (w.len() > 2 || !w.ends_with('.')))
        .map(|w| fold(w))
        .filter(|w| !w.is_empty())
        .collect();
    if kept.is_empty() { all.iter().map(|w| fold(w)).collect() } else { kept }
}

/// A part of a name as it is compared: without accents, and with the commonest transliterations made one.
fn fold(name: &str) -> String {
    let mut out = slug(name);
    out.retain(|c| c != '-');
    let bit = |letter: u8| 1u32 << (letter & 31);
    let mut letters = out.bytes().fold(0, |all, letter| all | bit(letter));
    for (from, to) in [
        ("ou", "u"),
        ("oo", "u"),
        ("ee", "i"),
        ("iy", "i"),
        ("yi", "i"),
        ("ey", "i"),
        ("ei", "i"),
        ("ai", "i"),
        ("y", "i"),
        ("gh", "k"),
        ("q", "k"),
        ("ph", "f"),
        ("kh", "h"),
        ("th", "t"),
        ("dh", "d"),
    ] {
        // Most names have none of these, and that is known by their letters.
        if from.bytes().all(|letter| letters & bit(letter) != 0) && out.contains(from) {
            out = out.replace(from, to);
            letters |= to.bytes().fold(0, |all, letter| all | bit(letter));
        }
    }
    let mut plain = String::with_capacity(out.len());
    for c in out.chars() {
        if !plain.ends_with(c) {
            plain.push(c);
        }
    }
    if plain.len() > 3 && plain.ends_with('h') {
        plain.pop();
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ActorKind;

    fn with(names: &[&str]) -> Registry {
        let mut registry = Registry::default();
        for (i, name) in names.iter().enumerate() {
            let actor = Actor {
                id: slug(name),
                name: (*name).to_owned(),
                kind: ActorKind::Person,
                country: None,
                affiliation: None,
            };
            registry.learn(Arc::new(actor), None, None, i);
        }
        registry
    }

    #[test]
    fn parts_of_names_find_their_bearers() {
        let all = with(&[
            "Jane Roe",
            "Hamad bin Nasser Al Darwishi",
            "Park Min-ho",
            "Luis Rojas Medina",
            "Abdul Karim al-Hadi",
            "John Roe",
        ]);
        let check = |name: &str, id: Option<&str>| {
            assert_eq!(all.by_part(name).map(|p| p.actor.id.as_str()), id, "{name}");
        };
        check("Roe", Some("john-roe"));
        check("Jane", Some("jane-roe"));
        check("Al Darwishi", Some("hamad-bin-nasser-al-darwishi"));
        check("al-Darwishi", Some("hamad-bin-nasser-al-darwishi"));
        check("Al-Hadi", Some("abdul-karim-al-hadi"));
        check("Park", Some("park-min-ho"));
        check("Rojas Medina", Some("luis-rojas-medina"));
        check("Rojas", Some("luis-rojas-medina"));
        check("Doe", None);
    }

    #[test]
    fn spellings_of_one_name_meet() {
        let all = with(&["Sameh Shoukri", "Yusuf Qaraqi", "Petr Novák"]);
        for (name, id) in
            [("Sameh Shukry", "sameh-shoukri"), ("Youssef Qaraghi", "yusuf-qaraqi"), ("Petr Novak", "petr-novak")]
        {
            assert_eq!(all.by_spelling(name).map(|p| p.actor.id.as_str()), Some(id), "{name}");
        }
        assert!(all.by_spelling("Adam Shukry").is_none());
        assert!(all.by_spelling("Petr Novak Jr").is_none());
    }
}

//! Classes of words that name offices, bodies and people, read from `data/actors.toml`.

use crate::extract::hash::{WordMap, WordSet};
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Lists {
    roles: WordSet,
    modifiers: WordSet,
    bodies: WordSet,
    of_state: WordSet,
    not_names: WordSet,
    particles: WordSet,
    things: WordSet,
    verbs: WordSet,
    bodies_of_two: Vec<String>,
    abbreviated: WordSet,
    honorifics: WordSet,
    openers: WordSet,
    kin: WordSet,
    heads: WordSet,
    armed: WordSet,
    fighters: WordSet,
    group_nouns: WordSet,
    group_adjectives: WordSet,
    family_first: WordSet,
    given_he: WordSet,
    given_she: WordSet,
}

// The file is compiled in and a test reads it.
static LISTS: LazyLock<Lists> = LazyLock::new(|| crate::extract::lexicon::words::read("actors").unwrap_or_default());

/// One class of words.
pub(super) struct Words(fn(&'static Lists) -> &'static WordSet);

impl Words {
    /// Whether a word, in lower case, belongs to the class.
    pub(super) fn contains<W: AsRef<str> + ?Sized>(&self, word: &W) -> bool {
        (self.0)(&LISTS).contains(word.as_ref())
    }
}

/// Offices and functions: the last word of a person's title.
pub(super) static ROLES: Words = Words(|l| &l.roles);
/// Words that stand inside titles, before the office.
pub(super) static MODIFIERS: Words = Words(|l| &l.modifiers);
/// Bodies that speak and act; the last word of their names. Two-word ones are looked up whole.
pub(super) static BODIES: Words = Words(|l| &l.bodies);
/// Bodies that are the state itself at the table or in the field, rather than an office of it.
pub(super) static OF_STATE: Words = Words(|l| &l.of_state);
/// Words that only look like names because a sentence starts with them, and calendar words.
pub(super) static NOT_NAMES: Words = Words(|l| &l.not_names);
/// Small words inside names.
pub(super) static PARTICLES: Words = Words(|l| &l.particles);
/// Capitalised words that end the names of things rather than of people.
pub(super) static THINGS: Words = Words(|l| &l.things);
/// Verbs of saying and acting that people govern, in the forms news uses.
pub(super) static VERBS: Words = Words(|l| &l.verbs);

/// Offices in short ("FM", "Gen."): written with capitals.
pub(super) static ABBREVIATED: Words = Words(|l| &l.abbreviated);
/// Words before a name that are no office ("Mr", "Dr").
pub(super) static HONORIFICS: Words = Words(|l| &l.honorifics);
/// Words that open sentences and are no names; adverbs and participles are told by their endings.
pub(super) static OPENERS: Words = Words(|l| &l.openers);
/// Relatives.
pub(super) static KIN: Words = Words(|l| &l.kin);
/// Last words of organisations' names.
pub(super) static HEADS: Words = Words(|l| &l.heads);
/// Those of them that fight.
pub(super) static ARMED: Words = Words(|l| &l.armed);
/// Bodies that are an armed group itself ("M30 fighters").
pub(super) static FIGHTERS: Words = Words(|l| &l.fighters);
/// Nouns by which an armed group is spoken of again.
pub(super) static GROUP_NOUNS: Words = Words(|l| &l.group_nouns);
/// Adjectives of those.
pub(super) static GROUP_ADJECTIVES: Words = Words(|l| &l.group_adjectives);
/// Family names that stand before the given name.
pub(super) static FAMILY_FIRST: Words = Words(|l| &l.family_first);
/// Given names of men.
pub(super) static GIVEN_HE: Words = Words(|l| &l.given_he);
/// Given names of women.
pub(super) static GIVEN_SHE: Words = Words(|l| &l.given_she);

/// The second words of two-word bodies, by the first.
static TWO: LazyLock<WordMap<Vec<String>>> = LazyLock::new(|| {
    let mut out: WordMap<Vec<String>> = WordMap::default();
    for (first, second) in LISTS.bodies_of_two.iter().filter_map(|both| both.split_once(' ')) {
        out.entry(first.to_owned()).or_default().push(second.to_owned());
    }
    out
});

/// Whether two words together name a body ("air force").
pub(super) fn is_body_of_two(first: &str, second: &str) -> bool {
    TWO.get(first).is_some_and(|seconds| seconds.iter().any(|s| s == second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_reads() {
        let lists: Lists = crate::extract::lexicon::words::read("actors").expect("the words of actors");
        assert!(lists.roles.contains("envoy") && lists.bodies_of_two.iter().any(|b| b == "air force"));
    }
}

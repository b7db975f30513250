//! Classes of words that name offices, bodies and people, read from `data/actors.toml`.

use crate::extract::hash::WordSet;
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
    bodies_of_two: WordSet,
}

const FILE: &str = include_str!("../data/actors.toml");

// The file is compiled in and a test reads it.
static LISTS: LazyLock<Lists> = LazyLock::new(|| toml::from_str(FILE).unwrap_or_default());

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

/// Whether two words together name a body ("air force").
pub(super) fn is_body_of_two(first: &str, second: &str) -> bool {
    !second.is_empty() && LISTS.bodies_of_two.contains(&format!("{first} {second}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_reads() {
        let lists: Lists = toml::from_str(FILE).expect("the words of actors");
        assert!(lists.roles.contains("envoy") && lists.bodies_of_two.contains("air force"));
    }
}

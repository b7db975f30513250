//! Classes of words that name offices, bodies and people, read from `data/actors.toml`.

use crate::extract::hash::{Keyed, WordMap};
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Lists {
    roles: Vec<String>,
    modifiers: Vec<String>,
    bodies: Vec<String>,
    of_state: Vec<String>,
    not_names: Vec<String>,
    particles: Vec<String>,
    things: Vec<String>,
    verbs: Vec<String>,
    bodies_of_two: Vec<String>,
    abbreviated: Vec<String>,
    honorifics: Vec<String>,
    openers: Vec<String>,
    kin: Vec<String>,
    heads: Vec<String>,
    armed: Vec<String>,
    fighters: Vec<String>,
    group_nouns: Vec<String>,
    group_adjectives: Vec<String>,
    family_first: Vec<String>,
    given_he: Vec<String>,
    given_she: Vec<String>,
}

// The file is compiled in and a test reads it.
static LISTS: LazyLock<Lists> = LazyLock::new(|| crate::extract::lexicon::words::read("actors").unwrap_or_default());

/// One class of words, by its bit.
pub(super) struct Words(u32);

impl Words {
    /// Whether a word, in lower case, belongs to the class.
    pub(super) fn contains<W: Keyed + ?Sized>(&self, word: &W) -> bool {
        Classes::of(word).are(self)
    }
}

/// The classes of a word, found together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Classes(u32);

impl Classes {
    /// Those of a word in lower case.
    pub(super) fn of<W: Keyed + ?Sized>(word: &W) -> Classes {
        CLASSES.get(word).copied().unwrap_or_default()
    }

    /// Whether one of them is this.
    pub(super) fn are(self, words: &Words) -> bool {
        self.0 & words.0 != 0
    }

    /// Whether a word of these classes may stand in the title of an office or in a body's name.
    pub(super) fn open_phrases(self) -> bool {
        self.are(&Words(ROLES.0 | MODIFIERS.0 | BODIES.0 | FIRST_OF_TWO.0))
    }
}

/// Every word of the lists with its classes.
static CLASSES: LazyLock<WordMap<Classes>> = LazyLock::new(|| {
    let lists = &*LISTS;
    let all = [
        (&lists.roles, &ROLES),
        (&lists.modifiers, &MODIFIERS),
        (&lists.bodies, &BODIES),
        (&lists.of_state, &OF_STATE),
        (&lists.not_names, &NOT_NAMES),
        (&lists.particles, &PARTICLES),
        (&lists.things, &THINGS),
        (&lists.verbs, &VERBS),
        (&lists.abbreviated, &ABBREVIATED),
        (&lists.honorifics, &HONORIFICS),
        (&lists.openers, &OPENERS),
        (&lists.kin, &KIN),
        (&lists.heads, &HEADS),
        (&lists.armed, &ARMED),
        (&lists.fighters, &FIGHTERS),
        (&lists.group_nouns, &GROUP_NOUNS),
        (&lists.group_adjectives, &GROUP_ADJECTIVES),
        (&lists.family_first, &FAMILY_FIRST),
        (&lists.given_he, &GIVEN_HE),
        (&lists.given_she, &GIVEN_SHE),
    ];
    let mut classes: WordMap<Classes> = WordMap::default();
    for (list, class) in all {
        for word in list {
            classes.entry(word.clone()).0 |= class.0;
        }
    }
    for word in TWO.keys() {
        classes.entry(word.clone()).0 |= FIRST_OF_TWO.0;
    }
    classes
});

/// Offices and functions: the last word of a person's title.
pub(super) static ROLES: Words = Words(1 << 0);
/// Words that stand inside titles, before the office.
pub(super) static MODIFIERS: Words = Words(1 << 1);
/// Bodies that speak and act; the last word of their names. Two-word ones are looked up whole.
pub(super) static BODIES: Words = Words(1 << 2);
/// Bodies that are the state itself at the table or in the field, rather than an office of it.
pub(super) static OF_STATE: Words = Words(1 << 3);
/// Words that only look like names because a sentence starts with them, and calendar words.
pub(super) static NOT_NAMES: Words = Words(1 << 4);
/// Small words inside names.
pub(super) static PARTICLES: Words = Words(1 << 5);
/// Capitalised words that end the names of things rather than of people.
pub(super) static THINGS: Words = Words(1 << 6);
/// Verbs of saying and acting that people govern, in the forms news uses.
pub(super) static VERBS: Words = Words(1 << 7);

/// Offices in short ("FM", "Gen."): written with capitals.
pub(super) static ABBREVIATED: Words = Words(1 << 8);
/// Words before a name that are no office ("Mr", "Dr").
pub(super) static HONORIFICS: Words = Words(1 << 9);
/// Words that open sentences and are no names; adverbs and participles are told by their endings.
pub(super) static OPENERS: Words = Words(1 << 10);
/// Relatives.
pub(super) static KIN: Words = Words(1 << 11);
/// Last words of organisations' names.
pub(super) static HEADS: Words = Words(1 << 12);
/// Those of them that fight.
pub(super) static ARMED: Words = Words(1 << 13);
/// Bodies that are an armed group itself ("M30 fighters").
pub(super) static FIGHTERS: Words = Words(1 << 14);
/// Nouns by which an armed group is spoken of again.
pub(super) static GROUP_NOUNS: Words = Words(1 << 15);
/// Adjectives of those.
pub(super) static GROUP_ADJECTIVES: Words = Words(1 << 16);
/// Family names that stand before the given name.
pub(super) static FAMILY_FIRST: Words = Words(1 << 17);
/// Given names of men.
pub(super) static GIVEN_HE: Words = Words(1 << 18);
/// Given names of women.
pub(super) static GIVEN_SHE: Words = Words(1 << 19);

/// The first words of two-word bodies.
pub(super) static FIRST_OF_TWO: Words = Words(1 << 20);

/// The second words of two-word bodies, by the first.
static TWO: LazyLock<WordMap<Vec<String>>> = LazyLock::new(|| {
    let mut out: WordMap<Vec<String>> = WordMap::default();
    for (first, second) in LISTS.bodies_of_two.iter().filter_map(|both| both.split_once(' ')) {
        out.entry(first.to_owned()).push(second.to_owned());
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
        assert!(
            ROLES.contains("envoy")
                && lists.roles.iter().any(|w| w == "envoy")
                && lists.bodies_of_two.iter().any(|b| b == "air force")
        );
    }
}

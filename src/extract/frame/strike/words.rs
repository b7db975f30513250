//! Classes of words of which strikes are told, from `data/strikes.toml`.

use crate::{
    domain::{Text, Weapon},
    extract::{
        hash::WordMap,
        token::{self, Doc, Token},
    },
};
use serde::Deserialize;
use std::sync::LazyLock;

/// What a word may be in a sentence on a strike; a word may be several things.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Class(u32);

impl Class {
    /// A verb of launching.
    pub(super) const LAUNCH: Class = Class(1);
    /// One whose subject only counts.
    pub(super) const COUNTING: Class = Class(1 << 1);
    /// A verb of attacking.
    pub(super) const ATTACK: Class = Class(1 << 2);
    /// A verb of what comes of an attack.
    pub(super) const RESULT: Class = Class(1 << 3);
    /// A noun of attack.
    pub(super) const NOUN: Class = Class(1 << 4);
    /// A noun of fighting between two sides.
    pub(super) const CLASH: Class = Class(1 << 5);
    /// What is launched.
    pub(super) const ARMS: Class = Class(1 << 6);
    /// A verb of carrying out an attack.
    pub(super) const CARRY: Class = Class(1 << 7);
    /// A verb of bringing down.
    pub(super) const INTERCEPT: Class = Class(1 << 8);
    /// It says that somebody died.
    pub(super) const KILLED: Class = Class(1 << 9);
    /// It says that somebody was hurt.
    pub(super) const INJURED: Class = Class(1 << 10);
    /// People.
    pub(super) const PEOPLE: Class = Class(1 << 11);
    /// A thing that is hit.
    pub(super) const BUILT: Class = Class(1 << 12);
    /// A verb of claiming that may stand before the speaker.
    pub(super) const TOLD: Class = Class(1 << 13);
    /// A verb of claiming.
    pub(super) const CLAIM: Class = Class(1 << 14);
    /// What bursts or burns.
    pub(super) const BLAST: Class = Class(1 << 15);
    /// It keeps a verb from having happened.
    pub(super) const UNREAL: Class = Class(1 << 16);
    /// It makes an attack one that is feared, planned or over.
    pub(super) const FEARED: Class = Class(1 << 17);
    /// It says that it was not so.
    pub(super) const DENIED: Class = Class(1 << 18);
    /// What hurts a country without a weapon.
    pub(super) const FIGURATIVE: Class = Class(1 << 19);
    /// Those who fight.
    pub(super) const FORCE: Class = Class(1 << 20);
    /// A phrase may begin with it.
    pub(super) const OPENS: Class = Class(1 << 21);

    /// Any of these.
    pub(super) const fn or(self, other: Class) -> Class {
        Class(self.0 | other.0)
    }

    /// Whether it is one of these.
    pub(super) const fn is(self, other: Class) -> bool {
        self.0 & other.0 != 0
    }

    /// A sentence without any of these tells of no strike.
    pub(super) const TELLING: Class = Class::ATTACK
        .or(Class::NOUN)
        .or(Class::ARMS)
        .or(Class::INTERCEPT)
        .or(Class::KILLED)
        .or(Class::INJURED)
        .or(Class::RESULT)
        .or(Class::BLAST);
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    launch: Vec<String>,
    counting: Vec<String>,
    attack: Vec<String>,
    result: Vec<String>,
    nouns: Vec<String>,
    clashes: Vec<String>,
    arms: Vec<String>,
    carry: Vec<String>,
    intercept: Vec<String>,
    killed: Vec<String>,
    injured: Vec<String>,
    people: Vec<String>,
    built: Vec<String>,
    told: Vec<String>,
    claims: Vec<String>,
    blasts: Vec<String>,
    unreal: Vec<String>,
    feared: Vec<String>,
    denied: Vec<String>,
    tallies: Vec<String>,
    wars: Vec<String>,
    otherwise: Vec<String>,
    figurative: Vec<String>,
    forces: Vec<String>,
}

/// The words that ship with this version.
pub(super) struct Words {
    classes: WordMap<Class>,
    tallies: Phrases,
    wars: Phrases,
    otherwise: Phrases,
}

/// Phrases by their first word.
type Phrases = WordMap<Vec<Vec<String>>>;

pub(super) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let lists: Lists =
        crate::extract::lexicon::words::read("strikes").unwrap_or_else(|e| panic!("data/strikes.toml: {e}"));
    Words::of(&lists)
});

impl Words {
    fn of(lists: &Lists) -> Words {
        let mut words = Words {
            classes: WordMap::default(),
            tallies: phrases(&lists.tallies),
            wars: phrases(&lists.wars),
            otherwise: phrases(&lists.otherwise),
        };
        let all = [
            (&lists.launch, Class::LAUNCH),
            (&lists.counting, Class::COUNTING),
            (&lists.attack, Class::ATTACK),
            (&lists.result, Class::RESULT),
            (&lists.nouns, Class::NOUN),
            (&lists.clashes, Class::CLASH.or(Class::NOUN)),
            (&lists.arms, Class::ARMS),
            (&lists.carry, Class::CARRY),
            (&lists.intercept, Class::INTERCEPT),
            (&lists.killed, Class::KILLED),
            (&lists.injured, Class::INJURED),
            (&lists.people, Class::PEOPLE),
            (&lists.built, Class::BUILT),
            (&lists.told, Class::TOLD.or(Class::CLAIM)),
            (&lists.claims, Class::CLAIM),
            (&lists.blasts, Class::BLAST),
            (&lists.unreal, Class::UNREAL),
            (&lists.feared, Class::FEARED),
            (&lists.denied, Class::DENIED),
            (&lists.figurative, Class::FIGURATIVE),
            (&lists.forces, Class::FORCE),
        ];
        for (list, class) in all {
            for word in list {
                words.add(word, class);
            }
        }
        let first: Vec<String> =
            words.tallies.keys().chain(words.otherwise.keys()).chain(words.wars.keys()).cloned().collect();
        for word in first {
            words.add(&word, Class::OPENS);
        }
        words
    }

    fn add(&mut self, word: &str, class: Class) {
        let old = self.classes.entry(word.into());
        *old = old.or(class);
    }

    /// What every token of an article may be.
    pub(super) fn classes(&self, doc: &Doc) -> Vec<Class> {
        let class = |t: &Token| self.classes.get(&t.lower).copied().unwrap_or_default();
        doc.tokens.iter().map(class).collect()
    }

    /// Whether a run of tokens has a phrase that makes it a total over a longer time.
    pub(super) fn has_tally(&self, doc: &Doc, classes: &[Class], run: &[usize]) -> bool {
        has_any(&self.tallies, doc, classes, run)
    }

    /// Whether a run of tokens recalls how a war began.
    pub(super) fn recalls_a_war(&self, doc: &Doc, classes: &[Class], run: &[usize]) -> bool {
        has_any(&self.wars, doc, classes, run)
    }

    /// Whether a run of tokens has a phrase by which it tells of no attack.
    pub(super) fn is_otherwise(&self, doc: &Doc, classes: &[Class], run: &[usize]) -> bool {
        has_any(&self.otherwise, doc, classes, run)
    }
}

/// Whether a phrase starts at one of these tokens.
fn has_any(phrases: &Phrases, doc: &Doc, classes: &[Class], run: &[usize]) -> bool {
    run.iter().any(|i| {
        classes.get(*i).is_some_and(|c| c.is(Class::OPENS))
            && phrases.get(doc.form(*i)).is_some_and(|list| {
                list.iter().any(|rest| rest.iter().enumerate().all(|(k, w)| doc.lower(i + 1 + k) == w))
            })
    })
}

fn phrases(list: &[String]) -> Phrases {
    let mut out = Phrases::default();
    for phrase in list {
        let text = Text::freeze(phrase);
        let mut tokens = Vec::new();
        token::tokens(&text, 0, (0, text.as_str().len()), &mut token::Words::new(), &mut tokens);
        let mut words = tokens.into_iter().map(|t| t.lower.to_string());
        if let Some(first) = words.next() {
            out.entry(first).push(words.collect());
        }
    }
    out
}

/// The weapon a noun names, given the word before it.
pub(super) fn weapon(word: &str, before: &str) -> Option<Weapon> {
    Some(match word {
        "drone" | "drones" | "uav" | "uavs" | "shahed" | "shaheds" | "quadcopter" | "quadcopters" => Weapon::Drone,
        "missile" | "missiles" => match before {
            "ballistic" | "hypersonic" => Weapon::BallisticMissile,
            "cruise" | "tomahawk" => Weapon::CruiseMissile,
            _ => Weapon::Missile,
        },
        "tomahawks" => Weapon::CruiseMissile,
        "bomb" | "bombs" => match before {
            "glide" | "gliding" | "guided" | "aerial" => Weapon::GlideBomb,
            _ => Weapon::Bomb,
        },
        "bomber" | "bombers" if matches!(before, "suicide" | "car" | "truck") => Weapon::Bomb,
        "bunker-busters" | "bunker-buster" | "ied" | "ieds" | "explosives" => Weapon::Bomb,
        "rocket" | "rockets" => Weapon::Rocket,
        "shell" | "shells" | "artillery" | "mortars" | "mortar" => Weapon::Artillery,
        "jet" | "jets" | "warplane" | "warplanes" | "bomber" | "bombers" | "helicopter" | "helicopters"
        | "aircraft" | "gunship" | "gunships" => Weapon::Aircraft,
        "landmine" | "landmines" => Weapon::Mine,
        "projectile" | "projectiles" | "grenade" | "grenades" | "torpedo" | "torpedoes" => Weapon::Other,
        _ => return None,
    })
}

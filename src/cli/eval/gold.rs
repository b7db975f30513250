//! What a reader expects of an article: the gold file as it is written (tests/articles/README.md).

use crate::domain::Kind;
use serde::Deserialize;
use serde_json::Value;

/// One article's gold file. Fields that nothing is measured by are passed over.
#[derive(Debug, Deserialize)]
pub(super) struct Gold {
    /// The day of publication, for a plain text.
    pub(super) published: Option<String>,
    /// What the text supports.
    pub(super) events: Vec<Expected>,
    /// What counts neither for nor against.
    pub(super) tolerated: Option<Vec<Tolerated>>,
    /// The kinds of which every event is listed, so that any other answer is a false alarm.
    pub(super) exhaustive_kinds: Option<Vec<String>>,
}

/// An answer with these words is neither asked for nor wrong.
#[derive(Debug, Deserialize)]
pub(super) struct Tolerated {
    pub(super) kind: Option<String>,
    pub(super) anchor: Option<String>,
}

/// An event that a reader expects. Each field is that of its kind; what is `None` is not stated.
#[derive(Debug, Deserialize)]
pub(super) struct Expected {
    pub(super) kind: Kind,
    #[serde(default)]
    pub(super) core: bool,
    pub(super) anchor: Option<String>,
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
    pub(super) place: Option<String>,
    pub(super) places: Option<Vec<String>>,
    pub(super) country: Option<String>,
    pub(super) status: Option<String>,
    #[serde(rename = "type")]
    pub(super) sort: Option<String>,
    #[serde(default)]
    pub(super) parties: Names,
    #[serde(default)]
    pub(super) mediators: Names,
    #[serde(default)]
    pub(super) delegates: Names,
    #[serde(default)]
    pub(super) host: Names,
    pub(super) ordinal: Option<u32>,
    pub(super) format: Option<String>,
    #[serde(default)]
    pub(super) attacker: Names,
    #[serde(default)]
    pub(super) target: Names,
    pub(super) weapons: Option<Vec<Armed>>,
    pub(super) killed: Option<u64>,
    pub(super) injured: Option<u64>,
    #[serde(default)]
    pub(super) claimed_by: Names,
    pub(super) speaker: Option<String>,
    pub(super) alt_speakers: Option<Vec<String>>,
    pub(super) quote_head: Option<String>,
    pub(super) alt_heads: Option<Vec<String>>,
    pub(super) reported: Option<bool>,
    pub(super) act: Option<String>,
    pub(super) topics: Option<Vec<String>>,
    #[serde(default)]
    pub(super) addressee: Names,
    #[serde(default)]
    pub(super) brokered_by: Names,
    #[serde(default)]
    pub(super) set_by: Names,
    #[serde(default)]
    pub(super) addressed_to: Names,
    #[serde(default)]
    pub(super) actor: Names,
    pub(super) id: Option<String>,
    pub(super) event_id: Option<String>,
    pub(super) part_of: Option<String>,
    #[serde(default)]
    negated: Value,
    #[serde(default)]
    not_a_single_strike: Value,
}

/// So many of a weapon.
#[derive(Debug, Deserialize)]
pub(super) struct Armed {
    #[serde(rename = "type")]
    pub(super) weapon: Option<String>,
    pub(super) count: Option<u64>,
}

/// Nobody, one side or several.
#[derive(Debug, Default, Deserialize)]
#[serde(untagged)]
pub(super) enum Names {
    One(String),
    Many(Vec<String>),
    #[default]
    Nobody,
}

impl Names {
    pub(super) fn list(&self) -> &[String] {
        match self {
            Names::One(name) if name.is_empty() => &[],
            Names::One(name) => std::slice::from_ref(name),
            Names::Many(names) => names,
            Names::Nobody => &[],
        }
    }
}

impl Expected {
    /// Whether it marks what must not become an event: a denial, or a tally over many attacks.
    pub(super) fn is_aside(&self) -> bool {
        let set = |v: &Value| match v {
            Value::Null | Value::Bool(false) => false,
            Value::String(s) => !s.is_empty(),
            _ => true,
        };
        set(&self.negated) || set(&self.not_a_single_strike)
    }

    /// Whether two records may share one answer: steps of one event that the article itself tells,
    /// or an attack and the barrage it is part of.
    pub(super) fn shares_with(&self, other: &Expected) -> bool {
        let told =
            |a: &Option<String>, b: &Option<String>| a.as_ref().is_some_and(|a| !a.is_empty() && b.as_ref() == Some(a));
        let steps = told(&self.event_id, &other.event_id);
        let nested = told(&self.part_of, &other.event_id) || told(&self.part_of, &other.id);
        self.kind == other.kind && (steps || nested)
    }

    /// The counts of weapons that are stated.
    pub(super) fn counts(&self) -> impl Iterator<Item = u64> {
        self.weapons.iter().flatten().filter_map(|w| w.count).filter(|n| *n > 0)
    }

    /// What to call it in a list: its speaker, place or attacker, and its words.
    pub(super) fn called(&self) -> String {
        let who =
            self.speaker.as_deref().or(self.place.as_deref()).or(self.attacker.list().first().map(String::as_str));
        let words = self.quote_head.as_deref().or(self.anchor.as_deref());
        [who, words].into_iter().flatten().collect::<Vec<_>>().join(" | ")
    }
}

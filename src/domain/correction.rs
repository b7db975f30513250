//! What analysts rule over events: kept for ever, in public, each with its reason, each reversible.
//!
//! A correction never rewrites what an article says. It is remembered beside the mentions, and applied whenever the
//! event is worked out anew, so that it outlives revisions, later articles and new rules.

mod anchor;

pub use anchor::Anchor;

use super::{
    article::ArticleRef,
    event::NegotiationRef,
    headline,
    ids::{ArticleId, CorrectionId, EventId, MentionId, Seq},
    mention::{Content, Detail, Mention},
    vocab::{Kind, Review},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::{collections::BTreeMap, fmt, str::FromStr};

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Fields were given other values.
    Field,
    /// Events were ruled to be one.
    Merge,
    /// Some mentions were ruled to be an event of their own.
    Split,
    /// An event was ruled to be none.
    Dismiss,
    /// A dismissal was taken back.
    Restore,
    /// It was marked as reviewed, or as unreviewed again.
    Review,
    /// An event was added from a sentence.
    Add,
    /// Another correction was taken back.
    Revert,
}

impl Action {
    /// Every action.
    pub const ALL: &'static [Action] = &[
        Action::Field,
        Action::Merge,
        Action::Split,
        Action::Dismiss,
        Action::Restore,
        Action::Review,
        Action::Add,
        Action::Revert,
    ];

    /// The word for this action.
    pub const fn as_str(self) -> &'static str {
        match self {
            Action::Field => "field",
            Action::Merge => "merge",
            Action::Split => "split",
            Action::Dismiss => "dismiss",
            Action::Restore => "restore",
            Action::Review => "review",
            Action::Add => "add",
            Action::Revert => "revert",
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A word that names no action.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no action of an analyst")]
pub struct UnknownAction(String);

impl FromStr for Action {
    type Err = UnknownAction;
    fn from_str(s: &str) -> Result<Self, UnknownAction> {
        Self::ALL.iter().copied().find(|a| a.as_str() == s).ok_or_else(|| UnknownAction(s.to_owned()))
    }
}

/// What an analyst wants done to one event.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Give fields other values: a JSON merge patch (RFC 7396) of the event's public shape, as far as [`fields`]
    /// allows. `null` empties a field; a list, a date and a place are replaced whole.
    Fields(Map<String, Value>),
    /// These events are one with this.
    Merge {
        /// The others.
        others: Vec<EventId>,
        /// The one among all of them whose number stays; else the one with most mentions, then the lowest.
        keep: Option<EventId>,
    },
    /// Some of its mentions are an event of their own.
    Split(Part),
    /// It is none.
    Dismiss,
    /// It is one after all.
    Restore,
    /// It was looked at, or is to be looked at again.
    Review(Review),
}

/// Which of an event's mentions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// These.
    Mentions(Vec<MentionId>),
    /// All of these articles.
    Articles(Vec<ArticleId>),
}

/// An event that an analyst adds from a sentence of an article.
#[derive(Clone, Debug, PartialEq)]
pub struct Addition {
    /// The article; the sentence is looked for in its current text.
    pub article: ArticleId,
    /// The sentence. Without it, `start` and `end` say where it is.
    pub exact: Option<String>,
    /// First code point; with `exact` a hint where the words stand more than once.
    pub start: Option<u32>,
    /// The code point after the last.
    pub end: Option<u32>,
    /// The event's kind and fields, as a client would send them with an article, without `evidence`.
    pub event: Map<String, Value>,
}

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Correction {
    /// Its number: later ones have higher ones.
    pub id: CorrectionId,
    /// The event it was made on, as it was called then.
    pub event: EventId,
    /// What was done.
    pub action: Action,
    /// The values, the other events, the mentions: what [`Action`] needs.
    pub change: Value,
    /// Why.
    pub reason: String,
    /// The token's name; `local` where none was needed.
    pub author: String,
    /// When.
    pub at: Timestamp,
    /// The correction that this one took back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undoes: Option<CorrectionId>,
    /// The correction that took this one back; `None` while it is in force.
    pub reverted_by: Option<CorrectionId>,
    /// The timeline's position after it.
    pub seq: Seq,
}

/// A field that an analyst corrected, as the event shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Corrected {
    /// Which: a JSON pointer into the event, one of [`fields`].
    pub field: String,
    /// What the sources say, taken together.
    pub sources: Value,
    /// The entry of the log.
    pub correction: CorrectionId,
}

/// One mention of an event, as its sources tell it.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct EventMention {
    /// Its number; another text of the article, or new rules, give it a new one.
    pub id: MentionId,
    /// The article.
    pub article: ArticleRef,
    /// Why it is taken for this event.
    pub reason: String,
    /// What the article says.
    #[serde(flatten)]
    pub mention: Mention,
}

/// A correction's values: JSON pointer of a field → its value.
pub type Values = BTreeMap<String, Value>;

/// The only field that is not of [`Content`].
pub const NEGOTIATION: &str = "/negotiation";

const COMMON: [&str; 7] = ["/headline", "/date", "/place", "/places", "/participants", "/topics", NEGOTIATION];

/// The fields of an event that can be corrected, as JSON pointers. Figures, history and evidence can't: they are
/// what the sources say.
pub const fn fields(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Round => &["/status", "/round/ordinal", "/round/format", "/round/level", "/round/outcome"],
        Kind::Strike => &[
            "/strike/weapons",
            "/strike/intercepted",
            "/strike/casualties/killed",
            "/strike/casualties/injured",
            "/strike/damage",
        ],
        Kind::Statement => {
            &["/statement/speaker", "/statement/quote", "/statement/reported", "/statement/act", "/statement/channel"]
        }
        Kind::Agreement => &["/status", "/agreement/type", "/agreement/what", "/agreement/effective"],
        Kind::Deadline => &["/deadline/what"],
        Kind::Measure => &["/status", "/measure/type", "/measure/what"],
    }
}

/// All fields of this kind that can be corrected: those of every kind, then its own.
pub fn all_fields(kind: Kind) -> Vec<&'static str> {
    COMMON.iter().chain(fields(kind)).copied().collect()
}

/// What one correction gives the fields of an event.
pub type Ruling = (CorrectionId, Values);

/// What the sources say, with the analysts' values in it (of two for one field the later), and which fields those are.
/// A value that no longer fits is left out rather than the event.
pub fn apply(sourced: &Content, rulings: &[Ruling]) -> (Content, Vec<Corrected>) {
    let mut last: BTreeMap<&str, (CorrectionId, &Value)> = BTreeMap::new();
    for (id, values) in rulings {
        last.extend(values.iter().map(|(field, value)| (field.as_str(), (*id, value))));
    }
    let (mut content, mut corrected) = (sourced.clone(), Vec::new());
    for (field, (correction, value)) in &last {
        if let Some((next, sources)) = with(&content, field, value) {
            content = next;
            corrected.push(Corrected { field: (*field).to_owned(), sources, correction: *correction });
        }
    }
    if corrected.is_empty() {
        return (content, corrected);
    }
    let moved = last.contains_key("/place");
    if moved && !last.contains_key("/places") {
        let old = sourced.place.as_ref().map(|p| p.id.as_str());
        content.places.retain(|p| Some(p.id.as_str()) != old);
    }
    if !moved && last.contains_key("/places") && !content.place.iter().any(|main| content.places.contains(main)) {
        content.place = content.places.first().cloned();
    }
    // The main place is the first of all places.
    if let Some(main) = content.place.clone() {
        content.places.retain(|p| p.id != main.id);
        content.places.insert(0, main);
    }
    if let Detail::Statement(said) = &mut content.detail {
        said.plover = said.act.plover().map(str::to_owned);
    }
    // A line composed from the fields follows them; one in an article's own words stays.
    if !last.contains_key("/headline") && headline::compose(sourced) == sourced.headline {
        content.headline = headline::compose(&content);
    }
    (content, corrected)
}

/// The same with one field changed, and what was there.
fn with(content: &Content, field: &str, value: &Value) -> Option<(Content, Value)> {
    let mut json = serde_json::to_value(content).ok()?;
    let there = json.pointer_mut(field)?;
    let before = std::mem::replace(there, value.clone());
    Some((serde_json::from_value(json).ok()?, before))
}

/// The negotiation that the last of these corrections gives: `Some(None)` where it rules that there is none.
pub fn negotiation(rulings: &[Ruling]) -> Option<(CorrectionId, Option<NegotiationRef>)> {
    let ruled = |(id, values): &Ruling| {
        let value = values.get(NEGOTIATION)?;
        Some((*id, serde_json::from_value(value.clone()).ok()?))
    };
    rulings.iter().rev().find_map(ruled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Basis, Place, Round, Status, When};
    use serde_json::json;

    fn place(id: &str) -> Place {
        Place { id: id.to_owned(), name: id.to_owned(), country: None, lat: None, lon: None }
    }

    fn talks() -> Content {
        let mut content = Content {
            kind: Kind::Round,
            headline: String::new(),
            status: Some(Status::Ongoing),
            date: When::unknown(Basis::Published),
            place: Some(place("Geneva")),
            places: vec![place("Geneva"), place("Bern")],
            participants: Vec::new(),
            topics: Vec::new(),
            detail: Detail::Round(Round::default()),
            figures: Vec::new(),
        };
        content.headline = headline::compose(&content);
        content
    }

    fn ruled(values: &[(&str, Value)]) -> (Content, Vec<Corrected>) {
        let values = values.iter().map(|(field, value)| ((*field).to_owned(), value.clone())).collect();
        apply(&talks(), &[(CorrectionId(1), values)])
    }

    #[test]
    fn a_value_takes_the_place_of_what_the_sources_say() {
        let (content, corrected) = ruled(&[("/status", json!("concluded")), ("/round/ordinal", json!(3))]);
        assert_eq!(content.status, Some(Status::Concluded));
        assert_eq!(content.headline, "Third round of talks in Geneva ends", "its line follows");
        let beside: Vec<_> = corrected.iter().map(|c| (c.field.as_str(), c.sources.clone())).collect();
        assert_eq!(beside, [("/round/ordinal", Value::Null), ("/status", json!("ongoing"))]);
    }

    #[test]
    fn the_main_place_is_the_first_of_all() {
        let ids = |content: Content| content.places.into_iter().map(|p| p.id).collect::<Vec<_>>();
        assert_eq!(ids(ruled(&[("/place", json!(place("Vienna")))]).0), ["Vienna", "Bern"]);
        assert_eq!(ids(ruled(&[("/place", Value::Null)]).0), ["Bern"]);
        let (content, _) = ruled(&[("/places", json!([place("Oslo")]))]);
        assert_eq!(
            (content.place.as_ref().map(|p| p.id.as_str()), ids(content.clone())),
            (Some("Oslo"), vec!["Oslo".to_owned()])
        );
    }

    #[test]
    fn what_does_not_fit_is_left_out() {
        let (content, corrected) =
            ruled(&[("/status", json!("over")), ("/strike/damage", json!([])), ("/topics", json!(["energy"]))]);
        assert_eq!((content.status, content.topics.len(), corrected.len()), (Some(Status::Ongoing), 1, 1));
    }

    #[test]
    fn of_two_values_the_later_holds() {
        let one = |id, value| (CorrectionId(id), Values::from([("/status".to_owned(), value)]));
        let (content, corrected) = apply(&talks(), &[one(1, json!("concluded")), one(2, Value::Null)]);
        assert_eq!((content.status, corrected.len(), corrected[0].correction), (None, 1, CorrectionId(2)));
        let track = json!({"id": "a", "name": "A"});
        let of = |value| negotiation(&[(CorrectionId(3), Values::from([(NEGOTIATION.to_owned(), value)]))]);
        assert_eq!(of(Value::Null), Some((CorrectionId(3), None)));
        assert_eq!(of(track).and_then(|(_, n)| n).map(|n| n.name).as_deref(), Some("A"));
    }
}

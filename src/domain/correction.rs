//! What analysts rule over events: kept for ever, in public, each with its reason, each reversible.
//!
//! A correction never rewrites what an article says. It is remembered beside the mentions, and applied whenever the
//! event is worked out anew, so that it outlives revisions, later articles and new rules.

use super::{
    article::ArticleRef,
    ids::{ArticleId, CorrectionId, EventId, MentionId, Seq},
    mention::Mention,
    vocab::{Kind, Review},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::{collections::BTreeMap, fmt, str::FromStr};

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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

    /// Whether it takes another correction back.
    pub const fn undoes(self) -> bool {
        matches!(self, Action::Restore | Action::Revert)
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
#[derive(Clone, Debug, PartialEq, Serialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Corrected {
    /// Which: a JSON pointer into the event, one of [`fields`].
    pub field: String,
    /// What the sources say, taken together.
    pub sources: Value,
    /// The entry of the log.
    pub correction: CorrectionId,
}

/// One mention of an event, as its sources tell it.
#[derive(Clone, Debug, PartialEq, Serialize)]
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

const COMMON: [&str; 7] = ["/headline", "/date", "/place", "/places", "/participants", "/topics", "/negotiation"];

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

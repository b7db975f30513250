//! Who takes part, and as what.

use super::vocab::Role;
use serde::{Deserialize, Serialize};

/// What sort of actor it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words are their own explanation")]
pub enum ActorKind {
    State,
    Organisation,
    ArmedGroup,
    Person,
}

impl ActorKind {
    /// The word for this kind.
    pub const fn as_str(self) -> &'static str {
        match self {
            ActorKind::State => "state",
            ActorKind::Organisation => "organisation",
            ActorKind::ArmedGroup => "armed-group",
            ActorKind::Person => "person",
        }
    }
}

/// A state, organisation, armed group or person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    /// Its key: the lexicon's id, else the folded full name (`andriy-sybiga`). Stable.
    pub id: String,
    /// Its usual English name.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
    /// ISO 3166-1 alpha-2 code of the state it is or acts for, where known.
    #[serde(default)]
    pub country: Option<String>,
    /// The body a person or sub-organisation acts for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub affiliation: Option<Affiliation>,
}

/// The body somebody acts for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Affiliation {
    /// That body's actor key.
    pub id: String,
    /// That body's name.
    pub name: String,
    /// Its country, where it has one.
    #[serde(default)]
    pub country: Option<String>,
}

/// An actor's part in an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Participant {
    /// As what.
    pub role: Role,
    /// Who.
    pub actor: Actor,
    /// A person's office or function at the time, as the article gives it ("head of the Ukrainian delegation").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

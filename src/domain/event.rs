//! What happened, or is planned, or was said: consolidated from every mention of it.

use super::{
    article::ArticleRef,
    correction::Corrected,
    ids::{EventId, Seq},
    mention::{Content, Step},
    picture::days,
    vocab::{Review, Role},
};
use jiff::{Timestamp, ToSpan as _, civil::Date};
use serde::{Deserialize, Serialize};

/// One event of the timeline. Derived: it can be rebuilt from mentions and corrections.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Event {
    /// Kept over re-extraction.
    pub id: EventId,
    /// What is said of it, all articles taken together.
    #[serde(flatten)]
    pub content: Content,
    /// The track it belongs to.
    pub negotiation: Option<NegotiationRef>,
    /// How its status, date and place went, oldest first, each step with its article.
    pub history: Vec<Step>,
    /// The wider barrage a strike belongs to.
    pub part_of: Option<EventId>,
    /// Claims, denials, confirmations and replies, and what this one is such a thing to.
    pub links: Vec<Link>,
    /// Whether an analyst has looked at it.
    pub review: Review,
    /// What analysts changed, beside what the sources say; absent where nobody did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrected: Vec<Corrected>,
    /// Every sentence behind it.
    pub evidence: Vec<SourcedEvidence>,
    /// How many stand behind it.
    pub sources: Sources,
    /// When the first of its articles was published, else stored.
    pub first_reported_at: Timestamp,
    /// When it last changed here.
    pub updated_at: Timestamp,
    /// Its last change in the change feed.
    pub seq: Seq,
}

/// So many days before an event and after it are around it.
pub const AROUND: i32 = 3;
/// An event whose days are less certain than this has nothing around it: everything would be.
const MOST_DAYS: i64 = 31;

impl Event {
    /// The days around it, where its own are known well enough.
    pub fn days_around(&self) -> Option<(Date, Date)> {
        let date = &self.content.date;
        let (first, last) = date.earliest().or(date.latest()).zip(date.latest().or(date.earliest()))?;
        let near = days(first, last) <= MOST_DAYS;
        near.then_some((first.checked_sub(AROUND.days()).ok()?, last.checked_add(AROUND.days()).ok()?))
    }

    /// Those who take part, and the bodies they belong to; not those who only told of it.
    pub fn sides(&self) -> Vec<String> {
        let taking = self.content.participants.iter().filter(|p| p.role != Role::Claimant);
        let mut sides: Vec<String> = taking
            .flat_map(|p| std::iter::once(p.actor.id.clone()).chain(p.actor.affiliation.as_ref().map(|a| a.id.clone())))
            .collect();
        sides.sort();
        sides.dedup();
        sides
    }
}

/// A track of talks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct NegotiationRef {
    /// Its slug.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// What another event is to this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words are their own explanation")]
pub enum LinkType {
    /// It says of this one that it happened so, or who did it.
    Claim,
    Denial,
    Confirmation,
    Reply,
    /// The other way round: this one claims, denies or confirms it, or answers it.
    About,
}

/// Another event that says something of this one, or that this one says something of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Link {
    /// As what.
    #[serde(rename = "type")]
    pub kind: LinkType,
    /// Which.
    pub event: EventId,
    /// Why the two belong together, in plain words.
    pub reason: String,
}

/// A sentence and the article it stands in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SourcedEvidence {
    /// The article.
    pub article: ArticleRef,
    /// The words.
    pub exact: String,
    /// First code point in the article's frozen text.
    pub start: Option<u32>,
    /// The code point after the last.
    pub end: Option<u32>,
    /// The rule that found it.
    pub rule: String,
}

/// How many stand behind an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Sources {
    /// Articles.
    pub articles: u32,
    /// Outlets.
    pub outlets: u32,
    /// Independent texts: near-identical copies count once.
    pub independent: u32,
}

//! The timeline's answers, as the store gives them and the pages and the API show them.

use super::{
    Actor,
    article::{ArticleRef, Format, Published},
    event::{Event, NegotiationRef},
    filter::Cursor,
    ids::{ArticleId, EventId, Seq},
    mention::{Mention, Trace},
    place::Place,
    span::Text,
    vocab::Kind,
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::Serialize;
use std::fmt;

/// Part of a list, and where the next part starts.
#[derive(Clone, Debug)]
pub struct Page<T, C = Cursor> {
    /// The items.
    pub items: Vec<T>,
    /// Where to go on; `None` at the end.
    pub next: Option<C>,
}

/// A page of the timeline with what surrounds it.
#[derive(Clone, Debug)]
pub struct TimelinePage {
    /// Dated events, in the order asked for.
    pub events: Page<Event>,
    /// Events with neither bound: the shelf. Only on the first page, at most 50.
    pub undated: Vec<Event>,
    /// Counts over the whole answer, not only this page.
    pub totals: Totals,
    /// The last change that this answer includes.
    pub seq: Seq,
}

/// A question that somebody gave a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// The question, as the timeline's address says it.
    pub query: String,
    /// Who kept it: the name of a token.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
}

/// Where a search has its hits in an event: texts in pieces, each with whether it is one. Empty where there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hit {
    /// Its headline.
    pub headline: Vec<(bool, String)>,
    /// The words of its sources.
    pub sentence: Vec<(bool, String)>,
}

/// Counts over a whole answer.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Totals {
    /// By kind, undated ones included, kinds without events left out.
    pub by_kind: Vec<(Kind, u64)>,
    /// How many have neither bound.
    pub undated: u64,
    /// How many `from`/`to` left out because their dates are too open to tell.
    pub uncertain: u64,
    /// First and last day of dated events.
    pub days: Option<(Date, Date)>,
}

impl Totals {
    /// Every event of the answer.
    pub fn all(&self) -> u64 {
        self.by_kind.iter().map(|(_, n)| n).sum()
    }
}

/// One value of a facet, with how many events it would leave under the *other* active filters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FacetValue {
    /// What goes into the address.
    pub value: String,
    /// What the reader sees.
    pub label: String,
    /// How many events; capped at [`FacetValue::CAP`].
    pub count: u64,
}

impl FacetValue {
    /// Counts stop here and are shown as "10,000+".
    pub const CAP: u64 = 10_000;
}

/// The values of one filter key, most frequent first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Facet {
    /// The filter's key: `kind`, `actor`, `place`, `country`, `negotiation`, `topic`, `status`, `act`, `outlet`, `role`,
    /// `review`.
    pub key: &'static str,
    /// Its values: the 50 most frequent ones, and those asked for or refused.
    pub values: Vec<FacetValue>,
    /// How many more values there are.
    pub more: u64,
}

/// The events of an answer, counted by something they have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Groups {
    /// Its values; days in order, everything else with the most frequent first.
    pub values: Vec<FacetValue>,
    /// How many more values there are.
    pub more: u64,
    /// How many events the answer has. One with several values counts under each, one without any under none.
    pub total: u64,
    /// The last change that this answer includes.
    pub seq: Seq,
}

/// The answer to a look-up by a key that may have moved.
#[derive(Clone, Debug)]
pub enum Lookup<T, K> {
    /// Here it is.
    Found(T),
    /// It was merged into another: redirect.
    Moved(K),
    /// It was here and is no more.
    Gone,
    /// There never was one.
    Unknown,
}

/// An article with its current text and what was found in it.
#[derive(Clone, Debug)]
pub struct ArticleFull {
    /// Its number, address, title, outlet and publication date.
    pub article: ArticleRef,
    /// Who wrote it.
    pub byline: Option<String>,
    /// When this revision was made, where the sender said so.
    pub modified: Option<Published>,
    /// BCP 47 tag.
    pub language: Option<String>,
    /// How the body was sent.
    pub format: Format,
    /// The frozen text.
    pub text: Text,
    /// SHA-256 of the frozen text, in hex.
    pub content_hash: String,
    /// Which revision this is, counted from 1, of how many.
    pub revision: u32,
    /// How many revisions there are.
    pub revisions: u32,
    /// When this revision was stored.
    pub recorded_at: Timestamp,
    /// What was found in it, each with the event it became part of.
    pub mentions: Vec<(EventId, Mention)>,
    /// What the extractor had to leave open.
    pub notes: Vec<String>,
}

/// An article that was withdrawn: its words are gone, this is left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Withdrawal {
    /// Its number.
    pub article: ArticleId,
    /// When.
    pub at: Timestamp,
    /// Why, in the words of who did it.
    pub reason: String,
    /// The name of the token it was done with; `None` where this machine did it without one.
    pub by: Option<String>,
}

impl fmt::Display for Withdrawal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = self.at.to_zoned(TimeZone::UTC).strftime("%-d %B %Y").to_string();
        write!(f, "article {} was withdrawn on {day}: {}", self.article, self.reason)
    }
}

/// An article in a list.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ArticleSummary {
    /// Its number, address, title, outlet and publication date.
    #[serde(flatten)]
    pub article: ArticleRef,
    /// How many events it takes part in.
    pub events: u32,
    /// When it was first stored.
    pub recorded_at: Timestamp,
}

/// Where a list of articles goes on: after this one, newest first.
pub type ArticleCursor = ArticleId;

/// An actor, place, outlet or negotiation in a list.
#[derive(Clone, Debug, Serialize)]
pub struct Listed<T> {
    /// The thing itself.
    #[serde(flatten)]
    pub item: T,
    /// How many events it takes part in.
    pub events: u64,
}

/// An actor's page.
#[derive(Clone, Debug)]
pub struct ActorFull {
    /// Who.
    pub actor: Actor,
    /// Titles under which articles name the actor, most frequent first.
    pub titles: Vec<String>,
    /// How many events, by kind.
    pub by_kind: Vec<(Kind, u64)>,
}

/// A place's page.
#[derive(Clone, Debug)]
pub struct PlaceFull {
    /// Where.
    pub place: Place,
    /// How many events, by kind.
    pub by_kind: Vec<(Kind, u64)>,
}

/// A negotiation's page.
#[derive(Clone, Debug)]
pub struct NegotiationFull {
    /// Which.
    pub negotiation: NegotiationRef,
    /// Its parties.
    pub parties: Vec<Actor>,
    /// Others at the table, and mediators.
    pub mediators: Vec<Actor>,
    /// Its first day.
    pub from: Date,
    /// Its last day; `None` while it goes on.
    pub to: Option<Date>,
    /// How many events, by kind.
    pub by_kind: Vec<(Kind, u64)>,
}

/// An outlet.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Outlet {
    /// Its slug.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// Why the fields of an event are what they are, by article.
#[derive(Clone, Debug)]
pub struct Explained {
    /// The article.
    pub article: ArticleRef,
    /// Rules and words.
    pub trace: Vec<Trace>,
}

//! All SQL. Rows are private; what goes in and out are domain values.

use crate::domain::{
    Actor, ArticleId, Event, EventId, Place, Seq,
    event::NegotiationRef,
    filter::TimelineFilter,
    page::{
        ActorFull, ArticleFull, ArticleSummary, Explained, Facet, Listed, Lookup, NegotiationFull, Outlet, Page,
        PlaceFull, TimelinePage,
    },
};

/// What can go wrong in the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database can't be reached, or went away.
    #[error("the database can't be reached")]
    Unavailable(#[source] sqlx::Error),
    /// A slug in the filter that nobody has.
    #[error("unknown {key} `{value}`")]
    UnknownSlug {
        /// The filter's key.
        key: &'static str,
        /// What was asked for.
        value: String,
    },
    /// Anything else: a fault of ours.
    #[error("the database refused a statement")]
    Database(#[source] sqlx::Error),
}

/// A pool of connections to one database.
#[derive(Clone, Debug)]
pub struct Store {
    pool: sqlx::PgPool,
}

/// Where the next part of a list of named things starts: after this many events and this slug.
pub type ListCursor = (u64, String);

#[expect(unused_variables, reason = "skeleton")]
impl Store {
    /// Dated events of one page, the undated shelf (first page only), totals.
    pub async fn timeline(&self, filter: &TimelineFilter) -> Result<TimelinePage, StoreError> {
        todo!()
    }
    /// Facet counts, each under the other active filters.
    pub async fn facets(&self, filter: &TimelineFilter, keys: &[&'static str]) -> Result<Vec<Facet>, StoreError> {
        todo!()
    }
    /// What readers call the filter's slugs: (key, slug, name). For chips and headings; merged slugs come back under their new slug.
    pub async fn names(&self, filter: &TimelineFilter) -> Result<Vec<(&'static str, String, String)>, StoreError> {
        todo!()
    }
    /// One event.
    pub async fn event(&self, id: EventId) -> Result<Lookup<Event, EventId>, StoreError> {
        todo!()
    }
    /// Strikes inside this barrage.
    pub async fn parts_of(&self, id: EventId) -> Result<Vec<Event>, StoreError> {
        todo!()
    }
    /// Rules and words behind an event's fields, by article.
    pub async fn explain(&self, id: EventId) -> Result<Vec<Explained>, StoreError> {
        todo!()
    }
    /// One article in its current revision.
    pub async fn article(&self, id: ArticleId) -> Result<Lookup<ArticleFull, ArticleId>, StoreError> {
        todo!()
    }
    /// Articles, most recently published first, undated ones last by number.
    pub async fn articles(
        &self,
        after: Option<ArticleId>,
        limit: u32,
    ) -> Result<Page<ArticleSummary, ArticleId>, StoreError> {
        todo!()
    }
    /// An actor.
    pub async fn actor(&self, slug: &str) -> Result<Lookup<ActorFull, String>, StoreError> {
        todo!()
    }
    /// A place.
    pub async fn place(&self, slug: &str) -> Result<Lookup<PlaceFull, String>, StoreError> {
        todo!()
    }
    /// A negotiation.
    pub async fn negotiation(&self, slug: &str) -> Result<Lookup<NegotiationFull, String>, StoreError> {
        todo!()
    }
    /// Actors by number of events.
    pub async fn actors(
        &self,
        after: Option<ListCursor>,
        limit: u32,
    ) -> Result<Page<Listed<Actor>, ListCursor>, StoreError> {
        todo!()
    }
    /// Places by number of events.
    pub async fn places(
        &self,
        after: Option<ListCursor>,
        limit: u32,
    ) -> Result<Page<Listed<Place>, ListCursor>, StoreError> {
        todo!()
    }
    /// Every negotiation.
    pub async fn negotiations(&self) -> Result<Vec<Listed<NegotiationRef>>, StoreError> {
        todo!()
    }
    /// Every outlet.
    pub async fn outlets(&self) -> Result<Vec<Listed<Outlet>>, StoreError> {
        todo!()
    }
    /// The last change.
    pub async fn seq(&self) -> Result<Seq, StoreError> {
        todo!()
    }
    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        todo!()
    }
}

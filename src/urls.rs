//! Every address of the service, typed; used by templates, feeds, API and tests alike.

use crate::domain::{ArticleId, EventId};

/// The timeline page.
pub const TIMELINE: &str = "/";

/// An event's page.
pub fn event(id: EventId) -> String {
    format!("/events/{id}")
}

/// An article's page.
pub fn article(id: ArticleId) -> String {
    format!("/articles/{id}")
}

/// An actor's page.
pub fn actor(slug: &str) -> String {
    format!("/actors/{slug}")
}

/// A place's page.
pub fn place(slug: &str) -> String {
    format!("/places/{slug}")
}

/// A negotiation's page.
pub fn negotiation(slug: &str) -> String {
    format!("/negotiations/{slug}")
}

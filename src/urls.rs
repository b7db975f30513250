//! Every address of the service, typed; used by templates, feeds, API and tests alike.

use crate::domain::{ArticleId, EventId, filter};

/// The timeline page.
pub const TIMELINE: &str = "/";
/// The picture of the timeline, as a file.
pub const PICTURE: &str = "/timeline.svg";
/// How much of a selection is new, as it comes.
pub const LIVE: &str = "/live";
/// The list of articles.
pub const ARTICLES: &str = "/articles";
/// The public log of corrections.
pub const CORRECTIONS: &str = "/corrections";
/// The list of actors.
pub const ACTORS: &str = "/actors";
/// The list of places.
pub const PLACES: &str = "/places";
/// The list of outlets.
pub const OUTLETS: &str = "/outlets";
/// What the data cover, and what they don't.
pub const ABOUT: &str = "/about";
/// The list of negotiations.
pub const NEGOTIATIONS: &str = "/negotiations";
/// Questions that were given a name.
pub const VIEWS: &str = "/views";
/// Where a browser signs in and out.
pub const SESSION: &str = "/session";
/// Where articles are sent, and listed for programs.
pub const API_ARTICLES: &str = "/api/v1/articles";
/// What happened to events, for programs.
pub const API_CHANGES: &str = "/api/v1/changes";
/// Where tracks of talks are made, and listed for programs.
pub const API_NEGOTIATIONS: &str = "/api/v1/negotiations";
/// Actors for programs.
pub const API_ACTORS: &str = "/api/v1/actors";
/// Places for programs.
pub const API_PLACES: &str = "/api/v1/places";
/// The timeline for programs.
pub const API_EVENTS: &str = "/api/v1/events";

/// The log of corrections for programs.
pub const API_CORRECTIONS: &str = "/api/v1/corrections";

/// An event for programs.
pub fn api_event(id: EventId) -> String {
    format!("{API_EVENTS}/{id}")
}

/// An event's page.
pub fn event(id: EventId) -> String {
    format!("/events/{id}")
}

/// The forms that correct an event.
pub fn correct(id: EventId) -> String {
    format!("/events/{id}/correct")
}

/// The form that adds an event from a sentence of this article.
pub fn add_event(id: ArticleId) -> String {
    format!("/articles/{id}/add")
}

/// An article's page.
pub fn article(id: ArticleId) -> String {
    format!("/articles/{id}")
}

/// An article for programs.
pub fn api_article(id: ArticleId) -> String {
    format!("{API_ARTICLES}/{id}")
}

/// The texts of an article.
pub fn revisions(id: ArticleId) -> String {
    format!("/articles/{id}/revisions")
}

/// One text of an article, and what it changed.
pub fn revision(id: ArticleId, number: u32) -> String {
    format!("/articles/{id}/revisions/{number}")
}

/// The name of a marked span on an article's page: its code points.
pub fn span_anchor(start: u32, end: u32) -> String {
    format!("s{start}-{end}")
}

/// A marked span on an article's page.
pub fn article_span(id: ArticleId, start: u32, end: u32) -> String {
    format!("/articles/{id}#{}", span_anchor(start, end))
}

/// An actor's page.
pub fn actor(slug: &str) -> String {
    format!("/actors/{}", segment(slug))
}

/// A place's page.
pub fn place(slug: &str) -> String {
    format!("/places/{}", segment(slug))
}

/// Where a name that somebody typed becomes part of the filter; `key` is `actor` or `place`.
pub fn find(key: &str) -> String {
    format!("/find/{}", segment(key))
}

/// An outlet's page.
pub fn outlet(slug: &str) -> String {
    format!("/outlets/{}", segment(slug))
}

/// A negotiation's page.
pub fn negotiation(slug: &str) -> String {
    format!("/negotiations/{}", segment(slug))
}

/// A path with these parameters; without any, the path alone.
pub fn with_query<K: AsRef<str>, V: AsRef<str>>(path: &str, pairs: impl IntoIterator<Item = (K, V)>) -> String {
    let query = filter::encode(pairs);
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// The timeline of one value of one key.
pub fn timeline_of(key: &str, value: &str) -> String {
    with_query(TIMELINE, [(key, value)])
}

/// An address of somebody else's that a link may lead to: `http` and `https` only, so that nobody's `javascript:` runs.
pub fn outward(url: Option<&str>) -> Option<String> {
    url.filter(|u| ["http://", "https://"].iter().any(|s| u.to_ascii_lowercase().starts_with(s))).map(str::to_owned)
}

/// One segment of a path, percent-encoded (RFC 3986): nothing in it can end the segment.
fn segment(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(b).to_string(),
            b => format!("%{b:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_never_leaves_its_segment() {
        assert_eq!(actor("andriy-sybiga"), "/actors/andriy-sybiga");
        assert_eq!(place("a/b?c#d é"), "/places/a%2Fb%3Fc%23d%20%C3%A9");
        assert_eq!(timeline_of("place", "a&b=c"), "/?place=a%26b%3Dc");
        assert_eq!(with_query::<&str, &str>("/", []), "/");
    }

    #[test]
    fn links_lead_only_to_the_web() {
        assert_eq!(outward(Some("https://a.example/x")).as_deref(), Some("https://a.example/x"));
        for evil in ["javascript:alert(1)", "data:text/html,x", "//a.example", " https://a.example"] {
            assert_eq!(outward(Some(evil)), None, "{evil}");
        }
    }
}

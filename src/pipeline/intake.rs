//! From what a client sent to an article that may be stored ("parse, don't validate").

use crate::domain::{Mention, NewArticle};
use jiff::Timestamp;
use serde::Deserialize;

/// An article to store, with what the client already knows of its events.
#[derive(Clone, Debug)]
pub struct Submission {
    /// The article.
    pub article: NewArticle,
    /// Events the client supplied, their evidence located in the text.
    pub client_mentions: Vec<Mention>,
    /// Whether the rules are to read it too.
    pub extract: bool,
}

/// Why it can't be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct Rejection {
    /// Whether it could not be read at all (400) or says something impossible (422).
    pub fault: Fault,
    /// JSON pointer to the field, where there is one ("/published_at").
    pub pointer: Option<String>,
    /// Line of the request, counted from 1, where the syntax is broken.
    pub line: Option<usize>,
    /// What was wrong and what is allowed, in one sentence.
    pub detail: String,
}

/// What sort of fault a rejection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Broken syntax, unknown field, wrong type, not text: 400.
    Malformed,
    /// Well formed, but it can't be: 31 February, a date in 2031, an empty body: 422.
    Impossible,
}

/// What the query string says of a `text/plain` or `text/html` body.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "named as in the article's JSON")]
pub struct Fields {
    pub url: Option<String>,
    pub title: Option<String>,
    pub outlet: Option<String>,
    pub byline: Option<String>,
    pub published_at: Option<String>,
    pub modified_at: Option<String>,
    pub language: Option<String>,
    pub extract: Option<bool>,
}

/// An article as JSON (DESIGN §5). `now` bounds the publication date: 48 hours ahead at most.
pub fn from_json(_body: &[u8], _now: Timestamp) -> Result<Submission, Rejection> {
    todo!("helper B")
}

/// A plain text. `charset` is that of the content type; without one it must be UTF-8.
pub fn from_text(
    _body: &[u8],
    _charset: Option<&str>,
    _fields: &Fields,
    _now: Timestamp,
) -> Result<Submission, Rejection> {
    todo!("helper B")
}

/// An HTML page. Fields given by the client win over what the page says of itself.
pub fn from_html(
    _body: &[u8],
    _charset: Option<&str>,
    _fields: &Fields,
    _now: Timestamp,
) -> Result<Submission, Rejection> {
    todo!("helper B")
}

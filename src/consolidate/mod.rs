//! Mentions to events. A pure function of a set: the order of arrival cannot matter.

use crate::domain::{ArticleId, Content, Mention, Published, Step, mention::Evidence};

/// A mention with what consolidation needs to know of its article.
#[derive(Clone, Debug)]
pub struct Input {
    /// The mention's stable key within the store (its row).
    pub key: i64,
    /// Its article.
    pub article: ArticleId,
    /// When the article was published; `None` for undated ones.
    pub published: Option<Published>,
    /// SHA-256 of the article's frozen text, in hex: the tie-breaker that does not depend on arrival.
    pub content_hash: String,
    /// Who published the article.
    pub outlet: Option<String>,
    /// What it says.
    pub mention: Mention,
}

/// What analysts have ruled: pairs of mention keys.
#[derive(Clone, Debug, Default)]
pub struct Constraints {
    /// These are one event.
    pub must_link: Vec<(i64, i64)>,
    /// These are not.
    pub cannot_link: Vec<(i64, i64)>,
}

/// Mentions of one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster {
    /// Keys, in canonical order.
    pub members: Vec<i64>,
    /// Why each was joined ("same parties and overlapping days"), in the same order; the first is `first`.
    pub reasons: Vec<&'static str>,
}

/// What a cluster's mentions say together.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    /// All articles taken together.
    pub content: Content,
    /// The status history, oldest first, each step with its article.
    pub history: Vec<Step>,
    /// Every sentence with its article.
    pub evidence: Vec<(ArticleId, Evidence)>,
}

/// Keys under which two mentions must share at least one to be compared at all.
pub fn blocking_keys(_mention: &Mention) -> Vec<String> {
    todo!("helper B")
}

/// Splits mentions into events.
pub fn partition(_inputs: &[Input], _constraints: &Constraints) -> Vec<Cluster> {
    todo!("helper B")
}

/// What the mentions of one event say together.
pub fn merge(_members: &[&Input]) -> Merged {
    todo!("helper B")
}

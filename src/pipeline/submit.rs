//! Storing articles and bringing the timeline up to date with them.

use super::{Pipeline, intake::Submission};
use crate::{
    domain::{ArticleId, Event, Mention},
    store::StoreError,
};

/// What became of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words are their own explanation")]
pub enum Outcome {
    Created,
    Revised,
    Unchanged,
}

/// An article that is now stored.
#[derive(Clone, Debug)]
pub struct Submitted {
    /// What became of it.
    pub result: Outcome,
    /// Its number.
    pub article: ArticleId,
    /// The events it takes part in.
    pub events: Vec<Event>,
    /// What the extractor had to leave open.
    pub notes: Vec<String>,
}

/// What would be found, nothing stored.
#[derive(Clone, Debug)]
pub struct Preview {
    /// Events, extracted and supplied.
    pub mentions: Vec<Mention>,
    /// What the extractor had to leave open.
    pub notes: Vec<String>,
}

impl Pipeline {
    /// Stores one article in one transaction.
    pub async fn submit(&self, _submission: Submission) -> Result<Submitted, StoreError> {
        todo!("helper B")
    }

    /// Stores all of them in one transaction, or none.
    pub async fn submit_all(&self, _submissions: Vec<Submission>) -> Result<Vec<Submitted>, StoreError> {
        todo!("helper B")
    }

    /// Reads an article and stores nothing.
    pub fn preview(&self, _submission: &Submission) -> Preview {
        todo!("helper B")
    }
}

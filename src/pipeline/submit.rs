//! Storing articles and bringing the timeline up to date with them.

use super::{
    Pipeline,
    consolidate::{Touched, bring_up_to_date},
    intake::Submission,
    side_by_side,
};
use crate::{
    domain::{ArticleId, Event, Mention},
    extract::{self, Lexicon, Metadata, RULESET},
    store::{ArticleState, Before, Origin, Reading, Refused, StoreError},
};
use std::sync::Arc;

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
    /// So many of them, the first ones, were extracted.
    pub extracted: usize,
    /// What the extractor had to leave open.
    pub notes: Vec<String>,
}

/// Reads an article: first what the rules find, then what the client supplied.
fn read(submission: &Submission, lexicon: &Lexicon) -> Preview {
    let article = &submission.article;
    let mut found = Preview { mentions: Vec::new(), extracted: 0, notes: Vec::new() };
    if submission.extract {
        let title = (!article.title.is_empty()).then(|| article.title.clone());
        let metadata = Metadata { title, outlet: article.outlet.clone(), published: article.published };
        let extraction = extract::extract(&article.text, &metadata, lexicon);
        let extracted = extraction.mentions.len();
        found = Preview { mentions: extraction.mentions, extracted, notes: extraction.notes };
    }
    let before = found.extracted;
    found.mentions.extend(submission.client_mentions.iter().cloned().map(|mut mention| {
        // `part_of` counts within the client's own list.
        mention.part_of = mention.part_of.map(|whole| whole + before);
        mention
    }));
    found
}

impl Pipeline {
    /// Stores one article in one transaction.
    ///
    /// # Errors
    /// As [`Pipeline::submit_all`].
    pub async fn submit(&self, submission: Submission) -> Result<Submitted, StoreError> {
        let mut all = self.submit_all(vec![submission]).await?;
        // One in, one out: it never comes to the other.
        all.pop().ok_or(StoreError::Nothing)
    }

    /// Stores all of them in one transaction, or none.
    ///
    /// The rules read first, in parallel and outside the transaction; then one lock covers everything
    /// that is read and written, so that what others commit meanwhile can't be overlooked.
    ///
    /// # Errors
    /// [`StoreError::Withdrawn`] where one of them was withdrawn before, [`StoreError::Unavailable`] where the
    /// database can't be reached; nothing is stored then.
    pub async fn submit_all(&self, submissions: Vec<Submission>) -> Result<Vec<Submitted>, StoreError> {
        let submissions: Vec<Arc<Submission>> = submissions.into_iter().map(Arc::new).collect();
        let lexicon = self.lexicon;
        let readings = side_by_side(&submissions, move |submission| read(submission, lexicon)).await?;
        let mut writer = self.store.write(self.clock.now()).await?;
        let mut touched = Touched::default();
        let mut done = Vec::with_capacity(submissions.len());
        let mut refused = Vec::new();
        for (nth, (submission, reading)) in submissions.iter().zip(readings).enumerate() {
            let ruleset = submission.extract.then_some(RULESET);
            let stored = writer.store_article(&submission.article, &reading.notes, ruleset).await?;
            let result = match stored.before {
                Before::Same => Outcome::Unchanged,
                Before::Nothing => Outcome::Created,
                Before::Other(_) => Outcome::Revised,
                Before::Withdrawn => {
                    if let ArticleState::Withdrawn(was) = writer.article_state(stored.id).await? {
                        refused.push(Refused { nth, was });
                    }
                    continue;
                }
            };
            if result != Outcome::Unchanged {
                let first = Reading { revision: stored.revision, current: stored.current, ruleset: RULESET, number: 1 };
                let origin = |nth| if nth < reading.extracted { Origin::Rules } else { Origin::Client };
                let origins: Vec<Origin> = (0..reading.mentions.len()).map(origin).collect();
                let ids = writer.insert_mentions(first, &reading.mentions, &origins).await?;
                if stored.current {
                    if let Before::Other(Some(old)) = stored.before {
                        let withdrawn = writer.withdraw(old, None).await?;
                        touched.inherit(withdrawn, &reading.mentions, &ids);
                        let bereft: Vec<i64> = touched.bereft.iter().map(|e| e.0).collect();
                        let former = writer.former(stored.id, &bereft).await?;
                        touched.revive(former, &reading.mentions, &ids);
                        // The same article twice in one batch: what the first of them said is gone again.
                        let gone = writer.mentions_of(old).await?;
                        touched.new.retain(|id| !gone.contains(id));
                    }
                    touched.new.extend(ids);
                }
            }
            done.push((result, stored.id, reading.notes));
        }
        if !refused.is_empty() {
            return Err(StoreError::Withdrawn(refused));
        }
        if !touched.new.is_empty() || !touched.bereft.is_empty() {
            bring_up_to_date(&mut writer, touched).await?;
        }
        writer.commit().await?;
        let mut all = Vec::with_capacity(done.len());
        for (result, article, notes) in done {
            all.push(Submitted { result, article, events: self.store.events_of_article(article).await?, notes });
        }
        Ok(all)
    }

    /// Reads an article and stores nothing.
    pub fn preview(&self, submission: &Submission) -> Preview {
        read(submission, self.lexicon)
    }
}

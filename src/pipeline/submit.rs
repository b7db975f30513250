//! Storing articles and bringing the timeline up to date with them.

use super::{
    Pipeline,
    consolidate::{Touched, bring_up_to_date},
    correct::add,
    intake::Submission,
};
use crate::{
    domain::{ArticleId, Event, Mention},
    extract::{self, Lexicon, Metadata, RULESET},
    store::{Before, StoreError},
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
    /// What the extractor had to leave open.
    pub notes: Vec<String>,
}

/// Reads an article: first what the rules find, then what the client supplied.
fn read(submission: &Submission, lexicon: &Lexicon) -> Preview {
    let article = &submission.article;
    let mut found = Preview { mentions: Vec::new(), notes: Vec::new() };
    if submission.extract {
        let title = (!article.title.is_empty()).then(|| article.title.clone());
        let metadata = Metadata { title, outlet: article.outlet.clone(), published: article.published };
        let extraction = extract::extract(&article.text, &metadata, lexicon);
        found = Preview { mentions: extraction.mentions, notes: extraction.notes };
    }
    let before = found.mentions.len();
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
    /// [`StoreError::Unavailable`] where the database can't be reached; nothing is stored then.
    pub async fn submit_all(&self, submissions: Vec<Submission>) -> Result<Vec<Submitted>, StoreError> {
        let submissions: Vec<Arc<Submission>> = submissions.into_iter().map(Arc::new).collect();
        let readings = self.read_all(&submissions).await?;
        let mut writer = self.store.write(self.clock.now()).await?;
        let mut touched = Touched::default();
        let mut done = Vec::with_capacity(submissions.len());
        for (submission, reading) in submissions.iter().zip(readings) {
            let stored = writer.store_article(&submission.article, &reading.notes).await?;
            let result = match stored.before {
                Before::Same => Outcome::Unchanged,
                Before::Nothing => Outcome::Created,
                Before::Other(_) => Outcome::Revised,
            };
            if result != Outcome::Unchanged {
                let mut mentions = reading.mentions;
                let mut added = Vec::new();
                if stored.current && result == Outcome::Revised {
                    // What analysts added from a sentence goes on as long as the sentence stands.
                    added = add::to_text(&mut writer, stored.id, &submission.article.text).await?;
                    mentions.extend(added.iter().map(|(_, mention)| mention.clone()));
                }
                let ids = writer.insert_mentions(&stored, RULESET, &mentions).await?;
                if !added.is_empty() {
                    let by = ids.iter().rev().zip(added.iter().rev()).map(|(id, (correction, _))| (*id, *correction));
                    writer.added_by(&by.collect::<Vec<_>>()).await?;
                }
                if stored.current {
                    if let Before::Other(Some(old)) = stored.before {
                        let withdrawn = writer.withdraw(old).await?;
                        touched.inherit(withdrawn, &mentions, &ids);
                        let bereft: Vec<i64> = touched.bereft.iter().map(|e| e.0).collect();
                        let former = writer.former(stored.id, &bereft).await?;
                        touched.revive(former, &mentions, &ids);
                        // The same article twice in one batch: what the first of them said is gone again.
                        let gone = writer.mentions_of(old).await?;
                        touched.new.retain(|id| !gone.contains(id));
                    }
                    touched.new.extend(ids);
                }
            }
            done.push((result, stored.id, reading.notes));
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

    async fn read_all(&self, submissions: &[Arc<Submission>]) -> Result<Vec<Preview>, StoreError> {
        // As many at a time as there are processors: more would only wait for one another.
        let at_once = std::thread::available_parallelism().map_or(2, usize::from);
        let mut readings = Vec::with_capacity(submissions.len());
        for group in submissions.chunks(at_once) {
            let tasks: Vec<_> = group
                .iter()
                .map(|submission| {
                    let (submission, lexicon) = (Arc::clone(submission), self.lexicon);
                    tokio::task::spawn_blocking(move || read(&submission, lexicon))
                })
                .collect();
            for task in tasks {
                readings.push(task.await.map_err(StoreError::Reading)?);
            }
        }
        Ok(readings)
    }
}

//! Storing articles and bringing the timeline up to date with them.

use super::{
    Pipeline,
    consolidate::{Touched, bring_up_to_date},
    correct::add,
    identity,
    intake::Submission,
    micros, side_by_side,
};
use crate::{
    domain::{ArticleId, Event, EventId, Mention},
    extract::{self, Lexicon, Metadata, RULESET},
    store::{ArticleState, Before, Origin, Reading, Refused, StoreError},
};
use std::{borrow::Cow, collections::BTreeMap, sync::Arc, time::Instant};
use tracing::debug;

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
fn read(submission: &Submission, lexicon: &Lexicon) -> (Preview, BTreeMap<String, String>) {
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
    let mut aliases = BTreeMap::new();
    found.mentions.extend(submission.client_mentions.iter().cloned().map(|mut mention| {
        // `part_of` counts within the client's own list.
        mention.part_of = mention.part_of.map(|whole| whole + before);
        aliases.extend(identity::resolve(&mut mention, lexicon));
        mention
    }));
    (found, aliases)
}

/// A submission that the rules have read, not yet stored.
#[derive(Clone, Debug)]
pub struct Read {
    submission: Arc<Submission>,
    /// What was found.
    pub found: Preview,
    /// Folded names a client gave, with the keys of those who go by them.
    aliases: BTreeMap<String, String>,
}

/// As [`Submitted`], with the numbers of its events only.
#[derive(Clone, Debug)]
pub struct Stored {
    /// What became of it.
    pub result: Outcome,
    /// Its number.
    pub article: ArticleId,
    /// Where it stands.
    pub url: Option<String>,
    /// The events it takes part in, in the order of its sentences.
    pub events: Vec<EventId>,
    /// What the extractor had to leave open.
    pub notes: Vec<String>,
}

impl Pipeline {
    /// Stores one article in one transaction.
    ///
    /// # Errors
    /// As [`Pipeline::store_all`].
    pub async fn submit(&self, submission: Submission) -> Result<Submitted, StoreError> {
        let mut all = self.submit_all(vec![submission]).await?;
        // One in, one out: it never comes to the other.
        all.pop().ok_or(StoreError::Nothing)
    }

    /// Stores all of them in one transaction, or none, and returns their events whole.
    ///
    /// # Errors
    /// As [`Pipeline::store_all`].
    pub async fn submit_all(&self, submissions: Vec<Submission>) -> Result<Vec<Submitted>, StoreError> {
        let stored = self.store_all(&self.read_all(submissions).await?).await?;
        let mut all = Vec::with_capacity(stored.len());
        for Stored { result, article, notes, .. } in stored {
            all.push(Submitted { result, article, events: self.store.events_of_article(article).await?, notes });
        }
        Ok(all)
    }

    /// Stores all of them in one transaction, or none.
    ///
    /// The rules have read them before, outside the transaction; one lock covers everything that is read
    /// and written here, so that what others commit meanwhile can't be overlooked.
    ///
    /// # Errors
    /// [`StoreError::Withdrawn`] where one of them was withdrawn before, [`StoreError::Unavailable`] where the
    /// database can't be reached; nothing is stored then.
    pub async fn store_all(&self, readings: &[Read]) -> Result<Vec<Stored>, StoreError> {
        let start = Instant::now();
        let mut writer = self.store.write(self.clock.now()).await?;
        let waited = start.elapsed();
        let mut touched = Touched::default();
        let mut done = Vec::with_capacity(readings.len());
        let mut refused = Vec::new();
        for (nth, Read { submission, found, .. }) in readings.iter().enumerate() {
            let ruleset = submission.extract.then_some(RULESET);
            let stored = writer.store_article(&submission.article, &found.notes, ruleset).await?;
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
                let first = Reading {
                    revision: stored.revision,
                    current: stored.current,
                    published: submission.article.published,
                    ruleset: RULESET,
                    number: 1,
                };
                let origin = |nth| if nth < found.extracted { Origin::Rules } else { Origin::Client };
                let mut origins: Vec<Origin> = (0..found.mentions.len()).map(origin).collect();
                let mut mentions = Cow::Borrowed(&found.mentions);
                let mut added = Vec::new();
                if stored.current && result == Outcome::Revised {
                    // What analysts added from a sentence goes on as long as the sentence stands.
                    added = add::to_text(&mut writer, stored.id, &submission.article.text).await?;
                    mentions.to_mut().extend(added.iter().map(|(_, mention)| mention.clone()));
                    origins.resize(mentions.len(), Origin::Analyst);
                }
                let ids = writer.insert_mentions(first, &mentions, &origins).await?;
                if !added.is_empty() {
                    let by = ids.iter().rev().zip(added.iter().rev()).map(|(id, (correction, _))| (*id, *correction));
                    writer.added_by(&by.collect::<Vec<_>>()).await?;
                }
                if stored.current {
                    if let Before::Other(Some(old)) = stored.before {
                        let withdrawn = writer.withdraw(old, None).await?;
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
            done.push((result, stored.id));
        }
        if !refused.is_empty() {
            return Err(StoreError::Withdrawn(refused));
        }
        let articles = start.elapsed() - waited;
        if !touched.new.is_empty() || !touched.bereft.is_empty() {
            bring_up_to_date(&mut writer, touched).await?;
        }
        let finishing = Instant::now();
        let aliases: BTreeMap<&str, &str> =
            readings.iter().flat_map(|r| &r.aliases).map(|(alias, id)| (alias.as_str(), id.as_str())).collect();
        writer.put_actor_aliases(&aliases).await?;
        let ids: Vec<i64> = done.iter().map(|(_, article)| article.0).collect();
        let events = writer.event_ids_of_articles(&ids).await?;
        writer.commit().await?;
        debug!(
            transactions = 1u64,
            wait_us = micros(waited),
            articles_us = micros(articles),
            commit_us = micros(finishing.elapsed()),
            "stored"
        );
        let stored = |((result, article), read): ((Outcome, ArticleId), &Read)| Stored {
            result,
            article,
            url: read.submission.article.url.clone(),
            // The same article twice in one batch has the same events twice.
            events: events.get(&article).cloned().unwrap_or_default(),
            notes: read.found.notes.clone(),
        };
        Ok(done.into_iter().zip(readings).map(stored).collect())
    }

    /// Reads an article and stores nothing.
    pub fn preview(&self, submission: &Submission) -> Preview {
        read(submission, self.lexicon).0
    }

    /// Reads articles, as many at a time as there are processors: more would only wait for one another.
    /// They come back in their order.
    ///
    /// # Errors
    /// [`StoreError::Reading`] where the rules broke off.
    pub async fn read_all(&self, submissions: Vec<Submission>) -> Result<Vec<Read>, StoreError> {
        let start = Instant::now();
        let submissions: Vec<Arc<Submission>> = submissions.into_iter().map(Arc::new).collect();
        let lexicon = self.lexicon;
        let found = side_by_side(&submissions, move |submission| read(submission, lexicon)).await?;
        let read = |(submission, (found, aliases))| Read { submission, found, aliases };
        let readings = submissions.into_iter().zip(found).map(read).collect();
        debug!(reading_us = micros(start.elapsed()), "read");
        Ok(readings)
    }
}

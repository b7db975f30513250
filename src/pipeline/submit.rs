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
    domain::{ArticleId, CorrectionId, Event, EventId, Mention, page::Withdrawal},
    extract::{self, Lexicon, Metadata, RULESET},
    store::{Before, Incoming, Origin, Reading, Refused, Said, StoreError, StoredArticle, Writer},
};
use metrics::{counter, histogram};
use std::{
    borrow::Cow,
    collections::{BTreeMap, HashSet},
    sync::Arc,
    time::Instant,
};
use tracing::debug;

/// What became of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words are their own explanation")]
pub enum Outcome {
    Created,
    Revised,
    Unchanged,
}

impl Outcome {
    /// The word for it, as answers have it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Outcome::Created => "created",
            Outcome::Revised => "revised",
            Outcome::Unchanged => "unchanged",
        }
    }
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
        let begun = Instant::now();
        let extraction = extract::extract(&article.text, &metadata, lexicon);
        histogram!("demarche_extraction_duration_seconds").record(begun.elapsed());
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

/// Stretches of articles in which none comes twice: a text can only replace one that is stored. Without an address
/// an article is known by its text.
fn runs(readings: &[Read]) -> Vec<&[Read]> {
    let mut met = HashSet::new();
    let mut starts = vec![0];
    for (nth, read) in readings.iter().enumerate() {
        let article = &read.submission.article;
        if !met.insert(article.url.as_deref().unwrap_or(article.text.as_str())) {
            starts.push(nth);
            met = HashSet::from([article.url.as_deref().unwrap_or(article.text.as_str())]);
        }
    }
    starts.push(readings.len());
    starts.windows(2).map(|w| &readings[w[0]..w[1]]).collect()
}

/// What an article says that is new, or has a new text.
struct News<'r> {
    read: &'r Read,
    stored: StoredArticle,
    mentions: Cow<'r, [Mention]>,
    origins: Vec<Origin>,
    /// The last of the mentions: additions of analysts whose sentences still stand.
    added: Vec<CorrectionId>,
}

impl<'r> News<'r> {
    async fn of(writer: &mut Writer, read: &'r Read, stored: StoredArticle) -> Result<News<'r>, StoreError> {
        let found = &read.found;
        let origin = |nth| if nth < found.extracted { Origin::Rules } else { Origin::Client };
        let mut origins: Vec<Origin> = (0..found.mentions.len()).map(origin).collect();
        let mut mentions = Cow::Borrowed(&found.mentions[..]);
        let mut added = Vec::new();
        if stored.current && matches!(stored.before, Before::Other(_)) {
            // What analysts added from a sentence goes on as long as the sentence stands.
            for (correction, mention) in add::to_text(writer, stored.id, &read.submission.article.text).await? {
                mentions.to_mut().push(mention);
                added.push(correction);
            }
            origins.resize(mentions.len(), Origin::Analyst);
        }
        Ok(News { read, stored, mentions, origins, added })
    }

    fn said(&self) -> Said<'_> {
        let reading = Reading {
            revision: self.stored.revision,
            current: self.stored.current,
            published: self.read.submission.article.published,
            ruleset: RULESET,
            number: 1,
        };
        Said { reading, mentions: &self.mentions, origins: &self.origins }
    }

    /// Notes what its mentions, now stored under these numbers, do to the timeline.
    async fn touch(&self, writer: &mut Writer, touched: &mut Touched, ids: Vec<i64>) -> Result<(), StoreError> {
        if !self.added.is_empty() {
            let by: Vec<_> = ids.iter().rev().copied().zip(self.added.iter().rev().copied()).collect();
            writer.added_by(&by).await?;
        }
        if !self.stored.current {
            return Ok(());
        }
        if let Before::Other(Some(old)) = self.stored.before {
            let withdrawn = writer.withdraw(old, None).await?;
            touched.inherit(withdrawn, &self.mentions, &ids);
            let bereft: Vec<i64> = touched.bereft.iter().map(|e| e.0).collect();
            let former = writer.former(self.stored.id, &bereft).await?;
            touched.revive(former, &self.mentions, &ids);
            // The same article twice in one batch: what the first of them said is gone again.
            let gone = writer.mentions_of(old).await?;
            touched.new.retain(|id| !gone.contains(id));
        }
        touched.new.extend(ids);
        Ok(())
    }
}

/// Stores articles that are all different, and what they say. Of one that was withdrawn before, when and why.
async fn store_run(
    writer: &mut Writer,
    run: &[Read],
    touched: &mut Touched,
) -> Result<Vec<Result<(Outcome, ArticleId), Withdrawal>>, StoreError> {
    let incoming = run.iter().map(|Read { submission, found, .. }| Incoming {
        article: &submission.article,
        notes: &found.notes,
        ruleset: submission.extract.then_some(RULESET),
    });
    let incoming: Vec<Incoming<'_>> = incoming.collect();
    let all = writer.store_articles(&incoming).await?;
    let mut results = Vec::with_capacity(run.len());
    let mut news = Vec::with_capacity(run.len());
    for (read, stored) in run.iter().zip(all) {
        let outcome = match stored.before {
            Before::Same => Outcome::Unchanged,
            Before::Nothing => Outcome::Created,
            Before::Other(_) => Outcome::Revised,
            Before::Withdrawn(was) => {
                results.push(Err(was));
                continue;
            }
        };
        results.push(Ok((outcome, stored.id)));
        if outcome != Outcome::Unchanged {
            news.push(News::of(writer, read, stored).await?);
        }
    }
    let said: Vec<Said<'_>> = news.iter().map(News::said).collect();
    let ids = writer.insert_mentions(&said).await?;
    for (news, ids) in news.iter().zip(ids) {
        news.touch(writer, touched, ids).await?;
    }
    Ok(results)
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
        for run in runs(readings) {
            for stored in store_run(&mut writer, run, &mut touched).await? {
                match stored {
                    Ok(stored) => done.push(stored),
                    Err(was) => refused.push(Refused { nth: done.len() + refused.len(), was }),
                }
            }
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
        for (outcome, _) in &done {
            counter!("demarche_articles_total", "result" => outcome.as_str()).increment(1);
        }
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

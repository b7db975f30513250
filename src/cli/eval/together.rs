//! How well mentions are put together into events, from the texts on: what the rules found of the gold's
//! mentions, consolidated as the service would, against the gold's own events.

use super::{
    gold::{Expected, Gold},
    matching::{Answer, pair},
};
use crate::{
    consolidate::{self, Constraints, Folded, Input, text_hash},
    domain::{ArticleId, Mention, NewArticle},
};
use std::collections::BTreeMap;

/// The mentions of all articles so far.
#[derive(Debug, Default)]
pub(super) struct Together {
    inputs: Vec<Input>,
    /// Of which event of the gold a mention is, for those that the gold has.
    truth: BTreeMap<i64, String>,
    /// Addresses, with the article that is there now and how many mentions its gold has.
    current: BTreeMap<String, (ArticleId, usize)>,
    articles: i64,
}

/// B-cubed (Bagga and Baldwin 1998), each between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub(super) struct BCubed {
    /// Mentions of the gold, and how many of them were found; only these are reckoned with.
    pub(super) expected: usize,
    pub(super) found: usize,
    /// Of those a mention was put with, how many belong with it.
    pub(super) precision: f64,
    /// Of those that belong with a mention, how many were put with it.
    pub(super) recall: f64,
}

impl BCubed {
    pub(super) fn f1(self) -> f64 {
        let sum = self.precision + self.recall;
        if sum == 0.0 { 0.0 } else { 2.0 * self.precision * self.recall / sum }
    }
}

impl Together {
    /// Takes an article in. A later text of the same address takes the place of the earlier one.
    pub(super) fn add(&mut self, article: &NewArticle, gold: &Gold, found: &[Mention]) {
        self.articles += 1;
        let id = ArticleId(self.articles);
        let hash = text_hash(article.text.as_str());
        let expected: Vec<&Expected> = gold.events.iter().filter(|e| !e.is_aside() && e.event_id.is_some()).collect();
        let address = article.url.clone().unwrap_or_else(|| hash.clone());
        if let Some((before, _)) = self.current.insert(address, (id, expected.len())) {
            let (gone, kept): (Vec<Input>, Vec<Input>) =
                std::mem::take(&mut self.inputs).into_iter().partition(|i| i.article == before);
            self.inputs = kept;
            self.truth.retain(|key, _| !gone.iter().any(|i| i.key == *key));
        }
        let answers: Vec<Answer<'_>> = found.iter().map(Answer::of).collect();
        let first = self.articles << 32;
        for (expected, answer) in expected.iter().zip(pair(&expected, &answers)) {
            let key = answer.and_then(|nth| i64::try_from(nth).ok()).map(|nth| first + nth);
            if let Some((key, event)) = key.zip(expected.event_id.clone()) {
                self.truth.entry(key).or_insert(event);
            }
        }
        self.inputs.extend(found.iter().zip(first..).map(|(mention, key)| Input {
            key,
            article: id,
            published: article.published,
            content_hash: hash.clone(),
            outlet: article.outlet.clone(),
            mention: mention.clone(),
            folded: Folded::default(),
        }));
    }

    /// How well they are put together; `None` where the gold says nothing of it.
    pub(super) fn score(&self) -> Option<BCubed> {
        let clusters = consolidate::partition(&self.inputs, &Constraints::default());
        let mut placed: Vec<(usize, &str)> = Vec::new();
        for (nth, cluster) in clusters.iter().enumerate() {
            placed.extend(cluster.members.iter().filter_map(|key| Some((nth, self.truth.get(key)?.as_str()))));
        }
        let (mut precision, mut recall) = (0.0, 0.0);
        for (cluster, truth) in &placed {
            let count = |test: &dyn Fn(&(usize, &str)) -> bool| placed.iter().filter(|p| test(p)).count() as f64;
            let both = count(&|(c, t)| c == cluster && t == truth);
            precision += both / count(&|(c, _)| c == cluster);
            recall += both / count(&|(_, t)| t == truth);
        }
        let of = placed.len() as f64;
        let score = BCubed {
            expected: self.current.values().map(|(_, expected)| expected).sum(),
            found: placed.len(),
            precision: precision / of,
            recall: recall / of,
        };
        (!placed.is_empty()).then_some(score)
    }
}

//! Mentions to events. A pure function of a set: the order of arrival cannot matter.
//!
//! [`partition`] sorts the mentions by (published, content hash, place in the text), links pairs that
//! are compatible, each with a named reason, and follows the links from the strongest to the weakest,
//! unless that would bring two together that can't be one event. Since only linked mentions influence
//! one another, a connected component can be worked out on its own: [`linked`] says what belongs to it,
//! and [`blocking_keys`] bound the search. [`merge`] says what the mentions of one event say together.

mod block;
mod compare;
mod figures;
mod links;
mod merge;
#[cfg(test)]
mod tests;
mod window;
mod words;

pub use block::{BlockingKeys, KEYS, blocking_keys};
pub use compare::{Folded, STRIKE_DAYS, is_part_of};
pub use links::{Claim, ClaimKey, Side, claim_keys, claims};
pub(crate) use merge::first_published;
pub use merge::merge;
pub use words::{families, fingerprint, text_hash};

use crate::domain::{ArticleId, Content, Mention, Published, Step, mention::Evidence};
use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet, HashMap},
};

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
    /// What comparing works out of it, once.
    pub folded: Folded,
}

impl Input {
    /// Its blocking keys.
    pub fn keys(&self) -> &BlockingKeys {
        self.folded.keys(self)
    }
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

/// Whether two mentions are of the same connected component: taken for one event, unless something
/// else in the component speaks against it.
pub fn linked(a: &Input, b: &Input) -> bool {
    compare::compatible(a, b).is_some()
}

/// The canonical order: by what is in the articles, never by what number the store gave them.
/// Undated articles come last.
pub(crate) fn canonical(a: &Input, b: &Input) -> Ordering {
    let published = |x: &Input| (x.published.is_none(), x.published.map(Published::instant));
    let start = |x: &Input| x.mention.evidence.first().and_then(|e| e.start);
    published(a)
        .cmp(&published(b))
        .then_with(|| a.content_hash.cmp(&b.content_hash))
        .then_with(|| a.outlet.cmp(&b.outlet))
        .then_with(|| start(a).cmp(&start(b)))
        .then_with(|| a.mention.content.kind.cmp(&b.mention.content.kind))
        .then_with(|| a.mention.content.headline.cmp(&b.mention.content.headline))
        .then_with(|| format!("{:?}", a.mention).cmp(&format!("{:?}", b.mention)))
}

/// Splits mentions into events.
pub fn partition(inputs: &[Input], constraints: &Constraints) -> Vec<Cluster> {
    let mut order: Vec<&Input> = inputs.iter().collect();
    order.sort_by(|a, b| canonical(a, b));
    let at: HashMap<i64, usize> = order.iter().enumerate().map(|(i, x)| (x.key, i)).collect();
    let pairs = |list: &[(i64, i64)]| -> BTreeSet<(usize, usize)> {
        list.iter().filter_map(|(a, b)| Some((*at.get(a)?, *at.get(b)?))).map(|(i, j)| (i.min(j), i.max(j))).collect()
    };
    let (must, cannot) = (pairs(&constraints.must_link), pairs(&constraints.cannot_link));

    let mut sets = Sets::new(order.len());
    let mut links = Vec::new();
    for (i, j) in &must {
        // What an analyst ruled is followed first and overrules every rule of ours.
        sets.join(*i, *j);
        links.push((*i, *j, "an analyst's ruling"));
    }
    let mut found: Vec<_> = compared(&order)
        .into_iter()
        .filter_map(|(i, j)| compare::compatible(order[i], order[j]).map(|reason| (reason, i, j)))
        .collect();
    // Only what is linked has a say, by whatever way.
    let mut components = Sets::new(order.len());
    found.iter().for_each(|(_, i, j)| components.join(*i, *j));
    let sittings = compare::Sittings::of(&order, |i, j| components.same(i, j));
    found.retain(|(_, i, j)| !cannot.contains(&(*i, *j)));
    found.sort_by_key(|(reason, i, j)| (std::cmp::Reverse(reason.strength), *i, *j));
    for (reason, i, j) in found {
        let apart = |a: &usize, b: &usize| {
            cannot.contains(&(*a.min(b), *a.max(b)))
                || (!must.contains(&(*a.min(b), *a.max(b)))
                    && (compare::conflict(order[*a], order[*b]) || sittings.between(*a, *b)))
        };
        if !sets.same(i, j) && sets.members(i).iter().any(|a| sets.members(j).iter().any(|b| apart(a, b))) {
            continue;
        }
        sets.join(i, j);
        links.push((i, j, reason.words));
    }

    // The strongest link of a mention is the reason it is told with.
    let mut reasons = BTreeMap::new();
    for (i, j, words) in links {
        reasons.entry(i).or_insert(words);
        reasons.entry(j).or_insert(words);
    }
    let mut clusters: Vec<Vec<usize>> = sets.into_clusters();
    clusters.sort();
    let cluster = |members: Vec<usize>| Cluster {
        reasons: members
            .iter()
            .enumerate()
            .map(|(nth, i)| if nth == 0 { "first" } else { reasons.get(i).copied().unwrap_or("first") })
            .collect(),
        members: members.into_iter().map(|i| order[i].key).collect(),
    };
    clusters.into_iter().map(cluster).collect()
}

/// Pairs that share a blocking key, each once.
fn compared(order: &[&Input]) -> Vec<(usize, usize)> {
    let mut filed: HashMap<i64, Vec<usize>> = HashMap::new();
    for (i, input) in order.iter().enumerate() {
        for key in &input.keys().filed {
            filed.entry(*key).or_default().push(i);
        }
    }
    let mut pairs = Vec::new();
    for (i, input) in order.iter().enumerate() {
        let others = input.keys().asked.iter().filter_map(|key| filed.get(key)).flatten();
        // Each pair finds one another from both ends.
        pairs.extend(others.filter(|j| **j > i).map(|j| (i, *j)));
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Disjoint sets that know their members, because a join has to look at all of them.
struct Sets {
    of: Vec<usize>,
    members: Vec<Vec<usize>>,
}

impl Sets {
    fn new(n: usize) -> Sets {
        Sets { of: (0..n).collect(), members: (0..n).map(|i| vec![i]).collect() }
    }
    fn same(&self, i: usize, j: usize) -> bool {
        self.of[i] == self.of[j]
    }
    fn members(&self, i: usize) -> &[usize] {
        &self.members[self.of[i]]
    }
    fn join(&mut self, i: usize, j: usize) {
        let (a, b) = (self.of[i].min(self.of[j]), self.of[i].max(self.of[j]));
        if a == b {
            return;
        }
        let moved = std::mem::take(&mut self.members[b]);
        for m in &moved {
            self.of[*m] = a;
        }
        self.members[a].extend(moved);
        self.members[a].sort_unstable();
    }
    fn into_clusters(self) -> Vec<Vec<usize>> {
        self.members.into_iter().filter(|m| !m.is_empty()).collect()
    }
}

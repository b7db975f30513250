//! The figures over all articles, and what is behind them.

use super::{
    fields::{self, Verdict},
    gold::{Expected, Gold},
    matching::{Answer, exact_date, pair},
    together::{BCubed, Together},
    words::{fold, head},
};
use crate::{
    domain::{Detail, Kind, Mention, Status, Text},
    extract::sentence,
};
use serde::Serialize;
use std::collections::BTreeMap;

/// The kinds of which false alarms are counted: of the others, no gold lists every event.
pub(super) const COUNTED: [Kind; 3] = [Kind::Round, Kind::Strike, Kind::Statement];

/// So many right of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Share {
    pub(super) right: usize,
    pub(super) of: usize,
}

impl Share {
    fn add(&mut self, right: bool) {
        self.right += usize::from(right);
        self.of += 1;
    }

    /// Of one, as the F1 reckons: nothing of nothing is nothing.
    fn part(self) -> f64 {
        self.right as f64 / self.of.max(1) as f64
    }
}

/// What became of one field over all pairs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct FieldScore {
    pub(super) right: usize,
    pub(super) wrong: usize,
    pub(super) missing: usize,
    /// Given where the gold has none: not part of the accuracy.
    pub(super) extra: usize,
}

impl FieldScore {
    /// Of those that are expected.
    pub(super) fn share(self) -> Share {
        Share { right: self.right, of: self.right + self.wrong + self.missing }
    }
}

/// One kind of event.
#[derive(Debug, Default, Serialize)]
pub(super) struct KindScore {
    /// Expected events that were found.
    pub(super) all: Share,
    /// Of these, the ones that no reader would do without.
    pub(super) core: Share,
    /// Answers that were expected.
    pub(super) precision: Share,
    /// Pairs with both bounds as expected.
    pub(super) date: Share,
    /// Status of a round, act of a statement, counts of a strike's weapons.
    pub(super) telling: Share,
    pub(super) fields: BTreeMap<&'static str, FieldScore>,
    /// The order in which the fields are shown.
    #[serde(skip)]
    pub(super) order: Vec<&'static str>,
}

/// An expected event that was not found.
#[derive(Debug, Serialize)]
pub(super) struct Miss {
    pub(super) article: String,
    pub(super) kind: Kind,
    pub(super) core: bool,
    pub(super) expected: String,
    /// Its sentence; `None` where its words are not in the text.
    pub(super) sentence: Option<String>,
}

/// An answer that is not expected.
#[derive(Debug, Serialize)]
pub(super) struct FalseAlarm {
    pub(super) article: String,
    pub(super) kind: Kind,
    pub(super) headline: String,
    pub(super) rule: String,
    pub(super) sentence: String,
}

/// A field of a found event that is not as expected.
#[derive(Debug, Serialize)]
pub(super) struct Slip {
    pub(super) article: String,
    pub(super) kind: Kind,
    pub(super) field: &'static str,
    pub(super) verdict: Verdict,
    pub(super) expected: String,
    pub(super) found: String,
    pub(super) sentence: String,
}

/// The figures over the articles so far.
#[derive(Debug, Default, Serialize)]
pub(super) struct Tally {
    pub(super) articles: usize,
    pub(super) kinds: BTreeMap<Kind, KindScore>,
    /// How well mentions are put together into events, where the gold tells of that.
    pub(super) put_together: Option<BCubed>,
    #[serde(skip)]
    pub(super) together: Together,
    pub(super) misses: Vec<Miss>,
    pub(super) false_alarms: Vec<FalseAlarm>,
    pub(super) slips: Vec<Slip>,
}

impl Tally {
    /// Scores what was found in one article.
    pub(super) fn add(&mut self, article: &str, gold: &Gold, found: &[Mention], text: &Text) {
        self.articles += 1;
        let answers: Vec<Answer<'_>> = found.iter().map(Answer::of).collect();
        // What must not become an event is neither asked for nor, where it is found, wrong.
        let (aside, expected): (Vec<&Expected>, Vec<&Expected>) = gold.events.iter().partition(|e| e.is_aside());
        let pairs = pair(&expected, &answers);
        for (expected, paired) in expected.iter().zip(&pairs) {
            let score = self.kinds.entry(expected.kind).or_default();
            score.all.add(paired.is_some());
            if expected.core {
                score.core.add(paired.is_some());
            }
            if let Some(answer) = paired.and_then(|j| answers.get(j)) {
                self.pair(article, expected, answer);
            } else {
                self.misses.push(Miss {
                    article: article.to_owned(),
                    kind: expected.kind,
                    core: expected.core,
                    expected: expected.called(),
                    sentence: expected.anchor.as_deref().and_then(|anchor| sentence_of(text, anchor)),
                });
            }
        }
        let listed = gold.exhaustive_kinds.as_ref().filter(|k| !k.is_empty());
        let listed = |kind: Kind| listed.is_none_or(|kinds| kinds.iter().any(|k| k == kind.as_str()));
        for (j, answer) in answers.iter().enumerate() {
            let kind = answer.kind();
            if !COUNTED.contains(&kind) || !listed(kind) {
                continue;
            }
            let right = pairs.contains(&Some(j));
            let passed = || {
                gold.tolerated.iter().flatten().any(|t| answer.is_among(t))
                    || aside.iter().any(|a| answer.is_tolerated(Some(a.kind.as_str()), a.anchor.as_deref()))
            };
            if !right && passed() {
                continue;
            }
            self.kinds.entry(kind).or_default().precision.add(right);
            if !right {
                let content = &answer.mention.content;
                let (sentence, rule) = resting(answer);
                let (article, headline) = (article.to_owned(), content.headline.clone());
                self.false_alarms.push(FalseAlarm { article, kind, headline, rule, sentence });
            }
        }
    }

    fn pair(&mut self, article: &str, expected: &Expected, answer: &Answer<'_>) {
        let score = self.kinds.entry(expected.kind).or_default();
        if let Some(right) = exact_date(expected, answer) {
            score.date.add(right);
        }
        let content = &answer.mention.content;
        match &content.detail {
            Detail::Round(_) => score.telling.add(content.status.map(Status::as_str) == expected.status.as_deref()),
            Detail::Statement(said) => score.telling.add(Some(said.act.as_str()) == expected.act.as_deref()),
            Detail::Strike(strike) if expected.counts().next().is_some() => {
                let found = || strike.weapons.iter().chain(&strike.intercepted).filter_map(|w| w.count);
                score.telling.add(expected.counts().all(|n| found().any(|m| n == m)));
            }
            _ => {}
        }
        for check in fields::check(expected, answer) {
            if !score.order.contains(&check.field) {
                score.order.push(check.field);
            }
            let field = score.fields.entry(check.field).or_default();
            match check.verdict {
                Verdict::Right => field.right += 1,
                Verdict::Wrong => field.wrong += 1,
                Verdict::Missing => field.missing += 1,
                Verdict::Extra => field.extra += 1,
            }
            if check.verdict != Verdict::Right {
                self.slips.push(Slip {
                    article: article.to_owned(),
                    kind: expected.kind,
                    field: check.field,
                    verdict: check.verdict,
                    expected: check.expected,
                    found: check.found,
                    sentence: resting(answer).0,
                });
            }
        }
    }

    /// The harmonic mean of core recall and precision, of one.
    pub(super) fn f1(&self, kind: Kind) -> f64 {
        let score = self.kinds.get(&kind);
        let (r, p) = score.map_or((0.0, 0.0), |s| (s.core.part(), s.precision.part()));
        if r + p > 0.0 { 2.0 * r * p / (r + p) } else { 0.0 }
    }
}

/// The first sentence an answer rests on, and its rule.
fn resting(answer: &Answer<'_>) -> (String, String) {
    answer.mention.evidence.first().map_or_else(Default::default, |e| (one_line(&e.exact), e.rule.clone()))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The sentence with these words.
fn sentence_of(text: &Text, anchor: &str) -> Option<String> {
    let anchor = fold(anchor);
    let words = head(&anchor, 25);
    let doc = sentence::read(text);
    let mut sentences = doc.sentences.iter().map(|s| text.slice(s.span));
    sentences.find(|s| !words.is_empty() && fold(s).contains(words)).map(one_line)
}

//! Which answer meets which expectation, and how well. The same reckoning as the gold's own scoring
//! program, so that their figures can be compared.

use super::{
    gold::{Expected, Tolerated},
    words::{fold, has_word, head},
};
use crate::domain::{Detail, Kind, Mention, Role, Status};
use jiff::{Span, civil::Date};
use std::collections::BTreeSet;

/// Words of an office: what is left of "the ministry spokesperson" names nobody.
const OFFICES: &[&str] =
    &["office", "official", "officials", "spokesperson", "spokesman", "the", "ministry", "senior", "source"];

/// What the rules found, folded for comparison once.
#[derive(Debug)]
pub(super) struct Answer<'m> {
    pub(super) mention: &'m Mention,
    /// Its sentences.
    text: String,
    /// Names and countries of its places.
    places: Vec<String>,
}

impl<'m> Answer<'m> {
    pub(super) fn of(mention: &'m Mention) -> Answer<'m> {
        let exact: Vec<&str> = mention.evidence.iter().map(|e| e.exact.as_str()).collect();
        let content = &mention.content;
        let places = content.place.iter().chain(&content.places);
        let places = places.flat_map(|p| [fold(&p.name), fold(p.country.as_deref().unwrap_or_default())]);
        Answer { mention, text: fold(&exact.join(" ")), places: places.filter(|p| !p.is_empty()).collect() }
    }

    pub(super) fn kind(&self) -> Kind {
        self.mention.content.kind
    }

    /// Every name of those who take part in one of these roles; without roles, of all.
    pub(super) fn names(&self, roles: &[Role]) -> BTreeSet<String> {
        let who = self.mention.content.participants.iter().filter(|p| roles.is_empty() || roles.contains(&p.role));
        let names = who.flat_map(|p| {
            let a = &p.actor;
            let body = a.affiliation.as_ref().and_then(|b| b.country.as_deref());
            [a.country.as_deref(), Some(&*a.name), Some(&*a.id), body]
        });
        names.flatten().filter(|n| !n.is_empty()).map(fold).collect()
    }

    /// Whether its sentences have the first so many letters of these words.
    pub(super) fn says(&self, words: &str, letters: usize) -> bool {
        self.text.contains(head(&fold(words), letters))
    }

    fn is_at(&self, place: &str) -> bool {
        self.places.iter().any(|p| place.contains(p.as_str()) || p.contains(place))
    }

    /// Whether it is one of those that count neither for nor against.
    pub(super) fn is_tolerated(&self, kind: Option<&str>, anchor: Option<&str>) -> bool {
        kind == Some(self.kind().as_str()) && self.says(anchor.unwrap_or_default(), 25)
    }

    /// As [`Self::is_tolerated`], by an entry of the gold's list.
    pub(super) fn is_among(&self, tolerated: &Tolerated) -> bool {
        self.is_tolerated(tolerated.kind.as_deref(), tolerated.anchor.as_deref())
    }
}

/// Whether one of the expected sides is among the names. Nobody expected is always met.
pub(super) fn side(expected: &[String], names: &BTreeSet<String>) -> bool {
    expected.is_empty()
        || expected.iter().any(|side| {
            let side = fold(side);
            names.contains(&side) || names.iter().any(|n| has_word(n, &side) || has_word(&side, n))
        })
}

fn day(written: Option<&str>) -> Option<Date> {
    written?.get(..10)?.parse().ok()
}

/// Whether the days meet, give or take so many days; open ends reach, and nothing known meets all.
fn overlap(gold: &Expected, answer: &Answer<'_>, slack: i64) -> bool {
    let (a, b) = (day(gold.from.as_deref()), day(gold.to.as_deref()));
    let (c, d) = (answer.mention.content.date.earliest(), answer.mention.content.date.latest());
    if (a.is_none() && b.is_none()) || (c.is_none() && d.is_none()) {
        return true;
    }
    let by = Span::new().days(slack);
    let starts = |c: Date, b: Date| c.saturating_sub(by) <= b;
    let ends = |d: Date, a: Date| d.saturating_add(by) >= a;
    c.zip(b).is_none_or(|(c, b)| starts(c, b)) && d.zip(a).is_none_or(|(d, a)| ends(d, a))
}

/// Whether both bounds are those expected; `None` where none is expected.
pub(super) fn exact_date(gold: &Expected, answer: &Answer<'_>) -> Option<bool> {
    let stated = |d: &Option<String>| d.as_ref().is_some_and(|d| !d.is_empty());
    if !stated(&gold.from) && !stated(&gold.to) {
        return None;
    }
    let date = &answer.mention.content.date;
    Some((day(gold.from.as_deref()), day(gold.to.as_deref())) == (date.earliest(), date.latest()))
}

/// Whether it lies ahead, goes on or is over.
fn group(status: Option<&str>) -> u8 {
    match status {
        Some("proposed" | "scheduled") => 0,
        Some("ongoing") => 1,
        _ => 2,
    }
}

/// How well an answer meets an expectation; 0 where it does not.
pub(super) fn fit(gold: &Expected, answer: &Answer<'_>) -> f64 {
    if gold.kind != answer.kind() {
        return 0.0;
    }
    let anchor = gold.anchor.as_deref().filter(|a| !a.is_empty());
    let anchored = anchor.is_some_and(|a| answer.says(a, 25));
    match gold.kind {
        Kind::Round => round(gold, answer, anchored),
        Kind::Strike => strike(gold, answer, anchored),
        Kind::Statement => statement(gold, answer),
        Kind::Agreement | Kind::Deadline | Kind::Measure => {
            let dated = overlap(gold, answer, 0) && exact_date(gold, answer) == Some(true);
            if anchor.is_some_and(|a| !fold(a).is_empty()) && anchored {
                1.5
            } else if dated {
                0.6
            } else {
                0.0
            }
        }
    }
}

/// By place, or parties where none is given; days give or take one; and whether it is ahead or over.
fn round(gold: &Expected, answer: &Answer<'_>, anchored: bool) -> f64 {
    if !overlap(gold, answer, 1) {
        return 0.0;
    }
    let mut score = if let Some(place) = gold.place.as_deref().filter(|p| !p.is_empty()) {
        let place = fold(place);
        let country = gold.country.as_deref().map(fold);
        let long = || answer.places.iter().filter(|p| p.len() > 2);
        let in_country = |c: &String| answer.places.contains(c) && !long().any(|p| p != c);
        if long().any(|p| p.contains(place.as_str()) || has_word(&place, p)) {
            2.0
        } else if answer.places.is_empty() || country.as_ref().is_some_and(in_country) {
            0.8
        } else {
            return 0.0;
        }
    } else {
        let names = answer.names(&[]);
        let parties = gold.parties.list();
        let hits = parties.iter().filter(|p| side(std::slice::from_ref(p), &names)).count();
        if hits < parties.len().min(2) {
            return 0.0;
        }
        1.0 + 0.1 * hits as f64
    };
    if group(gold.status.as_deref()) != group(answer.mention.content.status.map(Status::as_str)) {
        return if score >= 2.0 { score * 0.25 } else { 0.0 };
    }
    if anchored {
        score += 0.5;
    }
    score
}

/// The counts of a strike that an answer gives: what was launched or downed, figures and tolls.
fn counts(mention: &Mention) -> BTreeSet<u64> {
    let mut counts: BTreeSet<u64> = mention.content.figures.iter().map(|f| f.value).collect();
    if let Detail::Strike(strike) = &mention.content.detail {
        counts.extend(strike.weapons.iter().chain(&strike.intercepted).filter_map(|w| w.count).filter(|n| *n > 0));
        let tolls = [strike.casualties.killed, strike.casualties.injured];
        counts.extend(tolls.iter().flatten().map(|t| t.best).filter(|n| *n > 0));
    }
    counts
}

/// By attacker or target, days give or take one, and any count where one is expected.
fn strike(gold: &Expected, answer: &Answer<'_>, anchored: bool) -> f64 {
    let attackers = answer.names(&[Role::Attacker]);
    let mut targets = answer.names(&[Role::Target]);
    targets.extend(answer.places.iter().cloned());
    let (by, at) = (gold.attacker.list(), gold.target.list());
    let met = !by.is_empty() && side(by, &attackers) || !at.is_empty() && side(at, &targets);
    if !(met || by.is_empty() && at.is_empty())
        || (!by.is_empty() && !attackers.is_empty() && !side(by, &attackers))
        || !overlap(gold, answer, 1)
    {
        return 0.0;
    }
    let expected: BTreeSet<u64> = gold.counts().chain(gold.killed).chain(gold.injured).filter(|n| *n > 0).collect();
    let shared = expected.intersection(&counts(answer.mention)).count();
    if !expected.is_empty() && shared == 0 {
        return 0.0;
    }
    let mut score = 1.0 + shared as f64 * 0.5;
    let place = gold.place.as_deref().filter(|p| !p.is_empty());
    if place.is_some_and(|p| answer.is_at(&fold(p))) {
        score += 0.5;
    }
    if anchored {
        score += 0.7;
    } else if expected.is_empty() && place.is_none() {
        score -= 0.3;
    }
    score
}

/// By the speaker's family name, and the quotation's first words or else its sentence.
fn statement(gold: &Expected, answer: &Answer<'_>) -> f64 {
    let Detail::Statement(said) = &answer.mention.content.detail else {
        return 0.0;
    };
    let mut names = answer.names(&[Role::Speaker]);
    names.insert(fold(&said.speaker));
    let speaks = |who: &String| {
        let full = fold(who);
        let family = full.split(' ').rfind(|w| !OFFICES.contains(w)).filter(|w| !w.is_empty()).unwrap_or(&full);
        let is = |n: &String| has_word(n, family) || *n == full || full.len() == 2 && has_word(n, &full);
        names.iter().filter(|n| !n.is_empty()).any(is)
    };
    if !gold.speaker.iter().chain(gold.alt_speakers.iter().flatten()).any(speaks) {
        return 0.0;
    }
    let quote = said.quote.as_deref().filter(|q| !q.is_empty());
    if let Some(first) = gold.quote_head.as_ref().filter(|h| !h.is_empty()) {
        let words = format!("{} | {}", fold(quote.unwrap_or_default()), answer.text);
        let hit =
            std::iter::once(first).chain(gold.alt_heads.iter().flatten()).any(|h| words.contains(head(&fold(h), 40)));
        return match (hit, quote) {
            (true, Some(_)) => 2.0,
            (true, None) => 1.2,
            (false, _) => 0.0,
        };
    }
    let anchor = fold(gold.anchor.as_deref().unwrap_or_default());
    if !anchor.is_empty() && answer.text.contains(head(&anchor, 28)) { 1.5 } else { 0.0 }
}

/// Pairs expectations with answers, best fit first, each once; then lets records that tell of one
/// event share its answer. Gives the answer of each expectation.
pub(super) fn pair(gold: &[&Expected], answers: &[Answer<'_>]) -> Vec<Option<usize>> {
    let mut fits = Vec::new();
    for (i, expected) in gold.iter().enumerate() {
        let scored = answers.iter().enumerate().map(|(j, answer)| (fit(expected, answer), i, j));
        fits.extend(scored.filter(|(score, ..)| *score > 0.0));
    }
    fits.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut paired = vec![None; gold.len()];
    let mut used = vec![false; answers.len()];
    for (_, i, j) in fits {
        if paired[i].is_none() && !used[j] {
            paired[i] = Some(j);
            used[j] = true;
        }
    }
    for i in 0..gold.len() {
        if paired[i].is_none() {
            paired[i] = (0..gold.len())
                .find(|k| *k != i && paired[*k].is_some() && gold[i].shares_with(gold[*k]))
                .and_then(|k| paired[k]);
        }
    }
    paired
}

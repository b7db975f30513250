//! Every count of an event with who gives it, and what the same source said before.

use super::Input;
use crate::domain::{Figure, Outdated, Published};
use std::collections::BTreeSet;

/// Who counts: the same outlet quoting the same claimant is one source, whose later figure replaces its earlier one.
fn source(member: &Input, figure: &Figure) -> (String, Option<String>) {
    (member.outlet.clone().unwrap_or_else(|| member.article.to_string()), figure.claimed_by.clone())
}

/// A figure with who gives it and when.
struct Said {
    by: (String, Option<String>),
    published: Option<Published>,
    figure: Figure,
}

impl Said {
    /// Whether both are of one source and count the same.
    fn same_count(&self, other: &Said) -> bool {
        let of = |f: &Figure| (f.measure, f.weapon);
        self.by == other.by && of(&self.figure) == of(&other.figure)
    }
    fn same_number(&self, other: &Said) -> bool {
        (self.figure.value, self.figure.qualifier) == (other.figure.value, other.figure.qualifier)
    }
}

/// Whether one article surely came after another.
fn later(a: Option<Published>, b: Option<Published>) -> bool {
    match (a, b) {
        (Some(Published::Instant(a, _)), Some(Published::Instant(b, _))) => a > b,
        (Some(a), Some(b)) => a.day() > b.day(),
        _ => false,
    }
}

/// Every count with who gives it. What a later article of the same source gives instead is kept with the
/// number that it became; whatever came at the same time, or nobody knows when, stands beside the others.
pub(super) fn figures(order: &[&Input], places: &[Vec<usize>]) -> Vec<Figure> {
    let mut standing: Vec<Said> = Vec::new();
    for told in order.chunk_by(|a, b| a.article == b.article).scan(0, |from, of_article| {
        let first = *from;
        *from += of_article.len();
        Some((first, of_article))
    }) {
        let mut own = own_figures(told, places);
        let replaced = |old: &Said| {
            let mut rivals = own.iter().filter(|new| new.same_count(old)).peekable();
            let newer = rivals.peek().is_some_and(|new| later(new.published, old.published));
            newer && !rivals.any(|new| new.same_number(old))
        };
        let (gone, kept): (Vec<Said>, Vec<Said>) = standing.into_iter().partition(replaced);
        standing = kept;
        for old in gone.into_iter().rev() {
            // Of several numbers in one article the last is what it comes to.
            if let Some(new) = own.iter_mut().rfind(|new| new.same_count(&old)) {
                let Figure { value, qualifier, evidence, article, mut updates, .. } = old.figure;
                updates.push(Outdated { value, qualifier, evidence, article });
                updates.append(&mut new.figure.updates);
                let mut seen = BTreeSet::new();
                updates.retain(|o| seen.insert((o.value, o.qualifier)));
                new.figure.updates = updates;
            }
        }
        standing.extend(own);
    }
    standing.into_iter().map(|said| said.figure).collect()
}

/// The figures of one article: its mentions, which stand in `places` from `first` on, give each number once.
fn own_figures((first, mentions): (usize, &[&Input]), places: &[Vec<usize>]) -> Vec<Said> {
    let mut own: Vec<Said> = Vec::new();
    for (nth, member) in mentions.iter().enumerate() {
        let place = |evidence: Option<usize>| evidence.and_then(|e| places.get(first + nth)?.get(e).copied());
        for figure in &member.mention.content.figures {
            let outdated =
                |o: &Outdated| Outdated { article: Some(member.article), evidence: place(o.evidence), ..o.clone() };
            let said = Said {
                by: source(member, figure),
                published: member.published,
                figure: Figure {
                    article: Some(member.article),
                    evidence: place(figure.evidence),
                    updates: figure.updates.iter().map(outdated).collect(),
                    ..figure.clone()
                },
            };
            if !own.iter().any(|other| other.same_count(&said) && other.same_number(&said)) {
                own.push(said);
            }
        }
    }
    own
}

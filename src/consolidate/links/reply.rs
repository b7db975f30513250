//! Statements that answer statements.

use super::{
    Ground,
    text::{alike, day, follows, longest_run, said, share_an_article, side, speaker, surname, words},
};
use crate::{
    consolidate::{window, words::content_words},
    domain::{Act, ActorKind, Detail, Event, Kind, LinkType, Role, Topic},
};
use std::collections::BTreeSet;

/// An answer comes within so many days.
pub(super) const REPLY_DAYS: i64 = 3;
/// So many words in a row are quoted from the other.
const QUOTED_RUN: usize = 4;
/// So many words of meaning are of the same matter.
const SHARED_WORDS: usize = 3;

/// Words that say that something is an answer.
const CUES: &[&str] = &[
    "answered",
    "answering",
    "countered",
    "dismissed",
    "dismissing",
    "rebuffed",
    "rebuffing",
    "rebutted",
    "rejected",
    "rejecting",
    "replied",
    "replying",
    "responded",
    "responding",
    "response",
    "retorted",
    "reacting",
    "reacted",
];

fn has_cue(spoken: &[String]) -> bool {
    spoken.iter().any(|w| CUES.contains(&w.as_str()))
}

/// Whether a statement may be an answer at all: by what it does, or by saying so.
pub(super) fn may_answer(statement: &Event, spoken: &[String]) -> bool {
    let Detail::Statement(s) = &statement.content.detail else { return false };
    matches!(s.act, Act::Reject | Act::Deny | Act::Accuse | Act::Condemn) || has_cue(spoken)
}

/// Why `answer` answers `first`, if it does: it names who spoke, is of another side, comes soon after, and
/// takes up the words or the matter.
pub(super) fn ground(answer: &Event, first: &Event) -> Option<Ground> {
    if first.content.kind != Kind::Statement {
        return None;
    }
    let (by, to) = (speaker(answer)?, speaker(first)?);
    let (said_on, before) = (day(answer)?, day(first)?);
    let apart = window::days(before, said_on);
    if !(0..=REPLY_DAYS).contains(&apart) || side(by).any(|s| side(to).any(|t| s == t)) || to.kind != ActorKind::Person
    {
        return None;
    }
    let text = said_apart(answer, first);
    let spoken = words(&text);
    if !may_answer(answer, &spoken) {
        return None;
    }
    let name = surname(to)?;
    let addressed = answer.content.actors(Role::Addressee).any(|a| a.id == to.id);
    if !addressed && !super::text::capitalised(&text).iter().any(|w| alike(w, &name)) {
        return None;
    }
    let cue = has_cue(&spoken);
    // On one day, the order has to be told: by the words, or by the article.
    if apart == 0 && !cue && !(share_an_article(answer, first) && follows(answer, first)) {
        return None;
    }
    let other = said(first);
    let ground = |strength, reason| Some(Ground { strength, kind: LinkType::Reply, reason });
    if longest_run(&spoken, &words(&other)) >= QUOTED_RUN {
        return ground(9, "takes up the other's words");
    }
    let shared = matter(&text, by, to).intersection(&matter(&other, by, to)).count();
    let topics =
        |e: &Event| e.content.topics.iter().copied().filter(|t| *t != Topic::Other).collect::<BTreeSet<Topic>>();
    let topic = !topics(answer).is_disjoint(&topics(first));
    match () {
        () if topic && shared >= SHARED_WORDS => ground(8, "names who spoke, and is of the same matter"),
        () if topic && cue && shared >= 1 => ground(7, "names who spoke, as an answer"),
        () if cue && follows(answer, first) => ground(6, "names who spoke, right after it in an article"),
        () => None,
    }
}

/// What is said in other sentences than those that give the first: a sentence that gives both names the
/// one beside the other, and quotes neither from the other.
fn said_apart(answer: &Event, first: &Event) -> String {
    let shared = |exact: &str| first.evidence.iter().any(|f| f.exact.contains(exact) || exact.contains(&f.exact));
    let evidence: Vec<_> = answer.evidence.iter().filter(|e| !shared(&e.exact)).cloned().collect();
    let quote = match &answer.content.detail {
        Detail::Statement(s) => s.quote.as_deref().unwrap_or_default(),
        _ => "",
    };
    if evidence.is_empty() {
        return String::new();
    }
    evidence.iter().map(|e| e.exact.as_str()).chain([quote]).collect::<Vec<_>>().join(" \n ")
}

/// The words of meaning, without the names of the two.
fn matter(text: &str, by: &crate::domain::Actor, to: &crate::domain::Actor) -> BTreeSet<String> {
    let names: BTreeSet<String> = [by, to]
        .iter()
        .flat_map(|a| words(&a.name).into_iter().chain(a.affiliation.iter().flat_map(|b| words(&b.name))))
        .collect();
    content_words(text)
        .into_iter()
        .filter(|w| w.chars().count() >= 4 && !names.contains(w) && !CUES.contains(&w.as_str()))
        .collect()
}

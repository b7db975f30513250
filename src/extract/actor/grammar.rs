//! Whether a country's or capital's name acts or is only a place, by its neighbours.

use super::super::{
    hash::List,
    lexicon::Sense,
    place::DIRECTIONS,
    token::{Doc, Shape},
};

/// What a name does where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::extract) enum Use {
    /// It acts or is acted on.
    Acts,
    /// Something is there.
    Place,
}

static INSIDE: List = List::of(&[
    "in",
    "near",
    "into",
    "across",
    "inside",
    "outside",
    "throughout",
    "within",
    "around",
    "over",
    "above",
    "through",
    "off",
    "via",
    "beyond",
    "onto",
    "towards",
    "toward",
    "central",
    "downtown",
    "occupied",
]);
static PEOPLE: List = List::of(&[
    "negotiators",
    "delegations",
    "delegation",
    "officials",
    "envoys",
    "representatives",
    "mediators",
    "teams",
    "team",
    "delegates",
    "diplomats",
    "ministers",
    "leaders",
    "experts",
    "delegates",
    "pressure",
    "demands",
    "message",
    "messages",
    "offer",
    "concessions",
    "proposal",
    "support",
    "news",
    "sides",
    "parties",
    "guarantees",
]);
/// Prepositions and verbs after which a capital means its government.
static WITH: List = List::of(&[
    "with",
    "against",
    "between",
    "by",
    "for",
    "given",
    "gave",
    "give",
    "told",
    "accused",
    "accuses",
    "accusing",
    "urged",
    "urging",
    "asked",
    "pressed",
    "pressing",
    "blamed",
    "blames",
    "blaming",
    "warned",
    "warning",
    "handed",
    "gives",
    "giving",
    "threatened",
    "called",
    "condemned",
    "than",
    "unlike",
    "both",
    "sent",
    "forced",
    "push",
    "pushing",
    "pressure",
    "told",
    "helped",
    "let",
    "joined",
    "invited",
    "without",
    "want",
    "wants",
    "make",
]);
static AUX: List = List::of(&[
    "is",
    "was",
    "has",
    "had",
    "have",
    "will",
    "would",
    "can",
    "could",
    "may",
    "might",
    "must",
    "should",
    "does",
    "did",
    "says",
    "said",
    "are",
    "were",
    "never",
    "also",
    "again",
    "too",
    "itself",
    "wants",
    "to",
    "do",
    "cannot",
    "won't",
    "didn't",
    "doesn't",
    "still",
    "once",
    "repeatedly",
    "then",
    "now",
    "agreed",
    "hopes",
    "sees",
    "put",
    "sent",
    "gave",
    "kept",
    "came",
    "took",
    "held",
    "saw",
    "meanwhile",
    "yet",
    "stood",
    "not",
    "began",
    "went",
    "told",
    "withdrew",
    "meant",
    "fought",
]);
static NOUNS_S: List = List::of(&[
    "airports",
    "talks",
    "hotels",
    "residents",
    "streets",
    "suburbs",
    "newspapers",
    "regions",
    "officials",
    "discussions",
    "negotiations",
    "rounds",
    "meetings",
    "offices",
    "skies",
    "accords",
    "papers",
    "based",
    "news",
    "diplomats",
    "headquarters",
    "markets",
    "consultations",
    "contacts",
    "agreements",
    "and",
    "protests",
    "peace",
    "process",
    "principles",
    "apartments",
    "embassies",
]);

/// Whether the capital or country named by these tokens acts.
pub(in crate::extract) fn used_as(
    doc: &Doc,
    tokens: &std::ops::Range<usize>,
    senses: &[Sense],
    before: Option<Use>,
) -> Use {
    let sentence = doc.sentence_of(tokens.start);
    let first = doc.sentences.get(sentence).map_or(0, |s| s.tokens.start);
    let last = doc.sentences.get(sentence).map_or(0, |s| s.tokens.end);
    let mut at = tokens.start;
    if at > first && doc.lower(at - 1) == "the" {
        at -= 1;
    }
    let previous = if at > first { doc.lower(at - 1) } else { "" };
    let next = if tokens.end < last { doc.lower(tokens.end) } else { "" };
    let state = senses.iter().any(|s| matches!(s, Sense::Actor(_)));
    let seat = senses.iter().any(|s| matches!(s, Sense::Seat(_)));
    let place = senses.iter().any(|s| matches!(s, Sense::Place(_)));
    if !place {
        return Use::Acts;
    }
    if !state && !seat {
        return Use::Place;
    }
    // "in Israel and Iran", "between Moscow and Kyiv": what holds for the first holds for the second.
    if matches!(previous, "and" | "or" | "," | "/" | "–")
        && at >= first + 2
        && (previous != "," || !is_verb(doc, next, tokens.end))
        && let Some(before) = before
    {
        return before;
    }
    if state && (DIRECTIONS.contains(previous) || matches!(previous, "south" | "north" | "east" | "west")) {
        return Use::Place;
    }
    if next == "'s" || (next == "'" && doc.lower(tokens.start).ends_with('s')) {
        return if state || !INSIDE.contains(&previous) { Use::Acts } else { Use::Place };
    }
    if INSIDE.contains(&previous) {
        return Use::Place;
    }
    if previous == "from" {
        let who = if at >= first + 2 { doc.lower(at - 2) } else { "" };
        return if PEOPLE.contains(&who) { Use::Acts } else { Use::Place };
    }
    if state {
        return Use::Acts;
    }
    if matches!(previous, "at" | "on" | "to" | "of") {
        let giver = at >= first + 2 && PEOPLE.contains(&doc.lower(at - 2));
        return if giver { Use::Acts } else { Use::Place };
    }
    if WITH.contains(&previous) || is_verb(doc, next, tokens.end) {
        return Use::Acts;
    }
    Use::Place
}

fn is_verb(doc: &Doc, next: &str, at: usize) -> bool {
    let Some(token) = doc.tokens.get(at) else { return false };
    if token.shape != Shape::Word || token.capital || NOUNS_S.contains(&next) {
        return false;
    }
    AUX.contains(&next)
        || next.len() > 4 && (next.ends_with("ed") || next.ends_with("ly"))
        || next.len() > 3 && next.ends_with('s') && !next.ends_with("ss") && !next.ends_with("'s")
}

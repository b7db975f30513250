//! Who sits at the table by the grammar of a clause.
//!
//! In falling order of strength: "talks between A, B and C"; a list of people or teams in the clause
//! of the meeting ("A, B and C met", "negotiators from A and B", "A–B talks"); "A … with B"; and the
//! only two sides that the clause names at all. Sides that are named as hosts, mediators, places,
//! matters in dispute ("talks on A", "A's oil") or sources of words don't sit at it.

use super::{
    parties::{mediates, owns_place, side, speaks},
    words::WORDS,
};
use crate::{
    domain::{Actor, ActorKind},
    extract::{
        Annotated, Lexicon,
        actor::{ActorMention, Naming},
        token::Token,
    },
};
use std::{ops::Range, sync::Arc};

/// The sides at a table, and how they were named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Table {
    /// In the order of the text, each once.
    pub(super) sides: Vec<Arc<Actor>>,
    /// Named as those who meet, rather than the only ones that are named.
    pub(super) strong: bool,
}

/// A side at its tokens, counted in the sentence.
struct Seat {
    at: Range<usize>,
    side: Arc<Actor>,
}

/// Reads the table of a sentence whose meeting stands at a token.
pub(super) fn read(found: &Annotated<'_>, lexicon: &Lexicon, sentence: usize, trigger: usize) -> Table {
    let tokens = found.tokens_of(sentence);
    let base = found.doc.sentences.get(sentence).map_or(0, |s| s.tokens.start);
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let seats: Vec<Seat> = found
        .actors_in(sentence)
        .iter()
        .filter(|m| eligible(found, m, base, tokens))
        .filter_map(|m| {
            let at = m.tokens.start - base..m.tokens.end - base;
            let bloc = || is_bloc(&m.actor).then(|| m.actor.clone());
            Some(Seat { at, side: side(&m.actor, lexicon).or_else(bloc)? })
        })
        .collect();
    let groups = lists(&seats, tokens);
    let clause = clause(tokens, trigger);
    let inside = |g: &&[Seat]| g.first().is_some_and(|s| clause.contains(&s.at.start));
    // A body of states sits across from one state; beside two it is their host.
    let strong = |mut sides: Vec<Arc<Actor>>| {
        if sides.len() > 2 {
            sides.retain(|a| !is_bloc(a));
        }
        Table { sides, strong: true }
    };
    let between = |g: &&[Seat]| {
        let start = g.first().map_or(0, |s| s.at.start);
        (1..=4)
            .filter_map(|n| start.checked_sub(n))
            .map(word)
            .take_while(|w| !matches!(*w, "," | "and"))
            .any(|w| w == "between")
    };
    let many = |g: &&[Seat]| distinct(g).len() >= 2;
    if let Some(group) = groups.iter().copied().filter(many).find(between) {
        return strong(distinct(group));
    }
    // "A … talks with B", "A met B": a side on each hand.
    let pair = groups.windows(2).filter(|w| inside(&w[0]) && inside(&w[1])).find_map(|w| {
        let (end, start) = (w[0].last()?.at.end, w[1].first()?.at.start);
        let gap = tokens.get(end..start)?;
        let meets = gap.iter().any(|t| WORDS.verbs.contains(&t.lower) || WORDS.nouns.contains(&t.lower));
        let with = (1..=3).any(|n| start.checked_sub(n).is_some_and(|i| i >= end && word(i) == "with"));
        let direct =
            gap.last().is_some_and(|t| matches!(&*t.lower, "met" | "meet" | "see" | "saw" | "received" | "face"))
                || gap.len() >= 2
                    && gap
                        .iter()
                        .rev()
                        .take(3)
                        .any(|t| matches!(&*t.lower, "met" | "meet" | "see" | "saw" | "received" | "face"));
        let mut sides = distinct(w[0]);
        for s in distinct(w[1]) {
            if !sides.iter().any(|a| a.id == s.id) {
                sides.push(s);
            }
        }
        (meets && (with || direct) && sides.len() >= 2).then_some(sides)
    });
    if let Some(sides) = pair {
        return strong(sides);
    }
    let list = groups.iter().copied().filter(many).filter(inside).max_by_key(|g| distinct(g).len());
    if let Some(group) = list {
        return strong(distinct(group));
    }
    let all: Vec<Arc<Actor>> = distinct_of(seats.iter().filter(|s| clause.contains(&s.at.start)));
    let rest = groups.iter().copied().filter(many).max_by_key(|g| distinct(g).len()).map(distinct);
    let mut sides = if all.len() == 2 { all } else { rest.unwrap_or_default() };
    sides.retain(|a| !is_bloc(a));
    Table { sides, strong: false }
}

/// Whether somebody is a body of states that sits at a table for itself.
fn is_bloc(actor: &Actor) -> bool {
    actor.kind == ActorKind::Organisation && WORDS.blocs.contains(&actor.id)
}

fn distinct(seats: &[Seat]) -> Vec<Arc<Actor>> {
    distinct_of(seats.iter())
}

fn distinct_of<'s>(seats: impl Iterator<Item = &'s Seat>) -> Vec<Arc<Actor>> {
    let mut out: Vec<Arc<Actor>> = Vec::new();
    for seat in seats {
        if !out.iter().any(|a| a.id == seat.side.id) {
            out.push(seat.side.clone());
        }
    }
    out
}

/// The seats as lists: "A, B and C", "the envoys of A and those of B".
fn lists<'s>(seats: &'s [Seat], tokens: &[Token]) -> Vec<&'s [Seat]> {
    let joins = |a: &Seat, b: &Seat| {
        let gap = tokens.get(a.at.end..b.at.start).unwrap_or_default();
        let light = |t: &Token| {
            let w = &*t.lower;
            matches!(w, "his" | "her" | "their" | "counterpart" | "president" | "minister" | "prime")
                || matches!(
                    w,
                    "," | "and" | "the" | "from" | "of" | "-" | "–" | "—" | "/" | "both" | "all" | "senior" | "top"
                )
                || WORDS.groups.contains(w)
                || matches!(w, "officials" | "leaders" | "ministers" | "presidents" | "those")
        };
        gap.len() <= 5 && gap.iter().all(light)
    };
    let mut out = Vec::new();
    let mut from = 0;
    for i in 1..=seats.len() {
        if i == seats.len() || !joins(&seats[i - 1], &seats[i]) {
            out.push(&seats[from..i]);
            from = i;
        }
    }
    out.retain(|g| !g.is_empty());
    out
}

/// The tokens of the clause that a token stands in.
pub(super) fn clause(tokens: &[Token], at: usize) -> Range<usize> {
    let breaks = |i: &usize| {
        let w = tokens.get(*i).map_or("", |t| &*t.lower);
        matches!(
            w,
            ";" | ":"
                | "while"
                | "because"
                | "although"
                | "though"
                | "but"
                | "despite"
                | "amid"
                | "as"
                | "when"
                | "after"
                | "whereas"
                | "unless"
                | "where"
        ) || w == "which" && i.checked_sub(1).is_some_and(|b| matches!(&*tokens[b].lower, "in" | "at" | "during"))
    };
    let start = (0..at.min(tokens.len())).rev().find(breaks).map_or(0, |i| i + 1);
    let end = (at + 1..tokens.len()).find(breaks).unwrap_or(tokens.len());
    start..end
}

/// Whether somebody who is named here may sit at the table.
pub(super) fn eligible(found: &Annotated<'_>, m: &ActorMention, base: usize, tokens: &[Token]) -> bool {
    let (start, end) = (m.tokens.start - base, m.tokens.end - base);
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    if speaks(found, m) || m.naming == Naming::RoleOnly || mediates(found, m) || owns_place(found, m) {
        return false;
    }
    let back = |n: usize| start.checked_sub(n).map_or("", word);
    // "The former presidents of A and B": not those states' people any more.
    if (1..=7).any(|n| back(n) == "former" && (1..n).any(|k| back(k) == "of")) {
        return false;
    }
    // A body of several states is at the table only under its own name.
    if m.actor.kind == ActorKind::Organisation && m.actor.affiliation.is_none() && m.actor.country.is_none() {
        let host = |i: usize| {
            matches!(word(i), "envoy" | "special" | "foreign" | "high" | "mediators" | "mediator" | "headquarters")
        };
        if !is_bloc(&m.actor) || (end..end + 2).any(host) {
            return false;
        }
    }
    // "Talks on A", "the war with A", "contacts with A", "tariffs on A".
    let matter =
        |w: &str| matches!(w, "on" | "over" | "about" | "against" | "despite" | "regarding" | "concerning" | "for");
    let article = matches!(back(1), "the" | "a" | "an");
    let lead = if article { back(2) } else { back(1) };
    let before_lead = if article { back(3) } else { back(2) };
    // "The negotiators for A and B".
    let stands_for = lead == "for"
        && matches!(
            before_lead,
            "negotiators" | "negotiator" | "delegates" | "delegations" | "teams" | "representatives"
        );
    if matter(lead) && !stands_for
        || lead == "with"
            && matches!(before_lead, "war" | "conflict" | "contacts" | "ties" | "border" | "fighting" | "trade")
    {
        return false;
    }
    // "A might stand in", "A or B", "A offered to host".
    let hosting = |i: usize| matches!(word(i), "host" | "hosts" | "hosting" | "hosted" | "venue" | "venues" | "stand");
    if (end..end + 6).take_while(|i| !matches!(word(*i), "," | ";" | "and")).any(hosting)
        || word(end) == "or"
        || back(1) == "or"
    {
        return false;
    }
    // "With A and B also attending": beside those who talk.
    let beside = |i: usize| {
        matches!((word(i), word(i + 1)), ("also", "attending" | "present" | "taking") | ("attending" | "present", "as"))
            || matches!((word(i), word(i + 1)), ("in", "attendance") | ("as", "observers" | "observer" | "guarantors"))
    };
    if (end..end + 7).take_while(|i| !matches!(word(*i), "," | ";")).any(beside) {
        return false;
    }
    // "A's oil", "the A soldiers": something of theirs, unless it is those who talk for them.
    let talker = |w: &str| {
        WORDS.groups.contains(w)
            || WORDS.nouns.contains(w)
            || WORDS.talkers.contains(w)
            || matches!(w, "," | "and" | "-" | "–" | "'s")
    };
    if word(end) == "'s" {
        return (end + 1..end + 4).any(|i| talker(word(i)))
            || tokens.get(end + 1).is_none_or(|t| !t.lower.chars().all(char::is_alphabetic));
    }
    if m.naming == Naming::Demonym {
        // "With the Ukrainians": a people in the plural is those who came.
        let people = word(end - 1).ends_with("ns") || word(end - 1).ends_with("is");
        return people || (start + 1..end + 4).any(|i| talker(word(i)));
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{Published, Text},
        extract::{Metadata, sentence},
    };
    use jiff::civil::date;

    /// The table of a sentence, counted from its first word of a meeting.
    fn check(text: &str, expect: &[&str]) {
        let text = Text::freeze(text);
        let metadata = Metadata { published: Some(Published::Day(date(2026, 2, 18))), ..Metadata::default() };
        let doc = sentence::read(&text);
        let lexicon = Lexicon::builtin();
        let found = Annotated::of(&doc, &metadata, lexicon);
        let tokens = found.tokens_of(0);
        let at = tokens.iter().position(|t| WORDS.nouns.contains(&t.lower) || WORDS.verbs.contains(&t.lower));
        let table = read(&found, lexicon, 0, at.expect("a word of a meeting"));
        let got: Vec<&str> = table.sides.iter().map(|a| a.id.as_str()).collect();
        assert_eq!(got, expect, "{}", text.as_str());
    }

    #[test]
    fn those_who_meet() {
        check("Talks between Sudan, Egypt and Ethiopia opened in Nairobi on Monday.", &["sudan", "egypt", "ethiopia"]);
        check("Negotiators from Armenia and Azerbaijan met in Tbilisi.", &["armenia", "azerbaijan"]);
        check("An Israeli team flew to Rome for talks with Lebanon.", &["israel", "lebanon"]);
        check("Indian and Pakistani officials held talks in Dubai.", &["india", "pakistan"]);
        check("The chief negotiators for Chad and Libya met on Monday.", &["chad", "libya"]);
    }

    #[test]
    fn those_who_are_only_named() {
        check("Talks between Iran and France were cancelled, a day after Israel bombed Iran.", &["iran", "france"]);
        check(
            "Officials from China and Japan met in Lima to discuss tariffs on Brazil over Russian oil.",
            &["china", "japan"],
        );
        check("Kenya offered to host talks between Sudan and Ethiopia.", &["sudan", "ethiopia"]);
        check("Turkey or Switzerland might stand in as a venue for the talks.", &[]);
    }
}

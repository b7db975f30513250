//! Meetings that a sentence tells beside its first, and sentences that only go on about one.

use super::{
    parties::{self, Track},
    slot::Slot,
    state::{outcome, settled},
    table::Table,
    venue::Venue,
    words::{WORDS, has, joined, ordinal},
};
use crate::{
    domain::{Actor, ActorKind, Status},
    extract::{Annotated, Lexicon, phrase::Line, time::TimeExpr, token::Token},
};
use std::sync::Arc;

/// "… and agreed to hold another meeting in the coming weeks": one more, beside what the sentence tells first.
pub(super) fn another(tokens: &[Token], trigger: usize, text: &Line, blank: &Slot, venues: &[Venue]) -> Option<Slot> {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let noun = |i: usize| {
        matches!(
            word(i),
            "meeting" | "meetings" | "talks" | "round" | "session" | "summit" | "discussion" | "discussions"
        )
    };
    let at = (0..tokens.len()).find(|i| {
        matches!(word(*i), "another" | "next" | "further" | "follow-up" | "new" | "final" | "fresh")
            && (i + 1..i + 4).any(|k| noun(k) && k != trigger)
            && !(i + 1..i + 4).any(|k| k == trigger)
    })?;
    let lead: Vec<&str> =
        (1..=9).filter_map(|n| at.checked_sub(n)).map(word).take_while(|w| !matches!(*w, ";" | ",")).collect();
    let agreed = lead.iter().any(|w| matches!(*w, "agreed" | "planned" | "scheduled" | "will" | "agree" | "plan"))
        || ["planned", "scheduled", "will be held", "will take place"].iter().any(|w| has(text, w) && at > trigger);
    let hoped = lead.iter().any(|w| matches!(*w, "proposed" | "suggested" | "offered" | "hoped" | "hopes" | "wants"));
    let arranged = lead.iter().any(|w| {
        matches!(
            *w,
            "hold"
                | "organise"
                | "organize"
                | "arrange"
                | "convene"
                | "meet"
                | "have"
                | "schedule"
                | "attend"
                | "host"
                | "for"
        )
    }) || at > 0 && has(text, "planned");
    let no = lead.iter().any(|w| matches!(*w, "no" | "not" | "without" | "before" | "after"));
    if no || !((agreed && arranged) || hoped) {
        return None;
    }
    if super::open::date_sought(tokens, (at + 1..at + 4).find(|k| noun(*k))?).is_some() {
        return None;
    }
    // "… and agreed to hold another round in X".
    let place = venues.iter().find(|(v, _)| at > trigger && (at + 1..at + 9).contains(v)).map(|(_, p)| p.clone());
    Some(Slot {
        status: if agreed { Status::Scheduled } else { Status::Proposed },
        next: true,
        definite: false,
        earlier: false,
        own: true,
        ordinal: None,
        date: None,
        place,
        rule: "round.another",
        ..blank.clone()
    })
}

/// "The first round, in X, led to a truce, while the second, in Y, built on it": one for each.
pub(super) fn counted(tokens: &[Token], venues: &[Venue], blank: &Slot) -> Vec<Slot> {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let nth = |i: usize| ordinal(word(i)).filter(|_| (1..=2).any(|k| WORDS.nouns.contains(word(i + k))));
    let starts: Vec<(usize, u32)> = (0..tokens.len()).filter_map(|i| Some((i, nth(i)?))).collect();
    let mut out = Vec::new();
    for (n, (at, number)) in starts.iter().enumerate() {
        let until = starts.get(n + 1).map_or(tokens.len(), |(i, _)| *i);
        let Some((_, place)) = venues.iter().find(|(v, _)| (*at..until).contains(v)) else { continue };
        out.push(Slot {
            place: Some(place.clone()),
            ordinal: Some(*number),
            own: n > 0,
            rule: "round.counted",
            ..blank.clone()
        });
    }
    out
}

/// "A held two meetings on Tuesday, first with B and later with C": the tables of both.
pub(super) fn each_with(
    found: &Annotated<'_>,
    lexicon: &Lexicon,
    sentence: usize,
    tokens: &[Token],
) -> Option<(Table, Table)> {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let first = (1..tokens.len()).find(|i| matches!(word(*i), "first" | "initially") && word(i + 1) == "with")?;
    let second = (first + 2..tokens.len()).find(|i| {
        matches!(word(*i), "later" | "then" | "afterwards" | "subsequently" | "second" | "separately")
            && word(i + 1) == "with"
    })?;
    let base = found.doc.sentences.get(sentence)?.tokens.start;
    let seat = |range: std::ops::Range<usize>| {
        let mut all = found.actors_in(sentence).iter().filter(|m| range.contains(&(m.tokens.start - base)));
        all.find_map(|m| parties::side(&m.actor, lexicon))
    };
    let host = seat(0..first)?;
    let (a, b) = (seat(first..second)?, seat(second..tokens.len())?);
    let table = |with: Arc<Actor>| Table { sides: vec![host.clone(), with], strong: true };
    (a.id != host.id && b.id != host.id && a.id != b.id).then(|| (table(a), table(b)))
}

/// "Talks ended in A, but the two may meet again next week in B": the talks that ended, which have no day.
pub(super) fn ended_before(
    tokens: &[Token],
    trigger: usize,
    venues: &[Venue],
    dates: &[&TimeExpr],
    base: usize,
    only: &Slot,
) -> Option<Slot> {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let date = dates.first()?.tokens.start - base;
    let cut = (trigger + 1..date).find(|i| {
        word(*i) == "but" || word(*i) == "," && matches!(word(i + 1), "and" | "but" | "while" | "though" | "with")
    })?;
    let over = WORDS.over.any_in(&joined(&tokens[..cut]));
    let (_, place) = venues.iter().find(|(at, _)| *at < cut)?;
    let elsewhere = only.place.as_ref().is_some_and(|(p, _)| p.id != place.0.id);
    (over && elsewhere).then(|| Slot {
        place: Some(place.clone()),
        date: None,
        ordinal: None,
        status: Status::Concluded,
        next: false,
        old: Vec::new(),
        rule: "round.clause",
        ..only.clone()
    })
}

/// Whether the meeting at a token is one that something came after: "follows the talks", "the failed talks".
pub(super) fn behind(tokens: &[Token], at: usize) -> bool {
    (1..=6).filter_map(|n| at.checked_sub(n)).take_while(|i| !matches!(&*tokens[*i].lower, "," | ";" | ":")).any(|i| {
        matches!(
            &*tokens[i].lower,
            "follows"
                | "follow"
                | "followed"
                | "following"
                | "after"
                | "since"
                | "unsuccessful"
                | "failed"
                | "inconclusive"
                | "previous"
                | "earlier"
                | "latest"
                | "recent"
                | "past"
        )
    })
}

/// "Three thousand have died since the two sides met in X in February": an earlier meeting.
pub(super) fn since_then(tokens: &[Token], at: usize) -> bool {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let lead = (1..=6).filter_map(|n| at.checked_sub(n)).take_while(|i| !matches!(word(*i), "," | ";" | ":"));
    lead.into_iter().any(|i| word(i) == "since" && i + 1 < at)
}

/// "PLACE AND DATE: Nairobi, Monday, 16 February", in the head of a read-out: the meeting that it is of.
pub(super) fn header(found: &Annotated<'_>, lexicon: &Lexicon, sentence: usize, tokens: &[Token]) -> Option<Slot> {
    let colon = tokens.iter().take(5).position(|t| t.is(":"))?;
    let named = |set: &[&str], tokens: &[Token]| tokens.iter().take(4).any(|t| t.is_any(set));
    if !named(&["place", "venue", "location"], &tokens[..colon]) {
        return None;
    }
    let time = found.date_in(sentence)?;
    let place = found.places_in(sentence).first()?;
    // Its neighbours say whose meeting it was.
    let lines = sentence.saturating_sub(2)..(sentence + 3).min(found.doc.sentences.len());
    let sides = lines.into_iter().find_map(|i| {
        let line = found.tokens_of(i);
        let whose =
            line.iter().take(3).any(|t| t.is(":")) && named(&["meeting", "participants", "parties", "between"], line);
        let sides = if whose { parties::sides(found, lexicon, i) } else { Vec::new() };
        (sides.len() >= 2).then_some(sides)
    });
    let ahead = found.published_day().zip(time.named.earliest()).is_some_and(|(today, day)| day > today);
    let table = Table { strong: sides.is_some(), sides: sides.unwrap_or_default() };
    Some(Slot {
        status: if ahead { Status::Scheduled } else { Status::Concluded },
        date: Some((time.named.clone(), time.span)),
        place: Some((place.place.clone(), place.span)),
        parties: table.sides.clone(),
        table,
        definite: false,
        reference: false,
        rule: "round.header",
        ..Slot::reference(sentence)
    })
}

/// "It was put off", "They were indeed originally planned for Sunday": about the one before.
pub(super) fn referring(found: &Annotated<'_>, sentence: usize, tokens: &[Token]) -> Option<Slot> {
    let pronoun = tokens.iter().take(2).any(|t| matches!(&*t.lower, "it" | "they" | "that" | "this"));
    // "However, Lima cancelled them."
    let object = tokens.windows(2).any(|w| {
        matches!(&*w[0].lower, "cancelled" | "canceled" | "postponed" | "scrapped" | "off")
            && matches!(&*w[1].lower, "them" | "it")
    });
    if !(pronoun || object) || tokens.len() > 40 || (!object && tokens.len() > 30) {
        return None;
    }
    let text = &joined(tokens);
    if !settled(text) {
        return None;
    }
    let status =
        WORDS.statuses(text, |_, _| false).into_iter().find(|s| matches!(s, Status::Cancelled | Status::Postponed))?;
    Some(Slot { status, outcome: outcome(found, tokens), ..Slot::reference(sentence) })
}

/// "A and his counterpart held the talks at the border", in the first lines of a report that leaves its day to
/// its date.
pub(super) fn lead_meeting(found: &Annotated<'_>, tokens: &[Token], at: usize, blank: &Slot, track: &Track) -> bool {
    let sentence = blank.sentence;
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let back = |n: usize| at.checked_sub(n).map_or("", word);
    let verb = WORDS.verbs.contains(word(at));
    let held = (1..=6).map(back).take_while(|w| !matches!(*w, "," | ";" | "after" | "that")).any(|w| {
        matches!(
            w,
            "had"
                | "held"
                | "hold"
                | "opened"
                | "began"
                | "resumed"
                | "restarted"
                | "concluded"
                | "wrapped"
                | "finished"
                | "convened"
                | "gathered"
        )
    }) && !(1..=6).any(|n| matches!(back(n), "to" | "not" | "will" | "would" | "never" | "before" | "last"));
    let met = verb && matches!(word(at), "met" | "gathered" | "convened");
    let placed = (at + 1..at + 20).any(|i| word(i) == "took" && word(i + 1) == "place");
    let people = || found.actors_in(sentence).iter().filter(|m| m.actor.kind == ActorKind::Person).count() >= 2;
    let sides = blank.table.strong && blank.table.sides.len() >= 2
        || word(at) != "met" && people()
        || track.parties.len() >= 2
            && (!blank.table.sides.is_empty()
                || tokens
                    .iter()
                    .any(|t| WORDS.groups.contains(&t.lower) || t.is_any(&["counterpart", "counterparts"])));
    sentence <= 1 && !blank.earlier && track.talks && sides && (held || met || placed)
}

//! Who sits at the table: from the sentence, else from the article's main talks.

use super::words::{WORDS, joined};
use crate::{
    domain::{Actor, ActorKind, Role, RoundFormat},
    extract::{
        Annotated, Lexicon,
        actor::{ActorMention, Naming},
    },
};

/// The article's main talks.
#[derive(Clone, Debug, Default)]
pub(super) struct Track {
    /// The largest set of sides that one sentence on talks names.
    pub(super) parties: Vec<Actor>,
    /// Whether the article is about talks at all.
    pub(super) talks: bool,
    indirect: bool,
    three: bool,
}

impl Track {
    /// Reads the whole article.
    pub(super) fn of(found: &Annotated<'_>, lexicon: &Lexicon) -> Track {
        let mut track = Track::default();
        let mut best = 0;
        for sentence in 0..found.doc.sentences.len() {
            let tokens = found.tokens_of(sentence);
            let about = tokens.iter().any(|t| WORDS.talks.contains(&*t.lower));
            let met = about || tokens.iter().any(|t| WORDS.groups.contains(&*t.lower));
            track.talks |= tokens.iter().any(|t| WORDS.about.contains(&*t.lower));
            let text = joined(tokens);
            track.indirect |= text.contains("indirect talks");
            track.three |= ["three-way", "trilateral", "tripartite", "three delegations", "three teams"]
                .iter()
                .any(|w| text.contains(w));
            if !met {
                continue;
            }
            let parties = sides(found, lexicon, sentence);
            let size = parties.len().min(3);
            if parties.len() >= 2 && parties.len() <= 4 && size > best && (best == 0 || track.three) {
                best = size;
                track.parties = parties;
            }
        }
        if track.parties.is_empty() {
            track.parties = frequent(found, lexicon, if track.three { 3 } else { 2 });
        }
        track
    }

    /// The format of talks between so many sides, where the article says nothing closer.
    pub(super) fn format(&self, parties: usize) -> Option<RoundFormat> {
        match parties {
            _ if self.indirect => Some(RoundFormat::Indirect),
            2 => Some(RoundFormat::Bilateral),
            3 => Some(RoundFormat::Trilateral),
            4.. => Some(RoundFormat::Multilateral),
            _ => None,
        }
    }
}

/// The states and groups that an article names most, by name or by their people.
fn frequent(found: &Annotated<'_>, lexicon: &Lexicon, wanted: usize) -> Vec<Actor> {
    let mut counts: Vec<(usize, Actor)> = Vec::new();
    for m in found.actors.iter().filter(|m| m.naming != Naming::Pronoun) {
        let Some(side) = side(&m.actor, lexicon) else { continue };
        match counts.iter_mut().find(|(_, a)| a.id == side.id) {
            Some((n, _)) => *n += 1,
            None => counts.push((1, side)),
        }
    }
    counts.sort_by_key(|(n, _)| std::cmp::Reverse(*n));
    counts.into_iter().filter(|(n, _)| *n >= 2).take(wanted).map(|(_, a)| a).collect()
}

/// The state or group behind somebody who may be a side.
pub(super) fn side(actor: &Actor, lexicon: &Lexicon) -> Option<Actor> {
    match actor.kind {
        ActorKind::State | ActorKind::ArmedGroup => Some(actor.clone()),
        ActorKind::Person | ActorKind::Organisation => {
            let body = actor.affiliation.as_ref();
            let code = body.and_then(|a| a.country.as_deref()).or(actor.country.as_deref())?;
            lexicon.state(code).cloned()
        }
    }
}

/// Whether somebody is named here only as the source of words.
pub(super) fn speaks(found: &Annotated<'_>, m: &ActorMention) -> bool {
    let tokens = &found.doc.tokens;
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let verb = |i: usize| WORDS.saying.contains(word(i));
    let after = m.tokens.end;
    let skip = usize::from(word(after) == ",");
    verb(after + skip)
        || (word(after) == "'s" && (after + 1..after + 6).any(verb))
        || (word(after) == "on" && verb(after + 2))
        || (word(after) == "had" && verb(after + 1))
        || m.tokens.start.checked_sub(1).is_some_and(|i| verb(i) && word(after) != "to")
        || (m.naming == Naming::Pronoun)
}

/// The sides that a sentence names, in order, each once.
pub(super) fn sides(found: &Annotated<'_>, lexicon: &Lexicon, sentence: usize) -> Vec<Actor> {
    let mut out: Vec<Actor> = Vec::new();
    for m in found.actors_in(sentence) {
        if speaks(found, m) || m.naming == Naming::RoleOnly || mediates(found, m) || owns_place(found, m) {
            continue;
        }
        if let Some(side) = side(&m.actor, lexicon)
            && !out.iter().any(|a| a.id == side.id)
        {
            out.push(side);
        }
    }
    out
}

/// "Through Omani mediators", "the mediator, Oman's foreign minister".
pub(super) fn mediates(found: &Annotated<'_>, m: &ActorMention) -> bool {
    let tokens = &found.doc.tokens;
    let near = m.tokens.start.saturating_sub(3)..(m.tokens.end + 2).min(tokens.len());
    tokens.get(near).is_some_and(|ts| {
        ts.iter().any(|t| matches!(&*t.lower, "mediator" | "mediators" | "mediated" | "mediation" | "relaying"))
    })
}

/// "The Qatari capital" is a place, not a side; so is "on US soil".
fn owns_place(found: &Annotated<'_>, m: &ActorMention) -> bool {
    let next = |n: usize| found.doc.tokens.get(m.tokens.end + n).map_or("", |t| &*t.lower);
    let at = usize::from(next(0) == "'s");
    let back = |n: usize| m.tokens.start.checked_sub(n).and_then(|i| found.doc.tokens.get(i)).map_or("", |t| &*t.lower);
    if (1..=3).any(|n| back(n) == "of" && back(n + 1) == "capital") {
        return true;
    }
    matches!(next(at), "capital" | "resort" | "soil" | "embassy" | "media" | "city" | "television" | "broadcaster")
}

/// Hosts and mediators named in a sentence.
pub(super) fn others(found: &Annotated<'_>, lexicon: &Lexicon, sentence: usize) -> Vec<(Role, Actor, Option<String>)> {
    let tokens = &found.doc.tokens;
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let mut out = Vec::new();
    for m in found.actors_in(sentence) {
        let hosts = (m.tokens.end..m.tokens.end + 4)
            .any(|i| matches!(word(i), "host" | "hosts" | "hosted" | "hosting"))
            && !matches!(word(m.tokens.end), "," | "and");
        let hosted = m.tokens.start.checked_sub(2).is_some_and(|i| word(i) == "hosted" && word(i + 1) == "by");
        if mediates(found, m) {
            out.extend(side(&m.actor, lexicon).map(|a| (Role::Mediator, a, None)));
        } else if hosts || hosted {
            out.extend(side(&m.actor, lexicon).map(|a| (Role::Host, a, None)));
        }
        let led =
            m.tokens.start.checked_sub(2).is_some_and(|i| matches!((word(i), word(i + 1)), ("led" | "headed", "by")));
        let team = (m.tokens.end..m.tokens.end + 8).any(|i| matches!(word(i), "delegation" | "team" | "side"))
            && (m.tokens.end..m.tokens.end + 6)
                .any(|i| matches!(word(i), "heads" | "headed" | "leads" | "led" | "head"));
        if m.actor.kind == ActorKind::Person && m.naming == Naming::Name && (led || team) {
            out.push((Role::Delegate, m.actor.clone(), m.title.clone()));
        }
    }
    out
}

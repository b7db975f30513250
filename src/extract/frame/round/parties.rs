//! Who sits at the table: from the sentence, else from the article's main talks.

use super::{
    table,
    words::{WORDS, joined},
};
use crate::{
    domain::{Actor, ActorKind, Role, RoundFormat},
    extract::{
        Annotated, Lexicon,
        actor::{ActorMention, Naming},
        phrase::Whole,
        place::{PlaceKind, PlaceMention},
        token::Token,
    },
};
use std::sync::{Arc, LazyLock};

/// Words of talks of two days.
static TWO_DAYS: LazyLock<Whole> = LazyLock::new(|| {
    Whole::of([["the two days", "the two sittings", "both days", "two days of talks", "two-day talks"]])
});

/// The article's main talks.
#[derive(Clone, Debug, Default)]
pub(super) struct Track {
    /// The largest set of sides that one sentence on talks names.
    pub(super) parties: Vec<Arc<Actor>>,
    /// Whether the article is about talks at all.
    pub(super) talks: bool,
    /// Whether it tells of a committee of the two sides.
    pub(super) joint: bool,
    indirect: bool,
    three: bool,
    /// Whether it is on a labour dispute.
    pub(super) labour: bool,
    /// Whether the article speaks of the two days of its talks.
    pub(super) two_days: bool,
    /// How many days its talks last, where it gives one number ("the four-day talks", "four days of talks").
    pub(super) days: Option<i64>,
    /// Whether they are called so by it, rather than counted once they are over.
    pub(super) named_days: bool,
}

impl Track {
    /// Reads the whole article.
    pub(super) fn of(found: &Annotated<'_>, lexicon: &Lexicon) -> Track {
        let mut track = Track::default();
        let mut tables: Vec<(usize, Vec<Arc<Actor>>)> = Vec::new();
        let mut days: Vec<(i64, bool)> = Vec::new();
        for sentence in 0..found.doc.sentences.len() {
            let tokens = found.tokens_of(sentence);
            track.talks = track.talks || tokens.iter().any(|t| WORDS.about.contains(&t.lower));
            track.joint = track.joint || joint_body(tokens);
            let indirect = |w: &[Token]| w[0].lower.ends_with("indirect") && w[1].lower.starts_with("talks");
            track.indirect = track.indirect || tokens.windows(2).any(indirect);
            if WORDS.three.may_stand_in(tokens) || TWO_DAYS.may_stand_in(tokens) {
                let text = joined(tokens);
                track.three = track.three || WORDS.three.any_in(&text);
                track.two_days = track.two_days || TWO_DAYS.any_in(&text);
            }
            if tokens.iter().any(|t| t.is("days") || t.lower.ends_with("-day")) {
                days.extend((0..tokens.len()).filter_map(|at| days_of_talks(tokens, at)));
            }
            let talks = tokens.iter().position(|t| WORDS.talks.contains(&t.lower));
            let Some(at) = talks.or_else(|| tokens.iter().position(|t| WORDS.groups.contains(&t.lower))) else {
                continue;
            };
            let table = table::read(found, lexicon, sentence, at);
            if !(2..=4).contains(&table.sides.len()) {
                continue;
            }
            let weight = if table.strong { 3 } else { 1 };
            let same = |t: &&mut (usize, Vec<Arc<Actor>>)| {
                t.1.len() == table.sides.len() && t.1.iter().all(|a| table.sides.iter().any(|b| b.id == a.id))
            };
            match tables.iter_mut().find(same) {
                Some(t) => t.0 += weight,
                None => tables.push((weight, table.sides)),
            }
        }
        track.days = days.first().map(|(n, _)| *n).filter(|n| days.iter().all(|(d, _)| d == n));
        track.named_days = days.iter().any(|(_, named)| *named);
        // The one told most; of equals the first. Three-way talks have a third side.
        let rank = |t: &(usize, Vec<Arc<Actor>>)| (track.three && t.1.len() == 3, t.0);
        let best = tables.iter().rev().max_by_key(|t| rank(t));
        track.parties = best.map_or_else(Vec::new, |t| t.1.clone());
        let wanted = if track.three { 3 } else { 2 };
        if track.parties.len() < wanted {
            fill(&mut track.parties, found, lexicon, wanted);
        }
        track.labour = track.parties.len() < 2 && labour(found);
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

/// "The four-day peace talks", "two days of talks", at a token: how many days, and whether they are called so.
fn days_of_talks(tokens: &[Token], at: usize) -> Option<(i64, bool)> {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    // "A three-day preparatory meeting" is another one.
    let light = |w: &str| {
        let kinds = ["sponsored", "brokered", "mediated", "led", "backed", "hosted", "level", "stakes", "way"];
        matches!(w, "peace" | "trade" | "nuclear" | "direct" | "indirect" | "negotiating" | "of" | "intensive")
            || w.rsplit_once('-').is_some_and(|(_, kind)| kinds.contains(&kind))
    };
    let (count, mut next) = match word(at).strip_suffix("-day") {
        Some(count) => (count, at + 1),
        None if word(at) == "days" && word(at + 1) == "of" => (word(at.checked_sub(1)?), at + 2),
        None => return None,
    };
    while light(word(next)) && next < at + 5 {
        next += 1;
    }
    let days = super::words::days(count).filter(|n| (2..=7).contains(n) && WORDS.nouns.contains(word(next)))?;
    Some((days, word(at) != "days"))
}

/// Adds sides that the article names elsewhere: known foes of one another first, then those whose
/// people talk; never the country of a venue, nor a mediator.
fn fill(parties: &mut Vec<Arc<Actor>>, found: &Annotated<'_>, lexicon: &Lexicon, wanted: usize) {
    let hosts = |a: &Actor| {
        let venue = |p: &PlaceMention| {
            p.kind == PlaceKind::City
                && matches!(p.preposition, Some("in" | "to" | "at"))
                && p.place.country.is_some()
                && p.place.country == a.country
                && found.tokens_of(p.sentence).iter().any(|t| WORDS.nouns.contains(&t.lower))
        };
        found.places.iter().any(venue)
    };
    let mut counts: Vec<(usize, usize, Arc<Actor>)> = Vec::new();
    for m in found.actors.iter().filter(|m| m.naming != Naming::Pronoun) {
        let Some(side) = side(&m.actor, lexicon) else { continue };
        // "Arrived in X": where they talk.
        let led = found.doc.lower(m.tokens.start.wrapping_sub(1));
        let named_for = WORDS.talks.contains(found.doc.form(m.tokens.end)) && met_there(found, &m.actor);
        if mediates(found, m) || m.actor.kind == ActorKind::State && (matches!(led, "in" | "at") || named_for) {
            continue;
        }
        let tokens = found.tokens_of(m.sentence);
        let talks = tokens.iter().any(|t| WORDS.talks.contains(&t.lower) || WORDS.groups.contains(&t.lower));
        let envoy = m.title.as_deref().is_some_and(|t| t.to_lowercase().contains("envoy"));
        let points = usize::from(talks) * 2 + usize::from(envoy) * 2;
        match counts.iter_mut().find(|(_, _, a)| a.id == side.id) {
            Some((n, p, _)) => {
                *n += 1;
                *p += points;
            }
            None => counts.push((1, points, side)),
        }
    }
    counts.sort_by_key(|(n, p, _)| std::cmp::Reverse(n + p));
    // One of them may be named once only.
    let foe =
        |a: &Actor, once: bool| counts.iter().any(|(n, _, b)| (*n >= 2 || !once) && lexicon.are_foes(&a.id, &b.id));
    let foes = counts.iter().filter(|(n, _, a)| foe(a, *n < 2)).take(2).map(|(_, _, a)| a);
    // "The government and the Houthis": the state that the group is of, named or not.
    let group = |m: &&ActorMention| m.actor.kind == ActorKind::ArmedGroup && m.naming != Naming::Pronoun;
    let home = found.actors.iter().filter(group).find(|m| {
        let tokens = found.tokens_of(m.sentence);
        let near = m.tokens.start.saturating_sub(6)..m.tokens.end + 6;
        near.into_iter().any(|i| found.doc.lower(i) == "government")
            && tokens.iter().any(|t| WORDS.nouns.contains(&t.lower))
            && (parties.is_empty() || parties.iter().any(|p| p.id == m.actor.id))
    });
    let homes: Vec<Arc<Actor>> =
        home.and_then(|m| lexicon.state(m.actor.country.as_deref()?)).into_iter().cloned().collect();
    // Talks of a government with its own opponents have no third state for a side.
    let within = !homes.is_empty()
        || (0..found.doc.sentences.len()).any(|i| {
            let tokens = found.tokens_of(i);
            let at = tokens.iter().position(|t| t.is("opposition"));
            at.is_some_and(|at| {
                (at.saturating_sub(4)..at + 5).any(|k| tokens.get(k).is_some_and(|t| t.is("government")))
            }) && tokens.iter().any(|t| WORDS.nouns.contains(&t.lower))
        });
    let within = within && !track_of_states(parties);
    let people = counts.iter().filter(|(n, p, a)| (*p > 0 || *n >= 3) && !hosts(a)).map(|(_, _, a)| a);
    let people = people.filter(|a| !within || parties.is_empty() || a.kind == ActorKind::ArmedGroup);
    let more: Vec<Arc<Actor>> = foes.cloned().chain(homes).chain(people.cloned()).collect();
    for actor in &more {
        if within && parties.len() == 1 && actor.kind == ActorKind::State && parties[0].kind == ActorKind::State {
            break;
        }
        if parties.len() < wanted && !parties.iter().any(|a| a.id == actor.id) {
            parties.push(actor.clone());
        }
    }
}

/// Whether an article speaks of a state as where something is: "in Barbados".
fn met_there(found: &Annotated<'_>, state: &Actor) -> bool {
    found
        .places
        .iter()
        .any(|p| p.kind == PlaceKind::Country && p.preposition == Some("in") && p.place.country == state.country)
}

/// Whether an article names a state, an armed group or somebody in office.
pub(super) fn political(found: &Annotated<'_>) -> bool {
    const OFFICES: &[&str] = &["president", "minister", "premier", "leader", "envoy", "ambassador", "chancellor"];
    found.actors.iter().any(|m| {
        let title = m.title.as_deref().unwrap_or_default().to_lowercase();
        matches!(m.actor.kind, ActorKind::State | ActorKind::ArmedGroup) || OFFICES.iter().any(|o| title.contains(o))
    })
}

/// Whether an article has several of the words of pay talks.
fn labour(found: &Annotated<'_>) -> bool {
    let mut told: Vec<&str> =
        found.doc.tokens.iter().map(|t| &*t.lower).filter(|w| WORDS.labour.contains(w)).take(200).collect();
    told.sort_unstable();
    told.dedup();
    told.len() >= 4
}

/// Whether a sentence names a committee of two sides: "the joint military commission".
fn joint_body(tokens: &[Token]) -> bool {
    let joint = |i: usize| (1..=4).filter_map(|n| i.checked_sub(n)).any(|k| WORDS.joint.contains(&tokens[k].lower));
    (0..tokens.len()).any(|i| WORDS.committees.contains(&tokens[i].lower) && joint(i))
}

/// Whether two states sit there already.
fn track_of_states(parties: &[Arc<Actor>]) -> bool {
    parties.iter().filter(|a| a.kind == ActorKind::State).count() >= 2
}

/// The state or group behind somebody who may be a side.
pub(super) fn side(actor: &Arc<Actor>, lexicon: &Lexicon) -> Option<Arc<Actor>> {
    match actor.kind {
        ActorKind::State | ActorKind::ArmedGroup => Some(actor.clone()),
        ActorKind::Person | ActorKind::Organisation => {
            let body = actor.affiliation.as_ref();
            // "The commander of the M23" speaks for the M23, not for its country.
            let group =
                body.and_then(|a| lexicon.person(&a.id)).map(|k| &k.actor).filter(|a| a.kind == ActorKind::ArmedGroup);
            if let Some(group) = group {
                return Some(group.clone());
            }
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
pub(super) fn sides(found: &Annotated<'_>, lexicon: &Lexicon, sentence: usize) -> Vec<Arc<Actor>> {
    let mut out: Vec<Arc<Actor>> = Vec::new();
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

/// "Through Omani mediators", "mediated by A and B", "with A and B as guarantors", "A-brokered":
/// whoever helps the sides to meet. What holds for one of a list holds for all of it.
pub(super) fn mediates(found: &Annotated<'_>, m: &ActorMention) -> bool {
    let tokens = &found.doc.tokens;
    let all = found.actors_in(m.sentence);
    let at = all.partition_point(|a| a.tokens.start < m.tokens.start);
    let linked = |a: &ActorMention, b: &ActorMention| {
        b.tokens.start - a.tokens.end.min(b.tokens.start) <= 3
            && tokens.get(a.tokens.end..b.tokens.start).is_some_and(|gap| {
                !gap.is_empty() && gap.iter().all(|t| matches!(&*t.lower, "," | "and" | "-" | "the" | "both"))
            })
    };
    let (mut first, mut last) = (at, at);
    while first > 0 && at - first < 5 && linked(&all[first - 1], &all[first]) {
        first -= 1;
    }
    while last + 1 < all.len() && last - at < 5 && linked(&all[last], &all[last + 1]) {
        last += 1;
    }
    all.get(first).is_some_and(|m| led_by_mediation(found, m))
        || all.get(last).is_some_and(|m| goes_on_mediating(found, m))
}

/// "Mediated by X", "under the auspices of X", "the mediator, X".
fn led_by_mediation(found: &Annotated<'_>, m: &ActorMention) -> bool {
    let word = |i: usize| found.doc.lower(i);
    let floor = found.doc.sentences.get(m.sentence).map_or(0, |s| s.tokens.start);
    for i in (m.tokens.start.saturating_sub(5).max(floor)..m.tokens.start).rev() {
        let near = m.tokens.start - i;
        match word(i) {
            "between" | ";" => return false,
            "mediator" | "mediators" | "relaying" if near <= 3 => return true,
            "mediated" | "brokered" | "facilitated" | "sponsored" | "moderated" if word(i + 1) == "by" => return true,
            "auspices" | "mediation" | "facilitation" | "patronage" if matches!(word(i + 1), "of" | "by") => {
                return true;
            }
            _ => {}
        }
    }
    false
}

/// "X mediators", "X acting as mediator", "X-brokered", "X has been sponsoring".
fn goes_on_mediating(found: &Annotated<'_>, m: &ActorMention) -> bool {
    const HELPERS: &[&str] = &[
        "mediator",
        "mediators",
        "guarantor",
        "guarantors",
        "intermediary",
        "intermediaries",
        "facilitator",
        "facilitators",
        "observers",
        "observer",
        "witnesses",
        "go-between",
        "go-betweens",
        "host",
        "hosts",
    ];
    let word = |i: usize| found.doc.lower(i);
    let end = m.tokens.end;
    let last = word(end.wrapping_sub(1));
    if ["-mediated", "-brokered", "-facilitated", "-sponsored"].iter().any(|s| last.ends_with(s)) {
        return true;
    }
    for i in end..end + 5 {
        match word(i) {
            "mediator" | "mediators" | "mediated" | "mediation" | "relaying" if i < end + 2 => return true,
            "as" if (i + 1..i + 4).any(|k| HELPERS.contains(&word(k))) && !matches!(word(i + 1), "well") => {
                return true;
            }
            "sponsoring" | "mediating" | "brokering" | "facilitating" | "sponsored" | "brokered" => return true,
            "to" if matches!(word(i + 1), "mediate" | "broker" | "facilitate") => return true,
            "," | ";" | "and" | "with" => return false,
            _ => {}
        }
    }
    false
}

/// "The Qatari capital" is a place, not a side; so is "on US soil".
pub(super) fn owns_place(found: &Annotated<'_>, m: &ActorMention) -> bool {
    let next = |n: usize| found.doc.tokens.get(m.tokens.end + n).map_or("", |t| &*t.lower);
    let at = usize::from(next(0) == "'s");
    let back = |n: usize| m.tokens.start.checked_sub(n).and_then(|i| found.doc.tokens.get(i)).map_or("", |t| &*t.lower);
    if (1..=3).any(|n| back(n) == "of" && back(n + 1) == "capital") {
        return true;
    }
    matches!(next(at), "capital" | "resort" | "soil" | "embassy" | "media" | "city" | "television" | "broadcaster")
}

/// Hosts and mediators named in a sentence.
pub(super) fn others(
    found: &Annotated<'_>,
    lexicon: &Lexicon,
    sentence: usize,
) -> Vec<(Role, Arc<Actor>, Option<String>)> {
    let tokens = &found.doc.tokens;
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let mut out = Vec::new();
    for m in found.actors_in(sentence) {
        let hosts = (m.tokens.end..m.tokens.end + 4)
            .any(|i| matches!(word(i), "host" | "hosts" | "hosted" | "hosting") && word(i + 1) != "by")
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

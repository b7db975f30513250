//! Where delegations sit: which places of a sentence are venues, and of which date.

use super::{table, words::WORDS};
use crate::{
    domain::{ActorKind, Place, Span},
    extract::{
        Annotated, Lexicon,
        lexicon::Sense,
        place::{PlaceKind, PlaceMention},
        token::Token,
    },
};
use std::ops::Range;

/// A venue at a token of the sentence.
pub(super) type Venue = (usize, (Place, Span));

/// The places of a sentence where delegations may sit, by token.
pub(super) fn venues(
    found: &Annotated<'_>,
    lexicon: &Lexicon,
    sentence: usize,
    base: usize,
    tokens: &[Token],
    trigger: usize,
) -> Vec<Venue> {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    // Where something else happened "hours after the talks": only the talks' own clause has venues.
    let violent = tokens.iter().any(|t| WORDS.violence.contains(&t.lower));
    let clause = table::clause(tokens, trigger);
    let mut out: Vec<(Venue, bool)> = Vec::new();
    for p in found.places_in(sentence) {
        let (start, end) = (p.tokens.start - base, p.tokens.end - base);
        // Nobody sits in "the Yellow Sea" or "the South Caucasus".
        let wide = p.kind == PlaceKind::Region && p.place.country.is_none() && p.place.lat.is_some();
        if WORDS.not_venues.contains(&p.place.id) || wide || p.kind == PlaceKind::Site && p.rule == "place.site" {
            continue;
        }
        let comma = |i: &usize| matches!(word(*i), "," | ";");
        // "Many have been killed since the two sides met in X".
        let turn = |i: &usize| comma(i) || matches!(word(*i), "since" | "when" | "while" | "after" | "before");
        let first = (0..start).rev().find(turn).unwrap_or(0);
        let last = (start..tokens.len()).find(comma).unwrap_or(tokens.len());
        let fallen = (first..last).any(|i| WORDS.violence.contains(word(i)));
        if violent && (fallen || !clause.contains(&start)) {
            continue;
        }
        // "In Y in the south of X": the town says where.
        let within = |t: &PlaceMention| {
            t.kind == PlaceKind::City
                && t.place.country == p.place.country
                && t.tokens.end < p.tokens.start
                && p.tokens.start - t.tokens.end <= 3
        };
        if p.kind == PlaceKind::Region && found.places_in(sentence).iter().any(within) {
            continue;
        }
        let back = |n: usize| start.checked_sub(n).map_or("", word);
        let denied = (1..=2).any(|n| back(n) == "not");
        // "In the border town of X", "in the hotel in X".
        let town = p.preposition == Some("of")
            && WORDS.settlements.contains(back(2))
            && (3..=8).any(|n| matches!(back(n), "in" | "at" | "to"));
        let into = (town || matches!(p.preposition, Some("in" | "at")))
            && at_table(tokens, start, end)
            && !of_matter(tokens, trigger, start, p.kind);
        let moves = p.preposition == Some("to")
            && (1..=7).map(back).take_while(|w| !matches!(*w, "," | ";")).any(|w| WORDS.moving.contains(w))
            || p.preposition == Some("to")
                && matches!(back(2), "then" | "later" | "on" | "onward" | "onwards")
                && tokens[..start].iter().any(|t| WORDS.moving.contains(&t.lower));
        // "In the U.K. capital", "in Jordan's capital".
        let seat = end + usize::from(word(end) == "'s");
        if p.kind == PlaceKind::Country
            && word(seat) == "capital"
            && let Some(place) = p.place.country.as_deref().and_then(|c| capital_of(found, lexicon, c))
        {
            out.push(((start, (place, p.span)), false));
            continue;
        }
        let attributive = WORDS.nouns.contains(word(end)) || matches!(word(end), "hotel" | "round" | "for");
        // "Without an agreement on its part in the Geneva talks": of other talks than the sentence tells of.
        let attributive = attributive && (end <= trigger + 1 || !beside(tokens, trigger, end));
        // "Muscat played host to the talks", "Doha will host them".
        let acts = plays_host(tokens, end) && p.kind != PlaceKind::Country;
        if !denied && (into || moves || attributive || acts) {
            out.push(((start, (p.place.clone(), p.span)), p.kind == PlaceKind::Country));
        }
    }
    // "Abu Dhabi hosted the first": the town acts, and is the place all the same.
    for m in found.actors_in(sentence) {
        let end = m.tokens.end - base;
        let said = (end..end + 6).take_while(|i| !matches!(word(*i), "," | ";" | "and" | "'s" | "that" | "but"));
        let stays = said.clone().any(|i| matches!((word(i), word(i + 1)), ("the", "host" | "venue")))
            && said.clone().any(|i| matches!(word(i), "be" | "is" | "remains" | "as"));
        let will = said.clone().any(|i| matches!(word(i), "host")) && matches!(word(end), "will" | "would" | "to");
        let hosted = matches!(word(end), "hosted" | "hosts") && word(end + 1) != "by";
        if hosted || stays || will {
            for hit in lexicon.hits(found.doc.text.as_str(), m.span.start(), m.span.end()) {
                if let Some(Sense::Place(at)) = hit.senses.iter().find(|s| matches!(s, Sense::Place(_))) {
                    out.push(((m.tokens.start - base, (lexicon.place(*at).0.clone(), m.span)), false));
                }
            }
        }
    }
    // "A state jump-started them by hosting a meeting": there, and nowhere closer.
    if out.is_empty() {
        for m in found.actors_in(sentence) {
            let end = m.tokens.end - base;
            let hosting = (end..end + 8).find(|i| word(*i) == "hosting" || matches!(word(*i), ";" | ","));
            let by = hosting.is_some_and(|i| word(i) == "hosting" && word(i - 1) == "by" && i < trigger);
            if let Some(place) = m
                .actor
                .country
                .as_deref()
                .filter(|_| by && m.actor.kind == ActorKind::State)
                .and_then(|c| lexicon.country_place(c))
            {
                out.push(((m.tokens.start - base, (place.clone(), m.span)), true));
            }
        }
    }
    // "Received the envoys at the Kremlin": in its town.
    for m in found.actors_in(sentence) {
        let (start, end) = (m.tokens.start - base, m.tokens.end - base);
        let seat = (start..end).any(|i| WORDS.seats.contains(word(i)))
            && (1..=2).any(|n| matches!(start.checked_sub(n).map_or("", word), "at" | "in" | "inside"));
        let country = m.actor.country.as_deref().or(m.actor.affiliation.as_ref().and_then(|a| a.country.as_deref()));
        if let Some(place) = country.filter(|_| seat).and_then(|c| capital_of(found, lexicon, c)) {
            out.push(((start, (place, m.span)), false));
        }
    }
    // "In the Qatari capital", "to the Emirati capital".
    for m in found.actors_in(sentence) {
        let (start, end) = (m.tokens.start - base, m.tokens.end - base);
        let seat = end + usize::from(word(end) == "'s");
        let capital =
            word(seat) == "capital" && (1..=3).any(|n| matches!(start.checked_sub(n).map_or("", word), "in" | "to"));
        if let Some(place) = m.actor.country.as_deref().filter(|_| capital).and_then(|c| capital_of(found, lexicon, c))
        {
            out.push(((start, (place, m.span)), false));
        }
    }
    let towns = out.iter().any(|(_, country)| !country);
    let mut out: Vec<Venue> = out.into_iter().filter(|(_, country)| !towns || !country).map(|(v, _)| v).collect();
    out.sort_by_key(|v| v.0);
    out
}

/// Whether a place is a building by its name ("Harbour House", "Palais Royal"), not a town.
pub(super) fn is_building(place: &Place) -> bool {
    const BUILDINGS: &[&str] = &[
        "House",
        "Palace",
        "Hotel",
        "Hall",
        "Castle",
        "Centre",
        "Center",
        "Villa",
        "Academy",
        "Mansion",
        "Institute",
        "Headquarters",
        "Embassy",
        "Ministry",
        "Checkpoint",
        "Resort",
        "Lodge",
        "Palais",
    ];
    let mut words = place.name.split(' ');
    let first = words.next().unwrap_or_default();
    let last = words.next_back();
    last.is_some_and(|w| BUILDINGS.contains(&w)) || (last.is_some() && matches!(first, "Hotel" | "Palais" | "Villa"))
}

/// The one town of this country that the article names, if it names only one.
pub(super) fn town_of(found: &Annotated<'_>, country: &str) -> Option<Place> {
    let mut towns =
        found.places.iter().filter(|p| p.kind == PlaceKind::City && p.place.country.as_deref() == Some(country));
    let first = towns.next()?;
    towns.all(|p| p.place.id == first.place.id).then(|| first.place.clone())
}

/// A town of this country that the article names: "the Emirati capital" is the one it spoke of.
fn capital_of(found: &Annotated<'_>, lexicon: &Lexicon, country: &str) -> Option<Place> {
    let town = |p: &&PlaceMention| p.kind == PlaceKind::City && p.place.country.as_deref() == Some(country);
    let capital = lexicon.capital_place(country);
    let named = |p: &&PlaceMention| capital.is_some_and(|c| c.id == p.place.id);
    let told = found.places.iter().find(named).or_else(|| found.places.iter().find(town));
    told.map(|p| p.place.clone()).filter(|p| capital.is_none_or(|c| c.id == p.id)).or_else(|| capital.cloned())
}

/// Whether "in X" is where a meeting is rather than where something else happened.
fn at_table(tokens: &[Token], start: usize, end: usize) -> bool {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let back = |n: usize| start.checked_sub(n).map_or("", word);
    // "Troops in X" are no delegates; "the Armed Forces arrived in X" are. "Reached in X" was an agreement.
    let lead = (1..=3).find(|n| matches!(back(*n), "in" | "at" | "of")).unwrap_or(1);
    // "An attack on an airbase at X", "the unrest that broke out in X".
    let incident = (4..=7)
        .take_while(|n| !matches!(back(*n), "," | ";" | ""))
        .any(|n| WORDS.incidents.contains(back(n)) && !(1..n).any(|k| is_meeting(back(k))));
    !incident
        && !(1..=3).any(|n| WORDS.elsewhere.contains(back(n)))
        && !WORDS.beside.contains(back(lead + 1))
        && !announced_there(tokens, start, end)
        && !matches!(word(end), "region" | "front" | "war" | "sector")
}

fn is_meeting(word: &str) -> bool {
    WORDS.nouns.contains(word) || WORDS.happen.contains(word) || WORDS.verbs.contains(word)
}

/// "Announced on Saturday, in X, that …": where somebody spoke.
fn announced_there(tokens: &[Token], start: usize, end: usize) -> bool {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let skip = usize::from(word(end) == ",");
    word(end + skip) == "that" && (1..=7).any(|n| start.checked_sub(n).is_some_and(|i| WORDS.saying.contains(word(i))))
}

/// Whether a country or region is what talks are about: "talks on disengagement in Ladakh".
fn of_matter(tokens: &[Token], trigger: usize, start: usize, kind: PlaceKind) -> bool {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let matter = |i: usize| matches!(word(i), "on" | "over" | "about" | "regarding" | "concerning" | "around");
    // A day or a verb of what meetings do leads back to the meeting.
    let back = |i: usize| WORDS.happen.contains(word(i)) || WORDS.verbs.contains(word(i)) || word(i) == ",";
    kind != PlaceKind::City
        && WORDS.nouns.contains(word(trigger))
        && matter(trigger + 1)
        && (trigger + 2..start.saturating_sub(1)).all(|i| !back(i))
}

/// Whether the place that ends at a token belongs to other talks than those at the trigger: some word of
/// theirs stands between ("ended without an agreement on …", "ahead of …").
fn beside(tokens: &[Token], trigger: usize, end: usize) -> bool {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    (trigger + 1..end).any(|i| {
        matches!(
            word(i),
            "on" | "before"
                | "after"
                | "ahead"
                | "following"
                | "since"
                | "despite"
                | "participation"
                | "planned"
                | "that"
        )
    })
}

/// "Played host to", "will host", "was the venue of".
fn plays_host(tokens: &[Token], end: usize) -> bool {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    match (word(end), word(end + 1)) {
        ("hosted" | "hosts", by) => by != "by",
        ("will" | "would" | "to" | "is" | "was" | "has" | "had", "host" | "hosting" | "hosted") => true,
        ("played" | "plays" | "playing", "host") => true,
        ("is" | "was" | "will", w) => matches!(w, "the" | "be") && (end + 2..end + 5).any(|i| word(i) == "venue"),
        _ => false,
    }
}

/// The venue of the date between `start` and `end`: the last one before it, else the first after.
pub(super) fn venue(
    tokens: &[Token],
    venues: &[Venue],
    from: usize,
    date: &Range<usize>,
    tail: usize,
    trigger: usize,
) -> Option<(Place, Span)> {
    let before = venues.iter().rev().find(|(at, _)| *at >= from && *at < date.start);
    let near = venues.iter().filter(|(at, _)| *at >= date.end && *at < tail.min(date.end + 12));
    // "This week he will go to A to …, and then to B for talks": the one that leads to the talks.
    let leads =
        |at: usize| (at + 1..at + 5).take_while(|i| tokens.get(*i).is_some_and(|t| !t.is(","))).any(|i| i == trigger);
    let led = venues
        .iter()
        .find(|(at, _)| *at > date.end && tokens.get(at.wrapping_sub(1)).is_some_and(|t| t.is("to")) && leads(*at));
    let after = led.filter(|_| date.start < trigger).or(near.clone().next());
    // "On 6 October in X, and 31 October in Y": what follows at once is its own.
    let apart = before.is_none_or(|(at, _)| {
        tokens.get(*at..date.start).is_some_and(|ts| ts.iter().any(|t| matches!(&*t.lower, "," | "and" | ";")))
    });
    let own = after.filter(|(at, _)| apart && *at <= date.end + 2);
    own.or(before).or(after).map(|(_, p)| p.clone())
}

/// Whether the place at this token is that of an earlier meeting: "a previous round in X".
pub(super) fn before_this(tokens: &[Token], at: usize, undated: bool) -> bool {
    let word = |n: usize| at.checked_sub(n).and_then(|i| tokens.get(i)).map_or("", |t| &*t.lower);
    let noun = (1..=6).find(|n| {
        matches!(
            word(*n),
            "round"
                | "session"
                | "meeting"
                | "summit"
                | "talks"
                | "rounds"
                | "discussions"
                | "negotiations"
                | "meetings"
        )
    });
    let Some(noun) = noun else { return false };
    // "Earlier talks in X and Y": both of them.
    let light = (2..noun).all(|n| {
        matches!(word(n), "in" | "and" | "," | "held" | "at" | "hosted")
            || at.checked_sub(n).and_then(|i| tokens.get(i)).is_some_and(|t| t.capital)
    });
    let old = (noun..=noun + 4).any(|n| matches!(word(n), "previous" | "earlier" | "preceding" | "initial" | "prior"));
    let led = (noun..=noun + 5)
        .any(|n| matches!(word(n), "following" | "after" | "since" | "follows" | "follow" | "followed"));
    // "Earlier trade talks in X and Y focused on …".
    light && old && (led || undated && at - noun.min(at) <= 6)
}

/// The town in the dateline, where the first sentence names none.
pub(super) fn dateline(found: &Annotated<'_>, lexicon: &Lexicon) -> Option<(Place, Span)> {
    let span = found.doc.dateline?;
    let text = found.doc.text.as_str();
    let hits = lexicon.hits(text, span.start(), span.end());
    let hit = hits.first()?;
    let at = hit.senses.iter().find_map(|s| if let Sense::Place(at) = s { Some(*at) } else { None })?;
    Some((lexicon.place(at).0.clone(), found.doc.text.span(hit.start, hit.end)?))
}

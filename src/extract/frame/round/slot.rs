//! What one sentence says of meetings.

use super::{
    parties::{self, Track},
    words::{WORDS, days, has, has_any, joined, ordinal},
};
use crate::{
    domain::{Actor, Place, Precision, Role, RoundFormat, Span, Status, When},
    extract::{
        Annotated, Lexicon,
        lexicon::Sense,
        place::{PlaceKind, PlaceMention},
        time::{TimeExpr, TimeKind},
        token::Token,
    },
};
use jiff::ToSpan;

/// One meeting as one sentence tells it.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub(super) sentence: usize,
    pub(super) date: Option<(When, Span)>,
    pub(super) date_rule: &'static str,
    pub(super) place: Option<(Place, Span)>,
    pub(super) ordinal: Option<u32>,
    pub(super) status: Status,
    /// "The talks", "that meeting": it may go on about one told before.
    pub(super) definite: bool,
    /// It says something only of one told before.
    pub(super) reference: bool,
    /// "Next", "further", "another".
    pub(super) next: bool,
    /// "Previous", "earlier".
    pub(super) earlier: bool,
    /// The date is one it no longer has.
    pub(super) old_date: bool,
    /// Dates it had before the one it has now.
    pub(super) old: Vec<(When, Span)>,
    pub(super) parties: Vec<Actor>,
    pub(super) others: Vec<(Role, Actor, Option<String>)>,
    pub(super) format: Option<RoundFormat>,
    pub(super) level: Option<&'static str>,
    pub(super) outcome: Option<String>,
    pub(super) rule: &'static str,
}

impl Slot {
    /// Whether the sides named here are not others than those of the slot before.
    pub(super) fn own_parties_fit(&self, before: Option<&Slot>) -> bool {
        let Some(before) = before.filter(|b| b.parties.len() >= 2 && self.parties.len() >= 2) else { return true };
        let (small, large) = if before.parties.len() < self.parties.len() { (before, self) } else { (self, before) };
        small.parties.iter().filter(|a| large.parties.iter().any(|b| b.id == a.id)).count() >= 2
    }
}

/// The words of a meeting in a sentence.
struct Trigger {
    /// Its token, counted in the sentence.
    at: usize,
    noun: bool,
    talks: bool,
}

/// Every meeting a sentence tells of.
pub(super) fn read(found: &Annotated<'_>, lexicon: &Lexicon, sentence: usize, track: &Track) -> Vec<Slot> {
    let tokens = found.tokens_of(sentence);
    let text = joined(tokens);
    if tokens.iter().any(|t| WORDS.other_rounds.contains(&*t.lower) || WORDS.remote.contains(&*t.lower)) {
        return Vec::new();
    }
    let Some(trigger) = trigger(found, lexicon, sentence, tokens, track) else {
        return referring(found, sentence, tokens, &text).into_iter().collect();
    };
    let base = found.doc.sentences.get(sentence).map_or(0, |s| s.tokens.start);
    let (past, mut venues): (Vec<Venue>, Vec<Venue>) =
        venues(found, lexicon, sentence, base, tokens).into_iter().partition(|(at, _)| before_this(tokens, *at));
    if sentence == 0 && venues.is_empty() {
        venues.extend(dateline(found, lexicon).map(|p| (0, p)));
    }
    let mut dates: Vec<&TimeExpr> = found.times_in(sentence).iter().filter(|t| of_meeting(t, base, tokens)).collect();
    // "Last month's talks": no other date of the sentence is theirs.
    let possessive = |t: &&TimeExpr| {
        let end = t.tokens.end - base;
        tokens.get(end).is_some_and(|w| &*w.lower == "'s")
            && tokens.get(end + 1).is_some_and(|w| WORDS.nouns.contains(&*w.lower))
    };
    if let Some(own) = dates.iter().copied().find(|t| possessive(t)) {
        dates = vec![own];
    }
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let before = |n: usize| trigger.at.checked_sub(n).map_or("", word);
    let near = (1..=5).map(before);
    let next = near.clone().any(|w| matches!(w, "next" | "further" | "another" | "new"));
    let earlier = near.clone().any(|w| matches!(w, "previous" | "earlier" | "past" | "before"));
    let definite = near.clone().take(4).any(|w| matches!(w, "the" | "that" | "this" | "these" | "those"));
    let mut blank = Slot {
        sentence,
        date: None,
        date_rule: "round.date",
        place: None,
        ordinal: None,
        status: Status::Concluded,
        definite,
        reference: false,
        next,
        earlier,
        old_date: false,
        old: Vec::new(),
        parties: parties::sides(found, lexicon, sentence),
        others: parties::others(found, lexicon, sentence),
        // "… met while the three-way track stayed frozen" is no three-way meeting.
        format: format(&text).filter(|f| trigger.noun || *f == RoundFormat::Indirect),
        level: level(&text),
        outcome: outcome(found, sentence, tokens),
        rule: if trigger.noun { "round.noun" } else { "round.verb" },
    };
    if !trigger.noun && blank.parties.len() < 2 {
        blank.parties.clear();
    }
    let today = found.published_day();
    let previous = (!past.is_empty()).then(|| Slot {
        place: past.first().map(|(_, p)| p.clone()),
        earlier: true,
        definite: false,
        next: false,
        status: Status::Concluded,
        rule: "round.previous",
        ..blank.clone()
    });
    let mut out: Vec<Slot> = Vec::new();
    let mut from = 0;
    for (n, time) in dates.iter().enumerate() {
        let start = time.tokens.start - base;
        let end = time.tokens.end - base;
        let until = dates.get(n + 1).map_or(tokens.len(), |t| t.tokens.start - base);
        let tail = tail(tokens, end, until);
        let part = joined(tokens.get(from..tail).unwrap_or_default());
        let own_noun =
            n > 0 && tokens.get(from..start).is_some_and(|ts| ts.iter().any(|t| WORDS.nouns.contains(&*t.lower)));
        let direct = venues.iter().find(|(at, _)| dates.len() == 1 && (trigger.at + 2..=trigger.at + 3).contains(at));
        let place = direct.map(|(_, p)| p.clone()).or_else(|| venue(&venues, from, start, end, tail)).or_else(|| {
            match out.last() {
                Some(_) if own_noun => None,
                Some(s) => s.place.clone(),
                None if venues.len() == 1 => venues.first().map(|(_, p)| p.clone()),
                None => None,
            }
        });
        // "Conditions for negotiations": no meeting on that day.
        if place.is_none() && trigger.noun && matches!(before(1), "for" | "to" | "against") && !next {
            from = end;
            continue;
        }
        let home = ["came home", "returned home", "went home", "left for home"].iter().any(|w| has(&part, w));
        if home
            && let (Some(last), Some(day)) = (out.last_mut(), time.named.latest())
            && let Some((date, span)) = last.date.take()
        {
            let first = date.earliest().unwrap_or(day);
            let words = date.text().unwrap_or_default().to_owned();
            last.date = Some((When::lasting(first, day, date.basis()).with_text(words), span));
            from = end;
            continue;
        }
        let lone = dates.len() == 1;
        let status = status(if lone { &text } else { &part }, Some(&time.named), today, time.ahead);
        if negated(tokens, trigger.at) && !matches!(status, Status::Cancelled) {
            from = end;
            continue;
        }
        let old_date = !lone && out.is_empty() && is_old(&part) && moves(&text);
        let number = ordinal_in(tokens, from, start)
            .or_else(|| ordinal_in(tokens, from, if lone { tokens.len() } else { tail }))
            .filter(|_| !old_date || lone);
        out.push(Slot {
            date: Some((stretch(found, sentence, &text, &time.named, status), time.span)),
            place,
            ordinal: number,
            status,
            old_date,
            ..blank.clone()
        });
        from = end;
    }
    if out.len() > 1 && out.first().is_some_and(|s: &Slot| s.old_date) {
        let old = out.remove(0);
        if let Some(new) = out.first_mut() {
            new.ordinal = new.ordinal.or(old.ordinal);
            new.old.extend(old.date);
        }
    }
    if !out.is_empty() {
        out.extend(previous);
        return out;
    }
    if negated(tokens, trigger.at) {
        return out;
    }
    let place = venues.first().map(|(_, p)| p.clone());
    let number = ordinal_in(tokens, 0, tokens.len());
    let status = status(&text, None, today, false);
    let future = matches!(status, Status::Proposed | Status::Scheduled);
    let plural = matches!(word(trigger.at), "meetings" | "rounds" | "sessions");
    if plural && (place.is_none() || !out.is_empty()) || (plural && earlier) {
        return out;
    }
    let told = place.is_some() && (trigger.talks || blank.parties.len() >= 2);
    let named = trigger.noun && (next || number.is_some()) && future;
    if told || named || (trigger.noun && definite) {
        let reference = !told && !named;
        // A word on the talks in general is no event, and only joins one that is.
        if reference && !settled(&text) {
            return out;
        }
        out.push(Slot { place, ordinal: number, status, reference, ..blank.clone() });
    }
    out.extend(previous);
    out
}

/// "It was put off", "They were indeed originally planned for Sunday": about the one before.
fn referring(found: &Annotated<'_>, sentence: usize, tokens: &[Token], text: &str) -> Option<Slot> {
    let pronoun = tokens.iter().take(2).any(|t| matches!(&*t.lower, "it" | "they" | "that" | "this"));
    if !pronoun || !settled(text) || tokens.len() > 30 {
        return None;
    }
    let status = WORDS.statuses(text).into_iter().find(|s| matches!(s, Status::Cancelled | Status::Postponed))?;
    Some(Slot {
        sentence,
        date: None,
        date_rule: "round.date",
        place: None,
        ordinal: None,
        status,
        definite: true,
        reference: true,
        next: false,
        earlier: false,
        old_date: false,
        old: Vec::new(),
        parties: Vec::new(),
        others: Vec::new(),
        format: None,
        level: None,
        outcome: outcome(found, sentence, tokens),
        rule: "round.reference",
    })
}

fn settled(text: &str) -> bool {
    WORDS.statuses(text).iter().any(|s| matches!(s, Status::Cancelled | Status::Postponed | Status::Collapsed))
        || has(text, "took place")
        || has(text, "lasted")
}

/// The word that makes a sentence one on a meeting.
fn trigger(
    found: &Annotated<'_>,
    lexicon: &Lexicon,
    sentence: usize,
    tokens: &[Token],
    track: &Track,
) -> Option<Trigger> {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let mut best: Option<Trigger> = None;
    for at in 0..tokens.len() {
        let w = word(at);
        let before = at.checked_sub(1).map_or("", word);
        if WORDS.nouns.contains(w) && !WORDS.other_meetings.contains(before) {
            let round = w.starts_with("round");
            if round
                && word(at + 1) == "of"
                && !WORDS.round_of.contains(word(at + 2).split('-').next().unwrap_or_default())
            {
                continue;
            }
            if round && !track.talks || w == "session" && before == "training" {
                continue;
            }
            let talks = WORDS.talks.contains(w);
            // The first name of talks outweighs a "meeting" elsewhere in the sentence.
            if best.as_ref().is_none_or(|b| talks && !b.talks) {
                best = Some(Trigger { at, noun: true, talks });
            }
        }
    }
    if best.is_some() {
        return best;
    }
    let counted = |i: usize| ordinal(word(i)).is_some() && matches!(word(i.wrapping_sub(1)), "the" | "a" | "and");
    if track.talks
        && let Some(at) =
            (1..tokens.len()).find(|i| counted(*i) && matches!(word(i + 1), "was" | "on" | "," | "in" | "planned"))
    {
        return Some(Trigger { at, noun: true, talks: true });
    }
    let another = (0..tokens.len()).find(|i| word(*i) == "another" && word(i + 1) == ",");
    let suggested = (0..tokens.len()).find(|i| {
        let place = found.places_in(sentence).iter().any(|p| {
            found.doc.tokens.get(p.tokens.start).is_some_and(|t| tokens.get(i + 1).is_some_and(|n| n.span == t.span))
        });
        matches!(word(*i), "suggested" | "proposed" | "offered" | "floated") && place
    });
    if let Some(at) = another.or(suggested).filter(|_| track.talks) {
        return Some(Trigger { at, noun: true, talks: true });
    }
    let verb = (0..tokens.len()).find(|i| WORDS.verbs.contains(word(*i)))?;
    let group = tokens.iter().any(|t| WORDS.groups.contains(&*t.lower));
    let two = parties::sides(found, lexicon, sentence).len() >= 2;
    let meets = matches!(word(verb), "met" | "meet" | "meets" | "hosted" | "received" | "see" | "saw" | "sat" | "sit");
    ((group && track.talks) || (two && meets)).then_some(Trigger { at: verb, noun: false, talks: group && track.talks })
}

/// Whether a time may be that of a meeting rather than of words about it, or background.
fn of_meeting(time: &TimeExpr, base: usize, tokens: &[Token]) -> bool {
    use crate::extract::time::Relation;
    let (start, end) = (time.tokens.start - base, time.tokens.end - base);
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let back = |n: usize| start.checked_sub(n).map_or("", word);
    if time.kind != TimeKind::Date || time.named.is_unknown() || time.relation == Relation::After {
        return false;
    }
    if time.rule.starts_with("time.night") || time.rule == "time.clock.stamp" {
        return false;
    }
    let since_round = time.relation == Relation::Since && !matches!(word(end), ",");
    if time.relation == Relation::Since && !(since_round && time.rule == "time.date.day") {
        return false;
    }
    if time.named.precision() >= Precision::Season
        || (word(end) == "'s" && time.named.precision() >= Precision::Month && !WORDS.nouns.contains(word(end + 1)))
    {
        return false;
    }
    let said = |w: &str| WORDS.saying.contains(w);
    let held_back = matches!(back(1), "on" | "late" | "early" | "this" | "last") || said(back(1));
    let preceding = (1..=3).map(back).take_while(|w| !matches!(*w, "," | ";")).any(said);
    if preceding && held_back {
        return false;
    }
    // "Moscow on Monday confirmed", "On Tuesday the minister said".
    let opening = start <= 2;
    let reach = if opening { 7 } else { 1 };
    let first_verb =
        (end..end + reach).map(word).find(|w| said(w) || WORDS.verbs.contains(*w) || matches!(*w, "will" | "had"));
    !first_verb.is_some_and(said)
}

/// Up to where the words after a date still belong to it.
fn tail(tokens: &[Token], end: usize, until: usize) -> usize {
    let stop = (end..until).find(|i| matches!(&*tokens[*i].lower, ";" | ":"));
    let and = |i: &usize| &*tokens[*i].lower == "and" && until < tokens.len();
    let comma = |i: &usize| &*tokens[*i].lower == "," && until < tokens.len();
    let near = (end..until).find(|i| and(i) || comma(i));
    stop.or(near).unwrap_or(until)
}

type Venue = (usize, (Place, Span));

/// The places of a sentence where delegations may sit, by token.
fn venues(found: &Annotated<'_>, lexicon: &Lexicon, sentence: usize, base: usize, tokens: &[Token]) -> Vec<Venue> {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let mut out: Vec<(Venue, bool)> = Vec::new();
    for p in found.places_in(sentence) {
        let (start, end) = (p.tokens.start - base, p.tokens.end - base);
        if WORDS.not_venues.contains(&p.place.id) || p.kind == PlaceKind::Site {
            continue;
        }
        let back = |n: usize| start.checked_sub(n).map_or("", word);
        let denied = (1..=2).any(|n| back(n) == "not");
        let into = matches!(p.preposition, Some("in" | "at")) && at_table(p, start, end, &word);
        let moves = p.preposition == Some("to")
            && (1..=4).any(|n| {
                matches!(back(n), "return" | "went" | "go" | "travel" | "come" | "came" | "returned" | "fly" | "moved")
            });
        let attributive = WORDS.nouns.contains(word(end)) || matches!(word(end), "hotel" | "round" | "for");
        if !denied && (into || moves || attributive) {
            out.push(((start, (p.place.clone(), p.span)), p.kind == PlaceKind::Country));
        }
    }
    // "Abu Dhabi hosted the first": the town acts, and is the place all the same.
    for m in found.actors_in(sentence) {
        let end = m.tokens.end - base;
        if matches!(word(end), "hosted" | "hosts") {
            for hit in lexicon.hits(found.doc.text.as_str(), m.span.start(), m.span.end()) {
                if let Some(Sense::Place(at)) = hit.senses.iter().find(|s| matches!(s, Sense::Place(_))) {
                    out.push(((m.tokens.start - base, (lexicon.place(*at).0.clone(), m.span)), false));
                }
            }
        }
    }
    // "In the Qatari capital", "to the Emirati capital".
    for m in found.actors_in(sentence) {
        let (start, end) = (m.tokens.start - base, m.tokens.end - base);
        let capital =
            word(end) == "capital" && (1..=3).any(|n| matches!(start.checked_sub(n).map_or("", word), "in" | "to"));
        if let Some(place) = m.actor.country.as_deref().filter(|_| capital).and_then(|c| capital_of(found, c)) {
            out.push(((start, (place, m.span)), false));
        }
    }
    let towns = out.iter().any(|(_, country)| !country);
    let mut out: Vec<Venue> = out.into_iter().filter(|(_, country)| !towns || !country).map(|(v, _)| v).collect();
    out.sort_by_key(|v| v.0);
    out
}

/// A town of this country that the article names: "the Emirati capital" is the one it spoke of.
fn capital_of(found: &Annotated<'_>, country: &str) -> Option<Place> {
    let town = |p: &&PlaceMention| p.kind == PlaceKind::City && p.place.country.as_deref() == Some(country);
    found.places.iter().find(town).map(|p| p.place.clone())
}

/// Whether "in X" is where a meeting is rather than where something else happened.
fn at_table<'w>(p: &PlaceMention, start: usize, end: usize, word: &impl Fn(usize) -> &'w str) -> bool {
    let back = |n: usize| start.checked_sub(n).map_or("", word);
    let war = [
        "war",
        "conflict",
        "troops",
        "forces",
        "killed",
        "plant",
        "election",
        "ceasefire",
        "people",
        "soldiers",
        "strikes",
        "region",
    ];
    let _ = p;
    !(1..=3).any(|n| war.contains(&back(n))) && word(end) != "region"
}

/// The venue of the date between `start` and `end`: the last one before it, else the first after.
fn venue(venues: &[Venue], from: usize, start: usize, end: usize, tail: usize) -> Option<(Place, Span)> {
    let before = venues.iter().rev().find(|(at, _)| *at >= from && *at < start);
    let after = venues.iter().find(|(at, _)| *at >= end && *at < tail.min(end + 12));
    before.or(after).map(|(_, p)| p.clone())
}

/// Whether the place at this token is that of an earlier meeting: "a previous round in X".
fn before_this(tokens: &[Token], at: usize) -> bool {
    let word = |n: usize| at.checked_sub(n).and_then(|i| tokens.get(i)).map_or("", |t| &*t.lower);
    let singular = (1..=3).any(|n| matches!(word(n), "round" | "session" | "meeting" | "summit"));
    let old = (2..=5).any(|n| matches!(word(n), "previous" | "earlier" | "preceding"));
    let led = (3..=7).any(|n| matches!(word(n), "following" | "after" | "since" | "follows"));
    singular && old && led
}

/// The town in the dateline, where the first sentence names none.
fn dateline(found: &Annotated<'_>, lexicon: &Lexicon) -> Option<(Place, Span)> {
    let span = found.doc.dateline?;
    let text = found.doc.text.as_str();
    let hits = lexicon.hits(text, span.start(), span.end());
    let hit = hits.first()?;
    let at = hit.senses.iter().find_map(|s| if let Sense::Place(at) = s { Some(*at) } else { None })?;
    Some((lexicon.place(at).0.clone(), found.doc.text.span(hit.start, hit.end)?))
}

fn negated(tokens: &[Token], at: usize) -> bool {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let before = (1..=5).map(|n| at.checked_sub(n).map_or("", word)).take_while(|w| !matches!(*w, "," | ";" | ":"));
    let no = before.clone().any(|w| matches!(w, "no" | "neither" | "nobody" | "without"));
    let text = joined(tokens);
    no || has(&text, "no date") || has(&text, "nobody has set") || has(&text, "neither dates")
}

fn is_old(part: &str) -> bool {
    has_any(part, &WORDS.old.planned)
}

/// Whether a sentence tells of a move from one date to another.
fn moves(text: &str) -> bool {
    [
        "but",
        "would now",
        "will now",
        "now",
        "instead",
        "moved",
        "rescheduled",
        "delayed",
        "slipped",
        "was held",
        "postponed",
    ]
    .iter()
    .any(|w| has(text, w))
}

/// The ordinal of the meeting in a stretch of a sentence: "the third round", "a fourth", "the first on".
fn ordinal_in(tokens: &[Token], from: usize, to: usize) -> Option<u32> {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    // The one that stands nearest to the date.
    for at in (from..to).rev() {
        let Some(n) = ordinal(word(at)) else { continue };
        // Not "the second day", "for the first time", "the first of two days".
        let near = (1..=3).any(|k| {
            let w = word(at + k);
            WORDS.nouns.contains(w) || matches!(w, "high-level")
        });
        let alone = matches!(word(at + 1), "on" | "in" | "was" | "," | "planned");
        let article = matches!(at.checked_sub(1).map_or("", word), "the" | "a" | "and" | "been" | "that");
        let stage = matches!(word(at + 1), "day" | "time" | "of" | "phase" | "stage" | "deputy" | "half");
        if (near || (alone && article)) && !stage {
            return Some(n);
        }
    }
    None
}

/// Where a meeting stands, from its words and its date.
fn status(text: &str, date: Option<&When>, today: Option<jiff::civil::Date>, ahead: bool) -> Status {
    let told = WORDS.statuses(text);
    let says = |s| told.contains(&s);
    for settled in [Status::Cancelled, Status::Collapsed] {
        if says(settled) {
            return settled;
        }
    }
    let held = ["was held", "took place", "were held", "had met", "have met"].iter().any(|w| has(text, w));
    let moved_on = ["would now take place", "will now"].iter().any(|w| has(text, w));
    if says(Status::Postponed) && !held && !moved_on {
        return Status::Postponed;
    }
    let past = date.and_then(When::latest).zip(today).is_some_and(|(d, t)| d < t);
    let now = date.is_some_and(|d| d.earliest().zip(today).is_some_and(|(a, t)| a <= t) && d.latest() >= today);
    let future =
        date.is_some_and(|d| d.earliest().zip(today).is_some_and(|(a, t)| a > t)) || (today.is_none() && ahead);
    if past {
        return Status::Concluded;
    }
    if now {
        let started = says(Status::Ongoing);
        return match () {
            () if started && !has(text, "ended") && !has(text, "concluded") && !has(text, "broke up") => {
                Status::Ongoing
            }
            () if says(Status::Concluded) => Status::Concluded,
            () if says(Status::Proposed) => Status::Proposed,
            () if says(Status::Scheduled) => Status::Scheduled,
            () => Status::Concluded,
        };
    }
    let firm = [
        "will hold",
        "will be held",
        "scheduled",
        "planned",
        "set for",
        "due",
        "will take place",
        "agreed to",
        "will see",
        "will meet",
    ]
    .iter()
    .any(|w| has(text, w));
    if future {
        return if says(Status::Proposed) && !firm { Status::Proposed } else { Status::Scheduled };
    }
    match () {
        () if says(Status::Proposed) && !firm => Status::Proposed,
        () if says(Status::Scheduled) && !says(Status::Concluded) => Status::Scheduled,
        () if says(Status::Proposed) => Status::Proposed,
        () if says(Status::Ongoing) && !says(Status::Concluded) => Status::Ongoing,
        () => Status::Concluded,
    }
}

/// "Two days of talks ended on Thursday": the day before belongs to them. "The first of two days":
/// so does the day after.
fn stretch(found: &Annotated<'_>, sentence: usize, text: &str, date: &When, status: Status) -> When {
    let (Some(day), true) = (date.earliest(), date.earliest() == date.latest()) else { return date.clone() };
    let length = found.times_in(sentence).iter().filter(|t| t.kind == TimeKind::Duration).find_map(|t| {
        let words = found.doc.text.slice(t.span).to_lowercase();
        let mut parts = words.split_whitespace();
        let n = days(parts.next()?)?;
        (parts.next()?.starts_with("day") && (2..=10).contains(&n)).then_some(n)
    });
    let Some(n) = length else { return date.clone() };
    let span = (n - 1).days();
    let words = date.text().unwrap_or_default().to_owned();
    let other = if text.contains("first of") {
        day.checked_add(span)
    } else if status == Status::Concluded
        && (text.contains(" of talks") || text.contains(" of negotiations") || text.contains("after "))
    {
        day.checked_sub(span)
    } else {
        return date.clone();
    };
    other.map_or_else(|_| date.clone(), |o| When::lasting(day, o, date.basis()).with_text(words))
}

fn format(text: &str) -> Option<RoundFormat> {
    let any = |words: &[&str]| words.iter().any(|w| has(text, w));
    match () {
        () if any(&["indirect"]) => Some(RoundFormat::Indirect),
        () if any(&["three-way", "trilateral", "tripartite"]) => Some(RoundFormat::Trilateral),
        () if any(&["multilateral", "four-way"]) => Some(RoundFormat::Multilateral),
        () if any(&["bilateral", "two-way", "one-on-one", "face-to-face"]) => Some(RoundFormat::Bilateral),
        () => None,
    }
}

fn level(text: &str) -> Option<&'static str> {
    let any = |words: &[&str]| words.iter().any(|w| has(text, w));
    match () {
        () if any(&["summit", "leaders", "presidents"]) => Some("leaders"),
        () if any(&["foreign ministers", "defence ministers", "ministerial"]) => Some("ministers"),
        () if any(&["experts", "technical", "expert-level", "working groups"]) => Some("experts"),
        () => None,
    }
}

/// What came of it, in the words of the source: "without a deal", "failed to yield a breakthrough".
fn outcome(found: &Annotated<'_>, sentence: usize, tokens: &[Token]) -> Option<String> {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let starts = |i: usize| {
        matches!(
            (word(i), word(i + 1), word(i + 2)),
            ("without", "a" | "an" | "any", _)
                | ("failed", "to", _)
                | ("with", "no", _)
                | ("agreed", "on", _)
                | ("agreed", "to", _)
        )
    };
    let at = (0..tokens.len()).find(|i| starts(*i))?;
    let end = (at..tokens.len()).find(|i| matches!(word(*i), "," | ";" | ".")).unwrap_or(tokens.len());
    let (first, last) = (tokens.get(at)?, tokens.get(end.checked_sub(1)?)?);
    let span = found.doc.text.span(first.span.start(), last.span.end())?;
    let _ = sentence;
    Some(found.doc.text.slice(span).to_owned())
}

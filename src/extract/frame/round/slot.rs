//! What one sentence says of meetings.

use super::{
    near_days,
    parties::{self, Track},
    state::{format, is_old, level, moves, negated, ordinal_in, outcome, settled, status, stretch},
    table::{self, Table},
    venue::{Venue, before_this, dateline, venue, venues},
    words::{WORDS, has, joined, ordinal},
};
use crate::{
    domain::{Actor, Place, Precision, Role, RoundFormat, Span, Status, When},
    extract::{
        Annotated, Lexicon,
        time::{TimeExpr, TimeKind},
        token::Token,
    },
};

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
    /// A second meeting of the sentence, named by a noun of its own.
    pub(super) own: bool,
    /// "A closed meeting with the Ukrainians" beside the round told before: its day and place.
    pub(super) aside: bool,
    /// Dates it had before the one it has now.
    pub(super) old: Vec<(When, Span)>,
    /// Every side the sentence names, to tell one meeting from another.
    pub(super) parties: Vec<Actor>,
    /// Those of them who sit at the table.
    pub(super) table: Table,
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
    let (past, mut venues): (Vec<Venue>, Vec<Venue>) = venues(found, lexicon, sentence, base, tokens, trigger.at)
        .into_iter()
        .partition(|(at, _)| before_this(tokens, *at));
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
        own: false,
        aside: false,
        old: Vec::new(),
        parties: parties::sides(found, lexicon, sentence),
        table: table::read(found, lexicon, sentence, trigger.at),
        others: parties::others(found, lexicon, sentence),
        // "… met while the three-way track stayed frozen" is no three-way meeting.
        format: format(&text).filter(|f| trigger.noun || *f == RoundFormat::Indirect),
        level: level(&text),
        outcome: outcome(found, tokens),
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
        // "On Friday for a session that is due to run into Saturday": one meeting, two days.
        let goes_on = WORDS.lasting.iter().any(|w| part.contains(&format!(" {w} ")));
        if goes_on
            && let (Some(last), Some(day)) = (out.last_mut(), time.named.latest())
            && let Some((date, span)) = last.date.take()
        {
            let words = date.text().unwrap_or_default().to_owned();
            let lasting = date.earliest().filter(|first| *first < day && near_days(*first, day) <= 9);
            let date = lasting.map_or(date.clone(), |first| When::lasting(first, day, date.basis()).with_text(words));
            last.date = Some((date, span));
            from = end;
            continue;
        }
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
        if negated(tokens, trigger.at) && !matches!(status, Status::Cancelled | Status::Postponed) {
            from = end;
            continue;
        }
        let old_date = !lone && (out.is_empty() || n + 1 < dates.len()) && is_old(&part) && moves(&text);
        // "Called off on Saturday", "put off in March": the day of that word, not of the meeting.
        let unset = put_off(tokens, start);
        let number = ordinal_in(tokens, from, start)
            .or_else(|| ordinal_in(tokens, from, if lone { tokens.len() } else { tail }))
            .filter(|_| !old_date || lone);
        // The sides are those of the meeting word that stands nearest before the date.
        let own = (from..start).rev().find(|i| {
            WORDS.nouns.contains(word(*i)) || WORDS.verbs.contains(word(*i)) && !matches!(word(*i), "return" | "begin")
        });
        let table = own.map(|at| table::read(found, lexicon, sentence, at)).filter(|t| t.strong);
        // "… would see B on Thursday, and a three-way meeting was likely": this one has two sides.
        let two = table.as_ref().is_some_and(|t| t.sides.len() == 2) && blank.format == Some(RoundFormat::Trilateral);
        out.push(Slot {
            format: if two { Some(RoundFormat::Bilateral) } else { blank.format },
            table: table.unwrap_or_else(|| blank.table.clone()),
            reference: unset && place.is_none() && number.is_none(),
            date: (!unset).then(|| (stretch(found, sentence, &text, &named(time, status, today), status), time.span)),
            place,
            ordinal: number,
            status,
            old_date,
            own: own_noun,
            ..blank.clone()
        });
        from = end;
    }
    if let Some(at) = out.iter().position(|s: &Slot| s.old_date).filter(|at| at + 1 < out.len()) {
        let old = out.remove(at);
        if let Some(new) = out.get_mut(at) {
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
    // "Five rounds have been held, three of them in X and two in Y" counts, and tells of none.
    if plural && (place.is_none() || earlier || venues.len() >= 2) {
        return out;
    }
    let with = (1..=2).any(|n| before(n) == "a") && word(trigger.at + 1) == "with" && blank.parties.len() >= 2;
    if with && place.is_none() && !future {
        out.push(Slot { status, aside: true, next: false, ..blank.clone() });
        return out;
    }
    // "The meeting marks the fourth round": a word on the one told before.
    let marks = definite && place.is_none() && !next && ["marks", "marked"].iter().any(|w| has(&text, w));
    if marks {
        out.push(Slot { ordinal: number, status: Status::Concluded, reference: true, ..blank.clone() });
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
        // "… on the very day when they were to meet": the day the sentence speaks of.
        let same_day = ["on the day", "on the very day", "on the same day", "the day on which"];
        let date = found.date_in(sentence).filter(|_| same_day.iter().any(|w| has(&text, w))).and_then(|t| {
            let day = When::day(t.named.latest()?, t.named.basis());
            Some((day.with_text(t.named.text().unwrap_or_default()), t.span))
        });
        out.push(Slot { date, place, ordinal: number, status, reference, ..blank.clone() });
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
        own: false,
        aside: false,
        old: Vec::new(),
        parties: Vec::new(),
        table: Table::default(),
        others: Vec::new(),
        format: None,
        level: None,
        outcome: outcome(found, tokens),
        rule: "round.reference",
    })
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
    // The day of "a deadline set for …" is none of theirs.
    let due =
        (0..start).rev().map(word).find(|w| WORDS.nouns.contains(*w) || matches!(*w, "deadline" | "ultimatum" | ";"));
    if matches!(due, Some("deadline" | "ultimatum")) {
        return false;
    }
    // "Is to visit X this week to discuss the talks": the days of the visit.
    if (1..=4).map(back).take_while(|w| !matches!(*w, "," | ";")).any(|w| matches!(w, "visit" | "visits" | "visited")) {
        return false;
    }
    let seems = (1..=10).map(back).take_while(|w| !matches!(*w, "," | ";")).any(|w| matches!(w, "appeared" | "seemed"));
    if seems {
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
    let opening = start <= 3;
    let reach = if opening { 12 } else { 1 };
    let first_verb =
        (end..end + reach).map(word).find(|w| said(w) || WORDS.verbs.contains(*w) || matches!(*w, "will" | "had"));
    !first_verb.is_some_and(said)
}

/// Whether the date that starts at a token is the day on which a meeting was put off.
fn put_off(tokens: &[Token], start: usize) -> bool {
    let back = |n: usize| start.checked_sub(n).and_then(|i| tokens.get(i)).map_or("", |t| &*t.lower);
    matches!(back(1), "on" | "in")
        && matches!(
            (back(3), back(2)),
            ("called" | "put", "off") | (_, "cancelled" | "canceled" | "postponed" | "suspended" | "scrapped")
        )
}

/// The days that a date names: "before the end of the month", of a meeting to come, is any day from now.
fn named(time: &TimeExpr, status: Status, today: Option<jiff::civil::Date>) -> When {
    use crate::extract::time::Relation;
    let open = matches!(time.relation, Relation::Before | Relation::By)
        && matches!(status, Status::Proposed | Status::Scheduled)
        && time.named.precision() > Precision::Day;
    let from = today.and_then(|t| t.tomorrow().ok());
    match from.zip(time.named.latest()).filter(|(a, b)| open && a < b) {
        Some((a, b)) => When::between(a, b, time.named.precision(), time.named.basis())
            .with_text(time.named.text().unwrap_or_default()),
        None => time.named.clone(),
    }
}

/// Up to where the words after a date still belong to it.
fn tail(tokens: &[Token], end: usize, until: usize) -> usize {
    let stop = (end..until).find(|i| matches!(&*tokens[*i].lower, ";" | ":"));
    let and = |i: &usize| &*tokens[*i].lower == "and" && until < tokens.len();
    let comma = |i: &usize| &*tokens[*i].lower == "," && until < tokens.len();
    let near = (end..until).find(|i| and(i) || comma(i));
    stop.or(near).unwrap_or(until)
}

//! What one sentence says of meetings.

use super::{
    dates::{looking_back, named, of_meeting, put_off, stopped, tail},
    further::{another, behind, counted, each_with, ended_before, header, referring},
    govern, near_days,
    parties::{self, Track},
    state::{format, is_old, moves, negated, ordinal_in, outcome, scope, settled, status, stretch},
    table::{self, Table},
    trigger::{is_remote, trigger},
    venue::{Venue, before_this, dateline, venue, venues},
    words::{WORDS, has, joined},
};
use crate::{
    domain::{Actor, Place, Role, RoundFormat, Span, Status, When},
    extract::{
        Annotated, Lexicon,
        time::{Relation, TimeExpr},
    },
};
use std::sync::Arc;

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
    /// The place is only that of the dateline.
    pub(super) from_dateline: bool,
    /// Dates it had before the one it has now.
    pub(super) old: Vec<(When, Span)>,
    /// Every side the sentence names, to tell one meeting from another.
    pub(super) parties: Vec<Arc<Actor>>,
    /// Those of them who sit at the table.
    pub(super) table: Table,
    pub(super) others: Vec<(Role, Arc<Actor>, Option<String>)>,
    pub(super) format: Option<RoundFormat>,
    pub(super) level: Option<&'static str>,
    pub(super) outcome: Option<String>,
    pub(super) rule: &'static str,
}

impl Slot {
    /// One that says something only of the meeting told before.
    pub(super) fn reference(sentence: usize) -> Slot {
        Slot {
            sentence,
            date: None,
            date_rule: "round.date",
            place: None,
            ordinal: None,
            status: Status::Concluded,
            definite: true,
            reference: true,
            next: false,
            earlier: false,
            old_date: false,
            own: false,
            aside: false,
            from_dateline: false,
            old: Vec::new(),
            parties: Vec::new(),
            table: Table::default(),
            others: Vec::new(),
            format: None,
            level: None,
            outcome: None,
            rule: "round.reference",
        }
    }

    /// Whether the sides named here are not others than those of the slot before.
    pub(super) fn own_parties_fit(&self, before: Option<&Slot>) -> bool {
        let Some(before) = before.filter(|b| b.parties.len() >= 2 && self.parties.len() >= 2) else { return true };
        let (small, large) = if before.parties.len() < self.parties.len() { (before, self) } else { (self, before) };
        small.parties.iter().filter(|a| large.parties.iter().any(|b| b.id == a.id)).count() >= 2
    }
}

/// "Today", "this evening": the day of whoever says so.
fn today_in_words(time: &TimeExpr) -> bool {
    let text = time.named.text().unwrap_or_default().to_lowercase();
    ["today", "tonight", "this morning", "this afternoon", "this evening"].iter().any(|w| text.ends_with(w))
}

/// Every meeting a sentence tells of.
pub(super) fn read(found: &Annotated<'_>, lexicon: &Lexicon, sentence: usize, track: &Track) -> Vec<Slot> {
    let tokens = found.tokens_of(sentence);
    if let Some(slot) = header(found, lexicon, sentence, tokens) {
        return vec![slot];
    }
    if (0..tokens.len()).any(|i| WORDS.other_rounds.contains(&*tokens[i].lower) || is_remote(tokens, i)) {
        return Vec::new();
    }
    let Some(trigger) = trigger(found, lexicon, sentence, tokens, track) else {
        return referring(found, sentence, tokens).into_iter().collect();
    };
    let text = joined(tokens);
    let soft = !trigger.talks || tokens[trigger.at].lower.starts_with("round");
    if soft && tokens.iter().any(|t| WORDS.soft_rounds.contains(&*t.lower)) {
        return Vec::new();
    }
    let base = found.doc.sentences.get(sentence).map_or(0, |s| s.tokens.start);
    let (past, mut venues): (Vec<Venue>, Vec<Venue>) = venues(found, lexicon, sentence, base, tokens, trigger.at)
        .into_iter()
        .partition(|(at, _)| before_this(tokens, *at));
    // "In the truce village of X": there, wherever that is.
    let unknown = tokens.windows(3).any(|w| w[1].is("of") && w[2].capital && WORDS.settlements.contains(&*w[0].lower));
    let line = (sentence == 0 && venues.is_empty() && !unknown).then(|| dateline(found, lexicon)).flatten();
    let from_dateline = line.is_some();
    venues.extend(line.map(|p| (0, p)));
    let mut dates: Vec<&TimeExpr> =
        found.times_in(sentence).iter().filter(|t| of_meeting(t, found.times_in(sentence), base, tokens)).collect();
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
    let next = near.clone().any(|w| matches!(w, "next" | "further" | "another" | "new" | "follow-up"));
    let earlier = near.clone().any(|w| matches!(w, "previous" | "earlier" | "past" | "before"));
    // "Talks went on into a second day": those told of before.
    let bare = trigger.at == 0 && trigger.talks;
    let definite = bare || near.clone().take(4).any(|w| matches!(w, "the" | "that" | "this" | "these" | "those"));
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
        from_dateline,
        old: Vec::new(),
        parties: parties::sides(found, lexicon, sentence),
        table: table::read(found, lexicon, sentence, trigger.at),
        others: parties::others(found, lexicon, sentence),
        // "… met while the three-way track stayed frozen" is no three-way meeting.
        format: format(&text).filter(|f| trigger.noun || *f == RoundFormat::Indirect),
        level: WORDS.level.of(&text),
        outcome: outcome(found, tokens),
        rule: if trigger.noun { "round.noun" } else { "round.verb" },
    };
    if !trigger.noun && blank.parties.len() < 2 {
        blank.parties.clear();
    }
    let today = found.published_day();
    let mut previous: Vec<Slot> = Vec::new();
    for (_, place) in past {
        if !previous.iter().any(|s| s.place.as_ref().is_some_and(|(p, _)| p.id == place.0.id)) && previous.len() < 4 {
            previous.push(Slot {
                place: Some(place),
                earlier: true,
                definite: false,
                next: false,
                own: !previous.is_empty(),
                status: Status::Concluded,
                rule: "round.previous",
                ..blank.clone()
            });
        }
    }
    let dateline_only = blank.from_dateline;
    let mut out: Vec<Slot> = Vec::new();
    let mut from = 0;
    for (n, time) in dates.iter().enumerate() {
        let start = time.tokens.start - base;
        let end = time.tokens.end - base;
        let until = dates.get(n + 1).map_or(tokens.len(), |t| t.tokens.start - base);
        let tail = tail(tokens, end, until);
        let part = joined(tokens.get(from..tail).unwrap_or_default());
        // "Is to meet A on Friday and B on Saturday": two meetings.
        let last = dates.get(n.wrapping_sub(1)).map_or(start, |t| t.tokens.end - base);
        let own_actor = found.actors_in(sentence).iter().any(|m| (last..start).contains(&(m.tokens.start - base)));
        // "After 3 hours on Sunday, following eight hours of discussions on Saturday": a day of the same meeting.
        let hours = tokens.get(from..start).is_some_and(|ts| {
            ts.windows(3).any(|w| {
                matches!(&*w[0].lower, "hours" | "hour" | "day" | "days")
                    && w[1].is("of")
                    && WORDS.nouns.contains(&*w[2].lower)
            })
        });
        let own_noun = !hours && own_actor && n > 0 && venues.iter().all(|(at, _)| !(last..start).contains(at))
            || !hours
                && n > 0
                && tokens.get(from..start).is_some_and(|ts| ts.iter().any(|t| WORDS.nouns.contains(&*t.lower)));
        let direct = venues.iter().find(|(at, _)| dates.len() == 1 && (trigger.at + 2..=trigger.at + 3).contains(at));
        let place = direct
            .map(|(_, p)| p.clone())
            .or_else(|| venue(tokens, &venues, from, &(start..end), tail, trigger.at))
            .or_else(|| match out.last() {
                Some(_) if own_noun => None,
                Some(s) => s.place.clone(),
                None if venues.len() == 1 => venues.first().map(|(_, p)| p.clone()),
                None => None,
            });
        // "On Friday for a session that is due to run into Saturday": one meeting, two days.
        let until = joined(tokens.get(from..start).unwrap_or_default());
        let lead = until.strip_suffix(" on").unwrap_or(&until);
        let goes_on = WORDS.lasting.stand(lead, &part)
            || WORDS.closing.iter().any(|w| lead.ends_with(w.as_str()))
            || time.relation == Relation::Until;
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
        let own = match govern::owner(tokens, start, end) {
            govern::Owner::Meeting(at) => at,
            _ => trigger.at,
        };
        let clause = scope(tokens, own, Some(&(start..end)));
        let clause = joined(tokens.get(clause).unwrap_or_default());
        // "On 24 July he wrote that “I met them this evening”": the evening of that day.
        let written = Some(time).filter(|t| found.is_quoted(t.tokens.start) && today_in_words(t)).and_then(|t| {
            let before = found.times_in(sentence).iter().rev().find(|b| b.tokens.end <= t.tokens.start)?;
            let day = before.named.latest().filter(|d| before.named.earliest() == Some(*d))?;
            Some(When::day(day, before.named.basis()).with_text(before.named.text().unwrap_or_default()))
        });
        let day = written.clone().unwrap_or_else(|| looking_back(&time.evening(), &text, today));
        let (settles, near) = if lone { (&text, &clause) } else { (&part, &part) };
        let status = status(settles, near, Some(&day), today, time.ahead);
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
            date: (!unset)
                .then(|| (stretch(found, sentence, &text, &named(time, &day, status, today), status), time.span)),
            place,
            ordinal: number,
            status: match status {
                // "Another round this week, between Thursday and Monday": what is said of it holds for both.
                Status::Concluded
                    if !own_noun && !WORDS.was_held.any_in(near) && out.last().is_some_and(|s| stopped(s.status)) =>
                {
                    out.last().map_or(status, |s| s.status)
                }
                // "Another round later this month": not one that was held.
                Status::Concluded
                    if next && day.latest() >= today && !WORDS.was_held.any_in(near) && !WORDS.over.any_in(near) =>
                {
                    Status::Proposed
                }
                other => other,
            },
            old_date,
            own: own_noun,
            ..blank.clone()
        });
        from = end;
    }
    // Correspondents write from their own towns: what is yet to come need not be there.
    if dateline_only {
        for slot in out.iter_mut().filter(|s| matches!(s.status, Status::Scheduled | Status::Proposed)) {
            slot.place = None;
        }
    }
    if let Some(at) = out.iter().position(|s: &Slot| s.old_date).filter(|at| at + 1 < out.len()) {
        let old = out.remove(at);
        if let Some(new) = out.get_mut(at) {
            new.ordinal = new.ordinal.or(old.ordinal);
            new.old.extend(old.date);
        }
    }
    if let [only] = &out[..]
        && let Some((first, second)) = each_with(found, lexicon, sentence, tokens)
    {
        let with = |table: Table, own| Slot {
            parties: table.sides.clone(),
            format: Some(RoundFormat::Bilateral),
            table,
            own,
            rule: "round.each",
            ..only.clone()
        };
        out = vec![with(first, false), with(second, true)];
    }
    if let [only] = &out[..]
        && let Some(over) = ended_before(tokens, trigger.at, &venues, &dates, base, only)
    {
        out.insert(0, over);
        out.iter_mut().skip(1).for_each(|s| s.own = true);
    }
    if !out.is_empty() {
        out.extend(previous);
        out.extend(another(tokens, trigger.at, &text, &blank));
        return out;
    }
    if negated(tokens, trigger.at) {
        return out;
    }
    let place = venues.first().map(|(_, p)| p.clone());
    // "Committed to pursue further negotiations", "have been in talks since May", "have met twice since".
    let lead = tokens.get(trigger.at.saturating_sub(7)..(trigger.at + 3).min(tokens.len())).unwrap_or_default();
    let general = place.is_none() && WORDS.general.any_in(&joined(lead));
    if general || WORDS.tallies.any_in(&text) && !trigger.noun {
        return out;
    }
    let counted = counted(tokens, &venues, &blank);
    if counted.len() >= 2 {
        return counted;
    }
    let number = ordinal_in(tokens, 0, tokens.len());
    let clause = joined(tokens.get(scope(tokens, trigger.at, None)).unwrap_or_default());
    let status = status(&text, &clause, None, today, false);
    let status = if behind(tokens, trigger.at) && !next && matches!(status, Status::Scheduled | Status::Proposed) {
        Status::Concluded
    } else {
        status
    };
    let future = matches!(status, Status::Proposed | Status::Scheduled);
    let place = place.filter(|_| !(dateline_only && future));
    let plural = matches!(word(trigger.at), "meetings" | "rounds" | "sessions");
    // "Five rounds have been held, three of them in X and two in Y" counts, and tells of none.
    if plural && (place.is_none() || earlier || venues.len() >= 2) {
        return out;
    }
    let further = another(tokens, trigger.at, &text, &blank);
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
    let fixed = trigger.noun && blank.table.sides.len() >= 2 && future && WORDS.date_set.any_in(&text);
    let named = trigger.noun && (next || number.is_some() || fixed) && future;
    // "The third round ended without a deal": told, though neither when nor where.
    let held = trigger.noun
        && trigger.talks
        && !future
        && (WORDS.over.any_in(&clause) || WORDS.running.any_in(&clause))
        && (number.is_some() || (blank.table.strong && blank.table.sides.len() >= 2))
        && !earlier;
    // "The meeting is being held at the base in X", in an article on talks.
    let sits = ["held", "took place", "taking place", "hosted", "convened"];
    let there = trigger.noun && definite && !next && !earlier && place.is_some() && !dateline_only && !future;
    let there = there && track.talks && track.parties.len() >= 2 && sits.iter().any(|w| has(&clause, w));
    let told = told || held || there;
    if told || named || (trigger.noun && definite) {
        // "Announced the suspension of talks with X": told, whatever was before.
        let stopped = settled(&text)
            && matches!(status, Status::Cancelled | Status::Postponed | Status::Collapsed)
            && trigger.talks
            && (blank.table.strong || word(trigger.at + 1) == "with" && !found.actors_in(sentence).is_empty())
            && sentence <= 3;
        let reference = !told && !named && !stopped;
        // A word on the talks in general is no event, and only joins one that is.
        if reference && !settled(&text) {
            out.extend(further);
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
    out.extend(further);
    out
}

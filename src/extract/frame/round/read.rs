//! What one sentence says of meetings.

use super::{
    dates::{
        bare_clock, before_start, called_off_then, ends_then, goes_on_since, lapsed, looking_ahead, looking_back,
        named, occasion, of_meeting, of_previous, only_agreed, put_off, stopped, tail, was_meant, written_on,
    },
    further::{another, behind, counted, each_with, ended_before, header, lead_meeting, referring, since_then},
    govern, near_days,
    open::{date_sought, hoped, often_stopped, only_attended, undecided},
    parties::{self, Track},
    slot::Slot,
    state::{format, is_old, moves, negated, ordinal_in, outcome, scope, settled, settling, status, stretch},
    table::{self, Table},
    trigger::{is_remote, trigger},
    venue::{Venue, before_this, dateline, venue, venues},
    words::{WORDS, has, joined},
};
use crate::{
    domain::{RoundFormat, Status, When},
    extract::{
        Annotated, Lexicon,
        time::{Relation, TimeExpr},
    },
};
use std::cell::LazyCell;

/// Every meeting a sentence tells of.
pub(super) fn read(found: &Annotated<'_>, lexicon: &Lexicon, sentence: usize, track: &Track) -> Vec<Slot> {
    let tokens = found.tokens_of(sentence);
    if let Some(slot) = header(found, lexicon, sentence, tokens) {
        return vec![slot];
    }
    if (0..tokens.len()).any(|i| WORDS.other_rounds.contains(&tokens[i].lower) || is_remote(tokens, i)) {
        return Vec::new();
    }
    let Some(trigger) = trigger(found, lexicon, sentence, tokens, track) else {
        return referring(found, sentence, tokens).into_iter().collect();
    };
    if often_stopped(tokens) && trigger.noun {
        return Vec::new();
    }
    let text = joined(tokens);
    let soft = !trigger.talks || tokens[trigger.at].lower.starts_with("round");
    if soft && tokens.iter().any(|t| WORDS.soft_rounds.contains(&t.lower)) {
        return Vec::new();
    }
    let base = found.doc.sentences.get(sentence).map_or(0, |s| s.tokens.start);
    let (past, mut venues): (Vec<Venue>, Vec<Venue>) = venues(found, lexicon, sentence, base, tokens, trigger.at)
        .into_iter()
        .partition(|(at, _)| before_this(tokens, *at, found.times_in(sentence).is_empty()));
    // "In the truce village of X": there, wherever that is.
    let unknown = tokens.windows(3).any(|w| w[1].is("of") && w[2].capital && WORDS.settlements.contains(&w[0].lower));
    let line = (sentence == 0 && venues.is_empty() && !unknown).then(|| dateline(found, lexicon)).flatten();
    let from_dateline = line.is_some();
    venues.extend(line.map(|p| (0, p)));
    // "“Much happened in the past day,” she said after the talks": a day of her words.
    let quoted = found.is_quoted(base + trigger.at);
    let mut dates: Vec<&TimeExpr> = found
        .times_in(sentence)
        .iter()
        .filter(|t| quoted || t.rule != "time.stretch" || !found.is_quoted(t.tokens.start))
        .filter(|t| of_meeting(t, found.times_in(sentence), base, tokens))
        .collect();
    // "Last month's talks": no other date of the sentence is theirs.
    let possessive = |t: &&TimeExpr| {
        let end = t.tokens.end - base;
        tokens.get(end).is_some_and(|w| &*w.lower == "'s")
            && tokens.get(end + 1).is_some_and(|w| WORDS.nouns.contains(&w.lower))
    };
    if let Some(own) = dates.iter().copied().find(|t| possessive(t)) {
        dates = vec![own];
    }
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let before = |n: usize| trigger.at.checked_sub(n).map_or("", word);
    let near = (1..=5).map(before);
    let next = near.clone().any(|w| matches!(w, "next" | "further" | "another" | "new" | "follow-up"));
    let earlier = near.clone().any(|w| matches!(w, "previous" | "earlier" | "past" | "before"))
        || !trigger.noun && since_then(tokens, trigger.at);
    // "Talks went on into a second day": those told of before.
    let bare = trigger.at == 0 && trigger.talks;
    let definite = bare || near.clone().take(4).any(|w| matches!(w, "the" | "that" | "this" | "these" | "those"));
    let mut blank = Slot {
        definite,
        reference: false,
        next,
        earlier,
        from_dateline,
        parties: parties::sides(found, lexicon, sentence),
        table: table::read(found, lexicon, sentence, trigger.at),
        others: parties::others(found, lexicon, sentence),
        // "… met while the three-way track stayed frozen" is no three-way meeting.
        format: format(&text).filter(|f| trigger.noun || *f == RoundFormat::Indirect),
        // "Experts do not expect much": they are not those who meet.
        level: WORDS
            .level
            .of(&settling(tokens, trigger.at))
            .filter(|l| *l != "experts" || !tokens.first().is_some_and(|t| t.is("experts"))),
        outcome: outcome(found, tokens),
        rule: if trigger.noun { "round.noun" } else { "round.verb" },
        ..Slot::reference(sentence)
    };
    if !trigger.noun && blank.parties.len() < 2 {
        blank.parties.clear();
    }
    // "The date of the next meeting through consultations", "dates for two rounds of talks".
    let near_by = (trigger.at.saturating_sub(6)..=trigger.at).filter(|i| WORDS.nouns.contains(word(*i)));
    let sought = near_by.rev().find_map(|at| date_sought(tokens, at));
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
        let turns =
            tokens.get(last..start).is_some_and(|ts| ts.iter().any(|t| t.is("but") || WORDS.saying.contains(&t.lower)));
        let own_actor =
            !turns && found.actors_in(sentence).iter().any(|m| (last..start).contains(&(m.tokens.start - base)));
        // "After 3 hours on Sunday, following eight hours of discussions on Saturday": a day of the same meeting.
        let hours = tokens.get(from..start).is_some_and(|ts| {
            ts.windows(3).any(|w| {
                matches!(&*w[0].lower, "hours" | "hour" | "day" | "days")
                    && w[1].is("of")
                    && WORDS.nouns.contains(&w[2].lower)
            })
        });
        let own_noun = !hours && own_actor && n > 0 && venues.iter().all(|(at, _)| !(last..start).contains(at))
            || !hours
                && n > 0
                && tokens.get(from..start).is_some_and(|ts| ts.iter().any(|t| WORDS.nouns.contains(&t.lower)));
        // "A third in X on Monday; the fourth, planned for Friday": nobody says that it was there too.
        let counts_on = tokens.get(last..start).is_some_and(|ts| ts.iter().any(|t| t.is(";")))
            && ordinal_in(tokens, last, start).is_some();
        let direct = venues.iter().find(|(at, _)| dates.len() == 1 && (trigger.at + 2..=trigger.at + 3).contains(at));
        let place = direct
            .map(|(_, p)| p.clone())
            .or_else(|| venue(tokens, &venues, from, &(start..end), tail, trigger.at))
            .or_else(|| match out.last() {
                Some(_) if own_noun || counts_on => None,
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
        // "In July or August": some day of either.
        if n > 0
            && last + 1 == start
            && word(last) == "or"
            && let (Some(before), Some(until)) = (out.last_mut(), time.named.latest())
            && let Some((date, span)) = before.date.take()
        {
            let words = date.text().unwrap_or_default().to_owned();
            let either = date.earliest().filter(|first| *first < until);
            let date = either.map_or(date.clone(), |first| {
                When::between(first, until, date.precision(), date.basis()).with_text(words)
            });
            before.date = Some((date, span));
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
        // "Got under way today with … on Tuesday": one day, told twice.
        let again = n > 0
            && dates.get(n - 1).is_some_and(|t| {
                t.named.earliest() == time.named.earliest() && t.named.latest() == time.named.latest()
            });
        let own_noun = own_noun && !again;
        let lone = dates.len() == 1;
        let own = match govern::owner(tokens, start, end) {
            govern::Owner::Meeting(at) => at,
            _ => trigger.at,
        };
        let own_at = own;
        let clause = scope(tokens, own, Some(&(start..end)));
        let clause = joined(tokens.get(clause).unwrap_or_default());
        let written = written_on(found, sentence, time);
        let day = written.clone().unwrap_or_else(|| looking_back(&time.evening(), &text, today));
        let day = looking_ahead(day, tokens, own, today);
        // "Talks that have been held since 14 August": up to today.
        let since = time.relation == Relation::Since && goes_on_since(tokens, start);
        let day = today.filter(|t| since && day.earliest().is_some_and(|d| near_days(d, *t) <= 60)).map_or(
            day.clone(),
            |t| {
                let words = day.text().unwrap_or_default().to_owned();
                day.earliest().map_or(day.clone(), |d| When::lasting(d, t, day.basis()).with_text(words))
            },
        );
        // "Originally meant to start on Wednesday": no day of theirs any more.
        let dropped = lone && was_meant(tokens, start);
        // "Were to begin talks by 8 August": a term, no meeting, once it is over.
        let term = matches!(time.relation, Relation::By | Relation::Before) && lapsed(&time.named, &text, today);
        let past = day.latest().zip(today).is_some_and(|(d, t)| d < t);
        // "Failed to agree on dates for a meeting in May": none was set.
        let failed = sought == Some(true) && own >= trigger.at;
        if term || failed || past && only_agreed(tokens, own) {
            from = end;
            continue;
        }
        let settled_by = settling(tokens, own);
        let (settles, near) = if lone { (&settled_by, &clause) } else { (&part, &part) };
        let status = status(settles, near, Some(&day), today, time.ahead);
        // "The meeting concludes on Monday", told on Sunday: it goes on until then.
        let ends = lone
            && today.is_some_and(|t| day.latest().is_some_and(|d| d >= t && near_days(t, d) <= 9))
            && matches!(status, Status::Concluded | Status::Scheduled | Status::Ongoing)
            && ends_then(tokens, &clause, start);
        let (status, day) = match day.latest().filter(|_| ends) {
            Some(last) => {
                let words = day.text().unwrap_or_default().to_owned();
                (Status::Ongoing, When::before(last, day.basis()).with_text(words))
            }
            None => (status, day),
        };
        if negated(tokens, trigger.at) && !matches!(status, Status::Cancelled | Status::Postponed) {
            from = end;
            continue;
        }
        let old_date = !lone && (out.is_empty() || n + 1 < dates.len()) && is_old(&part) && moves(&text);
        let number = ordinal_in(tokens, from, start)
            .or_else(|| ordinal_in(tokens, from, if lone { tokens.len() } else { tail }))
            .filter(|_| !old_date || lone);
        // "Called off on Saturday", "put off in March": the day of that word, not of the meeting.
        let unset = put_off(tokens, start);
        // "In September he called off the talks", told in December: those, not the ones that go on now.
        let long = today.zip(day.latest()).is_some_and(|(t, d)| d < t && near_days(d, t) > 21);
        // "The talks between A and B were cancelled in January": told, though for no day.
        let told = trigger.talks && blank.table.strong && blank.table.sides.len() >= 2;
        if long && (unset || called_off_then(tokens, end)) && place.is_none() && number.is_none() && !told {
            from = end;
            continue;
        }
        // The sides are those of the meeting word that stands nearest before the date.
        let own = (from..start).rev().find(|i| {
            WORDS.nouns.contains(word(*i)) || WORDS.verbs.contains(word(*i)) && !matches!(word(*i), "return" | "begin")
        });
        let table = own.map(|at| table::read(found, lexicon, sentence, at)).filter(|t| t.strong);
        // "… would see B on Thursday, and a three-way meeting was likely": this one has two sides.
        let two = table.as_ref().is_some_and(|t| t.sides.len() == 2) && blank.format == Some(RoundFormat::Trilateral);
        let when = stretch(found, sentence, &text, &named(time, &day, status, today), status);
        // "Met on Friday for two days", told on Saturday.
        let longer = status == Status::Concluded && day.latest() < today && when.latest() >= today;
        let status = if longer { Status::Ongoing } else { status };
        out.push(Slot {
            format: if two { Some(RoundFormat::Bilateral) } else { blank.format },
            table: table.unwrap_or_else(|| blank.table.clone()),
            reference: (unset && !told || dropped) && place.is_none() && number.is_none(),
            date: (!unset && !dropped).then_some((when, time.span)),
            place,
            ordinal: number,
            status: match status {
                // "Another round this week, between Thursday and Monday": what is said of it holds for both.
                Status::Concluded
                    if !own_noun && !WORDS.was_held.any_in(near) && out.last().is_some_and(|s| stopped(s.status)) =>
                {
                    out.last().map_or(status, |s| s.status)
                }
                // "A potential summit in May", "dates for a meeting in May", "proposed a round in May in X and one in
                // June in Y".
                Status::Scheduled
                    if hoped(tokens, own_at)
                        || sought.is_some()
                        || n > 0
                            && !WORDS.firm.any_in(&part)
                            && out.last().is_some_and(|s| s.status == Status::Proposed) =>
                {
                    Status::Proposed
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
            date_rule: if bare_clock(time) { "round.clock" } else { blank.date_rule },
            until: lone && (ends || time.relation == Relation::Until && day.earliest() == day.latest()),
            own: own_noun,
            ..blank.clone()
        });
        from = end;
    }
    // Correspondents write from their own towns: what is yet to come need not be there.
    if dateline_only {
        for slot in out.iter_mut().filter(|s| s.status.is_planned()) {
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
        out.extend(another(tokens, trigger.at, &text, &blank, &venues));
        return out;
    }
    if negated(tokens, trigger.at) || undecided(&text) || sought.is_some() && !WORDS.date_set.any_in(&text) {
        return out;
    }
    let place = venues.first().map(|(_, p)| p.clone());
    // "Committed to pursue further negotiations", "have been in talks since May", "have met twice since".
    let lead = tokens.get(trigger.at.saturating_sub(7)..(trigger.at + 3).min(tokens.len())).unwrap_or_default();
    let general = place.is_none() && WORDS.general.any_in(&joined(lead));
    if general || WORDS.tallies.any_in(&text) && !trigger.noun {
        return out;
    }
    // "Was originally scheduled to be held in X, but …": it was not.
    let first = ["originally", "initially"].iter().any(|w| has(&text, w));
    if first && WORDS.old.planned.any_in(&text) && moves(&text) {
        return out;
    }
    // "In recent months the talks have been taking place in X": a way, with no day.
    let months = ["in recent months", "in recent weeks", "for months", "over the past months", "in recent years"];
    if months.iter().any(|w| has(&text, w)) && ["taking place", "been", "several"].iter().any(|w| has(&text, w)) {
        return out;
    }
    let counted = counted(tokens, &venues, &blank);
    if counted.len() >= 2 {
        return counted;
    }
    let number = ordinal_in(tokens, 0, tokens.len());
    let clause = joined(tokens.get(scope(tokens, trigger.at, None)).unwrap_or_default());
    let status = status(&settling(tokens, trigger.at), &clause, None, today, false);
    let status = if behind(tokens, trigger.at) && !next && status.is_planned() { Status::Concluded } else { status };
    let future = status.is_planned();
    let place = place.filter(|_| !(dateline_only && future));
    let plural = matches!(word(trigger.at), "meetings" | "rounds" | "sessions");
    // "Decided to hold their next meetings in X and Y": one in each.
    if plural && next && future && venues.len() >= 2 {
        let each = venues.iter().enumerate().map(|(n, (_, place))| Slot {
            place: Some(place.clone()),
            status,
            own: n > 0,
            ..blank.clone()
        });
        return each.collect();
    }
    // "Five rounds have been held, three of them in X and two in Y" counts, and tells of none.
    let many = (1..=3).map(before).any(|w| {
        super::words::days(w).is_some()
            || matches!(w, "several" | "numerous" | "many" | "multiple" | "dozens" | "repeated" | "countless")
    });
    if plural && (place.is_none() || earlier || venues.len() >= 2 || many) {
        // "Earlier meetings in X and Y led nowhere" tells of them; "he is known from earlier rounds in X" does not.
        if trigger.at <= 3 {
            out.extend(previous);
        }
        return out;
    }
    let further = another(tokens, trigger.at, &text, &blank, &venues);
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
    // "The main topics of the talks in X have been …" tells of no meeting.
    let happens = |w: &str| WORDS.happen.contains(w) || WORDS.verbs.contains(w) || WORDS.moving.contains(w);
    let behind = (1..=7).map(before).take_while(|w| !matches!(*w, "," | ";"));
    let behind = behind.into_iter().any(|w| matches!(w, "during" | "at" | "after" | "following" | "since" | "from"));
    let settles = LazyCell::new(|| settled(&text));
    let happens = behind
        || of_previous(tokens)
        || tokens.iter().any(|t| happens(&t.lower))
        || *settles
        || status != Status::Concluded;
    let told = place.is_some() && (trigger.talks || blank.parties.len() >= 2) && (happens || number.is_some());
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
    let fresh = !future && lead_meeting(found, tokens, trigger.at, &blank, track);
    let told = told || held || there || fresh;
    // "The first meeting will bring a result", in somebody's words: of the one that the article tells of.
    let quoted = found.is_quoted(found.doc.sentences.get(sentence).map_or(0, |s| s.tokens.start) + trigger.at);
    let named = named && !(quoted && !next && number == Some(1));
    if told || named || (trigger.noun && definite) {
        // "Announced the suspension of talks with X": told, whatever was before.
        let stopped = *settles
            && matches!(status, Status::Cancelled | Status::Postponed | Status::Collapsed)
            && trigger.talks
            && (blank.table.strong || word(trigger.at + 1) == "with" && !found.actors_in(sentence).is_empty())
            && sentence <= 3;
        // "Arrived a few hours before the start of the talks".
        let reference = !told && !named && !stopped || definite && before_start(tokens, trigger.at);
        let reference = reference || status == Status::Concluded && only_attended(tokens, trigger.at);
        // A word on the talks in general is no event, and only joins one that is.
        if reference && !*settles {
            out.extend(further);
            return out;
        }
        // "… on the very day when they were to meet": the day the sentence speaks of.
        let same_day = ["on the day", "on the very day", "on the same day", "the day on which"];
        let date = found.date_in(sentence).filter(|_| same_day.iter().any(|w| has(&text, w))).and_then(|t| {
            let day = When::day(t.named.latest()?, t.named.basis());
            Some((day.with_text(t.named.text().unwrap_or_default()), t.span))
        });
        let over = matches!(status, Status::Concluded | Status::Ongoing);
        let date = date.or_else(|| occasion(found, sentence, tokens, trigger.at).filter(|_| over && !next && !earlier));
        out.push(Slot { date, place, ordinal: number, status, reference, fresh, ..blank.clone() });
    }
    out.extend(previous);
    out.extend(further);
    out
}

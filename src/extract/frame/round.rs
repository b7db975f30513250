//! Rounds of talks: who met, is meeting or is to meet, where and when.
//!
//! A sentence that speaks of a meeting (`data/rounds.toml`) gives one slot for every date that is
//! not the date of somebody's words, with the venue and the ordinal that stand nearest; a sentence
//! with a venue or "next" but no date gives one open slot. Slots of one meeting are then joined:
//! by ordinal, by overlapping days, or because a sentence goes on about the one before ("That
//! meeting will not take place"). Phone calls, meetings that are denied ("no talks are scheduled")
//! and other kinds of rounds give nothing.

mod dates;
mod further;
mod govern;
mod open;
mod parties;
mod read;
mod same;
mod slot;
mod state;
mod table;
#[cfg(test)]
mod tests;
mod trigger;
mod venue;
mod words;

use super::{
    super::{Annotated, Lexicon, topics},
    Draft,
    news::News,
};
use crate::domain::{Actor, Basis, Detail, Precision, Role, Round, RoundFormat, Status, Step, Topic, When};
use jiff::ToSpan;
use parties::Track;
use slot::Slot;
use std::sync::Arc;

/// A sentence may go on about one of so many meetings that were told last.
const MEETINGS: usize = 60;

/// Words of talks that have ended.
const OVER: &[&str] = &["ended", "closed", "concluded", "wrapped up"];

/// A meeting is put together from so many sentences at most; of more the last one stands for those after it.
const SLOTS: usize = 64;

/// Every one in the article, in text order.
pub(super) fn find(found: &Annotated<'_>, lexicon: &Lexicon) -> Vec<Draft> {
    let track = Track::of(found, lexicon);
    if track.labour {
        return Vec::new();
    }
    let mut rounds: Vec<Joined> = Vec::new();
    // Headlines and breadcrumbs last: they add to what full sentences tell, and stand alone only where none does.
    let heading = |i: &usize| found.doc.sentences.get(*i).is_some_and(|s| s.heading);
    let (heads, full): (Vec<usize>, Vec<usize>) = (0..found.doc.sentences.len()).partition(heading);
    for sentence in full.into_iter().chain(heads) {
        for mut slot in read::read(found, lexicon, sentence, &track) {
            if slot.aside {
                let Some(before) = rounds.last() else { continue };
                slot.place = before.slots.iter().find_map(|s| s.place.clone());
                slot.date = before.slots.iter().find_map(|s| s.date.clone()).and_then(|(date, span)| {
                    let text = date.text().unwrap_or_default().to_owned();
                    Some((When::day(date.latest()?, Basis::EarlierMention).with_text(text), span))
                });
                rounds.push(Joined { slots: vec![slot] });
                continue;
            }
            let first = rounds.len().saturating_sub(MEETINGS);
            let at = rounds[first..].iter().rposition(|r| r.takes(&slot, lexicon)).map(|at| first + at);
            match at {
                Some(at) => rounds[at].join(slot),
                // What the head of a read-out gives is told there only.
                None if slot.rule == "round.header" => rounds.push(Joined { slots: vec![slot] }),
                // A building is where something was, and makes no meeting of its own.
                None if slot.is_only_building() && (!rounds.is_empty() || !slot.table.strong) => {}
                None if slot.reference || (heading(&sentence) && !rounds.is_empty()) => {}
                None => rounds.push(Joined { slots: vec![slot] }),
            }
        }
    }
    settle(&mut rounds);
    // Talks in which no state and no armed group is named are a company's, a union's or a club's.
    let known = |r: &Joined| !r.parties(&track).is_empty() || r.slots.iter().any(|s| !s.parties.is_empty());
    if !rounds.iter().any(known) && !parties::political(found) {
        return Vec::new();
    }
    rounds.iter().filter_map(|r| r.draft(found, lexicon, &track)).collect()
}

/// Joins what was told twice: a meeting that was put off, once with its days and once without.
fn settle(rounds: &mut Vec<Joined>) {
    let stopped = |r: &Joined| matches!(r.status(), Status::Postponed | Status::Cancelled);
    let mut at = 0;
    while at < rounds.len() {
        if !stopped(&rounds[at]) {
            at += 1;
            continue;
        }
        let twin = rounds.iter().enumerate().skip(at + 1).take(MEETINGS).find(|(_, r)| {
            let (a, b) = (&rounds[at], *r);
            let same_place = a.place().is_none() || b.place().is_none() || a.place() == b.place();
            let undated = a.dated().is_none() || b.dated().is_none();
            stopped(b) && same_place && undated && a.ordinal().zip(b.ordinal()).is_none()
        });
        match twin.map(|(twin, _)| twin) {
            Some(twin) => {
                let later = rounds.remove(twin);
                rounds[at].slots.extend(later.slots);
            }
            None => at += 1,
        }
    }
}

/// The slots of one meeting, the first one first.
#[derive(Debug)]
struct Joined {
    slots: Vec<Slot>,
}

impl Joined {
    fn place(&self) -> Option<&crate::domain::Place> {
        let told = |s: &&Slot| s.place.is_some() && !s.from_dateline;
        let named = self.slots.iter().any(|s| told(&s));
        let places =
            || self.slots.iter().filter(|s| !named || told(s)).filter_map(|s| s.place.as_ref().map(|(p, _)| p));
        places().find(|p| !venue::is_building(p)).or_else(|| places().next())
    }

    fn ordinal(&self) -> Option<u32> {
        self.slots.iter().find_map(|s| s.ordinal)
    }

    fn dated(&self) -> Option<&Slot> {
        self.slots.iter().find(|s| s.date.is_some() && !s.old_date)
    }

    fn join(&mut self, slot: Slot) {
        if self.slots.len() >= SLOTS {
            self.slots.pop();
        }
        self.slots.push(slot);
    }

    fn status(&self) -> Status {
        let settled = |s: &&Slot| matches!(s.status, Status::Cancelled | Status::Postponed | Status::Collapsed);
        // "A possible next meeting … would return next Sunday": a fixed day says more than a hope.
        let days = |s: &Slot| s.date.as_ref().is_some_and(|(d, _)| d.precision() <= Precision::Days);
        let fixed = self.slots.iter().find(|s| s.status == Status::Scheduled && !s.old_date && days(s));
        let hope = |s: &&Slot| s.status == Status::Proposed && s.date.is_some() && !days(s);
        let first = self.slots.iter().find(|s| !s.old_date).or(self.slots.first());
        let first = first.filter(|f| !hope(f)).or(fixed).or(first);
        // "On completing a third round", which "took place from 3 to 5 May".
        let held = self.slots.iter().find(|s| s.status == Status::Concluded && !s.old_date && days(s));
        let vague = |f: &&Slot| f.status == Status::Proposed && f.date.is_none() && f.place.is_none();
        let first = first.filter(|f| !vague(f)).or(held).or(first);
        // Where it was moved, what is said of the new date counts; of open words, those with a place.
        let moved = self.slots.iter().find(|s| !s.old.is_empty());
        let open = self.slots.iter().all(|s| s.date.is_none() && s.next);
        if let Some(slot) = moved.or(self.slots.iter().find(|s| open && s.place.is_some())) {
            return slot.status;
        }
        // "Were suspended over the weekend and resumed on Monday".
        let stop = self.slots.iter().rposition(|s| settled(&s));
        let again = |at: usize| self.slots[at + 1..].iter().any(|s| s.status == Status::Ongoing && s.date.is_some());
        if stop.is_some_and(again) {
            return Status::Ongoing;
        }
        match self.slots.iter().rev().find(settled) {
            // A new date after the postponement makes it scheduled again.
            Some(s) if !s.old_date || first.is_none_or(|f| f.old_date) => s.status,
            _ => first.map_or(Status::Proposed, |s| s.status),
        }
    }

    fn draft(&self, found: &Annotated<'_>, lexicon: &Lexicon, track: &Track) -> Option<Draft> {
        let first = self.slots.first()?;
        let ordinal = self.ordinal();
        let status = self.status();
        let date = self.all_days(found, track, self.date(found, status), status);
        let date = self.up_to_now(found, date, status);
        let text = |f: fn(&Slot) -> Option<&'static str>| self.slots.iter().find_map(f);
        let round = Round {
            ordinal,
            format: self.slots.iter().find_map(|s| s.format).or_else(|| track.format(self.parties(track).len())),
            level: text(|s| s.level).map(str::to_owned),
            outcome: self.slots.iter().find_map(|s| s.outcome.clone()),
            track_ordinal: None,
        };
        let span = found.sentence_span(first.sentence)?;
        let mut draft = Draft::new(Detail::Round(round), date, span, first.rule).with_status(status);
        let named = self.slots.iter().any(|s| s.place.is_some() && !s.from_dateline);
        for slot in &self.slots {
            if let Some((place, span)) = slot.place.as_ref().filter(|_| !(named && slot.from_dateline)) {
                draft.add_place(place);
                draft.because("place", *span, "round.place");
            }
            if let Some((_, span)) = &slot.date {
                draft.because("date", *span, slot.date_rule);
            }
            if let Some(span) = found.sentence_span(slot.sentence) {
                draft.rest_on(span, slot.rule);
            }
        }
        // A building and a town: the town first.
        if draft.content.place.as_ref().is_some_and(venue::is_building)
            && let Some(at) = draft.content.places.iter().position(|p| !venue::is_building(p))
        {
            let town = draft.content.places.remove(at);
            draft.content.places.insert(0, town.clone());
            draft.content.place = Some(town);
        }
        // A country and one of its towns: the town says where.
        if let Some(code) =
            draft.content.place.as_ref().and_then(|p| p.country.clone().filter(|c| is_country(lexicon, p, c)))
            && let Some(at) = draft
                .content
                .places
                .iter()
                .position(|p| p.country.as_deref() == Some(&*code) && !is_country(lexicon, p, &code))
        {
            let town = draft.content.places.remove(at);
            draft.content.places.insert(0, town.clone());
            draft.content.place = Some(town);
        }
        // "In the Emirates", of a round that the article places in one of their towns.
        if let Some(country) = draft.content.place.clone().filter(|_| status == Status::Ongoing)
            && let Some(code) = country.country.as_deref().filter(|c| is_country(lexicon, &country, c))
            && let Some(town) = venue::town_of(found, code)
        {
            draft.content.places.insert(0, town.clone());
            draft.content.place = Some(town);
        }
        // The sentence that dates it tells most.
        let dated =
            self.slots.iter().find(|s| s.date.is_some() && !s.old_date).and_then(|s| found.sentence_span(s.sentence));
        draft.evidence.sort_by_key(|(span, _)| Some(*span) != dated);
        let sentences: Vec<&str> = draft.evidence.iter().map(|(span, _)| found.doc.text.slice(*span)).collect();
        for topic in topics::of_first(sentences) {
            draft.add_topic(if topic == Topic::Other { Topic::Process } else { topic });
        }
        for party in self.parties(track) {
            draft.add(Role::Party, party, None);
        }
        for slot in &self.slots {
            for (role, actor, title) in &slot.others {
                draft.add(*role, actor, title.as_deref());
            }
        }
        for slot in &self.slots {
            for (date, _) in slot.old.iter().chain(slot.date.iter().filter(|_| slot.old_date)) {
                let place = slot.place.as_ref().map(|(p, _)| p.clone());
                draft.history.push(Step { status: Status::Scheduled, date: date.clone(), place, article: None });
            }
        }
        if !draft.history.is_empty() {
            let place = draft.content.place.clone();
            draft.history.push(Step { status, date: draft.content.date.clone(), place, article: None });
        }
        Some(draft)
    }

    /// The date: the first that is not an old one, lengthened by further days of the same meeting.
    fn date(&self, found: &Annotated<'_>, status: Status) -> When {
        if let Some((date, _)) = self.slots.iter().find(|s| !s.old.is_empty()).and_then(|s| s.date.as_ref()) {
            return date.clone();
        }
        let dates: Vec<&When> =
            self.slots.iter().filter(|s| !s.old_date).filter_map(|s| s.date.as_ref().map(|(d, _)| d)).collect();
        // "Will begin at 7 pm" says the hour of a day that is told elsewhere.
        let days = self.slots.iter().filter(|s| !s.old_date && s.date_rule != "round.clock");
        let days: Vec<&When> = days.filter_map(|s| s.date.as_ref().map(|(d, _)| d)).collect();
        let dates = if days.is_empty() { dates } else { days };
        let old = || self.slots.iter().find_map(|s| s.date.as_ref().map(|(d, _)| d));
        if let Some(first) = dates.first().copied().or_else(old) {
            // "This week, between Thursday and Monday": the narrower one says more.
            let width = |w: &When| w.earliest().zip(w.latest()).map_or(i32::MAX, |(a, b)| near_days(a, b));
            let inside = |w: &When| overlap(first, w) && width(first) >= 4 && width(w) <= 3;
            // "In April", "in early April".
            let within =
                |w: &When| first.earliest() <= w.earliest() && w.latest() <= first.latest() && w.latest().is_some();
            let closer = |w: &When| width(first) >= 27 && width(w) <= 12 && within(w);
            let narrower = dates.iter().find(|w| {
                first.edtf().starts_with('[') && width(w) < width(first) || inside(w) && ranged(w) || closer(w)
            });
            let first = narrower.copied().unwrap_or(first);
            // "… began on 14 August … will go on until 4 September".
            let until = self.slots.iter().filter(|s| s.until).find_map(|s| s.date.as_ref()?.0.latest());
            if let Some((a, b)) = first.earliest().zip(until).filter(|(a, b)| a < b && self.slots.len() > 1) {
                return When::lasting(a, b, first.basis()).with_text(first.text().unwrap_or_default());
            }
            let days = |w: &When| w.earliest().zip(w.latest()).filter(|(a, b)| near_days(*a, *b) <= 9);
            let all: Option<Vec<_>> = dates.iter().map(|w| days(w)).collect();
            let plain = dates.iter().all(|w| !w.edtf().starts_with('[') && !w.edtf().ends_with('~'));
            if let Some(date) = dates::from_opening(found, &self.slots) {
                return date;
            }
            return match all.filter(|d| d.len() > 1 && plain) {
                Some(list) => {
                    let a = list.iter().map(|d| d.0).min();
                    let b = list.iter().map(|d| d.1).max();
                    match a.zip(b) {
                        Some((a, b)) if near_days(a, b) <= 4 => {
                            When::lasting(a, b, first.basis()).with_text(first.text().unwrap_or_default())
                        }
                        _ => first.clone(),
                    }
                }
                None => first.clone(),
            };
        }
        // "Concluded their talks, and agreed late on Tuesday to meet again", as the article opens: on Tuesday.
        let fresh = |s: &&Slot| s.fresh && status == Status::Concluded;
        let told = self.slots.iter().any(|s| fresh(&s));
        let news = told.then(|| News::of(found)).flatten().filter(News::is_day);
        if let Some(news) = news.filter(|n| self.slots.iter().filter(fresh).any(|s| s.sentence == n.sentence)) {
            return When::day(news.from, Basis::EarlierMention);
        }
        let over = matches!(status, Status::Concluded | Status::Collapsed);
        if let Some(date) = self.slots.iter().filter(|_| over).find_map(|s| dates::after_days(found, s.sentence)) {
            return date;
        }
        let Some(published) = found.published_day() else { return When::unknown(Basis::Published) };
        let says = |phrases: &[&str]| {
            self.slots.iter().any(|s| {
                let text = words::joined(found.tokens_of(s.sentence));
                phrases.iter().any(|p| words::has(&text, p))
            })
        };
        let tomorrow = published.tomorrow().unwrap_or(published);
        match status {
            // "Hours before the opening": the day before, or that day.
            Status::Concluded if says(&["hours before", "hours after", "hours ahead of", "hours earlier"]) => {
                let first = published.yesterday().unwrap_or(published);
                When::between(first, published, Precision::Day, Basis::Published)
            }
            Status::Proposed if self.place().is_none() && self.slots.iter().any(|s| some_time(found, s)) => {
                When::after(tomorrow, Basis::Published)
            }
            Status::Concluded | Status::Collapsed => {
                let previous = |s: &Slot| dates::of_previous(found.tokens_of(s.sentence));
                let earlier = self.slots.iter().any(|s| s.earlier || previous(s));
                let last = if earlier { published.yesterday().unwrap_or(published) } else { published };
                When::before(last, Basis::Published)
            }
            Status::Ongoing => When::day(published, Basis::Published),
            Status::Proposed | Status::Scheduled => When::after(published, Basis::Published),
            _ => When::unknown(Basis::Published),
        }
    }

    /// "Ended on Thursday" in an article that speaks of "the two days" of its talks: the day before too;
    /// "yesterday's session": the day after. "Opened on Monday", of a "three-day meeting": up to Wednesday.
    fn all_days(&self, found: &Annotated<'_>, track: &Track, date: When, status: Status) -> When {
        let Some(day) = date.earliest().filter(|d| Some(*d) == date.latest()) else { return date };
        let Some(today) = found.published_day() else { return date };
        let said = |phrases: &[&str], sentence: usize| {
            let text = words::joined(found.tokens_of(sentence));
            phrases.iter().any(|p| words::has(&text, p))
        };
        let told = |phrases: &[&str]| self.slots.iter().any(|s| !s.aside && said(phrases, s.sentence));
        let recent = near_days(day, today) <= 2;
        let more = |n: i64| day.checked_add(n.days()).ok();
        let ahead = track.named_days && self.is_lead();
        let other = match (track.days, status) {
            (Some(n), Status::Scheduled | Status::Ongoing) if ahead && day >= today => more(n - 1),
            (Some(n), Status::Ongoing)
                if ahead && told(&["began", "begun", "opened", "started", "kicked off", "got under way"]) =>
            {
                more(n - 1)
            }
            (Some(n), Status::Concluded) if recent && told(OVER) => more(1 - n),
            _ if recent && track.two_days && told(OVER) => day.yesterday().ok(),
            _ if recent && track.two_days && told(&["yesterday 's"]) => day.tomorrow().ok(),
            _ => return date,
        };
        let words = date.text().unwrap_or_default().to_owned();
        other.map_or_else(|| date.clone(), |o| When::lasting(day.min(o), day.max(o), date.basis()).with_text(words))
    }

    /// Whether it is what the article opens with.
    fn is_lead(&self) -> bool {
        self.slots.first().is_some_and(|s| s.sentence <= 2)
    }

    /// "Opened on Monday" and go on, told on Wednesday: they have gone on up to that day.
    fn up_to_now(&self, found: &Annotated<'_>, date: When, status: Status) -> When {
        let days = date.earliest().zip(date.latest()).filter(|_| status == Status::Ongoing);
        let Some(((first, last), today)) = days.zip(found.published_day()) else { return date };
        if last >= today || near_days(first, today) > 9 || first != last && !ranged(&date) {
            return date;
        }
        let words = date.text().unwrap_or_default().to_owned();
        When::lasting(first, today, date.basis()).with_text(words)
    }

    fn parties<'a>(&'a self, track: &'a Track) -> &'a [Arc<Actor>] {
        let three = self.slots.iter().any(|s| s.format == Some(RoundFormat::Trilateral));
        let wanted = if three { 3 } else { 2 };
        let fits = |s: &&Slot| (wanted..=5).contains(&s.table.sides.len());
        // Of several sentences the one that names most sides is the fullest.
        let strong = self.slots.iter().filter(fits).filter(|s| s.table.strong).max_by_key(|s| s.table.sides.len());
        if let Some(slot) = strong {
            return &slot.table.sides;
        }
        // Sides that are merely named together don't tell more than the article's main talks do.
        let weak = self.slots.iter().filter(fits).max_by_key(|s| s.table.sides.len());
        let known = |slot: &&Slot| !slot.table.sides.iter().all(|a| track.parties.iter().any(|b| b.id == a.id));
        match weak.filter(known) {
            Some(slot) if track.parties.len() < 2 => &slot.table.sides,
            _ => &track.parties,
        }
    }
}

/// "Will be held in the near future": not on the day of the report.
fn some_time(found: &Annotated<'_>, slot: &Slot) -> bool {
    open::some_time(&words::joined(found.tokens_of(slot.sentence)))
}

fn is_country(lexicon: &Lexicon, place: &crate::domain::Place, code: &str) -> bool {
    place.country.as_deref() == Some(code) && lexicon.country_place(code).is_some_and(|c| c.id == place.id)
}

fn near_days(a: jiff::civil::Date, b: jiff::civil::Date) -> i32 {
    a.until(b).map_or(i32::MAX, |s| s.get_days().abs())
}

/// Whether the words of a date give its first and last day: then no other day belongs to it.
fn ranged(a: &When) -> bool {
    a.earliest().zip(a.latest()).is_some_and(|(x, y)| x < y)
        && !a.edtf().starts_with('[')
        && a.text().is_some_and(|t| t.chars().filter(char::is_ascii_digit).count() >= 2)
}

fn overlap(a: &When, b: &When) -> bool {
    match (a.earliest(), a.latest(), b.earliest(), b.latest()) {
        (Some(a1), Some(a2), Some(b1), Some(b2)) => a1 <= b2 && b1 <= a2,
        _ => true,
    }
}

//! A negotiation from round to round: who met when, and what happened between two meetings. Pure.

use super::{picture::earlier, words};
use crate::{
    domain::{
        Detail, Event, Kind, Role, Status,
        filter::grouped,
        headline::ordinal,
        picture::{Picture, StrikeBin, days},
        round::is_held,
    },
    urls,
};
use jiff::civil::Date;

/// A rung, or what lies between two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A round.
    Rung(Rung),
    /// The time from one round to the next, in a sentence or two.
    Between(String),
}

/// A round on the ladder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rung {
    /// Its number, where it has one.
    pub number: Option<u32>,
    /// Where and when.
    pub title: String,
    /// Its page.
    pub href: String,
    /// Where it stands: (glyph, word).
    pub status: Option<(&'static str, String)>,
    /// Who sat, or is to sit, at the table.
    pub parties: String,
    /// Days it was first planned for.
    pub planned: Vec<String>,
    /// What came of it, in the words of a source.
    pub outcome: Option<String>,
    /// How many articles tell of it.
    pub sources: String,
}

/// What the head of a negotiation's page says of its rounds and deadlines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The last round held: (words, address).
    pub last: Option<(String, String)>,
    /// The next one planned.
    pub next: Option<(String, String)>,
    /// Deadlines that have not passed.
    pub open: Vec<(String, String)>,
}

/// The rounds of a picture, the earliest first, with what its strikes (by day) say of the time between.
pub fn ladder(picture: &Picture) -> Vec<Step> {
    let mut rounds: Vec<&Event> =
        picture.events.iter().filter(|e| e.content.kind == Kind::Round && !e.content.date.is_unknown()).collect();
    rounds.sort_by_key(|e| (e.content.date.sort_day(), e.id.0));
    let mut steps = Vec::new();
    let mut before: Option<Date> = None;
    for event in rounds {
        let held = is_held(event);
        let first = event.content.date.sort_day();
        if let (true, Some(last), Some(first)) = (held, before, first) {
            steps.extend(between(picture, last, first).map(Step::Between));
        }
        steps.push(Step::Rung(rung(event)));
        if held {
            before = event.content.date.latest().or(first).max(before);
        }
    }
    steps
}

/// Where the talks stand on a day.
pub fn standing(picture: &Picture, today: Date) -> Standing {
    let place = |e: &Event| e.content.place.as_ref().map(|p| format!("{}, ", p.name)).unwrap_or_default();
    let named = |e: &Event| (format!("{}{}", place(e), e.content.date.label()), urls::event(e.id));
    let rounds = || picture.events.iter().filter(|e| e.content.kind == Kind::Round);
    let last = rounds().filter(|e| is_held(e)).max_by_key(|e| (e.content.date.latest(), e.id.0));
    let ahead = |e: &&Event| e.content.date.latest().is_none_or(|day| day >= today) && !e.content.date.is_unknown();
    let planned =
        |e: &&Event| matches!(e.content.status, Some(Status::Proposed | Status::Scheduled | Status::Postponed));
    // An open end ("from 22 March") is still ahead only while its first day is.
    let still = |e: &&Event| e.content.date.latest().is_some() || e.content.date.earliest() >= Some(today);
    let next = rounds().filter(planned).filter(ahead).filter(still).min_by_key(|e| (e.content.date.sort_day(), e.id.0));
    let mut open: Vec<&Event> =
        picture.events.iter().filter(|e| e.content.kind == Kind::Deadline).filter(ahead).collect();
    open.sort_by_key(|e| (e.content.date.latest(), e.id.0));
    let due = |e: &Event| (format!("{}: {}", e.content.date.label(), what_is_due(e)), urls::event(e.id));
    Standing { last: last.map(named), next: next.map(named), open: open.into_iter().map(due).collect() }
}

fn what_is_due(event: &Event) -> String {
    match &event.content.detail {
        Detail::Deadline(d) => d.what.clone().unwrap_or_else(|| event.content.headline.clone()),
        _ => event.content.headline.clone(),
    }
}

fn rung(event: &Event) -> Rung {
    let Detail::Round(round) = &event.content.detail else { return Rung::default() };
    let number = round.number();
    let when = event.content.date.label();
    let place = event.content.place.as_ref().map(|p| p.name.trim()).filter(|p| !p.is_empty());
    let parties: Vec<&str> = event.content.actors(Role::Party).map(|a| a.name.as_str()).collect();
    let own = event.content.date.earliest().zip(event.content.date.latest());
    let planned = own.map(|(first, last)| earlier(event, first, last)).unwrap_or_default();
    Rung {
        number,
        title: match (place, number) {
            (Some(place), _) => format!("{place}, {when}"),
            (None, Some(n)) => format!("{} round, {when}", words::title(&ordinal(n))),
            (None, None) => when,
        },
        href: urls::event(event.id),
        status: event.content.status.map(words::status),
        parties: parties.join(", "),
        planned: planned.into_iter().map(|(step, ..)| step.date.label()).collect(),
        outcome: round.outcome.clone().filter(|o| !o.trim().is_empty()),
        sources: words::counted(u64::from(event.sources.articles), "article"),
    }
}

/// What lies between the last day of one round and the first of the next.
fn between(picture: &Picture, last: Date, first: Date) -> Option<String> {
    let gap = days(last, first) - 2;
    let inside = || picture.strikes.iter().filter(|b| b.last > last && b.first < first);
    (gap >= 1).then(|| time_between(gap, inside()))
}

/// So many days between two rounds, and the strikes on them.
pub fn time_between<'b>(gap: i64, strikes: impl IntoIterator<Item = &'b StrikeBin>) -> String {
    let inside: Vec<&StrikeBin> = strikes.into_iter().collect();
    let mut text = format!("{} between.", words::counted(gap.unsigned_abs(), "day"));
    let strikes: u64 = inside.iter().map(|b| b.strikes).sum();
    if strikes == 0 {
        text.push_str(" No strike recorded.");
        return text;
    }
    let mut targets: Vec<(String, u64, bool)> = Vec::new();
    for bin in inside.iter().filter(|b| b.launch_stated > 0) {
        let name = bin.target.as_ref().map_or_else(|| "a target not named".to_owned(), |t| t.name.clone());
        let number = bin.drones.best.saturating_add(bin.others.best);
        let open = bin.launch_open > 0 || bin.launch_stated < bin.whole;
        match targets.iter_mut().find(|(n, ..)| *n == name) {
            Some((_, sum, soft)) => (*sum, *soft) = (sum.saturating_add(number), *soft || open),
            None => targets.push((name, number, open)),
        }
    }
    targets.sort_by_key(|(name, n, _)| (std::cmp::Reverse(*n), name.clone()));
    let mut parts: Vec<String> = targets
        .iter()
        .take(3)
        .map(|(name, n, open)| format!("{}{} launched at {name}", if *open { "≈ " } else { "" }, grouped(*n)))
        .collect();
    let killed: u64 = inside.iter().map(|b| b.killed.best).sum();
    let without: u64 = inside.iter().map(|b| b.whole.saturating_sub(b.launch_stated)).sum();
    if killed > 0 {
        parts.push(format!("{} killed", grouped(killed)));
    }
    if without > 0 {
        parts.push(format!("{} without a number launched", words::counted(without, "strike")));
    }
    let told = if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) };
    text.push_str(&format!(" {}{told}.", words::counted(strikes, "strike")));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{
            Basis, EventId, Round, When,
            picture::{Amount, Side},
            vocab::{Bars, Bin},
        },
        render::row::tests::an_event,
    };
    use jiff::civil::date;

    fn d(n: i8) -> Date {
        date(2026, 2, n)
    }

    fn a_round(id: i64, status: Status, when: When) -> Event {
        let mut event = Event { id: EventId(id), history: Vec::new(), ..an_event() };
        event.content.kind = Kind::Round;
        event.content.status = Some(status);
        event.content.date = when;
        event.content.place = None;
        event.content.detail = Detail::Round(Round { ordinal: u32::try_from(id).ok(), ..Round::default() });
        event
    }

    fn strikes(first: Date, drones: u64, stated: bool) -> StrikeBin {
        StrikeBin {
            first,
            last: first,
            target: Some(Side { id: "tarnia".to_owned(), name: "Tarnia".to_owned() }),
            strikes: 1,
            whole: 1,
            drones: Amount { low: drones, best: drones, high: drones },
            launch_stated: u64::from(stated),
            killed: Amount { low: 2, best: 3, high: 3 },
            ..StrikeBin::default()
        }
    }

    fn picture(events: Vec<Event>, strikes: Vec<StrikeBin>) -> Picture {
        Picture { strikes, events, ..Picture::empty(Bars::Launched, Bin::Day, d(1), d(28)) }
    }

    #[test]
    fn what_happened_between_two_rounds_stands_between_them() {
        let day = |n| When::day(d(n), Basis::Explicit);
        let rounds = vec![a_round(2, Status::Concluded, day(17)), a_round(1, Status::Concluded, day(5))];
        let strikes = vec![strikes(d(5), 900, true), strikes(d(7), 400, true), strikes(d(9), 0, false)];
        let steps = ladder(&picture(rounds, strikes));
        let [Step::Rung(first), Step::Between(words), Step::Rung(second)] = steps.as_slice() else {
            panic!("{steps:?}")
        };
        assert_eq!((first.title.as_str(), second.number), ("First round, 5 February 2026", Some(2)));
        assert_eq!(
            words, "11 days between. 2 strikes: 400 launched at Tarnia, 6 killed, 1 strike without a number launched.",
            "the strike of a round's own day is not between"
        );
        let quiet = ladder(&picture(
            vec![a_round(1, Status::Concluded, day(5)), a_round(2, Status::Concluded, day(9))],
            vec![],
        ));
        assert_eq!(quiet[1], Step::Between("3 days between. No strike recorded.".to_owned()));
    }

    #[test]
    fn where_talks_stand_depends_on_the_day() {
        let events = vec![
            a_round(1, Status::Concluded, When::day(d(5), Basis::Explicit)),
            a_round(2, Status::Scheduled, When::day(d(17), Basis::Explicit)),
            a_round(3, Status::Proposed, When::after(d(10), Basis::Explicit)),
        ];
        let picture = picture(events, vec![]);
        let of = |today| {
            let standing = standing(&picture, today);
            (standing.last.map(|l| l.1), standing.next.map(|n| n.1))
        };
        let event = |n: i64| Some(format!("/events/{n}"));
        assert_eq!(of(d(6)), (event(1), event(3)));
        assert_eq!(of(d(12)), (event(1), event(2)), "\"from the 10th on\" is no plan any more");
        assert_eq!(of(d(18)), (event(1), None));
    }
}

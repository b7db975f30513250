//! A page's events under their days, with the quiet days between them folded.

use crate::{
    domain::{
        Event, EventId, Kind,
        filter::{Sort, TimelineFilter},
        page::Hit,
    },
    render::{row::Row, words},
};
use jiff::{civil::Date, tz::TimeZone};
use std::collections::BTreeSet;

/// A day, or a stretch of days without events.
#[derive(Debug)]
pub(super) enum Block {
    /// A day with events.
    Day(Day),
    /// Days without.
    Quiet(Quiet),
}

/// A day with its events.
#[derive(Debug)]
pub(super) struct Day {
    pub(super) day: Date,
    pub(super) rows: Vec<Row>,
    /// Statements of a day on which much was said.
    pub(super) folded: Option<Folded>,
    /// Whether the page may have cut it: then its counts are only this page's.
    pub(super) cut: bool,
}

impl Day {
    pub(super) fn weekday(&self) -> String {
        self.day.strftime("%A").to_string()
    }
    pub(super) fn month(&self) -> String {
        self.day.strftime("%B %Y").to_string()
    }
    /// Kind, number, and both in words.
    pub(super) fn tally(&self) -> Vec<(Kind, u64, String)> {
        let rows = || self.rows.iter().chain(self.folded.iter().flat_map(|f| &f.rows));
        let count = |kind: Kind| rows().filter(|r| r.event.content.kind == kind).count() as u64;
        let all = Kind::ALL.iter().map(|k| (*k, count(*k)));
        all.filter(|(_, n)| *n > 0).map(|(k, n)| (k, n, words::counted(n, k.as_str()))).collect()
    }
}

/// Statements behind a line that counts them.
#[derive(Debug)]
pub(super) struct Folded {
    pub(super) words: String,
    pub(super) rows: Vec<Row>,
}

/// From so many statements on a day on, only the first few stand among the other events.
const MANY: usize = 8;
/// So many.
const FIRST: usize = 3;

/// Days without events.
#[derive(Debug)]
pub(super) struct Quiet {
    days: u64,
    pub(super) words: String,
}

impl Quiet {
    /// One dot a day, at most seven.
    pub(super) fn dots(&self) -> Vec<u64> {
        (0..self.days.min(7)).map(|n| n * 8 + 4).collect()
    }
    pub(super) fn width(&self) -> u64 {
        self.days.min(7) * 8
    }
}

/// The day an event stands under in this order.
fn day_of(event: &Event, sort: Sort) -> Option<Date> {
    match sort {
        Sort::Reported => Some(event.first_reported_at.to_zoned(TimeZone::UTC).date()),
        Sort::Newest | Sort::Oldest => event.content.date.sort_day(),
    }
}

impl Block {
    /// Its rows.
    pub(super) fn rows(&mut self) -> impl Iterator<Item = &mut Row> {
        let day = match self {
            Block::Day(day) => Some(day),
            Block::Quiet(_) => None,
        };
        day.into_iter().flat_map(|day| day.rows.iter_mut().chain(day.folded.iter_mut().flat_map(|f| &mut f.rows)))
    }
}

/// The events of a page as blocks. `more` says that other pages follow.
pub(super) fn blocks(events: Vec<Event>, filter: &TimelineFilter, more: bool) -> Vec<Block> {
    let mut days: Vec<(Date, Vec<Event>)> = Vec::new();
    for event in events {
        let Some(day) = day_of(&event, filter.sort) else { continue };
        match days.last_mut() {
            Some((last, list)) if *last == day => list.push(event),
            _ => days.push((day, vec![event])),
        }
    }
    let last = days.len().saturating_sub(1);
    let mut out = Vec::new();
    let mut before: Option<Date> = None;
    for (n, (day, list)) in days.into_iter().enumerate() {
        if let Some(quiet) = before.filter(|_| filter.sort != Sort::Reported).and_then(|b| quiet(b, day, filter)) {
            out.push(Block::Quiet(quiet));
        }
        before = Some(day);
        let cut = (n == 0 && filter.cursor.is_some()) || (n == last && more);
        let (rows, folded) = fold(nested(list, day), filter);
        out.push(Block::Day(Day { day, rows, folded, cut }));
    }
    out
}

/// The days between two days, in either order.
fn quiet(a: Date, b: Date, filter: &TimelineFilter) -> Option<Quiet> {
    let first = a.min(b).tomorrow().ok()?;
    let last = a.max(b).yesterday().ok()?;
    let days = u64::try_from(last.duration_since(first).as_hours() / 24 + 1).ok().filter(|n| *n > 0)?;
    // Under a filter the days may well have events: only none of those asked for.
    let events = if filter.is_unfiltered() { "recorded events" } else { "events of this selection" };
    let words = match days {
        1 => format!("{}: no {events}", first.strftime("%A %-d %B")),
        n => format!(
            "{} – {}: {} days without {events}",
            first.strftime("%-d %B"),
            last.strftime("%-d %B"),
            words::grouped(n)
        ),
    };
    Some(Quiet { days, words })
}

/// Folds the statements of a day on which much was said, so that what happened does not drown and days are seen at a
/// glance. Who asks for statements gets them.
fn fold(rows: Vec<Row>, filter: &TimelineFilter) -> (Vec<Row>, Option<Folded>) {
    let said = |row: &Row| row.event.content.kind == Kind::Statement;
    let asked = filter.kind.any.as_slice() == [Kind::Statement] || !filter.act.is_empty();
    let all = rows.iter().filter(|r| said(r)).count();
    if asked || all < MANY {
        return (rows, None);
    }
    let mut shown = 0;
    let (rest, rows): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|row| {
        shown += usize::from(said(row));
        said(row) && shown > FIRST
    });
    let speakers: BTreeSet<&str> = rest.iter().filter_map(|r| r.speaker()).collect();
    let people = match speakers.len() {
        1 => "one person".to_owned(),
        n => format!("{n} people"),
    };
    let words = format!("{} by {people}", words::counted(rest.len() as u64, "more statement"));
    (rows, Some(Folded { words, rows: rest }))
}

/// Parts of a barrage under the barrage, where both stand on the same day.
fn nested(events: Vec<Event>, day: Date) -> Vec<Row> {
    let under = Some(day);
    let ids: Vec<EventId> = events.iter().map(|e| e.id).collect();
    let (parts, wholes): (Vec<Event>, Vec<Event>) =
        events.into_iter().partition(|e| e.part_of.is_some_and(|whole| ids.contains(&whole) && whole != e.id));
    let mut parts: Vec<Option<Event>> = parts.into_iter().map(Some).collect();
    let mut out = Vec::new();
    for whole in wholes {
        let id = whole.id;
        out.push(Row { event: whole, part: false, under, hit: Hit::default() });
        for slot in &mut parts {
            if let Some(event) = slot.take_if(|e| e.part_of == Some(id)) {
                out.push(Row { event, part: true, under, hit: Hit::default() });
            }
        }
    }
    // Parts of parts stand after everything else rather than nowhere.
    out.extend(parts.into_iter().flatten().map(|event| Row { event, part: false, under, hit: Hit::default() }));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{Act, Basis, Detail, Statement, When},
        render::row::tests::an_event,
    };
    use jiff::civil::date;

    fn on(id: i64, day: i8) -> Event {
        let mut event = Event { id: EventId(id), ..an_event() };
        event.content.date = When::day(date(2026, 2, day), Basis::Explicit);
        event
    }

    fn told(blocks: &[Block]) -> Vec<String> {
        let one = |b: &Block| match b {
            Block::Day(d) => format!(
                "{} {:?}{}",
                d.day,
                d.rows.iter().map(|r| r.id().0).collect::<Vec<_>>(),
                if d.cut { " cut" } else { "" }
            ),
            Block::Quiet(q) => format!("{} dots, {}", q.dots().len(), q.words),
        };
        blocks.iter().map(one).collect()
    }

    #[test]
    fn quiet_days_fold() {
        let events = vec![on(1, 26), on(2, 26), on(3, 24), on(4, 14), on(5, 13)];
        assert_eq!(
            told(&blocks(events, &TimelineFilter::default(), true)),
            [
                "2026-02-26 [1, 2]",
                "1 dots, Wednesday 25 February: no recorded events",
                "2026-02-24 [3]",
                "7 dots, 15 February – 23 February: 9 days without recorded events",
                "2026-02-14 [4]",
                "2026-02-13 [5] cut",
            ]
        );
    }

    #[test]
    fn what_was_said_does_not_drown_what_happened() {
        let said = |id: i64, speaker: &str| {
            let mut event = on(id, 26);
            event.content.kind = Kind::Statement;
            event.content.detail = Detail::Statement(Statement {
                speaker: speaker.to_owned(),
                quote: None,
                reported: true,
                act: Act::Warn,
                plover: None,
                channel: None,
            });
            event
        };
        let day = |n: i64| {
            let mut events: Vec<Event> = (1..=n).map(|id| said(id, if id % 2 == 0 { "Roe" } else { "Doe" })).collect();
            events.insert(1, on(99, 26));
            events
        };
        let of = |events: Vec<Event>, query: &str| {
            let filter = TimelineFilter::parse(form_urlencoded::parse(query.as_bytes())).expect(query);
            let Some(Block::Day(day)) = blocks(events, &filter, false).into_iter().next() else { panic!("a day") };
            let tally: u64 = day.tally().iter().map(|(_, n, _)| n).sum();
            let ids = |rows: &[Row]| rows.iter().map(|r| r.id().0).collect::<Vec<_>>();
            (ids(&day.rows), day.folded.map(|f| (f.words, ids(&f.rows))), tally)
        };
        let (rows, folded, tally) = of(day(9), "");
        assert_eq!(rows, [1, 99, 2, 3]);
        assert_eq!(folded, Some(("6 more statements by 2 people".to_owned(), vec![4, 5, 6, 7, 8, 9])));
        assert_eq!(tally, 10, "the day's counts are of all");
        assert_eq!(of(day(7), "").1, None);
        assert_eq!(of(day(9), "kind=statement").1, None, "who asks for them gets them");
    }

    #[test]
    fn parts_stand_under_their_barrage() {
        let mut part = on(1, 26);
        part.part_of = Some(EventId(3));
        let mut orphan = on(4, 26);
        orphan.part_of = Some(EventId(99));
        let rows = nested(vec![part, on(2, 26), on(3, 26), orphan], date(2026, 2, 26));
        let told: Vec<(i64, bool)> = rows.iter().map(|r| (r.id().0, r.part)).collect();
        assert_eq!(told, [(2, false), (3, false), (1, true), (4, false)]);
    }

    #[test]
    fn no_event_is_lost_in_circles() {
        let mut a = on(1, 26);
        a.part_of = Some(EventId(2));
        let mut b = on(2, 26);
        b.part_of = Some(EventId(1));
        assert_eq!(nested(vec![a, b], date(2026, 2, 26)).len(), 2);
    }
}

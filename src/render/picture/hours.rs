//! The picture of a single day: its hours run to the right, what has a clock time stands at it, what is told of a part
//! of the day only is a pale stretch, and what has neither stands below, in rows of its own.

use super::{
    Table,
    svg::{Anchor, Svg, num, short, width},
    table::{Cell, TableRow},
    wide::{Placed, glyph},
};
use crate::{
    domain::{
        Event, Kind, Status,
        hours::{Hours, Part},
        round::is_held,
    },
    render::{row::Row, words},
    urls,
};
use jiff::{
    civil::{Date, Time},
    tz::Offset,
};
use std::collections::BTreeMap;

/// From the table down to the battlefield.
const ORDER: [(Kind, &str); 6] = [
    (Kind::Round, "Rounds"),
    (Kind::Agreement, "Agreements"),
    (Kind::Deadline, "Deadlines"),
    (Kind::Measure, "Measures"),
    (Kind::Statement, "Statements"),
    (Kind::Strike, "Strikes"),
];
/// One row of marks.
const ROW: f64 = 24.0;

/// What a day holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) day: Date,
    /// By kind, from the table down to the battlefield; only kinds that are there.
    pub(super) lanes: Vec<Lane>,
}

/// The events of one kind.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Lane {
    pub(super) kind: Kind,
    pub(super) title: &'static str,
    /// Those with a clock time or a part of the day, in that order of their beginnings.
    pub(super) timed: Vec<Item>,
    /// Those with neither.
    pub(super) untimed: Vec<Item>,
}

/// One event.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) hours: Hours,
    /// Whether it was planned, proposed or dropped rather than done.
    pub(super) hollow: bool,
    pub(super) label: String,
    pub(super) name: String,
    pub(super) href: String,
}

impl Day {
    pub(super) fn of(day: Date, events: &[Event]) -> Day {
        let lane = |(kind, title): (Kind, &'static str)| {
            let mine = events.iter().filter(|e| e.content.kind == kind);
            let (mut timed, untimed): (Vec<Item>, Vec<Item>) =
                mine.map(|e| item(e, day)).partition(|item| item.hours != Hours::Unknown);
            timed.sort_by_key(|item| (reach(item.hours), item.href.clone()));
            (!timed.is_empty() || !untimed.is_empty()).then_some(Lane { kind, title, timed, untimed })
        };
        Day { day, lanes: ORDER.into_iter().filter_map(lane).collect() }
    }

    fn timed(&self) -> impl Iterator<Item = &Item> {
        self.lanes.iter().flat_map(|lane| &lane.timed)
    }

    /// Whether something is told of a part of the day only.
    pub(super) fn has_parts(&self) -> bool {
        self.timed().any(|item| matches!(item.hours, Hours::Within(_)))
    }

    /// What a reader has to know: whose hours these are, and what has none.
    pub(super) fn caption(&self) -> Vec<String> {
        let mut out = Vec::new();
        let clocks: Vec<Option<Offset>> = self
            .timed()
            .filter_map(|item| match item.hours {
                Hours::At(_, offset) => Some(offset),
                Hours::Within(_) | Hours::Unknown => None,
            })
            .collect();
        if clocks.iter().any(Option::is_none) {
            out.push("Hours are as the sources give them, in the time of the place they write of.".to_owned());
        }
        if clocks.iter().any(Option::is_some) {
            out.push(
                "Where a source gives the distance from UTC, the mark says it; no hour is reckoned over.".to_owned(),
            );
        }
        if self.has_parts() {
            out.push(
                "Pale stretches: a part of the day without a clock time (morning 6 to 12, afternoon 12 to 18, evening \
                 18 to 24, night 18 to 6)."
                    .to_owned(),
            );
        }
        let untimed: usize = self.lanes.iter().map(|lane| lane.untimed.len()).sum();
        if untimed > 0 {
            let timed = self.timed().count();
            let of = words::counted((untimed + timed) as u64, "event");
            out.push(format!("No time is given for {} of {of}.", words::grouped(untimed as u64)));
        }
        out
    }

    /// The same as a table: a row for each time.
    pub(super) fn table(&self) -> Table {
        let mut rows: BTreeMap<(u16, u16, String), Vec<Vec<Cell>>> = BTreeMap::new();
        for (column, lane) in self.lanes.iter().enumerate() {
            for item in lane.timed.iter().chain(&lane.untimed) {
                let (from, to) = reach(item.hours);
                let cells = rows
                    .entry((from, to, head(item.hours)))
                    .or_insert_with(|| self.lanes.iter().map(|_| Vec::new()).collect());
                if let Some(cell) = cells.get_mut(column) {
                    cell.push(Cell { text: item.label.clone(), href: item.href.clone() });
                }
            }
        }
        Table {
            head: "Hours",
            caption: "Every event of the day, under the time that a source gives.",
            columns: self.lanes.iter().map(|lane| lane.title.to_owned()).collect(),
            rows: rows.into_iter().map(|((_, _, days), cells)| TableRow { days, cells }).collect(),
        }
    }
}

/// From which minute of the day to which; what has no time comes last.
fn reach(hours: Hours) -> (u16, u16) {
    match hours {
        Hours::At(time, _) => (minute(time), minute(time)),
        Hours::Within(part) => {
            let (from, to) = part.hours();
            (u16::from(from) * 60, u16::from(to) * 60)
        }
        Hours::Unknown => (u16::MAX, u16::MAX),
    }
}

fn minute(time: Time) -> u16 {
    u16::from(time.hour().unsigned_abs()) * 60 + u16::from(time.minute().unsigned_abs())
}

/// `14:05`, `14:05 UTC+02:00`, `morning`, `no time given`.
fn head(hours: Hours) -> String {
    match hours {
        Hours::At(time, None) => time.strftime("%H:%M").to_string(),
        Hours::At(time, Some(offset)) => format!("{} {}", time.strftime("%H:%M"), zone(offset)),
        Hours::Within(part) => part.words().to_owned(),
        Hours::Unknown => "no time given".to_owned(),
    }
}

fn zone(offset: Offset) -> String {
    let minutes = offset.seconds().abs() / 60;
    let sign = if offset.seconds() < 0 { '-' } else { '+' };
    if minutes == 0 { "UTC".to_owned() } else { format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60) }
}

fn item(event: &Event, day: Date) -> Item {
    let hours = Hours::of(&event.content.date, day);
    let row = Row::from(event.clone());
    let what = match row.statement().map(|said| said.speaker().to_owned()) {
        Some(speaker) if !speaker.trim().is_empty() => speaker,
        _ => match (event.content.kind, &event.content.place) {
            (Kind::Round, Some(place)) => place.name.clone(),
            _ => row.headline().to_owned(),
        },
    };
    let what = short(&what, 28);
    let label = match hours {
        Hours::At(..) => format!("{} {what}", head(hours)),
        Hours::Within(_) | Hours::Unknown => what,
    };
    let when = match hours {
        Hours::Within(part) => format!("{}, {}", event.content.date.label(), part.words()),
        Hours::At(..) | Hours::Unknown => event.content.date.label(),
    };
    let headline = short(row.headline(), 160);
    Item {
        hours,
        hollow: match event.content.kind {
            Kind::Round => !is_held(event),
            _ => matches!(
                event.content.status,
                Some(Status::Proposed | Status::Threatened | Status::Cancelled | Status::Collapsed)
            ),
        },
        name: format!("{label}. {}: {headline}, {when}", row.kind_label()),
        label,
        href: urls::event(event.id),
    }
}

/// How a picture of a day is laid out: for wide screens, or for phones.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    pub(super) width: f64,
    start: f64,
    end: f64,
    /// Whether the lanes' names stand above them, and marks without words.
    narrow: bool,
}

/// For wide screens, print and download.
pub(super) const WIDE: Layout = Layout { width: super::wide::WIDTH, start: 132.0, end: 1080.0, narrow: false };
/// For phones.
pub(super) const NARROW: Layout = Layout { width: super::tall::WIDTH, start: 12.0, end: 346.0, narrow: true };

impl Layout {
    fn x(self, minute: u16) -> f64 {
        self.start + (self.end - self.start) * f64::from(minute) / 1440.0
    }
}

/// The marks of a day, and the picture's height.
pub(super) fn draw(day: &Day, layout: Layout, canvas: &Svg) -> (Svg, f64) {
    let mut front = canvas.layer();
    let mut y = 36.0;
    let any = day.timed().next().is_some();
    if any {
        for lane in day.lanes.iter().filter(|lane| !lane.timed.is_empty()) {
            y = hourly(lane, layout, &mut front, y);
        }
        front.path("base", &format!("M{},{y}H{}", layout.start, layout.end, y = num(y + 4.0)));
    }
    let bottom = y + 4.0;
    let mut whole = canvas.layer();
    if any {
        let step = if layout.narrow { 6 } else { 2 };
        for hour in 0..=24u16 {
            let x = num(layout.x(hour * 60));
            whole.path(if hour % 6 == 0 { "grid" } else { "weekl" }, &format!("M{x},30V{}", num(bottom)));
            if hour % step == 0 {
                whole.text("t-sub", layout.x(hour * 60), 24.0, Anchor::Middle, &format!("{hour:02}"));
            }
        }
        y = bottom;
    } else {
        y = 0.0;
    }
    if day.lanes.iter().any(|lane| !lane.untimed.is_empty()) {
        y += 22.0;
        front.text("t-month", 0.0, y, Anchor::Start, "No time given");
        y += 8.0;
        for lane in day.lanes.iter().filter(|lane| !lane.untimed.is_empty()) {
            y = untimed(lane, layout, &mut front, y);
        }
    }
    whole.put(front);
    (whole, y + 8.0)
}

/// The lane's name; gives where its first row begins.
fn named(lane: &Lane, layout: Layout, svg: &mut Svg, y: f64) -> f64 {
    svg.text("t-lane", 0.0, y + 18.0, Anchor::Start, lane.title);
    if layout.narrow { y + 24.0 } else { y + 2.0 }
}

/// What has a time, in as many rows as it needs so that nothing lies on something else.
fn hourly(lane: &Lane, layout: Layout, svg: &mut Svg, y: f64) -> f64 {
    let top = named(lane, layout, svg, y);
    let mut rows: Vec<Placed> = Vec::new();
    for item in &lane.timed {
        let (from, to) = reach(item.hours);
        let (a, b) = (layout.x(from), layout.x(to));
        let at = ((a + b) / 2.0).clamp(layout.start + 8.0, layout.end - 8.0);
        let long = if layout.narrow { 0.0 } else { width(&item.label) + 4.0 };
        let right = at + 14.0 + long <= layout.width;
        let taken = if right {
            (a.min(at - 11.0), b.max(at + 14.0 + long))
        } else {
            (a.min(at - 14.0 - long), b.max(at + 11.0))
        };
        let row = rows.iter_mut().position(|row| row.take(taken.0, taken.1)).unwrap_or_else(|| {
            let mut row = Placed::default();
            row.take(taken.0, taken.1);
            rows.push(row);
            rows.len() - 1
        });
        let middle = top + ROW * (as_f64(row) + 0.5);
        svg.link(&item.href, &item.name, |svg| {
            svg.rect("hit", taken.0, middle - ROW / 2.0, taken.1 - taken.0, ROW);
            if let Hours::Within(part) = item.hours {
                stretch(svg, lane.kind, part, (a, b), middle);
            }
            sign(svg, lane.kind, item.hollow, at, middle);
            if !layout.narrow {
                let (x, anchor) = if right { (at + 13.0, Anchor::Start) } else { (at - 13.0, Anchor::End) };
                svg.text("t-val halo", x, middle + 4.0, anchor, &item.label);
            }
        });
    }
    top + ROW * as_f64(rows.len()) + 6.0
}

/// A part of the day: pale, and paler towards its ends, unless the day's own end cuts it there.
fn stretch(svg: &mut Svg, kind: Kind, part: Part, (a, b): (f64, f64), middle: f64) {
    let class = match kind {
        Kind::Round => "held",
        Kind::Agreement => "agr",
        Kind::Deadline => "dead",
        Kind::Measure => "t-mea",
        Kind::Statement => "stm",
        Kind::Strike => "drone",
    };
    let end = (b - a) / 5.0;
    let (soft_first, soft_last) = (part != Part::NightBefore, part != Part::NightAfter);
    let mut piece = |soft: &str, from: f64, to: f64| {
        svg.rect(&format!("{class} {soft}"), from, middle - 7.0, to - from, 14.0);
    };
    let (left, right) = (if soft_first { a + end } else { a }, if soft_last { b - end } else { b });
    if soft_first {
        piece("soft3", a, left);
    }
    piece("soft2", left, right);
    if soft_last {
        piece("soft3", right, b);
    }
}

/// What has no time, one mark behind the other.
fn untimed(lane: &Lane, layout: Layout, svg: &mut Svg, y: f64) -> f64 {
    let top = named(lane, layout, svg, y);
    let start = if layout.narrow { 0.0 } else { layout.start };
    let (mut x, mut row) = (start, 0);
    for item in &lane.untimed {
        let long = if layout.narrow { 28.0 } else { 22.0 + width(&item.label) + 12.0 };
        if x > start && x + long > layout.width {
            (x, row) = (start, row + 1);
        }
        let middle = top + ROW * (as_f64(row) + 0.5);
        svg.link(&item.href, &item.name, |svg| {
            svg.rect("hit", x, middle - ROW / 2.0, long, ROW);
            sign(svg, lane.kind, item.hollow, x + 9.0, middle);
            if !layout.narrow {
                svg.text("t-sub", x + 22.0, middle + 4.0, Anchor::Start, &item.label);
            }
        });
        x += long;
    }
    top + ROW * as_f64(row + 1) + 6.0
}

/// The kind's sign.
fn sign(svg: &mut Svg, kind: Kind, hollow: bool, x: f64, y: f64) {
    let faint = if hollow { " faint" } else { "" };
    match kind {
        Kind::Round => svg.rect(if hollow { "side" } else { "held" }, x - 7.0, y - 5.0, 14.0, 10.0),
        Kind::Statement => svg.rect(&format!("stm{faint}"), x - 4.0, y - 5.0, 8.0, 10.0),
        Kind::Strike => {
            svg.path(&format!("missile{faint}"), &format!("M{},{}l6.5,6.5l-6.5,6.5l-6.5,-6.5z", num(x), num(y - 6.5)));
        }
        Kind::Agreement | Kind::Deadline | Kind::Measure => glyph(svg, kind, hollow, x, y),
    }
}

#[expect(clippy::cast_precision_loss, reason = "rows of one day")]
fn as_f64(n: usize) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests;

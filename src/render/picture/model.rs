//! What stands in the picture, in words and counts, before anything has a place: shared by the wide picture, the
//! tall one and the table.

use super::{
    rounds::{Band, bands},
    scale::is_night,
};
use crate::{
    domain::{
        Basis, Event, EventId, Kind, Role, When,
        filter::{Choice, TimelineFilter, grouped},
        picture::{Amount, Picture, Side, StrikeBin},
        vocab::Bars,
    },
    render::words,
    urls,
};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// So many targets have a lane of their own.
const TARGETS: usize = 2;
/// So many parties have one.
const PARTIES: usize = 4;

/// The picture's contents.
#[derive(Debug)]
pub(super) struct Model {
    /// Rounds, and the plans they came from.
    pub(super) bands: Vec<Band>,
    /// Agreements, deadlines and measures, in this order.
    pub(super) marks: Vec<(Kind, Vec<Mark>)>,
    /// Statements by party.
    pub(super) parties: Vec<(String, Vec<Point>)>,
    /// Statements of everybody.
    pub(super) said: Vec<Point>,
    /// Strikes by target.
    pub(super) lanes: Vec<Lane>,
}

/// Strikes on one target.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Lane {
    /// What is counted: `Launched`.
    pub(super) title: &'static str,
    /// On whom: `at Ukraine`.
    pub(super) sub: String,
    /// The bars, in the order of their days.
    pub(super) bars: Vec<Bar>,
}

/// One bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bar {
    pub(super) first: Date,
    pub(super) last: Date,
    /// At its base: missiles and other weapons, strikes, people killed.
    pub(super) base: u64,
    /// On top of that: drones, people injured.
    pub(super) top: u64,
    /// What the sources support at least and at most, where they differ.
    pub(super) range: Option<(u64, u64)>,
    /// Whether the number is hedged, or known for some of the strikes only.
    pub(super) open: bool,
    /// Whether no source gives a number: its height means nothing.
    pub(super) unknown: bool,
    /// `425`, `≈440`, `343–347`, `?`.
    pub(super) label: String,
    /// What a reader who does not see it hears.
    pub(super) name: String,
    pub(super) href: String,
}

impl Bar {
    /// How high it is drawn.
    pub(super) fn value(&self) -> u64 {
        self.base.saturating_add(self.top)
    }
}

/// Statements of one party in one bin.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Point {
    pub(super) first: Date,
    pub(super) last: Date,
    pub(super) count: u64,
    pub(super) name: String,
    pub(super) href: String,
}

/// An agreement, a deadline or a measure.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) first: Date,
    pub(super) last: Date,
    /// Whether the date is uncertain.
    pub(super) soft: bool,
    /// Whether it was proposed, cancelled or collapsed rather than agreed or taken.
    pub(super) hollow: bool,
    pub(super) label: String,
    pub(super) name: String,
    pub(super) href: String,
}

impl Mark {
    /// Whether it is drawn faintly.
    pub(super) fn is_faint(&self) -> bool {
        self.soft || self.hollow
    }
}

impl Model {
    pub(super) fn of(picture: &Picture, filter: &TimelineFilter) -> Model {
        let of = |kind: Kind| picture.events.iter().filter(move |e| e.content.kind == kind);
        let marks = [Kind::Agreement, Kind::Deadline, Kind::Measure].map(|kind| {
            let mut marks: Vec<Mark> = of(kind).filter_map(mark).collect();
            marks.sort_by(|a, b| (a.first, a.last, &a.href).cmp(&(b.first, b.last, &b.href)));
            (kind, marks)
        });
        Model {
            bands: bands(of(Kind::Round)),
            marks: marks.into_iter().filter(|(_, marks)| !marks.is_empty()).collect(),
            parties: parties(picture, filter),
            said: said(picture, filter),
            lanes: lanes(picture, filter),
        }
    }

    /// Whether there is nothing to see.
    pub(super) fn is_empty(&self) -> bool {
        self.bands.is_empty() && self.marks.is_empty() && self.parties.is_empty() && self.lanes.is_empty()
    }
}

/// The timeline of one kind and these days, under the other filters.
fn narrowed(filter: &TimelineFilter, kind: Kind, first: Date, last: Date) -> TimelineFilter {
    let kind = Choice::only(kind);
    TimelineFilter { kind, from: Some(first), to: Some(last), cursor: None, ..filter.clone() }
}

fn address(filter: &TimelineFilter) -> String {
    urls::with_query(urls::TIMELINE, filter.pairs())
}

/// An event's page where there is one event, else the timeline of these days.
fn leads(only: Option<EventId>, narrowed: &TimelineFilter) -> String {
    only.map_or_else(|| address(narrowed), urls::event)
}

/// `night of 16–17 February 2026`, `16–22 February 2026`.
pub(super) fn span(first: Date, last: Date, picture: &Picture) -> String {
    if is_night(first, last, picture.by) {
        When::night(last, Basis::Explicit).label()
    } else {
        When::lasting(first, last, Basis::Explicit).label()
    }
}

fn lanes(picture: &Picture, filter: &TimelineFilter) -> Vec<Lane> {
    let mut by_target: BTreeMap<Option<&Side>, (u64, u64)> = BTreeMap::new();
    for bin in &picture.strikes {
        let (strikes, value) = by_target.entry(bin.target.as_ref()).or_default();
        *strikes += bin.strikes;
        *value = value.saturating_add(launched(bin).best);
    }
    let mut targets: Vec<(&Side, (u64, u64))> = by_target.iter().filter_map(|(t, n)| Some(((*t)?, *n))).collect();
    // The most struck first; a lane for every target would be a page of lanes.
    targets.sort_by_key(|(target, much)| (std::cmp::Reverse(*much), *target));
    targets.truncate(TARGETS);
    let own: Vec<&Side> = targets.into_iter().map(|(t, _)| t).collect();
    let rest = by_target.keys().filter(|t| t.is_none_or(|t| !own.contains(&t))).count();
    let mut lanes = Vec::new();
    for target in own.iter().copied().map(Some).chain((rest > 0).then_some(None)) {
        let mine = |bin: &&StrikeBin| match target {
            Some(target) => bin.target.as_ref() == Some(target),
            None => bin.target.as_ref().is_none_or(|t| !own.contains(&t)),
        };
        let mut bins: BTreeMap<(Date, Date), StrikeBin> = BTreeMap::new();
        for bin in picture.strikes.iter().filter(mine) {
            let sum = bins.entry((bin.first, bin.last)).or_insert_with(|| StrikeBin {
                first: bin.first,
                last: bin.last,
                ..StrikeBin::default()
            });
            add(sum, bin);
        }
        let unnamed = by_target.contains_key(&None);
        let whom = match target {
            Some(target) => target.name.clone(),
            None if own.is_empty() => "a target not named".to_owned(),
            None if rest == 1 && unnamed => "a target not named".to_owned(),
            None => "other targets".to_owned(),
        };
        lanes.push(lane(bins.into_values(), &whom, picture, filter));
    }
    lanes.retain(|lane| !lane.bars.is_empty());
    lanes
}

fn add(sum: &mut StrikeBin, bin: &StrikeBin) {
    let first = sum.whole == 0;
    sum.only = if first { bin.only } else { None };
    sum.strikes += bin.strikes;
    sum.whole += bin.whole;
    sum.drones = sum.drones.plus(bin.drones);
    sum.others = sum.others.plus(bin.others);
    sum.launch_stated += bin.launch_stated;
    sum.launch_open += bin.launch_open;
    sum.killed = sum.killed.plus(bin.killed);
    sum.injured = sum.injured.plus(bin.injured);
    sum.toll_stated += bin.toll_stated;
}

fn launched(bin: &StrikeBin) -> Amount {
    bin.drones.plus(bin.others)
}

fn lane(bins: impl Iterator<Item = StrikeBin>, whom: &str, picture: &Picture, filter: &TimelineFilter) -> Lane {
    let (title, sub) = match picture.bars {
        Bars::Launched => ("Launched", format!("at {whom}")),
        Bars::Strikes => ("Strikes", format!("on {whom}")),
        Bars::Casualties => ("Casualties", format!("strikes on {whom}")),
    };
    Lane { title, sub, bars: bins.map(|bin| bar(&bin, whom, picture, filter)).collect() }
}

fn bar(bin: &StrikeBin, whom: &str, picture: &Picture, filter: &TimelineFilter) -> Bar {
    let when = span(bin.first, bin.last, picture);
    let strikes = words::counted(bin.strikes, "strike");
    let (base, top, stated, hedged) = match picture.bars {
        Bars::Launched => (bin.others, bin.drones, bin.launch_stated, bin.launch_open > 0),
        Bars::Strikes => {
            (Amount { low: bin.strikes, best: bin.strikes, high: bin.strikes }, Amount::default(), bin.whole, false)
        }
        Bars::Casualties => (bin.killed, bin.injured, bin.toll_stated, false),
    };
    let sum = base.plus(top);
    let unknown = stated == 0;
    let silent = bin.whole.saturating_sub(stated);
    let open = !unknown && (hedged || silent > 0);
    let range = (!unknown && sum.low != sum.high).then_some((sum.low, sum.high));
    let label = match range {
        _ if unknown => "?".to_owned(),
        Some((low, high)) => format!("{}–{}", grouped(low), grouped(high)),
        None if open => format!("≈{}", grouped(sum.best)),
        None => grouped(sum.best),
    };
    let number = |n: u64, one: &str| words::counted(n, one);
    let mut name = match picture.bars {
        Bars::Strikes => format!("{strikes} on {whom}, {when}"),
        Bars::Launched if unknown => format!("? launched at {whom}, {when}: no number stated, {strikes}"),
        Bars::Casualties if unknown => format!("? killed or injured, {when}: no toll stated, {strikes} on {whom}"),
        Bars::Launched => {
            let parts = [
                (bin.drones.best > 0).then(|| number(bin.drones.best, "drone")),
                (bin.others.best > 0).then(|| format!("{} missiles and other weapons", grouped(bin.others.best))),
            ];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            format!("{label} launched at {whom}, {when}: {}", parts.join(", "))
        }
        Bars::Casualties => {
            let (killed, injured) = (grouped(bin.killed.best), grouped(bin.injured.best));
            format!("{label} killed or injured, {when}: {killed} killed, {injured} injured, {strikes} on {whom}")
        }
    };
    if range.is_some() {
        name.push_str("; sources differ");
    }
    if hedged && !unknown {
        name.push_str("; sources hedge it");
    }
    if silent > 0 && !unknown {
        name.push_str(&format!("; {} without a number", number(silent, "strike")));
    }
    Bar {
        first: bin.first,
        last: bin.last,
        base: base.best,
        top: top.best,
        range,
        open,
        unknown,
        label,
        name,
        href: leads(bin.only.filter(|_| bin.strikes == 1), &narrowed(filter, Kind::Strike, bin.first, bin.last)),
    }
}

/// How many statements fall into a bin, by whom, and which it is where it is one.
type Said = (u64, Vec<String>, Option<EventId>);

fn parties(picture: &Picture, filter: &TimelineFilter) -> Vec<(String, Vec<Point>)> {
    let mut totals: BTreeMap<&Side, u64> = BTreeMap::new();
    for bin in &picture.statements {
        if let Some(party) = &bin.party {
            *totals.entry(party).or_default() += bin.statements;
        }
    }
    let mut own: Vec<(&Side, u64)> = totals.into_iter().collect();
    own.sort_by(|a, b| (b.1, a.0).cmp(&(a.1, b.0)));
    own.truncate(PARTIES);
    // By name, not by weight: no party stands above another.
    own.sort_by(|a, b| a.0.name.cmp(&b.0.name));
    let mut rows: Vec<(String, Vec<Point>)> = Vec::new();
    for party in own.iter().map(|(side, _)| Some(*side)).chain([None]) {
        let name = party.map_or("Others", |p| p.name.as_str());
        let mut bins: BTreeMap<(Date, Date), Said> = BTreeMap::new();
        for bin in &picture.statements {
            let mine = match party {
                Some(party) => bin.party.as_ref() == Some(party),
                None => bin.party.as_ref().is_none_or(|p| !own.iter().any(|(o, _)| *o == p)),
            };
            if mine {
                let (count, speakers, only) = bins.entry((bin.first, bin.last)).or_default();
                *only = if *count == 0 { bin.only } else { None };
                *count += bin.statements;
                speakers.extend(bin.speakers.iter().cloned());
            }
        }
        if bins.is_empty() {
            continue;
        }
        let points = bins.into_iter().map(|((first, last), (count, mut speakers, only))| {
            let mut there = narrowed(filter, Kind::Statement, first, last);
            // A question for its own actors can't be asked for these speakers too, and "others" is nobody's name.
            if party.is_some() && filter.actor.is_empty() && filter.role.is_empty() && !speakers.is_empty() {
                speakers.sort();
                speakers.dedup();
                there.actor.any = speakers;
                there.role.any = vec![Role::Speaker];
            }
            let statements = words::counted(count, "statement");
            Point {
                first,
                last,
                count,
                name: format!(
                    "{statements} by {}, {}",
                    if party.is_some() { name } else { "others" },
                    span(first, last, picture)
                ),
                href: leads(only, &there),
            }
        });
        rows.push((name.to_owned(), points.collect()));
    }
    rows
}

/// Statements of all parties together. One that two of them made is counted for each.
fn said(picture: &Picture, filter: &TimelineFilter) -> Vec<Point> {
    let mut bins: BTreeMap<(Date, Date), Vec<String>> = BTreeMap::new();
    let mut counts: BTreeMap<(Date, Date), u64> = BTreeMap::new();
    for bin in &picture.statements {
        let name = bin.party.as_ref().map_or("others", |p| p.name.as_str());
        bins.entry((bin.first, bin.last)).or_default().push(format!("{name} {}", bin.statements));
        *counts.entry((bin.first, bin.last)).or_default() += bin.statements;
    }
    let point = |((first, last), names): ((Date, Date), Vec<String>)| {
        let count = counts.get(&(first, last)).copied().unwrap_or_default();
        Point {
            first,
            last,
            count,
            name: format!(
                "{}, {}: {}",
                words::counted(count, "statement"),
                span(first, last, picture),
                names.join(", ")
            ),
            href: address(&narrowed(filter, Kind::Statement, first, last)),
        }
    };
    bins.into_iter().map(point).collect()
}

/// The days of a date and which of its ends are soft; `None` without any day.
pub(super) fn stretch(when: &When) -> Option<(Date, Date, bool, bool)> {
    use crate::domain::Precision::{Month, Season, Week, Year};
    let loose = when.edtf().contains(['~', '[', '?']) || matches!(when.precision(), Week | Month | Season | Year);
    match (when.earliest(), when.latest()) {
        (Some(a), Some(b)) => Some((a, b, loose && a != b, loose && a != b)),
        (Some(a), None) => Some((a, a, false, true)),
        (None, Some(b)) => Some((b, b, true, false)),
        (None, None) => None,
    }
}

fn mark(event: &Event) -> Option<Mark> {
    use crate::domain::{
        Detail,
        Status::{Cancelled, Collapsed, Proposed, Threatened},
    };
    let (first, last, soft_first, soft_last) = stretch(&event.content.date)?;
    let what = match &event.content.detail {
        Detail::Agreement(a) => a.what.clone().unwrap_or_else(|| a.agreement.as_str().to_owned()),
        Detail::Deadline(d) => d.what.clone().unwrap_or_else(|| event.content.headline.clone()),
        Detail::Measure(m) => m.what.clone().unwrap_or_else(|| m.measure.as_str().to_owned()),
        Detail::Round(_) | Detail::Strike(_) | Detail::Statement(_) => return None,
    };
    let what = what.trim();
    let label = if what.is_empty() { event.content.kind.as_str() } else { what };
    let status = event.content.status.map(|s| format!(", {}", s.as_str().replace('-', " "))).unwrap_or_default();
    Some(Mark {
        first,
        last,
        soft: soft_first || soft_last,
        hollow: matches!(event.content.status, Some(Proposed | Threatened | Cancelled | Collapsed)),
        label: super::svg::short(label, 26),
        name: format!(
            "{}. {}: {}, {}{status}",
            super::svg::short(label, 26),
            words::title(event.content.kind.as_str()),
            super::svg::short(&event.content.headline, 160),
            event.content.date.label()
        ),
        href: urls::event(event.id),
    })
}

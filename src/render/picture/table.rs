//! The same as the picture in a table, for those who do not see it and for fingers that miss its marks.

use super::{
    model::{Model, span},
    rounds::Look,
};
use crate::domain::{Kind, picture::Picture};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The picture as rows of text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// What stands above the first column: `Days`, `Hours`.
    pub head: &'static str,
    /// What its rows are.
    pub caption: &'static str,
    /// What stands above each column but the first.
    pub columns: Vec<String>,
    /// One row for each bin, or time, in which something is drawn, the earliest first.
    pub rows: Vec<TableRow>,
}

/// One bin, or one time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableRow {
    /// Its days, or its time.
    pub days: String,
    /// What stands there, in the order of the columns.
    pub cells: Vec<Vec<Cell>>,
}

/// One mark in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// What it says.
    pub text: String,
    /// Where it leads.
    pub href: String,
}

/// The table of a picture.
pub(super) fn table(picture: &Picture, model: &Model) -> Table {
    let mut columns: Vec<String> = Vec::new();
    let mut cells: BTreeMap<Date, BTreeMap<usize, Vec<Cell>>> = BTreeMap::new();
    let mut put = |day: Date, column: usize, text: String, href: &str| {
        let day = picture.by.first_day(day.max(picture.from));
        cells.entry(day).or_default().entry(column).or_default().push(Cell { text, href: href.to_owned() });
    };
    let shown = |first: Date, last: Date| first <= picture.to && last >= picture.from;
    if model.bands.iter().any(|b| shown(b.first, b.last)) {
        columns.push("Rounds".to_owned());
        for band in model.bands.iter().filter(|b| shown(b.first, b.last)) {
            let text = match band.look {
                Look::Held => format!("{}, held", band.label),
                Look::Side => format!("{}, held, not counted", band.label),
                Look::Planned | Look::Struck => band.label.clone(),
            };
            put(band.first, columns.len() - 1, text, &band.href);
        }
    }
    for (kind, marks) in &model.marks {
        let later = |first: Date| *kind == Kind::Deadline && first > picture.to;
        if !marks.iter().any(|m| shown(m.first, m.last) || later(m.first)) {
            continue;
        }
        columns.push(match kind {
            Kind::Agreement => "Agreements".to_owned(),
            Kind::Deadline => "Deadlines".to_owned(),
            _ => "Measures".to_owned(),
        });
        for mark in marks.iter().filter(|m| shown(m.first, m.last)) {
            let day = if *kind == Kind::Deadline { mark.last.min(picture.to) } else { mark.first };
            put(day, columns.len() - 1, mark.label.clone(), &mark.href);
        }
        for mark in marks.iter().filter(|m| later(m.first)) {
            let text = format!("{} (later, by {})", mark.label, mark.last.strftime("%-d %B %Y"));
            put(picture.to, columns.len() - 1, text, &mark.href);
        }
    }
    if !model.parties.is_empty() {
        columns.push("Statements".to_owned());
        for (party, points) in &model.parties {
            for point in points {
                put(point.first, columns.len() - 1, format!("{party} {}", point.count), &point.href);
            }
        }
    }
    for lane in &model.lanes {
        columns.push(format!("{} {}", lane.title, lane.sub));
        for bar in &lane.bars {
            let night = super::scale::is_night(bar.first, bar.last, picture.by);
            let number = if bar.unknown { "not stated".to_owned() } else { bar.label.clone() };
            let text = if night { format!("{number} (night to {})", bar.last.strftime("%-d %B")) } else { number };
            put(bar.first, columns.len() - 1, text, &bar.href);
        }
    }
    let rows = cells.into_iter().map(|(day, mut row)| TableRow {
        days: span(day, picture.by.last_day(day), picture),
        cells: (0..columns.len()).map(|n| row.remove(&n).unwrap_or_default()).collect(),
    });
    let rows = rows.collect();
    let caption = "Days with at least one mark. A night stands under the day on which it began.";
    Table { head: "Days", caption, columns, rows }
}

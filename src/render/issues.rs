//! Issue by party: what each party last said on each topic, and how that moved. Pure.

use super::{
    row::Row,
    words::{self, WhenWords},
};
use crate::{
    domain::{
        Kind, Topic,
        filter::{Choice, TimelineFilter},
        picture::{Position, Said, days},
    },
    urls,
};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// So many parties have a column.
const PARTIES: usize = 4;
/// How wide the line of a cell is.
const TRACK: f64 = 240.0;

/// The grid.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    /// The parties, by name.
    pub parties: Vec<String>,
    /// One row for each topic, the most spoken of first.
    pub rows: Vec<GridRow>,
    /// Parties that spoke too little for a column.
    pub others: usize,
}

/// A topic.
#[derive(Clone, Debug)]
pub struct GridRow {
    /// Its name.
    pub topic: String,
    /// How many statements: words and the way to them.
    pub count: String,
    /// The timeline of these statements.
    pub href: String,
    /// One for each party; none where nothing is recorded.
    pub cells: Vec<(String, Option<GridCell>)>,
}

/// A party's position on a topic.
#[derive(Clone, Debug)]
pub struct GridCell {
    /// The last statement.
    pub row: Row,
    /// When it was made.
    pub when: WhenWords,
    /// Who published it.
    pub outlet: String,
    /// Marks along a line: (where, the act's glyph), earliest first.
    pub marks: Vec<(String, &'static str)>,
    /// What the line says.
    pub line: String,
    /// How the position moved, as far as its acts tell.
    pub moved: String,
}

/// The grid of these positions; `parties` sit at the table and get their columns first.
pub fn grid(positions: Vec<Position>, parties: &[String], filter: &TimelineFilter) -> Grid {
    let mut spoken: BTreeMap<(bool, String, String), usize> = BTreeMap::new();
    for p in &positions {
        *spoken.entry((!parties.contains(&p.party.id), p.party.id.clone(), p.party.name.clone())).or_default() +=
            p.said.len();
    }
    let mut columns: Vec<((bool, String, String), usize)> = spoken.into_iter().collect();
    columns.sort_by(|a, b| (a.0.0, b.1, &a.0.2).cmp(&(b.0.0, a.1, &b.0.2)));
    // Who is not at the table has to say something more than once in a while.
    let all = columns.len();
    columns.retain(|((other, ..), n)| !other || *n >= 3);
    columns.truncate(PARTIES);
    let others = all - columns.len();
    let mut columns: Vec<(String, String)> = columns.into_iter().map(|((_, id, name), _)| (id, name)).collect();
    columns.sort_by(|a, b| a.1.cmp(&b.1));
    let first = positions.iter().flat_map(|p| &p.said).map(|s| s.day).min();
    let last = positions.iter().flat_map(|p| &p.said).map(|s| s.day).max();
    let mut topics: BTreeMap<Topic, Vec<Position>> = BTreeMap::new();
    for position in positions.into_iter().filter(|p| columns.iter().any(|(id, _)| *id == p.party.id)) {
        topics.entry(position.topic).or_default().push(position);
    }
    let mut rows: Vec<(usize, GridRow)> = Vec::new();
    for (topic, mut positions) in topics {
        let count: usize = positions.iter().map(|p| p.said.len()).sum();
        let cells = columns.iter().map(|(id, name)| {
            let at = positions.iter().position(|p| p.party.id == *id);
            let cell = at.zip(first.zip(last)).map(|(at, (first, last))| cell(positions.swap_remove(at), first, last));
            (name.clone(), cell)
        });
        let cells = cells.collect();
        let there = TimelineFilter {
            kind: Choice::only(Kind::Statement),
            topic: Choice::only(topic),
            ..filter.first_page().without_looks()
        };
        let row = GridRow {
            topic: words::title(topic.as_str()),
            count: words::counted(count as u64, "statement"),
            href: urls::with_query(urls::TIMELINE, there.pairs()),
            cells,
        };
        rows.push((count, row));
    }
    rows.sort_by_key(|(count, row)| (std::cmp::Reverse(*count), row.topic.clone()));
    Grid {
        parties: columns.into_iter().map(|(_, name)| name).collect(),
        rows: rows.into_iter().map(|(_, row)| row).collect(),
        others,
    }
}

fn cell(position: Position, first: Date, last: Date) -> GridCell {
    let Position { last: event, said, .. } = position;
    let all = days(first, last).max(2) - 1;
    let x = |day: Date| {
        #[expect(clippy::cast_precision_loss, reason = "days of a negotiation")]
        let share = (days(first, day) - 1) as f64 / all as f64;
        format!("{:.0}", 4.0 + share * (TRACK - 12.0))
    };
    let mut marks: Vec<(String, &'static str)> = Vec::new();
    for one in said.iter().rev() {
        let mark = (x(one.day), words::act_glyph(one.act));
        if !marks.contains(&mark) {
            marks.push(mark);
        }
    }
    let outlets = Row::from(event.clone()).outlets();
    GridCell {
        when: words::when(&event.content.date),
        outlet: outlets,
        line: format!("{}, {}", words::counted(said.len() as u64, "statement"), span(&said)),
        moved: moved(&said),
        marks,
        row: Row::from(event),
    }
}

fn span(said: &[Said]) -> String {
    match (said.last(), said.first()) {
        (Some(a), Some(b)) if a.day != b.day => format!("{} to {}", words::day(a.day), words::day(b.day)),
        (Some(a), _) => words::day(a.day),
        _ => String::new(),
    }
}

/// What the acts alone can tell: whether they were always the same, and else which other came last.
fn moved(said: &[Said]) -> String {
    let Some(last) = said.first() else { return String::new() };
    let act = last.act.third_person();
    let short = |day: Date| day.strftime("%-d %B").to_string();
    match said.iter().find(|s| s.act != last.act) {
        None if said.len() == 1 => "Said once.".to_owned(),
        None => {
            let since = said.last().map(|s| short(s.day)).unwrap_or_default();
            format!("Not moved: {act}, {} times since {since}.", said.len())
        }
        Some(before) => format!("Before that: {}, {}.", before.act.third_person(), short(before.day)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{Act, Detail, Event, EventId, Statement, picture::Side},
        render::row::tests::an_event,
    };
    use jiff::civil::date;

    fn position(topic: Topic, party: &str, acts: &[(i8, Act)]) -> Position {
        let mut last = Event { id: EventId(4), ..an_event() };
        last.content.kind = Kind::Statement;
        last.content.detail = Detail::Statement(Statement {
            speaker: "Jane Roe".to_owned(),
            quote: Some("We will not sign this.".to_owned()),
            reported: false,
            act: Act::Reject,
            plover: None,
            channel: None,
        });
        let said = acts.iter().map(|(day, act)| Said { event: EventId(4), day: date(2026, 2, *day), act: *act });
        let party = Side { id: party.to_lowercase(), name: party.to_owned() };
        Position { topic, party, last, said: said.collect() }
    }

    #[test]
    fn who_sits_at_the_table_has_a_column_and_stands_by_name() {
        let loud = [(9, Act::Reject), (8, Act::Reject), (7, Act::Reject)];
        let mut all: Vec<Position> =
            ["E", "D", "C", "B", "A"].iter().map(|p| position(Topic::Territory, p, &loud)).collect();
        all.push(position(Topic::Energy, "Tarnia", &loud[..1]));
        let grid = grid(all, &["tarnia".to_owned()], &TimelineFilter::default());
        assert_eq!(grid.parties, ["A", "B", "C", "Tarnia"]);
        assert_eq!((grid.others, grid.rows.len()), (2, 2));
        assert_eq!((grid.rows[0].topic.as_str(), grid.rows[0].count.as_str()), ("Territory", "9 statements"));
        assert_eq!(grid.rows[0].href, "/?kind=statement&topic=territory");
        let held: Vec<bool> = grid.rows[1].cells.iter().map(|(_, cell)| cell.is_some()).collect();
        assert_eq!(held, [false, false, false, true], "nothing recorded stays nothing");
    }

    #[test]
    fn movement_is_told_by_the_acts_alone() {
        let of = |acts: &[(i8, Act)]| moved(&position(Topic::Energy, "A", acts).said);
        assert_eq!(of(&[(9, Act::Reject)]), "Said once.");
        assert_eq!(of(&[(9, Act::Reject), (3, Act::Reject)]), "Not moved: rejects, 2 times since 3 February.");
        assert_eq!(of(&[(9, Act::Propose), (5, Act::Reject), (3, Act::Deny)]), "Before that: rejects, 5 February.");
    }
}

//! What the picture of a day must hold.

use super::*;
use crate::{
    domain::{Basis, EventId, When},
    render::row::tests::an_event,
};
use jiff::civil::{date, time};

fn day() -> Date {
    date(2026, 2, 4)
}

fn strike(id: i64, when: When) -> Event {
    let mut event = Event { id: EventId(id), ..an_event() };
    event.content.date = when;
    event
}

fn round(id: i64, when: When, status: Status) -> Event {
    let mut event = strike(id, when);
    event.content.kind = Kind::Round;
    event.content.status = Some(status);
    event.content.detail = crate::domain::Detail::Round(crate::domain::Round::default());
    event
}

fn at(hour: i8, minute: i8) -> When {
    When::at(day(), time(hour, minute, 0, 0), Basis::Explicit)
}

fn some_day() -> Day {
    let two_hours_east = Offset::from_seconds(7200).expect("two hours");
    Day::of(
        day(),
        &[
            strike(1, at(14, 5)),
            strike(2, When::night(day(), Basis::Published).with_text("overnight")),
            strike(3, When::day(day(), Basis::Published)),
            strike(4, When::at_offset(day(), time(3, 0, 0, 0), two_hours_east, Basis::Explicit)),
            round(5, When::day(day(), Basis::Published).with_text("Wednesday morning"), Status::Concluded),
            round(6, When::lasting(day(), date(2026, 2, 5), Basis::Explicit), Status::Scheduled),
        ],
    )
}

/// The labels of a lane's items, in their order.
fn labels(items: &[Item]) -> Vec<&str> {
    items.iter().map(|item| item.label.split(' ').next().unwrap_or_default()).collect()
}

#[test]
fn what_has_a_time_stands_at_it_and_the_rest_by_itself() {
    let day = some_day();
    let [rounds, strikes] = day.lanes.as_slice() else { panic!("two kinds: {day:?}") };
    assert_eq!((rounds.title, strikes.title), ("Rounds", "Strikes"), "the table above the battlefield");
    let hours: Vec<(u16, u16)> = strikes.timed.iter().map(|item| reach(item.hours)).collect();
    assert_eq!(hours, [(0, 360), (180, 180), (845, 845)], "by their beginnings, as they were given");
    assert_eq!(labels(&strikes.timed)[1..], ["03:00", "14:05"]);
    assert!(strikes.timed[1].label.starts_with("03:00 UTC+02:00 "), "{:?}", strikes.timed[1]);
    assert_eq!(strikes.untimed.len(), 1);
    assert_eq!(rounds.timed[0].hours, Hours::Within(Part::Morning));
    assert!(!rounds.timed[0].hollow && rounds.untimed[0].hollow, "one was held, one is planned");
    for item in day.lanes.iter().flat_map(|lane| lane.timed.iter().chain(&lane.untimed)) {
        assert!(item.name.starts_with(&item.label), "the words on a mark come first: {item:?}");
    }
}

#[test]
fn the_caption_says_whose_hours_they_are_and_what_has_none() {
    let caption = some_day().caption().join(" ");
    for words in [
        "in the time of the place they write of",
        "distance from UTC",
        "Pale stretches",
        "No time is given for 2 of 6 events.",
    ] {
        assert!(caption.contains(words), "{words} in {caption}");
    }
    let plain = Day::of(day(), &[strike(1, When::day(day(), Basis::Published))]);
    assert_eq!(plain.caption(), ["No time is given for 1 of 1 event."]);
    assert!(Day::of(day(), &[]).caption().is_empty());
}

#[test]
fn the_table_has_a_row_for_each_time() {
    let table = some_day().table();
    assert_eq!((table.head, table.columns.as_slice()), ("Hours", &["Rounds".to_owned(), "Strikes".to_owned()][..]));
    let rows: Vec<(&str, usize, usize)> =
        table.rows.iter().map(|row| (row.days.as_str(), row.cells[0].len(), row.cells[1].len())).collect();
    assert_eq!(
        rows,
        [
            ("night from the day before", 0, 1),
            ("03:00 UTC+02:00", 0, 1),
            ("morning", 1, 0),
            ("14:05", 0, 1),
            ("no time given", 1, 1),
        ]
    );
}

#[test]
fn marks_stand_in_their_hours_and_never_on_each_other() {
    let canvas = Svg::new(None);
    for layout in [WIDE, NARROW] {
        let (svg, height) = draw(&some_day(), layout, &canvas);
        let svg = svg.finish();
        assert!(height > 100.0 && !svg.contains("NaN"), "{svg}");
        assert_eq!(svg.matches("<a href=").count(), 6, "each event once");
        assert!(svg.contains("No time given"));
    }
    // Fifty at the same minute are fifty rows, or less where they are narrow; none is left out.
    let crowd: Vec<Event> = (1..=50).map(|id| strike(id, at(23, 59))).collect();
    let (svg, height) = draw(&Day::of(day(), &crowd), WIDE, &canvas);
    assert_eq!(svg.finish().matches("<a href=").count(), 50);
    assert!(height > 50.0 * ROW, "{height}");
    let untimed: Vec<Event> = (1..=50).map(|id| strike(id, When::day(day(), Basis::Published))).collect();
    let (svg, _) = draw(&Day::of(day(), &untimed), NARROW, &canvas);
    let svg = svg.finish();
    assert!(!svg.contains(">12</text>"), "no hours where none are known: {svg}");
    let right = |piece: &str| {
        let value = |name: &str| piece.split(&format!(" {name}=\"")).nth(1).and_then(|rest| rest.split('"').next());
        let number = |name: &str| value(name).and_then(|text| text.parse::<f64>().ok()).unwrap_or_default();
        number("x") + number("width")
    };
    assert!(svg.split("<rect class=\"hit\"").skip(1).all(|hit| right(hit) <= NARROW.width + 0.1), "{svg}");
}

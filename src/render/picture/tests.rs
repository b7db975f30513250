//! What a picture must hold, whatever is drawn.

use super::*;
use crate::{
    domain::{
        Event, EventId, Kind, Status,
        picture::{Amount, Side, StatementBin, StrikeBin},
    },
    render::row::tests::an_event,
};
use jiff::civil::{Date, date};

const HOSTILE: &str = "\"><script>alert('1')</script>&\u{202e}\u{7}]]>";

fn d(n: i8) -> Date {
    date(2026, 2, n)
}

fn side(name: &str) -> Side {
    Side { id: name.to_lowercase(), name: name.to_owned() }
}

fn of(n: u64) -> Amount {
    Amount { low: n, best: n, high: n }
}

/// One strike with a number, on Tarnia.
fn strike(first: Date, last: Date, drones: u64) -> StrikeBin {
    StrikeBin {
        first,
        last,
        target: Some(side("Tarnia")),
        strikes: 1,
        whole: 1,
        only: Some(EventId(9)),
        drones: of(drones),
        launch_stated: 1,
        ..StrikeBin::default()
    }
}

fn said(day: Date, party: Option<&str>, statements: u64) -> StatementBin {
    StatementBin {
        first: day,
        last: day,
        party: party.map(side),
        statements,
        speakers: vec!["jane-roe".to_owned()],
        only: (statements == 1).then_some(EventId(5)),
    }
}

fn empty(from: Date, to: Date) -> Picture {
    Picture::empty(Bars::Launched, Bin::of(from, to), from, to)
}

fn a_round(id: i64, status: Status, first: Date, last: Date) -> Event {
    let mut event = Event { id: EventId(id), history: Vec::new(), ..an_event() };
    event.content.kind = Kind::Round;
    event.content.status = Some(status);
    event.content.date = When::lasting(first, last, Basis::Explicit);
    event.content.headline = "Round of talks in Geneva".to_owned();
    event.content.detail = crate::domain::Detail::Round(crate::domain::Round::default());
    event
}

fn drawn(picture: &Picture) -> Drawn {
    draw(picture, &TimelineFilter::default(), &|f| urls::with_query("/", f.pairs())).expect("something to draw")
}

/// Balanced, without markup of others, without styles and scripts, every link named, and no number broken.
fn sound(svg: &str) {
    let mut open: Vec<&str> = Vec::new();
    for piece in svg.split('<').skip(1) {
        let tag = piece.split('>').next().unwrap_or_default();
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "{piece}");
        } else if !tag.ends_with('/') && !tag.starts_with('?') {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
    for never in ["<script", "style=", "<style", "onload", "NaN", "inf\"", "\u{202e}", "\u{7}"] {
        assert!(!svg.contains(never), "{never} in {svg}");
    }
    for link in svg.split("<a ").skip(1) {
        assert!(
            link.starts_with("href=\"") && link.contains(" aria-label=\"") && !link.contains("aria-label=\"\""),
            "{link}"
        );
    }
}

#[test]
fn nothing_to_draw_is_no_picture() {
    let picture = empty(d(1), d(9));
    assert!(draw(&picture, &TimelineFilter::default(), &|_| String::new()).is_none());
    let file = alone(None, &TimelineFilter::default(), HOSTILE, "http://localhost");
    sound(&file);
    assert!(file.contains("Nothing here has a day"));
}

#[test]
fn an_unknown_number_is_a_question_and_not_zero() {
    let mut picture = empty(d(1), d(9));
    picture.strikes =
        vec![strike(d(2), d(2), 300), StrikeBin { launch_stated: 0, drones: of(0), ..strike(d(4), d(4), 0) }];
    let page = drawn(&picture);
    sound(&page.svg);
    assert!(page.svg.contains("class=\"unk\"") && page.svg.contains(">?</text>"), "{}", page.svg);
    assert!(page.svg.contains("aria-label=\"? launched at Tarnia, 4 February 2026: no number stated, 1 strike\""));
    assert!(page.legend.unknown && page.table.rows[1].cells[0][0].text == "not stated");
}

#[test]
fn strikes_without_a_number_beside_others_make_the_top_soft() {
    let mut picture = empty(d(1), d(9));
    let two = StrikeBin { strikes: 2, whole: 2, only: None, ..strike(d(2), d(2), 300) };
    picture.strikes = vec![two];
    let page = drawn(&picture);
    assert!(page.legend.open && page.svg.contains(">≈300</text>") && page.svg.contains("class=\"drone soft3\""));
    assert!(page.svg.contains("1 strike without a number"), "{}", page.svg);
    assert!(
        page.svg.contains("href=\"/?kind=strike&amp;from=2026-02-02&amp;to=2026-02-02\""),
        "two: the list of that day"
    );
}

#[test]
fn conflicting_figures_are_a_range() {
    let mut picture = empty(d(1), d(9));
    let range = Amount { low: 343, best: 347, high: 360 };
    picture.strikes = vec![StrikeBin { drones: range, ..strike(d(2), d(3), 0) }];
    let page = drawn(&picture);
    assert!(page.svg.contains(">343–360</text>") && page.svg.contains("class=\"range\"") && page.legend.range);
    assert!(page.svg.contains("night of 2–3 February 2026: 347 drones; sources differ"), "{}", page.svg);
    assert!(page.svg.contains("href=\"/events/9\""), "one strike: its page");
    assert_eq!(page.table.rows[0].cells[0][0].text, "343–360 (night to 3 February)");
}

#[test]
fn a_wild_figure_keeps_to_its_lane() {
    let mut picture = empty(d(1), d(9));
    picture.bars = Bars::Casualties;
    let toll = Amount { low: 2, best: 2, high: 55_000 };
    picture.strikes = vec![StrikeBin { killed: toll, toll_stated: 1, ..strike(d(2), d(2), 0) }];
    let page = drawn(&picture);
    sound(&page.svg);
    assert!(!page.svg.contains(" y=\"-") && !page.svg.contains("V-"), "nothing above the picture: {}", page.svg);
}

#[test]
fn every_switch_counts_its_own() {
    let mut picture = empty(d(1), d(9));
    picture.strikes = vec![StrikeBin {
        strikes: 3,
        killed: of(4),
        injured: of(9),
        toll_stated: 1,
        others: of(29),
        ..strike(d(2), d(2), 396)
    }];
    let name = |bars| {
        let page = drawn(&Picture { bars, ..picture.clone() });
        page.svg.split("aria-label=\"").nth(1).and_then(|s| s.split('"').next()).map(str::to_owned)
    };
    let day = "2 February 2026";
    assert_eq!(
        name(Bars::Launched),
        Some(format!("425 launched at Tarnia, {day}: 396 drones, 29 missiles and other weapons"))
    );
    assert_eq!(name(Bars::Strikes), Some(format!("3 strikes on Tarnia, {day}")));
    assert_eq!(
        name(Bars::Casualties),
        Some(format!("13 killed or injured, {day}: 4 killed, 9 injured, 3 strikes on Tarnia"))
    );
    let page = drawn(&picture);
    assert_eq!(page.bars[1], ("strikes", Some("/?bars=strikes".to_owned())));
    assert_eq!(page.bars[0].1, None, "the one that is shown is no link");
}

#[test]
fn the_most_struck_have_lanes_and_the_rest_share_one() {
    let mut picture = empty(d(1), d(9));
    let on = |name: Option<&str>, n| StrikeBin { target: name.map(side), ..strike(d(2), d(2), n) };
    picture.strikes = vec![on(Some("Tarnia"), 10), on(Some("Borduria"), 300), on(Some("Arland"), 20), on(None, 5)];
    let columns = drawn(&picture).table.columns;
    assert_eq!(columns, ["Launched at Borduria", "Launched at Arland", "Launched at other targets"]);
    picture.strikes.truncate(2);
    picture.strikes.push(on(None, 5));
    assert_eq!(drawn(&picture).table.columns.last().map(String::as_str), Some("Launched at a target not named"));
}

#[test]
fn parties_stand_by_name_and_link_to_their_speakers() {
    let mut picture = empty(d(1), d(9));
    picture.statements = vec![
        said(d(2), Some("Tarnia"), 2),
        said(d(2), Some("Arland"), 12),
        said(d(3), None, 1),
        said(d(3), Some("Borduria"), 1),
    ];
    let page = drawn(&picture);
    let names: Vec<usize> = ["Arland</text>", "Borduria</text>", "Tarnia</text>", "Others</text>"]
        .iter()
        .map(|n| page.svg.find(n).expect("a lane"))
        .collect();
    assert!(names.is_sorted(), "{names:?}");
    assert!(page.svg.contains("actor=jane-roe&amp;role=speaker&amp;from=2026-02-02&amp;to=2026-02-02"), "{}", page.svg);
    assert!(page.svg.contains("aria-label=\"12 statements by Arland, 2 February 2026\""));
}

#[test]
fn planned_rounds_are_hatched_and_moved_ones_have_arrows() {
    let mut picture = empty(d(1), d(28));
    let mut moved = a_round(1, Status::Concluded, d(17), d(18));
    moved.history = vec![crate::domain::Step {
        status: Status::Scheduled,
        date: When::day(d(5), Basis::Explicit),
        place: None,
        article: None,
    }];
    let mut open = a_round(2, Status::Scheduled, d(20), d(20));
    open.content.date = When::after(d(20), Basis::Explicit);
    picture.events = vec![moved, open, a_round(3, Status::Postponed, d(24), d(25))];
    let page = drawn(&picture);
    sound(&page.svg);
    assert!(page.svg.contains("fill=\"url(#p-h)\" class=\"plan\"") && page.svg.contains("class=\"struck\""));
    assert!(page.svg.contains("class=\"arrow\"") && page.svg.contains("class=\"arrow nodate\""), "{}", page.svg);
    assert!(page.svg.contains("class=\"faint soft3\""), "an open end fades");
    assert!(page.svg.contains("class=\"wash\""), "the days of a held round run through the picture");
    assert!(page.legend.planned && page.legend.struck && page.legend.soft && page.legend.held);
}

#[test]
fn crowded_labels_give_way_and_marks_stay() {
    let mut picture = empty(d(1), d(28));
    picture.events = (1..=28).map(|n| a_round(i64::from(n), Status::Concluded, d(n), d(n))).collect();
    picture.strikes = (1..=28).map(|n| strike(d(n), d(n), 1_000_000 + n.unsigned_abs() as u64)).collect();
    let page = drawn(&picture);
    sound(&page.svg);
    let wide = page.svg.split("pic-tall").next().expect("the wide one");
    assert_eq!(wide.matches("class=\"held\"").count(), 28);
    let labels = wide.matches("t-val halo").count();
    assert!((5..28).contains(&labels), "{labels} of 28 values have room");
    assert!(wide.contains(">1,000,028</text>"), "the highest keeps its value");
}

#[test]
fn a_day_and_ten_years_are_pictures() {
    let mut one = empty(d(17), d(17));
    one.strikes = vec![strike(d(17), d(17), 5), strike(d(16), d(17), 7)];
    let page = drawn(&one);
    sound(&page.svg);
    assert_eq!(page.by.len(), 1, "a day can only be shown by day");
    let mut long = empty(date(2016, 1, 1), date(2025, 12, 31));
    assert_eq!(long.by, Bin::Month);
    for year in 2016..=2025 {
        for month in 1..=12 {
            let first = date(year, month, 1);
            long.strikes.push(strike(first, first.last_of_month(), 40));
            long.events.push(a_round(i64::from(year) * 100 + i64::from(month), Status::Concluded, first, first));
        }
    }
    let page = drawn(&long);
    sound(&page.svg);
    assert_eq!(page.table.rows.len(), 120);
    assert!(page.svg.contains("January 2016: 40 drones"), "{}", &page.svg[..3000]);
}

#[test]
fn what_others_wrote_stays_text() {
    let mut picture = empty(d(1), d(9));
    let mut round = a_round(1, Status::Scheduled, d(3), d(4));
    round.content.headline = HOSTILE.repeat(50);
    round.content.place.as_mut().expect("a place").name = HOSTILE.to_owned();
    let mut deal = a_round(2, Status::Agreed, d(3), d(4));
    deal.content.kind = Kind::Agreement;
    deal.content.detail = crate::domain::Detail::Agreement(crate::domain::Agreement {
        agreement: crate::domain::AgreementType::Other,
        what: Some(HOSTILE.to_owned()),
        effective: None,
    });
    picture.events = vec![round, deal];
    picture.strikes = vec![StrikeBin { target: Some(side(HOSTILE)), ..strike(d(2), d(2), 3) }];
    picture.statements = vec![said(d(2), Some(HOSTILE), 2)];
    sound(&drawn(&picture).svg);
    sound(&alone(Some(&picture), &TimelineFilter::default(), HOSTILE, "http://localhost"));
}

#[test]
fn deadlines_beyond_the_days_point_out_of_the_picture() {
    let mut picture = empty(d(1), d(9));
    let mut due = a_round(1, Status::Agreed, d(25), d(25));
    due.content.kind = Kind::Deadline;
    due.content.status = None;
    due.content.detail =
        crate::domain::Detail::Deadline(crate::domain::Deadline { what: Some("end the war".to_owned()) });
    picture.events = vec![due];
    let page = drawn(&picture);
    assert_eq!(page.table.rows[0].cells[0][0].text, "end the war (later, by 25 February 2026)");
    assert!(page.svg.contains("after the days shown") && page.svg.contains(">end the war</text>"), "{}", page.svg);
}

#[test]
fn what_is_not_drawn_is_said() {
    let mut picture = empty(d(1), d(9));
    picture.strikes = vec![strike(d(2), d(3), 3)];
    picture.left_out =
        LeftOut { strikes: 2, statements: 1, events: 30, undated: 4, outside: Some((7, date(2014, 3, 1), d(9))) };
    let page = drawn(&picture);
    let caption = page.caption.join(" ");
    assert!(
        caption.contains("Not drawn: 2 strikes and 1 statement whose day is not certain, 4 events without any date."),
        "{caption}"
    );
    assert!(caption.contains("The latest 80 rounds are drawn") && caption.contains("30 more are not."), "{caption}");
    let (words, href) = page.all_days.expect("a way there");
    assert!(words.starts_with("7 events outside these days: show all days, 1 March 2014"), "{words}");
    assert!(href.contains("from=2014-03-01"), "{href}");
}

#[test]
fn the_file_stands_alone() {
    let mut picture = empty(d(1), d(9));
    picture.strikes = vec![strike(d(2), d(3), 300)];
    let file =
        alone(Some(&picture), &TimelineFilter::default(), "1 strike, 2–3 February 2026", "https://talks.example");
    sound(&file);
    assert!(file.starts_with("<?xml") && file.contains("xmlns=\"http://www.w3.org/2000/svg\""));
    assert!(
        file.contains("class=\"drone\" fill=\"#bd7750\"") && file.contains("href=\"https://talks.example/events/9\"")
    );
    assert!(file.contains("Demarche, https://talks.example/"), "where it comes from");
}

use super::*;
use crate::{
    domain::{Act, Affiliation, Basis, EventId, Statement, Status, When, picture::StrikeBin, round::Course},
    render::row::tests::{an_actor, an_event},
};
use jiff::civil::date;

fn round(status: Status, first: i8, last: i8) -> Event {
    let mut event = Event { id: EventId(1), ..an_event() };
    event.content.kind = Kind::Round;
    event.content.status = Some(status);
    event.content.date = When::lasting(date(2026, 2, first), date(2026, 2, last), Basis::Explicit);
    event
}

#[test]
fn days_of_another_round_are_not_this_ones() {
    let d = |n| date(2026, 2, n);
    let this = round(Status::Concluded, 17, 18);
    let course = |p: Option<&Event>, n: Option<&Event>| Course::of(&this, p, n).expect("held");
    let alone = course(None, None);
    assert_eq!((alone.before, alone.after), (Some((d(14), d(16))), Some((d(19), d(21)))));
    let near = course(Some(&round(Status::Concluded, 14, 15)), Some(&round(Status::Ongoing, 20, 20)));
    assert_eq!((near.before, near.after), (Some((d(16), d(16))), Some((d(19), d(19)))));
    assert_eq!(near.whole(), (d(16), d(19)));
    let touching = course(Some(&round(Status::Concluded, 15, 16)), Some(&round(Status::Scheduled, 19, 19)));
    assert_eq!((touching.before, touching.after), (None, alone.after), "a plan takes no days away");
    assert_eq!(Course::of(&round(Status::Scheduled, 17, 18), None, None), None);
    assert_eq!(Course::of(&round(Status::Concluded, 1, 28), None, None), None, "too uncertain");
}

#[test]
fn people_sit_with_their_body_before_their_country() {
    let state = |name: &str, code: &str| Actor { country: Some(code.to_owned()), ..an_actor(name) };
    let parties = [state("Tarnia", "TA"), state("Borduria", "BO")];
    let body = Affiliation { id: "borduria".to_owned(), name: "Borduria".to_owned(), country: None };
    let envoy = Actor { affiliation: Some(body), ..state("Jane Roe", "TA") };
    let of = |a: &Actor| party_of(a, &parties).map(|p| p.id.as_str());
    assert_eq!(of(&envoy), Some("borduria"));
    assert_eq!(of(&state("Jane Roe", "TA")), Some("tarnia"));
    assert_eq!(of(&an_actor("Nobody's Envoy")), None);
}

fn said(id: i64, speaker: &str, day: i8, act: Act) -> Event {
    let mut event = Event { id: EventId(id), ..an_event() };
    event.content.kind = Kind::Statement;
    event.content.date = When::day(date(2026, 2, day), Basis::Published);
    let (speaker, quote) = (speaker.to_owned(), Some(format!("Words {id}.")));
    event.content.detail =
        Detail::Statement(Statement { speaker, quote, reported: false, act, plover: None, channel: None });
    event
}

fn voice(name: &str) -> Voice {
    let body = Affiliation { id: "tarnia".to_owned(), name: "Tarnia".to_owned(), country: None };
    Voice { party: "tarnia".to_owned(), actor: Actor { affiliation: Some(body), ..an_actor(name) }, title: None }
}

fn meeting(id: i64, day: i8, place: &str) -> Event {
    let mut event = Event { id: EventId(id), ..round(Status::Concluded, day, day) };
    event.content.detail =
        Detail::Round(crate::domain::Round { ordinal: u32::try_from(id).ok(), ..Default::default() });
    event.content.participants = vec![Participant { role: Role::Party, actor: an_actor("Tarnia"), title: None }];
    let place =
        crate::domain::Place { id: place.to_lowercase(), name: place.to_owned(), ..event.content.places[0].clone() };
    event.content.place = Some(place);
    event
}

#[test]
fn what_changed_since_the_round_before_is_told_line_by_line() {
    let (before, this) = (meeting(1, 5, "Oslo"), meeting(2, 17, "Geneva"));
    let d = |n| date(2026, 2, n);
    let around = Surroundings {
        course: Course::of(&this, Some(&before), None),
        previous: Some(before),
        said: vec![said(10, "Jane Roe", 15, Act::Warn), said(11, "Jane Roe", 17, Act::Propose)],
        voices: vec![voice("source close to the delegation"), voice("Jane Roe")],
        voices_before: vec![voice("John Doe")],
        stands: vec![Stand {
            topic: Topic::Territory,
            party: "tarnia".to_owned(),
            then: Some(said(8, "John Doe", 4, Act::Reject)),
            now: Some(said(11, "Jane Roe", 17, Act::Propose)),
        }],
        strikes: Some(((d(6), d(16)), vec![StrikeBin { first: d(7), last: d(7), strikes: 2, ..StrikeBin::default() }])),
        ..Surroundings::default()
    };
    let sheet = sheet(&this, &around);
    assert_eq!(sheet.previous, Some(("First round, Oslo, 5 February 2026".to_owned(), "/events/1".to_owned())));
    let person = &sheet.seats[0].people[0];
    assert_eq!((person.name.as_str(), person.seated, person.new), ("Jane Roe", false, true));
    let windows: Vec<(&str, &str, usize)> =
        sheet.windows.iter().map(|w| (w.name, w.days.as_str(), w.open.len())).collect();
    assert_eq!(windows, [("Before", "14–16 February 2026", 1), ("During", "17 February 2026", 1)]);
    let changed = sheet.changed.expect("there is a round before");
    assert_eq!(changed.between.map(|b| b.0).as_deref(), Some("11 days between. 2 strikes."));
    let rows: Vec<(&str, &str, bool)> =
        changed.rows.iter().map(|r| (r.what.as_str(), r.now[0].text.as_str(), r.now[0].new)).collect();
    assert_eq!(rows, [("Place", "Geneva", true), ("Tarnia", "Jane Roe", true), ("Territory", "“Words 11.”", true)]);
}

#[test]
fn what_speaks_of_a_held_round_is_flagged() {
    let mut this = meeting(2, 17, "Geneva");
    this.links = vec![crate::domain::Link { kind: LinkType::Denial, event: EventId(9), reason: String::new() }];
    let said = vec![said(8, "John Doe", 16, Act::Warn), said(9, "Jane Roe", 15, Act::Deny)];
    let around = Surroundings { said, course: Course::of(&this, None, None), ..Surroundings::default() };
    let windows = sheet(&this, &around).windows;
    let links: Vec<Option<&str>> = windows[0].open.iter().map(|line| line.link).collect();
    assert_eq!((windows[0].name, links), ("Before", vec![Some("denies it"), None]), "by day");
}

#[test]
fn of_a_round_that_was_not_held_nobody_sat_anywhere() {
    let mut this = meeting(2, 17, "Geneva");
    this.content.status = Some(Status::Cancelled);
    let around = Surroundings { said: vec![said(9, "Jane Roe", 3, Act::Deny)], ..Surroundings::default() };
    let sheet = sheet(&this, &around);
    assert_eq!((sheet.seats.len(), sheet.windows.len()), (0, 0));
}

#[test]
fn long_words_are_cut_between_two_of_them() {
    assert_eq!(short("“No.”"), "“No.”");
    let cut = short(&format!("“{}”", "many words ".repeat(20)));
    assert!(cut.ends_with("words …”") || cut.ends_with("many …”"), "{cut}");
}

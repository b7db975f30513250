//! Rounds as bands of days: held, planned, and the plans that were moved or dropped.

use super::{model::stretch, svg::short};
use crate::{
    domain::{Detail, Event, Role, Status, Step, round::is_held},
    urls,
};
use jiff::civil::Date;

/// One round shows at most so many of its earlier plans.
const PLANS: usize = 3;
/// A plan as wide as this is no plan for certain days.
const PLAN_DAYS: i64 = 21;

/// How a band looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Took place, and is counted on its track.
    Held,
    /// Took place; nobody counts it.
    Side,
    /// Is planned.
    Planned,
    /// Was planned, then moved or dropped.
    Struck,
}

/// Where an arrow leads from a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leads {
    /// It was dropped, or stands.
    Nowhere,
    /// It was put off without a new date.
    Open,
    /// To the band with this number.
    To(usize),
}

/// The days of a round, or of a plan for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Band {
    pub(super) first: Date,
    pub(super) last: Date,
    /// Whether its first day is uncertain.
    pub(super) soft_first: bool,
    /// Whether its last day is.
    pub(super) soft_last: bool,
    pub(super) look: Look,
    pub(super) leads: Leads,
    pub(super) label: String,
    pub(super) name: String,
    pub(super) href: String,
}

/// The bands of these rounds, in the order of their days.
pub(super) fn bands<'a>(rounds: impl Iterator<Item = &'a Event>) -> Vec<Band> {
    let mut rounds: Vec<&Event> = rounds.collect();
    rounds.sort_by_key(|e| (e.content.date.sort_day(), e.id.0));
    let counted = rounds.iter().any(|e| number(e).is_some() && is_held(e));
    let mut out = Vec::new();
    for event in rounds {
        round(event, counted, &mut out);
    }
    out
}

/// Its number, as a source counts or as it is counted here.
fn number(event: &Event) -> Option<u32> {
    let Detail::Round(round) = &event.content.detail else { return None };
    round.number()
}

fn round(event: &Event, counted: bool, out: &mut Vec<Band>) {
    let Some((first, last, soft_first, soft_last)) = stretch(&event.content.date) else { return };
    let status = event.content.status;
    let moved: Vec<(&Step, Date, Date)> = earlier(event, first, last);
    let (look, leads) = match status {
        _ if is_held(event) && (number(event).is_some() || !counted) => (Look::Held, Leads::Nowhere),
        _ if is_held(event) => (Look::Side, Leads::Nowhere),
        Some(Status::Cancelled) => (Look::Struck, Leads::Nowhere),
        // "Put off to the 5th" has an earlier plan; without one, its own days are those that were given up.
        Some(Status::Postponed) if moved.is_empty() => (Look::Struck, Leads::Open),
        _ => (Look::Planned, Leads::Nowhere),
    };
    let place = event.content.place.as_ref().map(|p| p.name.clone());
    let word = status.map_or("", Status::as_str);
    let what = called(event, place.as_deref());
    let label = match look {
        Look::Held | Look::Side => what.clone(),
        _ if leads == Leads::Open => format!("{what}, postponed, no new date"),
        _ => format!("{what}, {word}"),
    };
    let headline = short(&event.content.headline, 160);
    let own = out.len() + moved.len();
    for (n, (step, first, last)) in moved.iter().enumerate() {
        let planned = called(event, step.place.as_ref().map(|p| p.name.as_str()).or(place.as_deref()));
        let when = step.date.label();
        out.push(Band {
            first: *first,
            last: *last,
            soft_first: false,
            soft_last: false,
            look: Look::Struck,
            leads: Leads::To(if n + 1 < moved.len() { out.len() + 1 } else { own }),
            label: format!("{planned}, moved"),
            name: format!(
                "{planned}, moved: first planned for {when}, then {}. {headline}",
                event.content.date.label()
            ),
            href: urls::event(event.id),
        });
    }
    let status = if word.is_empty() { String::new() } else { format!(", {word}") };
    out.push(Band {
        first,
        last,
        soft_first,
        soft_last,
        look,
        leads,
        name: format!("{label}. {headline}, {}{status}", event.content.date.label()),
        label,
        href: urls::event(event.id),
    });
}

/// `2nd Abu Dhabi`, `Geneva`, `Iran–United States`.
fn called(event: &Event, place: Option<&str>) -> String {
    let parties: Vec<&str> = event.content.actors(Role::Party).map(|a| a.name.as_str()).take(3).collect();
    let what = match place.filter(|p| !p.trim().is_empty()) {
        Some(place) => place.to_owned(),
        None if parties.is_empty() => "round".to_owned(),
        None => parties.join("–"),
    };
    let what = short(&what, 30);
    number(event).map_or(what.clone(), |n| format!("{} {what}", nth(n)))
}

/// `1st`, `2nd`, `11th`, `23rd`.
fn nth(n: u32) -> String {
    let ending = match (n % 100, n % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}

/// Plans for other days than those it has now, the earliest first. Steps that only say the same days more
/// loosely, or that look back on the round, are none.
pub(in crate::render) fn earlier(event: &Event, first: Date, last: Date) -> Vec<(&Step, Date, Date)> {
    let mut out: Vec<(&Step, Date, Date)> = Vec::new();
    for step in &event.history {
        let plan = matches!(step.status, Status::Proposed | Status::Scheduled | Status::Postponed | Status::Cancelled);
        let (Some(a), Some(b)) = (step.date.earliest(), step.date.latest()) else { continue };
        let certain = !step.date.edtf().contains(['~', '[']) && crate::domain::picture::days(a, b) <= PLAN_DAYS;
        let elsewhere = b < first || a > last;
        if plan && certain && elsewhere && !out.iter().any(|(_, x, y)| a <= *y && b >= *x) {
            out.push((step, a, b));
        }
    }
    out.truncate(PLANS);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{Basis, Content, EventId, Kind, Place, Precision, Round, When},
        render::row::tests::an_event,
    };
    use jiff::civil::date;

    fn d(n: i8) -> Date {
        date(2026, 2, n)
    }

    fn place(name: &str) -> Place {
        Place { id: name.to_lowercase(), name: name.to_owned(), country: None, lat: None, lon: None }
    }

    fn a_round(id: i64, status: Status, date: When, number: Option<u32>) -> Event {
        let event = an_event();
        Event {
            id: EventId(id),
            content: Content {
                kind: Kind::Round,
                headline: "Round of talks".to_owned(),
                status: Some(status),
                date,
                place: Some(place("Geneva")),
                detail: Detail::Round(Round { ordinal: number, ..Round::default() }),
                ..event.content
            },
            history: Vec::new(),
            ..event
        }
    }

    fn step(status: Status, date: When) -> Step {
        Step { status, date, place: Some(place("Miami")), article: None }
    }

    fn looks(bands: &[Band]) -> Vec<(Look, Leads, &str)> {
        bands.iter().map(|b| (b.look, b.leads, b.label.as_str())).collect()
    }

    #[test]
    fn a_moved_round_points_from_its_old_days_to_its_new_ones() {
        let mut event = a_round(1, Status::Concluded, When::lasting(d(17), d(18), Basis::Explicit), Some(3));
        event.history = vec![
            step(Status::Scheduled, When::day(d(5), Basis::Explicit)),
            step(Status::Postponed, When::lasting(d(10), d(11), Basis::Explicit)),
            step(Status::Scheduled, When::between(d(1), d(20), Precision::Days, Basis::Explicit)),
            step(Status::Concluded, When::day(d(16), Basis::Explicit)),
            step(Status::Scheduled, When::day(d(17), Basis::Explicit)),
        ];
        let bands = bands([&event].into_iter());
        assert_eq!(
            looks(&bands),
            [
                (Look::Struck, Leads::To(1), "3rd Miami, moved"),
                (Look::Struck, Leads::To(2), "3rd Miami, moved"),
                (Look::Held, Leads::Nowhere, "3rd Geneva"),
            ]
        );
        assert!(
            bands[1].name.contains("first planned for 10–11 February 2026, then 17–18 February 2026"),
            "{}",
            bands[1].name
        );
    }

    #[test]
    fn each_status_has_its_look() {
        let day = |n| When::day(d(n), Basis::Explicit);
        let all = [
            a_round(1, Status::Proposed, day(3), None),
            a_round(2, Status::Postponed, day(4), Some(4)),
            a_round(3, Status::Cancelled, day(5), None),
            a_round(4, Status::Concluded, day(6), Some(2)),
            a_round(5, Status::Ongoing, day(7), None),
        ];
        assert_eq!(
            looks(&bands(all.iter())),
            [
                (Look::Planned, Leads::Nowhere, "Geneva, proposed"),
                (Look::Struck, Leads::Open, "4th Geneva, postponed, no new date"),
                (Look::Struck, Leads::Nowhere, "Geneva, cancelled"),
                (Look::Held, Leads::Nowhere, "2nd Geneva"),
                (Look::Side, Leads::Nowhere, "Geneva"),
            ]
        );
        assert_eq!(looks(&bands(all[4..].iter()))[0].0, Look::Held, "where nobody counts, all are rounds");
    }

    #[test]
    fn uncertain_ends_are_soft() {
        let soft = |when: When| {
            let bands = bands([&a_round(1, Status::Proposed, when, None)].into_iter());
            bands.first().map(|b| (b.first, b.last, b.soft_first, b.soft_last))
        };
        assert_eq!(soft(When::day(d(3), Basis::Explicit)), Some((d(3), d(3), false, false)));
        assert_eq!(soft(When::lasting(d(3), d(5), Basis::Explicit)), Some((d(3), d(5), false, false)));
        assert_eq!(soft(When::after(d(3), Basis::Explicit)), Some((d(3), d(3), false, true)));
        assert_eq!(soft(When::before(d(3), Basis::Explicit)), Some((d(3), d(3), true, false)));
        let about = soft(When::day(d(10), Basis::Explicit).about()).expect("a band");
        assert!(about.2 && about.3 && about.0 < about.1);
        assert_eq!(soft(When::month(2026, 2, Basis::Explicit).expect("a month")), Some((d(1), d(28), true, true)));
        assert_eq!(soft(When::unknown(Basis::Explicit)), None, "an undated round has no made-up day");
    }

    #[test]
    fn ordinals_are_english() {
        assert_eq!([1, 2, 3, 4, 11, 12, 21, 113].map(nth).join(" "), "1st 2nd 3rd 4th 11th 12th 21st 113th");
    }
}

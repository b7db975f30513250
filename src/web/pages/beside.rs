//! What stands beside an event on its page: who claims, denies, confirms or answers it, and what else happened in
//! those days.

use crate::{
    domain::{
        Event, Kind, LinkType,
        filter::{Choice, TimelineFilter},
        picture::days,
    },
    render::{
        row::Row,
        words::{self, WhenWords},
    },
    urls,
};
use jiff::civil::Date;

/// What is said of an event, and what is answered.
#[derive(Debug, Default)]
pub(crate) struct Chains {
    /// What it is about, and claims, denials and confirmations of it, by day.
    pub(crate) claims: Vec<ChainLine>,
    /// What it answers, and what answers it.
    pub(crate) replies: Vec<ChainLine>,
}

/// One link of a chain.
#[derive(Debug)]
pub(crate) struct ChainLine {
    /// `denied by`.
    pub(crate) word: &'static str,
    /// The other event.
    pub(crate) row: Row,
    /// When it was.
    pub(crate) when: WhenWords,
    /// Why the two belong together; empty where that is said of another link.
    pub(crate) reason: String,
    /// What others say of that one.
    pub(crate) more: Vec<ChainLine>,
}

impl Chains {
    /// Of the events it is linked to (`first`) and of those that they are linked to (`second`).
    pub(crate) fn of(event: &Event, first: &[Event], second: &[Event]) -> Chains {
        let mut chains = Chains::default();
        for other in first {
            for link in event.links.iter().filter(|l| l.event == other.id) {
                let said = other.content.kind == Kind::Statement;
                let more = other.links.iter().filter(|l| l.kind != LinkType::About && l.event != event.id);
                let more = more.filter_map(|l| {
                    let third = second.iter().find(|e| e.id == l.event)?;
                    Some(line(word(l.kind, false), third, String::new(), Vec::new()))
                });
                let more: Vec<ChainLine> = more.collect();
                let line = line(word(link.kind, said), other, link.reason.clone(), more);
                let reply = link.kind == LinkType::Reply || (link.kind == LinkType::About && said);
                if reply { &mut chains.replies } else { &mut chains.claims }.push(line);
            }
        }
        chains
    }
}

/// What the other event is to this one; `said` where the other is a statement.
fn word(kind: LinkType, said: bool) -> &'static str {
    match kind {
        LinkType::Claim => "claimed by",
        LinkType::Denial => "denied by",
        LinkType::Confirmation => "confirmed by",
        LinkType::Reply => "answered by",
        LinkType::About if said => "in answer to",
        LinkType::About => "about",
    }
}

fn line(word: &'static str, other: &Event, reason: String, more: Vec<ChainLine>) -> ChainLine {
    ChainLine { word, when: words::when(&other.content.date), row: Row::from(other.clone()), reason, more }
}

/// What else happened in the days around an event.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    /// By day.
    pub(crate) lines: Vec<BesideLine>,
    /// Everything of these days with the same parties: (words, address).
    pub(crate) all: Option<(String, String)>,
}

/// One event of those days.
#[derive(Debug)]
pub(crate) struct BesideLine {
    /// `2 days before`.
    pub(crate) apart: String,
    /// The event.
    pub(crate) row: Row,
}

impl Beside {
    /// Of the events that the store found around it.
    pub(crate) fn of(event: &Event, around: Vec<Event>) -> Beside {
        let Some((from, to)) = event.days_around() else { return Beside::default() };
        let date = &event.content.date;
        let (first, last) = (date.earliest().or(date.latest()), date.latest().or(date.earliest()));
        let (Some(first), Some(last)) = (first, last) else { return Beside::default() };
        let lines = around.into_iter().filter(|e| e.id != event.id);
        let lines = lines.map(|other| {
            let day = other.content.date.sort_day();
            BesideLine { apart: day.map(|day| apart(day, first, last)).unwrap_or_default(), row: Row::from(other) }
        });
        let mut actors: Vec<String> = event.content.participants.iter().map(|p| p.actor.id.clone()).collect();
        actors.sort();
        actors.dedup();
        let all = (!actors.is_empty()).then(|| {
            let filter = TimelineFilter {
                actor: Choice { any: actors, not: Vec::new() },
                from: Some(from),
                to: Some(to),
                ..TimelineFilter::default()
            };
            let words = format!("Everything with the same actors, {}", words::days(from, to));
            (words, urls::with_query(urls::TIMELINE, filter.pairs()))
        });
        Beside { lines: lines.collect(), all }
    }
}

/// How far a day lies from the days of an event.
fn apart(day: Date, first: Date, last: Date) -> String {
    let counted = |n: i64| words::counted(n.unsigned_abs(), "day");
    if day < first {
        format!("{} before", counted(days(day, first) - 1))
    } else if day > last {
        format!("{} after", counted(days(last, day) - 1))
    } else if first == last {
        "the same day".to_owned()
    } else {
        "the same days".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{EventId, Link},
        render::row::tests::an_event,
    };
    use jiff::civil::date;

    fn event(id: i64, links: &[(LinkType, i64)]) -> Event {
        let link = |(kind, to): &(LinkType, i64)| Link { kind: *kind, event: EventId(*to), reason: "why".to_owned() };
        Event { id: EventId(id), links: links.iter().map(link).collect(), ..an_event() }
    }

    #[test]
    fn a_denial_stands_with_what_answers_it() {
        let strike = event(1, &[(LinkType::Denial, 2), (LinkType::Claim, 3)]);
        let denial = event(2, &[(LinkType::About, 1), (LinkType::Reply, 4)]);
        let claim = event(3, &[(LinkType::About, 1)]);
        let chains = Chains::of(&strike, &[denial.clone(), claim.clone()], &[event(4, &[])]);
        let told = |lines: &[ChainLine]| -> Vec<(&str, i64, usize)> {
            lines.iter().map(|l| (l.word, l.row.id().0, l.more.len())).collect()
        };
        assert_eq!(told(&chains.claims), [("denied by", 2, 1), ("claimed by", 3, 0)]);
        assert_eq!(told(&chains.claims[0].more), [("answered by", 4, 0)]);
        let of_claim = Chains::of(&claim, &[strike], &[denial]);
        assert_eq!(told(&of_claim.claims), [("about", 1, 1)]);
        assert_eq!(told(&of_claim.claims[0].more), [("denied by", 2, 0)], "what the other side said of the same");
    }

    #[test]
    fn days_apart_are_counted_from_the_nearer_end() {
        let of = |day: i8| apart(date(2026, 2, day), date(2026, 2, 17), date(2026, 2, 18));
        assert_eq!(
            [15, 16, 17, 18, 19].map(of),
            ["2 days before", "1 day before", "the same days", "the same days", "1 day after"]
        );
    }
}

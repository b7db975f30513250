//! Keys under which statements and events meet. Every rule of `about` and `reply` must imply a shared key;
//! a test over their own cases holds them to it.

use super::{
    about::{AGREED_AFTER, ROUND_AFTER, ROUND_AHEAD, STRIKE_AFTER, is_claimed, topic_of},
    reply::{self, REPLY_DAYS},
    text::{Topic, capitalised, day, days, local_places, said, side, sides, speaker, stem, surname, words},
};
use crate::domain::{ActorKind, Event, Kind, Role};
use jiff::{Span, civil::Date};
use std::collections::BTreeSet;

/// Which end of a link a key is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// A statement could be about this.
    About,
    /// An event can be spoken of by this.
    Of,
}

impl Side {
    /// As it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Side::About => "about",
            Side::Of => "of",
        }
    }
}

/// A key and the end of the link it is of.
pub type ClaimKey = (Side, String);

/// So many capitalised words of a statement are looked up: more than any sentence has names.
const NAMES: usize = 32;
/// A round is spoken of by its month; one that is planned loosely is of no use.
const ROUND_LENGTH: i64 = 32;

fn span(first: Date, before: i64, last: Date, after: i64) -> Option<(Date, Date)> {
    let first = first.checked_sub(Span::new().try_days(before).ok()?).ok()?;
    Some((first, last.checked_add(Span::new().try_days(after).ok()?).ok()?))
}

fn each_day((first, last): (Date, Date)) -> impl Iterator<Item = Date> {
    first.series(Span::new().days(1)).take_while(move |day| *day <= last)
}

fn month(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

/// The keys of an event: as a statement that may be about something, and as what may be spoken of.
pub fn claim_keys(event: &Event) -> Vec<ClaimKey> {
    let mut keys = BTreeSet::new();
    match event.content.kind {
        Kind::Statement => statement(event, &mut keys),
        Kind::Strike | Kind::Round | Kind::Agreement => told(event, &mut keys),
        Kind::Deadline | Kind::Measure => {}
    }
    keys.into_iter().collect()
}

/// A strike by place and day, a round by place and month, an agreement by side and day; each by its articles.
fn told(event: &Event, keys: &mut BTreeSet<ClaimKey>) {
    let Some(topic) = topic_of(&event.content) else { return };
    let word = topic.as_str();
    for e in &event.evidence {
        keys.insert((Side::Of, format!("{word}:in:{}", e.article.id)));
    }
    let places = local_places(&event.content);
    match topic {
        Topic::Strike => {
            let days = days(event, 4).and_then(|(first, last)| span(first, 0, last, STRIKE_AFTER));
            for (day, name) in days.into_iter().flat_map(each_day).flat_map(|d| places.iter().map(move |p| (d, p))) {
                keys.extend(name.first().map(|first| (Side::Of, format!("{word}:{first}:{day}"))));
            }
        }
        Topic::Talks => {
            let days = days(event, ROUND_LENGTH).and_then(|(a, b)| span(a, ROUND_AHEAD, b, ROUND_AFTER));
            for (day, name) in days.into_iter().flat_map(each_day).flat_map(|d| places.iter().map(move |p| (d, p))) {
                keys.extend(name.first().map(|first| (Side::Of, format!("{word}:{first}:{}", month(day)))));
            }
        }
        Topic::Ceasefire | Topic::Exchange | Topic::Signed => {
            let days = days(event, 4).and_then(|(first, last)| span(first, 1, last, AGREED_AFTER));
            for day in days.into_iter().flat_map(each_day) {
                for party in sides(&event.content, &[Role::Signatory, Role::Party]) {
                    keys.insert((Side::Of, format!("{word}:{party}:{day}")));
                }
            }
        }
    }
}

fn statement(event: &Event, keys: &mut BTreeSet<ClaimKey>) {
    let (Some(actor), Some(day)) = (speaker(event), day(event)) else { return };
    if actor.kind == ActorKind::Person
        && let Some(name) = surname(actor)
        && let Some(days) = span(day, 0, day, REPLY_DAYS)
    {
        keys.extend(each_day(days).map(|day| (Side::Of, format!("said:{}:{day}", stem(&name)))));
    }
    let text = said(event);
    let spoken = words(&text);
    let names: Vec<String> = capitalised(&text).into_iter().take(NAMES).collect();
    if is_claimed(event) {
        for topic in Topic::ALL.into_iter().filter(|topic| topic.is_in(&spoken)) {
            let word = topic.as_str();
            keys.extend(event.evidence.iter().map(|e| (Side::About, format!("{word}:in:{}", e.article.id))));
            match topic {
                Topic::Strike => keys.extend(names.iter().map(|n| (Side::About, format!("{word}:{n}:{day}")))),
                Topic::Talks => keys.extend(names.iter().map(|n| (Side::About, format!("{word}:{n}:{}", month(day))))),
                _ => keys.extend(side(actor).map(|side| (Side::About, format!("{word}:{side}:{day}")))),
            }
        }
        // "Denied launching them": what was launched stands in the sentence before.
        keys.extend(
            event.evidence.iter().map(|e| (Side::About, format!("{}:in:{}", Topic::Strike.as_str(), e.article.id))),
        );
    }
    if reply::may_answer(event, &spoken) {
        let to = event.content.actors(Role::Addressee).filter_map(surname);
        keys.extend(names.iter().cloned().chain(to).map(|n| (Side::About, format!("said:{}:{day}", stem(&n)))));
    }
}

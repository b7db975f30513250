//! Keys under which mentions are compared at all. They bound the work of a write, so every rule of
//! `compare` must imply a shared key; a test over the rules' own cases holds them to it.

use super::{compare::who, window};
use crate::domain::{Detail, Mention, Role};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Keys under which two mentions must share at least one to be compared at all.
pub fn blocking_keys(mention: &Mention) -> Vec<String> {
    let content = &mention.content;
    let mut keys = BTreeSet::new();
    match &content.detail {
        Detail::Round(_) => {
            for party in who(content, &[Role::Party]) {
                keys.insert(format!("round:party:{party}"));
            }
            if let Some(place) = &content.place {
                keys.insert(format!("round:place:{}", place.id));
            }
        }
        Detail::Strike(_) => {
            for day in each_day(mention) {
                for actor in who(content, &[Role::Attacker]) {
                    keys.insert(format!("strike:{day}:by:{actor}"));
                }
                for actor in who(content, &[Role::Target]) {
                    keys.insert(format!("strike:{day}:on:{actor}"));
                }
                for place in content.place.iter().chain(&content.places) {
                    keys.insert(format!("strike:{day}:at:{}", place.id));
                }
            }
        }
        Detail::Statement(_) => {
            keys.insert(format!("statement:{}", super::compare::speaker(content)));
        }
        Detail::Agreement(a) => {
            for party in who(content, &[Role::Signatory, Role::Party]) {
                keys.insert(format!("agreement:{}:{party}", a.agreement));
            }
        }
        Detail::Deadline(_) => {
            for actor in who(content, &[Role::Demander, Role::Addressee]) {
                keys.insert(format!("deadline:{actor}"));
            }
        }
        Detail::Measure(m) => {
            for actor in who(content, &[Role::Subject]) {
                keys.insert(format!("measure:{}:{actor}", m.measure));
            }
            for actor in who(content, &[Role::Target]) {
                keys.insert(format!("measure:{}:on:{actor}", m.measure));
            }
        }
    }
    keys.into_iter().collect()
}

/// Every day of a short closed window; where only the end is known, the days before it. A strike dated
/// more loosely is compared with none.
fn each_day(mention: &Mention) -> Vec<Date> {
    let date = &mention.content.date;
    let back = || {
        let last = date.latest().filter(|_| date.earliest().is_none())?;
        let first = last.checked_sub(jiff::Span::new().days(super::compare::STRIKE_DAYS - 1)).ok()?;
        Some((first, last))
    };
    let Some((first, last)) = window::bounded(date).or_else(back) else { return Vec::new() };
    if window::days(first, last) >= super::compare::STRIKE_DAYS {
        return Vec::new();
    }
    first.series(jiff::Span::new().days(1)).take_while(|day| *day <= last).collect()
}

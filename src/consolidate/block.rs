//! Keys under which mentions are compared at all. They bound the work of a write: a key names who or
//! where, and a stretch of time, so that no key gets commoner as the timeline gets longer.
//!
//! Two mentions are one event only if they share a key, so every rule of `compare` has to imply a
//! shared one; a test over the rules' own cases holds them to it.

use super::{
    compare::{self, STRIKE_DAYS, who},
    window,
    words::{fnv, telling_runs, words},
};
use crate::domain::{Content, Detail, Mention, Published, Role, When};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Days after which a round, an agreement or a measure is another one, whatever else it has in common.
const MONTH: i64 = 30;
/// A window of more days than this says no more about its time than the day it was told.
const LONGEST_DAYS: i64 = 400;
/// Something with a day is said or done within so many days.
const SHORT_DAYS: i64 = 31;

/// The version of these keys. Raise it with every change to them: a store files its mentions anew then.
pub const KEYS: i32 = 1;

/// Under which numbers a mention is filed, and under which it looks for others. Of two that can be one
/// event each finds the other. A number stands for a name and a stretch of time; should two names meet in
/// one, mentions are compared in vain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BlockingKeys {
    /// Where it is filed.
    pub filed: BTreeSet<i64>,
    /// Where it looks.
    pub asked: BTreeSet<i64>,
}

/// The keys of a mention in an article that was published then.
pub fn blocking_keys(mention: &Mention, published: Option<Published>) -> BlockingKeys {
    let content = &mention.content;
    let told = published.map(Published::day);
    let mut keys = BlockingKeys::default();
    match &content.detail {
        Detail::Round(r) => {
            let table = pairs(&who(content, &[Role::Party]));
            let venue = content.place.iter().map(|p| format!("@{}", p.id));
            let reach = round_reach(mention, told);
            for who in table.iter().cloned().chain(venue) {
                keys.within(&format!("round:{who}"), &reach, MONTH);
            }
            if let Some(ordinal) = r.ordinal {
                for who in &table {
                    keys.within(&format!("round:{who}:{ordinal}"), &reach, compare::ORDINAL_DAYS);
                }
            }
        }
        Detail::Strike(_) => {
            for day in strike_days(&content.date) {
                if compare::national(content) {
                    for (role, word) in [(Role::Attacker, "by"), (Role::Target, "on")] {
                        for actor in who(content, &[role]) {
                            keys.on(&format!("strike:{word}:{actor}"), day);
                        }
                    }
                } else if let Some(place) = &content.place {
                    keys.on(&format!("strike:at:{}", place.id), day);
                }
            }
        }
        Detail::Statement(s) => {
            let speaker = compare::speaker(content);
            let reach = short(&content.date).into_iter().collect::<Vec<_>>();
            keys.within(&format!("said:{speaker}"), &reach, 1);
            // A quotation is known again by its words for a month.
            for run in s.quote.iter().flat_map(|quote| telling_runs(&words(quote))) {
                keys.within(&format!("quote:{speaker}:{run:x}"), &reach, MONTH);
            }
        }
        Detail::Agreement(a) => {
            let parties = who(content, &[Role::Signatory, Role::Party]);
            let reach: Vec<_> = around(&content.date, None).into_iter().collect();
            for who in pairs(&parties) {
                keys.within(&format!("agreement:{}:{who}", a.agreement), &reach, MONTH);
            }
            let near: Vec<_> = short(&content.date).into_iter().collect();
            for who in &parties {
                keys.within(&format!("agreement:{}:days:{who}", a.agreement), &near, compare::NEAR_DAYS);
            }
        }
        Detail::Deadline(_) => {
            let reach: Vec<_> = short(&content.date).into_iter().collect();
            for actor in who(content, &[Role::Demander, Role::Addressee]) {
                keys.within(&format!("deadline:{actor}"), &reach, compare::NEAR_DAYS);
            }
        }
        Detail::Measure(m) => {
            let reach: Vec<_> = around(&content.date, told).into_iter().collect();
            for actor in who(content, &[Role::Subject]) {
                keys.within(&format!("measure:{}:{actor}", m.measure), &reach, compare::MEASURE_DAYS);
            }
            // Where nobody is named as its author, it is known by its target.
            for actor in who(content, &[Role::Target]) {
                keys.within(&format!("measure:{}:on:{actor}", m.measure), &reach, compare::MEASURE_DAYS);
            }
        }
    }
    keys
}

impl BlockingKeys {
    /// Two mentions find one another whose days lie at most `days` apart: each is filed in every stretch of
    /// that length that it touches, and looks in those beside them too.
    fn within(&mut self, name: &str, reach: &[(Date, Date)], days: i64) {
        let stretch = |day: Date| since_1970(day).div_euclid(days.max(1));
        let name = fnv(&[&days.to_string(), name]);
        for (first, last) in reach {
            let touched = stretch(*first)..=stretch(*last);
            self.asked.extend((touched.start() - 1..=touched.end() + 1).map(|nth| key(name, nth)));
            self.filed.extend(touched.map(|nth| key(name, nth)));
        }
    }

    /// Two mentions find one another that share the day.
    fn on(&mut self, name: &str, day: Date) {
        let key = key(fnv(&["day", name]), since_1970(day));
        self.filed.insert(key);
        self.asked.insert(key);
    }
}

fn since_1970(day: Date) -> i64 {
    window::days(Date::constant(1970, 1, 1), day)
}

/// A name and a stretch as one number. An odd factor (here 2⁶⁴ over the golden ratio) never takes two
/// stretches of a name to one number.
fn key(name: u64, nth: i64) -> i64 {
    name.wrapping_add(nth.cast_unsigned().wrapping_mul(0x9e37_79b9_7f4a_7c15)).cast_signed()
}

/// Every two of them; of one alone, itself.
fn pairs(parties: &BTreeSet<&str>) -> Vec<String> {
    let list: Vec<&str> = parties.iter().copied().collect();
    match list.as_slice() {
        [only] => vec![(*only).to_owned()],
        _ => list.iter().enumerate().flat_map(|(n, a)| list[n + 1..].iter().map(move |b| format!("{a}+{b}"))).collect(),
    }
}

/// The days it is about where both are known, else the one that is; for want of any, the day it was told.
fn around(date: &When, told: Option<Date>) -> Option<(Date, Date)> {
    let known = window::bounded(date).filter(|(a, b)| window::days(*a, *b) < LONGEST_DAYS);
    let one =
        || date.latest().filter(|_| date.earliest().is_none()).or(date.earliest().filter(|_| date.latest().is_none()));
    known.or_else(|| one().map(|day| (day, day))).or(told.map(|day| (day, day)))
}

/// The days of something that has a day, or nearly.
fn short(date: &When) -> Option<(Date, Date)> {
    window::bounded(date).filter(|(a, b)| window::days(*a, *b) < SHORT_DAYS)
}

/// The days a round may be known by: its own, those it was moved from, and, while it has none, those
/// in which a plan is carried out.
fn round_reach(mention: &Mention, told: Option<Date>) -> Vec<(Date, Date)> {
    let content: &Content = &mention.content;
    let mut reach: Vec<_> = around(&content.date, told).into_iter().collect();
    reach.extend(mention.history.iter().filter_map(|step| short(&step.date)));
    let open = window::length(&content.date).is_none_or(|days| days > compare::CLOSED_DAYS);
    if let Some(told) = told.filter(|_| open) {
        let days = if compare::is_held(content.status) { 0 } else { compare::OPEN_SLOT_DAYS };
        reach.push((told, told.saturating_add(jiff::Span::new().days(days))));
    }
    reach
}

/// Every day of a short closed window; where only the end is known, the days before it. A strike dated
/// more loosely is compared with none.
fn strike_days(date: &When) -> Vec<Date> {
    let back = || {
        let last = date.latest().filter(|_| date.earliest().is_none())?;
        let first = last.checked_sub(jiff::Span::new().days(STRIKE_DAYS - 1)).ok()?;
        Some((first, last))
    };
    let Some((first, last)) = window::bounded(date).or_else(back) else { return Vec::new() };
    if window::days(first, last) >= STRIKE_DAYS {
        return Vec::new();
    }
    first.series(jiff::Span::new().days(1)).take_while(|day| *day <= last).collect()
}

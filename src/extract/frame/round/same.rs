//! Whether a sentence speaks of a meeting that was told before.

use super::{Joined, is_country, near_days, overlap, ranged, slot::Slot, venue};
use crate::{
    domain::{Precision, Status, When},
    extract::Lexicon,
};

impl Joined {
    /// Whether a slot speaks of the same meeting.
    pub(super) fn takes(&self, slot: &Slot, lexicon: &Lexicon) -> bool {
        // The town of the dateline gives way to one that a sentence names.
        let only_dateline = self.slots.iter().all(|s| s.place.is_none() || s.from_dateline);
        let place = match (self.place(), &slot.place) {
            (Some(_), Some(_))
                if (only_dateline || slot.from_dateline)
                    && self.meets(slot)
                    && slot.own_parties_fit(self.slots.last()) =>
            {
                None
            }
            // A building stands in some town, which may be the one told of before.
            (Some(a), Some((b, _))) if a.id != b.id && (venue::is_building(a) || venue::is_building(b)) => None,
            // "Talks in X", which "were held in the Y region", "at Y": a place of no known country may be there.
            (Some(a), Some((b, _)))
                if (slot.definite || b.lat.is_none() && self.meets(slot))
                    && (a.country.is_none() != b.country.is_none())
                    && !one_name(&a.name, &b.name) =>
            {
                None
            }
            (Some(a), Some((b, _))) => Some(
                a.id == b.id
                    || a.country.as_deref().is_some_and(|c| is_country(lexicon, b, c))
                    || b.country.as_deref().is_some_and(|c| is_country(lexicon, a, c))
                    || (a.country == b.country && one_name(&a.name, &b.name)),
            ),
            _ => None,
        };
        if place == Some(false) {
            // A round that moved keeps its number.
            return slot.ordinal.is_some() && slot.ordinal == self.ordinal();
        }
        if let (Some(a), Some(b)) = (self.ordinal(), slot.ordinal) {
            return a == b;
        }
        let last = self.slots.last();
        if slot.until && slot.definite && slot.place.is_none() {
            let going = matches!(self.status(), Status::Ongoing | Status::Scheduled);
            let days = self.dated().and_then(|s| s.date.as_ref()?.0.earliest());
            let end = slot.date.as_ref().and_then(|(d, _)| d.latest());
            return going && days.zip(end).is_some_and(|(a, b)| a <= b && near_days(a, b) <= 60);
        }
        // "X played host to talks last month", after those that were suspended: earlier ones.
        let held = slot.status == Status::Concluded && slot.date.is_some() && !slot.old_date;
        if held && self.status() == Status::Postponed && self.dated().is_none() {
            return false;
        }
        let stopped = |s: Status| matches!(s, Status::Postponed | Status::Cancelled);
        if stopped(slot.status) && stopped(self.status()) && (slot.date.is_none() || self.dated().is_none()) {
            return true;
        }
        let open = |s: &Slot| s.next && s.date.is_none() && s.status.is_planned();
        if self.slots.iter().all(open) && open(slot) {
            return true;
        }
        if slot.earlier && !last.is_some_and(|s| s.earlier) {
            return false;
        }
        // "The issues of the next round": the one that is set already.
        let bare = slot.date.is_none() && slot.place.is_none() && slot.ordinal.is_none();
        if slot.next && slot.definite && bare && slot.status.is_planned() {
            return self.status().is_planned() && !slot.other_table(last);
        }
        let was = slot
            .old
            .iter()
            .any(|(old, _)| self.dated().and_then(|s| s.date.as_ref()).is_some_and(|(d, _)| near(d, old)));
        if was && self.status() == Status::Postponed {
            return true;
        }
        let open_slot =
            slot.date.is_none() && slot.place.is_none() && slot.ordinal.is_none() && !slot.next && !slot.earlier;
        let known_sides = slot.definite || slot.table.strong && slot.table.sides.len() >= 2;
        // "The talks go on", "X and Y were meeting for talks": those that are under way.
        if open_slot && known_sides && slot.status == Status::Ongoing && self.status() == Status::Ongoing {
            return !slot.other_table(last);
        }
        // The first line told it without day and place; the next ones do.
        let bare = |s: &Slot| s.date.is_none() && s.place.is_none() && s.sentence <= 1 && !s.next && !s.earlier;
        let told_now =
            !slot.next && !slot.earlier && slot.sentence <= 4 && slot.ordinal.is_none_or(|_| self.ordinal().is_none());
        if self.slots.iter().all(bare) && told_now && slot.status == self.status() && slot.status != Status::Scheduled {
            return !slot.other_table(last);
        }
        let undated = |s: &Slot| s.date.is_none() && s.sentence <= 1 && s.status == Status::Scheduled && !s.next;
        if self.slots.iter().all(undated) && told_now && slot.status == Status::Scheduled && place != Some(false) {
            return slot.date.is_some() && !slot.other_table(last);
        }
        let same = last.is_some_and(|s| s.sentence == slot.sentence);
        let coarse = |s: &Slot| s.date.as_ref().is_some_and(|(d, _)| d.precision() >= Precision::Month);
        if same && slot.own || self.slots.iter().any(|s| s.aside) {
            return false;
        }
        if same && (coarse(slot) || self.slots.iter().any(coarse)) {
            return false;
        }
        // Experts and leaders meet apart from the others.
        let apart = |l: Option<&str>| matches!(l, Some("leaders" | "experts"));
        let before = last.and_then(|s| s.level);
        let level = before == slot.level
            || slot.level.is_none()
            || before.is_none() && place == Some(true) && self.meets(slot) && self.dated().is_some()
            || !(apart(slot.level) || apart(before) && slot.level.is_some());
        let date = match (self.dated().and_then(|s| s.date.as_ref()), &slot.date) {
            (Some((a, _)), Some((b, _))) => {
                let wide = |w: &When| w.precision() >= Precision::Month;
                Some(near(a, b) && (overlap(a, b) || !(ranged(a) || ranged(b) || wide(a) || wide(b))))
            }
            _ => None,
        };
        let follows = last.is_some_and(|s| slot.sentence.abs_diff(s.sentence) <= 2);
        let same_side = last.is_some_and(|s| s.status.is_planned() == slot.status.is_planned());
        let settles = matches!(slot.status, Status::Cancelled | Status::Postponed);
        let wide = |s: &Slot| s.date.as_ref().is_some_and(|(d, _)| d.edtf().starts_with('['));
        let loose = coarse(slot) || wide(slot) || self.slots.iter().any(|s| coarse(s) || wide(s));
        // "The talks in X are unlikely to …": of a place with a dated meeting, that meeting.
        let known = slot.definite && slot.date.is_none() && slot.ordinal.is_none() && !slot.next && !slot.earlier;
        // The article's own meeting, told first without its day.
        let lead =
            slot.definite && !slot.earlier && !slot.next && slot.ordinal.is_none_or(|_| self.ordinal().is_none());
        let lead = lead && self.dated().is_none() && self.slots.first().is_some_and(|s| s.sentence <= 1);
        // "The talks at the UN in X": where the news of the day is, told without its town.
        let seat = slot.definite && !slot.earlier && !slot.next && slot.ordinal.is_none() && slot.date.is_none();
        let seat = seat && slot.place.is_some() && self.place().is_none() && slot.sentence <= 8;
        if seat && self.is_lead() && self.dated().is_some() && slot.status.is_held() && self.status().is_held() {
            return !slot.other_table(last);
        }
        // "Negotiators gathered at the X hotel", after the line that told of the talks.
        let bare = slot.fresh && slot.date.is_none() && slot.place.is_none() && slot.ordinal.is_none() && !slot.next;
        if bare && self.is_lead() && slot.status.is_held() && self.status().is_held() {
            return !slot.other_table(last);
        }
        let recent = slot.date.is_none() || slot.date_rule == "round.date" && slot.own_parties_fit(last);
        match (date, place) {
            (None, None) if lead && level && slot.date.is_some() && self.status() == slot.status && !slot.own => true,
            (None, Some(true)) if level && same_side && recent && !slot.earlier && !slot.next && !slot.own => true,
            (None, Some(true)) if known && level && (self.dated().is_some() || self.is_lead() && same_side) => true,
            (Some(true), _) if loose && !same_side && !settles => false,
            // Wednesday's meeting and Thursday's round to come: two, unless one goes on into the other.
            (Some(true), _) if !same_side && !settles && !same && !slot.definite && !self.meets(slot) => false,
            (Some(true), _) => level && (slot.definite && !slot.other_table(last) || slot.own_parties_fit(last)),
            (Some(false), _) => slot.reference && slot.old_date && follows,
            (None, Some(true)) => level && (same_side || settles) && !slot.earlier && (slot.definite || follows),
            (None, _) => slot.definite && follows && level && !slot.next && (same_side || settles || slot.reference),
        }
    }

    /// Whether a slot has a day with one of these in common.
    fn meets(&self, slot: &Slot) -> bool {
        let days = self.dated().and_then(|s| s.date.as_ref()).zip(slot.date.as_ref());
        days.is_none_or(|((a, _), (b, _))| overlap(a, b))
    }
}

/// "Hanoi" and "Hanoi province".
fn one_name(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    long.strip_prefix(short).is_some_and(|rest| rest.starts_with(' '))
}

/// Whether two dates may be days of one meeting: they overlap, or one follows the other.
fn near(a: &When, b: &When) -> bool {
    let (Some(a1), Some(b1)) = (a.earliest().or(a.latest()), b.earliest().or(b.latest())) else { return false };
    let (a2, b2) = (a.latest().unwrap_or(a1), b.latest().unwrap_or(b1));
    let next = |d: jiff::civil::Date| d.tomorrow().unwrap_or(d);
    a1 <= next(b2) && b1 <= next(a2)
}

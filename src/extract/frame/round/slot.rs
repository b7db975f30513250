//! One meeting as one sentence tells it.

use super::{table::Table, venue};
use crate::domain::{Actor, Place, Role, RoundFormat, Span, Status, When};
use std::sync::Arc;

/// One meeting as one sentence tells it.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub(super) sentence: usize,
    pub(super) date: Option<(When, Span)>,
    pub(super) date_rule: &'static str,
    pub(super) place: Option<(Place, Span)>,
    pub(super) ordinal: Option<u32>,
    pub(super) status: Status,
    /// "The talks", "that meeting": it may go on about one told before.
    pub(super) definite: bool,
    /// It says something only of one told before.
    pub(super) reference: bool,
    /// It is the news that the article opens with.
    pub(super) fresh: bool,
    /// "Next", "further", "another".
    pub(super) next: bool,
    /// "Previous", "earlier".
    pub(super) earlier: bool,
    /// The date is one it no longer has.
    pub(super) old_date: bool,
    /// A second meeting of the sentence, named by a noun of its own.
    pub(super) own: bool,
    /// "A closed meeting with the Ukrainians" beside the round told before: its day and place.
    pub(super) aside: bool,
    /// The date is only its last day: "the talks will go on until 4 September".
    pub(super) until: bool,
    /// The place is only that of the dateline.
    pub(super) from_dateline: bool,
    /// Dates it had before the one it has now.
    pub(super) old: Vec<(When, Span)>,
    /// Every side the sentence names, to tell one meeting from another.
    pub(super) parties: Vec<Arc<Actor>>,
    /// Those of them who sit at the table.
    pub(super) table: Table,
    pub(super) others: Vec<(Role, Arc<Actor>, Option<String>)>,
    pub(super) format: Option<RoundFormat>,
    pub(super) level: Option<&'static str>,
    pub(super) outcome: Option<String>,
    pub(super) rule: &'static str,
}

impl Slot {
    /// One that says something only of the meeting told before.
    pub(super) fn reference(sentence: usize) -> Slot {
        Slot {
            sentence,
            date: None,
            date_rule: "round.date",
            place: None,
            ordinal: None,
            status: Status::Concluded,
            definite: true,
            reference: true,
            fresh: false,
            next: false,
            earlier: false,
            old_date: false,
            own: false,
            aside: false,
            until: false,
            from_dateline: false,
            old: Vec::new(),
            parties: Vec::new(),
            table: Table::default(),
            others: Vec::new(),
            format: None,
            level: None,
            outcome: None,
            rule: "round.reference",
        }
    }

    /// Whether it says only in which building they met.
    pub(super) fn is_only_building(&self) -> bool {
        // "At Rosenhall": a place that no list knows may be one.
        let unknown = |p: &Place| p.lat.is_none() && p.country.is_none();
        let building = self.place.as_ref().is_some_and(|(p, _)| venue::is_building(p) || unknown(p));
        building && self.date.is_none() && self.ordinal.is_none()
    }

    /// Whether this table and that of the slot before are known to have other sides.
    pub(super) fn other_table(&self, before: Option<&Slot>) -> bool {
        let Some(before) = before.filter(|b| b.table.strong && self.table.strong) else { return false };
        let (a, b) = (&self.table.sides, &before.table.sides);
        a.len() == 2 && b.len() == 2 && a.iter().filter(|x| b.iter().any(|y| y.id == x.id)).count() < 2
    }

    /// Whether the sides named here are not others than those of the slot before.
    pub(super) fn own_parties_fit(&self, before: Option<&Slot>) -> bool {
        let Some(before) = before.filter(|b| b.parties.len() >= 2 && self.parties.len() >= 2) else { return true };
        let (small, large) = if before.parties.len() < self.parties.len() { (before, self) } else { (self, before) };
        small.parties.iter().filter(|a| large.parties.iter().any(|b| b.id == a.id)).count() >= 2
    }
}

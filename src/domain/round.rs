//! What surrounds a round of talks: the rounds beside it on its track, who spoke around it, and what moved since.

use super::{
    actor::Actor,
    event::Event,
    picture::{StrikeBin, days},
    vocab::{Kind, Role, Status, Topic},
};
use jiff::{ToSpan as _, civil::Date};

/// So many days before a round and after it belong to it.
pub const REACH: i32 = 3;
/// A round whose days are less certain than this has no before and after.
const MOST_DAYS: i64 = 14;

/// A first and a last day.
pub type Days = (Date, Date);

/// The days of a round, and those before and after it that are not another round's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "said above")]
pub struct Course {
    pub before: Option<Days>,
    pub during: Days,
    pub after: Option<Days>,
}

impl Course {
    /// The course of a round that was held; none where it was not, or where its days are not known well enough.
    pub fn of(round: &Event, previous: Option<&Event>, next: Option<&Event>) -> Option<Course> {
        let during = span(round).filter(|(first, last)| is_held(round) && days(*first, *last) <= MOST_DAYS)?;
        let back = during.0.checked_sub(REACH.days()).ok()?;
        let on = during.1.checked_add(REACH.days()).ok()?;
        let behind = previous.and_then(span).and_then(|(_, last)| last.tomorrow().ok()).map_or(back, |d| d.max(back));
        let ahead = next.filter(|e| is_held(e)).and_then(span).and_then(|(first, _)| first.yesterday().ok());
        let ahead = ahead.map_or(on, |d| d.min(on));
        let some = |first: Date, last: Date| (first <= last).then_some((first, last));
        Some(Course {
            before: during.0.yesterday().ok().and_then(|last| some(behind, last)),
            during,
            after: during.1.tomorrow().ok().and_then(|first| some(first, ahead)),
        })
    }

    /// All of its days.
    pub fn whole(&self) -> Days {
        (self.before.map_or(self.during.0, |d| d.0), self.after.map_or(self.during.1, |d| d.1))
    }
}

/// The first and the last day of an event, where both are known.
pub fn span(event: &Event) -> Option<Days> {
    event.content.date.earliest().zip(event.content.date.latest())
}

/// Whether it is a round that took place, or takes place.
pub fn is_held(event: &Event) -> bool {
    event.content.kind == Kind::Round && event.content.status.is_some_and(Status::is_held)
}

/// The party for which somebody acts: the body they belong to, else their country.
pub fn party_of<'p>(actor: &Actor, parties: &'p [Actor]) -> Option<&'p Actor> {
    let body = actor.affiliation.as_ref().map(|a| a.id.as_str());
    let own = |p: &&Actor| p.id == actor.id || Some(p.id.as_str()) == body;
    let country = |p: &&Actor| p.country.is_some() && p.country == actor.country;
    parties.iter().find(own).or_else(|| parties.iter().find(country))
}

/// Who sits at a table, each once.
pub fn parties(round: &Event) -> Vec<Actor> {
    let mut parties: Vec<Actor> = Vec::new();
    for party in round.content.actors(Role::Party) {
        if !parties.iter().any(|p| p.id == party.id) {
            parties.push(party.clone());
        }
    }
    parties
}

/// Somebody who spoke for a party in the days of a round.
#[derive(Clone, Debug)]
pub struct Voice {
    /// The party's slug.
    pub party: String,
    /// Who.
    pub actor: Actor,
    /// Under which office.
    pub title: Option<String>,
}

/// The last thing a party said on a topic, after the round before this one and after this one.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "said above")]
pub struct Stand {
    pub topic: Topic,
    pub party: String,
    pub then: Option<Event>,
    pub now: Option<Event>,
}

/// What surrounds a round.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// The last round held before it on its track, with the same parties where there is one.
    pub previous: Option<Event>,
    /// The next round of the track, held or planned, in the same way.
    pub next: Option<Event>,
    /// Its days, if it was held.
    pub course: Option<Course>,
    /// Statements on these days by those who speak for the parties, and those that speak of this round; by day.
    pub said: Vec<Event>,
    /// Whether there were more than could be looked at.
    pub more_said: bool,
    /// Who spoke for the parties while it was held.
    pub voices: Vec<Voice>,
    /// Who did at the round before.
    pub voices_before: Vec<Voice>,
    /// Where the parties stood after each.
    pub stands: Vec<Stand>,
    /// Strikes on the days between the two, by day and target; none where no day lies between.
    pub strikes: Option<(Days, Vec<StrikeBin>)>,
}

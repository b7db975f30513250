//! Tracks of talks made, changed and removed by API. In one transaction with the track, every event that it
//! can have a say over is assigned anew, and each that moves is in the change feed.

use super::{
    Pipeline,
    intake::{self, Rejection},
    links,
};
use crate::{
    domain::{Actor, ActorKind, Event, EventId},
    store::{
        StoreError, Writer,
        negotiations::{Found, Party, Track},
    },
};
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, de::DeserializeOwned};

/// So many events are looked at in one step.
const STEP: i64 = 1000;
/// Longer than any name of talks.
const LONGEST_NAME: usize = 200;
/// As many as sit at any table.
const MOST_PARTIES: usize = 50;

/// Why a track was not made, changed or removed. Nothing was changed then.
#[derive(Debug, thiserror::Error)]
pub enum TrackError {
    /// There is no such track.
    #[error("there is no such negotiation here")]
    Unknown,
    /// It was removed.
    #[error("this negotiation was removed")]
    Removed,
    /// It can't be done as things are.
    #[error("{0}")]
    Conflict(String),
    /// What was sent can't be taken.
    #[error("{0}")]
    Rejected(Rejection),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Rejection> for TrackError {
    fn from(rejection: Rejection) -> TrackError {
        TrackError::Rejected(rejection)
    }
}

/// A new track, as it is sent.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NegotiationIn)]
pub(crate) struct NewTrack {
    #[serde(default)]
    id: Option<String>,
    name: String,
    parties: Vec<String>,
    #[serde(default)]
    mediators: Vec<String>,
    #[schema(pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    from: String,
    #[serde(default)]
    #[schema(pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    to: Option<String>,
}

/// What is to be different; what is left out stays.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = NegotiationChange)]
pub(crate) struct Changes {
    name: Option<String>,
    parties: Option<Vec<String>>,
    mediators: Option<Vec<String>>,
    #[schema(pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    from: Option<String>,
    /// `null` means that it goes on.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>, pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    to: Option<Option<String>>,
}

/// Tells `null` from what is left out.
fn given<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(d).map(Some)
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Rejection> {
    intake::json(body, "something follows the closing brace")
}

fn day(pointer: &str, text: &str) -> Result<Date, Rejection> {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    if shape != "0000-00-00" {
        return Err(Rejection::malformed(pointer, format!("`{text}` is not a day of the form 2026-02-18")));
    }
    text.parse().map_err(|_| Rejection::impossible(pointer, format!("`{text}` does not exist: there is no such day")))
}

fn name(text: &str) -> Result<String, Rejection> {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err(Rejection::impossible("/name", "a negotiation needs a name"));
    }
    if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(Rejection::impossible(
            "/name",
            format!("a name has at most {LONGEST_NAME} characters on one line"),
        ));
    }
    Ok(name)
}

/// A slug as it may stand in an address.
fn slug(id: Option<&str>, name: &str) -> Result<String, Rejection> {
    let slug = id.map_or_else(|| crate::store::slug(name), str::to_owned);
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if slug.is_empty() || slug.len() > 100 || !slug.chars().all(plain) || slug.starts_with('-') || slug.ends_with('-') {
        let detail = format!(
            "`{slug}` can't be an id: use small letters, digits and hyphens between them, 100 at most{}",
            if id.is_none() { "; this one was made from the name" } else { "" }
        );
        return Err(Rejection::impossible("/id", detail));
    }
    Ok(slug)
}

fn in_order(first: Date, last: Option<Date>) -> Result<(), Rejection> {
    match last {
        Some(last) if last < first => {
            Err(Rejection::impossible("/to", format!("the last day {last} is before the first, {first}")))
        }
        _ => Ok(()),
    }
}

impl Pipeline {
    /// Makes a track of what was sent as JSON. Returns its slug.
    ///
    /// # Errors
    /// [`TrackError`].
    pub async fn make_track(&self, body: &[u8]) -> Result<String, TrackError> {
        let new: NewTrack = read(body)?;
        let name = name(&new.name)?;
        let id = slug(new.id.as_deref(), &name)?;
        let first = day("/from", &new.from)?;
        let last = new.to.as_deref().map(|to| day("/to", to)).transpose()?;
        in_order(first, last)?;
        let mut writer = self.store.write(self.clock.now()).await?;
        if let Found::Track(there) = writer.track(&id).await? {
            let detail =
                format!("the id `{id}` is taken by “{}”: send another `id`, or change that one with PATCH", there.name);
            return Err(TrackError::Conflict(detail));
        }
        let parties = self.seated(&mut writer, &new.parties, &new.mediators).await?;
        let track = Track { id: id.clone(), name, first, last, parties, made: true };
        writer.put_track(&track).await?;
        assign(&mut writer, &[track]).await?;
        writer.commit().await?;
        Ok(id)
    }

    /// Changes what the JSON names of a track.
    ///
    /// # Errors
    /// [`TrackError`].
    pub async fn change_track(&self, id: &str, body: &[u8]) -> Result<(), TrackError> {
        let changes: Changes = read(body)?;
        let mut writer = self.store.write(self.clock.now()).await?;
        let before = standing(&mut writer, id).await?;
        let mut track = before.clone();
        if let Some(text) = &changes.name {
            track.name = name(text)?;
        }
        if let Some(from) = &changes.from {
            track.first = day("/from", from)?;
        }
        if let Some(to) = &changes.to {
            track.last = to.as_deref().map(|to| day("/to", to)).transpose()?;
        }
        in_order(track.first, track.last)?;
        if changes.parties.is_some() || changes.mediators.is_some() {
            let now = |principal: bool| {
                before.parties.iter().filter(|p| p.principal == principal).map(|p| p.actor.clone()).collect()
            };
            let parties = changes.parties.unwrap_or_else(|| now(true));
            let mediators = changes.mediators.unwrap_or_else(|| now(false));
            track.parties = self.seated(&mut writer, &parties, &mediators).await?;
        }
        if track != before {
            writer.put_track(&track).await?;
            assign(&mut writer, &[before, track]).await?;
        }
        writer.commit().await?;
        Ok(())
    }

    /// Removes a track that was made by API. Its events join another track, or none.
    ///
    /// # Errors
    /// [`TrackError`]; a conflict for one that ships with the program.
    pub async fn remove_track(&self, id: &str) -> Result<(), TrackError> {
        let mut writer = self.store.write(self.clock.now()).await?;
        let track = standing(&mut writer, id).await?;
        if !track.made {
            let detail = format!("`{id}` ships with this program and can't be removed: give it a last day with PATCH");
            return Err(TrackError::Conflict(detail));
        }
        writer.remove_track(id).await?;
        assign(&mut writer, &[track]).await?;
        writer.commit().await?;
        Ok(())
    }

    /// Who sits at the table, each of them known here or to the lexicon.
    async fn seated(
        &self,
        writer: &mut Writer,
        parties: &[String],
        mediators: &[String],
    ) -> Result<Vec<Party>, TrackError> {
        if parties.len() < 2 {
            let detail = "a negotiation has at least two parties, each an actor's id such as `ukraine`";
            return Err(Rejection::impossible("/parties", detail).into());
        }
        if parties.len() + mediators.len() > MOST_PARTIES {
            let detail = format!("a negotiation has at most {MOST_PARTIES} parties and mediators");
            return Err(Rejection::impossible("/parties", detail).into());
        }
        let named: Vec<String> = parties.iter().chain(mediators).cloned().collect();
        let known = writer.known_actors(&named).await?;
        let mut seated: Vec<Party> = Vec::with_capacity(named.len());
        for (nth, id) in named.iter().enumerate() {
            let principal = nth < parties.len();
            let pointer =
                if principal { format!("/parties/{nth}") } else { format!("/mediators/{}", nth - parties.len()) };
            if seated.iter().any(|p| p.actor == *id) {
                return Err(Rejection::impossible(&pointer, format!("`{id}` is named twice")).into());
            }
            let Some(actor) = known.get(id).or_else(|| self.lexicon.person(id).map(|known| &*known.actor)) else {
                let detail = format!(
                    "unknown actor `{id}`: take an `id` from /api/v1/actors; a state's is its English name with hyphens"
                );
                return Err(Rejection::impossible(&pointer, detail).into());
            };
            writer.know_actor(actor).await?;
            seated.push(Party { actor: id.clone(), principal, country: country(actor) });
        }
        Ok(seated)
    }
}

/// The people of a state stand for it; those of a country do not stand for every body in it.
fn country(actor: &Actor) -> Option<String> {
    actor.country.clone().filter(|_| actor.kind == ActorKind::State)
}

async fn standing(writer: &mut Writer, id: &str) -> Result<Track, TrackError> {
    match writer.track(id).await? {
        Found::Track(track) => Ok(track),
        Found::Removed => Err(TrackError::Removed),
        Found::Nothing => Err(TrackError::Unknown),
    }
}

/// Gives every event that these tracks can have a say over to the track it belongs to now.
async fn assign(writer: &mut Writer, around: &[Track]) -> Result<(), StoreError> {
    let tracks = writer.tracks().await?;
    let mut after = EventId(0);
    loop {
        let events = writer.events_around(around, after, STEP).await?;
        let Some(last) = events.last() else { return Ok(()) };
        after = last.id;
        let mut moved: Vec<Event> = events
            .into_iter()
            .filter_map(|event| {
                let negotiation = links::assigned(&tracks, &event);
                (negotiation != event.negotiation).then_some(Event { negotiation, ..event })
            })
            .collect();
        writer.put_negotiations(&mut moved).await?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::intake::Fault;

    #[test]
    fn what_is_sent_is_checked_by_field() {
        let check = |result: Result<(), Rejection>, pointer: &str, fault: Fault| {
            let rejection = result.expect_err(pointer);
            assert_eq!((rejection.pointer.as_deref(), rejection.fault), (Some(pointer), fault), "{rejection}");
        };
        check(day("/from", "tomorrow").map(drop), "/from", Fault::Malformed);
        check(day("/from", "2026-02-31").map(drop), "/from", Fault::Impossible);
        check(name("  ").map(drop), "/name", Fault::Impossible);
        check(slug(Some("A b"), "x").map(drop), "/id", Fault::Impossible);
        check(slug(None, "…").map(drop), "/id", Fault::Impossible);
        let (a, b) = (jiff::civil::date(2026, 1, 2), jiff::civil::date(2026, 1, 1));
        check(in_order(a, Some(b)), "/to", Fault::Impossible);
        assert_eq!(
            in_order(a, Some(a)).ok().zip(slug(None, "Geneva  Talks, 2026").ok()).map(|(_, s)| s).as_deref(),
            Some("geneva-talks-2026")
        );
        assert!(read::<NewTrack>(br#"{"name":"x","parties":["a"],"from":"2026-01-01","colour":1}"#).is_err());
    }

    #[test]
    fn nothing_and_null_are_two_things() {
        let to = |json: &str| read::<Changes>(json.as_bytes()).expect("JSON").to;
        assert_eq!(to("{}"), None);
        assert_eq!(to(r#"{"to":null}"#), Some(None));
        assert_eq!(to(r#"{"to":"2026-01-01"}"#), Some(Some("2026-01-01".to_owned())));
    }
}

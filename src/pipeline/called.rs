//! Actors and places by what somebody types: the names that begin so, else other spellings that the lexicon knows,
//! and names that are spelled nearly so.

use super::Pipeline;
use crate::{
    domain::{Actor, Place, called::Called, page::Listed},
    extract::lexicon::Sense,
    store::StoreError,
};

/// Names that are spelled alike, at most.
const ALIKE: u32 = 8;

/// What was found.
#[derive(Clone, Debug)]
pub struct Found<T> {
    /// Those called so, or nearly so.
    pub items: Vec<Listed<T>>,
    /// Whether none is called so, and these are only spelled alike.
    pub alike: bool,
}

impl Pipeline {
    /// Actors called so, at most `most`; where there are none, those with a name like it.
    ///
    /// # Errors
    /// As the store fails.
    pub async fn actors_called(&self, called: &Called, most: u32) -> Result<Found<Actor>, StoreError> {
        let items = self.store.actors_called(called, most).await?;
        if !items.is_empty() {
            return Ok(Found { items, alike: false });
        }
        let mut slugs = self.store.actors_spelled_like(called, ALIKE as usize).await?;
        slugs.extend(self.known(called, |sense| match sense {
            Sense::Actor(at) => Some(self.lexicon.actor(at).actor.id.clone()),
            Sense::Demonym(_) | Sense::Seat(_) | Sense::Place(_) => None,
        }));
        let items = self.store.actors_listed(&slugs, called.text(), most.min(ALIKE)).await?;
        Ok(Found { items, alike: true })
    }

    /// Places called so, likewise.
    ///
    /// # Errors
    /// As the store fails.
    pub async fn places_called(&self, called: &Called, most: u32) -> Result<Found<Place>, StoreError> {
        let items = self.store.places_called(called, most).await?;
        if !items.is_empty() {
            return Ok(Found { items, alike: false });
        }
        let mut slugs = self.store.places_spelled_like(called, ALIKE as usize).await?;
        slugs.extend(self.known(called, |sense| match sense {
            Sense::Place(at) => Some(self.lexicon.place(at).0.id.clone()),
            Sense::Actor(_) | Sense::Demonym(_) | Sense::Seat(_) => None,
        }));
        let items = self.store.places_listed(&slugs, called.text(), most.min(ALIKE)).await?;
        Ok(Found { items, alike: true })
    }

    /// What the lexicon knows under these words ("Kiev"): names are written with capitals there.
    fn known(&self, called: &Called, of: impl Fn(Sense) -> Option<String>) -> Vec<String> {
        let capital = |word: &String| {
            let mut letters = word.chars();
            letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>()
        };
        let name = called.words().iter().map(capital).collect::<Vec<_>>().join(" ");
        let senses = self.lexicon.hits(&name, 0, name.len()).into_iter().flat_map(|hit| hit.senses.iter().copied());
        senses.filter_map(of).collect()
    }
}

//! Use cases: what happens between a request and the store, and where transactions begin and end.

mod consolidate;
pub mod correct;
pub mod intake;
pub mod submit;

use crate::{clock::Clock, extract::Lexicon, store::Store};

/// Every way in which the timeline is written.
#[derive(Clone, Debug)]
pub struct Pipeline {
    store: Store,
    lexicon: &'static Lexicon,
    clock: Clock,
}

impl Pipeline {
    /// A pipeline into this store.
    pub fn new(store: Store, lexicon: &'static Lexicon, clock: Clock) -> Pipeline {
        Pipeline { store, lexicon, clock }
    }
    /// The store it writes to.
    pub fn store(&self) -> &Store {
        &self.store
    }
    /// The clock it goes by.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }
}

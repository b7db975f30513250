//! Use cases: what happens between a request and the store, and where transactions begin and end.

mod called;
mod consolidate;
pub mod correct;
mod identity;
pub mod intake;
mod links;
pub mod negotiations;
pub mod reextract;
pub mod submit;
pub mod withdraw;

pub use called::Found;

use crate::{
    clock::Clock,
    domain::profile::Coverage,
    extract::{FOREIGN, Lexicon, RULESET},
    store::{Store, StoreError},
};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use std::sync::Arc;

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
    /// The same into another store.
    #[must_use]
    pub fn over(&self, store: Store) -> Pipeline {
        Pipeline { store, ..self.clone() }
    }
    /// The store it writes to.
    pub fn store(&self) -> &Store {
        &self.store
    }
    /// What is stored and how far the rules could read it.
    ///
    /// # Errors
    /// As the store fails.
    pub async fn coverage(&self) -> Result<Coverage, StoreError> {
        self.store.coverage(RULESET, FOREIGN).await
    }
    /// The clock it goes by.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }
}

/// A time for the log.
fn micros(took: std::time::Duration) -> u64 {
    u64::try_from(took.as_micros()).unwrap_or(u64::MAX)
}

/// Does the same work on each of these, beside the transactions and in their order: as many at a time as
/// there are processors, since more would only wait for one another.
async fn side_by_side<T, R>(
    items: &[Arc<T>],
    work: impl Fn(&T) -> R + Clone + Send + 'static,
) -> Result<Vec<R>, StoreError>
where
    T: Send + Sync + 'static,
    R: Send + 'static,
{
    let at_once = std::thread::available_parallelism().map_or(2, usize::from);
    let task = |item: &Arc<T>| {
        let (item, work) = (Arc::clone(item), work.clone());
        async move { tokio::task::spawn_blocking(move || work(&item)).await.map_err(StoreError::Reading) }
    };
    let tasks: Vec<_> = items.iter().map(task).collect();
    stream::iter(tasks).buffered(at_once).try_collect().await
}

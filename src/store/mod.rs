//! All SQL. Rows are private; what goes in and out are domain values.

mod additions;
mod around;
mod articles;
mod called;
mod changes;
pub mod cluster;
mod connect;
mod corrections;
mod coverage;
pub mod dump;
mod error;
mod events;
mod export;
mod facets;
mod filing;
mod hits;
mod idempotency;
mod incoming;
mod links;
mod lists;
mod live;
mod load;
mod mentions;
mod names;
pub mod negotiations;
mod picture;
mod positions;
mod profile;
pub mod readings;
mod replica;
mod rounds;
mod sessions;
mod timeline;
pub mod tokens;
mod tracks;
mod types;
mod views;
mod withdrawal;
mod write;

pub use cluster::{Cluster, ClusterError, ClusterOptions};
pub(crate) use corrections::{Anchored, Draft, InForce};
pub(crate) use error::OnConstraint;
pub use error::{Refused, StoreError};
pub(crate) use events::Op;
pub use export::Export;
pub use idempotency::{Begun, HEARTBEAT, KEPT_HOURS, KeptAnswer, KeyOf};
pub(crate) use incoming::{Before, Incoming, StoredArticle};
pub(crate) use lists::Stamp;
pub use load::Pool;
pub(crate) use mentions::{Loaded, Member, Origin};
pub use readings::Due;
pub(crate) use readings::StoredText;
pub use replica::{Replica, Standing};
pub use tokens::{Scope, TokenInfo};
pub(crate) use types::slug;
pub(crate) use withdrawal::ArticleState;
pub(crate) use write::{Reading, Said, Writer};

/// A pool of connections to one database.
#[derive(Clone, Debug)]
pub struct Store {
    pool: sqlx::PgPool,
    /// Exports read as slowly as their readers do: a pool of their own, so that pages never wait for them.
    exports: sqlx::PgPool,
    /// Where this process's writers wait, in the order they came: each would otherwise wait inside Postgres
    /// with a connection that readers need.
    turn: std::sync::Arc<tokio::sync::Mutex<()>>,
    news: changes::News,
    /// Who waits for news looks in turns: many wake at once, and readers of pages need connections too.
    looks: std::sync::Arc<tokio::sync::Semaphore>,
    /// A copy that follows this database, to read from.
    replica: Option<std::sync::Arc<Replica>>,
}

/// Where the next part of a list of named things starts: after this many events and this slug.
pub type ListCursor = (u64, String);

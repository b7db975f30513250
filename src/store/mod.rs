//! All SQL. Rows are private; what goes in and out are domain values.

mod articles;
pub mod cluster;
mod connect;
mod corrections;
mod error;
mod events;
mod facets;
mod lists;
mod mentions;
mod names;
pub mod negotiations;
mod sessions;
mod timeline;
pub mod tokens;
mod types;
mod write;

pub use cluster::{Cluster, ClusterError, ClusterOptions};
pub(crate) use error::OnConstraint;
pub use error::StoreError;
pub(crate) use events::Op;
pub(crate) use mentions::{Loaded, Member};
pub use tokens::{Scope, TokenInfo};
pub(crate) use write::{Before, Writer};

/// A pool of connections to one database.
#[derive(Clone, Debug)]
pub struct Store {
    pool: sqlx::PgPool,
}

/// Where the next part of a list of named things starts: after this many events and this slug.
pub type ListCursor = (u64, String);

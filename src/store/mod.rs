//! All SQL. Rows are private; what goes in and out are domain values.

mod articles;
mod changes;
pub mod cluster;
mod connect;
mod error;
mod events;
mod facets;
mod links;
mod lists;
mod mentions;
mod names;
pub mod negotiations;
pub mod readings;
mod timeline;
pub mod tokens;
mod tracks;
mod types;
mod withdrawal;
mod write;

pub use cluster::{Cluster, ClusterError, ClusterOptions};
pub(crate) use error::OnConstraint;
pub use error::{Refused, StoreError};
pub(crate) use events::Op;
pub(crate) use mentions::{Loaded, Member, Origin};
pub use readings::Due;
pub(crate) use readings::StoredText;
pub use tokens::{Scope, TokenInfo};
pub(crate) use types::slug;
pub(crate) use withdrawal::ArticleState;
pub(crate) use write::{Before, Reading, Writer};

/// A pool of connections to one database.
#[derive(Clone, Debug)]
pub struct Store {
    pool: sqlx::PgPool,
    news: changes::News,
}

/// Where the next part of a list of named things starts: after this many events and this slug.
pub type ListCursor = (u64, String);

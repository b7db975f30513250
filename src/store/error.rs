//! What can go wrong in the store, and which database errors mean what.

use crate::domain::page::Withdrawal;

/// An article that was not stored, because it was withdrawn before.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{was}; an article that was withdrawn does not come back")]
pub struct Refused {
    /// Its place among those that were sent, counted from 0.
    pub nth: usize,
    /// When and why.
    pub was: Withdrawal,
}

fn withdrawn(refused: &[Refused]) -> String {
    refused.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// What can go wrong in the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database can't be reached, or went away.
    #[error("the database can't be reached")]
    Unavailable(#[source] sqlx::Error),
    /// There is no room on the database's disk.
    #[error("the database's disk is full")]
    Full(#[source] sqlx::Error),
    /// A slug in the filter that nobody has.
    #[error("unknown {key} `{value}`")]
    UnknownSlug {
        /// The filter's key.
        key: &'static str,
        /// What was asked for.
        value: String,
    },
    /// Articles that were withdrawn and do not come back; nothing was stored.
    #[error("{}", withdrawn(.0))]
    Withdrawn(Vec<Refused>),
    /// A token of this name exists already.
    #[error("there is a token named `{0}` already")]
    DuplicateToken(String),
    /// The name of a database that would have to be quoted.
    #[error("`{0}` can't be the name of a database here: use small letters, digits and `_`")]
    DatabaseName(String),
    /// The schema could not be brought up to date.
    #[error("the database could not be migrated")]
    Migration(#[source] sqlx::migrate::MigrateError),
    /// The rules broke down over an article: a fault of ours.
    #[error("an article could not be read")]
    Reading(#[source] tokio::task::JoinError),
    /// A write that had nothing to write: a fault of ours.
    #[error("nothing was stored")]
    Nothing,
    /// Anything else: a fault of ours.
    #[error("the database refused a statement")]
    Database(#[source] sqlx::Error),
}

/// SQLSTATEs of a server that is going away or not there yet: `admin_shutdown`, `crash_shutdown`,
/// `cannot_connect_now`, `too_many_connections`; and 55000 where a database takes no connections (PostgreSQL manual, appendix A).
const GOING_AWAY: [&str; 5] = ["57P01", "57P02", "57P03", "53300", "55000"];

/// `disk_full`.
const FULL: &str = "53100";

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> StoreError {
        if error.as_database_error().and_then(sqlx::error::DatabaseError::code).is_some_and(|code| code == FULL) {
            return StoreError::Full(error);
        }
        let gone = match &error {
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => {
                true
            }
            sqlx::Error::Database(e) => {
                e.code().is_some_and(|code| GOING_AWAY.contains(&code.as_ref()) || code.starts_with("08"))
            }
            _ => false,
        };
        if gone { StoreError::Unavailable(error) } else { StoreError::Database(error) }
    }
}

impl StoreError {
    /// A row that does not read back as what was written: a fault of ours.
    pub(crate) fn decode(error: impl std::error::Error + Send + Sync + 'static) -> StoreError {
        StoreError::Database(sqlx::Error::Decode(Box::new(error)))
    }
}

/// Turns the violation of a named constraint into an error of the domain.
pub(crate) trait OnConstraint<T> {
    /// `make` is asked only where this very constraint was violated.
    fn on_constraint(self, name: &str, make: impl FnOnce() -> StoreError) -> Result<T, StoreError>;
}

impl<T> OnConstraint<T> for Result<T, sqlx::Error> {
    fn on_constraint(self, name: &str, make: impl FnOnce() -> StoreError) -> Result<T, StoreError> {
        self.map_err(|error| match &error {
            sqlx::Error::Database(e) if e.constraint() == Some(name) => make(),
            _ => StoreError::from(error),
        })
    }
}

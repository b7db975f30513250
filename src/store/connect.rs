//! Opening a database, making one, and bringing its schema up to date.

use super::{Store, StoreError};
use sqlx::{
    Connection, PgConnection, QueryBuilder,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{sync::Arc, time::Duration};
use tokio::sync::Semaphore;

/// How long a request waits for a connection before it is told that the database is busy or gone.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// So many exports are read at once; the next one waits, and is told to come back later.
const EXPORTS: u32 = 8;

/// So many of those who wait for news look at once.
const LOOKS: usize = 2;

/// A connection for exports that nobody needs is closed.
const IDLE: Duration = Duration::from_secs(60);

impl Store {
    /// Opens a pool of at most `max_connections`, and checks that the database answers.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where nobody answers within five seconds.
    pub async fn connect(options: PgConnectOptions, max_connections: u32) -> Result<Store, StoreError> {
        let store = Store::lazily(options, max_connections, ACQUIRE_TIMEOUT);
        // One connection is made now, so that an address nobody answers at is known at the start.
        drop(store.pool.acquire().await?);
        Ok(store)
    }

    /// The same, without looking whether anybody answers; `patience` is how long a request waits for a connection.
    pub(super) fn lazily(options: PgConnectOptions, max_connections: u32, patience: Duration) -> Store {
        // A filter with its values beats a plan made for any filter: measured 20 times faster.
        // No query runs so long that compiling it would pay.
        let settings = [("plan_cache_mode", "force_custom_plan"), ("jit", "off")];
        let options = options.options(settings).application_name("demarche");
        let pool = PgPoolOptions::new()
            .max_connections(max_connections)
            .acquire_timeout(patience)
            .connect_lazy_with(options.clone());
        let exports = PgPoolOptions::new()
            .max_connections(EXPORTS)
            .acquire_timeout(patience)
            .idle_timeout(IDLE)
            .connect_lazy_with(options);
        Store {
            pool,
            exports,
            turn: Arc::default(),
            news: super::changes::News::default(),
            looks: Arc::new(Semaphore::new(LOOKS)),
            replica: None,
        }
    }

    /// Makes the database that `options` names, where the server has none of that name.
    pub async fn create_database_if_missing(options: &PgConnectOptions) -> Result<(), StoreError> {
        let Some(name) = options.get_database() else { return Ok(()) };
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if name.is_empty() || !name.chars().all(plain) {
            return Err(StoreError::DatabaseName(name.to_owned()));
        }
        let mut connection = PgConnection::connect_with(&options.clone().database("postgres")).await?;
        let exists =
            sqlx::query_scalar!("select exists (select from pg_database where datname = $1) as \"exists!\"", name)
                .fetch_one(&mut connection)
                .await?;
        if !exists {
            // A name can't be a bound value; it was checked above.
            let made = QueryBuilder::<sqlx::Postgres>::new("create database ")
                .push(name)
                .build()
                .execute(&mut connection)
                .await;
            match made {
                // Somebody else was quicker (duplicate_database, or its race in the catalogue).
                Err(sqlx::Error::Database(e)) if matches!(e.code().as_deref(), Some("42P04" | "23505")) => {}
                Err(error) => return Err(error.into()),
                Ok(_) => {}
            }
        }
        connection.close().await?;
        Ok(())
    }

    /// Brings the schema up to date, the list of negotiations and the keys of mentions with it. Safe to run twice, and by two programs at once.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        sqlx::migrate!().run(&self.pool).await.map_err(StoreError::Migration)?;
        self.seed_negotiations().await?;
        self.file_anew().await
    }

    /// The pool, for what a colleague of the store (a listener, a test) needs.
    pub fn pool(&self) -> &sqlx::PgPool {
        &self.pool
    }

    /// Closes every connection.
    pub async fn close(&self) {
        if let Some(replica) = &self.replica {
            replica.store().close_own().await;
        }
        self.close_own().await;
    }

    async fn close_own(&self) {
        self.exports.close().await;
        self.pool.close().await;
    }
}

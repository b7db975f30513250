//! The database a command works on: `DATABASE_URL`'s, else the embedded one.

use crate::{
    config,
    store::{Cluster, ClusterOptions, Store, StoreError},
};
use anyhow::Context as _;
use sqlx::postgres::PgConnectOptions;
use std::{
    process::ExitCode,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// The database in the embedded cluster that holds an analyst's articles.
pub(super) const DATABASE: &str = "demarche";

/// Brings the database's schema up to date, and stops.
#[derive(Debug, clap::Args)]
pub(super) struct Migrate {
    #[command(flatten)]
    database: config::Database,
}

impl Migrate {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let open = Open::new(&self.database, Use::Join, None).await?;
        println!("The database is up to date.");
        open.close().await?;
        Ok(ExitCode::SUCCESS)
    }
}

/// In what capacity a command needs the embedded cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// As the one server of the data directory.
    Serve,
    /// Beside it, or alone for a while.
    Join,
}

/// A database that is open, migrated and ready.
pub(super) struct Open {
    pub(super) store: Store,
    /// The embedded cluster, where it is that.
    cluster: Option<Arc<Mutex<Cluster>>>,
}

/// How soon after its end the embedded Postgres is started again.
const LOOK: Duration = Duration::from_millis(500);
/// After a start in vain: a disk that is full is not empty at once.
const START_AGAIN: Duration = Duration::from_secs(2);

/// Enough for a page's parallel questions from several readers, and far below Postgres's own 100.
pub(super) const CONNECTIONS: u32 = 16;

impl Open {
    /// Opens the database called `name` (else the one of the address, else [`DATABASE`]), making it
    /// where it is missing, and brings its schema up to date.
    pub(super) async fn new(settings: &config::Database, how: Use, name: Option<&str>) -> anyhow::Result<Open> {
        let located = Located::new(settings, how, name).await?;
        match located.make_and_open().await {
            Ok(store) => Ok(Open { store, cluster: located.cluster.map(|cluster| Arc::new(Mutex::new(cluster))) }),
            Err(error) => {
                // What was started is stopped again, and the first error is the one to tell.
                located.close().await.unwrap_or_else(|error| tracing::warn!(%error, "the database was left running"));
                Err(error)
            }
        }
    }

    /// Starts the embedded Postgres again whenever it ends without being told to. Never done.
    pub(super) async fn watch(&self) {
        let Some(cluster) = &self.cluster else { return std::future::pending().await };
        loop {
            tokio::time::sleep(LOOK).await;
            let cluster = Arc::clone(cluster);
            let look = tokio::task::spawn_blocking(move || locked(&cluster).revive());
            match look.await {
                Ok(Ok(false)) => {}
                Ok(Ok(true)) => tracing::warn!("the embedded Postgres had ended and was started again"),
                Ok(Err(error)) => {
                    tracing::error!(%error, "the embedded Postgres has ended and can't be started again");
                    tokio::time::sleep(START_AGAIN).await;
                }
                Err(error) => tracing::error!(%error, "nobody looks after the embedded Postgres"),
            }
        }
    }

    /// Closes every connection, and stops the embedded cluster unless somebody else still uses it.
    pub(super) async fn close(self) -> anyhow::Result<()> {
        self.store.close().await;
        stop(self.cluster).await
    }
}

/// A database whose server runs; nothing was done to it.
pub(super) struct Located {
    /// How to connect to it.
    pub(super) options: PgConnectOptions,
    /// The embedded cluster, where it is that.
    cluster: Option<Cluster>,
    /// Whether it may be made where it is missing: somebody else's server is not asked for a new database unless
    /// a name of ours needs one.
    may_make: bool,
}

impl Located {
    /// The database called `name` (else the one of the address, else [`DATABASE`]).
    pub(super) async fn new(settings: &config::Database, how: Use, name: Option<&str>) -> anyhow::Result<Located> {
        match settings.url()? {
            Some(url) => {
                let options: PgConnectOptions = url.expose().parse().context("DATABASE_URL can't be read")?;
                let options = name.map_or(options.clone(), |name| options.database(name));
                Ok(Located { options, cluster: None, may_make: name.is_some() })
            }
            None => {
                let cluster = start(settings, how).await?;
                let options = cluster.url(name.unwrap_or(DATABASE));
                Ok(Located { options, cluster: Some(cluster), may_make: true })
            }
        }
    }

    /// Makes the database where it is missing and may be made.
    pub(super) async fn make_if_ours(&self) -> anyhow::Result<()> {
        if self.may_make {
            Store::create_database_if_missing(&self.options).await.map_err(told)?;
        }
        Ok(())
    }

    /// Opens it and brings its schema up to date.
    pub(super) async fn ready(&self) -> anyhow::Result<Store> {
        let store = Store::connect(self.options.clone(), CONNECTIONS).await.map_err(told)?;
        store.migrate().await.map_err(told)?;
        Ok(store)
    }

    async fn make_and_open(&self) -> anyhow::Result<Store> {
        self.make_if_ours().await?;
        self.ready().await
    }

    /// Stops the embedded cluster unless somebody else still uses it.
    pub(super) async fn close(self) -> anyhow::Result<()> {
        stop(self.cluster.map(|cluster| Arc::new(Mutex::new(cluster)))).await
    }
}

/// Where the embedded cluster is, and the programs of Postgres.
pub(super) fn cluster_options(settings: &config::Database) -> anyhow::Result<ClusterOptions> {
    Ok(ClusterOptions {
        data_dir: settings.data_dir()?,
        pg_bin: settings.pg_bin.clone(),
        path: config::search_path(),
        temp_dir: config::temp_dir(),
    })
}

fn told(error: StoreError) -> anyhow::Error {
    match error {
        StoreError::Unavailable(_) => anyhow::Error::new(error).context("Postgres does not answer"),
        error => error.into(),
    }
}

async fn start(settings: &config::Database, how: Use) -> anyhow::Result<Cluster> {
    let options = cluster_options(settings)?;
    let started = tokio::task::spawn_blocking(move || match how {
        Use::Serve => Cluster::start(&options),
        Use::Join => Cluster::join(&options),
    });
    Ok(started.await??)
}

async fn stop(cluster: Option<Arc<Mutex<Cluster>>>) -> anyhow::Result<()> {
    if let Some(cluster) = cluster {
        tokio::task::spawn_blocking(move || locked(&cluster).stop()).await??;
    }
    Ok(())
}

/// What a panic left behind is still a cluster to look after.
fn locked(cluster: &Mutex<Cluster>) -> MutexGuard<'_, Cluster> {
    cluster.lock().unwrap_or_else(PoisonError::into_inner)
}

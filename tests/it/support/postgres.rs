//! One scratch Postgres per test binary, one database per test.
//!
//! The cluster is started by the first test that asks, and stopped by a watchdog: a shell that waits
//! on a pipe which closes when this process ends, however it ends. Each test's database is copied
//! from a template that was migrated once, which takes a few hundredths of a second.

use demarche::store::{Cluster, ClusterOptions, Store};
use sqlx::{Connection as _, PgConnection, QueryBuilder, postgres::PgConnectOptions};
use std::{
    fs::Permissions,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};
use tokio::sync::OnceCell;

const TEMPLATE: &str = "demarche_template";

struct Scratch {
    cluster: Cluster,
    /// Its standard input is the pipe; nothing is ever written to it.
    _watchdog: Child,
}

static SCRATCH: OnceCell<Scratch> = OnceCell::const_new();
static COUNT: AtomicU32 = AtomicU32::new(0);

/// How to connect to a new, migrated, empty database of one's own.
pub(crate) async fn database() -> PgConnectOptions {
    copy_of(TEMPLATE).await
}

/// How to connect to a new database of one's own without any table.
pub(crate) async fn empty_database() -> PgConnectOptions {
    copy_of("template0").await
}

async fn copy_of(template: &str) -> PgConnectOptions {
    let scratch = SCRATCH.get_or_init(start).await;
    let name = format!("test_{}", COUNT.fetch_add(1, Ordering::Relaxed));
    let mut admin = PgConnection::connect_with(&scratch.cluster.url("postgres")).await.expect("the scratch cluster");
    // Names can't be bound; these are ours.
    let mut create = QueryBuilder::<sqlx::Postgres>::new("create database ");
    create.push(&name).push(" template ").push(template);
    create.build().execute(&mut admin).await.expect("a database for this test");
    admin.close().await.expect("the connection closes");
    scratch.cluster.url(&name)
}

/// A store over a new, migrated, empty database of one's own.
pub(crate) async fn store() -> Store {
    // Every test has a pool: few connections each, or a hundred tests would ask for thousands.
    Store::connect(database().await, 4).await.expect("the test's database")
}

/// Cuts every connection to a database and keeps new ones out, as a server that went away would.
pub(crate) async fn take_away(database: &PgConnectOptions) {
    let name = database.get_database().expect("a database by name");
    let mut admin =
        PgConnection::connect_with(&database.clone().database("postgres")).await.expect("the scratch cluster");
    let mut refuse = QueryBuilder::<sqlx::Postgres>::new("alter database ");
    refuse.push(name).push(" allow_connections false");
    refuse.build().execute(&mut admin).await.expect("refuse new connections");
    cut(&mut admin, name).await;
}

/// Lets connections in again.
pub(crate) async fn bring_back(database: &PgConnectOptions) {
    let name = database.get_database().expect("a database by name");
    let mut admin =
        PgConnection::connect_with(&database.clone().database("postgres")).await.expect("the scratch cluster");
    let mut allow = QueryBuilder::<sqlx::Postgres>::new("alter database ");
    allow.push(name).push(" allow_connections true");
    allow.build().execute(&mut admin).await.expect("allow connections");
}

async fn cut(admin: &mut PgConnection, name: &str) {
    sqlx::query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1")
        .bind(name)
        .execute(admin)
        .await
        .expect("cut the connections");
}

async fn start() -> Scratch {
    // Postgres may run as another user, which must be able to pass.
    let folder = tempfile::Builder::new()
        .prefix("demarche-test-")
        .permissions(Permissions::from_mode(0o711))
        .tempdir()
        .expect("a temporary folder")
        .keep();
    let options = ClusterOptions {
        data_dir: folder.clone(),
        pg_bin: std::env::var_os("PG_BIN").map(Into::into),
        path: std::env::var_os("PATH"),
        temp_dir: std::env::temp_dir(),
    };
    let cluster = tokio::task::spawn_blocking(move || Cluster::start(&options))
        .await
        .expect("the start does not panic")
        .expect("a scratch Postgres (script/test installs it)");
    let watchdog = watch(cluster.pid().expect("it runs"), &folder);
    quicken(&cluster).await;
    let template = cluster.url(TEMPLATE);
    Store::create_database_if_missing(&template).await.expect("the template");
    let store = Store::connect(template, 1).await.expect("the template");
    store.migrate().await.expect("the migrations");
    // A template can be copied only while nobody is connected to it.
    store.close().await;
    Scratch { cluster, _watchdog: watchdog }
}

/// Nothing here has to survive a power cut.
async fn quicken(cluster: &Cluster) {
    let mut admin = PgConnection::connect_with(&cluster.url("postgres")).await.expect("the scratch cluster");
    for statement in [
        "alter system set fsync = off",
        "alter system set synchronous_commit = off",
        "alter system set full_page_writes = off",
        "select pg_reload_conf()",
    ] {
        sqlx::query(statement).execute(&mut admin).await.expect(statement);
    }
    admin.close().await.expect("the connection closes");
}

/// Stops Postgres and removes its folder when this process is gone.
fn watch(pid: i32, folder: &Path) -> Child {
    const SCRIPT: &str = r#"read -r _; kill -INT "$1" 2>/dev/null
        for _ in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$1" 2>/dev/null || break; sleep 0.3; done
        rm -rf "$2""#;
    Command::new("sh")
        .args(["-c", SCRIPT, "watchdog", &pid.to_string()])
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a shell to watch")
}

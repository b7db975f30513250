//! With a real Postgres, in folders of their own.

use super::*;
use rustix::process::{Pid, Signal, kill_process};
use sqlx::{Connection as _, PgConnection};

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Folder {
        let mut builder = tempfile::Builder::new();
        // Postgres may run as another user, which must be able to pass.
        Folder(builder.permissions(fs::Permissions::from_mode(0o711)).tempdir().expect("a folder"))
    }
    fn options(&self, name: &str) -> ClusterOptions {
        ClusterOptions {
            data_dir: self.0.path().join(name),
            pg_bin: None,
            path: Some("/usr/local/bin:/usr/bin".into()),
            temp_dir: self.0.path().to_owned(),
        }
    }
}

fn on<T>(cluster: &Cluster, work: impl AsyncFnOnce(&mut PgConnection) -> Result<T, sqlx::Error>) -> T {
    let options = cluster.url("postgres");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut connection = PgConnection::connect_with(&options).await.expect("a connection");
        work(&mut connection).await.expect("an answer")
    })
}

fn ask(cluster: &Cluster, statement: &'static str) -> String {
    on(cluster, async |connection| sqlx::query_scalar::<_, String>(statement).fetch_one(connection).await)
}

#[test]
fn one_serves_others_join_and_the_last_one_stops_it() {
    let folder = Folder::new();
    let options = folder.options("data");
    let mut joined = Cluster::join(&options).expect("a cluster");
    let pid = joined.pid().expect("it runs");
    let mut served = Cluster::start(&options).expect("it is adopted");
    assert_eq!(served.pid(), Some(pid));
    let refused = Cluster::start(&options).expect_err("one server only");
    assert!(matches!(&refused, ClusterError::InUse(dir) if *dir == options.data_dir), "{refused}");
    joined.stop().expect("it leaves");
    assert_eq!(ask(&served, "show listen_addresses"), "");
    assert_eq!(ask(&served, "show server_encoding"), "UTF8");
    assert_eq!(fs::metadata(served.socket()).expect("a folder").permissions().mode() & 0o777, 0o700);
    let socket = served.socket().join(".s.PGSQL.5432");
    assert!(socket.exists());
    served.stop().expect("it stops");
    assert!(!socket.exists(), "nobody uses it any more");
    let again = Cluster::start(&options).expect("the lock is free again");
    assert_ne!(again.pid(), Some(pid));
}

#[test]
fn after_a_crash_it_starts_again_with_what_was_committed() {
    let folder = Folder::new();
    let options = folder.options("data");
    let crashed = Cluster::start(&options).expect("a cluster");
    on(&crashed, async |connection| {
        sqlx::query("create table kept as select 'kept' as word").execute(connection).await
    });
    let pid = crashed.pid().and_then(Pid::from_raw).expect("it runs");
    kill_process(pid, Signal::KILL).expect("it is killed");
    let data = crashed.socket().parent().expect("its folder").join("data");
    drop(crashed);
    assert!(data.join("postmaster.pid").exists(), "a stale pid file is left behind");
    let again = Cluster::start(&options).expect("it recovers");
    assert_eq!(ask(&again, "select word from kept"), "kept");
}

#[test]
fn a_pid_file_of_a_stranger_does_not_keep_it_from_starting() {
    let folder = Folder::new();
    let options = folder.options("data");
    let mut first = Cluster::start(&options).expect("a cluster");
    let data = first.socket().parent().expect("its folder").join("data");
    first.stop().expect("it stops");
    // After a restart of the machine the old number may be anybody's: here it is ours.
    let lines = format!("{}\n{}\n0\n5432\n/nowhere\n\n1 1\nready\n", std::process::id(), data.display());
    fs::write(data.join("postmaster.pid"), lines).expect("written");
    Cluster::start(&options).expect("it starts").stop().expect("it stops");
}

#[test]
fn a_very_long_folder_works() {
    let folder = Folder::new();
    let options = folder.options(&"long".repeat(40));
    let cluster = Cluster::start(&options).expect("a cluster");
    assert!(cluster.socket().starts_with(folder.0.path()), "{:?}", cluster.socket());
    assert_eq!(ask(&cluster, "select 'here'"), "here");
}

#[test]
fn a_cluster_of_another_version_is_not_passed_over() {
    let folder = Folder::new();
    let options = folder.options("data");
    fs::create_dir_all(options.data_dir.join("pg9/data")).expect("an old cluster");
    let refused = Cluster::start(&options).expect_err("its data would seem lost");
    assert!(matches!(refused, ClusterError::OtherMajor { has: 9, .. }), "{refused}");
}

#[test]
fn a_long_name_gets_a_short_socket() {
    let temp = Path::new("/tmp");
    assert_eq!(socket_folder(Path::new("/var/lib/demarche/pg15"), temp), Path::new("/var/lib/demarche/pg15/socket"));
    let long = PathBuf::from(format!("/{}/pg15", "x".repeat(200)));
    let short = socket_folder(&long, temp);
    assert!(short.starts_with("/tmp") && short.as_os_str().len() < 40, "{short:?}");
    assert_eq!(short, socket_folder(&long, temp));
}

#[test]
fn without_programs_three_ways_out_are_named() {
    let folder = Folder::new();
    let said = ClusterError::NoBinaries.to_string();
    assert!(said.contains("install") && said.contains("docker compose up") && said.contains("DATABASE_URL"), "{said}");
    let options = ClusterOptions { pg_bin: Some(folder.0.path().to_owned()), ..folder.options("data") };
    assert!(matches!(binaries::find(&options), Err(ClusterError::PgBin(_))));
}

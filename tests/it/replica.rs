//! Reads by way of a real streaming replica: it answers while it is in step, and else nobody notices.

use crate::{
    cluster::folder,
    support::{Program, an_article, program::url},
};
use demarche::store::{Cluster, ClusterOptions, Store};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use sqlx::{
    Connection as _, PgConnection,
    postgres::{PgConnectOptions, PgSslMode},
};
use std::{
    fs,
    os::unix::{
        fs::{MetadataExt as _, PermissionsExt as _, chown},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

const SOON: Duration = Duration::from_secs(30);

/// Postgres's own programs, run as whom the cluster runs as: it refuses root.
struct Programs {
    folder: PathBuf,
    user: (u32, u32),
}

impl Programs {
    fn of(cluster: &Path) -> Programs {
        let data = fs::metadata(cluster).expect("the cluster's folder");
        let major = fs::read_to_string(cluster.join("PG_VERSION")).expect("its version");
        let installed = PathBuf::from(format!("/usr/lib/postgresql/{}/bin", major.trim()));
        let folder = std::env::var_os("PG_BIN").map_or(installed, PathBuf::from);
        Programs { folder, user: (data.uid(), data.gid()) }
    }

    fn command(&self, name: &str) -> Command {
        let mut command = Command::new(self.folder.join(name));
        command.uid(self.user.0).gid(self.user.1).current_dir("/").stdin(Stdio::null());
        command
    }
}

/// A server that follows another's log.
struct Standby {
    programs: Programs,
    data: PathBuf,
    child: Child,
}

impl Standby {
    fn of(primary: &Cluster, data_of_primary: &Path, at: &Path) -> Standby {
        let programs = Programs::of(data_of_primary);
        let folder = at.join("standby");
        fs::create_dir(&folder).expect("a folder");
        chown(&folder, Some(programs.user.0), Some(programs.user.1)).expect("given to Postgres");
        let data = folder.join("data");
        let mut copy = programs.command("pg_basebackup");
        copy.arg("--host").arg(primary.socket()).args([
            "--username=demarche",
            "--wal-method=stream",
            "--checkpoint=fast",
        ]);
        // -R: it follows the one it was copied from (standby.signal, primary_conninfo).
        let copied =
            copy.args(["--write-recovery-conf", "--no-sync", "--pgdata"]).arg(&data).output().expect("it runs");
        assert!(copied.status.success(), "{}", String::from_utf8_lossy(&copied.stderr));
        assert!(data.join("standby.signal").exists());
        fs::set_permissions(&data, fs::Permissions::from_mode(0o700)).expect("closed");
        let child = Standby::run(&programs, &data);
        Standby { programs, data, child }
    }

    fn run(programs: &Programs, data: &Path) -> Child {
        let mut command = programs.command("postgres");
        command.arg("-D").arg(data).args(["-c", "listen_addresses=", "-c", "fsync=off", "-c"]);
        command.arg(format!("unix_socket_directories={}", data.display())).process_group(0);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts")
    }

    fn options(&self) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .socket(&self.data)
            .port(5432)
            .username("demarche")
            .database("demarche")
            .ssl_mode(PgSslMode::Disable)
    }

    async fn connect(&self) -> PgConnection {
        let begun = Instant::now();
        loop {
            match PgConnection::connect_with(&self.options()).await {
                Ok(connection) => return connection,
                Err(error) => assert!(begun.elapsed() < SOON, "the standby does not answer: {error}"),
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn run_there(&self, statement: &'static str) {
        let mut there = self.connect().await;
        sqlx::query(statement).execute(&mut there).await.expect(statement);
    }

    /// Ends it at once, as a machine that went away.
    fn kill(&mut self) {
        kill_process(Pid::from_child(&self.child), Signal::QUIT).expect("it ran");
        self.child.wait().expect("gone");
    }

    fn start_again(&mut self) {
        self.child = Standby::run(&self.programs, &self.data);
    }
}

impl Drop for Standby {
    fn drop(&mut self) {
        if self.child.try_wait().is_ok_and(|ended| ended.is_none()) {
            self.kill();
        }
    }
}

/// An article with one strike.
fn article(n: u32) -> Value {
    let body = format!("Sentence number {n} of an article about a strike.");
    let event = json!([{"kind": "strike", "headline": format!("Strike number {n}"), "date": {"edtf": format!("2026-02-1{n}")},
        "strike": {}, "participants": [{"role": "attacker", "actor": {"id": "arland", "name": "Arland", "kind": "state", "country": null}}],
        "evidence": [{"exact": body}]}]);
    let url = format!("https://wire.example/{n}");
    an_article().at(&url).saying(&body).with("extract", false).with("events", event).json()
}

/// How many reads the replica has answered.
fn answered(program: &Program) -> f64 {
    let (_, text) = program.get("/metrics");
    let line = text.lines().find_map(|line| line.strip_prefix("demarche_reads_total{from=\"replica\"} "));
    line.map_or(0.0, |n| n.parse().expect("a number"))
}

/// Asks until the replica answers; returns its answer.
async fn until_answered(program: &Program, path: &str) -> String {
    let begun = Instant::now();
    loop {
        let before = answered(program);
        let (status, text) = program.get(path);
        assert_eq!(status, 200, "{text}");
        if answered(program) > before {
            return text;
        }
        assert!(begun.elapsed() < SOON, "the replica never answers: {:?}", program.get("/readyz"));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn until_ready(program: &Program, replica: &str) {
    let begun = Instant::now();
    loop {
        let (status, told) = program.get("/readyz");
        assert_eq!(status, 200, "{told}");
        if told == format!("ready\nreplica: {replica}\n") {
            return;
        }
        assert!(begun.elapsed() < SOON, "{told} is not {replica}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_answers_while_it_is_in_step() {
    let folder = folder();
    let options = ClusterOptions {
        data_dir: folder.path().join("data"),
        pg_bin: std::env::var_os("PG_BIN").map(Into::into),
        path: std::env::var_os("PATH"),
        temp_dir: std::env::temp_dir(),
    };
    let mut primary =
        tokio::task::spawn_blocking(move || Cluster::start(&options)).await.expect("joined").expect("a cluster");
    let database = primary.url("demarche");
    Store::create_database_if_missing(&database).await.expect("a database");
    let store = Store::connect(database.clone(), 2).await.expect("it answers");
    store.migrate().await.expect("the schema");
    let mut standby = Standby::of(&primary, &crate::cluster::cluster(&folder.path().join("data")), folder.path());
    drop(standby.connect().await);
    let replica = url(&standby.options());
    let program = Program::serve(&database, &[("DATABASE_REPLICA_URL", &replica)]);

    // Whoever writes finds what was written, whoever answers.
    for n in 1..=3 {
        assert_eq!(program.post("/api/v1/articles", &article(n)).0, 201);
        for path in ["/", "/timeline.json", "/timeline.ndjson", "/api/v1/articles"] {
            let (status, text) = program.get(path);
            let sought =
                if path.ends_with("articles") { format!("wire.example/{n}") } else { format!("Strike number {n}") };
            assert!(status == 200 && text.contains(&sought), "{path}: {text}");
        }
    }
    until_ready(&program, "in step").await;
    let by_replica = until_answered(&program, "/timeline.json").await;

    // It is really asked: what it has not heard of yet, and nobody here was told of, it can't say.
    standby.run_there("select pg_wal_replay_pause()").await;
    sqlx::query("update actors set name = 'New Arland' where slug = 'arland'")
        .execute(store.pool())
        .await
        .expect("renamed");
    let before = answered(&program);
    let (_, actors) = program.get("/api/v1/actors");
    assert!(actors.contains("Arland") && !actors.contains("New Arland"), "{actors}");
    assert!(answered(&program) > before);

    // Behind what was written here, it is not asked; and what it kept is not given.
    let (_, kept) = program.get("/timeline.json");
    assert!(kept.contains("Strike number 3"));
    assert_eq!(program.post("/api/v1/articles", &article(4)).0, 201);
    let before = answered(&program);
    for _ in 0..3 {
        let (_, text) = program.get("/timeline.json");
        assert!(text.contains("Strike number 4"), "{text}");
    }
    assert!((answered(&program) - before).abs() < 0.5, "it was not asked");
    until_ready(&program, "behind").await;
    let here = program.get("/timeline.json").1;
    let (_, changes) = program.get("/api/v1/changes?after=0");
    let seq = serde_json::from_str::<Value>(&changes).expect("JSON")["seq"].clone();

    // Another program's news count as well: after them, it has to have come as far.
    let other = Program::serve(&database, &[]);
    standby.run_there("select pg_wal_replay_resume()").await;
    until_ready(&program, "in step").await;
    assert_eq!(until_answered(&program, "/timeline.json").await, here, "the same words from both");
    assert_ne!(here, by_replica);
    standby.run_there("select pg_wal_replay_pause()").await;
    assert_eq!(other.post("/api/v1/articles", &article(5)).0, 201);
    let feed = program.get(&format!("/api/v1/changes?after={seq}&wait=30"));
    assert!(feed.1.contains("Strike number 5"), "the feed comes from the database: {feed:?}");
    until_ready(&program, "behind").await;
    assert!(program.get("/timeline.json").1.contains("Strike number 5"));
    standby.run_there("select pg_wal_replay_resume()").await;

    // Gone, nobody notices but the operator; back, it is read again.
    until_ready(&program, "in step").await;
    standby.kill();
    for path in ["/", "/timeline.json", "/timeline.csv", "/api/v1/actors", "/articles/1"] {
        let (status, text) = program.get(path);
        assert_eq!(status, 200, "{path}: {text}");
    }
    until_ready(&program, "away").await;
    assert!(program.get("/metrics").1.contains("demarche_replica_in_step 0"));
    standby.start_again();
    until_ready(&program, "in step").await;
    until_answered(&program, "/timeline.json").await;

    // A server that follows nobody is no copy, whatever it holds.
    standby.run_there("select pg_promote()").await;
    until_ready(&program, "not a copy of this database").await;
    assert_eq!(program.post("/api/v1/articles", &article(6)).0, 201);
    assert!(program.get("/timeline.json").1.contains("Strike number 6"));
    assert!(program.stop().success());
    drop(other);
    store.close().await;
    standby.kill();
    tokio::task::spawn_blocking(move || primary.stop()).await.expect("joined").expect("it stops");
}

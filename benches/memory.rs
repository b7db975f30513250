//! How much memory the service takes while a gigabyte of articles comes in and a hundred thousand events go out.
//! `script/measure` runs this:
//!
//!     cargo bench --bench memory -- --bytes 1_000_000_000 --events 100_000
//!
//! The articles are long ones: some reports of a made-up press (`ingest/`) that the rules find events in, and between
//! them paragraphs in which they find none. The program is the release build, over a Postgres of its own.

#[path = "ingest/articles.rs"]
mod articles;
#[path = "ingest/facts.rs"]
mod facts;
mod random;
#[path = "memory/run.rs"]
mod run;

use articles::Press;
use demarche::store::{Cluster, ClusterOptions};
use sqlx::{Connection as _, PgConnection};
use std::{
    fs::Permissions,
    io::{BufRead as _, BufReader},
    net::SocketAddr,
    os::unix::fs::PermissionsExt as _,
    process::{Command, Stdio},
    time::Instant,
};

/// So many bytes of an article tell of nothing.
const FILLING: usize = 400_000;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let number = |name: &str, usual: u64| {
        let given = args.iter().position(|a| a == name).and_then(|at| args.get(at + 1));
        given.map_or(usual, |v| v.replace('_', "").parse().unwrap_or_else(|_| panic!("`{v}` is not a number")))
    };
    let (bytes, events) = (number("--bytes", 1_000_000_000), number("--events", 100_000));
    let folder = tempfile::Builder::new()
        .prefix("demarche-bench-")
        .permissions(Permissions::from_mode(0o711))
        .tempdir()
        .expect("a temporary folder");
    let mut service = Command::new(env!("CARGO_BIN_EXE_demarche"))
        .args(["serve", "--log", "warn,demarche::web::auth=error", "--listen", "127.0.0.1:0", "--data-dir"])
        .arg(folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut line = String::new();
    BufReader::new(service.stdout.take().expect("a pipe")).read_line(&mut line).expect("its address");
    let address = line.trim().trim_start_matches("Demarche is at http://").trim_end_matches('/');
    let address: SocketAddr = address.parse().unwrap_or_else(|_| panic!("{line:?}"));
    let pid = service.id();

    let (mut press, mut random, mut nth) = (Press::new(1), random::Random::new(1), 0_u64);
    let begun = Instant::now();
    let (sent, last) = run::send(address, bytes, || {
        nth += 1;
        let article = press.article();
        // Some come with their events, and are not read by the rules.
        let mut article = if nth.is_multiple_of(10) { article.read() } else { article.text() };
        let told = article["body"].as_str().unwrap_or_default().to_owned();
        article["body"] = format!("{told}\n\n{}", filling(&mut random)).into();
        article.to_string()
    });
    let took = begun.elapsed().as_secs_f64();
    let peak_in = run::peak(pid);
    println!("in:  {sent} bytes, {nth} articles, {took:.0} s; {last}");
    println!("     at most {:.0} MB resident", peak_in as f64 / 1e6);

    let made = tokio::runtime::Runtime::new().expect("threads").block_on(multiply(folder.path(), events));
    run::forget(pid);
    let begun = Instant::now();
    let (read, lines) = run::fetch(address, "/timeline.csv").expect("the whole answer");
    let peak_out = run::peak(pid);
    println!("out: {made} events as CSV, {read} bytes, {lines} lines, {:.0} s", begun.elapsed().as_secs_f64());
    println!("     at most {:.0} MB resident", peak_out as f64 / 1e6);
    let pid = rustix::process::Pid::from_child(&service);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).expect("told to stop");
    assert!(service.wait().expect("gone").success());
    assert!(last.contains("\"rejected\":0"), "not everything came in");
    assert!(peak_in.max(peak_out) <= 200_000_000, "more than 200 MB");
}

/// Paragraphs in which the rules find nothing.
fn filling(random: &mut random::Random) -> String {
    let mut text = String::with_capacity(FILLING + 500);
    while text.len() < FILLING {
        text += articles::BACKGROUND[random.below(articles::BACKGROUND.len())];
        text += if random.one_in(4) { "\n\n" } else { " " };
    }
    text
}

async fn multiply(data: &std::path::Path, events: u64) -> u64 {
    let options = ClusterOptions {
        data_dir: data.to_owned(),
        #[expect(clippy::disallowed_methods, reason = "a bench program has no settings of its own")]
        pg_bin: std::env::var("PG_BIN").ok().map(Into::into),
        path: std::env::var_os("PATH"),
        temp_dir: std::env::temp_dir(),
    };
    let mut cluster = Cluster::join(&options).expect("the service's own");
    let mut connection = PgConnection::connect_with(&cluster.url("demarche")).await.expect("its database");
    let there: i64 =
        sqlx::query_scalar("select count(*) from events where live").fetch_one(&mut connection).await.expect("a count");
    let more = i64::try_from(events).expect("fewer").saturating_sub(there).max(0);
    sqlx::query(run::MULTIPLY).bind(more).execute(&mut connection).await.expect("made");
    let there: i64 =
        sqlx::query_scalar("select count(*) from events where live").fetch_one(&mut connection).await.expect("a count");
    connection.close().await.expect("closed");
    cluster.stop().expect("the service still uses it");
    there.unsigned_abs()
}

//! The embedded database on a disk that fills up: clear answers, nothing acknowledged lost, and work that goes on by itself.
//! And two programs at once over one data directory.

use crate::{
    cluster::{Service, cluster, folder},
    kill::{beside_socket, sound},
    support::{Program, an_article, program::demarche},
};
use rustix::process::geteuid;
use serde_json::{Value, json};
use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};
use tokio::runtime::Runtime;

const SOON: Duration = Duration::from_secs(90);
/// Room for a new cluster (some 60 MB with its log), and a little more.
const DISK: &str = "160m";

/// A long article with one event, of which `sound` knows what belongs to it.
fn article(n: usize) -> Value {
    // Words that can't be packed, or the disk would never fill.
    let mut state = n as u64 + 1;
    let mut word = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        format!("{:011x} ", state >> 20)
    };
    let long: String = (0..6_000).map(|_| word()).collect();
    let body = format!("Envoys met in Geneva. Report {n}: four died in Odesa. {long}");
    let day = json!({"earliest": "2026-02-17", "latest": "2026-02-17"});
    let party = |id: &str| json!({"role": "party", "actor": {"id": id, "name": id, "kind": "state"}});
    let events = json!([
        {"kind": "round", "status": "concluded", "date": day, "participants": [party("aland"), party("bland")],
         "evidence": [{"exact": "Envoys met in Geneva."}]},
        {"kind": "statement", "date": day, "statement": {"speaker": format!("Speaker {n}"), "quote": "four died", "act": "announce"},
         "evidence": [{"exact": "four died in Odesa"}]},
    ]);
    let url = format!("https://wire.example/{n}");
    an_article().at(&url).saying(&body).with("extract", false).with("events", events).json()
}

/// The program over a disk of its own, which goes away with it: a tmpfs in a mount namespace.
fn on_a_small_disk(at: &Path) -> Command {
    let program = demarche(&[]);
    let mut command = Command::new("unshare");
    command.env_clear().envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    if !geteuid().is_root() {
        // Whoever is not root may mount in a user namespace of their own.
        command.args(["--user", "--map-current-user", "--keep-caps"]);
    }
    let script = format!(
        r#"mount -t tmpfs -o size={DISK},mode=0711 tmpfs "$1" && exec "$2" serve --listen 127.0.0.1:0 --data-dir "$1/data""#
    );
    command.args(["--mount", "sh", "-c", &script, "sh"]).arg(at).arg(program.get_program());
    command
}

/// Takes all room that is left but this much.
fn fill(disk: &Path, but: u64) -> PathBuf {
    let ballast = disk.join("ballast");
    let mut file = fs::File::create(&ballast).expect("a file");
    let piece = vec![b'x'; 64 * 1024];
    while file.write_all(&piece).is_ok() {}
    let full = file.metadata().expect("its size").len();
    file.set_len(full.saturating_sub(but)).expect("a little room");
    ballast
}

#[test]
fn a_full_disk_refuses_writes_and_loses_nothing() {
    let folder = folder();
    let at = folder.path().join("disk");
    fs::create_dir(&at).expect("a folder");
    let program = Program::start(on_a_small_disk(&at));
    // Inside the program's own view of the file system.
    let disk = PathBuf::from(format!("/proc/{}/root{}", program.pid(), at.display()));
    assert_eq!(program.post("/api/v1/articles", &article(0)).0, 201);
    let ballast = fill(&disk, 3_000_000);
    let (mut acknowledged, mut refused) = (vec![0], Vec::new());
    let begun = Instant::now();
    for n in 1.. {
        let (status, told) = program.post("/api/v1/articles", &article(n));
        match status {
            201 => acknowledged.push(n),
            507 | 503 => {
                let problem: Value = serde_json::from_str(&told).expect("a problem as JSON");
                assert_eq!(problem["status"], status);
                if status == 507 {
                    assert!(
                        problem["detail"].as_str().is_some_and(|d| d.contains("disk of the database is full")),
                        "{told}"
                    );
                }
                refused.push(status);
                if refused.len() == 5 {
                    break;
                }
            }
            _ => panic!("{status}: {told}"),
        }
        assert!(begun.elapsed() < SOON, "the disk never fills: {} articles", acknowledged.len());
    }
    assert!(refused.contains(&507), "{refused:?}");
    // Reading goes on, as long as Postgres does.
    let (status, told) = program.get("/timeline.json");
    assert!(status == 200 || status == 503, "{status}: {told}");

    fs::remove_file(ballast).expect("there is room again");
    let begun = Instant::now();
    let late = loop {
        let (status, told) = program.post("/api/v1/articles", &article(1_000_000));
        if status == 201 {
            break 1_000_000;
        }
        assert!(matches!(status, 503 | 507) && begun.elapsed() < SOON, "{status}: {told}");
        std::thread::sleep(Duration::from_millis(100));
    };
    acknowledged.push(late);
    let articles = Runtime::new().expect("threads").block_on(async {
        let socket = cluster(&disk.join("data")).parent().expect("a folder").join("socket");
        sound(&mut beside_socket(&socket).await).await
    });
    let there: Vec<&String> = articles.keys().collect();
    for n in &acknowledged {
        assert!(articles.contains_key(&format!("https://wire.example/{n}")), "{n} was acknowledged: {there:?}");
    }
    assert_eq!(articles.len(), acknowledged.len(), "and nothing else is there: {there:?}");
    assert!(program.stop().success());
}

#[test]
fn a_second_service_is_refused_and_the_first_goes_on() {
    let folder = folder();
    let data = folder.path().join("data");
    let mut service = Service::start(&data);
    let second = demarche(&["serve", "--listen", "127.0.0.1:0", "--data-dir"]).arg(&data).output().expect("it runs");
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(!second.status.success() && said.contains("in use by another `demarche serve`"), "{said}");
    assert!(said.contains("--data-dir"), "what to do about it: {said}");
    assert!(service.listed()["data"].is_array());
    service.end();
}

#[test]
fn two_that_bring_one_schema_up_to_date_at_once_both_succeed() {
    let folder = folder();
    let data = folder.path().join("data");
    let migrate = || demarche(&["migrate", "--data-dir"]).arg(&data).output().expect("it runs");
    let both = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..2).map(|_| scope.spawn(migrate)).collect();
        runs.into_iter().map(|run| run.join().expect("joined")).collect::<Vec<_>>()
    });
    for done in both {
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
    assert!(!cluster(&data).join("postmaster.pid").exists(), "the last one out stopped it");
}

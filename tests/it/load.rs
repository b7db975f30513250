//! A service under load that is told to stop, or loses its Postgres: what was acknowledged is there, and nobody's
//! request is done without being answered.

use crate::{
    cluster::{Service, folder},
    support::an_article,
};
use rustix::process::{Pid, Signal, kill_process};
use std::{
    collections::BTreeSet,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

const SENDERS: u64 = 8;
/// No wait here is this long but where something is broken.
const PATIENCE: Duration = Duration::from_secs(90);

/// What a client saw of its request.
#[derive(Debug, PartialEq, Eq)]
enum Seen {
    Answer(u16, String),
    /// No connection, or none that lived to the end of the answer.
    Nothing,
}

fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder().http_status_as_error(false).max_idle_connections(0);
    config.max_idle_connections_per_host(0).timeout_global(Some(PATIENCE)).build().into()
}

fn seen(sent: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Seen {
    let Ok(mut answer) = sent else { return Seen::Nothing };
    let status = answer.status().as_u16();
    answer.body_mut().read_to_string().map_or(Seen::Nothing, |body| Seen::Answer(status, body))
}

fn address(nth: u64) -> String {
    format!("https://load.example/{nth}")
}

fn send(agent: &ureq::Agent, to: &str, nth: u64) -> Seen {
    let body = format!("Envoys met in Geneva on Tuesday, and report {nth} was written.");
    let article = an_article().at(&address(nth)).saying(&body).json().to_string();
    seen(agent.post(format!("{to}api/v1/articles")).header("Content-Type", "application/json").send(article))
}

/// The addresses of all articles that are there.
fn stored(to: &str) -> BTreeSet<String> {
    let (agent, mut all, mut next) = (agent(), BTreeSet::new(), String::new());
    loop {
        let path = format!("{to}api/v1/articles?limit=200{next}");
        let Seen::Answer(200, body) = seen(agent.get(&path).call()) else { panic!("{path} is not answered") };
        let page: serde_json::Value = serde_json::from_str(&body).expect("JSON");
        all.extend(page["data"].as_array().expect("a list").iter().map(|a| a["url"].as_str().expect("one").to_owned()));
        match page["next"].as_str() {
            Some(cursor) => next = format!("&cursor={cursor}"),
            None => return all,
        }
    }
}

/// Sends articles from several sides until `done`, or until what goes on meanwhile is over; hands each answer over as it comes.
fn under_load(to: &str, done: &AtomicBool, told: impl Fn(u64, Seen) + Sync, meanwhile: impl FnOnce()) {
    let next = AtomicU64::new(0);
    thread::scope(|scope| {
        for _ in 0..SENDERS {
            scope.spawn(|| {
                let agent = agent();
                while !done.load(Ordering::Relaxed) {
                    let nth = next.fetch_add(1, Ordering::Relaxed);
                    told(nth, send(&agent, to, nth));
                }
            });
        }
        let meant = catch_unwind(AssertUnwindSafe(meanwhile));
        done.store(true, Ordering::Relaxed);
        if let Err(cause) = meant {
            resume_unwind(cause);
        }
    });
}

fn wait_for(what: &str, is: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is() {
        assert!(begun.elapsed() < PATIENCE, "{what}");
        thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn told_to_stop_under_load_it_answers_what_it_took() {
    let folder = folder();
    let data = folder.path().join("data");
    let mut service = Service::start(&data);
    let (done, acknowledged) = (AtomicBool::new(false), Mutex::new(BTreeSet::new()));
    let count = || acknowledged.lock().expect("sound").len();
    let told = |nth, seen| match seen {
        Seen::Answer(201, _) => drop(acknowledged.lock().expect("sound").insert(address(nth))),
        Seen::Answer(status, body) => panic!("{status}: {body}"),
        // Nobody is there any more.
        Seen::Nothing => done.store(true, Ordering::Relaxed),
    };
    let url = service.url.clone();
    under_load(&url, &done, told, || {
        wait_for("nothing is stored", || count() >= 40);
        kill_process(Pid::from_child(&service.child), Signal::TERM).expect("told to stop");
        let ended = service.child.wait().expect("gone");
        assert!(ended.success(), "{ended}");
    });
    let service = Service::start(&data);
    let acknowledged = acknowledged.into_inner().expect("sound");
    // Both ways: what was answered is there, and what is there was answered.
    assert_eq!(stored(&service.url), acknowledged);
}

#[test]
fn a_postgres_that_is_killed_under_load_comes_back_and_nothing_acknowledged_is_lost() {
    let folder = folder();
    let service = Service::start(&folder.path().join("data"));
    let (done, acknowledged) = (AtomicBool::new(false), Mutex::new(BTreeSet::new()));
    let strange = Mutex::new(Vec::new());
    let count = || acknowledged.lock().expect("sound").len();
    let told = |nth, seen| match seen {
        Seen::Answer(201, _) => drop(acknowledged.lock().expect("sound").insert(address(nth))),
        // Who was in the middle of it; the others wait the moment that it takes.
        Seen::Answer(503, _) => {}
        other => strange.lock().expect("sound").push(other),
    };
    under_load(&service.url, &done, told, || {
        for _ in 0..2 {
            let before = count();
            wait_for("nothing is stored", || count() >= before + 20);
            let postgres = service.postgres().expect("its number");
            kill_process(postgres, Signal::KILL).expect("killed");
            wait_for("it does not come back", || service.postgres().is_some_and(|now| now != postgres));
            let before = count();
            wait_for("it does not go on", || count() >= before + 20);
        }
    });
    assert_eq!(strange.into_inner().expect("sound"), [], "an answer that is neither 201 nor 503");
    let (there, acknowledged) = (stored(&service.url), acknowledged.into_inner().expect("sound"));
    let lost: Vec<_> = acknowledged.difference(&there).collect();
    assert!(lost.is_empty(), "{lost:?}");
}

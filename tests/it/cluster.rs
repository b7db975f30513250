//! The program over the Postgres it starts itself: killed with it, in folders that are closed or have very
//! long names, as root and as an ordinary user.

use crate::support::an_article;
use rustix::process::{Pid, Signal, geteuid, kill_process};
use std::{
    fs::{self, Permissions},
    io::{BufRead as _, BufReader},
    os::unix::{
        fs::{MetadataExt as _, PermissionsExt as _, chown},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};
use tempfile::TempDir;

/// A folder that everybody may pass, since Postgres may run as another user.
pub(crate) fn folder() -> TempDir {
    let mut builder = tempfile::Builder::new();
    builder.prefix("demarche-test-").permissions(Permissions::from_mode(0o711)).tempdir().expect("a folder")
}

/// The program with a clean environment over this data directory.
fn demarche(program: &Path, command: &str, data: &Path) -> Command {
    let mut built = Command::new(program);
    built.env_clear().arg(command).arg("--data-dir").arg(data);
    for name in ["PATH", "PG_BIN"] {
        built.envs(std::env::var_os(name).map(|value| (name, value)));
    }
    built
}

fn ours() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_demarche"))
}

/// A cluster's data folder; its name holds the version.
pub(crate) fn cluster(data: &Path) -> PathBuf {
    let mut all = fs::read_dir(data).expect("the data directory").map(|e| e.expect("an entry").path());
    all.find(|p| p.join("data").is_dir()).expect("a cluster").join("data")
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A service that a failing test does not leave running.
pub(crate) struct Service {
    pub(crate) child: Child,
    pub(crate) url: String,
    data: PathBuf,
}

impl Service {
    pub(crate) fn start(data: &Path) -> Service {
        let mut command = demarche(ours(), "serve", data);
        command.args(["--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the program runs");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("its address");
        let url = line.trim().strip_prefix("Demarche is at ").unwrap_or_else(|| panic!("{line:?}")).to_owned();
        Service { child, url, data: data.to_owned() }
    }

    pub(crate) fn postgres(&self) -> Option<Pid> {
        let file = fs::read_to_string(cluster(&self.data).join("postmaster.pid")).ok()?;
        Pid::from_raw(file.lines().next()?.trim().parse().ok()?)
    }

    /// Asks it to stop, and waits until it has.
    pub(crate) fn end(&mut self) {
        kill_process(Pid::from_child(&self.child), Signal::TERM).expect("told to stop");
        assert!(self.child.wait().expect("gone").success());
    }

    pub(crate) fn listed(&self) -> serde_json::Value {
        let mut answer = ureq::get(format!("{}api/v1/events", self.url)).call().expect("an answer");
        serde_json::from_str(&answer.body_mut().read_to_string().expect("a body")).expect("JSON")
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        if self.child.try_wait().is_ok_and(|ended| ended.is_some()) {
            return;
        }
        let postgres = self.postgres();
        // Only in a test that failed; whatever is gone already needs no end.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = postgres.map(|pid| kill_process(pid, Signal::INT));
    }
}

#[test]
fn what_was_stored_is_there_after_program_and_postgres_were_killed_together() {
    let folder = folder();
    let data = folder.path().join("data");
    let mut service = Service::start(&data);
    let sent = ureq::post(format!("{}api/v1/articles", service.url))
        .header("Content-Type", "application/json")
        .send(an_article().json().to_string())
        .expect("stored");
    assert_eq!(sent.status().as_u16(), 201);
    let before = service.listed();
    assert!(before["data"].as_array().is_some_and(|e| !e.is_empty()), "{before}");

    let postgres = service.postgres().expect("its number");
    service.child.kill().expect("killed");
    kill_process(postgres, Signal::KILL).expect("killed");
    service.child.wait().expect("gone");
    assert!(cluster(&data).join("postmaster.pid").exists(), "a stale pid file is left behind");

    let mut service = Service::start(&data);
    assert_ne!(service.postgres(), Some(postgres));
    assert_eq!(service.listed()["data"], before["data"]);
    service.end();
    assert!(!cluster(&data).join("postmaster.pid").exists(), "Postgres stopped with its last user");
}

#[test]
fn a_folder_that_only_its_owner_may_enter_serves_its_owner_and_tells_root() {
    let home = tempfile::Builder::new().permissions(Permissions::from_mode(0o700)).tempdir().expect("a folder");
    let data = home.path().join("data");
    let done = demarche(ours(), "migrate", &data).output().expect("the program runs");
    if geteuid().is_root() {
        // Root's Postgres runs as another user, who can't enter.
        let said = err(&done);
        assert!(!done.status.success());
        for words in ["can't enter", &home.path().display().to_string(), "--data-dir /var/lib/demarche"] {
            assert!(said.contains(words), "{words:?} is missing: {said}");
        }
        assert!(!said.contains("panicked") && !data.exists(), "{said}");
    } else {
        assert!(done.status.success(), "{}", err(&done));
        assert_eq!(fs::metadata(cluster(&data)).expect("a folder").uid(), geteuid().as_raw());
    }
}

#[test]
fn an_ordinary_user_needs_no_rights_even_in_a_folder_with_a_very_long_name() {
    let folder = folder();
    let mut program = ours().to_owned();
    let home = folder.path().join("home");
    fs::create_dir(&home).expect("a folder");
    fs::set_permissions(&home, Permissions::from_mode(0o700)).expect("closed to others");
    let mut user = geteuid().as_raw();
    if geteuid().is_root() {
        // passwd(5); where our program is built, `nobody` may not be able to go.
        let passwd = fs::read_to_string("/etc/passwd").expect("accounts");
        let nobody = passwd.lines().find(|l| l.starts_with("nobody:")).expect("every system has it");
        user = nobody.split(':').nth(2).and_then(|uid| uid.parse().ok()).expect("its number");
        chown(&home, Some(user), Some(user)).expect("given away");
        let copy = folder.path().join("demarche");
        fs::copy(&program, &copy).expect("copied");
        fs::set_permissions(&copy, Permissions::from_mode(0o755)).expect("for everybody");
        program = copy;
    }
    let run = |data: &Path| {
        let mut command = demarche(&program, "migrate", data);
        command.env("TMPDIR", &home).current_dir("/");
        if geteuid().is_root() {
            command.uid(user).gid(user);
        }
        command.output().expect("the program runs")
    };
    let data = home.join("long".repeat(40));
    for _ in 0..2 {
        // Made the first time, found the second time.
        let done = run(&data);
        assert!(done.status.success(), "{}", err(&done));
    }
    let made = fs::metadata(cluster(&data)).expect("a folder");
    assert_eq!((made.uid(), made.mode() & 0o777), (user, 0o700));
    assert!(!cluster(&data).join("postmaster.pid").exists(), "it was stopped");
}

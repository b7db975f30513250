//! Postgres's first process: found alive, started, waited for, stopped.

use super::{
    ClusterError,
    account::{self, Account},
};
use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use std::{
    fs::{self, File},
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

/// Only part of the socket's name: there is no TCP.
pub(super) const PORT: u16 = 5432;
/// The cluster's one role.
pub(super) const USER: &str = "demarche";

/// Crash recovery of a large cluster takes a while; a cold start takes 3 seconds.
const START_WITHIN: Duration = Duration::from_secs(60);
/// A fast shutdown writes one checkpoint.
const STOP_WITHIN: Duration = Duration::from_secs(30);
/// How long the orphans of a killed postmaster take to notice (measured: 2 seconds).
const ORPHANS_LEAVE_WITHIN: Duration = Duration::from_secs(15);
const STEP: Duration = Duration::from_millis(20);
/// A log beyond this size is begun anew at the next start.
const LOG_BYTES: u64 = 10_000_000;

/// Where it is started, from which programs and as whom.
#[derive(Debug)]
pub(super) struct Ground {
    pub(super) folder: PathBuf,
    pub(super) socket: PathBuf,
    pub(super) programs: PathBuf,
    pub(super) account: Option<Account>,
}

#[derive(Debug)]
pub(super) struct Postmaster {
    pid: Pid,
    socket: PathBuf,
    data: PathBuf,
    log: PathBuf,
    /// Its child, where we started it: a child must be waited for, or it stays a zombie.
    child: Option<Child>,
}

/// What `postmaster.pid` says (PostgreSQL, `miscadmin.h`: pid, data, start, port, socket folder, listen address, shared memory, status).
struct PidFile {
    pid: Pid,
    socket: PathBuf,
    ready: bool,
}

fn read_pid_file(data: &Path) -> Option<PidFile> {
    let text = fs::read_to_string(data.join("postmaster.pid")).ok()?;
    let mut lines = text.lines();
    let pid = Pid::from_raw(lines.next()?.trim().parse().ok()?)?;
    let mut rest = lines.skip(3);
    let socket = PathBuf::from(rest.next().unwrap_or_default());
    let ready = rest.nth(2).is_some_and(|status| status.trim() == "ready");
    Some(PidFile { pid, socket, ready })
}

fn alive(pid: Pid) -> bool {
    test_kill_process(pid).is_ok()
}

/// Whether a process is certainly not Postgres. After a restart of the machine or container its old
/// number may be anybody's; where there is no /proc, Postgres's own check has to do.
fn is_foreign(pid: Pid) -> bool {
    fs::read_to_string(format!("/proc/{}/comm", pid.as_raw_nonzero())).is_ok_and(|name| name.trim() != "postgres")
}

impl Postmaster {
    pub(super) fn pid(&self) -> i32 {
        self.pid.as_raw_nonzero().get()
    }

    pub(super) fn socket(&self) -> &Path {
        &self.socket
    }

    /// Adopts the living one of this folder, or makes the cluster where there is none and starts it.
    pub(super) fn find_or_start(ground: &Ground) -> Result<Postmaster, ClusterError> {
        let Ground { folder, socket, programs, account } = ground;
        let account = *account;
        let data = folder.join("data");
        let log = folder.join("log");
        if let Some(file) = read_pid_file(&data)
            && alive(file.pid)
        {
            if is_foreign(file.pid) {
                fs::remove_file(data.join("postmaster.pid")).map_err(ClusterError::io(&data))?;
            } else {
                tracing::info!(pid = file.pid.as_raw_nonzero(), "using the Postgres that is running already");
                let mut found = Postmaster { pid: file.pid, socket: file.socket, data: data.clone(), log, child: None };
                if found.wait_until_ready()? {
                    return Ok(found);
                }
            }
        }
        if !data.exists() {
            make(folder, &data, programs, account)?;
        }
        start(folder, socket, programs, account)
    }

    /// Waits until it takes connections; `false` where it has ended instead.
    fn wait_until_ready(&mut self) -> Result<bool, ClusterError> {
        let begun = Instant::now();
        while begun.elapsed() < START_WITHIN {
            if self.ended() {
                return Ok(false);
            }
            if let Some(file) = read_pid_file(&self.data)
                && file.pid == self.pid
                && file.ready
                && UnixStream::connect(file.socket.join(format!(".s.PGSQL.{PORT}"))).is_ok()
            {
                self.socket = file.socket;
                return Ok(true);
            }
            sleep(STEP);
        }
        Err(ClusterError::TooSlow { what: "get ready", seconds: START_WITHIN.as_secs(), log: self.log.clone() })
    }

    pub(super) fn ended(&mut self) -> bool {
        match &mut self.child {
            Some(child) => child.try_wait().is_ok_and(|status| status.is_some()),
            // Somebody else's child stays in the list of processes until that somebody looks; its last
            // deed, the removal of its pid file, can be seen at once.
            None => !alive(self.pid) || read_pid_file(&self.data).is_none_or(|file| file.pid != self.pid),
        }
    }

    /// Fast shutdown (SIGINT), and waits for the end.
    pub(super) fn stop(&mut self) -> Result<(), ClusterError> {
        if self.ended() {
            return Ok(());
        }
        // It may end between the question and the signal; then there is nothing left to do.
        if kill_process(self.pid, Signal::INT).is_err() {
            return Ok(());
        }
        let begun = Instant::now();
        while begun.elapsed() < STOP_WITHIN {
            if self.ended() {
                return Ok(());
            }
            sleep(STEP);
        }
        Err(ClusterError::TooSlow { what: "stop", seconds: STOP_WITHIN.as_secs(), log: self.log.clone() })
    }
}

/// Makes the cluster beside its final name first: an interrupted `initdb` never looks like a cluster.
fn make(folder: &Path, data: &Path, programs: &Path, account: Option<Account>) -> Result<(), ClusterError> {
    let fresh = folder.join("data.new");
    if fresh.exists() {
        fs::remove_dir_all(&fresh).map_err(ClusterError::io(&fresh))?;
    }
    // The locale decides the order of words; this one is the same on every machine that has it.
    let locale = if cfg!(target_os = "macos") { "--locale=C" } else { "--locale=C.UTF-8" };
    let out = account::command(&programs.join("initdb"), account, folder)
        .arg("--pgdata")
        .arg(&fresh)
        .args(["--username", USER, "--auth=trust", "--encoding=UTF8", locale])
        .stdin(Stdio::null())
        .output()
        .map_err(ClusterError::io(programs.join("initdb")))?;
    if !out.status.success() {
        return Err(ClusterError::Failed {
            program: "initdb",
            said: String::from_utf8_lossy(&out.stderr).trim().to_owned(),
        });
    }
    fs::rename(&fresh, data).map_err(ClusterError::io(data))
}

/// Starts it and waits for it.
///
/// If the program and Postgres were both killed, Postgres's own children hold the shared memory for
/// a moment longer, and a new one refuses to start beside them. That is a known state with a known
/// end (they leave when they notice that their parent is gone), so it is waited out, within a bound,
/// and only on the two messages that name it; any other failure is reported at once.
fn start(folder: &Path, socket: &Path, programs: &Path, account: Option<Account>) -> Result<Postmaster, ClusterError> {
    let data = folder.join("data");
    let log = folder.join("log");
    let begun = Instant::now();
    loop {
        let before = fs::metadata(&log).map_or(0, |m| m.len());
        let before = if before > LOG_BYTES { 0 } else { before };
        let out = File::options()
            .create(true)
            .write(true)
            .append(before > 0)
            .truncate(before == 0)
            .open(&log)
            .map_err(ClusterError::io(&log))?;
        let mut command = account::command(&programs.join("postgres"), account, folder);
        let child = settings(&mut command, &data, socket)
            .stdin(Stdio::null())
            .stdout(out.try_clone().map_err(ClusterError::io(&log))?)
            .stderr(out)
            .spawn()
            .map_err(ClusterError::io(programs.join("postgres")))?;
        let pid = Pid::from_child(&child);
        let mut postmaster =
            Postmaster { pid, socket: socket.to_owned(), data: data.clone(), log: log.clone(), child: Some(child) };
        if postmaster.wait_until_ready()? {
            return Ok(postmaster);
        }
        let said =
            fs::read(&log).map(|all| String::from_utf8_lossy(all.get(before as usize..).unwrap_or(&all)).into_owned());
        let said = said.unwrap_or_default();
        let orphans =
            said.contains("pre-existing shared memory block") || said.contains("lock file \"postmaster.pid\"");
        if !orphans || begun.elapsed() > ORPHANS_LEAVE_WITHIN {
            return Err(ClusterError::Failed { program: "postgres", said: said.trim().to_owned() });
        }
        sleep(Duration::from_millis(200));
    }
}

fn settings<'c>(command: &'c mut Command, data: &Path, socket: &Path) -> &'c mut Command {
    command
        .arg("-D")
        .arg(data)
        .args(["-c", "listen_addresses=", "-c", "unix_socket_permissions=0700", "-c"])
        .arg(format!("port={PORT}"))
        .arg("-c")
        // A quoted list entry, since a folder's name may hold a comma.
        .arg(format!("unix_socket_directories=\"{}\"", socket.display().to_string().replace('"', "\"\"")))
        .args(["-c", "logging_collector=off", "-c", "log_destination=stderr"])
}

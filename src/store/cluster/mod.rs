//! A private Postgres from the system's own programs, for whoever has not set `DATABASE_URL`.
//!
//! In the data directory, `pg15/` (named by major version) holds the cluster (`data`), its socket
//! (`socket`, mode 0700; no TCP at all) and its log. Three lock files beside it keep programs apart:
//! `serve.lock` is held by the one server; `users.lock` is shared by everyone who uses the cluster,
//! so that the last one out stops it; `start.lock` is held only while starting or stopping.
//! Locks die with their holder, so nothing needs cleaning up after a crash. If the program is killed,
//! Postgres lives on, and the next program adopts it.
//!
//! Everything here blocks for up to some seconds; call it from `spawn_blocking`, or before the runtime is busy.

mod account;
mod binaries;
mod postmaster;

pub use binaries::OLDEST;
pub(super) use binaries::candidates;
use postmaster::{Ground, Postmaster};
use sha2::{Digest as _, Sha256};
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use std::{
    ffi::OsString,
    fs::{self, File, TryLockError},
    io,
    os::unix::{ffi::OsStrExt as _, fs::PermissionsExt as _},
    path::{Path, PathBuf},
};

/// Where the cluster lives and where to look for its programs. The caller reads the environment.
#[derive(Clone, Debug)]
pub struct ClusterOptions {
    /// The data directory of the whole program.
    pub data_dir: PathBuf,
    /// `PG_BIN`: a folder with `initdb` and `postgres`; nothing else is looked at if it is set.
    pub pg_bin: Option<PathBuf>,
    /// `PATH`.
    pub path: Option<OsString>,
    /// The temporary folder, for the socket of a data directory with a very long name.
    pub temp_dir: PathBuf,
}

impl ClusterOptions {
    fn cluster_folder(&self, major: u32) -> PathBuf {
        self.data_dir.join(format!("pg{major}"))
    }
}

/// Why there is no cluster.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// PostgreSQL is not installed, or too old.
    #[error(
        "PostgreSQL {OLDEST} or newer was not found on this machine. Three ways out: install it \
         (Debian, Ubuntu: `apt install postgresql`; macOS: `brew install postgresql@17`), run \
         `docker compose up` instead, or set DATABASE_URL to a database of your own"
    )]
    NoBinaries,
    /// `PG_BIN` names a folder without them.
    #[error("PG_BIN is set to {0:?}, but `initdb` and `postgres` are not both there")]
    PgBin(PathBuf),
    /// The cluster in the data directory is of a version that is not installed.
    #[error(
        "{data_dir:?} holds a database of PostgreSQL {has}, but only version {found} was found: install \
         PostgreSQL {has} (or name its folder in PG_BIN), or choose another data directory"
    )]
    #[expect(missing_docs, reason = "the message says it")]
    OtherMajor { data_dir: PathBuf, has: u32, found: u32 },
    /// Another server has it.
    #[error(
        "{0:?} is in use by another `demarche serve`: stop that one, or choose another data directory with --data-dir"
    )]
    InUse(PathBuf),
    /// We are root, and there is nobody to run as.
    #[error("Postgres refuses to run as root, and /etc/passwd has neither `postgres` nor `nobody` to run it as")]
    NoAccount,
    /// We are root, and the account Postgres runs as can't get there.
    #[error(
        "Postgres does not run as root, and the account it runs as can't enter {closed:?}, which is above the data \
         directory {data_dir:?}: choose a data directory elsewhere, for example --data-dir /var/lib/demarche"
    )]
    #[expect(missing_docs, reason = "the message says it")]
    Unreachable { data_dir: PathBuf, closed: PathBuf },
    /// A folder we need belongs to somebody else.
    #[error("{0:?} exists, but it is not a folder that belongs to us")]
    NotOurs(PathBuf),
    /// `initdb` or `postgres` failed.
    #[error("{program} failed; the last it said: {said}")]
    #[expect(missing_docs, reason = "the message says it")]
    Failed { program: &'static str, said: String },
    /// It did not get ready, or did not stop, in time.
    #[error("Postgres did not {what} within {seconds} seconds; its log is {log:?}")]
    #[expect(missing_docs, reason = "the message says it")]
    TooSlow { what: &'static str, seconds: u64, log: PathBuf },
    /// A file or folder could not be read or written.
    #[error("{path:?}: {source}")]
    #[expect(missing_docs, reason = "the message says it")]
    Io { path: PathBuf, source: io::Error },
}

impl ClusterError {
    fn io(path: impl AsRef<Path>) -> impl FnOnce(io::Error) -> ClusterError {
        let path = path.as_ref().to_owned();
        move |source| ClusterError::Io { path, source }
    }
}

/// A running cluster. Dropping it stops it, if nobody else uses it.
#[derive(Debug)]
pub struct Cluster {
    data_dir: PathBuf,
    socket: PathBuf,
    /// `None` once it is stopped.
    running: Option<Running>,
}

#[derive(Debug)]
struct Running {
    postmaster: Postmaster,
    /// How it was started, for another time.
    ground: Ground,
    users: File,
    /// Held for its lock only.
    _serve: Option<File>,
}

impl Cluster {
    /// For `serve`: takes the data directory for itself, then adopts a living Postgres or starts one.
    ///
    /// # Errors
    /// [`ClusterError::InUse`] where another server has the directory; every other case of [`ClusterError`].
    pub fn start(options: &ClusterOptions) -> Result<Cluster, ClusterError> {
        Self::open(options, true)
    }

    /// For every other command: uses a running Postgres, else starts one for as long as anybody uses it.
    ///
    /// # Errors
    /// As [`Cluster::start`], but for `InUse`.
    pub fn join(options: &ClusterOptions) -> Result<Cluster, ClusterError> {
        Self::open(options, false)
    }

    fn open(options: &ClusterOptions, serve: bool) -> Result<Cluster, ClusterError> {
        let data_dir = std::path::absolute(&options.data_dir).map_err(ClusterError::io(&options.data_dir))?;
        let options = &ClusterOptions { data_dir: data_dir.clone(), ..options.clone() };
        let account = account::choose()?;
        account::can_reach(&data_dir, account)?;
        if !data_dir.exists() {
            fs::create_dir_all(&data_dir).map_err(ClusterError::io(&data_dir))?;
            // Postgres's account must be able to pass; what is inside is closed on its own.
            let mode = if account.is_some() { 0o711 } else { 0o700 };
            fs::set_permissions(&data_dir, fs::Permissions::from_mode(mode)).map_err(ClusterError::io(&data_dir))?;
        }
        account::can_reach(&data_dir, account)?;
        let serve = if serve { Some(take_serve_lock(&data_dir)?) } else { None };
        let binaries = binaries::find(options)?;
        let start = lock_file(&data_dir, "start.lock")?;
        start.lock().map_err(ClusterError::io(data_dir.join("start.lock")))?;
        let folder = options.cluster_folder(binaries.major);
        account::private_folder(&folder, account)?;
        let socket = socket_folder(&folder, &options.temp_dir);
        account::private_folder(&socket, account)?;
        let ground = Ground { folder, socket, programs: binaries.folder, account };
        let postmaster = Postmaster::find_or_start(&ground)?;
        let users = lock_file(&data_dir, "users.lock")?;
        users.lock_shared().map_err(ClusterError::io(data_dir.join("users.lock")))?;
        let socket = postmaster.socket().to_owned();
        Ok(Cluster { data_dir, socket, running: Some(Running { postmaster, ground, users, _serve: serve }) })
    }

    /// How to connect to one of its databases.
    pub fn url(&self, database: &str) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .socket(&self.socket)
            .port(postmaster::PORT)
            .username(postmaster::USER)
            .password("")
            .ssl_mode(PgSslMode::Disable)
            .database(database)
    }

    /// The folder of its socket, for `psql -h`.
    pub fn socket(&self) -> &Path {
        &self.socket
    }

    /// The number of Postgres's first process.
    pub fn pid(&self) -> Option<i32> {
        self.running.as_ref().map(|r| r.postmaster.pid())
    }

    /// Starts it again where it has ended without being told to: killed, or out of memory. Whether it had.
    ///
    /// # Errors
    /// As [`Cluster::start`].
    pub fn revive(&mut self) -> Result<bool, ClusterError> {
        let Some(running) = &mut self.running else { return Ok(false) };
        if !running.postmaster.ended() {
            return Ok(false);
        }
        let start = lock_file(&self.data_dir, "start.lock")?;
        start.lock().map_err(ClusterError::io(self.data_dir.join("start.lock")))?;
        running.postmaster = Postmaster::find_or_start(&running.ground)?;
        Ok(true)
    }

    /// Stops it ("fast": open transactions are rolled back), unless another program still uses it.
    ///
    /// # Errors
    /// [`ClusterError::TooSlow`] where it does not stop in time.
    pub fn stop(&mut self) -> Result<(), ClusterError> {
        let Some(mut running) = self.running.take() else { return Ok(()) };
        let path = self.data_dir.join("users.lock");
        let start = lock_file(&self.data_dir, "start.lock")?;
        start.lock().map_err(ClusterError::io(&path))?;
        running.users.unlock().map_err(ClusterError::io(&path))?;
        match running.users.try_lock() {
            Ok(()) => running.postmaster.stop(),
            // Somebody else still uses it, and will stop it.
            Err(TryLockError::WouldBlock) => Ok(()),
            Err(TryLockError::Error(source)) => Err(ClusterError::Io { path, source }),
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Err(error) = self.stop() {
            tracing::warn!(%error, "the database was left running");
        }
    }
}

fn lock_file(data_dir: &Path, name: &str) -> Result<File, ClusterError> {
    let path = data_dir.join(name);
    File::options().create(true).truncate(false).write(true).open(&path).map_err(ClusterError::io(path))
}

fn take_serve_lock(data_dir: &Path) -> Result<File, ClusterError> {
    let file = lock_file(data_dir, "serve.lock")?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(ClusterError::InUse(data_dir.to_owned())),
        Err(TryLockError::Error(source)) => Err(ClusterError::Io { path: data_dir.join("serve.lock"), source }),
    }
}

/// The longest folder whose socket (`/.s.PGSQL.5432`) still fits into a `sockaddr_un`: 104 bytes on
/// macOS, 108 on Linux, both with the final zero.
const LONGEST: usize = 104 - 1 - "/.s.PGSQL.5432".len();

/// Beside the data, or in a short folder named by a hash where that name is too long for a socket.
fn socket_folder(folder: &Path, temp_dir: &Path) -> PathBuf {
    let near = folder.join("socket");
    if near.as_os_str().len() <= LONGEST {
        return near;
    }
    let digest = Sha256::digest(folder.as_os_str().as_bytes());
    let short: String = digest.iter().take(6).map(|b| format!("{b:02x}")).collect();
    temp_dir.join(format!("demarche-{short}"))
}

#[cfg(test)]
mod tests;

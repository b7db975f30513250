//! Backups: a whole database as one file, by Postgres's own `pg_dump`, and back.
//!
//! A backup is written beside its name first and takes the name when it is whole. A restore is one transaction: what
//! is there goes, what the file holds comes, and only when the file was read to its end is it committed.
//!
//! Everything that runs programs here blocks; call it from `spawn_blocking`.

mod tools;

use super::{Store, StoreError};
use sqlx::{Connection as _, PgConnection, postgres::PgConnectOptions};
use std::{
    fs::{self, File},
    io::{self, Read, Write},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    thread::{self, JoinHandle},
};
pub use tools::Tools;

/// Why there is no backup, or nothing was restored.
#[derive(Debug, thiserror::Error)]
pub enum DumpError {
    /// Postgres's client programs are not installed.
    #[error(
        "`pg_dump`, `pg_restore` and `psql` were not found on this machine: install them (Debian, Ubuntu: \
         `apt install postgresql-client`; macOS: `brew install libpq`), or name their folder in PG_BIN"
    )]
    NoTools,
    /// They are older than the server, which `pg_dump` refuses.
    #[error(
        "the database is of PostgreSQL {server}, but the newest `pg_dump` found ({folder:?}) is of {found}, which can't \
         read it: install that of {server} or newer, or name its folder in PG_BIN"
    )]
    #[expect(missing_docs, reason = "the message says it")]
    TooOld { server: u32, found: u32, folder: PathBuf },
    /// There is something under that name.
    #[error("{0:?} exists already: choose another name, or take it away first")]
    Exists(PathBuf),
    /// The file is something else, or broken at its beginning.
    #[error("{path:?} is not a backup of Demarche: {why}")]
    #[expect(missing_docs, reason = "the message says it")]
    NotABackup { path: PathBuf, why: String },
    /// One of the programs failed.
    #[error("`{program}` failed; the last it said: {said}")]
    #[expect(missing_docs, reason = "the message says it")]
    Failed { program: &'static str, said: String },
    /// A file could not be read or written.
    #[error("{path:?}: {source}")]
    #[expect(missing_docs, reason = "the message says it")]
    Io { path: PathBuf, source: io::Error },
}

impl DumpError {
    fn io(path: &Path) -> impl FnOnce(io::Error) -> DumpError {
        move |source| DumpError::Io { path: path.to_owned(), source }
    }
}

/// What is in a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// No table, or ours with nothing in them.
    Nothing,
    /// A timeline, or at least tokens for one.
    Timeline,
    /// Tables of another program.
    Foreign,
}

/// A database, looked at from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The server's major version.
    pub server: u32,
    /// What is in it.
    pub content: Content,
}

/// Looks at a database, without bringing its schema up to date.
///
/// # Errors
/// [`StoreError::Unavailable`] where it does not answer.
pub async fn look(options: &PgConnectOptions) -> Result<Found, StoreError> {
    let mut connection = PgConnection::connect_with(options).await?;
    let seen = sqlx::query!(
        r#"select current_setting('server_version_num')::int / 10000 as "server!",
               to_regclass('public.articles') is not null and to_regclass('public._sqlx_migrations') is not null as "ours!",
               exists (select from pg_class c where c.relnamespace = to_regnamespace('public') and c.relkind in ('r', 'p', 'v', 'm'))
                   as "any!""#
    )
    .fetch_one(&mut connection)
    .await?;
    let content = if seen.ours {
        let filled = sqlx::query_scalar!(
            r#"select exists (select from articles) or exists (select from tokens) or exists (select from corrections) as "any!""#
        )
        .fetch_one(&mut connection)
        .await?;
        if filled { Content::Timeline } else { Content::Nothing }
    } else if seen.any {
        Content::Foreign
    } else {
        Content::Nothing
    };
    connection.close().await?;
    Ok(Found { server: u32::try_from(seen.server).unwrap_or(0), content })
}

/// The file that is written, until it has its name.
struct Partial {
    path: PathBuf,
    kept: bool,
}

impl Partial {
    /// Beside the file's own name, so that taking the name is one step; for nobody else to read, since a backup holds
    /// everything.
    fn beside(file: &Path) -> Result<(Partial, File), DumpError> {
        let mut name = std::ffi::OsString::from(".");
        name.push(file.file_name().unwrap_or_default());
        name.push(format!(".{}.partial", std::process::id()));
        let path = file.with_file_name(name);
        let out = File::options().write(true).create_new(true).mode(0o600).open(&path).map_err(DumpError::io(&path))?;
        Ok((Partial { path, kept: false }, out))
    }

    fn keep(mut self, file: &Path) -> Result<(), DumpError> {
        // A link refuses a name that is taken, which a renaming would overwrite.
        fs::hard_link(&self.path, file).map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => DumpError::Exists(file.to_owned()),
            _ => DumpError::Io { path: file.to_owned(), source },
        })?;
        fs::remove_file(&self.path).map_err(DumpError::io(&self.path))?;
        self.kept = true;
        let folder = file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(DumpError::io(folder))
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.kept {
            // It may be gone already.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// A program whose last words are kept.
struct Running {
    program: &'static str,
    child: Child,
    said: JoinHandle<String>,
}

impl Running {
    fn start(program: &'static str, command: &mut Command) -> Result<Running, DumpError> {
        let mut child = command.stderr(Stdio::piped()).spawn().map_err(DumpError::io(Path::new(program)))?;
        let mut said = child.stderr.take();
        let said = thread::spawn(move || {
            let mut text = Vec::new();
            // What can't be read was not said.
            let _ = said.as_mut().map(|said| said.read_to_end(&mut text));
            String::from_utf8_lossy(&text).trim().to_owned()
        });
        Ok(Running { program, child, said })
    }

    /// Waits for its end; an error where it was not a success.
    fn end(mut self) -> Result<(), DumpError> {
        let status = self.child.wait().map_err(DumpError::io(Path::new(self.program)))?;
        let said = self.said.join().unwrap_or_default();
        if status.success() { Ok(()) } else { Err(DumpError::Failed { program: self.program, said }) }
    }

    /// Ends it. What it had begun in the database is rolled back.
    fn kill(mut self) -> String {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.said.join().unwrap_or_default()
    }
}

/// Copies piece by piece and tells how much there was so far. The error says on which side it was.
fn copy(from: &mut impl Read, to: &mut impl Write, told: &mut impl FnMut(u64)) -> Result<u64, (bool, io::Error)> {
    let (mut piece, mut all) = (vec![0; 64 * 1024], 0);
    loop {
        let read = match from.read(&mut piece) {
            Ok(0) => return Ok(all),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err((false, error)),
        };
        to.write_all(&piece[..read]).map_err(|error| (true, error))?;
        all += read as u64;
        told(all);
    }
}

/// Saves a database; returns the bytes of the file.
///
/// # Errors
/// As [`DumpError`] says; then there is no file.
pub fn backup(
    tools: &Tools,
    from: &PgConnectOptions,
    file: &Path,
    mut told: impl FnMut(u64),
) -> Result<u64, DumpError> {
    if file.exists() {
        return Err(DumpError::Exists(file.to_owned()));
    }
    let (partial, mut out) = Partial::beside(file)?;
    let mut command = tools.command("pg_dump", from);
    command.args(["--format=custom", "--no-owner", "--no-acl"]).stdin(Stdio::null()).stdout(Stdio::piped());
    let mut dump = Running::start("pg_dump", &mut command)?;
    let Some(mut stream) = dump.child.stdout.take() else { return Err(DumpError::NoTools) };
    let bytes = match copy(&mut stream, &mut out, &mut told) {
        Ok(bytes) => bytes,
        Err((_, source)) => {
            dump.kill();
            return Err(DumpError::Io { path: partial.path.clone(), source });
        }
    };
    dump.end()?;
    out.sync_all().map_err(DumpError::io(&partial.path))?;
    contents(tools, &partial.path)?;
    partial.keep(file)?;
    Ok(bytes)
}

/// Checks that a file is a backup of Demarche, as far as its table of contents tells.
fn contents(tools: &Tools, file: &Path) -> Result<(), DumpError> {
    let out = tools.bare("pg_restore").arg("--list").arg(file).stdin(Stdio::null()).output();
    let out = out.map_err(DumpError::io(Path::new("pg_restore")))?;
    let not = |why: String| Err(DumpError::NotABackup { path: file.to_owned(), why });
    if !out.status.success() {
        return not(String::from_utf8_lossy(&out.stderr).trim().to_owned());
    }
    let list = String::from_utf8_lossy(&out.stdout);
    if !["TABLE public _sqlx_migrations ", "TABLE public articles "].iter().all(|entry| list.contains(entry)) {
        return not("its tables are those of another program".to_owned());
    }
    Ok(())
}

/// The newest schema this program knows.
fn newest_schema() -> i64 {
    sqlx::migrate!().iter().map(|migration| migration.version).max().unwrap_or_default()
}

/// Puts the state of a file in the place of all that a database holds, or does nothing at all.
///
/// # Errors
/// As [`DumpError`] says; then nothing has changed.
pub fn restore(
    tools: &Tools,
    file: &Path,
    into: &PgConnectOptions,
    mut told: impl FnMut(u64),
) -> Result<(), DumpError> {
    File::open(file).map_err(DumpError::io(file))?;
    contents(tools, file)?;
    let mut command = tools.command("psql", into);
    command.args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"]);
    let mut psql = Running::start("psql", command.stdin(Stdio::piped()).stdout(Stdio::null()))?;
    let mut read = tools.bare("pg_restore");
    read.args(["--file=-", "--no-owner", "--no-acl", "--exit-on-error"]).arg(file);
    let unpack = Running::start("pg_restore", read.stdin(Stdio::null()).stdout(Stdio::piped()));
    let (Some(mut sql), Ok(mut unpack)) = (psql.child.stdin.take(), unpack) else {
        psql.kill();
        return Err(DumpError::NoTools);
    };
    let Some(mut script) = unpack.child.stdout.take() else { return Err(DumpError::NoTools) };
    // Whoever still uses the tables is waited for, but not for ever.
    const HEAD: &[u8] =
        b"begin;\nset local lock_timeout = '10s';\ndrop schema public cascade;\ncreate schema public;\n";
    let copied = sql.write_all(HEAD).map_err(|e| (true, e)).and_then(|()| copy(&mut script, &mut sql, &mut told));
    drop(script);
    match copied {
        Ok(_) => {
            if let Err(broken) = unpack.end() {
                // Without a commit, the end of the connection is the end of all that was done.
                drop(sql);
                psql.kill();
                return Err(broken);
            }
            commit(sql).or_else(|error| said_by(&error))?;
            psql.end()
        }
        Err((database, error)) => {
            unpack.kill();
            drop(sql);
            if database {
                // It ended first, and has said why.
                psql.end()?;
            } else {
                psql.kill();
            }
            Err(DumpError::Io { path: file.to_owned(), source: error })
        }
    }
}

/// Where `psql` has ended early, its own words say why.
fn said_by(error: &io::Error) -> Result<(), DumpError> {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return Ok(());
    }
    Err(DumpError::Failed { program: "psql", said: error.to_string() })
}

/// The end of the transaction. A backup of a newer version holds what this one would not understand.
fn commit(mut sql: ChildStdin) -> io::Result<()> {
    write!(
        sql,
        "\ndo $check$ begin if (select max(version) from public._sqlx_migrations) > {} then raise exception \
         'this backup was made by a newer version of Demarche; restore it with that one'; end if; end $check$;\n\
         analyze;\ncommit;\n",
        newest_schema()
    )
}

impl Store {
    /// How many articles and events there are, and the number of the last change.
    ///
    /// # Errors
    /// As the database fails.
    pub async fn size(&self) -> Result<(u64, u64, i64), StoreError> {
        let row = sqlx::query!(
            r#"select (select count(*) from articles where deleted_at is null) as "articles!",
                   (select count(*) from events where live) as "events!", (select seq from change_counter) as "seq!""#
        )
        .fetch_one(&self.pool)
        .await?;
        Ok((super::types::count(row.articles), super::types::count(row.events), row.seq))
    }
}

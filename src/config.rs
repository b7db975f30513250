//! Every setting: a flag, its environment twin, and what it means. The only place that reads the
//! environment. A setting that can't be right stops the program at its start, with a sentence that
//! says which one and why; secrets print as `***`.
//!
//! The README's table is kept complete by a test, which walks over these arguments.

use crate::web::Network;
use clap::{Args, ValueEnum};
use std::{
    env,
    ffi::OsString,
    fmt, fs, io,
    net::{Ipv4Addr, SocketAddr},
    num::NonZeroU32,
    path::{Path, PathBuf},
    str::FromStr,
};

/// A setting that can't be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file that should hold a secret can't be read.
    #[error("{name} points to {}, which can't be read", path.display())]
    SecretFile {
        /// The setting.
        name: &'static str,
        /// What it points to.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The file that should hold a secret is empty.
    #[error("{name} points to {}, which is empty", path.display())]
    EmptySecretFile {
        /// The setting.
        name: &'static str,
        /// What it points to.
        path: PathBuf,
    },
    /// A secret was given twice.
    #[error("{0} and {0}_FILE are both set: keep one")]
    Twice(&'static str),
    /// There is no home to keep the data in.
    #[error("there is no home directory to keep the data in: set --data-dir or DEMARCHE_DATA_DIR")]
    NoHome,
    /// The log filter can't be read.
    #[error("DEMARCHE_LOG=`{0}` is not a log filter (for example `info` or `demarche=debug,warn`)")]
    LogFilter(String),
}

/// A value that must not appear in logs, error messages or `--help`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The value itself; handle with care.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl FromStr for Secret {
    type Err = &'static str;
    fn from_str(s: &str) -> Result<Secret, Self::Err> {
        let trimmed = s.trim();
        if trimmed.is_empty() { Err("it is empty") } else { Ok(Secret(trimmed.to_owned())) }
    }
}

/// A secret given as such or as a file (as container orchestrators hand them in), or neither.
fn secret(name: &'static str, value: Option<&Secret>, file: Option<&Path>) -> Result<Option<Secret>, ConfigError> {
    match (value, file) {
        (Some(_), Some(_)) => Err(ConfigError::Twice(name)),
        (Some(value), None) => Ok(Some(value.clone())),
        (None, Some(path)) => {
            let read = fs::read_to_string(path);
            let text = read.map_err(|source| ConfigError::SecretFile { name, path: path.to_owned(), source })?;
            let parsed = text.parse().map_err(|_| ConfigError::EmptySecretFile { name, path: path.to_owned() })?;
            Ok(Some(parsed))
        }
        (None, None) => Ok(None),
    }
}

/// What is written to the log, and how.
#[derive(Args, Clone, Debug)]
pub struct Logging {
    /// What to log: a level, or levels by module (`demarche=debug,warn`). [default: info for `serve`, else warn]
    #[arg(long = "log", env = "DEMARCHE_LOG", value_name = "FILTER", global = true)]
    pub filter: Option<String>,
    /// How to log.
    #[arg(long = "log-format", env = "DEMARCHE_LOG_FORMAT", default_value = "text", value_enum, global = true)]
    pub format: LogFormat,
}

/// How to log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object per line.
    Json,
}

/// Where the data are.
#[derive(Args, Clone, Debug, Default)]
pub struct Database {
    /// Where the embedded Postgres keeps its data. [default: ~/.local/share/demarche; /var/lib/demarche for root]
    #[arg(long, env = "DEMARCHE_DATA_DIR", value_name = "DIR", global = true)]
    pub data_dir: Option<PathBuf>,
    /// A Postgres to use in the place of the embedded one (`postgres://user:password@host/database`).
    #[arg(long, env = "DATABASE_URL", value_name = "URL", hide_env_values = true, global = true)]
    pub database_url: Option<Secret>,
    /// A file that holds the value of DATABASE_URL.
    #[arg(long, env = "DATABASE_URL_FILE", value_name = "FILE", global = true)]
    pub database_url_file: Option<PathBuf>,
    /// The folder with `initdb` and `postgres`, where it is not found by itself.
    #[arg(long, env = "PG_BIN", value_name = "DIR", global = true)]
    pub pg_bin: Option<PathBuf>,
}

impl Database {
    /// The address of an external Postgres; `None` means the embedded one.
    pub fn url(&self) -> Result<Option<Secret>, ConfigError> {
        secret("DATABASE_URL", self.database_url.as_ref(), self.database_url_file.as_deref())
    }

    /// Where the embedded Postgres keeps its data.
    ///
    /// By default where the XDG base directory specification puts a user's data. Root gets a place of
    /// its own, because Postgres refuses to run as root and its unprivileged user can't reach /root.
    pub fn data_dir(&self) -> Result<PathBuf, ConfigError> {
        if let Some(dir) = &self.data_dir {
            return Ok(dir.clone());
        }
        if rustix::process::geteuid().is_root() {
            return Ok(PathBuf::from("/var/lib/demarche"));
        }
        let absolute = |name| env::var_os(name).map(PathBuf::from).filter(|p: &PathBuf| p.is_absolute());
        absolute("XDG_DATA_HOME")
            .or_else(|| Some(absolute("HOME")?.join(".local/share")))
            .map(|base| base.join("demarche"))
            .ok_or(ConfigError::NoHome)
    }
}

/// What is known by name besides what ships with this version.
#[derive(Args, Clone, Debug, Default)]
pub struct Names {
    /// Names and trigger words of one's own: a TOML file, or a folder of them. May be given several times.
    #[arg(long, env = "DEMARCHE_LEXICON", value_name = "FILE|DIR")]
    pub lexicon: Vec<PathBuf>,
}

/// Where the machine looks for programs.
pub fn search_path() -> Option<OsString> {
    env::var_os("PATH")
}

/// Where short-lived files may go.
pub fn temp_dir() -> PathBuf {
    env::temp_dir()
}

/// How the service answers.
#[derive(Args, Clone, Debug)]
pub struct Serving {
    /// The address to listen on.
    #[arg(long, env = "DEMARCHE_LISTEN", default_value_t = SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)), value_name = "ADDRESS:PORT")]
    pub listen: SocketAddr,
    /// The largest article to take, in bytes or with a unit (`10MB`, `512KiB`).
    #[arg(long, env = "DEMARCHE_BODY_LIMIT", default_value = "10MB", value_name = "SIZE")]
    pub body_limit: Size,
    /// The largest batch (`application/x-ndjson`) to take, in bytes or with a unit.
    #[arg(long, env = "DEMARCHE_BATCH_LIMIT", default_value = "64MB", value_name = "SIZE")]
    pub batch_limit: Size,
    /// Whether reading needs a token too.
    #[arg(long, env = "DEMARCHE_READ_TOKEN_REQUIRED")]
    pub read_token_required: bool,
    /// How much of an article strangers may see: its sentences that events rest on, or all of it. The machine of the
    /// service and readers with a token see all.
    #[arg(long, env = "DEMARCHE_PUBLIC_TEXT", default_value = "excerpts", value_enum)]
    pub public_text: PublicText,
    /// Requests that read, from one address and from one token, a minute; `off` for any number. [default: 3000, off on loopback]
    #[arg(long, env = "DEMARCHE_RATE_LIMIT_READS", value_name = "NUMBER|off")]
    pub rate_limit_reads: Option<Rate>,
    /// Requests that write, from one address and from one token, a minute; `off` for any number. [default: 600, off on loopback]
    #[arg(long, env = "DEMARCHE_RATE_LIMIT_WRITES", value_name = "NUMBER|off")]
    pub rate_limit_writes: Option<Rate>,
    /// Proxies that are believed when they say who asks (`X-Forwarded-For`) and that it came by TLS (`X-Forwarded-Proto`).
    #[arg(long, env = "DEMARCHE_TRUSTED_PROXIES", value_name = "ADDRESS[/BITS],…", value_delimiter = ',')]
    pub trusted_proxies: Vec<Network>,
    /// For how many seconds a browser that came by TLS is told to use nothing else (HSTS); 0 takes it back.
    #[arg(long, env = "DEMARCHE_HSTS", default_value_t = 31_536_000, value_name = "SECONDS")]
    pub hsts: u64,
    /// A copy of the database that follows it (streaming replication); it answers reads while it is in step.
    #[arg(long, env = "DATABASE_REPLICA_URL", value_name = "URL", hide_env_values = true)]
    pub database_replica_url: Option<Secret>,
    /// A file that holds the value of DATABASE_REPLICA_URL.
    #[arg(long, env = "DATABASE_REPLICA_URL_FILE", value_name = "FILE")]
    pub database_replica_url_file: Option<PathBuf>,
    /// A token with every scope that is made sure to exist at the start; for deployments without a terminal.
    #[arg(long, env = "DEMARCHE_BOOTSTRAP_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    pub bootstrap_token: Option<Secret>,
    /// A file that holds the value of DEMARCHE_BOOTSTRAP_TOKEN.
    #[arg(long, env = "DEMARCHE_BOOTSTRAP_TOKEN_FILE", value_name = "FILE")]
    pub bootstrap_token_file: Option<PathBuf>,
}

impl Serving {
    /// The address of the copy to read from.
    pub fn replica(&self) -> Result<Option<Secret>, ConfigError> {
        let file = self.database_replica_url_file.as_deref();
        secret("DATABASE_REPLICA_URL", self.database_replica_url.as_ref(), file)
    }

    /// The token to make sure of.
    pub fn bootstrap_token(&self) -> Result<Option<Secret>, ConfigError> {
        secret("DEMARCHE_BOOTSTRAP_TOKEN", self.bootstrap_token.as_ref(), self.bootstrap_token_file.as_deref())
    }
}

/// How much of an article strangers may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PublicText {
    /// The sentences that events rest on, and the way to the source.
    Excerpts,
    /// Everything.
    Full,
}

/// A number of requests a minute; none is any number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate(pub Option<NonZeroU32>);

impl Rate {
    /// The limit: what was set, else this many, but none on a loopback address, where everybody is oneself.
    pub fn or_default(given: Option<Rate>, loopback: bool, usual: u32) -> Option<NonZeroU32> {
        match given {
            Some(Rate(limit)) => limit,
            None if loopback => None,
            None => NonZeroU32::new(usual),
        }
    }
}

impl FromStr for Rate {
    type Err = &'static str;
    fn from_str(s: &str) -> Result<Rate, Self::Err> {
        match s.trim() {
            "off" => Ok(Rate(None)),
            number => number.parse().map(|n| Rate(Some(n))).map_err(|_| "not a whole number above 0, nor `off`"),
        }
    }
}

/// A number of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size(pub usize);

impl FromStr for Size {
    type Err = String;
    fn from_str(s: &str) -> Result<Size, String> {
        let s = s.trim();
        let digits = s.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let unit: usize = match s[digits.len()..].to_ascii_lowercase().as_str() {
            "" | "b" => 1,
            "kb" => 1_000,
            "mb" => 1_000_000,
            "kib" => 1 << 10,
            "mib" => 1 << 20,
            other => return Err(format!("unknown unit `{other}`; allowed: B, KB, MB, KiB, MiB")),
        };
        let number: usize = digits.trim().parse().map_err(|_| "not a whole number of bytes".to_owned())?;
        number.checked_mul(unit).filter(|n| *n > 0).map(Size).ok_or_else(|| "out of range".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_with_their_unit() {
        for (text, bytes) in [("1", 1), ("10MB", 10_000_000), ("512 KiB", 524_288), ("2mib", 2_097_152)] {
            assert_eq!(text.parse(), Ok(Size(bytes)), "{text}");
        }
        for wrong in ["", "0", "-1", "10GB", "MB", "1.5MB", "99999999999999999999MB", "99999999999999MiB"] {
            assert!(wrong.parse::<Size>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_secret_never_prints() {
        let secret: Secret = " hunter2\n".parse().unwrap();
        assert_eq!((format!("{secret}"), format!("{secret:?}")), ("***".to_owned(), "***".to_owned()));
        assert_eq!(secret.expose(), "hunter2");
        assert!(" \n".parse::<Secret>().is_err());
    }

    #[test]
    fn a_secret_comes_from_one_place() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("url");
        let value: Secret = "postgres://a".parse().unwrap();
        let of = |v: Option<&Secret>, f: Option<&Path>| secret("DATABASE_URL", v, f);

        assert!(of(None, None).unwrap().is_none());
        assert_eq!(of(Some(&value), None).unwrap().unwrap().expose(), "postgres://a");
        let missing = of(None, Some(&file)).unwrap_err().to_string();
        assert!(missing.contains("DATABASE_URL") && missing.contains("url"), "{missing}");
        fs::write(&file, "postgres://b\n").unwrap();
        assert_eq!(of(None, Some(&file)).unwrap().unwrap().expose(), "postgres://b");
        assert!(of(Some(&value), Some(&file)).unwrap_err().to_string().contains("both"));
        fs::write(&file, "\n").unwrap();
        assert!(of(None, Some(&file)).unwrap_err().to_string().contains("empty"));
    }
}

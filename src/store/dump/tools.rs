//! Postgres's client programs: found, and told whom to connect to.

use super::DumpError;
use crate::store::{ClusterOptions, cluster};
use sqlx::{
    ConnectOptions as _,
    postgres::{PgConnectOptions, PgSslMode},
};
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// A folder with `pg_dump`, `pg_restore` and `psql`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tools {
    folder: PathBuf,
    major: u32,
}

const PROGRAMS: [&str; 3] = ["pg_dump", "pg_restore", "psql"];

impl Tools {
    /// Chooses those of the server's own version; else the next newer one; with `PG_BIN` those it names.
    ///
    /// # Errors
    /// [`DumpError::NoTools`] where there are none, [`DumpError::TooOld`] where none is new enough.
    pub fn find(options: &ClusterOptions, server: u32) -> Result<Tools, DumpError> {
        let folders = options.pg_bin.clone().map_or_else(|| cluster::candidates(options), |folder| vec![folder]);
        let found: Vec<Tools> = folders.iter().filter_map(|folder| look(folder)).collect();
        let fits = found.iter().filter(|tools| tools.major >= server).min_by_key(|tools| tools.major);
        if let Some(tools) = fits {
            return Ok(tools.clone());
        }
        let newest = found.into_iter().max_by_key(|tools| tools.major).ok_or(DumpError::NoTools)?;
        Err(DumpError::TooOld { server, found: newest.major, folder: newest.folder })
    }

    /// One of the programs, with no settings but ours.
    pub(super) fn bare(&self, program: &str) -> Command {
        let mut command = Command::new(self.folder.join(program));
        for name in ["PGDATA", "PGOPTIONS", "PGSERVICE", "PGSERVICEFILE", "PGHOSTADDR", "PGTZ", "PGCLIENTENCODING"] {
            command.env_remove(name);
        }
        // What goes wrong is told in English, as everything else here.
        command.env("LC_ALL", "C");
        command
    }

    /// One of the programs, told where the database is: in its environment, because everybody on a machine can see
    /// the arguments of a program.
    pub(super) fn command(&self, program: &str, database: &PgConnectOptions) -> Command {
        let mut command = self.bare(program);
        let host = database.get_socket().map_or_else(|| database.get_host().into(), |s| s.clone().into_os_string());
        command.env("PGHOST", host).env("PGPORT", database.get_port().to_string());
        command.env("PGUSER", database.get_username());
        command.env("PGDATABASE", database.get_database().unwrap_or(database.get_username()));
        command.env("PGSSLMODE", ssl_mode(database.get_ssl_mode()));
        command.env("PGAPPNAME", "demarche").env_remove("PGPASSWORD");
        let url = database.to_url_lossy();
        if let Some(password) = url.password() {
            // Every byte but letters and digits is written as `%XX` there.
            let pair = format!("password={password}");
            if let Some((_, password)) = form_urlencoded::parse(pair.as_bytes()).next() {
                command.env("PGPASSWORD", password.as_ref());
            }
        }
        for (key, value) in url.query_pairs() {
            match key.as_ref() {
                "sslrootcert" => command.env("PGSSLROOTCERT", value.as_ref()),
                "sslcert" => command.env("PGSSLCERT", value.as_ref()),
                "sslkey" => command.env("PGSSLKEY", value.as_ref()),
                _ => continue,
            };
        }
        command
    }
}

fn ssl_mode(mode: PgSslMode) -> &'static str {
    match mode {
        PgSslMode::Disable => "disable",
        PgSslMode::Allow => "allow",
        PgSslMode::Prefer => "prefer",
        PgSslMode::Require => "require",
        PgSslMode::VerifyCa => "verify-ca",
        PgSslMode::VerifyFull => "verify-full",
    }
}

/// What is in a folder, if all three programs are.
fn look(folder: &Path) -> Option<Tools> {
    if !PROGRAMS.iter().all(|program| folder.join(program).is_file()) {
        return None;
    }
    let out = Command::new(folder.join("pg_dump")).arg("--version").output().ok()?;
    // "pg_dump (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)"
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    let digits: String = said.split(") ").nth(1)?.chars().take_while(char::is_ascii_digit).collect();
    Some(Tools { folder: folder.to_owned(), major: digits.parse().ok()? })
}

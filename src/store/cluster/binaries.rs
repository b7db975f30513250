//! Finding `initdb` and `postgres` on this machine.

use super::{ClusterError, ClusterOptions};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The oldest major version whose SQL the migrations use (`nulls not distinct`).
pub const OLDEST: u32 = 15;

/// A folder with PostgreSQL's programs, and which they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Binaries {
    pub(super) folder: PathBuf,
    pub(super) major: u32,
}

/// Chooses the programs: those of `PG_BIN` if it is set; else those whose major version the data
/// directory already has a cluster of; else the newest.
pub(super) fn find(options: &ClusterOptions) -> Result<Binaries, ClusterError> {
    if let Some(folder) = &options.pg_bin {
        let found = look(folder).ok_or_else(|| ClusterError::PgBin(folder.clone()))?;
        return suits(options, found);
    }
    let mut found: Vec<Binaries> = candidates(options).iter().filter_map(|folder| look(folder)).collect();
    found.retain(|b| b.major >= OLDEST);
    // A stable sort: of the same version the folder that was named first wins.
    found.sort_by_key(|b| std::cmp::Reverse(b.major));
    if let Some(same) = found.iter().find(|b| options.cluster_folder(b.major).join("data").exists()) {
        return Ok(same.clone());
    }
    let newest = found.into_iter().next().ok_or(ClusterError::NoBinaries)?;
    suits(options, newest)
}

/// An empty new cluster beside the analyst's old one would look like lost data.
fn suits(options: &ClusterOptions, binaries: Binaries) -> Result<Binaries, ClusterError> {
    let there: Option<u32> = fs::read_dir(&options.data_dir).ok().and_then(|entries| {
        entries
            .filter_map(|e| e.ok()?.file_name().to_str()?.strip_prefix("pg")?.parse().ok())
            .filter(|major| options.cluster_folder(*major).join("data").exists())
            .max()
    });
    match there {
        Some(other) if !options.cluster_folder(binaries.major).join("data").exists() => {
            Err(ClusterError::OtherMajor { data_dir: options.data_dir.clone(), has: other, found: binaries.major })
        }
        _ => Ok(binaries),
    }
}

/// Where Postgres's programs may be, best first.
pub(in crate::store) fn candidates(options: &ClusterOptions) -> Vec<PathBuf> {
    let mut folders = Vec::new();
    // Debian and Ubuntu; Red Hat and its kin; Homebrew on both sorts of Mac.
    for (parent, prefix, tail) in [
        ("/usr/lib/postgresql", "", "bin"),
        ("/usr", "pgsql-", "bin"),
        ("/opt/homebrew/opt", "postgresql", "bin"),
        ("/usr/local/opt", "postgresql", "bin"),
    ] {
        let Ok(entries) = fs::read_dir(parent) else { continue };
        let named = entries.flatten().filter(|e| e.file_name().to_str().is_some_and(|n| n.starts_with(prefix)));
        folders.extend(named.map(|e| e.path().join(tail)));
        folders.sort();
    }
    folders.extend(options.path.iter().flat_map(std::env::split_paths));
    folders
}

/// What is in a folder, if both programs are and say their version.
fn look(folder: &Path) -> Option<Binaries> {
    if !folder.join("initdb").is_file() {
        return None;
    }
    let out = Command::new(folder.join("postgres")).arg("--version").output().ok()?;
    // "postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)", "postgres (PostgreSQL) 19beta1"
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    let version = said.split(") ").nth(1)?;
    let digits: String = version.chars().take_while(char::is_ascii_digit).collect();
    Some(Binaries { folder: folder.to_owned(), major: digits.parse().ok()? })
}

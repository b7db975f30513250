//! Whom Postgres runs as: it refuses to run as root.

use super::ClusterError;
use std::{
    fs,
    os::unix::{
        fs::{MetadataExt as _, PermissionsExt as _, chown},
        process::CommandExt as _,
    },
    path::Path,
    process::Command,
};

/// The account Postgres runs under, where that is not our own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Account {
    uid: u32,
    gid: u32,
}

/// The account to drop to: none, unless we are root; then `postgres`, else `nobody`.
pub(super) fn choose() -> Result<Option<Account>, ClusterError> {
    if !rustix::process::geteuid().is_root() {
        return Ok(None);
    }
    let passwd = fs::read_to_string("/etc/passwd").map_err(ClusterError::io("/etc/passwd"))?;
    ["postgres", "nobody"].iter().find_map(|name| entry(&passwd, name)).map(Some).ok_or(ClusterError::NoAccount)
}

/// passwd(5): name, password, uid, gid, comment, home, shell.
fn entry(passwd: &str, name: &str) -> Option<Account> {
    passwd.lines().find_map(|line| {
        let fields: Vec<&str> = line.split(':').collect();
        (fields.first() == Some(&name)).then_some(())?;
        Some(Account { uid: fields.get(2)?.parse().ok()?, gid: fields.get(3)?.parse().ok()? })
    })
}

/// Makes a folder that only Postgres's account (and root) can enter; takes over one that is there
/// only if it is a real folder of the right owner, because the temporary folder is everybody's.
pub(super) fn private_folder(folder: &Path, account: Option<Account>) -> Result<(), ClusterError> {
    let io = || ClusterError::io(folder);
    let owner = account.map_or_else(|| rustix::process::geteuid().as_raw(), |a| a.uid);
    match fs::symlink_metadata(folder) {
        Ok(there) => {
            let ours = there.uid() == owner || (there.uid() == 0 && account.is_some());
            if !there.is_dir() || !ours {
                return Err(ClusterError::NotOurs(folder.to_owned()));
            }
        }
        Err(_) => fs::create_dir(folder).map_err(io())?,
    }
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).map_err(io())?;
    if let Some(a) = account {
        chown(folder, Some(a.uid), Some(a.gid)).map_err(io())?;
    }
    Ok(())
}

/// Whether another account can get to a folder at all: every folder above must let it pass.
pub(super) fn can_reach(folder: &Path, account: Option<Account>) -> Result<(), ClusterError> {
    let Some(account) = account else { return Ok(()) };
    for above in folder.ancestors() {
        let Ok(there) = fs::metadata(above) else { continue };
        let mode = there.mode();
        let passes = match () {
            () if there.uid() == account.uid => mode & 0o100 != 0,
            () if there.gid() == account.gid => mode & 0o010 != 0,
            () => mode & 0o001 != 0,
        };
        if !passes {
            return Err(ClusterError::Unreachable { data_dir: folder.to_owned(), closed: above.to_owned() });
        }
    }
    Ok(())
}

/// A command that runs under that account, in its own process group: a Ctrl-C at the terminal then
/// reaches us and not Postgres, which must outlive our last transaction.
pub(super) fn command(program: &Path, account: Option<Account>, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).process_group(0);
    if let Some(a) = account {
        command.uid(a.uid).gid(a.gid);
    }
    // Settings of another server in our environment must not leak into this one.
    for name in ["PGDATA", "PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGDATABASE", "PGOPTIONS", "LC_ALL", "LANG"] {
        command.env_remove(name);
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_read_by_name() {
        let passwd = "root:x:0:0::/root:/bin/sh\npostgres2:x:9:9::/:/bin/sh\npostgres:x:101:104:A,,,:/var:/bin/bash\n";
        assert_eq!(entry(passwd, "postgres"), Some(Account { uid: 101, gid: 104 }));
        assert_eq!(entry(passwd, "nobody"), None);
    }
}

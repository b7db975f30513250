//! What packagers take from the program: manual pages, completions, the systemd unit.

use crate::support::program::demarche;
use clap::CommandFactory as _;
use demarche::cli::Cli;
use std::{fs, path::Path, process::Command};

fn said(arguments: &[&str]) -> String {
    let out = demarche(arguments).output().expect("the program runs");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).expect("UTF-8")
}

#[test]
fn the_manual_has_every_command_and_every_setting_of_serve() {
    let whole = said(&["man"]);
    assert!(whole.starts_with(".ie") && whole.contains(".TH demarche 1"), "{whole}");
    for command in Cli::command().get_subcommands().filter(|command| !command.is_hide_set()) {
        assert!(whole.contains(&format!("demarche\\-{}(1)", command.get_name())), "{}: {whole}", command.get_name());
    }
    assert!(!whole.contains("completions"), "what is for packagers only is not listed: {whole}");
    let serve = said(&["man", "serve"]);
    let cli = Cli::command();
    let settings = cli.find_subcommand("serve").expect("serve").get_arguments().filter_map(clap::Arg::get_long);
    for setting in settings {
        assert!(serve.contains(&setting.replace('-', "\\-")), "{setting}: {serve}");
    }
    assert!(serve.contains("DEMARCHE_LISTEN") && serve.contains("DEMARCHE_LOG"), "{serve}");
    let unknown = demarche(&["man", "sing"]).output().expect("the program runs");
    assert!(!unknown.status.success() && String::from_utf8_lossy(&unknown.stderr).contains("no command `sing`"));
}

#[test]
fn shells_complete_what_there_is() {
    for shell in ["bash", "zsh", "fish"] {
        let script = said(&["completions", shell]);
        for word in ["serve", "backup", "restore", "rate-limit-reads"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    let script = said(&["completions", "bash"]);
    let ask = format!(
        "{script}\nCOMP_WORDS=(demarche back); COMP_CWORD=1; _demarche demarche back demarche; echo \"${{COMPREPLY[*]}}\""
    );
    let out = Command::new("bash").arg("-c").arg(ask).output().expect("bash runs");
    assert_eq!(String::from_utf8_lossy(&out.stdout).trim(), "backup", "{}", String::from_utf8_lossy(&out.stderr));
}

/// Where there is no systemd the unit's settings are looked at all the same.
#[test]
fn the_unit_is_one_systemd_takes_and_shuts_what_the_service_needs_not() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging");
    let unit = fs::read_to_string(folder.join("demarche.service")).expect("the unit");
    for setting in [
        "DynamicUser=yes",
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "ProtectHome=yes",
        "PrivateTmp=yes",
        "PrivateDevices=yes",
        "CapabilityBoundingSet=\n",
        "SystemCallFilter=@system-service",
        "MemoryDenyWriteExecute=yes",
        "UMask=0077",
    ] {
        assert!(unit.contains(setting), "{setting}");
    }
    let at = tempfile::tempdir().expect("a folder");
    let copy = at.path().join("demarche.service");
    // The program is somewhere else on this machine.
    fs::write(&copy, unit.replace("/usr/bin/demarche", env!("CARGO_BIN_EXE_demarche"))).expect("written");
    match Command::new("systemd-analyze").args(["verify", "--man=no"]).arg(&copy).output() {
        Ok(out) => assert!(
            out.status.success() && out.stderr.is_empty(),
            "{}{}",
            String::from_utf8_lossy(&out.stdout),
            String::from_utf8_lossy(&out.stderr)
        ),
        Err(error) => {
            assert_eq!(error.kind(), std::io::ErrorKind::NotFound, "systemd-analyze is there and does not run");
        }
    }
}

//! What `deny.toml` says of licences, sources and unwanted crates holds for everything in `Cargo.lock`, also where
//! cargo-deny is not at hand. Known faults (advisories) are a list on the network, which only cargo-deny reads.

use serde_json::Value;
use std::{collections::BTreeSet, fs, path::Path, process::Command};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn words(value: &toml::Value) -> BTreeSet<String> {
    value.as_array().expect("a list").iter().map(|v| v.as_str().expect("a word").to_owned()).collect()
}

/// Whether an expression of SPDX licences (`(MIT OR Apache-2.0) AND ISC`; `/` is an old form of OR) can be met with these.
fn met(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let tokens: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let result = any(&tokens, &mut at, allowed);
    assert_eq!(at, tokens.len(), "this is read to its end: {expression}");
    result
}

fn any(tokens: &[&str], at: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let mut result = all(tokens, at, allowed);
    while tokens.get(*at) == Some(&"OR") {
        *at += 1;
        result |= all(tokens, at, allowed);
    }
    result
}

fn all(tokens: &[&str], at: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let mut result = one(tokens, at, allowed);
    while tokens.get(*at) == Some(&"AND") {
        *at += 1;
        result &= one(tokens, at, allowed);
    }
    result
}

fn one(tokens: &[&str], at: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let token = tokens[*at];
    *at += 1;
    if token == "(" {
        let result = any(tokens, at, allowed);
        assert_eq!(tokens.get(*at), Some(&")"));
        *at += 1;
        return result;
    }
    if tokens.get(*at) == Some(&"WITH") {
        *at += 2;
        return allowed.contains(&format!("{token} WITH {}", tokens[*at - 1]));
    }
    allowed.contains(token)
}

#[test]
fn expressions_are_read_as_they_are_meant() {
    let allowed: BTreeSet<String> = ["MIT", "ISC"].map(str::to_owned).into();
    for good in
        ["MIT", "GPL-3.0 OR MIT", "Apache-2.0/MIT", "MIT AND ISC", "(GPL-3.0 OR ISC) AND MIT", "GPL-3.0 AND X OR MIT"]
    {
        assert!(met(good, &allowed), "{good}");
    }
    for bad in ["GPL-3.0", "MIT AND GPL-3.0", "MIT WITH Some-exception", "(MIT OR ISC) AND GPL-3.0"] {
        assert!(!met(bad, &allowed), "{bad}");
    }
}

#[test]
fn everything_this_is_built_from_may_be_passed_on_and_comes_from_one_place() {
    let deny: toml::Table =
        toml::from_str(&fs::read_to_string(root().join("deny.toml")).expect("deny.toml")).expect("TOML");
    let allowed = words(&deny["licenses"]["allow"]);
    let exceptions = deny["licenses"]["exceptions"].as_array().expect("a list");
    let exceptions: Vec<(&str, BTreeSet<String>)> =
        exceptions.iter().map(|e| (e["crate"].as_str().expect("a crate"), words(&e["allow"]))).collect();
    let banned = deny["bans"]["deny"].as_array().expect("a list").iter();
    let banned: BTreeSet<&str> = banned.map(|ban| ban["crate"].as_str().expect("a crate")).collect();

    // Those of other systems are not on this machine.
    let (arch, os) = (std::env::consts::ARCH, std::env::consts::OS);
    let here = if os == "macos" { format!("{arch}-apple-darwin") } else { format!("{arch}-unknown-linux-gnu") };
    let mut cargo = Command::new(env!("CARGO"));
    let out = cargo
        .args(["metadata", "--format-version=1", "--locked", "--offline", "--filter-platform", &here])
        .current_dir(root())
        .output();
    let out = out.expect("cargo, which built this");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let all: Value = serde_json::from_slice(&out.stdout).expect("JSON");
    let packages = all["packages"].as_array().expect("packages");
    assert!(packages.len() > 100, "{}", packages.len());
    let mut wrong = Vec::new();
    for package in packages {
        let name = package["name"].as_str().expect("a name");
        let licence = package["license"].as_str().unwrap_or("none");
        let own = exceptions.iter().filter(|(of, _)| *of == name).flat_map(|(_, more)| more.clone());
        if !met(licence, &allowed.iter().cloned().chain(own).collect()) {
            wrong.push(format!("{name}: {licence}"));
        }
        let source = package["source"].as_str();
        if name != "demarche" && source != Some("registry+https://github.com/rust-lang/crates.io-index") {
            wrong.push(format!("{name} comes from {source:?}"));
        }
        if banned.contains(name) {
            wrong.push(format!("{name} is banned"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    // An exception that nothing needs any more would let something in unseen.
    for (name, _) in exceptions {
        assert!(packages.iter().any(|package| package["name"] == name), "nothing is called {name} any more");
    }
}

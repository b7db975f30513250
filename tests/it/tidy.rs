//! What ARCHITECTURE.md promises of the source, kept true.

use clap::CommandFactory as _;
use demarche::cli::Cli;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Which modules of the crate each module may use, and which outside crates it must not.
const ARROWS: [(&str, &[&str], &[&str]); 9] = [
    ("domain", &[], PURE),
    ("extract", &["domain"], PURE),
    ("consolidate", &["domain"], PURE),
    ("store", &["domain", "consolidate"], &["axum", "askama", "clap"]),
    ("pipeline", &["domain", "extract", "consolidate", "store", "clock"], &["axum", "askama", "sqlx", "clap"]),
    ("urls", &["domain"], PURE),
    ("render", &["domain", "urls"], &["axum", "sqlx", "tokio", "clap"]),
    ("web", &["domain", "pipeline", "store", "render", "urls", "clock"], &["sqlx", "clap"]),
    ("telemetry", &["config"], &["axum", "sqlx"]),
];

/// What would make a pure module impure.
const PURE: &[&str] =
    &["sqlx", "axum", "askama", "tokio", "clap", "ureq", "tracing", "std::fs", "std::env", "std::net", "std::process"];

const LONGEST: usize = 500;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder with this extension, with its path from the root.
fn files(folder: &str, extension: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).expect("a folder").map(|entry| entry.expect("an entry").path()));
        } else if path.extension().is_some_and(|e| e == extension) {
            let name = path.strip_prefix(root()).expect("inside").display().to_string();
            found.push((name, fs::read_to_string(&path).expect("UTF-8")));
        }
    }
    found.sort();
    found
}

/// The files of a module: its folder and the file of its name.
fn module(name: &str) -> Vec<(String, String)> {
    let single = root().join(format!("src/{name}.rs"));
    let mut found =
        if root().join("src").join(name).is_dir() { files(&format!("src/{name}"), "rs") } else { Vec::new() };
    if let Ok(text) = fs::read_to_string(single) {
        found.push((format!("src/{name}.rs"), text));
    }
    assert!(!found.is_empty(), "there is no module {name}");
    found
}

/// The code without comments and without its unit tests, on one line with single spaces.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let lines = text.lines().map(|line| line.split("//").next().unwrap_or_default());
    lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

/// The first names after each `prefix`, whether single (`crate::a::b`) or grouped (`crate::{a::{b, c}, d}`).
fn used(code: &str, prefix: &str) -> BTreeSet<String> {
    let ident = |s: &str| s.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut names = BTreeSet::new();
    for (at, _) in code.match_indices(prefix) {
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':') {
            continue;
        }
        let rest = &code[at + prefix.len()..];
        let Some(group) = rest.strip_prefix('{') else {
            names.insert(ident(rest));
            continue;
        };
        let (mut depth, mut start) = (0, 0);
        for (i, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => {
                    names.insert(ident(&group[start..i]));
                    break;
                }
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    names.insert(ident(&group[start..i]));
                    start = i + 1;
                }
                _ => {}
            }
        }
    }
    names.remove("");
    names
}

fn uses(code: &str, outside: &str) -> bool {
    match outside.split_once("::") {
        Some((parent, child)) => used(code, &format!("{parent}::")).contains(child),
        None => !used(code, &format!("{outside}::")).is_empty() || code.contains(&format!("use {outside};")),
    }
}

#[test]
fn the_reader_of_imports_reads_them() {
    let code = code(
        "use crate::{a::{b, c}, d, e::f};\nuse crate::g::h; // crate::i\nlet x = crate::j::k(); my_crate::l();\n#[cfg(test)]\nmod tests { use crate::m; }",
    );
    assert_eq!(used(&code, "crate::").into_iter().collect::<Vec<_>>(), ["a", "d", "e", "g", "j"]);
    assert!(uses("use std::{env, fs};", "std::fs") && uses("let f = std::fs::read(x);", "std::fs"));
    assert!(!uses("use std::fmt; jiff::fmt::x", "std::fs"));
    assert!(uses("use tokio::net::X;", "tokio") && !uses("let my_tokio = 1;", "tokio"));
}

#[test]
fn arrows_are_kept() {
    let modules: BTreeSet<&str> = ARROWS.iter().map(|(name, ..)| *name).chain(["clock", "config", "cli"]).collect();
    let mut broken = Vec::new();
    for (name, may, must_not) in ARROWS {
        for (file, text) in module(name) {
            let code = code(&text);
            for other in used(&code, "crate::") {
                if modules.contains(other.as_str()) && other != name && !may.contains(&other.as_str()) {
                    broken.push(format!("{file}: {name} must not use {other}"));
                }
            }
            for outside in must_not {
                if uses(&code, outside) {
                    broken.push(format!("{file}: {name} must not use {outside}"));
                }
            }
        }
    }
    assert!(broken.is_empty(), "see ARCHITECTURE.md:\n{}", broken.join("\n"));
}

#[test]
fn only_the_configuration_reads_the_environment() {
    let readers = ["env::var", "env::temp_dir", "env::home_dir", "env::args"];
    let wrong: Vec<String> = files("src", "rs")
        .into_iter()
        .filter(|(file, text)| file != "src/config.rs" && readers.iter().any(|r| code(text).contains(r)))
        .map(|(file, _)| file)
        .collect();
    assert!(wrong.is_empty(), "settings are read in src/config.rs: {wrong:?}");
}

#[test]
fn files_stay_short() {
    let all = ["src", "tests", "benches"].iter().flat_map(|folder| files(folder, "rs"));
    let long: Vec<String> = all
        .filter(|(_, text)| text.lines().count() > LONGEST)
        .map(|(file, text)| format!("{file}: {} lines", text.lines().count()))
        .collect();
    assert!(long.is_empty(), "over {LONGEST} lines: {long:?}");
}

#[test]
fn nothing_is_left_unfinished() {
    // In two parts, or this file would find itself.
    let marks = [("to", "do!("), ("unimple", "mented!("), ("#[ign", "ore"), ("db", "g!(")];
    let marks: Vec<String> = marks.iter().map(|(a, b)| format!("{a}{b}")).collect();
    let all = ["src", "tests", "benches"].iter().flat_map(|folder| files(folder, "rs"));
    let found: Vec<String> = all
        .flat_map(|(file, text)| {
            let hits = marks.iter().filter(|mark| text.contains(mark.as_str())).cloned().collect::<Vec<_>>();
            hits.into_iter().map(move |mark| format!("{file}: {mark}"))
        })
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_migration_says_why() {
    for (file, text) in files("migrations", "sql") {
        assert!(text.starts_with("-- "), "{file} does not open with a comment that says why it is there");
    }
}

/// Every environment variable that the command line knows.
fn settings(command: &clap::Command) -> BTreeSet<String> {
    let own = command.get_arguments().filter_map(|arg| Some(arg.get_env()?.to_str()?.to_owned()));
    own.chain(command.get_subcommands().flat_map(settings)).collect()
}

#[test]
fn the_readme_lists_every_setting() {
    let readme = fs::read_to_string(root().join("README.md")).expect("README.md");
    let rows: BTreeSet<String> = readme
        .lines()
        .filter_map(|line| Some(line.strip_prefix("| `")?.split('`').next()?.to_owned()))
        .filter(|name| name.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
        .collect();
    let known = settings(&Cli::command());
    assert!(known.len() > 5, "{known:?}");
    assert_eq!(rows, known, "left: the README's table of settings; right: the program's");
}

#[test]
fn what_the_readme_points_to_exists() {
    for document in ["README.md", "ARCHITECTURE.md", "CHANGELOG.md"] {
        let text = fs::read_to_string(root().join(document)).expect(document);
        for (at, _) in text.match_indices("](") {
            let target = text[at + 2..].split(')').next().unwrap_or_default().split('#').next().unwrap_or_default();
            if !target.is_empty() && !target.contains("://") {
                assert!(Path::new(&root()).join(target).exists(), "{document} points to {target}");
            }
        }
    }
}

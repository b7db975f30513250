//! `demarche eval` on a small folder of gold whose figures are known.

use serde_json::{Value, json};
use std::{fs, path::Path, process::Command};
use tempfile::TempDir;

const TALKS: &str = "OSLO (Fjord Wire) — Envoys of Norway and Sweden met in Oslo on Monday for a second round of talks.\n\n\
    Norway launched 12 drones at Sweden overnight.\n\n\
    “We will not give up a single valley,” said Swedish Foreign Minister Ana Lindqvist.\n";

/// Exit code, standard output, standard error.
fn eval(args: &[&str]) -> (Option<i32>, String, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_demarche"))
        .arg("eval")
        .args(args)
        .env_clear()
        .output()
        .expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (done.status.code(), text(done.stdout), text(done.stderr))
}

fn write(folder: &Path, name: &str, content: &Value) {
    fs::write(folder.join(name), content.to_string()).expect("written");
}

/// Two articles: one as JSON beside its gold, one a text that only its gold dates.
fn folder() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path();
    write(path, "1-talks.json", &json!({ "published_at": "2026-02-16", "body": TALKS }));
    let talks = json!({
        "events": [
            { "kind": "round", "place": "Oslo", "country": "NO", "from": "2026-02-16", "to": "2026-02-16", "status": "concluded",
              "parties": ["NO", "SE"], "ordinal": 2, "anchor": "Envoys of Norway", "core": true },
            { "kind": "strike", "attacker": "NO", "target": "SE", "from": "2026-02-15", "to": "2026-02-16",
              "weapons": [{ "type": "drone", "count": 13 }, { "type": "drone", "count": 12 }], "anchor": "Norway launched 12", "core": true },
            { "kind": "statement", "speaker": "Ana Lindqvist", "quote_head": "We will not", "act": "promise", "topics": ["territory"],
              "reported": false, "from": "2026-02-16", "to": "2026-02-16", "anchor": "“We will not give up", "core": true },
            { "kind": "statement", "speaker": "Sweden", "quote_head": null, "act": "deny", "anchor": "no such words", "core": false },
        ],
    });
    write(path, "1-talks.gold.json", &talks);
    let strike = json!({
        "published": "2026-03-02",
        "events": [{ "kind": "strike", "attacker": "SE", "target": "NO", "from": "2026-03-01", "to": "2026-03-01", "killed": 3, "core": true }],
    });
    write(path, "2-answer.json", &strike);
    let text = "Sweden fired missiles at Norway on Sunday, killing three people.\n\nNorway launched 40 drones at Sweden on Sunday.\n";
    fs::write(path.join("2-answer.txt"), text).expect("written");
    folder
}

#[test]
fn figures_are_those_of_the_folder() {
    let folder = folder();
    let path = folder.path().to_str().expect("a path");
    let (code, table, err) = eval(&[path]);
    assert_eq!((code, err.as_str()), (Some(0), ""), "{table}");
    assert!(table.starts_with("2 articles\n"), "{table}");
    for line in [
        "round          1  100.0  100.0  100.0  100.0              100.0",
        "strike         2  100.0  100.0   66.7  100.0                0.0",
        "statement      2  100.0   50.0  100.0  100.0",
        "strike     weapon count        1      0    0.0      1      0",
        "strike     killed              1      1  100.0      0      0",
        "round      place               1      1  100.0      0      0",
        "F1 (core recall, precision): round 100.0, strike 80.0, statement 100.0",
    ] {
        assert!(table.contains(line), "{line}\n{table}");
    }

    let (code, shown, _) = eval(&[path, "--show"]);
    assert_eq!(code, Some(0));
    for line in [
        "MISS  1-talks statement: Sweden | no such words\n      “(these words are not in the text)”",
        "FALSE 2-answer strike: ",
        "      “Norway launched 40 drones at Sweden on Sunday.”",
        "FIELD 1-talks strike, weapon count: 13 drone, 12 drone expected, 12 drone found",
    ] {
        assert!(shown.contains(line), "{line}\n{shown}");
    }
    assert!(shown.ends_with(&table), "the table comes last");

    let (code, data, _) = eval(&[path, "--json", "--only", "talks"]);
    let data: Value = serde_json::from_str(&data).expect("JSON");
    assert_eq!((code, &data["articles"]), (Some(0), &json!(1)));
    assert_eq!(data["kinds"]["statement"]["all"], json!({ "right": 1, "of": 2 }));
    assert_eq!(data["kinds"]["round"]["fields"]["ordinal"]["right"], 1);
}

#[test]
fn what_cannot_be_scored_is_told_and_passed_over() {
    let folder = folder();
    let path = folder.path();
    fs::remove_file(path.join("2-answer.txt")).expect("removed");
    write(path, "3-odd.json", &json!({ "body": "Talks." }));
    write(path, "3-odd.gold.json", &json!({ "events": [{ "kind": "battle" }] }));
    let (code, table, err) = eval(&[path.to_str().expect("a path")]);
    assert_eq!(code, Some(1));
    assert!(table.starts_with("1 articles\n"), "{table}");
    assert!(err.contains("2-answer: no text: there is no ") && err.contains("2-answer.txt"), "{err}");
    assert!(err.contains("3-odd: ") && err.contains("battle"), "{err}");
    assert!(err.contains("2 of 3 articles could not be scored"), "{err}");

    let texts = TempDir::new().expect("a folder");
    fs::write(
        texts.path().join("2-answer.html"),
        "<p>Sweden fired missiles at Norway on Sunday, killing three people.</p>",
    )
    .expect("written");
    let texts = texts.path().to_str().expect("a path");
    let (code, table, err) = eval(&[path.to_str().expect("a path"), "--texts", texts, "--only", "2-"]);
    assert_eq!(code, Some(0), "{err}");
    assert!(table.contains("strike         1  100.0  100.0  100.0  100.0"), "{table}");

    let (code, _, err) = eval(&[texts]);
    assert_eq!(code, Some(1));
    assert!(err.contains("holds no gold file") && err.contains("NAME.gold.json"), "{err}");
    let (code, _, err) = eval(&["/nowhere"]);
    assert_eq!(code, Some(1));
    assert!(err.contains("/nowhere can't be read"), "{err}");
}

//! The program as a user runs it.

use crate::support::{App, an_article, build, sample};
use serde_json::Value;
use std::{
    io::Write as _,
    path::Path,
    process::{Command, Output, Stdio},
};

/// Runs the program with a clean environment and this on its standard input.
pub(crate) fn demarche(args: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_demarche"))
        .args(args)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    // It may end without reading everything.
    let _ = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
    child.wait_with_output().expect("the program ends")
}

pub(crate) fn out(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("UTF-8")
}

pub(crate) fn err(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).expect("UTF-8")
}

fn path(name: &str) -> String {
    build::samples_folder().join(name).display().to_string()
}

#[test]
fn extract_answers_in_one_object() {
    let done = demarche(&["extract", &path("ukraine/01-three-way-talks-open.json")], "");
    assert!(done.status.success(), "{}", err(&done));
    let answer: Value = serde_json::from_str(out(&done)).expect("JSON");
    assert_eq!(answer["article"]["outlet"], "Harbour Wire");
    assert!(answer["notes"].is_array());
    let text: Vec<char> = answer["article"]["text"].as_str().expect("the text").chars().collect();
    let events = answer["events"].as_array().expect("events");
    assert!(!events.is_empty());
    for event in events {
        assert!(event["evidence"].as_array().is_some_and(|e| !e.is_empty()), "{event}");
        for evidence in event["evidence"].as_array().into_iter().flatten() {
            let at = |key: &str| evidence[key].as_u64().expect("a place in the text") as usize;
            let words: String = text[at("start")..at("end")].iter().collect();
            assert_eq!(evidence["exact"], words.as_str(), "what is quoted stands where it is said to stand");
        }
    }
}

#[test]
fn extract_reads_text_from_standard_input_and_dates_it_by_the_flag() {
    let with = demarche(&["extract", "--published", "2026-02-18", "-"], build::TEXT);
    assert!(with.status.success(), "{}", err(&with));
    let answer: Value = serde_json::from_str(out(&with)).expect("JSON");
    assert_eq!(answer["article"]["published_at"], "2026-02-18");
    let days: Vec<&Value> = answer["events"].as_array().expect("events").iter().map(|e| &e["date"]["latest"]).collect();
    assert!(days.contains(&&Value::from("2026-02-18")), "{days:?}");

    let without = demarche(&["extract", "-"], build::TEXT);
    let answer: Value = serde_json::from_str(out(&without)).expect("JSON");
    for event in answer["events"].as_array().expect("events") {
        assert_eq!(event["date"]["earliest"], Value::Null, "nothing is dated without a date of publication: {event}");
    }
}

#[test]
fn extract_explains_itself() {
    let done = demarche(&["extract", "--explain", "--published", "2026-02-18", "-"], build::TEXT);
    assert!(done.status.success(), "{}", err(&done));
    assert!(out(&done).contains("1. ") && out(&done).contains('←'), "{}", out(&done));
}

#[test]
fn wrong_input_is_told_in_a_sentence() {
    for (args, input, part, code) in [
        (vec!["extract", "/nowhere.txt"], "", "can't be read", 1),
        (vec!["extract", "--published", "2026-02-31", "-"], "x", "2026-02-31", 2),
        (vec!["extract", "-"], "{\"body\":\"x\",\"colour\":1}", "colour", 1),
        (vec!["serve", "--listen", "nonsense"], "", "nonsense", 2),
        (vec!["serve", "--body-limit", "10GB"], "", "unknown unit", 2),
        (vec!["--log", "=[=", "extract", "-"], "x", "not a log filter", 1),
        (vec!["token", "create", "x", "--scope", "everything"], "", "ingest", 2),
    ] {
        let done = demarche(&args, input);
        assert_eq!(done.status.code(), Some(code), "{args:?}: {}", err(&done));
        assert!(err(&done).contains(part), "{args:?}: {}", err(&done));
        assert!(!err(&done).contains("panicked"), "{args:?}: {}", err(&done));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_in_use_is_told_before_anything_is_started() {
    let app = App::spawn().await;
    let listen = app.address.to_string();
    let done = demarche(&["serve", "--listen", &listen, "--data-dir", "/nowhere/at/all"], "");
    assert_eq!(done.status.code(), Some(1));
    assert!(err(&done).contains("is in use by another program"), "{}", err(&done));
}

#[tokio::test(flavor = "multi_thread")]
async fn ingest_sends_files_to_a_service_and_counts_them() {
    let app = App::spawn().await;
    let to = app.url("");
    let (first, html) =
        (path("ukraine/01-three-way-talks-open.json"), path("ukraine/17-slovakia-cuts-power-html.json"));
    let send = || demarche(&["ingest", "--to", &to, &first, &html], "");
    let done = send();
    assert!(done.status.success(), "{}", err(&done));
    assert_eq!(out(&done), "2 received: 2 created, 0 revised, 0 unchanged, 0 rejected\n");
    assert_eq!(err(&done), "", "no progress bar where there is no terminal");
    assert_eq!(out(&send()), "2 received: 0 created, 0 revised, 2 unchanged, 0 rejected\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_with_a_bad_line_is_stored_whole_or_not_at_all() {
    let app = App::spawn().await;
    let good = sample("middle-east/01-doha-truce-announced");
    let bad = an_article().published("2026-02-31").json();
    let batch = format!("{good}\n{bad}\n");
    let to = app.url("");

    let refused = demarche(&["ingest", "--to", &to, "-"], &batch);
    assert_eq!(refused.status.code(), Some(1));
    assert!(out(&refused).starts_with("2 received: 0 created"), "{}", out(&refused));
    assert!(err(&refused).contains("line 2") && err(&refused).contains("/published_at"), "{}", err(&refused));
    let articles = app.get("/api/v1/articles").await.json();
    assert_eq!(articles["data"].as_array().map(Vec::len), Some(0));

    let partial = demarche(&["ingest", "--to", &to, "--partial", "-"], &batch);
    assert_eq!(partial.status.code(), Some(1), "something was rejected, and the exit code says so");
    assert!(out(&partial).starts_with("2 received: 1 created"), "{}", out(&partial));
}

/// A database's address for `DATABASE_URL`.
pub(crate) fn address(app: &App) -> String {
    let socket = app.database.get_socket().expect("a socket").display().to_string();
    format!("postgres:///{}?host={socket}&user=demarche", app.database.get_database().expect("a name"))
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_made_listed_and_revoked() {
    let app = App::spawn().await;
    let url = address(&app);
    let token = |args: &[&str]| demarche(&[&["token", "--database-url", url.as_str()], args].concat(), "");

    let made = token(&["create", "crawler", "--scope", "ingest", "--expires", "2099-12-31"]);
    assert!(made.status.success(), "{}", err(&made));
    let secret = out(&made).trim().to_owned();
    assert!(secret.starts_with("dmr_"), "{secret}");
    let listed = token(&["list"]);
    assert!(out(&listed).contains("crawler\tingest\tvalid until 2099-12-31"), "{}", out(&listed));
    assert!(!out(&listed).contains(&secret));

    let twice = token(&["create", "crawler", "--scope", "ingest"]);
    assert!(!twice.status.success() && err(&twice).contains("crawler"), "{}", err(&twice));
    // With a token made, even a loopback write needs it.
    let article = an_article().json();
    app.post_article(&article).await.expect(401);
    let bearer = format!("Bearer {secret}");
    let headers = [("Content-Type", "application/json"), ("Authorization", bearer.as_str())];
    app.post_with("/api/v1/articles", &headers, article.to_string()).await.expect(201);

    assert!(token(&["revoke", "crawler"]).status.success());
    assert!(!token(&["revoke", "crawler"]).status.success(), "it is revoked already");
    app.post_with("/api/v1/articles", &headers, article.to_string()).await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn ingest_without_a_service_goes_into_the_database() {
    let app = App::spawn().await;
    let file = path("ukraine/01-three-way-talks-open.json");
    let done = demarche(&["ingest", "--database-url", &address(&app), &file], "");
    assert!(done.status.success(), "{}", err(&done));
    let articles = app.get("/api/v1/articles").await.json();
    assert_eq!(articles["data"][0]["outlet"], "Harbour Wire", "{articles}");
}

#[test]
fn a_missing_postgres_is_told_with_the_ways_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data").display().to_string();
    let nowhere = folder.path().display().to_string();
    let done = demarche(&["migrate", "--data-dir", &data, "--pg-bin", &nowhere], "");
    assert_eq!(done.status.code(), Some(1));
    assert!(!err(&done).contains("panicked") && err(&done).starts_with("error: "), "{}", err(&done));
    assert!(!Path::new(&data).join("pg15").exists());
}

const OWN: &str = "\
[[organisation]]
name = \"Norvik Front\"
armed = true
country = \"SD\"
[[city]]
name = \"Zelmar\"
country = \"SD\"
lat = 15.52
lon = 32.51
[words.rounds]
nouns = [\"palaver\"]
talks = [\"palaver\"]
about = [\"palaver\"]
";

#[test]
fn a_deployment_brings_its_own_names_and_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("own.toml");
    std::fs::write(&file, OWN).expect("written");
    let text = "Envoys of Sudan and the Norvik Front met in Zelmar on Monday for a palaver.";
    let read = |names: &[&str]| {
        let args = [&["extract", "--published", "2026-02-18"], names, &["-"]].concat();
        let done = demarche(&args, text);
        assert!(done.status.success(), "{}", err(&done));
        serde_json::from_str::<Value>(out(&done)).expect("JSON")
    };
    let named = file.display().to_string();
    let event = &read(&["--lexicon", &named])["events"][0];
    assert_eq!((&event["kind"], &event["place"]["id"]), (&"round".into(), &"zelmar".into()), "{event}");
    assert_eq!(event["place"]["country"], "SD");
    let actors = event["participants"].as_array().expect("participants");
    assert!(actors.iter().any(|p| p["actor"]["id"] == "norvik-front"), "{event}");
    let without = read(&[]);
    let place = &without["events"][0]["place"];
    assert!(place["country"].is_null(), "the rules alone do not know where it is: {place}");
}

#[test]
fn lexicon_files_are_checked() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("own.toml");
    let named = folder.path().display().to_string();
    let check = |text: &str| {
        std::fs::write(&file, text).expect("written");
        demarche(&["lexicon", "check", &named], "")
    };
    let good = check(OWN);
    assert!(good.status.success(), "{}", out(&good));
    assert!(out(&good).contains("no problem; towns: 1, organisations and groups: 1"), "{}", out(&good));

    let bad = check(&OWN.replace("lat = 15.52", "lat = 155.2"));
    assert_eq!(bad.status.code(), Some(1));
    let line = format!("{}:5: `Zelmar`: the latitude 155.2 is out of range; −90 to 90\n", file.display());
    assert!(out(&bad).starts_with(&line), "{}", out(&bad));

    // A command does not start with what can't be used.
    let refused = demarche(&["extract", "--lexicon", &named, "-"], build::TEXT);
    assert_eq!(refused.status.code(), Some(1));
    assert!(err(&refused).contains("can't be used") && err(&refused).contains("out of range"), "{}", err(&refused));
    let missing = demarche(&["lexicon", "check", "no/such.toml"], "");
    assert!(!missing.status.success() && err(&missing).contains("no/such.toml can't be read"), "{}", err(&missing));
}

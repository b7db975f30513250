//! `demarche backup` and `restore`: everything comes back, and a broken file changes nothing.

use crate::{
    cluster::{Service, folder},
    support::{
        App, postgres,
        program::{demarche, url},
    },
    timeline::fill,
};
use demarche::store::{Scope, Store};
use serde_json::{Value, json};
use sqlx::postgres::PgConnectOptions;
use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::Output,
};

fn run(database: &PgConnectOptions, arguments: &[&str], settings: &[(&str, &str)]) -> Output {
    let mut command = demarche(arguments);
    command.env("DATABASE_URL", url(database)).envs(settings.iter().copied());
    command.output().expect("the program runs")
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Everything somebody could ask for, as one value.
async fn state(app: &App) -> Value {
    let tokens = app.pipeline.store().tokens().await.expect("the tokens");
    let mut all = json!({ "tokens": tokens });
    for path in [
        "/api/v1/changes?after=0&limit=1000",
        "/timeline.all.json",
        "/api/v1/corrections",
        "/api/v1/articles",
        "/articles/1/revisions.json",
    ] {
        all[path] = app.get(path).await.expect(200).json();
    }
    all
}

async fn filled() -> App {
    let app = App::spawn().await;
    fill(&app).await;
    let body = json!({"headline": "A corrected headline", "reason": "It was misspelt"});
    app.patch_with("/api/v1/events/1", &[], &body).await.expect(200);
    let now = app.pipeline.clock().now();
    app.pipeline.store().create_token("script", "dmr_script", &[Scope::Ingest], None, now).await.expect("a token");
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_comes_back() {
    let app = filled().await;
    let before = state(&app).await;
    let at = tempfile::tempdir().expect("a folder");
    let file = at.path().join("today.backup");
    let name = file.to_str().expect("a plain name");
    let saved = run(&app.database, &["backup", name], &[]);
    assert!(saved.status.success(), "{}", said(&saved));
    assert_eq!(fs::metadata(&file).expect("the file").permissions().mode() & 0o777, 0o600, "for nobody else to read");
    let again = run(&app.database, &["backup", name], &[]);
    assert!(!again.status.success() && said(&again).contains("exists already"), "{}", said(&again));

    // Into an empty database, whose schema is there already.
    let other = App::spawn().await;
    let restored = run(&other.database, &["restore", name], &[]);
    assert!(restored.status.success() && said(&restored).contains("up to change"), "{}", said(&restored));
    assert_eq!(state(&other).await, before);
    let verified = other.pipeline.store().verify_token("dmr_script", other.pipeline.clock().now()).await;
    assert!(verified.expect("an answer").is_some(), "the token is good for the same things");

    // Never over what is there, unless asked to.
    let article = json!({"url": "https://wire.example/later", "body": "Later.", "published_at": "2026-03-01"});
    other
        .post_with(
            "/api/v1/articles",
            &[("Authorization", "Bearer dmr_script"), ("Content-Type", "application/json")],
            article.to_string(),
        )
        .await
        .expect(201);
    let later = state(&other).await;
    assert_ne!(later, before);
    let refused = run(&other.database, &["restore", name], &[]);
    assert!(!refused.status.success() && said(&refused).contains("--replace"), "{}", said(&refused));
    assert_eq!(state(&other).await, later);
    let replaced = run(&other.database, &["restore", "--replace", name], &[]);
    assert!(replaced.status.success(), "{}", said(&replaced));
    assert_eq!(state(&other).await, before);
    // And it goes on from there.
    other
        .post_with(
            "/api/v1/articles",
            &[("Authorization", "Bearer dmr_script"), ("Content-Type", "application/json")],
            article.to_string(),
        )
        .await
        .expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_file_changes_nothing() {
    let app = filled().await;
    let before = state(&app).await;
    let at = tempfile::tempdir().expect("a folder");
    let whole = at.path().join("whole.backup");
    let saved = run(&app.database, &["backup", whole.to_str().expect("a plain name")], &[]);
    assert!(saved.status.success(), "{}", said(&saved));
    let bytes = fs::read(&whole).expect("the file");
    let flipped = {
        // In the middle of what is packed; the table of contents stays whole.
        let mut flipped = bytes.clone();
        let from = bytes.len() * 2 / 3;
        flipped[from..from + 64].iter_mut().for_each(|byte| *byte = !*byte);
        flipped
    };
    for (name, content) in [
        ("cut at its end", bytes[..bytes.len() - 200].to_vec()),
        ("cut in the middle", bytes[..bytes.len() * 2 / 3].to_vec()),
        ("cut at its beginning", bytes[..40].to_vec()),
        ("with other bytes inside", flipped),
        ("empty", Vec::new()),
        ("something else", b"{\"url\":\"https://wire.example/a\"}".to_vec()),
    ] {
        let broken = at.path().join(name);
        fs::write(&broken, content).expect("written");
        let done = run(&app.database, &["restore", "--replace", broken.to_str().expect("a plain name")], &[]);
        assert!(!done.status.success(), "{name}: {}", said(&done));
        assert!(said(&done).contains("nothing was restored"), "{name}: {}", said(&done));
        assert_eq!(state(&app).await, before, "{name}");
    }
    let missing = run(&app.database, &["restore", "--replace", "/no/such/file"], &[]);
    assert!(said(&missing).contains("/no/such/file"), "{}", said(&missing));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_ours_is_left_alone() {
    let database = postgres::database().await;
    let store = Store::connect(database.clone(), 1).await.expect("the database");
    for statement in ["drop schema public cascade", "create schema public", "create table theirs (a int)"] {
        sqlx::query(statement).execute(store.pool()).await.expect(statement);
    }
    let at = tempfile::tempdir().expect("a folder");
    let file = at.path().join("x.backup");
    let name = file.to_str().expect("a plain name");
    for arguments in [&["backup", name][..], &["restore", "--replace", name]] {
        let done = run(&database, arguments, &[]);
        assert!(!done.status.success() && said(&done).contains("another program"), "{}", said(&done));
    }
    assert!(!file.exists());
    let kept: i64 =
        sqlx::query_scalar("select count(*) from theirs").fetch_one(store.pool()).await.expect("still there");
    assert_eq!(kept, 0);
}

/// A folder with programs that say they are of this version.
fn programs(at: &Path, version: &str, script: &str) {
    for name in ["pg_dump", "pg_restore", "psql"] {
        let file = at.join(name);
        let text =
            format!("#!/bin/sh\n[ \"$1\" = --version ] && {{ echo 'x (PostgreSQL) {version}'; exit; }}\n{script}\n");
        fs::write(&file, text).expect("written");
        fs::set_permissions(&file, Permissions::from_mode(0o755)).expect("made executable");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_that_are_missing_old_or_fail_are_named() {
    let database = postgres::database().await;
    let at = tempfile::tempdir().expect("a folder");
    let file = at.path().join("x.backup");
    let with = |folder: &Path| {
        let settings = [("PG_BIN", folder.to_str().expect("a plain name"))];
        said(&run(&database, &["backup", file.to_str().expect("a plain name")], &settings))
    };
    let (none, old, failing) = (at.path().join("none"), at.path().join("old"), at.path().join("failing"));
    for folder in [&none, &old, &failing] {
        fs::create_dir(folder).expect("a folder");
    }
    programs(&old, "9.6.24", "exit 1");
    programs(&failing, "99.1", "echo half; echo 'out of ideas' >&2; exit 1");
    let told = with(&none);
    assert!(told.contains("`pg_dump`, `pg_restore` and `psql` were not found") && told.contains("PG_BIN"), "{told}");
    let told = with(&old);
    assert!(told.contains("is of 9, which can't read it"), "{told}");
    let told = with(&failing);
    assert!(told.contains("`pg_dump` failed") && told.contains("out of ideas"), "{told}");
    assert_eq!(fs::read_dir(at.path()).expect("the folder").count(), 3, "nothing half is left behind");
}

#[test]
fn the_embedded_database_is_saved_while_it_serves() {
    let folder = folder();
    let data = folder.path().join("data");
    let file = folder.path().join("x.backup");
    let mut service = Service::start(&data);
    let article = json!({"url": "https://wire.example/a", "body": "Chad and Libya met in Oslo on 18 February 2026."});
    ureq::post(format!("{}api/v1/articles", service.url))
        .header("Content-Type", "application/json")
        .send(article.to_string())
        .expect("stored");
    let run = |data: &Path, arguments: &[&str]| {
        let mut command = demarche(arguments);
        command.arg("--data-dir").arg(data).output().expect("the program runs")
    };
    let name = file.to_str().expect("a plain name");
    let saved = run(&data, &["backup", name]);
    assert!(saved.status.success(), "{}", said(&saved));
    let refused = run(&data, &["restore", "--replace", name]);
    assert!(!refused.status.success() && said(&refused).contains("another `demarche serve`"), "{}", said(&refused));
    let before = service.listed();
    service.end();

    let other = folder.path().join("other");
    let restored = run(&other, &["restore", name]);
    assert!(restored.status.success(), "{}", said(&restored));
    let mut service = Service::start(&other);
    assert_eq!(service.listed()["data"], before["data"]);
    assert!(before["data"].as_array().is_some_and(|events| !events.is_empty()), "{before}");
    service.end();
    let nothing = run(&folder.path().join("third"), &["backup", folder.path().join("y").to_str().expect("a name")]);
    assert!(!nothing.status.success() && said(&nothing).contains("nothing to save"), "{}", said(&nothing));
}

//! The example scripts, run as they are.

use crate::support::{App, an_article};
use serde_json::json;
use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name)
}

/// Beside the service, which runs on the threads of the test.
async fn run(name: &str, args: Vec<String>) -> Output {
    let mut command = Command::new(example(name));
    command.args(args);
    let name = name.to_owned();
    let output = tokio::task::spawn_blocking(move || command.output().unwrap_or_else(|e| panic!("{name}: {e}")));
    output.await.expect("joined")
}

fn said(output: &Output) -> (String, String) {
    (String::from_utf8_lossy(&output.stdout).into_owned(), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn base(app: &App) -> String {
    format!("http://{}", app.address)
}

const FEED: &str = "<rss version=\"2.0\"><channel><title>Example Wire</title>
    <item><title>Talks</title><link>https://wire.example/f</link><pubDate>Wed, 18 Feb 2026 14:05:00 GMT</pubDate>
      <description>Delegations from Chad and Libya held talks in Oslo on Wednesday.</description></item>
    <item><title>Nothing</title><link>https://wire.example/g</link></item></channel></rss>";

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_articles_is_sent() {
    let app = App::spawn().await;
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    write("a.json", &an_article().json().to_string());
    write("b.ndjson", &format!("{}\n", an_article().at("https://wire.example/b").json()));
    write("c.txt", "Chad and Libya ended their talks in Oslo on Tuesday.");
    write("d.html", "<html><body><p>Chad and Libya met in Rome on Monday.</p></body></html>");
    write("ignored.pdf", "no article");
    let to = vec![folder.path().display().to_string(), base(&app)];
    // The clock of these tests stands in April 2026: a file of today would be from the future.
    let sent = Command::new("touch").arg("-d").arg("2026-02-18").arg(folder.path().join("c.txt")).status();
    assert!(sent.expect("touch runs").success());
    let output = run("ingest-folder.sh", to.clone()).await;
    assert_eq!(said(&output), ("4 files sent, 0 refused\n".to_owned(), String::new()));
    write("e.json", "{");
    let output = run("ingest-folder.sh", to).await;
    let (out, err) = said(&output);
    assert_eq!((out.as_str(), output.status.code()), ("4 files sent, 1 refused\n", Some(1)));
    assert!(err.contains("e.json") && err.contains("not valid JSON"), "{err}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_is_sent() {
    let app = App::spawn().await;
    let folder = tempfile::tempdir().expect("a folder");
    let feed = folder.path().join("feed.xml");
    fs::write(&feed, FEED).expect("written");
    let output = run("ingest-feed.sh", vec![format!("file://{}", feed.display()), base(&app)]).await;
    let (out, err) = said(&output);
    assert!(output.status.success() && out.contains("\"created\":1"), "{out}{err}");
    assert!(err.contains("no text"), "{err}");
    fs::write(&feed, "no feed").expect("written");
    let output = run("ingest-feed.sh", vec![format!("file://{}", feed.display()), base(&app)]).await;
    assert!(!output.status.success() && said(&output).1.contains("RSS"), "{:?}", said(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_in_python_and_javascript_read_all_pages_and_what_changes() {
    let app = App::spawn().await;
    let round = |n: usize| {
        let exact = format!("Envoys of Chad and Libya met in Oslo on 2026-01-{n:02}.");
        let party = |id: &str, name: &str| json!({"role": "party", "actor": {"id": id, "name": name, "kind": "state"}});
        let event = json!({"kind": "round", "status": "concluded", "headline": format!("Round {n}"),
            "date": {"edtf": format!("2026-01-{n:02}")}, "participants": [party("chad", "Chad"), party("libya", "Libya")],
            "evidence": [{"exact": exact}]});
        an_article()
            .at(&format!("https://wire.example/{n}"))
            .saying(&exact)
            .with("extract", false)
            .with("events", json!([event]))
            .json()
    };
    for n in 1..=5 {
        app.post_article(&round(2 * n)).await.expect(201);
    }
    let events = format!("{}/api/v1/events?limit=2&sort=oldest", base(&app));
    let output = run("read.py", vec![events]).await;
    let (out, err) = said(&output);
    let heads: Vec<&str> = out.lines().filter_map(|line| line.split_once("Round").map(|(_, n)| n.trim())).collect();
    assert_eq!(heads, ["2", "4", "6", "8", "10"], "{out}{err}");
    let wrong = run("read.py", vec![format!("{}/api/v1/events?kind=strik", base(&app))]).await;
    assert!(!wrong.status.success() && said(&wrong).1.contains("did you mean"), "{:?}", said(&wrong));

    let output = run("read.mjs", vec![format!("{}/timeline.ndjson?kind=round", base(&app))]).await;
    assert_eq!(said(&output), ("   5  Chad – Libya\n5 events, as of change 5\n".to_owned(), String::new()));

    let mut following = Command::new(example("read.py"))
        .args([format!("{}/api/v1/events", base(&app)), "--follow".to_owned()])
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 runs");
    let mut lines = BufReader::new(following.stdout.take().expect("a pipe")).lines().map_while(Result::ok);
    let listed = tokio::task::spawn_blocking(move || (lines.by_ref().take(5).count(), lines));
    let (count, mut lines) = listed.await.expect("joined");
    assert_eq!(count, 5);
    app.post_article(&round(12)).await.expect(201);
    let told = tokio::task::spawn_blocking(move || lines.next()).await.expect("joined").unwrap_or_default();
    following.kill().expect("ended");
    following.wait().expect("gone");
    assert!(told.starts_with("create ") && told.contains("Round 12"), "{told}");
}

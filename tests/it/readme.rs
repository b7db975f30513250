//! Every curl line of the README is run as it is written, against a service of its own for each block.

use crate::support::App;
use serde_json::{Value, json};
use std::{fs, path::Path, process::Command};

/// What a reader of the README has in their folder.
fn folder(at: &Path) {
    let article = json!({"url": "https://wire.example/a", "title": "Talks", "outlet": "Example Wire",
        "published_at": "2026-02-18T14:05:00Z", "body": "Envoys of Chad and Libya met in Oslo on Tuesday."});
    let other = json!({"url": "https://wire.example/b", "outlet": "Example Wire", "body": "Nothing happened in Oslo."});
    for (name, text) in [
        ("article.json", article.to_string()),
        ("articles.ndjson", format!("{article}\n{other}\n")),
        (
            "feed.xml",
            "<rss version=\"2.0\"><channel><title>Example Wire</title><item><link>https://wire.example/f</link>\
             <description>Chad and Libya met in Oslo on Friday.</description></item></channel></rss>"
                .to_owned(),
        ),
        ("article.txt", "Chad and Libya ended their talks in Oslo on Tuesday.".to_owned()),
        (
            "page.html",
            "<html><body><h1>Talks</h1><p>Chad and Libya met in Rome on Monday.</p></body></html>".to_owned(),
        ),
    ] {
        fs::write(at.join(name), text).expect("a file");
    }
}

/// Twelve articles with the events 1 to 11, the seventh told by articles 7 and 12; and a strike on Kharkiv.
pub(crate) async fn fill(app: &App) {
    let article = |n: usize, day: usize| -> Value {
        let exact = format!("Envoys met in Geneva on 2026-01-{day:02}.");
        let side =
            |id: &str| json!({"role": "party", "actor": {"id": id, "name": id, "kind": "state", "country": null}});
        let event = json!({"kind": "round", "status": "concluded", "headline": format!("Round {day}"), "round": {},
            "date": {"edtf": format!("2026-01-{day:02}")}, "participants": [side("russia"), side("ukraine")],
            "place": {"id": "geneva", "name": "Geneva", "country": "CH"}, "evidence": [{"exact": exact}]});
        json!({"url": format!("https://wire.example/{n}"), "outlet": format!("Outlet {n}"), "title": "News",
            "published_at": "2026-02-01", "extract": false, "events": [event],
            "body": format!("{exact} Envoys met again on Friday. This is the report number {n}.")})
    };
    let days = (1..=11).map(|n| (n, n * 2)).chain([(12, 14)]);
    for (n, day) in days {
        app.post_article(&article(n, day)).await.expect(201);
    }
    let strike = json!({"kind": "strike", "headline": "A strike on Kharkiv", "date": {"edtf": "2026-02-04"}, "strike": {},
        "place": {"id": "kharkiv", "name": "Kharkiv", "country": "UA"}, "evidence": [{"exact": "Kharkiv was struck."}]});
    let last = json!({"url": "https://wire.example/13", "outlet": "Outlet 13", "title": "News", "extract": false,
        "published_at": "2026-02-05", "events": [strike], "body": "Kharkiv was struck."});
    app.post_article(&last).await.expect(201);
    let events = app.get("/api/v1/events").await.expect(200).json()["data"].as_array().map_or(0, Vec::len);
    assert_eq!(events, 12);
}

/// The README's blocks for a shell that ask the service something.
fn blocks(readme: &str) -> Vec<String> {
    let shell = readme.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    shell.filter(|block| block.contains("curl ")).map(str::to_owned).collect()
}

/// `curl` that fails where the service refuses, and writes down how each call ended. A stream of news has no end: it is
/// left after a second.
const CURL: &str = r#"
curl() {
  case " $* " in *" -N "*) set -- --max-time 1 "$@" ;; *) set -- --max-time 60 "$@" ;; esac
  case " $* " in *" -f"*|*" --fail"*) ;; *) set -- --fail-with-body "$@" ;; esac
  local code=0
  command curl --silent --show-error "$@" || code=$?
  case "$code $* " in "28 "*" -N "*) code=0 ;; esac
  echo "$code ${*//$'\n'/ }" >> ended
  return "$code"
}
"#;

#[tokio::test(flavor = "multi_thread")]
async fn every_curl_line_of_the_readme_works_as_written() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("README.md");
    let blocks = blocks(&readme);
    assert!(blocks.len() >= 7, "{blocks:#?}");
    for block in blocks {
        let app = App::spawn().await;
        fill(&app).await;
        let at = tempfile::tempdir().expect("a folder");
        folder(at.path());
        let address = app.address.to_string();
        // 245 stands for the reader's own last number.
        let last = app.get("/api/v1/changes?after=0").await.expect(200).json()["seq"].as_i64().expect("a number") - 1;
        let own = block
            .replace("localhost:8080", &address)
            .replace("127.0.0.1:8080", &address)
            .replace("after=245", &format!("after={last}"))
            .replace("as_of=245", &format!("as_of={last}"));
        let script = format!("set -u\n{CURL}\n{own}");
        let folder = at.path().to_owned();
        let run = move || Command::new("bash").arg("-c").arg(script).current_dir(folder).output();
        let output = tokio::task::spawn_blocking(run).await.expect("joined").expect("bash runs");
        let told = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        let ended = fs::read_to_string(at.path().join("ended")).unwrap_or_default();
        let failed: Vec<&str> = ended.lines().filter(|line| !line.starts_with("0 ")).collect();
        assert!(failed.is_empty(), "{failed:#?}\n{told}");
        let calls = block.lines().filter(|line| line.starts_with("curl ") || line.starts_with("post ")).count();
        assert_eq!(ended.lines().filter(|line| line.starts_with("0 ")).count(), calls, "{block}\n{told}");
        for saved in ["february.svg", "demarche-strike-kharkiv.csv"].iter().filter(|name| block.contains(*name)) {
            assert!(at.path().join(saved).exists(), "{saved}\n{told}");
        }
    }
}

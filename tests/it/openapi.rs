//! The API's document is the API: the committed one is that of the code, it names every route, its examples work, and
//! answers are what it says.

use crate::{
    readme::fill,
    support::{
        Answer, App,
        contract::{self, DOCUMENT, Operation, operation, operations},
        samples,
    },
};
use demarche::render::export::Format;
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    path::Path,
    process::Command,
};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[expect(clippy::disallowed_methods, reason = "a test has no settings of its own; as for the snapshots")]
#[test]
fn the_committed_document_is_that_of_the_code() {
    let path = root().join("docs/openapi.json");
    let own = format!("{:#}\n", *DOCUMENT);
    if env::var("INSTA_UPDATE").is_ok_and(|how| how == "always") {
        fs::write(&path, &own).expect("the document is written");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == own,
        "docs/openapi.json is not what the code says: run this test with INSTA_UPDATE=always and read the difference"
    );
}

/// Every reference in a value.
fn references(value: &Value, out: &mut BTreeSet<String>) {
    match value {
        Value::Array(all) => all.iter().for_each(|v| references(v, out)),
        Value::Object(all) => {
            out.extend(all.get("$ref").and_then(Value::as_str).map(str::to_owned));
            all.values().for_each(|v| references(v, out));
        }
        _ => {}
    }
}

#[test]
fn the_document_holds_together() {
    let mut used = BTreeSet::new();
    references(&DOCUMENT, &mut used);
    for to in &used {
        assert!(DOCUMENT.pointer(to.trim_start_matches('#')).is_some(), "{to} leads nowhere");
    }
    for section in ["parameters", "headers", "responses", "schemas"] {
        for name in DOCUMENT["components"][section].as_object().expect(section).keys() {
            let own = format!("#/components/{section}/{name}");
            assert!(used.contains(&own), "{own} is of no use");
        }
    }
    for (name, schema) in DOCUMENT["components"]["schemas"].as_object().expect("schemas") {
        assert!(jsonschema::meta::is_valid(schema), "{name} is no JSON Schema");
        assert!(schema.as_object().is_some_and(|s| !s.is_empty()), "{name} says nothing");
    }
    let all = operations();
    let ids: BTreeSet<&str> = all.iter().map(Operation::id).collect();
    assert_eq!(ids.len(), all.len(), "a name stands twice");
    for operation in &all {
        for sample in bodies(operation) {
            let (schema, example) = (&sample["schema"], &sample["example"]);
            assert_eq!(contract::invalid(schema, example), [""; 0], "{}: {example}", operation.id());
        }
    }
}

/// The bodies an operation takes.
fn bodies(operation: &Operation) -> Vec<&'static Value> {
    operation.body["requestBody"]["content"].as_object().map(|all| all.values().collect()).unwrap_or_default()
}

/// Routes for people, and what these load. Everything else is for programs, and in the document.
const PAGES: [&str; 29] = [
    "/",
    "/about",
    "/actors",
    "/actors/{slug}",
    "/api/docs",
    "/articles",
    "/articles/{id}",
    "/articles/{id}/add",
    "/articles/{id}/revisions",
    "/articles/{id}/revisions/{number}",
    "/corrections",
    "/events/{id}",
    "/events/{id}/correct",
    "/find/{key}",
    "/help",
    "/negotiations",
    "/negotiations/{slug}",
    "/outlets",
    "/outlets/{slug}",
    "/places",
    "/places/{slug}",
    "/session",
    "/session/end",
    "/static/{name}",
    "/theme.css",
    "/theme/{name}",
    "/views",
    "/views/{slug}",
    "/views/{slug}/remove",
];

/// The addresses in the router's table of contents.
fn routes() -> BTreeSet<String> {
    let read = |file: &str| fs::read_to_string(root().join(file)).expect(file);
    let table = read("src/web/mod.rs");
    let constants: BTreeMap<String, String> =
        [("urls", "src/urls.rs"), ("openapi", "src/web/openapi/mod.rs"), ("metrics", "src/web/metrics.rs")]
            .iter()
            .flat_map(|(module, file)| {
                let text = read(file);
                let named = |line: &str| {
                    let (_, rest) = line.split_once("const ")?;
                    let (name, rest) = rest.split_once(": &str = \"")?;
                    Some((format!("{module}::{name}"), rest.split('"').next()?.to_owned()))
                };
                text.lines().filter_map(named).collect::<Vec<_>>()
            })
            .collect();
    let formats: BTreeMap<String, String> =
        Format::ALL.iter().map(|f| (format!("Format::{f:?}.path()"), f.path().to_owned())).collect();
    let address = |written: &str| -> String {
        let first = written.trim_start();
        if let Some(literal) = first.strip_prefix('"') {
            return literal.split('"').next().unwrap_or_default().to_owned();
        }
        let name = first.split(',').next().unwrap_or_default().trim();
        let found = constants.get(name).or_else(|| formats.get(name));
        found.unwrap_or_else(|| panic!("what address is `{name}`?")).clone()
    };
    table.split(".route(").skip(1).map(address).collect()
}

/// The router's address for one of the document.
fn route_of(path: &str) -> String {
    match path.strip_suffix("}.json") {
        Some(head) => format!("{head}}}"),
        None => path.to_owned(),
    }
}

#[test]
fn every_route_is_in_the_document_and_nothing_else() {
    let routes = routes();
    assert!(routes.len() > 50, "{routes:?}");
    let documented: BTreeSet<String> = operations().iter().map(|o| route_of(&o.path)).collect();
    let unknown: Vec<&String> = documented.difference(&routes).collect();
    assert!(unknown.is_empty(), "in the document, and not in the router: {unknown:?}");
    let pages: BTreeSet<String> = PAGES.iter().map(|p| (*p).to_owned()).collect();
    let silent: Vec<&String> = routes.iter().filter(|r| !documented.contains(*r) && !pages.contains(*r)).collect();
    assert!(silent.is_empty(), "in the router, and not in the document: {silent:?}");
    let gone: Vec<&String> = pages.difference(&routes).collect();
    assert!(gone.is_empty(), "no longer in the router: {gone:?}");
}

/// The methods that an address takes, as the service tells whoever uses another.
fn allowed(address: SocketAddr, path: &str) -> BTreeSet<String> {
    let mut stream = TcpStream::connect(address).expect("the service listens");
    write!(stream, "TRACE {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    let line = answer.lines().find(|l| l.to_lowercase().starts_with("allow:"));
    let methods = line.unwrap_or_else(|| panic!("{path}: {answer}")).split_once(':').map_or("", |(_, m)| m);
    methods.split(',').map(|m| m.trim().to_lowercase()).filter(|m| m != "head").collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_method_is_in_the_document() {
    let app = App::spawn().await;
    let mut documented: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for operation in operations() {
        documented.entry(operation.path.clone()).or_default().insert(operation.method);
    }
    let address = app.address;
    let check = move || {
        for (path, methods) in documented {
            let plain = path.replace("{id}", "7").replace("{slug}", "x").replace("{number}", "1");
            assert_eq!(allowed(address, &plain), methods, "{path}");
        }
    };
    tokio::task::spawn_blocking(check).await.expect("they agree");
}

/// Runs an example as it stands on the page.
async fn run(app: &App, sample: &str) -> Answer {
    let own =
        sample.replacen("curl -sS", "curl -sS -i --max-time 60", 1).replace("localhost:8080", &app.address.to_string());
    let run = move || Command::new("bash").arg("-c").arg(own).output().expect("bash runs");
    let output = tokio::task::spawn_blocking(run).await.expect("joined");
    let told = String::from_utf8(output.stdout).expect("UTF-8");
    let (head, body) = told.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{sample}: {told}"));
    let mut lines = head.lines();
    let status = lines.next().and_then(|l| l.split(' ').nth(1)?.parse().ok()).expect("a status");
    let mut headers = ureq::http::HeaderMap::new();
    for (name, value) in lines.filter_map(|l| l.split_once(": ")) {
        let name: ureq::http::HeaderName = name.parse().expect("a name");
        headers.append(name, value.parse().expect("a value"));
    }
    Answer { status, headers, body: body.to_owned() }
}

/// What an example needs beside the articles.
async fn prepare(app: &App, id: &str) {
    match id {
        "restoreEvent" => {
            app.post_json("/api/v1/events/7/dismiss", &json!({"reason": "A drill."})).await.expect(200);
        }
        "revertCorrection" => {
            app.post_json("/api/v1/events/7/review", &json!({"review": "reviewed", "reason": "Read."}))
                .await
                .expect(200);
        }
        "removeNegotiation" => {
            let track =
                json!({"id": "chad-libya-2026", "name": "Talks", "parties": ["chad", "libya"], "from": "2026-01-01"});
            app.post_json("/api/v1/negotiations", &track).await.expect(201);
        }
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_example_works_as_written() {
    let shared = App::spawn().await;
    fill(&shared).await;
    let mut faults = Vec::new();
    for operation in operations() {
        let samples = operation.body["x-codeSamples"].as_array().expect("every operation has an example");
        assert_eq!(samples.len(), bodies(&operation).len().max(1), "{}: an example for each body", operation.id());
        for sample in samples.iter().filter_map(|s| s["source"].as_str()) {
            let own;
            let app = if operation.method == "get" {
                &shared
            } else {
                own = App::spawn().await;
                fill(&own).await;
                prepare(&own, operation.id()).await;
                &own
            };
            let answer = run(app, sample).await;
            if !(200..300).contains(&answer.status) {
                faults.push(format!("{sample}: {} {}", answer.status, answer.body));
            }
            faults.extend(contract::faults(&operation, &answer));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Asks, and holds the answer to the document.
async fn ask(app: &App, id: &str, path: &str, faults: &mut Vec<String>) -> Answer {
    let answer = app.get(path).await;
    faults.extend(contract::faults(&operation(id), &answer).into_iter().map(|fault| format!("{path}: {fault}")));
    answer
}

/// The `id` of each item of a list.
fn ids(answer: &Answer) -> Vec<String> {
    let data = answer.json()["data"].as_array().cloned().unwrap_or_default();
    data.iter().map(|item| item["id"].as_str().expect("an id").to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_read_of_the_samples_is_as_the_document_says() {
    let app = App::spawn().await;
    for article in samples("ukraine").into_iter().chain(samples("middle-east")) {
        app.post_article(&article).await;
    }
    let mut faults = Vec::new();
    for question in
        ["", "limit=200", "limit=3", "kind=strike&facet=actor&facet=role", "undated=only", "sort=reported&q=talks"]
    {
        let list = ask(&app, "listEvents", &format!("/api/v1/events?{question}"), &mut faults).await.expect(200);
        ask(&app, "listTimeline", &format!("/timeline.json?{question}"), &mut faults).await.expect(200);
        for format in Format::ALL {
            let id = operations().iter().find(|o| o.path == format.path()).map(Operation::id).expect("documented");
            let filter = question.split('&').filter(|p| !p.starts_with("facet")).collect::<Vec<_>>().join("&");
            ask(&app, id, &format!("{}?{filter}", format.path()), &mut faults).await.expect(200);
        }
        if question == "limit=200" {
            assert!(ids(&list).len() > 100, "too few to learn from");
            for id in ids(&list) {
                ask(&app, "getEvent", &format!("/api/v1/events/{id}"), &mut faults).await;
                ask(&app, "listMentions", &format!("/api/v1/events/{id}/mentions"), &mut faults).await;
            }
        }
    }
    let articles = ask(&app, "listArticles", "/api/v1/articles?limit=200", &mut faults).await.expect(200);
    for id in ids(&articles) {
        ask(&app, "getArticle", &format!("/api/v1/articles/{id}"), &mut faults).await.expect(200);
        let all = ask(&app, "listRevisions", &format!("/api/v1/articles/{id}/revisions"), &mut faults).await;
        for nth in 1..=all.json()["data"].as_array().map_or(0, Vec::len) {
            let path = format!("/articles/{id}/revisions/{nth}.json");
            ask(&app, "getRevisionPage", &path, &mut faults).await.expect(200);
        }
    }
    for (list, one, path) in [
        ("listActors", "getActor", "actors"),
        ("listPlaces", "getPlace", "places"),
        ("listOutlets", "getOutlet", "outlets"),
        ("listNegotiations", "getNegotiationPage", "negotiations"),
    ] {
        for slug in ids(&ask(&app, list, &format!("/api/v1/{path}"), &mut faults).await.expect(200)) {
            ask(&app, one, &format!("/{path}/{slug}.json"), &mut faults).await.expect(200);
        }
    }
    let mut after = 0;
    while let Some(next) = {
        let feed = ask(&app, "listChanges", &format!("/api/v1/changes?after={after}&limit=200"), &mut faults).await;
        feed.expect(200).json()["next"].as_i64()
    } {
        after = next;
    }
    for (id, path) in [
        ("getEvent", "/api/v1/events/999999"),
        ("getEvent", "/api/v1/events/x"),
        ("getEvent", "/api/v1/events/1?colour=red"),
        ("listEvents", "/api/v1/events?kind=strik"),
        ("listEvents", "/api/v1/events?from=2026-02-31"),
        ("getArticle", "/api/v1/articles/999999"),
        ("listChanges", "/api/v1/changes?after=99999999"),
        ("getActor", "/actors/nobody.json"),
    ] {
        let answer = ask(&app, id, path, &mut faults).await;
        assert!(answer.status >= 400, "{path}");
    }
    let some = faults.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
    assert!(faults.is_empty(), "{} faults, such as\n{some}", faults.len());
}

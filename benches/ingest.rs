//! How many articles a second the whole service takes, with extraction and consolidation, when its
//! timeline is small and when it is large. `script/measure` runs this:
//!
//!     cargo bench --bench ingest -- --sizes 10_000,100_000 --articles 2_000 --seed 1
//!
//! A scratch Postgres is started and filled with a made-up press (`ingest/`), each article with its events
//! as a client would send them, until the timeline has so many events. Then more articles of the same
//! press come as one `application/x-ndjson` request with `mode=partial`, without events: the rules read
//! them. Client, service and Postgres share the machine.

#[path = "ingest/articles.rs"]
mod articles;
#[path = "ingest/facts.rs"]
mod facts;
mod random;
#[path = "ingest/stopwatch.rs"]
mod stopwatch;

use articles::Press;
use axum::body::{Body, Bytes};
use demarche::{
    clock::Clock,
    extract::Lexicon,
    pipeline::{Pipeline, intake},
    store::{Cluster, ClusterOptions, Store},
    web::{self, AppState, Options},
};
use futures_util::{StreamExt as _, stream};
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use std::{
    convert::Infallible,
    fs::Permissions,
    os::unix::fs::PermissionsExt as _,
    time::{Duration, Instant},
};

/// So many articles are stored at once while filling.
const AT_ONCE: usize = 250;

struct Wanted {
    sizes: Vec<i64>,
    articles: usize,
    seed: u64,
}

fn wanted() -> Wanted {
    let args: Vec<String> = std::env::args().collect();
    let value =
        |name: &str| args.iter().position(|a| a == name).and_then(|at| args.get(at + 1)).map(|v| v.replace('_', ""));
    let number = |text: &str| text.parse().unwrap_or_else(|_| panic!("`{text}` is not a number"));
    let sizes = value("--sizes").unwrap_or_else(|| "10000,100000".to_owned());
    Wanted {
        sizes: sizes.split(',').map(|n| number(n) as i64).collect(),
        articles: value("--articles").map_or(2_000, |n| number(&n) as usize),
        seed: value("--seed").map_or(1, |n| number(&n)),
    }
}

fn main() {
    let wanted = wanted();
    let folder = tempfile::Builder::new()
        .prefix("demarche-bench-")
        .permissions(Permissions::from_mode(0o711))
        .tempdir()
        .expect("a temporary folder");
    let options = ClusterOptions {
        data_dir: folder.path().to_owned(),
        #[expect(clippy::disallowed_methods, reason = "a bench program has no settings of its own")]
        pg_bin: std::env::var("PG_BIN").ok().map(Into::into),
        path: std::env::var_os("PATH"),
        temp_dir: std::env::temp_dir(),
    };
    let mut cluster = Cluster::start(&options).expect("a scratch Postgres (script/measure installs it)");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
    runtime.block_on(measure(&wanted, &cluster));
    drop(runtime);
    cluster.stop().expect("Postgres stops");
}

async fn measure(wanted: &Wanted, cluster: &Cluster) {
    let watch = stopwatch::install();
    let database = cluster.url("ingest");
    Store::create_database_if_missing(&database).await.expect("a database");
    let store = Store::connect(database, 8).await.expect("the database");
    store.migrate().await.expect("the migrations");
    let mut press = Press::new(wanted.seed);
    // Far ahead, so that no article is from the future.
    let clock = Clock::fixed("2099-01-01T00:00:00Z".parse().expect("an instant"));
    let pipeline = Pipeline::new(store, Lexicon::builtin(), clock);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("its address");
    let state = AppState { pipeline: pipeline.clone(), options: Options { loopback: true, ..Options::default() } };
    tokio::spawn(web::serve(listener, state, std::future::pending()));

    for size in &wanted.sizes {
        fill(&pipeline, &mut press, *size).await;
        sqlx::query("vacuum analyze").execute(pipeline.store().pool()).await.expect("statistics");
        let lines: Vec<String> = (0..wanted.articles).map(|_| format!("{}\n", press.article().text())).collect();
        let read = reading(&pipeline, &lines);
        watch.reset();
        let took = send(&format!("http://{address}/api/v1/articles?mode=partial"), lines).await;
        let n = wanted.articles as f64;
        println!(
            "{size} events: {:.0} articles/s ({} articles in {:.1} s; now {} events)",
            n / took.as_secs_f64(),
            wanted.articles,
            took.as_secs_f64(),
            events(&pipeline).await
        );
        println!("  the rules alone: {:.2} ms an article on one core", read.as_secs_f64() * 1e3 / n);
        watch.print(n);
        biggest(&pipeline).await;
    }
}

/// More of the press, with its events, until there are so many events.
async fn fill(pipeline: &Pipeline, press: &mut Press, size: i64) {
    let (start, mut articles) = (Instant::now(), 0);
    while events(pipeline).await < size {
        let now = pipeline.clock().now();
        let all = (0..AT_ONCE)
            .map(|_| intake::from_json(press.article().read().to_string().as_bytes(), now).expect("a sound article"));
        pipeline.submit_all(all.collect()).await.expect("stored");
        articles += AT_ONCE;
    }
    let took = start.elapsed().as_secs_f64();
    println!("\nfilled with {articles} articles in {took:.0} s: {:.0} a second", articles as f64 / took);
}

async fn events(pipeline: &Pipeline) -> i64 {
    let live = sqlx::query_scalar("select count(*) from events where live");
    live.fetch_one(pipeline.store().pool()).await.expect("a count")
}

/// How long the rules take over these articles, one after another.
fn reading(pipeline: &Pipeline, lines: &[String]) -> Duration {
    let now = pipeline.clock().now();
    let all: Vec<_> = lines.iter().map(|l| intake::from_json(l.as_bytes(), now).expect("a sound article")).collect();
    let start = Instant::now();
    let mentions: usize = all.iter().map(|submission| pipeline.preview(submission).mentions.len()).sum();
    let took = start.elapsed();
    let bytes: usize = all.iter().map(|s| s.article.text.as_str().len()).sum();
    println!(
        "articles of {} bytes on average, in which the rules find {:.1} mentions",
        bytes / lines.len().max(1),
        mentions as f64 / lines.len().max(1) as f64
    );
    took
}

/// One request of many lines; until its last line of answer.
async fn send(address: &str, lines: Vec<String>) -> Duration {
    let client = Client::builder(TokioExecutor::new()).build_http::<Body>();
    let sent = lines.len();
    let body = Body::from_stream(stream::iter(lines.into_iter().map(|l| Ok::<_, Infallible>(Bytes::from(l)))));
    let request = axum::http::Request::post(address).header("Content-Type", "application/x-ndjson").body(body);
    let start = Instant::now();
    let answer = client.request(request.expect("a request")).await.expect("an answer");
    assert_eq!(answer.status().as_u16(), 207);
    let mut told = Vec::new();
    let mut stream = Body::new(answer.into_body()).into_data_stream();
    while let Some(chunk) = stream.next().await {
        told.extend_from_slice(&chunk.expect("the whole answer"));
    }
    let took = start.elapsed();
    let last = told.trim_ascii_end().rsplit(|b| *b == b'\n').next().unwrap_or_default();
    let last: serde_json::Value = serde_json::from_slice(last).expect("a summary");
    assert_eq!(last["summary"]["created"], sent, "{last}");
    took
}

/// What the work of a write is bounded by: how common the commonest key is.
async fn biggest(pipeline: &Pipeline) {
    let most: Vec<i64> = sqlx::query_scalar("select count(*) from mention_keys group by key order by 1 desc limit 3")
        .fetch_all(pipeline.store().pool())
        .await
        .expect("the keys");
    println!("  mentions under the commonest keys: {most:?}");
}

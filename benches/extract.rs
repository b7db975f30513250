//! How long the rules take over one article. `script/measure` runs this.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use demarche::{
    domain::Published,
    domain::Text,
    extract::{Lexicon, Metadata, extract, html},
};
use std::hint::black_box;

fn samples(c: &mut Criterion) {
    // Built once per process; what is measured is a service that is warm.
    let lexicon = Lexicon::builtin();
    let mut group = c.benchmark_group("extract");
    let ours = ["ukraine/01-three-way-talks-open", "ukraine/12-live-geneva-second-day", "middle-east/09-second-night"];
    let ours = ours.map(|name| format!("{}/tests/articles/{name}.json", env!("CARGO_MANIFEST_DIR")));
    // Any other article as JSON: DEMARCHE_BENCH_ARTICLE=FILE script/measure
    #[expect(clippy::disallowed_methods, reason = "a bench program has no settings of its own")]
    let given = std::env::var("DEMARCHE_BENCH_ARTICLE").ok();
    for path in ours.into_iter().chain(given) {
        let name =
            std::path::Path::new(&path).file_stem().map_or_else(String::new, |s| s.to_string_lossy().into_owned());
        let json = std::fs::read_to_string(path).expect("a sample article");
        let article: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        let text = Text::freeze(article["body"].as_str().expect("a body"));
        let published: Option<Published> = article["published_at"].as_str().map(|p| p.parse().expect("a date"));
        let metadata = Metadata { title: None, outlet: None, published };
        group.throughput(Throughput::Bytes(text.as_str().len() as u64));
        group.bench_function(name, |b| b.iter(|| extract(black_box(&text), &metadata, lexicon)));
    }
    group.finish();
}

/// Texts that would be slow if some rule looked at everything from everywhere.
fn hard_texts(c: &mut Criterion) {
    let lexicon = Lexicon::builtin();
    let metadata = Metadata::default();
    let mut group = c.benchmark_group("hard");
    group.sample_size(10);
    for (name, unit, times) in [
        ("no full stops", "France said ", 4_000),
        ("quotations without end", "“France said ", 4_000),
        ("a megabyte", "Envoys of France and Italy met in Rome on Monday. They spoke for an hour.\n\n", 14_000),
    ] {
        let text = Text::freeze(&unit.repeat(times));
        group.throughput(Throughput::Bytes(text.as_str().len() as u64));
        group.bench_function(name, |b| b.iter(|| extract(black_box(&text), &metadata, lexicon)));
    }
    let page = format!("<body>{}<p>The talks went on.</p>", "<div>".repeat(20_000));
    group.throughput(Throughput::Bytes(page.len() as u64));
    group.bench_function("nested html", |b| b.iter(|| html::read(black_box(&page))));
    group.finish();
}

/// Texts of five shapes at three lengths: time per byte must stay about the same from the shortest to
/// the longest.
fn shapes(c: &mut Criterion) {
    let lexicon = Lexicon::builtin();
    let metadata = Metadata { published: "2026-02-18".parse().ok(), ..Metadata::default() };
    let mut articles = String::new();
    for set in ["ukraine", "middle-east"] {
        let folder = format!("{}/tests/articles/{set}", env!("CARGO_MANIFEST_DIR"));
        let mut paths: Vec<_> =
            std::fs::read_dir(folder).expect("the sample articles").flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths.iter().filter(|p| p.extension().is_some_and(|e| e == "json")) {
            let json = std::fs::read_to_string(path).expect("a sample article");
            let article: serde_json::Value = serde_json::from_str(&json).expect("JSON");
            if let (Some(body), Some("text")) = (article["body"].as_str(), article["format"].as_str().or(Some("text")))
            {
                articles.push_str(body);
                articles.push_str("\n\n");
            }
        }
    }
    let mut group = c.benchmark_group("shapes");
    group.sample_size(10);
    for (name, unit) in [
        ("articles", articles.as_str()),
        ("one sentence", "Envoys of France and Italy met in Rome on Monday. They spoke for an hour.\n\n"),
        ("quotations", "“We want peace,” said Foreign Minister Ana Torres. “We want it now,” she added.\n\n"),
        ("names", "Ana Torres, Foreign Minister of France, the Italian army, Rome, Paris and Berlin. "),
        ("numbers and dates", "On 12 March 2025 at 14:30 GMT some 1,300 drones; two weeks ago, on Tuesday night, 40. "),
    ] {
        for kib in [64, 256, 1024] {
            let mut long = unit.repeat(kib * 1024 / unit.len() + 1);
            let end = (kib * 1024..).find(|at| long.is_char_boundary(*at)).unwrap_or(long.len());
            long.truncate(end);
            let text = Text::freeze(&long);
            group.throughput(Throughput::Bytes(text.as_str().len() as u64));
            group.bench_function(format!("{name}, {kib} KiB"), |b| {
                b.iter(|| extract(black_box(&text), &metadata, lexicon));
            });
        }
    }
    group.finish();
}

/// How long a start of the program spends on names; prints once how much memory these and the lists
/// of words hold.
fn lexicon(c: &mut Criterion) {
    let resident = || {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:"))?;
        line.split_whitespace().next()?.parse::<u64>().ok()
    };
    let before = resident();
    let lexicon = Lexicon::builtin();
    let names = resident();
    // The lists of words are read when a text first asks for them.
    let text =
        Text::freeze("Envoys of France and Italy met in Rome on Monday. “We will never sign,” said one of them.");
    extract(&text, &Metadata::default(), lexicon);
    if let (Some(before), Some(names), Some(all)) = (before, names, resident()) {
        let (names, all) = (names.saturating_sub(before), all.saturating_sub(before));
        println!("resident: names {names} KiB, with the lists of words {all} KiB");
    }
    c.bench_function("lexicon", |b| b.iter(Lexicon::read));
}

criterion_group!(benches, lexicon, samples, hard_texts, shapes);
criterion_main!(benches);

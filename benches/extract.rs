//! How long the rules take over one article. `script/measure` runs this.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use demarche::{
    domain::Published,
    domain::Text,
    extract::{Lexicon, Metadata, extract},
};
use std::hint::black_box;

fn samples(c: &mut Criterion) {
    // Built once per process; what is measured is a service that is warm.
    let lexicon = Lexicon::builtin();
    let mut group = c.benchmark_group("extract");
    for name in ["ukraine/01-three-way-talks-open", "ukraine/12-live-geneva-second-day", "middle-east/09-second-night"]
    {
        let path = format!("{}/tests/articles/{name}.json", env!("CARGO_MANIFEST_DIR"));
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

criterion_group!(benches, samples);
criterion_main!(benches);

//! Makes texts from a seed and checks what must hold of every one; then looks whether time grows with
//! the text and no faster. `script/measure` runs this over a million texts:
//!
//!     cargo bench --bench fuzz -- --cases 1000000 --seed 1
//!
//! A text that fails is printed with the number that makes it again (`--only NUMBER`).

#[path = "fuzz/check.rs"]
mod check;
#[path = "fuzz/generate.rs"]
mod generate;
mod random;

use demarche::{
    domain::Text,
    extract::{Lexicon, Metadata, extract, html},
};
use generate::Seeds;
use random::Random;
use std::{
    collections::BTreeMap,
    hint::black_box,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    process::ExitCode,
    time::{Duration, Instant},
};

/// Time may grow so much more than the text does before it is called worse than linear.
const SLACK: f64 = 3.0;
/// How much longer the long text is.
const LONGER: usize = 8;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().collect();
    let number = |name: &str| {
        let at = args.iter().position(|a| a == name)?;
        args.get(at + 1)?.replace('_', "").parse::<u64>().ok()
    };
    let cases = number("--cases").unwrap_or(2_000);
    let seed = number("--seed").unwrap_or(1);
    let only = number("--only");
    let seeds = Seeds::read(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the source tree");

    let mut failed = 0;
    let mut made: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    let mut bytes = 0;
    let start = Instant::now();
    for n in only.map_or(0..cases, |n| n..n + 1) {
        let case = seeds.case(&mut Random::new(seed.wrapping_mul(0x1_0000_0000).wrapping_add(n)));
        bytes += case.text.len() as u64;
        let tally = made.entry(case.made).or_default();
        tally.0 += 1;
        match catch_unwind(AssertUnwindSafe(|| check::check(&case))) {
            Ok(Ok(found)) => tally.1 += found.mentions.len() as u64,
            problem => {
                failed += 1;
                let what = problem.map_or("panics".to_owned(), |r| r.err().unwrap_or_default());
                println!("--only {n} ({}, html {}): {what}\n{:?}\n", case.made, case.html, case.text);
                if failed >= 20 {
                    println!("too many; the rest is not tried");
                    return ExitCode::FAILURE;
                }
            }
        }
    }
    let took = start.elapsed();
    println!("{cases} texts from seed {seed}, {bytes} bytes, {:.0} s: {failed} failed", took.as_secs_f64());
    for (how, (texts, events)) in made {
        println!("  {how:10} {texts:8} texts, {events:8} events");
    }
    let slow = if only.is_some() { 0 } else { growth(&seeds) };
    if failed + slow == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Units that, repeated, make long texts that are hard in one way or another.
const UNITS: &[&str] = &[
    "France said ",
    "“France said ",
    "Norland and ",
    "he said, ",
    "talks ",
    "round of talks in Rome, ",
    "Rome. ",
    "Rome, ",
    "on Monday ",
    "12 ",
    "12 drones and ",
    "at least four ",
    "“",
    "” ",
    "‘a’ ",
    "’",
    "( ",
    "— ",
    ". ",
    ", ",
    "\n",
    "\n\n",
    "a",
    "é",
    "😀 ",
    "U.S. ",
    "1,",
    "1.",
    "- ",
    "until Monday ",
    "deadline ",
    "ceasefire ",
    "sanctions on Iran ",
    "the ",
    "of the ",
    "and ",
    "said ",
    "who ",
    "Foreign Minister ",
    "Ana Torres ",
    "A. ",
    "killed four people ",
    "launched 12 drones at Rome. ",
    "“No,” he said. ",
    "“No.”\n\n",
    "He said so.\n\n",
    "He met them in Rome on Monday.\n\n",
    "The second round ended. ",
    "Envoys of France and Italy met in Rome on Monday. They spoke for an hour.\n\n",
    "two weeks ago ",
    "no talks are ",
    "from 3 to ",
    "between ",
    "according to ",
    "told ",
    "which ",
    "Read more\n",
    "(Wire) — ",
    "HE SAID ",
    "Feb. ",
    "2026-02-17 ",
    "http://a.b/ ",
];

/// How many units take more than their share of time when there are more of them.
fn growth(seeds: &Seeds) -> usize {
    let mut units: Vec<String> = UNITS.iter().map(|u| (*u).to_owned()).collect();
    let mut random = Random::new(7);
    // Of any characters, a long text is taken for another language, and a short one is read.
    let fair = |c: &generate::Case| !c.html && !c.text.is_empty() && c.made != "characters";
    units.extend((0..40).map(|_| seeds.case(&mut random)).filter(fair).map(|c| c.text));
    let metadata = Metadata { published: "2026-02-18".parse().ok(), ..Metadata::default() };
    let best = |run: &dyn Fn()| (0..3).map(|_| timed(run)).min().unwrap_or_default();
    let mut worst: Vec<(f64, String)> = Vec::new();
    for unit in &units {
        let times = (60_000 / LONGER / unit.len()).max(1);
        let [short, long] = [times, times * LONGER].map(|n| Text::freeze(&unit.repeat(n)));
        let [a, b] =
            [&short, &long].map(|text| best(&|| drop(black_box(extract(text, &metadata, Lexicon::builtin())))));
        worst.push((b.as_secs_f64() / a.as_secs_f64().max(2e-5) / LONGER as f64, unit.clone()));
    }
    for unit in [
        "<div>",
        "<p>a",
        "<b",
        "&amp;",
        "</p>",
        "<!--",
        "<p>France said “",
        "<table><tr><td>",
        "<a href='",
        "<p>Read more</p>",
    ] {
        let times = 400_000 / LONGER / unit.len();
        let [a, b] =
            [times, times * LONGER].map(|n| unit.repeat(n)).map(|page| best(&|| drop(black_box(html::read(&page)))));
        worst.push((b.as_secs_f64() / a.as_secs_f64().max(2e-5) / LONGER as f64, unit.to_owned()));
    }
    worst.sort_by(|a, b| b.0.total_cmp(&a.0));
    let slow = worst.iter().filter(|(ratio, _)| *ratio > SLACK).count();
    println!(
        "{} texts {LONGER} times as long; time per byte then is at most {:.2} of what it was:",
        worst.len(),
        worst.first().map_or(0.0, |w| w.0)
    );
    for (ratio, unit) in worst.iter().take(8.max(slow)) {
        println!("  {ratio:5.2} {:?}", unit.chars().take(60).collect::<String>());
    }
    slow
}

fn timed(run: &dyn Fn()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

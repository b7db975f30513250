//! A short run of what `benches/fuzz.rs` does at length: made-up texts, the same at every run.

#[path = "../../benches/fuzz/check.rs"]
mod check;
#[path = "../../benches/fuzz/generate.rs"]
mod generate;
#[path = "../../benches/random/mod.rs"]
pub(crate) mod random;

use generate::Seeds;
use random::Random;
use std::{collections::BTreeMap, path::Path};

#[test]
fn made_up_texts_are_survived_and_soundly_read() {
    let seeds = Seeds::read(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the source tree");
    let mut events: BTreeMap<&str, usize> = BTreeMap::new();
    for n in 0..400 {
        let case = seeds.case(&mut Random::new(n));
        match check::check(&case) {
            Ok(found) => *events.entry(case.made).or_default() += found.mentions.len(),
            Err(what) => panic!("text {n} ({}): {what}\n{}", case.made, case.text),
        }
    }
    // They are news enough for the rules to find something in them.
    assert!(events["sentences"] > 50 && events["articles"] > 50, "{events:?}");
}

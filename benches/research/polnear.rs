//! Measures the attribution pass on PolNeAR (Newell, Margolin, Ruths 2018), a corpus of news on the
//! American election of 2016 in which sources, cues and contents are marked by hand.
//!
//! ```text
//! cargo bench --bench polnear -- DATA/dev [--show] [--limit N]
//! ```
//!
//! The folder is one part of the corpus (`train`, `dev` or `test`) with `text/*.txt` and
//! `attributions/*.ann` (brat standoff: spans in code points). Texts with several annotators have
//! several files; each counts as a text of its own. The corpus marks no attribution within another,
//! so only outermost ones are compared.
//!
//! "Exact": the role has the same stretches of text to the character, where stretches with nothing but
//! white space between them are one. "Overlap": it shares a character with one of that role. Precision
//! and recall count roles of attributions, over all files together.

use demarche::{
    domain::Text,
    extract::{Annotated, Lexicon, Metadata, sentence},
};
use std::{
    collections::HashMap,
    fs,
    ops::Range,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// The stretches of a role, in order.
type Stretches = Vec<Range<usize>>;

const ROLES: [&str; 3] = ["Source", "Cue", "Content"];

fn main() -> ExitCode {
    // `cargo bench` adds a flag of its own.
    let args: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let show = args.iter().any(|a| a == "--show");
    let limit = args.iter().position(|a| a == "--limit").and_then(|i| args.get(i + 1)?.parse().ok());
    let Some(folder) = args.first().filter(|a| !a.starts_with("--")) else {
        eprintln!("usage: polnear FOLDER [--show] [--limit N]: FOLDER holds text/ and attributions/");
        // Without the data, which is not part of this project, there is nothing to measure.
        return ExitCode::SUCCESS;
    };
    match measure(Path::new(folder), show, limit.unwrap_or(usize::MAX)) {
        Ok(scores) => {
            print(&scores);
            ExitCode::SUCCESS
        }
        Err(e) => {
            eprintln!("{folder}: {e}");
            ExitCode::FAILURE
        }
    }
}

#[derive(Default)]
struct Score {
    gold: usize,
    found: usize,
    exact: usize,
    gold_touched: usize,
    found_touching: usize,
}

fn print(scores: &[Score; 3]) {
    println!(
        "{:8} {:>6} {:>6}  {:>5} {:>5} {:>5}   {:>5} {:>5} {:>5}",
        "", "gold", "found", "P", "R", "F1", "P", "R", "F1"
    );
    for (role, s) in ROLES.iter().zip(scores) {
        let (p, r) = (percent(s.exact, s.found), percent(s.exact, s.gold));
        let (op, or) = (percent(s.found_touching, s.found), percent(s.gold_touched, s.gold));
        println!(
            "{role:8} {:>6} {:>6}  {p:>5.1} {r:>5.1} {:>5.1}   {op:>5.1} {or:>5.1} {:>5.1}",
            s.gold,
            s.found,
            f1(p, r),
            f1(op, or)
        );
    }
    println!("exact on the left, overlap on the right");
}

fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { 100.0 * part as f64 / whole as f64 }
}

fn f1(p: f64, r: f64) -> f64 {
    if p + r == 0.0 { 0.0 } else { 2.0 * p * r / (p + r) }
}

fn measure(folder: &Path, show: bool, limit: usize) -> std::io::Result<[Score; 3]> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder.join("attributions"))?.map(|f| f.map(|f| f.path())).collect::<Result<_, _>>()?;
    files.retain(|f| f.extension().is_some_and(|e| e == "ann"));
    files.sort();
    let mut scores: [Score; 3] = Default::default();
    let mut read: Option<(PathBuf, String, Vec<[Stretches; 3]>)> = None;
    for file in files.iter().take(limit) {
        // "name_4b22.ann": the annotator's mark is no part of the text's name.
        let stem = file.file_stem().and_then(|s| s.to_str()).unwrap_or_default();
        let name = stem.rsplit_once('_').map_or(stem, |(name, _)| name);
        let path = folder.join("text").join(format!("{name}.txt"));
        if read.as_ref().is_none_or(|(p, ..)| *p != path) {
            let raw = fs::read_to_string(&path)?;
            let found = attributions(&raw);
            read = Some((path, raw, found));
        }
        let Some((_, raw, found)) = &read else { continue };
        let gold = gold(&fs::read_to_string(file)?, raw);
        for (role, score) in scores.iter_mut().enumerate() {
            compare(score, &column(&gold, role), &column(found, role));
        }
        if show {
            list(name, raw, &gold, found);
        }
    }
    Ok(scores)
}

fn column(rows: &[[Stretches; 3]], role: usize) -> Vec<&Stretches> {
    rows.iter().map(|r| &r[role]).filter(|s| !s.is_empty()).collect()
}

fn compare(score: &mut Score, gold: &[&Stretches], found: &[&Stretches]) {
    let mut left: HashMap<&Stretches, usize> = HashMap::new();
    for g in gold {
        *left.entry(g).or_default() += 1;
    }
    for f in found {
        if let Some(n) = left.get_mut(f).filter(|n| **n > 0) {
            *n -= 1;
            score.exact += 1;
        }
    }
    let touches = |a: &Stretches, b: &Stretches| a.iter().any(|x| b.iter().any(|y| x.start < y.end && y.start < x.end));
    score.gold += gold.len();
    score.found += found.len();
    score.gold_touched += gold.iter().filter(|g| found.iter().any(|f| touches(g, f))).count();
    score.found_touching += found.iter().filter(|f| gold.iter().any(|g| touches(g, f))).count();
}

/// What the pass finds, in bytes of the text as it stands in the file.
fn attributions(raw: &str) -> Vec<[Stretches; 3]> {
    let text = Text::freeze(raw);
    let back = alignment(raw, text.as_str());
    let (doc, metadata) = (sentence::read(&text), Metadata::default());
    let found = Annotated::of(&doc, &metadata, Lexicon::builtin());
    let range = |s: demarche::domain::Span| back[s.start()]..back[s.end()];
    found
        .attributions
        .iter()
        .filter(|a| a.within.is_none())
        .map(|a| {
            let roles = [
                a.source.clone().and_then(|t| doc.span_of(t)).into_iter().collect(),
                doc.span_of(a.cue.clone()).into_iter().collect(),
                a.content.clone(),
            ];
            roles.map(|spans: Vec<_>| joined(spans.into_iter().map(range).collect(), raw))
        })
        .collect()
}

/// Stretches in order, with those that only white space parts made one.
fn joined(mut stretches: Stretches, raw: &str) -> Stretches {
    stretches.sort_by_key(|s| (s.start, s.end));
    let mut out: Stretches = Vec::new();
    for s in stretches {
        match out.last_mut() {
            Some(l) if raw.get(l.end..s.start).is_some_and(|gap| gap.trim().is_empty()) || s.start < l.end => {
                l.end = s.end.max(l.end);
            }
            _ => out.push(s),
        }
    }
    out
}

/// For every byte of the frozen text (and its end) the byte of the file it comes from.
fn alignment(raw: &str, frozen: &str) -> Vec<usize> {
    let mut out = vec![raw.len(); frozen.len() + 1];
    let mut left = raw.char_indices().peekable();
    for (at, c) in frozen.char_indices() {
        while let Some(&(from, r)) = left.peek() {
            let same = r == c || r.is_whitespace() && c.is_whitespace() && r != '\r';
            let dropped = !same && (r.is_whitespace() || r.is_control() || !r.is_alphanumeric());
            if !dropped {
                for i in 0..c.len_utf8() {
                    out[at + i] = from;
                }
                left.next();
                break;
            }
            left.next();
        }
    }
    // An end is the end of the character before, not the start of what was left out.
    out[frozen.len()] = raw.trim_end().len();
    out
}

/// The marked attributions of a file in brat's standoff format.
fn gold(ann: &str, raw: &str) -> Vec<[Stretches; 3]> {
    // Marks count code points.
    let mut bytes: Vec<usize> = raw.char_indices().map(|(i, _)| i).collect();
    bytes.push(raw.len());
    let mut marks: HashMap<&str, Stretches> = HashMap::new();
    let mut events = Vec::new();
    for line in ann.lines() {
        let mut fields = line.split('\t');
        let (Some(id), Some(rest)) = (fields.next(), fields.next()) else { continue };
        if id.starts_with('T') {
            let pieces = rest.split_once(' ').map_or("", |(_, s)| s).split(';').filter_map(|p| {
                let (a, b) = p.split_once(' ')?;
                Some(*bytes.get(a.parse::<usize>().ok()?)?..*bytes.get(b.parse::<usize>().ok()?)?)
            });
            marks.insert(id, pieces.collect());
        } else if id.starts_with('E') && rest.starts_with("Attribution:") {
            events.push(rest);
        }
    }
    let event = |rest: &str| {
        let mut roles: [Stretches; 3] = Default::default();
        for (name, id) in rest.split(' ').filter_map(|p| p.split_once(':')) {
            let name = name.trim_end_matches(|c: char| c.is_ascii_digit());
            if let Some(i) = ROLES.iter().position(|r| *r == name) {
                roles[i].extend(marks.get(id).cloned().unwrap_or_default());
            }
        }
        roles.map(|r| joined(r, raw))
    };
    events.into_iter().map(event).collect()
}

/// Prints what was missed (-) and what was wrongly found (+), by cue, and both where extents differ (~).
fn list(name: &str, raw: &str, gold: &[[Stretches; 3]], found: &[[Stretches; 3]]) {
    println!("# {name}");
    let text = |s: &Stretches| {
        s.iter().map(|r| raw.get(r.clone()).unwrap_or_default()).collect::<Vec<_>>().join(" … ").replace('\n', "⏎")
    };
    let touch = |a: &[Stretches; 3], b: &[Stretches; 3]| {
        a[1].iter().any(|x| b[1].iter().any(|y| x.start < y.end && y.start < x.end))
    };
    let line = |a: &[Stretches; 3]| format!("[{}] ‹{}› {}", text(&a[0]), text(&a[1]), text(&a[2]));
    for g in gold {
        match found.iter().find(|f| touch(f, g)) {
            None => println!("- {}", line(g)),
            Some(f) if f != g => {
                let roles: Vec<&str> = (0..3).filter(|i| f[*i] != g[*i]).map(|i| ROLES[i]).collect();
                println!("~ {} gold  {}\n~ {} found {}", roles.join("+"), line(g), roles.join("+"), line(f));
            }
            Some(_) => println!("= {}", line(g)),
        }
    }
    for f in found.iter().filter(|f| !gold.iter().any(|g| touch(f, g))) {
        println!("+ {}", line(f));
    }
}

//! TempEval-3: how well the time pass finds and values time expressions in TimeML documents.
//!
//! `cargo bench --bench tempeval3 -- FOLDER [--show] [--write OUT] [--scorer TOOLS]`
//!
//! FOLDER holds `.tml` files, looked for in its subfolders too. Each document's text is read with its
//! creation time as the day of publication. Printed are strict (same words) and relaxed (overlapping)
//! precision, recall and F1, the F1 of type and value as the task defines them (accuracy over the
//! relaxed matches, times relaxed F1), and what was counted. `--show` lists misses, false alarms, other
//! extents and other values. `--write` writes what was found as `.tml` files; `--scorer` hands those
//! to the task's `TE3-evaluation.py` (Python 2, run as `python2`, and Java) in the folder TOOLS.
//!
//! The counting follows `evaluate_entities.py` of the task: the creation time does not count, nor does
//! an expression with another tag inside it; one expression found matches one that overlaps it.

use demarche::{
    domain::{Published, Text},
    extract::{
        Metadata, sentence,
        time::{self, Anchor, Timex},
    },
};
use quick_xml::{Reader, escape::partial_escape, events::Event};
use std::{
    collections::BTreeMap,
    error::Error,
    fmt::Write as _,
    fs,
    ops::Range,
    path::{Path, PathBuf},
    process::Command,
};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// A tagged expression, placed by the characters of the text that are not white space, so that a
/// text may be laid out anew in between.
#[derive(Clone, Debug)]
struct Tagged {
    place: Range<usize>,
    kind: String,
    value: String,
    words: String,
}

struct Document {
    name: String,
    created: String,
    /// The `TEXT` element without its tags.
    text: String,
    gold: Vec<Tagged>,
}

fn main() -> Result<()> {
    let mut folder = None;
    let mut show = false;
    let mut write: Option<PathBuf> = None;
    let mut scorer: Option<PathBuf> = None;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--show" => show = true,
            "--write" => write = args.next().map(PathBuf::from),
            "--scorer" => scorer = args.next().map(PathBuf::from),
            // What `cargo bench` adds to every benchmark.
            "--bench" => {}
            _ => folder = Some(PathBuf::from(arg)),
        }
    }
    let Some(folder) = folder else {
        println!("tempeval3: no folder of .tml files given, nothing measured");
        return Ok(());
    };
    let mut files = Vec::new();
    collect(&folder, &mut files)?;
    files.sort();
    let mut counts = Counts::default();
    let mut report = String::new();
    let own = scorer.is_some() && write.is_none();
    let out = if own { Some(std::env::temp_dir().join(format!("tempeval3-{}", std::process::id()))) } else { write };
    for file in &files {
        let document = read(file).map_err(|e| format!("{}: {e}", file.display()))?;
        let found = found(&document);
        counts.add(&document, &found, show.then_some(&mut report));
        if let Some(out) = &out {
            for (folder, tagged) in [("gold", &document.gold), ("system", &found)] {
                let folder = out.join(folder);
                fs::create_dir_all(&folder)?;
                fs::write(folder.join(format!("{}.tml", document.name)), timeml(&document, tagged)?)?;
            }
        }
    }
    print!("{report}");
    counts.print(files.len());
    if let (Some(tools), Some(out)) = (&scorer, &out) {
        let (gold, system) = (fs::canonicalize(out.join("gold"))?, fs::canonicalize(out.join("system"))?);
        official(tools, &gold, &system)?;
        if own {
            fs::remove_dir_all(out)?;
        }
    }
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|e| e == "tml") {
            files.push(path);
        }
    }
    Ok(())
}

fn dense(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// Reads one document.
fn read(file: &Path) -> Result<Document> {
    let source = fs::read_to_string(file)?;
    let mut reader = Reader::from_str(&source);
    let name = file.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let mut doc = Document { name, created: String::new(), text: String::new(), gold: Vec::new() };
    let (mut inside, mut at) = (false, 0);
    // The expression that is open, and whether another tag stands in it.
    let mut open: Option<(Tagged, bool)> = None;
    let mut add = |doc: &mut Document, open: &mut Option<(Tagged, bool)>, piece: &str| {
        doc.text.push_str(piece);
        at += dense(piece);
        if let Some((tagged, _)) = open {
            tagged.words.push_str(piece);
            tagged.place.end = at;
        }
        at
    };
    loop {
        match reader.read_event()? {
            Event::Eof => break,
            Event::Start(tag) => match tag.name().as_ref() {
                b"TEXT" => inside = true,
                b"TIMEX3" => {
                    let of = |key: &str| -> Result<String> {
                        let value = tag.try_get_attribute(key)?;
                        Ok(value.map(|v| v.unescape_value()).transpose()?.unwrap_or_default().into_owned())
                    };
                    if of("functionInDocument")? == "CREATION_TIME" {
                        doc.created = of("value")?;
                    }
                    if inside {
                        let start = add(&mut doc, &mut None, "");
                        let tagged = Tagged {
                            place: start..start,
                            kind: of("type")?,
                            value: of("value")?,
                            words: String::new(),
                        };
                        open = Some((tagged, false));
                    }
                }
                _ => {
                    if let Some((_, nested)) = &mut open {
                        *nested = true;
                    }
                }
            },
            Event::End(tag) => match tag.name().as_ref() {
                b"TEXT" => inside = false,
                b"TIMEX3" => doc.gold.extend(open.take().filter(|(_, nested)| !nested).map(|(tagged, _)| tagged)),
                _ => {}
            },
            Event::Text(text) if inside => {
                let piece = text.decode()?.into_owned();
                add(&mut doc, &mut open, &piece);
            }
            Event::GeneralRef(name) if inside => {
                let entity = format!("&{};", name.decode()?);
                let piece = quick_xml::escape::unescape(&entity)?.into_owned();
                add(&mut doc, &mut open, &piece);
            }
            _ => {}
        }
    }
    for tagged in &mut doc.gold {
        tagged.words = tagged.words.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    Ok(doc)
}

/// What the time pass finds.
fn found(document: &Document) -> Vec<Tagged> {
    let text = Text::freeze(&document.text);
    let day = document.created.get(..10).and_then(|d| d.parse().ok());
    let metadata = Metadata { published: day.map(Published::Day), ..Metadata::default() };
    let doc = sentence::read(&text);
    let place = |at: usize| dense(&text.as_str()[..at]);
    let found = time::timexes(&doc, &Anchor::of(&doc, &metadata));
    found
        .iter()
        .map(|t: &Timex| Tagged {
            place: place(t.span.start())..place(t.span.end()),
            kind: t.kind.as_str().to_owned(),
            value: t.value.clone(),
            words: format!("{} ({})", text.slice(t.span).split_whitespace().collect::<Vec<_>>().join(" "), t.rule),
        })
        .collect()
}

#[derive(Default)]
struct Counts {
    gold: usize,
    found: usize,
    strict: usize,
    relaxed: usize,
    kind: usize,
    value: usize,
    strict_value: usize,
    by_kind: BTreeMap<String, [usize; 3]>,
}

impl Counts {
    fn add(&mut self, document: &Document, found: &[Tagged], mut report: Option<&mut String>) {
        let mut say = |sign: &str, place: &Range<usize>, line: &str| {
            if let Some(report) = report.as_deref_mut() {
                let _ = writeln!(report, "{sign} {} {line} | {}", document.name, around(&document.text, place));
            }
        };
        self.gold += document.gold.len();
        self.found += found.len();
        let mut used = vec![false; found.len()];
        for g in &document.gold {
            let by_kind = self.by_kind.entry(g.kind.clone()).or_default();
            by_kind[0] += 1;
            let overlaps = |f: &Tagged| f.place.start < g.place.end && g.place.start < f.place.end;
            let same = found.iter().position(|f| f.place == g.place);
            let at = same.or_else(|| (0..found.len()).find(|i| !used[*i] && overlaps(&found[*i])));
            let Some(at) = at else {
                say("MISS", &g.place, &format!("[{}] {} {}", g.words, g.kind, g.value));
                continue;
            };
            used[at] = true;
            let f = &found[at];
            self.relaxed += 1;
            by_kind[1] += 1;
            self.strict += usize::from(same.is_some());
            self.kind += usize::from(f.kind == g.kind);
            self.value += usize::from(f.value == g.value);
            self.strict_value += usize::from(f.value == g.value && same.is_some());
            by_kind[2] += usize::from(f.value == g.value);
            if same.is_none() {
                say("EXTENT", &g.place, &format!("[{}] found [{}]", g.words, f.words));
            }
            if f.value != g.value || f.kind != g.kind {
                let line = format!("[{}] {} {} found {} {} {}", g.words, g.kind, g.value, f.kind, f.value, f.words);
                say("VALUE", &g.place, &line);
            }
        }
        for (f, _) in found.iter().zip(&used).filter(|(_, used)| !**used) {
            say("FALSE", &f.place, &format!("[{}] {} {}", f.words, f.kind, f.value));
        }
    }

    fn print(&self, files: usize) {
        let percent = |a: usize, b: usize| if b == 0 { 0.0 } else { 100.0 * a as f64 / b as f64 };
        let f1 = |hits: usize| percent(2 * hits, self.gold + self.found);
        println!("{files} documents, {} expressions, {} found", self.gold, self.found);
        println!("            F1      P      R");
        for (name, hits) in [("strict", self.strict), ("relaxed", self.relaxed)] {
            println!("{name:8} {:5.2}  {:5.2}  {:5.2}", f1(hits), percent(hits, self.found), percent(hits, self.gold));
        }
        let accuracy = |hits| percent(hits, self.relaxed);
        println!("value F1 {:5.2}  (accuracy {:.2})", f1(self.value), accuracy(self.value));
        println!("type F1  {:5.2}  (accuracy {:.2})", f1(self.kind), accuracy(self.kind));
        println!("strict and value F1 {:5.2}", f1(self.strict_value));
        for (kind, [gold, matched, value]) in &self.by_kind {
            println!("{kind:9} {gold:5}, matched {matched:5}, right value {value:5}");
        }
    }
}

/// The words around a place.
fn around(text: &str, place: &Range<usize>) -> String {
    let mut seen = 0;
    let mut out = String::new();
    for c in text.chars() {
        if seen + 40 >= place.start && seen < place.end + 40 {
            if seen == place.start && !c.is_whitespace() {
                out.push('«');
            }
            out.push(if c.is_whitespace() { ' ' } else { c });
            if seen + 1 == place.end && !c.is_whitespace() {
                out.push('»');
            }
        }
        seen += usize::from(!c.is_whitespace());
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The document as TimeML with these expressions tagged.
fn timeml(document: &Document, tagged: &[Tagged]) -> Result<String> {
    let mut out = String::from("<?xml version=\"1.0\" ?>\n<TimeML>\n\n");
    write!(
        out,
        "<DOCID>{}</DOCID>\n\n<DCT><TIMEX3 tid=\"t0\" type=\"DATE\" value=\"{}\" ",
        document.name, document.created
    )?;
    out.push_str("temporalFunction=\"false\" functionInDocument=\"CREATION_TIME\">then</TIMEX3></DCT>\n\n<TEXT>\n");
    let mut next = tagged.iter().enumerate().peekable();
    let mut until = None;
    let mut seen = 0;
    for c in document.text.chars() {
        if !c.is_whitespace() {
            if let Some((i, t)) = next.next_if(|(_, t)| t.place.start == seen) {
                write!(out, "<TIMEX3 tid=\"t{}\" type=\"{}\" value=\"{}\">", i + 1, t.kind, partial_escape(&t.value))?;
                until = Some(t.place.end);
            }
            seen += 1;
        }
        out.push_str(&partial_escape(c.to_string()));
        if until == Some(seen) {
            out.push_str("</TIMEX3>");
            until = None;
        }
    }
    out.push_str("</TEXT>\n\n</TimeML>\n");
    Ok(out)
}

/// Runs the task's own scorer over two folders and prints what it says of time expressions.
fn official(tools: &Path, gold: &Path, system: &Path) -> Result<()> {
    // It calls `python` itself, which must be Python 2 as well.
    let mut command = Command::new("python2");
    command.current_dir(tools).arg("TE3-evaluation.py").arg(gold).arg(system);
    let output = match command.output() {
        Ok(output) if output.status.success() => output,
        Ok(output) => {
            println!("the official scorer failed: {}", String::from_utf8_lossy(&output.stderr).trim());
            return Ok(());
        }
        Err(e) => {
            println!("the official scorer can't be run: {e}");
            return Ok(());
        }
    };
    let said = String::from_utf8_lossy(&output.stdout);
    match said.find("=== Timex Performance ===") {
        Some(at) => println!("\nofficial scorer:\n{}", said[at..].lines().take(7).collect::<Vec<_>>().join("\n")),
        None => println!("the official scorer said nothing of time expressions:\n{said}"),
    }
    Ok(())
}

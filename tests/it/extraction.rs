//! What the rules find in every sample article, as a snapshot beside it: reviewing a change of the
//! rules is reading the difference.

use crate::support::build::samples_folder;
use demarche::{
    domain::{Content, Mention, When},
    extract::{Extraction, Lexicon, Metadata, extract},
    pipeline::intake,
};
use std::fmt::Write as _;

/// Words under which marks are drawn are cut into lines of this width.
const WIDTH: usize = 110;

#[test]
fn sample_articles() {
    let now = "2026-11-01T00:00:00Z".parse().expect("an instant");
    for set in ["ukraine", "middle-east"] {
        let folder = samples_folder().join(set);
        let mut files: Vec<_> = std::fs::read_dir(&folder)
            .expect("the samples")
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| path.extension().is_some_and(|e| e == "json"))
            .filter(|path| !path.to_string_lossy().contains("gold"))
            .collect();
        files.sort();
        assert!(files.len() >= 12, "{set} has {} articles", files.len());
        for path in files {
            let article = intake::from_json(&std::fs::read(&path).expect("readable"), now).expect("an article").article;
            let metadata = Metadata {
                title: Some(article.title.clone()),
                outlet: article.outlet.clone(),
                published: article.published,
            };
            let found = extract(&article.text, &metadata, Lexicon::builtin());
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            let mut settings = insta::Settings::clone_current();
            settings.set_snapshot_path(&folder);
            settings.set_prepend_module_to_snapshot(false);
            settings.set_omit_expression(true);
            settings.bind(|| insta::assert_snapshot!(name, shown(&found)));
        }
    }
}

fn shown(found: &Extraction) -> String {
    let mut out = String::new();
    for note in &found.notes {
        let _ = writeln!(out, "note: {note}");
    }
    for mention in &found.mentions {
        one(&mut out, mention);
    }
    out
}

fn one(out: &mut String, mention: &Mention) {
    let content = &mention.content;
    let status = content.status.map(|s| format!(" {s}")).unwrap_or_default();
    let _ = writeln!(out, "{}{status} · {} · {}", content.kind, dated(&content.date), content.headline);
    let _ = writeln!(out, "  {}", fields(content));
    for step in &mention.history {
        let _ = writeln!(out, "  step: {} {}", step.status, dated(&step.date));
    }
    for (at, evidence) in mention.evidence.iter().enumerate() {
        let _ = writeln!(out, "  [{at}] {}", evidence.rule);
        marked(out, mention, evidence.start.unwrap_or(0), &evidence.exact);
    }
    out.push('\n');
}

fn dated(date: &When) -> String {
    if date.edtf().is_empty() { "undated".to_owned() } else { date.edtf().to_owned() }
}

fn fields(content: &Content) -> String {
    let mut parts: Vec<String> = content.participants.iter().map(|p| format!("{}={}", p.role, p.actor.id)).collect();
    parts.extend(content.places.iter().map(|p| format!("place={}", p.id)));
    parts.extend(content.topics.iter().map(|t| format!("topic={t}")));
    parts.extend(content.figures.iter().map(|f| {
        let weapon = f.weapon.map(|w| format!(" {w}")).unwrap_or_default();
        format!("{}{weapon}={} {}", f.measure, f.qualifier, f.value)
    }));
    parts.join(" · ")
}

/// The sentence, with the words behind each field marked under it.
fn marked(out: &mut String, mention: &Mention, start: u32, exact: &str) {
    let chars: Vec<char> = exact.chars().map(|c| if c == '\n' || c == '\t' { ' ' } else { c }).collect();
    for (row, line) in chars.chunks(WIDTH).enumerate() {
        let _ = writeln!(out, "      {}", line.iter().collect::<String>().trim_end());
        let first = start + u32::try_from(row * WIDTH).unwrap_or(0);
        let last = first + u32::try_from(line.len()).unwrap_or(0);
        for why in mention.trace.iter().filter(|w| w.start < last && w.end > first) {
            let (from, to) = (why.start.max(first) - first, why.end.min(last) - first);
            let _ =
                writeln!(out, "      {}{} {}", " ".repeat(from as usize), "^".repeat((to - from) as usize), why.field);
        }
    }
}

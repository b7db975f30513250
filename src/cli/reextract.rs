//! `demarche reextract`: the rules of this version over the articles that are stored.

use super::{
    database::{Open, Use},
    lexicon,
};
use crate::{
    clock::Clock,
    config,
    domain::Event,
    pipeline::{
        Pipeline,
        reextract::{Change, Report, WouldChange},
    },
    store::Due,
};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::Date;
use serde_json::Value;
use std::{
    io::{self, Write},
    process::ExitCode,
};

/// Reads stored articles again with the rules of this version. Events keep their numbers; what clients and
/// analysts added stays. May run beside a service, and may be broken off and run again.
#[derive(Debug, clap::Args)]
pub(super) struct Reextract {
    /// Only articles published since this day.
    #[arg(long, value_name = "DATE")]
    since: Option<Date>,
    /// Say what would change, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Also read articles that these rules have read already, as after a change of one's own names.
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    names: config::Names,
    #[command(flatten)]
    database: config::Database,
}

impl Reextract {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let names = lexicon::load(&self.names)?;
        let open = Open::new(&self.database, Use::Join, None).await?;
        let pipeline = Pipeline::new(open.store.clone(), names, Clock::system());
        let done = self.read(&pipeline).await;
        open.close().await?;
        done.map(|()| ExitCode::SUCCESS)
    }

    async fn read(&self, pipeline: &Pipeline) -> anyhow::Result<()> {
        let due = Due { since: self.since, force: self.force };
        let bar = bar(pipeline.count_due(due).await?);
        let step = |articles| bar.inc(articles);
        let mut out = io::BufWriter::new(io::stdout().lock());
        if self.dry_run {
            let (report, changes) = pipeline.rehearse_reextract(due, step).await?;
            bar.finish_and_clear();
            writeln!(out, "{}", summary(&report, true))?;
            for change in &changes {
                tell(&mut out, change)?;
            }
        } else {
            let report = pipeline.reextract(due, step).await?;
            bar.finish_and_clear();
            writeln!(out, "{}", summary(&report, false))?;
        }
        out.flush()?;
        Ok(())
    }
}

/// On standard error, and only on a terminal.
fn bar(articles: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} articles, {elapsed}, {eta} to go");
    let bar = ProgressBar::new(articles);
    style.map_or_else(|_| bar.clone(), |style| bar.clone().with_style(style))
}

/// `40 articles read, 3 differ: 1 event created, 4 updated, 0 withdrawn, 1 merged`.
fn summary(report: &Report, dry_run: bool) -> String {
    let Report { read, changed, created, updated, withdrawn, merged } = report;
    let articles = if *read == 1 { "article" } else { "articles" };
    let events = if *created == 1 { "event" } else { "events" };
    let nothing = if dry_run { " (nothing was written)" } else { "" };
    format!(
        "{read} {articles} read, {changed} read otherwise: {created} {events} created, {updated} updated, \
         {withdrawn} withdrawn, {merged} merged{nothing}"
    )
}

/// One line for the event, and one for each field that would differ.
fn tell(out: &mut impl Write, change: &WouldChange) -> anyhow::Result<()> {
    let event = &change.after;
    let name = |event: &Event| {
        format!("{} “{}” ({})", event.content.kind.as_str(), event.content.headline, event.content.date.label())
    };
    match change.change {
        Change::Created => writeln!(out, "+ new: {}", name(event))?,
        Change::Withdrawn => writeln!(out, "- {}: {}", event.id, name(event))?,
        Change::Merged(into) => writeln!(out, "> {} into {into}: {}", event.id, name(event))?,
        Change::Updated => {
            writeln!(out, "~ {}: {}", event.id, name(event))?;
            if let Some(before) = &change.before {
                for line in differing(&serde_json::to_value(before)?, &serde_json::to_value(event)?) {
                    writeln!(out, "    {line}")?;
                }
            }
        }
    }
    Ok(())
}

/// What every write changes, and no reader looks for.
const STAMPS: [&str; 2] = ["seq", "updated_at"];

/// The fields in which two events differ: a short value as it was and as it would be, a long one by name.
fn differing(before: &Value, after: &Value) -> Vec<String> {
    fn walk(path: &str, before: &Value, after: &Value, out: &mut Vec<String>) {
        if before == after {
            return;
        }
        if let (Some(b), Some(a)) = (before.as_object(), after.as_object()) {
            let mut keys: Vec<&String> = b.keys().chain(a.keys()).collect();
            keys.sort();
            keys.dedup();
            for key in keys {
                if path.is_empty() && STAMPS.contains(&key.as_str()) {
                    continue;
                }
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                walk(&path, b.get(key).unwrap_or(&Value::Null), a.get(key).unwrap_or(&Value::Null), out);
            }
            return;
        }
        match (short(before), short(after)) {
            (Some(b), Some(a)) => out.push(format!("{path}: {b} → {a}")),
            _ => out.push(path.to_owned()),
        }
    }
    let mut out = Vec::new();
    walk("", before, after, &mut out);
    out
}

/// A value that fits into a line: no list and no object of many parts.
fn short(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some("none".to_owned()),
        Value::String(text) => Some(format!("“{text}”")),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::Array(list) if list.iter().all(Value::is_string) => {
            Some(format!("[{}]", list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")))
        }
        Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_difference_is_told_by_field() {
        let before = json!({"seq": 1, "headline": "a", "date": {"latest": null, "basis": "explicit"}, "topics": ["energy"], "figures": [{"value": 1}]});
        let after = json!({"seq": 2, "headline": "b", "date": {"latest": "2026-02-17", "basis": "explicit"}, "topics": [], "figures": [{"value": 2}]});
        assert_eq!(
            differing(&before, &after),
            ["date.latest: none → “2026-02-17”", "figures", "headline: “a” → “b”", "topics: [energy] → []"]
        );
        assert!(differing(&before, &before).is_empty());
    }

    #[test]
    fn the_summary_counts_articles_and_events() {
        let report = Report { read: 1, changed: 1, created: 2, ..Report::default() };
        assert_eq!(
            summary(&report, true),
            "1 article read, 1 read otherwise: 2 events created, 0 updated, 0 withdrawn, 0 merged (nothing was written)"
        );
    }
}

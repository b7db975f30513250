//! `demarche ingest`: articles from files into a running service, or straight into the database.

mod remote;

use super::{
    database::{Open, Use},
    input::{Source, told},
    lexicon,
};
use crate::{
    clock::Clock,
    config::{self, Secret},
    extract::Lexicon,
    pipeline::{
        Pipeline,
        intake::{Fields, Submission},
        submit::Outcome,
    },
    store::StoreError,
};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use std::{path::PathBuf, process::ExitCode};

/// Stores articles. Says first how many, then only what was wrong; fails if anything was.
#[derive(Debug, clap::Args)]
pub(super) struct Ingest {
    /// Articles as JSON (.json, or one per line: .ndjson), text (.txt), pages (.html) or feeds (.rss, .atom, .xml); `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The address of a running service; without it, the articles go straight into the database.
    #[arg(long, env = "DEMARCHE_TO", value_name = "URL")]
    to: Option<String>,
    /// The token to send along.
    #[arg(long, env = "DEMARCHE_TOKEN", hide_env_values = true)]
    token: Option<Secret>,
    /// Store the good lines of a batch although others are wrong; otherwise a batch is stored whole or not at all.
    #[arg(long)]
    partial: bool,
    #[command(flatten)]
    about: About,
    #[command(flatten)]
    names: config::Names,
    #[command(flatten)]
    database: config::Database,
}

/// What is known of a text or page besides itself.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "For texts and pages; --outlet for feeds too")]
struct About {
    /// When it was published: a day, or an instant with its offset.
    #[arg(long, value_name = "DATE")]
    published: Option<String>,
    /// Its headline.
    #[arg(long)]
    title: Option<String>,
    /// Who published it.
    #[arg(long)]
    outlet: Option<String>,
    /// Its address.
    #[arg(long)]
    url: Option<String>,
}

impl About {
    fn fields(&self) -> Fields {
        Fields {
            url: self.url.clone(),
            title: self.title.clone(),
            outlet: self.outlet.clone(),
            published_at: self.published.clone(),
            ..Fields::default()
        }
    }
}

/// What became of everything that was sent.
#[derive(Debug, Default, PartialEq, Eq)]
struct Report {
    created: u64,
    revised: u64,
    unchanged: u64,
    rejected: u64,
    /// Good lines of a batch that was refused for its bad ones.
    withheld: u64,
    /// Each with its file, line and field.
    problems: Vec<String>,
}

impl Report {
    fn count(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Created => self.created += 1,
            Outcome::Revised => self.revised += 1,
            Outcome::Unchanged => self.unchanged += 1,
        }
    }

    fn reject(&mut self, problem: String) {
        self.rejected += 1;
        self.problems.push(problem);
    }

    /// `3 received: 1 created, 0 revised, 1 unchanged, 1 rejected`.
    fn summary(&self) -> String {
        let Report { created, revised, unchanged, rejected, withheld, .. } = self;
        let received = created + revised + unchanged + rejected + withheld;
        let withheld = if *withheld > 0 { format!(", {withheld} not stored because of them") } else { String::new() };
        format!(
            "{received} received: {created} created, {revised} revised, {unchanged} unchanged, {rejected} rejected{withheld}"
        )
    }

    fn print(&self) -> ExitCode {
        println!("{}", self.summary());
        self.problems.iter().for_each(|problem| eprintln!("{problem}"));
        if self.rejected + self.withheld == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// On standard error, and only on a terminal.
fn bar(files: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} files, {elapsed} {wide_msg}");
    let bar = ProgressBar::new(files as u64);
    style.map_or_else(|_| bar.clone(), |style| bar.clone().with_style(style))
}

impl Ingest {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        match &self.to {
            Some(to) => {
                let to = to.clone();
                let report = tokio::task::spawn_blocking(move || {
                    let client = remote::Client::new(&to, self.token.as_ref(), self.partial, self.about.fields());
                    each(&self.files, |source, report| client.send(source, report))
                });
                Ok(report.await??.print())
            }
            None => {
                let names = lexicon::load(&self.names)?;
                let open = Open::new(&self.database, Use::Join, None).await?;
                let done = self.store(&open, names).await;
                open.close().await?;
                Ok(done?.print())
            }
        }
    }

    async fn store(&self, open: &Open, names: &'static Lexicon) -> anyhow::Result<Report> {
        let pipeline = Pipeline::new(open.store.clone(), names, Clock::system());
        let mut report = Report::default();
        let bar = bar(self.files.len());
        for path in &self.files {
            let source = Source::read(path)?;
            bar.set_message(source.name.clone());
            self.store_source(&pipeline, &source, &mut report).await?;
            bar.inc(1);
        }
        bar.finish_and_clear();
        Ok(report)
    }

    async fn store_source(&self, pipeline: &Pipeline, source: &Source, report: &mut Report) -> anyhow::Result<()> {
        let now = pipeline.clock().now();
        if !source.shape.is_batch() {
            match source.article(&self.about.fields(), now) {
                Ok(submission) => store_one(pipeline, submission, source, report).await?,
                Err(r) => report.reject(told(&source.name, r.line, r.pointer.as_deref(), &r.detail)),
            }
            return Ok(());
        }
        let before = report.rejected;
        let good = read_batch(source, &self.about.fields(), now, report);
        if self.partial {
            for submission in good {
                store_one(pipeline, submission, source, report).await?;
            }
        } else if report.rejected == before {
            let all = good.len() as u64;
            match pipeline.submit_all(good).await {
                Ok(stored) => stored.iter().for_each(|stored| report.count(stored.result)),
                Err(StoreError::Withdrawn(refused)) => {
                    report.withheld += all - refused.len() as u64;
                    refused.iter().for_each(|r| report.reject(told(&source.name, None, None, &r.to_string())));
                }
                Err(error) => return Err(error.into()),
            }
        } else {
            report.withheld += good.len() as u64;
        }
        Ok(())
    }
}

/// Stores one article; one that was withdrawn before goes into the report.
async fn store_one(
    pipeline: &Pipeline,
    submission: Submission,
    source: &Source,
    report: &mut Report,
) -> anyhow::Result<()> {
    match pipeline.submit(submission).await {
        Ok(stored) => report.count(stored.result),
        Err(error @ StoreError::Withdrawn(_)) => report.reject(told(&source.name, None, None, &error.to_string())),
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

/// The good lines of a batch; the bad ones go into the report.
fn read_batch(source: &Source, fields: &Fields, now: Timestamp, report: &mut Report) -> Vec<Submission> {
    let mut good = Vec::new();
    let all = source.articles(fields, now).unwrap_or_else(|r| {
        report.reject(told(&source.name, r.line, r.pointer.as_deref(), &r.detail));
        Vec::new()
    });
    for (number, read) in all {
        match read {
            Ok(submission) => good.push(submission),
            Err(r) => report.reject(told(&source.name, Some(number), r.pointer.as_deref(), &r.detail)),
        }
    }
    good
}

/// Hands every file to `send`, with a progress bar.
fn each(files: &[PathBuf], mut send: impl FnMut(&Source, &mut Report) -> anyhow::Result<()>) -> anyhow::Result<Report> {
    let mut report = Report::default();
    let bar = bar(files.len());
    for path in files {
        let source = Source::read(path)?;
        bar.set_message(source.name.clone());
        send(&source, &mut report)?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_counts_everything_once() {
        let mut report = Report { withheld: 2, ..Report::default() };
        report.count(Outcome::Created);
        report.count(Outcome::Unchanged);
        report.reject("x".to_owned());
        assert_eq!(
            report.summary(),
            "5 received: 1 created, 0 revised, 1 unchanged, 1 rejected, 2 not stored because of them"
        );
    }
}

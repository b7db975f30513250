//! `demarche lexicon`: a deployment's own names and trigger words.

use crate::{
    config,
    extract::{Lexicon, lexicon::Finding},
};
use anyhow::{Context as _, anyhow, bail};
use std::{
    collections::BTreeSet,
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Names and trigger words of one's own, as `--lexicon` takes them.
#[derive(Debug, clap::Args)]
pub(super) struct Command {
    #[command(subcommand)]
    command: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Say what is wrong in lexicon files, line by line, and what they hold.
    Check(Check),
}

#[derive(Debug, clap::Args)]
struct Check {
    /// Files in TOML, or folders of them. Checked together, as `--lexicon` reads them together.
    #[arg(required = true, value_name = "FILE|DIR")]
    files: Vec<PathBuf>,
}

impl Command {
    pub(super) fn run(&self) -> anyhow::Result<ExitCode> {
        let Action::Check(check) = &self.command;
        let files = read(&check.files)?;
        let report = Lexicon::check(&files);
        let mut out = io::stdout().lock();
        for finding in &report.findings {
            writeln!(out, "{finding}")?;
        }
        let held: Vec<String> = report.counts.iter().map(|(sort, n)| format!("{sort}: {n}")).collect();
        let held = if held.is_empty() { "nothing to add".to_owned() } else { held.join(", ") };
        let count = |n: usize, one: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") };
        writeln!(
            out,
            "{}, {}; {held}",
            count(files.len(), "file"),
            if report.findings.is_empty() { "no problem".to_owned() } else { count(report.findings.len(), "problem") }
        )?;
        Ok(if report.findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// The lexicon that a command reads with: what ships with this version, and the deployment's own files.
pub(super) fn load(own: &config::Names) -> anyhow::Result<&'static Lexicon> {
    if own.lexicon.is_empty() {
        return Ok(Lexicon::builtin());
    }
    let files = read(&own.lexicon)?;
    match Lexicon::with(&files) {
        // Read once, and used until the program ends.
        Ok(lexicon) => Ok(Box::leak(Box::new(lexicon))),
        Err(findings) => Err(told(&findings)),
    }
}

fn told(findings: &[Finding]) -> anyhow::Error {
    const SHOWN: usize = 5;
    let mut lines: Vec<String> = findings.iter().take(SHOWN).map(|f| format!("\n  {f}")).collect();
    if findings.len() > SHOWN {
        lines.push(format!("\n  and {} more: see `demarche lexicon check`", findings.len() - SHOWN));
    }
    anyhow!("the lexicon files can't be used:{}", lines.concat())
}

/// Every file's name and text; folders give their `*.toml` by name.
fn read(paths: &[PathBuf]) -> anyhow::Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    for path in paths {
        for file in list(path)? {
            let text = fs::read_to_string(&file).with_context(|| format!("{} can't be read", file.display()))?;
            files.push((file.display().to_string(), text));
        }
    }
    Ok(files)
}

fn list(path: &Path) -> anyhow::Result<BTreeSet<PathBuf>> {
    if !path.is_dir() {
        return Ok([path.to_owned()].into());
    }
    let folder = || format!("{} can't be read", path.display());
    let mut files = BTreeSet::new();
    for entry in fs::read_dir(path).with_context(folder)? {
        let file = entry.with_context(folder)?.path();
        if file.extension().is_some_and(|e| e == "toml") {
            files.insert(file);
        }
    }
    if files.is_empty() {
        bail!("{} holds no .toml file", path.display());
    }
    Ok(files)
}

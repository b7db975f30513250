//! `demarche eval`: how much of what a reader expects the rules find, and how much of what they find
//! is expected. No database.
//!
//! Scoring is pure and in files of its own; only this one reads files.

mod fields;
mod gold;
mod matching;
mod table;
mod tally;
#[cfg(test)]
mod tests;
mod together;
mod words;

use super::{
    extract,
    input::{Source, told},
    lexicon,
};
use crate::{clock::Clock, config, extract::Lexicon, pipeline::intake::Fields};
use anyhow::{Context as _, anyhow, bail};
use gold::Gold;
use std::{
    collections::BTreeSet,
    fs,
    io::{self, Write as _},
    path::PathBuf,
    process::ExitCode,
};
use tally::Tally;

/// Prints a table of recall, precision and accuracy. The format of gold files is told in
/// tests/articles/README.md of the source.
#[derive(Debug, clap::Args)]
pub(super) struct Eval {
    /// The folder with the gold files: `NAME.gold.json` beside the article `NAME.json`, or `NAME.json`
    /// for an article in the folder of texts.
    gold: PathBuf,
    /// Where the texts are: `NAME.txt`, `NAME.html` or an article as JSON. Without it, beside the gold.
    #[arg(long, value_name = "DIR")]
    texts: Option<PathBuf>,
    /// Only articles with this in their names.
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
    /// List what was missed, what is a false alarm and which fields differ, each with its sentence.
    #[arg(long)]
    show: bool,
    /// Print everything as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    names: config::Names,
}

/// A gold file and the article it is about.
#[derive(Debug)]
struct Case {
    name: String,
    gold: PathBuf,
    /// Where the article may be; the first that exists counts.
    articles: Vec<PathBuf>,
}

impl Eval {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let cases = self.cases()?;
        let names = lexicon::load(&self.names)?;
        let mut tally = Tally::default();
        let mut failed = 0;
        for case in &cases {
            if let Err(error) = case.score(&mut tally, names) {
                failed += 1;
                eprintln!("{}: {error:#}", case.name);
            }
        }
        tally.put_together = tally.together.score();
        let mut out = io::BufWriter::new(io::stdout().lock());
        if self.json {
            serde_json::to_writer_pretty(&mut out, &tally)?;
            writeln!(out)?;
        } else {
            if self.show {
                write!(out, "{}", table::Lists(&tally))?;
            }
            write!(out, "{}", table::Table(&tally))?;
        }
        out.flush()?;
        if failed > 0 {
            bail!("{failed} of {} articles could not be scored; the figures are those of the others", cases.len());
        }
        Ok(ExitCode::SUCCESS)
    }

    /// The gold files in the folder, by name.
    fn cases(&self) -> anyhow::Result<Vec<Case>> {
        let folder = || format!("{} can't be read", self.gold.display());
        let mut files = BTreeSet::new();
        for entry in fs::read_dir(&self.gold).with_context(folder)? {
            files.insert(entry.with_context(folder)?.file_name().to_string_lossy().into_owned());
        }
        let texts = self.texts.as_deref().unwrap_or(&self.gold);
        let mut cases = Vec::new();
        // A timeline is about many articles, and is measured elsewhere.
        for file in files.iter().filter(|file| !file.starts_with("TIMELINE")) {
            let (name, articles) = if let Some(name) = file.strip_suffix(".gold.json") {
                (name, vec![self.gold.join(format!("{name}.json"))])
            } else if let Some(name) = file.strip_suffix(".json").filter(|n| !files.contains(&format!("{n}.gold.json")))
            {
                let endings = if self.texts.is_some() { ["txt", "html", "json"].as_slice() } else { &["txt", "html"] };
                (name, endings.iter().map(|ending| texts.join(format!("{name}.{ending}"))).collect())
            } else {
                continue;
            };
            if self.only.as_deref().is_none_or(|part| name.contains(part)) {
                cases.push(Case { name: name.to_owned(), gold: self.gold.join(file), articles });
            }
        }
        if cases.is_empty() {
            let named = self.only.as_ref().map(|part| format!(" with `{part}` in its name")).unwrap_or_default();
            bail!(
                "{} holds no gold file{named}: put NAME.gold.json beside the article NAME.json, or NAME.json there and NAME.txt into the folder that --texts names",
                self.gold.display()
            );
        }
        Ok(cases)
    }
}

impl Case {
    fn score(&self, tally: &mut Tally, names: &Lexicon) -> anyhow::Result<()> {
        let json = fs::read(&self.gold).with_context(|| format!("{} can't be read", self.gold.display()))?;
        let gold: Gold =
            serde_json::from_slice(&json).with_context(|| format!("{} is not a gold file", self.gold.display()))?;
        let Some(path) = self.articles.iter().find(|path| path.exists()) else {
            let at: Vec<String> = self.articles.iter().map(|path| path.display().to_string()).collect();
            bail!("no text: there is no {}", at.join(", nor "));
        };
        let source = Source::read(path)?;
        // What an article as JSON says of itself counts; a text has only its gold to be dated by.
        let known = Fields { published_at: gold.published.clone(), ..Fields::default() };
        let (article, found) = extract::found(&source, &known, Clock::system().now(), names)
            .map_err(|r| anyhow!(told(&source.name, r.line, r.pointer.as_deref(), &r.detail)))?;
        tally.add(&self.name, &gold, &found.mentions, &article.text);
        tally.together.add(&article, &gold, &found.mentions);
        Ok(())
    }
}

#[cfg(test)]
mod files {
    use super::*;
    use std::path::Path;

    fn named(folder: &Path, texts: Option<&Path>, only: Option<&str>) -> anyhow::Result<Vec<String>> {
        let eval = Eval {
            gold: folder.to_owned(),
            texts: texts.map(Path::to_owned),
            only: only.map(str::to_owned),
            show: false,
            json: false,
            names: config::Names::default(),
        };
        Ok(eval.cases()?.into_iter().map(|case| case.name).collect())
    }

    #[test]
    fn gold_is_known_by_its_name() {
        let folder = tempfile::tempdir().expect("a folder");
        for file in ["b.gold.json", "b.json", "a.json", "TIMELINE.gold.json", "README.md"] {
            fs::write(folder.path().join(file), "{}").expect("written");
        }
        assert_eq!(named(folder.path(), None, None).expect("cases"), ["a", "b"]);
        assert_eq!(named(folder.path(), None, Some("b")).expect("cases"), ["b"]);
        let none = named(folder.path(), None, Some("z")).expect_err("no such gold").to_string();
        assert!(none.contains("with `z` in its name") && none.contains("--texts"), "{none}");
    }
}

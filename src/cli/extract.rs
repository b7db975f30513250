//! `demarche extract`: what the rules find in an article, and why. No database.

use super::{
    input::{Source, told},
    lexicon,
};
use crate::{
    clock::Clock,
    config,
    domain::{Mention, NewArticle, Published, Trace, article::Format},
    extract::{self, Extraction, Lexicon, Metadata},
    pipeline::intake::{Fields, Rejection, Submission},
};
use anyhow::{anyhow, bail};
use jiff::Timestamp;
use serde::Serialize;
use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

/// Prints `{"article":…,"events":[…],"notes":[…]}`.
#[derive(Debug, clap::Args)]
pub(super) struct Extract {
    /// A text, an HTML page or an article as JSON; `-` is standard input.
    file: PathBuf,
    /// When it was published: a day, or an instant with its offset. Without it, relative dates stay open.
    #[arg(long, value_name = "DATE")]
    published: Option<Published>,
    /// Its headline.
    #[arg(long)]
    title: Option<String>,
    /// Who published it.
    #[arg(long)]
    outlet: Option<String>,
    /// Print the rules and words behind every field, as a tree in the place of the JSON.
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    names: config::Names,
}

impl Extract {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let names = lexicon::load(&self.names)?;
        let source = Source::read(&self.file)?;
        if source.shape.is_batch() {
            bail!("{} holds many articles; extract reads one", source.name);
        }
        let rejected = |r: Rejection| anyhow!(told(&source.name, r.line, r.pointer.as_deref(), &r.detail));
        let mut submission = source.article(&Fields::default(), Clock::system().now()).map_err(rejected)?;

        // What the caller says wins over what the file says of itself.
        let article = &mut submission.article;
        article.published = self.published.or(article.published);
        article.title = self.title.unwrap_or_else(|| std::mem::take(&mut article.title));
        article.outlet = self.outlet.or_else(|| article.outlet.take());
        let (article, mut found) = read(submission, names);

        let mut out = io::BufWriter::new(io::stdout().lock());
        if self.explain {
            tree(&mut out, &found)?;
        } else {
            // The tree is long, and has its own switch.
            found.mentions.iter_mut().for_each(|m| m.trace.clear());
            serde_json::to_writer_pretty(
                &mut out,
                &Answer { article: ArticleOut::of(&article), events: &found.mentions, notes: &found.notes },
            )?;
            writeln!(out)?;
        }
        out.flush()?;
        Ok(ExitCode::SUCCESS)
    }
}

/// The article that a file holds, and what the rules find in it.
pub(super) fn found(
    source: &Source,
    known: &Fields,
    now: Timestamp,
    names: &Lexicon,
) -> Result<(NewArticle, Extraction), Rejection> {
    source.article(known, now).map(|submission| read(submission, names))
}

/// What the rules find in an article, with the events that came along with it.
fn read(submission: Submission, names: &Lexicon) -> (NewArticle, Extraction) {
    let article = submission.article;
    let metadata = Metadata {
        title: (!article.title.is_empty()).then(|| article.title.clone()),
        outlet: article.outlet.clone(),
        published: article.published,
    };
    let mut found =
        if submission.extract { extract::extract(&article.text, &metadata, names) } else { Extraction::default() };
    found.mentions.extend(submission.client_mentions);
    (article, found)
}

#[derive(Serialize)]
struct Answer<'a> {
    article: ArticleOut<'a>,
    events: &'a [Mention],
    notes: &'a [String],
}

/// The article as it would be stored. `text` is the frozen text, which the events' spans point into.
#[derive(Serialize)]
struct ArticleOut<'a> {
    url: Option<&'a str>,
    title: &'a str,
    outlet: Option<&'a str>,
    byline: Option<&'a str>,
    published_at: Option<Published>,
    modified_at: Option<Published>,
    language: Option<&'a str>,
    format: Format,
    text: &'a str,
}

impl<'a> ArticleOut<'a> {
    fn of(article: &'a NewArticle) -> ArticleOut<'a> {
        ArticleOut {
            url: article.url.as_deref(),
            title: &article.title,
            outlet: article.outlet.as_deref(),
            byline: article.byline.as_deref(),
            published_at: article.published,
            modified_at: article.modified,
            language: article.language.as_deref(),
            format: article.format,
            text: article.text.as_str(),
        }
    }
}

/// One block per event: what was found, the sentences, and the rules behind each field.
fn tree(out: &mut impl Write, found: &Extraction) -> io::Result<()> {
    for (at, mention) in found.mentions.iter().enumerate() {
        let content = &mention.content;
        writeln!(out, "{}. {}: {} ({})", at + 1, content.kind.as_str(), content.headline, content.date.label())?;
        for evidence in &mention.evidence {
            writeln!(out, "   {}  “{}”", evidence.rule, evidence.exact)?;
        }
        for trace in &mention.trace {
            branch(out, trace, 1)?;
        }
        writeln!(out)?;
    }
    found.notes.iter().try_for_each(|note| writeln!(out, "note: {note}"))
}

fn branch(out: &mut impl Write, trace: &Trace, depth: usize) -> io::Result<()> {
    let indent = "   ".repeat(depth);
    writeln!(out, "{indent}{} ← {}  “{}” {}..{}", trace.field, trace.rule, trace.exact, trace.start, trace.end)?;
    trace.children.iter().try_for_each(|child| branch(out, child, depth + 1))
}

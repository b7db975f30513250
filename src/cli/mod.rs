//! The commands. What goes wrong here is told in one sentence on standard error, and the exit code
//! says it too: 0 done, 1 not done, 2 not understood.

mod backup;
mod database;
mod demo;
mod eval;
mod extract;
mod ingest;
mod input;
mod lexicon;
mod papers;
mod reextract;
mod serve;
mod token;

use crate::{config, telemetry};
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Turns news articles about a negotiation into one sourced timeline.
#[derive(Debug, Parser)]
#[command(name = "demarche", version, max_term_width = 100, disable_help_subcommand = true)]
pub struct Cli {
    #[command(flatten)]
    logging: config::Logging,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the service.
    Serve(serve::Serve),
    /// Bring the database's schema up to date, and stop.
    Migrate(database::Migrate),
    /// Store articles from files or standard input.
    Ingest(ingest::Ingest),
    /// Read stored articles again with the rules of this version.
    Reextract(reextract::Reextract),
    /// Show what the rules find in an article; no database.
    Extract(extract::Extract),
    /// Measure the rules on articles whose events are known; no database.
    Eval(eval::Eval),
    /// Check names and trigger words of one's own.
    Lexicon(lexicon::Command),
    /// Save everything in one file.
    Backup(backup::Backup),
    /// Put what such a file holds into an empty database.
    Restore(backup::Restore),
    /// Make, list and revoke the tokens that programs write with.
    Token(token::Token),
    /// Print the manual page.
    #[command(hide = true)]
    Man(papers::Manual),
    /// Print what a shell needs to complete arguments.
    #[command(hide = true)]
    Completions(papers::Completions),
}

/// Runs the command that the program was called with.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.run() {
        Ok(code) => code,
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

impl Cli {
    fn run(self) -> anyhow::Result<ExitCode> {
        // A service tells what it does; a command that is typed speaks up only if something is wrong.
        let filter = if matches!(self.command, Command::Serve(_)) { "info,sqlx=warn" } else { "warn" };
        telemetry::init(&self.logging, filter)?;
        // The extractor alone needs no runtime, and starts quicker without.
        let command = match self.command {
            Command::Extract(extract) => return extract.run(),
            Command::Eval(eval) => return eval.run(),
            Command::Lexicon(lexicon) => return lexicon.run(),
            Command::Man(manual) => return manual.run(),
            Command::Completions(completions) => return completions.run(),
            command => command,
        };
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(async {
            match command {
                Command::Serve(serve) => serve.run().await,
                Command::Migrate(migrate) => migrate.run().await,
                Command::Ingest(ingest) => ingest.run().await,
                Command::Reextract(reextract) => reextract.run().await,
                Command::Backup(backup) => backup.run().await,
                Command::Restore(restore) => restore.run().await,
                Command::Token(token) => token.run().await,
                Command::Extract(extract) => extract.run(),
                Command::Eval(eval) => eval.run(),
                Command::Lexicon(lexicon) => lexicon.run(),
                Command::Man(manual) => manual.run(),
                Command::Completions(completions) => completions.run(),
            }
        })
    }
}

/// `demarche extract … | head` closes the pipe early, which is no fault.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
}

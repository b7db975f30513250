//! `demarche man` and `demarche completions`: for those who package the program. Both come from the same description of
//! the command line as `--help`.

use super::Cli;
use clap::CommandFactory as _;
use clap_complete::Shell;
use clap_mangen::Man;
use std::{io, process::ExitCode};

/// Prints the manual page.
#[derive(Debug, clap::Args)]
pub(super) struct Manual {
    /// The command to describe; the whole program, where none is given.
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

impl Manual {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let mut cli = Cli::command();
        // Settings that every command knows are described with each.
        cli.build();
        let described = match &self.command {
            None => cli,
            Some(name) => {
                let found = cli.find_subcommand(name).filter(|command| !command.is_hide_set()).cloned();
                let found = found.ok_or_else(|| anyhow::anyhow!("there is no command `{name}`"))?;
                found.display_name(format!("demarche-{name}"))
            }
        };
        Man::new(described).render(&mut io::stdout())?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Prints what a shell needs to complete the program's arguments.
#[derive(Debug, clap::Args)]
pub(super) struct Completions {
    /// The shell.
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        clap_complete::generate(self.shell, &mut Cli::command(), "demarche", &mut io::stdout());
        Ok(ExitCode::SUCCESS)
    }
}

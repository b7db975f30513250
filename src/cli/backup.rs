//! `demarche backup` and `demarche restore`: everything as one file, and back.

use super::database::{Located, Use, cluster_options};
use crate::{
    config,
    store::{
        StoreError,
        dump::{self, Content, Tools},
    },
};
use anyhow::{Context as _, bail};
use indicatif::{ProgressBar, ProgressStyle};
use std::{path::PathBuf, process::ExitCode, time::Duration};

/// Saves everything in one file: articles, events, corrections, changes, tokens.
#[derive(Debug, clap::Args)]
pub(super) struct Backup {
    /// The file to make; it must not exist.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    database: config::Database,
}

/// Puts the state of such a file in the place of an empty database.
#[derive(Debug, clap::Args)]
pub(super) struct Restore {
    /// The file that `backup` made.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Do so although the database is not empty: all that it holds is dropped.
    #[arg(long)]
    replace: bool,
    #[command(flatten)]
    database: config::Database,
}

/// How far it is, for who looks on.
fn bar(doing: &'static str) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg} {bytes} ({bytes_per_sec})")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::no_length().with_style(style).with_message(doing);
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

impl Backup {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let located = Located::new(&self.database, Use::Join, None).await?;
        let done = self.save(&located).await;
        located.close().await?;
        done.map(|()| ExitCode::SUCCESS)
    }

    async fn save(&self, located: &Located) -> anyhow::Result<()> {
        let found = match dump::look(&located.options).await {
            // 3D000: invalid_catalog_name.
            Err(StoreError::Database(sqlx::Error::Database(e))) if e.code().as_deref() == Some("3D000") => {
                bail!("there is no database yet, so there is nothing to save")
            }
            found => found.context("Postgres does not answer")?,
        };
        if found.content == Content::Foreign {
            bail!("the database holds the tables of another program");
        }
        let tools = Tools::find(&cluster_options(&self.database)?, found.server)?;
        let (options, file) = (located.options.clone(), self.file.clone());
        let bytes = tokio::task::spawn_blocking(move || {
            let bar = bar("saving");
            let bytes = dump::backup(&tools, &options, &file, |all| bar.set_position(all));
            bar.finish_and_clear();
            bytes
        })
        .await??;
        println!("{} holds everything ({bytes} bytes). Keep it as safe as the database.", self.file.display());
        Ok(())
    }
}

impl Restore {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let located = Located::new(&self.database, Use::Serve, None).await?;
        let done = self.bring(&located).await;
        located.close().await?;
        done.map(|()| ExitCode::SUCCESS)
    }

    async fn bring(&self, located: &Located) -> anyhow::Result<()> {
        located.make_if_ours().await?;
        let found = dump::look(&located.options).await.context("Postgres does not answer")?;
        match found.content {
            Content::Foreign => bail!("the database holds the tables of another program; nothing was done"),
            Content::Timeline if !self.replace => {
                bail!("the database is not empty; nothing was done. `--replace` drops all that it holds")
            }
            Content::Timeline | Content::Nothing => {}
        }
        let tools = Tools::find(&cluster_options(&self.database)?, found.server)?;
        let (options, file) = (located.options.clone(), self.file.clone());
        tokio::task::spawn_blocking(move || {
            let bar = bar("restoring");
            let done = dump::restore(&tools, &file, &options, |all| bar.set_position(all));
            bar.finish_and_clear();
            done
        })
        .await?
        .context("nothing was restored")?;
        // The file may be of an older version.
        let store = located.ready().await?;
        let (articles, events, seq) = store.size().await?;
        store.close().await;
        println!("Restored: {articles} articles and {events} events, up to change {seq}.");
        Ok(())
    }
}

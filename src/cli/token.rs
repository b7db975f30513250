//! `demarche token`: the tokens that programs write with.

use super::database::{Open, Use};
use crate::{
    clock::Clock,
    config,
    store::{Scope, TokenInfo, tokens},
};
use anyhow::{Context as _, bail};
use clap::{Subcommand, builder::PossibleValuesParser, builder::TypedValueParser as _};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use std::process::ExitCode;

/// Makes, lists and revokes tokens.
#[derive(Debug, clap::Args)]
pub(super) struct Token {
    #[command(subcommand)]
    action: Action,
    #[command(flatten)]
    database: config::Database,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make a token and print it: this once, only its hash is kept.
    Create {
        /// What to call it, such as the script that will use it.
        name: String,
        /// What it allows; may be given more than once.
        #[arg(long, required = true, value_parser = scopes())]
        scope: Vec<Scope>,
        /// The last day on which it is valid (UTC).
        #[arg(long, value_name = "DATE")]
        expires: Option<Date>,
    },
    /// List every token.
    List,
    /// Make a token invalid.
    Revoke {
        /// Its name.
        name: String,
    },
}

fn scopes() -> impl clap::builder::TypedValueParser<Value = Scope> {
    PossibleValuesParser::new(Scope::ALL.map(Scope::as_str)).try_map(|word| word.parse::<Scope>())
}

impl Token {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let open = Open::new(&self.database, Use::Join, None).await?;
        let done = self.action.run(&open).await;
        open.close().await?;
        done.map(|()| ExitCode::SUCCESS)
    }
}

impl Action {
    async fn run(self, open: &Open) -> anyhow::Result<()> {
        let now = Clock::system().now();
        match self {
            Action::Create { name, scope, expires } => {
                let expires = expires.map(|day| end_of(day, now)).transpose()?;
                let secret = tokens::new_secret().context("no randomness to make a token from")?;
                open.store.create_token(&name, &secret, &scope, expires, now).await?;
                println!("{secret}");
                eprintln!("Keep it safe: it is shown this once. Send it as `Authorization: Bearer …`.");
            }
            Action::List => {
                for token in open.store.tokens().await? {
                    println!("{}", line(&token, now));
                }
            }
            Action::Revoke { name } => {
                if !open.store.revoke_token(&name, now).await? {
                    bail!("there is no valid token named `{name}`");
                }
                println!("`{name}` is revoked.");
            }
        }
        Ok(())
    }
}

/// The first moment after a day, which must lie ahead.
fn end_of(day: Date, now: Timestamp) -> anyhow::Result<Timestamp> {
    let end = day.tomorrow()?.to_zoned(TimeZone::UTC)?.timestamp();
    if end <= now {
        bail!("`--expires {day}` is past: the token would never be valid");
    }
    Ok(end)
}

fn line(token: &TokenInfo, now: Timestamp) -> String {
    let day = |t: Timestamp| t.strftime("%Y-%m-%d").to_string();
    let scopes: Vec<&str> = token.scopes.iter().map(|s| s.as_str()).collect();
    let state = match (token.revoked_at, token.expires_at) {
        (Some(at), _) => format!("revoked {}", day(at)),
        (None, Some(at)) if at <= now => format!("expired {}", day(at)),
        // The day after the last is what is stored; people mean the last.
        (None, Some(at)) => {
            format!("valid until {}", at.checked_sub(jiff::Span::new().hours(1)).map_or_else(|_| day(at), day))
        }
        (None, None) => "valid".to_owned(),
    };
    let used = token.last_used_at.map_or_else(|| "never used".to_owned(), |at| format!("last used {}", day(at)));
    format!("{}\t{}\t{state}\tmade {}\t{used}", token.name, scopes.join(","), day(token.created_at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_token_is_valid_on_its_last_day() {
        let now: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        assert_eq!(end_of(date(2026, 3, 1), now).unwrap().to_string(), "2026-03-02T00:00:00Z");
        assert!(end_of(date(2026, 2, 28), now).is_err());
    }
}

//! The log: to standard error, as text for people or JSON for machines.

use crate::config::{ConfigError, LogFormat, Logging};
use std::io::{self, IsTerminal as _};
use tracing_subscriber::{EnvFilter, fmt};

/// Starts logging for the whole program, with this filter unless another is set. Does nothing where a
/// log is already running.
pub fn init(logging: &Logging, filter: &str) -> Result<(), ConfigError> {
    let filter = logging.filter.as_deref().unwrap_or(filter);
    let filter = EnvFilter::try_new(filter).map_err(|_| ConfigError::LogFilter(filter.to_owned()))?;
    let builder = fmt().with_env_filter(filter).with_writer(io::stderr);
    // An error means that somebody (a test) was first, which is as good.
    let _ = match logging.format {
        LogFormat::Text => builder.with_ansi(io::stderr().is_terminal()).try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
    Ok(())
}

//! Whether the program runs, and whether it can answer.

use super::{AppState, error::Error, params::NoQuery};
use axum::extract::State;

/// `GET /healthz`: the program runs.
pub(crate) async fn live(_: NoQuery) -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the database answers.
pub(crate) async fn ready(State(state): State<AppState>, _: NoQuery) -> Result<&'static str, Error> {
    state.pipeline.store().ping().await?;
    Ok("ready\n")
}

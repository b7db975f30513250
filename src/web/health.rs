//! Whether the program runs, and whether it can answer.

use super::{AppState, error::Error, params::NoQuery};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};

/// `GET /healthz`: the program runs.
pub(crate) async fn live(_: NoQuery) -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the database answers; and how its copy stands, where there is one. Without the copy everything works,
/// without the database nothing can be written.
pub(crate) async fn ready(State(state): State<AppState>, _: NoQuery) -> Result<Response, Error> {
    let store = state.pipeline.store();
    let database = store.ping().await;
    let Some(replica) = store.replica() else {
        return database.map(|()| "ready\n".into_response()).map_err(Error::from);
    };
    let standing = replica.standing(store).await.as_str();
    Ok(match database {
        Ok(()) => format!("ready\nreplica: {standing}\n").into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, format!("database: away\nreplica: {standing}\n")).into_response(),
    })
}

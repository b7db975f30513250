//! HTTP: parameters, pages, API, errors. Handlers hold no SQL: they ask the store and the pipeline.

pub(crate) mod auth;
pub(crate) mod error;
mod options;
pub(crate) mod params;

pub use options::Options;

use crate::pipeline::Pipeline;
use axum::Router;
use std::{io, net::SocketAddr};
use tokio::net::TcpListener;

/// What every handler can reach.
#[derive(Clone, Debug)]
pub struct AppState {
    /// The way in, and through it the store and the clock.
    pub pipeline: Pipeline,
    /// How this server was started.
    pub options: Options,
}

/// The table of contents: every address of the service.
pub fn router(state: AppState) -> Router {
    Router::new().with_state(state)
}

/// Serves until `shutdown` is done, then lets open requests end.
///
/// # Errors
/// When the listener breaks.
pub async fn serve(
    listener: TcpListener,
    state: AppState,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let service = router(state).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(shutdown).await
}

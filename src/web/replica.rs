//! Reads that a copy of the database may answer, where there is one ([`crate::store::Replica`]).
//!
//! Each such route exists twice, over the database and over the copy, each with the answers it keeps: what is kept is good for
//! as long as nothing is written *there*. A reader is sent to the copy while it is in step; what it can't answer, the
//! database does. Who signs in, forms, the change feed and `/live` always ask the database.

use super::{AppState, cache};
use crate::store::{Replica, Standing};
use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    middleware::{Next, from_fn_with_state},
    response::Response,
    routing::MethodRouter,
};
use metrics::counter;
use std::{sync::Arc, time::Duration};
use tokio::time::timeout;
use tower::ServiceExt as _;
use tower_http::compression::CompressionLayer;
use tracing::warn;

/// How long the copy may take to begin its answer before the database is asked.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// Routes whose readers need not ask the database itself.
#[derive(Default)]
pub(super) struct Reads(Vec<(&'static str, MethodRouter<AppState>)>);

/// A route over the copy.
#[derive(Clone)]
struct There {
    state: AppState,
    replica: Arc<Replica>,
    route: MethodRouter,
}

impl Reads {
    /// One more.
    pub(super) fn route(mut self, path: &'static str, route: MethodRouter<AppState>) -> Reads {
        self.0.push((path, route));
        self
    }

    /// The routes as they are.
    pub(super) fn made_anew(self, state: &AppState) -> Router<AppState> {
        self.over(state, |route, _| route)
    }

    /// The routes, with answers that are kept in the form that goes out.
    pub(super) fn kept(self, state: &AppState) -> Router<AppState> {
        let (here, there) = (cache::Kept::default(), cache::Kept::default());
        self.over(state, |route, copy| {
            let (kept, state) = copy.map_or((&here, state), |copy| (&there, copy));
            let keep = from_fn_with_state((state.clone(), kept.clone()), cache::keep);
            route.layer(CompressionLayer::new()).layer(keep)
        })
    }

    /// The routes, over the database and over the copy; `around` puts the same around both.
    fn over(
        self,
        state: &AppState,
        around: impl Fn(MethodRouter<AppState>, Option<&AppState>) -> MethodRouter<AppState>,
    ) -> Router<AppState> {
        let copy = state.pipeline.store().replica().map(|replica| {
            let pipeline = state.pipeline.over(replica.store().clone());
            (replica, AppState { pipeline, ..state.clone() })
        });
        self.0.into_iter().fold(Router::new(), |router, (path, route)| {
            let Some((replica, copy)) = &copy else { return router.route(path, around(route, None)) };
            let there = around(route.clone(), Some(copy)).with_state(copy.clone());
            let there = There { state: state.clone(), replica: Arc::clone(replica), route: there };
            router.route(path, around(route, None).layer(from_fn_with_state(there, prefer)))
        })
    }
}

/// Asks the copy where that will do, else the database.
async fn prefer(State(there): State<There>, request: Request, next: Next) -> Response {
    if !request.method().is_safe() {
        return next.run(request).await;
    }
    if there.replica.standing(there.state.pipeline.store()).await == Standing::InStep {
        let (head, body) = request.into_parts();
        let answer = there.route.clone().oneshot(Request::from_parts(head.clone(), Body::empty()));
        match timeout(ANSWER_WITHIN, answer).await {
            Ok(Ok(response)) if !response.status().is_server_error() => {
                counter!("demarche_reads_total", "from" => "replica").increment(1);
                return response;
            }
            Ok(Ok(response)) => warn!(status = response.status().as_u16(), "the replica could not answer"),
            Ok(Err(never)) => match never {},
            Err(_) => warn!("the replica did not answer in time"),
        }
        there.replica.failed().await;
        counter!("demarche_reads_total", "from" => "database").increment(1);
        return next.run(Request::from_parts(head, body)).await;
    }
    counter!("demarche_reads_total", "from" => "database").increment(1);
    next.run(request).await
}

/// After a request that may have written: its sender must find what it wrote.
pub(super) async fn wrote(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let may_write = !request.method().is_safe();
    let response = next.run(request).await;
    if may_write {
        state.pipeline.store().wrote();
    }
    response
}

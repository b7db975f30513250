//! HTTP: parameters, pages, API, errors. Handlers hold no SQL: they ask the store and the pipeline.
//!
//! [`router`] is the table of contents. Every failure is one `error::Error`, shown by
//! `middleware::present` as a page to browsers and as `application/problem+json` to programs.

mod api;
mod assets;
mod auth;
mod cache;
mod client;
mod cors;
mod error;
mod fields;
mod health;
mod host;
mod limits;
mod listen;
mod live;
mod metrics;
mod middleware;
mod once;
pub mod openapi;
mod options;
mod pages;
mod params;
mod reach;
mod replica;
mod respond;
mod session;
mod theme;

pub use client::Network;
pub use options::{Options, PublicText};

use crate::{pipeline::Pipeline, render::export::Format, urls};
use axum::{
    Extension, Router,
    http::StatusCode,
    middleware::{from_fn, from_fn_with_state},
    routing::{MethodRouter, delete, get, patch, post},
};
use replica::Reads;
use std::time::Duration;
use tokio::{net::TcpListener, sync::watch};
use tower_http::{decompression::RequestDecompressionLayer, timeout::TimeoutLayer};

/// What every handler can reach.
#[derive(Clone, Debug)]
pub struct AppState {
    /// The way in, and through it the store and the clock.
    pub pipeline: Pipeline,
    /// How this server was started.
    pub options: Options,
}

/// The table of contents: every address of the service.
#[expect(clippy::needless_pass_by_value, reason = "the router keeps it")]
pub fn router(state: AppState) -> Router {
    metrics::begin();
    let limit = TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, state.options.timeout);
    // The same for every reader, and made of many questions: kept, in the form that goes out.
    let shared = Reads::default()
        .route("/", get(pages::timeline::get))
        .route("/timeline.json", get(api::events::timeline))
        .route("/api/v1/events", get(api::events::list))
        .route("/negotiations/{slug}", get(pages::negotiation::get))
        .route("/actors/{slug}", get(pages::actor::get))
        .route("/places/{slug}", get(pages::place::get))
        .route("/negotiations", get(pages::listing::negotiations))
        .route("/about", get(pages::about::get))
        .route("/outlets/{slug}", get(pages::outlet::get))
        .route("/articles/{id}", get(pages::article::get))
        .route("/events/{id}", get(pages::event::get))
        .kept(&state)
        .layer(limit);
    let reads = Reads::default()
        .route(Format::Atom.path(), api::exports::route(Format::Atom))
        .route(Format::JsonFeed.path(), api::exports::route(Format::JsonFeed))
        .route(Format::Calendar.path(), api::exports::route(Format::Calendar))
        .route(Format::Csv.path(), api::exports::route(Format::Csv))
        .route(Format::Json.path(), api::exports::route(Format::Json))
        .route(Format::Lines.path(), api::exports::route(Format::Lines))
        .route(Format::GeoJson.path(), api::exports::route(Format::GeoJson))
        .route(Format::TimelineJs.path(), api::exports::route(Format::TimelineJs))
        .route("/timeline.svg", get(pages::picture::get))
        .route("/articles", get(pages::listing::articles))
        .route("/articles/{id}/revisions", get(pages::revisions::list))
        .route("/articles/{id}/revisions.json", get(pages::revisions::list_json))
        .route("/articles/{id}/revisions/{number}", get(pages::revisions::one))
        .route("/actors", get(pages::listing::actors))
        .route("/places", get(pages::listing::places))
        .route("/outlets", get(pages::listing::outlets))
        .route("/api/v1/events/{id}", get(api::events::one))
        .route("/api/v1/events/{id}/mentions", get(api::corrections::mentions))
        .route("/api/v1/corrections", get(api::corrections::list))
        .route("/api/v1/articles", get(api::lists::articles))
        .route("/api/v1/articles/{id}", get(api::lists::article))
        .route("/api/v1/articles/{id}/revisions", get(api::revisions::list))
        .route("/api/v1/articles/{id}/revisions/{number}", get(api::revisions::one))
        .route(urls::API_ACTORS, get(api::lists::actors))
        .route(urls::API_PLACES, get(api::lists::places))
        .route("/api/v1/negotiations", get(api::lists::negotiations))
        .route("/api/v1/negotiations/{slug}", get(api::negotiations::one))
        .route("/api/v1/outlets", get(api::lists::outlets))
        .made_anew(&state)
        .layer(limit);
    // What somebody just wrote, signed in with or waits for is asked of the database itself.
    let own = Router::new()
        .route(openapi::ADDRESS, get(openapi::get))
        .route("/api/docs", get(pages::docs::get))
        .route("/live", get(live::get))
        .route("/corrections", get(pages::corrections::get))
        .route("/events/{id}/correct", get(pages::correct::get))
        .route("/articles/{id}/add", get(pages::correct::add_page))
        .route("/help", get(pages::help::get))
        .route("/find/{key}", get(pages::timeline::find::get))
        .route("/views", get(pages::views::list))
        .route("/views/{slug}", get(pages::views::open))
        .route("/theme.css", get(theme::stylesheet))
        .route("/theme/{name}", get(theme::choose))
        .route("/session", get(session::get).post(session::open))
        .route("/session/end", post(session::end))
        .route("/static/{name}", get(assets::get))
        .route("/healthz", get(health::live))
        .route("/readyz", get(health::ready))
        .route(metrics::PATH, metrics::route())
        .layer(limit);
    // Writes limit how long they wait for each piece of the body instead: ten thousand articles take a while.
    // Of a method that is taken: any other is told so, whatever key it carries.
    let once = |of: MethodRouter<AppState>| of.route_layer(from_fn_with_state(state.clone(), once::once));
    let writes = Router::new()
        .route("/api/v1/articles", once(post(api::submit::post).put(api::submit::put)))
        .route("/api/v1/articles/{id}", once(delete(api::withdraw::delete)))
        .route("/events/{id}/correct", once(post(pages::correct::post)))
        .route("/articles/{id}/add", once(post(pages::correct::add)))
        .route("/views", once(post(pages::views::keep)))
        .route("/views/{slug}/remove", once(post(pages::views::remove)))
        .route("/api/v1/events", once(post(api::corrections::add)))
        .route("/api/v1/events/{id}", once(patch(api::corrections::patch)))
        .route("/api/v1/events/{id}/merge", once(post(api::corrections::merge)))
        .route("/api/v1/events/{id}/split", once(post(api::corrections::split)))
        .route("/api/v1/events/{id}/dismiss", once(post(api::corrections::dismiss)))
        .route("/api/v1/events/{id}/restore", once(post(api::corrections::restore)))
        .route("/api/v1/events/{id}/review", once(post(api::corrections::review)))
        .route("/api/v1/corrections/{id}/revert", once(post(api::corrections::revert)))
        .route("/api/v1/negotiations", once(post(api::negotiations::post)))
        .route("/api/v1/negotiations/{slug}", once(patch(api::negotiations::patch).delete(api::negotiations::delete)))
        .layer(RequestDecompressionLayer::new())
        .layer(from_fn(middleware::coded));
    // A reader may wait for the next change.
    let longest = state.options.timeout + Duration::from_secs(api::changes::LONGEST_WAIT);
    let waits = Router::new()
        .route("/api/v1/changes", get(api::changes::get))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, longest));
    let routes =
        shared.merge(reads).merge(own).merge(writes).merge(waits).fallback(|| async { error::Error::NotFound("page") });
    middleware::wrap(routes.with_state(state.clone()), &state)
}

/// Serves until `shutdown` is done, then lets open requests end.
pub async fn serve(listener: TcpListener, state: AppState, shutdown: impl Future<Output = ()> + Send + 'static) {
    // Streams of news have no end of their own: they are told.
    let (end, ending) = watch::channel(false);
    let head = state.options.head_timeout;
    let routes = router(state).layer(Extension(live::Ending(ending)));
    let shutdown = async move {
        shutdown.await;
        // Where nobody listens there is nobody to tell.
        let _ = end.send(true);
    };
    tokio::select! {
        () = listen::serve(listener, routes, head, shutdown) => {}
        () = metrics::keep_up() => {}
    }
}

//! Connections: how many at once, and how long each may take to say what it wants. What was asked is limited
//! elsewhere; here nobody has asked anything yet.

use super::metrics::Present;
use axum::{Router, body::Body, extract::ConnectInfo};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use std::{io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};
use tower::{ServiceExt as _, service_fn};
use tracing::{debug, warn};

/// So many connections are served at once; the others wait in the system's queue. Below the 1024 open files that most
/// systems allow a program, with room for the database.
const MOST: usize = 900;
/// After a failure to accept, such as too many open files, it is tried again.
const PAUSE: Duration = Duration::from_secs(1);

/// Serves until `shutdown` is done, then takes nobody in any more and lets open requests end.
///
/// `head` is how long a client may take to send the head of a request, and how long it may stay without sending the
/// next one.
pub(super) async fn serve(
    listener: TcpListener,
    routes: Router,
    head: Duration,
    shutdown: impl Future<Output = ()> + Send + 'static,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(head);
    let open = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(MOST));
    let mut shutdown = pin!(shutdown);
    loop {
        let next = async {
            let place = places.clone().acquire_owned().await;
            (place, accepted(&listener).await)
        };
        let (place, (stream, peer)) = tokio::select! {
            next = next => next,
            () = &mut shutdown => break,
        };
        let routes = routes.clone();
        let service = service_fn(move |request: hyper::Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            routes.clone().oneshot(request)
        });
        let connection = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
        let connection = open.watch(connection);
        tokio::spawn(async move {
            let _present = Present::connection();
            if let Err(error) = connection.await {
                // A client that went away, or never said what it wanted.
                debug!(%peer, %error, "a connection ended early");
            }
            drop(place);
        });
    }
    drop(listener);
    open.shutdown().await;
}

/// The next connection.
async fn accepted(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                // Small answers go out at once. Where that can't be had, they come a little later.
                let _ = stream.set_nodelay(true);
                return (stream, peer);
            }
            // It left before it was taken in.
            Err(error) if left(&error) => {}
            Err(error) => {
                warn!(%error, "no connection can be accepted just now");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

fn left(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

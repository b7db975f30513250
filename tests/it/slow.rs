//! Clients that hold a connection and never say what they want.

use crate::support::App;
use demarche::web::Options;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::{
    io::{ErrorKind, Read as _, Write as _},
    net::TcpStream,
    time::{Duration, Instant},
};

const HEAD: Duration = Duration::from_secs(2);
/// Of each sort.
const SOCKETS: usize = 250;

/// Connections that send the beginning of a request and then nothing, or a little now and then.
fn stalled(app: &App, begun: &[u8]) -> Vec<TcpStream> {
    let open = |_| {
        let mut stream = TcpStream::connect(app.address).expect("taken in, or waiting to be");
        stream.write_all(begun).expect("sent");
        stream
    };
    (0..SOCKETS).map(open).collect()
}

/// Whether the service ends this connection by then; it may send an answer first.
fn ended(stream: &mut TcpStream, by: Instant) -> bool {
    let left = by.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
    stream.set_read_timeout(Some(left)).expect("set");
    let mut rest = Vec::new();
    match stream.read_to_end(&mut rest) {
        Ok(_) => true,
        Err(error) => matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_never_asks_is_let_go_and_others_are_served_meanwhile() {
    // Client and server are one program here, and some systems let it open a thousand files if it does not ask for more.
    let files = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: files.maximum, ..files }).expect("up to what is allowed");
    let app = App::spawn_with(Options { loopback: true, head_timeout: HEAD, ..Options::default() }).await;
    let mut silent = stalled(&app, b"");
    let mut slow = stalled(&app, b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A");
    app.get("/healthz").await.expect(200);
    // A letter at a time does not help: the whole head has its time.
    tokio::time::sleep(HEAD / 2).await;
    for stream in &mut slow {
        // On a slow machine its time may be over already.
        let _ = stream.write_all(b"a");
    }
    let by = Instant::now() + 10 * HEAD;
    let all = tokio::task::spawn_blocking(move || {
        silent.iter_mut().chain(&mut slow).map(|s| ended(s, by)).filter(|ended| *ended).count()
    });
    assert_eq!(all.await.expect("joined"), 2 * SOCKETS);
    app.get("/healthz").await.expect(200);
}

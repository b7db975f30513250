//! The real service on a free loopback port, and a client for it.

use super::postgres;
use demarche::{
    clock::Clock,
    extract::Lexicon,
    pipeline::Pipeline,
    store::Store,
    web::{self, AppState, Options},
};
use jiff::Timestamp;
use sqlx::postgres::PgConnectOptions;
use std::{
    io::{self, BufRead as _, BufReader, Read as _},
    net::SocketAddr,
    sync::mpsc,
};
use tokio::{net::TcpListener, sync::oneshot};

/// A service of a test's own, with a database of its own. It ends with the test.
pub(crate) struct App {
    pub(crate) address: SocketAddr,
    pub(crate) pipeline: Pipeline,
    pub(crate) database: PgConnectOptions,
    agent: ureq::Agent,
    _stop: oneshot::Sender<()>,
}

/// An answer that was read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: ureq::http::HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    /// The body as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("not JSON ({e}): {}", self.body))
    }

    /// The lines of the body as JSON.
    pub(crate) fn lines(&self) -> Vec<serde_json::Value> {
        self.body.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
    }

    /// A header as text; empty where there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }

    /// Panics with the body where the status is another.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Answer {
        assert_eq!(self.status, status, "{}", self.body);
        self
    }
}

impl App {
    /// A service on the day after the last sample article, with the options of `demarche serve`.
    pub(crate) async fn spawn() -> App {
        Self::spawn_with(Options { loopback: true, ..Options::default() }).await
    }

    /// A service with options of one's own.
    pub(crate) async fn spawn_with(options: Options) -> App {
        let now: Timestamp = "2026-04-24T12:00:00Z".parse().expect("an instant");
        Self::spawn_at(options, Clock::fixed(now)).await
    }

    /// A service with options and a clock of one's own.
    pub(crate) async fn spawn_at(options: Options, clock: Clock) -> App {
        let database = postgres::database().await;
        let store = Store::connect(database.clone(), 4).await.expect("the test's database");
        let pipeline = Pipeline::new(store, Lexicon::builtin(), clock);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let (stop, stopped) = oneshot::channel::<()>();
        let state = AppState { pipeline: pipeline.clone(), options };
        tokio::spawn(async move {
            let stopped = async {
                // Its other end is dropped with the App.
                let _ = stopped.await;
            };
            web::serve(listener, state, stopped).await;
        });
        // A connection each: after a refusal the service may close one whose body it did not read.
        let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
        let config = config.max_idle_connections(0).max_idle_connections_per_host(0);
        App { address, pipeline, database, agent: config.build().into(), _stop: stop }
    }

    /// The whole address of a path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// GET, with redirects shown and not followed.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[]).await
    }

    /// GET with headers.
    pub(crate) async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = self.agent.get(self.url(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        finish(move || request.call()).await
    }

    /// OPTIONS with headers.
    pub(crate) async fn options(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = self.agent.options(self.url(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        finish(move || request.call()).await
    }

    /// HEAD.
    pub(crate) async fn head(&self, path: &str) -> Answer {
        // The client would unpack the body that is not there.
        let request = self.agent.head(self.url(path)).header("Accept-Encoding", "identity");
        finish(move || request.call()).await
    }

    /// GET of which only the beginning is read; the rest when it is asked for. Dropped, the connection is closed.
    pub(crate) async fn open(&self, path: &str) -> (Vec<u8>, impl Future<Output = io::Result<Vec<u8>>> + use<>) {
        // Packed, a long answer would fit into the buffers between here and there.
        let request = self.agent.get(self.url(path)).header("Accept-Encoding", "identity");
        let begun = tokio::task::spawn_blocking(move || {
            let mut reader = request.call().expect("the service answers").into_body().into_reader();
            let mut first = vec![0; 4096];
            let read = reader.read(&mut first).expect("a beginning");
            first.truncate(read);
            (first, reader)
        });
        let (first, mut reader) = begun.await.expect("the client does not panic");
        let rest = async {
            let read = tokio::task::spawn_blocking(move || {
                let mut rest = Vec::new();
                reader.read_to_end(&mut rest).map(|_| rest)
            });
            read.await.expect("the client does not panic")
        };
        (first, rest)
    }

    /// GET of a stream, line by line as they come. Dropped, nobody reads on.
    pub(crate) fn lines(&self, path: &str, headers: &[(&str, &str)]) -> mpsc::Receiver<String> {
        let mut request = self.agent.get(self.url(path)).header("Accept-Encoding", "identity");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (send, receive) = mpsc::channel();
        std::thread::spawn(move || {
            let reader = BufReader::new(request.call().expect("the service answers").into_body().into_reader());
            // Broken off where the service ends with its test; given up where nobody listens any more.
            for line in reader.lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    return;
                }
            }
        });
        receive
    }

    /// POST of a body with its content type.
    pub(crate) async fn post(&self, path: &str, content_type: &str, body: impl AsRef<[u8]>) -> Answer {
        self.post_with(path, &[("Content-Type", content_type)], body).await
    }

    /// POST with headers.
    pub(crate) async fn post_with(&self, path: &str, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Answer {
        let mut request = self.agent.post(self.url(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = body.as_ref().to_vec();
        // As curl does: a refusal for size is then read before the body is on its way.
        if body.len() > 1 << 20 {
            request = request.header("Expect", "100-continue");
        }
        finish(move || request.send(&body)).await
    }

    /// PATCH of a JSON body with headers.
    pub(crate) async fn patch_with(&self, path: &str, headers: &[(&str, &str)], body: &serde_json::Value) -> Answer {
        let mut request = self.agent.patch(self.url(path)).header("Content-Type", "application/merge-patch+json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = body.to_string();
        finish(move || request.send(&body)).await
    }

    /// POST of a JSON body.
    pub(crate) async fn post_json(&self, path: &str, body: &serde_json::Value) -> Answer {
        self.post(path, "application/json", body.to_string()).await
    }

    /// POST, PUT, PATCH or DELETE (which has no body) with headers.
    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl AsRef<[u8]>,
    ) -> Answer {
        if method == "DELETE" {
            return self.delete_with(path, headers, "").await;
        }
        let url = self.url(path);
        let mut request = match method {
            "PATCH" => self.agent.patch(url),
            "PUT" => self.agent.put(url),
            _ => self.agent.post(url),
        };
        let body = body.as_ref().to_vec();
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        finish(move || request.send(&body)).await
    }

    /// DELETE with headers and, where it is not empty, a body.
    pub(crate) async fn delete_with(&self, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = self.agent.delete(self.url(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if body.is_empty() {
            return finish(move || request.call()).await;
        }
        let body = body.to_owned();
        finish(move || request.force_send_body().send(&body)).await
    }

    /// POST of an article as JSON.
    pub(crate) async fn post_article(&self, article: &serde_json::Value) -> Answer {
        self.post("/api/v1/articles", "application/json", article.to_string()).await
    }
}

type Sent = Result<ureq::http::Response<ureq::Body>, ureq::Error>;

/// ureq blocks, so it may not run where the service does.
async fn finish(send: impl FnOnce() -> Sent + Send + 'static) -> Answer {
    let answer = tokio::task::spawn_blocking(move || {
        let mut response = send().expect("the service answers");
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let body = response.body_mut().with_config().limit(100_000_000).read_to_string().expect("a whole answer");
        Answer { status, headers, body }
    });
    answer.await.expect("the client does not panic")
}

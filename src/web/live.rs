//! `GET /live`: server-sent events that tell a reader how much of the page's selection is new.
//!
//! A reader names the change its page includes (`after=`), and is told how many events of the selection came or changed
//! since: never the events themselves, so that the list stands still until its reader wants it. Every message counts
//! from there and carries the last change as its id, so who comes back with `Last-Event-ID` misses nothing, also at
//! another process: what wakes the readers comes from Postgres. Nobody holds a connection while waiting.

use super::{AppState, api::changes, error::Error, metrics::Present, params::Pairs};
use crate::{
    domain::{Seq, change::Fresh, filter::TimelineFilter},
    render::words,
    store::Store,
};
use axum::{
    Extension,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue},
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use futures_util::stream;
use serde_json::json;
use std::{convert::Infallible, time::Duration};
use tokio::{
    sync::watch,
    time::{Instant, sleep, timeout_at},
};
use tracing::warn;

/// Between two looks: what comes together is told together.
const PAUSE: Duration = Duration::from_secs(1);
/// Between two signs of life, so that no proxy takes the silence for an end.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// After this long the reader has to come again, and to prove its right to read again.
const LONGEST: Duration = Duration::from_secs(3600);
/// How long a reader waits before it comes again.
const RETRY: Duration = Duration::from_secs(3);

/// Becomes true when the service ends, so that no stream keeps it waiting.
#[derive(Clone, Debug)]
pub(super) struct Ending(pub(super) watch::Receiver<bool>);

/// `GET /live`.
pub(crate) async fn get(
    State(state): State<AppState>,
    ending: Option<Extension<Ending>>,
    mut pairs: Pairs,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let after = changes::after(&Pairs(pairs.take("after").into_iter().map(|v| ("after".to_owned(), v)).collect()))?;
    let filter = pairs.filter()?.first_page();
    let store = state.pipeline.store().clone();
    // Listening comes before the first look, so that nothing can slip in between.
    let news = store.news();
    store.names(&filter).await?;
    let now = store.seq().await?;
    let after = after.unwrap_or(now);
    changes::known("after", after, now)?;
    let heard = headers.get("last-event-id").and_then(|v| v.to_str().ok()).and_then(|v| v.parse().ok()).map(Seq);
    // A number that is not from here is no reason to stay silent for ever.
    let told = heard.filter(|heard| (after..=now).contains(heard)).unwrap_or(after);
    let ending = ending.map(|Extension(Ending(ending))| ending);
    let live = Live {
        store,
        filter,
        after,
        told,
        news,
        ending,
        until: Instant::now() + LONGEST,
        _present: Present::live_reader(),
    };
    let hello = Event::default().id(told.0.to_string()).retry(RETRY).comment("listening");
    let messages = stream::unfold((Some(hello), live), |(hello, mut live)| async {
        let message = match hello {
            Some(hello) => hello,
            None => live.next().await?,
        };
        Some((Ok::<_, Infallible>(message), (None, live)))
    });
    let mut response = Sse::new(messages).keep_alive(KeepAlive::new().interval(HEARTBEAT)).into_response();
    // A proxy that waits for more before it passes anything on would make this useless.
    response.headers_mut().insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    Ok(response)
}

/// A reader who listens.
struct Live {
    store: Store,
    filter: TimelineFilter,
    /// What the reader's page includes.
    after: Seq,
    /// What the reader was told of.
    told: Seq,
    news: watch::Receiver<u64>,
    ending: Option<watch::Receiver<bool>>,
    until: Instant,
    _present: Present,
}

impl Live {
    /// The next message; `None` when the reader should come again.
    async fn next(&mut self) -> Option<Event> {
        loop {
            // Seen before the look: what comes during it wakes us again.
            self.news.borrow_and_update();
            match self.store.fresh(&self.filter, self.after, self.told).await {
                Ok(None) => {}
                Ok(Some(fresh)) => {
                    self.told = fresh.seq;
                    return message(&fresh);
                }
                Err(cause) => {
                    warn!(?cause, "a live stream ended early");
                    return None;
                }
            }
            let ending = async {
                match &mut self.ending {
                    // Its sender lives as long as the service; its end would be one as well.
                    Some(ending) => drop(ending.wait_for(|ended| *ended).await),
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                woken = timeout_at(self.until, self.news.changed()) => {
                    woken.ok()?.ok()?;
                }
                () = ending => return None,
            }
            sleep(PAUSE).await;
        }
    }
}

/// What changed, as numbers and in words. Changes that have nothing to do with the question are told as none, so
/// that the reader's place moves on.
fn message(fresh: &Fresh) -> Option<Event> {
    let data = json!({ "new": fresh.new, "changed": fresh.changed, "seq": fresh.seq, "text": text(fresh) });
    Event::default().event("news").id(fresh.seq.0.to_string()).json_data(data).ok()
}

/// `7 new events, 2 changed`; empty where there is nothing to tell.
fn text(fresh: &Fresh) -> String {
    match (fresh.new, fresh.changed) {
        (0, 0) => String::new(),
        (new, 0) => words::counted(new, "new event"),
        (0, changed) => format!("{} changed", words::counted(changed, "event")),
        (new, changed) => format!("{}, {} changed", words::counted(new, "new event"), words::grouped(changed)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_is_told_in_words() {
        let of = |new, changed| text(&Fresh { new, changed, seq: Seq(9) });
        assert_eq!(of(0, 0), "");
        assert_eq!(of(1, 0), "1 new event");
        assert_eq!(of(7, 2), "7 new events, 2 changed");
        assert_eq!(of(0, 1), "1 event changed");
        assert_eq!(of(1_200, 0), "1,200 new events");
    }
}

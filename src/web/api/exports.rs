//! Whole answers: `/timeline.csv` and its like, in every [`Format`].
//!
//! An answer is one snapshot of the database. A task reads it a part at a time and hands on what it wrote; it never
//! reads ahead of its reader by more than two parts, and a reader who takes nothing for a minute is cut off, because the
//! snapshot and its connection wait for the slowest. What the task could not finish is broken off without its end.

use crate::{
    domain::{
        EventId, Seq,
        filter::{Sort, TimelineFilter, Undated},
    },
    render::export::{self, Answer, Format, Writer},
    store::Export,
    urls,
    web::{AppState, error::Error, host, pages::timeline::with_new_slugs, params::Pairs, respond},
};
use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, Method, header},
    response::{IntoResponse, Redirect, Response},
    routing::{MethodRouter, get},
};
use futures_util::{StreamExt as _, stream};
use std::{collections::HashMap, io, pin::pin, time::Duration};
use tokio::sync::mpsc;
use tracing::{error, info};

/// How long a reader may take nothing.
const PATIENCE: Duration = Duration::from_secs(60);
/// So many written parts wait for the reader.
const AHEAD: usize = 2;

/// Serves a format.
pub(crate) fn route(format: Format) -> MethodRouter<AppState> {
    get(move |State(state): State<AppState>, method: Method, pairs: Pairs, headers: HeaderMap| async move {
        answer(format, &state, &method, &pairs, &headers).await
    })
}

/// The whole answer, or as many events as `limit` says.
async fn answer(
    format: Format,
    state: &AppState,
    method: &Method,
    pairs: &Pairs,
    headers: &HeaderMap,
) -> Result<Response, Error> {
    let given = pairs.filter()?;
    let most = pairs.one("limit")?.is_some().then_some(given.limit);
    let sort = if format.is_news() && pairs.one("sort")?.is_none() { Sort::Reported } else { given.sort };
    let store = state.pipeline.store();
    let names = store.names(&given).await?;
    if let Some(settled) = with_new_slugs(&given, &names) {
        return Ok(Redirect::permanent(&address(format, &settled, most)).into_response());
    }
    let (base, own) = (host::base(headers), address(format, &given, most));
    let tag = |seq: Seq| respond::weak_tag(&[&seq.0.to_string(), &base, &own, env!("CARGO_PKG_VERSION")]);
    if let Some(not_modified) = respond::unchanged(headers, &tag(store.seq().await?)) {
        return Ok(not_modified);
    }
    let mut asked = export::asked(format, &given);
    // A cursor knows the order that it is of.
    asked.sort = if asked.cursor.is_some() { given.sort } else { sort };
    let mut export = store.export(&asked, most).await?;
    let left_out = if format.takes_undated() || given.undated == Undated::Exclude { 0 } else { export.undated };
    let head = [
        (header::CONTENT_TYPE, format.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, disposition(format, &given)),
        (header::ETAG, tag(export.seq)),
    ];
    if method == Method::HEAD {
        export.end().await?;
        // Not an empty body, whose length would be told as that of the answer.
        return Ok((head, Body::from_stream(stream::empty::<io::Result<Vec<u8>>>())).into_response());
    }
    let answer = Answer {
        installation: export.installation.clone(),
        subject: given.subject(&names),
        page: urls::with_query(urls::TIMELINE, given.first_page().pairs()),
        updated: export.updated.unwrap_or_else(|| state.pipeline.clock().now()),
        left_out,
        seq: export.seq,
        base,
        own,
    };
    let mut writing = Writing { writer: Writer::new(format, answer), format, export };
    // The first part is read before the answer begins, so that its faults still have a status.
    let mut first = writing.writer.open().map_err(|e| Error::Internal(e.into()))?;
    if !writing.step(&mut first).await? {
        return Ok((head, first).into_response());
    }
    let (send, receive) = mpsc::channel(AHEAD);
    tokio::spawn(writing.run(first, send));
    let parts = stream::unfold(Some(receive), |receive| async {
        let mut receive: mpsc::Receiver<Part> = receive?;
        Some(match receive.recv().await {
            Some(Part { bytes, last: false }) => (Ok(bytes), Some(receive)),
            Some(Part { bytes, last: true }) => (Ok(bytes), None),
            // The connection is cut: whoever reads must not take this for the whole.
            None => (Err(io::Error::other("the export broke off")), None),
        })
    });
    // Compression asks once more behind the end, which only a fused stream bears.
    Ok((head, Body::from_stream(parts.fuse())).into_response())
}

/// An answer's own address. Its limit is written whenever it was given: without one, there is none.
fn address(format: Format, filter: &TimelineFilter, most: Option<u32>) -> String {
    let pairs = filter.pairs().into_iter().filter(|(key, _)| *key != "limit");
    urls::with_query(format.path(), pairs.chain(most.map(|n| ("limit", n.to_string()))))
}

/// What one subscribes to is shown, the rest is saved under a name that says what it is.
fn disposition(format: Format, filter: &TimelineFilter) -> String {
    let how = if format.is_subscribed() { "inline" } else { "attachment" };
    format!("{how}; filename=\"{}\"", format.file_name(filter))
}

/// Some of an answer, written.
struct Part {
    bytes: Vec<u8>,
    last: bool,
}

/// An answer that is being written.
struct Writing {
    writer: Writer,
    format: Format,
    export: Export,
}

impl Writing {
    /// Writes the next events, and the end behind the last. Whether there is more.
    async fn step(&mut self, out: &mut Vec<u8>) -> Result<bool, Error> {
        let events = self.export.part().await?;
        let revisions: HashMap<EventId, u32> = if self.format.counts_revisions() && !events.is_empty() {
            self.export.revisions(&events).await?
        } else {
            HashMap::new()
        };
        let over = events.is_empty() || self.export.is_over();
        for event in events {
            let revision = revisions.get(&event.id).copied().unwrap_or_default();
            self.writer.event(event, revision, out).map_err(|e| Error::Internal(e.into()))?;
        }
        if over {
            out.extend(self.writer.close().map_err(|e| Error::Internal(e.into()))?);
            self.export.end().await?;
        }
        Ok(!over)
    }

    /// Hands parts on until the last, until nobody takes them, or until the store closes.
    async fn run(mut self, first: Vec<u8>, send: mpsc::Sender<Part>) {
        let mut closing = pin!(self.export.closing());
        let mut part = Part { bytes: first, last: false };
        loop {
            let room = tokio::select! {
                room = tokio::time::timeout(PATIENCE, send.reserve()) => room,
                () = &mut closing => return,
            };
            let last = part.last;
            match room {
                Ok(Ok(room)) => room.send(part),
                // The reader went away.
                Ok(Err(_)) => return,
                Err(_) => return info!("an export was broken off: its reader took nothing for a minute"),
            }
            if last {
                return;
            }
            let mut bytes = Vec::new();
            part = match self.step(&mut bytes).await {
                Ok(more) => Part { bytes, last: !more },
                Err(cause) => return error!(?cause, "an export broke off"),
            };
        }
    }
}

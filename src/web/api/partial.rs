//! `mode=partial`: every line on its own. What is wrong is told and left out; what is stored stays.
//!
//! Two things go on at once: lines are taken and read by the rules, and lines that were read are stored.
//! Lines that came together are stored in one transaction, because a transaction costs about as much as
//! an article; a line that came alone is stored at once. No line is answered before it is stored for good.

use super::{
    body::{Line, Lines},
    submit::{Entry, NDJSON, Told, Wish, count, is_blank, push_line, read_line, told_stored},
};
use crate::{
    pipeline::{Pipeline, submit::Read},
    render::json::Summary,
    store::StoreError,
    web::error::{Error, Failure, Item},
};
use axum::{
    body::Body,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use futures_util::{StreamExt as _, stream};
use serde_json::json;
use std::{convert::Infallible, time::Duration};
use tokio::{sync::mpsc, time::timeout};
use tracing::{error, info};

/// So many lines are stored together at most.
const TOGETHER: usize = 32;
/// And so many bytes: long lines are stored alone.
const BYTES: usize = 1 << 20;
/// A line behind another that comes within this time came together with it.
const CLOSE: Duration = Duration::from_millis(3);

/// A line and what became of it so far.
type Read1 = (usize, Result<Read, Item>);

/// What the reader of the body hands over.
enum Batch {
    /// Lines that came together, in their order.
    Lines(Vec<Read1>),
    /// The body ended.
    End,
    /// It broke off behind this line.
    Broken(usize, Error),
}

/// The answer: a result for each line as soon as it is known, and a summary; always 207.
pub(super) fn answer(pipeline: Pipeline, lines: Lines, wish: Wish) -> Response {
    // One group is stored, one waits, one is being read.
    let (send, receive) = mpsc::channel(1);
    tokio::spawn(gather(pipeline.clone(), lines, wish, send));
    told(pipeline, receive, wish)
}

/// The same for the entries of a feed, which has come whole.
pub(super) fn answer_entries(pipeline: Pipeline, entries: Vec<Entry>, wish: Wish) -> Response {
    let (send, receive) = mpsc::channel(1);
    let reading = pipeline.clone();
    tokio::spawn(async move {
        let mut entries = entries.into_iter().peekable();
        while entries.peek().is_some() {
            let some: Vec<Entry> = entries.by_ref().take(TOGETHER).collect();
            let first = some.first().map_or(0, |(n, _)| *n);
            let (batch, last) = match read(&reading, some).await {
                Ok(all) => (Batch::Lines(all), false),
                Err(cause) => (Batch::Broken(first, cause), true),
            };
            if send.send(batch).await.is_err() || last {
                return;
            }
        }
        // Where nobody waits for it any more, nobody is told.
        let _ = send.send(Batch::End).await;
    });
    told(pipeline, receive, wish)
}

fn told(pipeline: Pipeline, receive: mpsc::Receiver<Batch>, wish: Wish) -> Response {
    let state = Some(Partial { pipeline, batches: receive, wish, summary: Summary::default() });
    // Compression asks once more behind the end, which only a fused stream bears.
    let results = stream::unfold(state, |state| async {
        let mut state = state?;
        let (chunk, more) = state.step().await;
        Some((Ok::<_, Infallible>(chunk), more.then_some(state)))
    });
    (StatusCode::MULTI_STATUS, NDJSON, Body::from_stream(results.fuse())).into_response()
}

/// Takes the lines of the body and has them read, until it ends or nobody waits for them any more.
async fn gather(pipeline: Pipeline, mut lines: Lines, wish: Wish, to: mpsc::Sender<Batch>) {
    let mut number = 0;
    loop {
        let batch = match together(&pipeline, &mut lines, wish, &mut number).await {
            Ok(all) if all.is_empty() => Batch::End,
            Ok(all) => Batch::Lines(all),
            Err(cause) => Batch::Broken(number, cause),
        };
        let last = !matches!(batch, Batch::Lines(_));
        if to.send(batch).await.is_err() || last {
            return;
        }
    }
}

/// Waits for a line, and takes those that come with it. None at the end of the body.
async fn together(pipeline: &Pipeline, lines: &mut Lines, wish: Wish, number: &mut usize) -> Result<Vec<Read1>, Error> {
    let mut taken: Vec<Entry> = Vec::new();
    let mut bytes = 0;
    while taken.len() < TOGETHER && bytes < BYTES {
        let next = if taken.is_empty() { Some(lines.next().await) } else { timeout(CLOSE, lines.next()).await.ok() };
        let line = match next {
            None | Some(Ok(None)) => break,
            Some(Ok(Some(line))) => line,
            Some(Err(cut)) => {
                // What came before it is stored and answered; the next call meets the break again.
                if taken.is_empty() {
                    return Err(cut.into());
                }
                break;
            }
        };
        *number += 1;
        let n = *number;
        match line {
            Line::Text(text) if is_blank(&text) => {}
            Line::TooLong => taken.push((n, Err(Item::line(n, "this line is longer than one article may be")))),
            Line::Text(text) => {
                bytes += text.len();
                let line = read_line(&text, pipeline, wish);
                taken.push((n, line.map_err(|rejection| Item { line: Some(n), ..Item::from(rejection) })));
            }
        }
    }
    read(pipeline, taken).await
}

/// Has the rules read those that can be.
async fn read(pipeline: &Pipeline, entries: Vec<Entry>) -> Result<Vec<Read1>, Error> {
    let mut sound = Vec::new();
    let mut taken: Vec<(usize, Result<(), Item>)> = Vec::new();
    for (n, entry) in entries {
        taken.push((n, entry.map(|submission| sound.push(submission))));
    }
    let mut readings = pipeline.read_all(sound).await.map_err(Error::from)?.into_iter();
    let line = |(n, line): (usize, Result<(), Item>)| match line {
        // As many as were sound.
        Ok(()) => readings.next().map(|read| (n, Ok(read))),
        Err(item) => Some((n, Err(item))),
    };
    Ok(taken.into_iter().filter_map(line).collect())
}

struct Partial {
    pipeline: Pipeline,
    batches: mpsc::Receiver<Batch>,
    wish: Wish,
    summary: Summary,
}

impl Partial {
    /// The next result lines, or the summary; and whether there is more. A fault of ours, or a body that breaks off,
    /// ends the answer without its summary, so that it can't be taken for a whole one.
    async fn step(&mut self) -> (Vec<u8>, bool) {
        let mut out = Vec::new();
        let done = match self.batches.recv().await {
            Some(Batch::Lines(lines)) => self.store(lines, &mut out).await.map(|()| true),
            Some(Batch::End) => {
                push_line(&mut out, &json!({ "summary": self.summary })).map(|()| false).map_err(|cause| (0, cause))
            }
            Some(Batch::Broken(line, cause)) => Err((line, cause)),
            None => Ok(false),
        };
        match done {
            Ok(more) => (out, more),
            Err((line, cause)) => {
                let cause = Failure::from(cause);
                match cause.cause {
                    Some(cause) => error!(line, ?cause, "a batch broke off"),
                    None => info!(line, detail = cause.detail, "the body of a batch broke off"),
                }
                let told = json!({ "line": line, "result": "failed", "detail": cause.detail });
                out.extend_from_slice(format!("{told}\n").as_bytes());
                (out, false)
            }
        }
    }

    /// Stores lines that came together and tells of each; else the line at which it could not go on.
    async fn store(&mut self, lines: Vec<Read1>, out: &mut Vec<u8>) -> Result<(), (usize, Error)> {
        self.summary.received += lines.len() as u64;
        if self.wish.dry_run {
            return lines.into_iter().try_for_each(|(n, line)| self.dry(n, line, out).map_err(|cause| (n, cause)));
        }
        let sound: Vec<Read> = lines.iter().filter_map(|(_, line)| line.as_ref().ok().cloned()).collect();
        let mut together = Vec::new();
        if sound.len() > 1 {
            // One that can't be stored must not take the others with it: each is tried on its own then.
            together = self.pipeline.store_all(&sound).await.unwrap_or_default();
        }
        let mut together = together.into_iter();
        for (n, line) in lines {
            let told = match line {
                Err(item) => self.reject(n, item, out),
                Ok(read) => match together.next() {
                    Some(stored) => {
                        count(&mut self.summary, stored.result);
                        push_line(out, &told_stored(n, &stored))
                    }
                    None => self.alone(n, &read, out).await,
                },
            };
            told.map_err(|cause| (n, cause))?;
        }
        Ok(())
    }

    async fn alone(&mut self, n: usize, read: &Read, out: &mut Vec<u8>) -> Result<(), Error> {
        let all = match self.pipeline.store_all(std::slice::from_ref(read)).await {
            Ok(all) => all,
            Err(error @ StoreError::Withdrawn(_)) => return self.reject(n, Item::line(n, &error.to_string()), out),
            Err(error) => return Err(error.into()),
        };
        for stored in all {
            count(&mut self.summary, stored.result);
            push_line(out, &told_stored(n, &stored))?;
        }
        Ok(())
    }

    fn dry(&mut self, n: usize, line: Result<Read, Item>, out: &mut Vec<u8>) -> Result<(), Error> {
        match line {
            Err(item) => self.reject(n, item, out),
            Ok(Read { found, .. }) => {
                let told = Told::Dry { line: n, result: "dry-run", events: &found.mentions, notes: &found.notes };
                push_line(out, &told)
            }
        }
    }

    fn reject(&mut self, n: usize, item: Item, out: &mut Vec<u8>) -> Result<(), Error> {
        self.summary.rejected += 1;
        push_line(out, &Told::Rejected { line: n, result: "rejected", errors: vec![item] })
    }
}

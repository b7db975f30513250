//! Reading a request's body: whole up to a limit, or line by line.

use crate::{pipeline::intake::Rejection, web::error::Error};
use axum::{
    body::{Body, BodyDataStream, Bytes, HttpBody as _},
    http::{HeaderMap, header},
};
use bytes::BytesMut;
use futures_util::StreamExt as _;
use std::time::Duration;

/// Why a body could not be read to its end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Broken {
    /// Nothing came for too long.
    #[error("nothing more of the body came for {} seconds", .0.as_secs())]
    Silent(Duration),
    /// The connection went away, or the body is packed and can't be unpacked.
    #[error("the body broke off or can't be unpacked: {0}")]
    Cut(String),
}

impl From<Broken> for Error {
    fn from(broken: Broken) -> Error {
        match broken {
            Broken::Silent(_) => Error::Silent(broken.to_string()),
            Broken::Cut(_) => Error::Rejected(Rejection::unreadable(broken.to_string())),
        }
    }
}

/// The whole body.
///
/// # Errors
/// [`Error::TooLarge`] with `advice` as soon as the limit is passed; [`Error::Rejected`] where it was cut, and
/// [`Error::Silent`] where its sender fell silent.
pub(crate) async fn whole(body: Body, limit: usize, wait: Duration, advice: &str) -> Result<Bytes, Error> {
    // A body that says it is too large is refused before it is on its way.
    if body.size_hint().lower() > limit as u64 {
        return Err(too_large(limit, advice));
    }
    let mut stream = body.into_data_stream();
    let mut all = BytesMut::new();
    while let Some(chunk) = next(&mut stream, wait).await? {
        if all.len() + chunk.len() > limit {
            return Err(too_large(limit, advice));
        }
        all.extend_from_slice(&chunk);
    }
    Ok(all.freeze())
}

/// So much of a body nobody wants is read all the same.
const UNWANTED: usize = 256 * 1024;

/// Reads and drops the rest of a body before a refusal: a connection that is closed over unread bytes is
/// reset, and the sender would never see the answer. Larger bodies, and senders who wait for
/// `100 Continue`, are refused at once.
pub(crate) async fn drain(body: Body, headers: &HeaderMap) {
    if headers.contains_key(header::EXPECT) || body.size_hint().lower() > UNWANTED as u64 {
        return;
    }
    let mut stream = body.into_data_stream();
    let mut left = UNWANTED;
    while let Ok(Some(chunk)) = next(&mut stream, Duration::from_secs(5)).await {
        if chunk.len() > left {
            return;
        }
        left -= chunk.len();
    }
}

/// What is said of a body over the limit.
pub(crate) fn too_large(limit: usize, advice: &str) -> Error {
    let mb = limit as f64 / 1e6;
    Error::TooLarge(format!("the body is larger than the {mb} MB ({limit} bytes) taken here{advice}"))
}

async fn next(stream: &mut BodyDataStream, wait: Duration) -> Result<Option<Bytes>, Broken> {
    match tokio::time::timeout(wait, stream.next()).await {
        Ok(None) => Ok(None),
        Ok(Some(Ok(chunk))) => Ok(Some(chunk)),
        Ok(Some(Err(cause))) => Err(Broken::Cut(told(&cause))),
        Err(_) => Err(Broken::Silent(wait)),
    }
}

/// The innermost cause: those around it say no more than that there is one.
fn told(error: &axum::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}

/// One line of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// Its bytes, without the line end.
    Text(Bytes),
    /// It was longer than the limit, and was skipped.
    TooLong,
}

/// A body line by line, holding one line at a time.
#[derive(Debug)]
pub(crate) struct Lines {
    stream: BodyDataStream,
    held: BytesMut,
    /// So many bytes of `held` are known to hold no line end.
    searched: usize,
    skipping: bool,
    ended: bool,
    /// What is broken stays so: unpacking ends quietly behind its fault.
    broken: Option<Broken>,
    limit: usize,
    wait: Duration,
}

impl Lines {
    /// The lines of a body, each at most `limit` bytes.
    pub(crate) fn of(body: Body, limit: usize, wait: Duration) -> Lines {
        let stream = body.into_data_stream();
        Lines { stream, held: BytesMut::new(), searched: 0, skipping: false, ended: false, broken: None, limit, wait }
    }

    /// The next line; `None` at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<Line>, Broken> {
        loop {
            if let Some(at) = self.held[self.searched..].iter().position(|b| *b == b'\n') {
                let mut line = self.held.split_to(self.searched + at + 1);
                line.truncate(line.len() - 1);
                self.searched = 0;
                return Ok(Some(self.finished(line)));
            }
            self.searched = self.held.len();
            if self.held.len() > self.limit {
                self.skipping = true;
                self.held.clear();
                self.searched = 0;
            }
            if self.ended {
                let rest = std::mem::take(&mut self.held);
                self.searched = 0;
                let nothing = rest.is_empty() && !self.skipping;
                return Ok((!nothing).then(|| self.finished(rest)));
            }
            if let Some(broken) = &self.broken {
                return Err(broken.clone());
            }
            match next(&mut self.stream, self.wait).await {
                Ok(Some(chunk)) => self.held.extend_from_slice(&chunk),
                Ok(None) => self.ended = true,
                Err(broken) => self.broken = Some(broken),
            }
        }
    }

    fn finished(&mut self, line: BytesMut) -> Line {
        if std::mem::take(&mut self.skipping) || line.len() > self.limit {
            Line::TooLong
        } else {
            Line::Text(line.freeze())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::stream;

    fn body(chunks: &[&'static str]) -> Body {
        let chunks: Vec<Result<&'static str, std::io::Error>> = chunks.iter().map(|c| Ok(*c)).collect();
        Body::from_stream(stream::iter(chunks))
    }

    const WAIT: Duration = Duration::from_secs(5);

    async fn lines(chunks: &[&'static str], limit: usize) -> Vec<String> {
        let mut lines = Lines::of(body(chunks), limit, WAIT);
        let mut out = Vec::new();
        while let Some(line) = lines.next().await.expect("not cut") {
            out.push(match line {
                Line::Text(text) => String::from_utf8(text.to_vec()).expect("text"),
                Line::TooLong => "(too long)".to_owned(),
            });
        }
        out
    }

    #[tokio::test]
    async fn lines_are_put_together_from_chunks() {
        assert_eq!(lines(&["a", "b\n\nc", "d\n", "e"], 10).await, ["ab", "", "cd", "e"]);
        assert_eq!(lines(&["a\n"], 10).await, ["a"]);
        assert!(lines(&[], 10).await.is_empty());
    }

    #[tokio::test]
    async fn a_line_over_the_limit_costs_only_itself() {
        assert_eq!(
            lines(&["abcdef", "ghijk", "lm\nok\n", "waytoolong\n", "end"], 5).await,
            ["(too long)", "ok", "(too long)", "end"]
        );
        assert_eq!(lines(&["abcdefgh"], 5).await, ["(too long)"]);
    }

    #[tokio::test]
    async fn a_body_over_the_limit_is_refused_with_its_limit() {
        assert_eq!(whole(body(&["abc", "de"]), 5, WAIT, "").await.expect("fits"), "abcde");
        let Err(Error::TooLarge(detail)) = whole(body(&["abc", "def"]), 5, WAIT, "; try less").await else {
            panic!("taken")
        };
        assert!(detail.contains("5 bytes") && detail.ends_with("try less"), "{detail}");
    }

    #[tokio::test]
    async fn a_silent_sender_is_not_waited_for_for_ever() {
        let silent = Body::from_stream(stream::pending::<Result<&'static str, std::io::Error>>());
        assert!(whole(silent, 5, Duration::from_millis(10), "").await.is_err());
    }
}

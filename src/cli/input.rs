//! Articles from files and standard input.

use crate::pipeline::intake::{self, Fields, Rejection, Submission};
use anyhow::Context as _;
use jiff::Timestamp;
use std::{
    fs,
    io::{self, Read as _},
    path::Path,
};

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// One article as JSON.
    Json,
    /// One article as JSON per line.
    Ndjson,
    /// The article itself.
    Text,
    /// The page with the article.
    Html,
    /// RSS, Atom or JSON Feed: many articles.
    Feed,
}

impl Shape {
    /// By the name's extension, else by what it looks like.
    fn of(path: &Path, bytes: &[u8]) -> Shape {
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
        match extension.as_str() {
            "json" if Shape::sniff(bytes) == Shape::Feed => Shape::Feed,
            "json" => Shape::Json,
            "rss" | "atom" => Shape::Feed,
            "ndjson" | "jsonl" => Shape::Ndjson,
            "html" | "htm" | "xhtml" => Shape::Html,
            "txt" | "text" | "md" => Shape::Text,
            _ => Shape::sniff(bytes),
        }
    }

    fn sniff(bytes: &[u8]) -> Shape {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
        let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1000)]).to_ascii_lowercase();
        let object = |b: &[u8]| serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(b).is_ok();
        let marks = ["<rss", "<feed", "<rdf:rdf"];
        if marks.iter().any(|tag| head.starts_with(tag) || (head.starts_with("<?xml") && head.contains(tag)))
            || (head.starts_with('{') && head.contains("jsonfeed.org/version"))
        {
            Shape::Feed
        } else if ["<!doctype", "<html", "<?xml", "<head", "<body", "<article"].iter().any(|tag| head.starts_with(tag))
        {
            Shape::Html
        } else if head.starts_with('{') {
            // Many objects, one to a line, are a batch; one object may be spread over lines.
            let mut lines = bytes.split(|b| *b == b'\n').filter(|line| !line.trim_ascii().is_empty());
            let batch = lines.next().is_some_and(object) && lines.next().is_some();
            if batch { Shape::Ndjson } else { Shape::Json }
        } else {
            Shape::Text
        }
    }

    /// Whether it holds many articles.
    pub(super) fn is_batch(self) -> bool {
        matches!(self, Shape::Ndjson | Shape::Feed)
    }

    /// The content type it is posted with.
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Shape::Json => "application/json",
            Shape::Ndjson => "application/x-ndjson",
            Shape::Text => "text/plain",
            Shape::Html => "text/html",
            Shape::Feed => "application/rss+xml",
        }
    }
}

/// An article of a batch with its number, counted from 1, or what is wrong with it.
pub(super) type Numbered = (usize, Result<Submission, Rejection>);

/// A file that was read, or standard input.
#[derive(Debug)]
pub(super) struct Source {
    /// What to call it in messages.
    pub(super) name: String,
    pub(super) shape: Shape,
    pub(super) bytes: Vec<u8>,
}

impl Source {
    /// Reads a file; `-` is standard input.
    pub(super) fn read(path: &Path) -> anyhow::Result<Source> {
        let stdin = path == Path::new("-");
        let bytes = if stdin {
            let mut bytes = Vec::new();
            io::stdin().lock().read_to_end(&mut bytes).context("standard input can't be read")?;
            bytes
        } else {
            fs::read(path).with_context(|| format!("{} can't be read", path.display()))?
        };
        let name = if stdin { "standard input".to_owned() } else { path.display().to_string() };
        Ok(Source { name, shape: Shape::of(path, &bytes), bytes })
    }

    /// The articles of a batch with their numbers, or what is wrong with each.
    pub(super) fn articles(&self, fields: &Fields, now: Timestamp) -> Result<Vec<Numbered>, Rejection> {
        if self.shape == Shape::Feed {
            // A feed says of each article when and where it stands.
            let fields = Fields { outlet: fields.outlet.clone(), ..Fields::default() };
            return intake::from_feed(&self.bytes, &fields, now);
        }
        Ok(self.lines().map(|(number, line)| (number, intake::from_json(line, now))).collect())
    }

    /// The lines of a batch with their numbers, counted from 1; empty ones left out.
    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &[u8])> {
        let lines = self.bytes.split(|b| *b == b'\n').enumerate();
        lines.map(|(at, line)| (at + 1, line.trim_ascii())).filter(|(_, line)| !line.is_empty())
    }

    /// The one article it holds. Fields given by the caller count for text and HTML.
    pub(super) fn article(&self, fields: &Fields, now: Timestamp) -> Result<Submission, Rejection> {
        match self.shape {
            Shape::Json | Shape::Ndjson | Shape::Feed => intake::from_json(&self.bytes, now),
            Shape::Text => intake::from_text(&self.bytes, None, fields, now),
            Shape::Html => intake::from_html(&self.bytes, None, fields, now),
        }
    }
}

/// A rejection as a sentence with its place: `a.json: line 3, /published_at: there is no 31 February`.
pub(super) fn told(name: &str, line: Option<usize>, pointer: Option<&str>, detail: &str) -> String {
    let line = line.map(|n| format!("line {n}"));
    let place: Vec<&str> = line.as_deref().into_iter().chain(pointer).collect();
    if place.is_empty() { format!("{name}: {detail}") } else { format!("{name}: {}: {detail}", place.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_name_or_its_look() {
        let of = |name: &str, bytes: &str| Shape::of(Path::new(name), bytes.as_bytes());
        assert_eq!(of("a.json", "{}"), Shape::Json);
        assert_eq!(of("a.JSONL", ""), Shape::Ndjson);
        assert_eq!(of("a.htm", ""), Shape::Html);
        assert_eq!(of("a.txt", "{\"body\":\"\"}"), Shape::Text);
        assert_eq!(of("-", "\u{feff} <!DOCTYPE html><p>"), Shape::Html);
        assert_eq!(of("-", "{\n \"body\": \"x\"\n}\n"), Shape::Json);
        assert_eq!(of("-", "{\"body\":\"x\"}\n"), Shape::Json);
        assert_eq!(of("-", "{\"body\":\"x\"}\n{\"body\":\"y\"}\n"), Shape::Ndjson);
        assert_eq!(of("-", "GENEVA (Wire) — Talks"), Shape::Text);
        assert_eq!(of("-", ""), Shape::Text);
        assert_eq!(of("feed.rss", ""), Shape::Feed);
        assert_eq!(
            of("feed.xml", "<?xml version=\"1.0\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">"),
            Shape::Feed
        );
        assert_eq!(of("feed.json", "{\"version\":\"https://jsonfeed.org/version/1.1\"}"), Shape::Feed);
        assert_eq!(of("page.xml", "<?xml version=\"1.0\"?><html>"), Shape::Html);
    }

    #[test]
    fn a_problem_says_where_it_is() {
        assert_eq!(told("a", None, None, "d"), "a: d");
        assert_eq!(told("a", Some(3), Some("/url"), "d"), "a: line 3, /url: d");
    }

    #[test]
    fn lines_keep_their_numbers() {
        let source = Source { name: "x".into(), shape: Shape::Ndjson, bytes: b"{}\r\n\n {} \n".to_vec() };
        assert_eq!(source.lines().collect::<Vec<_>>(), [(1, b"{}".as_slice()), (3, b"{}".as_slice())]);
    }
}

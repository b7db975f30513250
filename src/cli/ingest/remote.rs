//! Sending to a running service over HTTP.

use super::{
    super::input::{Shape, Source, told},
    Report,
};
use crate::{config::Secret, pipeline::intake::Fields, pipeline::submit::Outcome};
use anyhow::{Context as _, bail};
use serde::Deserialize;
use std::time::Duration;

/// One service and what goes with every request.
pub(super) struct Client {
    agent: ureq::Agent,
    address: String,
    authorization: Option<String>,
    partial: bool,
    fields: Fields,
}

/// Bodies from this size on ask before they are sent (curl does so from a megabyte on).
const EXPECT_FROM: usize = 1 << 20;

/// The parts of an answer that count here; the rest is left alone, so that a newer service may say more.
#[derive(Debug, Default, Deserialize)]
struct Answer {
    /// Of one article, or of one line of a batch.
    result: Option<String>,
    line: Option<usize>,
    pointer: Option<String>,
    detail: Option<String>,
    title: Option<String>,
    #[serde(default)]
    errors: Vec<Problem>,
    summary: Option<Summary>,
}

#[derive(Debug, Deserialize)]
struct Problem {
    line: Option<usize>,
    pointer: Option<String>,
    detail: String,
}

#[derive(Debug, Deserialize)]
struct Summary {
    received: u64,
    rejected: u64,
}

impl Client {
    pub(super) fn new(to: &str, token: Option<&Secret>, partial: bool, fields: Fields) -> Client {
        let config = ureq::Agent::config_builder()
            // The body of a refusal says what was wrong; as an error it would be lost.
            .http_status_as_error(false)
            // A write is never repeated elsewhere on somebody's word.
            .max_redirects(0)
            // After a refusal the service may close a connection whose body it did not read; a post on it would be lost.
            .max_idle_connections(0)
            .max_idle_connections_per_host(0)
            .timeout_connect(Some(Duration::from_secs(10)))
            .user_agent(concat!("demarche/", env!("CARGO_PKG_VERSION")));
        Client {
            agent: config.build().into(),
            address: format!("{}/api/v1/articles", to.trim_end_matches('/')),
            authorization: token.map(|token| format!("Bearer {}", token.expose())),
            partial,
            fields,
        }
    }

    /// Sends one file and counts what became of it.
    pub(super) fn send(&self, source: &Source, report: &mut Report) -> anyhow::Result<()> {
        let mut request = self.agent.post(&self.address).content_type(source.shape.content_type());
        if let Some(authorization) = &self.authorization {
            request = request.header("Authorization", authorization);
        }
        if matches!(source.shape, Shape::Text | Shape::Html) {
            let fields = &self.fields;
            for (name, value) in [
                ("url", &fields.url),
                ("title", &fields.title),
                ("outlet", &fields.outlet),
                ("published_at", &fields.published_at),
            ] {
                if let Some(value) = value {
                    request = request.query(name, value);
                }
            }
        }
        if let (Shape::Feed, Some(outlet)) = (source.shape, &self.fields.outlet) {
            request = request.query("outlet", outlet);
        }
        if source.shape.is_batch() && self.partial {
            request = request.query("mode", "partial");
        }
        // A service that refuses for size or for want of a token says so before the body is on its way.
        if source.bytes.len() > EXPECT_FROM {
            request = request.header("Expect", "100-continue");
        }
        let mut response = request.send(&source.bytes).with_context(|| format!("{} can't be reached", self.address))?;
        let status = response.status().as_u16();
        let body = response.body_mut().with_config().limit(u64::MAX).read_to_vec();
        let body = body.with_context(|| format!("{}: the answer was cut off", source.name))?;
        match status {
            401 | 403 => bail!("{} ({status}): {}", self.address, reason(&body)),
            500.. => bail!("{}: the service failed ({status}): {}", source.name, reason(&body)),
            _ if source.shape.is_batch() && status < 300 => batch(source, &body, report),
            200 | 201 => one(source, &body, report),
            400..500 => {
                refused(source, status, &body, report);
                Ok(())
            }
            _ => bail!("{} answered {status}, which is not an answer of this service", self.address),
        }
    }
}

/// The answer about a single article.
fn one(source: &Source, body: &[u8], report: &mut Report) -> anyhow::Result<()> {
    let answer: Answer = serde_json::from_slice(body).with_context(|| format!("{}: strange answer", source.name))?;
    count(answer.result.as_deref().unwrap_or_default(), report)
}

fn count(result: &str, report: &mut Report) -> anyhow::Result<()> {
    match result {
        "created" => report.count(Outcome::Created),
        "revised" => report.count(Outcome::Revised),
        "unchanged" => report.count(Outcome::Unchanged),
        other => bail!("the service answered with a result that this program does not know: `{other}`"),
    }
    Ok(())
}

/// A batch's answer: a line per line, and at the end the summary, without which it was cut off.
fn batch(source: &Source, body: &[u8], report: &mut Report) -> anyhow::Result<()> {
    let mut whole = false;
    for line in body.split(|b| *b == b'\n').filter(|line| !line.trim_ascii().is_empty()) {
        let answer: Answer =
            serde_json::from_slice(line).with_context(|| format!("{}: strange answer", source.name))?;
        if let Some(summary) = answer.summary {
            tracing::debug!(received = summary.received, file = %source.name, "the batch was answered to its end");
            whole = true;
        } else if answer.result.as_deref() == Some("failed") {
            bail!(
                "{}: the service failed in the middle of the batch: {}",
                source.name,
                answer.detail.unwrap_or_default()
            );
        } else if let Some(result) = answer.result.as_deref().filter(|r| *r != "rejected") {
            count(result, report)?;
        } else {
            let detail = answer.detail.or(answer.title).unwrap_or_else(|| "rejected".to_owned());
            report.reject(told(&source.name, answer.line, answer.pointer.as_deref(), &detail));
        }
    }
    if !whole {
        bail!("{}: the answer was cut off: look at the service before sending the rest again", source.name);
    }
    Ok(())
}

/// A refusal: of one article, or of a whole batch for some of its lines.
fn refused(source: &Source, status: u16, body: &[u8], report: &mut Report) {
    let answer: Answer = serde_json::from_slice(body).unwrap_or_default();
    if answer.errors.is_empty() {
        let detail = answer.detail.or(answer.title).unwrap_or_else(|| format!("refused ({status})"));
        report.reject(told(&source.name, answer.line, answer.pointer.as_deref(), &detail));
    }
    for problem in &answer.errors {
        report.problems.push(told(&source.name, problem.line, problem.pointer.as_deref(), &problem.detail));
    }
    if !answer.errors.is_empty() {
        // Several things may be wrong with one line; it is still one article.
        let mut lines: Vec<_> = answer.errors.iter().map(|p| p.line).collect();
        lines.sort_unstable();
        lines.dedup();
        report.rejected += lines.len() as u64;
    }
    // What the service counted, of a batch that it could read at all.
    if let Some(Summary { received, rejected }) = answer.summary {
        report.withheld += received - rejected.min(received);
    }
}

/// The sentence in a problem document, else the start of whatever came.
fn reason(body: &[u8]) -> String {
    let answer: Answer = serde_json::from_slice(body).unwrap_or_default();
    let fallback = || String::from_utf8_lossy(body).chars().take(200).collect();
    answer.detail.or(answer.title).unwrap_or_else(fallback)
}

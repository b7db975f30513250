//! `POST /api/v1/articles`: one article as JSON, text or HTML, or many as NDJSON or a feed. `PUT` with `url=`: the article
//! that stands there.

use super::{
    body::{Lines, drain, too_large, whole},
    partial,
};
use crate::{
    domain::{ArticleId, EventId, Mention, filter::Problem},
    pipeline::{
        Pipeline,
        intake::{self, Fields, Rejection, Submission},
        submit::{Outcome, Preview, Stored, Submitted},
    },
    render::json::{DryRun, Sent, SentArticle, Summary},
    store::{Refused, Scope, StoreError},
    urls,
    web::{
        AppState, Options, auth,
        error::{Error, Failure, Item},
        params::Pairs,
        respond,
    },
};
use anyhow::Context as _;
use axum::{
    body::Bytes,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;

/// The metadata of a bare text or page, as parameters.
const FIELDS: [&str; 10] =
    ["url", "title", "outlet", "byline", "published_at", "modified_at", "language", "extract", "dry_run", "mode"];

/// How many lines are taken.
pub(crate) const MODES: [&str; 2] = ["all", "partial"];

/// What a body is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Sort {
    Json,
    Lines,
    Text(Option<String>),
    Html(Option<String>),
    Feed,
}

/// What the parameters ask for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wish {
    pub(super) dry_run: bool,
    extract: Option<bool>,
    partial: bool,
}

/// `POST /api/v1/articles`.
pub(crate) async fn post(State(state): State<AppState>, pairs: Pairs, request: Request) -> Result<Response, Error> {
    take(&state, &pairs, request, None).await
}

/// `PUT /api/v1/articles?url=…`: one article, by its address.
pub(crate) async fn put(State(state): State<AppState>, pairs: Pairs, request: Request) -> Result<Response, Error> {
    let Some(url) = pairs.one("url")? else {
        drain(request.into_body(), &HeaderMap::new()).await;
        let detail = "PUT needs the address of the article: /api/v1/articles?url=https%3A%2F%2F…".to_owned();
        return Err(vec![Problem::malformed("url", detail)].into());
    };
    take(&state, &pairs, request, Some(url)).await
}

async fn take(state: &AppState, pairs: &Pairs, request: Request, at: Option<&str>) -> Result<Response, Error> {
    let (head, body) = request.into_parts();
    let (sort, wish) = match admit(state, pairs, &head, at.is_some()).await {
        Ok(admitted) => admitted,
        Err(refusal) => {
            drain(body, &head.headers).await;
            return Err(refusal);
        }
    };
    let options = &state.options;
    let now = state.pipeline.clock().now();
    if sort == Sort::Lines && wish.partial {
        let lines = Lines::of(body, options.body_limit, options.timeout);
        return Ok(partial::answer(state.pipeline.clone(), lines, wish));
    }
    let read = match &sort {
        Sort::Lines => {
            let advice = "; with `mode=partial` there is no limit to the whole, only to each line";
            let bytes = whole(body, options.batch_limit, options.timeout, advice).await?;
            return all_or_nothing(state, lines(&bytes, state, wish)?, wish).await;
        }
        Sort::Feed => {
            let bytes = whole(body, options.batch_limit, options.timeout, "").await?;
            let entries = entries(&bytes, &fields(pairs)?, now).await?;
            if !wish.partial {
                few_enough(entries.len(), options)?;
            }
            return if wish.partial {
                Ok(partial::answer_entries(state.pipeline.clone(), entries, wish))
            } else {
                all_or_nothing(state, entries, wish).await
            };
        }
        Sort::Json => intake::from_json(&whole(body, options.body_limit, options.timeout, "").await?, now),
        Sort::Text(charset) => {
            let bytes = whole(body, options.body_limit, options.timeout, "").await?;
            intake::from_text(&bytes, charset.as_deref(), &fields(pairs)?, now)
        }
        Sort::Html(charset) => {
            let bytes = whole(body, options.body_limit, options.timeout, "").await?;
            intake::from_html(&bytes, charset.as_deref(), &fields(pairs)?, now)
        }
    };
    let mut submission = read.map_err(Error::Rejected)?;
    if let Some(url) = at {
        submission = submission.at(url).map_err(Error::Rejected)?;
    }
    submission.extract = wish.extract.unwrap_or(submission.extract);
    if wish.dry_run {
        let Preview { mentions, notes, .. } = preview(&state.pipeline, submission).await?;
        let answer = DryRun { result: "dry-run", events: &mentions, notes: &notes };
        return Ok(respond::json(serde_json::to_vec(&answer)?));
    }
    let url = submission.article.url.clone();
    one(&state.pipeline.submit(submission).await?, url)
}

/// What is decided before the body is read: who sends it, what it is, what is to be done with it.
async fn admit(state: &AppState, pairs: &Pairs, head: &Parts, put: bool) -> Result<(Sort, Wish), Error> {
    auth::may_write(state, head, Scope::Ingest).await?;
    let sort = sort(&head.headers)?;
    if put && matches!(sort, Sort::Lines | Sort::Feed) {
        return Err(Error::OneOnly);
    }
    let wish = wish(pairs, &sort, put)?;
    Ok((sort, wish))
}

/// The entries of a feed, or what is wrong with each.
async fn entries(bytes: &Bytes, fields: &Fields, now: Timestamp) -> Result<Vec<Entry>, Error> {
    let (bytes, fields) = (bytes.clone(), fields.clone());
    // Each of them is a page: not on a thread that serves others.
    let read = tokio::task::spawn_blocking(move || intake::from_feed(&bytes, &fields, now)).await;
    let entries = read.context("reading the feed").map_err(Error::Internal)?.map_err(Error::Rejected)?;
    Ok(entries.into_iter().map(|(n, read)| (n, read.map_err(|r| Item { line: Some(n), ..Item::from(r) }))).collect())
}

/// The answer to one stored article.
fn one(submitted: &Submitted, url: Option<String>) -> Result<Response, Error> {
    let Submitted { result, article, events, notes } = submitted;
    let sent = Sent { result, article: sent_article(*article, url), events, notes };
    let mut response = respond::json(serde_json::to_vec(&sent)?);
    if *result == Outcome::Created {
        *response.status_mut() = StatusCode::CREATED;
        if let Ok(place) = HeaderValue::try_from(urls::api_article(*article)) {
            response.headers_mut().insert(header::LOCATION, place);
        }
    }
    Ok(response)
}

fn sent_article(id: ArticleId, url: Option<String>) -> SentArticle {
    SentArticle { id, url, page: urls::article(id) }
}

/// Reading a long article takes a while: not on a thread that serves others.
async fn preview(pipeline: &Pipeline, submission: Submission) -> Result<Preview, Error> {
    let pipeline = pipeline.clone();
    let done = tokio::task::spawn_blocking(move || pipeline.preview(&submission)).await;
    done.context("reading the article").map_err(Error::Internal)
}

/// What the body is, by its content type.
fn sort(headers: &HeaderMap) -> Result<Sort, Error> {
    let Some(sent) = headers.get(header::CONTENT_TYPE) else { return Err(Error::UnsupportedType(None)) };
    let text = String::from_utf8_lossy(sent.as_bytes()).into_owned();
    let Ok(kind) = text.parse::<mime::Mime>() else { return Err(Error::UnsupportedType(Some(text))) };
    let charset = kind.get_param(mime::CHARSET).map(|c| c.as_str().to_owned());
    match kind.essence_str() {
        "application/json" => Ok(Sort::Json),
        "application/x-ndjson" => Ok(Sort::Lines),
        "text/plain" => Ok(Sort::Text(charset)),
        "text/html" => Ok(Sort::Html(charset)),
        "application/rss+xml" | "application/atom+xml" | "application/feed+json" | "application/xml" | "text/xml" => {
            Ok(Sort::Feed)
        }
        _ => Err(Error::UnsupportedType(Some(text))),
    }
}

fn wish(pairs: &Pairs, sort: &Sort, put: bool) -> Result<Wish, Error> {
    pairs.only(&FIELDS)?;
    let takes: &[&'static str] = match sort {
        Sort::Json if put => &["dry_run", "extract", "url"],
        Sort::Feed => &["dry_run", "extract", "mode", "outlet", "language"],
        Sort::Json => &["dry_run", "extract"],
        Sort::Lines => &["dry_run", "extract", "mode"],
        Sort::Text(_) | Sort::Html(_) => &FIELDS[..9],
    };
    // Known, but of another sort of body.
    let other = |key: &str| {
        Problem::impossible(key, format!("`{key}` does not go with this type of body; what does: {}", takes.join(", ")))
    };
    let elsewhere = pairs.0.iter().filter(|(key, value)| !value.trim().is_empty() && !takes.contains(&key.as_str()));
    let problems: Vec<Problem> = elsewhere.map(|(key, _)| other(key)).collect();
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let partial = match pairs.one("mode")? {
        None | Some("all") => false,
        Some("partial") => true,
        Some(other) => return Err(vec![Problem::unknown_word("mode", other, &MODES)].into()),
    };
    let extract = pairs.one("extract")?.is_some().then(|| pairs.flag("extract", true)).transpose()?;
    Ok(Wish { dry_run: pairs.flag("dry_run", false)?, extract, partial })
}

fn fields(pairs: &Pairs) -> Result<Fields, Error> {
    let text = |key| pairs.one(key).map(|v| v.map(str::to_owned));
    Ok(Fields {
        url: text("url")?,
        title: text("title")?,
        outlet: text("outlet")?,
        byline: text("byline")?,
        published_at: text("published_at")?,
        modified_at: text("modified_at")?,
        language: text("language")?,
        extract: pairs.one("extract")?.map(|_| pairs.flag("extract", true)).transpose()?,
    })
}

/// One line's article, or what is wrong with it.
pub(super) fn read_line(bytes: &[u8], pipeline: &Pipeline, wish: Wish) -> Result<Submission, Rejection> {
    let mut submission = intake::from_json(bytes, pipeline.clock().now())?;
    submission.extract = wish.extract.unwrap_or(submission.extract);
    Ok(submission)
}

/// What became of one line.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Told<'a> {
    Stored { line: usize, result: Outcome, article: SentArticle, events: &'a [EventId], notes: &'a [String] },
    Dry { line: usize, result: &'static str, events: &'a [Mention], notes: &'a [String] },
    Rejected { line: usize, result: &'static str, errors: Vec<Item> },
}

pub(super) fn told_stored(line: usize, stored: &Stored) -> Told<'_> {
    Told::Stored {
        line,
        result: stored.result,
        article: sent_article(stored.article, stored.url.clone()),
        events: &stored.events,
        notes: &stored.notes,
    }
}

pub(super) fn count(summary: &mut Summary, outcome: Outcome) {
    match outcome {
        Outcome::Created => summary.created += 1,
        Outcome::Revised => summary.revised += 1,
        Outcome::Unchanged => summary.unchanged += 1,
    }
}

pub(super) fn push_line(out: &mut Vec<u8>, value: &impl Serialize) -> Result<(), Error> {
    serde_json::to_writer(&mut *out, value)?;
    out.push(b'\n');
    Ok(())
}

pub(super) const NDJSON: [(header::HeaderName, &str); 1] = [(header::CONTENT_TYPE, "application/x-ndjson")];

/// An article of a batch with its line, or its number in a feed, counted from 1; or what is wrong with it.
pub(super) type Entry = (usize, Result<Submission, Item>);

/// Refuses more than are taken in one transaction.
fn few_enough(count: usize, options: &Options) -> Result<(), Error> {
    let most = options.batch_lines;
    if count <= most {
        return Ok(());
    }
    let detail =
        format!("{count} articles are more than the {most} taken at once; with `mode=partial` there is no limit");
    Err(Error::TooLarge(detail))
}

/// The articles of a batch.
fn lines(bytes: &[u8], state: &AppState, wish: Wish) -> Result<Vec<Entry>, Error> {
    let lines: Vec<(usize, &[u8])> =
        bytes.split(|b| *b == b'\n').enumerate().map(|(n, l)| (n + 1, l)).filter(|(_, l)| !is_blank(l)).collect();
    few_enough(lines.len(), &state.options)?;
    let read = |(n, line): (usize, &[u8])| {
        if line.len() > state.options.body_limit {
            return (n, Err(Item::line(n, &too_large(state.options.body_limit, "").to_string())));
        }
        (n, read_line(line, &state.pipeline, wish).map_err(|r| Item { line: Some(n), ..Item::from(r) }))
    };
    Ok(lines.into_iter().map(read).collect())
}

/// All of them in one transaction, or none: 201, or 422 with every one that is wrong.
async fn all_or_nothing(state: &AppState, entries: Vec<Entry>, wish: Wish) -> Result<Response, Error> {
    let mut summary = Summary { received: entries.len() as u64, ..Summary::default() };
    let mut submissions: Vec<(usize, Submission)> = Vec::new();
    let mut errors: Vec<Item> = Vec::new();
    for (n, entry) in entries {
        match entry {
            Ok(submission) => submissions.push((n, submission)),
            Err(item) => errors.push(item),
        }
    }
    if !errors.is_empty() {
        summary.rejected = errors.len() as u64;
        return Ok(Failure::lines(errors, summary).into_response());
    }
    let mut out = Vec::new();
    if wish.dry_run {
        for (line, submission) in submissions {
            let Preview { mentions, notes, .. } = preview(&state.pipeline, submission).await?;
            push_line(&mut out, &Told::Dry { line, result: "dry-run", events: &mentions, notes: &notes })?;
        }
        push_line(&mut out, &json!({ "summary": summary }))?;
        return Ok((NDJSON, out).into_response());
    }
    let (numbers, submissions): (Vec<usize>, Vec<Submission>) = submissions.into_iter().unzip();
    let readings = state.pipeline.read_all(submissions).await?;
    let all = match state.pipeline.store_all(&readings).await {
        Ok(all) => all,
        Err(StoreError::Withdrawn(refused)) => {
            let line = |r: &Refused| numbers.get(r.nth).map(|line| Item::line(*line, &r.to_string()));
            let errors: Vec<Item> = refused.iter().filter_map(line).collect();
            summary.rejected = errors.len() as u64;
            return Ok(Failure::lines(errors, summary).into_response());
        }
        Err(error) => return Err(error.into()),
    };
    for (line, stored) in numbers.into_iter().zip(&all) {
        count(&mut summary, stored.result);
        push_line(&mut out, &told_stored(line, stored))?;
    }
    push_line(&mut out, &json!({ "summary": summary }))?;
    Ok((StatusCode::CREATED, NDJSON, out).into_response())
}

pub(super) fn is_blank(line: &[u8]) -> bool {
    line.iter().all(u8::is_ascii_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sort_of(kind: Option<&'static str>) -> Result<Sort, Error> {
        let mut headers = HeaderMap::new();
        if let Some(kind) = kind {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        }
        sort(&headers)
    }

    #[test]
    fn the_content_type_says_what_it_is() {
        assert_eq!(sort_of(Some("application/json; charset=utf-8")).ok(), Some(Sort::Json));
        assert_eq!(sort_of(Some("application/x-ndjson")).ok(), Some(Sort::Lines));
        assert_eq!(
            sort_of(Some("Text/Plain; charset=ISO-8859-1")).ok(),
            Some(Sort::Text(Some("ISO-8859-1".to_lowercase())))
        );
        assert_eq!(sort_of(Some("text/html")).ok(), Some(Sort::Html(None)));
        for wrong in [None, Some("application/x-www-form-urlencoded"), Some("nonsense"), Some("application/jsonx")] {
            assert!(matches!(sort_of(wrong), Err(Error::UnsupportedType(_))), "{wrong:?}");
        }
    }

    #[test]
    fn metadata_belongs_to_bare_texts_only() {
        let pairs = Pairs::read("outlet=Wire&published_at=2026-02-18&extract=false");
        assert!(wish(&pairs, &Sort::Json, false).is_err());
        let text = wish(&pairs, &Sort::Text(None), false).expect("allowed");
        assert_eq!((text.extract, text.dry_run), (Some(false), false));
        let fields = fields(&pairs).expect("fine");
        assert_eq!((fields.outlet.as_deref(), fields.extract), (Some("Wire"), Some(false)));
        assert!(wish(&Pairs::read("mode=partial"), &Sort::Text(None), false).is_err());
        assert!(wish(&Pairs::read("mode=partial&dry_run=true"), &Sort::Lines, false).expect("fine").partial);
        assert!(wish(&Pairs::read("mode=som"), &Sort::Lines, false).is_err());
        let address = Pairs::read("url=https://wire.example/a");
        assert!(wish(&address, &Sort::Json, false).is_err() && wish(&address, &Sort::Json, true).is_ok());
    }
}

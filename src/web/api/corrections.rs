//! Corrections and additions for programs: the changes themselves, and their public log.

use super::body::{drain, whole};
use crate::{
    domain::{
        ArticleId, CorrectionId, EventId, MentionId, Review, Seq,
        correction::{Addition, Change, Correction, Part},
        filter::Problem,
        page::Lookup,
    },
    pipeline::{
        correct::{CorrectError, Corrected},
        intake::{self, Rejection},
    },
    render::json::{List, Ruled},
    store::Scope,
    urls,
    web::{
        AppState, auth,
        error::Error,
        params::{NoQuery, Pairs},
        respond,
    },
};
use axum::{
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::Response,
};
use serde_json::{Map, Value};
use std::str::FromStr;

/// `PATCH /api/v1/events/{id}`: fields as a merge patch, with a `reason` beside them.
pub(crate) async fn patch(
    State(state): State<AppState>,
    Path(id): Path<String>,
    _: NoQuery,
    request: Request,
) -> Result<Response, Error> {
    let mut sent = Sent::read(&state, request, Scope::Curate).await?;
    let reason = sent.reason()?;
    let fields = std::mem::take(&mut sent.body);
    correct(&state, &sent, &id, Change::Fields(fields), &reason).await
}

/// `POST /api/v1/events/{id}/merge`: `{"into":"3"}` or `{"with":["9","11"]}`.
pub(crate) async fn merge(
    State(state): State<AppState>,
    Path(id): Path<String>,
    _: NoQuery,
    request: Request,
) -> Result<Response, Error> {
    let mut sent = Sent::read(&state, request, Scope::Curate).await?;
    let reason = sent.reason()?;
    let keep: Option<EventId> = sent.body.remove("into").map(|v| key(&v, "/into")).transpose()?;
    let others: Vec<EventId> = sent.keys("with")?.unwrap_or_default();
    sent.nothing_else(&["into", "with", "reason"])?;
    if keep.is_none() && others.is_empty() {
        let detail = "say with which events this one is one: `into` (whose number stays) or `with` (a list)";
        return Err(Error::Rejected(Rejection::malformed("/with", detail)));
    }
    // One that is to go into itself is told so, like one that is named among the others.
    let own: Option<EventId> = id.parse().ok();
    let others = if keep.is_some() && keep == own && others.is_empty() { own.into_iter().collect() } else { others };
    correct(&state, &sent, &id, Change::Merge { others, keep }, &reason).await
}

/// `POST /api/v1/events/{id}/split`: `{"mentions":["12"]}` or `{"articles":["3"]}`.
pub(crate) async fn split(
    State(state): State<AppState>,
    Path(id): Path<String>,
    _: NoQuery,
    request: Request,
) -> Result<Response, Error> {
    let mut sent = Sent::read(&state, request, Scope::Curate).await?;
    let reason = sent.reason()?;
    let mentions: Option<Vec<MentionId>> = sent.keys("mentions")?;
    let articles: Option<Vec<ArticleId>> = sent.keys("articles")?;
    sent.nothing_else(&["mentions", "articles", "reason"])?;
    let part = match (mentions, articles) {
        (Some(mentions), None) => Part::Mentions(mentions),
        (None, Some(articles)) => Part::Articles(articles),
        _ => {
            let detail = "say what is to be an event of its own: either `mentions` or `articles`, as a list";
            return Err(Error::Rejected(Rejection::malformed("/mentions", detail)));
        }
    };
    correct(&state, &sent, &id, Change::Split(part), &reason).await
}

/// `POST /api/v1/events/{id}/dismiss`.
pub(crate) async fn dismiss(
    State(state): State<AppState>,
    Path(id): Path<String>,
    _: NoQuery,
    request: Request,
) -> Result<Response, Error> {
    with_reason_only(&state, request, &id, Change::Dismiss).await
}

/// `POST /api/v1/events/{id}/restore`.
pub(crate) async fn restore(
    State(state): State<AppState>,
    Path(id): Path<String>,
    _: NoQuery,
    request: Request,
) -> Result<Response, Error> {
    with_reason_only(&state, request, &id, Change::Restore).await
}

/// `POST /api/v1/events/{id}/review`: `{"review":"reviewed"}`.
pub(crate) async fn review(
    State(state): State<AppState>,
    Path(id): Path<String>,
    _: NoQuery,
    request: Request,
) -> Result<Response, Error> {
    let mut sent = Sent::read(&state, request, Scope::Curate).await?;
    let reason = sent.reason()?;
    let word = sent.body.remove("review").unwrap_or_default();
    sent.nothing_else(&["review", "reason"])?;
    let review = Review::from_str(word.as_str().unwrap_or_default()).map_err(|e| {
        let told = Problem::unknown_word("review", word.as_str().unwrap_or_default(), &e.allowed);
        Error::Rejected(Rejection::malformed("/review", told.detail).allowing(told.allowed))
    })?;
    correct(&state, &sent, &id, Change::Review(review), &reason).await
}

/// `POST /api/v1/events`: an event from a sentence of an article.
pub(crate) async fn add(State(state): State<AppState>, _: NoQuery, request: Request) -> Result<Response, Error> {
    let mut sent = Sent::read(&state, request, Scope::Curate).await?;
    let reason = sent.reason()?;
    let missing = || Error::Rejected(Rejection::malformed("/article", "the number of the `article` is missing"));
    let article: ArticleId = key(&sent.body.remove("article").ok_or_else(missing)?, "/article")?;
    let exact = match sent.body.remove("exact") {
        None | Some(Value::Null) => None,
        Some(Value::String(words)) => Some(words),
        Some(_) => {
            return Err(Error::Rejected(Rejection::malformed("/exact", "`exact` takes the words of a sentence")));
        }
    };
    let (start, end) = (sent.place("start")?, sent.place("end")?);
    let event = std::mem::take(&mut sent.body);
    let addition = Addition { article, exact, start, end, event };
    let done = state.pipeline.add_event(&sent.author, addition, &reason).await.map_err(|e| refused(e, None))?;
    let mut response = answer(&done)?;
    *response.status_mut() = StatusCode::CREATED;
    if let Some(place) = done.event.and_then(|e| HeaderValue::try_from(urls::api_event(e.id)).ok()) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

/// `POST /api/v1/corrections/{id}/revert`.
pub(crate) async fn revert(
    State(state): State<AppState>,
    Path(id): Path<String>,
    _: NoQuery,
    request: Request,
) -> Result<Response, Error> {
    let mut sent = Sent::read(&state, request, Scope::Curate).await?;
    let reason = sent.reason()?;
    sent.nothing_else(&["reason"])?;
    let id: CorrectionId = id.parse().map_err(|_| Error::NotFound("correction"))?;
    let done = state.pipeline.revert(&sent.author, id, &reason).await.map_err(|e| refused(e, None))?;
    answer(&done)
}

/// `GET /api/v1/corrections?event=&after=&limit=`: the log, oldest first.
pub(crate) async fn list(State(state): State<AppState>, pairs: Pairs) -> Result<Response, Error> {
    pairs.only(&["event", "after", "limit"])?;
    let number = |name: &'static str| -> Result<Option<i64>, Error> {
        let read = |v: &str| {
            let id: Result<CorrectionId, _> = v.parse();
            id.map(|id| id.0).map_err(|e| Error::from(vec![Problem::malformed(name, format!("`{name}`: {e}"))]))
        };
        pairs.one(name)?.map(read).transpose()
    };
    let event = number("event")?.map(EventId);
    // The beginning of the log is behind nothing.
    let after = if pairs.one("after")? == Some("0") { None } else { number("after")?.map(CorrectionId) };
    let store = state.pipeline.store();
    if let Some(event) = event
        && matches!(store.event(event).await?, Lookup::Unknown)
    {
        return Err(Error::NotFound("event"));
    }
    let page = store.corrections(event, after, pairs.limit()?).await?;
    let next = page.next.map(|id| id.to_string());
    let href = next.as_ref().map(|after| {
        let mut all: Vec<(&str, String)> = Vec::new();
        all.extend(event.map(|e| ("event", e.to_string())));
        all.push(("after", after.clone()));
        all.extend(pairs.one("limit").ok().flatten().map(|l| ("limit", l.to_owned())));
        urls::with_query(urls::API_CORRECTIONS, all)
    });
    let body = serde_json::to_vec(&List { data: &page.items, next, total: None, facets: None })?;
    Ok(respond::with_next(respond::json(body), href))
}

/// `GET /api/v1/events/{id}/mentions`: what each article says of it, untouched by corrections.
pub(crate) async fn mentions(
    State(state): State<AppState>,
    Path(id): Path<String>,
    _: NoQuery,
) -> Result<Response, Error> {
    let id: EventId = id.parse().map_err(|_| Error::NotFound("event"))?;
    match state.pipeline.store().event(id).await? {
        Lookup::Moved(to) => return Ok(respond::moved(&format!("{}/mentions", urls::api_event(to)), false)),
        Lookup::Unknown => return Err(Error::NotFound("event")),
        Lookup::Gone => return Err(gone(&state, id).await?),
        Lookup::Found(_) => {}
    }
    let mentions = state.pipeline.store().mentions_of_event(id).await?;
    Ok(respond::json(serde_json::to_vec(&List { data: &mentions, next: None, total: None, facets: None })?))
}

/// Why an event is no more.
pub(crate) async fn gone(state: &AppState, id: EventId) -> Result<Error, Error> {
    Ok(match state.pipeline.store().dismissal(id).await? {
        Some(Correction { author, at, reason, .. }) => Error::Withdrawn(format!(
            "event {id} was dismissed by {author} on {}: {reason}. The log is at {}",
            at.strftime("%-d %B %Y"),
            urls::with_query(urls::API_CORRECTIONS, [("event", id.to_string())])
        )),
        None => Error::Gone("event"),
    })
}

/// A correction that says everything by its address.
async fn with_reason_only(state: &AppState, request: Request, id: &str, change: Change) -> Result<Response, Error> {
    let mut sent = Sent::read(state, request, Scope::Curate).await?;
    let reason = sent.reason()?;
    sent.nothing_else(&["reason"])?;
    correct(state, &sent, id, change, &reason).await
}

/// Makes the correction, if the event is still as the sender saw it.
async fn correct(state: &AppState, sent: &Sent, id: &str, change: Change, reason: &str) -> Result<Response, Error> {
    let id: EventId = id.parse().map_err(|_| Error::NotFound("event"))?;
    let seen = match &sent.if_match {
        None => None,
        Some(tags) => seen(state, id, tags).await?,
    };
    let done = state.pipeline.correct(&sent.author, id, seen, change, reason).await;
    answer(&done.map_err(|e| refused(e, Some(id)))?)
}

/// The state that the sender's tag names, if that is the event's own now. Whether it still is when it is written
/// is asked once more then.
async fn seen(state: &AppState, id: EventId, tags: &str) -> Result<Option<Seq>, Error> {
    let Lookup::Found(event) = state.pipeline.store().event(id).await? else { return Ok(None) };
    let tag = respond::strong_tag(&serde_json::to_vec(&event)?);
    // `If-Match` compares strongly (RFC 9110, 13.1.1): a weak tag never matches.
    if tags.split(',').any(|t| t.trim() == tag) {
        Ok(Some(event.seq))
    } else if tags.trim() == "*" {
        Ok(None)
    } else {
        Err(Error::Stale(tag))
    }
}

fn answer(done: &Corrected) -> Result<Response, Error> {
    let body = Ruled { correction: &done.correction, event: done.event.as_ref(), other: done.other.as_ref() };
    let response = respond::json(serde_json::to_vec(&body)?);
    // The tag is that of the event, to be sent with the next correction.
    Ok(match &done.event {
        Some(event) => respond::tagged(response, &respond::strong_tag(&serde_json::to_vec(event)?)),
        None => response,
    })
}

/// The same for whoever asked.
pub(crate) fn refused(error: CorrectError, id: Option<EventId>) -> Error {
    match error {
        CorrectError::Unknown(what) => Error::NotFound(what),
        CorrectError::Moved(to) => {
            let id = id.map_or_else(String::new, |id| format!("event {id} "));
            Error::Conflict(format!("{id}was merged into event {to}; correct that one"))
        }
        CorrectError::Gone(detail) => Error::Withdrawn(detail),
        CorrectError::Stale(event) => match serde_json::to_vec(&*event) {
            Ok(body) => Error::Stale(respond::strong_tag(&body)),
            Err(cause) => cause.into(),
        },
        CorrectError::Conflict(detail) => Error::Conflict(detail),
        CorrectError::Rejected(rejection) => Error::Rejected(rejection),
        CorrectError::Store(cause) => cause.into(),
    }
}

/// A correction as it was sent, by somebody who may.
struct Sent {
    author: String,
    if_match: Option<String>,
    body: Map<String, Value>,
}

impl Sent {
    async fn read(state: &AppState, request: Request, scope: Scope) -> Result<Sent, Error> {
        let (head, body) = request.into_parts();
        let author = match admit(state, &head, scope).await {
            Ok(author) => author,
            Err(refusal) => {
                drain(body, &head.headers).await;
                return Err(refusal);
            }
        };
        let bytes = whole(body, state.options.body_limit, state.options.timeout, "").await?;
        let unreadable = |detail: String, line| Error::Rejected(Rejection { line, ..Rejection::unreadable(detail) });
        let body = match serde_json::from_slice(&bytes) {
            Ok(Value::Object(mut body)) => {
                body.values_mut().for_each(|value| {
                    intake::whole_numbers(value);
                });
                body
            }
            Ok(_) => return Err(unreadable("send an object: `{\"reason\":…}`".to_owned(), None)),
            Err(e) => return Err(unreadable(format!("not valid JSON: {e}"), Some(e.line()))),
        };
        let tags: Vec<&str> = head.headers.get_all(header::IF_MATCH).iter().filter_map(|v| v.to_str().ok()).collect();
        Ok(Sent { author, if_match: (!tags.is_empty()).then(|| tags.join(",")), body })
    }

    fn reason(&mut self) -> Result<String, Error> {
        match self.body.remove("reason") {
            Some(Value::String(reason)) => Ok(reason),
            None | Some(Value::Null) => Ok(String::new()),
            Some(_) => Err(Error::Rejected(Rejection::malformed("/reason", "the reason is a text"))),
        }
    }

    /// A list of numbers; `None` where it was not sent.
    fn keys<T: FromStr>(&mut self, name: &'static str) -> Result<Option<Vec<T>>, Error> {
        let at = format!("/{name}");
        match self.body.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Array(items)) => {
                let read = items.iter().enumerate().map(|(nth, item)| key(item, &format!("{at}/{nth}")));
                read.collect::<Result<_, _>>().map(Some)
            }
            Some(_) => Err(Error::Rejected(Rejection::malformed(&at, format!("`{name}` takes a list of numbers")))),
        }
    }

    fn place(&mut self, name: &'static str) -> Result<Option<u32>, Error> {
        let Some(value) = self.body.remove(name).filter(|v| !v.is_null()) else { return Ok(None) };
        let number = value.as_u64().and_then(|n| u32::try_from(n).ok());
        let wrong = || {
            let detail = format!("`{name}` takes a place in the text, counted in code points from 0");
            Error::Rejected(Rejection::malformed(&format!("/{name}"), detail))
        };
        number.map(Some).ok_or_else(wrong)
    }

    /// Refuses what is left.
    fn nothing_else(&self, allowed: &[&'static str]) -> Result<(), Error> {
        let Some(other) = self.body.keys().next() else { return Ok(()) };
        let told = Problem::unknown_word("field", other, allowed);
        let at = format!("/{}", other.replace('~', "~0").replace('/', "~1"));
        Err(Error::Rejected(Rejection::malformed(&at, told.detail).allowing(told.allowed)))
    }
}

/// A number as it stands in JSON here: digits in a string, or the bare number.
fn key<T: FromStr>(value: &Value, at: &str) -> Result<T, Error> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    };
    let wrong =
        |_| Error::Rejected(Rejection::malformed(at, "takes a number as it stands in an address, such as \"7\""));
    text.parse().map_err(wrong)
}

/// Who sends it, if that one may; and whether it is JSON.
async fn admit(state: &AppState, head: &Parts, scope: Scope) -> Result<String, Error> {
    let author = auth::may_write_with(state, head, &[scope]).await?;
    is_json(&head.headers)?;
    Ok(author.unwrap_or_else(|| auth::LOCAL.to_owned()))
}

fn is_json(headers: &HeaderMap) -> Result<(), Error> {
    let Some(sent) = headers.get(header::CONTENT_TYPE) else { return Err(Error::NotJson(None)) };
    let text = String::from_utf8_lossy(sent.as_bytes()).into_owned();
    match text.parse::<mime::Mime>() {
        Ok(kind) if matches!(kind.essence_str(), "application/json" | "application/merge-patch+json") => Ok(()),
        _ => Err(Error::NotJson(Some(text))),
    }
}

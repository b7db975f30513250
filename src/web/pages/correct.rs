//! Forms for who holds a token: correcting an event, and adding one from a sentence of an article. They send
//! what the API takes; every change is made by `Pipeline::correct` and `Pipeline::add_event`.

use super::{Frame, corrections::Entry, html};
use crate::{
    domain::{
        Act, AgreementType, ArticleId, CorrectionId, Detail, Event, EventId, Kind, MeasureType, MentionId, Review,
        Role, Seq, Status,
        correction::{Addition, Change, EventMention, Part},
        page::Lookup,
    },
    pipeline::intake::Rejection,
    render::words,
    urls,
    web::{
        AppState,
        api::corrections::refused,
        error::Error,
        params::{NoQuery, Pairs},
        session::{self, Curator},
    },
};
use askama::Template;
use axum::{
    extract::{Path, Request, State},
    response::Response,
};
use serde_json::{Map, Value, json};
use std::str::FromStr;

/// So much of the log stands under the forms.
const LOG: u32 = 200;

/// A field that the form offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Field {
    name: &'static str,
    label: &'static str,
    value: String,
    help: String,
    /// The words to choose from; none for a free text.
    options: Vec<&'static str>,
    long: bool,
    rows: usize,
}

/// What one article says of the event.
#[derive(Debug)]
struct Said {
    id: String,
    outlet: String,
    published: String,
    words: String,
    reason: String,
}

#[derive(Debug, Template)]
#[template(path = "correct.html")]
struct CorrectPage {
    frame: Frame,
    id: String,
    event_href: String,
    action: String,
    author: String,
    csrf: String,
    seq: String,
    gone: bool,
    review_next: &'static str,
    review_reason: &'static str,
    fields: Vec<Field>,
    mentions: Vec<Said>,
    log: Vec<Entry>,
}

/// `GET /events/{id}/correct`.
pub(crate) async fn get(
    State(state): State<AppState>,
    Path(id): Path<String>,
    _: NoQuery,
    request: Request,
) -> Result<Response, Error> {
    let id: EventId = id.parse().map_err(|_| Error::NotFound("event"))?;
    let (head, _) = request.into_parts();
    let Some(curator) = session::curator(&state, &head).await? else {
        return Ok(session::sign_in_first(&urls::correct(id)));
    };
    let store = state.pipeline.store();
    let event = match store.event(id).await? {
        Lookup::Found(event) => Some(event),
        Lookup::Moved(to) => return Ok(session::see_other(&urls::correct(to))),
        Lookup::Gone if store.dismissal(id).await?.is_some() => None,
        Lookup::Gone => return Err(Error::Gone("event")),
        Lookup::Unknown => return Err(Error::NotFound("event")),
    };
    let mentions = if event.is_some() { store.mentions_of_event(id).await? } else { Vec::new() };
    let log = store.corrections(Some(id), None, LOG).await?;
    let log = log.items.iter().map(Entry::from).collect();
    let page = CorrectPage::new(id, event.as_ref(), &mentions, log, curator, state.options.demo);
    Ok(session::private(html(&page, &[])?))
}

impl CorrectPage {
    fn new(
        id: EventId,
        event: Option<&Event>,
        mentions: &[EventMention],
        log: Vec<Entry>,
        curator: Curator,
        demo: bool,
    ) -> CorrectPage {
        let title =
            event.map_or_else(|| format!("Event {id} was dismissed"), |e| format!("Correct: {}", e.content.headline));
        let reviewed = event.is_some_and(|e| e.review == Review::Reviewed);
        let said = |m: &EventMention| Said {
            id: m.id.to_string(),
            outlet: m.article.outlet.clone().unwrap_or_else(|| "Outlet not stated".to_owned()),
            published: m.article.published_at.map_or_else(|| "undated".to_owned(), words::published),
            words: m.mention.evidence.first().map_or_else(|| m.mention.content.headline.clone(), |e| e.exact.clone()),
            reason: m.reason.clone(),
        };
        CorrectPage {
            frame: Frame::new(title, "", demo),
            id: id.to_string(),
            event_href: urls::event(id),
            action: urls::correct(id),
            author: curator.name,
            csrf: curator.csrf,
            seq: event.map_or_else(String::new, |e| e.seq.0.to_string()),
            gone: event.is_none(),
            review_next: if reviewed { Review::Unreviewed } else { Review::Reviewed }.as_str(),
            review_reason: if reviewed { "" } else { "Read against its sources" },
            fields: event.map(fields).unwrap_or_default(),
            mentions: mentions.iter().map(said).collect(),
            log,
        }
    }
}

/// The fields of this event that the form offers, with their present values.
fn fields(event: &Event) -> Vec<Field> {
    let content = &event.content;
    let text = |name, label, value: String, help: &str| Field {
        name,
        label,
        value,
        help: help.to_owned(),
        ..Field::default()
    };
    let mut out = vec![
        text("headline", "Headline", content.headline.clone(), ""),
        text(
            "date",
            "Date (EDTF)",
            content.date.edtf().to_owned(),
            "2026-02-17, 2026-02-17/2026-02-18, 2026-06~ for about June, /2026-02-17 for some day before.",
        ),
        text(
            "place",
            "Place",
            content.place.as_ref().map(|p| p.id.clone()).unwrap_or_default(),
            "Its id, as in the address of its page; empty for unknown.",
        ),
    ];
    let choice = |name, label, value: &str, options: Vec<&'static str>| Field {
        name,
        label,
        value: value.to_owned(),
        options,
        ..Field::default()
    };
    if let Some(status) = content.status {
        let all = Status::of(content.kind).iter().map(|s| s.as_str()).collect();
        out.push(choice("status", "Status", status.as_str(), all));
    }
    if let Detail::Statement(said) = &content.detail {
        out.push(choice("act", "Act of speech", said.act.as_str(), Act::ALL.iter().map(|a| a.as_str()).collect()));
    }
    let people: Vec<String> = content.participants.iter().map(|p| format!("{} {}", p.role, p.actor.id)).collect();
    let roles: Vec<&str> = Role::ALL.iter().map(|r| r.as_str()).collect();
    out.push(Field {
        name: "participants",
        label: "Who takes part",
        help: format!("A line each: role and actor’s id. Roles: {}.", roles.join(", ")),
        rows: people.len().max(2) + 1,
        value: people.join("\n"),
        long: true,
        ..Field::default()
    });
    let topics: Vec<&str> = content.topics.iter().map(|t| t.as_str()).collect();
    out.push(text("topics", "Topics", topics.join(" "), "Separated by spaces."));
    let track = event.negotiation.as_ref().map(|n| n.id.clone()).unwrap_or_default();
    out.push(text("negotiation", "Negotiation", track, "Its id, as in the address of its page; empty for none."));
    out
}

/// `POST /events/{id}/correct`.
pub(crate) async fn post(
    State(state): State<AppState>,
    Path(id): Path<String>,
    _: NoQuery,
    request: Request,
) -> Result<Response, Error> {
    let (curator, mut form) = session::form(&state, request).await?;
    let id: EventId = id.parse().map_err(|_| Error::NotFound("event"))?;
    let one = |form: &mut Pairs, key: &str| form.take(key).into_iter().next().unwrap_or_default();
    let reason = one(&mut form, "reason");
    let seen: Option<Seq> = one(&mut form, "seq").parse().ok().map(Seq);
    let action = one(&mut form, "action");
    let pipeline = &state.pipeline;
    let number = |at: &str, value: &str| -> Result<EventId, Error> {
        value
            .trim()
            .parse()
            .map_err(|_| Error::Rejected(Rejection::malformed(at, "give the number of an event, such as 7")))
    };
    let change = match action.as_str() {
        "revert" => {
            let of: CorrectionId = one(&mut form, "correction").parse().map_err(|_| Error::NotFound("correction"))?;
            let done = pipeline.revert(&curator.name, of, &reason).await.map_err(|e| refused(e, None))?;
            let to = done.event.map_or_else(|| urls::correct(id), |e| urls::event(e.id));
            return Ok(session::see_other(&to));
        }
        "review" => {
            let review = Review::from_str(&one(&mut form, "review")).map_err(|_| unknown_action(&action))?;
            Change::Review(review)
        }
        "merge" => Change::Merge { others: Vec::new(), keep: Some(number("/into", &one(&mut form, "into"))?) },
        "split" => {
            let of: Result<Vec<MentionId>, _> = form.take("mention").iter().map(|m| m.parse()).collect();
            Change::Split(Part::Mentions(of.map_err(|_| unknown_action(&action))?))
        }
        "dismiss" => Change::Dismiss,
        "restore" => Change::Restore,
        "fields" => match pipeline.store().event(id).await? {
            Lookup::Found(event) => Change::Fields(patch(&fields(&event), &form)?),
            Lookup::Moved(to) => return Ok(session::see_other(&urls::correct(to))),
            Lookup::Gone => return Err(Error::Gone("event")),
            Lookup::Unknown => return Err(Error::NotFound("event")),
        },
        other => return Err(unknown_action(other)),
    };
    // What was dismissed has no state that somebody could have changed meanwhile.
    let seen = seen.filter(|_| !matches!(change, Change::Restore));
    let done = pipeline.correct(&curator.name, id, seen, change, &reason).await.map_err(|e| refused(e, Some(id)))?;
    let to = done.event.map_or_else(|| urls::correct(id), |e| urls::event(e.id));
    Ok(session::see_other(&to))
}

fn unknown_action(word: &str) -> Error {
    Error::Rejected(Rejection::malformed("/action", format!("`{word}` is nothing this form does: open it anew")))
}

/// What a form changes: the fields whose value is another than the event's own.
fn patch(now: &[Field], form: &Pairs) -> Result<Map<String, Value>, Error> {
    let mut out = Map::new();
    for field in now {
        let Some((_, sent)) = form.0.iter().find(|(key, _)| key == field.name) else { continue };
        let sent = sent.replace("\r\n", "\n");
        let sent = sent.trim();
        if sent == field.value.trim() {
            continue;
        }
        if field.name == "act" {
            out.insert("statement".to_owned(), json!({ "act": sent }));
        } else {
            out.insert(field.name.to_owned(), value(field.name, sent)?);
        }
    }
    Ok(out)
}

/// A field's value as the API takes it; an empty one empties the field.
fn value(name: &str, sent: &str) -> Result<Value, Error> {
    Ok(match name {
        "participants" => participants(sent)?,
        "topics" => Value::from(sent.split([' ', ',', '\n']).filter(|t| !t.is_empty()).collect::<Vec<_>>()),
        _ if sent.is_empty() => Value::Null,
        _ => Value::from(sent),
    })
}

/// "party ukraine", a line each.
fn participants(sent: &str) -> Result<Value, Error> {
    let line = |line: &str| {
        let (role, actor) = line.split_once(char::is_whitespace).ok_or_else(|| {
            let detail = format!("`{line}`: a line holds a role and an actor’s id, such as `party ukraine`");
            Error::Rejected(Rejection::malformed("/participants", detail))
        })?;
        Ok(json!({ "role": role, "actor": actor.trim() }))
    };
    let lines = sent.lines().map(str::trim).filter(|l| !l.is_empty());
    lines.map(line).collect::<Result<Vec<_>, Error>>().map(Value::from)
}

#[derive(Debug, Template)]
#[template(path = "add.html")]
struct AddPage {
    frame: Frame,
    article_href: String,
    article_title: String,
    action: String,
    author: String,
    csrf: String,
    exact: String,
    kinds: Vec<&'static str>,
    acts: Vec<&'static str>,
    roles: String,
    agreements: String,
    measures: String,
}

/// `GET /articles/{id}/add?exact=`.
pub(crate) async fn add_page(
    State(state): State<AppState>,
    Path(id): Path<String>,
    pairs: Pairs,
    request: Request,
) -> Result<Response, Error> {
    pairs.only(&["exact"])?;
    let id: ArticleId = id.parse().map_err(|_| Error::NotFound("article"))?;
    let (head, _) = request.into_parts();
    let Some(curator) = session::curator(&state, &head).await? else {
        return Ok(session::sign_in_first(&urls::add_event(id)));
    };
    let article = match state.pipeline.store().article(id).await? {
        Lookup::Found(full) => full.article,
        Lookup::Moved(to) => return Ok(session::see_other(&urls::add_event(to))),
        Lookup::Gone => return Err(Error::Gone("article")),
        Lookup::Unknown => return Err(Error::NotFound("article")),
    };
    let all = |words: Vec<&str>| words.join(", ");
    let title = if article.title.is_empty() { format!("Article {id}") } else { article.title };
    let page = AddPage {
        frame: Frame::new("Add an event", "", state.options.demo),
        article_href: urls::article(id),
        article_title: title,
        action: urls::add_event(id),
        author: curator.name,
        csrf: curator.csrf,
        exact: pairs.one("exact")?.unwrap_or_default().to_owned(),
        kinds: Kind::ALL.iter().map(|k| k.as_str()).collect(),
        acts: Act::ALL.iter().map(|a| a.as_str()).collect(),
        roles: all(Role::ALL.iter().map(|r| r.as_str()).collect()),
        agreements: all(AgreementType::ALL.iter().map(|t| t.as_str()).collect()),
        measures: all(MeasureType::ALL.iter().map(|t| t.as_str()).collect()),
    };
    Ok(session::private(html(&page, &[])?))
}

/// `POST /articles/{id}/add`.
pub(crate) async fn add(
    State(state): State<AppState>,
    Path(id): Path<String>,
    _: NoQuery,
    request: Request,
) -> Result<Response, Error> {
    let (curator, mut form) = session::form(&state, request).await?;
    let article: ArticleId = id.parse().map_err(|_| Error::NotFound("article"))?;
    let mut one = |key: &str| form.take(key).into_iter().next().map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
    let exact = one("exact");
    let reason = one("reason").unwrap_or_default();
    let kind = one("kind").unwrap_or_default();
    let mut event = Map::new();
    let (act, speaker, sort) = (one("act"), one("speaker"), one("type"));
    match kind.as_str() {
        "statement" => {
            event.insert(kind.clone(), json!({ "speaker": speaker, "act": act, "quote": null, "reported": true }));
        }
        "agreement" | "measure" => {
            event.insert(kind.clone(), json!({ "type": sort }));
        }
        _ => {}
    }
    event.insert("kind".to_owned(), Value::from(kind));
    for name in ["headline", "date", "place", "status", "participants"] {
        if let Some(sent) = one(name) {
            event.insert(name.to_owned(), value(name, &sent)?);
        }
    }
    let addition = Addition { article, exact, start: None, end: None, event };
    let done = state.pipeline.add_event(&curator.name, addition, &reason).await.map_err(|e| refused(e, None))?;
    let to = done.event.map_or_else(|| urls::article(article), |e| urls::event(e.id));
    Ok(session::see_other(&to))
}

#[cfg(test)]
mod tests {
    use super::{super::check, *};
    use crate::render::row::tests::{an_article, an_event};

    fn curator() -> Curator {
        Curator { name: check::HOSTILE.to_owned(), csrf: "0a".to_owned() }
    }

    #[test]
    fn only_what_differs_is_sent_on() {
        let now = fields(&an_event());
        let mut form = Pairs(now.iter().map(|f| (f.name.to_owned(), f.value.replace('\n', "\r\n"))).collect());
        assert_eq!(patch(&now, &form).expect("nothing"), Map::new());
        for (key, value) in &mut form.0 {
            match key.as_str() {
                "headline" => *value = "Another".to_owned(),
                "place" => *value = String::new(),
                "topics" => *value = "energy, prisoners".to_owned(),
                "participants" => *value = "party ukraine\r\n\r\nhost  united-states".to_owned(),
                _ => {}
            }
        }
        let patch = Value::Object(patch(&now, &form).expect("read"));
        assert_eq!(patch["headline"], "Another");
        assert_eq!(patch["place"], Value::Null);
        assert_eq!(patch["topics"], json!(["energy", "prisoners"]));
        assert_eq!(patch["participants"][1], json!({ "role": "host", "actor": "united-states" }));
        assert!(patch.get("date").is_none() && patch.get("status").is_none());
        assert!(participants("ukraine").is_err(), "a role is missing");
    }

    #[test]
    fn samples_hold_together() {
        let mut event = an_event();
        event.content.headline = check::HOSTILE.to_owned();
        let mention = EventMention {
            id: MentionId(3),
            article: an_article(check::HOSTILE),
            reason: "first".to_owned(),
            mention: crate::domain::Mention {
                content: event.content.clone(),
                history: Vec::new(),
                evidence: Vec::new(),
                trace: Vec::new(),
                part_of: None,
            },
        };
        let said = [mention.clone(), EventMention { id: MentionId(4), ..mention }];
        for event in [Some(&event), None] {
            check::page(&CorrectPage::new(EventId(7), event, &said, Vec::new(), curator(), true));
        }
    }
}

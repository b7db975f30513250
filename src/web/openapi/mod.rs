//! The API's document: OpenAPI 3.1, made from the code. Values describe themselves, closed vocabularies are the domain's,
//! and what can be asked stands in [`reading`] and [`writing`]. The tests hold it to the router and to real answers.

#![expect(clippy::needless_pass_by_value, reason = "a schema is made where it is handed over")]

mod operation;
mod parameters;
mod patch;
mod reading;
mod schemas;
mod writing;

use super::{error::Error, params::NoQuery, respond};
use axum::{http::HeaderMap, response::Response};
use serde_json::{Map, Value, json};
use std::{collections::HashMap, sync::LazyLock};

/// Where the document is served.
pub(crate) const ADDRESS: &str = "/api/v1/openapi.json";

const EVENTS: &str = "Events";
const CHANGES: &str = "Changes";
const TEXTS: &str = "Articles";
const THINGS: &str = "Actors, places, outlets, negotiations";
const EXPORTS: &str = "Exports";
const SERVICE: &str = "Service";

/// The groups of operations, in the order in which they are shown.
const TAGS: [(&str, &str); 6] = [
    (EVENTS, "What happened, was said or is planned: one event for all reports of it, with every sentence behind it."),
    (CHANGES, "What is new, for copies and for pages."),
    (TEXTS, "The texts that events come from."),
    (THINGS, "Who and where."),
    (EXPORTS, "Whole answers, each one snapshot. They take the same filter as the timeline."),
    (SERVICE, "The service itself."),
];

const ABOUT: &str = "Turns news articles about a negotiation into one sourced timeline.\n\n\
    **400** is for what does not follow this document, **422** for what does and still can't be: 31 February, a cursor of \
    another question, the slug of nothing. Every failure is `application/problem+json` and says in `detail` what was wrong and \
    what is allowed; `errors` has each fault with its place.\n\n\
    **Ids stay.** An event keeps its number over new texts and new rules; one that turned out to be another redirects \
    there (308), one that is gone says so (410), and no number is given twice. Slugs stay too; those of merged things redirect.\n\n\
    **What may change.** Answers may gain fields, and closed vocabularies words: ignore what you do not know. Nothing is taken \
    away or renamed within `/api/v1`. What is to go is announced in the changelog and by the headers `Deprecation` (RFC 9745) \
    and `Sunset` (RFC 8594) on every answer that it concerns, at least six months before.";

/// The document.
pub fn document() -> Value {
    let parameters = parameters::shared();
    let mut paths = Map::new();
    for operation in reading::all().into_iter().chain(writing::all()) {
        let path = paths.entry(operation.path()).or_insert_with(|| json!({}));
        path[operation.method()] = operation.document(&parameters);
    }
    let tags: Vec<Value> = TAGS.iter().map(|(name, says)| json!({ "name": name, "description": says })).collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Demarche",
            "version": env!("CARGO_PKG_VERSION"),
            "description": ABOUT,
            "license": { "name": "MIT", "identifier": "MIT" },
        },
        "servers": [{ "url": "/" }],
        "tags": tags,
        "paths": paths,
        "components": {
            "securitySchemes": { "bearer": {
                "type": "http",
                "scheme": "bearer",
                "description": "A token of `demarche token`, with the scopes that stand at each operation. Reading is public unless the \
                    service is told otherwise; while no token is made, writes are taken from the machine itself.",
            } },
            "parameters": parameters,
            "headers": headers(),
            "responses": responses(),
            "schemas": schemas::all(),
        },
    })
}

fn headers() -> Value {
    let header = |says: &str| json!({ "description": says, "schema": { "type": "string" } });
    json!({
        "ETag": header("Names this state of the answer; weak (`W/`) where it is not of these very bytes."),
        "Link": header("`rel=\"next\"`: the address of the next part, where there is one (RFC 8288)."),
        "Location": header("Where it is."),
        "Retry-After": header("So many seconds later it is worth to ask again."),
        "RateLimit": header("How much is left, and in how many seconds all of it is there again; on every answer where requests are counted."),
        "RateLimit-Policy": header("How often may be asked (draft-ietf-httpapi-ratelimit-headers)."),
        "WWW-Authenticate": header("That a token is needed."),
        "Accept-Post": header("The types of body that articles are taken in."),
        "Accept-Encoding": header("The codings of a body that are taken."),
        "Idempotent-Replayed": header("`true` where the answer was given before, to the same `Idempotency-Key`."),
        "Content-Disposition": header("A name for the file."),
    })
}

/// Answers that are the same everywhere.
fn responses() -> Value {
    let says = [
        (400, "Not as this document says: an unknown parameter, field or word, or broken JSON.", &[][..]),
        (401, "A token is needed, or this one is unknown.", &["WWW-Authenticate"]),
        (403, "The token lacks the scope; or without any token, this is not the machine itself.", &[]),
        (404, "There is no such thing.", &[]),
        (408, "The body did not come in time.", &[]),
        (409, "It does not fit the state of things, or the same request is still being worked on.", &[]),
        (410, "It was here and is no more; `detail` says why.", &[]),
        (412, "It has changed since the tag that was sent; `ETag` is that of now.", &["ETag"]),
        (413, "The body is too large.", &[]),
        (415, "A body of this type, or packed in this way, is not taken here.", &["Accept-Post", "Accept-Encoding"]),
        (422, "As this document says, and still it can't be.", &[]),
        (
            429,
            "Asked too often; how often is fine stands in `RateLimit-Policy`.",
            &["Retry-After", "RateLimit", "RateLimit-Policy"],
        ),
        (500, "A fault of ours; `reference` leads to the cause in the log.", &[]),
        (503, "The database can't be reached, or the answer took too long.", &["Retry-After"]),
        (507, "The disk of the database is full; nothing was stored.", &[]),
    ];
    let mut all = Map::new();
    for (status, description, headers) in says {
        let problem = json!({ "application/problem+json": { "schema": operation::schema("Problem") } });
        let mut answer = json!({ "description": description, "content": problem });
        for name in headers {
            answer["headers"][*name] = operation::part("headers", name);
        }
        all.insert(status.to_string(), answer);
    }
    all.insert("304".to_owned(), json!({ "description": "The answer that you have is still the same.", "headers": { "ETag": operation::part("headers", "ETag") } }));
    all.insert("308".to_owned(), json!({ "description": "It is now there, for good.", "headers": { "Location": operation::part("headers", "Location") } }));
    all.into()
}

/// The names of the fields that things of this shape have, as the document says.
pub(crate) fn fields(shape: &str) -> &'static [&'static str] {
    static ALL: LazyLock<HashMap<String, &'static [&'static str]>> = LazyLock::new(|| {
        // Made once and used for ever: errors name them.
        let kept = |name: String| -> &'static str { name.leak() };
        let schemas = schemas::all();
        let of =
            |name: &String| schemas::fields(&schemas, name).into_iter().map(|(name, _)| kept(name)).collect::<Vec<_>>();
        schemas.keys().map(|name| (name.clone(), &*of(name).leak())).collect()
    });
    ALL.get(shape).copied().unwrap_or_default()
}

/// The document as it is served.
static SERVED: LazyLock<Vec<u8>> = LazyLock::new(|| document().to_string().into_bytes());

/// `GET /api/v1/openapi.json`.
pub(crate) async fn get(_: NoQuery, headers: HeaderMap) -> Result<Response, Error> {
    respond::json_with_etag(&headers, SERVED.clone())
}

//! Everything that can be written.

use super::{
    EVENTS, TEXTS, THINGS,
    operation::{JSON, LINES, Operation, part, schema},
    parameters::{number, of_articles, of_one_article, query, slug},
};
use crate::{store::Scope, urls};
use serde_json::{Value, json};

/// The highest number that anything has.
const MOST: u64 = 999_999_999_999_999_999;

/// Every operation that writes.
pub(super) fn all() -> Vec<Operation> {
    [articles(), corrections(), negotiations()].concat()
}

const ARTICLE: &str = r#"{"url":"https://wire.example/talks","title":"Talks in Oslo","outlet":"Example Wire","published_at":"2026-02-18T14:05:00Z","body":"Envoys of Chad and Libya met in Oslo on Tuesday."}"#;
const OTHER: &str =
    r#"{"url":"https://wire.example/talks","outlet":"Example Wire","body":"Nothing was said in Oslo."}"#;

const AT: &str = "url=https%3A%2F%2Fwire.example%2Ftalks";
const RSS: &str = "<rss version=\"2.0\"><channel><title>Example Wire</title><link>https://wire.example/</link>\
    <item><title>Talks</title><link>https://wire.example/talks</link><pubDate>Wed, 18 Feb 2026 14:05:00 +0000</pubDate>\
    <description>Envoys of Chad and Libya met in Oslo on Tuesday.</description></item></channel></rss>";
const ATOM: &str = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Example Wire</title><id>https://wire.example/</id>\
    <updated>2026-02-18T14:05:00Z</updated><entry><title>Talks</title><id>https://wire.example/talks</id>\
    <link href=\"https://wire.example/talks\"/><updated>2026-02-18T14:05:00Z</updated>\
    <content>Envoys of Chad and Libya met in Oslo on Tuesday.</content></entry></feed>";
const JSON_FEED: &str = r#"{"version":"https://jsonfeed.org/version/1.1","title":"Example Wire","items":[{"id":"1","url":"https://wire.example/talks","title":"Talks","content_text":"Envoys of Chad and Libya met in Oslo on Tuesday.","date_published":"2026-02-18T14:05:00Z"}]}"#;

fn articles() -> Vec<Operation> {
    let text = || json!({ "type": "string", "minLength": 1 });
    let bare = "outlet=Example+Wire&published_at=2026-02-18";
    vec![
        Operation::write("post", urls::API_ARTICLES, "sendArticles", TEXTS, Scope::Ingest, "Send an article, or many")
            .says(
                "One article as JSON, plain text or HTML; many as lines of JSON or as a feed (RSS, Atom, JSON Feed), all or none of \
                 them, or with `mode=partial` each by itself. An article that is known under its address becomes a revision, the \
                 same text changes nothing. Bodies may be packed (`Content-Encoding: gzip` or `zstd`).",
            )
            .takes(of_articles())
            .json(schema("ArticleIn"), ARTICLE)
            .body(LINES, text(), &format!("{ARTICLE}\n{OTHER}"), "mode=partial")
            .body("text/plain", text(), "Envoys of Chad and Libya ended their talks in Oslo on Tuesday.", bare)
            .body("text/html", text(), "<h1>Talks</h1><p>Envoys of Chad and Libya met in Oslo on Tuesday.</p>", bare)
            .body("application/rss+xml", text(), RSS, "outlet=Example+Wire")
            .body("application/atom+xml", text(), ATOM, "dry_run=true")
            .body("application/feed+json", feed(), JSON_FEED, "mode=partial")
            .gives(200, "A new text of a known article, the same text again, or a dry run.", JSON, stored())
            .or(LINES, schema("Line"))
            .gives(201, "A new article, or all lines.", JSON, schema("Sent"))
            .or(LINES, schema("Line"))
            .with(&["Location"])
            .gives(207, "With `mode=partial`: what became of each line.", LINES, schema("Line"))
            .fails(&[400, 409, 410, 422]),
        Operation::write("put", urls::API_ARTICLES, "putArticle", TEXTS, Scope::Ingest, "Put an article where it stands")
            .says("One article, by its address: new, a new text of it, or unchanged. An address in the body must be the same.")
            .takes(of_one_article())
            .body(JSON, schema("ArticleIn"), ARTICLE, AT)
            .body("text/plain", text(), "Envoys of Chad and Libya ended their talks in Oslo on Tuesday.", AT)
            .body("text/html", text(), "<h1>Talks</h1><p>Envoys of Chad and Libya met in Oslo on Tuesday.</p>", AT)
            .gives(200, "A new text of it, the same text again, or a dry run.", JSON, stored())
            .gives(201, "A new article.", JSON, schema("Sent"))
            .with(&["Location"])
            .fails(&[400, 409, 410, 422]),
        Operation::write("delete", "/api/v1/articles/{id}", "withdrawArticle", TEXTS, Scope::Curate, "Withdraw an article")
            .says("Its text is erased here, what it said leaves the timeline, and the change feed says so. Scope `ingest` or `curate`.")
            .takes([
                number("id", "article", "1"),
                query("reason", "Why, where the body does not say it.", json!({ "type": "string", "maxLength": 1000 })),
            ])
            .json(
                json!({ "type": "object", "properties": { "reason": { "type": ["string", "null"], "maxLength": 1000 } }, "additionalProperties": false }),
                r#"{"reason":"The outlet took it back."}"#,
            )
            .optional()
            .gives(200, "What was withdrawn, and what that did to events.", JSON, schema("Withdrawn"))
            .fails(&[400, 404, 409, 410, 422]),
    ]
}

/// A JSON Feed, as far as it is looked at.
fn feed() -> Value {
    let text = || json!({ "type": "string" });
    let version = json!({ "type": "string", "pattern": "^https://jsonfeed[.]org/version/1([.]1)?$" });
    let item = json!({
        "type": "object",
        "required": ["id", "content_text"],
        "properties": {
            "id": text(), "url": text(), "title": text(), "content_text": text(), "date_published": text(),
        },
    });
    json!({
        "type": "object",
        "required": ["version", "title", "items"],
        "properties": { "version": version, "title": text(), "items": { "type": "array", "items": item } },
    })
}

fn stored() -> Value {
    json!({ "oneOf": [schema("Sent"), schema("DryRun")] })
}

pub(super) fn reason() -> Value {
    json!({ "type": "string", "minLength": 1, "maxLength": 1000, "description": "Why; it stands in the public log." })
}

/// An object of these fields and no others, with a reason.
fn ruling(fields: Value, required: &[&str]) -> Value {
    let mut properties = fields;
    properties["reason"] = reason();
    let required: Vec<&str> = required.iter().copied().chain(["reason"]).collect();
    json!({ "type": "object", "required": required, "properties": properties, "additionalProperties": false })
}

fn ids(of: &str) -> Value {
    json!({ "type": "array", "minItems": 1, "items": { "anyOf": [schema(of), { "type": "integer", "minimum": 1, "maximum": MOST }] } })
}

/// An operation that corrects one event.
fn on_event(path: &str, id: &'static str, summary: &str, body: Value, example: &str) -> Operation {
    let method = if id == "correctEvent" { "patch" } else { "post" };
    Operation::write(method, path, id, EVENTS, Scope::Curate, summary)
        .takes([number("id", "event", "7"), part("parameters", "If-Match")])
        .json(body, example)
        .gives(200, "The entry of the log, and the event as it is now.", JSON, schema("Ruled"))
        .with(&["ETag"])
        .fails(&[400, 404, 409, 410, 412, 422])
}

fn corrections() -> Vec<Operation> {
    let only = || ruling(json!({}), &[]);
    let mut addition = ruling(
        json!({
            "article": { "anyOf": [schema("ArticleId"), { "type": "integer", "minimum": 1, "maximum": MOST }] },
            "exact": { "type": ["string", "null"], "description": "The sentence, in the article's words." },
            "start": { "type": ["integer", "null"], "minimum": 0, "maximum": u32::MAX, "description": "Its first code point, where the words stand more than once or are not given." },
            "end": { "type": ["integer", "null"], "minimum": 0, "maximum": u32::MAX },
            "kind": schema("Kind"),
        }),
        &["article", "kind"],
    );
    addition["additionalProperties"] = true.into();
    addition["description"] = "Where the sentence is, and the event's fields as in `events` of a sent article.".into();
    vec![
        Operation::write("post", urls::API_EVENTS, "addEvent", EVENTS, Scope::Curate, "Add an event from a sentence of an article")
            .json(
                addition,
                r#"{"article":"1","exact":"Envoys met again on Friday.","kind":"round","round":{},"status":"concluded","reason":"The rules did not see it."}"#,
            )
            .gives(201, "The entry of the log, and the event.", JSON, schema("Ruled"))
            .with(&["ETag", "Location"])
            .fails(&[400, 404, 409, 410, 422]),
        on_event(
            "/api/v1/events/{id}",
            "correctEvent",
            "Give fields of an event other values",
            schema("EventPatch"),
            r#"{"status":"postponed","reason":"Both sides said so later."}"#,
        )
        .says("A merge patch (RFC 7396): `null` empties a field; a list, a date and a place are replaced whole."),
        on_event(
            "/api/v1/events/{id}/merge",
            "mergeEvents",
            "Rule that events are one",
            {
                let mut body = ruling(json!({ "into": { "anyOf": [schema("EventId"), { "type": "integer", "minimum": 1, "maximum": MOST }] }, "with": ids("EventId") }), &[]);
                body["anyOf"] = json!([{ "required": ["into"] }, { "required": ["with"] }]);
                body
            },
            r#"{"into":"3","reason":"Two reports of one round."}"#,
        ),
        on_event(
            "/api/v1/events/{id}/split",
            "splitEvent",
            "Rule that some of its mentions are an event of their own",
            {
                let mut body = ruling(json!({ "mentions": ids("MentionId"), "articles": ids("ArticleId") }), &[]);
                body["oneOf"] = json!([{ "required": ["mentions"] }, { "required": ["articles"] }]);
                body
            },
            r#"{"articles":["12"],"reason":"That article tells of another day."}"#,
        ),
        on_event("/api/v1/events/{id}/dismiss", "dismissEvent", "Rule that it is no event", only(), r#"{"reason":"A drill, not an event."}"#),
        on_event("/api/v1/events/{id}/restore", "restoreEvent", "Take a dismissal back", only(), r#"{"reason":"It was one after all."}"#),
        on_event(
            "/api/v1/events/{id}/review",
            "reviewEvent",
            "Mark it as reviewed, or as unreviewed again",
            ruling(json!({ "review": schema("Review") }), &["review"]),
            r#"{"review":"reviewed","reason":"Read with all its sources."}"#,
        ),
        Operation::write("post", "/api/v1/corrections/{id}/revert", "revertCorrection", EVENTS, Scope::Curate, "Take a correction back")
            .takes([number("id", "entry of the log", "1")])
            .json(only(), r#"{"reason":"The source was right."}"#)
            .gives(200, "The entry of the log, and the event as it is now.", JSON, schema("Ruled"))
            .with(&["ETag"])
            .fails(&[400, 404, 409, 410, 422]),
    ]
}

fn negotiations() -> Vec<Operation> {
    let slug = || slug("track of talks", "ukraine-russia-2026");
    vec![
        Operation::write(
            "post",
            urls::API_NEGOTIATIONS,
            "makeNegotiation",
            THINGS,
            Scope::Curate,
            "Make a track of talks",
        )
        .says("Every event that belongs to it is assigned anew.")
        .json(
            schema("NegotiationIn"),
            r#"{"name":"Chad–Libya talks 2026","parties":["chad","libya"],"from":"2026-01-01"}"#,
        )
        .gives(201, "The track.", JSON, schema("Negotiation"))
        .with(&["Location"])
        .fails(&[400, 409, 422]),
        Operation::write(
            "patch",
            "/api/v1/negotiations/{slug}",
            "changeNegotiation",
            THINGS,
            Scope::Curate,
            "Change a track of talks",
        )
        .says("What is left out stays; `\"to\": null` means that it goes on.")
        .takes([slug()])
        .json(schema("NegotiationChange"), r#"{"to":"2026-12-31"}"#)
        .gives(200, "The track.", JSON, schema("Negotiation"))
        .fails(&[400, 404, 409, 410, 422]),
        Operation::write(
            "delete",
            "/api/v1/negotiations/{slug}",
            "removeNegotiation",
            THINGS,
            Scope::Curate,
            "Remove a track of talks",
        )
        .takes([super::parameters::slug("track of talks", "chad-libya-2026")])
        .gives_nothing(204, "It is gone; its events belong to others, or to none.")
        .fails(&[400, 404, 409, 410]),
    ]
}

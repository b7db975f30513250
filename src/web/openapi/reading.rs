//! Everything that can be read.

use super::{
    CHANGES, EVENTS, EXPORTS, SERVICE, TEXTS, THINGS,
    operation::{JSON, Operation, schema},
    parameters::{as_of, cursor, fields, filter, limit, number, of_changes, of_lists, query, slug},
    schemas::or_some,
};
use crate::{render::export::Format, urls};
use serde_json::{Value, json};

/// Every operation that only reads.
pub(super) fn all() -> Vec<Operation> {
    [events(), changes(), articles(), things(), exports(), service()].concat()
}

fn json_of(name: &str) -> Value {
    schema(name)
}

/// Where a thing may be known under another address, or be gone.
const KEYED: &[u16] = &[400, 404];
const MOVED: &[u16] = &[308, 400, 404, 410];
const LISTED: &[u16] = &[400, 422];

fn events() -> Vec<Operation> {
    let list = |path: &str, id, summary: &str| {
        Operation::get(path, id, EVENTS, summary)
            .takes(filter())
            .takes(of_lists())
            .gives(
                200,
                "A part of the answer, or with `group_by` its counts.",
                JSON,
                json!({ "oneOf": [schema("EventList"), schema("Groups")] }),
            )
            .with(&["Link"])
            .tagged()
            .fails(&[308, 400, 422])
            .example("kind=strike&from=2026-02-01&limit=2&facet=kind")
    };
    let id = || number("id", "event", "7");
    vec![
        list(urls::API_EVENTS, "listEvents", "The timeline, part by part").says(
            "Repeated parameters mean OR, different ones AND. `next` and the `Link` header lead to the part behind; slugs of \
             things that were merged redirect.",
        ),
        list("/timeline.json", "listTimeline", "The same, under the address of the page"),
        Operation::get("/api/v1/events/{id}", "getEvent", EVENTS, "One event with every sentence behind it")
            .says("Its tag is strong: send it back as `If-Match` with a correction. With `fields` or `as_of` it is that of what is shown, and good for `If-None-Match` only.")
            .takes([id(), as_of(), fields("Event")])
            .gives(200, "The event.", JSON, or_some("Event"))
            .tagged()
            .fails(&[308, 400, 404, 410, 422]),
        Operation::get("/events/{id}.json", "getEventPage", EVENTS, "The same, under the address of its page")
            .takes([id()])
            .gives(200, "The event.", JSON, json_of("Event"))
            .tagged()
            .fails(MOVED),
        Operation::get("/api/v1/events/{id}/mentions", "listMentions", EVENTS, "What each article says of an event")
            .says("As its sources tell it, untouched by corrections.")
            .takes([id()])
            .gives(200, "Its mentions.", JSON, json_of("MentionList"))
            .fails(MOVED),
        Operation::get(urls::API_CORRECTIONS, "listCorrections", EVENTS, "The log of corrections, oldest first")
            .takes([
                query("event", "Only those of this event.", json!({ "type": "string", "pattern": "^([1-9][0-9]{0,17})?$" })),
                query("after", "The last entry that you have.", json!({ "type": "string", "pattern": "^(0|[1-9][0-9]{0,17})?$" })),
                limit(),
            ])
            .gives(200, "A part of the log.", JSON, json_of("CorrectionList"))
            .with(&["Link"])
            .fails(&[400, 404]),
    ]
}

fn changes() -> Vec<Operation> {
    let listening = query(
        "after",
        "The change that you have seen: news are counted from there.",
        json!({ "type": "integer", "format": "int64", "minimum": 0 }),
    );
    vec![
        Operation::get(urls::API_CHANGES, "listChanges", CHANGES, "What happened to events, in order and without gaps")
            .says("Each row keeps the event as it then was, so that a copy can stay in step.")
            .takes(of_changes())
            .gives(200, "A part of the feed.", JSON, json_of("Feed"))
            .with(&["Link"])
            .fails(LISTED)
            .example("after=0&limit=2"),
        Operation::get(urls::LIVE, "listen", CHANGES, "How much of a selection is new, as it comes")
            .says("Server-sent events, without an end. `Last-Event-ID` goes on where a reader left off.")
            .takes(filter())
            .takes([listening])
            .gives(200, "A stream of messages.", "text/event-stream", json!({ "type": "string" }))
            .fails(LISTED)
            .endless(1)
            .example("kind=strike"),
    ]
}

fn articles() -> Vec<Operation> {
    let id = || number("id", "article", "1");
    let revision = || number("number", "revision, counted from 1", "1");
    let against = || {
        query(
            "against",
            "The revision to compare with; without it, the one that stood there before.",
            json!({ "type": "string", "pattern": "^([1-9][0-9]{0,8})?$" }),
        )
    };
    let one = |path: &str, name| {
        Operation::get(path, name, TEXTS, "An article with its frozen text and everything found in it")
            .takes([id()])
            .gives(200, "The article.", JSON, json_of("Article"))
            .tagged()
            .fails(MOVED)
    };
    let revisions = |path: &str, name| {
        Operation::get(path, name, TEXTS, "The texts that stood at its address, newest first")
            .takes([id()])
            .gives(200, "The revisions.", JSON, json_of("RevisionList"))
            .tagged()
            .fails(&[400, 404, 410])
    };
    let one_revision = |path: &str, name| {
        Operation::get(path, name, TEXTS, "One of these texts, with the words it changed")
            .takes([id(), revision(), against()])
            .gives(200, "The text.", JSON, json_of("RevisionText"))
            .tagged()
            .fails(&[400, 404, 410, 422])
    };
    vec![
        Operation::get(urls::API_ARTICLES, "listArticles", TEXTS, "The articles, newest first")
            .takes([cursor("^([1-9][0-9]{0,17})?$"), limit(), fields("ArticleSummary")])
            .gives(200, "A part of the list.", JSON, json_of("ArticleList"))
            .with(&["Link"])
            .fails(LISTED)
            .example("limit=2"),
        one("/api/v1/articles/{id}", "getArticle"),
        one("/articles/{id}.json", "getArticlePage"),
        revisions("/api/v1/articles/{id}/revisions", "listRevisions"),
        revisions("/articles/{id}/revisions.json", "listRevisionsPage"),
        one_revision("/api/v1/articles/{id}/revisions/{number}", "getRevision"),
        one_revision("/articles/{id}/revisions/{number}.json", "getRevisionPage"),
    ]
}

fn things() -> Vec<Operation> {
    let list = |path: &str, id, what: &str, name: &str, item: &str| {
        Operation::get(path, id, THINGS, format!("The {what}, with how many events each has"))
            .takes([fields(item)])
            .gives(200, "The list.", JSON, json_of(name))
            .with(&["Link"])
            .fails(&[400])
    };
    let named = |path: &str, id, what: &str, name: &str, item: &str| {
        let q =
            query("q", "Names that begin so, else those spelled alike.", json!({ "type": "string", "maxLength": 100 }));
        list(path, id, what, name, item)
            .takes([cursor("^([0-9]{1,18}[.][a-z0-9-]{1,200})?$"), limit(), q])
            .fails(&[422])
            .example("limit=2")
    };
    let sheet = |path: &str, id, what: &str, example: &str, name: &str| {
        Operation::get(path, id, THINGS, format!("One {what} with its counts"))
            .takes([slug(what, example)])
            .gives(200, "What is known of it.", JSON, json_of(name))
            .tagged()
    };
    vec![
        named(urls::API_ACTORS, "listActors", "actors", "ActorList", "CountedActor"),
        sheet("/actors/{slug}.json", "getActor", "actor", "russia", "ActorSheet").fails(&[308, 400, 404]),
        named(urls::API_PLACES, "listPlaces", "places", "PlaceList", "CountedPlace"),
        sheet("/places/{slug}.json", "getPlace", "place", "kharkiv", "PlaceSheet").fails(&[308, 400, 404]),
        list("/api/v1/outlets", "listOutlets", "outlets", "OutletList", "CountedOutlet"),
        sheet("/outlets/{slug}.json", "getOutlet", "outlet", "outlet-1", "OutletSheet").fails(&[308, 400, 404]),
        list(urls::API_NEGOTIATIONS, "listNegotiations", "tracks of talks", "NegotiationList", "CountedNegotiation"),
        sheet("/api/v1/negotiations/{slug}", "getNegotiation", "track of talks", "ukraine-russia-2026", "Negotiation")
            .fails(&[308, 400, 404, 410]),
        sheet(
            "/negotiations/{slug}.json",
            "getNegotiationPage",
            "track of talks",
            "ukraine-russia-2026",
            "Negotiation",
        )
        .fails(&[308, 400, 404, 410]),
    ]
}

/// What an export holds, as far as this document says it: the formats have documents of their own.
fn exported(format: Format) -> Value {
    let text = || json!({ "type": "string" });
    let items = || json!({ "type": "array", "items": { "type": "object" } });
    let object = |fields: Value| {
        let names: Vec<&String> = fields.as_object().map(|all| all.keys().collect()).unwrap_or_default();
        json!({ "type": "object", "required": names, "properties": fields })
    };
    // Without it, a download was cut.
    let end = || object(json!({ "count": { "type": "integer", "minimum": 0 }, "seq": schema("Seq") }));
    match format {
        Format::Json => object(json!({ "data": { "type": "array", "items": schema("Event") }, "end": end() })),
        Format::Lines => json!({ "oneOf": [schema("Event"), schema("End")] }),
        Format::GeoJson => {
            let kind = json!({ "type": "string", "enum": ["FeatureCollection"] });
            object(json!({ "type": kind, "features": items(), "end": end() }))
        }
        Format::JsonFeed => object(json!({
            "version": text(), "title": text(), "home_page_url": text(), "feed_url": text(), "language": text(),
            "authors": items(), "items": items(), "_demarche": end(),
        })),
        Format::TimelineJs => object(json!({ "scale": text(), "title": { "type": "object" }, "events": items() })),
        Format::Atom | Format::Calendar | Format::Csv => text(),
    }
}

fn exports() -> Vec<Operation> {
    let one = |format: Format| {
        let id = match format {
            Format::Atom => "exportAtom",
            Format::JsonFeed => "exportJsonFeed",
            Format::Calendar => "exportCalendar",
            Format::Csv => "exportCsv",
            Format::Json => "exportJson",
            Format::Lines => "exportLines",
            Format::GeoJson => "exportGeoJson",
            Format::TimelineJs => "exportTimelineJs",
        };
        // Of a media type, what stands before its parameters.
        let media = format.media_type().split(';').next().unwrap_or_default();
        Operation::get(format.path(), id, EXPORTS, format!("A whole answer as {}: {}", format.name(), format.purpose()))
            .says("One snapshot, without pages; `limit` cuts it short. A download that lacks its end was cut.")
            .takes(filter())
            .gives(200, "The answer.", media, exported(format))
            .with(&["Content-Disposition"])
            .tagged()
            .fails(&[308, 400, 422])
            .example("kind=strike")
    };
    let picture = Operation::get(urls::PICTURE, "drawTimeline", EXPORTS, "The picture of a selection, as a file")
        .takes(filter())
        .gives(200, "The picture.", "image/svg+xml", json!({ "type": "string" }))
        .with(&["Content-Disposition"])
        .fails(&[308, 400, 422])
        .example("from=2026-02-01&to=2026-02-28");
    Format::ALL.into_iter().map(one).chain([picture]).collect()
}

fn service() -> Vec<Operation> {
    let text = || json!({ "type": "string" });
    vec![
        Operation::get(super::ADDRESS, "getDocument", SERVICE, "This document")
            .gives(200, "OpenAPI 3.1.", JSON, json!({ "type": "object", "required": ["openapi", "info", "paths"] }))
            .tagged()
            .fails(KEYED),
        Operation::get("/healthz", "isAlive", SERVICE, "Whether the program runs")
            .gives(200, "It does.", "text/plain", text())
            .fails(&[400]),
        Operation::get("/readyz", "isReady", SERVICE, "Whether the database answers, and how its copy stands")
            .gives(200, "It does.", "text/plain", text())
            .gives(503, "It does not; where there is a copy for reads, how that one stands.", "text/plain", text())
            .or("application/problem+json", schema("Problem"))
            .fails(&[400]),
        Operation::get("/metrics", "getMetrics", SERVICE, "Figures of this process, for Prometheus")
            .says("With a token of scope `read` or from this machine; routes are told by their pattern, never by address.")
            .gives(200, "Figures.", "text/plain", text())
            .fails(&[400]),
    ]
}

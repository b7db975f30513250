//! The shapes of what comes out and of what is taken in. Values describe themselves (they derive it); what is put
//! around them is said here, and the tests hold every answer to it.
//!
//! One type may look different in the two directions: what comes out has every field, also an unknown one as `null`, and
//! may gain new ones; what is taken in may leave out what has a default, and nothing unknown is taken.

use super::operation::schema;
use crate::{
    domain::{
        Event, Mention,
        change::Change,
        correction::{Correction, EventMention},
        page::{ArticleSummary, FacetValue, Outlet, Withdrawal},
        profile::OutletFull,
        revision::Revision,
    },
    pipeline::{
        intake::{ArticleBody, EventBody},
        negotiations::{Changes, NewTrack},
        submit::Outcome,
    },
    render::{
        diff::Piece,
        json::{End, SentArticle, Summary},
    },
    web::{api::events::FACETS, error::Item},
};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use utoipa::ToSchema;

pub(super) type Schemas = Map<String, Value>;

const SCHEMAS: &str = "#/components/schemas/";

/// Fields that are absent where there is nothing to say.
const ABSENT: [(&str, &[&str]); 13] = [
    ("Actor", &["affiliation"]),
    ("Participant", &["title"]),
    ("Event", &["corrected"]),
    ("Change", &["fields", "merged_into", "erased"]),
    ("Correction", &["undoes"]),
    ("Told", &["fields"]),
    ("Round", &["track_ordinal"]),
    ("Figure", &["evidence", "article", "updates"]),
    ("Outdated", &["evidence", "article"]),
    ("Step", &["article"]),
    ("Trace", &["children"]),
    ("Mention", &["trace"]),
    ("Item", &["parameter", "pointer", "line", "allowed"]),
];

fn add<T: ToSchema>(into: &mut Schemas) {
    let mut all = Vec::new();
    T::schemas(&mut all);
    all.push((T::name().into_owned(), T::schema()));
    for (name, schema) in all {
        // Plain data, which always has a JSON form; without one the document would not be valid, and a test says so.
        into.insert(name, serde_json::to_value(schema).unwrap_or_default());
    }
}

/// Every schema, by name.
pub(super) fn all() -> Schemas {
    let (mut out, mut taken) = (Schemas::new(), Schemas::new());
    add::<Event>(&mut out);
    add::<EventMention>(&mut out);
    add::<Mention>(&mut out);
    add::<Change>(&mut out);
    add::<Correction>(&mut out);
    add::<ArticleSummary>(&mut out);
    add::<FacetValue>(&mut out);
    add::<Outlet>(&mut out);
    add::<OutletFull>(&mut out);
    add::<Withdrawal>(&mut out);
    add::<Revision>(&mut out);
    add::<Outcome>(&mut out);
    add::<Piece>(&mut out);
    add::<End>(&mut out);
    add::<SentArticle>(&mut out);
    add::<Summary>(&mut out);
    add::<Item>(&mut out);
    add::<ArticleBody>(&mut taken);
    add::<EventBody>(&mut taken);
    add::<NewTrack>(&mut taken);
    add::<Changes>(&mut taken);
    for (name, schema) in &mut out {
        let absent = ABSENT.iter().find(|(of, _)| of == name).map_or(&[][..], |(_, fields)| *fields);
        open(schema, absent);
    }
    let taken = beside(taken, &out);
    let mut patch = super::patch::of(&taken);
    patch["properties"]["reason"] = super::writing::reason();
    patch["required"] = json!(["reason"]);
    out.insert("EventPatch".to_owned(), patch);
    out.extend(taken);
    out.extend(envelopes());
    for name in PARTED {
        let some = some(&out, name);
        out.insert(format!("SomeOf{name}"), some);
    }
    out
}

/// The fields that a shape has, with those of what it is made of.
pub(super) fn fields(all: &Schemas, name: &str) -> Schemas {
    fn gather(all: &Schemas, schema: &Value, out: &mut Schemas) {
        let named = schema["$ref"].as_str().and_then(|to| to.strip_prefix(SCHEMAS)).and_then(|name| all.get(name));
        if let Some(named) = named {
            gather(all, named, out);
        }
        for part in ["allOf", "oneOf"].iter().flat_map(|key| schema[*key].as_array().into_iter().flatten()) {
            gather(all, part, out);
        }
        let own = schema["properties"].as_object().into_iter().flatten();
        out.extend(own.map(|(name, field)| (name.clone(), field.clone())));
    }
    let mut out = Schemas::new();
    if let Some(schema) = all.get(name) {
        gather(all, schema, &mut out);
    }
    out
}

/// The shapes of which `fields=` leaves some fields.
const PARTED: [&str; 6] =
    ["Event", "ArticleSummary", "CountedActor", "CountedPlace", "CountedNegotiation", "CountedOutlet"];

/// A shape, or some of its fields.
pub(super) fn or_some(name: &str) -> Value {
    json!({ "anyOf": [schema(name), schema(&format!("SomeOf{name}"))] })
}

/// What `fields=` leaves of a shape.
fn some(all: &Schemas, name: &str) -> Value {
    let says = format!("The fields of `{name}` that `fields` names.");
    json!({ "type": "object", "description": says, "properties": fields(all, name) })
}

/// What comes out has all its fields, and may have more.
fn open(schema: &mut Value, absent: &[&str]) {
    let Some(object) = schema.as_object_mut() else { return };
    if object.get("additionalProperties") == Some(&Value::Bool(false)) {
        object.remove("additionalProperties");
    }
    if let Some(fields) = object.get("properties").and_then(Value::as_object) {
        let there: Vec<Value> =
            fields.keys().filter(|k| !absent.contains(&k.as_str())).cloned().map(Value::from).collect();
        object.insert("required".to_owned(), there.into());
    }
    for key in ["allOf", "oneOf"] {
        for part in object.get_mut(key).and_then(Value::as_array_mut).into_iter().flatten() {
            open(part, absent);
        }
    }
}

/// What is taken in, beside what comes out: a type that looks otherwise there, or holds one that does, has a name of
/// its own here.
fn beside(taken: Schemas, out: &Schemas) -> Schemas {
    let differs = |name: &String, schema: &Value| out.get(name).is_some_and(|other| other != schema);
    let mut own: BTreeSet<String> = taken.iter().filter(|(n, s)| differs(n, s)).map(|(n, _)| n.clone()).collect();
    loop {
        let holds = |name: &String, schema: &Value| {
            out.contains_key(name) && !own.contains(name) && own.iter().any(|other| refers(schema, other))
        };
        let more: Vec<String> = taken.iter().filter(|(n, s)| holds(n, s)).map(|(n, _)| n.clone()).collect();
        if more.is_empty() {
            break;
        }
        own.extend(more);
    }
    let renamed = taken.into_iter().map(|(name, mut schema)| {
        rename(&mut schema, &own);
        (if own.contains(&name) { format!("{name}In") } else { name }, schema)
    });
    renamed.collect()
}

fn refers(schema: &Value, name: &str) -> bool {
    match schema {
        Value::String(text) => text.strip_prefix(SCHEMAS) == Some(name),
        Value::Array(all) => all.iter().any(|v| refers(v, name)),
        Value::Object(all) => all.values().any(|v| refers(v, name)),
        _ => false,
    }
}

fn rename(schema: &mut Value, own: &BTreeSet<String>) {
    match schema {
        Value::String(text) if text.strip_prefix(SCHEMAS).is_some_and(|name| own.contains(name)) => text.push_str("In"),
        Value::Array(all) => all.iter_mut().for_each(|v| rename(v, own)),
        Value::Object(all) => all.values_mut().for_each(|v| rename(v, own)),
        _ => {}
    }
}

/// An object with all these fields.
fn object(fields: Value) -> Value {
    let names: Vec<&String> = fields.as_object().map(|all| all.keys().collect()).unwrap_or_default();
    json!({ "type": "object", "required": names, "properties": fields })
}

/// Another object with more fields.
fn more(name: &str, fields: Value) -> Value {
    json!({ "allOf": [schema(name), object(fields)] })
}

fn array(items: Value) -> Value {
    json!({ "type": "array", "items": items })
}

fn or_null(kind: &str) -> Value {
    json!({ "type": [kind, "null"] })
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn count() -> Value {
    json!({ "type": "integer", "minimum": 0 })
}

fn always(word: &str) -> Value {
    json!({ "type": "string", "enum": [word] })
}

/// Part of a list.
fn list(items: Value) -> Value {
    object(json!({ "data": array(items), "next": next() }))
}

fn next() -> Value {
    json!({ "type": ["string", "null"], "description": "The cursor of the next part; `null` at the end." })
}

/// A thing with its counts.
fn sheet(name: &str, fields: Value) -> Value {
    let mut own = json!({
        "by_kind": schema("ByKind"),
        "timeline": { "type": "string", "description": "The address of its events on the timeline." },
    });
    if let (Some(own), Some(fields)) = (own.as_object_mut(), fields.as_object()) {
        own.extend(fields.clone());
    }
    more(name, own)
}

fn envelopes() -> Schemas {
    let mut all = lists();
    let mut put = |name: &str, schema: Value| all.insert(name.to_owned(), schema);
    put(
        "Article",
        withholding(more(
            "ArticleRef",
            json!({
                "byline": or_null("string"), "modified_at": { "type": ["string", "null"] }, "language": or_null("string"),
                "format": schema("Format"), "revision": count(), "revisions": count(),
                "recorded_at": { "type": "string", "format": "date-time" }, "content_hash": text(),
                "text": { "type": ["string", "null"], "description": "The frozen text: spans are counted in its Unicode code points. \
                    `null` where readers may not see all of it." },
                "events": array(more("Mention", json!({ "event": schema("EventId") }))), "notes": array(text()),
            }),
        )),
    );
    put(
        "RevisionText",
        withholding(more(
            "Revision",
            json!({
                "article": schema("ArticleRef"), "page": text(), "text": or_null("string"),
                "against": { "type": ["integer", "null"], "description": "The revision that it is compared with." },
                "difference": { "type": "array", "items": schema("Piece"), "description": "The words added and removed, in order." },
            }),
        )),
    );
    put("ActorSheet", sheet("Actor", json!({ "titles": array(text()) })));
    put("PlaceSheet", sheet("Place", json!({})));
    put("OutletSheet", sheet("OutletFull", json!({})));
    put(
        "Negotiation",
        sheet(
            "NegotiationRef",
            json!({
                "parties": array(schema("Actor")), "mediators": array(schema("Actor")),
                "from": { "type": "string", "format": "date" }, "to": { "type": ["string", "null"], "format": "date" },
            }),
        ),
    );
    put(
        "Feed",
        object(json!({
            "data": array(schema("Change")),
            "next": { "type": ["integer", "null"], "description": "What to give as `after` for the next part; `null` at the end." },
            "seq": schema("Seq"),
        })),
    );
    put(
        "Withdrawn",
        more(
            "Withdrawal",
            json!({
                "result": always("withdrawn"),
                "changes": array(object(json!({ "seq": schema("Seq"), "event": schema("EventId"), "op": schema("ChangeOp") }))),
            }),
        ),
    );
    put(
        "Ruled",
        json!({
            "type": "object",
            "required": ["correction", "event"],
            "properties": {
                "correction": schema("Correction"),
                "event": { "description": "The event; `null` where it is no more.", "oneOf": [{ "type": "null" }, schema("Event")] },
                "other": schema("Event"),
            },
        }),
    );
    put(
        "Sent",
        object(json!({
            "result": schema("Outcome"), "article": schema("SentArticle"), "events": array(schema("Event")), "notes": array(text()),
        })),
    );
    put(
        "DryRun",
        object(json!({ "result": always("dry-run"), "events": array(schema("Mention")), "notes": array(text()) })),
    );
    put(
        "Line",
        json!({
            "description": "What became of one line, in their order; the last says how many of each.",
            "oneOf": [
                object(json!({ "line": count(), "result": schema("Outcome"), "article": schema("SentArticle"),
                    "events": array(schema("EventId")), "notes": array(text()) })),
                object(json!({ "line": count(), "result": always("dry-run"), "events": array(schema("Mention")), "notes": array(text()) })),
                object(json!({ "line": count(), "result": always("rejected"), "errors": array(schema("Item")) })),
                object(json!({ "summary": schema("Summary") })),
            ],
        }),
    );
    put(
        "Problem",
        json!({
            "type": "object",
            "description": "What went wrong, in a sentence of its own (RFC 9457).",
            "required": ["status", "title", "detail"],
            "properties": {
                "type": text(), "status": { "type": "integer" }, "title": text(), "detail": text(),
                "errors": array(schema("Item")),
                "reference": { "type": "string", "description": "Of a fault here: leads to its cause in the log." },
                "summary": schema("Summary"),
            },
        }),
    );
    all
}

/// The same, where its text may be withheld.
fn withholding(mut schema: Value) -> Value {
    schema["allOf"][1]["properties"]["text_withheld"] =
        json!({ "type": "string", "description": "Why `text` is `null`; absent where it is not." });
    schema
}

fn lists() -> Schemas {
    let counted = |name: &str| more(name, json!({ "events": count() }));
    let facets: Schemas = FACETS.iter().map(|key| ((*key).to_owned(), array(schema("FacetValue")))).collect();
    let kinds: Schemas = crate::domain::Kind::ALL.iter().map(|kind| (kind.as_str().to_owned(), count())).collect();
    let mut events = list(or_some("Event"));
    events["properties"]["facets"] = schema("Facets");
    events["properties"]["total"] = count();
    [
        ("Facets", json!({ "type": "object", "description": "Counts by filter key, each under the other filters.", "properties": facets })),
        ("ByKind", json!({ "type": "object", "description": "How many events, by kind.", "properties": kinds })),
        ("EventList", events),
        (
            "Groups",
            object(json!({ "group_by": text(), "data": array(schema("FacetValue")), "more": count(), "total": count() })),
        ),
        ("MentionList", list(schema("EventMention"))),
        ("ArticleList", list(or_some("ArticleSummary"))),
        ("RevisionList", list(schema("Revision"))),
        ("CountedActor", counted("Actor")),
        ("ActorList", list(or_some("CountedActor"))),
        ("CountedPlace", counted("Place")),
        ("PlaceList", list(or_some("CountedPlace"))),
        ("CountedNegotiation", counted("NegotiationRef")),
        ("NegotiationList", list(or_some("CountedNegotiation"))),
        ("CountedOutlet", counted("Outlet")),
        ("OutletList", list(or_some("CountedOutlet"))),
        ("CorrectionList", list(schema("Correction"))),
    ]
    .into_iter()
    .map(|(name, schema)| (name.to_owned(), schema))
    .collect()
}

//! The API's document as a judge: whether an answer is one that it promises.

use super::Answer;
use demarche::web::openapi;
use jsonschema::Validator;
use serde_json::{Map, Value, json};
use std::{
    cell::RefCell,
    collections::HashMap,
    sync::{LazyLock, Mutex},
};

/// The document, made once.
pub(crate) static DOCUMENT: LazyLock<Value> = LazyLock::new(openapi::document);

/// One operation of the document.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) body: &'static Value,
}

impl Operation {
    /// Its name.
    pub(crate) fn id(&self) -> &'static str {
        self.body["operationId"].as_str().expect("every operation has a name")
    }
}

/// Every operation of the document.
pub(crate) fn operations() -> Vec<Operation> {
    let paths = DOCUMENT["paths"].as_object().expect("paths");
    let of = |(path, methods): (&String, &'static Value)| -> Vec<Operation> {
        let methods = methods.as_object().expect("methods");
        methods.iter().map(|(method, body)| Operation { method: method.clone(), path: path.clone(), body }).collect()
    };
    paths.iter().flat_map(of).collect()
}

/// The operation of this name.
pub(crate) fn operation(id: &str) -> Operation {
    operations().into_iter().find(|o| o.id() == id).unwrap_or_else(|| panic!("no operation {id}"))
}

/// What a reference in the document leads to.
pub(crate) fn resolve(value: &'static Value) -> &'static Value {
    match value["$ref"].as_str() {
        Some(to) => DOCUMENT.pointer(to.trim_start_matches('#')).unwrap_or_else(|| panic!("{to} leads nowhere")),
        None => value,
    }
}

/// Every fault of an answer: a status, a media type or a field that the document does not know, or a header it misses.
pub(crate) fn faults(operation: &Operation, answer: &Answer) -> Vec<String> {
    let (id, status) = (operation.id(), answer.status.to_string());
    let Some(promised) = operation.body["responses"].get(&status) else {
        return vec![format!("{id}: no answer {status} is promised: {}", answer.body)];
    };
    let promised = resolve(promised);
    let mut faults = Vec::new();
    for name in ["ETag", "Location", "WWW-Authenticate", "Retry-After", "Content-Disposition"] {
        // One status may stand for several answers; only some of them then have a place.
        let sometimes = name == "Location" && answer.header("content-type").starts_with("application/x-ndjson");
        let gone = name == "ETag" && answer.body.contains("\"event\":null");
        if promised["headers"].get(name).is_some() && answer.header(name).is_empty() && !sometimes && !gone {
            faults.push(format!("{id} {status}: without {name}"));
        }
    }
    if !answer.header("link").is_empty() && promised["headers"].get("Link").is_none() {
        faults.push(format!("{id} {status}: a Link that is not promised"));
    }
    let Some(content) = promised.get("content") else {
        if !answer.body.is_empty() {
            faults.push(format!("{id} {status}: a body that is not promised: {}", answer.body));
        }
        return faults;
    };
    let media = answer.header("content-type").split(';').next().unwrap_or_default();
    let Some(schema) = content.get(media).map(|m| &m["schema"]) else {
        faults.push(format!("{id} {status}: `{media}` is not promised"));
        return faults;
    };
    let values: Vec<Value> = match media {
        "application/x-ndjson" => answer.lines(),
        media if media.ends_with("json") => vec![answer.json()],
        _ => vec![answer.body.clone().into()],
    };
    faults
        .extend(values.iter().flat_map(|value| invalid(schema, value)).map(|fault| format!("{id} {status}: {fault}")));
    faults
}

/// What of a value is not as its schema says. Fields that the schema does not name are faults here, though the document
/// leaves room for them: it is to name all there are.
pub(crate) fn invalid(schema: &Value, value: &Value) -> Vec<String> {
    thread_local! {
        static MADE: RefCell<HashMap<String, &'static Validator>> = RefCell::default();
    }
    static ALL: LazyLock<Mutex<HashMap<String, &'static Validator>>> = LazyLock::new(Mutex::default);
    let key = schema.to_string();
    let made = MADE.with_borrow(|made| made.get(&key).copied());
    let validator = made.unwrap_or_else(|| {
        let mut all = ALL.lock().expect("no test panics in here");
        let made = *all.entry(key.clone()).or_insert_with(|| Box::leak(Box::new(closed(schema))));
        MADE.with_borrow_mut(|own| own.insert(key, made));
        made
    });
    validator.iter_errors(value).take(5).map(|e| format!("{} at {}", e, e.instance_path())).collect()
}

/// A validator that takes no field that is not named.
fn closed(schema: &Value) -> Validator {
    let mut schemas = Map::new();
    for (name, schema) in DOCUMENT["components"]["schemas"].as_object().expect("schemas") {
        schemas.insert(name.clone(), close(schema, false));
        schemas.insert(format!("{name}{OPEN}"), close(schema, true));
    }
    let root = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "allOf": [close(schema, false)],
        "components": { "schemas": schemas },
    });
    jsonschema::validator_for(&root).unwrap_or_else(|e| panic!("no schema: {e}"))
}

/// The name of a schema that is a part of another, which alone says what else there may be.
const OPEN: &str = "-part";

fn close(schema: &Value, part: bool) -> Value {
    let Some(object) = schema.as_object() else { return schema.clone() };
    let mut out = Map::new();
    for (key, value) in object {
        let closed = match (key.as_str(), value) {
            ("$ref", Value::String(to)) if part => Value::String(format!("{to}{OPEN}")),
            ("allOf", Value::Array(all)) => all.iter().map(|s| close(s, true)).collect(),
            // Nothing is asked for with `fields=`, so everything is to come.
            ("oneOf" | "anyOf", Value::Array(all)) => {
                let some = |s: &&Value| s["$ref"].as_str().is_some_and(|to| to.contains("/SomeOf"));
                all.iter().filter(|s| !some(s)).map(|s| close(s, part)).collect()
            }
            ("properties", Value::Object(all)) => {
                all.iter().map(|(k, v)| (k.clone(), close(v, false))).collect::<Map<_, _>>().into()
            }
            ("items", value) => close(value, false),
            (_, value) => value.clone(),
        };
        out.insert(key.clone(), closed);
    }
    let whole = out.contains_key("properties") || out.contains_key("allOf");
    if whole && !part && !out.contains_key("additionalProperties") {
        out.insert("unevaluatedProperties".to_owned(), false.into());
    }
    Value::Object(out)
}

//! The merge patch that corrects an event: every field that can be corrected, and no other.

use super::operation::schema;
use crate::domain::{Kind, correction};
use serde_json::{Map, Value, json};

/// The schema, from those of what is taken in.
pub(super) fn of(taken: &Map<String, Value>) -> Value {
    let mut top = json!({ "type": "object", "additionalProperties": false, "properties": {} });
    for kind in Kind::ALL {
        for field in correction::all_fields(*kind) {
            let path: Vec<&str> = field.trim_start_matches('/').split('/').collect();
            put(&mut top, &path, value(taken, *kind, field, &path));
        }
    }
    top
}

/// Puts a field where its pointer leads, with the objects on the way.
fn put(at: &mut Value, path: &[&str], field: Value) {
    let Some((first, rest)) = path.split_first() else { return };
    if rest.is_empty() {
        at["properties"][*first] = field;
        return;
    }
    let inner = &mut at["properties"][*first];
    if inner.is_null() {
        *inner = json!({ "type": "object", "additionalProperties": false, "properties": {} });
    }
    put(inner, rest, field);
}

/// `null` empties a field.
fn or_null(schema: Value) -> Value {
    json!({ "anyOf": [schema, { "type": "null" }] })
}

fn value(taken: &Map<String, Value>, kind: Kind, field: &str, path: &[&str]) -> Value {
    let key = |whole: &str| json!({ "anyOf": [{ "type": "string" }, schema(whole)] });
    let list = |items: Value| or_null(json!({ "type": "array", "items": items }));
    match field {
        "/headline" => json!({ "type": "string", "minLength": 1, "maxLength": 1000 }),
        "/date" => or_null(key("DateIn")),
        "/place" => or_null(key("PlaceIn")),
        "/places" => list(key("PlaceIn")),
        "/participants" => list(schema("ParticipantIn")),
        "/topics" => list(schema("Topic")),
        correction::NEGOTIATION => {
            let track = json!({ "type": "object", "required": ["id"], "properties": { "id": { "type": "string" } } });
            or_null(json!({ "anyOf": [{ "type": "string" }, track] }))
        }
        "/status" => or_null(schema("Status")),
        "/agreement/effective" => or_null(key("DateIn")),
        _ => or_null(own(taken, kind, path)),
    }
}

/// A field of the kind's own object, as that type describes it.
fn own(taken: &Map<String, Value>, kind: Kind, path: &[&str]) -> Value {
    let name = match kind {
        Kind::Round => "Round",
        Kind::Strike if path.len() == 3 => "Casualties",
        Kind::Strike => "Strike",
        Kind::Statement => "Statement",
        Kind::Agreement => "Agreement",
        Kind::Deadline => "Deadline",
        Kind::Measure => "MeasureTaken",
    };
    let of = [format!("{name}In"), name.to_owned()].into_iter().find_map(|name| taken.get(&name));
    of.and_then(|schema| schema["properties"].get(path.last()?)).cloned().unwrap_or_default()
}

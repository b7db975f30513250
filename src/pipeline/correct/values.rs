//! From a merge patch to values that are known to fit the event.

use super::CorrectError;
use crate::{
    domain::{
        Detail, Event, Kind, Text, Toll,
        correction::{self, NEGOTIATION, Values},
        filter::Problem,
    },
    pipeline::intake::{self, Rejection},
    store::Writer,
};
use serde_json::{Map, Value, json};

/// No headline is longer.
const LONGEST_LINE: usize = 1000;

/// The values a patch gives, each checked as a client's events are, with actors and places in full.
pub(super) async fn read(
    writer: &mut Writer,
    event: &Event,
    patch: Map<String, Value>,
) -> Result<Values, CorrectError> {
    let kind = event.content.kind;
    let mut sent = Vec::new();
    flatten(kind, "", patch, &mut sent)?;
    if sent.is_empty() {
        let allowed = correction::all_fields(kind);
        let detail = format!("no field is given. Allowed: {}", allowed.join(", "));
        return Err(Rejection::impossible("", detail).allowing(allowed).into());
    }
    let mut base = serde_json::to_value(&event.content).map_err(crate::store::StoreError::decode)?;
    // What the sources count is not up for correction, and points to sentences that are not sent along.
    base["figures"] = json!([]);
    let given: Vec<&'static str> = sent.iter().map(|(field, _)| *field).collect();
    for list in ["/place", "/places"] {
        // The other of the two follows from the one that is given.
        let other = if list == "/place" { "/places" } else { "/place" };
        if given.contains(&list) && !given.contains(&other) {
            set(&mut base, other, if other == "/places" { json!([]) } else { Value::Null });
        }
    }
    let mut values = Values::new();
    for (field, value) in sent {
        if field == NEGOTIATION {
            values.insert(field.to_owned(), negotiation(writer, value).await?);
            continue;
        }
        let value = spelled_out(writer, field, value).await?;
        set(&mut base, field, value);
    }
    let checked = intake::event(base, &Text::freeze(""))?.content;
    if let Detail::Strike(strike) = &checked.detail {
        let tolls = [("killed", strike.casualties.killed), ("injured", strike.casualties.injured)];
        for (name, toll) in tolls {
            if toll.is_some_and(|Toll { best, low, high }| low > best || best > high) {
                let at = format!("/strike/casualties/{name}");
                return Err(Rejection::impossible(&at, "`low` may not be above `best`, nor `best` above `high`").into());
            }
        }
    }
    let checked = serde_json::to_value(&checked).map_err(crate::store::StoreError::decode)?;
    for field in given.into_iter().filter(|f| *f != NEGOTIATION) {
        values.insert(field.to_owned(), checked.pointer(field).cloned().unwrap_or(Value::Null));
    }
    Ok(values)
}

/// Every field of a patch by its pointer; what is no field is refused with those that are.
fn flatten(
    kind: Kind,
    at: &str,
    patch: Map<String, Value>,
    out: &mut Vec<(&'static str, Value)>,
) -> Result<(), Rejection> {
    let allowed = correction::all_fields(kind);
    for (key, value) in patch {
        let here = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
        if let Some(field) = allowed.iter().find(|f| **f == here) {
            out.push((field, value));
            continue;
        }
        let inside: Vec<&'static str> =
            allowed.iter().copied().filter(|f| f.starts_with(&format!("{here}/"))).collect();
        match value {
            Value::Object(inner) if !inside.is_empty() => flatten(kind, &here, inner, out)?,
            _ if !inside.is_empty() => {
                let detail = format!("`{here}` is corrected field by field. Allowed: {}", inside.join(", "));
                return Err(Rejection::malformed(&here, detail).allowing(inside));
            }
            _ => {
                let told = Problem::unknown_word("field", &here, &allowed).detail;
                let detail = format!("a {kind} has no such field to correct: {told}");
                let inside = format!("{here}/");
                let elsewhere = |field: &str| field == here || field.starts_with(&inside);
                let known = Kind::ALL.iter().flat_map(|other| correction::all_fields(*other)).any(elsewhere);
                let refused =
                    if known { Rejection::impossible(&here, detail) } else { Rejection::malformed(&here, detail) };
                return Err(refused.allowing(allowed));
            }
        }
    }
    Ok(())
}

fn set(json: &mut Value, field: &str, value: Value) {
    if let Some(there) = json.pointer_mut(field) {
        *there = value;
    }
}

/// The value as a client would send it whole: a date out of its EDTF, an actor and a place out of their keys, and an
/// empty list where `null` empties it.
pub(super) async fn spelled_out(writer: &mut Writer, field: &str, value: Value) -> Result<Value, CorrectError> {
    Ok(match (field, value) {
        ("/date" | "/agreement/effective", Value::String(edtf)) => json!({ "edtf": edtf }),
        ("/headline", value) => Value::String(headline(&value)?),
        ("/place", value) => place(writer, value, field).await?,
        (
            "/places" | "/participants" | "/topics" | "/strike/weapons" | "/strike/intercepted" | "/strike/damage",
            Value::Null,
        ) => json!([]),
        ("/places", Value::Array(items)) => {
            let mut out = Vec::new();
            for (nth, item) in items.into_iter().enumerate() {
                out.push(place(writer, item, &format!("{field}/{nth}")).await?);
            }
            Value::Array(out)
        }
        ("/participants", Value::Array(mut items)) => {
            for (nth, item) in items.iter_mut().enumerate() {
                if let Some(actor) = item.get_mut("actor") {
                    *actor = self::actor(writer, actor.take(), &format!("{field}/{nth}/actor")).await?;
                }
            }
            Value::Array(items)
        }
        (_, value) => value,
    })
}

fn headline(value: &Value) -> Result<String, Rejection> {
    let Some(text) = value.as_str() else { return Err(Rejection::malformed("/headline", "a headline is a text")) };
    let frozen = Text::freeze(text);
    let line = frozen.as_str().split_whitespace().collect::<Vec<_>>().join(" ");
    match line.chars().count() {
        0 => Err(Rejection::impossible("/headline", "a headline can't be empty; to follow the fields again, revert")),
        n if n > LONGEST_LINE => {
            Err(Rejection::impossible("/headline", format!("longer than {LONGEST_LINE} characters")))
        }
        _ => Ok(line),
    }
}

/// The key alone, where nothing else is given: `"geneva"` or `{"id":"geneva"}`.
fn only_key(value: &Value) -> Option<String> {
    match value {
        Value::String(key) => Some(key.clone()),
        Value::Object(fields) if fields.len() == 1 => fields.get("id")?.as_str().map(str::to_owned),
        _ => None,
    }
}

async fn place(writer: &mut Writer, value: Value, at: &str) -> Result<Value, CorrectError> {
    let Some(key) = only_key(&value) else { return Ok(value) };
    match writer.place(&key).await? {
        Some(place) => Ok(serde_json::to_value(place).map_err(crate::store::StoreError::decode)?),
        None => Err(Rejection::impossible(
            at,
            format!("no place here has the id `{key}`; send one whole, as {{\"name\":…,\"country\":…}}"),
        )
        .into()),
    }
}

async fn actor(writer: &mut Writer, value: Value, at: &str) -> Result<Value, CorrectError> {
    let Some(key) = only_key(&value) else { return Ok(value) };
    match writer.actor(&key).await? {
        Some(actor) => Ok(serde_json::to_value(actor).map_err(crate::store::StoreError::decode)?),
        None => Err(Rejection::impossible(
            at,
            format!("no actor here has the id `{key}`; send one whole, as {{\"name\":…,\"kind\":…,\"country\":…}}"),
        )
        .into()),
    }
}

async fn negotiation(writer: &mut Writer, value: Value) -> Result<Value, CorrectError> {
    if value.is_null() {
        return Ok(value);
    }
    let key = value.get("id").unwrap_or(&value).as_str().unwrap_or_default().to_owned();
    match writer.negotiation(&key).await? {
        Some(found) => Ok(serde_json::to_value(found).map_err(crate::store::StoreError::decode)?),
        None => {
            let detail =
                format!("no negotiation here has the id `{key}`; `null` for none, or one of /api/v1/negotiations");
            Err(Rejection::impossible(NEGOTIATION, detail).into())
        }
    }
}

/// An event to add, whole: the fields as a client sends them, with actors and places out of their keys.
pub(super) async fn whole(writer: &mut Writer, mut event: Map<String, Value>) -> Result<Value, CorrectError> {
    for key in ["evidence", "trace", "part_of", "history"] {
        if event.contains_key(key) {
            let detail = format!("an event that is added from a sentence takes no `{key}`");
            return Err(Rejection::malformed(&format!("/{key}"), detail).into());
        }
    }
    for field in ["date", "headline", "place", "places", "participants"] {
        if let Some(value) = event.remove(field).filter(|v| !v.is_null()) {
            let value = spelled_out(writer, &format!("/{field}"), value).await?;
            event.insert(field.to_owned(), value);
        }
    }
    Ok(Value::Object(event))
}

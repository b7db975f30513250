//! `/api/docs`: the API's document as a page.

use super::{Frame, html};
use crate::web::{AppState, error::Error, openapi, params::NoQuery};
use askama::Template;
use axum::{extract::State, response::Response};
use serde_json::Value;
use std::sync::LazyLock;

/// A text in pieces: `code`, **strong**, or as it is; or a link to a schema on this page.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Plain(String),
    Code(String),
    Strong(String),
    Schema(String),
}

type Words = Vec<Piece>;

/// Operations that belong together.
#[derive(Clone, Debug)]
struct Group {
    name: String,
    anchor: String,
    says: Words,
    operations: Vec<Operation>,
}

#[derive(Clone, Debug)]
struct Operation {
    id: String,
    method: String,
    path: String,
    summary: Words,
    says: Words,
    scope: String,
    /// Whether it takes the timeline's filter, which is shown once.
    filter: bool,
    parameters: Vec<Line>,
    bodies: Vec<Line>,
    answers: Vec<Line>,
    samples: Vec<String>,
}

/// A parameter, a body, an answer or a field.
#[derive(Clone, Debug)]
struct Line {
    name: String,
    /// Where it stands, whether it is needed.
    note: String,
    kind: Words,
    says: Words,
}

/// The shape of something, by name.
#[derive(Clone, Debug)]
struct Shape {
    name: String,
    says: Words,
    /// What it is, where it is no object of its own.
    kind: Words,
    fields: Vec<Line>,
}

/// What the document says, in the order of the page.
#[derive(Debug)]
struct Contents {
    about: Vec<Words>,
    token: Words,
    filter: Vec<Line>,
    groups: Vec<Group>,
    failures: Vec<Line>,
    shapes: Vec<Shape>,
}

#[derive(Debug, Template)]
#[template(path = "docs.html")]
struct DocsPage {
    frame: Frame,
    contents: &'static Contents,
}

/// `GET /api/docs`.
pub(crate) async fn get(State(state): State<AppState>, _: NoQuery) -> Result<Response, Error> {
    html(&page(state.options.demo), &[])
}

fn page(demo: bool) -> DocsPage {
    static CONTENTS: LazyLock<Contents> = LazyLock::new(|| contents(&openapi::document()));
    let mut frame = Frame::new("The API", "", demo);
    frame.alternates.push(super::Alternate::plain(openapi::ADDRESS.to_owned()));
    DocsPage { frame, contents: &CONTENTS }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A text with its marks read.
fn words(text: &str) -> Words {
    let mut out = Words::new();
    for (nth, part) in text.split('`').enumerate() {
        if nth % 2 == 1 {
            out.push(Piece::Code(part.to_owned()));
            continue;
        }
        for (nth, part) in part.split("**").enumerate().filter(|(_, p)| !p.is_empty()) {
            let part = part.to_owned();
            out.push(if nth % 2 == 1 { Piece::Strong(part) } else { Piece::Plain(part) });
        }
    }
    out
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn contents(document: &Value) -> Contents {
    let groups = list(&document["tags"]).iter().map(|tag| group(document, tag)).collect();
    let shared = &document["components"]["parameters"];
    let filter = entries(shared).filter(|(name, _)| is_filter(name)).map(|(_, p)| parameter(p)).collect();
    let failures = entries(&document["components"]["responses"]).filter(|(status, _)| status.as_str() >= "400").map(
        |(status, answer)| Line {
            name: status.clone(),
            note: String::new(),
            kind: Words::new(),
            says: words(&text(&answer["description"])),
        },
    );
    Contents {
        about: text(&document["info"]["description"]).split("\n\n").map(words).collect(),
        token: words(&text(&document["components"]["securitySchemes"]["bearer"]["description"])),
        filter,
        groups,
        failures: failures.collect(),
        shapes: entries(&document["components"]["schemas"]).map(|(name, schema)| shape(name, schema)).collect(),
    }
}

/// Whether a shared parameter is one of the timeline's filter.
fn is_filter(name: &str) -> bool {
    crate::domain::filter::TimelineFilter::KEYS.contains(&name)
}

/// What a reference names.
fn named(value: &Value) -> Option<&str> {
    value["$ref"].as_str()?.rsplit('/').next()
}

fn group(document: &Value, tag: &Value) -> Group {
    let mut operations = Vec::new();
    for (path, methods) in entries(&document["paths"]) {
        for (method, operation) in entries(methods).filter(|(_, o)| list(&o["tags"]).contains(&tag["name"])) {
            operations.push(self::operation(document, path, method, operation));
        }
    }
    let name = text(&tag["name"]);
    let anchor = name.split([',', ' ']).next().unwrap_or_default().to_lowercase();
    Group { anchor, says: words(&text(&tag["description"])), name, operations }
}

fn operation(document: &Value, path: &str, method: &str, operation: &Value) -> Operation {
    let settled = |section: &str, value: &Value| match named(value) {
        Some(name) => document["components"][section][name].clone(),
        None => value.clone(),
    };
    let own = list(&operation["parameters"]).iter().filter(|p| !named(p).is_some_and(is_filter));
    let body = |(media, content): (&String, &Value)| Line {
        name: media.clone(),
        note: String::new(),
        kind: kind(&content["schema"]),
        says: Words::new(),
    };
    let answer = |(status, answer): (&String, &Value)| {
        let settled = settled("responses", answer);
        let mut kinds = Words::new();
        // A failure has the same shape everywhere.
        for (media, content) in entries(&settled["content"]).filter(|_| status.as_str() < "400") {
            kinds.push(Piece::Plain(if kinds.is_empty() { format!("{media}: ") } else { format!(" · {media}: ") }));
            kinds.extend(kind(&content["schema"]));
        }
        Line { name: status.clone(), note: String::new(), kind: kinds, says: words(&text(&settled["description"])) }
    };
    Operation {
        id: text(&operation["operationId"]),
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: words(&text(&operation["summary"])),
        says: words(&text(&operation["description"])),
        scope: text(&operation["security"][0]["bearer"][0]),
        filter: list(&operation["parameters"]).iter().filter_map(named).any(is_filter),
        parameters: own.map(|p| parameter(&settled("parameters", p))).collect(),
        bodies: entries(&operation["requestBody"]["content"]).map(body).collect(),
        answers: entries(&operation["responses"]).map(answer).collect(),
        samples: list(&operation["x-codeSamples"]).iter().map(|s| text(&s["source"])).collect(),
    }
}

fn parameter(parameter: &Value) -> Line {
    let place = match parameter["in"].as_str() {
        Some("path") => "in the path",
        Some("header") => "header",
        _ if parameter["required"] == true => "needed",
        _ if parameter["schema"]["type"] == "array" => "may be repeated",
        _ => "",
    };
    let schema = &parameter["schema"];
    let shown = if schema["type"] == "array" { &schema["items"] } else { schema };
    Line {
        name: text(&parameter["name"]),
        note: place.to_owned(),
        kind: kind(shown),
        says: words(&text(&parameter["description"])),
    }
}

/// What may stand there, in words.
fn kind(schema: &Value) -> Words {
    if let Some(name) = named(schema) {
        return vec![Piece::Schema(name.to_owned())];
    }
    for key in ["oneOf", "anyOf", "allOf"] {
        if let Some(all) = schema[key].as_array().filter(|all| !all.is_empty()) {
            let joint = if key == "allOf" { " with " } else { " or " };
            return joined(all.iter().map(kind), joint);
        }
    }
    // A value with `-` before it and the empty one are told in words.
    let said: Vec<&str> = list(&schema["enum"]).iter().filter_map(Value::as_str).collect();
    if !said.is_empty() {
        let shown = said.iter().filter(|w| !w.is_empty() && !w.strip_prefix('-').is_some_and(|w| said.contains(&w)));
        return joined(shown.map(|w| vec![Piece::Code((*w).to_owned())]), " ");
    }
    match &schema["type"] {
        Value::String(name) if name == "array" => {
            [vec![Piece::Plain("list of ".to_owned())], kind(&schema["items"])].concat()
        }
        Value::String(name) if name == "object" && schema["properties"].is_object() => {
            let fields = entries(&schema["properties"]).map(|(name, _)| vec![Piece::Code(name.clone())]);
            [vec![Piece::Plain("object of ".to_owned())], joined(fields, " ")].concat()
        }
        Value::String(name) => vec![Piece::Plain(plain(name, schema))],
        Value::Array(names) => {
            joined(names.iter().filter_map(Value::as_str).map(|name| vec![Piece::Plain(plain(name, schema))]), " or ")
        }
        _ => vec![Piece::Plain("anything".to_owned())],
    }
}

fn plain(name: &str, schema: &Value) -> String {
    let what = match (name, schema["format"].as_str()) {
        ("string", Some("date")) => "day",
        ("string", Some("date-time")) => "instant",
        ("string", _) => "text",
        ("integer", _) => "whole number",
        ("boolean", _) => "true or false",
        (other, _) => other,
    };
    match (schema["minimum"].as_f64(), schema["maximum"].as_f64()) {
        (Some(least), Some(most)) if name != "null" => format!("{what}, {least} to {most}"),
        (Some(least), None) if name != "null" => format!("{what} from {least}"),
        _ => what.to_owned(),
    }
}

fn joined(parts: impl Iterator<Item = Words>, joint: &str) -> Words {
    let mut out = Words::new();
    for part in parts {
        if !out.is_empty() {
            out.push(Piece::Plain(joint.to_owned()));
        }
        out.extend(part);
    }
    out
}

fn shape(name: &str, schema: &Value) -> Shape {
    let mut shape = Shape {
        name: name.to_owned(),
        says: words(&text(&schema["description"])),
        kind: Words::new(),
        fields: Vec::new(),
    };
    gather(schema, &mut shape);
    if shape.fields.is_empty() && shape.kind.is_empty() {
        shape.kind = kind(schema);
    }
    shape
}

/// The fields of an object, with what it is made of.
fn gather(schema: &Value, shape: &mut Shape) {
    if let Some(name) = named(schema) {
        let joint = if shape.kind.is_empty() { "all of " } else { " and of " };
        shape.kind.extend([Piece::Plain(joint.to_owned()), Piece::Schema(name.to_owned())]);
        return;
    }
    for part in list(&schema["allOf"]) {
        gather(part, shape);
    }
    for (name, field) in entries(&schema["properties"]) {
        let needed = list(&schema["required"]).iter().any(|r| r == name.as_str());
        shape.fields.push(Line {
            name: name.clone(),
            note: if needed { String::new() } else { "may be absent".to_owned() },
            kind: kind(field),
            says: words(&text(&field["description"])),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_stands_on_the_page() {
        let html = super::super::check::page(&page(true));
        let document = openapi::document();
        for (path, methods) in entries(&document["paths"]) {
            assert!(html.contains(path.as_str()), "{path}");
            for (_, operation) in entries(methods) {
                let anchor = format!("id=\"{}\"", text(&operation["operationId"]));
                assert!(html.contains(&anchor), "{anchor}");
            }
        }
        for (name, _) in entries(&document["components"]["schemas"]) {
            assert!(html.contains(&format!("id=\"schema-{name}\"")), "{name}");
        }
    }

    #[test]
    fn marks_become_pieces() {
        let plain = |t: &str| Piece::Plain(t.to_owned());
        assert_eq!(
            words("**400** is `bad` here"),
            [Piece::Strong("400".to_owned()), plain(" is "), Piece::Code("bad".to_owned()), plain(" here")]
        );
    }
}

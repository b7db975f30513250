//! One operation of the API, said once: the document, the page and the tests read it.

use crate::store::Scope;
use serde_json::{Map, Value, json};

/// Something that can be asked of an address.
#[derive(Clone, Debug)]
pub(super) struct Operation {
    method: &'static str,
    path: String,
    id: &'static str,
    tag: &'static str,
    summary: String,
    says: String,
    parameters: Vec<Value>,
    bodies: Vec<Body>,
    answers: Vec<(u16, Value)>,
    scope: Scope,
    query: &'static str,
    /// Whether it may come without a body.
    optional: bool,
    /// Of a stream without an end, the example leaves after so many seconds.
    seconds: Option<u32>,
}

/// What may be sent, with an example.
#[derive(Clone, Debug)]
struct Body {
    media: &'static str,
    schema: Value,
    example: String,
    query: &'static str,
}

/// A reference to a named part of the document.
pub(super) fn part(section: &str, name: &str) -> Value {
    json!({ "$ref": format!("#/components/{section}/{name}") })
}

/// A reference to a schema.
pub(super) fn schema(name: &str) -> Value {
    part("schemas", name)
}

/// The media type of most answers.
pub(super) const JSON: &str = "application/json";
/// The methods that take an `Idempotency-Key`.
const KEYED: [&str; 3] = ["post", "patch", "put"];
/// One document a line.
pub(super) const LINES: &str = "application/x-ndjson";

impl Operation {
    fn new(method: &'static str, path: &str, id: &'static str, tag: &'static str, summary: impl Into<String>) -> Self {
        Operation {
            method,
            path: path.to_owned(),
            id,
            tag,
            summary: summary.into(),
            says: String::new(),
            parameters: Vec::new(),
            bodies: Vec::new(),
            answers: Vec::new(),
            scope: Scope::Read,
            query: "",
            optional: false,
            seconds: None,
        }
    }

    /// Reading.
    pub(super) fn get(path: &str, id: &'static str, tag: &'static str, summary: impl Into<String>) -> Self {
        Self::new("get", path, id, tag, summary)
    }

    /// Writing, with the scope that it needs.
    pub(super) fn write(
        method: &'static str,
        path: &str,
        id: &'static str,
        tag: &'static str,
        scope: Scope,
        summary: &str,
    ) -> Self {
        Operation { scope, ..Self::new(method, path, id, tag, summary) }
    }

    /// What the summary leaves out.
    pub(super) fn says(mut self, more: impl Into<String>) -> Self {
        self.says = more.into();
        self
    }

    /// Parameters it takes.
    pub(super) fn takes(mut self, parameters: impl IntoIterator<Item = Value>) -> Self {
        self.parameters.extend(parameters);
        self
    }

    /// A body it takes, with an example, and the query that goes with the example.
    pub(super) fn body(mut self, media: &'static str, schema: Value, example: &str, query: &'static str) -> Self {
        self.bodies.push(Body { media, schema, example: example.to_owned(), query });
        self
    }

    /// A JSON body.
    pub(super) fn json(self, schema: Value, example: &str) -> Self {
        self.body(JSON, schema, example, "")
    }

    /// An answer.
    pub(super) fn gives(self, status: u16, description: &str, media: &str, schema: Value) -> Self {
        self.answers(status, json!({ "description": description, "content": { media: { "schema": schema } } }))
    }

    /// An answer without a body.
    pub(super) fn gives_nothing(self, status: u16, description: &str) -> Self {
        self.answers(status, json!({ "description": description }))
    }

    /// A second form of the same answer.
    pub(super) fn or(mut self, media: &str, schema: Value) -> Self {
        if let Some((_, answer)) = self.answers.last_mut() {
            answer["content"][media] = json!({ "schema": schema });
        }
        self
    }

    /// Headers of the answer said last.
    pub(super) fn with(mut self, headers: &[&str]) -> Self {
        if let Some((_, answer)) = self.answers.last_mut() {
            for name in headers {
                answer["headers"][*name] = part("headers", name);
            }
        }
        self
    }

    fn answers(mut self, status: u16, answer: Value) -> Self {
        self.answers.push((status, answer));
        self
    }

    /// An answer with a tag: `If-None-Match` is understood.
    pub(super) fn tagged(self) -> Self {
        self.with(&["ETag"]).takes([part("parameters", "If-None-Match")]).fails(&[304])
    }

    /// Answers that are the same everywhere.
    pub(super) fn fails(mut self, statuses: &[u16]) -> Self {
        self.answers.extend(statuses.iter().map(|status| (*status, part("responses", &status.to_string()))));
        self
    }

    /// The query of the example.
    pub(super) fn example(mut self, query: &'static str) -> Self {
        self.query = query;
        self
    }

    /// The body may be left out.
    pub(super) fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// The answer has no end; the example leaves after a while.
    pub(super) fn endless(mut self, seconds: u32) -> Self {
        self.seconds = Some(seconds);
        self
    }

    /// Its address.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// Its method, in small letters.
    pub(super) fn method(&self) -> &'static str {
        self.method
    }

    /// The operation as it stands in the document.
    pub(super) fn document(&self, parameters: &Map<String, Value>) -> Value {
        let mut all = self.answers.clone();
        if KEYED.contains(&self.method)
            && let Some((_, answer)) = all.iter_mut().find(|(status, _)| (200..300).contains(status))
        {
            answer["headers"]["Idempotent-Replayed"] = part("headers", "Idempotent-Replayed");
        }
        // Any address may need a token, have a fault, or be asked while the database is away.
        let faults: &[u16] = match (self.method, self.bodies.as_slice()) {
            ("get", _) => &[401, 403, 429, 500, 503],
            (_, []) => &[401, 403, 429, 500, 503, 507],
            _ => &[401, 403, 408, 413, 415, 429, 500, 503, 507],
        };
        let own: Vec<u16> = all.iter().map(|(status, _)| *status).collect();
        let others = faults.iter().filter(|status| !own.contains(status));
        all.extend(others.map(|status| (*status, part("responses", &status.to_string()))));
        all.sort_by_key(|(status, _)| *status);
        let answers: Map<String, Value> =
            all.into_iter().map(|(status, answer)| (status.to_string(), answer)).collect();
        let mut operation = json!({
            "tags": [self.tag],
            "operationId": self.id,
            "summary": self.summary,
            // Reading is public where nothing else is set; writing needs no token on the machine itself while none is made.
            "security": [{ "bearer": [self.scope.as_str()] }, {}],
        });
        if !self.says.is_empty() {
            operation["description"] = self.says.clone().into();
        }
        let key = KEYED.contains(&self.method).then(|| part("parameters", "Idempotency-Key"));
        let taken: Vec<Value> = self.parameters.iter().cloned().chain(key).collect();
        if !taken.is_empty() {
            operation["parameters"] = taken.into();
        }
        if !self.bodies.is_empty() {
            let content: Map<String, Value> = self.bodies.iter().map(|b| (b.media.to_owned(), b.content())).collect();
            operation["requestBody"] = json!({ "required": !self.optional, "content": content });
        }
        operation["responses"] = answers.into();
        let samples: Vec<Value> =
            self.samples(parameters).into_iter().map(|source| json!({ "lang": "sh", "source": source })).collect();
        operation["x-codeSamples"] = samples.into();
        operation
    }

    /// A curl line for each body, or the one without.
    fn samples(&self, parameters: &Map<String, Value>) -> Vec<String> {
        let address = |query: &str| {
            let mut path = self.path.clone();
            for parameter in self.parameters.iter().map(|p| settled(p, parameters)) {
                if parameter["in"] == "path"
                    && let (Some(name), Some(value)) = (parameter["name"].as_str(), parameter["example"].as_str())
                {
                    path = path.replace(&format!("{{{name}}}"), value);
                }
            }
            let query = if query.is_empty() { String::new() } else { format!("?{query}") };
            format!("'http://localhost:8080{path}{query}'")
        };
        let method = match self.method {
            "get" => String::new(),
            "post" if !self.bodies.is_empty() => String::new(),
            other => format!("-X {} ", other.to_uppercase()),
        };
        let time = self.seconds.map(|n| format!("-N --max-time {n} ")).unwrap_or_default();
        if self.bodies.is_empty() {
            return vec![format!("curl -sS {time}{method}{}", address(self.query))];
        }
        let one = |body: &Body| {
            let kind = body.media;
            format!(
                "curl -sS {method}-H 'Content-Type: {kind}' --data-binary '{}' {}",
                body.example,
                address(body.query)
            )
        };
        self.bodies.iter().map(one).collect()
    }
}

/// A parameter, or the one that a reference names.
fn settled<'a>(parameter: &'a Value, named: &'a Map<String, Value>) -> &'a Value {
    let name = parameter["$ref"].as_str().and_then(|r| r.rsplit('/').next());
    name.and_then(|name| named.get(name)).unwrap_or(parameter)
}

impl Body {
    fn content(&self) -> Value {
        let mut content = json!({ "schema": self.schema });
        // What is not JSON stands there as the text that it is.
        let example = if self.media == JSON || self.media.ends_with("+json") {
            serde_json::from_str(&self.example).unwrap_or_default()
        } else {
            self.example.clone().into()
        };
        content["example"] = example;
        content
    }
}

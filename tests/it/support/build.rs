//! Articles to send: made up, or from the samples.

use serde_json::{Value, json};
use std::{fs, path::PathBuf};

/// Starts an article as a client posts it. Its text reports one held round and one quoted statement.
pub(crate) fn an_article() -> ArticleBuilder {
    ArticleBuilder(json!({
        "url": "https://wire.example/geneva-round-ends",
        "outlet": "Example Wire",
        "title": "Geneva round ends",
        "published_at": "2026-02-18T14:05:00Z",
        "body": TEXT,
    }))
}

/// What [`an_article`] says.
pub(crate) const TEXT: &str = "GENEVA (Example Wire) — Delegations from Ukraine and Russia held a second day of talks in Geneva on Wednesday.\n\n\
    “The discussions were difficult but businesslike,” Russian negotiator Vladimir Medinsky told reporters.\n\n\
    Russia launched 29 missiles and 396 drones at Ukraine overnight, the Ukrainian air force said.";

/// An article in the making.
#[derive(Clone)]
pub(crate) struct ArticleBuilder(Value);

impl ArticleBuilder {
    /// Any field.
    #[must_use]
    pub(crate) fn with(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.0[field] = value.into();
        self
    }

    /// Leaves a field out.
    #[must_use]
    pub(crate) fn without(mut self, field: &str) -> Self {
        self.0.as_object_mut().expect("an object").remove(field);
        self
    }

    /// Who published it.
    #[must_use]
    pub(crate) fn from(self, outlet: &str) -> Self {
        self.with("outlet", outlet)
    }

    /// Where it stands.
    #[must_use]
    pub(crate) fn at(self, url: &str) -> Self {
        self.with("url", url)
    }

    /// What it says.
    #[must_use]
    pub(crate) fn saying(self, body: &str) -> Self {
        self.with("body", body)
    }

    /// When it was published.
    #[must_use]
    pub(crate) fn published(self, when: &str) -> Self {
        self.with("published_at", when)
    }

    /// As JSON.
    pub(crate) fn json(self) -> Value {
        self.0
    }
}

/// The folder of the sample articles.
pub(crate) fn samples_folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/articles")
}

/// A sample article by its name, such as `ukraine/01-three-way-talks-open`.
pub(crate) fn sample(name: &str) -> Value {
    let path = samples_folder().join(format!("{name}.json"));
    serde_json::from_slice(&fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))).expect("JSON")
}

/// Every sample article of a set (`ukraine`, `middle-east`), in order.
pub(crate) fn samples(set: &str) -> Vec<Value> {
    let folder = fs::read_dir(samples_folder().join(set)).expect("the set's folder");
    let mut names: Vec<String> =
        folder.map(|e| e.expect("an entry").file_name().into_string().expect("UTF-8")).collect();
    names.retain(|n| n.ends_with(".json") && !n.ends_with(".gold.json"));
    names.sort_unstable();
    names.iter().map(|n| sample(&format!("{set}/{}", n.trim_end_matches(".json")))).collect()
}

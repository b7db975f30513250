//! The lists of trigger words (`data/*.toml` without names), and what a deployment adds to them.
//!
//! Each rule reads its own list when it first runs, so additions are made once, before any text is
//! read: [`add`] is for the start of a program.

use super::check::{Finding, Findings};
use serde::de::DeserializeOwned;
use std::sync::OnceLock;
use toml::{Table, Value};

/// The files with trigger words, by the name under which a deployment adds to them.
const FILES: &[(&str, &str)] = &[
    ("acts", include_str!("../data/acts.toml")),
    ("actors", include_str!("../data/actors.toml")),
    ("attribution", include_str!("../data/attribution.toml")),
    ("agreements", include_str!("../data/agreements.toml")),
    ("deadlines", include_str!("../data/deadlines.toml")),
    ("measures", include_str!("../data/measures.toml")),
    ("rounds", include_str!("../data/rounds.toml")),
    ("speech", include_str!("../data/speech.toml")),
    ("strikes", include_str!("../data/strikes.toml")),
    ("time", include_str!("../data/time.toml")),
    ("topics", include_str!("../data/topics.toml")),
];

static ADDED: OnceLock<Table> = OnceLock::new();

/// One list with what the deployment adds to it, by the name of its file. The files are compiled in
/// and tests read each of them; additions are checked before they are taken.
pub(in crate::extract) fn read<T: DeserializeOwned>(name: &str) -> Result<T, toml::de::Error> {
    let file = FILES.iter().find(|(n, _)| *n == name).map_or("", |(_, file)| *file);
    match ADDED.get().and_then(|t| t.get(name)) {
        None => toml::from_str(file),
        Some(added) => {
            let mut whole = Value::Table(toml::from_str(file)?);
            merge(&mut whole, added);
            whole.try_into()
        }
    }
}

/// Takes a deployment's trigger words: a table for each of [`FILES`]. `false` where that has been done
/// before in this process, in which case nothing changes.
pub(super) fn add(words: Table) -> bool {
    words.is_empty() || ADDED.set(words).is_ok()
}

/// Adds one file's trigger words to another's.
pub(super) fn join(into: &mut Table, from: &Table) {
    let mut whole = Value::Table(std::mem::take(into));
    merge(&mut whole, &Value::Table(from.clone()));
    if let Value::Table(table) = whole {
        *into = table;
    }
}

/// Lists grow, tables are gone into, single values are replaced. In a list of tables an entry with
/// the same single values as an old one adds to that one's lists, and any other entry is new.
fn merge(whole: &mut Value, added: &Value) {
    match (whole, added) {
        (Value::Table(old), Value::Table(new)) => {
            for (key, value) in new {
                match old.get_mut(key) {
                    Some(known) => merge(known, value),
                    None => {
                        old.insert(key.clone(), value.clone());
                    }
                }
            }
        }
        (Value::Array(old), Value::Array(new)) => {
            for value in new {
                let twin =
                    value.as_table().and_then(|t| old.iter().position(|o| o.as_table().is_some_and(|o| is_same(o, t))));
                match twin {
                    Some(at) => merge(&mut old[at], value),
                    None if old.contains(value) => {}
                    None => old.push(value.clone()),
                }
            }
        }
        (old, new) => *old = new.clone(),
    }
}

/// Whether two entries agree in all their single values.
fn is_same(a: &Table, b: &Table) -> bool {
    let single = |t: &Table| -> Vec<(String, Value)> {
        t.iter().filter(|(_, v)| !v.is_array() && !v.is_table()).map(|(k, v)| (k.clone(), v.clone())).collect()
    };
    single(a) == single(b)
}

/// What is wrong with a deployment's trigger words.
pub(super) fn check(words: &Table, findings: &mut Findings<'_>) {
    for (name, added) in words {
        let Some((_, file)) = FILES.iter().find(|(n, _)| n == name) else {
            let names: Vec<&str> = FILES.iter().map(|(n, _)| *n).collect();
            findings.push(name, format!("there is no list of trigger words `{name}`; allowed: {}", names.join(", ")));
            continue;
        };
        if let Ok(known) = toml::from_str::<Value>(file) {
            compare(&format!("words.{name}"), &known, added, findings);
        }
    }
}

fn compare(at: &str, known: &Value, added: &Value, findings: &mut Findings<'_>) {
    match (known, added) {
        (Value::Table(known), Value::Table(added)) => {
            // A table of single values is a map, which takes new keys; any other has its keys given.
            let map = known.values().all(|v| !v.is_array() && !v.is_table());
            for (key, value) in added {
                let here = format!("{at}.{key}");
                match known.get(key).or_else(|| known.values().next().filter(|_| map)) {
                    Some(like) => compare(&here, like, value, findings),
                    None => {
                        let allowed: Vec<&str> = known.keys().map(String::as_str).collect();
                        findings.push(key, format!("unknown key `{here}`; allowed: {}", allowed.join(", ")));
                    }
                }
                if map && let (Value::String(new), true) = (value, known.values().all(Value::is_str)) {
                    closed(&here, new, known.values(), findings);
                }
            }
        }
        (Value::Array(known), Value::Array(added)) => {
            for value in added {
                entry(at, known, value, findings);
            }
        }
        (known, added) if known.same_type(added) => {}
        (known, added) => {
            let told = format!("`{at}` must be {}, not {}", article(known.type_str()), article(added.type_str()));
            findings.push(at.rsplit('.').next().unwrap_or(at), told);
        }
    }
}

/// One entry of a list, by the shape of the built-in entries.
fn entry(at: &str, known: &[Value], value: &Value, findings: &mut Findings<'_>) {
    match value {
        Value::Table(value) => {
            for (key, inner) in value {
                let like: Vec<&Value> = known.iter().filter_map(|k| k.get(key)).collect();
                let here = format!("{at}.{key}");
                let Some(first) = like.first() else {
                    let mut allowed: Vec<&str> =
                        known.iter().filter_map(Value::as_table).flat_map(|t| t.keys().map(String::as_str)).collect();
                    allowed.sort_unstable();
                    allowed.dedup();
                    findings.push(key, format!("unknown key `{here}`; allowed: {}", allowed.join(", ")));
                    continue;
                };
                compare(&here, first, inner, findings);
                if let Value::String(new) = inner {
                    closed(&here, new, like.into_iter(), findings);
                }
            }
        }
        Value::String(phrase) if known.iter().all(Value::is_str) => {
            let small = known.iter().filter_map(Value::as_str).all(|w| w.to_lowercase() == w);
            let wrong = if phrase.trim().is_empty() {
                Some("is empty: it would match everything")
            } else if phrase.trim() != phrase || phrase.contains("  ") {
                Some("has spaces too many")
            } else if phrase.trim_end_matches('*').contains('*') || phrase.ends_with("**") {
                Some("has a * that does not stand at its end, where it means “any ending”")
            } else if small && phrase.to_lowercase() != *phrase {
                Some("has capitals; the words of this list are written small and match both")
            } else {
                None
            };
            if let Some(wrong) = wrong {
                findings.push_at(&format!("\"{phrase}\""), format!("`{at}`: the phrase “{phrase}” {wrong}"));
            }
        }
        other => {
            let wanted = known.first().map_or("string", Value::type_str);
            if other.type_str() != wanted {
                let last = at.rsplit('.').next().unwrap_or(at);
                findings.push(last, format!("`{at}` holds {}s, not {}s", wanted, other.type_str()));
            }
        }
    }
}

/// A word of a closed vocabulary must be one of those in use.
fn closed<'v>(at: &str, new: &str, known: impl Iterator<Item = &'v Value>, findings: &mut Findings<'_>) {
    let mut known: Vec<&str> = known.filter_map(Value::as_str).collect();
    known.sort_unstable();
    known.dedup();
    if !known.contains(&new) {
        findings.push_at(&format!("\"{new}\""), format!("`{at}` can't be `{new}`; allowed: {}", known.join(", ")));
    }
}

fn article(kind: &str) -> String {
    if kind.starts_with(['a', 'i']) { format!("an {kind}") } else { format!("a {kind}") }
}

/// The findings of one file are gathered with the line where a word stands.
impl Findings<'_> {
    /// Something about a key: the line that starts with it, else the first that has it.
    pub(super) fn push(&mut self, key: &str, what: String) {
        let is_key = |line: &str| {
            let line = line.trim_start().trim_start_matches('[');
            let line = line.strip_prefix("words.").unwrap_or(line);
            line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(['=', ']', '.']))
        };
        let line = self.text.lines().position(is_key).or_else(|| self.text.lines().position(|l| l.contains(key)));
        self.list.push(Finding { file: self.file.to_owned(), line: line.map_or(1, |l| l + 1), what });
    }

    /// Something about a value: the first line that has it.
    pub(super) fn push_at(&mut self, value: &str, what: String) {
        let line = self.text.lines().position(|l| l.contains(value)).map_or(1, |l| l + 1);
        self.list.push(Finding { file: self.file.to_owned(), line, what });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_reads() {
        for (name, file) in FILES {
            assert!(toml::from_str::<Value>(file).is_ok(), "{name}");
        }
    }

    #[test]
    fn additions_grow_what_is_there() {
        let mut whole: Value = toml::from_str(
            "nouns = [\"talks\"]\n[status]\nclosed = [\"ended\"]\n[[verb]]\nact = \"deny\"\nforms = [\"denied\"]\n",
        )
        .expect("a list");
        let added: Value = toml::from_str(
            "nouns = [\"parley\", \"talks\"]\n[status]\nclosed = [\"wound up\"]\n[[verb]]\nact = \"deny\"\nforms = [\"pooh-poohed\"]\n[[verb]]\nact = \"praise\"\nforms = [\"toasted\"]\n",
        )
        .expect("additions");
        merge(&mut whole, &added);
        let expect: Value = toml::from_str(
            "nouns = [\"talks\", \"parley\"]\n[status]\nclosed = [\"ended\", \"wound up\"]\n[[verb]]\nact = \"deny\"\nforms = [\"denied\", \"pooh-poohed\"]\n[[verb]]\nact = \"praise\"\nforms = [\"toasted\"]\n",
        )
        .expect("the whole");
        assert_eq!(whole, expect);
    }
}

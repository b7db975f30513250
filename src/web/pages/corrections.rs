//! The public log of corrections: who changed what, when and why.

use super::{Alternate, Frame, html};
use crate::{
    domain::{
        CorrectionId,
        correction::{Action, Correction},
    },
    render::words,
    urls,
    web::{AppState, error::Error, params::Pairs},
};
use askama::Template;
use axum::{extract::State, response::Response};
use serde_json::Value;

/// One entry of the log, in words.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// Its number.
    pub(crate) id: String,
    /// When.
    pub(crate) day: String,
    /// The name of the token.
    pub(crate) author: String,
    /// What was done.
    pub(crate) what: String,
    /// The values, before and after, where there are some.
    pub(crate) values: Vec<(String, String, String)>,
    /// Why.
    pub(crate) reason: String,
    /// The event it was made on.
    pub(crate) event: (String, String),
    /// The correction that took it back.
    pub(crate) reverted_by: Option<String>,
    /// Whether it can be taken back.
    pub(crate) open: bool,
}

impl From<&Correction> for Entry {
    fn from(c: &Correction) -> Entry {
        let values = match (c.action, &c.change) {
            (Action::Field, Value::Object(fields)) => {
                fields.iter().map(|(field, v)| (name(field), shown(v.get("from")), shown(v.get("to")))).collect()
            }
            _ => Vec::new(),
        };
        Entry {
            id: c.id.to_string(),
            day: words::instant(c.at),
            author: c.author.clone(),
            what: what(c),
            values,
            reason: c.reason.clone(),
            event: (urls::event(c.event), c.event.to_string()),
            reverted_by: c.reverted_by.map(|id| id.to_string()),
            open: c.reverted_by.is_none() && c.undoes.is_none(),
        }
    }
}

/// A field's name without its slash.
pub(super) fn name(pointer: &str) -> String {
    pointer.trim_start_matches('/').replace(['/', '-'], " ")
}

/// A value as a reader takes it in: the words of a text, the EDTF of a date, the names of a list.
pub(super) fn shown(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => "nothing".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) if items.is_empty() => "nothing".to_owned(),
        Some(Value::Array(items)) => items.iter().map(|v| shown(Some(v))).collect::<Vec<_>>().join(", "),
        Some(Value::Object(fields)) => {
            if let (Some(role), Some(actor)) = (fields.get("role").and_then(Value::as_str), fields.get("actor")) {
                return format!("{role} {}", shown(Some(actor)));
            }
            let telling = ["label", "name", "edtf", "id"].iter().find_map(|k| fields.get(*k)?.as_str());
            telling.map_or_else(|| Value::Object(fields.clone()).to_string(), str::to_owned)
        }
        Some(other) => other.to_string(),
    }
}

fn what(c: &Correction) -> String {
    let number = |key: &str| c.change.get(key).map(|v| shown(Some(v))).unwrap_or_default();
    match c.action {
        Action::Field => "changed".to_owned(),
        Action::Merge => format!("ruled events {} to be one: {}", number("events"), number("kept")),
        Action::Split => format!("made a part an event of its own: {}", number("into")),
        Action::Dismiss => "ruled it to be no event".to_owned(),
        Action::Restore => "put it back on the timeline".to_owned(),
        Action::Review => format!("marked it as {}", number("review")),
        Action::Add => "added it from a sentence".to_owned(),
        Action::Revert => {
            let undone = c.undoes.map_or_else(String::new, |id| format!(" {id}"));
            format!("took correction{undone} back")
        }
    }
}

/// The log's page.
#[derive(Debug, Template)]
#[template(path = "corrections.html")]
struct LogPage {
    frame: Frame,
    lede: String,
    entries: Vec<Entry>,
    first: Option<String>,
    next: Option<String>,
}

/// `GET /corrections?event=&after=&limit=`.
pub(crate) async fn get(State(state): State<AppState>, pairs: Pairs) -> Result<Response, Error> {
    pairs.only(&["event", "after", "limit"])?;
    let event = pairs.one("event")?.map(str::parse).transpose().map_err(|_| Error::NotFound("event"))?;
    let after: Option<CorrectionId> =
        pairs.one("after")?.map(str::parse).transpose().map_err(|_| Error::NotFound("correction"))?;
    let page = state.pipeline.store().corrections(event, after, pairs.limit()?).await?;
    let with = |after: Option<CorrectionId>| {
        let mut all: Vec<(&str, String)> = Vec::new();
        all.extend(event.map(|e| ("event", e.to_string())));
        all.extend(after.map(|a| ("after", a.to_string())));
        all.extend(pairs.one("limit").ok().flatten().map(|l| ("limit", l.to_owned())));
        all
    };
    let mut frame = Frame::new("Corrections", "", state.options.demo);
    let json = urls::with_query(urls::API_CORRECTIONS, with(after));
    frame.alternates = vec![Alternate::plain(json)];
    let lede = match event {
        Some(event) => {
            format!("What was corrected on event {event}, oldest first. Nothing is ever removed from this log.")
        }
        None => "Everything that analysts changed, oldest first. Nothing is ever removed from this log.".to_owned(),
    };
    let page = LogPage {
        frame,
        lede,
        entries: page.items.iter().map(Entry::from).collect(),
        first: after.map(|_| urls::with_query(urls::CORRECTIONS, with(None))),
        next: page.next.map(|n| urls::with_query(urls::CORRECTIONS, with(Some(n)))),
    };
    html(&page, &[])
}

#[cfg(test)]
mod tests {
    use super::{super::check, *};
    use crate::domain::{EventId, Seq};
    use serde_json::json;

    fn entry(action: Action, change: Value) -> Correction {
        Correction {
            id: CorrectionId(4),
            event: EventId(7),
            action,
            change,
            reason: check::HOSTILE.to_owned(),
            author: check::HOSTILE.to_owned(),
            at: "2026-02-20T10:00:00Z".parse().expect("an instant"),
            undoes: matches!(action, Action::Restore | Action::Revert).then_some(CorrectionId(3)),
            reverted_by: None,
            seq: Seq(9),
        }
    }

    #[test]
    fn every_action_is_told_in_words() {
        let date = json!({ "/date": { "from": { "edtf": "2026-02-17", "label": "17 February 2026" }, "to": null } });
        let field = Entry::from(&entry(Action::Field, date));
        assert_eq!(field.values, [("date".to_owned(), "17 February 2026".to_owned(), "nothing".to_owned())]);
        let merge = Entry::from(&entry(Action::Merge, json!({ "events": ["7", "9"], "kept": "7" })));
        assert_eq!(merge.what, "ruled events 7, 9 to be one: 7");
        assert_eq!(Entry::from(&entry(Action::Revert, json!({}))).what, "took correction 3 back");
        for action in Action::ALL {
            let told = Entry::from(&entry(*action, json!({})));
            assert!(!told.what.is_empty());
            assert_eq!(told.open, !matches!(action, Action::Restore | Action::Revert));
        }
    }

    #[test]
    fn samples_hold_together() {
        let entries = Action::ALL.iter().map(|a| Entry::from(&entry(*a, json!({ "/x": { "from": check::HOSTILE } }))));
        let page = LogPage {
            frame: Frame::new("Corrections", "", true),
            lede: String::new(),
            entries: entries.collect(),
            first: Some("/corrections".to_owned()),
            next: Some("/corrections?after=4".to_owned()),
        };
        check::page(&page);
    }
}

//! Events as a JSON Feed (version 1.1, <https://www.jsonfeed.org/version/1.1/>).

use super::{export::Answer, row::Row, told};
use crate::{
    domain::{Event, EventId},
    urls,
};
use jiff::Timestamp;
use serde::Serialize;

/// One item.
#[derive(Debug, Serialize)]
pub struct Item<'a> {
    id: String,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_url: Option<String>,
    title: String,
    content_html: String,
    date_published: Timestamp,
    date_modified: Timestamp,
    tags: Vec<&'static str>,
    #[serde(rename = "_demarche")]
    own: Own<'a>,
}

/// What the format has no word for. Names of extensions begin with `_`.
#[derive(Debug, Serialize)]
struct Own<'a> {
    event: EventId,
    edtf: &'a str,
    status: Option<&'static str>,
}

/// What stands before the first item.
///
/// # Errors
/// When the value can't be written as JSON.
pub fn open(answer: &Answer) -> serde_json::Result<Vec<u8>> {
    let head = serde_json::json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": answer.title(),
        "home_page_url": answer.url(&answer.page),
        "feed_url": answer.url(&answer.own),
        "language": "en",
        "authors": [{ "name": "Demarche" }],
    });
    let mut out = serde_json::to_vec(&head)?;
    // The list is the last member, and stays open.
    out.pop();
    out.extend_from_slice(b",\"items\":[");
    Ok(out)
}

/// One event's item.
pub fn item<'a>(answer: &Answer, row: &'a Row) -> Item<'a> {
    let event: &Event = &row.event;
    let told = told::told(row);
    let url = answer.url(&urls::event(event.id));
    let topics = event.content.topics.iter().map(|t| t.as_str());
    Item {
        id: format!("urn:uuid:{}", answer.name_of(event.id)),
        external_url: told.sentences.iter().find_map(|s| s.href.clone()),
        content_html: told.html(&url),
        url,
        title: told.title,
        date_published: event.first_reported_at,
        date_modified: event.updated_at,
        tags: [event.content.kind.as_str()].into_iter().chain(topics).collect(),
        own: Own {
            event: event.id,
            edtf: event.content.date.edtf(),
            status: event.content.status.map(crate::domain::Status::as_str),
        },
    }
}

#[cfg(test)]
mod tests {
    use crate::render::{
        export::{Format, tests::written},
        row::tests::an_event,
    };

    #[test]
    fn a_feed_reads_as_it_should() {
        insta::assert_snapshot!(written(Format::JsonFeed, vec![an_event(), an_event()]));
        let nothing: serde_json::Value = serde_json::from_str(&written(Format::JsonFeed, vec![])).expect("JSON");
        assert_eq!(nothing["items"], serde_json::json!([]));
    }
}

//! Events as an Atom feed (RFC 4287).

use super::{
    export::Answer,
    row::Row,
    told::{self, clean, escaped},
};
use crate::urls;
use std::fmt::Write as _;

/// What stands behind the last entry.
pub const CLOSE: &str = "</feed>\n";

/// What stands before the first entry.
pub fn open(answer: &Answer) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\">\n\
         <id>urn:uuid:{id}</id>\n\
         <title>{title}</title>\n\
         <updated>{updated}</updated>\n\
         <author><name>Demarche</name></author>\n\
         <generator version=\"{version}\">Demarche</generator>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{own}\"/>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{page}\"/>\n",
        id = answer.own_name(),
        title = escaped(&answer.title()),
        updated = answer.updated,
        version = env!("CARGO_PKG_VERSION"),
        own = escaped(&answer.url(&answer.own)),
        page = escaped(&answer.url(&answer.page)),
    )
}

/// One entry.
pub fn entry(answer: &Answer, row: &Row) -> String {
    let event = &row.event;
    let told = told::told(row);
    let page = answer.url(&urls::event(event.id));
    let mut out = format!(
        "<entry>\n<id>urn:uuid:{id}</id>\n<title>{title}</title>\n<updated>{updated}</updated>\n\
         <published>{published}</published>\n<link rel=\"alternate\" type=\"text/html\" href=\"{href}\"/>\n",
        id = answer.name_of(event.id),
        title = escaped(&told.title),
        updated = event.updated_at,
        published = event.first_reported_at,
        href = escaped(&page),
    );
    let mut sources: Vec<&str> = Vec::new();
    for href in told.sentences.iter().filter_map(|s| s.href.as_deref()) {
        if !sources.contains(&href) {
            sources.push(href);
            let _ = writeln!(out, "<link rel=\"via\" type=\"text/html\" href=\"{}\"/>", escaped(&clean(href)));
        }
    }
    let topics = event.content.topics.iter().map(|t| t.as_str());
    for term in [event.content.kind.as_str()].into_iter().chain(topics) {
        let _ = writeln!(out, "<category term=\"{term}\"/>");
    }
    // Escaped twice: the words in the HTML, and the HTML in the XML.
    let _ = write!(out, "<content type=\"html\">{}</content>\n</entry>\n", escaped(&told.html(&page)));
    out
}

#[cfg(test)]
mod tests {
    use crate::render::{
        export::{Format, tests::written},
        row::tests::an_event,
    };

    #[test]
    fn a_feed_reads_as_it_should() {
        insta::assert_snapshot!(written(Format::Atom, vec![an_event()]));
    }

    #[test]
    fn hostile_words_stay_words() {
        let mut event = an_event();
        event.content.headline = "]]></title><script>\0\u{202e}alert(1)</script>&amp;".to_owned();
        event.evidence[0].article.url = Some("https://a.example/\"><script>".to_owned());
        let feed = written(Format::Atom, vec![event]);
        let read = feed_rs::parser::parse(feed.as_bytes()).expect("a feed");
        let title = read.entries[0].title.as_ref().expect("a title");
        assert_eq!(title.content, "]]></title><script>alert(1)</script>&amp;");
        assert_eq!(
            read.entries[0].links[1].href, "https://a.example/%22%3E%3Cscript%3E",
            "as the reader writes addresses"
        );
        assert!(!feed.contains("<script"), "{feed}");
    }
}

//! How an event is cited: in plain words, as BibTeX, and as CSL-JSON (the form citation managers exchange).
//!
//! Events change as articles come, so a citation names the state that was seen, and the day.

use super::{
    told::{clean, line},
    words,
};
use crate::{domain::Event, urls};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde_json::json;

/// So many characters of a headline are enough to cite.
const TITLE: usize = 300;

/// The forms of a citation.
#[derive(Clone, Debug)]
pub struct Citation {
    /// One sentence.
    pub plain: String,
    /// An entry of a BibTeX file.
    pub bibtex: String,
    /// A list of one item, as CSL-JSON files are.
    pub csl: String,
}

/// Cites an event as it is, seen at this moment at this address (`https://talks.example`).
pub fn cite(event: &Event, base: &str, seen: Timestamp) -> Citation {
    let day = |at: Timestamp| at.to_zoned(TimeZone::UTC).date();
    let (updated, seen) = (day(event.updated_at), day(seen));
    let (id, state) = (event.id, event.seq.0);
    let title = match line(&event.content.headline, TITLE) {
        title if title.is_empty() => "Untitled event".to_owned(),
        title => title,
    };
    let url = format!("{base}{}", urls::event(id));
    let sources = words::counted(u64::from(event.sources.articles), "article");
    let plain = format!(
        "“{title}”. Demarche, event {id}, state {state} of {}, from {sources}. {url} (seen {}).",
        words::day(updated),
        words::day(seen)
    );
    let bibtex = format!(
        "@misc{{demarche-{id}-{state},\n  author = {{{{Demarche}}}},\n  title = {{{{{title}}}}},\n  year = {{{year}}},\n  \
         note = {{Event {id}, state {state}, from {sources}}},\n  url = {{{url}}},\n  urldate = {{{seen}}}\n}}",
        title = tex(&title),
        year = updated.year(),
    );
    let parts = |date: Date| json!({ "date-parts": [[date.year(), date.month(), date.day()]] });
    let csl = json!([{
        "id": format!("demarche-{id}-{state}"),
        "type": "webpage",
        "title": title,
        "author": [{ "literal": "Demarche" }],
        "container-title": "Demarche",
        "version": state.to_string(),
        "issued": parts(updated),
        "accessed": parts(seen),
        "URL": url,
    }]);
    Citation { plain: clean(&plain), bibtex, csl: format!("{csl:#}") }
}

/// Words inside the braces of a BibTeX value: what TeX takes for a command is written out, and braces, which would
/// have to come in pairs, become round ones.
fn tex(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '{' => out.push('('),
            '}' => out.push(')'),
            '\\' => out.push_str("\\textbackslash "),
            '~' => out.push_str("\\textasciitilde "),
            '^' => out.push_str("\\textasciicircum "),
            '&' | '%' | '$' | '#' | '_' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::row::tests::an_event;

    fn seen() -> Timestamp {
        "2026-04-24T12:00:00Z".parse().expect("an instant")
    }

    #[test]
    fn an_event_is_cited_in_three_forms() {
        let cited = cite(&an_event(), "https://talks.example", seen());
        insta::assert_snapshot!(format!("{}\n\n{}\n\n{}", cited.plain, cited.bibtex, cited.csl));
    }

    #[test]
    fn hostile_words_break_no_form() {
        let mut event = an_event();
        event.content.headline = "} \\input{x} 50% & <script>\n\u{202e}@misc{evil,".to_owned();
        let cited = cite(&event, "https://talks.example", seen());
        assert_eq!(cited.bibtex.matches('{').count(), cited.bibtex.matches('}').count());
        assert!(
            cited.bibtex.contains("{{) \\textbackslash input(x) 50\\% \\& <script> @misc(evil,}}"),
            "{}",
            cited.bibtex
        );
        let csl: serde_json::Value = serde_json::from_str(&cited.csl).expect("JSON");
        assert_eq!(csl[0]["title"], "} \\input{x} 50% & <script> @misc{evil,");
        event.content.headline = String::new();
        assert!(cite(&event, "", seen()).plain.starts_with("“Untitled event”"));
    }
}

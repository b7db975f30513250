//! Keys, and how to read the pages.

use super::{Frame, html};
use crate::web::{AppState, error::Error, params::Pairs};
use askama::Template;
use axum::{extract::State, response::Response};

/// A key, and what it does. `static/keys.js` does it.
pub(crate) const KEYS: [(&str, &str); 12] = [
    ("j", "next event, or next line of a list"),
    ("k", "the one before"),
    ("o", "open it"),
    ("v", "open the article behind it at its source"),
    ("/", "search"),
    ("g t", "go to the timeline"),
    ("g n", "go to the negotiations"),
    ("g a", "go to the articles"),
    ("g c", "go to the actors"),
    ("g p", "go to the places"),
    ("g l", "go to the log of corrections"),
    ("?", "these keys"),
];

#[derive(Debug, Template)]
#[template(path = "help.html")]
struct HelpPage {
    frame: Frame,
}

impl HelpPage {
    fn keys(&self) -> [(Vec<&'static str>, &'static str); 12] {
        KEYS.map(|(keys, what)| (keys.split(' ').collect(), what))
    }
}

/// `GET /help`.
pub(crate) async fn get(State(state): State<AppState>, pairs: Pairs) -> Result<Response, Error> {
    pairs.only(&[])?;
    html(&HelpPage { frame: Frame::new("Keys and how to read the pages", "", state.options.demo) }, &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_holds_every_key() {
        let page = HelpPage { frame: Frame::new("Keys", "", false) };
        let html = super::super::check::page(&page);
        for (_, what) in KEYS {
            assert!(html.contains(what), "{what}");
        }
    }
}

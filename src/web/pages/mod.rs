//! The pages. One struct per template, filled from domain values; handlers ask the store and hand over.

pub(crate) mod about;
pub(crate) mod actor;
pub(crate) mod article;
pub(crate) mod beside;
pub(crate) mod correct;
pub(crate) mod corrections;
pub(crate) mod docs;
pub(crate) mod event;
pub(crate) mod figures;
pub(crate) mod help;
pub(crate) mod listing;
pub(crate) mod negotiation;
pub(crate) mod outlet;
pub(crate) mod picture;
pub(crate) mod place;
pub(crate) mod problem;
pub(crate) mod revisions;
pub(crate) mod sentence;
pub(crate) mod session;
mod shown;
pub(crate) mod thing;
pub(crate) mod timeline;
pub(crate) mod views;

pub(crate) use shown::Shown;

use super::{assets, error::Error};
use crate::{
    domain::{Kind, filter::TimelineFilter},
    render::{export::Format, words},
    urls::{self, outward},
};
use askama::Template;
use axum::response::{Html, IntoResponse, Response};

/// What surrounds every page.
#[derive(Clone, Debug, Default)]
pub(crate) struct Frame {
    /// The heading, and the title of the window.
    pub(crate) title: String,
    /// Which section of the site it belongs to.
    pub(crate) section: &'static str,
    /// Whether these are sample articles.
    pub(crate) demo: bool,
    /// What is being searched for.
    pub(crate) q: String,
    /// The other parameters a search keeps.
    pub(crate) kept: Vec<(&'static str, String)>,
    /// The same in other formats.
    pub(crate) alternates: Vec<Alternate>,
    /// Addresses of the scripts that make this page quicker to use; it works without them.
    pub(crate) scripts: Vec<String>,
}

/// The same content in another format.
#[derive(Clone, Debug)]
pub(crate) struct Alternate {
    /// What readers call it.
    pub(crate) name: &'static str,
    /// Its media type.
    pub(crate) media: &'static str,
    /// Its address.
    pub(crate) href: String,
    /// What it is good for; empty where it is only told to programs.
    pub(crate) purpose: &'static str,
    /// Whether one subscribes to it rather than take it once.
    pub(crate) subscribed: bool,
}

impl Alternate {
    fn json(page: &str) -> Alternate {
        Alternate::plain(format!("{page}.json"))
    }

    /// The page itself as JSON.
    fn plain(href: String) -> Alternate {
        Alternate { name: "JSON", media: "application/json", href, purpose: "", subscribed: false }
    }

    /// A whole answer in every format there is. What one subscribes to comes first.
    pub(crate) fn exports(filter: &TimelineFilter) -> Vec<Alternate> {
        // They hold the whole answer, so a page and its length have no place in their address.
        let whole = TimelineFilter { limit: TimelineFilter::LIMIT, cursor: None, ..filter.clone() };
        let one = |format: &Format| Alternate {
            name: format.name(),
            media: format.media_type(),
            href: urls::with_query(format.path(), whole.pairs()),
            purpose: format.purpose(),
            subscribed: format.is_subscribed(),
        };
        Format::ALL.iter().map(one).collect()
    }
}

impl Frame {
    fn new(title: impl Into<String>, section: &'static str, demo: bool) -> Frame {
        Frame { title: title.into(), section, demo, ..Frame::default() }
    }

    /// What can be subscribed to, and what can be taken: each with its heading.
    fn exports(&self) -> Vec<(&'static str, Vec<&Alternate>)> {
        let told = |subscribed: bool| -> Vec<&Alternate> {
            self.alternates.iter().filter(|a| !a.purpose.is_empty() && a.subscribed == subscribed).collect()
        };
        let both = [("Subscribe", told(true)), ("Download", told(false))];
        both.into_iter().filter(|(_, list)| !list.is_empty()).collect()
    }

    fn sections(&self) -> [(&'static str, &'static str); 5] {
        [
            ("Timeline", urls::TIMELINE),
            ("Negotiations", urls::NEGOTIATIONS),
            ("Articles", urls::ARTICLES),
            ("Actors", urls::ACTORS),
            ("Places", urls::PLACES),
        ]
    }

    fn stylesheets(&self) -> [String; 3] {
        ["demarche.css", "sheets.css", "find.css"].map(assets::url)
    }

    fn keys(&self) -> String {
        assets::url("keys.js")
    }

    fn icon(&self) -> String {
        assets::url("favicon.svg")
    }
}

/// A fact beside the heading.
#[derive(Clone, Debug)]
pub(crate) struct Fact {
    /// What it is.
    pub(crate) name: String,
    /// What holds, one value a line.
    pub(crate) values: Vec<FactValue>,
}

/// One value of a fact.
#[derive(Clone, Debug, Default)]
pub(crate) struct FactValue {
    /// In words.
    pub(crate) text: String,
    /// Where it leads; empty for nowhere.
    pub(crate) href: String,
    /// Small print.
    pub(crate) note: String,
}

impl FactValue {
    fn plain(text: impl Into<String>) -> FactValue {
        FactValue { text: text.into(), ..FactValue::default() }
    }
    fn link(text: impl Into<String>, href: String) -> FactValue {
        FactValue { text: text.into(), href, note: String::new() }
    }
}

fn fact(name: impl Into<String>, values: Vec<FactValue>) -> Option<Fact> {
    (!values.is_empty()).then(|| Fact { name: name.into(), values })
}

/// Counts by kind as links into the timeline of one thing.
fn by_kind(key: &'static str, slug: &str, counts: &[(Kind, u64)]) -> Vec<FactValue> {
    let link = |(kind, n): &(Kind, u64)| {
        let href = urls::with_query(urls::TIMELINE, [("kind", kind.as_str()), (key, slug)]);
        FactValue::link(words::counted(*n, kind.as_str()), href)
    };
    counts.iter().filter(|(_, n)| *n > 0).map(link).collect()
}

/// A page as an answer.
pub(crate) fn html(page: &impl Template, headers: &[(axum::http::HeaderName, String)]) -> Result<Response, Error> {
    let mut response = Html(page.render()?).into_response();
    for (name, value) in headers {
        if let Ok(value) = axum::http::HeaderValue::try_from(value.as_str()) {
            response.headers_mut().append(name.clone(), value);
        }
    }
    Ok(response)
}

/// What every page's samples must hold, whatever was put in.
#[cfg(test)]
pub(crate) mod check {
    use askama::Template;

    /// Text that would break a page that does not escape.
    pub(crate) const HOSTILE: &str = "\"><script>alert(1)</script><b onmouseover='x'>&amp;</p>{{ 7*7 }}\u{202e}";

    /// Renders a sample and checks that its elements are balanced, that nothing hostile came through
    /// as markup, and that nothing is loaded from or run on the page.
    pub(crate) fn page(sample: &impl Template) -> String {
        let html = sample.render().expect("renders");
        // The service's own modules are no inline scripts.
        let own = |name| format!("<script type=\"module\" src=\"{}\"></script>", super::assets::url(name));
        let html = ["keys.js", "live.js", "picture.js", "find.js"]
            .iter()
            .fold(html, |html, name| html.replace(&own(name), ""));
        for never in ["<script", "onmouseover='", "style=\"", "javascript:", "\u{202e}"] {
            assert!(!html.contains(never), "{never} in {html}");
        }
        assert_eq!(unbalanced(&html), None, "{html}");
        let mut ids: Vec<&str> =
            html.match_indices(" id=\"").filter_map(|(i, _)| html[i + 5..].split('"').next()).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "an id stands twice");
        html
    }

    /// The first element that is closed out of turn or never.
    fn unbalanced(html: &str) -> Option<String> {
        const VOID: [&str; 8] = ["meta", "link", "input", "br", "img", "hr", "col", "!doctype"];
        let mut open: Vec<String> = Vec::new();
        for piece in html.split('<').skip(1) {
            let Some((tag, _)) = piece.split_once('>') else { return Some(piece.to_owned()) };
            let name = |t: &str| t.split([' ', '\n', '/']).next().unwrap_or_default().to_lowercase();
            if let Some(closed) = tag.strip_prefix('/') {
                if open.pop().as_deref() != Some(name(closed).as_str()) {
                    return Some(format!("</{closed}> after {open:?}"));
                }
            } else if !tag.ends_with('/') && !VOID.contains(&name(tag).as_str()) {
                open.push(name(tag));
            }
        }
        open.pop()
    }

    #[test]
    fn the_checker_sees_what_is_wrong() {
        assert_eq!(unbalanced("<p>a<br>b <use href=\"#x\"/></p>"), None);
        assert!(unbalanced("<p><b></p></b>").is_some());
        assert!(unbalanced("<p>").is_some());
    }
}

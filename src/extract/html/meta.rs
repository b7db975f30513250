//! What a page says of itself: JSON-LD first, then meta tags, then its own elements.

use super::{HtmlArticle, one_line};
use crate::domain::Published;
use dom_smoothie::Readability;
use serde_json::Value;

/// How many JSON-LD objects are looked at; pages have a handful.
const MOST_OBJECTS: usize = 500;

/// Fills every field but the text.
pub(super) fn read(page: &Readability, article: &mut HtmlArticle) {
    let objects: Vec<Value> = page
        .doc
        .select("script[type='application/ld+json']")
        .nodes()
        .iter()
        .filter_map(|script| serde_json::from_str(script.text().trim()).ok())
        .collect();
    let ld = objects.iter().find_map(news_object);
    let ld_text = |key: &str| ld.and_then(|o| named(o.get(key)?));
    let attr = |selector: &str, name: &str| {
        page.doc.select(selector).nodes().iter().find_map(|n| n.attr(name).and_then(|v| one_line(&v)))
    };
    let meta = |keys: &[&str]| {
        keys.iter()
            .find_map(|k| attr(&format!("meta[property='{k}'], meta[name='{k}'], meta[itemprop='{k}']"), "content"))
    };
    let element = |selector: &str| page.doc.select(selector).nodes().iter().find_map(|n| one_line(&n.text()));
    article.title = ld_text("headline").or_else(|| meta(&["og:title", "twitter:title"])).or_else(|| only_heading(page));
    article.byline = ld_text("author")
        .or_else(|| meta(&["author", "byl", "dc.creator", "parsely-author"]))
        .filter(|a| !a.contains("://"))
        .or_else(|| element("[rel=author], [itemprop=author], .byline, .author"))
        .map(|b| without_by(&b));
    article.outlet = meta(&["og:site_name"])
        .or_else(|| ld_text("publisher"))
        .or_else(|| meta(&["application-name", "dc.publisher"]));
    let day = |words: Option<String>| words.and_then(|w| published(&w));
    article.published = day(ld_text("datePublished"))
        .or_else(|| day(meta(&["article:published_time", "og:article:published_time"])))
        .or_else(|| day(meta(&["datePublished", "parsely-pub-date", "pubdate", "dc.date", "date", "DC.date.issued"])))
        .or_else(|| day(attr("time[itemprop=datePublished], time[pubdate]", "datetime")))
        .or_else(|| day(attr("article time[datetime], main time[datetime]", "datetime")));
    article.modified = day(ld_text("dateModified"))
        .or_else(|| day(meta(&["article:modified_time", "og:updated_time", "dateModified", "lastmod"])));
    article.url = attr("link[rel=canonical]", "href")
        .or_else(|| meta(&["og:url"]))
        .or_else(|| ld_text("mainEntityOfPage"))
        .or_else(|| ld_text("url"))
        .filter(|u| u.starts_with("https://") || u.starts_with("http://"));
    article.language = attr("html[lang]", "lang").or_else(|| ld_text("inLanguage"));
}

/// The page's one first-level heading; with several, none is surely the headline.
fn only_heading(page: &Readability) -> Option<String> {
    let headings = page.doc.select("h1");
    let [heading] = headings.nodes() else { return None };
    one_line(&heading.text())
}

/// "By Jane Roe" names Jane Roe.
pub(super) fn without_by(byline: &str) -> String {
    let name = byline.trim();
    match name.get(..3) {
        Some(by) if by.eq_ignore_ascii_case("by ") => name[3..].trim().to_owned(),
        _ => name.to_owned(),
    }
}

/// An instant with its offset, or a day. A clock time without an offset leaves only the day sure.
fn published(words: &str) -> Option<Published> {
    let words = words.trim();
    words.parse().ok().or_else(|| words.get(..10)?.parse().ok())
}

/// The first object that describes an article, also inside lists and graphs.
fn news_object(root: &Value) -> Option<&Value> {
    let mut queue = vec![root];
    let mut seen = 0;
    while let Some(value) = queue.pop() {
        seen += 1;
        if seen > MOST_OBJECTS {
            return None;
        }
        match value {
            Value::Array(items) => queue.extend(items.iter().rev()),
            Value::Object(fields) => {
                if value.get("@type").is_some_and(is_news) {
                    return Some(value);
                }
                queue.extend(["mainEntity", "@graph"].iter().filter_map(|k| fields.get(*k)));
            }
            _ => {}
        }
    }
    None
}

/// schema.org's types of written news: NewsArticle, ReportageNewsArticle, LiveBlogPosting, Report and their kin.
fn is_news(kind: &Value) -> bool {
    let one = |k: &str| k.ends_with("Article") || k.ends_with("Posting") || k == "Report";
    match kind {
        Value::String(k) => one(k),
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).any(one),
        _ => false,
    }
}

/// A text, an object's name (or address), or a list of them.
fn named(value: &Value) -> Option<String> {
    match value {
        Value::String(s) => one_line(s),
        Value::Array(items) => {
            let names: Vec<String> = items.iter().filter_map(named_one).collect();
            (!names.is_empty()).then(|| names.join(", "))
        }
        one => named_one(one),
    }
}

fn named_one(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(s) => s,
        Value::Object(o) => ["name", "@id", "url"].iter().find_map(|k| o.get(*k)?.as_str())?,
        _ => return None,
    };
    one_line(text)
}

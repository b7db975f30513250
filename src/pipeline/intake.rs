//! From what a client sent to an article that may be stored ("parse, don't validate").

mod events;
mod feed;

pub use feed::from_feed;

pub(crate) use events::EventBody;
pub(super) use events::{event, sentence};

use crate::{
    domain::{Mention, NewArticle, Published, Text, article::Format, article::PublishedError},
    extract::html,
};
use encoding_rs::Encoding;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::Value;
use serde_path_to_error::Segment;

/// An article to store, with what the client already knows of its events.
#[derive(Clone, Debug)]
pub struct Submission {
    /// The article.
    pub article: NewArticle,
    /// Events the client supplied, their evidence located in the text.
    pub client_mentions: Vec<Mention>,
    /// Whether the rules are to read it too.
    pub extract: bool,
}

impl Submission {
    /// The same for this address: it takes the place of what stands there.
    ///
    /// # Errors
    /// [`Fault::Impossible`] where it is no address, or the article names another one as its own.
    pub fn at(mut self, url: &str) -> Result<Submission, Rejection> {
        let url = address(url)?;
        if let Some(own) = self.article.url.filter(|own| *own != url) {
            return Err(Rejection::impossible("/url", format!("`{own}` is not the address it is put to, `{url}`")));
        }
        self.article.url = Some(url);
        Ok(self)
    }
}

/// Why it can't be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct Rejection {
    /// Whether it could not be read at all (400) or says something impossible (422).
    pub fault: Fault,
    /// JSON pointer to the field, where there is one ("/published_at").
    pub pointer: Option<String>,
    /// Line of the request, counted from 1, where the syntax is broken.
    pub line: Option<usize>,
    /// What was wrong and what is allowed, in one sentence.
    pub detail: String,
    /// What would have been taken, where that is a closed list.
    pub allowed: Vec<&'static str>,
}

/// What sort of fault a rejection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Broken syntax, unknown field, wrong type, not text: 400.
    Malformed,
    /// Well formed, but it can't be: 31 February, a date in 2031, an empty body: 422.
    Impossible,
}

impl Rejection {
    pub(crate) fn malformed(pointer: &str, detail: impl Into<String>) -> Rejection {
        Rejection {
            fault: Fault::Malformed,
            pointer: Some(pointer.to_owned()),
            line: None,
            detail: detail.into(),
            allowed: Vec::new(),
        }
    }
    pub(crate) fn impossible(pointer: &str, detail: impl Into<String>) -> Rejection {
        Rejection { fault: Fault::Impossible, ..Self::malformed(pointer, detail) }
    }
    pub(crate) fn unreadable(detail: impl Into<String>) -> Rejection {
        Rejection { pointer: None, ..Self::malformed("", detail) }
    }
    /// One of a closed list would have been taken.
    pub(crate) fn allowing(self, allowed: Vec<&'static str>) -> Rejection {
        Rejection { allowed, ..self }
    }
}

/// What the query string says of a `text/plain` or `text/html` body.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "named as in the article's JSON")]
pub struct Fields {
    pub url: Option<String>,
    pub title: Option<String>,
    pub outlet: Option<String>,
    pub byline: Option<String>,
    pub published_at: Option<String>,
    pub modified_at: Option<String>,
    pub language: Option<String>,
    pub extract: Option<bool>,
}

/// An article's JSON.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ArticleIn)]
pub(crate) struct ArticleBody {
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    outlet: Option<String>,
    #[serde(default)]
    byline: Option<String>,
    #[serde(default)]
    published_at: Option<String>,
    #[serde(default)]
    modified_at: Option<String>,
    #[serde(default)]
    language: Option<String>,
    #[serde(default)]
    format: Option<Format>,
    body: String,
    #[serde(default)]
    events: Vec<EventBody>,
    #[serde(default)]
    extract: Option<bool>,
}

/// Clocks differ and embargoed texts are sent ahead, but not by more than this.
const AHEAD: SignedDuration = SignedDuration::from_hours(48);
/// Longer than any headline, name or tag; shorter than a text put into the wrong field.
const LONGEST_LINE: usize = 1000;
/// Longer addresses are cut by browsers and caches.
const LONGEST_URL: usize = 2048;

/// An article as JSON (DESIGN §5). `now` bounds the publication date: 48 hours ahead at most.
///
/// # Errors
/// [`Fault::Malformed`] for what can't be read, [`Fault::Impossible`] for what can't be.
pub fn from_json(body: &[u8], now: Timestamp) -> Result<Submission, Rejection> {
    let read: ArticleBody =
        json(body, "something follows the article's closing brace; send many articles as application/x-ndjson")?;
    let fields = Fields {
        url: read.url,
        title: read.title,
        outlet: read.outlet,
        byline: read.byline,
        published_at: read.published_at,
        modified_at: read.modified_at,
        language: read.language,
        extract: read.extract,
    };
    let mut submission = match read.format.unwrap_or_default() {
        Format::Text => plain(&read.body, &fields, now)?,
        Format::Html => page(&read.body, &fields, now)?,
    };
    submission.client_mentions = events::mentions(read.events, &submission.article.text)?;
    Ok(submission)
}

/// A plain text. `charset` is that of the content type; without one it must be UTF-8.
///
/// # Errors
/// As [`from_json`].
pub fn from_text(body: &[u8], charset: Option<&str>, fields: &Fields, now: Timestamp) -> Result<Submission, Rejection> {
    plain(&decode(body, charset)?, fields, now)
}

/// An HTML page. Fields given by the client win over what the page says of itself.
///
/// # Errors
/// As [`from_json`].
pub fn from_html(body: &[u8], charset: Option<&str>, fields: &Fields, now: Timestamp) -> Result<Submission, Rejection> {
    page(&decode(body, charset)?, fields, now)
}

/// One JSON value and nothing behind it.
pub(super) fn json<T: serde::de::DeserializeOwned>(body: &[u8], more: &str) -> Result<T, Rejection> {
    let text = std::str::from_utf8(body).map_err(|e| {
        Rejection::unreadable(format!("JSON must be UTF-8; the bytes from position {} on are not", e.valid_up_to()))
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut json = serde_json::Deserializer::from_str(text);
    let read = match serde_path_to_error::deserialize(&mut json) {
        Ok(read) => read,
        Err(e) => return rewritten(text).ok_or_else(|| json_fault(&e)),
    };
    json.end().map_err(|e| Rejection { line: Some(e.line()), ..Rejection::unreadable(more) })?;
    Ok(read)
}

/// The same with whole numbers that are written as `5.0`, as some languages do: to JSON they are the same number.
/// `None` where there are none, or where that does not help.
fn rewritten<T: serde::de::DeserializeOwned>(text: &str) -> Option<T> {
    let mut value = serde_json::from_str(text).ok()?;
    if whole_numbers(&mut value) { serde_json::from_value(value).ok() } else { None }
}

/// Writes `5.0` as `5`. Whether there was any.
pub fn whole_numbers(value: &mut Value) -> bool {
    match value {
        Value::Number(number) if number.is_f64() => {
            // Beyond 2^53 a float no longer tells one whole number from the next.
            let whole = number.as_f64().filter(|n| n.fract() == 0.0 && n.abs() <= 9_007_199_254_740_992.0);
            let Some(whole) = whole.and_then(|n| format!("{n:.0}").parse::<i64>().ok()) else { return false };
            *value = whole.into();
            true
        }
        Value::Array(all) => all.iter_mut().map(whole_numbers).filter(|any| *any).count() > 0,
        Value::Object(all) => all.values_mut().map(whole_numbers).filter(|any| *any).count() > 0,
        _ => false,
    }
}

fn json_fault(error: &serde_path_to_error::Error<serde_json::Error>) -> Rejection {
    let inner = error.inner();
    if inner.is_syntax() || inner.is_eof() || inner.is_io() {
        return Rejection { line: Some(inner.line()), ..Rejection::unreadable(format!("not valid JSON: {inner}")) };
    }
    let mut pointer = String::new();
    for segment in error.path() {
        match segment {
            Segment::Seq { index } => pointer += &format!("/{index}"),
            Segment::Map { key } => pointer += &format!("/{}", key.replace('~', "~0").replace('/', "~1")),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    let said = inner.to_string();
    // The message ends with "at line 1 column 2", which the line below says.
    let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(head, _)| head);
    // serde tells of an unknown or missing field at the object that holds it.
    for (prefix, missing) in [("unknown field `", false), ("missing field `", true)] {
        if let Some(name) = said.strip_prefix(prefix).and_then(|rest| rest.split('`').next())
            && (missing || !pointer.ends_with(&format!("/{name}")))
        {
            pointer += &format!("/{name}");
        }
    }
    Rejection { line: Some(inner.line()), ..Rejection::malformed(&pointer, said) }
}

fn decode(body: &[u8], charset: Option<&str>) -> Result<String, Rejection> {
    let label = charset.unwrap_or("utf-8");
    let encoding = Encoding::for_label(label.trim().as_bytes())
        .ok_or_else(|| Rejection::unreadable(format!("unknown charset `{label}`; send UTF-8")))?;
    let text = encoding.decode_without_bom_handling_and_without_replacement(body);
    text.map(std::borrow::Cow::into_owned).ok_or_else(|| {
        let hint = if charset.is_none() { "; name the charset in Content-Type if it is another" } else { "" };
        Rejection::unreadable(format!("the body is not valid {}{hint}", encoding.name()))
    })
}

fn plain(body: &str, fields: &Fields, now: Timestamp) -> Result<Submission, Rejection> {
    let text = Text::freeze(body);
    article(text, None, Format::Text, fields, now)
}

fn page(body: &str, fields: &Fields, now: Timestamp) -> Result<Submission, Rejection> {
    if Text::freeze(body).as_str().is_empty() {
        return Err(empty());
    }
    let read = html::read(body);
    // A page's own dates are hearsay: an impossible one is dropped, not the article.
    let sane = |p: Option<Published>| p.filter(|p| in_time(*p, now)).map(|p| p.to_string());
    let fields = Fields {
        url: fields.url.clone().or(read.url.filter(|u| address(u).is_ok())),
        title: fields.title.clone().or(read.title),
        outlet: fields.outlet.clone().or(read.outlet),
        byline: fields.byline.clone().or(read.byline),
        published_at: fields.published_at.clone().or(sane(read.published)),
        modified_at: fields.modified_at.clone().or(sane(read.modified)),
        language: fields.language.clone().or(read.language.filter(|l| tag(l).is_ok())),
        extract: fields.extract,
    };
    article(Text::freeze(&read.text), Some(body.replace('\0', "")), Format::Html, &fields, now)
}

fn empty() -> Rejection {
    Rejection::impossible("/body", "the body is empty: there is no text to read")
}

fn article(
    text: Text,
    source: Option<String>,
    format: Format,
    fields: &Fields,
    now: Timestamp,
) -> Result<Submission, Rejection> {
    if text.as_str().is_empty() {
        return Err(empty());
    }
    let article = NewArticle {
        url: given(fields.url.as_deref()).map(|u| address(&u)).transpose()?,
        title: line("/title", fields.title.as_deref())?.unwrap_or_default(),
        outlet: line("/outlet", fields.outlet.as_deref())?,
        byline: line("/byline", fields.byline.as_deref())?,
        published: moment("/published_at", fields.published_at.as_deref(), now)?,
        modified: moment("/modified_at", fields.modified_at.as_deref(), now)?,
        language: given(fields.language.as_deref()).map(|l| tag(&l)).transpose()?,
        format,
        text,
        source,
    };
    Ok(Submission { article, client_mentions: Vec::new(), extract: fields.extract.unwrap_or(true) })
}

/// Empty means absent: forms and scripts send empty fields.
fn given(value: Option<&str>) -> Option<String> {
    let frozen = Text::freeze(value?);
    let value = frozen.as_str();
    (!value.is_empty()).then(|| value.to_owned())
}

/// A line of text: spaces folded, empty means absent.
pub(super) fn line(pointer: &str, value: Option<&str>) -> Result<Option<String>, Rejection> {
    let Some(value) = given(value) else { return Ok(None) };
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    if value.chars().count() > LONGEST_LINE {
        return Err(Rejection::impossible(
            pointer,
            format!("longer than {LONGEST_LINE} characters: is it in the right field?"),
        ));
    }
    Ok(Some(value))
}

fn address(url: &str) -> Result<String, Rejection> {
    let wrong = |why: &str| Rejection::impossible("/url", format!("`{url}` {why}"));
    // The fragment names a place in the text, not another text.
    let url = url.split('#').next().unwrap_or_default();
    let (scheme, rest) =
        url.split_once("://").ok_or_else(|| wrong("is not an address; it must begin with https:// or http://"))?;
    if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
        return Err(wrong("is not the address of a page; it must begin with https:// or http://"));
    }
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    if host.is_empty() || url.chars().any(char::is_whitespace) {
        return Err(wrong("is not an address"));
    }
    if url.len() > LONGEST_URL {
        return Err(Rejection::impossible("/url", format!("longer than {LONGEST_URL} bytes")));
    }
    // Scheme and host know no capitals (RFC 3986, section 6.2.2.1).
    Ok(format!("{}://{}{}", scheme.to_lowercase(), host.to_lowercase(), &rest[host.len()..]))
}

/// The shape of a BCP 47 tag; which languages exist is not ours to say.
fn tag(language: &str) -> Result<String, Rejection> {
    let fits = language.len() <= 35
        && language.split('-').enumerate().all(|(nth, part)| {
            let letters = part.chars().all(|c| c.is_ascii_alphanumeric());
            letters
                && (1..=8).contains(&part.len())
                && (nth > 0 || (part.len() >= 2 && part.chars().all(|c| c.is_ascii_alphabetic())))
        });
    fits.then(|| language.to_owned()).ok_or_else(|| {
        Rejection::impossible("/language", format!("`{language}` is not a language tag such as en or en-GB"))
    })
}

fn in_time(at: Published, now: Timestamp) -> bool {
    now.checked_add(AHEAD).is_ok_and(|limit| at.instant() <= limit)
}

fn moment(pointer: &str, value: Option<&str>, now: Timestamp) -> Result<Option<Published>, Rejection> {
    let Some(value) = given(value) else { return Ok(None) };
    let at: Published = value.parse().map_err(|e: PublishedError| match e {
        PublishedError::Form(_) => Rejection::malformed(pointer, e.to_string()),
        PublishedError::Impossible(_) => Rejection::impossible(pointer, e.to_string()),
    })?;
    if !in_time(at, now) {
        return Err(Rejection::impossible(pointer, format!("`{value}` is more than 48 hours ahead of now")));
    }
    Ok(Some(at))
}

#[cfg(test)]
mod tests;

//! Answers that several handlers give.

use super::error::Error;
use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};

/// JSON that is already written.
pub(crate) fn json(body: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}

/// JSON with a strong tag from its bytes; 304 where the reader has these very bytes.
pub(crate) fn json_with_etag(headers: &HeaderMap, body: Vec<u8>) -> Result<Response, Error> {
    let tag = strong_tag(&body);
    Ok(match unchanged(headers, &tag) {
        Some(not_modified) => not_modified,
        None => tagged(json(body), &tag),
    })
}

/// A strong tag from the bytes of an answer.
pub(crate) fn strong_tag(body: &[u8]) -> String {
    let digest = Sha256::digest(body);
    let hex: String = digest.iter().take(16).map(|b| format!("{b:02x}")).collect();
    format!("\"{hex}\"")
}

/// A weak tag from what an answer depends on.
pub(crate) fn weak_tag(parts: &[&str]) -> String {
    let digest = Sha256::digest(parts.join("\0"));
    let hex: String = digest.iter().take(16).map(|b| format!("{b:02x}")).collect();
    format!("W/\"{hex}\"")
}

/// The answer 304, if the reader already has what this tag names.
pub(crate) fn unchanged(headers: &HeaderMap, tag: &str) -> Option<Response> {
    let known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|v| v.to_str().ok());
    // `If-None-Match` compares weakly (RFC 9110, 13.1.2): `W/` makes no difference.
    let bare = |t: &str| t.trim().trim_start_matches("W/").to_owned();
    let hit = known.flat_map(|v| v.split(',')).any(|t| t.trim() == "*" || bare(t) == bare(tag));
    hit.then(|| tagged(StatusCode::NOT_MODIFIED.into_response(), tag))
}

/// The same answer with a tag.
pub(crate) fn tagged(mut response: Response, tag: &str) -> Response {
    if let Ok(value) = HeaderValue::try_from(tag) {
        response.headers_mut().insert(header::ETAG, value);
    }
    response
}

/// What was here is now there, for good.
pub(crate) fn moved(to: &str, json: bool) -> Response {
    let to = if json { format!("{to}.json") } else { to.to_owned() };
    (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, to)]).into_response()
}

/// A `Link` header.
pub(crate) fn link(href: &str, rel: &str) -> (HeaderName, String) {
    (header::LINK, format!("<{href}>; rel=\"{rel}\""))
}

/// So many bytes of `Link` headers a proxy surely passes on; nginx takes 4 kB of all headers where nothing else is set.
const MOST_LINKS: usize = 2_000;

/// `Link` headers to the same in other formats, each with its media type. A very long question has fewer of them
/// here; the page links all.
pub(crate) fn alternates<'a>(of: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<(HeaderName, String)> {
    let mut bytes = 0;
    of.map(|(href, media)| (header::LINK, format!("<{href}>; rel=\"alternate\"; type=\"{media}\"")))
        .take_while(|(_, value)| {
            bytes += value.len();
            bytes <= MOST_LINKS
        })
        .collect()
}

/// Adds `Link: <…>; rel="next"` where there is a next part.
pub(crate) fn with_next(mut response: Response, next: Option<String>) -> Response {
    if let Some(value) = next.and_then(|n| HeaderValue::try_from(link(&n, "next").1).ok()) {
        response.headers_mut().append(header::LINK, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_tag_is_answered_with_304() {
        let first = json_with_etag(&HeaderMap::new(), b"{}".to_vec()).expect("JSON");
        let tag = first.headers()[header::ETAG].to_str().expect("text").to_owned();
        assert!(tag.starts_with('"'), "strong: {tag}");
        for sent in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
            let headers =
                HeaderMap::from_iter([(header::IF_NONE_MATCH, HeaderValue::try_from(&sent).expect("a value"))]);
            let again = json_with_etag(&headers, b"{}".to_vec()).expect("JSON");
            assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{sent}");
            let changed = json_with_etag(&headers, b"[]".to_vec()).expect("JSON");
            assert_eq!(changed.status() == StatusCode::NOT_MODIFIED, sent == "*");
        }
    }

    #[test]
    fn what_moved_leads_on() {
        let response = moved("/events/9", true);
        assert_eq!(response.status(), StatusCode::PERMANENT_REDIRECT);
        assert_eq!(response.headers()[header::LOCATION], "/events/9.json");
    }
}

//! Light or dark, as a reader chose. A cookie keeps the choice, and a stylesheet of one line follows it, so that
//! pages are the same for everybody and may be kept by whoever stores them.

use super::{
    error::Error,
    host,
    pages::Frame,
    session::{cookie, own_path},
};
use crate::urls;
use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};

const COOKIE: &str = "demarche_theme";
/// A year: it is a choice, not a secret.
const LASTS: u32 = 365 * 86_400;

/// What can be chosen: the word in the address, and what the stylesheet says then.
const THEMES: [(&str, &str); 3] =
    [("light", ":root{color-scheme:light}"), ("dark", ":root{color-scheme:dark}"), ("system", "")];

/// `GET /theme.css`.
pub(super) async fn stylesheet(headers: HeaderMap) -> Response {
    let chosen = cookie(&headers, COOKIE);
    let rule = THEMES.iter().find(|(name, _)| Some(*name) == chosen).map_or("", |(_, rule)| rule);
    let head = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "private, no-cache"),
        (header::VARY, "cookie"),
    ];
    (head, rule).into_response()
}

/// `GET /theme/{name}`: keeps the choice and goes back to where the reader was.
pub(super) async fn choose(Path(name): Path<String>, headers: HeaderMap) -> Result<Response, Error> {
    if !THEMES.iter().any(|(theme, _)| *theme == name) {
        return Err(Error::NotFound("theme"));
    }
    let lasts = if name == "system" { 0 } else { LASTS };
    let kept = format!("{COOKIE}={name}; Path=/; HttpOnly; SameSite=Lax; Max-Age={lasts}");
    let from = headers.get(header::REFERER).and_then(|v| v.to_str().ok());
    let back = from.and_then(|from| from.strip_prefix(&host::base(&headers))).and_then(own_path);
    let to = back.unwrap_or(urls::TIMELINE).to_owned();
    let head = [(header::SET_COOKIE, kept), (header::LOCATION, to), (header::CACHE_CONTROL, "no-store".to_owned())];
    Ok((StatusCode::SEE_OTHER, head).into_response())
}

impl Frame {
    /// The choices, each with its address.
    pub(crate) fn themes(&self) -> [(&'static str, &'static str); 3] {
        [("Light", "/theme/light"), ("Dark", "/theme/dark"), ("System", "/theme/system")]
    }
}

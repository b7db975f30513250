//! Signing in with a token, for the forms. A cookie holds a random secret of its own, never the token;
//! it is sent by our own pages only (`SameSite=Strict`, not readable by scripts), and every form carries
//! a second word derived from it, so that nobody else's page can send one.

use super::{
    AppState,
    api::body::{drain, whole},
    auth,
    error::Error,
    pages::{self, session::SessionPage},
    params::Pairs,
};
use crate::{
    store::{Scope, TokenInfo, tokens},
    urls,
};
use anyhow::Context as _;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use jiff::SignedDuration;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// The cookie's name.
const COOKIE: &str = "demarche_session";

/// How long a browser stays signed in: a working day.
const LASTS: SignedDuration = SignedDuration::from_hours(12);

/// Bytes a form may have.
const FORM_LIMIT: usize = 256 * 1024;

/// A browser that signed in.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    /// The token it signed in with.
    pub(crate) token: TokenInfo,
    /// What its forms have to carry.
    pub(crate) csrf: String,
}

/// Who sends a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Curator {
    /// The token's name, as the log of corrections tells it.
    pub(crate) name: String,
    /// What the form has to carry; empty for this machine itself.
    pub(crate) csrf: String,
}

/// The secret in the request's cookie.
fn secret(headers: &HeaderMap) -> Option<&str> {
    cookie(headers, COOKIE)
}

/// The value of a cookie; none where it is empty.
pub(super) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
    let mut ours =
        cookies.flat_map(|v| v.split(';')).filter_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='));
    ours.next().filter(|s| !s.is_empty())
}

/// The word that this session's forms carry.
fn csrf(secret: &str) -> String {
    Sha256::digest(format!("demarche form\0{secret}")).iter().map(|b| format!("{b:02x}")).collect()
}

/// The session of the request's cookie, while it is valid.
///
/// # Errors
/// The store's.
pub(crate) async fn current(state: &AppState, headers: &HeaderMap) -> Result<Option<Session>, Error> {
    let Some(secret) = secret(headers) else { return Ok(None) };
    let token = state.pipeline.store().session(secret, state.pipeline.clock().now()).await?;
    Ok(token.map(|token| Session { token, csrf: csrf(secret) }))
}

/// Who may correct events through a form: a session whose token has the scope `curate`, or this machine
/// itself while no token exists. `None` means: sign in first.
///
/// # Errors
/// [`Error::Forbidden`] where the session's token does not have the scope, or no token could help.
pub(crate) async fn curator(state: &AppState, head: &Parts) -> Result<Option<Curator>, Error> {
    if let Some(session) = current(state, &head.headers).await? {
        if !session.token.allows(Scope::Curate) {
            return Err(Error::Forbidden(format!(
                "the token `{}` does not have the scope `curate`, which this needs; sign out and in with another",
                session.token.name
            )));
        }
        return Ok(Some(Curator { name: session.token.name, csrf: session.csrf }));
    }
    if state.pipeline.store().any_token().await? {
        return Ok(None);
    }
    auth::from_here(state, head)?;
    Ok(Some(Curator { name: auth::LOCAL.to_owned(), csrf: String::new() }))
}

/// Reads a form that a curator's page sent, and who sent it.
///
/// # Errors
/// [`Error::Unauthorised`] without a session, [`Error::Forbidden`] where the form does not come from our own page.
pub(crate) async fn form(state: &AppState, request: Request) -> Result<(Curator, Pairs), Error> {
    let (head, body) = request.into_parts();
    let curator = match curator(state, &head).await.and_then(|c| c.ok_or_else(signed_out)) {
        Ok(curator) => curator,
        Err(refusal) => {
            drain(body, &head.headers).await;
            return Err(refusal);
        }
    };
    let mut pairs = read(state, body).await?;
    check(&curator.csrf, &mut pairs)?;
    Ok((curator, pairs))
}

fn signed_out() -> Error {
    Error::Unauthorised(format!(
        "you are not signed in, or not any more: sign in at {} and send it again",
        urls::SESSION
    ))
}

/// Takes the form's word out and compares it.
fn check(csrf: &str, pairs: &mut Pairs) -> Result<(), Error> {
    let sent = pairs.take("csrf");
    let same = sent.first().map_or("", String::as_str).as_bytes().ct_eq(csrf.as_bytes());
    if bool::from(same) {
        Ok(())
    } else {
        Err(Error::Forbidden(
            "this form was not sent from our own page, or you signed in again since it was opened: open it anew"
                .to_owned(),
        ))
    }
}

async fn read(state: &AppState, body: axum::body::Body) -> Result<Pairs, Error> {
    let bytes = whole(body, FORM_LIMIT, state.options.timeout, "").await?;
    Ok(Pairs(form_urlencoded::parse(&bytes).into_owned().collect()))
}

/// A path of our own to go back to; anything else is dropped.
fn back(pairs: &Pairs) -> String {
    let given = pairs.0.iter().find(|(key, _)| key == "back").map_or("", |(_, v)| v.as_str());
    own_path(given).unwrap_or_default().to_owned()
}

/// What can only lead to a page of our own.
pub(super) fn own_path(given: &str) -> Option<&str> {
    let own = given.starts_with('/')
        && !given.starts_with("//")
        && !given.contains(|c: char| c == '\\' || c.is_control() || c.is_whitespace());
    own.then_some(given)
}

/// Where to sign in, to come back here.
pub(crate) fn sign_in_first(back: &str) -> Response {
    see_other(&urls::with_query(urls::SESSION, [("back", back)]))
}

/// Done; the browser goes on with a GET.
pub(crate) fn see_other(to: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, to.to_owned())]).into_response()
}

/// `GET /session`.
pub(crate) async fn get(State(state): State<AppState>, pairs: Pairs, headers: HeaderMap) -> Result<Response, Error> {
    pairs.only(&["back"])?;
    let session = current(&state, &headers).await?;
    Ok(private(pages::html(&SessionPage::new(state.options.demo, session, back(&pairs), None), &[])?))
}

/// `POST /session`: a token for a cookie.
pub(crate) async fn open(State(state): State<AppState>, request: Request) -> Result<Response, Error> {
    let (head, body) = request.into_parts();
    if let Err(refusal) = auth::same_site(&head) {
        drain(body, &head.headers).await;
        return Err(refusal);
    }
    let mut pairs = read(&state, body).await?;
    let back = back(&pairs);
    let given = pairs.take("token");
    let store = state.pipeline.store();
    let now = state.pipeline.clock().now();
    let token = match given.first() {
        Some(secret) => store.verify_token(secret.trim(), now).await?,
        None => None,
    };
    let Some(token) = token else {
        let fault = Some("This token is unknown, expired or revoked.");
        let mut page = pages::html(&SessionPage::new(state.options.demo, None, back, fault), &[])?;
        *page.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(private(page));
    };
    let secret = tokens::new_secret().context("a secret for a session").map_err(Error::Internal)?;
    let until = now.saturating_add(LASTS).context("the end of a session").map_err(Error::Internal)?;
    store.open_session(&token, &secret, now, until).await?;
    let mut answer = see_other(if back.is_empty() { urls::TIMELINE } else { &back });
    set_cookie(&mut answer, &head.headers, &secret, LASTS.as_secs())?;
    Ok(answer)
}

/// `POST /session/end`.
pub(crate) async fn end(State(state): State<AppState>, request: Request) -> Result<Response, Error> {
    let (head, body) = request.into_parts();
    let mut pairs = read(&state, body).await?;
    if let Some(session) = current(&state, &head.headers).await? {
        check(&session.csrf, &mut pairs)?;
    }
    if let Some(secret) = secret(&head.headers) {
        state.pipeline.store().close_session(secret).await?;
    }
    let mut answer = see_other(urls::SESSION);
    set_cookie(&mut answer, &head.headers, "", 0)?;
    Ok(answer)
}

fn set_cookie(answer: &mut Response, asked: &HeaderMap, secret: &str, seconds: i64) -> Result<(), Error> {
    // A browser keeps a `Secure` cookie from plain HTTP, as on one's own machine; behind TLS it must have it.
    let tls = asked.get("x-forwarded-proto").is_some_and(|p| p.as_bytes().eq_ignore_ascii_case(b"https"));
    let secure = if tls { "; Secure" } else { "" };
    let value = format!("{COOKIE}={secret}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}");
    let value = value.parse().context("a cookie").map_err(Error::Internal)?;
    answer.headers_mut().append(header::SET_COOKIE, value);
    Ok(())
}

/// Keeps a page that is one reader's own out of shared stores.
pub(crate) fn private(mut page: Response) -> Response {
    page.headers_mut().insert(header::CACHE_CONTROL, axum::http::HeaderValue::from_static("no-store"));
    page
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn the_cookie_is_found_among_others() {
        let of = |text: &'static str| {
            let headers = HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_static(text))]);
            secret(&headers).map(str::to_owned)
        };
        assert_eq!(of("a=1; demarche_session=dmr_ab; b=2").as_deref(), Some("dmr_ab"));
        for none in ["a=1", "demarche_session=", "demarche_sessions=1", "xdemarche_session=1"] {
            assert_eq!(of(none), None, "{none}");
        }
    }

    #[test]
    fn a_way_back_is_a_path_of_our_own() {
        let of = |to: &str| back(&Pairs(vec![("back".to_owned(), to.to_owned())]));
        assert_eq!(of("/events/7/correct?field=date"), "/events/7/correct?field=date");
        for elsewhere in ["https://a.example/", "//a.example", "/\\a.example", "events/7", "/a\r\nSet-Cookie: x=1", ""]
        {
            assert_eq!(of(elsewhere), "", "{elsewhere}");
        }
    }

    #[test]
    fn a_form_needs_the_sessions_word() {
        let form = |word: &str| Pairs(vec![("csrf".to_owned(), word.to_owned())]);
        let right = csrf("dmr_a");
        assert!(check(&right, &mut form(&right)).is_ok());
        assert!(check(&right, &mut form(&csrf("dmr_b"))).is_err());
        assert!(check(&right, &mut form("")).is_err());
        assert!(check(&right, &mut Pairs::default()).is_err());
        assert!(check("", &mut Pairs::default()).is_ok(), "this machine itself");
    }
}

//! Who may write, and who may read where reading is not public.
//!
//! A token with the scope always may. While no token exists at all, a write is taken from the machine
//! itself only: on a loopback listener, from a loopback peer, for a loopback `Host`, not passed on by
//! a proxy and not sent by another website's page (any page can post `text/plain` to localhost).

use super::{AppState, error::Error, session};
use crate::store::{Scope, Store, TokenInfo};
use axum::{
    extract::ConnectInfo,
    http::{HeaderMap, header, request::Parts, uri::Authority},
};
use jiff::Timestamp;
use std::net::{IpAddr, SocketAddr};
use tracing::warn;

/// Where a request comes from, as far as its headers and its connection tell.
#[derive(Clone, Copy, Debug)]
struct Origin<'a> {
    /// Whether the listener's address is a loopback one.
    listener: bool,
    /// The other end of the connection.
    peer: Option<IpAddr>,
    headers: &'a HeaderMap,
    /// Host of the request's own address (HTTP/2), where it has one.
    authority: Option<&'a str>,
}

impl<'a> Origin<'a> {
    fn of(state: &AppState, head: &'a Parts) -> Origin<'a> {
        Origin {
            listener: state.options.loopback,
            peer: head.extensions.get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip()),
            headers: &head.headers,
            authority: head.uri.authority().map(Authority::as_str),
        }
    }
}

/// Checks that the request may do this.
///
/// # Errors
/// [`Error::Unauthorised`] or [`Error::Forbidden`] with what to do about it, or the store's error.
pub(crate) async fn may_write(state: &AppState, head: &Parts, scope: Scope) -> Result<(), Error> {
    may_write_with(state, head, &[scope]).await.map(drop)
}

/// Checks that the request may do what any one of these scopes allows. The name of its token; `None` where
/// this machine writes without one.
///
/// # Errors
/// As [`may_write`].
pub(crate) async fn may_write_with(state: &AppState, head: &Parts, scopes: &[Scope]) -> Result<Option<String>, Error> {
    writer(state, head, scopes).await.map(|token| token.map(|info| info.name))
}

/// The same, with all that is known of the token.
///
/// # Errors
/// As [`may_write`].
pub(crate) async fn writer(state: &AppState, head: &Parts, scopes: &[Scope]) -> Result<Option<TokenInfo>, Error> {
    let store = state.pipeline.store();
    if let Some(secret) = bearer(&head.headers)? {
        return token(store, secret, scopes, state.pipeline.clock().now()).await.map(Some);
    }
    if store.any_token().await? {
        return Err(Error::Unauthorised(format!(
            "writing here needs a token: send `Authorization: Bearer …` with one that has the scope {}",
            either(scopes)
        )));
    }
    here(state, head).map_err(|why| Error::Forbidden(format!("{why} and send it as `Authorization: Bearer …`")))?;
    warn!(scope = either(scopes), "a write without a token was taken from this machine: no token exists yet");
    Ok(None)
}

/// The author of what this machine itself writes while no token exists.
pub(crate) const LOCAL: &str = "local";

/// Checks that a form comes from a person on this machine.
///
/// # Errors
/// [`Error::Forbidden`] with what to do about it.
pub(crate) fn from_here(state: &AppState, head: &Parts) -> Result<(), Error> {
    here(state, head).map_err(Error::Forbidden)
}

/// Whether the request comes from this machine itself; else why not, and what to do about it.
fn here(state: &AppState, head: &Parts) -> Result<(), String> {
    local(Origin::of(state, head)).map_err(|why| {
        format!(
            "no token exists yet, so only this machine itself may write, and {why}. \
             Make a token with `demarche token create`"
        )
    })
}

/// Checks that no other website's page sent this.
///
/// # Errors
/// [`Error::Forbidden`].
pub(crate) fn same_site(head: &Parts) -> Result<(), Error> {
    let host = head.headers.get(header::HOST).and_then(|h| h.to_str().ok());
    let host = host.or_else(|| head.uri.authority().map(Authority::as_str)).unwrap_or_default();
    own_page(&head.headers, host).map_err(Error::Forbidden)
}

/// Checks that the request may read, where that needs a token, or a browser that signed in with one.
///
/// # Errors
/// As [`may_write`].
pub(crate) async fn may_read(state: &AppState, headers: &HeaderMap) -> Result<(), Error> {
    if !state.options.read_token_required {
        return Ok(());
    }
    if session::current(state, headers).await?.is_some_and(|s| s.token.allows(Scope::Read)) {
        return Ok(());
    }
    let Some(secret) = bearer(headers)? else {
        return Err(Error::Unauthorised(
            "reading here needs a token: send `Authorization: Bearer …` with one that has the scope `read`".to_owned(),
        ));
    };
    token(state.pipeline.store(), secret, &[Scope::Read], state.pipeline.clock().now()).await.map(drop)
}

/// Checks that the request may have the figures of this program: this machine itself may where reading is public, else
/// a token that may read is needed.
///
/// # Errors
/// As [`may_write`].
pub(crate) async fn may_measure(state: &AppState, head: &Parts) -> Result<(), Error> {
    if !state.options.read_token_required && is_of_this_machine(head) {
        return Ok(());
    }
    let Some(secret) = bearer(&head.headers)? else {
        return Err(Error::Unauthorised(
            "the figures need a token from elsewhere than this machine: send `Authorization: Bearer …` with one that \
             has the scope `read`"
                .to_owned(),
        ));
    };
    token(state.pipeline.store(), secret, &[Scope::Read], state.pipeline.clock().now()).await.map(drop)
}

async fn token(store: &Store, secret: &str, scopes: &[Scope], now: Timestamp) -> Result<TokenInfo, Error> {
    match store.verify_token(secret, now).await? {
        None => Err(Error::Unauthorised("this token is unknown, expired or revoked".to_owned())),
        Some(info) if scopes.iter().any(|scope| info.allows(*scope)) => Ok(info),
        Some(info) => Err(Error::Forbidden(format!(
            "the token `{}` does not have the scope {}, which this needs",
            info.name,
            either(scopes)
        ))),
    }
}

/// Checks that this is the secret of a token, whatever it allows.
///
/// # Errors
/// [`Error::Unauthorised`].
pub(super) async fn known(state: &AppState, secret: &str) -> Result<(), Error> {
    token(state.pipeline.store(), secret, &Scope::ALL, state.pipeline.clock().now()).await.map(drop)
}

/// Whether a request surely comes from this machine itself, whatever page led to it: a name that leads here only since
/// a moment ago (DNS rebinding) does not count.
pub(super) fn is_of_this_machine(head: &Parts) -> bool {
    let peer = head.extensions.get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip());
    let authority = head.uri.authority().map(Authority::as_str);
    direct(&Origin { listener: true, peer, headers: &head.headers, authority }).is_ok()
}

/// `ingest` or `curate`, in words.
fn either(scopes: &[Scope]) -> String {
    scopes.iter().map(|scope| format!("`{}`", scope.as_str())).collect::<Vec<_>>().join(" or ")
}

/// The secret of an `Authorization: Bearer …`, if the header is there at all.
pub(super) fn bearer(headers: &HeaderMap) -> Result<Option<&str>, Error> {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let secret = value.to_str().ok().and_then(|v| {
        let (scheme, secret) = v.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(secret.trim()).filter(|s| !s.is_empty())
    });
    secret
        .map(Some)
        .ok_or_else(|| Error::Unauthorised("the `Authorization` header is not of the form `Bearer …`".to_owned()))
}

/// Whether the request surely comes from a person or a script on this machine; else why not.
fn local(origin: Origin<'_>) -> Result<(), String> {
    if !origin.listener {
        return Err("the server does not listen on a loopback address".to_owned());
    }
    own_page(origin.headers, direct(&origin)?)
}

/// Whether nobody stands between this machine and itself; the `Host` that was asked.
fn direct<'a>(origin: &Origin<'a>) -> Result<&'a str, String> {
    if !origin.peer.is_some_and(|ip| ip.to_canonical().is_loopback()) {
        return Err("this request comes from elsewhere".to_owned());
    }
    let forwarded = |name: &str| name == "forwarded" || name == "via" || name.starts_with("x-forwarded-");
    if let Some(name) = origin.headers.keys().find(|name| forwarded(name.as_str())) {
        return Err(format!("this request was passed on by a proxy (`{name}`)"));
    }
    let host = origin.headers.get(header::HOST).and_then(|h| h.to_str().ok()).or(origin.authority);
    let Some(host) = host else { return Err("this request names no `Host`".to_owned()) };
    if !is_loopback_host(host) {
        return Err("the `Host` of this request is not this machine's own name for itself".to_owned());
    }
    Ok(host)
}

/// Whether no other website's page sent this; where the browser tells.
fn own_page(headers: &HeaderMap, host: &str) -> Result<(), String> {
    if let Some(site) = headers.get("sec-fetch-site")
        && !matches!(site.as_bytes(), b"same-origin" | b"none")
    {
        return Err("another website's page sent this request (`Sec-Fetch-Site`)".to_owned());
    }
    if let Some(from) = headers.get(header::ORIGIN) {
        let own = from.to_str().ok().and_then(|o| o.strip_prefix("http://").or_else(|| o.strip_prefix("https://")));
        if !own.is_some_and(|o| o.eq_ignore_ascii_case(host)) {
            return Err("another website's page sent this request (`Origin`)".to_owned());
        }
    }
    Ok(())
}

/// Whether a `Host` value means this machine: `localhost`, `127.0.0.1`, `[::1]`, with or without a port.
/// A name that merely resolves to 127.0.0.1 does not: a stranger may own it.
pub(super) fn is_loopback_host(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split_once(']').map_or(rest, |(ip, _)| ip),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(|ip| ip.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(k, v)| (header::HeaderName::from_static(k), HeaderValue::from_static(v))).collect()
    }

    fn check(listener: bool, peer: &str, pairs: &[(&'static str, &'static str)]) -> Result<(), String> {
        let headers = headers(pairs);
        local(Origin { listener, peer: peer.parse().ok(), headers: &headers, authority: None })
    }

    #[test]
    fn this_machine_may_write() {
        for host in ["localhost:8080", "127.0.0.1", "[::1]:8080", "LOCALHOST", "127.9.9.9:1"] {
            assert_eq!(check(true, "127.0.0.1", &[("host", host)]), Ok(()), "{host}");
        }
        assert_eq!(check(true, "::1", &[("host", "[::1]:8080")]), Ok(()));
        let own_page =
            [("host", "localhost:8080"), ("origin", "http://localhost:8080"), ("sec-fetch-site", "same-origin")];
        assert_eq!(check(true, "::ffff:127.0.0.1", &own_page), Ok(()));
    }

    #[test]
    fn nobody_else_may() {
        let ok = ("host", "localhost:8080");
        type Refused<'a> = (bool, &'a str, &'a [(&'static str, &'static str)], &'a str);
        let refused: &[Refused<'_>] = &[
            (false, "127.0.0.1", &[ok], "does not listen"),
            (true, "192.0.2.7", &[ok], "from elsewhere"),
            (true, "", &[ok], "from elsewhere"),
            (true, "127.0.0.1", &[], "names no `Host`"),
            (true, "127.0.0.1", &[("host", "demarche.example")], "`Host`"),
            (true, "127.0.0.1", &[("host", "localhost.evil.example:8080")], "`Host`"),
            (true, "127.0.0.1", &[("host", "127.0.0.1.evil.example")], "`Host`"),
            (true, "127.0.0.1", &[ok, ("forwarded", "for=192.0.2.7")], "proxy"),
            (true, "127.0.0.1", &[ok, ("x-forwarded-for", "127.0.0.1")], "proxy"),
            (true, "127.0.0.1", &[ok, ("x-forwarded-proto", "https")], "proxy"),
            (true, "127.0.0.1", &[ok, ("origin", "https://evil.example")], "`Origin`"),
            (true, "127.0.0.1", &[ok, ("origin", "null")], "`Origin`"),
            (true, "127.0.0.1", &[ok, ("origin", "http://localhost:3000")], "`Origin`"),
            (true, "127.0.0.1", &[ok, ("sec-fetch-site", "cross-site")], "Sec-Fetch-Site"),
            (true, "127.0.0.1", &[ok, ("sec-fetch-site", "same-site")], "Sec-Fetch-Site"),
        ];
        for (listener, peer, pairs, why) in refused {
            let told = check(*listener, peer, pairs).expect_err(why);
            assert!(told.contains(why), "{told} / {why}");
        }
    }

    #[test]
    fn a_bearer_is_read_or_refused_never_ignored() {
        assert_eq!(bearer(&headers(&[])).ok(), Some(None));
        assert_eq!(bearer(&headers(&[("authorization", "bearer dmr_1")])).ok(), Some(Some("dmr_1")));
        for wrong in ["Basic dXNlcjpwdw==", "Bearer", "Bearer ", "dmr_1"] {
            assert!(bearer(&headers(&[("authorization", wrong)])).is_err(), "{wrong}");
        }
    }
}

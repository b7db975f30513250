//! Signing in and out.

use super::Frame;
use crate::web::session::Session;
use askama::Template;

/// The page that takes a token, or says which one a browser is signed in with.
#[derive(Debug, Template)]
#[template(path = "session.html")]
pub(crate) struct SessionPage {
    frame: Frame,
    lede: &'static str,
    fault: Option<&'static str>,
    signed_in: Option<String>,
    scopes: String,
    csrf: String,
    back: String,
}

impl SessionPage {
    /// The page for a browser with this session, or with none. `back` is a path of our own, or empty.
    pub(crate) fn new(demo: bool, session: Option<Session>, back: String, fault: Option<&'static str>) -> SessionPage {
        let (title, lede) = match session {
            Some(_) => ("Signed in", "What you correct is kept in the public log under the name of your token."),
            None => ("Sign in", "Reading needs no account. Correcting an entry does: sign in with a token."),
        };
        let scopes = |s: &Session| s.token.scopes.iter().map(|s| s.as_str()).collect::<Vec<_>>().join(", ");
        SessionPage {
            frame: Frame::new(title, "", demo),
            lede,
            fault,
            scopes: session.as_ref().map(scopes).unwrap_or_default(),
            csrf: session.as_ref().map(|s| s.csrf.clone()).unwrap_or_default(),
            signed_in: session.map(|s| s.token.name),
            back,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::check, *};

    #[test]
    fn samples_hold_together() {
        for fault in [None, Some("This token is unknown.")] {
            check::page(&SessionPage::new(true, None, "/events/7\"><b>".to_owned(), fault));
        }
    }
}

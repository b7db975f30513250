//! Answers that were given before and are still true. A page over a timeline asks some thirty questions of the
//! database; while nothing at all was written there, the answers are the same for everybody, and so is the page.

use super::{AppState, error::Error, host, reach::Reach, respond};
use crate::store::Stamp;
use anyhow::Context as _;
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::Response,
};
use jiff::civil::Date;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// All kept answers together, in bytes, are no larger than this.
const MOST: usize = 32 * 1024 * 1024;
/// A larger answer is not kept.
const LARGEST: usize = 1024 * 1024;

/// The answers of one state of the database, on one day.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept(Arc<Mutex<Answers>>);

#[derive(Debug, Default)]
struct Answers {
    of: Option<(Stamp, Date)>,
    size: usize,
    by_asked: HashMap<Asked, Answer>,
}

/// What makes two requests the same: where to, under which name of the server, with which right, and in which form.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Asked {
    address: String,
    base: String,
    reach: Option<Reach>,
    form: Vec<Vec<u8>>,
}

#[derive(Clone, Debug)]
struct Answer {
    headers: HeaderMap,
    body: Bytes,
    tag: String,
}

impl Kept {
    fn find(&self, of: &(Stamp, Date), asked: &Asked) -> Option<Answer> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.by_asked.get(asked).filter(|_| kept.of.as_ref() == Some(of)).cloned()
    }

    fn keep(&self, of: (Stamp, Date), asked: Asked, answer: Answer) {
        let size = answer.body.len() + asked.address.len();
        if size > LARGEST {
            return;
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.of.as_ref() != Some(&of) || kept.size + size > MOST {
            *kept = Answers { of: Some(of), ..Answers::default() };
        }
        kept.size += size;
        kept.by_asked.insert(asked, answer);
    }
}

impl Asked {
    fn by(request: &Request) -> Asked {
        let form = [header::ACCEPT, header::ACCEPT_ENCODING].map(|name| request.headers().get_all(name));
        Asked {
            address: request.uri().path_and_query().map_or_else(String::new, ToString::to_string),
            base: host::base(request.headers()),
            reach: request.extensions().get().copied(),
            form: form.iter().flat_map(|values| values.iter().map(|v| v.as_bytes().to_vec())).collect(),
        }
    }
}

impl Answer {
    fn to(self, headers: &HeaderMap) -> Response {
        if let Some(unchanged) = respond::unchanged(headers, &self.tag) {
            return unchanged;
        }
        let mut response = Response::new(Body::from(self.body));
        *response.headers_mut() = self.headers;
        respond::tagged(response, &self.tag)
    }
}

/// Gives the kept answer, or has one made and keeps it.
pub(super) async fn keep(
    State((state, kept)): State<(AppState, Kept)>,
    request: Request,
    next: Next,
) -> Result<Response, Error> {
    // Looked at before the page is made: what is written while it is made voids it.
    let stamp = if request.method() == Method::GET { state.pipeline.store().stamp().await? } else { None };
    let Some(stamp) = stamp else { return Ok(next.run(request).await) };
    let of = (stamp, state.pipeline.clock().today());
    let asked = Asked::by(&request);
    let sent = request.headers().clone();
    if let Some(answer) = kept.find(&of, &asked) {
        return Ok(answer.to(&sent));
    }
    let response = next.run(request).await;
    if response.status() != StatusCode::OK {
        return Ok(response);
    }
    let (head, body) = response.into_parts();
    let body =
        to_bytes(body, usize::MAX).await.context("an answer broke off while it was made").map_err(Error::Internal)?;
    let tag = head.headers.get(header::ETAG).and_then(|v| v.to_str().ok()).map(str::to_owned);
    let answer = Answer { tag: tag.unwrap_or_else(|| respond::strong_tag(&body)), headers: head.headers, body };
    kept.keep(of, asked, answer.clone());
    Ok(answer.to(&sent))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn asked(address: &str) -> Asked {
        Asked { address: address.to_owned(), base: "http://localhost".to_owned(), reach: None, form: Vec::new() }
    }

    fn answer(size: usize) -> Answer {
        Answer { headers: HeaderMap::new(), body: Bytes::from(vec![b'x'; size]), tag: "\"x\"".to_owned() }
    }

    fn state(lsn: &str, day: i8) -> (Stamp, Date) {
        (Stamp::new(lsn), date(2026, 2, day))
    }

    #[test]
    fn what_is_written_and_a_new_day_void_everything() {
        let kept = Kept::default();
        kept.keep(state("0/1", 1), asked("/"), answer(10));
        assert!(kept.find(&state("0/1", 1), &asked("/")).is_some());
        assert!(kept.find(&state("0/1", 1), &asked("/?kind=strike")).is_none());
        assert!(kept.find(&state("0/2", 1), &asked("/")).is_none(), "something was written");
        assert!(kept.find(&state("0/1", 2), &asked("/")).is_none(), "`in three days` is in two days now");
        kept.keep(state("0/2", 1), asked("/about"), answer(10));
        assert!(kept.find(&state("0/2", 1), &asked("/")).is_none(), "of the state before");
        assert_eq!(kept.0.lock().expect("sound").by_asked.len(), 1);
    }

    #[test]
    fn it_takes_no_more_than_its_share() {
        let kept = Kept::default();
        let now = state("0/1", 1);
        kept.keep(now.clone(), asked("/huge"), answer(LARGEST + 1));
        assert!(kept.find(&now, &asked("/huge")).is_none());
        for n in 0..100 {
            kept.keep(now.clone(), asked(&format!("/?page={n}")), answer(LARGEST - 100));
            assert!(kept.0.lock().expect("sound").size <= MOST);
            assert!(kept.find(&now, &asked(&format!("/?page={n}"))).is_some());
        }
    }
}

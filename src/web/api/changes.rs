//! `GET /api/v1/changes`: everything that happened to events, so that a copy can stay in step.

use crate::{
    domain::{Seq, change::Feed, filter::Problem},
    render::json,
    store::StoreError,
    urls,
    web::{AppState, error::Error, params::Pairs, respond},
};
use axum::{extract::State, response::Response};
use std::time::Duration;

const PARAMETERS: &[&str] = &["after", "limit", "wait"];
/// So many changes come at once where nothing else is asked for.
const USUAL: u64 = 100;
/// So many at most: a change carries its whole event.
pub(crate) const MOST: u64 = 1_000;
/// So many seconds a reader may wait for the next change.
pub(crate) const LONGEST_WAIT: u64 = 30;

/// `GET /api/v1/changes`.
pub(crate) async fn get(State(state): State<AppState>, pairs: Pairs) -> Result<Response, Error> {
    pairs.only(PARAMETERS)?;
    let after = after(&pairs)?.unwrap_or_default();
    let limit = u32::try_from(whole(&pairs, "limit", 1, MOST)?.unwrap_or(USUAL)).unwrap_or(u32::MAX);
    let wait = whole(&pairs, "wait", 0, LONGEST_WAIT)?.unwrap_or(0);
    let store = state.pipeline.store();

    // Listening comes before the first look, so that nothing can slip in between.
    let mut news = (wait > 0).then(|| store.news());
    let mut feed = store.changes(after, limit).await?;
    known("after", after, feed.seq)?;
    if let Some(news) = news.as_mut().filter(|_| feed.changes.is_empty()) {
        let more = async {
            while news.changed().await.is_ok() {
                let feed = store.changes(after, limit).await?;
                if !feed.changes.is_empty() {
                    return Ok::<Feed, StoreError>(feed);
                }
            }
            // Nobody is left who could tell: the answer is what is known.
            Ok(Feed { changes: Vec::new(), seq: after })
        };
        if let Ok(more) = tokio::time::timeout(Duration::from_secs(wait), more).await {
            feed = more?;
        }
    }
    let next = feed.next();
    let href = next.map(|next| {
        let asked = pairs.0.iter().filter(|(key, _)| key == "limit").cloned();
        urls::with_query(urls::API_CHANGES, [("after".to_owned(), next.0.to_string())].into_iter().chain(asked))
    });
    Ok(respond::with_next(respond::json(json::feed(&feed)?), href))
}

/// Refuses a reader who has seen more than there is: its copy is of another timeline, or of this one
/// before it was put back to an older state. An empty answer would leave it out of step for ever.
pub(crate) fn known(key: &str, after: Seq, last: Seq) -> Result<(), Error> {
    if after <= last {
        return Ok(());
    }
    let detail = format!(
        "`{key}` is {after}, but the last change here is {last}: this copy is of another timeline, or this one was put \
         back to an older state. Begin again with after=0",
        after = after.0,
        last = last.0
    );
    Err(vec![Problem::impossible(key, detail)].into())
}

/// The change that a reader already has.
pub(crate) fn after(pairs: &Pairs) -> Result<Option<Seq>, Error> {
    position(pairs, "after")
}

/// A position in the feed.
pub(crate) fn position(pairs: &Pairs, key: &str) -> Result<Option<Seq>, Error> {
    let given = whole(pairs, key, 0, i64::MAX.unsigned_abs())?;
    Ok(given.map(|n| Seq(i64::try_from(n).unwrap_or(i64::MAX))))
}

/// A whole number between these bounds.
fn whole(pairs: &Pairs, key: &str, least: u64, most: u64) -> Result<Option<u64>, Error> {
    let Some(value) = pairs.one(key)? else { return Ok(None) };
    let fits = value.parse().ok().filter(|n| (least..=most).contains(n) && value.bytes().all(|b| b.is_ascii_digit()));
    let shown: String = value.chars().filter(|c| !c.is_control()).take(80).collect();
    let detail = format!("`{key}` must be a whole number from {least} to {most}, not `{shown}`");
    fits.map(Some).ok_or_else(|| vec![Problem::malformed(key, detail)].into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::filter::Fault;

    #[test]
    fn numbers_are_read_strictly() {
        let of = |query: &str| whole(&Pairs::read(query), "wait", 0, 30).ok().flatten();
        assert_eq!((of("wait=0"), of("wait=30")), (Some(0), Some(30)));
        for wrong in ["wait=31", "wait=-1", "wait=%2B1", "wait=1.5", "wait=x", "wait=1&wait=2"] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn who_knows_more_than_there_is_begins_again() {
        assert!(known("after", Seq(7), Seq(7)).is_ok());
        let Err(Error::Parameters(problems)) = known("after", Seq(8), Seq(7)) else { panic!("taken") };
        assert_eq!(problems[0].fault, Fault::Impossible);
    }
}

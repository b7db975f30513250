//! The timeline for programs, page by page: `/api/v1/events`, `/timeline.json`; and single events.

use super::{changes, corrections::gone};
use crate::{
    domain::{
        Event, EventId, Seq,
        change::Stood,
        filter::{Cursor, Problem, TimelineFilter, Undated},
        page::{Facet, Lookup},
    },
    render::json::{self, Facets, List},
    store::{Store, StoreError},
    urls,
    web::{
        AppState,
        error::Error,
        fields::{FIELDS, Fields},
        pages::timeline::{SHELF, with_new_slugs},
        params::Pairs,
        respond,
    },
};
use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};

/// The keys that can be counted.
pub(crate) const FACETS: [&str; 11] =
    ["kind", "actor", "role", "place", "country", "negotiation", "topic", "status", "act", "outlet", "review"];

/// `GET /api/v1/events`.
pub(crate) async fn list(State(state): State<AppState>, pairs: Pairs, headers: HeaderMap) -> Result<Response, Error> {
    answer(&state, urls::API_EVENTS, pairs, &headers).await
}

/// `GET /timeline.json`.
pub(crate) async fn timeline(
    State(state): State<AppState>,
    pairs: Pairs,
    headers: HeaderMap,
) -> Result<Response, Error> {
    answer(&state, "/timeline.json", pairs, &headers).await
}

/// What events are counted by, beside the keys of facets: the stretch of time that their first day is in.
pub(crate) const STRETCHES: [&str; 4] = ["day", "week", "month", "year"];
/// The name of an event in the API's document.
const SHAPE: &str = "Event";

/// `GET /api/v1/events/{id}`; with `as_of`, as it stood after that change.
pub(crate) async fn one(
    State(state): State<AppState>,
    Path(id): Path<String>,
    mut pairs: Pairs,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let fields = Fields::take(&mut pairs, SHAPE)?;
    pairs.only(&["as_of", FIELDS])?;
    let then = changes::position(&pairs, "as_of")?;
    let id: EventId = id.parse().map_err(|_| Error::NotFound("event"))?;
    let store = state.pipeline.store();
    let kept = |seq: Option<Seq>| seq.map(|seq| ("as_of", seq.0.to_string())).into_iter().chain(fields.pairs());
    let elsewhere = |to: EventId| Ok(respond::moved(&urls::with_query(&urls::api_event(to), kept(then)), false));
    if let Some(seq) = then {
        changes::known("as_of", seq, store.seq().await?)?;
        return match store.event_as_of(id, seq).await? {
            Stood::So(event) => respond::json_with_etag(&headers, serde_json::to_vec(&fields.of(&*event)?)?),
            Stood::Moved(to) => elsewhere(to),
            Stood::Gone => Err(Error::Withdrawn(format!("after change {} nothing was left of event {id}", seq.0))),
            Stood::Erased => Err(Error::Withdrawn(format!(
                "how event {id} stood after change {} was erased, because it held words of an article that was withdrawn; \
                 ask without `as_of` for how it stands",
                seq.0
            ))),
            Stood::Later(first) => Err(Error::NotYet(format!(
                "event {id} came with change {}: after change {} it was not there yet",
                first.0, seq.0
            ))),
            Stood::Unknown => Err(Error::NotFound("event")),
        };
    }
    match store.event(id).await? {
        Lookup::Found(event) if fields.is_all() => respond::json_with_etag(&headers, serde_json::to_vec(&event)?),
        Lookup::Found(event) => respond::json_with_etag(&headers, serde_json::to_vec(&fields.of(&event)?)?),
        Lookup::Moved(to) => elsewhere(to),
        Lookup::Gone => Err(gone(&state, id).await?),
        Lookup::Unknown => Err(Error::NotFound("event")),
    }
}

/// One part of the answer. Facets are those asked for by `facet=`; without it, all of them on the first
/// part and none on later ones, whose counts would be the same.
async fn answer(state: &AppState, path: &str, mut pairs: Pairs, headers: &HeaderMap) -> Result<Response, Error> {
    let keys = facet_keys(&mut pairs)?;
    let fields = Fields::take(&mut pairs, SHAPE)?;
    let total = Pairs(pairs.0.extract_if(.., |(key, _)| key == "total").collect()).flag("total", false)?;
    let group = group_key(&mut pairs)?;
    let filter = pairs.filter()?;
    let store = state.pipeline.store();
    if let Some(moved) = moved(store, path, &filter).await? {
        return Ok(moved);
    }
    if let Some(key) = group {
        if keys.is_some() || !fields.is_all() || total || filter.cursor.is_some() {
            let detail = "`group_by` counts events instead of listing them: `facet`, `fields`, `total` and `cursor` do not go with it";
            return Err(vec![Problem::impossible("group_by", detail)].into());
        }
        return grouped(store, &filter, key, headers).await;
    }
    let keys = keys.unwrap_or_else(|| if filter.cursor.is_none() { FACETS.to_vec() } else { Vec::new() });
    let facet_pairs = || keys.iter().map(|k| ("facet", (*k).to_owned()));
    let total_pair = total.then(|| ("total", "true".to_owned()));
    // The state of the timeline and the question make the answer; so does the program that writes it.
    let question =
        urls::with_query("", filter.pairs().into_iter().chain(facet_pairs()).chain(fields.pairs()).chain(total_pair));
    let tag = |seq: Seq| respond::weak_tag(&[&seq.0.to_string(), &question, env!("CARGO_PKG_VERSION")]);
    if let Some(not_modified) = respond::unchanged(headers, &tag(store.seq().await?)) {
        return Ok(not_modified);
    }
    let part = part(store, &filter).await?;
    let facets: Vec<Facet> = if keys.is_empty() { Vec::new() } else { store.facets(&filter, &keys).await? };
    let next = part.next.map(Cursor::encode);
    let href = part.next.map(|c| {
        let pairs = TimelineFilter { cursor: Some(c), ..filter.clone() }.pairs();
        urls::with_query(path, pairs.into_iter().chain(fields.pairs()))
    });
    let (facets, total) = (Some(Facets(&facets)), total.then_some(part.total));
    let body = if fields.is_all() {
        serde_json::to_vec(&List { data: &part.events, next, total, facets })?
    } else {
        serde_json::to_vec(&List { data: &fields.of_all(&part.events)?, next, total, facets })?
    };
    Ok(respond::tagged(respond::with_next(respond::json(body), href), &tag(part.seq)))
}

/// The events of the answer, counted.
async fn grouped(
    store: &Store,
    filter: &TimelineFilter,
    key: &'static str,
    headers: &HeaderMap,
) -> Result<Response, Error> {
    let question = urls::with_query(key, filter.pairs());
    let tag = |seq: Seq| respond::weak_tag(&[&seq.0.to_string(), &question, env!("CARGO_PKG_VERSION")]);
    if let Some(not_modified) = respond::unchanged(headers, &tag(store.seq().await?)) {
        return Ok(not_modified);
    }
    let Some(groups) = store.groups(filter, key).await? else { return Err(Error::NotFound("group")) };
    Ok(respond::tagged(respond::json(json::groups(key, &groups)?), &tag(groups.seq)))
}

fn group_key(pairs: &mut Pairs) -> Result<Option<&'static str>, Error> {
    let given = pairs.take("group_by");
    let allowed: Vec<&'static str> = FACETS.into_iter().chain(STRETCHES).collect();
    match given.as_slice() {
        [] => Ok(None),
        [word] => match allowed.iter().find(|k| *k == word) {
            Some(key) => Ok(Some(*key)),
            None => Err(vec![Problem::unknown_word("group_by", word, &allowed)].into()),
        },
        _ => Err(vec![Problem::malformed("group_by", "`group_by` is given more than once")].into()),
    }
}

fn facet_keys(pairs: &mut Pairs) -> Result<Option<Vec<&'static str>>, Error> {
    let given = pairs.take("facet");
    let mut problems = Vec::new();
    let mut keys = Vec::new();
    for word in &given {
        match FACETS.iter().find(|k| *k == word) {
            Some(key) if !keys.contains(key) => keys.push(*key),
            Some(_) => {}
            None => problems.push(Problem::unknown_word("facet", word, &FACETS)),
        }
    }
    if problems.is_empty() { Ok((!given.is_empty()).then_some(keys)) } else { Err(problems.into()) }
}

/// Leads on to the question with the slugs that merged ones now have.
async fn moved(store: &Store, path: &str, filter: &TimelineFilter) -> Result<Option<Response>, Error> {
    let names = store.names(filter).await?;
    let to = with_new_slugs(filter, &names);
    Ok(to.map(|f| Redirect::permanent(&urls::with_query(path, f.pairs())).into_response()))
}

/// A part of the answer: dated events in the order asked for, then undated ones.
struct Part {
    events: Vec<Event>,
    next: Option<Cursor>,
    /// How many there are on all parts.
    total: u64,
    seq: Seq,
}

/// The part of the answer behind the filter's cursor.
async fn part(store: &Store, filter: &TimelineFilter) -> Result<Part, StoreError> {
    let room = filter.limit as usize;
    let on_shelf = filter.undated == Undated::Only || filter.cursor.is_some_and(|c| c.key.is_none());
    let shelf_of = |cursor: Option<Cursor>| TimelineFilter { undated: Undated::Only, cursor, ..filter.clone() };
    if on_shelf {
        let page = store.timeline(&shelf_of(filter.cursor)).await?;
        let (events, next) = shelved(page.undated, room, filter);
        return Ok(Part { events, next, total: page.totals.all(), seq: page.seq });
    }
    let page = store.timeline(filter).await?;
    let (mut events, mut next) = (page.events.items, page.events.next);
    if next.is_none() && filter.undated == Undated::Include && page.totals.undated > 0 {
        // The dated events end here, so the undated ones follow as far as there is room.
        let shelf = if filter.cursor.is_none() { page.undated } else { store.timeline(&shelf_of(None)).await?.undated };
        let (some, after) = shelved(shelf, room.saturating_sub(events.len()), filter);
        events.extend(some);
        next = after;
    }
    Ok(Part { events, next, total: page.totals.all(), seq: page.seq })
}

/// As many undated events as there is room for, and where the rest begins.
fn shelved(mut shelf: Vec<Event>, room: usize, filter: &TimelineFilter) -> (Vec<Event>, Option<Cursor>) {
    let before = filter.cursor.filter(|c| c.key.is_none()).map_or(i64::MAX, |c| c.id.0);
    shelf.retain(|e| e.id.0 < before);
    let more = shelf.len() > room || shelf.len() >= SHELF;
    shelf.truncate(room);
    let id = EventId(shelf.last().map_or(before, |e| e.id.0));
    (shelf, more.then(|| Cursor { key: None, id, filter_hash: filter.hash() }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::row::tests::an_event;

    fn shelf(ids: &[i64]) -> Vec<Event> {
        ids.iter().map(|id| Event { id: EventId(*id), ..an_event() }).collect()
    }

    #[test]
    fn undated_events_are_paged_without_gap_or_twin() {
        let filter = TimelineFilter { limit: 2, ..TimelineFilter::default() };
        let all = [9, 8, 7, 5];
        let (first, next) = shelved(shelf(&all), 2, &filter);
        assert_eq!(first.iter().map(|e| e.id.0).collect::<Vec<_>>(), [9, 8]);
        let (rest, end) = shelved(shelf(&all), 2, &TimelineFilter { cursor: next, ..filter.clone() });
        assert_eq!(rest.iter().map(|e| e.id.0).collect::<Vec<_>>(), [7, 5]);
        assert_eq!(end, None);
        let (none, next) = shelved(shelf(&all), 0, &filter);
        assert!(none.is_empty());
        assert_eq!(next.map(|c| c.id.0), Some(i64::MAX), "no room: all of them come next");
    }

    #[test]
    fn facets_are_a_closed_list() {
        let mut pairs = Pairs::read("facet=kind&kind=strike&facet=topic&facet=kind");
        assert_eq!(facet_keys(&mut pairs).expect("known"), Some(vec!["kind", "topic"]));
        assert!(pairs.filter().is_ok(), "the rest is the filter");
        assert!(facet_keys(&mut Pairs::read("facet=weather")).is_err());
        assert_eq!(facet_keys(&mut Pairs::read("kind=strike")).expect("none"), None);
    }
}

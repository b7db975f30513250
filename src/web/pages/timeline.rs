//! The timeline: heading in words, chips, facets, days, quiet days, the undated shelf, pages.

mod days;
mod facets;
pub(crate) mod find;
mod presets;

use super::{Alternate, Frame, html};
use crate::{
    domain::{
        Event, EventId, Seq,
        filter::{Cursor, Name, Sort, TimelineFilter, Undated},
        page::{Facet, Hit, Page, TimelinePage, Totals},
        vocab::Density,
    },
    render::{
        picture::{self, Drawn},
        row::Row,
        words,
    },
    urls,
    web::{AppState, assets, error::Error, host, params::Pairs, respond},
};
use askama::Template;
use axum::{
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use days::Block;
use facets::{Chip, FacetView, chips, facet_views};
use jiff::civil::Date;
use presets::{Preset, presets};
use std::collections::HashMap;

/// The keys whose values are offered beside the list, in this order.
const FACETS: [&str; 11] =
    ["kind", "negotiation", "actor", "role", "topic", "act", "status", "place", "country", "outlet", "review"];
/// The store hands out so many undated events at once.
pub(crate) const SHELF: usize = 50;
/// More conditions than these are not tried one by one when nothing was found.
const MOST_DROPS: usize = 8;

/// `GET /`.
pub(crate) async fn get(State(state): State<AppState>, pairs: Pairs, headers: HeaderMap) -> Result<Response, Error> {
    let filter = pairs.filter()?;
    let store = state.pipeline.store();
    let names = store.names(&filter).await?;
    if let Some(settled) = with_new_slugs(&filter, &names) {
        return Ok(Redirect::permanent(&address(urls::TIMELINE, settled.pairs())).into_response());
    }
    let picture = async {
        // Behind the first page the list goes on where it was; the picture is on the first.
        if filter.cursor.is_none() { store.picture(&filter).await } else { Ok(None) }
    };
    let (page, facets, picture) = tokio::try_join!(store.timeline(&filter), store.facets(&filter, &FACETS), picture)?;
    if page.totals.all() == 0 && page.totals.uncertain == 0 && filter.is_unfiltered() && filter.cursor.is_none() {
        let articles = !store.articles(None, 1).await?.items.is_empty();
        return html(&FirstPage::new(host::base(&headers), articles, state.options.demo), &[]);
    }
    let mut drops = Vec::new();
    if page.totals.all() == 0 {
        drops = what_emptied_it(&state, &filter, &names).await?;
    }
    let today = state.pipeline.clock().today();
    let hits = match &filter.q {
        Some(q) => {
            let shown: Vec<EventId> = page.events.items.iter().chain(&page.undated).map(|e| e.id).collect();
            store.hits(&shown, q).await?
        }
        None => HashMap::new(),
    };
    let picture = picture.and_then(|p| picture::draw(&p, &filter, &|f| address(urls::TIMELINE, f.pairs())));
    let view = View { filter: &filter, names: &names, facets: &facets, today, picture, demo: state.options.demo };
    let mut page = TimelineView::new(view, page, drops);
    page.mark(hits);
    let mut links = respond::alternates(page.frame.alternates.iter().map(|a| (a.href.as_str(), a.media)));
    links.extend(page.next.iter().map(|next| respond::link(next, "next")));
    html(&page, &links)
}

/// The filter with the slugs that merged ones now have; `None` where nothing was merged.
///
/// The store answers each slug with the one it now has; a slug that is not among the answers moved,
/// and its key's only answer that was not asked for is where it went.
pub(crate) fn with_new_slugs(filter: &TimelineFilter, names: &[Name]) -> Option<TimelineFilter> {
    let mut settled = filter.first_page();
    let mut changed = false;
    for (key, choice) in [
        ("actor", &mut settled.actor),
        ("place", &mut settled.place),
        ("negotiation", &mut settled.negotiation),
        ("outlet", &mut settled.outlet),
    ] {
        let asked: Vec<String> = choice.any.iter().chain(&choice.not).cloned().collect();
        let fresh: Vec<&str> = names
            .iter()
            .filter(|(k, slug, _)| *k == key && !asked.contains(slug))
            .map(|(_, s, _)| s.as_str())
            .collect();
        let [to] = fresh.as_slice() else { continue };
        for slug in choice.any.iter_mut().chain(&mut choice.not) {
            if !names.iter().any(|(k, s, _)| *k == key && s == slug) {
                (*to).clone_into(slug);
                changed = true;
            }
        }
    }
    changed.then_some(settled)
}

pub(super) fn address(path: &str, pairs: Vec<(&'static str, String)>) -> String {
    urls::with_query(path, pairs)
}

/// Which single conditions, dropped, would leave events.
async fn what_emptied_it(state: &AppState, filter: &TimelineFilter, names: &[Name]) -> Result<Vec<Drop>, Error> {
    let mut out = Vec::new();
    for chip in chips(filter, names).into_iter().take(MOST_DROPS) {
        let (_, query) = chip.href.split_once('?').unwrap_or_default();
        let without = TimelineFilter { limit: 1, ..Pairs::read(query).filter()? };
        let found = state.pipeline.store().timeline(&without).await?.totals.all();
        if found > 0 {
            out.push(Drop {
                key: chip.key,
                label: chip.label,
                not: chip.not,
                href: chip.href,
                found: words::counted(found, "event"),
            });
        }
    }
    Ok(out)
}

/// A condition without which there would be events.
#[derive(Clone, Debug)]
struct Drop {
    key: &'static str,
    label: String,
    not: bool,
    href: String,
    found: String,
}

/// A fresh installation's first page.
#[derive(Debug, Template)]
#[template(path = "first.html")]
struct FirstPage {
    frame: Frame,
    base: String,
    articles: bool,
}

impl FirstPage {
    fn new(base: String, articles: bool, demo: bool) -> FirstPage {
        let title = if articles { "No events yet" } else { "No articles yet" };
        FirstPage { frame: Frame::new(title, "Timeline", demo), base, articles }
    }
}

/// What a timeline's page is made from, besides the answer.
struct View<'a> {
    filter: &'a TimelineFilter,
    names: &'a [Name],
    facets: &'a [Facet],
    today: Date,
    picture: Option<Drawn>,
    demo: bool,
}

/// Where a page listens for news, and where it shows them.
#[derive(Clone, Debug)]
struct Live {
    href: String,
    now: String,
}

/// The question and the state of the timeline that a page shows.
fn live_pairs(filter: &TimelineFilter, seq: Seq) -> Vec<(&'static str, String)> {
    filter.conditions().into_iter().chain([("after", seq.0.to_string())]).collect()
}

/// The timeline's page.
#[derive(Debug, Template)]
#[template(path = "timeline.html")]
struct TimelineView {
    frame: Frame,
    picture: Option<Drawn>,
    live: Option<Live>,
    chips: Vec<Chip>,
    clear: String,
    total: String,
    facets: Vec<FacetView>,
    from: String,
    to: String,
    day_form: Vec<(&'static str, String)>,
    presets: Vec<Preset>,
    sorts: Vec<(&'static str, String)>,
    compact: bool,
    other_density: String,
    keep: String,
    uncertain: Option<(u64, String)>,
    first: Option<String>,
    blocks: Vec<Block>,
    emptied: bool,
    drops: Vec<Drop>,
    next: Option<String>,
    next_words: &'static str,
    shown: String,
    undated: Vec<Row>,
    undated_words: String,
    only_undated: bool,
    undated_only: String,
    undated_exclude: String,
}

impl TimelineView {
    fn new(view: View<'_>, page: TimelinePage, drops: Vec<Drop>) -> TimelineView {
        let View { filter, names, facets, today, picture, demo } = view;
        let TimelinePage { events, undated, totals, seq } = page;
        let Page { items, next } = events;
        // Asked for undated events only, the store pages through them: they belong on the shelf.
        let (items, mut shelf): (Vec<Event>, Vec<Event>) =
            items.into_iter().partition(|e| !e.content.date.is_unknown() || filter.sort == Sort::Reported);
        shelf.extend(undated.into_iter().filter(|e| e.content.date.sort_day().is_none()));
        let shown = items.len() + shelf.len();
        // Undated events alone: the shelf is the list, and goes on behind its last one.
        let next = next.or_else(|| {
            let id = shelf.last().filter(|_| filter.undated == Undated::Only && shelf.len() >= SHELF)?.id;
            Some(Cursor { key: None, id, filter_hash: filter.hash() })
        });
        let first_page = filter.first_page();
        let without =
            |keys: &[&str]| first_page.pairs().into_iter().filter(|(k, _)| !keys.contains(k)).collect::<Vec<_>>();
        let set = |key: &'static str, value: &str| {
            let mut pairs = without(&[key]);
            pairs.push((key, value.to_owned()));
            address(urls::TIMELINE, pairs)
        };
        let mut frame = Frame::new(filter.describe(&totals, names), "Timeline", demo);
        frame.q = filter.q.clone().unwrap_or_default();
        frame.kept = without(&["q"]);
        frame.alternates = alternates(&first_page);
        // News come at the top, so only the first page tells of them.
        let live = filter.cursor.is_none().then(|| Live {
            href: address(urls::LIVE, live_pairs(&first_page, seq)),
            now: address(urls::TIMELINE, first_page.pairs()),
        });
        frame.scripts.extend(live.is_some().then(|| assets::url("live.js")));
        frame.scripts.push(assets::url("find.js"));
        frame.scripts.extend(picture.is_some().then(|| assets::url("picture.js")));
        TimelineView {
            picture,
            chips: chips(filter, names),
            clear: address(urls::TIMELINE, without(TimelineFilter::NARROWING)),
            total: words::counted(totals.all(), "event"),
            facets: facet_views(filter, facets, names),
            from: filter.from.map(|d| d.to_string()).unwrap_or_default(),
            to: filter.to.map(|d| d.to_string()).unwrap_or_default(),
            day_form: without(&["from", "to"]),
            presets: presets(filter, &totals, today),
            sorts: sorts(filter.sort, |sort| {
                if sort == Sort::default() {
                    address(urls::TIMELINE, without(&["sort"]))
                } else {
                    set("sort", sort.as_str())
                }
            }),
            compact: filter.density == Density::Compact,
            other_density: match filter.density {
                Density::Open => set("density", Density::Compact.as_str()),
                Density::Compact => address(urls::TIMELINE, without(&["density"])),
            },
            keep: address(urls::VIEWS, first_page.pairs()),
            uncertain: (totals.uncertain > 0)
                .then(|| (totals.uncertain, address(urls::TIMELINE, without(&["from", "to"])))),
            first: filter.cursor.is_some().then(|| address(urls::TIMELINE, first_page.pairs())),
            emptied: totals.all() == 0,
            drops,
            next_words: match filter.sort {
                Sort::Newest => "Earlier events",
                Sort::Oldest => "Later events",
                Sort::Reported => "Reported before these",
            },
            shown: shown_of(shown, &totals),
            only_undated: filter.undated == Undated::Only,
            undated_only: set("undated", "only"),
            undated_exclude: set("undated", "exclude"),
            undated_words: undated_words(shelf.len(), &totals),
            blocks: days::blocks(items, filter, next.is_some()),
            next: next.map(|c| address(urls::TIMELINE, TimelineFilter { cursor: Some(c), ..filter.clone() }.pairs())),
            undated: shelf.into_iter().map(Row::from).collect(),
            live,
            frame,
        }
    }
}

impl TimelineView {
    /// Shows where the words of a search stand.
    fn mark(&mut self, mut hits: HashMap<EventId, Hit>) {
        for row in self.blocks.iter_mut().flat_map(Block::rows).chain(&mut self.undated) {
            row.hit = hits.remove(&row.event.id).unwrap_or_default();
        }
    }
}

/// The same events in other formats: this page as JSON, then the whole answer.
fn alternates(filter: &TimelineFilter) -> Vec<Alternate> {
    let filter = filter.without_looks();
    let page = Alternate::plain(address("/timeline.json", filter.pairs()));
    std::iter::once(page).chain(Alternate::exports(&filter)).collect()
}

fn sorts(current: Sort, href: impl Fn(Sort) -> String) -> Vec<(&'static str, String)> {
    let name = |sort| match sort {
        Sort::Newest => "newest first",
        Sort::Oldest => "oldest first",
        Sort::Reported => "as reported",
    };
    Sort::ALL.iter().map(|s| (name(*s), if *s == current { String::new() } else { href(*s) })).collect()
}

fn shown_of(shown: usize, totals: &Totals) -> String {
    let all = totals.all();
    if shown as u64 >= all {
        words::counted(all, "event")
    } else {
        format!("{shown} of {} events", words::grouped(all))
    }
}

fn undated_words(shown: usize, totals: &Totals) -> String {
    let all = totals.undated.max(shown as u64);
    let (carry, wait) = match all {
        1 => ("carries", "It waits here and is"),
        _ => ("carry", "They wait here and are"),
    };
    let first = if (shown as u64) < all { format!(" The first {shown} stand here.") } else { String::new() };
    format!(
        "{} {carry} no date that the text supports.{first} {wait} never drawn at a made-up day.",
        words::counted(all, "event")
    )
}

#[cfg(test)]
mod tests;

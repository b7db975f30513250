//! Actors and places by name, for the filter: one that is meant goes in at once, of several the reader chooses.

use super::facets::{self, ValueView};
use crate::{
    domain::{
        called::Called,
        filter::{Problem, TimelineFilter},
        page::FacetValue,
    },
    render::words,
    urls,
    web::{
        AppState, assets,
        error::Error,
        pages::{Frame, html},
        params::Pairs,
        session::see_other,
    },
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};

/// So many names are enough to choose from.
const MOST: u32 = 50;

/// The form beside the list, and on its own page.
#[derive(Clone, Debug)]
pub(super) struct Finder {
    /// `actor` or `place`.
    pub(super) key: &'static str,
    pub(super) action: String,
    /// Where a script asks for names.
    pub(super) names: &'static str,
    /// What was typed.
    pub(super) name: String,
    /// The filter that it adds to.
    pub(super) kept: Vec<(&'static str, String)>,
}

impl Finder {
    /// The form of a facet; none where its values are few and known.
    pub(super) fn of(key: &str, filter: &TimelineFilter) -> Option<Finder> {
        let (key, names) = match key {
            "actor" => ("actor", urls::API_ACTORS),
            "place" => ("place", urls::API_PLACES),
            _ => return None,
        };
        let kept = filter.first_page().pairs();
        Some(Finder { key, action: urls::find(key), names, name: String::new(), kept })
    }
}

/// Somebody or something found.
#[derive(Clone, Debug)]
struct Named {
    slug: String,
    name: String,
    /// What it is and where: "person, UA".
    what: String,
    events: u64,
}

#[derive(Debug, Template)]
#[template(path = "find.html")]
struct FindPage {
    frame: Frame,
    finder: Finder,
    said: String,
    values: Vec<ValueView>,
    back: String,
}

/// What somebody typed to find a name: not too long, and with a letter or a digit in it.
pub(crate) fn called(parameter: &str, text: &str) -> Result<Option<Called>, Error> {
    if text.chars().count() > Called::LONGEST {
        let detail = format!("`{parameter}` takes a name or its beginning, at most {} letters", Called::LONGEST);
        return Err(vec![Problem::malformed(parameter, detail)].into());
    }
    Ok(Called::read(text))
}

/// `GET /find/{actor|place}?name=…`, and the filter that it adds to.
pub(crate) async fn get(
    State(state): State<AppState>,
    Path(key): Path<String>,
    mut pairs: Pairs,
) -> Result<Response, Error> {
    let name: String = pairs.one("name")?.unwrap_or_default().chars().filter(|c| !c.is_control()).collect();
    pairs.take("name");
    let filter = pairs.filter()?.first_page();
    let finder = Finder::of(&key, &filter).ok_or(Error::NotFound("page"))?;
    // Slugs that nobody has are refused here, as on the timeline.
    state.pipeline.store().names(&filter).await?;
    if name.is_empty() {
        return Ok(see_other(&urls::with_query(urls::TIMELINE, filter.pairs())));
    }
    let (found, alike) = match called("name", &name)? {
        Some(called) => look(&state, finder.key, &called).await?,
        None => (Vec::new(), false),
    };
    if let Some(meant) = meant(&name, &found, alike) {
        return Ok(see_other(&urls::with_query(urls::TIMELINE, with(&filter, finder.key, meant).pairs())));
    }
    html(&FindPage::new(&filter, Finder { name, ..finder }, found, alike, state.options.demo), &[])
}

async fn look(state: &AppState, key: &str, called: &Called) -> Result<(Vec<Named>, bool), Error> {
    if key == "place" {
        let found = state.pipeline.places_called(called, MOST).await?;
        let named = found.items.into_iter().map(|listed| Named {
            slug: listed.item.id,
            name: listed.item.name,
            what: listed.item.country.unwrap_or_default(),
            events: listed.events,
        });
        return Ok((named.collect(), found.alike));
    }
    let found = state.pipeline.actors_called(called, MOST).await?;
    let named = found.items.into_iter().map(|listed| Named {
        what: std::iter::once(listed.item.kind.as_str().replace('-', " "))
            .chain(listed.item.country)
            .collect::<Vec<_>>()
            .join(", "),
        slug: listed.item.id,
        name: listed.item.name,
        events: listed.events,
    });
    Ok((named.collect(), found.alike))
}

/// The one that is called exactly so, or the only one there is. A name that is only spelled alike is a guess.
fn meant<'f>(name: &str, found: &'f [Named], alike: bool) -> Option<&'f str> {
    let exact = |named: &&Named| named.slug == name || named.name.to_lowercase() == name.to_lowercase();
    let mut exactly = found.iter().filter(exact);
    match (exactly.next(), exactly.next(), found) {
        (Some(one), None, _) => Some(&one.slug),
        (None, _, [one]) if !alike => Some(&one.slug),
        // The slug itself is nobody else's.
        (Some(one), Some(_), _) if one.slug == name => Some(&one.slug),
        _ => None,
    }
}

/// The filter with one value more among those of which any will do.
fn with(filter: &TimelineFilter, key: &str, slug: &str) -> TimelineFilter {
    let mut asked = filter.clone();
    let choice = if key == "place" { &mut asked.place } else { &mut asked.actor };
    choice.not.retain(|other| other != slug);
    if !choice.any.iter().any(|other| other == slug) {
        choice.any.push(slug.to_owned());
        choice.any.sort();
    }
    asked
}

impl FindPage {
    fn new(filter: &TimelineFilter, finder: Finder, found: Vec<Named>, alike: bool, demo: bool) -> FindPage {
        let many = if finder.key == "place" { "Places" } else { "Actors" };
        let (one, name) = (finder.key, &finder.name);
        let said = match (found.len(), alike) {
            (0, _) => format!(
                "No {one} is called so, and none is spelled alike. Words are found by their beginnings, and only {} \
                 with events are known.",
                many.to_lowercase()
            ),
            (_, true) => format!("No {one} is called so. These are spelled alike, or are other names of the same:"),
            (MOST_SHOWN.., false) => format!("More than {MOST_SHOWN}. The most frequent of them:"),
            (n, false) => format!("{}. Choose one, and it joins the filter:", words::counted(n as u64, one)),
        };
        let pairs = filter.pairs();
        let most = found.iter().map(|named| named.events).max().unwrap_or(1).max(1);
        let line = |named: Named| {
            let value = FacetValue { value: named.slug, label: named.name, count: named.events };
            ValueView { note: named.what, ..facets::value(&pairs, finder.key, &value, most) }
        };
        let mut frame = Frame::new(format!("{many} called “{name}”"), "Timeline", demo);
        frame.scripts.push(assets::url("find.js"));
        FindPage {
            frame,
            said,
            values: found.into_iter().map(line).collect(),
            back: urls::with_query(urls::TIMELINE, filter.pairs()),
            finder,
        }
    }
}

const MOST_SHOWN: usize = MOST as usize;

#[cfg(test)]
mod tests {
    use super::{super::super::check, *};

    fn filter(query: &str) -> TimelineFilter {
        TimelineFilter::parse(form_urlencoded::parse(query.as_bytes())).expect(query)
    }

    fn named(slug: &str, name: &str) -> Named {
        Named { slug: slug.to_owned(), name: name.to_owned(), what: "person".to_owned(), events: 3 }
    }

    #[test]
    fn who_is_meant_goes_in_at_once_and_guesses_do_not() {
        let two = [named("iran", "Iran"), named("iran-air", "Iran Air")];
        assert_eq!(meant("iran", &two, false), Some("iran"));
        assert_eq!(meant("IRAN AIR", &two, false), Some("iran-air"));
        assert_eq!(meant("ira", &two, false), None);
        assert_eq!(meant("ira", &two[1..], false), Some("iran-air"));
        assert_eq!(meant("irna", &two[..1], true), None);
        let twins = [named("jane-roe", "Jane Roe"), named("jane-roe-2", "Jane Roe")];
        assert_eq!(meant("Jane Roe", &twins, false), None);
        assert_eq!(meant("jane-roe", &twins[..1], false), Some("jane-roe"));
        assert_eq!(meant("x", &[], false), None);
    }

    #[test]
    fn a_name_joins_the_filter_once() {
        let asked = |query: &str| with(&filter(query), "actor", "iran").to_query();
        assert_eq!(asked("kind=strike&actor=oman"), "kind=strike&actor=iran&actor=oman");
        assert_eq!(asked("actor=-iran&actor=-oman"), "actor=iran&actor=-oman");
        assert_eq!(asked("actor=iran"), "actor=iran");
        assert_eq!(with(&filter("actor=oman"), "place", "muscat").to_query(), "actor=oman&place=muscat");
    }

    #[test]
    fn samples_hold_together() {
        let page = |found: Vec<Named>, alike| {
            let filter = filter("kind=strike&actor=-x");
            let finder = Finder { name: check::HOSTILE.to_owned(), ..Finder::of("actor", &filter).expect("a form") };
            check::page(&FindPage::new(&filter, finder, found, alike, true))
        };
        assert!(page(Vec::new(), false).contains("No actor is called so, and none is spelled alike"));
        assert!(page(vec![named("a", check::HOSTILE)], true).contains("These are spelled alike"));
        assert!(page(vec![named("a", "A"), named("b", "B")], false).contains("2 actors. Choose one"));
        let many = (0..50).map(|n| named(&format!("s{n}"), &"long ".repeat(200))).collect();
        assert!(page(many, false).contains("More than 50"));
        assert!(Finder::of("topic", &filter("")).is_none());
    }
}

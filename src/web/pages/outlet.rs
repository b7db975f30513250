//! One outlet: what it published, how far it stands alone, and which of its texts it changed.

use super::{
    Fact, FactValue, fact,
    thing::{self, Thing},
};
use crate::{
    domain::profile::{Independence, OutletFull},
    render::{json, words},
    urls,
    web::{
        AppState,
        error::Error,
        params::{Named, NoQuery},
        respond,
    },
};
use axum::{extract::State, http::HeaderMap, response::Response};

/// `GET /outlets/{slug}` and `/outlets/{slug}.json`.
pub(crate) async fn get(
    State(state): State<AppState>,
    named: Named,
    _: NoQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let found = state.pipeline.store().outlet(named.slug("outlet")?).await?;
    let full = found.ok_or(Error::NotFound("outlet"))?;
    if named.json {
        return respond::json_with_etag(&headers, json::outlet(&full)?);
    }
    thing::show(&state, thing_of(full)).await
}

/// The sections of an outlet's page.
#[derive(Debug)]
pub(crate) struct OutletSheet {
    /// How many of its events others tell of too: (what, how many, in a hundred).
    pub(crate) shares: Vec<(&'static str, String, String)>,
    /// Which events were looked at.
    pub(crate) of: String,
    /// How many of its texts changed.
    pub(crate) revised: String,
    /// The latest of them: (title, address, published, how often).
    pub(crate) changed: Vec<(String, String, String, String)>,
    /// How many events on its articles analysts corrected here.
    pub(crate) corrected: String,
}

pub(super) fn thing_of(full: OutletFull) -> Thing {
    let sheet = OutletSheet::of(&full);
    Thing {
        section: "Articles",
        sort: "Outlet".to_owned(),
        key: "outlet",
        page: urls::outlet(&full.outlet.id),
        facts: facts(&full),
        name: full.outlet.name,
        slug: full.outlet.id,
        by_kind: full.by_kind,
        outlet: Some(sheet),
        ..Thing::default()
    }
}

fn facts(full: &OutletFull) -> Vec<Option<Fact>> {
    let note = match full.undated {
        0 => String::new(),
        n => format!("{} without a date", words::grouped(n)),
    };
    let articles = FactValue { note, ..FactValue::plain(words::grouped(full.articles)) };
    let days = full.days.map(|(first, last)| FactValue::plain(words::days(first, last)));
    vec![fact("Articles here", vec![articles]), fact("Published", days.into_iter().collect())]
}

impl OutletSheet {
    fn of(full: &OutletFull) -> OutletSheet {
        let Independence { events, alone, confirmed, copied } = full.independence;
        let share = |what, n: u64| {
            let percent = (n * 100).checked_div(events).map(|share| format!("{share} %")).unwrap_or_default();
            (what, words::grouped(n), percent)
        };
        let all = u64::try_from(Independence::MOST).is_ok_and(|most| events < most);
        OutletSheet {
            shares: vec![
                share("Others tell of it too, in words of their own", confirmed),
                share("Others tell of it too, in nearly the same words: one source", copied),
                share("Nobody else tells of it", alone),
            ],
            of: if all {
                words::counted(events, "event")
            } else {
                format!("the latest {}", words::counted(events, "event"))
            },
            revised: match full.revised {
                0 => "No text of it changed after it came first.".to_owned(),
                1 => "1 article has another text now than when it came first.".to_owned(),
                n => format!("{} articles have another text now than when they came first.", words::grouped(n)),
            },
            changed: full
                .changed
                .iter()
                .map(|a| {
                    let title =
                        if a.title.trim().is_empty() { format!("Untitled article {}", a.id) } else { a.title.clone() };
                    let published = a.published_at.map_or_else(|| "date unknown".to_owned(), |p| words::day(p.day()));
                    (title, urls::revisions(a.id), published, words::counted(u64::from(a.revisions), "text"))
                })
                .collect(),
            corrected: match full.corrected {
                0 => "Analysts corrected no event that rests on its articles.".to_owned(),
                1 => "Analysts corrected 1 event that rests on its articles.".to_owned(),
                n => format!("Analysts corrected {} events that rest on its articles.", words::grouped(n)),
            },
        }
    }
}

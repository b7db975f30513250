//! One actor: as what it took part and when, what it said, which rounds it attended, who acts for it.

use super::{
    FactValue,
    thing::{self, Thing},
};
use crate::{
    domain::{
        Act, Actor, Event, Role, Topic,
        page::{ActorFull, Lookup},
        profile::{Profile, Stretch},
    },
    render::{json, round, words},
    urls,
    web::{
        AppState,
        error::Error,
        params::{Named, NoQuery},
        respond,
    },
};
use axum::{extract::State, http::HeaderMap, response::Response};
use std::collections::{BTreeMap, BTreeSet};

/// `GET /actors/{slug}` and `/actors/{slug}.json`.
pub(crate) async fn get(
    State(state): State<AppState>,
    named: Named,
    _: NoQuery,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let store = state.pipeline.store();
    match store.actor(named.slug("actor")?).await? {
        Lookup::Found(full) if named.json => respond::json_with_etag(&headers, json::actor(&full)?),
        Lookup::Found(full) => {
            let sheet = ActorSheet::of(&full.actor, &store.profile(&full.actor).await?);
            thing::show(&state, Thing { actor: Some(sheet), ..thing_of(full) }).await
        }
        Lookup::Moved(to) => Ok(respond::moved(&urls::actor(&to), named.json)),
        Lookup::Gone => Err(Error::Gone("actor")),
        Lookup::Unknown => Err(Error::NotFound("actor")),
    }
}

pub(super) fn thing_of(full: ActorFull) -> Thing {
    let ActorFull { actor, titles: _, by_kind } = full;
    let affiliation = actor.affiliation.iter().map(|a| FactValue::link(a.name.clone(), urls::actor(&a.id))).collect();
    Thing {
        section: "Actors",
        sort: words::title(actor.kind.as_str()),
        key: "actor",
        page: urls::actor(&actor.id),
        facts: vec![
            super::fact("Acts for", affiliation),
            super::fact("Country", thing::country(actor.country.as_deref())),
        ],
        name: actor.name,
        slug: actor.id,
        by_kind,
        ..Thing::default()
    }
}

/// The sections of an actor's page.
#[derive(Debug, Default)]
pub(crate) struct ActorSheet {
    /// As what, how often, when.
    pub(crate) roles: Vec<Line>,
    /// Under which offices.
    pub(crate) titles: Vec<Line>,
    /// What it said.
    pub(crate) said: Option<Said>,
    /// The latest rounds.
    pub(crate) rounds: Vec<RoundLine>,
    /// Every round.
    pub(crate) all_rounds: String,
    /// Who acts for it.
    pub(crate) people: Vec<Line>,
}

/// A line of a table: what, how many events, when.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) note: String,
    pub(crate) events: String,
    pub(crate) days: String,
}

/// Statements by topic and by the shape of their act.
#[derive(Debug)]
pub(crate) struct Said {
    /// The shapes: (glyph, verb).
    pub(crate) shapes: Vec<(&'static str, &'static str)>,
    /// By topic, the most spoken of first.
    pub(crate) rows: Vec<SaidRow>,
    /// Every act that occurs: (verb, address).
    pub(crate) acts: Vec<(String, String)>,
}

/// The statements on a topic.
#[derive(Debug)]
pub(crate) struct SaidRow {
    pub(crate) topic: String,
    pub(crate) all: Count,
    /// One for each shape.
    pub(crate) cells: Vec<Count>,
}

/// A number and the statements it counts.
#[derive(Debug)]
pub(crate) struct Count {
    /// The verb of the column.
    pub(crate) by: &'static str,
    pub(crate) n: u64,
    /// Empty where the filter can't ask for them.
    pub(crate) href: String,
}

/// A round it had a part in.
#[derive(Debug)]
pub(crate) struct RoundLine {
    pub(crate) title: String,
    pub(crate) href: String,
    /// Where it stands: (glyph, word).
    pub(crate) status: Option<(&'static str, String)>,
    /// As what.
    pub(crate) roles: String,
    pub(crate) track: Option<(String, String)>,
}

/// What an actor does in a role.
fn part(role: Role) -> String {
    match role {
        Role::Claimant => "Source of claims".to_owned(),
        Role::Demander => "Setting deadlines".to_owned(),
        Role::Subject => "Taking measures".to_owned(),
        Role::Addressee => "Addressed".to_owned(),
        other => words::title(other.as_str()),
    }
}

fn line(name: String, href: String, stretch: Stretch) -> Line {
    let days = match (stretch.first, stretch.last) {
        (Some(first), Some(last)) => words::days(first, last),
        _ => "without a day".to_owned(),
    };
    Line { name, href, note: String::new(), events: words::grouped(stretch.events), days }
}

impl ActorSheet {
    pub(super) fn of(actor: &Actor, profile: &Profile) -> ActorSheet {
        let with = |pairs: &[(&str, &str)]| {
            let own = std::iter::once(("actor", actor.id.as_str()));
            urls::with_query(urls::TIMELINE, own.chain(pairs.iter().copied()))
        };
        let roles =
            profile.roles.iter().map(|(role, stretch)| line(part(*role), with(&[("role", role.as_str())]), *stretch));
        let person = |(person, title, events): &(Actor, Option<String>, u64)| Line {
            name: person.name.clone(),
            href: urls::actor(&person.id),
            note: title.clone().unwrap_or_default(),
            events: words::grouped(*events),
            days: String::new(),
        };
        ActorSheet {
            roles: roles.collect(),
            titles: profile.titles.iter().map(|(title, s)| line(title.clone(), String::new(), *s)).collect(),
            said: said(actor, &profile.said),
            rounds: profile.rounds.iter().map(|round| attended(actor, round)).collect(),
            all_rounds: with(&[("kind", "round")]),
            people: profile.people.iter().map(person).collect(),
        }
    }
}

fn attended(actor: &Actor, event: &Event) -> RoundLine {
    let roles = event.content.participants.iter().filter(|p| p.actor.id == actor.id);
    let mut roles: Vec<String> = roles.map(|p| words::role(p.role, 1)).collect();
    roles.dedup();
    RoundLine {
        title: round::title(event),
        href: urls::event(event.id),
        status: event.content.status.map(words::status),
        roles: roles.join(", "),
        track: event.negotiation.as_ref().map(|n| (n.name.clone(), urls::negotiation(&n.id))),
    }
}

fn said(actor: &Actor, counts: &[(Option<Topic>, Act, u64)]) -> Option<Said> {
    if counts.is_empty() {
        return None;
    }
    let address = |topic: Option<Topic>, acts: &[Act]| {
        let fixed = [("kind", "statement"), ("actor", actor.id.as_str()), ("role", "speaker")];
        let topic = topic.map(|t| ("topic", t.as_str()));
        let acts = acts.iter().map(|a| ("act", a.as_str()));
        urls::with_query(urls::TIMELINE, fixed.into_iter().chain(topic).chain(acts))
    };
    let mut by_topic: BTreeMap<Option<Topic>, BTreeMap<Act, u64>> = BTreeMap::new();
    for (topic, act, n) in counts {
        *by_topic.entry(*topic).or_default().entry(*act).or_default() += n;
    }
    let mut rows: Vec<(u64, SaidRow)> = Vec::new();
    for (topic, acts) in &by_topic {
        let cell = |(glyph, by): &(&'static str, &'static str)| {
            let acts = acts.iter().filter(|(act, _)| words::act_glyph(**act) == *glyph);
            let (which, n) = (acts.clone().map(|(act, _)| *act).collect::<Vec<_>>(), acts.map(|(_, n)| n).sum());
            let href = if n > 0 && topic.is_some() { address(*topic, &which) } else { String::new() };
            Count { by, n, href }
        };
        let all: u64 = acts.values().sum();
        let href = if topic.is_some() { address(*topic, &[]) } else { String::new() };
        let row = SaidRow {
            topic: topic.map_or_else(|| "No topic".to_owned(), |t| words::title(t.as_str())),
            all: Count { by: "all", n: all, href },
            cells: words::ACT_SHAPES.iter().map(cell).collect(),
        };
        rows.push((if topic.is_some() { all } else { 0 }, row));
    }
    rows.sort_by_key(|(n, row)| (std::cmp::Reverse(*n), row.topic.clone()));
    // A statement on two topics stands in two rows of the table, so its act is not counted from there.
    let acts: BTreeSet<Act> = counts.iter().map(|(_, act, _)| *act).collect();
    let acts = acts.into_iter().map(|act| (act.third_person(), address(None, &[act]))).collect();
    Some(Said { shapes: words::ACT_SHAPES.to_vec(), rows: rows.into_iter().map(|(_, row)| row).collect(), acts })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::row::tests::an_actor;
    use jiff::civil::date;

    #[test]
    fn statements_are_counted_by_topic_and_shape_and_lead_to_the_filter() {
        let counts = [
            (Some(Topic::Energy), Act::Reject, 2),
            (Some(Topic::Energy), Act::Deny, 1),
            (Some(Topic::Territory), Act::Demand, 1),
            (None, Act::Assess, 9),
        ];
        let said = said(&an_actor("Jane Roe"), &counts).expect("she spoke");
        let topics: Vec<(&str, u64)> = said.rows.iter().map(|r| (r.topic.as_str(), r.all.n)).collect();
        assert_eq!(topics, [("Energy", 3), ("Territory", 1), ("No topic", 9)]);
        let refuses = &said.rows[0].cells[1];
        assert_eq!((refuses.by, refuses.n), ("refuses", 3));
        let own = "/?kind=statement&actor=jane-roe&role=speaker";
        assert_eq!(refuses.href, format!("{own}&topic=energy&act=reject&act=deny"));
        assert_eq!((said.rows[0].cells[0].n, said.rows[0].cells[0].href.as_str()), (0, ""));
        assert!(said.rows[2].all.href.is_empty(), "nobody can ask for statements without a topic");
        assert!(said.acts.iter().any(|(verb, href)| verb == "denies" && *href == format!("{own}&act=deny")));
    }

    #[test]
    fn a_stretch_without_days_says_so() {
        let of = |first, last| line(String::new(), String::new(), Stretch { events: 1, first, last }).days;
        let d = |n| Some(date(2026, 2, n));
        assert_eq!(of(d(3), d(5)), "3–5 February 2026");
        assert_eq!(of(None, None), "without a day");
    }
}

//! A round's page beyond what every event has: who sat there, what was said around it, what moved since. Pure.

use super::{
    ladder,
    row::Row,
    words::{self, WhenWords},
};
use crate::{
    domain::{
        Actor, Detail, Event, Kind, LinkType, Participant, Role, Topic,
        filter::{Choice, TimelineFilter},
        headline::ordinal,
        round::{Days, Stand, Surroundings, Voice, parties, party_of},
    },
    urls,
};

/// So many statements of a window stand open; the others are folded.
const OPEN: usize = 6;
/// So many people of a party are named as its voices.
const VOICES: usize = 4;
/// No person's name has more words.
const LONG_NAME: usize = 5;
/// Quotations are cut behind so many letters in a cell of a table.
const CELL: usize = 110;

/// The page's sections.
#[derive(Clone, Debug, Default)]
pub struct RoundSheet {
    /// One for each party, in the order of the article; then hosts and mediators.
    pub seats: Vec<Seat>,
    /// What was said before, during and after; none of a round that was not held.
    pub windows: Vec<Window>,
    /// The rounds before and after on the same track: (words, address).
    pub previous: Option<(String, String)>,
    /// See there.
    pub next: Option<(String, String)>,
    /// What changed since the round before; none where there is none.
    pub changed: Option<Changed>,
}

/// Who sat, or spoke, for one party.
#[derive(Clone, Debug)]
pub struct Seat {
    /// The party, or `Host`.
    pub name: String,
    /// The party's page.
    pub href: Option<String>,
    /// Those named at the table, then those who spoke.
    pub people: Vec<Person>,
}

/// Somebody at a round.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the words are their own explanation")]
pub struct Person {
    pub name: String,
    pub href: String,
    /// The office, as a source gives it.
    pub title: Option<String>,
    /// Whether a source names them at the table; else they only spoke in those days.
    pub seated: bool,
    /// Whether they were neither at the round before.
    pub new: bool,
}

/// What was said in some days.
#[derive(Clone, Debug)]
pub struct Window {
    /// `Before`.
    pub name: &'static str,
    /// Which days.
    pub days: String,
    /// The statements that stand open, by time.
    pub open: Vec<Line>,
    /// The others.
    pub folded: Vec<Line>,
    /// `14 more`.
    pub more: String,
    /// Every statement of these days: (words, address).
    pub all: Option<(String, String)>,
}

/// A statement.
#[derive(Clone, Debug)]
pub struct Line {
    /// What it says.
    pub row: Row,
    /// When.
    pub when: WhenWords,
    /// What it is to this round: `denies it`.
    pub link: Option<&'static str>,
}

/// What changed since the round before.
#[derive(Clone, Debug)]
pub struct Changed {
    /// The heading of that round.
    pub then: String,
    /// Its page.
    pub href: String,
    /// The heading of this one.
    pub now: String,
    /// Days between, strikes, launches, deaths: (words, address of these strikes).
    pub between: Option<(String, String)>,
    /// Line by line.
    pub rows: Vec<Delta>,
}

/// What was so then, and is so now.
#[derive(Clone, Debug)]
pub struct Delta {
    /// Of what.
    pub what: String,
    /// Small print beside it.
    pub of: String,
    /// Then.
    pub then: Vec<Cell>,
    /// Now.
    pub now: Vec<Cell>,
}

/// One thing in a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// In words.
    pub text: String,
    /// Where it leads; empty for nowhere.
    pub href: String,
    /// The verb of a statement and its glyph.
    pub act: Option<(&'static str, String)>,
    /// Small print.
    pub note: String,
    /// Whether it was not so at the round before.
    pub new: bool,
}

impl RoundSheet {
    /// Whether somebody is shown who only spoke in those days.
    pub fn has_voices(&self) -> bool {
        self.seats.iter().flat_map(|seat| &seat.people).any(|person| !person.seated)
    }
}

/// The sections of this round's page.
pub fn sheet(round: &Event, around: &Surroundings) -> RoundSheet {
    let named = |e: &Event| (title(e), urls::event(e.id));
    RoundSheet {
        seats: seats(round, around),
        windows: windows(round, around),
        previous: around.previous.as_ref().map(named),
        next: around.next.as_ref().map(named),
        changed: around.previous.as_ref().and_then(|previous| changed(round, previous, around)),
    }
}

/// `Third round, Geneva, 17–18 February 2026`.
pub fn title(round: &Event) -> String {
    let number = match &round.content.detail {
        Detail::Round(r) => r.number(),
        _ => None,
    };
    let number = number.map(|n| format!("{} round", words::title(&ordinal(n))));
    let place = round.content.place.as_ref().map(|p| p.name.clone());
    [number, place, Some(round.content.date.label())].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn delegates(round: &Event, party: Option<&str>) -> Vec<Participant> {
    let table = parties(round);
    let of = |p: &&Participant| p.role == Role::Delegate && party_of(&p.actor, &table).map(|p| p.id.as_str()) == party;
    round.content.participants.iter().filter(of).cloned().collect()
}

/// Those who spoke for a party under a name of their own: "a source close to the delegation" is nobody's.
fn voices<'v>(list: &'v [Voice], party: &'v str) -> impl Iterator<Item = &'v Voice> {
    let named =
        |name: &str| name.chars().next().is_some_and(char::is_uppercase) && name.split(' ').count() <= LONG_NAME;
    list.iter().filter(move |v| v.party == party && named(&v.actor.name))
}

fn seats(round: &Event, around: &Surroundings) -> Vec<Seat> {
    let was_there = |actor: &Actor| {
        around.voices_before.iter().any(|v| v.actor.id == actor.id)
            || around.previous.iter().any(|e| e.content.actors(Role::Delegate).any(|a| a.id == actor.id))
    };
    // Where nobody is known of the round before, nobody can be new.
    let before: Vec<String> = around
        .previous
        .iter()
        .flat_map(|e| parties(e).into_iter().map(|p| p.id).filter(|id| !delegates(e, Some(id)).is_empty()))
        .chain(around.voices_before.iter().map(|v| v.party.clone()))
        .collect();
    let table = parties(round);
    let new = |actor: &Actor| {
        let known = party_of(actor, &table).is_some_and(|party| before.contains(&party.id));
        known && around.course.is_some() && !was_there(actor)
    };
    let person = |actor: &Actor, title: Option<&String>, seated: bool| Person {
        name: actor.name.clone(),
        href: urls::actor(&actor.id),
        title: title.cloned(),
        seated,
        new: new(actor),
    };
    let seated = |p: &Participant| person(&p.actor, p.title.as_ref(), true);
    let mut seats: Vec<Seat> = Vec::new();
    for party in parties(round) {
        let mut people: Vec<Person> = delegates(round, Some(&party.id)).iter().map(seated).collect();
        let spoke = voices(&around.voices, &party.id).map(|v| person(&v.actor, v.title.as_ref(), false));
        let spoke: Vec<Person> = spoke.filter(|v| !people.iter().any(|p| p.href == v.href)).take(VOICES).collect();
        people.extend(spoke);
        seats.push(Seat { href: Some(urls::actor(&party.id)), name: party.name, people });
    }
    let others = delegates(round, None);
    if !others.is_empty() {
        let people = others.iter().map(seated).collect();
        seats.push(Seat { name: "Also at the table".to_owned(), href: None, people });
    }
    for role in [Role::Host, Role::Mediator] {
        let people: Vec<Person> = round
            .content
            .participants
            .iter()
            .filter(|p| p.role == role)
            .map(|p| Person { new: false, ..person(&p.actor, p.title.as_ref(), true) })
            .collect();
        if !people.is_empty() {
            seats.push(Seat { name: words::title(&words::role(role, people.len())), href: None, people });
        }
    }
    // Of a meeting that did not take place, an empty table says nothing.
    if around.course.is_none() && seats.iter().all(|s| s.people.is_empty()) {
        seats.clear();
    }
    seats
}

fn windows(round: &Event, around: &Surroundings) -> Vec<Window> {
    let link = |event: &Event| {
        let link = round.links.iter().find(|l| l.event == event.id)?;
        match link.kind {
            LinkType::Claim => Some("claims it"),
            LinkType::Denial => Some("denies it"),
            LinkType::Confirmation => Some("confirms it"),
            LinkType::Reply => Some("answers it"),
            LinkType::About => None,
        }
    };
    let lines = |wanted: &dyn Fn(&Event) -> bool| -> Vec<Line> {
        let of = around.said.iter().filter(|e| e.content.kind == Kind::Statement && wanted(e));
        of.map(|e| Line { link: link(e), when: words::when(&e.content.date), row: Row::from(e.clone()) }).collect()
    };
    // What is said of a round that was not held stands among its claims and denials.
    let Some(course) = around.course else { return Vec::new() };
    let first = |e: &Event| e.content.date.sort_day();
    let last = |e: &Event| e.content.date.latest().or(e.content.date.earliest());
    let is_before = |e: &Event| last(e).is_some_and(|day| day < course.during.0);
    let is_after = |e: &Event| first(e).is_some_and(|day| day > course.during.1);
    let spans = [
        ("Before", course.before, lines(&is_before)),
        ("During", Some(course.during), lines(&|e| !is_before(e) && !is_after(e))),
        ("After", course.after, lines(&is_after)),
    ];
    spans.into_iter().filter_map(|(name, days, lines)| window(name, days, lines, round, around)).collect()
}

fn window(
    name: &'static str,
    days: Option<Days>,
    mut lines: Vec<Line>,
    round: &Event,
    around: &Surroundings,
) -> Option<Window> {
    if lines.is_empty() {
        return None;
    }
    // What speaks of this round stands open first, then what most sources carry, and quoted words before reports.
    let told = |line: &Line| {
        line.row.event.evidence.iter().any(|e| round.evidence.iter().any(|r| r.article.id == e.article.id))
    };
    let weight = |line: &Line| {
        let process = line.row.event.content.topics.contains(&Topic::Process);
        let quoted = line.row.statement().is_some_and(|s| s.quote().is_some());
        let sources = line.row.event.sources.independent.min(3);
        (line.link.is_some(), u32::from(told(line)) * 2 + sources + u32::from(process) + u32::from(quoted))
    };
    let mut ranked: Vec<usize> = (0..lines.len()).collect();
    ranked.sort_by_key(|i| std::cmp::Reverse(weight(&lines[*i])));
    let open: Vec<usize> = ranked.into_iter().take(OPEN).collect();
    let time = |line: &Line| {
        let date = &line.row.event.content.date;
        (date.sort_day(), date.clock().map(|(time, _)| time), line.row.event.id)
    };
    let mut at = 0;
    let (mut open, mut folded): (Vec<Line>, Vec<Line>) = lines.drain(..).partition(|_| {
        at += 1;
        open.contains(&(at - 1))
    });
    open.sort_by_key(time);
    folded.sort_by_key(time);
    let all = days.filter(|_| around.more_said).map(|(from, to)| {
        let filter = TimelineFilter {
            kind: Choice::only(Kind::Statement),
            from: Some(from),
            to: Some(to),
            ..TimelineFilter::default()
        };
        ("Every statement of these days".to_owned(), urls::with_query(urls::TIMELINE, filter.pairs()))
    });
    let more = format!("{} more", folded.len());
    Some(Window {
        name,
        days: days.map(|(first, last)| words::days(first, last)).unwrap_or_default(),
        open,
        folded,
        more,
        all,
    })
}

fn changed(round: &Event, previous: &Event, around: &Surroundings) -> Option<Changed> {
    let mut rows: Vec<Delta> = Vec::new();
    if around.course.is_some() {
        rows.extend(places(round, previous));
        rows.extend(parties(round).iter().filter_map(|party| faces(round, previous, around, party)));
        rows.extend(outcomes(round, previous));
        let table = parties(round);
        let name = |id: &str| table.iter().find(|p| p.id == id).map_or_else(|| words::unslug(id), |p| p.name.clone());
        rows.extend(around.stands.iter().filter_map(|stand| moved(stand, &name(&stand.party))));
    }
    let between = around.strikes.as_ref().map(|((from, to), bins)| {
        let filter = TimelineFilter {
            kind: Choice::only(Kind::Strike),
            negotiation: Choice { any: round.negotiation.iter().map(|n| n.id.clone()).collect(), not: Vec::new() },
            from: Some(*from),
            to: Some(*to),
            ..TimelineFilter::default()
        };
        let days = crate::domain::picture::days(*from, *to);
        (ladder::time_between(days, bins), urls::with_query(urls::TIMELINE, filter.pairs()))
    });
    (between.is_some() || !rows.is_empty()).then(|| Changed {
        then: title(previous),
        href: urls::event(previous.id),
        now: title(round),
        between,
        rows,
    })
}

fn places(round: &Event, previous: &Event) -> Option<Delta> {
    let cell = |e: &Event| e.content.place.as_ref().map(|p| (p.id.clone(), p.name.clone()));
    let (then, now) = (cell(previous), cell(round));
    if then.is_none() && now.is_none() {
        return None;
    }
    let new = then != now && now.is_some();
    let cells = |place: Option<(String, String)>, new: bool| {
        place.map(|(id, text)| Cell { href: urls::place(&id), text, new, ..Cell::default() }).into_iter().collect()
    };
    Some(Delta { what: "Place".to_owned(), of: String::new(), then: cells(then, false), now: cells(now, new) })
}

fn outcomes(round: &Event, previous: &Event) -> Option<Delta> {
    let of = |e: &Event| match &e.content.detail {
        Detail::Round(r) => r.outcome.clone().filter(|o| !o.trim().is_empty()),
        _ => None,
    };
    let (then, now) = (of(previous), of(round));
    if then.is_none() && now.is_none() {
        return None;
    }
    let cells = |o: Option<String>| o.map(|text| Cell { text, ..Cell::default() }).into_iter().collect();
    Some(Delta { what: "Outcome".to_owned(), of: String::new(), then: cells(then), now: cells(now) })
}

/// Who was there for a party: those named at the table, else those who spoke for it in those days.
fn faces(round: &Event, previous: &Event, around: &Surroundings, party: &Actor) -> Option<Delta> {
    let of = |event: &Event, spoke: &[Voice]| -> (bool, Vec<Actor>) {
        let seated: Vec<Actor> = delegates(event, Some(&party.id)).into_iter().map(|p| p.actor).collect();
        if seated.is_empty() {
            (false, voices(spoke, &party.id).take(VOICES).map(|v| v.actor.clone()).collect())
        } else {
            (true, seated)
        }
    };
    let (seated_then, then) = of(previous, &around.voices_before);
    let (seated_now, now) = of(round, &around.voices);
    if then.is_empty() && now.is_empty() {
        return None;
    }
    let known = |actor: &Actor| {
        then.iter().any(|a| a.id == actor.id) || around.voices_before.iter().any(|v| v.actor.id == actor.id)
    };
    let cell = |actor: &Actor, new: bool| Cell {
        text: actor.name.clone(),
        href: urls::actor(&actor.id),
        new,
        ..Cell::default()
    };
    let of = match (seated_then, seated_now) {
        (true, true) => "named at the table",
        (false, false) => "spoke in those days",
        _ => "named at the table, or spoke",
    };
    Some(Delta {
        what: party.name.clone(),
        of: of.to_owned(),
        then: then.iter().map(|a| cell(a, false)).collect(),
        now: now.iter().map(|a| cell(a, !then.is_empty() && !known(a))).collect(),
    })
}

fn moved(stand: &Stand, party: &str) -> Option<Delta> {
    let now = stand.now.as_ref()?;
    let cell = |event: &Event, new: bool| {
        let row = Row::from(event.clone());
        let said = row.statement()?;
        let words = said.quote().map_or_else(|| said.reported().to_owned(), |q| format!("“{q}”"));
        let day = event.content.date.sort_day().map(|d| d.strftime("%-d %B").to_string()).unwrap_or_default();
        Some(Cell {
            text: short(&words),
            href: row.href(),
            act: Some((said.act_glyph(), said.act())),
            note: [said.speaker().to_owned(), day].into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>().join(", "),
            new,
        })
    };
    let act = |event: &Event| Row::from(event.clone()).statement().map(|s| s.act_value());
    let new = stand.then.as_ref().and_then(act) != act(now);
    Some(Delta {
        what: words::title(stand.topic.as_str()),
        of: party.to_owned(),
        then: stand.then.iter().filter_map(|e| cell(e, false)).collect(),
        now: cell(now, new).into_iter().collect(),
    })
}

/// The first words, cut between two of them.
fn short(text: &str) -> String {
    if text.chars().count() <= CELL {
        return text.to_owned();
    }
    let head: String = text.chars().take(CELL).collect();
    let head = head.rsplit_once(' ').map_or(head.as_str(), |(head, _)| head);
    let close = if text.starts_with('“') { "”" } else { "" };
    format!("{} …{close}", head.trim_end_matches([',', ';', ':', '.', '–']))
}

#[cfg(test)]
mod tests;

//! An event as it stands in a list.

use super::words::{self, WhenWords};
use crate::{
    domain::{Act, Detail, Event, EventId, FigureMeasure, Kind, Role, Statement, Weapon, WeaponCount, page::Hit},
    urls,
};
use jiff::civil::Date;

/// An event as it stands in a list.
#[derive(Clone, Debug)]
pub struct Row {
    /// The event.
    pub event: Event,
    /// Whether it stands under the barrage it is part of.
    pub part: bool,
    /// The day it stands under, if it stands under one.
    pub under: Option<Date>,
    /// Where the words of a search stand in it.
    pub hit: Hit,
}

/// One number with what it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fig {
    /// `launched`.
    pub what: &'static str,
    /// `396`; empty where the source gives no number.
    pub number: String,
    /// `drones`.
    pub unit: String,
}

impl From<Event> for Row {
    fn from(event: Event) -> Row {
        Row { event, part: false, under: None, hit: Hit::default() }
    }
}

impl Row {
    /// Its number.
    pub fn id(&self) -> EventId {
        self.event.id
    }
    /// Its kind's word.
    pub fn kind(&self) -> &'static str {
        self.event.content.kind.as_str()
    }
    /// Its kind's word, as a label.
    pub fn kind_label(&self) -> String {
        words::title(self.kind())
    }
    /// Its page.
    pub fn href(&self) -> String {
        urls::event(self.event.id)
    }
    /// Its headline.
    pub fn headline(&self) -> &str {
        if self.event.content.headline.is_empty() { "Untitled event" } else { &self.event.content.headline }
    }
    /// Where it stands: (glyph, word).
    pub fn status(&self) -> Option<(&'static str, String)> {
        self.event.content.status.map(words::status)
    }
    /// Its date, where that says more than the heading of its day.
    pub fn when(&self) -> Option<WhenWords> {
        let date = &self.event.content.date;
        let said_above = self.under.is_some() && date.earliest() == self.under;
        if date.is_unknown() {
            return None;
        }
        Some(words::when(date)).filter(|w| !(w.plain && said_above))
    }
    /// Its main place: (address, name).
    pub fn place(&self) -> Option<(String, &str)> {
        self.event.content.place.as_ref().map(|p| (urls::place(&p.id), p.name.as_str()))
    }
    /// Who sits at the table, or who strikes whom, in a line.
    pub fn parties(&self) -> Option<String> {
        let names = |role: Role| {
            let names: Vec<&str> = self.event.content.actors(role).map(|a| a.name.as_str()).collect();
            (!names.is_empty()).then(|| names.join(", "))
        };
        match self.event.content.kind {
            Kind::Round => names(Role::Party),
            Kind::Agreement => names(Role::Signatory).or_else(|| names(Role::Party)),
            Kind::Strike => arrow(names(Role::Attacker), names(Role::Target)),
            Kind::Measure => arrow(names(Role::Subject), names(Role::Target)),
            Kind::Deadline => match (names(Role::Demander), names(Role::Addressee)) {
                (Some(by), Some(whom)) => Some(format!("set by {by}, for {whom}")),
                (Some(by), None) => Some(format!("set by {by}")),
                (None, whom) => whom.map(|w| format!("for {w}")),
            },
            Kind::Statement => None,
        }
    }
    /// What was said, if it is a statement.
    pub fn statement(&self) -> Option<Said<'_>> {
        let Detail::Statement(statement) = &self.event.content.detail else { return None };
        Some(Said { event: &self.event, statement })
    }
    /// Who says it, if it is a statement.
    pub fn speaker(&self) -> Option<&str> {
        match &self.event.content.detail {
            Detail::Statement(said) => Some(&said.speaker),
            _ => None,
        }
    }
    /// Its numbers, if it is a strike.
    pub fn figs(&self) -> Vec<Fig> {
        let Detail::Strike(strike) = &self.event.content.detail else { return Vec::new() };
        let weapons = |what, measure: FigureMeasure, list: &[WeaponCount]| -> Vec<Fig> {
            list.iter()
                .map(|w| {
                    let (number, unit) = words::weapon_count(w);
                    let number = self.told(measure, w.weapon).unwrap_or_else(|| number.unwrap_or_default());
                    Fig { what, number, unit }
                })
                .collect()
        };
        let mut figs = weapons("launched", FigureMeasure::Launched, &strike.weapons);
        figs.extend(weapons("shot down or jammed", FigureMeasure::Intercepted, &strike.intercepted));
        let tolls = [("killed", strike.casualties.killed), ("injured", strike.casualties.injured)];
        figs.extend(
            tolls
                .into_iter()
                .filter_map(|(what, toll)| Some(Fig { what, number: words::toll(toll?), unit: String::new() })),
        );
        figs
    }
    /// Every number given for a weapon, where there is more than one: `396 or about 400`.
    fn told(&self, measure: FigureMeasure, weapon: Weapon) -> Option<String> {
        let mut numbers: Vec<String> = Vec::new();
        for figure in self.event.content.figures.iter().filter(|f| f.measure == measure && f.weapon == Some(weapon)) {
            let number = words::hedged(figure.value, figure.qualifier);
            if !numbers.contains(&number) {
                numbers.push(number);
            }
        }
        (numbers.len() > 1).then(|| numbers.join(" or "))
    }
    /// Who claims it, in a line.
    pub fn claimants(&self) -> Option<String> {
        let names: Vec<&str> = self.event.content.actors(Role::Claimant).map(|a| a.name.as_str()).collect();
        (!names.is_empty()).then(|| format!("Claimed by {}", names.join(", ")))
    }
    /// How many articles stand behind it.
    pub fn sources(&self) -> String {
        let sources = self.event.sources;
        let mut out = words::counted(u64::from(sources.articles), "article");
        if sources.articles > 1 {
            out.push_str(&format!(" · {} independent", sources.independent));
        }
        out
    }
    /// How many articles, outlets and texts of their own stand behind it: copies of one report are one text.
    pub fn sources_in_full(&self) -> String {
        let sources = self.event.sources;
        let counted = |n: u32, word| words::counted(u64::from(n), word);
        let (articles, outlets) = (counted(sources.articles, "article"), counted(sources.outlets, "outlet"));
        format!("{articles} · {outlets} · {} independent", sources.independent)
    }
    /// Who published them, each once.
    pub fn outlets(&self) -> String {
        let mut names: Vec<&str> = Vec::new();
        for evidence in &self.event.evidence {
            if let Some(outlet) = evidence.article.outlet.as_deref().filter(|o| !names.contains(o)) {
                names.push(outlet);
            }
        }
        names.join(", ")
    }
}

fn arrow(from: Option<String>, to: Option<String>) -> Option<String> {
    match (from, to) {
        (Some(a), Some(b)) => Some(format!("{a} → {b}")),
        (Some(a), None) => Some(a),
        (None, Some(b)) => Some(format!("→ {b}")),
        (None, None) => None,
    }
}

/// What a statement shows in a list.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    event: &'a Event,
    statement: &'a Statement,
}

impl Said<'_> {
    /// Who says it.
    pub fn speaker(&self) -> &str {
        &self.statement.speaker
    }
    /// The speaker's office, and where it was said.
    pub fn note(&self) -> String {
        let office =
            self.event.content.participants.iter().find(|p| p.role == Role::Speaker).and_then(|p| p.title.clone());
        let channel = self.statement.channel.as_ref().map(|c| format!("via {c}"));
        [office, channel].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
    /// The act's glyph.
    pub fn act_glyph(&self) -> &'static str {
        words::act_glyph(self.statement.act)
    }
    /// The act as a verb.
    pub fn act(&self) -> String {
        self.statement.act.third_person()
    }
    /// The act itself.
    pub fn act_value(&self) -> Act {
        self.statement.act
    }
    /// The words, if they are quoted.
    pub fn quote(&self) -> Option<&str> {
        self.statement.quote.as_deref().map(str::trim).filter(|q| !q.is_empty())
    }
    /// What was said in the reporter's words: the first sentence behind it, else the headline.
    pub fn reported(&self) -> &str {
        let sentence = self.event.evidence.first().map(|e| e.exact.trim()).filter(|s| !s.is_empty());
        sentence.unwrap_or(&self.event.content.headline)
    }
}

/// Events to render in tests.
#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::domain::{
        Actor, ActorKind, ArticleId, ArticleRef, Basis, Casualties, Content, Figure, Participant, Place, Qualifier,
        Review, Seq, SourcedEvidence, Sources, Step, Strike, Toll, When,
    };
    use jiff::civil::date;

    pub(crate) fn an_actor(name: &str) -> Actor {
        let id = name.to_lowercase().replace(' ', "-");
        Actor { id, name: name.to_owned(), kind: ActorKind::State, country: None, affiliation: None }
    }

    pub(crate) fn an_article(outlet: &str) -> ArticleRef {
        ArticleRef {
            id: ArticleId(3),
            url: Some("https://harbourwire.example/3".to_owned()),
            title: "A night of drones".to_owned(),
            outlet: Some(outlet.to_owned()),
            published_at: Some("2026-02-17T20:30:00Z".parse().expect("an instant")),
        }
    }

    /// A strike with figures, two sources and a night for a date.
    pub(crate) fn an_event() -> Event {
        let participant = |role, name: &str| Participant { role, actor: an_actor(name), title: None };
        let place = Place {
            id: "ukraine".to_owned(),
            name: "Ukraine".to_owned(),
            country: Some("UA".to_owned()),
            lat: Some(49.0),
            lon: Some(32.0),
        };
        let date = When::night(date(2026, 2, 17), Basis::Published).with_text("overnight");
        let figure = |weapon, value, by: &str| Figure {
            measure: FigureMeasure::Launched,
            weapon: Some(weapon),
            value,
            qualifier: Qualifier::Over,
            claimed_by: Some(by.to_owned()),
            evidence: Some(0),
            article: Some(ArticleId(3)),
            updates: Vec::new(),
        };
        Event {
            id: EventId(7),
            content: Content {
                kind: Kind::Strike,
                headline: "Russia launches 29 missiles and over 390 drones at Ukraine overnight".to_owned(),
                status: None,
                date: date.clone(),
                place: Some(place.clone()),
                places: vec![place],
                participants: vec![participant(Role::Attacker, "Russia"), participant(Role::Target, "Ukraine")],
                topics: Vec::new(),
                detail: Detail::Strike(Strike {
                    weapons: vec![
                        WeaponCount { weapon: Weapon::Missile, count: Some(29), qualifier: Qualifier::Exact },
                        WeaponCount { weapon: Weapon::Drone, count: Some(390), qualifier: Qualifier::Over },
                    ],
                    intercepted: Vec::new(),
                    casualties: Casualties { killed: Some(Toll { best: 4, low: 3, high: 4 }), injured: None },
                    damage: vec!["power supply".to_owned()],
                }),
                figures: vec![figure(Weapon::Drone, 390, "ukraine"), figure(Weapon::Drone, 151, "russia")],
            },
            negotiation: None,
            history: vec![Step {
                status: crate::domain::Status::Concluded,
                date,
                place: None,
                article: Some(ArticleId(3)),
            }],
            part_of: None,
            links: Vec::new(),
            review: Review::Unreviewed,
            corrected: Vec::new(),
            evidence: vec![SourcedEvidence {
                article: an_article("Harbour Wire"),
                exact: "Russia launched 29 missiles and more than 390 drones overnight.".to_owned(),
                start: Some(0),
                end: Some(62),
                rule: "strike.launch.count".to_owned(),
            }],
            sources: Sources { articles: 2, outlets: 2, independent: 1 },
            first_reported_at: "2026-02-17T17:00:00Z".parse().expect("an instant"),
            updated_at: "2026-02-18T17:00:00Z".parse().expect("an instant"),
            seq: Seq(88410),
        }
    }

    #[test]
    fn a_strike_reads_as_a_row() {
        let row = Row::from(an_event());
        assert_eq!(row.parties().as_deref(), Some("Russia → Ukraine"));
        assert_eq!(row.sources(), "2 articles · 1 independent");
        assert_eq!(row.outlets(), "Harbour Wire");
        assert_eq!(row.when().and_then(|w| w.glyph), Some("w-night"));
        let figs: Vec<String> = row.figs().iter().map(|f| format!("{} {} {}", f.what, f.number, f.unit)).collect();
        assert_eq!(figs, ["launched 29 missiles", "launched over 390 or over 151 drones", "killed 3 to 4 "]);
        assert!(row.statement().is_none());
        let mut row = row;
        row.event.content.date = When::day(date(2026, 2, 17), Basis::Explicit);
        assert!(row.when().is_some(), "a list without days says the day");
        row.under = Some(date(2026, 2, 16));
        assert!(row.when().is_some(), "another day than that of the heading");
        row.under = Some(date(2026, 2, 17));
        assert_eq!(row.when(), None);
    }
}

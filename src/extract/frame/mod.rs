//! From marked text to events: one file per kind.

mod agreement;
pub(super) mod context;
mod deadline;
mod measure;
mod news;
mod round;
mod sides;
mod statement;
mod strike;
mod why;

use super::{Annotated, Extraction, Lexicon, merge};
use crate::domain::{
    Actor, Content, Detail, Evidence, Figure, Kind, Mention, Participant, Place, Role, Span, Status, Step, Text, Topic,
    Trace, When, headline,
};
use std::collections::{HashMap, HashSet};

/// A mention while it is being built: spans instead of code points.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// What is said; `figures[..].evidence` indexes `evidence`. The headline may be left empty: it
    /// is composed from the fields at the end.
    pub content: Content,
    /// Steps the article itself tells, oldest first.
    pub history: Vec<Step>,
    /// The sentences it rests on, most telling first, each with the rule that used it.
    pub evidence: Vec<(Span, &'static str)>,
    /// Field, words, rule.
    pub trace: Vec<Why>,
    /// The wider barrage, as the evidence span of its draft.
    pub part_of: Option<Span>,
}

/// Why a field is what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// The field as it is called in JSON (`date`, `strike.weapons.0`).
    pub field: String,
    /// The words it rests on.
    pub span: Span,
    /// The rule.
    pub rule: &'static str,
}

/// A mention rests on so many sentences at most: more of the same tell a reader nothing, and a text
/// that repeats itself without end must not grow its mentions without end.
const SENTENCES: usize = 64;
/// No article tells of more events: a longer list is a text that repeats itself, or is no article.
const EVENTS: usize = 1_000;

impl Draft {
    /// A draft of one event, resting on one sentence.
    pub(crate) fn new(detail: Detail, date: When, evidence: Span, rule: &'static str) -> Draft {
        Draft {
            content: Content {
                kind: detail.kind(),
                headline: String::new(),
                status: None,
                date,
                place: None,
                places: Vec::new(),
                participants: Vec::new(),
                topics: Vec::new(),
                detail,
                figures: Vec::new(),
            },
            history: Vec::new(),
            evidence: vec![(evidence, rule)],
            trace: Vec::new(),
            part_of: None,
        }
    }

    /// Adds an actor in a role, once.
    pub(crate) fn add(&mut self, role: Role, actor: &Actor, title: Option<&str>) {
        if !self.content.participants.iter().any(|p| p.role == role && p.actor.id == actor.id) {
            let title = title.map(str::to_owned);
            self.content.participants.push(Participant { role, actor: actor.clone(), title });
        }
    }

    /// Adds a place, once; the first is the main one.
    pub(crate) fn add_place(&mut self, place: &Place) {
        if !self.content.places.iter().any(|p| p.id == place.id) {
            self.content.places.push(place.clone());
        }
        self.content.place = self.content.places.first().cloned();
    }

    /// Rests it on a sentence too, once. Gives the sentence's place among the evidence; `None` where it
    /// rests on as many as a reader has use for, and what the sentence adds is to be left out.
    pub(crate) fn rest_on(&mut self, span: Span, rule: &'static str) -> Option<usize> {
        if let Some(at) = self.evidence.iter().position(|(s, _)| *s == span) {
            return Some(at);
        }
        (self.evidence.len() < SENTENCES).then(|| {
            self.evidence.push((span, rule));
            self.evidence.len() - 1
        })
    }

    /// Adds a count. The same count by the same claimant, told again, adds nothing: the first sentence
    /// stands for it.
    pub(crate) fn add_figure(&mut self, figure: Figure) {
        let told = |f: &Figure| Figure { evidence: figure.evidence, ..f.clone() } == figure;
        if !self.content.figures.iter().any(told) {
            self.content.figures.push(figure);
        }
    }

    /// Adds a topic, once.
    pub(crate) fn add_topic(&mut self, topic: Topic) {
        if !self.content.topics.contains(&topic) {
            self.content.topics.push(topic);
        }
    }

    /// Remembers why a field is what it is.
    pub(crate) fn because(&mut self, field: impl Into<String>, span: Span, rule: &'static str) {
        self.trace.push(Why { field: field.into(), span, rule });
    }

    /// The same with a status.
    #[must_use]
    pub(crate) fn with_status(mut self, status: Status) -> Draft {
        self.content.status = Some(status);
        self
    }

    /// Where it stands in the text: the first byte of its earliest sentence.
    pub(crate) fn position(&self) -> usize {
        self.evidence.iter().map(|(span, _)| span.start()).min().unwrap_or(0)
    }
}

/// Finds every event in an annotated article.
pub fn find(found: &mut Annotated<'_>, lexicon: &Lexicon) -> Extraction {
    let mut drafts = Vec::new();
    drafts.extend(round::find(found, lexicon));
    drafts.extend(strike::find(found, lexicon));
    drafts.extend(statement::find(found, lexicon));
    let foes = sides::Foes::default();
    drafts.extend(agreement::find(found, lexicon, &foes));
    drafts.extend(deadline::find(found, lexicon, &foes));
    drafts.extend(measure::find(found, lexicon));
    let mut drafts = merge::merge(drafts);
    if drafts.len() > EVENTS {
        drafts.truncate(EVENTS);
        found
            .notes
            .push(format!("The text tells of more than {EVENTS} events; those after the first {EVENTS} are left out."));
    }
    for draft in &mut drafts {
        if draft.content.headline.is_empty() {
            draft.content.headline = headline::compose(&draft.content);
        } else if draft.content.headline.contains("  ") {
            // Words of the source come with whatever white space they have there.
            draft.content.headline = draft.content.headline.split_whitespace().collect::<Vec<_>>().join(" ");
        }
    }
    let reasons = why::Reasons::of(found);
    drafts.iter_mut().for_each(|draft| reasons.complete(draft));
    let wholes = wholes(&drafts);
    let mentions = drafts.into_iter().zip(wholes).map(|(draft, part_of)| mention(draft, part_of, &found.doc.text));
    Extraction { mentions: mentions.collect(), notes: std::mem::take(&mut found.notes) }
}

/// For each draft the wider event that it is part of, by its place among the drafts: the first of the
/// same kind that rests on the sentence told.
fn wholes(drafts: &[Draft]) -> Vec<Option<usize>> {
    let parts: HashSet<Span> = drafts.iter().filter_map(|d| d.part_of).collect();
    let mut first: HashMap<(Kind, Span), usize> = HashMap::new();
    for (at, draft) in drafts.iter().enumerate() {
        for (span, _) in draft.evidence.iter().filter(|(span, _)| parts.contains(span)) {
            first.entry((draft.content.kind, *span)).or_insert(at);
        }
    }
    let whole = |draft: &Draft| first.get(&(draft.content.kind, draft.part_of?)).copied();
    drafts.iter().enumerate().map(|(at, draft)| whole(draft).filter(|whole| *whole != at)).collect()
}

/// The mention a draft becomes.
fn mention(draft: Draft, part_of: Option<usize>, text: &Text) -> Mention {
    let evidence = draft.evidence.iter().map(|(span, rule)| {
        let (start, end) = text.code_points(*span);
        Evidence { exact: text.slice(*span).to_owned(), start: Some(start), end: Some(end), rule: (*rule).to_owned() }
    });
    let trace = draft.trace.into_iter().map(|why| {
        let (start, end) = text.code_points(why.span);
        let exact = text.slice(why.span).to_owned();
        Trace { field: why.field, rule: why.rule.to_owned(), exact, start, end, children: Vec::new() }
    });
    Mention {
        evidence: evidence.collect(),
        trace: trace.collect(),
        content: draft.content,
        history: draft.history,
        part_of,
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        domain::{
            Basis, Casualties, Content, Detail, Qualifier, Role, Strike, Text, Toll, Weapon, WeaponCount, When,
            headline,
        },
        extract::{Lexicon, Metadata, extract},
    };

    fn check(input: &str, expect: &[&str]) {
        let metadata = Metadata { published: "2026-02-17".parse().ok(), ..Metadata::default() };
        let found = extract(&Text::freeze(input), &metadata, Lexicon::builtin());
        let got: Vec<_> = found.mentions.iter().map(|m| m.content.headline.as_str()).collect();
        assert_eq!(got, expect, "{input}");
    }

    #[test]
    fn strikes_in_a_line() {
        check(
            "Russia launched 29 missiles and 396 drones at Ukraine overnight.",
            &["Russia launches 29 missiles and 396 drones at Ukraine overnight"],
        );
    }

    #[test]
    fn counts_keep_their_hedge() {
        check(
            "Russia launched nearly 400 drones at Ukraine overnight.",
            &["Russia launches about 400 drones at Ukraine overnight"],
        );
        check(
            "Russia launched fewer than 40 drones at Ukraine overnight.",
            &["Russia launches fewer than 40 drones at Ukraine overnight"],
        );
    }

    /// Every strike there can be: with and without sides, place, counts and tolls.
    fn strike_of(sides: [bool; 3], counts: [Option<u64>; 4]) -> Content {
        let lexicon = Lexicon::builtin();
        let arm = |n: Option<u64>| WeaponCount { weapon: Weapon::Drone, count: n, qualifier: Qualifier::Exact };
        let list = |n: Option<u64>| if n == Some(0) { Vec::new() } else { vec![arm(n)] };
        let toll = |n: Option<u64>| n.map(Toll::of);
        let casualties = Casualties { killed: toll(counts[2]), injured: toll(counts[3]) };
        let strike = Strike { weapons: list(counts[0]), intercepted: list(counts[1]), casualties, damage: Vec::new() };
        let date = When::unknown(Basis::Published);
        let mut draft =
            super::Draft::new(Detail::Strike(strike), date, Text::freeze("A").span(0, 1).expect("a span"), "test");
        for (role, code) in [(Role::Attacker, "KE"), (Role::Target, "SO")] {
            if sides[usize::from(role == Role::Target)] {
                draft.add(role, lexicon.state(code).expect("a state"), None);
            }
        }
        if sides[2] {
            draft.add_place(lexicon.country_place("SO").expect("a place"));
        }
        draft.content
    }

    proptest::proptest! {
        #[test]
        fn no_headline_has_a_gap(
            sides in proptest::array::uniform3(proptest::bool::ANY),
            counts in proptest::array::uniform4(proptest::option::of(0..5u64)),
        ) {
            let line = headline::compose(&strike_of(sides, counts));
            proptest::prop_assert!(!line.contains("  ") && line.trim() == line && !line.is_empty(), "{line}");
            let last = line.split(' ').next_back().unwrap_or_default();
            proptest::prop_assert!(!["at", "over", "on", "of", "by", "strikes"].contains(&last), "{line}");
            for gap in ["at overnight", "over overnight", "of shot", "  "] {
                proptest::prop_assert!(!line.contains(gap), "{line}");
            }
        }
    }
}

//! What the words of an event tell, for linking.

use crate::{
    consolidate::{window, words},
    domain::{Actor, Content, Detail, Event, Role},
};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// One sentence and the next lie at most so many code points apart.
const NEXT_SENTENCE: u32 = 240;

/// Words for an attack.
const STRIKE: &[&str] = &[
    "airstrike",
    "airstrikes",
    "assault",
    "attack",
    "attacked",
    "attacking",
    "attacks",
    "barrage",
    "blast",
    "bombardment",
    "bombed",
    "bombing",
    "drone",
    "drones",
    "explosion",
    "fired",
    "firing",
    "hit",
    "hitting",
    "launched",
    "launching",
    "missile",
    "missiles",
    "raid",
    "raids",
    "rocket",
    "rockets",
    "salvo",
    "shelled",
    "shelling",
    "strike",
    "strikes",
    "striking",
    "struck",
    "targeted",
    "targeting",
];
/// Words for a round of talks.
const TALKS: &[&str] =
    &["meeting", "meetings", "negotiation", "negotiations", "round", "summit", "talks", "consultations", "dialogue"];
const CEASEFIRE: &[&str] = &["armistice", "cease", "ceasefire", "truce"];
const EXCHANGE: &[&str] = &["exchange", "exchanged", "swap", "swapped"];
const SIGNED: &[&str] = &["accord", "agreement", "deal", "memorandum", "pact", "treaty"];

/// What an event is spoken of as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    Strike,
    Talks,
    Ceasefire,
    Exchange,
    Signed,
}

impl Topic {
    pub(super) const ALL: [Topic; 5] = [Topic::Strike, Topic::Talks, Topic::Ceasefire, Topic::Exchange, Topic::Signed];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Topic::Strike => "strike",
            Topic::Talks => "talks",
            Topic::Ceasefire => "ceasefire",
            Topic::Exchange => "exchange",
            Topic::Signed => "signed",
        }
    }

    const fn words(self) -> &'static [&'static str] {
        match self {
            Topic::Strike => STRIKE,
            Topic::Talks => TALKS,
            Topic::Ceasefire => CEASEFIRE,
            Topic::Exchange => EXCHANGE,
            Topic::Signed => SIGNED,
        }
    }

    /// Whether these words speak of such a thing.
    pub(super) fn is_in(self, said: &[String]) -> bool {
        said.iter().any(|w| self.words().contains(&w.as_str()))
    }
}

/// The words of a text, folded, and without the possessive: "Kharkiv's" names Kharkiv.
pub(super) fn words(text: &str) -> Vec<String> {
    let bare =
        |w: String| w.strip_suffix("'s").or_else(|| w.strip_suffix("’s")).map_or_else(|| w.clone(), str::to_owned);
    words::words(text).into_iter().map(bare).collect()
}

/// Everything a statement's sources quote and report of it.
pub(super) fn said(event: &Event) -> String {
    let quote = match &event.content.detail {
        Detail::Statement(s) => s.quote.as_deref(),
        _ => None,
    };
    quote.into_iter().chain(event.evidence.iter().map(|e| e.exact.as_str())).collect::<Vec<_>>().join(" \n ")
}

/// The words of a text that begin with a capital, folded: names are among them.
pub(super) fn capitalised(text: &str) -> BTreeSet<String> {
    let capital = |w: &&str| w.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_uppercase);
    text.split_whitespace().filter(capital).flat_map(words).filter(|w| w.chars().count() >= 3).collect()
}

/// Whether these words stand in the text one after the other.
pub(super) fn holds(said: &[String], name: &[String]) -> bool {
    !name.is_empty() && said.windows(name.len()).any(|run| run == name)
}

/// The longest run of words that both have, in words.
pub(super) fn longest_run(a: &[String], b: &[String]) -> usize {
    let mut best = 0;
    let mut before = vec![0usize; b.len() + 1];
    for x in a {
        let mut now = vec![0usize; b.len() + 1];
        for (j, _) in b.iter().enumerate().filter(|(_, y)| *y == x) {
            now[j + 1] = before[j] + 1;
            best = best.max(now[j + 1]);
        }
        before = now;
    }
    best
}

/// Who it is and whom it acts for.
pub(super) fn side(actor: &Actor) -> impl Iterator<Item = &str> {
    std::iter::once(actor.id.as_str()).chain(actor.affiliation.as_ref().map(|a| a.id.as_str()))
}

/// Everybody in these roles, with whom they act for.
pub(super) fn sides<'a>(content: &'a Content, roles: &[Role]) -> BTreeSet<&'a str> {
    content.participants.iter().filter(|p| roles.contains(&p.role)).flat_map(|p| side(&p.actor)).collect()
}

/// Who speaks; unknown voices have no side.
pub(super) fn speaker(event: &Event) -> Option<&Actor> {
    event.content.actors(Role::Speaker).next()
}

/// The day of a statement.
pub(super) fn day(event: &Event) -> Option<Date> {
    event.content.date.sort_day()
}

/// First and last day of an event, where both are known and lie close together.
pub(super) fn days(event: &Event, at_most: i64) -> Option<(Date, Date)> {
    window::bounded(&event.content.date).filter(|(first, last)| window::days(*first, *last) < at_most)
}

/// Whether one article tells of both.
pub(super) fn share_an_article(a: &Event, b: &Event) -> bool {
    a.evidence.iter().any(|x| b.evidence.iter().any(|y| x.article.id == y.article.id))
}

/// Whether in some article a sentence of `then` is the one of `first` or the next.
pub(super) fn follows(then: &Event, first: &Event) -> bool {
    then.evidence.iter().any(|t| {
        first.evidence.iter().any(|f| {
            let places = t.start.zip(f.start.zip(f.end));
            t.article.id == f.article.id
                && places.is_some_and(|(start, (from, to))| from <= start && start <= to.saturating_add(NEXT_SENTENCE))
        })
    })
}

/// The names of places that are less than a whole country, in words.
pub(super) fn local_places(content: &Content) -> Vec<Vec<String>> {
    let state = |id: &str| content.participants.iter().any(|p| p.actor.id == id || side(&p.actor).any(|s| s == id));
    let mut names: Vec<Vec<String>> = content
        .place
        .iter()
        .chain(&content.places)
        .filter(|p| !state(&p.id))
        .map(|p| words(&p.name))
        .filter(|name| name.first().is_some_and(|w| w.chars().count() >= 3))
        .collect();
    names.sort();
    names.dedup();
    names
}

/// The same name in two spellings ("Zelensky", "Zelenskyy"): a common beginning of five letters or more, and little else.
pub(super) fn alike(a: &str, b: &str) -> bool {
    let common = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    let rest = |w: &str| w.chars().count() - common;
    a == b || (common >= 5 && rest(a) <= 2 && rest(b) <= 2)
}

/// The last word of a person's name.
pub(super) fn surname(actor: &Actor) -> Option<String> {
    words(&actor.name).pop().filter(|w| w.chars().count() >= 4)
}

/// The beginning by which spellings of a surname are found.
pub(super) fn stem(name: &str) -> String {
    name.chars().take(5).collect()
}

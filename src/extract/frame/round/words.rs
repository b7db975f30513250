//! The words of `data/rounds.toml`, and small questions about a run of tokens.

use crate::{
    domain::Status,
    extract::{
        hash::WordSet,
        phrase::{Line, Whole},
        token::Token,
    },
};
use serde::Deserialize;
use std::sync::LazyLock;

/// What `data/rounds.toml` holds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub(super) nouns: WordSet,
    pub(super) talks: WordSet,
    pub(super) about: WordSet,
    pub(super) verbs: WordSet,
    pub(super) happen: WordSet,
    pub(super) else_verbs: WordSet,
    pub(super) proposing: WordSet,
    pub(super) else_nouns: WordSet,
    pub(super) incidents: WordSet,
    pub(super) groups: WordSet,
    pub(super) blocs: WordSet,
    pub(super) labour: WordSet,
    pub(super) talkers: WordSet,
    pub(super) three: Whole,
    pub(super) lasting: Lasting,
    pub(super) general: Whole,
    pub(super) tallies: Whole,
    pub(super) closing: Vec<String>,
    pub(super) own_people: WordSet,
    pub(super) violence: WordSet,
    pub(super) other_meetings: WordSet,
    pub(super) other_rounds: WordSet,
    pub(super) round_of: WordSet,
    pub(super) remote: WordSet,
    pub(super) not_venues: WordSet,
    pub(super) seats: WordSet,
    pub(super) settlements: WordSet,
    pub(super) moving: WordSet,
    pub(super) elsewhere: WordSet,
    pub(super) beside: WordSet,
    pub(super) saying: WordSet,
    pub(super) soft_rounds: WordSet,
    pub(super) joint: WordSet,
    pub(super) committees: WordSet,
    pub(super) else_subjects: WordSet,
    pub(super) was_held: Whole,
    pub(super) towards: WordSet,
    pub(super) firm: Whole,
    pub(super) over: Whole,
    pub(super) date_set: Whole,
    pub(super) running: Whole,
    pub(super) denied: Whole,
    pub(super) level: Level,
    status: Statuses,
    pub(super) old: Old,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StatusWords {
    cancelled: Vec<String>,
    postponed: Vec<String>,
    collapsed: Vec<String>,
    concluded: Vec<String>,
    ongoing: Vec<String>,
    proposed: Vec<String>,
    scheduled: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Old {
    pub(super) planned: Whole,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LevelWords {
    leaders: Vec<String>,
    ministers: Vec<String>,
    military: Vec<String>,
    experts: Vec<String>,
    envoys: Vec<String>,
}

/// The words of each level, looked for together.
#[derive(Debug, Deserialize)]
#[serde(from = "LevelWords")]
pub(super) struct Level(Whole);

impl From<LevelWords> for Level {
    fn from(l: LevelWords) -> Level {
        Level(Whole::of([l.leaders, l.ministers, l.military, l.experts, l.envoys]))
    }
}

impl Level {
    /// The level that a text speaks of, the highest first.
    pub(super) fn of(&self, text: &Line) -> Option<&'static str> {
        let names = ["leaders", "ministers", "military", "experts", "envoys"];
        self.0.first_list_in(text).and_then(|at| names.get(at).copied())
    }
}

/// The words of each status, looked for together.
#[derive(Debug, Deserialize)]
#[serde(from = "StatusWords")]
struct Statuses(Whole);

/// In the order of [`Statuses`]: what settles a meeting first.
const STATUSES: [Status; 7] = [
    Status::Cancelled,
    Status::Collapsed,
    Status::Postponed,
    Status::Ongoing,
    Status::Concluded,
    Status::Proposed,
    Status::Scheduled,
];

impl From<StatusWords> for Statuses {
    fn from(s: StatusWords) -> Statuses {
        Statuses(Whole::of([s.cancelled, s.collapsed, s.postponed, s.ongoing, s.concluded, s.proposed, s.scheduled]))
    }
}

/// The words between the first and the last day of one meeting.
#[derive(Debug, Deserialize)]
#[serde(from = "Vec<String>")]
pub(super) struct Lasting(Vec<String>, Whole);

impl From<Vec<String>> for Lasting {
    fn from(words: Vec<String>) -> Lasting {
        let whole = Whole::of([&words]);
        Lasting(words, whole)
    }
}

impl Lasting {
    /// Whether they stand right before a date or among the words from one date to the next.
    pub(super) fn stand(&self, before: &str, among: &Line) -> bool {
        self.0.iter().any(|w| before.ends_with(w.as_str())) || self.1.any_in(among)
    }
}

/// The words that ship with this version.
pub(super) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    crate::extract::lexicon::words::read("rounds").unwrap_or_else(|e| panic!("data/rounds.toml: {e}"))
});

impl Words {
    /// The statuses that the words of a stretch speak of; of those that settle a meeting, none that
    /// `aside` holds to be said of something else.
    pub(super) fn statuses(&self, text: &Line, aside: impl Fn(&str, &str) -> bool) -> Vec<Status> {
        let mut told = [false; STATUSES.len()];
        for (at, words, _) in self.status.0.all_in(text) {
            let settles = matches!(STATUSES[at], Status::Cancelled | Status::Collapsed | Status::Postponed);
            told[at] = told[at] || !(settles && aside(text, words));
        }
        STATUSES.into_iter().zip(told).filter(|(_, told)| *told).map(|(status, _)| status).collect()
    }
}

/// Whether a phrase stands in a text of words joined by single spaces, as whole words.
pub(super) fn has(text: &Line, phrase: &str) -> bool {
    text.has(phrase)
}

/// Tokens as words joined by single spaces.
pub(super) fn joined<'t>(tokens: impl IntoIterator<Item = &'t Token, IntoIter: Clone>) -> Line {
    // The month is no "may".
    let words = tokens.into_iter().map(|t| if t.capital && t.is("may") { "May" } else { &t.lower });
    Line::of(words)
}

/// "First" to "twentieth", "2nd".
pub(super) fn ordinal(word: &str) -> Option<u32> {
    let named = match word {
        "first" => 1,
        "second" => 2,
        "third" => 3,
        "fourth" => 4,
        "fifth" => 5,
        "sixth" => 6,
        "seventh" => 7,
        "eighth" => 8,
        "ninth" => 9,
        "tenth" => 10,
        "eleventh" => 11,
        "twelfth" => 12,
        _ => 0,
    };
    if named > 0 {
        return Some(named);
    }
    if !word.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    (digits.len() < word.len() && word.len() <= 4).then(|| digits.parse().ok()).flatten()
}

/// A number of days in words.
pub(super) fn days(word: &str) -> Option<i64> {
    const NAMES: [&str; 9] = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    NAMES.iter().position(|n| *n == word).and_then(|n| i64::try_from(n + 2).ok()).or_else(|| word.parse().ok())
}

//! The words of `data/rounds.toml`, and small questions about a run of tokens.

use crate::{
    domain::Status,
    extract::{hash::WordSet, token::Token},
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
    pub(super) groups: WordSet,
    pub(super) talkers: WordSet,
    pub(super) three: Vec<String>,
    pub(super) lasting: Vec<String>,
    pub(super) closing: Vec<String>,
    pub(super) general: Vec<String>,
    pub(super) tallies: Vec<String>,
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
    pub(super) was_held: Vec<String>,
    pub(super) towards: WordSet,
    pub(super) firm: Vec<String>,
    pub(super) over: Vec<String>,
    pub(super) date_set: Vec<String>,
    pub(super) running: Vec<String>,
    pub(super) denied: Vec<String>,
    pub(super) level: Level,
    status: StatusWords,
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
    pub(super) planned: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Level {
    pub(super) leaders: Vec<String>,
    pub(super) ministers: Vec<String>,
    pub(super) military: Vec<String>,
    pub(super) experts: Vec<String>,
    pub(super) envoys: Vec<String>,
}

/// The words that ship with this version.
pub(super) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    crate::extract::lexicon::words::read("rounds").unwrap_or_else(|e| panic!("data/rounds.toml: {e}"))
});

impl Words {
    /// The statuses that the words of a stretch speak of; of those that settle a meeting, none that
    /// `aside` holds to be said of something else.
    pub(super) fn statuses(&self, text: &str, aside: impl Fn(&str, &str) -> bool) -> Vec<Status> {
        let s = &self.status;
        [
            (Status::Cancelled, &s.cancelled),
            (Status::Collapsed, &s.collapsed),
            (Status::Postponed, &s.postponed),
            (Status::Ongoing, &s.ongoing),
            (Status::Concluded, &s.concluded),
            (Status::Proposed, &s.proposed),
            (Status::Scheduled, &s.scheduled),
        ]
        .into_iter()
        .filter(|(status, words)| {
            let settles = matches!(status, Status::Cancelled | Status::Collapsed | Status::Postponed);
            words.iter().any(|w| has(text, w) && !(settles && aside(text, w)))
        })
        .map(|(status, _)| status)
        .collect()
    }
}

/// Whether one of the phrases stands in a text of words joined by single spaces.
pub(super) fn has_any(text: &str, phrases: &[String]) -> bool {
    phrases.iter().any(|p| has(text, p))
}

/// Whether a phrase stands in a text of words joined by single spaces, as whole words.
pub(super) fn has(text: &str, phrase: &str) -> bool {
    let bytes = text.as_bytes();
    // A word starts at the beginning, or after a space, and ends at the end, or before one.
    let whole =
        |at: usize| (at == 0 || bytes[at - 1] == b' ') && matches!(bytes.get(at + phrase.len()), None | Some(b' '));
    !phrase.is_empty() && text.match_indices(phrase).any(|(at, _)| whole(at))
}

/// Tokens as words joined by single spaces.
pub(super) fn joined(tokens: &[Token]) -> String {
    let mut out = String::new();
    for t in tokens {
        if !out.is_empty() {
            out.push(' ');
        }
        // The month is no "may".
        out.push_str(if t.capital && t.is("may") { "May" } else { &t.lower });
    }
    out
}

/// "First" to "twentieth", "2nd".
pub(super) fn ordinal(word: &str) -> Option<u32> {
    const NAMES: [&str; 12] = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
        "twelfth",
    ];
    if let Some(at) = NAMES.iter().position(|n| *n == word) {
        return u32::try_from(at + 1).ok();
    }
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    (digits.len() < word.len() && word.len() <= 4).then(|| digits.parse().ok()).flatten()
}

/// A number of days in words.
pub(super) fn days(word: &str) -> Option<i64> {
    const NAMES: [&str; 9] = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    NAMES.iter().position(|n| *n == word).and_then(|n| i64::try_from(n + 2).ok()).or_else(|| word.parse().ok())
}

//! The day of which an article's first sentences tell, where that is not yet the day of publication:
//! a report of Friday's events that appears on Saturday.

use super::super::{
    Annotated,
    speech::Speech,
    time::{Relation, TimeExpr, TimeKind},
};
use crate::domain::Precision;
use jiff::{ToSpan, civil::Date};

/// News of so many days before publication may be told as the day's own.
const FRESH: i64 = 2;
/// The news stands in so many sentences at the top.
const TOP: usize = 4;
/// A shorter sentence at the top is a line of its own: a headline, a place, a name.
const SHORT: usize = 8;

/// The day or days of the news.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct News {
    /// Its first day, before that of publication.
    pub(super) from: Date,
    /// Its last day.
    pub(super) to: Date,
    /// The sentence that names it.
    pub(super) sentence: usize,
    /// Whether it is the day on which something was said, rather than happened.
    pub(super) said: bool,
}

impl News {
    /// Reads the first dates of an article. `None` where they are those of the day of publication, or
    /// too old to be news.
    pub(super) fn of(found: &Annotated<'_>) -> Option<News> {
        let published = found.published_day()?;
        let oldest = published.checked_sub(FRESH.days()).ok()?;
        let sentences = &found.doc.sentences;
        let prose = (0..sentences.len()).filter(|s| !sentences[*s].heading && sentences[*s].tokens.len() > SHORT);
        for sentence in prose.take(TOP) {
            for time in found.times_in(sentence).iter().filter(|t| tells(found, t)) {
                let Some((from, to)) = time.named.earliest().zip(time.named.latest()) else { continue };
                let night = time.named.precision() <= Precision::Day && to != from;
                if from == published || time.rule.starts_with("time.night") && to >= published {
                    return None;
                }
                // "Wednesday night" is Wednesday's.
                let to = if night { from } else { to };
                if from >= oldest && from < published && to <= published {
                    return Some(News { from, to, sentence, said: is_saying(found, time) });
                }
            }
        }
        None
    }

    /// Whether it is one day.
    pub(super) fn is_day(&self) -> bool {
        self.from == self.to
    }
}

/// Whether a time can be that of the news.
fn tells(found: &Annotated<'_>, time: &TimeExpr) -> bool {
    let plain = matches!(time.relation, Relation::On | Relation::After);
    time.kind == TimeKind::Date && plain && !time.ahead && !found.is_quoted(time.tokens.start)
}

/// "Said on Friday", "on Friday announced".
fn is_saying(found: &Annotated<'_>, time: &TimeExpr) -> bool {
    let tokens = &found.doc.tokens;
    let verb = |at: usize| Speech::get().verbs_at(tokens, at).next().is_some();
    let mut before = time.tokens.start;
    while before > 0 && tokens[before - 1].is_any(&["on", "late", "early", "earlier"]) {
        before -= 1;
    }
    before > 0 && verb(before - 1) || verb(time.tokens.end)
}

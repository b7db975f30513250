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
const TOP: usize = 6;
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

/// The day on which an article was written that appeared the day after: the one of its news, where it
/// tells of nothing on the day of publication. Its "overnight" is the night before that day.
pub(super) fn written(found: &Annotated<'_>) -> Option<Date> {
    let published = found.published_day()?;
    let day = News::of(found).filter(News::is_day)?.from;
    let today = |t: &TimeExpr| {
        is_named(t)
            && !found.is_quoted(t.tokens.start)
            && t.named.earliest() <= Some(published)
            && t.named.latest() == Some(published)
    };
    (day.tomorrow().ok() == Some(published) && !found.times.iter().any(today)).then_some(day)
}

/// The first date of an article's first sentence, if it is one of the last days.
pub(super) fn top<'f>(found: &'f Annotated<'_>) -> Option<&'f TimeExpr> {
    let published = found.published_day()?;
    let oldest = published.checked_sub(FRESH.days()).ok()?;
    let sentences = &found.doc.sentences;
    let first = (0..sentences.len()).find(|s| !sentences[*s].heading && sentences[*s].tokens.len() > SHORT)?;
    let time = found.times_in(first).iter().find(|t| tells(found, t))?;
    (time.when.earliest() >= Some(oldest) && time.when.latest() <= Some(published)).then_some(time)
}

/// Whether a time can be that of the news.
fn tells(found: &Annotated<'_>, time: &TimeExpr) -> bool {
    let plain = matches!(time.relation, Relation::On | Relation::After);
    time.kind == TimeKind::Date
        && plain
        && (is_named(time) || time.rule.starts_with("time.night"))
        && !time.ahead
        && !found.is_quoted(time.tokens.start)
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

/// Whether the words name a day themselves, rather than by another ("on the eve of").
pub(super) fn is_named(time: &TimeExpr) -> bool {
    ["time.weekday", "time.weekend", "time.date", "time.relative", "time.clock"]
        .iter()
        .any(|r| time.rule.starts_with(r))
}

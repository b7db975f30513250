//! When something was agreed, how long it lasted, and when it is to take effect.

use super::{Reader, Told, WORDS, dates, step};
use crate::{
    domain::{Basis, Precision, Status, When},
    extract::time::{Relation, TimeExpr, TimeKind},
};
use jiff::ToSpan;

impl Reader<'_, '_> {
    /// The time nearest the words of the step, in the same clause where there is one; else that of the
    /// sentence before; else the day of publication, or some day before it.
    pub(super) fn date(&self, told: &Told) -> (When, Option<&TimeExpr>) {
        let found = self.found;
        let over = !matches!(told.status, Status::Proposed | Status::Announced | Status::InForce);
        let open = found.published_day();
        let fits = |t: &&TimeExpr| {
            let later = t.when.earliest().zip(open).is_some_and(|(d, p)| d > p);
            // What is over lies behind; a date to come is that of its terms.
            !(later && (over || told.status == Status::InForce))
                && !(matches!(t.relation, Relation::Until | Relation::By) && told.status != Status::Expired)
        };
        // "The rounds in January led to an exchange": the month is that of the rounds.
        let caused = matches!(self.lower(told.step.start), "led" | "resulted" | "culminated");
        // "Agreed to uphold the truce reached on Monday": Monday is that of the truce.
        let of_matter = |t: &TimeExpr| {
            told.rule == "agreement.to-do"
                && (told.matter.start..t.tokens.start).any(|i| WORDS.lists.reached.contains(self.lower(i)))
        };
        let fits = |t: &&TimeExpr| fits(t) && !(caused && t.tokens.start < told.step.start) && !of_matter(t);
        let far = |t: &&TimeExpr| {
            // Right behind what was agreed, a date is its own ("signed a treaty on Monday").
            let small =
                |i: usize| matches!(self.lower(i), "on" | "in" | "at" | "late" | "early" | "of" | "here" | "dated");
            let own = t.tokens.start >= told.matter.end && (told.matter.end..t.tokens.start).all(small);
            let gap = if own { 1 } else { t.tokens.start.abs_diff(told.step.start) };
            let cut = self.apart(told.step.end.min(t.tokens.end)..told.step.start.max(t.tokens.start));
            gap + if cut { 40 } else { 0 }
        };
        if let Some(time) = dates(found, self.sentence).filter(fits).min_by_key(far) {
            return (self.lasting(told, time), Some(time));
        }
        let before = self.sentence.checked_sub(1).filter(|_| !caused).and_then(|s| dates(found, s).find(fits));
        // Of these days: an older one is of something that is only recalled.
        let fresh = |t: &TimeExpr| t.when.latest().zip(open).is_some_and(|(d, p)| (p - d).get_days() <= 14);
        if let Some(time) = before.filter(|t| !t.ahead && t.when.precision() <= Precision::Day && fresh(t)) {
            return (time.when.clone(), Some(time));
        }
        let Some(day) = open else { return (When::unknown(Basis::Published), None) };
        // "Has signed", in the first sentences: news of the day.
        let fresh = self.sentence < 2
            && (told.step.start.saturating_sub(3)..told.step.end).any(|i| matches!(self.lower(i), "has" | "have"));
        let when = if fresh { When::day(day, Basis::Published) } else { When::before(day, Basis::Published) };
        (when, None)
    }

    /// The days from its beginning to its end, where an end is dated and the sentence says how long it
    /// lasted or since when ("a 36-hour truce ran out on Sunday", "the truce in force since 3 May").
    fn lasting(&self, told: &Told, end: &TimeExpr) -> When {
        let when = if end.relation == Relation::On { end.evening() } else { end.when.clone() };
        let ends = matches!(told.status, Status::Expired | Status::Collapsed)
            || told.step.clone().any(|i| matches!(self.lower(i), "neared" | "nears"));
        let Some(last) = when.latest().filter(|_| ends) else { return when };
        let times = || self.found.times_in(self.sentence).iter();
        let length = times().find_map(|t| self.length(t)).and_then(|days| last.checked_sub(days.days()).ok());
        let own = |t: &&TimeExpr| {
            let fixed = t.relation == Relation::Since || self.lower(t.tokens.end) == "and";
            t.kind == TimeKind::Date && fixed && !t.ahead && t.tokens.start > told.matter.start
        };
        let since = || times().filter(own).filter_map(|t| t.named.earliest()).min();
        match length.or_else(since) {
            Some(first) if first < last => {
                When::lasting(first, last, when.basis()).with_text(when.text().unwrap_or_default())
            }
            _ => when,
        }
    }

    /// Of a "36-hour truce" or "three-day ceasefire", how many days before its last one it began.
    fn length(&self, time: &TimeExpr) -> Option<i64> {
        let noun = step::is_ceasefire(self.found.doc, time.tokens.end);
        let value =
            time.timexes.first().filter(|_| noun && time.kind == TimeKind::Duration)?.value.strip_prefix('P')?;
        let days = match (value.strip_prefix('T').and_then(|v| v.strip_suffix('H')), value.strip_suffix('D')) {
            (Some(hours), _) => hours.parse::<i64>().ok()? / 24,
            (None, Some(days)) => days.parse::<i64>().ok()? - 1,
            (None, None) => return None,
        };
        (0..=60).contains(&days).then_some(days)
    }

    /// When it takes effect: a time close behind words that say so.
    pub(super) fn effective(&self) -> Option<&TimeExpr> {
        let ahead = |i: usize| matches!(self.lower(i), "will" | "to" | "would");
        let at = self.tokens.clone().find(|i| {
            let starts = matches!(self.lower(*i), "take" | "start" | "begin" | "come" | "enter" | "effective");
            starts && (self.lower(*i) == "effective" || i.checked_sub(1).is_some_and(ahead))
        })?;
        let effect =
            matches!(self.lower(at + 1), "effect" | "into" | "force" | "on" | "at" | "from") || at > self.tokens.start;
        let near = |t: &&TimeExpr| t.tokens.start >= at && t.tokens.start <= at + 8;
        self.found.times_in(self.sentence).iter().filter(near).find(|t| effect && !t.when.is_unknown())
    }
}

//! When a strike was: by its own clause, by the attack told before it, by the article's own night.

use super::{
    super::news,
    Maker,
    clause::{Clause, Reader},
    words::Class,
};
use crate::{
    domain::{Basis, Precision, When},
    extract::{
        time::{Relation, TimeExpr, TimeKind},
        token::Shape,
    },
};
use jiff::{ToSpan, civil::Date};
use std::ops::Range;

/// How many sentences back a day may be told that a strike without one belongs to.
const BACK: usize = 8;
/// So many words before its date the "had" of a verb may stand.
const HAD: usize = 12;
/// How old, in days before publication, an attack is history and no news.
const HISTORY: i32 = 90;

impl Reader<'_, '_> {
    /// The clause's own time.
    pub(super) fn times(&self, sentence: usize, clause: &Range<usize>, out: &mut Clause) {
        out.part_of_day = clause.clone().any(|i| {
            matches!(self.lower(i), "morning" | "afternoon" | "evening")
                && matches!(self.lower(i.wrapping_sub(1)), "the" | "this")
                || matches!(self.lower(i), "dawn" | "noon" | "midday" | "daybreak")
        });
        out.hours_later = clause.clone().any(|i| {
            self.lower(i) == "hours"
                && (self.lower(i.wrapping_sub(1)) == "within" || self.lower(i + 1) == "later")
                && self.lower(i + 1) != "of"
        });
        // "have since hit": from the day named before until publication.
        let since = clause.clone().any(|i| {
            self.lower(i) == "since"
                && matches!(self.lower(i.wrapping_sub(1)), "have" | "has" | "had" | "ever")
                && self.class(i + 1).is(Class::ATTACK.or(Class::LAUNCH).or(Class::KILLED))
        });
        let night = clause.clone().find(|i| {
            self.lower(*i) == "night"
                && matches!(self.lower(i.wrapping_sub(1)), "the" | "last")
                && self.lower(i.wrapping_sub(2)) != "of"
        });
        let mut times: Vec<&TimeExpr> = self
            .found
            .times_in(sentence)
            .iter()
            .filter(|t| is_past_day(t) && !self.is_stamp(t) && !(night.is_some() && is_clock(t)))
            .collect();
        // The day something was said, or of what else happened then, gives way to a day of the attack itself.
        let other = |t: &&TimeExpr| self.is_saying(t) || self.lower(t.tokens.end) == "when";
        times.sort_by_key(|t| (other(t), t.tokens.start));
        let pick = times
            .iter()
            .find(|t| {
                clause.contains(&t.tokens.start)
                    && !(other(t) && times.iter().any(|o| !other(o) && o.tokens.start < t.tokens.start))
            })
            .or_else(|| times.iter().find(|t| t.tokens.start < clause.start))
            .copied();
        if let Some(time) = pick {
            let when = self.overnight(time).unwrap_or_else(|| self.widened(time, clause, &times));
            let open = self.found.published_day().filter(|_| since);
            let when = match (open, when.earliest()) {
                (Some(p), Some(d)) if d < p => When::between(d, p, Precision::Day, when.basis()),
                _ => when,
            };
            // "Have been killed, activists reported on Sunday": by then.
            let told = self.is_saying(time)
                && clause.clone().any(|i| matches!(self.lower(i), "have" | "has") && self.lower(i + 1) == "been");
            let when = when.latest().filter(|_| told).map_or(when.clone(), |d| When::before(d, when.basis()));
            out.when = Some(when.with_text(self.found.doc.text.slice(time.span)));
            out.when_span = Some(time.span);
            out.when_own = clause.contains(&time.tokens.start);
        } else if let (Some(at), Some(p)) = (night, self.found.published_day()) {
            out.when = Some(When::night(p, Basis::Published).with_text(self.found.doc.word(at)));
            out.when_span = self.found.doc.span_of(at..at + 1);
            out.when_own = true;
        }
    }

    /// A bare "overnight" in an article that was written the day before it appeared.
    fn overnight(&self, time: &TimeExpr) -> Option<When> {
        let day = self.written?;
        let bare = matches!(time.rule, "time.night.overnight" | "time.night.last" | "time.night.lost");
        let published = self.found.published_day();
        if !bare || time.named.latest() != published || time.tokens.len() > 2 {
            return None;
        }
        let lost = time.rule == "time.night.lost";
        Some(if lost { When::before(day, Basis::Published) } else { When::night(day, Basis::EarlierMention) })
    }

    /// A time with what the words around it add.
    fn widened(&self, time: &TimeExpr, clause: &Range<usize>, all: &[&TimeExpr]) -> When {
        let (start, end) = (time.tokens.start, time.tokens.end);
        // "overnight into , killing": the day after "into" was lost.
        let mark = self.found.doc.tokens.get(end + 1).is_some_and(|t| t.shape == Shape::Mark);
        let lost = self.lower(end) == "into" && mark || self.lower(end.wrapping_sub(1)) == "into";
        if let Some(p) = self.found.published_day().filter(|_| lost) {
            return When::before(p, Basis::Published);
        }
        let Some(day) = time.when.earliest().filter(|_| time.when.precision() <= Precision::Day) else {
            return time.when.clone();
        };
        let to = |last: Date| When::between(day, last, Precision::Day, time.when.basis());
        // "hours after Tuesday's session" may be past midnight; "over the previous day" is 24 hours.
        let hours = (start.saturating_sub(4).max(clause.start)..start)
            .any(|i| self.lower(i) == "hours" && self.lower(i + 1) == "after");
        let span = matches!(self.lower(start.wrapping_sub(1)), "over" | "during" | "in")
            && self.lower(end.wrapping_sub(1)) == "day"
            && matches!(self.lower(end.wrapping_sub(2)), "previous" | "past" | "last" | "preceding");
        if hours || span {
            return day.tomorrow().map_or_else(|_| time.when.clone(), to);
        }
        // "on Friday night and before dawn on Saturday", "from Friday to Sunday".
        let second = all.iter().find(|t| t.tokens.start > end && t.tokens.start <= end + 5);
        if let Some(last) = second.and_then(|t| t.when.latest())
            && matches!(self.lower(end), "and" | "to")
            && last > day
        {
            return to(last);
        }
        time.when.clone()
    }

    /// Whether a time is that of saying: "said on Tuesday that …".
    fn is_saying(&self, time: &TimeExpr) -> bool {
        let start = time.tokens.start;
        // "said on Tuesday", "told a radio station on Tuesday that", "on Tuesday confirmed that".
        let said_after = self.class(time.tokens.end).is(Class::CLAIM)
            && matches!(self.lower(start.wrapping_sub(1)), "on" | "late" | "early");
        let told = (3..=6).any(|k| start >= k && self.lower(start - k) == "told")
            && (self.lower(start - 1) == "on" || matches!(self.lower(start - 1), "late" | "early"))
            && matches!(self.lower(time.tokens.end), "that" | "." | "");
        said_after
            || told
            || (1..=2).any(|k| start >= k && self.class(start - k).is(Class::CLAIM))
                && matches!(
                    self.lower(start - 1),
                    "on" | "late" | "early" | "said" | "reported" | "wrote" | "announced"
                )
    }

    /// Whether a time is the clock before an entry of a live page.
    fn is_stamp(&self, time: &TimeExpr) -> bool {
        let first = self.found.doc.sentences.get(time.sentence).map_or(0, |s| s.tokens.start);
        is_clock(time) && time.tokens.start == first
    }

    /// The day of a sentence that tells of an attack: that of the attack rather than of the telling.
    fn attack_day(&self, sentence: usize) -> Option<&TimeExpr> {
        let fits = |t: &&TimeExpr| is_past_day(t) && t.when.precision() <= Precision::Day && !self.is_stamp(t);
        let times = self.found.times_in(sentence).iter().filter(fits);
        times.min_by_key(|t| (self.is_saying(t), t.tokens.start))
    }

    /// Whether a time stands with a verb that looks back ("had announced it on Monday").
    fn is_recalled(&self, time: &TimeExpr) -> bool {
        let back = (1..=HAD).map(|n| self.lower(time.tokens.start.wrapping_sub(n)));
        back.take_while(|w| !matches!(*w, "," | ";" | "." | "")).any(|w| w == "had")
    }

    /// Whether a sentence speaks of an attack at all.
    fn mentions_attack(&self, sentence: usize) -> bool {
        const SIGNS: &[&str] = &["sirens", "attacked", "violent", "blasts", "explosions"];
        let tokens = self.found.doc.sentences[sentence].tokens.clone();
        tokens.clone().any(|i| self.class(i).is(Class::NOUN.or(Class::ARMS)) || SIGNS.contains(&self.lower(i)))
    }

    /// Whether an attack lies so far back that the article only recalls it.
    pub(super) fn is_history(&self, clause: &Clause) -> bool {
        // An attack of long ago that is told with its year, or with what came of it, is an event of its own.
        let year = |w: &When| w.text().is_some_and(|t| t.split(' ').any(|p| p.len() == 4 && p.parse::<u16>().is_ok()));
        let told = !clause.tolls.is_empty()
            || clause.arms.iter().any(|a| a.count.is_some())
            || clause.attacker.is_some() && clause.fresh;
        self.is_old(clause) && !clause.when.as_ref().is_some_and(year) && !(clause.when_own && told)
    }

    /// Whether an attack lies months back.
    pub(super) fn is_old(&self, clause: &Clause) -> bool {
        let limit = self.found.published_day().and_then(|p| p.checked_sub(HISTORY.days()).ok());
        clause.when.as_ref().and_then(When::latest).zip(limit).is_some_and(|(l, limit)| l < limit)
    }
}

impl Maker<'_, '_> {
    /// The clause's own date; else that of the strike it stands by; else what the article supports.
    pub(super) fn date(&self, sentence: usize, clause: &Clause, near: Option<usize>) -> When {
        if let Some(when) = clause.when.as_ref().filter(|_| clause.when_own || !clause.earlier) {
            return when.clone();
        }
        // "after strikes on a town": some day before that of the rest.
        if clause.earlier {
            let rest = clause.when.clone().or_else(|| near.map(|d| self.drafts[d].content.date.clone()));
            let last = rest.and_then(|w| w.latest()).or_else(|| self.found.published_day());
            return last.map_or_else(|| When::unknown(Basis::Published), |p| When::before(p, Basis::Published));
        }
        let Some(when) = self.told_before(sentence, near) else {
            let open = |p| When::before(p, Basis::Published);
            return self.found.published_day().map_or_else(|| When::unknown(Basis::Published), open);
        };
        // "in the morning", "within hours" of a night: its second day.
        if clause.part_of_day || clause.hours_later {
            return when.latest().map_or_else(|| when.clone(), |d| When::day(d, when.basis()));
        }
        when
    }

    fn told_before(&self, sentence: usize, near: Option<usize>) -> Option<When> {
        // "over the same hours": the last strike's; so for what stands near one, unless that is as open.
        let same = self
            .found
            .tokens_of(sentence)
            .windows(2)
            .any(|w| w[0].is("same") && w[1].is_any(&["hours", "night", "day", "time"]));
        let last = self.last.filter(|_| same).map(|(d, _)| d);
        let known = |d: &usize| self.drafts[*d].content.date.earliest().is_some();
        if let Some(index) = near.or(last).filter(known) {
            return Some(self.drafts[index].content.date.clone());
        }
        // The sentences before, as long as they speak of the attack or belong to the same paragraph.
        let reader = &self.reader;
        let paragraph = self.found.doc.sentences.get(sentence).map_or(0, |s| s.paragraph);
        let top = news::top(self.found);
        let mut skipped = false;
        let before = (sentence.saturating_sub(BACK)..sentence).rev().find_map(|s| {
            let here = self.found.doc.sentences[s].paragraph == paragraph;
            let time = reader.attack_day(s).filter(|_| here || reader.mentions_attack(s))?;
            // "She had announced it on Monday, hours after …": another paragraph goes on from the news.
            let background = !here && top.is_some_and(|t| t.sentence < s) && reader.is_recalled(time);
            skipped |= background;
            (!background).then_some(time)
        });
        let news = || top.filter(|_| skipped).map(|t| t.when.clone());
        let before = before.map(|t| t.when.clone()).or_else(news).or_else(|| self.main.clone())?;
        // "Tuesday", where the article tells of the night to Tuesday.
        let night = self.night.as_ref().filter(|n| n.latest() == before.latest() && n.earliest() < before.earliest());
        Some(night.cloned().unwrap_or(before))
    }
}

/// The time most of an article's attacks have, of the days before publication; and its first night of attack.
pub(super) fn main_times<'c>(clauses: impl Iterator<Item = &'c Clause>) -> (Option<When>, Option<When>) {
    let mut counts: Vec<(usize, &When)> = Vec::new();
    for when in clauses.filter(|c| c.violent).filter_map(|c| c.when.as_ref()).filter(|w| w.earliest().is_some()) {
        match counts.iter_mut().find(|(_, w)| w.edtf() == when.edtf()) {
            Some((n, _)) => *n += 1,
            None => counts.push((1, when)),
        }
    }
    let night = counts.iter().map(|(_, w)| *w).find(|w| is_night(w)).cloned();
    // The first of the most frequent.
    let main = counts.iter().rev().max_by_key(|(n, _)| *n).map(|(_, w)| (*w).clone());
    (main, night)
}

fn is_night(when: &When) -> bool {
    when.earliest().zip(when.latest()).is_some_and(|(a, b)| a.tomorrow().is_ok_and(|t| t == b))
}

fn is_clock(time: &TimeExpr) -> bool {
    time.when.precision() == Precision::Time
}

fn is_past_day(time: &TimeExpr) -> bool {
    time.kind == TimeKind::Date
        && !time.when.is_unknown()
        && !matches!(time.relation, Relation::Since | Relation::By)
        && !time.ahead
}

/// Whether two dates can be of the same day.
pub(super) fn overlap(a: &When, b: &When) -> bool {
    let before = |x: &When, y: &When| x.latest().zip(y.earliest()).is_none_or(|(x, y)| x >= y);
    before(a, b) && before(b, a)
}

/// Whether two dates can be of one attack: that of a morning is not that of the night.
pub(super) fn may_be_one(a: &When, b: &When) -> bool {
    const PARTS: &[&str] = &["morning", "afternoon", "evening", "night"];
    let part = |w: &When| w.text().and_then(|t| PARTS.iter().position(|p| t.split(' ').any(|word| word == *p)));
    overlap(a, b) && part(a).zip(part(b)).is_none_or(|(x, y)| x == y)
}

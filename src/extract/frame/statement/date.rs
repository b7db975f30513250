//! When something was said.

use super::{
    super::super::{
        speech::Speech,
        time::{Relation, TimeExpr, TimeKind},
    },
    Book,
    attribution::Attribution,
};
use crate::domain::{Basis, Precision, When};
use jiff::ToSpan;
use std::ops::Range;

/// Where people speak to each other.
const MEETINGS: &[&str] = &[
    "meeting",
    "talks",
    "session",
    "negotiations",
    "summit",
    "conference",
    "ceremony",
    "briefing",
    "plenary",
    "round",
];

/// So many words may stand between a text and the day on which it came out.
const REACH: usize = 16;

impl Book<'_> {
    /// When it was said: a date that belongs to the verb, else what the sentences around it say.
    pub(super) fn date(&self, by: &Attribution, sentence: usize) -> When {
        // "The house on Monday admitted the raid of the 2nd but called it just": the day beside the speaker.
        let distance = |t: &&TimeExpr| {
            let behind = t.tokens.start.checked_sub(by.speaker.tokens.end).filter(|_| t.tokens.end <= by.verb.start);
            t.tokens.start.abs_diff(by.verb.start).min(behind.unwrap_or(usize::MAX))
        };
        let times = self.found.times_in(sentence);
        let said_on = times.iter().filter(|t| self.belongs(by, t, sentence)).min_by_key(distance);
        match said_on {
            // "By that night she could announce": that night.
            Some(time) if time.relation == Relation::On || time.rule == "time.earlier.same" => {
                self.held_back(time, sentence).unwrap_or_else(|| time.evening())
            }
            Some(time) => time.when.clone(),
            None => self
                .at_the_time(by, sentence)
                .or_else(|| self.counted_from(by, sentence))
                .unwrap_or_else(|| self.undated(&by.speaker, sentence, Some(by.verb.start))),
        }
    }

    /// "Officials at the time called it useful": the day the text was speaking of.
    fn at_the_time(&self, by: &Attribution, sentence: usize) -> Option<When> {
        let from = by.speaker.tokens.end.min(by.verb.start);
        let said = (from..by.verb.start)
            .any(|i| (self.lower(i), self.lower(i + 1), self.lower(i + 2)) == ("at", "the", "time"));
        if !said {
            return None;
        }
        let paragraph = self.paragraph(sentence);
        let published = self.found.published_day()?;
        let before = self.found.times.iter().rev().find(|t| {
            t.sentence <= sentence
                && t.tokens.end <= from
                && self.paragraph(t.sentence) == paragraph
                && t.kind == TimeKind::Date
                && t.when.latest().is_some_and(|d| d < published)
        })?;
        Some(before.when.clone().with_basis(Basis::EarlierMention))
    }

    /// "The cut on Monday came two days after he warned of it": two days before Monday.
    fn counted_from(&self, by: &Attribution, sentence: usize) -> Option<When> {
        let head = by.speaker.tokens.start.min(by.verb.start);
        let times = self.found.times_in(sentence);
        let counts = |t: &&TimeExpr| {
            let next = self.lower(t.tokens.end);
            t.kind == TimeKind::Duration && next == "after" && (t.tokens.end + 1..=t.tokens.end + 3).contains(&head)
        };
        let count = times.iter().find(counts)?;
        let days = match count.timexes.first()?.value.strip_prefix('P')?.split_at_checked(1)? {
            (n, "D") => n.parse::<i64>().ok()?,
            ("1", "W") => 7,
            _ => return None,
        };
        let told = times.iter().rev().find(|t| {
            t.kind == TimeKind::Date && t.tokens.end <= count.tokens.start && t.when.precision() <= Precision::Day
        });
        let day = told.and_then(|t| t.when.latest()).or(self.news.map(|n| n.from)).or(self.found.published_day())?;
        Some(When::day(day.checked_sub(days.days()).ok()?, Basis::EarlierMention))
    }

    /// Whether a time of the sentence says when the verb happened.
    fn belongs(&self, by: &Attribution, t: &TimeExpr, sentence: usize) -> bool {
        let words = Speech::get().words();
        let start = self.found.doc.sentences.get(sentence).map_or(0, |s| s.tokens.start);
        let future = self.found.published_day().zip(t.when.earliest()).is_some_and(|(p, e)| e > p);
        if t.kind != TimeKind::Date || t.when.is_unknown() || future || self.found.is_quoted(t.tokens.start) {
            return false;
        }
        if self.found.doc.tokens.get(t.tokens.end).is_some_and(|x| &*x.lower == "'s") {
            // "Said at Tuesday's briefing", "told reporters after Monday's talks".
            let next = t.tokens.end + 1;
            let there = matches!(self.lower(t.tokens.start.wrapping_sub(1)), "at" | "during" | "in" | "after")
                && (next..next + 3)
                    .any(|i| words.occasions.contains(self.lower(i)) || MEETINGS.contains(&self.lower(i)));
            let gap = by.verb.end.max(by.speaker.tokens.end)..t.tokens.start;
            let beside = gap.len() <= 4 && !gap.clone().any(|i| matches!(self.lower(i), "that" | ";"));
            if there && t.tokens.start >= gap.start && beside {
                return true;
            }
            // "had judged Wednesday's work": so far back the judgement is of the same day.
            return self.is_background(by) && (by.verb.end..by.verb.end + 2).contains(&t.tokens.start);
        }
        let place = |i: usize| {
            self.found.places_in(sentence).iter().any(|p| p.tokens.contains(&i))
                || self.found.actors_in(sentence).iter().any(|a| a.tokens.contains(&i))
        };
        let settled = |gap: Range<usize>| {
            gap.len() <= 12
                && gap.clone().all(|i| words.setting.contains(self.lower(i)) || place(i) || self.lower(i) == ",")
        };
        let subject = by.speaker.tokens.clone();
        let head = subject.start.min(by.verb.start);
        let apart = (subject.end..t.tokens.start).any(|i| matches!(self.lower(i), "who" | "whose" | "which" | "where"));
        let between = subject.end <= t.tokens.start && t.tokens.end <= by.verb.start && !apart;
        let after = by.rule != "statement.colon" && t.tokens.start >= by.verb.end && {
            let gap = by.verb.end..t.tokens.start;
            let direct = by.act.is_some()
                && gap.clone().filter(|i| !self.found.is_quoted(*i)).count() <= 4
                && !gap.clone().any(|i| matches!(self.lower(i), "to" | "of" | "," | ";"));
            (settled(gap.clone()) || direct || self.is_in_text(gap.clone()))
                && !gap.clone().any(|i| self.lower(i) == "that")
        };
        let inverted =
            subject.start >= by.verb.end && t.tokens.start >= subject.end && settled(subject.end..t.tokens.start);
        // "In an interview on Monday, she …", "during talks with her guest on 3 June, she …".
        let occasion = matches!(self.lower(start), "in" | "at" | "during")
            && (start..t.tokens.start)
                .any(|i| words.occasions.contains(self.lower(i)) || MEETINGS.contains(&self.lower(i)))
            && !(start..t.tokens.start).any(|i| self.lower(i) == ",");
        let first = (start..t.tokens.start).all(|i| words.between.contains(self.lower(i)));
        let opens = t.tokens.start <= start + 2 || first || occasion || self.opens_clause(t);
        let opening = t.tokens.end <= head && opens && (settled(t.tokens.end..head) || self.plain(t.tokens.end..head));
        between || after || inverted || opening || t.tokens.end <= head && self.during(t.tokens.end..head)
    }

    /// "Said in a message on landing in Oslo on Thursday": the day of the message.
    fn is_in_text(&self, gap: Range<usize>) -> bool {
        let occasions = &Speech::get().words().occasions;
        let near = gap.end.saturating_sub(REACH).max(gap.start)..gap.end;
        let text = near.clone().rev().find(|i| {
            occasions.contains(self.lower(*i))
                && (1..=2).any(|n| matches!(self.lower(i.wrapping_sub(n)), "in" | "at" | "during"))
        });
        text.is_some_and(|at| !(at..gap.end).any(|i| matches!(self.lower(i), "," | ";" | "that" | "about")))
    }

    /// "…, and by that night she could announce": the day opens a clause.
    fn opens_clause(&self, t: &TimeExpr) -> bool {
        let mut at = t.tokens.start.wrapping_sub(1);
        if matches!(self.lower(at), "on" | "by" | "in" | "late" | "early" | "earlier") {
            at = at.wrapping_sub(1);
        }
        matches!(self.lower(at), "and" | "but" | "while") && matches!(self.lower(at.wrapping_sub(1)), "," | ";")
    }

    /// "The round was held in May, during which …": said then.
    fn during(&self, gap: Range<usize>) -> bool {
        let near = (gap.end.saturating_sub(4).max(gap.start)..gap.end).rev();
        let which = near
            .filter(|i| matches!(self.lower(*i), "when" | "which" | "where"))
            .find(|i| self.lower(*i) == "when" || matches!(self.lower(i.wrapping_sub(1)), "during" | "at" | "after"));
        which.is_some() && gap.len() <= 8
    }

    /// Words that open no clause and close none: "On Tuesday, the state agency Lumen quoted …".
    fn plain(&self, gap: Range<usize>) -> bool {
        let first = gap.start;
        gap.len() <= 12
            && gap.clone().all(|i| match self.lower(i) {
                "," => i == first,
                ";" | ":" | "that" | "when" | "while" | "after" | "before" | "because" | "who" | "which" | "and" => {
                    false
                }
                _ => !self.found.is_quoted(i),
            })
    }

    /// "… made on Friday and embargoed until Saturday": made known between the two days.
    fn held_back(&self, time: &TimeExpr, sentence: usize) -> Option<When> {
        let next = self.found.times_in(sentence).iter().find(|t| t.tokens.start >= time.tokens.end)?;
        let gap = time.tokens.end..next.tokens.start;
        let held = gap.len() <= 4
            && gap.clone().any(|i| {
                matches!(self.lower(i), "embargoed" | "published" | "released" | "aired" | "broadcast" | "posted")
            });
        let (from, to) = (time.when.earliest()?, next.when.latest()?);
        (held && from <= to).then(|| When::between(from, to, Precision::Days, time.when.basis()))
    }

    /// "Jane Roe had said": told as background to something later.
    pub(super) fn is_background(&self, by: &Attribution) -> bool {
        (by.verb.start.saturating_sub(3)..=by.verb.start).any(|i| self.lower(i) == "had")
    }

    pub(super) fn paragraph(&self, sentence: usize) -> usize {
        self.found.doc.sentences.get(sentence).map_or(usize::MAX, |s| s.paragraph)
    }

    pub(super) fn published(&self) -> When {
        self.found
            .published_day()
            .map_or_else(|| When::unknown(Basis::Published), |day| When::day(day, Basis::Published))
    }
}

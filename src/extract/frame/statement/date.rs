//! When something was said.

use super::{
    super::super::{
        speech::Speech,
        time::{TimeExpr, TimeKind},
    },
    Book,
    attribution::{Attribution, Speaker},
};
use crate::domain::{Basis, Precision, When};
use std::ops::Range;

/// News of so many days before publication may be told as the day's own.
const NEWS: i32 = 2;

impl Book<'_> {
    /// When it was said: a date that belongs to the verb, else what the sentences around it say.
    pub(super) fn date(&self, by: &Attribution, sentence: usize) -> When {
        let distance = |t: &&TimeExpr| t.tokens.start.abs_diff(by.verb.start);
        let times = self.found.times_in(sentence);
        let said_on = times.iter().filter(|t| self.belongs(by, t, sentence)).min_by_key(distance);
        match said_on {
            Some(time) => self.held_back(time, sentence).unwrap_or_else(|| time.when.clone()),
            None => self.at_the_time(by, sentence).unwrap_or_else(|| self.same_breath(&by.speaker, sentence)),
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

    /// Whether a time of the sentence says when the verb happened.
    fn belongs(&self, by: &Attribution, t: &TimeExpr, sentence: usize) -> bool {
        let words = Speech::get().words();
        let start = self.found.doc.sentences.get(sentence).map_or(0, |s| s.tokens.start);
        let future = self.found.published_day().zip(t.when.earliest()).is_some_and(|(p, e)| e > p);
        if t.kind != TimeKind::Date || t.when.is_unknown() || future || self.found.is_quoted(t.tokens.start) {
            return false;
        }
        if self.found.doc.tokens.get(t.tokens.end).is_some_and(|x| &*x.lower == "'s") {
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
        let between = subject.end <= t.tokens.start && t.tokens.end <= by.verb.start;
        let after = by.rule != "statement.colon" && t.tokens.start >= by.verb.end && {
            let gap = by.verb.end..t.tokens.start;
            let direct = by.act.is_some()
                && gap.clone().filter(|i| !self.found.is_quoted(*i)).count() <= 4
                && !gap.clone().any(|i| matches!(self.lower(i), "to" | "of" | "," | ";"));
            (settled(gap.clone()) || direct) && !gap.clone().any(|i| self.lower(i) == "that")
        };
        let inverted =
            subject.start >= by.verb.end && t.tokens.start >= subject.end && settled(subject.end..t.tokens.start);
        let occasion = self.lower(start) == "in"
            && (start..t.tokens.start).any(|i| words.occasions.contains(self.lower(i)))
            && !(start..t.tokens.start).any(|i| self.lower(i) == ",");
        let first = (start..t.tokens.start).all(|i| words.between.contains(self.lower(i)));
        let opens = t.tokens.start <= start + 2 || first || occasion;
        let opening = t.tokens.end <= head && opens && (settled(t.tokens.end..head) || self.plain(t.tokens.end..head));
        between || after || inverted || opening || t.tokens.end <= head && self.during(t.tokens.end..head)
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

    /// Whether the date of a statement was said there to the day, and is not that of publication.
    fn is_dated(&self, when: &When) -> bool {
        let days = when.earliest().zip(when.latest()).and_then(|(a, b)| b.since(a).ok()).map(|s| s.get_days());
        days.is_some_and(|d| d <= 1) && self.is_told(when)
    }

    fn is_told(&self, when: &When) -> bool {
        when.basis() != Basis::Published || when.text().is_some() || when.earliest() != self.found.published_day()
    }

    /// Without a date of its own a statement shares that of the speaker's last one in this paragraph or
    /// the one before, or that of the news right above it.
    pub(super) fn same_breath(&self, speaker: &Speaker, sentence: usize) -> When {
        let here = self.paragraph(sentence);
        let before = self.drafts.iter().rev().find(|e| e.speaker == speaker.actor.id && e.sentence != sentence);
        let carried = before.filter(|e| {
            let p = self.paragraph(e.sentence);
            p == here || p + 1 == here && !e.background && self.is_dated(&e.draft.content.date)
        });
        match carried {
            Some(entry) => entry.draft.content.date.clone(),
            None => self.lead(sentence).unwrap_or_else(|| self.published()),
        }
    }

    fn paragraph(&self, sentence: usize) -> usize {
        self.found.doc.sentences.get(sentence).map_or(usize::MAX, |s| s.paragraph)
    }

    /// The day of which the article's first sentence tells, for what is said right beneath it.
    fn lead(&self, sentence: usize) -> Option<When> {
        let prose = |i: &usize| self.found.doc.sentences.get(*i).is_some_and(|s| !s.heading && s.tokens.len() > 12);
        let lead = (0..sentence).find(prose)?;
        let near = self.paragraph(sentence).checked_sub(self.paragraph(lead)).is_some_and(|d| d <= 1);
        let time = self.found.times_in(lead).iter().find(|t| t.kind == TimeKind::Date && !t.when.is_unknown())?;
        let (day, published) = (time.when.earliest()?, self.found.published_day()?);
        let age = published.since(day).ok()?.get_days();
        let single = time.when.latest() == Some(day);
        (near && single && (1..=NEWS).contains(&age)).then(|| When::day(day, Basis::EarlierMention))
    }

    pub(super) fn published(&self) -> When {
        self.found
            .published_day()
            .map_or_else(|| When::unknown(Basis::Published), |day| When::day(day, Basis::Published))
    }
}

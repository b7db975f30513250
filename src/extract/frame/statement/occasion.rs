//! When something was said that is told without a day of its own: on the occasion that the sentences
//! around it speak of.

use super::{
    super::super::time::{Relation, TimeExpr, TimeKind},
    super::news::{News, is_named},
    Book, Entry,
    attribution::Speaker,
};
use crate::domain::{Actor, ActorKind, Basis, Precision, Role, When};
use jiff::civil::Date;

/// Words that answer what was told just before.
const ANSWERS: &[&str] = &["countered", "replied", "retorted", "responded", "rejoined"];
/// Words that put what is said some time after what the sentence before tells.
const LATER: &[&str] = &["later", "since", "afterwards", "after", "away", "end"];
/// Where people speak to each other.
const MEETINGS: &[&str] =
    &["meeting", "talks", "discussions", "session", "negotiations", "summit", "conference", "ceremony"];
/// So many statements back a speaker's last one is looked for.
const MEMORY: usize = 64;
/// So many sentences back a paragraph is read for the night it tells of, and words for a clause.
const BACK: usize = 8;

impl Book<'_> {
    /// The day of what is told without one.
    ///
    /// It is that of the statement it answers, of the same speaker's last one, or of the event in the
    /// sentence before. Else it belongs to the news: where that is of the day before publication, what
    /// was said about it was said between the two days.
    pub(super) fn undated(&self, speaker: &Speaker, sentence: usize, verb: Option<usize>) -> When {
        self.answer(sentence, verb)
            .or_else(|| self.same_breath(speaker, sentence))
            .or_else(|| self.same_side(speaker, sentence))
            .or_else(|| self.occasion(sentence))
            .or_else(|| self.of_the_news(speaker, sentence))
            .unwrap_or_else(|| self.published())
    }

    /// "Torres countered that …": after what she answers, which stands in the same paragraph.
    fn answer(&self, sentence: usize, verb: Option<usize>) -> Option<When> {
        ANSWERS.contains(&self.lower(verb?)).then_some(())?;
        let last = self.drafts.last()?;
        let first = last.draft.content.date.earliest()?;
        let published = self.found.published_day()?;
        let here = self.paragraph(last.sentence) == self.paragraph(sentence);
        if !here || first > published {
            return None;
        }
        Some(if first == published { When::day(first, Basis::EarlierMention) } else { span(first, published) })
    }

    /// Without a date of its own a statement shares that of the speaker's last one in this paragraph or
    /// the one before.
    fn same_breath(&self, speaker: &Speaker, sentence: usize) -> Option<When> {
        let here = self.paragraph(sentence);
        // What was said in a paragraph before those two is not looked at: drafts are in text order.
        let mut near = self.drafts.iter().rev().take_while(|e| self.paragraph(e.sentence).saturating_add(1) >= here);
        let before = near.find(|e| e.speaker == speaker.actor.id && e.sentence != sentence)?;
        let date = &before.draft.content.date;
        let p = self.paragraph(before.sentence);
        let next = p + 1 == here && !before.background && self.is_dated(date) && !self.night_over(sentence);
        (p == here || next).then(|| date.clone())
    }

    /// "Oslo on Monday confirmed the date. It was set late, a spokeswoman told reporters": on Monday. So
    /// for what is told of a day that the sentence before calls the same.
    fn same_side(&self, speaker: &Speaker, sentence: usize) -> Option<When> {
        let last = self.drafts.last().filter(|e| e.sentence + 1 == sentence)?;
        if self.paragraph(last.sentence) != self.paragraph(sentence) {
            return None;
        }
        let content = &last.draft.content;
        let country = |a: &Actor| a.country.clone().or_else(|| a.affiliation.as_ref()?.country.clone());
        let who = content.actors(Role::Speaker).next()?;
        let state = who.kind == ActorKind::State && who.country.is_some() && country(&speaker.actor) == who.country;
        let then = content.date.text().is_some_and(|t| matches!(t, "that day" | "the same day" | "the day"));
        let dated = content.date.text().is_some() && content.date.precision() <= Precision::Day;
        (dated && (state || then)).then(|| content.date.clone())
    }

    /// "Three hundred soldiers came home on Friday. “It worked,” she wrote": on Friday.
    fn occasion(&self, sentence: usize) -> Option<When> {
        let last = sentence.checked_sub(1)?;
        let published = self.found.published_day()?;
        if self.paragraph(last) != self.paragraph(sentence)
            || self.drafts.iter().rev().take_while(|e| e.sentence >= last).any(|e| e.sentence == last)
        {
            return None;
        }
        let tells = |t: &&TimeExpr| {
            t.kind == TimeKind::Date
                && t.relation == Relation::On
                && t.when.precision() <= Precision::Day
                && t.when.earliest() == t.when.latest()
                && is_named(t)
                && self.lower(t.tokens.start.wrapping_sub(2)) != "late"
                && !self.is_aside(t)
                && !self.found.is_quoted(t.tokens.start)
        };
        let time = self.found.times_in(last).iter().find(tells)?;
        let day = time.when.latest().filter(|d| *d <= published)?;
        let mut words = self.found.doc.sentences.get(sentence)?.tokens.clone();
        let later = words.any(|i| LATER.contains(&self.lower(i)) && !self.found.is_quoted(i));
        Some(if later { span(day, published) } else { When::day(day, Basis::EarlierMention) })
    }

    /// "Clerks who came on Friday": the day of a clause about somebody.
    fn is_aside(&self, time: &TimeExpr) -> bool {
        let back = (1..=BACK).map(|n| self.lower(time.tokens.start.wrapping_sub(n)));
        back.take_while(|w| *w != ",").any(|w| matches!(w, "who" | "which"))
    }

    /// By the day of the article's news.
    fn of_the_news(&self, speaker: &Speaker, sentence: usize) -> Option<When> {
        let news = self.news.filter(|n| n.sentence < sentence)?;
        let published = self.found.published_day()?;
        if self.night_over(sentence) {
            return Some(When::day(published, Basis::EarlierMention));
        }
        let near = self.paragraph(sentence).saturating_sub(self.paragraph(news.sentence)) <= 1;
        let same = |e: &&Entry| self.is_one(e, speaker) && e.sentence != sentence;
        let before = self.drafts.iter().rev().take(MEMORY).find(same).map(|e| &e.draft.content.date);
        let then = before.is_some_and(|d| d.earliest() == Some(news.from) && d.latest() == Some(news.to));
        let exact = news.is_day()
            && (near && !self.is_todays(news.sentence, sentence)
                || then
                || news.said
                || self.is_said(news)
                || self.is_at_meeting(sentence));
        Some(if exact { When::day(news.from, Basis::EarlierMention) } else { span(news.from, published) })
    }

    /// Whether a statement of the sentence that names the day was made on it.
    fn is_said(&self, news: News) -> bool {
        let there = self.drafts.iter().skip_while(|e| e.sentence < news.sentence);
        there
            .take_while(|e| e.sentence == news.sentence)
            .map(|e| &e.draft.content.date)
            .any(|d| d.text().is_some() && d.earliest() == Some(news.from))
    }

    /// Whether an earlier statement is of the same speaker, or of the body the speaker speaks for.
    fn is_one(&self, entry: &Entry, speaker: &Speaker) -> bool {
        let body = speaker.actor.affiliation.as_ref().filter(|_| speaker.actor.kind == ActorKind::Person);
        entry.speaker == speaker.actor.id || body.is_some_and(|b| b.id == entry.speaker)
    }

    /// "Repeated his wish during talks with …": said there.
    fn is_at_meeting(&self, sentence: usize) -> bool {
        let words = self.found.tokens_of(sentence);
        words.windows(4).any(|w| w[0].is_any(&["during", "at"]) && w[1..].iter().any(|t| t.is_any(MEETINGS)))
    }

    /// Whether something of the day of publication is told between two sentences.
    fn is_todays(&self, from: usize, until: usize) -> bool {
        let published = self.found.published_day();
        let today = |t: &TimeExpr| {
            let single = t.when.earliest() == published && t.when.latest() == published;
            t.kind == TimeKind::Date && single && !self.found.is_quoted(t.tokens.start)
        };
        (from..until).rev().take(BACK).any(|s| self.found.times_in(s).iter().any(today))
    }

    /// Whether the paragraph, up to this sentence, tells of the night that ended on the day of
    /// publication: what is said of that is said on this day.
    fn night_over(&self, sentence: usize) -> bool {
        let here = self.paragraph(sentence);
        let published = self.found.published_day();
        let night = |t: &TimeExpr| {
            t.rule.starts_with("time.night") && t.when.latest() == published && t.when.earliest() < published
        };
        let sentences = (0..=sentence).rev().take(BACK).take_while(|s| self.paragraph(*s) == here);
        sentences.flat_map(|s| self.found.times_in(s)).any(night)
    }

    /// Whether the date of a statement was said there to the day, and is not that of publication.
    fn is_dated(&self, when: &When) -> bool {
        let days = when.earliest().zip(when.latest()).and_then(|(a, b)| b.since(a).ok()).map(|s| s.get_days());
        days.is_some_and(|d| d <= 1) && self.is_told(when)
    }

    fn is_told(&self, when: &When) -> bool {
        when.basis() != Basis::Published || when.text().is_some() || when.earliest() != self.found.published_day()
    }
}

/// Some day from the first to the last.
fn span(first: Date, last: Date) -> When {
    When::between(first, last, Precision::Days, Basis::EarlierMention)
}

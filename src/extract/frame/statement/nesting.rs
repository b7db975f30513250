//! Speech within speech: which verbs of a sentence make statements of their own.

use super::{
    super::super::speech::{Speech, Use},
    attribution::{Attribution, Look},
};
use std::ops::Range;

impl Look<'_> {
    /// Leaves out what is only part of what somebody else says ("Roe said Doe had refused"), and a
    /// second verb of the same speaker that adds no quotation.
    pub(super) fn without_embedded(&self, all: Vec<Attribution>) -> Vec<Attribution> {
        if all.is_empty() {
            return all;
        }
        let quotes = self.found.quotes_in(self.sentence);
        let start = |a: &Attribution| self.token(a.verb.start).map_or(0, |t| t.span.start());
        let edge = |range: Range<usize>| {
            range.clone().any(|i| match self.word(i) {
                ";" => !self.found.is_quoted(i),
                "," | "—" | "–" => {
                    !self.found.is_quoted(i)
                        && matches!(
                            self.word(i + 1),
                            "and" | "but" | "while" | "whereas" | "who" | "which" | "a" | "though" | "although"
                        )
                }
                _ => false,
            })
        };
        let quoted_by = |a: &Attribution| quotes.iter().any(|q| q.outer.start() > start(a));
        let mut all = all;
        // "Roe accused Norland of stalling, according to the news agency": the agency only passes it on.
        let media = &Speech::get().words().media;
        let passes_on = |a: &Attribution| {
            a.rule == "statement.according"
                && (self.word(a.verb.start) == "as" || a.speaker.tokens.clone().any(|i| media.contains(self.word(i))))
        };
        if all.iter().any(|a| !passes_on(a)) {
            all.retain(|a| !passes_on(a));
        }
        // A verb that only serves a quotation beside it gives way to the verb of speech before it, and
        // a relative clause to the main one.
        let inner: Vec<bool> = (0..all.len())
            .map(|i| {
                let a = &all[i];
                let head = a.speaker.tokens.start.min(a.verb.start);
                let outer = i.checked_sub(1).map(|p| &all[p]).filter(|o| o.uses != Use::Quote && o.verb.end <= head);
                let main =
                    all[i + 1..].iter().any(|m| m.speaker.actor.id == a.speaker.actor.id && m.uses != Use::Quote);
                a.uses == Use::Quote && outer.is_some_and(|o| !edge(o.verb.end..head))
                    || a.rule.ends_with("relative") && main
            })
            .collect();
        let mut flags = inner.into_iter();
        all.retain(|_| !flags.next().unwrap_or(false));
        let mut kept: Vec<Attribution> = Vec::new();
        for (i, attribution) in all.iter().enumerate() {
            let until = all.get(i + 1).map_or(usize::MAX, start);
            let own = quotes.iter().any(|q| q.outer.start() > start(attribution) && q.outer.start() < until);
            let head = attribution.speaker.tokens.start.min(attribution.verb.start);
            let embedded = kept.last().is_some_and(|outer| {
                let apart = outer.verb.end <= head && edge(outer.verb.end..head);
                let same = outer.speaker.actor.id == attribution.speaker.actor.id;
                let goes_on = attribution.rule == "statement.verb.shared";
                let twice = goes_on && own && attribution.act.is_none() && quoted_by(outer);
                let part_of_it = !apart && outer.uses != Use::Quote && (!goes_on || !own);
                // "called it “useful” and stressed that …": a verdict and something else.
                let more = outer.uses == Use::Quote
                    && attribution.uses == Use::Say
                    && self.range.end.saturating_sub(attribution.verb.end) > 7;
                // "denied any part but demanded an inquiry": two acts set against each other.
                let against = attribution.act.is_some()
                    && outer.act.is_some()
                    && outer.act != attribution.act
                    && (outer.verb.end..attribution.verb.start).any(|i| self.word(i) == "but");
                let part_of_it = part_of_it && !(goes_on && against);
                let adds_nothing = same && !own && !more && !against && (attribution.act.is_none() || goes_on);
                part_of_it || adds_nothing || twice
            });
            // "Roe wants peace, Doe said": the whole clause before is what Doe said.
            // "Roe was “on the road”, Doe said": a verb that says nothing leaves the marks to the next.
            let copula = attribution.uses == Use::Quote
                && attribution.act.is_none()
                && matches!(self.word(attribution.verb.start), "was" | "were" | "is" | "are" | "remains" | "remained");
            let inside_next = (!own || attribution.act.is_some() || copula)
                && all[i + 1..].iter().any(|next| {
                    let head = next.speaker.tokens.start.min(next.verb.start);
                    let closes = self.word(head.wrapping_sub(1)) == "," || self.word(head.wrapping_sub(2)) == ",";
                    if next.uses != Use::Say || !closes {
                        return false;
                    }
                    // A dozen words behind it are enough to know that it does not close the sentence.
                    let trails = next.verb.end.max(next.speaker.tokens.end);
                    let word = |k: &usize| self.word(*k).chars().any(char::is_alphanumeric);
                    let rest = (trails..self.range.end).filter(word).take(12).count();
                    rest < 12 && !edge(attribution.verb.end..head)
                });
            if !embedded && !inside_next {
                kept.push(attribution.clone());
            }
        }
        kept
    }
}

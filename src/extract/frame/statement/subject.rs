//! Who the subject of a verb of speech is.

use super::{
    super::super::{
        actor::{ActorMention, Naming},
        speech::Speech,
    },
    attribution::{Look, REACH, Speaker, Subject, is_person, is_preposition},
    role,
};
use crate::domain::{Actor, ActorKind};
use std::ops::{ControlFlow, Range};

impl Look<'_> {
    /// Who is named from this token on, a name after a comma included ("the minister, Jane Roe").
    pub(super) fn named_after(&self, at: usize) -> Option<Speaker> {
        if let Some(actor) = self.actor_starting(at) {
            let next =
                (self.word(actor.tokens.end) == ",").then(|| self.actor_starting(actor.tokens.end + 1)).flatten();
            let better = next.filter(|n| is_person(n) && !is_person(actor));
            if actor.naming != Naming::Demonym || better.is_some() {
                return Some(self.speaker(better.unwrap_or(actor)));
            }
        }
        let words = Speech::get().words();
        let ends = |i: &usize| {
            matches!(
                self.word(*i),
                "," | "." | ";" | ":" | "”" | "\"" | "who" | "that" | "on" | "after" | "in" | "as" | "and"
            ) || self.found.is_quoted(*i)
        };
        let next = |i: &usize| *i > at + 1 && self.word(*i) == "the" && !is_preposition(self.word(i.wrapping_sub(1)));
        let end =
            (at..(at + 10).min(self.range.end)).find(|i| ends(i) || next(i)).unwrap_or((at + 10).min(self.range.end));
        // "the latest count by the company Lumen": the one who counts.
        let by = (at..end).find(|i| self.word(*i) == "by");
        if let Some(actor) =
            by.and_then(|by| self.actors().iter().find(|a| a.tokens.start > by && a.tokens.end <= by + 8))
        {
            return Some(self.speaker(actor));
        }
        (at..end).any(|i| words.roles.contains(self.word(i))).then(|| self.known(at..end)).flatten()
    }

    /// The subject of a verb that starts at this token.
    pub(super) fn subject(&self, verb: usize) -> Option<Subject> {
        let words = Speech::get().words();
        let floor = self.range.start.max(verb.saturating_sub(REACH));
        let mut at = verb;
        while at > floor {
            if let Some(actor) = self.actor_ending(at)
                && (at < verb || !self.found.is_quoted(at - 1))
            {
                return self.settle(actor, at).map(Subject::Found);
            }
            if let Some(time) = self.found.times_in(self.sentence).iter().find(|t| t.tokens.end == at) {
                at = time.tokens.start;
                continue;
            }
            if let Some(place) = self.found.places_in(self.sentence).iter().find(|p| p.tokens.end == at) {
                let inside = matches!(self.word(place.tokens.start.wrapping_sub(1)), "in" | "at" | "from" | "near");
                if inside && !self.role_before(place.tokens.start - 1) {
                    at = place.tokens.start - 1;
                    continue;
                }
            }
            if at >= floor + 3 && (self.word(at - 3), self.word(at - 2), self.word(at - 1)) == ("at", "the", "time") {
                at -= 3;
                continue;
            }
            let word = self.word(at.wrapping_sub(1));
            if word == "," {
                match self.comma(at, floor) {
                    ControlFlow::Continue(next) => at = next,
                    ControlFlow::Break(found) => return found,
                }
                continue;
            }
            if words.passive.contains(word) || words.negative.contains(word) {
                return None;
            }
            match word {
                "and" | "but" | "or" | "then" if at - 1 > floor => return Some(Subject::Shared),
                "who" | "which" => {
                    let comma = usize::from(self.word(at.checked_sub(2)?) == ",");
                    return self.actor_ending(at.wrapping_sub(1 + comma)).map(|a| Subject::Relative(self.speaker(a)));
                }
                // "The statement added": whoever made it.
                w if words.texts.contains(w)
                    && matches!(self.word(at.wrapping_sub(2)), "the" | "its" | "his" | "her") =>
                {
                    return self.last.cloned().map(Subject::Found);
                }
                "he" | "she" | "they" => return self.last.cloned().map(Subject::Found),
                "it" | "that" | "to" | "a" | "an" | "the" | "of" | "'s" | "'" | "his" | "her" | "their" | "its"
                | ";" | ":" | "no" | "”" | "\"" | "»" => return None,
                w if words.between.contains(w) || w.len() > 4 && w.ends_with("ly") => at -= 1,
                _ => return self.role_phrase(at).map(Subject::Found),
            }
        }
        None
    }

    /// A comma before the verb: goes on before the inserted words, or finds the subject around them.
    pub(super) fn comma(&self, at: usize, floor: usize) -> ControlFlow<Option<Subject>, usize> {
        let open = (floor..at - 1).rev().find(|i| self.word(*i) == "," && !self.found.is_quoted(*i));
        let inside = self.actor_ending(at - 1);
        // "Jane Roe, who leads the team, said": the mention goes over the comma.
        if let Some(actor) = inside.filter(|a| is_person(a) && open.is_some_and(|o| a.tokens.contains(&o))) {
            return ControlFlow::Break(Some(Subject::Found(self.speaker(actor))));
        }
        let Some(open) = open else {
            return ControlFlow::Break(inside.filter(|a| is_person(a)).map(|a| Subject::Found(self.speaker(a))));
        };
        let relative = matches!(
            self.word(open + 1),
            "who"
                | "which"
                | "whose"
                | "where"
                | "for"
                | "speaking"
                | "in"
                | "on"
                | "of"
                | "at"
                | "with"
                | "citing"
                | "quoted"
                | "as"
        );
        let named = inside.filter(|a| is_person(a) && a.tokens.start <= open + 2 && !relative);
        if let Some(outer) = self.actor_ending(open)
            && (named.is_some() || is_person(outer) || self.phrase_name(open + 1..at - 1).is_none())
        {
            let speaker = match named {
                Some(person) if !is_person(outer) => self.speaker(person),
                _ => match self.settle(outer, open) {
                    Some(speaker) => speaker,
                    None => return ControlFlow::Break(None),
                },
            };
            return ControlFlow::Break(Some(Subject::Found(speaker)));
        }
        if let Some(person) = named {
            return ControlFlow::Break(Some(Subject::Found(self.speaker(person))));
        }
        // "the governor of Norland, Jane Roe, said": a name nobody knew before.
        let group = open + 1..at - 1;
        if !relative
            && self.role_phrase(open).is_some()
            && let Some(person) = self.phrase_name(group)
        {
            return ControlFlow::Break(Some(Subject::Found(person)));
        }
        ControlFlow::Continue(open)
    }

    /// A group between commas that is nothing but a name.
    pub(super) fn phrase_name(&self, group: Range<usize>) -> Option<Speaker> {
        let capitals = group.clone().all(|i| self.token(i).is_some_and(|t| t.capital));
        ((2..=4).contains(&group.len()) && capitals).then(|| self.phrase(group)).flatten()
    }

    /// Whether a role noun stands right before a token ("the ministry in Norland").
    pub(super) fn role_before(&self, at: usize) -> bool {
        at > self.range.start && Speech::get().words().roles.contains(self.word(at.wrapping_sub(1)))
    }

    /// An actor before a verb is its subject, unless it hangs on a role ("an adviser to President Roe").
    pub(super) fn settle(&self, actor: &ActorMention, end: usize) -> Option<Speaker> {
        let mut before = actor.tokens.start;
        if before > self.range.start && matches!(self.word(before.wrapping_sub(1)), "the" | "a" | "an") {
            before -= 1;
        }
        let hangs = before > self.range.start
            && matches!(
                self.word(before.wrapping_sub(1)),
                "of" | "to" | "for" | "from" | "with" | "by" | "in" | "against" | "at"
            );
        if hangs || actor.naming == Naming::Demonym {
            let phrase = self.role_phrase(end);
            if hangs {
                // "According to" and the like open a sentence; the actor then is not its subject.
                return phrase.filter(|p| p.tokens.start < before);
            }
            return phrase.or_else(|| Some(self.speaker(actor)));
        }
        Some(self.speaker(actor))
    }

    /// The speaker without a name whose phrase ends before this token ("another spokesperson").
    pub(super) fn role_phrase(&self, end: usize) -> Option<Speaker> {
        let words = Speech::get().words();
        let mut start = end;
        while start > self.range.start.max(end.saturating_sub(12)) {
            let word = self.word(start.wrapping_sub(1));
            let edge = matches!(
                word,
                "," | ";"
                    | ":"
                    | "."
                    | "“"
                    | "”"
                    | "\""
                    | "»"
                    | "—"
                    | "–"
                    | "("
                    | ")"
                    | "that"
                    | "but"
                    | "when"
                    | "as"
                    | "while"
                    | "after"
                    | "because"
                    | "which"
                    | "what"
            );
            if edge || self.found.is_quoted(start - 1) {
                break;
            }
            start -= 1;
        }
        // "In Norland the head of …": the phrase starts at its article.
        if matches!(self.word(start), "in" | "on" | "at" | "by" | "from" | "after" | "and" | "for") {
            start = (start..end).find(|i| matches!(self.word(*i), "the" | "a" | "an" | "another" | "its" | "his"))?;
        }
        // "an official who asked not to be named": the words before "who" name them.
        let end = (start..end).find(|i| matches!(self.word(*i), "who" | "which")).unwrap_or(end);
        (start..end).any(|i| words.roles.contains(self.word(i))).then(|| self.known(start..end)).flatten()
    }

    /// The person an office stands for where the article has named them ("the president"), else the words.
    pub(super) fn known(&self, tokens: Range<usize>) -> Option<Speaker> {
        let phrase = self.phrase(tokens.clone())?;
        Some(self.resolved(&phrase, tokens).unwrap_or(phrase))
    }

    /// Who an office is in this article, where that was said before.
    pub(super) fn resolved(&self, phrase: &Speaker, tokens: Range<usize>) -> Option<Speaker> {
        let definite =
            !matches!(self.word(tokens.start), "a" | "an" | "another" | "one" | "some" | "two" | "three" | "several");
        if !definite {
            return None;
        }
        let until = self.found.actors.partition_point(|a| a.sentence <= self.sentence);
        let people =
            self.found.actors[..until].iter().rev().filter(|a| a.tokens.end <= tokens.start).take(role::RECENT);
        role::resolve(phrase, people, self.earlier, self.lexicon).map(|who| Speaker { tokens, ..who })
    }

    /// An actor made of the words themselves, without their article.
    pub(super) fn phrase(&self, tokens: Range<usize>) -> Option<Speaker> {
        let article = matches!(
            self.word(tokens.start),
            "the" | "a" | "an" | "another" | "one" | "same" | "his" | "her" | "its" | "their" | "some"
        );
        let tokens = tokens.start + usize::from(article)..tokens.end;
        let (first, last) = (self.token(tokens.start)?, self.token(tokens.end.checked_sub(1)?)?);
        let span = first.span.cover(last.span);
        let name = self.found.doc.text.slice(span).replace('\n', " ");
        let id: Vec<String> =
            name.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect();
        if id.is_empty() {
            return None;
        }
        let country = self
            .actors()
            .iter()
            .filter(|a| a.tokens.start < tokens.end && a.tokens.end > tokens.start.saturating_sub(1))
            .find_map(|a| a.actor.country.clone());
        let body = ["ministry", "government", "office", "army", "military", "commission", "council", "administration"];
        let kind = if body.iter().any(|b| name.to_lowercase().ends_with(b)) {
            ActorKind::Organisation
        } else {
            ActorKind::Person
        };
        let actor = Actor { id: id.join("-"), name, kind, country, affiliation: None };
        Some(Speaker { actor, title: None, tokens })
    }
}

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

    /// "Jane Roe, an envoy who attended the talks with Norland, said": whoever the source opens with,
    /// however much is told of them before the verb.
    pub(super) fn introduced(&self, verb: usize) -> Option<Speaker> {
        let mut all = self.found.attributions_in(self.sentence).iter();
        let attribution = all.find(|a| a.cue.contains(&verb) && a.rule != "attribution.shared")?;
        let source = attribution.source.clone().filter(|s| s.end <= verb)?;
        let comma = source.clone().find(|i| self.word(*i) == ",")?;
        let name = source.start..comma;
        if let Some(actor) = self.actor_starting(source.start).filter(|a| is_person(a) && a.tokens.end >= comma) {
            return Some(self.speaker(actor));
        }
        // A name nobody knew before.
        let titled =
            matches!(self.word(comma + 1), "a" | "an" | "the" | "who" | "head" | "chief" | "director" | "deputy");
        let fits = (2..=5).contains(&name.len()) && name.clone().all(|i| self.in_a_name(i)) && titled;
        let unknown = !self.actors().iter().any(|a| a.tokens.start < name.end && a.tokens.end > name.start);
        (fits && unknown).then(|| self.phrase(name)).flatten()
    }

    /// A word that a person's name may have: with a capital, or one of its small particles.
    fn in_a_name(&self, at: usize) -> bool {
        let Some(token) = self.token(at) else { return false };
        let letters = token.lower.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\''));
        let particle = |w: &str| {
            matches!(w, "al" | "bin" | "ibn" | "de" | "van" | "von" | "da" | "di" | "el" | "ben" | "bint" | "ould")
        };
        letters
            && (token.capital
                || particle(&token.lower)
                || token.lower.split_once('-').is_some_and(|(a, _)| particle(a) || a == "ul"))
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
                // "With the ministry saying": nobody but the ministry.
                let article = usize::from(self.word(actor.tokens.start.wrapping_sub(1)) == "the");
                let with = self.word(actor.tokens.start.wrapping_sub(1 + article)) == "with";
                if with && self.word(verb).ends_with("ing") && actor.naming != Naming::Demonym {
                    return Some(Subject::Found(self.speaker(actor)));
                }
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
            // "The Rapid Response Group (RRG) said": over its short name.
            if word == ")"
                && let Some(open) = (floor..at - 1).rev().take(6).find(|i| self.word(*i) == "(")
            {
                at = open;
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
                // "The ministry put out a statement saying": whoever did.
                w if at == verb && self.word(verb) == "saying" && words.texts.contains(w) => {
                    return self.issuer(at - 1).map(Subject::Found);
                }
                // "The statement added": whoever made it.
                w if words.texts.contains(w)
                    && matches!(self.word(at.wrapping_sub(2)), "the" | "its" | "his" | "her") =>
                {
                    return self.last.cloned().map(Subject::Found);
                }
                // "The Union, the League and others have called on …": the one that is named.
                "others" if self.word(at.wrapping_sub(2)) == "and" => {
                    return self.actor_ending(at - 2).map(|a| Subject::Found(self.speaker(a)));
                }
                "he" | "she" => return self.last.cloned().map(Subject::Found),
                "they" => return self.last.filter(|l| is_several(&l.actor)).cloned().map(Subject::Found),
                "it" | "that" | "to" | "a" | "an" | "the" | "of" | "'s" | "'" | "his" | "her" | "their" | "its"
                | ";" | ":" | "no" | "”" | "\"" | "»" => return None,
                w if words.between.contains(w) || w.len() > 4 && w.ends_with("ly") => at -= 1,
                _ => return self.role_phrase(at).map(Subject::Found),
            }
        }
        None
    }

    /// Whether an "-ing" form goes on with the subject of the verb before it ("hit back describing …"):
    /// not in "a statement saying", "with the ministry saying" and "is saying".
    pub(super) fn is_participle(&self, at: usize) -> bool {
        let words = Speech::get().words();
        let before = self.word(at.wrapping_sub(1));
        if matches!(before, "," | "and") {
            return true;
        }
        let with = (self.range.start.max(at.saturating_sub(9))..at).any(|i| self.word(i) == "with");
        let own = words.texts.contains(before)
            || words.between.contains(before)
            || matches!(before, "was" | "were" | "be" | "been" | "by" | "as" | "for" | "from" | "of")
            || words.roles.contains(before)
            || at <= self.range.start + 2;
        // A verb before it has a subject of its own.
        let verb = |i: &usize| {
            let word = self.word(*i);
            !self.found.is_quoted(*i)
                && (word.ends_with("ed") || matches!(word, "hit" | "put" | "met" | "made" | "spoke" | "left"))
        };
        !with && !own && (self.range.start..at).any(|i| verb(&i))
    }

    /// Who puts a text out: the actor before the verb that governs it.
    fn issuer(&self, text: usize) -> Option<Speaker> {
        let near = self.actors().iter().rev().filter(|a| a.tokens.end <= text && a.tokens.end + 8 > text);
        let mut free = near.filter(|a| {
            let before = self.word(a.tokens.start.wrapping_sub(1));
            let before = if before == "the" { self.word(a.tokens.start.wrapping_sub(2)) } else { before };
            a.naming != Naming::Demonym && (a.tokens.start <= self.range.start + 1 || !is_preposition(before))
        });
        free.next().map(|a| self.speaker(a))
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
                    | "saying"
            );
            if edge || self.found.is_quoted(start - 1) {
                break;
            }
            start -= 1;
        }
        // "In Norland the head of …": the phrase starts at its article.
        if matches!(self.word(start), "in" | "on" | "at" | "by" | "from" | "after" | "and" | "for") {
            // "In a statement on the talks the ministry": of its articles the last before the role.
            let role = (start..end).find(|i| words.roles.contains(self.word(*i)))?;
            let opens = |i: &usize| matches!(self.word(*i), "the" | "a" | "an" | "another" | "its" | "his");
            start = (start..role).rev().find(opens).or_else(|| (start..end).find(opens))?;
        }
        // "an official who asked not to be named": the words before "who" name them.
        let end = (start..end).find(|i| matches!(self.word(*i), "who" | "which")).unwrap_or(end);
        (start..end).any(|i| words.roles.contains(self.word(i))).then(|| self.known(start..end)).flatten()
    }

    /// The person an office stands for where the article has named them ("the president"), else the words.
    pub(super) fn known(&self, tokens: Range<usize>) -> Option<Speaker> {
        // "A letter sent from the minister": whoever sent it.
        let article = usize::from(matches!(self.word(tokens.start), "a" | "an" | "the" | "another"));
        if Speech::get().words().texts.contains(self.word(tokens.start + article)) {
            let from = tokens.clone().find(|i| matches!(self.word(*i), "from" | "by" | "of"))?;
            return self.named_after(from + 1);
        }
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
        let office = role::resolve(phrase, people, self.earlier, self.lexicon);
        // "The minister said", right after somebody of whose office nothing was said.
        let just_spoke = || {
            let last = self.last.filter(|l| l.actor.kind == ActorKind::Person && l.title.is_none())?;
            let named = last.actor.name.contains(' ') && last.actor.name.starts_with(char::is_uppercase);
            let short = tokens.len() <= 3 && self.word(tokens.start) == "the" && phrase.actor.kind == ActorKind::Person;
            (named && short).then(|| last.clone())
        };
        office.or_else(just_spoke).map(|who| Speaker { tokens, ..who })
    }

    /// An actor made of the words themselves, without their article.
    pub(super) fn phrase(&self, tokens: Range<usize>) -> Option<Speaker> {
        let article = matches!(
            self.word(tokens.start),
            "the" | "a" | "an" | "another" | "one" | "same" | "his" | "her" | "its" | "their" | "some"
        );
        let mut tokens = tokens.start + usize::from(article)..tokens.end;
        // "foreign ministry spokesman Jane Roe": the name behind an office in small letters.
        let mut name_from = tokens.end;
        while name_from > tokens.start && self.in_a_name(name_from - 1) {
            name_from -= 1;
        }
        let office = tokens.start..name_from;
        let titled = (2..=5).contains(&(tokens.end - name_from)) && self.token(name_from).is_some_and(|t| t.capital);
        let last_of_office = office.end.checked_sub(1).filter(|i| office.contains(i));
        let mut title = None;
        if titled && last_of_office.is_some_and(|i| Speech::get().words().roles.contains(self.word(i))) {
            title = self.found.doc.span_of(office).map(|s| self.found.doc.text.slice(s).to_owned());
            tokens.start = name_from;
        } else if matches!(self.word(tokens.start), "fm" | "pm") && tokens.len() > 2 {
            title = Some(self.found.doc.word(tokens.start).to_owned());
            tokens.start += 1;
        }
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
        Some(Speaker { actor: actor.into(), title, tokens })
    }
}

/// Whether "they" can mean this actor: a body, or people without a name.
pub(super) fn is_several(actor: &Actor) -> bool {
    actor.kind != ActorKind::Person
        || actor.name.split(' ').any(|w| w.ends_with('s') && w.starts_with(char::is_lowercase))
}

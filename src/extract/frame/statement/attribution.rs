//! Who said something in a sentence, by which words.

use super::super::super::{
    Annotated, Lexicon,
    actor::{ActorMention, Naming},
    speech::{Speech, Use, Verb},
    token::Token,
};
use super::role;
use crate::domain::{Act, Actor, ActorKind, Span};
use std::ops::Range;

/// Who speaks.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Speaker {
    pub(super) actor: Actor,
    pub(super) title: Option<String>,
    /// The words that name them.
    pub(super) tokens: Range<usize>,
}

/// Words that give speech to somebody.
#[derive(Clone, Debug)]
pub(super) struct Attribution {
    pub(super) speaker: Speaker,
    /// The verb, or the phrase in its place.
    pub(super) verb: Range<usize>,
    /// What the verb makes of the statement.
    pub(super) act: Option<Act>,
    pub(super) uses: Use,
    /// Without a quotation one of these must follow.
    pub(super) then: &'static [String],
    pub(super) addressee: Option<Actor>,
    pub(super) rule: &'static str,
}

/// How far back a subject is looked for, in tokens.
const REACH: usize = 45;

/// The attributions of a sentence, in text order. `last` is who spoke before.
pub(super) fn of_sentence(
    found: &Annotated<'_>,
    lexicon: &Lexicon,
    sentence: usize,
    last: Option<&Speaker>,
    earlier: &[Speaker],
) -> Vec<Attribution> {
    let Some(range) = found.doc.sentences.get(sentence).map(|s| s.tokens.clone()) else { return Vec::new() };
    let (speech, look) = (Speech::get(), Look { found, lexicon, sentence, range: range.clone(), last, earlier });
    let mut out: Vec<Attribution> = Vec::new();
    let mut at = range.start;
    while at < range.end {
        if found.is_quoted(at) {
            at += 1;
            continue;
        }
        let found_here = look
            .according(speech, at)
            .or_else(|| look.owned(speech, at))
            .or_else(|| look.quoted_as(at))
            .or_else(|| {
                if look.in_actor(at) {
                    return None;
                }
                speech.verbs_at(&found.doc.tokens[..range.end], at).find_map(|(v, n)| look.verb(v, at..at + n, &out))
            });
        match found_here {
            Some(attribution) => {
                at = attribution.verb.end.max(at + 1);
                out.push(attribution);
            }
            None => at += 1,
        }
    }
    if out.is_empty() {
        out.extend(look.colon());
    }
    look.without_embedded(out)
}

struct Look<'a> {
    found: &'a Annotated<'a>,
    lexicon: &'a Lexicon,
    sentence: usize,
    range: Range<usize>,
    last: Option<&'a Speaker>,
    earlier: &'a [Speaker],
}

/// What stands before a verb.
enum Subject {
    Found(Speaker),
    /// "… and condemned": the subject of the verb before.
    Shared,
}

impl Look<'_> {
    fn token(&self, at: usize) -> Option<&Token> {
        self.range.contains(&at).then(|| self.found.doc.tokens.get(at)).flatten()
    }

    fn word(&self, at: usize) -> &str {
        self.token(at).map_or("", |t| &t.lower)
    }

    fn actors(&self) -> &[ActorMention] {
        self.found.actors_in(self.sentence)
    }

    fn in_actor(&self, at: usize) -> bool {
        self.actors().iter().any(|a| a.tokens.contains(&at) && a.naming != Naming::Pronoun)
    }

    fn actor_ending(&self, at: usize) -> Option<&ActorMention> {
        self.actors().iter().find(|a| a.tokens.end == at)
    }

    fn actor_starting(&self, at: usize) -> Option<&ActorMention> {
        let skip = usize::from(matches!(self.word(at), "the" | "a" | "an" | "another"));
        self.actors().iter().find(|a| a.tokens.start == at || a.tokens.start == at + skip)
    }

    /// "According to Jane Roe".
    fn according(&self, speech: &'static Speech, at: usize) -> Option<Attribution> {
        let len = speech.according_at(&self.found.doc.tokens[..self.range.end], at)?;
        let speaker = self.named_after(at + len)?;
        Some(Attribution {
            verb: at..speaker.tokens.end.max(at + len),
            speaker,
            act: None,
            uses: Use::Say,
            then: &[],
            addressee: None,
            rule: "statement.according",
        })
    }

    /// "… quoted her as saying": the object speaks.
    fn quoted_as(&self, at: usize) -> Option<Attribution> {
        if !matches!(self.word(at), "quoted" | "quotes" | "cited") {
            return None;
        }
        let end =
            (at + 2..(at + 8).min(self.range.end)).find(|i| self.word(*i) == "as" && self.word(i + 1) == "saying")?;
        let speaker = match self.actor_ending(end).filter(|a| a.naming != Naming::Demonym) {
            Some(actor) => self.speaker(actor),
            None if matches!(self.word(at + 1), "him" | "her" | "them") => self.last.cloned()?,
            None => self.phrase(at + 1..end)?,
        };
        Some(Attribution {
            speaker,
            verb: at..end + 2,
            act: None,
            uses: Use::Say,
            then: &[],
            addressee: None,
            rule: "statement.quoted-as",
        })
    }

    /// Leaves out what is only part of what somebody else says ("Roe said Doe had refused"), and a
    /// second verb of the same speaker that adds no quotation.
    fn without_embedded(&self, all: Vec<Attribution>) -> Vec<Attribution> {
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
        let mut kept: Vec<Attribution> = Vec::new();
        for (i, attribution) in all.iter().enumerate() {
            let until = all.get(i + 1).map_or(usize::MAX, start);
            let own = quotes.iter().any(|q| q.outer.start() > start(attribution) && q.outer.start() < until);
            let head = attribution.speaker.tokens.start.min(attribution.verb.start);
            let embedded = kept.last().is_some_and(|outer| {
                let apart = outer.verb.end <= head && edge(outer.verb.end..head);
                let same = outer.speaker.actor.id == attribution.speaker.actor.id;
                let plain = attribution.act.is_none() || attribution.rule == "statement.verb.shared";
                let goes_on = attribution.rule == "statement.verb.shared";
                let twice = goes_on && own && attribution.act.is_none() && quoted_by(outer);
                !apart && !(goes_on && own) && outer.uses != Use::Quote || same && plain && !own || twice
            });
            // "Roe wants peace, Doe said": the whole clause before is what Doe said.
            let inside_next = (!own || attribution.act.is_some())
                && all[i + 1..].iter().any(|next| {
                    let trails = next.verb.end.max(next.speaker.tokens.end);
                    let rest =
                        (trails..self.range.end).filter(|k| self.word(*k).chars().any(char::is_alphanumeric)).count();
                    let head = next.speaker.tokens.start.min(next.verb.start);
                    let closes = self.word(head.wrapping_sub(1)) == "," || self.word(head.wrapping_sub(2)) == ",";
                    next.uses == Use::Say && rest < 12 && closes && !edge(attribution.verb.end..head)
                });
            if !embedded && !inside_next {
                kept.push(attribution.clone());
            }
        }
        kept
    }

    /// "Jane Roe's word for it was …", "by her count".
    fn owned(&self, speech: &'static Speech, at: usize) -> Option<Attribution> {
        if !speech.words().owned.contains(self.word(at)) {
            return None;
        }
        let mark = usize::from(matches!(self.word(at - 1), "'s" | "'"));
        let actor = self.actor_ending(at - mark)?;
        let by = self.range.start < actor.tokens.start
            && matches!(self.word(actor.tokens.start - 1), "by" | "in" | "the" | "to");
        Some(Attribution {
            speaker: self.speaker(actor),
            verb: at..at + 1,
            act: None,
            uses: if by { Use::Say } else { Use::Quote },
            then: &[],
            addressee: None,
            rule: "statement.owned",
        })
    }

    fn verb(&self, verb: &'static Verb, at: Range<usize>, before: &[Attribution]) -> Option<Attribution> {
        let participle =
            self.word(at.start).ends_with("ing") && matches!(self.word(at.start.wrapping_sub(1)), "," | "and");
        let subject = if participle { Some(Subject::Shared) } else { self.subject(at.start) };
        let infinitive =
            at.len() > 1 && self.word(at.end) == "to" && self.word(at.start + 1) == "on" && verb.act.is_none();
        if infinitive {
            return None;
        }
        let (speaker, rule) = match subject {
            Some(Subject::Found(speaker)) => match before.last() {
                // "Jane Roe said …, she insisted": the same speaker, whoever was named between.
                Some(b) if self.is_pronoun(&speaker) && b.speaker.actor.kind == ActorKind::Person => {
                    (Speaker { tokens: speaker.tokens, ..b.speaker.clone() }, "statement.verb")
                }
                _ => (speaker, "statement.verb"),
            },
            Some(Subject::Shared) => (self.shared(before)?, "statement.verb.shared"),
            None => (self.inverted(at.clone())?, "statement.verb.inverted"),
        };
        let rest = at.end..(at.end + 8).min(self.range.end);
        let quoted = !self.found.quotes_in(self.sentence).is_empty();
        let follows = verb.then.is_empty() || rest.clone().any(|i| verb.then.iter().any(|w| w == self.word(i)));
        if !follows && !quoted {
            return None;
        }
        let before = (speaker.tokens.start.saturating_sub(2)..speaker.tokens.start).map(|i| self.word(i));
        if speaker.tokens.start < at.start && before.into_iter().any(|w| matches!(w, "neither" | "nor" | "no" | "if")) {
            return None;
        }
        // "Norland said through its spokeswoman, Jane Roe": she speaks.
        let through = (self.word(at.end) == "through").then(|| self.named_after(at.end + 1)).flatten();
        let speaker = through.unwrap_or(speaker);
        let addressee = self.addressee(verb, at.end, &speaker);
        Some(Attribution { speaker, verb: at, act: verb.act, uses: verb.uses, then: &verb.then, addressee, rule })
    }

    /// A mention as a speaker; an office nobody has resolved yet is looked for among those named before.
    fn speaker(&self, actor: &ActorMention) -> Speaker {
        let plain = Speaker { actor: actor.actor.clone(), title: actor.title.clone(), tokens: actor.tokens.clone() };
        let words = self.found.doc.text.slice(actor.span).to_lowercase();
        let open = actor.naming == Naming::RoleOnly && words.contains(&actor.actor.name.to_lowercase());
        if !open {
            return plain;
        }
        match self.known(actor.tokens.clone()) {
            Some(known)
                if known.actor.kind == ActorKind::Person
                    && self.found.actors.iter().any(|a| a.actor.id == known.actor.id && a.naming == Naming::Name) =>
            {
                known
            }
            _ => plain,
        }
    }

    fn is_pronoun(&self, speaker: &Speaker) -> bool {
        speaker.tokens.len() == 1 && matches!(self.word(speaker.tokens.start), "he" | "she" | "they")
    }

    /// "“…,” said Jane Roe": the subject after the verb.
    fn inverted(&self, verb: Range<usize>) -> Option<Speaker> {
        let before = self.word(verb.start.checked_sub(1)?);
        let after_quote = matches!(before, "," | "”" | "\"" | "’" | "'" | "»" | "—" | "–" | "?" | "!" | "");
        let starts = verb.start == self.range.start;
        (after_quote && !starts).then(|| self.named_after(verb.end)).flatten()
    }

    /// Who is named from this token on, a name after a comma included ("the minister, Jane Roe").
    fn named_after(&self, at: usize) -> Option<Speaker> {
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
        let next = |i: &usize| *i > at + 1 && self.word(*i) == "the" && !is_preposition(self.word(i - 1));
        let end =
            (at..(at + 10).min(self.range.end)).find(|i| ends(i) || next(i)).unwrap_or((at + 10).min(self.range.end));
        (at..end).any(|i| words.roles.contains(self.word(i))).then(|| self.known(at..end)).flatten()
    }

    /// The subject of a verb that starts at this token.
    fn subject(&self, verb: usize) -> Option<Subject> {
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
            let word = self.word(at - 1);
            if word == "," {
                match self.comma(at, floor) {
                    Ok(next) => at = next,
                    Err(found) => return found,
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
                    return self.actor_ending(at - 1 - comma).map(|a| Subject::Found(self.speaker(a)));
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
    fn comma(&self, at: usize, floor: usize) -> Result<usize, Option<Subject>> {
        let open = (floor..at - 1).rev().find(|i| self.word(*i) == "," && !self.found.is_quoted(*i));
        let inside = self.actor_ending(at - 1);
        let Some(open) = open else {
            return Err(inside.filter(|a| is_person(a)).map(|a| Subject::Found(self.speaker(a))));
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
                _ => self.settle(outer, open).ok_or(None)?,
            };
            return Err(Some(Subject::Found(speaker)));
        }
        if let Some(person) = named {
            return Err(Some(Subject::Found(self.speaker(person))));
        }
        // "the governor of Norland, Jane Roe, said": a name nobody knew before.
        let group = open + 1..at - 1;
        if !relative
            && self.role_phrase(open).is_some()
            && let Some(person) = self.phrase_name(group)
        {
            return Err(Some(Subject::Found(person)));
        }
        Ok(open)
    }

    /// A group between commas that is nothing but a name.
    fn phrase_name(&self, group: Range<usize>) -> Option<Speaker> {
        let capitals = group.clone().all(|i| self.token(i).is_some_and(|t| t.capital));
        ((2..=4).contains(&group.len()) && capitals).then(|| self.phrase(group)).flatten()
    }

    /// Whether a role noun stands right before a token ("the ministry in Norland").
    fn role_before(&self, at: usize) -> bool {
        at > self.range.start && Speech::get().words().roles.contains(self.word(at - 1))
    }

    /// An actor before a verb is its subject, unless it hangs on a role ("an adviser to President Roe").
    fn settle(&self, actor: &ActorMention, end: usize) -> Option<Speaker> {
        let mut before = actor.tokens.start;
        if before > self.range.start && matches!(self.word(before - 1), "the" | "a" | "an") {
            before -= 1;
        }
        let hangs = before > self.range.start
            && matches!(self.word(before - 1), "of" | "to" | "for" | "from" | "with" | "by" | "in" | "against" | "at");
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
    fn role_phrase(&self, end: usize) -> Option<Speaker> {
        let words = Speech::get().words();
        let mut start = end;
        while start > self.range.start.max(end.saturating_sub(12)) {
            let word = self.word(start - 1);
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
        (start..end).any(|i| words.roles.contains(self.word(i))).then(|| self.known(start..end)).flatten()
    }

    /// The person an office stands for where the article has named them ("the president"), else the words.
    fn known(&self, tokens: Range<usize>) -> Option<Speaker> {
        let phrase = self.phrase(tokens.clone())?;
        let definite =
            !matches!(self.word(tokens.start), "a" | "an" | "another" | "one" | "some" | "two" | "three" | "several");
        if !definite {
            return Some(phrase);
        }
        let people =
            self.found.actors.iter().rev().filter(|a| a.sentence <= self.sentence && a.tokens.end <= tokens.start);
        let resolved = role::resolve(&phrase, people, self.earlier, self.lexicon);
        Some(resolved.map_or(phrase, |who| Speaker { tokens, ..who }))
    }

    /// An actor made of the words themselves, without their article.
    fn phrase(&self, tokens: Range<usize>) -> Option<Speaker> {
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

    /// The speaker of the verb before, else who opens the sentence.
    fn shared(&self, before: &[Attribution]) -> Option<Speaker> {
        if let Some(previous) = before.last() {
            return Some(previous.speaker.clone());
        }
        let first = self.actors().first()?;
        let near = first.tokens.start <= self.range.start + 6 && first.naming != Naming::Demonym;
        let hangs = first.tokens.start > self.range.start
            && matches!(
                self.word(first.tokens.start - 1),
                "of" | "to" | "for" | "from" | "with" | "by" | "in" | "against" | "at"
            );
        (near && !hangs).then(|| self.speaker(first))
    }

    /// "Roe on the network: “…”", "And: “…”".
    fn colon(&self) -> Option<Attribution> {
        let colon = (self.range.start..self.range.end.min(self.range.start + 22))
            .find(|i| self.word(*i) == ":" && !self.found.is_quoted(*i))?;
        let opens = self.token(colon + 1)?.span.start();
        let quote =
            self.found.quotes_in(self.sentence).iter().any(|q| q.outer.start() <= opens + 2 && q.outer.end() > opens);
        let first = self.actors().iter().find(|a| a.tokens.end <= colon && a.naming != Naming::Demonym);
        let hangs = |a: &ActorMention| {
            a.tokens.start > self.range.start
                && matches!(self.word(a.tokens.start - 1), "of" | "on" | "about" | "to" | "with" | "by" | "from" | "in")
        };
        let leads = |a: &ActorMention| {
            matches!(
                self.word(a.tokens.end),
                ":" | "," | "on" | "to" | "via" | "in" | "at" | "after" | "before" | "when" | "again" | "and" | "has"
            ) || self.range.start + 8 >= colon
                && !self.found.doc.sentences.get(self.sentence).is_some_and(|s| s.heading)
        };
        let (speaker, rule) = match first {
            Some(actor) if !hangs(actor) && !leads(actor) => return None,
            Some(actor) if !hangs(actor) => (self.speaker(actor), "statement.colon"),
            _ if quote => (self.last.cloned()?, "statement.colon.again"),
            _ => return None,
        };
        Some(Attribution {
            speaker,
            verb: colon..colon + 1,
            act: None,
            uses: Use::Quote,
            then: &[],
            addressee: None,
            rule,
        })
    }

    /// To whom a verb's statement is directed.
    fn addressee(&self, verb: &Verb, end: usize, speaker: &Speaker) -> Option<Actor> {
        let direct = verb.to.iter().find_map(|word| {
            let mut at = end;
            if !word.is_empty() {
                at = (end..(end + 4).min(self.range.end)).find(|i| self.word(*i) == word)? + 1;
            }
            self.actor_starting(at)
        });
        direct.map(|a| a.actor.clone()).filter(|a| a.id != speaker.actor.id)
    }
}

fn is_preposition(word: &str) -> bool {
    matches!(word, "of" | "to" | "for" | "from" | "with" | "by" | "in" | "against" | "at" | "on" | "near" | "close")
}

fn is_person(actor: &ActorMention) -> bool {
    actor.actor.kind == ActorKind::Person && actor.naming == Naming::Name
}

/// The words of a token range.
pub(super) fn span_of(found: &Annotated<'_>, tokens: Range<usize>) -> Option<Span> {
    let list = found.doc.tokens.get(tokens)?;
    Some(list.first()?.span.cover(list.last()?.span))
}

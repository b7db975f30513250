//! Who said something in a sentence, by which words.

use super::super::super::{
    Annotated, Lexicon,
    actor::{ActorMention, Naming},
    speech::{QUOTING, Speech, Use, Verb},
    token::Token,
};
use crate::domain::{Act, Actor, ActorKind, Span};
use std::{ops::Range, sync::Arc};

/// Who speaks.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Speaker {
    pub(super) actor: Arc<Actor>,
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
    /// What a statement with this verb does where its words tell little.
    pub(super) leans: Option<Act>,
    pub(super) uses: Use,
    /// Without a quotation one of these must follow.
    pub(super) then: &'static [String],
    pub(super) addressee: Option<Arc<Actor>>,
    pub(super) rule: &'static str,
}

/// Participles of speech that tell no act themselves.
const SPEAKING: &[&str] = &[
    "saying",
    "stressing",
    "noting",
    "insisting",
    "arguing",
    "emphasising",
    "emphasizing",
    "asserting",
    "claiming",
    "reiterating",
    "telling",
];

/// How far back a subject is looked for, in tokens.
pub(super) const REACH: usize = 45;

/// A sentence of more tokens than this is no prose, and not read for speech.
const LONGEST: usize = 800;

/// The attributions of a sentence, in text order. `last` is who spoke before.
pub(super) fn of_sentence(
    found: &Annotated<'_>,
    lexicon: &Lexicon,
    sentence: usize,
    last: Option<&Speaker>,
    earlier: &[Speaker],
) -> Vec<Attribution> {
    let Some(range) = found.doc.sentences.get(sentence).map(|s| s.tokens.clone()) else { return Vec::new() };
    if range.len() > LONGEST {
        return Vec::new();
    }
    let (speech, look) = (Speech::get(), Look { found, lexicon, sentence, range: range.clone(), last, earlier });
    let mut out: Vec<Attribution> = Vec::new();
    let mut at = range.start;
    while at < range.end {
        if !speech.gives(found.doc.form(at)) || found.is_quoted(at) {
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

pub(super) struct Look<'a> {
    pub(super) found: &'a Annotated<'a>,
    pub(super) lexicon: &'a Lexicon,
    pub(super) sentence: usize,
    pub(super) range: Range<usize>,
    pub(super) last: Option<&'a Speaker>,
    pub(super) earlier: &'a [Speaker],
}

/// What stands before a verb.
pub(super) enum Subject {
    Found(Speaker),
    /// "… and condemned": the subject of the verb before.
    Shared,
    /// "Jane Roe, who had condemned …": background to what she does in the main clause.
    Relative(Speaker),
}

impl Look<'_> {
    pub(super) fn token(&self, at: usize) -> Option<&Token> {
        self.range.contains(&at).then(|| self.found.doc.tokens.get(at)).flatten()
    }

    pub(super) fn word(&self, at: usize) -> &str {
        self.token(at).map_or("", |t| &t.lower)
    }

    pub(super) fn actors(&self) -> &[ActorMention] {
        self.found.actors_in(self.sentence)
    }

    /// The actors after those that are passed: mentions stand in text order and never overlap, so that
    /// a sentence full of names is not searched again at each of its words.
    fn actors_from(&self, passed: impl Fn(&ActorMention) -> bool) -> &[ActorMention] {
        let actors = self.actors();
        actors.get(actors.partition_point(passed)..).unwrap_or_default()
    }

    fn in_actor(&self, at: usize) -> bool {
        let mut here = self.actors_from(|a| a.tokens.end <= at).iter().take_while(|a| a.tokens.start <= at);
        here.any(|a| a.tokens.contains(&at) && a.naming != Naming::Pronoun)
    }

    pub(super) fn actor_ending(&self, at: usize) -> Option<&ActorMention> {
        self.actors_from(|a| a.tokens.end < at).first().filter(|a| a.tokens.end == at)
    }

    pub(super) fn actor_starting(&self, at: usize) -> Option<&ActorMention> {
        let skip = usize::from(matches!(self.word(at), "the" | "a" | "an" | "another"));
        let mut near = self.actors_from(|a| a.tokens.start < at).iter().take_while(|a| a.tokens.start <= at + skip);
        near.find(|a| a.tokens.start == at || a.tokens.start == at + skip)
    }

    /// "According to Jane Roe".
    fn according(&self, speech: &'static Speech, at: usize) -> Option<Attribution> {
        let len = speech.according_at(&self.found.doc.tokens[..self.range.end], at)?;
        let pronoun = matches!(self.word(at + len), "him" | "her" | "them");
        let again = || Some(Speaker { tokens: at + len..at + len + 1, ..self.last.filter(|_| pronoun)?.clone() });
        let speaker = self.named_after(at + len).filter(|s| s.tokens.len() > 1 || !pronoun).or_else(again)?;
        Some(Attribution {
            verb: at..speaker.tokens.end.max(at + len),
            speaker,
            act: None,
            leans: None,
            uses: Use::Say,
            then: &[],
            addressee: None,
            rule: "statement.according",
        })
    }

    /// "… quoted her as saying": the object speaks.
    fn quoted_as(&self, at: usize) -> Option<Attribution> {
        if !QUOTING.contains(&self.word(at)) {
            return None;
        }
        let reach = (at + 1..(at + 10).min(self.range.end))
            .find(|i| self.word(*i) == "as" && matches!(self.word(i + 1), "saying" | "telling" | "stating"));
        let end = reach?;
        // "Jane Roe was quoted by the agency as saying": the subject speaks.
        let helper = at.saturating_sub(1);
        if helper >= self.range.start && matches!(self.word(helper), "was" | "were" | "is" | "are") {
            let Some(Subject::Found(speaker) | Subject::Relative(speaker)) = self.subject(helper) else { return None };
            return Some(Attribution {
                speaker,
                verb: helper..end + 2,
                act: None,
                leans: None,
                uses: Use::Say,
                then: &[],
                addressee: None,
                rule: "statement.quoted-as",
            });
        }
        if end < at + 2 {
            return None;
        }
        let speaker = match self.actor_ending(end).filter(|a| a.naming != Naming::Demonym) {
            Some(actor) => self.speaker(actor),
            None if matches!(self.word(at + 1), "him" | "her" | "them") => self.last.cloned()?,
            None => self.phrase(at + 1..end)?,
        };
        Some(Attribution {
            speaker,
            verb: at..end + 2,
            act: None,
            leans: None,
            uses: Use::Say,
            then: &[],
            addressee: None,
            rule: "statement.quoted-as",
        })
    }

    /// "Jane Roe's word for it was …", "by her count".
    fn owned(&self, speech: &'static Speech, at: usize) -> Option<Attribution> {
        if !speech.words().owned.contains(self.word(at)) {
            return None;
        }
        let mark = usize::from(matches!(self.word(at.wrapping_sub(1)), "'s" | "'"));
        let speaker = match self.actor_ending(at.wrapping_sub(mark)) {
            Some(actor) => self.speaker(actor),
            // "the envoy's word": an office, where the article has named who holds it.
            None if mark == 1 => self.role_phrase(at - 1).filter(|s| s.title.is_some())?,
            None => return None,
        };
        let first = speaker.tokens.start;
        let by = self.range.start < first && matches!(self.word(first.wrapping_sub(1)), "by" | "in" | "the" | "to");
        Some(Attribution {
            speaker,
            verb: at..at + 1,
            act: None,
            leans: None,
            uses: if by { Use::Say } else { Use::Quote },
            then: &[],
            addressee: None,
            rule: "statement.owned",
        })
    }

    /// "Declared himself president", "posted a photograph of the table", "as they call it": no words of theirs.
    fn is_deed(&self, at: &Range<usize>) -> bool {
        let (verb, next) = (self.word(at.start), self.word(at.end));
        let own = matches!(next, "himself" | "herself" | "itself" | "themselves");
        if own && ["declar", "proclaim", "call", "describ"].iter().any(|s| verb.starts_with(s)) {
            return true;
        }
        let by_the_way = matches!(verb, "call" | "calls" | "called" | "put" | "puts") && matches!(next, "it" | "them");
        if by_the_way && (2..=4).any(|n| self.word(at.start.wrapping_sub(n)) == "as") {
            return true;
        }
        const PICTURES: &[&str] = &[
            "photo",
            "photos",
            "photograph",
            "photographs",
            "picture",
            "pictures",
            "image",
            "images",
            "clip",
            "footage",
            "map",
        ];
        let showing = |i: usize| {
            self.word(i) == "showing" && matches!(self.word(i + 1), "himself" | "herself" | "him" | "her" | "them")
        };
        matches!(verb, "posted" | "shared" | "published" | "uploaded" | "tweeted")
            && !(at.end..at.end + 12)
                .any(|i| matches!(self.word(i), "saying" | "that" | ":") || self.found.is_quoted(i))
            && ((at.end..at.end + 4).any(|i| PICTURES.contains(&self.word(i))) || (at.end..at.end + 8).any(showing))
    }

    fn verb(&self, verb: &'static Verb, at: Range<usize>, before: &[Attribution]) -> Option<Attribution> {
        // "who asked not to be named" says nothing of the news.
        if self.word(at.end) == "not" && self.word(at.end + 2) == "be" {
            return None;
        }
        // "Outlined several demands": a noun.
        let noun = at.len() == 1
            && self.word(at.start).ends_with('s')
            && Speech::get().words().counting.contains(self.word(at.start.wrapping_sub(1)));
        if noun && !matches!(self.word(at.start), "says" | "writes" | "adds" | "insists") {
            return None;
        }
        if self.is_deed(&at) {
            return None;
        }
        // "told state television": no verb.
        if self.word(at.start) == "state" && !self.word(at.start.wrapping_sub(1)).ends_with('s') {
            return None;
        }
        // "in remarks", "of claims": nouns.
        if matches!(
            self.word(at.start.wrapping_sub(1)),
            "in" | "of" | "with" | "by" | "for" | "from" | "at" | "about" | "his" | "her" | "its" | "their"
        ) && self.word(at.start).ends_with('s')
        {
            return None;
        }
        if self.word(at.end) == "by" && !self.word(at.end + 1).ends_with("ing") {
            return self.passive(verb, at);
        }
        // "Responded by closing the pass": a deed; "responded by stressing that …" is speech.
        let speaks = |word: &str| Speech::get().participle(word).is_some() || SPEAKING.contains(&word);
        if self.word(at.end) == "by" && verb.act.is_none() && !speaks(self.word(at.end + 1)) {
            return None;
        }
        // "Roe's word for it was “useful”": Roe is the speaker already.
        let told = before.last().filter(|b| b.rule == "statement.owned" && b.verb.end + 8 > at.start);
        if told.is_some() && matches!(self.word(at.start), "was" | "is" | "were" | "are") {
            return None;
        }
        // "which they had hoped to bring": an intention; "is committed to peace": a state.
        let near = (self.range.start..at.start).rev().map(|i| self.word(i)).find(|w| !w.ends_with("ly"));
        let state = near.is_some_and(|w| matches!(w, "is" | "are" | "am" | "remains" | "remain" | "remained"));
        let intends = verb.act == Some(Act::Assess) && self.word(at.end) == "to";
        if intends || state && self.word(at.start).ends_with("ed") {
            return None;
        }
        let participle = self.word(at.start).ends_with("ing") && self.is_participle(at.start);
        let subject = match self.introduced(at.start) {
            Some(speaker) => Some(Subject::Found(speaker)),
            None if participle => Some(Subject::Shared),
            None => self.subject(at.start),
        };
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
            Some(Subject::Relative(speaker)) => (speaker, "statement.verb.relative"),
            None => (self.inverted(at.clone())?, "statement.verb.inverted"),
        };
        let rest = at.end..(at.end + if verb.strict { 14 } else { 8 }).min(self.range.end);
        let quoted = !verb.strict && !self.found.quotes_in(self.sentence).is_empty();
        let follows = verb.then.is_empty() || rest.clone().any(|i| verb.then.iter().any(|w| w == self.word(i)));
        if !follows && !quoted {
            return None;
        }
        let before = (speaker.tokens.start.saturating_sub(2)..speaker.tokens.start).map(|i| self.word(i));
        if speaker.tokens.start < at.start && before.into_iter().any(|w| matches!(w, "neither" | "nor" | "no" | "if")) {
            return None;
        }
        // "Norland said through its spokeswoman, Jane Roe": she speaks.
        let carried = (at.end..at.end + 8).any(|i| Speech::get().words().carriers.contains(self.word(i)));
        let through = (self.word(at.end) == "through" && !carried).then(|| self.named_after(at.end + 1)).flatten();
        let speaker = through.unwrap_or(speaker);
        let addressee = self.addressee(verb, at.end, &speaker);
        Some(Attribution {
            speaker,
            verb: at,
            act: verb.act,
            leans: verb.leans,
            uses: verb.uses,
            then: &verb.then,
            addressee,
            rule,
        })
    }

    /// "This was confirmed by Jane Roe": she speaks; "the towns mentioned by Roe" is no speech.
    fn passive(&self, verb: &'static Verb, at: Range<usize>) -> Option<Attribution> {
        let words = Speech::get().words();
        let from = at.start.saturating_sub(3).max(self.range.start);
        let passive = (from..at.start).any(|i| words.passive.contains(self.word(i)));
        let denied = (from..at.start).any(|i| words.negative.contains(self.word(i)));
        // "A truce that was proposed by": told of the truce.
        let relative = (from..at.start)
            .any(|i| matches!(self.word(i), "that" | "which") && words.passive.contains(self.word(i + 1)));
        if !passive || denied || relative || !verb.then.is_empty() {
            return None;
        }
        let speaker = self.named_after(at.end + 1)?;
        let end = speaker.tokens.end.max(at.end + 1);
        Some(Attribution {
            speaker,
            verb: at.start..end,
            act: verb.act,
            leans: verb.leans,
            uses: verb.uses,
            then: &[],
            addressee: None,
            rule: "statement.verb.passive",
        })
    }

    /// A mention as a speaker; an office nobody has resolved yet is looked for among those named before.
    pub(super) fn speaker(&self, actor: &ActorMention) -> Speaker {
        let plain = Speaker { actor: actor.actor.clone(), title: actor.title.clone(), tokens: actor.tokens.clone() };
        let words = || self.found.doc.text.slice(actor.span).to_lowercase();
        let unnamed = || plain.actor.kind == ActorKind::Person && !self.found.is_named(&actor.actor.id);
        match actor.naming {
            Naming::Pronoun if unnamed() => {
                self.last.map_or(plain, |l| Speaker { tokens: actor.tokens.clone(), ..l.clone() })
            }
            Naming::RoleOnly if words().contains(&actor.actor.name.to_lowercase()) => {
                let phrase = self.phrase(actor.tokens.clone());
                phrase.and_then(|p| self.resolved(&p, actor.tokens.clone())).unwrap_or(plain)
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

    /// The speaker of the verb before, else who opens the sentence.
    fn shared(&self, before: &[Attribution]) -> Option<Speaker> {
        if let Some(previous) = before.last() {
            return Some(previous.speaker.clone());
        }
        let first = self.actors().first()?;
        let near = first.tokens.start <= self.range.start + 6 && first.naming != Naming::Demonym;
        let hangs = first.tokens.start > self.range.start
            && matches!(
                self.word(first.tokens.start.wrapping_sub(1)),
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
                && matches!(
                    self.word(a.tokens.start.wrapping_sub(1)),
                    "of" | "on" | "about" | "to" | "with" | "by" | "from" | "in"
                )
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
            leans: None,
            uses: Use::Quote,
            then: &[],
            addressee: None,
            rule,
        })
    }
}

pub(super) fn is_preposition(word: &str) -> bool {
    matches!(word, "of" | "to" | "for" | "from" | "with" | "by" | "in" | "against" | "at" | "on" | "near" | "close")
}

pub(super) fn is_person(actor: &ActorMention) -> bool {
    actor.actor.kind == ActorKind::Person && actor.naming == Naming::Name
}

/// The words of a token range.
pub(super) fn span_of(found: &Annotated<'_>, tokens: Range<usize>) -> Option<Span> {
    let list = found.doc.tokens.get(tokens)?;
    Some(list.first()?.span.cover(list.last()?.span))
}

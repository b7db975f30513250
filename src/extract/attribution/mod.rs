//! Who says, thinks, knows, wants or decides what, in whose words: source, cue and content.
//!
//! "[The envoy] ‹said› {the talks had stalled}": a pure pass over tokens, quotations and times. It
//! reads direct, split and continued quotations, reported clauses ("said that", "told X that"),
//! objects ("denounced the raid"), infinitives ("hopes to meet"), "according to", and colons. What
//! stands within another's content points to it ([`Attribution::within`]).
//!
//! The extents are those of the PolNeAR guidelines (Newell and others 2018): a source with title and
//! apposition up to its closing comma; a cue with its auxiliaries, adverbs and the preposition that
//! leads to the content; content with its quotation marks, without the full stop outside them.

mod content;
mod cues;
mod source;
#[cfg(test)]
mod tests;
mod words;

use super::{
    actor::{ActorMention, Naming},
    quote::Quote,
    time::TimeExpr,
    token::{Doc, Token},
};
use crate::domain::Span;
use cues::{Cues, Form, Hit, Takes};
use std::ops::Range;
use words::{is_adverb, is_auxiliary, is_determiner, is_preposition, is_subject_pronoun};

/// Content and the words that give it to a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribution {
    /// The tokens that name the source, with title and apposition; none where the text leaves it open.
    pub source: Option<Range<usize>>,
    /// The tokens of the verb, with its auxiliaries, or the phrase in its place.
    pub cue: Range<usize>,
    /// What is attributed: several stretches where the attribution stands between or the paragraph ends.
    pub content: Vec<Span>,
    /// The sentence of the cue.
    pub sentence: usize,
    /// The attribution in whose content this one stands, by its place in the same list.
    pub within: Option<usize>,
    /// The rule that found it.
    pub rule: &'static str,
}

/// A sentence of more tokens than this is no prose, and not read.
const LONGEST: usize = 800;

/// Every attribution, in the order of their cues.
pub fn find(doc: &Doc, actors: &[ActorMention], times: &[TimeExpr], quotes: &[Quote]) -> Vec<Attribution> {
    let mut reader = Reader { doc, actors, times, quotes, quoted: quoted(doc, quotes), out: Vec::new(), open: None };
    for sentence in 0..doc.sentences.len() {
        reader.sentence(sentence);
    }
    reader.out
}

/// For every token whether it stands in a quotation, marks included.
fn quoted(doc: &Doc, quotes: &[Quote]) -> Vec<bool> {
    let mut out = vec![false; doc.tokens.len()];
    for quote in quotes {
        for flag in out.get_mut(doc.tokens_in(quote.outer)).into_iter().flatten() {
            *flag = true;
        }
    }
    out
}

struct Reader<'a> {
    doc: &'a Doc,
    actors: &'a [ActorMention],
    times: &'a [TimeExpr],
    quotes: &'a [Quote],
    quoted: Vec<bool>,
    out: Vec<Attribution>,
    /// The attribution that later quotations without one of their own go on with.
    open: Option<usize>,
}

/// A cue with its auxiliaries, before its source and content are known.
#[derive(Clone, Debug)]
struct Verb {
    /// From the first auxiliary to the last word that belongs to the cue.
    group: Range<usize>,
    /// The verb itself.
    head: usize,
    hit: Hit,
}

impl Reader<'_> {
    fn word(&self, at: usize) -> &str {
        self.doc.lower(at)
    }

    fn token(&self, at: usize) -> Option<&Token> {
        self.doc.tokens.get(at)
    }

    fn is_quoted(&self, at: usize) -> bool {
        self.quoted.get(at).copied().unwrap_or(false)
    }

    fn is_name(&self, at: usize) -> bool {
        self.token(at).is_some_and(|t| t.capital)
    }

    /// The quotations that open in a sentence.
    fn quotes_in(&self, sentence: usize) -> Range<usize> {
        let first = self.quotes.partition_point(|q| q.sentence < sentence);
        first..self.quotes.partition_point(|q| q.sentence <= sentence)
    }

    /// The time that ends right before a token.
    fn time_ending(&self, at: usize) -> Option<&TimeExpr> {
        let after = self.times.partition_point(|t| t.tokens.end < at);
        self.times.get(after).filter(|t| t.tokens.end == at)
    }

    /// The time that starts at a token.
    fn time_starting(&self, at: usize) -> Option<&TimeExpr> {
        let from = self.times.partition_point(|t| t.tokens.start < at);
        self.times.get(from).filter(|t| t.tokens.start == at)
    }

    /// The name that ends right before a token.
    fn name_ending(&self, at: usize) -> Option<&ActorMention> {
        let from = self.actors.partition_point(|a| a.tokens.end < at);
        self.actors.get(from).filter(|a| a.tokens.end == at && a.naming != Naming::Pronoun)
    }

    /// Whether a token is part of a name ("the United States").
    fn in_name(&self, at: usize) -> bool {
        let after = self.actors.partition_point(|a| a.tokens.end <= at);
        self.actors.get(after).is_some_and(|a| a.tokens.contains(&at) && a.naming != Naming::Pronoun)
    }

    fn sentence(&mut self, sentence: usize) {
        let Some(here) = self.doc.sentences.get(sentence) else { return };
        let (tokens, paragraph) = (here.tokens.clone(), here.paragraph);
        if tokens.len() > LONGEST {
            return;
        }
        let first = self.out.len();
        let mut floor = tokens.start;
        let mut at = tokens.start;
        while at < tokens.end {
            if self.is_quoted(at) {
                at += 1;
                continue;
            }
            let hit = Cues::get().at(&self.doc.tokens[..tokens.end], at).filter(|_| !self.in_name(at));
            let Some(hit) = hit else {
                at += 1;
                continue;
            };
            let found = if hit.takes.has(Takes::SOURCE) {
                self.according(at, hit, &tokens, floor, sentence)
            } else {
                self.verb(at, hit, &tokens, floor, sentence, first)
            };
            match found {
                Some(attribution) => {
                    at = attribution.cue.end.max(at + 1);
                    floor = floor.max(at);
                    self.out.push(attribution);
                }
                None => at += 1,
            }
        }
        if self.out.len() == first {
            self.colon(&tokens, sentence);
        }
        self.nest(first);
        self.go_on(first, sentence, paragraph);
    }

    /// Points every attribution of the sentence to the one in whose content its cue stands.
    fn nest(&mut self, first: usize) {
        for i in first..self.out.len() {
            let cue = self.doc.span_of(self.out[i].cue.clone());
            let around = |j: usize| {
                let holds = |c: &Span| cue.is_some_and(|cue| c.start() <= cue.start() && cue.end() <= c.end());
                j != i && self.out[j].content.iter().any(holds)
            };
            // The narrowest content around it.
            let size = |j: &usize| self.out[*j].content.iter().map(|c| c.len()).sum::<usize>();
            self.out[i].within = (first..self.out.len()).filter(|j| around(*j)).min_by_key(size);
        }
        // Two that hold each other: the earlier is the outer one.
        for i in first..self.out.len() {
            if let Some(j) = self.out[i].within
                && self.out[j].within == Some(i)
            {
                self.out[i.min(j)].within = None;
            }
        }
    }

    /// A cue that is a verb: with its auxiliaries, its source and its content, where it has them.
    fn verb(
        &self,
        at: usize,
        hit: Hit,
        tokens: &Range<usize>,
        floor: usize,
        sentence: usize,
        first: usize,
    ) -> Option<Attribution> {
        let verb = self.group(at, hit, tokens)?;
        let (source, rule) = self.source(&verb, tokens, floor, first)?;
        let behind = source.start >= verb.group.end;
        let content = self.content(&verb, &source, tokens, floor, sentence)?;
        let mut cue = verb.group.clone();
        // "said: “…”": the colon belongs to the cue.
        if !behind && self.word(cue.end) == ":" && self.is_quoted(cue.end + 1) {
            cue.end += 1;
        }
        Some(Attribution { source: Some(source), cue, content, sentence, within: None, rule })
    }

    /// The verb with the auxiliaries and adverbs before it; `None` where it is a noun or an adjective,
    /// or passive.
    fn group(&self, at: usize, hit: Hit, tokens: &Range<usize>) -> Option<Verb> {
        let mut start = at;
        let mut auxiliary = None;
        while start > tokens.start && !self.is_quoted(start - 1) {
            let word = self.word(start - 1);
            if is_auxiliary(word) {
                auxiliary = auxiliary.or(Some(start - 1));
            } else if !is_adverb(word) || self.is_name(start - 1) && start - 1 == tokens.start {
                break;
            }
            start -= 1;
        }
        let before = if start > tokens.start { self.word(start - 1) } else { "" };
        let helped = auxiliary.map_or("", |a| self.word(a));
        let be = matches!(helped, "is" | "are" | "was" | "were" | "be" | "been" | "being" | "am");
        if matches!(hit.form, Form::Past | Form::Participle) && (be || helped == "to") && hit.len < 3 {
            // "was accused": somebody else speaks.
            return None;
        }
        if self.word(at + hit.len) == "by" && hit.form != Form::Base {
            return None;
        }
        let noun = match hit.form {
            Form::Base if helped.is_empty() => {
                let plural = before.len() > 3 && before.ends_with('s') && !before.ends_with("ss");
                let wishes = matches!(self.word(at), "like" | "back" | "second" | "long");
                let person = matches!(before, "i" | "we" | "you" | "they" | "who");
                let many = matches!(
                    before,
                    "that"
                        | "people"
                        | "many"
                        | "some"
                        | "others"
                        | "and"
                        | "half"
                        | "most"
                        | "few"
                        | "all"
                        | "percent"
                        | "both"
                ) || before.starts_with(|c: char| c.is_ascii_digit())
                    || plural
                    || start > tokens.start && self.is_name(start - 1) && start >= tokens.start + 4;
                !person && (wishes || !many)
            }
            Form::Third if helped.is_empty() => is_determiner(before) || is_preposition(before),
            Form::Third => true,
            // "a group called …": its name.
            Form::Past if matches!(self.word(at), "called" | "named" | "dubbed") && helped.is_empty() => {
                is_determiner(before)
                    || start > tokens.start
                        && !self.is_name(start - 1)
                        && !is_subject_pronoun(before)
                        && !matches!(before, "who" | "and" | "," | ")")
                        && (self.is_name(at + 1) || self.is_quoted(at + 1))
            }
            Form::Past | Form::Participle => {
                is_determiner(before)
                    || is_preposition(before) && before != "who"
                    || (hit.form == Form::Participle && helped.is_empty())
            }
            Form::Ing if !helped.is_empty() && !be => true,
            Form::Ing => is_determiner(before) || is_preposition(before),
            Form::Base => false,
        };
        if noun {
            return None;
        }
        // "to" belongs to the cue only after an auxiliary of its own, which is not here.
        if helped == "to" {
            return None;
        }
        Some(Verb { group: start..at + hit.len, head: at, hit })
    }

    /// "According to Jane Roe, …", "…, in the view of the envoy".
    fn according(
        &self,
        at: usize,
        hit: Hit,
        tokens: &Range<usize>,
        floor: usize,
        sentence: usize,
    ) -> Option<Attribution> {
        let cue = at..at + hit.len;
        let source = self.right_source(cue.end, tokens)?;
        let content = self.around(&cue, &source, tokens, floor, sentence)?;
        Some(Attribution { source: Some(source), cue, content, sentence, within: None, rule: "attribution.according" })
    }

    /// "Jane Roe: “…”".
    fn colon(&mut self, tokens: &Range<usize>, sentence: usize) {
        let limit = tokens.end.min(tokens.start + 14);
        let Some(colon) = (tokens.start..limit).find(|i| self.word(*i) == ":" && !self.is_quoted(*i)) else { return };
        let quote = self.quotes_in(sentence).find(|q| self.doc.tokens_in(self.quotes[*q].outer).start == colon + 1);
        let source = tokens.start..colon;
        let named = source.clone().any(|i| self.is_name(i)) && source.len() < 9 && colon > tokens.start;
        // "Envoy: Talks will go on": a headline does without the marks.
        let heading = self.doc.sentences.get(sentence).is_some_and(|s| s.heading) && source.len() < 6;
        let content = match quote {
            Some(q) => Some(vec![self.quotes[q].outer]),
            None if heading => self.stretch(colon + 1..tokens.end),
            None => None,
        };
        let (Some(content), true) = (content, named) else { return };
        self.out.push(Attribution {
            source: Some(source),
            cue: colon..colon + 1,
            content,
            sentence,
            within: None,
            rule: "attribution.colon",
        });
    }

    /// Gives quotations without an attribution of their own to the one before them: in the same
    /// paragraph, and in the next where it is one quotation from end to end.
    fn go_on(&mut self, first: usize, sentence: usize, paragraph: usize) {
        let quotes = self.quotes_in(sentence);
        let spoken: Vec<usize> = (first..self.out.len()).filter(|i| self.out[*i].within.is_none()).collect();
        if let Some(last) = spoken.last() {
            let clause = self.out[*last].rule != "attribution.object" && self.out[*last].rule != "attribution.to";
            self.open = clause.then_some(*last);
            return;
        }
        let Some(open) = self.open else { return };
        let from = self.out[open].sentence;
        let near = self.doc.sentences.get(from).is_some_and(|s| s.paragraph + 1 >= paragraph);
        let Some(here) = self.doc.sentences.get(sentence) else { return };
        let whole = quotes.clone().next().filter(|q| {
            let outer = self.quotes[*q].outer;
            outer.start() <= here.span.start() && outer.end() + 1 >= here.span.end()
        });
        match whole {
            Some(q) if near || self.quotes[q].continues.is_some() => {
                let outer = self.quotes[q].outer;
                self.out[open].content.push(outer);
            }
            _ if self.inside_quote(here.span) => {}
            _ => self.open = None,
        }
    }

    /// Whether a sentence lies within a quotation that opened before it.
    fn inside_quote(&self, span: Span) -> bool {
        let after = self.quotes.partition_point(|q| q.outer.start() < span.start());
        after > 0 && self.quotes[after - 1].outer.end() + 1 >= span.end()
    }
}

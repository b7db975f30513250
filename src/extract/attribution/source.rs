//! Who a cue's source is: the noun phrase before the verb, or behind it.

use super::{
    Form, Reader, Takes, Verb,
    words::{is_adverb, is_auxiliary, is_break, is_preposition, is_subject_pronoun},
};
use std::ops::Range;

/// A source is looked for over so many tokens.
const REACH: usize = 45;

impl Reader<'_> {
    /// The source of a verb and the rule that found it. `first` is the sentence's first attribution.
    pub(super) fn source(
        &self,
        verb: &Verb,
        tokens: &Range<usize>,
        floor: usize,
        first: usize,
    ) -> Option<(Range<usize>, &'static str)> {
        let rule = match () {
            () if verb.hit.takes.has(Takes::CLAUSE | Takes::NAMED) => "attribution.clause",
            () if verb.hit.takes.has(Takes::TO) => "attribution.to",
            () => "attribution.object",
        };
        let start = verb.group.start;
        let before = if start > tokens.start { self.word(start - 1) } else { "" };
        let alone = start == verb.head;
        if verb.hit.form == Form::Ing && alone && (before == "," || before == "and") {
            // "…, adding that": the source of the verb before, else the subject of the sentence.
            let shared = self.out.get(first..)?.iter().rev().find_map(|a| a.source.clone());
            return shared.or_else(|| self.opening(tokens, start)).map(|s| (s, "attribution.participle"));
        }
        if self.inverts(verb, tokens) {
            let source = self.right_source(verb.group.end, tokens)?;
            return Some((source, "attribution.inverted"));
        }
        if before == "and" || before == "but" {
            // "… and added": the same source as the verb before.
            let shared = self.out.get(first..)?.iter().rev().find_map(|a| a.source.clone());
            if shared.is_some() {
                return shared.map(|s| (s, "attribution.shared"));
            }
        }
        self.left_source(start, tokens.start.max(floor)).map(|s| (s, rule))
    }

    /// "“…,” said Jane Roe": the subject stands behind the verb.
    fn inverts(&self, verb: &Verb, tokens: &Range<usize>) -> bool {
        let start = verb.group.start;
        if start != verb.head || !matches!(verb.hit.form, Form::Past | Form::Third) || verb.hit.len > 1 {
            return false;
        }
        if !verb.hit.takes.has(Takes::CLAUSE) || start == tokens.start {
            return false;
        }
        let closed = self.is_quoted(start - 1)
            || self.word(start - 1) == ","
                && start >= tokens.start + 4
                && !self.closes_apposition(start - 1, tokens.start);
        let next = verb.group.end;
        let opens = self.is_name(next)
            || matches!(self.word(next), "the" | "a" | "an" | "one" | "another" | "his" | "her" | "its" | "their");
        closed && opens && next < tokens.end && !self.is_quoted(next)
    }

    /// Whether a comma ends what another comma opened after a name ("Roe, the envoy, said").
    fn closes_apposition(&self, comma: usize, floor: usize) -> bool {
        let from = comma.saturating_sub(20).max(floor);
        let Some(open) = (from..comma).rev().find(|i| self.word(*i) == "," && !self.is_quoted(*i)) else {
            return false;
        };
        open > floor && self.is_name(open - 1)
    }

    /// The first noun phrase of the sentence, where it is a name or a pronoun.
    fn opening(&self, tokens: &Range<usize>, until: usize) -> Option<Range<usize>> {
        let mut at = tokens.start;
        if let Some(time) = self.time_starting(at) {
            at = time.tokens.end;
        }
        if is_subject_pronoun(self.word(at)) {
            return Some(at..at + 1);
        }
        let actor = self.actors.get(self.actors.partition_point(|a| a.tokens.start < tokens.start))?;
        let near = actor.tokens.start <= tokens.start + 3 && actor.tokens.end < until;
        (near && !self.is_quoted(actor.tokens.start)).then(|| self.with_article(actor.tokens.clone(), tokens.start))
    }

    fn with_article(&self, mut tokens: Range<usize>, floor: usize) -> Range<usize> {
        if tokens.start > floor && matches!(self.word(tokens.start - 1), "the" | "a" | "an" | "another") {
            tokens.start -= 1;
        }
        tokens
    }

    /// The noun phrase that ends before a verb.
    pub(super) fn left_source(&self, verb: usize, floor: usize) -> Option<Range<usize>> {
        let mut end = verb;
        // "Roe on Friday denounced".
        while let Some(time) = self.time_ending(end).filter(|t| t.tokens.start > floor) {
            end = time.tokens.start;
            if end > floor && matches!(self.word(end - 1), "on" | "in" | "at") {
                end -= 1;
            }
        }
        if end <= floor {
            return None;
        }
        let last = self.word(end - 1);
        if self.is_quoted(end - 1) {
            return None;
        }
        if is_subject_pronoun(last) || matches!(last, "who" | "which" | "that") {
            if matches!(last, "that" | "which") && !self.is_relative(end - 1, floor) {
                return None;
            }
            return Some(end - 1..end);
        }
        if last == "," {
            return self.apposition(end, floor);
        }
        if last == ")" {
            let open = (floor..end).rev().take(20).find(|i| self.word(*i) == "(")?;
            let head = self.phrase(open, floor)?;
            return Some(head.start..end);
        }
        self.phrase(end, floor)
    }

    /// Whether "that" or "which" stands for a noun before it ("a poll that showed").
    fn is_relative(&self, at: usize, floor: usize) -> bool {
        at > floor && self.token(at - 1).is_some_and(|t| t.lower.chars().any(char::is_alphabetic) || t.is(","))
    }

    /// "Jane Roe, the envoy,": the phrase with what stands between the commas.
    fn apposition(&self, end: usize, floor: usize) -> Option<Range<usize>> {
        let from = floor.max(end.saturating_sub(REACH));
        let commas = (from + 1..end - 1).filter(|i| self.word(*i) == "," && !self.is_quoted(*i));
        for comma in commas {
            let Some(head) = self.phrase(comma, floor) else { continue };
            let clean = head.start == floor
                || !self.token(head.start - 1).is_some_and(|t| t.lower.chars().any(char::is_alphanumeric))
                || matches!(self.word(head.start - 1), "and" | "but" | "that" | "while" | "as" | "when");
            let first = self.word(head.start);
            let opener = head.len() == 1
                && (is_adverb(first)
                    || matches!(
                        first,
                        "meanwhile" | "still" | "however" | "indeed" | "moreover" | "yet" | "besides" | "instead"
                    ));
            if !clean || opener || (comma + 1..end).any(|i| self.is_quoted(i)) {
                continue;
            }
            let inner = self.word(comma + 1);
            let aside = matches!(
                inner,
                "for"
                    | "too"
                    | "though"
                    | "however"
                    | "in"
                    | "on"
                    | "at"
                    | "during"
                    | "after"
                    | "before"
                    | "speaking"
                    | "asked"
                    | "when"
                    | "meanwhile"
                    | "while"
                    | "as"
                    | "if"
                    | "which"
                    | "meaning"
                    | "by"
                    | "with"
                    | "through"
                    | "like"
                    | "citing"
                    | "writing"
                    | "appearing"
                    | "noting"
                    | "saying"
                    | "calling"
                    | "addressing"
                    | "responding"
            );
            return Some(if aside { head } else { head.start..end });
        }
        None
    }

    /// The noun phrase that ends before this token, without what only leads to it.
    fn phrase(&self, end: usize, floor: usize) -> Option<Range<usize>> {
        let from = floor.max(end.saturating_sub(REACH));
        let mut start = end;
        let mut and = None;
        while start > from {
            let at = start - 1;
            let word = self.word(at);
            let Some(token) = self.token(at) else { break };
            if self.is_quoted(at) {
                break;
            }
            let wordy = word.chars().any(char::is_alphanumeric);
            if !wordy && !matches!(word, "-" | "'s" | "'" | "&" | "/" | "." | "’") {
                break;
            }
            // The full stop of an abbreviation ("Sen. Roe").
            if word == "." && !(at > from && self.is_name(at - 1) && self.word(at - 1).len() < 5) {
                break;
            }
            if !token.capital
                && (is_break(word) || is_auxiliary(word) && word != "'s" && word != "to" || is_subject_pronoun(word))
            {
                break;
            }
            if token.capital && at == floor && (is_break(word) || is_preposition(word) || is_adverb(word)) {
                start = at;
                break;
            }
            if word == "and" && and.is_none() {
                and = Some(at);
            }
            start = at;
        }
        if let Some(and) = and
            && (start..and).any(|i| self.is_verbal(i))
        {
            start = and + 1;
        }
        // What leads to the phrase is no part of it.
        while start < end {
            let word = self.word(start);
            let leads = matches!(
                word,
                "and"
                    | "but"
                    | "so"
                    | "or"
                    | "yet"
                    | "nor"
                    | "then"
                    | "still"
                    | "now"
                    | "here"
                    | "'s"
                    | "-"
                    | "&"
                    | "."
                    | "/"
                    | "'"
            ) || is_adverb(word) && !matches!(word, "both" | "all" | "much" | "only")
                || is_break(word);
            if !leads {
                break;
            }
            start += 1;
        }
        if start < end && (is_preposition(self.word(start)) || self.word(start) == "in") {
            start = self.after_preposition(start, end)?;
        }
        let named = (start..end).any(|i| self.word(i).chars().any(char::is_alphabetic));
        (start < end && named && end - start < 40).then_some(start..end)
    }

    /// "In an interview Jane Roe", "At the rally the envoy": where the subject starts.
    fn after_preposition(&self, start: usize, end: usize) -> Option<usize> {
        if let Some(name) = self.name_ending(end).filter(|n| n.tokens.start > start + 1) {
            return Some(self.with_article(name.tokens.clone(), start + 1).start);
        }
        let from = (start + 2..end).rev().find(|i| {
            matches!(
                self.word(*i),
                "the"
                    | "a"
                    | "an"
                    | "his"
                    | "her"
                    | "their"
                    | "its"
                    | "some"
                    | "many"
                    | "one"
                    | "two"
                    | "several"
                    | "most"
            ) && !is_preposition(self.word(*i - 1))
        });
        let run = || {
            let mut at = end;
            while at > start + 1 && self.is_name(at - 1) {
                at -= 1;
            }
            (at < end && !is_preposition(self.word(at - 1)) && at > start + 1).then_some(at)
        };
        from.or_else(run)
    }

    /// A finite verb, by its look.
    fn is_verbal(&self, at: usize) -> bool {
        let Some(token) = self.token(at) else { return false };
        !token.capital
            && (token.lower.len() > 4 && token.lower.ends_with("ed")
                || is_auxiliary(&token.lower) && !matches!(&*token.lower, "'s" | "to"))
    }

    /// The noun phrase that starts at this token, with its apposition.
    pub(super) fn right_source(&self, from: usize, tokens: &Range<usize>) -> Option<Range<usize>> {
        if from >= tokens.end || self.is_quoted(from) {
            return None;
        }
        if is_subject_pronoun(self.word(from)) || matches!(self.word(from), "him" | "them" | "me" | "us") {
            return Some(from..from + 1);
        }
        let mut at = from;
        while at < tokens.end && !self.is_quoted(at) && at < from + REACH {
            let word = self.word(at);
            if matches!(word, ";" | ":" | "—" | "–" | "?" | "!" | "(") || word == "." && !self.abbreviates(at, tokens)
            {
                break;
            }
            if word == "," {
                let next = self.word(at + 1);
                let goes_on = matches!(
                    next,
                    "a" | "an"
                        | "the"
                        | "who"
                        | "one"
                        | "another"
                        | "whose"
                        | "of"
                        | "his"
                        | "her"
                        | "its"
                        | "their"
                        | "now"
                        | "jr"
                        | "then"
                        | "president"
                        | "director"
                        | "head"
                        | "chairman"
                        | "former"
                        | "chief"
                        | "professor"
                        | "spokesman"
                        | "spokeswoman"
                ) || self.is_name(at + 1) && !self.is_quoted(at + 1) && at > from + 1
                    || self.token(at + 1).is_some_and(|t| t.lower.starts_with(|c: char| c.is_ascii_digit()));
                if !goes_on {
                    break;
                }
            }
            if at > from && self.ends_source(at) {
                break;
            }
            at += 1;
        }
        while at > from && matches!(self.word(at - 1), "," | "and" | "but") {
            at -= 1;
        }
        (at > from).then_some(from..at)
    }

    fn abbreviates(&self, stop: usize, tokens: &Range<usize>) -> bool {
        stop + 1 < tokens.end && stop > 0 && self.is_name(stop - 1) && self.word(stop - 1).len() < 6
    }

    /// Words that go on with the verb, not with the source behind it.
    fn ends_source(&self, at: usize) -> bool {
        let word = self.word(at);
        let next = self.word(at + 1);
        match word {
            "in" => {
                matches!(next, "a" | "an" | "his" | "her" | "their" | "response" | "remarks" | "the")
                    || self.time_starting(at + 1).is_some()
            }
            "on" => self.is_name(at + 1) || matches!(next, "the" | "a" | "his" | "her"),
            "at" => matches!(next, "a" | "an" | "one" | "his" | "her"),
            "during" | "after" | "before" | "when" | "while" | "as" | "because" | "that" | "but" | "earlier"
            | "adding" | "referring" | "if" | "when asked" => true,
            _ => self.time_starting(at).is_some() && !self.is_name(at.wrapping_sub(1)),
        }
    }
}

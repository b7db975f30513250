//! What is attributed, and how far it goes.

use super::{
    Reader, Takes, Verb,
    words::{is_preposition, is_subject_pronoun},
};
use crate::domain::Span;
use std::ops::Range;

impl Reader<'_> {
    /// The content of a verb with its source; `None` where there is nothing it could be.
    pub(super) fn content(
        &self,
        verb: &Verb,
        source: &Range<usize>,
        tokens: &Range<usize>,
        floor: usize,
        sentence: usize,
    ) -> Option<Vec<Span>> {
        let takes = verb.hit.takes;
        let inverted = source.start >= verb.group.end;
        let head = if inverted || source.end > verb.group.start { verb.group.start } else { source.start };
        let after = if inverted { source.end } else { verb.group.end };
        if takes.has(Takes::CLAUSE | Takes::NAMED) {
            if self.trails(head, tokens, floor) {
                let named = takes.has(Takes::NAMED);
                if inverted || self.pauses(after, tokens) || named && !self.leads_on(after, tokens) {
                    return self.before(head, after, tokens, floor, sentence);
                }
            }
            if let Some(start) = self.clause_start(after, tokens, takes) {
                let mut end = self.clause_end(start, tokens);
                // "Roe, who said the talks had stalled, left": the relative clause ends at the comma.
                if source.len() == 1 && matches!(self.word(source.start), "who" | "which") {
                    let comma = |i: &usize| self.word(*i) == "," && !self.is_quoted(*i);
                    end = (start..end).find(comma).unwrap_or(end);
                }
                return self.stretch(start..end);
            }
            if inverted {
                return None;
            }
        }
        let next = self.word(verb.group.end);
        if takes.has(Takes::TO) && (next == "to" || next == "not" && self.word(verb.group.end + 1) == "to") {
            return self.stretch(verb.group.end..self.object_end(verb.group.end + 1, tokens, true));
        }
        if takes.has(Takes::OBJECT) {
            let start = self.object_start(verb.group.end, tokens)?;
            return self.stretch(start..self.object_end(start, tokens, false));
        }
        None
    }

    /// Whether the attribution stands behind what it attributes ("…, he said").
    fn trails(&self, head: usize, tokens: &Range<usize>, floor: usize) -> bool {
        if head <= tokens.start.max(floor) + 1 {
            return false;
        }
        let before = self.word(head - 1);
        self.is_quoted(head - 1) || matches!(before, "," | "—" | "–") && head > floor + 2
    }

    /// Whether the attribution ends here: a mark, an adjunct or the sentence's end.
    fn pauses(&self, at: usize, tokens: &Range<usize>) -> bool {
        if at >= tokens.end {
            return true;
        }
        let word = self.word(at);
        matches!(word, "." | "," | ";" | "—" | "–" | "?" | "!" | "”" | "(")
            || self.time_starting(at).is_some()
            || matches!(
                word,
                "in" | "on"
                    | "at"
                    | "during"
                    | "after"
                    | "before"
                    | "when"
                    | "of"
                    | "while"
                    | "as"
                    | "to"
                    | "earlier"
                    | "from"
                    | "about"
                    | "with"
                    | "last"
            )
    }

    /// Whether a clause or a quotation follows soon.
    fn leads_on(&self, at: usize, tokens: &Range<usize>) -> bool {
        let until = tokens.end.min(at + 10);
        (at..until).any(|i| matches!(self.word(i), "that" | ":") || self.is_quoted(i))
    }

    /// The clause before an attribution and the quotations after it.
    fn before(
        &self,
        head: usize,
        after: usize,
        tokens: &Range<usize>,
        floor: usize,
        sentence: usize,
    ) -> Option<Vec<Span>> {
        let mut start = tokens.start.max(floor);
        while start < head
            && !self.is_quoted(start)
            && matches!(self.word(start), "," | "and" | "but" | ":" | ";" | "—" | "”")
        {
            start += 1;
        }
        // Where a quotation ends right before, and only other words precede it, it is the content alone.
        let mut end = head;
        while end > start && !self.is_quoted(end - 1) && matches!(self.word(end - 1), "," | "—" | "–") {
            end -= 1;
        }
        let mut out = self.stretch(start..end)?;
        // A quotation may have begun in an earlier sentence.
        if let (Some(first), Some(q)) = (out.first().copied(), self.quote_over(start)) {
            let outer = self.quotes[q].outer;
            if outer.start() < first.start() && self.quotes[q].sentence < sentence {
                out[0] = outer.cover(first);
            }
        }
        for q in self.quotes_in(sentence) {
            let outer = self.quotes[q].outer;
            let at = self.doc.tokens_in(outer).start;
            // "“…,” he said, “…”".
            if at >= after && at <= after + 14 && matches!(self.word(at.wrapping_sub(1)), "," | ":" | ".") {
                out.push(outer);
            }
        }
        Some(out)
    }

    /// The clause around "according to": after it where it opens the sentence, else before it.
    pub(super) fn around(
        &self,
        cue: &Range<usize>,
        source: &Range<usize>,
        tokens: &Range<usize>,
        floor: usize,
        sentence: usize,
    ) -> Option<Vec<Span>> {
        let from = tokens.start.max(floor);
        let opens = cue.start <= from + 1
            || cue.start <= from + 3 && self.word(cue.start - 1) == "," && !self.is_quoted(cue.start - 1);
        if opens {
            let mut start = source.end;
            while start < tokens.end && matches!(self.word(start), ",") {
                start += 1;
            }
            return self.stretch(start..self.clause_end(start, tokens));
        }
        self.before(cue.start, source.end, tokens, floor, sentence)
    }

    /// The quotation in which a token stands.
    fn quote_over(&self, at: usize) -> Option<usize> {
        let span = self.token(at)?.span;
        let after = self.quotes.partition_point(|q| q.outer.start() <= span.start());
        (0..after).rev().take(2).find(|q| self.quotes[*q].outer.contains(span))
    }

    /// Where the clause or quotation after a verb starts.
    fn clause_start(&self, after: usize, tokens: &Range<usize>, takes: Takes) -> Option<usize> {
        let mut at = after;
        if takes.has(Takes::NAMED) && !takes.has(Takes::CLAUSE) {
            // "told the reporters on Friday that": the clause starts where a word or a mark says so.
            let until = tokens.end.min(after + 24);
            let opens = (after..until).find(|i| {
                let word = self.word(*i);
                matches!(word, "that" | "why" | "how" | "what" | "whether") && *i > after
                    || self.is_quoted(*i)
                        && (*i == 0 || !self.is_quoted(*i - 1))
                        && matches!(self.word(i.wrapping_sub(1)), "," | ":")
                    || word == "to"
                        && self.token(*i + 1).is_some_and(|t| !t.capital)
                        && !matches!(self.word(*i + 1), "the" | "a" | "an" | "his" | "her")
            });
            if let Some(opens) = opens {
                return Some(opens);
            }
            let name = self.actors.iter().find(|a| a.tokens.start == after || a.tokens.start == after + 1);
            at = name.map_or(after + 1, |n| n.tokens.end);
        }
        // Adjuncts between verb and clause: "said in a statement on Friday that".
        let adjunct = is_preposition(self.word(at)) || self.time_starting(at).is_some() || self.word(at) == ",";
        if adjunct {
            let until = tokens.end.min(at + 22);
            let opens = (at..until).find(|i| {
                self.word(*i) == "that"
                    || self.is_quoted(*i)
                        && !self.is_quoted(i.wrapping_sub(1))
                        && matches!(self.word(i.wrapping_sub(1)), "," | ":")
            });
            if let Some(opens) = opens {
                return Some(opens);
            }
            if let Some(time) = self.time_starting(at).or_else(|| self.time_starting(at + 1)) {
                at = time.tokens.end;
            } else if !matches!(self.word(at), "," | "by" | "as" | "like") {
                // "said in a post it was time".
                let subject = (at + 1..until).find(|i| is_subject_pronoun(self.word(*i)) && !self.is_quoted(*i));
                at = subject?;
            }
        }
        while at < tokens.end && matches!(self.word(at), "," | ":") && !self.is_quoted(at) {
            at += 1;
        }
        let closes = at >= tokens.end || matches!(self.word(at), "." | ";" | "?" | "!" | "—" | "–" | ")");
        (!closes).then_some(at)
    }

    /// Where a reported clause ends: with the sentence, or before what is no part of it.
    fn clause_end(&self, start: usize, tokens: &Range<usize>) -> usize {
        let mut at = start;
        while at < tokens.end {
            let word = self.word(at);
            if !self.is_quoted(at) && at > start {
                if matches!(word, ";" | "—") {
                    return at;
                }
                if word == "," && self.leaves(at + 1) {
                    return at;
                }
            }
            at += 1;
        }
        tokens.end
    }

    /// After a comma: words that leave the reported clause.
    fn leaves(&self, at: usize) -> bool {
        let word = self.word(at);
        matches!(
            word,
            "adding"
                | "calling"
                | "citing"
                | "noting"
                | "saying"
                | "telling"
                | "referring"
                | "according"
                | "arguing"
                | "suggesting"
        ) || word == "even" && self.word(at + 1) == "as"
    }

    /// Where the object of a verb starts.
    fn object_start(&self, at: usize, tokens: &Range<usize>) -> Option<usize> {
        let closes = at >= tokens.end || !self.is_quoted(at) && !self.word(at).chars().any(char::is_alphanumeric);
        let adjunct = matches!(
            self.word(at),
            "in" | "on"
                | "at"
                | "by"
                | "from"
                | "as"
                | "and"
                | "or"
                | "but"
                | "when"
                | "while"
                | "during"
                | "after"
                | "before"
                | "is"
                | "was"
                | "are"
                | "were"
                | "has"
                | "have"
                | "had"
        ) || self.time_starting(at).is_some();
        (!closes && !adjunct).then_some(at)
    }

    /// Where an object or an infinitive ends.
    fn object_end(&self, start: usize, tokens: &Range<usize>, infinitive: bool) -> usize {
        for at in start + 1..tokens.end {
            if self.is_quoted(at) {
                continue;
            }
            let word = self.word(at);
            let ends = match word {
                ";" | "—" | "–" | ":" | "(" => true,
                "," => true,
                "when" | "while" | "because" | "although" | "though" | "but" | "saying" | "calling" | "during"
                | "after" | "before" => true,
                "on" | "in" | "at" => self.time_starting(at + 1).is_some(),
                _ => !infinitive && self.time_starting(at).is_some_and(|t| t.tokens.end >= tokens.end - 1),
            };
            if ends {
                return at;
            }
        }
        tokens.end
    }

    /// A run of tokens as content, without the marks around it that are not its own.
    pub(super) fn stretch(&self, mut tokens: Range<usize>) -> Option<Vec<Span>> {
        while tokens.start < tokens.end
            && !self.is_quoted(tokens.end - 1)
            && matches!(self.word(tokens.end - 1), "." | "," | ";" | ":" | "—" | "–" | "and" | "but" | "?" | "!")
        {
            // A question's mark is its own.
            if matches!(self.word(tokens.end - 1), "?" | "!") {
                break;
            }
            tokens.end -= 1;
        }
        let wordy = tokens.clone().any(|i| self.word(i).chars().any(char::is_alphanumeric));
        let span = self.doc.span_of(tokens)?;
        wordy.then(|| vec![span])
    }
}

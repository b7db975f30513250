//! Events of the kind "statement": what somebody is quoted or reported as saying.
//!
//! [`attribution`] finds who speaks in a sentence and by which words; here the quotations of the
//! sentence are given to them, and what remains is dated, addressed and told apart by what it does.

mod about;
mod act;
mod addressee;
mod attribution;
mod date;
mod nesting;
mod occasion;
mod role;
mod subject;

use super::{
    super::{
        Annotated, Lexicon,
        actor::ON_THE_DAY,
        speech::{Speech, Use},
    },
    Draft,
    news::News,
};
use crate::domain::{Act, ActorKind, Detail, Role, Span, Statement, When, headline};
use attribution::{Attribution, Speaker, span_of};
use std::{cell::OnceCell, ops::Range};

/// Words and marks that go on with when and where it was said.
const SETTING: &[&str] =
    &[".", ";", "in", "on", "at", "during", "after", "before", "when", "as", "while", "late", "early"];
/// A headline is cut after so many characters.
const HEADLINE: usize = 110;

/// Every one in the article, in text order.
pub(super) fn find(found: &Annotated<'_>, lexicon: &Lexicon) -> Vec<Draft> {
    let mut book = Book {
        found,
        lexicon,
        drafts: Vec::new(),
        of_quote: vec![None; found.quotes.len()],
        last: None,
        speakers: Vec::new(),
        news: News::of(found),
    };
    for sentence in 0..found.doc.sentences.len() {
        book.sentence(sentence);
    }
    book.finish()
}

/// The statements found so far.
struct Book<'a> {
    found: &'a Annotated<'a>,
    lexicon: &'a Lexicon,
    drafts: Vec<Entry>,
    /// Which draft each quotation went to.
    of_quote: Vec<Option<usize>>,
    /// Who spoke last, and in which paragraph.
    last: Option<(Speaker, usize)>,
    /// Everybody who spoke, in order.
    speakers: Vec<Speaker>,
    /// The day of the article's news, where it is not that of publication.
    news: Option<News>,
}

struct Entry {
    draft: Draft,
    speaker: String,
    sentence: usize,
    heading: bool,
    /// Told with "had", as background.
    background: bool,
}

impl Book<'_> {
    fn sentence(&mut self, sentence: usize) {
        let Some(here) = self.found.doc.sentences.get(sentence) else { return };
        let (paragraph, heading) = (here.paragraph, here.heading);
        // "The minister wrote:", with her words in the next paragraph.
        let leads = self.lower(here.tokens.end.wrapping_sub(1)) == ":";
        let near = self.last.as_ref().filter(|(_, p)| p + 1 >= paragraph).map(|(s, _)| s.clone());
        let attributions = attribution::of_sentence(self.found, self.lexicon, sentence, near.as_ref(), &self.speakers);
        let first = self.found.quotes.partition_point(|q| q.sentence < sentence);
        let quotes = first..first + self.found.quotes_in(sentence).len();
        let mut given: Vec<Vec<usize>> = vec![Vec::new(); attributions.len()];
        for q in quotes.clone().filter(|q| !self.is_title(*q)) {
            if let Some(a) = self.owner(&attributions, q) {
                given[a].push(q);
            }
        }
        for (i, attribution) in attributions.iter().enumerate() {
            let complement = self.complement(&attributions, i, sentence);
            if let Some(draft) = self.draft(attribution, &given[i], complement, sentence) {
                self.last = Some((attribution.speaker.clone(), paragraph));
                self.speakers.push(attribution.speaker.clone());
                let by = (&attribution.speaker, self.is_background(attribution));
                self.push(draft, &given[i], by, sentence, heading);
            } else if leads || self.is_count(attribution, sentence) {
                self.last = Some((attribution.speaker.clone(), paragraph));
            }
        }
        if attributions.is_empty() || given.iter().all(Vec::is_empty) {
            for q in quotes {
                if self.of_quote[q].is_none() && !self.is_title(q) {
                    self.alone(q, near.as_ref(), sentence, heading);
                }
            }
        }
        // Whoever a paragraph speaks of may be the "he" of its next quotation.
        if attributions.is_empty()
            && let Some(actor) = self.found.actors_in(sentence).iter().find(|a| a.actor.kind == ActorKind::Person)
        {
            let speaker =
                Speaker { actor: actor.actor.clone(), title: actor.title.clone(), tokens: actor.tokens.clone() };
            self.last = Some((speaker, paragraph));
        }
    }

    /// The attribution a quotation belongs to: the last before it, else the first after it.
    fn owner(&self, attributions: &[Attribution], quote: usize) -> Option<usize> {
        let start = self.found.quotes[quote].outer.start();
        let begins = |a: &Attribution| span_of(self.found, a.verb.clone()).map_or(0, Span::start);
        let before = attributions.iter().rposition(|a| begins(a) < start);
        // "“…,” he said": a verb that only serves quotations beside it yields to the one after.
        before.or_else(|| (!attributions.is_empty()).then_some(0))
    }

    /// Whether the marks hold a title or a name: several words, each with a capital.
    fn is_title(&self, quote: usize) -> bool {
        let inner = self.found.doc.text.slice(self.found.quotes[quote].inner);
        let mut words = inner.split_whitespace().peekable();
        let count = inner.split_whitespace().count();
        (2..=5).contains(&count)
            && !inner.ends_with([',', '.', '!', '?'])
            && words.all(|w| w.starts_with(char::is_uppercase) || matches!(w, "of" | "the" | "and" | "for"))
    }

    /// The reporter's words of what was said: after the verb, or before the attribution.
    fn complement(&self, all: &[Attribution], index: usize, sentence: usize) -> Option<Span> {
        let tokens = self.found.doc.sentences.get(sentence)?.tokens.clone();
        let attribution = &all[index];
        let until = all
            .get(index + 1)
            .map_or(tokens.end, |next| next.verb.start.min(next.speaker.tokens.start.max(attribution.verb.end)));
        let inverted = attribution.speaker.tokens.start >= attribution.verb.end;
        let ends = if inverted { attribution.speaker.tokens.end } else { attribution.verb.end };
        let after = ends..until.max(ends);
        let from = index.checked_sub(1).map_or(tokens.start, |p| all[p].verb.end);
        let before = from..attribution.speaker.tokens.start.min(attribution.verb.start).max(from);
        if self.stands_before(attribution, ends, sentence) {
            return span_of(self.found, self.trim(before));
        }
        let wordy = |r: &Range<usize>| r.clone().filter(|i| self.is_word(*i)).count();
        let set = Speech::get().words();
        // "he told reporters on Friday" says nothing yet: the clause stands before.
        let plain =
            |r: &Range<usize>| r.clone().filter(|i| self.is_word(*i) && !set.setting.contains(self.lower(*i))).count();
        let trailing = attribution.rule == "statement.according" && wordy(&before) >= 3;
        // "condemned the raid" is enough for a verb that tells the act itself.
        let enough = if attribution.act.is_some() { 1 } else { 3 };
        // "The claims are untrue, said the spokeswoman, commenting on them": the clause stands before.
        let led = inverted && wordy(&before) >= 3 && self.lower(ends) == ",";
        let trailing = trailing || led;
        let follows = plain(&after) >= enough || wordy(&after) > wordy(&before);
        let clause = if !trailing && follows { after } else { before };
        let clause = self.trim(clause);
        (wordy(&clause) >= 1).then(|| span_of(self.found, clause)).flatten()
    }

    /// "The hours were tense, Roe said in the morning; by noon …": whether what is said stands before a
    /// verb behind which only its setting follows, as the pass over all attributions has it.
    fn stands_before(&self, by: &Attribution, ends: usize, sentence: usize) -> bool {
        let Some(whole) = self.found.doc.sentences.get(sentence) else { return false };
        let pauses = ends >= whole.tokens.end
            || SETTING.contains(&self.lower(ends))
            || self.found.times_in(sentence).iter().any(|t| t.tokens.start == ends);
        let opens = (ends..whole.tokens.end).any(|i| self.lower(i) == "that");
        let head = by.speaker.tokens.start.min(by.verb.start);
        let Some(head) = self.found.doc.tokens.get(head).map(|t| t.span.start()) else { return false };
        let before =
            |c: &Span| c.end() <= head && whole.span.contains(*c) && self.text(*c).split_whitespace().nth(3).is_some();
        let read = self.found.attributions_in(sentence).iter().find(|a| a.cue.contains(&by.verb.start));
        pauses && !opens && read.is_some_and(|a| a.content.iter().any(before))
    }

    fn trim(&self, mut clause: Range<usize>) -> Range<usize> {
        while !clause.is_empty()
            && !self.is_word(clause.start)
            && !self.found.is_quoted(clause.start)
            && self.lower(clause.start) != "“"
        {
            clause.start += 1;
        }
        while !clause.is_empty()
            && matches!(self.lower(clause.end - 1), "," | "." | ";" | ":" | "—" | "–" | "and" | "but" | "the")
        {
            clause.end -= 1;
        }
        clause
    }

    fn is_word(&self, token: usize) -> bool {
        self.lower(token).chars().any(char::is_alphanumeric)
    }

    fn lower(&self, token: usize) -> &str {
        self.found.doc.tokens.get(token).map_or("", |t| &t.lower)
    }

    fn text(&self, span: Span) -> &str {
        self.found.doc.text.slice(span)
    }

    fn draft(&self, by: &Attribution, quotes: &[usize], complement: Option<Span>, sentence: usize) -> Option<Draft> {
        let whole = self.found.sentence_span(sentence)?;
        let quote = self.joined(quotes);
        if quote.is_none() && (by.uses == Use::Quote || complement.is_none() && by.uses == Use::Say) {
            return None;
        }
        if quote.is_none() && !by.then.is_empty() && !self.found.quotes_in(sentence).is_empty() {
            let near = by.verb.end..(by.verb.end + 8).min(self.found.doc.sentences.get(sentence)?.tokens.end);
            near.clone().find(|i| by.then.iter().any(|w| w == self.lower(*i)))?;
        }
        if quote.is_none() && self.is_count(by, sentence) {
            return None;
        }
        let said = quote.clone().or_else(|| complement.map(|c| self.text(c).to_owned()));
        let why = self.act(by, quotes, complement, sentence);
        let mut draft = self.statement(&by.speaker, quote, why.act, self.date(by, sentence), whole, by.rule);
        if let Detail::Statement(statement) = &mut draft.content.detail {
            let around = self.outside_quotes(sentence);
            statement.channel = Speech::get().channel_of(&around).map(str::to_owned);
        }
        if let Some(addressee) = &by.addressee {
            draft.add(Role::Addressee, addressee, None);
        }
        let said = said.unwrap_or_default();
        self.tell_topics(&mut draft, &said, sentence);
        draft.content.headline = self.headline(by, &draft, complement);
        draft.because("statement.act", why.span.unwrap_or(whole), why.rule);
        if let Some(span) = span_of(self.found, by.speaker.tokens.clone()) {
            draft.because("statement.speaker", span, by.rule);
        }
        Some(draft)
    }

    fn statement(
        &self,
        who: &Speaker,
        quote: Option<String>,
        act: Act,
        date: When,
        evidence: Span,
        rule: &'static str,
    ) -> Draft {
        let statement = Statement {
            speaker: self.called(who),
            reported: quote.is_none(),
            quote,
            act,
            plover: act.plover().map(str::to_owned),
            channel: None,
        };
        let mut draft = Draft::new(Detail::Statement(statement), date, evidence, rule);
        draft.add(Role::Speaker, &who.actor, who.title.as_deref());
        draft
    }

    /// A person or body by its name; a seat of power or somebody's office as the article calls it.
    fn called(&self, who: &Speaker) -> String {
        let words = span_of(self.found, who.tokens.clone()).map_or("", |s| self.text(s));
        let article = who.tokens.start.checked_sub(1).is_some_and(|i| self.lower(i) == "the");
        let bare = words.strip_prefix("the ").or_else(|| words.strip_prefix("The "));
        let seat = who.actor.kind == ActorKind::State && (article || bare.is_some());
        let office = who.actor.kind == ActorKind::Organisation && (words.contains("'s ") || words.contains("’s "));
        // Whoever the lexicon knows to hold an office on that day is not named by the article.
        let after = self.found.actors.partition_point(|a| a.tokens.start < who.tokens.start);
        let dated =
            self.found.actors.get(after).is_some_and(|a| {
                a.rule == ON_THE_DAY && a.tokens.start == who.tokens.start && a.actor.id == who.actor.id
            });
        if seat || office || dated { bare.unwrap_or(words).to_owned() } else { who.actor.name.clone() }
    }

    /// A quotation whose sentence names no speaker: it goes on, or is whole speech of who spoke last.
    fn alone(&mut self, q: usize, near: Option<&Speaker>, sentence: usize, heading: bool) {
        let Some(whole) = self.found.sentence_span(sentence) else { return };
        let quote = &self.found.quotes[q];
        if let Some(d) = quote.continues.and_then(|p| self.of_quote[p]) {
            let part = clean(self.text(quote.inner));
            let draft = &mut self.drafts[d].draft;
            if let Detail::Statement(Statement { quote: Some(words), .. }) = &mut draft.content.detail {
                words.push(' ');
                words.push_str(&part);
            }
            draft.rest_on(whole, "statement.quote.continued");
            self.of_quote[q] = Some(d);
            return;
        }
        let inner = self.text(quote.inner);
        if quote.outer.len() * 10 < whole.len() * 6 || inner.split_whitespace().count() < 3 || heading {
            return;
        }
        // "The delegates accused Norland of “…”": whoever they are, it is not who spoke last.
        let outside = self.found.doc.sentences.get(sentence).map_or(0..0, |s| s.tokens.clone());
        let mut outside = outside.filter(|i| !self.found.is_quoted(*i));
        if outside
            .any(|i| Speech::get().verbs_at(&self.found.doc.tokens, i).next().is_some_and(|(v, _)| v.act.is_some()))
        {
            return;
        }
        let next = || {
            let next = attribution::of_sentence(self.found, self.lexicon, sentence + 1, None, &self.speakers)
                .into_iter()
                .next()?;
            let same = self.found.doc.sentences.get(sentence + 1)?.paragraph
                == self.found.doc.sentences.get(sentence)?.paragraph;
            same.then_some(next.speaker)
        };
        let Some(speaker) = near.cloned().or_else(next) else { return };
        let words = clean(inner);
        // What goes on without a word that tells its act does what the sentence before did.
        let before = self.drafts.last().filter(|e| e.speaker == speaker.actor.id && e.sentence + 1 == sentence);
        let told = self.told_in_quotes(&speaker, &[q]);
        let (act, rule) = match (&told, before.and_then(|e| act_of(&e.draft))) {
            (Some(told), _) => (told.act, "statement.act.words"),
            (None, Some(act)) => (act, "statement.act.goes-on"),
            (None, None) => (Act::Assess, "statement.act.plain-quote"),
        };
        let telling = told.and_then(|t| span_of(self.found, t.tokens)).unwrap_or(quote.outer);
        let mut draft = self.statement(
            &speaker,
            Some(words.clone()),
            act,
            self.undated(&speaker, sentence, None),
            whole,
            "statement.quote.alone",
        );
        draft.because("statement.act", telling, rule);
        self.tell_topics(&mut draft, &words, sentence);
        draft.content.headline = quoted(&speaker.actor.name, &words);
        self.push(draft, &[q], (&speaker, false), sentence, heading);
    }

    fn push(&mut self, draft: Draft, quotes: &[usize], by: (&Speaker, bool), sentence: usize, heading: bool) {
        let (speaker, background) = by;
        // Statements come in the order of their sentences.
        let twin = self.drafts.iter().rev().take_while(|e| e.sentence >= sentence).any(|e| {
            e.sentence == sentence
                && e.speaker == speaker.actor.id
                && quotes.is_empty()
                && (act_of(&e.draft) == act_of(&draft) || matches!(act_of(&draft), Some(Act::Announce | Act::Assess)))
        });
        if twin {
            return;
        }
        for q in quotes {
            self.of_quote[*q] = Some(self.drafts.len());
        }
        self.drafts.push(Entry { draft, speaker: speaker.actor.id.clone(), sentence, heading, background });
    }

    /// Quotations as one text; a split one loses the comma before its attribution.
    fn joined(&self, quotes: &[usize]) -> Option<String> {
        let parts: Vec<String> = quotes.iter().map(|q| clean(self.text(self.found.quotes[*q].inner))).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    /// Counts of weapons and victims by a service belong to the strike, not among the statements.
    fn is_count(&self, by: &Attribution, sentence: usize) -> bool {
        let (words, speaker) = (Speech::get().words(), &by.speaker);
        let name = super::super::phrase::words(&speaker.actor.name);
        let service =
            words.services.any_in(&name) && (speaker.actor.kind != ActorKind::Person || speaker.title.is_none());
        let Some(whole) = self.found.sentence_span(sentence).filter(|_| service) else { return false };
        let text = self.text(whole);
        let counts = !self.found.numbers_in(sentence).is_empty() || text.contains(|c: char| c.is_ascii_digit());
        let text = super::super::phrase::words(text);
        counts && words.counted.any_in(&text) || words.actions.any_in(&text)
    }

    fn outside_quotes(&self, sentence: usize) -> String {
        let Some(s) = self.found.doc.sentences.get(sentence) else { return String::new() };
        let words = s.tokens.clone().filter(|i| !self.found.is_quoted(*i));
        words.filter_map(|i| self.found.doc.tokens.get(i)).map(|t| self.text(t.span)).collect::<Vec<_>>().join(" ")
    }

    fn headline(&self, by: &Attribution, draft: &Draft, complement: Option<Span>) -> String {
        let name = &by.speaker.actor.name;
        if let Detail::Statement(Statement { quote: Some(words), .. }) = &draft.content.detail {
            return quoted(name, words);
        }
        let verb = span_of(self.found, by.verb.clone()).map_or("", |s| self.text(s));
        let clause = complement.map_or("", |c| self.text(c));
        let follows = complement.zip(span_of(self.found, by.verb.clone())).is_some_and(|(c, v)| c.start() >= v.end());
        let plain_verb = by.rule.starts_with("statement.verb");
        if follows && plain_verb && !clause.is_empty() {
            return cut(&format!("{name} {verb} {clause}"));
        }
        // Words without a verb of their own before them are introduced by what the statement does.
        let does = headline::compose(&draft.content);
        let clause = clause.strip_prefix("that ").unwrap_or(clause);
        if clause.is_empty() { cut(&does) } else { cut(&format!("{does}: {clause}")) }
    }

    /// Leaves out what a later sentence says in full: headlines, and paraphrases of the next quotation.
    fn finish(self) -> Vec<Draft> {
        let entries = &self.drafts;
        // Few statements have another of the same speaker near them.
        let read: Vec<OnceCell<Vec<String>>> = vec![OnceCell::new(); entries.len()];
        let words = |i: usize| read[i].get_or_init(|| content_words(self.said(&entries[i])));
        let covered = |i: usize| {
            let e = &entries[i];
            let later = entries.iter().enumerate().skip(i + 1);
            let near = later.take_while(|(_, l)| e.heading || l.sentence <= e.sentence + 1);
            near.filter(|(_, l)| l.speaker == e.speaker).any(|(j, l)| {
                let full = e.heading || is_reported(&e.draft) && !is_reported(&l.draft) && l.sentence > e.sentence;
                let shared = || words(i).iter().filter(|w| words(j).contains(w)).count();
                full && !words(i).is_empty() && shared() * 2 >= words(i).len()
            })
        };
        let keep: Vec<bool> = (0..entries.len())
            .map(|i| !covered(i) && (!entries[i].heading || !is_reported(&entries[i].draft)))
            .collect();
        self.drafts.into_iter().zip(keep).filter(|(_, keep)| *keep).map(|(e, _)| e.draft).collect()
    }

    fn said<'e>(&'e self, entry: &'e Entry) -> &'e str {
        match &entry.draft.content.detail {
            Detail::Statement(Statement { quote: Some(words), .. }) => words,
            _ => entry.draft.evidence.first().map_or("", |(span, _)| self.text(*span)),
        }
    }
}

fn act_of(draft: &Draft) -> Option<Act> {
    match &draft.content.detail {
        Detail::Statement(s) => Some(s.act),
        _ => None,
    }
}

fn is_reported(draft: &Draft) -> bool {
    matches!(&draft.content.detail, Detail::Statement(s) if s.reported)
}

/// Words that carry meaning: four letters or more.
fn content_words(text: &str) -> Vec<String> {
    let words = super::super::phrase::words(text);
    words.split(' ').filter(|w| w.chars().count() > 3).map(str::to_owned).collect()
}

/// The words of a quotation in one line, without the comma that leads to its attribution.
fn clean(inner: &str) -> String {
    let mut line = one_line(inner, usize::MAX);
    line.truncate(line.trim_end_matches(',').len());
    line
}

fn quoted(name: &str, words: &str) -> String {
    format!("{name}: “{}”", cut(words))
}

/// A text with one space between its words; no more words where it has more than so many bytes.
fn one_line(text: &str, enough: usize) -> String {
    let mut line = String::with_capacity(text.len().min(enough));
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        if line.len() > enough {
            break;
        }
    }
    line
}

/// Cuts at a word's end, with an ellipsis.
fn cut(text: &str) -> String {
    // No character has more than four bytes: what comes behind so many is cut off anyway.
    let text = one_line(text, 4 * HEADLINE);
    if text.chars().count() <= HEADLINE {
        return text;
    }
    let short: String = text.chars().take(HEADLINE).collect();
    let end = short.rfind(' ').unwrap_or(short.len());
    format!("{}…", short[..end].trim_end_matches([',', ';', ':', ' ']))
}

#[cfg(test)]
mod tests;

//! Who is named: lexicon names, people by pattern, surnames, roles, pronouns, metonyms.
//!
//! People are found by how news introduces them: title before the name ("Foreign Minister Jane
//! Roe"), title and comma ("the envoy, John Doe,"), or name and apposition ("Jane Roe, head of the
//! delegation,"). What an article says once of a person holds for the whole article: the text is
//! read twice, first to learn who is who.

mod bodies;
pub(super) mod grammar;
mod names;
mod offices;
mod organisations;
mod people;
mod phrase;
mod pronoun;
mod registry;
#[cfg(test)]
mod tests;
mod words;

use super::{
    lexicon::{Lexicon, Sense},
    token::Doc,
};
use crate::domain::{Actor, ActorKind, Span};
use grammar::Use;
use jiff::civil::Date;
use phrase::{Kind, Phrase};
use registry::Registry;
use std::{collections::HashMap, ops::Range, sync::Arc};
use words::Classes;

/// The rule that gives an office to who held it on the article's day.
pub(crate) const ON_THE_DAY: &str = "actor.role.on-the-day";

/// How an actor is named at this place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Naming {
    /// By name, in full or in part.
    Name,
    /// A capital or a seat of power that stands for its government ("Moscow is demanding").
    Metonym,
    /// By nationality ("the Ukrainian delegation", "Russian drones"): the state behind it.
    Demonym,
    /// By office or function only ("the envoy", "another spokesperson"), resolved where possible.
    RoleOnly,
    /// "he", "she", "they".
    Pronoun,
}

/// An actor at one place in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActorMention {
    /// The whole phrase, with title ("Ukrainian Foreign Minister Andriy Sybiga").
    pub span: Span,
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Its sentence.
    pub sentence: usize,
    /// Who.
    pub actor: Arc<Actor>,
    /// Office or function as the article gives it.
    pub title: Option<String>,
    /// How it is named here.
    pub naming: Naming,
    /// The rule that found it.
    pub rule: &'static str,
}

/// Every actor, in text order; phrases never overlap. The names are those of [`Names::of`]. `day` is
/// the article's: only with it can an office without a name ("the French foreign minister") be given
/// to who held it then.
pub(super) fn find(doc: &Doc, names: &Names<'_>, lexicon: &Lexicon, day: Option<Date>) -> Vec<ActorMention> {
    let mut reader = Reader {
        doc,
        lexicon,
        day,
        names,
        registry: Registry::default(),
        quoted: quoted(doc),
        no_phrase: vec![0; doc.tokens.len()],
        armed: HashMap::new(),
        out: Vec::new(),
    };
    reader.read();
    reader.out.clear();
    reader.armed.clear();
    reader.registry.rewind();
    reader.read();
    reader.out
}

/// A lexicon name with the tokens it covers.
#[derive(Clone, Debug)]
pub(super) struct Name<'l> {
    /// Its tokens.
    pub(super) tokens: Range<usize>,
    /// Its bytes.
    pub(super) span: Span,
    /// What it may mean.
    pub(super) senses: &'l [Sense],
    /// Whether it is only a part of a hyphenated word ("Iran-US").
    pub(super) partial: bool,
}

/// The lexicon's names in an article, found by token without a search.
#[derive(Debug)]
pub(super) struct Names<'l> {
    pub(super) list: Vec<Name<'l>>,
    /// For each token, and for the end, the first name that starts there or later.
    first: Vec<u32>,
    /// What each token may be in the names of people, offices and bodies.
    classes: Vec<Classes>,
}

impl<'l> Names<'l> {
    /// Reads an article.
    pub(super) fn of(doc: &Doc, lexicon: &'l Lexicon) -> Names<'l> {
        let (list, tokens) = (names(doc, lexicon), doc.tokens.len());
        let mut first = Vec::with_capacity(tokens + 1);
        let mut next = 0;
        for token in 0..=tokens {
            while list.get(next).is_some_and(|n| n.tokens.start < token) {
                next += 1;
            }
            // A text has fewer tokens than bytes, and is far shorter than four gigabytes.
            first.push(u32::try_from(next).unwrap_or(u32::MAX));
        }
        let classes = doc.tokens.iter().map(|t| Classes::of(&t.lower)).collect();
        Names { list, first, classes }
    }

    /// What a token may be in the names of people, offices and bodies.
    fn classes(&self, token: usize) -> Classes {
        self.classes.get(token).copied().unwrap_or_default()
    }

    /// The index of the first name that starts at a token or later.
    fn from(&self, token: usize) -> usize {
        self.first.get(token).map_or(self.list.len(), |i| *i as usize)
    }

    /// The first name that starts at a token.
    fn at(&self, token: usize) -> Option<&Name<'l>> {
        self.list.get(self.from(token)).filter(|n| n.tokens.start == token)
    }

    /// The first whole-word name that starts at a token.
    fn whole(&self, token: usize) -> Option<&Name<'l>> {
        self.at(token).filter(|n| !n.partial)
    }
}

/// Second halves of hyphenated words that leave the first half an actor ("US-brokered").
const TELLING: &[&str] = &["brokered", "mediated", "led", "hosted", "sponsored", "proposed", "drafted"];

/// Every lexicon name that stands in a sentence, in order.
fn names<'l>(doc: &Doc, lexicon: &'l Lexicon) -> Vec<Name<'l>> {
    let mut out = Vec::new();
    for sentence in &doc.sentences {
        let Some(span) = doc.span_of(sentence.tokens.clone()) else { continue };
        for hit in lexicon.hits(doc.text.as_str(), span.start(), span.end()) {
            let Some(span) = doc.text.span(hit.start, hit.end) else { continue };
            let first = doc.tokens.partition_point(|t| t.span.end() <= hit.start);
            let end = doc.tokens.partition_point(|t| t.span.start() < hit.end);
            let (Some(a), Some(b)) = (doc.tokens.get(first), doc.tokens.get(end.wrapping_sub(1))) else { continue };
            let partial = a.span.start() != hit.start || b.span.end() != hit.end;
            if partial && !tells(&a.lower, lexicon) {
                continue;
            }
            out.push(Name { tokens: first..end, span, senses: hit.senses, partial });
        }
    }
    out
}

/// Whether the parts of a hyphenated word are actors: "iran-us", "us-brokered", not "pro-russian".
fn tells(word: &str, lexicon: &Lexicon) -> bool {
    let mut parts = word.split('-');
    let first = parts.next().unwrap_or_default();
    if matches!(first, "pro" | "anti" | "non" | "ex" | "post" | "pre") {
        return false;
    }
    let last = word.rsplit('-').next().unwrap_or_default();
    if TELLING.contains(&last) {
        return true;
    }
    let capital = |w: &str| {
        let mut chars = w.chars();
        chars.next().map(|c| c.to_uppercase().collect::<String>() + chars.as_str()).unwrap_or_default()
    };
    word.split('-').all(|p| {
        [capital(p), p.to_uppercase()]
            .iter()
            .any(|w| lexicon.hits(w, 0, w.len()).iter().any(|h| h.end - h.start == w.len()))
    })
}

/// Whether a capitalised word is a day, a month or another word that names nothing here.
pub(super) fn is_calendar(lower: &str) -> bool {
    words::NOT_NAMES.contains(&lower)
}

struct Reader<'d> {
    doc: &'d Doc,
    lexicon: &'d Lexicon,
    /// The article's day.
    day: Option<Date>,
    names: &'d Names<'d>,
    registry: Registry,
    /// The tokens of what is said in quotation marks, in order.
    quoted: Vec<Range<usize>>,
    /// For each token, one more than the number of acronyms known when no phrase began there; 0 where
    /// one does, or nobody has looked. The second reading asks again only where more are known.
    no_phrase: Vec<u32>,
    /// For the id of an armed group, its last mention in `out`.
    armed: HashMap<String, usize>,
    out: Vec<ActorMention>,
}

/// The tokens inside double quotation marks, paragraph by paragraph; an open one ends with its paragraph.
fn quoted(doc: &Doc) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut open: Option<usize> = None;
    let mut paragraph = 0;
    for sentence in &doc.sentences {
        if sentence.paragraph != paragraph {
            if let Some(start) = open.take() {
                out.push(start..sentence.tokens.start);
            }
            paragraph = sentence.paragraph;
        }
        for i in sentence.tokens.clone() {
            match (doc.lower(i), open) {
                ("“" | "\"" | "«", None) => open = Some(i + 1),
                ("”" | "\"" | "»", Some(start)) => {
                    out.push(start..i);
                    open = None;
                }
                _ => {}
            }
        }
    }
    out.extend(open.map(|start| start..doc.tokens.len()));
    out
}

impl Reader<'_> {
    fn read(&mut self) {
        for sentence in 0..self.doc.sentences.len() {
            let tokens = self.doc.sentences[sentence].tokens.clone();
            let mut at = tokens.start;
            while at < tokens.end {
                at = self.step(at, tokens.end, sentence).max(at + 1);
            }
        }
    }

    /// Reads what starts at a token; gives the token to go on with.
    fn step(&mut self, at: usize, end: usize, sentence: usize) -> usize {
        if matches!(self.doc.lower(at), "he" | "she") {
            if let Some(next) = self.named_he(at, end, sentence) {
                return next;
            }
            if let Some((actor, title)) = self.pronoun(at, sentence) {
                self.push(at..at + 1, sentence, actor, title, Naming::Pronoun, "actor.pronoun");
            }
            return at + 1;
        }
        let determiner = phrase::is_determiner(self.doc.lower(at));
        let pointing = matches!(self.doc.lower(at), "that" | "this");
        if !determiner && !pointing && phrase::is_plain(self.doc, self.names, at) {
            return at + 1;
        }
        if let Some(next) = self.group_again(at, end, sentence) {
            return next;
        }
        if let Some(next) = self.organisation(at, end, sentence) {
            return next;
        }
        let known = u32::try_from(self.registry.acronyms() + 1).unwrap_or(u32::MAX);
        if self.no_phrase[at] != known {
            match phrase::read(self.doc, self.names, &self.registry, at, end) {
                Some(phrase) => {
                    if let Some(next) = self.office_or_body(&phrase, end, sentence) {
                        return next;
                    }
                }
                None => self.no_phrase[at] = known,
            }
        }
        if let Some(next) = self.person(at, end, sentence) {
            return next;
        }
        self.name(at, sentence).unwrap_or(at + 1)
    }

    fn push(
        &mut self,
        tokens: Range<usize>,
        sentence: usize,
        actor: Arc<Actor>,
        title: Option<String>,
        naming: Naming,
        rule: &'static str,
    ) {
        if let Some(span) = self.doc.span_of(tokens.clone()) {
            self.keep(ActorMention { span, tokens, sentence, actor, title, naming, rule });
        }
    }

    fn keep(&mut self, mention: ActorMention) {
        if mention.actor.kind == ActorKind::ArmedGroup {
            self.armed.insert(mention.actor.id.clone(), self.out.len());
        }
        self.out.push(mention);
    }

    fn text(&self, tokens: Range<usize>) -> String {
        let text = self.doc.span_of(tokens).map_or("", |span| self.doc.text.slice(span));
        let mut line = String::with_capacity(text.len());
        for word in text.split_whitespace() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        line
    }

    /// The lexicon names inside a run of tokens.
    fn names_in(&self, tokens: &Range<usize>) -> &[Name<'_>] {
        let (start, end) = (self.names.from(tokens.start), self.names.from(tokens.end));
        self.names.list.get(start..end.max(start)).unwrap_or(&[])
    }

    /// Whether a token stands inside quotation marks.
    fn is_quoted(&self, at: usize) -> bool {
        let i = self.quoted.partition_point(|q| q.end <= at);
        self.quoted.get(i).is_some_and(|q| q.start <= at)
    }

    /// "He" with a capital inside a sentence is a family name ("between Roe and He").
    fn named_he(&mut self, at: usize, end: usize, sentence: usize) -> Option<usize> {
        if !self.doc.tokens[at].capital {
            return None;
        }
        let run = at..at + 1;
        let (actor, title) = if self.opens(at) {
            let full = self.name_run(at, end, names::Before::Title);
            (full.len() > 1).then_some(())?;
            return self.person_at(&full, sentence);
        } else {
            let full = self.name_run(at, end, names::Before::Title);
            if full.len() > 1 {
                return self.person_at(&full, sentence);
            }
            self.identify(&run)?
        };
        self.push(run, sentence, actor, title, Naming::Name, "actor.person.known");
        Some(at + 1)
    }

    fn person_at(&mut self, run: &Range<usize>, sentence: usize) -> Option<usize> {
        let (actor, title) = self.identify(run)?;
        self.push(run.clone(), sentence, actor, title, Naming::Name, "actor.person.known");
        Some(run.end)
    }

    fn office_or_body(&mut self, phrase: &Phrase, end: usize, sentence: usize) -> Option<usize> {
        match phrase.kind {
            Kind::Office => self.office(phrase, end, sentence),
            Kind::Body => self.body(phrase, sentence),
        }
    }

    /// A state, organisation, group, metonym or nationality.
    fn name(&mut self, at: usize, sentence: usize) -> Option<usize> {
        self.names.at(at)?;
        let here: Vec<Name<'_>> =
            self.names.list[self.names.from(at)..].iter().take_while(|n| n.tokens.start == at).cloned().collect();
        let first = here.first()?;
        let stop = first.tokens.end;
        for name in &here {
            let before = self.coordinated(name);
            let demonym = name.senses.iter().find_map(|s| if let Sense::Demonym(i) = s { Some(*i) } else { None });
            let acts = grammar::used_as(self.doc, &name.tokens, name.senses, before) == Use::Acts || name.partial;
            let (index, naming, rule) = if let Some(i) = demonym {
                (i, Naming::Demonym, "actor.demonym")
            } else if let (true, Some(i)) =
                (acts, name.senses.iter().find_map(|s| if let Sense::Actor(i) = s { Some(*i) } else { None }))
            {
                (i, Naming::Name, "actor.name")
            } else if let (true, Some(i)) =
                (acts, name.senses.iter().find_map(|s| if let Sense::Seat(i) = s { Some(*i) } else { None }))
            {
                (i, Naming::Metonym, "actor.metonym")
            } else {
                continue;
            };
            let known = self.lexicon.actor(index);
            if known.actor.kind == ActorKind::Person {
                continue;
            }
            let (actor, tokens) = (known.actor.clone(), name.tokens.clone());
            self.keep(ActorMention { span: name.span, tokens, sentence, actor, title: None, naming, rule });
        }
        Some(stop)
    }

    /// What the name just before this one, joined by "and" or a comma, was used as.
    fn coordinated(&self, name: &Name<'_>) -> Option<Use> {
        let index = self.names.list.partition_point(|n| n.span.start() < name.span.start());
        let before = self.names.list.get(index.checked_sub(1)?)?;
        let gap = before.tokens.end..name.tokens.start;
        let near =
            gap.len() <= 3 && gap.clone().all(|i| matches!(self.doc.lower(i), "and" | "," | "or" | "the" | "/" | "–"));
        if !near || gap.is_empty() {
            return None;
        }
        Some(if self.out.iter().rev().take(4).any(|m| m.span == before.span) { Use::Acts } else { Use::Place })
    }
}

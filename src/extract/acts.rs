//! What a statement does (accuse, promise, announce …), by its own words (`data/acts.toml`).
//!
//! Many phrases tell nothing until it is known whose deed they name: "refuses" rejects of the speaker
//! and accuses of anybody else. So a statement is read clause by clause, each phrase with the subject
//! before it; a clause after "but" counts for more than the one it answers, one after "although" for
//! less, and a blame turned round ("we did not violate") denies.

use super::{
    hash::{Keyed, WordMap, WordSet, key},
    token::Token,
};
use crate::domain::Act;
use serde::Deserialize;
use std::{
    ops::Range,
    sync::{Arc, LazyLock},
};

/// Whose deed a phrase may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum By {
    /// The speaker's, or the speaker's side's.
    Own,
    /// Anybody else's.
    Other,
    /// Nobody's who is known to be another; only of entries.
    Free,
}

#[derive(Debug, Deserialize)]
struct Tell {
    act: Act,
    #[serde(default = "plain_tier")]
    tier: u8,
    by: Option<By>,
    #[serde(default)]
    marks: bool,
    #[serde(default)]
    opens: bool,
    #[serde(default)]
    facts: bool,
    any: Vec<String>,
}

/// The tier of an entry that names none.
fn plain_tier() -> u8 {
    2
}

/// Closed lists of words; `data/acts.toml` says what each is for.
#[derive(Debug, Default, Deserialize)]
struct Words {
    own: WordSet,
    others: WordSet,
    turns: WordSet,
    subordinate: WordSet,
    adverbs: WordSet,
    negative: WordSet,
}

#[derive(Debug, Default, Deserialize)]
struct File {
    classes: WordMap<Vec<String>>,
    tell: Vec<Tell>,
    words: Words,
}

/// One word of a phrase.
#[derive(Clone, Debug)]
enum Part {
    Word(String),
    /// The beginning of a word.
    Stem(String),
    /// The end of a word.
    End(String),
    /// Any word of a class.
    Class(String, Arc<WordSet>),
}

impl Part {
    /// The letters with which a word may begin that it fits.
    fn letters(&self) -> u32 {
        match self {
            Part::Word(word) | Part::Stem(word) => letter(word),
            Part::End(_) => u32::MAX,
            Part::Class(_, words) => words.iter().fold(0, |all, word| all | letter(word)),
        }
    }
}

/// A bit for the first letter of a word, by which most words that do not fit are told; all bits where
/// there is none.
fn letter(word: &str) -> u32 {
    word.as_bytes().first().map_or(u32::MAX, |first| 1 << (first & 31))
}

#[derive(Debug)]
struct Phrase {
    /// The words after the first.
    rest: Vec<Part>,
    /// With which letters the first of those may begin, see [`letter`].
    next: u32,
    /// Its entry in the file.
    tell: usize,
}

/// Everything known of what words do.
#[derive(Debug)]
pub(crate) struct Acts {
    file: File,
    /// The phrases by their first word.
    by_word: WordMap<Vec<Phrase>>,
    /// The phrases that open with the beginning of a word, by the first [`STEM`] bytes of that, the
    /// shortest beginnings first.
    by_stem: WordMap<Vec<(String, Phrase)>>,
}

/// An act, and the words that tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) act: Act,
    pub(crate) tokens: Range<usize>,
    /// How telling the words are: the lower, the more.
    pub(crate) rank: u8,
}

/// Words that are read together, and how.
#[derive(Clone, Debug)]
pub(crate) struct Stretch {
    pub(crate) tokens: Range<usize>,
    /// They are direct speech.
    pub(crate) marks: bool,
    /// They go on with a clause of which the speaker is the subject ("he was “ready to talk”").
    pub(crate) goes_on: bool,
}

/// The clause that is being read.
#[derive(Clone, Copy, Debug, Default)]
struct Clause {
    /// Its first word.
    start: usize,
    /// Whether it answers another ("but …").
    answers: bool,
    /// Whether it hangs on another ("although …").
    hangs: bool,
}

/// A word as it is read: contractions are cut in two.
struct Word<'t> {
    lower: &'t str,
    key: u64,
    token: usize,
}

impl Keyed for Word<'_> {
    fn text(&self) -> &str {
        self.lower
    }

    fn key(&self) -> u64 {
        self.key
    }
}

// The tests read the file too: one that can't be read never ships.
static ACTS: LazyLock<Acts> = LazyLock::new(|| Acts::of(super::lexicon::words::read("acts").unwrap_or_default()));

/// Words of this rank and beyond say little: a verb of speech that leans to another act goes before them.
pub(crate) const WEAK: u8 = 16;
/// Quoted words of this rank and beyond yield to those of the report around them.
pub(crate) const LOOSE: u8 = 12;

/// The shortest stem: phrases that open with one are filed under so many bytes.
const STEM: usize = 4;

impl Acts {
    /// The vocabulary that ships with this version.
    pub(crate) fn get() -> &'static Acts {
        &ACTS
    }

    fn of(file: File) -> Acts {
        let classes: WordMap<Arc<WordSet>> = {
            let mut all = WordMap::default();
            for (class, words) in file.classes.iter() {
                *all.entry(class.clone()) = Arc::new(WordSet::from(words.clone()));
            }
            all
        };
        let mut by_word = WordMap::<Vec<Phrase>>::default();
        let mut by_stem = WordMap::<Vec<(String, Phrase)>>::default();
        for (tell, entry) in file.tell.iter().enumerate() {
            for phrase in &entry.any {
                let mut parts = phrase.split(' ').map(part);
                let Some(first) = parts.next() else { continue };
                let known = |part| match part {
                    Part::Class(class, _) => {
                        let words = classes.get(&class).cloned().unwrap_or_default();
                        Part::Class(class, words)
                    }
                    part => part,
                };
                let rest: Vec<Part> = parts.map(known).collect();
                let next = rest.first().map_or(u32::MAX, Part::letters);
                let mut put = |word: String| by_word.entry(word).push(Phrase { rest: rest.clone(), next, tell });
                match first {
                    Part::Word(word) => put(word),
                    Part::Stem(stem) => {
                        if let Some(begins) = stem.get(..STEM) {
                            by_stem.entry(begins.to_owned()).push((stem, Phrase { rest, next, tell }));
                        }
                    }
                    // No phrase opens so: it would be tried at every word.
                    Part::End(_) => {}
                    Part::Class(class, _) => {
                        for word in file.classes.get(&class).into_iter().flatten() {
                            put(word.clone());
                        }
                    }
                }
            }
        }
        by_stem.values_mut().for_each(|list| list.sort_by_key(|(stem, _)| stem.len()));
        Acts { file, by_word, by_stem }
    }

    /// What these words do, several stretches of one statement together. `whose` tells of a token
    /// whether it names the speaker's side or another, where it names a side at all.
    pub(crate) fn told(
        &self,
        tokens: &[Token],
        stretches: impl IntoIterator<Item = Stretch>,
        whose: impl Fn(usize) -> Option<By>,
    ) -> Option<Told> {
        let found = stretches.into_iter().filter_map(|stretch| self.in_stretch(tokens, stretch, &whose));
        found.min_by_key(|told| told.rank)
    }

    /// The most telling words of one stretch.
    fn in_stretch(&self, tokens: &[Token], stretch: Stretch, whose: &impl Fn(usize) -> Option<By>) -> Option<Told> {
        let marks = stretch.marks;
        let words = read(tokens, stretch.tokens);
        let mut best: Option<Told> = None;
        let mut clause = Clause::default();
        for at in 0..words.len() {
            if is_edge(words[at].lower) {
                clause = Clause { start: at + 1, ..Clause::default() };
                continue;
            }
            self.turn(&mut clause, &words, at);
            for (phrase, len) in self.phrases_at(&words, at) {
                let entry = &self.file.tell[phrase.tell];
                let rank = 4 * entry.tier + if clause.hangs { 6 } else { 0 } + u8::from(!clause.answers);
                let late = best.as_ref().is_some_and(|known| known.rank <= rank);
                if late || entry.marks && !marks || entry.opens && at > clause.start + 2 {
                    continue;
                }
                let before = &words[clause.start..at];
                let going_on = || (stretch.goes_on && clause.start == 0).then_some(By::Own);
                let by = self.subject(before, marks, whose).or_else(going_on);
                let fits = match entry.by {
                    None => true,
                    Some(By::Free) => by != Some(By::Other),
                    Some(wanted) => wanted == by.unwrap_or(By::Other),
                };
                if !fits {
                    continue;
                }
                let turned = before.iter().rev().take(3).any(|w| self.file.words.negative.contains(w));
                let act = match entry.act {
                    // "It is important that they have met" judges what was.
                    Act::Call | Act::Demand if entry.facts && is_fact(&words[at + len..]) => Act::Assess,
                    Act::Accuse if turned && by == Some(By::Own) => Act::Deny,
                    Act::Accuse | Act::Promise | Act::Praise | Act::Confirm | Act::Threaten if turned => continue,
                    // "There is no need to fight" asks for nothing.
                    Act::Call | Act::Demand if before.last().is_some_and(|w| w.lower == "no") => continue,
                    act => act,
                };
                let end = words[at + len - 1].token + 1;
                best = Some(Told { act, tokens: words[at].token..end, rank });
            }
        }
        // Only what nothing plainer tells can be a threat by its build alone.
        match best {
            Some(Told { rank, .. }) if rank < 12 => best,
            _ => self.menace(&words, marks, whose).or(best),
        }
    }

    /// "If they do not leave, we will come back": what the speaker's side will do to those who don't comply.
    fn menace(&self, words: &[Word<'_>], marks: bool, whose: &impl Fn(usize) -> Option<By>) -> Option<Told> {
        let opens = words.iter().position(|w| matches!(w.lower, "if" | "unless"))?;
        let ends = |w: &Word<'_>| w.lower == "," || is_edge(w.lower);
        let closes = words[opens..].iter().position(ends).map_or(words.len(), |n| opens + n);
        let denies = |w: &Word<'_>| matches!(w.lower, "unless" | "not" | "fails" | "fail" | "refuse" | "refuses");
        let no = words[opens..closes].iter().position(denies)? + opens;
        let theirs = self.subject(&words[opens..no.max(opens + 1)], marks, whose) != Some(By::Own);
        let will = (0..words.len()).filter(|i| !(opens..closes).contains(i)).find(|i| {
            let start = words[..*i].iter().rposition(ends).map_or(0, |n| n + 1);
            matches!(words[*i].lower, "will" | "would" | "shall")
                && words.get(i + 1).is_some_and(|next| !self.file.words.negative.contains(next))
                && self.subject(&words[start..*i], marks, whose) == Some(By::Own)
        })?;
        let tokens = words[opens.min(will)].token..words[(closes - 1).max(will)].token + 1;
        theirs.then_some(Told { act: Act::Threaten, tokens, rank: 5 })
    }

    /// Where a word opens another clause.
    fn turn(&self, clause: &mut Clause, words: &[Word<'_>], at: usize) {
        let lists = &self.file.words;
        let (here, last) = (words[at].lower, at.checked_sub(1).map_or("", |b| words[b].lower));
        if lists.turns.contains(&words[at]) {
            *clause = Clause { start: at, answers: true, hangs: false };
        } else if matches!(here, "if" | "unless" | "although" | "though" | "despite") {
            *clause = Clause { start: at, hangs: true, ..*clause };
        } else if lists.subordinate.contains(&words[at]) && (at == clause.start || last == ",") {
            clause.hangs = true;
        } else if last == "," && clause.hangs {
            *clause = Clause { start: at, hangs: false, ..*clause };
        }
    }

    /// The phrases that start at a word, with how many words they take.
    fn phrases_at<'s>(&'s self, words: &'s [Word<'s>], at: usize) -> impl Iterator<Item = (&'s Phrase, usize)> {
        let word = words[at].lower;
        let stems = word.get(..STEM).and_then(|begins| self.by_stem.get(begins)).into_iter().flatten();
        let stems = stems.filter(move |(stem, _)| word.starts_with(stem.as_str())).map(|(_, phrase)| phrase);
        let phrases = self.by_word.get(&words[at]).into_iter().flatten().chain(stems);
        // After an adverb anything may follow.
        let next = words.get(at + 1).map_or(0, |next| if self.is_adverb(next) { u32::MAX } else { letter(next.lower) });
        let near = phrases.filter(move |phrase| phrase.next & next != 0 || phrase.rest.is_empty());
        near.filter_map(move |phrase| Some((phrase, self.follows(&phrase.rest, words, at + 1)? - at)))
    }

    fn is_adverb(&self, word: &Word<'_>) -> bool {
        word.lower.len() > 4 && word.lower.ends_with("ly") || self.file.words.adverbs.contains(word)
    }

    /// Where the rest of a phrase ends, if it stands here; adverbs may stand between its words.
    fn follows(&self, rest: &[Part], words: &[Word<'_>], from: usize) -> Option<usize> {
        let mut at = from;
        for part in rest {
            while !words.get(at).is_some_and(|w| fits(part, w)) {
                if !self.is_adverb(words.get(at)?) {
                    return None;
                }
                at += 1;
            }
            at += 1;
        }
        Some(at)
    }

    /// The subject of what follows these words of a clause: the last pronoun or name in them that
    /// hangs on no preposition.
    fn subject(&self, before: &[Word<'_>], marks: bool, whose: &impl Fn(usize) -> Option<By>) -> Option<By> {
        let lists = &self.file.words;
        for (i, word) in before.iter().enumerate().rev() {
            let hangs = || {
                let mut near = before[..i].iter().rev().map(|w| w.lower);
                near.find(|w| !matches!(*w, "the" | "a" | "an")).is_some_and(is_preposition)
            };
            if lists.own.contains(word) && !hangs() {
                return Some(By::Own);
            }
            if !marks && matches!(word.lower, "he" | "she" | "his" | "her") && !hangs() {
                return Some(By::Own);
            }
            let named = whose(word.token);
            if named.is_some() && !hangs() {
                return named;
            }
            if lists.others.contains(word) && !hangs() {
                // "Our party" is the speaker's.
                let ours = i.checked_sub(1).is_some_and(|b| lists.own.contains(&before[b]));
                return Some(if ours { By::Own } else { By::Other });
            }
        }
        None
    }
}

/// Whether a clause tells of what has been, before anything in it asks for more.
fn is_fact(clause: &[Word<'_>]) -> bool {
    let near = clause.iter().take(10).map(|w| w.lower).take_while(|w| !is_edge(w));
    let verb = near.into_iter().find(|w| {
        matches!(*w, "have" | "has" | "had" | "was" | "were")
            || matches!(*w, "should" | "must" | "be" | "not" | "do" | "will" | "can" | "could" | "to")
    });
    matches!(verb, Some("have" | "has" | "had" | "was" | "were"))
}

/// Whether a word is one that a part of a phrase stands for.
fn fits(part: &Part, word: &Word<'_>) -> bool {
    match part {
        Part::Word(w) => w == word.lower,
        Part::Stem(stem) => word.lower.starts_with(stem.as_str()),
        Part::End(end) => word.lower.ends_with(end.as_str()),
        Part::Class(_, words) => words.contains(word),
    }
}

fn part(word: &str) -> Part {
    let word = word.to_lowercase();
    if let Some(class) = word.strip_prefix('{').and_then(|w| w.strip_suffix('}')) {
        return Part::Class(class.to_owned(), Arc::default());
    }
    match (word.strip_suffix('*'), word.strip_prefix('*')) {
        (Some(stem), _) => Part::Stem(stem.to_owned()),
        (_, Some(end)) => Part::End(end.to_owned()),
        _ => Part::Word(word),
    }
}

/// The words of a run of tokens, contractions cut in two ("won't": "will", "not").
fn read(tokens: &[Token], range: Range<usize>) -> Vec<Word<'_>> {
    let mut out = Vec::with_capacity(range.len() + 4);
    for token in range {
        let Some(whole) = tokens.get(token).map(|t| &t.lower) else { break };
        let lower: &str = whole;
        let mut put = |lower| out.push(Word { lower, key: key(lower), token });
        match lower {
            "cannot" | "can't" => ["can", "not"].into_iter().for_each(&mut put),
            "won't" => ["will", "not"].into_iter().for_each(&mut put),
            "“" | "”" | "\"" | "‘" | "’" | "'" | "(" | ")" | "[" | "]" => {}
            _ => {
                let tail = |mark: &str, word: &'static str| lower.strip_suffix(mark).map(|head| (head, word));
                // Most words have no apostrophe near their end.
                let near = lower.as_bytes().iter().rev().take(3).any(|b| *b == b'\'');
                let cut = if near { tail("n't", "not") } else { None };
                let cut = cut.or_else(|| {
                    let tails = [("'ll", "will"), ("'re", "are"), ("'ve", "have"), ("'m", "am"), ("'d", "would")];
                    tails.into_iter().filter(|_| near).find_map(|(mark, word)| tail(mark, word))
                });
                match cut {
                    Some((head, word)) => [head, word].into_iter().for_each(&mut put),
                    None => out.push(Word { lower, key: whole.key(), token }),
                }
            }
        }
    }
    out
}

/// Where one clause ends whatever follows.
fn is_edge(word: &str) -> bool {
    matches!(word, "." | ";" | ":" | "!" | "?" | "—" | "–" | "…" | "-")
}

fn is_preposition(word: &str) -> bool {
    matches!(
        word,
        "of" | "to" | "for" | "from" | "with" | "by" | "in" | "against" | "at" | "on" | "over" | "between" | "towards"
    )
}

#[cfg(test)]
mod tests;

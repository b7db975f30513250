//! Text to mentions, by rules and lexicons. Pure and total: no I/O, no clock, never fails, never
//! panics, and the same text always gives the same mentions.
//!
//! Passes, each in its own file, in this order: [`html`] (for HTML input only) → [`sentence`]
//! (blocks, boilerplate, sentences) → [`token`] → [`actor`], [`place`], [`number`], [`time`],
//! [`quote`] → [`attribution`] → [`frame`] (one file per kind of event) → [`merge`] (several sentences on one event
//! become one mention). Names and trigger words live in `data/*.toml`, read by [`lexicon`].

pub mod actor;
mod acts;
pub mod attribution;
mod boilerplate;
pub mod frame;
mod hash;
pub mod html;
mod language;
pub mod lexicon;
pub mod merge;
pub mod number;
mod phrase;
pub mod place;
pub mod quote;
pub mod sentence;
mod speech;
pub mod time;
pub mod token;
mod topics;

use crate::domain::{Mention, Published, Text};
use frame::context::{Starts, quoted};
pub use lexicon::Lexicon;
use serde::Serialize;
use std::{cell::OnceCell, collections::HashSet};

/// The version of the rules and the built-in lexicon together. Goes up with every change in what
/// they find; a stored mention remembers the version that made it.
pub const RULESET: i32 = 6;

/// What is known of an article besides its text.
#[derive(Clone, Debug, Default)]
pub struct Metadata {
    /// Its headline: context only, events are taken from the text.
    pub title: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// When; without it relative dates stay open.
    pub published: Option<Published>,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Extraction {
    /// Events, in the order of their first sentence.
    #[serde(rename = "events")]
    pub mentions: Vec<Mention>,
    /// What had to be left open, in plain sentences.
    pub notes: Vec<String>,
}

/// How the note on a text in another language begins; the name of the language and a full stop follow.
pub const FOREIGN: &str = "The text seems to be in ";

/// Reads an article.
pub fn extract(text: &Text, metadata: &Metadata, lexicon: &Lexicon) -> Extraction {
    if let Some(language) = language::foreign(text.as_str()) {
        let note = format!("{FOREIGN}{language}. The rules read English, so nothing was looked for.");
        return Extraction { mentions: Vec::new(), notes: vec![note] };
    }
    let doc = sentence::read(text);
    let mut found = Annotated::of(&doc, metadata, lexicon);
    frame::find(&mut found, lexicon)
}

/// An article with everything marked in it that frames are made of. Every list is in text order.
#[derive(Debug)]
pub struct Annotated<'d> {
    /// Sentences and tokens.
    pub doc: &'d token::Doc,
    /// What is known besides the text.
    pub metadata: &'d Metadata,
    /// Who is named, and as what.
    pub actors: Vec<actor::ActorMention>,
    /// Where.
    pub places: Vec<place::PlaceMention>,
    /// How many.
    pub numbers: Vec<number::Number>,
    /// When.
    pub times: Vec<time::TimeExpr>,
    /// What is said in quotation marks.
    pub quotes: Vec<quote::Quote>,
    /// Who is said to say, think or want what.
    pub attributions: Vec<attribution::Attribution>,
    /// What had to be left open.
    pub notes: Vec<String>,
    /// Where the lists' parts of each sentence begin: frames ask for them at every word.
    starts: SentenceStarts,
    /// For each token, whether it stands inside quotation marks.
    quoted: Vec<bool>,
    /// The ids of those who are named; collected when it is first asked for.
    named: OnceCell<HashSet<String>>,
    /// What each sentence is about.
    topics: topics::OfSentences,
}

/// See [`Annotated`].
#[derive(Debug)]
struct SentenceStarts {
    actors: Starts,
    places: Starts,
    numbers: Starts,
    times: Starts,
    quotes: Starts,
    attributions: Starts,
}

impl<'d> Annotated<'d> {
    /// Runs every annotating pass.
    pub fn of(doc: &'d token::Doc, metadata: &'d Metadata, lexicon: &Lexicon) -> Annotated<'d> {
        let names = actor::Names::of(doc, lexicon);
        let actors = actor::find(doc, &names, lexicon, metadata.published.map(Published::day));
        let places = place::find(doc, &actors, &names, lexicon);
        let numbers = number::find(doc);
        let times = time::find(doc, &time::Anchor::of(doc, metadata));
        let quotes = quote::find(doc);
        let attributions = attribution::find(doc, &actors, &times, &quotes);
        let n = doc.sentences.len();
        let starts = SentenceStarts {
            actors: Starts::of(&actors, n, |a| a.sentence),
            places: Starts::of(&places, n, |p| p.sentence),
            numbers: Starts::of(&numbers, n, |x| x.sentence),
            times: Starts::of(&times, n, |t| t.sentence),
            quotes: Starts::of(&quotes, n, |q| q.sentence),
            attributions: Starts::of(&attributions, n, |a| a.sentence),
        };
        let quoted = quoted(doc, &quotes);
        let notes = Vec::new();
        Annotated {
            doc,
            metadata,
            actors,
            places,
            numbers,
            times,
            quotes,
            attributions,
            notes,
            starts,
            quoted,
            named: OnceCell::new(),
            topics: topics::OfSentences::new(n),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_text_without_end_gives_no_events_without_end() {
        let said = |n: usize| format!("“We will never yield to point {n},” said Foreign Minister Ana Torres.\n\n");
        let text = Text::freeze(&(0..1_100).map(said).collect::<String>());
        let found = extract(&text, &Metadata::default(), Lexicon::builtin());
        assert_eq!(found.mentions.len(), 1_000);
        assert!(found.notes.iter().any(|n| n.contains("more than 1000 events")), "{:?}", found.notes);
    }

    fn sound(raw: &str) {
        let text = Text::freeze(raw);
        let metadata = Metadata { published: "2026-02-18".parse().ok(), ..Metadata::default() };
        let found = extract(&text, &metadata, Lexicon::builtin());
        for mention in &found.mentions {
            assert!(!mention.evidence.is_empty());
            let line = &mention.content.headline;
            assert!(!line.is_empty() && !line.contains("  ") && line.trim() == line, "{line:?}");
            for e in &mention.evidence {
                let (Some(start), Some(end)) = (e.start, e.end) else { panic!("evidence without a place") };
                let span = text.span_of_code_points(start, end).expect("inside the text");
                assert_eq!(text.slice(span), e.exact);
            }
            assert!(mention.part_of.is_none_or(|i| i < found.mentions.len()));
        }
        assert_eq!(found, extract(&text, &metadata, Lexicon::builtin()));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn any_text_is_survived(raw in "\\PC{0,400}") {
            sound(&raw);
        }

        #[test]
        fn any_mixture_of_telling_words_is_survived(words in proptest::collection::vec(proptest::sample::select(vec![
            "Russia", "’s", "“", "”", "\"", "overnight", "into", ",", ".", "launched", "29", "missiles", "and", "drones", "Kyiv", "in", "talks", "round",
            "said", "he", "the", "of", "a", "Foreign", "Minister", "Jane", "Roe", "head", "killed", "four", "at", "on", "Wednesday", "next", "by", "\n", "—",
            "ceasefire", "signed", "prisoners", "exchanged", "é", "😀", "hundred", "dozen", "them", "shot", "down", "its", "air", "force", "(", ")", "’", "‘", "who", "until", "sanctions", "2014", "-", "Feb", "17",
        ]), 0..60)) {
            sound(&words.join(" "));
            sound(&words.concat());
        }
    }
}

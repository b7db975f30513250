//! The vocabulary of reported speech (`data/speech.toml`): verbs and channels.

use super::{
    hash::{WordMap, WordSet},
    phrase::{Forms, Phrases, Table, words},
    token::{Token, Word},
};
use crate::domain::Act;
use serde::Deserialize;
use std::sync::LazyLock;

/// When a verb makes a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Use {
    /// With a quotation or a clause.
    Say,
    /// Always.
    Act,
    /// Only with a quotation.
    Quote,
}

/// A verb of speech.
#[derive(Debug, Deserialize)]
pub(crate) struct Verb {
    forms: Vec<String>,
    /// What the statement does; `None` where its content tells.
    #[serde(default)]
    pub act: Option<Act>,
    /// What the statement does where its content tells little.
    #[serde(default)]
    pub leans: Option<Act>,
    /// When it makes a statement.
    #[serde(rename = "use")]
    pub uses: Use,
    /// One of these must follow soon, where there is no quotation.
    #[serde(default)]
    pub then: Vec<String>,
    /// One of these must follow beside a quotation too, and may come later.
    #[serde(default)]
    pub strict: bool,
    /// Words between the verb and its addressee.
    #[serde(default)]
    pub to: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Channel {
    name: String,
    any: Phrases,
}

/// Closed lists of words.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Words {
    /// Between a subject and its verb.
    pub between: WordSet,
    /// These make a verb passive.
    pub passive: WordSet,
    /// These deny that anything was said.
    pub negative: WordSet,
    /// Between a reporting verb and its date.
    pub setting: WordSet,
    /// Nouns for an occasion on which something is said.
    pub occasions: WordSet,
    /// Texts that stand for who published them.
    pub texts: WordSet,
    /// What a statement goes through that is no speaker.
    pub carriers: WordSet,
    /// Words in the names of those who only pass on what others say.
    pub media: WordSet,
    /// Those who are told something so that others read it.
    pub listeners: WordSet,
    /// What stands before a noun that looks like a verb of speech.
    pub counting: WordSet,
    /// Nouns that can speak without a name.
    pub roles: WordSet,
    /// Institutions whose counts belong to strikes.
    pub services: Phrases,
    /// What such counts count.
    pub counted: Phrases,
    /// What services do themselves.
    pub actions: Phrases,
    /// "according to" and its kin.
    pub according: Vec<String>,
    /// Nouns a speaker can own.
    pub owned: WordSet,
}

#[derive(Debug, Default, Deserialize)]
struct File {
    verb: Vec<Verb>,
    channel: Vec<Channel>,
    words: Words,
    participles: WordMap<Act>,
}

/// Verbs whose object speaks ("quoted her as saying").
pub(crate) const QUOTING: &[&str] = &["quoted", "quotes", "quoting", "cited", "cites", "citing", "reported", "reports"];

/// Everything known of reported speech.
#[derive(Debug)]
pub(crate) struct Speech {
    file: File,
    /// The verbs' forms, each with its verb's place in the file, longest form first.
    forms: Forms<usize>,
    according: Forms<()>,
    channels: Table,
    /// Every word by which somebody may be given words, or the first of several.
    giving: WordSet,
}

// The tests read the file too: one that can't be read never ships.
static SPEECH: LazyLock<Speech> = LazyLock::new(|| {
    let file: File = super::lexicon::words::read("speech").unwrap_or_default();
    let forms = file.verb.iter().enumerate().flat_map(|(i, v)| v.forms.iter().map(move |form| (form, i)));
    let forms = Forms::of(forms).longest_first();
    let according = Forms::of(file.words.according.iter().map(|form| (form, ())));
    let channels = Table::of(file.channel.iter().map(|channel| &channel.any));
    let plain = QUOTING.iter().map(|w| (*w).to_owned());
    let giving = forms.openers().chain(according.openers()).chain(file.words.owned.iter()).cloned().chain(plain);
    let giving = giving.collect::<Vec<_>>().into();
    Speech { file, forms, according, channels, giving }
});

impl Speech {
    /// The vocabulary that ships with this version.
    pub(crate) fn get() -> &'static Speech {
        &SPEECH
    }

    /// The verbs whose form starts at this token, longest form first, with the number of its words.
    pub(crate) fn verbs_at(&self, tokens: &[Token], at: usize) -> impl Iterator<Item = (&Verb, usize)> {
        self.forms.at(tokens, at).map(|(verb, len)| (&self.file.verb[*verb], len))
    }

    /// Whether a word may give somebody words: a verb of speech, "according", a noun for what is said, or
    /// the first of several words that do.
    pub(crate) fn gives(&self, word: &Word) -> bool {
        self.giving.contains(word)
    }

    /// How many words a phrase like "according to" has, where one starts at this token.
    pub(crate) fn according_at(&self, tokens: &[Token], at: usize) -> Option<usize> {
        self.according.at(tokens, at).map(|(_, len)| len).next()
    }

    /// The act a participle beside a verb of speech tells.
    pub(crate) fn participle(&self, word: &str) -> Option<Act> {
        self.file.participles.get(word).copied()
    }

    /// How it was said, by the words around it.
    pub(crate) fn channel_of(&self, text: &str) -> Option<&str> {
        let first = self.channels.lists_in(&words(text)).next()?;
        self.file.channel.get(first).map(|c| c.name.as_str())
    }

    /// The closed lists.
    pub(crate) fn words(&self) -> &Words {
        &self.file.words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_can_be_read_and_has_no_form_twice() {
        let speech = Speech::get();
        assert!(speech.file.verb.len() > 10 && !speech.file.words.according.is_empty());
        let mut seen = std::collections::HashMap::new();
        for verb in &speech.file.verb {
            for form in &verb.forms {
                // A form may say something with a quotation, and something else before each of several words.
                let twice = seen.insert((form, verb.uses == Use::Quote, &verb.then), verb.act);
                assert!(twice.is_none(), "`{form}` stands twice");
                assert_eq!(form.to_lowercase(), *form);
            }
        }
    }

    #[test]
    fn channels_are_read_from_the_sentence() {
        let check = |text: &str, channel: Option<&str>| assert_eq!(Speech::get().channel_of(text), channel, "{text}");
        check("he told reporters in a WhatsApp chat", Some("WhatsApp"));
        check("she wrote on X.", Some("X"));
        check("the envoy told state television", Some("state media"));
        check("at a news conference in the capital", Some("press conference"));
        check("he said", None);
    }
}

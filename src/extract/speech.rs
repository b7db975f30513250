//! The vocabulary of reported speech (`data/speech.toml`): verbs, what a statement does, channels.

use super::{
    phrase::{Phrases, words},
    token::Token,
};
use crate::domain::Act;
use serde::Deserialize;
use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

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
struct ActEntry {
    act: Act,
    /// The lower, the more telling.
    #[serde(default = "plain_tier")]
    tier: u8,
    any: Phrases,
}

/// The tier of an entry that names none.
fn plain_tier() -> u8 {
    2
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
    pub between: HashSet<String>,
    /// These make a verb passive.
    pub passive: HashSet<String>,
    /// These deny that anything was said.
    pub negative: HashSet<String>,
    /// Between a reporting verb and its date.
    pub setting: HashSet<String>,
    /// Nouns for an occasion on which something is said.
    pub occasions: HashSet<String>,
    /// Texts that stand for who published them.
    pub texts: HashSet<String>,
    /// What a statement goes through that is no speaker.
    pub carriers: HashSet<String>,
    /// Nouns that can speak without a name.
    pub roles: HashSet<String>,
    /// Institutions whose counts belong to strikes.
    pub services: Phrases,
    /// What such counts count.
    pub counted: Phrases,
    /// What services do themselves.
    pub actions: Phrases,
    /// "according to" and its kin.
    pub according: Vec<String>,
    /// Nouns a speaker can own.
    pub owned: HashSet<String>,
}

#[derive(Debug, Default, Deserialize)]
struct File {
    verb: Vec<Verb>,
    content: Vec<ActEntry>,
    channel: Vec<Channel>,
    words: Words,
    participles: HashMap<String, Act>,
}

/// Everything known of reported speech.
#[derive(Debug, Default)]
pub(crate) struct Speech {
    file: File,
    /// First word of a form → the form's words and its verb, longest form first.
    forms: HashMap<String, Vec<(Vec<String>, usize)>>,
    according: Vec<Vec<String>>,
}

// The tests read the file too: one that can't be read never ships.
static SPEECH: LazyLock<Speech> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("data/speech.toml")).unwrap_or_default();
    let split = |form: &String| form.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let mut forms: HashMap<String, Vec<(Vec<String>, usize)>> = HashMap::new();
    for (index, verb) in file.verb.iter().enumerate() {
        for form in verb.forms.iter().map(split) {
            forms.entry(form[0].clone()).or_default().push((form, index));
        }
    }
    for list in forms.values_mut() {
        list.sort_by_key(|(form, _)| std::cmp::Reverse(form.len()));
    }
    let according = file.words.according.iter().map(split).collect();
    Speech { file, forms, according }
});

impl Speech {
    /// The vocabulary that ships with this version.
    pub(crate) fn get() -> &'static Speech {
        &SPEECH
    }

    /// The verbs whose form starts at this token, longest form first, with the number of its words.
    pub(crate) fn verbs_at(&self, tokens: &[Token], at: usize) -> impl Iterator<Item = (&Verb, usize)> {
        let list = tokens.get(at).and_then(|t| self.forms.get(&*t.lower)).map_or(&[][..], Vec::as_slice);
        list.iter().filter(move |(form, _)| starts(tokens, at, form)).map(|(form, v)| (&self.file.verb[*v], form.len()))
    }

    /// How many words a phrase like "according to" has, where one starts at this token.
    pub(crate) fn according_at(&self, tokens: &[Token], at: usize) -> Option<usize> {
        self.according.iter().find(|form| starts(tokens, at, form)).map(Vec::len)
    }

    /// What a statement does by its content alone.
    pub(crate) fn act_of(&self, text: &str) -> Option<Act> {
        let words = words(text);
        let found = |entry: &ActEntry| Some((entry.tier, entry.any.first_in(&words)?, entry.act));
        self.file.content.iter().filter_map(found).min_by_key(|(tier, at, _)| (*tier, *at)).map(|(.., act)| act)
    }

    /// The act a participle beside a verb of speech tells.
    pub(crate) fn participle(&self, word: &str) -> Option<Act> {
        self.file.participles.get(word).copied()
    }

    /// How it was said, by the words around it.
    pub(crate) fn channel_of(&self, text: &str) -> Option<&str> {
        let words = words(text);
        self.file.channel.iter().find(|c| c.any.any_in(&words)).map(|c| c.name.as_str())
    }

    /// The closed lists.
    pub(crate) fn words(&self) -> &Words {
        &self.file.words
    }
}

fn starts(tokens: &[Token], at: usize, form: &[String]) -> bool {
    form.iter().enumerate().all(|(i, word)| tokens.get(at + i).is_some_and(|t| *t.lower == **word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_can_be_read_and_has_no_form_twice() {
        let speech = Speech::get();
        assert!(speech.file.verb.len() > 10 && !speech.according.is_empty());
        let mut seen = HashMap::new();
        for verb in &speech.file.verb {
            for form in &verb.forms {
                // A form may say something with a quotation and something else without one.
                let twice = seen.insert((form, verb.uses == Use::Quote), verb.act);
                assert!(twice.is_none(), "`{form}` stands twice");
                assert_eq!(form.to_lowercase(), *form);
            }
        }
    }

    #[test]
    fn content_tells_what_a_statement_does() {
        let check = |text: &str, act: Act| assert_eq!(Speech::get().act_of(text), Some(act), "{text}");
        check("We will never accept this.", Act::Reject);
        check("They must leave the valley.", Act::Demand);
        check("The talks were constructive.", Act::Assess);
        check("The next meeting will take place in spring.", Act::Announce);
        check("It was a barbaric act.", Act::Condemn);
        check("Our partners should send more.", Act::Call);
        check("We are ready to continue.", Act::Promise);
        check("They violated the truce.", Act::Accuse);
        check("We will retaliate.", Act::Threaten);
        check("There was no such order.", Act::Deny);
        assert_eq!(Speech::get().act_of("Rain fell."), None);
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

//! The words that attribute (`data/attribution.toml`), in all their forms.

use super::super::{hash::WordMap, token::Token};
use serde::Deserialize;
use std::{ops::BitOr, sync::LazyLock};

/// What may follow a cue; several at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Takes(u8);

impl Takes {
    /// A clause or a quotation.
    pub(super) const CLAUSE: Takes = Takes(1);
    /// A noun phrase.
    pub(super) const OBJECT: Takes = Takes(2);
    /// An infinitive.
    pub(super) const TO: Takes = Takes(4);
    /// An addressee, then a clause or a quotation.
    pub(super) const NAMED: Takes = Takes(8);
    /// The source: the content stands around.
    pub(super) const SOURCE: Takes = Takes(16);

    /// Whether this can follow.
    pub(super) fn has(self, other: Takes) -> bool {
        self.0 & other.0 != 0
    }
}

impl BitOr for Takes {
    type Output = Takes;

    fn bitor(self, other: Takes) -> Takes {
        Takes(self.0 | other.0)
    }
}

/// A form of a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// "say", an infinitive too.
    Base,
    /// "says".
    Third,
    /// "said"; the participle too where it looks the same.
    Past,
    /// "written", where it differs from the past.
    Participle,
    /// "saying".
    Ing,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
enum Complement {
    #[default]
    Clause,
    Object,
    To,
    Named,
    Source,
}

#[derive(Debug, Deserialize)]
struct Group {
    takes: Vec<Complement>,
    verbs: Vec<String>,
    #[serde(default)]
    with: Vec<String>,
    #[serde(default)]
    only: bool,
}

#[derive(Debug, Deserialize)]
struct PhraseGroup {
    takes: Vec<Complement>,
    any: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
struct File {
    cue: Vec<Group>,
    phrase: Vec<PhraseGroup>,
}

/// One use of a form.
#[derive(Clone, Debug)]
struct Entry {
    /// The words after the first, all of which must follow.
    rest: Vec<String>,
    form: Form,
    takes: Takes,
    /// Its group, for the words that go with it; phrases have none.
    group: Option<usize>,
}

/// A cue at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    /// Its tokens.
    pub(super) len: usize,
    /// What form the verb has.
    pub(super) form: Form,
    /// What may follow.
    pub(super) takes: Takes,
}

/// Every word that attributes.
#[derive(Debug, Default)]
pub(super) struct Cues {
    forms: WordMap<Vec<Entry>>,
    groups: Vec<Group>,
}

// The tests read the file too: one that can't be read never ships.
static CUES: LazyLock<Cues> =
    LazyLock::new(|| Cues::of(crate::extract::lexicon::words::read("attribution").unwrap_or_default()));

fn takes(list: &[Complement]) -> Takes {
    list.iter().fold(Takes::default(), |sum, c| {
        sum | match c {
            Complement::Clause => Takes::CLAUSE,
            Complement::Object => Takes::OBJECT,
            Complement::To => Takes::TO,
            Complement::Named => Takes::NAMED,
            Complement::Source => Takes::SOURCE,
        }
    })
}

impl Cues {
    /// The vocabulary that ships with this version.
    pub(super) fn get() -> &'static Cues {
        &CUES
    }

    fn of(file: File) -> Cues {
        let mut forms: WordMap<Vec<Entry>> = WordMap::default();
        for (index, group) in file.cue.iter().enumerate() {
            for verb in &group.verbs {
                for (word, form) in inflect(verb) {
                    let entry = Entry { rest: Vec::new(), form, takes: takes(&group.takes), group: Some(index) };
                    forms.entry(word).push(entry);
                }
            }
        }
        for group in &file.phrase {
            for phrase in &group.any {
                let mut words = phrase.split(' ').map(str::to_owned);
                let first = words.next().unwrap_or_default();
                let form = if first.ends_with("ing") { Form::Ing } else { Form::Past };
                let entry = Entry { rest: words.collect(), form, takes: takes(&group.takes), group: None };
                forms.entry(first).push(entry);
            }
        }
        for list in forms.values_mut() {
            list.sort_by_key(|e| std::cmp::Reverse(e.rest.len()));
        }
        Cues { forms, groups: file.cue }
    }

    /// The cue that starts at a token: the longest phrase, else the verb with all it may take there.
    pub(super) fn at(&self, tokens: &[Token], at: usize) -> Option<Hit> {
        let list = self.forms.get(&tokens.get(at)?.lower)?;
        let follows =
            |e: &Entry| e.rest.iter().enumerate().all(|(i, w)| tokens.get(at + 1 + i).is_some_and(|t| t.is(w)));
        if let Some(e) = list.iter().find(|e| !e.rest.is_empty() && follows(e)) {
            return Some(Hit { len: 1 + e.rest.len(), form: e.form, takes: e.takes });
        }
        let next = tokens.get(at + 1).map_or("", |t| &t.lower);
        let plain = list.iter().filter(|e| e.rest.is_empty());
        let with =
            |e: &Entry| e.group.and_then(|g| self.groups.get(g)).is_some_and(|g| g.with.iter().any(|w| w == next));
        let only = |e: &Entry| e.group.and_then(|g| self.groups.get(g)).is_some_and(|g| g.only);
        if let Some(e) = plain.clone().find(|e| with(e)) {
            return Some(Hit { len: 2, form: e.form, takes: e.takes });
        }
        let mut fits = plain.filter(|e| !only(e));
        let first = fits.next()?;
        let takes = fits.filter(|e| e.form == first.form).fold(first.takes, |sum, e| sum | e.takes);
        Some(Hit { len: 1, form: first.form, takes })
    }
}

/// The forms of a verb as the file gives it: "admit*" doubles its last letter, "tell told told" is irregular.
fn inflect(entry: &str) -> Vec<(String, Form)> {
    let mut words = entry.split(' ');
    let lemma = words.next().unwrap_or_default();
    let doubles = lemma.ends_with('*');
    let base = lemma.trim_end_matches('*');
    let consonant_y = base.ends_with('y') && !base.ends_with(['a', 'e', 'o', 'u']) && {
        let before = base.chars().rev().nth(1).unwrap_or('a');
        !matches!(before, 'a' | 'e' | 'i' | 'o' | 'u')
    };
    let stem = if consonant_y { &base[..base.len() - 1] } else { base };
    let hisses = ["s", "sh", "ch", "x", "z"].iter().any(|e| base.ends_with(e));
    let third = match () {
        () if consonant_y => format!("{stem}ies"),
        () if hisses => format!("{base}es"),
        () => format!("{base}s"),
    };
    let last = base.chars().next_back().filter(|_| doubles).map(String::from).unwrap_or_default();
    let past = match () {
        () if consonant_y => format!("{stem}ied"),
        () if base.ends_with('e') => format!("{base}d"),
        () => format!("{base}{last}ed"),
    };
    let mute = base.ends_with('e') && !base.ends_with("ee") && base.len() > 3;
    let ing = if mute { format!("{}ing", &base[..base.len() - 1]) } else { format!("{base}{last}ing") };
    let irregular: Vec<&str> = words.collect();
    let past = irregular.first().map_or(past, |w| (*w).to_owned());
    let participle = irregular.get(1).map(|w| (*w).to_owned()).filter(|p| *p != past && p != base);
    let mut out = vec![(base.to_owned(), Form::Base), (third, Form::Third), (ing, Form::Ing)];
    if past != base {
        out.push((past, Form::Past));
    }
    out.extend(participle.map(|p| (p, Form::Participle)));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_can_be_read() {
        assert!(Cues::get().forms.keys().count() > 500);
    }

    #[test]
    fn verbs_are_inflected() {
        let check = |entry: &str, expect: &[&str]| {
            let got: Vec<String> = inflect(entry).into_iter().map(|(w, _)| w).collect();
            assert_eq!(got, expect, "{entry}");
        };
        check("note", &["note", "notes", "noting", "noted"]);
        check("deny", &["deny", "denies", "denying", "denied"]);
        check("admit*", &["admit", "admits", "admitting", "admitted"]);
        check("stress", &["stress", "stresses", "stressing", "stressed"]);
        check("tell told told", &["tell", "tells", "telling", "told"]);
        check("write wrote written", &["write", "writes", "writing", "wrote", "written"]);
        check("agree", &["agree", "agrees", "agreeing", "agreed"]);
        check("read read read", &["read", "reads", "reading"]);
    }
}

//! Where a person's name begins and ends in a run of capitals.

use super::{
    Reader,
    words::{FAMILY_FIRST, GIVEN_HE, GIVEN_SHE, HONORIFICS, MODIFIERS, NOT_NAMES, OPENERS, PARTICLES, ROLES},
};
use crate::{
    domain::ActorKind,
    extract::{lexicon::Sense, token::Shape},
};
use std::ops::Range;

/// A name has at most this many words, small ones ("bin", "de") not counted.
const WORDS: usize = 6;

/// Second halves that make an adjective of a name ("Nairobi-based", "Gulf-led").
const ADJECTIVAL: &[&str] = &[
    "based",
    "led",
    "backed",
    "born",
    "held",
    "run",
    "brokered",
    "mediated",
    "era",
    "aligned",
    "allied",
    "controlled",
    "style",
    "wide",
    "made",
    "owned",
    "sponsored",
    "speaking",
    "trained",
    "funded",
    "linked",
    "proposed",
    "hosted",
    "occupied",
    "supported",
    "friendly",
    "type",
    "class",
    "level",
    "bound",
    "installed",
    "educated",
    "dominated",
    "affiliated",
    "supplied",
    "built",
    "majority",
    "only",
    "wing",
];

/// Names of months that are family names too.
const MONTHS: &[&str] = &["may", "april", "june", "august", "march"];

/// Offices that are family names too.
const OFFICES: &[&str] = &["king", "prince", "pope", "major", "judge", "cardinal", "marshal", "captain", "guide"];

/// How a run is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Before {
    /// Nothing before it says that a name follows.
    Nothing,
    /// A title stands right before, so that even a word or a country may be a given name.
    Title,
}

impl Reader<'_> {
    /// The run of name words that starts at a token, honorifics ("Mr", "Dr.") not in it.
    pub(super) fn name_run(&self, at: usize, end: usize, before: Before) -> Range<usize> {
        let mut i = at;
        let mut words = 0;
        while i < end && words < WORDS && i < at + 12 {
            let token = &self.doc.tokens[i];
            if token.shape != Shape::Word || token.is("'s") {
                break;
            }
            let text = self.doc.word(i);
            let next_capital =
                i + 1 < end && self.doc.tokens[i + 1].capital && self.doc.tokens[i + 1].shape == Shape::Word;
            let after_particle = i > at && PARTICLES.contains(self.doc.form(i - 1));
            if let Some(name) = self.names.whole(i) {
                if name.senses.iter().any(|s| self.is_person(*s)) {
                    words += name.tokens.len();
                    i = name.tokens.end;
                    continue;
                }
                let lone = name.tokens.len() == 1;
                let place = name.senses.iter().all(|s| matches!(s, Sense::Place(_) | Sense::Seat(_)));
                let called = before == Before::Title && words == 0 && lone && next_capital && self.may_be_given(i);
                // A country may be a given name after a title ("Minister Jordan Roe"), a town after
                // another name, and anything after "al-" or "bin".
                let inside = words > 0 && lone && (after_particle || place);
                if !called && !inside {
                    break;
                }
                i += 1;
                words += 1;
                continue;
            }
            // "de la Roca": particles lead to a capital, one after the other.
            let led_to = |k: usize| k < end && self.doc.tokens[k].capital && self.doc.tokens[k].shape == Shape::Word;
            let particles = next_capital || PARTICLES.contains(self.doc.form(i + 1)) && led_to(i + 2);
            if PARTICLES.contains(text) && words > 0 && particles {
                i += 1;
                continue;
            }
            let prefixed = text
                .split_once('-')
                .is_some_and(|(p, rest)| PARTICLES.contains(p) && rest.starts_with(char::is_uppercase));
            if token.capital && text.chars().count() == 1 && self.doc.lower(i + 1) == "." && i + 2 < end {
                i += 2;
                words += 1;
                continue;
            }
            // "Anil K Mathur", "S Jaishankar": an initial without its dot.
            let initial = text.chars().count() == 1 && !matches!(text, "A" | "I");
            if token.capital && initial && next_capital && (words > 0 || !self.opens(i)) {
                i += 1;
                words += 1;
                continue;
            }
            if words > 0 && matches!(&*token.lower, "jr" | "sr" | "ii" | "iii") && token.capital {
                i += 1 + usize::from(self.doc.lower(i + 1) == "." && i + 2 < end);
                break;
            }
            let next_titles = before == Before::Title && next_capital;
            let word = self.is_name_word(i, words, next_titles);
            if !(word || prefixed) {
                break;
            }
            // "Al" and "El" with a capital belong to what follows.
            words += usize::from(!(PARTICLES.contains(&token.lower) && next_capital));
            i += 1;
        }
        at..i
    }

    fn is_name_word(&self, i: usize, words: usize, titled: bool) -> bool {
        let token = &self.doc.tokens[i];
        if !token.capital {
            return false;
        }
        let (form, lower) = (&token.lower, &*token.lower);
        if form.last_part().is_some_and(|last| ADJECTIVAL.contains(&last)) {
            return false;
        }
        if NOT_NAMES.contains(form) {
            let month = words > 0 && MONTHS.contains(&lower) && {
                let next = self.doc.tokens.get(i + 1);
                next.is_none_or(|t| t.shape != Shape::Number) && GIVEN_HE.contains(self.doc.form(i - 1))
                    || GIVEN_SHE.contains(self.doc.form(i - 1))
            };
            let called = words == 0 && titled && (FAMILY_FIRST.contains(form) || matches!(lower, "will" | "mark"));
            return month || called;
        }
        // "SVG Prime Minister": an office begins.
        let next = self.doc.tokens.get(i + 1);
        if MODIFIERS.contains(form)
            && next.is_some_and(|t| t.capital && (ROLES.contains(&t.lower) || MODIFIERS.contains(&t.lower)))
        {
            return false;
        }
        if ROLES.contains(form) {
            return words > 0 && OFFICES.contains(&lower) && self.doc.tokens.get(i + 1).is_none_or(|t| !t.capital);
        }
        if HONORIFICS.contains(form) && words == 0 {
            return false;
        }
        if words == 0 && self.opens(i) && is_opener(lower) {
            return false;
        }
        lower.chars().count() > 1
    }

    /// Whether a token opens a sentence or a quotation, so that its capital says nothing.
    pub(super) fn opens(&self, at: usize) -> bool {
        at == 0
            || matches!(self.doc.lower(at - 1), "“" | "\"" | ":" | "•" | "—" | "–" | "‘" | "…")
            || self.doc.sentences.get(self.doc.sentence_of(at)).is_some_and(|s| s.tokens.start == at)
    }

    /// Whether a place's name may be somebody's given name.
    fn may_be_given(&self, at: usize) -> bool {
        let word = self.doc.form(at);
        GIVEN_HE.contains(word) || GIVEN_SHE.contains(word)
    }

    pub(super) fn is_person(&self, sense: Sense) -> bool {
        matches!(sense, Sense::Actor(k) if self.lexicon.actor(k).actor.kind == ActorKind::Person)
    }

    /// The token after "Mr", "Dr." and the like; the token itself where none stands there.
    pub(super) fn after_honorific(&self, at: usize, end: usize) -> usize {
        let mut i = at;
        while i < end
            && i < at + 4
            && self.doc.tokens[i].capital
            && HONORIFICS.contains(self.doc.form(i))
            // "DR Congo" is no doctor.
            && !(self.doc.word(i).len() > 1 && self.doc.word(i).chars().all(char::is_uppercase))
        {
            i += 1 + usize::from(self.doc.lower(i + 1) == "." && i + 2 < end);
        }
        i
    }
}

/// Words that open a sentence with a capital and are no names: "Citing", "Unlike", "Reportedly".
fn is_opener(lower: &str) -> bool {
    OPENERS.contains(lower)
        || lower.len() > 4 && lower.ends_with("ly") && !GIVEN_SHE.contains(lower)
        || lower.len() > 6 && lower.ends_with("ing")
}

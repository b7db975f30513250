//! To whom a statement is made.

use super::{
    super::super::{
        actor::{ActorMention, Naming},
        speech::{Speech, Verb},
    },
    attribution::{Look, Speaker, is_preposition},
};
use crate::domain::Actor;
use std::sync::Arc;

impl Look<'_> {
    /// "Its neighbour Norland", "archrival Norland": an actor behind a word or two that describe it.
    fn described(&self, at: usize) -> Option<&ActorMention> {
        let owner = usize::from(matches!(self.word(at), "his" | "her" | "its" | "their" | "the"));
        let plain = |i: usize| {
            let word = self.word(i);
            let small = word.len() > 3 && word.chars().all(char::is_alphabetic) && !is_preposition(word);
            small
                && !matches!(word, "that" | "what" | "when" | "while" | "after" | "this" | "both")
                && !self.found.is_quoted(i)
        };
        let start = at + owner;
        if owner == 1
            && let Some(actor) = self.actor_starting(start)
        {
            return Some(actor);
        }
        plain(start).then(|| self.actor_starting(start + 1)).flatten()
    }

    /// Whether a token goes on with the words before it: neither a mark nor a small word.
    fn in_phrase(&self, at: usize) -> bool {
        let word = self.word(at);
        word.len() > 3 && word.chars().all(char::is_alphabetic) && !matches!(word, "that" | "they" | "this" | "there")
            || matches!(word, "tv" | "news" | "and")
    }

    /// To whom a verb's statement is directed.
    pub(super) fn addressee(&self, verb: &Verb, end: usize, speaker: &Speaker) -> Option<Arc<Actor>> {
        let direct = verb.to.iter().find_map(|word| {
            let mut at = end;
            if !word.is_empty() {
                at = (end..(end + 4).min(self.range.end)).find(|i| self.word(*i) == word)? + 1;
            }
            self.actor_starting(at).or_else(|| self.described(at))
        });
        // "Told Russian news agencies": whoever reads them.
        let words = Speech::get().words();
        let passes_on = |i: usize| words.media.contains(self.word(i)) || words.listeners.contains(self.word(i));
        let read = |a: &ActorMention| {
            a.tokens.clone().any(passes_on)
                || a.naming == Naming::Demonym
                    && (a.tokens.end..a.tokens.end + 4).take_while(|i| self.in_phrase(*i)).any(passes_on)
        };
        direct.filter(|a| !read(a)).map(|a| a.actor.clone()).filter(|a| a.id != speaker.actor.id)
    }
}

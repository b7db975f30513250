//! Whom "he" and "she" mean.

use super::{ActorMention, Naming, Reader, registry::Gender, words::VERBS};
use crate::domain::{Actor, ActorKind};
use std::sync::Arc;

/// How many sentences back the one meant may stand.
const BACK: usize = 4;

impl Reader<'_> {
    /// Whom "he" or "she" means: who acts before in the sentence, else who acts in one before.
    pub(super) fn pronoun(&self, at: usize, sentence: usize) -> Option<(Arc<Actor>, Option<String>)> {
        let gender = if matches!(self.doc.lower(at), "she" | "her") { Gender::She } else { Gender::He };
        let quoted = self.is_quoted(at);
        let fits = |m: &&ActorMention| {
            m.actor.kind == ActorKind::Person
                && self.gender(&m.actor.id).is_none_or(|g| g == gender)
                // The speaker outside the marks is none of those the words inside name.
                && (quoted || !self.is_quoted(m.tokens.start))
        };
        let of = |m: &ActorMention| (m.actor.clone(), m.title.clone());
        let start = self.out.partition_point(|m| m.sentence < sentence);
        let here = &self.out[start..];
        let acting = here.iter().rev().filter(fits).find(|m| self.acts(m));
        if let Some(m) = acting.or_else(|| here.iter().find(fits)) {
            return Some(of(m));
        }
        (sentence.saturating_sub(BACK)..sentence).rev().find_map(|s| {
            let from = self.out.partition_point(|m| m.sentence < s);
            let to = self.out.partition_point(|m| m.sentence <= s);
            let there = &self.out[from..to];
            let acting = there.iter().filter(fits).find(|m| self.acts(m));
            acting.or_else(|| there.iter().find(fits)).map(of)
        })
    }

    fn gender(&self, id: &str) -> Option<Gender> {
        self.registry.by_id(id)?.gender
    }

    /// Whether a mention is the subject of a verb beside it ("Roe said", "said Roe").
    fn acts(&self, m: &ActorMention) -> bool {
        if m.naming == Naming::Pronoun {
            return true;
        }
        let mut next = m.tokens.end;
        if self.doc.lower(next) == "," {
            next += 1;
        }
        let after = self.doc.lower(next);
        let before = m.tokens.start.checked_sub(1).map_or("", |i| self.doc.lower(i));
        let governed = matches!(
            before,
            "of" | "with" | "to" | "by" | "for" | "from" | "between" | "on" | "against" | "told" | "met"
        );
        let verb = VERBS.contains(after) || after.ends_with("ly") && VERBS.contains(self.doc.form(next + 1));
        verb && !governed || matches!(before, "said" | "says" | "added" | "told")
    }
}

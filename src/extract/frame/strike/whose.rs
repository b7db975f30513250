//! Whose attack it was, where the clause names no side: "gunmen", "the junta", "a coalition air strike".

use super::{clause::Reader, cue::Cue};
use std::ops::Range;

/// Fighters of no named side.
const GUNMEN: &[&str] =
    &["gunmen", "gunman", "assailants", "attackers", "suicide", "militants", "jihadists", "insurgents", "bandits"];
/// Words for those who fight a state, or with it, before what they do.
const REBELS: &[&str] =
    &["coalition", "rebel", "militant", "militia", "separatist", "insurgent", "opposition", "loyalist", "jihadist"];
/// Words for those who rule a state.
const RULERS: &[&str] = &["government", "regime", "junta"];

impl Reader<'_, '_> {
    /// Whether those who attacked are gunmen, or the like, of no named side.
    pub(super) fn is_by_gunmen(&self, clause: &Range<usize>, cues: &[(usize, Cue)]) -> bool {
        let armed = |i: usize| {
            self.lower(i) == "armed"
                && matches!(self.lower(i + 1), "men" | "group" | "groups" | "assailants" | "bandits")
        };
        clause.clone().any(|i| GUNMEN.contains(&self.lower(i)) || armed(i))
            || cues.iter().any(|(i, _)| self.is_of(*i, clause, REBELS))
    }

    /// Whether they are a state's, which is not named.
    pub(super) fn is_by_rulers(&self, clause: &Range<usize>, cues: &[(usize, Cue)]) -> bool {
        cues.iter().any(|(i, _)| self.is_of(*i, clause, RULERS))
    }

    /// "A coalition air strike", "government shelling", "a rebel fighter shot": by a side that is not named closer.
    fn is_of(&self, cue: usize, clause: &Range<usize>, whose: &[&str]) -> bool {
        (cue.saturating_sub(3).max(clause.start)..cue).any(|i| {
            let known = || self.side_ending_at(i + 1).is_some_and(|a| self.power_behind(a).is_some());
            whose.contains(&self.lower(i)) && !known()
        })
    }
}

//! What was hit or cut.

use super::{
    clause::{Clause, Reader},
    words::Class,
};
use std::ops::Range;

impl Reader<'_, '_> {
    /// What a clause says was hit or cut, as plain names of things.
    pub(super) fn damage(&self, clause: &Range<usize>, out: &mut Clause) {
        const CUT: &[&str] = &[
            "disrupting",
            "disrupted",
            "damaging",
            "damaged",
            "knocked",
            "cutting",
            "cut",
            "knocking",
            "damage",
            "destroying",
            "wrecked",
            "fires",
            "fire",
            "blackouts",
            "outages",
        ];
        const WHAT: &[(&str, &str)] = &[
            ("power", "power supply"),
            ("electricity", "power supply"),
            ("energy", "energy facilities"),
            ("heating", "heating"),
            ("water", "water supply"),
            ("residential", "homes"),
            ("apartment", "homes"),
            ("homes", "homes"),
            ("houses", "homes"),
            ("hospital", "hospital"),
            ("refinery", "refinery"),
            ("railway", "railway"),
            ("port", "port"),
            ("school", "school"),
            ("dormitory", "homes"),
            ("depot", "depot"),
            ("depots", "depot"),
            ("substation", "power supply"),
            ("airport", "airport"),
            ("pipeline", "pipeline"),
        ];
        let cut =
            clause.clone().any(|i| CUT.contains(&self.lower(i)) || self.class(i).is(Class::ATTACK.or(Class::RESULT)));
        if cut {
            for i in clause.clone() {
                if let Some((_, what)) = WHAT.iter().find(|(w, _)| *w == self.lower(i))
                    && !out.damage.iter().any(|d| d == what)
                {
                    out.damage.push((*what).to_owned());
                }
            }
        }
    }
}

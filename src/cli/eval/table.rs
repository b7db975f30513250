//! The figures as tables for people, and the lists behind them.

use super::{
    fields::Verdict,
    tally::{COUNTED, Share, Tally},
};
use crate::domain::Kind;
use std::fmt::{self, Display, Formatter};

/// The figures.
pub(super) struct Table<'t>(pub(super) &'t Tally);

/// What is behind them: what was missed, what is a false alarm, what is not as expected.
pub(super) struct Lists<'t>(pub(super) &'t Tally);

fn percent(share: Share) -> String {
    if share.of == 0 {
        return "    –".to_owned();
    }
    format!("{:5.1}", (100 * share.right) as f64 / share.of as f64)
}

impl Display for Table<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let tally = self.0;
        let kinds = || Kind::ALL.iter().filter_map(|kind| Some((kind, tally.kinds.get(kind)?)));
        writeln!(f, "{} articles", tally.articles)?;
        writeln!(
            f,
            "{:10} {:>5} {:>6} {:>6} {:>6} {:>6} {:>18}",
            "kind", "gold", "core R", "all R", "P", "date", "status/act/count"
        )?;
        for (kind, score) in kinds() {
            let shares = [score.core, score.all, score.precision, score.date].map(percent);
            let [core, all, precision, date] = &shares;
            let telling = percent(score.telling);
            writeln!(f, "{kind:10} {:5} {core:>6} {all:>6} {precision:>6} {date:>6} {telling:>18}", score.all.of)?;
        }
        let f1 = COUNTED.map(|kind| format!("{kind} {:.1}", 100.0 * tally.f1(kind)));
        writeln!(f, "F1 (core recall, precision): {}", f1.join(", "))?;
        if let Some(b) = &tally.put_together {
            let [precision, recall, f1] = [b.precision, b.recall, b.f1()].map(|part| 100.0 * part);
            let found = format!("{} of the gold's {} mentions", b.found, b.expected);
            writeln!(f, "put together into events (B-cubed, {found}): P {precision:.1}, R {recall:.1}, F1 {f1:.1}")?;
        }
        writeln!(f)?;
        writeln!(
            f,
            "{:10} {:14} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6}",
            "kind", "field", "gold", "right", "%", "wrong", "none", "extra"
        )?;
        for (kind, score) in kinds() {
            for field in &score.order {
                let Some(n) = score.fields.get(field) else { continue };
                let share = n.share();
                writeln!(
                    f,
                    "{kind:10} {field:14} {:6} {:6} {:>6} {:6} {:6} {:6}",
                    share.of,
                    share.right,
                    percent(share),
                    n.wrong,
                    n.missing,
                    n.extra
                )?;
            }
        }
        Ok(())
    }
}

impl Display for Lists<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for miss in &self.0.misses {
            let core = if miss.core { " core" } else { "" };
            let sentence = miss.sentence.as_deref().unwrap_or("(these words are not in the text)");
            writeln!(f, "MISS  {} {}{core}: {}\n      “{sentence}”", miss.article, miss.kind, miss.expected)?;
        }
        for wrong in &self.0.false_alarms {
            let (article, kind) = (&wrong.article, wrong.kind);
            writeln!(f, "FALSE {article} {kind}: {} ({})\n      “{}”", wrong.headline, wrong.rule, wrong.sentence)?;
        }
        for slip in &self.0.slips {
            let (expected, found) = (&slip.expected, &slip.found);
            let said = match slip.verdict {
                Verdict::Right => continue,
                Verdict::Wrong => format!("{expected} expected, {found} found"),
                Verdict::Missing => format!("{expected} expected, none found"),
                Verdict::Extra => format!("none expected, {found} found"),
            };
            writeln!(f, "FIELD {} {}, {}: {said}\n      “{}”", slip.article, slip.kind, slip.field, slip.sentence)?;
        }
        Ok(())
    }
}

//! Supplies that have stopped or run again, told without anybody who did it: "no gas has reached the town
//! since May", "crude is flowing again".

use super::super::Draft;
use crate::{
    domain::{Basis, Detail, MeasureTaken, MeasureType, Status, When},
    extract::{
        Annotated,
        time::{Relation, TimeExpr, TimeKind},
    },
};

/// What is supplied.
const SUPPLIES: &[&str] = &[
    "crude",
    "oil",
    "gas",
    "fuel",
    "diesel",
    "petrol",
    "electricity",
    "power",
    "coal",
    "grain",
    "water",
    "aid",
    "food",
];
/// What supplies do on their way, in the perfect.
const COME: &[&str] = &["reached", "flowed", "crossed", "entered", "arrived", "passed", "come", "moved"];
/// So many words may stand between a supply and its verb.
const NEAR: usize = 5;

/// One sentence's stop or return of a supply.
pub(super) fn read(found: &Annotated<'_>, sentence: usize) -> Option<Draft> {
    let here = found.doc.sentences.get(sentence)?;
    let lower = |i: usize| found.doc.lower(i);
    let tokens = here.tokens.clone();
    let verb = tokens.clone().find(|i| {
        let come = matches!(lower(i.wrapping_sub(1)), "has" | "have" | "had") && COME.contains(&lower(*i));
        (come || lower(*i) == "flowing") && !found.is_quoted(*i)
    })?;
    let near = verb.saturating_sub(NEAR).max(tokens.start)..verb;
    let supply = near.clone().rev().find(|i| SUPPLIES.contains(&lower(*i)))?;
    let none = (supply.saturating_sub(4).max(tokens.start)..supply).find(|i| lower(*i) == "no");
    let again = (verb..(verb + 8).min(tokens.end)).any(|i| matches!(lower(i), "again" | "anew"));
    let (status, from) = match (lower(verb), none) {
        ("flowing", None) if again => (Status::Lifted, supply),
        ("flowing", _) | (_, None) => return None,
        (_, Some(no)) => (Status::InForce, no),
    };
    let times = || found.times_in(sentence).iter().filter(|t| t.kind == TimeKind::Date && !t.when.is_unknown());
    let since = |t: &&TimeExpr| t.relation == Relation::Since || lower(t.tokens.start.wrapping_sub(1)) == "since";
    let today = found.published_day();
    let date = match (status, times().find(since).and_then(|t| t.when.earliest()).zip(today)) {
        // A stop that nothing dates may be the weather's: it is told as one only with its day.
        (Status::InForce, None) => return None,
        (Status::InForce, Some((day, today))) if day <= today => When::lasting(day, today, Basis::Published),
        (Status::InForce, _) => return None,
        _ => today.map_or_else(|| When::unknown(Basis::Published), |d| When::before(d, Basis::Published)),
    };
    let what = found.doc.span_of(from..verb + 1)?;
    let text = found.doc.text.slice(what).to_owned();
    // Nobody is named who stopped or mended it.
    let head = if status == Status::Lifted { "Supplies resumed" } else { "Supplies cut off" };
    let headline = format!("{head}: {text}");
    let detail = Detail::Measure(MeasureTaken { measure: MeasureType::SupplyCutOff, what: Some(text) });
    let rule = if status == Status::Lifted { "measure.lifted" } else { "measure.stopped" };
    let mut draft = Draft::new(detail, date, here.span, rule).with_status(status);
    draft.content.headline = headline;
    draft.because("measure.type", what, rule);
    Some(draft)
}

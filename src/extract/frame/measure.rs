//! Events of the kind "measure": sanctions, tariffs, embargoes, cut-offs and troop moves, threatened,
//! announced, taken or lifted (`data/measures.toml`).
//!
//! A measure is a verb of taking or lifting with an object of its kind close behind; who takes it
//! is the subject, whom it hits is another state of the sentence.

mod flow;

use super::{
    super::{
        Annotated, Lexicon,
        actor::{ActorMention, Naming},
        hash::WordSet,
        phrase::{Forms, Phrases, words},
        speech::Speech,
        time::{TimeExpr, TimeKind},
        topics,
    },
    Draft,
};
use crate::domain::{ActorKind, Basis, Detail, MeasureTaken, MeasureType, Role, Status, When};
use serde::Deserialize;
use std::{ops::Range, sync::LazyLock};

/// How far behind its verb an object may stand, in tokens.
const REACH: usize = 12;

/// The same for verbs of deciding on whole packages.
const FAR: usize = 45;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Action {
    Start,
    Stop,
    End,
}

#[derive(Debug, Deserialize)]
struct Object {
    #[serde(rename = "type")]
    kind: MeasureType,
    any: Phrases,
}

#[derive(Debug, Deserialize)]
struct Verb {
    action: Action,
    status: Status,
    forms: Vec<String>,
    /// The object may stand far behind, and there may be several ("vetoed two decisions: a loan and sanctions").
    #[serde(default)]
    far: bool,
}

#[derive(Debug, Default, Deserialize)]
struct Words {
    threat: WordSet,
    none: WordSet,
    wished: WordSet,
    announced: WordSet,
}

#[derive(Debug, Default, Deserialize)]
struct File {
    object: Vec<Object>,
    verb: Vec<Verb>,
    words: Words,
}

// The tests read the file too: one that can't be read never ships.
static FILE: LazyLock<File> = LazyLock::new(|| crate::extract::lexicon::words::read("measures").unwrap_or_default());

static FORMS: LazyLock<Forms<usize>> = LazyLock::new(|| {
    Forms::of(FILE.verb.iter().enumerate().flat_map(|(i, v)| v.forms.iter().map(move |form| (form, i))))
});

/// A sentence of more tokens than this is no prose.
const LONGEST: usize = 800;

/// Every one in the article, in text order.
pub(super) fn find(found: &Annotated<'_>, lexicon: &Lexicon) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    for (sentence, here) in found.doc.sentences.iter().enumerate() {
        if here.heading || here.tokens.len() > LONGEST {
            continue;
        }
        let mut at = here.tokens.start;
        while at < here.tokens.end {
            let verb = verb_at(found, at, here.tokens.end).filter(|_| !found.is_quoted(at));
            let Some((verb, len)) = verb else {
                at += 1;
                continue;
            };
            let kinds = if verb.far { FILE.object.len() } else { 1 };
            for nth in 0..kinds {
                let draft = read(found, lexicon, sentence, verb, at..at + len, nth);
                drafts.extend(draft.filter(|new| !drafts.iter().any(|old| twin(old, new))));
            }
            at += len;
        }
        drafts.extend(flow::read(found, sentence));
    }
    drafts
}

/// One sentence tells one measure of a kind once.
fn twin(old: &Draft, new: &Draft) -> bool {
    old.evidence == new.evidence && old.content.detail == new.content.detail
        || old.evidence == new.evidence && old.content.status == new.content.status && kind(old) == kind(new)
}

fn kind(draft: &Draft) -> Option<MeasureType> {
    match &draft.content.detail {
        Detail::Measure(m) => Some(m.measure),
        _ => None,
    }
}

/// The longest verb that starts at a token, with the number of its words.
fn verb_at(found: &Annotated<'_>, at: usize, end: usize) -> Option<(&'static Verb, usize)> {
    let starting = FORMS.at(found.doc.tokens.get(..end)?, at);
    starting.filter_map(|(v, len)| Some((FILE.verb.get(*v)?, len))).max_by_key(|(_, len)| *len)
}

fn read(
    found: &Annotated<'_>,
    lexicon: &Lexicon,
    sentence: usize,
    verb: &Verb,
    at: Range<usize>,
    nth: usize,
) -> Option<Draft> {
    let here = found.doc.sentences.get(sentence)?;
    let lower = |i: usize| found.doc.tokens.get(i).map_or("", |t| &*t.lower);
    let stop = |i: &usize| matches!(lower(*i), ";" | ":" | "." | "after" | "because" | "that" | "if" | "when" | "who");
    let reach = here.tokens.end.min(at.end + if verb.far { FAR } else { REACH });
    let end = (at.end..reach).find(|i| if verb.far { lower(*i) == ";" } else { stop(i) }).unwrap_or(reach);
    let before: Vec<&str> = (here.tokens.start.max(at.start.saturating_sub(6))..at.start).map(lower).collect();
    let near = |set: &WordSet| before.iter().any(|w| set.contains(*w));
    // "The sanctions were lifted": what stands before the verb is its object.
    let passive = before.last().is_some_and(|w| matches!(*w, "was" | "were" | "been" | "be"));
    if passive && near(&FILE.words.wished) {
        return None;
    }
    let back = || {
        let open = (here.tokens.start..at.start - 1).rev().take(REACH);
        open.take_while(|i| !stop(i) && lower(*i) != ",").last()
    };
    let object = if passive { back()?..at.start - 1 } else { at.end..end };
    let object = relative(found, sentence, at.start).unwrap_or(object);
    let span = found.doc.tokens.get(object.clone()).and_then(|t| Some(t.first()?.span.cover(t.last()?.span)))?;
    let text = found.doc.text.slice(span);
    let spoken = words(text);
    let kind = FILE.object.iter().filter(|o| fits(verb.action, o.kind) && o.any.any_in(&spoken)).nth(nth)?;
    let (any, kind) = (&kind.any, kind.kind);
    if near(&FILE.words.none) || before.last().is_some_and(|w| matches!(*w, "the" | "a")) {
        return None;
    }
    // "A push to impose", "an order to halt": an infinitive by itself decides nothing.
    if lower(at.start) == "to" && !near(&FILE.words.threat) && !near(&FILE.words.announced) {
        return None;
    }
    let status = if near(&FILE.words.threat) {
        Status::Threatened
    } else if near(&FILE.words.announced) && verb.status == Status::InForce {
        Status::Announced
    } else {
        verb.status
    };
    let subject = if passive { agent(found, sentence, &at, &object)? } else { subject(found, sentence, at.start)? };
    let around = if passive { at.start..(at.end + REACH).min(here.tokens.end) } else { object.clone() };
    let date = date(found, sentence, &at, &around);
    // What is done ends with its first comma or its date.
    let whole = |i: &usize| lower(*i) == "," || found.times_in(sentence).iter().any(|t| t.tokens.start == *i);
    let close = if verb.far { end } else { object.clone().find(whole).unwrap_or(end) };
    let behind = passive || object.end <= at.start;
    let from = if behind { object.start } else { at.end };
    let close = if behind { object.end } else { close };
    let last = (from..close)
        .rev()
        .find(|i| !matches!(lower(*i), "on" | "in" | "at" | "by" | "and" | "for" | "to" | "since" | "of"))?;
    let what = found.doc.tokens.get(from..=last).and_then(|t| Some(t.first()?.span.cover(t.last()?.span)));
    let what = found.doc.text.slice(what.unwrap_or(span)).to_owned();
    let detail = Detail::Measure(MeasureTaken { measure: kind, what: Some(what) });
    let rule = match status {
        Status::Threatened => "measure.threatened",
        Status::Announced => "measure.announced",
        Status::Lifted => "measure.lifted",
        _ => "measure.taken",
    };
    let mut draft = Draft::new(detail, date, here.span, rule).with_status(status);
    draft.add(Role::Subject, &subject.actor, subject.title.as_deref());
    let side = |a: &&ActorMention| {
        a.actor.kind != ActorKind::Person
            && a.actor.id != subject.actor.id
            && a.naming != Naming::Pronoun
            && (a.actor.country.is_none() || a.actor.country != subject.actor.country)
    };
    let actors = found.actors_in(sentence);
    // The side that follows the object itself comes first ("a loan to one and sanctions on the other").
    let rest = |k: usize| found.doc.tokens.get(k..object.end).and_then(|t| Some(t.first()?.span.cover(t.last()?.span)));
    let holds = |k: &usize| rest(*k).is_some_and(|s| any.any_in(&words(found.doc.text.slice(s))));
    let core = object.clone().rev().find(holds).unwrap_or(object.start);
    let inside = || actors.iter().filter(side).filter(|a| object.contains(&a.tokens.start));
    let target = inside().find(|a| a.tokens.start >= core).or_else(|| inside().next());
    // A place may be the target as well ("supplies to Norland").
    match target.or_else(|| actors.iter().filter(side).find(|a| a.tokens.start >= at.end)) {
        Some(target) => draft.add(Role::Target, &target.actor, None),
        None => {
            let place =
                found.places_in(sentence).iter().find(|p| p.tokens.start >= at.end && p.place.country.is_some());
            let state =
                place.and_then(|p| p.place.country.as_deref()).filter(|c| subject.actor.country.as_deref() != Some(c));
            if let Some(actor) = state.and_then(|code| lexicon.state(code)) {
                draft.add(Role::Target, actor, None);
            }
        }
    }
    draft.content.topics = topics::of_first([text, found.doc.text.slice(here.span)]);
    if let Some(token) = found.doc.tokens.get(at.start) {
        draft.because("status", token.span, rule);
    }
    draft.because("measure.type", span, rule);
    Some(draft)
}

/// "The loan and the sanctions, both of which Hungary blocked": what stands before the "which".
fn relative(found: &Annotated<'_>, sentence: usize, verb: usize) -> Option<Range<usize>> {
    let lower = |i: usize| found.doc.lower(i);
    let start = found.doc.sentences.get(sentence)?.tokens.start;
    let which = (start.max(verb.saturating_sub(5))..verb).rev().find(|i| lower(*i) == "which")?;
    let actors = found.actors_in(sentence);
    let led = actors.iter().any(|a| a.tokens.start > which && a.tokens.start <= which + 2 && a.tokens.end <= verb);
    let mut end = which;
    while end > start && matches!(lower(end - 1), "of" | "both" | "all" | "some" | "two" | "three" | "," | "each") {
        end -= 1;
    }
    let from = end.saturating_sub(2 * REACH).max(start);
    let from = (from..end).rev().find(|i| lower(*i) == ";").map_or(from, |i| i + 1);
    (led && from < end).then_some(from..end)
}

/// What can be started, stopped or ended.
fn fits(action: Action, kind: MeasureType) -> bool {
    match kind {
        MeasureType::Sanction | MeasureType::Tariff => true,
        MeasureType::Embargo => true,
        MeasureType::TroopMove => action != Action::End,
        MeasureType::SupplyCutOff => action != Action::Start,
        MeasureType::Other => true,
    }
}

/// Who acts: the nearest actor before the verb who is not merely mentioned, else who opens the sentence.
fn subject<'f>(found: &'f Annotated<'_>, sentence: usize, verb: usize) -> Option<&'f ActorMention> {
    let lower = |i: usize| found.doc.tokens.get(i).map_or("", |t| &*t.lower);
    let hangs = |a: &ActorMention| {
        let mut before = a.tokens.start;
        if before > 0 && lower(before - 1) == "the" {
            before -= 1;
        }
        before > 0
            && matches!(
                lower(before - 1),
                "of" | "to" | "for" | "from" | "with" | "by" | "in" | "against" | "at" | "on" | "over"
            )
    };
    let named = |a: &&ActorMention| {
        a.naming != Naming::Demonym && a.tokens.end <= verb && !hangs(a) && !found.is_quoted(a.tokens.start)
    };
    let actor = found.actors_in(sentence).iter().rev().find(named)?;
    let apart = (actor.tokens.end..verb).any(|i| lower(i) == ";");
    // "Since the largest economies imposed": a noun of its own stands before the verb.
    let speech = Speech::get().words();
    let last = (actor.tokens.end..verb).rev().find(|i| {
        let word = lower(*i);
        !(speech.between.contains(word) || word.ends_with("ly") || FILE.words.announced.contains(word))
    });
    let other = last.is_some_and(|i| {
        let noun = lower(i).len() > 4 && lower(i).ends_with('s') && !found.doc.tokens[i].capital;
        noun && !speech.roles.contains(lower(i))
            && (actor.tokens.end..i)
                .any(|k| matches!(lower(k), "since" | "as" | "when" | "while" | "in" | "with" | "after" | "before"))
    });
    (!apart && !other).then_some(actor)
}

/// Who took a measure that is told in the passive: whoever "by" leads to, else whose measure it is
/// ("US sanctions on Iran were lifted").
fn agent<'f>(
    found: &'f Annotated<'_>,
    sentence: usize,
    verb: &Range<usize>,
    object: &Range<usize>,
) -> Option<&'f ActorMention> {
    let lower = |i: usize| found.doc.lower(i);
    let actors = || found.actors_in(sentence).iter().filter(|a| !found.is_quoted(a.tokens.start));
    let by = (verb.end..verb.end + REACH).find(|i| lower(*i) == "by");
    let named = by.and_then(|by| actors().find(|a| a.tokens.start > by && a.tokens.start <= by + 3));
    let owner = || {
        let noun = |a: &ActorMention| a.naming == Naming::Demonym || matches!(lower(a.tokens.end), "'s" | "’s" | "’");
        actors().find(|a| object.contains(&a.tokens.start) && a.tokens.start <= object.start + 2 && noun(a))
    };
    named.or_else(owner)
}

/// The day of the measure: a time between subject and object, not of something it answers, else the day of publication.
fn date(found: &Annotated<'_>, sentence: usize, verb: &Range<usize>, object: &Range<usize>) -> When {
    let known = |t: &&TimeExpr| t.kind == TimeKind::Date && !t.when.is_unknown();
    let times = || found.times_in(sentence).iter().filter(known);
    let inside = times().find(|t| t.tokens.start >= verb.start.saturating_sub(8) && t.tokens.end <= object.end + 1);
    // "It stopped the trucks on 2 March, and on 9 March cut the power": the day that opens the clause.
    let start = found.doc.sentences.get(sentence).map_or(0, |s| s.tokens.start);
    let opens = |t: &&TimeExpr| {
        let lower = |n: usize| found.doc.lower(t.tokens.start.wrapping_sub(n));
        let led = usize::from(matches!(lower(1), "on" | "in" | "late" | "early" | "earlier"));
        let joined = matches!(lower(led + 1), "and" | "but" | "while") && matches!(lower(led + 2), "," | ";");
        t.tokens.end <= verb.start && (joined || lower(led + 1) == ";" || t.tokens.start <= start + led)
    };
    let first = inside.or_else(|| times().rfind(opens)).or_else(|| times().next());
    let day =
        || found.published_day().map_or_else(|| When::unknown(Basis::Published), |d| When::day(d, Basis::Published));
    first.map_or_else(day, |t| t.when.clone())
}

#[cfg(test)]
mod tests {
    use super::super::super::{Metadata, sentence};
    use super::*;
    use crate::domain::Text;

    /// Kind, status, subject and target of every measure.
    fn check(text: &str, expect: &[(&str, &str, &str, &str)]) {
        let doc = sentence::read(&Text::freeze(text));
        let metadata = Metadata { published: "2026-03-04".parse().ok(), ..Metadata::default() };
        let found = Annotated::of(&doc, &metadata, Lexicon::builtin());
        let got: Vec<_> = find(&found, Lexicon::builtin())
            .iter()
            .map(|d| {
                let name = |role| d.content.actors(role).map(|a| a.name.clone()).next().unwrap_or_default();
                let status = d.content.status.map_or("", Status::as_str);
                (kind(d).map_or("", MeasureType::as_str), status, name(Role::Subject), name(Role::Target))
            })
            .collect();
        let got: Vec<_> = got.iter().map(|(k, s, a, b)| (*k, *s, a.as_str(), b.as_str())).collect();
        assert_eq!(got, expect, "{text}");
    }

    #[test]
    fn measures_taken_threatened_and_lifted() {
        check("France imposed sanctions on Iran on Monday.", &[("sanction", "in-force", "France", "Iran")]);
        check(
            "Egypt has threatened to halt gas supplies to Jordan.",
            &[("supply cut-off", "threatened", "Egypt", "Jordan")],
        );
        check("India lifted its tariffs on China last week.", &[("tariff", "lifted", "India", "China")]);
        check(
            "The European Union approved a new package of sanctions on Belarus.",
            &[("sanction", "adopted", "European Union", "Belarus")],
        );
        check("Turkey deployed troops along the road.", &[("troop move", "in-force", "Turkey", "")]);
        check("Poland announced sanctions on Belarus.", &[("sanction", "announced", "Poland", "Belarus")]);
    }

    #[test]
    fn a_measure_is_of_the_day_that_opens_its_clause() {
        let on = |text: &str, expect: &[&str]| {
            let doc = sentence::read(&Text::freeze(text));
            let metadata = Metadata { published: "2026-03-04".parse().ok(), ..Metadata::default() };
            let found = Annotated::of(&doc, &metadata, Lexicon::builtin());
            let got: Vec<String> =
                find(&found, Lexicon::builtin()).iter().map(|d| d.content.date.edtf().to_owned()).collect();
            assert_eq!(got, expect, "{text}");
        };
        on(
            "India lifted its tariffs on China on 2 February, and on 9 February the trade minister of India, after a short trip to the coast with her staff, imposed sanctions on Iran.",
            &["2026-02-02", "2026-02-09"],
        );
        on("On Monday France imposed sanctions on Iran.", &["2026-03-02"]);
        on("France imposed sanctions on Iran.", &["2026-03-04"]);
    }

    #[test]
    fn measures_in_the_passive_are_of_whoever_took_them() {
        check("Sanctions on Iran were lifted by France on Monday.", &[("sanction", "lifted", "France", "Iran")]);
        check("French sanctions on Iran were eased on Monday.", &[("sanction", "lifted", "France", "Iran")]);
        check("Tariffs have been imposed on Iran by India.", &[("tariff", "in-force", "India", "Iran")]);
        // Nobody took it, or it is only asked for.
        check("Sanctions on Iran were lifted.", &[]);
        check("French sanctions on Iran should be lifted.", &[]);
        check("The ministers were lifted by France to the stage.", &[]);
    }

    #[test]
    fn borders_envoys_and_troops() {
        check("Kenya closed its border crossings with Uganda.", &[("other", "in-force", "Kenya", "Uganda")]);
        check("Kenya recalled its ambassador from Uganda.", &[("other", "in-force", "Kenya", "")]);
        check("Kenya severed diplomatic ties with Uganda on Monday.", &[("other", "in-force", "Kenya", "Uganda")]);
        check("Kenya withdrew its troops from Uganda.", &[("troop move", "in-force", "Kenya", "Uganda")]);
        check("Kenya reopened its airspace to Uganda.", &[("other", "lifted", "Kenya", "Uganda")]);
        check("Kenya lifted its blockade of Uganda.", &[("embargo", "lifted", "Kenya", "Uganda")]);
        check("Kenya will resume aid to Uganda.", &[("other", "announced", "Kenya", "Uganda")]);
        check("Kenya threatened to suspend its aid to Uganda.", &[("other", "threatened", "Kenya", "Uganda")]);
        check("The minister closed the meeting and withdrew his remark.", &[]);
        check("Kenya severed its links with the past.", &[]);
    }

    #[test]
    fn one_verb_may_decide_on_several() {
        check(
            "Hungary vetoed two decisions: a loan to Ukraine and sanctions on Russia.",
            &[("sanction", "announced", "Hungary", "Russia"), ("other", "announced", "Hungary", "Ukraine")],
        );
    }

    #[test]
    fn what_a_relative_clause_tells_of() {
        check(
            "The minister came without the loan to Ukraine and the sanctions on Russia, both of which Hungary blocked on Monday.",
            &[("sanction", "announced", "Hungary", "Russia"), ("other", "announced", "Hungary", "Ukraine")],
        );
        check("The sanctions which France imposed on Monday are on steel.", &[("sanction", "in-force", "France", "")]);
        check("The words of the minister, which France blocked out, were kind.", &[]);
    }

    #[test]
    fn supplies_that_stop_and_run_again() {
        check("No gas has reached the town since 3 February.", &[("supply cut-off", "in-force", "", "")]);
        check("No Libyan crude has flowed through the line since January.", &[("supply cut-off", "in-force", "", "")]);
        check("Crude was flowing towards the coast again.", &[("supply cut-off", "lifted", "", "")]);
        check("No gas has reached the town.", &[]);
        check("No news has reached the town since 3 February.", &[]);
        check("The water was flowing under the bridge.", &[]);
    }

    #[test]
    fn what_is_no_measure() {
        check("France urged the council to impose sanctions on Iran.", &[]);
        check("The talks stopped for lunch.", &[]);
        check("France did not impose sanctions on Iran.", &[]);
        check("A strike cut electricity in the town.", &[]);
        check("“We imposed sanctions on Iran,” he recalled.", &[]);
        check("The minister raised the matter of oil with Iran.", &[]);
        check("Kenya set Uganda an ultimatum to reopen the pipeline.", &[]);
        check("Kenya met Uganda in the first talks since the largest economies imposed tariffs on tea.", &[]);
    }
}

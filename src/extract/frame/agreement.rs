//! Agreements: ceasefires, exchanges of prisoners, signed texts; how far each has come.
//!
//! The terms of a proposal are not an agreement, and a hope for one is none either: a verb must say
//! that it was proposed, announced, reached, began, was carried out, ran out or broke down.

use super::{
    super::{
        Annotated, Lexicon,
        actor::{ActorMention, Naming},
        hash::{List, WordSet},
        time::{Relation, TimeExpr, TimeKind},
    },
    Draft,
    news::News,
};
use crate::domain::{Actor, ActorKind, Agreement, AgreementType, Basis, Detail, Precision, Role, Status, Topic, When};
use jiff::ToSpan;
use std::{
    cell::OnceCell,
    ops::Range,
    sync::{Arc, LazyLock},
};

/// What a noun or phrase says was agreed.
static CEASEFIRE: List = List::of(&["ceasefire", "cease-fire", "truce", "armistice"]);
static PRISONERS: List = List::of(&["prisoners", "prisoner", "pows", "captives", "detainees", "hostages", "soldiers"]);
static TEXTS: List = List::of(&[
    "agreement",
    "accord",
    "treaty",
    "memorandum",
    "deal",
    "pact",
    "declaration",
    "protocol",
    "framework",
    "phase",
]);

/// Where an agreement may have been reached that is told of later.
const MEETINGS: &[&str] = &["talks", "round", "meeting", "session", "summit", "negotiations"];

/// Verbs and phrases in the order in which they decide: the first that is found wins.
const STEPS: &[(&[&str], Status)] = &[
    (&["not", "prolonged"], Status::Expired),
    (&["expired"], Status::Expired),
    (&["ran", "out"], Status::Expired),
    (&["last", "day", "of"], Status::Expired),
    (&["collapsed"], Status::Collapsed),
    (&["broke", "down"], Status::Collapsed),
    (&["putting", "an", "end"], Status::Collapsed),
    (&["put", "an", "end"], Status::Collapsed),
    (&["shattered"], Status::Collapsed),
    (&["took", "effect"], Status::InForce),
    (&["takes", "effect"], Status::InForce),
    (&["came", "into", "force"], Status::InForce),
    (&["came", "into", "effect"], Status::InForce),
    (&["went", "into", "effect"], Status::InForce),
    (&["entered", "into", "force"], Status::InForce),
    (&["neared", "its", "end"], Status::InForce),
    (&["is", "holding"], Status::InForce),
    (&["began", "at"], Status::InForce),
    (&["in", "principle"], Status::InPrinciple),
    (&["handed"], Status::Proposed),
    (&["proposed"], Status::Proposed),
    (&["proposal"], Status::Proposed),
    (&["offered"], Status::Proposed),
    (&["signed"], Status::Agreed),
    (&["reached"], Status::Agreed),
    (&["agreed"], Status::Agreed),
    (&["sealed"], Status::Agreed),
    (&["concluded"], Status::Agreed),
    (&["accepted"], Status::Agreed),
    (&["announced"], Status::Announced),
    (&["declared"], Status::Announced),
    (&["proclaimed"], Status::Announced),
];

/// What says that nothing came of it, or that it is only spoken of.
const UNDONE: &[&[&str]] = &[
    &["no", "ceasefire"],
    &["no", "agreement"],
    &["no", "deal"],
    &["without", "agreement"],
    &["failed", "to"],
    &["if"],
    &["would"],
    &["could"],
    &["hopes"],
    &["hoped"],
    &["wants"],
    &["not", "agreed"],
    &["until"],
    &["rejected"],
    &["violations"],
    &["violation"],
    &["peace", "deal"],
    &["may"],
    &["accused"],
    &["refused"],
    &["demanded"],
    &["aim"],
    &["aimed"],
    &["demands"],
    &["urged"],
    &["called", "for"],
];

/// Words of which a sentence on an agreement has one at least.
static NAMED: LazyLock<WordSet> = LazyLock::new(|| {
    let lists = [CEASEFIRE.words(), PRISONERS.words(), TEXTS.words(), &["halt", "pause", "each"]];
    lists.concat().into_iter().map(str::to_owned).collect::<Vec<_>>().into()
});

/// The first words of [`STEPS`] and [`UNDONE`].
static FIRSTS: LazyLock<WordSet> = LazyLock::new(|| {
    let steps = STEPS.iter().map(|(words, _)| *words);
    let firsts = steps.chain(UNDONE.iter().copied()).filter_map(<[&str]>::first);
    firsts.map(|w| (*w).to_owned()).collect::<Vec<_>>().into()
});

/// Every agreement in the article, in text order.
pub(super) fn find(found: &Annotated<'_>, _lexicon: &Lexicon) -> Vec<Draft> {
    (0..found.doc.sentences.len()).filter_map(|s| read(found, s)).collect()
}

fn read(found: &Annotated<'_>, sentence: usize) -> Option<Draft> {
    let entry = &found.doc.sentences[sentence];
    if entry.heading {
        return None;
    }
    let tokens = entry.tokens.clone();
    let lower = |i: usize| found.doc.lower(i);
    if !tokens.clone().any(|i| NAMED.contains(lower(i))) {
        return None;
    }
    let said = OnceCell::new();
    let has = |words: &[&str]| {
        let said: &Vec<usize> = said
            .get_or_init(|| tokens.clone().filter(|i| FIRSTS.contains(lower(*i)) && !found.is_quoted(*i)).collect());
        said.iter().copied().find(|i| words.iter().enumerate().all(|(k, w)| lower(i + k) == *w))
    };
    if let Some(draft) = exchange(found, sentence, &tokens) {
        return Some(draft);
    }
    // "a pause in strikes", "announced the halt" after a sentence on the truce; not any pause.
    let halts = |i: usize| {
        let kind = matches!(lower(i), "halt" | "pause");
        let of_fire = matches!(lower(i + 1), "in" | "to" | "of")
            && matches!(lower(i + 2), "strikes" | "fighting" | "fire" | "attacks" | "hostilities");
        let told =
            sentence.checked_sub(1).is_some_and(|s| found.tokens_of(s).iter().any(|t| CEASEFIRE.contains(&*t.lower)));
        kind && (of_fire || told && lower(i.wrapping_sub(1)) == "the")
    };
    let noun = tokens.clone().find(|i| {
        let free = !found.is_quoted(*i);
        free && (CEASEFIRE.contains(lower(*i)) || halts(*i) || (TEXTS.contains(lower(*i)) && named_text(found, *i)))
    })?;
    let kind = if CEASEFIRE.contains(lower(noun))
        || matches!(lower(noun), "halt" | "pause")
        || tokens.clone().any(|i| CEASEFIRE.contains(lower(i)) && i.abs_diff(noun) <= 2)
    {
        AgreementType::Ceasefire
    } else {
        AgreementType::SignedText
    };
    if UNDONE.iter().any(|u| has(u).is_some()) {
        return None;
    }
    let (at, status) = STEPS.iter().find_map(|(words, status)| Some((has(words)?, *status)))?;
    if kind == AgreementType::SignedText && !matches!(lower(at), "signed") {
        return None;
    }
    // The verb must be about the noun: "the president announced on Monday that the truce …" is, a
    // verb far behind a comma is not.
    let gap = at.min(noun)..at.max(noun);
    if gap.len() > 13 || gap.clone().any(|i| matches!(lower(i), "since" | ";" | "while" | "after" | "because")) {
        return None;
    }
    let detail = Detail::Agreement(Agreement { agreement: kind, what: None, effective: None });
    let mut draft =
        Draft::new(detail, date(found, sentence, at, status), entry.span, "agreement.step").with_status(status);
    signatories(found, sentence, &mut draft);
    if draft.content.participants.iter().filter(|p| p.role == Role::Signatory).count() == 0 {
        return None;
    }
    draft.add_topic(if kind == AgreementType::Ceasefire { Topic::Ceasefire } else { Topic::Process });
    draft.because("status", found.doc.span_of(at..at + 1)?, "agreement.step");
    Some(draft)
}

/// "signed the first phase of a plan", "a peace agreement was signed": a text, not any deal.
fn named_text(found: &Annotated<'_>, at: usize) -> bool {
    let near = at.saturating_sub(5)..at + 6;
    near.into_iter().any(|i| matches!(found.doc.lower(i), "signed" | "sign" | "signing"))
}

/// "the two countries exchanged prisoners", "each released two hundred prisoners of war".
fn exchange(found: &Annotated<'_>, sentence: usize, tokens: &Range<usize>) -> Option<Draft> {
    const SWAPS: &[&str] = &["exchanged", "exchange", "swap", "swapped", "released", "exchanges", "freed", "swaps"];
    let lower = |i: usize| found.doc.lower(i);
    // "Each country freed 157 the same day", after a sentence on prisoners.
    let told = || {
        (sentence.saturating_sub(2)..sentence)
            .any(|s| found.tokens_of(s).iter().any(|t| t.is_any(&["prisoners", "prisoner", "pows", "captives"])))
    };
    let each = || {
        let each = tokens.clone().find(|i| lower(*i) == "each")?;
        (!found.numbers_in(sentence).is_empty() && told()).then_some(each)
    };
    let who = tokens.clone().find(|i| PRISONERS.contains(lower(*i)) && !found.is_quoted(*i)).or_else(each)?;
    let swap = tokens.clone().find(|i| SWAPS.contains(&lower(*i)) && !found.is_quoted(*i) && i.abs_diff(who) <= 14)?;
    let verb = matches!(lower(swap), "exchanged" | "swapped" | "released" | "freed");
    let home = tokens.clone().any(|i| matches!(lower(i), "home" | "returned" | "completed" | "led"));
    let agreed = tokens.clone().find(|i| matches!(lower(*i), "agreed" | "agreement" | "reached"));
    let plan = tokens.clone().any(|i| {
        matches!(
            lower(i),
            "would" | "will" | "no" | "hopes" | "hoped" | "agenda" | "if" | "could" | "discussed" | "proposed"
        )
    });
    let status = match (verb || home, agreed) {
        _ if plan => return None,
        (true, _) => Status::CarriedOut,
        (false, Some(_)) => Status::Agreed,
        (false, None) => return None,
    };
    if matches!(lower(swap), "released" | "freed")
        && !tokens.clone().any(|i| matches!(lower(i), "each" | "exchange" | "both"))
    {
        return None;
    }
    let entry = &found.doc.sentences[sentence];
    let detail =
        Detail::Agreement(Agreement { agreement: AgreementType::PrisonerExchange, what: None, effective: None });
    let mut draft =
        Draft::new(detail, date(found, sentence, swap, status), entry.span, "agreement.exchange").with_status(status);
    signatories(found, sentence, &mut draft);
    draft.add_topic(Topic::Prisoners);
    draft.because("status", found.doc.span_of(swap..swap + 1)?, "agreement.exchange");
    Some(draft)
}

/// The time nearest the verb; else that of the sentence before, of the news, of publication.
fn date(found: &Annotated<'_>, sentence: usize, verb: usize, status: Status) -> When {
    let known = |t: &&TimeExpr| t.kind == TimeKind::Date && !t.when.is_unknown();
    // "An exchange agreed at last month's talks" came about at another time.
    let talks = |t: &TimeExpr| {
        matches!(found.doc.lower(t.tokens.end), "'s" | "’s") && MEETINGS.contains(&found.doc.lower(t.tokens.end + 1))
    };
    let times = || found.times_in(sentence).iter().filter(known);
    let of_verb = times().filter(|t| t.relation != Relation::Since && !(talks(t) && times().count() > 1));
    let nearest = of_verb.min_by_key(|t| t.tokens.start.abs_diff(verb));
    let before = || sentence.checked_sub(1).and_then(|s| found.date_in(s));
    let near = || before().filter(|t| !t.ahead && t.when.precision() <= Precision::Day);
    let Some(time) = nearest.or_else(near) else {
        let Some(published) = found.published_day() else { return When::unknown(Basis::Published) };
        // What the top of an article tells is its news.
        let news = News::of(found).filter(|n| n.is_day() && sentence <= n.sentence);
        return news
            .map_or_else(|| When::before(published, Basis::Published), |n| When::day(n.from, Basis::EarlierMention));
    };
    let when = if time.relation == Relation::On { time.evening() } else { time.when.clone() };
    // "A 36-hour truce neared its end on Sunday evening": it had begun so long before.
    let tokens = found.tokens_of(sentence);
    let nears =
        tokens.windows(3).any(|w| w[0].is_any(&["neared", "nears", "nearing"]) && w[1].is("its") && w[2].is("end"));
    if (nears || status == Status::Expired)
        && let Some(days) = found.times_in(sentence).iter().find_map(|t| length(found, t))
        && let Some(last) = when.latest().filter(|d| when.earliest() == Some(*d))
        && let Ok(first) = last.checked_sub(days.days())
    {
        return When::lasting(first, last, when.basis()).with_text(when.text().unwrap_or_default());
    }
    // What has ended lasted from the day that is named beside its end.
    let first = times().filter(|t| !t.ahead).filter_map(|t| t.named.earliest()).min();
    match (status, first.zip(when.latest())) {
        (Status::Expired | Status::Collapsed, Some((a, b))) if a < b && times().count() > 1 => {
            When::lasting(a, b, when.basis()).with_text(when.text().unwrap_or_default())
        }
        _ => when,
    }
}

/// Of a "36-hour truce" or "three-day ceasefire", how many days before its last one it began.
fn length(found: &Annotated<'_>, time: &TimeExpr) -> Option<i64> {
    let noun = CEASEFIRE.contains(&found.doc.lower(time.tokens.end));
    let value = time.timexes.first().filter(|_| noun && time.kind == TimeKind::Duration)?.value.strip_prefix('P')?;
    let days = match (value.strip_prefix('T').and_then(|v| v.strip_suffix('H')), value.strip_suffix('D')) {
        (Some(hours), _) => hours.parse::<i64>().ok()? / 24,
        (None, Some(days)) => days.parse::<i64>().ok()? - 1,
        (None, None) => return None,
    };
    (0..=60).contains(&days).then_some(days)
}

/// States and groups of the sentence; else those of the sentences before. "both", "the two" need two.
fn signatories(found: &Annotated<'_>, sentence: usize, draft: &mut Draft) {
    let party = |a: &&ActorMention| {
        matches!(a.actor.kind, ActorKind::State | ActorKind::ArmedGroup) && a.naming != Naming::Pronoun
    };
    let lower = |i: usize| found.doc.lower(i);
    // "named the United States as mediator", "under Qatari mediation" broker, but do not sign.
    let broker = |a: &ActorMention| {
        (a.tokens.end..a.tokens.end + 6)
            .any(|i| matches!(lower(i), "mediators" | "mediator" | "mediation" | "brokered"))
            || (a.tokens.start.saturating_sub(3)..a.tokens.start)
                .any(|i| matches!(lower(i), "mediated" | "brokered" | "named"))
            || lower(a.tokens.start).contains("-brokered")
    };
    let mut chosen: Vec<Arc<Actor>> = Vec::new();
    for s in (sentence.saturating_sub(3)..=sentence).rev() {
        for a in found.actors_in(s).iter().filter(party) {
            if broker(a) {
                draft.add(Role::Mediator, &a.actor, None);
            } else if !chosen.iter().any(|c| c.id == a.actor.id) && chosen.len() < 3 {
                chosen.push(a.actor.clone());
            }
        }
        if chosen.len() >= 2 {
            break;
        }
    }
    chosen.truncate(2);
    for actor in &chosen {
        draft.add(Role::Signatory, actor, None);
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        domain::{Detail, Role, Text},
        extract::{Lexicon, Metadata, extract},
    };

    fn check(input: &str, expect: &[&str]) {
        let metadata = Metadata { published: "2026-02-17".parse().ok(), ..Metadata::default() };
        let found = extract(&Text::freeze(input), &metadata, Lexicon::builtin());
        let line = |m: &crate::domain::Mention| {
            let Detail::Agreement(a) = &m.content.detail else { return None };
            let who: Vec<_> = m.content.actors(Role::Signatory).map(|a| a.id.as_str()).collect();
            Some(format!("{} {} {}", a.agreement, m.content.status.map_or("?", |s| s.as_str()), who.join("+")))
        };
        let got: Vec<String> = found.mentions.iter().filter_map(line).collect();
        assert_eq!(got, expect, "{input}");
    }

    #[test]
    fn steps_of_agreements() {
        check("Armenia and Azerbaijan reached a ceasefire on Monday.", &["ceasefire agreed armenia+azerbaijan"]);
        check("A truce between Israel and Hezbollah took effect on Monday.", &["ceasefire in-force israel+hezbollah"]);
        check("The truce between Israel and Hamas collapsed on Monday.", &["ceasefire collapsed israel+hamas"]);
        check(
            "Rwanda and DR Congo signed a peace agreement on Monday.",
            &["signed text agreed rwanda+democratic-republic-of-the-congo"],
        );
        check("Russia and Ukraine exchanged prisoners on Monday.", &["prisoner exchange carried-out russia+ukraine"]);
    }

    #[test]
    fn no_agreements() {
        for none in [
            "Kenya hopes for a ceasefire in Sudan.",
            "No ceasefire was agreed between Israel and Hamas.",
            "Israel and Hamas failed to agree a truce on Monday.",
            "Russia and Ukraine could exchange prisoners soon.",
            "The missile struck a house in Israel before the truce with Iran.",
            "Israel accused Hamas of truce violations.",
        ] {
            check(none, &[]);
        }
    }

    #[test]
    fn days_of_agreements() {
        let on = |text: &str, expect: &str| {
            let metadata = Metadata { published: "2026-02-17".parse().ok(), ..Metadata::default() };
            let found = extract(&Text::freeze(text), &metadata, Lexicon::builtin());
            let agreement = found.mentions.iter().find(|m| matches!(m.content.detail, Detail::Agreement(_)));
            assert_eq!(agreement.map(|m| m.content.date.edtf()), Some(expect), "{text}");
        };
        // A night is of its day; what ended lasted; an exchange is not of the day on which it was agreed.
        on("Israel and Hamas reached a ceasefire on Sunday night in Doha.", "2026-02-15");
        on(
            "Strikes on Sunday shattered the truce between Israel and Hamas, in force since 2 February.",
            "2026-02-02/2026-02-15",
        );
        on("The truce between Israel and Hamas collapsed on Sunday.", "2026-02-15");
        on(
            "Ninety soldiers came home to Russia and Ukraine on Sunday in an exchange agreed at last month's talks.",
            "2026-02-15",
        );
        on("A 36-hour truce between Israel and Hamas neared its end on Sunday evening.", "2026-02-14/2026-02-15");
        on("A 36-hour truce between Israel and Hamas took effect on Sunday evening.", "2026-02-15");
        // The top of an article tells its news, what follows is older.
        on(
            "Rwanda and DR Congo have signed a peace agreement in Doha. Sunday's text, seen by this paper, is long.",
            "2026-02-15",
        );
        on("The March 23 Movement and DR Congo signed a peace agreement in Doha on Sunday.", "2026-02-15");
        on("It rained on Sunday in the valley as envoys flew home. Rwanda and DR Congo agreed a truce.", "2026-02-15");
    }
}

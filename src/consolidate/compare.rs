//! Whether two mentions are of one event, and why; and whether they can't be.

mod round;
mod strike;

use super::{
    BlockingKeys, Input, window,
    words::{content_words, similarity, telling_runs, words},
};
use crate::domain::{Content, Detail, Kind, Place, Role, Status, When};
pub(super) use round::Sittings;
use round::{rounds, rounds_conflict};
use std::{collections::BTreeSet, sync::OnceLock};
pub use strike::is_part_of;
use strike::{strikes, strikes_conflict};

/// A strike's window may be this long, in days: a night and its next day, a "day and night of 24 hours" across two.
pub const STRIKE_DAYS: i64 = 4;
/// A date set for a round and a date it was moved to lie at most so far apart, in days.
const PLANNING_DAYS: i64 = 7;
/// Days that are as good as a day: a session, a week of talks.
pub(super) const CLOSED_DAYS: i64 = 10;
/// A round that is announced without a day is held within so many days, or is another one.
pub(super) const OPEN_SLOT_DAYS: i64 = 45;
/// The same ordinal means the same round within so many days: counts start anew.
pub(super) const ORDINAL_DAYS: i64 = 120;
/// An agreement, a deadline or a measure is reported within so many days of its own.
pub(super) const NEAR_DAYS: i64 = 3;
/// A measure that is told in the same words is the same within so many days.
pub(super) const MEASURE_DAYS: i64 = 60;
/// A sentence in quotation marks is still quoted after so many days.
const QUOTED_DAYS: i64 = 30;
/// The same count of a weapon from here on up is hardly given of two strikes of one week.
const TELLING_COUNT: u64 = 20;
/// Two translations of one sentence have at least so many words that carry meaning.
const TRANSLATED: usize = 4;

/// A reason to take two mentions for one event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Reason {
    /// Stronger reasons are followed first.
    pub(super) strength: u8,
    /// In plain words.
    pub(super) words: &'static str,
}

const fn because(strength: u8, words: &'static str) -> Option<Reason> {
    Some(Reason { strength, words })
}

/// What an input is compared by beside its fields, worked out when it is first asked for.
#[derive(Clone, Debug, Default)]
pub struct Folded {
    keys: OnceLock<BlockingKeys>,
    quote: OnceLock<Option<Quote>>,
    said: OnceLock<BTreeSet<String>>,
    about: OnceLock<BTreeSet<String>>,
}

/// Words in quotation marks.
#[derive(Clone, Debug)]
struct Quote {
    words: Vec<String>,
    runs: BTreeSet<u64>,
    telling: BTreeSet<String>,
}

impl Folded {
    pub(super) fn keys(&self, input: &Input) -> &BlockingKeys {
        self.keys.get_or_init(|| super::blocking_keys(&input.mention, input.published))
    }
}

/// Keys of everyone in one of these roles.
pub(super) fn who<'a>(content: &'a Content, roles: &[Role]) -> BTreeSet<&'a str> {
    content.participants.iter().filter(|p| roles.contains(&p.role)).map(|p| p.actor.id.as_str()).collect()
}

/// The key of who speaks, else the name as the source gives it.
pub(super) fn speaker(content: &Content) -> String {
    match (content.actors(Role::Speaker).next(), &content.detail) {
        (Some(actor), _) => actor.id.clone(),
        (None, Detail::Statement(s)) => words(&s.speaker).join("-"),
        (None, _) => String::new(),
    }
}

/// Nobody known on one side, or somebody on both.
fn may_meet(a: &BTreeSet<&str>, b: &BTreeSet<&str>) -> bool {
    a.is_empty() || b.is_empty() || !a.is_disjoint(b)
}

fn by_client(input: &Input) -> bool {
    input.mention.evidence.first().is_some_and(|e| e.rule == "client")
}

/// The rules merged what is one within an article already; what they kept apart stays apart. What a
/// client says of the same article may be one with what the rules say.
fn kept_apart(a: &Input, b: &Input) -> bool {
    a.article == b.article && by_client(a) == by_client(b)
}

/// Why these two are one event, if they are.
pub(super) fn compatible(a: &Input, b: &Input) -> Option<Reason> {
    let (x, y) = (&a.mention.content, &b.mention.content);
    if x.kind != y.kind || conflict(a, b) {
        return None;
    }
    match x.kind {
        Kind::Round => rounds(a, b),
        Kind::Strike => strikes(x, y),
        Kind::Statement => statements(a, b),
        Kind::Agreement => agreements(a, b),
        Kind::Deadline => deadlines(a, b),
        Kind::Measure => measures(a, b),
    }
}

/// Whether these two can't be one event, however many others stand between them.
pub(super) fn conflict(a: &Input, b: &Input) -> bool {
    let (x, y) = (&a.mention.content, &b.mention.content);
    match (&x.detail, &y.detail) {
        (Detail::Round(_), Detail::Round(_)) => rounds_conflict(a, b),
        (Detail::Strike(_), Detail::Strike(_)) => kept_apart(a, b) || strikes_conflict(x, y),
        (Detail::Statement(_), Detail::Statement(_)) => kept_apart(a, b) || speaker(x) != speaker(y),
        (Detail::Agreement(m), Detail::Agreement(n)) => {
            let parties = |c| who(c, &[Role::Signatory, Role::Party]);
            (kept_apart(a, b) && !steps(x, y))
                || m.agreement != n.agreement
                || !one_table(&parties(x), &parties(y))
                || carried_out_apart(x, y)
        }
        (Detail::Deadline(_), Detail::Deadline(_)) => {
            let by = |c| who(c, &[Role::Demander]);
            let of = |c| who(c, &[Role::Addressee]);
            kept_apart(a, b)
                || !may_meet(&by(x), &by(y))
                || !may_meet(&of(x), &of(y))
                || !window::overlap(&x.date, &y.date)
        }
        (Detail::Measure(m), Detail::Measure(n)) => {
            let on = |c| who(c, &[Role::Target]);
            (kept_apart(a, b) && !steps(x, y)) || m.measure != n.measure || !may_meet(&on(x), &on(y))
        }
        _ => true,
    }
}

/// Whether it took place, or takes place: the others are plans, dropped ones too.
pub(super) fn is_held(status: Option<Status>) -> bool {
    status.is_some_and(Status::is_held)
}

/// Days between the two; where one has no days, between those on which they were told. `None` where even
/// that is unknown.
fn apart(a: &Input, b: &Input) -> Option<i64> {
    let told = || Some(window::days(a.published?.day(), b.published?.day()).abs());
    window::gap(&a.mention.content.date, &b.mention.content.date).or_else(told)
}

/// Who sat together: everybody of the shorter list is on the longer one, or a list is missing. With one
/// party in common, two delegations met somebody else.
fn one_table(p: &BTreeSet<&str>, q: &BTreeSet<&str>) -> bool {
    p.is_empty() || q.is_empty() || p.is_subset(q) || q.is_subset(p)
}

// ---- Places ----

fn same_place(a: Option<&Place>, b: Option<&Place>) -> bool {
    a.zip(b).is_some_and(|(p, q)| p.id == q.id)
}

/// The same place, or one does not say where.
fn may_be_one_place(a: &Content, b: &Content) -> bool {
    a.place.is_none() || b.place.is_none() || !other_place(a, b)
}

/// Two towns, or two countries. A country and a town in it are no contradiction.
fn other_place(a: &Content, b: &Content) -> bool {
    let Some((p, q)) = a.place.as_ref().zip(b.place.as_ref()) else { return false };
    let wide = |place: &Place| a.participants.iter().chain(&b.participants).any(|x| x.actor.id == place.id);
    let inside = p.country.is_some() && p.country == q.country && (wide(p) || wide(q));
    p.id != q.id && !inside
}

/// Whether a strike is told of the whole country rather than of a town: no place, or one that shares
/// its key with a state that takes part.
pub(super) fn national(content: &Content) -> bool {
    content.place.as_ref().is_none_or(|place| content.participants.iter().any(|p| p.actor.id == place.id))
}

// ---- What is said ----

fn quote(input: &Input) -> Option<&Quote> {
    let of = |text: &String| {
        let words = words(text);
        Quote { runs: telling_runs(&words), telling: content_words(text), words }
    };
    let found = || match &input.mention.content.detail {
        Detail::Statement(s) => s.quote.as_ref().map(of),
        _ => None,
    };
    input.folded.quote.get_or_init(found).as_ref()
}

fn said(input: &Input) -> &BTreeSet<String> {
    input.folded.said.get_or_init(|| words_said(input))
}

fn words_said(input: &Input) -> BTreeSet<String> {
    let content = &input.mention.content;
    let text: Vec<&str> = match &content.detail {
        Detail::Statement(s) if s.quote.is_some() => s.quote.iter().map(String::as_str).collect(),
        _ => input.mention.evidence.iter().map(|e| e.exact.as_str()).collect(),
    };
    let name = match &content.detail {
        Detail::Statement(s) => content_words(&s.speaker),
        _ => BTreeSet::new(),
    };
    content_words(&text.join(" ")).difference(&name).cloned().collect()
}

fn statements(a: &Input, b: &Input) -> Option<Reason> {
    let (x, y) = (&a.mention.content, &b.mention.content);
    let apart = window::gap(&x.date, &y.date);
    if let (Some(p), Some(q)) = (quote(a), quote(b)) {
        if apart.is_some_and(|days| days > QUOTED_DAYS) {
            return None;
        }
        // On one day a few words are enough. Later on, a part is told of what was said, and most of it stands in
        // the whole: a phrase that somebody likes stands in many sentences.
        let shared = p.runs.intersection(&q.runs).count();
        let enough = if apart.is_some_and(|days| days <= 1) { 1 } else { p.runs.len().min(q.runs.len()).div_ceil(2) };
        if shared >= enough.max(1) {
            return because(9, "same speaker and the same words");
        }
        // A quote of few words has to be the same altogether, and of the same days; one word, of one day.
        let near = if p.words.len() >= 2 { 1 } else { 0 };
        if p.words == q.words && !p.words.is_empty() && apart.is_some_and(|days| days <= near) {
            return because(9, "same speaker and the same words");
        }
        // Two translations of what was said.
        let long = p.telling.len().min(q.telling.len()) >= TRANSLATED;
        let translated = long && apart.is_some_and(|days| days <= 1) && similarity(&p.telling, &q.telling) >= 0.5;
        return if translated { because(7, "same speaker and day, nearly the same words") } else { None };
    }
    let to = |c| who(c, &[Role::Addressee]);
    let alike = similarity(said(a), said(b)) >= 0.5;
    (to(x) == to(y) && apart.is_some_and(|days| days <= 1) && alike)
        .then_some(Reason { strength: 5, words: "same speaker, day and meaning" })
}

fn about(input: &Input) -> &BTreeSet<String> {
    let what = match &input.mention.content.detail {
        Detail::Agreement(a) => &a.what,
        Detail::Deadline(d) => &d.what,
        Detail::Measure(m) => &m.what,
        _ => &None,
    };
    input.folded.about.get_or_init(|| content_words(what.as_deref().unwrap_or_default()))
}

/// Nothing said on one side, or about the same thing.
fn may_be_about_one_thing(a: &Input, b: &Input) -> bool {
    let (p, q) = (about(a), about(b));
    p.is_empty() || q.is_empty() || similarity(p, q) >= 0.2
}

/// In the same words, and not of another number: "sanctions on 40 companies", "sanctions on 12 companies".
fn in_the_same_words(a: &Input, b: &Input) -> bool {
    let (p, q) = (about(a), about(b));
    let numbers = |words: &BTreeSet<String>| -> BTreeSet<String> {
        words.iter().filter(|w| w.bytes().all(|b| b.is_ascii_digit())).cloned().collect()
    };
    let (m, n) = (numbers(p), numbers(q));
    similarity(p, q) >= 0.5 && (m.is_empty() || n.is_empty() || !m.is_disjoint(&n))
}

/// Two states of one thing, told by one article ("announced", then "in force"). What is proposed beside it
/// is something else.
fn steps(x: &Content, y: &Content) -> bool {
    let proposed = |c: &Content| c.status == Some(Status::Proposed);
    x.status != y.status && !proposed(x) && !proposed(y) && window::overlap(&x.date, &y.date)
}

/// One is in force or was agreed on, and the other is the end of such a thing within a month.
fn ended(made: &Content, end: &Content) -> bool {
    let lives = matches!(made.status, Some(Status::Announced | Status::Agreed | Status::InForce));
    let over = matches!(end.status, Some(Status::Collapsed | Status::Expired));
    let follows = made.date.latest().zip(end.date.latest()).is_some_and(|(made, end)| made <= end);
    lives && over && follows && window::gap(&made.date, &end.date).is_some_and(|days| days <= 30)
}

/// Two exchanges that took place on different days.
fn carried_out_apart(x: &Content, y: &Content) -> bool {
    let done = |c: &Content| c.status == Some(Status::CarriedOut);
    done(x) && done(y) && window::gap(&x.date, &y.date).is_some_and(|days| days > 3)
}

/// One has its day, the other only says that it was before some day not long after.
fn looked_back_on(x: &When, y: &When) -> bool {
    let follows = |dated: &When, back: &When| {
        let end = back.latest().filter(|_| back.earliest().is_none());
        window::bounded(dated).zip(end).is_some_and(|((_, last), end)| (0..=30).contains(&window::days(last, end)))
    };
    let both_open =
        || x.earliest().is_none() && y.earliest().is_none() && x.latest().is_some() && x.latest() == y.latest();
    follows(x, y) || follows(y, x) || both_open()
}

fn agreements(a: &Input, b: &Input) -> Option<Reason> {
    let (x, y) = (&a.mention.content, &b.mention.content);
    let parties = |c| who(c, &[Role::Signatory, Role::Party]);
    let shared = parties(x).intersection(&parties(y)).count();
    let gap = window::gap(&x.date, &y.date);
    match () {
        () if shared >= 2 && gap.is_some_and(|days| days <= NEAR_DAYS) => because(7, "same signatories and days"),
        () if shared >= 1 && gap.is_some_and(|days| days <= NEAR_DAYS) && may_be_about_one_thing(a, b) => {
            because(5, "a common signatory, the same thing and days")
        }
        () if shared >= 2 && gap.is_some_and(|days| days <= 30) && in_the_same_words(a, b) => {
            because(4, "same signatories and words")
        }
        () if shared >= 2 && (ended(x, y) || ended(y, x)) => because(4, "same signatories, and how it ended"),
        () if shared >= 2 && x.status == y.status && looked_back_on(&x.date, &y.date) => {
            because(3, "same signatories, looked back on")
        }
        () => None,
    }
}

fn deadlines(a: &Input, b: &Input) -> Option<Reason> {
    let (x, y) = (&a.mention.content, &b.mention.content);
    let common = |role| !who(x, &[role]).is_disjoint(&who(y, &[role]));
    let loose = |w: &When| window::length(w).is_none_or(|days| days > 31);
    (!loose(&x.date)
        && !loose(&y.date)
        && (common(Role::Demander) || common(Role::Addressee))
        && may_be_about_one_thing(a, b))
    .then_some(Reason { strength: 6, words: "same side and the same day" })
}

fn measures(a: &Input, b: &Input) -> Option<Reason> {
    let (x, y) = (&a.mention.content, &b.mention.content);
    let common = |role| !who(x, &[role]).is_disjoint(&who(y, &[role]));
    let gap = window::gap(&x.date, &y.date);
    let near = apart(a, b).is_none_or(|days| days <= MEASURE_DAYS);
    // Nobody is named as the author: then the thing itself has to be the same.
    let nobody = who(x, &[Role::Subject]).is_empty() || who(y, &[Role::Subject]).is_empty();
    match () {
        () if !near => None,
        () if nobody => (common(Role::Target) && in_the_same_words(a, b))
            .then_some(Reason { strength: 4, words: "same target and words" }),
        () if !common(Role::Subject) => None,
        () if gap.is_some_and(|days| days <= NEAR_DAYS) && may_be_about_one_thing(a, b) => {
            because(6, "same side, measure and days")
        }
        () if in_the_same_words(a, b) => because(4, "same side and words"),
        () => None,
    }
}

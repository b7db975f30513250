//! When: every time expression of English news, resolved as far as the text supports.
//!
//! In this order: `scan` (pieces, and on which side of today a verb puts a day), `grammar` (what the
//! words say), `resolve` (what that is on the calendar). Words are in `data/time.toml` and `words`.
//! Which verbs govern a weekday, and the direction of a date without a year, follow the habits of
//! news agencies: a bare weekday is the last one unless a verb points ahead.

mod grammar;
mod resolve;
mod scan;
#[cfg(test)]
mod tests;
mod timex;
mod words;

use super::{Metadata, token::Doc};
use crate::domain::{Basis, Precision, Published, Span, When};
use grammar::Phrase;
use jiff::civil::Date;
use resolve::{Context, Use};
use scan::{Lowered, Pieces, Side};
use std::ops::Range;
pub use timex::{Timex, TimexKind};

/// What a time expression denotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeKind {
    /// A point or stretch on the calendar.
    Date,
    /// A length ("two days of talks", "nearly four-year").
    Duration,
    /// A repetition ("every day", "weekly").
    Set,
    /// On the calendar, but not to be pinned down ("recent weeks").
    Vague,
}

/// The preposition that leads an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the words are their own explanation")]
pub enum Relation {
    /// Then.
    On,
    Since,
    Until,
    By,
    Before,
    After,
}

/// A time expression at one place in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeExpr {
    /// The words.
    pub span: Span,
    /// Their tokens.
    pub tokens: Range<usize>,
    /// Their sentence.
    pub sentence: usize,
    /// What they denote.
    pub kind: TimeKind,
    /// The resolved date; [`When::is_unknown`] for durations, sets and what stays open. What
    /// "since", "until", "by", "before" or "after" makes of the named days is already in it.
    pub when: When,
    /// The days that the words name ("by June": June).
    pub named: When,
    /// The preposition.
    pub relation: Relation,
    /// Whether the verb that governs it points ahead of the anchor.
    pub ahead: bool,
    /// The rule that read it, such as `time.weekday.past`.
    pub rule: &'static str,
    /// The same as TimeML has it; a range is two of its expressions.
    pub timexes: Vec<Timex>,
}

impl TimeExpr {
    /// The named days, where "on Wednesday night" is Wednesday: what is said, signed or talked about on
    /// the night of a day counts to that day. A raid may come after midnight.
    pub(crate) fn evening(&self) -> When {
        let bounds = self.named.earliest().zip(self.named.latest());
        let night = bounds.filter(|(a, b)| a.tomorrow().is_ok_and(|next| next == *b));
        match night {
            Some((day, _)) if self.named.precision() <= Precision::Day && !self.rule.starts_with("time.night") => {
                When::day(day, self.named.basis()).with_text(self.named.text().unwrap_or_default())
            }
            _ => self.named.clone(),
        }
    }
}

/// What relative expressions are reckoned from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Anchor {
    /// The civil day of publication.
    pub published: Option<Date>,
    /// The day in the dateline.
    pub dateline: Option<Date>,
}

impl Anchor {
    /// Reads the dateline and the metadata.
    pub fn of(doc: &Doc, metadata: &Metadata) -> Anchor {
        let published = metadata.published.map(Published::day);
        let dateline = dateline(doc, published).map(|(day, _)| day);
        Anchor { published, dateline }
    }

    /// The day that "today" means, and what it rests on. A dateline counts if it is not long before
    /// publication: an older one belongs to a text that was published again.
    pub fn today(&self) -> Option<(Date, Basis)> {
        match (self.published, self.dateline) {
            (Some(p), Some(d)) if d < p && resolve::plus(d, 3) >= p => Some((d, Basis::Dateline)),
            (Some(p), _) => Some((p, Basis::Published)),
            (None, dateline) => dateline.map(|d| (d, Basis::Dateline)),
        }
    }
}

/// For how many sentences a quarter is remembered that figures are compared with.
const QUARTER_MEMORY: usize = 6;

/// "Today" and its like in a quotation: where it comes among the expressions, its pieces, its reading.
type Deictic = (usize, (usize, usize), (Phrase, &'static str), Use);

/// So many pieces back the beginning of a quotation is looked for.
const QUOTED: usize = 80;

/// The year and number of a quarter.
fn quarter_of(when: &When) -> Option<(i16, u8)> {
    let code: u8 = when.edtf().get(5..7)?.parse().ok()?;
    Some((when.earliest()?.year(), code.checked_sub(32).filter(|q| (1..=4).contains(q))?))
}

/// Every time expression as TimeML has it, that of the dateline included, in text order.
pub fn timexes(doc: &Doc, anchor: &Anchor) -> Vec<Timex> {
    let mut all: Vec<Timex> = dateline(doc, anchor.published).map(|(_, timex)| timex).into_iter().collect();
    all.extend(find(doc, anchor).into_iter().flat_map(|t| t.timexes));
    all.sort_by_key(|t| t.span.start());
    all
}

/// The day in the dateline.
fn dateline(doc: &Doc, published: Option<Date>) -> Option<(Date, Timex)> {
    let span = doc.dateline?;
    let lowered = Lowered::of(doc.text.as_str().get(..span.end())?);
    let pieces = Pieces::of(&lowered, span.start(), span.end());
    let ctx = Context::new(published.map(|d| (d, Basis::Published)));
    let plain = Use { side: Side::Past, relation: Relation::On, follows: None };
    (0..pieces.all.len()).find_map(|i| {
        let (end, phrase, rule) = grammar::read(&pieces, i)?;
        if !matches!(phrase, Phrase::Day(_)) {
            return None;
        }
        let named = resolve::named(phrase, &ctx, plain)?;
        let span = doc.text.span(pieces.all.get(i)?.start, pieces.all.get(end.checked_sub(1)?)?.end)?;
        let (kind, value) = timex::describe(phrase, &named, &ctx);
        Some((named.earliest()?, Timex { span, kind, value, modifier: None, rule }))
    })
}

/// Every time expression, in text order; spans never overlap.
pub fn find(doc: &Doc, anchor: &Anchor) -> Vec<TimeExpr> {
    let lowered = Lowered::of(doc.text.as_str());
    let mut ctx = Context::new(anchor.today());
    let mut quarter_in = 0;
    let mut found = Vec::new();
    for (index, sentence) in doc.sentences.iter().enumerate() {
        // The dateline is in the sentence's span, but not in its tokens.
        let from = doc.tokens_of(index).first().map_or(sentence.span.end(), |t| t.span.start());
        let pieces = Pieces::of(&lowered, from, sentence.span.end());
        let mut i = 0;
        let mut last: Option<(usize, Option<Date>)> = None;
        let first = found.len();
        let mut deictic = Vec::new();
        while i < pieces.all.len() {
            let Some((end, phrase, rule)) = grammar::read(&pieces, i).filter(|(end, ..)| *end > i) else {
                i += 1;
                continue;
            };
            let noun = attributive(&pieces, i, end, phrase);
            let relation = if noun { Relation::On } else { relation(&pieces, i, end) };
            let mut side = scan::side(&pieces, i, end);
            if pieces.back(i, 1) == "until" && pieces.back(i, 2) == "embargoed" {
                side = Side::Nearest;
            }
            if noun && matches!(side, Side::Future | Side::Planned) {
                side = Side::Nearest;
            }
            if matches!(relation, Relation::By | Relation::Until) && side == Side::Past {
                // "They had filed it by Monday" looks back, as "By Monday the toll had risen" does;
                // what is wanted by a date lies ahead.
                let near = i.saturating_sub(8)..pieces.all.len().min(end + 6);
                if near.clone().any(|j| pieces.low(j) == "had") {
                    side = Side::Nearest;
                } else if relation == Relation::By && i > 2 {
                    side = Side::Future;
                }
            }
            let follows = last.and_then(|(at, day)| follows(&pieces, at, i).then_some(day)?);
            // "From 14 September to Thursday": the weekday is this week's.
            let follows = follows.filter(|day| ctx.base.is_none_or(|(base, _)| near(*day, base)));
            let usage = Use { side, relation, follows };
            let named = resolve::named(phrase, &ctx, usage);
            if ctx.quarter.is_some() && index > quarter_in + QUARTER_MEMORY {
                ctx.quarter = None;
            }
            let expr = expression(doc, &pieces, index, (i, end), (phrase, rule), named.clone(), &ctx, usage);
            if let (Phrase::Group { .. }, Some(quarter)) = (phrase, named.as_ref().and_then(quarter_of)) {
                (ctx.quarter, quarter_in) = (Some(quarter), index);
            }
            if let Some(expr) = expr {
                // "This evening" in a quotation is the speaker's, not that of which the text tells.
                let spoken = spoken(&pieces, i);
                if spoken && matches!(phrase, Phrase::Relative { .. }) {
                    deictic.push((found.len(), (i, end), (phrase, rule), usage));
                }
                if !expr.named.is_unknown() && expr.kind == TimeKind::Date {
                    last = Some((end, expr.named.latest()));
                    if !(spoken && rule.starts_with("time.relative")) {
                        ctx.last = Some(expr.named.clone());
                        if !looks_back(&pieces, i) && !spoken {
                            ctx.told = Some(expr.named.clone());
                        }
                    }
                    if expr.named.basis() == Basis::Explicit {
                        ctx.year = expr.named.sort_day().map(Date::year);
                    }
                }
                found.push(expr);
            }
            i = end;
        }
        let mut from_here = found.split_off(first);
        // "“We met today,” she said on Monday": on Monday.
        if !deictic.is_empty()
            && let Some(day) = told_day(&from_here, &deictic, first)
        {
            let then = Context { base: Some((day, Basis::EarlierMention)), ..ctx.clone() };
            for (at, range, (phrase, rule), usage) in deictic {
                let named = resolve::named(phrase, &then, usage);
                if let (Some(place), Some(expr)) = (
                    from_here.get_mut(at - first),
                    expression(doc, &pieces, index, range, (phrase, rule), named, &then, usage),
                ) {
                    *place = expr;
                }
            }
        }
        found.extend(with_clocks(doc, from_here, &ctx));
    }
    found
}

/// The day that a sentence names outside its quotation, for the words "today" and "yesterday" inside.
fn told_day(times: &[TimeExpr], spoken: &[Deictic], first: usize) -> Option<Date> {
    let outside = times.iter().enumerate().filter(|(at, _)| !spoken.iter().any(|s| s.0 == at + first));
    let plain = |t: &&TimeExpr| {
        (t.rule.starts_with("time.weekday") || t.rule.starts_with("time.date"))
            && !t.ahead
            && t.relation == Relation::On
    };
    let mut days = outside
        .map(|(_, t)| t)
        .filter(plain)
        .filter_map(|t| t.named.earliest().filter(|d| t.named.latest() == Some(*d)));
    // Where it names two, nobody knows which.
    days.next().filter(|_| days.next().is_none())
}

/// Whether a quotation has been opened in the sentence, not far back, that is not closed yet.
fn spoken(p: &Pieces<'_>, i: usize) -> bool {
    let marks = (i.saturating_sub(QUOTED)..i).rev().map(|j| p.low(j));
    let mut straight = 0;
    for mark in marks {
        match mark {
            "“" => return true,
            "”" => return false,
            "\"" => straight += 1,
            _ => {}
        }
    }
    straight % 2 == 1
}

/// Whether a day stands in a clause that looks back from what is told: "a threat that he had made on Saturday".
fn looks_back(p: &Pieces<'_>, i: usize) -> bool {
    (1..=8).map(|n| p.back(i, n)).take_while(|w| !matches!(*w, "" | "," | ";" | ".")).any(|w| w == "had")
}

/// Whether two days are within a week or so of each other.
fn near(a: Date, b: Date) -> bool {
    resolve::plus(a, 10) >= b && resolve::plus(b, 10) >= a
}

/// "The Feb. 23 accord", "Wednesday's ruling": the day names a thing, so that the verb of the sentence
/// does not say when it was.
fn attributive(p: &Pieces<'_>, i: usize, end: usize, phrase: Phrase) -> bool {
    if !matches!(phrase, Phrase::Day(_) | Phrase::Weekday { which: grammar::Which::Bare, .. } | Phrase::Month { .. }) {
        return false;
    }
    (p.low(end) == "'" && p.low(end + 1) == "s") || (p.back(i, 1) == "the" && p.word(end) && p.low(end) != "of")
}

/// Whether only "and", "and on", "or", "to" or a comma stands between two expressions.
fn follows(p: &Pieces<'_>, from: usize, to: usize) -> bool {
    matches!(
        p.text(from, to),
        "and" | "and on" | "or" | "or on" | "to" | "until" | ", and" | "and then on" | "and then"
    )
}

fn relation(p: &Pieces<'_>, i: usize, end: usize) -> Relation {
    // "After Tuesday's session" is after the session, not after the day.
    if p.low(end) == "'" && p.low(end + 1) == "s" {
        return Relation::On;
    }
    let at = if matches!(p.back(i, 1), "the" | "about" | "around" | "only" | "at") { 2 } else { 1 };
    match (p.back(i, at + 1), p.back(i, at)) {
        (_, "since") => Relation::Since,
        (_, "until" | "till") => Relation::Until,
        (_, "by") | ("later" | "earlier", "than") => Relation::By,
        (_, "before") | ("prior", "to") | ("ahead", "of") => Relation::Before,
        (_, "after") => Relation::After,
        _ => Relation::On,
    }
}

#[expect(clippy::too_many_arguments, reason = "one expression, put together in one place")]
fn expression(
    doc: &Doc,
    p: &Pieces<'_>,
    sentence: usize,
    (from, to): (usize, usize),
    (phrase, rule): (Phrase, &'static str),
    named: Option<When>,
    ctx: &Context,
    usage: Use,
) -> Option<TimeExpr> {
    let span = doc.text.span(p.all.get(from)?.start, p.all.get(to.checked_sub(1)?)?.end)?;
    let range = doc.sentences.get(sentence)?.tokens.clone();
    let tokens = doc.tokens.get(range.clone())?;
    let a = range.start + tokens.partition_point(|t| t.span.end() <= span.start());
    let b = range.start + tokens.partition_point(|t| t.span.start() < span.end());
    let words = p.text(from, to);
    let unknown = || When::unknown(ctx.base.map_or(Basis::Published, |(_, basis)| basis)).with_text(words);
    let timexes = timex::parts(doc, p, (from, to), (phrase, rule), named.as_ref().unwrap_or(&unknown()), ctx);
    let kind = match (phrase, &named) {
        (Phrase::Duration { .. }, _) if rule == "time.vague" => TimeKind::Vague,
        (Phrase::Duration { .. } | Phrase::Span(_), _) => TimeKind::Duration,
        (Phrase::In { .. } | Phrase::Within { .. }, None) if ctx.base.is_some() => TimeKind::Duration,
        (Phrase::Set(_), _) => TimeKind::Set,
        (Phrase::Past | Phrase::Present | Phrase::Future, _) => TimeKind::Vague,
        (Phrase::Stretch { amount, .. }, _) if amount.whole().is_none() => TimeKind::Vague,
        _ if rule.starts_with("time.loose") => TimeKind::Vague,
        _ => TimeKind::Date,
    };
    let named = named.filter(|_| kind == TimeKind::Date);
    let named = named.map_or_else(unknown, |n| n.with_text(words));
    let when =
        if named.is_unknown() { named.clone() } else { resolve::related(&named, ctx, usage.relation).with_text(words) };
    let today = ctx.base.map(|(day, _)| day);
    let ahead = match (today, named.earliest()) {
        (Some(today), Some(day)) => day > today,
        _ => matches!(usage.side, Side::Future | Side::Planned),
    };
    let rule = match (rule, ahead, usage.side) {
        ("time.weekday", _, Side::Nearest) => "time.weekday.nearest",
        ("time.weekday", true, _) => "time.weekday.future",
        ("time.weekday", false, _) => "time.weekday.past",
        (rule, ..) => rule,
    };
    Some(TimeExpr { span, tokens: a..b, sentence, kind, when, named, relation: usage.relation, ahead, rule, timexes })
}

/// A clock time takes its day from a neighbour in the sentence ("4 a.m. on Tuesday").
fn with_clocks(doc: &Doc, found: Vec<TimeExpr>, ctx: &Context) -> Vec<TimeExpr> {
    let mut out: Vec<TimeExpr> = Vec::with_capacity(found.len());
    for expr in found {
        let joined = out.last().and_then(|before| join_clock(doc, before, &expr, ctx));
        match joined {
            Some(both) => {
                out.pop();
                out.push(both);
            }
            None => out.push(expr),
        }
    }
    out
}

fn join_clock(doc: &Doc, a: &TimeExpr, b: &TimeExpr, ctx: &Context) -> Option<TimeExpr> {
    let is_clock = |t: &TimeExpr| matches!(t.rule, "time.clock" | "time.clock.part");
    let (clock, day) = match (is_clock(a), is_clock(b)) {
        (true, false) if b.kind == TimeKind::Date => (a, b),
        (false, true) if a.kind == TimeKind::Date && a.rule != "time.clock.stamp" => (b, a),
        _ => return None,
    };
    let date = day.named.earliest().filter(|d| day.named.latest() == Some(*d))?;
    let gap = doc.text.as_str().get(a.span.end()..b.span.start())?.trim().trim_matches(',').trim();
    if !matches!(gap, "" | "on" | "at" | "at about" | "at around" | "in the morning" | "on the morning of") {
        return None;
    }
    let span = a.span.cover(b.span);
    let words = doc.text.slice(span);
    let named = match clock.named.edtf().split_once('T') {
        Some((_, time)) => When::parse_edtf(&format!("{date}T{time}")).ok()?.with_basis(day.named.basis()),
        None if clock.named.earliest() != clock.named.latest() => {
            When::night(resolve::plus(date, 1), day.named.basis())
        }
        None => day.named.clone(),
    };
    let named = named.with_text(words);
    let timexes = match (clock.timexes.first(), day.timexes.first()) {
        (Some(time), Some(day)) => vec![time.on(day, span)],
        _ => Vec::new(),
    };
    let when = resolve::related(&named, ctx, a.relation).with_text(words);
    Some(TimeExpr {
        span,
        tokens: a.tokens.start..b.tokens.end,
        when,
        named,
        relation: a.relation,
        rule: "time.clock.day",
        timexes,
        ..day.clone()
    })
}

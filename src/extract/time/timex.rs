//! What is written down of a time expression in the manner of TimeML (ISO 24617-1): type, value and
//! modifier, beside the dates that the rest of the service reckons with. The extents are TimeML's
//! too: determiners and hedges belong to an expression, prepositions do not.

use super::{
    super::token::Doc,
    grammar::{Part, Phrase, Repeat, Set},
    resolve::Context,
    scan::Pieces,
    words::{Amount, DayPart, HEDGED_ON, Unit, WORDS, part_of_day, unit, weekday},
};
use crate::domain::{Season, Span, When};
use jiff::civil::{Date, Weekday};

/// TimeML's types of time expressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the words are their own explanation")]
pub enum TimexKind {
    Date,
    Time,
    Duration,
    Set,
}

impl TimexKind {
    /// The word TimeML has for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            TimexKind::Date => "DATE",
            TimexKind::Time => "TIME",
            TimexKind::Duration => "DURATION",
            TimexKind::Set => "SET",
        }
    }
}

/// One time expression as TimeML annotates it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timex {
    /// The words.
    pub span: Span,
    /// The type.
    pub kind: TimexKind,
    /// The value: ISO 8601 as TIMEX3 extends it (`1998-W08`, `P3W`, `2026-02-17TNI`, `PRESENT_REF`).
    pub value: String,
    /// TIMEX3's `mod` (`START`, `APPROX`, `MORE_THAN` …), where the words have one.
    pub modifier: Option<&'static str>,
    /// The rule that read it.
    pub rule: &'static str,
}

impl Timex {
    /// A clock time together with its day.
    pub(super) fn on(&self, day: &Timex, span: Span) -> Timex {
        let date = day.value.split('T').next().unwrap_or_default();
        let time = self.value.split_once('T').map_or("", |(_, time)| time);
        Timex {
            span,
            value: format!("{date}T{time}"),
            kind: TimexKind::Time,
            modifier: self.modifier.or(day.modifier),
            ..*self
        }
    }
}

/// What TimeML makes of one expression of ours: a range is two of its expressions.
pub(super) fn parts(
    doc: &Doc,
    p: &Pieces<'_>,
    (from, to): (usize, usize),
    (phrase, rule): (Phrase, &'static str),
    named: &When,
    ctx: &Context,
) -> Vec<Timex> {
    let span = |from: usize, to: usize| {
        let (a, b) = (p.all.get(from)?, p.all.get(to.checked_sub(1)?)?);
        doc.text.span(a.start, b.end)
    };
    if matches!(phrase, Phrase::Days { .. } | Phrase::Weekdays { .. }) {
        let joins = |i: &usize| matches!(p.low(*i), "and" | "to" | "-" | "through" | "until" | "till" | "or" | "into");
        let day = |span: Option<Span>, day: Option<Date>| {
            Some(Timex { span: span?, kind: TimexKind::Date, value: day_or_open(day), modifier: None, rule })
        };
        if let Some(cut) = (from + 1..to).find(joins) {
            let next = if p.low(cut + 1) == "on" { cut + 2 } else { cut + 1 };
            return [day(span(from, cut), named.earliest()), day(span(next, to), named.latest())]
                .into_iter()
                .flatten()
                .collect();
        }
    }
    if let Phrase::Years { from: first, to: last } = phrase {
        let year = |span: Option<Span>, year: i16| {
            Some(Timex { span: span?, kind: TimexKind::Date, value: format!("{year:04}"), modifier: None, rule })
        };
        return [year(span(from, to - 2), first), year(span(to - 1, to), last)].into_iter().flatten().collect();
    }
    // "Monday night into Tuesday morning".
    if let (Phrase::Overnight(Some(_)), Some(evening), Some(morning)) = (phrase, named.earliest(), named.latest())
        && let Some(cut) = (from + 1..to).find(|i| matches!(p.low(*i), "into" | "to"))
        && weekday(p.low(from)).is_some()
    {
        let part = |span: Option<Span>, date: Date, at: usize| {
            let (kind, value) = in_part(date.to_string(), part_of_day(p.low(at)));
            Some(Timex { span: span?, kind, value, modifier: None, rule })
        };
        let both = [part(span(from, cut), evening, cut - 1), part(span(cut + 1, to), morning, to - 1)];
        return both.into_iter().flatten().collect();
    }
    // "Later" is no part of TimeML's expression, which is the length.
    if let (Phrase::Later { n, unit }, "later") = (phrase, p.low(to - 1)) {
        let value = length(Amount::N(n), unit);
        let timex = |span| Timex { span, kind: TimexKind::Duration, value, modifier: None, rule };
        return span(from, to - 1).map(timex).into_iter().collect();
    }
    // So for a length that nobody counted: "a few days later".
    if let (Phrase::Future, "later", Some(unit)) = (phrase, p.low(to - 1), unit(p.low(to.saturating_sub(2))))
        && rule == "time.vague.count"
    {
        let value = length(Amount::Many, unit);
        let timex = |span| Timex { span, kind: TimexKind::Duration, value, modifier: None, rule };
        return span(from, to - 1).map(timex).into_iter().collect();
    }
    let (kind, value) = describe(phrase, named, ctx);
    let modifier = modifier(phrase, [p.low(from), p.low(from + 1)]);
    span(from, to).map(|span| Timex { span, kind, value, modifier, rule }).into_iter().collect()
}

/// Type and value of a phrase, given the days it was resolved to.
pub(super) fn describe(phrase: Phrase, named: &When, ctx: &Context) -> (TimexKind, String) {
    use Phrase as P;
    use TimexKind as K;
    let first = named.earliest();
    let date = |value: String| (K::Date, value);
    match phrase {
        P::Day(day) => date(first.map_or_else(|| format!("XXXX-{:02}-{:02}", day.month, day.day), |d| d.to_string())),
        P::Days { .. } | P::Weekdays { .. } | P::DayOfMonth(_) | P::Holiday { .. } => date(day_or_open(first)),
        P::SameDay { part, .. } => in_part(day_or_open(first), part),
        P::Weekday { day, part, .. } => {
            let open = || format!("XXXX-WXX-{}", day.to_monday_one_offset());
            in_part(first.map_or_else(open, |d| d.to_string()), part)
        }
        P::Relative { part, .. } => in_part(day_or_open(first), part),
        P::Overnight(_) | P::OvernightLost => in_part(day_or_open(first.or(named.latest())), Some(DayPart::Night)),
        P::PartOfDay(part) => in_part(day_or_open(named.latest()), Some(part)),
        P::Clock { time, .. } => (K::Time, format!("{}T{:02}:{:02}", day_or_open(first), time.hour(), time.minute())),
        P::Month { year, month, .. } => {
            let year = first.map(Date::year).or(year.filter(|y| *y > 1));
            date(year.map_or_else(|| format!("XXXX-{month:02}"), |y| format!("{y:04}-{month:02}")))
        }
        P::Year { year, .. } => date(format!("{year:04}")),
        P::Years { from, .. } => date(format!("{from:04}")),
        P::Decade { start, .. } => date(format!("{:03}", start / 10)),
        P::Century(n) => date(format!("{:02}", n - 1)),
        P::Season { season, year, part, .. } => {
            // "The end of winter" lies in the year after the one it is counted to.
            let late = season == Season::Winter && matches!(part, Part::Late | Part::End | Part::Mid);
            let from = first.map(|d| if late { d.year() - 1 } else { d.year() });
            let code = match season {
                Season::Spring => "SP",
                Season::Summer => "SU",
                Season::Autumn => "FA",
                Season::Winter => "WI",
            };
            date(format!("{}-{code}", year.or(from).map_or_else(|| "XXXX".to_owned(), |y| format!("{y:04}"))))
        }
        P::Group { code, .. } | P::LastGroup { code } => date(grouped(named, code)),
        P::PartOfDate { part, .. } => in_part(day_or_open(first), Some(part)),
        P::WeekOf(_) | P::WeekOfMonth { .. } => date(first.map_or_else(|| "XXXX-WXX".to_owned(), week)),
        P::Weekend(_) | P::WeekendOf(_) => {
            date(first.map_or_else(|| "XXXX-WXX-WE".to_owned(), |d| format!("{}-WE", week(d))))
        }
        P::Current { unit, .. } => date(at_unit(first, unit)),
        P::Ago { n, unit, .. } => shifted(ctx.base.map(|(d, _)| d), -n, unit, ctx),
        P::Later { n, unit } => {
            let from = ctx.last.as_ref().and_then(When::latest).or(ctx.base.map(|(d, _)| d));
            shifted(from, n, unit, ctx)
        }
        P::In { n, unit } | P::Within { n, unit } => (K::Duration, length(Amount::N(n), unit)),
        P::Stretch { amount, unit, .. } | P::Duration { amount, unit } => (K::Duration, length(amount, unit)),
        P::Span(n) => (K::Duration, n.to_owned()),
        P::Set(set) => (K::Set, repeated(set)),
        P::Past => date("PAST_REF".to_owned()),
        P::Present => date("PRESENT_REF".to_owned()),
        P::Future => date("FUTURE_REF".to_owned()),
    }
}

fn day_or_open(day: Option<Date>) -> String {
    day.map_or_else(|| "XXXX-XX-XX".to_owned(), |d| d.to_string())
}

fn in_part(day: String, part: Option<DayPart>) -> (TimexKind, String) {
    match part {
        None => (TimexKind::Date, day),
        Some(part) => (TimexKind::Time, format!("{day}T{}", part_code(part))),
    }
}

fn part_code(part: DayPart) -> &'static str {
    match part {
        DayPart::Morning => "MO",
        DayPart::Noon => "12:00",
        DayPart::Afternoon => "AF",
        DayPart::Evening => "EV",
        DayPart::Night => "NI",
        DayPart::Midnight => "24:00",
    }
}

fn week(day: Date) -> String {
    let week = day.iso_week_date();
    format!("{:04}-W{:02}", week.year(), week.week())
}

/// Quarter or half, by ISO 8601-2's number for it.
fn grouped(named: &When, code: u8) -> String {
    let year = named.earliest().map_or_else(|| "XXXX".to_owned(), |d| format!("{:04}", d.year()));
    // A quarter that was named before is known only now.
    let code = named.edtf().get(5..7).and_then(|c| c.parse().ok()).unwrap_or(code);
    match code {
        33..=36 => format!("{year}-Q{}", code - 32),
        40 | 41 => format!("{year}-H{}", code - 39),
        _ => format!("{year}-QX"),
    }
}

/// The day's week, month, quarter, year, decade or century.
fn at_unit(day: Option<Date>, unit: Unit) -> String {
    let Some(day) = day else {
        return match unit {
            Unit::Week | Unit::Fortnight => "XXXX-WXX".to_owned(),
            Unit::Month => "XXXX-XX".to_owned(),
            Unit::Day => "XXXX-XX-XX".to_owned(),
            _ => "XXXX".to_owned(),
        };
    };
    match unit {
        Unit::Week | Unit::Fortnight => week(day),
        Unit::Weekend => format!("{}-WE", week(day)),
        Unit::Month => format!("{:04}-{:02}", day.year(), day.month()),
        Unit::Quarter => format!("{:04}-Q{}", day.year(), (day.month() + 2) / 3),
        Unit::Year => format!("{:04}", day.year()),
        Unit::Decade => format!("{:03}", day.year() / 10),
        Unit::Century => format!("{:02}", day.year() / 100),
        _ => day.to_string(),
    }
}

/// So many units from a day. A year from a quarter just named is that quarter of the other year, as
/// companies compare their results.
fn shifted(from: Option<Date>, n: i64, unit: Unit, ctx: &Context) -> (TimexKind, String) {
    if unit.is_clock() {
        return (TimexKind::Time, format!("{}TXX:XX", day_or_open(from)));
    }
    if unit == Unit::Year
        && n.abs() == 1
        && let Some((year, quarter)) = ctx.quarter
    {
        return (TimexKind::Date, format!("{:04}-Q{quarter}", i64::from(year) + n));
    }
    (TimexKind::Date, at_unit(from.map(|d| super::resolve::add(d, n, unit)), unit))
}

/// A length as ISO 8601 writes it: `P3W`, `PT90M`, `PXD` where nobody counted.
fn length(amount: Amount, unit: Unit) -> String {
    let (time, times, letter, half) = match unit {
        Unit::Second => ("T", 1, "S", None),
        Unit::Minute => ("T", 1, "M", Some((30, "S"))),
        Unit::Hour => ("T", 1, "H", Some((30, "M"))),
        Unit::Day => ("", 1, "D", Some((12, "H"))),
        Unit::Weekend => ("", 1, "WE", None),
        Unit::Week => ("", 1, "W", None),
        Unit::Fortnight => ("", 2, "W", None),
        Unit::Month => ("", 1, "M", None),
        Unit::Quarter => ("", 1, "Q", None),
        Unit::Year => ("", 1, "Y", Some((6, "M"))),
        Unit::Decade => ("", 10, "Y", Some((5, "Y"))),
        Unit::Century => ("", 100, "Y", Some((50, "Y"))),
    };
    match (amount, half) {
        (Amount::Many, _) => match unit {
            Unit::Decade => "PXDE".to_owned(),
            Unit::Century => "PXCE".to_owned(),
            _ => format!("P{time}X{letter}"),
        },
        (Amount::N(n), _) => format!("P{time}{}{letter}", n * times),
        (Amount::Half(n), Some((more, "Y"))) => format!("P{}Y", n * times + more),
        (Amount::Half(0), Some((more, fine))) => match (unit, fine) {
            (Unit::Day, _) => format!("PT{more}{fine}"),
            _ => format!("P{time}{more}{fine}"),
        },
        (Amount::Half(n), Some((more, fine))) => match unit {
            Unit::Day => format!("P{n}DT{more}{fine}"),
            _ => format!("P{time}{}{letter}{more}{fine}", n * times),
        },
        (Amount::Half(n), None) => format!("P{time}{}.5{letter}", n * times),
    }
}

fn repeated(set: Set) -> String {
    match set.what {
        Repeat::Every(n, unit) => length(Amount::N(n), unit),
        Repeat::Weekday(day) => {
            let part = set.part.map_or_else(String::new, |p| format!("T{}", part_code(p)));
            format!("XXXX-WXX-{}{part}", Weekday::to_monday_one_offset(day))
        }
        Repeat::Weekend => "XXXX-WXX-WE".to_owned(),
        Repeat::Month(month) => format!("XXXX-{month:02}"),
        Repeat::PartOfDay(part) => format!("XXXX-XX-XXT{}", part_code(part)),
        Repeat::Season(season) => match season {
            Season::Spring => "XXXX-SP",
            Season::Summer => "XXXX-SU",
            Season::Autumn => "XXXX-FA",
            Season::Winter => "XXXX-WI",
        }
        .to_owned(),
    }
}

/// TIMEX3's `mod`, from the words that open an expression or the part of it that they name.
fn modifier(phrase: Phrase, opening: [&str; 2]) -> Option<&'static str> {
    use Phrase as P;
    let part = match phrase {
        P::Month { part, .. }
        | P::Year { part, .. }
        | P::Season { part, .. }
        | P::Decade { part, .. }
        | P::Current { part, .. } => part,
        _ => Part::Whole,
    };
    match part {
        Part::Start | Part::Early | Part::SoFar => return Some("START"),
        Part::Mid => return Some("MID"),
        Part::Late | Part::End | Part::Rest => return Some("END"),
        Part::Whole => {}
    }
    let two = || HEDGED_ON.contains(opening[1]).then(|| opening.join(" "));
    let word = WORDS.hedges.get(opening[0]).or_else(|| WORDS.hedges.get(&two()?))?;
    ["APPROX", "LESS_THAN", "MORE_THAN", "EQUAL_OR_LESS", "EQUAL_OR_MORE", "START", "MID", "END"]
        .into_iter()
        .find(|m| m == word)
}

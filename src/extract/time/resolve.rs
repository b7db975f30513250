//! From the shape of a time expression to days on the calendar.

mod holiday;
mod period;

use super::{
    Relation,
    grammar::{Day, Phrase, Which},
    scan::Side,
    words::{DayPart, Unit},
};
use crate::domain::{Basis, Precision, When};
use jiff::{
    ToSpan,
    civil::{Date, Weekday},
    tz::Offset,
};

pub(super) use period::add;
use period::shifted;
use period::{
    a_current, a_decade, a_group, a_season, at_unit, group, part_of_month, part_of_year, year_of_month, years_together,
};

/// What has been read so far, and what relative words are reckoned from.
#[derive(Clone, Debug)]
pub(super) struct Context {
    /// The day "today" means, and what it rests on.
    pub(super) base: Option<(Date, Basis)>,
    /// The date named last.
    pub(super) last: Option<When>,
    /// The date that the text itself tells of last: not one in a clause that looks back from it.
    pub(super) told: Option<When>,
    /// The year named last.
    pub(super) year: Option<i16>,
    /// The quarter named last, a few sentences back at most.
    pub(super) quarter: Option<(i16, u8)>,
}

impl Context {
    /// Nothing read yet.
    pub(super) fn new(base: Option<(Date, Basis)>) -> Context {
        Context { base, last: None, told: None, year: None, quarter: None }
    }
}

/// What governs one expression.
#[derive(Clone, Copy, Debug)]
pub(super) struct Use {
    pub(super) side: Side,
    pub(super) relation: Relation,
    /// The day just before an "and" or "to" that leads here.
    pub(super) follows: Option<Date>,
}

/// How far back a past verb may reach before a date without a year is taken for a coming one.
const PAST_REACH: i32 = 300;
/// How long ago a planned date may lie ("the talks planned for 3 May were put off").
const PLAN_MEMORY: i32 = 150;
/// How long ago a date with a future verb may lie: a round that "will meet" may have begun.
const WILL_MEMORY: i32 = 25;

/// The days that the words name; `None` where nothing can be reckoned.
pub(super) fn named(phrase: Phrase, ctx: &Context, u: Use) -> Option<When> {
    use Phrase as P;
    match phrase {
        P::Day(day) => {
            let (date, basis) = place(day, ctx, u.side)?;
            Some(When::day(date, basis))
        }
        P::WeekendOf(day) => {
            let (date, basis) = place(day, ctx, u.side)?;
            let saturday = plus(when_side(Weekday::Sunday, date, Side::Future), -1);
            Some(When::lasting(saturday, plus(saturday, 1), basis))
        }
        P::Days { from, to, or } => {
            let (a, basis) = place(from, ctx, u.side)?;
            let b = Date::new(to.year.filter(|y| *y > 0).unwrap_or(a.year()), to.month, to.day).ok()?;
            let b = if b < a { b.checked_add(1.year()).ok()? } else { b };
            Some(if or { When::between(a, b, Precision::Days, basis) } else { When::lasting(a, b, basis) })
        }
        P::Month { year, which, month, part } => {
            let (year, basis) = year_of_month(year, which, month, ctx, u.side)?;
            part_of_month(Date::new(year, month, 1).ok()?, part, ctx, basis)
        }
        P::Year { year, part } => part_of_year(year, part, Basis::Explicit),
        P::Years { from, to } => {
            let (first, last) = (Date::new(from, 1, 1).ok()?, Date::new(to, 12, 31).ok()?);
            Some(When::between(first, last, Precision::Year, Basis::Explicit))
        }
        P::Season { year, which, season, part } => a_season(year, which, season, part, ctx, u),
        P::Decade { start, part } => a_decade(start, part),
        P::Century(n) => years_together((n - 1) * 100, "XX", Basis::Explicit),
        P::Holiday { rule, year, which } => holiday::named(rule, year, which, ctx, u),
        P::Group { year, code } => a_group(year, code, ctx, u),
        P::LastGroup { .. } => {
            let (year, quarter, basis) = match (ctx.quarter, ctx.base) {
                (Some((year, quarter)), _) => (year, quarter, Basis::EarlierMention),
                (None, Some((base, basis))) => {
                    let before = plus(base, -91);
                    (before.year(), (before.month() as u8).div_ceil(3), basis)
                }
                (None, None) => return None,
            };
            group(year, 32 + quarter, basis)
        }
        P::PartOfDate { day, .. } => place(day, ctx, u.side).map(|(date, basis)| When::day(date, basis)),
        P::WeekOfMonth { n, month, year } => {
            let (year, basis) = year_of_month(year, Which::Bare, month, ctx, u.side)?;
            let first = Date::new(year, month, 1).ok()?;
            let start = if n == 5 { plus(first.last_of_month(), -6) } else { plus(first, 7 * i64::from(n - 1)) };
            Some(When::between(start, plus(start, 6), Precision::Days, basis))
        }
        P::WeekOf(day) => {
            let (date, basis) = place(day, ctx, u.side)?;
            Some(When::week(date, basis))
        }
        P::SameDay { part, told } => {
            let last = if told { ctx.told.as_ref().or(ctx.last.as_ref()) } else { ctx.last.as_ref() }?;
            // "Wednesday night … that night" begins on Wednesday.
            let day =
                if part.is_some() { last.earliest().or(last.latest()) } else { last.latest().or(last.earliest()) }?;
            let night = part == Some(DayPart::Night);
            Some(if night {
                When::night(plus(day, 1), Basis::EarlierMention)
            } else {
                When::day(day, Basis::EarlierMention)
            })
        }
        P::Later { n, unit } => {
            let (from, basis) = match ctx.last.as_ref().and_then(When::latest) {
                Some(day) => (day, Basis::EarlierMention),
                None => ctx.base?,
            };
            if n == 0 {
                return at_unit(from, unit, basis);
            }
            (!unit.is_clock()).then(|| shifted(from, n, unit, false, basis))?
        }
        P::Clock { time, offset } => {
            let (base, basis) = ctx.base?;
            Some(match offset.and_then(|m| Offset::from_seconds(m * 60).ok()) {
                Some(offset) => When::at_offset(base, time, offset, basis),
                None => When::at(base, time, basis),
            })
        }
        // Midnight is of two days, and "at midnight on Tuesday" does not say of which.
        P::PartOfDay(DayPart::Midnight) => ctx.base.map(|(base, basis)| When::night(base, basis)),
        P::PartOfDay(_) => ctx.base.map(|(base, basis)| When::day(base, basis)),
        P::Duration { .. } | P::Span(_) | P::Set(_) | P::Past | P::Present | P::Future => None,
        other => from_base(other, ctx.base?, u),
    }
}

/// What can only be reckoned from the day of publication.
fn from_base(phrase: Phrase, (base, basis): (Date, Basis), u: Use) -> Option<When> {
    use Phrase as P;
    match phrase {
        P::DayOfMonth(day) => a_day_of_month(day, base, basis, u.side),
        P::Weekday { day, which, part } => {
            let date = a_weekday(day, which, base, u);
            let morning = plus(date, 1);
            Some(if part == Some(DayPart::Night) && morning <= base {
                When::night(morning, basis)
            } else {
                When::day(date, basis)
            })
        }
        P::Weekdays { from, to } => {
            let a = a_weekday(from, Which::Bare, base, u);
            Some(When::lasting(a, plus(a, i64::from(to.since(from))), basis))
        }
        P::Relative { days, part } => {
            let day = plus(base, days);
            Some(match (part, days < 0) {
                (Some(DayPart::Night), true) => When::night(plus(day, 1), basis),
                _ => When::day(day, basis),
            })
        }
        P::Overnight(None) => Some(When::night(base, basis)),
        P::Overnight(Some(day)) => Some(When::night(a_weekday(day, Which::Bare, base, u), basis)),
        P::OvernightLost => Some(When::before(base, basis)),
        P::Ago { n, unit, about } => shifted(base, -n, unit, about, basis),
        P::In { n, unit } => match (unit, u.side) {
            (_, Side::Past) => None,
            (Unit::Week, _) if n == 1 => Some(When::day(plus(base, 7), basis).about()),
            _ => shifted(base, n, unit, false, basis),
        },
        P::Within { n, unit } => {
            (u.side != Side::Past).then(|| When::between(base, add(base, n, unit), Precision::Day, basis))
        }
        P::Stretch { amount, unit, back } => {
            let n = amount.whole()?;
            let other = add(base, if back { -n } else { n }, unit);
            Some(if back {
                When::lasting(other, base, basis)
            } else {
                When::between(base, other, Precision::Day, basis)
            })
        }
        P::Weekend(which) => {
            let saturday = match which {
                Which::Last => plus(a_weekday(Weekday::Sunday, Which::Last, base, u), -1),
                Which::Next => plus(when_side(Weekday::Sunday, plus(base, 1), Side::Future), 6),
                Which::Bare if u.side == Side::Past => when_side(Weekday::Saturday, base, Side::Past),
                _ => plus(when_side(Weekday::Sunday, base, Side::Future), -1),
            };
            let open = matches!(u.side, Side::Future | Side::Planned);
            let sunday = plus(saturday, 1);
            Some(if open {
                When::between(saturday, sunday, Precision::Days, basis)
            } else {
                When::lasting(saturday, sunday, basis)
            })
        }
        P::Current { which, unit, part } => a_current(which, unit, part, base, basis, u),
        _ => None,
    }
}

/// Lays "since", "until", "by", "before" and "after" on the named days.
pub(super) fn related(named: &When, ctx: &Context, relation: Relation) -> When {
    let base = ctx.base.map(|(day, _)| day);
    let basis = named.basis();
    let (Some(first), Some(last)) = (named.earliest(), named.latest()) else { return named.clone() };
    if matches!(relation, Relation::Until | Relation::Since) && base == Some(last) && first == last {
        return named.clone();
    }
    match relation {
        Relation::On => named.clone(),
        Relation::Since => match base.filter(|b| *b >= first) {
            Some(base) => When::lasting(first, base, basis),
            None => When::after(first, basis),
        },
        Relation::After => match base.filter(|b| *b > last) {
            Some(base) => When::between(last, base, Precision::Day, basis),
            None => When::after(last, basis),
        },
        Relation::By | Relation::Until | Relation::Before => {
            let last = match relation {
                Relation::Before if named.precision() <= Precision::Days => plus(first, -1),
                _ => last,
            };
            match base.filter(|b| *b <= last) {
                Some(base) => When::between(base, last, Precision::Day, basis),
                None => When::before(last, basis),
            }
        }
    }
}

pub(super) fn plus(day: Date, days: i64) -> Date {
    day.checked_add(days.days()).unwrap_or(day)
}

/// A date whose year may have to be found.
fn place(day: Day, ctx: &Context, side: Side) -> Option<(Date, Basis)> {
    let of = |year| Date::new(year, day.month, day.day).ok();
    match (day.year, ctx.base) {
        (Some(year), _) if year > 0 => Some((of(year)?, Basis::Explicit)),
        (Some(back), Some((base, basis))) => Some((of(base.year() + back)?, basis)),
        (None, Some((base, basis))) => {
            let years = [base.year() - 1, base.year(), base.year() + 1];
            let past = years.iter().rev().filter_map(|y| of(*y)).find(|d| *d <= base);
            let next = years.iter().filter_map(|y| of(*y)).find(|d| *d >= base);
            let (Some(past), Some(next)) = (past, next) else { return past.or(next).map(|d| (d, basis)) };
            let (back, ahead) = (days(past, base), days(base, next));
            let date = match side {
                Side::Past if back <= PAST_REACH => past,
                Side::Past => next,
                Side::Planned if back <= PLAN_MEMORY && back <= ahead => past,
                Side::Future if back <= WILL_MEMORY => past,
                Side::Future | Side::Planned => next,
                Side::Nearest | Side::Open if back <= ahead => past,
                Side::Nearest | Side::Open => next,
            };
            Some((date, basis))
        }
        (_, None) => Some((of(ctx.year?)?, Basis::EarlierMention)),
    }
}

/// "The 15th": of this month, or of the one beside it on the verb's side.
fn a_day_of_month(day: i8, base: Date, basis: Basis, side: Side) -> Option<When> {
    let step = match side {
        Side::Past if day > base.day() => -1,
        Side::Future | Side::Planned if day < base.day() => 1,
        _ => 0,
    };
    let month = base.first_of_month().checked_add(step.months()).ok()?;
    Date::new(month.year(), month.month(), day).ok().map(|d| When::day(d, basis))
}

fn days(a: Date, b: Date) -> i32 {
    a.until(b).map_or(i32::MAX, |s| s.get_days())
}

fn a_weekday(day: Weekday, which: Which, base: Date, u: Use) -> Date {
    if let Some(before) = u.follows.filter(|_| which == Which::Bare) {
        return when_side(day, plus(before, 1), Side::Future);
    }
    match which {
        Which::Last => when_side(day, plus(base, -1), Side::Past),
        Which::Next => when_side(day, plus(base, 1), Side::Future),
        Which::This if u.side != Side::Past => when_side(day, base, Side::Future),
        Which::This => when_side(day, base, Side::Past),
        Which::Bare => match u.relation {
            Relation::Since => when_side(day, base, Side::Past),
            // A term set for a weekday lies ahead, whatever the verb ("has given them until Monday").
            Relation::By | Relation::Until if u.side != Side::Nearest => when_side(day, base, Side::Future),
            _ => when_side(day, base, u.side),
        },
    }
}

fn when_side(day: Weekday, base: Date, side: Side) -> Date {
    let ahead = i64::from(day.since(base.weekday()));
    let back = i64::from(base.weekday().since(day));
    match side {
        Side::Future | Side::Planned => plus(base, ahead),
        Side::Nearest if ahead < back => plus(base, ahead),
        _ => plus(base, -back),
    }
}

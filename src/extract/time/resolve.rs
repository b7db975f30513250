//! From the shape of a time expression to days on the calendar.

use super::{
    Relation,
    grammar::{Day, Part, Phrase, Which},
    scan::Side,
    words::Unit,
};
use crate::domain::{Basis, Precision, Season, When};
use jiff::{
    ToSpan,
    civil::{Date, Weekday},
    tz::Offset,
};

/// What has been read so far, and what relative words are reckoned from.
#[derive(Clone, Debug)]
pub(super) struct Context {
    /// The day "today" means, and what it rests on.
    pub(super) base: Option<(Date, Basis)>,
    /// The date named last.
    pub(super) last: Option<When>,
    /// The year named last.
    pub(super) year: Option<i16>,
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
const WILL_MEMORY: i32 = 10;

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
        P::Season { year, which, season, part } => a_season(year, which, season, part, ctx, u),
        P::Group { year, code } => {
            let (year, basis) = match (year, ctx.base) {
                (Some(y), _) => (y, Basis::Explicit),
                (None, Some((base, basis))) => (base.year(), basis),
                (None, None) => return None,
            };
            When::parse_edtf(&format!("{year:04}-{code}")).ok().map(|w| w.with_basis(basis))
        }
        P::SameDay => {
            let last = ctx.last.clone()?;
            let day = last.latest().or(last.earliest())?;
            Some(When::day(day, Basis::EarlierMention))
        }
        P::Later { n, unit } => {
            let (from, basis) = match ctx.last.as_ref().and_then(When::latest) {
                Some(day) => (day, Basis::EarlierMention),
                None => ctx.base?,
            };
            (unit != Unit::Clock && unit != Unit::Hour).then(|| shifted(from, n, unit, false, basis))?
        }
        P::Clock { time, offset } => {
            let (base, basis) = ctx.base?;
            Some(match offset.and_then(|m| Offset::from_seconds(m * 60).ok()) {
                Some(offset) => When::at_offset(base, time, offset, basis),
                None => When::at(base, time, basis),
            })
        }
        P::Duration | P::Set | P::Vague => None,
        other => from_base(other, ctx.base?, u),
    }
}

/// What can only be reckoned from the day of publication.
fn from_base(phrase: Phrase, (base, basis): (Date, Basis), u: Use) -> Option<When> {
    use Phrase as P;
    match phrase {
        P::Weekday { day, which, night } => {
            let date = a_weekday(day, which, base, u);
            let morning = plus(date, 1);
            Some(if night && morning <= base { When::night(morning, basis) } else { When::day(date, basis) })
        }
        P::Weekdays { from, to } => {
            let a = a_weekday(from, Which::Bare, base, u);
            Some(When::lasting(a, plus(a, i64::from(to.since(from))), basis))
        }
        P::Relative { days, night } => {
            let day = plus(base, days);
            Some(match (night, days < 0) {
                (true, true) => When::night(plus(day, 1), basis),
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
        P::Stretch { n, unit } => {
            let other = add(base, n, unit);
            Some(if n < 0 {
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

fn year_of_month(year: Option<i16>, which: Which, month: i8, ctx: &Context, side: Side) -> Option<(i16, Basis)> {
    if let Some(year) = year.filter(|y| *y > 1) {
        return Some((year, Basis::Explicit));
    }
    let Some((base, basis)) = ctx.base else { return Some((ctx.year?, Basis::EarlierMention)) };
    if let Some(shift) = year {
        return Some((base.year() + shift, basis));
    }
    // Months since that one was last on, and until it comes next; this month itself is both.
    let back = i32::from((base.month() - month).rem_euclid(12));
    let ahead = (12 - back) % 12;
    let months = match (which, side) {
        (Which::Last, _) => -(if back == 0 { 12 } else { back }),
        (Which::Next, _) => {
            if ahead == 0 {
                12
            } else {
                ahead
            }
        }
        (Which::This, _) => i32::from(month - base.month()),
        (Which::Bare, Side::Past | Side::Open) => -back,
        (Which::Bare, Side::Future | Side::Planned) if back <= 1 => -back,
        (Which::Bare, Side::Future | Side::Planned) => ahead,
        (Which::Bare, Side::Nearest) => {
            if ahead < back {
                ahead
            } else {
                -back
            }
        }
    };
    let first = base.first_of_month().checked_add(months.months()).ok()?;
    Some((first.year(), basis))
}

/// Early is up to the 10th, the middle from the 10th to the 20th, late from the 21st: how agencies
/// use them. The start and the end are a week each.
fn part_of_month(first: Date, part: Part, ctx: &Context, basis: Basis) -> Option<When> {
    let last = first.last_of_month();
    let month = When::month(first.year(), first.month(), basis)?;
    let between = |a: Date, b: Date| Some(When::between(a, b, Precision::Days, basis));
    match (part, ctx.base) {
        (Part::Start, _) => between(first, plus(first, 6)),
        (Part::Early, _) => between(first, plus(first, 9)),
        (Part::Mid, _) => between(plus(first, 9), plus(first, 19)),
        (Part::Late, _) => between(plus(first, 20), last),
        (Part::End, _) => between(plus(last, -6), last),
        (Part::SoFar, Some((base, _))) if first <= base && base <= last => between(first, base),
        (Part::Rest, Some((base, _))) if first <= base && base <= last => between(base, last),
        _ => Some(month),
    }
}

fn part_of_year(year: i16, part: Part, basis: Basis) -> Option<When> {
    let months = |a: i8, b: i8| {
        let last = Date::new(year, b, 1).ok()?.last_of_month();
        Some(When::between(Date::new(year, a, 1).ok()?, last, Precision::Month, basis))
    };
    match part {
        Part::Start => months(1, 1),
        Part::Early => months(1, 4),
        Part::Mid => months(5, 8),
        Part::Late => months(9, 12),
        Part::End => months(12, 12),
        Part::Whole | Part::SoFar | Part::Rest => When::year(year, basis),
    }
}

fn a_season(year: Option<i16>, which: Which, season: Season, part: Part, ctx: &Context, u: Use) -> Option<When> {
    let of = |year: i16, basis| When::season(year, season, basis);
    let whole = match (year, ctx.base) {
        (Some(year), _) => of(year, Basis::Explicit)?,
        (None, None) => return None,
        (None, Some((base, basis))) => {
            let years: Vec<When> = (-1..=1).filter_map(|n| of(base.year() + n, basis)).collect();
            let ahead = years.iter().find(|w| w.latest() >= Some(base));
            let begun = years.iter().rev().find(|w| w.earliest() <= Some(base));
            let over = years.iter().rev().find(|w| w.latest() < Some(base));
            let later = years.iter().find(|w| w.earliest() > Some(base));
            let forward =
                matches!(u.side, Side::Future | Side::Planned) || matches!(u.relation, Relation::By | Relation::Until);
            match which {
                Which::Last => over,
                Which::Next => later,
                Which::This if u.side == Side::Past => {
                    begun.filter(|w| w.earliest().map(Date::year) == Some(base.year())).or(ahead)
                }
                Which::This => ahead,
                Which::Bare if forward => ahead,
                Which::Bare => begun,
            }?
            .clone()
        }
    };
    let first = whole.earliest()?;
    let basis = whole.basis();
    let month = |n: i32| {
        let day = first.checked_add(n.months()).ok()?;
        When::month(day.year(), day.month(), basis)
    };
    match part {
        // A season begins about its first month; who wants something by then wants it no later.
        Part::Start if matches!(u.relation, Relation::By | Relation::Until | Relation::Before) => {
            month(0).map(When::about_or_before)
        }
        Part::Start => month(0).map(When::about),
        Part::Early => month(0),
        Part::Mid => month(1),
        Part::Late => month(2),
        Part::End => month(2).map(When::about),
        Part::Whole | Part::SoFar | Part::Rest => Some(whole),
    }
}

fn a_current(which: Which, unit: Unit, part: Part, base: Date, basis: Basis, u: Use) -> Option<When> {
    let shift = match which {
        Which::Last => -1,
        Which::Next => 1,
        Which::This | Which::Bare => 0,
    };
    // A past verb ends "this week" today; a future one begins it today.
    let part = match (part, which, u.side) {
        (Part::Whole, Which::This, Side::Past) => Part::SoFar,
        (Part::Whole, Which::This, Side::Future | Side::Planned) if unit != Unit::Year => Part::Rest,
        (part, ..) => part,
    };
    match unit {
        Unit::Week => {
            let monday = plus(when_side(Weekday::Monday, base, Side::Past), 7 * shift);
            let sunday = plus(monday, 6);
            let between = |a, b| When::between(a, b, Precision::Days, basis);
            Some(match part {
                Part::SoFar => between(monday, base.min(sunday)),
                Part::Rest => between(base.max(monday), sunday),
                Part::Start | Part::Early => between(monday, plus(monday, 2)),
                Part::Mid => between(plus(monday, 1), plus(monday, 3)),
                Part::Late | Part::End => between(plus(monday, 3), sunday),
                Part::Whole => When::week(monday, basis),
            })
        }
        Unit::Month => {
            let first = base.first_of_month().checked_add(shift.months()).ok()?;
            let ctx = Context { base: Some((base, basis)), last: None, year: None };
            part_of_month(first, part, &ctx, basis)
        }
        Unit::Quarter => {
            let quarter = i64::from((base.month() - 1) / 3) + shift;
            let year = base.year() + i16::try_from(quarter.div_euclid(4)).ok()?;
            let code = 33 + quarter.rem_euclid(4);
            When::parse_edtf(&format!("{year:04}-{code}")).ok().map(|w| w.with_basis(basis))
        }
        _ => match (part, shift) {
            (Part::SoFar, 0) => Some(When::between(base.first_of_year(), base, Precision::Year, basis)),
            (Part::Rest, 0) => Some(When::between(base, base.last_of_year(), Precision::Year, basis)),
            _ => part_of_year(base.year() + i16::try_from(shift).ok()?, part, basis),
        },
    }
}

fn add(day: Date, n: i64, unit: Unit) -> Date {
    let n = n.clamp(-9999, 9999);
    let span = match unit {
        Unit::Clock => 0.days(),
        // Hours reach into as many days as they fill, and one more that they may begin in.
        Unit::Hour => ((n.abs() + 23) / 24 * n.signum()).days(),
        Unit::Day => n.days(),
        Unit::Week => (7 * n).days(),
        Unit::Fortnight => (14 * n).days(),
        Unit::Month => n.months(),
        Unit::Quarter => (3 * n).months(),
        Unit::Year => n.years(),
        Unit::Decade => (10 * n).years(),
    };
    day.checked_add(span).unwrap_or(day)
}

/// So many units from a day, as finely as such words are meant: "three days ago" is a day, "two
/// weeks ago" a week, "two months ago" a month.
fn shifted(from: Date, n: i64, unit: Unit, about: bool, basis: Basis) -> Option<When> {
    let day = add(from, n, unit);
    match unit {
        Unit::Clock => None,
        Unit::Hour => Some(When::between(from.min(day), from.max(day), Precision::Day, basis)),
        Unit::Day if about => Some(When::day(day, basis).about()),
        Unit::Day => Some(When::day(day, basis)),
        Unit::Week if n.abs() == 1 && !about => Some(When::day(day, basis)),
        Unit::Week | Unit::Fortnight => Some(When::between(plus(day, -3), plus(day, 3), Precision::Days, basis)),
        Unit::Month | Unit::Quarter => When::month(day.year(), day.month(), basis),
        Unit::Year | Unit::Decade => When::year(day.year(), basis),
    }
}

//! Longer stretches of the calendar: months, seasons, quarters, years, and what is counted in units.

use super::{
    super::{
        Relation,
        grammar::{Part, Which},
        scan::Side,
        words::Unit,
    },
    Context, Use, plus, when_side,
};
use crate::domain::{Basis, Precision, Season, When};
use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

pub(super) fn year_of_month(
    year: Option<i16>,
    which: Which,
    month: i8,
    ctx: &Context,
    side: Side,
) -> Option<(i16, Basis)> {
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
        // Nobody says "in March" in February of the March before: that is "last March".
        (Which::Bare, _) if back >= 10 => ahead,
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
pub(super) fn part_of_month(first: Date, part: Part, ctx: &Context, basis: Basis) -> Option<When> {
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

pub(super) fn part_of_year(year: i16, part: Part, basis: Basis) -> Option<When> {
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

pub(super) fn a_season(
    year: Option<i16>,
    which: Which,
    season: Season,
    part: Part,
    ctx: &Context,
    u: Use,
) -> Option<When> {
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

pub(super) fn a_current(which: Which, unit: Unit, part: Part, base: Date, basis: Basis, u: Use) -> Option<When> {
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
            let ctx = Context::new(Some((base, basis)));
            part_of_month(first, part, &ctx, basis)
        }
        Unit::Quarter => {
            let quarter = i64::from((base.month() - 1) / 3) + shift;
            let year = base.year() + i16::try_from(quarter.div_euclid(4)).ok()?;
            group(year, 33 + quarter.rem_euclid(4) as u8, basis)
        }
        Unit::Decade => years_together(base.year() / 10 * 10 + i16::try_from(shift * 10).ok()?, "X", basis),
        Unit::Century => years_together(base.year() / 100 * 100 + i16::try_from(shift * 100).ok()?, "XX", basis),
        _ => match (part, shift) {
            (Part::SoFar, 0) => Some(When::between(base.first_of_year(), base, Precision::Year, basis)),
            (Part::Rest, 0) => Some(When::between(base, base.last_of_year(), Precision::Year, basis)),
            _ => part_of_year(base.year() + i16::try_from(shift).ok()?, part, basis),
        },
    }
}

pub(in super::super) fn add(day: Date, n: i64, unit: Unit) -> Date {
    let n = n.clamp(-9999, 9999);
    let span = match unit {
        Unit::Second | Unit::Minute => 0.days(),
        // Hours reach into as many days as they fill, and one more that they may begin in.
        Unit::Hour => ((n.abs() + 23) / 24 * n.signum()).days(),
        Unit::Day => n.days(),
        Unit::Week | Unit::Weekend => (7 * n).days(),
        Unit::Fortnight => (14 * n).days(),
        Unit::Month => n.months(),
        Unit::Quarter => (3 * n).months(),
        Unit::Year => n.years(),
        Unit::Decade => (10 * n).years(),
        Unit::Century => (100 * n).years(),
    };
    day.checked_add(span).unwrap_or(day)
}

/// So many units from a day, as finely as such words are meant: "three days ago" is a day, "two
/// weeks ago" a week, "two months ago" a month.
pub(super) fn shifted(from: Date, n: i64, unit: Unit, about: bool, basis: Basis) -> Option<When> {
    let day = add(from, n, unit);
    match unit {
        Unit::Second | Unit::Minute => None,
        Unit::Hour => Some(When::between(from.min(day), from.max(day), Precision::Day, basis)),
        Unit::Day if about => Some(When::day(day, basis).about()),
        Unit::Day => Some(When::day(day, basis)),
        Unit::Week if n.abs() == 1 && !about => Some(When::day(day, basis)),
        Unit::Week | Unit::Weekend | Unit::Fortnight => {
            Some(When::between(plus(day, -3), plus(day, 3), Precision::Days, basis))
        }
        Unit::Month | Unit::Quarter => When::month(day.year(), day.month(), basis),
        Unit::Year => When::year(day.year(), basis),
        // Decades and centuries ago are round figures.
        Unit::Decade | Unit::Century => When::year(day.year(), basis).map(When::about),
    }
}

/// The week, month or year in which a day lies.
pub(super) fn at_unit(day: Date, unit: Unit, basis: Basis) -> Option<When> {
    match unit {
        Unit::Week => Some(When::week(day, basis)),
        Unit::Month => When::month(day.year(), day.month(), basis),
        Unit::Year => When::year(day.year(), basis),
        _ => Some(When::day(day, basis)),
    }
}

/// A quarter or half by ISO 8601-2's number.
pub(super) fn group(year: i16, code: u8, basis: Basis) -> Option<When> {
    When::parse_edtf(&format!("{year:04}-{code}")).ok().map(|w| w.with_basis(basis))
}

/// A quarter or half; without a year the last one that has begun, or the next with a verb that points
/// ahead.
pub(super) fn a_group(year: Option<i16>, code: u8, ctx: &Context, u: Use) -> Option<When> {
    match (year, ctx.base) {
        (Some(year), _) if year > 1 => group(year, code, Basis::Explicit),
        (Some(shift), Some((base, basis))) => group(base.year() + shift, code, basis),
        (None, Some((base, basis))) => {
            let years = [base.year() - 1, base.year(), base.year() + 1];
            let all = || years.iter().filter_map(|y| group(*y, code, basis));
            // The nearest: results are told when a quarter is over, forecasts when it is near.
            let far = |w: &When| {
                let (first, last) = (w.earliest().unwrap_or(base), w.latest().unwrap_or(base));
                super::days(base, first).max(super::days(last, base)).max(0)
            };
            match u.side {
                Side::Past => all().rfind(|w| w.earliest() <= Some(base)),
                _ => all().min_by_key(far),
            }
        }
        (_, None) => None,
    }
}

/// Years that share their first figures.
pub(super) fn years_together(start: i16, unknown: &str, basis: Basis) -> Option<When> {
    let year = format!("{start:04}");
    let known = year.get(..4 - unknown.len())?;
    When::parse_edtf(&format!("{known}{unknown}")).ok().map(|w| w.with_basis(basis))
}

/// A decade or a third of it.
pub(super) fn a_decade(start: i16, part: Part) -> Option<When> {
    let years = |a: i16, b: i16| {
        let (first, last) = (Date::new(start + a, 1, 1).ok()?, Date::new(start + b, 12, 31).ok()?);
        Some(When::between(first, last, Precision::Year, Basis::Explicit))
    };
    match part {
        Part::Start | Part::Early => years(0, 3),
        Part::Mid => years(3, 6),
        Part::Late | Part::End => years(6, 9),
        Part::Whole | Part::SoFar | Part::Rest => years_together(start, "X", Basis::Explicit),
    }
}

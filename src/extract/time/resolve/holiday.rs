//! Days with a name, by the rules of `data/time.toml`.

use super::{
    super::{grammar::Which, scan::Side, words::weekday},
    Context, Use, plus,
};
use crate::domain::{Basis, When};
use jiff::civil::Date;

/// The holiday of a year, or the one that the verb points to.
pub(super) fn named(rule: &str, year: Option<i16>, which: Which, ctx: &Context, u: Use) -> Option<When> {
    if let Some(year) = year {
        return in_year(rule, year).map(|d| When::day(d, Basis::Explicit));
    }
    let (base, basis) = ctx.base?;
    let years = [base.year() - 1, base.year(), base.year() + 1];
    let all = || years.iter().filter_map(|y| in_year(rule, *y));
    let ahead = matches!(u.side, Side::Future | Side::Planned);
    let day = match which {
        Which::Last => all().rfind(|d| *d < base),
        Which::Next => all().find(|d| *d > base),
        Which::This => in_year(rule, base.year()),
        Which::Bare if ahead => all().find(|d| *d >= base),
        Which::Bare => all().rfind(|d| *d <= plus(base, 14)),
    }?;
    Some(When::day(day, basis))
}

fn in_year(rule: &str, year: i16) -> Option<Date> {
    if let Some((month, day)) = rule.split_once('-')
        && let (Ok(month), Ok(day)) = (month.parse(), day.parse())
    {
        return Date::new(year, month, day).ok();
    }
    let mut words = rule.split(' ');
    let first = words.next()?;
    match first {
        "easter" => Some(plus(easter(year)?, words.next()?.parse().ok()?)),
        "orthodox" => Some(plus(orthodox_easter(year)?, words.next()?.parse().ok()?)),
        month => {
            let day = weekday(words.next()?)?;
            let nth: i8 = words.next()?.parse().ok()?;
            Date::new(year, month.parse().ok()?, 1).ok()?.nth_weekday_of_month(nth, day).ok()
        }
    }
}

/// Easter by the Gregorian reckoning (the anonymous algorithm of 1876).
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Easter by the Julian reckoning, as a Gregorian date; right from 1900 to 2099.
fn orthodox_easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 4, y % 7, y % 19);
    let d = (19 * c + 15) % 30;
    let e = (2 * a + 4 * b - d + 34) % 7;
    let (month, day) = ((d + e + 114) / 31, (d + e + 114) % 31 + 1);
    let julian = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    Some(plus(julian, 13))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn movable_feasts_fall_where_the_calendars_have_them() {
        let cases = [
            ("easter 0", 2026, date(2026, 4, 5)),
            ("easter -2", 2025, date(2025, 4, 18)),
            ("easter 0", 2024, date(2024, 3, 31)),
            ("orthodox 0", 2025, date(2025, 4, 20)),
            ("orthodox 0", 2024, date(2024, 5, 5)),
            ("11 thursday 4", 1999, date(1999, 11, 25)),
            ("5 monday -1", 2026, date(2026, 5, 25)),
            ("12-25", 2025, date(2025, 12, 25)),
        ];
        for (rule, year, day) in cases {
            assert_eq!(in_year(rule, year), Some(day), "{rule} {year}");
        }
    }
}

//! Days that may or may not be the same.

use crate::domain::When;
use jiff::civil::Date;

/// First and last day, where both are known.
pub(super) fn bounded(when: &When) -> Option<(Date, Date)> {
    Some((when.earliest()?, when.latest()?))
}

/// How many days lie between two dates; negative where `b` is before `a`.
pub(super) fn days(a: Date, b: Date) -> i64 {
    a.until(b).map_or(0, |span| i64::from(span.get_days()))
}

/// Whether two dates can be of the same day; an open side reaches as far as it has to.
pub(super) fn overlap(a: &When, b: &When) -> bool {
    let starts_by_end = |x: &When, y: &When| match (x.earliest(), y.latest()) {
        (Some(first), Some(last)) => first <= last,
        _ => true,
    };
    !a.is_unknown() && !b.is_unknown() && starts_by_end(a, b) && starts_by_end(b, a)
}

/// Whether one of two closed windows lies inside the other. Two nights in a row share a day and are two nights.
pub(super) fn nested(a: &When, b: &When) -> bool {
    let (Some((a1, a2)), Some((b1, b2))) = (bounded(a), bounded(b)) else { return false };
    (a1 <= b1 && b2 <= a2) || (b1 <= a1 && a2 <= b2)
}

/// Days between two closed windows; 0 where they touch, `None` where one is open.
pub(super) fn gap(a: &When, b: &When) -> Option<i64> {
    let ((a1, a2), (b1, b2)) = (bounded(a)?, bounded(b)?);
    Some(days(a2, b1).max(days(b2, a1)).max(0))
}

/// Length of a closed window in days, 1 for a single day.
pub(super) fn length(when: &When) -> Option<i64> {
    bounded(when).map(|(a, b)| days(a, b) + 1)
}

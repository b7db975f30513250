//! From days and counts to lengths, and what is written along the edges.

use crate::domain::{picture::days, vocab::Bin};
use jiff::{ToSpan as _, civil::Date};

/// Days along an axis.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis {
    /// The first day shown.
    pub(super) from: Date,
    /// The last day shown.
    pub(super) to: Date,
    /// Where the first day begins.
    pub(super) start: f64,
    /// Where the last day ends.
    pub(super) end: f64,
}

impl Axis {
    /// The length of a day.
    pub(super) fn day(&self) -> f64 {
        (self.end - self.start) / whole(days(self.from, self.to).max(1))
    }

    /// Where a day begins, within the days shown.
    pub(super) fn begin(&self, day: Date) -> f64 {
        self.place(days(self.from, day) - 1)
    }

    /// Where a day ends, within the days shown.
    pub(super) fn finish(&self, day: Date) -> f64 {
        self.place(days(self.from, day))
    }

    fn place(&self, day: i64) -> f64 {
        (self.start + whole(day) * self.day()).clamp(self.start, self.end)
    }

    /// Whether any of these days is shown.
    pub(super) fn shows(&self, first: Date, last: Date) -> bool {
        first <= self.to && last >= self.from
    }

    /// Where the mark of a bin begins and ends. A night is drawn on the midnight it crossed.
    pub(super) fn bin(&self, first: Date, last: Date, by: Bin) -> (f64, f64) {
        if is_night(first, last, by) {
            let midnight = self.begin(last);
            let half = self.day() / 2.0;
            ((midnight - half).max(self.start), (midnight + half).min(self.end))
        } else {
            (self.begin(first), self.finish(last))
        }
    }

    /// What is written along the axis: (where, the words, whether it is a heading of several others).
    pub(super) fn labels(&self, by: Bin, room: f64) -> Vec<(f64, String, bool)> {
        let mut out = Vec::new();
        let day = self.day();
        if by == Bin::Day {
            self.each(Bin::Month, &mut |at, month| {
                let fits = self.finish(month.last_of_month()) - at >= room * 2.0;
                let words = if fits { "%B %Y" } else { "%b" };
                out.push((at, month.strftime(words).to_string(), true));
            });
            let (step, from) = match day {
                d if d >= room * 0.7 => (1, self.from),
                _ => (7, next_monday(self.from)),
            };
            let mut at = from;
            while at <= self.to {
                out.push((self.begin(at), at.day().to_string(), false));
                let Ok(next) = at.checked_add(step.days()) else { break };
                at = next;
            }
            return out;
        }
        let years = [1, 2, 5, 10, 20, 50, 100].into_iter().find(|n| day * 365.0 * f64::from(*n) >= room).unwrap_or(100);
        let single = self.from.year() == self.to.year();
        self.each(Bin::Year, &mut |at, year| {
            let first = year <= self.from;
            if (i32::from(year.year()) % years == 0
                && (!first || single || self.finish(year.last_of_year()) - at >= room))
                || (first && years == 1 && self.finish(year.last_of_year()) - at >= room)
            {
                out.push((at, year.year().to_string(), true));
            }
        });
        let months = [1, 3, 6].into_iter().find(|n| day * 30.0 * f64::from(*n) >= room * 0.9);
        if let Some(months) = months {
            self.each(Bin::Month, &mut |at, month| {
                if (month.month() - 1) % months == 0 && month >= self.from {
                    out.push((at, month.strftime("%b").to_string(), false));
                }
            });
        }
        out
    }

    /// Where every bin begins.
    fn each(&self, by: Bin, then: &mut dyn FnMut(f64, Date)) {
        let mut first = by.first_day(self.from);
        while first <= self.to {
            then(self.begin(first), first);
            let Ok(next) = by.last_day(first).tomorrow() else { break };
            first = next;
        }
    }

    /// Where a thin line helps the eye: at Mondays, months or years.
    pub(super) fn lines(&self, by: Bin) -> Vec<f64> {
        let mut out = Vec::new();
        let coarse = match by {
            Bin::Day if self.day() >= 3.0 => Bin::Week,
            Bin::Day | Bin::Week => Bin::Month,
            Bin::Month | Bin::Year => Bin::Year,
        };
        let wide = |n: f64| n * self.day() >= 8.0;
        if coarse != Bin::Year || wide(365.0) {
            self.each(coarse, &mut |at, _| out.push(at));
        }
        out.retain(|at| *at > self.start + 0.5);
        out
    }
}

/// Whether a bin is a night: it begins on one day and ends on the next, where bins are days.
pub(super) fn is_night(first: Date, last: Date, by: Bin) -> bool {
    by == Bin::Day && first.tomorrow().is_ok_and(|next| next == last)
}

fn next_monday(day: Date) -> Date {
    let back = day.weekday().to_monday_zero_offset();
    day.checked_add(i64::from((7 - back) % 7).days()).unwrap_or(day)
}

/// Counts along an axis that begins at 0.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counts {
    /// The count at the end.
    top: u64,
    /// From one line to the next.
    pub(super) step: u64,
    /// How long the axis is.
    length: f64,
}

impl Counts {
    /// An axis on which the highest count fits, with up to five lines of round numbers.
    pub(super) fn of(highest: u64, length: f64) -> Counts {
        let mut step = 1;
        'found: for power in 0..19 {
            for digit in [1, 2, 5] {
                step = 10_u64.saturating_pow(power).saturating_mul(digit);
                if step.saturating_mul(5) >= highest {
                    break 'found;
                }
            }
        }
        Counts { top: highest.max(1), step, length }
    }

    /// How long so many are. More than the highest ends a little beyond the axis.
    pub(super) fn length(&self, count: u64) -> f64 {
        (real(count) / real(self.top)).min(1.06) * self.length
    }

    /// The counts at which there are lines.
    pub(super) fn lines(&self) -> impl Iterator<Item = u64> {
        let (step, top) = (self.step, self.top);
        (1..=5).map(move |n| step.saturating_mul(n)).filter(move |n| *n <= top)
    }
}

#[expect(clippy::cast_precision_loss, reason = "days of two centuries are far below 2^52")]
fn whole(n: i64) -> f64 {
    n as f64
}

#[expect(clippy::cast_precision_loss, reason = "a length on paper needs no sixteen digits")]
fn real(n: u64) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn axis(from: Date, to: Date) -> Axis {
        Axis { from, to, start: 100.0, end: 1060.0 }
    }

    #[test]
    fn days_have_places() {
        let axis = axis(date(2026, 2, 1), date(2026, 2, 4));
        assert!((axis.day() - 240.0).abs() < 1e-9);
        let at = |d| (axis.begin(date(2026, 2, d)), axis.finish(date(2026, 2, d)));
        assert_eq!(at(1), (100.0, 340.0));
        assert_eq!(at(4), (820.0, 1060.0));
        assert_eq!(at(20), (1060.0, 1060.0), "beyond the end is the end");
        assert_eq!(axis.begin(date(2025, 1, 1)), 100.0);
        assert!(axis.shows(date(2026, 1, 1), date(2026, 2, 1)) && !axis.shows(date(2026, 2, 5), date(2026, 2, 9)));
    }

    #[test]
    fn a_night_stands_on_its_midnight() {
        let axis = axis(date(2026, 2, 1), date(2026, 2, 4));
        assert_eq!(axis.bin(date(2026, 2, 2), date(2026, 2, 3), Bin::Day), (460.0, 700.0));
        assert_eq!(axis.bin(date(2026, 1, 31), date(2026, 2, 1), Bin::Day), (100.0, 220.0), "half of it is shown");
        assert_eq!(axis.bin(date(2026, 2, 2), date(2026, 2, 3), Bin::Week).0, 340.0, "a week is no night");
    }

    #[test]
    fn one_day_is_one_column() {
        let axis = axis(date(2026, 2, 17), date(2026, 2, 17));
        assert_eq!(axis.bin(date(2026, 2, 17), date(2026, 2, 17), Bin::Day), (100.0, 1060.0));
        assert_eq!(axis.labels(Bin::Day, 25.0), [(100.0, "February 2026".into(), true), (100.0, "17".into(), false)]);
    }

    #[test]
    fn labels_thin_out() {
        let words = |axis: Axis, by| axis.labels(by, 25.0).into_iter().map(|(_, w, _)| w).collect::<Vec<_>>();
        let weeks6 = words(axis(date(2026, 2, 1), date(2026, 3, 9)), Bin::Day);
        assert_eq!(weeks6.len(), 2 + 37);
        assert_eq!((weeks6[0].as_str(), weeks6[1].as_str()), ("February 2026", "March 2026"));
        let months3 = words(axis(date(2026, 1, 20), date(2026, 4, 23)), Bin::Day);
        assert_eq!(
            months3,
            ["January 2026", "February 2026", "March 2026", "April 2026"]
                .into_iter()
                .chain(["26", "2", "9", "16", "23", "2", "9", "16", "23", "30", "6", "13", "20"])
                .collect::<Vec<_>>()
        );
        let years10 = words(axis(date(2016, 1, 1), date(2025, 12, 31)), Bin::Month);
        assert_eq!(years10.iter().filter(|w| w.starts_with("20")).count(), 10);
        assert!(years10.contains(&"Jul".to_owned()), "{years10:?}");
        let centuries = words(axis(date(1850, 1, 1), date(2025, 12, 31)), Bin::Year);
        assert!(centuries.len() < 40 && centuries.contains(&"1900".to_owned()), "{centuries:?}");
    }

    #[test]
    fn counts_have_round_lines() {
        let lines = |n| Counts::of(n, 150.0).lines().collect::<Vec<_>>();
        assert_eq!(lines(509), [200, 400]);
        assert_eq!(lines(3), [1, 2, 3]);
        assert_eq!(lines(0), [1]);
        assert_eq!(lines(1_000_000), [200_000, 400_000, 600_000, 800_000, 1_000_000]);
        assert!(!lines(u64::MAX).is_empty());
        let counts = Counts::of(500, 100.0);
        assert!((counts.length(250) - 50.0).abs() < 1e-9);
        assert!((counts.length(55_000) - 106.0).abs() < 1e-9, "a wild figure does not leave its lane");
    }
}

//! Dates in plain words.

use super::{Precision, Shape, When, edtf};
use jiff::civil::Date;

impl When {
    /// The date in words: `night of 16–17 February 2026`, `about June 2026`, `by 17 February 2026`
    /// (that day or earlier), `from 18 February 2026` (that day or later).
    pub fn label(&self) -> String {
        let (earliest, latest) = match (self.earliest, self.latest) {
            (None, None) => return "date unknown".to_owned(),
            (None, Some(b)) => return format!("by {}", long(b)),
            (Some(a), None) => return format!("from {}", long(a)),
            (Some(a), Some(b)) => (a, b),
        };
        let Some(parsed) = self.parsed() else { return range(earliest, latest) };
        // The words name what was meant; the bounds of "about" are wider.
        let (a, b) = (parsed.core.0.unwrap_or(earliest), parsed.core.1.unwrap_or(latest));
        let name = match parsed.shape {
            Shape::Time(time, offset) => {
                let zone = match offset.map(edtf::offset_suffix) {
                    None => String::new(),
                    Some(utc) if utc == "Z" => " UTC".to_owned(),
                    Some(distance) => format!(" UTC{distance}"),
                };
                format!("{}, {:02}:{:02}{zone}", long(a), time.hour(), time.minute())
            }
            Shape::Day => long(a),
            Shape::Month => month(a),
            Shape::Group(code, year) => match edtf::group_name(code) {
                "winter" => format!("winter {year}–{}", (year + 1) % 100),
                name => format!("{name} {year}"),
            },
            Shape::Year if a.year() == b.year() => a.year().to_string(),
            Shape::Year => format!("{}–{}", a.year(), b.year()),
            Shape::Interval(_) if self.precision == Precision::Day => format!("night of {}", range(a, b)),
            Shape::Interval(_) if self.precision == Precision::Month && edtf::whole_months(a, b) => months(a, b),
            Shape::Interval(_) | Shape::Open => range(a, b),
            Shape::OneOf if self.precision == Precision::Week => format!("week of {}", range(a, b)),
            Shape::OneOf if a == b => long(a),
            Shape::OneOf => format!("between {} and {}", start(a, b), long(b)),
        };
        let about = if parsed.about { "about " } else { "" };
        let uncertain = if parsed.uncertain { " (uncertain)" } else { "" };
        format!("{about}{name}{uncertain}")
    }
}

/// `17 February 2026`.
fn long(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// `February 2026`.
fn month(day: Date) -> String {
    day.strftime("%B %Y").to_string()
}

/// `February – March 2026`.
fn months(a: Date, b: Date) -> String {
    match () {
        () if (a.year(), a.month()) == (b.year(), b.month()) => month(a),
        () if a.year() == b.year() => format!("{} – {}", a.strftime("%B"), month(b)),
        () => format!("{} – {}", month(a), month(b)),
    }
}

/// The first day as it stands before a second one: what both share is left out.
fn start(a: Date, b: Date) -> String {
    match () {
        () if (a.year(), a.month()) == (b.year(), b.month()) => a.day().to_string(),
        () if a.year() == b.year() => a.strftime("%-d %B").to_string(),
        () => long(a),
    }
}

/// `16–17 February 2026`, `28 February – 2 March 2026`, or one day.
fn range(a: Date, b: Date) -> String {
    match () {
        () if a == b => long(a),
        () if (a.year(), a.month()) == (b.year(), b.month()) => format!("{}–{}", a.day(), long(b)),
        () => format!("{} – {}", start(a, b), long(b)),
    }
}

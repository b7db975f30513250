//! When on a day something happened: as finely as its date and the words it was read from say, and no finer.
//!
//! ```
//! use demarche::domain::{Basis, When, hours::{Hours, Part}};
//! use jiff::civil::{date, time};
//! let day = date(2026, 2, 4);
//! let nine = When::at(day, time(9, 30, 0, 0), Basis::Explicit);
//! assert_eq!(Hours::of(&nine, day), Hours::At(time(9, 30, 0, 0), None));
//! let morning = When::day(day, Basis::Published).with_text("this morning");
//! assert_eq!(Hours::of(&morning, day), Hours::Within(Part::Morning));
//! assert_eq!(Hours::of(&When::day(day, Basis::Published), day), Hours::Unknown);
//! ```

use super::when::{Precision, When};
use jiff::{
    civil::{Date, Time},
    tz::Offset,
};

/// When on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hours {
    /// A clock time, and its distance from UTC where a source gives it; without it, it is the place's own time.
    At(Time, Option<Offset>),
    /// A part of the day, without a clock time.
    Within(Part),
    /// The day, or several days, and no more.
    Unknown,
}

/// A part of a day. Six hours each, as weather services divide it for forecasts; which minutes a reporter has in mind
/// nobody knows, so these are drawn with soft ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The end of a night that began the day before: midnight to six.
    NightBefore,
    /// Six to noon.
    Morning,
    /// Noon to six.
    Afternoon,
    /// Six to midnight.
    Evening,
    /// The beginning of a night that ends the day after: from six on.
    NightAfter,
}

impl Part {
    /// Its hours, from 0 to 24.
    pub const fn hours(self) -> (u8, u8) {
        match self {
            Part::NightBefore => (0, 6),
            Part::Morning => (6, 12),
            Part::Afternoon => (12, 18),
            Part::Evening | Part::NightAfter => (18, 24),
        }
    }

    /// What readers call it.
    pub const fn words(self) -> &'static str {
        match self {
            Part::NightBefore => "night from the day before",
            Part::Morning => "morning",
            Part::Afternoon => "afternoon",
            Part::Evening => "evening",
            Part::NightAfter => "night to the next day",
        }
    }
}

impl Hours {
    /// When on this day. A date of several days says nothing of the hours of one of them, unless it is a night.
    pub fn of(when: &When, day: Date) -> Hours {
        let (Some(first), Some(last)) = (when.earliest(), when.latest()) else { return Hours::Unknown };
        if let Some((time, offset)) = when.clock().filter(|_| first == day && last == day) {
            return Hours::At(time, offset);
        }
        if when.precision() == Precision::Day && first.tomorrow().is_ok_and(|next| next == last) {
            return match day {
                _ if day == first => Hours::Within(Part::NightAfter),
                _ if day == last => Hours::Within(Part::NightBefore),
                _ => Hours::Unknown,
            };
        }
        let said = when.text().filter(|_| first == day && last == day && when.precision() == Precision::Day);
        said.and_then(part).map_or(Hours::Unknown, Hours::Within)
    }
}

/// The only part of a day that the words name. "From the morning to the evening" names two, which is no part.
fn part(said: &str) -> Option<Part> {
    let word = |word: &str| {
        Some(match word.to_lowercase().as_str() {
            "morning" | "mornings" | "dawn" | "sunrise" => Part::Morning,
            "afternoon" => Part::Afternoon,
            "evening" | "dusk" | "sunset" | "tonight" => Part::Evening,
            _ => return None,
        })
    };
    let mut found = said.split(|c: char| !c.is_alphanumeric()).filter_map(word);
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Basis;
    use jiff::civil::{date, time};

    fn at(edtf: &str, text: &str, day: Date) -> Hours {
        Hours::of(&When::parse_edtf(edtf).expect(edtf).with_text(text), day)
    }

    #[test]
    fn clock_times_stand_as_they_were_given() {
        let day = date(2026, 2, 4);
        assert_eq!(at("2026-02-04T14:05:00", "at 2:05 p.m.", day), Hours::At(time(14, 5, 0, 0), None));
        let kyiv = at("2026-02-04T14:05:00+02:00", "at 14:05 Kyiv time", day);
        assert_eq!(kyiv, Hours::At(time(14, 5, 0, 0), Offset::from_seconds(7200).ok()), "not reckoned over");
        assert_eq!(at("2026-02-04T14:05:00", "", date(2026, 2, 5)), Hours::Unknown, "another day's");
    }

    #[test]
    fn a_night_has_two_days() {
        let night = When::night(date(2026, 2, 4), Basis::Published).with_text("overnight");
        assert_eq!(Hours::of(&night, date(2026, 2, 3)), Hours::Within(Part::NightAfter));
        assert_eq!(Hours::of(&night, date(2026, 2, 4)), Hours::Within(Part::NightBefore));
        assert_eq!(Hours::of(&night, date(2026, 2, 5)), Hours::Unknown);
        let both = When::lasting(date(2026, 2, 3), date(2026, 2, 4), Basis::Explicit);
        assert_eq!(Hours::of(&both, date(2026, 2, 4)), Hours::Unknown, "two days of talks are no night");
    }

    #[test]
    fn parts_of_a_day_are_read_from_the_words_and_not_guessed() {
        let day = date(2026, 2, 4);
        for (text, expected) in [
            ("Wednesday morning", Hours::Within(Part::Morning)),
            ("at dawn", Hours::Within(Part::Morning)),
            ("this afternoon", Hours::Within(Part::Afternoon)),
            ("late on Wednesday evening", Hours::Within(Part::Evening)),
            ("tonight", Hours::Within(Part::Evening)),
            ("Wednesday", Hours::Unknown),
            ("from morning to evening", Hours::Unknown),
            ("mourning", Hours::Unknown),
            ("midnight", Hours::Unknown),
            ("", Hours::Unknown),
        ] {
            assert_eq!(at("2026-02-04", text, day), expected, "{text}");
        }
        for edtf in ["2026-02-04~", "2026-02", "2026-02-04/", "/2026-02-04", "[2026-02-04..2026-02-05]"] {
            assert_eq!(at(edtf, "morning", day), Hours::Unknown, "{edtf}");
        }
    }

    #[test]
    fn parts_lie_within_the_day() {
        for part in [Part::NightBefore, Part::Morning, Part::Afternoon, Part::Evening, Part::NightAfter] {
            let (from, to) = part.hours();
            assert!(from < to && to <= 24 && !part.words().is_empty());
        }
    }
}

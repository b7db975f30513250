//! What the picture of a timeline is drawn from: strikes and statements counted by bin, everything else as events.
//!
//! Counting happens in the store, drawing in `render::picture`; here are the values that pass between
//! them and the two choices that need neither: which days to show, and how many of them stand together.

use super::{
    event::Event,
    ids::EventId,
    vocab::{Act, Bars, Bin, Topic},
};
use jiff::{ToSpan as _, civil::Date};

/// What a picture is drawn from.
#[derive(Clone, Debug)]
pub struct Picture {
    /// What its bars count.
    pub bars: Bars,
    /// How many days stand together.
    pub by: Bin,
    /// The first day shown.
    pub from: Date,
    /// The last day shown.
    pub to: Date,
    /// Strikes by bin and target.
    pub strikes: Vec<StrikeBin>,
    /// Statements by bin and party.
    pub statements: Vec<StatementBin>,
    /// Rounds, agreements, deadlines and measures, without the sentences behind them; deadlines also of later days,
    /// where the reader asked for no end.
    pub events: Vec<Event>,
    /// Where a single day is shown, what is of that day.
    pub day: Option<OneDay>,
    /// What is not drawn.
    pub left_out: LeftOut,
}

/// The events of a single day, whatever their kind.
#[derive(Clone, Debug, Default)]
pub struct OneDay {
    /// Those that are certain to be of that day, up to [`MOST_OF_A_DAY`], without the sentences behind them.
    pub events: Vec<Event>,
    /// How many more there are of them.
    pub more: u64,
    /// How many may as well be of another day.
    pub uncertain: u64,
}

/// What a picture does not draw, counted, so that its caption can say so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Strikes whose dates are too wide for a bin.
    pub strikes: u64,
    /// Statements whose dates are too wide for a bin.
    pub statements: u64,
    /// Rounds, agreements, deadlines and measures beyond [`MOST_EVENTS`] of each sort.
    pub events: u64,
    /// Events without a first and a last day.
    pub undated: u64,
    /// Events before or after the days shown, where the reader asked for no days, with the days of all.
    pub outside: Option<(u64, Date, Date)>,
}

/// A picture draws at most so many rounds, and as many of the other events that are drawn one by one.
pub const MOST_EVENTS: u32 = 80;

/// A picture of a single day draws at most so many events.
pub const MOST_OF_A_DAY: u32 = 200;

/// A range of counts: what the sources support at least, at best and at most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words are their own explanation")]
pub struct Amount {
    pub low: u64,
    pub best: u64,
    pub high: u64,
}

impl Picture {
    /// A picture of these days with nothing in it yet.
    pub fn empty(bars: Bars, by: Bin, from: Date, to: Date) -> Picture {
        Picture {
            bars,
            by,
            from,
            to,
            strikes: Vec::new(),
            statements: Vec::new(),
            events: Vec::new(),
            day: None,
            left_out: LeftOut::default(),
        }
    }
}

impl Amount {
    /// Both together.
    #[must_use]
    pub fn plus(self, other: Amount) -> Amount {
        Amount {
            low: self.low.saturating_add(other.low),
            best: self.best.saturating_add(other.best),
            high: self.high.saturating_add(other.high),
        }
    }
}

/// Somebody a lane of the picture belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Side {
    /// The actor's slug.
    pub id: String,
    /// The actor's name.
    pub name: String,
}

/// The strikes of one bin on one target. A strike that is part of a wider one counts once for [`Bars::Strikes`]
/// and otherwise only where the wider one gives no number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StrikeBin {
    /// The bin's first day; of a night, its evening.
    pub first: Date,
    /// The bin's last day; of a night, its morning.
    pub last: Date,
    /// Who was struck, if a source says so.
    pub target: Option<Side>,
    /// Every strike, parts of wider ones included.
    pub strikes: u64,
    /// Strikes without those that are part of another.
    pub whole: u64,
    /// The only whole strike, where there is one.
    pub only: Option<EventId>,
    /// Drones launched.
    pub drones: Amount,
    /// Missiles, bombs, rockets and all other weapons launched.
    pub others: Amount,
    /// Whole strikes for which a source gives a number launched.
    pub launch_stated: u64,
    /// Whole strikes whose number is hedged ("over 390"), or given for some of the weapons only.
    pub launch_open: u64,
    /// People killed.
    pub killed: Amount,
    /// People injured.
    pub injured: Amount,
    /// Whole strikes for which a source gives a toll.
    pub toll_stated: u64,
}

/// The statements of one bin by one party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementBin {
    /// The bin's first day.
    pub first: Date,
    /// The bin's last day.
    pub last: Date,
    /// Whose speakers; `None` where that is not known.
    pub party: Option<Side>,
    /// How many.
    pub statements: u64,
    /// Speakers whose statements, taken together, are these; none where they are too many for an address.
    pub speakers: Vec<String>,
    /// The only statement, where there is one.
    pub only: Option<EventId>,
}

/// Something said on a topic: when, and as what act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words are their own explanation")]
pub struct Said {
    pub event: EventId,
    pub day: Date,
    pub act: Act,
}

/// What one party said on one topic.
#[derive(Clone, Debug)]
pub struct Position {
    /// On what.
    pub topic: Topic,
    /// Whose speakers.
    pub party: Side,
    /// The last statement.
    pub last: Event,
    /// All of them, the latest first.
    pub said: Vec<Said>,
}

/// Events of one month: the days of the first and the last of them, and how many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "said above")]
pub struct Month {
    pub first: Date,
    pub last: Date,
    pub events: u64,
}

/// The longest range a picture has, in years.
const MOST_YEARS: i16 = 200;

impl Bin {
    /// What fits a range: about a hundred bars at most.
    pub fn of(from: Date, to: Date) -> Bin {
        match days(from, to) {
            ..=100 => Bin::Day,
            101..=800 => Bin::Week,
            801..=11_000 => Bin::Month,
            _ => Bin::Year,
        }
    }

    /// What was asked for, if a picture of that range can hold it (400 bars), else the next that fits.
    pub fn asked(asked: Option<Bin>, from: Date, to: Date) -> Bin {
        let days = days(from, to);
        let fits = |bin: Bin| days / bin.days() <= 400;
        match asked {
            None => Bin::of(from, to),
            Some(bin) => {
                let mut wider = Bin::ALL.iter().copied().filter(|b| *b >= bin);
                wider.find(|b| fits(*b)).unwrap_or(Bin::Year)
            }
        }
    }

    /// How many days, about.
    const fn days(self) -> i64 {
        match self {
            Bin::Day => 1,
            Bin::Week => 7,
            Bin::Month => 30,
            Bin::Year => 365,
        }
    }

    /// The first day of the bin in which this day lies; weeks begin on Monday.
    pub fn first_day(self, day: Date) -> Date {
        let back = |n: i64| day.checked_sub(n.days()).unwrap_or(day);
        match self {
            Bin::Day => day,
            Bin::Week => back(i64::from(day.weekday().to_monday_zero_offset())),
            Bin::Month => day.first_of_month(),
            Bin::Year => day.first_of_year(),
        }
    }

    /// The last day of the bin that begins on this day.
    pub fn last_day(self, first: Date) -> Date {
        match self {
            Bin::Day => first,
            Bin::Week => first.checked_add(6.days()).unwrap_or(Date::MAX),
            Bin::Month => first.last_of_month(),
            Bin::Year => first.last_of_year(),
        }
    }
}

/// How many days lie in a range, both ends counted.
pub fn days(from: Date, to: Date) -> i64 {
    i64::from((to - from).get_days()) + 1
}

/// The days to show where the reader asked for none: all of them, unless a few events far away from the others
/// (a look back of years) would press the others together. At most one event in twenty-five is left outside.
pub fn range(months: &[Month]) -> Option<(Date, Date)> {
    let total: u64 = months.iter().map(|m| m.events).sum();
    let whole = (months.iter().map(|m| m.first).min()?, months.iter().map(|m| m.last).max()?);
    let trim = |list: &mut dyn Iterator<Item = &Month>, most: u64| {
        let mut dropped = 0;
        list.take_while(|m| {
            dropped += m.events;
            dropped <= most
        })
        .count()
    };
    let before = trim(&mut months.iter(), total / 40);
    let after = trim(&mut months.iter().rev(), total / 60);
    let kept = months.get(before..months.len().saturating_sub(after)).filter(|kept| !kept.is_empty());
    let near = kept.and_then(|kept| Some((kept.first()?.first, kept.iter().map(|m| m.last).max()?)));
    let (from, to) = near.filter(|(a, b)| days(*a, *b) * 3 < days(whole.0, whole.1) * 2).unwrap_or(whole);
    Some(bounded(from, to))
}

/// A range that can be drawn: at most two hundred years, the last of them.
pub fn bounded(from: Date, to: Date) -> (Date, Date) {
    let earliest = to.checked_sub(MOST_YEARS.years()).unwrap_or(Date::MIN);
    (from.max(earliest), to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn month(y: i16, m: i8, events: u64) -> Month {
        Month { first: date(y, m, 3), last: date(y, m, 20), events }
    }

    #[test]
    fn a_look_back_does_not_press_the_others_together() {
        let near: Vec<Month> = (1..=4).map(|m| month(2026, m, 50)).collect();
        assert_eq!(range(&near), Some((date(2026, 1, 3), date(2026, 4, 20))));
        let with = [vec![month(2014, 3, 1), month(2023, 10, 2)], near.clone()].concat();
        assert_eq!(range(&with), Some((date(2026, 1, 3), date(2026, 4, 20))));
        let ahead = [near.clone(), vec![month(2031, 1, 1)]].concat();
        assert_eq!(range(&ahead), Some((date(2026, 1, 3), date(2026, 4, 20))));
        let many = [vec![month(2023, 10, 60)], near].concat();
        assert_eq!(range(&many).map(|r| r.0), Some(date(2023, 10, 3)), "sixty are no few");
        assert_eq!(range(&[]), None);
        assert_eq!(range(&[month(2026, 1, 1)]), Some((date(2026, 1, 3), date(2026, 1, 20))));
    }

    #[test]
    fn bins_follow_the_range() {
        let from = date(2026, 2, 1);
        assert_eq!(Bin::of(from, from), Bin::Day);
        assert_eq!(Bin::of(from, date(2026, 5, 1)), Bin::Day);
        assert_eq!(Bin::of(from, date(2026, 12, 1)), Bin::Week);
        assert_eq!(Bin::of(from, date(2036, 1, 31)), Bin::Month);
        assert_eq!(Bin::of(from, date(2090, 1, 31)), Bin::Year);
        assert_eq!(Bin::asked(Some(Bin::Day), from, date(2026, 12, 1)), Bin::Day, "asked for");
        assert_eq!(Bin::asked(Some(Bin::Day), from, date(2036, 1, 31)), Bin::Month, "ten years of days are too many");
        assert_eq!(Bin::asked(Some(Bin::Day), date(1500, 1, 1), date(2036, 1, 31)), Bin::Year);
    }

    #[test]
    fn a_bin_knows_its_days() {
        let day = date(2026, 2, 19);
        let of = |bin: Bin| (bin.first_day(day), bin.last_day(bin.first_day(day)));
        assert_eq!(of(Bin::Day), (day, day));
        assert_eq!(of(Bin::Week), (date(2026, 2, 16), date(2026, 2, 22)));
        assert_eq!(of(Bin::Month), (date(2026, 2, 1), date(2026, 2, 28)));
        assert_eq!(of(Bin::Year), (date(2026, 1, 1), date(2026, 12, 31)));
        assert_eq!(Bin::Week.first_day(Date::MIN), Date::MIN, "the calendar ends there");
        assert_eq!(bounded(date(1, 1, 1), day), (date(1826, 2, 19), day));
    }
}

//! The shapes of time expressions. Each function reads one family at one piece and gives the piece
//! after it; what the words mean on the calendar is for `resolve`.

mod calendar;
mod clock;
mod counted;
mod cycle;
mod loose;
mod period;

use super::{
    scan::Pieces,
    words::{Amount, DayPart, HEDGED_ON, OPENERS, TELLING, Unit, WORDS},
};
use crate::domain::Season;
use calendar::{century, dated_weekday, dates, day_of_month, decade, holiday, iso, months, years};
use clock::{clock, part_of_date, part_of_today};
use counted::{counted, lone, relative, same_day};
use cycle::{overnight, weekdays, weekend};
use jiff::civil::{Time, Weekday};
use loose::{referred, repeated};
use period::{current, quarters, seasons, year_ago};

/// Which one of a kind that comes round again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// Nothing says: the verb does.
    Bare,
    Last,
    This,
    Next,
}

/// A part of a longer stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    Start,
    Early,
    Mid,
    Late,
    End,
    /// "Earlier this month".
    SoFar,
    /// "Later this month".
    Rest,
}

/// Day and month, perhaps a year; years below 2 are counted from this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) year: Option<i16>,
    pub(super) month: i8,
    pub(super) day: i8,
}

/// What comes round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repeat {
    /// Once in so many units.
    Every(i64, Unit),
    Weekday(Weekday),
    Weekend,
    Month(i8),
    PartOfDay(DayPart),
    Season(Season),
}

/// A repetition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Set {
    pub(super) what: Repeat,
    pub(super) part: Option<DayPart>,
}

/// What the words say, before it is laid on a calendar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Phrase {
    Day(Day),
    /// From one to the other; `or` is one of the two.
    Days {
        from: Day,
        to: Day,
        or: bool,
    },
    /// "The 15th", of a month that nobody names.
    DayOfMonth(i8),
    Month {
        year: Option<i16>,
        which: Which,
        month: i8,
        part: Part,
    },
    Year {
        year: i16,
        part: Part,
    },
    /// From one year to another: "1990-91".
    Years {
        from: i16,
        to: i16,
    },
    /// The ten years from this one on.
    Decade {
        start: i16,
        part: Part,
    },
    /// By its ordinal.
    Century(i16),
    /// By the rule of `data/time.toml`.
    Holiday {
        rule: &'static str,
        year: Option<i16>,
        which: Which,
    },
    Season {
        year: Option<i16>,
        which: Which,
        season: Season,
        part: Part,
    },
    /// Quarter or half, by the number ISO 8601-2 gives it; years below 2 are counted from this one.
    Group {
        year: Option<i16>,
        code: u8,
    },
    /// The quarter that was named last, else the last that is over.
    LastGroup {
        code: u8,
    },
    Weekday {
        day: Weekday,
        which: Which,
        part: Option<DayPart>,
    },
    Weekdays {
        from: Weekday,
        to: Weekday,
    },
    /// So many days from the anchor.
    Relative {
        days: i64,
        part: Option<DayPart>,
    },
    /// The night that ends on the anchor, or on this day.
    Overnight(Option<Weekday>),
    /// "Overnight into ,": the day was lost.
    OvernightLost,
    Ago {
        n: i64,
        unit: Unit,
        about: bool,
    },
    /// From the time named before.
    Later {
        n: i64,
        unit: Unit,
    },
    In {
        n: i64,
        unit: Unit,
    },
    Within {
        n: i64,
        unit: Unit,
    },
    /// The last or coming stretch of so many units, counted from the anchor.
    Stretch {
        amount: Amount,
        unit: Unit,
        back: bool,
    },
    /// This, last or next week, month, quarter, year, decade or century.
    Current {
        which: Which,
        unit: Unit,
        part: Part,
    },
    Weekend(Which),
    WeekendOf(Day),
    WeekOf(Day),
    /// The first, second … week of a month; 5 is the last.
    WeekOfMonth {
        n: i8,
        month: i8,
        year: Option<i16>,
    },
    /// "The morning of April 4".
    PartOfDate {
        part: DayPart,
        day: Day,
    },
    /// "That day", "the same day", "that night"; `told` is that of which the text tells, whatever day a
    /// clause that looks back has named since.
    SameDay {
        part: Option<DayPart>,
        told: bool,
    },
    Clock {
        time: Time,
        offset: Option<i32>,
    },
    /// Noon, midnight, "mid-afternoon": of the day beside it, else of today.
    PartOfDay(DayPart),
    Duration {
        amount: Amount,
        unit: Unit,
    },
    /// A length that nobody could count, as ISO 8601 writes it.
    Span(&'static str),
    Set(Set),
    Past,
    Present,
    Future,
}

/// What stands at a piece: the piece after it, the meaning, the rule. A rule under `time.loose` reads
/// words that are a time, but that date nothing by themselves ("the quarter", "now", a bare "2014").
pub(super) type Match = (usize, Phrase, &'static str);

/// What is named by a day that dates nothing else.
const NAMED_BY_DAY: &[&str] = &[
    "movement",
    "brigade",
    "brigades",
    "front",
    "organisation",
    "organization",
    "division",
    "army",
    "group",
    "committee",
];

/// The reading of the first family that fits at this piece.
pub(super) fn read(p: &Pieces<'_>, i: usize) -> Option<Match> {
    if !opens(p, i) {
        return None;
    }
    let found = families(p, i).or_else(|| determined(p, i)).or_else(|| hedged(p, i))?;
    let (end, phrase, rule) = found;
    // "The March 23 Movement": a name.
    if matches!(phrase, Phrase::Day(_)) && p.capital(end) && NAMED_BY_DAY.contains(&p.low(end)) {
        return None;
    }
    // A mark at the end of the sentence is not the expression's: "at 6 a.m."
    let last = end == p.all.len() && p.low(end - 1) == "." && end > i + 1;
    Some((if last { end - 1 } else { end }, phrase, rule))
}

/// A family reads one sort of expression at a piece.
type Family = fn(&Pieces<'_>, usize) -> Option<Match>;

/// Every family, those first that take more words than others that begin alike.
const FAMILIES: [Family; 25] = [
    iso,
    dated_weekday,
    dates,
    part_of_date,
    overnight,
    relative,
    weekend,
    weekdays,
    year_ago,
    quarters,
    current,
    seasons,
    months,
    clock,
    part_of_today,
    same_day,
    repeated,
    century,
    decade,
    counted,
    day_of_month,
    holiday,
    lone,
    referred,
    years,
];

/// Those of them that begin with a figure.
const OF_FIGURES: [Family; 11] =
    [iso, dates, quarters, clock, part_of_today, repeated, century, decade, counted, referred, years];

/// Those that begin with "the".
const OF_THE: [Family; 18] = [
    part_of_date,
    relative,
    weekend,
    weekdays,
    year_ago,
    quarters,
    current,
    seasons,
    months,
    part_of_today,
    same_day,
    decade,
    counted,
    day_of_month,
    holiday,
    lone,
    referred,
    years,
];

/// Those that begin with another small word: "in the night", "on the eve", "a year ago", "some weeks".
const OF_SMALL: [Family; 5] = [overnight, repeated, counted, holiday, referred];

/// The families that can begin with the word of a piece: most pieces where an expression may begin
/// are figures and small words.
fn beginning(p: &Pieces<'_>, i: usize) -> &'static [Family] {
    let word = p.low(i);
    match word {
        "the" => &OF_THE,
        "in" | "on" | "its" | "a" | "an" | "some" | "another" | "these" | "those" => &OF_SMALL,
        // "At the turn of the century" is not among them.
        "at" if p.low(i + 1) != "the" => &OF_SMALL,
        _ if word.starts_with(|c: char| c.is_ascii_digit()) => &OF_FIGURES,
        _ => &FAMILIES,
    }
}

fn families(p: &Pieces<'_>, i: usize) -> Option<Match> {
    beginning(p, i).iter().find_map(|family| family(p, i))
}

/// Whether an expression may begin here: a figure, a mark that leads one, or a word that is listed.
/// Articles open many things besides times, so the words after one must look like the calendar's.
fn opens(p: &Pieces<'_>, i: usize) -> bool {
    let word = p.low(i);
    if word.starts_with(|c: char| c.is_ascii_digit() || c == '\'') {
        return true;
    }
    if matches!(word, "the" | "a" | "an" | "this" | "that" | "in" | "at" | "its") {
        return (1..=4).any(|n| {
            let next = p.low(i + n);
            next.starts_with(|c: char| c.is_ascii_digit() || c == '\'') || TELLING.contains(next)
        });
    }
    OPENERS.contains(word)
}

/// "The" belongs to the expressions that are nouns of their own: "the early 1990s", "the two weeks",
/// but not "the two-week truce" or "the August truce".
fn determined(p: &Pieces<'_>, i: usize) -> Option<Match> {
    if !matches!(p.low(i), "the" | "that" | "another") {
        return None;
    }
    let (end, phrase, rule) = families(p, i + 1).or_else(|| hedged(p, i + 1))?;
    let compound = p.low(end.checked_sub(2)?) == "-";
    let whole = p.low(i) == "the";
    let takes = match phrase {
        Phrase::Month { part, .. } | Phrase::Year { part, .. } => whole && part != Part::Whole,
        Phrase::Decade { .. } | Phrase::Century(_) | Phrase::Season { .. } | Phrase::Weekend(_) => whole,
        Phrase::Group { .. } | Phrase::WeekendOf(_) => whole && !compound,
        Phrase::Duration { .. } => !compound && rule != "time.loose.length",
        Phrase::Day(_) => whole && p.low(i + 3) == "of",
        _ => false,
    };
    takes.then_some((end, phrase, rule))
}

/// "About", "around" and their like before a date, a clock time or a season.
fn hedged(p: &Pieces<'_>, i: usize) -> Option<Match> {
    let at = hedge(p, i)?;
    let (end, phrase, rule) = families(p, at).or_else(|| determined(p, at))?;
    // "About two weeks" is "two weeks", but "about two weeks ago" a date of its own.
    let counted = matches!(phrase, Phrase::Duration { .. } | Phrase::In { .. } | Phrase::Within { .. });
    if counted && loose_hedge(p.low(i)) {
        return None;
    }
    // "Over the past year" is during it.
    if p.low(i) == "over" && (p.low(at) == "the" || matches!(phrase, Phrase::Duration { amount: Amount::Many, .. })) {
        return None;
    }
    let takes = match phrase {
        Phrase::Day(_) | Phrase::Month { .. } | Phrase::Year { .. } => matches!(p.low(i), "around" | "about"),
        Phrase::Stretch { .. } | Phrase::Clock { .. } | Phrase::PartOfDay(_) | Phrase::Duration { .. } => true,
        Phrase::Ago { .. } => true,
        _ => false,
    };
    takes.then_some((end, phrase, rule))
}

/// Hedges that TimeML leaves outside a length.
fn loose_hedge(word: &str) -> bool {
    matches!(word, "about" | "around" | "some" | "roughly" | "approximately")
}

/// The piece after a hedge.
fn hedge(p: &Pieces<'_>, i: usize) -> Option<usize> {
    let known = |words: &str| WORDS.hedges.contains_key(words);
    if known(p.low(i)) {
        return Some(i + 1);
    }
    // Two words are looked up only where both of them can be.
    let first = matches!(p.low(i), "more" | "less" | "at" | "up" | "no" | "fewer" | "as" | "just" | "well" | "only");
    if first && HEDGED_ON.contains(p.low(i + 1)) {
        let two = format!("{} {}", p.low(i), p.low(i + 1));
        if known(&two) {
            return Some(i + 2);
        }
        let three = format!("{two} {}", p.low(i + 2));
        if known(&three) {
            return Some(i + 3);
        }
    }
    None
}

fn which(word: &str) -> Option<Which> {
    Some(match word {
        "last" | "past" | "previous" | "prior" | "preceding" => Which::Last,
        "this" | "current" => Which::This,
        "next" | "coming" | "following" | "upcoming" => Which::Next,
        _ => return None,
    })
}

/// The words before a longer stretch that name a part of it.
const PARTS: [(&[&str], Part); 7] = [
    (
        &[
            "the beginning of",
            "the start of",
            "the early part of",
            "the first days of",
            "beginning of",
            "start of",
            "at the turn of",
            "the opening of",
        ],
        Part::Start,
    ),
    (&["the end of", "the very end of", "end of", "the close of", "the last days of", "the latter part of"], Part::End),
    (&["the middle of", "middle of", "mid -", "mid"], Part::Mid),
    (&["earlier in", "earlier"], Part::SoFar),
    (&["later in", "later"], Part::Rest),
    (&["early in", "early -", "early"], Part::Early),
    (&["late in", "late -", "late"], Part::Late),
];

/// "Earlier", "later", "the start of", "mid-" and their like before a longer stretch.
fn part(p: &Pieces<'_>, i: usize) -> (Part, usize) {
    let may = match p.low(i) {
        "the" => matches!(
            p.low(i + 1),
            "beginning"
                | "start"
                | "early"
                | "first"
                | "opening"
                | "end"
                | "very"
                | "close"
                | "last"
                | "latter"
                | "middle"
        ),
        "at" => p.low(i + 1) == "the",
        word => {
            matches!(word, "beginning" | "start" | "end" | "middle" | "mid" | "earlier" | "later" | "early" | "late")
        }
    };
    let found = || PARTS.iter().find_map(|(words, part)| p.any(i, words).map(|at| (*part, at)));
    may.then(found).flatten().unwrap_or((Part::Whole, i))
}

#[cfg(test)]
mod tests {
    use super::{super::scan::Lowered, *};
    use proptest::prelude::*;

    const SAMPLE: &str = "the in on its a an some another these those at 14 3 2024 9 / 11 - . , turn of century night eve \
                         year years week weekend month quarter last next this that same very day days ago later Monday \
                         Tuesday May March Christmas summer early late end half past few first second third 20th th s ' \
                         times least morning evening noon GMT local time following before yesterday tomorrow fiscal \
                         hundred couple dozen percent 1990s nineties old";

    proptest! {
        #[test]
        fn the_families_left_out_read_nothing(
            words in proptest::collection::vec(proptest::sample::select(SAMPLE.split(' ').collect::<Vec<_>>()), 1..8),
            joint in proptest::sample::select(vec![" ", ""]),
        ) {
            let text = words.join(joint);
            let lowered = Lowered::of(&text);
            let p = Pieces::of(&lowered, 0, text.len());
            for i in 0..p.all.len() {
                prop_assert_eq!(families(&p, i), FAMILIES.iter().find_map(|family| family(&p, i)), "{} at {}", text, i);
            }
        }
    }
}

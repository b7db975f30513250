//! Dates, months and years by name and number.

use super::{
    super::{
        scan::Pieces,
        words::{Amount, HOLIDAY, WORDS, count, month, weekday},
    },
    Day, Match, Part, Phrase, Which, part, which,
};

type Dated = (Day, Option<Day>, bool, usize);

/// "2026-02-18", "18.02.2026", "18/2/2026".
pub(super) fn iso(p: &Pieces<'_>, i: usize) -> Option<Match> {
    let sign = p.low(i + 1);
    if p.are(i, "9 / 11").is_some() && p.tight(i + 1) && !p.tight(i + 3) && p.low(i + 3) != "/" {
        let day = Day { year: Some(2001), month: 9, day: 11 };
        return Some((i + 3, Phrase::Day(day), "time.date.named"));
    }
    if !matches!(sign, "-" | "." | "/") || p.low(i + 3) != sign || !(i + 1..i + 5).all(|j| p.tight(j)) {
        return None;
    }
    let (a, b, c) = (p.number(i)?, p.number(i + 2)?, p.number(i + 4)?);
    let (year, month, day) = match (p.width(i), p.width(i + 4), sign) {
        (4, 2, "-") => (a, b, c),
        // Both halves of the world write slashes; only a day over 12 tells which.
        (_, 4, "/") if b > 12 => (c, a, b),
        (_, 4, ".") => (c, b, a),
        (_, 4, "/") if a > 12 => (c, b, a),
        _ => return None,
    };
    let day = Day { year: Some(narrow(year)?), month: i8::try_from(month).ok()?, day: i8::try_from(day).ok()? };
    valid(day).then_some((i + 5, Phrase::Day(day), "time.date.numeric"))
}

fn narrow(n: i64) -> Option<i16> {
    i16::try_from(n).ok().filter(|y| (1000..=2999).contains(y))
}

fn valid(d: Day) -> bool {
    jiff::civil::Date::new(d.year.unwrap_or(2000), d.month, d.day).is_ok()
}

/// Days as they are cut short before a date.
const SHORT_DAYS: [&str; 11] = ["mon", "tue", "tues", "wed", "weds", "thu", "thur", "thurs", "fri", "sat", "sun"];

/// "Thursday, 26 February 2026": the date outweighs the weekday.
pub(super) fn dated_weekday(p: &Pieces<'_>, i: usize) -> Option<Match> {
    let short = weekday(p.low(i)).is_none();
    if short && !(p.capital(i) && SHORT_DAYS.contains(&p.low(i))) {
        return None;
    }
    let mut at = i + 1;
    if short {
        // "Tue, 19 May", "Thurs., Sept. 4": nothing else tells that it is a day.
        at = p.any(at, &[". ,", ".", ","])?;
    }
    if let Some(next) = p.any(at, &["and", "to", "-"])
        && weekday(p.low(next)).is_some()
    {
        at = next + 1;
    }
    if p.low(at) == "," {
        at += 1;
    }
    if p.low(at) == "the" {
        at += 1;
    }
    dates(p, at)
}

/// "18", "3rd", "18th"; not "18 per cent" or "18 people".
fn day_number(p: &Pieces<'_>, i: usize) -> Option<(i8, usize)> {
    let n = p.number(i).filter(|n| (1..=31).contains(n) && p.width(i) <= 2)?;
    let suffix = p.tight(i + 1) && matches!(p.low(i + 1), "st" | "nd" | "rd" | "th");
    Some((n as i8, if suffix { i + 2 } else { i + 1 }))
}

pub(super) fn year_number(p: &Pieces<'_>, i: usize) -> Option<(i16, usize)> {
    let n = p.number(i).filter(|n| (1900..=2099).contains(n) && p.width(i) == 4)?;
    Some((n as i16, i + 1))
}

/// What joins two days: whether it is a choice, and the piece after it.
fn joined(p: &Pieces<'_>, i: usize) -> Option<(bool, usize)> {
    match p.low(i) {
        "-" | "and" | "to" | "through" | "until" | "till" => Some((false, i + 1)),
        "or" => Some((true, i + 1)),
        _ => None,
    }
}

/// All orders of day and month, ranges of them, with or without a year.
pub(super) fn dates(p: &Pieces<'_>, i: usize) -> Option<Match> {
    // "Last Oct. 23", "this May 5".
    let led = which(p.low(i)).is_some() && p.month(i + 1).is_some();
    let (from, mut to, or, mut at) = month_first(p, i + usize::from(led)).or_else(|| day_first(p, i))?;
    let mut year = None;
    let comma = if p.low(at) == "," { at + 1 } else { at };
    if let Some((y, next)) = year_number(p, comma) {
        (year, at) = (Some(y), next);
    } else if p.are(at, "last year").is_some() {
        at += 2;
        year = Some(-1);
    } else if let Some((_, next)) = joined(p, at)
        && let Some((_, Phrase::Day(Day { year: Some(y), .. }) | Phrase::Days { to: Day { year: Some(y), .. }, .. }, _)) =
            dates(p, next)
        && y > 0
    {
        // "January 23-24 and February 4-5, 2026": one year for both.
        year = Some(y);
    }
    let mut from = from;
    from.year = year;
    if let Some(to) = &mut to {
        to.year = year;
        if let Some(y) = year.filter(|y| *y > 0)
            && (to.month, to.day) < (from.month, from.day)
        {
            from.year = Some(y - 1);
        }
    }
    match to {
        Some(to) if valid(from) && valid(to) => Some((at, Phrase::Days { from, to, or }, "time.date.range")),
        None if valid(from) => Some((at, Phrase::Day(from), "time.date.day")),
        _ => None,
    }
}

/// "February 18", "Feb. 4-5", "March 5 to 9", "January 30 to February 2".
fn month_first(p: &Pieces<'_>, i: usize) -> Option<Dated> {
    let (month, at) = p.month(i)?;
    let at = if p.low(at) == "the" { at + 1 } else { at };
    let (day, at) = day_number(p, at)?;
    if matches!(p.low(at), ":" | ".") && p.tight(at + 1) && p.number(at + 1).is_some() {
        return None;
    }
    let from = Day { year: None, month, day };
    if let Some((or, next)) = joined(p, at) {
        let last = match (day_number(p, next), p.month(next)) {
            // "February 4 and 5" is a stretch, "March 5 and 300 people" is not.
            (Some((d, end)), _) if d > day && !counts_things(p, end) => Some((Day { day: d, ..from }, end)),
            (_, Some((m, after))) if !matches!(p.low(at), "and") => {
                day_number(p, after).map(|(d, end)| (Day { year: None, month: m, day: d }, end))
            }
            _ => None,
        };
        if let Some((to, end)) = last {
            return Some((from, Some(to), or, end));
        }
    }
    Some((from, None, false, at))
}

/// "18 February", "the 18th of February", "27 and 28 February", "28 February to 2 March".
fn day_first(p: &Pieces<'_>, i: usize) -> Option<Dated> {
    let month_after = |at: usize| p.month(if p.low(at) == "of" { at + 1 } else { at });
    let (day, at) = day_number(p, i)?;
    if let Some((month, end)) = month_after(at) {
        let from = Day { year: None, month, day };
        if let Some((or, next)) = joined(p, end).filter(|_| p.low(end) != "and")
            && let Some((d, at)) = day_number(p, next)
            && let Some((m, end)) = month_after(at)
        {
            return Some((from, Some(Day { year: None, month: m, day: d }), or, end));
        }
        return Some((from, None, false, end));
    }
    let (or, next) = joined(p, at)?;
    let (last, at) = day_number(p, next).filter(|(d, _)| *d > day)?;
    let (month, end) = month_after(at)?;
    let of = |day| Day { year: None, month, day };
    Some((of(day), Some(of(last)), or, end))
}

/// Whether a number before this piece counts people or things rather than days.
fn counts_things(p: &Pieces<'_>, i: usize) -> bool {
    let next = p.low(i);
    next == "per"
        || next == "%"
        || (p.word(i) && !p.capital(i) && next.ends_with('s') && !matches!(next, "as" | "was" | "is" | "has"))
}

/// "2014", "early 2025", "the end of 2025"; a year that no preposition leads dates nothing by itself.
pub(super) fn years(p: &Pieces<'_>, i: usize) -> Option<Match> {
    let (part, at) = part(p, i);
    let at = if part != Part::Whole && p.low(at) == "fiscal" { at + 1 } else { at };
    let fiscal = usize::from(p.low(at) == "fiscal");
    // "Nineteen ninety-six", as it is spoken.
    if let Some(century) = ["eighteen", "nineteen"].iter().position(|w| *w == p.low(at))
        && let Some((Amount::N(n), end)) = count(p, at + 1)
        && (10..100).contains(&n)
        && p.word(at + 1)
    {
        let year = i16::try_from(n).ok()? + if century == 0 { 1800 } else { 1900 };
        return Some((end, Phrase::Year { year, part }, "time.loose.year"));
    }
    if let Some((year, end)) = short_year(p, at) {
        return Some((end, Phrase::Year { year, part }, "time.loose.year"));
    }
    let before = p.back(at, 1);
    let led = matches!(
        before,
        "in" | "since" | "until" | "by" | "of" | "from" | "during" | "before" | "after" | "to" | "between" | "through"
    );
    let (year, end) = match year_number(p, at + fiscal) {
        Some(found) => found,
        None => {
            let n = p.number(at).filter(|n| (1000..1900).contains(n) && p.width(at) == 4)?;
            let old = matches!(before, "in" | "since" | "until" | "by" | "during");
            (i16::try_from(n).ok().filter(|_| old)?, at + 1)
        }
    };
    let said = led || part != Part::Whole;
    if let Some((to, end)) = years_on(p, year, end) {
        let rule = if led { "time.year" } else { "time.loose.year" };
        return Some((end, Phrase::Years { from: year, to }, rule));
    }
    // "2000.5", "1,950", "$1999" and "2010-B" are no years; neither is what counts something.
    let inner =
        matches!(p.low(end), "," | "." | ":" | "/") && p.tight(end) && p.tight(end + 1) && p.number(end + 1).is_some();
    let glued = (p.tight(at) && !matches!(before, "-" | "(" | "\"" | "'" | "[" | "“" | "‘" | "/"))
        || matches!(before, "$" | "€" | "£" | "#" | "no" | "number")
        || (p.tight(end) && p.word(end))
        || p.low(end) == "%"
        || (p.low(end) == "-" && p.tight(end) && p.tight(end + 1) && p.word(end + 1) && p.width(end + 1) == 1);
    if inner || glued || counts_things(p, end) || p.low(end) == "people" {
        return None;
    }
    let dashed = before == "-" || (p.low(end) == "-" && p.tight(end));
    let rule = if said && !dashed { "time.year" } else { "time.loose.year" };
    Some((end, Phrase::Year { year, part }, rule))
}

/// The "-91" of "1990-91", the "/08" of "2007/08": a later year of the same century. "2026-02" is a month.
fn years_on(p: &Pieces<'_>, year: i16, at: usize) -> Option<(i16, usize)> {
    let dash = matches!(p.low(at), "-" | "/") && p.tight(at) && p.tight(at + 1);
    let n = i16::try_from(p.number(at + 1)?).ok().filter(|_| dash && p.width(at + 1) == 2)?;
    let alone = !(matches!(p.low(at + 2), "-" | "/" | ".") && p.tight(at + 2) && p.number(at + 3).is_some());
    let last = year % 100;
    let plain = n == last + 1 || n > 12 && n > last;
    (alone && plain).then_some((year - last + n, at + 2))
}

/// "'98".
fn short_year(p: &Pieces<'_>, i: usize) -> Option<(i16, usize)> {
    let n = p.number(i + 1).filter(|_| p.low(i) == "'" && p.width(i + 1) == 2 && p.tight(i + 1) && !p.tight(i))?;
    let n = i16::try_from(n).ok()?;
    let end = p.low(i + 2) != "s" || !p.tight(i + 2);
    end.then_some((if n < 40 { 2000 + n } else { 1900 + n }, i + 2))
}

/// "The 1990s", "the late '70s", "the nineties".
pub(super) fn decade(p: &Pieces<'_>, i: usize) -> Option<Match> {
    let (part, at) = part(p, i);
    let at = if part != Part::Whole && p.low(at) == "the" { at + 1 } else { at };
    let rule = "time.decade";
    let tens = |word: &str| {
        Some(match word {
            "twenties" => 1920,
            "thirties" => 1930,
            "forties" => 1940,
            "fifties" => 1950,
            "sixties" => 1960,
            "seventies" => 1970,
            "eighties" => 1980,
            "nineties" => 1990,
            _ => return None,
        })
    };
    // "In her sixties" is an age.
    if let Some(start) = tens(p.low(at)).filter(|_| p.back(at, 1) == "the" || p.back(at, 2) == "the") {
        return Some((at + 1, Phrase::Decade { start, part }, rule));
    }
    let short = usize::from(p.low(at) == "'");
    let n = p.number(at + short).filter(|n| n % 10 == 0)?;
    let s = at + short + 1;
    let end = if p.low(s) == "'" && p.tight(s) { s + 1 } else { s };
    if p.low(end) != "s" || !p.tight(end) {
        return None;
    }
    let n = i16::try_from(n).ok()?;
    let start = match (short, p.width(at + short)) {
        (0, 4) if (1000..2100).contains(&n) => n,
        (_, 2) if n >= 20 && (short == 1 || p.back(at, 1) == "the") => 1900 + n,
        _ => return None,
    };
    Some((end + 1, Phrase::Decade { start, part }, rule))
}

/// "The 20th century", "the nineteenth century".
pub(super) fn century(p: &Pieces<'_>, i: usize) -> Option<Match> {
    let spelled = |word: &str| {
        ["fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"]
            .iter()
            .position(|w| *w == word)
    };
    let (n, at) = match (p.number(i), spelled(p.low(i))) {
        (Some(n), _) if p.tight(i + 1) && matches!(p.low(i + 1), "st" | "nd" | "rd" | "th") => (n, i + 2),
        (_, Some(at)) => (15 + i64::try_from(at).ok()?, i + 1),
        _ => return None,
    };
    let dash = usize::from(p.low(at) == "-");
    let n = i16::try_from(n).ok().filter(|n| (1..30).contains(n))?;
    (p.low(at + dash) == "century").then_some((at + dash + 1, Phrase::Century(n), "time.century"))
}

/// "On the 15th": of a month that is not named.
pub(super) fn day_of_month(p: &Pieces<'_>, i: usize) -> Option<Match> {
    if p.low(i) != "the" || !matches!(p.back(i, 1), "on" | "by" | "until" | "till" | "from" | "before" | "since") {
        return None;
    }
    let (day, end) = day_number(p, i + 1)?;
    let ends = end == i + 3
        && (!p.word(end)
            || matches!(
                p.low(end),
                "and"
                    | "or"
                    | "to"
                    | "of"
                    | "will"
                    | "was"
                    | "is"
                    | "were"
                    | "are"
                    | "would"
                    | "has"
                    | "had"
                    | "in"
                    | "at"
            ) && p.low(end + 1) != "a")
        && p.low(end) != "-";
    let of = p.low(end) != "of" || p.are(end, "of this month").is_some();
    let end = p.are(end, "of this month").unwrap_or(end);
    (ends && of).then_some((end, Phrase::DayOfMonth(day), "time.date.ordinal"))
}

/// "Christmas", "New Year's Eve", "last Thanksgiving", "Easter 2025".
pub(super) fn holiday(p: &Pieces<'_>, i: usize) -> Option<Match> {
    let w = which(p.low(i));
    let at = if w.is_some() { i + 1 } else { i };
    if !p.capital(at) || !HOLIDAY.contains(p.low(at)) {
        return None;
    }
    let mut name = String::new();
    let mut found = None;
    for n in 0..5 {
        let word = p.low(at + n);
        if word.is_empty() {
            break;
        }
        if n > 0 && word != "'" && p.back(at + n, 1) != "'" {
            name.push(' ');
        }
        name.push_str(word);
        if let Some(rule) = WORDS.holidays.get(&name) {
            found = Some((at + n + 1, rule.as_str()));
        }
    }
    let (end, rule) = found?;
    let comma = if matches!(p.low(end), "," | "of") { end + 1 } else { end };
    let (year, end) = year_number(p, comma).map_or((None, end), |(y, e)| (Some(y), e));
    let which = w.unwrap_or(Which::Bare);
    Some((end, Phrase::Holiday { rule, year, which }, "time.holiday"))
}

/// "February 2026", "early March", "in January", "last October", "by June".
pub(super) fn months(p: &Pieces<'_>, i: usize) -> Option<Match> {
    let (part, at) = part(p, i);
    let at = if p.low(at) == "this" && which(p.low(at + 1)).is_some() { at + 1 } else { at };
    let w = which(p.low(at));
    let name = if w.is_some() { at + 1 } else { at };
    month(p.low(name))?;
    let (month, after) = p.month(name)?;
    let of = |year, which, part| Phrase::Month { year, which, month, part };
    // A day would have been read before.
    let year_at = if matches!(p.low(after), "of" | ",") { after + 1 } else { after };
    if let Some((year, end)) = year_number(p, year_at).or_else(|| short_year(p, year_at)) {
        return Some((end, of(Some(year), Which::Bare, part), "time.month"));
    }
    if let Some(end) =
        p.any(after, &["last year", "this year", "next year", "of last year", "of this year", "of next year"])
    {
        let w = which(p.back(end, 2)).unwrap_or(Which::This);
        let year = match w {
            Which::Last => -1,
            Which::Next => 1,
            _ => 0,
        };
        return Some((end, of(Some(year), Which::Bare, part), "time.month"));
    }
    let before = p.back(i, 1);
    let said = matches!(
        before,
        "in" | "since"
            | "by"
            | "until"
            | "till"
            | "before"
            | "after"
            | "of"
            | "from"
            | "during"
            | "for"
            | "between"
            | "and"
            | "to"
            | "through"
            | "back"
            | "or"
    );
    let verb = matches!(p.low(name), "may" | "march");
    let possessive = p.low(after) == "'" && p.low(after + 1) == "s";
    let noun =
        w.is_some() || part != Part::Whole || (said && !(verb && matches!(before, "and" | "to" | "or" | "of" | "for")));
    let loose = !verb && (possessive || matches!(p.low(after), "date" | "deadline"));
    let which = w.unwrap_or(Which::Bare);
    if noun || loose {
        return Some((after, of(None, which, part), "time.month"));
    }
    // "April sales", "its August forecast"; a first name is followed by another.
    let person = p.capital(after)
        || p.number(after).is_some()
        || (i > 0 && p.number(i - 1).is_some())
        || (i > 1 && p.capital(i - 1) && p.word(i - 1));
    (!verb && p.width(name) > 3 && !person).then_some((after, of(None, which, part), "time.loose.month"))
}

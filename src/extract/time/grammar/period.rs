//! Weeks, months, quarters, seasons and years by their place in the calendar.

use super::{
    super::{
        scan::Pieces,
        words::{Unit, ordinal, season, unit},
    },
    Match, Part, Phrase, Which,
    calendar::year_number,
    part, which,
};

/// A unit that has a place in the calendar.
fn calendar_unit(word: &str) -> Option<Unit> {
    unit(word).filter(|u| {
        !word.ends_with('s')
            && matches!(u, Unit::Week | Unit::Month | Unit::Quarter | Unit::Year | Unit::Decade | Unit::Century)
    })
}

/// "This week", "last month", "earlier this year", "the end of the month", "before the month is out".
pub(super) fn current(p: &Pieces<'_>, i: usize) -> Option<Match> {
    let (part, at) = part(p, i);
    let rule = "time.current";
    let of = |which, unit, part| Phrase::Current { which, unit, part };
    let skip = |at: usize| if matches!(p.low(at), "fiscal" | "financial" | "calendar" | "full") { at + 1 } else { at };
    if p.low(at) == "the" && part != Part::Whole {
        let name = skip(at + 1);
        if let Some(u) = calendar_unit(p.low(name)) {
            return Some((name + 1, of(Which::This, u, part), rule));
        }
    }
    if let Some(end) = p.any(at, &["the week is out", "the month is out", "the year is out"]) {
        let u = unit(p.low(at + 1))?;
        return Some((end, of(Which::This, u, Part::End), rule));
    }
    if let Some(u) = calendar_unit(p.low(at)) {
        for words in ["' s end", "end", "- end"] {
            if let Some(end) = p.are(at + 1, words).filter(|_| matches!(u, Unit::Week | Unit::Month | Unit::Year)) {
                return Some((end, of(Which::This, u, Part::End), rule));
            }
        }
    }
    let the = if p.low(at) == "the" || (p.low(at) == "this" && which(p.low(at + 1)).is_some()) { at + 1 } else { at };
    let name = skip(the + 1);
    if p.low(the) == "that" && p.low(the + 1) != "of" {
        let u = calendar_unit(p.low(the + 1)).filter(|u| matches!(u, Unit::Year | Unit::Month | Unit::Week))?;
        return Some((the + 2, Phrase::Later { n: 0, unit: u }, "time.earlier.same"));
    }
    if the == at + 1
        && part == Part::Whole
        && let Some(u) = calendar_unit(p.low(the)).filter(|u| *u != Unit::Century)
    {
        if let Some(end) = p.are(the + 1, "before last") {
            return Some((end, Phrase::Ago { n: 2, unit: u, about: false }, "time.ago"));
        }
        if let Some(end) = p.are(the + 1, "before").filter(|end| !p.word(*end)) {
            return Some((end, Phrase::Later { n: -1, unit: u }, "time.earlier"));
        }
    }
    if the == at + 1 && part == Part::Whole {
        // "The year" and "the month" are this one or the one that was spoken of; they date nothing.
        let name = skip(the);
        if let Some(u) = calendar_unit(p.low(name)).filter(|u| matches!(u, Unit::Week | Unit::Month | Unit::Year)) {
            let sure = !matches!(p.low(name + 1), "of" | "-") && p.low(name + 1) != "when";
            return sure.then_some((name + 1, of(Which::This, u, part), "time.loose.current"));
        }
    }
    let w = which(p.low(the))?;
    let u = calendar_unit(p.low(name))?;
    // "The past week" ends today; "last week" is one of the calendar.
    if part == Part::Whole && the > at {
        match p.low(the) {
            "past" | "coming" => {
                let amount = super::Amount::N(1);
                let stretch = Phrase::Stretch { amount, unit: u, back: p.low(the) == "past" };
                return Some((name + 1, stretch, "time.stretch"));
            }
            "following" => return Some((name + 1, Phrase::Later { n: 1, unit: u }, "time.later")),
            _ => {}
        }
    }
    let end = p.any(name + 1, &["or so"]).unwrap_or(name + 1);
    Some((end, of(w, u, part), rule))
}

/// "The third quarter", "fourth-quarter", "the second quarter of 2026", "the quarter", "the first half
/// of the year".
pub(super) fn quarters(p: &Pieces<'_>, i: usize) -> Option<Match> {
    // "Q3 2025", "H1".
    if matches!(p.low(i), "q" | "h") && p.capital(i) && p.width(i) == 1 {
        let half = p.low(i) == "h";
        let most = if half { 2 } else { 4 };
        let n = p.number(i + 1).filter(|n| (1..=most).contains(n) && p.tight(i + 1) && p.width(i + 1) == 1)?;
        let code = u8::try_from(n).ok()? + if half { 39 } else { 32 };
        let rest = if p.low(i + 2) == "of" { i + 3 } else { i + 2 };
        return Some(match year_number(p, rest) {
            Some((year, end)) => (end, Phrase::Group { year: Some(year), code }, "time.quarter"),
            None => (i + 2, Phrase::Group { year: None, code }, "time.loose.quarter"),
        });
    }
    let the = if p.low(i) == "the" { i + 1 } else { i };
    let mut at = the;
    let mut year = None;
    // "This year's third quarter".
    if let Some(next) = p.any(at, &["last year ' s", "this year ' s", "next year ' s"]) {
        year = Some(match p.low(at) {
            "last" => -1,
            "next" => 1,
            _ => 0,
        });
        at = next;
    }
    if let Some((y, next)) = year_number(p, at) {
        (year, at) = (Some(y), next);
    }
    while matches!(p.low(at), "fiscal" | "-" | "financial") && at < the + 4 {
        at += 1;
    }
    let nth = match p.low(at) {
        // "The last half of 1989".
        "last" | "latter" if p.low(at + 1) == "half" => Some(2),
        word => ordinal(word),
    };
    if let Some(n) = nth {
        let compound = p.low(at + 1) == "-";
        // "The third-quarter results": the article is the results'.
        if compound && the > i {
            return None;
        }
        let name = if compound { at + 2 } else { at + 1 };
        let half = p.low(name) == "half" && n <= 2;
        if p.low(name) != "quarter" && !half {
            return None;
        }
        let code = if half { 39 + n as u8 } else { 32 + n as u8 };
        let mut end = name + 1;
        let rest = if matches!(p.low(end), "of" | ",") { end + 1 } else { end };
        if let Some((y, next)) = year_number(p, rest).filter(|_| year.is_none()) {
            (year, end) = (Some(y), next);
        } else if let Some(next) = p.any(rest, &["fiscal"]).filter(|_| year.is_none())
            && let Some((y, next)) = year_number(p, next)
        {
            (year, end) = (Some(y), next);
        } else if let Some(next) = p.any(rest, &["last year", "this year", "next year", "the year"]) {
            year = Some(match p.low(rest) {
                "last" => -1,
                "next" => 1,
                _ => 0,
            });
            end = next;
        }
        if half && year.is_none() {
            return None;
        }
        let rule = if year.is_some() { "time.quarter" } else { "time.loose.quarter" };
        return Some((end, Phrase::Group { year, code }, rule));
    }
    if the == i || year.is_some() {
        return None;
    }
    let latest = p.low(the) == "latest";
    let name = if latest { the + 1 } else { the };
    let known = p.low(name) == "quarter" && (latest || p.low(name + 1) != "of") || (latest && p.low(name) == "period");
    known.then_some((name + 1, Phrase::LastGroup { code: 0 }, "time.loose.quarter"))
}

/// "A year ago" as a measure of growth: "the year-earlier period", "year-ago".
pub(super) fn year_ago(p: &Pieces<'_>, i: usize) -> Option<Match> {
    let mut at = if p.low(i) == "the" { i + 1 } else { i };
    if matches!(p.low(at), "comparable" | "corresponding" | "same") {
        at += 1;
    }
    let end = p.any(at, &["year - earlier", "year - ago"])?;
    let end = if ordinal(p.low(end)).is_some() && p.low(end + 1) == "quarter" {
        end + 2
    } else if matches!(p.low(end), "quarter" | "period") {
        end + 1
    } else {
        end
    };
    let start_fits = end > at + 3 || at == i;
    start_fits.then_some((end, Phrase::Later { n: -1, unit: Unit::Year }, "time.loose.year-ago"))
}

/// "This summer", "spring 2026", "the beginning of this summer".
pub(super) fn seasons(p: &Pieces<'_>, i: usize) -> Option<Match> {
    let (part, at) = part(p, i);
    let at = if p.low(at) == "the" { at + 1 } else { at };
    let at = if p.low(at) == "this" && which(p.low(at + 1)).is_some() { at + 1 } else { at };
    let w = which(p.low(at));
    let name = if w.is_some() { at + 1 } else { at };
    let named = season(p.low(name))?;
    let after = name + 1;
    let year_at = if p.low(after) == "of" { after + 1 } else { after };
    if let Some((year, end)) = year_number(p, year_at) {
        let phrase = Phrase::Season { year: Some(year), which: Which::Bare, season: named, part };
        return Some((end, phrase, "time.season"));
    }
    let named_year = p.any(year_at, &["last year", "this year", "next year"]);
    // "Fall" and "spring" are verbs, "winter clothes" no date: something must say it is one.
    let said = w.is_some()
        || (matches!(
            p.back(i, 1),
            "in" | "by" | "until" | "since" | "before" | "during" | "over" | "into" | "through" | "throughout" | "till"
        ) && p.low(after) != "of");
    let noun = at == i + 1 || w.is_some() || part != Part::Whole || p.low(name) != "fall";
    let which = w.unwrap_or(Which::Bare);
    if let Some(end) = named_year {
        let which = super::which(p.low(year_at)).unwrap_or(which);
        return Some((end, Phrase::Season { year: None, which, season: named, part }, "time.season"));
    }
    (said && noun || part != Part::Whole).then_some((
        after,
        Phrase::Season { year: None, which, season: named, part },
        "time.season",
    ))
}

//! Repetitions, and words that point somewhere without saying where.

use super::{
    super::{
        scan::Pieces,
        words::{REFERENCES, Reference, Unit, count, month, part_of_day, season, unit, weekday},
    },
    Match, Phrase, Repeat, Set,
};

/// "Every day", "daily", "each week", "on Mondays", "twice a month", "$3 a year".
pub(super) fn repeated(p: &Pieces<'_>, i: usize) -> Option<Match> {
    let rule = "time.set";
    let set = |end, what| Some((end, Phrase::Set(Set { what, part: None }), rule));
    let adverb = match p.low(i) {
        "daily" | "nightly" => Some((1, Unit::Day)),
        "weekly" => Some((1, Unit::Week)),
        "fortnightly" | "biweekly" => Some((2, Unit::Week)),
        "monthly" => Some((1, Unit::Month)),
        "hourly" => Some((1, Unit::Hour)),
        "yearly" | "annually" => Some((1, Unit::Year)),
        _ => None,
    };
    if let Some((n, unit)) = adverb {
        // "The Daily Star" is a paper.
        return if p.capital(i) && (i > 0 || p.capital(i + 1)) { None } else { set(i + 1, Repeat::Every(n, unit)) };
    }
    if matches!(p.low(i), "every" | "each") {
        let at = if p.low(i + 1) == "other" { i + 2 } else { i + 1 };
        let times = if at == i + 2 { 2 } else { 1 };
        if let Some(part) = weekday(p.low(at)).map(|day| (day, part_of_day(p.low(at + 1)))) {
            let (day, part) = part;
            let end = at + 1 + usize::from(part.is_some());
            return Some((end, Phrase::Set(Set { what: Repeat::Weekday(day), part }), rule));
        }
        if let Some(part) = part_of_day(p.low(at)) {
            return set(at + 1, Repeat::PartOfDay(part));
        }
        if let Some(season) = season(p.low(at)) {
            return set(at + 1, Repeat::Season(season));
        }
        if let Some(month) = month(p.low(at)).filter(|_| p.capital(at)) {
            return set(at + 1, Repeat::Month(month));
        }
        if let Some(unit) = unit(p.low(at)).filter(|u| !matches!(u, Unit::Second)) {
            let what = if unit == Unit::Weekend { Repeat::Weekend } else { Repeat::Every(times, unit) };
            return set(at + 1, what);
        }
        let (amount, at) = count(p, at)?;
        return set(at + 1, Repeat::Every(amount.whole()?, unit(p.low(at))?));
    }
    // "Twice a week", "three times a day", "once every two years".
    let often = match p.low(i) {
        "once" | "twice" => Some(i + 1),
        _ => count(p, i).filter(|_| p.low(i) != "a").and_then(|(_, at)| p.are(at, "times")),
    };
    if let Some(at) = often
        && matches!(p.low(at), "a" | "an" | "each" | "every" | "per")
        && let Some(unit) = unit(p.low(at + 1))
    {
        return set(at + 2, Repeat::Every(1, unit));
    }
    // "$3 a year", "500 barrels a day", "20 per cent per month".
    if matches!(p.low(i), "a" | "an" | "per")
        && let Some(unit) = unit(p.low(i + 1)).filter(|u| !matches!(u, Unit::Second | Unit::Quarter))
        && !p.low(i + 1).ends_with('s')
        && rate(p, i)
    {
        return set(i + 2, Repeat::Every(1, unit));
    }
    if p.low(i) == "weekends" && matches!(p.back(i, 1), "on" | "at" | "and") {
        return set(i + 1, Repeat::Weekend);
    }
    let word = p.low(i).strip_suffix('s')?;
    let day = weekday(word).filter(|_| p.capital(i) && p.low(i + 1) != "'")?;
    let part = None;
    Some((i + 1, Phrase::Set(Set { what: Repeat::Weekday(day), part }), rule))
}

/// Whether what stands before is a sum or a count, so that "a year" is its measure.
fn rate(p: &Pieces<'_>, i: usize) -> bool {
    let after = !matches!(p.low(i + 2), "ago" | "earlier" | "later" | "before" | "after" | "from" | "and");
    let near = |n: usize| i.checked_sub(n).is_some_and(|j| p.number(j).is_some());
    let scaled =
        matches!(p.back(i, 1), "million" | "billion" | "thousand" | "percent" | "cent" | "cents" | "dollars" | "%");
    let counted = (p.back(i, 1).ends_with('s') || p.back(i, 1) == "people") && p.word(i - 1) && (2..=4).any(near);
    after && i > 0 && (near(1) || scaled || counted)
}

/// "Now", "recently", "the future", "some time": listed in `data/time.toml`.
pub(super) fn referred(p: &Pieces<'_>, i: usize) -> Option<Match> {
    let list = REFERENCES.get(p.low(i))?;
    let (end, to) = list.iter().find_map(|(rest, to)| {
        let stands = rest.iter().enumerate().all(|(n, word)| p.low(i + 1 + n) == *word);
        stands.then_some((i + 1 + rest.len(), *to))
    })?;
    // "The future of": not a time, but a fate.
    let next = p.low(end);
    let no_time = match p.low(i) {
        "the" | "future" => matches!(next, "of" | "-"),
        _ => next == "-" && p.tight(end),
    };
    let phrase = match to {
        Reference::Past => Phrase::Past,
        Reference::Present => Phrase::Present,
        Reference::Future => Phrase::Future,
        Reference::Span(value) => Phrase::Span(value),
    };
    (!no_time).then_some((end, phrase, "time.loose.reference"))
}

//! How many: digits and words, with their hedge.

use super::{
    hash::{List, WordMap, WordSet},
    token::{Doc, Shape, Token},
};
use crate::domain::{Qualifier, Span};
use std::{ops::Range, sync::LazyLock};

/// A count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value {
    /// How many.
    pub n: u64,
    /// How it is hedged.
    pub qualifier: Qualifier,
}

/// A count at one place in the text ("over 370", "nearly four hundred", "a dozen", "another 15").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// The phrase with its hedge.
    pub span: Span,
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Its sentence.
    pub sentence: usize,
    /// How many.
    pub value: Value,
    /// The rule that read it.
    pub rule: &'static str,
}

/// Hedges that stand before a number, longest first.
const HEDGES: &[(&[&str], Qualifier)] = &[
    (&["at", "least"], Qualifier::AtLeast),
    (&["no", "fewer", "than"], Qualifier::AtLeast),
    (&["no", "less", "than"], Qualifier::AtLeast),
    (&["not", "less", "than"], Qualifier::AtLeast),
    (&["as", "many", "as"], Qualifier::UpTo),
    (&["up", "to"], Qualifier::UpTo),
    (&["more", "than"], Qualifier::Over),
    (&["in", "excess", "of"], Qualifier::Over),
    (&["well", "over"], Qualifier::Over),
    (&["fewer", "than"], Qualifier::Under),
    (&["less", "than"], Qualifier::Under),
    (&["over"], Qualifier::Over),
    (&["above"], Qualifier::Over),
    (&["exceeding"], Qualifier::Over),
    (&["under"], Qualifier::Under),
    (&["below"], Qualifier::Under),
    (&["nearly"], Qualifier::About),
    (&["almost"], Qualifier::About),
    (&["about"], Qualifier::About),
    (&["around"], Qualifier::About),
    (&["roughly"], Qualifier::About),
    (&["approximately"], Qualifier::About),
    (&["some"], Qualifier::About),
    (&["close", "to"], Qualifier::About),
    (&["an", "estimated"], Qualifier::About),
    (&["estimated"], Qualifier::About),
    (&["circa"], Qualifier::About),
];

/// Words after a number that make it something else than a count of things: units, money, times.
static UNITS: List = List::of(&[
    "%",
    "percent",
    "per",
    "km",
    "kms",
    "kilometres",
    "kilometers",
    "kilometre",
    "kilometer",
    "miles",
    "mile",
    "metres",
    "meters",
    "metre",
    "meter",
    "m",
    "kg",
    "tonnes",
    "tons",
    "feet",
    "euros",
    "euro",
    "dollars",
    "dollar",
    "pounds",
    "roubles",
    "rubles",
    "bn",
    "th",
    "st",
    "nd",
    "rd",
    "am",
    "pm",
    "a.m.",
    "p.m.",
    "o'clock",
    "gmt",
    "utc",
    "days",
    "day",
    "hours",
    "hour",
    "minutes",
    "minute",
    "weeks",
    "week",
    "months",
    "month",
    "years",
    "year",
    "storeys",
    "degrees",
    "point",
    "points",
    "years-old",
    "knots",
    "megawatts",
    "mw",
    "barrels",
    "cent",
    "seconds",
    "decades",
    "times",
]);

/// Every count, in text order. Dates, clock times, money, percentages, distances, ages and ordinals are not counts.
pub fn find(doc: &Doc) -> Vec<Number> {
    let mut out = Vec::new();
    for (index, sentence) in doc.sentences.iter().enumerate() {
        let mut at = sentence.tokens.start;
        while at < sentence.tokens.end {
            let Some((n, next, rule, own)) = read(&doc.tokens, at, sentence.tokens.end) else {
                at += 1;
                continue;
            };
            if is_count(doc, at, next, sentence.tokens.clone()) {
                let (start, hedge) = hedge_before(doc, at, sentence.tokens.start);
                let qualifier = hedge.or(own).unwrap_or(Qualifier::Exact);
                if let Some(span) = doc.span_of(start..next) {
                    out.push(Number {
                        span,
                        tokens: start..next,
                        sentence: index,
                        value: Value { n, qualifier },
                        rule,
                    });
                }
            }
            at = next;
        }
    }
    out
}

/// The number that starts at a token: its value, the token after it, its rule and its own hedge.
fn read(tokens: &[Token], at: usize, end: usize) -> Option<(u64, usize, &'static str, Option<Qualifier>)> {
    let token = tokens.get(at)?;
    let word = |i: usize| if i < end { tokens.get(i).map_or("", |t| &*t.lower) } else { "" };
    if token.shape == Shape::Number {
        let plain: String = token.lower.split(',').collect();
        let grouped = !token.lower.contains(',')
            || token.lower.split(',').skip(1).all(|g| g.len() == 3)
                && token.lower.split(',').next().is_some_and(|g| g.len() <= 3);
        let scale = scale(word(at + 1));
        if let (Some(scale), Ok(value)) = (scale, plain.parse::<f64>()) {
            return Some(((value * scale as f64).round() as u64, at + 2, "number.scaled", None));
        }
        return (grouped && plain.bytes().all(|b| b.is_ascii_digit()))
            .then(|| plain.parse().ok())
            .flatten()
            .map(|n| (n, at + 1, "number.digits", None));
    }
    // Most words open no number.
    if !(OPENERS.contains(&token.lower) || token.lower.is_compound() && small(&token.lower).is_some()) {
        return None;
    }
    if let Some(found) = plural(&word, at) {
        return Some(found);
    }
    if word(at) == "half" && word(at + 1) == "a" && word(at + 2) == "dozen" {
        return Some((6, at + 3, "number.dozen", Some(Qualifier::About)));
    }
    if matches!(word(at), "a" | "one") && matches!(word(at + 1), "dozen" | "hundred" | "thousand" | "million") {
        let n = scale(word(at + 1)).or((word(at + 1) == "dozen").then_some(12))?;
        let own = (word(at + 1) == "dozen").then_some(Qualifier::About);
        if n == 12 {
            return Some((n, at + 2, "number.dozen", own));
        }
    }
    if word(at) == "a" && word(at + 1) == "couple" {
        let skip = if word(at + 2) == "of" { 3 } else { 2 };
        return Some((2, at + skip, "number.couple", Some(Qualifier::About)));
    }
    spelled(&word, at)
}

/// "Dozens", "scores of", "tens of thousands": at least two of the unit, which is all the word says.
fn plural<'t>(word: &impl Fn(usize) -> &'t str, at: usize) -> Option<(u64, usize, &'static str, Option<Qualifier>)> {
    let unit = |w: &str| match w {
        "dozens" => Some(12),
        "hundreds" => Some(100),
        "thousands" => Some(1_000),
        "millions" => Some(1_000_000),
        _ => None,
    };
    // "scores of people" counts; "the team scores" and "settle scores" do not.
    let scores =
        word(at) == "scores" && matches!(word(at + 1), "of" | "more" | "killed" | "wounded" | "injured" | "dead");
    let one = if scores {
        20
    } else if word(at) == "tens" && word(at + 1) == "of" {
        10
    } else {
        unit(word(at))?
    };
    let (n, next) = match (word(at + 1), unit(word(at + 2))) {
        ("of", Some(many @ 1_000..)) => (one * many, at + 3),
        _ if word(at) == "tens" => return None,
        _ => (one, at + 1),
    };
    let next = if word(next) == "of" { next + 1 } else { next };
    Some((n * 2, next, "number.plural", Some(Qualifier::AtLeast)))
}

/// A number in words, from `at`.
fn spelled<'t>(word: &impl Fn(usize) -> &'t str, at: usize) -> Option<(u64, usize, &'static str, Option<Qualifier>)> {
    let (mut total, mut part, mut i, mut any) = (0u64, 0u64, at, false);
    loop {
        let w = word(i);
        if let Some(n) = small(w) {
            if any && part % 100 != 0 && !(part % 10 == 0 && n < 10 && part % 100 >= 20) {
                break;
            }
            part += n;
            any = true;
        } else if w == "hundred" && (any || (i == at + 1 && word(at) == "a")) {
            part = part.max(1) * 100;
            any = true;
        } else if let (Some(s @ 1_000..), true) = (scale(w), any) {
            total += part.max(1).checked_mul(s)?;
            part = 0;
        } else if w == "dozen" && any {
            return Some((part * 12, i + 1, "number.dozen", Some(Qualifier::About)));
        } else if w == "a" && i == at && (word(i + 1) == "hundred" || word(i + 1) == "thousand") {
            part = u64::from(word(i + 1) == "thousand");
            any = part == 1;
        } else if w == "and"
            && any
            && part.is_multiple_of(100)
            && (part > 0 || total > 0)
            && small(word(i + 1)).is_some()
            && i > at
            && matches!(word(i - 1), "hundred" | "thousand")
        {
            // "one hundred and five"
        } else if w == "-"
            && any
            && small(word(i + 1)).is_some_and(|n| n < 10)
            && part % 100 >= 20
            && part.is_multiple_of(10)
        {
        } else {
            break;
        }
        i += 1;
    }
    (any && i > at).then_some((total + part, i, "number.words", None))
}

/// The names of the numbers up to twenty and of the tens.
const NAMES: &str = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen \
                     sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety";

/// The words with which a number in words may begin, but for those with a hyphen.
static OPENERS: LazyLock<WordSet> = LazyLock::new(|| {
    let others = "a half tens scores dozens hundreds thousands millions";
    NAMES.split(' ').chain(others.split(' ')).map(str::to_owned).collect::<Vec<_>>().into()
});

/// The value of a number word below a hundred, hyphenated ones too.
fn small(word: &str) -> Option<u64> {
    static VALUES: LazyLock<WordMap<u64>> = LazyLock::new(|| {
        let values = (0..20).chain((20..100).step_by(10));
        let mut map = WordMap::default();
        NAMES.split(' ').zip(values).for_each(|(name, value)| *map.entry(name.to_owned()) = value);
        map
    });
    VALUES.get(word).copied().or_else(|| {
        // The shortest are "forty-one" and its like.
        let (tens, ones) = if word.len() < 9 { None } else { word.split_once('-') }?;
        let tens = VALUES.get(tens).filter(|n| **n >= 20)?;
        Some(tens + VALUES.get(ones).filter(|n| (1..10).contains(*n))?)
    })
}

fn scale(word: &str) -> Option<u64> {
    match word {
        "hundred" => Some(100),
        "thousand" => Some(1_000),
        "million" => Some(1_000_000),
        "billion" => Some(1_000_000_000),
        _ => None,
    }
}

/// The hedge before a number and where the phrase then starts.
fn hedge_before(doc: &Doc, at: usize, first: usize) -> (usize, Option<Qualifier>) {
    let back = usize::from(at > first && matches!(doc.lower(at - 1), "another" | "further" | "additional" | "a"));
    let end = if back > 0 && doc.lower(at - 1) != "a" { at - 1 } else { at };
    for (words, qualifier) in HEDGES {
        if end >= first + words.len() && (0..words.len()).all(|i| doc.lower(end - words.len() + i) == words[i]) {
            return (end - words.len(), Some(*qualifier));
        }
    }
    (end, None)
}

/// Whether a number counts things, judged by its neighbours.
fn is_count(doc: &Doc, at: usize, next: usize, sentence: Range<usize>) -> bool {
    let before = if at > sentence.start { doc.lower(at - 1) } else { "" };
    let after = if next < sentence.end { doc.lower(next) } else { "" };
    let token = &doc.tokens[at];
    let glued = next < sentence.end && doc.tokens[next].span.start() == doc.tokens[next - 1].span.end();
    let unit = UNITS.contains(&after) && (after != "m" || glued);
    if unit || matches!(before, "$" | "€" | "£" | "₽" | "no" | "#" | "aged" | "article" | "phase" | "resolution") {
        return false;
    }
    if matches!(after, "-") && glued {
        // "a 20-point plan", "68-year-old"; "10-15 people" counts.
        return doc.tokens.get(next + 1).is_some_and(|t| t.shape == Shape::Number);
    }
    const MONTHS: [&str; 19] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "jan",
        "feb",
        "aug",
        "sept",
        "sep",
        "oct",
        "nov",
    ];
    let one_or_two = token.shape == Shape::Number && token.lower.len() <= 2;
    if one_or_two
        && (MONTHS.contains(&before)
            || MONTHS.contains(&after)
            || before == "." && at >= 2 && MONTHS.contains(&doc.lower(at - 2)))
    {
        return false;
    }
    let year = token.shape == Shape::Number
        && next == at + 1
        && token.lower.len() == 4
        && matches!(token.lower.get(..2), Some("19" | "20"));
    // "the 2016 agreement".
    let named = before == "the" || doc.tokens.get(next).is_some_and(|t| t.capital);
    if year && named && !matches!(after, "people" | "drones" | "missiles" | "civilians" | "dead") {
        return false;
    }
    if year
        && (matches!(before, "in" | "since" | "of" | "until" | "by" | "," | "from" | "early" | "late" | "mid" | "(")
            || MONTHS.contains(&before))
        && !matches!(after, "people" | "drones" | "civilians" | "dead")
    {
        return false;
    }
    if token.shape == Shape::Word
        && token.is("one")
        && matches!(
            after,
            "of" | "can"
                | "another"
                | "side"
                | "form"
                | "day"
                | "thing"
                | "in"
                | "'s"
                | "is"
                | ","
                | "."
                | "that"
                | "or"
                | "family"
        )
    {
        return after == "of" && matches!(before, "killed" | "killing");
    }
    // Dates such as "1 May" were met above; "four o'clock", "at 11.35".
    !(token.shape == Shape::Number
        && token.lower.contains([':', '.'])
        && !token.lower.contains(',')
        && scale(after).is_none()
        && next == at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::Text, extract::sentence};

    fn check(input: &str, expect: &[(&str, u64, Qualifier)]) {
        let text = Text::freeze(input);
        let doc = sentence::read(&text);
        let got: Vec<_> =
            find(&doc).iter().map(|n| (text.slice(n.span).to_owned(), n.value.n, n.value.qualifier)).collect();
        let expect: Vec<_> = expect.iter().map(|(s, n, q)| ((*s).to_owned(), *n, *q)).collect();
        assert_eq!(got, expect, "{input}");
    }

    #[test]
    fn counts() {
        use Qualifier::{About, AtLeast, Exact, Over, Under, UpTo};
        check("They fired 396 drones.", &[("396", 396, Exact)]);
        check("They fired over 370 drones.", &[("over 370", 370, Over)]);
        check("They fired fewer than 40 drones.", &[("fewer than 40", 40, Under)]);
        check("They fired nearly four hundred drones.", &[("nearly four hundred", 400, About)]);
        check(
            "At least two people died and another 15 were hurt.",
            &[("At least two", 2, AtLeast), ("another 15", 15, Exact)],
        );
        check("Twenty-one missiles fell, 1,300 in all.", &[("Twenty-one", 21, Exact), ("1,300", 1300, Exact)]);
        check(
            "Police counted a dozen wounded and two dozen arrests.",
            &[("a dozen", 12, About), ("two dozen", 24, About)],
        );
        check(
            "About two thousand five hundred and six people fled.",
            &[("About two thousand five hundred and six", 2506, About)],
        );
        check("Up to 1.5 million people fled.", &[("Up to 1.5 million", 1_500_000, UpTo)]);
        check("Three hundred soldiers came home.", &[("Three hundred", 300, Exact)]);
        check("Scores of people and dozens of homes.", &[("Scores of", 40, AtLeast), ("dozens of", 24, AtLeast)]);
        check(
            "Hundreds died, tens of thousands fled.",
            &[("Hundreds", 200, AtLeast), ("tens of thousands", 20_000, AtLeast)],
        );
        check("They swapped 500 for 500.", &[("500", 500, Exact), ("500", 500, Exact)]);
    }

    #[test]
    fn other_numbers_are_no_counts() {
        for none in [
            "They met on 3 May 2025.",
            "It cost $40 million.",
            "Growth was 4.5 per cent.",
            "A 20-point plan.",
            "It began at 11:35.",
            "The border is 300 kilometres long.",
            "A woman aged 68.",
            "It ended in 2014.",
            "They met on Feb. 17.",
            "One of them spoke.",
            "The 20th package.",
            "They signed the 2016 accord.",
            "The team scores again.",
            "They talked for six hours.",
        ] {
            check(none, &[]);
        }
    }
}

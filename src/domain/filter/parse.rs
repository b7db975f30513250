//! From the parameters of an address to a filter, or to everything that is wrong with them.

use super::{Choice, Cursor, Sort, TimelineFilter, Undated};
use crate::domain::{
    called::distance,
    vocab::{Bars, Bin, Density},
};
use jiff::civil::Date;
use std::{fmt, str::FromStr};

/// What sort of fault a parameter has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Unknown, or not of the form it must have.
    Malformed,
    /// Of the form, but there can't be such a thing: 31 February.
    Impossible,
}

/// One thing that is wrong with the parameters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct Problem {
    /// Which parameter, as it was written.
    pub parameter: String,
    /// What sort of fault.
    pub fault: Fault,
    /// What was wrong and what is allowed, in one plain sentence.
    pub detail: String,
    /// What is allowed, where that is a closed list.
    pub allowed: Vec<&'static str>,
}

impl Problem {
    /// A parameter that is not of the form it must have.
    pub fn malformed(parameter: &str, detail: impl Into<String>) -> Problem {
        Problem { parameter: parameter.to_owned(), fault: Fault::Malformed, detail: detail.into(), allowed: Vec::new() }
    }

    /// A parameter of the form it must have, whose value can't be.
    pub fn impossible(parameter: &str, detail: impl Into<String>) -> Problem {
        Problem { fault: Fault::Impossible, ..Problem::malformed(parameter, detail) }
    }

    /// A parameter nobody knows, with those that are known here.
    pub fn unknown_parameter(name: &str, allowed: &[&'static str]) -> Problem {
        let detail = unknown("parameter", name, allowed);
        Problem { allowed: allowed.to_vec(), ..Problem::malformed(name, detail) }
    }

    /// A word that is not in a closed vocabulary.
    pub fn unknown_word(parameter: &str, word: &str, allowed: &[&'static str]) -> Problem {
        let detail = unknown(parameter, word, allowed);
        Problem { allowed: allowed.to_vec(), ..Problem::malformed(parameter, detail) }
    }
}

fn unknown(what: &str, word: &str, allowed: &[&'static str]) -> String {
    let word: String = word.chars().filter(|c| !c.is_control()).take(80).collect();
    let guess = closest(&word, allowed).map(|w| format!("; did you mean `{w}`?")).unwrap_or_default();
    let list = if allowed.is_empty() { "none here".to_owned() } else { allowed.join(", ") };
    let stop = if guess.is_empty() { "." } else { "" };
    format!("unknown {what} `{word}`{guess}{stop} Allowed: {list}.")
}

/// The allowed word that is at most two slips of the finger away, if there is one.
fn closest(word: &str, allowed: &[&'static str]) -> Option<&'static str> {
    let slips = if word.chars().count() < 4 { 1 } else { 2 };
    let word = word.to_lowercase();
    allowed.iter().map(|w| (distance(&word, w), *w)).filter(|(d, _)| *d <= slips).min().map(|(_, w)| w)
}

/// Slugs longer than this are nobody's.
const SLUG_MAX: usize = 200;
/// Longer searches are not searches.
const Q_MAX: usize = 500;

impl TimelineFilter {
    /// Reads the parameters of an address. Empty values mean absent; a leading `-` excludes.
    ///
    /// # Errors
    /// Everything that is wrong, not only the first: unknown parameters, unknown words, dates that
    /// can't be read or do not exist, a limit out of bounds, a cursor of another question.
    pub fn parse<K, V>(pairs: impl IntoIterator<Item = (K, V)>) -> Result<TimelineFilter, Vec<Problem>>
    where
        K: AsRef<str>,
        V: AsRef<str>,
    {
        let mut filter = TimelineFilter::default();
        let mut problems = Vec::new();
        let mut cursor = None;
        let mut seen: Vec<&'static str> = Vec::new();
        for (key, value) in pairs {
            let (key, value) = (key.as_ref(), value.as_ref().trim());
            let Some(key) = Self::KEYS.iter().copied().find(|k| *k == key) else {
                problems.push(Problem::unknown_parameter(key, Self::KEYS));
                continue;
            };
            if value.is_empty() {
                continue;
            }
            if Self::SINGLE.contains(&key) && seen.contains(&key) {
                problems.push(Problem::malformed(key, format!("`{key}` is given more than once")));
                continue;
            }
            seen.push(key);
            let outcome = match key {
                "kind" => word(&mut filter.kind, key, value),
                "role" => word(&mut filter.role, key, value),
                "topic" => word(&mut filter.topic, key, value),
                "status" => word(&mut filter.status, key, value),
                "act" => word(&mut filter.act, key, value),
                "review" => word(&mut filter.review, key, value),
                "actor" => choose(&mut filter.actor, value, |v| slug(key, v)),
                "place" => choose(&mut filter.place, value, |v| slug(key, v)),
                "negotiation" => choose(&mut filter.negotiation, value, |v| slug(key, v)),
                "outlet" => choose(&mut filter.outlet, value, |v| slug(key, v)),
                "country" => choose(&mut filter.country, value, country),
                "from" => day(key, value).map(|d| filter.from = Some(d)),
                "to" => day(key, value).map(|d| filter.to = Some(d)),
                "q" => words(value).map(|q| filter.q = Some(q)),
                "undated" => one_of(key, value, Undated::ALL, Undated::as_str).map(|u| filter.undated = u),
                "sort" => one_of(key, value, Sort::ALL, Sort::as_str).map(|s| filter.sort = s),
                "limit" => limit(value).map(|n| filter.limit = n),
                "bars" => one_of(key, value, Bars::ALL, Bars::as_str).map(|b| filter.bars = b),
                "by" => one_of(key, value, Bin::ALL, Bin::as_str).map(|b| filter.by = Some(b)),
                "density" => one_of(key, value, Density::ALL, Density::as_str).map(|d| filter.density = d),
                _ => Cursor::decode(value).map(|c| cursor = Some(c)).ok_or_else(|| bad_cursor(value)),
            };
            problems.extend(outcome.err());
        }
        if let (Some(from), Some(to)) = (filter.from, filter.to)
            && from > to
        {
            let detail = format!("`from` ({from}) is after `to` ({to}): no day lies between them");
            problems.push(Problem::impossible("from", detail));
        }
        filter.settle();
        if problems.is_empty()
            && let Some(cursor) = cursor
        {
            filter.cursor = Some(cursor);
            if cursor.filter_hash != filter.hash() {
                problems.push(Problem::impossible(
                    "cursor",
                    "`cursor` belongs to another filter: start again without it, and keep the filter while paging",
                ));
            }
        }
        if problems.is_empty() { Ok(filter) } else { Err(problems) }
    }

    /// One order for the values of every key, each value once: equal questions are equal values.
    fn settle(&mut self) {
        fn one<T: Ord>(choice: &mut Choice<T>) {
            for list in [&mut choice.any, &mut choice.not] {
                list.sort();
                list.dedup();
            }
        }
        one(&mut self.kind);
        one(&mut self.actor);
        one(&mut self.role);
        one(&mut self.place);
        one(&mut self.country);
        one(&mut self.negotiation);
        one(&mut self.topic);
        one(&mut self.status);
        one(&mut self.act);
        one(&mut self.outlet);
        one(&mut self.review);
    }
}

fn bad_cursor(value: &str) -> Problem {
    let told = "`cursor` is not one this service gave out; start again without it";
    if Cursor::is_of_its_form(value) { Problem::impossible("cursor", told) } else { Problem::malformed("cursor", told) }
}

/// Adds a value to the right side of a choice.
fn choose<T>(choice: &mut Choice<T>, value: &str, read: impl Fn(&str) -> Result<T, Problem>) -> Result<(), Problem> {
    match value.strip_prefix('-') {
        Some(value) => choice.not.push(read(value)?),
        None => choice.any.push(read(value)?),
    }
    Ok(())
}

/// A value of a closed vocabulary.
fn word<T>(choice: &mut Choice<T>, key: &'static str, value: &str) -> Result<(), Problem>
where
    T: FromStr<Err = crate::domain::vocab::UnknownWord> + fmt::Display,
{
    choose(choice, value, |v| v.parse().map_err(|e: T::Err| Problem::unknown_word(key, v, &e.allowed)))
}

fn slug(key: &'static str, value: &str) -> Result<String, Problem> {
    let fits = !value.is_empty() && value.len() <= SLUG_MAX && !value.chars().any(|c| c.is_control() || c == ' ');
    fits.then(|| value.to_owned()).ok_or_else(|| {
        Problem::malformed(key, format!("`{key}` takes a slug as it stands in an address, such as `abu-dhabi`"))
    })
}

fn country(value: &str) -> Result<String, Problem> {
    let fits = value.len() == 2 && value.bytes().all(|b| b.is_ascii_alphabetic());
    fits.then(|| value.to_ascii_uppercase())
        .ok_or_else(|| Problem::malformed("country", "`country` takes an ISO 3166-1 code of two letters, such as `UA`"))
}

/// A day; the same rule as for publication days.
fn day(key: &'static str, value: &str) -> Result<Date, Problem> {
    let shape: String = value.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    if shape != "0000-00-00" {
        return Err(Problem::malformed(key, format!("`{key}` takes a day as year-month-day, such as 2026-02-18")));
    }
    value.parse().map_err(|_| Problem {
        fault: Fault::Impossible,
        ..Problem::malformed(key, format!("`{key}`: there is no {value} in the calendar"))
    })
}

fn words(value: &str) -> Result<String, Problem> {
    if value.chars().count() > Q_MAX {
        return Err(Problem::malformed("q", format!("`q` takes at most {Q_MAX} characters")));
    }
    if value.chars().any(char::is_control) {
        return Err(Problem::malformed("q", "`q` takes words, without control characters"));
    }
    Ok(value.to_owned())
}

fn limit(value: &str) -> Result<u32, Problem> {
    let range = 1..=TimelineFilter::MAX_LIMIT;
    let plain = value.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| value.parse().ok()).flatten().filter(|n| range.contains(n)).ok_or_else(|| {
        Problem::malformed("limit", format!("`limit` takes a whole number from 1 to {}", TimelineFilter::MAX_LIMIT))
    })
}

fn one_of<T: Copy>(key: &'static str, value: &str, all: &[T], word: impl Fn(T) -> &'static str) -> Result<T, Problem> {
    all.iter().copied().find(|v| word(*v) == value).ok_or_else(|| {
        let allowed: Vec<&'static str> = all.iter().map(|v| word(*v)).collect();
        Problem::unknown_word(key, value, &allowed)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{EventId, Kind, Review, Role, Topic};
    use jiff::civil::date;
    use proptest::prelude::*;

    fn parse(query: &str) -> Result<TimelineFilter, Vec<Problem>> {
        TimelineFilter::parse(form_urlencoded::parse(query.as_bytes()))
    }

    #[test]
    fn repeated_keys_collect_and_a_minus_excludes() {
        let filter = parse("kind=strike&kind=round&kind=strike&actor=-russia&role=target&q=&from=").expect("fine");
        assert_eq!(filter.kind.any, [Kind::Round, Kind::Strike]);
        assert_eq!(filter.actor.not, ["russia"]);
        assert_eq!(filter.role.any, [Role::Target]);
        assert_eq!((filter.q, filter.from, filter.limit), (None, None, TimelineFilter::LIMIT));
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let problems =
            parse("kind=strik&frm=2026-02-01&to=2026-02-31&limit=0&country=UKR&undated=maybe").expect_err("bad");
        let told: Vec<&str> = problems.iter().map(|p| p.parameter.as_str()).collect();
        assert_eq!(told, ["kind", "frm", "to", "limit", "country", "undated"]);
        assert!(problems[0].detail.contains("did you mean `strike`?"), "{}", problems[0]);
        assert!(problems[0].allowed.contains(&"measure"));
        assert!(problems[1].detail.contains("did you mean `from`?"), "{}", problems[1]);
        assert_eq!(problems[2].fault, Fault::Impossible);
        assert!(problems[3].detail.contains("1 to 200"));
    }

    #[test]
    fn hostile_values_are_refused_before_they_reach_the_database() {
        for query in [
            "actor=%00",
            "q=a%00b",
            "place=-",
            "kind=-",
            "from=2026-2-1",
            "limit=%2B7",
            "from=2026-03-01&from=2026-03-02",
        ] {
            assert!(parse(query).is_err(), "{query}");
        }
        let far = parse("from=2026-03-02&to=2026-03-01").expect_err("reversed");
        assert_eq!(far[0].fault, Fault::Impossible);
    }

    #[test]
    fn a_cursor_serves_only_its_own_question() {
        let strikes = parse("kind=strike&limit=5").expect("fine");
        let cursor = Cursor { key: Some(-3), id: EventId(7), filter_hash: strikes.hash() };
        let next = parse(&format!("kind=strike&limit=9&cursor={}", cursor.encode())).expect("the limit may change");
        assert_eq!(next.cursor, Some(cursor));
        let other = parse(&format!("kind=round&cursor={}", cursor.encode())).expect_err("another question");
        assert!(other[0].detail.contains("another filter"));
        for broken in ["x", "00", &"0".repeat(32), &"F".repeat(48), &"0".repeat(40)] {
            assert_eq!(Cursor::decode(broken), None, "{broken}");
        }
    }

    #[test]
    fn the_hash_does_not_move_between_builds() {
        assert_eq!(TimelineFilter::default().hash(), 0xe3b0_c442_98fc_1c14, "SHA-256 of nothing");
    }

    #[test]
    fn words_far_from_any_are_not_guessed_at() {
        assert_eq!(closest("zzz", &["act", "actor"]), None);
        assert_eq!(closest("atc", &["act", "actor"]), Some("act"));
        assert_eq!(closest("Strike", &["strike"]), Some("strike"));
    }

    fn choice<T: Clone + fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = Choice<T>> {
        let some = || proptest::collection::vec(proptest::sample::select(all), 0..3);
        (some(), some()).prop_map(|(any, not)| Choice { any, not })
    }

    fn slugs() -> impl Strategy<Value = Choice<String>> {
        let some = || proptest::collection::vec("[a-zé0-9&=+%'\"<][a-z&=+%'\"<-]{0,8}", 0..3);
        (some(), some()).prop_map(|(any, not)| Choice { any, not })
    }

    proptest! {
        #[test]
        fn a_filter_reads_back_from_its_query(
            kind in choice(Kind::ALL), topic in choice(Topic::ALL), role in choice(Role::ALL), review in choice(Review::ALL),
            actor in slugs(), place in slugs(), q in proptest::option::of("[^\\p{C}\\p{Z}]{1,12}"),
            days in proptest::option::of((0i16..3000, 0i16..3000)), limit in 1u32..=200,
            undated in proptest::sample::select(Undated::ALL), sort in proptest::sample::select(Sort::ALL),
            cursor in proptest::option::of((proptest::option::of(any::<i64>()), 1i64..)),
        ) {
            let at = |n: i16| date(2020, 1, 1).saturating_add(jiff::Span::new().days(n));
            let mut filter = TimelineFilter {
                kind, topic, role, review, actor, place, q, limit, undated, sort,
                from: days.map(|(a, b)| at(a.min(b))), to: days.map(|(a, b)| at(a.max(b))),
                ..TimelineFilter::default()
            };
            filter.settle();
            filter.cursor = cursor.map(|(key, id)| Cursor { key, id: EventId(id), filter_hash: filter.hash() });
            prop_assert_eq!(parse(&filter.to_query()), Ok(filter.clone()));
            prop_assert_eq!(filter.first_page().hash(), filter.hash());
        }

        #[test]
        fn any_query_is_read_or_refused(query in "\\PC{0,60}") {
            if let Ok(filter) = parse(&query) {
                prop_assert_eq!(parse(&filter.to_query()), Ok(filter));
            }
        }
    }
}

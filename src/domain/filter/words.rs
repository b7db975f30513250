//! A filter said in words: the page's heading and its title.

use super::{Choice, TimelineFilter, Undated};
use crate::domain::{Basis, Kind, When, page::Totals};
use jiff::civil::Date;

/// What readers call a slug: (the filter's key, the slug, the name).
pub type Name = (&'static str, String, String);

impl TimelineFilter {
    /// The answer in words, such as "23 strikes and 2 rounds, 1–14 February 2026, Kharkiv".
    pub fn describe(&self, totals: &Totals, names: &[Name]) -> String {
        let mut parts = vec![self.counted(totals)];
        parts.extend(self.days(totals));
        parts.extend(self.named(names));
        parts.join(", ")
    }

    /// The question in words, without its answer: "Rounds and strikes, from 1 February 2026, Kharkiv". What is
    /// subscribed to keeps this title, however many events come.
    pub fn subject(&self, names: &[Name]) -> String {
        let kinds = listed(self.kind.any.iter().map(|k| plural(k.as_str(), 0)), "and");
        let mut chars = kinds.chars();
        let kinds: String = match chars.next() {
            None => "Events".to_owned(),
            Some(first) => first.to_uppercase().chain(chars).collect(),
        };
        let mut parts = vec![kinds];
        parts.extend(self.days(&Totals::default()));
        parts.extend(self.named(names));
        parts.join(", ")
    }

    /// "23 strikes and 2 rounds", "No strikes".
    fn counted(&self, totals: &Totals) -> String {
        let mut counts: Vec<(Kind, u64)> = totals.by_kind.iter().copied().filter(|(_, n)| *n > 0).collect();
        if counts.is_empty() {
            return match self.kind.any.as_slice() {
                [] => "No events".to_owned(),
                kinds => format!("No {}", listed(kinds.iter().map(|k| plural(k.as_str(), 0)), "or")),
            };
        }
        // Three kinds are a heading, six are a table: the rest is counted together.
        counts.sort_by_key(|(kind, n)| (std::cmp::Reverse(*n), *kind));
        let rest: u64 = counts.iter().skip(3).map(|(_, n)| n).sum();
        counts.truncate(3);
        let mut words: Vec<String> =
            counts.iter().map(|(kind, n)| format!("{} {}", grouped(*n), plural(kind.as_str(), *n))).collect();
        if rest > 0 {
            words.push(format!("{} other {}", grouped(rest), plural("event", rest)));
        }
        listed(words.into_iter(), "and")
    }

    fn days(&self, totals: &Totals) -> Option<String> {
        let range = |a: Date, b: Date| When::lasting(a, b, Basis::Client).label();
        match (self.from, self.to) {
            _ if self.undated == Undated::Only => Some("without a date".to_owned()),
            (Some(a), Some(b)) => Some(range(a, b)),
            (Some(a), None) => Some(format!("from {}", range(a, a))),
            (None, Some(b)) => Some(format!("until {}", range(b, b))),
            (None, None) => totals.days.map(|(a, b)| range(a, b)),
        }
    }

    fn named(&self, names: &[Name]) -> Vec<String> {
        let name = |key: &str, slug: &String| -> String {
            names
                .iter()
                .find(|(k, s, _)| *k == key && s == slug)
                .map_or_else(|| slug.clone(), |(_, _, name)| name.clone())
        };
        let word = |w: &str| w.replace('-', " ");
        let mut out = Vec::new();
        out.extend(either(&self.negotiation, |v| name("negotiation", v)));
        let roles = either(&self.role, |v| word(v.as_str()));
        match (self.actor.any.is_empty(), roles) {
            (false, Some(roles)) => {
                out.extend(either(&self.actor, |v| name("actor", v)).map(|who| format!("{who} as {roles}")));
            }
            (_, roles) => {
                out.extend(either(&self.actor, |v| name("actor", v)));
                out.extend(roles.map(|roles| format!("with {roles}")));
            }
        }
        out.extend(either(&self.place, |v| name("place", v)));
        out.extend(either(&self.country, |v| name("country", v)));
        out.extend(either(&self.topic, |v| word(v.as_str())));
        out.extend(either(&self.act, |v| word(v.as_str())));
        out.extend(either(&self.status, |v| word(v.as_str())));
        out.extend(either(&self.outlet, |v| name("outlet", v)).map(|o| format!("in {o}")));
        out.extend(either(&self.review, |v| v.as_str().to_owned()));
        let not = listed(self.kind.not.iter().map(|k| plural(k.as_str(), 0)), "or");
        out.extend((!not.is_empty()).then(|| format!("without {not}")));
        out.extend(self.q.as_ref().map(|q| format!("“{q}”")));
        out
    }
}

/// "A or B", "not C", "A, not C".
fn either<T>(choice: &Choice<T>, name: impl Fn(&T) -> String) -> Option<String> {
    let any = listed(choice.any.iter().map(&name), "or");
    let not = listed(choice.not.iter().map(&name), "or");
    match (any.is_empty(), not.is_empty()) {
        (true, true) => None,
        (false, true) => Some(any),
        (true, false) => Some(format!("not {not}")),
        (false, false) => Some(format!("{any}, not {not}")),
    }
}

/// "a", "a and b", "a, b and c".
fn listed(words: impl Iterator<Item = String>, joiner: &str) -> String {
    let mut words: Vec<String> = words.collect();
    match words.pop() {
        None => String::new(),
        Some(last) if words.is_empty() => last,
        Some(last) => format!("{} {joiner} {last}", words.join(", ")),
    }
}

/// `strike`, `strikes`.
pub fn plural(word: &str, n: u64) -> String {
    if n == 1 { word.to_owned() } else { format!("{word}s") }
}

/// `10,000`.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn said(query: &str, by_kind: &[(Kind, u64)], names: &[Name]) -> String {
        let filter = TimelineFilter::parse(form_urlencoded::parse(query.as_bytes())).expect(query);
        let totals = Totals {
            by_kind: by_kind.to_vec(),
            days: Some((date(2026, 1, 23), date(2026, 3, 9))),
            ..Totals::default()
        };
        filter.describe(&totals, names)
    }

    #[test]
    fn a_filter_reads_as_a_heading() {
        let kharkiv = ("place", "kharkiv".to_owned(), "Kharkiv".to_owned());
        let heading = said(
            "kind=strike&kind=round&from=2026-02-01&to=2026-02-14&place=kharkiv",
            &[(Kind::Round, 2), (Kind::Strike, 23)],
            &[kharkiv],
        );
        assert_eq!(heading, "23 strikes and 2 rounds, 1–14 February 2026, Kharkiv");
    }

    #[test]
    fn what_is_left_out_is_said_too() {
        let kinds =
            [(Kind::Round, 12), (Kind::Strike, 1), (Kind::Statement, 12_600), (Kind::Agreement, 4), (Kind::Measure, 2)];
        assert_eq!(
            said("topic=-economy&from=2026-02-01", &kinds, &[]),
            "12,600 statements, 12 rounds, 4 agreements and 3 other events, from 1 February 2026, not economy"
        );
        assert_eq!(
            said("kind=strike&actor=russia&role=attacker", &[(Kind::Strike, 1)], &[]),
            "1 strike, 23 January – 9 March 2026, russia as attacker"
        );
    }

    #[test]
    fn a_question_has_a_title_of_its_own() {
        let title = |query: &str| {
            let filter = TimelineFilter::parse(form_urlencoded::parse(query.as_bytes())).expect(query);
            filter.subject(&[("place", "kharkiv".to_owned(), "Kharkiv".to_owned())])
        };
        assert_eq!(title(""), "Events");
        assert_eq!(
            title("kind=strike&kind=round&from=2026-02-01&place=kharkiv"),
            "Rounds and strikes, from 1 February 2026, Kharkiv"
        );
        assert_eq!(title("kind=-statement&undated=only"), "Events, without a date, without statements");
    }

    #[test]
    fn nothing_found_is_said_plainly() {
        let nothing = |query: &str| {
            let filter = TimelineFilter::parse(form_urlencoded::parse(query.as_bytes())).expect(query);
            filter.describe(&Totals::default(), &[])
        };
        assert_eq!(nothing(""), "No events");
        assert_eq!(nothing("kind=strike&kind=round&q=dam"), "No rounds or strikes, “dam”");
        assert_eq!(nothing("undated=only"), "No events, without a date");
    }
}

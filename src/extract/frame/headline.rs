//! One line in plain words, composed from the fields of an event.

use crate::domain::{
    Actor, Content, Detail, MeasureType, Precision, Qualifier, Role, Status, Strike, Weapon, WeaponCount, When,
};

/// The headline of an event whose frame gave none.
pub(super) fn compose(content: &Content) -> String {
    let line = match &content.detail {
        Detail::Strike(strike) => strike_line(content, strike),
        Detail::Round(round) => {
            let ordinal = round.ordinal.map(|n| format!("{} ", ordinal(n))).unwrap_or_default();
            let parties = dashed(content.actors(Role::Party));
            let what = format!(
                "{ordinal}round of {}talks",
                if parties.is_empty() { String::new() } else { format!("{parties} ") }
            );
            let place = content.place.as_ref().map(|p| format!(" in {}", p.name)).unwrap_or_default();
            let status = match content.status {
                Some(Status::Proposed) => " proposed",
                Some(Status::Scheduled) => " scheduled",
                Some(Status::Ongoing) => " under way",
                Some(Status::Concluded) => " ends",
                Some(Status::Postponed) => " postponed",
                Some(Status::Cancelled) => " cancelled",
                Some(Status::Collapsed) => " collapses",
                _ => "",
            };
            format!("{what}{place}{status}")
        }
        Detail::Statement(s) => match &s.quote {
            Some(quote) => format!("{}: “{}”", s.speaker, cut(quote, 90)),
            None => format!("{}: {}", s.speaker, s.act.as_str()),
        },
        Detail::Agreement(a) => {
            let parties = dashed(content.actors(Role::Signatory));
            let status = content.status.map_or(String::new(), |s| format!(" {}", s.as_str().replace('-', " ")));
            let space = if parties.is_empty() { "" } else { " " };
            let what = match a.agreement {
                crate::domain::AgreementType::Other => "agreement",
                crate::domain::AgreementType::SignedText => "text",
                other => other.as_str(),
            };
            format!("{parties}{space}{what}{status}")
        }
        Detail::Deadline(d) => {
            let who = list(content.actors(Role::Demander));
            let whom = list(content.actors(Role::Addressee));
            let what = d.what.as_deref().map(|w| format!(" to {}", cut(w.trim_start_matches("to "), 90)));
            let due = Some(content.date.label()).filter(|_| !content.date.is_unknown());
            let by = due.as_ref().map(|due| format!(": {due}")).unwrap_or_default();
            match (who.is_empty(), whom.is_empty(), what) {
                (false, false, Some(what)) => format!("{who} sets {whom} a deadline{what}{by}"),
                (_, false, what) => format!("Deadline for {whom}{}{by}", what.unwrap_or_default()),
                (false, true, what) => format!("{who} sets a deadline{}{by}", what.unwrap_or_default()),
                (true, true, what) => format!("Deadline{}{by}", what.unwrap_or_default()),
            }
        }
        Detail::Measure(m) => {
            let who = list(content.actors(Role::Subject));
            let target = list(content.actors(Role::Target));
            let status = content.status.map_or("takes", |s| match s {
                Status::Threatened => "threatens",
                Status::Announced => "announces",
                Status::Lifted => "lifts",
                _ => "takes",
            });
            let what = m.what.as_deref().map_or_else(
                || if m.measure == MeasureType::Other { "measure".to_owned() } else { m.measure.to_string() },
                |w| cut(w, 80),
            );
            let who = if who.is_empty() { "Somebody".to_owned() } else { who };
            let target = if target.is_empty() { String::new() } else { format!(" against {target}") };
            format!("{who} {status} {what}{target}")
        }
    };
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut chars = line.chars();
    chars.next().map(|c| c.to_uppercase().collect::<String>() + chars.as_str()).unwrap_or_default()
}

fn strike_line(content: &Content, strike: &Strike) -> String {
    let attacker = list(content.actors(Role::Attacker));
    let target = list(content.actors(Role::Target));
    let place = content.place.as_ref().map(|p| p.name.clone()).filter(|p| !p.is_empty() && *p != target);
    let whither = match (place, target.is_empty()) {
        (Some(place), _) => place,
        (None, _) => target.clone(),
    };
    let night = if is_night(&content.date) { " overnight" } else { "" };
    let counted = |ws: &[WeaponCount]| -> Vec<String> { ws.iter().filter(|w| w.count.is_some()).map(arms).collect() };
    let (launched, stopped) = (counted(&strike.weapons), counted(&strike.intercepted));
    let toll = {
        let mut parts = Vec::new();
        if let Some(k) = strike.casualties.killed {
            parts.push(format!("{} killed", k.best));
        }
        if let Some(i) = strike.casualties.injured {
            parts.push(format!("{} injured", i.best));
        }
        if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) }
    };
    let whole = !target.is_empty() && content.places.iter().all(|p| p.name == target);
    let at = if whole || whither.is_empty() { target } else { whither };
    // No words for a side nobody named.
    let led = |word: &str| if at.is_empty() { String::new() } else { format!(" {word} {at}") };
    let of = if attacker.is_empty() { String::new() } else { format!(" of {attacker}") };
    match (attacker.is_empty(), launched.is_empty(), stopped.is_empty()) {
        (false, false, _) => format!("{attacker} launches {}{}{night}", join(&launched), led("at")),
        (true, false, _) => format!("{} launched{}{night}", join(&launched), led("at")),
        (_, true, false) => format!("{}{of} shot down{}{night}", join(&stopped), led("over")),
        (false, true, true) if at.is_empty() => format!("Strike by {attacker}{night}{toll}"),
        (false, true, true) => format!("{attacker} strikes {at}{night}{toll}"),
        (true, true, true) => format!("Strike{}{night}{toll}", led("on")),
    }
}

fn is_night(when: &When) -> bool {
    when.precision() == Precision::Day
        && when.earliest().zip(when.latest()).is_some_and(|(a, b)| a.tomorrow().is_ok_and(|t| t == b))
}

fn arms(w: &WeaponCount) -> String {
    let n = w.count.unwrap_or_default();
    let hedge = match w.qualifier {
        Qualifier::Exact => "",
        Qualifier::About => "about ",
        Qualifier::Over => "over ",
        Qualifier::AtLeast => "at least ",
        Qualifier::UpTo => "up to ",
        Qualifier::Under => "fewer than ",
    };
    let name = w.weapon.as_str().replace('-', " ");
    let plural = match w.weapon {
        Weapon::Aircraft | Weapon::Artillery | Weapon::Other => name.clone(),
        _ => format!("{name}s"),
    };
    format!("{hedge}{n} {}", if n == 1 { &name } else { &plural })
}

fn names<'a>(actors: impl Iterator<Item = &'a Actor>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for a in actors {
        let name = match a.id.as_str() {
            "united-states" => "US",
            "united-kingdom" => "UK",
            "united-arab-emirates" => "UAE",
            "democratic-republic-of-the-congo" => "DR Congo",
            "eu" => "EU",
            _ => &a.name,
        };
        if !name.trim().is_empty() && !out.iter().any(|n| n == name) {
            out.push(name.to_owned());
        }
    }
    out
}

fn dashed<'a>(actors: impl Iterator<Item = &'a Actor>) -> String {
    names(actors).join("–")
}

fn list<'a>(actors: impl Iterator<Item = &'a Actor>) -> String {
    join(&names(actors))
}

fn join(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., last] => format!("{} and {last}", head.join(", ")),
    }
}

fn ordinal(n: u32) -> String {
    const WORDS: [&str; 10] =
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    WORDS.get(n.wrapping_sub(1) as usize).map_or_else(|| format!("{n}th"), |w| (*w).to_owned())
}

/// The text, cut at a word after so many characters.
fn cut(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let mut out = String::new();
    for word in text.split_whitespace() {
        if out.chars().count() + word.chars().count() + 1 > limit {
            break;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out + " …"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::Text,
        extract::{Lexicon, Metadata, extract},
    };

    fn check(input: &str, expect: &[&str]) {
        let metadata = Metadata { published: "2026-02-17".parse().ok(), ..Metadata::default() };
        let found = extract(&Text::freeze(input), &metadata, Lexicon::builtin());
        let got: Vec<_> = found.mentions.iter().map(|m| m.content.headline.as_str()).collect();
        assert_eq!(got, expect, "{input}");
    }

    #[test]
    fn strikes_in_a_line() {
        check(
            "Russia launched 29 missiles and 396 drones at Ukraine overnight.",
            &["Russia launches 29 missiles and 396 drones at Ukraine overnight"],
        );
    }

    #[test]
    fn counts_keep_their_hedge() {
        check(
            "Russia launched nearly 400 drones at Ukraine overnight.",
            &["Russia launches about 400 drones at Ukraine overnight"],
        );
        check(
            "Russia launched fewer than 40 drones at Ukraine overnight.",
            &["Russia launches fewer than 40 drones at Ukraine overnight"],
        );
    }

    /// Every strike there can be: with and without sides, place, counts and tolls.
    fn strike_of(sides: [bool; 3], counts: [Option<u64>; 4]) -> Content {
        let lexicon = Lexicon::builtin();
        let arm = |n: Option<u64>| WeaponCount { weapon: Weapon::Drone, count: n, qualifier: Qualifier::Exact };
        let list = |n: Option<u64>| if n == Some(0) { Vec::new() } else { vec![arm(n)] };
        let toll = |n: Option<u64>| n.map(crate::domain::Toll::of);
        let casualties = crate::domain::Casualties { killed: toll(counts[2]), injured: toll(counts[3]) };
        let strike = Strike { weapons: list(counts[0]), intercepted: list(counts[1]), casualties, damage: Vec::new() };
        let date = When::unknown(crate::domain::Basis::Published);
        let mut draft = super::super::Draft::new(Detail::Strike(strike), date, Text::freeze("Words.").all(), "test");
        for (role, code) in [(Role::Attacker, "KE"), (Role::Target, "SO")] {
            if sides[usize::from(role == Role::Target)] {
                draft.add(role, lexicon.state(code).expect("a state"), None);
            }
        }
        if sides[2] {
            draft.add_place(lexicon.country_place("SO").expect("a place"));
        }
        draft.content
    }

    proptest::proptest! {
        #[test]
        fn no_headline_has_a_gap(
            sides in proptest::array::uniform3(proptest::bool::ANY),
            counts in proptest::array::uniform4(proptest::option::of(0..5u64)),
        ) {
            let line = compose(&strike_of(sides, counts));
            proptest::prop_assert!(!line.contains("  ") && line.trim() == line && !line.is_empty(), "{line}");
            let last = line.split(' ').next_back().unwrap_or_default();
            proptest::prop_assert!(!["at", "over", "on", "of", "by", "strikes"].contains(&last), "{line}");
            for gap in ["at overnight", "over overnight", "of shot", "  "] {
                proptest::prop_assert!(!line.contains(gap), "{line}");
            }
        }
    }

    #[test]
    fn long_words_are_cut_between_words() {
        assert_eq!(cut("one two three", 8), "one two …");
        assert_eq!(cut("one two", 8), "one two");
        assert_eq!(ordinal(3), "third");
        assert_eq!(ordinal(12), "12th");
    }
}

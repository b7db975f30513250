//! Single values in words, and the glyph of each (the symbols are in `templates/sprite.html`).
//! The word is the first cue, the glyph the second, the colour the third.

pub use crate::domain::filter::{grouped, plural};
use crate::domain::{
    Act, Figure, FigureMeasure, Kind, Precision, Published, Qualifier, Role, Status, Toll, Weapon, WeaponCount, When,
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// `Strike`.
pub fn title(word: &str) -> String {
    let word = word.replace('-', " ");
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// `3 strikes`.
pub fn counted(n: u64, word: &str) -> String {
    format!("{} {}", grouped(n), plural(word, n))
}

/// The symbol of a kind.
pub fn kind_glyph(kind: Kind) -> String {
    format!("g-{kind}")
}

/// The symbol of an act: asks, refuses, states, presses or judges.
pub fn act_glyph(act: Act) -> &'static str {
    match act {
        Act::Demand | Act::Call | Act::Propose => "a-ask",
        Act::Reject | Act::Deny => "a-no",
        Act::Announce | Act::Confirm | Act::Explain | Act::Promise => "a-say",
        Act::Accuse | Act::Threaten | Act::Warn | Act::Condemn => "a-press",
        Act::Assess | Act::Praise => "a-judge",
    }
}

/// The five shapes of acts, with the verb each stands for.
pub const ACT_SHAPES: [(&str, &str); 5] =
    [("a-ask", "asks"), ("a-no", "refuses"), ("a-say", "states"), ("a-press", "presses"), ("a-judge", "judges")];

/// A status as it stands in lists: (symbol, words).
pub fn status(status: Status) -> (&'static str, String) {
    (status_glyph(status), status.as_str().replace('-', " "))
}

/// The symbol of a status: filled where it holds, hatched where it is planned, struck where it is dropped.
pub fn status_glyph(status: Status) -> &'static str {
    use Status::{
        Adopted, Agreed, Announced, Cancelled, CarriedOut, Collapsed, Concluded, Expired, InForce, InPrinciple, Lifted,
        Ongoing, Postponed, Proposed, Scheduled, Threatened,
    };
    match status {
        Ongoing | Concluded | Agreed | InPrinciple | InForce | CarriedOut | Adopted => "s-held",
        Proposed | Scheduled | Announced | Threatened => "s-plan",
        Postponed => "s-post",
        Cancelled | Collapsed | Expired | Lifted => "s-drop",
    }
}

/// A date in words and the symbol of its uncertainty, if it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhenWords {
    /// The symbol.
    pub glyph: Option<&'static str>,
    /// The words.
    pub label: String,
    /// Whether it is one plain day and nothing more.
    pub plain: bool,
}

/// A date in words.
pub fn when(when: &When) -> WhenWords {
    let edtf = when.edtf();
    let (earliest, latest) = (when.earliest(), when.latest());
    let night = when.precision() == Precision::Day
        && matches!((earliest, latest), (Some(a), Some(b)) if a.tomorrow().is_ok_and(|next| next == b));
    let glyph = match (earliest, latest) {
        (None, None) => None,
        _ if edtf.contains('~') => Some("w-about"),
        (None, Some(_)) => Some("w-before"),
        _ if edtf.starts_with('[') => Some("w-between"),
        _ if night => Some("w-night"),
        (Some(a), Some(b)) if a != b && !edtf.contains('/') => Some("w-between"),
        _ => None,
    };
    let mut label = when.label();
    let clock = edtf.split_once('T').and_then(|(_, time)| time.get(..5));
    if let Some(clock) = clock.filter(|c| when.precision() == Precision::Time && !label.contains(*c)) {
        label = format!("{label}, {clock} local time");
    }
    let plain = glyph.is_none() && clock.is_none() && earliest.is_some() && earliest == latest;
    WhenWords { glyph, label, plain }
}

/// `17–18 February 2026`, `28 February to 1 March 2026`.
pub fn days(first: Date, last: Date) -> String {
    if first == last {
        return day(first);
    }
    let from = match (first.year() == last.year(), first.month() == last.month()) {
        (true, true) => return format!("{}–{}", first.day(), day(last)),
        (true, false) => first.strftime("%-d %B").to_string(),
        (false, _) => day(first),
    };
    format!("{from} to {}", day(last))
}

/// `17 February 2026`.
pub fn day(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// `17 February 2026, 20:30 UTC`.
pub fn instant(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%-d %B %Y, %H:%M UTC").to_string()
}

/// A moment of publication in its own offset: `18 February 2026, 16:05 +02:00`, or the day alone.
pub fn published(published: Published) -> String {
    match published {
        Published::Day(d) => day(d),
        Published::Instant(at, offset) if offset.is_zero() => instant(at),
        Published::Instant(at, offset) => {
            at.to_zoned(offset.to_time_zone()).strftime("%-d %B %Y, %H:%M %:z").to_string()
        }
    }
}

/// `about 400`, `at least 3`, `29`.
pub fn hedged(value: u64, qualifier: Qualifier) -> String {
    let n = grouped(value);
    match qualifier {
        Qualifier::Exact => n,
        Qualifier::About => format!("about {n}"),
        Qualifier::Over => format!("over {n}"),
        Qualifier::AtLeast => format!("at least {n}"),
        Qualifier::UpTo => format!("up to {n}"),
        Qualifier::Under => format!("under {n}"),
    }
}

/// `ballistic missiles`.
pub fn weapon(weapon: Weapon, n: Option<u64>) -> String {
    let word = match weapon {
        Weapon::Artillery => return "artillery".to_owned(),
        Weapon::Aircraft => return "aircraft".to_owned(),
        Weapon::Other => "other weapon",
        named => named.as_str(),
    };
    plural(&word.replace('-', " "), n.unwrap_or(0))
}

/// A number with its unit: (`about 400`, `drones`); no number where the source gives none.
pub fn weapon_count(count: &WeaponCount) -> (Option<String>, String) {
    (count.count.map(|n| hedged(n, count.qualifier)), weapon(count.weapon, count.count))
}

/// `4`, or `3 to 4` where sources differ.
pub fn toll(toll: Toll) -> String {
    if toll.low == toll.high { grouped(toll.best) } else { format!("{} to {}", grouped(toll.low), grouped(toll.high)) }
}

/// What a figure counts: `drones launched`, `killed`.
pub fn figure(figure: &Figure) -> String {
    let verb = match figure.measure {
        FigureMeasure::Launched => "launched",
        FigureMeasure::Intercepted => "shot down or jammed",
        FigureMeasure::Killed => "killed",
        FigureMeasure::Injured => "injured",
    };
    match figure.weapon {
        Some(kind) => format!("{} {verb}", weapon(kind, None)),
        None => verb.to_owned(),
    }
}

/// How readers call so many actors in a role: `attacker`, `parties`, `addressed to`.
pub fn role(role: Role, n: usize) -> String {
    match role {
        Role::Addressee => "addressed to".to_owned(),
        Role::Subject => "by".to_owned(),
        Role::Demander => "set by".to_owned(),
        Role::Claimant => "claimed by".to_owned(),
        Role::Party if n != 1 => "parties".to_owned(),
        Role::Signatory if n != 1 => "signatories".to_owned(),
        other => plural(other.as_str(), n as u64),
    }
}

/// A slug as a name, where nothing better is known: `abu-dhabi` → `Abu Dhabi`.
pub fn unslug(slug: &str) -> String {
    slug.split('-').map(title).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Basis;
    use jiff::civil::{date, time};

    #[test]
    fn uncertain_dates_carry_their_glyph() {
        let d = |n| date(2026, 2, n);
        let of = |w: When| (when(&w).glyph, when(&w).plain);
        assert_eq!(of(When::day(d(17), Basis::Explicit)), (None, true));
        assert_eq!(of(When::night(d(17), Basis::Published)), (Some("w-night"), false));
        assert_eq!(of(When::before(d(17), Basis::Explicit)), (Some("w-before"), false));
        assert_eq!(of(When::between(d(3), d(9), Precision::Days, Basis::Explicit)), (Some("w-between"), false));
        assert_eq!(of(When::lasting(d(17), d(18), Basis::Explicit)), (None, false));
        assert_eq!(of(When::unknown(Basis::Published)), (None, false));
        let clock = when(&When::at(d(17), time(3, 10, 0, 0), Basis::Explicit));
        assert!(clock.label.contains("03:10") && !clock.plain, "{}", clock.label);
    }

    #[test]
    fn numbers_read_as_the_source_hedges_them() {
        assert_eq!(hedged(1400, Qualifier::About), "about 1,400");
        let some = WeaponCount { weapon: Weapon::BallisticMissile, count: Some(1), qualifier: Qualifier::Exact };
        assert_eq!(weapon_count(&some), (Some("1".to_owned()), "ballistic missile".to_owned()));
        let none = WeaponCount { weapon: Weapon::Drone, count: None, qualifier: Qualifier::Exact };
        assert_eq!(weapon_count(&none), (None, "drones".to_owned()));
        assert_eq!(toll(Toll { best: 4, low: 3, high: 4 }), "3 to 4");
    }

    #[test]
    fn a_stretch_of_days_names_what_differs() {
        let of = |first, last| days(first, last);
        assert_eq!(of(date(2026, 2, 17), date(2026, 2, 17)), "17 February 2026");
        assert_eq!(of(date(2026, 2, 17), date(2026, 2, 18)), "17–18 February 2026");
        assert_eq!(of(date(2026, 2, 28), date(2026, 3, 1)), "28 February to 1 March 2026");
        assert_eq!(of(date(2025, 12, 31), date(2026, 1, 1)), "31 December 2025 to 1 January 2026");
        assert!(Act::ALL.iter().all(|a| ACT_SHAPES.iter().any(|(glyph, _)| *glyph == act_glyph(*a))));
    }

    #[test]
    fn every_act_is_a_verb_and_has_a_shape() {
        let verbs: Vec<String> = Act::ALL.iter().map(|a| a.third_person()).collect();
        for expected in ["assesses", "accuses", "denies", "promises", "calls"] {
            assert!(verbs.iter().any(|v| v == expected), "{expected} in {verbs:?}");
        }
    }
}

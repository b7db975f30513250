//! One line in plain words, composed from the fields of an event.

use super::{
    Act, Actor, AgreementType, Content, Detail, MeasureType, Precision, Qualifier, Role, Status, Strike, Weapon,
    WeaponCount, When,
};

/// Says in one line what the fields say. Whatever they leave open is left out, so that the line has
/// neither gaps nor double spaces; it is never empty.
///
/// The words of a statement without a quotation are in no field: its line only names the speaker and
/// the act, so a headline that quotes the source says more than this one.
pub fn compose(content: &Content) -> String {
    let line = match &content.detail {
        Detail::Strike(strike) => strike_line(content, strike),
        Detail::Round(round) => {
            let ordinal = round.ordinal.map(|n| format!("{} ", ordinal(n))).unwrap_or_default();
            let parties = dashed(content.actors(Role::Party));
            let what = format!(
                "{ordinal}round of {}talks",
                if parties.is_empty() { String::new() } else { format!("{parties} ") }
            );
            let place = content
                .place
                .as_ref()
                .filter(|p| !p.name.trim().is_empty())
                .map(|p| format!(" in {}", p.name))
                .unwrap_or_default();
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
            Some(quote) => format!("{}: “{}”", speaker(&s.speaker), cut(quote, 90)),
            None => {
                let whom = list(content.actors(Role::Addressee));
                let whom = towards(s.act).filter(|_| !whom.is_empty()).map(|word| format!(" {word}{whom}"));
                let several = is_several(&s.speaker);
                let does = if several { s.act.as_str().to_owned() } else { s.act.third_person() };
                format!("{} {does}{}", speaker(&s.speaker), whom.unwrap_or_default())
            }
        },
        Detail::Agreement(a) => {
            let parties = dashed(content.actors(Role::Signatory));
            let status = content.status.map_or(String::new(), |s| format!(" {}", s.as_str().replace('-', " ")));
            let space = if parties.is_empty() { "" } else { " " };
            let what = match a.agreement {
                AgreementType::Other => "agreement",
                AgreementType::SignedText => "text",
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
            let sort = match m.measure {
                MeasureType::Sanction => "sanctions",
                MeasureType::Tariff => "tariffs",
                MeasureType::Embargo => "an embargo",
                MeasureType::SupplyCutOff => "a supply cut-off",
                MeasureType::TroopMove => "a troop move",
                MeasureType::Other => "a measure",
            };
            // The source's words for it are an object without its verb: they come after the line.
            let what = m.what.as_deref().filter(|w| !w.trim().is_empty());
            let what = what.map(|w| format!(": {}", cut(w, 80))).unwrap_or_default();
            let who = if who.is_empty() { "Somebody".to_owned() } else { who };
            let target = if target.is_empty() { String::new() } else { format!(" against {target}") };
            format!("{who} {status} {sort}{target}{what}")
        }
    };
    // Names and words come from articles and clients, with whatever white space they have there.
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut chars = line.chars();
    chars.next().map(|c| c.to_uppercase().collect::<String>() + chars.as_str()).unwrap_or_default()
}

/// How the verb of an act takes who is spoken to: "accuses X", "announces to X"; `None` where it can't.
const fn towards(act: Act) -> Option<&'static str> {
    match act {
        Act::Accuse | Act::Warn | Act::Threaten | Act::Praise | Act::Condemn | Act::Promise => Some(""),
        Act::Announce | Act::Propose | Act::Confirm | Act::Deny | Act::Explain => Some("to "),
        Act::Demand => Some("of "),
        Act::Call => Some("on "),
        Act::Assess | Act::Reject => None,
    }
}

fn speaker(name: &str) -> &str {
    if name.trim().is_empty() { "Somebody" } else { name }
}

/// Whether a speaker without a name is several people ("officials", "sources in the capital"), of whom
/// a verb is told without its "s".
fn is_several(name: &str) -> bool {
    let small = |w: &str| w.chars().all(|c| c.is_lowercase() || c == '-');
    let words = name.split_whitespace();
    // What hangs on the noun does not count it: "ministers of the two states".
    let hangs = ["of", "in", "for", "from", "at", "to", "on", "with", "who", "close", "near", "familiar", "behind"];
    let head = words.take_while(|w| !hangs.contains(w));
    let Some(last) = head.last() else { return false };
    let plural = last.ends_with('s') && !last.ends_with("ss") && !last.ends_with("us") && !last.ends_with("'s");
    small(last) && (plural || matches!(last, "people" | "police" | "media" | "rescuers"))
}

fn strike_line(content: &Content, strike: &Strike) -> String {
    let attacker = list(content.actors(Role::Attacker));
    let target = list(content.actors(Role::Target));
    let place = content.place.as_ref().map(|p| p.name.clone()).filter(|p| *p != target && !p.trim().is_empty());
    let whither = match (place, target.is_empty()) {
        (Some(place), _) => place,
        (None, false) => target.clone(),
        (None, true) => String::new(),
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
    let to = |word: &str| if at.is_empty() { String::new() } else { format!(" {word} {at}") };
    match (attacker.is_empty(), launched.is_empty(), stopped.is_empty()) {
        (false, false, _) => format!("{attacker} launches {}{}{night}", join(&launched), to("at")),
        (true, false, _) => format!("{} launched{}{night}", join(&launched), to("at")),
        (false, true, false) => format!("{} of {attacker} shot down{}{night}", join(&stopped), to("over")),
        (true, true, false) => format!("{} shot down{}{night}", join(&stopped), to("over")),
        (false, true, true) if at.is_empty() => format!("Strike by {attacker}{night}{toll}"),
        (false, true, true) => format!("{attacker} strikes {at}{night}{toll}"),
        (true, true, true) => format!("Strike{}{night}{toll}", to("on")),
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

/// `third`, `12th`.
pub fn ordinal(n: u32) -> String {
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
    use crate::domain::{
        Act, ActorKind, Agreement, Basis, Casualties, Deadline, MeasureTaken, Participant, Place, Round, Statement,
        Toll,
    };
    use jiff::civil::date;

    fn content(detail: Detail, people: &[(Role, &str)], places: &[&str]) -> Content {
        let person = |(role, name): &(Role, &str)| {
            let (id, name) = (name.to_lowercase().replace(' ', "-"), (*name).to_owned());
            let actor = Actor { id, name, kind: ActorKind::State, country: None, affiliation: None };
            Participant { role: *role, actor, title: None }
        };
        let place = |name: &&str| Place {
            id: name.to_lowercase(),
            name: (*name).to_owned(),
            country: None,
            lat: None,
            lon: None,
        };
        let places: Vec<Place> = places.iter().map(place).collect();
        Content {
            kind: detail.kind(),
            headline: String::new(),
            status: None,
            date: When::unknown(Basis::Explicit),
            place: places.first().cloned(),
            places,
            participants: people.iter().map(person).collect(),
            topics: Vec::new(),
            detail,
            figures: Vec::new(),
        }
    }

    fn counted(weapon: Weapon, count: u64) -> WeaponCount {
        WeaponCount { weapon, count: Some(count), qualifier: Qualifier::Exact }
    }

    #[test]
    fn several_people_take_a_verb_without_its_s() {
        for (name, several) in [
            ("officials", true),
            ("Senior Aland diplomats", true),
            ("sources close to the talks", true),
            ("ministers of the two states", true),
            ("three officials", true),
            ("people", true),
            ("United States", false),
            ("Jane Roe", false),
            ("official", false),
            ("spokesman for the rebels", false),
            ("minister of roads", false),
            ("congress", false),
            ("", false),
        ] {
            assert_eq!(is_several(name), several, "{name}");
        }
    }

    #[test]
    fn strikes_say_who_what_where_and_leave_out_what_is_not_known() {
        let (by, on) = ((Role::Attacker, "Aland"), (Role::Target, "Bland"));
        let launched = Strike {
            weapons: vec![counted(Weapon::Missile, 29), counted(Weapon::Drone, 396)],
            intercepted: vec![counted(Weapon::Drone, 300)],
            ..Strike::default()
        };
        let stopped = Strike { weapons: Vec::new(), ..launched.clone() };
        let killed = Casualties { killed: Some(Toll::of(4)), injured: None };
        let hit = Strike { casualties: killed, ..Strike::default() };
        let check = |strike: &Strike, people: &[(Role, &str)], places: &[&str], expect: &str| {
            assert_eq!(compose(&content(Detail::Strike(strike.clone()), people, places)), expect);
        };
        check(&launched, &[by, on], &["Bland"], "Aland launches 29 missiles and 396 drones at Bland");
        check(&launched, &[by, on], &["Town"], "Aland launches 29 missiles and 396 drones at Town");
        check(&launched, &[by], &[], "Aland launches 29 missiles and 396 drones");
        check(&launched, &[], &[], "29 missiles and 396 drones launched");
        check(&stopped, &[by], &[], "300 drones of Aland shot down");
        check(&stopped, &[], &["Town"], "300 drones shot down over Town");
        check(&hit, &[by], &["Town"], "Aland strikes Town: 4 killed");
        check(&hit, &[by], &[], "Strike by Aland: 4 killed");
        check(&hit, &[], &[], "Strike: 4 killed");
        let night = When::day(date(2026, 2, 17), Basis::Explicit);
        let mut quiet = content(Detail::Strike(Strike::default()), &[by, on], &["Bland"]);
        quiet.date = night;
        assert_eq!(compose(&quiet), "Aland strikes Bland");
    }

    #[test]
    fn rounds_say_their_number_parties_place_and_where_they_stand() {
        let round = Detail::Round(Round { ordinal: Some(3), ..Round::default() });
        let mut three = content(round, &[(Role::Party, "Aland"), (Role::Party, "United  States")], &["Geneva"]);
        three.status = Some(Status::Concluded);
        assert_eq!(compose(&three), "Third round of Aland–United States talks in Geneva ends");
        three.participants[1].actor.id = "united-states".to_owned();
        assert_eq!(compose(&three), "Third round of Aland–US talks in Geneva ends");
        assert_eq!(compose(&content(Detail::Round(Round::default()), &[], &[])), "Round of talks");
    }

    #[test]
    fn a_verb_takes_who_is_spoken_to_in_its_own_way() {
        let told = |act| {
            let said = Statement {
                speaker: "Jane Roe".to_owned(),
                quote: None,
                reported: true,
                act,
                plover: None,
                channel: None,
            };
            compose(&content(Detail::Statement(said), &[(Role::Addressee, "Aland")], &[]))
        };
        assert_eq!(told(Act::Accuse), "Jane Roe accuses Aland");
        assert_eq!(told(Act::Announce), "Jane Roe announces to Aland");
        assert_eq!(told(Act::Demand), "Jane Roe demands of Aland");
        assert_eq!(told(Act::Call), "Jane Roe calls on Aland");
        assert_eq!(told(Act::Assess), "Jane Roe assesses");
    }

    #[test]
    fn no_line_is_empty_or_has_gaps_however_little_is_known() {
        let statement = |speaker: &str, quote: Option<&str>| {
            Detail::Statement(Statement {
                speaker: speaker.to_owned(),
                quote: quote.map(str::to_owned),
                reported: quote.is_none(),
                act: Act::Assess,
                plover: None,
                channel: None,
            })
        };
        let details = [
            Detail::Round(Round::default()),
            Detail::Strike(Strike::default()),
            statement("", None),
            statement(" ", Some("a  b")),
            Detail::Agreement(Agreement { agreement: AgreementType::Other, what: None, effective: None }),
            Detail::Deadline(Deadline::default()),
            Detail::Deadline(Deadline { what: Some("to  stop ".to_owned()) }),
            Detail::Measure(MeasureTaken { measure: MeasureType::Other, what: None }),
        ];
        let people = [Role::Party, Role::Attacker, Role::Signatory, Role::Demander, Role::Subject, Role::Target];
        for detail in details {
            for (names, places) in [(&[][..], &[][..]), (&[""][..], &[""][..]), (&["Aland"][..], &["Town"][..])] {
                let people: Vec<_> = people.iter().flat_map(|r| names.iter().map(|n| (*r, *n))).collect();
                let line = compose(&content(detail.clone(), &people, places));
                assert!(!line.is_empty() && !line.contains("  ") && line.trim() == line, "{line:?}");
                let last = line.rsplit(' ').next().unwrap_or_default();
                assert!(!["at", "on", "in", "over", "of", "for", "against", "by"].contains(&last), "{line:?}");
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

use super::{Claim, Side, claim_keys, claims};
use crate::domain::{Event, EventId, LinkType};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn actor(role: &str, name: &str, kind: &str, of: Option<&str>) -> Value {
    let id = name.to_lowercase().replace(' ', "-");
    let mut actor = json!({"id": id, "name": name, "kind": kind});
    if let Some(of) = of {
        actor["affiliation"] = json!({"id": of.to_lowercase(), "name": of});
    }
    json!({"role": role, "actor": actor})
}

#[expect(
    clippy::too_many_arguments,
    clippy::needless_pass_by_value,
    reason = "short to write: each is what one of the rules looks at"
)]
/// An event in the making: its own sentence in an article, at this place in the text.
fn event(
    id: i64,
    kind: &str,
    day: &str,
    detail: Value,
    participants: &[Value],
    article: i64,
    at: u32,
    exact: &str,
) -> Value {
    let length = u32::try_from(exact.chars().count()).expect("short");
    json!({
        "id": id.to_string(), "kind": kind, "headline": "h", "status": null,
        "date": {"edtf": day, "earliest": day, "latest": day, "precision": "day", "text": null, "basis": "explicit"},
        "place": null, "places": [], "participants": participants, "topics": ["military"], kind: detail, "figures": [],
        "negotiation": null, "history": [], "part_of": null, "links": [], "review": "unreviewed",
        "evidence": [{"article": {"id": article.to_string(), "url": null, "title": "t", "outlet": null, "published_at": null},
            "exact": exact, "start": at, "end": at + length, "rule": "test"}],
        "sources": {"articles": 1, "outlets": 1, "independent": 1},
        "first_reported_at": "2026-02-01T00:00:00Z", "updated_at": "2026-02-01T00:00:00Z", "seq": 1,
    })
}

fn read(value: Value) -> Event {
    serde_json::from_value(value).expect("an event")
}

/// A strike of Aland on a town of Bland.
fn strike(id: i64, day: &str, town: &str, article: i64, at: u32) -> Event {
    let sides = [actor("attacker", "Aland", "state", None), actor("target", "Bland", "state", None)];
    let detail = json!({"weapons": [{"type": "missile", "count": 2}]});
    let mut strike =
        event(id, "strike", day, detail, &sides, article, at, "Two missiles hit a bus, killing four people.");
    strike["place"] = json!({"id": town.to_lowercase(), "name": town, "country": null, "lat": null, "lon": null});
    strike["places"] = json!([strike["place"]]);
    read(strike)
}

fn statement(id: i64, act: &str, day: &str, speaker: Value, article: i64, at: u32, exact: &str) -> Event {
    let name = speaker["actor"]["name"].clone();
    read(event(id, "statement", day, json!({"speaker": name, "act": act}), &[speaker], article, at, exact))
}

fn ministry(of: &str) -> Value {
    actor("speaker", &format!("{of} defence ministry"), "organisation", Some(of))
}

/// What the statement is linked to, if anything; and that the keys would have brought the two together.
fn check(statement: &Event, others: &[&Event]) -> Vec<(i64, LinkType)> {
    let found = claims(statement, others);
    let about: BTreeSet<String> =
        claim_keys(statement).into_iter().filter(|(side, _)| *side == Side::About).map(|(_, key)| key).collect();
    for claim in &found {
        let other = others.iter().find(|o| o.id == claim.about).expect("one of them");
        let of = claim_keys(other);
        assert!(of.iter().any(|(side, key)| *side == Side::Of && about.contains(key)), "{claim:?}: {about:?} / {of:?}");
    }
    found.iter().map(|c| (c.about.0, c.kind)).collect()
}

const FAR: u32 = 5000;

#[test]
fn a_denial_names_the_place_or_stands_right_behind() {
    let there = strike(1, "2026-02-01", "Sloven", 1, 0);
    let deny = |words: &str, article, at, day| statement(9, "deny", day, ministry("Aland"), article, at, words);
    let denial = vec![(1, LinkType::Denial)];
    let by_place = deny("Aland's defence ministry denied striking the bus in Sloven.", 2, 0, "2026-02-02");
    assert_eq!(check(&by_place, &[&there]), denial);
    let next = deny("Aland's defence ministry denied having launched them.", 1, 50, "2026-02-01");
    assert_eq!(check(&next, &[&there]), denial);
    let short = deny("Aland's defence ministry denied it.", 1, 50, "2026-02-01");
    assert_eq!(check(&short, &[&there]), denial);
    let alone = deny("The ministry denied any attack.", 1, FAR, "2026-02-01");
    assert_eq!(check(&alone, &[&there]), denial, "the only strike of that side in the article");
}

#[test]
fn a_denial_of_something_else_is_none() {
    let there = strike(1, "2026-02-01", "Sloven", 1, 0);
    let other = strike(2, "2026-02-01", "Marnick", 1, 300);
    let none = |statement: Event, others: &[&Event]| assert_eq!(check(&statement, others), [], "{statement:?}");
    let deny = |words: &str, by: &str, at, day| statement(9, "deny", day, ministry(by), 1, at, words);
    // Two strikes, and nothing that tells them apart.
    none(deny("Aland's defence ministry denied the attacks.", "Aland", FAR, "2026-02-01"), &[&there, &other]);
    // Another town, too late, too early, another matter, a side that was hit, an unknown voice, another topic.
    none(
        statement(9, "deny", "2026-02-02", ministry("Aland"), 2, 0, "It denied striking a school in Varn."),
        &[&there],
    );
    none(
        statement(9, "deny", "2026-02-12", ministry("Aland"), 2, 0, "It denied striking the bus in Sloven."),
        &[&there],
    );
    none(
        statement(9, "deny", "2026-01-31", ministry("Aland"), 2, 0, "It denied striking the bus in Sloven."),
        &[&there],
    );
    none(deny("The ministry denied targeting civilians in Sloven.", "Aland", 60, "2026-02-01"), &[&there]);
    none(deny("There was no military target in Sloven when it was hit.", "Bland", 60, "2026-02-01"), &[&there]);
    let voice = actor("speaker", "authorities", "organisation", None);
    none(
        statement(9, "deny", "2026-02-01", voice, 1, 60, "The blast had nothing to do with the raid, they said."),
        &[&there],
    );
    none(deny("Aland denied that prices would rise.", "Aland", 60, "2026-02-01"), &[&there]);
}

#[test]
fn who_had_no_part_may_deny_it_too() {
    let there = strike(1, "2026-02-01", "Sloven", 1, 0);
    let third = |words: &str| statement(9, "deny", "2026-02-01", ministry("Cland"), 1, 60, words);
    assert_eq!(check(&third("Cland denied any part in the raid on Bland."), &[&there]), [(1, LinkType::Denial)]);
    assert_eq!(
        check(&third("Cland had nothing to do with Aland's attack, it said."), &[&there]),
        [(1, LinkType::Denial)]
    );
    assert_eq!(check(&third("Cland denied any part in the raids."), &[&there]), [], "whose raids?");
    assert_eq!(check(&third("Cland denied that the attack would change its plans."), &[&there]), []);
}

#[test]
fn strikes_are_confirmed_and_claimed() {
    let there = strike(1, "2026-02-01", "Sloven", 1, 0);
    let confirm =
        statement(9, "confirm", "2026-02-01", ministry("Aland"), 1, FAR, "The ministry confirmed a mass strike.");
    assert_eq!(check(&confirm, &[&there]), [], "a town is not a country");
    let mut wide = serde_json::to_value(strike(2, "2026-02-01", "Bland", 1, 300)).expect("JSON");
    wide["place"]["id"] = json!("bland");
    wide["places"] = json!([wide["place"]]);
    assert_eq!(check(&confirm, &[&there, &read(wide)]), [(2, LinkType::Confirmation)]);
    let single = statement(9, "confirm", "2026-02-01", ministry("Aland"), 1, FAR, "The ministry confirmed the strike.");
    assert_eq!(check(&single, &[&there]), [(1, LinkType::Confirmation)]);
    let refrained =
        statement(9, "confirm", "2026-02-01", ministry("Aland"), 1, 60, "It refrained from further strikes.");
    assert_eq!(check(&refrained, &[&there]), []);
    let accuse = |words: &str| {
        let mut value =
            serde_json::to_value(statement(9, "accuse", "2026-02-02", ministry("Bland"), 2, 0, words)).expect("JSON");
        let to = actor("addressee", "Aland", "state", None);
        value["participants"].as_array_mut().expect("a list").push(to);
        read(value)
    };
    assert_eq!(check(&accuse("Bland accused Aland of striking a bus in Sloven."), &[&there]), [(1, LinkType::Claim)]);
    assert_eq!(check(&accuse("Bland accused Aland of preferring strikes to talks."), &[&there]), []);
}

fn round(id: i64, day: &str, city: &str, article: i64, at: u32) -> Event {
    let sides = [actor("party", "Aland", "state", None), actor("party", "Bland", "state", None)];
    let mut round = event(id, "round", day, json!({}), &sides, article, at, "The two sides are to meet again.");
    round["status"] = json!("scheduled");
    round["place"] = json!({"id": city.to_lowercase(), "name": city, "country": "CL", "lat": null, "lon": null});
    read(round)
}

#[test]
fn rounds_are_confirmed_and_denied() {
    let there = round(1, "2026-02-20", "Tarnov", 1, 0);
    let later = round(2, "2026-03-20", "Ostmark", 1, 400);
    let says =
        |act: &str, by: &str, words: &str, article| statement(9, act, "2026-02-10", ministry(by), article, FAR, words);
    let confirm = says("confirm", "Aland", "Aland confirmed that the talks would be held in Tarnov.", 2);
    assert_eq!(check(&confirm, &[&there, &later]), [(1, LinkType::Confirmation)]);
    let deny = says("deny", "Bland", "“Nobody has cancelled the meeting,” it said.", 1);
    assert_eq!(check(&deny, &[&there]), [(1, LinkType::Denial)]);
    assert_eq!(check(&deny, &[&there, &later]), [], "either could be meant");
    // The host may speak of it; others may not; nor may anybody of an event months away.
    let mut host =
        serde_json::to_value(says("confirm", "Cland", "Cland agreed to host the talks in Tarnov.", 2)).expect("JSON");
    host["participants"][0]["actor"]["affiliation"]["country"] = json!("CL");
    assert_eq!(check(&read(host), &[&there]), [(1, LinkType::Confirmation)]);
    assert_eq!(check(&says("confirm", "Dland", "Dland confirmed the talks in Tarnov.", 2), &[&there]), []);
    let far = round(3, "2026-06-20", "Tarnov", 3, 0);
    assert_eq!(check(&confirm, &[&far]), []);
}

#[test]
fn a_truce_is_denied_by_who_should_have_agreed_to_it() {
    let truce = |id, kind: &str| {
        let sides = [actor("signatory", "Aland", "state", None), actor("signatory", "Bland", "state", None)];
        read(event(id, "agreement", "2026-02-01", json!({"type": kind}), &sides, 1, 0, "A truce was announced."))
    };
    let envoy = || actor("speaker", "Jane Roe", "person", Some("Aland"));
    let words = "“There is no agreement on any ceasefire,” Jane Roe wrote.";
    let deny = statement(9, "deny", "2026-02-01", envoy(), 2, 0, words);
    assert_eq!(check(&deny, &[&truce(1, "ceasefire")]), [(1, LinkType::Denial)]);
    assert_eq!(check(&deny, &[&truce(1, "ceasefire"), &truce(2, "ceasefire")]), []);
    assert_eq!(check(&deny, &[&truce(1, "prisoner exchange")]), []);
    let third = statement(9, "deny", "2026-02-01", actor("speaker", "John Doe", "person", Some("Cland")), 2, 0, words);
    assert_eq!(check(&third, &[&truce(1, "ceasefire")]), []);
}

#[test]
fn a_reply_names_who_spoke_and_takes_up_the_matter() {
    let first = |day| {
        let words = "“Bland must hand over the northern valley before any truce,” Jane Roeska said.";
        statement(1, "demand", day, actor("speaker", "Jane Roeska", "person", Some("Aland")), 1, 0, words)
    };
    let answer = |act: &str, by: &str, of: &str, day, article, words: &str| {
        statement(9, act, day, actor("speaker", by, "person", Some(of)), article, 60, words)
    };
    let reply = vec![(1, LinkType::Reply)];
    let words = "John Doemar rejected Roeska's demand: “the northern valley is ours,” he said, truce or no truce.";
    assert_eq!(
        check(&answer("reject", "John Doemar", "Bland", "2026-02-02", 2, words), &[&first("2026-02-01")]),
        reply
    );
    // Another spelling; the same day with a word for it.
    let spelt = words.replace("Roeska's", "Roeskaya's");
    assert_eq!(
        check(&answer("reject", "John Doemar", "Bland", "2026-02-01", 2, &spelt), &[&first("2026-02-01")]),
        reply
    );
    // One sentence gives both: neither answers the other.
    let both = "Jane Roeska asked for a truce in the northern valley, and John Doemar replied that the northern valley truce was dead.";
    let roeska = actor("speaker", "Jane Roeska", "person", Some("Aland"));
    let beside = statement(1, "demand", "2026-02-01", roeska, 1, 0, both);
    assert_eq!(check(&answer("reject", "John Doemar", "Bland", "2026-02-02", 1, both), &[&beside]), []);
    // The same side, before it, too late, nobody named, another matter.
    let none = |e: Event| assert_eq!(check(&e, &[&first("2026-02-03")]), [], "{e:?}");
    none(answer("reject", "John Doemar", "Aland", "2026-02-04", 2, words));
    none(answer("reject", "John Doemar", "Bland", "2026-02-02", 2, words));
    none(answer("reject", "John Doemar", "Bland", "2026-02-09", 2, words));
    none(answer(
        "reject",
        "John Doemar",
        "Bland",
        "2026-02-04",
        2,
        "He rejected giving up the northern valley before a truce.",
    ));
    none(answer("accuse", "John Doemar", "Bland", "2026-02-04", 2, "He accused Roeska of blocking grain exports."));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_order_of_the_events_does_not_matter(
        order in Just((0..6usize).collect::<Vec<_>>()).prop_shuffle(),
        days in proptest::collection::vec(1..5u8, 6),
        towns in proptest::collection::vec(proptest::sample::select(vec!["Sloven", "Marnick"]), 6),
        articles in proptest::collection::vec(1..3i64, 6),
    ) {
        let events: Vec<Event> = (0..6i64)
            .map(|i| {
                let nth = usize::try_from(i).expect("small");
                strike(i + 1, &format!("2026-02-0{}", days[nth]), towns[nth], articles[nth], u32::try_from(nth * 400).expect("small"))
            })
            .collect();
        let words = "The ministry denied striking the bus in Sloven.";
        let denial = statement(9, "deny", "2026-02-04", ministry("Aland"), 1, 450, words);
        let all: Vec<&Event> = events.iter().collect();
        let shuffled: Vec<&Event> = order.iter().map(|i| &events[*i]).collect();
        let found: Vec<Claim> = claims(&denial, &all);
        prop_assert_eq!(&found, &claims(&denial, &shuffled));
        // Those that share no key have no say.
        let about: BTreeSet<String> = claim_keys(&denial).into_iter().filter(|(s, _)| *s == Side::About).map(|(_, k)| k).collect();
        let met: Vec<&Event> = all.iter().copied()
            .filter(|e| claim_keys(e).iter().any(|(s, k)| *s == Side::Of && about.contains(k))).collect();
        prop_assert_eq!(&found, &claims(&denial, &met));
        prop_assert!(found.iter().all(|c| c.about != EventId(9)));
    }
}

//! Scoring, on events that are made up here.

use super::{
    fields::{self, Verdict},
    gold::{Expected, Gold},
    matching::{Answer, fit, pair, side},
    table::{Lists, Table},
    tally::{Share, Tally},
};
use crate::domain::{Kind, Mention, Text};
use serde_json::{Value, json};

fn expected(fields: Value) -> Expected {
    serde_json::from_value(fields).expect("an expected event")
}

/// A mention with these fields and this sentence; the rest is empty.
fn mention(fields: &Value, sentence: &str) -> Mention {
    let mut all = json!({
        "headline": "h", "status": null, "place": null, "places": [], "participants": [], "topics": [],
        "date": { "edtf": "2026-02-17", "basis": "explicit" },
        "evidence": [{ "exact": sentence, "start": 0, "end": 1, "rule": "some.rule" }],
    });
    for (key, value) in fields.as_object().expect("an object") {
        all[key] = value.clone();
    }
    serde_json::from_value(all).expect("a mention")
}

fn state(role: &str, country: &str) -> Value {
    json!({ "role": role, "actor": { "id": country, "name": country, "kind": "state", "country": country } })
}

fn rome() -> Value {
    json!({ "id": "rome", "name": "Rome", "country": "IT" })
}

fn round(status: &str, place: &Value, day: &str) -> Mention {
    let parties = [state("party", "NO"), state("party", "SE")];
    let date = json!({ "edtf": day, "basis": "explicit" });
    let fields = json!({ "kind": "round", "round": {}, "status": status, "place": place, "participants": parties, "date": date });
    mention(&fields, "Envoys of Norway and Sweden met in Rome.")
}

fn strike(killed: u64) -> Mention {
    let strike = json!({
        "weapons": [{ "type": "drone", "count": 12 }],
        "casualties": { "killed": { "best": killed, "low": killed, "high": killed } },
    });
    let sides = [state("attacker", "NO"), state("target", "SE")];
    mention(&json!({ "kind": "strike", "strike": strike, "participants": sides }), "Norway fired 12 drones at Sweden.")
}

fn said(speaker: &str, quote: Option<&str>, sentence: &str) -> Mention {
    let statement = json!({ "speaker": speaker, "quote": quote, "reported": quote.is_none(), "act": "accuse" });
    mention(&json!({ "kind": "statement", "statement": statement, "topics": ["energy", "military"] }), sentence)
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9
}

#[test]
fn a_round_is_known_by_place_days_and_whether_it_is_over() {
    let gold = |more: Value| {
        let mut fields = json!({ "kind": "round", "status": "concluded", "place": "Rome", "country": "IT", "from": "2026-02-17", "to": "2026-02-17" });
        for (key, value) in more.as_object().expect("an object") {
            fields[key] = value.clone();
        }
        expected(fields)
    };
    let score = |gold: &Expected, m: &Mention| fit(gold, &Answer::of(m));
    let there = round("concluded", &rome(), "2026-02-17");
    assert!(close(score(&gold(json!({})), &there), 2.0));
    assert!(close(score(&gold(json!({ "anchor": "Envoys of Norway" })), &there), 2.5));
    // A day's slack, no more.
    assert!(close(score(&gold(json!({})), &round("concluded", &rome(), "2026-02-18")), 2.0));
    assert!(close(score(&gold(json!({})), &round("concluded", &rome(), "2026-02-19")), 0.0));
    // No place said, or only its country, is less; another town is none.
    assert!(close(score(&gold(json!({})), &round("concluded", &Value::Null, "2026-02-17")), 0.8));
    let italy = json!({ "id": "italy", "name": "IT", "country": "IT" });
    assert!(close(score(&gold(json!({})), &round("concluded", &italy, "2026-02-17")), 0.8));
    let milan = json!({ "id": "milan", "name": "Milan", "country": "IT" });
    assert!(close(score(&gold(json!({})), &round("concluded", &milan, "2026-02-17")), 0.0));
    // Planned is not over; the right town still counts a little.
    assert!(close(score(&gold(json!({ "status": "scheduled" })), &there), 0.5));
    // Without a place, the parties.
    let sides = |parties: Value| gold(json!({ "place": null, "parties": parties }));
    assert!(close(score(&sides(json!(["NO", "SE"])), &there), 1.2));
    assert!(close(score(&sides(json!(["NO", "DK"])), &there), 0.0));
    // Nothing known of the days meets every day.
    assert!(close(score(&gold(json!({ "from": null, "to": null })), &round("concluded", &rome(), "2025-01-01")), 2.0));
    assert!(close(score(&gold(json!({ "to": null })), &round("concluded", &rome(), "2027-01-01")), 2.0));
}

#[test]
fn a_strike_is_known_by_a_side_and_a_count() {
    let gold = |attacker: &str, target: &str, killed: u64| {
        expected(
            json!({ "kind": "strike", "attacker": attacker, "target": target, "killed": killed, "place": "Malmo" }),
        )
    };
    let score = |gold: &Expected| fit(gold, &Answer::of(&strike(4)));
    assert!(close(score(&gold("NO", "SE", 4)), 1.5));
    assert!(close(score(&gold("NO", "SE", 5)), 0.0), "another count");
    assert!(close(score(&gold("DK", "SE", 4)), 0.0), "another attacker");
    assert!(close(score(&expected(json!({ "kind": "strike", "attacker": "NO" }))), 0.7), "nothing but the side");
}

#[test]
fn a_statement_is_known_by_family_name_and_words() {
    let gold = |speaker: &str, head: Option<&str>, anchor: &str| {
        expected(
            json!({ "kind": "statement", "speaker": speaker, "quote_head": head, "anchor": anchor, "alt_heads": ["Never again"] }),
        )
    };
    let quoted = said("Ana Lindqvist", Some("We shall wait. Never again!"), "“We shall wait,” Ana Lindqvist said.");
    let reported = said("air force spokesman", None, "The air force spokesman blamed Norway.");
    let score = |gold: &Expected, m: &Mention| fit(gold, &Answer::of(m));
    assert!(close(score(&gold("Minister Lindqvist", Some("We shall"), ""), &quoted), 2.0));
    assert!(close(score(&gold("Lindqvist", Some("No such words"), ""), &quoted), 2.0), "other right words");
    assert!(close(score(&gold("Ana Berg", Some("We shall"), ""), &quoted), 0.0));
    assert!(close(score(&gold("Lindqvist", None, "“We shall wait"), &quoted), 1.5));
    assert!(close(score(&gold("the air force", None, "The air force spokesman"), &reported), 1.5));
    assert!(
        close(score(&gold("the air force", Some("The air force"), ""), &reported), 1.2),
        "the words, but no quotation"
    );
    assert!(close(score(&gold("the air force", None, ""), &reported), 0.0));
}

#[test]
fn sides_are_codes_or_names() {
    let names = ["se", "sweden", "north front"].map(str::to_owned).into();
    for (one, met) in [("SE", true), ("Front", true), ("Kingdom of Sweden", true), ("DK", false), ("S", false)] {
        assert_eq!(side(&[one.to_owned()], &names), met, "{one}");
    }
    assert!(side(&[], &names), "nobody in particular");
}

#[test]
fn each_answer_is_given_once_but_steps_of_one_event_share_it() {
    let gold = [
        expected(json!({ "kind": "round", "place": "Rome", "status": "concluded", "event_id": "r" })),
        expected(json!({ "kind": "round", "place": "Rome", "status": "scheduled", "event_id": "r" })),
        expected(json!({ "kind": "round", "place": "Rome", "status": "concluded", "event_id": "other" })),
    ];
    let gold: Vec<&Expected> = gold.iter().collect();
    let mentions = [round("concluded", &rome(), "2026-02-17")];
    let answers: Vec<Answer<'_>> = mentions.iter().map(Answer::of).collect();
    assert_eq!(pair(&gold, &answers), [Some(0), Some(0), None]);
}

#[test]
fn fields_are_right_wrong_missing_or_extra() {
    let gold = expected(json!({
        "kind": "strike", "attacker": "NO", "target": ["SE"], "place": "Malmo", "killed": 5, "from": "2026-02-17", "to": "2026-02-17",
        "weapons": [{ "type": "missile", "count": 12 }, { "type": "drone", "count": null }],
    }));
    let found = strike(4);
    let checks = fields::check(&gold, &Answer::of(&found));
    let told: Vec<_> = checks.iter().map(|c| (c.field, c.verdict)).collect();
    assert_eq!(
        told,
        [
            ("date", Verdict::Right),
            ("attacker", Verdict::Right),
            ("target", Verdict::Right),
            ("place", Verdict::Missing),
            ("weapon count", Verdict::Right),
            ("weapon type", Verdict::Wrong),
            ("killed", Verdict::Wrong),
        ]
    );
    let gold = expected(
        json!({ "kind": "statement", "speaker": "Lindqvist", "act": "accuse", "topics": ["energy"], "reported": false }),
    );
    let found = said("Ana Lindqvist", Some("No."), "“No.”");
    let told: Vec<_> = fields::check(&gold, &Answer::of(&found)).iter().map(|c| (c.field, c.verdict)).collect();
    let topics = [("topics, one", Verdict::Right), ("topics, all", Verdict::Wrong)];
    assert_eq!(told[..2], [("speaker", Verdict::Right), ("act", Verdict::Right)]);
    assert_eq!(told[2..4], topics);
    let gold = expected(json!({ "kind": "round", "place": null, "country": null, "ordinal": 2 }));
    let found = round("concluded", &rome(), "2026-02-17");
    let checks = fields::check(&gold, &Answer::of(&found));
    let verdict = |field: &str| checks.iter().find(|c| c.field == field).map(|c| c.verdict);
    assert_eq!(verdict("place"), Some(Verdict::Extra));
    assert_eq!(verdict("ordinal"), Some(Verdict::Missing));
    assert_eq!(verdict("format"), None, "what the gold passes over is not looked at");
}

/// Two rounds are expected and one is found, a strike is tolerated, another is a false alarm.
#[test]
fn the_table_counts_what_is_found_missed_and_made_up() {
    let text = Text::freeze(
        "Envoys of Norway and Sweden met in Rome. They will meet in Oslo. Norway fired 12 drones at Sweden.",
    );
    let gold: Gold = serde_json::from_value(json!({
        "events": [
            { "kind": "round", "place": "Rome", "status": "ongoing", "from": "2026-02-17", "to": "2026-02-18", "core": true },
            { "kind": "round", "place": "Oslo", "status": "scheduled", "anchor": "They will meet", "core": true },
            { "kind": "round", "place": "Rome", "anchor": "no such words", "negated": true },
        ],
        "tolerated": [{ "kind": "strike", "anchor": "Norway fired 12 drones" }],
    }))
    .expect("gold");
    let mut alarm = strike(9);
    alarm.evidence[0].exact = "Nobody knows.".to_owned();
    let found = [round("ongoing", rome(), "2026-02-17"), strike(4), alarm];
    let mut tally = Tally::default();
    tally.add("one", &gold, &found, &text);
    let rounds = &tally.kinds[&Kind::Round];
    assert_eq!((rounds.all, rounds.core), (Share { right: 1, of: 2 }, Share { right: 1, of: 2 }));
    assert_eq!(
        (rounds.precision, rounds.date, rounds.telling),
        (Share { right: 1, of: 1 }, Share { right: 0, of: 1 }, Share { right: 1, of: 1 })
    );
    assert_eq!(tally.kinds[&Kind::Strike].precision, Share { right: 0, of: 1 });
    assert!(close(tally.f1(Kind::Round), 2.0 / 3.0) && close(tally.f1(Kind::Statement), 0.0));

    let table = Table(&tally).to_string();
    assert!(
        table.starts_with("1 articles\nkind        gold core R  all R      P   date   status/act/count\n"),
        "{table}"
    );
    assert!(table.contains("round          2   50.0   50.0  100.0    0.0              100.0\n"), "{table}");
    assert!(table.contains("F1 (core recall, precision): round 66.7, strike 0.0, statement 0.0\n"), "{table}");
    let lists = Lists(&tally).to_string();
    assert!(
        lists.contains("MISS  one round core: Oslo | They will meet\n      “They will meet in Oslo.”\n"),
        "{lists}"
    );
    assert!(lists.contains("FALSE one strike: h (some.rule)\n      “Nobody knows.”\n"), "{lists}");
    assert!(lists.contains("FIELD one round, date: 2026-02-17/2026-02-18 expected, 2026-02-17 found\n"), "{lists}");

    // Where the gold does not list every strike, none is wrong.
    let gold: Gold = serde_json::from_value(json!({ "events": [], "exhaustive_kinds": ["round"] })).expect("gold");
    let mut tally = Tally::default();
    tally.add("two", &gold, &found, &text);
    assert!(!tally.kinds.contains_key(&Kind::Strike));
    assert_eq!(tally.kinds[&Kind::Round].precision, Share { right: 0, of: 1 });
}

#[test]
fn what_is_no_gold_is_told() {
    for (json, part) in [
        (json!({}), "events"),
        (json!({ "events": [{ "kind": "battle" }] }), "battle"),
        (json!({ "events": [{ "core": true }] }), "kind"),
    ] {
        let error = serde_json::from_value::<Gold>(json).expect_err(part).to_string();
        assert!(error.contains(part), "{error}");
    }
}

mod agreement;
mod between;
mod make;

use super::*;
use crate::domain::{
    Basis, Casualties, Detail, Figure, FigureMeasure, Kind, Qualifier, Role, Round, Status, Toll, When,
};
use make::*;
use proptest::prelude::*;

/// The partition as sets of keys.
fn split(makes: &[&Make]) -> Vec<Vec<i64>> {
    let inputs: Vec<Input> = makes.iter().map(|m| m.0.clone()).collect();
    let mut clusters: Vec<Vec<i64>> =
        partition(&inputs, &Constraints::default()).into_iter().map(|c| c.members).collect();
    clusters.iter_mut().for_each(|c| c.sort_unstable());
    clusters.sort();
    clusters
}

/// Every rule that links has to lie within a block.
fn check(makes: &[&Make], expected: &[&[i64]]) {
    assert_eq!(split(makes), expected);
    for a in makes {
        for b in makes {
            if a.0.key != b.0.key && linked(&a.0, &b.0) {
                let (x, y) = (a.0.keys(), b.0.keys());
                assert!(!x.asked.is_disjoint(&y.filed), "{} does not find {}, and they are linked", a.0.key, b.0.key);
            }
        }
    }
}

#[test]
fn held_rounds_join_by_parties_or_venue_and_days() {
    let first = round(1, 17, Status::Ongoing, on(17)).at("geneva");
    let last = round(2, 18, Status::Concluded, When::lasting(feb(17), feb(18), Basis::Explicit));
    check(&[&first, &last], &[&[1, 2]]);
    let venue = make(3, 18, Detail::Round(Round::default()), on(17)).status(Status::Concluded).at("geneva");
    check(&[&first, &venue], &[&[1, 3]]);
    let elsewhere = round(4, 18, Status::Concluded, on(17)).at("abu-dhabi");
    check(&[&first, &elsewhere], &[&[1], &[4]]);
    let week_before = round(5, 18, Status::Concluded, on(10)).at("geneva");
    check(&[&first, &week_before], &[&[1], &[5]]);
    let next_day = round(7, 18, Status::Concluded, on(18)).at("geneva");
    check(&[&first, &next_day], &[&[1, 7]]);
    let both: Vec<Input> = [&first, &next_day].map(|m| m.0.clone()).into();
    let mut told = merge(&both.iter().collect::<Vec<_>>()).content;
    assert_eq!((told.status, told.date.edtf()), (Some(Status::Concluded), "2026-02-18"));
    let ended = [round(8, 18, Status::Concluded, on(17)).0, next_day.0.clone()];
    told = merge(&ended.iter().collect::<Vec<_>>()).content;
    assert_eq!(told.date.edtf(), "2026-02-17/2026-02-18");
    let others = make(6, 18, Detail::Round(Round::default()), on(17))
        .status(Status::Concluded)
        .who(Role::Party, &["cland", "dland"]);
    check(&[&first, &others], &[&[1], &[6]]);
}

#[test]
fn a_third_mention_never_joins_two_held_rounds() {
    let (a, b) =
        (round(1, 10, Status::Concluded, on(9)).at("geneva"), round(2, 18, Status::Concluded, on(17)).at("geneva"));
    let both = round(3, 19, Status::Concluded, When::lasting(feb(9), feb(17), Basis::Explicit)).at("geneva");
    let clusters = split(&[&a, &b, &both]);
    assert!(clusters.iter().all(|c| !(c.contains(&1) && c.contains(&2))), "{clusters:?}");
}

#[test]
fn a_plan_joins_the_round_it_was_for_and_no_other() {
    let plan = round(1, 12, Status::Scheduled, on(17)).at("geneva");
    let held = round(2, 18, Status::Concluded, When::lasting(feb(17), feb(18), Basis::Explicit)).at("geneva");
    check(&[&plan, &held], &[&[1, 2]]);
    let next = round(3, 18, Status::Scheduled, on(26)).at("geneva");
    check(&[&held, &next], &[&[2], &[3]]);
    let some_day = round(4, 18, Status::Proposed, When::unknown(Basis::Published));
    check(&[&plan, &held, &some_day], &[&[1, 2], &[4]]);
    check(&[&some_day, &next], &[&[3, 4]]);
    // One article: the round that ended, and the next, still without a day, offered elsewhere.
    let ended = round(5, 18, Status::Concluded, on(18)).at("geneva").article(9);
    let offered = round(6, 18, Status::Proposed, When::after(feb(18), Basis::Published)).at("miami").article(9);
    check(&[&ended, &offered], &[&[5], &[6]]);
    // And two articles of that day.
    let told_apart = round(7, 18, Status::Proposed, When::after(feb(18), Basis::Published)).at("miami");
    check(&[&ended, &told_apart], &[&[5], &[7]]);
}

#[test]
fn a_table_of_its_own_keeps_its_plan_and_leaders_are_waited_for() {
    let at_level = |mut make: Make, level: &str| {
        make.0.mention.content.detail = Detail::Round(Round { level: Some(level.to_owned()), ..Round::default() });
        make
    };
    let plan = at_level(round(1, 10, Status::Scheduled, on(13)), "experts");
    let held = at_level(round(2, 17, Status::Concluded, on(16)).at("geneva"), "experts");
    check(&[&plan, &held], &[&[1, 2]]);
    let ministers = at_level(round(3, 17, Status::Concluded, on(16)).at("geneva"), "ministers");
    check(&[&plan, &ministers], &[&[1], &[3]]);
    let unknown = |key, published, level: &str| {
        at_level(round(key, published, Status::Proposed, When::unknown(Basis::Published)), level)
    };
    let (early, late) = (unknown(4, 2, "leaders"), unknown(5, 27, "leaders"));
    check(&[&early, &late], &[&[4, 5]]);
    let (early, late) = (unknown(6, 2, "experts"), unknown(7, 27, "experts"));
    check(&[&early, &late], &[&[6], &[7]]);
}

#[test]
fn a_plan_is_followed_when_it_is_moved() {
    let old = round(1, 10, Status::Scheduled, on(1));
    let moved = round(2, 11, Status::Scheduled, on(20)).moved_from(1);
    check(&[&old, &moved], &[&[1, 2]]);
    let unrelated = round(3, 11, Status::Scheduled, on(20));
    check(&[&old, &unrelated], &[&[1], &[3]]);
    let (second, third) =
        (numbered(round(4, 10, Status::Scheduled, on(20)), 2), numbered(round(5, 10, Status::Scheduled, on(20)), 3));
    check(&[&second, &third], &[&[4], &[5]]);
    let by_number = numbered(round(6, 12, Status::Concluded, on(23)), 2);
    check(&[&second, &by_number], &[&[4, 6]]);
}

#[test]
fn strikes_join_within_a_night_and_two_nights_stay_two() {
    let night = |morning| When::night(feb(morning), Basis::Published);
    let (a, b) = (strike(1, 17, night(17), Some(396)), strike(2, 17, on(17), Some(400)));
    check(&[&a, &b], &[&[1, 2]]);
    let next_night = strike(3, 18, night(18), Some(390));
    check(&[&a, &next_night], &[&[1], &[3]]);
    let clusters = split(&[&a, &b, &next_night]);
    assert!(clusters.iter().all(|c| !(c.contains(&1) && c.contains(&3))), "{clusters:?}");
    // The day before a night is another strike, unless the numbers are those of the night.
    let eve = strike(9, 16, on(16), None);
    check(&[&a, &eve], &[&[1], &[9]]);
    check(&[&a, &strike(9, 17, on(16), Some(396))], &[&[1, 9]]);
    // A town in it, another town, the other side's strike, a number that is not of that night.
    let town = strike(4, 17, night(17), Some(12)).at("odesa");
    let other_town = strike(5, 17, night(17), Some(12)).at("lviv");
    let same_town = strike(6, 18, on(17), None).at("odesa");
    check(&[&a, &town, &other_town, &same_town], &[&[1], &[4, 6], &[5]]);
    assert!(is_part_of(&town.0.mention.content, &a.0.mention.content));
    assert!(!is_part_of(&a.0.mention.content, &town.0.mention.content));
    assert!(!is_part_of(&town.0.mention.content, &next_night.0.mention.content));
    let mut back = strike(7, 17, night(17), Some(396));
    back.0.mention.content.participants = vec![actor(Role::Attacker, "bland"), actor(Role::Target, "aland")];
    let weekly = strike(8, 17, on(17), Some(2000));
    check(&[&a, &back, &weekly], &[&[1], &[7], &[8]]);
    assert!(!is_part_of(&town.0.mention.content, &back.0.mention.content));
}

#[test]
fn quotations_join_by_their_words_and_never_within_an_article() {
    let (long, part) = (
        statement(1, 17, Some("We will not give up our land, not today and not tomorrow.")),
        statement(2, 20, Some("not give up our land")),
    );
    check(&[&long, &part], &[&[1, 2]]);
    // Two translations of one sentence; and a stock phrase, which is nobody's own.
    let (said, told) = (
        statement(8, 17, Some("The enemy must leave all occupied villages before winter.")),
        statement(9, 17, Some("Before winter, the enemy has to leave the occupied villages.")),
    );
    check(&[&said, &told], &[&[8, 9]]);
    let (stock, phrase) = (
        statement(10, 17, Some("We will not be there for them.")),
        statement(11, 17, Some("We will not be there, ever, at all.")),
    );
    check(&[&stock, &phrase], &[&[10], &[11]]);
    // A phrase that somebody likes, weeks apart, in the middle of something else.
    let (liked, again) = (
        statement(12, 2, Some("The harvest is safe, as long as soldiers guard it, and prices fall.")),
        statement(13, 17, Some("No treaty holds as long as soldiers guard it with empty hands and rusty rifles.")),
    );
    check(&[&liked, &again], &[&[12], &[13]]);
    let other_words = statement(3, 17, Some("The talks were difficult but useful."));
    check(&[&long, &other_words], &[&[1], &[3]]);
    let mut other_speaker = statement(4, 17, Some("We will not give up our land, not today and not tomorrow."));
    other_speaker.0.mention.content.participants[0].actor.id = "john-doe".to_owned();
    check(&[&long, &other_speaker], &[&[1], &[4]]);
    // Two of one article each share words with a third.
    let (one, two) = (
        statement(5, 17, Some("we want a lasting peace")).article(50),
        statement(6, 17, Some("and a full exchange of prisoners")).article(50),
    );
    let both = statement(7, 17, Some("we want a lasting peace and a full exchange of prisoners"));
    let clusters = split(&[&one, &two, &both]);
    assert!(clusters.iter().all(|c| !(c.contains(&5) && c.contains(&6))), "{clusters:?}");
}

#[test]
fn reported_speech_joins_only_on_the_same_day_with_similar_words() {
    let words = "Jane Roe said the delegation would return to Geneva for further talks.";
    let (a, b) = (
        statement(1, 17, None).says(words),
        statement(2, 17, None).says("The delegation would return to Geneva for further talks, Jane Roe said."),
    );
    check(&[&a, &b], &[&[1, 2]]);
    let later = statement(3, 21, None).says(words);
    check(&[&a, &later], &[&[1], &[3]]);
    let to_somebody = statement(4, 17, None).says(words).who(Role::Addressee, &["bland"]);
    check(&[&a, &to_somebody], &[&[1], &[4]]);
}

#[test]
fn an_analyst_overrules_the_rules() {
    let (a, b) = (strike(1, 17, on(17), Some(396)), strike(2, 17, on(17), Some(396)));
    let apart = strike(3, 20, on(20), Some(5));
    let inputs: Vec<Input> = [&a, &b, &apart].iter().map(|m| m.0.clone()).collect();
    let ruled = Constraints { must_link: vec![(1, 3)], cannot_link: vec![(2, 1)] };
    let mut clusters: Vec<Vec<i64>> = partition(&inputs, &ruled).into_iter().map(|c| c.members).collect();
    clusters.sort();
    assert_eq!(clusters, [vec![1, 3], vec![2]]);
}

#[test]
fn reasons_are_named() {
    let (a, b) = (strike(1, 16, on(17), Some(396)), strike(2, 17, on(17), Some(396)));
    let clusters = partition(&[a.0, b.0], &Constraints::default());
    assert_eq!(clusters, [Cluster { members: vec![1, 2], reasons: vec!["first", "same sides and the same time"] }]);
}

#[test]
fn a_rounds_story_is_told_in_order_and_never_reopened() {
    let steps = [
        round(1, 10, Status::Proposed, on(17)),
        round(2, 12, Status::Scheduled, on(17)).at("geneva"),
        round(3, 17, Status::Ongoing, on(17)).at("geneva"),
        round(4, 18, Status::Concluded, When::lasting(feb(17), feb(18), Basis::Explicit)).at("geneva"),
        // A look back and an article without a date.
        round(5, 20, Status::Scheduled, on(17)),
        round(6, 20, Status::Postponed, on(17)).undated(),
    ];
    let members: Vec<&Input> = steps.iter().map(|m| &m.0).collect();
    let merged = merge(&members);
    assert_eq!(merged.content.status, Some(Status::Concluded));
    assert_eq!(merged.content.date.edtf(), "2026-02-17/2026-02-18");
    assert_eq!(merged.content.place.map(|p| p.id).as_deref(), Some("geneva"));
    let story: Vec<_> = merged.history.iter().map(|s| (s.status, s.article.map(|a| a.0))).collect();
    let expected = [
        (Status::Proposed, Some(1)),
        (Status::Scheduled, Some(2)),
        (Status::Ongoing, Some(3)),
        (Status::Concluded, Some(4)),
        (Status::Scheduled, Some(5)),
        (Status::Postponed, Some(6)),
    ];
    assert_eq!(story, expected);
    assert_eq!(merged.evidence.len(), 6);
}

#[test]
fn a_party_that_one_of_many_names_is_left_out() {
    let mut all: Vec<Make> = (1..=3).map(|n| round(n, 18, Status::Concluded, on(17)).at("geneva")).collect();
    all.push(round(4, 19, Status::Concluded, on(17)).at("geneva").who(Role::Party, &["cland"]));
    let merged = merge(&all.iter().map(|m| &m.0).collect::<Vec<_>>());
    let parties: Vec<_> = merged.content.actors(Role::Party).map(|a| a.id.as_str()).collect();
    assert_eq!(parties, ["aland", "bland"]);
    assert_ne!(merged.content.headline, "headline 4");
}

fn merged(all: &[Make]) -> Merged {
    merge(&all.iter().map(|m| &m.0).collect::<Vec<_>>())
}

#[test]
fn the_headline_says_what_all_say_together() {
    let mut all: Vec<Make> = (1..=3).map(|n| round(n, 18, Status::Concluded, on(17)).at("geneva")).collect();
    all.push(numbered(round(4, 19, Status::Concluded, on(17)).at("geneva"), 3).who(Role::Party, &["cland"]));
    assert_eq!(merged(&all).content.headline, "Round of aland–bland talks in geneva ends");
    assert_eq!(merged(&all[..1]).content.headline, "headline 1", "what one article says, it says in its own words");
    let quotes =
        [statement(1, 17, Some("we met and we talked")), statement(2, 18, Some("we met and we talked at last"))];
    assert_eq!(merged(&quotes).content.headline, "headline 2", "the words of who was quoted at most length");
    let nameless = make(1, 17, Detail::Round(Round::default()), on(17)).headed("  ");
    assert_eq!(merged(&[nameless]).content.headline, "Round of talks");
}

#[test]
fn a_venue_that_one_of_many_names_is_left_out_and_most_say_where() {
    let held = |n: i64, status, place: &str| {
        let mut make = round(n, 18, status, on(17)).at(place);
        make.0.mention.content.places = vec![self::place(place)];
        make
    };
    let all =
        [held(1, Status::Ongoing, "geneva"), held(2, Status::Ongoing, "geneva"), held(3, Status::Concluded, "muscat")];
    let content = merged(&all).content;
    assert_eq!(content.place.map(|p| p.id).as_deref(), Some("geneva"));
    assert_eq!(content.places.iter().map(|p| p.id.as_str()).collect::<Vec<_>>(), ["geneva"]);
    let two = merged(&all[1..]).content;
    assert_eq!(two.places.len(), 2, "of two nobody knows which is wrong");
    assert_eq!(two.place.map(|p| p.id).as_deref(), Some("muscat"), "the one who tells how it ended");
}

#[test]
fn the_most_telling_sentences_come_first() {
    let with_second = |mut make: Make| {
        let more = Evidence { exact: "More.".to_owned(), start: Some(1), end: Some(6), rule: "test".to_owned() };
        make.0.mention.evidence.push(more);
        make
    };
    let all = [
        with_second(round(1, 10, Status::Scheduled, on(17)).at("geneva")),
        round(2, 18, Status::Concluded, When::unknown(Basis::Explicit)),
        round(3, 18, Status::Concluded, on(17)).at("geneva"),
        with_second(round(4, 19, Status::Concluded, on(17)).at("geneva")),
    ];
    let order = |all: &[Make]| merged(all).evidence.into_iter().map(|(a, e)| (a.0, e.exact)).collect::<Vec<_>>();
    let told = order(&all);
    let expected = ["Sentence 4.", "Sentence 3.", "Sentence 2.", "Sentence 1.", "More.", "More."];
    assert_eq!(told.iter().map(|(_, words)| words.as_str()).collect::<Vec<_>>(), expected);
    let mut backwards = all;
    backwards.reverse();
    assert_eq!(order(&backwards), told, "arrival does not matter");
}

#[test]
fn a_plan_has_the_date_of_the_latest_word_on_it() {
    let plans =
        [round(1, 10, Status::Scheduled, on(15)).at("bern"), round(2, 12, Status::Postponed, on(19)).at("geneva")];
    let merged = merge(&plans.iter().map(|m| &m.0).collect::<Vec<_>>());
    assert_eq!((merged.content.status, merged.content.date.sort_day()), (Some(Status::Postponed), Some(feb(19))));
    assert_eq!(merged.content.place.map(|p| p.id).as_deref(), Some("geneva"));
}

#[test]
fn figures_stay_side_by_side_and_a_source_updates_its_own() {
    let figure = |value| Figure {
        measure: FigureMeasure::Killed,
        weapon: None,
        value,
        qualifier: Qualifier::Exact,
        claimed_by: Some("mayor".to_owned()),
        evidence: Some(0),
        article: None,
        updates: Vec::new(),
    };
    let told = |key, published, outlet: &str, killed| {
        let mut make = strike(key, published, on(17), None).at("odesa");
        make.0.outlet = Some(outlet.to_owned());
        make.0.mention.content.figures = vec![figure(killed)];
        if let Detail::Strike(s) = &mut make.0.mention.content.detail {
            s.casualties = Casualties { killed: Some(Toll::of(killed)), injured: None };
        }
        make
    };
    let all = [told(1, 17, "Wire", 4), told(2, 18, "Post", 6), told(3, 19, "Wire", 5)];
    let merged = merge(&all.iter().map(|m| &m.0).collect::<Vec<_>>());
    let figures: Vec<_> = merged.content.figures.iter().map(|f| (f.value, f.article.map(|a| a.0))).collect();
    assert_eq!(figures, [(6, Some(2)), (5, Some(3))], "the Wire's four became five");
    for figure in &merged.content.figures {
        let (article, _) = &merged.evidence[figure.evidence.expect("a sentence")];
        assert_eq!(Some(*article), figure.article, "each points to its own sentence");
    }
    match merged.content.detail {
        Detail::Strike(s) => assert_eq!(s.casualties.killed, Some(Toll { best: 5, low: 5, high: 6 })),
        other => panic!("{other:?}"),
    }
}

/// What one claimant says of the dead, article by article: (article, day, outlet, numbers) → number, article,
/// and what it replaced.
fn counted(told: &[(i64, i8, &str, &[u64])]) -> Vec<(u64, i64, Vec<u64>)> {
    let makes = told.iter().zip(1..).map(|((article, day, outlet, numbers), key)| {
        let mut make = strike(key, (*day).max(1), on(17), None).at("odesa").article(*article);
        make.0.outlet = Some((*outlet).to_owned());
        if *day == 0 {
            make.0.published = None;
        }
        let figure = |value: &u64| Figure {
            measure: FigureMeasure::Killed,
            weapon: None,
            value: *value,
            qualifier: Qualifier::Exact,
            claimed_by: None,
            evidence: Some(0),
            article: None,
            updates: Vec::new(),
        };
        make.0.mention.content.figures = numbers.iter().map(figure).collect();
        make
    });
    let makes: Vec<Make> = makes.collect();
    let figures = merge(&makes.iter().map(|m| &m.0).collect::<Vec<_>>()).content.figures;
    let was = |f: &Figure| f.updates.iter().map(|o| o.value).collect();
    figures.iter().map(|f| (f.value, f.article.map_or(0, |a| a.0), was(f))).collect()
}

#[test]
fn a_later_figure_of_the_same_source_is_an_update() {
    assert_eq!(counted(&[(1, 17, "Wire", &[3]), (2, 18, "Wire", &[4])]), [(4, 2, vec![3])]);
    assert_eq!(
        counted(&[(1, 17, "Wire", &[3]), (2, 18, "Wire", &[4]), (3, 19, "Wire", &[3])]),
        [(3, 3, vec![3, 4])],
        "there and back"
    );
    // Each is kept with its article where it is only repeated.
    assert_eq!(counted(&[(1, 17, "Wire", &[3]), (2, 18, "Wire", &[3])]), [(3, 1, vec![]), (3, 2, vec![])]);
    assert_eq!(
        counted(&[(1, 17, "Wire", &[3]), (2, 18, "Wire", &[3]), (3, 19, "Wire", &[5])]),
        [(5, 3, vec![3])],
        "and once where it is replaced"
    );
}

#[test]
fn what_nobody_knows_to_be_later_is_no_update() {
    for both in [
        // Another outlet; the same day; no date; one article.
        counted(&[(1, 17, "Wire", &[3]), (2, 18, "Post", &[4])]),
        counted(&[(1, 17, "Wire", &[3]), (2, 17, "Wire", &[4])]),
        counted(&[(1, 17, "Wire", &[3]), (2, 0, "Wire", &[4])]),
        counted(&[(1, 17, "Wire", &[3, 4])]),
        counted(&[(1, 17, "Wire", &[3]), (1, 17, "Wire", &[4])]),
    ] {
        let mut numbers: Vec<u64> = both.iter().map(|(value, ..)| *value).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, [3, 4]);
        assert!(both.iter().all(|(.., was)| was.is_empty()), "{both:?}");
    }
}

/// A set in which much could join: few days, few places, few words.
fn anything() -> impl Strategy<Value = Vec<Input>> {
    let one = (0u8..3, 10i8..20, 10i8..20, 0usize..6, 0usize..4, any::<bool>(), 0i64..8);
    prop::collection::vec(one, 0..14).prop_map(|list| {
        let statuses = Status::of(Kind::Round);
        let quotes =
            ["we want a lasting peace now", "a lasting peace now or never", "the talks were hard work", "never again"];
        type Row = (u8, i8, i8, usize, usize, bool, i64);
        let one = |(key, (kind, published, day, which, quote, undated, article)): (usize, Row)| {
            let key = i64::try_from(key).expect("few") + 1;
            let made = match kind {
                0 => round(key, published, statuses[which], on(day)),
                1 => strike(key, published, When::night(feb(day), Basis::Published), Some(which as u64 * 40)),
                _ => statement(key, published, Some(quotes[quote])),
            };
            let made = if which % 3 == 0 { made.at(["geneva", "odesa"][quote % 2]) } else { made };
            let made = if undated { made.undated() } else { made };
            made.article(100 + article).0
        };
        list.into_iter().enumerate().map(one).collect()
    })
}

proptest! {
    #[test]
    fn the_order_of_arrival_does_not_matter(inputs in anything(), seed in any::<u64>()) {
        let before = partition(&inputs, &Constraints::default());
        let mut shuffled = inputs.clone();
        shuffled.sort_by_key(|x| (x.key as u64).wrapping_mul(seed | 1).rotate_left(17));
        let after = partition(&shuffled, &Constraints::default());
        prop_assert_eq!(&before, &after);
        let members = |cluster: &Cluster, from: &[Input]| -> Vec<Input> {
            from.iter().filter(|x| cluster.members.contains(&x.key)).cloned().collect()
        };
        for cluster in &before {
            let (a, b) = (members(cluster, &inputs), members(cluster, &shuffled));
            prop_assert_eq!(merge(&a.iter().collect::<Vec<_>>()), merge(&b.iter().collect::<Vec<_>>()));
        }
    }

    #[test]
    fn every_mention_is_in_exactly_one_event_and_no_event_contradicts_itself(inputs in anything()) {
        let clusters = partition(&inputs, &Constraints::default());
        let mut keys: Vec<i64> = clusters.iter().flat_map(|c| c.members.clone()).collect();
        keys.sort_unstable();
        prop_assert_eq!(keys, inputs.iter().map(|x| x.key).collect::<Vec<_>>());
        let of = |key: &i64| inputs.iter().find(|x| x.key == *key).expect("a member");
        for cluster in &clusters {
            prop_assert_eq!(cluster.members.len(), cluster.reasons.len());
            for (n, a) in cluster.members.iter().enumerate() {
                for b in &cluster.members[n + 1..] {
                    prop_assert!(!compare::conflict(of(a), of(b)));
                }
            }
        }
    }

    #[test]
    fn what_is_not_linked_has_no_say(inputs in anything()) {
        // Working out one connected component alone gives the same as working out everything.
        let whole = partition(&inputs, &Constraints::default());
        let mut left: Vec<Input> = inputs.clone();
        let mut pieces = Vec::new();
        while let Some(first) = left.pop() {
            let mut component = vec![first];
            let mut at = 0;
            while at < component.len() {
                let (near, far): (Vec<Input>, Vec<Input>) = left.into_iter().partition(|x| linked(x, &component[at]));
                component.extend(near);
                left = far;
                at += 1;
            }
            pieces.extend(partition(&component, &Constraints::default()));
        }
        let sorted = |mut list: Vec<Cluster>| { list.sort_by(|a, b| a.members.cmp(&b.members)); list };
        prop_assert_eq!(sorted(whole), sorted(pieces));
    }
}

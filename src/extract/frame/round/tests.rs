//! Rounds of talks in sentences of our own, under a pinned day of publication (18 February 2026).

mod standing;

use crate::{
    domain::{Kind, Published, Text},
    extract::{Lexicon, Metadata, extract},
};
use jiff::civil::date;

/// Every round as `status date place`, in the order of the text.
fn rounds(text: &str) -> Vec<String> {
    let metadata = Metadata { published: Some(Published::Day(date(2026, 2, 18))), ..Metadata::default() };
    let found = extract(&Text::freeze(text), &metadata, Lexicon::builtin());
    let rounds = found.mentions.iter().filter(|m| m.content.kind == Kind::Round);
    rounds
        .map(|m| {
            let c = &m.content;
            let status = c.status.map_or("?", |s| s.as_str());
            format!("{status} {} {}", c.date.edtf(), c.place.as_ref().map_or("-", |p| &p.id))
        })
        .collect()
}

#[track_caller]
fn check(text: &str, expect: &[&str]) {
    assert_eq!(rounds(text), expect, "{text}");
}

#[test]
fn one_round_one_sentence() {
    check(
        "The second round of talks between Iran and the United States ended in Oslo on Tuesday.",
        &["concluded 2026-02-17 oslo"],
    );
    check(
        "Iran and the United States will hold a third round of talks in Oslo on Friday.",
        &["scheduled 2026-02-20 oslo"],
    );
    check(
        "A fourth round of talks between Iran and the United States that was to be held in Rome this Saturday has been postponed.",
        &["postponed 2026-02-21 rome"],
    );
    check(
        "The sixth round of talks between Iran and the United States, set for Sunday in Muscat, has been cancelled.",
        &["cancelled 2026-02-22 muscat"],
    );
    check(
        "Washington has proposed hosting the next round of talks between Russia and Ukraine in Boston.",
        &["proposed 2026-02-18/ boston"],
    );
}

#[test]
fn several_rounds_in_one_sentence() {
    check(
        "The talks between Russia and Ukraine went on: Oslo hosted the first on January 10-11 and the second on February 2-3.",
        &["concluded 2026-01-10/2026-01-11 oslo", "concluded 2026-02-02/2026-02-03 oslo"],
    );
    check(
        "The negotiators of Iran and the United States have met in Muscat on 12 January, in Rome on 19 January and in Muscat again on 26 January. The talks go on.",
        &["concluded 2026-01-12 muscat", "concluded 2026-01-19 rome", "concluded 2026-01-26 muscat"],
    );
}

#[test]
fn two_sentences_on_one_round() {
    check(
        "The latest round of talks between Russia and Ukraine ended on Tuesday. The talks took place in Oslo, following a previous round in Vienna.",
        &["concluded 2026-02-17 oslo", "concluded /2026-02-17 vienna"],
    );
}

#[test]
fn what_is_no_round() {
    for text in [
        "No talks between Russia and Ukraine are scheduled for Friday in Oslo.",
        "No date has been set for a sixth round of talks.",
        "In a phone call on Monday, Russia and Ukraine discussed the talks in Oslo.",
        "The golfer led after the second round in Dubai on Friday.",
        "The company closed a funding round in London on Monday.",
        "Police fired several rounds in Paris on Monday.",
        "A twentieth round of sanctions on Russia was adopted in Brussels on Monday.",
        "The minister spoke after a cabinet meeting in Oslo on Monday.",
        "The peace talks matter to everybody.",
    ] {
        check(text, &[]);
    }
}

#[test]
fn a_move_is_told_in_steps() {
    let text = "The second round of talks between Russia and Ukraine, originally set for February 16, would now take place in Oslo on February 24 and 25.";
    let metadata = Metadata { published: Some(Published::Day(date(2026, 2, 18))), ..Metadata::default() };
    let found = extract(&Text::freeze(text), &metadata, Lexicon::builtin());
    let round = &found.mentions[0];
    assert_eq!(round.content.date.edtf(), "2026-02-24/2026-02-25");
    let steps: Vec<&str> = round.history.iter().map(|s| s.date.edtf()).collect();
    assert_eq!(steps, ["2026-02-16", "2026-02-24/2026-02-25"]);
}

#[test]
fn deadlines_have_somebody_who_sets_them() {
    let deadlines = |text: &str| {
        let metadata = Metadata { published: Some(Published::Day(date(2026, 2, 18))), ..Metadata::default() };
        let found = extract(&Text::freeze(text), &metadata, Lexicon::builtin());
        let all = found.mentions.iter().filter(|m| m.content.kind == Kind::Deadline);
        all.map(|m| m.content.date.edtf().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(deadlines("Slovakia has given Ukraine until Monday to open the pipeline."), ["2026-02-23"]);
    assert_eq!(deadlines("The United States wants Russia and Ukraine to end the war by June."), ["2026-06"]);
    assert_eq!(deadlines("Israel must leave within 24 hours, Egypt demanded."), ["[2026-02-18..2026-02-19]"]);
    assert_eq!(deadlines("By Monday the toll in Ukraine had reached 30."), [""; 0]);
    assert_eq!(deadlines("The United States will send help by June."), [""; 0]);
}

/// The sides of every round, in the order of the text.
#[track_caller]
fn sides(text: &str, expect: &[&str]) {
    let metadata = Metadata { published: Some(Published::Day(date(2026, 2, 18))), ..Metadata::default() };
    let found = extract(&Text::freeze(text), &metadata, Lexicon::builtin());
    let rounds = found.mentions.iter().filter(|m| m.content.kind == Kind::Round);
    let got: Vec<String> = rounds
        .map(|m| m.content.actors(crate::domain::Role::Party).map(|a| a.id.clone()).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(got, expect, "{text}");
}

#[test]
fn sides_are_those_at_the_table() {
    sides(
        "Talks between Sudan and Ethiopia ended in Nairobi on Tuesday, a day after Egypt warned both of them.",
        &["sudan ethiopia"],
    );
    sides(
        "Envoys of Armenia and Azerbaijan met in Vienna on Monday. Turkey or Georgia might stand in as hosts of the next round.",
        &["armenia azerbaijan", "armenia azerbaijan"],
    );
    sides(
        "Officials from Japan and China met in Lima on Monday to discuss tariffs on Brazil over its purchases of Russian oil.",
        &["japan china"],
    );
}

#[test]
fn days_of_one_meeting() {
    check(
        "Delegations of Sudan and Ethiopia gathered in Nairobi on Wednesday for talks that are due to run into Thursday.",
        &["ongoing 2026-02-18/2026-02-19 nairobi"],
    );
    check(
        "Sudan and Ethiopia went on with their talks in Nairobi on Tuesday, the second and last day of the round.",
        &["concluded 2026-02-16/2026-02-17 nairobi"],
    );
    check("Talks between Sudan and Ethiopia in Nairobi were called off on Tuesday.", &["cancelled  nairobi"]);
}

#[test]
fn places_that_are_no_venues() {
    check(
        "Talks between Sudan and Ethiopia ended in Nairobi on Tuesday. Khartoum was hit hours after the talks broke up.",
        &["concluded 2026-02-17 nairobi"],
    );
    check("No senior working level talks between Sudan and Ethiopia are scheduled today.", &[]);
}

#[test]
fn what_a_deadline_asks() {
    let lines = |text: &str| {
        let metadata = Metadata { published: Some(Published::Day(date(2026, 2, 18))), ..Metadata::default() };
        let found = extract(&Text::freeze(text), &metadata, Lexicon::builtin());
        let all = found.mentions.iter().filter(|m| m.content.kind == Kind::Deadline);
        all.map(|m| m.content.headline.clone()).collect::<Vec<_>>()
    };
    assert_eq!(
        lines("Egypt has given Sudan until Monday to open the crossing."),
        ["Egypt sets Sudan a deadline to open the crossing: 23 February 2026"]
    );
    assert_eq!(
        lines("The United States has told Ethiopia and Egypt that it wants their quarrel settled by June."),
        ["Deadline for Ethiopia and Egypt: June 2026"]
    );
    assert_eq!(
        lines("Analysts expect another delay of the deadline to sell the port, currently set for 27 March."),
        ["Deadline to sell the port: 27 March 2026"]
    );
}

#[test]
fn what_stands_beside_a_meeting_has_its_own_days() {
    check(
        "Kenya said on Monday that it would host talks between Sudan and Ethiopia in Nairobi on Friday.",
        &["scheduled 2026-02-20 nairobi"],
    );
    check(
        "The talks between Sudan and Ethiopia in Nairobi on Monday follow the truce agreement of 28 January.",
        &["concluded 2026-02-16 nairobi"],
    );
    check("The talks between Sudan and Ethiopia follow heavy clashes in Kassala on Monday night.", &[]);
}

#[test]
fn what_goes_on_and_what_is_only_hoped_for() {
    check(
        "Sudan and Ethiopia resumed their talks in Nairobi on Tuesday after a break of two weeks.",
        &["ongoing 2026-02-17/2026-02-18 nairobi"],
    );
    check(
        "A third round of talks between Sudan and Ethiopia is scheduled to take place in Nairobi today, with hopes of progress.",
        &["scheduled 2026-02-18 nairobi"],
    );
    check(
        "The second round of talks between Sudan and Ethiopia is currently taking place in Nairobi.",
        &["ongoing 2026-02-18 nairobi"],
    );
    check("Riyadh has been the seat of talks between Sudan and Ethiopia since May.", &[]);
}

#[test]
fn suspensions_and_cancellations() {
    check("Sudan announced on Tuesday the suspension of peace talks with Ethiopia.", &["postponed  -"]);
    check(
        "Sudan and Ethiopia met in Nairobi on Tuesday over the suspended sanctions.",
        &["concluded 2026-02-17 nairobi"],
    );
    check(
        "Talks between Sudan and Ethiopia were planned in Nairobi for Friday. However, Khartoum cancelled them.",
        &["cancelled 2026-02-20 nairobi"],
    );
}

#[test]
fn towns_of_countries_and_of_several_meetings() {
    check(
        "Talks between Sudan and Ethiopia ended in the Kenyan capital on Tuesday.",
        &["concluded 2026-02-17 nairobi"],
    );
    check(
        "Sudan and Ethiopia have met on January 6 in Nairobi, and January 31 in Kampala.",
        &["concluded 2026-01-06 nairobi", "concluded 2026-01-31 kampala"],
    );
    check(
        "The talks between Sudan and Ethiopia, which began in Nairobi on Monday, are to continue through Thursday.",
        &["ongoing 2026-02-16/2026-02-19 nairobi"],
    );
}

#[test]
fn helpers_are_no_sides() {
    sides(
        "Talks between Sudan and Ethiopia, mediated by Kenya and Qatar, ended in Nairobi on Tuesday.",
        &["sudan ethiopia"],
    );
    sides(
        "Sudan and Ethiopia opened talks in Nairobi on Tuesday, with Norway and Chad as guarantors.",
        &["sudan ethiopia"],
    );
}

#[test]
fn a_building_is_in_its_town() {
    check(
        "Talks between Sudan and Ethiopia opened in Nairobi on Tuesday. The two delegations met at Harbour House on Tuesday for six hours.",
        &["ongoing 2026-02-17/2026-02-18 nairobi"],
    );
}

#[test]
fn days_that_are_and_are_not_those_of_a_round() {
    // The night of a day is that day's.
    check("Iran and the United States held talks in Oslo on Monday night.", &["concluded 2026-02-16 oslo"]);
    check(
        "Norway called off the talks between Iran and the United States in Oslo, the sixth of their kind, on Monday.",
        &["cancelled  oslo"],
    );
    check(
        "Norway called off the talks between Iran and the United States planned in Oslo for Friday.",
        &["cancelled 2026-02-20 oslo"],
    );
    check(
        "Iran and the United States reached a deal on Monday night after a last three-day push of talks in Oslo.",
        &["concluded 2026-02-14/2026-02-16 oslo"],
    );
    check(
        "Norway wants a deal, but two previous rounds of mediated talks between Iran and the United States in Oslo have not yielded any.",
        &["concluded /2026-02-17 oslo"],
    );
    // The day that goes with a town that is proposed, or stands behind one in a quotation.
    check(
        "Iran and the United States will hold talks in Oslo on Friday. American officials had suggested Rome for 22 February.",
        &["scheduled 2026-02-20 oslo", "proposed 2026-02-22 rome"],
    );
    check(
        "Iran and the United States signed the first phase of a peace text on Tuesday, after two days of indirect talks in Oslo.\n\nThe talks opened on Sunday between the Iranian team and lower-ranking Americans.",
        &["concluded 2026-02-15/2026-02-16 oslo"],
    );
}

#[test]
fn days_that_are_not_the_meetings() {
    check(
        "GENEVA, Feb. 16 (Harbour Wire) — Sudan and Ethiopia will hold talks in Nairobi on Friday.",
        &["scheduled 2026-02-20 nairobi"],
    );
    check(
        "Sudan and Ethiopia will hold talks in Nairobi on Friday on the border conflict that flared up last month.",
        &["scheduled 2026-02-20 nairobi"],
    );
}

#[test]
fn meetings_that_did_not_happen() {
    check("Sudan and Ethiopia have not met in Nairobi since July.", &[]);
    check("Sudan and Ethiopia did not hold talks in Nairobi on Monday.", &[]);
    check("The leaders of Sudan and Ethiopia are yet to meet in Nairobi.", &[]);
    check("Sudan received a letter from Ethiopia in Khartoum on Monday.", &[]);
}

#[test]
fn meetings_of_one_body_and_ways_of_settling_things() {
    check("Sudan and Ethiopia were praised at the meeting of the African Union in Nairobi on Monday.", &[]);
    check("The leaders talked on the margins of the summit in Nairobi on Monday.", &[]);
    check("Sudan and Ethiopia should settle their quarrel in Nairobi through dialogue.", &[]);
    check("The envoy held consultations with tribal elders in Kassala on Monday.", &[]);
    check("Sudan and Ethiopia are committed to pursue further negotiations.", &[]);
    check("The leaders of Sudan and Ethiopia have met twice since May.", &[]);
}

#[test]
fn venues_by_their_clause() {
    check(
        "Delegations of Sudan and Ethiopia held talks on Monday in the Kenyan port city of Mombasa.",
        &["concluded 2026-02-16 mombasa"],
    );
    check(
        "Sudan and Ethiopia said the truce reached in Vienna would be discussed at talks in Nairobi on Friday.",
        &["scheduled 2026-02-20 nairobi"],
    );
    check("Talks between Sudan and Ethiopia will move to Nairobi on Friday.", &["scheduled 2026-02-20 nairobi"]);
}

#[test]
fn days_that_make_one_meeting() {
    check(
        "The talks between Sudan and Ethiopia started in Nairobi on Monday and are expected to end on Friday.",
        &["ongoing 2026-02-16/2026-02-20 nairobi"],
    );
}

#[test]
fn committees_of_two_sides() {
    check(
        "The talks of the envoys go on. The joint military committee of Sudan and Ethiopia held a meeting in Nairobi on Monday. The committee last met in May 2025 in Vienna.",
        &["concluded 2026-02-16 nairobi", "concluded 2025-05 vienna"],
    );
}

#[test]
fn a_government_and_its_own_foes() {
    sides(
        "Colombia and the ELN ended their talks in Havana on Tuesday. Venezuela and Ecuador had hosted earlier ones.",
        &["colombia eln"],
    );
}

#[test]
fn terms_plans_and_other_days_are_not_those_of_a_round() {
    check(
        "Envoys of Sudan and Ethiopia held talks in Nairobi on Tuesday ahead of a February 28 tariff deadline.",
        &["concluded 2026-02-17 nairobi"],
    );
    check(
        "Two months after talks were suspended, envoys of Sudan and Ethiopia held talks in Nairobi on Tuesday.",
        &["concluded 2026-02-17 nairobi"],
    );
    check("The attack on an army base near Nairobi on January 2 derailed the talks between Sudan and Ethiopia.", &[]);
    check("The main topics of the talks between Sudan and Ethiopia in Nairobi have been water and trade.", &[]);
    check(
        "Envoys of Sudan and Ethiopia met in Nairobi on Tuesday. It is unclear when further talks between them might take place.",
        &["concluded 2026-02-17 nairobi"],
    );
}

#[test]
fn talks_that_go_on() {
    check(
        "Sudan and Ethiopia have restarted peace talks in Nairobi, the mediator said.",
        &["ongoing 2026-02-18 nairobi"],
    );
    check(
        "Sudan and Ethiopia began a round of talks in Nairobi on Monday. The talks will go on until March 4.",
        &["ongoing 2026-02-16/2026-03-04 nairobi"],
    );
}

#[test]
fn pay_disputes_are_no_rounds() {
    check(
        "The union and the employers will resume talks on Monday in Oslo. Workers have been on strike for a week over wages, and pickets stand at every gate.",
        &[],
    );
}

#[test]
fn how_long_they_meet() {
    for (text, expect) in [
        ("Delegations of Chad and Libya met in Oslo on Friday for two days.", "concluded 2026-02-13/2026-02-14 oslo"),
        ("Delegations of Chad and Libya met in Oslo on Tuesday for two days.", "ongoing 2026-02-17/2026-02-18 oslo"),
        (
            "Talks between Chad and Libya began in Oslo on Monday and are expected to last three days.",
            "ongoing 2026-02-16/2026-02-18 oslo",
        ),
        (
            "Talks between Chad and Libya were held over two days in Oslo and concluded on Tuesday.",
            "concluded 2026-02-16/2026-02-17 oslo",
        ),
        (
            "Chadian and Libyan delegations met in Oslo on Tuesday for the second day of a new round of talks.",
            "ongoing 2026-02-16/2026-02-17 oslo",
        ),
        ("The meeting between Chad and Libya in Oslo concludes on Friday.", "ongoing /2026-02-20 oslo"),
        ("Chad and Libya will wrap up their talks in Oslo on Wednesday.", "ongoing /2026-02-18 oslo"),
        (
            "The talks between Chad and Libya in Oslo, which opened on Monday, conclude on Wednesday.",
            "ongoing 2026-02-16/2026-02-18 oslo",
        ),
        (
            "A meeting of the presidents of Chad and Libya is due in July or August in Oslo.",
            "scheduled [2026-07-01..2026-08-31] oslo",
        ),
    ] {
        check(text, &[expect]);
    }
}

#[test]
fn the_day_of_what_was_done_there() {
    check("Chad and Libya agreed on Friday during talks in Oslo to open the border.", &["concluded 2026-02-13 oslo"]);
    check(
        "Libya's foreign minister told reporters on Monday after talks with Chad in Oslo that it was over.",
        &["concluded 2026-02-16 oslo"],
    );
    check(
        "Chad and Libya on Monday agreed to show restraint as officers of the two countries held a meeting in Oslo.",
        &["concluded 2026-02-16 oslo"],
    );
    // The day is that of other words.
    check(
        "On Monday the Chadian minister said that talks with Libya in Oslo had failed.",
        &["concluded /2026-02-18 oslo"],
    );
}

#[test]
fn where_they_stand() {
    check("A Chadian delegation heads to Oslo for talks with Libya.", &["scheduled 2026-02-18/ oslo"]);
    check("Chad and Libya meet in Oslo today for a second round of talks.", &["scheduled 2026-02-18 oslo"]);
    check("Talks between Chad and Libya in Oslo crashed in January.", &["collapsed 2026-01 oslo"]);
    check(
        "Chad suspended peace talks with Libya hosted by the United Nations in Oslo, its president announced.",
        &["postponed  oslo"],
    );
    check(
        "“I thank Chad and Libya for having completed a third round of talks,” she said.\n\nThe third round of talks between Chad and Libya took place from 5 to 9 February.",
        &["concluded 2026-02-05/2026-02-09 -"],
    );
    check(
        "Chad and Libya agreed to meet again in Oslo in July for a new round of talks.\n\nThe fourth round of talks will take place in Oslo in early July.",
        &["scheduled [2026-07-01..2026-07-10] oslo"],
    );
    // A plan of the past is no meeting.
    check("Chad and Libya agreed in Oslo to swap prisoners and to meet again in January for talks.", &[]);
    check(
        "Chad and Libya held talks in Oslo on Monday.\n\nThe ministers had arrived in Oslo a few hours before the start of the talks.",
        &["concluded 2026-02-16 oslo"],
    );
}

#[test]
fn a_day_of_somebodys_words_is_none_of_the_talks() {
    check("“Much has happened in the past 24 hours,” the envoy told reporters after talks of Chad and Libya.", &[]);
}

#[test]
fn a_town_that_no_list_knows() {
    check(
        "Talks between Chad and Libya were held at Korbo on the Chadian side of the border on Monday.",
        &["concluded 2026-02-16 korbo"],
    );
    check(
        "Chad and Libya held talks in Oslo on Monday. The talks at Rosenhall lasted five hours.",
        &["concluded 2026-02-16 oslo"],
    );
}

//! Where meetings stand and how long they last, and what only sounds like one.

use super::check;

#[test]
fn a_date_that_is_only_looked_for() {
    for text in [
        "Chad and Libya held talks in Oslo on Monday.\n\nThey agreed to determine the date and venue of the next meeting through their embassies.",
        "Chad and Libya held talks in Oslo on Monday.\n\nThe sides failed to set a new date for the next round of talks.",
        "Chad and Libya held talks in Oslo on Monday.\n\nThe date of the next meeting will be announced later.",
        "Chad and Libya held talks in Oslo on Monday.\n\nThe envoy announced the failure to agree on dates for a meeting in May and June.",
    ] {
        check(text, &["concluded 2026-02-16 oslo"]);
    }
    check(
        "Chad and Libya held talks in Oslo on Monday.\n\nMediators hoped to reach a deal over dates for another round in May.",
        &["concluded 2026-02-16 oslo", "proposed 2026-05 -"],
    );
    check(
        "Chad and Libya held talks in Oslo on Monday.\n\nThey agreed to determine the place of the next meeting through working-level consultations.",
        &["concluded 2026-02-16 oslo"],
    );
    // It was found.
    check(
        "A date has been set for the next round of talks between Chad and Libya: they will meet in Oslo on Friday.",
        &["scheduled 2026-02-20 oslo"],
    );
}

#[test]
fn what_is_said_only_of_a_case() {
    check(
        "Chad and Libya met in Oslo on Monday after the rebel leader threatened protests if the talks were delayed again.",
        &["concluded 2026-02-16 oslo"],
    );
    check("Libya will close the border unless the talks with Chad resume.", &[]);
    check(
        "It is unclear if the talks between Chad and Libya scheduled for Friday in Oslo will go ahead.",
        &["scheduled 2026-02-20 oslo"],
    );
}

#[test]
fn a_cause_is_no_plan() {
    check(
        "The second round of talks between Chad and Libya in Oslo in January was fruitless due to their quarrel.",
        &["concluded 2026-01 oslo"],
    );
    check(
        "The second round of talks between Chad and Libya is due to open in Oslo on Friday.",
        &["scheduled 2026-02-20 oslo"],
    );
}

#[test]
fn what_is_hoped_for_and_what_is_set() {
    check(
        "A potential summit of the presidents of Chad and Libya in Oslo in May was on the agenda.",
        &["proposed [2026-05-01..2026-05-31] oslo"],
    );
    check(
        "Chad confirmed that another round of talks with Libya will be held in the near future.",
        &["proposed 2026-02-19/ -"],
    );
    check(
        "Chad proposed a second round of talks with Libya in Oslo on 10 March and a third round of talks in Rome on 25 March.",
        &["proposed 2026-03-10 oslo", "proposed 2026-03-25 rome"],
    );
    check("The envoy will rejoin the talks between Chad and Libya in Oslo on Friday.", &["scheduled 2026-02-20 oslo"]);
    check("Talks between Chad and Libya in Oslo on Monday broke up early.", &["collapsed 2026-02-16 oslo"]);
}

#[test]
fn how_long_by_what_they_are_called() {
    check(
        "Talks between Chad and Libya began in Oslo on Tuesday.\n\nThe two-day UN-sponsored meeting is their third.",
        &["ongoing 2026-02-17/2026-02-18 oslo"],
    );
    check(
        "Chad and Libya ended their talks in Oslo on Tuesday.\n\nA statement summed up the four-day peace talks.",
        &["concluded 2026-02-14/2026-02-17 oslo"],
    );
    check(
        "Chad and Libya are to meet in Oslo on Friday for talks.\n\nThe two-day meeting will be chaired by an envoy.",
        &["scheduled 2026-02-20/2026-02-21 oslo"],
    );
    // A meeting of others beside it.
    check(
        "Chad and Libya will hold talks in Oslo on Friday.\n\nTheir guests take no part in the three-day secretariat meeting.",
        &["scheduled 2026-02-20 oslo"],
    );
    // They began on Sunday and go on.
    check(
        "Talks between Chad and Libya on prisoners began in Oslo last Sunday.",
        &["ongoing 2026-02-15/2026-02-18 oslo"],
    );
    check("Talks between Chad and Libya began in Oslo on 2 February.", &["concluded 2026-02-02 oslo"]);
}

#[test]
fn days_of_something_before() {
    check(
        "Officials of Chad and Libya held talks in Oslo on Monday, their first contact since the sinking of a ship in October.",
        &["concluded 2026-02-16 oslo"],
    );
    check(
        "The peace talks between Chad and Libya collapsed in Oslo on Monday.\n\nMany have been killed since the two sides met in Rome in January.",
        &["collapsed 2026-02-16 oslo", "concluded 2026-01 rome"],
    );
}

#[test]
fn what_is_said_only_of_those_who_come() {
    check(
        "Chad said consultations with Libya in Rome on Monday concluded without an agreement on its part.\n\nHe recommended not to participate in the Oslo negotiations.",
        &["concluded 2026-02-16 rome"],
    );
    check("The offer came after Chad twice cancelled talks with Libya in October.", &[]);
    check("Chad cancelled talks with Libya planned for Friday in Oslo.", &["cancelled 2026-02-20 oslo"]);
    check(
        "Chad and Libya concluded their three-day talks in Kenya on a swap of prisoners.\n\nThe envoy welcomed the end of the talks in Nairobi.",
        &["concluded /2026-02-18 nairobi"],
    );
}

#[test]
fn a_meeting_and_one_of_long_before() {
    check(
        "Talks between Chad and Libya ended with no agreement yesterday.\n\nThe meeting in Oslo yesterday was the second such contact since their leaders held a summit in October.",
        &["concluded 2026-02-17 oslo", "concluded 2025-10 -"],
    );
}

#[test]
fn the_town_of_the_news() {
    check(
        "Envoys of Chad and Libya on Tuesday wrapped up their talks.\n\n“Much is left,” the mediator said.\n\nHe took no questions after the talks at the UN in Oslo.",
        &["concluded 2026-02-17 oslo"],
    );
    check(
        "Chad and Libya concluded talks in Oslo and agreed late on Tuesday to hold another round in Rome.",
        &["concluded 2026-02-17 oslo", "scheduled 2026-02-18/ rome"],
    );
    // No place for a table.
    check(
        "Chad and Libya held talks in Oslo on Monday.\n\nChad wants to limit the discussions to the size of its waters in the Black Sea.",
        &["concluded 2026-02-16 oslo"],
    );
}

#[test]
fn a_building_is_no_meeting() {
    check(
        "Talks between Chad and Libya ended in Oslo on Tuesday.\n\nA first meeting of advisers at Harbour House was a short one.",
        &["concluded 2026-02-17 oslo"],
    );
    check(
        "Talks between Chad and Libya ended in Oslo on Tuesday.\n\nNegotiators gathered at the Grand Plaza hotel, where rooms had been set aside, for a working lunch.",
        &["concluded 2026-02-17 oslo"],
    );
    check("Reporters waited at Harbour House for news of a meeting.", &[]);
    check(
        "Chad and Libya held talks in Oslo on Monday.\n\nFurther talks at Rosenhall, the seat of the ministry, may follow.",
        &["concluded 2026-02-16 oslo"],
    );
}

#[test]
fn the_next_of_a_count_has_a_venue_of_its_own() {
    check(
        "The talks between Chad and Libya held a first round in Oslo on February 3 and a second in Rome on February 10; the third, planned for February 24, never met.",
        &["concluded 2026-02-03 oslo", "concluded 2026-02-10 rome", "cancelled 2026-02-24 -"],
    );
    // Counted at one venue.
    check(
        "The talks between Chad and Libya held two rounds in Oslo, the first on February 3 and the second on February 10.",
        &["concluded 2026-02-03 oslo", "concluded 2026-02-10 oslo"],
    );
}

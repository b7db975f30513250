//! When what is told without a day of its own was said. Published on Wednesday 4 March 2026.

use super::{PUBLISHED, drafts};

/// The date of every statement, in text order.
#[track_caller]
fn on(text: &str, days: &[&str]) {
    let edtf: Vec<String> = drafts(text).iter().map(|d| d.content.date.edtf().to_owned()).collect();
    assert_eq!(edtf, days, "{text}");
}

const EITHER: &str = "[2026-03-03..2026-03-04]";

#[test]
fn what_is_said_of_yesterdays_news_was_said_since() {
    let news = "The envoys of France and Norway closed their meeting in Oslo on Tuesday without any deal at all.\n\n\
        It snowed.\n\nIt thawed.\n\n";
    on(&format!("{news}President Ana Torres called the day “useful”."), &[EITHER]);
    on(&format!("{news}President Ana Torres praised the hosts during talks with Norway."), &["2026-03-03"]);
    // News of the day itself, and of long ago, dates nothing.
    on(&format!("{}President Ana Torres called the day “useful”.", news.replace("Tuesday", "Wednesday")), &[PUBLISHED]);
    on(&format!("{}President Ana Torres called the day “useful”.", news.replace("Tuesday", "Friday")), &[PUBLISHED]);
    on(
        &format!("{}President Ana Torres called the day “useful”.", news.replace("on Tuesday", "on the eve")),
        &[PUBLISHED],
    );
    // The night that ended on the day of publication is that day's news.
    on(
        &format!(
            "{news}Forty drones were sent at Oslo overnight into Wednesday. President Ana Torres called it “cruel”."
        ),
        &[PUBLISHED],
    );
    // Over a weekend.
    let weekend = news.replace("on Tuesday", "this weekend");
    on(&format!("{weekend}President Ana Torres called the day “useful”."), &[PUBLISHED]);
}

#[test]
fn news_that_was_said_dates_all_that_was_said() {
    on(
        "France and Norway will meet in Oslo next week, the French foreign ministry said on Tuesday, after a long winter.\n\n\
         It snowed.\n\nIt thawed.\n\nNorway confirmed the date.",
        &["2026-03-03", "2026-03-03"],
    );
    on(
        "President Ana Torres said the war was over in a message on landing in Oslo with her ministers on Tuesday.\n\n\
         It snowed.\n\nIt thawed.\n\n“We met,” Torres wrote.",
        &["2026-03-03", "2026-03-03"],
    );
}

#[test]
fn the_occasion_stands_in_the_sentence_before() {
    on("It snowed. Ninety soldiers came home on Friday. “It worked,” President Ana Torres wrote.", &["2026-02-27"]);
    on(
        "It snowed. Ninety soldiers came home on Friday. The return was later praised by President Ana Torres.",
        &["[2026-02-27..2026-03-04]"],
    );
    on("Norway on Wednesday kept the date. “It was late,” President Ana Torres told reporters.", &[PUBLISHED]);
    // Not from a clause about somebody;
    on("Clerks who came home on Friday counted two. “It worked,” President Ana Torres wrote.", &[PUBLISHED]);
    // not from another paragraph, nor from what is still to come.
    on("Ninety soldiers came home on Friday.\n\n“It worked,” President Ana Torres wrote.", &[PUBLISHED]);
    on("Ninety soldiers will come home on Friday. “It works,” President Ana Torres wrote.", &[PUBLISHED]);
}

#[test]
fn an_answer_comes_after_what_it_answers() {
    on(
        "Norway rejected the map on Friday. President Ana Torres countered that it was old.",
        &["2026-02-27", "[2026-02-27..2026-03-04]"],
    );
    on("Norway rejected the map on Wednesday. President Ana Torres replied that it was old.", &[PUBLISHED, PUBLISHED]);
}

#[test]
fn days_beside_the_speaker_and_days_counted() {
    on("France on Monday admitted the raid of 2 February but insisted it was just.", &["2026-03-02"]);
    on("The cut on Monday came two days after President Ana Torres warned of it.", &["2026-02-28"]);
    on("The cut came a week after President Ana Torres warned of it.", &["2026-02-25"]);
    on("Envoys came on Monday, and by that night President Ana Torres could announce a truce.", &["2026-03-02"]);
    // A day in a clause of its own is another matter's.
    on("President Ana Torres, who met the envoys on Monday, called them “useful”.", &[PUBLISHED]);
    on("The cut came two hours after President Ana Torres warned of it.", &[PUBLISHED]);
}

#[test]
fn where_it_was_said_tells_the_day() {
    on("“It was hard,” President Ana Torres said at Monday's briefing.", &["2026-03-02"]);
    on("President Ana Torres told reporters after Monday's talks that it was hard.", &["2026-03-02"]);
    on("During talks with Norway on Monday, President Ana Torres said the deal was hard.", &["2026-03-02"]);
    // The day is that of the talks she speaks of.
    on("President Ana Torres said Monday's talks had failed.", &[PUBLISHED]);
}

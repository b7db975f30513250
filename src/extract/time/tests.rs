//! Positives and negatives of every family, under a pinned day of publication:
//! Wednesday 18 February 2026, unless a case names another.

use super::*;
use crate::{domain::Text, extract::sentence};
use jiff::civil::date;

/// What the first expression with these words means; `-` for "nothing is found", `?` for "found, but
/// it stays open".
fn check(text: &str, published: Option<Date>, words: &str) -> String {
    let metadata = Metadata { published: published.map(Published::Day), ..Metadata::default() };
    let doc = sentence::read(&Text::freeze(text));
    let found = find(&doc, &Anchor::of(&doc, &metadata));
    for pair in found.windows(2) {
        assert!(pair[0].span.end() <= pair[1].span.start(), "overlap in {text}");
    }
    let at = found.iter().find(|t| doc.text.slice(t.span).contains(words));
    match at {
        None => "-".to_owned(),
        Some(t) if t.when.is_unknown() => "?".to_owned(),
        Some(t) => t.when.edtf().to_owned(),
    }
}

#[track_caller]
fn all(cases: &[(&str, &str, &str)]) {
    let day = Some(date(2026, 2, 18));
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(text, words, want)| {
            let got = check(text, day, words);
            (got != *want).then(|| format!("{text}\n   `{words}`: wanted {want}, got {got}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn explicit_dates_in_all_orders() {
    all(&[
        ("They met on 3 February 2026 in Vienna.", "3 February", "2026-02-03"),
        ("They met on February 3, 2026, in Vienna.", "February 3", "2026-02-03"),
        ("They met on Feb. 3 in Vienna.", "Feb", "2026-02-03"),
        ("They met on the 3rd of February in Vienna.", "3rd", "2026-02-03"),
        ("They met on February 3rd in Vienna.", "February 3rd", "2026-02-03"),
        ("The text is dated 2026-02-03 and has ten articles.", "2026", "2026-02-03"),
        ("The text is dated 03.02.2026 and has ten articles.", "03.02", "2026-02-03"),
        ("The form says 23/02/2026 at the top.", "23/02", "2026-02-23"),
        ("The form says 02/23/2026 at the top.", "02/23", "2026-02-23"),
        ("The form says 02/03/2026 at the top.", "02/03", "-"),
        ("The sides sat down on February 4-5 in Muscat.", "February", "2026-02-04/2026-02-05"),
        ("The sides sat down on February 4 and 5 in Muscat.", "February", "2026-02-04/2026-02-05"),
        ("The sides sat down on 4 and 5 February in Muscat.", "February", "2026-02-04/2026-02-05"),
        ("The sides sat down on 4–5 February in Muscat.", "February", "2026-02-04/2026-02-05"),
        ("A session is planned for March 5 to 9 in Oslo.", "March", "2026-03-05/2026-03-09"),
        ("It ran from 30 January to 2 February.", "January", "2026-01-30/2026-02-02"),
        ("It ran from January 30 to February 2.", "January", "2026-01-30/2026-02-02"),
        ("It ran from 30 December 2025 to 2 January 2026.", "December", "2025-12-30"),
        ("The rounds of January 12-13 and February 2-3, 2025 failed.", "January", "2025-01-12/2025-01-13"),
        ("He still expects it on March 5 or 6.", "March", "[2026-03-05..2026-03-06]"),
        ("They meet on Thursday, 26 February 2026.", "26", "2026-02-26"),
        ("They meet on Saturday May 2nd.", "May", "2026-05-02"),
        ("They meet on Monday and Tuesday, February 23 and 24, 2026.", "Monday", "2026-02-23/2026-02-24"),
        ("No swap had taken place since October 2 last year.", "October", "2025-10-02/2026-02-18"),
        ("The palace fell on 30 December.", "December", "2025-12-30"),
        ("The vote will be held on 30 December.", "December", "2026-12-30"),
        ("Talks planned for 10 February were put off.", "February", "2026-02-10"),
        ("He confirmed the meeting of 5 March.", "March", "2026-03-05"),
        ("The army lost 31 February tanks.", "February", "-"),
        ("Article 3 May not be changed, he said.", "3 May", "2025-05-03"),
    ]);
}

#[test]
fn weekdays_take_their_direction_from_the_verb() {
    all(&[
        ("The talks ended on Wednesday.", "Wednesday", "2026-02-18"),
        ("The talks ended on Tuesday.", "Tuesday", "2026-02-17"),
        ("The talks ended on Thursday.", "Thursday", "2026-02-12"),
        ("The teams will meet on Thursday.", "Thursday", "2026-02-19"),
        ("The teams will meet in Vienna, the envoy said on Tuesday.", "Tuesday", "2026-02-17"),
        ("The envoy said on Tuesday that they would meet on Friday.", "Friday", "2026-02-20"),
        ("On Monday the two ministers agreed a text.", "Monday", "2026-02-16"),
        ("On Monday, the two ministers will sign a text.", "Monday", "2026-02-23"),
        ("They agreed to meet on Saturday.", "Saturday", "2026-02-21"),
        ("The session is scheduled for Friday.", "Friday", "2026-02-20"),
        ("The session, set for Friday, has been cancelled.", "Friday", "2026-02-20"),
        ("The session had been planned for Monday but slipped.", "Monday", "2026-02-16"),
        ("The session was originally due on Tuesday.", "Tuesday", "2026-02-17"),
        ("The round moved from Monday to Friday.", "Friday", "2026-02-20"),
        ("The round was postponed until Sunday.", "Sunday", "[2026-02-18..2026-02-22]"),
        ("They met last Tuesday.", "Tuesday", "2026-02-17"),
        ("They met last Wednesday.", "Wednesday", "2026-02-11"),
        ("They return next Sunday.", "Sunday", "2026-02-22"),
        ("They return next Wednesday.", "Wednesday", "2026-02-25"),
        ("The round that was to be held this Saturday is off.", "Saturday", "2026-02-21"),
        ("She is travelling to Oslo on Thursday.", "Thursday", "2026-02-19"),
        ("The summit opens on Thursday.", "Thursday", "2026-02-19"),
        ("The teams meet tomorrow and on Friday.", "Friday", "2026-02-20"),
        ("The teams will sit on Thursday and Friday.", "Thursday", "2026-02-19/2026-02-20"),
        ("The teams sat on Monday and Tuesday.", "Monday", "2026-02-16/2026-02-17"),
        ("The strikes lasted from Friday night to Saturday morning.", "Friday", "2026-02-13/2026-02-14"),
        ("The fire held between Thursday and Monday.", "Thursday", "2026-02-12/2026-02-16"),
        ("A depot burned on Saturday night.", "Saturday", "2026-02-14/2026-02-15"),
        ("He spoke early on Monday.", "Monday", "2026-02-16"),
        ("The ministers have since Friday refused to talk.", "Friday", "2026-02-13/2026-02-18"),
        ("Bratislava has given Kyiv until Monday to answer.", "Monday", "[2026-02-18..2026-02-23]"),
        ("The remarks were embargoed until Tuesday.", "Tuesday", "/2026-02-17"),
        ("Monday's session ran long.", "Monday", "2026-02-16"),
        ("The army fired hours after Tuesday's session.", "Tuesday", "2026-02-17"),
        ("He met them on Monday of last week.", "Monday", "2026-02-16"),
        ("He likes friday prayers.", "friday", "-"),
        ("Oman would have been the host on Tuesday.", "Tuesday", "2026-02-17"),
    ]);
}

#[test]
fn the_verb_that_governs_a_day_says_where_it_lies() {
    all(&[
        (
            "Before the envoy's trip, which will be short, the ministry on Monday issued a warning.",
            "Monday",
            "2026-02-16",
        ),
        ("The talks due on Friday have been called off.", "Friday", "2026-02-20"),
        ("The talks planned for Tuesday were cancelled.", "Tuesday", "2026-02-17"),
        ("They will look for ways around Tuesday's ruling.", "Tuesday", "2026-02-17"),
        ("They will attend Friday's session.", "Friday", "2026-02-20"),
        ("They will mourn those of the Feb. 3 raids.", "Feb", "2026-02-03"),
        ("The terms laid down by the Feb. 3 accord stand.", "Feb", "2026-02-03"),
        ("All members had filed reports by Tuesday.", "Tuesday", "/2026-02-17"),
        ("All members must file reports by Tuesday.", "Tuesday", "[2026-02-18..2026-02-24]"),
        ("He was shot to death on the night of Oct. 23.", "Oct", "2025-10-23"),
        ("The record was set on Monday.", "Monday", "2026-02-16"),
        ("The session is set for Monday.", "Monday", "2026-02-23"),
        ("The case is heard in May.", "May", "2026-05"),
        ("The ministers meet on Monday in Oslo.", "Monday", "2026-02-23"),
        ("The ministers did not meet on Monday.", "Monday", "2026-02-16"),
        ("Nobody could be found on Monday.", "Monday", "2026-02-16"),
        ("The hearing is at 9 a.m. on Monday.", "Monday", "2026-02-23T09:00:00"),
        ("The rule is effective May 1.", "May", "2026-05-01"),
        ("He bought arms from January 14 to Tuesday.", "Tuesday", "2026-02-17"),
        ("He asked for a cut in March.", "March", "2026-03"),
        ("They met last Oct. 23 in Oslo.", "Oct", "2025-10-23"),
        ("They will return on the 27th.", "27th", "2026-02-27"),
        ("They left on the 27th.", "27th", "2026-01-27"),
        ("The pact is due in the first week of April.", "April", "[2026-04-01..2026-04-07]"),
        ("They met on the weekend of 10-11 January.", "weekend", "2026-01-10/2026-01-11"),
        ("They met in the week of January 14.", "week", "[2026-01-12..2026-01-18]"),
        ("The Orthodox Easter truce held.", "Easter", "2025-04-20"),
        ("They will stop firing at Easter.", "Easter", "2026-04-05"),
        ("The army was reformed in the late 1970s.", "1970s", "[1976-01-01..1979-12-31]"),
        ("He came the following morning, after 10 January.", "following", "2026-02-19"),
    ]);
}

#[test]
fn words_that_only_point_date_nothing() {
    for words in ["now", "currently", "recently", "the quarter", "the year", "these days", "someday"] {
        let text = format!("The envoy is {words} in Lima.");
        assert_eq!(check(&text, Some(date(2026, 2, 18)), words), "?", "{text}");
    }
    all(&[
        ("The 2014 accord is dead.", "2014", "?"),
        ("The April sales were poor.", "April", "?"),
        ("April Jones sang.", "April", "-"),
        ("The 1,950 shells of 2019-B fell.", "1", "-"),
        ("It cost $1999 and 2001 lives.", "1999", "-"),
    ]);
}

#[test]
fn days_reckoned_from_today() {
    all(&[
        ("They spoke yesterday.", "yesterday", "2026-02-17"),
        ("They speak today.", "today", "2026-02-18"),
        ("They meet again tomorrow.", "tomorrow", "2026-02-19"),
        ("They left the day before yesterday.", "yesterday", "2026-02-16"),
        ("They sign tonight.", "tonight", "2026-02-18"),
        ("Shells fell this morning.", "this morning", "2026-02-18"),
        ("Three days ago they were optimistic.", "days ago", "2026-02-15"),
        ("They met two weeks ago in Miami.", "weeks ago", "[2026-02-01..2026-02-07]"),
        ("They met a week ago in Miami.", "week ago", "2026-02-11"),
        ("They met about ten days ago.", "ten days", "2026-02-08~"),
        ("They met two months ago.", "months ago", "2025-12"),
        ("They met four years ago.", "years ago", "2022"),
        ("Several days ago they met.", "days ago", "?"),
        ("Five hours ago they met.", "hours ago", "[2026-02-17..2026-02-18]"),
        ("They could meet in a week.", "a week", "2026-02-25~"),
        ("They will meet in three days.", "three days", "2026-02-21"),
        ("The army killed 30 in three days.", "three days", "?"),
        ("A meeting is likely within 10 to 15 days.", "days", "[2026-02-18..2026-03-05]"),
        ("A meeting is likely within ten days.", "days", "[2026-02-18..2026-02-28]"),
        ("The truce must begin within 24 hours.", "hours", "[2026-02-18..2026-02-19]"),
        ("Shelling killed six in the past 24 hours.", "hours", "2026-02-17/2026-02-18"),
        ("Shelling killed six over the previous day.", "previous day", "2026-02-17"),
        ("Nothing moved in the last two weeks.", "two weeks", "2026-02-04/2026-02-18"),
    ]);
}

#[test]
fn nights() {
    all(&[
        ("Russia fired 40 drones overnight.", "overnight", "2026-02-17/2026-02-18"),
        ("Overnight into Tuesday, sirens sounded.", "vernight", "2026-02-16/2026-02-17"),
        ("Sirens sounded overnight to Sunday.", "overnight", "2026-02-14/2026-02-15"),
        ("Sirens sounded overnight into , killing two.", "overnight", "/2026-02-18"),
        ("Sirens sounded overnight into the capital's suburbs.", "overnight", "2026-02-17/2026-02-18"),
        ("Sirens sounded last night.", "last night", "2026-02-17/2026-02-18"),
        ("Drones came in the night to Monday.", "night", "2026-02-15/2026-02-16"),
        ("Drones came during the night.", "night", "2026-02-17/2026-02-18"),
        ("Yesterday night the grid failed.", "night", "2026-02-17/2026-02-18"),
        ("Barrages on the night of February 10 hit the port.", "February 10", "2026-02-10"),
        ("In the night preceding the meeting they fired.", "night", "-"),
        ("He is a Night Owl.", "Owl", "-"),
    ]);
}

#[test]
fn weeks_months_seasons_years() {
    all(&[
        ("He arrived earlier this month.", "this month", "[2026-02-01..2026-02-18]"),
        ("He will arrive later this month.", "this month", "[2026-02-18..2026-02-28]"),
        ("He arrived last week.", "last week", "[2026-02-09..2026-02-15]"),
        ("He will arrive next week.", "next week", "[2026-02-23..2026-03-01]"),
        ("He arrived this week.", "this week", "[2026-02-16..2026-02-18]"),
        ("They will meet at the end of the month.", "month", "[2026-02-22..2026-02-28]"),
        ("They want to meet before the end of the month.", "month", "[2026-02-18..2026-02-21]"),
        ("They agreed a truce last month.", "last month", "2026-01"),
        ("Talks are expected in early March.", "March", "[2026-03-01..2026-03-10]"),
        ("Talks took place in mid-January.", "mid", "[2026-01-10..2026-01-20]"),
        ("Talks are expected in late March.", "March", "[2026-03-21..2026-03-31]"),
        ("No raid had come since the start of January.", "January", "2026-01-01/2026-02-18"),
        ("They met in January.", "January", "2026-01"),
        ("They met in December.", "December", "2025-12"),
        ("They met in December 2024.", "December", "2024-12"),
        ("They will vote in April.", "April", "2026-04"),
        ("They met in October last year.", "October", "2025-10"),
        ("They want it done by June.", "June", "[2026-02-18..2026-06-30]"),
        ("They will end it this summer.", "summer", "2026-22"),
        ("They talked all of spring 2025.", "spring", "2025-21"),
        ("They will decide in the second quarter of 2026.", "quarter", "2026-34"),
        ("It was annexed in 2014.", "2014", "2014"),
        ("It has been held since 2014.", "2014", "2014-01-01/2026-02-18"),
        ("They hope to end it by the end of 2026.", "2026", "[2026-02-18..2026-12-31]"),
        ("They met over the weekend.", "weekend", "2026-02-14/2026-02-15"),
        ("They will meet at the weekend.", "weekend", "[2026-02-21..2026-02-22]"),
        ("They met last weekend.", "weekend", "2026-02-14/2026-02-15"),
        ("They will meet next weekend.", "weekend", "[2026-02-28..2026-03-01]"),
        ("They met on the weekend of January 10.", "weekend", "2026-01-10/2026-01-11"),
        ("They may march again.", "m", "-"),
        ("Theresa May spoke.", "May", "-"),
        ("Troops march in step.", "march", "-"),
        ("He walked 2000 kilometres.", "2000", "-"),
        ("The army lost in 2000 raids all its guns.", "2000", "-"),
        ("Prices fall and spring back.", "fall", "-"),
    ]);
    let (summer, day) = ("They want the war over by the beginning of this summer.", Some(date(2026, 2, 18)));
    assert_eq!(check(summer, day, "summer"), "[2026-02-18..2026-06-30]");
    let doc = sentence::read(&Text::freeze(summer));
    let found = find(&doc, &Anchor { published: day, dateline: None });
    assert_eq!(
        found[0].named,
        When::month(2026, 6, Basis::Published).unwrap().about_or_before().with_text("the beginning of this summer")
    );
    assert_eq!(found[0].relation, Relation::By);
}

#[test]
fn reckoned_from_what_was_named_before() {
    all(&[
        ("The team came on 10 January. Three days later it left.", "later", "2026-01-13"),
        ("The team came home on Friday and was in Cairo two days later.", "later", "2026-02-15"),
        ("The text was signed on 10 January. That day the guns fell silent.", "That day", "2026-01-10"),
        ("He spoke on 10 January. A day earlier he had refused.", "earlier", "2026-01-09"),
        ("He spoke on 10 January, and the following day he left.", "following day", "2026-01-11"),
        ("He spoke, and two hours later he left.", "later", "?"),
    ]);
}

#[test]
fn clock_times() {
    all(&[
        ("The fire is to stop by 4 a.m. Tehran time on Thursday.", "4 a.m", "[2026-02-18..2026-02-19]"),
        ("Sirens sounded at 10:40 on Monday.", "10:40", "2026-02-16T10:40:00"),
        ("Sirens sounded at 22:15 GMT.", "22:15", "2026-02-18T22:15:00Z"),
        ("The truce began at midnight on Monday.", "midnight", "2026-02-16/2026-02-17"),
        ("The truce began at noon on Monday.", "noon", "2026-02-16"),
        ("Sirens sounded at half past ten.", "half past", "2026-02-18T10:30:00"),
        ("It began at four o'clock on Saturday.", "four", "2026-02-14T04:00:00"),
        ("08.15 Good morning from the lake.", "08.15", "2026-02-18T08:15:00"),
        ("A ceiling of 3.67 per cent was named.", "3.67", "-"),
        ("The vote was 10:90.", "10", "-"),
        ("Some 11.20 million fled.", "11.20", "-"),
    ]);
}

#[test]
fn lengths_repetitions_and_vague_times_stay_open() {
    all(&[
        ("Two days of talks ended.", "Two days", "?"),
        ("The nearly four-year war goes on.", "four-year", "?"),
        ("They sat for about six hours.", "six hours", "?"),
        ("They shell the town every day.", "every day", "?"),
        ("They meet on Mondays.", "Mondays", "?"),
        ("The toll has grown in recent weeks.", "recent weeks", "?"),
        ("They will meet in the near future.", "near future", "?"),
        ("They will meet in the coming days.", "coming days", "?"),
        ("The invasion began in .", "in", "-"),
        ("The remarks were embargoed until .", "until", "-"),
        ("With a deadline of for both sides.", "deadline", "-"),
        ("They struck a deal with 18 drones.", "18", "-"),
    ]);
}

#[test]
fn without_a_day_of_publication_nothing_relative_is_resolved() {
    let open = [
        ("The talks ended on Wednesday.", "Wednesday"),
        ("They met yesterday.", "yesterday"),
        ("Russia fired 40 drones overnight.", "overnight"),
        ("They met on February 3.", "February"),
        ("They met last month.", "last month"),
    ];
    for (text, words) in open {
        assert_eq!(check(text, None, words), "?", "{text}");
    }
    assert_eq!(check("They met on 3 February 2026. On February 11 they met again.", None, "11"), "2026-02-11");
    assert_eq!(check("They met on 3 February 2026.", None, "3"), "2026-02-03");
}

#[test]
fn the_dateline_is_an_anchor() {
    let text = "KYIV, Feb. 16 (Reuters) - The two sides traded fire overnight, officials said.";
    let doc = sentence::read(&Text::freeze(text));
    let metadata = Metadata { published: Some(Published::Day(date(2026, 2, 17))), ..Metadata::default() };
    let anchor = Anchor::of(&doc, &metadata);
    assert_eq!(anchor.dateline, Some(date(2026, 2, 16)));
    let found = find(&doc, &anchor);
    let night = found.iter().find(|t| t.rule.starts_with("time.night")).unwrap();
    assert_eq!((night.when.edtf(), night.when.basis()), ("2026-02-15/2026-02-16", Basis::Dateline));
    assert_eq!(Anchor { published: Some(date(2026, 6, 1)), ..anchor }.today().unwrap().0, date(2026, 6, 1));
}

#[test]
fn a_week_ends_on_sunday_whatever_today_is() {
    let sunday = Some(date(2026, 1, 25));
    assert_eq!(check("The delegations would return next Sunday.", sunday, "Sunday"), "2026-02-01");
    assert_eq!(check("They met this weekend.", Some(date(2026, 3, 22)), "weekend"), "2026-03-21/2026-03-22");
    assert_eq!(check("The teams met on Sunday.", sunday, "Sunday"), "2026-01-25");
    assert_eq!(check("They spoke last Thursday.", Some(date(2026, 2, 3)), "Thursday"), "2026-01-29");
}

proptest::proptest! {
    #[test]
    fn any_text_is_read(text in "([A-Za-z0-9 .,:'–-]|overnight |into |Monday |February |18 |next |week |until |the |end of |days |ago ){0,40}") {
        let doc = sentence::read(&Text::freeze(&text));
        let found = find(&doc, &Anchor { published: Some(date(2026, 2, 18)), dateline: None });
        for pair in found.windows(2) {
            proptest::prop_assert!(pair[0].span.end() <= pair[1].span.start());
        }
    }
}

/// Type, value and words of every expression in TimeML's manner.
fn timeml(text: &str) -> String {
    let metadata = Metadata { published: Some(Published::Day(date(2026, 2, 18))), ..Metadata::default() };
    let doc = sentence::read(&Text::freeze(text));
    let found = timexes(&doc, &Anchor::of(&doc, &metadata));
    let all: Vec<String> =
        found.iter().map(|t| format!("{} {} {}", doc.text.slice(t.span), t.kind.as_str(), t.value)).collect();
    all.join("; ")
}

#[test]
fn timeml_has_types_values_and_extents() {
    let cases = [
        ("The truce has held for the past three weeks.", "the past three weeks DURATION P3W"),
        ("They met two weeks ago.", "two weeks ago DATE 2026-W06"),
        ("He will be back early next week.", "early next week DATE 2026-W09"),
        ("The mine was opened in the late 1970s.", "the late 1970s DATE 197"),
        ("The bridge is of the 19th century.", "the 19th century DATE 18"),
        ("Sales fell in the third quarter.", "the third quarter DATE 2025-Q3"),
        ("The envoy is now in Lima.", "now DATE PRESENT_REF"),
        ("Now that they talk, all is well.", "Now DATE PRESENT_REF"),
        (
            "Patrols leave every morning and twice a week by boat.",
            "every morning SET XXXX-XX-XXTMO; twice a week SET P1W",
        ),
        ("They sat on Monday and Tuesday.", "Monday DATE 2026-02-16; Tuesday DATE 2026-02-17"),
        ("It starts at 6 p.m. on Friday.", "6 p.m. on Friday TIME 2026-02-20T18:00"),
        ("They sat for two and a half years.", "two and a half years DURATION P2Y6M"),
        ("It took about half an hour.", "half an hour DURATION PT30M"),
        ("A six-month-old truce, a 27-year-old guard.", ""),
        ("The fees are 300 pesos a month.", "a month SET P1M"),
        ("The guns fell silent on Christmas Eve.", "Christmas Eve DATE 2025-12-24"),
        ("The Easter truce of 2016 failed.", "Easter DATE 2025-04-20; 2016 DATE 2016"),
        ("They will meet on the 27th.", "the 27th DATE 2026-02-27"),
        ("They met at the 27th round.", ""),
        ("He gave it up in recent weeks.", "recent weeks DURATION PXW"),
        ("The toll rose to 1,999 in 2,000 raids.", ""),
        (
            "They work 300 hours a year; 40 people a day leave.",
            "300 hours DURATION PT300H; a year SET P1Y; a day SET P1D",
        ),
        ("They sat on the morning of 4 April 1968.", "the morning of 4 April 1968 TIME 1968-04-04TMO"),
        (
            "The rain fell Monday night into Tuesday morning.",
            "Monday night TIME 2026-02-16TNI; Tuesday morning TIME 2026-02-17TMO",
        ),
        (
            "Profits rose in Q3 2025 and in the last half of 2024.",
            "Q3 2025 DATE 2025-Q3; the last half of 2024 DATE 2024-H2",
        ),
        ("It fell in the third-quarter results.", "third-quarter DATE 2025-Q3"),
        ("She left the week before last.", "the week before last DATE 2026-W06"),
        (
            "They worry about the weeks ahead and the future.",
            "the weeks ahead DURATION PXW; the future DATE FUTURE_REF",
        ),
        ("Since 9/11 he had the 9/10 split.", "9/11 DATE 2001-09-11"),
        ("It airs Tue, 19 May 2026 at 8 p.m. ET.", "Tue, 19 May 2026 at 8 p.m. ET TIME 2026-05-19T20:00"),
        ("The sun and the sat receivers wed.", ""),
        ("The hearing opens at 0915 GMT, not 0915 tonnes.", "0915 GMT TIME 2026-02-18T09:15"),
        ("Three-quarters of the people, a quarter of them young.", ""),
        ("LIMA, Feb. 17 (Coast Wire) — The envoy left.", "Feb. 17 DATE 2026-02-17"),
    ];
    for (text, want) in cases {
        assert_eq!(timeml(text), want, "{text}");
    }
}

#[test]
fn words_that_lean_on_another_day() {
    all(&[
        // The day told of, not one that a clause looks back on.
        (
            "It ended on Monday, a step he had threatened on Friday. Oslo voted on the same day.",
            "the same day",
            "2026-02-16",
        ),
        ("It ended on Monday. They left the same day.", "the same day", "2026-02-16"),
        ("It ended on Monday, and by that evening all was calm.", "that evening", "/2026-02-16"),
        ("It ended on Monday. That night they left.", "That night", "2026-02-16/2026-02-17"),
        ("He missed the same bus in that car.", "same", "-"),
        // Inside a quotation the speaker's day counts.
        ("“We met today,” she said on Monday.", "today", "2026-02-16"),
        ("On Monday she wrote: “We met yesterday in Oslo.”", "yesterday", "2026-02-15"),
        ("“We met today,” she said.", "today", "2026-02-18"),
        ("They met today in Oslo, she said on Monday.", "today", "2026-02-18"),
        ("On 24 January she wrote: “We met this evening.” The next day they left.", "The next day", "2026-01-25"),
        ("It was calmer this time last year.", "this time", "2025-02"),
        ("This time last week it rained.", "last week", "[2026-02-08..2026-02-14]"),
    ]);
}

#[test]
fn years_that_run_on() {
    all(&[
        ("The war of 1990-91 was short.", "1990", "[1990-01-01..1991-12-31]"),
        ("In 2007/08 it fell.", "2007", "[2007-01-01..2008-12-31]"),
        ("The long cold of 1988–89 was hard.", "1988", "[1988-01-01..1989-12-31]"),
        ("Flight 1990-91-7 was late.", "1990-91", "-"),
        ("The file of 2026-02-11 is open.", "2026", "2026-02-11"),
    ]);
}

#[test]
fn a_plan_does_not_move_its_day() {
    all(&[
        ("They signed the first part of a plan to end the row on Tuesday.", "Tuesday", "2026-02-17"),
        ("They plan to end the row on Tuesday.", "Tuesday", "2026-02-24"),
        ("The rest is to follow on Friday.", "Friday", "2026-02-20"),
        ("Two hundred were freed, the rest to follow on Friday.", "Friday", "2026-02-20"),
    ]);
}

use crate::{
    domain::{Detail, Mention, Role, Text},
    extract::{Lexicon, Metadata, extract},
};

fn strikes(input: &str) -> Vec<Mention> {
    let metadata = Metadata { published: "2026-02-17".parse().ok(), ..Metadata::default() };
    let found = extract(&Text::freeze(input), &metadata, Lexicon::builtin());
    found.mentions.into_iter().filter(|m| matches!(m.content.detail, Detail::Strike(_))).collect()
}

/// One line per strike: attacker > target | launched | intercepted | killed/injured | date.
fn line(m: &Mention) -> String {
    let Detail::Strike(s) = &m.content.detail else { return String::new() };
    let who = |role| m.content.actors(role).next().map_or("?", |a| a.id.as_str()).to_owned();
    let arms = |ws: &[crate::domain::WeaponCount]| {
        let one =
            |w: &crate::domain::WeaponCount| format!("{} {}", w.count.map_or("?".into(), |c| c.to_string()), w.weapon);
        ws.iter().map(one).collect::<Vec<_>>().join(", ")
    };
    let toll = |t: Option<crate::domain::Toll>| t.map_or("-".into(), |t| t.best.to_string());
    format!(
        "{} > {} | {} | {} | {}/{} | {}",
        who(Role::Attacker),
        who(Role::Target),
        arms(&s.weapons),
        arms(&s.intercepted),
        toll(s.casualties.killed),
        toll(s.casualties.injured),
        m.content.date.edtf(),
    )
}

fn check(input: &str, expect: &[&str]) {
    let got: Vec<String> = strikes(input).iter().map(line).collect();
    assert_eq!(got, expect, "{input}");
}

#[test]
fn launches_and_interceptions() {
    check(
        "Russia fired 90 drones and two missiles at Ukraine overnight, and 80 drones were shot down, Ukraine's air force said.",
        &["russia > ukraine | 90 drone, 2 missile | 80 drone | -/- | 2026-02-16/2026-02-17"],
    );
    check(
        "India shot down 14 Pakistani drones overnight, the Indian army said.",
        &["pakistan > india |  | 14 drone | -/- | 2026-02-16/2026-02-17"],
    );
    check(
        "Russia launched 60 drones, 55 of them downed, and 8 missiles at Ukraine on Monday.",
        &["russia > ukraine | 60 drone, 8 missile | 55 drone | -/- | 2026-02-16"],
    );
    check(
        "Pakistan accused India of launching over 40 drones on Monday.",
        &["india > pakistan | 40 drone |  | -/- | 2026-02-16"],
    );
}

#[test]
fn tolls() {
    check(
        "An Israeli air strike on Monday killed at least seven people in Tyre and wounded 12.",
        &["israel > lebanon | ? aircraft |  | 7/12 | 2026-02-16"]
            .map(|s| s.replace("? aircraft", ""))
            .each_ref()
            .map(String::as_str),
    );
    check(
        "Russia launched 60 drones at Ukraine overnight. One person was killed and five were injured in Poltava.",
        &[
            "russia > ukraine | 60 drone |  | -/- | 2026-02-16/2026-02-17",
            "russia > ukraine |  |  | 1/5 | 2026-02-16/2026-02-17",
        ],
    );
}

#[test]
fn a_town_is_part_of_the_barrage() {
    let found =
        strikes("Russia launched 60 drones at Ukraine overnight. One person was killed in Poltava, the governor said.");
    assert_eq!(found.len(), 2);
    assert_eq!(found[1].part_of, Some(0));
    assert_eq!(found[1].content.place.as_ref().map(|p| p.id.as_str()), Some("poltava"));
}

#[test]
fn both_sides_of_a_clash() {
    check(
        "Pakistani missiles killed three people in Amritsar on Monday while Indian jets hit a depot in Lahore.",
        &["pakistan > india | ? missile |  | 3/- | 2026-02-16", "india > pakistan | ? aircraft |  | -/- | 2026-02-16"],
    );
}

#[test]
fn no_strikes() {
    for none in [
        "The two sides struck a deal on Monday.",
        "Port workers went on strike on Monday.",
        "A general strike closed schools in Italy on Monday.",
        "Russia could launch 300 drones at Ukraine, the minister warned.",
        "More than 59,000 people have been killed in Gaza since October 2023, its health ministry says.",
        "In the space of a week Russia has used 900 drones against Ukraine.",
        "Kenya launched talks with Somalia on Monday.",
        "Russia annexed Crimea in 2014.",
        "An explosion at a port in Iran killed four people on Monday; it was an accident.",
        "He died in hospital on Monday.",
        "The minister hit back at his critics on Monday.",
    ] {
        check(none, &[]);
    }
}

#[test]
fn a_lost_day_leaves_the_start_open() {
    check(
        "Russia launched 29 missiles at Ukraine in attacks overnight into , killing four people.",
        &["russia > ukraine | 29 missile |  | 4/- | /2026-02-17"],
    );
}

#[test]
fn the_claimant_is_kept_with_every_figure() {
    let found = strikes("Russia fired 90 drones at Ukraine overnight, Ukraine's air force said.");
    let figure = &found[0].content.figures[0];
    assert_eq!(
        (figure.value, figure.claimed_by.as_deref(), figure.evidence),
        (90, Some("ukrainian-air-force"), Some(0))
    );
}

#[test]
fn days_of_the_attack_before_days_of_the_telling() {
    check(
        "Kenya said on Tuesday that Somalia had fired 20 rockets at Mombasa on Sunday.",
        &["somalia > kenya | 20 rocket |  | -/- | 2026-02-15"],
    );
    check(
        "India and Pakistan said on Tuesday each had attacked the other overnight. Pakistan fired 30 drones at India.",
        &["pakistan > india | 30 drone |  | -/- | 2026-02-16/2026-02-17"],
    );
    check(
        "Russia launched 60 drones at Ukraine overnight. Within hours Ukraine fired 12 rockets at Russia.",
        &[
            "russia > ukraine | 60 drone |  | -/- | 2026-02-16/2026-02-17",
            "ukraine > russia | 12 rocket |  | -/- | 2026-02-17",
        ],
    );
    check(
        "Pakistan attacked India on February 10, and Pakistani drones have since hit Amritsar.",
        &[
            "pakistan > india |  |  | -/- | 2026-02-10",
            "pakistan > india | ? drone |  | -/- | [2026-02-10..2026-02-17]",
        ],
    );
}

#[test]
fn joint_attackers_are_all_kept() {
    let found = strikes("The United States and Britain struck a radar site in Yemen on Monday.");
    let ids: Vec<_> = found[0].content.actors(Role::Attacker).map(|a| a.id.as_str()).collect();
    assert_eq!(ids, ["united-kingdom", "united-states"]);
}

#[test]
fn counts_for_the_whole_country_belong_to_the_barrage() {
    check(
        "Russia launched 60 drones at Ukraine overnight. One drone hit a house in Poltava, killing one person. \
         Seven people were injured across the country.",
        &[
            "russia > ukraine | 60 drone |  | -/7 | 2026-02-16/2026-02-17",
            "russia > ukraine | 1 drone |  | 1/- | 2026-02-16/2026-02-17",
        ],
    );
}

#[test]
fn an_answer_is_a_strike_of_its_own() {
    check(
        "Monday's Indian raid on Lahore, in which 14 bombs were dropped, had drawn a Pakistani barrage on India \
         that reports put at 25 missiles.",
        &["india > pakistan | 14 bomb |  | -/- | 2026-02-16", "pakistan > india | 25 missile |  | -/- | 2026-02-16"],
    );
}

#[test]
fn tallies_and_blasts_are_no_strikes() {
    for none in [
        "Israel has killed more than 60,000 people in Gaza since 7 October 2023.",
        "More than 60,000 have been killed in Gaza since, the ministry said.",
        "An explosion tore through a warehouse in Karachi on Monday, killing five people.",
        "India struck a depot in Lahore on Monday. A blast at a market in Karachi killed five people.",
    ] {
        let got: Vec<String> =
            strikes(none).iter().map(line).filter(|l| !l.starts_with("india > pakistan |  |  | -/-")).collect();
        assert!(got.is_empty(), "{none}: {got:?}");
    }
}

#[test]
fn attackers_by_owner_agent_verb_and_blame() {
    for (input, expect) in [
        (
            "An RSF drone strike killed nine people in Khartoum on Monday.",
            "rsf > sudan | ? drone |  | 9/- | 2026-02-16",
        ),
        (
            "Nine people were killed in Khartoum on Monday in shelling by the paramilitary Rapid Support Forces.",
            "rsf > sudan |  |  | 9/- | 2026-02-16",
        ),
        (
            "Kenya carried out air strikes on three al-Shabaab camps near Kismayo on Monday.",
            "kenya > al-shabaab |  |  | -/- | 2026-02-16",
        ),
        (
            "Al-Shabaab claimed responsibility for an attack on a convoy near Kismayo on Monday in which as many as 12 soldiers died.",
            "al-shabaab > somalia |  |  | 12/- | 2026-02-16",
        ),
        (
            "Police blamed the ELN for an attack on a barracks in Bogota on Monday that wounded six officers.",
            "eln > colombia |  |  | -/6 | 2026-02-16",
        ),
        (
            "A rocket fired from Somalia hit a school in Mandera on Monday, killing a teacher.",
            "somalia > kenya | 1 rocket |  | 1/- | 2026-02-16",
        ),
        (
            "Gunmen opened fire on worshippers at a mosque in Maiduguri on Monday, killing at least nine people.",
            "? > nigeria |  |  | 9/- | 2026-02-16",
        ),
        (
            "Houthi rebels fired three missiles at a Greek tanker in the Gulf of Aden on Monday.",
            "houthis > greece | 3 missile |  | -/- | 2026-02-16",
        ),
        (
            "Two Indian soldiers were killed in cross-border firing by Pakistani troops in Poonch on Monday.",
            "pakistan > india |  |  | 2/- | 2026-02-16",
        ),
    ] {
        check(input, &[expect]);
    }
}

#[test]
fn an_attack_told_as_what_came_before_is_its_own() {
    let found = strikes(
        "Hezbollah fired 40 rockets at Haifa on Monday in response to Israeli strikes on Beirut that killed three people.",
    );
    let sides: Vec<String> = found.iter().map(|m| line(m).split(" |").next().unwrap_or_default().to_owned()).collect();
    assert_eq!(sides, ["hezbollah > israel", "israel > lebanon"]);
    assert_eq!(found[1].content.date.edtf(), "/2026-02-16");
}

#[test]
fn what_goes_on_about_an_attack_is_part_of_it() {
    check(
        "An Ethiopian air strike on a village killed ten people on Monday. A jet dropped three bombs on Shire. \
         The attack also wounded six, doctors said.",
        &["ethiopia > ? | ? aircraft, 3 bomb |  | 10/6 | 2026-02-16"],
    );
    let found = strikes(
        "A Kenyan air strike hit a camp in Kismayo on Monday, killing two people. Doctors said five had been killed.",
    );
    let Detail::Strike(s) = &found[0].content.detail else { panic!("a strike") };
    assert_eq!(s.casualties.killed.map(|t| (t.best, t.low, t.high)), Some((2, 2, 5)));
}

#[test]
fn people_are_counted_together_and_parts_apart() {
    for (input, expect) in [
        ("Kenyan shelling in Kismayo on Monday killed three soldiers and wounded 12, including four children.", "3/12"),
        ("Five officers and three civilians were injured in a Kenyan air strike on Kismayo on Monday.", "-/8"),
        ("A farmer and four workers were killed in a Kenyan air strike on Kismayo on Monday.", "5/-"),
        (
            "A Kenyan air strike on Kismayo on Monday resulted in the deaths of 16 people and injuries to 21 others.",
            "16/21",
        ),
        ("A Kenyan air strike on Kismayo on Monday claimed the lives of nine civilians.", "9/-"),
        ("Seven people, who had fled the fighting, were killed in a Kenyan air strike on Kismayo on Monday.", "7/-"),
        ("A Kenyan air strike on Kismayo on Monday killed dozens of people.", "24/-"),
        ("Kenyan air strikes near two towns in Somalia on Monday killed three militants.", "3/-"),
    ] {
        let found = strikes(input);
        let got = found.first().map(line).unwrap_or_default();
        assert!(got.contains(&format!("| {expect} |")), "{input}: {got}");
    }
}

#[test]
fn what_did_not_happen_is_no_strike() {
    for none in [
        "Somalia denied shelling Mandera on Monday.",
        "Kenya threatened to strike Kismayo on Monday.",
        "Kenya vowed on Monday to bomb al-Shabaab camps in Somalia.",
        "Monday was the last day of a pause in strikes on Kismayo.",
        "Residents of Kismayo fled on Monday in fear of Kenyan air strikes.",
        "North Korea fired two ballistic missiles into the sea on Monday in a missile test.",
        "The minister came under fire from critics in Kenya on Monday.",
        "Sanctions hit Kenya on Monday.",
        "Kenya deployed 40 drones at an airport in Mandera on Monday.",
        "The launchers can fire 40 rockets at a time, Kenya said on Monday.",
        "Kenya and Somalia accused each other on Monday of attacks on their border towns.",
        "The conflict has killed thousands of people in Somalia, the envoy said on Monday.",
        "55,000 Kenyan soldiers killed since 2022, the president said on Monday.",
    ] {
        check(none, &[]);
    }
}

#[test]
fn an_article_of_the_day_before_has_its_own_night() {
    let told = "Envoys said on Monday that the talks in Oslo had ended without much of a result.";
    check(
        &format!("{told} Overnight, Russia fired 90 drones at Ukraine."),
        &["russia > ukraine | 90 drone |  | -/- | 2026-02-15/2026-02-16"],
    );
    // Where something of the day of publication is told, the night is the last one.
    check(
        &format!("{told} It snowed on Tuesday. Overnight, Russia fired 90 drones at Ukraine."),
        &["russia > ukraine | 90 drone |  | -/- | 2026-02-16/2026-02-17"],
    );
    check(
        &format!("{told} Overnight into Tuesday, Russia fired 90 drones at Ukraine."),
        &["russia > ukraine | 90 drone |  | -/- | 2026-02-16/2026-02-17"],
    );
}

#[test]
fn the_news_goes_on_after_what_was_told_in_looking_back() {
    let told = "A truce between Israel and Iran began in the early hours of Tuesday and held for a while.";
    check(
        &format!(
            "{told}\n\nThe mediators had proclaimed a full ceasefire on Sunday after an attack on a harbour.\n\n\
             An Iranian missile struck a house in Israel shortly before the truce began, killing three people."
        ),
        &["iran > israel | 1 missile |  | 3/- | 2026-02-17"],
    );
}

#[test]
fn so_many_of_so_many() {
    check(
        "India shot down 48 out of 53 Pakistani drones overnight, the Indian army said.",
        &["pakistan > india | 53 drone | 48 drone | -/- | 2026-02-16/2026-02-17"],
    );
    check(
        "A drone launched by the Sudanese Rapid Support Forces struck a market in Khartoum on Monday, killing 15 people.",
        &["rsf > sudan | 1 drone |  | 15/- | 2026-02-16"],
    );
}

#[test]
fn by_those_who_are_not_named() {
    check(
        "Ten people have been killed by suspected militants in northern Mali on Monday.",
        &["? > mali |  |  | 10/- | 2026-02-16"],
    );
    check(
        "Two Cambodian soldiers were shot dead by Thai troops near the border on Monday.",
        &["thailand > cambodia |  |  | 2/- | 2026-02-16"],
    );
    check("Armed men killed 11 soldiers in northern Mali on Monday.", &["? > mali |  |  | 11/- | 2026-02-16"]);
    check(
        "A soldier was killed when a group of Pakistani soldiers crossed the line and fired wildly at an Indian army patrol on Monday.",
        &["pakistan > india |  |  | 1/- | 2026-02-16"],
    );
    // Whose air strike it was is not said; the speaker's it was not.
    check(
        "On Monday the Houthi health minister said that a coalition air strike killed 13 people in Saada province.",
        &["? > yemen |  |  | 13/- | 2026-02-16"],
    );
    check("Ten people were killed by the cold in northern Mali on Monday.", &[]);
}

#[test]
fn whom_it_was_on() {
    check(
        "Three people were killed on Monday in the shelling of Tripoli's port.",
        &["? > libya |  |  | 3/- | 2026-02-16"],
    );
    check(
        "A crew member was killed when a United Nations helicopter was attacked in South Sudan on Monday.",
        &["? > un | ? aircraft |  | 1/- | 2026-02-16"],
    );
    check(
        "Saudi air defences on Monday intercepted a ballistic missile launched by the Houthis.",
        &["houthis > saudi-arabia | 1 ballistic-missile |  | -/- | 2026-02-16"],
    );
    // The country behind a town is where it was, not who did it.
    check(
        "An explosion of a roadside bomb in Dolna, India, triggered by militants killed two soldiers on Monday.",
        &["? > india | ? bomb |  | 2/- | 2026-02-16"],
    );
    // The base is the rebels'; the raid is not.
    check(
        "On Monday Saudi jets carried out an air strike on the airport of Hodeidah, which is being used by the Houthis as a base.",
        &["saudi-arabia > yemen | ? aircraft |  | -/- | 2026-02-16"],
    );
}

#[test]
fn what_went_on_for_months_is_no_strike() {
    check("The Houthis began last November to launch missiles and drones at ships in the Red Sea.", &[]);
    check("India and Pakistan met on Monday after several recent incidents of firing and an attack in Kashmir.", &[]);
}

#[test]
fn counts_of_those_who_were_struck_and_strikes_before_others() {
    check(
        "Iran fired missiles at Al Udeid, an American air base in Qatar, on Monday evening. Washington put the number at 14, Qatar at 19.",
        &["iran > qatar | 19 missile |  | -/- | 2026-02-16"],
    );
    check(
        "A drone strike by the Sudanese paramilitary Rapid Support Forces killed 15 people at a market in Khartoum on Monday.",
        &["rsf > sudan | ? drone |  | 15/- | 2026-02-16"],
    );
    check(
        "A drone attack by Sudanese paramilitaries killed 38 people in Khartoum on Monday.",
        &["? > sudan | ? drone |  | 38/- | 2026-02-16"],
    );
    // Known by Monday; whether it was on that day, nobody says.
    check(
        "At least nine people have been killed in a drone attack in Khartoum, activists reported on Monday.",
        &["? > sudan | ? drone |  | 9/- | /2026-02-16"],
    );
    check(
        "A drone attack killed 38 people in Darfur on Monday. The attack, carried out by the Rapid Support Forces, hit the centre of Khartoum with four missiles.",
        &["rsf > sudan | ? drone, 4 missile |  | 38/- | 2026-02-16"],
    );
    check(
        "A drone strike by the Rapid Support Forces killed 15 people in Khartoum on Monday. The strike came only a few days after the Rapid Support Forces hit a mosque in Port Sudan, killing 70 people.",
        &["rsf > sudan | ? drone |  | 15/- | 2026-02-16", "rsf > sudan |  |  | 70/- | /2026-02-16"],
    );
}

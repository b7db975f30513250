use super::*;
use crate::{
    domain::{ActorKind, Text},
    extract::sentence,
};

fn read(doc: &Doc) -> Vec<ActorMention> {
    read_on(doc, None)
}

fn read_on(doc: &Doc, day: Option<&str>) -> Vec<ActorMention> {
    let lexicon = Lexicon::builtin();
    find(doc, &Names::of(doc, lexicon), lexicon, day.and_then(|d| d.parse().ok()))
}

fn all(input: &str) -> Vec<(String, String, Naming)> {
    let text = Text::freeze(input);
    let doc = sentence::read(&text);
    read(&doc).iter().map(|m| (text.slice(m.span).to_owned(), m.actor.id.clone(), m.naming)).collect()
}

fn check(input: &str, expect: &[(&str, &str)]) {
    let got = all(input);
    let got: Vec<(&str, &str)> = got.iter().map(|(a, b, _)| (a.as_str(), b.as_str())).collect();
    assert_eq!(got, expect, "{input}");
}

#[test]
fn people_by_title() {
    check(
        "Ukrainian Foreign Minister Andriy Sybiga left.",
        &[("Ukrainian Foreign Minister Andriy Sybiga", "andrii-sybiha")],
    );
    check("Slovakia's Prime Minister Jane Roe left.", &[("Slovakia's Prime Minister Jane Roe", "jane-roe")]);
    check("The Kenyan envoy, Jane Roe, left.", &[("The Kenyan envoy, Jane Roe", "jane-roe")]);
    check(
        "Jane Roe, head of the Ghanaian delegation, left.",
        &[("Jane Roe, head of the Ghanaian delegation", "jane-roe")],
    );
    check(
        "Mali's Minister of Water Resources and Irrigation Jane Roe spoke.",
        &[("Mali's Minister of Water Resources and Irrigation Jane Roe", "jane-roe")],
    );
    check("Governor Jane Roe spoke. Roe then left.", &[("Governor Jane Roe", "jane-roe"), ("Roe", "jane-roe")]);
    check("The governor of Sevastopol, Jane Roe, spoke.", &[("The governor of Sevastopol, Jane Roe", "jane-roe")]);
    check("Jane Roe, who leads the Malian team, spoke.", &[("Jane Roe, who leads the Malian team", "jane-roe")]);
    check(
        "First Deputy Energy Minister Jane Roe reported it.",
        &[("First Deputy Energy Minister Jane Roe", "jane-roe")],
    );
}

#[test]
fn people_keep_country_and_title() {
    let text = Text::freeze("Kenyan Foreign Minister Jane Roe left. She smiled. The minister waved.");
    let doc = sentence::read(&text);
    let found = read(&doc);
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found.iter().all(|m| m.actor.country.as_deref() == Some("KE") && m.actor.id == "jane-roe"));
    assert_eq!(found[0].title.as_deref(), Some("Kenyan Foreign Minister"));
    assert_eq!((found[1].naming, found[2].naming), (Naming::Pronoun, Naming::RoleOnly));
}

#[test]
fn capitals_act_or_are_places() {
    check("Moscow is demanding land.", &[("Moscow", "russia")]);
    check("They met in Moscow.", &[]);
    check("Talks between Moscow and Kyiv stalled.", &[("Moscow", "russia"), ("Kyiv", "ukraine")]);
    check("Rounds in Muscat and Rome failed.", &[]);
    check("The Kremlin said no.", &[("Kremlin", "russia")]);
    check("They live in Ukraine and Poland.", &[]);
    check("Drones were fired at Ukraine.", &[("Ukraine", "ukraine")]);
    check("All four Moscow airports closed.", &[]);
}

#[test]
fn bodies() {
    check("Ukraine's air force said so.", &[("Ukraine's air force", "ukrainian-air-force")]);
    check("The Russian defence ministry said so.", &[("The Russian defence ministry", "russian-defence-ministry")]);
    check("The defence ministry in Moscow said so.", &[("The defence ministry in Moscow", "russian-defence-ministry")]);
    check("Israel struck. Its military said so.", &[("Israel", "israel"), ("Its military", "israeli-military")]);
    check("The Ukrainian delegation left.", &[("The Ukrainian delegation", "ukraine")]);
    check("Local authorities said so.", &[("Local authorities", "local-authorities")]);
}

#[test]
fn offices_without_a_name() {
    check("A senior US official said so.", &[("A senior US official", "senior-us-official")]);
    check("Another spokesperson agreed.", &[("Another spokesperson", "spokesperson")]);
    check(
        "A source close to the Russian delegation said so.",
        &[("A source close to the Russian delegation", "source-close-to-the-russian-delegation")],
    );
    check("They head for home.", &[]);
}

#[test]
fn hyphens_and_groups() {
    check("Iran-US talks stalled.", &[("Iran", "iran"), ("US", "united-states")]);
    check("Pro-Russian rebels left.", &[]);
    check("Hamas agreed. The group said so.", &[("Hamas", "hamas"), ("The group", "hamas")]);
}

#[test]
fn names_of_many_tongues() {
    check(
        "“We go on,” said Hamad bin Nasser bin Saif Al Darwishi, Omani minister of state at the Ministry of Trade.",
        &[(
            "Hamad bin Nasser bin Saif Al Darwishi, Omani minister of state at the Ministry of Trade",
            "hamad-bin-nasser-bin-saif-al-darwishi",
        )],
    );
    check("Peruvian envoy Luis de la Rosa left.", &[("Peruvian envoy Luis de la Rosa", "luis-de-la-rosa")]);
    check(
        "South Korean minister Cho Min-ho left. Cho smiled.",
        &[("South Korean minister Cho Min-ho", "cho-min-ho"), ("Cho", "cho-min-ho")],
    );
    check(
        "Bolivian envoy Luis Rojas Medina left. Rojas Medina smiled.",
        &[("Bolivian envoy Luis Rojas Medina", "luis-rojas-medina"), ("Rojas Medina", "luis-rojas-medina")],
    );
    check("Senator J. R. Roe Jr. left.", &[("Senator J. R. Roe Jr.", "j-r-roe-jr")]);
    check(
        "Vice Premier He Jiahao came. Talks between Roe and He went on.",
        &[("Vice Premier He Jiahao", "he-jiahao"), ("He", "he-jiahao")],
    );
    check("Gen. Abdul Karim al-Hadi left.", &[("Gen. Abdul Karim al-Hadi", "abdul-karim-al-hadi")]);
    check("Ghanaian President Dr Kofi Roe left.", &[("Ghanaian President Dr Kofi Roe", "kofi-roe")]);
    check("Kenyan FM Jane Roe left.", &[("Kenyan FM Jane Roe", "jane-roe")]);
    check("Ms Roe said no.", &[("Ms Roe", "roe")]);
}

#[test]
fn names_swallow_no_neighbours() {
    check(
        "Kenyan envoy Jane Roe left. Meanwhile Roe wrote. Citing Roe, they left.",
        &[("Kenyan envoy Jane Roe", "jane-roe"), ("Roe", "jane-roe"), ("Roe", "jane-roe")],
    );
    check("Kenyan envoy Jane Roe Monday said no.", &[("Kenyan envoy Jane Roe", "jane-roe")]);
    check("Nairobi-based Telepoint showed it.", &[]);
}

#[test]
fn things_are_no_people() {
    check("The General Harvest Committee met.", &[("General Harvest Committee", "general-harvest-committee")]);
    check("They signed the Lake Waters Treaty (LWT) and left. The LWT holds.", &[]);
    check("Trade with DR Congo grew.", &[("DR Congo", "democratic-republic-of-the-congo")]);
    check("The front is a member of the alliance.", &[]);
}

#[test]
fn envoys_do_not_serve_where_they_are_sent() {
    let serves = |input: &str, whom: Option<&str>| {
        let text = Text::freeze(input);
        let doc = sentence::read(&text);
        let found = read(&doc);
        let of = found.iter().find(|m| m.actor.kind == ActorKind::Person).and_then(|m| m.actor.affiliation.clone());
        assert_eq!(of.as_ref().map(|a| a.id.as_str()), whom, "{input}");
    };
    serves("The UN special envoy for Yemen, Jane Roe, left.", Some("un"));
    serves("UN Yemen envoy Jane Roe left.", Some("un"));
    serves("The Norwegian ambassador to Sudan, Jane Roe, left.", Some("norway"));
    serves("Jane Roe, a spokeswoman for the Houthis, left.", Some("houthis"));
    serves("Jane Roe, an adviser to the Kenyan president, left.", Some("kenya"));
    serves("Turkish Cypriot leader Jane Roe left.", Some("turkish-cypriot"));
    serves("The envoy to Syria, Jane Roe, left.", None);
    serves("M23 negotiator Jane Roe left.", Some("m23"));
}

#[test]
fn offices_find_their_holders() {
    check(
        "Kenyan Defence Minister John Doe met Kenyan FM Jane Roe. The foreign minister left. The country's top diplomat slept.",
        &[
            ("Kenyan Defence Minister John Doe", "john-doe"),
            ("Kenyan FM Jane Roe", "jane-roe"),
            ("The foreign minister", "jane-roe"),
            ("The country's top diplomat", "jane-roe"),
        ],
    );
    check(
        "Former Kenyan president John Doe met Kenyan President Jane Roe. The president left.",
        &[
            ("Former Kenyan president John Doe", "john-doe"),
            ("Kenyan President Jane Roe", "jane-roe"),
            ("The president", "jane-roe"),
        ],
    );
    check(
        "A senior Kenyan official said so. The official added nothing.",
        &[("A senior Kenyan official", "senior-kenyan-official"), ("The official", "senior-kenyan-official")],
    );
    check(
        "Thai Prime Minister and Interior Minister Jane Roe left.",
        &[("Thai Prime Minister and Interior Minister Jane Roe", "jane-roe")],
    );
    check(
        "Ghanaian water resources minister Jane Roe left.",
        &[("Ghanaian water resources minister Jane Roe", "jane-roe")],
    );
    check(
        "Cambodian Minister of National Defence Jane Roe left.",
        &[("Cambodian Minister of National Defence Jane Roe", "jane-roe")],
    );
}

#[test]
fn ministries_by_either_name() {
    check(
        "The Kenyan Ministry of Foreign Affairs said no. Kenya's foreign ministry said yes.",
        &[
            ("The Kenyan Ministry of Foreign Affairs", "kenyan-foreign-ministry"),
            ("Kenya's foreign ministry", "kenyan-foreign-ministry"),
        ],
    );
}

#[test]
fn groups_by_the_form_of_their_names() {
    check(
        "The Karsk National Liberation Front (KNLF) agreed. The KNLF delegation left. A KNLF official said the rebels won.",
        &[
            ("Karsk National Liberation Front", "karsk-national-liberation-front"),
            ("The KNLF delegation", "karsk-national-liberation-front"),
            ("A KNLF official", "knlf-official"),
            ("the rebels", "karsk-national-liberation-front"),
        ],
    );
    check(
        "Houthi rebels fired. The Yemeni rebel group said so.",
        &[("Houthi rebels", "houthis"), ("The Yemeni rebel group", "houthis")],
    );
    check("Envoys of Sudan and the Rapid Support Forces met.", &[("Sudan", "sudan"), ("Rapid Support Forces", "rsf")]);
    check("The group chat broke.", &[]);
    check("The Royal Kenyan Army said so.", &[("The Royal Kenyan Army", "kenyan-army")]);
}

#[test]
fn pronouns_look_outside_the_marks_and_at_the_person() {
    check(
        "Spokeswoman Ann Poe spoke. “Envoy John Doe is no different,” she said.",
        &[("Spokeswoman Ann Poe", "ann-poe"), ("Envoy John Doe", "john-doe"), ("she", "ann-poe")],
    );
    check(
        "Minister Jane Roe met Mr Doe. He smiled.",
        &[("Minister Jane Roe", "jane-roe"), ("Mr Doe", "doe"), ("He", "doe")],
    );
    check(
        "Kim Su Ra, the sister of North Korean leader Kim Jong Un, spoke. She smiled.",
        &[("Kim Su Ra, the sister of North Korean leader Kim Jong Un", "kim-su-ra"), ("She", "kim-su-ra")],
    );
}

#[test]
fn an_office_is_who_held_it_on_the_day_of_the_article() {
    let who = |input: &str, day: Option<&str>| {
        let doc = sentence::read(&Text::freeze(input));
        let found = read_on(&doc, day);
        found.first().map(|m| (m.actor.id.clone(), m.rule == ON_THE_DAY)).unwrap_or_default()
    };
    let check = |input: &str, day: Option<&str>, id: &str, dated: bool| {
        assert_eq!(who(input, day), (id.to_owned(), dated), "{input} on {day:?}");
    };
    let day = Some("2025-06-01");
    check("The French foreign minister left.", day, "jean-noel-barrot", true);
    check("France's foreign minister left.", day, "jean-noel-barrot", true);
    check("The foreign minister of France left.", day, "jean-noel-barrot", true);
    check("The president of the United States left.", day, "donald-trump", true);
    check("The US president spoke.", Some("2024-05-01"), "joe-biden", true);
    check("The US president spoke.", day, "donald-trump", true);
    // Without a day, on a day the lexicon does not know, or of another day, nobody is meant for certain.
    check("The French foreign minister left.", None, "french-foreign-minister", false);
    check("The US president spoke.", Some("2031-05-01"), "us-president", false);
    check("In 2016 the US president spoke.", day, "us-president", false);
    check("A French foreign minister left.", day, "french-foreign-minister", false);
    check("The French deputy foreign minister left.", day, "french-deputy-foreign-minister", false);
    check("The former French foreign minister left.", day, "former-french-foreign-minister", false);
    // Whoever the article itself gives the office is meant.
    let doc = sentence::read(&Text::freeze("French Foreign Minister Jane Roe came. The French foreign minister left."));
    let found = read_on(&doc, day);
    assert!(found.iter().all(|m| m.actor.id == "jane-roe"), "{found:?}");
}

use super::*;
use crate::{domain::Text, extract::sentence};

fn all(input: &str) -> Vec<(String, String, Naming)> {
    let text = Text::freeze(input);
    let doc = sentence::read(&text);
    find(&doc, Lexicon::builtin())
        .iter()
        .map(|m| (text.slice(m.span).to_owned(), m.actor.id.clone(), m.naming))
        .collect()
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
    let found = find(&doc, Lexicon::builtin());
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

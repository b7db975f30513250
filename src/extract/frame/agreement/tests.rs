use crate::{
    domain::{Detail, Role, Text},
    extract::{Lexicon, Metadata, extract},
};

fn check(input: &str, expect: &[&str]) {
    let metadata = Metadata { published: "2026-02-17".parse().ok(), ..Metadata::default() };
    let found = extract(&Text::freeze(input), &metadata, Lexicon::builtin());
    let line = |m: &crate::domain::Mention| {
        let Detail::Agreement(a) = &m.content.detail else { return None };
        let who: Vec<_> = m.content.actors(Role::Signatory).map(|a| a.id.as_str()).collect();
        Some(format!("{} {} {}", a.agreement, m.content.status.map_or("?", |s| s.as_str()), who.join("+")))
    };
    let got: Vec<String> = found.mentions.iter().filter_map(line).collect();
    assert_eq!(got, expect, "{input}");
}

#[test]
fn steps_of_agreements() {
    check("Armenia and Azerbaijan reached a ceasefire on Monday.", &["ceasefire agreed armenia+azerbaijan"]);
    check("A truce between Israel and Hezbollah took effect on Monday.", &["ceasefire in-force israel+hezbollah"]);
    check("The truce between Israel and Hamas collapsed on Monday.", &["ceasefire collapsed israel+hamas"]);
    check(
        "Rwanda and DR Congo signed a peace agreement on Monday.",
        &["signed text agreed rwanda+democratic-republic-of-the-congo"],
    );
    check("Russia and Ukraine exchanged prisoners on Monday.", &["prisoner exchange carried-out russia+ukraine"]);
}

#[test]
fn no_agreements() {
    for none in [
        "Kenya hopes for a ceasefire in Sudan.",
        "No ceasefire was agreed between Israel and Hamas.",
        "Israel and Hamas failed to agree a truce on Monday.",
        "Russia and Ukraine could exchange prisoners soon.",
        "The missile struck a house in Israel before the truce with Iran.",
        "Israel accused Hamas of truce violations.",
    ] {
        check(none, &[]);
    }
}

#[test]
fn what_was_agreed_is_told_by_the_words_around_it() {
    for (text, expect) in [
        ("Kenya and Uganda signed a memorandum on Monday.", "signed text agreed kenya+uganda"),
        ("Kenya and Uganda agreed in principle on a truce on Monday.", "ceasefire in-principle kenya+uganda"),
        ("Kenya and Uganda reached an initial deal on a prisoner swap.", "prisoner exchange in-principle kenya+uganda"),
        ("Kenya and Uganda agreed to extend a trade truce for 90 days.", "other agreed kenya+uganda"),
        ("Kenya freed 40 Ugandan prisoners of war on Monday.", "prisoner exchange carried-out kenya+uganda"),
        ("Kenya and Uganda also agreed to reopen the bridge.", "other agreed kenya+uganda"),
        ("Kenya and Uganda agreed to halt all attacks.", "ceasefire agreed kenya+uganda"),
        ("A truce between Kenya and Uganda, signed in May, expired on Sunday.", "ceasefire expired kenya+uganda"),
        ("The treaty between Kenya and Uganda entered into force on Monday.", "signed text in-force kenya+uganda"),
        ("Kenya proposed a humanitarian truce to Uganda on Monday.", "ceasefire proposed kenya+uganda"),
        ("Kenya resumed its raids on Uganda on Monday, breaking a ceasefire.", "ceasefire collapsed kenya+uganda"),
        (
            "Kenya and Uganda will each release 40 prisoners under a deal agreed on Monday.",
            "prisoner exchange agreed kenya+uganda",
        ),
    ] {
        check(text, &[expect]);
    }
}

#[test]
fn no_agreement_is_made_up() {
    for none in [
        "Kenya and Uganda agreed to meet again in Rome.",
        "Kenya and Uganda will sign a treaty on Friday.",
        "Kenya would sign a treaty with Uganda if it could.",
        "Any deal between Kenya and Uganda must be signed by Friday.",
        "Kenya rejected the ceasefire that Uganda wants.",
        "The striker signed a deal with a club in Kenya.",
        "Kenya traded arms with Uganda to win back its hostages.",
        "Ceasefire talks between Kenya and Uganda began on Monday.",
        "Did Kenya and Uganda sign a truce on Monday?",
        "Kenya urged Uganda to release its prisoners.",
        "They signed a with in on.",
        "The ceasefire between and took effect on.",
    ] {
        check(none, &[]);
    }
}

#[test]
fn where_and_with_whose_help() {
    let read = |input: &str| {
        let metadata = Metadata { published: "2026-02-17".parse().ok(), ..Metadata::default() };
        let found = extract(&Text::freeze(input), &metadata, Lexicon::builtin());
        let m = found.mentions.into_iter().find(|m| matches!(m.content.detail, Detail::Agreement(_)));
        let m = m.expect("an agreement");
        let brokers: Vec<_> = m.content.actors(Role::Mediator).map(|a| a.id.clone()).collect();
        let Detail::Agreement(a) = &m.content.detail else { unreachable!("it is one") };
        let effective = a.effective.as_ref().map(|w| w.edtf().to_owned());
        (m.content.place.map(|p| p.name), brokers.join("+"), a.what.clone().unwrap_or_default(), effective)
    };
    let of = |place: Option<&str>, brokers: &str, what: &str, effective: Option<&str>| {
        (place.map(str::to_owned), brokers.to_owned(), what.to_owned(), effective.map(str::to_owned))
    };
    assert_eq!(
        read("Kenya and Uganda signed a peace agreement in Rome on Monday, brokered by Oman and Qatar."),
        of(Some("Rome"), "oman+qatar", "peace agreement", None)
    );
    assert_eq!(
        read("Kenya and Uganda reached a truce on Monday that is to begin on Friday."),
        of(None, "", "truce", Some("2026-02-20"))
    );
    // Where the guns are to fall silent is not where it was agreed.
    assert_eq!(read("Kenya and Uganda reached a truce in Goma on Monday.").0, None);
    assert_eq!(read("Kenya and Uganda signed a Qatari-mediated truce on Monday.").2, "Qatari-mediated truce");
}

#[test]
fn what_is_only_named_or_only_talked_about_is_no_agreement() {
    for none in [
        "Talks in Rome between Kenya and Uganda aimed at reaching a lasting ceasefire have ended.",
        "Kenya and Uganda agreed to continue preparations for the signing of a treaty on Monday.",
        "Kenya repaired the road in line with a declaration signed with Uganda.",
        "A commission is to ensure that the ceasefire between Kenya and Uganda is properly implemented.",
        "According to the document, Kenya and Uganda have agreed to settle disputes through dialogue.",
    ] {
        check(none, &[]);
    }
    // With its day it is one.
    check(
        "Under the 5 January accord signed by Kenya and Uganda the road is open.",
        &["signed text agreed kenya+uganda"],
    );
    check("Kenya accused Uganda of ignoring the ceasefire agreement of 5 January.", &["ceasefire agreed kenya+uganda"]);
    check("Kenya and Uganda agreed to uphold the truce reached on 5 January.", &["ceasefire agreed kenya+uganda"]);
}

#[test]
fn what_has_ended_lasted() {
    let date = |input: &str| {
        let metadata = Metadata { published: "2026-02-17".parse().ok(), ..Metadata::default() };
        let found = extract(&Text::freeze(input), &metadata, Lexicon::builtin());
        let m = found.mentions.into_iter().find(|m| matches!(m.content.detail, Detail::Agreement(_)));
        m.expect("an agreement").content.date.edtf().to_owned()
    };
    assert_eq!(
        date("A 48-hour truce between Kenya and Uganda neared its end on Sunday evening."),
        "2026-02-13/2026-02-15"
    );
    assert_eq!(
        date("The truce in force since 3 January between Kenya and Uganda collapsed on Sunday."),
        "2026-01-03/2026-02-15"
    );
    // What else the sentence dates is not its beginning.
    assert_eq!(date("After a vote in May the truce between Kenya and Uganda expired on Sunday."), "2026-02-15");
}

#[test]
fn whoever_makes_it_known_need_not_be_a_side() {
    // Between the foes that the article is about.
    let war = "Russia and Ukraine traded fire. Russia and Ukraine are at war.";
    check(
        &format!("{war} The pause in strikes that Donald Trump announced on Thursday went well."),
        &["ceasefire announced russia+ukraine"],
    );
    check(&format!("{war} A truce over the holiday was not prolonged."), &["ceasefire expired russia+ukraine"]);
    check("Donald Trump said Kenya had agreed to a ceasefire on Monday.", &["ceasefire agreed kenya"]);
    check("Kenya announced a ceasefire between Chad and Libya on Monday.", &["ceasefire announced chad+libya"]);
    check(&format!("{war} The teams had reached an understanding on how a ceasefire should be watched."), &[]);
}

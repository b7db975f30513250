//! Rule cases in words of our own: what words do, and what they do not.

use super::*;
use crate::{domain::Text, extract::sentence};

/// Of these words, those that name the speaker's side, and those that name the other's.
fn side(word: &str) -> Option<By> {
    match word {
        "norland" => Some(By::Own),
        "sudland" | "sudlanders" => Some(By::Other),
        _ => None,
    }
}

fn told(text: &str, marks: bool) -> Option<Act> {
    let doc = sentence::read(&Text::freeze(text));
    let whose = |token: usize| side(doc.lower(token));
    let stretch = Stretch { tokens: 0..doc.tokens.len(), marks, goes_on: false };
    Acts::get().told(&doc.tokens, [stretch], whose).map(|told| told.act)
}

#[track_caller]
fn check(text: &str, act: Act) {
    assert_eq!(told(text, true), Some(act), "{text}");
}

#[test]
fn what_was_is_judged_and_what_is_to_be_is_asked_for() {
    check("It is important that the envoys have met.", Act::Assess);
    check("It is important that the talks were frank.", Act::Assess);
    check("It is important that both sides keep to it.", Act::Call);
    check("It is important that all prisoners be freed.", Act::Call);
    check("We hope the parties will keep to their word.", Act::Call);
    check("We hope that both sides return to the table.", Act::Call);
    check("I hope the meeting was useful.", Act::Assess);
    check("There will be no talks if they go on shelling us.", Act::Threaten);
    check("More time is needed.", Act::Assess);
    check("The last round was unproductive.", Act::Assess);
    check("It is a good agreement.", Act::Praise);
    check("Their return is clearly a positive step.", Act::Praise);
}

#[test]
fn words_tell_what_a_statement_does() {
    check("We will never accept this.", Act::Reject);
    check("We won't sign such a map.", Act::Reject);
    check("They must leave the valley.", Act::Demand);
    check("The talks were constructive.", Act::Assess);
    check("The next meeting will take place in spring.", Act::Announce);
    check("It was decided to meet again.", Act::Announce);
    check("It was a barbaric act.", Act::Condemn);
    check("Our partners should send more.", Act::Call);
    check("We are ready to continue.", Act::Promise);
    check("They violated the truce.", Act::Accuse);
    check("We will retaliate.", Act::Threaten);
    check("There was no such order.", Act::Deny);
    check("We thank our hosts.", Act::Praise);
    check("Our position is unchanged.", Act::Confirm);
    check("The pause was needed so as to clear the road.", Act::Explain);
    check("Time is running out.", Act::Warn);
    check("We propose a line of boats.", Act::Propose);
    assert_eq!(told("Rain fell.", true), None);
    assert_eq!(told("", true), None);
}

#[test]
fn whose_deed_it_is_decides() {
    check("We refuse to come.", Act::Reject);
    check("Sudland refuses to come.", Act::Accuse);
    check("Norland refuses to come.", Act::Reject);
    check("We are committed to the pact.", Act::Promise);
    assert_eq!(told("Sudland is committed to the pact.", true), None);
    check("Sudland violated the truce.", Act::Accuse);
    check("We did not violate the truce.", Act::Deny);
    assert_ne!(told("Sudland is not violating anything.", true), Some(Act::Accuse));
    // In reported speech "he" is who speaks.
    assert_eq!(told("he was ready to leave", false), Some(Act::Promise));
    assert_ne!(told("he was ready to leave", true), Some(Act::Promise));
    // A name behind a preposition is no subject.
    check("We, with the help of Sudland, refuse to come.", Act::Reject);
}

#[test]
fn adverbs_and_contractions_are_read_through() {
    check("We are fully and still committed to it, for we're always ready to talk.", Act::Promise);
    check("We can't accept that.", Act::Reject);
    check("The round will now take place in May.", Act::Announce);
}

#[test]
fn clauses_are_weighed() {
    check("Their aim is good, but they broke the truce.", Act::Accuse);
    check("Although they broke the truce, we are ready to talk.", Act::Promise);
    check("The hours were tense, but the round will be held.", Act::Announce);
}

#[test]
fn a_deed_for_those_who_do_not_comply_is_a_threat() {
    check("If they do not leave, we will come back.", Act::Threaten);
    check("Unless Sudland leaves, we will come back.", Act::Threaten);
    check("We will close the pass if Sudland fails to answer.", Act::Threaten);
    // What is promised for the same is none, nor what others will do.
    check("If they do not fire, we will abide by the truce.", Act::Promise);
    assert_ne!(told("If they do not leave, it will rain.", true), Some(Act::Threaten));
    assert_ne!(told("If they leave, we will come back.", true), Some(Act::Threaten));
}

#[test]
fn saying_so_is_doing_it() {
    check("We strongly condemn the raid.", Act::Condemn);
    check("We accuse them of the raid.", Act::Accuse);
    check("We warn them of the winter.", Act::Warn);
    check("We deny that we were there.", Act::Deny);
    check("We welcome the news.", Act::Praise);
    check("We demand the return of the boats.", Act::Demand);
    check("Norland categorically rejects the map.", Act::Reject);
    // Another who does it is only told of.
    assert_ne!(told("Sudland condemns the raid.", true), Some(Act::Condemn));
    check("Sudland rejects the map.", Act::Accuse);
}

#[test]
fn judgements_go_before_what_happens() {
    check("The round is taking place in a constructive atmosphere.", Act::Assess);
    check("The round is taking place in Oslo.", Act::Announce);
    check("It was a productive meeting.", Act::Assess);
    check("There remain wide gaps.", Act::Assess);
    check("The two sides are far apart.", Act::Assess);
    check("The next session could pave the way for a pact.", Act::Assess);
    check("It is positive that the round will take place.", Act::Praise);
    check("It is high time to open the bridge.", Act::Demand);
    check("We have one demand: the boats.", Act::Demand);
}

#[test]
fn what_a_text_holds_is_explained() {
    check("The deal includes a line of boats.", Act::Explain);
    check("The plan calls for a line of boats.", Act::Explain);
    check("We call for a line of boats.", Act::Call);
    check("The pause was made at the request of the hosts.", Act::Explain);
}

#[test]
fn refusals_denials_and_blame_of_many_words() {
    check("We will not release the boats.", Act::Reject);
    check("We will not be coerced.", Act::Reject);
    check("There will be no talks with them.", Act::Reject);
    check("We have not said so.", Act::Deny);
    check("No negotiations took place.", Act::Deny);
    check("Sudland is trying to scuttle the talks.", Act::Accuse);
    check("The panel is biased.", Act::Accuse);
    check("Sudland sidelines the council.", Act::Accuse);
    check("Terrorism from Sudland must not go on.", Act::Accuse);
    check("Closing the pass would be considered an act of war.", Act::Warn);
    check("We will fight to the end.", Act::Threaten);
    // "No need" asks for nothing; what will merely be is no refusal.
    assert_ne!(told("There is no need to fight.", true), Some(Act::Call));
    assert_ne!(told("It will not rain.", true), Some(Act::Reject));
    assert_ne!(told("Norland will not feel the cold.", true), Some(Act::Reject));
    assert_ne!(told("They should have known.", true), Some(Act::Call));
}

#[test]
fn words_that_go_on_are_of_the_speaker() {
    let goes_on = |text: &str, goes_on: bool| {
        let doc = sentence::read(&Text::freeze(text));
        let stretch = Stretch { tokens: 0..doc.tokens.len(), marks: true, goes_on };
        Acts::get().told(&doc.tokens, [stretch], |token| side(doc.lower(token))).map(|told| told.act)
    };
    assert_eq!(goes_on("ready to leave", true), Some(Act::Promise));
    assert_ne!(goes_on("ready to leave", false), Some(Act::Promise));
    // In another clause the subject is another.
    assert_ne!(goes_on("the day is long; ready to leave", true), Some(Act::Promise));
}

#[test]
fn the_file_names_only_classes_it_has() {
    for entry in &Acts::get().file.tell {
        assert!(entry.tier <= 4 && !entry.any.is_empty());
        for phrase in &entry.any {
            let mut parts = phrase.split(' ').map(part);
            assert!(!matches!(parts.next(), Some(Part::End(_))), "{phrase}");
            for part in phrase.split(' ').map(part) {
                match part {
                    Part::Class(class, _) => assert!(Acts::get().file.classes.contains_key(&class), "{phrase}"),
                    Part::Stem(stem) => assert!(stem.len() >= STEM || !phrase.starts_with(&stem), "{phrase}"),
                    Part::Word(word) => assert!(!word.contains(['*', '{', '}']), "{phrase}"),
                    Part::End(_) => {}
                }
            }
        }
    }
}

#[test]
fn words_that_only_sound_like_an_act() {
    // What has to be seen is no appeal.
    check("We must also recognise that some issues remain.", Act::Assess);
    check("They must leave.", Act::Demand);
    check("There must be an answer to these attacks.", Act::Call);
    // Whoever called for the talks, it was not the speaker.
    check("Our team is taking part in the talks called for by the envoy.", Act::Announce);
    check("We called for a truce.", Act::Call);
    // "Due to" is a cause, "due to meet" a date.
    check("The teams are due to meet.", Act::Announce);
    check("It was delayed due to rain.", Act::Explain);
    // What may lead to peace is no danger.
    assert_ne!(told("These steps could lead to a settlement.", true), Some(Act::Warn));
    check("This could lead to further bloodshed.", Act::Warn);
    assert_ne!(told("We will explore all options to help.", true), Some(Act::Threaten));
    check("All options are on the table.", Act::Threaten);
    assert_ne!(told("The truce holds thanks to the envoys.", true), Some(Act::Praise));
    check("Our thanks go to the envoys.", Act::Praise);
    check("There has been no progress.", Act::Assess);
    check("We are ready for peace talks.", Act::Propose);
    check("Sudland's attacks hit three towns.", Act::Accuse);
    check("The deal was a serious breach of trust.", Act::Condemn);
    check("We are happy to see the parties talk.", Act::Praise);
    check("No date has been set.", Act::Announce);
}

//! Who speaks, where more than a name and a verb has to be read.

use super::*;

#[test]
fn speakers_with_much_told_of_them() {
    check(
        "“Nothing is settled,” said rebel foreign relations official Ola Bergson.",
        &["Ola Bergson | assess | Nothing is settled"],
    );
    check(
        "Ola Bergson, an adviser who attended the talks with the Norwegian government, said nothing was settled.",
        &["Ola Bergson | announce | -"],
    );
    // The office in small letters is the title.
    let (draft, _) = only("“Nothing is settled,” said rebel foreign relations official Ola Bergson.");
    assert_eq!(draft.content.participants[0].title.as_deref(), Some("rebel foreign relations official"));
}

#[test]
fn an_office_is_no_other_office() {
    check(
        "Interior Minister Ana Torres arrived in Oslo. “Nothing is settled,” the foreign minister said.",
        &["foreign minister | assess | Nothing is settled"],
    );
    check(
        "Foreign Minister Ana Torres arrived in Oslo. “Nothing is settled,” the foreign minister said.",
        &["Ana Torres | assess | Nothing is settled"],
    );
    check(
        "Foreign Minister Ana Torres arrived in Oslo. “Nothing is settled,” the minister said.",
        &["Ana Torres | assess | Nothing is settled"],
    );
}

#[test]
fn what_is_said_may_stand_before_a_verb_with_its_setting() {
    let line = |text: &str| only(text).0.content.headline;
    assert_eq!(
        line("At least nine boats were sunk, President Ana Torres said in the morning; by noon the sea was calm."),
        "Ana Torres announces: At least nine boats were sunk",
    );
    assert_eq!(
        line("President Ana Torres said in the morning that at least nine boats were sunk."),
        "Ana Torres said in the morning that at least nine boats were sunk",
    );
}

#[test]
fn an_office_without_a_name_keeps_its_words() {
    let (draft, statement) = only("“The day was difficult,” the Russian foreign minister said.");
    assert_eq!(statement.speaker, "Russian foreign minister");
    let speaker = draft.content.actors(Role::Speaker).next().map(|a| a.id.as_str());
    assert_eq!(speaker, Some("sergei-lavrov"));
}

#[test]
fn those_who_pass_it_on_are_no_speakers() {
    check(
        "President Ana Torres accused Norway of stalling, according to the state news agency.",
        &["Ana Torres | accuse | -"],
    );
    check(
        "“It was a difficult day,” President Ana Torres was quoted by the agency Lumen as saying.",
        &["Ana Torres | assess | It was a difficult day"],
    );
    check("President Ana Torres was quoted as saying that the day was difficult.", &["Ana Torres | assess | -"]);
}

#[test]
fn texts_speak_for_who_put_them_out() {
    check(
        "The Norwegian government put out a statement saying the day was “difficult”.",
        &["Norwegian government | assess | difficult"],
    );
    check(
        "In a statement on the talks the Norwegian foreign ministry said the day was difficult.",
        &["Norwegian foreign ministry | assess | -"],
    );
}

#[test]
fn a_participle_goes_on_with_the_subject_of_its_verb() {
    check("Norway hit back at its neighbour Sweden describing the report as “false”.", &["Norway | deny | false"]);
    // "With … saying" has a subject of its own.
    check(
        "The talks were adjourned with the Norwegian foreign ministry saying the day was “difficult”.",
        &["Norwegian foreign ministry | assess | difficult"],
    );
}

#[test]
fn a_letter_speaks_for_its_sender() {
    check(
        "A letter sent from Norway’s foreign minister to his colleague demanded that the boats leave.",
        &["Norway’s foreign minister | demand | -"],
    );
}

#[test]
fn a_copula_leaves_the_marks_to_who_speaks() {
    check(
        "Ana Torres was “on the road to meet the mediators”, spokesman Ola Bergson told reporters.",
        &["Ola Bergson | assess | on the road to meet the mediators"],
    );
}

#[test]
fn deeds_and_descriptions_are_no_speech() {
    check("Norway responded by closing the pass to trucks.", &[]);
    check("Sweden accepted a truce that was proposed by Norway.", &[]);
    check("This was confirmed by President Ana Torres.", &["Ana Torres | confirm | -"]);
}

#[test]
fn they_are_several() {
    check("President Ana Torres came late. They said the day was difficult.", &[]);
    check(
        "The Kremlin kept silent for a day. Norwegian officials said nothing was settled. They said more would follow.",
        &["Norwegian officials | announce | -", "Norwegian officials | announce | -"],
    );
}

#[test]
fn what_it_is_about_may_have_been_said_before() {
    let about = |text: &str, at: usize| {
        let draft = drafts(text).swap_remove(at);
        let told = draft.trace.iter().find(|why| why.field == "topics").map(|why| why.rule);
        (draft.content.topics, told)
    };
    // Its own words, its sentence, and only then what was spoken of before.
    let (topics, told) = about("“The enrichment stops,” Foreign Minister Ana Torres said.", 0);
    assert_eq!((topics, told), (vec![crate::domain::Topic::Nuclear], None));
    let (topics, told) = about("“We made progress,” Foreign Minister Ana Torres said of the truce.", 0);
    assert_eq!((topics, told), (vec![crate::domain::Topic::Ceasefire, crate::domain::Topic::Process], None));
    let (topics, told) = about("The prisoners came home.\n\n“What a day,” Foreign Minister Ana Torres said.", 0);
    assert_eq!((topics, told), (vec![crate::domain::Topic::Prisoners], Some("topic.before")));
    let (topics, told) = about("“What a day,” Foreign Minister Ana Torres said.", 0);
    assert_eq!((topics, told), (vec![crate::domain::Topic::Other], None));
}

#[test]
fn quotations_of_people_nobody_knows_go_to_nobody_else() {
    check(
        "President Ana Torres said the day was difficult.\n\n\
         Those present accused Norway of “waging a quiet war upon the valley and everybody who has to live in it”.",
        &["Ana Torres | assess | -"],
    );
    check(
        "“It was a difficult day,” President Ana Torres said, as quoted by the Norwegian foreign ministry.",
        &["Ana Torres | assess | It was a difficult day"],
    );
}

#[test]
fn his_ministry_is_that_of_his_state() {
    check(
        "Norwegian Foreign Minister Ana Torres received the American ambassador. “The day was difficult,” her ministry said.",
        &["Norwegian ministry | assess | The day was difficult"],
    );
}

#[test]
fn nouns_and_carriers_are_no_speech() {
    // Demands are a noun here, and what goes on is no speech.
    check("The French foreign ministry outlined several demands for the day.", &[]);
    check("President Ana Torres continued her talks with Norway.", &[]);
    check("“The day is long,” President Ana Torres continued.", &["Ana Torres | assess | The day is long"]);
}

#[test]
fn a_short_name_in_brackets_is_passed() {
    check(
        "The International Atomic Energy Agency (IAEA) said it would visit the plant.",
        &["International Atomic Energy Agency | announce | -"],
    );
}

#[test]
fn the_noun_behind_a_verb_tells_the_act() {
    check("Norway extended its gratitude to France.", &["Norway | praise | -"]);
    check("Norway expressed its readiness to open the bridge.", &["Norway | promise | -"]);
    check("Norway voiced deep concern over the raid.", &["Norway | assess | -"]);
    check("Norway extended the bridge to France.", &[]);
}

#[test]
fn verbs_lean_where_words_tell_little() {
    check("President Ana Torres reiterated that the bridge is of wood.", &["Ana Torres | confirm | -"]);
    check("President Ana Torres stressed that the bridge is of wood.", &["Ana Torres | assess | -"]);
    check("President Ana Torres explained that the bridge is of wood.", &["Ana Torres | explain | -"]);
    check("President Ana Torres said that the bridge is of wood.", &["Ana Torres | announce | -"]);
    // Plain words go before the verb.
    check("President Ana Torres reiterated that Norway must open the bridge.", &["Ana Torres | demand | -"]);
}

#[test]
fn whoever_reads_the_news_is_no_addressee() {
    let addressees = |text: &str| -> Vec<String> {
        drafts(text).iter().flat_map(|d| d.content.actors(Role::Addressee)).map(|a| a.id.clone()).collect()
    };
    assert_eq!(addressees("President Ana Torres told Russian news agencies that the day was long."), [""; 0]);
    assert_eq!(addressees("President Ana Torres told French reporters that the day was long."), [""; 0]);
    assert_eq!(addressees("President Ana Torres told Norway that the day was long."), ["norway"]);
}

#[test]
fn words_in_the_next_paragraph() {
    check(
        "Foreign Minister Ana Torres said:\n\n“The day was difficult. The night was not.”",
        &["Ana Torres | assess | The day was difficult. The night was not."],
    );
    check(
        "Ana Torres, spokeswoman of the foreign ministry, wrote :\n\n“The day was difficult.”",
        &["Ana Torres | assess | The day was difficult."],
    );
    check("Key points:\n\n“Peace at last” ran the headline.", &[]);
}

#[test]
fn deeds_are_no_words() {
    check("Ana Torres declared herself president at a rally.", &[]);
    check("Ana Torres posted a photograph of the table.", &[]);
    check("Ana Torres posted a message showing herself and her aides on the train.", &[]);
    check("The council, as the ministry calls it, chose three members on Monday.", &[]);
    check("Ana Torres declared that the talks had ended.", &["Ana Torres | announce | -"]);
}

#[test]
fn a_paper_that_only_passes_on() {
    check("State media reported Ana Torres as saying that the talks had ended.", &["Ana Torres | announce | -"]);
}

#[test]
fn initials_without_a_dot() {
    check(
        "Defence spokesman Ole K Bergson said nothing was settled. “The outcome was conveyed,” he said.",
        &["Ole K Bergson | announce | -", "Ole K Bergson | announce | The outcome was conveyed"],
    );
}

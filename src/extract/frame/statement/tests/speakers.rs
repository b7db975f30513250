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

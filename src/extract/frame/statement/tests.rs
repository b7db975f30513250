//! Rule cases in words of our own: what becomes a statement, whose, and of what sort; and what does not.

mod dates;
mod speakers;

use super::super::super::{Metadata, sentence};
use super::*;
use crate::domain::{Basis, Text};
use proptest::prelude::*;

/// The day on which every case is published: a Wednesday.
const PUBLISHED: &str = "2026-03-04";

fn drafts(text: &str) -> Vec<Draft> {
    let doc = sentence::read(&Text::freeze(text));
    let metadata = Metadata { published: PUBLISHED.parse().ok(), ..Metadata::default() };
    let found = Annotated::of(&doc, &metadata, Lexicon::builtin());
    find(&found, Lexicon::builtin())
}

/// "speaker | act | quote, or - for reported speech" of every statement.
fn lines(text: &str) -> Vec<String> {
    let line = |d: &Draft| match &d.content.detail {
        Detail::Statement(s) => {
            assert_eq!(s.reported, s.quote.is_none());
            assert_eq!(s.plover.as_deref(), s.act.plover());
            format!("{} | {} | {}", s.speaker, s.act, s.quote.as_deref().unwrap_or("-"))
        }
        other => panic!("{other:?}"),
    };
    drafts(text).iter().map(line).collect()
}

#[track_caller]
fn check(text: &str, expect: &[&str]) {
    assert_eq!(lines(text), expect, "{text}");
}

/// The one statement of a text.
#[track_caller]
fn only(text: &str) -> (Draft, Statement) {
    let mut all = drafts(text);
    assert_eq!(all.len(), 1, "{text}: {:?}", lines(text));
    let draft = all.remove(0);
    let Detail::Statement(statement) = draft.content.detail.clone() else { panic!("{draft:?}") };
    (draft, statement)
}

#[test]
fn direct_speech_before_after_and_around_its_attribution() {
    check(
        "“The day was difficult,” Foreign Minister Ana Torres said.",
        &["Ana Torres | assess | The day was difficult"],
    );
    check(
        "“The day was difficult,” said Foreign Minister Ana Torres.",
        &["Ana Torres | assess | The day was difficult"],
    );
    check(
        "“The day was difficult,” said the Spanish foreign minister, Ana Torres.",
        &["Ana Torres | assess | The day was difficult"],
    );
    check(
        "Foreign Minister Ana Torres said: “The day was difficult.”",
        &["Ana Torres | assess | The day was difficult."],
    );
    check(
        "“It was difficult,” President Ana Torres said, “but we met.”",
        &["Ana Torres | announce | It was difficult but we met."],
    );
    check("President Ana Torres said the mood was “very tense”.", &["Ana Torres | assess | very tense"]);
    check("President Ana Torres spoke of “useful” and “frank” hours.", &["Ana Torres | assess | useful frank"]);
    check(
        "President Ana Torres, who had flown in overnight, called the talks “useful”.",
        &["Ana Torres | assess | useful"],
    );
    check("'The day was difficult,' President Ana Torres said.", &["Ana Torres | assess | The day was difficult"]);
}

#[test]
fn speech_goes_on() {
    check(
        "“We made progress,” President Ana Torres said. “The next round will be held in Oslo.”",
        &["Ana Torres | assess | We made progress", "Ana Torres | announce | The next round will be held in Oslo."],
    );
    check(
        "“We made progress,” President Ana Torres said. “We will never accept the map,” she added.",
        &["Ana Torres | assess | We made progress", "Ana Torres | reject | We will never accept the map"],
    );
    check(
        "President Ana Torres said: “We made good progress this morning.\n\n“We parted as friends at night.”",
        &["Ana Torres | assess | We made good progress this morning. We parted as friends at night."],
    );
}

#[test]
fn speakers_without_a_name_and_institutions() {
    check("“Nothing is settled,” another spokesperson said.", &["spokesperson | assess | Nothing is settled"]);
    check(
        "A source close to the Norwegian delegation said the mood was “tense”.",
        &["source close to the Norwegian delegation | assess | tense"],
    );
    check("The Kremlin said the talks would continue.", &["Kremlin | announce | -"]);
    check("The European Commission said it was in contact with the parties.", &["European Commission | announce | -"]);
    check("The Swiss foreign ministry confirmed the venue.", &["Swiss foreign ministry | confirm | -"]);
    check("France condemned the raid.", &["France | condemn | -"]);
    check("“It is not over,” the governor of the valley, Ola Berg, said.", &["Ola Berg | assess | It is not over"]);
}

#[test]
fn offices_stand_for_the_person_named_before() {
    check(
        "President Ana Torres arrived in Oslo. “We are ready to sign,” the president said.",
        &["Ana Torres | promise | We are ready to sign"],
    );
    check(
        "A senior Spanish official said the hours had been useful. “There is much to do,” the official added.",
        &["senior Spanish official | assess | -", "senior Spanish official | assess | There is much to do"],
    );
}

#[test]
fn reported_speech_and_its_acts() {
    let said = |text: &str, act: Act| {
        let (_, statement) = only(text);
        assert_eq!((statement.act, statement.reported), (act, true), "{text}");
        assert_eq!(statement.speaker, "Ana Torres", "{text}");
    };
    said("President Ana Torres accused Norway of stalling.", Act::Accuse);
    said("President Ana Torres blamed Norway for the delay.", Act::Accuse);
    said("President Ana Torres demanded that Norway withdraw.", Act::Demand);
    said("President Ana Torres is demanding that Norway cede the valley.", Act::Demand);
    said("President Ana Torres has firmly rejected the map.", Act::Reject);
    said("President Ana Torres ruled out a new election.", Act::Reject);
    said("President Ana Torres proposed a meeting of leaders.", Act::Propose);
    said("President Ana Torres threatened to leave the table.", Act::Threaten);
    said("President Ana Torres promised to send envoys.", Act::Promise);
    said("President Ana Torres vowed to rebuild the bridge.", Act::Promise);
    said("President Ana Torres confirmed the new date.", Act::Confirm);
    said("President Ana Torres denied any part in the raid.", Act::Deny);
    said("President Ana Torres announced a new round of talks.", Act::Announce);
    said("President Ana Torres warned against high hopes.", Act::Warn);
    said("President Ana Torres cautioned against expecting news.", Act::Warn);
    said("President Ana Torres praised the mediators.", Act::Praise);
    said("President Ana Torres welcomed the truce.", Act::Praise);
    said("President Ana Torres condemned the attacks.", Act::Condemn);
    said("President Ana Torres called on Norway to return.", Act::Call);
    said("President Ana Torres urged both sides to return.", Act::Call);
    said("President Ana Torres said that the next round would be held in May.", Act::Announce);
    said("President Ana Torres said the delay was due to the snow.", Act::Explain);
    said("According to President Ana Torres, the next round will be held in May.", Act::Announce);
    said("The next round will be held in May, according to President Ana Torres.", Act::Announce);
    said("The next round will be held in May, President Ana Torres said.", Act::Announce);
    said("President Ana Torres echoed this accusation.", Act::Accuse);
}

#[test]
fn live_blogs_and_headlines() {
    check("President Ana Torres on X: “We met and parted.”", &["Ana Torres | announce | We met and parted."]);
    check(
        "Ana Torres: “We met and parted”\n\n“We met and parted,” President Ana Torres said after the long day.",
        &["Ana Torres | announce | We met and parted"],
    );
    check("President Ana Torres finds the talks “difficult”.", &["Ana Torres | assess | difficult"]);
    check("Too early to judge, says President Ana Torres.", &["Ana Torres | assess | -"]);
}

#[test]
fn two_speakers_in_one_sentence() {
    check(
        "Moscow demands the valley, and Kyiv refuses to hand it over.",
        &["Russia | demand | -", "Ukraine | reject | -"],
    );
    check(
        "Moscow is demanding that Ukraine cede the valley, a condition Kyiv has firmly rejected.",
        &["Russia | demand | -", "Ukraine | reject | -"],
    );
}

#[test]
fn what_is_no_statement() {
    for text in [
        "The talks lasted six hours.",
        "The “roadmap” was discussed for six hours.",
        "The so-called “coalition of friends” met in Oslo.",
        "The film “Long Night of Peace” was shown in Oslo.",
        "President Ana Torres flew to Oslo on Monday.",
        "President Ana Torres did not say when the talks would resume.",
        "Neither France nor Norway commented.",
        "Nobody said a word.",
        "It is said that the valley is beautiful.",
        "President Ana Torres was told to wait.",
        "President Ana Torres was accused by her rivals.",
        "The claims of both sides could not be checked.",
        "Ukraine's air force said it shot down 40 of 52 drones.",
        "Police said three people were killed and 14 injured.",
        "The emergency service reported 12 dead.",
        "The Russian defence ministry said 85 drones were intercepted overnight.",
        "Ana Torres's phone calls lasted an hour.",
    ] {
        check(text, &[]);
    }
}

#[test]
fn a_count_by_a_person_is_a_reported_statement() {
    check("Governor Ola Berg said three people were killed.", &["Ola Berg | announce | -"]);
    check("Mayor Ola Berg reported 14 injured.", &["Ola Berg | announce | -"]);
}

#[test]
fn speech_inside_speech_belongs_to_who_reports_it() {
    check("France will send envoys, President Ana Torres said on Monday.", &["Ana Torres | announce | -"]);
    check("France wants the fort back, President Ana Torres said on Monday.", &["Ana Torres | announce | -"]);
    check("President Ana Torres said France had refused to come.", &["Ana Torres | accuse | -"]);
}

#[test]
fn addressees() {
    let to = |text: &str, name: &str| {
        let (draft, _) = only(text);
        let names: Vec<_> = draft.content.actors(Role::Addressee).map(|a| a.name.as_str()).collect();
        assert_eq!(names, [name], "{text}");
    };
    to("President Ana Torres accused archrival Norway of stalling.", "Norway");
    to("President Ana Torres alleged that Norway was stalling.", "Norway");
    to("President Ana Torres accused Norway of stalling.", "Norway");
    to("President Ana Torres warned France that time was short.", "France");
    to("President Ana Torres called on Norway to return.", "Norway");
    to("President Ana Torres urged France to return.", "France");
    let (draft, _) = only("President Ana Torres condemned the attacks.");
    assert_eq!(draft.content.actors(Role::Addressee).count(), 0);
}

#[test]
fn channels() {
    let by = |text: &str, channel: Option<&str>| assert_eq!(only(text).1.channel.as_deref(), channel, "{text}");
    by("“We met,” President Ana Torres told reporters in a WhatsApp chat.", Some("WhatsApp"));
    by("“We met,” President Ana Torres wrote on X.", Some("X"));
    by("“We met,” President Ana Torres wrote on Telegram.", Some("Telegram"));
    by("“We met,” President Ana Torres said on social media.", Some("social media"));
    by("“We met,” President Ana Torres told state television.", Some("state media"));
    by("“We met,” President Ana Torres told a news conference.", Some("press conference"));
    by("“We met,” President Ana Torres said.", None);
    // What is said inside the marks is not the channel.
    by("“We met on X,” President Ana Torres said.", None);
}

#[test]
fn the_date_is_that_of_the_verb() {
    let on = |text: &str, day: &str| {
        let (draft, _) = only(text);
        assert_eq!(draft.content.date.earliest().map(|d| d.to_string()).as_deref(), Some(day), "{text}");
    };
    on("“We met,” President Ana Torres said on Monday.", "2026-03-02");
    on("On Tuesday President Ana Torres said the talks would go on.", "2026-03-03");
    on("President Ana Torres revealed on Friday that France wants a deal.", "2026-02-27");
    on("“We met,” President Ana Torres told reporters in Oslo on Monday.", "2026-03-02");
    // The day of what is talked about is not the day of the talk.
    on("President Ana Torres said the raid on Monday was a crime.", PUBLISHED);
    on("President Ana Torres called Monday's session “useful”.", PUBLISHED);
    let (draft, _) = only("“We met,” President Ana Torres said.");
    assert_eq!(draft.content.date.basis(), Basis::Published);
    assert_eq!(draft.content.date.text(), None);
}

#[test]
fn the_date_of_an_occasion_is_carried_on() {
    let on = |text: &str, days: &[&str]| {
        let edtf: Vec<String> = drafts(text).iter().map(|d| d.content.date.edtf().to_owned()).collect();
        assert_eq!(edtf, days, "{text}");
    };
    // Into the next paragraph, by the same speaker.
    on(
        "President Ana Torres said on Monday that the day was hard.\n\n“We met,” Torres told reporters.",
        &["2026-03-02", "2026-03-02"],
    );
    // Not from the background, and not to somebody else.
    on(
        "It snowed. President Ana Torres had said last Friday that all was well.\n\n“We met,” Torres told reporters.",
        &["2026-02-27", PUBLISHED],
    );
    on(
        "It snowed. President Ana Torres said last Friday it was over. “We met,” a Norwegian official said.",
        &["2026-02-27", PUBLISHED],
    );
    // Remarks held back, interviews, words after the object, clauses that hang on a date.
    on(
        "Much is open, President Ana Torres said in remarks made on Monday and embargoed until Tuesday.",
        &["[2026-03-02..2026-03-03]"],
    );
    on("In an interview that a broadcaster aired on Monday, President Ana Torres said it was over.", &["2026-03-02"]);
    on("President Ana Torres had proclaimed a “full and final” truce on Monday.", &["2026-03-02"]);
    on(
        "The last session was held on Monday, during which France made it clear that it would not pay.",
        &["2026-03-02"],
    );
    on("Kyiv's chief negotiator, Rustem Umerov, had judged Monday's work “useful”.", &["2026-03-02"]);
    on("The second session ended on Monday. President Ana Torres at the time called it “useful”.", &["2026-03-02"]);
    // What a message tells of is not when it was posted.
    on("President Ana Torres on X: Monday brought “much progress”.", &[PUBLISHED]);
    // Yesterday's news and what was said right beneath it.
    on(
        "The envoys of France and Norway closed their meeting in Oslo on Tuesday without any deal at all.\n\n“We met,” President Ana Torres said.",
        &["2026-03-03"],
    );
}

#[test]
fn acts_by_what_is_said() {
    let act = |text: &str, act: Act| assert_eq!(only(text).1.act, act, "{text}");
    act("“They must open the bridge,” President Ana Torres said.", Act::Demand);
    act("President Ana Torres said Norway needs to open the bridge.", Act::Demand);
    act("“There must be an answer to this brutal raid,” President Ana Torres said.", Act::Call);
    act("“Why should we leave our own valley?” President Ana Torres said.", Act::Reject);
    act("“We spoke with the other side about a date,” President Ana Torres said.", Act::Announce);
    act("“They would rather have strikes than diplomacy,” President Ana Torres said.", Act::Accuse);
    act("If Norway came, President Ana Torres warned, it would feel the full strength of the fleet.", Act::Threaten);
    act("President Ana Torres warned that the winter would be hard.", Act::Warn);
    act("President Ana Torres dismissed reports that she would leave.", Act::Deny);
    act("President Ana Torres dismissed the plan.", Act::Reject);
    act("President Ana Torres said the fire would cease once Norway withdrew.", Act::Propose);
    act("President Ana Torres said France had proposed a later date.", Act::Announce);
    act("President Ana Torres said the end will depend on the details.", Act::Explain);
    act("“What is this?” President Ana Torres asked, accusing Norway of a trick.", Act::Accuse);
    act("President Ana Torres refused to attend the talks unless Norway freed the sailors.", Act::Demand);
    act("President Ana Torres refused to attend the talks.", Act::Reject);
    act("President Ana Torres blamed bad weather for the delay.", Act::Explain);
    act("President Ana Torres blamed Norway for the delay in bad weather.", Act::Accuse);
    act("President Ana Torres described the talks as “intense”, noting that maps had been on the table.", Act::Assess);
    act("President Ana Torres said the French proposed that the raids should end in May.", Act::Announce);
    act("President Ana Torres reiterated her commitment to the truce.", Act::Confirm);
    act("President Ana Torres pledged her commitment to the truce.", Act::Promise);
    act("President Ana Torres voiced hope for a swift end.", Act::Assess);
    act("President Ana Torres called the raid unacceptable.", Act::Condemn);
    act("President Ana Torres gave a toll of eleven.", Act::Announce);
    act("President Ana Torres made it clear that she would refrain from more raids.", Act::Promise);
    check(
        "“They must not wait for us to open the bridge,” President Ana Torres said. “And so it goes for all of us here.”",
        &[
            "Ana Torres | demand | They must not wait for us to open the bridge",
            "Ana Torres | demand | And so it goes for all of us here.",
        ],
    );
}

#[test]
fn passives_texts_and_carriers() {
    check("The raid was later acknowledged by President Ana Torres.", &["Ana Torres | confirm | -"]);
    check("The raid was condemned by France.", &["France | condemn | -"]);
    check("Towns mentioned by the Russian defence ministry had no damage.", &[]);
    check(
        "President Ana Torres said through the media company Lumen that she would go.",
        &["Ana Torres | announce | -"],
    );
    check(
        "The Swiss foreign ministry condemned the raid. The statement added that envoys would leave.",
        &["Swiss foreign ministry | condemn | -", "Swiss foreign ministry | announce | -"],
    );
    check(
        "A Norwegian official who asked not to be named said the mood was “tense”.",
        &["Norwegian official | assess | tense"],
    );
    check(
        "Steve Witkoff, who leads the American side, said the envoys had settled on a date.",
        &["Steve Witkoff | announce | -"],
    );
    check(
        "France has denied any part in the raid but has demanded an end to the siege.",
        &["France | deny | -", "France | demand | -"],
    );
    check("France is genuinely committed to peace.", &[]);
    check("The gifts that France had hoped to bring were lost.", &[]);
    check("The Israeli military said its aircraft hit two depots.", &[]);
}

#[test]
fn without_a_publication_date_nothing_is_made_up() {
    let doc = sentence::read(&Text::freeze("“We met,” President Ana Torres said."));
    let metadata = Metadata::default();
    let found = Annotated::of(&doc, &metadata, Lexicon::builtin());
    let all = find(&found, Lexicon::builtin());
    assert!(all.len() == 1 && all[0].content.date.is_unknown());
}

#[test]
fn evidence_is_the_whole_sentence() {
    let text = "It snowed. “We met,” President Ana Torres said on Monday. It thawed.";
    let doc = sentence::read(&Text::freeze(text));
    let (draft, _) = only(text);
    let sentences: Vec<_> = draft.evidence.iter().map(|(span, _)| doc.text.slice(*span)).collect();
    assert_eq!(sentences, ["“We met,” President Ana Torres said on Monday."]);
    assert_eq!(draft.content.headline, "Ana Torres: “We met”");
}

const WORDS: &[&str] = &[
    "said",
    "count",
    "word",
    "according",
    "to",
    "the",
    "official",
    "Ana Torres",
    "France",
    "she",
    "who",
    ",",
    "“",
    "”",
    "\"",
    "'",
    ":",
    ";",
    ".",
    "and",
    "that",
    "told",
    "quoted",
    "him",
    "as",
    "saying",
    "Monday",
    "in",
    "Oslo",
    "\n\n",
    "through",
    "its",
    "'s",
    "not",
    "threatened",
    "calling",
    "12",
    "drones",
    "president",
    "of",
    "é",
    "went",
    "on",
];

proptest! {
    #[test]
    fn any_order_of_words_is_read(picks in prop::collection::vec(0..WORDS.len(), 0..60)) {
        let text = picks.iter().map(|i| WORDS[*i]).collect::<Vec<_>>().join(" ");
        let doc = sentence::read(&Text::freeze(&text));
        for draft in drafts(&text) {
            prop_assert!(draft.evidence.iter().all(|(span, _)| doc.text.all().contains(*span) && !span.is_empty()));
            prop_assert_eq!(draft.content.actors(Role::Speaker).count(), 1);
        }
    }
}

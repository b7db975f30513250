use super::*;
use crate::{
    domain::Text,
    extract::{Annotated, Lexicon, Metadata, sentence},
};

/// Every attribution as "[source] ‹cue› {content}"; those within another have a plus before them.
fn check(text: &str, expect: &[&str]) {
    let text = Text::freeze(text);
    let (doc, metadata) = (sentence::read(&text), Metadata::default());
    let found = Annotated::of(&doc, &metadata, Lexicon::builtin());
    let slice = |tokens: Range<usize>| doc.span_of(tokens).map_or("", |s| doc.text.slice(s));
    let got: Vec<String> = found
        .attributions
        .iter()
        .map(|a| {
            let content: Vec<&str> = a.content.iter().map(|c| doc.text.slice(*c)).collect();
            let source = a.source.clone().map_or("", slice);
            let plus = if a.within.is_some() { "+" } else { "" };
            format!("{plus}[{source}] ‹{}› {{{}}}", slice(a.cue.clone()), content.join(" … "))
        })
        .collect();
    assert_eq!(got, expect, "{}", text.as_str());
}

#[test]
fn reported_clauses() {
    check("The envoy said the talks had stalled.", &["[The envoy] ‹said› {the talks had stalled}"]);
    check("Jane Roe has said that the talks had stalled.", &["[Jane Roe] ‹has said› {that the talks had stalled}"]);
    check("The talks had stalled, she said.", &["[she] ‹said› {The talks had stalled}"]);
    check(
        "The talks have stalled, according to two diplomats.",
        &["[two diplomats] ‹according to› {The talks have stalled}"],
    );
}

#[test]
fn quotations() {
    check("“We met,” the envoy said.", &["[the envoy] ‹said› {“We met,”}"]);
    check("“We met,” said Jane Roe, the envoy of Norland.", &["[Jane Roe, the envoy of Norland] ‹said› {“We met,”}"]);
    check("“We met,” Jane Roe said, “and parted.”", &["[Jane Roe] ‹said› {“We met,” … “and parted.”}"]);
    check("The envoy told reporters: “We met.”", &["[The envoy] ‹told› {“We met.”}"]);
    check("“We met,” Jane Roe said. “It was short.”", &["[Jane Roe] ‹said› {“We met,” … “It was short.”}"]);
    check(
        "“We met,” Jane Roe said.\n\n“It was short.”\n\nRain fell.",
        &["[Jane Roe] ‹said› {“We met,” … “It was short.”}"],
    );
    check("Jane Roe: “We met.”", &["[Jane Roe] ‹:› {“We met.”}"]);
}

#[test]
fn sources_with_what_belongs_to_them() {
    check(
        "Jane Roe, the envoy of Norland, said the talks had stalled.",
        &["[Jane Roe, the envoy of Norland,] ‹said› {the talks had stalled}"],
    );
    check("A spokesman for the group said it would leave.", &["[A spokesman for the group] ‹said› {it would leave}"]);
    check("On Friday, the ministry said it would leave.", &["[the ministry] ‹said› {it would leave}"]);
    check("Roe on Friday denounced the raid.", &["[Roe] ‹denounced› {the raid}"]);
    check("The envoy, who said the talks had stalled, left.", &["[who] ‹said› {the talks had stalled}"]);
}

#[test]
fn objects_intentions_and_chains() {
    check("The governor has denounced the raid.", &["[The governor] ‹has denounced› {the raid}"]);
    check("The rebels refused to sign.", &["[The rebels] ‹refused› {to sign}"]);
    check("She talked about the truce.", &["[She] ‹talked about› {the truce}"]);
    check(
        "The envoy said the talks had stalled, adding that the ministry wants to go on.",
        &[
            "[The envoy] ‹said› {the talks had stalled}",
            "[The envoy] ‹adding› {that the ministry wants to go on}",
            "+[the ministry] ‹wants› {to go on}",
        ],
    );
    check(
        "The envoy said the minister had denied the report.",
        &["[The envoy] ‹said› {the minister had denied the report}", "+[the minister] ‹had denied› {the report}"],
    );
}

#[test]
fn nouns_adjectives_and_passives_attribute_nothing() {
    check("The report of the talks was long.", &[]);
    check("The accused man was released by the court.", &[]);
    check("His claims fell flat.", &[]);
    check("The United States sent a ship.", &[]);
    check("They met in a town called Northport.", &[]);
}

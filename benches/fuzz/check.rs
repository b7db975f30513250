//! What must hold of every text.

use super::generate::Case;
use demarche::{
    domain::{Detail, Mention, Status, Text},
    extract::{Extraction, Lexicon, Metadata, extract, html},
};

/// Reads a text and checks what is found in it.
///
/// # Errors
/// In a sentence, what does not hold.
pub(crate) fn check(case: &Case) -> Result<Extraction, String> {
    let page;
    let raw = if case.html {
        page = html::read(&case.text);
        if page != html::read(&case.text) {
            return Err("the same page is read in two ways".to_owned());
        }
        &page.text
    } else {
        &case.text
    };
    let text = Text::freeze(raw);
    let metadata = Metadata { published: "2026-02-18".parse().ok(), ..Metadata::default() };
    let found = extract(&text, &metadata, Lexicon::builtin());
    for (at, mention) in found.mentions.iter().enumerate() {
        sound(&found, at, mention, &text).map_err(|e| format!("event {at}, {}: {e}", mention.content.headline))?;
    }
    if found != extract(&text, &metadata, Lexicon::builtin()) {
        return Err("the same text gives two answers".to_owned());
    }
    Ok(found)
}

fn sound(found: &Extraction, at: usize, mention: &Mention, text: &Text) -> Result<(), String> {
    let content = &mention.content;
    let hold = |holds: bool, what: &str| if holds { Ok(()) } else { Err(what.to_owned()) };
    hold(!mention.evidence.is_empty(), "it rests on nothing")?;
    let stands = |start: u32, end: u32, exact: &str| {
        text.span_of_code_points(start, end).is_some_and(|span| text.slice(span) == exact && !span.is_empty())
    };
    for e in &mention.evidence {
        let placed = e.start.zip(e.end).is_some_and(|(start, end)| stands(start, end, &e.exact));
        hold(placed, &format!("the words `{}` do not stand where they are said to", e.exact))?;
        hold(!e.rule.is_empty(), "a sentence without a rule")?;
    }
    let mut open: Vec<_> = mention.trace.iter().collect();
    while let Some(t) = open.pop() {
        hold(stands(t.start, t.end, &t.exact), &format!("the reason for {} does not stand in the text", t.field))?;
        open.extend(&t.children);
    }
    let line = &content.headline;
    hold(!line.is_empty() && !line.contains("  ") && line.trim() == line, "the headline is untidy")?;
    hold(mention.part_of.is_none_or(|whole| whole < found.mentions.len() && whole != at), "part of nothing")?;
    let status = Status::of(content.kind);
    hold(content.status.is_none_or(|s| status.contains(&s)), "a status of another kind")?;
    hold(content.date.earliest().zip(content.date.latest()).is_none_or(|(a, b)| a <= b), "it ends before it begins")?;
    let counted = |n: Option<usize>| n.is_none_or(|n| n < mention.evidence.len());
    hold(content.figures.iter().all(|f| counted(f.evidence)), "a figure that no sentence gives")?;
    hold(content.place == content.places.first().cloned(), "the main place is not the first")?;
    match &content.detail {
        Detail::Deadline(_) => {
            // Words that only the day of publication would place are kept for the undated shelf.
            hold(!content.date.is_unknown() || content.date.text().is_some(), "a deadline without a date")
        }
        Detail::Statement(s) => hold(!s.speaker.trim().is_empty(), "nobody says it"),
        Detail::Strike(s) => {
            let tolls = [s.casualties.killed, s.casualties.injured];
            hold(tolls.iter().flatten().all(|t| t.low <= t.best && t.best <= t.high), "a toll out of its bounds")
        }
        Detail::Agreement(_) | Detail::Measure(_) => hold(content.status.is_some(), "it stands nowhere"),
        Detail::Round(_) => hold(content.status.is_some(), "a round that stands nowhere"),
    }
}

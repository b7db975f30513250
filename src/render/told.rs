//! An event told to readers outside the pages: in feeds, calendars and slides.
//!
//! The words come from articles anybody may have written, and the programs that show them are not ours. So
//! [`clean`] leaves out what is no text: control characters (XML has no way to write them) and the marks that
//! turn the direction of what follows (U+202A–202E, U+2066–2069), which a headline could use to turn its
//! reader's page round. Single right-to-left marks stay; they turn nothing but themselves.

use super::{row::Row, words};
use crate::{
    domain::{Basis, Detail, Place, Precision, Role, SourcedEvidence, Step, When},
    urls,
};
use std::fmt::Write as _;

/// So many characters of a headline are shown; a reader's list of titles is no place for five thousand.
const TITLE: usize = 200;
/// So many of one sentence.
const SENTENCE: usize = 1_000;
/// So many sentences; the event's page has them all.
const SENTENCES: usize = 5;

/// An event in the words that feeds, calendars and slides share.
#[derive(Clone, Debug)]
pub struct Told {
    /// One line.
    pub title: String,
    /// What holds: (name, words), such as ("When", "night of 16–17 February 2026").
    pub facts: Vec<(String, String)>,
    /// The sentences behind it, the most telling first.
    pub sentences: Vec<Sentence>,
    /// How many sentences more its page has.
    pub more: usize,
}

/// A sentence with its source.
#[derive(Clone, Debug)]
pub struct Sentence {
    /// The words.
    pub exact: String,
    /// Who published them, and when.
    pub source: String,
    /// Where, if that is on the web.
    pub href: Option<String>,
}

/// Tells an event.
pub fn told(row: &Row) -> Told {
    let event = &row.event;
    let content = &event.content;
    let mut facts = Facts(Vec::new());
    facts.add("When", &date(&content.date));
    facts.add("Status", &row.status().map(|(_, word)| word).unwrap_or_default());
    facts.add("Steps", &steps(&event.history));
    facts.add("Where", &content.place.as_ref().map(place).unwrap_or_default());
    for role in Role::ALL {
        let names: Vec<&str> = content.actors(*role).map(|a| a.name.as_str()).collect();
        facts.add(&words::title(&words::role(*role, names.len())), &names.join(", "));
    }
    if let Some(said) = row.statement() {
        facts.add("Said", &said.quote().map(|q| format!("“{q}”")).unwrap_or_default());
    }
    let figures = row.figs().into_iter().map(|f| match (f.number.as_str(), f.unit.as_str()) {
        ("", unit) => format!("{} {unit}, number not stated", f.what),
        (number, "") => format!("{} {number}", f.what),
        (number, unit) => format!("{} {number} {unit}", f.what),
    });
    facts.add("Figures", &figures.collect::<Vec<_>>().join("; "));
    let what = match &content.detail {
        Detail::Round(round) => round.outcome.as_deref(),
        Detail::Agreement(agreement) => agreement.what.as_deref(),
        Detail::Deadline(deadline) => deadline.what.as_deref(),
        Detail::Measure(measure) => measure.what.as_deref(),
        Detail::Strike(_) | Detail::Statement(_) => None,
    };
    facts.add("What", what.unwrap_or_default());
    let topics = content.topics.iter().map(|t| t.as_str().replace('-', " "));
    facts.add("About", &topics.collect::<Vec<_>>().join(", "));
    facts.add("Negotiation", event.negotiation.as_ref().map(|n| n.name.as_str()).unwrap_or_default());
    facts.add("Sources", &row.sources_in_full());
    Told {
        title: line(row.headline(), TITLE),
        facts: facts.0,
        sentences: event.evidence.iter().take(SENTENCES).map(sentence).collect(),
        more: event.evidence.len().saturating_sub(SENTENCES),
    }
}

/// What holds, without what is empty.
struct Facts(Vec<(String, String)>);

impl Facts {
    fn add(&mut self, name: &str, words: &str) {
        let words = line(words, SENTENCE);
        if !words.is_empty() {
            self.0.push((name.to_owned(), words));
        }
    }
}

fn sentence(evidence: &SourcedEvidence) -> Sentence {
    let outlet = evidence.article.outlet.as_deref().unwrap_or("unnamed outlet");
    let source = match evidence.article.published_at {
        Some(at) => format!("{outlet}, {}", words::day(at.day())),
        None => outlet.to_owned(),
    };
    Sentence {
        exact: line(&evidence.exact, SENTENCE),
        source: line(&source, TITLE),
        href: urls::outward(evidence.article.url.as_deref()),
    }
}

/// `Geneva, CH`.
pub fn place(place: &Place) -> String {
    match &place.country {
        Some(country) => format!("{}, {country}", place.name),
        None => place.name.clone(),
    }
}

/// How the status went, if there was more than one step: `proposed (18 February 2026) → postponed`.
fn steps(history: &[Step]) -> String {
    let step = |s: &Step| match s.date.is_unknown() {
        true => s.status.as_str().replace('-', " "),
        false => format!("{} ({})", s.status.as_str().replace('-', " "), words::when(&s.date).label),
    };
    match history {
        [] | [_] => String::new(),
        steps => steps.iter().map(step).collect::<Vec<_>>().join(" → "),
    }
}

/// A date in words, with what is open about it and the words it was read from.
pub fn date(when: &When) -> String {
    let mut out = words::when(when).label;
    if let Some(open) = open(when) {
        let _ = write!(out, " ({open})");
    }
    if let Some(text) = when.text() {
        let _ = write!(out, "; in the article: “{text}”");
    }
    match when.basis() {
        Basis::Published if when.is_unknown() => {}
        Basis::Published => out.push_str("; reckoned from the day of publication"),
        Basis::Dateline => out.push_str("; reckoned from the dateline"),
        Basis::EarlierMention => out.push_str("; reckoned from another time in the article"),
        Basis::Explicit | Basis::Client => {}
    }
    out
}

/// What is open about a date, in words; `None` where it is one day, one night or a stretch of known days.
pub fn open(when: &When) -> Option<&'static str> {
    let edtf = when.edtf();
    Some(match (when.earliest(), when.latest()) {
        (None, None) => "no date is known",
        (None, Some(_)) => "that day or earlier, the first day is not known",
        (Some(_), None) => "that day or later, the last day is not known",
        _ if edtf.contains(['~', '%']) => "approximate",
        _ if edtf.contains('?') => "the source is not sure",
        (Some(a), Some(b)) if a == b => return None,
        _ => match when.precision() {
            Precision::Week => "known to the week",
            Precision::Month => "known to the month",
            Precision::Season => "known to some months",
            Precision::Year => "known to the year",
            _ if edtf.starts_with('[') => "at some time between these days",
            Precision::Time | Precision::Day | Precision::Days => return None,
        },
    })
}

/// Text without control characters and without marks that turn the direction of what follows it.
pub fn clean(text: &str) -> String {
    text.chars().filter(|c| is_text(*c)).collect()
}

/// Whether a character may stand in a feed: XML 1.0's own characters without C1 controls and direction marks.
fn is_text(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' => true,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => false,
        c => !c.is_control(),
    }
}

/// Clean text on one line, cut behind so many characters.
pub fn line(text: &str, most: usize) -> String {
    let clean = clean(text);
    let mut line = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((cut, _)) = line.char_indices().nth(most) {
        line.truncate(cut);
        line.push('…');
    }
    line
}

/// Text between the tags and inside the quotation marks of XML and HTML.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

impl Told {
    /// As HTML: paragraphs, quotations, links; nothing that runs or loads.
    pub fn html(&self, page: &str) -> String {
        let mut out = String::new();
        let facts = self.facts.iter().map(|(name, words)| format!("<b>{}:</b> {}", escaped(name), escaped(words)));
        let _ = write!(out, "<p>{}</p>", facts.collect::<Vec<_>>().join("<br>"));
        for sentence in &self.sentences {
            let (exact, source) = (escaped(&sentence.exact), escaped(&sentence.source));
            let source = match &sentence.href {
                Some(href) => format!("<a href=\"{}\">{source}</a>", escaped(&clean(href))),
                None => source,
            };
            let _ = write!(out, "<blockquote><p>{exact}</p><p>— {source}</p></blockquote>");
        }
        let more = match self.more {
            0 => "Every sentence and source".to_owned(),
            n => format!("{n} more, and every source"),
        };
        let _ = write!(out, "<p><a href=\"{}\">{more}</a></p>", escaped(page));
        out
    }

    /// As plain lines.
    pub fn text(&self, page: &str) -> String {
        let mut out: String = self.facts.iter().map(|(name, words)| format!("{name}: {words}\n")).collect();
        for sentence in &self.sentences {
            let _ = write!(out, "\n{}\n— {}\n", sentence.exact, sentence.source);
        }
        if self.more > 0 {
            let _ = write!(out, "\n{} more on the page.\n", words::counted(self.more as u64, "sentence"));
        }
        let _ = write!(out, "\n{page}");
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::row::tests::an_event;
    use jiff::civil::date as day;

    #[test]
    fn a_strike_is_told() {
        let told = told(&Row::from(an_event()));
        insta::assert_snapshot!(told.text("http://x.example/events/7"));
    }

    #[test]
    fn what_is_open_about_a_date_is_said() {
        let of = |edtf: &str| date(&When::parse_edtf(edtf).expect(edtf));
        for (edtf, said) in [
            ("2026-02-17", "17 February 2026"),
            ("2026-02-17/2026-02-18", "17–18 February 2026"),
            ("/2026-02-17", "by 17 February 2026 (that day or earlier, the first day is not known)"),
            ("2026-02-17/", "from 17 February 2026 (that day or later, the last day is not known)"),
            ("2026-06~", "about June 2026 (approximate)"),
            ("2026-02-17?", "17 February 2026 (uncertain) (the source is not sure)"),
            ("[2026-02-03..2026-02-09]", "between 3 and 9 February 2026 (at some time between these days)"),
            ("2026-02", "February 2026 (known to the month)"),
            ("2026-21", "spring 2026 (known to some months)"),
        ] {
            assert_eq!(of(edtf), said, "{edtf}");
        }
        let night = When::night(day(2026, 2, 17), Basis::Published).with_text("overnight");
        assert_eq!(
            date(&night),
            "night of 16–17 February 2026; in the article: “overnight”; reckoned from the day of publication"
        );
        assert_eq!(date(&When::unknown(Basis::Published)), "date unknown (no date is known)");
    }

    #[test]
    fn hostile_words_are_text() {
        let evil = "a\0b\u{1b}[31m\u{202e}c\u{2066}d\u{200f}e\u{85}\u{feff}\u{ffff}🕊 \n\n f";
        assert_eq!(clean(evil), "ab[31mcd\u{200f}e🕊 \n\n f");
        assert_eq!(line(evil, 100), "ab[31mcd\u{200f}e🕊 f");
        assert_eq!(line(&"ж".repeat(5_000), 200).chars().count(), 201);
        let mut event = an_event();
        event.content.headline = "x".repeat(5_000);
        event.evidence[0].exact = "<script>alert('1')</script>".to_owned();
        event.evidence[0].article.url = Some("javascript:alert(1)".to_owned());
        let told = told(&Row::from(event));
        assert_eq!(told.title.chars().count(), TITLE + 1);
        let html = told.html("http://x.example/events/7");
        assert!(!html.contains("<script") && !html.contains("javascript:"), "{html}");
        assert!(html.contains("&lt;script&gt;"), "{html}");
    }
}

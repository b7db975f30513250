//! Events as CSV (RFC 4180), one row each, for spreadsheets.
//!
//! A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, and the words come
//! from articles anybody may have written: such a cell gets an apostrophe before it (OWASP, "CSV
//! injection"). A spreadsheet that expects `;` between cells, as in much of Europe, would begin a new cell behind
//! one, and a new row behind a line break: so a formula behind `;` gets its apostrophe too, and words are kept on one
//! line. Cells the service counted itself are numbers and stay as they are.
//!
//! The last row has `end` for its id, and the number of events for its headline: a file without it was cut.

use super::words;
use crate::{
    domain::{Detail, Event, Seq, WeaponCount},
    urls,
};

/// The columns.
pub const COLUMNS: [&str; 32] = [
    "id",
    "kind",
    "status",
    "headline",
    "date",
    "earliest",
    "latest",
    "precision",
    "date_label",
    "date_basis",
    "place",
    "place_id",
    "country",
    "lat",
    "lon",
    "negotiation",
    "participants",
    "topics",
    "act",
    "speaker",
    "quote",
    "launched",
    "intercepted",
    "killed",
    "injured",
    "articles",
    "outlets",
    "independent",
    "evidence",
    "source_url",
    "first_reported_at",
    "page",
];

/// The head of a file.
///
/// # Errors
/// When the row can't be written.
pub fn head() -> Result<Vec<u8>, csv::Error> {
    write(COLUMNS)
}

/// One event's row.
///
/// # Errors
/// When the row can't be written.
pub fn row(event: &Event) -> Result<Vec<u8>, csv::Error> {
    let content = &event.content;
    let text = |s: &str| safe(s);
    let maybe = |s: Option<&str>| s.map(safe).unwrap_or_default();
    let number = |n: Option<f64>| n.map(|n| n.to_string()).unwrap_or_default();
    let day = |d: Option<jiff::civil::Date>| d.map(|d| d.to_string()).unwrap_or_default();
    let place = content.place.as_ref();
    let (mut act, mut speaker, mut quote) = (String::new(), String::new(), String::new());
    let (mut launched, mut intercepted, mut killed, mut injured) =
        (String::new(), String::new(), String::new(), String::new());
    match &content.detail {
        Detail::Statement(said) => {
            act = said.act.to_string();
            speaker = text(&said.speaker);
            quote = maybe(said.quote.as_deref());
        }
        Detail::Strike(strike) => {
            launched = weapons(&strike.weapons);
            intercepted = weapons(&strike.intercepted);
            killed = strike.casualties.killed.map(words::toll).unwrap_or_default();
            injured = strike.casualties.injured.map(words::toll).unwrap_or_default();
        }
        Detail::Round(_) | Detail::Agreement(_) | Detail::Deadline(_) | Detail::Measure(_) => {}
    }
    let participants: Vec<String> =
        content.participants.iter().map(|p| format!("{}: {}", p.role, p.actor.name)).collect();
    let topics: Vec<&str> = content.topics.iter().map(|t| t.as_str()).collect();
    let first = event.evidence.first();
    let when = &content.date;
    let cells: [String; COLUMNS.len()] = [
        event.id.to_string(),
        content.kind.to_string(),
        content.status.map(|s| s.to_string()).unwrap_or_default(),
        text(&content.headline),
        text(when.edtf()),
        day(when.earliest()),
        day(when.latest()),
        word(&when.precision()),
        text(&when.label()),
        word(&when.basis()),
        maybe(place.map(|p| p.name.as_str())),
        maybe(place.map(|p| p.id.as_str())),
        maybe(place.and_then(|p| p.country.as_deref())),
        number(place.and_then(|p| p.lat)),
        number(place.and_then(|p| p.lon)),
        maybe(event.negotiation.as_ref().map(|n| n.name.as_str())),
        text(&participants.join("; ")),
        topics.join("; "),
        act,
        speaker,
        quote,
        launched,
        intercepted,
        killed,
        injured,
        event.sources.articles.to_string(),
        event.sources.outlets.to_string(),
        event.sources.independent.to_string(),
        maybe(first.map(|e| e.exact.as_str())),
        maybe(first.and_then(|e| e.article.url.as_deref())),
        event.first_reported_at.to_string(),
        urls::event(event.id),
    ];
    write(cells)
}

/// The row behind the last event.
///
/// # Errors
/// When the row can't be written.
pub fn end(count: u64, seq: Seq) -> Result<Vec<u8>, csv::Error> {
    let mut cells = [const { String::new() }; COLUMNS.len()];
    "end".clone_into(&mut cells[0]);
    cells[3] = format!("{}, up to change {}", words::counted(count, "event"), seq.0);
    write(cells)
}

fn write<T: AsRef<[u8]>>(cells: impl IntoIterator<Item = T>) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(cells)?;
    writer.into_inner().map_err(|e| csv::Error::from(e.into_error()))
}

fn weapons(list: &[WeaponCount]) -> String {
    let all = list.iter().map(|w| match words::weapon_count(w) {
        (Some(n), unit) => format!("{n} {unit}"),
        (None, unit) => unit,
    });
    all.collect::<Vec<_>>().join("; ")
}

/// The serde word of a value of a closed vocabulary.
fn word<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// A text on one line that no spreadsheet takes for a formula.
fn safe(text: &str) -> String {
    const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    let mut out = String::with_capacity(text.len());
    let mut fresh = true;
    for c in text.chars() {
        // A tab or a line break would part cells and rows in some spreadsheets.
        let c = if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c };
        if fresh && FORMULA.contains(&c) {
            out.push('\'');
        }
        fresh = c == ';' || (fresh && (c.is_whitespace() || c == '"'));
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::row::tests::an_event;

    #[test]
    fn a_row_reads_back_with_every_column() {
        let mut event = an_event();
        event.content.headline = "=HYPERLINK(\"http://evil.example\"), \"quoted\"\nsecond line".to_owned();
        let file = [head().expect("head"), row(&event).expect("row"), end(1, Seq(9)).expect("end")].concat();
        let mut reader = csv::Reader::from_reader(file.as_slice());
        let columns = reader.headers().expect("head").clone();
        assert_eq!(columns.len(), COLUMNS.len());
        let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("rows");
        assert_eq!(rows.len(), 2);
        assert_eq!((&rows[1][0], &rows[1][3]), ("end", "1 event, up to change 9"));
        let cell = |name: &str| rows[0].get(columns.iter().position(|c| c == name).expect(name)).expect(name);
        assert_eq!(cell("headline"), "'=HYPERLINK(\"http://evil.example\"), \"quoted\" second line");
        assert_eq!(cell("launched"), "29 missiles; over 390 drones");
        assert_eq!(cell("killed"), "3 to 4");
        assert_eq!(cell("participants"), "attacker: Russia; target: Ukraine");
        assert_eq!(cell("precision"), "day");
    }

    #[test]
    fn nothing_becomes_a_formula() {
        for (evil, safe_now) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@x", "'@x"),
            (" =1", " '=1"),
            ("\t=1", " '=1"),
            ("＝1", "'＝1"),
            ("\"=1", "\"'=1"),
            ("a; =1", "a; '=1"),
            ("a\r\n=1", "a  =1"),
            ("well-known; part-time", "well-known; part-time"),
        ] {
            assert_eq!(safe(evil), safe_now, "{evil:?}");
        }
        assert_eq!(safe("Talks = progress"), "Talks = progress");
    }
}

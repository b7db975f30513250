//! A whole answer in every format there is, written event by event.
//!
//! ```text
//! open()  event() event() … event()  close()
//! ```
//!
//! Nothing is kept between two events but their number, so an answer may be of any length. Each format has an
//! end that a broken-off download lacks: a last line or row that says `end`, or the brackets that were opened.

use super::{atom, calendar, csv, geojson, json, json_feed, row::Row, timelinejs};
use crate::domain::{
    Event, EventId, Seq,
    filter::{TimelineFilter, Undated},
};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use std::io;

/// A format of a whole answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Atom (RFC 4287).
    Atom,
    /// JSON Feed 1.1.
    JsonFeed,
    /// iCalendar (RFC 5545).
    Calendar,
    /// Comma-separated values (RFC 4180).
    Csv,
    /// One JSON document.
    Json,
    /// One JSON document a line.
    Lines,
    /// GeoJSON (RFC 7946).
    GeoJson,
    /// The slides of TimelineJS.
    TimelineJs,
}

impl Format {
    /// Every format, those one subscribes to first.
    pub const ALL: [Format; 8] = [
        Format::Atom,
        Format::JsonFeed,
        Format::Calendar,
        Format::Csv,
        Format::Json,
        Format::Lines,
        Format::GeoJson,
        Format::TimelineJs,
    ];

    /// Where it is served.
    pub const fn path(self) -> &'static str {
        match self {
            Format::Atom => "/timeline.atom",
            Format::JsonFeed => "/timeline.feed.json",
            Format::Calendar => "/timeline.ics",
            Format::Csv => "/timeline.csv",
            Format::Json => "/timeline.all.json",
            Format::Lines => "/timeline.ndjson",
            Format::GeoJson => "/timeline.geojson",
            Format::TimelineJs => "/timeline.timelinejs.json",
        }
    }

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Format::Atom => "application/atom+xml; charset=utf-8",
            Format::JsonFeed => "application/feed+json",
            Format::Calendar => "text/calendar; charset=utf-8",
            Format::Csv => "text/csv; charset=utf-8; header=present",
            Format::Json | Format::TimelineJs => "application/json",
            Format::Lines => "application/x-ndjson",
            Format::GeoJson => "application/geo+json",
        }
    }

    /// What readers call it.
    pub const fn name(self) -> &'static str {
        match self {
            Format::Atom => "Atom",
            Format::JsonFeed => "JSON Feed",
            Format::Calendar => "iCalendar",
            Format::Csv => "CSV",
            Format::Json => "JSON",
            Format::Lines => "NDJSON",
            Format::GeoJson => "GeoJSON",
            Format::TimelineJs => "TimelineJS",
        }
    }

    /// What it is good for.
    pub const fn purpose(self) -> &'static str {
        match self {
            Format::Atom => "for feed readers, the latest report first",
            Format::JsonFeed => "the same, in JSON",
            Format::Calendar => "for calendars; moved and cancelled rounds are updated",
            Format::Csv => "for spreadsheets, one event a row",
            Format::Json => "one document",
            Format::Lines => "one event a line, for scripts",
            Format::GeoJson => "for maps",
            Format::TimelineJs => "for slide shows with the Knight Lab’s tool",
        }
    }

    /// Whether one subscribes to it rather than take it once.
    pub const fn is_subscribed(self) -> bool {
        matches!(self, Format::Atom | Format::JsonFeed | Format::Calendar)
    }

    /// Whether an event without any date has a place in it.
    pub const fn takes_undated(self) -> bool {
        !matches!(self, Format::Calendar | Format::TimelineJs)
    }

    /// Whether the latest report comes first where the question names no order.
    pub const fn is_news(self) -> bool {
        matches!(self, Format::Atom | Format::JsonFeed)
    }

    /// Whether its writer wants to know how often an event changed.
    pub const fn counts_revisions(self) -> bool {
        matches!(self, Format::Calendar)
    }

    /// A name for the file, from the question: `demarche-strike-not-kharkiv-from-2026-02-01.csv`.
    pub fn file_name(self, filter: &TimelineFilter) -> String {
        let mut words = vec!["demarche".to_owned()];
        for (key, value) in filter.conditions() {
            if matches!(key, "from" | "to" | "undated") {
                words.push(key.to_owned());
            }
            words.push(match value.strip_prefix('-') {
                Some(not) => format!("not-{not}"),
                None => value,
            });
        }
        if words.len() == 1 {
            words.push("timeline".to_owned());
        }
        let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
        let name: String = words.join("-").chars().map(plain).collect();
        let mut name = name.split('-').filter(|w| !w.is_empty()).collect::<Vec<_>>().join("-");
        name.truncate(80);
        let extension = self.path().trim_start_matches("/timeline.").replace("all.", "");
        format!("{}.{extension}", name.trim_end_matches('-'))
    }
}

/// What a format has to know of an answer before its first event.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Where readers reach this service: `https://talks.example`.
    pub base: String,
    /// The name of this database.
    pub installation: String,
    /// What was asked for, in words.
    pub subject: String,
    /// The answer's own address, from its path on.
    pub own: String,
    /// The timeline's page with the same events.
    pub page: String,
    /// When one of the events changed last; where there is none, now.
    pub updated: Timestamp,
    /// How many events have no place in the format because nothing is known of their date.
    pub left_out: u64,
    /// The last change that the answer includes.
    pub seq: Seq,
}

impl Answer {
    /// A name that is the same for ever and nowhere else: a UUID of version 8 (RFC 9562) from a SHA-256 of the
    /// database's name and what is named.
    fn uuid(&self, what: &str) -> String {
        let digest = Sha256::digest(format!("{}\0{what}", self.installation));
        let mut bytes: Vec<u8> = digest.iter().take(16).copied().collect();
        bytes[6] = bytes[6] & 0x0f | 0x80;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
        format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
    }

    /// The name of an event.
    pub fn name_of(&self, id: EventId) -> String {
        self.uuid(&format!("event {id}"))
    }

    /// The name of the answer itself, which does not depend on the address it was reached by.
    pub fn own_name(&self) -> String {
        self.uuid(&self.own)
    }

    /// The whole address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// What readers call the answer.
    pub fn title(&self) -> String {
        super::told::line(&format!("Demarche: {}", self.subject), 300)
    }
}

/// Writes one answer.
#[derive(Debug)]
pub struct Writer {
    format: Format,
    answer: Answer,
    count: u64,
}

impl Writer {
    /// A writer of this format.
    pub fn new(format: Format, answer: Answer) -> Writer {
        Writer { format, answer, count: 0 }
    }

    /// What stands before the first event.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn open(&self) -> io::Result<Vec<u8>> {
        Ok(match self.format {
            Format::Atom => atom::open(&self.answer).into_bytes(),
            Format::JsonFeed => json_feed::open(&self.answer)?,
            Format::Calendar => calendar::open(&self.answer).into_bytes(),
            Format::Csv => csv::head()?,
            Format::Json => b"{\"data\":[".to_vec(),
            Format::Lines => Vec::new(),
            Format::GeoJson => b"{\"type\":\"FeatureCollection\",\"features\":[".to_vec(),
            Format::TimelineJs => timelinejs::open(&self.answer)?,
        })
    }

    /// Writes one event behind what is there. `revision` is how often it changed.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn event(&mut self, event: Event, revision: u32, out: &mut Vec<u8>) -> io::Result<()> {
        if !self.format.takes_undated() && event.content.date.is_unknown() {
            return Ok(());
        }
        let row = Row::from(event);
        let listed = matches!(self.format, Format::Json | Format::JsonFeed | Format::GeoJson | Format::TimelineJs);
        if listed {
            out.extend_from_slice(if self.count == 0 { b"\n" } else { b",\n" });
        }
        self.count += 1;
        match self.format {
            Format::Atom => out.extend(atom::entry(&self.answer, &row).into_bytes()),
            Format::JsonFeed => serde_json::to_writer(out, &json_feed::item(&self.answer, &row))?,
            Format::Calendar => out.extend(calendar::entry(&self.answer, &row, revision).into_bytes()),
            Format::Csv => out.extend(csv::row(&row.event)?),
            Format::Json => serde_json::to_writer(out, &row.event)?,
            Format::Lines => {
                serde_json::to_writer(&mut *out, &row.event)?;
                out.push(b'\n');
            }
            Format::GeoJson => serde_json::to_writer(out, &geojson::feature(&self.answer, &row))?,
            Format::TimelineJs => serde_json::to_writer(out, &timelinejs::slide(&self.answer, &row))?,
        }
        Ok(())
    }

    /// What stands behind the last event, by which a reader knows that it was the last.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn close(&self) -> io::Result<Vec<u8>> {
        let end = json::End { end: true, count: self.count, seq: self.answer.seq };
        let counted = serde_json::json!({ "count": end.count, "seq": end.seq });
        Ok(match self.format {
            Format::Atom => atom::CLOSE.as_bytes().to_vec(),
            Format::JsonFeed => format!("\n],\"_demarche\":{counted}}}\n").into_bytes(),
            Format::Calendar => calendar::CLOSE.as_bytes().to_vec(),
            Format::Csv => csv::end(end.count, end.seq)?,
            Format::Json | Format::GeoJson => format!("\n],\"end\":{counted}}}\n").into_bytes(),
            Format::Lines => {
                let mut line = serde_json::to_vec(&end)?;
                line.push(b'\n');
                line
            }
            Format::TimelineJs => b"\n]}\n".to_vec(),
        })
    }
}

/// The question as a format puts it: without what has no place in it.
pub fn asked(format: Format, filter: &TimelineFilter) -> TimelineFilter {
    let mut asked = filter.clone();
    if !format.takes_undated() && asked.undated == Undated::Include {
        asked.undated = Undated::Exclude;
    }
    asked
}

/// A whole answer in tests of the formats.
#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::render::row::tests::an_event;

    pub(crate) fn an_answer() -> Answer {
        Answer {
            base: "https://talks.example".to_owned(),
            installation: "5f0c5a2e-3c0e-4c8e-9d1b-0a4f7d1f2f11".to_owned(),
            subject: "Strikes, Kharkiv & <b>region</b>".to_owned(),
            own: "/timeline.x?kind=strike&place=kharkiv".to_owned(),
            page: "/?kind=strike&place=kharkiv".to_owned(),
            updated: "2026-02-18T17:00:00Z".parse().expect("an instant"),
            left_out: 2,
            seq: Seq(88410),
        }
    }

    /// These events as a format writes them.
    pub(crate) fn written(format: Format, events: Vec<Event>) -> String {
        let mut writer = Writer::new(format, an_answer());
        let mut out = writer.open().expect("opens");
        for event in events {
            writer.event(event, 2, &mut out).expect("an event");
        }
        out.extend(writer.close().expect("closes"));
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn json_documents_end_with_their_count() {
        for n in [0_u64, 1, 3] {
            let events: Vec<Event> = (0..n).map(|_| an_event()).collect();
            let all: serde_json::Value = serde_json::from_str(&written(Format::Json, events.clone())).expect("JSON");
            assert_eq!(all["data"].as_array().map(Vec::len), Some(n as usize));
            assert_eq!(all["end"], serde_json::json!({ "count": n, "seq": 88410 }));
            let lines = written(Format::Lines, events);
            assert_eq!(lines.lines().count() as u64, n + 1);
            assert_eq!(lines.lines().last(), Some(format!("{{\"end\":true,\"count\":{n},\"seq\":88410}}").as_str()));
        }
    }

    #[test]
    fn names_are_of_one_database_and_one_thing() {
        let (here, mut there) = (an_answer(), an_answer());
        assert_eq!(here.name_of(EventId(7)), here.name_of(EventId(7)));
        assert_ne!(here.name_of(EventId(7)), here.name_of(EventId(8)));
        there.installation = "another".to_owned();
        assert_ne!(here.name_of(EventId(7)), there.name_of(EventId(7)));
        let name = here.name_of(EventId(7));
        assert_eq!((name.len(), name.as_bytes()[14]), (36, b'8'), "{name}");
        assert!(matches!(name.as_bytes()[19], b'8' | b'9' | b'a' | b'b'), "{name}");
    }

    #[test]
    fn files_are_called_what_they_hold() {
        let name = |format: Format, query: &str| {
            let filter = TimelineFilter::parse(form_urlencoded::parse(query.as_bytes())).expect(query);
            format.file_name(&filter)
        };
        assert_eq!(name(Format::Csv, ""), "demarche-timeline.csv");
        assert_eq!(name(Format::Json, "kind=round"), "demarche-round.json");
        assert_eq!(name(Format::JsonFeed, "kind=round"), "demarche-round.feed.json");
        assert_eq!(
            name(Format::Calendar, "kind=strike&place=-kharkiv&from=2026-02-01&q=%22X: é/../..%5c"),
            "demarche-strike-not-kharkiv-from-2026-02-01-x.ics"
        );
        assert!(name(Format::Csv, &format!("q={}", "long ".repeat(30))).len() < 90);
    }
}

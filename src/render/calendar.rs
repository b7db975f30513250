//! Events as iCalendar (RFC 5545, RFC 7986).
//!
//! An entry covers every day that its date leaves open, with the first day after it as its (exclusive) end; what is
//! open is said in the summary, the description and the categories, and `X-DEMARCHE-EDTF` has the date itself.
//! A clock time with its distance from UTC is an instant; without it, it floats: it is the place's own time.
//! What is planned is `TENTATIVE` or `CONFIRMED`, what is off its day `CANCELLED`, and `SEQUENCE` counts how often
//! its date, status, place or headline changed, so that a calendar moves what moved.

use super::{
    export::Answer,
    row::Row,
    told::{self, clean},
    words,
};
use crate::{
    domain::{Event, Status, Step, When},
    urls,
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// What stands behind the last entry.
pub const CLOSE: &str = "END:VCALENDAR\r\n";

/// What stands before the first entry.
pub fn open(answer: &Answer) -> String {
    let mut out = Lines::default();
    out.raw("BEGIN:VCALENDAR");
    out.raw("VERSION:2.0");
    out.raw(concat!("PRODID:-//Demarche//Demarche ", env!("CARGO_PKG_VERSION"), "//EN"));
    out.raw("CALSCALE:GREGORIAN");
    out.raw("METHOD:PUBLISH");
    out.raw(&format!("UID:{}", answer.own_name()));
    // The second of each pair is what programs understood before RFC 7986.
    for name in ["NAME", "X-WR-CALNAME"] {
        out.text(name, &answer.title());
    }
    let about = match answer.left_out {
        0 => "Every event with the sentence it came from is on its page.".to_owned(),
        n => format!("{} without any date can’t stand in a calendar; see the page.", words::counted(n, "event")),
    };
    for name in ["DESCRIPTION", "X-WR-CALDESC"] {
        out.text(name, &about);
    }
    out.raw(&format!("LAST-MODIFIED:{}", instant(answer.updated)));
    out.uri("URL", &answer.url(&answer.page));
    out.uri("SOURCE;VALUE=URI", &answer.url(&answer.own));
    out.raw("REFRESH-INTERVAL;VALUE=DURATION:PT1H");
    out.raw("X-PUBLISHED-TTL:PT1H");
    out.0
}

/// One entry; nothing where no date is known. `revision` is how often it changed.
pub fn entry(answer: &Answer, row: &Row, revision: u32) -> String {
    let event = &row.event;
    let Some(days) = days(&event.content.date) else { return String::new() };
    let told = told::told(row);
    let page = answer.url(&urls::event(event.id));
    let mut out = Lines::default();
    out.raw("BEGIN:VEVENT");
    out.raw(&format!("UID:{}", answer.name_of(event.id)));
    out.raw(&format!("DTSTAMP:{}", instant(event.updated_at)));
    out.raw(&format!("LAST-MODIFIED:{}", instant(event.updated_at)));
    out.raw(&format!("SEQUENCE:{}", revision.min(i32::MAX.unsigned_abs())));
    for line in days {
        out.raw(&line);
    }
    out.raw(&format!("STATUS:{}", status(event)));
    out.text("SUMMARY", &summary(event, &told.title));
    out.text("DESCRIPTION", &told.text(&page));
    if let Some(place) = &event.content.place {
        out.text("LOCATION", &told::line(&told::place(place), 200));
        let on_earth = |(lat, lon): &(f64, f64)| lat.abs() <= 90.0 && lon.abs() <= 180.0;
        if let Some((lat, lon)) = place.lat.zip(place.lon).filter(on_earth) {
            out.raw(&format!("GEO:{lat:.6};{lon:.6}"));
        }
    }
    let mut categories = vec![event.content.kind.as_str()];
    categories.extend(event.content.topics.iter().map(|t| t.as_str()));
    categories.extend(told::open(&event.content.date).map(|_| "date uncertain"));
    out.raw(&format!("CATEGORIES:{}", categories.join(",")));
    out.uri("URL", &page);
    // Nobody who subscribes is busy because others meet.
    out.raw("TRANSP:TRANSPARENT");
    out.text("X-DEMARCHE-EDTF", event.content.date.edtf());
    out.raw("END:VEVENT");
    out.0
}

/// The lines that say when.
fn days(when: &When) -> Option<Vec<String>> {
    let (first, last) = match (when.earliest(), when.latest()) {
        (None, None) => return None,
        // One bound is all that is known, and stands for itself.
        (Some(day), None) | (None, Some(day)) => (day, day),
        (Some(first), Some(last)) => (first, last),
    };
    if let Some((time, offset)) = when.clock() {
        let at = first.to_datetime(time);
        let utc = offset.and_then(|offset| offset.to_timestamp(at).ok());
        // Without an end it takes no time: how long it took is not known.
        return Some(vec![match utc {
            Some(at) => format!("DTSTART:{}", instant(at)),
            None => format!("DTSTART:{}", at.strftime("%Y%m%dT%H%M%S")),
        }]);
    }
    let after = last.tomorrow().unwrap_or(last);
    Some(vec![format!("DTSTART;VALUE=DATE:{}", day(first)), format!("DTEND;VALUE=DATE:{}", day(after))])
}

fn day(day: Date) -> String {
    day.strftime("%Y%m%d").to_string()
}

fn instant(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// One of the three states that an entry of a calendar can have.
fn status(event: &Event) -> &'static str {
    match event.content.status {
        Some(Status::Cancelled) => "CANCELLED",
        // A new day is a plan; without one, nothing happens on the old day.
        Some(Status::Postponed) if moved(&event.history, &event.content.date) => "TENTATIVE",
        Some(Status::Postponed) => "CANCELLED",
        Some(Status::Proposed | Status::Threatened) => "TENTATIVE",
        _ => "CONFIRMED",
    }
}

/// Whether the date is another than every one that was planned before.
fn moved(history: &[Step], now: &When) -> bool {
    let mut planned = history.iter().filter(|s| s.status != Status::Postponed && !s.date.is_unknown()).peekable();
    planned.peek().is_some() && planned.all(|s| (s.date.earliest(), s.date.latest()) != (now.earliest(), now.latest()))
}

/// The headline, with what a calendar that shows nothing else must not leave out.
fn summary(event: &Event, title: &str) -> String {
    let mut out = title.to_owned();
    let lower = title.to_lowercase();
    if let Some(status @ (Status::Proposed | Status::Postponed | Status::Cancelled)) = event.content.status
        && !lower.contains(status.as_str())
    {
        out = format!("{}: {out}", words::title(status.as_str()));
    }
    let label = words::when(&event.content.date).label;
    if told::open(&event.content.date).is_some() && !title.contains(&label) {
        out = format!("{out} ({label})");
    }
    out
}

/// Content lines, folded behind 75 bytes and ended with CRLF (RFC 5545, 3.1).
#[derive(Default)]
struct Lines(String);

impl Lines {
    /// A line of ours.
    fn raw(&mut self, line: &str) {
        // The line's own bytes; those of the end of the line don't count.
        let mut room = 75;
        for c in line.chars() {
            if c.len_utf8() > room {
                self.0.push_str("\r\n ");
                // The space that says "folded" is one of them.
                room = 74;
            }
            room -= c.len_utf8();
            self.0.push(c);
        }
        self.0.push_str("\r\n");
    }

    /// A property whose value is text: what has a meaning of its own there is escaped (3.3.11).
    fn text(&mut self, name: &str, value: &str) {
        let mut line = format!("{name}:");
        for c in clean(value).replace("\r\n", "\n").chars() {
            match c {
                '\\' | ';' | ',' => line.extend(['\\', c]),
                '\n' | '\r' => line.push_str("\\n"),
                '\t' => line.push(' '),
                c => line.push(c),
            }
        }
        self.raw(&line);
    }

    /// A property whose value is an address: nothing in it is escaped, and nothing may end the line.
    fn uri(&mut self, name: &str, value: &str) {
        let value: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
        self.raw(&format!("{name}:{value}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::Basis,
        render::{
            export::{
                Format,
                tests::{an_answer, written},
            },
            row::tests::an_event,
        },
    };
    use jiff::civil::date;

    fn on(edtf: &str) -> Event {
        let mut event = an_event();
        event.content.date = When::parse_edtf(edtf).expect(edtf);
        event
    }

    fn lines(event: Event, name: &str) -> Vec<String> {
        let entry = entry(&an_answer(), &Row::from(event), 0).replace("\r\n ", "");
        entry.split("\r\n").filter(|l| l.starts_with(name)).map(str::to_owned).collect()
    }

    #[test]
    fn a_calendar_reads_as_it_should() {
        insta::assert_snapshot!(written(Format::Calendar, vec![an_event()]).replace("\r\n", "\n"));
    }

    #[test]
    fn days_are_whole_and_their_end_is_the_day_after() {
        for (edtf, start, end) in [
            ("2026-02-17", "DTSTART;VALUE=DATE:20260217", "DTEND;VALUE=DATE:20260218"),
            ("2026-02-16/2026-02-17", "DTSTART;VALUE=DATE:20260216", "DTEND;VALUE=DATE:20260218"),
            ("2026-02", "DTSTART;VALUE=DATE:20260201", "DTEND;VALUE=DATE:20260301"),
            ("2026-12-31", "DTSTART;VALUE=DATE:20261231", "DTEND;VALUE=DATE:20270101"),
            ("2026-06~", "DTSTART;VALUE=DATE:20260501", "DTEND;VALUE=DATE:20260801"),
            ("/2026-02-17", "DTSTART;VALUE=DATE:20260217", "DTEND;VALUE=DATE:20260218"),
            ("2026-02-17/", "DTSTART;VALUE=DATE:20260217", "DTEND;VALUE=DATE:20260218"),
        ] {
            assert_eq!(lines(on(edtf), "DT")[1..], [start, end], "{edtf}");
        }
        assert_eq!(lines(on("2026-02-17T10:00:00+04:00"), "DT")[1..], ["DTSTART:20260217T060000Z"]);
        assert_eq!(lines(on("2026-02-17T10:00:00"), "DT")[1..], ["DTSTART:20260217T100000"], "the place's own time");
        let mut undated = an_event();
        undated.content.date = When::unknown(Basis::Published);
        assert_eq!(entry(&an_answer(), &Row::from(undated), 0), "");
    }

    #[test]
    fn what_is_open_is_said() {
        assert_eq!(lines(on("2026-06~"), "CATEGORIES"), ["CATEGORIES:strike,date uncertain"]);
        assert!(lines(on("2026-06~"), "SUMMARY")[0].ends_with("(about June 2026)"));
        assert!(lines(on("/2026-02-17"), "DESCRIPTION")[0].contains("that day or earlier"));
        assert_eq!(lines(on("2026-02-17"), "CATEGORIES"), ["CATEGORIES:strike"]);
        assert_eq!(lines(on("2026-06~"), "X-DEMARCHE"), ["X-DEMARCHE-EDTF:2026-06~"]);
    }

    #[test]
    fn a_round_off_its_day_is_cancelled_and_a_moved_one_tentative() {
        let step = |status, day| Step { status, date: When::day(day, Basis::Explicit), place: None, article: None };
        let (old, new) = (date(2026, 2, 18), date(2026, 2, 25));
        let mut event = an_event();
        let mut of = |status, day, history: Vec<Step>| {
            event.content.status = Some(status);
            event.content.date = When::day(day, Basis::Explicit);
            event.history = history;
            super::status(&event)
        };
        let planned = || vec![step(Status::Scheduled, old), step(Status::Postponed, new)];
        assert_eq!(of(Status::Scheduled, old, vec![]), "CONFIRMED");
        assert_eq!(of(Status::Proposed, old, vec![]), "TENTATIVE");
        assert_eq!(of(Status::Postponed, new, planned()), "TENTATIVE");
        assert_eq!(of(Status::Postponed, old, planned()), "CANCELLED");
        assert_eq!(of(Status::Postponed, old, vec![]), "CANCELLED");
        assert_eq!(of(Status::Cancelled, old, vec![]), "CANCELLED");
        assert_eq!(of(Status::Concluded, old, vec![]), "CONFIRMED");
    }

    #[test]
    fn lines_are_short_and_hostile_words_stay_words() {
        let mut event = an_event();
        event.content.headline = format!("a;b,c\\d\r\nBEGIN:VEVENT\0 \u{202e}{}", "ж🕊".repeat(2_500));
        let calendar = written(Format::Calendar, vec![event]);
        for line in calendar.split_terminator("\r\n") {
            assert!(line.len() <= 75 && !line.contains(['\r', '\n', '\0']), "{} {line}", line.len());
        }
        assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 2, "one of them inside the summary");
        let unfolded = calendar.replace("\r\n ", "");
        let summary = unfolded.split("\r\n").find(|l| l.starts_with("SUMMARY")).expect("a summary").to_owned();
        assert!(summary.starts_with("SUMMARY:a\\;b\\,c\\\\d BEGIN:VEVENT ж🕊"), "{summary}");
        let read: icalendar::Calendar = calendar.parse().expect("a calendar");
        assert_eq!(read.components.len(), 1);
    }
}

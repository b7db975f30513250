//! Events as the slides of TimelineJS (<https://timeline.knightlab.com/docs/json-format.html>).
//!
//! Its headline and text are HTML, so the words are escaped. A date is given as finely as it is known, and
//! always with our own words for it, so that a month is never shown as its first day.

use super::{
    export::Answer,
    row::Row,
    told::{self, escaped},
    words,
};
use crate::{
    domain::{Precision, When},
    urls,
};
use jiff::civil::{Date, Time};
use serde::Serialize;

/// One slide.
#[derive(Debug, Serialize)]
pub struct Slide {
    unique_id: String,
    start_date: Moment,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_date: Option<Moment>,
    display_date: String,
    group: String,
    text: Words,
    autolink: bool,
}

#[derive(Debug, Serialize)]
struct Moment {
    year: i16,
    #[serde(skip_serializing_if = "Option::is_none")]
    month: Option<i8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    day: Option<i8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hour: Option<i8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    minute: Option<i8>,
    display_date: String,
}

#[derive(Debug, Serialize)]
struct Words {
    headline: String,
    text: String,
}

/// What stands before the first slide: the title's slide, and the list.
///
/// # Errors
/// When the value can't be written as JSON.
pub fn open(answer: &Answer) -> serde_json::Result<Vec<u8>> {
    let undated = match answer.left_out {
        0 => String::new(),
        n => format!("<p>{} without a date can’t be shown here.</p>", words::counted(n, "event")),
    };
    let text =
        format!("<p><a href=\"{}\">The timeline with its sources</a></p>{undated}", escaped(&answer.url(&answer.page)));
    let head = serde_json::json!({
        "scale": "human",
        "title": { "text": Words { headline: escaped(&answer.title()), text }, "autolink": false },
    });
    let mut out = serde_json::to_vec(&head)?;
    // The list is the last member, and stays open.
    out.pop();
    out.extend_from_slice(b",\"events\":[");
    Ok(out)
}

/// One event's slide. The export hands no event without any date over: there is no slide for it.
pub fn slide(answer: &Answer, row: &Row) -> Slide {
    let event = &row.event;
    let told = told::told(row);
    let when = &event.content.date;
    let label = escaped(&told::line(&words::when(when).label, 200));
    let first = when.sort_day().unwrap_or(Date::ZERO);
    // With one bound known it is a point, whose words say on which side it is open.
    let last = when.latest().filter(|last| when.earliest().is_some_and(|first| first < *last));
    Slide {
        unique_id: format!("event-{}", event.id),
        start_date: moment(when, first, true, &label),
        end_date: last.map(|last| moment(when, last, false, &label)),
        display_date: label.clone(),
        group: words::title(event.content.kind.as_str()),
        text: Words { headline: escaped(&told.title), text: told.html(&answer.url(&urls::event(event.id))) },
        autolink: false,
    }
}

/// A day, as finely as the date is known.
fn moment(when: &When, day: Date, first: bool, label: &str) -> Moment {
    let precision = when.precision();
    let clock = when.clock().map(|(time, _)| time).filter(|_| first);
    Moment {
        year: day.year(),
        month: (precision != Precision::Year).then(|| day.month()),
        day: (precision < Precision::Month).then(|| day.day()),
        hour: clock.map(Time::hour),
        minute: clock.map(Time::minute),
        display_date: label.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::{
        export::{Format, tests::written},
        row::tests::an_event,
    };

    #[test]
    fn a_slide_reads_as_it_should() {
        insta::assert_snapshot!(written(Format::TimelineJs, vec![an_event()]));
    }

    #[test]
    fn a_date_is_as_fine_as_it_is_known() {
        let of = |edtf: &str| {
            let mut event = an_event();
            event.content.date = When::parse_edtf(edtf).expect(edtf);
            let slide = serde_json::to_value(slide(&crate::render::export::tests::an_answer(), &Row::from(event)));
            let slide = slide.expect("JSON");
            let side = |key: &str| {
                let keys = ["year", "month", "day", "hour", "minute"];
                keys.iter().filter_map(|k| Some(slide[key].get(k)?.to_string())).collect::<Vec<_>>().join("-")
            };
            (side("start_date"), side("end_date"))
        };
        assert_eq!(of("2026-02-17"), ("2026-2-17".to_owned(), String::new()));
        assert_eq!(of("2026-02-17T10:05:00+02:00").0, "2026-2-17-10-5");
        assert_eq!(of("2026-02-17/2026-02-19"), ("2026-2-17".to_owned(), "2026-2-19".to_owned()));
        assert_eq!(of("2026-02"), ("2026-2".to_owned(), "2026-2".to_owned()));
        assert_eq!(of("2026"), ("2026".to_owned(), "2026".to_owned()));
        assert_eq!(of("/2026-02-17"), ("2026-2-17".to_owned(), String::new()));
    }

    #[test]
    fn hostile_words_stay_words() {
        let mut event = an_event();
        event.content.headline = "<img src=x onerror=alert(1)>".to_owned();
        let read: serde_json::Value = serde_json::from_str(&written(Format::TimelineJs, vec![event])).expect("JSON");
        let headline = read["events"][0]["text"]["headline"].as_str().expect("a headline");
        assert_eq!(headline, "&lt;img src=x onerror=alert(1)&gt;");
    }
}

use super::*;

const NOW: &str = "2026-02-20T12:00:00Z";

fn now() -> Timestamp {
    NOW.parse().expect("an instant")
}

fn check(json: &str, fault: Fault, pointer: Option<&str>, says: &str) {
    let wrong = from_json(json.as_bytes(), now()).expect_err(json);
    assert_eq!((wrong.fault, wrong.pointer.as_deref()), (fault, pointer), "{json}: {wrong:?}");
    assert!(wrong.detail.contains(says), "{json}: {wrong:?}");
}

#[test]
fn what_cannot_be_read_is_malformed_and_what_cannot_be_is_impossible() {
    use Fault::{Impossible, Malformed};
    check("{", Malformed, None, "JSON");
    check("[]", Malformed, Some(""), "expected");
    check("{}", Malformed, Some("/body"), "missing field");
    check(r#"{"body":"x","boddy":1}"#, Malformed, Some("/boddy"), "unknown field `boddy`");
    check(r#"{"body":7}"#, Malformed, Some("/body"), "string");
    check(r#"{"body":"x"} {"body":"y"}"#, Malformed, None, "ndjson");
    check(r#"{"body":"x","published_at":"yesterday"}"#, Malformed, Some("/published_at"), "yesterday");
    check(r#"{"body":"x","published_at":"2026-02-31"}"#, Impossible, Some("/published_at"), "does not exist");
    check(r#"{"body":"x","published_at":"2026-02-23T00:00:00Z"}"#, Impossible, Some("/published_at"), "48 hours");
    check(r#"{"body":" \u0000 \n"}"#, Impossible, Some("/body"), "empty");
    check(r#"{"body":"x","url":"ftp://a.example/"}"#, Impossible, Some("/url"), "https://");
    check(r#"{"body":"x","language":"!"}"#, Impossible, Some("/language"), "language tag");
    check(r#"{"body":"x","events":[{"kind":"strik"}]}"#, Malformed, Some("/events/0/kind"), "strike");
    check(r#"{"body":"x","events":[{"kind":"strike","foo":1}]}"#, Malformed, Some("/events/0/foo"), "unknown field");
    check(
        r#"{"body":"x","events":[{"kind":"strike","status":"concluded"}]}"#,
        Impossible,
        Some("/events/0/status"),
        "strike",
    );
    check(r#"{"body":"x","events":[{"kind":"statement"}]}"#, Malformed, Some("/events/0/statement"), "needs");
    check(
        r#"{"body":"x","events":[{"kind":"strike","date":{"earliest":"2026-02-31"}}]}"#,
        Impossible,
        Some("/events/0/date/earliest"),
        "no such day",
    );
    check(
        r#"{"body":"x","events":[{"kind":"strike","date":{"earliest":"2026-02-03","latest":"2026-02-01"}}]}"#,
        Impossible,
        Some("/events/0/date"),
        "after",
    );
}

#[test]
fn a_broken_line_is_named() {
    let wrong = from_json(b"{\n \"body\": \"x\",\n \"title\": }\n", now()).expect_err("broken");
    assert_eq!(wrong.line, Some(3), "{wrong:?}");
}

#[test]
fn fields_are_cleaned_and_empty_ones_are_absent() {
    let json = r#"{"body":"\ufeffOne.\r\nTwo.\u0000","title":" A\n title ","url":"HTTPS://News.example/A?b#c","outlet":"",
        "published_at":"2026-02-18T00:30:00+02:00","extract":false}"#;
    let read = from_json(json.as_bytes(), now()).expect("an article");
    assert_eq!(read.article.text.as_str(), "One.\nTwo.");
    assert_eq!(read.article.title, "A title");
    assert_eq!(read.article.url.as_deref(), Some("https://news.example/A?b"));
    assert_eq!(read.article.outlet, None);
    assert_eq!(read.article.published.map(|p| p.day().to_string()).as_deref(), Some("2026-02-18"));
    assert!(!read.extract);
}

#[test]
fn a_charset_is_honoured_and_without_one_it_is_utf8() {
    let fields = Fields::default();
    let read = from_text(b"Gen\xe8ve", Some("ISO-8859-1"), &fields, now()).expect("Latin-1");
    assert_eq!(read.article.text.as_str(), "Genève");
    for (body, charset) in [(&b"Gen\xe8ve"[..], None), (b"x", Some("klingon")), (b"\xff", Some("utf-8"))] {
        let wrong = from_text(body, charset, &fields, now()).expect_err("no text");
        assert_eq!(wrong.fault, Fault::Malformed, "{wrong:?}");
    }
    let wrong = from_text(b"  \n", None, &fields, now()).expect_err("empty");
    assert_eq!(wrong.fault, Fault::Impossible);
}

#[test]
fn evidence_is_found_in_the_text_however_it_is_spaced() {
    let json = r#"{"body":"Über uns.\n\nThe talks\n  ended. The talks ended.","events":[
        {"kind":"round","date":{"edtf":"2026-02-18"},"participants":[{"role":"party","actor":{"name":"Côte d’Ivoire","kind":"state"}}],
         "evidence":[{"exact":"The talks ended."},{"exact":"The talks ended.","start":30,"end":46},{"exact":"Never written."}]}]}"#;
    let read = from_json(json.as_bytes(), now()).expect("an article");
    let mention = &read.client_mentions[0];
    let spans: Vec<_> = mention.evidence.iter().map(|e| (e.start, e.end, e.exact.as_str())).collect();
    assert_eq!(spans[0], (Some(11), Some(29), "The talks\n  ended."));
    assert_eq!(spans[1], (Some(30), Some(46), "The talks ended."));
    assert_eq!(spans[2], (None, None, "Never written."));
    assert_eq!(mention.content.participants[0].actor.id, "cote-divoire");
    assert_eq!(mention.content.date.edtf(), "2026-02-18");
    assert_eq!(mention.content.headline, "Round of Côte d’Ivoire talks");
}

#[test]
fn a_whole_number_may_be_written_with_a_point() {
    let mut value = serde_json::json!({"a": 5.0, "b": [1.5, {"c": 1e3}], "d": 1e300, "e": "7.0"});
    assert!(whole_numbers(&mut value));
    let whole = serde_json::json!({"a": 5, "b": [1.5, {"c": 1000}], "d": 1e300, "e": "7.0"});
    assert_eq!(value, whole);
    assert!(!whole_numbers(&mut value), "once is enough");
    let article = r#"{"body":"Four drones came.","published_at":"2026-02-18","events":[{"kind":"strike",
        "strike":{"weapons":[{"type":"drone","count":4.0}]},"evidence":[{"exact":"Four drones came."}]}]}"#;
    assert_eq!(from_json(article.as_bytes(), now()).expect("taken").client_mentions.len(), 1);
    assert!(from_json(article.replace("4.0", "4.5").as_bytes(), now()).is_err());
}

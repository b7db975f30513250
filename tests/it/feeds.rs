//! Whole answers in every format, read back by parsers that are not ours.

use crate::{
    support::{App, postgres},
    timeline::fill,
};
use demarche::render::export::Format;
use icalendar::parser::{Calendar, Component, read_calendar, unfold};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Whatever tries to be more than words.
const HOSTILE: &str = "<script>alert(1)</script> ]]> &amp; \u{202e}turned\u{2066} \u{200f}اب 🕊 =1+1;@x \"quoted\" a\\b";

/// An article with an event for every sort of date, all of them hostile.
async fn fill_hostile(app: &App) {
    let dates = [
        json!({"edtf": "2026-02-17"}),
        json!({"edtf": "2026-02-17T10:00:00+04:00"}),
        json!({"edtf": "2026-02-16/2026-02-17", "precision": "day"}),
        json!({"edtf": "2026-06~"}),
        json!({"edtf": "/2026-02-17"}),
        json!({"edtf": "2026-02-17/"}),
        json!({"edtf": "[2026-02-03..2026-02-09]"}),
        json!({"edtf": "2026-02-XX"}),
        json!({"edtf": "2026"}),
        Value::Null,
    ];
    let event = |(i, date): (usize, &Value)| {
        let mut event = json!({
            "kind": "deadline", "headline": format!("{i} {HOSTILE} {}", "ж".repeat(5_000)), "deadline": {"what": HOSTILE},
            "place": {"id": format!("place-{i}"), "name": HOSTILE, "country": null, "lat": 50.0, "lon": 36.0 + i as f64},
            "participants": [{"role": "demander", "actor": {"id": "arland", "name": HOSTILE, "kind": "state", "country": null}}],
            "evidence": [{"exact": format!("Sentence {i}. {HOSTILE}")}],
        });
        if !date.is_null() {
            event["date"] = date.clone();
        }
        event
    };
    let article = json!({
        "url": "https://evil.example/?a=1&b=%22%3E%3Cscript%3E", "outlet": HOSTILE, "title": HOSTILE,
        "published_at": "2026-02-18", "body": format!("Nothing. {HOSTILE}"), "extract": false,
        "events": dates.iter().enumerate().map(event).collect::<Vec<_>>(),
    });
    app.post_article(&article).await.expect(201);
}

async fn body(app: &App, path: &str) -> String {
    app.get(path).await.expect(200).body
}

fn entries(calendar: &str) -> Vec<Component<'static>> {
    // What is read borrows from the text, which lives as long as the test.
    let text: &'static str = Box::leak(unfold(calendar).into_boxed_str());
    let Calendar { components, .. } = read_calendar(text).expect("a calendar");
    components
}

fn value(entry: &Component<'_>, name: &str) -> String {
    entry.find_prop(name).map(|p| p.val.as_str().to_owned()).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_format_is_told_of_and_served() {
    let app = App::spawn().await;
    fill(&app).await;
    let page = app.get_with("/?kind=strike&from=2026-02-01", &[("Accept", "text/html")]).await.expect(200);
    let actor = app.get_with("/actors/borduria", &[("Accept", "text/html")]).await.expect(200).body;
    let place = app.get_with("/places/geneva", &[("Accept", "text/html")]).await.expect(200).body;
    for format in Format::ALL {
        let path = format!("{}?kind=strike&from=2026-02-01", format.path());
        let href = format!("href=\"{}\"", path.replace('&', "&#38;"));
        assert_eq!(page.body.matches(&href).count(), 2, "{format:?}: in the head and on the page");
        assert!(actor.contains(&format!("href=\"{}?actor=borduria\"", format.path())), "{format:?}: {actor}");
        assert!(place.contains(&format!("href=\"{}?place=geneva\"", format.path())), "{format:?}");
        let answer = app.get(&path).await.expect(200);
        assert_eq!(answer.header("content-type"), format.media_type());
        let disposition = answer.header("content-disposition").to_owned();
        assert!(disposition.contains("filename=\"demarche-strike-from-2026-02-01."), "{disposition}");
        let tag = answer.header("etag").to_owned();
        assert!(tag.starts_with("W/\""), "{tag}");
        let again = app.get_with(&path, &[("If-None-Match", &tag)]).await.expect(304);
        assert!(again.body.is_empty());
        let head = app.head(&path).await.expect(200);
        assert_eq!((head.header("etag"), head.header("content-disposition")), (tag.as_str(), disposition.as_str()));
        assert_eq!((head.body.as_str(), head.header("content-length")), ("", ""));
        for (wrong, status) in [("kind=strik", 400), ("place=nowhere", 422), ("colour=red", 400), ("limit=0", 400)] {
            let refused =
                app.get_with(&format!("{}?{wrong}", format.path()), &[("Accept", "text/html")]).await.expect(status);
            assert_eq!(refused.header("content-type"), "application/problem+json", "{format:?}");
        }
    }
    assert!(page.headers.get_all("link").iter().any(|l| l.to_str().is_ok_and(|l| l.contains("timeline.atom"))));
    // A change makes another answer.
    let tag = app.get("/timeline.csv").await.expect(200).header("etag").to_owned();
    fill_hostile(&app).await;
    app.get_with("/timeline.csv", &[("If-None-Match", &tag)]).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_format_holds_the_same_events_in_the_same_order() {
    let app = App::spawn().await;
    fill(&app).await;
    fill_hostile(&app).await;
    for query in [
        "",
        "?sort=oldest",
        "?sort=reported",
        "?undated=only",
        "?undated=exclude",
        "?limit=3",
        "?limit=50",
        "?q=drones",
    ] {
        let lines = app.get(&format!("/timeline.ndjson{query}")).await.expect(200).lines();
        let (end, events) = lines.split_last().expect("an end");
        assert_eq!(end["count"], events.len());
        let ids: Vec<&str> = events.iter().map(|e| e["id"].as_str().expect("an id")).collect();
        let listed = app.get(&format!("/timeline.json{query}")).await.expect(200).json();
        assert_eq!(listed["data"], Value::Array(events.to_vec()), "{query}: as the list has them");

        let all: Value = serde_json::from_str(&body(&app, &format!("/timeline.all.json{query}")).await).expect("JSON");
        assert_eq!((&all["data"], &all["end"]["count"]), (&listed["data"], &end["count"]), "{query}");

        let csv = body(&app, &format!("/timeline.csv{query}")).await;
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("rows");
        let (last, rows) = rows.split_last().expect("an end");
        assert_eq!(&last[0], "end");
        assert_eq!(rows.iter().map(|r| &r[0]).collect::<Vec<_>>(), ids, "{query}");

        let map: geojson::FeatureCollection =
            body(&app, &format!("/timeline.geojson{query}")).await.parse().expect("GeoJSON");
        let features: Vec<String> = map
            .features
            .iter()
            .map(|f| match &f.id {
                Some(geojson::feature::Id::String(id)) => id.clone(),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(features, ids, "{query}");

        // What has no date has no place here.
        let dated =
            events.iter().filter(|e| !e["date"]["earliest"].is_null() || !e["date"]["latest"].is_null()).count();
        if !query.contains("limit") {
            assert_eq!(entries(&body(&app, &format!("/timeline.ics{query}")).await).len(), dated, "{query}");
            let slides: Value =
                serde_json::from_str(&body(&app, &format!("/timeline.timelinejs.json{query}")).await).expect("JSON");
            assert_eq!(slides["events"].as_array().map(Vec::len), Some(dated), "{query}");
        }
        let atom =
            feed_rs::parser::parse(body(&app, &format!("/timeline.atom{query}")).await.as_bytes()).expect("Atom");
        let feed = feed_rs::parser::parse(body(&app, &format!("/timeline.feed.json{query}")).await.as_bytes())
            .expect("a JSON Feed");
        assert_eq!(atom.entries.len(), ids.len(), "{query}");
        assert_eq!(
            atom.entries.iter().map(|e| &e.id).collect::<Vec<_>>(),
            feed.entries.iter().map(|e| &e.id).collect::<Vec<_>>(),
            "{query}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_reader_finds_words_links_and_names_that_stay() {
    let app = App::spawn().await;
    fill(&app).await;
    fill_hostile(&app).await;
    let text = body(&app, "/timeline.atom").await;
    assert!(!text.contains("<script") && !text.contains('\u{202e}'), "{text}");
    let feed = feed_rs::parser::parse(text.as_bytes()).expect("Atom");
    assert_eq!(feed.title.as_ref().map(|t| t.content.as_str()), Some("Demarche: Events"));
    assert_eq!(feed.entries.len(), 15);
    let ids: BTreeSet<&str> = feed.entries.iter().map(|e| e.id.as_str()).collect();
    assert!(ids.len() == 15 && ids.iter().all(|id| id.starts_with("urn:uuid:")), "{ids:?}");
    let newest = feed.entries.iter().map(|e| e.published.expect("published")).collect::<Vec<_>>();
    assert!(newest[..13].is_sorted_by(|a, b| a >= b), "the latest report first, the two without a date last");
    for entry in &feed.entries {
        let title = &entry.title.as_ref().expect("a title").content;
        assert!(!title.is_empty() && title.chars().count() <= 201, "{title}");
        let page = &entry.links.iter().find(|l| l.rel.as_deref() == Some("alternate")).expect("a page").href;
        let path = page.strip_prefix(&app.url("")).expect("here");
        app.get(path).await.expect(200);
        let html = entry.content.as_ref().and_then(|c| c.body.as_deref()).expect("content");
        assert!(html.contains("<b>When:</b>") && html.contains("<blockquote>") && !html.contains("<script"), "{html}");
    }
    let evil = feed.entries.iter().find(|e| e.title.as_ref().is_some_and(|t| t.content.starts_with("0 <script>")));
    assert!(evil.is_some(), "the words themselves are there");
    // The same events reached by another address are the same.
    let other = app.get_with("/timeline.atom", &[("Host", "talks.example")]).await.expect(200).body;
    let other = feed_rs::parser::parse(other.as_bytes()).expect("Atom");
    assert_eq!((&other.id, &other.entries[3].id), (&feed.id, &feed.entries[3].id));
    assert!(other.entries[3].links[0].href.starts_with("http://talks.example/events/"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_moves_what_moved() {
    let app = App::spawn().await;
    let round = |status: &str, day: &str, exact: &str| {
        json!([{
            "kind": "round", "status": status, "headline": "Arland and Borduria meet in Geneva", "date": {"edtf": day},
            "round": {"ordinal": 3}, "place": {"id": "geneva", "name": "Geneva", "country": "CH", "lat": 46.2, "lon": 6.15},
            "participants": [
                {"role": "party", "actor": {"id": "arland", "name": "Arland", "kind": "state", "country": null}},
                {"role": "party", "actor": {"id": "borduria", "name": "Borduria", "kind": "state", "country": null}},
            ],
            "evidence": [{"exact": exact}],
        }])
    };
    let send = async |n: u8, events: Value, body: &str| {
        let article = json!({
            "url": format!("https://wire.example/{n}"), "outlet": "Wire", "title": "News", "extract": false,
            "published_at": format!("2026-02-{n}"), "body": body, "events": events,
        });
        app.post_article(&article).await.expect(201);
    };
    send(10, round("scheduled", "2026-02-18", "They meet on the 18th."), "They meet on the 18th.").await;
    let first = entries(&body(&app, "/timeline.ics?kind=round").await);
    assert_eq!(first.len(), 1);
    assert_eq!((value(&first[0], "STATUS"), value(&first[0], "SEQUENCE")), ("CONFIRMED".to_owned(), "0".to_owned()));
    assert_eq!(value(&first[0], "DTSTART"), "20260218");
    assert_eq!(value(&first[0], "DTEND"), "20260219", "the day after, which is not part of it");
    send(
        12,
        round("postponed", "2026-02-25", "The third round moves to the 25th."),
        "The third round moves to the 25th.",
    )
    .await;
    let second = entries(&body(&app, "/timeline.ics?kind=round").await);
    assert_eq!(second.len(), 1);
    assert_eq!(value(&first[0], "UID"), value(&second[0], "UID"));
    assert_eq!(
        (value(&second[0], "STATUS"), value(&second[0], "DTSTART")),
        ("TENTATIVE".to_owned(), "20260225".to_owned())
    );
    let sequence: u32 = value(&second[0], "SEQUENCE").parse().expect("a number");
    assert!(sequence >= 1, "{sequence}");
    send(14, round("cancelled", "2026-02-25", "The third round is off."), "The third round is off.").await;
    let third = entries(&body(&app, "/timeline.ics?kind=round").await);
    assert_eq!(value(&third[0], "STATUS"), "CANCELLED");
    assert!(value(&third[0], "SEQUENCE").parse::<u32>().expect("a number") > sequence);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_says_what_is_not_known() {
    let app = App::spawn().await;
    fill_hostile(&app).await;
    let text = body(&app, "/timeline.ics").await;
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    assert!(text.split_terminator("\r\n").all(|l| l.len() <= 75 && !l.contains(['\r', '\n'])));
    assert!(unfold(&text).contains("1 event without any date can’t stand in a calendar"), "{text}");
    let entries = entries(&text);
    assert_eq!(entries.len(), 9);
    let by_edtf = |edtf: &str| {
        let entry = entries.iter().find(|e| value(e, "X-DEMARCHE-EDTF").replace('\\', "") == edtf).expect(edtf);
        (value(entry, "DTSTART"), value(entry, "DTEND"), value(entry, "CATEGORIES").contains("date uncertain"))
    };
    let days = |a: &str, b: &str, open: bool| (a.to_owned(), b.to_owned(), open);
    assert_eq!(by_edtf("2026-02-17"), days("20260217", "20260218", false));
    assert_eq!(by_edtf("2026-02-17T10:00:00+04:00"), days("20260217T060000Z", "", false));
    assert_eq!(by_edtf("2026-02-16/2026-02-17"), days("20260216", "20260218", false));
    assert_eq!(by_edtf("2026-06~"), days("20260501", "20260801", true));
    assert_eq!(by_edtf("/2026-02-17"), days("20260217", "20260218", true));
    assert_eq!(by_edtf("2026-02-17/"), days("20260217", "20260218", true));
    assert_eq!(by_edtf("[2026-02-03..2026-02-09]"), days("20260203", "20260210", true));
    assert_eq!(by_edtf("2026-02-XX"), days("20260201", "20260301", true));
    assert_eq!(by_edtf("2026"), days("20260101", "20270101", true));
}

/// What <https://timeline.knightlab.com/docs/json-format.html> asks of a document; the faults found.
fn timelinejs_faults(document: &Value) -> Vec<String> {
    const MOMENT: [&str; 8] = ["year", "month", "day", "hour", "minute", "second", "millisecond", "display_date"];
    const SLIDE: [&str; 9] =
        ["start_date", "end_date", "text", "media", "group", "display_date", "background", "autolink", "unique_id"];
    let mut faults = Vec::new();
    let mut keys = |what: &str, value: &Value, allowed: &[&str]| {
        for key in value.as_object().into_iter().flat_map(serde_json::Map::keys) {
            if !allowed.contains(&key.as_str()) {
                faults.push(format!("{what}: {key}"));
            }
        }
    };
    keys("document", document, &["scale", "title", "events", "eras"]);
    let slides = document["events"].as_array().cloned().unwrap_or_default();
    for slide in slides.iter().chain([&document["title"]]) {
        keys("slide", slide, &SLIDE);
        keys("start", &slide["start_date"], &MOMENT);
        keys("end", &slide["end_date"], &MOMENT);
        keys("text", &slide["text"], &["headline", "text"]);
    }
    if document["scale"] != "human" {
        faults.push("scale".to_owned());
    }
    let within = |value: &Value, least: i64, most: i64| {
        value.is_null() || value.as_i64().is_some_and(|n| (least..=most).contains(&n))
    };
    let mut ids = BTreeSet::new();
    for slide in &slides {
        if slide["start_date"]["year"].as_i64().is_none() {
            faults.push(format!("no year: {slide}"));
        }
        for moment in [&slide["start_date"], &slide["end_date"]] {
            let sound = within(&moment["month"], 1, 12)
                && within(&moment["day"], 1, 31)
                && within(&moment["hour"], 0, 23)
                && within(&moment["minute"], 0, 59)
                && (moment["day"].is_null() || !moment["month"].is_null());
            if !sound {
                faults.push(format!("no such moment: {moment}"));
            }
        }
        for text in [&slide["text"]["headline"], &slide["text"]["text"], &slide["group"], &slide["display_date"]] {
            if text.as_str().is_none_or(|t| t.contains("<script")) {
                faults.push(format!("no text: {text}"));
            }
        }
        if !ids.insert(slide["unique_id"].as_str().unwrap_or_default().to_owned()) {
            faults.push(format!("twice: {}", slide["unique_id"]));
        }
    }
    faults
}

#[tokio::test(flavor = "multi_thread")]
async fn slides_are_what_timelinejs_asks_for() {
    let app = App::spawn().await;
    fill(&app).await;
    fill_hostile(&app).await;
    let document: Value = serde_json::from_str(&body(&app, "/timeline.timelinejs.json").await).expect("JSON");
    assert_eq!(document["events"].as_array().map(Vec::len), Some(13));
    assert_eq!(timelinejs_faults(&document), Vec::<String>::new());
    let broken = json!({"scale": "human", "title": {}, "events": [{"start_date": {"month": 13}, "txt": 1}]});
    assert!(timelinejs_faults(&broken).len() >= 4, "{:?}", timelinejs_faults(&broken));
}

/// So many copies of one event, for the sake of their number alone.
async fn copies(app: &App, n: i32) {
    sqlx::query(
        "insert into events (kind, earliest, latest, headline, first_reported_at, updated_at, seq, doc, search)
         select kind, earliest + n % 300, latest + n % 300, headline, first_reported_at, updated_at, seq,
             doc || jsonb_build_object('id', (1000 + n)::text), search
         from events, generate_series(1, $1) as n where headline = 'A strike on Tarn'",
    )
    .bind(n)
    .execute(app.pipeline.store().pool())
    .await
    .expect("copies");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_breaks_off_does_not_look_whole() {
    let app = App::spawn().await;
    fill(&app).await;
    copies(&app, 20_000).await;
    let (first, rest) = app.open("/timeline.ndjson").await;
    assert!(!first.is_empty());
    postgres::take_away(&app.database).await;
    let broken = rest.await;
    assert!(broken.is_err(), "it ended as if it were whole, after {:?} bytes", broken.map(|b| b.len()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_answer_is_one_snapshot_and_a_reader_who_leaves_frees_its_connection() {
    let app = App::spawn().await;
    fill(&app).await;
    copies(&app, 5_000).await;
    let (first, rest) = app.open("/timeline.ndjson").await;
    assert!(!first.is_empty());
    sqlx::query("update events set deleted_at = now() where sort_day > '2026-06-01' or sort_day < '2026-02-16'")
        .execute(app.pipeline.store().pool())
        .await
        .expect("most of them gone");
    let text = String::from_utf8([first, rest.await.expect("a whole answer")].concat()).expect("UTF-8");
    let last: Value = serde_json::from_str(text.lines().last().expect("an end")).expect("JSON");
    assert_eq!((&last["end"], &last["count"]), (&json!(true), &json!(5_005)), "as it was when the reading began");
    assert_eq!(text.lines().count(), 5_006);
    // Readers who go away leave nothing behind that others wait for.
    for _ in 0..16 {
        drop(app.open("/timeline.csv").await);
    }
    let lines = app.get("/timeline.ndjson").await.expect(200).lines();
    assert!(lines.last().expect("an end")["count"].as_u64().expect("a count") < 5_005);
}

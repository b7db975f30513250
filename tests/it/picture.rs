//! The picture on the timeline and on a negotiation's page, and as a file: over events the sender supplied.

use crate::{support::App, timeline::fill};
use demarche::{
    domain::{filter::TimelineFilter, picture::Amount},
    web::Options,
};
use jiff::civil::date;
use serde_json::{Value, json};

async fn page(app: &App, path: &str) -> String {
    app.get_with(path, &[("Accept", "text/html")]).await.expect(200).body
}

fn filter(query: &str) -> TimelineFilter {
    TimelineFilter::parse(form_urlencoded::parse(query.as_bytes())).expect(query)
}

/// The wide picture of a page.
fn wide(html: &str) -> &str {
    let from = html.split("<svg class=\"pic pic-wide\"").nth(1).expect("a picture");
    from.split("</svg>").next().expect("its end")
}

/// A strike by Borduria with what a test says of it.
fn strike(headline: &str, date: &str, more: &Value) -> Value {
    let actor = |role: &str, id: &str, name: &str| json!({"role": role, "actor": {"id": id, "name": name, "kind": "state", "country": null}});
    let mut event = json!({
        "kind": "strike", "headline": headline, "date": {"edtf": date}, "strike": {},
        "participants": [actor("attacker", "borduria", "Borduria"), actor("target", "arland", "Arland")],
    });
    let (Some(event_fields), Some(more)) = (event.as_object_mut(), more.as_object()) else { unreachable!("objects") };
    event_fields.extend(more.clone());
    event
}

async fn send(app: &App, events: &Value) {
    let article = json!({
        "outlet": "One Wire", "title": "A night", "published_at": "2026-03-20T10:00:00Z", "body": "Words of a night.",
        "extract": false, "events": events,
    });
    app.post_article(&article).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_timeline_shows_what_its_filter_lets_through() {
    let app = App::spawn().await;
    fill(&app).await;
    let html = page(&app, "/").await;
    let picture = wide(&html);
    for mark in [
        "aria-label=\"396–400 launched at Arland, night of 16–17 February 2026: ",
        "aria-label=\"Geneva. Round of Arland–Borduria talks in Geneva ends, 17 February 2026, concluded\"",
        "aria-label=\"? launched at a target not named, 14 February 2026: no number stated, 1 strike\"",
        "aria-label=\"1 statement by others, 10 February 2026\"",
    ] {
        assert!(picture.contains(mark), "{mark} in {picture}");
    }
    assert!(html.contains("Not drawn: 1 event without any date."), "the deadline has none: {html}");
    assert!(html.contains("<summary>The picture as a table</summary>") && html.contains("(night to 17 February)"));
    assert!(html.contains("<script type=\"module\" src=\"/static/picture-"), "its script, and none inside the page");
    let talks = page(&app, "/?kind=round").await;
    assert!(wide(&talks).contains("class=\"held\"") && !wide(&talks).contains("class=\"unk\""));
    let nothing = page(&app, "/?kind=deadline").await;
    assert!(!nothing.contains("<figure"), "what has no day is no picture");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_mark_leads_to_what_it_counts() {
    let app = App::spawn().await;
    fill(&app).await;
    let html = page(&app, "/").await;
    let mut followed = 0;
    for mark in html.split("<a href=\"").skip(1).filter(|m| m.contains("\" aria-label=\"") && m.contains("<title>")) {
        let href = mark.split('"').next().expect("an address").replace("&amp;", "&");
        let name = mark.split("aria-label=\"").nth(1).and_then(|m| m.split('"').next()).expect("a name");
        let there = page(&app, &href).await;
        assert!(there.contains("<h1"), "{name}: {href}");
        followed += 1;
        if let Some((n, "statement")) =
            name.split_once(' ').map(|(n, rest)| (n, rest.split([' ', ',']).next().unwrap_or("")))
        {
            assert_eq!((n, href.starts_with("/events/") || there.contains("<h1>1 statement")), ("1", true), "{name}");
        }
    }
    assert!(followed >= 8, "both pictures have their marks: {followed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn bins_are_counted_in_the_database() {
    let app = App::spawn().await;
    let launched = |missiles: Value, drones: Value| {
        json!({"strike": {"weapons": [
            {"type": "missile", "count": missiles}, {"type": "ballistic-missile", "count": 11}, {"type": "drone", "count": drones},
        ]}})
    };
    let toll = json!({"strike": {"casualties": {"killed": {"best": 4, "low": 3, "high": 9}}}});
    send(
        &app,
        &json!([
            strike("One", "2026-03-02", &launched(json!(39), json!(420))),
            strike("Two", "2026-03-09", &launched(Value::Null, json!(10_u64.pow(18)))),
            strike("Three", "2026-03-11", &toll),
            strike("Some time in spring", "2026-03-01/2026-03-19", &json!({})),
            strike("By then", "/2026-03-15", &json!({})),
        ]),
    )
    .await;
    let store = app.pipeline.store();
    let picture = store.picture(&filter("")).await.expect("an answer").expect("something to draw");
    let days: Vec<_> =
        picture.strikes.iter().map(|b| (b.first.day(), b.launch_stated, b.drones.best, b.others.best)).collect();
    // Eleven of the 39 are ballistic; a number beyond all sense stops at a thousand million.
    assert_eq!(days, [(2, 1, 420, 39), (9, 1, 1_000_000_000, 11), (11, 0, 0, 0)]);
    assert_eq!(picture.strikes[1].launch_open, 1, "the missiles have no number");
    assert_eq!(picture.strikes[2].killed, Amount { low: 3, best: 4, high: 9 });
    assert_eq!(picture.left_out.strikes, 2, "wider than a day, and with an open end");
    let weeks = store.picture(&filter("by=week")).await.expect("an answer").expect("something to draw");
    let counted: Vec<_> = weeks.strikes.iter().map(|b| (b.first, b.strikes)).collect();
    assert_eq!(counted, [(date(2026, 3, 2), 1), (date(2026, 3, 9), 2)], "weeks begin on Monday");
    let narrow = store.picture(&filter("from=2026-03-09&to=2026-03-09")).await.expect("an answer").expect("a day");
    assert_eq!((narrow.from, narrow.to, narrow.strikes.len()), (date(2026, 3, 9), date(2026, 3, 9), 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn switches_stand_in_the_address_and_stay_out_of_exports() {
    let app = App::spawn().await;
    fill(&app).await;
    let html = page(&app, "/?kind=strike&bars=casualties&by=week").await;
    assert!(html.contains("<b>casualties</b>") && html.contains("<b>week</b>"), "{html}");
    assert!(html.contains("href=\"/?kind=strike&#38;bars=strikes&#38;by=week\""), "the other switch keeps this one");
    assert!(html.contains("href=\"/timeline.csv?kind=strike\""), "exports have no picture");
    assert!(html.contains("href=\"/timeline.svg?kind=strike&#38;bars=casualties&#38;by=week\" download"));
    for (query, word) in [("bars=rockets", "launched, strikes, casualties"), ("by=hour", "day, week, month, year")] {
        let refused = app.get(&format!("/timeline.svg?{query}")).await.expect(400);
        assert!(refused.body.contains(word), "{}", refused.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_can_be_kept() {
    let app = App::spawn().await;
    fill(&app).await;
    let answer = app.get("/timeline.svg?kind=strike&kind=round").await.expect(200);
    assert_eq!(answer.header("content-type"), "image/svg+xml; charset=utf-8");
    assert!(answer.header("content-disposition").contains("timeline.svg"));
    assert!(answer.header("content-security-policy").contains("style-src 'self'"), "it needs no style of its own");
    assert!(!answer.body.contains("<style") && !answer.body.contains("style="), "{}", answer.body);
    assert!(answer.body.contains("2 strikes and 1 round"), "it says what it is of");
    let shown = answer.body.replace(&app.address.to_string(), "localhost:8080");
    insta::assert_snapshot!("timeline", shown.replace("><", ">\n<"));
    let nothing = app.get("/timeline.svg?kind=measure").await.expect(200).body;
    assert!(nothing.contains("Nothing here has a day"), "{nothing}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_negotiation_has_its_picture() {
    let app = App::spawn_with(Options { loopback: true, ..Options::default() }).await;
    let track = json!({"name": "Arland talks", "parties": ["arland", "borduria"], "from": "2026-01-01"});
    fill(&app).await;
    let made = app.post("/api/v1/negotiations", "application/json", track.to_string()).await;
    assert!(made.status == 201, "{}", made.body);
    let html = page(&app, "/negotiations/arland-talks?bars=strikes").await;
    assert!(wide(&html).contains("class=\"held\""), "{html}");
    assert!(html.contains("href=\"/negotiations/arland-talks?bars=casualties\""), "switches stay on the page");
    assert!(
        html.contains("data-brush=\"/?negotiation=arland-talks&#38;bars=strikes\""),
        "chosen days lead to the timeline"
    );
    assert!(html.contains("Ladder of rounds") && html.contains(">Geneva, 17 February 2026</a></h3>"), "{html}");
    assert!(!html.contains("Issue by party"), "nobody's position is known");
    app.get_with("/negotiations/arland-talks?from=2026-02-01", &[("Accept", "text/html")]).await.expect(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_negotiation_shows_what_each_party_last_said() {
    let app = App::spawn().await;
    fill(&app).await;
    let track = json!({"name": "Arland talks", "parties": ["arland", "borduria"], "from": "2026-01-01"});
    app.post("/api/v1/negotiations", "application/json", track.to_string()).await.expect(201);
    let said = |day: &str, who: (&str, &str), act: &str, quote: &str| {
        json!({
            "kind": "statement", "headline": quote, "date": {"edtf": day}, "topics": ["territory"],
            "participants": [{"role": "speaker", "actor": {"id": who.0, "name": who.1, "kind": "state", "country": null}}],
            "statement": {"speaker": who.1, "quote": quote, "act": act},
        })
    };
    let (arland, borduria) = (("arland", "Arland"), ("borduria", "Borduria"));
    send(
        &app,
        &json!([
            said("2026-02-03", arland, "demand", "Give the hills back, all of them."),
            said("2026-03-05", arland, "propose", "Let us share what lies behind the river."),
            said("2026-03-06", borduria, "reject", "Our soldiers stay where they stand."),
        ]),
    )
    .await;
    let html = page(&app, "/negotiations/arland-talks").await;
    let grid = html.split("Issue by party").nth(1).and_then(|rest| rest.split("</table>").next()).expect("a grid");
    assert!(
        grid.contains("“Let us share what lies behind the river.”") && !grid.contains("“Give the hills back"),
        "{grid}"
    );
    assert!(grid.contains("Before that: demands, 3 February.") && grid.contains("Said once."), "{grid}");
    let count = "/?kind=statement&#38;negotiation=arland-talks&#38;topic=territory\">3 statements</a>";
    assert!(grid.contains(count), "{grid}");
}

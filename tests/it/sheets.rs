//! What the pages of rounds, actors, places and outlets say beyond their events, and the page about the data.

use crate::{
    support::{Answer, App},
    timeline::fill,
};
use serde_json::{Value, json};

async fn page(app: &App, path: &str) -> String {
    let answer: Answer = app.get_with(path, &[("Accept", "text/html")]).await.expect(200);
    assert!(answer.header("content-type").starts_with("text/html"), "{path}");
    answer.body
}

/// The part of a page from this heading to the end of its section.
fn section<'p>(page: &'p str, heading: &str) -> &'p str {
    let (_, rest) =
        page.split_once(&format!("<h2 id=\"{heading}\"")).unwrap_or_else(|| panic!("no {heading} in {page}"));
    rest.split_once("</section>").map_or(rest, |(part, _)| part)
}

fn state(role: &str, id: &str, country: &str) -> Value {
    let name = id[..1].to_uppercase() + &id[1..];
    json!({"role": role, "actor": {"id": id, "name": name, "kind": "state", "country": country}})
}

fn person(role: &str, id: &str, title: &str, of: &str) -> Value {
    let name: Vec<String> = id.split('-').map(|w| w[..1].to_uppercase() + &w[1..]).collect();
    json!({"role": role, "title": title, "actor": {"id": id, "name": name.join(" "), "kind": "person", "country": null,
        "affiliation": {"id": of, "name": of, "country": null}}})
}

fn round(status: &str, day: &str, place: &str, people: &[Value]) -> Value {
    let mut participants = vec![state("party", "arland", "AR"), state("party", "borduria", "BO")];
    participants.extend_from_slice(people);
    json!({"kind": "round", "status": status, "date": {"edtf": day}, "round": {}, "participants": participants,
        "place": {"id": place.to_lowercase(), "name": place, "country": null}})
}

fn said(who: &str, of: &str, day: &str, act: &str, topic: &str, quote: &str) -> Value {
    let speaker = person("speaker", who, &format!("envoy of {of}"), of);
    json!({"kind": "statement", "date": {"edtf": day}, "topics": [topic], "participants": [speaker],
        "statement": {"speaker": speaker["actor"]["name"], "quote": quote, "act": act}})
}

fn strike(day: &str, drones: u64) -> Value {
    json!({"kind": "strike", "headline": format!("Borduria launches {drones} drones"), "date": {"edtf": day},
        "participants": [state("attacker", "borduria", "BO"), state("target", "arland", "AR")],
        "strike": {"weapons": [{"type": "drone", "count": drones}]}})
}

async fn send(app: &App, url: &str, outlet: &str, published: &str, events: &[Value]) -> Vec<String> {
    let body = json!({"url": url, "outlet": outlet, "title": format!("News of {published}"), "published_at": published,
        "body": format!("The news of {published} by {outlet}."), "extract": false, "events": events});
    let answer = app.post_article(&body).await.expect(201).json();
    answer["events"].as_array().expect("events").iter().map(|e| e["id"].as_str().expect("an id").to_owned()).collect()
}

/// Two rounds on a track, twelve days apart, with what was said and what was launched; and the numbers of the rounds.
async fn talks(app: &App) -> (String, String) {
    let doe = person("delegate", "john-doe", "head of the delegation", "arland");
    let first = send(
        app,
        "https://one.example/first",
        "One Wire",
        "2026-02-05",
        &[
            round("concluded", "2026-02-05", "Oslo", &[doe]),
            said("john-doe", "arland", "2026-02-05", "reject", "territory", "Not an inch."),
            said("ivan-roe", "borduria", "2026-02-05", "demand", "territory", "All of it."),
        ],
    )
    .await;
    send(
        app,
        "https://two.example/between",
        "Two Post",
        "2026-02-10",
        &[strike("2026-02-09", 40), strike("2026-02-10", 60)],
    )
    .await;
    let roe = person("delegate", "jane-roe", "chief negotiator", "arland");
    let second = send(
        app,
        "https://one.example/second",
        "One Wire",
        "2026-02-17",
        &[
            round("concluded", "2026-02-17", "Geneva", &[roe]),
            said("jane-roe", "arland", "2026-02-16", "warn", "process", "We expect little."),
            said("jane-roe", "arland", "2026-02-17", "propose", "territory", "Let us draw a line."),
            said("ivan-roe", "borduria", "2026-02-19", "assess", "process", "Difficult."),
            said("ivan-roe", "borduria", "2026-03-19", "assess", "process", "A month later."),
        ],
    )
    .await;
    let track = json!({"id": "arland-borduria", "name": "Arland–Borduria talks", "from": "2026-01-01",
        "parties": ["arland", "borduria"]});
    app.post_json("/api/v1/negotiations", &track).await.expect(201);
    (first[0].clone(), second[0].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_round_says_who_sat_there_and_what_was_said_around_it() {
    let app = App::spawn().await;
    let (first, second) = talks(&app).await;
    let html = page(&app, &format!("/events/{second}")).await;
    let seats = section(&html, "h-seat");
    assert!(
        seats.contains(">Arland</a></h3>") && seats.contains(">Jane Roe</a></b> <span class=\"flag\">new</span>"),
        "{seats}"
    );
    assert!(seats.contains("chief negotiator"), "{seats}");
    let said = section(&html, "h-said");
    let order: Vec<usize> = ["Before", "We expect little.", "During", "Let us draw a line.", "After", "Difficult."]
        .iter()
        .map(|words| said.find(words).unwrap_or_else(|| panic!("{words} in {said}")))
        .collect();
    assert!(order.is_sorted(), "{order:?}");
    assert!(!said.contains("A month later."), "that is no longer after this round");
    assert!(
        html.contains(&format!("<dt>Round before</dt><dd><a href=\"/events/{first}\">First round, Oslo")),
        "{html}"
    );
    let before = page(&app, &format!("/events/{first}")).await;
    assert!(before.contains(&format!("<dt>Round after</dt><dd><a href=\"/events/{second}\">")), "{before}");
    assert!(!before.contains("h-delta"), "nothing came before the first");
    assert!(!section(&before, "h-seat").contains(">new<"), "at the first round that is known nobody is new");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_round_says_what_changed_since_the_one_before() {
    let app = App::spawn().await;
    let (_, second) = talks(&app).await;
    let html = page(&app, &format!("/events/{second}")).await;
    let delta = section(&html, "h-delta");
    assert!(delta.contains("11 days between. 2 strikes: 100 launched at Arland."), "{delta}");
    assert!(
        delta.contains("href=\"/?kind=strike&#38;negotiation=arland-borduria&#38;from=2026-02-06&#38;to=2026-02-16\""),
        "{delta}"
    );
    let row =
        |name: &str| delta.split("<tr>").find(|row| row.contains(name)).unwrap_or_else(|| panic!("{name} in {delta}"));
    assert!(
        row("<th scope=\"row\">Place").contains(">Oslo</a>") && row("<th scope=\"row\">Place").contains(">Geneva</a>")
    );
    let territory = row("<th scope=\"row\">Territory");
    assert!(territory.contains("rejects") && territory.contains("“Not an inch.”"), "{territory}");
    assert!(
        territory.contains("proposes") && territory.contains("“Let us draw a line.”") && territory.contains(">new<"),
        "{territory}"
    );
    assert!(!delta.contains("All of it."), "what nobody spoke of again did not move");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_says_what_else_happened_in_those_days() {
    let app = App::spawn().await;
    let (_, second) = talks(&app).await;
    let strikes = app.get("/api/v1/events?kind=strike").await.expect(200).json();
    let id = strikes["data"][0]["id"].as_str().expect("an id").to_owned();
    let near = page(&app, &format!("/events/{id}")).await;
    let near = section(&near, "h-near");
    assert!(near.contains("1 day before") && near.contains("Borduria launches 40 drones"), "{near}");
    assert!(near.contains("/?actor=arland&#38;actor=borduria&#38;from=2026-02-07&#38;to=2026-02-13"), "{near}");
    assert!(!page(&app, &format!("/events/{second}")).await.contains("h-near"), "a week away is not around");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_actor_shows_roles_offices_statements_and_rounds_with_their_days() {
    let app = App::spawn().await;
    let (_, second) = talks(&app).await;
    let html = page(&app, "/actors/jane-roe").await;
    let roles = section(&html, "h-roles");
    assert!(roles.contains("<a href=\"/?actor=jane-roe&#38;role=speaker\">Speaker</a></th><td class=\"num\">2</td><td>16–17 February 2026</td>"), "{roles}");
    assert!(section(&html, "h-titles").contains("chief negotiator"));
    let said = section(&html, "h-said");
    let own = "/?kind=statement&#38;actor=jane-roe&#38;role=speaker";
    assert!(
        said.contains(&format!(
            "<a href=\"{own}&#38;topic=territory&#38;act=propose\">1<span class=\"vh\"> asks</span></a>"
        )),
        "{said}"
    );
    assert!(
        section(&html, "h-rounds").contains(&format!(
            "<a href=\"/events/{second}\">Second round, Geneva, 17 February 2026</a> <small>as delegate"
        )),
        "{html}"
    );
    // The numbers lead to as many events.
    for (query, n) in [("role=speaker", 2), ("kind=statement&role=speaker&topic=territory&act=propose", 1)] {
        let list = app.get(&format!("/api/v1/events?actor=jane-roe&{query}")).await.expect(200).json();
        assert_eq!(list["data"].as_array().map(Vec::len), Some(n), "{query}");
    }
    let country = page(&app, "/actors/arland").await;
    assert!(section(&country, "h-people").contains("<a href=\"/actors/john-doe\">John Doe</a>"), "{country}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_stands_on_a_map_and_in_words() {
    let app = App::spawn().await;
    let at = |id: &str, name: &str, lat: f64, lon: f64, day: &str| {
        json!({"kind": "strike", "date": {"edtf": day}, "headline": format!("A strike on {name}"), "strike": {},
            "place": {"id": id, "name": name, "country": "CH", "lat": lat, "lon": lon}})
    };
    let events = [
        at("geneva", "Geneva", 46.2, 6.15, "2026-02-01"),
        at("bern", "Bern", 46.95, 7.45, "2026-02-02"),
        at("oslo", "Oslo", 59.9, 10.75, "2026-02-03"),
    ];
    send(&app, "https://one.example/map", "One Wire", "2026-02-05", &events).await;
    let html = page(&app, "/places/geneva").await;
    let map = section(&html, "h-map");
    assert!(
        map.contains("aria-label=\"Bern, 1 event, 130 km north-east\"") && map.contains("<path class=\"land\" d=\"M"),
        "{map}"
    );
    assert!(map.contains("<a href=\"/places/bern\">Bern</a></th><td>130 km north-east</td>"), "the same in words");
    assert!(!map.contains("Oslo") && !map.contains("style="), "{map}");
    assert!(html.contains("46.20° N, 6.15° E"));
    fill(&app).await;
    let unknown = page(&app, "/places/tarn").await;
    assert!(!unknown.contains("h-map"), "nobody knows where it is");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outlet_shows_how_far_it_stands_alone_and_what_it_changed() {
    let app = App::spawn().await;
    fill(&app).await;
    let changed = json!({"url": "https://one.example/a", "outlet": "One Wire", "title": "Changed", "extract": false,
        "published_at": "2026-02-17T10:00:00Z", "modified_at": "2026-02-18T10:00:00Z", "body": "Talks opened in Geneva."});
    app.post_article(&changed).await.expect(200);
    let html = page(&app, "/outlets/two-post").await;
    let alone = section(&html, "h-ind");
    assert!(alone.contains("Nobody else tells of it</th><td class=\"num\">"), "{alone}");
    assert!(html.contains("href=\"/?kind=strike&#38;outlet=two-post\""), "{html}");
    let one = page(&app, "/outlets/one-wire").await;
    assert!(section(&one, "h-rev").contains("<a href=\"/articles/1/revisions\">Changed</a>"), "{one}");
    let told = app.get("/outlets/one-wire.json").await.expect(200).json();
    assert_eq!((&told["name"], &told["articles"], &told["revised"]), (&"One Wire".into(), &1.into(), &1.into()));
    app.get("/outlets/none").await.expect(404);
    let list = page(&app, "/outlets").await;
    assert!(list.contains("<a href=\"/outlets/one-wire\">One Wire</a>"));
    assert!(
        page(&app, "/articles/1").await.contains("<a href=\"/outlets/one-wire\">One Wire</a>"),
        "the article leads there"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_about_the_data_counts_what_is_missing_too() {
    let app = App::spawn().await;
    let empty = page(&app, "/about").await;
    assert!(empty.contains("No events yet.") && empty.contains("No article with a publication date yet."), "{empty}");
    fill(&app).await;
    send(&app, "https://two.example/later", "Two Post", "2026-02-25", &[]).await;
    let german = "Die Unterhändler trafen sich am Dienstag in einem Hotel am See und sprachen sechs Stunden lang über die \
                  Grenze, die Gefangenen und den Strom. Am Abend sagte der Sprecher, man habe sich in keinem Punkt \
                  geeinigt, werde aber morgen weiterreden.";
    app.post_article(&json!({"body": german})).await.expect(201);
    let html = page(&app, "/about").await;
    assert!(html.contains("href=\"/about\">About the data</a>"), "the footer leads to it");
    assert!(
        section(&html, "h-read").contains("1 article in languages that the rules do not read: German 1."),
        "{html}"
    );
    assert!(section(&html, "h-read").contains("3 articles whose sender asked not to have them read."), "{html}");
    assert!(section(&html, "h-gaps").contains("19–24 February 2026: 6 days"), "{html}");
    let deadlines = section(&html, "h-kinds").split("<tr").find(|row| row.contains("k-deadline")).expect("a row");
    assert!(deadlines.contains("href=\"/?kind=deadline&#38;undated=only\">1</a>"), "{deadlines}");
    assert!(html.contains("<dt>Without a publication date</dt><dd>1"), "{html}");
    app.get("/about?x=1").await.expect(400);
}

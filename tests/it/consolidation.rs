//! Sample articles through the whole program: the timeline they make. `order.rs` has them come in other
//! orders.

use crate::{
    store::{article, barrage, now, pipeline, round, strike_on},
    support::build,
};
use demarche::{
    domain::{Event, Kind, filter::TimelineFilter, page::Lookup},
    pipeline::{
        Pipeline,
        intake::{self, Submission},
    },
};
use serde_json::{Value, json};

pub(crate) async fn everything(pipeline: &Pipeline) -> Vec<Event> {
    let mut filter = TimelineFilter { limit: 200, ..TimelineFilter::default() };
    let mut all = Vec::new();
    loop {
        let page = pipeline.store().timeline(&filter).await.expect("a page");
        all.extend(page.undated);
        all.extend(page.events.items);
        let Some(next) = page.events.next else { return all };
        filter.cursor = Some(next);
    }
}

/// What an event says, without any number that depends on the order of arrival.
pub(crate) fn told(event: &Event, all: &[Event]) -> String {
    let mut json = serde_json::to_value(event).expect("JSON");
    let address = |id: &Value| {
        let of = all.iter().flat_map(|e| &e.evidence).find(|e| id.as_str() == Some(&e.article.id.to_string()));
        json!(of.and_then(|e| e.article.url.clone()))
    };
    for list in ["figures", "history"] {
        for item in json[list].as_array_mut().expect("a list") {
            item["article"] = address(&item["article"]);
        }
    }
    for item in json["evidence"].as_array_mut().expect("a list") {
        item["article"]["id"] = Value::Null;
    }
    let whole = all.iter().find(|e| Some(e.id) == event.part_of).map(|e| e.content.headline.clone());
    json["part_of"] = json!(whole);
    for link in json["links"].as_array_mut().expect("a list") {
        let other = all.iter().find(|e| link["event"].as_str() == Some(&e.id.to_string()));
        link["event"] = json!(other.map(|e| e.content.headline.clone()));
    }
    for number in ["id", "seq", "updated_at"] {
        json[number] = Value::Null;
    }
    json.to_string()
}

fn sample(value: &Value) -> Submission {
    let now = "2026-04-24T12:00:00Z".parse().expect("an instant");
    intake::from_json(value.to_string().as_bytes(), now).expect("a good sample")
}

#[tokio::test(flavor = "multi_thread")]
async fn rounds_told_by_many_articles_are_one_event_each() {
    let pipeline = pipeline().await;
    let samples: Vec<Submission> = build::samples("ukraine").iter().map(sample).collect();
    pipeline.submit_all(samples).await.expect("stored");
    let events = everything(&pipeline).await;
    // The corpus tells of the Geneva round of 17 and 18 February in several articles.
    let geneva: Vec<&Event> = events
        .iter()
        .filter(|e| {
            e.content.kind == Kind::Round
                && e.content.place.as_ref().is_some_and(|p| p.id == "geneva")
                && e.content.date.earliest().is_some_and(|d| d.to_string() == "2026-02-17")
        })
        .collect();
    let most = geneva.iter().map(|e| e.sources.articles).max().unwrap_or(0);
    assert!(most >= 3, "{geneva:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_barrage_that_is_told_later_takes_its_parts_in() {
    let pipeline = pipeline().await;
    let body = "Four died in Odesa.";
    let town = article("https://a.example/", "A", "2026-02-17", body, &json!([strike_on("Odesa", body)]));
    let town = pipeline.submit(town).await.expect("stored").events[0].clone();
    assert_eq!(town.part_of, None);
    let body = "Russia launched 396 drones.";
    let whole = article("https://b.example/", "B", "2026-02-17", body, &json!([barrage(396, body)]));
    let whole = pipeline.submit(whole).await.expect("stored").events[0].clone();
    let parts = pipeline.store().parts_of(whole.id).await.expect("its parts");
    assert_eq!(parts.iter().map(|e| e.id).collect::<Vec<_>>(), [town.id]);
    assert!(parts[0].seq > whole.seq, "the change is in the feed");
    assert_eq!(changes(&pipeline, &parts[0]).await, ["create", "update"]);
}

/// What happened to an event, oldest first.
async fn changes(pipeline: &Pipeline, event: &Event) -> Vec<String> {
    sqlx::query_scalar("select op from changes where event_id = $1 order by seq")
        .bind(event.id.0)
        .fetch_all(pipeline.store().pool())
        .await
        .expect("the feed")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_part_of_a_barrage_is_one_change() {
    let pipeline = pipeline().await;
    let (whole, town) = ("Russia launched 396 drones.", "Four died in Odesa.");
    let body = format!("{town} {whole}");
    // The part stands before its whole.
    let both = json!([strike_on("Odesa", town), barrage(396, whole)]);
    let both = pipeline.submit(article("https://a.example/", "A", "2026-02-17", &body, &both)).await.expect("stored");
    let (part, barrage) = (&both.events[0], &both.events[1]);
    assert_eq!(part.part_of, Some(barrage.id));
    assert_eq!(changes(&pipeline, part).await, ["create"]);
    // One that comes later into a barrage that is there.
    let town = "Four died in Kharkiv.";
    let later = article("https://b.example/", "B", "2026-02-17", town, &json!([strike_on("Kharkiv", town)]));
    let later = pipeline.submit(later).await.expect("stored").events[0].clone();
    assert_eq!(later.part_of, Some(barrage.id));
    assert_eq!(changes(&pipeline, &later).await, ["create"]);
    assert_eq!(changes(&pipeline, barrage).await, ["create"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_lost_its_last_mention_comes_back_under_its_number() {
    let pipeline = pipeline().await;
    let (opened, died) = ("Talks opened.", "Four died in Odesa.");
    let of = |body: &str, events: Value| article("https://a.example/", "A", "2026-02-17", body, &events);
    let talks = || round("ongoing", &json!({"edtf": "2026-02-17"}), "Geneva", opened);
    let strike = || strike_on("Odesa", died);
    let first = pipeline.submit(of(&format!("{opened} {died}"), json!([talks(), strike()]))).await.expect("stored");
    let (round, raid) = (first.events[0].clone(), first.events[1].clone());
    pipeline.submit(of(died, json!([strike()]))).await.expect("stored");
    let gone = |answer| matches!(answer, Lookup::Gone);
    assert!(gone(pipeline.store().event(round.id).await.expect("an answer")));
    // Another event takes no number of the dead.
    pipeline.submit(of(&format!("{died} Once more."), json!([strike()]))).await.expect("stored");
    assert!(gone(pipeline.store().event(round.id).await.expect("an answer")));

    let back = of(&format!("{died} {opened} As before."), json!([strike(), talks()]));
    let back = pipeline.submit(back).await.expect("stored");
    assert_eq!(back.events.iter().map(|e| e.id).collect::<Vec<_>>(), [raid.id, round.id]);
    assert!(matches!(pipeline.store().event(round.id).await.expect("an answer"), Lookup::Found(_)));
    assert_eq!(changes(&pipeline, &round).await, ["create", "delete", "create"]);

    // Gone again, and meanwhile another article tells of the talks: the old number leads to the new event.
    pipeline.submit(of(&format!("{died} That is all."), json!([strike()]))).await.expect("stored");
    let other = article("https://b.example/", "B", "2026-02-17", opened, &json!([talks()]));
    let other = pipeline.submit(other).await.expect("stored").events[0].clone();
    assert_ne!(other.id, round.id);
    let again = of(&format!("{opened} {died} In the end."), json!([talks(), strike()]));
    pipeline.submit(again).await.expect("stored");
    match pipeline.store().event(round.id).await.expect("an answer") {
        Lookup::Moved(into) => assert_eq!(into, other.id),
        found => panic!("{found:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn copies_of_one_report_are_one_independent_source() {
    let pipeline = pipeline().await;
    let body: String =
        (0..60).map(|n| format!("Sentence {n} of a long report on the talks. ")).collect::<String>() + "Talks opened.";
    let own: String = (0..60).map(|n| format!("Another {n} thought about what happened there. ")).collect::<String>()
        + "Talks opened.";
    let of = |n: u8, body: &str| {
        let date = json!({"edtf": "2026-02-17"});
        let url = format!("https://{n}.example/");
        article(
            &url,
            &format!("Outlet {n}"),
            "2026-02-17",
            body,
            &json!([round("ongoing", &date, "Geneva", "Talks opened.")]),
        )
    };
    let all = vec![of(1, &body), of(2, &(body.clone() + " Copied with a line of our own.")), of(3, &own)];
    let done = pipeline.submit_all(all).await.expect("stored");
    let sources = done[0].events[0].sources;
    assert_eq!((sources.articles, sources.outlets, sources.independent), (3, 3, 2));
    assert!(now() > done[0].events[0].first_reported_at);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_an_older_build_files_its_mentions_anew() {
    let pipeline = pipeline().await;
    let pool = pipeline.store().pool();
    let told = |url: &str, drones| {
        let body = format!("Russia launched {drones} drones in the night.");
        let events = json!([barrage(drones, &body)]);
        article(url, "Example Wire", "2026-02-17T08:00:00Z", &body, &events)
    };
    pipeline.submit(told("https://one.example/a", 396)).await.expect("stored");
    // A revision: what the first text said is on record and filed no more.
    pipeline.submit(told("https://one.example/a", 397)).await.expect("stored");
    let keys = || async {
        let all = "select key, mention_id from mention_keys order by key, mention_id";
        sqlx::query_as::<_, (i64, i64)>(all).fetch_all(pool).await.expect("the keys")
    };
    let filed = keys().await;
    assert!(!filed.is_empty());
    for change in [
        "delete from mention_keys",
        "insert into mention_keys (key, mention_id) values (1, 1)",
        "update change_counter set keys = 0",
    ] {
        sqlx::query(change).execute(pool).await.expect("changed");
    }

    pipeline.store().migrate().await.expect("the next start");
    assert_eq!(keys().await, filed);
    assert_eq!(everything(&pipeline).await.len(), 1);
    let second = pipeline.submit(told("https://two.example/b", 397)).await.expect("stored");
    assert_eq!(second.events.len(), 1);
    assert_eq!(everything(&pipeline).await.len(), 1, "it is found under its new keys");

    // Where the keys are of this build, a start leaves them alone.
    sqlx::query("insert into mention_keys (key, mention_id) values (1, 1)").execute(pool).await.expect("changed");
    pipeline.store().migrate().await.expect("another start");
    assert!(keys().await.contains(&(1, 1)));
}

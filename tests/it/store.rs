//! The store through the pipeline: what a submitted article does to the timeline.

use crate::support::postgres;
use demarche::{
    clock::Clock,
    domain::{
        Actor, Event, EventId, Kind, Status,
        filter::{Choice, Sort, TimelineFilter, Undated},
        page::Lookup,
    },
    extract::Lexicon,
    pipeline::{
        Pipeline,
        intake::{self, Submission},
        submit::{Outcome, Submitted},
    },
    store::StoreError,
};
use jiff::{Timestamp, civil::date};
use serde_json::{Value, json};

pub(crate) fn now() -> Timestamp {
    "2026-02-24T12:00:00Z".parse().expect("an instant")
}

pub(crate) async fn pipeline() -> Pipeline {
    Pipeline::new(postgres::store().await, Lexicon::builtin(), Clock::fixed(now()))
}

/// An article whose events the client supplies; the rules don't read it.
pub(crate) fn article(url: &str, outlet: &str, published: &str, body: &str, events: &Value) -> Submission {
    let json = json!({
        "url": url, "outlet": outlet, "title": "A title", "published_at": published, "body": body,
        "extract": false, "events": events,
    });
    intake::from_json(json.to_string().as_bytes(), now()).expect("a good article")
}

pub(crate) fn state(role: &str, id: &str, name: &str, country: &str) -> Value {
    json!({"role": role, "actor": {"id": id, "name": name, "kind": "state", "country": country}})
}

pub(crate) fn round(status: &str, date: &Value, place: &str, exact: &str) -> Value {
    json!({
        "kind": "round", "status": status, "date": date, "round": {},
        "place": {"name": place, "country": "CH"},
        "participants": [state("party", "ukraine", "Ukraine", "UA"), state("party", "russia", "Russia", "RU")],
        "evidence": [{"exact": exact}],
    })
}

pub(crate) fn barrage(drones: u64, exact: &str) -> Value {
    json!({
        "kind": "strike", "date": {"edtf": "2026-02-16/2026-02-17", "earliest": "2026-02-16", "latest": "2026-02-17"},
        "place": {"name": "Ukraine", "country": "UA"},
        "participants": [state("attacker", "russia", "Russia", "RU"), state("target", "ukraine", "Ukraine", "UA")],
        "topics": ["energy"],
        "strike": {"weapons": [{"type": "drone", "count": drones}]},
        "figures": [{"measure": "launched", "weapon": "drone", "value": drones, "claimed_by": "ukraine", "evidence": 0}],
        "evidence": [{"exact": exact}],
    })
}

pub(crate) fn strike_on(place: &str, exact: &str) -> Value {
    json!({
        "kind": "strike", "date": {"edtf": "2026-02-17"}, "place": {"name": place, "country": "UA"},
        "participants": [state("attacker", "russia", "Russia", "RU")],
        "strike": {"weapons": [{"type": "drone"}], "casualties": {"killed": {"best": 4, "low": 4, "high": 4}}},
        "evidence": [{"exact": exact}],
    })
}

fn day(first: &str) -> Value {
    json!({"edtf": first})
}

async fn found(pipeline: &Pipeline, id: EventId) -> Event {
    match pipeline.store().event(id).await.expect("the store answers") {
        Lookup::Found(event) => event,
        other => panic!("{id}: {other:?}"),
    }
}

async fn titles(pipeline: &Pipeline, filter: &TimelineFilter) -> Vec<String> {
    let page = pipeline.store().timeline(filter).await.expect("a page");
    page.events.items.into_iter().chain(page.undated).map(|e| e.content.headline).collect()
}

/// Two articles, four events: a round, a barrage, a strike in it, an undated plan.
async fn filled() -> (Pipeline, Vec<Submitted>) {
    let pipeline = pipeline().await;
    let one = article(
        "https://one.example/a",
        "One Wire",
        "2026-02-17T10:00:00Z",
        "Talks opened in Geneva. Russia launched 396 drones. Four died in Odesa. Another meeting is planned.",
        &json!([
            round("ongoing", &day("2026-02-17"), "Geneva", "Talks opened in Geneva."),
            barrage(396, "Russia launched 396 drones."),
            strike_on("Odesa", "Four died in Odesa."),
        ]),
    );
    let two = article(
        "https://two.example/b",
        "Two Post",
        "2026-02-18T18:00:00Z",
        "Talks in Geneva ended. Some 400 drones were launched at Ukraine.",
        &json!([
            round("concluded", &json!({"edtf": "2026-02-17/2026-02-18", "earliest": "2026-02-17", "latest": "2026-02-18"}),
                "Geneva", "Talks in Geneva ended."),
            barrage(400, "Some 400 drones were launched at Ukraine."),
            {"kind": "deadline", "headline": "A deal by some day", "deadline": {"what": "a deal"}},
        ]),
    );
    let done = pipeline.submit_all(vec![one, two]).await.expect("stored");
    (pipeline, done)
}

#[tokio::test(flavor = "multi_thread")]
async fn two_articles_make_one_round_and_one_barrage() {
    let (pipeline, done) = filled().await;
    assert!(done.iter().all(|d| d.result == Outcome::Created));
    let ids: Vec<Vec<EventId>> = done.iter().map(|d| d.events.iter().map(|e| e.id).collect()).collect();
    assert_eq!((ids[0].len(), ids[1].len()), (3, 3));
    assert_eq!(ids[0][..2], ids[1][..2], "the round and the barrage are the same events");

    let round = found(&pipeline, ids[0][0]).await;
    assert_eq!(round.content.status, Some(Status::Concluded));
    assert_eq!((round.sources.articles, round.sources.outlets), (2, 2));
    assert_eq!(round.history.iter().map(|s| s.status).collect::<Vec<_>>(), [Status::Ongoing, Status::Concluded]);
    assert_eq!(round.history[0].article, Some(done[0].article));
    assert_eq!(round.negotiation.map(|n| n.id).as_deref(), Some("ukraine-russia-2026"));
    assert_eq!(round.first_reported_at.to_string(), "2026-02-17T10:00:00Z");

    let barrage = found(&pipeline, ids[0][1]).await;
    let figures: Vec<_> = barrage.content.figures.iter().map(|f| (f.value, f.article)).collect();
    assert_eq!(figures, [(396, Some(done[0].article)), (400, Some(done[1].article))], "figures stay side by side");
    let odesa = found(&pipeline, ids[0][2]).await;
    assert_eq!(odesa.part_of, Some(barrage.id));
    let parts = pipeline.store().parts_of(barrage.id).await.expect("its parts");
    assert_eq!(parts.iter().map(|e| e.id).collect::<Vec<_>>(), [odesa.id]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_article_again_is_unchanged_and_moves_nothing() {
    let (pipeline, done) = filled().await;
    let before = pipeline.store().seq().await.expect("a number");
    let again = article(
        "https://one.example/a#top",
        "One Wire",
        "2026-02-17T10:00:00Z",
        "Talks opened in Geneva. Russia launched 396 drones. Four died in Odesa. Another meeting is planned.",
        &json!([]),
    );
    let result = pipeline.submit_all(vec![again.clone(), again]).await.expect("stored");
    for submitted in result {
        assert_eq!((submitted.result, submitted.article), (Outcome::Unchanged, done[0].article));
        assert_eq!(submitted.events.len(), 3);
    }
    assert_eq!(pipeline.store().seq().await.expect("a number"), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_address_outlet_and_text_say_which_article_it_is() {
    let pipeline = pipeline().await;
    let of = |outlet: &str, body: &str| {
        let json = json!({"outlet": outlet, "body": body, "extract": false});
        intake::from_json(json.to_string().as_bytes(), now()).expect("a good article")
    };
    let done = pipeline
        .submit_all(vec![of("A", "One text."), of("A", "One  text.\n"), of("B", "One text."), of("A", "One text.")])
        .await
        .expect("stored");
    let results: Vec<_> = done.iter().map(|d| d.result).collect();
    assert_eq!(results, [Outcome::Created, Outcome::Created, Outcome::Created, Outcome::Unchanged]);
    assert_eq!(done[0].article, done[3].article);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_text_is_a_revision_and_events_keep_their_numbers() {
    let pipeline = pipeline().await;
    let url = "https://one.example/a";
    let of = |published: &str, modified: &str, body: &str, events: Value| {
        let json = json!({
            "url": url, "outlet": "One", "published_at": published, "modified_at": modified, "body": body,
            "extract": false, "events": events,
        });
        intake::from_json(json.to_string().as_bytes(), now()).expect("a good article")
    };
    let first = of(
        "2026-02-17",
        "2026-02-17T10:00:00Z",
        "Four died in Odesa. Talks opened.",
        json!([
            strike_on("Odesa", "Four died in Odesa."),
            round("ongoing", &day("2026-02-17"), "Geneva", "Talks opened."),
        ]),
    );
    let first = pipeline.submit(first).await.expect("stored");
    let (strike, round) = (first.events[0].id, first.events[1].id);

    let mut five = strike_on("Odesa", "Five died in Odesa.");
    five["strike"]["casualties"]["killed"] = json!({"best": 5, "low": 5, "high": 5});
    let second = of("2026-02-17", "2026-02-17T12:00:00Z", "Five died in Odesa.", json!([five]));
    let second = pipeline.submit(second).await.expect("stored");
    assert_eq!((second.result, second.article), (Outcome::Revised, first.article));
    assert_eq!(second.events.iter().map(|e| e.id).collect::<Vec<_>>(), [strike], "the event kept its number");
    let json = serde_json::to_value(&second.events[0]).expect("JSON");
    assert_eq!(json["strike"]["casualties"]["killed"]["best"], 5);
    assert_eq!(json["sources"]["articles"], 1, "the old revision counts no more");
    assert!(
        matches!(pipeline.store().event(round).await.expect("an answer"), Lookup::Gone),
        "no mention is left of it"
    );

    // A revision that is older than the current one is kept, and changes nothing.
    let seq = pipeline.store().seq().await.expect("a number");
    let late = of(
        "2026-02-17",
        "2026-02-17T09:00:00Z",
        "Three died in Odesa.",
        json!([strike_on("Odesa", "Three died in Odesa.")]),
    );
    let late = pipeline.submit(late).await.expect("stored");
    assert_eq!(late.result, Outcome::Revised);
    assert_eq!(pipeline.store().seq().await.expect("a number"), seq);
    match pipeline.store().article(first.article).await.expect("an answer") {
        Lookup::Found(full) => {
            assert_eq!((full.text.as_str(), full.revision, full.revisions), ("Five died in Odesa.", 2, 3));
            assert_eq!(full.mentions.len(), 1);
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn events_that_turn_out_to_be_one_are_merged_and_redirect() {
    let pipeline = pipeline().await;
    let of = |n: u32, sentence: &str, event: Value| {
        article(
            &format!("https://{n}.example/"),
            &format!("Outlet {n}"),
            &format!("2026-02-1{n}"),
            sentence,
            &json!([event]),
        )
    };
    // Two plans a fortnight apart look like two rounds, until an article says that one became the other.
    let a = pipeline
        .submit(of(
            1,
            "A round on 14 February.",
            round("scheduled", &day("2026-02-14"), "Geneva", "A round on 14 February."),
        ))
        .await
        .expect("stored");
    let b = pipeline
        .submit(of(
            2,
            "A round on 28 February.",
            round("scheduled", &day("2026-02-28"), "Bern", "A round on 28 February."),
        ))
        .await
        .expect("stored");
    assert_ne!(a.events[0].id, b.events[0].id);
    let mut moved = round("scheduled", &day("2026-02-28"), "Bern", "It was moved from 14 to 28 February.");
    moved["history"] = json!([{"status": "postponed", "date": {"edtf": "2026-02-14"}}]);
    let c = pipeline.submit(of(3, "It was moved from 14 to 28 February.", moved)).await.expect("stored");
    let kept = c.events[0].id;
    assert_eq!(kept, a.events[0].id.min(b.events[0].id));
    let other = a.events[0].id.max(b.events[0].id);
    match pipeline.store().event(other).await.expect("an answer") {
        Lookup::Moved(into) => assert_eq!(into, kept),
        found => panic!("{found:?}"),
    }
    assert_eq!(found(&pipeline, kept).await.sources.articles, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_stored_whole_or_not_at_all() {
    let pipeline = pipeline().await;
    let good = article("https://one.example/a", "One", "2026-02-17", "Talks.", &json!([]));
    let mut bad = good.clone();
    bad.article.url = Some("https://one.example/b".to_owned());
    // What intake would never let through: Postgres refuses a NUL.
    bad.article.title = "\0".to_owned();
    let error = pipeline.submit_all(vec![good, bad]).await.expect_err("refused");
    assert!(matches!(error, StoreError::Database(_)), "{error:?}");
    let articles = pipeline.store().articles(None, 10).await.expect("a list");
    assert!(articles.items.is_empty(), "nothing may be stored");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_filter_key_finds_and_leaves_out() {
    let (pipeline, _) = filled().await;
    let any = |s: &str| Choice { any: vec![s.to_owned()], not: vec![] };
    let not = |s: &str| Choice { any: vec![], not: vec![s.to_owned()] };
    let base = TimelineFilter { undated: Undated::Exclude, ..TimelineFilter::default() };
    let (talks, strike, odesa) = (
        "Round of Ukraine–Russia talks in Geneva ends",
        "Russia launches 400 drones at Ukraine",
        "Russia strikes Odesa: 4 killed",
    );
    let all = [odesa, talks, strike];
    let cases: Vec<(&str, TimelineFilter, Vec<&str>)> = vec![
        ("everything", base.clone(), all.to_vec()),
        ("kind", TimelineFilter { kind: Choice { any: vec![Kind::Round], not: vec![] }, ..base.clone() }, vec![talks]),
        (
            "not kind",
            TimelineFilter { kind: Choice { any: vec![], not: vec![Kind::Round] }, ..base.clone() },
            vec![odesa, strike],
        ),
        (
            "status",
            TimelineFilter { status: Choice { any: vec![Status::Concluded], not: vec![] }, ..base.clone() },
            vec![talks],
        ),
        (
            "not status",
            TimelineFilter { status: Choice { any: vec![], not: vec![Status::Concluded] }, ..base.clone() },
            vec![odesa, strike],
        ),
        ("actor", TimelineFilter { actor: any("ukraine"), ..base.clone() }, vec![talks, strike]),
        ("not actor", TimelineFilter { actor: not("ukraine"), ..base.clone() }, vec![odesa]),
        (
            "role and actor",
            TimelineFilter {
                actor: any("ukraine"),
                role: Choice { any: vec!["party".parse().expect("a role")], not: vec![] },
                ..base.clone()
            },
            vec![talks],
        ),
        (
            "role bound to the actor",
            TimelineFilter {
                actor: any("ukraine"),
                role: Choice { any: vec!["attacker".parse().expect("a role")], not: vec![] },
                ..base.clone()
            },
            vec![],
        ),
        ("place", TimelineFilter { place: any("odesa"), ..base.clone() }, vec![odesa]),
        ("not country", TimelineFilter { country: not("UA"), ..base.clone() }, vec![talks]),
        ("negotiation", TimelineFilter { negotiation: any("ukraine-russia-2026"), ..base.clone() }, all.to_vec()),
        (
            "topic",
            TimelineFilter {
                topic: Choice { any: vec!["energy".parse().expect("a topic")], not: vec![] },
                ..base.clone()
            },
            vec![strike],
        ),
        ("outlet", TimelineFilter { outlet: any("two-post"), ..base.clone() }, vec![talks, strike]),
        ("not outlet", TimelineFilter { outlet: not("two-post"), ..base.clone() }, vec![odesa]),
        ("words", TimelineFilter { q: Some("drone launching".to_owned()), ..base.clone() }, vec![strike]),
        (
            "a phrase and a minus",
            TimelineFilter { q: Some("\"in Geneva\" -odesa".to_owned()), ..base.clone() },
            vec![talks],
        ),
        ("quotes left open", TimelineFilter { q: Some("\"geneva".to_owned()), ..base.clone() }, vec![talks]),
        ("from", TimelineFilter { from: Some(date(2026, 2, 18)), ..base.clone() }, vec![talks]),
        ("to", TimelineFilter { to: Some(date(2026, 2, 16)), ..base.clone() }, vec![strike]),
        ("oldest", TimelineFilter { sort: Sort::Oldest, ..base.clone() }, vec![strike, talks, odesa]),
    ];
    for (name, filter, expected) in cases {
        assert_eq!(titles(&pipeline, &filter).await, expected, "{name}");
    }
    let only = TimelineFilter { undated: Undated::Only, ..base.clone() };
    assert_eq!(titles(&pipeline, &only).await, ["A deal by some day"]);
    let unknown = TimelineFilter { actor: any("nobody"), ..base };
    let error = pipeline.store().timeline(&unknown).await.expect_err("nobody is unknown");
    assert!(matches!(&error, StoreError::UnknownSlug { key: "actor", value } if value == "nobody"), "{error:?}");
    assert!(matches!(pipeline.store().facets(&unknown, &["kind"]).await, Err(StoreError::UnknownSlug { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_one_another_in_every_order() {
    let (pipeline, _) = filled().await;
    for sort in [Sort::Newest, Sort::Oldest, Sort::Reported] {
        let whole = TimelineFilter { sort, ..TimelineFilter::default() };
        let all = pipeline.store().timeline(&whole).await.expect("a page");
        assert_eq!((all.events.items.len(), all.undated.len(), all.totals.all()), (3, 1, 4));
        let expected: Vec<_> = all.events.items.iter().map(|e| e.id).collect();
        let mut filter = TimelineFilter { limit: 1, ..whole };
        let mut seen = Vec::new();
        loop {
            let page = pipeline.store().timeline(&filter).await.expect("a page");
            assert_eq!(page.undated.len(), usize::from(filter.cursor.is_none()), "the shelf is on the first page only");
            seen.extend(page.events.items.iter().map(|e| e.id));
            let Some(next) = page.events.next else { break };
            assert_eq!(next.filter_hash, filter.hash());
            filter.cursor = Some(next);
        }
        assert_eq!(seen, expected, "{sort:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn facets_count_under_the_other_filters() {
    let (pipeline, _) = filled().await;
    let filter = TimelineFilter { kind: Choice { any: vec![Kind::Round], not: vec![] }, ..TimelineFilter::default() };
    let facets = pipeline.store().facets(&filter, &["kind", "actor", "place"]).await.expect("facets");
    let values = |n: usize| facets[n].values.iter().map(|v| (v.value.as_str(), v.count)).collect::<Vec<_>>();
    assert_eq!(values(0), [("strike", 2), ("deadline", 1), ("round", 1)], "its own key is left out");
    assert_eq!(values(1), [("russia", 1), ("ukraine", 1)]);
    assert_eq!(values(2), [("geneva", 1)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_date_that_is_open_counts_as_uncertain() {
    let pipeline = pipeline().await;
    let mut open = strike_on("Odesa", "A strike.");
    open["date"] = json!({"earliest": "2026-02-01"});
    let mut before = strike_on("Lviv", "A strike.");
    before["date"] = json!({"latest": "2026-03-20"});
    pipeline
        .submit(article("https://one.example/", "One", "2026-02-17", "A strike.", &json!([open, before])))
        .await
        .expect("stored");
    let march = |from, to| TimelineFilter { from: Some(from), to: Some(to), ..TimelineFilter::default() };
    let inside = pipeline.store().timeline(&march(date(2026, 2, 1), date(2026, 3, 31))).await.expect("a page");
    assert_eq!((inside.totals.all(), inside.totals.uncertain), (2, 0));
    let outside = pipeline.store().timeline(&march(date(2026, 3, 1), date(2026, 3, 10))).await.expect("a page");
    assert_eq!((outside.totals.all(), outside.totals.uncertain), (0, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_go_by_number_of_events() {
    let (pipeline, done) = filled().await;
    let store = pipeline.store();
    let first = store.actors(None, 1).await.expect("a page");
    assert_eq!((first.items[0].item.id.as_str(), first.items[0].events), ("russia", 3));
    let second = store.actors(first.next, 1).await.expect("a page");
    assert_eq!((second.items[0].item.id.as_str(), second.items[0].events), ("ukraine", 2));
    assert!(second.next.is_none());
    let places: Vec<_> = store.places(None, 10).await.expect("a page").items.into_iter().map(|p| p.item.id).collect();
    assert_eq!(places, ["geneva", "odesa", "ukraine"]);
    assert_eq!(store.negotiations().await.expect("a list")[0].events, 3);
    assert_eq!(store.outlets().await.expect("a list").iter().map(|o| o.events).collect::<Vec<_>>(), [3, 3]);
    let articles = store.articles(None, 1).await.expect("a page");
    assert_eq!((articles.items[0].article.id, articles.items[0].events), (done[1].article, 3));
    let rest = store.articles(articles.next, 5).await.expect("a page");
    assert_eq!(rest.items.iter().map(|a| a.article.id).collect::<Vec<_>>(), [done[0].article]);
    match store.negotiation("ukraine-russia-2026").await.expect("an answer") {
        Lookup::Found(n) => {
            let ids = |list: &[Actor]| list.iter().map(|a| a.id.clone()).collect::<Vec<_>>();
            assert_eq!(
                (ids(&n.parties), ids(&n.mediators)),
                (vec!["ukraine".into(), "russia".into()], vec!["united-states".into()])
            );
        }
        other => panic!("{other:?}"),
    }
    assert!(matches!(store.actor("nobody").await.expect("an answer"), Lookup::Unknown));
    assert!(matches!(store.place("geneva").await.expect("an answer"), Lookup::Found(_)));
    assert_eq!(store.explain(done[0].events[0].id).await.expect("traces").len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_are_numbered_without_gaps_however_many_write() {
    let pipeline = pipeline().await;
    let tasks: Vec<_> = (1..=8)
        .map(|n| {
            let pipeline = pipeline.clone();
            tokio::spawn(async move {
                let body = format!("Number {n}: four died.");
                let events = json!([
                    strike_on(&format!("Town {n}"), &body),
                    round("ongoing", &day("2026-02-17"), "Geneva", "died.")
                ]);
                pipeline.submit(article(&format!("https://{n}.example/"), "One", "2026-02-17", &body, &events)).await
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("no panic").expect("stored");
    }
    let seqs: Vec<i64> = sqlx::query_scalar("select seq from changes order by seq")
        .fetch_all(pipeline.store().pool())
        .await
        .expect("rows");
    assert_eq!(seqs, (1..=i64::try_from(seqs.len()).expect("few")).collect::<Vec<_>>());
    assert_eq!(pipeline.store().seq().await.expect("a number").0, seqs.len() as i64);
    let page = pipeline.store().timeline(&TimelineFilter::default()).await.expect("a page");
    assert_eq!(page.totals.by_kind, [(Kind::Round, 1), (Kind::Strike, 8)], "eight reports of one round are one round");
}

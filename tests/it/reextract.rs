//! Reading stored articles again: what it does to the timeline, and the command.

use crate::{
    cli::{address, demarche, err, out},
    consolidation,
    store::{article, barrage, now, strike_on},
    support::{App, an_article, build, postgres},
};
use demarche::{
    clock::Clock,
    domain::{Event, Kind, filter::TimelineFilter},
    extract::Lexicon,
    pipeline::{
        Pipeline,
        intake::{self, Submission},
        reextract::{Change, Report},
    },
    store::{Due, Store},
};
use serde_json::{Value, json};
use std::{collections::BTreeSet, sync::LazyLock};

fn submission(value: &Value) -> Submission {
    let now = "2026-04-24T12:00:00Z".parse().expect("an instant");
    intake::from_json(value.to_string().as_bytes(), now).expect("a good article")
}

/// Names that do not ship.
static OWN: LazyLock<Lexicon> = LazyLock::new(|| {
    const NAMES: &str = "[[city]]\nname = \"Zelmar\"\ncountry = \"UA\"\nlat = 49.1\nlon = 36.2\n\n\
        [[organisation]]\nname = \"Norvik Front\"\narmed = true\ncountry = \"RU\"\n";
    Lexicon::with(&[("names.toml".to_owned(), NAMES.to_owned())]).expect("good names")
});

/// Two ways to read one store: with names of one's own, and without.
async fn two_readers() -> (Pipeline, Pipeline) {
    let store = postgres::store().await;
    let with = |names| Pipeline::new(store.clone(), names, Clock::fixed(now()));
    (with(&OWN), with(Lexicon::builtin()))
}

async fn everything(store: &Store) -> Vec<Event> {
    let page = store.timeline(&TimelineFilter { limit: 200, ..TimelineFilter::default() }).await.expect("a page");
    assert!(page.events.next.is_none(), "more than one page");
    let mut all: Vec<Event> = page.undated.into_iter().chain(page.events.items).collect();
    all.sort_by_key(|e| e.id);
    all
}

const FORCE: Due = Due { since: None, force: true };

fn ignored(_: u64) {}

const STRIKES: &str = "KYIV (Example Wire) — Norvik Front fighters launched 12 rockets at the town of Zelmar on Monday, killing two people.\n\n\
    Russia launched 29 missiles and 396 drones at Ukraine overnight, the Ukrainian air force said.";

fn about_zelmar() -> Value {
    an_article().at("https://wire.example/zelmar").published("2026-02-17").saying(STRIKES).json()
}

#[tokio::test(flavor = "multi_thread")]
async fn other_names_change_events_and_keep_their_numbers() {
    let (own, builtin) = two_readers().await;
    own.submit(submission(&about_zelmar())).await.expect("stored");
    let before = everything(own.store()).await;
    let named = |events: &[Event]| -> Vec<Event> {
        events
            .iter()
            .filter(|e| e.content.places.iter().any(|p| p.id == "zelmar" && p.country.is_some()))
            .cloned()
            .collect()
    };
    assert_eq!(named(&before).len(), 1, "{before:#?}");

    let seq = own.store().seq().await.expect("a seq");
    let (would, changes) = builtin.rehearse_reextract(FORCE, ignored).await.expect("rehearsed");
    assert_eq!(everything(own.store()).await, before, "a rehearsal writes nothing");
    assert_eq!(own.store().seq().await.expect("a seq"), seq);

    let did = builtin.reextract(FORCE, ignored).await.expect("read again");
    assert_eq!(did, would, "it does what it said it would");
    assert_eq!((did.read, did.changed), (1, 1));
    assert_eq!(changes.len() as u64, did.created + did.updated + did.withdrawn + did.merged);
    let after = everything(own.store()).await;
    assert!(named(&after).is_empty(), "{after:#?}");
    for change in &changes {
        let now = after.iter().find(|e| e.id == change.after.id);
        match change.change {
            Change::Updated => assert_eq!(now.map(|e| &e.content), Some(&change.after.content)),
            Change::Withdrawn | Change::Merged(_) => assert!(now.is_none()),
            Change::Created => {}
        }
    }

    // And back: what was there is there again, under the numbers it had.
    own.reextract(FORCE, ignored).await.expect("read again");
    let contents = |events: &[Event]| -> Vec<_> { events.iter().map(|e| (e.id, e.content.clone())).collect() };
    assert_eq!(contents(&everything(own.store()).await), contents(&before));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_time_changes_nothing() {
    let (_, pipeline) = two_readers().await;
    let all: Vec<Submission> = build::samples("ukraine").iter().map(submission).collect();
    let addresses: BTreeSet<_> = all.iter().map(|s| s.article.url.clone()).collect();
    pipeline.submit_all(all).await.expect("stored");
    let (before, seq) = (consolidation::everything(&pipeline).await, pipeline.store().seq().await.expect("a seq"));

    let none = pipeline.reextract(Due::default(), ignored).await.expect("nothing to do");
    assert_eq!(none, Report::default(), "these rules have read them already");
    let mut steps = 0;
    let forced = pipeline.reextract(FORCE, |articles| steps += articles).await.expect("read again");
    assert_eq!(forced, Report { read: addresses.len() as u64, ..Report::default() });
    assert_eq!(steps, forced.read);

    // As after an update of the program: older rules have read them, and these find the same.
    sqlx::query("update article_revisions set ruleset = ruleset - 1")
        .execute(pipeline.store().pool())
        .await
        .expect("aged");
    let since = Due { since: Some("2026-03-01".parse().expect("a day")), force: false };
    let late = pipeline.reextract(since, ignored).await.expect("read again");
    assert!(late.read > 0 && late.read < forced.read, "{late:?}");
    let rest = pipeline.reextract(Due::default(), ignored).await.expect("read again");
    assert_eq!(late.read + rest.read, forced.read, "those read since are not read once more");
    assert_eq!(consolidation::everything(&pipeline).await, before);
    assert_eq!(pipeline.store().seq().await.expect("a seq"), seq, "nothing went into the change feed");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_client_supplied_stays() {
    let (own, builtin) = two_readers().await;
    let mut both = about_zelmar();
    let exact = "Russia launched 29 missiles and 396 drones at Ukraine overnight";
    let mut part = strike_on("Kharkiv", exact);
    part["part_of"] = json!(0);
    both["events"] = json!([barrage(396, exact), part]);
    own.submit(submission(&both)).await.expect("stored");
    // Its sender did not want this one read.
    let exact = "A line of its own.";
    let alone = article("https://b.example/1", "B", "2026-02-18", exact, &json!([strike_on("Odesa", exact)]));
    own.submit(alone).await.expect("stored");
    let part_of = |events: &[Event]| {
        let part = events.iter().find(|e| e.content.places.iter().any(|p| p.name == "Kharkiv")).expect("the part");
        events.iter().find(|e| Some(e.id) == part.part_of).map(|e| e.content.headline.clone())
    };
    let whole = part_of(&everything(own.store()).await);
    assert!(whole.is_some());

    let did = builtin.reextract(FORCE, ignored).await.expect("read again");
    assert_eq!(did.read, 1);
    let after = everything(own.store()).await;
    assert_eq!(part_of(&after), whole, "a place in the client's list still means the client's event");
    assert!(after.iter().any(|e| e.content.places.iter().any(|p| p.name == "Odesa")));
    let by_client = after.iter().flat_map(|e| &e.evidence).filter(|e| e.rule == "client").count();
    assert_eq!(by_client, 3, "{after:#?}");
    assert!(after.iter().any(|e| e.content.kind == Kind::Strike && e.evidence.iter().any(|x| x.rule != "client")));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_tells_what_it_would_do_and_then_does_it() {
    let app = App::spawn().await;
    app.post_article(&an_article().json()).await.expect(201);
    let url = address(&app);
    let run = move |args: &[&str]| demarche(&[&["reextract", "--database-url", url.as_str()], args].concat(), "");
    let idle = run(&[]);
    assert_eq!(out(&idle), "0 articles read, 0 read otherwise: 0 events created, 0 updated, 0 withdrawn, 0 merged\n");
    assert!(err(&idle).is_empty(), "no progress bar in a pipe: {}", err(&idle));

    // What older rules found in it is not what these find: a word of it differs, and one event is missing.
    let pool = app.pipeline.store().pool();
    for statement in [
        "update article_revisions set ruleset = 0",
        "update mentions set content = jsonb_set(content, '{topics}', '[\"economy\"]') where content ->> 'kind' = 'round'",
        "update events set doc = jsonb_set(doc, '{topics}', '[\"economy\"]') where kind = 'round'",
    ] {
        sqlx::query(statement).execute(pool).await.expect(statement);
    }
    let seq = app.pipeline.store().seq().await.expect("a seq");
    let rehearsal = run(&["--dry-run"]);
    let told = out(&rehearsal);
    assert!(told.starts_with("1 article read, 1 read otherwise: 0 events created, 1 updated, 0 withdrawn, 0 merged (nothing was written)\n"), "{told}{}", err(&rehearsal));
    assert!(told.contains("~ 1: round “") && told.contains("    topics: [economy] → "), "{told}");
    assert_eq!(app.pipeline.store().seq().await.expect("a seq"), seq);

    let done = run(&["--since", "2026-01-01"]);
    assert!(out(&done).starts_with("1 article read, 1 read otherwise: 0 events created, 1 updated"), "{}", out(&done));
    assert!(out(&run(&[])).starts_with("0 articles read"));
    assert!(!run(&["--since", "yesterday"]).status.success());
}

//! What the sources disagree on stays visible: every conflict that the gold of the sample articles lists is
//! there with the right claimant and article, when its mentions are sent as a client's own events.

use crate::{
    store::pipeline,
    support::{build, gold},
};
use demarche::{
    domain::{ArticleId, Event, EventId, page::Lookup},
    pipeline::{Pipeline, intake},
};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

/// A set that was sent whole: its articles by the first two signs of their file, and for each event of the
/// gold the event here that most of its mentions are part of.
struct Sent {
    pipeline: Pipeline,
    articles: BTreeMap<String, ArticleId>,
    events: BTreeMap<String, EventId>,
}

async fn send(set: &str) -> Sent {
    let pipeline = pipeline().await;
    let now = "2026-12-01T00:00:00Z".parse().expect("an instant");
    let (mut articles, mut truth) = (BTreeMap::new(), BTreeMap::new());
    for article in gold::articles(&build::samples_folder().join(set)) {
        let submission = intake::from_json(article.article.to_string().as_bytes(), now)
            .unwrap_or_else(|e| panic!("{}: {:?} {}", article.name, e.pointer, e.detail));
        let stored = pipeline.submit(submission).await.expect("stored");
        // A later text at a known address takes the place of what the first one said.
        truth.retain(|(id, _), _| *id != stored.article.0);
        truth.extend((0i32..).zip(article.of).map(|(position, of)| ((stored.article.0, position), of)));
        articles.insert(article.name[..2].to_owned(), stored.article);
    }
    let rows: Vec<(i64, i32, i64)> = sqlx::query_as(
        "select r.article_id, m.position, e.event_id from event_mentions e \
         join mentions m on m.id = e.mention_id join article_revisions r on r.id = m.revision_id",
    )
    .fetch_all(pipeline.store().pool())
    .await
    .expect("the mentions");
    let mut votes: BTreeMap<String, BTreeMap<i64, usize>> = BTreeMap::new();
    for (article, position, event) in rows {
        let of = truth.get(&(article, position)).expect("a mention of the gold").clone();
        *votes.entry(of).or_default().entry(event).or_default() += 1;
    }
    let most = |votes: BTreeMap<i64, usize>| votes.into_iter().max_by_key(|(_, n)| *n).expect("a vote").0;
    let events = votes.into_iter().map(|(of, votes)| (of, EventId(most(votes)))).collect();
    Sent { pipeline, articles, events }
}

impl Sent {
    async fn event(&self, gold: &str) -> Event {
        let id = *self.events.get(gold).unwrap_or_else(|| panic!("{gold} is no event here"));
        match self.pipeline.store().event(id).await.expect("an answer") {
            Lookup::Found(event) => event,
            other => panic!("{gold}: {other:?}"),
        }
    }

    fn article(&self, expected: &Value) -> Value {
        json!(self.articles[expected["article"].as_str().expect("an article")])
    }

    /// What of a conflict is not there.
    async fn missing(&self, conflict: &Value) -> Vec<String> {
        let (gold, expect) = (conflict["event"].as_str().expect("an event"), &conflict["expect"]);
        let list = |key: &str| expect[key].as_array().cloned().unwrap_or_default();
        let mut missing = Vec::new();
        let told: Option<Value> = match self.events.contains_key(gold) {
            true => Some(serde_json::to_value(self.event(gold).await).expect("JSON")),
            false => None,
        };
        let event = told.unwrap_or_else(|| json!({"figures": [], "history": [], "evidence": []}));
        for figure in list("figures") {
            let claimed = json!(gold::claimant(&figure["claimed_by"]));
            let same = |f: &Value| {
                f["value"] == figure["value"]
                    && f["qualifier"] == figure["qualifier"]
                    && f["article"] == self.article(&figure)
            };
            let found = event["figures"].as_array().expect("figures").iter().any(|f| {
                let of =
                    f["measure"] == figure["measure"] && f["weapon"] == figure["weapon"] && f["claimed_by"] == claimed;
                let outdated = f["updates"].as_array().is_some_and(|list| list.iter().any(same));
                of && if figure["outdated"] == true { outdated } else { same(f) || outdated }
            });
            if !found {
                missing.push(format!("{gold}: figure {figure} in {}", event["figures"]));
            }
        }
        // Steps are there in this order, though others may stand between.
        let mut steps = event["history"].as_array().expect("steps").iter();
        for step in list("steps") {
            let place = |s: &Value| s["place"]["name"].as_str().map(str::to_owned);
            let found = steps.any(|s| {
                s["status"] == step["status"]
                    && s["date"]["earliest"] == step["from"]
                    && s["date"]["latest"] == step["to"]
                    && s["article"] == self.article(&step)
                    && step["place"].as_str().is_none_or(|name| place(s).as_deref() == Some(name))
            });
            if !found {
                missing.push(format!("{gold}: step {step} in {}", event["history"]));
                steps = event["history"].as_array().expect("steps").iter();
            }
        }
        for sentence in list("sentences") {
            let other = match sentence["event"].as_str() {
                Some(other) => serde_json::to_value(self.event(other).await).expect("JSON"),
                None => event.clone(),
            };
            let words = sentence["words"].as_str().expect("words");
            let found = other["evidence"].as_array().expect("sentences").iter().any(|e| {
                e["exact"].as_str().is_some_and(|s| s.contains(words)) && e["article"]["id"] == self.article(&sentence)
            });
            if !found {
                missing.push(format!("{gold}: sentence {sentence} in {}", other["evidence"]));
            }
        }
        for never in list("never") {
            if event["figures"].as_array().expect("figures").iter().any(|f| f["value"] == never) {
                missing.push(format!("{gold}: {never} is a figure of it"));
            }
        }
        missing
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_conflict_of_the_gold_is_there_with_its_claimant_and_article() {
    for (set, count) in [("ukraine", 15), ("middle-east", 15)] {
        let sent = send(set).await;
        let path = build::samples_folder().join(set).join("TIMELINE.gold.json");
        let timeline: Value = serde_json::from_slice(&fs::read(path).expect("the gold")).expect("JSON");
        let conflicts = timeline["conflicts"].as_array().expect("conflicts");
        assert_eq!(conflicts.len(), count, "{set}");
        let mut missing = Vec::new();
        for conflict in conflicts {
            assert!(conflict["expect"].as_object().is_some_and(|e| !e.is_empty()), "{conflict} asks for nothing");
            missing.extend(sent.missing(conflict).await);
        }
        assert!(missing.is_empty(), "{set}: {} of them are missing\n{}", missing.len(), missing.join("\n"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_side_launched_and_the_other_shot_down_are_never_one_figure() {
    let sent = send("ukraine").await;
    let raid = sent.event("strike-2026-02-17-nationwide").await;
    let of = |measure: &str| -> BTreeSet<u64> {
        let figures = raid.content.figures.iter().filter(|f| f.measure.as_str() == measure);
        figures.filter(|f| f.weapon.is_some_and(|w| w.as_str() == "drone")).map(|f| f.value).collect()
    };
    assert_eq!((of("launched"), of("intercepted")), (BTreeSet::from([396, 400]), BTreeSet::from([367])));
    let killed = raid.content.figures.iter().filter(|f| f.measure.as_str() == "killed").map(|f| f.value);
    assert_eq!(killed.collect::<BTreeSet<_>>(), BTreeSet::from([3, 4]));
    let json = serde_json::to_value(&raid).expect("JSON");
    let toll = &json["strike"]["casualties"]["killed"];
    assert_eq!((&toll["low"], &toll["high"]), (&json!(3), &json!(4)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_syndicated_copy_is_no_source_of_its_own() {
    let sent = send("ukraine").await;
    // Articles 13 and 14 are one report, sold to two outlets; 12 tells of the same meeting in words of its own.
    let meeting = sent.event("medinsky-ukrainians-feb18").await;
    let articles: BTreeSet<ArticleId> = meeting.evidence.iter().map(|e| e.article.id).collect();
    assert_eq!(articles, ["12", "13", "14"].map(|n| sent.articles[n]).into());
    let sources = meeting.sources;
    assert_eq!((sources.articles, sources.outlets, sources.independent), (3, 3, 2));
}

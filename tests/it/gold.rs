//! The mentions of the gold, sent as a client's own events: which of them become one event.

use crate::{
    store::pipeline,
    support::{build, gold},
};
use demarche::pipeline::intake;
use std::collections::{BTreeMap, BTreeSet};

/// One mention: the event it was put into, and the one it is of.
struct Placed {
    kind: String,
    event: i64,
    truth: String,
}

/// Every article of a set through the store; what is left of a replaced revision has no say.
async fn placed(set: &str) -> Vec<Placed> {
    let pipeline = pipeline().await;
    let mut truth: BTreeMap<(String, i32), String> = BTreeMap::new();
    let now = "2026-12-01T00:00:00Z".parse().expect("an instant");
    for article in gold::articles(&build::samples_folder().join(set)) {
        let submission = intake::from_json(article.article.to_string().as_bytes(), now)
            .unwrap_or_else(|e| panic!("{}: {:?} {}", article.name, e.pointer, e.detail));
        let stored = pipeline.submit(submission).await.expect("stored");
        let hash: String = sqlx::query_scalar(
            "select content_hash from article_revisions where article_id = $1 order by id desc limit 1",
        )
        .bind(stored.article.0)
        .fetch_one(pipeline.store().pool())
        .await
        .expect("its revision");
        truth.extend((0i32..).zip(article.of).map(|(position, of)| ((hash.clone(), position), of)));
    }
    let rows: Vec<(String, i32, String, i64)> = sqlx::query_as(
        "select r.content_hash, m.position, m.content->>'kind', e.event_id from event_mentions e \
         join mentions m on m.id = e.mention_id join article_revisions r on r.id = m.revision_id",
    )
    .fetch_all(pipeline.store().pool())
    .await
    .expect("the mentions");
    let of = |(hash, position, kind, event): (String, i32, String, i64)| {
        let truth = truth.get(&(hash, position)).expect("a mention of the gold").clone();
        Placed { kind, event, truth }
    };
    rows.into_iter().map(of).collect()
}

/// B-cubed (Bagga and Baldwin 1998): for every mention, how many of those it was put with belong with it,
/// and how many of those that belong with it were put with it; the harmonic mean of both averages.
fn b_cubed(mentions: &[Placed]) -> (f64, f64, f64) {
    let (mut precision, mut recall) = (0.0, 0.0);
    for m in mentions {
        let together = mentions.iter().filter(|o| o.event == m.event).count() as f64;
        let belong = mentions.iter().filter(|o| o.truth == m.truth).count() as f64;
        let both = mentions.iter().filter(|o| o.event == m.event && o.truth == m.truth).count() as f64;
        precision += both / together;
        recall += both / belong;
    }
    let (p, r) = (precision / mentions.len() as f64, recall / mentions.len() as f64);
    (p, r, 2.0 * p * r / (p + r))
}

/// What is one event and was put into several, and what is several and was put into one.
fn apart(mentions: &[Placed]) -> Vec<String> {
    let mut events: BTreeMap<&str, BTreeMap<i64, usize>> = BTreeMap::new();
    let mut truths: BTreeMap<i64, BTreeMap<&str, usize>> = BTreeMap::new();
    for m in mentions {
        *events.entry(&m.truth).or_default().entry(m.event).or_default() += 1;
        *truths.entry(m.event).or_default().entry(&m.truth).or_default() += 1;
    }
    let split = events.iter().filter(|(_, of)| of.len() > 1).map(|(truth, of)| format!("{truth}: {of:?}"));
    split.chain(truths.values().filter(|of| of.len() > 1).map(|of| format!("one event: {of:?}"))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn mentions_of_the_gold_find_their_events() {
    for (set, least) in [("ukraine", 350), ("middle-east", 150)] {
        let mentions = placed(set).await;
        assert!(mentions.len() >= least, "{set}: {} mentions", mentions.len());
        let (p, r, f) = b_cubed(&mentions);
        println!("{set}: {} mentions, B-cubed precision {p:.3}, recall {r:.3}, F1 {f:.3}", mentions.len());
        for missed in apart(&mentions) {
            println!("  {missed}");
        }
        assert!(f >= 0.95, "{set}: B-cubed F1 {f:.3}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_round_of_the_gold_is_told_twice() {
    for (set, least) in [("ukraine", 5), ("middle-east", 1)] {
        let mut rounds: BTreeMap<String, BTreeSet<i64>> = BTreeMap::new();
        for mention in placed(set).await.into_iter().filter(|m| m.kind == "round") {
            rounds.entry(mention.truth).or_default().insert(mention.event);
        }
        assert!(rounds.len() >= least, "{set}: {rounds:?}");
        let twice: Vec<_> = rounds.iter().filter(|(_, events)| events.len() > 1).collect();
        assert!(twice.is_empty(), "{set}: rounds in several events: {twice:?}");
    }
}

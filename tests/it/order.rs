//! The timeline is a function of the set of articles: whatever their order, however many come at once,
//! and whoever sends them, the same events come of it; and each write, which looks only at what it may
//! have changed, comes to what a look at everything would.

use crate::{
    consolidation::{everything, told},
    fuzz::random::Random,
    support::{App, build, postgres},
};
use demarche::{
    clock::Clock,
    consolidate::{self, Constraints, Folded, Input},
    domain::{ArticleId, Mention, Published},
    extract::Lexicon,
    pipeline::{Pipeline, intake, submit::Read},
    store::Store,
};
use futures_util::{StreamExt as _, stream};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

fn shuffle<T>(list: &mut [T], random: &mut Random) {
    for nth in (1..list.len()).rev() {
        list.swap(nth, random.below(nth + 1));
    }
}

fn now() -> jiff::Timestamp {
    "2026-04-24T12:00:00Z".parse().expect("an instant")
}

/// A way into a timeline of its own, at the moment at which the service of these tests stands.
async fn pipeline() -> Pipeline {
    Pipeline::new(postgres::store().await, Lexicon::builtin(), Clock::fixed(now()))
}

/// Every sample article of both sets, revisions and all.
fn corpus() -> Vec<Value> {
    ["ukraine", "middle-east"].iter().flat_map(|set| build::samples(set)).collect()
}

/// What the timeline says, event by event, without any number that depends on the order of arrival.
async fn timeline(pipeline: &Pipeline) -> BTreeSet<String> {
    let events = everything(pipeline).await;
    let timeline: BTreeSet<String> = events.iter().map(|e| told(e, &events)).collect();
    assert_eq!(timeline.len(), events.len(), "no two events say the same from the same sentences");
    timeline
}

fn same(a: &BTreeSet<String>, b: &BTreeSet<String>, what: &str) {
    let only: Vec<_> = a.symmetric_difference(b).take(4).collect();
    assert!(only.is_empty(), "{what}: {only:#?}");
}

/// Every number of the change feed from 1 on, and the counter at the last; the last word on each event is
/// what the event says.
async fn feed_is_whole(pipeline: &Pipeline) {
    let pool = pipeline.store().pool();
    let feed: (i64, i64, i64, i64) =
        sqlx::query_as("select count(*), min(seq), max(seq), (select seq from change_counter) from changes")
            .fetch_one(pool)
            .await
            .expect("the feed");
    assert_eq!((feed.1, feed.2), (1, feed.0), "without gaps");
    assert_eq!(feed.2, feed.3, "up to the counter");
    let stale: i64 = sqlx::query_scalar(
        "select count(*) from events e where e.live and e.doc is distinct from
             (select c.doc from changes c where c.event_id = e.id order by c.seq desc limit 1)",
    )
    .fetch_one(pool)
    .await
    .expect("a count");
    assert_eq!(stale, 0, "events of which the feed says something else");
}

type Row =
    (i64, i64, i64, String, Option<jiff_sqlx::Timestamp>, Option<jiff_sqlx::Date>, Option<i32>, Option<String>, Value);

/// The events as stored are the partition of all mentions taken together.
async fn is_the_whole_partition(pipeline: &Pipeline) {
    let rows: Vec<Row> = sqlx::query_as(
        "select m.id, e.event_id, r.article_id, r.content_hash, r.published_at, r.published_day, r.published_offset,
             o.name, m.content
         from event_mentions e join mentions m on m.id = e.mention_id join article_revisions r on r.id = m.revision_id
         join articles a on a.id = r.article_id left join outlets o on o.id = a.outlet_id",
    )
    .fetch_all(pipeline.store().pool())
    .await
    .expect("the mentions");
    let mut stored: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
    let mut inputs = Vec::new();
    for (key, event, article, content_hash, at, day, offset, outlet, content) in rows {
        stored.entry(event).or_default().insert(key);
        let published = match (at, day, offset) {
            (Some(at), _, Some(seconds)) => {
                let offset = jiff::tz::Offset::from_seconds(seconds).expect("an offset");
                Some(Published::Instant(at.to_jiff(), offset))
            }
            (_, day, _) => day.map(|day| Published::Day(day.to_jiff())),
        };
        let mention: Mention = serde_json::from_value(content).expect("a mention");
        let article = ArticleId(article);
        inputs.push(Input { key, article, published, content_hash, outlet, mention, folded: Folded::default() });
    }
    let clusters = consolidate::partition(&inputs, &Constraints::default());
    let whole: BTreeSet<BTreeSet<i64>> = clusters.into_iter().map(|c| c.members.into_iter().collect()).collect();
    let stored: BTreeSet<BTreeSet<i64>> = stored.into_values().collect();
    let differ: Vec<_> = whole.symmetric_difference(&stored).collect();
    assert!(differ.is_empty(), "{differ:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_orders_of_all_articles_make_one_timeline() {
    let first = pipeline().await;
    let all = corpus().into_iter().map(|a| intake::from_json(a.to_string().as_bytes(), now()).expect("a sound sample"));
    // What the rules find does not depend on other articles: they read each once.
    let readings = first.read_all(all.collect()).await.expect("read");
    assert_eq!(readings.len(), 36);
    first.store_all(&readings).await.expect("stored");
    let expected = timeline(&first).await;
    assert!(expected.len() > 200, "{} events", expected.len());
    is_the_whole_partition(&first).await;
    feed_is_whole(&first).await;

    let mut random = Random::new(20);
    let orders = (0..20).map(|nth| {
        let mut order: Vec<Read> = readings.clone();
        shuffle(&mut order, &mut random);
        // Some alone, some in one transaction with others.
        let together: Vec<usize> = order.iter().map(|_| 1 + random.below(9)).collect();
        let expected = expected.clone();
        async move {
            let pipeline = pipeline().await;
            let mut left = order.as_slice();
            for together in together {
                let (some, others) = left.split_at(together.min(left.len()));
                if !some.is_empty() {
                    pipeline.store_all(some).await.expect("stored");
                }
                left = others;
            }
            same(&expected, &timeline(&pipeline).await, &format!("order {nth}"));
            if nth % 5 == 0 {
                is_the_whole_partition(&pipeline).await;
                feed_is_whole(&pipeline).await;
            }
            pipeline.store().close().await;
        }
    });
    let orders: Vec<_> = orders.collect();
    // While one waits for Postgres, another works.
    let done: Vec<()> = stream::iter(orders).buffer_unordered(2).collect().await;
    assert_eq!(done.len(), 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_writers_at_once_make_the_timeline_of_one() {
    let alone = pipeline().await;
    let sound = |a: &Value| intake::from_json(a.to_string().as_bytes(), now()).expect("a sound sample");
    let readings = alone.read_all(corpus().iter().map(sound).collect()).await.expect("read");
    alone.store_all(&readings).await.expect("stored");
    let expected = timeline(&alone).await;

    let app = App::spawn().await;
    // A second program over the same database.
    let store = Store::connect(app.database.clone(), 2).await.expect("the database");
    let other = Pipeline::new(store, Lexicon::builtin(), Clock::fixed(now()));
    let articles = corpus();
    let writer = |nth: usize| {
        let (app, other) = (&app, &other);
        let (own, read): (Vec<&Value>, Vec<&Read>) =
            articles.iter().zip(&readings).enumerate().filter(|(at, _)| at % 8 == nth).map(|(_, both)| both).unzip();
        async move {
            match nth % 4 {
                0 => {
                    for article in own {
                        let answer = app.post_article(article).await;
                        // 200: the other text of its address was there first.
                        assert!([200, 201].contains(&answer.status), "{}", answer.body);
                    }
                }
                1 => {
                    let lines: String = own.iter().map(|a| format!("{a}\n")).collect();
                    let path = "/api/v1/articles?mode=partial";
                    let told = app.post(path, "application/x-ndjson", lines).await.expect(207).lines();
                    assert_eq!(told.len(), own.len() + 1, "{told:?}");
                    assert_eq!(told[own.len()]["summary"]["rejected"], 0, "{told:?}");
                }
                2 => {
                    let lines: String = own.iter().map(|a| format!("{a}\n")).collect();
                    app.post("/api/v1/articles", "application/x-ndjson", lines).await.expect(201);
                }
                _ => {
                    for read in read {
                        other.store_all(std::slice::from_ref(read)).await.expect("stored");
                    }
                }
            }
        }
    };
    futures_util::future::join_all((0..8).map(writer)).await;
    same(&expected, &timeline(&app.pipeline).await, "eight writers");
    is_the_whole_partition(&app.pipeline).await;
    feed_is_whole(&app.pipeline).await;
}

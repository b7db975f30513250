//! `kill -9` in the middle of a batch, of the program and of Postgres: what was acknowledged is there
//! whole, nothing is there by half, and the change feed has no gap.

use crate::cluster::{Service, cluster, folder};
use rustix::process::{Signal, kill_process};
use serde_json::{Value, json};
use sqlx::{
    Connection as _, PgConnection,
    postgres::{PgConnectOptions, PgSslMode},
};
use std::{
    collections::BTreeMap,
    io::{BufRead as _, BufReader, Write as _},
    net::TcpStream,
    path::Path,
    thread,
    time::{Duration, Instant},
};
use tokio::runtime::Runtime;

const LINES: usize = 300;

/// An article with two events: one that all of a batch tell of, and one of its own.
fn line(batch: &str, nth: usize) -> Value {
    let body = format!("Envoys met in Geneva. Report {nth} of {batch}: four died in Odesa, and so on.");
    let day = json!({"earliest": "2026-02-17", "latest": "2026-02-17"});
    let party = |id: &str| json!({"role": "party", "actor": {"id": id, "name": id, "kind": "state"}});
    json!({
        "url": format!("https://{batch}.example/{nth}"), "outlet": format!("Outlet {}", nth % 7), "title": "A report",
        "published_at": "2026-02-18T08:00:00Z", "body": body, "extract": false,
        "events": [
            {"kind": "round", "status": "concluded", "date": day, "participants": [party("aland"), party("bland")],
             "evidence": [{"exact": "Envoys met in Geneva."}]},
            {"kind": "statement", "date": day,
             "statement": {"speaker": format!("Speaker {nth} of {batch}"), "quote": "four died", "act": "announce"},
             "evidence": [{"exact": "four died in Odesa"}]},
        ],
    })
}

/// Sends a batch and reads the answer as it comes. `stop` is asked with the lines so far and says when to
/// stop reading; what it does then is its affair. Returns the status and those lines.
fn send(
    service: &Service,
    mode: &str,
    batch: &str,
    mut stop: impl FnMut(&[Value]) -> bool,
) -> (Option<u16>, Vec<Value>) {
    let address = service.url.trim_start_matches("http://").trim_end_matches('/').to_owned();
    let mut stream = TcpStream::connect(&address).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a limit");
    let mut out = stream.try_clone().expect("its other half");
    let lines: Vec<String> = (0..LINES).map(|nth| format!("{}\n", line(batch, nth))).collect();
    let length: usize = lines.iter().map(String::len).sum();
    let head = format!(
        "POST /api/v1/articles?mode={mode} HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/x-ndjson\r\n\
         Content-Length: {length}\r\n\r\n"
    );
    let sender = thread::spawn(move || {
        // The other side is killed while we write.
        let _ = out.write_all(head.as_bytes());
        for line in lines {
            let _ = out.write_all(line.as_bytes());
        }
    });
    let (mut status, mut told) = (None, Vec::new());
    if !stop(&told) {
        for line in BufReader::new(&mut stream).lines().map_while(Result::ok) {
            if let Some(code) = line.strip_prefix("HTTP/1.1 ") {
                status = code.get(..3).and_then(|c| c.parse().ok());
            }
            if line.starts_with('{') {
                told.push(serde_json::from_str(&line).expect("a line of JSON"));
            }
            if stop(&told) || line == "0" {
                break;
            }
        }
    }
    drop(stream);
    sender.join().expect("the sender does not panic");
    (status, told)
}

/// How many lines of an answer say that their article is stored.
fn stored(told: &[Value]) -> usize {
    told.iter().filter(|line| line["result"] == "created").count()
}

/// A connection beside the program's own.
pub(crate) async fn beside(data: &Path) -> PgConnection {
    beside_socket(&cluster(data).parent().expect("a folder").join("socket")).await
}

/// The same, by the folder of its socket.
pub(crate) async fn beside_socket(socket: &Path) -> PgConnection {
    let options = PgConnectOptions::new_without_pgpass()
        .socket(socket)
        .port(5432)
        .username("demarche")
        .database("demarche")
        .ssl_mode(PgSslMode::Disable);
    PgConnection::connect_with(&options).await.expect("the program's Postgres")
}

/// Waits until somebody is in the middle of a write.
async fn until_written(connection: &mut PgConnection) {
    let begun = Instant::now();
    loop {
        let writes: bool = sqlx::query_scalar(
            "select exists (select from pg_locks l join pg_stat_activity a using (pid) where l.locktype = 'advisory'
                 and l.granted and a.query ilike 'insert into mention%')",
        )
        .fetch_one(&mut *connection)
        .await
        .expect("an answer");
        if writes {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "nobody writes");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

async fn number(connection: &mut PgConnection, query: &'static str) -> i64 {
    sqlx::query_scalar(query).fetch_one(connection).await.expect("a number")
}

/// Nothing by half, and a feed without gaps; returns the articles by address, with their text.
pub(crate) async fn sound(connection: &mut PgConnection) -> BTreeMap<String, (i64, String)> {
    // Postgres ends the transaction of a program that is gone when it next looks for it.
    while number(connection, "select count(*) from pg_locks where locktype = 'advisory'").await > 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let half = "select count(*) from articles a left join article_revisions r on r.id = a.current_revision
        where r.id is null or 2 <> (
            select count(*) from mentions m join event_mentions em on em.mention_id = m.id
            join events e on e.id = em.event_id and e.live
            where m.revision_id = r.id and exists (select from mention_keys k where k.mention_id = m.id))";
    assert_eq!(number(connection, half).await, 0, "articles that are there by half");
    let loose = "select count(*) from events e where e.live
        and not exists (select from event_mentions em where em.event_id = e.id)";
    assert_eq!(number(connection, loose).await, 0, "events without a mention");
    let gaps = "select coalesce(max(seq), 0) - count(*) from changes";
    assert_eq!(number(connection, gaps).await, 0, "gaps in the feed");
    let behind = "select (select seq from change_counter) - coalesce(max(seq), 0) from changes";
    assert_eq!(number(connection, behind).await, 0, "the counter is where the feed is");
    let stale = "select count(*) from events e where e.live and e.doc is distinct from
        (select c.doc from changes c where c.event_id = e.id order by c.seq desc limit 1)";
    assert_eq!(number(connection, stale).await, 0, "events of which the feed says something else");
    let rows: Vec<(String, i64, String)> = sqlx::query_as(
        "select a.url, a.id, r.text from articles a join article_revisions r on r.id = a.current_revision",
    )
    .fetch_all(connection)
    .await
    .expect("the articles");
    rows.into_iter().map(|(url, id, text)| (url, (id, text))).collect()
}

/// Every acknowledged article, with its number and its text; returns how many of the batch there are.
fn there(told: &[Value], articles: &BTreeMap<String, (i64, String)>, batch: &str) -> usize {
    for answer in told.iter().filter(|line| line["result"] == "created") {
        let nth = usize::try_from(answer["line"].as_u64().expect("a line") - 1).expect("small");
        let sent = line(batch, nth);
        let (id, text) = articles.get(sent["url"].as_str().expect("an address")).unwrap_or_else(|| panic!("{answer}"));
        assert_eq!(answer["article"]["id"], id.to_string());
        assert_eq!(sent["body"], text.as_str());
    }
    articles.keys().filter(|url| url.contains(&format!("//{batch}."))).count()
}

#[test]
fn nothing_acknowledged_is_lost_and_nothing_stays_by_half() {
    let folder = folder();
    let data = folder.path().join("data");
    let runtime = Runtime::new().expect("threads");

    // The program is killed after its first answers; Postgres lives on and is found again.
    let mut service = Service::start(&data);
    let (status, told) = send(&service, "partial", "one", |told| {
        let enough = stored(told) > 0;
        if enough {
            service_kill(&service);
        }
        enough
    });
    service.child.wait().expect("gone");
    assert_eq!(status, Some(207));
    service = Service::start(&data);
    let articles = runtime.block_on(async { sound(&mut beside(&data).await).await });
    let kept = there(&told, &articles, "one");
    assert!((stored(&told)..LINES).contains(&kept), "{kept} articles: it was not in the middle of the batch");

    // Postgres is killed after the first answers and comes back. Where that took too long, the answer ends with a
    // failure and without a summary.
    let postgres = service.postgres().expect("its number");
    let mut killed = false;
    let (_, told) = send(&service, "partial", "two", |told| {
        if stored(told) > 0 && !killed {
            kill_process(postgres, Signal::KILL).expect("killed");
            killed = true;
        }
        false
    });
    let last = told.last().expect("an answer");
    let whole = last["summary"]["received"] == LINES;
    assert!(whole || last["result"] == "failed", "{last}");
    service_kill(&service);
    service.child.wait().expect("gone");
    service = Service::start(&data);
    let articles = runtime.block_on(async { sound(&mut beside(&data).await).await });
    let kept = there(&told, &articles, "two");
    assert!(killed && (stored(&told)..=LINES).contains(&kept) && (kept == LINES) == whole, "{kept} articles: {last}");

    // All or nothing, each killed in the middle of its one transaction: nothing is there, and nobody was
    // told otherwise.
    for (batch, program) in [("three", true), ("four", false)] {
        let before = articles.len();
        let postgres = service.postgres().expect("its number");
        let (status, told) = thread::scope(|scope| {
            let sent = scope.spawn(|| send(&service, "all", batch, |_| false));
            runtime.block_on(async {
                let mut connection = beside(&data).await;
                until_written(&mut connection).await;
            });
            if program {
                service_kill(&service);
            } else {
                kill_process(postgres, Signal::KILL).expect("killed");
            }
            sent.join().expect("the sender does not panic")
        });
        assert_eq!(stored(&told), 0, "{told:?}");
        assert_eq!(status, (!program).then_some(503), "{told:?}");
        service_kill(&service);
        service.child.wait().expect("gone");
        service = Service::start(&data);
        let after = runtime.block_on(async { sound(&mut beside(&data).await).await });
        assert_eq!((there(&told, &after, batch), after.len()), (0, before));
    }

    // And it goes on as if nothing had been.
    let (status, told) = send(&service, "all", "five", |_| false);
    assert_eq!((status, stored(&told)), (Some(201), LINES));
    let articles = runtime.block_on(async { sound(&mut beside(&data).await).await });
    assert_eq!(there(&told, &articles, "five"), LINES);
}

/// `kill -9`. One that is gone already needs none.
fn service_kill(service: &Service) {
    let _ = kill_process(rustix::process::Pid::from_child(&service.child), Signal::KILL);
}

//! How much memory large streams take: the short form of `benches/memory.rs`.

use crate::{
    cluster::{Service, folder},
    kill::beside,
    support::an_article,
};
use std::net::SocketAddr;

#[path = "../../benches/memory/run.rs"]
mod run;

/// So much a service may take, in bytes.
const MOST: u64 = 200_000_000;
/// More than that, so that one that kept the stream could not pass.
const STREAM: u64 = 220_000_000;
const EVENTS: i64 = 30_000;

#[cfg(target_os = "linux")]
#[test]
fn a_stream_larger_than_the_memory_it_may_take_comes_in_and_many_events_go_out() {
    let folder = folder();
    let data = folder.path().join("data");
    let service = Service::start(&data);
    let address: SocketAddr =
        service.url.trim_start_matches("http://").trim_end_matches('/').parse().expect("an address");
    let pid = service.child.id();
    run::send(address, 1, || an_article().json().to_string());

    let filling = "Nothing else was reported from the valley on that day, and the road stayed open. ".repeat(12_000);
    let mut nth = 0;
    let (_, last) = run::send(address, STREAM, || {
        nth += 1;
        // Most come more than once: what is done with a new text takes long where the program is not optimised.
        let which = nth % 20;
        let body = format!("This is the report number {which}. {filling}");
        an_article()
            .at(&format!("https://wire.example/{which}"))
            .saying(&body)
            .with("extract", false)
            .json()
            .to_string()
    });
    assert!(last.contains("\"summary\"") && last.contains("\"rejected\":0"), "{last}");
    let peak = run::peak(pid);
    assert!(peak < MOST, "{peak} bytes while a stream of {STREAM} came in");

    let made = tokio::runtime::Runtime::new().expect("threads").block_on(async {
        let mut connection = beside(&data).await;
        let made = sqlx::query(run::MULTIPLY).bind(EVENTS).execute(&mut connection).await.expect("made");
        made.rows_affected()
    });
    run::forget(pid);
    let (bytes, lines) = run::fetch(address, "/timeline.csv").expect("the whole answer");
    assert!(lines > made && made as i64 > EVENTS - 100, "{lines} lines, {made} events");
    let peak = run::peak(pid);
    assert!(peak < MOST, "{peak} bytes while {bytes} went out");
}

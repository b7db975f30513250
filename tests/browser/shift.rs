//! Nothing moves under a reader's eyes: no type of page shifts after it is there, on a wide screen or a phone.

use super::{accessible::addresses, chromium::Scripts, travel};
use fantoccini::{Client, error::CmdError};
use serde_json::Value;

/// The shifts of the page so far, as the browser counts them (Layout Instability API), and what moved.
const SHIFTS: &str = "const done = arguments[arguments.length - 1];
    const found = [];
    const watch = new PerformanceObserver((list) => found.push(...list.getEntries()));
    watch.observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => {
        found.push(...watch.takeRecords());
        const loaded = performance.getEntriesByType('navigation')[0].loadEventEnd;
        const told = (one) => `${one.value.toFixed(6)}: ${one.sources.map((s) => s.node?.nodeName).join(' ')}`;
        done({ all: found.reduce((sum, one) => sum + one.value, 0), late: found.filter((one) => one.startTime > loaded).map(told) });
    }, 250);";

/// While a page is coming in, so much may move in all: a hundredth of what counts as good (0.1).
const COMING_IN: f64 = 0.001;

fn late(shifts: &Value) -> &[Value] {
    shifts["late"].as_array().expect("a list")
}

async fn every_page(client: Client, home: String) -> Result<(), CmdError> {
    let mut found = Vec::new();
    // Without those that are not there, of which the console complains.
    let pages: Vec<String> = addresses(&client, &home)
        .await?
        .into_iter()
        .filter(|p| p != "/no-such-page" && p != "/?kind=nonsense")
        .collect();
    for (width, height) in [(1400, 1000), (390, 844)] {
        client.set_window_size(width, height).await?;
        for page in &pages {
            client.goto(&format!("{home}{page}")).await?;
            let shifts = client.execute_async(SHIFTS, Vec::new()).await?;
            found.extend(late(&shifts).iter().map(|s| format!("{page} at {width}: {s}")));
            let all = shifts["all"].as_f64().expect("a number");
            if all > COMING_IN {
                found.push(format!("{page} at {width}: {all} while it came in"));
            }
        }
    }
    assert!(found.is_empty(), "{} shifts on {} pages:\n{}", found.len(), pages.len(), found.join("\n"));

    // The browser counts at all: a block that comes late pushes the rest down.
    client.goto(&format!("{home}/help")).await?;
    let push = "const block = document.createElement('p'); block.append('late'); block.setAttribute('hidden', '');
        document.querySelector('main').prepend(block);
        return new Promise((done) => setTimeout(() => { block.removeAttribute('hidden'); setTimeout(done, 100); }, 100));";
    client.execute(push, Vec::new()).await?;
    let counted = client.execute_async(SHIFTS, Vec::new()).await?;
    assert!(!late(&counted).is_empty(), "a shift is seen where there is one");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_shifts_after_it_is_there() {
    travel(Scripts::On, every_page).await;
}

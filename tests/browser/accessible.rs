//! Every type of page against WCAG 2.2 AA, as axe-core checks it: light and dark, wide and phone.

use super::{
    chromium::{Browser, Scripts},
    demo,
};
use fantoccini::{Client, error::CmdError};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// axe-core as one script. `script/test` brings it.
const AXE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/target/axe/node_modules/axe-core/axe.min.js");

/// The rules of WCAG up to 2.2 AA, and what axe-core takes for good practice.
const RUN: &str = "const done = arguments[arguments.length - 1];
    axe.run(document, {
        resultTypes: ['violations'],
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    }).then((found) => done({
        passes: found.passes.length,
        violations: found.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')} ${n.failureSummary}`)),
    }), (broken) => done({ passes: 0, violations: [String(broken)] }));";

/// Where a reader of the demo comes, one page of every type and of every kind of event.
pub(crate) async fn addresses(client: &Client, home: &str) -> Result<Vec<String>, CmdError> {
    let fixed = [
        "/",
        "/?limit=5&bars=casualties&by=week",
        "/?q=zebracorn",
        "/?kind=statement&kind=-strike&from=2026-02-10&to=2026-02-20",
        "/negotiations",
        "/actors",
        "/places",
        "/articles",
        "/corrections",
        "/session",
        "/about",
        "/outlets",
        "/help",
        "/views?kind=round",
        "/find/actor?name=m&kind=strike",
        "/find/place?name=zzz",
        "/no-such-page",
        "/?kind=nonsense",
    ];
    let mut all: BTreeSet<String> = fixed.iter().map(|path| (*path).to_owned()).collect();
    let first = [
        ("/negotiations", "main a[href^='/negotiations/']"),
        ("/actors", "main a[href^='/actors/']"),
        ("/places", "main a[href^='/places/']"),
        ("/articles", "main a[href^='/articles/']"),
        ("/outlets", "main a[href^='/outlets/']"),
        ("/?kind=round", "main article.ev a[href^='/events/']"),
        ("/?kind=strike", "main article.ev a[href^='/events/']"),
        ("/?kind=statement", "main article.ev a[href^='/events/']"),
        ("/?kind=agreement", "main article.ev a[href^='/events/']"),
        ("/?kind=deadline", "main article.ev a[href^='/events/']"),
        ("/?kind=measure", "main article.ev a[href^='/events/']"),
    ];
    for (list, link) in first {
        client.goto(&format!("{home}{list}")).await?;
        let link = client.find(fantoccini::Locator::Css(link)).await?;
        let path = link.attr("href").await?.expect("an address");
        if path.starts_with("/articles/") {
            all.insert(format!("{path}/revisions"));
            all.insert(format!("{path}/revisions/1"));
        }
        all.insert(path);
    }
    Ok(all.into_iter().collect())
}

async fn check(client: &Client) -> Result<Vec<String>, CmdError> {
    let source = std::fs::read_to_string(AXE).expect("axe-core is not here: script/test installs it");
    client.execute(&format!("{source}\nreturn null;"), Vec::new()).await?;
    let found = client.execute_async(RUN, Vec::new()).await?;
    assert!(found["passes"].as_u64() > Some(5), "axe-core has looked: {found}");
    let violations = found["violations"].as_array().expect("a list");
    Ok(violations.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}

async fn every_page(client: Client, home: String) -> Result<(), CmdError> {
    let mut found = Vec::new();
    let pages = addresses(&client, &home).await?;
    for (screen, width, height) in [("wide", 1400, 1000), ("phone", 390, 844)] {
        client.set_window_size(width, height).await?;
        for page in &pages {
            client.goto(&format!("{home}{page}")).await?;
            let inner = client.execute("return window.innerWidth", Vec::new()).await?;
            assert!(inner.as_u64() <= Some(u64::from(width)), "{page} is {inner} wide on a {screen} of {width}");
            for theme in ["light", "dark"] {
                client.execute("document.documentElement.dataset.theme = arguments[0]", vec![json!(theme)]).await?;
                for violation in check(&client).await? {
                    found.push(format!("{page} ({screen}, {theme}): {violation}"));
                }
            }
        }
    }
    assert!(found.is_empty(), "{} violations:\n{}", found.len(), found.join("\n"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_keeps_to_wcag_on_every_screen_and_in_every_light() {
    let app = demo().await;
    let browser = Browser::open(Scripts::On).await;
    // In a task, so that a failed assertion does not leave the browser behind. What the console says of the pages
    // that are not there is as it should be.
    let done = tokio::spawn(every_page(browser.client.clone(), app.url(""))).await;
    browser.close().await;
    match done {
        Ok(done) => done.expect("the browser does as it is told"),
        Err(failed) => std::panic::resume_unwind(failed.into_panic()),
    }
}

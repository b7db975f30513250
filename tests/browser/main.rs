//! Journeys of a reader through the sample articles, in a real Chromium, with and without scripts.
//! `script/test` installs what they need and runs them.

#[path = "../it/support/mod.rs"]
mod support;

mod accessible;
mod analyst;
mod chromium;
mod feeds;
mod hostile;
mod shift;

use chromium::{Browser, Scripts};
use fantoccini::{
    Client, Locator,
    actions::{InputSource as _, MOUSE_BUTTON_LEFT, MouseActions, PointerAction},
    elements::Element,
    error::{CmdError, ErrorStatus},
    key::Key,
};
use std::time::Duration;
use support::{App, samples};

/// A service with every sample article.
async fn demo() -> App {
    let app = App::spawn_with(demarche::web::Options { loopback: true, demo: true, ..Default::default() }).await;
    let articles = samples("ukraine").into_iter().chain(samples("middle-east"));
    let batch: String = articles.map(|article| format!("{article}\n")).collect();
    app.post("/api/v1/articles", "application/x-ndjson", batch).await.expect(201);
    app
}

/// Runs a journey over the demo in a browser of its own, and checks on the way out that no page
/// broke its own rules or asked another host for anything.
async fn travel<F>(scripts: Scripts, journey: impl FnOnce(Client, String) -> F)
where
    F: Future<Output = Result<(), CmdError>> + Send + 'static,
{
    let app = demo().await;
    let browser = Browser::open(scripts).await;
    // In a task, so that a failed assertion does not leave the browser behind.
    let done = tokio::spawn(journey(browser.client.clone(), app.url(""))).await;
    let (complaints, requests) = browser.close().await;
    match done {
        Ok(done) => done.expect("the browser does as it is told"),
        Err(failed) => std::panic::resume_unwind(failed.into_panic()),
    }
    assert!(complaints.is_empty(), "the console has errors: {complaints:#?}");
    let home = app.url("/");
    let strangers: Vec<_> = requests.iter().filter(|url| url.starts_with("http") && !url.starts_with(&home)).collect();
    assert!(strangers.is_empty(), "another host was asked: {strangers:?}");
    assert!(requests.iter().any(|url| url.starts_with(&home)), "the log of requests works");
}

async fn text(client: &Client, css: &str) -> Result<String, CmdError> {
    client.wait().for_element(Locator::Css(css)).await?.text().await
}

async fn count(client: &Client, css: &str) -> Result<usize, CmdError> {
    Ok(client.find_all(Locator::Css(css)).await?.len())
}

/// Clicks a link and waits until the address is another.
async fn click(client: &Client, css: &str) -> Result<(), CmdError> {
    let before = client.current_url().await?;
    let link = client.wait().for_element(Locator::Css(css)).await?;
    match link.clone().click().await {
        // WebDriver takes what stands in a closed <details> for hidden, though the page shows it on wide
        // screens: then the mouse goes there, as a reader's would.
        Err(CmdError::Standard(e)) if e.error == ErrorStatus::ElementNotInteractable => mouse(client, link).await?,
        clicked => clicked?,
    }
    for _ in 0..300 {
        if client.current_url().await? != before {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("a click on {css} leads nowhere from {before}")
}

async fn mouse(client: &Client, element: Element) -> Result<(), CmdError> {
    let path = MouseActions::new("mouse".to_owned())
        .then(PointerAction::MoveToElement { element, duration: None, x: 0., y: 0. })
        .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
        .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
    client.perform_actions(path).await
}

const EVENTS: &str = "main article.ev a[href^='/events/']";

/// From the timeline over a facet and the next page to an event, and on to its sentence in the article.
async fn find_the_sentence(client: Client, home: String) -> Result<(), CmdError> {
    client.goto(&format!("{home}/?limit=5")).await?;
    let everything = text(&client, "main h1").await?;
    assert!(everything.contains("strikes") && everything.contains("rounds"), "{everything}");
    assert!(client.title().await?.starts_with(&everything), "the title says what the heading says");
    assert!(count(&client, EVENTS).await? > 0);

    click(&client, "a[href*='kind=strike']:not([href*='kind=-'])").await?;
    let strikes = text(&client, "main h1").await?;
    assert!(strikes.contains("strikes") && !strikes.contains("rounds"), "{strikes}");
    assert!(client.current_url().await?.query().unwrap_or_default().contains("kind=strike"));

    let first = client.find(Locator::Css(EVENTS)).await?.attr("href").await?;
    click(&client, "a[rel~='next']").await?;
    assert!(client.current_url().await?.query().unwrap_or_default().contains("cursor="));
    assert_eq!(text(&client, "main h1").await?, strikes, "the same question on its next page");
    let next = client.find(Locator::Css(EVENTS)).await?.attr("href").await?;
    assert_ne!(first, next, "the next page shows other events");

    click(&client, EVENTS).await?;
    let sentence = text(&client, "blockquote.sentence p").await?;
    // The letter before it is the page's own.
    let sentence = sentence.split_once(' ').map_or(sentence.as_str(), |(_, words)| words).to_owned();
    assert!(sentence.split_whitespace().count() > 3, "{sentence}");

    click(&client, "blockquote.sentence a[href^='/articles/']").await?;
    client.wait().for_element(Locator::Css("article.reading")).await?;
    let mut marked = String::new();
    for mark in client.find_all(Locator::Css("article.reading a.hl")).await? {
        marked = marked + &mark.text().await? + " ";
    }
    let words: Vec<&str> = sentence.split_whitespace().take(4).collect();
    let marked: Vec<&str> = marked.split_whitespace().collect();
    assert!(marked.join(" ").contains(&words.join(" ")), "“{sentence}” is marked in the article: {marked:?}");
    Ok(())
}

/// A search that finds nothing says so, and offers the way back.
async fn come_back_from_nothing(client: Client, home: String) -> Result<(), CmdError> {
    client.goto(&home).await?;
    let everything = text(&client, "main h1").await?;
    let form = client.form(Locator::Css("form[role='search']")).await?;
    form.set_by_name("q", "zebracorn").await?;
    form.submit().await?;
    client.wait().for_element(Locator::Css("main a[href='/']")).await?;
    assert_eq!(count(&client, EVENTS).await?, 0);
    assert_ne!(text(&client, "main h1").await?, everything);
    click(&client, "main a[href='/']").await?;
    assert_eq!(text(&client, "main h1").await?, everything);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_finds_the_sentence_behind_an_event() {
    travel(Scripts::On, find_the_sentence).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_without_scripts_finds_the_sentence_behind_an_event() {
    travel(Scripts::Off, find_the_sentence).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_without_result_leads_back() {
    travel(Scripts::On, come_back_from_nothing).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_without_result_leads_back_without_scripts() {
    travel(Scripts::Off, come_back_from_nothing).await;
}

const PICTURE: &str = "svg.pic-wide";
const MARK: &str = "svg.pic-wide a[href*='from=']";

/// The two days in an address, each of which may stand there once.
async fn days(client: &Client) -> Result<(String, String), CmdError> {
    let url = client.current_url().await?;
    let all = |key: &str| url.query_pairs().filter(|(k, _)| k == key).map(|(_, v)| v.into_owned()).collect::<Vec<_>>();
    let (mut from, mut to) = (all("from"), all("to"));
    assert_eq!((from.len(), to.len()), (1, 1), "{url}");
    Ok((from.remove(0), to.remove(0)))
}

async fn wait_for_other_address(client: &Client, before: &str) -> Result<(), CmdError> {
    for _ in 0..300 {
        if client.current_url().await?.as_str() != before {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("nothing leads away from {before}")
}

/// Draws over the picture, a tenth of its width to each side of the middle.
async fn draw_over(client: &Client) -> Result<(), CmdError> {
    let before = client.current_url().await?.to_string();
    let to = |element: &Element, x: f64| PointerAction::MoveToElement {
        element: element.clone(),
        duration: Some(Duration::from_millis(100)),
        x,
        y: 0.,
    };
    let svg = client.wait().for_element(Locator::Css(PICTURE)).await?;
    let path = MouseActions::new("mouse".to_owned())
        .then(to(&svg, -80.))
        .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
        .then(to(&svg, 0.))
        .then(to(&svg, 80.))
        .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
    client.perform_actions(path).await?;
    wait_for_other_address(client, &before).await
}

/// Days are chosen with the mouse, chosen again inside them, and then with the keys alone.
async fn choose_days(client: Client, home: String) -> Result<(), CmdError> {
    client.goto(&format!("{home}/?negotiation=ukraine-russia-2026&from=2026-01-15&to=2026-04-01")).await?;
    draw_over(&client).await?;
    let (from, to) = days(&client).await?;
    assert!(from.as_str() > "2026-01-15" && to.as_str() < "2026-04-01" && from < to, "{from} to {to}");
    let url = client.current_url().await?;
    assert!(url.query().unwrap_or_default().contains("negotiation=ukraine-russia-2026"), "the rest stays: {url}");
    draw_over(&client).await?;
    let (closer, nearer) = days(&client).await?;
    assert!(closer > from && nearer < to, "{closer} to {nearer}");

    client.goto(&format!("{home}/?from=2026-02-01&to=2026-02-28")).await?;
    let before = client.current_url().await?.to_string();
    let button = client.wait().for_element(Locator::Css(".pickbar button")).await?;
    button.send_keys(&Key::Enter.to_string()).await?;
    assert!(text(&client, ".pickbar output").await?.starts_with("22 February 2026 to 28 February 2026."));
    button.send_keys(&(Key::Left.to_string() + &Key::Left.to_string())).await?;
    assert!(text(&client, ".pickbar output").await?.starts_with("20 February 2026 to 26 February 2026."));
    assert_eq!(count(&client, "rect.brush").await?, 1);
    button.send_keys(&Key::Enter.to_string()).await?;
    wait_for_other_address(&client, &before).await?;
    assert_eq!(days(&client).await?, ("2026-02-20".to_owned(), "2026-02-26".to_owned()));
    assert!(text(&client, "main h1").await?.contains("20–26 February 2026"));

    // One stop for the Tab key, and the arrows go from mark to mark.
    assert_eq!(count(&client, "svg.pic-wide a[tabindex='0']").await?, 1);
    let first = client.find(Locator::Css("svg.pic-wide a[tabindex='0']")).await?;
    first.send_keys(&Key::Right.to_string()).await?;
    let script = "return [...document.querySelectorAll('svg.pic-wide a')].indexOf(document.activeElement)";
    assert_eq!(client.execute(script, Vec::new()).await?, 1);
    Ok(())
}

/// Without scripts marks are links, the switch is links, and days are a form.
async fn choose_days_without_scripts(client: Client, home: String) -> Result<(), CmdError> {
    client.goto(&format!("{home}/?from=2026-02-01&to=2026-02-28")).await?;
    assert!(count(&client, "svg.pic-wide a").await? > 10);
    let button = client.find(Locator::Css(".pickbar button")).await?;
    assert!(!button.is_displayed().await?, "a button that does nothing is not shown");
    click(&client, ".switch a[href*='bars=casualties']").await?;
    assert_eq!(text(&client, ".switch b").await?, "casualties");
    let mark = client.find(Locator::Css(MARK)).await?;
    let name = mark.attr("aria-label").await?.unwrap_or_default();
    mouse(&client, mark).await?;
    client.wait().for_element(Locator::Css("main h1")).await?;
    let (from, to) = days(&client).await?;
    assert!(from.starts_with("2026-02-") && to.starts_with("2026-02-"), "{name} leads to {from}, {to}");
    assert!(client.current_url().await?.query().unwrap_or_default().contains("bars=casualties"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_chooses_days_in_the_picture() {
    travel(Scripts::On, choose_days).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_without_scripts_follows_the_marks() {
    travel(Scripts::Off, choose_days_without_scripts).await;
}

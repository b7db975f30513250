//! Journeys of a reader who takes the timeline elsewhere, and of one who keeps it open.

use super::{chromium::Scripts, click, count, text, travel};
use fantoccini::{Client, Locator, error::CmdError};
use serde_json::json;

/// What this address gives to a program that is no browser.
async fn fetched(url: String) -> String {
    let read = tokio::task::spawn_blocking(move || {
        ureq::get(&url).call().expect("an answer").body_mut().read_to_string().expect("a whole answer")
    });
    read.await.expect("the client does not panic")
}

/// From the timeline over a filter to the calendar of its rounds.
async fn subscribe_to_the_rounds(client: Client, home: String) -> Result<(), CmdError> {
    client.goto(&home).await?;
    click(&client, "a[href*='kind=round']:not([href*='kind=-'])").await?;
    client.find(Locator::Css("details.exports > summary")).await?.click().await?;
    let calendar = client.wait().for_element(Locator::Css(".exports a[href^='/timeline.ics']")).await?;
    assert!(calendar.is_displayed().await?);
    let href = calendar.attr("href").await?.expect("an address");
    assert!(href.contains("kind=round"), "{href}");
    let calendar = fetched(format!("{home}{href}")).await;
    let rounds = calendar.matches("BEGIN:VEVENT").count();
    // Those without a date have no place in a calendar, which says how many they are.
    let undated =
        calendar.split("\r\nDESCRIPTION:").nth(1).and_then(|words| words.split(' ').next()?.parse::<usize>().ok());
    let all = rounds + undated.unwrap_or(0);
    let heading = text(&client, "main h1").await?;
    assert!(
        rounds > 5 && heading.starts_with(&format!("{all} rounds")),
        "{rounds} of {all} are in the calendar of {heading}"
    );
    let told = client.find(Locator::Css("link[rel='alternate'][type^='text/calendar']")).await?;
    assert_eq!(told.attr("href").await?, Some(href), "a program finds it by itself");
    Ok(())
}

/// News come while the page is open; the list waits until its reader wants them.
async fn hear_the_news(client: Client, home: String) -> Result<(), CmdError> {
    client.goto(&format!("{home}/?kind=round&kind=strike")).await?;
    let before = text(&client, "main h1").await?;
    let rows = count(&client, "main article.ev").await?;
    let sentence = "Arland struck a depot near Tarn.";
    let article = json!({
        "url": "https://wire.example/news", "outlet": "Wire", "title": "News", "published_at": "2026-04-20", "body": sentence,
        "extract": false, "events": [{"kind": "strike", "headline": "A strike near Tarn", "date": {"edtf": "2026-04-20"}, "strike": {},
            "evidence": [{"exact": sentence}]}],
    });
    let sent = tokio::task::spawn_blocking(move || {
        let post = ureq::post(format!("{home}/api/v1/articles")).header("Content-Type", "application/json");
        post.send(article.to_string()).expect("stored").status().as_u16()
    });
    assert_eq!(sent.await.expect("the client does not panic"), 201);
    assert_eq!(text(&client, ".live a").await?, "1 new event: show them");
    assert_eq!(count(&client, "main article.ev").await?, rows, "nothing has moved");
    client.find(Locator::Css(".live a")).await?.click().await?;
    for _ in 0..300 {
        if text(&client, "main h1").await? != before {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the page is still {before}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_subscribes_to_the_calendar_of_rounds() {
    travel(Scripts::On, subscribe_to_the_rounds).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_without_scripts_subscribes_to_the_calendar_of_rounds() {
    travel(Scripts::Off, subscribe_to_the_rounds).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_hears_the_news_and_sees_them_when_she_wants() {
    travel(Scripts::On, hear_the_news).await;
}

//! What an analyst comes for: a question narrowed and handed on, a venue's history, figures that differ, words with
//! their sentence, what changed between two rounds, a date set right; and all of it with the keys.

use super::{chromium::Scripts, click, count, text, travel};
use fantoccini::{Client, Locator, error::CmdError, key::Key};

/// Opens the event of the list whose headline begins so.
async fn open_titled(client: &Client, home: &str, begins: &str) -> Result<(), CmdError> {
    for link in client.find_all(Locator::Css("main article.ev h3 a")).await? {
        if link.text().await?.starts_with(begins) {
            let href = link.attr("href").await?.expect("an address");
            return client.goto(&format!("{home}{href}")).await;
        }
    }
    panic!("no event begins with {begins}")
}

/// Three filters, one after another; whoever opens the address sees the same.
async fn narrow_and_hand_on(client: Client, home: String) -> Result<(), CmdError> {
    client.goto(&home).await?;
    click(&client, "a[href*='kind=strike']:not([href*='kind=-'])").await?;
    click(&client, ".facets a[href*='negotiation=ukraine-russia-2026']:not([href*='=-'])").await?;
    // A field for a day takes its keys in the order of the browser's language.
    client
        .execute(
            "document.querySelector('#f').value = '2026-02-01'; document.querySelector('#t').value = '2026-02-28'",
            Vec::new(),
        )
        .await?;
    click(&client, "form.range button").await?;
    let heading = text(&client, "main h1").await?;
    assert!(heading.contains("strikes") && heading.contains("February 2026"), "{heading}");
    assert_eq!(count(&client, ".chips .chip").await?, 4, "a chip for each condition");
    let shared = client.current_url().await?;
    client.goto(&format!("{home}/about")).await?;
    client.goto(shared.as_str()).await?;
    assert_eq!(text(&client, "main h1").await?, heading);
    Ok(())
}

/// From a search to the round that was to be held there, and every step with its article.
async fn follow_a_venue(client: Client, home: String) -> Result<(), CmdError> {
    client.goto(&format!("{home}/?q=Miami&kind=round")).await?;
    assert!(count(&client, "main mark").await? > 0, "the words of the search are marked");
    click(&client, "main article.ev h3 a").await?;
    let steps = text(&client, "section[aria-labelledby='h-hist']").await?;
    assert!(steps.contains("Miami") && steps.contains("proposed") && steps.contains("cancelled"), "{steps}");
    click(&client, "section[aria-labelledby='h-hist'] a[href^='/articles/']").await?;
    assert!(count(&client, "article.reading .hl").await? > 0, "its sentence is marked");
    Ok(())
}

/// Two counts of one night, each with who gives it and the sentence.
async fn compare_counts(client: Client, home: String) -> Result<(), CmdError> {
    client.goto(&format!("{home}/?q=drones&kind=strike&from=2026-02-16&to=2026-02-17")).await?;
    open_titled(&client, &home, "Russia launches 396 drones").await?;
    let rows = client.find_all(Locator::Css("table.claims tr.differs")).await?;
    let mut told = String::new();
    for row in rows {
        told = told + &row.text().await? + "\n";
    }
    assert!(told.contains("396") && told.contains("400"), "{told}");
    let columns = text(&client, "table.claims thead").await?;
    assert!(columns.to_lowercase().contains("air force"), "{columns}");
    click(&client, "table.claims td a[href^='#s-']").await?;
    let at = client.current_url().await?.fragment().unwrap_or_default().to_owned();
    assert!(text(&client, &format!("#{at}")).await?.len() > 20, "the letter leads to a sentence");
    Ok(())
}

/// What somebody said, and where it is written.
async fn read_what_was_said(client: Client, home: String) -> Result<(), CmdError> {
    client.goto(&format!("{home}/?q=Fico&kind=statement")).await?;
    assert!(text(&client, "main").await?.contains("Robert Fico"));
    click(&client, "main article.ev a[href^='/events/']").await?;
    let said = text(&client, "blockquote.sentence p").await?;
    click(&client, "blockquote.sentence a[href^='/articles/']").await?;
    let mut marked = String::new();
    for mark in client.find_all(Locator::Css("article.reading .hl")).await? {
        marked = marked + &mark.text().await? + " ";
    }
    // The letter before the sentence is the page's own.
    let words: Vec<&str> = said.split_whitespace().skip(1).take(4).collect();
    assert!(marked.contains(&words.join(" ")), "“{said}” is marked: {marked}");
    Ok(())
}

/// From the ladder of rounds to what changed since the round before.
async fn see_what_changed(client: Client, home: String) -> Result<(), CmdError> {
    client
        .goto(&format!(
            "{home}/?q=Geneva&kind=round&status=concluded&actor=russia&from=2026-02-17&to=2026-02-18&sort=oldest"
        ))
        .await?;
    open_titled(&client, &home, "Third round").await?;
    let changed = text(&client, "table.delta").await?;
    for expected in ["Abu Dhabi", "Geneva", "Place", "Territory"] {
        assert!(changed.contains(expected), "{expected} in {changed}");
    }
    click(&client, "section[aria-labelledby='h-delta'] a[href*='kind=strike']").await?;
    assert!(text(&client, "main h1").await?.contains("strikes"), "the strikes between the two");
    Ok(())
}

/// A wrong date is set right with a reason, which everybody can read.
async fn set_a_date_right(client: Client, home: String) -> Result<(), CmdError> {
    client.goto(&format!("{home}/?kind=measure")).await?;
    click(&client, "main article.ev h3 a").await?;
    let event = client.current_url().await?;
    click(&client, "a[href$='/correct']").await?;
    let form = client.form(Locator::Css("section[aria-labelledby='h-fields'] form")).await?;
    form.set_by_name("date", "2026-02-03").await?;
    form.set_by_name("reason", "the decree bears this date").await?;
    click(&client, "section[aria-labelledby='h-fields'] button").await?;
    assert_eq!(client.current_url().await?.path(), event.path());
    assert!(text(&client, "main").await?.contains("3 February 2026"));
    click(&client, ".foot a[href='/corrections']").await?;
    let log = text(&client, "ol.log").await?;
    assert!(log.contains("the decree bears this date") && log.contains("3 February 2026"), "{log}");
    Ok(())
}

/// Through the events, into one, to the keys and to the negotiations, without a mouse.
async fn keys_alone(client: Client, home: String) -> Result<(), CmdError> {
    client.goto(&home).await?;
    let press = async |key: &str| client.active_element().await?.send_keys(key).await;
    let here = "return document.activeElement.closest('article.ev')?.id ?? ''";
    press("j").await?;
    let first = client.execute(here, Vec::new()).await?;
    press("j").await?;
    let second = client.execute(here, Vec::new()).await?;
    assert!(first != second && first != "" && second != "", "{first}, {second}");
    press("k").await?;
    assert_eq!(client.execute(here, Vec::new()).await?, first);
    press("?").await?;
    let keys = client.wait().for_element(Locator::Css("dialog.help[open]")).await?;
    assert!(keys.text().await?.contains("go to the negotiations"));
    let escape = client.active_element().await?;
    escape.send_keys(&Key::Escape.to_string()).await?;
    press("/").await?;
    let field = client.active_element().await?;
    assert_eq!(field.attr("id").await?.as_deref(), Some("q"), "the field of the search");
    field.send_keys("j").await?;
    assert_eq!(field.prop("value").await?.as_deref(), Some("j"), "letters are letters while somebody types");
    client.execute("document.activeElement.blur()", Vec::new()).await?;
    press("j").await?;
    press("o").await?;
    client.wait().for_element(Locator::Css("blockquote.sentence")).await?;
    press("g").await?;
    press("n").await?;
    client.wait().for_element(Locator::Css("nav a[href='/negotiations'][aria-current]")).await?;
    Ok(())
}

/// The beginning of a name, the arrow, Enter: the filter holds him, and the rest of it stays.
async fn find_by_name(client: Client, home: String) -> Result<(), CmdError> {
    client.goto(&format!("{home}/?kind=statement&sort=oldest")).await?;
    let field = client.find(Locator::Css("#find-actor")).await?;
    let (before, list) = (field.rectangle().await?, "#find-actor-list [role='option']");
    field.send_keys("zel").await?;
    let option = client.wait().for_element(Locator::Css(list)).await?;
    // On wide screens the filters stand open though their <details> is closed; WebDriver takes them for hidden.
    let first = option.prop("textContent").await?.unwrap_or_default();
    assert!(first.contains("Volodymyr Zelensky") && first.contains("person · UA"), "{first}");
    let told = "return document.querySelector('#find-actor').form.querySelector('[role=status]').textContent";
    let told = client.execute(told, Vec::new()).await?;
    assert!(told.as_str().is_some_and(|words| words.contains("Enter adds")), "{told}");
    assert_eq!(field.rectangle().await?, before, "nothing moves");
    assert_eq!(field.attr("aria-expanded").await?.as_deref(), Some("true"));
    field.send_keys(&Key::Escape.to_string()).await?;
    assert_eq!(field.attr("aria-expanded").await?.as_deref(), Some("false"), "Escape closes the list");
    assert_eq!(field.prop("value").await?.as_deref(), Some("zel"), "and leaves the words");
    field.send_keys(&Key::Down.to_string()).await?;
    client.wait().for_element(Locator::Css("#find-actor[aria-expanded='true']")).await?;
    field.send_keys(&Key::Down.to_string()).await?;
    let chosen = client.find(Locator::Css("#find-actor-list [aria-selected='true']")).await?;
    assert_eq!(field.attr("aria-activedescendant").await?, chosen.attr("id").await?);
    field.send_keys(&Key::Enter.to_string()).await?;
    client.wait().for_element(Locator::Css(".chip[href='/?kind=statement&sort=oldest']")).await?;
    assert_eq!(client.current_url().await?.query(), Some("kind=statement&actor=volodymyr-zelenskyy&sort=oldest"));

    // A second one with the mouse; any of the two will do then.
    client.find(Locator::Css("#find-actor")).await?.send_keys("putin").await?;
    click(&client, list).await?;
    client.wait().for_element(Locator::Css(".chip[href*='actor=']")).await?;
    assert_eq!(client.current_url().await?.query().unwrap_or_default().matches("actor=").count(), 2);

    // A place goes in the same way; what is sent without a choice goes where it goes without scripts.
    client.find(Locator::Css("#find-place")).await?.send_keys("zzz").await?;
    let none = "return document.querySelector('#find-place').form.querySelector('[role=status]').textContent";
    for _ in 0..100 {
        if client.execute(none, Vec::new()).await? == "No such name." {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(client.execute(none, Vec::new()).await?, "No such name.");
    client.find(Locator::Css("#find-place")).await?.send_keys(&Key::Enter.to_string()).await?;
    assert!(text(&client, ".found .note").await?.contains("No place is called so"));
    Ok(())
}

/// The same words sent as a form.
async fn find_by_name_without_scripts(client: Client, home: String) -> Result<(), CmdError> {
    client.goto(&format!("{home}/?kind=statement&sort=oldest")).await?;
    client.find(Locator::Css("#find-actor")).await?.send_keys("zelenskyy").await?;
    click(&client, "form[action='/find/actor'] button").await?;
    assert_eq!(client.current_url().await?.query(), Some("kind=statement&actor=volodymyr-zelenskyy&sort=oldest"));
    client.find(Locator::Css("#find-place")).await?.send_keys("m").await?;
    click(&client, "form[action='/find/place'] button").await?;
    assert!(text(&client, "main h1").await?.contains("Places called “m”"), "several are meant");
    click(&client, ".found li a.v").await?;
    assert_eq!(count(&client, ".chips .chip").await?, 3);
    Ok(())
}

/// A journey as a test, and again with scripts off where nothing in it needs them.
macro_rules! journeys {
    ($($journey:ident: $on:ident $(, $off:ident)?;)*) => {$(
        #[tokio::test(flavor = "multi_thread")]
        async fn $on() {
            travel(Scripts::On, $journey).await;
        }
        $(#[tokio::test(flavor = "multi_thread")]
        async fn $off() {
            travel(Scripts::Off, $journey).await;
        })?
    )*};
}

journeys! {
    narrow_and_hand_on: an_analyst_narrows_and_hands_on;
    follow_a_venue: an_analyst_follows_a_venue, an_analyst_without_scripts_follows_a_venue;
    compare_counts: an_analyst_compares_counts, an_analyst_without_scripts_compares_counts;
    read_what_was_said: an_analyst_reads_what_was_said, an_analyst_without_scripts_reads_what_was_said;
    see_what_changed: an_analyst_sees_what_changed, an_analyst_without_scripts_sees_what_changed;
    set_a_date_right: an_analyst_sets_a_date_right, an_analyst_without_scripts_sets_a_date_right;
    keys_alone: an_analyst_uses_the_keys_alone;
    find_by_name: an_analyst_finds_a_name_while_typing;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_analyst_without_scripts_finds_a_name() {
    travel(Scripts::Off, find_by_name_without_scripts).await;
}

//! The texts that stood at one address: their list, the difference between two, and what each did to events.

use crate::support::{App, an_article, sample};
use serde_json::{Value, json};

const HTML: (&str, &str) = ("Accept", "text/html");

async fn post(app: &App, article: &Value) -> Value {
    let answer = app.post_article(article).await;
    assert!(answer.status == 200 || answer.status == 201, "{}", answer.body);
    answer.json()
}

/// A strike with so many dead, as a client supplies it.
fn strike(killed: u64, exact: &str) -> Value {
    json!({
        "kind": "strike", "headline": format!("Strike on Odesa: {killed} killed"), "date": {"edtf": "2026-02-17"},
        "place": {"name": "Odesa", "country": "UA"},
        "strike": {"casualties": {"killed": {"best": killed, "low": killed, "high": killed}}},
        "figures": [{"measure": "killed", "value": killed, "evidence": 0}], "evidence": [{"exact": exact}],
    })
}

fn deadline(what: &str, exact: &str) -> Value {
    json!({"kind": "deadline", "headline": what, "deadline": {"what": what}, "evidence": [{"exact": exact}]})
}

fn text(modified: &str, body: &str, events: Value) -> Value {
    let article = an_article().at("https://one.example/a").saying(body).published("2026-02-17T10:00:00Z");
    article.with("modified_at", modified).with("extract", false).with("events", events).json()
}

/// Four died and talks are due; five died and a deal is due; and late, an older text.
async fn three(app: &App) -> String {
    let first = "Four died in Odesa. Talks are due on Friday.";
    let events = json!([strike(4, "Four died in Odesa."), deadline("talks", "Talks are due on Friday.")]);
    let one = post(app, &text("2026-02-17T10:00:00Z", first, events)).await;
    let second = "Five died in Odesa. A deal is due on Monday, says Kyiv.";
    let events = json!([
        strike(5, "Five died in Odesa."),
        deadline("a deal by some day", "A deal is due on Monday, says Kyiv.")
    ]);
    post(app, &text("2026-02-17T12:00:00Z", second, events)).await;
    post(app, &text("2026-02-17T09:00:00Z", "Three died in Odesa.", json!([strike(3, "Three died in Odesa.")]))).await;
    one["article"]["id"].as_str().expect("an id").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_text_is_listed_with_what_it_did_to_events() {
    let app = App::spawn().await;
    let id = three(&app).await;
    let list = app.get(&format!("/api/v1/articles/{id}/revisions")).await.expect(200).json();
    assert_eq!(list, app.get(&format!("/articles/{id}/revisions.json")).await.expect(200).json());
    assert_eq!(list["next"], Value::Null);
    let data = list["data"].as_array().expect("revisions");
    let of = |field: &str| data.iter().map(|r| r[field].clone()).collect::<Vec<_>>();
    assert_eq!(of("revision"), [3, 2, 1], "newest first");
    assert_eq!(of("current"), [false, true, false]);
    assert_eq!(of("replaced"), [Value::Null, json!(1), Value::Null]);
    let told = |revision: usize, group: &str| -> Vec<String> {
        let list = data[revision]["events"][group].as_array().expect("events");
        list.iter()
            .map(|t| format!("{} {}", t["kind"].as_str().expect("a kind"), t["headline"].as_str().expect("words")))
            .collect()
    };
    assert_eq!(told(2, "came"), ["strike Strike on Odesa: 4 killed", "deadline talks"]);
    assert_eq!(told(1, "changed")[0], "strike Strike on Odesa: 5 killed");
    let fields = data[1]["events"]["changed"][0]["fields"].as_array().expect("fields");
    assert!(
        fields.contains(&json!("strike")) && fields.contains(&json!("figures")) && !fields.contains(&json!("place"))
    );
    assert_eq!(told(0, "came"), Vec::<String>::new(), "an older text that came late never was the article's");

    let page = app.get_with(&format!("/articles/{id}/revisions"), &[HTML]).await.expect(200).body;
    assert!(page.contains("came late: it is older than revision 2"), "{page}");
    let article = app.get_with(&format!("/articles/{id}"), &[HTML]).await.expect(200).body;
    assert!(article.contains(&format!("href=\"/articles/{id}/revisions\">Revision 2 of 3</a>")), "{article}");
    // The same again is unchanged, and adds nothing.
    let first = "Four died in Odesa. Talks are due on Friday.";
    let again = post(&app, &text("2026-02-18T10:00:00Z", first, json!([]))).await;
    assert_eq!(again["result"], "unchanged");
    assert_eq!(app.get(&format!("/api/v1/articles/{id}/revisions")).await.expect(200).json(), list);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_difference_between_two_texts_is_shown_word_by_word() {
    let app = App::spawn().await;
    let id = three(&app).await;
    let page = app.get_with(&format!("/articles/{id}/revisions/2"), &[HTML]).await.expect(200).body;
    for expected in [
        "<del><span class=\"vh\">removed: </span>Four</del><ins><span class=\"vh\">added: </span>Five</ins> died in Odesa.",
        "Against revision 1",
        "Strike on Odesa: 5 killed",
    ] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    let json = app.get(&format!("/api/v1/articles/{id}/revisions/2")).await.expect(200).json();
    assert_eq!(json, app.get(&format!("/articles/{id}/revisions/2.json")).await.expect(200).json());
    assert_eq!(
        (&json["against"], &json["text"]),
        (&json!(1), &json!("Five died in Odesa. A deal is due on Monday, says Kyiv."))
    );
    assert_eq!(json["difference"][0], json!({"op": "removed", "text": "Four"}));
    let other = app.get(&format!("/api/v1/articles/{id}/revisions/2?against=3")).await.expect(200).json();
    assert_eq!(other["difference"][0], json!({"op": "removed", "text": "Three"}));
    let first = app.get(&format!("/api/v1/articles/{id}/revisions/1")).await.expect(200).json();
    assert_eq!((&first["against"], &first["difference"]), (&Value::Null, &json!([])));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_compared_is_said() {
    let app = App::spawn().await;
    let id = three(&app).await;
    for (path, status) in [
        (format!("/articles/{id}/revisions/4"), 404),
        (format!("/articles/{id}/revisions/0"), 404),
        (format!("/articles/{id}/revisions/x"), 404),
        ("/articles/99/revisions".to_owned(), 404),
        ("/articles/99/revisions/1".to_owned(), 404),
        (format!("/articles/{id}/revisions?after=1"), 400),
        (format!("/articles/{id}/revisions/2?against=9"), 422),
        (format!("/articles/{id}/revisions/2?against=x"), 400),
    ] {
        app.get(&path).await.expect(status);
        app.get(&format!("/api/v1{path}")).await.expect(status);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_of_the_samples_reads_well() {
    let app = App::spawn().await;
    post(&app, &sample("ukraine/04-miners-bus-v1")).await;
    let second = post(&app, &sample("ukraine/05-miners-bus-v2-corrected")).await;
    assert_eq!(second["result"], "revised");
    let id = second["article"]["id"].as_str().expect("an id");
    let json = app.get(&format!("/api/v1/articles/{id}/revisions/2")).await.expect(200).json();
    assert!(!json["events"]["changed"].as_array().expect("events").is_empty(), "{}", json["events"]);
    assert!(!json["difference"].as_array().expect("words").is_empty());
}

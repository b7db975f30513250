//! What makes the pages a reader's own: saved views, light and dark, keys, density, and the hits of a search.

use crate::{
    forms::{FORM, encoded, hidden, signed_in},
    support::App,
    timeline::fill,
};
use demarche::store::Scope;

#[tokio::test(flavor = "multi_thread")]
async fn a_view_is_kept_used_and_removed() {
    let (app, cookie) = signed_in(Scope::Curate).await;
    let headers = [("Cookie", cookie.as_str()), ("Content-Type", FORM)];
    let timeline = app.get("/?kind=round&place=geneva&limit=5").await.expect(200).body;
    assert!(timeline.contains("href=\"/views?kind=round&#38;place=geneva&#38;limit=5\""), "{timeline}");
    let page = app.get_with("/views?kind=round&place=geneva", &headers[..1]).await.expect(200).body;
    assert!(page.contains("What it asks: <b>Rounds, Geneva</b>"), "{page}");
    let form = [("csrf", hidden(&page, "csrf")), ("query", "place=geneva&kind=round"), ("name", " Geneva rounds ")];
    app.post_with("/views", &headers, encoded(&form[1..])).await.expect(403);
    assert_eq!(app.post_with("/views", &headers, encoded(&form)).await.expect(303).header("location"), "/views");

    // Everybody sees and uses it; nobody else removes it.
    let page = app.get("/views").await.expect(200).body;
    assert!(
        page.contains("<a href=\"/views/geneva-rounds\">Geneva rounds</a>") && page.contains("kept by desk"),
        "{page}"
    );
    assert!(!page.contains("/remove"), "{page}");
    let to = app.get("/views/geneva-rounds").await.expect(307);
    assert_eq!(to.header("location"), "/?kind=round&place=geneva");
    app.post("/views/geneva-rounds/remove", FORM, "").await.expect(401);

    // The same again is the same; another question needs another name; a question nobody can ask is refused.
    app.post_with("/views", &headers, encoded(&form)).await.expect(303);
    let other = |query: &'static str| encoded(&[form[0], ("query", query), form[2]]);
    let taken = app.post_with("/views", &headers, other("kind=strike")).await;
    assert!(taken.expect(400).body.contains("this name is taken by another view"));
    app.post_with("/views", &headers, other("kind=duel")).await.expect(400);
    let nameless = encoded(&[form[0], ("query", "kind=strike"), ("name", " ")]);
    app.post_with("/views", &headers, nameless).await.expect(400);

    app.post_with("/views/geneva-rounds/remove", &headers, encoded(&form[..1])).await.expect(303);
    app.post_with("/views/geneva-rounds/remove", &headers, encoded(&form[..1])).await.expect(404);
    app.get("/views/geneva-rounds").await.expect(404);
    assert!(app.get("/views").await.expect(200).body.contains("None is kept yet"));
}

#[tokio::test(flavor = "multi_thread")]
async fn light_and_dark_are_remembered_and_lead_back() {
    let app = App::spawn().await;
    assert_eq!(app.get("/theme.css").await.expect(200).body, "");
    let here = app.url("/help?");
    let chosen = app.get_with("/theme/dark", &[("Referer", &here)]).await.expect(303);
    assert_eq!(chosen.header("location"), "/help?");
    let cookie = chosen.header("set-cookie").split(';').next().unwrap_or_default();
    let sheet = app.get_with("/theme.css", &[("Cookie", cookie)]).await.expect(200);
    assert_eq!(sheet.body, ":root{color-scheme:dark}");
    assert_eq!(
        (sheet.header("cache-control"), sheet.header("content-type")),
        ("private, no-cache", "text/css; charset=utf-8")
    );
    for elsewhere in ["https://other.example/", "", "//other.example"] {
        let to = app.get_with("/theme/system", &[("Referer", elsewhere)]).await.expect(303);
        assert_eq!(to.header("location"), "/", "{elsewhere}");
        assert!(to.header("set-cookie").contains("Max-Age=0"));
    }
    app.get("/theme/sepia").await.expect(404);
    let page = app.get("/help").await.expect(200).body;
    assert!(page.contains("<link rel=\"stylesheet\" href=\"/theme.css\">"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_shows_where_its_words_stand() {
    let app = App::spawn().await;
    fill(&app).await;
    let page = app.get("/?q=drone").await.expect(200).body;
    assert!(page.contains("Borduria launches 400 <mark>drones</mark>"), "{page}");
    assert!(page.contains("Borduria launched 396 <mark>drones</mark>."), "the sentence too: {page}");
    let page = app.get("/?q=sign").await.expect(200).body;
    assert!(page.contains("will not <mark>sign</mark> this"), "{page}");
    assert!(!app.get("/").await.expect(200).body.contains("<mark>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn density_is_in_the_address_and_in_no_feed() {
    let app = App::spawn().await;
    fill(&app).await;
    let page = app.get("/?density=compact&kind=strike").await.expect(200).body;
    assert!(page.contains("<div class=\"tl compact\">"), "{page}");
    assert!(page.contains("href=\"/?kind=strike\">more room</a>"), "{page}");
    assert!(!page.contains("timeline.ics?kind=strike&#38;density"), "{page}");
    app.get("/?density=tight").await.expect(400);
}

//! The picture of a single day: hours, parts of the day, and what has no time.

use crate::support::App;
use serde_json::{Value, json};

async fn page(app: &App, path: &str) -> String {
    app.get_with(path, &[("Accept", "text/html")]).await.expect(200).body
}

async fn fill(app: &App) {
    let event = |headline: &str, date: Value, more: Value| {
        let mut event = json!({"kind": "strike", "headline": headline, "date": date, "strike": {}});
        let (Some(fields), Value::Object(more)) = (event.as_object_mut(), more) else { unreachable!("objects") };
        fields.extend(more);
        event
    };
    let day = |text: &str| json!({"edtf": "2026-02-04", "text": text});
    let article = json!({
        "outlet": "One Wire", "title": "A day", "published_at": "2026-02-05T10:00:00Z", "body": "Words of a day.",
        "extract": false, "events": [
            event("A depot burns", json!({"edtf": "2026-02-04T14:05:00+02:00"}), json!({})),
            event("A bridge falls", json!({"edtf": "2026-02-03/2026-02-04", "precision": "day"}), json!({})),
            event("Shells on a farm", day("Wednesday"), json!({})),
            event("Talks in Tarn", day("this morning"), json!({"kind": "round", "status": "concluded", "strike": null,
                "round": {}, "place": {"id": "tarn", "name": "Tarn", "country": null}})),
            event("Some day of that week", json!({"edtf": "[2026-02-02..2026-02-08]"}), json!({})),
            event("A later day", json!({"edtf": "2026-02-06"}), json!({})),
        ],
    });
    app.post_article(&article).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_single_day_is_shown_by_its_hours() {
    let app = App::spawn().await;
    fill(&app).await;
    let html = page(&app, "/?from=2026-02-04&to=2026-02-04").await;
    for expected in [
        "Hour by hour, 4 February 2026",
        "aria-label=\"14:05 UTC+02:00 A depot burns. Strike: A depot burns, 4 February 2026, 14:05 UTC+02:00\"",
        "aria-label=\"A bridge falls. Strike: A bridge falls, night of 3–4 February 2026, night from the day before\"",
        "aria-label=\"Tarn. Round: Talks in Tarn, 4 February 2026, morning\"",
        ">No time given</text>",
        "aria-label=\"Shells on a farm. Strike: Shells on a farm, 4 February 2026\"",
        "no hour is reckoned over",
        "No time is given for 1 of 4 events.",
        "Not drawn: 1 event that may be of another day.",
        "a part of the day, no clock time",
        "<th scope=\"col\">Hours</th><th scope=\"col\">Rounds</th><th scope=\"col\">Strikes</th>",
        "<th scope=\"row\">14:05 UTC+02:00</th>",
        "<th scope=\"row\">no time given</th>",
    ] {
        assert!(html.contains(expected), "{expected} in {html}");
    }
    for never in ["data-brush", "data-from=", "Select days", "Bars:", "A later day"] {
        assert!(!html.contains(never), "{never} in {html}");
    }
    let night = page(&app, "/?from=2026-02-03&to=2026-02-03").await;
    assert!(night.contains("night of 3–4 February 2026, night to the next day"), "{night}");
    assert!(page(&app, "/?from=2026-02-03&to=2026-02-04").await.contains("data-brush"), "two days have no hours");
    assert!(
        !page(&app, "/?from=2026-02-07&to=2026-02-07").await.contains("figure class=\"picture\""),
        "nothing is certain"
    );

    let file = app.get("/timeline.svg?from=2026-02-04&to=2026-02-04").await.expect(200).body;
    assert!(file.contains("14:05 UTC+02:00 A depot burns") && file.contains("No time given"), "{file}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hours_of_a_day_look_so() {
    let app = App::spawn().await;
    fill(&app).await;
    let html = page(&app, "/?from=2026-02-04&to=2026-02-04").await;
    let wide = html.split("<svg class=\"pic pic-wide\"").nth(1).and_then(|rest| rest.split("</svg>").next());
    insta::assert_snapshot!("hours", wide.expect("a picture").replace("><", ">\n<"));
}

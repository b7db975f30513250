//! Text of people who mean harm, or write from right to left, or write five thousand letters: every type of page shows
//! it as text, keeps it inside the screen, and lets it turn none of the page's own words.

use super::{
    chromium::{Browser, Scripts},
    support::App,
};
use demarche::web::Options;
use fantoccini::{Client, Locator, error::CmdError};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const SCRIPT: &str = "</title></script><script>window.pwned=1</script><img src=x onerror='window.pwned=1'>";
const ATTRIBUTE: &str =
    "\" autofocus onfocus=\"window.pwned=1\" x='y' style=\"position:fixed;inset:0\"><svg onload=window.pwned=1>";
const TEMPLATE: &str = "{{7*7}}${window.pwned=1}<%= 1 %>&lt;script&gt;&#x3c;script&#x3e;]]></textarea><!--";
const TURNED: &str = "Words \u{202e}txet desrever\u{202d} and \u{2067}more";
const ARABIC: &str = "جولة المفاوضات 12 في جنيف (2026)";
const HEBREW: &str = "שיחות \"שלום\" — 14:05";
const EMOJI: &str = "👩\u{200d}👩\u{200d}👧\u{200d}👦 🏳\u{fe0f}\u{200d}🌈 e\u{301}\u{302}\u{303}\u{304}\u{305}\u{306} \u{200b}\u{feff}𝕿𝖆𝖑𝖐𝖘";

/// A headline may have a thousand letters; here something is put behind it. What is longer is refused, see `fill`.
const LONGEST: usize = 980;

fn texts() -> Vec<String> {
    let mut all: Vec<String> =
        [SCRIPT, ATTRIBUTE, TEMPLATE, TURNED, ARABIC, HEBREW, EMOJI].iter().map(|t| (*t).to_owned()).collect();
    all.push("W".repeat(LONGEST));
    all.push("word ".repeat(LONGEST / 5).trim_end().to_owned());
    all
}

/// An article with this text wherever there can be one, and an event of every kind.
fn article(n: usize, evil: &str) -> Value {
    let actor = |role: &str, kind: &str| {
        json!({"role": role, "title": evil,
            "actor": {"id": format!("{kind}-{n}"), "name": format!("{evil} {kind}"), "kind": kind, "country": null}})
    };
    let sentence = format!("Sentence {n} says: {evil}.");
    let event = |kind: &str, day: usize, more: Value| {
        let mut event = json!({
            "kind": kind, "headline": evil, "date": {"edtf": format!("2026-02-{day:02}"), "text": "this morning"},
            "place": {"id": format!("place-{n}"), "name": evil, "country": null, "lat": 48.5, "lon": 35.0},
            "topics": ["energy"], "evidence": [{"exact": sentence}],
        });
        let (Some(fields), Value::Object(more)) = (event.as_object_mut(), more) else { unreachable!("objects") };
        fields.extend(more);
        event
    };
    let sides = json!([actor("party", "state"), actor("host", "organisation"), actor("mediator", "person")]);
    json!({
        "url": format!("https://evil.example/{n}?q=\"><script>window.pwned=1</script>'onclick='window.pwned=1"),
        "outlet": format!("{evil} {n}"), "title": evil, "byline": evil, "published_at": format!("2026-02-{:02}T10:00:00Z", n + 1),
        "body": format!("{sentence}\n\n{evil}\n\nTalks in {} ended.", evil.repeat(5)), "extract": false,
        "events": [
            event("round", n + 1, json!({"status": "concluded", "participants": sides, "round": {"level": evil, "outcome": evil}})),
            event("round", 20, json!({"status": "postponed", "participants": sides, "round": {}})),
            event("strike", n + 1, json!({"participants": [actor("attacker", "state"), actor("target", "armed-group")],
                "strike": {"weapons": [{"type": "drone", "count": 40}], "damage": [evil]},
                "figures": [{"measure": "launched", "weapon": "drone", "value": 40, "claimed_by": format!("state-{n}"), "evidence": 0}]})),
            event("statement", n + 1, json!({"participants": [actor("speaker", "person"), actor("addressee", "state")],
                "statement": {"speaker": evil, "quote": evil, "act": "demand", "channel": evil}})),
            event("agreement", n + 1, json!({"status": "announced", "participants": [actor("signatory", "state")],
                "agreement": {"type": "other", "what": evil}})),
            event("deadline", 25, json!({"participants": [actor("demander", "state")], "deadline": {"what": evil}})),
            event("measure", n + 1, json!({"status": "announced", "participants": [actor("subject", "state")],
                "measure": {"type": "sanction", "what": evil}})),
        ],
    })
}

/// A service full of it: two revisions of each article, corrections with reasons, a negotiation.
async fn fill(app: &App) {
    for (n, evil) in texts().iter().enumerate() {
        let first = article(n, evil);
        app.post_article(&first).await.expect(201);
        let mut second = first;
        second["body"] = json!(format!("{}\n\nA line more.", second["body"].as_str().expect("a text")));
        second["modified_at"] = json!("2026-03-01T10:00:00Z");
        app.post_article(&second).await.expect(200);
        let tag = json!({"headline": format!("{evil} again"), "reason": evil});
        let event = app.get("/api/v1/events?kind=measure&sort=oldest&limit=1").await.expect(200).json();
        let id = event["data"][0]["id"].as_str().expect("an id").to_owned();
        let answer = app.patch_with(&format!("/api/v1/events/{id}"), &[], &tag).await;
        assert!(matches!(answer.status, 200 | 422), "{}", answer.body);
    }
    let long = article(99, &"W".repeat(5000));
    assert!(app.post_article(&long).await.expect(422).body.contains("longer than 1000 characters"));
    let nothing = json!({"url": "https://evil.example/blank", "outlet": " ", "title": "  ", "byline": "", "body": "Nothing. ",
        "published_at": "2026-02-12", "extract": false, "events": [
            {"kind": "statement", "headline": " ", "date": {"edtf": "2026-02-12"}, "statement": {"speaker": "", "quote": "", "act": "assess"}},
            {"kind": "round", "headline": "", "round": {}}]});
    app.post_article(&nothing).await.expect(201);
    let track = json!({"name": SCRIPT, "parties": ["state-0", "state-1"], "from": "2026-01-01"});
    let answer = app.post_json("/api/v1/negotiations", &track).await;
    assert!(matches!(answer.status, 201 | 422), "{}", answer.body);
}

/// Every address that the lists, the pages of things and their own links lead to, each type of page several times.
async fn addresses(app: &App) -> BTreeSet<String> {
    let fixed = [
        "/",
        "/?limit=5",
        "/?density=compact",
        "/?q=sentence",
        "/?q=%3Cscript%3Ewindow.pwned%3D1%3C%2Fscript%3E",
        "/?q=%E2%80%AEx",
        "/?from=2026-02-02&to=2026-02-02",
        "/?by=month&bars=casualties",
        "/articles",
        "/actors",
        "/places",
        "/outlets",
        "/negotiations",
        "/corrections",
        "/views?q=%3Cimg%20src%3Dx%20onerror%3Dwindow.pwned%3D1%3E",
        "/about",
        "/help",
        "/session",
        "/find/actor?name=%3Cscript%3E",
        "/find/actor?name=s",
        "/find/place?name=w",
        "/%3Cscript%3Ewindow.pwned=1%3C/script%3E",
        "/?kind=%22%3E%3Cscript%3Ewindow.pwned%3D1%3C%2Fscript%3E",
        "/actors/%3Cscript%3E",
        "/timeline.svg",
    ];
    let mut all: BTreeSet<String> = fixed.iter().map(|path| (*path).to_owned()).collect();
    let each =
        ["/?limit=200", "/articles?limit=200", "/actors?limit=200", "/places?limit=200", "/outlets", "/negotiations"];
    for list in each {
        let page = app.get_with(list, &[("Accept", "text/html")]).await.expect(200).body;
        let links = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let kinds = ["/events/", "/articles/", "/actors/", "/places/", "/outlets/", "/negotiations/"];
        all.extend(
            links
                .filter(|l| kinds.iter().any(|k| l.starts_with(k)) && !l.contains('#'))
                .map(|l| l.replace("&#38;", "&")),
        );
    }
    let more = |path: &String, after: &str| path.starts_with("/articles/").then(|| format!("{path}{after}"));
    let revisions: Vec<String> =
        all.iter().flat_map(|p| [more(p, "/revisions"), more(p, "/revisions/1"), more(p, "/add")]).flatten().collect();
    let forms: Vec<String> = all.iter().filter(|p| p.starts_with("/events/")).map(|p| format!("{p}/correct")).collect();
    // One form for each text: kinds differ in a field or two.
    all.extend(revisions.into_iter().chain(forms.into_iter().step_by(5)));
    all
}

/// What is wrong with the page: something ran, something is wider than the screen, or words of ours stand turned.
const LOOK: &str = r"
    const wrong = [];
    if (window.pwned !== undefined) wrong.push('something ran');
    if (document.querySelector('body [onerror], body [onload], body [onfocus], body [onclick], body [style], body img')) wrong.push('markup came through');
    if (!document.body) return wrong;
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if (wide > 0) {
        const edge = document.documentElement.clientWidth + 1;
        const out = [...document.querySelectorAll('body *')].filter((e) => {
            if (e.closest('.scroll, svg')) return false;
            const text = document.createRange();
            text.selectNodeContents(e);
            return Math.max(text.getBoundingClientRect().right, e.getBoundingClientRect().right) > edge;
        });
        wrong.push(`${wide} wider than the screen: ${out.slice(-4).map((e) => `${e.parentElement.className} ${e.tagName}.${e.className}`).join(', ')}`);
    }
    const foreign = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
    const spot = (node, at) => {
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        return range.getClientRects()[0];
    };
    const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
        if (foreign.test(node.data)) continue;
        const at = node.data.search(/[A-Za-z]{2}/);
        if (at < 0) continue;
        const [a, b] = [spot(node, at), spot(node, at + 1)];
        if (a && b && a.width > 0 && b.width > 0 && Math.abs(a.top - b.top) < 2 && a.left > b.left + 0.5)
            wrong.push(`turned: ${node.data.slice(0, 40)}`);
        // What follows a text from right to left stands to the right of it, but in a paragraph that goes its way.
        if (node.parentElement.closest('.reading p, blockquote')) continue;
        const before = node.previousSibling;
        if (before?.nodeType === 1 && foreign.test(before.textContent) && at < 3 && a?.width > 0) {
            const boxes = [...before.getClientRects()];
            if (boxes.length === 1 && Math.abs(boxes[0].bottom - a.bottom) < 6 && a.left < boxes[0].right - 1)
                wrong.push(`before what it follows: ${node.data.slice(0, 40)}`);
        }
    }
    return wrong;";

async fn visit(client: Client, home: String, pages: BTreeSet<String>) -> Result<(), CmdError> {
    let mut found = Vec::new();
    for (width, height) in [(1400, 1000), (390, 844)] {
        client.set_window_size(width, height).await?;
        for page in &pages {
            client.goto(&format!("{home}{page}")).await?;
            assert!(client.get_alert_text().await.is_err(), "{page} opens a dialog");
            let wrong = client.execute(LOOK, Vec::new()).await?;
            for one in wrong.as_array().expect("a list") {
                found.push(format!("{page} at {width}: {one}"));
            }
        }
    }
    assert!(found.is_empty(), "{} faults on {} pages:\n{}", found.len(), pages.len(), found.join("\n"));

    // A field whose list shows names of others.
    client.set_window_size(1400, 1000).await?;
    client.goto(&format!("{home}/")).await?;
    client.find(Locator::Css("#find-actor")).await?.send_keys("state").await?;
    client.wait().for_element(Locator::Css("#find-actor-list [role='option']")).await?;
    assert_eq!(client.execute(LOOK, Vec::new()).await?, json!([]));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_text_is_text_on_every_page() {
    let app = App::spawn_with(Options { loopback: true, ..Options::default() }).await;
    fill(&app).await;
    let pages = addresses(&app).await;
    for kind in ["/events/", "/articles/", "/actors/", "/places/", "/outlets/", "/correct", "/add", "/revisions/1"] {
        assert!(pages.iter().filter(|p| p.contains(kind)).count() > 5, "{kind} is visited");
    }
    let browser = Browser::open(Scripts::On).await;
    // In a task, so that a failed assertion does not leave the browser behind.
    let done = tokio::spawn(visit(browser.client.clone(), app.url(""), pages)).await;
    let (complaints, requests) = browser.close().await;
    match done {
        Ok(done) => done.expect("the browser does as it is told"),
        Err(failed) => std::panic::resume_unwind(failed.into_panic()),
    }
    // A page that is not there and a question nobody can ask are told as such, and the console says so.
    let broken: Vec<&String> =
        complaints.iter().filter(|c| !c.contains("the server responded with a status of 40")).collect();
    assert!(broken.is_empty(), "the console has errors, or the policy was broken: {broken:#?}");
    let home = app.url("/");
    let strangers: Vec<_> = requests.iter().filter(|url| url.starts_with("http") && !url.starts_with(&home)).collect();
    assert!(strangers.is_empty(), "another host was asked: {strangers:?}");
}

//! Who sees the whole text of an article, and who its sentences.

use crate::{
    store::now,
    support::{App, an_article},
};
use demarche::{
    store::Scope,
    web::{Options, PublicText},
};

/// A stranger: behind a proxy, as far as anybody can tell.
const STRANGER: (&str, &str) = ("X-Forwarded-For", "192.0.2.7");
/// A sentence of which no event is made.
const ASIDE: &str = "It rained in Geneva on that morning.";

async fn app(options: Options) -> App {
    let app = App::spawn_with(options).await;
    let text = |more: &str| {
        format!("Delegations from Ukraine and Russia held talks in Geneva on Wednesday.\n\n{ASIDE}\n\n{more}")
    };
    for more in ["Nobody spoke.", "Somebody spoke."] {
        let answer = app.post_article(&an_article().saying(&text(more)).json()).await;
        assert!(answer.status < 300, "{}", answer.body);
    }
    app
}

/// Every address with a whole text.
const TEXTS: [&str; 6] = [
    "/articles/1",
    "/articles/1.json",
    "/api/v1/articles/1",
    "/articles/1/revisions/2",
    "/articles/1/revisions/2.json",
    "/api/v1/articles/1/revisions/2",
];

#[tokio::test(flavor = "multi_thread")]
async fn strangers_see_sentences_and_this_machine_sees_all() {
    let app = app(Options { loopback: true, ..Options::default() }).await;
    for path in TEXTS {
        // One after the other, so that the one could be given what was kept for the other.
        for _ in 0..2 {
            let whole = app.get(path).await.expect(200);
            assert!(whole.body.contains(ASIDE) && whole.header("cache-control").contains("private"), "{path}");
            let part = app.get_with(path, &[STRANGER]).await.expect(200);
            for secret in [ASIDE, "Somebody", "Nobody"] {
                assert!(!part.body.contains(secret), "{path}: {}", part.body);
            }
            let tag = whole.header("etag");
            assert!(tag.is_empty() || tag != part.header("etag"), "{path}: {tag}");
        }
    }
    let article = app.get_with("/api/v1/articles/1", &[STRANGER]).await.expect(200).json();
    assert!(article["text"].is_null() && article["text_withheld"].is_string(), "{article}");
    assert!(
        article["events"][0]["evidence"][0]["exact"].as_str().expect("a sentence").contains("held talks"),
        "{article}"
    );
    // A name that somebody else made lead to this machine is not its own.
    let rebound = app.get_with("/articles/1", &[("Host", "rebound.example")]).await.expect(200);
    assert!(!rebound.body.contains(ASIDE));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_opens_the_texts_and_a_wrong_one_is_told() {
    let app = app(Options { loopback: true, ..Options::default() }).await;
    app.pipeline.store().create_token("reader", "right", &[Scope::Read], None, now()).await.expect("made");
    for path in TEXTS {
        let read = async |token: &str| app.get_with(path, &[STRANGER, ("Authorization", token)]).await;
        assert!(read("Bearer right").await.expect(200).body.contains(ASIDE), "{path}");
        read("Bearer wrong").await.expect(401);
        // A proxy's own, which it passed on.
        assert!(!read("Basic dTpw").await.expect(200).body.contains(ASIDE), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_may_be_opened_to_all() {
    let app = app(Options { loopback: true, public_text: PublicText::Full, ..Options::default() }).await;
    for path in TEXTS {
        assert!(app.get_with(path, &[STRANGER]).await.expect(200).body.contains(ASIDE), "{path}");
    }
}

//! Signing in with a token in a browser.

use crate::support::App;
use demarche::{store::Scope, web::Options};

const FORM: &str = "application/x-www-form-urlencoded";

async fn token(app: &App, name: &str, scopes: &[Scope]) -> String {
    let secret = demarche::store::tokens::new_secret().expect("randomness");
    let store = app.pipeline.store();
    store.create_token(name, &secret, scopes, None, app.pipeline.clock().now()).await.expect("made");
    secret
}

/// Signs in; the cookie as a browser sends it back.
async fn sign_in(app: &App, secret: &str) -> String {
    let answer = app.post("/session", FORM, format!("token={secret}&back=%2Factors")).await.expect(303);
    assert_eq!(answer.header("location"), "/actors");
    let cookie = answer.header("set-cookie");
    for kept in ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=43200"] {
        assert!(cookie.contains(kept), "{cookie}");
    }
    assert!(!cookie.contains(secret), "the cookie is not the token");
    cookie.split(';').next().expect("a pair").to_owned()
}

fn word(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"csrf\" value=\"").expect("the form's word");
    rest.split('"').next().expect("its end").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_opens_a_session_and_signing_out_ends_it() {
    let app = App::spawn().await;
    let secret = token(&app, "desk", &[Scope::Curate]).await;
    let cookie = sign_in(&app, &secret).await;
    let page = app.get_with("/session", &[("Cookie", &cookie)]).await.expect(200);
    assert!(page.body.contains("<b>desk</b> (curate)"), "{}", page.body);
    assert_eq!(page.header("cache-control"), "no-store");

    let csrf = word(&page.body);
    let headers = [("Cookie", cookie.as_str()), ("Content-Type", FORM)];
    app.post_with("/session/end", &headers, "csrf=other").await.expect(403);
    app.post_with("/session/end", &headers, format!("csrf={csrf}")).await.expect(303);
    let page = app.get_with("/session", &[("Cookie", &cookie)]).await.expect(200);
    assert!(page.body.contains("name=\"token\""), "signed out");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_with_its_token() {
    let app = App::spawn().await;
    let secret = token(&app, "desk", &[Scope::Curate]).await;
    let cookie = sign_in(&app, &secret).await;
    let now = app.pipeline.clock().now();
    assert!(app.pipeline.store().revoke_token("desk", now).await.expect("an answer"));
    let page = app.get_with("/session", &[("Cookie", &cookie)]).await.expect(200);
    assert!(page.body.contains("name=\"token\""), "no longer signed in");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_token_and_a_strangers_form_open_nothing() {
    let app = App::spawn().await;
    let secret = token(&app, "desk", &[Scope::Curate]).await;
    for wrong in ["token=dmr_other", "token=", ""] {
        let answer = app.post("/session", FORM, wrong).await.expect(422);
        assert!(answer.header("set-cookie").is_empty());
        assert!(answer.body.contains("unknown, expired or revoked"));
    }
    let strange = [("Content-Type", FORM), ("Origin", "https://other.example")];
    app.post_with("/session", &strange, format!("token={secret}")).await.expect(403);
    let away = app.post("/session", FORM, format!("token={secret}&back=%2F%2Fother.example")).await.expect(303);
    assert_eq!(away.header("location"), "/", "never to another site");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signed_in_may_read_where_reading_needs_a_token() {
    let app = App::spawn_with(Options { loopback: true, read_token_required: true, ..Options::default() }).await;
    let reader = token(&app, "reader", &[Scope::Read]).await;
    let writer = token(&app, "writer", &[Scope::Curate]).await;
    app.get("/").await.expect(401);
    app.get("/session").await.expect(200);
    let cookie = sign_in(&app, &reader).await;
    app.get_with("/", &[("Cookie", &cookie)]).await.expect(200);
    let cookie = sign_in(&app, &writer).await;
    app.get_with("/", &[("Cookie", &cookie)]).await.expect(401);
}

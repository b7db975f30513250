//! Tokens, and a database that goes away.

use crate::{store::now, support::postgres};
use demarche::store::{Scope, StoreError};

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_valid_until_it_expires_or_is_revoked() {
    let store = postgres::store().await;
    assert!(!store.any_token().await.expect("an answer"));
    let secret = demarche::store::tokens::new_secret().expect("randomness");
    let until = now() + jiff::SignedDuration::from_hours(1);
    store.create_token("script", &secret, &[Scope::Ingest, Scope::Read], Some(until), now()).await.expect("made");
    let twice =
        store.create_token("script", "other", &[Scope::Read], None, now()).await.expect_err("the name is taken");
    assert!(matches!(twice, StoreError::DuplicateToken(_)), "{twice:?}");
    assert!(store.any_token().await.expect("an answer"));
    let info = store.verify_token(&secret, now()).await.expect("an answer").expect("valid");
    assert!(info.allows(Scope::Ingest) && !info.allows(Scope::Curate));
    assert!(store.verify_token("dmr_other", now()).await.expect("an answer").is_none());
    assert!(store.verify_token(&secret, until).await.expect("an answer").is_none(), "expired");
    assert_eq!(store.tokens().await.expect("a list")[0].last_used_at, Some(now()));
    let stored: Vec<u8> = sqlx::query_scalar("select hash from tokens").fetch_one(store.pool()).await.expect("a row");
    assert!(!stored.windows(8).any(|w| secret.as_bytes().windows(8).any(|s| s == w)), "only a hash is kept");
    assert!(store.revoke_token("script", now()).await.expect("an answer"));
    assert!(!store.revoke_token("script", now()).await.expect("an answer"), "already revoked");
    assert!(store.verify_token(&secret, now()).await.expect("an answer").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_went_away_is_unavailable() {
    let database = postgres::database().await;
    let store = demarche::store::Store::connect(database.clone(), 2).await.expect("connected");
    store.ping().await.expect("it answers");
    postgres::take_away(&database).await;
    for _ in 0..3 {
        let error = store.ping().await.expect_err("gone");
        assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    }
    postgres::bring_back(&database).await;
    store.ping().await.expect("it is back");
}

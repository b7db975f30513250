//! Answers kept for requests that may be sent twice (`Idempotency-Key`).

use super::{Store, StoreError};
use sqlx::types::Json;
use std::time::Duration;

/// An answer as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAnswer {
    /// Its HTTP status.
    pub status: u16,
    /// Those of its headers that belong to what was done.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: Vec<u8>,
}

/// Whose key it is, and which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyOf {
    /// The number of the token; `None` for this machine while it writes without one.
    pub token: Option<i64>,
    /// What the sender calls it.
    pub key: String,
}

/// What is known of a key when a request comes with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begun {
    /// Nothing: it is now being worked on, by whoever asked.
    New,
    /// It was answered.
    Answered(KeptAnswer),
    /// Somebody is working on it.
    Running,
    /// It came with another request.
    Another,
}

/// Whoever works on a request says so this often.
pub const HEARTBEAT: Duration = Duration::from_secs(5);
/// Who has not said so for this long is gone; in seconds.
const GONE: f64 = 20.0;
/// So long answers are kept, in hours.
pub const KEPT_HOURS: i32 = 24;

impl Store {
    /// Begins a request under a key, or tells what became of it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn begin_once(&self, of: &KeyOf, fingerprint: &[u8]) -> Result<Begun, StoreError> {
        let owner = of.token.unwrap_or(0);
        sqlx::query!(
            "delete from idempotency_keys where made_at < clock_timestamp() - make_interval(hours => $1)",
            KEPT_HOURS
        )
        .execute(&self.pool)
        .await?;
        // One statement, so that of two requests at once only one begins.
        let begun = sqlx::query_scalar!(
            r#"insert into idempotency_keys as k (owner, key, fingerprint) values ($1, $2, $3)
               on conflict (owner, key) do update
                   set fingerprint = $3, made_at = clock_timestamp(), seen_at = clock_timestamp()
                   where k.status is null and k.seen_at < clock_timestamp() - make_interval(secs => $4)
               returning true as "begun!""#,
            owner,
            of.key,
            fingerprint,
            GONE,
        )
        .fetch_optional(&self.pool)
        .await?;
        if begun.is_some() {
            return Ok(Begun::New);
        }
        let row = sqlx::query!(
            r#"select fingerprint, status, headers as "headers: Json<Vec<(String, String)>>", body
               from idempotency_keys where owner = $1 and key = $2"#,
            owner,
            of.key,
        )
        .fetch_optional(&self.pool)
        .await?;
        // Given up between the two statements: whoever asks again begins it.
        let Some(row) = row else { return Ok(Begun::Running) };
        if row.fingerprint != fingerprint {
            return Ok(Begun::Another);
        }
        Ok(match (row.status, row.headers, row.body) {
            (Some(status), Some(headers), Some(body)) => {
                Begun::Answered(KeptAnswer { status: status.unsigned_abs(), headers: headers.0, body })
            }
            _ => Begun::Running,
        })
    }

    /// Says that a request is still being worked on.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn still_once(&self, of: &KeyOf) -> Result<(), StoreError> {
        sqlx::query!(
            "update idempotency_keys set seen_at = clock_timestamp() where owner = $1 and key = $2",
            of.token.unwrap_or(0),
            of.key,
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Keeps the answer to a request; `None` where nothing was done, so that it may be sent again.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn end_once(&self, of: &KeyOf, answer: Option<&KeptAnswer>) -> Result<(), StoreError> {
        let owner = of.token.unwrap_or(0);
        match answer {
            Some(KeptAnswer { status, headers, body }) => {
                sqlx::query!(
                    "update idempotency_keys set status = $3, headers = $4, body = $5 where owner = $1 and key = $2",
                    owner,
                    of.key,
                    i16::try_from(*status).map_err(StoreError::decode)?,
                    Json(headers) as _,
                    body,
                )
                .execute(&self.pool)
                .await?;
            }
            None => {
                sqlx::query!("delete from idempotency_keys where owner = $1 and key = $2", owner, of.key)
                    .execute(&self.pool)
                    .await?;
            }
        }
        Ok(())
    }
}

//! Tokens that let a program write, curate or read. The secret is shown once; only its hash is kept.

use super::{OnConstraint as _, Store, StoreError};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::{fmt, str::FromStr, time::Duration};

/// What a token allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Send articles.
    Ingest,
    /// Correct events, delete articles.
    Curate,
    /// Read where reading is not public.
    Read,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Scope; 3] = [Scope::Ingest, Scope::Curate, Scope::Read];

    /// The word for this scope.
    pub const fn as_str(self) -> &'static str {
        match self {
            Scope::Ingest => "ingest",
            Scope::Curate => "curate",
            Scope::Read => "read",
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A word that is no scope.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown scope `{0}`; allowed: ingest, curate, read")]
pub struct UnknownScope(pub String);

impl FromStr for Scope {
    type Err = UnknownScope;
    fn from_str(s: &str) -> Result<Scope, UnknownScope> {
        Scope::ALL.into_iter().find(|scope| scope.as_str() == s).ok_or_else(|| UnknownScope(s.to_owned()))
    }
}

/// What is known of a token; never its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TokenInfo {
    /// Its number.
    pub id: i64,
    /// What its owner calls it.
    pub name: String,
    /// What it allows.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// From when on it is refused.
    pub expires_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

impl TokenInfo {
    /// Whether it allows this.
    pub fn allows(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }
}

pub(super) struct TokenRow {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) scopes: Vec<String>,
    pub(super) created_at: jiff_sqlx::Timestamp,
    pub(super) last_used_at: Option<jiff_sqlx::Timestamp>,
    pub(super) expires_at: Option<jiff_sqlx::Timestamp>,
    pub(super) revoked_at: Option<jiff_sqlx::Timestamp>,
}

impl TryFrom<TokenRow> for TokenInfo {
    type Error = StoreError;
    fn try_from(row: TokenRow) -> Result<TokenInfo, StoreError> {
        Ok(TokenInfo {
            id: row.id,
            name: row.name,
            scopes: row
                .scopes
                .iter()
                .map(|s| s.parse())
                .collect::<Result<_, UnknownScope>>()
                .map_err(StoreError::decode)?,
            created_at: row.created_at.to_jiff(),
            last_used_at: row.last_used_at.map(Into::into),
            expires_at: row.expires_at.map(Into::into),
            revoked_at: row.revoked_at.map(Into::into),
        })
    }
}

/// How stale the moment of last use may be: a busy script does not write a row per request.
const LAST_USED_STEP: Duration = Duration::from_secs(60);

pub(super) fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

/// A new secret: a prefix that secret scanners can look for, and 32 random bytes in hex.
///
/// # Errors
/// The operating system has no randomness to give.
pub fn new_secret() -> Result<String, getrandom::Error> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().fold(String::from("dmr_"), |s, b| s + &format!("{b:02x}")))
}

impl Store {
    /// Stores the hash of a secret from [`new_secret`] (or of one that a deployment hands in).
    ///
    /// # Errors
    /// [`StoreError::DuplicateToken`] where the name is taken.
    pub async fn create_token(
        &self,
        name: &str,
        secret: &str,
        scopes: &[Scope],
        expires_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<TokenInfo, StoreError> {
        let scopes: Vec<String> = scopes.iter().map(ToString::to_string).collect();
        sqlx::query_as!(
            TokenRow,
            r#"insert into tokens (name, hash, scopes, expires_at, created_at) values ($1, $2, $3, $4, $5)
               returning id, name, scopes, created_at as "created_at: _", last_used_at as "last_used_at: _",
                   expires_at as "expires_at: _", revoked_at as "revoked_at: _""#,
            name,
            hash(secret),
            &scopes,
            expires_at.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
            now.to_sqlx() as _,
        )
        .fetch_one(&self.pool)
        .await
        .on_constraint("tokens_name_key", || StoreError::DuplicateToken(name.to_owned()))?
        .try_into()
    }

    /// Makes sure that a secret a deployment hands in is valid, under this name. Run at every start.
    pub async fn ensure_token(
        &self,
        name: &str,
        secret: &str,
        scopes: &[Scope],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let scopes: Vec<String> = scopes.iter().map(ToString::to_string).collect();
        sqlx::query!(
            "insert into tokens (name, hash, scopes, created_at) values ($1, $2, $3, $4)
             on conflict (name) do update set hash = excluded.hash, scopes = excluded.scopes, revoked_at = null, expires_at = null",
            name,
            hash(secret),
            &scopes,
            now.to_sqlx() as _,
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Every token, revoked ones too, oldest first.
    pub async fn tokens(&self) -> Result<Vec<TokenInfo>, StoreError> {
        sqlx::query_as!(
            TokenRow,
            r#"select id, name, scopes, created_at as "created_at: _", last_used_at as "last_used_at: _",
                   expires_at as "expires_at: _", revoked_at as "revoked_at: _" from tokens order by id"#
        )
        .fetch_all(&self.pool)
        .await?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }

    /// Revokes a token by its name; `false` where there is none that is still valid.
    pub async fn revoke_token(&self, name: &str, now: Timestamp) -> Result<bool, StoreError> {
        let done = sqlx::query!(
            "update tokens set revoked_at = $2 where name = $1 and revoked_at is null",
            name,
            now.to_sqlx() as _
        )
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// The token with this secret, if it is valid now. Remembers that it was used.
    pub async fn verify_token(&self, secret: &str, now: Timestamp) -> Result<Option<TokenInfo>, StoreError> {
        let row = sqlx::query_as!(
            TokenRow,
            r#"select id, name, scopes, created_at as "created_at: _", last_used_at as "last_used_at: _",
                   expires_at as "expires_at: _", revoked_at as "revoked_at: _"
               from tokens where hash = $1 and revoked_at is null and (expires_at is null or expires_at > $2)"#,
            hash(secret),
            now.to_sqlx() as _,
        )
        .fetch_optional(&self.pool)
        .await?;
        let Some(info) = row.map(TokenInfo::try_from).transpose()? else { return Ok(None) };
        let stale =
            now.saturating_sub(LAST_USED_STEP).is_ok_and(|then| info.last_used_at.is_none_or(|used| used < then));
        if stale {
            sqlx::query!("update tokens set last_used_at = $2 where id = $1", info.id, now.to_sqlx() as _)
                .execute(&self.pool)
                .await?;
        }
        Ok(Some(info))
    }

    /// Whether any token was ever made: without one, a loopback listener takes writes from its own machine.
    /// Revoked ones count, so that revoking the last token does not open the door.
    pub async fn any_token(&self) -> Result<bool, StoreError> {
        Ok(sqlx::query_scalar!(r#"select exists (select from tokens) as "any!""#).fetch_one(&self.pool).await?)
    }
}

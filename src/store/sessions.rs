//! Browsers that signed in with a token. Only the hash of a session's secret is kept, and what it allows
//! is asked of its token each time.

use super::{
    Store, StoreError, TokenInfo,
    tokens::{TokenRow, hash},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;

impl Store {
    /// Remembers a session with this secret until `expires_at`. Sessions that are over are forgotten.
    pub(crate) async fn open_session(
        &self,
        token: &TokenInfo,
        secret: &str,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query!(
            "with over as (delete from sessions where expires_at <= $3)
             insert into sessions (hash, token_id, created_at, expires_at) values ($1, $2, $3, $4)",
            hash(secret),
            token.id,
            now.to_sqlx() as _,
            expires_at.to_sqlx() as _,
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// The token behind this session, if both are still valid.
    pub(crate) async fn session(&self, secret: &str, now: Timestamp) -> Result<Option<TokenInfo>, StoreError> {
        let row = sqlx::query_as!(
            TokenRow,
            r#"select t.id, t.name, t.scopes, t.created_at as "created_at: _", t.last_used_at as "last_used_at: _",
                   t.expires_at as "expires_at: _", t.revoked_at as "revoked_at: _"
               from sessions s join tokens t on t.id = s.token_id
               where s.hash = $1 and s.expires_at > $2 and t.revoked_at is null
                   and (t.expires_at is null or t.expires_at > $2)"#,
            hash(secret),
            now.to_sqlx() as _,
        )
        .fetch_optional(&self.pool)
        .await?;
        row.map(TokenInfo::try_from).transpose()
    }

    /// Ends a session. One that is unknown is as good as ended.
    pub(crate) async fn close_session(&self, secret: &str) -> Result<(), StoreError> {
        sqlx::query!("delete from sessions where hash = $1", hash(secret)).execute(&self.pool).await?;
        Ok(())
    }
}

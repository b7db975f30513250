//! Questions that were given a name.

use super::{
    Store, StoreError,
    types::{count, slug_or_hash},
};
use crate::domain::page::View;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;

impl Store {
    /// Every view, by name.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where the database can't be reached; so with all here.
    pub async fn views(&self) -> Result<Vec<View>, StoreError> {
        let rows = sqlx::query!(
            r#"select slug, name, query, made_by, made_at as "made_at: jiff_sqlx::Timestamp" from views order by name, slug"#
        )
        .fetch_all(&self.pool)
        .await?;
        let view = rows.into_iter().map(|r| View {
            slug: r.slug,
            name: r.name,
            query: r.query,
            made_by: r.made_by,
            made_at: r.made_at.to_jiff(),
        });
        Ok(view.collect())
    }

    /// The question behind a view; `None` where nobody made it.
    ///
    /// # Errors
    /// As [`Store::views`].
    pub async fn view(&self, slug: &str) -> Result<Option<String>, StoreError> {
        Ok(sqlx::query_scalar!("select query from views where slug = $1", slug).fetch_optional(&self.pool).await?)
    }

    /// Keeps a question under a name, and returns its slug. `None` where the name is taken by another question.
    ///
    /// # Errors
    /// As [`Store::views`].
    pub async fn keep_view(
        &self,
        name: &str,
        query: &str,
        by: &str,
        now: Timestamp,
    ) -> Result<Option<String>, StoreError> {
        let kept = sqlx::query_scalar!(
            "insert into views (slug, name, query, made_by, made_at) values ($1, $2, $3, $4, $5)
             on conflict (slug) do update set name = views.name where views.query = excluded.query returning slug",
            slug_or_hash(name),
            name,
            query,
            by,
            now.to_sqlx() as _,
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(kept)
    }

    /// Removes a view; whether there was one.
    ///
    /// # Errors
    /// As [`Store::views`].
    pub async fn drop_view(&self, slug: &str) -> Result<bool, StoreError> {
        let gone = sqlx::query!("delete from views where slug = $1", slug).execute(&self.pool).await?;
        Ok(gone.rows_affected() > 0)
    }

    /// How many views there are.
    ///
    /// # Errors
    /// As [`Store::views`].
    pub async fn count_views(&self) -> Result<u64, StoreError> {
        Ok(count(sqlx::query_scalar!(r#"select count(*) as "n!" from views"#).fetch_one(&self.pool).await?))
    }
}

//! What an operator wants to know of a store at a glance.

use super::{
    Store, StoreError,
    types::{count, word},
};
use crate::domain::Kind;

/// How busy a pool of connections is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pool {
    /// What it is for.
    pub name: &'static str,
    /// Connections that are open.
    pub open: u32,
    /// Those of them that nobody uses.
    pub idle: u32,
    /// How many it may have.
    pub most: u32,
}

impl Store {
    /// How busy the connections are.
    pub fn pools(&self) -> [Pool; 2] {
        [("requests", &self.pool), ("exports", &self.exports)].map(|(name, pool)| {
            let (open, idle) = (pool.size(), u32::try_from(pool.num_idle()).unwrap_or(u32::MAX));
            // The two are asked one after the other, and one may have closed in between.
            Pool { name, open, idle: idle.min(open), most: pool.options().get_max_connections() }
        })
    }

    /// How many events of each kind there are; none of a kind is told as 0.
    ///
    /// # Errors
    /// As the database fails.
    pub async fn events_by_kind(&self) -> Result<Vec<(Kind, u64)>, StoreError> {
        let rows = sqlx::query!(r#"select kind, count(*) as "events!" from events where live group by kind"#)
            .fetch_all(&self.pool)
            .await?;
        let mut kinds: Vec<(Kind, u64)> = Kind::ALL.iter().map(|kind| (*kind, 0)).collect();
        for row in rows {
            let of: Kind = word(&row.kind)?;
            if let Some(known) = kinds.iter_mut().find(|(kind, _)| *kind == of) {
                known.1 = count(row.events);
            }
        }
        Ok(kinds)
    }
}

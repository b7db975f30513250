//! What is stored, counted: for the page that says what the data cover and what they don't.

use super::{
    Store, StoreError,
    types::{count, word},
};
use crate::domain::{
    page::Outlet,
    profile::{Coverage, KindCoverage},
};

/// So many outlets are listed.
const OUTLETS: i64 = 20;

impl Store {
    /// The counts. `ruleset` is the version of the rules now; `foreign` is how a note begins that says in which
    /// language a text is that the rules do not read.
    pub async fn coverage(&self, ruleset: i32, foreign: &str) -> Result<Coverage, StoreError> {
        let articles = sqlx::query!(
            r#"select count(*) filter (where a.deleted_at is null) as "articles!",
                   count(*) filter (where a.deleted_at is not null) as "withdrawn!",
                   count(*) filter (where a.deleted_at is null and r.published_day is null) as "undated!",
                   count(*) filter (where a.deleted_at is null and r.ruleset is null) as "unread!",
                   count(*) filter (where a.deleted_at is null and r.ruleset < $1) as "older!",
                   count(*) filter (where a.deleted_at is null and r.ruleset is not null and not exists (
                       select from mentions m where m.revision_id = r.id)) as "without!"
               from articles a join article_revisions r on r.id = a.current_revision"#,
            ruleset
        )
        .fetch_one(&self.pool)
        .await?;
        let revisions = sqlx::query_scalar!(
            r#"select count(*) as "n!" from article_revisions r join articles a on a.id = r.article_id
               where a.deleted_at is null and r.number > 1"#
        )
        .fetch_one(&self.pool)
        .await?;
        let days = sqlx::query!(
            r#"select r.published_day as "day!: jiff_sqlx::Date", count(*) as "articles!"
               from articles a join article_revisions r on r.id = a.current_revision
               where a.deleted_at is null and r.published_day is not null group by 1 order by 1"#
        )
        .fetch_all(&self.pool)
        .await?;
        let outlets = sqlx::query!(
            r#"select o.slug, o.name, count(*) as "articles!", count(*) over () as "all!"
               from articles a join outlets o on o.id = a.outlet_id where a.deleted_at is null
               group by o.slug, o.name order by 3 desc, o.slug limit $1"#,
            OUTLETS
        )
        .fetch_all(&self.pool)
        .await?;
        let kinds = sqlx::query!(
            r#"select kind, count(*) as "events!", count(*) filter (where sort_day is null) as "undated!",
                   count(*) filter (where exists (select from event_places p where p.event_id = e.id)) as "placed!",
                   count(*) filter (where negotiation is not null) as "tracked!",
                   count(*) filter (where review = 'reviewed') as "reviewed!"
               from events e where live group by kind"#
        )
        .fetch_all(&self.pool)
        .await?;
        let ruled = sqlx::query!(
            r#"select count(*) as "all!",
                   count(distinct event_id) filter (where action = 'dismiss' and reverted_by is null) as "dismissed!"
               from corrections"#
        )
        .fetch_one(&self.pool)
        .await?;
        let foreign = sqlx::query!(
            r#"select split_part(substr(note, char_length($1) + 1), '.', 1) as "language!", count(*) as "texts!"
               from articles a join article_revisions r on r.id = a.current_revision
               cross join lateral jsonb_array_elements_text(r.notes) as note
               where a.deleted_at is null and starts_with(note, $1) group by 1 order by 2 desc, 1"#,
            foreign
        )
        .fetch_all(&self.pool)
        .await?;
        let all_outlets = outlets.first().map_or(0, |r| count(r.all));
        let reviewed = kinds.iter().map(|r| count(r.reviewed)).sum();
        let mut of_kinds = kinds
            .into_iter()
            .map(|r| {
                let coverage = KindCoverage {
                    events: count(r.events),
                    undated: count(r.undated),
                    placed: count(r.placed),
                    tracked: count(r.tracked),
                };
                Ok((word(&r.kind)?, coverage))
            })
            .collect::<Result<Vec<_>, StoreError>>()?;
        of_kinds.sort_by_key(|(kind, _)| *kind);
        Ok(Coverage {
            articles: count(articles.articles),
            undated_articles: count(articles.undated),
            withdrawn: count(articles.withdrawn),
            revisions: count(revisions),
            by_day: days.into_iter().map(|r| (r.day.to_jiff(), count(r.articles))).collect(),
            more_outlets: all_outlets.saturating_sub(outlets.len() as u64),
            outlets: outlets.into_iter().map(|r| (Outlet { id: r.slug, name: r.name }, count(r.articles))).collect(),
            kinds: of_kinds,
            dismissed: count(ruled.dismissed),
            reviewed,
            corrections: count(ruled.all),
            foreign: foreign.into_iter().map(|r| (r.language, count(r.texts))).collect(),
            unread: count(articles.unread),
            older_rules: count(articles.older),
            without_events: count(articles.without),
            ruleset,
        })
    }
}

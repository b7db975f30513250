//! The sample articles that `serve --demo` shows: original prose of our own, in `tests/articles`.

use crate::{
    domain::page::Page,
    pipeline::{
        Pipeline,
        intake::{self, Submission},
    },
};
use anyhow::anyhow;
use jiff::Timestamp;
use rust_embed::RustEmbed;

/// The demo's database: sample articles never mix with an analyst's.
pub(super) const DATABASE: &str = "demarche_demo";

#[derive(RustEmbed)]
#[folder = "tests/articles/"]
struct Articles;

/// Stores the sample articles, all or none, unless the database has articles already.
pub(super) async fn load(pipeline: &Pipeline) -> anyhow::Result<()> {
    let Page { items, .. } = pipeline.store().articles(None, 1).await?;
    if items.is_empty() {
        let articles = articles(pipeline.clock().now())?;
        tracing::info!(articles = articles.len(), "reading the sample articles");
        pipeline.submit_all(articles).await?;
    }
    Ok(())
}

/// In the order in which they were published; that of a corrected article is that of its correction.
fn articles(now: Timestamp) -> anyhow::Result<Vec<Submission>> {
    let mut names: Vec<_> = Articles::iter().filter(|name| is_article(name)).collect();
    names.sort_unstable();
    let read = |name: &str| {
        let file = Articles::get(name).ok_or_else(|| anyhow!("the sample article {name} is missing"))?;
        intake::from_json(&file.data, now).map_err(|rejection| anyhow!("the sample article {name}: {rejection}"))
    };
    names.iter().map(|name| read(name)).collect()
}

/// What beside them ends in `.gold.json` is what a reader expects of them: for the tests.
fn is_article(name: &str) -> bool {
    name.ends_with(".json") && !name.ends_with(".gold.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_article_can_be_stored() {
        let now = "2026-06-01T00:00:00Z".parse().unwrap();
        assert_eq!(articles(now).unwrap().len(), 36);
    }
}

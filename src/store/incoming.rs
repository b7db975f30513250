//! Articles that come in: which are known, by their address or by outlet and text, and their texts.
//!
//! Those that come together are looked up by one statement and stored by one; each with statements of its own
//! took more of a writer's time than anything else.

use super::{
    StoreError,
    types::{Moment, slug_or_hash},
    write::Writer,
};
use crate::{
    consolidate::{fingerprint, text_hash},
    domain::{ArticleId, NewArticle, Published, article::Format, page::Withdrawal, revision},
};
use jiff_sqlx::ToSqlx as _;
use sqlx::types::Json;
use std::collections::{BTreeMap, HashMap};

/// An article that comes in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Incoming<'a> {
    /// The article.
    pub(crate) article: &'a NewArticle,
    /// What the extractor had to leave open.
    pub(crate) notes: &'a [String],
    /// The version of the rules that read it, none where it was not to be read.
    pub(crate) ruleset: Option<i32>,
}

/// What storing an article came to.
#[derive(Clone, Debug)]
pub(crate) struct StoredArticle {
    /// Its number.
    pub(crate) id: ArticleId,
    /// The revision with this text.
    pub(crate) revision: i64,
    /// What was there before.
    pub(crate) before: Before,
    /// Whether this text is now the article's.
    pub(crate) current: bool,
}

/// What was there before an article came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Before {
    /// Nothing.
    Nothing,
    /// This very text.
    Same,
    /// Another text; the revision that was current.
    Other(Option<i64>),
    /// It was withdrawn, and nothing was stored: it has no revision.
    Withdrawn(Withdrawal),
}

/// An article with what its row is made of.
struct Row<'a> {
    incoming: Incoming<'a>,
    hash: String,
    outlet: Option<i64>,
}

impl Row<'_> {
    /// By what it is known again, where it has no address.
    fn content_key(&self) -> Option<&str> {
        self.incoming.article.url.is_none().then_some(self.hash.as_str())
    }

    fn format(&self) -> &'static str {
        match self.incoming.article.format {
            Format::Text => "text",
            Format::Html => "html",
        }
    }
}

/// An article that was there.
struct Known {
    id: ArticleId,
    withdrawn: Option<Withdrawal>,
    current: Option<i64>,
    /// When its current text was made.
    made: Option<jiff::Timestamp>,
    /// The revision with the very text that comes in.
    same: Option<i64>,
}

impl Writer {
    /// Stores articles, or revisions of those that are known by their address, else by outlet and text. No two
    /// of them may be the same article. The answers are in their order.
    pub(crate) async fn store_articles(&mut self, incoming: &[Incoming<'_>]) -> Result<Vec<StoredArticle>, StoreError> {
        self.outlets(incoming.iter().filter_map(|i| i.article.outlet.as_deref())).await?;
        let rows = incoming.iter().map(|incoming| Row {
            incoming: *incoming,
            hash: text_hash(incoming.article.text.as_str()),
            outlet: incoming.article.outlet.as_ref().and_then(|name| self.outlets.get(name)).copied(),
        });
        let rows: Vec<Row<'_>> = rows.collect();
        let mut known = self.known(&rows).await?;
        let new: Vec<&Row<'_>> = rows.iter().zip(0..).filter(|(_, n)| !known.contains_key(n)).map(|(r, _)| r).collect();
        let mut made = self.insert_articles(&new).await?.into_iter();
        let mut stored = Vec::with_capacity(rows.len());
        for (row, n) in rows.iter().zip(0..) {
            stored.push(match known.remove(&n) {
                Some(known) => self.again(row, known).await?,
                // As many as were not known.
                None => made.next().ok_or(StoreError::Nothing)?,
            });
        }
        Ok(stored)
    }

    /// Notes the numbers of these outlets, and makes those that are new.
    async fn outlets(&mut self, names: impl Iterator<Item = &str>) -> Result<(), StoreError> {
        // Two spellings of one name are one outlet, under the first of them.
        let mut spellings: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for name in names.filter(|name| !self.outlets.contains_key(*name)) {
            spellings.entry(slug_or_hash(name)).or_default().push(name);
        }
        if spellings.is_empty() {
            return Ok(());
        }
        let slugs: Vec<&str> = spellings.keys().map(String::as_str).collect();
        let names: Vec<&str> = spellings.values().filter_map(|names| names.first()).copied().collect();
        let rows = sqlx::query!(
            r#"with made as (
                   insert into outlets (slug, name) select * from unnest($1::text[], $2::text[])
                   on conflict (slug) do nothing returning id, slug)
               select id as "id!", slug as "slug!" from made union all select id, slug from outlets where slug = any ($1)"#,
            &slugs as _,
            &names as _,
        )
        .fetch_all(&mut *self.tx)
        .await?;
        for row in rows {
            for name in spellings.get(&row.slug).into_iter().flatten() {
                self.outlets.insert((*name).to_owned(), row.id);
            }
        }
        Ok(())
    }

    /// Which of these are here already, by their place in the list.
    async fn known(&mut self, rows: &[Row<'_>]) -> Result<HashMap<i64, Known>, StoreError> {
        let found = sqlx::query!(
            r#"select asked.nth - 1 as "nth!", a.id as "id!", a.current_revision as "current?",
                   a.deleted_at as "deleted_at?: jiff_sqlx::Timestamp", a.withdrawn_reason as "reason?", a.withdrawn_by as "by?",
                   coalesce(current.modified_at, current.published_at) as "made?: jiff_sqlx::Timestamp", same.id as "same?"
               from unnest($1::text[], $2::bigint[], $3::text[]) with ordinality as asked (url, outlet, hash, nth)
               cross join lateral (
                   select * from articles where url = asked.url
                   union all
                   select * from articles
                   where asked.url is null and url is null and outlet_id = asked.outlet and content_key = asked.hash
                   union all
                   select * from articles
                   where asked.url is null and asked.outlet is null and url is null and outlet_id is null
                       and content_key = asked.hash) as a
               left join article_revisions current on current.id = a.current_revision
               left join article_revisions same on same.article_id = a.id and same.content_hash = asked.hash"#,
            rows.iter().map(|r| r.incoming.article.url.as_deref()).collect::<Vec<_>>() as _,
            rows.iter().map(|r| r.outlet).collect::<Vec<_>>() as _,
            rows.iter().map(|r| r.hash.as_str()).collect::<Vec<_>>() as _,
        )
        .fetch_all(&mut *self.tx)
        .await?;
        let known = found.into_iter().map(|row| {
            let id = ArticleId(row.id);
            let withdrawn = row.deleted_at.zip(row.reason).map(|(at, reason)| Withdrawal {
                article: id,
                at: at.to_jiff(),
                reason,
                by: row.by,
            });
            let made = row.made.map(jiff_sqlx::Timestamp::to_jiff);
            (row.nth, Known { id, withdrawn, current: row.current, made, same: row.same })
        });
        Ok(known.collect())
    }

    /// Stores articles that nobody knew, with their texts.
    async fn insert_articles(&mut self, rows: &[&Row<'_>]) -> Result<Vec<StoredArticle>, StoreError> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let numbers = sqlx::query!(
            r#"select nextval(pg_get_serial_sequence('articles', 'id')) as "article!",
                   nextval(pg_get_serial_sequence('article_revisions', 'id')) as "revision!"
               from generate_series(1, $1::bigint)"#,
            i64::try_from(rows.len()).unwrap_or(i64::MAX)
        )
        .fetch_all(&mut *self.tx)
        .await?;
        let articles: Vec<i64> = numbers.iter().map(|n| n.article).collect();
        let revisions: Vec<i64> = numbers.iter().map(|n| n.revision).collect();
        sqlx::query!(
            "insert into articles (id, url, outlet_id, content_key, recorded_at) overriding system value
             select id, url, outlet, content_key, $5
             from unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[]) as a (id, url, outlet, content_key)",
            &articles,
            rows.iter().map(|r| r.incoming.article.url.as_deref()).collect::<Vec<_>>() as _,
            rows.iter().map(|r| r.outlet).collect::<Vec<_>>() as _,
            rows.iter().map(|r| r.content_key()).collect::<Vec<_>>() as _,
            self.now.to_sqlx() as _,
        )
        .execute(&mut *self.tx)
        .await?;
        self.insert_revisions(&revisions, &articles, rows).await?;
        sqlx::query!(
            "update articles a set current_revision = n.revision
             from unnest($1::bigint[], $2::bigint[]) as n (article, revision) where a.id = n.article",
            &articles,
            &revisions,
        )
        .execute(&mut *self.tx)
        .await?;
        let stored = numbers.into_iter().map(|n| StoredArticle {
            id: ArticleId(n.article),
            revision: n.revision,
            before: Before::Nothing,
            current: true,
        });
        Ok(stored.collect())
    }

    /// Stores an article that is known: its text may be new.
    async fn again(&mut self, row: &Row<'_>, known: Known) -> Result<StoredArticle, StoreError> {
        let id = known.id;
        if let Some(was) = known.withdrawn {
            return Ok(StoredArticle { id, revision: 0, before: Before::Withdrawn(was), current: false });
        }
        if let Some(revision) = known.same {
            let current = known.current == Some(revision);
            return Ok(StoredArticle { id, revision, before: Before::Same, current });
        }
        let revision =
            sqlx::query_scalar!(r#"select nextval(pg_get_serial_sequence('article_revisions', 'id')) as "id!""#)
                .fetch_one(&mut *self.tx)
                .await?;
        self.insert_revisions(&[revision], &[id.0], &[row]).await?;
        let article = row.incoming.article;
        let made = article.modified.or(article.published).map(Published::instant);
        let current = known.current.is_none() || revision::is_newer(made, known.made);
        if current {
            sqlx::query!(
                "update articles set current_revision = $2, outlet_id = coalesce($3, outlet_id) where id = $1",
                id.0,
                revision,
                row.outlet
            )
            .execute(&mut *self.tx)
            .await?;
        }
        Ok(StoredArticle { id, revision, before: Before::Other(known.current), current })
    }

    async fn insert_revisions(&mut self, ids: &[i64], articles: &[i64], rows: &[&Row<'_>]) -> Result<(), StoreError> {
        let column = |of: fn(&NewArticle) -> Option<&str>| -> Vec<Option<&str>> {
            rows.iter().map(|r| of(r.incoming.article)).collect()
        };
        let published: Vec<Moment> = rows.iter().map(|r| Moment::of(r.incoming.article.published)).collect();
        let modified: Vec<Moment> = rows.iter().map(|r| Moment::of(r.incoming.article.modified)).collect();
        sqlx::query!(
            "insert into article_revisions (id, article_id, number, content_hash, title, byline, language, fingerprint, format,
                 text, source, published_at, published_day, published_offset, modified_at, modified_day, modified_offset,
                 notes, ruleset, recorded_at) overriding system value
             select r.id, r.article, (select count(*) + 1 from article_revisions x where x.article_id = r.article), r.hash,
                 r.title, r.byline, r.language, r.fingerprint, r.format, r.text, r.source,
                 r.published_at, r.published_day, r.published_offset, r.modified_at, r.modified_day, r.modified_offset,
                 r.notes, r.ruleset, $19
             from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::text[],
                 $9::text[], $10::text[], $11::timestamptz[], $12::date[], $13::int[], $14::timestamptz[], $15::date[],
                 $16::int[], $17::jsonb[], $18::int[])
                 as r (id, article, hash, title, byline, language, fingerprint, format, text, source, published_at,
                     published_day, published_offset, modified_at, modified_day, modified_offset, notes, ruleset)",
            ids,
            articles,
            rows.iter().map(|r| r.hash.as_str()).collect::<Vec<_>>() as _,
            rows.iter().map(|r| r.incoming.article.title.as_str()).collect::<Vec<_>>() as _,
            column(|a| a.byline.as_deref()) as _,
            column(|a| a.language.as_deref()) as _,
            &rows.iter().map(|r| fingerprint(r.incoming.article.text.as_str()).cast_signed()).collect::<Vec<_>>(),
            rows.iter().map(|r| r.format()).collect::<Vec<_>>() as _,
            rows.iter().map(|r| r.incoming.article.text.as_str()).collect::<Vec<_>>() as _,
            column(|a| a.source.as_deref()) as _,
            published.iter().map(|m| m.at).collect::<Vec<_>>() as _,
            published.iter().map(|m| m.day).collect::<Vec<_>>() as _,
            published.iter().map(|m| m.offset).collect::<Vec<_>>() as _,
            modified.iter().map(|m| m.at).collect::<Vec<_>>() as _,
            modified.iter().map(|m| m.day).collect::<Vec<_>>() as _,
            modified.iter().map(|m| m.offset).collect::<Vec<_>>() as _,
            rows.iter().map(|r| Json(r.incoming.notes)).collect::<Vec<_>>() as _,
            rows.iter().map(|r| r.incoming.ruleset).collect::<Vec<_>>() as _,
            self.now.to_sqlx() as _,
        )
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }
}

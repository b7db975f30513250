//! Where the words of a search stand in the events that it found.

use super::{Store, StoreError};
use crate::domain::{EventId, page::Hit};
use sqlx::FromRow;
use std::collections::HashMap;

/// Characters for private use, which no frozen text holds a reason to: they stand around each hit on its way here.
const OPEN: char = '\u{e000}';
const CLOSE: char = '\u{e001}';

#[derive(FromRow)]
struct HitRow {
    id: i64,
    headline: String,
    sentence: String,
}

impl Store {
    /// For each of these events its headline and the words of its sources in which the search has its hits.
    /// An event that was found by a name alone has neither.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where the database can't be reached.
    pub async fn hits(&self, events: &[EventId], q: &str) -> Result<HashMap<EventId, Hit>, StoreError> {
        let ids: Vec<i64> = events.iter().map(|e| e.0).collect();
        let rows = sqlx::query_as!(
            HitRow,
            r#"select e.id, ts_headline('english', translate(e.headline, $3, ''), asked, $4 || ', HighlightAll=true') as "headline!",
                   ts_headline('english', translate(told.words, $3, ''), asked, $4 || ', MaxFragments=2, MinWords=6, MaxWords=24') as "sentence!"
               from websearch_to_tsquery('english', $2) asked
               cross join events e
               cross join lateral (
                   select coalesce(string_agg(distinct s ->> 'exact', ' … '), '') as words
                   from jsonb_array_elements(e.doc -> 'evidence') s) told
               where e.id = any ($1)"#,
            &ids,
            q,
            format!("{OPEN}{CLOSE}"),
            format!("StartSel={OPEN}, StopSel={CLOSE}"),
        )
        .fetch_all(&self.pool)
        .await?;
        let hit =
            |row: HitRow| (EventId(row.id), Hit { headline: pieces(&row.headline), sentence: pieces(&row.sentence) });
        Ok(rows.into_iter().map(hit).collect())
    }
}

/// The text in pieces, each with whether it is a hit; none where nothing was hit.
fn pieces(text: &str) -> Vec<(bool, String)> {
    let mut out = Vec::new();
    for (n, part) in text.split(OPEN).enumerate() {
        let (hit, rest) = if n == 0 { ("", part) } else { part.split_once(CLOSE).unwrap_or((part, "")) };
        let all = [(true, hit), (false, rest)];
        out.extend(all.into_iter().filter(|(_, t)| !t.is_empty()).map(|(hit, t)| (hit, t.to_owned())));
    }
    if out.iter().any(|(hit, _)| *hit) { out } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marked_text_comes_in_pieces() {
        let of = |text: &str| pieces(&text.replace('[', "\u{e000}").replace(']', "\u{e001}"));
        let told = |list: &[(bool, &str)]| list.iter().map(|(h, t)| (*h, (*t).to_owned())).collect::<Vec<_>>();
        assert_eq!(
            of("on [talks] in [Geneva]"),
            told(&[(false, "on "), (true, "talks"), (false, " in "), (true, "Geneva")])
        );
        assert_eq!(of("[All]"), told(&[(true, "All")]));
        assert_eq!(of("nothing"), told(&[]));
        assert_eq!(of(""), told(&[]));
        // Cut in the middle: what is there is kept.
        assert_eq!(of("a [b"), told(&[(false, "a "), (true, "b")]));
    }
}

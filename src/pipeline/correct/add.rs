//! Events that an analyst adds from a sentence of an article.
//!
//! The log keeps the event and its sentence; the mention is made from them anew for every text of the article in
//! which the sentence still stands.

use super::{By, CorrectError, Corrected, anchor, shown, values};
use crate::{
    domain::{
        ArticleId, CorrectionId, Evidence, Mention, Text,
        correction::{Action, Addition},
    },
    extract::RULESET,
    pipeline::{
        Pipeline,
        consolidate::{Touched, bring_up_to_date},
        intake::{self, Rejection},
    },
    store::{StoreError, Writer},
};
use serde_json::{Value, json};

/// What an added event's evidence names as its rule.
const ANALYST: &str = "analyst";

impl Pipeline {
    /// Adds an event from a sentence of an article's current text. It joins an event that tells of the same, if
    /// there is one.
    ///
    /// # Errors
    /// [`CorrectError`]; nothing was changed then.
    pub async fn add_event(&self, author: &str, addition: Addition, reason: &str) -> Result<Corrected, CorrectError> {
        let reason = &super::reason(reason)?;
        let mut writer = self.store.write(self.clock.now()).await?;
        let Addition { article, exact, start, end, event } = addition;
        let Some((revision, text)) = writer.current_text(article).await? else {
            return Err(CorrectError::Unknown("article"));
        };
        let Some(found) = intake::sentence(exact.as_deref(), start, end, &text) else {
            return Err(nowhere(exact.is_some(), article).into());
        };
        let body = values::whole(&mut writer, event).await?;
        let mention = with_sentence(intake::event(body, &text)?, found);
        let key = writer.insert_addition(revision, RULESET, &mention).await?;
        bring_up_to_date(&mut writer, Touched { new: vec![key], ..Touched::default() }).await?;
        let loaded = writer.mentions(&[key]).await?.pop().ok_or(StoreError::Nothing)?;
        let made = loaded.event.ok_or(StoreError::Nothing)?;
        let change =
            json!({ "article": article, "exact": mention.evidence.first().map(|e| &e.exact), "event": mention });
        let id = writer.record(&By { author, reason }.draft(made, Action::Add, change.clone())).await?;
        writer.anchor(id, &[anchor(0, Some(made), &loaded)]).await?;
        writer.added_by(&[(key, id)]).await?;
        let Some(event) = shown(&mut writer, made).await? else {
            let detail = format!("this is what event {made} tells, which was dismissed; restore it instead");
            return Err(CorrectError::Conflict(detail));
        };
        let correction = writer.correction(id).await?.ok_or(StoreError::Nothing)?;
        writer.commit().await?;
        Ok(Corrected { correction, event: Some(event), other: None })
    }
}

fn nowhere(words: bool, article: ArticleId) -> Rejection {
    if words {
        let detail = format!("these words do not stand in the current text of article {article}");
        Rejection::impossible("/exact", detail)
    } else {
        let detail = format!(
            "no sentence is named: send its words as `exact`, or where it stands in the current text of article \
             {article} as `start` and `end`, in code points"
        );
        Rejection::impossible("/start", detail)
    }
}

fn with_sentence(mention: Mention, found: Evidence) -> Mention {
    Mention { evidence: vec![Evidence { rule: ANALYST.to_owned(), ..found }], ..mention }
}

/// What analysts added to an article, for a text of it: where a sentence stands no more, its event is left out.
pub(in crate::pipeline) async fn to_text(
    writer: &mut Writer,
    article: ArticleId,
    text: &Text,
) -> Result<Vec<(CorrectionId, Mention)>, StoreError> {
    let added = writer.additions(article).await?;
    Ok(added.into_iter().filter_map(|(id, change)| Some((id, again(&change, text)?))).collect())
}

/// The mention of an addition in this text; `None` where its sentence does not stand there.
pub(super) fn again(change: &Value, text: &Text) -> Option<Mention> {
    let mention: Mention = serde_json::from_value(change.get("event")?.clone()).ok()?;
    let before = mention.evidence.first()?.clone();
    let found = intake::sentence(Some(&before.exact), before.start, before.end, text)?;
    Some(with_sentence(mention, found))
}

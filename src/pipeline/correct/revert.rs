//! Taking a correction back, and taking that back again.

use super::{By, CorrectError, Corrected, add, mentions, neighbours, rulings, shown};
use crate::{
    domain::{
        CorrectionId, EventId,
        correction::{Action, Correction},
    },
    extract::RULESET,
    pipeline::{
        Pipeline,
        consolidate::{Touched, bring_up_to_date},
    },
    store::{Anchored, Loaded, StoreError, Writer},
};
use serde_json::json;
use std::collections::BTreeSet;

impl Pipeline {
    /// Takes a correction back: the timeline is as it would be without it. A revert can be reverted too.
    ///
    /// # Errors
    /// [`CorrectError`]; nothing was changed then.
    pub async fn revert(
        &self,
        author: &str,
        correction: CorrectionId,
        reason: &str,
    ) -> Result<Corrected, CorrectError> {
        let reason = &super::reason(reason)?;
        let mut writer = self.store.write(self.clock.now()).await?;
        let Some(undone) = writer.correction(correction).await? else {
            return Err(CorrectError::Unknown("correction"));
        };
        if let Some(by) = undone.reverted_by {
            let detail = format!("correction {correction} was reverted already, by correction {by}");
            return Err(CorrectError::Conflict(detail));
        }
        let mut draft = By { author, reason }.draft(undone.event, Action::Revert, json!({ "action": undone.action }));
        draft.undoes = Some(correction);
        let (touched, other) = match undone.undoes {
            Some(again) => {
                let again = writer.correction(again).await?.ok_or(StoreError::Nothing)?;
                let touched = redo(&mut writer, &again).await?;
                writer.reinstate(again.id).await?;
                touched
            }
            None => undo(&mut writer, &undone).await?,
        };
        let id = writer.record(&draft).await?;
        bring_up_to_date(&mut writer, touched).await?;
        writer.conclude(id, &draft.change).await?;
        let event = shown(&mut writer, undone.event).await?;
        let other = match other {
            Some(other) => shown(&mut writer, other).await?,
            None => None,
        };
        let other = other.filter(|o| event.as_ref().is_none_or(|e| e.id != o.id));
        let correction = writer.correction(id).await?.ok_or(StoreError::Nothing)?;
        writer.commit().await?;
        Ok(Corrected { correction, event, other })
    }
}

/// What has to be worked out anew, and the second event it is about.
type Work = (Touched, Option<EventId>);

/// An event as it now is called, with what its articles may call a part of it.
async fn touching(writer: &mut Writer, touched: &mut Touched, id: EventId) -> Result<EventId, StoreError> {
    let now = writer.standing(id).await?.and_then(|s| s.merged_into).unwrap_or(id);
    touched.bereft.extend(neighbours(writer, now).await?);
    Ok(now)
}

async fn undo(writer: &mut Writer, correction: &Correction) -> Result<Work, CorrectError> {
    let mut touched = Touched::default();
    let mut other = None;
    match correction.action {
        Action::Field | Action::Review => {
            touching(writer, &mut touched, correction.event).await?;
        }
        Action::Dismiss => {
            touched.deleted.insert(correction.event);
            touching(writer, &mut touched, correction.event).await?;
        }
        Action::Merge => {
            let (anchors, loaded) = sides(writer, &mut touched, correction.id).await?;
            // Whoever lost its number to the merge gets it back, with the mentions it had.
            for (nth, key) in matched(&anchors, &loaded) {
                let Some(own) = anchors[nth].event else { continue };
                let Some(standing) = writer.standing(own).await? else { continue };
                let now = loaded.iter().find(|l| l.input.key == key).and_then(|l| l.event);
                if standing.merged_into.is_some() && standing.merged_into == now {
                    touched.ruled.insert(key, Some(own));
                    touched.deleted.insert(own);
                    other = Some(own);
                }
            }
            if other == Some(correction.event) {
                other = kept(correction);
            }
        }
        Action::Split => {
            sides(writer, &mut touched, correction.id).await?;
            let event = touching(writer, &mut touched, correction.event).await?;
            touched.preferred.insert(event);
        }
        Action::Add => touched.bereft.extend(writer.withdraw_added(correction.id).await?),
        // They are taken back by putting what they took back into force again.
        Action::Restore | Action::Revert => {}
    }
    Ok((touched, other))
}

async fn redo(writer: &mut Writer, correction: &Correction) -> Result<Work, CorrectError> {
    let mut touched = Touched::default();
    let mut other = None;
    match correction.action {
        Action::Field | Action::Review => {
            touching(writer, &mut touched, correction.event).await?;
        }
        Action::Dismiss => {
            let force = rulings::Force::of(writer.in_force(&[correction.event.0]).await?);
            if force.dismissed.contains(&correction.event) {
                let detail = format!("event {} is dismissed already, by another correction", correction.event);
                return Err(CorrectError::Conflict(detail));
            }
            touching(writer, &mut touched, correction.event).await?;
        }
        Action::Merge => {
            sides(writer, &mut touched, correction.id).await?;
            touched.preferred.extend(kept(correction));
        }
        Action::Split => {
            let (anchors, loaded) = sides(writer, &mut touched, correction.id).await?;
            for (nth, key) in matched(&anchors, &loaded).into_iter().filter(|(nth, _)| anchors[*nth].side == 1) {
                other = anchors[nth].event;
                touched.ruled.insert(key, other);
            }
            touched.deleted.extend(other);
        }
        Action::Add => {
            let anchors = writer.anchors(&[correction.id.0]).await?;
            let gone =
                || CorrectError::Conflict("its sentence stands no more in the article's current text".to_owned());
            let article = anchors.first().map(|a| a.article).ok_or(StoreError::Nothing)?;
            let (revision, text) = writer.current_text(article).await?.ok_or_else(gone)?;
            let mention = add::again(&correction.change, &text).ok_or_else(gone)?;
            let key = writer.insert_addition(revision, RULESET, &mention).await?;
            writer.added_by(&[(key, correction.id)]).await?;
            touched.new.push(key);
            if let Some(standing) = writer.standing(correction.event).await?
                && standing.merged_into.is_none()
            {
                touched.ruled.insert(key, Some(correction.event));
                touched.deleted.extend(standing.deleted.then_some(correction.event));
            }
        }
        Action::Restore | Action::Revert => {
            let first = correction.undoes.map_or(0, |c| c.0);
            let detail = format!("it put correction {first} into force again; revert correction {first} itself");
            return Err(CorrectError::Conflict(detail));
        }
    }
    Ok((touched, other))
}

/// The event whose number stayed in a merge.
fn kept(merge: &Correction) -> Option<EventId> {
    merge.change.get("kept")?.as_str()?.parse().ok()
}

/// The anchors of a ruling, and every mention of the events they are part of now.
async fn sides(
    writer: &mut Writer,
    touched: &mut Touched,
    correction: CorrectionId,
) -> Result<(Vec<Anchored>, Vec<Loaded>), StoreError> {
    let anchors = writer.anchors(&[correction.0]).await?;
    let events: BTreeSet<EventId> = anchors.iter().filter_map(|a| a.event).collect();
    let mut now = BTreeSet::new();
    for event in events {
        now.insert(touching(writer, touched, event).await?);
    }
    let loaded = mentions(writer, &now.into_iter().collect::<Vec<_>>()).await?;
    Ok((anchors, loaded))
}

fn matched(anchors: &[Anchored], loaded: &[Loaded]) -> Vec<(usize, i64)> {
    rulings::matched(&anchors.iter().collect::<Vec<_>>(), &loaded.iter().collect::<Vec<_>>())
}

//! Corrections and additions: what an analyst rules over the timeline, in one transaction with everything that
//! follows from it.
//!
//! Each has a reason and an author and is written to the public log (`Store::corrections`). A correction that can't
//! be made is a [`CorrectError`], and then nothing was changed. Corrections outlive revisions, later articles and new
//! rules: values of fields belong to the event's number and are put over what its sources say whenever it is worked
//! out; merges and splits name mentions by what they say, and hold whenever such mentions are there.

pub(super) mod add;
mod revert;
pub(super) mod rulings;
mod values;

use super::{
    Pipeline,
    consolidate::{Touched, bring_up_to_date},
    intake::Rejection,
};
use crate::{
    domain::{
        ArticleId, Event, EventId, Kind, MentionId, Seq, Text,
        correction::{Action, Anchor, Change, Correction, Part},
    },
    store::{Draft, Loaded, StoreError, Writer},
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A correction that was made.
#[derive(Clone, Debug)]
pub struct Corrected {
    /// Its entry in the log.
    pub correction: Correction,
    /// The event as it is now; `None` where it is no more.
    pub event: Option<Event>,
    /// The second event that it made: what was split off, or what a reverted merge gave back.
    pub other: Option<Event>,
}

/// Why a correction was not made.
#[derive(Debug, thiserror::Error)]
pub enum CorrectError {
    /// There is no such event, article or correction.
    #[error("there is no such {0} here")]
    Unknown(&'static str),
    /// The event is now part of this one.
    #[error("this event is now part of event {0}")]
    Moved(EventId),
    /// The event was withdrawn with its mentions, or dismissed.
    #[error("{0}")]
    Gone(String),
    /// It changed since the sender looked at it; this is how it is now.
    #[error("the event has changed since you looked at it")]
    Stale(Box<Event>),
    /// It fits what is asked for no more: reviewed already, reverted already.
    #[error("{0}")]
    Conflict(String),
    /// What was sent can't be taken.
    #[error("{0}")]
    Rejected(#[from] Rejection),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A reason is a sentence or two.
pub const LONGEST_REASON: usize = 500;
/// So many events may be merged at once.
const MOST_MERGED: usize = 50;

impl Pipeline {
    /// Makes a correction to an event. `author` is the token's name (`local` where none was needed); with `if_match`
    /// only if the event's last change is still this one.
    ///
    /// # Errors
    /// [`CorrectError`]; nothing was changed then.
    pub async fn correct(
        &self,
        author: &str,
        event: EventId,
        if_match: Option<Seq>,
        change: Change,
        reason: &str,
    ) -> Result<Corrected, CorrectError> {
        let reason = &self::reason(reason)?;
        let mut writer = self.store.write(self.clock.now()).await?;
        let Some(standing) = writer.standing(event).await? else { return Err(CorrectError::Unknown("event")) };
        if let Some(into) = standing.merged_into {
            return Err(CorrectError::Moved(into));
        }
        if let (Some(seq), Some(now)) = (if_match, &standing.event)
            && seq != now.seq
        {
            let mut now = now.clone();
            writer.number_round(&mut now).await?;
            return Err(CorrectError::Stale(Box::new(now)));
        }
        let by = By { author, reason };
        if matches!(change, Change::Restore) && standing.deleted {
            return restore(writer, by, event).await;
        }
        let Some(now) = standing.event.filter(|_| !standing.deleted && !matches!(change, Change::Restore)) else {
            return Err(misplaced(&mut writer, event, standing.deleted).await?);
        };
        match change {
            Change::Fields(patch) => fields(writer, by, &now, patch).await,
            Change::Merge { others, keep } => merge(writer, by, &now, others, keep).await,
            Change::Split(part) => split(writer, by, &now, &part).await,
            Change::Dismiss => {
                let draft = by.draft(event, Action::Dismiss, json!({}));
                let touched = Touched { bereft: neighbours(&mut writer, event).await?, ..Touched::default() };
                finish(writer, draft, touched).await
            }
            // It was seen to above: here it is on the timeline.
            Change::Restore => Err(misplaced(&mut writer, event, false).await?),
            Change::Review(review) => {
                if now.review == review {
                    return Err(CorrectError::Conflict(format!("event {event} is marked as {review} already")));
                }
                let draft = by.draft(event, Action::Review, json!({ "review": review }));
                finish(writer, draft, touching(event)).await
            }
        }
    }
}

/// Who does it, and why.
#[derive(Clone, Copy, Debug)]
struct By<'a> {
    author: &'a str,
    reason: &'a str,
}

impl<'a> By<'a> {
    fn draft(self, event: EventId, action: Action, change: Value) -> Draft<'a> {
        Draft { event, action, change, reason: self.reason, author: self.author, undoes: None }
    }
}

/// The reason as it is kept: one line, neither empty nor an essay.
fn reason(sent: &str) -> Result<String, Rejection> {
    let frozen = Text::freeze(sent);
    let line = frozen.as_str().split_whitespace().collect::<Vec<_>>().join(" ");
    match line.chars().count() {
        0 => Err(Rejection::impossible("/reason", "a correction needs a `reason`: it is kept in the public log")),
        n if n > LONGEST_REASON => {
            let detail = format!("the reason is {n} characters long; at most {LONGEST_REASON} are kept");
            Err(Rejection::impossible("/reason", detail))
        }
        _ => Ok(line),
    }
}

fn touching(event: EventId) -> Touched {
    Touched { bereft: BTreeSet::from([event]), ..Touched::default() }
}

/// Why this can't be done to an event that stands like this.
async fn misplaced(writer: &mut Writer, id: EventId, deleted: bool) -> Result<CorrectError, StoreError> {
    let force = rulings::Force::of(writer.in_force(&[id.0]).await?);
    Ok(match (deleted, force.dismissed.contains(&id)) {
        (false, _) => {
            CorrectError::Conflict(format!("event {id} is on the timeline; only a dismissed one is restored"))
        }
        (true, true) => CorrectError::Gone(format!("event {id} was dismissed; restore it first")),
        (true, false) => CorrectError::Gone(format!(
            "event {id} was here and is no more: what it rested on was withdrawn or changed"
        )),
    })
}

/// The event, and the strikes that the same articles may call a part of it.
async fn neighbours(writer: &mut Writer, event: EventId) -> Result<BTreeSet<EventId>, StoreError> {
    let mut all = BTreeSet::from([event]);
    let own = mentions(writer, &[event]).await?;
    if own.iter().any(|l| l.input.mention.content.kind == Kind::Strike) {
        let articles: BTreeSet<i64> = own.iter().map(|l| l.article.id.0).collect();
        let ids = writer.current_mentions(&articles.into_iter().collect::<Vec<_>>()).await?;
        let beside = writer.mentions(&ids).await?;
        all.extend(beside.iter().filter(|l| l.input.mention.content.kind == Kind::Strike).filter_map(|l| l.event));
    }
    Ok(all)
}

/// Every mention of these events.
async fn mentions(writer: &mut Writer, events: &[EventId]) -> Result<Vec<Loaded>, StoreError> {
    let ids = writer.neighbours(&[], &events.iter().map(|e| e.0).collect::<Vec<_>>()).await?;
    writer.mentions(&ids).await
}

/// Writes the entry, works out what follows from it, and makes both visible.
async fn finish(mut writer: Writer, draft: Draft<'_>, touched: Touched) -> Result<Corrected, CorrectError> {
    let id = writer.record(&draft).await?;
    bring_up_to_date(&mut writer, touched).await?;
    writer.conclude(id, &draft.change).await?;
    let event = shown(&mut writer, draft.event).await?;
    let correction = writer.correction(id).await?.ok_or(StoreError::Nothing)?;
    writer.commit().await?;
    Ok(Corrected { correction, event, other: None })
}

/// An event as the timeline shows it; `None` where it does not.
async fn shown(writer: &mut Writer, id: EventId) -> Result<Option<Event>, StoreError> {
    let Some(mut standing) = writer.standing(id).await? else { return Ok(None) };
    if let Some(into) = standing.merged_into {
        let Some(now) = writer.standing(into).await? else { return Ok(None) };
        standing = now;
    }
    let Some(mut event) = standing.event.filter(|_| !standing.deleted) else { return Ok(None) };
    writer.number_round(&mut event).await?;
    Ok(Some(event))
}

async fn fields(
    mut writer: Writer,
    by: By<'_>,
    event: &Event,
    patch: serde_json::Map<String, Value>,
) -> Result<Corrected, CorrectError> {
    let values = values::read(&mut writer, event, patch).await?;
    let before = serde_json::to_value(event).map_err(StoreError::decode)?;
    let change = values.into_iter().map(|(field, to)| {
        let from = before.pointer(&field).cloned().unwrap_or(Value::Null);
        (field, json!({ "from": from, "to": to }))
    });
    let draft = by.draft(event.id, Action::Field, Value::Object(change.collect()));
    let touched = Touched { bereft: neighbours(&mut writer, event.id).await?, ..Touched::default() };
    finish(writer, draft, touched).await
}

type Anchors = Vec<(i32, Option<EventId>, ArticleId, Anchor)>;

fn anchor(side: i32, event: Option<EventId>, mention: &Loaded) -> (i32, Option<EventId>, ArticleId, Anchor) {
    let input = &mention.input;
    let anchor = Anchor::of(MentionId(input.key), &input.mention, &input.content_hash);
    (side, event, input.article, anchor)
}

async fn merge(
    mut writer: Writer,
    by: By<'_>,
    event: &Event,
    others: Vec<EventId>,
    keep: Option<EventId>,
) -> Result<Corrected, CorrectError> {
    let named = if keep.is_some() { "/into" } else { "/with" };
    let refuse = |detail: String| CorrectError::Rejected(Rejection::impossible(named, detail));
    let others: Vec<EventId> = others.into_iter().chain(keep.filter(|k| *k != event.id)).collect();
    let all: BTreeSet<EventId> = others.iter().copied().collect();
    if all.is_empty() || all.contains(&event.id) {
        return Err(refuse(format!("event {} can't be merged into itself; name another", event.id)));
    }
    if all.len() > MOST_MERGED {
        return Err(refuse(format!("{} events are more than the {MOST_MERGED} that are merged at once", all.len())));
    }
    let mut touched = Touched { bereft: neighbours(&mut writer, event.id).await?, ..Touched::default() };
    for other in &all {
        let Some(standing) = writer.standing(*other).await? else {
            return Err(refuse(format!("there is no event {other}")));
        };
        if let Some(into) = standing.merged_into {
            return Err(refuse(format!("event {other} is part of event {into} already")));
        }
        if standing.deleted {
            return Err(refuse(format!("event {other} is off the timeline: it was dismissed, or lost its sources")));
        }
        let own = event.content.kind;
        let theirs = standing.event.map_or(own, |e| e.content.kind);
        if own != theirs {
            return Err(refuse(format!("event {} is a {own} and event {other} a {theirs}: not one event", event.id)));
        }
        touched.bereft.extend(neighbours(&mut writer, *other).await?);
    }
    let numbers: Vec<EventId> = all.iter().copied().chain([event.id]).collect();
    let loaded = mentions(&mut writer, &numbers).await?;
    let mut count: BTreeMap<EventId, usize> = BTreeMap::new();
    for of in loaded.iter().filter_map(|l| l.event) {
        *count.entry(of).or_default() += 1;
    }
    let most = count.iter().max_by_key(|(id, n)| (**n, std::cmp::Reverse(**id))).map(|(id, _)| *id);
    let kept = keep.or(most).unwrap_or(event.id);
    touched.preferred.insert(kept);
    let sides: BTreeMap<EventId, i32> = numbers.iter().copied().zip(0..).collect();
    let anchors: Anchors = loaded.iter().filter_map(|l| Some(anchor(*sides.get(&l.event?)?, l.event, l))).collect();
    let change = json!({ "events": numbers, "kept": kept });
    let draft = by.draft(event.id, Action::Merge, change);
    let id = writer.record(&draft).await?;
    writer.anchor(id, &anchors).await?;
    bring_up_to_date(&mut writer, touched).await?;
    writer.conclude(id, &draft.change).await?;
    let event = shown(&mut writer, kept).await?;
    let correction = writer.correction(id).await?.ok_or(StoreError::Nothing)?;
    writer.commit().await?;
    Ok(Corrected { correction, event, other: None })
}

/// The mentions that the part means; every one must be of the event, and some must remain.
fn chosen(loaded: &[Loaded], event: EventId, part: &Part) -> Result<BTreeSet<i64>, Rejection> {
    let (named, missing, keys): (_, Vec<String>, BTreeSet<i64>) = match part {
        Part::Mentions(ids) => {
            let missing = ids.iter().filter(|id| !loaded.iter().any(|l| l.input.key == id.0));
            ("mentions", missing.map(ToString::to_string).collect(), ids.iter().map(|id| id.0).collect())
        }
        Part::Articles(ids) => {
            let missing = ids.iter().filter(|id| !loaded.iter().any(|l| l.article.id == **id));
            let of = loaded.iter().filter(|l| ids.contains(&l.article.id)).map(|l| l.input.key);
            ("articles", missing.map(ToString::to_string).collect(), of.collect())
        }
    };
    let at = format!("/{named}");
    if !missing.is_empty() {
        let detail = format!("event {event} has none of these {named}: {}", missing.join(", "));
        return Err(Rejection::impossible(&at, detail));
    }
    if keys.is_empty() {
        return Err(Rejection::impossible(&at, format!("no {named} are named that are to be an event of their own")));
    }
    if keys.len() == loaded.len() {
        let detail = format!("these are all mentions of event {event}: none would remain");
        return Err(Rejection::impossible(&at, detail));
    }
    Ok(keys)
}

async fn split(mut writer: Writer, by: By<'_>, event: &Event, part: &Part) -> Result<Corrected, CorrectError> {
    let loaded = mentions(&mut writer, &[event.id]).await?;
    let off = chosen(&loaded, event.id, part)?;
    let mut touched = Touched { bereft: neighbours(&mut writer, event.id).await?, ..Touched::default() };
    // The rest keeps the number, however few they are.
    touched.ruled.extend(off.iter().map(|key| (*key, None)));
    let side = |l: &Loaded| if off.contains(&l.input.key) { (1, None) } else { (0, Some(event.id)) };
    let anchors: Anchors = loaded
        .iter()
        .map(|l| {
            let (side, event) = side(l);
            anchor(side, event, l)
        })
        .collect();
    let articles: BTreeSet<ArticleId> =
        loaded.iter().filter(|l| off.contains(&l.input.key)).map(|l| l.article.id).collect();
    let mut change = json!({ "articles": articles, "mentions": off.len() });
    let id = writer.record(&by.draft(event.id, Action::Split, change.clone())).await?;
    writer.anchor(id, &anchors).await?;
    bring_up_to_date(&mut writer, touched).await?;
    let first: Vec<i64> = off.into_iter().take(1).collect();
    let made = writer.mentions(&first).await?.into_iter().find_map(|l| l.event).ok_or(StoreError::Nothing)?;
    writer.name_side(id, 1, made).await?;
    change["into"] = json!(made);
    writer.conclude(id, &change).await?;
    let (event, other) = (shown(&mut writer, event.id).await?, shown(&mut writer, made).await?);
    let correction = writer.correction(id).await?.ok_or(StoreError::Nothing)?;
    writer.commit().await?;
    Ok(Corrected { correction, event, other })
}

async fn restore(mut writer: Writer, by: By<'_>, event: EventId) -> Result<Corrected, CorrectError> {
    let rows = writer.in_force(&[event.0]).await?;
    let dismissal = rows.into_iter().find(|r| r.action == Action::Dismiss && r.event == event);
    let Some(dismissal) = dismissal else {
        let detail = format!("event {event} was not dismissed: what it rested on was withdrawn or changed");
        return Err(CorrectError::Gone(detail));
    };
    let mut draft = by.draft(event, Action::Restore, json!({}));
    draft.undoes = Some(dismissal.id);
    let bereft = neighbours(&mut writer, event).await?;
    let touched = Touched { bereft, deleted: BTreeSet::from([event]), ..Touched::default() };
    finish(writer, draft, touched).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_a_line() {
        assert_eq!(reason(" wrong\n day ").ok().as_deref(), Some("wrong day"));
        for wrong in ["", " \u{200b}\n", &"x".repeat(501)] {
            let told = reason(wrong).expect_err("no reason");
            assert_eq!(told.pointer.as_deref(), Some("/reason"));
        }
        assert!(reason(&"é".repeat(500)).is_ok(), "characters are counted, not bytes");
    }
}

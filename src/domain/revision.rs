//! The texts that stood at one address, one after the other, and what each did to events.

use super::{article::Published, ids::EventId, mention::Mention, vocab::Kind};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeSet;

/// Whether a text that was made then takes the place of one that was made at `old`. One that does not say
/// when it was made is taken for the newest: it was sent because it is news to the sender.
pub fn is_newer(made: Option<Timestamp>, old: Option<Timestamp>) -> bool {
    made.is_none_or(|made| old.is_none_or(|old| old <= made))
}

/// For each text in the order of arrival, when it was made (its change, else its publication): which one was
/// current before it, and whether it took that one's place. Places are counted from 0.
pub fn succession(made: &[Option<Timestamp>]) -> Vec<(Option<usize>, bool)> {
    let mut current: Option<usize> = None;
    let mut out = Vec::with_capacity(made.len());
    for (nth, then) in made.iter().enumerate() {
        let before = current;
        let newer = before.is_none_or(|b| is_newer(*then, made[b]));
        if newer {
            current = Some(nth);
        }
        out.push((before, newer));
    }
    out
}

/// One text of an article.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Revision {
    /// Counts from 1, in the order of arrival.
    pub revision: u32,
    /// Whether it is the article's text now.
    pub current: bool,
    /// The one whose place it took; `None` for the first, and for one that came late and was older.
    pub replaced: Option<u32>,
    /// The one that was current when it came, whether or not it took its place; `None` for the first.
    #[serde(skip)]
    pub beside: Option<u32>,
    /// Its headline.
    pub title: String,
    /// Who wrote it.
    pub byline: Option<String>,
    /// When the article was published, as this text says.
    pub published_at: Option<Published>,
    /// When this text was made, where the sender said so.
    pub modified_at: Option<Published>,
    /// When it was stored.
    pub recorded_at: Timestamp,
    /// SHA-256 of the frozen text, in hex.
    pub content_hash: String,
    /// How long it is, in Unicode code points.
    pub characters: u64,
    /// What it did to events.
    pub events: Moves,
}

/// What one text did to the events of the text before it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Moves {
    /// The text before did not tell of these.
    pub came: Vec<Told>,
    /// Both tell of these, but not the same.
    pub changed: Vec<Told>,
    /// Only the text before told of these.
    pub left: Vec<Told>,
    /// Both say the same of so many.
    pub same: usize,
}

/// An event as a text tells of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Told {
    /// Which.
    pub event: EventId,
    /// Of which sort.
    pub kind: Kind,
    /// In one line, as that text has it.
    pub headline: String,
    /// Of one that changed, what is told otherwise, as the fields are called in JSON.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
}

/// What the mentions of one text do to those of another.
pub fn moves(before: &[(EventId, Mention)], after: &[(EventId, Mention)]) -> Moves {
    let told = |event: EventId, mention: &Mention, fields: Vec<String>| Told {
        event,
        kind: mention.content.kind,
        headline: mention.content.headline.clone(),
        fields,
    };
    let mut out = Moves::default();
    for (event, mention) in once(after) {
        let of = |list: &[(EventId, Mention)]| -> Vec<serde_json::Value> {
            list.iter().filter(|(e, _)| *e == event).map(|(_, m)| said(m)).collect()
        };
        let (was, is) = (of(before), of(after));
        if was.is_empty() {
            out.came.push(told(event, mention, Vec::new()));
        } else if was == is {
            out.same += 1;
        } else {
            out.changed.push(told(event, mention, differing(&was, &is)));
        }
    }
    for (event, mention) in once(before) {
        if !after.iter().any(|(e, _)| *e == event) {
            out.left.push(told(event, mention, Vec::new()));
        }
    }
    out
}

/// The first mention of each event.
fn once(list: &[(EventId, Mention)]) -> impl Iterator<Item = (EventId, &Mention)> {
    let mut seen = BTreeSet::new();
    list.iter().filter(move |(event, _)| seen.insert(*event)).map(|(event, mention)| (*event, mention))
}

/// What a mention says, without where it stands in the text: the same words elsewhere are no difference.
fn said(mention: &Mention) -> serde_json::Value {
    let mut bare = mention.clone();
    bare.trace.clear();
    bare.part_of = None;
    for evidence in &mut bare.evidence {
        (evidence.start, evidence.end) = (None, None);
        evidence.rule.clear();
    }
    // A mention is plain data and always has a JSON form; one without would count as unchanged.
    serde_json::to_value(&bare).unwrap_or_default()
}

/// The fields in which two lists of mentions differ, in their order.
fn differing(was: &[serde_json::Value], is: &[serde_json::Value]) -> Vec<String> {
    let mut keys: Vec<&String> = was.iter().chain(is).filter_map(|v| v.as_object()).flat_map(|o| o.keys()).collect();
    let mut seen = BTreeSet::new();
    keys.retain(|key| seen.insert(key.as_str()));
    let values = |list: &[serde_json::Value], key: &str| -> Vec<serde_json::Value> {
        list.iter().map(|v| v.get(key).cloned().unwrap_or_default()).collect()
    };
    keys.into_iter().filter(|key| values(was, key) != values(is, key)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Basis, Content, Deadline, Detail, Evidence, When};

    fn mention(headline: &str, start: u32) -> Mention {
        let content = Content {
            kind: Kind::Deadline,
            headline: headline.to_owned(),
            status: None,
            date: When::unknown(Basis::Published),
            place: None,
            places: vec![],
            participants: vec![],
            topics: vec![],
            detail: Detail::Deadline(Deadline::default()),
            figures: vec![],
        };
        let evidence = Evidence {
            exact: headline.to_owned(),
            start: Some(start),
            end: Some(start + 9),
            rule: "client".to_owned(),
        };
        Mention { content, history: vec![], part_of: None, evidence: vec![evidence], trace: vec![] }
    }

    #[test]
    fn events_come_change_and_leave_with_a_text() {
        let id = EventId;
        let before = [(id(1), mention("a", 0)), (id(2), mention("b", 10)), (id(3), mention("c", 20))];
        let after = [(id(2), mention("b", 400)), (id(3), mention("c, but later", 20)), (id(4), mention("d", 30))];
        let moves = moves(&before, &after);
        let ids = |told: &[Told]| told.iter().map(|t| t.event.0).collect::<Vec<_>>();
        assert_eq!((ids(&moves.came), ids(&moves.changed), ids(&moves.left)), (vec![4], vec![3], vec![1]));
        assert_eq!(moves.same, 1, "the same words elsewhere are no difference");
        assert_eq!(moves.changed[0].fields, ["headline", "evidence"]);
    }

    #[test]
    fn an_older_text_that_comes_late_takes_nobodys_place() {
        let at = |s: &str| Some(s.parse::<Timestamp>().expect("an instant"));
        let made = [at("2026-02-17T10:00:00Z"), at("2026-02-17T12:00:00Z"), at("2026-02-17T09:00:00Z"), None];
        assert_eq!(succession(&made), [(None, true), (Some(0), true), (Some(1), false), (Some(1), true)]);
    }
}

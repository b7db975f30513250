//! The JSON of lists and of single things. An [`Event`] is its own JSON (see [`crate::domain::event`]).

use crate::{
    domain::{
        Actor, ArticleId, ArticleRef, Event, EventId, Kind, Mention, NegotiationRef, Place, Published, Seq, Text,
        article::Format,
        change::{Change, ChangeOp, Feed},
        correction::Correction,
        page::{ActorFull, ArticleFull, Facet, FacetValue, Groups, NegotiationFull, PlaceFull, Withdrawal},
        profile::OutletFull,
        revision::Revision,
    },
    render::diff::{self, Piece},
    urls,
};
use jiff::{Timestamp, civil::Date};
use serde::{Serialize, Serializer, ser::SerializeMap};

/// Part of a list: `{"data":[…],"next":"…"|null,"facets":{…}}`.
#[derive(Debug, Serialize)]
pub struct List<'a, T> {
    /// The items.
    pub data: &'a [T],
    /// The cursor of the next part; `null` at the end.
    pub next: Option<String>,
    /// How many there are on all parts, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// Counts by filter key; lists without facets have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facets: Option<Facets<'a>>,
}

/// Counts instead of events: `{"group_by":"kind","data":[{"value":"strike","label":"Strike","count":12}],"more":0,"total":12}`.
///
/// # Errors
/// When the value can't be written as JSON.
pub fn groups(key: &str, groups: &Groups) -> serde_json::Result<Vec<u8>> {
    #[derive(Serialize)]
    struct GroupsJson<'a> {
        group_by: &'a str,
        data: &'a [FacetValue],
        more: u64,
        total: u64,
    }
    serde_json::to_vec(&GroupsJson { group_by: key, data: &groups.values, more: groups.more, total: groups.total })
}

/// Facets as an object: `{"kind":[{"value":"strike","label":"Strike","count":12}],…}`.
#[derive(Debug)]
pub struct Facets<'a>(pub &'a [Facet]);

impl Serialize for Facets<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for facet in self.0 {
            map.serialize_entry(facet.key, &facet.values as &Vec<FacetValue>)?;
        }
        map.end()
    }
}

/// Part of the change feed: `{"data":[…],"next":120|null,"seq":245}`. `next` is what to give as `after` for
/// the part behind it; at the end it is `null`, and `seq` is where to go on later.
///
/// # Errors
/// When the value can't be written as JSON.
pub fn feed(feed: &Feed) -> serde_json::Result<Vec<u8>> {
    #[derive(Serialize)]
    struct FeedJson<'a> {
        data: &'a [Change],
        next: Option<Seq>,
        seq: Seq,
    }
    serde_json::to_vec(&FeedJson { data: &feed.changes, next: feed.next(), seq: feed.seq })
}

/// One text of an article, with the words it changed of another, unless they are not to be shown.
///
/// # Errors
/// When the value can't be written as JSON.
pub fn revision(
    article: &ArticleRef,
    revision: &Revision,
    text: &Text,
    against: Option<(u32, &Text)>,
    page: String,
    whole: bool,
) -> serde_json::Result<Vec<u8>> {
    #[derive(Serialize)]
    struct RevisionJson<'a> {
        article: &'a ArticleRef,
        #[serde(flatten)]
        revision: &'a Revision,
        page: String,
        text: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        text_withheld: Option<&'static str>,
        against: Option<u32>,
        difference: Vec<Piece>,
    }
    let paragraphs =
        against.filter(|_| whole).map(|(_, other)| diff::difference(other.as_str(), text.as_str())).unwrap_or_default();
    serde_json::to_vec(&RevisionJson {
        article,
        revision,
        page,
        text: whole.then(|| text.as_str()),
        text_withheld: (!whole).then_some(WITHHELD),
        against: against.map(|(number, _)| number),
        // What both have can be read in the text.
        difference: paragraphs.into_iter().flatten().filter(|piece| !matches!(piece, Piece::Same(_))).collect(),
    })
}

/// The answer to a withdrawal.
///
/// # Errors
/// When the value can't be written as JSON.
pub fn withdrawn(withdrawal: &Withdrawal, changes: &[(Seq, EventId, ChangeOp)]) -> serde_json::Result<Vec<u8>> {
    #[derive(Serialize)]
    struct Changed {
        seq: Seq,
        event: EventId,
        op: ChangeOp,
    }
    #[derive(Serialize)]
    struct WithdrawnJson<'a> {
        result: &'static str,
        #[serde(flatten)]
        withdrawal: &'a Withdrawal,
        changes: Vec<Changed>,
    }
    let changes = changes.iter().map(|(seq, event, op)| Changed { seq: *seq, event: *event, op: *op }).collect();
    serde_json::to_vec(&WithdrawnJson { result: "withdrawn", withdrawal, changes })
}

/// The last line of a newline-delimited export: a stream without it was cut.
#[derive(Clone, Copy, Debug, Serialize, utoipa::ToSchema)]
pub struct End {
    /// Always `true`.
    pub end: bool,
    /// How many events came before.
    pub count: u64,
    /// The last change the export includes.
    pub seq: Seq,
}

#[derive(Debug, Serialize)]
struct Found<'a> {
    event: EventId,
    #[serde(flatten)]
    mention: &'a Mention,
}

#[derive(Debug, Serialize)]
struct ArticleJson<'a> {
    #[serde(flatten)]
    article: &'a ArticleRef,
    byline: &'a Option<String>,
    modified_at: Option<Published>,
    language: &'a Option<String>,
    format: Format,
    revision: u32,
    revisions: u32,
    recorded_at: Timestamp,
    content_hash: &'a str,
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text_withheld: Option<&'static str>,
    events: Vec<Found<'a>>,
    notes: &'a [String],
}

/// Why a text is not there.
const WITHHELD: &str = "the whole text is shown on the machine of this service, and to readers with a token";

/// One article with its frozen text, unless that is not to be shown, and everything found in it. The rules' traces stay
/// on the event's page.
///
/// # Errors
/// When the value can't be written as JSON.
pub fn article(full: &ArticleFull, whole: bool) -> serde_json::Result<Vec<u8>> {
    let bare: Vec<(EventId, Mention)> =
        full.mentions.iter().map(|(id, m)| (*id, Mention { trace: Vec::new(), ..m.clone() })).collect();
    serde_json::to_vec(&ArticleJson {
        article: &full.article,
        byline: &full.byline,
        modified_at: full.modified,
        language: &full.language,
        format: full.format,
        revision: full.revision,
        revisions: full.revisions,
        recorded_at: full.recorded_at,
        content_hash: &full.content_hash,
        text: whole.then(|| full.text.as_str()),
        text_withheld: (!whole).then_some(WITHHELD),
        events: bare.iter().map(|(event, mention)| Found { event: *event, mention }).collect(),
        notes: &full.notes,
    })
}

struct ByKind<'a>(&'a [(Kind, u64)]);

impl Serialize for ByKind<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().copied())
    }
}

/// What only a negotiation has.
#[derive(Serialize)]
struct Track<'a> {
    parties: &'a [Actor],
    mediators: &'a [Actor],
    from: Date,
    to: Option<Date>,
}

#[derive(Serialize)]
struct Thing<'a, T> {
    #[serde(flatten)]
    item: &'a T,
    #[serde(skip_serializing_if = "Option::is_none")]
    titles: Option<&'a [String]>,
    #[serde(flatten)]
    track: Option<Track<'a>>,
    by_kind: ByKind<'a>,
    timeline: String,
}

/// An actor with its titles and counts.
///
/// # Errors
/// When the value can't be written as JSON.
pub fn actor(full: &ActorFull) -> serde_json::Result<Vec<u8>> {
    let item: &Actor = &full.actor;
    let timeline = urls::timeline_of("actor", &item.id);
    serde_json::to_vec(&Thing {
        item,
        titles: Some(&full.titles),
        track: None,
        by_kind: ByKind(&full.by_kind),
        timeline,
    })
}

/// A place with its counts.
///
/// # Errors
/// When the value can't be written as JSON.
pub fn place(full: &PlaceFull) -> serde_json::Result<Vec<u8>> {
    let item: &Place = &full.place;
    let timeline = urls::timeline_of("place", &item.id);
    serde_json::to_vec(&Thing { item, titles: None, track: None, by_kind: ByKind(&full.by_kind), timeline })
}

/// An outlet with its counts.
///
/// # Errors
/// When the value can't be written as JSON.
pub fn outlet(full: &OutletFull) -> serde_json::Result<Vec<u8>> {
    #[derive(Serialize)]
    struct Out<'a> {
        #[serde(flatten)]
        full: &'a OutletFull,
        by_kind: ByKind<'a>,
        timeline: String,
    }
    let timeline = urls::timeline_of("outlet", &full.outlet.id);
    serde_json::to_vec(&Out { full, by_kind: ByKind(&full.by_kind), timeline })
}

/// A negotiation with its parties and counts.
///
/// # Errors
/// When the value can't be written as JSON.
pub fn negotiation(full: &NegotiationFull) -> serde_json::Result<Vec<u8>> {
    let item: &NegotiationRef = &full.negotiation;
    let timeline = urls::timeline_of("negotiation", &item.id);
    serde_json::to_vec(&Thing {
        item,
        titles: None,
        track: Some(Track { parties: &full.parties, mediators: &full.mediators, from: full.from, to: full.to }),
        by_kind: ByKind(&full.by_kind),
        timeline,
    })
}

/// The answer to a correction: its entry in the log, and the events as they are now.
#[derive(Debug, Serialize)]
pub struct Ruled<'a> {
    /// The entry.
    pub correction: &'a Correction,
    /// The event; `null` where it is no more.
    pub event: Option<&'a Event>,
    /// The second event, where a correction made one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other: Option<&'a Event>,
}

/// What became of a sent article: its number, the address it was sent with, and its page here.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct SentArticle {
    /// Its number.
    pub id: ArticleId,
    /// Its address at the outlet.
    pub url: Option<String>,
    /// Its page here.
    pub page: String,
}

/// The answer to one sent article.
#[derive(Debug, Serialize)]
pub struct Sent<'a, R> {
    /// `created`, `revised` or `unchanged`.
    pub result: R,
    /// Which.
    pub article: SentArticle,
    /// The events it takes part in.
    pub events: &'a [Event],
    /// What the extractor had to leave open.
    pub notes: &'a [String],
}

/// The answer to a dry run: nothing was stored.
#[derive(Debug, Serialize)]
pub struct DryRun<'a> {
    /// Always `dry-run`.
    pub result: &'static str,
    /// Without ids.
    pub events: &'a [Mention],
    /// What the extractor had to leave open.
    pub notes: &'a [String],
}

/// The last line of an answer to many sent articles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Summary {
    /// Lines that held anything.
    pub received: u64,
    /// New articles.
    pub created: u64,
    /// New revisions of known ones.
    pub revised: u64,
    /// Known ones.
    pub unchanged: u64,
    /// Refused ones.
    pub rejected: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_have_the_shape_scripts_rest_on() {
        let value = FacetValue { value: "strike".to_owned(), label: "Strike".to_owned(), count: 3 };
        let facets = [Facet { key: "kind", values: vec![value], more: 0 }];
        let list = List { data: &[1, 2], next: None, total: None, facets: Some(Facets(&facets)) };
        assert_eq!(
            serde_json::to_string(&list).expect("JSON"),
            r#"{"data":[1,2],"next":null,"facets":{"kind":[{"value":"strike","label":"Strike","count":3}]}}"#
        );
    }

    #[test]
    fn things_carry_counts_by_kind_and_their_timeline() {
        let full = PlaceFull {
            place: Place {
                id: "kharkiv".to_owned(),
                name: "Kharkiv".to_owned(),
                country: Some("UA".to_owned()),
                lat: None,
                lon: None,
            },
            by_kind: vec![(Kind::Strike, 3)],
        };
        let json: serde_json::Value = serde_json::from_slice(&place(&full).expect("JSON")).expect("JSON");
        assert_eq!(json["by_kind"]["strike"], 3);
        assert_eq!((&json["id"], &json["timeline"]), (&"kharkiv".into(), &"/?place=kharkiv".into()));
        assert!(json.get("titles").is_none());
    }
}

//! What one article says of one event.
//!
//! A [`Mention`] never changes: it belongs to one revision of one article and one version of the
//! rules. Its JSON is the event's JSON of the API without what only the store knows (ids, sources).

use super::{
    actor::{Actor, Participant},
    ids::ArticleId,
    place::Place,
    vocab::{
        Act, AgreementType, FigureMeasure, Kind, MeasureType, Qualifier, Role, RoundFormat, Status, Topic, Weapon,
    },
    when::When,
};
use serde::{Deserialize, Deserializer, Serialize, de::IgnoredAny};

/// What is said of an event, by one article or by all of them together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Content {
    /// What sort of event.
    pub kind: Kind,
    /// One line in plain words, composed from the fields.
    pub headline: String,
    /// Where a round, agreement or measure stands; one of [`Status::of`] its kind.
    pub status: Option<Status>,
    /// When it happened, is planned or was said.
    pub date: When,
    /// The main place.
    pub place: Option<Place>,
    /// Every place, the main one first.
    pub places: Vec<Place>,
    /// Who took part, and as what.
    pub participants: Vec<Participant>,
    /// What it is about.
    pub topics: Vec<Topic>,
    /// What only this kind of event has.
    #[serde(flatten)]
    pub detail: Detail,
    /// Every count with who says it.
    #[serde(default)]
    pub figures: Vec<Figure>,
}

impl Content {
    /// The actors in this role, in order.
    pub fn actors(&self, role: Role) -> impl Iterator<Item = &Actor> {
        self.participants.iter().filter(move |p| p.role == role).map(|p| &p.actor)
    }
}

/// What only one kind of event has. In JSON a field of the kind's own name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "one per kind")]
pub enum Detail {
    Round(Round),
    Strike(Strike),
    Statement(Statement),
    Agreement(Agreement),
    Deadline(Deadline),
    Measure(MeasureTaken),
}

impl Detail {
    /// The kind this belongs to.
    pub const fn kind(&self) -> Kind {
        match self {
            Detail::Round(_) => Kind::Round,
            Detail::Strike(_) => Kind::Strike,
            Detail::Statement(_) => Kind::Statement,
            Detail::Agreement(_) => Kind::Agreement,
            Detail::Deadline(_) => Kind::Deadline,
            Detail::Measure(_) => Kind::Measure,
        }
    }
}

/// A meeting of the parties.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Round {
    /// Its number on its track, as the source counts.
    pub ordinal: Option<u32>,
    /// Where no source counts: its place among the held rounds at the main table of its track that are known here,
    /// counted on from the last number a source gives. Counted when it is read, since it changes with every earlier
    /// round that becomes known; never stored, never taken in.
    #[serde(deserialize_with = "ignored", skip_serializing_if = "Option::is_none")]
    pub track_ordinal: Option<u32>,
    /// Who sits at the table, and how.
    pub format: Option<RoundFormat>,
    /// "leaders", "ministers", "delegations", "experts".
    pub level: Option<String>,
    /// What came of it, in the words of the source.
    pub outcome: Option<String>,
}

impl Round {
    /// Its number: as a source counts, else as it is counted here.
    pub fn number(&self) -> Option<u32> {
        self.ordinal.or(self.track_ordinal)
    }
}

/// What comes out and is not taken in.
fn ignored<'de, D: Deserializer<'de>>(d: D) -> Result<Option<u32>, D::Error> {
    IgnoredAny::deserialize(d).map(|_| None)
}

/// An attack.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Strike {
    /// What was launched.
    pub weapons: Vec<WeaponCount>,
    /// What was shot down, jammed or lost.
    pub intercepted: Vec<WeaponCount>,
    /// Who was hurt.
    pub casualties: Casualties,
    /// What was hit or cut ("power supply").
    #[schema(value_type = Vec<String>)]
    pub damage: Damage,
}

/// What was hit or cut, in the words of the source.
pub type Damage = Vec<String>;

/// So many of a weapon; `count` is `None` where the source gives no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WeaponCount {
    /// Of what.
    #[serde(rename = "type")]
    pub weapon: Weapon,
    /// How many.
    pub count: Option<u64>,
    /// How the source hedges the number.
    #[serde(default = "exact")]
    pub qualifier: Qualifier,
}

fn exact() -> Qualifier {
    Qualifier::Exact
}

/// Who was hurt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Casualties {
    /// Dead.
    pub killed: Option<Toll>,
    /// Hurt.
    pub injured: Option<Toll>,
}

/// A toll with its spread over the sources, as the Uppsala Conflict Data Program gives deaths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Toll {
    /// The figure to quote.
    pub best: u64,
    /// The lowest any source supports.
    pub low: u64,
    /// The highest.
    pub high: u64,
}

impl Toll {
    /// A toll on which there is one figure.
    pub const fn of(n: u64) -> Toll {
        Toll { best: n, low: n, high: n }
    }
}

/// Something said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// The speaker's name, or the role where the source gives no name ("a source close to the delegation").
    pub speaker: String,
    /// The words inside the quotation marks, parts of a split quote joined by a space.
    #[serde(default)]
    pub quote: Option<String>,
    /// Whether it is in the reporter's words rather than the speaker's.
    #[serde(default)]
    pub reported: bool,
    /// What the statement does.
    pub act: Act,
    /// The PLOVER event type of the act, where there is one.
    #[serde(default)]
    pub plover: Option<String>,
    /// How it was said ("state media", "WhatsApp", "X", "press conference").
    #[serde(default)]
    pub channel: Option<String>,
}

/// Something the parties agreed, or are said to have agreed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// Of what sort.
    #[serde(rename = "type")]
    pub agreement: AgreementType,
    /// What was agreed, in the words of the source.
    #[serde(default)]
    pub what: Option<String>,
    /// From when to when it takes effect, where the source says so.
    #[serde(default)]
    pub effective: Option<When>,
}

/// A date by which somebody wants something done. When it falls due is the event's date.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Deadline {
    /// What is to be done, in the words of the source.
    pub what: Option<String>,
}

/// A sanction, tariff, embargo, cut-off or troop move, threatened or taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeasureTaken {
    /// Of what sort.
    #[serde(rename = "type")]
    pub measure: MeasureType,
    /// What, in the words of the source.
    #[serde(default)]
    pub what: Option<String>,
}

/// One count, by one claimant, in one article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// What is counted.
    pub measure: FigureMeasure,
    /// Of which weapon, for launched and intercepted.
    #[serde(default)]
    pub weapon: Option<Weapon>,
    /// How many.
    pub value: u64,
    /// How the source hedges it.
    #[serde(default = "exact")]
    pub qualifier: Qualifier,
    /// The actor key of who says so; `None` is the outlet itself.
    #[serde(default)]
    pub claimed_by: Option<String>,
    /// Which of the evidence says so, counted from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<usize>,
    /// The article; only in events.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<ArticleId>,
    /// What the same source said before, oldest first: of an event, what the outlet's earlier articles gave
    /// in this claimant's name; of a mention, what its article itself calls outdated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub updates: Vec<Outdated>,
}

/// A count that its own source has replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Outdated {
    /// How many.
    pub value: u64,
    /// How the source hedged it.
    #[serde(default = "exact")]
    pub qualifier: Qualifier,
    /// Which of the evidence says so, counted from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<usize>,
    /// The article; only in events.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<ArticleId>,
}

/// One step in a round's, agreement's or measure's life.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Where it stood.
    pub status: Status,
    /// The date it then had.
    pub date: When,
    /// The place it then had.
    #[serde(default)]
    pub place: Option<Place>,
    /// The article; only in events.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<ArticleId>,
}

/// A sentence or phrase that supports a mention (W3C Web Annotation: `TextQuoteSelector` and
/// `TextPositionSelector` together).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Evidence {
    /// The words themselves.
    pub exact: String,
    /// First code point in the frozen text; `None` where a client's words are not in the text.
    pub start: Option<u32>,
    /// The code point after the last.
    pub end: Option<u32>,
    /// The rule that found it, such as `strike.launch.count`; `client` where a client supplied it.
    pub rule: String,
}

/// Why a field is what it is: the words and the rule behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Trace {
    /// The field, as it is called in JSON (`date`, `strike.weapons.0`).
    pub field: String,
    /// The rule.
    pub rule: String,
    /// The words it rests on.
    pub exact: String,
    /// First code point.
    pub start: u32,
    /// The code point after the last.
    pub end: u32,
    /// What it was built from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(no_recursion)]
    pub children: Vec<Trace>,
}

/// What one article says of one event, with the sentences it rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Mention {
    /// What is said.
    #[serde(flatten)]
    pub content: Content,
    /// Steps this article itself tells ("moved from Sunday to Wednesday"), oldest first.
    #[serde(default)]
    pub history: Vec<Step>,
    /// The wider barrage this strike belongs to: its place in the same extraction's list of mentions.
    #[serde(default)]
    pub part_of: Option<usize>,
    /// The sentences it rests on, the most telling first.
    pub evidence: Vec<Evidence>,
    /// Why every field is what it is; kept with the mention, shown by `--explain` and on the event page.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trace: Vec<Trace>,
}

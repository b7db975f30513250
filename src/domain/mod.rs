//! The words of the field as plain values: no I/O, no clock, no database.
//!
//! Read in this order: [`vocab`] (the closed vocabularies), [`span`] (frozen text and the places in
//! it), [`when`] (honest dates), [`actor`] and [`place`], [`mention`] (what one article says),
//! [`headline`] (its one line), [`event`] (what happened, from many mentions), [`correction`] (what analysts rule over it),
//! [`change`] (how it changed), [`article`], [`round`] (what surrounds one), [`filter`] (a question to the timeline) and [`page`] (its answer).

pub mod actor;
pub mod article;
pub mod called;
pub mod change;
pub mod correction;
pub mod event;
pub mod filter;
pub mod headline;
pub mod hours;
pub mod ids;
pub mod mention;
pub mod page;
pub mod picture;
pub mod place;
pub mod profile;
pub mod revision;
pub mod round;
mod shape;
pub mod span;
pub mod vocab;
pub mod when;

pub use actor::{Actor, ActorKind, Affiliation, Participant};
pub use article::{ArticleRef, NewArticle, Published};
pub use event::{Event, Link, LinkType, NegotiationRef, SourcedEvidence, Sources};
pub use ids::{ArticleId, CorrectionId, EventId, MentionId, Seq};
pub use mention::{
    Agreement, Casualties, Content, Damage, Deadline, Detail, Evidence, Figure, MeasureTaken, Mention, Outdated, Round,
    Statement, Step, Strike, Toll, Trace, WeaponCount,
};
pub use place::Place;
pub use span::{Span, Text};
pub use vocab::{
    Act, AgreementType, FigureMeasure, Kind, MeasureType, Qualifier, Review, Role, RoundFormat, Status, Topic, Weapon,
};
pub use when::{Basis, Precision, Season, When, WhenError};

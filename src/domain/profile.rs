//! What the pages of an actor, a place and an outlet say beyond their events.

use super::{
    actor::Actor,
    article::Published,
    event::Event,
    ids::ArticleId,
    page::Outlet,
    place::Place,
    vocab::{Act, Kind, Role, Topic},
};
use jiff::civil::Date;
use serde::Serialize;

/// So many events, and the days of the first and the last of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "said above")]
pub struct Stretch {
    pub events: u64,
    pub first: Option<Date>,
    pub last: Option<Date>,
}

/// An actor over time.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// As what it took part, in the order of the vocabulary.
    pub roles: Vec<(Role, Stretch)>,
    /// Under which offices articles name it, the latest first.
    pub titles: Vec<(String, Stretch)>,
    /// What it said, by topic and act; statements without a topic have none.
    pub said: Vec<(Option<Topic>, Act, u64)>,
    /// The latest rounds it had a part in.
    pub rounds: Vec<Event>,
    /// People who act for it, by number of events.
    pub people: Vec<(Actor, Option<String>, u64)>,
}

/// A place on a map, with how many events it has ([`NEAR_CAP`] at most).
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "said above")]
pub struct NearPlace {
    pub place: Place,
    pub events: u64,
}

/// Events of one place are counted so far for a map.
pub const NEAR_CAP: i64 = 1000;

/// An outlet.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct OutletFull {
    /// Which.
    #[serde(flatten)]
    pub outlet: Outlet,
    /// How many of its articles are stored.
    pub articles: u64,
    /// Of them, how many have no publication date.
    pub undated: u64,
    /// The first and the last day of publication.
    pub days: Option<(Date, Date)>,
    /// How many events it tells of, by kind.
    #[serde(skip)]
    pub by_kind: Vec<(Kind, u64)>,
    /// Whether others tell of the same.
    pub independence: Independence,
    /// Articles whose text changed after they came first.
    pub revised: u64,
    /// The latest of them.
    pub changed: Vec<RevisedArticle>,
    /// Events that rest on its articles and that an analyst corrected here.
    pub corrected: u64,
}

/// How far an outlet stands alone: of the latest events it tells of, at most [`Independence::MOST`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Independence {
    /// So many were looked at.
    pub events: u64,
    /// Nobody else tells of these.
    pub alone: u64,
    /// Others tell of these too, in words of their own.
    pub confirmed: u64,
    /// Others tell of these too, and all the texts are nearly the same.
    pub copied: u64,
}

impl Independence {
    /// So many events are looked at.
    pub const MOST: i64 = 2000;
}

/// An article whose text changed.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[expect(missing_docs, reason = "the words are their own explanation")]
pub struct RevisedArticle {
    pub id: ArticleId,
    pub title: String,
    pub published_at: Option<Published>,
    pub revisions: u32,
}

/// What is stored, and what is missing.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// Articles stored, withdrawn ones left out.
    pub articles: u64,
    /// Of them, without a publication date.
    pub undated_articles: u64,
    /// Articles withdrawn.
    pub withdrawn: u64,
    /// Texts that replaced another text of the same article.
    pub revisions: u64,
    /// Articles by day of publication, the earliest first.
    pub by_day: Vec<(Date, u64)>,
    /// The outlets with the most articles, and how many more outlets there are.
    pub outlets: Vec<(Outlet, u64)>,
    /// See there.
    pub more_outlets: u64,
    /// Live events by kind.
    pub kinds: Vec<(Kind, KindCoverage)>,
    /// Events that analysts dismissed.
    pub dismissed: u64,
    /// Events an analyst has looked at.
    pub reviewed: u64,
    /// Corrections in the log.
    pub corrections: u64,
    /// Texts in languages the rules do not read, by language.
    pub foreign: Vec<(String, u64)>,
    /// Texts that were stored without being read, as their sender asked.
    pub unread: u64,
    /// Texts that an older version of the rules read last.
    pub older_rules: u64,
    /// Texts in which nothing was found.
    pub without_events: u64,
    /// The version of the rules.
    pub ruleset: i32,
}

/// The events of a kind: all, those without a day, those with a place, those that belong to a track.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "said above")]
pub struct KindCoverage {
    pub events: u64,
    pub undated: u64,
    pub placed: u64,
    pub tracked: u64,
}

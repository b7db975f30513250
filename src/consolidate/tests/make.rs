//! Small mentions in the making.

use super::super::*;
use crate::domain::{
    Act, Actor, ActorKind, Basis, Content, Detail, Participant, Place, Qualifier, Role, Round, Statement, Status, Step,
    Strike, Weapon, WeaponCount, When,
};
use jiff::civil::{Date, date};

pub(super) fn actor(role: Role, id: &str) -> Participant {
    let actor =
        Actor { id: id.to_owned(), name: id.to_owned(), kind: ActorKind::State, country: None, affiliation: None };
    Participant { role, actor, title: None }
}

pub(super) fn place(id: &str) -> Place {
    Place { id: id.to_owned(), name: id.to_owned(), country: Some("XA".to_owned()), lat: None, lon: None }
}

pub(super) fn feb(day: i8) -> Date {
    date(2026, 2, day)
}

pub(super) fn on(day: i8) -> When {
    When::day(feb(day), Basis::Explicit)
}

/// An input in the making. Every one is of an article of its own unless told otherwise.
pub(super) struct Make(pub(super) Input);

pub(super) fn make(key: i64, published: i8, detail: Detail, date: When) -> Make {
    let content = Content {
        kind: detail.kind(),
        headline: format!("headline {key}"),
        status: None,
        date,
        place: None,
        places: Vec::new(),
        participants: Vec::new(),
        topics: Vec::new(),
        detail,
        figures: Vec::new(),
    };
    let start = u32::try_from(key * 100).ok();
    let evidence =
        Evidence { exact: format!("Sentence {key}."), start, end: start.map(|s| s + 11), rule: "test".to_owned() };
    let mention = Mention { content, history: Vec::new(), part_of: None, evidence: vec![evidence], trace: Vec::new() };
    Make(Input {
        key,
        article: ArticleId(key),
        published: Some(Published::Day(feb(published))),
        content_hash: format!("{:064x}", key * 7919 % 1009),
        outlet: Some(format!("outlet {key}")),
        mention,
        folded: Folded::default(),
    })
}

impl Make {
    pub(super) fn article(mut self, id: i64) -> Make {
        self.0.article = ArticleId(id);
        self.0.content_hash = format!("{id:064x}");
        self
    }
    pub(super) fn undated(mut self) -> Make {
        self.0.published = None;
        self
    }
    pub(super) fn who(mut self, role: Role, ids: &[&str]) -> Make {
        self.0.mention.content.participants.extend(ids.iter().map(|id| actor(role, id)));
        self
    }
    pub(super) fn at(mut self, id: &str) -> Make {
        self.0.mention.content.place = Some(place(id));
        self
    }
    pub(super) fn status(mut self, status: Status) -> Make {
        self.0.mention.content.status = Some(status);
        self
    }
    pub(super) fn headed(mut self, words: &str) -> Make {
        self.0.mention.content.headline = words.to_owned();
        self
    }
    pub(super) fn moved_from(mut self, day: i8) -> Make {
        self.0.mention.history.push(Step { status: Status::Postponed, date: on(day), place: None, article: None });
        self
    }
    pub(super) fn says(mut self, words: &str) -> Make {
        self.0.mention.evidence[0].exact = words.to_owned();
        self
    }
}

pub(super) fn round(key: i64, published: i8, status: Status, date: When) -> Make {
    make(key, published, Detail::Round(Round::default()), date).status(status).who(Role::Party, &["aland", "bland"])
}

pub(super) fn numbered(mut make: Make, ordinal: u32) -> Make {
    make.0.mention.content.detail = Detail::Round(Round { ordinal: Some(ordinal), ..Round::default() });
    make
}

pub(super) fn strike(key: i64, published: i8, date: When, drones: Option<u64>) -> Make {
    let weapons = vec![WeaponCount { weapon: Weapon::Drone, count: drones, qualifier: Qualifier::Exact }];
    let detail = Detail::Strike(Strike { weapons, ..Strike::default() });
    make(key, published, detail, date).who(Role::Attacker, &["aland"]).who(Role::Target, &["bland"])
}

pub(super) fn statement(key: i64, published: i8, quote: Option<&str>) -> Make {
    let detail = Detail::Statement(Statement {
        speaker: "Jane Roe".to_owned(),
        quote: quote.map(str::to_owned),
        reported: quote.is_none(),
        act: Act::Assess,
        plover: None,
        channel: None,
    });
    make(key, published, detail, on(published)).who(Role::Speaker, &["jane-roe"])
}

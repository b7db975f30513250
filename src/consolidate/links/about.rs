//! Statements about strikes, rounds and agreements.

use super::{
    Ground,
    text::{Topic, day, days, follows, holds, local_places, said, share_an_article, side, sides, speaker, words},
};
use crate::{
    consolidate::window,
    domain::{Act, Actor, AgreementType, Content, Detail, Event, LinkType, Role, Weapon},
};

/// A strike is spoken of for so many days.
pub(super) const STRIKE_AFTER: i64 = 7;
/// A round is spoken of from so many days before it.
pub(super) const ROUND_AHEAD: i64 = 45;
/// And for so many days after it.
pub(super) const ROUND_AFTER: i64 = 3;
/// An agreement is denied or confirmed on the day after it at the latest.
pub(super) const AGREED_AFTER: i64 = 1;

/// Words by which somebody who is no side says to have had no part.
const NO_PART: &[&[&str]] = &[
    &["nothing", "to", "do", "with"],
    &["any", "part", "in"],
    &["no", "part", "in"],
    &["any", "role", "in"],
    &["no", "role", "in"],
    &["involvement", "in"],
    &["was", "not", "involved"],
    &["were", "not", "involved"],
    &["not", "responsible", "for"],
    &["responsibility", "for"],
];
/// Who denies these denies something else than the strike.
const OTHER_MATTER: &[&str] = &["civilian", "civilians", "deliberately", "intentionally", "casualties", "losses"];
/// Who speaks of these speaks of other strikes than this.
const OTHER_STRIKES: &[&str] = &["further", "future", "refrain", "refrained", "refraining"];
/// Not one place was hit, but a country.
const MASSIVE: &[&str] = &["mass", "massive", "scale"];
/// "Denied responsibility", "denied any involvement".
const STANDS_FOR: &[&str] = &["responsibility", "involvement"];

/// What the event is spoken of as; nothing for agreements of no sort.
pub(super) fn topic_of(content: &Content) -> Option<Topic> {
    Some(match &content.detail {
        Detail::Strike(_) => Topic::Strike,
        Detail::Round(_) => Topic::Talks,
        Detail::Agreement(a) => match a.agreement {
            AgreementType::Ceasefire => Topic::Ceasefire,
            AgreementType::PrisonerExchange => Topic::Exchange,
            AgreementType::SignedText => Topic::Signed,
            AgreementType::Other => return None,
        },
        Detail::Statement(_) | Detail::Deadline(_) | Detail::Measure(_) => return None,
    })
}

fn act(event: &Event) -> Option<Act> {
    match &event.content.detail {
        Detail::Statement(s) => Some(s.act),
        _ => None,
    }
}

/// Whether the statement says of something that it is so, or is not so.
pub(super) fn is_claimed(statement: &Event) -> bool {
    matches!(act(statement), Some(Act::Deny | Act::Confirm | Act::Accuse))
}

fn no_part(spoken: &[String]) -> bool {
    NO_PART.iter().any(|phrase| spoken.windows(phrase.len()).any(|run| run.iter().eq(phrase.iter())))
}

fn meet(actor: &Actor, sides: &std::collections::BTreeSet<&str>) -> bool {
    side(actor).any(|s| sides.contains(s))
}

/// Why this statement is about this event, if it is. The others are asked whether it could as well be about them.
pub(super) fn ground(statement: &Event, event: &Event, others: &[&Event]) -> Option<Ground> {
    match topic_of(&event.content)? {
        Topic::Strike => strike(statement, event, others),
        Topic::Talks => round(statement, event, others),
        topic => agreement(statement, event, others, topic),
    }
}

/// Whether no other event of this article could be meant: none that passes the same test.
fn only_one(statement: &Event, event: &Event, others: &[&Event], test: impl Fn(&Event) -> bool) -> bool {
    share_an_article(statement, event)
        && !others.iter().any(|o| o.id != event.id && share_an_article(statement, o) && test(o))
}

/// Whether the statement names one of the event's places.
fn names_its_place(spoken: &[String], event: &Event) -> bool {
    local_places(&event.content).iter().any(|name| holds(spoken, name))
}

fn strike(statement: &Event, event: &Event, others: &[&Event]) -> Option<Ground> {
    let (actor, said_on) = (speaker(statement)?, day(statement)?);
    let (first, last) = days(event, 4)?;
    if said_on < first || window::days(last, said_on) > STRIKE_AFTER {
        return None;
    }
    let attackers = sides(&event.content, &[Role::Attacker]);
    let targets = sides(&event.content, &[Role::Target]);
    let (attacks, suffers) = (meet(actor, &attackers), meet(actor, &targets));
    let spoken = &words(&said(statement))[..];
    let speaks = Topic::Strike.is_in(spoken);
    let has = |list: &[&str]| spoken.iter().any(|w| list.contains(&w.as_str()));
    let (place, next) = (names_its_place(spoken, event), follows(statement, event));
    let massive = has(MASSIVE);
    if has(OTHER_STRIKES) || (massive && !place && !local_places(&event.content).is_empty()) {
        return None;
    }
    let known = actor.affiliation.is_some() || actor.kind == crate::domain::ActorKind::State;
    // What else of the article could be meant.
    let is_alike =
        |o: &Event| topic_of(&o.content) == Some(Topic::Strike) && (!massive || local_places(&o.content).is_empty());
    match act(statement)? {
        Act::Deny => {
            // Somebody else's strike: it has to be told whose, on whom or where.
            let apart =
                !attacks && !suffers && known && no_part(spoken) && (place || names_a_side(spoken, &event.content));
            if !(attacks || apart) || has(OTHER_MATTER) {
                return None;
            }
            // "Denied it." What comes after "it would" is something else.
            let it = matches!(spoken, [.., verb, what] if matches!(verb.as_str(), "denied" | "denies") && matches!(what.as_str(), "it" | "this" | "that"));
            let stands = it || has(STANDS_FOR);
            let same = |o: &Event| {
                is_alike(o)
                    && (meet(actor, &sides(&o.content, &[Role::Attacker]))
                        || (apart && names_a_side(spoken, &o.content)))
            };
            pick(
                LinkType::Denial,
                speaks && place,
                next && (speaks || stands),
                speaks && only_one(statement, event, others, same),
            )
        }
        Act::Confirm if speaks && (attacks || suffers) => {
            let same = |o: &Event| {
                is_alike(o)
                    && meet(actor, &sides(&o.content, if attacks { &[Role::Attacker] } else { &[Role::Target] }))
            };
            pick(LinkType::Confirmation, place, next, only_one(statement, event, others, same))
        }
        // Who is accused must be the attacker, and what of: this strike, by its place or its weapon.
        Act::Accuse if speaks && !attacks && !attackers.is_empty() => {
            let addressed = sides(&statement.content, &[Role::Addressee]);
            let accused =
                attackers.iter().any(|a| addressed.contains(a)) || names_one(spoken, &event.content, Role::Attacker);
            (accused && (place || (next && (same_weapon(spoken, &event.content)))))
                .then(|| pick(LinkType::Claim, place, next, false))
                .flatten()
        }
        _ => None,
    }
}

/// The strongest ground of those that hold.
fn pick(kind: LinkType, place: bool, next: bool, only: bool) -> Option<Ground> {
    let ground = |strength, reason| Some(Ground { strength, kind, reason });
    match (place, next, only) {
        (true, true, _) => ground(9, "names its place, right after it in an article"),
        (true, false, _) => ground(8, "names its place"),
        (false, true, _) => ground(7, "right after it in an article"),
        (false, false, true) => ground(6, "the only one of its sort in an article"),
        (false, false, false) => None,
    }
}

/// Whether somebody in this role is named, by name or by whom they act for.
fn names_one(spoken: &[String], content: &Content, role: Role) -> bool {
    content.actors(role).any(|a| {
        holds(spoken, &words(&a.name)) || a.affiliation.as_ref().is_some_and(|b| holds(spoken, &words(&b.name)))
    })
}

/// Whether the attacker or the target is named.
fn names_a_side(spoken: &[String], content: &Content) -> bool {
    names_one(spoken, content, Role::Attacker) || names_one(spoken, content, Role::Target)
}

fn same_weapon(spoken: &[String], content: &Content) -> bool {
    let Detail::Strike(strike) = &content.detail else { return false };
    strike.weapons.iter().filter(|w| w.weapon != Weapon::Other).any(|w| {
        let word = w.weapon.as_str().rsplit('-').next().unwrap_or_default();
        spoken.iter().any(|s| s.strip_suffix('s').unwrap_or(s) == word)
    })
}

fn round(statement: &Event, event: &Event, others: &[&Event]) -> Option<Ground> {
    let (actor, said_on) = (speaker(statement)?, day(statement)?);
    let kind = match act(statement)? {
        Act::Deny => LinkType::Denial,
        Act::Confirm => LinkType::Confirmation,
        _ => return None,
    };
    let spoken = words(&said(statement));
    if !Topic::Talks.is_in(&spoken) {
        return None;
    }
    let fits = |o: &Event| {
        let host = o.content.place.as_ref().and_then(|p| p.country.as_deref());
        let at_home = actor.affiliation.as_ref().and_then(|a| a.country.as_deref()).or(actor.country.as_deref());
        let seated = sides(&o.content, &[Role::Party, Role::Host, Role::Mediator, Role::Delegate]);
        days(o, 32).is_some_and(|(first, last)| {
            window::days(said_on, first) <= ROUND_AHEAD && window::days(last, said_on) <= ROUND_AFTER
        }) && (meet(actor, &seated) || host.is_some() && host == at_home)
    };
    if !fits(event) {
        return None;
    }
    let same = |o: &Event| topic_of(&o.content) == Some(Topic::Talks) && fits(o);
    pick(kind, names_its_place(&spoken, event), follows(statement, event), only_one(statement, event, others, same))
}

fn agreement(statement: &Event, event: &Event, others: &[&Event], topic: Topic) -> Option<Ground> {
    let (actor, said_on) = (speaker(statement)?, day(statement)?);
    let kind = match act(statement)? {
        Act::Deny => LinkType::Denial,
        Act::Confirm => LinkType::Confirmation,
        _ => return None,
    };
    if !topic.is_in(&words(&said(statement))) {
        return None;
    }
    let fits = |o: &Event| {
        topic_of(&o.content) == Some(topic)
            && meet(actor, &sides(&o.content, &[Role::Signatory, Role::Party]))
            && days(o, 4).is_some_and(|(first, last)| {
                window::days(said_on, first) <= 1 && window::days(last, said_on) <= AGREED_AFTER
            })
    };
    if !fits(event) {
        return None;
    }
    let unique = !others.iter().any(|o| o.id != event.id && fits(o));
    let next = follows(statement, event);
    match () {
        () if next => Some(Ground { strength: 7, kind, reason: "right after it in an article" }),
        () if only_one(statement, event, others, fits) => {
            Some(Ground { strength: 6, kind, reason: "the only one of its sort in an article" })
        }
        // What was signed is spoken of in too many words to go by the day alone.
        () if unique && topic != Topic::Signed => {
            Some(Ground { strength: 5, kind, reason: "the only one of its sort and days with this side" })
        }
        () => None,
    }
}

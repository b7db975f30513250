//! What the mentions of one event say together: what is newest or best supported on top, everything
//! else kept beside it with its article.

use super::{Input, Merged, compare, figures::figures, window};
use crate::domain::{
    Act, ArticleId, Basis, Casualties, Content, Deadline, Detail, FigureMeasure, Kind, Place, Published, Role, Round,
    Status, Step, Strike, Toll, WeaponCount, When, headline,
    mention::{Evidence, Figure},
};
use std::collections::{BTreeMap, BTreeSet};

/// What the mentions of one event say together. Their order does not matter; of none, an empty strike.
pub fn merge(members: &[&Input]) -> Merged {
    let mut order: Vec<&Input> = members.to_vec();
    order.sort_by(|a, b| super::canonical(a, b));
    let Some(first) = order.first() else { return nothing() };
    let history = history(&order);
    let status = status(&history, &order);
    let chosen = representative(&order, status);
    let (evidence, places_of) = evidence(&order, chosen);
    let base = &chosen.mention.content;
    let (date, place) = date_and_place(&order, chosen, status);
    let figures = figures(&order, &places_of);
    let mut places: Vec<Place> = place.iter().cloned().collect();
    for p in std::iter::once(&base.places).chain(order.iter().map(|m| &m.mention.content.places)).flatten() {
        if !places.iter().any(|q| q.id == p.id) {
            places.push(p.clone());
        }
    }
    let kind = first.mention.content.kind;
    let doubtful = doubtful(&order, parties);
    if kind == Kind::Round {
        let doubtful = self::doubtful(&order, venues);
        places.retain(|p| place.as_ref().is_some_and(|main| main.id == p.id) || !doubtful.contains(&p.id));
    }
    let mut participants = base.participants.clone();
    let mut topics = base.topics.clone();
    for content in order.iter().map(|m| &m.mention.content) {
        for p in &content.participants {
            match participants.iter_mut().find(|q| q.role == p.role && q.actor.id == p.actor.id) {
                Some(there) if there.title.is_none() => there.title.clone_from(&p.title),
                Some(_) => {}
                None => participants.push(p.clone()),
            }
        }
        topics.extend(content.topics.iter().filter(|t| !topics.contains(t)).copied().collect::<Vec<_>>());
    }
    participants.retain(|p| p.role != Role::Party || !doubtful.contains(&p.actor.id));
    let detail = detail(&order, chosen, &figures);
    let mut content = Content {
        kind,
        headline: base.headline.clone(),
        status,
        date,
        place,
        places,
        participants,
        topics,
        detail,
        figures,
    };
    // One article's line would speak for all of them. What is said keeps the words it was reported with.
    if (order.len() > 1 && kind != Kind::Statement) || content.headline.trim().is_empty() {
        content.headline = headline::compose(&content);
    }
    Merged { content, history, evidence }
}

fn nothing() -> Merged {
    let content = Content {
        kind: Kind::Strike,
        headline: String::new(),
        status: None,
        date: When::unknown(Basis::Published),
        place: None,
        places: Vec::new(),
        participants: Vec::new(),
        topics: Vec::new(),
        detail: Detail::Strike(Strike::default()),
        figures: Vec::new(),
    };
    Merged { content, history: Vec::new(), evidence: Vec::new() }
}

fn parties(content: &Content) -> BTreeSet<&str> {
    compare::who(content, &[Role::Party])
}

fn venues(content: &Content) -> BTreeSet<&str> {
    content.place.iter().chain(&content.places).map(|p| p.id.as_str()).collect()
}

/// Parties (or venues) that only one of at least three mentions gives: a slip of that article, or of the
/// rules, which would otherwise speak for all the others. They stay with their mention.
fn doubtful(order: &[&Input], of: fn(&Content) -> BTreeSet<&str>) -> BTreeSet<String> {
    let named: Vec<_> = order.iter().map(|m| of(&m.mention.content)).filter(|ids| !ids.is_empty()).collect();
    if named.len() < 3 {
        return BTreeSet::new();
    }
    let votes = |id: &str| named.iter().filter(|ids| ids.contains(id)).count();
    named.iter().flatten().filter(|id| votes(id) < 2).map(|id| (*id).to_owned()).collect()
}

/// The number most articles give a round; of three or more mentions at least two have to give it.
fn counted(order: &[&Input]) -> Option<u32> {
    let mut votes: BTreeMap<u32, usize> = BTreeMap::new();
    for member in order {
        if let Detail::Round(Round { ordinal: Some(n), .. }) = &member.mention.content.detail {
            *votes.entry(*n).or_default() += 1;
        }
    }
    let (ordinal, n) = votes.into_iter().max_by_key(|(ordinal, n)| (*n, std::cmp::Reverse(*ordinal)))?;
    (n >= 2 || order.len() < 3).then_some(ordinal)
}

/// How much a mention says: everyone and every number in it, where and when.
fn filled(content: &Content) -> usize {
    let known = usize::from(content.place.is_some()) + usize::from(!content.date.is_unknown());
    known + content.participants.len() + content.figures.len()
}

/// Every sentence once, the most telling first, and where each mention's sentences went.
///
/// Each mention's best sentence comes before anybody's second: first that of the mention that stands for
/// all, then of those who tell what took place before those who tell of a plan, then of who says most.
fn evidence(order: &[&Input], chosen: &Input) -> (Vec<(ArticleId, Evidence)>, Vec<Vec<usize>>) {
    let mut told: Vec<usize> = (0..order.len()).collect();
    // A stable sort of the canonical order: of equals the one published first.
    told.sort_by_key(|nth| {
        let content = &order[*nth].mention.content;
        let planned = !compare::is_held(content.status);
        let undated = content.date.is_unknown();
        (!std::ptr::eq(order[*nth], chosen), planned, undated, std::cmp::Reverse(filled(content)))
    });
    let best = told.iter().map(|nth| (*nth, 0..1));
    let others = told.iter().map(|nth| (*nth, 1..usize::MAX));
    let mut all: Vec<(ArticleId, Evidence)> = Vec::new();
    let mut places: Vec<Vec<usize>> = vec![Vec::new(); order.len()];
    for (nth, range) in best.chain(others) {
        let member = order[nth];
        for e in member.mention.evidence.iter().skip(range.start).take(range.len()) {
            let same = |(article, other): &(ArticleId, Evidence)| {
                *article == member.article && other.exact == e.exact && other.start == e.start
            };
            places[nth].push(all.iter().position(same).unwrap_or_else(|| {
                all.push((member.article, e.clone()));
                all.len() - 1
            }));
        }
    }
    (all, places)
}

/// Every step any article tells, by (published, article), repetitions left out; undated articles last.
fn history(order: &[&Input]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for member in order {
        let content = &member.mention.content;
        let own = content.status.map(|status| Step {
            status,
            date: content.date.clone(),
            place: content.place.clone(),
            article: None,
        });
        for step in member.mention.history.iter().cloned().chain(own) {
            let key = |s: &Step| (s.status, s.date.earliest(), s.date.latest(), s.place.as_ref().map(|p| p.id.clone()));
            // An article that repeats what is known adds no step; one that itself tells of a step between
            // does: "Rome, then Muscat, then Rome after all".
            let known = steps.iter().rposition(|s| key(s) == key(&step));
            if known.is_none_or(|at| steps[at + 1..].iter().any(|s| s.article == Some(member.article))) {
                steps.push(Step { article: Some(member.article), ..step });
            }
        }
    }
    steps
}

/// Where it stands: the latest dated article's word, but a look back never reopens what is concluded.
fn status(history: &[Step], order: &[&Input]) -> Option<Status> {
    let dated: Vec<&&Input> = order.iter().filter(|m| m.published.is_some()).collect();
    let pool = if dated.is_empty() { order.iter().collect() } else { dated };
    let mut now: Option<Status> = None;
    for member in pool {
        let Some(next) = member.mention.content.status else { continue };
        let over =
            matches!(now, Some(Status::Concluded | Status::Collapsed)) && member.mention.content.kind == Kind::Round;
        // It may still turn out that it collapsed; that is no reopening.
        if !over || (now == Some(Status::Concluded) && next == Status::Collapsed) {
            now = Some(next);
        }
    }
    // Nobody knows when an undated article was written. But a plan that it says was held, moved or dropped is
    // no longer merely planned.
    let further = || {
        let undated = order.iter().filter(|m| m.published.is_none() && m.mention.content.kind == Kind::Round);
        undated.filter_map(|m| m.mention.content.status).rfind(|status| !status.is_planned())
    };
    if now.is_some_and(Status::is_planned) {
        now = further().or(now);
    }
    now.or_else(|| history.last().map(|s| s.status))
}

/// The one mention whose words stand for all: it says what is now so, and says most.
fn representative<'a>(order: &[&'a Input], status: Option<Status>) -> &'a Input {
    let telling = |m: &Input| -> (bool, usize) {
        let content = &m.mention.content;
        let says = match &content.detail {
            Detail::Strike(s) => {
                let counted = s.weapons.iter().filter(|w| w.count.is_some()).count();
                counted * 4 + content.figures.len() + s.weapons.len() + usize::from(content.place.is_some())
            }
            Detail::Statement(s) => s.quote.as_ref().map_or(0, |q| q.chars().count()),
            // The table most articles describe, then who tells most of it.
            Detail::Round(r) => {
                let own = parties(content);
                let agree = order.iter().filter(|m| parties(&m.mention.content) == own).count();
                let known = usize::from(content.place.is_some()) * 2 + usize::from(r.ordinal == counted(order));
                agree * usize::from(!own.is_empty()) * 4 + known
            }
            _ => content.participants.len() + content.places.len(),
        };
        // A one-sided act ("said") gives way to one that says what the words do.
        let plain = matches!(&content.detail, Detail::Statement(s) if s.act == Act::Announce);
        (content.status == status, says * 2 + usize::from(!plain))
    };
    let later_wins = |kind: Kind| !matches!(kind, Kind::Statement);
    let mut best = order[0];
    for member in &order[1..] {
        let (new, old) = (telling(member), telling(best));
        if new > old || (new == old && later_wins(member.mention.content.kind) && member.published.is_some()) {
            best = member;
        }
    }
    best
}

/// For what took place, the narrowest days and the place most articles name; for a plan, those of the
/// latest word on it.
fn date_and_place(order: &[&Input], chosen: &Input, status: Option<Status>) -> (When, Option<Place>) {
    let contents: Vec<&Content> = order.iter().map(|m| &m.mention.content).collect();
    let kind = chosen.mention.content.kind;
    let planned = status.is_some() && !compare::is_held(status) && kind == Kind::Round;
    if planned {
        let latest = order.iter().rev().filter(|m| m.published.is_some()).chain(order.iter().rev());
        let said: Vec<&Content> =
            latest.map(|m| &m.mention.content).filter(|c| c.status == status || c.status.is_none()).collect();
        // The plan as it now is may be without a day: "postponed" takes the old one away only in the history.
        let date = said.iter().find(|c| !c.date.is_unknown()).map_or(&chosen.mention.content.date, |c| &c.date);
        let place =
            said.iter().find_map(|c| c.place.clone()).or_else(|| contents.iter().rev().find_map(|c| c.place.clone()));
        return (date.clone(), place);
    }
    let relevant: Vec<&Content> = contents.iter().copied().filter(|c| c.status == status).collect();
    let relevant = if relevant.is_empty() { contents.clone() } else { relevant };
    let date = match kind {
        // What is said is dated by the first report of it; an explicit date beats the day of publication.
        Kind::Statement => relevant.iter().min_by_key(|c| (c.date.is_unknown(), c.date.basis(), c.date.sort_day())),
        // A round's last day is known only to who tells of its end: the longest run of days of those who tell it in days.
        Kind::Round => relevant
            .iter()
            .filter(|c| window::length(&c.date).is_some_and(|days| days <= 10))
            .max_by_key(|c| window::length(&c.date)),
        _ => None,
    };
    // Where they met is told by all who tell that they met, and not only by who tells how it ended.
    let held: Vec<&Content> = contents.iter().copied().filter(|c| compare::is_held(c.status)).collect();
    let place = place(if kind == Kind::Round && !held.is_empty() { &held } else { &relevant }, &contents, chosen);
    if let Some(days) = date.filter(|_| kind == Kind::Round).and_then(|c| consecutive(&c.date, &relevant)) {
        return (days, place);
    }
    let narrowest = || {
        relevant
            .iter()
            .min_by_key(|c| (c.date.is_unknown(), window::length(&c.date).unwrap_or(i64::MAX), c.date.basis()))
    };
    let date = date.or_else(narrowest).map_or(&chosen.mention.content.date, |c| &c.date);
    (date.clone(), place)
}

/// One article tells of Tuesday's session, another of Wednesday's: the round lasted two days.
fn consecutive(longest: &When, relevant: &[&Content]) -> Option<When> {
    let single = |w: &When| window::bounded(w).filter(|(a, b)| a == b).map(|(a, _)| a);
    let first = single(longest)?;
    let other = relevant.iter().filter_map(|c| single(&c.date)).find(|day| *day != first)?;
    Some(When::lasting(first, other, longest.basis()))
}

/// The place most articles name; of equally many that of the mention that stands for all, else the first in
/// the order of keys.
fn place(relevant: &[&Content], contents: &[&Content], chosen: &Input) -> Option<Place> {
    let own = chosen.mention.content.place.as_ref().map(|p| p.id.as_str());
    let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
    for place in relevant.iter().filter_map(|c| c.place.as_ref()) {
        *votes.entry(&place.id).or_default() += 1;
    }
    let most = votes
        .iter()
        .max_by_key(|(id, n)| (**n, own == Some(**id), std::cmp::Reverse(**id)))
        .map(|(id, _)| (*id).to_owned());
    let mut any = contents.iter().filter_map(|c| c.place.as_ref());
    match most {
        Some(id) => any.find(|p| p.id == id).cloned(),
        None => any.next().cloned(),
    }
}

fn detail(order: &[&Input], chosen: &Input, figures: &[Figure]) -> Detail {
    let newest_first = || {
        order.iter().rev().filter(|m| m.published.is_some()).chain(order.iter().rev().filter(|m| m.published.is_none()))
    };
    match &chosen.mention.content.detail {
        Detail::Round(base) => {
            let rounds: Vec<&Round> = newest_first()
                .filter_map(|m| if let Detail::Round(r) = &m.mention.content.detail { Some(r) } else { None })
                .collect();
            Detail::Round(Round {
                ordinal: counted(order),
                format: base.format.or_else(|| rounds.iter().find_map(|r| r.format)),
                level: base.level.clone().or_else(|| rounds.iter().find_map(|r| r.level.clone())),
                outcome: rounds.iter().find_map(|r| r.outcome.clone()),
                track_ordinal: None,
            })
        }
        Detail::Strike(base) => {
            let strikes: Vec<(&Input, &Strike)> = newest_first()
                .filter_map(|m| if let Detail::Strike(s) = &m.mention.content.detail { Some((*m, s)) } else { None })
                .collect();
            let mut damage = base.damage.clone();
            for word in strikes.iter().rev().flat_map(|(_, s)| &s.damage) {
                if !damage.contains(word) {
                    damage.push(word.clone());
                }
            }
            let list = |of: fn(&Strike) -> &Vec<WeaponCount>| weapons(of(base), strikes.iter().map(|(_, s)| of(s)));
            Detail::Strike(Strike {
                weapons: list(|s| &s.weapons),
                intercepted: list(|s| &s.intercepted),
                casualties: Casualties {
                    killed: toll(&strikes, figures, FigureMeasure::Killed, |c| c.killed),
                    injured: toll(&strikes, figures, FigureMeasure::Injured, |c| c.injured),
                },
                damage,
            })
        }
        Detail::Statement(base) => {
            let mut out = base.clone();
            for member in order {
                if let Detail::Statement(s) = &member.mention.content.detail {
                    out.channel = out.channel.or_else(|| s.channel.clone());
                    out.quote = out.quote.or_else(|| s.quote.clone());
                }
            }
            out.reported = out.quote.is_none();
            Detail::Statement(out)
        }
        Detail::Agreement(base) => {
            let mut out = base.clone();
            for member in newest_first() {
                if let Detail::Agreement(a) = &member.mention.content.detail {
                    out.what = out.what.or_else(|| a.what.clone());
                    out.effective = out.effective.or_else(|| a.effective.clone());
                }
            }
            Detail::Agreement(out)
        }
        Detail::Deadline(base) => {
            let others = newest_first()
                .find_map(|m| if let Detail::Deadline(d) = &m.mention.content.detail { d.what.clone() } else { None });
            Detail::Deadline(Deadline { what: base.what.clone().or(others) })
        }
        Detail::Measure(base) => {
            let mut out = base.clone();
            for member in newest_first() {
                if let Detail::Measure(m) = &member.mention.content.detail {
                    out.what = out.what.or_else(|| m.what.clone());
                }
            }
            Detail::Measure(out)
        }
    }
}

/// The representative's weapons, then what only others name; a missing number is taken from the newest who has one.
fn weapons<'a>(base: &[WeaponCount], newest_first: impl Iterator<Item = &'a Vec<WeaponCount>>) -> Vec<WeaponCount> {
    let mut out = base.to_vec();
    for w in newest_first.flatten() {
        match out.iter_mut().find(|o| o.weapon == w.weapon) {
            Some(there) if there.count.is_none() => *there = *w,
            Some(_) => {}
            None => out.push(*w),
        }
    }
    out
}

/// Best: the newest dated article's. Low and high: over the latest word of every source.
fn toll(
    newest_first: &[(&Input, &Strike)],
    figures: &[Figure],
    measure: FigureMeasure,
    of: fn(&Casualties) -> Option<Toll>,
) -> Option<Toll> {
    let best = newest_first.iter().find_map(|(_, s)| of(&s.casualties)).map(|t| t.best);
    let counted = figures.iter().filter(|f| f.measure == measure).map(|f| f.value);
    // The latest word of each outlet, where it gives a toll and no figure of its own.
    let mut outlets: BTreeMap<String, Toll> = BTreeMap::new();
    for (member, strike) in newest_first {
        let name = member.outlet.clone().unwrap_or_else(|| member.article.to_string());
        if let Some(toll) = of(&strike.casualties) {
            outlets.entry(name).or_insert(toll);
        }
    }
    let values: Vec<u64> = counted.chain(outlets.values().flat_map(|t| [t.low, t.best, t.high])).collect();
    let best = best.or_else(|| values.last().copied())?;
    Some(Toll {
        best,
        low: values.iter().copied().min().unwrap_or(best).min(best),
        high: values.iter().copied().max().unwrap_or(best).max(best),
    })
}

/// The first moment an article of these told of it.
pub(crate) fn first_published(order: &[&Input]) -> Option<jiff::Timestamp> {
    order.iter().filter_map(|m| m.published).map(Published::instant).min()
}

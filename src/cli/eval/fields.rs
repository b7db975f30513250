//! Whether the fields of an answer are those that are expected, one verdict per field.

use super::{
    gold::Expected,
    matching::{Answer, exact_date, side},
    words::{fold, has_word},
};
use crate::domain::{ActorKind, Detail, Kind, Mention, Role, RoundFormat, Status};
use serde::Serialize;

/// What became of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Verdict {
    /// As expected.
    Right,
    /// Another value than the expected one.
    Wrong,
    /// Nothing, where something is expected.
    Missing,
    /// Something, where nothing is expected.
    Extra,
}

/// One field that was looked at.
#[derive(Debug)]
pub(super) struct Check {
    pub(super) field: &'static str,
    pub(super) verdict: Verdict,
    pub(super) expected: String,
    pub(super) found: String,
}

/// The fields of a pair that either side gives, in a fixed order.
pub(super) fn check(gold: &Expected, answer: &Answer<'_>) -> Vec<Check> {
    let mut checks = Checks { answer, list: Vec::new() };
    let content = &answer.mention.content;
    if let Some(right) = exact_date(gold, answer) {
        let bounds = [&gold.from, &gold.to].map(|d| d.as_deref().unwrap_or("?"));
        let found = if content.date.is_unknown() { "" } else { content.date.edtf() };
        checks.push("date", bounds.join("/"), found.to_owned(), right);
    }
    match &content.detail {
        Detail::Round(round) => {
            checks.status(gold);
            checks.place(gold);
            checks.sides("parties", gold.parties.list(), &[Role::Party, Role::Mediator, Role::Host]);
            checks.if_stated("mediators", gold.mediators.list(), &[Role::Mediator, Role::Host]);
            checks.if_stated("delegates", gold.delegates.list(), &[Role::Delegate]);
            checks.if_stated("host", gold.host.list(), &[Role::Host]);
            checks.number("ordinal", gold.ordinal.map(u64::from), round.ordinal.map(u64::from));
            if gold.format.is_some() {
                checks.word("format", gold.format.as_deref(), round.format.map(RoundFormat::as_str));
            }
        }
        Detail::Strike(strike) => {
            checks.sides("attacker", gold.attacker.list(), &[Role::Attacker]);
            checks.target(gold);
            checks.place(gold);
            checks.weapons(gold);
            checks.number("killed", gold.killed, strike.casualties.killed.map(|t| t.best));
            checks.number("injured", gold.injured, strike.casualties.injured.map(|t| t.best));
            checks.sides("claimed by", gold.claimed_by.list(), &[Role::Claimant]);
        }
        Detail::Statement(said) => {
            checks.speaker(gold, &said.speaker);
            checks.word("act", gold.act.as_deref(), Some(said.act.as_str()));
            checks.topics(gold);
            let reported = |r: bool| if r { "reported" } else { "quoted" };
            checks.word("reported", gold.reported.map(reported), Some(reported(said.reported)));
            checks.if_stated("addressee", gold.addressee.list(), &[Role::Addressee]);
        }
        Detail::Agreement(agreement) => {
            checks.word("type", gold.sort.as_deref(), Some(agreement.agreement.as_str()));
            checks.status(gold);
            checks.place(gold);
            checks.sides("parties", gold.parties.list(), &[Role::Signatory, Role::Party]);
            checks.if_stated("brokered by", gold.brokered_by.list(), &[Role::Mediator, Role::Host]);
        }
        Detail::Deadline(_) => {
            checks.sides("set by", gold.set_by.list(), &[Role::Demander]);
            checks.sides("addressed to", gold.addressed_to.list(), &[Role::Addressee]);
        }
        Detail::Measure(measure) => {
            checks.word("type", gold.sort.as_deref(), Some(measure.measure.as_str()));
            checks.status(gold);
            checks.sides("actor", gold.actor.list(), &[Role::Subject]);
            checks.sides("target", gold.target.list(), &[Role::Target]);
        }
    }
    checks.list
}

struct Checks<'c, 'm> {
    answer: &'c Answer<'m>,
    list: Vec<Check>,
}

impl Checks<'_, '_> {
    fn mention(&self) -> &Mention {
        self.answer.mention
    }

    /// Notes a field; empty means that nothing is expected, or that nothing was found.
    fn push(&mut self, field: &'static str, expected: String, found: String, right: bool) {
        let verdict = match (expected.is_empty(), found.is_empty()) {
            (true, true) => return,
            (true, false) => Verdict::Extra,
            (false, _) if right => Verdict::Right,
            (false, true) => Verdict::Missing,
            (false, false) => Verdict::Wrong,
        };
        self.list.push(Check { field, verdict, expected, found });
    }

    fn word(&mut self, field: &'static str, expected: Option<&str>, found: Option<&str>) {
        let (expected, found) = (expected.unwrap_or_default(), found.unwrap_or_default());
        self.push(field, expected.to_owned(), found.to_owned(), expected == found);
    }

    fn number(&mut self, field: &'static str, expected: Option<u64>, found: Option<u64>) {
        let told = |n: Option<u64>| n.map(|n| n.to_string()).unwrap_or_default();
        self.push(field, told(expected), told(found), expected == found);
    }

    fn status(&mut self, gold: &Expected) {
        self.word("status", gold.status.as_deref(), self.mention().content.status.map(Status::as_str));
    }

    /// The main place; any of several that the gold lists will do. And the country it is in.
    fn place(&mut self, gold: &Expected) {
        let main = self.mention().content.place.clone();
        let expected: Vec<&String> =
            gold.place.iter().chain(gold.places.iter().flatten()).filter(|p| !p.is_empty()).collect();
        let found = main.as_ref().map(|p| p.name.clone()).unwrap_or_default();
        let name = fold(&found);
        let is = |p: &&String| {
            let p = fold(p);
            !name.is_empty() && (p.contains(&name) || name.contains(&p))
        };
        let right = expected.iter().any(is);
        let expected = expected.iter().map(|p| p.as_str()).collect::<Vec<_>>().join(", ");
        self.push("place", expected, found, right);
        if gold.kind == Kind::Round {
            let country = main.and_then(|p| p.country);
            self.word("country", gold.country.as_deref(), country.as_deref());
        }
    }

    /// Every side that is expected must be there in one of these roles.
    fn sides(&mut self, field: &'static str, expected: &[String], roles: &[Role]) {
        let names = self.answer.names(roles);
        let right = expected.iter().all(|e| side(std::slice::from_ref(e), &names));
        self.push(field, expected.join(", "), self.told(roles), right);
    }

    /// As [`Self::sides`], for what gold files may pass over: without an expectation, nothing is wrong.
    fn if_stated(&mut self, field: &'static str, expected: &[String], roles: &[Role]) {
        if !expected.is_empty() {
            self.sides(field, expected, roles);
        }
    }

    /// A state that is hit may be told by the place alone.
    fn target(&mut self, gold: &Expected) {
        let mut names = self.answer.names(&[Role::Target]);
        let stated = self.told(&[Role::Target]);
        let content = &self.mention().content;
        let country = content.place.as_ref().and_then(|p| p.country.clone()).filter(|_| stated.is_empty());
        names.extend(country.iter().map(|c| fold(c)));
        let right = side(gold.target.list(), &names);
        self.push("target", gold.target.list().join(", "), country.unwrap_or(stated), right);
    }

    /// Who takes part in these roles, for people to read.
    fn told(&self, roles: &[Role]) -> String {
        let who = self.mention().content.participants.iter().filter(|p| roles.contains(&p.role));
        who.map(|p| p.actor.name.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// Every expected count must be among those launched or downed, and of its type.
    fn weapons(&mut self, gold: &Expected) {
        let Detail::Strike(strike) = &self.mention().content.detail else {
            return;
        };
        let found: Vec<(String, u64)> = strike
            .weapons
            .iter()
            .chain(&strike.intercepted)
            .filter_map(|w| Some((fold(w.weapon.as_str()), w.count.filter(|n| *n > 0)?)))
            .collect();
        let expected: Vec<(String, u64)> = gold
            .weapons
            .iter()
            .flatten()
            .filter_map(|w| Some((fold(w.weapon.as_deref().unwrap_or_default()), w.count.filter(|n| *n > 0)?)))
            .collect();
        let told = |list: &[(String, u64)]| list.iter().map(|(w, n)| format!("{n} {w}")).collect::<Vec<_>>().join(", ");
        let counts = expected.iter().all(|(_, n)| found.iter().any(|(_, m)| n == m));
        let types = expected.iter().all(|e| found.contains(e));
        self.push("weapon count", told(&expected), told(&found), counts);
        if !expected.is_empty() {
            self.push("weapon type", told(&expected), told(&found), types);
        }
    }

    /// The whole name: every expected word is in it. A state speaks only where no person is named.
    fn speaker(&mut self, gold: &Expected, told: &str) {
        let mut names = vec![fold(told)];
        for p in self.mention().content.participants.iter().filter(|p| p.role == Role::Speaker) {
            let a = &p.actor;
            names.extend([fold(&a.name), fold(&a.id)]);
            names.extend(a.country.as_deref().filter(|_| a.kind != ActorKind::Person).map(fold));
        }
        let is = |who: &&String| {
            let who = fold(who);
            names.iter().any(|n| who.split(' ').all(|w| has_word(n, w)))
        };
        let right = gold.speaker.iter().chain(gold.alt_speakers.iter().flatten()).any(|w| is(&w));
        self.push("speaker", gold.speaker.clone().unwrap_or_default(), told.to_owned(), right);
    }

    /// All topics, and at least one of them.
    fn topics(&mut self, gold: &Expected) {
        let expected: Vec<&str> = gold.topics.iter().flatten().map(String::as_str).collect();
        let found: Vec<&str> = self.mention().content.topics.iter().map(|t| t.as_str()).collect();
        let same = expected.len() == found.len() && expected.iter().all(|t| found.contains(t));
        let one = expected.iter().any(|t| found.contains(t));
        let (expected, found) = (expected.join(", "), found.join(", "));
        self.push("topics, one", expected.clone(), found.clone(), one);
        self.push("topics, all", expected, found, same);
    }
}

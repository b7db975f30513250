//! Agreements: ceasefires, exchanges of prisoners, signed texts; how far each has come.
//!
//! The terms of a proposal are not an agreement, and a hope for one is none either: a verb must say
//! that it was proposed, announced, reached, began, was carried out, ran out or broke down, and it
//! must be the verb of what was agreed (`data/agreements.toml`).

mod dated;
mod exchange;
mod infinitive;
mod step;
mod table;
#[cfg(test)]
mod tests;
mod when;

use super::{
    super::{Annotated, Lexicon, place::PlaceKind},
    Draft,
    sides::{Foes, Named, aside, brokers, clause_before, dateline, dates, side},
};
use crate::domain::{Actor, ActorKind, Agreement, AgreementType, Detail, Role, Status, Topic};
use std::{ops::Range, sync::Arc};
use step::{Matter, WORDS};

/// A sentence of more tokens than this is no prose.
const LONGEST: usize = 400;

/// Every agreement in the article, in text order.
pub(super) fn find(found: &Annotated<'_>, lexicon: &Lexicon, foes: &Foes) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (sentence, entry) in found.doc.sentences.iter().enumerate() {
        let question = found.doc.lower(entry.tokens.end.saturating_sub(1)) == "?";
        if entry.heading || question || entry.tokens.len() > LONGEST {
            continue;
        }
        if !found.tokens_of(sentence).iter().any(|t| WORDS.telling.contains(&t.lower)) {
            continue;
        }
        let reader = Reader { found, lexicon, foes, sentence, tokens: entry.tokens.clone() };
        drafts.extend(reader.read());
    }
    drafts
}

/// One sentence, looked at for agreements.
struct Reader<'r, 'd> {
    found: &'r Annotated<'d>,
    lexicon: &'r Lexicon,
    foes: &'r Foes,
    sentence: usize,
    tokens: Range<usize>,
}

/// What a sentence says of an agreement.
struct Told {
    kind: AgreementType,
    status: Status,
    /// The words that say how far it has come.
    step: Range<usize>,
    /// What was agreed.
    matter: Range<usize>,
    rule: &'static str,
    /// So many sides must be known for it to be told.
    sides: usize,
}

impl Reader<'_, '_> {
    fn read(&self) -> Vec<Draft> {
        let mut drafts: Vec<Draft> = Vec::new();
        let exchange = self.exchange();
        let given = exchange.is_some();
        let to_do = self.infinitive();
        // "Agreed to work within the framework endorsed by …": of what they agreed to do.
        let inside = |t: &Told| {
            to_do.as_ref().is_some_and(|d| d.matter.contains(&t.matter.start) && d.matter.start <= t.step.start)
                && !self.is_dated(t)
        };
        let steps: Vec<Told> = self.steps().into_iter().filter(|t| !inside(t)).collect();
        let mut told: Vec<Told> = exchange.into_iter().chain(steps).chain(to_do).collect();
        if told.is_empty() {
            told.extend(self.dated());
        }
        told.sort_by_key(|t| t.matter.start);
        for told in told {
            // An exchange is told once: "signed a deal to exchange prisoners" is that exchange.
            if given && told.kind == AgreementType::PrisonerExchange && told.rule != "agreement.exchange" {
                continue;
            }
            let Some(draft) = self.draft(&told) else { continue };
            let twin = |old: &Draft| old.content.status == draft.content.status && kind(old) == kind(&draft);
            if !drafts.iter().any(twin) {
                drafts.push(draft);
            }
        }
        drafts
    }

    fn draft(&self, told: &Told) -> Option<Draft> {
        let found = self.found;
        let (signatories, mediators) = self.sides(told);
        // "Roe announced a truce" between others: told, though not between whom.
        let known = signatories.len() >= told.sides
            || told.kind == AgreementType::Ceasefire
                && self.herald(told).is_some()
                && dates(found, self.sentence).next().is_some();
        if !known {
            return None;
        }
        let what = self.what(told);
        let text = what.clone().and_then(|w| found.doc.span_of(w)).map(|s| found.doc.text.slice(s).to_owned());
        let effective = self.effective();
        let detail = Detail::Agreement(Agreement {
            agreement: told.kind,
            what: text,
            effective: effective.map(|t| t.when.clone()),
        });
        let (when, time) = self.date(told);
        let span = found.sentence_span(self.sentence)?;
        let mut draft = Draft::new(detail, when, span, told.rule).with_status(told.status);
        draft.because("status", found.doc.span_of(told.step.clone())?, told.rule);
        draft.because("agreement.type", found.doc.span_of(told.matter.clone())?, told.rule);
        if let Some(what) = what.and_then(|w| found.doc.span_of(w)) {
            draft.because("agreement.what", what, "agreement.what");
        }
        if let Some(time) = effective {
            draft.because("agreement.effective", time.span, time.rule);
        }
        match time {
            Some(time) => draft.because("date", time.span, time.rule),
            None => draft.because("date", span, "agreement.date.published"),
        }
        for (role, named) in [(Role::Signatory, signatories), (Role::Mediator, mediators)] {
            for (actor, span) in named {
                draft.add(role, &actor, None);
                draft.because(format!("participants.{}", role.as_str()), span, "agreement.sides");
            }
        }
        if let Some((place, span)) = self.place(told, &draft) {
            draft.add_place(&place);
            draft.because("place", span, "agreement.place");
        }
        let topic = match told.kind {
            AgreementType::Ceasefire => Topic::Ceasefire,
            AgreementType::PrisonerExchange => Topic::Prisoners,
            AgreementType::SignedText | AgreementType::Other => Topic::Process,
        };
        draft.add_topic(topic);
        draft.because("topics", found.doc.span_of(told.matter.clone())?, told.rule);
        Some(draft)
    }

    fn lower(&self, token: usize) -> &str {
        self.found.doc.lower(token)
    }

    /// Whether a word stands between that parts two clauses.
    fn apart(&self, between: Range<usize>) -> bool {
        between.into_iter().any(|i| WORDS.lists.apart.contains(self.lower(i)))
    }

    /// Where it was agreed: a town, or a state that is no side, that "in" or "at" leads, and that is not
    /// where the guns are to fall silent. Else "here" is the town of the dateline.
    fn place(&self, told: &Told, draft: &Draft) -> Option<(crate::domain::Place, crate::domain::Span)> {
        if !matches!(told.status, Status::Agreed | Status::InPrinciple | Status::Announced) {
            return None;
        }
        let found = self.found;
        let party = |country: Option<&str>| {
            country.is_some() && draft.content.actors(Role::Signatory).any(|a| a.country.as_deref() == country)
        };
        // "The war in Sudan", "a truce in Gaza": where the guns are to fall silent, not where it was agreed.
        let scene = |at: usize| {
            let lead = (at.saturating_sub(3)..at).rev().find(|i| matches!(self.lower(*i), "in" | "at"));
            let word = lead.and_then(|i| i.checked_sub(1)).map_or("", |i| self.lower(i));
            matches!(
                word,
                "fighting"
                    | "war"
                    | "conflict"
                    | "truce"
                    | "ceasefire"
                    | "peace"
                    | "hostilities"
                    | "rebels"
                    | "violence"
                    | "crisis"
                    | "guns"
                    | "clashes"
                    | "bloodshed"
                    | "fire"
                    | "strikes"
                    | "held"
                    | "captured"
            )
        };
        // "In Rome", "in the Italian capital", "in the resort of Rimini".
        let in_it = |p: &super::super::place::PlaceMention| {
            let before = p.tokens.start.saturating_sub(5).max(self.tokens.start)..p.tokens.start;
            let town = |i: usize| {
                matches!(self.lower(i), "capital" | "city" | "town" | "resort" | "port" | "metropolis" | "village")
            };
            let named = || {
                let lead = before.clone().rev().find(|i| matches!(self.lower(*i), "in" | "at"));
                lead.is_some_and(|lead| (lead..p.tokens.end).any(town))
            };
            matches!(p.preposition, Some("in" | "at")) || named()
        };
        let venue = found.places_in(self.sentence).iter().find(|p| {
            let country = p.place.country.as_deref();
            let held = !matches!(p.kind, PlaceKind::Country | PlaceKind::Region)
                || !party(country) && p.kind == PlaceKind::Country;
            let far = p.tokens.start > told.step.end.max(told.matter.end) + 24;
            in_it(p) && held && !scene(p.tokens.start) && !far && !found.is_quoted(p.tokens.start)
        });
        if let Some(venue) = venue {
            return Some((venue.place.clone(), venue.span));
        }
        let here = self.tokens.clone().any(|i| {
            self.lower(i) == "here"
                && matches!(
                    self.lower(i + 1),
                    "," | "." | "on" | "after" | "in" | "between" | "late" | "early" | "today"
                )
        });
        // "DOHA — … after talks in the Qatari capital", "signed … at a meeting": the town of the dateline.
        let opens =
            found.doc.dateline.is_some_and(|d| found.sentence_span(self.sentence).is_some_and(|s| s.contains(d)))
                || found.doc.sentences[..self.sentence].iter().all(|s| s.heading);
        let told_there = self.tokens.clone().any(|i| {
            self.lower(i) == "capital"
                || told.step.contains(&i) && matches!(self.lower(i), "signed" | "signing")
                || matches!(self.lower(i), "meeting" | "ceremony" | "session")
        });
        dateline(found, self.lexicon).filter(|_| here || opens && told_there)
    }

    /// What was agreed, in the words of the source: the noun with what stands before and after it.
    fn what(&self, told: &Told) -> Option<Range<usize>> {
        let opens = |i: usize| {
            matches!(
                self.lower(i),
                "a" | "an"
                    | "the"
                    | "its"
                    | "their"
                    | "on"
                    | "of"
                    | "to"
                    | "in"
                    | ","
                    | "and"
                    | "by"
                    | "with"
                    | "this"
                    | "'s"
                    | "’s"
                    | "that"
                    | "for"
                    | "have"
                    | "has"
                    | "had"
                    | "new"
                    | "“"
                    | "\""
            )
        };
        let first = (self.tokens.start..told.matter.start)
            .rev()
            .take_while(|i| !opens(*i) && *i >= told.step.end.min(told.matter.start) && *i + 5 > told.matter.start)
            .last()
            .unwrap_or(told.matter.start);
        let times = self.found.times_in(self.sentence);
        let ends = |i: &usize| {
            let mark = matches!(
                self.lower(*i),
                "," | ";"
                    | ":"
                    | "."
                    | "—"
                    | "”"
                    | "\""
                    | "("
                    | "was"
                    | "were"
                    | "has"
                    | "had"
                    | "have"
                    | "is"
                    | "that"
                    | "which"
                    | "after"
                    | "as"
                    | "and"
                    | "in"
                    | "at"
                    | "here"
                    | "will"
                    | "between"
                    | "with"
                    | "by"
                    | "ahead"
                    | "previously"
                    | "while"
                    | "said"
                    | "would"
                    | "on"
            );
            let for_it = matches!(self.lower(*i), "on") && !times.iter().any(|t| t.tokens.contains(&(i + 1)));
            // A verb of the step ends it too ("the truce collapsed").
            let step = told.step.contains(i) && told.step.start >= told.matter.end;
            mark && !for_it || step || times.iter().any(|t| t.tokens.start == *i)
        };
        let last = (told.matter.end..self.tokens.end).find(ends).unwrap_or(self.tokens.end).min(told.matter.end + 14);
        (first < last).then_some(first..last)
    }

    /// Whoever makes it known: "Roe announced a truce", "the pause that Roe had proclaimed". It may be one
    /// between others.
    fn herald(&self, told: &Told) -> Option<Arc<Actor>> {
        let verb = told.step.clone().find(|i| {
            matches!(self.lower(*i), "announced" | "declared" | "proclaimed" | "unveiled" | "announces" | "declares")
        })?;
        let own = |i: usize| matches!(self.lower(i), "unilateral" | "unilaterally" | "its" | "their" | "own");
        if (told.step.start..told.matter.end).chain(told.matter.clone()).any(own) {
            return None;
        }
        let light = |i: usize| {
            matches!(self.lower(i), "had" | "has" | "have" | "on" | "later" | "then" | "also" | "earlier" | "first")
                || self.found.times_in(self.sentence).iter().any(|t| t.tokens.contains(&i))
        };
        let actors = self.found.actors_in(self.sentence);
        let before = actors.iter().rev().find(|m| m.tokens.end <= verb);
        let by = actors.iter().find(|m| m.tokens.start > verb && self.lower(verb + 1) == "by");
        let who = by.or(before.filter(|m| (m.tokens.end..verb).all(light)))?;
        side(who, self.lexicon)
    }

    /// Who agreed, and who brokered it.
    fn sides(&self, told: &Told) -> (Vec<Named>, Vec<Named>) {
        let found = self.found;
        let mut mediators: Vec<Named> = Vec::new();
        let mut signatories: Vec<Named> = Vec::new();
        let add = |list: &mut Vec<Named>, actor: Arc<Actor>, span| {
            if !list.iter().any(|(a, _)| a.id == actor.id) {
                list.push((actor, span));
            }
        };
        let actors = found.actors_in(self.sentence);
        for m in actors.iter().filter(|m| brokers(found, m)) {
            if let Some(side) = side(m, self.lexicon) {
                add(&mut mediators, side, m.span);
            }
        }
        let group = |a: &ActorKind| matches!(a, ActorKind::State | ActorKind::ArmedGroup);
        let open = |m: &&super::super::actor::ActorMention| !brokers(found, m) && !aside(found, m);
        let foes = self.foes.of(found, self.lexicon);
        let herald = self.herald(told);
        let party = |a: &Actor| foes.iter().any(|f| f.id == a.id);
        let outside = |a: &Actor| herald.as_ref().is_some_and(|h| h.id == a.id && !party(a));
        // "A truce between A and B", "a deal with B".
        let between =
            (told.matter.end..told.matter.end + 8).find(|i| self.lower(*i) == "between" && self.tokens.contains(i));
        if let Some(between) = between {
            let mut last = between + 1;
            for m in actors.iter().filter(|m| m.tokens.start > between).take(3) {
                let parted = (last..m.tokens.start)
                    .any(|i| matches!(self.lower(i), "," | "in" | "on" | "to" | "was" | "which" | "by"));
                if m.tokens.start > last + 6 || parted && signatories.len() >= 2 {
                    break;
                }
                if let Some(side) = side(m, self.lexicon) {
                    add(&mut signatories, side, m.span);
                }
                last = m.tokens.end;
            }
        }
        // Before the step, in its clause; then all others of the sentence.
        let clause = clause_before(found, self.tokens.clone(), told.step.start.min(told.matter.start));
        let subject = |m: &&super::super::actor::ActorMention| {
            m.tokens.start >= clause && m.tokens.end <= told.step.start.max(told.matter.start)
        };
        for first in [true, false] {
            if signatories.len() >= 2 {
                break;
            }
            // A truce that no two sides stand by is that of the foes the article is about.
            if !first && told.kind == AgreementType::Ceasefire && signatories.is_empty() && foes.len() == 2 {
                let span = found.doc.span_of(told.matter.clone());
                foes.iter().for_each(|f| span.into_iter().for_each(|s| add(&mut signatories, f.clone(), s)));
            }
            let named = actors.iter().filter(open).filter(|m| subject(m) == first && group(&m.actor.kind));
            for m in named.filter(|m| !outside(&m.actor)) {
                add(&mut signatories, m.actor.clone(), m.span);
            }
        }
        // "The two sides", or one side alone: those of the sentences before, then the article's foes.
        let both = self.tokens.clone().find(|i| WORDS.lists.both.contains(self.lower(*i)));
        let first = self.sentence.saturating_sub(3);
        if let Some(span) = both.and_then(|i| found.doc.span_of(i..i + 1)).filter(|_| signatories.is_empty()) {
            foes.iter().for_each(|f| add(&mut signatories, f.clone(), span));
        }
        // Of one side its foe in this article is the other.
        // "Roe said Norland had agreed": she need not be the other side.
        let teller = |f: &Arc<Actor>| {
            let says = |m: &super::super::actor::ActorMention| {
                matches!(self.lower(m.tokens.end), "said" | "says" | "told" | "wrote" | "announced" | "claimed")
            };
            actors.iter().any(|m| says(m) && side(m, self.lexicon).is_some_and(|s| s.id == f.id))
        };
        let told_by = foes.iter().any(teller);
        if signatories.len() == 1 && !told_by && foes.iter().any(|f| f.id == signatories[0].0.id) {
            let span = found.doc.span_of(told.matter.clone());
            foes.iter().for_each(|f| span.into_iter().for_each(|s| add(&mut signatories, f.clone(), s)));
        }
        for m in (first..self.sentence).rev().flat_map(|s| found.actors_in(s)) {
            // A deal of any sort is told of with those who made it; only a truce is known without.
            let open = told.sides < 2 || both.is_some() && !signatories.is_empty();
            let free = !brokers(found, m) && !aside(found, m) && !outside(&m.actor);
            if open && !told_by && signatories.len() < 2 && group(&m.actor.kind) && free {
                add(&mut signatories, m.actor.clone(), m.span);
            }
        }
        if signatories.is_empty() {
            for m in actors.iter().filter(open) {
                if let Some(side) = side(m, self.lexicon).filter(|s| !outside(s)) {
                    add(&mut signatories, side, m.span);
                }
            }
        }
        signatories.truncate(if between.is_some() { 3 } else { 2 });
        mediators.retain(|(a, _)| !signatories.iter().any(|(s, _)| s.id == a.id));
        (signatories, mediators)
    }
}

fn kind(draft: &Draft) -> Option<AgreementType> {
    match &draft.content.detail {
        Detail::Agreement(a) => Some(a.agreement),
        _ => None,
    }
}

impl Matter {
    /// Of what kind it is on its own.
    fn kind(self) -> AgreementType {
        match self {
            Matter::Ceasefire => AgreementType::Ceasefire,
            Matter::Text => AgreementType::SignedText,
            Matter::Deal => AgreementType::Other,
        }
    }
}

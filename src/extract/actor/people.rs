//! People: names, who is who in this article, roles and pronouns that point back.

use super::{
    ActorMention, Naming, Reader,
    phrase::{self, Kind, Phrase},
    words::{NOT_NAMES, PARTICLES, ROLES, THINGS, VERBS},
};
use crate::{
    domain::{Actor, ActorKind, Affiliation},
    extract::{
        lexicon::{Sense, slug},
        token::Shape,
    },
};
use std::{collections::HashMap, ops::Range};

/// Who is who in one article.
#[derive(Debug, Default)]
pub(super) struct Registry {
    people: Vec<Person>,
    bodies: HashMap<String, Actor>,
}

#[derive(Clone, Debug)]
struct Person {
    actor: Actor,
    title: Option<String>,
    family: String,
}

impl Registry {
    pub(super) fn body(&self, key: &str) -> Option<Actor> {
        self.bodies.get(key).cloned()
    }

    pub(super) fn remember_body(&mut self, key: &str, actor: &Actor) {
        self.bodies.insert(key.to_owned(), actor.clone());
    }

    fn by_family(&self, family: &str) -> Option<&Person> {
        let wanted = fold(family);
        self.people.iter().rev().find(|p| p.family == wanted)
    }

    fn by_id(&self, id: &str) -> Option<&Person> {
        self.people.iter().find(|p| p.actor.id == id)
    }

    /// Adds a person or what is newly known of one; gives back all that is known.
    fn learn(&mut self, actor: Actor, title: Option<&str>) -> (Actor, Option<String>) {
        if let Some(known) = self.people.iter_mut().find(|p| p.actor.id == actor.id) {
            if known.actor.affiliation.is_none() {
                known.actor.affiliation = actor.affiliation;
                known.actor.country = actor.country;
            }
            if known.title.is_none() {
                known.title = title.map(str::to_owned);
            }
            return (known.actor.clone(), title.map(str::to_owned).or_else(|| known.title.clone()));
        }
        let family = fold(actor.name.split_whitespace().last().unwrap_or_default());
        let title = title.map(str::to_owned);
        self.people.push(Person { actor: actor.clone(), title: title.clone(), family });
        (actor, title)
    }
}

/// A family name as it is compared: without accents, and with the commonest transliterations made one.
fn fold(name: &str) -> String {
    slug(name).replace("iy", "y").replace("yy", "y").replace("ii", "i").replace("ey", "ei")
}

impl Reader<'_> {
    /// The run of name words that starts at a token.
    fn name_run(&self, at: usize, end: usize) -> Range<usize> {
        let mut i = at;
        let mut words = 0;
        while i < end && words < 6 {
            let token = &self.doc.tokens[i];
            let text = self.doc.word(i);
            if token.shape != Shape::Word || token.is("'s") {
                break;
            }
            let start = self.names.partition_point(|n| n.tokens.start < i);
            if let Some(name) = self.names.get(start).filter(|n| n.tokens.start == i && !n.partial) {
                let person = name
                    .senses
                    .iter()
                    .any(|s| matches!(s, Sense::Actor(k) if self.lexicon.actor(*k).actor.kind == ActorKind::Person));
                if person {
                    words += name.tokens.len();
                    i = name.tokens.end;
                    continue;
                }
                // A name of the lexicon may be a given name ("Jordan Roe") only after another one.
                if words == 0 || name.senses.iter().any(|s| !matches!(s, Sense::Place(_))) {
                    break;
                }
            }
            let particle = PARTICLES.contains(&text)
                && words > 0
                && self.doc.tokens.get(i + 1).is_some_and(|t| t.capital && t.shape == Shape::Word);
            let prefixed = text
                .split_once('-')
                .is_some_and(|(p, rest)| PARTICLES.contains(&p) && rest.starts_with(char::is_uppercase));
            let initial = token.capital && text.chars().count() == 1 && self.doc.lower(i + 1) == ".";
            if initial && i + 2 < end {
                i += 2;
                words += 1;
                continue;
            }
            let plain = token.capital
                && !NOT_NAMES.contains(&&*token.lower)
                && !(ROLES.contains(&&*token.lower) && words == 0)
                && text.chars().count() > 1
                || token.capital
                    && words == 0
                    && i + 1 < end
                    && token.lower.len() == 2
                    && self.doc.tokens[i + 1].capital
                    && !NOT_NAMES.contains(&&*token.lower);
            if !(plain || particle || prefixed) || (ROLES.contains(&&*token.lower) && token.capital && words > 0) {
                break;
            }
            i += 1;
            words += 1;
        }
        at..i
    }

    /// Who a run of name words is, if that is known; whether it is the full name.
    fn identify(&self, run: &Range<usize>) -> Option<(Actor, Option<String>)> {
        let text = self.text(run.clone());
        if let Some(person) = self.registry.by_id(&slug(&text)) {
            return Some((person.actor.clone(), person.title.clone()));
        }
        let single = run.len() == 1;
        if single && let Some(person) = self.registry.by_family(&text) {
            return Some((person.actor.clone(), person.title.clone()));
        }
        let names = self.names_in(run);
        let known = names.iter().find(|n| n.tokens.start == run.start || n.tokens.end == run.end).and_then(|n| {
            n.senses.iter().find_map(|s| match s {
                Sense::Actor(k) if self.lexicon.actor(*k).actor.kind == ActorKind::Person => Some((n.tokens.len(), *k)),
                _ => None,
            })
        });
        match known {
            Some((len, k)) if len == run.len() || len > 1 => Some((self.lexicon.actor(k).actor.clone(), None)),
            _ if single => None,
            _ => {
                // Another spelling of somebody met before: same family name, same first letter.
                let last = self.doc.word(run.end - 1);
                let person = self.registry.by_family(last)?;
                let first = |s: &str| slug(s).chars().next();
                (first(&person.actor.name) == first(&text)).then(|| (person.actor.clone(), person.title.clone()))
            }
        }
    }

    /// A person with this name; new ones get the affiliation their title tells.
    fn someone(
        &mut self,
        run: &Range<usize>,
        title: Option<&str>,
        owner: Option<Affiliation>,
    ) -> (Actor, Option<String>) {
        let (mut actor, _) = self.identify(run).unwrap_or_else(|| {
            let name = self.text(run.clone());
            (Actor { id: slug(&name), name, kind: ActorKind::Person, country: None, affiliation: None }, None)
        });
        if actor.affiliation.is_none() {
            actor.country = owner.as_ref().and_then(|o| o.country.clone());
            actor.affiliation = owner;
        }
        self.registry.learn(actor, title)
    }

    /// "Foreign Minister Jane Roe", "the US envoy, John Doe,", "the Omani minister".
    pub(super) fn office(&mut self, phrase: &Phrase, end: usize, sentence: usize) -> Option<usize> {
        let stop = phrase.tokens.end;
        let lone_word = phrase.title.len() == 1;
        let run = self.name_run(stop, end);
        if !run.is_empty() && self.doc.lower(stop) != "," {
            let title = self.text(phrase.title.clone());
            let owner = self.owner(&phrase.title).or_else(|| self.whose(phrase, sentence));
            let (actor, title) = self.someone(&run, Some(&title), owner);
            self.push(phrase.tokens.start..run.end, sentence, actor, title, Naming::Name, "actor.person.title");
            return Some(run.end);
        }
        // With a comma, the name may come after the complement: "The governor of X, Jane Roe, said".
        for (comma, title_end) in [(stop, stop), (phrase.reach.unwrap_or(stop), phrase.reach.unwrap_or(stop))] {
            if self.doc.lower(comma) != "," || !(phrase.definite || phrase.whose || phrase.owned) {
                continue;
            }
            let run = self.name_run(comma + 1, end);
            let closed =
                run.end >= end || matches!(self.doc.lower(run.end), "," | "." | ";" | "—" | "–" | ")" | "\"" | "”");
            if run.is_empty() || !closed || (run.len() == 1 && self.identify(&run).is_none()) {
                continue;
            }
            let title_tokens = phrase.title.start..title_end;
            let title = self.text(title_tokens.clone());
            let owner = self.owner(&title_tokens).or_else(|| self.whose(phrase, sentence));
            let (actor, title) = self.someone(&run, Some(&title), owner);
            self.push(phrase.tokens.start..run.end, sentence, actor, title, Naming::Name, "actor.person.apposition");
            return Some(run.end);
        }
        // Without a name. A lone word without article may be a verb or a noun of another sort.
        let anchored = phrase.definite || phrase.indefinite || phrase.whose || phrase.owned;
        if !anchored || (lone_word && !phrase.definite && !phrase.indefinite && !phrase.whose) {
            return None;
        }
        let words = phrase.words(self.doc);
        // Words that are offices only in company: "the major", "a general", "the deputy".
        const SHY: &[&str] = &[
            "major", "general", "head", "chief", "chair", "state", "member", "guide", "speaker", "deputy", "analyst",
            "expert", "resident", "source",
        ];
        let reach = phrase.reach.filter(|_| phrase.indefinite || words.len() == 1);
        if words.len() == 1 && SHY.contains(&words[0].as_str()) && !phrase.owned && reach.is_none() {
            return None;
        }
        let whole = phrase.tokens.start..reach.unwrap_or(stop);
        let title_tokens = phrase.title.start..whole.end;
        let owner = self.owner(&title_tokens).or_else(|| self.whose(phrase, sentence));
        if !phrase.indefinite
            && let Some((actor, title)) = self.holder(&words, owner.as_ref())
        {
            self.push(whole.clone(), sentence, actor, title, Naming::RoleOnly, "actor.role.known");
            return Some(whole.end);
        }
        let name = self.text(title_tokens);
        let actor = Actor {
            id: slug(&name),
            name: name.clone(),
            kind: ActorKind::Person,
            country: owner.as_ref().and_then(|o| o.country.clone()),
            affiliation: owner,
        };
        self.push(whole.clone(), sentence, actor, Some(name), Naming::RoleOnly, "actor.role");
        Some(whole.end)
    }

    fn whose(&self, phrase: &Phrase, sentence: usize) -> Option<Affiliation> {
        phrase.whose.then(|| self.context_state(sentence)).flatten()
    }

    /// The person of this article who holds an office ("the Omani minister").
    fn holder(&self, words: &[String], owner: Option<&Affiliation>) -> Option<(Actor, Option<String>)> {
        // "the Ukrainian leader" may be its president.
        const LEADERS: &[&str] = &["president", "premier", "chancellor", "king", "emir", "leader"];
        let same = |a: &str, b: &str| {
            a == b || (a.starts_with("spokes") && b.starts_with("spokes")) || (b == "leader" && LEADERS.contains(&a))
        };
        let fits = |actor: &Actor, title: &str| {
            let title = title.to_lowercase();
            let country = owner.and_then(|o| o.country.as_ref()).is_none_or(|c| actor.country.as_ref() == Some(c));
            let has = |w: &String| title.split(|c: char| !c.is_alphanumeric() && c != '-').any(|t| same(t, w));
            country && words.iter().filter(|w| !matches!(w.as_str(), "us" | "the" | "top" | "senior")).all(has)
        };
        // The office as this article gave it, the nearest first; then as the lexicon knows it.
        let told = self.out.iter().rev().find(|m| {
            m.actor.kind == ActorKind::Person
                && m.naming == Naming::Name
                && m.title.as_deref().is_some_and(|t| fits(&m.actor, t))
        });
        if let Some(m) = told {
            return Some((m.actor.clone(), m.title.clone()));
        }
        let known = self.registry.people.iter().filter(|p| {
            p.title.as_deref().is_some_and(|t| fits(&p.actor, t))
                || self.lexicon.person(&p.actor.id).and_then(|k| k.role.as_deref()).is_some_and(|t| fits(&p.actor, t))
        });
        let mut known = known.fuse();
        let first = known.next()?;
        // Two presidents in one article: without a country nobody is meant for certain.
        (known.next().is_none() || owner.is_some()).then(|| (first.actor.clone(), first.title.clone()))
    }

    /// A person by name, with what stands in apposition.
    pub(super) fn person(&mut self, at: usize, end: usize, sentence: usize) -> Option<usize> {
        let run = self.name_run(at, end);
        if run.is_empty() {
            return None;
        }
        if let Some((title, title_tokens, next)) = self.apposition(&run, end)
            && (run.len() > 1 || self.identify(&run).is_some())
            && !self.is_thing(&run)
        {
            let owner = self
                .owner(&title_tokens)
                .or_else(|| if title.starts_with("its ") { self.context_state(sentence) } else { None });
            let (actor, title) = self.someone(&run, Some(&title), owner);
            self.push(run.start..next, sentence, actor, title, Naming::Name, "actor.person.office");
            return Some(next);
        }
        if let Some((actor, title)) = self.identify(&run) {
            let (actor, title) = self.registry.learn(actor, title.as_deref());
            self.push(run.clone(), sentence, actor, title, Naming::Name, "actor.person.known");
            return Some(run.end);
        }
        if run.len() < 2 || self.is_thing(&run) || self.doc.sentences[sentence].heading {
            return None;
        }
        let next = self.doc.tokens.get(run.end).filter(|_| run.end < end);
        let acts = next.is_some_and(|t| !t.capital && VERBS.contains(&&*t.lower));
        let before = if at > self.doc.sentences[sentence].tokens.start { self.doc.lower(at - 1) } else { "" };
        let said_by =
            VERBS.contains(&before) || matches!(before, "by" | "with" | "and" | "included" | "including" | "see");
        if !(acts || said_by && !matches!(before, "is" | "was" | "has" | "had" | "named" | "did" | "would" | "will")) {
            return None;
        }
        let (actor, title) = self.someone(&run, None, None);
        self.push(run.clone(), sentence, actor, title, Naming::Name, "actor.person.acts");
        Some(run.end)
    }

    fn is_thing(&self, run: &Range<usize>) -> bool {
        let last = self.doc.lower(run.end - 1);
        THINGS.contains(&last)
            || run
                .clone()
                .any(|i| matches!(self.doc.lower(i), "ministry" | "council" | "agency" | "university" | "party"))
    }

    /// ", head of the Ukrainian delegation," or ", who leads the Iranian team,": the title, its
    /// tokens, and the token after it.
    fn apposition(&self, run: &Range<usize>, end: usize) -> Option<(String, Range<usize>, usize)> {
        if self.doc.lower(run.end) != "," {
            return None;
        }
        let at = run.end + 1;
        if self.doc.lower(at) == "who"
            && matches!(self.doc.lower(at + 1), "leads" | "heads" | "led" | "headed" | "runs" | "chairs")
        {
            let stop = (at + 2..end.min(at + 14)).find(|i| matches!(self.doc.lower(*i), "," | "." | ";" | "—"))?;
            let words = at + 2..stop;
            return Some((format!("head of {}", self.text(words.clone())), words, stop));
        }
        let phrase = phrase::read(self.doc, &self.names, at, end).filter(|p| p.kind == Kind::Office)?;
        let stop = phrase.reach.unwrap_or(phrase.tokens.end);
        let closed = stop >= end
            || matches!(self.doc.lower(stop), "," | "." | ";" | "—" | "–" | ")" | "”")
            || VERBS.contains(&self.doc.lower(stop));
        // "Jane Roe, John Doe's adviser": the office is another person's.
        closed.then(|| {
            let tokens = phrase.title.start..stop;
            (self.text(tokens.clone()), tokens, stop)
        })
    }

    /// Whom "he" or "she" means: somebody before in the sentence, else the subject of one before.
    pub(super) fn pronoun(&self, sentence: usize) -> Option<(Actor, Option<String>)> {
        let person = |m: &&ActorMention| m.actor.kind == ActorKind::Person;
        let of = |m: &ActorMention| (m.actor.clone(), m.title.clone());
        let mut here = self.out.iter().rev().take_while(|m| m.sentence == sentence).filter(person);
        if let Some(m) = here.next() {
            return Some(of(m));
        }
        (sentence.saturating_sub(5)..sentence).rev().find_map(|s| {
            let start = self.out.partition_point(|m| m.sentence < s);
            self.out[start..].iter().take_while(|m| m.sentence == s).find(person).map(of)
        })
    }
}

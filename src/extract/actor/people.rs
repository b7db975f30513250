//! People by name: who they are, what stands in apposition, and what shows that a name is a person's.

use super::{
    Naming, Reader,
    names::Before,
    phrase::{self, Kind},
    registry::Gender,
    words::{GIVEN_HE, GIVEN_SHE, KIN, THINGS, VERBS},
};
use crate::{
    domain::{Actor, ActorKind, Affiliation},
    extract::{
        lexicon::{Sense, slug},
        token::Shape,
    },
};
use std::{ops::Range, sync::Arc};

impl Reader<'_> {
    /// Who a run of name words is, if that is known.
    pub(super) fn identify(&self, run: &Range<usize>) -> Option<(Arc<Actor>, Option<String>)> {
        let text = self.text(run.clone());
        let told = |p: &super::registry::Person| (p.actor.clone(), p.title.clone());
        if let Some(person) = self.registry.by_id(&slug(&text)) {
            return Some(told(person));
        }
        let names = self.names_in(run);
        let known = names
            .iter()
            .filter(|n| !n.partial && (n.tokens.start == run.start || n.tokens.end == run.end))
            .find_map(|n| {
                let person = n.senses.iter().find(|s| self.is_person(**s))?;
                let Sense::Actor(k) = *person else { return None };
                Some((n.tokens.clone(), &self.lexicon.actor(k).actor))
            });
        if let Some((tokens, actor)) = &known
            && (tokens.len() == run.len() || tokens.len() > 1)
        {
            // "Roe" may be known to the world, yet the article speaks of another Roe.
            let other = (tokens.len() == 1).then(|| self.registry.by_part(&text)).flatten();
            return Some(other.map_or_else(|| (Arc::clone(actor), None), told));
        }
        if let Some(person) = self.registry.by_part(&text) {
            return Some(told(person));
        }
        if run.len() == 1 {
            return None;
        }
        if let Some(person) = self.registry.by_spelling(&text) {
            return Some(told(person));
        }
        // Another given name of somebody the lexicon knows by family name ("Thomas" for "Tom").
        let (_, actor) = known.filter(|(tokens, _)| tokens.end == run.end)?;
        let first = |s: &str| slug(s).chars().next();
        (first(&actor.name) == first(&text)).then(|| (actor.clone(), None))
    }

    /// A person with this name; new ones get the affiliation their title tells.
    pub(super) fn someone(
        &mut self,
        run: &Range<usize>,
        title: Option<&str>,
        owner: Option<Affiliation>,
        sentence: usize,
    ) -> (Arc<Actor>, Option<String>) {
        let (mut actor, _) = self.identify(run).unwrap_or_else(|| {
            let name = self.text(run.clone());
            let actor = Actor { id: slug(&name), name, kind: ActorKind::Person, country: None, affiliation: None };
            (actor.into(), None)
        });
        if actor.affiliation.is_none() {
            let actor = Arc::make_mut(&mut actor);
            actor.country = owner.as_ref().and_then(|o| o.country.clone());
            actor.affiliation = owner;
        }
        let gender = self.gender_of(run, title);
        self.learn(actor, title, gender, sentence)
    }

    fn learn(
        &mut self,
        actor: Arc<Actor>,
        title: Option<&str>,
        gender: Option<Gender>,
        sentence: usize,
    ) -> (Arc<Actor>, Option<String>) {
        let new = !self.registry.knows(&actor.id);
        let told = self.registry.learn(actor, title, gender, sentence);
        if new && let Some(role) = self.lexicon.person(&told.0.id).and_then(|k| k.role.as_deref()) {
            self.registry.hold(&told.0.id, role);
        }
        told
    }

    /// "he" or "she", by title, honorific or given name.
    fn gender_of(&self, run: &Range<usize>, title: Option<&str>) -> Option<Gender> {
        const HE: &[&str] = &[
            "spokesman",
            "chairman",
            "king",
            "prince",
            "sheikh",
            "emir",
            "sultan",
            "pope",
            "brother",
            "son",
            "father",
            "husband",
        ];
        const SHE: &[&str] =
            &["spokeswoman", "chairwoman", "queen", "princess", "sister", "daughter", "wife", "mother", "widow"];
        let before = |w: &[&str]| (run.start.saturating_sub(2)..run.start).any(|i| w.contains(&self.doc.lower(i)));
        if before(&["mr", "sir", "lord"]) {
            return Some(Gender::He);
        }
        if before(&["ms", "mrs", "miss", "lady", "dame", "baroness"]) {
            return Some(Gender::She);
        }
        if let Some(title) = title {
            let title = title.to_lowercase();
            let last = title.split([' ', ',']).rfind(|w| HE.contains(w) || SHE.contains(w));
            if let Some(word) = last {
                return Some(if HE.contains(&word) { Gender::He } else { Gender::She });
            }
        }
        let given = self.doc.lower(run.start);
        if run.len() < 2 {
            None
        } else if GIVEN_SHE.contains(given) {
            Some(Gender::She)
        } else if GIVEN_HE.contains(given) {
            Some(Gender::He)
        } else {
            None
        }
    }

    /// A person by name, with what stands in apposition.
    pub(super) fn person(&mut self, at: usize, end: usize, sentence: usize) -> Option<usize> {
        if !self.doc.tokens[at].capital && !self.doc.form(at).is_compound() {
            return None;
        }
        let start = self.after_honorific(at, end);
        let honoured = start > at;
        let run = self.name_run(start, end, if honoured { Before::Title } else { Before::Nothing });
        if run.is_empty() {
            return None;
        }
        if let Some((title, title_tokens, next, closed)) = self.apposition(&run, end)
            && (run.len() > 1 || honoured || self.identify(&run).is_some())
            && !self.is_thing(&run)
        {
            let owner = self
                .owner(&title_tokens)
                .or_else(|| if title.starts_with("its ") { self.context_state(sentence) } else { None });
            let (actor, title) = self.someone(&run, Some(&title), owner, sentence);
            if closed {
                self.push(at..next, sentence, actor, title, Naming::Name, "actor.person.office");
            } else {
                // The office goes on ("an envoy who met the rebels, said"): both name the same person.
                self.push(at..run.end, sentence, actor.clone(), title.clone(), Naming::Name, "actor.person.office");
                self.push(
                    title_tokens.start..next,
                    sentence,
                    actor,
                    title,
                    Naming::RoleOnly,
                    "actor.person.office.again",
                );
            }
            return Some(next);
        }
        if let Some((actor, title)) = self.identify(&run) {
            let gender = self.gender_of(&run, title.as_deref());
            let (actor, title) = self.learn(actor, title.as_deref(), gender, sentence);
            self.push(at..run.end, sentence, actor, title, Naming::Name, "actor.person.known");
            return Some(run.end);
        }
        if honoured && !self.is_thing(&run) {
            let (actor, title) = self.someone(&run, None, None, sentence);
            self.push(at..run.end, sentence, actor, title, Naming::Name, "actor.person.honorific");
            return Some(run.end);
        }
        if run.len() < 2 || self.is_thing(&run) {
            return None;
        }
        if !self.doc.sentences[sentence].heading && self.is_named_person(&run, end, sentence) {
            let (actor, title) = self.someone(&run, None, None, sentence);
            self.push(run.clone(), sentence, actor, title, Naming::Name, "actor.person.acts");
            return Some(run.end);
        }
        // "Eloise Roe" is not the Roe of the article; but "Notably Roe" is.
        let rest = run.start + 1..run.end;
        if self.opens(run.start) && self.identify(&rest).is_some() && !self.is_given(run.start) {
            return None;
        }
        self.identify(&rest).map(|_| run.end)
    }

    fn is_given(&self, at: usize) -> bool {
        GIVEN_HE.contains(self.doc.form(at)) || GIVEN_SHE.contains(self.doc.form(at))
    }

    /// Whether what stands around an unknown run of capitals shows that it is a person.
    fn is_named_person(&self, run: &Range<usize>, end: usize, sentence: usize) -> bool {
        let first = self.doc.sentences[sentence].tokens.start;
        let before = if run.start > first { self.doc.lower(run.start - 1) } else { "" };
        if matches!(before, "the" | "in" | "at" | "near" | "on" | "a" | "an" | "from" | "of" | "into" | "called") {
            return before == "of" && self.is_given(run.start) && run.len() <= 3;
        }
        let next = self.doc.tokens.get(run.end).filter(|_| run.end < end);
        let acts = next.is_some_and(|t| !t.capital && VERBS.contains(&t.lower));
        let said_by = VERBS.contains(before)
            && !matches!(before, "is" | "was" | "has" | "had" | "named" | "did" | "would" | "will" | "does" | "met")
            || matches!(before, "by" | "with" | "and" | "included" | "including" | "see");
        // ", 54," and "(54)".
        let aged = self.doc.tokens.get(run.end + 1).is_some_and(|t| t.shape == Shape::Number && t.lower.len() == 2)
            && matches!(self.doc.lower(run.end), "," | "(")
            && matches!(self.doc.lower(run.end + 2), "," | ")");
        acts || aged || said_by && run.len() <= 4 || self.is_given(run.start) && run.len() <= 4
    }

    /// Whether a run of capitals names a thing ("General Border Committee") rather than a person.
    pub(super) fn is_thing(&self, run: &Range<usize>) -> bool {
        let last = self.doc.lower(run.end - 1);
        let acronym = |i: usize| {
            let text = self.doc.word(i);
            text.len() > 1 && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()) && run.len() == 1
        };
        THINGS.contains(last)
            || acronym(run.start)
            || run.clone().any(|i| {
                matches!(
                    self.doc.lower(i),
                    "ministry" | "council" | "agency" | "university" | "party" | "committee" | "liberation"
                )
            })
    }

    /// ", head of the Ukrainian delegation," or ", who leads the Iranian team,": the title, its
    /// tokens, the token after it, and whether nothing more of it follows.
    fn apposition(&self, run: &Range<usize>, end: usize) -> Option<(String, Range<usize>, usize, bool)> {
        let mut at = run.end;
        // "Jane Roe, 54, head of": the age says nothing of the office.
        if self.doc.lower(at) == ","
            && self.doc.tokens.get(at + 1).is_some_and(|t| t.shape == Shape::Number && t.lower.len() == 2)
        {
            at += 2;
        }
        let bracket = self.doc.lower(at) == "(";
        if !(matches!(self.doc.lower(at), "," | "—" | "–") || bracket) {
            return None;
        }
        at += 1;
        let mark = |i: &usize| {
            let word = self.doc.lower(*i);
            matches!(word, "," | "." | ";" | "—" | "–" | "”")
                || word == ")" && !(at..*i).any(|k| self.doc.lower(k) == "(")
        };
        if self.doc.lower(at) == "who" {
            let (leads, skip) = match self.doc.lower(at + 1) {
                "leads" | "heads" | "led" | "headed" | "runs" | "chairs" => (true, 2),
                "is" | "was" => (false, 2),
                "serves" | "served" if self.doc.lower(at + 2) == "as" => (false, 3),
                "acts" | "acted" if self.doc.lower(at + 2) == "as" => (false, 3),
                _ => return None,
            };
            let stop = (at + skip..end.min(at + 26)).find(mark)?;
            let words = at + skip..stop;
            if leads {
                return Some((format!("head of {}", self.text(words.clone())), words, stop, true));
            }
            phrase::read(self.doc, self.names, &self.registry, words.start, stop).filter(|p| p.kind == Kind::Office)?;
            return Some((self.text(words.clone()), words, stop, true));
        }
        // "the powerful sister of President Roe".
        let determined = matches!(self.doc.lower(at), "the" | "a" | "an" | "his" | "her");
        if determined
            && let Some(kin) = (at + 1..end.min(at + 4)).find(|i| KIN.contains(self.doc.form(*i)))
            && self.doc.lower(kin + 1) == "of"
            && let Some(stop) = (kin + 2..end.min(kin + 12)).find(mark)
        {
            // Whose sister she is says nothing of the state she speaks for.
            return Some((self.text(at..kin + 1), at..kin + 1, stop, true));
        }
        let phrase = phrase::read(self.doc, self.names, &self.registry, at, end).filter(|p| p.kind == Kind::Office)?;
        let stop = phrase.reach.unwrap_or(phrase.tokens.end);
        let after = self.doc.lower(stop);
        let closed = stop >= end || mark(&stop) || VERBS.contains(after);
        // An article or an owner shows the apposition, unless it opens a list of people.
        let listed = matches!(after, "and" | "or" | "'s") || !self.name_run(stop, end, Before::Title).is_empty();
        let shown =
            (determined || phrase.owned) && !listed && matches!(after, "who" | "which" | "in" | "on" | "at" | "from");
        // "Jane Roe, John Doe's adviser": the office is another person's.
        (closed || shown).then(|| {
            let tokens = phrase.title.start..stop;
            (self.text(tokens.clone()), tokens, stop, closed)
        })
    }
}

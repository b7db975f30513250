//! Offices, with the name of who holds them or without.

use super::{
    Naming, ON_THE_DAY, Reader,
    names::Before,
    phrase::Phrase,
    registry::Person,
    words::{BODIES, MODIFIERS, THINGS},
};
use crate::domain::{Actor, ActorKind, Affiliation};
use std::{ops::Range, sync::Arc};

impl Reader<'_> {
    /// "Foreign Minister Jane Roe", "the US envoy, John Doe,", "the Omani minister".
    pub(super) fn office(&mut self, phrase: &Phrase, end: usize, sentence: usize) -> Option<usize> {
        self.office_with_name(phrase, end, sentence).or_else(|| self.office_alone(phrase, sentence))
    }

    fn office_with_name(&mut self, phrase: &Phrase, end: usize, sentence: usize) -> Option<usize> {
        let stop = phrase.tokens.end;
        let found = self.name_at_once(stop, end).map(|run| (run, phrase.title.clone(), "actor.person.title"));
        let found = found.or_else(|| {
            let (run, title_end) = self.name_after_complement(phrase, end)?;
            Some((run, phrase.title.start..title_end, "actor.person.title-of"))
        });
        let found = found.or_else(|| {
            let (run, title_end) = self.name_after_comma(phrase, end)?;
            Some((run, phrase.title.start..title_end, "actor.person.apposition"))
        });
        let (run, title_tokens, rule) = found?;
        let title = self.text(title_tokens.clone());
        let owner = self.owner(&title_tokens).or_else(|| self.whose(phrase, sentence));
        let (actor, title) = self.someone(&run, Some(&title), owner, sentence);
        self.push(phrase.tokens.start..run.end, sentence, actor, title, Naming::Name, rule);
        Some(run.end)
    }

    /// The name right after a title, with an honorific or a rank between ("chairman Dr. Jane Roe").
    fn name_at_once(&self, stop: usize, end: usize) -> Option<Range<usize>> {
        let run = self.name_run(self.after_honorific(stop, end), end, Before::Title);
        (!run.is_empty() && !self.is_thing(&run)).then_some(run)
    }

    /// "Minister of National Defence Jane Roe": the name after a complement of nothing but names of things.
    fn name_after_complement(&self, phrase: &Phrase, end: usize) -> Option<(Range<usize>, usize)> {
        let stop = phrase.tokens.end;
        if !matches!(self.doc.lower(stop), "of" | "for") {
            return None;
        }
        let mut at = stop + 1;
        while at < end && at < stop + 12 {
            if let Some(name) = self.names.whole(at) {
                if name.senses.iter().any(|s| self.is_person(*s)) {
                    break;
                }
                at = name.tokens.end;
                continue;
            }
            let (word, capital) = (self.doc.lower(at), self.doc.tokens[at].capital);
            let small = matches!(word, "the" | "and" | "of" | "for" | "'s" | "&");
            if !(small || MODIFIERS.contains(word) || BODIES.contains(word) || THINGS.contains(word)) {
                break;
            }
            if !small && !capital && !phrase.owned {
                // "spokesman for the delegation Jane Roe met" is not a name after a title.
                return None;
            }
            at += 1;
        }
        let run = self.name_run(at, end, Before::Title);
        (at > stop + 1 && run.len() > 1 && !self.is_thing(&run)).then_some((run, at))
    }

    /// With a comma, the name may come after the complement: "The governor of X, Jane Roe, said".
    fn name_after_comma(&self, phrase: &Phrase, end: usize) -> Option<(Range<usize>, usize)> {
        let stop = phrase.tokens.end;
        let reach = phrase.reach.unwrap_or(stop);
        for comma in [stop, reach] {
            if self.doc.lower(comma) != ","
                || !(phrase.definite || phrase.whose || phrase.owned || phrase.title.len() > 1)
            {
                continue;
            }
            let run = self.name_run(self.after_honorific(comma + 1, end), end, Before::Nothing);
            let closed = run.end >= end
                || matches!(self.doc.lower(run.end), "," | "." | ";" | "—" | "–" | ")" | "\"" | "”" | "(");
            let known = run.len() > 1 || !run.is_empty() && self.identify(&run).is_some();
            if closed && known && !self.is_thing(&run) {
                return Some((run, comma));
            }
        }
        None
    }

    /// Without a name. A lone word without article may be a verb or a noun of another sort.
    fn office_alone(&mut self, phrase: &Phrase, sentence: usize) -> Option<usize> {
        let stop = phrase.tokens.end;
        let lone_word = phrase.title.len() == 1;
        let anchored = phrase.definite || phrase.indefinite || phrase.whose || phrase.owned;
        if !anchored || (lone_word && !phrase.definite && !phrase.indefinite && !phrase.whose) {
            return None;
        }
        let words = phrase.words(self.doc);
        // Words that are offices only in company: "the major", "a general", "the deputy".
        const SHY: &[&str] = &[
            "major", "general", "head", "chief", "chair", "state", "member", "guide", "speaker", "deputy", "analyst",
            "expert", "resident", "source", "fm", "pm",
        ];
        let reach = phrase.reach.filter(|_| phrase.indefinite || words.len() == 1);
        // "is a member of the alliance" is said of states and groups.
        if words == ["member"] && phrase.indefinite {
            return None;
        }
        if words.len() == 1 && SHY.contains(&words[0].as_str()) && !phrase.owned && reach.is_none() {
            return match self.holder(&words, None, sentence) {
                Some((actor, title)) if phrase.definite => {
                    self.push(phrase.tokens.clone(), sentence, actor, title, Naming::RoleOnly, "actor.role.known");
                    Some(stop)
                }
                _ => None,
            };
        }
        let whole = phrase.tokens.start..reach.unwrap_or(stop);
        let title_tokens = phrase.title.start..whole.end;
        let owner = self.owner(&title_tokens).or_else(|| self.whose(phrase, sentence));
        if !phrase.indefinite
            && let Some((actor, title)) = self.holder(&words, owner.as_ref(), sentence)
        {
            // "the UN envoy to Yemen": what follows belongs to the office.
            let whole = phrase.tokens.start..phrase.reach.filter(|_| phrase.owned).unwrap_or(whole.end);
            self.push(whole.clone(), sentence, actor, title, Naming::RoleOnly, "actor.role.known");
            return Some(whole.end);
        }
        if let Some((actor, title, end)) = self.holder_on_the_day(phrase, owner.as_ref(), sentence) {
            self.push(phrase.tokens.start..end, sentence, actor, title, Naming::RoleOnly, ON_THE_DAY);
            return Some(end);
        }
        let name = self.text(title_tokens);
        let actor = Actor {
            id: crate::extract::lexicon::slug(&name),
            name: name.clone(),
            kind: ActorKind::Person,
            country: owner.as_ref().and_then(|o| o.country.clone()),
            affiliation: owner,
        };
        self.push(whole.clone(), sentence, actor.into(), Some(name), Naming::RoleOnly, "actor.role");
        Some(whole.end)
    }

    pub(super) fn whose(&self, phrase: &Phrase, sentence: usize) -> Option<Affiliation> {
        if !phrase.whose {
            return None;
        }
        if !matches!(self.doc.lower(phrase.tokens.start), "his" | "her") {
            return self.context_state(sentence);
        }
        // "His ministry": that of the state for which he acts.
        let (who, _) = self.pronoun(phrase.tokens.start, sentence)?;
        let state = who.country.as_deref().and_then(|code| self.lexicon.affiliation(code));
        state.or_else(|| who.affiliation.clone())
    }

    /// Who the lexicon knows to hold an office on the day of the article ("the French foreign minister",
    /// "the foreign minister of France"), and where the phrase ends. Nobody where the sentence may speak
    /// of another day, or the phrase of another office.
    fn holder_on_the_day(
        &self,
        phrase: &Phrase,
        owner: Option<&Affiliation>,
        sentence: usize,
    ) -> Option<(Arc<Actor>, Option<String>, usize)> {
        let day = self.day.filter(|_| phrase.definite && !phrase.indefinite && !phrase.whose)?;
        let stop = phrase.tokens.end;
        let named = || {
            let at = stop + 1 + usize::from(self.doc.lower(stop + 1) == "the");
            let name = self.names.whole(at).filter(|_| self.doc.lower(stop) == "of")?;
            Some((self.owner(&(phrase.title.start..name.tokens.end))?, name.tokens.end))
        };
        let (owner, end) = match owner {
            Some(owner) if phrase.owned && phrase.reach.is_none() => (owner.clone(), stop),
            _ => named().filter(|_| !phrase.owned)?,
        };
        let past = |word: &str| {
            let year = || word.parse::<i16>().is_ok_and(|y| (1900..day.year()).contains(&y));
            word.len() == 4 && year()
                || matches!(word, "former" | "then" | "ex" | "late" | "predecessor" | "ago" | "next" | "incoming")
        };
        if self.doc.tokens_of(sentence).iter().any(|t| past(&t.lower)) || self.doc.lower(end) == "-" {
            return None;
        }
        let is_state = |code: &&str| self.lexicon.state(code).is_some_and(|state| state.id == owner.id);
        let of = owner.country.as_deref().filter(is_state);
        let known = self.lexicon.holder(&phrase.words(self.doc).join(" "), of.unwrap_or(&owner.id), day)?;
        Some((known.actor.clone(), known.role_on(Some(day)).map(str::to_owned), end))
    }

    /// The person of this article who holds an office ("the Omani minister"), or whoever was
    /// brought in with the same words ("a senior official" … "the official").
    fn holder(
        &self,
        words: &[String],
        owner: Option<&Affiliation>,
        sentence: usize,
    ) -> Option<(Arc<Actor>, Option<String>)> {
        let asked = Office::of(words.iter().map(String::as_str));
        if asked.head.is_empty() {
            return None;
        }
        let at_home = |actor: &Actor| {
            let Some(owner) = owner else { return true };
            let Some(theirs) = &actor.affiliation else { return actor.country.is_none() && owner.country.is_none() };
            theirs.id == owner.id || owner.country.is_some() && theirs.country == owner.country
        };
        let fits = |p: &Person| at_home(&p.actor) && p.offices.iter().any(|o| asked.is_met_by(o));
        // The office as this article gave it, the nearest first.
        let told = self.registry.recent().find(|p| fits(p));
        // Somebody without a name, brought in with the same words.
        let unnamed = self.out.iter().rev().take_while(|m| m.sentence + 3 > sentence).find(|m| {
            m.rule == "actor.role"
                && asked.bare()
                && at_home(&m.actor)
                && m.title.as_deref().is_some_and(|t| asked.is_met_by(&Office::read(t)))
        });
        let of = |p: &Person| (p.actor.clone(), p.title.clone());
        if let Some(m) = unnamed {
            let nearer = |p: &Person| {
                self.out.iter().rev().take(40).any(|n| n.actor.id == p.actor.id && n.tokens.start > m.tokens.start)
            };
            if !told.is_some_and(nearer) {
                return Some((m.actor.clone(), m.title.clone()));
            }
        }
        if let Some(p) = told {
            return Some(of(p));
        }
        let mut known = self.registry.people().filter(|p| fits(p));
        let first = known.next()?;
        // Two presidents in one article: without a country nobody is meant for certain.
        (known.next().is_none() || owner.is_some()).then(|| of(first))
    }
}

/// An office in the words by which offices are compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Office {
    /// The office itself ("minister").
    head: &'static str,
    /// What of ("foreign", "defence").
    of: Vec<&'static str>,
    deputy: bool,
    former: bool,
}

/// Words for one office, and the office they stand for.
const HEADS: &[(&str, &[&str])] = &[
    ("minister", &["minister", "fm", "eam"]),
    ("prime", &["premier", "pm", "chancellor"]),
    ("president", &["president", "vice-president"]),
    ("spokesperson", &["spokesman", "spokeswoman", "spokesperson"]),
    ("envoy", &["envoy", "representative", "emissary", "rapporteur"]),
    ("adviser", &["adviser", "advisor", "aide"]),
    ("negotiator", &["negotiator"]),
    ("ambassador", &["ambassador"]),
    ("diplomat", &["diplomat"]),
    ("general", &["general", "colonel", "admiral", "marshal", "brigadier", "lt-gen", "maj-gen", "gen"]),
    ("leader", &["leader", "strongman", "ruler", "dictator", "king", "emir", "sultan"]),
    (
        "chief",
        &[
            "chief",
            "head",
            "commander",
            "chair",
            "chairman",
            "chairwoman",
            "chairperson",
            "director",
            "boss",
            "secretary-general",
            "director-general",
        ],
    ),
    ("secretary", &["secretary"]),
    ("governor", &["governor"]),
    ("mayor", &["mayor"]),
    ("official", &["official"]),
    ("source", &["source"]),
    ("mediator", &["mediator", "facilitator", "coordinator"]),
    ("lawmaker", &["lawmaker", "senator", "mp", "legislator"]),
    ("commissioner", &["commissioner"]),
    ("officer", &["officer"]),
    ("speaker", &["speaker"]),
    ("member", &["member"]),
    ("analyst", &["analyst", "expert", "researcher"]),
    ("prince", &["prince"]),
    ("resident", &["resident"]),
    ("deputy", &["deputy"]),
];

/// What an office is of, by its word.
const FIELDS: &[(&str, &[&str])] = &[
    ("foreign", &["foreign", "external"]),
    ("defence", &["defence", "defense"]),
    ("interior", &["interior", "internal"]),
    ("prime", &["prime"]),
    ("finance", &["finance", "treasury"]),
    ("trade", &["trade", "commerce"]),
    ("energy", &["energy"]),
    ("justice", &["justice"]),
    ("health", &["health"]),
    ("water", &["water", "irrigation"]),
    ("army", &["army", "military"]),
    ("peace", &["peace"]),
    ("crown", &["crown"]),
    ("rebel", &["rebel"]),
    ("top", &["top"]),
];

impl Office {
    /// From the words of a phrase without article and owner.
    pub(super) fn of<'w>(words: impl Iterator<Item = &'w str>) -> Office {
        let mut office = Office::default();
        let mut last = "";
        for word in words {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            let bare = word.strip_prefix("ex-").or_else(|| word.strip_prefix("co-")).unwrap_or(word);
            office.former |= matches!(word, "former" | "then" | "onetime") || word.starts_with("ex-");
            office.deputy |= matches!(word, "deputy" | "vice" | "assistant" | "under") || word.starts_with("vice-");
            if let Some((field, _)) = FIELDS.iter().find(|(_, all)| all.contains(&bare)) {
                office.of.push(field);
            }
            match bare {
                "fm" | "eam" => office.of.push("foreign"),
                // "secretary of state" is the foreign minister; "prime minister" is a premier.
                "state" if last == "of" && office.head == "secretary" => {
                    office.head = "minister";
                    office.of.push("foreign");
                }
                "minister" if last == "prime" => {
                    office.head = "prime";
                    last = bare;
                    continue;
                }
                _ => {}
            }
            let head = HEADS.iter().find(|(_, all)| all.contains(&bare)).map(|(head, _)| *head);
            // "foreign ministry spokesman of the minister": the office is the last word before "of".
            if let Some(head) = head
                && (head != "deputy" || office.head.is_empty())
                && office.head != "minister"
            {
                office.head = head;
            }
            if matches!(bare, "of" | "to" | "for") && !office.head.is_empty() {
                // What follows says what of.
                last = bare;
                continue;
            }
            last = bare;
        }
        office
    }

    /// From a title as an article gives it.
    pub(super) fn read(title: &str) -> Office {
        let lower = title.to_lowercase();
        // "minister and chief negotiator": the first office tells most; "adviser to the president" is no president.
        let until = lower.find(" to the ").or_else(|| lower.find(" for the ")).unwrap_or(lower.len());
        Office::of(lower[..until].split_whitespace())
    }

    /// Whether nothing but the office itself is said ("the official").
    fn bare(&self) -> bool {
        self.of.is_empty() || matches!(self.head, "official" | "source" | "diplomat" | "officer")
    }

    /// Whether somebody with that office may be called by this one.
    fn is_met_by(&self, held: &Office) -> bool {
        if held.head.is_empty() || held.former && !self.former || self.former && !held.former {
            return false;
        }
        let fields = self.of.iter().filter(|f| **f != "top").all(|f| held.of.contains(f));
        let same_rank = self.deputy == held.deputy || self.of.is_empty() && !self.deputy;
        let head = self.head == held.head
            || match self.head {
                "leader" => matches!(held.head, "president" | "prime" | "chief" | "general"),
                "chief" => matches!(held.head, "leader" | "general"),
                // "the country's top diplomat".
                "diplomat" if self.of.contains(&"top") => held.head == "minister" && held.of.contains(&"foreign"),
                "diplomat" => matches!(held.head, "ambassador" | "envoy"),
                _ => false,
            };
        head && fields && same_rank
    }
}

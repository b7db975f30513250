//! Noun phrases of offices and bodies: "the US special envoy", "Ukraine's air force".

use super::{
    super::token::{Doc, Shape},
    Names,
    registry::Registry,
    words::{ABBREVIATED, BODIES, FIRST_OF_TWO, MODIFIERS, ROLES, VERBS, is_body_of_two},
};
use crate::extract::lexicon::Sense;
use std::ops::Range;

/// What the phrase names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Somebody's office.
    Office,
    /// A body that speaks and acts.
    Body,
}

/// A phrase, without what follows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Phrase {
    pub(super) kind: Kind,
    /// With article and owner.
    pub(super) tokens: Range<usize>,
    /// Without article.
    pub(super) title: Range<usize>,
    /// Without article and owner.
    own: Range<usize>,
    /// "the", or an owner.
    pub(super) definite: bool,
    /// "a", "an", "another", "one".
    pub(super) indefinite: bool,
    /// "its", "his", "their", or "the country's": the owner is to be found in what was said before.
    pub(super) whose: bool,
    /// Whether a name of the lexicon owns it.
    pub(super) owned: bool,
    /// Where a complement that belongs to it ends ("in Moscow", "of the delegation").
    pub(super) reach: Option<usize>,
    /// Whether the complement is part of a body's name ("Ministry of Defence").
    pub(super) of: bool,
}

impl Phrase {
    /// The words of the office or body, without article and owner, in lower case.
    pub(super) fn words(&self, doc: &Doc) -> Vec<String> {
        self.own.clone().map(|i| doc.lower(i).to_owned()).collect()
    }

    /// Whether a body may stand without article and owner ("officials said").
    pub(super) fn bare_body(&self, doc: &Doc) -> bool {
        const BARE: &[&str] = &[
            "officials",
            "authorities",
            "police",
            "prosecutors",
            "rescuers",
            "medics",
            "paramedics",
            "investigators",
            "firefighters",
            "diplomats",
            "services",
            "hall",
            "service",
            "television",
            "media",
            "defence",
            "defense",
            "crescent",
        ];
        // "media" or "service" alone is nobody; "state media", "rescue services" are.
        const COMPANY: &[&str] = &["media", "service", "services", "television", "defence", "defense", "hall"];
        let lone = self.own.len() == 1;
        let last = self.own.clone().last().map_or("", |i| doc.lower(i));
        BARE.contains(&last) && !(lone && COMPANY.contains(&last))
    }
}

/// Whether no phrase starts at a token and none goes on with it: a small word of no class. Most words of a text
/// are of this sort.
pub(super) fn is_plain(doc: &Doc, names: &Names<'_>, at: usize) -> bool {
    doc.tokens.get(at).is_some_and(|t| {
        !t.capital && !t.lower.is_compound() && !names.classes(at).open_phrases() && names.at(at).is_none()
    })
}

/// Whether a word is an article or an owner with which a phrase may begin.
pub(super) fn is_determiner(word: &str) -> bool {
    matches!(word, "the" | "a" | "an" | "another" | "one" | "some" | "several" | "its" | "his" | "her" | "their")
}

/// The phrase that starts at a token.
pub(super) fn read(doc: &Doc, names: &Names<'_>, registry: &Registry, at: usize, end: usize) -> Option<Phrase> {
    let name_at = |i: usize| names.whole(i);
    let not_person = |n: &&super::Name<'_>| n.senses.iter().any(|s| !matches!(s, Sense::Place(_)));
    let mut j = at;
    let word = doc.lower(j);
    let (mut definite, indefinite) =
        (word == "the", matches!(word, "a" | "an" | "another" | "one" | "some" | "several"));
    let mut whose = matches!(word, "its" | "his" | "her" | "their");
    if definite || indefinite || whose {
        j += 1;
    }
    let title_start = j;
    // "the country's", "the territory's".
    if definite
        && matches!(
            doc.lower(j),
            "country"
                | "territory"
                | "kingdom"
                | "republic"
                | "group"
                | "movement"
                | "city"
                | "region"
                | "nation"
                | "island"
                | "emirate"
                | "bloc"
                | "state"
                | "militia"
                | "junta"
                | "organisation"
                | "organization"
        )
        && doc.lower(j + 1) == "'s"
    {
        whose = true;
        j += 2;
    }
    let mut own = j;
    let mut owned = false;
    let mut last: Option<(usize, Kind)> = None;
    while j < end && j < at + 11 {
        if let Some(name) = name_at(j).filter(not_person) {
            j = name.tokens.end;
            let owner = doc.lower(j) == "'s" || doc.lower(j) == "'";
            if owner {
                j += 1;
            }
            if last.is_some() {
                break;
            }
            owned = true;
            definite |= owner || !indefinite;
            own = j;
            continue;
        }
        if last.is_none() && registry.acronym(doc.word(j)).is_some() && doc.tokens[j].shape == Shape::Word {
            // "the KLF delegation", "a KLF official".
            j += 1;
            j += usize::from(doc.lower(j) == "'s");
            owned = true;
            definite |= !indefinite;
            own = j;
            continue;
        }
        if let Some(name) = name_at(j)
            && last.is_none()
            && !owned
            && [&MODIFIERS, &ROLES, &BODIES].iter().any(|w| w.contains(doc.form(name.tokens.end)))
        {
            // A town before an office: "the Odesa city administration", "Kyiv mayor".
            owned = true;
            j = name.tokens.end;
            own = j;
            continue;
        }
        let (word, next) = (doc.lower(j), doc.lower(j + 1));
        if doc.tokens[j].shape != Shape::Word {
            break;
        }
        if let Some(next) = abbreviated(doc, j) {
            j = next;
            last = Some((j, Kind::Office));
            continue;
        }
        let classes = names.classes(j);
        if classes.are(&FIRST_OF_TWO) && is_body_of_two(word, next) {
            j += 2;
            last = Some((j, Kind::Body));
            continue;
        }
        let role = classes.are(&ROLES) || doc.form(j).last_part().is_some_and(|w| ROLES.contains(w) && w != "member");
        if role || classes.are(&BODIES) {
            j += 1;
            last = Some((j, if role { Kind::Office } else { Kind::Body }));
            if doc.lower(j) == "'s" && (ROLES.contains(next_after(doc, j)) || BODIES.contains(next_after(doc, j))) {
                j += 1;
            }
            continue;
        }
        let inner_and = word == "and" && last.is_none() && j > at && MODIFIERS.contains(next);
        // "the nine-member delegation", "the Gulf-backed rebel leader".
        let compound = last.is_none()
            && j > at
            && names.at(j).is_none()
            && doc.form(j).last_part().is_some_and(|w| {
                matches!(
                    w,
                    "member"
                        | "man"
                        | "person"
                        | "strong"
                        | "level"
                        | "ranking"
                        | "backed"
                        | "led"
                        | "aligned"
                        | "allied"
                        | "appointed"
                        | "based"
                        | "controlled"
                        | "recognised"
                        | "recognized"
                        | "elected"
                        | "held"
                )
            });
        if compound || classes.are(&MODIFIERS) || inner_and || matches!(word, "'s") && last.is_some() {
            j += 1;
            continue;
        }
        // "Prime Minister and Defence Minister Jane Roe": two offices of one person.
        if word == "and"
            && matches!(last, Some((_, Kind::Office)))
            && doc.tokens[j - 1].capital
            && let Some(second) = second_office(doc, j + 1, end)
        {
            j = second;
            last = Some((j, Kind::Office));
            continue;
        }
        // "the Kenyan water resources minister": any field of a ministry.
        if last.is_none()
            && (owned || definite || doc.tokens[j].capital && j == at)
            && let Some(minister) = field(doc, j, end)
        {
            j = minister;
            continue;
        }
        break;
    }
    let (mut stop, kind) = last?;
    if own >= stop {
        return None;
    }
    if kind == Kind::Office
        && doc.lower(stop) == "of"
        && matches!(doc.lower(stop + 1), "state" | "staff" | "defence" | "defense" | "government")
    {
        stop += 2;
    }
    let named = (kind == Kind::Body).then(|| ministry_of(doc, stop, end)).flatten();
    let reach = named.or_else(|| complement(doc, names, stop, end, kind));
    let phrase = Phrase {
        kind,
        tokens: at..stop,
        title: title_start..stop,
        own: own..stop,
        definite: definite || owned,
        indefinite,
        whose,
        owned,
        reach,
        of: named.is_some(),
    };
    Some(phrase)
}

/// "FM", "Gen.", "Lt-Gen": the token after an office in short, which must be written as such.
fn abbreviated(doc: &Doc, at: usize) -> Option<usize> {
    let token = &doc.tokens[at];
    let text = doc.word(at);
    let number = at > 0 && doc.tokens[at - 1].shape == Shape::Number;
    if !token.capital || number || !ABBREVIATED.contains(&token.lower) {
        return None;
    }
    let capitals = text.chars().all(char::is_uppercase);
    if matches!(&*token.lower, "fm" | "pm" | "eam" | "dpm" | "mp" | "unsg" | "dgmo" | "sg") && !capitals {
        return None;
    }
    Some(at + 1 + usize::from(doc.lower(at + 1) == "." && doc.tokens.get(at + 2).is_some_and(|t| t.capital)))
}

/// The token after "Defence Minister" in "and Defence Minister Jane Roe".
fn second_office(doc: &Doc, at: usize, end: usize) -> Option<usize> {
    let mut i = at;
    while i < end
        && i < at + 4
        && doc.tokens[i].capital
        && MODIFIERS.contains(doc.form(i))
        && !ROLES.contains(doc.form(i))
    {
        i += 1;
    }
    let office = i < end && i < at + 5 && doc.tokens[i].capital && ROLES.contains(doc.form(i));
    let named = doc.tokens.get(i + 1).is_some_and(|t| t.capital && t.shape == Shape::Word) && i + 1 < end;
    (office && named).then_some(i + 1)
}

/// The token of "minister" or "ministry" after up to three words that say of what.
fn field(doc: &Doc, at: usize, end: usize) -> Option<usize> {
    for i in at..end.min(at + 4) {
        let token = &doc.tokens[i];
        if i > at && matches!(&*token.lower, "minister" | "ministry" | "ministers" | "secretary" | "ministries") {
            return Some(i);
        }
        let joins = i > at && token.is("and");
        let small = matches!(
            &*token.lower,
            "the"
                | "a"
                | "an"
                | "of"
                | "in"
                | "on"
                | "to"
                | "for"
                | "with"
                | "by"
                | "that"
                | "and"
                | "or"
                | "but"
                | "as"
                | "its"
                | "his"
                | "her"
                | "their"
                | "at"
                | "from"
                | "who"
                | "which"
                | "not"
                | "also"
                | "be"
                | "been"
                | "are"
                | "were"
        );
        if token.shape != Shape::Word || small && !joins || VERBS.contains(&token.lower) || token.lower.ends_with("ed")
        {
            return None;
        }
    }
    None
}

/// Where "Ministry of National Defence" ends, from the token after "Ministry".
fn ministry_of(doc: &Doc, at: usize, end: usize) -> Option<usize> {
    let body = at.checked_sub(1).map_or("", |i| doc.lower(i));
    if !matches!(body, "ministry" | "department" | "office") || doc.lower(at) != "of" || !doc.tokens[at - 1].capital {
        return None;
    }
    let mut i = at + 1 + usize::from(doc.lower(at + 1) == "the");
    let first = i;
    while i < end && i < at + 8 && doc.tokens[i].shape == Shape::Word {
        let joins = i > first
            && matches!(doc.lower(i), "and" | "of" | "the")
            && doc.tokens.get(i + 1).is_some_and(|t| t.capital);
        if !(doc.tokens[i].capital || joins) {
            break;
        }
        i += 1;
    }
    (i > first).then_some(i)
}

fn next_after(doc: &Doc, at: usize) -> &str {
    doc.lower(at + 1)
}

/// Where the complement of an office or body ends: "of the Ukrainian delegation", "close to the talks".
fn complement(doc: &Doc, names: &Names<'_>, at: usize, end: usize, kind: Kind) -> Option<usize> {
    let word = doc.lower(at);
    if kind == Kind::Body {
        // "the defence ministry in Moscow", "a spokesman for ..." is an office.
        let name = names.at(at + 1).filter(|_| word == "in")?;
        return name.senses.iter().any(|s| matches!(s, Sense::Seat(_))).then_some(name.tokens.end);
    }
    if !matches!(
        word,
        "of" | "for"
            | "at"
            | "to"
            | "on"
            | "close"
            | "familiar"
            | "with"
            | "from"
            | "in"
            | "who"
            | "briefed"
            | "involved"
            | "responsible"
    ) || (word == "in" && !matches!(doc.lower(at + 1), "the" | "charge"))
        || (word == "on"
            && !matches!(
                doc.lower(at - 1),
                "envoy" | "representative" | "adviser" | "advisor" | "rapporteur" | "coordinator" | "expert"
            ))
        || (word == "on"
            && !doc.tokens.get(at + 1).is_some_and(|t| t.capital && !super::words::NOT_NAMES.contains(&t.lower)))
    {
        return None;
    }
    if word == "who" {
        return None;
    }
    let stop = (at + 1..end.min(at + 15)).find(|i| {
        let t = &doc.tokens[*i];
        t.shape == Shape::Mark && !matches!(&*t.lower, "-" | "." | "&")
            || VERBS.contains(&t.lower)
            || (t.is(".") && *i + 1 >= end)
            || t.is_any(&["who", "after", "as", "that", "during", "when", "while"])
            || t.is("on") && *i > at + 1 && !doc.tokens.get(i + 1).is_some_and(|n| !n.capital && n.shape == Shape::Word)
    });
    let stop = stop.or((end < at + 15).then_some(end))?;
    let stop = if stop == end && doc.lower(end - 1) == "." { end - 1 } else { stop };
    (stop > at + 1).then_some(stop)
}

//! Where: towns, regions, countries and sites, told apart from metonyms by their grammar.

use super::{
    actor::{self, ActorMention, grammar},
    hash::List,
    lexicon::{Lexicon, Sense, slug},
    token::{Doc, Shape, Token},
};
use crate::domain::{Place, Span};
use std::ops::Range;
use which::Which;

mod which;

/// What sort of place it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the words are their own explanation")]
pub enum PlaceKind {
    Country,
    Region,
    City,
    Site,
}

/// A place at one place in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceMention {
    /// The name.
    pub span: Span,
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Its sentence.
    pub sentence: usize,
    /// Where.
    pub place: Place,
    /// What sort.
    pub kind: PlaceKind,
    /// The preposition before it ("in", "at", "near", "on", "into", "from" …), lower case.
    pub preposition: Option<&'static str>,
    /// The rule that found it.
    pub rule: &'static str,
}

const PREPOSITIONS: &[&str] = &[
    "in",
    "at",
    "near",
    "on",
    "into",
    "from",
    "across",
    "over",
    "above",
    "to",
    "of",
    "around",
    "outside",
    "inside",
    "through",
    "throughout",
    "towards",
    "toward",
    "off",
    "within",
    "against",
    "for",
    "via",
    "between",
    "along",
    "beyond",
    "onto",
    "under",
    "by",
];

/// Words after a name that make it a region.
static REGION_WORDS: List = List::of(&[
    "region",
    "regions",
    "oblast",
    "district",
    "districts",
    "province",
    "provinces",
    "governorate",
    "krai",
    "county",
    "state",
    "territory",
    "peninsula",
    "prefecture",
    "department",
    "raion",
    "oblasts",
]);

/// Words before "of" and a name that make it a town.
static TOWN_WORDS: List = List::of(&[
    "village",
    "town",
    "city",
    "settlement",
    "port",
    "suburb",
    "hamlet",
    "community",
    "capital",
    "resort",
    "municipality",
]);

/// Words after a name that make it a site.
static SITE_WORDS: List = List::of(&[
    "refinery", "airport", "port", "base", "plant", "hospital", "station", "depot", "airfield", "dam", "camp",
    "terminal", "crossing", "bridge", "barracks", "mine", "school",
]);

/// Directions that name a part of a country.
pub(super) static DIRECTIONS: List = List::of(&[
    "southern",
    "northern",
    "eastern",
    "western",
    "central",
    "south-eastern",
    "southeastern",
    "south-western",
    "southwestern",
    "north-eastern",
    "northeastern",
    "north-western",
    "northwestern",
]);

/// Every place, in text order. A country or capital that acts ("Moscow is demanding") is an actor and not here.
pub(super) fn find(
    doc: &Doc,
    actors: &[ActorMention],
    names: &actor::Names<'_>,
    lexicon: &Lexicon,
) -> Vec<PlaceMention> {
    let names = &names.list;
    let mut which = Which::new(doc, names, lexicon);
    let mut out: Vec<PlaceMention> = Vec::new();
    for (at, name) in names.iter().enumerate() {
        if !name.senses.iter().any(|s| matches!(s, Sense::Place(_))) {
            continue;
        }
        if name.partial || actors.binary_search_by_key(&name.span, |a| a.span).is_ok() {
            continue;
        }
        // Inside somebody's title ("governor of Sevastopol") it says where he governs, not where something is.
        let inside = actors_over(actors, name.span);
        if inside.is_some_and(|a| a.title.is_some()) {
            continue;
        }
        let state = name.senses.iter().any(|s| matches!(s, Sense::Actor(_)));
        if state && grammar::used_as(doc, &name.tokens, name.senses, None) == grammar::Use::Acts && inside.is_some() {
            continue;
        }
        let Some((place, kind, told)) = which.place(at) else { continue };
        let mut found = widen(doc, name.tokens.clone(), place, kind);
        if told && found.rule == "place.name" {
            found.rule = "place.which";
        }
        out.push(found);
    }
    out.extend(unknown(doc, actors, names, &which));
    out.retain(|p| !p.tokens.is_empty());
    out.sort_by_key(|p| (p.span.start(), std::cmp::Reverse(p.span.end())));
    let mut last = 0;
    out.retain(|p| {
        let fresh = p.span.start() >= last;
        if fresh {
            last = p.span.end();
        }
        fresh
    });
    out
}

fn actors_over(actors: &[ActorMention], span: Span) -> Option<&ActorMention> {
    let after = actors.partition_point(|a| a.span.start() <= span.start());
    actors[..after].last().filter(|a| a.span.contains(span))
}

/// Whether an adjective before a country's name makes it a part of the country.
fn is_part(word: &str) -> bool {
    DIRECTIONS.contains(word) || word == "occupied"
}

/// A known place, with "southern" before it or "region" after it.
fn widen(doc: &Doc, tokens: Range<usize>, place: Place, kind: PlaceKind) -> PlaceMention {
    let sentence = doc.sentence_of(tokens.start);
    let first = doc.sentences[sentence].tokens.start;
    let (mut place, mut kind, mut tokens, mut rule) = (place, kind, tokens, "place.name");
    let after = doc.lower(tokens.end);
    if kind == PlaceKind::City && REGION_WORDS.contains(&after) && after != "state" {
        place =
            Place { id: format!("{}-region", place.id), name: format!("{} {}", place.name, singular(after)), ..place };
        if after != "region" && !after.starts_with("oblast") {
            place.id = slug(&place.name);
        }
        kind = PlaceKind::Region;
        tokens.end += 1;
        rule = "place.region";
    } else if kind == PlaceKind::Country && tokens.start > first && is_part(doc.lower(tokens.start - 1)) {
        let name = format!("{} {}", doc.lower(tokens.start - 1), place.name);
        place = Place { id: slug(&name), name, ..place };
        kind = PlaceKind::Region;
        tokens.start -= 1;
        rule = "place.part";
    } else if kind == PlaceKind::City
        && let Some(end) = site_end(doc, tokens.end)
    {
        // The site is at the town: its name and degrees are good enough.
        tokens.end = end;
        rule = "place.site";
    }
    mention(doc, tokens, place, kind, rule)
}

fn singular(word: &str) -> &str {
    if word == "oblast" || word == "oblasts" { "region" } else { word.strip_suffix('s').unwrap_or(word) }
}

/// Where "oil refinery", "thermal power plant" after a name ends.
fn site_end(doc: &Doc, at: usize) -> Option<usize> {
    static BETWEEN: List = List::of(&[
        "oil",
        "thermal",
        "power",
        "nuclear",
        "air",
        "military",
        "naval",
        "international",
        "gas",
        "fuel",
        "enrichment",
        "hydroelectric",
        "chemical",
        "railway",
        "train",
    ]);
    let mut i = at;
    while BETWEEN.contains(&doc.lower(i)) && i < at + 3 {
        i += 1;
    }
    SITE_WORDS.contains(&doc.lower(i)).then_some(i + 1)
}

fn mention(doc: &Doc, tokens: Range<usize>, place: Place, kind: PlaceKind, rule: &'static str) -> PlaceMention {
    let sentence = doc.sentence_of(tokens.start);
    let first = doc.sentences.get(sentence).map_or(0, |s| s.tokens.start);
    let skip = |i: usize| {
        matches!(doc.lower(i), "the" | "a" | "an" | "'s" | "of")
            || doc.tokens[i].shape == Shape::Word && (TOWN_WORDS.contains(&doc.lower(i)) || is_part(doc.lower(i)))
    };
    let mut at = tokens.start;
    while at > first && tokens.start - at < 5 && (skip(at - 1) || joins(doc, at - 1)) {
        if PREPOSITIONS.contains(&doc.lower(at - 1)) && doc.lower(at - 1) != "of" {
            break;
        }
        at -= 1;
    }
    let word = if at > first { doc.lower(at - 1) } else { "" };
    let direct = if tokens.start > first { doc.lower(tokens.start - 1) } else { "" };
    let preposition =
        PREPOSITIONS.iter().find(|p| **p == word).or_else(|| PREPOSITIONS.iter().find(|p| **p == direct)).copied();
    // An empty span cannot happen: the tokens come from the document itself.
    let span = doc.span_of(tokens.clone()).unwrap_or_else(|| doc.text.all());
    PlaceMention { span, tokens, sentence, place, kind, preposition, rule }
}

/// "in Rome and Muscat": the preposition of the first holds for the second.
fn joins(doc: &Doc, at: usize) -> bool {
    matches!(doc.lower(at), "and" | ",") || doc.tokens[at].capital
}

/// The ends of words that tell whose a place is.
const HELD_BY: &[&str] = &["-held", "-controlled", "-run", "-occupied", "-administered", "-ruled", "-backed", "-led"];

/// What belongs to a town, behind its name.
const OF_TOWNS: &[&str] = &[
    "council",
    "hall",
    "elders",
    "chief",
    "chiefs",
    "head",
    "leader",
    "leaders",
    "mayor",
    "officials",
    "court",
    "people",
];

/// What is done at a place, before "at".
const HELD: &[&str] = &[
    "held",
    "met",
    "meet",
    "meeting",
    "meetings",
    "talks",
    "place",
    "session",
    "hosted",
    "gathered",
    "convened",
    "negotiations",
    "summit",
    "discussions",
    "round",
    "conducted",
    "began",
    "resumed",
];

/// Places the lexicon does not know, by the words around them.
fn unknown(doc: &Doc, actors: &[ActorMention], names: &[actor::Name<'_>], which: &Which<'_>) -> Vec<PlaceMention> {
    let mut out = Vec::new();
    let named = |i: usize| {
        let k = names.partition_point(|n| n.tokens.end <= i);
        names.get(k).is_some_and(|n| n.tokens.contains(&i))
    };
    let proper = |i: usize| {
        // "In KLF-held Dolna": no part of a name.
        let word = |t: &Token| t.capital && t.shape == Shape::Word && !actor::is_calendar(&t.lower);
        doc.tokens.get(i).is_some_and(|t| word(t) && !HELD_BY.iter().any(|s| t.lower.ends_with(s))) && !named(i)
    };
    for sentence in &doc.sentences {
        let mut i = sentence.tokens.start;
        while i < sentence.tokens.end {
            if !proper(i) || sentence.heading {
                i += 1;
                continue;
            }
            let mut end = i + 1;
            while end < sentence.tokens.end && proper(end) {
                end += 1;
            }
            let before = |n: usize| if i >= sentence.tokens.start + n { doc.lower(i - n) } else { "" };
            let after = doc.lower(end);
            let free = doc.span_of(i..end).is_some_and(|s| {
                let k = actors.partition_point(|a| a.span.end() <= s.start());
                actors.get(k).is_none_or(|a| !a.span.overlaps(s))
            });
            // "In the village of X", "on X village".
            let behind = matches!(after, "village" | "town" | "hamlet") && !OF_TOWNS.contains(&doc.lower(end + 1));
            let town = before(1) == "of" && TOWN_WORDS.contains(&before(2)) || behind;
            let region = REGION_WORDS.contains(&after) && after != "state" && after != "department"
                || matches!(after, "oblast" | "governorate");
            // "Was held at X", "met at X".
            let held = before(1) == "at" && HELD.contains(&before(2));
            let shift = usize::from(HELD_BY.iter().any(|s| before(1).ends_with(s)));
            let at = matches!(before(1 + shift), "in" | "near" | "outside") || held;
            let kind = if town || (at && !region && site_end(doc, end).is_none()) {
                Some((PlaceKind::City, "place.town"))
            } else if region {
                Some((PlaceKind::Region, "place.region"))
            } else if site_end(doc, end).is_some() && matches!(before(1), "the" | "at" | "on" | "'s") {
                Some((PlaceKind::Site, "place.site"))
            } else {
                None
            };
            if let (true, Some((kind, rule))) = (free, kind)
                && end - i <= 4
                && !(at
                    && !town
                    && kind == PlaceKind::City
                    && (doc.tokens[end - 1].lower.len() < 3
                        || after == "'s"
                        || doc.word(i).chars().all(char::is_uppercase)))
            {
                let mut stop = end;
                let mut name: String = (i..end).map(|k| doc.word(k)).collect::<Vec<_>>().join(" ");
                if region {
                    name = format!("{name} {}", singular(after));
                    stop += 1;
                } else if let (PlaceKind::Site, Some(e)) = (kind, site_end(doc, end)) {
                    stop = e;
                }
                let country = which.country_after(stop).map(str::to_owned);
                let place = Place { id: slug(&name), name, country, lat: None, lon: None };
                if !place.id.is_empty() {
                    out.push(mention(doc, i..stop, place, kind, rule));
                }
            }
            i = end;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::Text, extract::sentence};

    fn read(doc: &Doc, lexicon: &Lexicon) -> Vec<PlaceMention> {
        let names = actor::Names::of(doc, lexicon);
        find(doc, &actor::find(doc, &names, lexicon, None), &names, lexicon)
    }

    fn check(input: &str, expect: &[(&str, Option<&str>)]) {
        let doc = sentence::read(&Text::freeze(input));
        let lexicon = Lexicon::builtin();
        let found = read(&doc, lexicon);
        let got: Vec<_> = found.iter().map(|p| (p.place.id.as_str(), p.preposition)).collect();
        assert_eq!(got, expect, "{input}");
    }

    #[test]
    fn known_places() {
        check("They met in Abu Dhabi.", &[("abu-dhabi", Some("in"))]);
        check("Rounds in Muscat and Rome failed.", &[("muscat", Some("in")), ("rome", Some("in"))]);
        check("Moscow is demanding land.", &[]);
        check("Power failed in southern Ukraine.", &[("southern-ukraine", Some("in"))]);
        check("Drones hit the Sumy region.", &[("sumy-region", None)]);
        check("A raid on Kyiv began.", &[("kyiv", Some("on"))]);
        check("The governor of Sevastopol, Jane Roe, spoke.", &[]);
    }

    #[test]
    fn of_several_places_the_words_around_tell_which() {
        let which = |input: &str, id: &str| {
            let doc = sentence::read(&Text::freeze(input));
            let lexicon = Lexicon::builtin();
            let found = read(&doc, lexicon);
            let got: Vec<_> = found.iter().map(|p| p.place.id.as_str()).collect();
            assert!(got.contains(&id), "{input}: {got:?}");
        };
        which("Shells fell near Tripoli.", "tripoli");
        which("Lebanese troops moved near Tripoli.", "tripoli-lb");
        which("A Lebanese minister spoke. Aid reached Lebanon. A ship lay off Tripoli.", "tripoli-lb");
        which("They met in Tripoli, Lebanon.", "tripoli-lb");
        which("A court in Hyderabad, Pakistan, heard them.", "hyderabad");
        which("Indian officials met in Hyderabad.", "hyderabad-in");
        which("She grew up in Moscow, Idaho.", "moscow-idaho");
        which("A plant in Atlanta, Georgia, closed.", "georgia-us");
        which("They met in Batumi, Georgia.", "batumi");
        which("A fire broke out in Vladimir.", "vladimir");
        which("Envoys met at Camp David.", "camp-david");
        let none = |input: &str, id: &str| {
            let doc = sentence::read(&Text::freeze(input));
            let lexicon = Lexicon::builtin();
            let found = read(&doc, lexicon);
            assert!(found.iter().all(|p| p.place.id != id), "{input}");
        };
        none("Vladimir Roe spoke.", "vladimir");
        none("In Charlotte Roe's words, it failed.", "charlotte");
        none("Male voters turned out.", "male");
        none("Split views remained.", "split");
        none("Envoys met in Geneva, Oman and Egypt.", "geneva-oman");
    }

    #[test]
    fn unknown_places() {
        check("In the village of Dolynka a man died.", &[("dolynka", Some("in"))]);
        check("A house burned in Petrivsk.", &[("petrivsk", Some("in"))]);
        check("A man died in the Bucha district.", &[("bucha-district", Some("in"))]);
        check("They met in January.", &[]);
        check("The meeting was held at Korbo on the Chadian side.", &[("korbo", Some("at"))]);
        check("Officers met at Dolyn crossing point.", &[("dolyn", Some("at"))]);
        check("They met at Roe's house.", &[]);
        check("She is angry at Dolyn.", &[]);
        check("Shells fell on Korbo village.", &[("korbo", Some("on"))]);
        check("A man died in KLF-held Dolyn.", &[("dolyn", Some("in"))]);
        check("Korbo town elders spoke.", &[]);
        check("Fire broke out at the Zelenaya oil refinery.", &[("zelenaya", Some("at"))]);
    }
}

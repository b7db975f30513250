//! Who "the president" or "the official" is.

use super::super::super::{
    Lexicon,
    actor::{ActorMention, Naming},
    speech::Speech,
};
use super::attribution::Speaker;
use crate::domain::ActorKind;

/// Offices that a looser word can stand for.
const LEADERS: &[&str] = &["president", "prime minister", "premier", "chancellor", "king", "emir", "sultan"];

/// Words that make an office another one.
const NARROWER: &[&str] = &[
    "foreign",
    "defence",
    "defense",
    "interior",
    "prime",
    "finance",
    "energy",
    "trade",
    "justice",
    "health",
    "economy",
    "information",
    "chief",
    "acting",
    "special",
    "deputy",
    "vice",
    "general",
    "security",
    "press",
];

/// A title, its usual abbreviations spelt out.
fn spelt_out(title: &str) -> &str {
    match title.trim() {
        "FM" => "foreign minister",
        "PM" => "prime minister",
        other => other,
    }
}

/// So many of those named last are asked whether an office is theirs.
pub(super) const RECENT: usize = 400;

/// The person of this office among those named before (latest first), or the speaker without a
/// name who was introduced with the same word.
pub(super) fn resolve<'a>(
    phrase: &Speaker,
    people: impl Iterator<Item = &'a ActorMention>,
    earlier: &[Speaker],
    lexicon: &Lexicon,
) -> Option<Speaker> {
    let name = phrase.actor.name.to_lowercase();
    let words: Vec<&str> = name.split_whitespace().collect();
    // "the president of Norland", "the governor's office": the office is the noun before "of", and no body.
    let head = words.iter().position(|w| matches!(*w, "of" | "for" | "in" | "to")).unwrap_or(words.len());
    let office = words[..head].last().filter(|w| Speech::get().words().roles.contains(**w))?;
    let country = phrase.actor.country.as_deref();
    // "the foreign minister" is no other minister: what narrows the office has to be in the title.
    let narrow: Vec<&str> = words[..head].iter().copied().filter(|w| NARROWER.contains(w)).collect();
    let holds = |text: &str| {
        let text = spelt_out(text);
        // The words of the lists are in small letters; a title may be in any.
        let is = |x: &str, w: &str| x.eq_ignore_ascii_case(w) || !w.is_ascii() && x.to_lowercase() == w;
        let has = |w: &str| text.split(|c: char| !c.is_alphanumeric()).any(|x| is(x, w));
        let exactly = has(office) && narrow.iter().all(|w| has(w) || *w == "defense" && has("defence"));
        exactly || *office == "leader" && LEADERS.iter().any(|l| text.to_lowercase().contains(l))
    };
    // "his deputy", "vice president": a longer office is another one.
    let plain = words[..head].iter().all(|w| !matches!(*w, "deputy" | "vice" | "former" | "office" | "ministry"));
    if phrase.actor.kind == ActorKind::Person && plain {
        let person = people.filter(|a| a.actor.kind == ActorKind::Person && a.naming == Naming::Name).find(|a| {
            let fits = country.is_none() || a.actor.country.as_deref() == country;
            let role = lexicon.person(&a.actor.id).and_then(|p| p.role.as_deref());
            fits && (a.title.as_deref().is_some_and(holds) || role.is_some_and(holds))
        });
        if let Some(a) = person {
            return Some(Speaker {
                actor: a.actor.clone(),
                title: Some(phrase.actor.name.clone()),
                tokens: a.tokens.clone(),
            });
        }
    }
    let same = |s: &&Speaker| {
        let fits = country.is_none() || s.actor.country.is_none() || s.actor.country.as_deref() == country;
        let plain_name = || s.actor.name.to_lowercase().split_whitespace().any(|w| w == *office);
        fits && (plain_name()
            || phrase.actor.kind == ActorKind::Person && plain && s.title.as_deref().is_some_and(holds))
    };
    earlier.iter().rev().take(RECENT).find(same).cloned()
}

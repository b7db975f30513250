//! One actor, however it is spelt: who a client names is looked up among those the rules know, so that
//! its "Zelensky" and the "Zelenskyy" of an article are one.

use crate::{
    domain::{Actor, ActorKind, Affiliation, Mention},
    extract::{
        Lexicon,
        lexicon::{Sense, slug},
    },
};
use std::collections::BTreeMap;

/// Gives actors that are known by a name of theirs their own key, and fills in what the client left open
/// of them. A key that the client chose itself, other than the folded name, stays. Returns the folded
/// names with the keys they stand for: addresses under them lead on.
pub(super) fn resolve(mention: &mut Mention, lexicon: &Lexicon) -> BTreeMap<String, String> {
    let mut aliases = BTreeMap::new();
    for participant in &mut mention.content.participants {
        let actor = &mut participant.actor;
        let Some(known) = known(&actor.id, &actor.name, actor.kind, lexicon) else { continue };
        aliases.insert(actor.id.clone(), known.id.clone());
        *actor = Actor {
            id: known.id.clone(),
            name: known.name.clone(),
            kind: known.kind,
            country: actor.country.take().or_else(|| known.country.clone()),
            affiliation: actor.affiliation.take().or_else(|| known.affiliation.clone()),
        };
    }
    let bodies = mention.content.participants.iter_mut().filter_map(|p| p.actor.affiliation.as_mut());
    for body in bodies {
        if let Some(known) = known(&body.id, &body.name, ActorKind::Organisation, lexicon) {
            aliases.insert(body.id.clone(), known.id.clone());
            let country = body.country.take().or_else(|| known.country.clone());
            *body = Affiliation { id: known.id.clone(), name: known.name.clone(), country };
        }
    }
    for figure in &mut mention.content.figures {
        if let Some(known) = figure.claimed_by.as_ref().and_then(|by| aliases.get(by)) {
            figure.claimed_by = Some(known.clone());
        }
    }
    aliases.retain(|alias, id| alias != id);
    aliases
}

/// Who goes by this name, and by nothing longer or shorter. A person is never taken for a body, nor a body
/// for a person; where two of the kind go by it, it is neither.
fn known<'l>(id: &str, name: &str, kind: ActorKind, lexicon: &'l Lexicon) -> Option<&'l Actor> {
    if id != slug(name) {
        return None;
    }
    let person = |kind| kind == ActorKind::Person;
    if let Some(known) = lexicon.person(id) {
        return Some(&*known.actor).filter(|a| person(a.kind) == person(kind));
    }
    let hits = lexicon.hits(name, 0, name.len());
    let whole = hits.iter().find(|hit| (hit.start, hit.end) == (0, name.len()))?;
    let mut fits = whole.senses.iter().filter_map(|sense| match sense {
        Sense::Actor(index) => Some(&*lexicon.actor(*index).actor).filter(|a| person(a.kind) == person(kind)),
        _ => None,
    });
    let found = fits.next()?;
    fits.next().is_none().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::Role,
        pipeline::intake::{self, Submission},
    };
    use serde_json::json;

    fn sent(participants: &serde_json::Value) -> (Mention, BTreeMap<String, String>) {
        let article = json!({"body": "Talks.", "events": [{
            "kind": "round", "participants": participants,
            "figures": [{"measure": "killed", "weapon": null, "value": 3, "qualifier": "exact", "claimed_by": "kyjiw"}],
        }]});
        let now = "2026-04-24T12:00:00Z".parse().expect("an instant");
        let Submission { client_mentions, .. } = intake::from_json(article.to_string().as_bytes(), now).expect("sound");
        let mut mention = client_mentions.into_iter().next().expect("one");
        let aliases = resolve(&mut mention, Lexicon::builtin());
        (mention, aliases)
    }

    fn ids(participants: &serde_json::Value) -> Vec<String> {
        sent(participants).0.content.participants.into_iter().map(|p| p.actor.id).collect()
    }

    #[test]
    fn spellings_of_one_name_are_one_actor() {
        let person = |name: &str| json!({"role": "delegate", "actor": {"name": name, "kind": "person"}});
        let spelt = json!([person("Volodymyr Zelensky"), person("Volodymyr Zelenskyy"), person("Zelenskiy")]);
        assert_eq!(ids(&spelt), ["volodymyr-zelenskyy"; 3]);
        let (mention, aliases) = sent(&spelt);
        assert_eq!(aliases.get("volodymyr-zelensky").map(String::as_str), Some("volodymyr-zelenskyy"));
        assert!(!aliases.contains_key("volodymyr-zelenskyy"), "{aliases:?}");
        let state = |a: &Actor| a.affiliation.as_ref().map(|body| body.id.clone());
        assert!(mention.content.participants.iter().all(|p| state(&p.actor).as_deref() == Some("ukraine")));
        // Nobody the lexicon knows: by the name without its accents and special letters.
        let unknown = json!([person("Søren Bjælke-Łuk"), person("Soren Bjaelke-Luk"), person("Ana O’Torres")]);
        assert_eq!(ids(&unknown), ["soren-bjaelke-luk", "soren-bjaelke-luk", "ana-otorres"]);
    }

    #[test]
    fn a_body_is_no_person_and_a_chosen_key_stays() {
        let actor = |id: Option<&str>, name: &str, kind: &str| json!([{"role": "party", "actor": {"id": id, "name": name, "kind": kind}}]);
        assert_eq!(ids(&actor(None, "Zelensky", "organisation")), ["zelensky"]);
        assert_eq!(ids(&actor(None, "Türkiye", "state")), ["turkey"]);
        assert_eq!(ids(&actor(Some("our-own-key"), "Zelensky", "person")), ["our-own-key"]);
        let (mention, _) = sent(&actor(None, "Ana Zelensky", "person"));
        assert_eq!(mention.content.participants[0].actor.id, "ana-zelensky");
        assert_eq!(mention.content.participants[0].role, Role::Party);
    }
}

//! The word that makes a sentence one on a meeting, and sentences that only sound like one.

use super::{
    parties::{self, Track},
    words::{WORDS, ordinal},
};
use crate::{
    domain::ActorKind,
    extract::{Annotated, Lexicon, actor::ActorMention, token::Token},
};

/// The words of a meeting in a sentence.
pub(super) struct Trigger {
    /// Its token, counted in the sentence.
    pub(super) at: usize,
    pub(super) noun: bool,
    pub(super) talks: bool,
}

/// The word that makes a sentence one on a meeting.
pub(super) fn trigger(
    found: &Annotated<'_>,
    lexicon: &Lexicon,
    sentence: usize,
    tokens: &[Token],
    track: &Track,
) -> Option<Trigger> {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let mut best: Option<Trigger> = None;
    let nouns = || (0..tokens.len()).filter(|at| WORDS.nouns.contains(&tokens[*at].lower));
    let aside = if nouns().next().is_some() { led_by_others(tokens) } else { 0 };
    for at in nouns().skip_while(|at| *at < aside) {
        let w = word(at);
        let before = at.checked_sub(1).map_or("", word);
        // "The joint committee's meeting" is of two sides, the security committee's is not.
        let joint = || (2..=4).any(|n| at.checked_sub(n).is_some_and(|i| WORDS.joint.contains(word(i))));
        if (!WORDS.other_meetings.contains(before) || joint()) && !of_one_body(tokens, at) {
            // "The G-20 Summit in Bali", "on the margins of the summit": somebody else's.
            let margins = (2..=6).any(|n| {
                at.checked_sub(n).is_some_and(|i| {
                    matches!(word(i), "margins" | "sidelines" | "sideline" | "fringes") && word(i + 1) == "of"
                })
            });
            let home = word(at + 1) == "with"
                && (at + 2..at + 10)
                    .take_while(|i| !matches!(word(*i), "," | "in" | "on" | "and" | ";"))
                    .any(|i| WORDS.own_people.contains(word(i)));
            if margins || home || generic_dialogue(tokens, at) || only_if(tokens, at) {
                continue;
            }
            let round = w.starts_with("round");
            if round
                && word(at + 1) == "of"
                && !WORDS.round_of.contains(word(at + 2).split('-').next().unwrap_or_default())
            {
                continue;
            }
            if round && !track.talks || w == "session" && before == "training" {
                continue;
            }
            if of_organisation(found, sentence, tokens, at) {
                continue;
            }
            // "The joint committee held a meeting".
            let talks = WORDS.talks.contains(w)
                || w == "dialogue" && word(at + 1) == "between"
                || track.joint
                    && tokens.iter().any(|t| WORDS.committees.contains(&t.lower))
                    && joint_meeting(tokens, at);
            // The first name of talks outweighs a "meeting" elsewhere in the sentence.
            // "Dialogue will resume after previous negotiations failed": the first.
            // So "the meeting, the first since their leaders held a summit".
            let since = |b: &Trigger| {
                let back = (b.at.max(at.saturating_sub(14))..at).rev();
                back.take_while(|i| word(*i) != ",").any(|i| word(i) == "since")
            };
            let later = best.as_ref().is_some_and(|b| since(b) || super::further::behind(tokens, at));
            if best.as_ref().is_none_or(|b| talks && !b.talks && !later) {
                best = Some(Trigger { at, noun: true, talks });
            }
        }
    }
    // "A met B in X as part of efforts to revive the talks": they met.
    let towards = |at: usize| (1..=7).filter_map(|n| at.checked_sub(n)).any(|i| WORDS.towards.contains(word(i)));
    if let Some(noun) = best.as_ref().filter(|b| towards(b.at))
        && let Some(at) = (0..noun.at).find(|i| matches!(word(*i), "met" | "meet" | "meets"))
        && (parties::sides(found, lexicon, sentence).len() >= 2
            || tokens[at..noun.at].iter().any(|t| WORDS.groups.contains(&t.lower)))
    {
        return Some(Trigger { at, noun: false, talks: true });
    }
    if best.is_some() {
        return best;
    }
    let counted = |i: usize| matches!(word(i.wrapping_sub(1)), "the" | "a" | "and") && ordinal(word(i)).is_some();
    if track.talks
        && let Some(at) =
            (1..tokens.len()).find(|i| counted(*i) && matches!(word(i + 1), "was" | "on" | "," | "in" | "planned"))
    {
        return Some(Trigger { at, noun: true, talks: true });
    }
    let another = (0..tokens.len()).find(|i| word(*i) == "another" && word(i + 1) == ",");
    let suggested = (0..tokens.len()).find(|i| {
        let place = || {
            found.places_in(sentence).iter().any(|p| {
                found
                    .doc
                    .tokens
                    .get(p.tokens.start)
                    .is_some_and(|t| tokens.get(i + 1).is_some_and(|n| n.span == t.span))
            })
        };
        matches!(word(*i), "suggested" | "proposed" | "offered" | "floated") && place()
    });
    if let Some(at) = another.or(suggested).filter(|_| track.talks) {
        return Some(Trigger { at, noun: true, talks: true });
    }
    // "Received the envoy" is a meeting, "received a letter" is not.
    let whom = |i: usize| {
        let at = found.doc.sentences.get(sentence).map_or(0, |s| s.tokens.start) + i;
        !matches!(word(i), "received" | "see" | "saw" | "host" | "hosted" | "hosts" | "hosting")
            || found.actors_in(sentence).iter().any(|m| (at + 1..at + 7).contains(&m.tokens.start))
            || (i + 1..i + 7).any(|k| WORDS.groups.contains(word(k)))
                && !(i + 1..i + 9).any(|k| matches!(word(k), "from" | "proposals" | "proposal" | "letter" | "message"))
            || word(i + 1) == "each"
            || (0..i).any(|k| matches!(word(k), "would" | "will"))
    };
    // "I would love to see China open up": a wish.
    let wish = |i: usize| {
        matches!(word(i), "see" | "saw")
            && (1..=3).any(|n| {
                i.checked_sub(n).is_some_and(|k| {
                    matches!(word(k), "love" | "like" | "want" | "wants" | "hope" | "hopes" | "glad" | "wish")
                })
            })
    };
    let verb = (0..tokens.len())
        .find(|i| WORDS.verbs.contains(&tokens[*i].lower) && whom(*i) && !wish(*i) && !only_if(tokens, *i))?;
    let group =
        tokens.iter().any(|t| WORDS.groups.contains(&t.lower) || track.joint && WORDS.committees.contains(&t.lower));
    // "They had met on 6 June", "the two last met in Cairo".
    let pronoun = matches!(word(verb), "met" | "meet")
        && (1..=4).any(|n| {
            verb.checked_sub(n).is_some_and(|i| {
                matches!(
                    word(i),
                    "they"
                        | "both"
                        | "two"
                        | "pair"
                        | "sides"
                        | "men"
                        | "rivals"
                        | "foes"
                        | "leaders"
                        | "delegations"
                        | "parties"
                        | "presidents"
                        | "ministers"
                        | "duo"
                )
            })
        })
        && (matches!(
            word(verb + 1),
            "on" | "in" | "at" | "for" | "again" | "last" | "face" | "face-to-face" | "earlier"
        ) || tokens.get(verb + 1).is_none_or(|t| t.capital || !t.lower.starts_with(char::is_alphabetic)));
    if pronoun && track.talks {
        return Some(Trigger { at: verb, noun: false, talks: group });
    }
    let base = found.doc.sentences.get(sentence).map_or(0, |s| s.tokens.start);
    let sides = parties::sides(found, lexicon, sentence);
    // Somebody of a known side met somebody whose side the article leaves open.
    let pair = || {
        let all = found.actors_in(sentence);
        let near = base + verb..base + verb + 9;
        let subject = all.iter().rev().find(|m| m.tokens.end <= base + verb);
        let object = all.iter().find(|m| near.contains(&m.tokens.start));
        matches!(word(verb), "met" | "meet" | "meets")
            && subject.zip(object).is_some_and(|(a, b)| {
                let (x, y) = (parties::side(&a.actor, lexicon), parties::side(&b.actor, lexicon));
                a.actor.id != b.actor.id && (x.is_none() || y.is_none()) && b.title.is_some()
            })
    };
    let two = sides.len() >= 2 || track.talks && pair();
    let meets = matches!(word(verb), "met" | "meet" | "meets" | "hosted" | "received" | "see" | "saw" | "sat" | "sit");
    ((group && track.talks) || (two && meets)).then_some(Trigger { at: verb, noun: false, talks: group && track.talks })
}

/// "Six years after direct talks broke down, the meeting …": where the words of the meeting itself begin.
fn led_by_others(tokens: &[Token]) -> usize {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let led = (0..4).any(|i| matches!(word(i), "after" | "since" | "despite" | "following"));
    let comma = (0..tokens.len().min(25)).find(|i| word(*i) == ",");
    let own = |from: usize| {
        (from..tokens.len())
            .any(|i| WORDS.nouns.contains(word(i)) || matches!(word(i), "met" | "meet") || word(i) == "gathered")
    };
    comma.filter(|c| led && own(*c)).map_or(0, |c| c + 1)
}

/// "If the talks are further delayed", "unless the meeting goes ahead": nothing that has happened or is set.
fn only_if(tokens: &[Token], at: usize) -> bool {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let opens =
        (1..=6).filter_map(|n| at.checked_sub(n)).take_while(|i| !matches!(word(*i), "," | ";" | ":" | "that" | "of"));
    let led = opens.into_iter().any(|i| {
        matches!(word(i), "if" | "unless") && !matches!(i.checked_sub(1).map_or("", word), "as" | "even" | "asked")
    });
    let set = |w: &str| matches!(w, "scheduled" | "planned" | "due" | "set" | "held" | "slated");
    led && !(at + 1..at + 6).take_while(|i| word(*i) != ",").any(|i| set(word(i)))
}

/// Whether a "meeting" is one that a committee held.
fn joint_meeting(tokens: &[Token], at: usize) -> bool {
    matches!(&*tokens[at].lower, "meeting" | "meetings" | "session" | "sessions" | "sitting")
        && at.checked_sub(1).is_none_or(|i| !WORDS.other_meetings.contains(&tokens[i].lower))
}

/// "The meeting of ASEAN ministers", "the IGAD leaders' summit": a body's own, not one of two sides.
fn of_organisation(found: &Annotated<'_>, sentence: usize, tokens: &[Token], at: usize) -> bool {
    let base = found.doc.sentences.get(sentence).map_or(0, |s| s.tokens.start);
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let body = |m: &ActorMention| {
        // "The General Border Committee" is of two sides.
        let joint = m.actor.name.split(' ').any(|w| WORDS.joint.contains(&*w.to_lowercase()));
        m.actor.kind == ActorKind::Organisation && m.actor.country.is_none() && m.actor.affiliation.is_none() && !joint
    };
    let of = word(at + 1) == "of"
        && found.actors_in(sentence).iter().any(|m| {
            let start = m.tokens.start - base;
            body(m) && (at + 2..at + 9).contains(&start) && (at + 2..start).all(|i| !WORDS.joint.contains(word(i)))
        })
        // "A meeting of EU and British negotiators": there it is a side.
        && !found.actors_in(sentence).iter().any(|m| {
            matches!(m.actor.kind, ActorKind::State | ActorKind::ArmedGroup)
                && (at + 2..at + 9).contains(&(m.tokens.start - base))
        });
    // "The EU summit": what it is called by the body before it.
    let by = matches!(word(at), "summit" | "meeting")
        && found.actors_in(sentence).iter().any(|m| {
            let end = m.tokens.end - base;
            body(m)
                && end <= at
                && (end..at).all(|i| {
                    matches!(word(i), "'s" | "leaders" | "ministers" | "heads" | "'" | "of" | "state" | "government")
                        || matches!(word(i), "foreign" | "and" | "extraordinary" | "special" | "emergency" | "annual")
                })
        });
    of || by
}

/// "Through dialogue", "promoting peace and dialogue": a way of settling things, no meeting.
fn generic_dialogue(tokens: &[Token], at: usize) -> bool {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let before = at.checked_sub(1).map_or("", word);
    // "The envoy for the Belgrade-Pristina Dialogue": an office's name.
    let named = tokens.get(at).is_some_and(|t| t.capital) && at > 0;
    matches!(word(at), "dialogue" | "dialogues" | "discussion")
        && (named
            || matches!(before, "and" | "through" | "of" | "for" | "to" | "by" | "in" | "via" | "promoting" | "with"))
}

/// "A meeting of the cabinet": no negotiation.
pub(super) fn of_one_body(tokens: &[Token], at: usize) -> bool {
    const BODIES: &[&str] =
        &["council", "cabinet", "parliament", "board", "assembly", "party", "congress", "bloc", "bureau", "opec"];
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    word(at + 1) == "of"
        && (at + 2..at + 8)
            .take_while(|i| !matches!(word(*i), "," | "and" | "in" | "on" | "between" | "with"))
            .any(|i| BODIES.contains(&word(i)) && !(at + 2..i).any(|k| WORDS.joint.contains(word(k))))
}

/// Whether a token is one of talking from afar: a call on somebody to do something is none.
pub(super) fn is_remote(tokens: &[Token], at: usize) -> bool {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let Some(token) = tokens.get(at) else { return false };
    if token.is("call") {
        let before = at.checked_sub(1).map_or("", word);
        return matches!(
            before,
            "a" | "the"
                | "phone"
                | "telephone"
                | "video"
                | "conference"
                | "their"
                | "that"
                | "this"
                | "joint"
                | "his"
                | "her"
        ) && !matches!(word(at + 1), "for" | "to");
    }
    WORDS.remote.contains(&token.lower)
}

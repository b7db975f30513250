//! Finding a mention again when its article has another text, or is read by other rules.

use crate::domain::{
    ids::MentionId,
    mention::{Evidence, Mention},
    vocab::Kind,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What a mention was when somebody ruled over it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Anchor {
    /// Its number then.
    pub mention: MentionId,
    /// Its kind.
    pub kind: Kind,
    /// Its line.
    pub headline: String,
    /// Its sentences.
    pub evidence: Vec<Evidence>,
    /// SHA-256 of the text, in hex: places in it count only while it is the same.
    pub content_hash: String,
}

/// So many of the words of two sentences must be shared (Jaccard index) for one to be the other, edited.
const EDITED: f64 = 0.6;

impl Anchor {
    /// The anchor of a mention.
    pub fn of(id: MentionId, mention: &Mention, content_hash: &str) -> Anchor {
        Anchor {
            mention: id,
            kind: mention.content.kind,
            headline: mention.content.headline.clone(),
            evidence: mention.evidence.clone(),
            content_hash: content_hash.to_owned(),
        }
    }

    /// How surely this mention of the same article is the one; `None` where it is not. By the number, the sentences,
    /// the place in the same text, the line, or sentences that were edited, in this order.
    pub fn likeness(&self, id: MentionId, mention: &Mention, content_hash: &str) -> Option<u32> {
        if self.kind != mention.content.kind {
            return None;
        }
        if self.mention == id {
            return Some(u32::MAX);
        }
        let line = u32::from(self.headline == mention.content.headline);
        let said = |e: &Evidence| mention.evidence.iter().any(|own| !e.exact.is_empty() && own.exact == e.exact);
        let shared = self.evidence.iter().filter(|e| said(e)).count();
        if shared > 0 {
            let first = self.evidence.first().map(|e| &e.exact) == mention.evidence.first().map(|e| &e.exact);
            let many = u32::try_from(shared.min(100)).unwrap_or(100);
            return Some(1000 + 10 * many + 4 * u32::from(first) + 2 * line);
        }
        if self.content_hash == content_hash
            && self.evidence.iter().any(|e| mention.evidence.iter().any(|o| meet(e, o)))
        {
            return Some(500 + line);
        }
        if line == 1 {
            return Some(100);
        }
        let edited = self.evidence.iter().any(|e| mention.evidence.iter().any(|o| alike(&e.exact, &o.exact) >= EDITED));
        edited.then_some(10)
    }
}

/// Whether two sentences share a character of the text.
fn meet(a: &Evidence, b: &Evidence) -> bool {
    let span = |e: &Evidence| e.start.zip(e.end);
    span(a).zip(span(b)).is_some_and(|((s, e), (t, f))| s < f && t < e)
}

fn alike(a: &str, b: &str) -> f64 {
    let words = |s: &str| -> BTreeSet<String> {
        s.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
    };
    let (a, b) = (words(a), words(b));
    let (both, either) = (a.intersection(&b).count(), a.union(&b).count());
    if either == 0 { 0.0 } else { both as f64 / either as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Basis, Content, Detail, Round, When};

    fn mention(headline: &str, sentences: &[(&str, u32)]) -> Mention {
        let evidence = sentences.iter().map(|(exact, start)| Evidence {
            exact: (*exact).to_owned(),
            start: Some(*start),
            end: Some(*start + exact.chars().count() as u32),
            rule: "round.held".to_owned(),
        });
        Mention {
            content: Content {
                kind: Kind::Round,
                headline: headline.to_owned(),
                status: None,
                date: When::unknown(Basis::Published),
                place: None,
                places: Vec::new(),
                participants: Vec::new(),
                topics: Vec::new(),
                detail: Detail::Round(Round::default()),
                figures: Vec::new(),
            },
            history: Vec::new(),
            part_of: None,
            evidence: evidence.collect(),
            trace: Vec::new(),
        }
    }

    #[test]
    fn the_same_words_are_found_before_anything_like_them() {
        let anchor = Anchor::of(MentionId(1), &mention("Talks", &[("They met in Geneva on Tuesday.", 10)]), "a");
        let of = |headline: &str, sentence: &str, start, hash: &str| {
            anchor.likeness(MentionId(2), &mention(headline, &[(sentence, start)]), hash)
        };
        let moved = of("Other", "They met in Geneva on Tuesday.", 90, "b");
        let longer = of("Other", "Envoys said they met.", 12, "a");
        let named = of("Talks", "Nothing alike.", 200, "b");
        let edited = of("Other", "They met again in Geneva on Tuesday.", 200, "b");
        assert!(moved > longer && longer > named && named > edited && edited.is_some());
        assert_eq!(of("Other", "Nothing alike.", 200, "b"), None);
        assert_eq!(of("Other", "Nothing alike.", 12, "b"), None, "a place in another text says nothing");
        assert_eq!(anchor.likeness(MentionId(1), &mention("Other", &[]), "b"), Some(u32::MAX));
    }
}

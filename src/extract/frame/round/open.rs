//! What is only looked for: meetings of which nobody knows yet when or whether they will be.

use super::words::{WORDS, has};
use crate::extract::{
    phrase::{Line, Whole},
    token::Token,
};
use std::sync::LazyLock;

/// Whether a sentence leaves open whether or when there will be talks: "did not indicate when further talks …".
pub(super) fn undecided(text: &Line) -> bool {
    static OPEN: LazyLock<Whole> = LazyLock::new(|| {
        Whole::of([[
            "not indicate when",
            "not indicate whether",
            "not say when",
            "not say whether",
            "not say if",
            "unclear when",
            "unclear whether",
            "unclear if",
            "not clear when",
            "not clear whether",
            "not clear if",
            "no word on when",
            "not immediately clear",
            "no timeline",
            "not specify when",
            "uncertain whether",
            "uncertain when",
            "not known when",
            "not known whether",
        ]])
    });
    OPEN.any_in(text)
}

/// "Agreed to determine the date and venue of the next meeting", "failed to agree on dates for a meeting": it
/// is only looked for. `None` where no such words lead to the meeting at a token; else whether it failed.
pub(super) fn date_sought(tokens: &[Token], at: usize) -> Option<bool> {
    let word = |i: usize| tokens.get(i).map_or("", |t| &*t.lower);
    let back = |n: usize| at.checked_sub(n).map_or("", word);
    let matter = |w: &str| {
        matches!(w, "date" | "dates" | "day" | "time" | "timing" | "timetable" | "schedule" | "venue" | "location")
            || matches!(w, "place" | "places" | "agenda" | "modalities" | "format")
    };
    let led = (1..=9).take_while(|n| !matches!(back(*n), "," | ";" | ":")).find(|n| {
        matches!(back(*n), "of" | "for")
            && at.checked_sub(n + 1).is_some_and(|i| matter(word(i)))
            && !(1..*n).any(|k| WORDS.nouns.contains(back(k)))
    })?;
    let lead = (led + 1..=led + 14).take_while(|n| !matches!(back(*n), ";" | ":")).map(back);
    let seeks = lead.clone().any(|w| {
        matches!(w, "determine" | "determining" | "decide" | "decided" | "discuss" | "discussed" | "finalise")
            || matches!(w, "finalize" | "agree" | "agreement" | "set" | "setting" | "fix" | "fixing" | "work" | "deal")
            || matches!(w, "consider" | "choose" | "coordinate" | "settle" | "announce" | "negotiate" | "negotiated")
    });
    let failed = lead.clone().any(|w| {
        matches!(w, "failed" | "failure" | "fail" | "unable" | "without" | "no" | "not" | "n't" | "inability")
    });
    // "The date of the next meeting will be decided later."
    let open = (at + 1..at + 12).any(|i| {
        matches!(word(i), "decided" | "announced" | "determined" | "agreed" | "discussed" | "finalised" | "finalized")
            && (at + 1..i).any(|k| matches!(word(k), "will" | "would" | "be" | "yet"))
    });
    (seeks || failed || open).then_some(failed)
}

/// "Will be held in the near future": nobody has set a day.
pub(super) fn some_time(text: &Line) -> bool {
    static SOON: LazyLock<Whole> = LazyLock::new(|| {
        Whole::of([[
            "soon",
            "shortly",
            "in the near future",
            "in the not too distant future",
            "in due course",
            "at an early date",
            "as early as possible",
        ]])
    });
    SOON.any_in(text)
}

/// "Twice cancelled talks", "repeatedly put off the meeting": a habit, no meeting.
pub(super) fn often_stopped(tokens: &[Token]) -> bool {
    tokens.windows(2).any(|w| {
        w[0].is_any(&["twice", "thrice", "repeatedly", "times"])
            && w[1].is_any(&[
                "cancelled",
                "canceled",
                "postponed",
                "suspended",
                "boycotted",
                "delayed",
                "put",
                "called",
            ])
    })
}

/// "A recommendation not to take part in the talks", "on participation in the talks": nothing is told of the
/// talks themselves.
pub(super) fn only_attended(tokens: &[Token], at: usize) -> bool {
    let back = |n: usize| at.checked_sub(n).and_then(|i| tokens.get(i)).map_or("", |t| &*t.lower);
    (1..=5).take_while(|n| !matches!(back(*n), "," | ";" | ":")).any(|n| {
        matches!(back(n), "participation" | "participate" | "participating" | "attendance" | "boycott" | "boycotting")
            || matches!((back(n + 1), back(n)), ("take" | "taking", "part"))
    })
}

/// "A potential summit", "the possible next round".
pub(super) fn hoped(tokens: &[Token], at: usize) -> bool {
    WORDS.nouns.contains(tokens.get(at).map_or("", |t| &*t.lower))
        && (1..=4).filter_map(|n| tokens.get(at.checked_sub(n)?)).take_while(|t| !t.is(",")).any(|t| {
            t.is_any(&["potential", "possible", "prospective", "mooted", "tentative", "would-be", "hoped-for"])
        })
}

/// "Was fruitless due to their absence": a cause. "Is due to open" sets a day, and so does a verb alone.
pub(super) fn owing(near: &Line) -> Option<Line> {
    const LEADS: &[&str] = &[
        "the",
        "a",
        "an",
        "their",
        "its",
        "his",
        "her",
        "this",
        "that",
        "these",
        "those",
        "lack",
        "concerns",
        "differences",
        "disagreements",
        "disputes",
        "violence",
        "fighting",
        "security",
        "pressure",
        "technical",
        "logistical",
        "continued",
        "ongoing",
        "persistent",
        "what",
        "several",
        "some",
        "bad",
        "poor",
        "ill",
    ];
    if !has(near, "due to") {
        return None;
    }
    let words: Vec<&str> = near.split(' ').collect();
    let cause = |i: usize| {
        words[i] == "due"
            && words.get(i + 1) == Some(&"to")
            && words.get(i + 2).is_some_and(|w| LEADS.contains(w) || w.len() > 5 && w.ends_with("ing"))
    };
    let mended: Vec<&str> = (0..words.len()).map(|i| if cause(i) { "owing" } else { words[i] }).collect();
    (mended != words).then(|| Line::of(mended.iter().copied()))
}

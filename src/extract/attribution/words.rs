//! Closed classes of words that bound verbs and noun phrases.

/// Helps a verb: "has", "would", "did".
pub(super) fn is_auxiliary(word: &str) -> bool {
    matches!(
        word,
        "has"
            | "have"
            | "had"
            | "having"
            | "will"
            | "would"
            | "can"
            | "could"
            | "may"
            | "might"
            | "should"
            | "must"
            | "shall"
            | "do"
            | "does"
            | "did"
            | "is"
            | "are"
            | "was"
            | "were"
            | "am"
            | "be"
            | "been"
            | "being"
            | "to"
            | "'s"
            | "not"
            | "cannot"
            | "can't"
            | "won't"
            | "wouldn't"
            | "couldn't"
            | "shouldn't"
            | "don't"
            | "doesn't"
            | "didn't"
            | "hasn't"
            | "haven't"
            | "hadn't"
            | "isn't"
            | "aren't"
            | "wasn't"
            | "weren't"
            | "ain't"
    )
}

/// Stands between a subject and its verb and belongs to the verb.
pub(super) fn is_adverb(word: &str) -> bool {
    matches!(
        word,
        "also"
            | "then"
            | "once"
            | "later"
            | "earlier"
            | "never"
            | "ever"
            | "already"
            | "still"
            | "now"
            | "just"
            | "first"
            | "again"
            | "long"
            | "often"
            | "always"
            | "even"
            | "only"
            | "since"
            | "further"
            | "soon"
            | "both"
            | "all"
            | "yet"
            | "too"
            | "sometimes"
            | "instead"
            | "previously"
            | "so"
            | "n't"
            | "almost"
            | "much"
            | "well"
            | "quickly"
    ) || word.len() > 4
        && word.ends_with("ly")
        && !matches!(
            word,
            "family"
                | "italy"
                | "ally"
                | "july"
                | "assembly"
                | "early"
                | "reply"
                | "supply"
                | "rally"
                | "billy"
                | "kelly"
                | "daily"
                | "monthly"
                | "weekly"
        )
}

pub(super) fn is_determiner(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "a"
            | "an"
            | "his"
            | "her"
            | "its"
            | "their"
            | "our"
            | "my"
            | "your"
            | "this"
            | "these"
            | "those"
            | "any"
            | "no"
            | "every"
            | "each"
            | "another"
            | "'s"
            | "such"
            | "new"
            | "more"
            | "own"
            | "false"
            | "public"
            | "tax"
            | "other"
            | "most"
            | "many"
    )
}

pub(super) fn is_preposition(word: &str) -> bool {
    matches!(
        word,
        "of" | "in"
            | "on"
            | "at"
            | "for"
            | "with"
            | "by"
            | "from"
            | "to"
            | "about"
            | "against"
            | "into"
            | "over"
            | "under"
            | "as"
            | "than"
            | "between"
            | "like"
            | "without"
            | "through"
            | "after"
            | "before"
            | "during"
            | "amid"
            | "despite"
    )
}

pub(super) fn is_subject_pronoun(word: &str) -> bool {
    matches!(word, "he" | "she" | "they" | "i" | "we" | "you" | "it")
}

/// Ends a noun phrase to its left.
pub(super) fn is_break(word: &str) -> bool {
    matches!(
        word,
        "that"
            | "when"
            | "if"
            | "while"
            | "because"
            | "but"
            | "although"
            | "though"
            | "where"
            | "whether"
            | "since"
            | "than"
            | "so"
            | "what"
            | "why"
            | "how"
            | "who"
            | "which"
            | "whom"
            | "as"
            | "until"
            | "unless"
            | "once"
            | "whose"
            | "there"
    )
}

//! Words, numbers and punctuation.

use crate::domain::{Span, Text};
use std::ops::Range;

/// What a token looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// Letters, with inner apostrophes and hyphens ("al-Bashir", "Sana'a"); a possessive "'s" is a token of its own.
    Word,
    /// Digits, with inner separators ("1,300", "4.5", "10:40", "2026-02-17").
    Number,
    /// One mark.
    Mark,
}

/// A word, a number or a mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where.
    pub span: Span,
    /// What it looks like.
    pub shape: Shape,
    /// Lower case, typographic apostrophes made plain: what rules compare.
    pub lower: Box<str>,
    /// Whether its first letter is a capital.
    pub capital: bool,
}

/// A sentence, or a headline, subhead or list item that stands for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Where, without the white space around it.
    pub span: Span,
    /// Its tokens in [`Doc::tokens`].
    pub tokens: Range<usize>,
    /// Its paragraph, counted from 0.
    pub paragraph: usize,
}

/// A text cut into sentences and tokens. Boilerplate (breadcrumbs, share lines, comment forms,
/// "you may also like") is in [`Doc::text`], but in no sentence.
#[derive(Clone, Debug)]
pub struct Doc {
    /// The frozen text.
    pub text: Text,
    /// All tokens of all sentences, in order.
    pub tokens: Vec<Token>,
    /// In order.
    pub sentences: Vec<Sentence>,
    /// The dateline ("GENEVA, Feb. 17 (Harbour Wire) —"), where the first sentence opens with one.
    /// It is part of the first sentence's span, but not of its tokens.
    pub dateline: Option<Span>,
}

impl Doc {
    /// A sentence's tokens.
    pub fn tokens_of(&self, sentence: usize) -> &[Token] {
        self.sentences.get(sentence).map_or(&[], |s| &self.tokens[s.tokens.clone()])
    }

    /// The sentence in which a token stands.
    pub fn sentence_of(&self, token: usize) -> usize {
        self.sentences.partition_point(|s| s.tokens.end <= token)
    }
}

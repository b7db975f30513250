//! Phrases of the data file, found by their first word, each with what it stands for.

use crate::extract::{phrase::Forms, token::Doc};
use std::ops::Range;

/// Phrases, the longest first.
#[derive(Debug)]
pub(super) struct Table<T>(Forms<T>);

impl<T: Copy> Table<T> {
    /// Of these phrases.
    pub(super) fn of<'f>(forms: impl IntoIterator<Item = (&'f String, T)>) -> Table<T> {
        Table(Forms::of(forms).longest_first())
    }

    /// The words with which phrases begin.
    pub(super) fn openers(&self) -> impl Iterator<Item = &String> {
        self.0.openers()
    }

    /// The longest phrase that starts at a token and ends before another, with its length in tokens.
    pub(super) fn at(&self, doc: &Doc, token: usize, end: usize) -> Option<(usize, T)> {
        self.0.first_at(&doc.tokens, token, end).map(|(of, len)| (len, *of))
    }

    /// The first phrase that lies inside these tokens: where, how long, and what it stands for.
    pub(super) fn first_in(&self, doc: &Doc, tokens: Range<usize>) -> Option<(usize, usize, T)> {
        let end = tokens.end;
        tokens.into_iter().find_map(|i| self.at(doc, i, end).map(|(len, of)| (i, len, of)))
    }
}

impl Table<()> {
    /// Of phrases that all say the same.
    pub(super) fn plain(forms: &[String]) -> Table<()> {
        Table::of(forms.iter().map(|form| (form, ())))
    }
}

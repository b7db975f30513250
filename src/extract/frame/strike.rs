//! Events of the kind "strike".

use super::{
    super::{Annotated, Lexicon},
    Draft,
};

/// Every one in the article, in text order.
pub(super) fn find(_found: &Annotated<'_>, _lexicon: &Lexicon) -> Vec<Draft> {
    Vec::new()
}

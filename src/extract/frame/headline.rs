//! One line in plain words, composed from the fields of an event.

use crate::domain::Content;

/// The headline of an event whose frame gave none.
pub(super) fn compose(content: &Content) -> String {
    content.kind.as_str().to_owned()
}

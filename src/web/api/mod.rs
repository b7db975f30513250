//! The JSON API: lists, single things, sending articles, exports.

pub(crate) mod body;
pub(crate) mod events;
pub(crate) mod lists;
pub(crate) mod negotiations;
pub(crate) mod submit;

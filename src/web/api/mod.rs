//! The JSON API: lists, single things, sending articles, exports.

pub(crate) mod body;
pub(crate) mod events;
pub(crate) mod lists;
mod partial;
pub(crate) mod submit;

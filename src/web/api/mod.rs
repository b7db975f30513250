//! The JSON API: lists, single things, sending articles, exports.

pub(crate) mod body;
pub(crate) mod changes;
pub(crate) mod corrections;
pub(crate) mod events;
pub(crate) mod exports;
pub(crate) mod lists;
pub(crate) mod negotiations;
mod partial;
pub(crate) mod revisions;
pub(crate) mod submit;
pub(crate) mod withdraw;

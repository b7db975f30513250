//! Domain values as JSON, CSV and the pieces of pages. No HTTP, no database.
//!
//! [`json`] and [`csv`] are the formats programs read; [`words`] says single values in words and
//! names their glyphs; [`row`] is an event as it stands in a list; [`marks`] cuts a frozen text into
//! marked pieces; [`picture`] draws the timeline; [`diff`] says what differs between two texts.

pub mod csv;
pub mod diff;
pub mod json;
pub mod marks;
pub mod picture;
pub mod row;
pub mod words;

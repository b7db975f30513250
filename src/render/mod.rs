//! Domain values as JSON, CSV, feeds and the pieces of pages. No HTTP, no database.
//!
//! [`export`] lists the formats of a whole answer and writes them: [`csv`], [`json`], [`geojson`], [`atom`],
//! [`json_feed`], [`calendar`] and [`timelinejs`], which say an event in the words of [`told`]. [`words`] says single
//! values in words and names their glyphs; [`row`] is an event as it stands in a list; [`cite`] is how it is cited;
//! [`marks`] cuts a frozen text into marked pieces; [`picture`] draws the timeline; [`ladder`] and [`issues`] say how
//! a negotiation went, [`round`] what surrounds one round; [`locator`] draws a place on a map; [`diff`] says what differs between two texts.

pub mod atom;
pub mod calendar;
pub mod cite;
pub mod csv;
pub mod diff;
pub mod export;
pub mod geojson;
pub mod issues;
pub mod json;
pub mod json_feed;
pub mod ladder;
pub mod locator;
pub mod marks;
pub mod picture;
pub mod round;
pub mod row;
pub mod timelinejs;
pub mod told;
pub mod words;

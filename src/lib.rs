//! Demarche turns news articles about a negotiation into one sourced timeline: rounds at the table,
//! strikes on the ground, statements in between. Every event traces to the sentence it came from.
//!
//! Read the modules in this order; each may use only those named before it, with the exceptions
//! drawn in ARCHITECTURE.md:
//!
//! 1. [`domain`] – the words of the field as plain values;
//! 2. [`extract`] – text to mentions, by rules; pure;
//! 3. [`consolidate`] – mentions to events; pure;
//! 4. [`store`] – all SQL, and the embedded Postgres;
//! 5. [`pipeline`] – use cases and their transactions;
//! 6. [`render`] – domain values to JSON, CSV and HTML fragments; no HTTP;
//! 7. [`web`] – HTTP: parameters, pages, API, errors;
//! 8. [`cli`] – the commands, and the only reader of the environment.

use mimalloc::MiMalloc;

/// Reading an article makes and drops many small texts, which this allocator does in a third of the
/// time of the system's.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

pub mod cli;
pub mod clock;
pub mod config;
pub mod consolidate;
pub mod domain;
pub mod extract;
pub mod pipeline;
pub mod render;
pub mod store;
pub mod telemetry;
pub mod urls;
pub mod web;

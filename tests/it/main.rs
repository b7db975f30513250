//! The integration tests: one binary, one scratch Postgres, a database per test.

mod api;
mod badinput;
mod changes;
mod cli;
mod cluster;
mod conflicts;
mod consolidation;
mod eval;
mod extraction;
mod fuzz;
mod gold;
mod ingest;
mod lexicon;
mod links;
mod pages;
mod reextract;
mod revisions;
mod store;
mod support;
mod tidy;
mod timeline;
mod tokens;
mod tracks;

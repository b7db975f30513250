//! The integration tests: one binary, one scratch Postgres, a database per test.

mod api;
mod badinput;
mod changes;
mod cli;
mod cluster;
mod conflicts;
mod consolidation;
mod correct;
mod eval;
mod extraction;
mod forms;
mod fuzz;
mod gold;
mod ingest;
mod kill;
mod lexicon;
mod order;
mod pages;
mod reextract;
mod revisions;
mod session;
mod store;
mod support;
mod tidy;
mod timeline;
mod tokens;

//! The integration tests: one binary, one scratch Postgres, a database per test.

mod badinput;
mod cli;
mod ingest;
mod store;
mod support;
mod tidy;

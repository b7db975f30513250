//! The integration tests: one binary, one scratch Postgres, a database per test.

mod badinput;
mod cli;
mod ingest;
mod support;
mod tidy;

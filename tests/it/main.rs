//! The integration tests: one binary, one scratch Postgres, a database per test.

mod cli;
mod support;
mod tidy;

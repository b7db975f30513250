//! What the tests stand on: a scratch Postgres ([`postgres`]), the real service over it ([`app`]),
//! and builders for what is sent to it ([`build`]).

#![allow(dead_code, unused_imports, reason = "two test binaries share this, and each uses its part")]

pub mod app;
pub mod build;
pub mod postgres;

pub use app::{Answer, App};
pub use build::{an_article, sample, samples};

//! What the tests stand on: a scratch Postgres ([`postgres`]), the real service over it ([`app`]),
//! the
//! program itself ([`program`]), and builders for what is sent to it ([`build`]).

#![allow(dead_code, unused_imports, reason = "two test binaries share this, and each uses its part")]

pub(crate) mod app;
pub(crate) mod build;
pub(crate) mod contract;
pub(crate) mod gold;
pub(crate) mod postgres;
pub(crate) mod program;

pub(crate) use app::{Answer, App};
pub(crate) use build::{an_article, sample, samples};
pub(crate) use program::Program;

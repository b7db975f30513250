//! How the server was started, as plain values: the command line reads the environment, the web does not.

use super::Network;
use std::{num::NonZeroU32, time::Duration};

/// What `demarche serve` decides before the first request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether the listener's address is a loopback one: only then are writes taken without a token.
    pub loopback: bool,
    /// Bytes a request's body may have; 10 MB.
    pub body_limit: usize,
    /// Bytes an `application/x-ndjson` request's body may have; 64 MB.
    pub batch_limit: usize,
    /// Lines an all-or-nothing `application/x-ndjson` request may have; 10,000.
    pub batch_lines: usize,
    /// How long one request may take before the answer is 503.
    pub timeout: Duration,
    /// How long a client may take to send the head of a request, and how long it may stay without a next one.
    pub head_timeout: Duration,
    /// Whether these are sample articles: every page then says so.
    pub demo: bool,
    /// Whether reading needs a token too.
    pub read_token_required: bool,
    /// How much of an article strangers may see.
    pub public_text: PublicText,
    /// Reading requests a minute from one address or token; any number where there is none.
    pub reads_a_minute: Option<NonZeroU32>,
    /// The same for those that write.
    pub writes_a_minute: Option<NonZeroU32>,
    /// Proxies that are believed when they say who asks, and that it came by TLS.
    pub proxies: Vec<Network>,
    /// For how many seconds a browser that came by TLS is told to go on so.
    pub hsts: u64,
}

/// How much of an article a reader may see who is neither on this machine nor has a token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PublicText {
    /// The sentences that events rest on, and the way to the source.
    #[default]
    Excerpts,
    /// Everything.
    Full,
}

impl Default for Options {
    /// Safe where nothing is known: not loopback, so that writes need a token.
    fn default() -> Options {
        Options {
            loopback: false,
            body_limit: 10_000_000,
            batch_limit: 64_000_000,
            batch_lines: 10_000,
            timeout: Duration::from_secs(30),
            head_timeout: Duration::from_secs(30),
            demo: false,
            read_token_required: false,
            public_text: PublicText::default(),
            reads_a_minute: None,
            writes_a_minute: None,
            proxies: Vec::new(),
            hsts: 31_536_000,
        }
    }
}

//! How often the same token, and the same address, may ask.
//!
//! Each request counts for its address, and for its token where it brings one: a token is not looked up for this, so
//! made-up tokens must not help anybody. An address of IPv6 is its network of 64 bits, which is what one customer gets.
//! Whoever waits regains requests evenly (the generic cell rate algorithm, as the crate `governor` has it).
//!
//! The answer says how things stand in the fields of draft-ietf-httpapi-ratelimit-headers-10: `RateLimit-Policy` with
//! the quota `q` in a window of `w` seconds, `RateLimit` with what remains (`r`) and in how many seconds all of it is
//! there again (`t`). What is said is of the scarcer of the two, token or address.
//!
//! Counts are of one process and end with it.

use super::{AppState, Network, api::body::drain, client, error::Error, metrics};
use ::metrics::counter;
use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use governor::{
    Quota, RateLimiter,
    clock::{Clock, MonotonicClock},
    middleware::{NoOpMiddleware, StateInformationMiddleware},
    nanos::Nanos,
    state::StateStore,
};
use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// Limits are told as so many in a minute.
const WINDOW: Duration = Duration::from_secs(60);
/// So many addresses and tokens are remembered by each limit; about 5 MB.
const MOST: usize = 100_000;

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const STATE: HeaderName = HeaderName::from_static("ratelimit");

/// Who is counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Who {
    Address(IpAddr),
    /// By the hash of what stands in `Authorization`.
    Token([u8; 32]),
}

impl Who {
    fn at(address: IpAddr) -> Who {
        Who::Address(match address {
            IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
            v4 => v4,
        })
    }

    /// Everybody this request counts for, the address first.
    fn of(request: &Request, proxies: &[Network]) -> Vec<Who> {
        use sha2::Digest as _;
        let address = client::address(request, proxies).map(Who::at);
        let token = request.headers().get(header::AUTHORIZATION);
        let token = token.map(|value| Who::Token(sha2::Sha256::digest(value.as_bytes()).into()));
        address.into_iter().chain(token).collect()
    }
}

/// When each of them will have regained everything. Where there are too many, the half that is nearest to that is
/// forgotten: it has asked least.
#[derive(Debug)]
struct Known {
    most: usize,
    by_who: Mutex<HashMap<Who, Nanos>>,
}

impl StateStore for Known {
    type Key = Who;

    fn measure_and_replace<T, F, E>(&self, key: &Who, f: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let mut known = self.by_who.lock().unwrap_or_else(PoisonError::into_inner);
        let (outcome, next) = f(known.get(key).copied())?;
        if known.len() >= self.most && !known.contains_key(key) {
            let mut all: Vec<Nanos> = known.values().copied().collect();
            let (_, middle, _) = all.select_nth_unstable(self.most / 2);
            let middle = *middle;
            // Strictly later ones stay: where all are the same, nobody does.
            known.retain(|_, until| *until > middle);
        }
        known.insert(key.clone(), next);
        Ok(outcome)
    }
}

/// A limit on one sort of requests.
struct Limit<C: Clock = MonotonicClock> {
    /// What it is called in the answer's fields.
    name: &'static str,
    quota: NonZeroU32,
    limiter: RateLimiter<Who, Known, C, StateInformationMiddleware>,
}

/// How things stand after a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// So many are left.
    Left(u32),
    /// None; the next is in so long.
    Wait(Duration),
}

impl<C: Clock> Limit<C> {
    fn new(name: &'static str, quota: NonZeroU32, clock: C, most: usize) -> Limit<C> {
        let known = Known { most, by_who: Mutex::default() };
        let each = WINDOW / quota.get();
        // At least a nanosecond: four thousand million a minute are no limit anyway.
        let rate = Quota::with_period(each.max(Duration::from_nanos(1))).map(|rate| rate.allow_burst(quota));
        let rate = rate.unwrap_or(Quota::per_minute(quota));
        Limit {
            name,
            quota,
            limiter: RateLimiter::<_, _, _, NoOpMiddleware<_>>::new(rate, known, clock).with_middleware(),
        }
    }

    /// Counts a request for all of them, until one of them has none left.
    fn count(&self, all: &[Who]) -> Standing {
        let mut least = self.quota.get();
        for who in all {
            match self.limiter.check_key(who) {
                Ok(state) => least = least.min(state.remaining_burst_capacity()),
                Err(refused) => return Standing::Wait(refused.wait_time_from(self.limiter.clock().now())),
            }
        }
        Standing::Left(least)
    }

    /// The fields of the answer.
    fn tell(&self, standing: Standing, response: &mut Response) {
        let (left, quota) = (if let Standing::Left(left) = standing { left } else { 0 }, self.quota.get());
        let all_again = (u64::from(quota - left.min(quota)) * WINDOW.as_secs()).div_ceil(u64::from(quota));
        let headers = response.headers_mut();
        for (name, value) in [
            (POLICY, format!("\"{}\";q={quota};w={}", self.name, WINDOW.as_secs())),
            (STATE, format!("\"{}\";r={left};t={all_again}", self.name)),
        ] {
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.insert(name, value);
            }
        }
    }
}

/// The limits of a running service.
#[derive(Clone, Default)]
pub(super) struct Limits {
    reads: Option<Arc<Limit>>,
    writes: Option<Arc<Limit>>,
}

impl Limits {
    /// So many requests a minute; none where there is no number.
    pub(super) fn new(reads: Option<NonZeroU32>, writes: Option<NonZeroU32>) -> Limits {
        let limit = |name, quota| Arc::new(Limit::new(name, quota, MonotonicClock, MOST));
        Limits { reads: reads.map(|quota| limit("reads", quota)), writes: writes.map(|quota| limit("writes", quota)) }
    }
}

/// Refuses who asks too often. What a page is made of, and what an operator's own programs ask, is not counted.
pub(super) async fn hold(State((state, limits)): State<(AppState, Limits)>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let free = path.starts_with("/static/") || matches!(path, "/healthz" | "/readyz" | "/theme.css" | metrics::PATH);
    let limit = if request.method().is_safe() { &limits.reads } else { &limits.writes };
    let Some(limit) = limit.as_ref().filter(|_| !free) else { return next.run(request).await };
    let standing = limit.count(&Who::of(&request, &state.options.proxies));
    let mut response = match standing {
        Standing::Left(_) => next.run(request).await,
        Standing::Wait(wait) => {
            counter!("demarche_http_rate_limited_total", "limit" => limit.name).increment(1);
            let (head, body) = request.into_parts();
            drain(body, &head.headers).await;
            refusal(limit, wait)
        }
    };
    limit.tell(standing, &mut response);
    response
}

fn refusal(limit: &Limit, wait: Duration) -> Response {
    let seconds = wait.as_secs_f64().ceil().max(1.0);
    let detail = format!(
        "too many {}: {} a minute are taken from one address and from one token, and they come back evenly; ask again \
         in {seconds} s, as `Retry-After` says",
        limit.name, limit.quota
    );
    let mut response = Error::TooMany(detail).into_response();
    if let Ok(value) = HeaderValue::try_from(seconds.to_string()) {
        response.headers_mut().insert(header::RETRY_AFTER, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use governor::clock::FakeRelativeClock;

    fn limit(quota: u32, most: usize) -> (Limit<FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        (Limit::new("reads", NonZeroU32::new(quota).expect("some"), clock.clone(), most), clock)
    }

    fn at(address: &str) -> Who {
        Who::at(address.parse().expect(address))
    }

    #[test]
    fn who_waits_regains_evenly() {
        let (limit, clock) = limit(3, 10);
        let one = [at("192.0.2.1")];
        assert_eq!([(); 3].map(|()| limit.count(&one)), [Standing::Left(2), Standing::Left(1), Standing::Left(0)]);
        assert_eq!(limit.count(&one), Standing::Wait(Duration::from_secs(20)));
        assert_eq!(limit.count(&[at("192.0.2.2")]), Standing::Left(2), "somebody else");
        clock.advance(Duration::from_secs(20));
        assert_eq!(limit.count(&one), Standing::Left(0));
        clock.advance(Duration::from_secs(3600));
        assert_eq!(limit.count(&one), Standing::Left(2), "never more than all");
    }

    #[test]
    fn made_up_tokens_help_nobody_and_one_token_counts_everywhere() {
        let (limit, _) = limit(2, 10);
        let with = |address: &str, token: u8| [at(address), Who::Token([token; 32])];
        assert_eq!(limit.count(&with("192.0.2.1", 1)), Standing::Left(1));
        assert_eq!(limit.count(&with("192.0.2.1", 2)), Standing::Left(0));
        assert!(matches!(limit.count(&with("192.0.2.1", 3)), Standing::Wait(_)));
        assert_eq!(limit.count(&with("192.0.2.2", 1)), Standing::Left(0), "from two places");
        assert!(matches!(limit.count(&with("192.0.2.3", 1)), Standing::Wait(_)));
    }

    #[test]
    fn a_customer_of_ipv6_is_one() {
        assert_eq!(at("2001:db8:1:2::7"), at("2001:db8:1:2:ffff::1"));
        assert_ne!(at("2001:db8:1:2::7"), at("2001:db8:1:3::7"));
        assert_ne!(at("192.0.2.1"), at("192.0.2.2"));
    }

    #[test]
    fn any_number_of_addresses_takes_bounded_room_and_frees_nobody_who_asked_much() {
        let (limit, _) = limit(5, 100);
        let busy = [at("192.0.2.1")];
        for _ in 0..5 {
            limit.count(&busy);
        }
        for n in 0..10_000u32 {
            limit.count(&[Who::Address(IpAddr::V4((0x0a00_0000 + n).into()))]);
        }
        let known = limit.limiter.into_state_store();
        assert!(known.by_who.lock().expect("sound").len() <= 100);
        assert!(known.by_who.lock().expect("sound").contains_key(&busy[0]), "the one who used it up");
    }

    #[test]
    fn the_answer_says_how_things_stand() {
        let (limit, _) = limit(60, 10);
        let mut response = Response::default();
        limit.tell(Standing::Left(45), &mut response);
        assert_eq!(response.headers()[POLICY], "\"reads\";q=60;w=60");
        assert_eq!(response.headers()[STATE], "\"reads\";r=45;t=15");
        limit.tell(Standing::Wait(Duration::from_secs(1)), &mut response);
        assert_eq!(response.headers()[STATE], "\"reads\";r=0;t=60");
    }
}

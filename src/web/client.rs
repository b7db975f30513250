//! Who asks, when a proxy stands in between: its address, and whether it came by TLS.
//!
//! A proxy that is trusted by name tells both in `X-Forwarded-For` and `X-Forwarded-Proto`; from anybody else these are
//! only what somebody wrote. `Forwarded` (RFC 7239) is not read: proxies that write the other two pass it on as it
//! came, so a client could say in it what it likes.

use axum::{
    extract::{ConnectInfo, Request},
    http::{HeaderMap, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    str::FromStr,
};

/// Addresses that belong together: `10.0.0.0/8`, `fd00::/8`, or a single one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

impl Network {
    /// Whether an address is one of these.
    pub fn contains(&self, address: IpAddr) -> bool {
        let same = |ours: u128, theirs: u128, bits: u8| {
            // A shift by all the bits would be none.
            (ours ^ theirs).checked_shr(u32::from(bits - self.prefix)).unwrap_or(0) == 0
        };
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(ours), IpAddr::V4(theirs)) => same(ours.to_bits().into(), theirs.to_bits().into(), 32),
            (IpAddr::V6(ours), IpAddr::V6(theirs)) => same(ours.to_bits(), theirs.to_bits(), 128),
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = String;
    fn from_str(s: &str) -> Result<Network, String> {
        let (address, prefix) = s.trim().split_once('/').map_or((s.trim(), None), |(a, p)| (a, Some(p)));
        let wrong = || format!("`{s}` is not an address or a network (such as `10.0.0.2` or `10.0.0.0/8`)");
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Ok(most), str::parse).map_err(|_| wrong())?;
        if prefix > most { Err(wrong()) } else { Ok(Network { address, prefix }) }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

/// The other end of the connection.
fn peer(request: &Request) -> Option<IpAddr> {
    request.extensions().get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip().to_canonical())
}

fn trusted(proxies: &[Network], address: IpAddr) -> bool {
    proxies.iter().any(|network| network.contains(address))
}

/// The address of who asks; of the proxy, where it is not a trusted one or names nobody.
pub(super) fn address(request: &Request, proxies: &[Network]) -> Option<IpAddr> {
    peer(request).map(|peer| behind(peer, request.headers(), proxies))
}

/// Each proxy adds at the end whom it saw; so from the end, the first who is no trusted proxy is who asks. What stands
/// before that was written by anybody.
fn behind(peer: IpAddr, headers: &HeaderMap, proxies: &[Network]) -> IpAddr {
    let all: Vec<&str> =
        headers.get_all("x-forwarded-for").iter().flat_map(|v| v.to_str().unwrap_or_default().split(',')).collect();
    let mut seen = peer;
    for said in all.iter().rev() {
        if !trusted(proxies, seen) {
            break;
        }
        let said = said.trim();
        // Some proxies add the port.
        let next = said.parse().or_else(|_| said.parse::<SocketAddr>().map(|a| a.ip()));
        let Ok(next) = next else { break };
        seen = next.to_canonical();
    }
    seen
}

/// Whether who asks came by TLS, as a trusted proxy tells.
fn by_tls(request: &Request, proxies: &[Network]) -> bool {
    peer(request).is_some_and(|peer| trusted(proxies, peer))
        && request.headers().get("x-forwarded-proto").is_some_and(|v| v.as_bytes().eq_ignore_ascii_case(b"https"))
}

/// Who came by TLS is told to do so for this many seconds (RFC 6797; 0 takes it back). To others it may not be said
/// (section 7.2), and nobody who did not come by TLS would listen.
pub(super) async fn stay_with_tls(proxies: &[Network], seconds: u64, request: Request, next: Next) -> Response {
    let tls = by_tls(&request, proxies);
    let mut response = next.run(request).await;
    if tls && let Ok(value) = HeaderValue::try_from(format!("max-age={seconds}")) {
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn networks(all: &str) -> Vec<Network> {
        all.split(' ').filter(|n| !n.is_empty()).map(|n| n.parse().expect(n)).collect()
    }

    #[test]
    fn networks_know_their_own() {
        for (network, inside, outside) in [
            ("10.0.0.0/8", "10.255.0.1", "11.0.0.1"),
            ("10.1.2.3", "10.1.2.3", "10.1.2.4"),
            ("192.0.2.128/25", "::ffff:192.0.2.200", "192.0.2.1"),
            ("2001:db8::/32", "2001:db8:ffff::1", "2001:db9::1"),
            ("0.0.0.0/0", "192.0.2.1", "::1"),
            ("::1", "::1", "::2"),
        ] {
            let network: Network = network.parse().expect(network);
            assert!(network.contains(inside.parse().unwrap()), "{network} {inside}");
            assert!(!network.contains(outside.parse().unwrap()), "{network} {outside}");
        }
        for wrong in ["", "10.0.0.0/33", "10.0.0/8", "::/129", "proxy.example", "10.0.0.0/-1", "10.0.0.0/"] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        let of = |peer: &str, said: &[&'static str], proxies: &str| {
            let mut headers = HeaderMap::new();
            for value in said {
                headers.append("x-forwarded-for", HeaderValue::from_static(value));
            }
            behind(peer.parse().unwrap(), &headers, &networks(proxies)).to_string()
        };
        assert_eq!(of("192.0.2.1", &["198.51.100.7"], ""), "192.0.2.1");
        assert_eq!(of("192.0.2.1", &["198.51.100.7"], "192.0.2.1"), "198.51.100.7");
        assert_eq!(
            of("192.0.2.1", &["10.9.9.9, 198.51.100.7"], "192.0.2.1"),
            "198.51.100.7",
            "the client wrote 10.9.9.9"
        );
        assert_eq!(
            of("192.0.2.1", &["198.51.100.7", "10.0.0.5"], "192.0.2.1 10.0.0.0/8"),
            "198.51.100.7",
            "two proxies"
        );
        assert_eq!(of("192.0.2.1", &["198.51.100.7:5000"], "192.0.2.1"), "198.51.100.7");
        assert_eq!(of("192.0.2.1", &["unknown"], "192.0.2.1"), "192.0.2.1");
        assert_eq!(of("192.0.2.1", &[], "192.0.2.1"), "192.0.2.1");
    }
}

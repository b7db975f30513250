//! The address under which a reader reached this server, for the lines a reader may copy.

use axum::http::{HeaderMap, header};

/// `http://localhost:8080`, from the request's own `Host`; nothing a shell would take for more than a name.
pub(crate) fn base(headers: &HeaderMap) -> String {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    let plain = |h: &&str| !h.is_empty() && h.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b));
    let host = text(header::HOST.as_str()).filter(plain).unwrap_or("localhost:8080");
    let scheme = if text("x-forwarded-proto") == Some("https") { "https" } else { "http" };
    format!("{scheme}://{host}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_strange_host_is_not_copied() {
        let of = |host: &'static str| base(&HeaderMap::from_iter([(header::HOST, HeaderValue::from_static(host))]));
        assert_eq!(of("127.0.0.1:9000"), "http://127.0.0.1:9000");
        assert_eq!(of("[::1]:9000"), "http://[::1]:9000");
        assert_eq!(of("x';rm -rf ~;'"), "http://localhost:8080");
        assert_eq!(base(&HeaderMap::new()), "http://localhost:8080");
    }
}

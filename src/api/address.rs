//! Addresses: which may be spoken to, and whether two are at the same place.
//!
//! Deliberately small: it accepts fewer forms than a browser does. Whatever is unusual (user names, white
//! space, backslashes, control characters) is refused.

/// An address that is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Nothing there.
    #[error("the address is empty")]
    Empty,
    /// Another scheme, or plain http to another machine.
    #[error("the address must begin with https:// (http:// only to this machine)")]
    Scheme,
    /// White space, a user name, a backslash or other signs that do not belong.
    #[error("the address is not valid")]
    Form,
}

/// The place of an address: scheme, host in lower case, port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// `https` or `http`.
    pub is_https: bool,
    /// Lower case; IPv6 in brackets.
    pub host: String,
    /// The scheme's own when none is written.
    pub port: u16,
}

impl Origin {
    /// The machine the page runs on.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.host)
    }
}

/// The place of an address that may be spoken to: `https`, or `http` on this machine.
///
/// # Errors
/// Why it may not.
pub fn origin_of(address: &str) -> Result<Origin, AddressError> {
    if address.is_empty() {
        return Err(AddressError::Empty);
    }
    if address
        .chars()
        .any(|sign| sign.is_control() || sign.is_whitespace() || sign == '\\')
    {
        return Err(AddressError::Form);
    }
    let (scheme, rest) = address.split_once("://").ok_or(AddressError::Scheme)?;
    let is_https = scheme.eq_ignore_ascii_case("https");
    if !is_https && !scheme.eq_ignore_ascii_case("http") {
        return Err(AddressError::Scheme);
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return Err(AddressError::Form);
    }
    let (host, port) = split_port(authority)?;
    let host = host.to_ascii_lowercase();
    let is_plain = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-' | '_');
    let is_v6 = host.len() > 2 && host.starts_with('[') && host.ends_with(']');
    if host.is_empty() || !(is_v6 || host.chars().all(is_plain)) {
        return Err(AddressError::Form);
    }
    if !is_https && !is_loopback(&host) {
        return Err(AddressError::Scheme);
    }
    Ok(Origin {
        is_https,
        host,
        port: port.unwrap_or(if is_https { 443 } else { 80 }),
    })
}

/// Both are at the same scheme, host and port, and may be spoken to.
pub fn is_same_origin(one: &str, other: &str) -> bool {
    matches!((origin_of(one), origin_of(other)), (Ok(one), Ok(other)) if one == other)
}

/// An address as typed by a person, made whole: white space off, `https://` before a bare host (`http://`
/// before this machine), no slash at the end.
///
/// # Errors
/// When it may not be spoken to.
pub fn normalise(typed: &str) -> Result<String, AddressError> {
    let typed = typed.trim().trim_end_matches('/');
    if typed.is_empty() {
        return Err(AddressError::Empty);
    }
    let whole = if typed.contains("://") {
        typed.to_owned()
    } else {
        let host = typed.split(['/', ':']).next().unwrap_or_default();
        let scheme = if is_loopback(&host.to_ascii_lowercase()) {
            "http"
        } else {
            "https"
        };
        format!("{scheme}://{typed}")
    };
    origin_of(&whole)?;
    Ok(whole)
}

fn split_port(authority: &str) -> Result<(&str, Option<u16>), AddressError> {
    let after_host = authority.rfind(']').unwrap_or(0);
    match authority.get(after_host..).and_then(|tail| tail.rfind(':')) {
        Some(colon) => {
            let (host, port) = authority.split_at(after_host + colon);
            let port = port
                .trim_start_matches(':')
                .parse()
                .map_err(|_| AddressError::Form)?;
            Ok((host, Some(port)))
        }
        None => Ok((authority, None)),
    }
}

fn is_loopback(host: &str) -> bool {
    matches!(host, "localhost" | "[::1]" | "127.0.0.1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_apart() {
        for (one, other, expected) in [
            (
                "https://queue.modelrunner.run",
                "https://queue.modelrunner.run/a/b?c",
                true,
            ),
            (
                "https://queue.modelrunner.run",
                "https://QUEUE.modelrunner.run:443/a",
                true,
            ),
            (
                "https://queue.modelrunner.run",
                "https://queue.modelrunner.run.evil.example/a",
                false,
            ),
            (
                "https://queue.modelrunner.run",
                "https://queue.modelrunner.run@evil.example/a",
                false,
            ),
            (
                "https://queue.modelrunner.run",
                "https://evil.example\\@queue.modelrunner.run/",
                false,
            ),
            (
                "https://queue.modelrunner.run",
                "http://queue.modelrunner.run/a",
                false,
            ),
            (
                "https://queue.modelrunner.run",
                "https://queue.modelrunner.run:8443/a",
                false,
            ),
            ("http://127.0.0.1:8899", "http://127.0.0.1:8899/a", true),
            ("http://127.0.0.1:8899", "http://127.0.0.1:8898/a", false),
            ("http://[::1]:9", "http://[::1]:9/x", true),
            ("javascript:alert(1)", "javascript:alert(1)", false),
        ] {
            assert_eq!(is_same_origin(one, other), expected, "{one} {other}");
        }
    }

    #[test]
    fn typed_addresses_are_made_whole() {
        for (typed, expected) in [
            (" queue.modelrunner.run/ ", Ok("https://queue.modelrunner.run")),
            ("127.0.0.1:8899", Ok("http://127.0.0.1:8899")),
            ("localhost:1/api/", Ok("http://localhost:1/api")),
            ("https://a.example/p/", Ok("https://a.example/p")),
            ("", Err(AddressError::Empty)),
            ("http://a.example", Err(AddressError::Scheme)),
            ("ftp://a.example", Err(AddressError::Scheme)),
            ("https://u:p@a.example", Err(AddressError::Form)),
            ("https://a example", Err(AddressError::Form)),
            ("https://", Err(AddressError::Form)),
            ("https://a:99999", Err(AddressError::Form)),
        ] {
            assert_eq!(
                normalise(typed).as_deref().map_err(Clone::clone),
                expected,
                "{typed}"
            );
        }
    }
}

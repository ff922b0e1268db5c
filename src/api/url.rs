//! Small checks of web URLs, without a general URL parser.
//!
//! The browser decides what a URL means, and it forgives much: white space, backslashes,
//! `user@` before the host, numbers in odd notations. So these checks accept only URLs that leave no
//! room for interpretation, and refuse the rest. Hosts are compared whole, never by their endings.

use std::net::Ipv4Addr;

/// Why a URL typed by a person is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// Nothing but white space.
    #[error("empty")]
    Empty,
    /// Another scheme than `https` or `http`.
    #[error("the scheme is {scheme}")]
    Scheme {
        /// The scheme given, lower case.
        scheme: String,
    },
    /// `http` to another device: the key would be readable on the way.
    #[error("http to {host}")]
    NotHttps {
        /// The host given.
        host: String,
    },
    /// Something before an `@`.
    #[error("a name or password before @")]
    UserInfo,
    /// A query or a fragment, where a base URL is wanted.
    #[error("a query or fragment, {sign:?}")]
    Query {
        /// `?` or `#`.
        sign: char,
    },
    /// White space, a backslash, a control character or one outside ASCII.
    #[error("the character {character:?}")]
    Character {
        /// The first one.
        character: char,
    },
    /// The host is missing or is no host.
    #[error("no valid host")]
    Host,
    /// The port is no number from 1 to 65535.
    #[error("no valid port")]
    Port,
}

/// The parts of an absolute `http` or `https` URL that leaves no room for interpretation.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Parts<'a> {
    is_https: bool,
    /// Lower case; IPv6 in brackets.
    host: String,
    /// The scheme's default filled in.
    port: u16,
    /// Path, query and fragment as given; empty, or begins with `/`, `?` or `#`.
    rest: &'a str,
}

impl Parts<'_> {
    /// This device, by a name that no DNS answer can change.
    fn is_loopback(&self) -> bool {
        self.host == "localhost"
            || self.host == "[::1]"
            || self.host.parse::<Ipv4Addr>().is_ok_and(|ip| ip.is_loopback())
    }

    /// `https`, or `http` on this device.
    fn is_safe(&self) -> bool {
        self.is_https || self.is_loopback()
    }

    /// Scheme, host and, unless it is the default, port.
    fn origin(&self) -> String {
        let (scheme, default_port) = if self.is_https { ("https", 443) } else { ("http", 80) };
        if self.port == default_port {
            format!("{scheme}://{}", self.host)
        } else {
            format!("{scheme}://{}:{}", self.host, self.port)
        }
    }

    fn is_same_origin(&self, other: &Parts<'_>) -> bool {
        self.is_https == other.is_https && self.host == other.host && self.port == other.port
    }
}

fn parse(url: &str) -> Result<Parts<'_>, UrlError> {
    let is_plain = |character: char| character.is_ascii_graphic() && character != '\\';
    if let Some(character) = url.chars().find(|character| !is_plain(*character)) {
        return Err(UrlError::Character { character });
    }
    let (scheme, rest) = url.split_once("://").ok_or(UrlError::Host)?;
    let is_https = match scheme.to_ascii_lowercase().as_str() {
        "https" => true,
        "http" => false,
        scheme => {
            return Err(UrlError::Scheme { scheme: scheme.to_owned() });
        }
    };
    let authority_length = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at(authority_length);
    if authority.contains('@') {
        return Err(UrlError::UserInfo);
    }
    let (host, port) = split_port(authority)?;
    Ok(Parts {
        is_https,
        host: check_host(host)?,
        port: port.unwrap_or(if is_https { 443 } else { 80 }),
        rest,
    })
}

/// Splits `host[:port]`; an IPv6 host keeps its brackets.
fn split_port(authority: &str) -> Result<(&str, Option<u16>), UrlError> {
    let port_start = match authority.rfind(']') {
        Some(bracket) => bracket + 1,
        None => authority.find(':').unwrap_or(authority.len()),
    };
    let (host, port) = authority.split_at(port_start);
    if port.is_empty() {
        return Ok((host, None));
    }
    let digits = port.strip_prefix(':').ok_or(UrlError::Host)?;
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(UrlError::Port);
    }
    match digits.parse::<u16>() {
        Ok(number) if number > 0 => Ok((host, Some(number))),
        _ => Err(UrlError::Port),
    }
}

/// A name of letters, digits, hyphens, underscores and dots, or IPv6 in brackets; lower case.
fn check_host(host: &str) -> Result<String, UrlError> {
    let host = host.to_ascii_lowercase();
    if let Some(inner) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        let ip: std::net::Ipv6Addr = inner.parse().map_err(|_| UrlError::Host)?;
        return Ok(format!("[{ip}]"));
    }
    let is_label = |label: &str| {
        !label.is_empty()
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    if host.len() > 253 || !host.split('.').all(is_label) {
        return Err(UrlError::Host);
    }
    Ok(host)
}

/// Scheme, host and port of a URL, in lower case and without a default port: `https://host`.
/// `None` when it is no absolute `http` or `https` URL or leaves room for interpretation.
pub fn origin(url: &str) -> Option<String> {
    parse(url).ok().map(|parts| parts.origin())
}

/// The host and, unless it is the default, the port, for messages; the empty text when there is none.
pub fn host(url: &str) -> String {
    origin(url)
        .and_then(|origin| origin.split_once("://").map(|(_, host)| host.to_owned()))
        .unwrap_or_default()
}

/// `https`, or `http` to this device (`localhost`, `127.0.0.0/8`, `[::1]`).
pub fn is_safe(url: &str) -> bool {
    parse(url).is_ok_and(|parts| parts.is_safe())
}

/// A URL of this device.
pub fn is_loopback(url: &str) -> bool {
    parse(url).is_ok_and(|parts| parts.is_loopback())
}

/// Both are safe and have the same scheme, host and port: what may be sent to one may be sent to the other.
pub fn is_same_origin(url: &str, other: &str) -> bool {
    match (parse(url), parse(other)) {
        (Ok(url), Ok(other)) => url.is_safe() && other.is_safe() && url.is_same_origin(&other),
        _ => false,
    }
}

/// Reads a base URL typed by a person: adds `https://` (or `http://` for this device) when there is no
/// scheme, lowers the host's case, drops a default port and trailing slashes; the path stays.
///
/// # Errors
/// What keeps the URL from being used.
pub fn normalise(typed: &str) -> Result<String, UrlError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(UrlError::Empty);
    }
    let complete = if typed.contains("://") {
        typed.to_owned()
    } else {
        check_no_bare_scheme(typed)?;
        let local = format!("http://{typed}");
        if is_loopback(&local) { local } else { format!("https://{typed}") }
    };
    let parts = parse(&complete)?;
    if let Some(sign) = parts.rest.chars().find(|character| matches!(character, '?' | '#')) {
        return Err(UrlError::Query { sign });
    }
    if !parts.is_safe() {
        return Err(UrlError::NotHttps { host: parts.host });
    }
    Ok(format!("{}{}", parts.origin(), parts.rest.trim_end_matches('/')))
}

/// Refuses `mailto:x` and `javascript:…`, where a host's colon would be followed by a port.
fn check_no_bare_scheme(typed: &str) -> Result<(), UrlError> {
    let authority = typed.split(['/', '?', '#']).next().unwrap_or_default();
    match authority.split_once(':') {
        Some((scheme, port))
            if !authority.contains(['[', '@', '.'])
                && !scheme.is_empty()
                && !port.starts_with(|first: char| first.is_ascii_digit()) =>
        {
            Err(UrlError::Scheme { scheme: scheme.to_ascii_lowercase() })
        }
        _ => Ok(()),
    }
}

/// Percent-encodes a query value: all but letters, digits and `-._~`.
pub fn encode_query_value(value: &str) -> String {
    let mut encoded = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            use std::fmt::Write as _;
            // Writing to a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests;

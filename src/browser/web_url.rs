//! URLs of pictures, read by the browser itself: what is typed, pasted or dragged is rarely as plain as the URL of an API.
//! No key goes with what is fetched from them.

use web_sys::Url;

/// Why a picture is not fetched from what was given as its URL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// Nothing but white space.
    #[error("empty")]
    Empty,
    /// The browser cannot read it as a URL.
    #[error("no URL")]
    Unreadable,
    /// Neither on the web nor on this device.
    #[error("the scheme is {0}")]
    Scheme(String),
    /// A name or a password before the host.
    #[error("a name or password before @")]
    UserInfo,
}

/// The URL to fetch: `https`, or `http` on this device; `http` elsewhere is tried as `https`. Spaces and letters outside
/// ASCII are encoded; query and fragment belong to it.
///
/// # Errors
/// What is wrong with it.
pub fn of_picture(given: &str) -> Result<String, UrlError> {
    let given = given.trim();
    if given.is_empty() {
        return Err(UrlError::Empty);
    }
    let url = read(given).ok_or(UrlError::Unreadable)?;
    let scheme = url.protocol();
    let scheme = scheme.trim_end_matches(':');
    if !url.username().is_empty() || !url.password().is_empty() {
        return Err(UrlError::UserInfo);
    }
    match scheme {
        "https" => {}
        "http" if is_this_device(&url.hostname()) => {}
        "http" => url.set_protocol("https"),
        _ => return Err(UrlError::Scheme(scheme.to_owned())),
    }
    Ok(url.href())
}

/// A host without a scheme is meant to be on the web.
fn read(given: &str) -> Option<Url> {
    let has_scheme = given.contains("://") || given.starts_with("data:") || given.starts_with("javascript:");
    let complete = if has_scheme { given.to_owned() } else { ["https://", given].concat() };
    Url::new(&complete).ok().filter(|url| !has_scheme || url.protocol() != ":")
}

fn is_this_device(host: &str) -> bool {
    let is_loopback = |ip: std::net::Ipv4Addr| ip.is_loopback();
    matches!(host, "localhost" | "[::1]") || host.parse().is_ok_and(is_loopback)
}

/// The last part of its path, decoded, to call a picture by.
pub fn last_name(url: &str) -> Option<String> {
    let path = Url::new(url).ok()?.pathname();
    let name = path.rsplit('/').find(|part| !part.is_empty())?.to_owned();
    Some(js_sys::decode_uri_component(&name).map_or(name, String::from))
}

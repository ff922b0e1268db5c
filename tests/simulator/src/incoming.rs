//! A request, read whole: method, place, headers and body.
//!
//! A path may begin with `/__h/{hostname}`: one port then stands for several hosts. The prefix is taken off
//! here and kept, so that returned addresses lead back the same way.

use hyper::body::Bytes;
use hyper::{HeaderMap, Method, Uri};

/// What a path begins with when it names the host it stands for.
const HOST_PREFIX: &str = "/__h/";

/// One request.
#[derive(Clone, Debug)]
pub(crate) struct Incoming {
    /// The method.
    pub(crate) method: Method,
    /// Scheme, host and port under which the client reached the simulator, without a trailing slash.
    pub(crate) origin: String,
    /// The host that the path's prefix stands for, lower case; `None` = no prefix.
    pub(crate) virtual_host: Option<String>,
    /// The path without the prefix; begins with `/`.
    pub(crate) path: String,
    /// The query as sent, without `?`; may be empty.
    pub(crate) raw_query: String,
    /// The headers.
    pub(crate) headers: HeaderMap,
    /// The whole body.
    pub(crate) body: Bytes,
    /// The origin that a proxy was told to reach: addresses returned to it begin with this.
    pub(crate) proxied_origin: Option<String>,
}

impl Incoming {
    /// Reads the head of a request that reached `bound_to` (`127.0.0.1:8899`).
    pub(crate) fn new(method: Method, uri: &Uri, headers: HeaderMap, bound_to: &str) -> Self {
        let host = headers
            .get("host")
            .and_then(|value| value.to_str().ok())
            .filter(|host| is_loopback(host))
            .unwrap_or(bound_to);
        let (virtual_host, path) = split_host(uri.path());
        Self {
            origin: format!("http://{host}"),
            method,
            virtual_host,
            path,
            raw_query: uri.query().unwrap_or_default().to_owned(),
            headers,
            body: Bytes::new(),
            proxied_origin: None,
        }
    }

    /// A header as text; empty when absent or not text.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The first value of a query parameter, decoded.
    pub(crate) fn query(&self, name: &str) -> Option<String> {
        form_urlencoded::parse(self.raw_query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    }

    /// The origin with the prefix that this request came with: addresses below it come back the same way.
    pub(crate) fn base(&self) -> String {
        match (&self.proxied_origin, &self.virtual_host) {
            (Some(origin), _) => origin.clone(),
            (None, Some(host)) => self.base_of(host),
            (None, None) => self.origin.clone(),
        }
    }

    /// The origin with the prefix of another host.
    pub(crate) fn base_of(&self, host: &str) -> String {
        format!("{}{HOST_PREFIX}{host}", self.origin)
    }

    /// The request that a preflight asks about; any other request as it is.
    pub(crate) fn without_preflight(&self) -> Self {
        let asked_method = self.header("access-control-request-method");
        match Method::from_bytes(asked_method.as_bytes()) {
            Ok(method) if self.method == Method::OPTIONS => Self { method, ..self.clone() },
            _ => self.clone(),
        }
    }

    /// The path as it was received, with its prefix.
    pub(crate) fn received_path(&self) -> String {
        match &self.virtual_host {
            Some(host) => format!("{HOST_PREFIX}{host}{}", self.path),
            None => self.path.clone(),
        }
    }

    /// The same simulator under its other name, `localhost` for `127.0.0.1` and the reverse: another origin
    /// to a browser, yet one whose requests are seen here.
    pub(crate) fn foreign_origin(&self) -> String {
        if self.origin.contains("localhost") {
            self.origin.replacen("localhost", "127.0.0.1", 1)
        } else {
            self.origin.replacen("127.0.0.1", "localhost", 1)
        }
    }
}

fn is_loopback(host: &str) -> bool {
    let (name, port) = host.split_once(':').unwrap_or((host, ""));
    (name == "127.0.0.1" || name == "localhost") && port.bytes().all(|byte| byte.is_ascii_digit())
}

fn split_host(path: &str) -> (Option<String>, String) {
    let Some(rest) = path.strip_prefix(HOST_PREFIX) else {
        return (None, path.to_owned());
    };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    (Some(host.to_ascii_lowercase()), format!("/{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(host: &str, uri: &'static str, expected: (&str, &str)) {
        let mut headers = HeaderMap::new();
        headers.insert("host", host.parse().unwrap());
        let incoming = Incoming::new(Method::GET, &Uri::from_static(uri), headers, "127.0.0.1:1");
        assert_eq!((incoming.base().as_str(), incoming.path.as_str()), expected);
    }

    #[test]
    fn addresses_lead_back_the_way_they_came() {
        check("127.0.0.1:9", "/a/b?c=d", ("http://127.0.0.1:9", "/a/b"));
        check(
            "localhost:9",
            "/__h/Queue.modelrunner.run/a/b",
            ("http://localhost:9/__h/queue.modelrunner.run", "/a/b"),
        );
        check(
            "evil.example:9",
            "/__h/media.modelrunner.ai",
            ("http://127.0.0.1:1/__h/media.modelrunner.ai", "/"),
        );
    }
}

//! What a browser asks for before and after a request to another origin.

use crate::answer::Answer;
use crate::incoming::Incoming;

/// Headers of answers that a page may read.
const EXPOSED: &str = "ETag, Retry-After, x-request-id, x-modelrunner-request-id";

/// The answer to `OPTIONS` on any route: everything that was asked for is allowed.
pub(crate) fn preflight(incoming: &Incoming) -> Answer {
    let mut answer = Answer::empty(204)
        .with_header("access-control-allow-methods", "GET, POST, PUT, DELETE, OPTIONS")
        .with_header("vary", "access-control-request-headers");
    let asked_headers = incoming.header("access-control-request-headers");
    if !asked_headers.is_empty() {
        answer = answer.with_header("access-control-allow-headers", asked_headers);
    }
    // A page from the public internet may reach loopback only when the server agrees.
    if incoming.header("access-control-request-private-network") == "true" {
        answer = answer.with_header("access-control-allow-private-network", "true");
    }
    answer
}

/// The headers that every answer carries, errors too.
pub(crate) const fn headers() -> [(&'static str, &'static str); 2] {
    [
        ("access-control-allow-origin", "*"),
        ("access-control-expose-headers", EXPOSED),
    ]
}

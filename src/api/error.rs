//! What can go wrong with a provider, and what it means for the person and for the job.

use super::TransportError;
use crate::core::job::{Call, CallFailure, Failure, FailureKind};

/// A call that did not give what it was made for. Holds no key and no address with a secret in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No answer.
    #[error("{}", transport_words(.0))]
    Transport(#[from] TransportError),
    /// The API answered with an error.
    #[error("{}", status_words(*.status, .message))]
    Status {
        /// The HTTP status, or the one named in the body when a proxy turned it into 200.
        status: u16,
        /// The server's text: plain, at most [`MAX_MESSAGE_CHARS`] characters; empty when it gave none.
        message: String,
        /// The server's wish, when it named one.
        retry_after_millis: Option<u64>,
    },
    /// The body reports an error under a successful HTTP status, as some proxies cause it; which error is
    /// not known.
    #[error("the server reported: {message}")]
    Reported {
        /// The server's text, as in [`Error::Status`].
        message: String,
    },
    /// A storage or download host, which never sees the key, answered with an error.
    #[error("{host} answered {status}")]
    FileHost {
        /// The host asked.
        host: String,
        /// The HTTP status.
        status: u16,
        /// The host's wish, when it named one.
        retry_after_millis: Option<u64>,
    },
    /// An answer that is not what the protocol says.
    #[error("the answer could not be understood: {what}")]
    Malformed {
        /// What was wrong.
        what: &'static str,
    },
    /// An address outside the one the key belongs to.
    #[error("this request belongs to {host}, Settings name another API address: the key is not sent there")]
    ForeignUrl {
        /// The host that was not asked.
        host: String,
    },
    /// An address that is neither `https` nor allowed on this device.
    #[error("the {what} is not an https address")]
    UnsafeUrl {
        /// Whose address.
        what: &'static str,
    },
    /// Refused for a known reason: final, and certainly not accepted.
    #[error("{message}")]
    Refused {
        /// What the person can do.
        kind: FailureKind,
        /// For the person.
        message: String,
    },
    /// The provider has no such call.
    #[error("this provider does not offer that")]
    NotOffered,
    /// No key and no proxy that could have one.
    #[error("no key: enter one in Settings")]
    NoKey,
}

/// Most characters kept of a server's text.
pub const MAX_MESSAGE_CHARS: usize = 300;

fn transport_words(error: &TransportError) -> &'static str {
    match error {
        TransportError::Unreachable => {
            "no answer: the network or CORS, which a page cannot tell apart; a proxy address in Settings may help"
        }
        TransportError::Interrupted => "the answer broke off: the network failed in the middle",
        TransportError::TooLarge { .. } => "the answer is larger than this page accepts",
        TransportError::InvalidUrl => "an address is not valid: check the addresses in Settings",
    }
}

fn status_words(status: u16, message: &str) -> String {
    let advice = match status {
        401 => "the key was refused (401): enter another in Settings",
        402 => "no credit left (402): add some at the provider",
        403 => "the key may not use this (403): check its rights at the provider",
        404 => "not found (404): check the API address in Settings",
        408 => "the server gave up waiting (408)",
        409 => "not ready yet (409)",
        410 => "no longer there (410)",
        429 => "too many requests (429): try again later",
        400 | 405..=428 | 430..=499 => "the request was refused",
        500..=599 => "the server failed",
        _ => "the server answered in an unexpected way",
    };
    let number = if advice.contains(&format!("({status})")) { String::new() } else { format!(" ({status})") };
    if message.is_empty() {
        format!("{advice}{number}")
    } else {
        format!("{advice}{number}; it said: {message}")
    }
}

impl Error {
    /// The same call may succeed later without anybody doing anything.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Transport(error) => {
                matches!(error, TransportError::Unreachable | TransportError::Interrupted)
            }
            Self::Status { status, .. } | Self::FileHost { status, .. } => {
                matches!(status, 408 | 409 | 425 | 429 | 500..=599)
            }
            Self::Reported { .. } | Self::Malformed { .. } => true,
            Self::ForeignUrl { .. }
            | Self::UnsafeUrl { .. }
            | Self::Refused { .. }
            | Self::NotOffered
            | Self::NoKey => false,
        }
    }

    /// The key is missing, refused or not entitled: another one may help.
    pub fn is_auth(&self) -> bool {
        matches!(self, Self::Status { status: 401 | 403, .. } | Self::NoKey)
    }

    /// A submit that ended so may have been accepted all the same. Everything but a clear refusal is.
    pub fn is_ambiguous_for_submit(&self) -> bool {
        match self {
            Self::Transport(error) => !matches!(error, TransportError::InvalidUrl),
            Self::Status { status, .. } | Self::FileHost { status, .. } => {
                *status == 408 || !(400..500).contains(status)
            }
            Self::Reported { .. } | Self::Malformed { .. } => true,
            Self::ForeignUrl { .. }
            | Self::UnsafeUrl { .. }
            | Self::Refused { .. }
            | Self::NotOffered
            | Self::NoKey => false,
        }
    }

    /// The server's wish for a wait before the next try, in milliseconds.
    pub fn retry_after_millis(&self) -> Option<u64> {
        match self {
            Self::Status { retry_after_millis, .. } | Self::FileHost { retry_after_millis, .. } => {
                *retry_after_millis
            }
            _ => None,
        }
    }

    /// What the person can do about it.
    pub fn kind(&self) -> FailureKind {
        match self {
            Self::Transport(TransportError::Unreachable | TransportError::Interrupted) => {
                FailureKind::Network
            }
            Self::Transport(TransportError::TooLarge { .. }) | Self::Malformed { .. } => {
                FailureKind::Malformed
            }
            Self::Transport(TransportError::InvalidUrl) | Self::UnsafeUrl { .. } => FailureKind::Malformed,
            Self::Status { status, .. } => match status {
                401 => FailureKind::Auth,
                402 => FailureKind::Credit,
                403 => FailureKind::Forbidden,
                410 => FailureKind::Empty,
                429 => FailureKind::Rate,
                408 | 409 => FailureKind::Server,
                400..=499 => FailureKind::Input,
                _ => FailureKind::Server,
            },
            Self::FileHost { status, .. } => match status {
                403 | 404 | 410 => FailureKind::Empty,
                429 => FailureKind::Rate,
                _ => FailureKind::Server,
            },
            Self::Reported { .. } => FailureKind::Server,
            Self::Refused { kind, .. } => *kind,
            Self::ForeignUrl { .. } | Self::NotOffered => FailureKind::Forbidden,
            Self::NoKey => FailureKind::Auth,
        }
    }

    /// The event of a call that failed so.
    pub fn to_call_failure(&self, call: Call) -> CallFailure {
        CallFailure {
            call,
            failure: self.into(),
            retryable: self.is_retryable(),
            ambiguous: call == Call::Submit && self.is_ambiguous_for_submit(),
            retry_after_millis: self.retry_after_millis(),
        }
    }
}

impl From<&Error> for Failure {
    fn from(error: &Error) -> Self {
        Self { kind: error.kind(), message: error.to_string() }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::from(&error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `expected`: the kind, then `retry`, `auth` and `doubt` (of a submit) where they hold.
    #[track_caller]
    fn check(error: &Error, expected: &str) {
        let marks = [
            (error.is_retryable(), "retry"),
            (error.is_auth(), "auth"),
            (error.is_ambiguous_for_submit(), "doubt"),
        ];
        let mut words = vec![format!("{:?}", error.kind())];
        words.extend(marks.into_iter().filter(|(holds, _)| *holds).map(|(_, word)| word.to_owned()));
        assert_eq!(words.join(" "), expected, "{error:?}");
    }

    fn status(status: u16) -> Error {
        Error::Status { status, message: String::new(), retry_after_millis: Some(5) }
    }

    fn file_host(status: u16) -> Error {
        Error::FileHost { host: "files.example".to_owned(), status, retry_after_millis: None }
    }

    #[test]
    fn what_each_error_means() {
        check(&TransportError::Unreachable.into(), "Network retry doubt");
        check(&TransportError::Interrupted.into(), "Network retry doubt");
        check(&TransportError::TooLarge { limit: 1 }.into(), "Malformed doubt");
        check(&TransportError::InvalidUrl.into(), "Malformed");
        check(&status(400), "Input");
        check(&status(401), "Auth auth");
        check(&status(402), "Credit");
        check(&status(403), "Forbidden auth");
        check(&status(404), "Input");
        check(&status(408), "Server retry doubt");
        check(&status(409), "Server retry");
        check(&status(410), "Empty");
        check(&status(422), "Input");
        check(&status(429), "Rate retry");
        check(&status(500), "Server retry doubt");
        check(&status(502), "Server retry doubt");
        check(&status(504), "Server retry doubt");
        check(&status(302), "Server doubt");
        check(&file_host(403), "Empty");
        check(&file_host(404), "Empty");
        check(&file_host(429), "Rate retry");
        check(&file_host(503), "Server retry doubt");
        let message = String::new();
        check(&Error::Reported { message }, "Server retry doubt");
        check(&Error::Malformed { what: "x" }, "Malformed retry doubt");
        check(&Error::UnsafeUrl { what: "x" }, "Malformed");
        let host = "h".to_owned();
        check(&Error::ForeignUrl { host }, "Forbidden");
        check(&Error::NoKey, "Auth auth");
    }

    #[test]
    fn a_call_failure_says_what_the_job_must_know() {
        let failed = status(504).to_call_failure(Call::Submit);
        assert_eq!(
            failed,
            CallFailure {
                call: Call::Submit,
                failure: Failure { kind: FailureKind::Server, message: "the server failed (504)".to_owned() },
                retryable: true,
                ambiguous: true,
                retry_after_millis: Some(5),
            }
        );
        assert!(!status(504).to_call_failure(Call::Poll).ambiguous, "only a submit is paid");
    }
}

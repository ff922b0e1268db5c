//! What can go wrong with a provider, and what it means for the job. Sentences are made where people read them.

use super::transport::TransportError;
use crate::core::job::{Call, CallFailure, Failure, FailureKind, Reason};

/// A call that did not give what it was made for. Holds no key and no URL with a secret in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No answer.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// The API answered with an error.
    #[error("status {status}{}{message}", if message.is_empty() { "" } else { ": " })]
    Status {
        /// The HTTP status, or the one named in the body when a proxy turned it into 200.
        status: u16,
        /// The server's text: plain, at most [`MAX_MESSAGE_CHARS`] characters; empty when it gave none.
        message: String,
        /// How long the server asks to be left alone, when it says so.
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
        /// How long the host asks to be left alone, when it says so.
        retry_after_millis: Option<u64>,
    },
    /// An answer that is not what the protocol says.
    #[error("the answer could not be understood: {what}")]
    Malformed {
        /// What was wrong.
        what: &'static str,
    },
    /// A URL outside the API that the key belongs to.
    #[error("{host} is not the configured API, the key is not sent there")]
    ForeignUrl {
        /// The host that was not asked.
        host: String,
    },
    /// A URL that is neither `https` nor allowed on this device.
    #[error("the {what} is not https")]
    UnsafeUrl {
        /// Whose URL.
        what: &'static str,
    },
    /// Refused for a known reason: final, and certainly not accepted.
    #[error("refused: {message}")]
    Refused {
        /// What the person can do.
        kind: FailureKind,
        /// What else is known.
        reason: Reason,
        /// The server's text, as in [`Error::Status`].
        message: String,
    },
    /// The provider has no such call.
    #[error("this provider does not offer that")]
    NotOffered,
    /// No key and no proxy that could have one.
    #[error("no key")]
    NoKey,
}

/// Most characters saved of a server's text.
pub const MAX_MESSAGE_CHARS: usize = 300;

impl Error {
    /// The same call may succeed later without anybody doing anything.
    pub fn is_retryable(&self) -> bool {
        matches!(
            self,
            Self::Transport(TransportError::Unreachable | TransportError::Interrupted)
                | Self::Status { status: 408 | 409 | 425 | 429 | 500..=599, .. }
                | Self::FileHost { status: 408 | 409 | 425 | 429 | 500..=599, .. }
                | Self::Reported { .. }
                | Self::Malformed { .. }
        )
    }

    /// The key is missing, refused or not entitled: another one may help.
    pub fn is_auth(&self) -> bool {
        matches!(self, Self::Status { status: 401 | 403, .. } | Self::NoKey)
    }

    /// A submit that ended so may have been accepted all the same. Everything but a clear refusal is: a status that
    /// speaks of the request itself. 408, 409, 425, 460, 499 and the like come from servers that had passed it on.
    pub fn is_ambiguous_for_submit(&self) -> bool {
        match self {
            Self::Transport(error) => !matches!(error, TransportError::InvalidUrl),
            Self::Status { status, .. } | Self::FileHost { status, .. } => {
                !matches!(status, 400..=407 | 411 | 413..=417 | 422 | 428 | 429 | 431 | 451)
            }
            _ => matches!(self, Self::Reported { .. } | Self::Malformed { .. }),
        }
    }

    /// How long the server asks to be left alone, in milliseconds, when it says so.
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
            Self::Transport(TransportError::TooLarge { .. } | TransportError::InvalidUrl)
            | Self::Malformed { .. }
            | Self::UnsafeUrl { .. } => FailureKind::Malformed,
            Self::Status { status, .. } => match status {
                401 => FailureKind::Auth,
                402 => FailureKind::Credit,
                403 => FailureKind::Forbidden,
                410 => FailureKind::Empty,
                429 => FailureKind::Rate,
                400..=407 | 411..=499 => FailureKind::Input,
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
        let plain = |reason| (reason, String::new());
        let (reason, details) = match error {
            Error::Transport(TransportError::Unreachable) => plain(Reason::Unspecified),
            Error::Transport(TransportError::Interrupted) => plain(Reason::Interrupted),
            Error::Transport(TransportError::TooLarge { limit }) => {
                plain(Reason::AnswerTooLarge { limit_bytes: *limit as u64 })
            }
            Error::Transport(TransportError::InvalidUrl) => plain(Reason::UnsafeUrl),
            Error::Status { status, message, .. } => (Reason::Status(*status), message.clone()),
            Error::Reported { message } => (Reason::Unspecified, message.clone()),
            Error::FileHost { host, status, .. } => {
                plain(Reason::FileHost { host: host.clone(), status: *status })
            }
            Error::Malformed { what } => (Reason::Unspecified, (*what).to_owned()),
            Error::ForeignUrl { host } => plain(Reason::OtherApi { host: host.clone() }),
            Error::UnsafeUrl { what } => (Reason::UnsafeUrl, (*what).to_owned()),
            Error::Refused { reason, message, .. } => (reason.clone(), message.clone()),
            Error::NotOffered => plain(Reason::NotOffered),
            Error::NoKey => plain(Reason::NoKey),
        };
        Self { kind: error.kind(), reason, details }
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
        check(&status(409), "Server retry doubt");
        check(&status(410), "Empty doubt");
        check(&status(413), "Input");
        check(&status(422), "Input");
        check(&status(425), "Input retry doubt");
        check(&status(460), "Input doubt");
        check(&status(499), "Input doubt");
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
                failure: Failure::new(FailureKind::Server, Reason::Status(504)),
                retryable: true,
                ambiguous: true,
                retry_after_millis: Some(5),
            }
        );
        assert!(!status(504).to_call_failure(Call::Poll).ambiguous, "only a submit is paid");
    }
}

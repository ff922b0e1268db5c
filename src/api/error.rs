//! What can go wrong with a provider, sorted by what can be done about it.

use super::transport::TransportError;
use crate::core::job::{Call, CallFailure, Failure, FailureKind};

/// Most characters of a server's own text that are shown.
const MESSAGE_CHARS: usize = 300;

/// A call that failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No answer.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// An answer that is an error.
    #[error("the server answered {status}: {message}")]
    Status {
        /// The HTTP status.
        status: u16,
        /// The server's text, cleaned by [`server_text`].
        message: String,
        /// When it asks to come back.
        retry_after_millis: Option<u64>,
    },
    /// An answer that is not understood.
    #[error("the answer is not understood: {what}")]
    Malformed {
        /// What is wrong with it.
        what: &'static str,
    },
    /// An address in an answer that must not be used.
    #[error("the answer names an address that is not accepted")]
    ForeignAddress,
}

impl Error {
    /// The same call may succeed later.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Transport(error) => !matches!(
                error,
                TransportError::InvalidUrl | TransportError::TooLarge { .. }
            ),
            Self::Status { status, .. } => matches!(status, 408 | 409 | 425 | 429 | 500..=599),
            Self::Malformed { .. } => true,
            Self::ForeignAddress => false,
        }
    }

    /// The key was refused.
    pub const fn is_auth(&self) -> bool {
        matches!(self, Self::Status { status: 401, .. })
    }

    /// As the answer to a submit, it leaves open whether the request was accepted. Only a refusal that comes
    /// before any work (4xx but 408, 409) is sure.
    pub const fn is_ambiguous_for_submit(&self) -> bool {
        match self {
            Self::Transport(TransportError::InvalidUrl) => false,
            Self::Status { status, .. } => !matches!(status, 300..=407 | 410..=499),
            Self::Transport(_) | Self::Malformed { .. } | Self::ForeignAddress => true,
        }
    }

    /// For the person: what happened and what helps.
    pub fn to_failure(&self) -> Failure {
        let (kind, message) = match self {
            Self::Transport(TransportError::Unreachable) => (
                FailureKind::Network,
                "the API cannot be reached: the network or CORS is in the way, which a page cannot tell apart; \
                 a proxy address in Settings may help"
                    .to_owned(),
            ),
            Self::Transport(error) => (FailureKind::Network, error.to_string()),
            Self::Status { status, message, .. } => {
                let (kind, lead) = match status {
                    401 => (FailureKind::Auth, "the key was refused (401): check it in Settings"),
                    402 => (FailureKind::Credit, "no credit left (402): add some at the provider"),
                    403 => (FailureKind::Forbidden, "the key may not use this (403)"),
                    404 => (FailureKind::Input, "not found (404)"),
                    429 => (FailureKind::Rate, "too many requests (429): try again later"),
                    400..=499 => (FailureKind::Input, "the request was refused"),
                    _ => (FailureKind::Server, "the server failed"),
                };
                let lead = match kind {
                    FailureKind::Input | FailureKind::Server if *status != 404 => format!("{lead} ({status})"),
                    _ => lead.to_owned(),
                };
                (kind, if message.is_empty() { lead } else { format!("{lead}; it says: {message}") })
            }
            Self::Malformed { .. } | Self::ForeignAddress => (FailureKind::Malformed, self.to_string()),
        };
        Failure { kind, message }
    }

    /// For the job machine.
    pub fn to_call_failure(&self, call: Call) -> CallFailure {
        CallFailure {
            call,
            failure: self.to_failure(),
            retryable: self.is_retryable(),
            ambiguous: self.is_ambiguous_for_submit(),
            retry_after_millis: match self {
                Self::Status {
                    retry_after_millis, ..
                } => *retry_after_millis,
                _ => None,
            },
        }
    }
}

/// A server's text as it may be shown: one line, no control characters, at most 300 characters.
pub fn server_text(text: &str) -> String {
    let mut out = String::new();
    for word in text
        .split(|sign: char| sign.is_whitespace() || sign.is_control())
        .filter(|word| !word.is_empty())
    {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
        if out.chars().count() > MESSAGE_CHARS {
            out = out.chars().take(MESSAGE_CHARS).collect();
            out.push('…');
            break;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(status: u16) -> Error {
        Error::Status {
            status,
            message: "because".to_owned(),
            retry_after_millis: None,
        }
    }

    #[test]
    fn what_may_be_repeated() {
        for code in [400, 401, 402, 403, 404, 422] {
            assert!(
                !status(code).is_retryable() && !status(code).is_ambiguous_for_submit(),
                "{code}"
            );
        }
        for code in [500, 502, 503, 504] {
            assert!(
                status(code).is_retryable() && status(code).is_ambiguous_for_submit(),
                "{code}"
            );
        }
        assert!(status(429).is_retryable() && !status(429).is_ambiguous_for_submit());
        assert!(Error::Transport(TransportError::Unreachable).is_ambiguous_for_submit());
        assert!(status(200).is_ambiguous_for_submit());
    }

    #[test]
    fn failures_say_what_helps() {
        assert_eq!(
            status(401).to_failure().message,
            "the key was refused (401): check it in Settings; it says: because"
        );
        assert_eq!(
            status(502).to_failure().message,
            "the server failed (502); it says: because"
        );
        assert_eq!(status(402).to_failure().kind, FailureKind::Credit);
    }

    #[test]
    fn server_texts_become_one_plain_line() {
        assert_eq!(server_text("a\n\u{0}b\t c"), "a b c");
        assert_eq!(server_text(&"x".repeat(999)).chars().count(), MESSAGE_CHARS + 1);
    }
}

//! What a browser asks for before and after a request to another origin.

use crate::answer::Answer;
use crate::failure::CallKind;
use crate::incoming::Incoming;

/// Headers of answers that a page may read.
const EXPOSED: &str = "ETag, Retry-After, x-request-id, x-fal-request-id, x-modelrunner-request-id";

/// Which answers pages of other origins can read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CorsPolicy {
    /// All.
    #[default]
    All,
    /// None, and every preflight is refused.
    None,
    /// All but errors.
    NoErrors,
    /// All, but bytes cannot be put into storage.
    NoUpload,
    /// All but files.
    NoMedia,
    /// All, but the headers of the official `openai` client are refused.
    NoStainless,
    /// All, without a header that a page could read.
    NothingExposed,
}

impl CorsPolicy {
    /// All, in the order they are listed.
    pub const ALL: [Self; 7] = [
        Self::All,
        Self::None,
        Self::NoErrors,
        Self::NoUpload,
        Self::NoMedia,
        Self::NoStainless,
        Self::NothingExposed,
    ];

    /// The control route's word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::None => "none",
            Self::NoErrors => "no-errors",
            Self::NoUpload => "no-upload",
            Self::NoMedia => "no-media",
            Self::NoStainless => "no-stainless",
            Self::NothingExposed => "nothing-exposed",
        }
    }

    /// The policy of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| policy.word() == word)
    }

    /// True when an answer with this status to a call of this kind can be read.
    pub(crate) fn allows(self, kind: Option<CallKind>, status: u16) -> bool {
        match self {
            Self::All | Self::NoStainless | Self::NothingExposed => true,
            Self::None => false,
            Self::NoErrors => status < 400,
            Self::NoUpload => kind != Some(CallKind::Upload),
            Self::NoMedia => kind != Some(CallKind::Media),
        }
    }

    /// The headers of an answer that can be read.
    pub(crate) const fn headers(self) -> [(&'static str, &'static str); 2] {
        let exposed = match self {
            Self::NothingExposed => "",
            _ => EXPOSED,
        };
        [("access-control-allow-origin", "*"), ("access-control-expose-headers", exposed)]
    }
}

/// The answer to `OPTIONS` on any route: everything that was asked for is allowed, as far as the policy goes.
pub(crate) fn preflight(policy: CorsPolicy, incoming: &Incoming) -> Answer {
    let asked_headers = incoming.header("access-control-request-headers");
    let is_refused = policy == CorsPolicy::NoStainless && asked_headers.contains("x-stainless-");
    let mut answer = Answer::empty(204)
        .with_header("access-control-allow-methods", "GET, POST, PUT, DELETE, OPTIONS")
        .with_header("vary", "access-control-request-headers");
    if is_refused {
        answer = answer.with_header("access-control-allow-headers", "authorization, content-type");
    } else if !asked_headers.is_empty() {
        answer = answer.with_header("access-control-allow-headers", asked_headers);
    }
    // A page from the public internet may reach loopback only when the server agrees.
    if incoming.header("access-control-request-private-network") == "true" {
        answer = answer.with_header("access-control-allow-private-network", "true");
    }
    answer
}

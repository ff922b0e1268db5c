//! What can go wrong on purpose. A fault is chosen by the key of the request (`sim-402`) or, for all
//! requests at once, by the control route.

/// A way of misbehaving; [`Fault::None`] is a server that works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Works.
    None,
    /// Every call: 401.
    Unauthorized,
    /// Submit: 402.
    NoCredit,
    /// Every call: 403.
    Forbidden,
    /// Submit: 429 with `Retry-After`.
    RateLimited,
    /// Submit: 500, no job.
    SubmitServerError,
    /// Submit: 504, though the job is created.
    AcceptedButGatewayTimeout,
    /// Status: HTTP 400 with `FAILED`.
    ForceFailed,
    /// Result: 422 with an error.
    Unprocessable,
    /// Result: 422, the output does not follow its schema.
    InvalidOutput,
    /// Result: 200 with an error and `billingStatus: failed`.
    CompletedWithError,
    /// Result: 200 without output.
    Empty,
    /// About 20 s in progress.
    Slow,
    /// In progress for ever.
    Stuck,
    /// Submit: an HTML page with 502.
    HtmlGateway,
    /// The returned addresses are at another host.
    ForeignUrl,
    /// `logs` is a string of several lines.
    LogsString,
    /// `logs` is a list of objects.
    LogsObjects,
    /// `output` is one string.
    OutputString,
    /// `output` is `{"images": [{"url": …}]}`.
    OutputImages,
    /// Markup in every text, and addresses that are no pictures.
    Hostile,
    /// Markup in the error of a failed job.
    HostileError,
    /// Answers without CORS headers.
    NoCors,
    /// Result: half of the JSON.
    TruncatedJson,
    /// Submit: half of the JSON, though the job is created.
    TruncatedSubmit,
    /// Result: 409 the first time it is asked for.
    ResultNotReadyOnce,
    /// Status: `CANCELLED`, at 200.
    Cancelled,
    /// Status: a word that no document has, then `COMPLETED`.
    UnknownStatus,
    /// Status: without `queue_position` and `logs`.
    BareEnvelope,
    /// Result: 200, purged.
    Purged,
    /// The pictures have another size than was asked for.
    OtherSize,
    /// The pictures are served as `application/octet-stream`.
    WrongMime,
    /// The pictures' addresses answer 403.
    ExpiredMedia,
    /// `logs` is null.
    LogsNull,
    /// `logs` is a list of strings.
    LogsStrings,
    /// The pictures are data addresses.
    OutputDataUri,
    /// `OpenAI`: pictures as base64 and as addresses.
    OutputBoth,
    /// `OpenAI`: JSON although a stream was asked for.
    StreamIgnored,
    /// Submit: the connection ends, no job.
    Reset,
    /// Submit: the connection ends, though the job is created.
    ResetAfterAccepting,
    /// Submit: 204, though the job is created.
    NoContent,
    /// Result: 200 bytes a second.
    SlowBody,
}

impl Fault {
    /// All, in the order they are printed.
    pub const ALL: [Self; 42] = [
        Self::None,
        Self::Unauthorized,
        Self::NoCredit,
        Self::Forbidden,
        Self::RateLimited,
        Self::SubmitServerError,
        Self::AcceptedButGatewayTimeout,
        Self::HtmlGateway,
        Self::TruncatedSubmit,
        Self::ForceFailed,
        Self::Unprocessable,
        Self::InvalidOutput,
        Self::CompletedWithError,
        Self::Empty,
        Self::TruncatedJson,
        Self::ResultNotReadyOnce,
        Self::Slow,
        Self::Stuck,
        Self::ForeignUrl,
        Self::LogsString,
        Self::LogsObjects,
        Self::OutputString,
        Self::OutputImages,
        Self::Hostile,
        Self::HostileError,
        Self::NoCors,
        Self::Cancelled,
        Self::UnknownStatus,
        Self::BareEnvelope,
        Self::Purged,
        Self::OtherSize,
        Self::WrongMime,
        Self::ExpiredMedia,
        Self::LogsNull,
        Self::LogsStrings,
        Self::OutputDataUri,
        Self::OutputBoth,
        Self::StreamIgnored,
        Self::Reset,
        Self::ResetAfterAccepting,
        Self::NoContent,
        Self::SlowBody,
    ];

    /// The key's ending and the control route's word.
    pub const fn word(self) -> &'static str {
        self.word_and_meaning().0
    }

    /// What it does, in one line.
    pub const fn meaning(self) -> &'static str {
        self.word_and_meaning().1
    }

    /// True when a job comes to pictures, so that its edit is worth its time.
    pub(crate) const fn makes_pictures(self) -> bool {
        !matches!(
            self,
            Self::ForceFailed
                | Self::Unprocessable
                | Self::InvalidOutput
                | Self::CompletedWithError
                | Self::Empty
                | Self::Stuck
                | Self::HostileError
                | Self::Cancelled
        )
    }

    const fn word_and_meaning(self) -> (&'static str, &'static str) {
        match self {
            Self::None => ("ok", "works; so does every key that begins with sim-ok"),
            Self::Unauthorized => ("401", "every call is refused: 401"),
            Self::NoCredit => ("402", "submit is refused: 402, no credit"),
            Self::Forbidden => ("403", "every call is refused: 403"),
            Self::RateLimited => ("429", "submit is refused: 429 with Retry-After: 1"),
            Self::SubmitServerError => ("500-submit", "submit fails: 500, no job is made"),
            Self::AcceptedButGatewayTimeout => ("504-accepted", "submit answers 504, but the job is made"),
            Self::HtmlGateway => ("html", "submit answers 502 with an HTML page, no job is made"),
            Self::TruncatedSubmit => {
                ("truncated-submit", "submit answers half of its JSON, but the job is made")
            }
            Self::ForceFailed => ("failed", "status ends in HTTP 400 with FAILED"),
            Self::Unprocessable => ("422", "COMPLETED, then the result is 422 with an error"),
            Self::InvalidOutput => ("422-schema", "COMPLETED, then the result is 422 INVALID_OUTPUT"),
            Self::CompletedWithError => {
                ("completed-error", "COMPLETED, the result is 200 with an error, not billed")
            }
            Self::Empty => ("empty", "COMPLETED, the result has no output"),
            Self::TruncatedJson => ("truncated-json", "the result answers half of its JSON"),
            Self::ResultNotReadyOnce => {
                ("result-409-once", "the result is 409 the first time it is asked for")
            }
            Self::Slow => ("slow", "about 20 s in progress"),
            Self::Stuck => ("stuck", "in progress for ever"),
            Self::ForeignUrl => {
                ("foreign-url", "status and result addresses at another host: no key may go there")
            }
            Self::LogsString => ("logs-string", "logs are a string of several lines"),
            Self::LogsObjects => ("logs-objects", "logs are a list of objects"),
            Self::OutputString => ("output-string", "output is one address"),
            Self::OutputImages => ("output-images", "output is an object with a list of images"),
            Self::Hostile => ("hostile", "works, with markup in every text and addresses of scripts"),
            Self::HostileError => ("hostile-error", "422 with markup in the error"),
            Self::NoCors => ("no-cors", "answers lack CORS headers"),
            Self::Cancelled => ("cancelled", "status ends in CANCELLED"),
            Self::UnknownStatus => {
                ("status-unknown", "in progress, the status is a word that no document has")
            }
            Self::BareEnvelope => ("bare-envelope", "the status has no queue position and no logs"),
            Self::Purged => ("purged", "COMPLETED, the result's payload is purged already"),
            Self::OtherSize => ("other-size", "the pictures have another size than was asked for"),
            Self::WrongMime => ("wrong-mime", "the pictures are served as application/octet-stream"),
            Self::ExpiredMedia => ("expired-media", "the pictures answer 403"),
            Self::LogsNull => ("logs-null", "logs are null"),
            Self::LogsStrings => ("logs-strings", "logs are a list of strings"),
            Self::OutputDataUri => ("output-data-uri", "the pictures are data addresses"),
            Self::OutputBoth => ("output-both", "OpenAI: pictures as base64 and as addresses"),
            Self::StreamIgnored => ("stream-ignored", "OpenAI: JSON although a stream was asked for"),
            Self::Reset => ("reset", "the connection ends at the submit, no job is made"),
            Self::ResetAfterAccepting => {
                ("reset-accepted", "the connection ends at the submit, but the job is made")
            }
            Self::NoContent => ("204", "submit answers 204, but the job is made"),
            Self::SlowBody => ("slow-body", "the result comes at 200 bytes a second"),
        }
    }

    /// The fault of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.word() == word)
    }

    /// The fault that a key chooses; `None` when the key is unknown.
    pub fn from_key(key: &str) -> Option<Self> {
        let word = key.strip_prefix("sim-")?;
        if word.starts_with(Self::None.word()) {
            return Some(Self::None);
        }
        Self::from_word(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(key: &str, expected: Option<Fault>) {
        assert_eq!(Fault::from_key(key), expected, "{key}");
    }

    #[test]
    fn keys_choose_faults() {
        check("sim-ok", Some(Fault::None));
        check("sim-ok-2", Some(Fault::None));
        check("sim-504-accepted", Some(Fault::AcceptedButGatewayTimeout));
        check("sim-422", Some(Fault::Unprocessable));
        check("sim-", None);
        check("sim-4022", None);
        check("mr-live-key", None);
    }

    #[test]
    fn words_are_distinct() {
        for fault in Fault::ALL {
            assert_eq!(Fault::from_word(fault.word()), Some(fault));
        }
    }
}

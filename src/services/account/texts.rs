//! What a person reads when a provider, or the way to it, fails. Every sentence is made from facts, here only.

use crate::api::url::UrlError;
use crate::core::job::{Failure, FailureKind, Reason};
use crate::core::model::EngineId;
use crate::core::secret::ApiKeyError;
use crate::services::account::Error;

/// Stands below the choice how long a key is kept.
pub const SHARED_ADDRESS: &str = "A key kept on this device can be read by every page at this web address, whoever made it. \
                                  On a shared address, such as user.github.io, choose this tab only.";

/// What went wrong and what to do about it, in full sentences.
pub fn failure_text(engine: EngineId, failure: &Failure) -> String {
    let engine = engine.capabilities().label;
    match &failure.reason {
        Reason::Status(404) => format!("{engine} has nothing at this URL. Check the API URL in Settings."),
        Reason::Status(409) => format!("{engine} is not ready for this yet. Try again in a moment."),
        Reason::Unspecified | Reason::Status(_) => kind_text(engine, failure.kind),
        Reason::FileHost { host, .. } => match failure.kind {
            FailureKind::Empty => format!("The picture is no longer available at {host}."),
            _ => format!("{host} did not send the picture. Try again later."),
        },
        Reason::NoKey => format!("Add your {engine} key in Settings to go on."),
        Reason::OtherApi { host } => {
            format!("This run belongs to {host}, but Settings name another API URL. Change it back to go on.")
        }
        Reason::UnsafeUrl => "A URL is not valid, or is not https. Check the URLs in Settings.".to_owned(),
        Reason::Interrupted => "The connection was lost while the answer was arriving. Try again.".to_owned(),
        Reason::AnswerTooLarge { limit_bytes } => format!(
            "The answer of {engine} is larger than this page accepts, which is {}.",
            megabytes(*limit_bytes)
        ),
        Reason::Quota => format!("Your {engine} quota is used up. Add credit there, then try again."),
        Reason::UnknownField { field } => {
            format!("This API does not know the setting {field:?}. Choose another model.")
        }
        Reason::UnknownModel => "This API has no such model. Check its name, or choose another.".to_owned(),
        Reason::NotOffered => format!("{engine} does not offer this."),
        Reason::GivenUp => format!("{engine} gave up on this run."),
        Reason::CancelledByProvider => format!("{engine} cancelled this run."),
        Reason::NoPicture => "The run finished, but its result has no picture.".to_owned(),
        Reason::Removed => format!("{engine} has removed the result."),
        Reason::NotKnown => format!("{engine} does not know this request, or no longer does."),
        Reason::Overdue => "Not finished after 6 hours. Try again to check once more.".to_owned(),
        Reason::PageClosed => "The page was closed while the request was being sent.".to_owned(),
        Reason::LeftEarly => format!("You stopped waiting before {engine} answered."),
        Reason::JobNotSaved => "Not started: your browser has no space to save this run, and a paid result \
                                could be lost. Free some space first."
            .to_owned(),
        Reason::ResultNotSaved => "This result could not be saved and exists only in this tab. Free some \
                                   storage, then try again."
            .to_owned(),
        Reason::NothingChanged => {
            "Nothing changed inside the mask: it already looks like what is around it. Paint over \
                                   more, with the shadow too, or describe the change to an AI engine."
                .to_owned()
        }
        Reason::FileTooLarge { bytes, limit_bytes } => format!(
            "A file of {} is too large for {engine}, which takes {}. Use a smaller picture.",
            megabytes(*bytes),
            megabytes(*limit_bytes)
        ),
    }
}

fn kind_text(engine: &str, kind: FailureKind) -> String {
    match kind {
        FailureKind::Auth => format!("{engine} rejected the key. Check it in Settings."),
        FailureKind::Credit => format!("Your {engine} account has no credit left. Add some, then try again."),
        FailureKind::Forbidden => {
            format!("Your key may not use this at {engine}. Check its permissions there.")
        }
        FailureKind::Input => format!("The request was refused by {engine}. Change it, then run again."),
        FailureKind::Moderation => {
            format!("The safety check of {engine} refused this. Change the prompt or the pictures.")
        }
        FailureKind::Generation => "The model failed.".to_owned(),
        FailureKind::Rate => format!("Too many requests to {engine} at once. Try again later."),
        FailureKind::Server => format!("{engine} has a problem. Try again later."),
        FailureKind::Network => format!(
            "{engine} could not be reached. Check your connection. If it works, this API may not accept calls \
             from web pages, and a proxy in Settings may help."
        ),
        FailureKind::Empty => "The result is no longer available.".to_owned(),
        FailureKind::Malformed => format!("The answer of {engine} could not be understood."),
        FailureKind::Local => "Something went wrong on this device.".to_owned(),
    }
}

/// Why a URL that was typed is not taken.
pub fn url_error_text(error: &UrlError) -> String {
    match error {
        UrlError::Empty => "Enter a URL.".to_owned(),
        UrlError::Scheme { scheme } => format!("The URL begins with {scheme}:. It must begin with https:."),
        UrlError::NotHttps { host } => format!(
            "Use https for {host}. With http, others could read your key on the way, so it is for this device only."
        ),
        UrlError::UserInfo => "Remove the name or password before @ from the URL.".to_owned(),
        UrlError::Query { sign } => format!("Remove the {sign} and what follows it from the URL."),
        UrlError::Character { character } => format!("Remove the character {character:?} from the URL."),
        UrlError::Host => "The URL has no valid host.".to_owned(),
        UrlError::Port => "The port of the URL must be a number from 1 to 65535.".to_owned(),
    }
}

/// There is no key at all.
pub const NO_KEY: &str = "Add a key first.";

/// Why something typed is not taken, and what to do about it.
pub fn reason(error: &Error) -> String {
    match error {
        Error::Key(ApiKeyError::Empty) => "The key is empty. Paste it again.".to_owned(),
        Error::Key(ApiKeyError::Control(position)) => {
            format!(
                "Character {position} of the key is a line break or a tab. Copy the key again, in one line."
            )
        }
        Error::Key(ApiKeyError::NotAscii(position)) => {
            format!(
                "Character {position} of the key is not a plain letter, digit or sign. Copy the key again."
            )
        }
        Error::Url(error) => url_error_text(error),
    }
}

/// What came with a failure, for someone who wants to know: the status and the raw text. May be empty.
pub fn raw_text(failure: &Failure) -> String {
    let status = match &failure.reason {
        Reason::Status(status) | Reason::FileHost { status, .. } => format!("HTTP {status}"),
        _ => String::new(),
    };
    let parts = [status.as_str(), failure.details.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ")
}

/// A failure and its raw text, where there is room for one line only.
pub fn failure_line(engine: EngineId, failure: &Failure) -> String {
    let (text, raw) = (failure_text(engine, failure), raw_text(failure));
    if raw.is_empty() { text } else { format!("{text} ({raw})") }
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(kind: FailureKind, reason: Reason, details: &str, expected: &str) {
        let failure = Failure { kind, reason, details: details.to_owned() };
        assert_eq!(failure_line(EngineId::ModelRunner, &failure), expected);
    }

    #[test]
    fn failures_are_sentences_and_the_raw_text_stands_apart() {
        use FailureKind::{Auth, Empty, Generation, Input, Malformed, Server};
        check(
            Auth,
            Reason::Status(401),
            "invalid key",
            "ModelRunner rejected the key. Check it in Settings. (HTTP 401: invalid key)",
        );
        check(Auth, Reason::NoKey, "", "Add your ModelRunner key in Settings to go on.");
        check(Generation, Reason::Unspecified, "", "The model failed.");
        check(
            Input,
            Reason::Status(404),
            "",
            "ModelRunner has nothing at this URL. Check the API URL in Settings. (HTTP 404)",
        );
        check(
            Malformed,
            Reason::AnswerTooLarge { limit_bytes: 4_000_000 },
            "",
            "The answer of ModelRunner is larger than this page accepts, which is 4.0 MB.",
        );
        let host = || "files.example".to_owned();
        let gone = Reason::FileHost { host: host(), status: 410 };
        check(Empty, gone, "", "The picture is no longer available at files.example. (HTTP 410)");
        let busy = Reason::FileHost { host: host(), status: 503 };
        check(Server, busy, "", "files.example did not send the picture. Try again later. (HTTP 503)");
    }
}

//! Reads the answers of the queue that ModelRunner and fal share into `core::job`'s types. Pure: no answer,
//! however wrong, does more than fail.

use serde_json::Value;

use super::answer::Answer;
use super::logs::read_logs;
use super::output::read_pictures;
use super::reported::{check, error_of, is_invalid_output, message_of, reports_error};
use super::{Account, Connection, Error, url};
use crate::core::job::{
    CancelAnswer, Failure, FailureKind, FetchAnswer, Outcome, Phase, PollAnswer, Reason, Ticket,
};
use crate::core::model::Offer;
use crate::core::price::MicroDollars;

/// Most characters of a request id.
const MAX_ID_CHARS: usize = 128;

/// What the provider says of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Queued,
    InProgress,
    /// Finished, not necessarily succeeded.
    Completed,
    /// Given up by the platform.
    Failed,
    /// Reserved by the platform, not written so far.
    Cancelled,
}

impl Status {
    fn of(body: &Value) -> Option<Self> {
        match body.get("status")?.as_str()?.to_ascii_uppercase().as_str() {
            "IN_QUEUE" => Some(Self::Queued),
            "IN_PROGRESS" => Some(Self::InProgress),
            "COMPLETED" => Some(Self::Completed),
            "FAILED" => Some(Self::Failed),
            "CANCELLED" => Some(Self::Cancelled),
            _ => None,
        }
    }
}

/// Where the storage wants a file.
#[derive(Debug)]
pub(super) struct UploadPlace {
    /// Presigned: whoever has it may put the file there.
    pub(super) upload_url: String,
    /// Where the file is then.
    pub(super) file_url: String,
}

/// An id that can stand in a URL as it is.
pub(super) fn checked_id(id: &str) -> Option<&str> {
    let is_id = (1..=MAX_ID_CHARS).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    is_id.then_some(id)
}

/// Where the record of a request is when the provider does not say: the form the official clients build,
/// the first two parts of the model's path.
pub(super) fn request_url(account: &Account, offer: &Offer, id: &str) -> String {
    let mut parts = offer.path.split('/');
    let (owner, model) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    account.api_url(&[owner, "/", model, "/requests/", id].concat())
}

/// Where the status of a request is, given where its record is.
pub(super) fn status_url(request_url: &str) -> String {
    format!("{request_url}/status")
}

/// Reads the answer to a submit.
pub(super) fn read_submitted(account: &Account, offer: &Offer, answer: &Answer) -> Result<Ticket, Error> {
    check(account, answer)?;
    read_ticket(account, offer, &answer.body).ok_or(Error::Malformed { what: "the request has no valid id" })
}

/// The ticket of an envelope or a record. URLs that are not at the API's are replaced by our own.
pub(super) fn read_ticket(account: &Account, offer: &Offer, body: &Value) -> Option<Ticket> {
    let id = ["request_id", "id"].into_iter().find_map(|member| body.get(member)?.as_str());
    let id = checked_id(id?)?;
    let given = |member| {
        body.get(member)
            .and_then(Value::as_str)
            .filter(|url| url::is_same_origin(url, &account.api_address))
            .map(str::to_owned)
    };
    let request_url = request_url(account, offer, id);
    Some(Ticket {
        request_id: id.to_owned(),
        status_url: given("status_url").unwrap_or_else(|| status_url(&request_url)),
        response_url: given("response_url").unwrap_or(request_url),
    })
}

/// Reads the answer to a status request: an envelope, or a record, which has the same member.
pub(super) fn read_status(account: &Account, answer: &Answer) -> Result<PollAnswer, Error> {
    let logs = || read_logs(account, answer.body.get("logs"));
    match Status::of(&answer.body) {
        Some(status @ (Status::Failed | Status::Cancelled)) if is_about_the_request(answer.status) => {
            Ok(PollAnswer::Failed { failure: given_up(account, status, &answer.body), logs: logs() })
        }
        Some(Status::Queued) if answer.is_success() => {
            Ok(PollAnswer::Pending { phase: Phase::Queued, logs: logs() })
        }
        Some(Status::InProgress) if answer.is_success() => {
            Ok(PollAnswer::Pending { phase: Phase::InProgress, logs: logs() })
        }
        Some(Status::Completed) if answer.is_success() => Ok(PollAnswer::Completed { logs: logs() }),
        _ => Err(error_of(account, answer).unwrap_or(Error::Malformed { what: "it names no known status" })),
    }
}

/// Can a body under this HTTP status be about the request itself? A request that was given up answers 400.
fn is_about_the_request(status: u16) -> bool {
    super::answer::is_success(status) || matches!(status, 400 | 422)
}

/// Reads the answer to a result request.
pub(super) fn read_result(account: &Account, answer: &Answer) -> Result<FetchAnswer, Error> {
    let body = &answer.body;
    let failed = |failure| Ok(FetchAnswer::Failed { failure, logs: read_logs(account, body.get("logs")) });
    let status = Status::of(body);
    if let Some(status @ (Status::Failed | Status::Cancelled)) = status
        && is_about_the_request(answer.status)
    {
        return failed(given_up(account, status, body));
    }
    // A record, or the check of the model's output. Any other 422 may be a gateway's own.
    if is_invalid_output(body) || (answer.status == 422 && status == Some(Status::Completed)) {
        return failed(generation_failed(account, body));
    }
    match (status, error_of(account, answer)) {
        (Some(Status::Completed), _) if answer.is_success() => Ok(read_record(account, answer)),
        (Some(Status::Queued | Status::InProgress), _) if answer.is_success() => Ok(FetchAnswer::NotReady),
        (_, Some(Error::Status { status: 400 | 409, .. })) => Ok(FetchAnswer::NotReady),
        (_, Some(Error::Status { status: 410, .. })) => Err(gone(Reason::Removed)),
        (_, Some(error)) => Err(error),
        (_, None) => Err(Error::Malformed { what: "it names no known status" }),
    }
}

/// Reads the record of a completed request: a success only if everything about it says so.
fn read_record(account: &Account, answer: &Answer) -> FetchAnswer {
    let body = &answer.body;
    let logs = read_logs(account, body.get("logs"));
    let is_purged = body.get("payloadsPurgedAt").is_some_and(|value| !value.is_null());
    let is_unbilled = body
        .get("billingStatus")
        .and_then(Value::as_str)
        .is_some_and(|word| word.eq_ignore_ascii_case("failed"));
    let failure = if reports_error(body) || is_unbilled {
        generation_failed(account, body)
    } else if is_purged {
        removed()
    } else {
        let output = body.get("output");
        let pictures = output.map_or_else(Vec::new, |output| read_pictures(account, &answer.files, output));
        if !pictures.is_empty() {
            return FetchAnswer::Ready(Outcome { pictures, logs, total: read_total(body) });
        }
        no_picture()
    };
    FetchAnswer::Failed { failure, logs }
}

/// Finished without a picture.
pub(super) fn no_picture() -> Failure {
    Failure::new(FailureKind::Empty, Reason::NoPicture)
}

/// `totalPrice`, which comes as text or as a number.
fn read_total(body: &Value) -> Option<MicroDollars> {
    match body.get("totalPrice")? {
        Value::String(text) => MicroDollars::parse(text),
        Value::Number(number) => MicroDollars::of_dollars(number.as_f64()?),
        _ => None,
    }
}

pub(super) fn generation_failed(account: &Account, body: &Value) -> Failure {
    let details = message_of(account, body);
    Failure { kind: FailureKind::Generation, reason: Reason::Unspecified, details }
}

fn given_up(account: &Account, status: Status, body: &Value) -> Failure {
    let reason = if status == Status::Cancelled { Reason::CancelledByProvider } else { Reason::GivenUp };
    Failure { reason, ..generation_failed(account, body) }
}

/// Somebody on the way says that there is no such request, or no result of it any more.
pub(super) fn gone(reason: Reason) -> Error {
    Error::Refused { kind: FailureKind::Empty, reason, message: String::new() }
}

/// Reads the answer to a cancel request. Only a plain yes counts: a job reported as cancelled is never looked up
/// again.
pub(super) fn read_cancel(account: &Account, answer: &Answer) -> Result<CancelAnswer, Error> {
    let status = answer.text("status");
    let is = |known: &str| status.is_some_and(|status| status.eq_ignore_ascii_case(known));
    if is("ALREADY_COMPLETED") {
        return Ok(CancelAnswer::TooLate);
    }
    match error_of(account, answer) {
        Some(error) => Err(error),
        None if answer.status == 200
            && account.proxy_address.is_none()
            && !is("CANCELLATION_REQUESTED")
            && !is("NOT_FOUND") =>
        {
            Ok(CancelAnswer::Removed)
        }
        None => Ok(CancelAnswer::Asked),
    }
}

/// Reads the answer to a deletion: how many files the provider could not delete.
pub(super) fn read_deletion(account: &Account, answer: &Answer) -> Result<usize, Error> {
    check(account, answer)?;
    if answer.body.get("payloads_deleted").and_then(Value::as_bool) != Some(true) {
        return Err(Error::Malformed { what: "it does not say that anything was deleted" });
    }
    let files = answer.body.get("cdn_delete_results").and_then(Value::as_array);
    let stayed = |file: &&Value| file.get("exception").is_some_and(|reason| !reason.is_null());
    Ok(files.into_iter().flatten().filter(stayed).count())
}

/// The provider's record says that the result is no longer there.
fn removed() -> Failure {
    Failure::new(FailureKind::Empty, Reason::Removed)
}

/// Reads the answer to the request for an upload.
pub(super) fn read_upload_place(account: &Account, answer: &Answer) -> Result<UploadPlace, Error> {
    check(account, answer)?;
    let member = |name: &str, missing, what| {
        let url = answer.text(name).ok_or(Error::Malformed { what: missing })?;
        if account.allows(url) { Ok(url.to_owned()) } else { Err(Error::UnsafeUrl { what }) }
    };
    Ok(UploadPlace {
        upload_url: member("upload_url", "the upload has no URL", "upload URL")?,
        file_url: member("file_url", "the uploaded file has no URL", "uploaded file's URL")?,
    })
}

/// Reads the answer to the status request of a request that does not exist.
pub(super) fn read_connection(account: &Account, answer: &Answer) -> Result<Connection, Error> {
    match error_of(account, answer) {
        None => Ok(Connection::Accepted),
        Some(error) => match &error {
            Error::Status { status: 401..=403, .. } => Ok(Connection::Refused(error)),
            // The API's own answers are objects; a page or a bare text is somebody else's 404.
            Error::Status { status: 400 | 404 | 409 | 422, .. } if answer.body.is_object() => {
                Ok(Connection::Accepted)
            }
            _ => Err(error),
        },
    }
}

//! The calls themselves.

use serde_json::{Value, json};

use super::answers::{error_text, fetch_answer, generation_failure, poll_answer, request_id};
use super::{Account, ENDPOINT, STATUS_ENDPOINT, request_json};
use crate::api::address::{is_same_origin, origin_of};
use crate::api::{Body, Error, HttpRequest, HttpResponse, Method, Transport};
use crate::core::job::{Failure, FailureKind, FetchAnswer, LookUp, PollAnswer, RemoteInputs, Ticket};
use crate::core::request::EditRequest;

/// Most bytes of a JSON answer.
const JSON_BYTES: usize = 64 << 20;
/// Most bytes of a picture file.
const FILE_BYTES: usize = 256 << 20;

/// What a connection test found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    /// Reached, and the key is accepted.
    Accepted,
    /// Reached, and the key is refused.
    Refused,
}

/// The provider, as seen with one account.
#[derive(Debug)]
pub struct ModelRunner<'a, T> {
    transport: &'a T,
    account: &'a Account,
}

/// An answer: its status and its JSON; what is no JSON is `Null`.
struct Answer {
    status: u16,
    json: Value,
    retry_after_millis: Option<u64>,
}

impl Answer {
    /// The error it stands for. A proxy may flatten every status to 200, so an error body counts as one.
    fn into_error(self) -> Error {
        Error::Status {
            status: self.status,
            message: error_text(&self.json).unwrap_or_default(),
            retry_after_millis: self.retry_after_millis,
        }
    }

    fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

impl<'a, T: Transport> ModelRunner<'a, T> {
    /// Speaks with `account` over `transport`.
    pub const fn new(transport: &'a T, account: &'a Account) -> Self {
        Self { transport, account }
    }

    /// Uploads a file; gives its address.
    ///
    /// # Errors
    /// When the storage refuses, is not reached, or names an address that is not accepted.
    pub async fn upload(&self, file_name: &str, media_type: &str, bytes: Vec<u8>) -> Result<String, Error> {
        let url = format!("{}/storage/upload/initiate", self.account.storage_address);
        let body = json!({ "file_name": file_name, "content_type": media_type, "size": bytes.len() });
        let answer = self
            .call(Method::Post, &url, Body::Json(body.to_string()))
            .await?;
        let address = |name: &str| {
            answer
                .json
                .get(name)
                .and_then(Value::as_str)
                .filter(|url| origin_of(url).is_ok())
                .map(str::to_owned)
        };
        let (Some(upload_url), Some(file_url)) = (address("upload_url"), address("file_url")) else {
            let has_both = answer.json.get("upload_url").is_some() && answer.json.get("file_url").is_some();
            return Err(match (answer.is_success(), has_both) {
                (true, true) => Error::ForeignAddress,
                (true, false) if error_text(&answer.json).is_none() => Error::Malformed {
                    what: "an upload without an address",
                },
                _ => answer.into_error(),
            });
        };
        let put = HttpRequest {
            method: Method::Put,
            url: upload_url,
            headers: Vec::new(),
            body: Body::Bytes {
                media_type: media_type.to_owned(),
                bytes,
            },
            max_response_bytes: JSON_BYTES,
        };
        let response = self.transport.send(put).await?;
        if (200..300).contains(&response.status) {
            Ok(file_url)
        } else {
            Err(Error::Status {
                status: response.status,
                message: "the storage did not take the file".to_owned(),
                retry_after_millis: response.retry_after_millis,
            })
        }
    }

    /// Submits a request, once.
    ///
    /// # Errors
    /// When it is refused, or when nobody can tell ([`Error::is_ambiguous_for_submit`]).
    pub async fn submit(
        &self,
        request: &EditRequest,
        inputs: &RemoteInputs,
        tag: &str,
    ) -> Result<Ticket, Error> {
        let url = format!("{}/{ENDPOINT}", self.account.api_address);
        let body = request_json(request, inputs, tag).to_string();
        let answer = self.call(Method::Post, &url, Body::Json(body)).await?;
        match self.ticket(&answer.json) {
            Some(ticket) if answer.is_success() => Ok(ticket),
            _ if answer.is_success() && error_text(&answer.json).is_none() => Err(Error::Malformed {
                what: "no request id",
            }),
            _ => Err(answer.into_error()),
        }
    }

    /// Looks for a request by its tag.
    ///
    /// # Errors
    /// When the provider is not reached or refuses.
    pub async fn look_up(&self, tag: &str) -> Result<LookUp, Error> {
        let metadata = percent_encoded(&json!({ "job": tag }).to_string());
        let url = format!(
            "{}/requests?metadata={metadata}&limit=1",
            self.account.api_address
        );
        let answer = self.call(Method::Get, &url, Body::Empty).await?;
        if !answer.is_success() {
            return Err(answer.into_error());
        }
        let lists = ["data", "requests", "items", "results"];
        let list = answer.json.as_array().or_else(|| {
            lists
                .iter()
                .find_map(|name| answer.json.get(name).and_then(Value::as_array))
        });
        let Some(list) = list else {
            return Ok(LookUp::CannotTell);
        };
        let is_ours = |record: &&Value| record.pointer("/metadata/job").and_then(Value::as_str) == Some(tag);
        Ok(
            match list.iter().find(is_ours).and_then(|record| self.ticket(record)) {
                Some(ticket) => LookUp::Found(ticket),
                None if list.is_empty() => LookUp::NotFound,
                // Something was listed under our filter that is not ours: the filter is not what we think.
                None => LookUp::CannotTell,
            },
        )
    }

    /// Asks how far a request is.
    ///
    /// # Errors
    /// When the provider is not reached or refuses; an unknown request is refused with 404.
    pub async fn status(&self, ticket: &Ticket) -> Result<PollAnswer, Error> {
        self.check_address(&ticket.status_url)?;
        let mut answer = self.call(Method::Get, &ticket.status_url, Body::Empty).await?;
        if answer.status == 404 {
            let url = format!("{}/requests/{}", self.account.api_address, ticket.request_id);
            answer = self.call(Method::Get, &url, Body::Empty).await?;
        }
        match poll_answer(&answer.json) {
            // A terminal failure comes with HTTP 400.
            Some(failed @ PollAnswer::Failed { .. }) => Ok(failed),
            Some(told) if answer.is_success() => Ok(told),
            _ if answer.is_success() && error_text(&answer.json).is_none() => {
                Err(Error::Malformed { what: "no status" })
            }
            _ => Err(answer.into_error()),
        }
    }

    /// Fetches the result of a finished request.
    ///
    /// # Errors
    /// When the provider is not reached or refuses. A failed generation is no error but an answer.
    pub async fn result(&self, ticket: &Ticket) -> Result<FetchAnswer, Error> {
        self.check_address(&ticket.response_url)?;
        let answer = self.call(Method::Get, &ticket.response_url, Body::Empty).await?;
        let failed = |failure| {
            Ok(FetchAnswer::Failed {
                failure,
                logs: super::answers::logs(&answer.json),
            })
        };
        match answer.status {
            200..=299 if answer.json.get("output").is_some() || answer.json.get("status").is_some() => {
                Ok(fetch_answer(&answer.json))
            }
            200..=299 if error_text(&answer.json).is_none() => Err(Error::Malformed { what: "no result" }),
            422 => failed(generation_failure(&answer.json, "the model failed")),
            410 => failed(Failure {
                kind: FailureKind::Empty,
                message: "the provider has removed the result".to_owned(),
            }),
            400 | 409 => match poll_answer(&answer.json) {
                Some(PollAnswer::Failed { failure, logs }) => Ok(FetchAnswer::Failed { failure, logs }),
                _ => Ok(FetchAnswer::NotReady),
            },
            _ => Err(answer.into_error()),
        }
    }

    /// Downloads a result file, without the key; gives its media type and bytes.
    ///
    /// # Errors
    /// When it is not reached, is gone, or its address is not accepted.
    pub async fn download(&self, url: &str) -> Result<(String, Vec<u8>), Error> {
        if origin_of(url).is_err() {
            return Err(Error::ForeignAddress);
        }
        let request = HttpRequest {
            method: Method::Get,
            url: url.to_owned(),
            headers: Vec::new(),
            body: Body::Empty,
            max_response_bytes: FILE_BYTES,
        };
        let response = self.transport.send(request).await?;
        if (200..300).contains(&response.status) {
            Ok((response.media_type, response.body))
        } else {
            Err(Error::Status {
                status: response.status,
                message: "the result file could not be read".to_owned(),
                retry_after_millis: response.retry_after_millis,
            })
        }
    }

    /// Tells whether the API is reached and takes the key, without spending anything: it asks for a request
    /// that does not exist.
    ///
    /// # Errors
    /// When the API is not reached, or answers with neither yes nor no.
    pub async fn test_connection(&self) -> Result<Connection, Error> {
        let url = format!("{}/requests/pentimento-connection-test", self.account.api_address);
        let answer = self.call(Method::Get, &url, Body::Empty).await?;
        match answer.status {
            401 | 403 => Ok(Connection::Refused),
            400 | 404 => Ok(Connection::Accepted),
            200..=299 if answer.json.get("id").is_some() => Ok(Connection::Accepted),
            _ => Err(answer.into_error()),
        }
    }

    /// The ticket of a submit's answer or a record. Addresses at another origin are not used: the key would
    /// go there; the form that the provider's own clients build stands in.
    fn ticket(&self, answer: &Value) -> Option<Ticket> {
        let id = request_id(answer)?;
        let base = format!("{}/{STATUS_ENDPOINT}/requests/{id}", self.account.api_address);
        let own = |name: &str, otherwise: String| {
            answer
                .get(name)
                .and_then(Value::as_str)
                .filter(|url| is_same_origin(url, &self.account.api_address))
                .map_or(otherwise, str::to_owned)
        };
        Some(Ticket {
            request_id: id.to_owned(),
            status_url: own("status_url", format!("{base}/status")),
            response_url: own("response_url", base),
        })
    }

    /// A kept address may be of an account whose API address has been changed since.
    fn check_address(&self, url: &str) -> Result<(), Error> {
        if is_same_origin(url, &self.account.api_address) {
            Ok(())
        } else {
            Err(Error::ForeignAddress)
        }
    }

    /// One call with the key, directly or by the proxy.
    async fn call(&self, method: Method, url: &str, body: Body) -> Result<Answer, Error> {
        let mut headers = vec![
            ("Authorization", format!("Key {}", self.account.key.expose())),
            ("Accept", "application/json".to_owned()),
        ];
        let target = match &self.account.proxy_address {
            Some(proxy) => {
                headers.push(("x-modelrunner-target-url", url.to_owned()));
                proxy.clone()
            }
            None => url.to_owned(),
        };
        let request = HttpRequest {
            method,
            url: target,
            headers,
            body,
            max_response_bytes: JSON_BYTES,
        };
        let HttpResponse {
            status,
            body,
            retry_after_millis,
            ..
        } = self.transport.send(request).await?;
        let json = serde_json::from_slice(&body).unwrap_or(Value::Null);
        Ok(Answer {
            status: unflattened(status, &json),
            json,
            retry_after_millis,
        })
    }
}

/// The status that an answer really has: proxies are known to turn every status into 200 and keep the body,
/// whose `statusCode` then tells, or whose error text without any record does (as 500).
fn unflattened(status: u16, json: &Value) -> u16 {
    if status != 200 {
        return status;
    }
    let told = json
        .get("statusCode")
        .and_then(Value::as_u64)
        .and_then(|code| u16::try_from(code).ok());
    let told = told.filter(|code| (400..600).contains(code));
    let is_record = ["request_id", "id", "output", "status", "upload_url"]
        .iter()
        .any(|name| json.get(name).is_some());
    match told {
        Some(code) if !is_record => code,
        None if !is_record && json.is_object() && error_text(json).is_some() => 500,
        _ => status,
    }
}

fn percent_encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            use std::fmt::Write as _;
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

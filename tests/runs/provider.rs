//! A provider in memory, with one fault at one of its calls.

use std::cell::{Cell, RefCell};

use pentimento::api::{Body, HttpRequest, HttpResponse, Method, TransportError};
use pentimento::core::model::EngineId;

/// Polls that answer "in progress" before the job is finished.
const PENDING_POLLS: u32 = 2;
/// A picture, as far as anyone looks.
const PNG: &str = "iVBORw0KGgoA";

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    ResetBefore,
    ResetAfter,
    Timeout,
    TooMany,
    TooManyRetryAfter,
    Status500,
    Status502,
    Status503,
    Accepted504,
    NotAccepted504,
    Truncated,
    Html,
    NoContent,
    SlowBody,
    NoCors,
    OfflineThenOnline,
}

impl Fault {
    pub(crate) const ALL: [Self; 16] = [
        Self::ResetBefore,
        Self::ResetAfter,
        Self::Timeout,
        Self::TooMany,
        Self::TooManyRetryAfter,
        Self::Status500,
        Self::Status502,
        Self::Status503,
        Self::Accepted504,
        Self::NotAccepted504,
        Self::Truncated,
        Self::Html,
        Self::NoContent,
        Self::SlowBody,
        Self::NoCors,
        Self::OfflineThenOnline,
    ];

    /// The request reached the server and was acted upon.
    pub(crate) fn is_acted_upon(self) -> bool {
        matches!(
            self,
            Self::ResetAfter
                | Self::Timeout
                | Self::Accepted504
                | Self::Truncated
                | Self::NoContent
                | Self::SlowBody
        )
    }
}

/// The calls that a fault can be at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum At {
    Initiate,
    Put,
    Submit,
    LookUp,
    Status,
    Result,
    Download,
}

/// A provider in memory, with one fault.
pub(crate) struct Provider {
    pub(crate) engine: EngineId,
    fault: Fault,
    at: At,
    /// Times that the fault is still to be met.
    left: Cell<u32>,
    /// The submit before a faulty look-up ends without its answer.
    loses_submit: Cell<bool>,
    /// Submits that became jobs.
    pub(crate) accepted: RefCell<Vec<String>>,
    /// Submits that arrived.
    pub(crate) submit_calls: Cell<u32>,
    polls: Cell<u32>,
    /// What a submit is answered, in place of the usual.
    pub(crate) submit_answer: RefCell<Option<Vec<u8>>>,
    calls: RefCell<Vec<At>>,
}

impl Provider {
    pub(crate) fn healthy(engine: EngineId) -> Self {
        Self::new(engine, At::Submit, Fault::SlowBody)
    }

    pub(crate) fn new(engine: EngineId, at: At, fault: Fault) -> Self {
        Self {
            engine,
            fault,
            at,
            left: Cell::new(match fault {
                Fault::NoCors => u32::MAX,
                Fault::OfflineThenOnline => 3,
                _ => 1,
            }),
            loses_submit: Cell::new(at == At::LookUp),
            accepted: RefCell::default(),
            submit_calls: Cell::new(0),
            polls: Cell::new(0),
            submit_answer: RefCell::default(),
            calls: RefCell::default(),
        }
    }

    /// How many requests of a kind arrived.
    pub(crate) fn calls_of(&self, at: At) -> usize {
        self.calls.borrow().iter().filter(|call| **call == at).count()
    }

    pub(crate) fn call_of(request: &HttpRequest) -> At {
        let url = request.url.as_str();
        match request.method {
            Method::Put => At::Put,
            Method::Post if url.contains("/storage/upload/initiate") => At::Initiate,
            Method::Post => At::Submit,
            _ if url.contains("requests?metadata=") => At::LookUp,
            _ if url.contains("/status") => At::Status,
            _ if url.contains("/requests/") => At::Result,
            _ => At::Download,
        }
    }

    /// Acts upon a request and answers it.
    fn act(&self, call: At, request: &HttpRequest) -> HttpResponse {
        let queue = self.engine.capabilities().api_address;
        let place = format!("{queue}/openai/gpt-image-2/requests/job-1");
        let fields = format!(
            r#""request_id":"job-1","status_url":"{place}/status","response_url":"{place}","logs":null,"queue_position":0"#
        );
        let body = match call {
            At::Initiate => {
                r#"{"upload_url":"https://bucket.example/a","file_url":"https://media.example/a.png"}"#
                    .to_owned()
            }
            At::Put => String::new(),
            At::Submit => {
                let tag = match &request.body {
                    Body::Json(text) => text.clone(),
                    _ => String::new(),
                };
                self.accepted.borrow_mut().push(tag);
                if self.engine == EngineId::OpenAi {
                    format!(r#"{{"data":[{{"b64_json":"{PNG}"}}]}}"#)
                } else {
                    format!(r#"{{"status":"IN_QUEUE",{fields}}}"#)
                }
            }
            At::LookUp if self.accepted.borrow().is_empty() => r#"{"data":[]}"#.to_owned(),
            At::LookUp => {
                r#"{"data":[{"id":"job-1","metadata":{"job":"tag-1"},"status":"IN_PROGRESS"}]}"#.to_owned()
            }
            At::Status => {
                let polls = self.polls.replace(self.polls.get() + 1);
                let word = if polls < PENDING_POLLS { "IN_PROGRESS" } else { "COMPLETED" };
                format!(r#"{{"status":"{word}",{fields}}}"#)
            }
            At::Result if self.engine == EngineId::Fal => {
                r#"{"images":[{"url":"https://media.example/o.png"}]}"#.to_owned()
            }
            At::Result => {
                r#"{"id":"job-1","status":"COMPLETED","output":["https://media.example/o.png"]}"#.to_owned()
            }
            At::Download => "a picture".to_owned(),
        };
        let usual = || body.into_bytes();
        let body = match call {
            At::Submit => self.submit_answer.borrow().clone().unwrap_or_else(usual),
            _ => usual(),
        };
        HttpResponse {
            status: 200,
            media_type: "application/json".to_owned(),
            retry_after_millis: None,
            body,
            last_url: String::new(),
        }
    }

    /// Answers a request, or not.
    pub(crate) fn answer(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        let call = Self::call_of(request);
        self.calls.borrow_mut().push(call);
        if call == At::Submit {
            self.submit_calls.set(self.submit_calls.get() + 1);
            if self.loses_submit.replace(false) {
                self.act(call, request);
                return Err(TransportError::Interrupted);
            }
        }
        // Being offline begins at a call and then meets every call.
        let has_begun = self.left.get() < 3;
        let is_met = call == self.at || (self.fault == Fault::OfflineThenOnline && has_begun);
        if !is_met || self.left.get() == 0 {
            return Ok(self.act(call, request));
        }
        self.left.set(self.left.get() - 1);
        let answer = if self.fault.is_acted_upon() {
            self.act(call, request)
        } else {
            HttpResponse {
                status: 200,
                media_type: String::new(),
                retry_after_millis: None,
                body: Vec::new(),
                last_url: String::new(),
            }
        };
        let with = |status: u16, body: &str| {
            Ok(HttpResponse {
                status,
                media_type: String::new(),
                retry_after_millis: None,
                body: body.as_bytes().to_vec(),
                last_url: String::new(),
            })
        };
        let error = r#"{"error":"it broke"}"#;
        match self.fault {
            Fault::ResetBefore | Fault::Timeout | Fault::NoCors | Fault::OfflineThenOnline => {
                Err(TransportError::Unreachable)
            }
            Fault::ResetAfter => Err(TransportError::Interrupted),
            Fault::TooMany => with(429, error),
            Fault::TooManyRetryAfter => {
                with(429, error).map(|answer| HttpResponse { retry_after_millis: Some(7000), ..answer })
            }
            Fault::Status500 => with(500, error),
            Fault::Status502 => with(502, error),
            Fault::Status503 => with(503, error),
            Fault::Accepted504 | Fault::NotAccepted504 => with(504, error),
            // Only a length tells that bytes of a picture are missing; the browser breaks such an answer off.
            Fault::Truncated if call == At::Download => Err(TransportError::Interrupted),
            Fault::Truncated => {
                let half = answer.body.len() / 2;
                Ok(HttpResponse { body: answer.body.get(..half).unwrap_or_default().to_vec(), ..answer })
            }
            Fault::Html => with(502, "<html>Bad gateway</html>"),
            Fault::NoContent => with(204, ""),
            Fault::SlowBody => Ok(answer),
        }
    }
}

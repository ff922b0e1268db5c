//! The providers' own books: what was sent, what was accepted and will be billed, what came of it; and every fault
//! that can come between.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pentimento::api::{Body, HttpRequest, HttpResponse, TransportError};
use pentimento::core::model::EngineId;

use crate::mutation::Mutation;
use crate::provider::{At, Provider};
use crate::twins::Browser;

/// Longest run of the model.
const LONGEST_RUN_MILLIS: u64 = 150_000;
/// How a PNG file begins.
const PNG_START: [u8; 8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/// A request that was accepted.
#[derive(Clone, Debug)]
pub(crate) struct Accepted {
    /// Which of the person's runs.
    pub(crate) run: usize,
    pub(crate) request_id: String,
    tag: String,
    at_millis: u64,
    done_millis: u64,
    /// The model fails at it, which is not billed.
    pub(crate) is_failure: bool,
    /// The tab that got the whole answer to the submit.
    pub(crate) delivered_to: Option<u32>,
    /// Its code had the answer: when.
    pub(crate) received_millis: Received,
}

impl Accepted {
    /// The bytes of its picture.
    pub(crate) fn picture(&self) -> Vec<u8> {
        [&PNG_START[..], &[0, 0, 0, 13], self.request_id.as_bytes()].concat()
    }
}

/// What comes between a request and its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    NeverArrives,
    AnswerIsLost,
    /// The answer breaks off in its middle.
    BreaksOff,
    /// A gateway's word before the provider saw the request.
    GatewayBefore(u16),
    /// The same, after it.
    GatewayAfter(u16),
    Page,
    NoContent,
    TooLarge,
    Redirect,
}

const FAULTS: [Fault; 19] = [
    Fault::NeverArrives,
    Fault::NeverArrives,
    Fault::AnswerIsLost,
    Fault::AnswerIsLost,
    Fault::BreaksOff,
    Fault::GatewayBefore(429),
    Fault::GatewayBefore(502),
    Fault::GatewayBefore(404),
    Fault::GatewayAfter(404),
    Fault::GatewayAfter(410),
    Fault::GatewayAfter(422),
    Fault::GatewayAfter(408),
    Fault::GatewayAfter(499),
    Fault::GatewayAfter(500),
    Fault::GatewayAfter(504),
    Fault::Page,
    Fault::NoContent,
    Fault::TooLarge,
    Fault::Redirect,
];

type Answer = Result<HttpResponse, TransportError>;

/// When a tab had an answer in its hands.
type Received = Rc<Cell<Option<u64>>>;

/// A request on its way.
pub(crate) struct Exchange {
    answer: Rc<RefCell<Option<Answer>>>,
    received: Rc<RefCell<Option<Received>>>,
    executor: crate::executor::Executor,
}

impl Exchange {
    pub(crate) fn take(&self) -> Option<Answer> {
        self.answer.borrow_mut().take()
    }

    /// The tab has the answer in its hands.
    pub(crate) fn note_received(&self) {
        if let Some(received) = self.received.borrow_mut().take() {
            received.set(Some(self.executor.now_millis()));
        }
    }
}

/// One provider's books.
pub(crate) struct Ledger {
    engine: EngineId,
    pub(crate) accepted: RefCell<Vec<Accepted>>,
    /// Submits that arrived.
    pub(crate) submit_count: Cell<u32>,
    /// How many of a thousand requests meet a fault.
    pub(crate) faults_per_mille: Cell<u64>,
    /// The list of requests is this much behind.
    pub(crate) list_delay_millis: Cell<u64>,
}

impl Ledger {
    pub(crate) fn new(engine: EngineId) -> Self {
        Self {
            engine,
            accepted: RefCell::default(),
            submit_count: Cell::default(),
            faults_per_mille: Cell::default(),
            list_delay_millis: Cell::default(),
        }
    }

    /// Which of the person's runs a submit is of; `None` for other requests.
    pub(crate) fn run_of(request: &HttpRequest) -> Option<usize> {
        if Provider::call_of(request) != At::Submit {
            return None;
        }
        let bytes = match &request.body {
            Body::Json(text) => text.as_bytes(),
            Body::Bytes { bytes, .. } => bytes,
            Body::Empty => return None,
        };
        let mark = b"run number ";
        let start = bytes.windows(mark.len()).position(|window| window == mark)? + mark.len();
        let digits: Vec<u8> = bytes.get(start..)?.iter().copied().take_while(u8::is_ascii_digit).collect();
        String::from_utf8(digits).ok()?.parse().ok()
    }

    /// Puts a request on its way. What the provider does with it does not depend on the tab any more.
    pub(crate) fn begin(tab: u32, request: &HttpRequest, leg_millis: u64, browser: &Rc<Browser>) -> Exchange {
        let exchange =
            Exchange { answer: Rc::default(), received: Rc::default(), executor: browser.executor.clone() };
        let (slot, received) = (Rc::clone(&exchange.answer), Rc::clone(&exchange.received));
        let (request, browser) = (request.clone(), Rc::clone(browser));
        let slept = browser.executor.sleep(leg_millis);
        browser.executor.clone().spawn(0, async move {
            slept.await;
            let Some(ledger) = &browser.ledger else { return };
            let is_open = browser.tabs().iter().any(|(id, ..)| *id == tab);
            if !is_open && browser.executor.below(2) == 0 {
                return;
            }
            let count = ledger.accepted.borrow().len();
            let answer = ledger.meet(tab, &request, &browser);
            if let Some(one) = ledger.accepted.borrow().get(count).filter(|one| one.delivered_to.is_some()) {
                *received.borrow_mut() = Some(Rc::clone(&one.received_millis));
            }
            *slot.borrow_mut() = Some(answer);
        });
        exchange
    }

    fn meet(&self, tab: u32, request: &HttpRequest, browser: &Browser) -> Answer {
        let (now_millis, below) = (browser.executor.now_millis(), |limit| browser.executor.below(limit));
        let call = Provider::call_of(request);
        let is_met = below(1000) < self.faults_per_mille.get();
        let fault = if is_met { FAULTS.get(below(FAULTS.len() as u64) as usize).copied() } else { None };
        let act = || self.act(call, request, now_millis, browser);
        let gateway = |status, body: &str| -> Answer { Ok(response(status, body)) };
        let error = r#"{"error":"it broke"}"#;
        let answer = match fault {
            None => {
                let place = self.accepted.borrow().len();
                let answer = act();
                if call == At::Submit
                    && let Some(accepted) = self.accepted.borrow_mut().get_mut(place)
                {
                    accepted.delivered_to = Some(tab);
                }
                return Ok(answer);
            }
            Some(Fault::NeverArrives) => return Err(TransportError::Unreachable),
            Some(Fault::GatewayBefore(status)) => return gateway(status, error),
            Some(Fault::Redirect) => {
                act();
                if request.follows_redirects || browser.mutation == Mutation::SubmitsFollowRedirects {
                    return Ok(act());
                }
                return Err(TransportError::Unreachable);
            }
            Some(_) => act(),
        };
        match fault {
            Some(Fault::GatewayAfter(status @ (404 | 410 | 422)))
                if browser.mutation == Mutation::GatewaysSpeakForTheProvider && call != At::Submit =>
            {
                gateway(200, &format!(r#"{{"status":"FAILED","error":"status {status}"}}"#))
            }
            Some(Fault::GatewayAfter(404 | 410 | 422)) if call == At::Submit => gateway(502, error),
            Some(Fault::GatewayAfter(_))
                if call == At::Submit && browser.mutation == Mutation::DoubtIsTakenForRefusal =>
            {
                gateway(400, error)
            }
            Some(Fault::GatewayAfter(status)) => gateway(status, error),
            Some(Fault::Page) => gateway(200, "<html>Log in</html>"),
            Some(Fault::NoContent) => gateway(204, ""),
            Some(Fault::TooLarge) => Err(TransportError::TooLarge { limit: request.max_response_bytes }),
            Some(Fault::BreaksOff) if call == At::Submit => {
                let half = answer.body.len() / 2;
                Ok(HttpResponse { body: answer.body.get(..half).unwrap_or_default().to_vec(), ..answer })
            }
            _ => Err(TransportError::Interrupted),
        }
    }

    fn act(&self, call: At, request: &HttpRequest, now_millis: u64, browser: &Browser) -> HttpResponse {
        let url = request.url.as_str();
        let of_url = || {
            let accepted = self.accepted.borrow();
            accepted.iter().find(|one| url.split(['/', '?', '.']).any(|part| part == one.request_id)).cloned()
        };
        match call {
            At::Initiate => response(
                200,
                r#"{"upload_url":"https://bucket.example/a","file_url":"https://media.example/in.png"}"#,
            ),
            At::Put => response(200, ""),
            At::Submit => {
                self.submit_count.set(self.submit_count.get() + 1);
                let run = Self::run_of(request).unwrap_or(usize::MAX);
                let tag = match &request.body {
                    Body::Json(text) => serde_json::from_str::<serde_json::Value>(text).ok(),
                    _ => None,
                };
                let tag = tag.and_then(|body| Some(body.pointer("/metadata/job")?.as_str()?.to_owned()));
                let accepted = Accepted {
                    run,
                    request_id: format!("req-{}", self.accepted.borrow().len()),
                    tag: tag.unwrap_or_default(),
                    at_millis: now_millis,
                    done_millis: now_millis + browser.executor.below(LONGEST_RUN_MILLIS),
                    is_failure: self.engine != EngineId::OpenAi && browser.executor.below(12) == 0,
                    delivered_to: None,
                    received_millis: Rc::default(),
                };
                self.accepted.borrow_mut().push(accepted.clone());
                if self.engine == EngineId::OpenAi {
                    let picture = STANDARD.encode(accepted.picture());
                    response(200, &format!(r#"{{"data":[{{"b64_json":"{picture}"}}]}}"#))
                } else {
                    response(200, &self.envelope("IN_QUEUE", &accepted.request_id))
                }
            }
            At::LookUp => {
                let accepted = self.accepted.borrow();
                let is_listed = |one: &&Accepted| one.at_millis + self.list_delay_millis.get() <= now_millis;
                let found =
                    accepted.iter().filter(is_listed).find(|one| url.contains(&format!("{}%22", one.tag)));
                response(
                    200,
                    &found.map_or_else(
                        || r#"{"data":[]}"#.to_owned(),
                        |one| {
                            format!(
                                r#"{{"data":[{{"id":"{}","metadata":{{"job":"{}"}},"status":"IN_PROGRESS"}}]}}"#,
                                one.request_id, one.tag
                            )
                        },
                    ),
                )
            }
            At::Status => of_url().map_or_else(unknown, |one| {
                let is_done = one.done_millis <= now_millis;
                let word = match (is_done, one.is_failure) {
                    (false, _) => "IN_PROGRESS",
                    (true, true) if self.engine == EngineId::ModelRunner => "FAILED",
                    (true, _) => "COMPLETED",
                };
                response(200, &self.envelope(word, &one.request_id))
            }),
            At::Result => of_url().map_or_else(unknown, |one| self.result(&one, now_millis)),
            At::Download => of_url().map_or_else(unknown, |one| HttpResponse {
                media_type: "image/png".to_owned(),
                body: one.picture(),
                ..response(200, "")
            }),
        }
    }

    fn result(&self, one: &Accepted, now_millis: u64) -> HttpResponse {
        let url = format!("https://media.example/{}.png", one.request_id);
        let id = &one.request_id;
        match (self.engine, one.is_failure) {
            _ if one.done_millis > now_millis => response(400, &self.envelope("IN_PROGRESS", id)),
            (EngineId::Fal, true) => response(422, r#"{"detail":[{"type":"generation","msg":"it failed"}]}"#),
            (EngineId::Fal, false) => response(200, &format!(r#"{{"images":[{{"url":"{url}"}}]}}"#)),
            (_, true) => response(400, &self.envelope("FAILED", id)),
            (_, false) => {
                response(200, &format!(r#"{{"id":"{id}","status":"COMPLETED","output":["{url}"]}}"#))
            }
        }
    }

    fn envelope(&self, word: &str, id: &str) -> String {
        let queue = self.engine.capabilities().api_address;
        let place = format!("{queue}/openai/gpt-image-2/requests/{id}");
        format!(
            r#"{{"status":"{word}","request_id":"{id}","status_url":"{place}/status","response_url":"{place}","logs":null}}"#
        )
    }
}

fn unknown() -> HttpResponse {
    response(404, r#"{"error":"not found"}"#)
}

fn response(status: u16, body: &str) -> HttpResponse {
    HttpResponse {
        status,
        media_type: "application/json".to_owned(),
        retry_after_millis: None,
        body: body.as_bytes().to_vec(),
        last_url: String::new(),
    }
}

//! A transport for tests that plays a script: what must be asked next, and what is answered.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::Future;
use std::task::{Context, Poll, Waker};

use super::{Body, HttpRequest, HttpResponse, Method, Transport, TransportError};

/// One expected request and its answer.
pub(crate) struct Exchange {
    request: HttpRequest,
    answer: Result<HttpResponse, TransportError>,
}

impl Exchange {
    /// Expects a request with exactly these headers and this body.
    pub(crate) fn expect(method: Method, url: &str, headers: &[(&'static str, &str)], body: Body) -> Self {
        Self {
            request: HttpRequest {
                method,
                url: url.to_owned(),
                headers: headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect(),
                body,
                max_response_bytes: 0,
                follows_redirects: false,
            },
            answer: Err(TransportError::Unreachable),
        }
    }

    /// Answers with a status and a body.
    pub(crate) fn answer(mut self, status: u16, body: &str) -> Self {
        self.answer = Ok(HttpResponse {
            status,
            media_type: "application/json; charset=utf-8".to_owned(),
            retry_after_millis: None,
            body: body.as_bytes().to_vec(),
            last_url: String::new(),
        });
        self
    }

    /// Answers with this.
    pub(crate) fn answer_with(mut self, answer: Result<HttpResponse, TransportError>) -> Self {
        self.answer = answer;
        self
    }
}

/// Plays its script in order; any other request, or one too many, fails the test.
pub(crate) struct Scripted {
    left: RefCell<VecDeque<Exchange>>,
}

impl Scripted {
    pub(crate) fn new(script: Vec<Exchange>) -> Self {
        Self { left: RefCell::new(script.into()) }
    }

    /// Fails when something expected was never asked.
    #[track_caller]
    pub(crate) fn check_done(&self) {
        let left: Vec<String> =
            self.left.borrow().iter().map(|exchange| format!("{:?}", exchange.request)).collect();
        assert!(left.is_empty(), "never asked: {left:?}");
    }
}

impl Transport for Scripted {
    fn send_streaming(
        &self,
        request: HttpRequest,
        on_piece: &mut dyn FnMut(&[u8]),
    ) -> impl Future<Output = Result<HttpResponse, TransportError>> {
        let exchange = self.left.borrow_mut().pop_front();
        let exchange = exchange.unwrap_or_else(|| panic!("asked once too often: {request:?}"));
        let expected = exchange.request;
        assert_eq!((request.method, request.url.as_str()), (expected.method, expected.url.as_str()));
        assert_eq!(request.headers, expected.headers, "{}", request.url);
        match (&request.body, &expected.body) {
            // The order of members is no matter.
            (Body::Json(actual), Body::Json(expected)) => {
                let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
                assert_eq!(read(actual), read(expected), "{}", request.url);
            }
            (actual, expected) => assert!(actual == expected, "another body for {}", request.url),
        }
        assert!((1 << 20..=256 << 20).contains(&request.max_response_bytes), "the answer must have a limit");
        let is_download = request.method == Method::Get && request.headers.is_empty();
        assert_eq!(request.follows_redirects, is_download, "{}", request.url);
        if let Ok(answer) = &exchange.answer {
            for piece in answer.body.chunks(7) {
                on_piece(piece);
            }
        }
        std::future::ready(exchange.answer.map(|answer| HttpResponse { body: Vec::new(), ..answer }))
    }
}

/// Runs a future whose parts are all ready.
#[track_caller]
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("nothing here waits"),
    }
}

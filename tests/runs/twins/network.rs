//! The way to the providers.

use pentimento::api::{HttpRequest, HttpResponse, Transport, TransportError};

use super::Tab;
use crate::ledger::Ledger;

impl Transport for Tab {
    async fn send_streaming(
        &self,
        request: HttpRequest,
        on_piece: &mut dyn FnMut(&[u8]),
    ) -> Result<HttpResponse, TransportError> {
        let browser = &self.browser;
        let leg_millis = || browser.executor.below(browser.latency_millis.get());
        if browser.ledger.is_none() {
            browser.executor.sleep(leg_millis()).await;
            let answer = browser.provider.answer(&request);
            browser.executor.sleep(leg_millis()).await;
            return hand_on(answer, request.max_response_bytes, on_piece);
        }
        let now_millis = browser.executor.now_millis();
        browser.witness.on_sent(&request, now_millis);
        // On the network a request goes on while its tab is frozen or dies.
        let way_there_millis = leg_millis();
        let exchange = Ledger::begin(self.id, &request, way_there_millis, browser);
        browser.executor.sleep(way_there_millis + leg_millis()).await;
        let answer = loop {
            match exchange.take() {
                Some(answer) => break answer,
                None => browser.executor.sleep(1).await,
            }
        };
        exchange.note_received();
        hand_on(answer, request.max_response_bytes, on_piece)
    }
}

/// Hands the body on in pieces, up to the limit.
fn hand_on(
    answer: Result<HttpResponse, TransportError>,
    limit: usize,
    on_piece: &mut dyn FnMut(&[u8]),
) -> Result<HttpResponse, TransportError> {
    let answer = answer?;
    let body = answer.body.get(..limit).unwrap_or(&answer.body);
    body.chunks(50_000).for_each(on_piece);
    if answer.body.len() > limit {
        return Err(TransportError::TooLarge { limit });
    }
    Ok(HttpResponse { body: Vec::new(), ..answer })
}

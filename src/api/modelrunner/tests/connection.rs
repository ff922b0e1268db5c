//! The test of the connection.

use super::*;
use crate::api::Connection;
use crate::api::TransportError;

fn ask() -> Exchange {
    get("https://queue.example.org/openai/gpt-image-2/requests/pentimento-connection/status")
}

#[track_caller]
fn check(exchange: Exchange, expected: &str) {
    let told = play(account(), vec![exchange], async |client| client.test_connection().await);
    let words = match told {
        Ok(Connection::Accepted) => "accepted".to_owned(),
        Ok(Connection::KeyRefused { message }) => format!("key: {message}"),
        Ok(Connection::NoCredit { message }) => format!("credit: {message}"),
        Err(error) => format!("error: {error}"),
    };
    assert_eq!(words, expected);
}

#[test]
fn what_a_connection_shows() {
    check(ask().answer(404, r#"{"error":"Request not found"}"#), "accepted");
    check(ask().answer(400, r#"{"error":"malformed id"}"#), "accepted");
    check(ask().answer(200, r#"{"status":"IN_QUEUE"}"#), "accepted");
    check(
        ask().answer(401, r#"{"error":"invalid key"}"#),
        "key: the key was refused (401): enter another in Settings; it said: invalid key",
    );
    check(ask().answer(403, ""), "key: the key may not use this (403): check its rights at the provider");
    check(ask().answer(402, "{}"), "credit: no credit left (402): add some at the provider");
    // Somebody else's page.
    check(
        ask().answer(404, "<html>Not found</html>"),
        "error: not found (404): check the API address in Settings",
    );
    check(ask().answer(200, "<html>"), "error: the answer could not be understood: it is not JSON");
    check(ask().answer(503, ""), "error: the server failed (503)");
    check(
        ask().answer_with(Err(TransportError::Unreachable)),
        "error: no answer: the network or CORS, which a page cannot tell apart; a proxy address in Settings may help",
    );
}

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
        Ok(Connection::Refused(error)) => format!("refused: {error}"),
        Err(error) => format!("error: {error}"),
    };
    assert_eq!(words, expected);
}

#[test]
fn what_a_connection_shows() {
    check(ask().answer(404, r#"{"error":"Request not found"}"#), "accepted");
    check(ask().answer(400, r#"{"error":"malformed id"}"#), "accepted");
    check(ask().answer(200, r#"{"status":"IN_QUEUE"}"#), "accepted");
    check(ask().answer(401, r#"{"error":"invalid key"}"#), "refused: status 401: invalid key");
    check(ask().answer(403, ""), "refused: status 403");
    check(ask().answer(402, "{}"), "refused: status 402");
    // Somebody else's page.
    check(ask().answer(404, "<html>Not found</html>"), "error: status 404");
    check(ask().answer(200, "<html>"), "error: the answer could not be understood: it is not JSON");
    check(ask().answer(503, ""), "error: status 503");
    check(
        ask().answer_with(Err(TransportError::Unreachable)),
        "error: no answer: the network or CORS is in the way",
    );
}

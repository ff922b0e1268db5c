//! Finding a request again by its tag, in a list whose envelope is not documented.

use super::*;
use crate::core::job::LookUp;
use serde_json::{Value, json};

fn get_list() -> Exchange {
    get("https://queue.example.org/requests?metadata=%7B%22job%22%3A%22job-7%22%7D&limit=1")
}

#[track_caller]
fn check(body: &Value, expected: LookUp) {
    let script = vec![get_list().answer(200, &body.to_string())];
    let told = play(account(), script, async |client| client.look_up("job-7").await);
    assert_eq!(told, Ok(expected), "{body}");
}

fn entry(tag: &str) -> Value {
    json!({ "id": ID, "status": "IN_QUEUE", "metadata": { "app": "pentimento", "job": tag } })
}

#[test]
fn found_in_any_envelope() {
    let found = || LookUp::Found(ticket());
    check(&json!([entry("job-7")]), found());
    for member in ["data", "requests", "items", "results"] {
        check(&json!({ member: [entry("job-7")], "total": 1 }), found());
    }
    check(&json!([entry("job-8"), entry("job-7")]), found());
    check(&json!([{ "request_id": ID, "metadata": { "job": "job-7" } }]), found());
    let own = json!([{
        "id": ID, "metadata": { "job": "job-7" },
        "status_url": "https://queue.example.org/s", "response_url": "https://evil.example/r",
    }]);
    check(&own, LookUp::Found(Ticket { status_url: "https://queue.example.org/s".to_owned(), ..ticket() }));
}

#[test]
fn an_empty_list_is_a_no() {
    check(&json!([]), LookUp::NotFound);
    check(&json!({ "data": [] }), LookUp::NotFound);
}

#[test]
fn what_does_not_tell() {
    for body in [
        json!(null),
        json!({}),
        json!("none"),
        json!({ "data": {} }),
        json!({ "total": 0 }),
        // The filter was not applied: nothing follows from another's request.
        json!([entry("job-8")]),
        json!([{ "id": ID }]),
        json!([{ "id": ID, "metadata": null }]),
        json!([{ "id": ID, "metadata": { "job": 7 } }]),
        json!([7]),
        json!([{ "id": "a/b", "metadata": { "job": "job-7" } }]),
        json!([{ "metadata": { "job": "job-7" } }]),
    ] {
        check(&body, LookUp::CannotTell);
    }
}

#[test]
fn an_error_is_an_error() {
    for (status, body) in [(401, "{}"), (404, "{}"), (500, ""), (200, r#"{"error":"x"}"#)] {
        let script = vec![get_list().answer(status, body)];
        let told = play(account(), script, async |client| client.look_up("job-7").await);
        assert!(told.is_err(), "{status} {body}: {told:?}");
    }
}

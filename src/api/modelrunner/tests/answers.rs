//! Status and result: every form of success, failure and doubt.

use super::*;
use crate::api::intake::InMemory;
use crate::api::samples::failure_words;
use crate::core::job::{FailureKind, FetchAnswer, Phase, PollAnswer, RemotePicture};
use crate::core::price::MicroDollars;
use serde_json::{Value, json};

/// A status answer in a few words.
fn poll_words(told: Result<PollAnswer, Error>) -> String {
    match told {
        Ok(PollAnswer::Pending { phase, .. }) => format!("{phase:?}"),
        Ok(PollAnswer::Completed { .. }) => "completed".to_owned(),
        Ok(PollAnswer::Failed { failure, .. }) => format!("failed {}", failure_words(&failure)),
        Err(error) => format!("error: {error}"),
    }
}

#[track_caller]
fn check_status(script: Vec<Exchange>, expected: &str) {
    let told =
        play(account(), script, async |client| client.status(&ticket(), &mut InMemory::default()).await);
    assert_eq!(poll_words(told), expected);
}

#[track_caller]
fn check_one_status(status: u16, body: &str, expected: &str) {
    check_status(vec![get_status().answer(status, body)], expected);
}

#[test]
fn statuses() {
    check_one_status(200, r#"{"status":"IN_QUEUE"}"#, "Queued");
    check_one_status(202, r#"{"status":"in_progress","error":null}"#, "InProgress");
    check_one_status(200, r#"{"status":"COMPLETED"}"#, "completed");
    let given_up = "failed Generation GivenUp: upstream gave no output";
    let failed = r#"{"status":"FAILED","error":"upstream gave no output"}"#;
    check_one_status(400, failed, given_up);
    check_one_status(200, failed, given_up);
    check_one_status(200, r#"{"status":"CANCELLED"}"#, "failed Generation CancelledByProvider");
    check_one_status(400, r#"{"error":"malformed id"}"#, "error: status 400: malformed id");
    // An envelope does not make a refused key a failed job.
    check_one_status(401, r#"{"status":"FAILED"}"#, "error: status 401");
    check_one_status(500, r#"{"status":"COMPLETED"}"#, "error: status 500");
    let unknown = "error: the answer could not be understood: it names no known status";
    check_one_status(200, r#"{"status":"THINKING"}"#, unknown);
    check_one_status(200, r#"{"status":7}"#, unknown);
    check_one_status(200, "[]", unknown);
    check_one_status(200, "null", unknown);
}

#[test]
fn an_unknown_address_is_asked_for_by_id_once() {
    let lost = || get_status().answer(404, r#"{"error":"not found"}"#);
    check_status(vec![lost(), get_record().answer(200, r#"{"id":"x","status":"COMPLETED"}"#)], "completed");
    // Anybody on the way can say 404: the paid job waits for the person.
    check_status(vec![lost(), get_record().answer(404, "{}")], "error: refused: ");
    check_status(vec![lost(), get_record().answer(404, "<html>lost</html>")], "error: status 404");
}

#[test]
fn a_ticket_of_another_address_gets_no_key() {
    let other = Ticket {
        status_url: "https://other.example.org/s".to_owned(),
        response_url: "https://other.example.org/r".to_owned(),
        ..ticket()
    };
    let told =
        play(account(), Vec::new(), async |client| client.status(&other, &mut InMemory::default()).await);
    let foreign = Error::ForeignUrl { host: "other.example.org".to_owned() };
    assert_eq!(told, Err(foreign.clone()));
    assert_eq!(foreign.kind(), FailureKind::Forbidden, "the job is kept until Settings fit again");
    let told =
        play(account(), Vec::new(), async |client| client.result(&other, &mut InMemory::default()).await);
    assert_eq!(told, Err(foreign));
}

#[track_caller]
fn check_logs(logs: &Value, expected: &[&str]) {
    let body = json!({ "status": "IN_PROGRESS", "logs": logs }).to_string();
    let told = play(account(), vec![get_status().answer(200, &body)], async |client| {
        client.status(&ticket(), &mut InMemory::default()).await
    });
    let Ok(PollAnswer::Pending { phase: Phase::InProgress, logs }) = told else {
        panic!("{told:?}");
    };
    assert_eq!(logs, expected);
}

#[test]
fn logs_of_any_shape() {
    check_logs(&Value::Null, &[]);
    check_logs(&json!(""), &[]);
    check_logs(&json!([]), &[]);
    check_logs(&json!("one\r\n\n two \n"), &["one", "two"]);
    check_logs(&json!(["one", "two\nthree"]), &["one", "two", "three"]);
    check_logs(
        &json!([{ "message": "one", "level": "info", "source": "x", "timestamp": "t" }, { "level": "x" }, 7, "two"]),
        &["one", "two"],
    );
    check_logs(&json!({ "message": "one" }), &[]);
    check_logs(&json!(7), &[]);
    check_logs(&json!("\u{1b}[31mred\u{202e} sesame-1234"), &["[31mred …"]);
    let many: Vec<String> = (0..1000).map(|index| index.to_string()).collect();
    let last: Vec<&str> = many[800..].iter().map(String::as_str).collect();
    check_logs(&json!(many), &last);
    check_logs(&json!("x".repeat(9000)), &[&"x".repeat(500)]);
}

/// A result answer in a few words.
fn fetch_words(told: Result<FetchAnswer, Error>) -> String {
    match told {
        Ok(FetchAnswer::Ready(outcome)) => {
            let pictures: Vec<String> = outcome
                .pictures
                .into_iter()
                .map(|picture| match picture {
                    RemotePicture::Url(url) => url,
                    RemotePicture::File(file) => format!("file {}", file.0.get(..8).unwrap_or_default()),
                    RemotePicture::Data(data) => data,
                })
                .collect();
            pictures.join(" ")
        }
        Ok(FetchAnswer::NotReady) => "not ready".to_owned(),
        Ok(FetchAnswer::Failed { failure, .. }) => format!("failed {}", failure_words(&failure)),
        Err(error) => format!("error: {error}"),
    }
}

#[track_caller]
fn check_result(status: u16, body: &Value, expected: &str) {
    let script = vec![get_result().answer(status, &body.to_string())];
    let told =
        play(account(), script, async |client| client.result(&ticket(), &mut InMemory::default()).await);
    assert_eq!(fetch_words(told), expected, "{body}");
}

#[test]
fn results_that_are_none() {
    let output = json!(["https://m.example/a.png"]);
    let said = "failed Generation: provider said no";
    let failed = json!({ "status": "COMPLETED", "output": {}, "error": "provider said no" });
    check_result(422, &failed, said);
    check_result(200, &failed, said);
    let with_output = json!({ "status": "COMPLETED", "output": output, "error": "provider said no" });
    check_result(200, &with_output, said);
    // A gateway's own 422, which says nothing of this request.
    check_result(422, &json!(null), "error: status 422");
    check_result(422, &json!({ "detail": "Unprocessable" }), "error: status 422: Unprocessable");
    let invalid = json!({
        "error": "output does not match", "request_id": "3f",
        "details": { "code": "INVALID_OUTPUT", "validationErrors": [{ "instancePath": "/output/0", "message": "must be string" }] },
    });
    let told = "failed Generation: output does not match: /output/0: must be string: INVALID_OUTPUT";
    check_result(422, &invalid, told);
    check_result(200, &invalid, told);
    check_result(
        200,
        &json!({ "status": "COMPLETED", "output": output, "billingStatus": "failed" }),
        "failed Generation",
    );
    check_result(
        200,
        &json!({ "status": "COMPLETED", "output": {}, "payloadsPurgedAt": "2026-11-23T10:00:00Z" }),
        "failed Empty Removed",
    );
    check_result(410, &json!({}), "error: refused: ");
    check_result(200, &json!({ "status": "COMPLETED", "output": {} }), "failed Empty NoPicture");
    check_result(400, &json!({ "status": "FAILED", "error": "stuck" }), "failed Generation GivenUp: stuck");
    check_result(
        200,
        &json!({ "status": "CANCELLED", "output": output }),
        "failed Generation CancelledByProvider",
    );
}

#[test]
fn results_that_are_not_there_yet() {
    check_result(409, &json!({ "error": "not finished" }), "not ready");
    check_result(400, &json!({ "error": "not finished" }), "not ready");
    check_result(200, &json!({ "status": "IN_PROGRESS", "output": null }), "not ready");
    check_result(200, &json!({ "status": "IN_QUEUE" }), "not ready");
}

#[test]
fn results_that_do_not_tell() {
    check_result(401, &json!({ "error": "bad key" }), "error: status 401: bad key");
    check_result(503, &json!({}), "error: status 503");
    let unknown = "error: the answer could not be understood: it names no known status";
    check_result(200, &json!({ "output": ["https://m.example/a.png"] }), unknown);
    check_result(200, &json!("https://m.example/a.png"), unknown);
}

#[test]
fn a_result_not_found_is_asked_for_by_id_once() {
    let record = json!({ "status": "COMPLETED", "output": "https://m.example/a.png" }).to_string();
    let script = vec![get_result().answer(404, "{}"), get_record().answer(200, &record)];
    let told =
        play(account(), script, async |client| client.result(&ticket(), &mut InMemory::default()).await);
    assert_eq!(fetch_words(told), "https://m.example/a.png");
}

#[track_caller]
fn check_output(output: &Value, expected: &str) {
    let body = json!({
        "status": "COMPLETED", "output": output, "error": "", "billingStatus": "charged", "payloadsPurgedAt": null,
        "input": { "image_urls": ["https://m.example/input.png"] },
        "thumbnails": [{ "url": "https://m.example/thumbnail.png" }],
    });
    check_result(200, &body, expected);
}

#[test]
fn output_of_any_shape() {
    let (a, b) = ("https://m.example/a.png", "https://m.example/b.png");
    let both = format!("{a} {b}");
    check_output(&json!([a, b]), &both);
    check_output(&json!([a, b, a]), &both);
    check_output(&json!(a), a);
    check_output(&json!({ "images": [{ "url": a }, { "url": b }] }), &both);
    check_output(&json!({ "images": [a, b], "seed": 7, "prompt": "https://not.a.picture/" }), &both);
    check_output(&json!([{ "url": a }, { "image_url": b }]), &both);
    check_output(&json!({ "url": a }), a);
    check_output(&json!({ "image": a }), a);
    check_output(&json!({ "image": { "url": a, "width": 4 } }), a);
    check_output(&json!({ "image_url": a }), a);
    check_output(&json!({ "image_url": { "url": a } }), a);
    check_output(&json!({ "output": { "data": [{ "url": a }] } }), a);
    check_output(&json!([[a], [[b]]]), &both);
    check_output(&json!([null, 7, true, "text", { "x": b }, a]), a);
    // One picture in two forms is one picture.
    check_output(&json!({ "data": [{ "url": a, "b64_json": "iVBORw0KGgoAAAA" }] }), a);
    check_output(
        &json!({ "data": [{ "url": null, "b64_json": "iVBORw0KGgoAAAA" }, { "b64_json": "/9j/4AAQ" }] }),
        "file 1c892771 file fc16d7dc",
    );
    check_output(&json!(["data:image/webp;base64,UklGRgAA"]), "file 9100baf3");
    let none = "failed Empty NoPicture";
    for output in [
        json!({}),
        json!([]),
        json!(null),
        json!(""),
        json!("data:image/svg+xml;base64,PHN2Zz4="),
        json!("data:text/html,<script>"),
        json!("javascript:alert(1)"),
        json!("http://m.example/a.png"),
        json!("http://127.0.0.1/a.png"),
        json!("https://key@m.example/a.png"),
        json!({ "b64_json": "PHN2Zz4=" }),
    ] {
        check_output(&output, none);
    }
}

#[test]
fn too_many_and_too_deep_are_cut() {
    let many: Vec<String> = (0..100).map(|index| format!("https://m.example/{index}.png")).collect();
    check_output(&json!(many), &many[..16].join(" "));
    let deep = |levels| (0..levels).fold(json!("https://m.example/a.png"), |inner, _| json!([inner]));
    check_output(&deep(8), "https://m.example/a.png");
    check_output(&deep(9), "failed Empty NoPicture");
    check_output(&deep(50), "failed Empty NoPicture");
    let deeper = format!("{{\"status\":\"COMPLETED\",\"output\":{}", "[".repeat(100_000));
    let script = vec![get_result().answer(200, &deeper)];
    let told =
        play(account(), script, async |client| client.result(&ticket(), &mut InMemory::default()).await);
    assert_eq!(fetch_words(told), "error: the answer could not be understood: it is not JSON");
}

#[track_caller]
fn check_total(total: &Value, expected: Option<u64>) {
    let body = json!({ "status": "COMPLETED", "output": "https://m.example/a.png", "totalPrice": total });
    let script = vec![get_result().answer(200, &body.to_string())];
    let told =
        play(account(), script, async |client| client.result(&ticket(), &mut InMemory::default()).await);
    let Ok(FetchAnswer::Ready(outcome)) = told else {
        panic!("{told:?}");
    };
    assert_eq!(outcome.total, expected.map(MicroDollars));
}

#[test]
fn the_price_is_text_or_a_number() {
    check_total(&json!("0.151"), Some(151_000));
    check_total(&json!(0.302), Some(302_000));
    check_total(&json!(2), Some(2_000_000));
    check_total(&json!(0), Some(0));
    for none in [json!(null), json!("free"), json!(-1), json!(1e300), json!({}), json!([0.151])] {
        check_total(&none, None);
    }
}

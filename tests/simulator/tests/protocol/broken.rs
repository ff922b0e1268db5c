//! Connections that end, answers that are none, and what pages may read: in every way that can be ordered.

use crate::support::{ENDPOINT, Server};
use serde_json::{Value, json};

const KEY: (&str, &str) = ("authorization", "Key sim-ok");

/// Submits while `failure` is ordered; gives the status, 0 for a broken connection, and how many jobs there are.
fn submit_under(failure: &Value) -> (u16, u64) {
    let server = Server::start();
    let edit = server.small_edit();
    server.set(&json!({ "failures": [failure] }));
    let headers = [KEY, ("content-type", "application/json")];
    let outcome = server.try_send("POST", ENDPOINT, &headers, edit.to_string().as_bytes());
    let jobs = server.get("sim-ok", "/requests").json()["total"].as_u64().unwrap();
    (outcome.map_or(0, |answer| answer.status), jobs)
}

#[test]
fn submits_break_before_or_after_they_are_done() {
    for (failure, expected) in [
        (json!({"on": "submit", "way": "reset"}), (0, 0)),
        (json!({"on": "submit", "way": "reset", "is_done": true}), (0, 1)),
        (json!({"on": "submit", "way": "204"}), (204, 0)),
        (json!({"on": "submit", "way": "204", "is_done": true}), (204, 1)),
        (json!({"on": "submit", "way": "html"}), (502, 0)),
        (json!({"on": "submit", "way": "truncated"}), (201, 1)),
        (json!({"on": "submit", "way": "broken"}), (0, 1)),
        (json!({"on": "submit", "http_status": 504, "is_done": true}), (504, 1)),
        (json!({"on": "submit", "http_status": 504}), (504, 0)),
        (json!({"on": "status", "way": "reset"}), (201, 1)),
    ] {
        assert_eq!(submit_under(&failure), expected, "{failure}");
    }
}

#[test]
fn keys_break_connections_too() {
    let server = Server::start();
    let edit = server.small_edit().to_string();
    for (key, jobs) in [("sim-reset", 0), ("sim-reset-accepted", 1)] {
        let value = format!("Key {key}");
        let outcome = server.try_send("POST", ENDPOINT, &[("authorization", &value)], edit.as_bytes());
        assert!(outcome.is_err(), "{key}: {outcome:?}");
        assert_eq!(server.get("sim-ok", "/requests").json()["total"], json!(jobs), "{key}");
    }
    assert_eq!(server.submit("sim-204", &server.small_edit()).status, 204);
    let statuses: Vec<u64> = server
        .log()
        .iter()
        .filter(|entry| entry["path"] == json!(ENDPOINT))
        .map(|entry| entry["answer_status"].as_u64().unwrap())
        .collect();
    assert_eq!(statuses, [0, 0, 204], "the log tells what the client saw");
}

#[test]
fn any_answer_can_be_ordered() {
    let server = Server::start();
    let order = |failure: Value| server.set(&json!({ "failures": [failure] }));
    order(json!({"on": "list", "way": "huge", "bytes": 3_000_000}));
    let huge = server.get("sim-ok", "/requests");
    assert!(huge.body.len() > 3_000_000);
    assert!(huge.json()["filler"].is_string());

    order(json!({"on": "list", "way": "deep", "levels": 1000}));
    let deep = server.get("sim-ok", "/requests").text();
    assert_eq!((deep.len(), &deep[998..1002]), (2000, "[[]]"));

    order(json!({"on": "list", "way": "raw", "http_status": 302, "body": "<b>", "media_type": "text/html",
        "headers": {"Location": "https://elsewhere.example/"}}));
    let value = ureq::get(format!("{}/requests", server.address))
        .header(KEY.0, KEY.1)
        .config()
        .max_redirects(0)
        .max_redirects_will_error(false)
        .build()
        .call()
        .unwrap();
    assert_eq!(value.status(), 302);
    assert_eq!(value.headers()["location"], "https://elsewhere.example/");
    assert_eq!(value.headers()["content-type"], "text/html");
}

#[test]
fn a_body_can_trickle() {
    let server = Server::start();
    let (envelope, ..) = server.run("sim-ok", &server.small_edit());
    server.set(&json!({"failures": [{"on": "result", "way": "slow", "bytes_per_second": 2000}]}));
    let begin = std::time::Instant::now();
    let result = server.get("sim-ok", envelope["response_url"].as_str().unwrap());
    assert!(result.json()["output"][0].is_string());
    let expected = std::time::Duration::from_millis(result.body.len() as u64 / 2 / 2);
    assert!(begin.elapsed() > expected, "{:?}", begin.elapsed());
}

/// Which of five answers a page may read under a policy: a success, an error, a `PUT`, a file; and a header of it.
fn readable(policy: &str) -> [bool; 5] {
    let server = Server::start();
    let body = server.small_edit();
    let file = body["image_urls"][0].as_str().unwrap().to_owned();
    server.set(&json!({ "cors": policy }));
    let is_readable = |method: &str, target: &str| {
        let answer = server.send(method, target, &[KEY, ("content-type", "image/png")], b"");
        answer.header("access-control-allow-origin") == "*"
    };
    let list = server.get("sim-ok", "/requests");
    [
        list.header("access-control-allow-origin") == "*",
        is_readable("GET", "/requests/short"),
        is_readable("PUT", "/__h/modelrunner-uploads.s3.amazonaws.com/a.png"),
        is_readable("GET", &file),
        list.header("access-control-expose-headers").contains("x-request-id"),
    ]
}

#[test]
fn pages_read_what_the_policy_allows() {
    for (policy, expected) in [
        ("all", [true; 5]),
        ("none", [false; 5]),
        ("no-errors", [true, false, false, true, true]),
        ("no-upload", [true, true, false, true, true]),
        ("no-media", [true, true, true, false, true]),
        ("nothing-exposed", [true, true, true, true, false]),
    ] {
        assert_eq!(readable(policy), expected, "{policy}");
    }
}

#[test]
fn preflights_follow_the_policy() {
    let server = Server::start();
    let preflight = |policy: &str, target: &str, method: &str, asked: &str| {
        server.set(&json!({ "cors": policy }));
        let headers = [("access-control-request-method", method), ("access-control-request-headers", asked)];
        let answer = server.send("OPTIONS", target, &headers, &[]);
        (
            answer.header("access-control-allow-origin") == "*",
            answer.header("access-control-allow-headers").to_owned(),
        )
    };
    let bucket = "/__h/modelrunner-uploads.s3.amazonaws.com/a.png";
    assert!(!preflight("no-upload", bucket, "PUT", "content-type").0);
    assert!(preflight("no-upload", ENDPOINT, "POST", "authorization").0);
    let (_, allowed) = preflight("no-stainless", "/v1/images/edits", "POST", "authorization,x-stainless-os");
    assert!(!allowed.contains("stainless"), "{allowed}");
}

/// The status word and the result of a job whose key chooses its fault.
fn outcome(key: &str) -> (Value, u16, Value, Server) {
    let server = Server::start();
    let (_, status, result) = server.run(key, &server.small_edit());
    (status.json(), result.status, result.json(), server)
}

#[test]
fn jobs_end_in_uncommon_ways() {
    assert_eq!(outcome("sim-cancelled").0["status"], json!("CANCELLED"));
    let (_, status, record, _) = outcome("sim-purged");
    assert_eq!((status, &record["output"]), (200, &json!({})));
    assert!(record["payloadsPurgedAt"].is_string());
    let (envelope, ..) = outcome("sim-bare-envelope");
    assert!(envelope.get("logs").is_none() && envelope.get("queue_position").is_none());
    assert_eq!(outcome("sim-logs-null").2["logs"], Value::Null);
    assert!(outcome("sim-logs-strings").2["logs"][0].is_string());
    let data = outcome("sim-output-data-uri").2["output"][0].as_str().unwrap().to_owned();
    assert!(data.starts_with("data:image/png;base64,iVBOR"), "{data:.40}");
}

#[test]
fn pictures_can_be_other_than_asked_for() {
    let file = |key: &str| {
        let (_, _, record, server) = outcome(key);
        server.send("GET", record["output"][0].as_str().unwrap(), &[], &[])
    };
    assert_eq!(file("sim-other-size").picture().dimensions(), (1152, 864));
    let disguised = file("sim-wrong-mime");
    assert_eq!(disguised.header("content-type"), "application/octet-stream");
    assert_eq!(disguised.picture().dimensions(), (1024, 768));
    assert_eq!(file("sim-expired-media").status, 403);
}

#[test]
fn the_queue_can_be_set_up_otherwise() {
    let server = Server::start();
    server.set(&json!({"submit_status": 200, "address_form": "full", "is_late_to_validate": true}));
    let edit = server.small_edit();
    let submitted = server.submit("sim-ok", &edit);
    assert_eq!(submitted.status, 200);
    let status_url = submitted.json()["status_url"].as_str().unwrap().to_owned();
    assert!(status_url.contains("/openai/gpt-image-2/edit/requests/"), "{status_url}");
    assert_eq!(server.settled("sim-ok", &status_url).json()["status"], json!("COMPLETED"));

    server.set(&json!({"submit_status": 201, "address_form": "bare"}));
    let mut wrong = edit;
    wrong["num_images"] = json!(9);
    let (envelope, status, result) = server.run("sim-ok", &wrong);
    assert!(!envelope["status_url"].as_str().unwrap().contains("openai"));
    assert_eq!((status.status, result.status), (200, 422));
    assert!(result.json()["error"].as_str().unwrap().contains("9 pictures to make"));

    let bearer = [("authorization", "Bearer sim-ok")];
    assert_eq!(server.send("GET", "/requests", &bearer, &[]).status, 401);
    server.set(&json!({"accepts_bearer": true}));
    assert_eq!(server.send("GET", "/requests", &bearer, &[]).status, 200);
}

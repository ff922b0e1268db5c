//! Uploads as a bucket takes them, what browsers ask for, and the control route.

use crate::support::{ENDPOINT, Server};
use serde_json::json;

#[test]
fn an_upload_needs_its_signature_and_its_type_and_no_key() {
    let server = Server::start();
    let begun = server
        .post(
            "sim-ok",
            "/storage/upload/initiate",
            &json!({"file_name": "a.png", "content_type": "image/png"}),
        )
        .json();
    let (upload_url, file_url) = (begun["upload_url"].as_str().unwrap(), begun["file_url"].as_str().unwrap());
    assert_eq!(server.send("GET", file_url, &[], &[]).status, 404, "before the PUT");

    let png = ("content-type", "image/png");
    let unsigned = upload_url.split('?').next().unwrap();
    for (target, headers, code) in [
        (upload_url, vec![png, ("authorization", "Key sim-ok")], "InvalidArgument"),
        (upload_url, vec![("content-type", "image/jpeg")], "SignatureDoesNotMatch"),
        (unsigned, vec![png], "AccessDenied"),
    ] {
        let refused = server.send("PUT", target, &headers, b"bytes");
        assert_eq!((refused.status, refused.header("content-type")), (403, "application/xml"), "{code}");
        assert!(refused.text().contains(&format!("<Code>{code}</Code>")), "{}", refused.text());
    }
    assert_eq!(server.send("GET", file_url, &[], &[]).status, 404, "after refused PUTs");

    for bytes in [b"first".as_slice(), b"again"] {
        let stored = server.send("PUT", upload_url, &[png], bytes);
        assert_eq!(stored.status, 200);
        assert!(stored.header("etag").starts_with('"'));
        let file = server.send("GET", file_url, &[], &[]);
        assert_eq!((file.status, file.header("content-type"), &*file.body), (200, "image/png", bytes));
        assert_eq!(file.header("access-control-allow-origin"), "*");
    }
}

#[test]
fn svg_must_be_an_attachment() {
    let server = Server::start();
    let svg = ("content-type", "image/svg+xml");
    let body = json!({"file_name": "a.svg", "content_type": "image/svg+xml", "size": 6});
    let begun = server.post("sim-ok", "/storage/upload/initiate", &body).json();
    let upload_url = begun["upload_url"].as_str().unwrap();
    assert_eq!(server.send("PUT", upload_url, &[svg], b"<svg/>").status, 403);
    let attachment = ("content-disposition", "attachment");
    assert_eq!(server.send("PUT", upload_url, &[svg, attachment], b"<svg/>").status, 200);
}

#[test]
fn bad_initiates_are_refused() {
    let server = Server::start();
    for body in [
        json!({}),
        json!({"file_name": "a.png"}),
        json!({"file_name": "", "content_type": "image/png"}),
        json!({"file_name": "a.png", "content_type": "image/png", "size": "big"}),
    ] {
        let answer = server.post("sim-ok", "/storage/upload/initiate", &body);
        assert_eq!(answer.status, 400, "{body}");
        assert!(answer.json()["error"][0]["path"][0].is_string(), "{body}");
    }
}

#[test]
fn preflights_allow_what_they_are_asked_for() {
    let server = Server::start();
    let asked = "authorization,content-type,x-anything";
    for target in
        [ENDPOINT, "/requests/x", "/storage/upload/initiate", "/__h/media.modelrunner.ai/a", "/no/route"]
    {
        let headers = [
            ("origin", "https://page.example"),
            ("access-control-request-method", "POST"),
            ("access-control-request-headers", asked),
            ("access-control-request-private-network", "true"),
        ];
        let answer = server.send("OPTIONS", target, &headers, &[]);
        assert_eq!(answer.status, 204, "{target}");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert_eq!(answer.header("access-control-allow-headers"), asked);
        assert_eq!(answer.header("access-control-allow-private-network"), "true");
        assert!(answer.header("access-control-allow-methods").contains("PUT"));
    }
}

#[test]
fn errors_can_be_read_by_pages_too_unless_a_fault_forbids() {
    let server = Server::start();
    for key in ["wrong", "sim-402", "sim-html", "sim-ok"] {
        let answer = server.submit(key, &server.small_edit());
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{key}");
        assert!(answer.header("access-control-expose-headers").contains("Retry-After"), "{key}");
        assert_eq!(answer.header("x-request-id").len(), 21, "{key}");
    }
    let answer = server.submit("sim-no-cors", &server.small_edit());
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (201, ""));
    server.set(&json!({"fault": "no-cors"}));
    let answer = server.send("OPTIONS", ENDPOINT, &[], &[]);
    assert_eq!(answer.header("access-control-allow-origin"), "");
}

#[test]
fn the_log_shows_requests_and_hides_keys() {
    let server = Server::start();
    let edit = server.small_edit();
    server.send("POST", "/__control/reset", &[], &[]);
    server.submit("sim-402", &edit);
    let log = server.log();
    assert_eq!(log.len(), 1);
    let entry = &log[0];
    assert_eq!((&entry["method"], &entry["path"]), (&json!("POST"), &json!(ENDPOINT)));
    assert_eq!(entry["json"], edit);
    assert_eq!(entry["answer_status"], json!(402));
    assert_eq!(entry["authorization"]["scheme"], json!("Key"));
    assert_eq!(entry["authorization"]["sha256_prefix"].as_str().unwrap().len(), 12);
    assert!(!serde_json::to_string(&log).unwrap().contains("sim-402"));
}

#[test]
fn settings_change_the_behaviour_until_the_reset() {
    let server = Server::start();
    server.set(&json!({"fault": "402"}));
    assert_eq!(server.submit("sim-ok", &server.small_edit()).status, 402);
    server.send("POST", "/__control/reset", &[], &[]);

    server.set(&json!({"queue_millis": 60_000, "early_result_status": 400}));
    let envelope = server.submit("sim-ok", &server.small_edit()).json();
    assert_eq!(envelope["status"], json!("IN_QUEUE"));
    assert_eq!(server.get("sim-ok", envelope["response_url"].as_str().unwrap()).status, 400);

    let settings = server.send("GET", "/__control/settings", &[], &[]).json();
    assert_eq!(settings["queue_millis"], json!(60_000));
    let refused = server.send("POST", "/__control/settings", &[], b"{\"fault\":\"x\"}");
    assert_eq!(refused.status, 400);
    server.send("POST", "/__control/reset", &[], &[]);
    assert_eq!(server.get("sim-ok", envelope["response_url"].as_str().unwrap()).status, 404);
}

#[test]
fn failures_can_be_ordered() {
    let server = Server::start();
    let envelope = server.submit("sim-ok", &server.small_edit()).json();
    let status_url = envelope["status_url"].as_str().unwrap();
    server.set(&json!({"failures": [
        {"on": "status", "http_status": 503, "times": 2, "retry_after_seconds": 3},
        {"on": "media", "http_status": 500},
    ]}));
    for expected in [(503, "3"), (503, "3"), (200, "")] {
        let answer = server.get("sim-ok", status_url);
        assert_eq!((answer.status, answer.header("retry-after")), expected);
    }
    server.settled("sim-ok", status_url);
    let record = server.get("sim-ok", envelope["response_url"].as_str().unwrap()).json();
    let output = record["output"][0].as_str().unwrap();
    assert_eq!(server.send("GET", output, &[], &[]).status, 500);
    assert_eq!(server.send("GET", output, &[], &[]).status, 200);
}

#[test]
fn oversized_bodies_are_refused() {
    let server = Server::start();
    let body = vec![b'x'; simulator::server::MAX_BODY_BYTES + 1];
    let answer = server.send("POST", ENDPOINT, &[("authorization", "Key sim-ok")], &body);
    assert_eq!(answer.status, 413);
}

//! What goes wrong, on purpose and by the client's doing.

use crate::support::{ENDPOINT, Server, png};
use image::{GrayImage, RgbaImage};
use serde_json::{Value, json};

const NO_ID: &str = "aaaaaaaaaaaaaaaaaaaaa";

#[test]
fn keys_are_checked() {
    let server = Server::start();
    let edit = server.small_edit();
    let target = format!("/requests/{NO_ID}");
    for (value, expected) in [
        ("Key sim-ok", 404),
        ("Key sim-ok-2", 404),
        ("Key sim-401", 401),
        ("Key sim-403", 403),
        ("Key wrong", 401),
        ("Key ", 401),
        ("Bearer sim-ok", 401),
        ("sim-ok", 401),
    ] {
        let answer = server.send("GET", &target, &[("authorization", value)], &[]);
        assert_eq!(answer.status, expected, "{value}");
        assert!(answer.json()["error"].is_string(), "{value}");
    }
    assert_eq!(server.send("GET", &target, &[], &[]).status, 401);
    for target in [ENDPOINT, "/storage/upload/initiate", "/anything"] {
        let answer = server.send("POST", target, &[], edit.to_string().as_bytes());
        assert_eq!(answer.status, 401, "{target}");
    }
}

/// The status of a submit, and whether it made a job.
#[track_caller]
fn check_submit(key: &str, expected_status: u16, makes_job: bool) {
    let server = Server::start();
    let answer = server.submit(key, &server.small_edit());
    assert_eq!(answer.status, expected_status, "{key}: {:?}", answer.body);
    let listed = server.get("sim-ok", "/requests").json();
    assert_eq!(listed["total"], json!(u8::from(makes_job)), "{key}");
}

#[test]
fn submits_fail_as_the_key_says() {
    check_submit("sim-ok", 201, true);
    check_submit("sim-402", 402, false);
    check_submit("sim-429", 429, false);
    check_submit("sim-500-submit", 500, false);
    check_submit("sim-html", 502, false);
    check_submit("sim-504-accepted", 504, true);
    check_submit("sim-truncated-submit", 201, true);

    let server = Server::start();
    let edit = server.small_edit();
    assert_eq!(server.submit("sim-429", &edit).header("retry-after"), "1");
    let page = server.submit("sim-html", &edit);
    assert!(page.header("content-type").starts_with("text/html"), "{page:?}");
    let cut = server.submit("sim-truncated-submit", &edit);
    assert!(serde_json::from_slice::<Value>(&cut.body).is_err());
}

/// The last status' HTTP code and word, the result's code and the member of it that tells.
#[track_caller]
fn check_job(key: &str, status: (u16, &str), result_status: u16, member: &str, expected: &Value) {
    let server = Server::start();
    let (_, settled, result) = server.run(key, &server.small_edit());
    assert_eq!((settled.status, settled.json()["status"].as_str()), (status.0, Some(status.1)), "{key}");
    assert_eq!(result.status, result_status, "{key}: {}", result.text());
    assert_eq!(result.json().pointer(member), Some(expected), "{key}: {}", result.text());
}

#[test]
fn jobs_fail_as_the_key_says() {
    let completed = (200, "COMPLETED");
    let failure = "the model could not finish this request";
    check_job("sim-ok", completed, 200, "/error", &Value::Null);
    check_job("sim-failed", (400, "FAILED"), 400, "/error", &json!("upstream gave no output"));
    check_job("sim-422", completed, 422, "/error", &json!(failure));
    check_job("sim-422", completed, 422, "/output", &json!({}));
    check_job("sim-422-schema", completed, 422, "/details/code", &json!("INVALID_OUTPUT"));
    check_job("sim-completed-error", completed, 200, "/billingStatus", &json!("failed"));
    check_job("sim-empty", completed, 200, "/output", &json!({}));
    check_job("sim-result-409-once", completed, 409, "/error", &json!("request is not finished"));
}

#[test]
fn a_result_can_be_late_once() {
    let server = Server::start();
    let (envelope, _, first) = server.run("sim-result-409-once", &server.small_edit());
    assert_eq!(first.status, 409);
    let again = server.get("sim-ok", envelope["response_url"].as_str().unwrap());
    assert_eq!(again.status, 200);
}

#[test]
fn a_result_can_be_cut() {
    let server = Server::start();
    let (_, _, result) = server.run("sim-truncated-json", &server.small_edit());
    assert_eq!(result.status, 200);
    assert!(serde_json::from_slice::<Value>(&result.body).is_err());
    assert!(result.text().starts_with('{'));
}

#[test]
fn a_stuck_job_stays_in_progress() {
    let server = Server::start();
    for key in ["sim-stuck", "sim-slow"] {
        let envelope = server.submit(key, &server.small_edit()).json();
        std::thread::sleep(std::time::Duration::from_millis(300));
        let status = server.get(key, envelope["status_url"].as_str().unwrap()).json();
        assert_eq!(status["status"], json!("IN_PROGRESS"), "{key}");
        assert_eq!(server.get(key, envelope["response_url"].as_str().unwrap()).status, 409);
    }
}

#[test]
fn logs_and_output_have_many_shapes() {
    let server = Server::start();
    let record = |key: &str| server.run(key, &server.small_edit()).2.json();
    assert!(record("sim-ok")["output"][0].is_string());
    assert!(record("sim-output-string")["output"].is_string());
    assert!(record("sim-output-images")["output"]["images"][0]["url"].is_string());
    assert_eq!(record("sim-logs-string")["logs"].as_str().unwrap().lines().count(), 2);
    assert!(record("sim-logs-objects")["logs"][1]["message"].is_string());
    let hostile = record("sim-hostile");
    assert!(hostile["logs"][0]["message"].as_str().unwrap().contains("<script>"));
    assert!(hostile["output"][1].as_str().unwrap().starts_with("javascript:"));
    assert!(record("sim-hostile-error")["error"].as_str().unwrap().contains("<script>"));
}

#[test]
fn foreign_addresses_are_another_origin_that_is_watched() {
    let server = Server::start();
    let envelope = server.submit("sim-foreign-url", &server.small_edit()).json();
    let status_url = envelope["status_url"].as_str().unwrap();
    assert!(status_url.starts_with("http://localhost:"), "{status_url}");
    let path = status_url.split_once("localhost").unwrap().1.split_once('/').unwrap().1;
    assert_eq!(server.get("sim-foreign-url", &format!("/{path}")).status, 404);
    let entry = server.log().pop().unwrap();
    assert_eq!(entry["virtual_host"], json!("elsewhere.example"));
    assert_eq!(entry["authorization"]["scheme"], json!("Key"));
}

/// The error's path or message for a body changed by `change`.
#[track_caller]
fn check_refusal(change: &Value, status: u16, part: &str) {
    let server = Server::start();
    let mut body = server.small_edit();
    for (name, value) in change.as_object().unwrap() {
        body[name] = value.clone();
    }
    let answer = server.submit("sim-ok", &body);
    assert_eq!(answer.status, status, "{change}: {}", answer.text());
    assert!(answer.text().contains(part), "{change}: {}", answer.text());
}

#[test]
fn bad_requests_are_refused() {
    check_refusal(&json!({"prompt": ""}), 400, r#""path":["prompt"]"#);
    check_refusal(&json!({"image_urls": []}), 400, r#""path":["image_urls"]"#);
    check_refusal(&json!({"image_urls": vec!["https://a.example"; 17]}), 400, "17 pictures");
    check_refusal(&json!({"num_images": 5}), 400, r#""path":["num_images"]"#);
    check_refusal(&json!({"image_size": "huge"}), 400, r#""path":["image_size"]"#);
    check_refusal(&json!({"image_size": {"width": 100, "height": 100}}), 400, "multiples of 16");
    check_refusal(&json!({"metadata": {"a": 1}}), 400, r#""path":["metadata","a"]"#);
    check_refusal(&json!({"webhook": "https://127.0.0.1/x"}), 400, "private hosts");
    check_refusal(&json!({"webhook": "https://hooks.example/x"}), 201, "https://hooks.example/x");

    let server = Server::start();
    let key = ("authorization", "Key sim-ok");
    assert_eq!(server.send("POST", ENDPOINT, &[key], b"{").status, 400);
    assert_eq!(server.send("POST", ENDPOINT, &[key], b"[]").status, 400);
    let edit = server.small_edit();
    assert_eq!(server.post("sim-ok", "/openai/other/model", &edit).status, 404);
    assert_eq!(server.get("sim-ok", &format!("/requests/{NO_ID}")).status, 404);
    assert_eq!(server.get("sim-ok", "/requests/short/status").status, 400);
    for header in [
        ("x-modelrunner-store-io", "2"),
        ("x-modelrunner-object-lifecycle-preference", "{\"expiration_duration_seconds\":1}"),
    ] {
        let answer = server.send("POST", ENDPOINT, &[key, header], edit.to_string().as_bytes());
        assert_eq!(answer.status, 400, "{header:?}");
        assert_eq!(answer.json()["statusCode"], json!(400));
    }
}

/// The error of the job that comes of a body changed by `change`.
#[track_caller]
fn check_failure(change: impl FnOnce(&Server) -> Value, part: &str) {
    let server = Server::start();
    let mut body = server.small_edit();
    for (name, value) in change(&server).as_object().unwrap() {
        body[name] = value.clone();
    }
    let (_, status, result) = server.run("sim-ok", &body);
    assert_eq!((status.status, result.status), (200, 422), "{}", result.text());
    let error = result.json()["error"].as_str().unwrap().to_owned();
    assert!(error.contains(part), "{error}");
    assert_eq!(result.json()["totalPrice"], json!("0.000"));
}

#[test]
fn bad_inputs_fail_the_job() {
    let upload = |server: &Server, bytes: &[u8]| server.upload("x.png", "image/png", bytes);
    check_failure(
        |server| json!({"mask_url": upload(server, &png(&GrayImage::new(48, 64)))}),
        "mask is 48x64 px, the first picture is 64x48 px",
    );
    check_failure(
        |server| json!({"mask_url": upload(server, &png(&RgbaImage::new(64, 48)))}),
        "transparent pixels",
    );
    check_failure(|server| json!({"image_urls": [upload(server, b"<svg/>")]}), "image_urls/0");
    check_failure(|_| json!({"image_urls": ["https://example.org/a.png"]}), "could not download");
    check_failure(
        |server| json!({"mask_url": format!("{}/__h/media.modelrunner.ai/none.png", server.address)}),
        "answered 404",
    );
    check_failure(|_| json!({"quality": "high"}), "does not know the field \"quality\"");
}

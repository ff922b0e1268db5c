//! fal's queue: submit, status, stream, cancel, result, uploads, and the host that waits.

use crate::support::{Answer, Server, gradient, png};
use serde_json::{Value, json};

const QUEUE: &str = "/__h/queue.fal.run/openai/gpt-image-2/edit";
const REST: &str = "/__h/rest.fal.ai";

/// A body with the picture as a data address, as small inputs may be sent.
fn edit() -> Value {
    let picture = base64(&png(&gradient(64, 48)));
    json!({"prompt": "make it blue", "image_urls": [format!("data:image/png;base64,{picture}")]})
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    bytes
        .chunks(3)
        .flat_map(|triple| {
            let bits = triple
                .iter()
                .enumerate()
                .fold(0_u32, |bits, (place, byte)| bits | u32::from(*byte) << (16 - 8 * place));
            (0..4).map(move |place| {
                if place <= triple.len() {
                    char::from(ALPHABET[(bits >> (18 - 6 * place) & 63) as usize])
                } else {
                    '='
                }
            })
        })
        .collect()
}

fn url(envelope: &Value, name: &str) -> String {
    envelope[name].as_str().unwrap().to_owned()
}

fn finished(server: &Server, key: &str, body: &Value) -> (Answer, Answer) {
    let submitted = server.post(key, QUEUE, body);
    assert_eq!(submitted.status, 200, "{}", submitted.text());
    let envelope = submitted.json();
    let status = server.settled(key, &url(&envelope, "status_url"));
    let result = server.get(key, &url(&envelope, "response_url"));
    (status, result)
}

#[test]
fn a_job_counts_down_runs_and_gives_pictures() {
    let server = Server::with_times(120, 120);
    let submitted = server.post("sim-ok", QUEUE, &edit());
    assert_eq!(submitted.status, 200);
    let envelope = submitted.json();
    let id = envelope["request_id"].as_str().unwrap();
    assert_eq!(id.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
    let mut seen = Vec::new();
    loop {
        let status = server.get("sim-ok", &format!("{}?logs=1", url(&envelope, "status_url")));
        let body = status.json();
        let word = body["status"].as_str().unwrap().to_owned();
        assert_eq!(status.status, if word == "COMPLETED" { 200 } else { 202 });
        assert_eq!(body["logs"].is_array(), word != "IN_QUEUE", "{body}");
        if seen.last() != Some(&word) {
            seen.push(word.clone());
        }
        if word == "COMPLETED" {
            assert!(body["metrics"]["inference_time"].is_number());
            break;
        }
    }
    assert_eq!(seen, ["IN_QUEUE", "IN_PROGRESS", "COMPLETED"]);
    let quiet = server.get("sim-ok", &url(&envelope, "status_url")).json();
    assert_eq!(quiet["logs"], Value::Null, "logs only when asked for");
    let result = server.get("sim-ok", &url(&envelope, "response_url"));
    assert_eq!(result.header("x-fal-request-id").len(), 21);
    let image = result.json()["images"][0].clone();
    let file = server.send("GET", image["url"].as_str().unwrap(), &[], &[]);
    assert_eq!(file.picture().dimensions(), (64, 48), "auto is the default size");
}

#[test]
fn pictures_can_come_as_data() {
    let server = Server::start();
    let mut body = edit();
    body["sync_mode"] = json!(true);
    let (_, result) = finished(&server, "sim-ok", &body);
    let url = result.json()["images"][0]["url"].as_str().unwrap().to_owned();
    assert!(url.starts_with("data:image/png;base64,iVBOR"), "{url:.40}");
}

#[test]
fn the_status_can_be_streamed() {
    let server = Server::with_times(60, 60);
    let envelope = server.post("sim-ok", QUEUE, &edit()).json();
    let stream = server.get("sim-ok", &format!("{}/stream?logs=1", url(&envelope, "status_url")));
    assert_eq!(stream.header("content-type"), "text/event-stream");
    let words: Vec<String> = stream
        .text()
        .lines()
        .filter_map(|line| line.strip_prefix("data: "))
        .map(|data| serde_json::from_str::<Value>(data).unwrap()["status"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(words.first().map(String::as_str), Some("IN_QUEUE"));
    assert_eq!(words.last().map(String::as_str), Some("COMPLETED"));
}

#[test]
fn a_queued_job_is_cancelled_and_a_finished_one_is_not() {
    let server = Server::with_times(60_000, 0);
    let key = [("authorization", "Key sim-ok")];
    let cancel = |envelope: &Value| {
        let answer = server.send("PUT", &url(envelope, "cancel_url"), &key, &[]);
        (answer.status, answer.json()["status"].as_str().unwrap().to_owned())
    };
    let queued = server.post("sim-ok", QUEUE, &edit()).json();
    assert_eq!(cancel(&queued).0, 200);
    assert_eq!(cancel(&queued), (404, "NOT_FOUND".to_owned()));
    assert_eq!(server.get("sim-ok", &url(&queued, "status_url")).status, 404);

    server.set(&json!({"queue_millis": 0, "run_millis": 60_000}));
    let running = server.post("sim-ok", QUEUE, &edit()).json();
    assert_eq!(cancel(&running), (202, "CANCELLATION_REQUESTED".to_owned()));
    server.skip(61_000);
    server.settled("sim-ok", &url(&running, "status_url"));
    assert_eq!(cancel(&running), (400, "ALREADY_COMPLETED".to_owned()));
}

#[test]
fn failures_have_fals_shapes() {
    let server = Server::start();
    let (status, result) = finished(&server, "sim-422", &edit());
    assert_eq!((status.status, result.status), (200, 422));
    assert_eq!(result.json()["detail"][0]["type"], json!("content_policy_violation"));
    assert_eq!(result.header("x-fal-retryable"), "false");
    let (status, result) = finished(&server, "sim-failed", &edit());
    assert_eq!(status.json()["error_type"], json!("runner_disconnected"));
    assert_eq!(result.status, 503);
    for (key, status) in [("sim-402", 402), ("sim-429", 429), ("sim-401", 401), ("wrong", 401)] {
        let answer = server.post(key, QUEUE, &edit());
        assert_eq!(answer.status, status, "{key}");
        assert!(answer.json()["detail"].is_string(), "{key}");
    }
    let mut wrong = edit();
    wrong["quality"] = json!("best");
    assert_eq!(server.post("sim-ok", QUEUE, &wrong).status, 422);
    server.set(&json!({"failures": [{"on": "status", "http_status": 503, "retry_after_seconds": 2}]}));
    let envelope = server.post("sim-ok", QUEUE, &edit()).json();
    let refused = server.get("sim-ok", &url(&envelope, "status_url"));
    assert_eq!((refused.status, refused.header("retry-after")), (503, "2"));
}

#[test]
fn uploads_go_both_ways() {
    let server = Server::start();
    let picture = png(&gradient(64, 48));
    let begun = server
        .post(
            "sim-ok",
            &format!("{REST}/storage/upload/initiate?storage_type=fal-cdn-v3"),
            &json!({"file_name": "a.png", "content_type": "image/png"}),
        )
        .json();
    let put = server.send("PUT", &url(&begun, "upload_url"), &[("content-type", "image/png")], &picture);
    assert_eq!(put.status, 200, "{}", put.text());

    let token = server
        .post("sim-ok", &format!("{REST}/storage/auth/token?storage_type=fal-cdn-v3"), &json!({}))
        .json();
    let bearer = format!("Bearer {}", token["token"].as_str().unwrap());
    let by_token = server.send(
        "POST",
        &format!("{}/files/upload", url(&token, "base_url")),
        &[("authorization", &bearer), ("content-type", "image/png")],
        &picture,
    );
    for address in [url(&begun, "file_url"), url(&by_token.json(), "access_url")] {
        let mut body = edit();
        body["image_urls"] = json!([address]);
        let (_, result) = finished(&server, "sim-ok", &body);
        assert_eq!(result.status, 200, "{address}: {}", result.text());
    }
}

#[test]
fn the_waiting_host_answers_with_the_result() {
    let server = Server::with_times(30, 30);
    let target = "/__h/fal.run/openai/gpt-image-2/edit";
    let result = server.post("sim-ok", target, &edit());
    assert_eq!(result.status, 200, "{}", result.text());
    assert!(result.json()["images"][0]["url"].is_string());
    assert_eq!(server.post("sim-422", target, &edit()).status, 422);
}

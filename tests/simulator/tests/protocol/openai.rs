//! The Images API: forms, JSON, streams, relays, refusals.

use crate::support::{Answer, Server, gradient, png};
use image::{Rgba, RgbaImage};
use serde_json::{Value, json};

const EDITS: &str = "/v1/images/edits";
const BOUNDARY: &str = "form-boundary";

/// Sends a form of texts and files.
fn form(server: &Server, key: &str, texts: &[(&str, &str)], files: &[(&str, &[u8])]) -> Answer {
    let mut body = Vec::new();
    for (name, value) in texts {
        let part =
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    for (name, bytes) in files {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"a.png\"\r\n\
             Content-Type: image/png\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    let headers = [
        ("authorization", &*format!("Bearer {key}")),
        ("content-type", &*format!("multipart/form-data; boundary={BOUNDARY}")),
    ];
    server.send("POST", EDITS, &headers, &body)
}

const TEXTS: [(&str, &str); 3] = [("model", "gpt-image-2"), ("prompt", "make it blue"), ("size", "auto")];

fn edit(server: &Server, key: &str, more: &[(&str, &str)]) -> Answer {
    let texts: Vec<_> = TEXTS.iter().chain(more).copied().collect();
    form(server, key, &texts, &[("image", &png(&gradient(64, 48)))])
}

#[test]
fn pictures_come_as_base64_with_their_cost() {
    let server = Server::start();
    for target in [EDITS, "/images/edits"] {
        let answer = edit(&server, "sim-ok", &[("n", "2")]);
        assert_eq!(answer.status, 200, "{target}: {}", answer.text());
        let body = answer.json();
        assert_eq!(body["data"].as_array().unwrap().len(), 2);
        assert!(body["data"][1]["b64_json"].as_str().unwrap().starts_with("iVBOR"));
        assert_eq!(body["usage"]["output_tokens"], json!(1732));
    }
}

#[test]
fn the_transparent_part_of_the_mask_changes() {
    let server = Server::start();
    let base = gradient(64, 48);
    let mask = RgbaImage::from_fn(64, 48, |x, _| Rgba([0, 0, 0, if x < 32 { 0 } else { 255 }]));
    let texts = [("model", "gpt-image-2"), ("prompt", "x"), ("size", "1024x768")];
    let answer = form(&server, "sim-output-string", &texts, &[("image", &png(&base)), ("mask", &png(&mask))]);
    let url = answer.json()["data"][0]["url"].as_str().unwrap().to_owned();
    let after = server.send("GET", &url, &[], &[]).picture();
    let before = image::imageops::resize(&base, 1024, 768, image::imageops::FilterType::Triangle);
    let blue = |x: u32| i32::from(after.get_pixel(x, 380).0[2]) - i32::from(before.get_pixel(x, 380).0[2]);
    assert!(blue(200) > 40, "inside: {}", blue(200));
    assert!(blue(800).abs() < 6, "outside: {}", blue(800));
    let opaque = form(&server, "sim-ok", &texts, &[("image", &png(&base)), ("mask", &png(&base))]);
    assert_eq!(opaque.json()["error"]["code"], json!("invalid_mask_image_format"));
}

#[test]
fn json_is_taken_too() {
    let server = Server::start();
    let picture = edit(&server, "sim-ok", &[]).json()["data"][0]["b64_json"].clone();
    let send = |body: &Value| {
        let headers = [("authorization", "Bearer sim-ok"), ("content-type", "application/json")];
        server.send("POST", EDITS, &headers, body.to_string().as_bytes())
    };
    let address = format!("data:image/png;base64,{}", picture.as_str().unwrap());
    let body = json!({"model": "gpt-image-2", "prompt": "x", "size": "auto", "n": 1,
        "images": [{"image_url": address}]});
    let answer = send(&body);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let mut foreign = body;
    foreign["images"][0]["image_url"] = json!("https://elsewhere.example/a.png");
    assert_eq!(send(&foreign).json()["error"]["code"], json!("invalid_image_url"));
}

#[test]
fn relays_answer_in_their_own_ways() {
    let server = Server::start();
    let data = |key: &str| edit(&server, key, &[]).json();
    let url = data("sim-output-string")["data"][0]["url"].as_str().unwrap().to_owned();
    assert_eq!(server.send("GET", &url, &[], &[]).picture().dimensions(), (64, 48));
    let inline = data("sim-output-data-uri")["data"][0]["url"].as_str().unwrap().to_owned();
    assert!(inline.starts_with("data:image/png;base64,"), "{inline:.40}");
    let both = data("sim-output-both");
    assert!(both["data"][0]["url"].is_string() && both["data"][0]["b64_json"].is_string());
    let minimal = data("sim-output-images");
    assert_eq!(minimal.as_object().unwrap().keys().collect::<Vec<_>>(), ["data"]);
    let json = edit(&server, "sim-stream-ignored", &[("stream", "true")]);
    assert_eq!(json.header("content-type"), "application/json");
}

fn kinds(answer: &Answer) -> Vec<String> {
    answer.text().lines().filter_map(|line| line.strip_prefix("event: ")).map(str::to_owned).collect()
}

#[test]
fn streams_give_partial_pictures_over_time() {
    let server = Server::with_times(0, 200);
    let begin = std::time::Instant::now();
    let stream = edit(&server, "sim-ok", &[("stream", "true"), ("partial_images", "2")]);
    assert_eq!(stream.header("content-type"), "text/event-stream");
    assert_eq!(
        kinds(&stream),
        ["image_edit.partial_image", "image_edit.partial_image", "image_edit.completed"]
    );
    assert!(begin.elapsed() >= std::time::Duration::from_millis(200));
    let options = [("stream", "true")];
    assert_eq!(kinds(&edit(&server, "sim-completed-error", &options)), ["error"]);
    assert!(kinds(&edit(&server, "sim-truncated-json", &options)).is_empty());
}

#[test]
fn refusals_name_the_parameter() {
    let server = Server::start();
    for (key, more, status, code) in [
        ("sim-ok", vec![("response_format", "b64_json")], 400, "unknown_parameter"),
        ("sim-ok", vec![("input_fidelity", "high")], 400, "invalid_input_fidelity_model"),
        ("sim-ok", vec![("background", "transparent")], 400, "invalid_value"),
        ("sim-ok", vec![("n", "11")], 400, "invalid_value"),
        ("sim-422", vec![], 400, "moderation_blocked"),
        ("sim-401", vec![], 401, "invalid_api_key"),
        ("sim-429", vec![], 429, "rate_limit_exceeded"),
        ("sim-402", vec![], 429, "insufficient_quota"),
    ] {
        let answer = edit(&server, key, &more);
        assert_eq!(
            (answer.status, answer.json()["error"]["code"].as_str()),
            (status, Some(code)),
            "{key} {more:?}"
        );
    }
    for size in ["1000x1000", "4096x2048", "512x512", "3840x1024", "big"] {
        let texts = [("model", "gpt-image-2"), ("prompt", "x"), ("size", size)];
        let answer = form(&server, "sim-ok", &texts, &[("image", &png(&gradient(8, 8)))]);
        assert_eq!(answer.json()["error"]["param"], json!("size"), "{size}");
    }
    let models = server.send("GET", "/v1/models", &[("authorization", "Bearer sim-ok")], &[]);
    assert_eq!(models.json()["object"], json!("list"));
    let of_queue = server.send("GET", "/v1/models", &[("authorization", "Key sim-ok")], &[]);
    assert_eq!(of_queue.status, 401);
}

//! Upload, submit, poll, result, download: what a client does when all goes well.

use crate::support::{ENDPOINT, Server, gradient, png};
use image::{GrayImage, Luma};
use serde_json::{Value, json};

/// The tint of the editable area raises blue to at least 35 % of the way; resampling alone moves it less.
const RESAMPLING_TOLERANCE: u8 = 6;

#[test]
fn an_edit_changes_what_the_mask_marks_and_nothing_else() {
    let server = Server::start();
    let base = gradient(320, 240);
    let is_inside = |x: u32, y: u32| (80..140).contains(&x) && (60..120).contains(&y);
    let mask = GrayImage::from_fn(320, 240, |x, y| Luma([if is_inside(x, y) { 255 } else { 0 }]));
    let body = json!({
        "prompt": "remove it",
        "image_urls": [server.upload("base.png", "image/png", &png(&base))],
        "mask_url": server.upload("mask.png", "image/png", &png(&mask)),
        "image_size": "landscape_4_3",
        "num_images": 2,
        "output_format": "png",
        "metadata": {"app": "test", "job": "7f3c"},
    });
    let (envelope, status, result) = server.run("sim-ok", &body);

    let id = envelope["request_id"].as_str().unwrap();
    assert_eq!(id.len(), 21);
    let short = format!("{}/openai/gpt-image-2/requests/{id}", server.address);
    assert_eq!(envelope["response_url"], json!(short));
    assert_eq!(envelope["status_url"], json!(format!("{short}/status")));
    assert_eq!(envelope["cancel_url"], json!(format!("{short}/cancel")));
    assert_eq!((status.status, &status.json()["status"]), (200, &json!("COMPLETED")));

    assert_eq!(result.status, 200);
    assert_eq!(result.header("x-modelrunner-request-id"), id);
    let record = result.json();
    assert_eq!(record["id"], json!(id));
    assert_eq!(record["modelEndpoint"], json!(&ENDPOINT[1..]));
    assert_eq!(record["metadata"], body["metadata"]);
    assert_eq!(record["input"]["mask_url"], body["mask_url"]);
    assert!(record["input"].get("metadata").is_none());
    assert_eq!(record["totalPrice"], json!("0.302"));
    let outputs = record["output"].as_array().unwrap();
    assert_eq!(outputs.len(), 2);

    // Away from the mask's border, in the result's pixels: 3.2 times the base's.
    let resampled = image::imageops::resize(&base, 1024, 768, image::imageops::FilterType::Triangle);
    for output in outputs {
        let answer = server.send("GET", output.as_str().unwrap(), &[], &[]);
        assert_eq!((answer.status, answer.header("content-type")), (200, "image/png"));
        let picture = answer.picture();
        assert_eq!(picture.dimensions(), (1024, 768));
        for (x, y) in [(300, 230), (330, 300), (420, 360)] {
            let (before, after) = (resampled.get_pixel(x, y), picture.get_pixel(x, y));
            assert!(after.0[2] > before.0[2] + 40, "inside at {x}, {y}: {before:?} {after:?}");
        }
        for (x, y) in [(10, 10), (235, 250), (470, 250), (300, 170), (1000, 700)] {
            let (before, after) = (resampled.get_pixel(x, y), picture.get_pixel(x, y));
            let worst = before.0.iter().zip(after.0).map(|(a, b)| a.abs_diff(b)).max();
            assert!(worst <= Some(RESAMPLING_TOLERANCE), "outside at {x}, {y}: {before:?} {after:?}");
        }
    }
}

#[test]
fn formats_and_sizes_are_as_asked() {
    let server = Server::start();
    let custom = json!({"width": 1280, "height": 640});
    for (format, size, expected) in [
        ("png", json!("auto"), (64, 48)),
        ("jpeg", json!("square_hd"), (1024, 1024)),
        ("webp", json!("portrait_16_9"), (576, 1024)),
        ("webp", custom, (1280, 640)),
    ] {
        let mut body = server.small_edit();
        body["output_format"] = json!(format);
        body["image_size"] = size;
        let (_, _, result) = server.run("sim-ok", &body);
        let record = result.json();
        let file = server.send("GET", record["output"][0].as_str().unwrap(), &[], &[]);
        assert_eq!(file.header("content-type"), format!("image/{format}"));
        assert_eq!(image::guess_format(&file.body).unwrap().to_mime_type(), format!("image/{format}"));
        assert_eq!(file.picture().dimensions(), expected, "{format}");
    }
}

#[test]
fn a_job_goes_from_queue_to_progress_to_completed() {
    let server = Server::with_times(150, 150);
    let submitted = server.submit("sim-ok", &server.small_edit()).json();
    let mut words: Vec<String> = Vec::new();
    while words.last().map(String::as_str) != Some("COMPLETED") {
        let envelope = server.get("sim-ok", submitted["status_url"].as_str().unwrap()).json();
        assert_eq!(envelope["queue_position"], json!(0));
        assert!(envelope.get("logs").is_some());
        let word = envelope["status"].as_str().unwrap().to_owned();
        if words.last() != Some(&word) {
            words.push(word);
        }
    }
    assert_eq!(words, ["IN_QUEUE", "IN_PROGRESS", "COMPLETED"]);
}

#[test]
fn every_form_of_address_answers() {
    let server = Server::start();
    let (envelope, _, _) = server.run("sim-ok", &server.small_edit());
    let id = envelope["request_id"].as_str().unwrap();
    for prefix in [
        "",
        "/openai/gpt-image-2",
        "/openai/gpt-image-2/edit",
        "/__h/queue.modelrunner.run/openai/gpt-image-2",
        "/__h/modelrunner.run",
    ] {
        for end in ["", "/status", "/status?logs=0", "/status?logs=true", "/cancel"] {
            let answer = server.get("sim-ok", &format!("{prefix}/requests/{id}{end}"));
            assert_eq!(answer.json()["status"], json!("COMPLETED"), "{prefix} {end}");
        }
    }
}

#[test]
fn addresses_keep_the_host_they_came_by() {
    let server = Server::start();
    let place = format!("/__h/queue.modelrunner.run{ENDPOINT}");
    let envelope = server.post("sim-ok", &place, &server.small_edit()).json();
    let expected = format!("{}/__h/queue.modelrunner.run/openai/", server.address);
    assert!(envelope["status_url"].as_str().unwrap().starts_with(&expected), "{envelope}");
}

#[test]
fn cancelling_has_no_effect() {
    let server = Server::with_times(100, 100);
    let envelope = server.submit("sim-ok", &server.small_edit()).json();
    let cancel_url = envelope["cancel_url"].as_str().unwrap();
    for method in ["GET", "PUT"] {
        let answer = server.send(method, cancel_url, &[("authorization", "Key sim-ok")], &[]);
        assert_eq!((answer.status, &answer.json()["status"]), (200, &json!("IN_QUEUE")), "{method}");
    }
    let status = server.settled("sim-ok", envelope["status_url"].as_str().unwrap());
    assert_eq!(status.json()["status"], json!("COMPLETED"));
}

#[test]
fn jobs_are_found_by_their_tags() {
    let server = Server::start();
    for tag in ["one", "two", "two"] {
        let mut body = server.small_edit();
        body["metadata"] = json!({"app": "test", "job": tag});
        server.submit("sim-ok", &body);
    }
    let found = |query: &str| -> Vec<Value> {
        let answer = server.get("sim-ok", &format!("/requests?{query}"));
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["data"].as_array().unwrap().clone()
    };
    // {"job":"two"}, {"job":"two","app":"else"}, {"job":"three"}
    assert_eq!(found("metadata=%7B%22job%22%3A%22two%22%7D").len(), 2);
    assert_eq!(found("metadata=%7B%22job%22%3A%22two%22%7D&limit=1").len(), 1);
    assert_eq!(found("metadata=%7B%22job%22%3A%22two%22%7D&limit=1&page=3").len(), 0);
    assert_eq!(found("metadata=%7B%22job%22%3A%22two%22%2C%22app%22%3A%22else%22%7D").len(), 0);
    assert_eq!(found("metadata=%7B%22job%22%3A%22three%22%7D").len(), 0);
    assert_eq!(found("limit=2").len(), 2);
    assert_eq!(found("modelEndpoint=other/model").len(), 0);
    assert_eq!(found("")[2]["metadata"]["job"], json!("one"), "newest first");
    for bad in ["metadata=%7B", "metadata=7", "limit=0", "page=x"] {
        assert_eq!(server.get("sim-ok", &format!("/requests?{bad}")).status, 400, "{bad}");
    }
}

#[test]
fn deleted_payloads_are_gone() {
    let server = Server::with_times(100, 0);
    let key = [("authorization", "Key sim-ok")];
    let body = server.small_edit();
    let envelope = server.submit("sim-ok", &body).json();
    let response_url = envelope["response_url"].as_str().unwrap();
    let payloads = format!("{response_url}/payloads");
    assert_eq!(server.send("DELETE", &payloads, &key, &[]).status, 409);

    server.settled("sim-ok", envelope["status_url"].as_str().unwrap());
    let output = server.get("sim-ok", response_url).json()["output"][0].clone();
    let deleted = server.send("DELETE", &payloads, &key, &[]);
    assert_eq!(deleted.status, 200);
    assert_eq!(
        deleted.json(),
        json!({
            "request_id": envelope["request_id"],
            "payloads_deleted": true,
            "cdn_delete_results": [{"link": output, "exception": null}],
        })
    );
    let record = server.get("sim-ok", response_url).json();
    assert_eq!(record["output"], json!({}));
    assert!(record["payloadsPurgedAt"].is_string());
    assert_eq!(server.send("GET", output.as_str().unwrap(), &[], &[]).status, 403);
    let upload = body["image_urls"][0].as_str().unwrap();
    assert_eq!(server.send("GET", upload, &[], &[]).status, 200, "uploads stay");
}

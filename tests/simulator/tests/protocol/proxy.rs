//! The proxies: what they pass on, what they refuse, and the one that hides every status.

use crate::support::{ENDPOINT, Server};
use serde_json::{Value, json};

const PROXY: &str = "/api/modelrunner/proxy";

fn through(server: &Server, method: &str, target: &str, body: &[u8]) -> crate::support::Answer {
    let headers = [("x-modelrunner-target-url", target), ("content-type", "application/json")];
    server.send(method, PROXY, &headers, body)
}

#[test]
fn a_whole_journey_goes_through() {
    let server = Server::start();
    let edit = server.small_edit().to_string();
    server.reset();
    let edit = {
        // The reset has forgotten the upload; a picture is uploaded again, begun through the proxy.
        let begun = through(
            &server,
            "POST",
            "https://modelrunner.run/storage/upload/initiate",
            br#"{"file_name": "a.png", "content_type": "image/png"}"#,
        )
        .json();
        let upload_url = begun["upload_url"].as_str().unwrap();
        assert!(upload_url.starts_with(&server.address), "bytes do not go through: {upload_url}");
        let picture = crate::support::png(&crate::support::gradient(64, 48));
        server.send("PUT", upload_url, &[("content-type", "image/png")], &picture);
        let mut body: Value = serde_json::from_str(&edit).unwrap();
        body["image_urls"] = json!([begun["file_url"]]);
        body.to_string()
    };
    let target = format!("https://queue.modelrunner.run{ENDPOINT}");
    let submitted = through(&server, "POST", &target, edit.as_bytes());
    assert_eq!(submitted.status, 201, "{}", submitted.text());
    let status_url = submitted.json()["status_url"].as_str().unwrap().to_owned();
    assert!(status_url.starts_with("https://queue.modelrunner.run/"), "{status_url}");
    loop {
        let status = through(&server, "GET", &status_url, &[]).json();
        if status["status"] == json!("COMPLETED") {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let record = through(&server, "GET", status_url.trim_end_matches("/status"), &[]).json();
    let file = server.send("GET", record["output"][0].as_str().unwrap(), &[], &[]);
    assert_eq!(file.status, 200);
    let log = server.log();
    let passed_on: Vec<&Value> = log
        .iter()
        .filter(|entry| entry["path"] == json!(format!("/__h/queue.modelrunner.run{ENDPOINT}")))
        .collect();
    assert_eq!(passed_on.len(), 1);
    assert_eq!(passed_on[0]["authorization"]["scheme"], json!("Key"), "the proxy's own key");
}

#[test]
fn targets_are_checked() {
    let server = Server::start();
    let target = format!("https://queue.modelrunner.run{ENDPOINT}");
    assert_eq!(server.send("POST", PROXY, &[], b"{}").status, 400);
    assert_eq!(through(&server, "GET", "https://evilmodelrunner.run/requests", &[]).status, 412);
    assert_eq!(through(&server, "GET", "https://queue.modelrunner.run:8443/requests", &[]).status, 412);
    let refused = through(&server, "GET", "https://queue.fal.run/x", &[]);
    assert!(refused.json().is_string(), "errors of the proxy are JSON strings");
    server.set(&json!({"proxy_key": null}));
    let headers = [("x-modelrunner-target-url", &*target), ("authorization", "Key sim-ok")];
    assert_eq!(server.send("POST", PROXY, &headers, b"{}").status, 401, "whatever key the page sends");
}

#[test]
fn statuses_can_be_hidden() {
    let server = Server::start();
    server.set(&json!({"is_proxy_flattening": true, "proxy_key": "sim-402"}));
    let target = format!("https://queue.modelrunner.run{ENDPOINT}");
    let answer = through(&server, "POST", &target, server.small_edit().to_string().as_bytes());
    assert_eq!((answer.status, &answer.json()["statusCode"]), (200, &json!(402)));
    let answer = through(&server, "GET", "https://elsewhere.example/", &[]);
    assert_eq!(answer.status, 200);
}

#[test]
fn fals_proxy_has_its_own_list() {
    let server = Server::start();
    let status = |target: &str| {
        let headers = [("x-fal-target-url", target), ("content-type", "application/json")];
        let body = br#"{"file_name": "a.png", "content_type": "image/png"}"#;
        server.send("POST", "/api/fal/proxy", &headers, body).status
    };
    assert_eq!(status("https://rest.fal.ai/storage/upload/initiate?storage_type=fal-cdn-v3"), 200);
    assert_eq!(status("https://rest.fal.ai/storage/upload/initiate-multipart"), 400);
    assert_eq!(status("https://queue.fal.run/openai/gpt-image-2/edit"), 422);
    assert_eq!(status("https://v3.fal.media/files/upload"), 400);
}

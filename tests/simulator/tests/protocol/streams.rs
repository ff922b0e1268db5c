//! The stream of all requests: a snapshot, each change, comments that keep it open.

use std::io::{BufRead as _, BufReader};

use crate::support::Server;
use serde_json::{Value, json};

#[test]
fn each_change_of_a_job_is_told() {
    let server = Server::with_times(100, 100);
    server.submit("sim-ok", &server.small_edit());
    server.set(&json!({"heartbeat_millis": 40}));
    let response = ureq::get(format!("{}/requests/stream", server.address))
        .header("authorization", "Key sim-ok")
        .call()
        .unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut events: Vec<(String, Value)> = Vec::new();
    let (mut name, mut comments) = (String::new(), 0);
    for line in BufReader::new(response.into_body().into_reader()).lines() {
        let line = line.unwrap();
        if let Some(event) = line.strip_prefix("event: ") {
            name = event.to_owned();
        } else if let Some(data) = line.strip_prefix("data: ") {
            events.push((name.clone(), serde_json::from_str(data).unwrap()));
        } else if line == ": hb" {
            comments += 1;
        }
        if events.last().is_some_and(|(_, data)| data["status"] == json!("COMPLETED")) {
            break;
        }
    }
    assert_eq!(events[0].0, "snapshot");
    assert_eq!(events[0].1["requests"][0]["status"], json!("IN_QUEUE"));
    let updates: Vec<&str> = events[1..]
        .iter()
        .map(|(name, data)| {
            assert_eq!(name, "update");
            data["status"].as_str().unwrap()
        })
        .collect();
    assert_eq!(updates, ["IN_PROGRESS", "COMPLETED"]);
    assert!(comments > 0, "the connection is kept open");
}

#[test]
fn a_stream_can_break() {
    let server = Server::start();
    server.set(&json!({"failures": [{"on": "list", "way": "broken"}]}));
    let outcome = server.try_send("GET", "/requests/stream", &[("authorization", "Key sim-ok")], &[]);
    assert!(outcome.is_err(), "{outcome:?}");
}

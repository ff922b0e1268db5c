//! What is sent, and what of the answer is believed.

use super::*;
use crate::api::modelrunner::request_json;
use crate::api::{HttpResponse, TransportError};
use serde_json::{Value, json};

fn post() -> Exchange {
    let body = request_json(&request(FrameSize::Auto), &inputs(), "tag");
    Exchange::expect(
        Method::Post,
        "https://queue.example.org/openai/gpt-image-2/edit",
        &WITH_KEY,
        Body::Json(body.to_string()),
    )
}

#[track_caller]
fn submit(exchange: Exchange) -> Result<Ticket, Error> {
    play(account(), vec![exchange], async |client| {
        submit_with(&client, &request(FrameSize::Auto), &inputs()).await
    })
}

#[track_caller]
fn check_size(size: FrameSize, expected: &Value) {
    let body = request_json(&request(size), &inputs(), "tag");
    assert_eq!(&body["image_size"], expected);
    let members: Vec<&str> = body.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(members, ["image_size", "image_urls", "metadata", "num_images", "output_format", "prompt"]);
}

#[test]
fn sizes_are_the_models_words() {
    check_size(FrameSize::Auto, &json!("auto"));
    check_size(FrameSize::Square, &json!("square_hd"));
    check_size(FrameSize::Landscape43, &json!("landscape_4_3"));
    check_size(FrameSize::Portrait34, &json!("portrait_4_3"));
    check_size(FrameSize::Landscape169, &json!("landscape_16_9"));
    check_size(FrameSize::Portrait916, &json!("portrait_16_9"));
    let custom = FrameSize::Custom { width: 1280, height: 960 };
    check_size(custom, &json!({ "width": 1280, "height": 960 }));
}

#[test]
fn any_success_with_an_id_is_accepted() {
    for status in [200, 201, 202] {
        let answer = json!({ "request_id": ID, "status": "IN_QUEUE", "error": null }).to_string();
        assert_eq!(submit(post().answer(status, &answer)), Ok(ticket()));
    }
}

/// The addresses of the answer, and whether they are used.
#[track_caller]
fn check_urls(status_url: &str, response_url: &str, are_used: bool) {
    let answer = json!({ "request_id": ID, "status_url": status_url, "response_url": response_url });
    let expected = if are_used {
        Ticket {
            request_id: ID.to_owned(),
            status_url: status_url.to_owned(),
            response_url: response_url.to_owned(),
        }
    } else {
        ticket()
    };
    assert_eq!(submit(post().answer(201, &answer.to_string())), Ok(expected));
}

#[test]
fn foreign_addresses_are_replaced() {
    let own = "https://queue.example.org/x/requests/1";
    check_urls(&format!("{own}/status"), own, true);
    check_urls("https://QUEUE.example.org:443/s", "https://queue.example.org/", true);
    for foreign in [
        "https://evil.example/s",
        "https://queue.example.org.evil.example/s",
        "https://queue.example.org@evil.example/s",
        "https://queue.example.org:8443/s",
        "https://evil.example\\@queue.example.org/s",
        "http://queue.example.org/s",
        "http://127.0.0.1/s",
        "//evil.example/s",
        "",
    ] {
        check_urls(foreign, foreign, false);
    }
}

#[test]
fn an_id_that_is_no_id_is_not_used() {
    let long = "x".repeat(129);
    for id in [json!("a/b"), json!("../x"), json!("a?b"), json!(""), json!(long), json!(7), json!(null)] {
        let answer = json!({ "request_id": id, "status": "IN_QUEUE" }).to_string();
        let told = submit(post().answer(201, &answer)).unwrap_err();
        assert_eq!(told.to_string(), "the answer could not be understood: the request has no valid id");
        assert!(told.is_ambiguous_for_submit());
    }
}

#[track_caller]
fn check_refusal(exchange: Exchange, expected: &str, is_ambiguous: bool) {
    let told = submit(exchange).unwrap_err();
    assert_eq!(told.to_string(), expected);
    assert_eq!(told.is_ambiguous_for_submit(), is_ambiguous, "{expected}");
}

#[test]
fn refusals_are_told_and_doubts_are_doubts() {
    check_refusal(
        post().answer(
            400,
            r#"{"error":[{"path":["prompt"],"code":"too_small","message":"required"}],"request_id":"3f"}"#,
        ),
        "status 400: prompt: required: too_small",
        false,
    );
    check_refusal(
        post().answer(
            400,
            r#"{"error":"ValidationError","message":"metadata rejected","details":{"validationErrors":[{"path":["metadata","k"],"code":"too_big","message":"value too long"}]}}"#,
        ),
        "status 400: ValidationError: metadata rejected: metadata.k: value too long: too_big",
        false,
    );
    check_refusal(post().answer(401, r#"{"error":"bad key sesame-1234"}"#), "status 401: bad key …", false);
    check_refusal(
        post().answer(
            402,
            r#"{"error":"Payment Required","message":"no credits left","statusCode":402,"details":null}"#,
        ),
        "status 402: Payment Required: no credits left",
        false,
    );
    check_refusal(post().answer(403, ""), "status 403", false);
    check_refusal(post().answer(404, "\"no such endpoint\""), "status 404: no such endpoint", false);
    check_refusal(post().answer(422, "{}"), "status 422", false);
    check_refusal(post().answer(429, r#"{"detail":"slow down"}"#), "status 429: slow down", false);
    check_refusal(post().answer(500, "{}"), "status 500", true);
    check_refusal(post().answer(502, "<html><body>Bad gateway</body></html>"), "status 502", true);
    check_refusal(post().answer(504, "upstream\ntimed out"), "status 504: upstream timed out", true);
    check_refusal(post().answer(302, ""), "status 302", true);
    check_refusal(post().answer(200, "<html>"), "the answer could not be understood: it is not JSON", true);
    check_refusal(
        post().answer(201, "{\"request_id\":\"q7W"),
        "the answer could not be understood: it is not JSON",
        true,
    );
    check_refusal(post().answer(204, ""), "the answer could not be understood: it is not JSON", true);
    check_refusal(
        post().answer_with(Err(TransportError::Unreachable)),
        "no answer: the network or CORS is in the way",
        true,
    );
    check_refusal(post().answer_with(Err(TransportError::Interrupted)), "the answer broke off", true);
    check_refusal(post().answer_with(Err(TransportError::InvalidUrl)), "the URL is not valid", false);
}

#[test]
fn the_servers_wish_to_wait_is_kept() {
    let answer = HttpResponse {
        status: 429,
        media_type: String::new(),
        retry_after_millis: Some(7000),
        body: b"{}".to_vec(),
        last_url: String::new(),
    };
    let told = submit(post().answer_with(Ok(answer))).unwrap_err();
    assert_eq!(told.retry_after_millis(), Some(7000));
    assert!(told.is_retryable());
}

#[test]
fn without_a_key_nothing_is_sent() {
    let keyless = Account { key: None, ..account() };
    let told = play(keyless, Vec::new(), async |client| {
        submit_with(&client, &request(FrameSize::Auto), &inputs()).await
    });
    assert_eq!(told, Err(Error::NoKey));
}

#[test]
fn unsafe_addresses_in_settings_get_nothing() {
    let unsafe_api = Account { api_address: "http://queue.example.org".to_owned(), ..account() };
    let unsafe_storage = Account { storage_address: "https://me@store.example.org".to_owned(), ..account() };
    let unsafe_proxy = Account { proxy_address: Some("http://proxy.example.org".to_owned()), ..account() };
    for (account, what) in
        [(unsafe_api, "API URL"), (unsafe_storage, "storage URL"), (unsafe_proxy, "proxy URL")]
    {
        let told = play(account, Vec::new(), async |client| {
            submit_with(&client, &request(FrameSize::Auto), &inputs()).await
        });
        assert_eq!(told, Err(Error::UnsafeUrl { what }));
    }
}

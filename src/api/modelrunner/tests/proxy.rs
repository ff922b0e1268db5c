//! Everything through one address, whose HTTP status is not to be trusted.

use super::*;
use crate::api::intake::InMemory;
use crate::core::job::{FetchAnswer, PollAnswer};
use serde_json::json;

const PROXY: &str = "https://relay.example.org/api/modelrunner/proxy";

fn proxied() -> Account {
    Account { proxy_address: Some(PROXY.to_owned()), ..account() }
}

fn through(method: Method, target: &str, body: Body) -> Exchange {
    let headers = [WITH_KEY[0], WITH_KEY[1], ("x-modelrunner-target-url", target)];
    Exchange::expect(method, PROXY, &headers, body)
}

fn submit_through(
    account: Account,
    key: Option<&'static str>,
    status: u16,
    answer: &str,
) -> Result<Ticket, Error> {
    let target = "https://queue.example.org/openai/gpt-image-2/edit";
    let body = super::super::request_json(&request(FrameSize::Auto), &inputs(), "tag");
    let mut headers = vec![WITH_KEY[0]];
    headers.extend(key.map(|key| ("Authorization", key)));
    headers.push(("x-modelrunner-target-url", target));
    let exchange = Exchange::expect(Method::Post, PROXY, &headers, Body::Json(body.to_string()));
    play(account, vec![exchange.answer(status, answer)], async |client| {
        submit_with(&client, &request(FrameSize::Auto), &inputs()).await
    })
}

#[test]
fn every_api_call_goes_to_the_proxy_and_bytes_do_not() {
    let upload_url = "https://bucket.example.net/obj";
    let script = vec![
        through(
            Method::Post,
            "https://store.example.org/storage/upload/initiate",
            Body::Json(r#"{"file_name":"a.png","content_type":"image/png"}"#.to_owned()),
        )
        .answer(
            200,
            &json!({ "upload_url": upload_url, "file_url": "https://media.example.org/a.png" }).to_string(),
        ),
        Exchange::expect(
            Method::Put,
            upload_url,
            &[],
            Body::Bytes { media_type: "image/png".to_owned(), bytes: vec![1] },
        )
        .answer(200, ""),
        through(Method::Get, &format!("{}?logs=1", ticket().status_url), Body::Empty)
            .answer(200, r#"{"status":"COMPLETED"}"#),
        through(Method::Get, &ticket().response_url, Body::Empty)
            .answer(200, r#"{"status":"COMPLETED","output":"https://media.example.org/o.png"}"#),
        Exchange::expect(Method::Get, "https://media.example.org/o.png", &[], Body::Empty).answer(200, "x"),
    ];
    let told = play(proxied(), script, async |client| {
        client.upload("a.png", "image/png", vec![1], &|_| ()).await?;
        assert!(matches!(
            client.status(&ticket(), &mut InMemory::default()).await?,
            PollAnswer::Completed { .. }
        ));
        assert!(matches!(client.result(&ticket(), &mut InMemory::default()).await?, FetchAnswer::Ready(_)));
        client.download("https://media.example.org/o.png", &mut InMemory::default()).await
    });
    assert!(told.is_ok(), "{told:?}");
}

#[test]
fn a_proxy_may_have_the_key() {
    let keyless = Account { key: None, ..proxied() };
    let answer = json!({ "request_id": ID }).to_string();
    assert_eq!(submit_through(keyless, None, 200, &answer), Ok(ticket()));
    assert_eq!(submit_through(proxied(), Some(WITH_KEY[1].1), 200, &answer), Ok(ticket()));
}

#[track_caller]
fn check_flat(body: &str, expected_status: Option<u16>, is_ambiguous: bool) {
    let told = submit_through(proxied(), Some(WITH_KEY[1].1), 200, body).unwrap_err();
    let status = match &told {
        Error::Status { status, .. } => Some(*status),
        Error::Reported { .. } => None,
        _ => panic!("{told:?}"),
    };
    assert_eq!((status, told.is_ambiguous_for_submit()), (expected_status, is_ambiguous), "{body}");
}

#[test]
fn a_flattened_status_is_read_from_the_body() {
    check_flat(r#"{"error":"Payment Required","message":"m","statusCode":402}"#, Some(402), false);
    check_flat(r#"{"error":"Insufficient balance","request_id":"3f0a"}"#, Some(402), false);
    check_flat(r#"{"error":"Unauthorized"}"#, Some(401), false);
    check_flat(r#"{"error":[{"path":["prompt"],"message":"required"}],"request_id":"3f"}"#, Some(400), false);
    check_flat(r#"{"error":"Gateway Timeout"}"#, Some(504), true);
    check_flat(r#"{"error":"x","statusCode":504}"#, Some(504), true);
    // An error, but which? It may have been accepted: looked up, not repeated.
    check_flat(r#"{"error":"something happened","request_id":"3f0a"}"#, None, true);
    check_flat(r#"{"detail":"something happened"}"#, None, true);
    check_flat(r#"{"error":"x","statusCode":200}"#, None, true);
}

#[test]
fn flattened_failures_of_a_job_are_failures() {
    let failed = through(Method::Get, &format!("{}?logs=1", ticket().status_url), Body::Empty)
        .answer(200, r#"{"status":"FAILED","error":"stuck"}"#);
    let told = play(proxied(), vec![failed], async |client| {
        client.status(&ticket(), &mut InMemory::default()).await
    });
    assert!(matches!(told, Ok(PollAnswer::Failed { .. })), "{told:?}");
    let result = |body: &str| {
        let exchange = through(Method::Get, &ticket().response_url, Body::Empty).answer(200, body);
        play(proxied(), vec![exchange], async |client| {
            client.result(&ticket(), &mut InMemory::default()).await
        })
    };
    let told = result(r#"{"status":"COMPLETED","output":{},"error":"no"}"#);
    assert!(matches!(told, Ok(FetchAnswer::Failed { .. })), "{told:?}");
    assert_eq!(result(r#"{"error":"Conflict","message":"not finished"}"#), Ok(FetchAnswer::NotReady));
    let told = result(r#"{"error":"Unauthorized"}"#);
    assert!(told.as_ref().is_err_and(Error::is_auth), "{told:?}");
}

#[test]
fn the_proxys_own_words_are_told() {
    let told = submit_through(proxied(), Some(WITH_KEY[1].1), 200, r#"{"error":true}"#).unwrap_err();
    assert_eq!(told.to_string(), "the server reported: ");
    let told = submit_through(proxied(), Some(WITH_KEY[1].1), 412, "\"Invalid host\"").unwrap_err();
    assert_eq!(told.to_string(), "status 412: Invalid host");
}

//! fal's protocol against a scripted transport, and its parsers against anything.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::api::intake::InMemory;
use crate::api::provider::Submitted;
use crate::api::samples::{self, KEY, any_json};
use crate::api::scripted::{Exchange, Scripted, block_on};
use crate::api::{Client, InputFiles, Method};
use crate::core::job::{CancelAnswer, Phase, PollAnswer, RemoteInputs, RemotePicture};
use crate::core::model::{EngineId, FrameSize};

const ID: &str = "0f3b6c1e-2f9b-4a55-9d0c-1f2e3d4c5b6a";
const WITH_KEY: [(&str, &str); 2] = [("Accept", "application/json"), ("Authorization", "Key sesame-1234")];

fn ticket() -> Ticket {
    let response_url = format!("https://queue.fal.run/openai/gpt-image-2/requests/{ID}");
    Ticket { request_id: ID.to_owned(), status_url: format!("{response_url}/status"), response_url }
}

fn get(url: &str) -> Exchange {
    Exchange::expect(Method::Get, url, &WITH_KEY, Body::Empty)
}

#[test]
fn a_job_from_submit_to_result() {
    let request = samples::request(EngineId::Fal, FrameSize::Square);
    let inputs = RemoteInputs {
        picture_urls: vec!["https://v3b.fal.media/files/a.png".to_owned()],
        mask_url: Some("data:image/png;base64,AAAA".to_owned()),
        markup_url: None,
    };
    let body = json!({
        "prompt": request.prompt, "image_urls": inputs.picture_urls, "mask_url": inputs.mask_url,
        "image_size": "square_hd", "num_images": 1, "output_format": "png", "quality": "high",
    });
    let script = vec![
        Exchange::expect(
            Method::Post,
            "https://queue.fal.run/openai/gpt-image-2/edit",
            &WITH_KEY,
            Body::Json(body.to_string()),
        )
        .answer(200, &json!({"request_id": ID, "status": "IN_QUEUE", "queue_position": 2}).to_string()),
        get(&format!("{}?logs=1", ticket().status_url))
            .answer(202, r#"{"status":"IN_PROGRESS","logs":[{"message":"start"}]}"#),
        get(&format!("{}?logs=1", ticket().status_url)).answer(200, r#"{"status":"COMPLETED","logs":null}"#),
        get(&ticket().response_url)
            .answer(200, r#"{"images":[{"url":"https://v3b.fal.media/x1.png","width":1}]}"#),
        Exchange::expect(Method::Put, &format!("{}/cancel", ticket().response_url), &WITH_KEY, Body::Empty)
            .answer(400, r#"{"status":"ALREADY_COMPLETED"}"#),
    ];
    let transport = Scripted::new(script);
    let client = Client::new(&transport, samples::account(EngineId::Fal));
    block_on(async {
        let asked =
            SubmitRequest { request: &request, inputs: &inputs, files: &InputFiles::default(), tag: "tag" };
        let submitted = client.submit(&asked, &mut InMemory::default()).await.unwrap();
        assert_eq!(submitted, Submitted::Accepted(ticket()));
        let pending = PollAnswer::Pending { phase: Phase::InProgress, logs: vec!["start".to_owned()] };
        assert_eq!(client.status(&ticket(), &mut InMemory::default()).await, Ok(pending));
        assert_eq!(
            client.status(&ticket(), &mut InMemory::default()).await,
            Ok(PollAnswer::Completed { logs: Vec::new() })
        );
        let Ok(FetchAnswer::Ready(outcome)) = client.result(&ticket(), &mut InMemory::default()).await else {
            panic!("no result")
        };
        let picture = RemotePicture::Url("https://v3b.fal.media/x1.png".to_owned());
        assert_eq!(outcome.pictures, [picture]);
        assert_eq!(client.cancel(&ticket()).await, Ok(CancelAnswer::TooLate));
        assert_eq!(client.look_up("tag").await, Ok(crate::core::job::LookUp::CannotTell));
    });
    transport.check_done();
}

#[track_caller]
fn check_cancel(status: u16, body: &Value, proxy: Option<&str>, expected: Result<CancelAnswer, u16>) {
    let account = Account { proxy_address: proxy.map(str::to_owned), ..samples::account(EngineId::Fal) };
    let answer = Answer { status, body: body.clone(), retry_after_millis: None, files: Vec::new() };
    let read = queue::read_cancel(&account, &answer).map_err(|error| match error {
        Error::Status { status, .. } => status,
        _ => 0,
    });
    assert_eq!(read, expected, "{status} {body}");
}

/// Who is told that a job was taken out of the queue does not look for it again, so doubt is no yes.
#[test]
fn only_a_plain_yes_is_a_cancelled_job() {
    let proxy = Some("https://relay.example/fal");
    check_cancel(200, &json!({}), None, Ok(CancelAnswer::Removed));
    check_cancel(200, &json!({"status": "CANCELLED"}), None, Ok(CancelAnswer::Removed));
    let asked = json!({"status": "CANCELLATION_REQUESTED"});
    check_cancel(202, &asked, None, Ok(CancelAnswer::Asked));
    check_cancel(200, &asked, None, Ok(CancelAnswer::Asked));
    check_cancel(200, &json!({}), proxy, Ok(CancelAnswer::Asked));
    let late = json!({"status": "ALREADY_COMPLETED"});
    check_cancel(400, &late, None, Ok(CancelAnswer::TooLate));
    check_cancel(200, &late, proxy, Ok(CancelAnswer::TooLate));
    check_cancel(404, &json!({"status": "NOT_FOUND"}), None, Err(404));
    check_cancel(200, &json!({"status": "NOT_FOUND"}), proxy, Ok(CancelAnswer::Asked));
    check_cancel(401, &json!({"detail": "no"}), None, Err(401));
}

#[track_caller]
fn check_result(status: u16, body: &Value, expected: &str) {
    let account = samples::account(EngineId::Fal);
    let answer = Answer { status, body: body.clone(), retry_after_millis: None, files: Vec::new() };
    let told = match Fal.read_result(&account, &answer) {
        Ok(FetchAnswer::Ready(outcome)) => format!("{} pictures", outcome.pictures.len()),
        Ok(FetchAnswer::NotReady) => "not ready".to_owned(),
        Ok(FetchAnswer::Failed { failure, .. }) => samples::failure_words(&failure),
        Err(error) => format!("again {}: {error}", error.is_retryable()),
    };
    assert_eq!(told, expected);
}

#[test]
fn what_a_result_says() {
    check_result(
        422,
        &json!({"detail": [{"loc": ["body", "prompt"], "msg": "blocked", "type": "content_policy_violation"}]}),
        "Moderation: body.prompt: blocked",
    );
    check_result(
        422,
        &json!({"detail": [{"loc": ["body"], "msg": "no media", "type": "no_media_generated"}]}),
        "Generation: body: no media",
    );
    check_result(
        504,
        &json!({"detail": "timed out", "error_type": "request_timeout"}),
        "Generation: timed out",
    );
    check_result(502, &Value::Null, "again true: status 502");
    check_result(401, &json!({"detail": "bad key"}), "again false: status 401: bad key");
    check_result(404, &json!({"detail": "gone"}), "again false: status 404: gone");
    check_result(400, &json!({"status": "IN_PROGRESS"}), "not ready");
    check_result(200, &json!({"images": []}), "Empty NoPicture");
    check_result(
        200,
        &json!({"images": [{"url": "https://v3b.fal.media/x1.png"}, {"url": "javascript:1"}]}),
        "1 pictures",
    );
    // A proxy that turns every status into 200.
    check_result(
        200,
        &json!({"detail": [{"msg": "no media", "type": "no_media_generated"}]}),
        "Generation: no media",
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_json_is_answered(
        body in any_json(
            &format!("COMPLETED IN_QUEUE content_policy_violation {KEY} data:image/png;base64,AAAA https://a.example/x"),
            "status detail error_type type msg loc images url error request_id logs",
        ),
        status in prop::sample::select(vec![0_u16, 200, 202, 400, 401, 404, 422, 503, 65535]),
    ) {
        let account = samples::account(EngineId::Fal);
        let answer = Answer { status, body, retry_after_millis: None, files: Vec::new() };
        let result = Fal.read_result(&account, &answer);
        let submitted = Fal.read_submitted(&account, EngineId::Fal.offer(""), &answer);
        // A ticket repeats what the provider called the request; nothing else may repeat the key.
        let submitted = submitted.map(|reply| (!matches!(reply, Submitted::Accepted(_))).then_some(reply));
        let told = format!("{result:?} {submitted:?} {:?}", queue::read_connection(&account, &answer));
        prop_assert!(!told.contains(KEY) || matches!(result, Ok(FetchAnswer::Ready(_))), "{told}");
    }
}

//! The Images API against a scripted transport, and its parsers against anything.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::api::intake::InMemory;
use crate::api::samples::{self, KEY, any_json};
use crate::api::scripted::{Exchange, Scripted, block_on};
use crate::api::{Client, InputFiles, Method, Options};
use crate::core::job::{RemoteInputs, RemotePicture};
use crate::core::model::{EngineId, FrameSize};
use crate::core::request::BlobHash;

const PNG: &str = "iVBORw0KGgoA";
const WITH_KEY: [(&str, &str); 2] = [("Accept", "application/json"), ("Authorization", "Bearer sesame-1234")];

/// Submits, and gives what came of it, and the files that came.
fn submit(
    account: Account,
    files: &InputFiles,
    answer: Result<HttpResponse, crate::api::TransportError>,
) -> (Result<Submitted, Error>, InMemory) {
    let request = samples::request(EngineId::OpenAi, FrameSize::Landscape43);
    let inputs = RemoteInputs::default();
    let asked = SubmitRequest { request: &request, inputs: &inputs, files, tag: "tag-1" };
    let outgoing = OpenAi.submit(&account, &asked);
    let transport = Scripted::new(vec![
        Exchange::expect(Method::Post, &outgoing.url, &WITH_KEY, outgoing.body).answer_with(answer),
    ]);
    let mut intake = InMemory::default();
    let told = block_on(Client::new(&transport, account).submit(&asked, &mut intake));
    transport.check_done();
    (told, intake)
}

#[expect(clippy::unnecessary_wraps, reason = "what a transport gives")]
fn answer(status: u16, media_type: &str, body: &str) -> Result<HttpResponse, crate::api::TransportError> {
    Ok(HttpResponse {
        status,
        media_type: media_type.to_owned(),
        retry_after_millis: None,
        body: body.as_bytes().to_vec(),
        last_url: String::new(),
    })
}

#[test]
fn the_answer_is_the_result() {
    let body = json!({
        "data": [{"b64_json": PNG}],
        "usage": {
            "input_tokens": 805, "input_tokens_details": {"image_tokens": 768, "text_tokens": 37},
            "output_tokens": 7024,
        },
    });
    let account = samples::account(EngineId::OpenAi);
    let (told, intake) =
        submit(account, &samples::files(&[b"a"], None), answer(200, "application/json", &body.to_string()));
    let Ok(Submitted::Answered(outcome)) = told else { panic!("{told:?}") };
    assert_eq!(outcome.pictures, [RemotePicture::File(BlobHash::of(b"\x89PNG\r\n\x1a\n\0"))]);
    assert_eq!(intake.files, [("image/png".to_owned(), b"\x89PNG\r\n\x1a\n\0".to_vec())]);
    assert_eq!(outcome.total, Some(MicroDollars(185 + 6144 + 210_720)));
}

#[test]
fn the_form_is_what_clients_send() {
    let account = samples::account(EngineId::OpenAi);
    let request = samples::request(EngineId::OpenAi, FrameSize::Landscape43);
    let (media_type, bytes) =
        form::multipart("tag-1", &fields(&account, &request), &samples::files(&[b"A", b"B"], Some(b"M")));
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(media_type, "multipart/form-data; boundary=pentimento-tag1");
    let names: Vec<&str> = text.split("name=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    // Every second name of a file is its own.
    let expected =
        "model prompt n size quality output_format image[] picture.png image[] picture.png mask mask.png";
    assert_eq!(names.join(" "), expected);
    assert!(text.contains("name=\"size\"\r\n\r\n1152x864\r\n"), "{text}");
    assert!(text.ends_with("\r\nM\r\n--pentimento-tag1--\r\n"), "{text}");
    let marked = samples::files(&[b"A"], Some(b"L"));
    let marked = InputFiles { markup: marked.mask, mask: None, ..marked };
    let text = String::from_utf8(form::multipart("tag-1", &[], &marked).1).unwrap();
    assert!(text.contains("name=\"markup\"") && !text.contains("name=\"mask\""), "{text}");
    let one = form::multipart("tag-1", &[], &samples::files(&[b"--pentimento-tag1"], None));
    assert_eq!(one.0, "multipart/form-data; boundary=pentimento-tag1x");
    assert!(String::from_utf8(one.1).unwrap().contains("name=\"image\";"));
}

#[test]
fn every_preset_is_within_the_rules() {
    let account = samples::account(EngineId::OpenAi);
    let offer = EngineId::OpenAi.offer("");
    for preset in offer.presets() {
        let fields = fields(&account, &samples::request(EngineId::OpenAi, preset.frame));
        let (_, size) = fields.iter().find(|(name, _)| *name == "size").unwrap();
        match size.split_once('x') {
            Some((width, height)) => {
                let size = crate::core::geometry::Size::new(width.parse().unwrap(), height.parse().unwrap());
                assert!(offer.model.sizes.has(size), "{size}");
            }
            None => assert_eq!((preset.frame, size.as_str()), (FrameSize::Auto, "auto")),
        }
    }
}

#[test]
fn v1_is_joined_once() {
    for (typed, expected) in [
        ("https://api.openai.com/v1", "https://api.openai.com/v1/images/edits"),
        ("https://api.openai.com", "https://api.openai.com/v1/images/edits"),
        ("https://relay.example/v1/", "https://relay.example/v1/images/edits"),
        ("https://relay.example/openai/", "https://relay.example/openai/v1/images/edits"),
    ] {
        let account = Account { api_address: typed.to_owned(), ..samples::account(EngineId::OpenAi) };
        assert_eq!(edits_url(&account), expected);
    }
}

fn with_partials() -> Account {
    Account {
        options: Options { with_partials: true, ..Options::default() },
        ..samples::account(EngineId::OpenAi)
    }
}

#[test]
fn partial_pictures_are_told_as_they_come() {
    let event = |kind: &str| {
        format!(
            "event: image_edit.{kind}\ndata: {}\n\n",
            json!({"type": format!("image_edit.{kind}"), "b64_json": PNG, "usage": {"output_tokens": 100}})
        )
    };
    let stream =
        format!("{}: ping\n\n{}{}", event("partial_image"), event("partial_image"), event("completed"));
    let (told, intake) =
        submit(with_partials(), &samples::files(&[b"a"], None), answer(200, "text/event-stream", &stream));
    assert_eq!(intake.partials.len(), 2);
    let Ok(Submitted::Answered(outcome)) = told else { panic!("{told:?}") };
    assert_eq!((outcome.pictures.len(), outcome.total), (1, Some(MicroDollars(3000))));
    // Broken off before the end: it may be billed.
    let (told, _) = submit(
        with_partials(),
        &samples::files(&[b"a"], None),
        answer(200, "text/event-stream", &event("partial_image")),
    );
    assert!(told.unwrap_err().is_ambiguous_for_submit());
    // A relay that ignores the wish.
    let body = json!({"data": [{"b64_json": PNG}]}).to_string();
    let (told, intake) =
        submit(with_partials(), &samples::files(&[b"a"], None), answer(200, "application/json", &body));
    assert!(told.is_ok() && intake.partials.is_empty());
}

/// What may be paid and makes no sense is left for the person; a page of somebody's gateway is not.
#[test]
fn an_answer_that_makes_no_sense_is_left_among_the_files() {
    let submitted = |status, body: &str| {
        let account = samples::account(EngineId::OpenAi);
        submit(account, &samples::files(&[b"a"], None), answer(status, "application/json", body))
    };
    let odd = json!({"made": "https://elsewhere.example/a.png"}).to_string();
    let (told, intake) = submitted(200, &odd);
    assert!(told.unwrap_err().is_ambiguous_for_submit());
    assert_eq!(intake.files, [("application/json".to_owned(), odd.into_bytes())]);
    let (_, intake) = submitted(200, &format!("{{\"data\": [{{\"b64_json\": \"{PNG}"));
    assert_eq!(intake.files.len(), 2, "the picture so far, and what stood around it");
    for (status, body) in [(200, "<html>Log in</html>"), (200, ""), (500, "{\"error\": \"no\"}")] {
        let (told, intake) = submitted(status, body);
        assert!(told.is_err() && intake.files.is_empty(), "{status} {body}");
    }
    let huge = json!({"text": "no picture ".repeat(500_000)}).to_string();
    let (told, intake) = submitted(200, &huge);
    assert!(matches!(told, Err(Error::Transport(crate::api::TransportError::TooLarge { .. }))), "{told:?}");
    assert_eq!(intake.files, [("application/json".to_owned(), huge.into_bytes())]);
}

#[track_caller]
fn check_error(status: u16, body: &serde_json::Value, expected: &str) {
    let media_type = if status == 200 { "text/event-stream" } else { "application/json" };
    let text = if status == 200 { format!("data: {body}\n\n") } else { body.to_string() };
    let account = samples::account(EngineId::OpenAi);
    let (told, _) = submit(account, &samples::files(&[b"a"], None), answer(status, media_type, &text));
    let error = told.unwrap_err();
    let doubt = if error.is_ambiguous_for_submit() { "doubt" } else { "certain" };
    assert_eq!(format!("{doubt} {}", samples::failure_words(&error.into())), expected);
}

#[test]
fn errors_are_told_apart() {
    let error = |kind: &str, code: &str| json!({"error": {"message": "no", "type": kind, "code": code, "param": "size"}});
    check_error(
        400,
        &error("image_generation_user_error", "moderation_blocked"),
        "certain Moderation: no: moderation_blocked",
    );
    check_error(
        429,
        &error("insufficient_quota", "insufficient_quota"),
        "certain Credit Quota: no: insufficient_quota",
    );
    check_error(
        429,
        &error("requests", "rate_limit_exceeded"),
        "certain Rate Status(429): no: rate_limit_exceeded",
    );
    check_error(
        400,
        &error("invalid_request_error", "unknown_parameter"),
        r#"certain Input UnknownField { field: "size" }: no: unknown_parameter"#,
    );
    check_error(
        404,
        &error("invalid_request_error", "model_not_found"),
        "certain Input UnknownModel: no: model_not_found",
    );
    check_error(
        400,
        &error("invalid_request_error", "billing_hard_limit_reached"),
        "certain Credit Quota: no: billing_hard_limit_reached",
    );
    check_error(500, &error("server_error", ""), "doubt Server Status(500): no");
    check_error(200, &error("server_error", ""), "doubt Server: no");
}

#[test]
fn a_flat_error_in_a_stream_is_a_certain_refusal_however_the_stream_begins() {
    let flat = include_str!("../../../tests/fixtures/pictures/flat-error.sse");
    for (media_type, start) in [
        ("text/event-stream", ""),
        ("", ""),
        ("application/octet-stream", ": keep-alive\n\n"),
        ("text/plain", "\u{feff}id: 1\n"),
    ] {
        let text = [start, flat].concat();
        let account = samples::account(EngineId::OpenAi);
        let (told, _) = submit(account, &samples::files(&[b"a"], None), answer(200, media_type, &text));
        let error = told.unwrap_err();
        assert!(!error.is_ambiguous_for_submit(), "{media_type:?}");
        let words = samples::failure_words(&error.into());
        assert!(words.starts_with("Rate") && words.contains("Limit 5 images per minute"), "{words}");
    }
}

#[test]
fn a_relative_url_is_one_of_the_apis() {
    let body = include_str!("../../../tests/fixtures/pictures/relative-url.json");
    let mut account = samples::account(EngineId::OpenAi);
    account.api_address = "https://relay.example:8443/openai/v1".to_owned();
    let (told, _) = submit(account, &samples::files(&[b"a"], None), answer(200, "application/json", body));
    let Ok(Submitted::Answered(outcome)) = told else { panic!("{told:?}") };
    let expected = RemotePicture::Url("https://relay.example:8443/files/a.png".to_owned());
    assert_eq!(outcome.pictures, [expected]);
}

#[test]
fn the_address_of_an_endpoint_is_taken_for_its_base() {
    for pasted in [
        "https://a.example",
        "https://a.example/v1/",
        "https://a.example/v1/images/edits",
        "https://a.example/v1/images/generations/",
    ] {
        let mut account = samples::account(EngineId::OpenAi);
        account.api_address = pasted.to_owned();
        assert_eq!(edits_url(&account), "https://a.example/v1/images/edits");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_json_is_answered(
        body in any_json(
            &format!("moderation_blocked insufficient_quota {KEY} {PNG} data:image/png;base64,AAAA https://a.example/x"),
            "data b64_json url usage output_tokens input_tokens error code type message param",
        ),
        status in prop::sample::select(vec![0_u16, 200, 400, 401, 404, 429, 503, 65535]),
    ) {
        let account = samples::account(EngineId::OpenAi);
        let answer = Answer { status, body, retry_after_millis: None, files: Vec::new() };
        let submitted = OpenAi.read_submitted(&account, EngineId::OpenAi.offer(""), &answer);
        if let Err(error) = &submitted {
            prop_assert!(!format!("{error:?}").contains(KEY), "{error:?}");
        }
        prop_assert!(OpenAi.read_result(&account, &answer).is_err());
    }

    #[test]
    fn any_stream_is_read(
        lines in prop::collection::vec(prop_oneof![
            Just("data: {\"type\":\"image_edit.partial_image\",\"b64_json\":\"iVBORw0KGgoA\"}".to_owned()),
            Just("data: {\"type\":\"image_edit.completed\",\"b64_json\":\"iVBORw0KGgoA\"}".to_owned()),
            Just("data: {\"error\":{\"message\":\"x\"}}".to_owned()),
            Just("data:".to_owned()), Just("data: [DONE]".to_owned()), Just(String::new()), Just("\r".to_owned()), ".{0,20}",
        ], 0..12),
        cut in 0_usize..400,
    ) {
        let text = lines.join("\n");
        let bytes = text.as_bytes();
        let bytes = &bytes[..cut.min(bytes.len())];
        let _ = stream::read(bytes);
        let _ = stream::partial(bytes);
    }
}

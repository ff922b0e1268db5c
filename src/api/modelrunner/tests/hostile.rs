//! Answers of any kind never panic, never carry the key and never lead to an address that is not allowed.

use super::*;
use crate::api::answer::Answer;
use crate::api::intake::InMemory;
use crate::api::samples;
use crate::api::url;
use crate::api::{history, queue as wire};
use crate::core::job::{FetchAnswer, LookUp, RemotePicture};
use crate::core::request::BlobHash;
use proptest::prelude::*;
use serde_json::Value;

/// Any JSON, with a liking for the words of the protocol.
fn any_json() -> impl Strategy<Value = Value> {
    let words = format!(
        "COMPLETED FAILED CANCELLED IN_QUEUE IN_PROGRESS INVALID_OUTPUT failed tag 0.151 {ID} {KEY} Unauthorized \
         https://queue.example.org/x https://evil.example/x http://127.0.0.1/x data:image/png;base64,AAAA \
         https://queue.example.org@evil.example/ iVBORw0KGgoA"
    );
    samples::any_json(
        &words,
        "status request_id id status_url response_url upload_url file_url logs output error message detail details \
         code validationErrors path statusCode metadata job data items images url b64_json totalPrice \
         payloadsPurgedAt billingStatus",
    )
}

fn check_ticket(ticket: &Ticket) {
    for url in [&ticket.status_url, &ticket.response_url] {
        assert!(url::is_same_origin(url, API), "{ticket:?}");
    }
    assert!(wire::checked_id(&ticket.request_id).is_some(), "{ticket:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_json_is_answered(
        body in any_json(),
        status in prop::sample::select(vec![0u16, 200, 201, 400, 401, 404, 409, 410, 422, 500, 65535]),
    ) {
        let account = account();
        let answer = Answer { status, body, retry_after_millis: None, files: vec![BlobHash::of(b"a")] };
        let submitted = wire::read_submitted(&account, EngineId::ModelRunner.offer(""), &answer);
        let looked_up = history::read_look_up(&account, &answer, "tag");
        let polled = wire::read_status(&account, &answer);
        let fetched = wire::read_result(&account, &answer);
        let connection = wire::read_connection(&account, &answer);
        let place = wire::read_upload_place(&account, &answer);
        if let Ok(ticket) = &submitted {
            check_ticket(ticket);
        }
        if let Ok(LookUp::Found(ticket)) = &looked_up {
            check_ticket(ticket);
        }
        if let Ok(FetchAnswer::Ready(outcome)) = &fetched {
            prop_assert!((1..=16).contains(&outcome.pictures.len()));
            for picture in &outcome.pictures {
                match picture {
                    RemotePicture::Url(url) => prop_assert!(url.starts_with("https://"), "{}", url),
                    RemotePicture::File(file) => prop_assert_eq!(file, &BlobHash::of(b"a")),
                    RemotePicture::Data(data) => prop_assert!(false, "{}", data),
                }
            }
        }
        if let Ok(place) = &place {
            prop_assert!(place.upload_url.starts_with("https://") && place.file_url.starts_with("https://"));
        }
        // Texts for people: whatever the server echoes.
        let told = format!(
            "{:?} {:?} {:?} {:?} {:?}",
            submitted.err(), looked_up.err(), polled.map(Some).unwrap_or_default(), connection, place.err(),
        );
        prop_assert!(!told.contains(KEY), "{}", told);
    }

    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..200), status in 100u16..600) {
        let answer = crate::api::HttpResponse {
            status,
            media_type: String::new(),
            retry_after_millis: None,
            body: bytes,
            last_url: String::new(),
        };
        let script = vec![get_result().answer_with(Ok(answer.clone()))];
        let transport = Scripted::new(if status == 404 {
            vec![get_result().answer_with(Ok(answer)), get_record().answer(404, "{}")]
        } else {
            script
        });
        let _ = block_on(ModelRunner::new(&transport, account()).result(&ticket(), &mut InMemory::default()));
        transport.check_done();
    }

    #[test]
    fn plain_text_is_plain_and_short(text in "\\PC{0,40}[\u{0}-\u{1f}\u{7f}-\u{9f}\u{202a}-\u{202e}]{0,9}.{0,40}", limit in 0usize..60) {
        let plain = account().plain_text(&format!("{text}{KEY}{text}"), limit);
        prop_assert!(plain.chars().count() <= limit);
        prop_assert!(!plain.contains(KEY));
        let is_odd = |character: char| {
            character.is_control() || ('\u{202a}'..='\u{202e}').contains(&character)
        };
        prop_assert!(!plain.chars().any(is_odd), "{:?}", plain);
    }
}

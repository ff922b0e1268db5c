//! One edit from the upload to the picture, each request and answer exact.

use super::*;
use crate::api::intake::InMemory;
use crate::api::{HttpResponse, TransportError};
use crate::core::job::{FetchAnswer, Outcome, Phase, PollAnswer, RemotePicture};
use crate::core::price::MicroDollars;
use crate::core::request::BlobHash;

const UPLOAD_URL: &str = "https://bucket.example.net/obj?X-Signature=s";
const FILE_URL: &str = "https://media.example.org/Hh8.png";

fn initiate() -> Exchange {
    Exchange::expect(
        Method::Post,
        "https://store.example.org/storage/upload/initiate",
        &WITH_KEY,
        Body::Json(r#"{"file_name":"mask.png","content_type":"image/png"}"#.to_owned()),
    )
}

fn place(upload_url: &str, file_url: &str) -> String {
    serde_json::json!({ "upload_url": upload_url, "file_url": file_url }).to_string()
}

/// No header at all: the key stays here.
fn put(url: &str) -> Exchange {
    Exchange::expect(
        Method::Put,
        url,
        &[],
        Body::Bytes { media_type: "image/png".to_owned(), bytes: vec![1, 2, 3] },
    )
}

fn get_file(url: &str) -> Exchange {
    Exchange::expect(Method::Get, url, &[], Body::Empty)
}

fn file(media_type: &str, bytes: &[u8]) -> HttpResponse {
    HttpResponse {
        status: 200,
        media_type: media_type.to_owned(),
        retry_after_millis: None,
        body: bytes.to_vec(),
        last_url: String::new(),
    }
}

#[track_caller]
fn check_upload(account: Account, script: Vec<Exchange>, expected: Result<&str, Error>) {
    let told = play(account, script, async |client| {
        client.upload("mask.png", "image/png", vec![1, 2, 3], &|_| ()).await
    });
    assert_eq!(told, expected.map(str::to_owned));
}

#[test]
fn an_edit_from_end_to_end() {
    let journey = async |client: ModelRunner<'_, Scripted>| {
        let mask_url = client.upload("mask.png", "image/png", vec![1, 2, 3], &|_| ()).await?;
        let inputs = RemoteInputs { mask_url: Some(mask_url), ..inputs() };
        let given = submit_tagged(&client, &request(FrameSize::Landscape43), &inputs, "job-7f3c").await?;
        assert_eq!(given.status_url, format!("{API}/openai/gpt-image-2/edit/requests/{ID}/status"));
        assert_eq!(
            client.status(&given, &mut InMemory::default()).await?,
            PollAnswer::Pending { phase: Phase::Queued, logs: Vec::new() }
        );
        assert_eq!(
            client.status(&given, &mut InMemory::default()).await?,
            PollAnswer::Pending { phase: Phase::InProgress, logs: vec!["painting".to_owned()] }
        );
        assert_eq!(
            client.status(&given, &mut InMemory::default()).await?,
            PollAnswer::Completed { logs: vec!["painting".to_owned(), "done".to_owned()] }
        );
        let FetchAnswer::Ready(outcome) = client.result(&given, &mut InMemory::default()).await? else {
            panic!("not ready");
        };
        let picture = "https://media.example.org/Oo5.webp";
        assert_eq!(
            outcome,
            Outcome {
                pictures: vec![RemotePicture::Url(picture.to_owned())],
                logs: vec!["done".to_owned()],
                total: Some(MicroDollars(151_000)),
            }
        );
        client.download(picture, &mut InMemory::default()).await
    };
    let given = format!("{API}/openai/gpt-image-2/edit/requests/{ID}");
    let envelope = |status: &str, logs: serde_json::Value| {
        serde_json::json!({
            "status": status, "request_id": ID, "queue_position": 0, "logs": logs,
            "response_url": given, "status_url": format!("{given}/status"),
            "cancel_url": format!("{given}/cancel"),
        })
        .to_string()
    };
    let poll = || get(&format!("{given}/status?logs=1"));
    let record = serde_json::json!({
        "id": ID, "modelEndpoint": "openai/gpt-image-2/edit", "status": "COMPLETED",
        "input": { "image_urls": ["https://media.example.org/a.png"] },
        "output": ["https://media.example.org/Oo5.webp"], "error": null, "logs": "done\n",
        "thumbnails": [{ "type": "image", "url": "https://media.example.org/t.webp" }],
        "metadata": { "app": "pentimento", "job": "job-7f3c" }, "totalPrice": "0.151",
    });
    let script = vec![
        initiate().answer(200, &place(UPLOAD_URL, FILE_URL)),
        put(UPLOAD_URL).answer(200, ""),
        Exchange::expect(
            Method::Post,
            "https://queue.example.org/openai/gpt-image-2/edit",
            &WITH_KEY,
            Body::Json(
                r#"{
                    "prompt": "a sign reading \"NOODLES\"",
                    "image_urls": ["https://media.example.org/a.png"],
                    "mask_url": "https://media.example.org/Hh8.png",
                    "image_size": "landscape_4_3",
                    "num_images": 2,
                    "output_format": "webp",
                    "metadata": { "app": "pentimento", "job": "job-7f3c" }
                }"#
                .to_owned(),
            ),
        )
        .answer(201, &envelope("IN_QUEUE", serde_json::json!(null))),
        poll().answer(200, &envelope("IN_QUEUE", serde_json::json!([]))),
        poll().answer(200, &envelope("IN_PROGRESS", serde_json::json!("painting"))),
        poll().answer(200, &envelope("COMPLETED", serde_json::json!("painting\ndone\n"))),
        get(&given).answer(200, &record.to_string()),
        get_file("https://media.example.org/Oo5.webp")
            .answer_with(Ok(file("Image/WebP; charset=binary", &[9, 9]))),
    ];
    let told = play(account(), script, journey);
    assert_eq!(told, Ok(BlobHash::of(&[9, 9])));
}

#[test]
fn an_upload_ends_at_a_safe_address_or_not_at_all() {
    let unsafe_url = |what| Err(Error::UnsafeUrl { what });
    for upload_url in [
        "http://bucket.example.net/obj",
        "http://127.0.0.1:8899/obj",
        "ftp://bucket.example.net/obj",
        "https://key@bucket.example.net/obj",
        "",
    ] {
        let script = vec![initiate().answer(200, &place(upload_url, FILE_URL))];
        check_upload(account(), script, unsafe_url("upload URL"));
    }
    let script = vec![initiate().answer(200, &place(UPLOAD_URL, "javascript://x/y"))];
    check_upload(account(), script, unsafe_url("uploaded file's URL"));
    let malformed = |what| Err(Error::Malformed { what });
    let script = vec![initiate().answer(200, r#"{"file_url":"https://a.example/"}"#)];
    check_upload(account(), script, malformed("the upload has no URL"));
    let script = vec![initiate().answer(200, r#"{"upload_url":"https://a.example/","file_url":7}"#)];
    check_upload(account(), script, malformed("the uploaded file has no URL"));
}

#[test]
fn an_upload_to_this_device_needs_an_address_of_this_device() {
    let local = Account {
        api_address: "http://127.0.0.1:8899".to_owned(),
        storage_address: "http://127.0.0.1:8899".to_owned(),
        ..account()
    };
    let url = "http://127.0.0.1:8899/put/1";
    let script = vec![
        Exchange::expect(
            Method::Post,
            "http://127.0.0.1:8899/storage/upload/initiate",
            &WITH_KEY,
            Body::Json(r#"{"file_name":"mask.png","content_type":"image/png"}"#.to_owned()),
        )
        .answer(200, &place(url, url)),
        put(url).answer(204, ""),
    ];
    check_upload(local, script, Ok(url));
}

#[test]
fn a_failed_upload_tells_which_half_failed() {
    let script = vec![initiate().answer(401, r#"{"error":"invalid key"}"#)];
    let told = Error::Status { status: 401, message: "invalid key".to_owned(), retry_after_millis: None };
    assert!(told.is_auth());
    check_upload(account(), script, Err(told));
    let script = vec![
        initiate().answer(200, &place(UPLOAD_URL, FILE_URL)),
        put(UPLOAD_URL).answer(403, "<Error><Code>SignatureDoesNotMatch</Code></Error>"),
    ];
    let told =
        Error::FileHost { host: "bucket.example.net".to_owned(), status: 403, retry_after_millis: None };
    assert!(!told.is_auth(), "the storage's 403 is not about the key");
    check_upload(account(), script, Err(told));
    let script = vec![
        initiate().answer(200, &place(UPLOAD_URL, FILE_URL)),
        put(UPLOAD_URL).answer_with(Err(TransportError::Unreachable)),
    ];
    check_upload(account(), script, Err(Error::Transport(TransportError::Unreachable)));
}

#[track_caller]
fn check_download(url: &str, script: Vec<Exchange>, expected: Result<(&str, &[u8]), Error>) {
    let mut files = InMemory::default();
    let told = play(account(), script, async |client| client.download(url, &mut files).await);
    assert_eq!(told, expected.clone().map(|(_, bytes)| BlobHash::of(bytes)));
    if let Ok((media_type, bytes)) = expected {
        assert_eq!(files.files, [(media_type.to_owned(), bytes.to_vec())]);
    }
}

#[test]
fn downloads_take_no_key_and_no_odd_address() {
    let url = "https://media.example.org/o.png";
    check_download(url, vec![get_file(url).answer_with(Ok(file("", &[7])))], Ok(("", &[7])));
    // Even from the API's own host.
    let own = "https://queue.example.org/o.png";
    check_download(
        own,
        vec![get_file(own).answer_with(Ok(file("image/png", &[7])))],
        Ok(("image/png", &[7])),
    );
    check_download("data:image/png;base64,Zm9v", Vec::new(), Ok(("image/png", b"foo")));
    let broken = Error::Malformed { what: "the picture in the answer is broken" };
    check_download("data:text/html;base64,Zm9v", Vec::new(), Err(broken.clone()));
    check_download("DATA:image/png;base64,Zm9v?", Vec::new(), Err(broken));
    for odd in ["http://media.example.org/o.png", "http://localhost/o.png", "file:///o.png", "o.png", "é"] {
        let told = Error::UnsafeUrl { what: "picture's URL" };
        check_download(odd, Vec::new(), Err(told));
    }
    let empty = Error::Malformed { what: "the picture has no bytes" };
    check_download(url, vec![get_file(url).answer_with(Ok(file("image/png", &[])))], Err(empty));
    let gone =
        Error::FileHost { host: "media.example.org".to_owned(), status: 403, retry_after_millis: None };
    check_download(url, vec![get_file(url).answer(403, "")], Err(gone));
}

#[test]
fn a_download_is_checked_where_it_ends() {
    let ended_at = |last_url: &str| {
        let answer = HttpResponse {
            status: 200,
            media_type: "image/png".to_owned(),
            retry_after_millis: None,
            body: b"a picture".to_vec(),
            last_url: last_url.to_owned(),
        };
        let url = "https://media.example.org/o.png";
        let script = vec![Exchange::expect(Method::Get, url, &[], Body::Empty).answer_with(Ok(answer))];
        play(account(), script, async |client| client.download(url, &mut InMemory::default()).await).is_ok()
    };
    assert!(ended_at(""));
    assert!(ended_at("https://cdn.example.org/o.png"));
    assert!(!ended_at("http://cdn.example.org/o.png"));
    assert!(!ended_at("http://127.0.0.1:8080/o.png"));
}

//! Uploads against a scripted transport and a slow one.

use std::collections::HashMap;

use serde_json::json;

use super::*;
use crate::api::samples;
use crate::api::scripted::{Exchange, Scripted, block_on};
use crate::api::{Body, HttpResponse, InputFiles};
use crate::core::model::EngineId;

#[derive(Default)]
struct Memory(RefCell<HashMap<String, String>>);

impl UploadMemory for Memory {
    fn recall(&self, hash: &BlobHash) -> Option<String> {
        self.0.borrow().get(&hash.0).cloned()
    }

    fn remember(&self, hash: &BlobHash, address: &str) {
        self.0.borrow_mut().insert(hash.0.clone(), address.to_owned());
    }
}

const WITH_KEY: [(&str, &str); 2] = [("Accept", "application/json"), ("Authorization", "Key sesame-1234")];

/// The two exchanges of an upload.
fn upload(name: &str, bytes: &[u8], file_name: &str) -> [Exchange; 2] {
    [
        Exchange::expect(
            Method::Post,
            "https://modelrunner.run/storage/upload/initiate",
            &WITH_KEY,
            Body::Json(json!({"file_name": file_name, "content_type": "image/png"}).to_string()),
        )
        .answer(
            200,
            &json!({
                "upload_url": format!("https://bucket.example/{name}"),
                "file_url": format!("https://media.example/{name}"),
            })
            .to_string(),
        ),
        Exchange::expect(
            Method::Put,
            &format!("https://bucket.example/{name}"),
            &[],
            Body::Bytes { media_type: "image/png".to_owned(), bytes: bytes.to_vec() },
        )
        .answer(200, ""),
    ]
}

fn head(name: &str, status: u16) -> Exchange {
    Exchange::expect(Method::Head, &format!("https://media.example/{name}"), &[], Body::Empty)
        .answer(status, "")
}

/// Uploads files that are ready; gives their addresses.
fn upload_ready(
    client: &Client<'_, Scripted>,
    files: &InputFiles,
    memory: &Memory,
) -> (Result<Vec<String>, Error>, Vec<f32>) {
    let all: Vec<InputFile> = files.pictures.iter().chain(&files.mask).cloned().collect();
    let sizes: Vec<usize> = all.iter().map(|file| file.bytes.len()).collect();
    let heard = RefCell::new(Vec::new());
    let prepare = |index: usize| std::future::ready(Ok(all[index].clone()));
    let told = block_on(client.upload_all(&sizes, prepare, memory, &|share| {
        heard.borrow_mut().push(share);
    }));
    (told, heard.into_inner())
}

#[track_caller]
fn check(memory: &Memory, files: &InputFiles, script: Vec<Exchange>, expected: &[&str]) {
    let transport = Scripted::new(script);
    let client = Client::new(&transport, samples::account(EngineId::ModelRunner));
    let (told, heard) = upload_ready(&client, files, memory);
    let told = told.unwrap();
    let addresses: Vec<&str> =
        told.iter().filter_map(|address| address.strip_prefix("https://media.example/")).collect();
    assert_eq!(addresses, expected);
    assert!(heard.is_sorted() && heard.first() == Some(&0.0), "{heard:?}");
    assert!((heard.last().unwrap() - 1.0).abs() < 1e-6, "{heard:?}");
    transport.check_done();
}

#[test]
fn remembered_bytes_go_only_when_they_are_gone() {
    let memory = Memory::default();
    let files = samples::files(&[b"a", b"b"], Some(b"m"));
    let script =
        [upload("1", b"a", "picture.png"), upload("2", b"b", "picture.png"), upload("3", b"m", "mask.png")];
    check(&memory, &files, script.into_iter().flatten().collect(), &["1", "2", "3"]);
    let again = samples::files(&[b"a", b"b"], None);
    let mut script = vec![head("1", 200), head("2", 404)];
    script.extend(upload("4", b"b", "picture.png"));
    check(&memory, &again, script, &["1", "4"]);
}

#[test]
fn small_files_go_inside_the_request_at_fal() {
    let transport = Scripted::new(Vec::new());
    let client = Client::new(&transport, samples::account(EngineId::Fal));
    let files = samples::files(&[b"foob"], None);
    let (told, _) = upload_ready(&client, &files, &Memory::default());
    assert_eq!(told.unwrap(), [RemoteInputs::INSIDE]);
}

/// The upload of a file too large to go inside, which the storage does not take.
#[track_caller]
fn check_blocked(probe: Exchange, goes_inside: bool) {
    let bytes = vec![7_u8; 70_000];
    let initiate = Exchange::expect(
        Method::Post,
        "https://rest.fal.ai/storage/upload/initiate?storage_type=fal-cdn-v3",
        &WITH_KEY,
        Body::Json(json!({"file_name": "picture.png", "content_type": "image/png"}).to_string()),
    )
    .answer_with(Err(TransportError::Unreachable));
    let transport = Scripted::new(vec![initiate, probe]);
    let client = Client::new(&transport, samples::account(EngineId::Fal));
    let files = samples::files(&[&bytes], None);
    let (told, _) = upload_ready(&client, &files, &Memory::default());
    match told {
        Ok(addresses) => assert!(goes_inside && addresses[0] == RemoteInputs::INSIDE),
        Err(error) => {
            assert!(!goes_inside);
            assert_eq!(error, Error::Transport(TransportError::Unreachable));
        }
    }
    transport.check_done();
}

#[test]
fn a_file_goes_inside_when_only_the_storage_is_out_of_reach() {
    let probe = || {
        let place = "https://queue.fal.run/openai/gpt-image-2/requests/pentimento-connection/status";
        Exchange::expect(Method::Get, place, &WITH_KEY, Body::Empty)
    };
    check_blocked(probe().answer(404, r#"{"detail":"no such request"}"#), true);
    // Offline: sent now, the request would end in doubt.
    check_blocked(probe().answer_with(Err(TransportError::Unreachable)), false);
}

#[test]
fn a_file_that_cannot_be_made_ready_ends_it() {
    let transport = Scripted::new(Vec::new());
    let client = Client::new(&transport, samples::account(EngineId::ModelRunner));
    let prepare = |_| std::future::ready(Err(Error::NotOffered));
    let told = block_on(client.upload_all(&[1], prepare, &Memory::default(), &|_| ()));
    assert_eq!(told, Err(Error::NotOffered));
}

/// A future that is ready after some polls, and counts who else is not.
async fn after(rounds: u32, running: &RefCell<(usize, usize)>) {
    {
        let mut running = running.borrow_mut();
        running.0 += 1;
        running.1 = running.1.max(running.0);
    }
    let mut left = rounds;
    std::future::poll_fn(|context| {
        context.waker().wake_by_ref();
        left = left.saturating_sub(1);
        if left == 0 { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    running.borrow_mut().0 -= 1;
}

/// Answers each call after a while; counts how many are on their way.
struct Slow(RefCell<(usize, usize)>);

impl Transport for Slow {
    async fn send_streaming(
        &self,
        request: HttpRequest,
        on_piece: &mut dyn FnMut(&[u8]),
    ) -> Result<HttpResponse, TransportError> {
        after(12, &self.0).await;
        let body = match request.method {
            Method::Post => {
                r#"{"upload_url":"https://bucket.example/a","file_url":"https://media.example/a"}"#
            }
            _ => "",
        };
        on_piece(body.as_bytes());
        Ok(HttpResponse {
            status: 200,
            media_type: String::new(),
            retry_after_millis: None,
            body: Vec::new(),
            last_url: String::new(),
        })
    }
}

#[test]
fn four_are_on_their_way_while_one_is_made_ready() {
    let slow = Slow(RefCell::default());
    let client = Client::new(&slow, samples::account(EngineId::ModelRunner));
    let preparing = RefCell::default();
    let prepare = |index: usize| {
        let preparing = &preparing;
        async move {
            after(2, preparing).await;
            Ok::<_, Error>(samples::files(&[&[index as u8]], None).pictures.remove(0))
        }
    };
    let sizes = [1; 11];
    let memory = Memory::default();
    let mut future = std::pin::pin!(client.upload_all(&sizes, prepare, &memory, &|_| ()));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let told = loop {
        if let Poll::Ready(told) = future.as_mut().poll(&mut context) {
            break told.unwrap();
        }
    };
    assert_eq!(told.len(), 11);
    assert_eq!((slow.0.borrow().1, preparing.borrow().1), (4, 1));
}

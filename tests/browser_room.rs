//! What `src/browser` borrows from a real browser, in headless Chromium. Empty on other targets.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use pentimento::browser::attachment::{Bytes, File};
use pentimento::browser::time::{now_millis, sleep};
use pentimento::browser::worker_port::WorkerPort;
use pentimento::browser::{Error, codec, random};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn names_are_unique_and_plain() {
    let names: std::collections::BTreeSet<String> = (0..1000).map(|_| random::unique_name()).collect();
    assert_eq!(names.len(), 1000);
    assert!(names.iter().all(|name| name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit())));
    assert!((0..100).all(|_| (0.0..1.0).contains(&random::fraction())));
}

#[wasm_bindgen_test]
async fn sleeping_takes_its_time() {
    let start = now_millis();
    sleep(60).await;
    let took = now_millis() - start;
    assert!((50.0..5000.0).contains(&took), "{took} ms");
}

#[wasm_bindgen_test]
async fn bytes_survive_blobs_and_attachments() {
    let bytes: Vec<u8> = (0..=255).collect();
    let blob = codec::blob_of(&bytes, "image/png").unwrap();
    assert_eq!((blob.size(), blob.type_()), (256.0, "image/png".to_owned()));
    assert_eq!(codec::bytes_of(&blob).await.unwrap(), bytes);
    assert_eq!(File(blob).read().await.unwrap(), bytes);
    assert_eq!(Bytes::of(&bytes).to_vec(), bytes);
}

#[wasm_bindgen_test]
fn what_is_thrown_is_named() {
    let thrown = js_sys::eval("new DOMException('no room', 'QuotaExceededError')").unwrap();
    let error = Error::thrown("keep the work", &thrown);
    assert_eq!(error.to_string(), "keep the work: QuotaExceededError: no room");
    assert!(error.is_quota());
    let thrown = js_sys::eval("new TypeError('odd')").unwrap();
    let error = Error::thrown("read", &thrown);
    assert!(error.to_string().contains("odd") && !error.is_quota(), "{error}");
}

#[wasm_bindgen_test]
fn a_page_is_no_worker() {
    assert!(WorkerPort::of_this_worker().is_err());
}

//! What comes as an answer: pictures inside it, more than is read, what makes no sense.

use std::rc::Rc;

use pentimento::core::job::{JobRecord, JobState};
use pentimento::core::model::EngineId;
use pentimento::core::request::BlobHash;
use pentimento::runs::{Runner, Storing};

use crate::provider::Provider;
use crate::twins::{Browser, Tab, request};

/// Runs a request at a provider that answers the submit with this.
fn answered(body: Vec<u8>) -> (Rc<Browser>, Runner<Tab>) {
    let provider = Provider::healthy(EngineId::OpenAi);
    *provider.submit_answer.borrow_mut() = Some(body);
    let browser = Browser::new(3, provider);
    let (runner, _) = browser.open(1);
    let run = runner.clone();
    browser.executor.spawn(1, async move {
        run.launch(request(EngineId::OpenAi), Storing::Needed).await.expect("the job is stored");
    });
    browser.executor.run();
    (browser, runner)
}

#[track_caller]
fn stored(browser: &Browser) -> JobRecord {
    let record = browser.disk.job("tag-1").expect("the job is stored");
    let length = serde_json::to_vec(&record).expect("a record is JSON").len();
    assert!(length < 4096, "a record of {length} bytes has something of a picture");
    record
}

#[test]
fn an_answer_that_makes_no_sense_is_stored_for_the_person() {
    let body = br#"{"made":"https://elsewhere.example/a.png"}"#.to_vec();
    let (browser, runner) = answered(body.clone());
    let record = stored(&browser);
    assert!(matches!(record.state, JobState::Unknown(_)), "{:?}", record.state);
    assert_eq!(record.unread_files().collect::<Vec<_>>(), [&BlobHash::of(&body)]);
    assert_eq!(browser.disk.file(&BlobHash::of(&body)), Some(body));
    // It goes with its job.
    runner.dismiss("tag-1");
    browser.executor.run();
    assert!(browser.disk.jobs().is_empty());
}

/// Over the limit of the request in all: the pictures that had come by then are there.
#[test]
fn an_answer_over_the_limit_is_stored_as_far_as_it_came() {
    let mut body = br#"{"data": ["#.to_vec();
    let letters = "iVBORw0KGgoAAAANSUhEUgAA".repeat(2_500_000);
    for _ in 0..5 {
        body.extend_from_slice(format!(r#"{{"b64_json": "{letters}"}}, "#).as_bytes());
    }
    let (browser, _) = answered(body);
    let record = stored(&browser);
    assert!(matches!(record.state, JobState::Unknown(_)), "{:?}", record.state);
    let files: Vec<_> = record.unread_files().map(|file| browser.disk.file(file)).collect();
    assert!(files.iter().flatten().map(Vec::len).max() == Some(45_000_000), "{}", files.len());
}

/// Pictures of an answer are files from the start, and no part of them is in a record.
#[test]
fn pictures_of_an_answer_become_results() {
    let letters = "iVBORw0KGgoAAAANSUhEUgAA".repeat(200_000);
    let entries =
        [format!(r#"{{"b64_json": "{letters}"}}"#), r#"{"b64_json": "/9j/4AAQSkZJRgAB"}"#.to_owned()];
    let (browser, _) = answered(format!(r#"{{"data": [{}]}}"#, entries.join(",")).into_bytes());
    assert!(matches!(stored(&browser).state, JobState::Finished { .. }));
    assert_eq!(browser.stored_results(), ["tag-1-0 bytes", "tag-1-1 bytes"]);
}

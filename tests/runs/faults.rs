//! Every fault of the network at every call of every provider, met by the runner and the real protocols.

use pentimento::core::job::{JobRecord, JobState};
use pentimento::core::model::EngineId;
use pentimento::runs::Storing;

use crate::provider::{At, Fault, Provider};
use crate::twins::{Browser, request};

/// The end of a job in a word.
fn end_of(record: &JobRecord, results: &[String]) -> &'static str {
    match &record.state {
        JobState::Finished { .. } if results.iter().any(|kept| kept.ends_with("link")) => {
            "finished with a link"
        }
        JobState::Finished { .. } => "finished",
        JobState::Failed { .. } => "failed",
        JobState::Unknown(_) => "unknown",
        state if state.waits_for_person() => "saved, waits for the person",
        _ => "running",
    }
}

/// What must become of a job.
fn expected(engine: EngineId, at: At, fault: Fault) -> &'static str {
    let can_look_up = engine.capabilities().has_look_up;
    match (at, fault) {
        (_, Fault::SlowBody) => "finished",
        // What cannot be uploaded there is sent within the request.
        (At::Initiate | At::Put, Fault::NoCors) if engine == EngineId::Fal => "finished",
        // Nothing is billed before the submit; four attempts, then the person is told.
        (At::Initiate | At::Put, Fault::NoCors) | (At::Submit, Fault::TooMany | Fault::TooManyRetryAfter) => {
            "failed"
        }
        (At::Status | At::Result, Fault::NoCors) => "saved, waits for the person",
        (At::Download, Fault::NoCors) => "finished with a link",
        (At::Submit, fault) if fault.is_acted_upon() && can_look_up => "finished",
        (At::Submit, _) | (At::LookUp, Fault::NoCors) => "unknown",
        _ => "finished",
    }
}

/// The calls that a provider has.
fn calls(engine: EngineId) -> &'static [At] {
    match engine {
        EngineId::ModelRunner => {
            &[At::Initiate, At::Put, At::Submit, At::LookUp, At::Status, At::Result, At::Download]
        }
        EngineId::Fal => &[At::Initiate, At::Put, At::Submit, At::Status, At::Result, At::Download],
        EngineId::OpenAi => &[At::Submit],
        EngineId::LocalFill => &[],
    }
}

#[track_caller]
fn check(engine: EngineId, at: At, fault: Fault) {
    let browser = Browser::new(1, Provider::new(engine, at, fault));
    let (runner, _) = browser.open(1);
    let run = runner.clone();
    browser.executor.spawn(1, async move {
        run.launch(request(engine), Storing::Needed).await.expect("the job is stored");
    });
    browser.executor.run();
    let record = runner.job("tag-1").expect("the job is there");
    let case = format!("{engine:?} {at:?} {fault:?}");
    assert_eq!(end_of(&record, &browser.stored_results()), expected(engine, at, fault), "{case}");
    assert!(browser.provider.accepted.borrow().len() <= 1, "accepted twice: {case}");
    assert!(browser.provider.submit_calls.get() <= 1, "submitted twice: {case}");
    assert_eq!(browser.disk.job("tag-1"), Some(record), "stored otherwise than shown: {case}");
}

#[test]
fn every_fault_ends_right_and_nothing_is_submitted_twice() {
    let mut count = 0;
    for engine in EngineId::REMOTE {
        for at in calls(engine) {
            for fault in Fault::ALL {
                check(engine, *at, fault);
                count += 1;
            }
        }
    }
    assert_eq!(count, 14 * 16);
}
